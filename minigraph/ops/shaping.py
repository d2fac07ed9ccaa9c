"""Shapes as values, and the same elements in another shape: shape, size, rank, reshape."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op, scalar
from minigraph.core.operators import OPERATORS
from minigraph.core.shapes import Dims, TensorShape, show
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.ops.casting import cast_op
from minigraph.ops.constants import constant
from minigraph.ops.naming import name_scope

__all__ = ["rank", "reshape", "shape", "shape_n", "size"]


# ---------------------------------------------------------------------------------- Shape
def _rank_of(call: Call) -> Dims:
    dims = call.shapes[0]
    return (None,) if dims is None else (len(dims),)


@op(
    "Shape",
    "input: T -> output: out_type",
    shape=_rank_of,
    no_gradient="a shape does not depend on the values",
    samples=[case("2,3"), case("")],
)
def shape_op(input: Any, *, out_type: DType = dtypes.int32) -> Any:
    """The shape of a tensor, as an integer vector."""
    return np.array(np.shape(input), out_type.np_dtype)


@shape_op.value
def _(call: Call) -> Any:
    return call.shapes[0]


def shape(input: Any, name: str | None = None, out_type: Any = None) -> Tensor:
    """The shape that `input` has at run time.

    Args:
        input: a tensor or SparseTensor.
        name: of the node.
        out_type: int32 (default) or int64.

    Returns:
        An integer vector; a constant where the static shape is fully known.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.shape([[1, 2, 3]])).tolist()
        [1, 3]
    """
    wanted = dtypes.int32 if out_type is None else as_dtype(out_type)
    if isinstance(input, SparseTensor):
        with name_scope(name, "Shape", [input.dense_shape]):
            return cast_op(input.dense_shape, DstT=wanted, name="Cast")  # type: ignore[no-any-return]
    with name_scope(name, "Shape", [input]) as scope:
        tensor = convert(input)
        if tensor.shape.is_fully_defined():
            return constant(np.array(tensor._dims), wanted, name=scope)
        result: Tensor = shape_op(tensor, out_type=wanted, name=scope)
        return result


# ---------------------------------------------------------------------------------- ShapeN
@op(
    "ShapeN",
    "input: N*T -> output: N*out_type",
    shape=lambda call: [(None,) if dims is None else (len(dims),) for dims in call.shapes],
    no_gradient="shapes do not depend on the values",
    samples=[case(["2,3", "5"]), case([""], out_type=dtypes.int64)],
)
def shape_n_op(*input: Any, out_type: DType = dtypes.int32) -> Any:
    """The shapes of several tensors."""
    return [np.array(np.shape(x), out_type.np_dtype) for x in input]


def shape_n(input: Any, out_type: Any = dtypes.int32, name: str | None = None) -> list[Tensor]:
    """The shapes that several tensors have at run time.

    Args:
        input: a list of tensors of one type.
        out_type: int32 or int64.
        name: of the node.

    Returns:
        A list of integer vectors.

    Example:
        >>> import minigraph as tf
        >>> [s.tolist() for s in tf.Session().run(tf.shape_n([[[1, 2, 3]], [4, 5]]))]
        [[1, 3], [2]]
    """
    return shape_n_op(input, out_type=as_dtype(out_type), name=name)  # type: ignore[no-any-return]


# ---------------------------------------------------------------------------------- Size
@op(
    "Size",
    "input: T -> output: out_type",
    shape=scalar,
    no_gradient="a size does not depend on the values",
    samples=[case("2,3"), case("")],
)
def size_op(input: Any, *, out_type: DType = dtypes.int32) -> Any:
    """The number of elements."""
    return out_type.np_dtype.type(np.size(input))


@size_op.value
def _(call: Call) -> Any:
    return TensorShape(call.shapes[0]).num_elements()


def size(input: Any, name: str | None = None, out_type: Any = dtypes.int32) -> Tensor:
    """The number of elements of `input`.

    Args:
        input: a tensor or SparseTensor.
        name: of the node.
        out_type: int32 (default) or int64.

    Returns:
        An integer scalar; a constant where the static shape is fully known.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.size([[1, 2, 3]]))
        np.int32(3)
    """
    if isinstance(input, SparseTensor):
        return OPERATORS["sparse_size"](input, name, out_type)  # type: ignore[no-any-return]
    with name_scope(name, "Size", [input]) as scope:
        tensor = convert(input)
        count = tensor.shape.num_elements()
        if count is not None:
            return constant(count, out_type, name=scope)
        result: Tensor = size_op(tensor, out_type=as_dtype(out_type), name=scope)
        return result


# ---------------------------------------------------------------------------------- Rank
@op(
    "Rank",
    "input: T -> output: int32",
    shape=scalar,
    no_gradient="a rank does not depend on the values",
    samples=[case("2,3"), case("")],
)
def rank_op(input: Any) -> Any:
    """The number of axes."""
    return np.int32(np.ndim(input))


@rank_op.value
def _(call: Call) -> Any:
    return None if call.shapes[0] is None else len(call.shapes[0])


def rank(input: Any, name: str | None = None) -> Tensor:
    """The number of axes of `input`.

    Args:
        input: a tensor or SparseTensor.
        name: of the node.

    Returns:
        An int32 scalar; a constant where the rank is known.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.rank([[1, 2, 3]]))
        np.int32(2)
    """
    if isinstance(input, SparseTensor):
        return size_op(input.dense_shape, name=name or "Rank")  # type: ignore[no-any-return]
    with name_scope(name, "Rank", [input]) as scope:
        tensor = convert(input)
        if tensor._dims is not None:
            return constant(len(tensor._dims), dtypes.int32, name=scope)
        result: Tensor = rank_op(tensor, name=scope)
        return result


# ---------------------------------------------------------------------------------- Reshape
def as_shape_value(value: Any, length: Dims) -> Dims:
    """The static shape that a shape vector stands for, from what is known of it (-1: unknown)."""
    if value is not None:
        if any(v is not None and v < -1 for v in value):
            raise ValueError(f"sizes must not be negative, but are {list(value)}")
        return tuple(None if v is None or v < 0 else int(v) for v in value)
    if length is None or length[0] is None:
        return None
    return (None,) * length[0]


def _reshaped(call: Call) -> Dims:
    dims, wanted = call.shapes[0], call.values[1]
    result = as_shape_value(wanted, call.rank(1, 1))
    if result is None or dims is None or (None in dims and 0 not in dims):
        return result
    total = 0 if 0 in dims else math.prod(d or 0 for d in dims)
    if wanted is not None and list(wanted).count(-1) > 1:
        raise ValueError(f"only one size may be -1, not several as in {list(wanted)}")
    known = 1
    for d in result:
        known *= 1 if d is None else d
    if wanted is None and len(result) == 1:
        return (total,)
    gaps = result.count(None)
    if (gaps == 0 and known != total) or (gaps and (total % known if known else total)):
        raise ValueError(
            f"Cannot reshape a tensor with {total} elements ({show(dims)}) to shape {show(result)}"
        )
    if gaps == 1 and wanted is not None and known:
        return tuple(total // known if d is None else d for d in result)
    return result


@op(
    "Reshape",
    "tensor: T, shape: Tshape -> output: T",
    Tshape=INDEX,
    shape=_reshaped,
    alias={0: 0},
    samples=[
        case("2,3", [3, 2]),
        case("2,3", [-1]),
        case("2,3,5", [6, -1]),
        case("1", []),
        bad("2,3", [4, 2], error=ValueError, match="6 elements"),
    ],
)
def reshape_op(tensor: Any, shape: Any) -> Any:
    """The same elements in row-major order, in another shape."""
    return np.reshape(tensor, tuple(shape.tolist()))


@reshape_op.grad
def _(op: Any, g: Any) -> Any:
    return reshape(g, shape(op.inputs[0])), None


@reshape_op.lower
def _(call: Call) -> Any:
    value = call.values[1]
    if value is None or None in value:
        return None
    scalar_result = "[()]" if len(value) == 0 else ""
    return Line(f"{{0}}.reshape({tuple(int(v) for v in value)}){scalar_result}")


def reshape(tensor: Any, shape: Any, name: str | None = None) -> Tensor:
    """The elements of `tensor`, in row-major order, in the given shape.

    Args:
        tensor: a tensor.
        shape: an integer vector; one size may be -1, which takes what is left.
        name: of the node.

    Returns:
        A Tensor of the same type. Its gradient is reshaped back.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: the numbers of elements differ.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.reshape([1, 2, 3, 4], [2, -1])).tolist()
        [[1, 2], [3, 4]]
    """
    result: Tensor = reshape_op(tensor, shape, name=name)
    return result
