"""The modified discrete cosine transform: frames that overlap by half, and no more numbers.

J. Princen, A. Johnson and A. Bradley, "Subband/transform coding using filter bank designs based on
time domain aliasing cancellation" (1987).
"""

from __future__ import annotations

import math
from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops.assertions import static_value
from minigraph.ops.axes import reverse
from minigraph.ops.casting import cast
from minigraph.ops.joining import concat, split
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import shape
from minigraph.signal.cosines import dct
from minigraph.signal.framing import frame, overlap_and_add
from minigraph.signal.windows import vorbis_window

__all__ = ["inverse_mdct", "mdct"]


def _windowed(frames: Tensor, window_fn: Any, length: Any, dtype: Any) -> Tensor:
    if window_fn is None:
        return frames * (1.0 / math.sqrt(2.0))  # type: ignore[no-any-return]
    return frames * window_fn(length, dtype=dtype)  # type: ignore[no-any-return]


def mdct(
    signals: Any,
    frame_length: Any,
    window_fn: Any = vorbis_window,
    pad_end: bool = False,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The modified cosine transform of each frame of a signal; the next frame begins at its half.

    Args:
        signals: float32 or float64, [..., samples].
        frame_length: a multiple of 4.
        window_fn: a function of (length, dtype=) that makes a window w with
            w[n]**2 + w[n + N / 2]**2 = 1, or None for sqrt(1/2).
        pad_end: whether frames may reach beyond the end, where zeros are.
        norm: "ortho" or None, as for `tf.signal.dct`.
        name: of the scope.

    Returns:
        A Tensor of the same type [..., frames, frame_length / 2]. Gradient: to the signals.

    Raises:
        ValueError: a length that is no scalar or no multiple of 4, another norm.

    Example:
        >>> import minigraph as tf
        >>> y = tf.signal.mdct(tf.ones([2, 32]), 8)
        >>> y.shape.as_list()
        [2, 7, 4]
        >>> print(tf.Session().run(tf.signal.inverse_mdct(y))[0, 4:-4].round(3).max())
        1.0
    """
    with name_scope(name, "mdct", [signals, frame_length]):
        signals = convert(signals, name="signals")
        signals.shape.with_rank_at_least(1)
        frame_length = convert(frame_length, name="frame_length")
        frame_length.shape.assert_has_rank(0)
        known = static_value(frame_length)
        if known is None:
            frame_step = frame_length // 2
        elif known % 4:
            raise ValueError(f"The frame length must be a multiple of 4. Got: {known}")
        else:
            frame_step = convert(int(known) // 2, frame_length.dtype.base_dtype)
        frames = frame(signals, frame_length, frame_step, pad_end=pad_end)
        frames = _windowed(frames, window_fn, frame_length, frames.dtype)
        a, b, c, d = split(frames, 4, -1)
        folded = concat([-reverse(c, [-1]) - d, a - reverse(b, [-1])], -1)
        return dct(folded, type=4, norm=norm)


def inverse_mdct(
    mdcts: Any, window_fn: Any = vorbis_window, norm: str | None = None, name: str | None = None
) -> Tensor:
    """The signal of modified cosine transforms; what frames add to it cancels between them.

    Args:
        mdcts: float32 or float64, [..., frames, half a frame length].
        window_fn, norm, name: as for `tf.signal.mdct`.

    Returns:
        A Tensor of the same type [..., samples], all but the first and last half frame as
        `tf.signal.mdct` was given them. Gradient: to the transforms.

    Raises:
        ValueError: the rank is less than 2, another norm.

    Example:
        >>> import minigraph as tf
        >>> tf.signal.inverse_mdct(tf.ones([2, 7, 4])).shape.as_list()
        [2, 32]
    """
    with name_scope(name, "inverse_mdct", [mdcts]):
        mdcts = convert(mdcts, name="mdcts")
        mdcts.shape.with_rank_at_least(2)
        size = mdcts._dims[-1] if mdcts._dims else None
        half = cast(shape(mdcts)[-1] if size is None else size, dtypes.int32)
        if norm is None:
            share = 0.5 / cast(half, mdcts.dtype)
            frames = share * dct(mdcts, type=4)
        else:
            frames = dct(mdcts, type=4, norm=norm)
        front, back = split(frames, 2, -1)
        frames = concat([back, -reverse(back, [-1]), -reverse(front, [-1]), -front], -1)
        length = None if window_fn is None else 2 * half
        frames = _windowed(frames, window_fn, length, mdcts.dtype)
        return overlap_and_add(frames, half)
