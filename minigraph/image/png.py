"""PNG files, read and written with NumPy and zlib alone.

A PNG holds an image's rows, each turned into differences to its neighbours by one of five filters,
then compressed. Four filters look at bytes that were only just restored: that is undone for all
rows at once, along the diagonals, where every byte's neighbours are known.

Source: Portable Network Graphics (PNG) Specification, third edition, W3C.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any, NamedTuple

import numpy as np

from minigraph.core.errors import InvalidArgumentError, OpError

__all__ = ["SIGNATURE", "read_png", "write_png"]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of each kind of colour: so many numbers a pixel
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_MOST = 2**29  # pixels
# Adam7: first row, first column, steps between rows and columns of the seven small images
_PASSES = (
    *((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4)),
    *((2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)),
)


def _wrong(why: str) -> OpError:
    return InvalidArgumentError(None, None, f"Invalid PNG data: {why}")


class _Png(NamedTuple):
    """What the chunks of a file say."""

    width: int
    height: int
    depth: int  # bits a number
    kind: int  # of colour
    interlaced: bool
    palette: Any
    clear: bytes  # the chunk tRNS: what is transparent
    data: bytes


def _chunks(contents: bytes) -> dict[bytes, bytes]:
    """The chunks up to IEND, those of one name as one."""
    found: dict[bytes, bytes] = {}
    at = len(SIGNATURE)
    while b"IEND" not in found:
        head = contents[at : at + 8]
        if len(head) < 8:
            raise _wrong(f"it ends within {len(contents)} bytes, before IEND")
        size, name = int.from_bytes(head[:4], "big"), head[4:]
        body = contents[at + 8 : at + 8 + size]
        check = contents[at + 8 + size : at + 12 + size]
        at += 12 + size
        if len(check) < 4:
            raise _wrong(f"the chunk {name!r} is cut off")
        needed = not name[0] & 32
        if int.from_bytes(check, "big") != zlib.crc32(name + body):
            if needed:
                raise _wrong(f"the checksum of the chunk {name!r} is not right")
            continue
        if needed and name not in (b"IHDR", b"PLTE", b"IDAT", b"IEND"):
            raise _wrong(f"the chunk {name!r} is not known")
        found[name] = found.get(name, b"") + body
    return found


def _parsed(contents: bytes) -> _Png:
    found = _chunks(contents)
    head = found.get(b"IHDR", b"")
    if len(head) != 13:
        raise _wrong("it has no header")
    width, height, depth, kind, packing, filtering, interlace = struct.unpack(">IIBBBBB", head)
    if not 0 < width * height <= _MOST:
        raise _wrong(f"its size is {width} x {height}")
    if depth not in _DEPTHS.get(kind, ()) or packing or filtering or interlace > 1:
        raise _wrong(f"colour type {kind} with {depth} bits is not known")
    colours = np.frombuffer(found.get(b"PLTE", b""), np.uint8)
    if kind == 3 and (not len(colours) or len(colours) % 3 or len(colours) > 768):
        raise _wrong("its palette is missing")
    palette = np.zeros((256, 3), np.uint8)
    palette.ravel()[: len(colours)] = colours[:768]
    clear, data = found.get(b"tRNS", b""), found.get(b"IDAT", b"")
    return _Png(width, height, depth, kind, bool(interlace), palette, clear, data)


# ---------------------------------------------------------------------------------- filters
def _skewed(x: Any) -> Any:
    """[rows, columns, bytes] -> [rows + columns - 1, rows, bytes]: the diagonals as rows."""
    rows, columns, step = x.shape
    wide = np.zeros((rows, rows + columns, step), np.int16)
    wide[:, :columns] = x
    flat = wide.reshape(-1, step)[: rows * (rows + columns - 1)]  # each row starts one place later
    return flat.reshape(rows, -1, step).swapaxes(0, 1).copy()


def _straight(x: Any, columns: int) -> Any:
    """The inverse of `_skewed`."""
    rows, step = x.shape[1:]
    flat = np.zeros((rows * (rows + columns), step), np.uint8)
    flat[: rows * (rows + columns - 1)] = x.swapaxes(0, 1).reshape(-1, step)
    return flat.reshape(rows, -1, step)[:, :columns]


def _paeth(a: Any, b: Any, c: Any) -> Any:
    """Of the left, the upper and the upper left byte the one closest to a + b - c."""
    from_a, from_b = abs(b - c), abs(a - c)
    from_c = abs(a + b - 2 * c)
    return np.where((from_a <= from_b) & (from_a <= from_c), a, np.where(from_b <= from_c, b, c))


def _restored(kinds: Any, x: Any) -> Any:
    """The bytes [rows, columns, bytes a pixel] of rows with those filters."""
    if not kinds.any():
        return x
    rows, columns, step = x.shape
    raw = _skewed(x)
    count = len(raw)
    found = np.zeros((count + 2, rows + 1, step), np.int16)  # a border of zeros on two sides
    left_on, up_on, mean_on, paeth_on = (
        (kinds == kind).astype(np.int16)[:, None] for kind in (1, 2, 3, 4)
    )
    for place in range(count):
        low, high = max(0, place - columns + 1), min(rows, place + 1)
        here = slice(low, high)
        a, b = found[place + 1, low + 1 : high + 1], found[place + 1, here]
        guess = a * left_on[here] + b * up_on[here] + ((a + b) >> 1) * mean_on[here]
        guess += _paeth(a, b, found[place, here]) * paeth_on[here]
        found[place + 2, low + 1 : high + 1] = (raw[place, here] + guess) & 255
    return _straight(found[2:, 1:], columns)


def _samples(png: _Png, stream: Any, height: int, width: int, quick: Any = None) -> Any:
    """The numbers [height, width, samples] that come next in the stream of bytes.

    Of rows in order `quick()` may give them, where there are filters to undo.
    """
    samples = _SAMPLES[png.kind]
    bits = samples * png.depth
    step, size = max(1, bits // 8), (width * bits + 7) // 8
    lines = np.frombuffer(stream(height * (1 + size)), np.uint8).reshape(height, 1 + size)
    if lines[:, 0].max() > 4:
        raise _wrong(f"there is no filter {lines[:, 0].max()}")
    found = quick() if quick and png.depth == 8 and lines[:, 0].any() else None
    if found is not None and found.shape == (height, width, samples):
        return found
    rows = _restored(lines[:, 0], lines[:, 1:].reshape(height, -1, step)).reshape(height, size)
    if png.depth == 16:
        return np.ascontiguousarray(rows).view(">u2").astype(np.uint16).reshape(height, width, -1)
    if png.depth < 8:
        single = np.unpackbits(rows, axis=1).reshape(height, -1, png.depth)[:, :width]
        weights = (1 << np.arange(png.depth)[::-1]).astype(np.uint8)
        return (single @ weights).reshape(height, width, 1)
    return rows.reshape(height, width, samples)


def _all_samples(png: _Png, quick: Any) -> Any:
    """The whole image's numbers."""
    inflating = zlib.decompressobj()
    rest = png.data

    def stream(count: int) -> bytes:
        nonlocal rest
        parts = bytearray()
        while len(parts) < count:
            try:
                part = inflating.decompress(rest, count - len(parts))
            except zlib.error as error:
                raise _wrong(str(error)) from None
            rest = inflating.unconsumed_tail
            if not part:
                raise _wrong("there are fewer pixels than its size asks for")
            parts += part
        return bytes(parts)

    if not png.interlaced:
        return _samples(png, stream, png.height, png.width, quick)
    kind = np.uint16 if png.depth == 16 else np.uint8
    whole = np.zeros((png.height, png.width, _SAMPLES[png.kind]), kind)
    for top, left, down, right in _PASSES:
        part = whole[top::down, left::right]
        if part.size:
            part[...] = _samples(png, stream, *part.shape[:2])
    return whole


# ---------------------------------------------------------------------------------- colours
def _colours(png: _Png, x: Any) -> tuple[Any, Any]:
    """(grey or RGB, alpha or None), each in 8 or 16 bits, of the numbers in the file."""
    most = 65535 if png.depth == 16 else 255
    if png.kind == 3:
        opacity = np.full(256, 255, np.uint8)
        opacity[: len(png.clear)] = np.frombuffer(png.clear[:256], np.uint8)
        return png.palette[x[..., 0]], opacity[x]
    alpha = None
    if png.kind in (4, 6):
        x, alpha = x[..., :-1], x[..., -1:]
    elif len(png.clear) >= 2 * x.shape[-1]:
        key = np.frombuffer(png.clear[: 2 * x.shape[-1]], ">u2")
        alpha = np.where((x == key).all(-1, keepdims=True), 0, most).astype(x.dtype)
    if png.depth < 8:
        x = x * np.uint8(255 // (2**png.depth - 1))
    return x, alpha


def read_png(contents: bytes, channels: int, wide: bool, quick: Any = None) -> Any:
    """The image [height, width, channels] as bytes or, if `wide`, as uint16.

    Channels 0: as in the file; 1: grey, 3: RGB, 4: RGB and opacity. `quick(contents)` may give the
    numbers of a file of 8 bits sooner, or None.
    """
    png = _parsed(contents)
    x, alpha = _colours(png, _all_samples(png, lambda: quick(contents) if quick else None))
    with_alpha = png.kind in (4, 6) or (png.kind == 3 and bool(png.clear))
    if channels == 0:
        parts = [x, alpha] if with_alpha else [x]
    elif channels == 1:
        parts = [x if x.shape[-1] == 1 else _grey(x)]
    else:
        x = np.broadcast_to(x, (*x.shape[:2], 3))
        if alpha is None:
            alpha = np.full((*x.shape[:2], 1), np.iinfo(x.dtype).max, x.dtype)
        parts = [x] if channels == 3 else [x, alpha]
    result = parts[0] if len(parts) == 1 else np.concatenate(parts, -1)
    if wide and result.dtype == np.uint8:
        return result * np.uint16(257)
    if not wide and result.dtype == np.uint16:
        return (result >> 8).astype(np.uint8)
    return np.array(result)


def _grey(x: Any) -> Any:
    """0.299 red + 0.587 green + 0.114 blue, in libpng's fixed point."""
    weights = np.array([9797, 19234, 3737], np.uint32)
    half = np.uint32(16384 if x.dtype == np.uint16 else 0)
    return ((x @ weights + half) >> 15).astype(x.dtype)[..., None]


# ---------------------------------------------------------------------------------- writing
def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _differences(rows: Any, step: int) -> bytes:
    """The rows after the filter that leaves the smallest numbers, each with its filter's name."""
    x = rows.astype(np.int16)
    b = np.zeros_like(x)
    b[1:] = x[:-1]
    a, c = np.zeros_like(x), np.zeros_like(x)
    a[:, step:], c[:, step:] = x[:, :-step], b[:, :-step]
    guesses = (np.zeros_like(x), a, b, (a + b) >> 1, _paeth(a, b, c))
    left = np.stack([(x - guess).astype(np.uint8) for guess in guesses])
    best = np.abs(left.view(np.int8).astype(np.int32)).sum(-1).argmin(0)
    chosen = np.take_along_axis(left, best[None, :, None], 0)[0]
    return np.concatenate([best.astype(np.uint8)[:, None], chosen], 1).tobytes()


def write_png(image: Any, compression: int) -> bytes:
    """A PNG of [height, width, channels], bytes or uint16; compression -1 (zlib's choice) to 9."""
    height, width, channels = image.shape
    depth = 8 * image.dtype.itemsize
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    lines = image.astype(image.dtype.newbyteorder(">")).tobytes()
    rows = np.frombuffer(lines, np.uint8).reshape(height, -1)
    data = zlib.compress(_differences(rows, channels * depth // 8), compression)
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    return SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")
