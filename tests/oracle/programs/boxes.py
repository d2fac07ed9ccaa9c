"""Boxes in images: cut out and resized, suppressed, drawn, drawn by chance; glimpses; edges."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from tests.oracle.cases import EXACT, Family, Tolerance
from tests.oracle.inputs import X, feed
from tests.oracle.programs.resizing import G, P, Q, R

FAMILY = Family("boxes", Tolerance(8, "array", "places are rounded, sums come in another order"))
case = FAMILY.case
wrong = FAMILY.wrong
either = FAMILY.either
script = FAMILY.script
exact = partial(case, tol=EXACT)

BOXES = [[0.1, 0.2, 0.9, 0.7], [0.8, 0.15, 0.35, 1.2], [-0.5, 0.3, 0.4, 0.3], [0.0, 0.0, 1.0, 1.0]]


def B(tf: Any) -> Any:
    """Four boxes: inside, upside down, thin and partly outside, all."""
    return feed(tf, "boxes", BOXES)


def N(tf: Any) -> Any:
    return feed(tf, "numbers", [0, 1, 1, 0], "int32")


# ---------------------------------------------------------------------------------- crop_and_resize
for size in ([3, 4], [1, 5], [6, 1], [1, 1], [9, 7]):
    for method in ("bilinear", "nearest"):
        case(
            f"crop_and_resize {size} {method}",
            lambda tf, x, b, n, s=size, m=method: tf.image.crop_and_resize(x, b, n, s, m, 0.5),
            G,
            B,
            N,
            masks=size == [3, 4],
            why="the shapes are those of the size before",
        )
case(
    "crop_and_resize of bytes",
    lambda tf, x: tf.image.crop_and_resize(x, BOXES[:2], [0, 0], crop_size=[3, 3], name="here"),
    Q,
)
case(
    "crop_and_resize without boxes",
    lambda tf, x: tf.image.crop_and_resize(
        x, np.zeros([0, 4], np.float32), np.zeros(0, np.int32), [3, 3]
    ),
    G,
)
case(
    "crop_and_resize, new name",
    lambda tf, x: tf.image.crop_and_resize(x, BOXES[:2], box_indices=[0, 1], crop_size=[3, 3]),
    G,
)
for kind in ("float16", "float64"):
    case(
        f"crop_and_resize of {kind}",
        lambda tf, x: tf.image.crop_and_resize(x, BOXES[:2], [0, 0], [3, 3]),
        lambda tf, k=kind: R(tf, 1, 4, 5, 2, dtype=k),
        masks=False,
        grad=kind == "float64",
        tol=Tolerance(8, "array", "TensorFlow's weights and products are float32", 8 * 2**29),
        why="as of float32; TensorFlow has no kernel for gradients of halves",
    )
wrong(
    "crop_and_resize of no such image",
    lambda tf: tf.image.crop_and_resize(G(tf), BOXES[:1], [2], [3, 3]),
)
wrong(
    "crop_and_resize of image -1",
    lambda tf: tf.image.crop_and_resize(G(tf), BOXES[:1], [-1], [3, 3]),
)
wrong(
    "crop_and_resize to nothing", lambda tf: tf.image.crop_and_resize(G(tf), BOXES[:1], [0], [0, 3])
)
wrong(
    "crop_and_resize of triples",
    lambda tf: tf.image.crop_and_resize(G(tf), [[0.0] * 3], [0], [3, 3]),
)
wrong("crop_and_resize of more", lambda tf: tf.image.crop_and_resize(G(tf), BOXES, [0], [3, 3]))
wrong(
    "crop_and_resize of rank 3", lambda tf: tf.image.crop_and_resize(P(tf), BOXES[:1], [0], [3, 3])
)
wrong(
    "crop_and_resize by cubics",
    lambda tf: tf.image.crop_and_resize(G(tf), BOXES[:1], [0], [3, 3], method="bicubic"),
)

# ---------------------------------------------------------------------------------- suppression
_AT = np.random.RandomState(3)
_CORNERS = np.sort(_AT.rand(20, 2, 2), 1).reshape(20, 4).round(3)
_SCORES = (_AT.permutation(20) / 16 - 0.25).round(4)


def K(tf: Any) -> Any:
    """Twenty boxes, some of which overlap."""
    return feed(tf, "boxes", np.concatenate([_CORNERS, _CORNERS[:5] + 0.05])[:, [0, 1, 2, 3]])


def Z(tf: Any) -> Any:
    """Their scores, all different but for two."""
    return feed(
        tf,
        "scores",
        np.concatenate(
            [
                _SCORES,
                _SCORES[:5] - 0.03,
            ]
        )[:25],
    )


for most in (1, 5, 100):
    for limit in (0.0, 0.3, 0.5, 1.0):
        exact(
            f"non_max_suppression {most} {limit}",
            lambda tf, b, s, m=most, o=limit: tf.image.non_max_suppression(b, s, m, o),
            K,
            Z,
            masks=False,
            why="the shapes are those of the next case",
        )
exact(
    "non_max_suppression above a score",
    lambda tf, b, s: tf.image.non_max_suppression(b, s, 9, score_threshold=0.4, name="here"),
    K,
    Z,
)
exact(
    "non_max_suppression of equals",
    lambda tf: tf.image.non_max_suppression(tf.constant(_CORNERS, tf.float32), [0.5] * 20, 9),
)
exact(
    "non_max_suppression of turned boxes",
    lambda tf, s: tf.image.non_max_suppression(
        tf.constant(np.r_[_CORNERS, _CORNERS[:5] + 0.05][:, [2, 1, 0, 3]], tf.float32), s, 9, 0.2
    ),
    Z,
)
exact(
    "non_max_suppression of nothing",
    lambda tf: tf.image.non_max_suppression(
        np.zeros([0, 4], np.float32), np.zeros(0, np.float32), 9
    ),
)
for sigma in (0.0, 0.25, 0.5):
    for limit in (0.3, 1.0):
        case(
            f"non_max_suppression_with_scores {sigma} {limit}",
            lambda tf, b, s, g=sigma, o=limit: tf.image.non_max_suppression_with_scores(
                b, s, 12, o, 0.01, g
            ),
            K,
            Z,
            masks=limit == 1.0,
            grad=False,
            why="TensorFlow fails at the gradient of the scores, which has no gradient",
        )


@script
def padded_suppression(tf: Any, np: Any) -> Any:
    """The values; TF1 has a node NonMaxSuppressionV4 where later versions have a function."""
    boxes, scores = tf.constant(_CORNERS, tf.float32), tf.constant(_SCORES, tf.float32)
    for padded in (True, False):
        for most in (3, 30):
            found = tf.image.non_max_suppression_padded(
                boxes, scores, most, 0.3, 0.0, pad_to_max_output_size=padded
            )
            yield [t.dtype.name for t in found], [t.shape.ndims for t in found]
            with tf.Session() as sess:
                yield sess.run(list(found))


_PAIRS = (np.arange(25).reshape(5, 5) % 7 / 7 + np.arange(25).reshape(5, 5).T % 7 / 7) / 2
for limit in (0.2, 0.5):
    exact(
        f"non_max_suppression_overlaps {limit}",
        lambda tf, s, o=limit: tf.image.non_max_suppression_overlaps(
            tf.constant(_PAIRS, tf.float32), s, 4, o, 0.05
        ),
        lambda tf: feed(tf, "scores", [0.3, 0.9, 0.5, 0.0, 0.7]),
    )
wrong(
    "non_max_suppression of triples", lambda tf: tf.image.non_max_suppression([[0.0] * 3], [0.5], 2)
)
wrong(
    "non_max_suppression of more",
    lambda tf: tf.image.non_max_suppression([[0.0] * 4], [0.5] * 2, 2),
)
wrong(
    "non_max_suppression by 2",
    lambda tf: tf.image.non_max_suppression([[0.0] * 4], [0.5], 2, 2.0),
)
wrong(
    "non_max_suppression to a vector",
    lambda tf: tf.image.non_max_suppression([[0.0] * 4], [0.5], [2]),
)
either(
    "non_max_suppression to less",
    lambda tf: tf.image.non_max_suppression([[0.0] * 4], [0.5], -1),
)
for q in (1, 3):
    for more in ({}, {"pad_per_class": True}, {"clip_boxes": False}, {"score_threshold": 0.3}):
        exact(
            f"combined_non_max_suppression {q} {' '.join(more)}",
            lambda tf, b, s, m=more: list(
                tf.image.combined_non_max_suppression(b, s, 3, 10, 0.3, **m)
            ),
            lambda tf, q=q: feed(
                tf, "boxes", np.resize(_CORNERS * 1.2 - 0.1, (2, 10, q, 4)).astype(np.float32)
            ),
            lambda tf: feed(tf, "scores", (np.arange(60) * 23 % 61 / 61).reshape(2, 10, 3)),
            grad=False,
            why="TensorFlow fails at the gradient of the scores, which has no gradient",
        )
wrong(
    "combined_non_max_suppression of classes",
    lambda tf: tf.image.combined_non_max_suppression(
        tf.zeros([1, 2, 2, 4]), tf.zeros([1, 2, 3]), 2, 2
    ),
)

# ---------------------------------------------------------------------------------- drawing
_DRAWN = [[0.1, 0.2, 0.9, 0.7], [0.9, 0.2, 0.1, 0.7], [-0.5, 0.5, 0.4, 1.5], [0.3, 0.3, 0.3, 0.3]]
_DRAWN += [[2.0, 0.0, 3.0, 1.0], [0.0, 0.0, 1.0, 1.0], [0.2, 0.4, 0.6, 0.5]]


def D(tf: Any) -> Any:
    """Seven boxes for two images: plain, inside out, partly outside, a point, outside, all."""
    return feed(tf, "boxes", [_DRAWN, _DRAWN[::-1]])


for channels in (1, 3, 4):
    exact(
        f"draw_bounding_boxes {channels}",
        lambda tf, x, b: tf.image.draw_bounding_boxes(x, b),
        lambda tf, c=channels: R(tf, 2, 9, 11, c),
        D,
        grad=False,
        masks=channels == 3,
        why="a drawing has no gradient: TensorFlow fails at it",
    )
    exact(
        f"draw_bounding_boxes in colours {channels}",
        lambda tf, x, b: tf.image.draw_bounding_boxes(
            x, b, colors=[[0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.8]], name="here"
        ),
        lambda tf, c=channels: R(tf, 2, 9, 11, c),
        D,
        grad=False,
        masks=False,
        why="a drawing has no gradient: TensorFlow fails at it",
    )
exact(
    "draw twelve boxes",
    lambda tf: tf.image.draw_bounding_boxes(
        tf.zeros([1, 13, 13, 3]), [[[i / 12, i / 12, i / 12, 1.0] for i in range(12)]]
    ),
)
exact(
    "draw on halves",
    lambda tf: tf.image.draw_bounding_boxes(tf.zeros([1, 5, 5, 3], tf.float16), [_DRAWN]),
)
wrong("draw on two channels", lambda tf: tf.image.draw_bounding_boxes(R(tf, 1, 5, 5, 2), [_DRAWN]))
wrong("draw triples", lambda tf: tf.image.draw_bounding_boxes(R(tf, 1, 5, 5, 3), [[[0.0] * 3]]))
wrong(
    "draw for more images", lambda tf: tf.image.draw_bounding_boxes(R(tf, 1, 5, 5, 3), [_DRAWN] * 2)
)
wrong("draw on one image", lambda tf: tf.image.draw_bounding_boxes(P(tf), [_DRAWN]))
wrong(
    "draw in few channels",
    lambda tf: tf.image.draw_bounding_boxes(R(tf, 1, 5, 5, 3), [_DRAWN], colors=[[1.0, 0.0]]),
)

# ---------------------------------------------------------------------------------- by chance
_OBJECTS = [[[0.1, 0.2, 0.5, 0.6], [0.5, 0.5, 0.9, 0.8]]]
for seeds in ((1, None), (3, 4), (0, 7), (11, 0)):
    for size in ([40, 60, 3], [17, 9, 1], [224, 224, 3]):
        exact(
            f"sample_distorted_bounding_box {seeds} {size}",
            lambda tf, b, k=seeds, s=size: list(tf.image.sample_distorted_bounding_box(s, b, *k)),
            lambda tf: feed(tf, "boxes", _OBJECTS),
            repeat=3,
            masks=size == [17, 9, 1],
            grad=False,
            why="what is random has no gradient",
        )
for text, more in {
    "covered": {"min_object_covered": 0.9},
    "never covered": {"min_object_covered": 1.0, "area_range": [0.01, 0.02]},
    "wide": {"aspect_ratio_range": [1.5, 3.0]},
    "narrow": {"aspect_ratio_range": [0.2, 0.3]},
    "small": {"area_range": [0.01, 0.05], "min_object_covered": 0.0},
    "few": {"max_attempts": 3, "min_object_covered": 0.8},
    "image": {"use_image_if_no_bounding_boxes": True},
}.items():
    exact(
        f"sample_distorted_bounding_box {text}",
        lambda tf, m=more: list(
            tf.image.sample_distorted_bounding_box(
                tf.constant([31, 45, 3], tf.int64), _OBJECTS, seed=5, **m, name="here"
            )
        ),
        repeat=4,
    )
exact(
    "sample_distorted_bounding_box of nothing",
    lambda tf: list(
        tf.image.sample_distorted_bounding_box(
            [31, 45, 3], np.zeros([1, 0, 4], np.float32), 5, use_image_if_no_bounding_boxes=True
        )
    ),
    repeat=3,
)
for text, boxes in {
    "no boxes": np.zeros([1, 0, 4], np.float32),
    "beyond": [[[0.0, 0.0, 1.5, 1.0]]],
    "triples": [[[0.0] * 3]],
    "rank 2": [[0.0, 0.0, 1.0, 1.0]],
}.items():
    wrong(
        f"sample_distorted_bounding_box {text}",
        lambda tf, b=boxes: tf.image.sample_distorted_bounding_box([31, 45, 3], b, 5),
    )
for size in ([31, 45], [0, 45, 3], [31, 45, 0]):
    either(
        f"sample_distorted_bounding_box of {size}",
        lambda tf, s=size: tf.image.sample_distorted_bounding_box(s, _OBJECTS, 5)[:2],
    )
either(
    "sample_distorted_bounding_box inside out",
    lambda tf: tf.image.sample_distorted_bounding_box([31, 45, 3], [[[0.5, 0.0, 0.2, 1.0]]], 5),
)

# ---------------------------------------------------------------------------------- glimpses
for size in ([2, 3], [3, 3], [1, 2]):
    for at in ([[0.0, 0.0], [0.1, -0.2]], [[0.3, 0.1], [-0.25, 0.3]]):
        for centered in (True, False):
            for normalized in (True, False):
                places = np.array(at) * (1 if normalized else 5) + (
                    0 if centered else 0.5 if normalized else 2
                )

                def glimpse(
                    tf: Any,
                    x: Any,
                    s: Any = size,
                    a: Any = places,
                    c: bool = centered,
                    n: bool = normalized,
                ) -> Any:
                    return tf.image.extract_glimpse(x, s, a.astype(np.float32), c, n)

                exact(
                    f"extract_glimpse {size} {at} {centered} {normalized}",
                    glimpse,
                    lambda tf: R(tf, 2, 8, 9, 2),
                    grad=False,
                    masks=False,
                    why="a glimpse has no gradient: TensorFlow fails at it",
                )
exact(
    "extract_glimpse, shapes",
    lambda tf, x, o: tf.image.extract_glimpse(x, [3, 3], o, name="here"),
    lambda tf: R(tf, 2, 8, 9, 2),
    lambda tf: feed(tf, "offsets", [[0.0, 0.1], [0.2, 0.3]]),
    grad=False,
    why="a glimpse has no gradient: TensorFlow fails at it",
)


@script
def glimpses_beyond_the_border(tf: Any, np: Any) -> Any:
    """What is in the image is seen, the rest is noise within its range."""
    x = np.arange(96, dtype=np.float32).reshape(1, 8, 12, 1)
    for at in ((-1.0, -1.0), (1.0, 1.0), (0.9, -0.7), (-3.0, 0.0), (0.2, 5.0)):
        y = tf.image.extract_glimpse(x, [4, 6], [at])
        with tf.Session() as sess:
            found = sess.run(y)[0, ..., 0]
        yield bool((found >= 0).all() and (found <= 95).all())
        whole = found == np.round(found)
        yield whole.tolist(), (found * whole).tolist()


wrong("extract_glimpse of rank 3", lambda tf: tf.image.extract_glimpse(P(tf), [2, 2], [[0.0, 0.0]]))
wrong(
    "extract_glimpse to one size", lambda tf: tf.image.extract_glimpse(G(tf), [2], [[0.0, 0.0]] * 2)
)
wrong(
    "extract_glimpse at one place", lambda tf: tf.image.extract_glimpse(G(tf), [2, 2], [[0.0, 0.0]])
)
wrong(
    "extract_glimpse at triples",
    lambda tf: tf.image.extract_glimpse(G(tf), [2, 2], [[0.0] * 3] * 2),
)
either(
    "extract_glimpse of nothing",
    lambda tf: tf.image.extract_glimpse(G(tf), [0, 2], [[0.0] * 2] * 2),
)

# ---------------------------------------------------------------------------------- edges
case(
    "image_gradients",
    lambda tf, x: tf.image.image_gradients(x),
    G,
    masks=False,
    why="a rank is needed",
)
case(
    "image_gradients of bytes",
    lambda tf, x: tf.image.image_gradients(x),
    Q,
    masks=False,
    why="a rank is needed",
)
case(
    "image_gradients, sizes unknown",
    lambda tf, x: tf.image.image_gradients(x),
    lambda tf: feed(tf, "x", np.arange(48.0).reshape(1, 4, 6, 2) ** 2, shape=[None, None, None, 2]),
)
case("sobel_edges", lambda tf, x: tf.image.sobel_edges(x), G)
case(
    "sobel_edges of one channel",
    lambda tf, x: tf.image.sobel_edges(x),
    lambda tf: R(tf, 1, 7, 5, 1),
)
case(
    "total_variation",
    lambda tf, x: tf.image.total_variation(x),
    G,
    masks=False,
    why="a rank is needed",
)
case(
    "total_variation of one",
    lambda tf, x: tf.image.total_variation(x, name="here"),
    P,
    masks=False,
    why="a rank is needed",
)
case(
    "total_variation, sizes unknown",
    lambda tf, x: tf.image.total_variation(x),
    lambda tf: feed(tf, "x", np.arange(48.0).reshape(1, 4, 6, 2) ** 2, shape=[None, None, None, 2]),
)
for function in ("image_gradients", "total_variation", "sobel_edges"):
    wrong(f"{function} of rank 2", lambda tf, f=function: getattr(tf.image, f)(X(tf)))
wrong("image_gradients of one", lambda tf: tf.image.image_gradients(P(tf)))
wrong(
    "total_variation of no shape",
    lambda tf: tf.image.total_variation(feed(tf, "x", [[[1.0]]], shape=None)),
)
case(
    "extract_patches",
    lambda tf, x: tf.image.extract_patches(
        x, [1, 2, 2, 1], [1, 1, 1, 1], [1, 1, 1, 1], "SAME", name="here"
    ),
    G,
    masks=False,
    why="TensorFlow needs a rank for the gradient; the op's own cases have the masks",
)
case(
    "extract_image_patches",
    lambda tf, x: tf.image.extract_image_patches(
        x, [1, 2, 2, 1], [1, 1, 1, 1], [1, 1, 1, 1], "SAME"
    ),
    G,
    masks=False,
    why="TensorFlow needs a rank for the gradient; the op's own cases have the masks",
)
