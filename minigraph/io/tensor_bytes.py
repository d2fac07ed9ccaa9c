"""Tensors as strings: serialize_tensor and parse_tensor, in the bytes of a TensorProto."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import NUMBERS, bad, case, op
from minigraph.io.tensor_proto import (
    TensorProto,
    array_of_proto,
    proto_with_content,
    proto_without_values,
)
from minigraph.io.wire import DecodeError
from minigraph.ops.axes import array_of

__all__ = ["parse_tensor", "serialize_tensor", "tensor_from_bytes"]

PARSED = (*NUMBERS, dtypes.bool_, dtypes.string)


def tensor_from_bytes(data: bytes, dtype: DType) -> Any:
    """The array that the bytes of a TensorProto hold, which must be of this type."""
    try:
        proto = TensorProto.FromString(data)
    except DecodeError as error:
        raise InvalidArgumentError(
            None, None, f"Could not parse a tensor from {len(data)} bytes: {error}"
        ) from None
    if proto.dtype != dtype.as_datatype_enum:
        kept = TensorProto.NAMES["dtype"].get(proto.dtype, proto.dtype)
        raise InvalidArgumentError(
            None, None, f"Type mismatch between parsed tensor ({kept}) and dtype ({dtype.name})"
        )
    return array_of_proto(proto)[1]


_TWO = np.empty((), object)
_TWO[()] = proto_with_content(np.array([[1, 2]], np.int32), dtypes.int32).SerializeToString()


# ---------------------------------------------------------------------------------- SerializeTensor
@op(
    "SerializeTensor",
    "tensor: T -> serialized: string",
    T=PARSED,
    shape=lambda call: (),
    no_gradient="bytes have none",
    samples=[
        case("2,3"),
        case("2 int32 0:5"),
        case(np.array([b"a", b"bc"], object)),
        case(np.zeros([0, 2], np.complex64)),
    ],
)
def serialize_tensor_op(tensor: Any) -> Any:
    """The bytes of a TensorProto; strings stand in its list of strings."""
    array = array_of(tensor)
    kind = as_dtype(array.dtype)
    if kind is not dtypes.string:
        return proto_with_content(array, kind).SerializeToString()
    proto = proto_without_values(kind, array.shape)
    proto.string_val.extend(array.ravel().tolist())
    return proto.SerializeToString()


def serialize_tensor(tensor: Any, name: str | None = None) -> Tensor:
    """A tensor as one string: its type, shape and values.

    Args:
        tensor: of any type of numbers, bools or strings.
        name: of the node.

    Returns:
        A string scalar: a serialized TensorProto, as TensorFlow writes it. No gradient.

    Example:
        >>> import minigraph as tf
        >>> data = tf.serialize_tensor([[1.5, 2.5]])
        >>> tf.Session().run(tf.parse_tensor(data, tf.float32)).tolist()
        [[1.5, 2.5]]
    """
    result: Tensor = serialize_tensor_op(tensor, name=name)
    return result


# ---------------------------------------------------------------------------------- ParseTensor
@op(
    "ParseTensor",
    "serialized: string -> output: out_type",
    out_type=PARSED,
    shape=lambda call: None,
    no_gradient="bytes have none",
    samples=[
        case(_TWO, out_type=dtypes.int32),
        bad(b"abc", out_type=dtypes.int32, error=InvalidArgumentError, match="Could not parse"),
        bad(_TWO, out_type=dtypes.int64, error=InvalidArgumentError, match="Type mismatch"),
    ],
)
def parse_tensor_op(serialized: Any, *, out_type: DType) -> Any:
    """The tensor of a TensorProto."""
    if np.ndim(serialized):
        raise InvalidArgumentError(
            None, None, f"Expected `serialized` to be a scalar, got shape: {np.shape(serialized)}"
        )
    return tensor_from_bytes(serialized, out_type)[()]


def parse_tensor(serialized: Any, out_type: Any, name: str | None = None) -> Tensor:
    """The tensor that `tf.serialize_tensor` made a string of.

    Args:
        serialized: a string scalar, a serialized TensorProto.
        out_type: the type of the tensor in it.
        name: of the node.

    Returns:
        A Tensor of `out_type`, of unknown static shape. No gradient.

    Raises:
        tf.errors.InvalidArgumentError: the bytes hold no tensor, or one of another type.

    Example:
        >>> import minigraph as tf
        >>> data = tf.make_tensor_proto([3, 4]).SerializeToString()
        >>> tf.Session().run(tf.parse_tensor(data, tf.int32)).tolist()
        [3, 4]
    """
    result: Tensor = parse_tensor_op(serialized, out_type=as_dtype(out_type), name=name)
    return result
