"""Files of several pictures, files of any kind, and what the header of a JPEG says."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.dtypes import DType, as_dtype, float32, int32, uint8, uint16
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.image.conversion import convert_image_dtype
from minigraph.image.files import (
    BAD_FILES,
    NO_GRADIENT,
    SMALL,
    channels_of,
    checked_file,
    not_bmp,
    read_file,
)
from minigraph.image.pillow import jpeg_shape
from minigraph.ops.compare import equal
from minigraph.ops.naming import name_scope
from minigraph.text.strings import substr

__all__ = ["decode_gif", "decode_image", "decode_webp", "extract_jpeg_shape", "is_jpeg"]

# The header of a JPEG of 2 x 3 pixels: a frame, then the mark where the pixels begin.
_HEADER = b"\xff\xd8\xff\xc0\0\x0b\x08\0\x02\0\x03\x01\x01\x11\0\xff\xda\0\x08"


def _frames(image: Any) -> Any:
    """[frames, height, width, channels] of one picture or several."""
    return image if image.ndim == 4 else image[None]


# ---------------------------------------------------------------------------------- DecodeGif
def _gif(call: Call) -> Dims:
    call.rank(0, 0)
    return (None, None, None, 3)


@op(
    "DecodeGif",
    "contents: string -> image: uint8",
    shape=_gif,
    no_gradient=NO_GRADIENT,
    samples=[case(SMALL), *BAD_FILES[:2]],
)
def decode_gif_op(contents: Any) -> Any:
    """The frames in a file."""
    return _frames(read_file(not_bmp(checked_file(contents, 3)), 3))


def decode_gif(contents: Any, name: str | None = None) -> Tensor:
    """The frames of a GIF file (or the one of a JPEG or PNG file).

    Args:
        contents: the file, a scalar string.
        name: of the node.

    Returns:
        A uint8 Tensor [frames, height, width, 3]; each frame is drawn over the one before it. No
        gradient.

    Raises:
        tf.errors.InvalidArgumentError: at run time, if this is no such file.
        tf.errors.UnimplementedError: Pillow is not installed (`pip install minigraph[image]`).

    Source: Graphics Interchange Format, version 89a, CompuServe.

    Example:
        >>> import minigraph as tf
        >>> tf.image.decode_gif(tf.placeholder(tf.string, [])).shape.as_list()
        [None, None, None, 3]
    """
    result: Tensor = decode_gif_op(contents, name=name)
    return result


# ---------------------------------------------------------------------------------- DecodeWebP
def _webp(call: Call) -> Dims:
    return (None, None, None, channels_of(call))


@op(
    "DecodeWebP",
    "contents: string -> image: dtype",
    dtype=(uint8,),
    shape=_webp,
    no_gradient=NO_GRADIENT,
    samples=[case(SMALL), *BAD_FILES],
)
def decode_webp_op(contents: Any, *, channels: int = 0, dtype: DType = uint8) -> Any:
    """The frames in a file."""
    return _frames(read_file(not_bmp(checked_file(contents, channels)), channels, dtype))


def decode_webp(
    contents: Any, channels: int = 0, dtype: Any = uint8, name: str | None = None
) -> Tensor:
    """The frames of a WebP file (or those of a JPEG, PNG or GIF file).

    Args:
        contents: the file, a scalar string.
        channels: 0: as many as the file has; 3: RGB; 4: RGB and opacity. A WebP file must have as
            many.
        dtype: uint8.
        name: of the node.

    Returns:
        A uint8 Tensor [frames, height, width, channels]. No gradient.

    Raises:
        tf.errors.InvalidArgumentError: at run time, if this is no such file.
        tf.errors.UnimplementedError: Pillow is not installed (`pip install minigraph[image]`).

    Example:
        >>> import minigraph as tf
        >>> tf.image.decode_webp(tf.placeholder(tf.string, []), channels=4).shape.as_list()
        [None, None, None, 4]
    """
    result: Tensor = decode_webp_op(
        contents, channels=channels or 0, dtype=as_dtype(dtype), name=name
    )
    return result


# ---------------------------------------------------------------------------------- DecodeImage
def _any_image(call: Call) -> Dims:
    channels = channels_of(call)
    return None if call.attrs["expand_animations"] else (None, None, channels)


@op(
    "DecodeImage",
    "contents: string -> image: dtype",
    dtype=(uint8, uint16, float32),
    shape=_any_image,
    no_gradient=NO_GRADIENT,
    samples=[
        case(SMALL, expand_animations=False),
        case(SMALL, channels=3, dtype=uint16, expand_animations=False),
        case(SMALL, channels=1, dtype=float32, expand_animations=False),
        *BAD_FILES,
    ],
)
def decode_image_op(
    contents: Any, *, channels: int = 0, dtype: DType = uint8, expand_animations: bool = True
) -> Any:
    """The picture in a file, or its frames."""
    image = read_file(checked_file(contents, channels), channels, dtype)
    return image[0] if image.ndim == 4 and not expand_animations else image


def decode_image(
    contents: Any,
    channels: int | None = None,
    dtype: Any = uint8,
    name: str | None = None,
    expand_animations: bool = True,
) -> Tensor:
    """The picture in a file of any kind: JPEG, PNG, GIF, BMP or WebP.

    Args:
        contents: the file, a scalar string.
        channels: None or 0: as many as the file has; 1: grey; 3: RGB; 4: RGB and opacity.
        dtype: of the result; floats are from 0 to 1.
        name: of the scope.
        expand_animations: whether all frames of a GIF or WebP file are wanted, not the first.

    Returns:
        A Tensor [height, width, channels]; of a GIF or WebP file [frames, height, width, channels]
        with `expand_animations`: the static shape is unknown then. No gradient.

    Raises:
        tf.errors.InvalidArgumentError: at run time, if this is no such file, or has other channels.
        tf.errors.UnimplementedError: Pillow is needed, and is not installed.

    Example:
        >>> import minigraph as tf
        >>> x = tf.image.encode_png(tf.constant([[[255], [0]]], tf.uint8))
        >>> tf.Session().run(tf.image.decode_image(x, dtype=tf.float32)).tolist()
        [[[1.0], [0.0]]]
    """
    wanted = as_dtype(dtype)
    with name_scope(name, "decode_image"):
        read = wanted if wanted in (uint8, uint16, float32) else uint16
        image: Tensor = decode_image_op(
            contents, channels=channels or 0, dtype=read, expand_animations=expand_animations
        )
        return image if read == wanted else convert_image_dtype(image, wanted)


# ---------------------------------------------------------------------------------- headers
def is_jpeg(contents: Any, name: str | None = None) -> Tensor:
    """Whether strings begin as JPEG files do.

    Args:
        contents: strings of any shape.
        name: of the scope.

    Returns:
        A bool Tensor of the same shape.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.image.is_jpeg([b"\\xff\\xd8\\xff...", b"text"])).tolist()
        [True, False]
    """
    with name_scope(name, "is_jpeg"):
        result: Tensor = equal(substr(contents, 0, 3), b"\xff\xd8\xff", name=name)
        return result


def _three(call: Call) -> Dims:
    call.rank(0, 0)
    return (3,)


@op(
    "ExtractJpegShape",
    "contents: string -> image_shape: output_type",
    output_type=INDEX,
    shape=_three,
    no_gradient=NO_GRADIENT,
    samples=[
        case(_HEADER),
        bad(b"", error=InvalidArgumentError, match="Invalid JPEG"),
        bad(_HEADER[:14], error=InvalidArgumentError, match="Invalid JPEG"),
    ],
)
def extract_jpeg_shape_op(contents: Any, *, output_type: DType = int32) -> Any:
    """[height, width, channels], as the header says."""
    return np.array(jpeg_shape(checked_file(contents, 0)), output_type.np_dtype)


def extract_jpeg_shape(contents: Any, output_type: Any = int32, name: str | None = None) -> Tensor:
    """The shape of the picture in a JPEG file, of which only the header is read.

    Args:
        contents: the file, a scalar string.
        output_type: int32 or int64.
        name: of the node.

    Returns:
        A Tensor [3]: height, width, channels. No gradient.

    Raises:
        tf.errors.InvalidArgumentError: at run time, if this is no JPEG file.

    Example:
        >>> import minigraph as tf
        >>> x = tf.image.encode_jpeg(tf.zeros([4, 5, 3], tf.uint8))
        >>> tf.Session().run(tf.image.extract_jpeg_shape(x)).tolist()
        [4, 5, 3]
    """
    result: Tensor = extract_jpeg_shape_op(contents, output_type=as_dtype(output_type), name=name)
    return result
