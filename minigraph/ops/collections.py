"""Variables by collection: which there are, and the operations that initialize them."""

from __future__ import annotations

from typing import Any

from minigraph.core.graph import default_graph
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Operation
from minigraph.ops.flow import group

__all__ = [
    "add_to_collection",
    "add_to_collections",
    "all_variables",
    "get_collection",
    "get_collection_ref",
    "global_variables",
    "global_variables_initializer",
    "initialize_all_variables",
    "initialize_local_variables",
    "initialize_variables",
    "local_variables",
    "local_variables_initializer",
    "model_variables",
    "moving_average_variables",
    "trainable_variables",
    "variables_initializer",
]


def add_to_collection(name: Any, value: Any) -> None:
    """Append `value` to a collection of the default graph.

    Args:
        name: of the collection.
        value: anything.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.add_to_collection("losses", 1.0)
        ...     tf.get_collection("losses")
        [1.0]
    """
    default_graph().add_to_collection(name, value)


def add_to_collections(names: Any, value: Any) -> None:
    """Append `value` to several collections of the default graph.

    Args:
        names: a name or names.
        value: anything.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.add_to_collections(["a", "b"], 1.0)
        ...     tf.get_collection("b")
        [1.0]
    """
    default_graph().add_to_collections(names, value)


def get_collection(key: Any, scope: str | None = None) -> list[Any]:
    """A copy of a collection of the default graph.

    Args:
        key: its name.
        scope: a regular expression; only items whose name matches it from the start.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.get_collection("nothing")
        []
    """
    return default_graph().get_collection(key, scope)


def get_collection_ref(key: Any) -> list[Any]:
    """A collection of the default graph itself: changes to the list change the collection.

    Args:
        key: its name.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.get_collection_ref("a").append(1)
        ...     tf.get_collection("a")
        [1]
    """
    return default_graph().get_collection_ref(key)


# ---------------------------------------------------------------------------------- variables
def global_variables(scope: str | None = None) -> list[Any]:
    """All variables that are not local.

    Args:
        scope: a regular expression that names must match from the start.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     w = tf.Variable(1.0, name="w")
        ...     tf.global_variables()
        [<tf.Variable 'w:0' shape=() dtype=float32_ref>]
    """
    return get_collection(GraphKeys.GLOBAL_VARIABLES, scope)


def all_variables() -> list[Any]:
    """The old name of `tf.global_variables`.

    Example:
        >>> import minigraph as tf
        >>> tf.all_variables() == tf.global_variables()
        True
    """
    return global_variables()


def local_variables(scope: str | None = None) -> list[Any]:
    """The variables of the collection LOCAL_VARIABLES, which are not saved.

    Args:
        scope: a regular expression that names must match from the start.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.local_variables()
        []
    """
    return get_collection(GraphKeys.LOCAL_VARIABLES, scope)


def model_variables(scope: str | None = None) -> list[Any]:
    """The variables of the collection MODEL_VARIABLES.

    Args:
        scope: a regular expression that names must match from the start.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.model_variables()
        []
    """
    return get_collection(GraphKeys.MODEL_VARIABLES, scope)


def trainable_variables(scope: str | None = None) -> list[Any]:
    """The variables that optimizers change.

    Args:
        scope: a regular expression that names must match from the start.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     w = tf.Variable(1.0, name="w", trainable=False)
        ...     tf.trainable_variables()
        []
    """
    return get_collection(GraphKeys.TRAINABLE_VARIABLES, scope)


def moving_average_variables(scope: str | None = None) -> list[Any]:
    """The variables that have moving averages.

    Args:
        scope: a regular expression that names must match from the start.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.moving_average_variables()
        []
    """
    return get_collection(GraphKeys.MOVING_AVERAGE_VARIABLES, scope)


# ---------------------------------------------------------------------------------- initializers
def variables_initializer(var_list: Any, name: str = "init") -> Operation:
    """An operation that gives variables their initial values.

    Args:
        var_list: the variables.
        name: of the operation.

    Returns:
        An Operation.

    Example:
        >>> import minigraph as tf
        >>> w = tf.Variable(3.0)
        >>> sess = tf.Session()
        >>> sess.run(tf.variables_initializer([w]))
        >>> sess.run(w)
        np.float32(3.0)
    """
    return group(*[v.initializer for v in var_list], name=name)


def global_variables_initializer() -> Operation:
    """An operation that gives all global variables made so far their initial values.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(3.0)
        ...     sess.run(tf.global_variables_initializer())
        ...     print(sess.run(w))
        3.0
    """
    return variables_initializer(global_variables())


def local_variables_initializer() -> Operation:
    """An operation that gives all local variables made so far their initial values.

    Example:
        >>> import minigraph as tf
        >>> tf.local_variables_initializer().type
        'NoOp'
    """
    return variables_initializer(local_variables())


def initialize_all_variables() -> Operation:
    """The old name of `tf.global_variables_initializer`.

    Example:
        >>> import minigraph as tf
        >>> tf.initialize_all_variables().type
        'NoOp'
    """
    return global_variables_initializer()


def initialize_local_variables() -> Operation:
    """The old name of `tf.local_variables_initializer`.

    Example:
        >>> import minigraph as tf
        >>> tf.initialize_local_variables().type
        'NoOp'
    """
    return local_variables_initializer()


def initialize_variables(var_list: Any, name: str = "init") -> Operation:
    """The old name of `tf.variables_initializer`.

    Args:
        var_list: the variables.
        name: of the operation.

    Example:
        >>> import minigraph as tf
        >>> tf.initialize_variables([]).type
        'NoOp'
    """
    return variables_initializer(var_list, name)
