"""Outputs of layers under other names: aliases of tensors, collections read as dictionaries.

`tf.contrib.layers.utils` and `slim.utils`.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from minigraph.core.graph import default_graph
from minigraph.core.shapes import TensorShape
from minigraph.ops.static_values import get_static_value

__all__ = [
    "append_tensor_alias",
    "channel_dimension",
    "collect_named_outputs",
    "constant_value",
    "convert_collection_to_dict",
    "first_dimension",
    "gather_tensors_aliases",
    "get_tensor_aliases",
    "last_dimension",
    "n_positive_integers",
    "two_element_tuple",
]


def collect_named_outputs(collections: Any, alias: str, outputs: Any) -> Any:
    """Add a tensor to collections, if there are any, with one more name.

    Args:
        collections: a name, a list of them, or None.
        alias: the name that the tensor gets there.
        outputs: the tensor.

    Returns:
        `outputs`.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     y = tf.contrib.layers.utils.collect_named_outputs("ends", "last", tf.zeros([2]))
        ...     print(list(tf.contrib.layers.utils.convert_collection_to_dict("ends").items()))
        [('last', <tf.Tensor 'zeros:0' shape=(2,) dtype=float32>)]
    """
    if collections:
        append_tensor_alias(outputs, alias)
        default_graph().add_to_collections(collections, outputs)
    return outputs


def append_tensor_alias(tensor: Any, alias: str) -> Any:
    """Give a tensor one more name, a slash at the end taken off.

    Returns:
        `tensor`.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.layers.utils.append_tensor_alias(tf.zeros([2]), "net/ends/").aliases
        ['net/ends']
    """
    known = getattr(tensor, "aliases", None)
    tensor.aliases = [*(known or []), alias.removesuffix("/")]
    return tensor


def get_tensor_aliases(tensor: Any) -> list[str]:
    """The names that a tensor was given, or else its own, without ":0".

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.contrib.layers.utils.get_tensor_aliases(tf.zeros([2], name="z"))
        ['z']
    """
    known: list[str] | None = getattr(tensor, "aliases", None)
    return [tensor.name.removesuffix(":0")] if known is None else known


def gather_tensors_aliases(tensors: Any) -> list[str]:
    """The names of several tensors in one list.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.contrib.layers.utils.gather_tensors_aliases([tf.zeros([2], name="z")])
        ['z']
    """
    return [alias for tensor in tensors for alias in get_tensor_aliases(tensor)]


def convert_collection_to_dict(
    collection: Any, clear_collection: bool = False
) -> OrderedDict[str, Any]:
    """A collection of tensors as a dictionary from their names (aliases) to them.

    Args:
        collection: its name.
        clear_collection: whether to empty it.

    Example:
        >>> import minigraph as tf
        >>> from minigraph.contrib import slim
        >>> with tf.Graph().as_default():
        ...     y = slim.conv2d(tf.zeros([1, 8, 8, 3]), 4, 3, outputs_collections="ends")
        ...     z = slim.flatten(y, outputs_collections="ends", scope="flat")
        ...     print(list(slim.utils.convert_collection_to_dict("ends")))
        ['Conv', 'flat']
    """
    graph = default_graph()
    found = OrderedDict(
        (alias, tensor)
        for tensor in graph.get_collection(collection)
        for alias in get_tensor_aliases(tensor)
    )
    if clear_collection:
        graph.clear_collection(collection)
    return found


# ---------------------------------------------------------------------------------- sizes
def constant_value(value_or_tensor_or_var: Any, dtype: Any = None) -> Any:
    """The value of a number, or of a tensor where it is known before a run; else None.

    Raises:
        ValueError: None, or it has another type than `dtype`.

    Example:
        >>> import minigraph as tf
        >>> bool(tf.contrib.layers.utils.constant_value(tf.constant(True)))
        True
    """
    value = value_or_tensor_or_var
    if value is None:
        raise ValueError("value_or_tensor_or_var cannot be None")
    if not hasattr(value, "graph"):
        if dtype is not None and not isinstance(value, dtype):
            raise ValueError(f"It has not type {dtype}: {value!r}")
        return value
    return get_static_value(value)


def _axis(shape: Any, axis: int, min_rank: int) -> int:
    dims = TensorShape(shape)._dims
    if dims is None:
        raise ValueError("dims of shape must be known but is None")
    if len(dims) < min_rank:
        raise ValueError(f"rank of shape must be at least {min_rank} not: {len(dims)}")
    size = dims[axis]
    if size is None:
        raise ValueError(
            f"dimension {axis} of shape {TensorShape(shape)} must be known but is None"
        )
    return size


def first_dimension(shape: Any, min_rank: int = 1) -> int:
    """The size of the first axis of a static shape; ValueError if it is not known.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.layers.utils.first_dimension(tf.TensorShape([2, None]))
        2
    """
    return _axis(shape, 0, min_rank)


def last_dimension(shape: Any, min_rank: int = 1) -> int:
    """The size of the last axis of a static shape; ValueError if it is not known.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.layers.utils.last_dimension(tf.TensorShape([None, 3]))
        3
    """
    return _axis(shape, -1, min_rank)


def channel_dimension(shape: Any, data_format: str, min_rank: int = 1) -> int:
    """The number of channels of a static shape; ValueError if it is not known.

    Args:
        shape: the shape.
        data_format: "channels_first" or "channels_last".
        min_rank: the least rank.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.layers.utils.channel_dimension(tf.TensorShape([None, 3, 8]), "channels_first")
        3
    """
    return _axis(shape, 1 if data_format == "channels_first" else -1, min_rank)


def two_element_tuple(int_or_tuple: Any) -> tuple[int, int]:
    """Two sizes from one of them for both, or two.

    Raises:
        ValueError: neither.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.layers.utils.two_element_tuple(3)
        (3, 3)
    """
    if isinstance(int_or_tuple, (list, tuple)):
        if len(int_or_tuple) != 2:
            raise ValueError(f"Must be a list with 2 elements: {int_or_tuple}")
        return int(int_or_tuple[0]), int(int_or_tuple[1])
    if isinstance(int_or_tuple, int):
        return int_or_tuple, int_or_tuple
    if isinstance(int_or_tuple, TensorShape) and len(int_or_tuple) == 2:
        return int(int_or_tuple[0]), int(int_or_tuple[1])
    raise ValueError("Must be an int, a list with 2 elements or a TensorShape of length 2")


def n_positive_integers(n: int, value: Any) -> tuple[int, ...]:
    """`n` sizes from one of them for all, or `n`; each at least 1.

    Raises:
        ValueError: `n` is less than 1, or the sizes are none.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.layers.utils.n_positive_integers(3, 2)
        (2, 2, 2)
    """
    if n < 1 or int(n) != n:
        raise ValueError(f"n must be a positive integer: {n}")
    sizes = (value,) * n if isinstance(value, int) else tuple(value)
    if len(sizes) != n or any(int(size) != size or size < 1 for size in sizes):
        raise ValueError(f"value must be one or {n} positive integers: {value}")
    return tuple(int(size) for size in sizes)
