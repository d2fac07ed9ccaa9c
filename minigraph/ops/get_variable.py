"""tf.get_variable: the variable of a name, found or made, in the current variable scope."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.graph import default_graph
from minigraph.core.keys import GraphKeys
from minigraph.ops.naming import name_scope
from minigraph.ops.variable_scope import get_variable_scope, variable_scope
from minigraph.ops.variable_store import store_of
from minigraph.ops.variables import VariableAggregation, VariableSynchronization

__all__ = [
    "create_partitioned_variables",
    "get_local_variable",
    "get_variable",
    "no_regularizer",
]


def get_variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool | None = None,
    collections: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    validate_shape: bool = True,
    use_resource: Any = None,
    custom_getter: Any = None,
    constraint: Any = None,
    synchronization: Any = VariableSynchronization.AUTO,
    aggregation: Any = VariableAggregation.NONE,
) -> Any:
    """The variable of that name in the current variable scope, made if it does not exist.

    Args:
        name: within the scope.
        shape: of a new variable; none where `initializer` is a value.
        dtype: default: the scope's, float32.
        initializer: a value, an initializer, or a function of (shape, dtype); default: the scope's,
            or `glorot_uniform_initializer` for floats, zeros for other types.
        regularizer: a function of the variable whose result goes to REGULARIZATION_LOSSES.
        trainable: whether optimizers change it; default True.
        collections: default: GLOBAL_VARIABLES.
        caching_device, use_resource, synchronization, aggregation: accepted as in TF1.
        partitioner: how to keep it in parts: see `tf.fixed_size_partitioner`.
        validate_shape: whether its shape is fixed.
        custom_getter: a function (getter, name, *args, **kwargs) asked in the getter's place.
        constraint: a function that optimizers apply to it after each update.

    Returns:
        A Variable, or a PartitionedVariable.

    Raises:
        ValueError: it exists and the scope does not reuse; it does not exist and the scope only
            reuses; shape or type differ from the existing one's; the shape is not known.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):
        ...         a = tf.get_variable("w", [2, 3])
        ...         b = tf.get_variable("w", [2, 3])
        ...     print(a is b, a)
        True <tf.Variable 'layer/w:0' shape=(2, 3) dtype=float32_ref>
    """
    return get_variable_scope().get_variable(
        store_of(default_graph()),
        name,
        shape=shape,
        dtype=dtype,
        initializer=initializer,
        regularizer=regularizer,
        trainable=trainable,
        collections=collections,
        caching_device=caching_device,
        partitioner=partitioner,
        validate_shape=validate_shape,
        use_resource=use_resource,
        custom_getter=custom_getter,
        constraint=constraint,
        synchronization=synchronization,
        aggregation=aggregation,
    )


def get_local_variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = False,
    collections: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    validate_shape: bool = True,
    use_resource: Any = None,
    custom_getter: Any = None,
    constraint: Any = None,
    synchronization: Any = VariableSynchronization.AUTO,
    aggregation: Any = VariableAggregation.NONE,
) -> Any:
    """`tf.get_variable` for a variable that is not trained and not saved (LOCAL_VARIABLES).

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     count = tf.get_local_variable("count", [], tf.int32)
        ...     tf.local_variables(), tf.global_variables()
        ([<tf.Variable 'count:0' shape=() dtype=int32_ref>], [])
    """
    return get_variable(
        name,
        shape,
        dtype,
        initializer,
        regularizer,
        False,
        [*(collections or []), GraphKeys.LOCAL_VARIABLES],
        caching_device,
        partitioner,
        validate_shape,
        use_resource,
        custom_getter,
        constraint,
        synchronization,
        aggregation,
    )


def no_regularizer(_: Any) -> None:
    """A regularizer that says nothing: it switches off the one of the scope around.

    Example:
        >>> import minigraph as tf
        >>> with tf.variable_scope("a", regularizer=tf.nn.l2_loss):
        ...     b = tf.get_variable("b", [2], regularizer=tf.no_regularizer)
    """


def create_partitioned_variables(
    shape: Any,
    slicing: Any,
    initializer: Any,
    dtype: Any = dtypes.float32,
    trainable: bool = True,
    collections: Any = None,
    name: str | None = None,
    reuse: Any = None,
) -> list[Any]:
    """The parts of a variable, by the old way: `slicing` says into how many each axis is cut.

    Args:
        shape: of the whole.
        slicing: a list of numbers of parts, of which one may be above 1.
        initializer, dtype, trainable, collections, reuse: see `tf.get_variable`.
        name: of the whole; default "PartitionedVariable", made unique.

    Returns:
        A list of variables.

    Raises:
        ValueError: `slicing` does not fit `shape`.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     parts = tf.create_partitioned_variables([4, 2], [2, 1], tf.zeros_initializer(), name="p")
        ...     print([v.name for v in parts])
        ['p/part_0:0', 'p/part_1:0']
    """
    if len(shape) != len(slicing):
        raise ValueError(
            "The 'shape' and 'slicing' of a new Partitioned Variable must have the length: shape: "
            f"{shape}, slicing: {slicing}"
        )
    if len(shape) < 1:
        raise ValueError(f"A new Partitioned Variable must have rank at least 1: shape: {shape}")
    for size, count in zip(shape, slicing, strict=True):
        if count < 1 or count > size:
            raise ValueError(f"Slicing {slicing} does not fit the shape {shape}.")
    with variable_scope(name, "PartitionedVariable", reuse=reuse) as scope, name_scope(None):
        whole = store_of(default_graph()).get_variable(
            scope.name,
            shape=shape,
            dtype=dtype,
            initializer=initializer,
            reuse=scope.reuse,
            trainable=trainable,
            collections=collections,
            partitioner=lambda **unused: list(slicing),
        )
    return list(whole)
