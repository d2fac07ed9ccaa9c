"""How large a model is: its variables and its operations, counted and listed."""

from __future__ import annotations

from typing import Any

__all__ = ["analyze_ops", "analyze_vars", "tensor_description"]


def tensor_description(var: Any) -> str:
    """The type and the shape of a tensor or variable in short.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.slim.model_analyzer.tensor_description(tf.zeros([2, 3]))
        '(float32 2x3)'
    """
    sizes = [] if var.shape.ndims is None else [str(n or "?") for n in var.shape.as_list()]
    return f"({var.dtype.name} {'x'.join(sizes)})"


def analyze_vars(variables: Any, print_info: bool = False) -> tuple[int, int]:
    """How many numbers variables hold, and how many bytes.

    Args:
        variables: a list of them.
        print_info: whether to print a line for each.

    Returns:
        (numbers, bytes).

    Example:
        >>> import minigraph as tf
        >>> from minigraph.contrib import slim
        >>> with tf.Graph().as_default():
        ...     y = slim.fully_connected(tf.zeros([2, 4]), 3, scope="fc")
        ...     slim.model_analyzer.analyze_vars(tf.trainable_variables(), print_info=True)
        ---------
        Variables: name (type shape) [size]
        ---------
        fc/weights:0 (float32_ref 4x3) [12, bytes: 48]
        fc/biases:0 (float32_ref 3) [3, bytes: 12]
        Total size of variables: 15
        Total bytes of variables: 60
        (15, 60)
    """
    if print_info:
        print("---------\nVariables: name (type shape) [size]\n---------")
    total_size = total_bytes = 0
    for var in variables:
        count = var.shape.num_elements() or 0
        size = count * var.dtype.size
        total_size += count
        total_bytes += size
        if print_info:
            print(f"{var.name} {tensor_description(var)} [{count}, bytes: {size}]")
    if print_info:
        print(f"Total size of variables: {total_size}")
        print(f"Total bytes of variables: {total_bytes}")
    return total_size, total_bytes


def analyze_ops(graph: Any, print_info: bool = False) -> int:
    """How many numbers the operations of a graph give, where shapes are known.

    Args:
        graph: a Graph.
        print_info: whether to print a line for each.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default() as graph:
        ...     y = tf.zeros([2, 3], name="y") + 1.0
        ...     tf.contrib.slim.model_analyzer.analyze_ops(graph, print_info=True)
        ---------
        Operations: name -> (type shapes) [size]
        ---------
        y -> (float32 2x3) [6]
        add/y -> (float32 ) [1]
        add -> (float32 2x3) [6]
        ---------
        Total size: 13
        13
    """
    if print_info:
        print("---------\nOperations: name -> (type shapes) [size]\n---------")
    total = 0
    for operation in graph.get_operations():
        size = sum(output.shape.num_elements() or 0 for output in operation.outputs)
        total += size
        if print_info:
            shapes = ", ".join(tensor_description(output) for output in operation.outputs)
            print(f"{operation.name} -> {shapes or 'NoOp'} [{size}]")
    if print_info:
        print(f"---------\nTotal size: {total}")
    return total
