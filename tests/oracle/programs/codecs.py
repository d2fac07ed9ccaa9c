"""Image files: decoded, encoded, damaged. `pictures.json` holds the files."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np

from tests.oracle.cases import EXACT, Family, Tolerance
from tests.oracle.inputs import feed

FAMILY = Family("codecs", EXACT)
case = FAMILY.case
wrong = FAMILY.wrong
either = FAMILY.either
ask = FAMILY.ask

FILES = {
    name: base64.b64decode(text)
    for name, text in json.loads((Path(__file__).parents[1] / "pictures.json").read_text()).items()
}
ROUNDED = Tolerance(2, "element", "a division by 65535 is a product with its reciprocal")
# TensorFlow's default transform is libjpeg's fast one; Pillow has the accurate one alone.
FAST = Tolerance(
    8 / 255 * 2**23, "array", "another transform: up to 8 units of 255 in a fine JPEG", 0
)
ACCURATE = {"dct_method": "INTEGER_ACCURATE"}


def seen(tf: Any, image: Any) -> Any:
    """Enough of an image to know it by: its size, the sums of its columns, some of its pixels."""
    sums = tf.reduce_sum(tf.cast(image, tf.int64), -3)
    return [tf.shape(image), sums, image[..., ::6, ::5, :]]


def decoded(function: str, name: str, **options: Any) -> Any:
    return lambda tf: seen(tf, getattr(tf.image, function)(FILES[name], **options))


# ---------------------------------------------------------------------------------- by their own op
ODD = ("png palette 4", "png grey 1", "png grey 2", "png grey 4")
for name in FILES:
    if name.startswith("png"):
        for channels in (0, 1, 3, 4):
            if channels == 4 and name in ODD:
                continue  # TensorFlow's opacity is that of so few bits: 1, 3 or 15 of 255
            either(f"{name}: {channels}", decoded("decode_png", name, channels=channels))
        either(
            f"{name}: uint16",
            lambda tf, n=name: seen(tf, tf.image.decode_png(FILES[n], 0, tf.uint16)),
        )
    if name.startswith("jpeg"):
        for channels in (0, 1, 3, 4):
            either(
                f"{name}: {channels}", decoded("decode_jpeg", name, channels=channels, **ACCURATE)
            )
        for ratio in (2, 4, 8):
            either(f"{name}: 1/{ratio}", decoded("decode_jpeg", name, ratio=ratio, **ACCURATE))
        if name not in ("jpeg cut", "jpeg header"):
            case(
                f"{name}: fast",
                lambda tf, n=name: tf.cast(tf.image.decode_jpeg(FILES[n]), tf.float32),
                tol=FAST,
            )
        either(f"{name}: its shape", lambda tf, n=name: tf.image.extract_jpeg_shape(FILES[n]))
    if name.startswith("bmp"):
        for channels in (0, 1, 3, 4):
            either(f"{name}: {channels}", decoded("decode_bmp", name, channels=channels))
    if name.startswith("gif"):
        either(f"{name}: frames", decoded("decode_gif", name))
    if name.startswith("webp"):
        for channels in (0, 1, 3, 4):
            either(f"{name}: {channels}", decoded("decode_webp", name, channels=channels))

# ---------------------------------------------------------------------------------- by another's op
# Of files of the later WebP, and for its op, TensorFlow contradicts its own static shapes.
SOME = ("png", "png rgba", "gif", "gif frames", "bmp", "empty", "text")
for function in ("decode_png", "decode_jpeg", "decode_gif", "decode_bmp", "decode_image"):
    for name in SOME:
        if not name.startswith(function[7:]):
            either(f"{function} of {name}", decoded(function, name))
either("decode_bmp of jpeg", decoded("decode_bmp", "jpeg"))
either(
    "decode_and_crop_jpeg of png",
    lambda tf: tf.image.decode_and_crop_jpeg(FILES["png"], [0, 0, 1, 1]),
)
either("extract_jpeg_shape of png", lambda tf: tf.image.extract_jpeg_shape(FILES["png"]))
either("extract_jpeg_shape of nothing", lambda tf: tf.image.extract_jpeg_shape(b""))

# ---------------------------------------------------------------------------------- decode_image
for name in (
    "png",
    "png rgb 16",
    "png palette alpha",
    "gif",
    "gif frames",
    "bmp grey",
    "webp exact",
):
    for kind in ("uint16", "float32", "int32", "float16", "uint8"):
        for still in (False, True):
            if still and kind not in ("uint8", "float32"):
                continue
            case_of = either if not kind.startswith("float") else None
            build = lambda tf, n=name, k=kind, s=still: (  # noqa: E731
                tf.image.decode_image(FILES[n], dtype=tf.as_dtype(k), expand_animations=not s)
            )[..., ::6, ::5, :]
            if case_of:
                either(f"decode_image {name} {kind} {still}", build)
            elif not name.startswith("webp"):
                case(f"decode_image {name} {kind} {still}", build, tol=ROUNDED)
for channels in (1, 2, 3, 4, None):
    for name in ("png", "gif", "bmp", "webp exact"):
        either(f"decode_image {name} {channels}", decoded("decode_image", name, channels=channels))


# ---------------------------------------------------------------------------------- nodes and shapes
def S(tf: Any) -> Any:
    return feed(tf, "file", FILES["png"], "string")


for function in ("decode_png", "decode_jpeg", "decode_gif", "decode_image"):
    case(
        f"{function} fed",
        lambda tf, x, f=function: getattr(tf.image, f)(x, name="here")[..., :2, :2, :],
        S,
    )
    wrong(f"{function} of two files", lambda tf, f=function: getattr(tf.image, f)([b"a", b"b"]))
    wrong(
        f"{function} of two files, fed",
        lambda tf, f=function: getattr(tf.image, f)(
            feed(tf, "x", [b"a", b"b"], "string", shape=None)
        ),
        instead="errors.InvalidArgumentError",
        why="one class",
    )
    wrong(f"{function} of a number", lambda tf, f=function: getattr(tf.image, f)(3))
for channels in (-1, 2, 5):
    for function in ("decode_png", "decode_jpeg", "decode_bmp", "decode_image"):
        wrong(
            f"{function} to {channels} channels",
            lambda tf, f=function, c=channels: getattr(tf.image, f)(FILES["png"], channels=c),
        )
ask(
    "static shapes",
    """
    tf.image.decode_png(x).shape
    tf.image.decode_png(x, channels=3, dtype=tf.uint16, name="here")
    tf.image.decode_jpeg(x, channels=1)
    tf.image.decode_gif(x)
    tf.image.decode_bmp(x, 4)
    tf.image.decode_webp(x, 3)
    tf.image.decode_image(x)
    tf.image.decode_image(x, 3, expand_animations=False, name="here")
    tf.image.decode_image(x, dtype=tf.int32, name="here")
    tf.image.decode_and_crop_jpeg(x, [1, 2, 3, 4])
    tf.image.decode_and_crop_jpeg(x, w, channels=3)
    tf.image.extract_jpeg_shape(x)
    tf.image.extract_jpeg_shape(x, tf.int64)
    tf.image.is_jpeg(x)
    tf.image.encode_png(tf.zeros([2, 3, 4, 5, 1], tf.uint8))
    tf.image.encode_jpeg(tf.zeros([4, 5, 1], tf.uint8))
    tf.io.decode_png(x)
    tf.io.decode_image(x)
    tf.io.decode_jpeg(x)
    tf.io.encode_jpeg(tf.zeros([4, 5, 1], tf.uint8))
    tf.io.is_jpeg(x)
    ! tf.image.decode_png(x, dtype=tf.float32)
    ! tf.image.decode_and_crop_jpeg(x, [1, 2, 3])
    ! tf.image.decode_and_crop_jpeg(x, [[1, 2, 3, 4]])
    ! tf.image.extract_jpeg_shape(x, tf.float32)
    ! tf.image.encode_png(tf.zeros([4, 5], tf.uint8))
    ! tf.image.encode_png(tf.zeros([4, 5, 1]))
    ! tf.image.encode_jpeg(tf.zeros([2, 4, 5, 3], tf.uint8))
    ! tf.image.encode_jpeg(tf.zeros([4, 5, 3], tf.uint8), format="x")
    ! tf.image.encode_jpeg(tf.zeros([4, 5, 3], tf.uint8), density_unit="x")
    ! tf.image.random_jpeg_quality(tf.zeros([4, 5, 3]), 50, 20)
    ! tf.image.random_jpeg_quality(tf.zeros([4, 5, 3]), 20, 20)
    ! tf.image.random_jpeg_quality(tf.zeros([4, 5, 3]), -1, 20)
    ! tf.image.random_jpeg_quality(tf.zeros([4, 5, 3]), 20, 101)
    ! tf.image.adjust_jpeg_quality(tf.zeros([2, 4, 5, 3]), 20)
    """,
    setup="""
    x = tf.placeholder(tf.string, [], name="x")
    w = tf.placeholder(tf.int32, name="w")
    """,
)
case(
    "is_jpeg",
    lambda tf, x: tf.image.is_jpeg(x, name="here"),
    lambda tf: feed(tf, "x", [FILES["jpeg"], FILES["png"], b"\xff\xd8\xff"], "string"),
)
for options in ({"ratio": 3}, {"dct_method": "x"}):
    wrong(f"decode_jpeg {options}", lambda tf, o=options: tf.image.decode_jpeg(FILES["jpeg"], **o))
for window in (
    [2, 3, 4, 5],
    [0, 0, 19, 26],
    [18, 25, 1, 1],
    [0, 0, 100, 100],
    [-1, 0, 2, 2],
    [0, 0, 0, 1],
):
    either(
        f"decode_and_crop_jpeg {window}",
        lambda tf, w=window: tf.image.decode_and_crop_jpeg(FILES["jpeg fine"], w, **ACCURATE),
    )
either(
    "a JPEG that is cut, mended",
    lambda tf: tf.shape(tf.image.decode_jpeg(FILES["jpeg cut"], try_recover_truncated=True)),
)


# ---------------------------------------------------------------------------------- encoding
def pixels(*shape: int, kind: str = "uint8") -> Any:
    values = (np.arange(int(np.prod(shape))) * 37 + 11) % 251
    return (values * (257 if kind == "uint16" else 1)).reshape(shape).astype(kind)


for kind in ("uint8", "uint16"):
    for channels in (1, 2, 3, 4, 5):
        either(
            f"encode_png {kind} {channels}",
            lambda tf, k=kind, c=channels: tf.image.decode_png(
                tf.image.encode_png(pixels(4, 5, c, kind=k), name="here"), dtype=tf.as_dtype(k)
            ),
        )
    case(
        f"encode_png of a batch {kind}",
        lambda tf, k=kind: tf.map_fn(
            lambda x: tf.image.decode_png(x, dtype=tf.as_dtype(k)),
            tf.image.encode_png(pixels(3, 4, 5, 3, kind=k)),
            tf.as_dtype(k),
        ),
        nodes=False,
        types=False,
        why="a loop of one node",
    )
for compression in (-2, -1, 0, 9, 10):
    either(
        f"encode_png {compression}",
        lambda tf, c=compression: tf.image.decode_png(tf.image.encode_png(pixels(4, 5, 3), c)),
    )
JPEGS = (
    *({}, {"quality": 50}, {"quality": 0}, {"quality": 100}, {"quality": 101}, {"quality": -1}),
    *({"progressive": True}, {"optimize_size": True}, {"chroma_downsampling": False}),
    *({"density_unit": "cm"}, {"format": "rgb"}, {"format": "grayscale"}, {"x_density": 72}),
    {"xmp_metadata": "<x/>", "name": "here"},
)
for options in JPEGS:
    for channels in (1, 3):
        either(
            f"encode_jpeg {options} {channels}",
            lambda tf, o=options, c=channels: tf.image.decode_jpeg(
                tf.image.encode_jpeg(tf.image.decode_png(FILES["png"], c)[:8, :11], **o), **ACCURATE
            ),
        )
for channels in (2, 4):
    wrong(
        f"encode_jpeg of {channels} channels",
        lambda tf, c=channels: tf.image.encode_jpeg(pixels(4, 5, c)),
    )
wrong("encode_jpeg of nothing", lambda tf: tf.image.encode_jpeg(np.zeros([0, 5, 3], "uint8")))
wrong(
    "encode_jpeg of a batch, fed",
    lambda tf: tf.image.encode_jpeg(feed(tf, "x", pixels(2, 4, 5, 3), "uint8", shape=None)),
)

# ---------------------------------------------------------------------------------- quality
for quality in (0, 20, 75, 100, 101, -1):
    either(
        f"adjust_jpeg_quality {quality}",
        lambda tf, q=quality: tf.image.adjust_jpeg_quality(
            pixels(8, 8, 3), q, dct_method="INTEGER_ACCURATE", name="here"
        ),
    )
case(
    "adjust_jpeg_quality of floats",
    lambda tf, x, q: tf.image.adjust_jpeg_quality(x, q, "INTEGER_ACCURATE"),
    lambda tf: feed(tf, "x", pixels(9, 7, 3) / 251, shape=[None, None, 3]),
    lambda tf: feed(tf, "q", 60, "int32", shape=[]),
    tol=ROUNDED,
    grad=False,
    why="TensorFlow fails: there is no gradient",
)
for seed in (1, 3):
    case(
        f"random_jpeg_quality {seed}",
        lambda tf, s=seed: tf.cast(
            tf.image.random_jpeg_quality(pixels(8, 8, 3), 20, 95, seed=s), tf.float32
        ),
        repeat=3,
        tol=FAST,
    )
