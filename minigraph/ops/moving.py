"""Elements that change their places or how they are read: roll, reverse_sequence, bitcast; sort."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims, as_dims, compatible, merge, show

__all__ = ["bitcast", "ensure_shape", "reverse_sequence", "roll"]


# ---------------------------------------------------------------------------------- Roll
def _rolled(call: Call) -> Dims:
    dims, shift, axis = call.shapes
    if dims == ():
        raise ValueError("the input must have rank 1 or more")
    if shift is not None and axis is not None and not compatible(shift or (1,), axis or (1,)):
        raise ValueError(f"shift {show(shift)} and axis {show(axis)} must have the same size")
    return dims


@op(
    "Roll",
    "input: T, shift: Tshift, axis: Taxis -> output: T",
    Tshift=INDEX,
    Taxis=INDEX,
    shape=_rolled,
    samples=[
        case("2,3", 1, 1),
        case("2,3", [-1, 4], [0, 1]),
        case("2,3", [1, 1], [1, 1]),
        case("5", np.int64(7), np.int64(0)),
        bad("2,3", 1, 2, error=InvalidArgumentError, match="out of range"),
        bad("2,3", [1, 2], [0], error=ValueError, match="same size"),
        bad("", 1, 0, error=ValueError, match="rank 1"),
    ],
)
def roll_op(input: Any, shift: Any, axis: Any) -> Any:
    """Each element `shift` places on along the axis; those at the end come to the start."""
    shifts, axes = np.ravel(shift).tolist(), np.ravel(axis).tolist()
    if any(not -input.ndim <= a < input.ndim for a in axes):
        raise InvalidArgumentError(
            None, None, f"axis {axes} is out of range for shape {show(input.shape)}"
        )
    return np.roll(input, tuple(shifts), tuple(axes))


@roll_op.grad
def _(op: Any, g: Any) -> Any:
    return roll_op(g, -op.inputs[1], op.inputs[2]), None, None


def roll(input: Any, shift: Any, axis: Any, name: str | None = None) -> Tensor:
    """The elements moved on along axes; what leaves at one end comes in at the other.

    Args:
        input: a tensor of rank 1 or more.
        shift: how many places, an integer or a vector of them; negative: towards the start.
        axis: the axis, or as many of them; one that is named twice moves twice.
        name: of the node.

    Returns:
        A Tensor like `input`. Gradient: rolled back.

    Raises:
        tf.errors.InvalidArgumentError: an axis is out of range, or the sizes differ.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.roll([1, 2, 3, 4], 1, 0)).tolist()
        [4, 1, 2, 3]
    """
    result: Tensor = roll_op(input, shift, axis, name=name)
    return result


# ---------------------------------------------------------------------------------- ReverseSequence
def _sequences(call: Call) -> Dims:
    dims, lengths = call.shapes[0], call.rank(1, 1)
    along, batch = call.attrs["seq_dim"], call.attrs["batch_dim"]
    if dims is not None:
        if max(along, batch) >= len(dims) or min(along, batch) < 0:
            raise ValueError(f"seq_dim {along} and batch_dim {batch} must be axes of {show(dims)}")
        if lengths is not None and not compatible(dims[batch : batch + 1], lengths):
            raise ValueError(f"{show(lengths)} lengths for {dims[batch]} sequences")
        if lengths is not None:
            dims = (
                dims[:batch] + (merge(dims[batch : batch + 1], lengths) or ()) + dims[batch + 1 :]
            )
    if along == batch:
        raise ValueError(f"seq_dim and batch_dim must differ, but both are {along}")
    return dims


@op(
    "ReverseSequence",
    "input: T, seq_lengths: Tlen -> output: T",
    Tlen=INDEX,
    shape=_sequences,
    samples=[
        case("2,4", [3, 0], seq_dim=1, batch_dim=0),
        case("5,2,3", np.array([5, 1]), seq_dim=0, batch_dim=1),
        bad("2,4", [3], seq_dim=1, batch_dim=0, error=ValueError, match="lengths"),
        bad("2,4", [5, 0], seq_dim=1, batch_dim=0, error=InvalidArgumentError, match="longer"),
    ],
)
def reverse_sequence_op(input: Any, seq_lengths: Any, *, seq_dim: int, batch_dim: int = 0) -> Any:
    """The first seq_lengths[i] elements of sequence i reversed."""
    result = input.copy()
    source = np.moveaxis(input, (batch_dim, seq_dim), (0, 1))
    target = np.moveaxis(result, (batch_dim, seq_dim), (0, 1))
    for row, length in enumerate(seq_lengths.tolist()):
        if not 0 <= length <= source.shape[1]:
            raise InvalidArgumentError(
                None,
                None,
                f"seq_lengths[{row}] = {length} is negative or longer than the axis: "
                f"{source.shape[1]}",
            )
        target[row, :length] = source[row, :length][::-1]
    return result


@reverse_sequence_op.grad
def _(op: Any, g: Any) -> Any:
    axes = {key: op.attrs[key] for key in ("seq_dim", "batch_dim")}
    return reverse_sequence_op(g, op.inputs[1], **axes), None


def reverse_sequence(
    input: Any,
    seq_lengths: Any,
    seq_axis: int | None = None,
    batch_axis: int | None = None,
    name: str | None = None,
    seq_dim: int | None = None,
    batch_dim: int | None = None,
) -> Tensor:
    """Each sequence of a batch reversed as far as it goes; what pads it stays.

    Args:
        input: a tensor.
        seq_lengths: an integer for each sequence: how many elements to reverse.
        seq_axis: the axis along a sequence.
        batch_axis: the axis that counts the sequences; default 0.
        name: of the node.
        seq_dim, batch_dim: the old names of the axes.

    Returns:
        A Tensor like `input`. Gradient: reversed in the same way.

    Raises:
        ValueError: the axes are the same or none of `input`'s, or the number of lengths differs.
        tf.errors.InvalidArgumentError: a length is longer than the axis.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.reverse_sequence([[1, 2, 0], [3, 4, 5]], [2, 3], 1)).tolist()
        [[2, 1, 0], [5, 4, 3]]
    """
    along = seq_dim if seq_axis is None else seq_axis
    batch = batch_dim if batch_axis is None else batch_axis
    if along is None:
        raise ValueError("reverse_sequence needs seq_axis, the axis along a sequence.")
    result: Tensor = reverse_sequence_op(
        input, seq_lengths, seq_dim=along, batch_dim=batch or 0, name=name
    )
    return result


# ---------------------------------------------------------------------------------- EnsureShape
def _ensured(call: Call) -> Dims:
    wanted: Dims = call.attrs["shape"]
    if not compatible(call.shapes[0], wanted):
        raise ValueError(f"the shape is {show(call.shapes[0])}, but {show(wanted)} was ensured")
    return merge(call.shapes[0], wanted)


@op(
    "EnsureShape",
    "input: T -> output: T",
    shape=_ensured,
    alias={0: 0},
    samples=[
        case("2,3", shape=(None, 3)),
        case("2", shape=None),
        bad("2,3", shape=(2, 4), error=ValueError, match="ensured"),
    ],
)
def ensure_shape_op(input: Any, *, shape: Dims) -> Any:
    """The input, if it has that shape."""
    if not compatible(shape, np.shape(input)):
        raise InvalidArgumentError(
            None,
            None,
            f"Shape of tensor {show(np.shape(input))} is not compatible with {show(shape)}",
        )
    return input


@ensure_shape_op.grad
def _(op: Any, g: Any) -> Any:
    return g


def ensure_shape(x: Any, shape: Any, name: str | None = None) -> Tensor:
    """The tensor, checked at run time to have a shape, which is then known of it.

    Args:
        x: a tensor.
        shape: what its shape must be; None for any size.
        name: of the node.

    Returns:
        A Tensor equal to `x`; `x.set_shape` would say the same without a check.

    Raises:
        ValueError: it is known at build that the shape differs.
        tf.errors.InvalidArgumentError: it differs in the run.

    Example:
        >>> import minigraph as tf
        >>> x = tf.placeholder(tf.float32, [None, None])
        >>> tf.ensure_shape(x, [None, 3]).shape.as_list()
        [None, 3]
    """
    result: Tensor = ensure_shape_op(x, shape=as_dims(shape), name=name)
    return result


# ---------------------------------------------------------------------------------- Bitcast
def _recast(call: Call) -> Dims:
    dims = call.shapes[0]
    before, after = call.dtypes[0].size, call.attrs["type"].size
    if dims is None or before == after:
        return dims
    if before > after:
        return (*dims, before // after)
    if not dims or dims[-1] not in (None, after // before):
        raise ValueError(
            f"the last axis of {show(dims)} must have {after // before} elements, to make one of "
            f"{call.attrs['type'].name} of them"
        )
    return dims[:-1]


@op(
    "Bitcast",
    "input: T -> output: type",
    shape=_recast,
    no_gradient="bits are no smooth function",
    samples=[
        case("2,3", type=dtypes.int32),
        case("2,3", type=dtypes.uint8),
        case("2,4 int32 0:9", type=dtypes.complex128),
        bad("2,3 int32 0:9", type=dtypes.int64, error=ValueError, match="last axis"),
    ],
)
def bitcast_op(input: Any, *, type: DType) -> Any:
    """The same bits, read as another type."""
    bits = np.ascontiguousarray(input)
    before, after = bits.itemsize, type.np_dtype.itemsize
    if before == after:
        return bits.view(type.np_dtype).reshape(np.shape(input))[()].copy()
    if before > after:
        return bits.reshape(*np.shape(input), 1).view(type.np_dtype).copy()
    return bits.view(type.np_dtype).reshape(np.shape(input)[:-1])[()].copy()


def bitcast(input: Any, type: Any, name: str | None = None) -> Tensor:
    """The bits of a tensor, read as numbers of another type.

    Args:
        input: a tensor of numbers.
        type: the other type. If it is smaller, an axis is added; if it is larger, the last axis
            goes, which must have as many elements as make one.
        name: of the node.

    Returns:
        A Tensor of that type, in this machine's order of bytes. No gradient.

    Raises:
        ValueError: the last axis has not the size for a larger type.
        TypeError: one of the types has no bits of a fixed number.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.bitcast(1.0, tf.int32))
        np.int32(1065353216)
    """
    tensor, wanted = convert(input, name="input"), as_dtype(type).base_dtype
    for dtype in (tensor.dtype, wanted):
        if not dtype.size or dtype.is_bool:
            raise TypeError(f"tf.bitcast reads numbers, not {dtype.name}.")
    result: Tensor = bitcast_op(tensor, type=wanted, name=name)
    return result
