"""What is in a file: its format, and its picture or pictures as an array."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.dtypes import DType, float32, uint8, uint16
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.op_record import Call, bad
from minigraph.core.shapes import Dims, show
from minigraph.image.bmp import read_bmp
from minigraph.image.pillow import png_samples, read_gif, read_jpeg, read_webp
from minigraph.image.png import SIGNATURE, read_png, write_png

__all__ = [
    "BAD_FILES",
    "NO_GRADIENT",
    "SMALL",
    "channels_of",
    "checked_file",
    "format_of",
    "not_bmp",
    "pixels",
    "read_file",
    "single",
]

_STARTS = {"JPEG": b"\xff\xd8\xff", "PNG": SIGNATURE, "GIF": b"GIF8", "BMP": b"BM"}
NO_GRADIENT = "files have none"

# For the samples of the ops: a file of two pixels, and what no op takes.
SMALL = write_png(np.array([[[0, 80, 255], [9, 9, 9]]], np.uint8), -1)
BAD_FILES = (
    bad(b"no image", error=InvalidArgumentError, match="Unknown image file format"),
    bad(b"", error=InvalidArgumentError, match="empty"),
    bad(SMALL, channels=2, error=InvalidArgumentError, match="0, 1, 3 or 4"),
)


def channels_of(call: Call) -> int | None:
    """The channels asked for; None: those of the file."""
    call.rank(0, 0)
    wanted = call.attrs["channels"]
    if wanted < 0:
        raise ValueError(f"channels must be non-negative, got {wanted}")
    return wanted or None


def pixels(call: Call) -> Dims:
    """[height, width, channels]."""
    return (None, None, channels_of(call))


def format_of(contents: bytes) -> str:
    """What kind of file this is."""
    for kind, start in _STARTS.items():
        if contents.startswith(start):
            return kind
    if contents[:4] == b"RIFF" and contents[8:12] == b"WEBP":
        return "WEBP"
    what = "Unknown image file format. One of JPEG, PNG, GIF, BMP, WebP required."
    raise InvalidArgumentError(None, None, what if contents else "Input is empty.")


def checked_file(contents: Any, channels: int) -> bytes:
    """The file, once what is asked of it can be had."""
    if np.ndim(contents):
        raise InvalidArgumentError(
            None, None, f"`contents` must be scalar but got shape {show(np.shape(contents))}"
        )
    if channels not in (0, 1, 3, 4):
        raise InvalidArgumentError(
            None, None, f"`channels` must be 0, 1, 3 or 4 but got {channels}"
        )
    return bytes(contents.item() if isinstance(contents, np.ndarray) else contents)


def _scaled(image: Any, dtype: DType) -> Any:
    """Bytes as that type."""
    if dtype is uint16:
        return image * np.uint16(256)
    return image if dtype is uint8 else image * np.float32(1 / 255)


def read_file(contents: bytes, channels: int, dtype: DType = uint8, **of_jpeg: Any) -> Any:
    """A file of any kind: [height, width, channels], of a GIF or a WebP [frames, ...]."""
    kind = format_of(contents)
    if kind == "PNG":
        image = read_png(contents, channels, dtype is not uint8, png_samples)
        return image * np.float32(1 / 65535) if dtype is float32 else image
    if kind == "JPEG":
        return _scaled(read_jpeg(contents, channels, **of_jpeg), dtype)
    if kind == "BMP":
        return _scaled(read_bmp(contents, channels), dtype)
    if kind == "WEBP":
        if dtype is not uint8:
            raise InvalidArgumentError(None, None, "WebP only supports uint8 for dtype")
        return read_webp(contents, channels)
    if channels not in (0, 3):
        raise InvalidArgumentError(None, None, f"channels must be 0 or 3 for GIF, got {channels}")
    return _scaled(read_gif(contents), dtype)


def not_bmp(contents: bytes) -> bytes:
    """The file, which only some ops take if it is a BMP."""
    if contents.startswith(b"BM"):
        raise InvalidArgumentError(
            None,
            None,
            "Trying to decode BMP format using a wrong op. Use `decode_bmp` or `decode_image` instead.",
        )
    return contents


def single(image: Any) -> Any:
    """The one picture of a file that may hold several."""
    if image.ndim == 3:
        return image
    if len(image) != 1:
        raise InvalidArgumentError(
            None,
            None,
            f"Got {len(image)} frames, but animated images can only be decoded by "
            "tf.image.decode_gif or tf.image.decode_image.",
        )
    return image[0]
