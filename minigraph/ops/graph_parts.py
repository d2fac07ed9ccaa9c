"""What a graph has where: its placeholders, the current name scope, a variable's full name."""

from __future__ import annotations

from typing import Any

from minigraph.core.graph import Graph, default_graph
from minigraph.core.nodes import Tensor

__all__ = [
    "get_graph_from_inputs",
    "get_name_scope",
    "get_placeholders",
    "get_variable_full_name",
]


def get_graph_from_inputs(op_input_list: Any, graph: Graph | None = None) -> Graph:
    """The graph of some tensors, variables or operations; the default graph if there are none.

    Args:
        op_input_list: a list of these; other things in it are passed over.
        graph: the graph that they must be in.

    Raises:
        ValueError: they are in several graphs, or not in `graph`.

    Example:
        >>> import minigraph as tf
        >>> graph = tf.contrib.framework.get_graph_from_inputs([tf.constant(1)])
        >>> graph is tf.get_default_graph()
        True
    """
    first: Any = None
    for item in op_input_list:
        found = getattr(item, "graph", None)
        if not isinstance(found, Graph):
            continue
        if graph is None:
            graph, first = found, item
        elif found is not graph:
            where = "the given graph" if first is None else f"the graph of {first}"
            raise ValueError(f"{item} is not in {where}.")
    return default_graph() if graph is None else graph


def get_name_scope() -> str:
    """The name scope that nodes are made in now; "" outside of all.

    Example:
        >>> import minigraph as tf
        >>> with tf.name_scope("a"), tf.name_scope("b"):
        ...     print(tf.contrib.framework.get_name_scope())
        a/b
    """
    return default_graph().get_name_scope()


def get_placeholders(graph: Graph) -> list[Tensor]:
    """The placeholders of a graph, in the order in which they were made.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default() as graph:
        ...     x = tf.placeholder(tf.float32, [2], name="x")
        ...     print(tf.contrib.framework.get_placeholders(graph) == [x])
        True
    """
    return [op.outputs[0] for op in graph.get_operations() if op.type == "Placeholder"]


def get_variable_full_name(var: Any) -> str:
    """A variable's name in checkpoints: of a part of a partitioned variable the name of the whole.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     w = tf.get_variable("w", [4], partitioner=tf.fixed_size_partitioner(2))
        ...     print([tf.contrib.framework.get_variable_full_name(part) for part in w])
        ['w', 'w']
    """
    part = var._get_save_slice_info()
    return str(var.op.name if part is None else part.full_name)
