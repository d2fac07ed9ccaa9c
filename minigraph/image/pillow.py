"""JPEG, GIF and WebP files: read and written by Pillow, the extra `minigraph[image]`.

Pillow is imported when the first such file is met; nothing else needs it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from minigraph.core.errors import InvalidArgumentError, OpError, UnimplementedError

__all__ = ["jpeg_shape", "png_samples", "read_gif", "read_jpeg", "read_webp", "write_jpeg"]

_FRAMES = (*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0))


def _pillow() -> Any:
    """The module PIL.Image."""
    try:
        from PIL import Image
    except ImportError:
        raise UnimplementedError(
            None,
            None,
            "JPEG, GIF and WebP images are read and written by Pillow, which is not installed: "
            "pip install minigraph[image]",
        ) from None
    return Image


@contextmanager
def _reading(contents: bytes, kind: str) -> Iterator[None]:
    """Whatever Pillow raises for damaged bytes is one error here."""
    try:
        yield
    except OpError:
        raise
    except Exception as error:
        text = f"Invalid {kind} data, size {len(contents)}: {error}"
        raise InvalidArgumentError(None, None, text) from None


def _opened(contents: bytes, kind: str) -> Any:
    return _pillow().open(io.BytesIO(contents), formats=[kind])


def _pixels(image: Any) -> Any:
    """The image's numbers [height, width, channels]."""
    array = np.array(image)
    return array.reshape(*array.shape[:2], -1)


# ---------------------------------------------------------------------------------- PNG
def png_samples(contents: bytes) -> Any:
    """The numbers [height, width, samples] of a PNG of 8 bits, or None: without Pillow, or damaged.

    Pillow is some ten times as fast as `png.py`, which decides about everything else.
    """
    try:
        return _pixels(_opened(contents, "PNG"))
    except Exception:  # whatever it is, `png.py` says it
        return None


# ---------------------------------------------------------------------------------- JPEG
def jpeg_shape(contents: bytes) -> tuple[int, int, int]:
    """(height, width, channels), as the header says."""
    at, found = 2, None
    while (
        contents[:2] == b"\xff\xd8" and contents[at : at + 1] == b"\xff" and at + 4 <= len(contents)
    ):
        marker, size = contents[at + 1], int.from_bytes(contents[at + 2 : at + 4], "big")
        if marker == 0xFF:  # a byte that fills
            at += 1
            continue
        if marker in _FRAMES and at + 10 <= len(contents):
            height, width = (int.from_bytes(contents[i : i + 2], "big") for i in (at + 5, at + 7))
            found = (height, width, contents[at + 9])
        if marker == 0xDA and found:  # the pixels begin
            return found
        at += 2 + size
    raise InvalidArgumentError(None, None, f"Invalid JPEG data, size {len(contents)}")


def read_jpeg(contents: bytes, channels: int, ratio: int = 1, recover: bool = False) -> Any:
    """The image [height, width, channels], 1 / ratio of its size; what is missing is grey."""
    if channels == 4:
        raise InvalidArgumentError(None, None, "JPEG does not support 4 channels")
    with _reading(contents, "JPEG"):
        image = _opened(contents + b"\xff\xd9" * 2 if recover else contents, "JPEG")
        inks = image.mode == "CMYK"
        if inks and channels == 1:
            raise InvalidArgumentError(None, None, "A JPEG of four inks cannot be read as grey.")
        # libjpeg itself makes small images, and grey ones of the luma that the file holds
        size = None if ratio == 1 else (image.width / (ratio + 0.5), image.height / (ratio + 0.5))
        image.draft("L" if channels == 1 else None, size)
        pixels = _pixels(image)
    if inks:
        colours, black = (
            255 - pixels[..., part].astype(np.uint16) for part in (slice(3), slice(3, 4))
        )
        pixels = (colours * black // 255).astype(np.uint8)
    if channels == 3 and pixels.shape[-1] == 1:
        pixels = np.repeat(pixels, 3, -1)
    return pixels


def write_jpeg(image: Any, options: dict[str, Any], xmp: bytes) -> bytes:
    """A JPEG of bytes [height, width, 1 or 3]; `options` are those of Pillow."""
    out = io.BytesIO()
    _pillow().fromarray(image[..., 0] if image.shape[-1] == 1 else image).save(
        out, "JPEG", **options
    )
    data = out.getvalue()
    if xmp:
        body = b"http://ns.adobe.com/xap/1.0/\0" + xmp
        first = 4 + int.from_bytes(data[4:6], "big")  # after the segment that comes first
        data = data[:first] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + data[first:]
    return data


# ---------------------------------------------------------------------------------- GIF
def _blocks(contents: bytes) -> Iterator[tuple[str, int, int]]:
    """(kind, start, end) of the blocks of a GIF, as far as they are whole."""

    def table(flags: int) -> int:
        return 3 * 2 ** ((flags & 7) + 1) if flags & 128 else 0

    at = 13 + table(contents[10]) if len(contents) > 12 else len(contents)
    while at < len(contents):
        start, head = at, contents[at]
        if head == 0x3B:
            return
        if head == 0x21:
            kind, at = "control" if contents[at + 1 : at + 2] == b"\xf9" else "other", at + 2
        elif head == 0x2C and at + 9 < len(contents):
            kind, at = "frame", at + 11 + table(contents[at + 9])
        else:
            return
        while at < len(contents) and contents[at]:
            at += 1 + contents[at]
        at += 1
        if at > len(contents):
            return
        yield kind, start, at


def _plain_gif(contents: bytes) -> tuple[bytes, int]:
    """The GIF as TensorFlow reads it, and its number of frames.

    Every frame is drawn over the one before it, whatever is said of disposal; the first one's size
    is the whole's; a frame that is cut off is left away.
    """
    plain, frames, end = bytearray(contents), 0, 0
    for kind, start, stop in _blocks(contents):
        if kind == "control":
            plain[start + 3] &= 0b11100011
        if kind == "frame":
            if not frames:
                plain[6:10] = contents[start + 5 : start + 9]
            frames, end = frames + 1, stop
    if not frames:
        raise InvalidArgumentError(None, None, f"Invalid GIF data, size {len(contents)}: no frame")
    return bytes(plain[:end]) + b";", frames


def read_gif(contents: bytes) -> Any:
    """The frames [frames, height, width, 3]; what was never drawn is black."""
    frames: list[Any] = []
    with _reading(contents, "GIF"):
        plain, count = _plain_gif(contents)
        image = _opened(plain, "GIF")
        for number in range(count):
            image.seek(number)
            pixels: Any = np.array(image.convert("RGBA"))
            if frames:  # a frame that reaches beyond the first one's size is cut
                pixels = pixels[: frames[0].shape[0], : frames[0].shape[1]]
            frames.append(pixels[..., :3] * (pixels[..., 3:] > 0))
    return np.stack(frames)


# ---------------------------------------------------------------------------------- WebP
def read_webp(contents: bytes, channels: int) -> Any:
    """The frames [frames, height, width, 3 or 4]."""
    if channels == 1:
        raise InvalidArgumentError(None, None, "WebP only supports 3 or 4 channels")
    frames: list[Any] = []
    with _reading(contents, "WEBP"):
        image = _opened(contents, "WEBP")
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            frames.append(_pixels(image))
    result = np.stack(frames)
    if channels not in (0, result.shape[-1]):
        raise InvalidArgumentError(
            None, None, f"The image has {result.shape[-1]} channels, not {channels} as asked for."
        )
    return result
