"""Spectra of the frames of a signal, and the signal of such spectra.

J. Allen, "Short term spectral analysis, synthesis, and modification by discrete Fourier
transform" (1977); D. Griffin and J. Lim, "Signal estimation from modified short-time Fourier
transform" (1984).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops.assertions import static_value
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where
from minigraph.ops.compare import equal
from minigraph.ops.constants import constant
from minigraph.ops.exponentials import log
from minigraph.ops.joining import concat
from minigraph.ops.magnitude import maximum
from minigraph.ops.naming import name_scope
from minigraph.ops.padding import pad, tile
from minigraph.ops.powers import pow, square
from minigraph.ops.rounding import ceil
from minigraph.ops.shaping import rank, reshape, shape
from minigraph.ops.spread import reduce_sum, zeros, zeros_like
from minigraph.signal.framing import frame, overlap_and_add
from minigraph.signal.real_spectra import irfft, rfft
from minigraph.signal.windows import hann_window

__all__ = ["inverse_stft", "inverse_stft_window_fn", "stft"]


def _scalar(value: Any, name: str) -> Tensor:
    tensor = convert(value, name=name)
    tensor.shape.assert_has_rank(0)
    return tensor


def _fft_length(fft_length: Any, frame_length: Tensor) -> Tensor:
    """As given, or the least power of two that is not less than a frame."""
    if fft_length is not None:
        return _scalar(fft_length, "fft_length")
    known = static_value(frame_length)
    if known is not None:
        power = 1 << max(int(known) - 1, 0).bit_length()
        return constant(power, frame_length.dtype.base_dtype)
    exponent = ceil(log(cast(frame_length, dtypes.float32)) / log(2.0))
    result: Tensor = cast(pow(2.0, exponent), frame_length.dtype.base_dtype)
    return result


def stft(
    signals: Any,
    frame_length: Any,
    frame_step: Any,
    fft_length: Any = None,
    window_fn: Any = hann_window,
    pad_end: bool = False,
    name: str | None = None,
) -> Tensor:
    """The spectrum of each frame of a signal: frame, times window, `tf.signal.rfft`.

    Args:
        signals: float32 or float64, [..., samples].
        frame_length, frame_step: as for `tf.signal.frame`.
        fft_length: the length of the transform; default: the least power of two that takes a frame.
        window_fn: a function of (length, dtype=) that makes a window, or None for none.
        pad_end: whether frames may reach beyond the end, where zeros are.
        name: of the scope.

    Returns:
        A complex Tensor [..., frames, fft_length // 2 + 1]. Gradient: to the signals.

    Raises:
        ValueError: the numbers are not real, the signal is a scalar, a length is none.

    Example:
        >>> import minigraph as tf
        >>> tf.signal.stft(tf.ones([2, 100]), 20, 10).shape.as_list()
        [2, 9, 17]
    """
    with name_scope(name, "stft", [signals, frame_length, frame_step]):
        signals = convert(signals, name="signals")
        signals.shape.with_rank_at_least(1)
        frame_length = _scalar(frame_length, "frame_length")
        frame_step = _scalar(frame_step, "frame_step")
        fft_length = _fft_length(fft_length, frame_length)
        frames = frame(signals, frame_length, frame_step, pad_end=pad_end)
        if window_fn is not None:
            frames = frames * window_fn(frame_length, dtype=frames.dtype)
        return rfft(frames, [fft_length])


def inverse_stft(
    stfts: Any,
    frame_length: Any,
    frame_step: Any,
    fft_length: Any = None,
    window_fn: Any = hann_window,
    name: str | None = None,
) -> Tensor:
    """The signal of spectra: `tf.signal.irfft`, times window, frames added up.

    To get back what `tf.signal.stft` was given, the window must be that of
    `tf.signal.inverse_stft_window_fn(frame_step)`; the first and last samples, which few frames
    cover, stay different.

    Args:
        stfts: complex64 or complex128, [..., frames, fft_length // 2 + 1].
        frame_length, frame_step, fft_length, window_fn, name: as for `tf.signal.stft`.

    Returns:
        A real Tensor [..., samples]. Gradient: to the spectra.

    Raises:
        ValueError: the numbers are not complex, the rank is less than 2, a length is no scalar.

    Example:
        >>> import minigraph as tf
        >>> y = tf.signal.stft(tf.ones([32]), 8, 4)
        >>> x = tf.signal.inverse_stft(y, 8, 4, window_fn=tf.signal.inverse_stft_window_fn(4))
        >>> print(tf.Session().run(x)[4:-4].round(3).min())
        1.0
    """
    with name_scope(name, "inverse_stft", [stfts]):
        stfts = convert(stfts, name="stfts")
        stfts.shape.with_rank_at_least(2)
        frame_length = _scalar(frame_length, "frame_length")
        frame_step = _scalar(frame_step, "frame_step")
        fft_length = _fft_length(fft_length, frame_length)
        frames = irfft(stfts, [fft_length])
        frames = _as_long_as_frames(frames, frame_length, fft_length)
        if window_fn is not None:
            frames = frames * window_fn(frame_length, dtype=stfts.dtype.real_dtype)
        return overlap_and_add(frames, frame_step)


def _as_long_as_frames(frames: Tensor, frame_length: Tensor, fft_length: Tensor) -> Tensor:
    """Cut, or with zeros behind."""
    wanted, given = static_value(frame_length), static_value(fft_length)
    if wanted is not None and given is not None and frames._dims is not None:
        if given > wanted:
            return frames[..., : int(wanted)]  # type: ignore[no-any-return]
        if given < wanted:
            outer = [[0, 0]] * (len(frames._dims) - 1)
            return pad(frames, [*outer, [0, int(wanted) - int(given)]])
        return frames
    frames = frames[..., :frame_length]
    count, sizes = rank(frames), shape(frames)
    none = zeros([count - 1, 2], dtypes.int32)
    missing = maximum(0, frame_length - sizes[-1])
    return pad(frames, concat([none, [[0, missing]]], 0))


def inverse_stft_window_fn(
    frame_step: Any, forward_window_fn: Any = hann_window, name: str | None = None
) -> Callable[..., Tensor]:
    """The window function with which `tf.signal.inverse_stft` undoes `tf.signal.stft`.

    Args:
        frame_step: of both transforms.
        forward_window_fn: the window function of the way there.
        name: of the scope.

    Returns:
        A function of (frame_length, dtype) that makes w[n] / sum over k of w[n + k step]**2; 0
        where that sum is 0.

    Example:
        >>> import minigraph as tf
        >>> window = tf.signal.inverse_stft_window_fn(2, tf.signal.vorbis_window)
        >>> print(tf.Session().run(window(4, dtype=tf.float32)).round(3))
        [0.228 0.974 0.974 0.228]
    """

    def inverse_stft_window_fn_inner(frame_length: Any, dtype: Any) -> Tensor:
        with name_scope(name, "inverse_stft_window_fn", [forward_window_fn]):
            step = _scalar(frame_step, "frame_step")
            length = _scalar(frame_length, "frame_length")
            window = forward_window_fn(length, dtype=dtype)
            sums = square(window)
            overlaps = -(-length // step)
            sums = pad(sums, [[0, overlaps * step - length]])
            sums = reduce_sum(reshape(sums, [overlaps, step]), 0, keepdims=True)
            sums = reshape(tile(sums, [overlaps, 1]), [overlaps * step])[:length]
            return where(equal(sums, 0), zeros_like(sums), window / sums)

    return inverse_stft_window_fn_inner
