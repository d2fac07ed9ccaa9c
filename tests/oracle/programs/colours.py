"""Images recoloured: types, brightness, contrast, hue, saturation, grey, linear maps, likeness."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import X, feed

FAMILY = Family(
    "colours",
    Tolerance(4, "array", "sums of pixels and of three products are added in another order"),
)
case = FAMILY.case
wrong = FAMILY.wrong
either = FAMILY.either
SHARES = Tolerance(2, "array", "TensorFlow divides by vectors of reciprocals", 64)
SINGLE = Tolerance(4 * 2**29, "array", "computed in float32, as in TensorFlow")
DEEP = Tolerance(
    256, "array", "differences of near means; 121 products each are added in another order", 2048
)
KINDS = ("uint8", "uint16", "uint32", "int8", "int16", "int32", "int64")
WIDE = ("uint16", "uint32", "int32", "int64")
NARROW = ("uint8", "uint16", "int8", "int16")
REALS = ("float16", "float32", "float64")


def shades(*shape: int) -> Any:
    """Numbers from 0 to 1 in a fixed order, none of them twice in a pixel."""
    count = int(np.prod(shape))
    return (((np.arange(count) * 61 + 17) % 97) / 97).reshape(shape)


def C(tf: Any, dtype: str = "float32") -> Any:
    """A colour picture [4, 5, 3]."""
    return feed(tf, "picture", shades(4, 5, 3), dtype)


def G(tf: Any) -> Any:
    """Colour pictures [2, 3, 4, 3]."""
    return feed(tf, "pictures", shades(2, 3, 4, 3))


def Y(tf: Any, dtype: str = "uint8") -> Any:
    """A colour picture [4, 5, 3] of integers, all of their range."""
    values = np.floor(shades(4, 5, 3) * float(np.iinfo(dtype).max) * 1.01)
    return feed(tf, "bytes", np.minimum(values, np.iinfo(dtype).max / 1.001), dtype)


def W(tf: Any) -> Any:
    """A picture [4, 5, 1]."""
    return feed(tf, "grey", shades(4, 5, 1))


def K(tf: Any) -> Any:
    return feed(tf, "amount", 0.375, shape=[])


def fixed(tf: Any, kind: str, shape: tuple[int, ...] = (2, 3, 3)) -> Any:
    """A constant picture of any type."""
    values = shades(*shape)
    if kind.startswith("float"):
        return tf.constant(values.astype(kind))
    top = np.iinfo(kind).max if kind != "bool" else 1
    return tf.constant((values * (top / 1.001)).astype(kind))


# ---------------------------------------------------------------------------------- types
for before in (*KINDS, *REALS, "bool"):
    for after in (*KINDS, *REALS, "bool", "complex64"):
        for saturate in (False, True):
            if saturate and before == "uint32":
                continue  # TensorFlow has no kernel that clips these
            if before == "float16" and after in WIDE and not saturate:
                continue  # infinite in between: undefined
            either(
                f"convert_image_dtype {before} {after} {saturate}",
                lambda tf, a=before, b=after, s=saturate: tf.image.convert_image_dtype(
                    fixed(tf, a), b, saturate=s
                ),
            )
case(
    "convert_image_dtype named",
    lambda tf, x: tf.image.convert_image_dtype(x, tf.uint8, name="here"),
    C,
)
case("convert_image_dtype to bytes", lambda tf, x: tf.image.convert_image_dtype(x, tf.uint8), C)
case("convert_image_dtype of bytes", lambda tf, x: tf.image.convert_image_dtype(x, tf.float32), Y)
case("convert_image_dtype to halves", lambda tf, x: tf.image.convert_image_dtype(x, tf.float16), C)
case(
    "convert_image_dtype beyond",
    lambda tf: tf.image.convert_image_dtype([-0.5, 0.0, 0.999, 1.0, 1.5], tf.uint8, True),
)
case(
    "convert_image_dtype of negative integers",
    lambda tf: tf.image.convert_image_dtype(tf.constant([-128, -3, 127], tf.int8), tf.uint8, True),
)

# ---------------------------------------------------------------------------------- adjustments
ADJUST = {
    "adjust_brightness": (0.3, -0.2, 0.0, 2.0, 1),
    "adjust_contrast": (0.3, -0.2, 0.0, 1.0, 2.5, 2),
    "adjust_gamma": (0.3, 0.0, 1.0, 2.5, 2),
    "adjust_hue": (0.3, -0.2, 0.0, 0.45, 1.0, -1.0, 1.5, 2),
    "adjust_saturation": (0.3, -0.2, 0.0, 1.0, 1.5, 2),
}
NO_GRADIENT = ("adjust_contrast", "adjust_hue", "adjust_saturation")
for name, amounts in ADJUST.items():
    less: dict[str, Any] = (
        {"grad": False, "why": "TensorFlow has no gradient here"} if name in NO_GRADIENT else {}
    )
    for amount in amounts:
        for image in (C, Y):
            case(
                f"{name} {amount} {image.__name__}",
                lambda tf, x, f=name, a=amount: getattr(tf.image, f)(x, a),
                image,
                masks=amount == amounts[0],
                **{"why": "the shapes are those of the first amount", **less},
            )
    case(f"{name} of a batch", lambda tf, x, f=name: getattr(tf.image, f)(x, 0.3), G, **less)
    case(
        f"{name} by a fed amount", lambda tf, x, k, f=name: getattr(tf.image, f)(x, k), C, K, **less
    )
    case(
        f"{name} of bytes by a fed amount",
        lambda tf, x, k, f=name: getattr(tf.image, f)(x, k),
        Y,
        K,
        **less,
    )
    for kind in (*NARROW, "bool"):
        either(
            f"{name} of {kind}",
            lambda tf, f=name, k=kind: getattr(tf.image, f)(fixed(tf, k), 0.3),
        )
    case(
        f"{name} of doubles",
        lambda tf, f=name: getattr(tf.image, f)(fixed(tf, "float64"), 0.3),
        tol=SINGLE,
    )
    for shape in ((3,), (4, 3), (2, 1, 2, 2, 3), (0, 2, 3), (2, 0, 3), ()):
        either(
            f"{name} of shape {shape}",
            lambda tf, f=name, s=shape: getattr(tf.image, f)(
                tf.constant(np.full(s, 0.5, "f")), 0.3
            ),
        )
    either(
        f"{name} by two amounts",
        lambda tf, f=name: getattr(tf.image, f)(fixed(tf, "float32"), tf.constant([0.3, 0.4])),
    )
    wrong(
        f"{name} by text",
        lambda tf, f=name: getattr(tf.image, f)(fixed(tf, "float32"), "a"),
        early="TypeError",
        why="text is no number: known at once",
    )
for name in ("adjust_hue", "adjust_saturation"):
    case(
        f"{name} named",
        lambda tf, x, f=name: getattr(tf.image, f)(x, 0.3, name="here"),
        C,
        grad=False,
        why="TensorFlow has no gradient here",
    )
    for depth in (1, 2, 4):
        wrong(
            f"{name} of {depth} channels",
            lambda tf, f=name, d=depth: getattr(tf.image, f)(fixed(tf, "float32", (2, 3, d)), 0.3),
        )
    case(
        f"{name} of greys and ties",
        lambda tf, f=name: getattr(tf.image, f)(
            [[[0.5, 0.5, 0.5], [0, 0, 0], [0.5, 0.5, 0.25], [0.25, 0.5, 0.5], [0.5, 0.25, 0.5]]],
            0.3,
        ),
    )
    case(
        f"{name} beyond",
        lambda tf, f=name: getattr(tf.image, f)(
            [[[-0.5, 0.25, 0.375], [2, 3, 4], [-1, -2, -3]]], 0.3
        ),
    )
case(
    "adjust_brightness of halves", lambda tf: tf.image.adjust_brightness(fixed(tf, "float16"), 0.3)
)
case(
    "adjust_contrast of one channel",
    lambda tf: tf.image.adjust_contrast(fixed(tf, "float32", (3, 4, 1)), 2.0),
)
case("adjust_gamma with gain", lambda tf, x: tf.image.adjust_gamma(x, 2.0, 3.0), C)
case("adjust_gamma with a fed gain", lambda tf, x, k: tf.image.adjust_gamma(x, k, gain=k), C, K)
case("adjust_gamma, nothing said", lambda tf, x: tf.image.adjust_gamma(x), Y)
wrong("adjust_gamma negative", lambda tf: tf.image.adjust_gamma(C(tf), -1))
wrong(
    "adjust_gamma negative, a constant", lambda tf: tf.image.adjust_gamma(C(tf), tf.constant(-1.0))
)
wrong("adjust_gamma negative, fed", lambda tf: tf.image.adjust_gamma(C(tf), feed(tf, "g", -1.0)))

RANDOM = {
    "random_brightness": ((0.3,), (0.0,), (-1,), (32.0 / 255,)),
    "random_contrast": ((0.5, 1.5), (0, 2), (0.5, 0.5), (1.5, 0.5), (-1, 1)),
    "random_hue": ((0.3,), (0.0,), (0.5,), (0.6,), (-0.1,)),
    "random_saturation": ((0.5, 1.5), (0, 2), (0.5, 0.5), (1.5, 0.5), (-1, 1)),
}
for name, ranges in RANDOM.items():
    for span in ranges:
        either(
            f"{name} {span}",
            lambda tf, f=name, r=span: getattr(tf.image, f)(fixed(tf, "float32"), *r, seed=3),
        )
    for seed in (1, 5):
        for image in (C, Y):
            case(
                f"{name} {image.__name__} {seed}",
                lambda tf, x, f=name, r=ranges[0], s=seed: getattr(tf.image, f)(x, *r, seed=s),
                image,
                repeat=3,
                grad=name == "random_brightness",
                masks=False,
                why="TensorFlow has no gradient here; the shapes are those of the adjustments",
            )
    case(
        f"{name} by the graph's seed",
        lambda tf, f=name, r=ranges[0]: (
            tf.set_random_seed(7),
            getattr(tf.image, f)(fixed(tf, "float32"), *r, seed=2),
        )[1],
        repeat=2,
    )

# ---------------------------------------------------------------------------------- standard
for image in (C, G, Y):
    case(
        f"per_image_standardization {image.__name__}",
        lambda tf, x: tf.image.per_image_standardization(x),
        image,
    )
for kind in (*KINDS, *REALS, "bool"):
    either(
        f"per_image_standardization of {kind}",
        lambda tf, k=kind: tf.image.per_image_standardization(
            tf.cast(tf.reshape(tf.range(24) % 7, [2, 4, 3]), k)
        ),
    )
case(
    "per_image_standardization of one shade",
    lambda tf: tf.image.per_image_standardization(tf.ones([3, 4, 3])),
)
wrong("per_image_standardization of rank 2", lambda tf: tf.image.per_image_standardization(X(tf)))
wrong(
    "per_image_standardization of nothing",
    lambda tf: tf.image.per_image_standardization(tf.zeros([0, 3, 3])),
)
wrong(
    "per_image_standardization of nothing, fed",
    lambda tf: tf.image.per_image_standardization(
        feed(tf, "x", np.zeros([0, 3, 3]), shape=[None] * 3)
    ),
)

# ---------------------------------------------------------------------------------- maps of colours
for image in (C, G, Y):
    case(
        f"rgb_to_grayscale {image.__name__}",
        lambda tf, x: tf.image.rgb_to_grayscale(x),
        image,
    )
case("rgb_to_grayscale named", lambda tf, x: tf.image.rgb_to_grayscale(x, name="here"), C)
for kind in (*NARROW, "float16", "bool"):
    either(
        f"rgb_to_grayscale of {kind}",
        lambda tf, k=kind: tf.image.rgb_to_grayscale(fixed(tf, k)),
    )
case(
    "rgb_to_grayscale of doubles",
    lambda tf: tf.image.rgb_to_grayscale(fixed(tf, "float64")),
    tol=SINGLE,
)
case("grayscale_to_rgb", lambda tf, x: tf.image.grayscale_to_rgb(x), W)
case("grayscale_to_rgb named", lambda tf, x: tf.image.grayscale_to_rgb(x, name="here"), W)
case(
    "grayscale_to_rgb of bytes",
    lambda tf: tf.image.grayscale_to_rgb(fixed(tf, "uint8", (2, 2, 3, 1))),
)
for shape in ((4, 4), (1,), (), (3, 1), (0, 2, 1)):
    either(
        f"grayscale_to_rgb of {shape}", lambda tf, s=shape: tf.image.grayscale_to_rgb(tf.zeros(s))
    )
wrong(
    "grayscale_to_rgb of colours, fed",
    lambda tf: tf.image.grayscale_to_rgb(feed(tf, "x", np.zeros([2, 2, 3]), shape=None)),
)
for name in ("rgb_to_yiq", "yiq_to_rgb", "rgb_to_yuv", "yuv_to_rgb"):
    for image in (C, G):
        case(
            f"{name} {image.__name__}",
            lambda tf, x, f=name: getattr(tf.image, f)(x),
            image,
            masks=False,
            why="TensorFlow wants to know the rank",
        )
    for kind in (*KINDS, *REALS, "bool"):
        either(f"{name} of {kind}", lambda tf, f=name, k=kind: getattr(tf.image, f)(fixed(tf, k)))
    for shape in ((3,), (0, 3), (2, 4), (4,)):
        either(
            f"{name} of shape {shape}",
            lambda tf, f=name, s=shape: getattr(tf.image, f)(tf.ones(s)),
        )

# ---------------------------------------------------------------------------------- HSV
for name in ("rgb_to_hsv", "hsv_to_rgb"):
    less = {"grad": False, "why": "TensorFlow has no gradient here"} if name == "hsv_to_rgb" else {}
    for image in (C, G):
        case(
            f"{name} {image.__name__}",
            lambda tf, x, f=name: getattr(tf.image, f)(x),
            image,
            tol=SHARES,
            **less,
        )
    case(
        f"{name} named",
        lambda tf, x, f=name: getattr(tf.image, f)(x, name="here"),
        C,
        tol=SHARES,
        **less,
    )
    for kind in ("float16", "float64"):
        case(
            f"{name} of {kind}",
            lambda tf, x, f=name: getattr(tf.image, f)(x),
            lambda tf, k=kind: C(tf, k),
            tol=SHARES,
            masks=False,
            grad=kind == "float64" and not less,
            why="TensorFlow's gradient of halves is rounded at every step",
        )
    for kind in ("uint8", "int32", "bool"):
        either(f"{name} of {kind}", lambda tf, f=name, k=kind: getattr(tf.image, f)(fixed(tf, k)))
    for shape in ((3,), (0, 3), (2, 4), ()):
        either(
            f"{name} of shape {shape}",
            lambda tf, f=name, s=shape: getattr(tf.image, f)(tf.ones(s)),
        )
    wrong(
        f"{name} of 4 channels, fed",
        lambda tf, f=name: getattr(tf.image, f)(feed(tf, "x", np.ones([2, 4]), shape=None)),
        instead="errors.InvalidArgumentError",
        why="a wrong shape, as everywhere else",
    )


def T(tf: Any) -> Any:
    """Greys, and two that are equal."""
    rows = [[0.5, 0.5, 0.5], [0.5, 0.5, 0.25], [0.25, 0.5, 0.5], [0.5, 0.25, 0.5], [2, 3, 4]]
    return feed(tf, "ties", [*rows, [0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.25, 0.25, 0.5]])


def Z(tf: Any) -> Any:
    """Colours without one of the three, black, negative ones."""
    rows = [[0, 0, 0], [-0.5, 0.25, 0.375], [-1, -2, -3], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    return feed(tf, "pure", [*rows, [1, 1, 0], [1, 0, 1], [0, 1, 1]])


case("rgb_to_hsv of ties", lambda tf, x: tf.image.rgb_to_hsv(x), T, tol=SHARES)
case(
    "rgb_to_hsv of pure colours",
    lambda tf, x: tf.image.rgb_to_hsv(x),
    Z,
    tol=SHARES,
    grad=False,
    why="TensorFlow takes the saturation for flat along a channel that is not positive",
)
for image in (T, Z):
    case(
        f"hsv_to_rgb {image.__name__}",
        lambda tf, x: tf.image.hsv_to_rgb(x),
        image,
        grad=False,
        why="TensorFlow has no gradient here",
    )


# ---------------------------------------------------------------------------------- likeness
def L(tf: Any, dtype: str = "float32", batch: tuple[int, ...] = (2,)) -> Any:
    """Pictures [2, 16, 15, 3]."""
    return feed(tf, "left", shades(*batch, 16, 15, 3), dtype)


def R(tf: Any, dtype: str = "float32", batch: tuple[int, ...] = (2,)) -> Any:
    """Pictures of that shape, something like them."""
    x = shades(*batch, 16, 15, 3)
    return feed(tf, "right", x * 0.75 + 0.25 * np.roll(x, 5), dtype)


def bytes_of(make: Any) -> Any:
    return lambda tf: feed(
        tf, make.__name__, np.floor(shades(16, 15, 3) * (250 if make is L else 240)), "uint8"
    )


for name in ("psnr", "ssim"):
    case(f"{name}", lambda tf, x, y, f=name: getattr(tf.image, f)(x, y, 1.0), L, R, tol=DEEP)
    case(
        f"{name} of one picture",
        lambda tf, x, y, f=name: getattr(tf.image, f)(x, y, 1.0),
        lambda tf: L(tf, batch=()),
        lambda tf: R(tf, batch=()),
        tol=DEEP,
        masks=False,
        why="as of a batch",
    )
    case(
        f"{name} of bytes",
        lambda tf, x, y, f=name: getattr(tf.image, f)(x, y, 255),
        bytes_of(L),
        bytes_of(R),
        tol=DEEP,
    )
    case(
        f"{name} of the same",
        lambda tf, x, f=name: getattr(tf.image, f)(x, x, 1.0),
        L,
        tol=DEEP,
        grad=False,
        why="a logarithm of 0; differences that cancel",
    )
    case(
        f"{name} of doubles",
        lambda tf, x, y, f=name: getattr(tf.image, f)(x, y, 2.0),
        lambda tf: L(tf, "float64"),
        lambda tf: R(tf, "float64"),
        tol=Tolerance(DEEP.ulps * 2**29, "array", "computed in float32", DEEP.grad_ulps * 2**29),
        masks=False,
        why="as of floats",
    )
    case(
        f"{name} of pairs",
        lambda tf, f=name: getattr(tf.image, f)(
            shades(2, 2, 12, 12, 1).astype("f"), shades(2, 12, 12, 1).astype("f") * 0.5, 1.0
        ),
        nodes=name == "psnr",
        why="TensorFlow folds the shapes of constants",
        tol=DEEP,
    )
    for a, b in (
        ((12, 12, 3), (12, 13, 3)),
        ((12, 12), (12, 12)),
        ((2, 12, 12, 1), (3, 12, 12, 1)),
    ):
        wrong(
            f"{name} of {a} and {b}",
            lambda tf, f=name, a=a, b=b: getattr(tf.image, f)(tf.ones(a), tf.ones(b), 1.0),
        )
        wrong(
            f"{name} of {a} and {b}, fed",
            lambda tf, f=name, a=a, b=b: getattr(tf.image, f)(
                feed(tf, "a", np.ones(a), shape=None), feed(tf, "b", np.ones(b), shape=None), 1.0
            ),
        )
case("psnr named", lambda tf, x, y: tf.image.psnr(x, y, 1.0, name="here"), L, R, tol=DEEP)
case(
    "ssim with all options",
    lambda tf, x, y: tf.image.ssim(x, y, 1.0, filter_size=5, filter_sigma=0.75, k1=0.02, k2=0.05),
    L,
    R,
    tol=DEEP,
)
case(
    "ssim as a map",
    lambda tf, x, y: tf.image.ssim(x, y, 1.0, return_index_map=True),
    L,
    R,
    tol=DEEP,
)
wrong(
    "ssim of small pictures",
    lambda tf: tf.image.ssim(tf.ones([10, 12, 3]), tf.ones([10, 12, 3]), 1.0),
)
wrong(
    "ssim of small pictures, fed",
    lambda tf: tf.image.ssim(
        feed(tf, "a", np.ones([10, 12, 3]), shape=None), tf.ones([10, 12, 3]), 1.0
    ),
)


def M(tf: Any, seed: int = 0, batch: tuple[int, ...] = (2,)) -> Any:
    """Pictures [2, 23, 26, 1]."""
    x = shades(*batch, 23, 26, 1)
    return feed(tf, f"x{seed}", x if not seed else x * 0.75 + 0.25 * np.roll(x, 5))


TWO = {"power_factors": (0.25, 0.75), "filter_size": 7}
scaled = partial(
    case,
    nodes=False,
    types=False,
    tol=DEEP,
    why="the padding is a cond: a sealed sub-graph; TensorFlow fails at the gradients of some",
)
scaled(
    "ssim_multiscale",
    lambda tf, x, y: tf.image.ssim_multiscale(x, y, 1.0, **TWO),
    M,
    partial(M, seed=1),
)
scaled(
    "ssim_multiscale of one picture",
    lambda tf, x, y: tf.image.ssim_multiscale(x, y, 1.0, **TWO),
    partial(M, batch=()),
    partial(M, seed=1, batch=()),
    masks=False,
)
scaled(
    "ssim_multiscale of bytes",
    lambda tf: tf.image.ssim_multiscale(
        (shades(2, 24, 28, 3) * 250).astype("u1"),
        (shades(2, 24, 28, 3) * 240).astype("u1"),
        255,
        **TWO,
    ),
)
scaled(
    "ssim_multiscale with all options",
    lambda tf, x, y: tf.image.ssim_multiscale(
        x, y, 1.0, [0.5, 0.25, 0.25], filter_size=4, filter_sigma=1.0, k1=0.02, k2=0.05
    ),
    M,
    partial(M, seed=1),
    masks=False,
)
scaled(
    "ssim_multiscale as it is",
    lambda tf: tf.image.ssim_multiscale(
        shades(1, 176, 180, 1).astype("f"), np.sqrt(shades(1, 176, 180, 1)).astype("f"), 1.0
    ),
)
wrong(
    "ssim_multiscale of small pictures",
    lambda tf: tf.image.ssim_multiscale(tf.ones([20, 20, 3]), tf.ones([20, 20, 3]), 1.0),
)
