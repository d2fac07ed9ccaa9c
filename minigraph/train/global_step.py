"""The global step: a variable that counts the steps of a training."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.graph import Graph, default_graph
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Tensor
from minigraph.core.sites import user_site, warn_at
from minigraph.ops.get_variable import get_variable
from minigraph.ops.initializers import zeros_initializer
from minigraph.ops.naming import name_scope
from minigraph.ops.variables import Variable

__all__ = [
    "assert_global_step",
    "assert_or_get_global_step",
    "create_global_step",
    "get_global_step",
    "get_or_create_global_step",
    "global_step",
]


def create_global_step(graph: Graph | None = None) -> Variable:
    """Make the global step: an int64 variable `global_step` that starts at 0.

    Args:
        graph: where to make it; default: the default graph.

    Returns:
        The variable: not trainable, in the collections GLOBAL_VARIABLES and GLOBAL_STEP.

    Raises:
        ValueError: there is one already.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     step = tf.train.create_global_step()
        ...     w = tf.Variable(1.0)
        ...     train = tf.train.GradientDescentOptimizer(0.1).minimize(w * w, step)
        ...     with tf.Session() as sess:
        ...         sess.run(tf.global_variables_initializer())
        ...         sess.run(train)
        ...         print(sess.run(step))
        1
    """
    graph = graph or default_graph()
    if get_global_step(graph) is not None:
        raise ValueError('"global_step" already exists.')
    with graph.as_default(), name_scope(None):
        step: Variable = get_variable(
            GraphKeys.GLOBAL_STEP,
            [],
            dtypes.int64,
            zeros_initializer(),
            trainable=False,
            collections=[GraphKeys.GLOBAL_VARIABLES, GraphKeys.GLOBAL_STEP],
        )
        return step


def get_global_step(graph: Graph | None = None) -> Any:
    """The graph's global step, or None.

    Args:
        graph: default: the default graph.

    Returns:
        What the collection GLOBAL_STEP holds, or else the tensor `global_step:0`. Where the
        collection holds several items it is None, with a warning.

    Raises:
        TypeError: it is no integer, or has dimensions.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.train.get_global_step() is None
        True
    """
    graph = graph or default_graph()
    found = graph.get_collection(GraphKeys.GLOBAL_STEP)
    if len(found) == 1:
        step = found[0]
    elif found:
        warn_at(
            user_site(),
            f"The collection GLOBAL_STEP holds {len(found)} items, {found}: none of them counts as "
            "the global step.",
        )
        return None
    else:
        try:
            step = graph.get_tensor_by_name("global_step:0")
        except KeyError:
            return None
    assert_global_step(step)
    return step


def get_or_create_global_step(graph: Graph | None = None) -> Any:
    """The graph's global step, made if there is none: see `create_global_step`.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     step = tf.train.get_or_create_global_step()
        ...     step is tf.train.get_or_create_global_step()
        True
    """
    graph = graph or default_graph()
    found = get_global_step(graph)
    return create_global_step(graph) if found is None else found


def assert_or_get_global_step(graph: Graph | None = None, global_step_tensor: Any = None) -> Any:
    """`global_step_tensor`, if it can count steps; without one the graph's global step, or None.

    Args:
        graph: where to look; default: the default graph.
        global_step_tensor: a tensor or variable, or None.

    Raises:
        TypeError: it is no integer, or has dimensions.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     step = tf.train.create_global_step()
        ...     tf.contrib.framework.assert_or_get_global_step() is step
        True
    """
    if global_step_tensor is None:
        return get_global_step(graph)
    assert_global_step(global_step_tensor)
    return global_step_tensor


def assert_global_step(global_step_tensor: Any) -> None:
    """Check that a tensor or variable can count steps: TypeError unless it is an integer scalar.

    Example:
        >>> import minigraph as tf
        >>> tf.train.assert_global_step(tf.constant(0))
    """
    if not isinstance(global_step_tensor, (Tensor, Variable)):
        raise TypeError(
            f'Existing "global_step" must be a Variable or Tensor: {global_step_tensor}.'
        )
    if not global_step_tensor.dtype.base_dtype.is_integer:
        raise TypeError(
            f'Existing "global_step" does not have integer type: {global_step_tensor.dtype}'
        )
    if global_step_tensor.get_shape().ndims not in (None, 0):
        raise TypeError(f'Existing "global_step" is not scalar: {global_step_tensor.get_shape()}')


def global_step(sess: Any, global_step_tensor: Any) -> int:
    """The value of a global step in a session, as a Python int.

    Args:
        sess: a session.
        global_step_tensor: the variable or tensor.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     step = tf.train.get_or_create_global_step()
        ...     sess.run(step.initializer)
        ...     print(tf.train.global_step(sess, step))
        0
    """
    return int(sess.run(global_step_tensor))
