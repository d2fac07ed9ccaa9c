"""Blocks of space, patches, normalisation of images, morphology."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import V, X, feed
from tests.oracle.programs.conv import ONES, R, W, image, kernel

FAMILY = Family(
    "windows", Tolerance(8, "array", "the terms of a sum come in another order and may cancel")
)
case = FAMILY.case
either = FAMILY.either
wrong = FAMILY.wrong
KNOWN = "TensorFlow makes the gradient of known shapes only"
NONE = "TensorFlow has no gradient for it"
LENGTH = "TensorFlow needs to know the length of block_shape before the run"

# ---------------------------------------------------------------------------------- blocks of space
case("space_to_batch", lambda tf: tf.space_to_batch(R(tf, 2, 5, 4, 3), [[0, 1], [0, 0]], 2))
case(
    "space_to_batch/named",
    lambda tf: tf.space_to_batch(R(tf, 2, 5, 4, 3), [[1, 0], [1, 1]], block_size=2, name="here"),
)
case(
    "space_to_batch/block_shape",
    lambda tf: tf.nn.space_to_batch(R(tf, 2, 4, 4, 1), [[0, 0], [0, 0]], block_shape=2),
)
case(
    "space_to_batch_nd",
    lambda tf: tf.space_to_batch_nd(R(tf, 2, 5, 4, 3), [2, 3], [[0, 1], [2, 0]]),
)
case(
    "space_to_batch_nd/1",
    lambda tf: tf.space_to_batch_nd(R(tf, 2, 4, 3), [2], [[0, 2]], name="here"),
)
case(
    "space_to_batch_nd/3",
    lambda tf: tf.space_to_batch_nd(R(tf, 1, 4, 2, 3), [2, 1, 3], [[0, 0], [0, 1], [0, 0]]),
)
case(
    "space_to_batch_nd/fed",
    lambda tf: tf.space_to_batch_nd(
        R(tf, 2, 5, 4, 3), feed(tf, "b", [2, 2], "int32"), feed(tf, "p", [[0, 1], [0, 0]], "int32")
    ),
    masks=False,
    why=LENGTH,
)
case(
    "space_to_batch_nd/int",
    lambda tf: tf.space_to_batch_nd(feed(tf, "i", [[1, 2, 3, 4]], "int32"), [2], [[0, 0]]),
)
case("batch_to_space", lambda tf: tf.batch_to_space(R(tf, 8, 2, 3, 1), [[0, 0], [0, 0]], 2))
case(
    "batch_to_space/crops",
    lambda tf: tf.batch_to_space(R(tf, 8, 2, 3, 1), [[1, 0], [1, 2]], block_size=2, name="here"),
)
case(
    "batch_to_space_nd",
    lambda tf: tf.batch_to_space_nd(R(tf, 12, 2, 3, 1), [2, 3], [[0, 1], [2, 0]]),
)
case(
    "batch_to_space_nd/1",
    lambda tf: tf.batch_to_space_nd(R(tf, 4, 3, 2), [2], [[1, 1]], name="here"),
)
case(
    "batch_to_space_nd/fed",
    lambda tf: tf.batch_to_space_nd(
        R(tf, 8, 2, 3, 1), feed(tf, "b", [2, 2], "int32"), feed(tf, "p", [[0, 1], [0, 0]], "int32")
    ),
    masks=False,
    why=LENGTH,
)
wrong(
    "space_to_batch/not divisible",
    lambda tf: tf.space_to_batch(R(tf, 2, 5, 4, 3), [[0, 0], [0, 0]], 2),
)
wrong(
    "space_to_batch_nd/negative",
    lambda tf: tf.space_to_batch_nd(R(tf, 2, 5, 4, 3), [2, 2], [[-1, 0], [0, 0]]),
)
wrong(
    "space_to_batch_nd/paddings",
    lambda tf: tf.space_to_batch_nd(R(tf, 2, 5, 4, 3), [2, 2], [[0, 1]]),
)
wrong("space_to_batch_nd/rank", lambda tf: tf.space_to_batch_nd(V(tf), [2], [[0, 1]]))
wrong("space_to_batch_nd/block 0", lambda tf: tf.space_to_batch_nd(X(tf), [0], [[0, 1]]))
wrong("batch_to_space/batch", lambda tf: tf.batch_to_space(R(tf, 6, 2, 3, 1), [[0, 0], [0, 0]], 2))
wrong(
    "batch_to_space/crops too large",
    lambda tf: tf.batch_to_space(R(tf, 8, 2, 3, 1), [[3, 2], [0, 0]], 2),
)
case(
    "required_space_to_batch_paddings",
    lambda tf: tf.required_space_to_batch_paddings([7, 6], [2, 4]),
)
case(
    "required_space_to_batch_paddings/base",
    lambda tf: tf.required_space_to_batch_paddings([7, 6], [2, 4], [[1, 1], [0, 3]], name="here"),
)
case(
    "required_space_to_batch_paddings/fed",
    lambda tf: tf.required_space_to_batch_paddings(
        feed(tf, "n", [7, 6], "int32"), [2, 4], [[1, 1], [0, 3]]
    ),
    masks=False,
    why="needs the length",
)
case(
    "with_space_to_batch",
    lambda tf: tf.nn.with_space_to_batch(
        image(tf), [2, 2], "VALID", lambda x, n, p: tf.nn.max_pool(x, 2, 1, p), [2, 2], [1, 2]
    ),
)

# ---------------------------------------------------------------------------------- depth, patches
case("space_to_depth", lambda tf: tf.space_to_depth(R(tf, 2, 4, 6, 3), 2))
case("space_to_depth/named", lambda tf: tf.nn.space_to_depth(R(tf, 1, 3, 6, 1), 3, name="here"))
case(
    "space_to_depth/int",
    lambda tf: tf.space_to_depth(feed(tf, "i", np.arange(8).reshape(1, 2, 4, 1), "int32"), 2),
)
case("depth_to_space", lambda tf: tf.depth_to_space(R(tf, 2, 2, 3, 8), 2))
case(
    "depth_to_space/named",
    lambda tf: tf.nn.depth_to_space(R(tf, 1, 2, 1, 9), 3, name="here", data_format="NHWC"),
)
wrong("space_to_depth/not divisible", lambda tf: tf.space_to_depth(R(tf, 2, 5, 6, 3), 2))
wrong("space_to_depth/block 1", lambda tf: tf.space_to_depth(R(tf, 2, 4, 6, 3), 1))
wrong("space_to_depth/rank", lambda tf: tf.space_to_depth(X(tf), 2))
wrong("depth_to_space/not divisible", lambda tf: tf.depth_to_space(R(tf, 2, 2, 3, 6), 2))
for name, sizes, strides, rates, padding in (
    ("plain", [1, 2, 2, 1], ONES, ONES, "VALID"),
    ("strides", [1, 2, 3, 1], [1, 2, 2, 1], ONES, "SAME"),
    ("rates", [1, 2, 2, 1], ONES, [1, 2, 1, 1], "VALID"),
    ("rates SAME", [1, 2, 2, 1], [1, 2, 1, 1], [1, 2, 3, 1], "SAME"),
):
    case(
        f"extract_image_patches/{name}",
        lambda tf, k=sizes, s=strides, r=rates, p=padding: tf.extract_image_patches(
            image(tf), k, s, r, p
        ),
        masks=False,
        why=KNOWN,
    )
case(
    "extract_image_patches/keywords",
    lambda tf: tf.extract_image_patches(
        images=image(tf), sizes=[1, 2, 2, 1], strides=ONES, rates=ONES, padding="SAME", name="here"
    ),
    masks=False,
    why=KNOWN,
)
case(
    "extract_image_patches/shapes",
    lambda tf: tf.extract_image_patches(image(tf), [1, 2, 2, 1], ONES, ONES, "SAME"),
    grad=False,
    why=KNOWN,
)
wrong(
    "extract_image_patches/does not fit",
    lambda tf: tf.extract_image_patches(image(tf), [1, 9, 2, 1], ONES, ONES, "VALID"),
)
wrong(
    "extract_image_patches/3 sizes",
    lambda tf: tf.extract_image_patches(image(tf), [1, 2, 2], ONES, ONES, "VALID"),
)
wrong(
    "extract_image_patches/rank",
    lambda tf: tf.extract_image_patches(X(tf), [1, 2, 2, 1], ONES, ONES, "VALID"),
)
case(
    "extract_volume_patches",
    lambda tf: tf.extract_volume_patches(R(tf, 1, 3, 4, 2, 2), [1, 2, 2, 1, 1], [1] * 5, "VALID"),
    grad=False,
    masks=False,
    why=NONE + ", and takes the rank for 4",
)
case(
    "extract_volume_patches/SAME",
    lambda tf: tf.extract_volume_patches(
        R(tf, 1, 3, 4, 2, 1), [1, 2, 2, 2, 1], [1, 2, 2, 1, 1], "SAME", name="here"
    ),
    grad=False,
    masks=False,
    why=NONE + ", and takes the rank for 4",
)

# ---------------------------------------------------------------------------------- normalisation
POWERS = Tolerance(8, "array", "a power of TensorFlow is exp of log, within a few units", 32)
for op in ("lrn", "local_response_normalization"):
    case(op, lambda tf, op=op: getattr(tf.nn, op)(R(tf, 1, 2, 2, 4)), tol=POWERS)
case(
    "lrn/AlexNet",
    lambda tf: tf.nn.lrn(R(tf, 1, 2, 2, 7), 4, bias=1.0, alpha=0.001 / 9.0, beta=0.75, name="here"),
    tol=POWERS,
)
case(
    "lrn/radius 1",
    lambda tf: tf.nn.lrn(R(tf, 1, 2, 1, 5), depth_radius=1, bias=2, alpha=0.5, beta=1),
    tol=POWERS,
)
wrong("lrn/rank", lambda tf: tf.nn.lrn(X(tf)))


def scale(tf: Any) -> Any:
    return feed(tf, "scale", [0.5, -1.5])


def offset(tf: Any) -> Any:
    return feed(tf, "offset", [0.25, 2.0])


MOMENTS = Tolerance(8, "array", "the variance is a sum of squares in another order", 64)
case(
    "fused_batch_norm",
    lambda tf: tf.nn.fused_batch_norm(image(tf), scale(tf), offset(tf)),
    tol=MOMENTS,
)
case(
    "fused_batch_norm/y",
    lambda tf: tf.nn.fused_batch_norm(image(tf), scale(tf), offset(tf), name="here")[0],
    tol=MOMENTS,
)
case(
    "fused_batch_norm/epsilon",
    lambda tf: tf.nn.fused_batch_norm(image(tf), scale(tf), offset(tf), epsilon=0.5)[0],
    tol=MOMENTS,
)
case(
    "fused_batch_norm/no epsilon",
    lambda tf: tf.nn.fused_batch_norm(image(tf), scale(tf), offset(tf), epsilon=0.0)[0],
    tol=MOMENTS,
)
case(
    "fused_batch_norm/inference",
    lambda tf: tf.nn.fused_batch_norm(
        image(tf),
        scale(tf),
        offset(tf),
        feed(tf, "mean", [0.5, -0.5]),
        feed(tf, "variance", [1.5, 0.75]),
        is_training=False,
    ),
    tol=MOMENTS,
)
case(
    "fused_batch_norm/lists",
    lambda tf: tf.nn.fused_batch_norm(
        image(tf), [1.0, 2.0], [0.0, 1.0], [0.0, 0.5], [1.0, 2.0], is_training=False, name="here"
    )[0],
    tol=MOMENTS,
)
case(
    "fused_batch_norm/average",
    lambda tf: tf.nn.fused_batch_norm(
        image(tf),
        scale(tf),
        offset(tf),
        feed(tf, "mean", [0.5, -0.5]),
        feed(tf, "variance", [1.5, 0.75]),
        exponential_avg_factor=0.25,
    ),
    tol=MOMENTS,
)
case(
    "fused_batch_norm/one element",
    lambda tf: tf.nn.fused_batch_norm(R(tf, 1, 1, 1, 2), scale(tf), offset(tf)),
    tol=MOMENTS,
)
case(
    "fused_batch_norm/float16",
    lambda tf: tf.nn.fused_batch_norm(image(tf, "float16"), scale(tf), offset(tf)),
    tol=MOMENTS,
)
case(
    "fused_batch_norm/volumes",
    lambda tf: tf.nn.fused_batch_norm(
        R(tf, 1, 2, 2, 3, 2), scale(tf), offset(tf), data_format="NDHWC"
    )[0],
    tol=MOMENTS,
    masks=False,
    why="needs the rank",
)
wrong(
    "fused_batch_norm/no moments",
    lambda tf: tf.nn.fused_batch_norm(image(tf), scale(tf), offset(tf), is_training=False),
)
wrong("fused_batch_norm/channels", lambda tf: tf.nn.fused_batch_norm(image(tf), V(tf), V(tf)))
wrong("fused_batch_norm/rank", lambda tf: tf.nn.fused_batch_norm(X(tf), V(tf), V(tf)))
case(
    "fused_batch_norm/second order",
    lambda tf, x, s: [
        tf.identity(slope, name="slope")
        for slope in tf.gradients(tf.nn.fused_batch_norm(x, s, [0.5, 1.0])[0] ** 3, [x, s])
    ],
    image,
    scale,
    nodes=False,
    types=False,
    masks=False,
    tol=Tolerance(32, "array", "sums of terms of opposite sign, larger than what is left", 128),
    why="each engine makes gradients from ops of its own",
)


# ---------------------------------------------------------------------------------- morphology
def plane(tf: Any) -> Any:
    return W(tf, 2, 3, 2, name="f")


for name in ("dilation2d", "erosion2d"):
    for strides, rates, padding in (
        (ONES, ONES, "SAME"),
        (ONES, ONES, "VALID"),
        ([1, 2, 2, 1], [1, 2, 1, 1], "SAME"),
    ):
        case(
            f"{name} {strides} {rates} {padding}",
            lambda tf, op=name, s=strides, r=rates, p=padding: getattr(tf.nn, op)(
                image(tf), plane(tf), s, r, p
            ),
        )
    case(
        f"{name}/named",
        lambda tf, op=name: getattr(tf.nn, op)(
            image(tf), plane(tf), strides=ONES, rates=ONES, padding="SAME", name="here"
        ),
    )
    wrong(
        f"{name}/channels",
        lambda tf, op=name: getattr(tf.nn, op)(R(tf, 2, 5, 4, 3), plane(tf), ONES, ONES, "SAME"),
    )
    wrong(
        f"{name}/rank",
        lambda tf, op=name: getattr(tf.nn, op)(image(tf), kernel(tf), ONES, ONES, "SAME"),
    )
case(
    "dilation2d/equal",
    lambda tf: tf.nn.dilation2d(
        feed(tf, "x", np.ones([1, 4, 4, 1])), tf.zeros([2, 2, 1]), ONES, ONES, "SAME"
    ),
)
case(
    "dilation2d/ints",
    lambda tf: tf.nn.dilation2d(
        feed(tf, "x", np.arange(16).reshape(1, 4, 4, 1) % 7, "int32"),
        tf.ones([2, 2, 1], tf.int32),
        ONES,
        ONES,
        "SAME",
    ),
)
case(
    "dilation2d/keywords",
    lambda tf: tf.nn.dilation2d(
        image(tf), filters=plane(tf), strides=ONES, dilations=ONES, padding="SAME"
    ),
)
