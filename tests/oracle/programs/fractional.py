"""Fractional pooling: the regions that seeds draw, and what is pooled from them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import feed
from tests.oracle.observe import error
from tests.oracle.programs.conv import R, image

FAMILY = Family(
    "fractional", Tolerance(4, "array", "the terms of a sum come in another order and may cancel")
)
case = FAMILY.case
wrong = FAMILY.wrong
MASKED: dict[str, Any] = {
    "fractional_max_pool": {},
    "fractional_avg_pool": {
        "masks": False,
        "why": "TensorFlow takes this gradient only where the shape is known",
    },
}
ONE_RUN = {"deterministic": True, "seed": 3, "seed2": 2}


def tied(tf: Any) -> Any:
    """[1, 5, 5, 2] with ties."""
    return feed(tf, "x", np.round(np.sin(np.arange(50) * 3.0), 1).reshape(1, 5, 5, 2))


for op in ("fractional_max_pool", "fractional_avg_pool"):
    for pseudo in (False, True):
        for overlap in (False, True):
            case(
                f"{op} {pseudo} {overlap}",
                lambda tf, op=op, p=pseudo, o=overlap: (
                    getattr(tf.nn, op)(tied(tf), [1.0, 1.5, 1.3, 1.0], p, o, **ONE_RUN).output
                ),
                **MASKED[op],
            )
            case(
                f"{op}/images {pseudo} {overlap}",
                lambda tf, op=op, p=pseudo, o=overlap: getattr(tf.nn, op)(
                    R(tf, 3, 9, 11, 2), [1.0, 1.44, 2.3, 1.0], p, o, **ONE_RUN, name="here"
                )[0],
                **MASKED[op],
            )
    case(
        f"{op}/float64",
        lambda tf, op=op: getattr(tf.nn, op)(image(tf, "float64"), [1, 1.2, 2, 1], **ONE_RUN)[0],
        **MASKED[op],
    )
    case(
        f"{op}/no seeds",
        lambda tf, op=op: getattr(tf.nn, op)(R(tf, 1, 4, 6, 1), [1, 2, 1, 1])[0],
        **MASKED[op],
    )
    for dtype in ("float16", "int32", "int64", "uint8", "bool"):
        FAMILY.either(
            f"{op}/{dtype}",
            lambda tf, op=op, d=dtype: getattr(tf.nn, op)(
                tf.constant(np.arange(-8, 8).reshape(1, 4, 4, 1).astype(d)),
                [1, 2, 1, 1],
                **ONE_RUN,
            )[0],
        )
    for ratios in ([1, 0.5, 1, 1], [2, 1, 1, 1], [1, 1, 1], [1, 1, 1, 2], [1, 6, 1, 1]):
        wrong(
            f"{op}/{ratios}",
            lambda tf, op=op, r=ratios: getattr(tf.nn, op)(R(tf, 2, 5, 5, 2), r)[0],
        )
    wrong(f"{op}/rank", lambda tf, op=op: getattr(tf.nn, op)(R(tf, 5, 4, 2), [1.0] * 4)[0])
    wrong(f"{op}/empty", lambda tf, op=op: getattr(tf.nn, op)(R(tf, 0, 5, 4, 2), [1.0] * 4)[0])
    wrong(
        f"{op}/seed alone",
        lambda tf, op=op: getattr(tf.nn, op)(R(tf, 1, 5, 4, 2), [1.0] * 4, seed=3)[0],
    )


@FAMILY.script
def regions(tf: Any, np: Any) -> Any:
    """The cuts of many sizes, and again in a second run.

    Here alone, as TensorFlow states their static sizes with one cut too few.
    """
    cuts = []
    for n, ratio in ((10, 1.44), (7, 1.3), (20, 1.7), (5, 2.0), (100, 1.41), (8, 2.0), (23, 4.5)):
        for pseudo in (True, False):
            for seed in (1, 5):
                found = tf.nn.fractional_max_pool(
                    np.zeros([1, n, n + 1, 1], np.float32),
                    [1.0, ratio, ratio, 1.0],
                    pseudo,
                    deterministic=True,
                    seed=seed,
                    seed2=seed + 1,
                )
                cuts.append(list(found[1:]))
    with tf.Session() as sess:
        yield sess.run(cuts)
        yield sess.run(cuts)


@FAMILY.script
def average_losses(tf: Any, np: Any) -> Any:
    """tf.nn.compute_average_loss and scale_regularization_loss."""
    with tf.Session() as sess:
        for arguments in (
            ([1.0, 2.0, 3.0],),
            ([1.0, 2.0, 3.0], [1.0, 0.0, 1.0], 4),
            ([[1.0, 2.0, 3.0]],),
            ([[1.0, 2.0, 3.0]], None, 0),
            (np.float64([1.5, 2.0]), [1.0, 2.0]),
            (np.zeros([0], np.float32),),
        ):
            yield sess.run(tf.nn.compute_average_loss(*arguments))
        yield sess.run(tf.nn.scale_regularization_loss(tf.constant([1.0, 2.0, 3.0])))
    for size in (2.5, [2], -1):
        yield error(tf, lambda s=size: tf.nn.compute_average_loss([1.0], None, s).shape and None)
