"""Images of another size: the four methods, `resize_images` and the functions that pad or crop."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import X, feed

FAMILY = Family(
    "resizing",
    Tolerance(8, "array", "up to 16 products are added in another order; weights have both signs"),
)
case = FAMILY.case
wrong = FAMILY.wrong
either = FAMILY.either

OPS = ("resize_bilinear", "resize_nearest_neighbor", "resize_bicubic", "resize_area")
SIZES = ([2, 3], [7, 9], [4, 6], [9, 2], [1, 1], [1, 13], [12, 12])
ROUNDED = {
    "float64": Tolerance(8, "array", "TensorFlow's weights and products are float32", 8 * 2**29),
    "float16": Tolerance(8, "array", "TensorFlow adds halves up as halves", 32),
}


def R(tf: Any, *shape: int, dtype: str = "float32", name: str = "images") -> Any:
    """Real numbers of both signs in a fixed order, eighths."""
    count = int(np.prod(shape))
    values = ((np.arange(count) * 37 + 11) % 64 - 31.5) / 8
    return feed(tf, name, values.reshape(shape), dtype)


def G(tf: Any) -> Any:
    """Images [2, 4, 6, 3]."""
    return R(tf, 2, 4, 6, 3)


def P(tf: Any) -> Any:
    """A picture [4, 6, 3]."""
    return R(tf, 4, 6, 3)


def Q(tf: Any) -> Any:
    """Pixels [1, 4, 5, 2] of bytes."""
    values = (np.arange(40) * 53 + 7) % 256
    return feed(tf, "bytes", values.reshape(1, 4, 5, 2), "uint8")


def N(tf: Any) -> Any:
    return feed(tf, "size", [3, 5], "int32")


for op in OPS:
    area = op == "resize_area"
    options = ({}, {"align_corners": True}) + (() if area else ({"half_pixel_centers": True},))
    less = {"grad": False, "why": "TensorFlow has no gradient here"} if area else {}
    for size in SIZES:
        for more in options:
            case(
                f"{op} {size} {' '.join(more)}",
                lambda tf, x, op=op, s=size, m=more: getattr(tf.image, op)(x, s, **m),
                G,
                masks=size == [2, 3],
                **{"why": "the shapes are those of the size before", **less},
            )
    case(
        f"{op} named", lambda tf, x, op=op: getattr(tf.image, op)(x, [3, 3], name="here"), G, **less
    )
    case(f"{op} of bytes", lambda tf, x, op=op: getattr(tf.image, op)(x, [7, 3]), Q)
    case(f"{op} to a fed size", lambda tf, x, n, op=op: getattr(tf.image, op)(x, n), G, N, **less)
    for kind in (
        "float16",
        "float64",
        "int16",
        "int32",
        "int64",
        "uint16",
        "int8",
        "bool",
        "uint32",
    ):
        either(
            f"{op} of {kind}",
            lambda tf, op=op, k=kind: getattr(tf.image, op)(
                tf.cast(tf.reshape(tf.range(24), [1, 4, 6, 1]), k), [3, 7]
            ),
        )
    wrong(f"{op} of rank 3", lambda tf, op=op: getattr(tf.image, op)(P(tf), [2, 3]))
    wrong(f"{op} to one size", lambda tf, op=op: getattr(tf.image, op)(G(tf), [2]))
    wrong(f"{op} to nothing", lambda tf, op=op: getattr(tf.image, op)(G(tf), [0, 3]))
    wrong(f"{op} to less", lambda tf, op=op: getattr(tf.image, op)(G(tf), [-1, 3]))
    wrong(f"{op} of nothing", lambda tf, op=op: getattr(tf.image, op)(R(tf, 2, 0, 6, 3), [2, 3]))
    wrong(f"{op} to floats", lambda tf, op=op: getattr(tf.image, op)(G(tf), [2.0, 3.0]))
    either(f"{op} of no image", lambda tf, op=op: getattr(tf.image, op)(R(tf, 0, 4, 6, 3), [2, 3]))
for op in OPS[:3]:
    for kind in ("float64", "float16"):
        case(
            f"{op} gradient of {kind}",
            lambda tf, x, op=op: getattr(tf.image, op)(x, [7, 3]),
            lambda tf, k=kind: R(tf, 1, 4, 5, 2, dtype=k),
            grad=(op, kind) != ("resize_bicubic", "float16"),
            masks=False,
            tol=ROUNDED[kind],
            why="as of float32; TensorFlow has no bicubic gradient of halves",
        )

# ---------------------------------------------------------------------------------- resize_images
METHODS = ("BILINEAR", "NEAREST_NEIGHBOR", "BICUBIC", "AREA")
for method in METHODS:
    area = method == "AREA"
    less = {"grad": False, "why": "TensorFlow has no gradient here"} if area else {}
    for image in (P, G):
        case(
            f"resize_images {method} {image.__name__}",
            lambda tf, x, m=method: tf.image.resize_images(
                x, [2, 3], getattr(tf.image.ResizeMethod, m)
            ),
            image,
            masks=False,
            why="the masks of images are a case of their own",
            grad=not area,
        )
    case(
        f"resize_images {method} aligned",
        lambda tf, x, m=method: tf.image.resize_images(
            x, (7, 9), method=getattr(tf.image.ResizeMethod, m), align_corners=True, name="here"
        ),
        P,
        masks=False,
        grad=not area,
        why="the masks of images are a case of their own; the area has no gradient",
    )
    case(
        f"resize_images {method} of bytes",
        lambda tf, x, m=method: tf.image.resize_images(
            x, [5, 4], getattr(tf.image.ResizeMethod, m)
        ),
        Q,
    )
for name in ("bilinear", "nearest", "bicubic", "area"):
    either(
        f"resize_images {name}", lambda tf, n=name: tf.image.resize_images(G(tf), [2, 3], method=n)
    )
case("resize", lambda tf, x: tf.image.resize(x, [2, 3]), P)
case("resize_images to the same", lambda tf, x: tf.image.resize_images(x, [4, 6]), G)
case("resize_images to the same, one", lambda tf, x: tf.image.resize_images(x, [4, 6]), P)
case(
    "resize_images of bytes to the same",
    lambda tf, x: tf.image.resize_images(x, [4, 5]),
    Q,
    masks=False,
    why="the type depends on what is known",
)
case("resize_images to a fed size", lambda tf, x, n: tf.image.resize_images(x, n), G, N)
case("resize_images to parts", lambda tf, x, n: tf.image.resize_images(x, [n[0], 3]), P, N)
for size in ([2, 8], [8, 2], [9, 9], [4, 6]):
    for image in (P, G):
        case(
            f"resize_images keeps its shape {size} {image.__name__}",
            lambda tf, x, s=size: tf.image.resize_images(x, s, preserve_aspect_ratio=True),
            image,
        )
case(
    "resize_images keeps its shape to a fed size",
    lambda tf, x, n: tf.image.resize_images(x, n, preserve_aspect_ratio=True),
    P,
    N,
)
wrong("resize_images of rank 2", lambda tf: tf.image.resize_images(X(tf), [2, 3]))
wrong(
    "resize_images of no shape",
    lambda tf: tf.image.resize_images(feed(tf, "x", [[[1.0]]], shape=None), [2, 3]),
)
for size in ([2], 2, [1, 2, 3], [2.0, 3.0], None, "a", [[1, 2]]):
    wrong(f"resize_images to {size}", lambda tf, s=size: tf.image.resize_images(G(tf), s))
wrong("resize_images to nothing", lambda tf: tf.image.resize_images(G(tf), [0, 3]))
wrong("resize_images by 9", lambda tf: tf.image.resize_images(G(tf), [2, 3], 9))
either("resize_images to dimensions", lambda tf: tf.image.resize_images(G(tf), G(tf).shape[2:]))

# ---------------------------------------------------------------------------------- with a border
for size in ((3, 8), (8, 3), (5, 7), (4, 6), (2, 2)):
    for image in (P, G):
        case(
            f"resize_image_with_pad {size} {image.__name__}",
            lambda tf, x, s=size: tf.image.resize_image_with_pad(x, *s),
            image,
            masks=image is P,
            why="of unknown rank an image is taken for one without a batch",
        )
for method in METHODS[1:]:
    case(
        f"resize_image_with_pad {method}",
        lambda tf, x, m=method: tf.image.resize_image_with_pad(
            x, 7, 9, getattr(tf.image.ResizeMethod, m), align_corners=True
        ),
        P,
        grad=method != "AREA",
        why="TensorFlow has no gradient of the area",
    )
wrong("resize_image_with_pad to nothing", lambda tf: tf.image.resize_image_with_pad(P(tf), 0, 2))
wrong("resize_image_with_pad of rank 2", lambda tf: tf.image.resize_image_with_pad(X(tf), 2, 2))
