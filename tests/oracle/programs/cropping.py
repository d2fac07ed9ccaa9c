"""Images cropped, with borders, mirrored and turned: `tf.image` where no pixel changes."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from tests.oracle.cases import EXACT, Family
from tests.oracle.inputs import X, feed
from tests.oracle.programs.resizing import G, P, Q

FAMILY = Family("cropping", EXACT)
case = FAMILY.case
wrong = FAMILY.wrong
either = FAMILY.either
script = FAMILY.script
# Choices in the run: sealed sub-graphs instead of Switch and Merge nodes.
# TensorFlow cannot take their gradients where the branches' shapes differ.
chosen = partial(
    case,
    nodes=False,
    types=False,
    grad=False,
    why="sealed sub-graphs instead of Switch and Merge; TensorFlow fails at their gradients",
)


def K(tf: Any) -> Any:
    return feed(tf, "k", 1, "int32", shape=[])


def H(tf: Any) -> Any:
    return feed(tf, "half", 0.5, shape=[])


for image in (P, G, Q):
    of = image.__name__
    for box in ((1, 1, 2, 3), (0, 0, 4, 5), (3, 0, 1, 2)):
        case(
            f"crop_to_bounding_box {of} {box}",
            lambda tf, x, b=box: tf.image.crop_to_bounding_box(x, *b),
            image,
            masks=image is P,
            why="of unknown rank an image is taken for one without a batch",
        )
    for box in ((1, 1, 6, 8), (0, 0, 4, 6), (0, 2, 9, 8)):
        case(
            f"pad_to_bounding_box {of} {box}",
            lambda tf, x, b=box: tf.image.pad_to_bounding_box(x, *b),
            image,
            masks=image is P,
            why="of unknown rank an image is taken for one without a batch",
        )
    for size in ((3, 8), (8, 3), (7, 9), (4, 5), (1, 2)):
        case(
            f"resize_image_with_crop_or_pad {of} {size}",
            lambda tf, x, s=size: tf.image.resize_image_with_crop_or_pad(x, *s),
            image,
            masks=image is P,
            why="of unknown rank an image is taken for one without a batch",
        )
    for part in (0.5, 0.3, 0.99, 1.0, 1):
        case(
            f"central_crop {of} {part}",
            lambda tf, x, p=part: tf.image.central_crop(x, p),
            image,
            masks=image is not Q and part == 0.5,
            why="as of the others",
        )
    for function in ("flip_left_right", "flip_up_down", "transpose_image", "transpose"):
        case(
            f"{function} {of}",
            lambda tf, x, f=function: getattr(tf.image, f)(x),
            image,
            masks=False,
            why="of unknown rank: a case of their own",
        )
        chosen(f"{function} {of} masked", lambda tf, x, f=function: getattr(tf.image, f)(x), image)
    for turns in (0, 1, 2, 3, 5, -1):
        chosen(f"rot90 {of} {turns}", lambda tf, x, k=turns: tf.image.rot90(x, k), image)
chosen("rot90", lambda tf, x: tf.image.rot90(x, name="here"), P)
chosen("rot90 fed", lambda tf, x, k: tf.image.rot90(x, k), P, K)
case(
    "transpose_image named",
    lambda tf, x: tf.image.transpose_image(x, name="here"),
    P,
    masks=False,
    why="of unknown rank: a case of its own",
)


def B(tf: Any) -> Any:
    """A batch [2, 4, 6, 3], of which the rank and the channels are known."""
    return feed(tf, "images", np.arange(144.0).reshape(2, 4, 6, 3), shape=[None, None, None, 3])


case("crop of a batch", lambda tf, x: tf.image.crop_to_bounding_box(x, 1, 1, 2, 3), B)
case("pad of a batch", lambda tf, x: tf.image.pad_to_bounding_box(x, 1, 1, 8, 9), B)
case(
    "crop or pad of a batch",
    lambda tf, x: tf.image.resize_with_crop_or_pad(x, 3, 9),
    B,
    nodes=False,
    why="TensorFlow writes control inputs, of which there are many, in the order of a set",
)
case("crop at a fed place", lambda tf, x, k: tf.image.crop_to_bounding_box(x, k, 1, 2, 3), P, K)
case("crop to a fed size", lambda tf, x, k: tf.image.crop_to_bounding_box(x, 1, 1, k, 3), P, K)
case("pad at a fed place", lambda tf, x, k: tf.image.pad_to_bounding_box(x, k, 1, 7, 8), P, K)
case(
    "crop or pad to a fed size",
    lambda tf, x, k: tf.image.resize_image_with_crop_or_pad(x, k, 9),
    P,
    K,
)
case(
    "crop or pad to another's size",
    lambda tf, x, y: tf.image.resize_image_with_crop_or_pad(x, tf.shape(y)[1], tf.shape(y)[2]),
    P,
    lambda tf: feed(tf, "y", np.zeros([1, 5, 3, 1]), shape=[None] * 4),
)
case("resize_with_crop_or_pad", lambda tf, x: tf.image.resize_with_crop_or_pad(x, 3, 8), P)
case("central_crop of a constant part", lambda tf, x: tf.image.central_crop(x, tf.constant(0.5)), P)
case("central_crop of a fed part", lambda tf, x, h: tf.image.central_crop(x, h), P, H)

for text, args in {
    "beyond": (1, 1, 4, 3),
    "before": (-1, 1, 2, 2),
    "left": (0, -1, 2, 2),
    "empty": (0, 0, 0, 2),
    "wide": (0, 0, 2, 7),
}.items():
    wrong(f"crop {text}", lambda tf, a=args: tf.image.crop_to_bounding_box(G(tf), *a))
    wrong(
        f"crop {text}, shape unknown",
        lambda tf, a=args: tf.image.crop_to_bounding_box(
            feed(tf, "x", np.ones([4, 6, 3]), shape=[None, None, 3]), *a
        ),
    )
for text, args in {"small": (1, 1, 4, 3), "before": (-1, 1, 9, 9), "left": (1, -1, 9, 9)}.items():
    wrong(f"pad {text}", lambda tf, a=args: tf.image.pad_to_bounding_box(G(tf), *a))
    wrong(
        f"pad {text}, shape unknown",
        lambda tf, a=args: tf.image.pad_to_bounding_box(
            feed(tf, "x", np.ones([4, 6, 3]), shape=[None, None, 3]), *a
        ),
    )
for function in (
    "flip_left_right",
    "flip_up_down",
    "rot90",
    "transpose_image",
    "random_flip_left_right",
):
    wrong(f"{function} of rank 2", lambda tf, f=function: getattr(tf.image, f)(X(tf)))
    wrong(
        f"{function} of nothing",
        lambda tf, f=function: getattr(tf.image, f)(feed(tf, "x", np.ones([0, 3, 3]))),
    )
    wrong(
        f"{function} of rank 5",
        lambda tf, f=function: getattr(tf.image, f)(feed(tf, "x", np.ones([1] * 5))),
    )
    wrong(
        f"{function} of nothing, shape unknown",
        lambda tf, f=function: getattr(tf.image, f)(feed(tf, "x", np.ones([0, 3, 3]), shape=None)),
    )
wrong("crop of rank 2", lambda tf: tf.image.crop_to_bounding_box(X(tf), 0, 0, 1, 1))
wrong("pad of rank 2", lambda tf: tf.image.pad_to_bounding_box(X(tf), 0, 0, 1, 1))
wrong("crop or pad to nothing", lambda tf: tf.image.resize_image_with_crop_or_pad(P(tf), 0, 2))
wrong("rot90 by a vector", lambda tf: tf.image.rot90(P(tf), [1, 2]))
for part in (0.0, 1.5, -0.5):
    wrong(f"central_crop {part}", lambda tf, p=part: tf.image.central_crop(P(tf), p))
wrong("central_crop of rank 2", lambda tf: tf.image.central_crop(X(tf), 0.5))
wrong(
    "central_crop of no shape",
    lambda tf: tf.image.central_crop(feed(tf, "x", [[[1.0]]], shape=None), 0.5),
)


# ---------------------------------------------------------------------------------- by chance
for function in ("random_flip_left_right", "random_flip_up_down"):
    for seed in (1, 3, 4):
        chosen(
            f"{function} {seed}",
            lambda tf, x, f=function, s=seed: getattr(tf.image, f)(x, seed=s),
            P,
            masks=False,
            repeat=4,
        )
        case(
            f"{function} of a batch {seed}",
            lambda tf, x, f=function, s=seed: getattr(tf.image, f)(x, seed=s),
            G,
            masks=False,
            repeat=4,
            why="another rank is a case of its own",
        )
    chosen(
        f"{function} of unknown shape",
        lambda tf, x, f=function: getattr(tf.image, f)(x, seed=3),
        lambda tf: feed(tf, "x", np.arange(24.0).reshape(2, 4, 3, 1), shape=None),
        masks=False,
    )
case("random_crop", lambda tf, x: tf.image.random_crop(x, [2, 3, 3], seed=5), P, repeat=3)
