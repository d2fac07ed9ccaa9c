"""Changing the type of elements: cast and its old spellings, to_float and the like."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import NUMBERS, Call, case, op, same
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.ops.naming import name_scope

__all__ = [
    "cast",
    "to_complex64",
    "to_complex128",
    "to_double",
    "to_float",
    "to_int32",
    "to_int64",
]

_CASTABLE = (*NUMBERS, dtypes.bool_)


# ---------------------------------------------------------------------------------- Cast
@op(
    "Cast",
    "x: SrcT -> y: DstT",
    SrcT=_CASTABLE,
    shape=same,
    samples=[
        case("2,3", DstT=dtypes.float64),
        case("2,3", DstT=dtypes.int32),
        case("2,3 int32 0:9", DstT=dtypes.float32),
        case("", DstT=dtypes.float16),
    ],
)
def cast_op(x: Any, *, DstT: DType) -> Any:
    """The elements in another type; floats are cut off towards zero by integer types."""
    if x.dtype.kind == "c" and DstT.np_dtype.kind != "c":
        x = x.real
    return x.astype(DstT.np_dtype)


@cast_op.grad
def _(op: Any, g: Any) -> Any:
    source = op.inputs[0].dtype.base_dtype
    return cast(g, source) if source.is_floating or source.is_complex else None


@cast_op.value
def _(call: Call) -> Any:
    value = call.values[0]
    if isinstance(value, int) or (isinstance(value, tuple) and call.dtypes[0].is_integer):
        return value
    return None


@cast_op.lower
def _(call: Call) -> Any:
    if call.dtypes[0].is_complex:
        return None
    return Line(f"{{0}}.astype(np.{call.attrs['DstT'].np_dtype.name})")


def cast(x: Any, dtype: Any, name: str | None = None) -> Any:
    """The elements of `x` as `dtype`.

    Args:
        x: a tensor (or IndexedSlices, SparseTensor) of numbers or bools.
        dtype: the type of the result. Floats lose their fraction in integer types; complex
            numbers their imaginary part in real types; a bool is whether an element is not 0.
        name: of the node.

    Returns:
        A Tensor of that type: `x` itself if it has it already. Gradient: g, cast back.

    Raises:
        TypeError: `x` is no number.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.cast([1.8, -2.2], tf.int32)).tolist()
        [1, -2]
    """
    wanted = as_dtype(dtype).base_dtype
    if isinstance(x, (Tensor, SparseTensor)) and x.dtype.base_dtype is wanted:
        return x
    if isinstance(x, SparseTensor):
        with name_scope(name, "Cast", [x.values]) as scope:
            return SparseTensor(
                x.indices, cast_op(x.values, DstT=wanted, name=scope), x.dense_shape
            )
    with name_scope(name, "Cast", [x]) as scope:
        if isinstance(x, IndexedSlices):
            return IndexedSlices(cast(x.values, wanted), x.indices, x.dense_shape)
        tensor = convert(x, name="x")
        if tensor.dtype.base_dtype is wanted:
            return tensor
        return cast_op(tensor, DstT=wanted, name=scope)


def to_float(x: Any, name: str = "ToFloat") -> Any:
    """The elements of `x` as float32; deprecated by TF1 for `tf.cast(x, tf.float32)`.

    Args:
        x: a tensor (or IndexedSlices, SparseTensor) of numbers or bools.
        name: of the node.

    Returns:
        A Tensor of float32. Gradient: g, cast back.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.to_float([1, 2])).tolist()
        [1.0, 2.0]
    """
    return cast(x, dtypes.float32, name=name)


def to_double(x: Any, name: str = "ToDouble") -> Any:
    """The elements of `x` as float64; deprecated by TF1 for `tf.cast(x, tf.float64)`.

    Args:
        x: a tensor (or IndexedSlices, SparseTensor) of numbers or bools.
        name: of the node.

    Returns:
        A Tensor of float64. Gradient: g, cast back.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.to_double([1, 2])).tolist()
        [1.0, 2.0]
    """
    return cast(x, dtypes.float64, name=name)


def to_int32(x: Any, name: str = "ToInt32") -> Any:
    """The elements of `x` as int32; deprecated by TF1 for `tf.cast(x, tf.int32)`.

    Args:
        x: a tensor (or IndexedSlices, SparseTensor) of numbers or bools.
        name: of the node.

    Returns:
        A Tensor of int32. Gradient: g, cast back.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.to_int32([1.8, -2.2])).tolist()
        [1, -2]
    """
    return cast(x, dtypes.int32, name=name)


def to_int64(x: Any, name: str = "ToInt64") -> Any:
    """The elements of `x` as int64; deprecated by TF1 for `tf.cast(x, tf.int64)`.

    Args:
        x: a tensor (or IndexedSlices, SparseTensor) of numbers or bools.
        name: of the node.

    Returns:
        A Tensor of int64. Gradient: g, cast back.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.to_int64([1.8, -2.2])).tolist()
        [1, -2]
    """
    return cast(x, dtypes.int64, name=name)


def to_complex64(x: Any, name: str = "ToComplex64") -> Any:
    """The elements of `x` as complex64; deprecated by TF1 for `tf.cast(x, tf.complex64)`.

    Args:
        x: a tensor (or IndexedSlices, SparseTensor) of numbers or bools.
        name: of the node.

    Returns:
        A Tensor of complex64. Gradient: g, cast back.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.to_complex64([1.5])).tolist()
        [(1.5+0j)]
    """
    return cast(x, dtypes.complex64, name=name)


def to_complex128(x: Any, name: str = "ToComplex128") -> Any:
    """The elements of `x` as complex128; deprecated by TF1 for `tf.cast(x, tf.complex128)`.

    Args:
        x: a tensor (or IndexedSlices, SparseTensor) of numbers or bools.
        name: of the node.

    Returns:
        A Tensor of complex128. Gradient: g, cast back.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.to_complex128([1.5])).tolist()
        [(1.5+0j)]
    """
    return cast(x, dtypes.complex128, name=name)
