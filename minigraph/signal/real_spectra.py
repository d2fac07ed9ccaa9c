"""Spectra of real signals, of any length: a longer transform has zeros behind the signal."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import Dims
from minigraph.ops.constants import constant
from minigraph.ops.joining import concat, stack, unstack
from minigraph.ops.magnitude import maximum
from minigraph.ops.naming import name_scope
from minigraph.ops.padding import pad
from minigraph.ops.real_fourier import IRFFT, RFFT, behind
from minigraph.ops.shaping import rank, shape
from minigraph.ops.spread import zeros

__all__ = ["irfft", "irfft2d", "irfft3d", "rfft", "rfft2d", "rfft3d"]

_SPECTRA = {dtypes.float32: dtypes.complex64, dtypes.float64: dtypes.complex128}
_SIGNALS = {wide: narrow for narrow, wide in _SPECTRA.items()}


# ---------------------------------------------------------------------------------- composition
def _inner(tensor: Tensor, axes: int) -> Dims:
    """The sizes of the last axes, if all of them are known."""
    dims = tensor._dims
    return None if dims is None or None in dims[-axes:] else dims[-axes:]


def _forth(axes: int, input_tensor: Any, fft_length: Any, name: str | None) -> Tensor:
    label = f"rfft{axes}d" if axes > 1 else "rfft"
    with name_scope(name, label, [input_tensor, fft_length]) as scope:
        x = convert(input_tensor, hint=dtypes.float32)
        kind = _SPECTRA.get(x.dtype.base_dtype)
        if kind is None:
            raise ValueError(f"RFFT requires tf.float32 or tf.float64 inputs, got: {x}")
        x.shape.with_rank_at_least(axes)
        if fft_length is None:
            sizes = _inner(x, axes)
            lengths = shape(x)[-axes:] if sizes is None else constant(sizes, dtypes.int32)
        else:
            lengths = _given(fft_length)
        x = _long_enough(x, lengths, axes, halved=False)
        result: Tensor = RFFT[axes](x, _plain(lengths), Tcomplex=kind, name=scope)
        return result


def _back(axes: int, input_tensor: Any, fft_length: Any, name: str | None) -> Tensor:
    label = f"irfft{axes}d" if axes > 1 else "irfft"
    with name_scope(name, label, [input_tensor, fft_length]) as scope:
        y = convert(input_tensor, hint=dtypes.complex64)
        kind = _SIGNALS.get(y.dtype.base_dtype)
        if kind is None:
            raise ValueError(f"IRFFT requires tf.complex64 or tf.complex128 inputs, got: {y}")
        y.shape.with_rank_at_least(axes)
        lengths = _even_lengths(y, axes) if fft_length is None else _given(fft_length)
        y = _long_enough(y, lengths, axes, halved=True)
        result: Tensor = IRFFT[axes](y, _plain(lengths), Treal=kind, name=scope)
        return result


def _given(fft_length: Any) -> Tensor:
    lengths = convert(fft_length, dtypes.int32)
    lengths.shape.assert_has_rank(1)
    return lengths


def _even_lengths(spectrum: Tensor, axes: int) -> Tensor:
    """The lengths of the signal, which is taken for even: 2 (half - 1) along the last axis."""
    sizes = _inner(spectrum, axes)
    if sizes is not None:
        return constant([*sizes[:-1], max(0, 2 * (sizes[-1] or 0) - 2)], dtypes.int32)
    *others, last = unstack(shape(spectrum)[-axes:], axes)
    return stack([*others, maximum(0, 2 * (last - 1))])


def _plain(lengths: Tensor) -> Any:
    """Known lengths as numbers."""
    known = lengths._known
    return lengths if known is None or None in known else np.array(known, np.int32)


def _long_enough(tensor: Tensor, lengths: Tensor, axes: int, *, halved: bool) -> Tensor:
    """With zeros behind the last axes where the transform takes more numbers than there are."""
    sizes, known = _inner(tensor, axes), lengths._known
    if sizes is not None and known is not None and None not in known and len(known) == axes:
        wanted = [*known[:-1], known[-1] and known[-1] // 2 + 1] if halved else list(known)
        gaps = [max(0, n - size) for n, size in zip(wanted, sizes, strict=True)]
        if not any(gaps):
            return tensor
        outer = len(tensor._dims or ()) - axes
        return pad(tensor, [[0, 0]] * outer + [[0, gap] for gap in gaps])
    outer_now = rank(tensor)
    sizes_now = shape(tensor)[-axes:]
    outer_now = maximum(0, outer_now - axes)
    none = zeros([outer_now], dtypes.int32)
    if halved:
        lengths = concat([lengths[:-1], lengths[-1:] // 2 + 1], 0)
    missing = maximum(0, lengths - sizes_now)
    return pad(tensor, behind(none, missing))


# ---------------------------------------------------------------------------------- functions
def rfft(input_tensor: Any, fft_length: Any = None, name: str | None = None) -> Tensor:
    """Half of the spectrum of each real signal: y[k] = sum over n of x[n] exp(-2 pi i k n / N).

    Args:
        input_tensor: float32 or float64, [..., n].
        fft_length: [N], the length of the transform: the signal is cut there, or zeros stand
            behind it; default: n.
        name: of the node.

    Returns:
        A complex Tensor [..., N // 2 + 1]: k from 0 to N / 2, the rest being conjugate to it.
        Gradient: to the numbers that are transformed.

    Raises:
        ValueError: the numbers are not real, or the input is a scalar.
        tf.errors.InvalidArgumentError: the length is negative.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.signal.rfft([1.0, 0.0, 2.0, 0.0])).tolist()
        [(3+0j), (-1+0j), (3+0j)]
    """
    return _forth(1, input_tensor, fft_length, name)


def irfft(input_tensor: Any, fft_length: Any = None, name: str | None = None) -> Tensor:
    """The real signal of each half spectrum: the inverse of `tf.signal.rfft`.

    Args:
        input_tensor: complex64 or complex128, [..., n].
        fft_length: [N], the length of the signal, of which N // 2 + 1 numbers are used; default:
            2 (n - 1), so that an odd length must be said.
        name: of the node.

    Returns:
        A real Tensor [..., N]. Gradient: to the numbers that are used.

    Raises:
        ValueError: the numbers are not complex, or the input is a scalar.
        tf.errors.InvalidArgumentError: the length is negative.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.signal.irfft([3 + 0j, -1, 3])).tolist()
        [1.0, 0.0, 2.0, 0.0]
    """
    return _back(1, input_tensor, fft_length, name)


def rfft2d(input_tensor: Any, fft_length: Any = None, name: str | None = None) -> Tensor:
    """Half of the spectrum of each real plane: over the last two axes, halved along the last.

    Args:
        input_tensor: float32 or float64, of rank 2 or more.
        fft_length: [M, N], the lengths of the transform; default: those of the planes.
        name: of the node.

    Returns:
        A complex Tensor [..., M, N // 2 + 1]. Gradient: to the numbers that are transformed.

    Raises:
        ValueError: the numbers are not real, or the rank is less than 2.
        tf.errors.InvalidArgumentError: a length is negative.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.signal.rfft2d([[1.0, 2.0], [3.0, 4.0]])).tolist()
        [[(10+0j), (-2+0j)], [(-4+0j), 0j]]
    """
    return _forth(2, input_tensor, fft_length, name)


def irfft2d(input_tensor: Any, fft_length: Any = None, name: str | None = None) -> Tensor:
    """The real plane of each half spectrum: the inverse of `tf.signal.rfft2d`.

    Args:
        input_tensor: complex64 or complex128, [..., m, n].
        fft_length: [M, N], the lengths of the planes; default: m and 2 (n - 1).
        name: of the node.

    Returns:
        A real Tensor [..., M, N]. Gradient: to the numbers that are used.

    Raises:
        ValueError: the numbers are not complex, or the rank is less than 2.
        tf.errors.InvalidArgumentError: a length is negative.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.signal.irfft2d([[10 + 0j, -2], [-4, 0]])).tolist()
        [[1.0, 2.0], [3.0, 4.0]]
    """
    return _back(2, input_tensor, fft_length, name)


def rfft3d(input_tensor: Any, fft_length: Any = None, name: str | None = None) -> Tensor:
    """Half of the spectrum of each real volume: over the last three axes, halved along the last.

    Args:
        input_tensor: float32 or float64, of rank 3 or more.
        fft_length: [L, M, N], the lengths of the transform; default: those of the volumes.
        name: of the node.

    Returns:
        A complex Tensor [..., L, M, N // 2 + 1]. Gradient: to the numbers that are transformed.

    Raises:
        ValueError: the numbers are not real, or the rank is less than 3.
        tf.errors.InvalidArgumentError: a length is negative.

    Example:
        >>> import minigraph as tf
        >>> tf.signal.rfft3d(tf.ones([7, 4, 3, 8])).shape.as_list()
        [7, 4, 3, 5]
    """
    return _forth(3, input_tensor, fft_length, name)


def irfft3d(input_tensor: Any, fft_length: Any = None, name: str | None = None) -> Tensor:
    """The real volume of each half spectrum: the inverse of `tf.signal.rfft3d`.

    Args:
        input_tensor: complex64 or complex128, [..., l, m, n].
        fft_length: [L, M, N], the lengths of the volumes; default: l, m and 2 (n - 1).
        name: of the node.

    Returns:
        A real Tensor [..., L, M, N]. Gradient: to the numbers that are used.

    Raises:
        ValueError: the numbers are not complex, or the rank is less than 3.
        tf.errors.InvalidArgumentError: a length is negative.

    Example:
        >>> import minigraph as tf
        >>> half = tf.signal.rfft3d(tf.ones([7, 4, 3, 8]))
        >>> tf.signal.irfft3d(half).shape.as_list()
        [7, 4, 3, 8]
    """
    return _back(3, input_tensor, fft_length, name)
