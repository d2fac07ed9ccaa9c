"""Discrete cosine transforms of the types 1 to 4, each by one Fourier transform of a real signal.

J. Makhoul, "A fast cosine transform in one and two dimensions" (1980).
"""

from __future__ import annotations

import math
from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops import sequences
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.complex_numbers import complex, real
from minigraph.ops.constants import constant
from minigraph.ops.control_flow import cond
from minigraph.ops.exponentials import exp
from minigraph.ops.joining import concat
from minigraph.ops.naming import name_scope
from minigraph.ops.padding import pad
from minigraph.ops.powers import rsqrt, sqrt
from minigraph.ops.shaping import rank, shape
from minigraph.ops.spread import zeros
from minigraph.signal.real_spectra import irfft, rfft

__all__ = ["dct", "idct"]

_INVERSES = {1: 1, 2: 3, 3: 2, 4: 4}


def _check(input: Any, type: Any, n: Any, axis: Any, norm: Any) -> None:
    if axis != -1:
        raise NotImplementedError(f"axis must be -1. Got: {axis}")
    if n is not None and (not isinstance(n, int) or n < 1):
        raise ValueError(f"n should be a positive integer or None, not {n!r}")
    if type not in _INVERSES:
        raise ValueError(f"Types I, II, III and IV (I)DCT are supported, not {type!r}.")
    if norm not in (None, "ortho"):
        raise ValueError(f"Unknown normalization. Expected None or 'ortho', got: {norm}")
    if type == 1:
        if norm == "ortho":
            raise ValueError("Normalization is not supported for the Type-I DCT.")
        size = n or _last(input)
        if size is not None and size < 2:
            raise ValueError("Type-I DCT requires the dimension to be greater than one.")


def _last(tensor: Any) -> int | None:
    """The size of the last axis, if known."""
    dims = tensor._dims if isinstance(tensor, Tensor) else None
    return dims[-1] if dims else None


def _of_length(x: Tensor, n: Any) -> Tensor:
    """The first `n` elements, or zeros behind those that there are."""
    size = _last(x)
    if isinstance(n, int) and size is not None:
        if n <= size:
            return x[..., :n]  # type: ignore[no-any-return]
        return pad(x, constant([[0, 0]] * (len(x._dims or ()) - 1) + [[0, n - size]]))
    size_now = shape(x)[-1]

    def longer() -> Tensor:
        outer = zeros([rank(x) - 1, 2], dtypes.int32)
        return pad(x, concat([outer, [[0, n - size_now]]], 0))

    return cond(n <= size_now, lambda: x[..., :n], longer)  # type: ignore[no-any-return]


def _cosines(input: Any, type: int, n: Any, norm: str | None, name: str | None) -> Tensor:
    with name_scope(name, "dct", [input]):
        x = convert(input)
        zero = constant(0.0, x.dtype)
        if n is not None:
            x = _of_length(x, n)
        size = _last(x)
        count: Any = shape(x)[-1] if size is None else size
        real_count = cast(count, x.dtype)
        if type == 1:
            return real(rfft(concat([x, x[..., -2:0:-1]], -1)))
        if type == 2:
            angles = -sequences.range(real_count) * math.pi * 0.5 / real_count
            scale = 2.0 * exp(complex(zero, angles))
            result: Tensor = real(rfft(x, [2 * count])[..., :count] * scale)
            if norm == "ortho":
                least = 0.5 * rsqrt(real_count)
                result *= _weights(least, least * math.sqrt(2.0), count)
            return result
        if type == 3:
            if norm == "ortho":
                least = sqrt(real_count)
                x *= _weights(least, least * math.sqrt(0.5), count)
            else:
                x *= real_count
            angles = sequences.range(real_count) * math.pi * 0.5 / real_count
            scale = 2.0 * exp(complex(zero, angles))
            return irfft(scale * complex(x, zero), [2 * count])[..., :count]  # type: ignore[no-any-return]
        result = _cosines(x, 2, 2 * count, None, None)[..., 1::2]
        if norm == "ortho":
            result *= math.sqrt(0.5) * rsqrt(real_count)
        return result


def _weights(first: Tensor, others: Tensor, count: Any) -> Tensor:
    """A vector of `count` numbers, the first of which is another one."""
    return pad(expand_dims(first, 0), [[0, count - 1]], constant_values=others)


def dct(
    input: Any,
    type: int = 2,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The discrete cosine transform along the last axis; of type 2:
    y[k] = 2 sum over j of x[j] cos(pi k (2j + 1) / (2N)).

    Args:
        input: float32 or float64, [..., N].
        type: 1, 2, 3 or 4, as Wikipedia numbers them, times 2.
        n: the length of the transform: the signal is cut there, or zeros stand behind it.
        axis: -1.
        norm: "ortho" makes the matrix of the transform orthogonal (not of type 1).
        name: of the scope.

    Returns:
        A Tensor of the same type. Gradient: the transposed transform of g.

    Raises:
        ValueError: another type or norm, n < 1, type 1 with "ortho" or fewer than 2 numbers.
        NotImplementedError: another axis, as in TF1.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.signal.dct([1.0, 2.0, 4.0], norm="ortho")).round(3))
        [ 4.041 -2.121  0.408]
    """
    _check(input, type, n, axis, norm)
    return _cosines(input, type, n, norm, name)


def idct(
    input: Any,
    type: int = 2,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The inverse of `tf.signal.dct` of that type; without `norm`, 2N times (type 1: 2(N - 1)) it.

    Args:
        input: float32 or float64, [..., N].
        type: of the transform that is undone.
        n, axis, norm, name: as for `tf.signal.dct`.

    Returns:
        A Tensor of the same type: the transform of type 1, 3, 2 or 4 for 1, 2, 3 or 4.

    Raises:
        As `tf.signal.dct`.

    Example:
        >>> import minigraph as tf
        >>> y = tf.signal.dct([1.0, 2.0, 4.0], norm="ortho")
        >>> print(tf.Session().run(tf.signal.idct(y, norm="ortho")).round(3))
        [1. 2. 4.]
    """
    inverse = _INVERSES.get(type, type)
    _check(input, inverse, n, axis, norm)
    return _cosines(input, inverse, n, norm, name)
