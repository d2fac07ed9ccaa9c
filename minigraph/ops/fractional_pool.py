"""Pooling whose windows differ in size, so that a side shrinks by any ratio: fractional pooling.

Each run cuts rows and columns anew into regions of two sizes, n // m and n // m + 1 for m regions of
n elements: in random order, or evenly from a random start ("pseudo random"). Where regions overlap,
each takes in the first element of the next. The cuts are an output, which the gradient goes by.

Source: B. Graham, "Fractional max-pooling", 2014.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.errors import InvalidArgumentError, UnimplementedError
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.philox import PhiloxStream
from minigraph.ops.shaping import as_shape_value, shape

__all__ = ["fractional_avg_pool_op", "fractional_max_pool_op"]

_TYPES = (dtypes.float32, dtypes.float64, dtypes.int32, dtypes.int64)
_USUAL = {"pooling_ratio": (1.0, 1.5, 1.3, 1.0), "deterministic": True, "seed": 3, "seed2": 2}


# ---------------------------------------------------------------------------------- regions
class Regions(NamedTuple):
    """The regions along one axis: the first and the last element of each."""

    first: Any
    last: Any

    def steps(self) -> Iterator[tuple[Any, Any]]:
        """For the first element of a region, the second, ...: which have one, and where it is."""
        for offset in range(int((self.last - self.first).max(initial=-1)) + 1):
            which = np.flatnonzero(self.first + offset <= self.last)
            yield which, self.first[which] + offset


def _regions(cuts: Any, overlapping: bool) -> Regions:
    last = cuts[1:] if overlapping else cuts[1:] - 1
    return Regions(cuts[:-1], np.minimum(last, cuts[-1] - 1))


def _cuts(size: int, count: int, stream: PhiloxStream, pseudo_random: bool) -> Any:
    """Where each region begins, and `size`: int64 of count + 1."""
    least = size // count
    if pseudo_random:
        # cut i is ceil(ratio * (i + u)) - 1; the bounds of u keep the outer regions like the others
        ratio = size / count
        start = min((least + 2) / ratio - 1, (size + 1 - least) / ratio - (count - 1))
        words = stream.blocks(np.array([stream.reserve(1)], np.uint64))[0]
        start *= (int(words[0] & 0xFFFFF) * 2**32 + int(words[1])) / 2**52
        inner = [math.ceil(ratio * (i + start)) - 1 for i in range(1, count)]
        return np.array([0, *inner, size], np.int64)
    sizes = least + (np.arange(count) < size % count)
    begun = stream.position
    sizes = sizes[stream.permutation(count)]
    stream.position = begun + -(-count // 4)  # a word for each region, in blocks of four
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def _pooled_size(size: Any, ratio: float) -> Any:
    return None if size is None else int(np.float32(size) / np.float32(ratio))


def _both_cuts(
    dims: tuple[int, ...],
    ratios: tuple[float, ...],
    stream: PhiloxStream,
    pseudo_random: bool,
    deterministic: bool,
    seeds: tuple[int, int],
) -> tuple[Any, Any]:
    """The cuts of rows and columns of one run."""
    if ratios[0] != 1 or ratios[3] != 1:
        raise UnimplementedError(
            None, None, f"fractional pooling is over rows and columns alone, not by {list(ratios)}"
        )
    for axis, (size, ratio) in enumerate(zip(dims, ratios, strict=True)):
        if size < ratio:
            raise InvalidArgumentError(
                None, None, f"pooling ratio {ratio} is greater than size {size} of axis {axis}"
            )
    if deterministic:
        stream.position = 0
    elif seeds != (0, 0):
        raise InvalidArgumentError(
            None, None, f"seeds must be 0 unless deterministic=True, but they are {list(seeds)}"
        )
    counts = [_pooled_size(n, r) for n, r in zip(dims[1:3], ratios[1:3], strict=True)]
    rows = _cuts(dims[1], counts[0], stream, pseudo_random)
    return rows, _cuts(dims[2], counts[1], stream, pseudo_random)


def _fractional_dims(call: Call) -> list[Dims]:
    ratios = call.attrs["pooling_ratio"]
    if len(ratios) != 4:
        raise ValueError(f"pooling_ratio must have 4 numbers, but they are {list(ratios)}")
    if min(ratios) < 1:
        raise ValueError(f"pooling_ratio must be at least 1, but it is {list(ratios)}")
    dims = call.rank(0, 4) or (None,) * 4
    pooled = tuple(_pooled_size(n, r) for n, r in zip(dims, ratios, strict=True))
    return [pooled, *((None if n is None else n + 1,) for n in pooled[1:3])]


def _stream(attrs: dict[str, Any]) -> PhiloxStream:
    return PhiloxStream(attrs["seed"], attrs["seed2"])


def _folded(x: Any, axis: int, regions: Regions, fold: Any) -> Any:
    """`fold` over the elements of each region of one axis."""
    source = np.moveaxis(x, axis, 0)
    result = source[regions.first]
    for which, places in list(regions.steps())[1:]:
        result[which] = fold(result[which], source[places])
    return np.moveaxis(result, 0, axis)


# ---------------------------------------------------------------------------------- maximum
@op(
    "FractionalMaxPool",
    "value: T -> output: T, row_pooling_sequence: int64, col_pooling_sequence: int64",
    T=_TYPES,
    shape=_fractional_dims,
    effect="random",
    stream=_stream,
    samples=[
        case("2,5,7,2 distinct", **_USUAL),
        case("2,5,7,2 distinct", overlapping=True, pseudo_random=True, **_USUAL),
        case("2,4,6,1 int32 0:9", **_USUAL | {"pooling_ratio": (1.0, 1.0, 2.0, 1.0)}),
        bad("1,5,5,1", error=ValueError, match="at least 1", pooling_ratio=(1.0, 0.5, 1.0, 1.0)),
        bad("5,5,1", error=ValueError, match="rank 4", pooling_ratio=(1.0, 1.0, 1.0, 1.0)),
        bad("1,5,5,1", error=UnimplementedError, match="rows", pooling_ratio=(2.0, 1.0, 1.0, 1.0)),
        bad("1,5,5,1", error=InvalidArgumentError, match="6", pooling_ratio=(1.0, 6.0, 1.0, 1.0)),
        bad("1,5,5,1", error=InvalidArgumentError, match="seeds", **_USUAL | {"deterministic": 0}),
    ],
)
def fractional_max_pool_op(
    value: Any,
    *,
    pooling_ratio: tuple[float, ...],
    pseudo_random: bool = False,
    overlapping: bool = False,
    deterministic: bool = False,
    seed: int = 0,
    seed2: int = 0,
    stream: PhiloxStream,
) -> Any:
    """The greatest element of each region, and the cuts of rows and columns."""
    rows, columns = _both_cuts(
        value.shape, pooling_ratio, stream, pseudo_random, deterministic, (seed, seed2)
    )
    best = _folded(value, 1, _regions(rows, overlapping), np.maximum)
    return [_folded(best, 2, _regions(columns, overlapping), np.maximum), rows, columns]


@fractional_max_pool_op.grad
def _(op: Any, g: Any, *_: Any) -> Any:
    best, rows, columns = op.outputs
    return fractional_max_pool_grad(
        op.inputs[0], best, g, rows, columns, overlapping=op.attrs["overlapping"]
    )


@op(
    "FractionalMaxPoolGrad",
    "orig_input: T, orig_output: T, out_backprop: T, row_pooling_sequence: int64, "
    "col_pooling_sequence: int64 -> output: T",
    T=_TYPES,
    shape=lambda call: call.rank(0, 4),
    samples=[
        case(
            np.arange(24.0).reshape(1, 4, 6, 1),
            np.array([[2.5, 4.5], [14.5, 16.5], [20.5, 22.5]]).reshape(1, 3, 2, 1),
            "1,3,2,1",
            np.array([0, 1, 3, 4]),
            np.array([0, 4, 6]),
        )
    ],
)
def fractional_max_pool_grad(
    orig_input: Any,
    orig_output: Any,
    out_backprop: Any,
    row_pooling_sequence: Any,
    col_pooling_sequence: Any,
    *,
    overlapping: bool = False,
) -> Any:
    """`out_backprop`, each element at the place of its region's first maximum."""
    result = np.zeros_like(orig_input)
    left = out_backprop.copy()  # what has not yet found its place
    rows = _regions(row_pooling_sequence, overlapping)
    columns = _regions(col_pooling_sequence, overlapping)
    for i, row in rows.steps():
        for j, column in columns.steps():
            windows, places = (slice(None), *np.ix_(i, j)), (slice(None), *np.ix_(row, column))
            here = orig_input[places] >= orig_output[windows]
            result[places] += np.where(here, left[windows], 0)
            left[windows] = np.where(here, 0, left[windows])
    return result


@fractional_max_pool_grad.grad
def _(op: Any, g: Any) -> Any:
    x, y, _, rows, columns = op.inputs
    overlapping = op.attrs["overlapping"]
    return None, None, _gathered(x, y, g, rows, columns, overlapping=overlapping), None, None


@op(
    "_FractionalMaxPoolGradGrad",
    "orig_input: T, orig_output: T, grad: T, row_pooling_sequence: int64, "
    "col_pooling_sequence: int64 -> output: T",
    T=_TYPES,
    shape=lambda call: call.rank(1, 4),
    samples=[
        case(
            np.arange(24.0).reshape(1, 4, 6, 1),
            np.array([[2.5, 4.5], [14.5, 16.5], [20.5, 22.5]]).reshape(1, 3, 2, 1),
            "1,4,6,1",
            np.array([0, 1, 3, 4]),
            np.array([0, 4, 6]),
        )
    ],
)
def _gathered(
    orig_input: Any,
    orig_output: Any,
    grad: Any,
    row_pooling_sequence: Any,
    col_pooling_sequence: Any,
    *,
    overlapping: bool = False,
) -> Any:
    """What of `grad` stands at the place of each region's first maximum."""
    result = np.zeros_like(orig_output)
    missing = np.ones(orig_output.shape, bool)
    rows = _regions(row_pooling_sequence, overlapping)
    columns = _regions(col_pooling_sequence, overlapping)
    for i, row in rows.steps():
        for j, column in columns.steps():
            windows, places = (slice(None), *np.ix_(i, j)), (slice(None), *np.ix_(row, column))
            here = missing[windows] & (orig_input[places] >= orig_output[windows])
            result[windows] += np.where(here, grad[places], 0)
            missing[windows] &= ~here
    return result


@_gathered.grad
def _(op: Any, g: Any) -> Any:
    x, y, _, rows, columns = op.inputs
    overlapping = op.attrs["overlapping"]
    return (
        None,
        None,
        fractional_max_pool_grad(x, y, g, rows, columns, overlapping=overlapping),
        None,
        None,
    )


# ---------------------------------------------------------------------------------- mean
@op(
    "FractionalAvgPool",
    "value: T -> output: T, row_pooling_sequence: int64, col_pooling_sequence: int64",
    T=_TYPES,
    shape=_fractional_dims,
    effect="random",
    stream=_stream,
    samples=[
        case("2,5,7,2", **_USUAL),
        case("2,5,7,2", overlapping=True, pseudo_random=True, **_USUAL),
        case("2,5,7,2 int32 -9:9", **_USUAL),
    ],
)
def fractional_avg_pool_op(
    value: Any,
    *,
    pooling_ratio: tuple[float, ...],
    pseudo_random: bool = False,
    overlapping: bool = False,
    deterministic: bool = False,
    seed: int = 0,
    seed2: int = 0,
    stream: PhiloxStream,
) -> Any:
    """The mean of each region (of integers rounded towards 0), and the cuts of rows and columns."""
    rows, columns = _both_cuts(
        value.shape, pooling_ratio, stream, pseudo_random, deterministic, (seed, seed2)
    )
    return [_means(value, rows, columns, overlapping), rows, columns]


def _means(value: Any, rows: Any, columns: Any, overlapping: bool) -> Any:
    down, across = _regions(rows, overlapping), _regions(columns, overlapping)
    total = _folded(_folded(value, 1, down, np.add), 2, across, np.add)
    counts = _counts(down, across).astype(value.dtype)
    if value.dtype.kind == "f":
        return total / counts
    return np.sign(total) * (np.abs(total) // counts)


def _counts(rows: Regions, columns: Regions) -> Any:
    """The number of elements of each region, [rows, columns, 1]."""
    down, across = rows.last - rows.first + 1, columns.last - columns.first + 1
    return np.multiply.outer(down, across)[..., None]


@fractional_avg_pool_op.grad
def _(op: Any, g: Any, *_: Any) -> Any:
    x = op.inputs[0]
    sizes = x.shape.as_list() if x.shape.is_fully_defined() else shape(x, out_type=dtypes.int64)
    return fractional_avg_pool_grad(
        convert(sizes, dtypes.int64), g, *op.outputs[1:], overlapping=op.attrs["overlapping"]
    )


@op(
    "FractionalAvgPoolGrad",
    "orig_input_tensor_shape: int64, out_backprop: T, row_pooling_sequence: int64, "
    "col_pooling_sequence: int64 -> output: T",
    T=_TYPES,
    shape=lambda call: as_shape_value(call.values[0], (4,)),
    samples=[case(np.array([1, 4, 6, 1]), "1,3,2,1", np.array([0, 1, 3, 4]), np.array([0, 4, 6]))],
)
def fractional_avg_pool_grad(
    orig_input_tensor_shape: Any,
    out_backprop: Any,
    row_pooling_sequence: Any,
    col_pooling_sequence: Any,
    *,
    overlapping: bool = False,
) -> Any:
    """`out_backprop`, each element shared out evenly to its region."""
    rows = _regions(row_pooling_sequence, overlapping)
    columns = _regions(col_pooling_sequence, overlapping)
    batch, high, wide, channels = orig_input_tensor_shape.tolist()
    share = (out_backprop / _counts(rows, columns)).astype(out_backprop.dtype)
    tall = np.zeros((batch, high, len(columns.first), channels), out_backprop.dtype)
    for which, places in rows.steps():
        tall[:, places] += share[:, which]
    result = np.zeros((batch, high, wide, channels), out_backprop.dtype)
    for which, places in columns.steps():
        result[:, :, places] += tall[:, :, which]
    return result


@fractional_avg_pool_grad.grad
def _(op: Any, g: Any) -> Any:
    cuts = op.inputs[2:]
    return None, _averaged(g, *cuts, overlapping=op.attrs["overlapping"]), None, None


def _averaged_dims(call: Call) -> Dims:
    dims = call.rank(0, 4) or (None,) * 4
    cuts = [call.rank(k, 1) or (None,) for k in (1, 2)]
    return (dims[0], *(None if n is None else n - 1 for (n,) in cuts), dims[3])


@op(
    "_FractionalAvgPoolGradGrad",
    "grad: T, row_pooling_sequence: int64, col_pooling_sequence: int64 -> output: T",
    T=_TYPES,
    shape=_averaged_dims,
    samples=[case("1,4,6,1", np.array([0, 1, 3, 4]), np.array([0, 4, 6]))],
)
def _averaged(
    grad: Any, row_pooling_sequence: Any, col_pooling_sequence: Any, *, overlapping: bool = False
) -> Any:
    """The mean of `grad` over each region."""
    return _means(grad, row_pooling_sequence, col_pooling_sequence, overlapping)


@_averaged.grad
def _(op: Any, g: Any) -> Any:
    sizes = shape(op.inputs[0], out_type=dtypes.int64)
    overlapping = op.attrs["overlapping"]
    return fractional_avg_pool_grad(sizes, g, *op.inputs[1:], overlapping=overlapping), None, None
