"""Summaries of a model's tensors by one call: of activations, of variables, of collections."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from minigraph.core import dtypes
from minigraph.core.graph import default_graph
from minigraph.core.keys import GraphKeys
from minigraph.ops.casting import cast, to_float
from minigraph.ops.compare import greater, less
from minigraph.ops.reduce import reduce_mean
from minigraph.summary.values import histogram, scalar_summary

__all__ = [
    "summarize_activation",
    "summarize_activations",
    "summarize_biases",
    "summarize_collection",
    "summarize_tensor",
    "summarize_tensors",
    "summarize_variables",
    "summarize_weights",
]


def summarize_tensor(tensor: Any, tag: str | None = None) -> Any:
    """A scalar's value or a tensor's distribution, for TensorBoard.

    Args:
        tensor: a tensor or variable.
        tag: of the summary; default: its name and "_summary".

    Returns:
        A summary, in the collection SUMMARIES too; None for strings and bools.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.contrib.layers.summarize_tensor(tf.zeros([2], name="z"))
        <tf.Tensor 'z_summary:0' shape=() dtype=string>
    """
    if tensor.dtype.base_dtype in (dtypes.string, dtypes.bool_):
        return None
    summary = scalar_summary if tensor.shape.ndims == 0 else histogram
    return summary(tag or f"{tensor.op.name}_summary", tensor)


def summarize_activation(op: Any) -> Any:
    """The distribution of a layer's outputs, and how many of them a rectifier cuts off.

    Args:
        op: a tensor. Where a Relu, Relu6 or Softplus made it, the share of inputs below 0 gets a
            summary "zeros", for Relu6 that of inputs above 6 one "sixes".

    Returns:
        The summary of the distribution.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     s = tf.contrib.layers.summarize_activation(tf.nn.relu([1.0, -1.0], name="r"))
        ...     print([s.op.name for s in tf.get_collection(tf.GraphKeys.SUMMARIES)])
        ['r/zeros', 'r/activation']
    """
    name, kind = op.op.name, op.op.type
    if kind in ("Relu", "Softplus", "Relu6"):
        given = op.op.inputs[0]
        cut = less(given, cast(0.0, given.dtype))
        scalar_summary(f"{name}/zeros", reduce_mean(to_float(cut)))
        if kind == "Relu6":
            cut = greater(given, cast(6.0, given.dtype))
            scalar_summary(f"{name}/sixes", reduce_mean(to_float(cut)))
    return histogram(f"{name}/activation", op)


def summarize_tensors(
    tensors: Any, summarizer: Callable[[Any], Any] = summarize_tensor
) -> list[Any]:
    """A summary of each tensor.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     len(tf.contrib.layers.summarize_tensors([tf.zeros([2]), tf.ones([2])]))
        2
    """
    return [summarizer(tensor) for tensor in tensors]


def summarize_collection(
    collection: Any,
    name_filter: str | None = None,
    summarizer: Callable[[Any], Any] = summarize_tensor,
) -> list[Any]:
    """A summary of each tensor of a collection.

    Args:
        collection: its name.
        name_filter: a regular expression that names must match from the start.
        summarizer: what makes a summary.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     w = tf.Variable([1.0, 2.0], name="w")
        ...     tf.contrib.layers.summarize_collection(tf.GraphKeys.GLOBAL_VARIABLES)
        [<tf.Tensor 'w_summary:0' shape=() dtype=string>]
    """
    found = default_graph().get_collection(collection)
    if name_filter is not None:
        found = [item for item in found if re.match(name_filter, item.op.name)]
    return summarize_tensors(found, summarizer)


def summarize_activations(
    name_filter: str | None = None, summarizer: Callable[[Any], Any] = summarize_activation
) -> list[Any]:
    """A summary of each tensor in the collection ACTIVATIONS.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.contrib.layers.summarize_activations()
        []
    """
    return summarize_collection(GraphKeys.ACTIVATIONS, name_filter, summarizer)


summarize_variables = functools.partial(summarize_collection, GraphKeys.GLOBAL_VARIABLES)
summarize_weights = functools.partial(summarize_collection, GraphKeys.WEIGHTS)
summarize_biases = functools.partial(summarize_collection, GraphKeys.BIASES)
for _one, _name in (
    (summarize_variables, "GLOBAL_VARIABLES"),
    (summarize_weights, "WEIGHTS"),
    (summarize_biases, "BIASES"),
):
    _one.__doc__ = f"A summary of each tensor in the collection {_name}: `summarize_collection`."
