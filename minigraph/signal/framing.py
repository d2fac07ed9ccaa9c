"""Signals cut into frames that may overlap, and put together again by adding the frames up."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import Dims
from minigraph.ops import sequences
from minigraph.ops.assertions import static_value
from minigraph.ops.constants import constant
from minigraph.ops.indexing import gather
from minigraph.ops.joining import concat, split
from minigraph.ops.magnitude import maximum
from minigraph.ops.naming import name_scope
from minigraph.ops.padding import pad
from minigraph.ops.shaping import rank, reshape, shape, size
from minigraph.ops.slicing import strided_slice
from minigraph.ops.spread import reduce_sum, zeros, zeros_like
from minigraph.ops.transposing import transpose

__all__ = ["frame", "overlap_and_add"]


class _Axes(NamedTuple):
    """The sizes of a signal before the axis that is framed, along it and behind it.

    Numbers where all is known, else tensors.
    """

    axis: Any
    all: Any
    outer: Any
    length: Any
    inner: Any


def _plain(sizes: Any) -> Any:
    """Sizes as a vector of numbers, also if there are none."""
    return np.array(sizes, np.int32)


def _axes(signal: Tensor, axis: Tensor) -> _Axes:
    sizes, known = shape(signal), static_value(axis)
    dims = signal._dims
    if dims is not None and None not in dims and known is not None:
        place = range(len(dims))[int(known)]
        outer, inner = _plain(dims[:place]), _plain(dims[place + 1 :])
        return _Axes(place, list(dims), outer, dims[place], inner)
    count = rank(signal)
    place_now = sequences.range(count)[axis]
    outer, own, inner = split(sizes, [place_now, 1, count - 1 - place_now], 0, 3)
    return _Axes(place_now, sizes, outer, reshape(own, []), inner)


def _frame_dims(signal: Tensor, length: Any, step: Any, axis: Any, pad_end: bool) -> Dims:
    """The static shape of the frames."""
    dims = signal._dims
    if dims is None or axis is None:
        return None
    place = range(len(dims))[int(axis)]
    total, count = dims[place], None
    if None not in (total, length, step) and step:
        assert total is not None
        count = (
            -(-total // int(step)) if pad_end else max(0, 1 + (total - int(length)) // int(step))
        )
    frame_length = None if length is None else int(length)
    return (*dims[:place], count, frame_length, *dims[place + 1 :])


def _padded(
    signal: Tensor, axes: _Axes, counts: tuple[Tensor, Tensor], missing: Tensor, fill: Tensor
) -> tuple[Tensor, _Axes]:
    """The signal with `missing` numbers behind it, and its sizes."""
    outer = zeros([counts[0], 2], dtypes.int32)
    rows = [outer, convert([[0, missing]]), zeros([counts[1], 2], dtypes.int32)]
    signal = pad(signal, concat(rows, 0), constant_values=fill)
    if missing._known is not None and not isinstance(axes.length, Tensor):
        length = axes.length + missing._known
        signal.set_shape([*axes.outer.tolist(), length, *axes.inner.tolist()])
    sizes = shape(signal)
    return signal, axes._replace(all=sizes, length=sizes[axes.axis])


def frame(
    signal: Any,
    frame_length: Any,
    frame_step: Any,
    pad_end: bool = False,
    pad_value: Any = 0,
    axis: Any = -1,
    name: str | None = None,
) -> Tensor:
    """The frames of a signal: frame i holds the elements from i * step on.

    Args:
        signal: a tensor of rank 1 or more.
        frame_length: how many elements a frame has, a scalar int.
        frame_step: how many elements further the next frame begins, a scalar int.
        pad_end: whether frames may begin up to the last element, with `pad_value` behind the end;
            else the elements that fill no frame are left out.
        pad_value: a scalar of the signal's type.
        axis: along which the signal runs.
        name: of the scope.

    Returns:
        A Tensor of the same type: instead of the axis, one of frames and one of their elements.
        Gradient: those of the frames added up.

    Raises:
        ValueError: the signal or the axis, the length or the step has the wrong rank.
        tf.errors.InvalidArgumentError: the step is 0.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.signal.frame([1, 2, 3, 4, 5], 3, 2, pad_end=True)).tolist()
        [[1, 2, 3], [3, 4, 5], [5, 0, 0]]
    """
    with name_scope(name, "frame", [signal, frame_length, frame_step, pad_value]):
        signal = convert(signal, name="signal")
        frame_length = convert(frame_length, name="frame_length")
        frame_step = convert(frame_step, name="frame_step")
        axis = convert(axis, name="axis")
        signal.shape.with_rank_at_least(1)
        for scalar in (frame_length, frame_step, axis):
            scalar.shape.assert_has_rank(0)
        length, step = static_value(frame_length), static_value(frame_step)
        dims = _frame_dims(signal, length, step, static_value(axis), pad_end)
        axes = _axes(signal, axis)
        counts = size(axes.outer), size(axes.inner)
        if pad_end:
            fill = convert(pad_value, signal.dtype.base_dtype)
            count = -(-axes.length // frame_step)
            missing = maximum(0, frame_length + frame_step * (count - 1) - axes.length)
            signal, axes = _padded(signal, axes, counts, missing, fill)
        else:
            none = constant(0, frame_length.dtype)
            count = maximum(none, 1 + (axes.length - frame_length) // frame_step)
        part = 1
        if length is not None and step is not None:  # fewer and longer parts of frames to look up
            part = max(1, math.gcd(int(length), int(step)))
            with name_scope(None, "gcd"):
                constant(part)  # TF1's node
        frames = _gathered(signal, axes, count, frame_length, frame_step, part)
        frames.set_shape(dims)
        return frames


def _gathered(
    signal: Tensor, axes: _Axes, count: Tensor, frame_length: Tensor, frame_step: Tensor, part: int
) -> Tensor:
    parts_of_frame, parts_of_step = frame_length // part, frame_step // part
    parts = axes.length // part
    used = concat([axes.outer, [parts * part], axes.inner], 0)
    cut = concat([axes.outer, [parts, part], axes.inner], 0)
    begin = zeros_like(axes.all)
    rows = reshape(strided_slice(signal, begin, used), cut)
    first = reshape(sequences.range(count) * parts_of_step, [count, 1])
    within = reshape(sequences.range(parts_of_frame), [1, parts_of_frame])
    places = first + within
    outer, inner = convert(axes.outer, dtypes.int32), convert(axes.inner, dtypes.int32)
    middle = convert([count, frame_length])
    return reshape(gather(rows, places, axis=axes.axis), concat([outer, middle, inner], 0))


# ---------------------------------------------------------------------------------- overlap_and_add
def overlap_and_add(signal: Any, frame_step: Any, name: str | None = None) -> Tensor:
    """The signal whose frames these are: they are added up where they overlap.

    Frames are cut into segments of `frame_step` elements. With as many frames of zeros behind them
    as a frame has segments, all first segments, all second ones, ... written one after another and
    read in rows that are one segment shorter, stand below each other as they overlap.

    Args:
        signal: a tensor of numbers [..., frames, frame length].
        frame_step: how many elements further the next frame begins, a scalar int, not more than
            the frame length.
        name: of the scope.

    Returns:
        A Tensor of the same type [..., (frames - 1) * step + frame length]. Gradient: the frames
        of g.

    Raises:
        ValueError: the rank is less than 2, or the step no scalar int.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.signal.overlap_and_add([[1, 1, 1], [2, 2, 2]], 2)).tolist()
        [1, 1, 3, 2, 2]
    """
    with name_scope(name, "overlap_and_add", [signal, frame_step]):
        signal = convert(signal, name="signal")
        signal.shape.with_rank_at_least(2)
        frame_step = convert(frame_step, name="frame_step")
        frame_step.shape.assert_has_rank(0)
        if not frame_step.dtype.is_integer:
            raise ValueError(f"frame_step must be an integer. Got {frame_step.dtype}")
        known = static_value(frame_step)
        step = frame_step if known is None else int(known)
        sizes, dims = shape(signal), signal._dims
        if dims is not None and None not in dims:
            outer, (frames, length) = _plain(dims[:-2]), dims[-2:]
        else:
            outer, frames, length = sizes[:-2], sizes[-2], sizes[-1]
        return _added(signal, outer, frames, length, step)


def _added(signal: Tensor, outer: Any, frames: Any, length: Any, step: Any) -> Tensor:
    outer_size = size(outer)
    total = length + step * (frames - 1)
    if isinstance(step, int) and step == length:
        return reshape(signal, concat([outer, [total]], 0), "fast_path")
    known = static_value(outer_size)
    outer_count: Any = outer_size if known is None else int(known)
    segments = -(-length // step)
    gaps = [[0, segments], [0, segments * step - length]]
    signal = pad(signal, concat([zeros([outer_count, 2], dtypes.int32), gaps], 0))
    signal = reshape(signal, concat([outer, [frames + segments, segments, step]], 0))
    last = outer_count + np.array([1, 0, 2], np.int32)
    order = concat([sequences.range(outer_count), last], 0)
    plain = order._known
    signal = transpose(signal, order if plain is None or None in plain else list(plain))
    rows = (frames + segments) * segments
    signal = reshape(signal, concat([outer, [rows, step]], 0))
    signal = signal[..., : (frames + segments - 1) * segments, :]
    rows = frames + segments - 1
    signal = reshape(signal, concat([outer, [segments, rows, step]], 0))
    signal = reduce_sum(signal, -3)
    rows = (frames + segments - 1) * step
    signal = reshape(signal, concat([outer, [rows]], 0))
    return signal[..., :total]  # type: ignore[no-any-return]
