"""Tensors as protocol-buffer messages: TensorProto, make_tensor_proto, make_ndarray.

Numbers stand as they are in memory in `tensor_content` (strings: their lengths, then their bytes),
or one by one in the list for their type; a list that is too short is filled up with its last value.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import as_dims
from minigraph.io.messages import Field, Message
from minigraph.io.wire import DecodeError, packed_varints, read_varint
from minigraph.ops.constants import as_array

__all__ = [
    "PROTO_NAMES",
    "TensorProto",
    "TensorShapeProto",
    "array_of_proto",
    "make_ndarray",
    "make_tensor_proto",
    "proto_with_content",
    "proto_without_values",
]

PROTO_NAMES = {
    1: "DT_FLOAT",
    2: "DT_DOUBLE",
    3: "DT_INT32",
    4: "DT_UINT8",
    5: "DT_INT16",
    6: "DT_INT8",
    7: "DT_STRING",
    8: "DT_COMPLEX64",
    9: "DT_INT64",
    10: "DT_BOOL",
    11: "DT_QINT8",
    12: "DT_QUINT8",
    13: "DT_QINT32",
    14: "DT_BFLOAT16",
    15: "DT_QINT16",
    16: "DT_QUINT16",
    17: "DT_UINT16",
    18: "DT_COMPLEX128",
    19: "DT_HALF",
    20: "DT_RESOURCE",
    21: "DT_VARIANT",
    22: "DT_UINT32",
    23: "DT_UINT64",
}


class Dim(Message):
    """The size of an axis; -1 if it is unknown."""

    FIELDS = (Field("size", 1, "int64"), Field("name", 2, "string"))


class TensorShapeProto(Message):
    """The sizes of a tensor's axes."""

    Dim = Dim
    FIELDS = (Field("dim", 2, Dim, repeated=True), Field("unknown_rank", 3, "bool"))


class TensorProto(Message):
    """A tensor's type, shape and values; `tf.make_ndarray` gives the array."""

    FIELDS = (
        Field("dtype", 1, "enum"),
        Field("tensor_shape", 2, TensorShapeProto),
        Field("version_number", 3, "int32"),
        Field("tensor_content", 4, "bytes"),
        Field("half_val", 13, "int32", repeated=True),
        Field("float_val", 5, "float", repeated=True),
        Field("double_val", 6, "double", repeated=True),
        Field("int_val", 7, "int32", repeated=True),
        Field("string_val", 8, "bytes", repeated=True),
        Field("scomplex_val", 9, "float", repeated=True),
        Field("int64_val", 10, "int64", repeated=True),
        Field("bool_val", 11, "bool", repeated=True),
        Field("dcomplex_val", 12, "double", repeated=True),
        Field("uint32_val", 16, "uint32", repeated=True),
        Field("uint64_val", 17, "uint64", repeated=True),
    )
    NAMES: ClassVar[dict[Any, dict[int, str]]] = {"dtype": PROTO_NAMES}


_LISTS = {
    "float16": "half_val",
    "float32": "float_val",
    "float64": "double_val",
    "string": "string_val",
    "complex64": "scomplex_val",
    "complex128": "dcomplex_val",
    "int64": "int64_val",
    "bool": "bool_val",
    "uint32": "uint32_val",
    "uint64": "uint64_val",
    **dict.fromkeys(("uint8", "int8", "uint16", "int16", "int32"), "int_val"),
    **dict.fromkeys(("qint8", "quint8", "qint16", "quint16", "qint32"), "int_val"),
}


def proto_without_values(dtype: DType, dims: Any) -> TensorProto:
    """A message without values."""
    proto = TensorProto(dtype=dtype.as_datatype_enum)
    proto.tensor_shape._touch()
    for size in dims:
        proto.tensor_shape.dim.add(size=size)
    return proto


def proto_with_content(value: Any, dtype: DType) -> TensorProto:
    """The message of a tensor with all its values in `tensor_content`."""
    array = np.array(value, object) if isinstance(value, bytes) else np.asarray(value)
    proto = proto_without_values(dtype, array.shape)
    proto.tensor_content = _content(array)
    return proto


def _content(array: Any) -> bytes:
    if array.dtype.kind != "O":
        return bytes(array.astype(array.dtype.newbyteorder("<")).tobytes())
    items = array.ravel().tolist()
    return packed_varints([len(item) for item in items]) + b"".join(items)


# ---------------------------------------------------------------------------------- reading
def _wrong(message: str) -> Exception:
    return InvalidArgumentError(None, None, message)


def _dims_of(proto: Any) -> list[int]:
    dims = [int(dim.size) for dim in proto.tensor_shape.dim]
    if any(size < 0 for size in dims) or math.prod(dims) >= 2**40:
        raise _wrong(f"a tensor cannot have the shape {dims}")
    return dims


def _strings_of(content: bytes, count: int) -> list[bytes]:
    if count > len(content):
        raise _wrong(f"{len(content)} bytes cannot hold {count} strings")
    sizes, at = [], 0
    try:
        for _ in range(count):
            size, at = read_varint(content, at)
            sizes.append(size)
    except DecodeError as error:
        raise _wrong(str(error)) from None
    if at + sum(sizes) != len(content):
        raise _wrong(f"strings of {sum(sizes)} bytes do not fill {len(content) - at}")
    found = []
    for size in sizes:
        found.append(content[at : at + size])
        at += size
    return found


def array_of_proto(proto: Any) -> tuple[DType, Any]:
    """The type and the array of a TensorProto; InvalidArgumentError if it makes no sense."""
    try:
        dtype = as_dtype(int(proto.dtype))
        values = list(getattr(proto, _LISTS[dtype.name]))
    except (TypeError, KeyError):
        raise _wrong(f"a tensor of type number {proto.dtype} cannot be read") from None
    dims = _dims_of(proto)
    count = math.prod(dims)
    kind = dtype.np_dtype
    content = proto.tensor_content
    if content and kind.kind == "O":
        flat: Any = _objects(_strings_of(content, count))
    elif content:
        if len(content) != count * kind.itemsize:
            raise _wrong(
                f"{len(content)} bytes of content are no tensor of shape {dims} and type "
                f"{dtype.name}"
            )
        flat = np.frombuffer(content, kind.newbyteorder("<")).astype(kind)
    else:
        flat = _filled(_from_list(values, dtype), count)
    return dtype, flat.reshape(dims)


def _from_list(values: list[Any], dtype: DType) -> Any:
    kind = dtype.np_dtype
    if kind.kind == "O":
        return _objects(values)
    if kind.kind == "c":
        pairs = np.array(values[: len(values) // 2 * 2], kind.type(0).real.dtype)
        return pairs.view(kind)
    if dtype.name == "float16":
        return np.array(values, np.int32).astype(np.uint16).view(np.float16)
    plain = kind if kind.names is None else kind[0]
    narrow = plain.kind in "iu" and plain.itemsize < 8
    return np.array(values, np.int64 if narrow else plain).astype(plain).view(kind)


def _objects(values: list[Any]) -> Any:
    array = np.empty(len(values), object)
    array[:] = values
    return array


def _filled(flat: Any, count: int) -> Any:
    """As many values as are wanted: the last one stands for all that follow, none for zeros."""
    if len(flat) >= count:
        return flat[:count]
    if len(flat):
        return np.concatenate([flat, np.repeat(flat[-1:], count - len(flat))])
    return _objects([b""] * count) if flat.dtype.kind == "O" else np.zeros(count, flat.dtype)


def make_ndarray(tensor: Any) -> Any:
    """The array of a TensorProto.

    Args:
        tensor: a TensorProto.

    Returns:
        A NumPy array; of strings an array of `bytes` objects.

    Raises:
        TypeError: its type has no values (a resource).
        ValueError: it holds more or fewer bytes than its shape has.

    Example:
        >>> import minigraph as tf
        >>> tf.make_ndarray(tf.make_tensor_proto([[1, 2], [3, 4]])).tolist()
        [[1, 2], [3, 4]]
    """
    dims = [int(dim.size) for dim in tensor.tensor_shape.dim]
    try:
        dtype, array = array_of_proto(tensor)
        values = getattr(tensor, _LISTS[dtype.name])
    except InvalidArgumentError as error:
        kind = TypeError if "type number" in error.message else ValueError
        raise kind(error.message) from None
    parts = 2 if dtype.is_complex else 1
    if not tensor.tensor_content and len(values) > parts * math.prod(dims):
        raise ValueError(f"The message has {len(values)} values for a tensor of shape {dims}.")
    return array


# ---------------------------------------------------------------------------------- writing
def make_tensor_proto(
    values: Any,
    dtype: Any = None,
    shape: Any = None,
    verify_shape: bool = False,
    allow_broadcast: bool = False,
) -> TensorProto:
    """A value as a TensorProto, the message in which graphs and servers hold tensors.

    Args:
        values: a number, string, bool, (nested) list of such, or an array.
        dtype: default: as for `tf.constant`.
        shape: its shape; default: that of `values`. Fewer values than it has are filled up with
            the last one when the message is read.
        verify_shape: whether the value must have exactly `shape`.
        allow_broadcast: whether a single value may stand for all; it may anyway.

    Returns:
        A TensorProto.

    Raises:
        TypeError: the value has no such type, is a Tensor, or verify_shape fails.
        ValueError: None, ragged lists, or more values than `shape` holds.

    Example:
        >>> import minigraph as tf
        >>> tf.make_tensor_proto(3)
        dtype: DT_INT32
        tensor_shape {
        }
        int_val: 3
        <BLANKLINE>
    """
    if isinstance(values, Tensor):
        raise TypeError(f"Expected a value, but got the Tensor {values}.")
    wanted = None if dtype is None else as_dtype(dtype).base_dtype
    array = as_array(values, wanted)
    found = wanted or as_dtype(array.dtype)
    dims = array.shape if shape is None else as_dims(shape)
    if dims is None or None in dims:
        raise TypeError(f"A tensor needs a fully known shape, not {shape!r}.")
    if verify_shape and array.shape != tuple(dims):
        raise TypeError(f"Expected Tensor's shape: {tuple(dims)}, but got {array.shape}.")
    count = math.prod(int(size or 0) for size in dims)
    if array.size > count:
        raise ValueError(
            f"Too many elements provided. Takes at most {count}, but got {array.size}."
        )
    proto = proto_without_values(found, dims)
    if array.size == count and array.size > 1 and array.dtype.kind not in "Obc":
        proto.tensor_content = _content(array)
        return proto
    flat = array.ravel()
    if found.is_complex:
        flat = flat.view(flat.real.dtype)
    elif found.name == "float16":
        flat = flat.view(np.uint16)
    getattr(proto, _LISTS[found.name]).extend(flat.tolist())
    return proto
