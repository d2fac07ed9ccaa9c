"""Make the image files that the family `codecs` reads: `python -m tests.oracle.record_pictures`.

Needs Pillow; writes `pictures.json`, base64 of each file by name. PNG files of the kinds that
Pillow does not write are put together here.
"""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

PICTURES = Path(__file__).parent / "pictures.json"
HIGH, WIDE = 19, 26
_PASSES = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2))


def photo() -> Any:
    """Colours that change smoothly, with noise."""
    noise = np.random.RandomState(1).randint(-10, 10, (HIGH, WIDE, 3))
    y, x = np.mgrid[:HIGH, :WIDE]
    plain = np.stack([y * 12 + x * 2, 255 - x * 9, (y * x) % 256], -1)
    return np.clip(plain + noise, 0, 255).astype(np.uint8)


def saved(image: Any, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(depth: int, kind: int, rows: bytes, more: bytes = b"", interlace: int = 0) -> bytes:
    head = struct.pack(">IIBBBBB", WIDE, HIGH, depth, kind, 0, 0, interlace)
    parts = [chunk(b"IHDR", head), more, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def filtered(image: Any, kinds: Iterable[int]) -> bytes:
    """The rows of an image after these filters."""
    step = image.shape[-1] * image.dtype.itemsize
    rows = np.frombuffer(image.astype(image.dtype.newbyteorder(">")).tobytes(), np.uint8)
    out, b = b"", np.zeros(rows.size // len(image), int)
    for x, kind in zip(rows.reshape(len(image), -1).astype(int), kinds, strict=False):
        a, c = (np.r_[np.zeros(step, int), row[:-step]] for row in (x, b))
        near = [abs(b - c), abs(a - c), abs(a + b - 2 * c)]
        paeth = np.choose(np.argmin(near, 0), [a, b, c])
        guess = [0 * x, a, b, (a + b) // 2, paeth][kind]
        out += bytes([kind]) + ((x - guess) % 256).astype(np.uint8).tobytes()
        b = x
    return out


def pngs() -> dict[str, bytes]:
    colours = photo()
    grey = colours[..., :1]
    wide = colours * np.uint16(257) - (colours > 9) * np.uint16(5)
    clear = chunk(b"tRNS", struct.pack(">H", int(wide[3, 4, 0])))
    every = [k % 5 for k in range(HIGH)]
    none = [0] * HIGH
    bits = np.random.RandomState(2).randint(0, 256, (HIGH, 13, 1), np.uint8)
    small = b"".join(
        filtered(part, [(k + 1) % 5 for k in range(len(part))])
        for top, left, down, right in (*_PASSES, (1, 0, 2, 1))
        if (part := colours[top::down, left::right]).size
    )
    rgb, mode_l = Image.fromarray(colours), Image.fromarray(grey[..., 0])
    whole = png(8, 2, filtered(colours, every))
    spoilt = bytearray(whole)
    spoilt[60] ^= 255
    return {
        "png": whole,
        "png grey": saved(mode_l, "PNG"),
        "png grey and alpha": saved(Image.merge("LA", [mode_l, mode_l]), "PNG"),
        "png rgba": saved(Image.merge("RGBA", [*rgb.split(), mode_l]), "PNG"),
        "png palette": saved(rgb.quantize(200), "PNG"),
        "png palette 4": saved(rgb.quantize(13), "PNG", bits=4),
        "png palette alpha": saved(rgb.quantize(20), "PNG", transparency=3),
        "png grey 1": saved(mode_l.convert("1"), "PNG"),
        "png grey 2": png(2, 0, filtered(bits[:, :7], none)),
        "png grey 4": png(4, 0, filtered(bits, none)),
        "png grey 16": png(16, 0, filtered(wide[..., :1], every)),
        "png grey 16 clear": png(16, 0, filtered(wide[..., :1], every), clear),
        "png rgb clear": saved(rgb, "PNG", transparency=tuple(map(int, colours[3, 4]))),
        "png rgb 16": png(16, 2, filtered(wide, every)),
        "png rgba 16": png(16, 6, filtered(np.concatenate([wide, wide[..., :1]], -1), every)),
        "png interlaced": png(8, 2, small, interlace=1),
        "png with text": png(8, 2, filtered(colours, none), chunk(b"teXt", b"abc")),
        "png and more": whole + b"zzz",
        "png half": whole[: len(whole) // 2],
        "png spoilt": bytes(spoilt),
        "png without end": whole[:-12],
        "png of no filter": png(8, 2, b"\7" + filtered(colours, none)[1:]),
        "png with few rows": png(8, 2, filtered(colours[:11], none)),
        "png with more rows": png(8, 2, filtered(colours, none) + b"more"),
        "png of no kind": png(8, 5, filtered(colours, none)),
        "png without palette": png(8, 3, filtered(grey, none)),
        "png unknown chunk": png(8, 2, filtered(colours, none), chunk(b"ABCD", b"abc")),
    }


def jpegs() -> dict[str, bytes]:
    rgb = Image.fromarray(photo())
    whole = saved(rgb, "JPEG")
    return {
        "jpeg": whole,
        "jpeg fine": saved(rgb, "JPEG", quality=95, subsampling=0),
        "jpeg 422": saved(rgb, "JPEG", subsampling=1),
        "jpeg grey": saved(rgb.getchannel(0), "JPEG"),
        "jpeg progressive": saved(rgb, "JPEG", progressive=True),
        "jpeg cmyk": saved(rgb.convert("CMYK"), "JPEG"),
        "jpeg and more": whole + b"hello",
        "jpeg cut": whole[:-60],
        "jpeg header": whole[:200],
    }


def others() -> dict[str, bytes]:
    colours = photo()
    rgb = Image.fromarray(colours)
    grey = rgb.getchannel(0)
    rolled = [Image.fromarray(np.roll(colours, 3 * k, 1)).quantize(64) for k in range(3)]
    boxes = []
    for k in range(4):
        box = np.full_like(colours, 40)
        box[3 + k : 8 + k, 4 + k * 2 : 11 + k * 2] = [200, 30 * k, 10]
        boxes.append(Image.fromarray(box))
    more: dict[str, Any] = {"save_all": True, "duration": 10}
    frames = saved(rolled[0], "GIF", append_images=rolled[1:], **more)
    gif = saved(rgb, "GIF")
    found = {
        "gif": gif,
        "gif frames": frames,
        "gif clear": saved(rgb.quantize(20), "GIF", transparency=3),
        "gif clear frames": saved(
            rgb.quantize(20), "GIF", transparency=3, append_images=rolled[1:2], disposal=2, **more
        ),
        "gif interlaced": saved(rgb.quantize(30), "GIF", interlace=1),
        "gif on a screen": gif[:6] + struct.pack("<HH", 30, 25) + gif[10:],
        "gif half": gif[: len(gif) * 2 // 3],
        "gif frames cut": frames[:-300],
        "bmp": saved(rgb, "BMP"),
        "bmp grey": saved(grey, "BMP"),
        "bmp palette": saved(rgb.quantize(17), "BMP"),
        "bmp rgba": saved(Image.merge("RGBA", [*rgb.split(), grey]), "BMP"),
        "bmp 1": saved(grey.convert("1"), "BMP"),
        "bmp cut": saved(rgb, "BMP")[:300],
        "webp": saved(rgb, "WEBP"),
        "webp exact": saved(rgb, "WEBP", lossless=True),
        "webp rgba": saved(Image.merge("RGBA", [*rgb.split(), grey]), "WEBP", lossless=True),
        "webp frames": saved(boxes[0], "WEBP", append_images=boxes[1:], lossless=True, **more),
        "webp cut": saved(rgb, "WEBP", lossless=True)[:300],
        "empty": b"",
        "text": b"hello world, this is no image",
    }
    for disposal in range(4):
        found[f"gif disposal {disposal}"] = saved(
            boxes[0], "GIF", append_images=boxes[1:], disposal=disposal, optimize=False, **more
        )
    return found


def main() -> None:
    files = {**pngs(), **jpegs(), **others()}
    coded = {name: base64.b64encode(data).decode() for name, data in files.items()}
    PICTURES.write_text(json.dumps(coded, indent=0) + "\n")
    print(f"{len(files)} files, {sum(map(len, files.values()))} bytes")


if __name__ == "__main__":
    main()
