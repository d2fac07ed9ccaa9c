"""BMP files without compression, read with NumPy: 8 bits a pixel (grey), 24 or 32."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.errors import InvalidArgumentError

__all__ = ["read_bmp"]


def read_bmp(contents: bytes, channels: int) -> Any:
    """The image [height, width, channels] as bytes; channels 0: as many as the file has."""
    if len(contents) < 32:
        raise InvalidArgumentError(
            None, None, f"Incomplete bmp content, requires at least 32 bytes, got {len(contents)}"
        )
    start, width, height = (
        int.from_bytes(contents[at : at + 4], "little", signed=True) for at in (10, 18, 22)
    )
    own = int.from_bytes(contents[28:30], "little") // 8
    if own not in (1, 3, 4):
        raise InvalidArgumentError(
            None, None, f"Number of channels inherent in the image must be 1, 3 or 4, was {own}"
        )
    if channels == 1:
        raise InvalidArgumentError(None, None, "`channels` must be 0, 3 or 4 for BMP, but got 1")
    size = (width * own + 3) // 4 * 4
    rows = abs(height)
    if width <= 0 or start < 0 or not rows or len(contents) < start + size * rows:
        raise InvalidArgumentError(
            None,
            None,
            f"Incomplete bmp content: {width} x {height} pixels in {len(contents)} bytes",
        )
    lines = np.frombuffer(contents, np.uint8, size * rows, start).reshape(rows, size)
    image = lines[:, : width * own].reshape(rows, width, own)
    if height > 0:
        image = image[::-1]  # the lowest row comes first
    colours = image if own == 1 else image[..., 2::-1]  # blue, green, red
    wanted = channels or own
    if wanted == 1:
        return colours.copy()
    alpha = image[..., 3:] if own == 4 else np.full((rows, width, 1), 255, np.uint8)
    colours = np.broadcast_to(colours, (rows, width, 3))
    return np.concatenate([colours, alpha] if wanted == 4 else [colours], -1)
