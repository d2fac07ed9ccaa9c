"""The ops that make a picture of a file: each takes what the others take, but for BMP."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.dtypes import DType, as_dtype, uint8, uint16
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.image.bmp import read_bmp
from minigraph.image.files import (
    BAD_FILES,
    NO_GRADIENT,
    SMALL,
    channels_of,
    checked_file,
    format_of,
    not_bmp,
    pixels,
    read_file,
    single,
)
from minigraph.image.pillow import read_jpeg

__all__ = ["decode_and_crop_jpeg", "decode_bmp", "decode_jpeg", "decode_png"]

_TRANSFORMS = ("", "INTEGER_FAST", "INTEGER_ACCURATE")
_BMP = b"BM" + bytes(
    [0] * 8 + [54] + [0] * 7 + [1] + [0] * 3 + [1] + [0] * 5 + [24] + [0] * 28 + [1]
)


# ---------------------------------------------------------------------------------- DecodePng
@op(
    "DecodePng",
    "contents: string -> image: dtype",
    dtype=(uint8, uint16),
    shape=pixels,
    no_gradient=NO_GRADIENT,
    samples=[
        case(SMALL),
        case(SMALL, channels=4, dtype=uint16),
        case(SMALL, channels=1),
        *BAD_FILES,
        bad(SMALL[:-4], error=InvalidArgumentError, match="IEND"),
        bad(SMALL, channels=-1, error=ValueError, match="non-negative"),
        bad(np.array([b"a", b"b"], object), error=ValueError, match="rank 0"),
    ],
)
def decode_png_op(contents: Any, *, channels: int = 0, dtype: DType = uint8) -> Any:
    """The picture in a file."""
    return single(read_file(not_bmp(checked_file(contents, channels)), channels, dtype))


def decode_png(
    contents: Any, channels: int = 0, dtype: Any = uint8, name: str | None = None
) -> Tensor:
    """The picture in a PNG file (or a JPEG, a GIF or WebP file of one frame).

    Args:
        contents: the file, a scalar string.
        channels: 0: as many as the file has; 1: grey; 3: RGB; 4: RGB and opacity.
        dtype: uint8 or uint16.
        name: of the node.

    Returns:
        A Tensor [height, width, channels] of that type. No gradient.

    Raises:
        tf.errors.InvalidArgumentError: at run time, if this is no such file.
        tf.errors.UnimplementedError: a file that is no PNG, and Pillow is not installed.

    Source: Portable Network Graphics (PNG) Specification, third edition, W3C.

    Example:
        >>> import minigraph as tf
        >>> x = tf.constant([[[255, 0, 0], [0, 0, 255]]], tf.uint8)
        >>> tf.Session().run(tf.image.decode_png(tf.image.encode_png(x))).tolist()
        [[[255, 0, 0], [0, 0, 255]]]
    """
    result: Tensor = decode_png_op(
        contents, channels=channels or 0, dtype=as_dtype(dtype), name=name
    )
    return result


# ---------------------------------------------------------------------------------- DecodeJpeg
def _jpeg_options(ratio: int, dct_method: str) -> None:
    if ratio not in (1, 2, 4, 8):
        raise InvalidArgumentError(None, None, f"ratio must be 1, 2, 4, or 8, got {ratio}")
    if dct_method not in _TRANSFORMS:
        raise InvalidArgumentError(None, None, f"dct_method must be one of {_TRANSFORMS}")


@op(
    "DecodeJpeg",
    "contents: string -> image: uint8",
    shape=pixels,
    no_gradient=NO_GRADIENT,
    samples=[
        case(SMALL),
        case(SMALL, channels=1),
        *BAD_FILES,
        bad(SMALL, ratio=3, error=InvalidArgumentError, match="ratio must be"),
        bad(SMALL, dct_method="x", error=InvalidArgumentError, match="dct_method must be"),
    ],
)
def decode_jpeg_op(
    contents: Any,
    *,
    channels: int = 0,
    ratio: int = 1,
    fancy_upscaling: bool = True,
    try_recover_truncated: bool = False,
    acceptable_fraction: float = 1.0,
    dct_method: str = "",
) -> Any:
    """The picture in a file, smaller by a whole ratio."""
    data = not_bmp(checked_file(contents, channels))
    _jpeg_options(ratio, dct_method)
    return single(read_file(data, channels, ratio=ratio, recover=try_recover_truncated))


def decode_jpeg(
    contents: Any,
    channels: int = 0,
    ratio: int = 1,
    fancy_upscaling: bool = True,
    try_recover_truncated: bool = False,
    acceptable_fraction: float = 1,
    dct_method: str = "",
    name: str | None = None,
) -> Tensor:
    """The picture in a JPEG file (or a PNG, a GIF or WebP file of one frame).

    Args:
        contents: the file, a scalar string.
        channels: 0: as many as the file has (3 where it has four inks); 1: grey; 3: RGB.
        ratio: 1, 2, 4 or 8: so many times smaller.
        fancy_upscaling: colours are always interpolated; no effect.
        try_recover_truncated: whether what a file that is cut off lacks is filled with grey.
        acceptable_fraction: no effect; a file that is cut off needs `try_recover_truncated`.
        dct_method: "", "INTEGER_FAST" or "INTEGER_ACCURATE". The accurate transform is always
            used; TensorFlow's default is the fast one, and differs by a few units a pixel.
        name: of the node.

    Returns:
        A uint8 Tensor [height, width, channels]. No gradient.

    Raises:
        tf.errors.InvalidArgumentError: at run time, if this is no such file.
        tf.errors.UnimplementedError: Pillow is not installed (`pip install minigraph[image]`).

    Source: Recommendation ITU-T T.81.

    Example:
        >>> import minigraph as tf
        >>> x = tf.zeros([32, 48, 3], tf.uint8)
        >>> y = tf.image.decode_jpeg(tf.image.encode_jpeg(x), channels=3, ratio=2)
        >>> tf.Session().run(y).shape
        (16, 24, 3)
    """
    result: Tensor = decode_jpeg_op(
        contents,
        channels=channels or 0,
        ratio=ratio,
        fancy_upscaling=fancy_upscaling,
        try_recover_truncated=try_recover_truncated,
        acceptable_fraction=float(acceptable_fraction),
        dct_method=dct_method,
        name=name,
    )
    return result


# ---------------------------------------------------------------------------------- DecodeAndCropJpeg
def _part(call: Call) -> Dims:
    channels, window = channels_of(call), call.rank(1, 1)
    if window is not None and window[0] not in (None, 4):
        raise ValueError(f"Dimension must be 4 but is {window[0]}: [y, x, height, width]")
    known = call.values[1]
    return (*(known[2:] if known is not None and len(known) == 4 else (None, None)), channels)


@op(
    "DecodeAndCropJpeg",
    "contents: string, crop_window: int32 -> image: uint8",
    shape=_part,
    no_gradient=NO_GRADIENT,
    samples=[
        bad(SMALL, [0, 0, 1, 1], error=InvalidArgumentError, match="JPEG only"),
        bad(b"", [0, 0, 1], error=ValueError, match="must be 4"),
    ],
)
def decode_and_crop_jpeg_op(
    contents: Any,
    crop_window: Any,
    *,
    channels: int = 0,
    ratio: int = 1,
    fancy_upscaling: bool = True,
    try_recover_truncated: bool = False,
    acceptable_fraction: float = 1.0,
    dct_method: str = "",
) -> Any:
    """A part of the picture in a JPEG file: [y, x, height, width]."""
    data = checked_file(contents, channels)
    _jpeg_options(ratio, dct_method)
    if format_of(data) != "JPEG":
        raise InvalidArgumentError(
            None,
            None,
            f"decode_and_crop_jpeg can run on JPEG only, but detected {format_of(data)}.",
        )
    if np.shape(crop_window) != (4,):
        raise InvalidArgumentError(
            None,
            None,
            f"crop_window must be [y, x, height, width], not {show(np.shape(crop_window))}",
        )
    image = read_jpeg(data, channels, ratio, try_recover_truncated)
    top, left, high, wide = crop_window.tolist()
    if (
        min(top, left) < 0
        or min(high, wide) <= 0
        or top + high > len(image)
        or left + wide > image.shape[1]
    ):
        raise InvalidArgumentError(
            None,
            None,
            f"Invalid crop window {crop_window.tolist()} of an image {show(image.shape)}",
        )
    return image[top : top + high, left : left + wide].copy()


def decode_and_crop_jpeg(
    contents: Any,
    crop_window: Any,
    channels: int = 0,
    ratio: int = 1,
    fancy_upscaling: bool = True,
    try_recover_truncated: bool = False,
    acceptable_fraction: float = 1,
    dct_method: str = "",
    name: str | None = None,
) -> Tensor:
    """A part of the picture in a JPEG file.

    Args:
        contents: the file, a scalar string.
        crop_window: an int32 vector [y, x, height, width] in pixels of the result, within it.
        channels, ratio, fancy_upscaling, try_recover_truncated, acceptable_fraction, dct_method:
            as of `tf.image.decode_jpeg`.
        name: of the node.

    Returns:
        A uint8 Tensor [height, width, channels]. No gradient.

    Raises:
        tf.errors.InvalidArgumentError: at run time, if this is no JPEG file, or the part does not
            lie within the picture.
        tf.errors.UnimplementedError: Pillow is not installed (`pip install minigraph[image]`).

    Example:
        >>> import minigraph as tf
        >>> x = tf.image.encode_jpeg(tf.zeros([32, 48, 3], tf.uint8))
        >>> tf.image.decode_and_crop_jpeg(x, [10, 10, 4, 5], channels=3).shape.as_list()
        [4, 5, 3]
    """
    result: Tensor = decode_and_crop_jpeg_op(
        contents,
        crop_window,
        channels=channels or 0,
        ratio=ratio,
        fancy_upscaling=fancy_upscaling,
        try_recover_truncated=try_recover_truncated,
        acceptable_fraction=float(acceptable_fraction),
        dct_method=dct_method,
        name=name,
    )
    return result


# ---------------------------------------------------------------------------------- DecodeBmp
@op(
    "DecodeBmp",
    "contents: string -> image: uint8",
    shape=pixels,
    no_gradient=NO_GRADIENT,
    samples=[
        case(_BMP),
        case(_BMP, channels=4),
        *BAD_FILES[:2],
        bad(SMALL, error=InvalidArgumentError, match="PNG format using DecodeBmp"),
    ],
)
def decode_bmp_op(contents: Any, *, channels: int = 0) -> Any:
    """The picture in a BMP file."""
    data = checked_file(contents, channels)
    kind = format_of(data)
    if kind != "BMP":
        raise InvalidArgumentError(
            None,
            None,
            f"Trying to decode {kind} format using DecodeBmp op. Use `decode_{kind.lower()}` or "
            "`decode_image` instead.",
        )
    return read_bmp(data, channels)


def decode_bmp(contents: Any, channels: int = 0, name: str | None = None) -> Tensor:
    """The picture in a BMP file without compression.

    Args:
        contents: the file, a scalar string.
        channels: 0: as many as the file has (8 bits a pixel count as grey); 3: RGB; 4: RGB and
            opacity.
        name: of the node.

    Returns:
        A uint8 Tensor [height, width, channels]. No gradient.

    Raises:
        tf.errors.InvalidArgumentError: at run time, if this is no such file.

    Example:
        >>> import minigraph as tf
        >>> tf.image.decode_bmp(tf.placeholder(tf.string, []), channels=3).shape.as_list()
        [None, None, 3]
    """
    result: Tensor = decode_bmp_op(contents, channels=channels or 0, name=name)
    return result
