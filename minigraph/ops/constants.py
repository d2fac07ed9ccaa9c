"""Where values enter a graph: constants and placeholders."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import register_tensor_conversion_function
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.functions import FuncGraph
from minigraph.core.graph import default_graph
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, case, op
from minigraph.core.shapes import Dimension, Dims, TensorShape, as_dims, compatible, show
from minigraph.ops.naming import init_scope

__all__ = ["constant", "placeholder", "placeholder_with_default"]


# ---------------------------------------------------------------------------------- Const
@op(
    "Const",
    "-> output: dtype",
    shape=lambda call: call.attrs["value"].shape,
    no_gradient="it has no inputs",
    samples=[case(value=np.float32(2.5).reshape(()), dtype=dtypes.float32)],
)
def const(*, value: Any, dtype: DType) -> Any:
    """A value that is part of the graph."""
    return value[()] if value.ndim == 0 else value


@const.value
def _(call: Call) -> Any:
    return (
        call.attrs["value"].tolist()
        if not call.attrs["value"].ndim
        else tuple(call.attrs["value"].tolist())
    )


def constant(
    value: Any,
    dtype: Any = None,
    shape: Any = None,
    name: str = "Const",
    verify_shape: bool = False,
) -> Tensor:
    """A tensor that always has `value`.

    Args:
        value: a number, string, bool, (nested) list of such, or an array.
        dtype: default: Python floats are float32, ints int32 (int64 if too large), bools bool,
            strings string; arrays and NumPy scalars keep their type.
        shape: the result's shape; a shorter value is filled up with its last element.
        name: of the node.
        verify_shape: whether the value must have exactly `shape`.

    Returns:
        A Tensor.

    Raises:
        TypeError: the value has no such type (1.5 is no int32), or verify_shape fails.
        ValueError: None, ragged lists, or more elements than `shape` holds.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.constant(7, shape=[2, 2])).tolist()
        [[7, 7], [7, 7]]
    """
    if name == "":
        raise ValueError("'' is not a valid node name")
    array = as_array(value, None if dtype is None else as_dtype(dtype))
    if shape is not None:
        array = _fill_up(array, shape, verify_shape)
    array.flags.writeable = False
    result: Tensor = const(value=array, dtype=_dtype_of(array, dtype), name=name)
    return result


def _dtype_of(array: Any, dtype: Any) -> DType:
    return as_dtype(array.dtype) if dtype is None else as_dtype(dtype).base_dtype


def as_array(value: Any, dtype: DType | None) -> Any:
    """A fresh array of `value` by TF1's rules for Python and NumPy values."""
    if value is None:
        raise ValueError("None values not supported.")
    if isinstance(value, Tensor):
        raise TypeError(f"Expected a value, but got the Tensor {value}: it is no constant.")
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.array(value)
        if array.dtype.kind in "SUO" or dtype is dtypes.string:
            return _strings(array, dtype)
        return array if dtype is None else array.astype(dtype.np_dtype)
    if isinstance(value, (list, tuple)):
        value = _plain(value)
    try:
        array = np.array(value)
    except ValueError as error:
        raise ValueError(f"Cannot make a tensor of {value!r}: {error}") from None
    if array.dtype.kind in "SUO":
        return _strings(np.array(value, dtype=object), dtype)
    if dtype is not None:
        _check_kind(value, array, dtype)
        return array.astype(dtype.np_dtype)
    if array.dtype == np.float64:
        return array.astype(np.float32)
    if array.dtype == np.int64:
        narrow = array.astype(np.int32)
        return narrow if np.array_equal(narrow, array) else array
    return array


def _plain(value: Any) -> Any:
    """A list with Dimensions replaced by their sizes."""
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Dimension):
        if value.value is None:
            raise TypeError("Expected int32, but got an unknown Dimension: use tf.shape(x)[i].")
        return value.value
    return value


def _strings(array: Any, dtype: DType | None) -> Any:
    items = array.ravel().tolist()
    encoded = [item.encode() if isinstance(item, str) else item for item in items]
    if not all(isinstance(item, bytes) for item in encoded):
        odd = next(item for item in encoded if not isinstance(item, bytes))
        wanted = "a supported type" if dtype is None else dtype.name
        raise TypeError(f"Expected {wanted}, but got {odd!r} of type '{type(odd).__name__}'.")
    if dtype not in (None, dtypes.string):
        assert dtype is not None
        raise TypeError(f"Expected {dtype.name}, but got {items[0]!r} of type 'str'.")
    result = np.empty(array.shape, object)
    for index, item in zip(np.ndindex(array.shape), encoded, strict=True):
        result[index] = item
    return result


_ALLOWED_KINDS = {"f": "fiub", "i": "iub", "u": "iub", "c": "cfiub", "b": "b"}


def _check_kind(value: Any, array: Any, dtype: DType) -> None:
    """Refuse Python values that `dtype` cannot mean: 1.5 is no int, 3 no bool."""
    if dtype.is_quantized:
        raise TypeError(f"Expected {dtype.name}, but got {value!r}: tf.quantize makes such values.")
    kind = dtype.np_dtype.kind
    if array.size and array.dtype.kind not in _ALLOWED_KINDS.get(kind, ""):
        first = array.ravel()[0].item()
        raise TypeError(
            f"Expected {dtype.name}, but got {first!r} of type '{type(first).__name__}'."
        )
    if kind in "iu" and array.size:
        limits = np.iinfo(dtype.np_dtype)
        if int(array.min()) < limits.min or int(array.max()) > limits.max:
            raise TypeError(f"Expected {dtype.name}, but {value!r} is out of its range.")


def _fill_up(array: Any, shape: Any, verify_shape: bool) -> Any:
    dims = as_dims(shape)
    if dims is None or None in dims:
        raise TypeError(f"A constant needs a fully known shape, not {show(dims)}.")
    if verify_shape and array.shape != dims:
        raise TypeError(f"Expected Tensor's shape: {show(dims)}, got {show(array.shape)}.")
    count = TensorShape(dims).num_elements() or 0
    if count == 0:
        return np.zeros(dims, array.dtype)
    if array.size > count:
        raise ValueError(
            f"Too many elements provided. Needed at most {count}, but received {array.size}"
        )
    if array.size == count:
        return array.reshape(dims)
    if array.size == 0:
        raise ValueError(f"Cannot fill a constant of shape {show(dims)} from no elements.")
    flat = array.ravel()
    fill = np.full(count - flat.size, flat[-1], flat.dtype)
    return np.concatenate([flat, fill]).reshape(dims)


def _constant_from(
    value: Any, dtype: Any = None, name: str | None = None, as_ref: bool = False
) -> Any:
    return constant(value, dtype, name=name or "Const")


def _constant_from_shape(
    value: Any, dtype: Any = None, name: str | None = None, as_ref: bool = False
) -> Any:
    if not value.is_fully_defined():
        raise ValueError(f"Cannot convert a partially known TensorShape to a Tensor: {value}")
    if dtype not in (None, dtypes.int32, dtypes.int64):
        raise TypeError(f"Cannot convert a TensorShape to dtype {as_dtype(dtype).name}")
    return constant(
        np.array(value.as_list(), np.int64), dtype or dtypes.int32, name=name or "shape_as_tensor"
    )


def _constant_from_dimension(
    value: Any, dtype: Any = None, name: str | None = None, as_ref: bool = False
) -> Any:
    if value.value is None:
        raise ValueError("Cannot convert an unknown Dimension to a Tensor: use tf.shape(x)[i].")
    if dtype not in (None, dtypes.int32, dtypes.int64):
        raise TypeError(f"Cannot convert a Dimension to dtype {as_dtype(dtype).name}")
    return constant(value.value, dtype or dtypes.int32, name=name or "shape_as_tensor")


register_tensor_conversion_function(TensorShape, _constant_from_shape, 50)
register_tensor_conversion_function(Dimension, _constant_from_dimension, 50)
register_tensor_conversion_function(object, _constant_from, 200)


# ---------------------------------------------------------------------------------- Placeholder
@op(
    "Placeholder",
    "-> output: dtype",
    shape=lambda call: call.attrs["shape"],
    no_gradient="it has no inputs",
)
def placeholder_op(*, dtype: DType, shape: Dims = None) -> Any:
    """A value that every run must be fed."""
    raise InvalidArgumentError(
        None, None, f"You must feed a value for a placeholder of dtype {dtype.name}."
    )


def placeholder(dtype: Any, shape: Any = None, name: str | None = None) -> Tensor:
    """A tensor whose value each `session.run` is given by `feed_dict`.

    Args:
        dtype: the type of its elements.
        shape: what is known of its shape: None (nothing) or a list of sizes, None for any size.
        name: of the node.

    Returns:
        A Tensor. Running it without a feed raises `tf.errors.InvalidArgumentError`.

    Example:
        >>> import minigraph as tf
        >>> x = tf.placeholder(tf.float32, [None, 2])
        >>> tf.Session().run(x * 10.0, {x: [[1, 2]]}).tolist()
        [[10.0, 20.0]]
    """
    if isinstance(default_graph(), FuncGraph):
        with init_scope():  # one made in a branch is fed as any other
            return placeholder(dtype, shape, name)
    result: Tensor = placeholder_op(
        dtype=as_dtype(dtype).base_dtype, shape=as_dims(shape), name=name
    )
    return result


# ------------------------------------------------------------------------- PlaceholderWithDefault
def _default_shape(call: Call) -> Dims:
    dims: Dims = call.attrs["shape"]
    if not compatible(call.shapes[0], dims):
        raise ValueError(
            f"the default value has shape {show(call.shapes[0])}, but the placeholder {show(dims)}"
        )
    return dims


@op(
    "PlaceholderWithDefault",
    "input: dtype -> output: dtype",
    shape=_default_shape,
    alias={0: 0},
    samples=[case("2,3", shape=(None, 3))],
)
def placeholder_with_default_op(input: Any, *, shape: Dims) -> Any:
    """The input, unless something is fed."""
    return input


@placeholder_with_default_op.grad
def _(op: Any, g: Any) -> Any:
    return g


def placeholder_with_default(input: Any, shape: Any, name: str | None = None) -> Tensor:
    """A tensor that has the value of `input` where a run feeds nothing for it.

    Args:
        input: the default: a tensor or anything that converts to one.
        shape: what is known of the shape of values to be fed; `input` must fit it.
        name: of the node.

    Returns:
        A Tensor with `input`'s dtype. Its gradient goes to `input`.

    Example:
        >>> import minigraph as tf
        >>> rate = tf.placeholder_with_default(0.5, [])
        >>> sess = tf.Session()
        >>> sess.run(rate * 2.0), sess.run(rate * 2.0, {rate: 0.25})
        (np.float32(1.0), np.float32(0.5))
    """
    result: Tensor = placeholder_with_default_op(input, shape=as_dims(shape), name=name)
    return result
