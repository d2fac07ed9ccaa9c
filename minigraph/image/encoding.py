"""The ops that make files of images: PNG and JPEG; images as a JPEG leaves them."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import uint8, uint16
from minigraph.core.errors import InternalError, InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.image.conversion import convert_image_dtype
from minigraph.image.decoding import decode_jpeg
from minigraph.image.files import NO_GRADIENT
from minigraph.image.pillow import write_jpeg
from minigraph.image.png import write_png
from minigraph.ops.naming import name_scope
from minigraph.ops.random import random_uniform

__all__ = ["adjust_jpeg_quality", "encode_jpeg", "encode_png", "random_jpeg_quality"]


# ---------------------------------------------------------------------------------- EncodePng
def _batch(call: Call) -> Dims:
    dims = call.shapes[0]
    if dims is not None and len(dims) < 3:
        raise ValueError(f"an image must have rank 3 at least, but its shape is {show(dims)}")
    return None if dims is None else dims[:-3]


@op(
    "EncodePng",
    "image: T -> contents: string",
    T=(uint8, uint16),
    shape=_batch,
    no_gradient=NO_GRADIENT,
    samples=[
        case("4,5,3 uint8 0:256"),
        case("2,4,5,1 uint16 0:65536", compression=0),
        bad("4,5 uint8 0:9", error=ValueError, match="rank 3"),
        bad("4,5,5 uint8 0:9", error=InvalidArgumentError, match="1, 2, 3 or 4 channels"),
        bad("4,5,3 uint8 0:9", compression=10, error=InvalidArgumentError, match="compression"),
        bad("4,0,3 uint8 0:9", error=InvalidArgumentError, match="no pixels"),
    ],
)
def encode_png_op(image: Any, *, compression: int = -1) -> Any:
    """Each image as a PNG file."""
    if not -1 <= compression <= 9:
        raise InvalidArgumentError(
            None, None, f"compression should be in [-1, 9], got {compression}"
        )
    if image.ndim < 3 or not 1 <= image.shape[-1] <= 4:
        raise InvalidArgumentError(
            None, None, f"image must have 1, 2, 3 or 4 channels, got shape {show(image.shape)}"
        )
    if 0 in image.shape[-3:]:
        raise InvalidArgumentError(None, None, f"image has no pixels: {show(image.shape)}")
    batch = image.shape[:-3]
    files = [write_png(x, compression) for x in image.reshape(-1, *image.shape[-3:])]
    return np.array(files, object).reshape(batch) if batch else files[0]


def encode_png(image: Any, compression: int = -1, name: str | None = None) -> Tensor:
    """Images as PNG files.

    Args:
        image: [..., height, width, channels], uint8 or uint16: 1 channel is grey, 2 grey and
            opacity, 3 RGB, 4 RGB and opacity.
        compression: from 0 (none, fast) to 9 (small, slow); -1: zlib's choice.
        name: of the node.

    Returns:
        A string Tensor [...]. No gradient.

    Raises:
        ValueError: an image of a rank below 3.
        tf.errors.InvalidArgumentError: at run time, if there are more than 4 channels.

    Source: Portable Network Graphics (PNG) Specification, third edition, W3C.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.image.encode_png(tf.zeros([4, 5, 3], tf.uint8)))[:4]
        b'\\x89PNG'
    """
    result: Tensor = encode_png_op(convert(image), compression=compression, name=name)
    return result


# ---------------------------------------------------------------------------------- EncodeJpeg
_FORMATS = {"": (1, 3), "grayscale": (1,), "rgb": (3,)}
_UNITS = {"in": 1.0, "cm": 2.54}


def _scalar(call: Call) -> Dims:
    call.rank(0, 3)
    for name, choices in (("format", _FORMATS), ("density_unit", _UNITS)):
        given = call.attrs.get(name, "in" if name == "density_unit" else "")
        if given not in choices:
            raise ValueError(
                f"Attr '{name}' of '{call.record.name}' Op passed string '{given}' not in: "
                + ", ".join(f'"{choice}"' for choice in choices)
            )
    return ()


def _jpeg(
    image: Any, quality: int, channels: tuple[int, ...] = (1, 3), xmp: str = "", **options: Any
) -> bytes:
    if image.ndim != 3 or image.shape[-1] not in channels:
        raise InvalidArgumentError(
            None,
            None,
            f"image must be [height, width, {' or '.join(map(str, channels))} channels], got shape "
            f"{show(image.shape)}",
        )
    if not 0 <= quality <= 100:
        raise InvalidArgumentError(None, None, f"quality must be in [0,100], got {quality}")
    if not image.size:
        raise InternalError(None, None, f"JPEG encoding failed: {show(image.shape)} has no pixels")
    if max(image.shape) > 65535:
        raise InvalidArgumentError(
            None, None, f"a JPEG has 65535 rows and columns at most, not {show(image.shape)}"
        )
    # Pillow takes a quality of 0 for its default; libjpeg takes 0 for 1
    return write_jpeg(image, {"quality": max(quality, 1), **options}, xmp.encode())


@op(
    "EncodeJpeg",
    "image: uint8 -> contents: string",
    shape=_scalar,
    no_gradient=NO_GRADIENT,
    samples=[
        case("4,5,3 uint8 0:256"),
        case("4,5,1 uint8 0:256", quality=0, progressive=True, xmp_metadata="<x/>"),
        bad("4,5 uint8 0:9", error=ValueError, match="rank 3"),
        bad("4,5,2 uint8 0:9", error=InvalidArgumentError, match="1 or 3 channels"),
        bad("4,5,1 uint8 0:9", format="rgb", error=InvalidArgumentError, match="3 channels"),
        bad("4,5,1 uint8 0:9", quality=101, error=InvalidArgumentError, match="quality"),
        bad("4,5,1 uint8 0:9", format="x", error=ValueError, match="not in"),
    ],
)
def encode_jpeg_op(
    image: Any,
    *,
    format: str = "",
    quality: int = 95,
    progressive: bool = False,
    optimize_size: bool = False,
    chroma_downsampling: bool = True,
    density_unit: str = "in",
    x_density: int = 300,
    y_density: int = 300,
    xmp_metadata: str = "",
) -> Any:
    """The image as a JPEG file."""
    inches = _UNITS[density_unit]
    return _jpeg(
        image,
        quality,
        _FORMATS[format],
        xmp_metadata,
        progressive=progressive,
        optimize=optimize_size,
        subsampling=2 if chroma_downsampling else 0,
        dpi=(x_density * inches, y_density * inches),
    )


def encode_jpeg(
    image: Any,
    format: str = "",
    quality: int = 95,
    progressive: bool = False,
    optimize_size: bool = False,
    chroma_downsampling: bool = True,
    density_unit: str = "in",
    x_density: int = 300,
    y_density: int = 300,
    xmp_metadata: str = "",
    name: str | None = None,
) -> Tensor:
    """An image as a JPEG file.

    Args:
        image: [height, width, channels], uint8: 1 channel is grey, 3 are RGB.
        format: "grayscale" or "rgb", which must fit the channels; "": what fits them.
        quality: from 0 to 100.
        progressive: whether the file shows the whole picture, coarse, once a part of it is there.
        optimize_size: whether the file is made smaller, at the same quality, by more work.
        chroma_downsampling: whether colours are stored at half the size.
        density_unit, x_density, y_density: pixels per inch ("in") or per centimetre ("cm").
        xmp_metadata: text that is stored beside the image, if not empty.
        name: of the node.

    Returns:
        A scalar string Tensor. No gradient.

    Raises:
        ValueError: an image of another rank.
        tf.errors.InvalidArgumentError: at run time, if the channels or the quality do not fit.
        tf.errors.UnimplementedError: Pillow is not installed (`pip install minigraph[image]`).

    Source: Recommendation ITU-T T.81.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.image.encode_jpeg(tf.zeros([4, 5, 3], tf.uint8)))[:3]
        b'\\xff\\xd8\\xff'
    """
    result: Tensor = encode_jpeg_op(
        image,
        format=format or "",
        quality=quality,
        progressive=progressive,
        optimize_size=optimize_size,
        chroma_downsampling=chroma_downsampling,
        density_unit=density_unit,
        x_density=x_density,
        y_density=y_density,
        xmp_metadata=xmp_metadata,
        name=name,
    )
    return result


# ---------------------------------------------------------------------------------- quality
@op(
    "EncodeJpegVariableQuality",
    "images: uint8, quality: int32 -> contents: string",
    shape=_scalar,
    no_gradient=NO_GRADIENT,
    samples=[
        case("4,5,3 uint8 0:256", np.int32(50)),
        bad("4,5 uint8 0:9", np.int32(50), error=ValueError, match="rank 3"),
        bad("4,5,2 uint8 0:9", np.int32(50), error=InvalidArgumentError, match="1 or 3 channels"),
        bad("4,5,1 uint8 0:9", np.int32(-1), error=InvalidArgumentError, match="quality"),
    ],
)
def encode_jpeg_variable_quality_op(images: Any, quality: Any) -> Any:
    """The image as a JPEG file of a quality that is known in the run only."""
    return _jpeg(images, int(quality), subsampling=2)


def adjust_jpeg_quality(
    image: Any, jpeg_quality: Any, dct_method: str = "", name: str | None = None
) -> Tensor:
    """An image as it comes out of a JPEG file.

    Args:
        image: [height, width, channels], 1 or 3 of them; floats from 0 to 1 or integers.
        jpeg_quality: from 0 to 100, an int or an int32 scalar.
        dct_method: as of `tf.image.decode_jpeg`.
        name: of the scope.

    Returns:
        A Tensor of the same type, of which height and width are known in the run only. No
        gradient.

    Raises:
        ValueError: an image of another rank.
        tf.errors.InvalidArgumentError: at run time, if the quality is not in [0, 100].
        tf.errors.UnimplementedError: Pillow is not installed (`pip install minigraph[image]`).

    Example:
        >>> import minigraph as tf
        >>> y = tf.image.adjust_jpeg_quality(tf.ones([4, 5, 3]), 75)
        >>> tf.Session().run(y)[0, 0].tolist()
        [1.0, 1.0, 1.0]
    """
    with name_scope(name, "adjust_jpeg_quality", [image]):
        image = convert(image, name="image")
        channels = image.get_shape().as_list()[-1]
        kind = image.dtype.base_dtype
        pixels = convert_image_dtype(image, uint8, saturate=True)
        quality = jpeg_quality
        if not isinstance(quality, Tensor):
            quality = convert(quality, dtypes.int32)
        contents = encode_jpeg_variable_quality_op(pixels, quality)
        result = decode_jpeg(contents, channels=channels or 0, dct_method=dct_method)
        return convert_image_dtype(result, kind, saturate=True)


def random_jpeg_quality(
    image: Any, min_jpeg_quality: int, max_jpeg_quality: int, seed: int | None = None
) -> Tensor:
    """`tf.image.adjust_jpeg_quality` by a quality drawn from [min, max).

    Args:
        image: [height, width, channels], 1 or 3 of them; floats from 0 to 1 or integers.
        min_jpeg_quality, max_jpeg_quality: in order, from 0 to 100.
        seed: of the draw, see `tf.set_random_seed`.

    Returns:
        A Tensor of the same type. Given the same seeds the draws are TensorFlow's. No gradient.

    Raises:
        ValueError: the range is empty or not within [0, 100].
        tf.errors.UnimplementedError: Pillow is not installed (`pip install minigraph[image]`).

    Example:
        >>> import minigraph as tf
        >>> tf.image.random_jpeg_quality(tf.ones([4, 5, 3]), 75, 95).shape.as_list()
        [None, None, 3]
    """
    if (
        min_jpeg_quality < 0
        or max_jpeg_quality < 0
        or max(min_jpeg_quality, max_jpeg_quality) > 100
    ):
        raise ValueError("jpeg encoding range must be between 0 and 100.")
    if min_jpeg_quality >= max_jpeg_quality:
        raise ValueError("`min_jpeg_quality` must be less than `max_jpeg_quality`.")
    quality = random_uniform([], min_jpeg_quality, max_jpeg_quality, dtypes.int32, seed=seed)
    return adjust_jpeg_quality(image, quality)
