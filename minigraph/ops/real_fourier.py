"""Fourier transforms of real numbers, over the last one, two or three axes.

Of a real signal half of the spectrum says all: RFFT gives N // 2 + 1 numbers along the last axis,
and IRFFT makes the signal of them. The columns of that half stand for two of the whole spectrum,
but for the first and, if N is even, the last one. With these counts w, and M the numbers of a
signal, the two are each other's gradient: M irfft(g / w) and w rfft(g) / M.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.dtypes import DType
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import COMPLEX, Call, OpRecord, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops import sequences
from minigraph.ops.casting import cast
from minigraph.ops.compare import equal
from minigraph.ops.fourier import SUFFIX, last_axes, points
from minigraph.ops.joining import concat, stack
from minigraph.ops.logic import logical_or
from minigraph.ops.padding import pad
from minigraph.ops.shaping import rank, shape
from minigraph.ops.spread import zeros, zeros_like

__all__ = ["IRFFT", "RFFT", "behind"]

_REALS = (dtypes.float32, dtypes.float64)


# ---------------------------------------------------------------------------------- shapes
def _half(lengths: Any) -> list[Any]:
    """The sizes of half a spectrum."""
    last = lengths[-1]
    return [*lengths[:-1], last if not last else last // 2 + 1]


def _check(sizes: Any, lengths: Any) -> None:
    """ValueError if a length is negative or longer than the input is along its axis."""
    for size, length in zip(sizes, lengths, strict=True):
        if length is not None and length < 0:
            raise ValueError(f"fft_length must >= 0, but got: {length}")
        if None not in (size, length) and size < length:
            raise ValueError(f"an axis has {size} elements, but the transform takes {length}")


def _rule(axes: int, *, forth: bool) -> Callable[[Call], Dims]:
    def dims_of(call: Call) -> Dims:
        dims, lengths = last_axes(call, axes), call.values[1]
        given = call.rank(1, 1)
        if given is not None and given[0] not in (None, axes):
            raise ValueError(f"Dimension must be {axes} but is {given[0]}: the number of lengths")
        if dims is None:
            return None
        lengths = [None] * axes if lengths is None else list(lengths)
        half = _half(lengths)
        _check(dims[-axes:], lengths if forth else half)
        return (*dims[:-axes], *(half if forth else lengths))

    return dims_of


# ---------------------------------------------------------------------------------- RFFT, IRFFT
_HALVES = np.array([[[1 + 0.5j, 2 - 1j, 0.5], [1j, -0.5, 1 + 2j]]] * 2) * [[[1]], [[2 - 1j]]]


def _transforms(axes: int) -> tuple[OpRecord, OpRecord]:
    """RFFT and IRFFT over the last `axes` axes."""
    last, ones = tuple(range(-axes, 0)), [2, 2, 2][: axes - 1]

    @op(
        f"RFFT{SUFFIX[axes]}",
        "input: Treal, fft_length: int32 -> output: Tcomplex",
        Treal=_REALS,
        Tcomplex=COMPLEX,
        shape=_rule(axes, forth=True),
        samples=[
            case("2,3,5", [*ones, 5]),
            case("2,3,5", [*ones, 4]),
            case("2,3,5", [*ones, 0]),
            bad("2,3,5", [*ones, 9], error=ValueError, match="takes 9"),
            bad("2,3,5", [*ones, -1], error=ValueError, match="-1"),
        ],
    )
    def forth(input: Any, fft_length: Any, *, Tcomplex: DType = dtypes.complex64) -> Any:
        """Half of the spectrum of each real signal."""
        lengths, sizes = fft_length.tolist(), input.shape
        _check(sizes[-axes:], lengths)
        if 0 in lengths or not input.size:
            return np.zeros((*sizes[:-axes], *_half(lengths)), Tcomplex.np_dtype)
        result = np.fft.rfftn(input, s=lengths, axes=last)
        return result.astype(Tcomplex.np_dtype, copy=False)

    @op(
        f"IRFFT{SUFFIX[axes]}",
        "input: Tcomplex, fft_length: int32 -> output: Treal",
        Treal=_REALS,
        Tcomplex=COMPLEX,
        shape=_rule(axes, forth=False),
        samples=[
            case(_HALVES, [*ones, 4]),
            case(_HALVES, [*ones, 5]),
            case(_HALVES, [*ones, 3]),
            case(_HALVES, [*ones, 0]),
            bad(_HALVES, [*ones, 6], error=ValueError, match="takes 4"),
        ],
    )
    def back(input: Any, fft_length: Any, *, Treal: DType = dtypes.float32) -> Any:
        """The real signal of each half spectrum."""
        lengths, sizes = fft_length.tolist(), input.shape
        _check(sizes[-axes:], _half(lengths))
        if 0 in lengths or not input.size:
            return np.zeros((*sizes[:-axes], *lengths), Treal.np_dtype)
        result = np.fft.irfftn(input, s=lengths, axes=last)
        return result.astype(Treal.np_dtype, copy=False)

    @forth.grad
    def _(op: Any, g: Any) -> Any:
        (x, lengths), kind = op.inputs, op.inputs[0].dtype.base_dtype
        signal = back(g / _counts(g, lengths), lengths, Treal=kind) * points(lengths, x)
        return _as_long_as(signal, x, axes), None

    @back.grad
    def _(op: Any, g: Any) -> Any:
        (y, lengths), kind = op.inputs, op.inputs[0].dtype.base_dtype
        half = forth(g, lengths, Tcomplex=kind)
        half = half * (_counts(half, lengths) / points(lengths, y))
        return _as_long_as(half, y, axes), None

    return forth, back


def _counts(half: Tensor, lengths: Tensor) -> Tensor:
    """How many columns of the whole spectrum each column of the half stands for."""
    places = sequences.range(shape(half)[-1])
    alone = logical_or(equal(places, 0), equal(2 * places, lengths[-1]))
    result: Tensor = cast(2 - cast(alone, dtypes.int32), half.dtype.base_dtype)
    return result


def _as_long_as(part: Tensor, whole: Tensor, axes: int) -> Tensor:
    """With zeros where the transform took the first elements only."""
    if part._dims is None or part._dims != whole._dims or None in part._dims:
        missing = shape(whole)[-axes:] - shape(part)[-axes:]
        none = zeros([rank(whole) - axes], dtypes.int32)
        part = pad(part, behind(none, missing))
        part.set_shape(whole.shape)
    return part


def behind(none: Any, numbers: Any) -> Tensor:
    """Paddings that put `numbers` of zeros behind the last axes; `none` are those of the others."""
    after = concat([none, numbers], 0)
    return stack([zeros_like(after), after], 1)


_FORTH, _BACK = zip(*map(_transforms, SUFFIX), strict=True)
RFFT, IRFFT = dict(zip(SUFFIX, _FORTH, strict=True)), dict(zip(SUFFIX, _BACK, strict=True))
