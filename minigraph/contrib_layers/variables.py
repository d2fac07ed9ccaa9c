"""Variables of models: those in MODEL_VARIABLES, found by scope and suffix; the layers' getter."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from minigraph.contrib_layers.arg_scope import add_arg_scope
from minigraph.core import dtypes
from minigraph.core.graph import default_graph
from minigraph.core.keys import GraphKeys
from minigraph.ops.collections import get_collection
from minigraph.ops.get_variable import get_variable
from minigraph.ops.naming import device as on_device
from minigraph.ops.variable_scope import VariableScope, get_variable_scope
from minigraph.ops.variables import Variable, VariableAggregation, VariableSynchronization

__all__ = [
    "add_model_variable",
    "add_to_named_collections",
    "collections_for",
    "filter_variables",
    "get_local_variables",
    "get_model_variables",
    "get_trainable_variables",
    "get_unique_variable",
    "get_variables",
    "get_variables_by_name",
    "get_variables_by_suffix",
    "get_variables_to_restore",
    "global_variable",
    "layer_getter",
    "local_variable",
    "model_variable",
    "variable",
]


@add_arg_scope
def variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    collections: Any = None,
    caching_device: Any = None,
    device: Any = None,
    partitioner: Any = None,
    custom_getter: Any = None,
    use_resource: Any = None,
    synchronization: Any = VariableSynchronization.AUTO,
    aggregation: Any = VariableAggregation.NONE,
) -> Any:
    """`tf.get_variable` with a device, whose arguments `arg_scope` can set.

    Args:
        name: within the variable scope.
        device: where to keep it; a name or a function of the operation.
        custom_getter: a function (getter's arguments) asked in place of `tf.get_variable`.
        collections: default: GLOBAL_VARIABLES.
        (the others): see `tf.get_variable`.

    Returns:
        A Variable, or a PartitionedVariable.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     w = tf.contrib.framework.variable("w", [2, 3], device="/cpu:0")
        ...     print(w.name, w.device)
        w:0 /device:CPU:0
    """
    kept = [GraphKeys.GLOBAL_VARIABLES] if collections is None else list(collections)
    getter: Callable[..., Any] = get_variable
    if custom_getter is not None:
        getter = functools.partial(custom_getter, reuse=get_variable_scope().reuse)
    with on_device(device or ""):
        return getter(
            name,
            shape=shape,
            dtype=dtype,
            initializer=initializer,
            regularizer=regularizer,
            trainable=trainable,
            collections=list(dict.fromkeys(kept)),
            caching_device=caching_device,
            partitioner=partitioner,
            use_resource=use_resource,
            synchronization=synchronization,
            aggregation=aggregation,
        )


@add_arg_scope
def model_variable(
    name: str,
    shape: Any = None,
    dtype: Any = dtypes.float32,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    collections: Any = None,
    caching_device: Any = None,
    device: Any = None,
    partitioner: Any = None,
    custom_getter: Any = None,
    use_resource: Any = None,
    synchronization: Any = VariableSynchronization.AUTO,
    aggregation: Any = VariableAggregation.NONE,
) -> Any:
    """`variable` in the collections GLOBAL_VARIABLES and MODEL_VARIABLES.

    Args:
        collections: more collections.
        (the others): see `tf.contrib.framework.variable`.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     w = tf.contrib.framework.model_variable("w", [2, 3])
        ...     print(tf.model_variables())
        [<tf.Variable 'w:0' shape=(2, 3) dtype=float32_ref>]
    """
    return variable(
        name,
        shape=shape,
        dtype=dtype,
        initializer=initializer,
        regularizer=regularizer,
        trainable=trainable,
        collections=[
            *(collections or []),
            GraphKeys.GLOBAL_VARIABLES,
            GraphKeys.MODEL_VARIABLES,
        ],
        caching_device=caching_device,
        device=device,
        partitioner=partitioner,
        custom_getter=custom_getter,
        use_resource=use_resource,
        synchronization=synchronization,
        aggregation=aggregation,
    )


# ---------------------------------------------------------------------------------- for layers
def layer_getter(rename: dict[str, str] | None = None) -> Callable[..., Any]:
    """A custom getter that makes the variables of a `tf.layers` layer by `model_variable`.

    Args:
        rename: new last parts of names, such as {"kernel": "weights"}.
    """

    def model_getter(
        getter: Any,
        name: str,
        shape: Any = None,
        dtype: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        trainable: bool = True,
        collections: Any = None,
        caching_device: Any = None,
        partitioner: Any = None,
        use_resource: Any = None,
        synchronization: Any = VariableSynchronization.AUTO,
        aggregation: Any = VariableAggregation.NONE,
        **more: Any,
    ) -> Any:
        scope, slash, last = name.rpartition("/")
        return model_variable(
            scope + slash + (rename or {}).get(last, last),
            shape=shape,
            dtype=dtype,
            initializer=initializer,
            regularizer=regularizer,
            trainable=trainable,
            collections=collections,
            caching_device=caching_device,
            partitioner=partitioner,
            custom_getter=functools.partial(getter, **more),
            use_resource=use_resource,
            synchronization=synchronization,
            aggregation=aggregation,
        )

    return model_getter


def collections_for(variables_collections: Any, name: str) -> list[Any]:
    """The collections for variables called `name`: of a dictionary its entry, else all of them."""
    if isinstance(variables_collections, dict):
        variables_collections = variables_collections.get(name)
    if isinstance(variables_collections, str):
        return [variables_collections]
    return list(variables_collections or [])


def add_to_named_collections(value: Any, variables_collections: Any, name: str) -> None:
    """Add a layer's variable, called `name` in `variables_collections`, to collections."""
    parts = [value] if isinstance(value, Variable) else list(value)
    for key in collections_for(variables_collections, name):
        kept = default_graph().get_collection_ref(key)
        kept.extend(part for part in parts if part not in kept)


# ---------------------------------------------------------------------------------- finding
def get_variables(
    scope: Any = None, suffix: str | None = None, collection: Any = GraphKeys.GLOBAL_VARIABLES
) -> list[Any]:
    """The variables of a collection, by how their names begin and end.

    Args:
        scope: a variable scope, or a regular expression that names must match from the start.
        suffix: what names end with, up to the colon.
        collection: its name.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     y = tf.contrib.layers.fully_connected(tf.zeros([2, 4]), 3, scope="fc1")
        ...     z = tf.contrib.layers.fully_connected(y, 5, scope="fc2")
        ...     print([v.op.name for v in tf.contrib.framework.get_variables("fc1")])
        ...     print([v.op.name for v in tf.contrib.framework.get_variables(suffix="biases")])
        ['fc1/weights', 'fc1/biases']
        ['fc1/biases', 'fc2/biases']
    """
    if isinstance(scope, VariableScope):
        scope = scope.name
    if suffix is not None:
        scope = f"{scope or ''}.*{suffix if ':' in suffix else suffix + ':'}"
    return get_collection(collection, scope)


def get_model_variables(scope: Any = None, suffix: str | None = None) -> list[Any]:
    """The variables in MODEL_VARIABLES, as `get_variables` finds them.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.framework.get_model_variables("nowhere")
        []
    """
    return get_variables(scope, suffix, GraphKeys.MODEL_VARIABLES)


def get_local_variables(scope: Any = None, suffix: str | None = None) -> list[Any]:
    """The variables in LOCAL_VARIABLES, as `get_variables` finds them.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.framework.get_local_variables("nowhere")
        []
    """
    return get_variables(scope, suffix, GraphKeys.LOCAL_VARIABLES)


def get_trainable_variables(scope: Any = None, suffix: str | None = None) -> list[Any]:
    """The variables in TRAINABLE_VARIABLES, as `get_variables` finds them.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.framework.get_trainable_variables("nowhere")
        []
    """
    return get_variables(scope, suffix, GraphKeys.TRAINABLE_VARIABLES)


def get_variables_by_suffix(suffix: str, scope: Any = None) -> list[Any]:
    """The global variables whose names end with `suffix`.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     w = tf.Variable(1.0, name="net/weights")
        ...     print(tf.contrib.framework.get_variables_by_suffix("weights") == [w])
        True
    """
    return get_variables(scope, suffix)


def get_variables_by_name(given_name: str, scope: Any = None) -> list[Any]:
    """The global variables whose last part of the name is `given_name`.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     w, other = tf.Variable(1.0, name="net/w"), tf.Variable(1.0, name="net/new_w")
        ...     print(tf.contrib.framework.get_variables_by_name("w") == [w])
        True
    """
    pattern = re.compile(rf"(.*/)?{re.escape(given_name)}")
    return [v for v in get_variables(scope) if pattern.fullmatch(v.op.name)]


def get_unique_variable(var_op_name: str) -> Any:
    """The global variable of a full name, without ":0".

    Raises:
        ValueError: there is none.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     w = tf.Variable(1.0, name="net/w")
        ...     print(tf.contrib.framework.get_unique_variable("net/w") is w)
        True
    """
    candidates = get_variables(var_op_name)
    if not candidates:
        raise ValueError(f"Couldn't find variable {var_op_name}")
    for candidate in candidates:
        if candidate.op.name == var_op_name:
            return candidate
    raise ValueError(f"Variable {var_op_name} does not uniquely identify a variable")


def get_variables_to_restore(include: Any = None, exclude: Any = None) -> list[Any]:
    """The global variables of some scopes, without those of others.

    Args:
        include: scopes, a list; default: all.
        exclude: scopes, a list; default: none.

    Raises:
        TypeError: one is no list.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     a, b = tf.Variable(1.0, name="a/w"), tf.Variable(1.0, name="b/w")
        ...     print(tf.contrib.framework.get_variables_to_restore(exclude=["b"]) == [a])
        True
    """
    for given, name in ((include, "include"), (exclude, "exclude")):
        if given is not None and not isinstance(given, (list, tuple)):
            raise TypeError(f"{name} must be a list of scopes or None, not {given!r}")
    wanted = [v for scope in (include or [""]) for v in get_variables(scope)]
    left_out = [v for scope in (exclude or []) for v in get_variables(scope)]
    return [v for v in get_variables() if v in wanted and v not in left_out]


def filter_variables(
    var_list: Any,
    include_patterns: Any = None,
    exclude_patterns: Any = None,
    reg_search: bool = True,
) -> list[Any]:
    """The variables whose names have one of some patterns and none of others.

    Args:
        var_list: the variables.
        include_patterns, exclude_patterns: lists of regular expressions; default: all, none.
        reg_search: whether a pattern may be found anywhere in a name; else at its start.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     a, b = tf.Variable(1.0, name="a"), tf.Variable(1.0, name="b")
        ...     print(tf.contrib.framework.filter_variables([a, b], exclude_patterns=["b"]) == [a])
        True
    """
    found = re.search if reg_search else re.match

    def has_one(v: Any, patterns: Any) -> bool:
        return any(found(pattern, v.op.name) for pattern in patterns)

    return [
        v
        for v in var_list
        if (include_patterns is None or has_one(v, include_patterns))
        and not has_one(v, exclude_patterns or [])
    ]


# ---------------------------------------------------------------------------------- others
def add_model_variable(var: Any) -> None:
    """Add a variable to MODEL_VARIABLES, if it is not there.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.contrib.framework.add_model_variable(tf.Variable(1.0, name="w"))
        ...     print(len(tf.model_variables()))
        1
    """
    kept = default_graph().get_collection_ref(GraphKeys.MODEL_VARIABLES)
    if var not in kept:
        kept.append(var)


def local_variable(
    initial_value: Any,
    validate_shape: bool = True,
    name: str | None = None,
    use_resource: Any = None,
) -> Any:
    """A variable that is not trained and not saved (LOCAL_VARIABLES).

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.contrib.framework.local_variable(0, name="count")
        <tf.Variable 'count:0' shape=() dtype=int32_ref>
    """
    return _untrained(initial_value, validate_shape, name, GraphKeys.LOCAL_VARIABLES)


def global_variable(
    initial_value: Any,
    validate_shape: bool = True,
    name: str | None = None,
    use_resource: Any = None,
) -> Any:
    """A variable that is not trained (GLOBAL_VARIABLES).

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.contrib.framework.global_variable(0, name="count")
        <tf.Variable 'count:0' shape=() dtype=int32_ref>
    """
    return _untrained(initial_value, validate_shape, name, GraphKeys.GLOBAL_VARIABLES)


def _untrained(value: Any, validate_shape: bool, name: str | None, collection: str) -> Any:
    return Variable(
        value,
        trainable=False,
        collections=[collection],
        validate_shape=validate_shape,
        name=name,
    )
