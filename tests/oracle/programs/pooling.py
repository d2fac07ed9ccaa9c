"""Pooling."""

from __future__ import annotations

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import S, feed
from tests.oracle.programs.conv import ONES, R, image

FAMILY = Family(
    "pooling", Tolerance(8, "array", "the terms of a sum come in another order and may cancel")
)
case = FAMILY.case
either = FAMILY.either
wrong = FAMILY.wrong

for op in ("max_pool", "avg_pool"):
    for padding in ("SAME", "VALID"):
        for size, stride in ((2, 2), (3, 2), (2, 1), (1, 2), ([1, 3, 2, 1], [1, 1, 2, 1]), (2, 3)):
            case(
                f"{op} {padding} {size} {stride}",
                lambda tf, op=op, p=padding, k=size, s=stride: getattr(tf.nn, op)(
                    image(tf), k, s, p
                ),
            )
    case(
        f"{op}/named",
        lambda tf, op=op: getattr(tf.nn, op)(
            value=image(tf), ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="SAME", name="here"
        ),
    )
    case(f"{op}/float64", lambda tf, op=op: getattr(tf.nn, op)(image(tf, "float64"), 2, 2, "SAME"))
    case(f"{op}/empty", lambda tf, op=op: getattr(tf.nn, op)(R(tf, 0, 5, 4, 2), 2, 2, "SAME"))
    case(f"{op}1d", lambda tf, op=op: getattr(tf.nn, op + "1d")(R(tf, 2, 5, 3), 2, 2, "SAME"))
    case(
        f"{op}1d/VALID",
        lambda tf, op=op: getattr(tf.nn, op + "1d")(R(tf, 2, 5, 3), [3], [2], "VALID", name="here"),
    )
    case(f"{op}2d", lambda tf, op=op: getattr(tf.nn, op + "2d")(image(tf), 2, [2, 1], "SAME"))
    case(f"{op}3d", lambda tf, op=op: getattr(tf.nn, op + "3d")(R(tf, 1, 3, 4, 2, 2), 2, 2, "SAME"))
    case(
        f"{op}3d/VALID",
        lambda tf, op=op: getattr(tf.nn, op + "3d")(
            R(tf, 1, 3, 4, 2, 2), [1, 2, 3, 1, 1], [1, 1, 1, 1, 1], "VALID", name="here"
        ),
    )
    for shape in ((2, 5, 3), (2, 5, 4, 2), (1, 3, 4, 2, 2)):
        case(
            f"{op}_v2/{len(shape)}",
            lambda tf, op=op, shape=shape: getattr(tf.nn, op + "_v2")(R(tf, *shape), 2, 2, "SAME"),
            masks=False,
            why="needs the rank",
        )
    FAMILY.dtypes(
        op,
        lambda tf, x, op=op: getattr(tf.nn, op)(
            tf.reshape(x, [1, 1, 3, 1]), [1, 1, 2, 1], 1, "VALID"
        ),
    )
    wrong(f"{op}/3 sizes", lambda tf, op=op: getattr(tf.nn, op)(image(tf), [1, 2, 2], 2, "SAME"))
    wrong(f"{op}/lower case", lambda tf, op=op: getattr(tf.nn, op)(image(tf), 2, 2, "same"))
    wrong(f"{op}/no padding", lambda tf, op=op: getattr(tf.nn, op)(image(tf), 2, 2))
    wrong(f"{op}/does not fit", lambda tf, op=op: getattr(tf.nn, op)(image(tf), 6, 2, "VALID"))
    wrong(f"{op}/stride 0", lambda tf, op=op: getattr(tf.nn, op)(image(tf), 2, 0, "VALID"))
    wrong(f"{op}/rank", lambda tf, op=op: getattr(tf.nn, op)(R(tf, 5, 4, 2), 2, 2, "SAME"))
    wrong(
        f"{op}/format",
        lambda tf, op=op: getattr(tf.nn, op)(image(tf), 2, 2, "SAME", data_format="NHCW"),
    )
    wrong(
        f"{op}/batch",
        lambda tf, op=op: getattr(tf.nn, op)(image(tf), [2, 1, 1, 1], [2, 1, 1, 1], "VALID"),
        early="ValueError",
        why="no kernel of any engine pools over the batch",
    )
    wrong(f"{op}/scalar", lambda tf, op=op: getattr(tf.nn, op)(S(tf), 2, 2, "SAME"))
case(
    "max_pool/channels",
    lambda tf: tf.nn.max_pool(R(tf, 2, 3, 2, 4), [1, 1, 1, 2], [1, 1, 1, 2], "VALID"),
    grad=False,
    why="TensorFlow has no gradient of pooling over channels on CPUs",
)
case(
    "max_pool/explicit",
    lambda tf: tf.nn.max_pool(image(tf), 2, 2, [[0, 0], [1, 0], [0, 1], [0, 0]]),
)
case(
    "max_pool/equal", lambda tf: tf.nn.max_pool(feed(tf, "x", np.ones([1, 4, 4, 1])), 3, 1, "SAME")
)
case("max_pool/relu before", lambda tf: tf.nn.max_pool(tf.nn.relu(image(tf)), 3, 2, "SAME"))
case("max_pool/negative", lambda tf: tf.nn.max_pool(-tf.square(image(tf)), 2, 2, "SAME"))
case(
    "max_pool/infinite",
    lambda tf: tf.nn.max_pool(
        feed(tf, "x", [[[[np.inf], [1.0], [-np.inf], [2.0]]]]), [1, 1, 2, 1], 1, "VALID"
    ),
)
case(
    "max_pool/second order",
    lambda tf, x: tf.gradients(tf.square(tf.nn.max_pool(x, 3, 2, "SAME")), [x]),
    image,
    nodes=False,
    types=False,
    masks=False,
    why="each engine makes gradients from ops of its own",
)
case(
    "avg_pool/second order",
    lambda tf, x: tf.gradients(tf.square(tf.nn.avg_pool(x, 3, 2, "SAME")), [x]),
    image,
    nodes=False,
    types=False,
    masks=False,
    why="each engine makes gradients from ops of its own",
)
for more in (
    {},
    {"Targmax": "int32"},
    {"include_batch_in_index": True},
    {"output_dtype": "int64", "name": "here"},
):
    case(
        f"max_pool_with_argmax/{' '.join(more)}",
        lambda tf, more=more: tf.nn.max_pool_with_argmax(
            image(tf),
            [1, 2, 2, 1],
            [1, 2, 2, 1],
            "SAME",
            **{
                k: getattr(tf, v) if k in ("Targmax", "output_dtype") else v
                for k, v in more.items()
            },
        ),
    )
case(
    "max_pool_with_argmax/equal",
    lambda tf: tf.nn.max_pool_with_argmax(
        feed(tf, "x", np.ones([1, 4, 4, 1])), [1, 2, 2, 1], [1, 2, 2, 1], "VALID"
    ),
)
wrong(
    "max_pool_with_argmax/format",
    lambda tf: tf.nn.max_pool_with_argmax(image(tf), ONES, ONES, "SAME", data_format="NCHW"),
)
for kind in ("MAX", "AVG"):
    case(f"pool/{kind}", lambda tf, k=kind: tf.nn.pool(image(tf), [2, 2], k, "SAME"))
    case(
        f"pool/{kind} strides",
        lambda tf, k=kind: tf.nn.pool(image(tf), [2, 2], k, "VALID", strides=[2, 1], name="here"),
    )
    case(f"pool/{kind} 1", lambda tf, k=kind: tf.nn.pool(R(tf, 2, 5, 3), [2], k, "VALID"))
    case(
        f"pool/{kind} 3", lambda tf, k=kind: tf.nn.pool(R(tf, 1, 3, 4, 2, 2), [2, 2, 2], k, "VALID")
    )
    case(
        f"pool/{kind} dilated",
        lambda tf, k=kind: tf.nn.pool(image(tf), [2, 2], k, "VALID", dilation_rate=[2, 1]),
    )
    case(
        f"pool/{kind} dilated 1",
        lambda tf, k=kind: tf.nn.pool(R(tf, 2, 5, 3), [2], k, "VALID", dilations=[2]),
    )
wrong("pool/kind", lambda tf: tf.nn.pool(image(tf), [2, 2], "SUM", "VALID"))
wrong("pool/rank", lambda tf: tf.nn.pool(image(tf), [2], "MAX", "VALID"))
wrong(
    "pool/SAME dilated",
    lambda tf: tf.nn.pool(image(tf), [2, 2], "MAX", "SAME", dilation_rate=[2, 2]),
)
wrong(
    "pool/strides and dilations",
    lambda tf: tf.nn.pool(image(tf), [2, 2], "MAX", "VALID", strides=[2, 2], dilation_rate=[2, 2]),
)
