"""Windows: what a piece of a signal is multiplied by, so that its ends do not show as frequencies."""

from __future__ import annotations

import math
from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import as_dtype
from minigraph.core.nodes import Tensor
from minigraph.ops import sequences
from minigraph.ops.assertions import static_value
from minigraph.ops.casting import cast
from minigraph.ops.compare import equal
from minigraph.ops.constants import constant
from minigraph.ops.control_flow import cond
from minigraph.ops.cumulative import cumsum
from minigraph.ops.exponentials import exp
from minigraph.ops.joining import concat
from minigraph.ops.modified_bessel import bessel_i0e
from minigraph.ops.naming import name_scope
from minigraph.ops.powers import pow, sqrt, square
from minigraph.ops.rectifiers import relu
from minigraph.ops.spread import ones
from minigraph.ops.trigonometry import cos, sin

__all__ = [
    "hamming_window",
    "hann_window",
    "kaiser_bessel_derived_window",
    "kaiser_window",
    "vorbis_window",
]


def _floating(dtype: Any) -> Any:
    kind = as_dtype(dtype)
    if not kind.is_floating:
        raise ValueError(f"dtype must be a floating point type. Found {kind}")
    return kind


def _length(window_length: Any, name: str | None = None) -> Tensor:
    tensor = convert(window_length, dtypes.int32, name)
    tensor.shape.assert_has_rank(0)
    return tensor


# ---------------------------------------------------------------------------------- cosines
def _raised_cosine(
    default: str, name: str | None, window_length: Any, periodic: Any, dtype: Any, share: float
) -> Tensor:
    """share - (1 - share) cos(2 pi n / N)."""
    kind = _floating(dtype)
    with name_scope(name, default, [window_length, periodic]):
        length = _length(window_length, "window_length")
        known = static_value(length)
        if known == 1:
            return ones([1], kind)
        whole = convert(periodic, dtypes.bool_, "periodic")
        whole.shape.assert_has_rank(0)
        even = cast(whole, dtypes.int32) * (1 - length % 2)
        period = cast(length + even - 1, kind)
        places = cast(sequences.range(length), kind)
        angles = constant(2 * math.pi, kind) * places / period

        def window() -> Tensor:
            return share - (1 - share) * cos(angles)  # type: ignore[no-any-return]

        if known is not None:
            return window()
        single = equal(length, 1)
        return cond(single, lambda: ones([length], kind), window)  # type: ignore[no-any-return]


def hann_window(
    window_length: Any, periodic: Any = True, dtype: Any = dtypes.float32, name: str | None = None
) -> Tensor:
    """w[n] = 0.5 - 0.5 cos(2 pi n / N).

    Args:
        window_length: how many numbers, an int32.
        periodic: whether N is the length, of an even one; else, and of an odd one, N is one less.
        dtype: of the result, floating.
        name: of the scope.

    Returns:
        A vector; [1] of length 1. No gradient: nothing to differentiate by.

    Raises:
        ValueError: a length that is no scalar, a type that is not floating.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.signal.hann_window(4)).round(3))
        [0.  0.5 1.  0.5]
    """
    return _raised_cosine("hann_window", name, window_length, periodic, dtype, 0.5)


def hamming_window(
    window_length: Any, periodic: Any = True, dtype: Any = dtypes.float32, name: str | None = None
) -> Tensor:
    """w[n] = 0.54 - 0.46 cos(2 pi n / N).

    Args:
        window_length, periodic, dtype, name: as for `tf.signal.hann_window`.

    Returns:
        A vector; [1] of length 1.

    Raises:
        ValueError: a length that is no scalar, a type that is not floating.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.signal.hamming_window(4)).round(3))
        [0.08 0.54 1.   0.54]
    """
    return _raised_cosine("hamming_window", name, window_length, periodic, dtype, 0.54)


# ---------------------------------------------------------------------------------- Kaiser
def kaiser_window(
    window_length: Any, beta: Any = 12.0, dtype: Any = dtypes.float32, name: str | None = None
) -> Tensor:
    """w[n] = I0(beta sqrt(1 - t**2)) / I0(beta), t from -1 to 1, I0 the modified Bessel function.

    Args:
        window_length: how many numbers, an int32.
        beta: how narrow it is, a float32.
        dtype: of the result, floating.
        name: of the scope.

    Returns:
        A vector; [1] of length 1. Gradient: to beta.

    Raises:
        ValueError: a length that is no scalar, a type that is not floating.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.signal.kaiser_window(3, beta=2.0)).round(3))
        [0.439 1.    0.439]
    """
    kind = _floating(dtype)
    with name_scope(name, "kaiser_window", [window_length, beta]):
        length = _length(window_length)
        known = static_value(length)
        if known == 1:
            return ones([1], kind)
        half = (cast(length, dtypes.float32) - 1.0) / 2.0
        places = sequences.range(-half, half + 0.1, dtype=dtypes.float32)
        if known is not None:
            places.set_shape([int(known)])
        places = cast(places, kind)
        beta = cast(beta, kind)
        one = cast(1.0, kind)
        inner = beta * sqrt(relu(one - square(places / cast(half, kind))))
        return exp(inner - beta) * (bessel_i0e(inner) / bessel_i0e(beta))  # type: ignore[no-any-return]


def kaiser_bessel_derived_window(
    window_length: Any, beta: Any = 12.0, dtype: Any = dtypes.float32, name: str | None = None
) -> Tensor:
    """Roots of the running sums of a Kaiser window, up and down again: for `tf.signal.mdct`.

    Args:
        window_length: how many numbers, an even int32.
        beta, dtype, name: as for `tf.signal.kaiser_window`.

    Returns:
        A vector w with w[n]**2 + w[n + N / 2]**2 = 1. Gradient: to beta.

    Raises:
        ValueError: a type that is not floating.

    Example:
        >>> import minigraph as tf
        >>> w = tf.signal.kaiser_bessel_derived_window(4, beta=2.0)
        >>> print(tf.Session().run(w).round(3))
        [0.483 0.875 0.875 0.483]
    """
    with name_scope(name, "kaiser_bessel_derived_window", [window_length, beta]):
        length = convert(window_length, dtypes.int32)
        sums = cumsum(kaiser_window(length // 2 + 1, beta, dtype))
        half = sqrt(sums[:-1] / sums[-1])
        return concat([half, half[::-1]], 0)


def vorbis_window(
    window_length: Any, dtype: Any = dtypes.float32, name: str | None = None
) -> Tensor:
    """w[n] = sin(pi / 2 sin(pi (n + 1/2) / N)**2), that of the audio format Vorbis.

    Args:
        window_length: how many numbers, an int32.
        dtype: of the result, floating.
        name: of the scope.

    Returns:
        A vector w with w[n]**2 + w[n + N / 2]**2 = 1.

    Raises:
        ValueError: a type that is not floating.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.signal.vorbis_window(4)).round(3))
        [0.228 0.974 0.974 0.228]
    """
    kind = _floating(dtype)
    with name_scope(name, "vorbis_window", [window_length]):
        length = convert(window_length, dtypes.int32)
        places = cast(sequences.range(length), kind)
        inner = sin(math.pi / cast(length, kind) * (places + 0.5))
        return sin(math.pi / 2 * pow(inner, 2.0))
