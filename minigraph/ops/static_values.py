"""tf.get_static_value: what a tensor is whenever it runs, where that can be said at build time."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.ops.assertions import static_value

__all__ = ["get_static_value", "is_symbolic_tensor"]

# ops whose results are worked out from static inputs; all are cheap for what they hold
_FOLDED = ("BroadcastTo", "Cast", "ConcatV2", "Equal", "Fill", "Identity", "NotEqual", "Pack")


def get_static_value(tensor: Any, partial: bool = False) -> Any:
    """The value that a tensor has in every run, None if it depends on what is fed or on state.

    Args:
        tensor: a Tensor; what is none is returned as it is.
        partial: whether of a `tf.stack` along axis 0 those parts that are known will do.

    Returns:
        A NumPy array or None; with `partial`, for a stack, an array of objects with None for the
        parts that are not known. Values are followed through constants, shapes and small integer
        arithmetic, and through casts, fills, stacks, concatenations, comparisons and identities.

    Example:
        >>> import minigraph as tf
        >>> x = tf.placeholder(tf.float32, [2, 3])
        >>> print(tf.get_static_value(tf.shape(x)), tf.get_static_value(x))
        [2 3] None
    """
    if not isinstance(tensor, Tensor):
        return None if hasattr(tensor, "_as_graph_element") else tensor
    known = static_value(tensor)
    if known is not None:
        return known
    node = tensor.op
    if node.type == "Unpack":
        whole = get_static_value(node.inputs[0])
        return None if whole is None else whole.take(tensor.value_index, node.attrs["axis"])
    if node.type == "StopGradient":
        return get_static_value(node.inputs[0])
    if node.type not in _FOLDED:
        return None
    parts = [get_static_value(x) for x in node.inputs]
    if partial and node.type == "Pack" and node.attrs["axis"] == 0:
        result = np.empty(len(parts), object)
        result[:] = parts
        return result
    if any(part is None for part in parts):
        return None
    record = node._record
    attrs = {key: node.attrs[key] for key in record.attrs}
    return np.asarray(record.kernel(*parts, **attrs))


def is_symbolic_tensor(tensor: Any) -> bool:
    """Whether something is the output of a node, not a value or a variable.

    Args:
        tensor: anything.

    Example:
        >>> import minigraph as tf
        >>> tf.is_symbolic_tensor(tf.constant(1.0)), tf.is_symbolic_tensor(tf.Variable(1.0))
        (True, False)
    """
    return isinstance(tensor, Tensor)
