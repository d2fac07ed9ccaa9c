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
        self,
        var_store: Any,
        name: str,
        shape: Any = None,
        dtype: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        reuse: Any = None,
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
        """The variable `name` of this scope in a store; programs call `tf.get_variable`."""
        if dtype is not None and initializer is not None and not callable(initializer):
            with name_scope(None):
                found = convert(initializer).dtype.base_dtype
            if found is not as_dtype(dtype).base_dtype:
                raise ValueError(
                    f"Initializer type '{found!r}' and explicit dtype '{as_dtype(dtype)!r}' don't "
                    "match."
                )
        getter = self._custom_getter if custom_getter is None else custom_getter
        initializer = self._initializer if initializer is None else initializer
        if trainable is None:
            trainable = synchronization is not VariableSynchronization.ON_READ
        with name_scope(None):
            return var_store.get_variable(
                f"{self._name}/{name}" if self._name else name,
                custom_getter=getter,
                shape=shape,
                dtype=self._type(dtype, initializer),
                initializer=initializer,
                regularizer=self._regularizer if regularizer is None else regularizer,
                reuse=self._reuse if reuse is None else reuse,
                trainable=trainable,
                collections=collections,
                caching_device=self._caching_device if caching_device is None else caching_device,
                partitioner=self._partitioner if partitioner is None else partitioner,
                validate_shape=validate_shape,
                use_resource=self._use_resource if use_resource is None else use_resource,
                constraint=self._constraint if constraint is None else constraint,
                synchronization=synchronization,
                aggregation=aggregation,
            )

    def _type(self, dtype: Any, initializer: Any) -> DType:
        """The type that is asked for; that of a fixed initial value, where nothing else says."""
        if dtype is None and initializer is not None and not callable(initializer):
            if isinstance(initializer, (Tensor, Variable)):
                return initializer.dtype.base_dtype
        return as_dtype(self._dtype if dtype is None else dtype)


class _Scopes(threading.local):
    """One thread's place in the tree of one graph's scopes, and how often each was opened."""

    def __init__(self) -> None:
        self.current = VariableScope(False)
        self.opened: dict[str, int] = {}

    def open(self, name: str) -> None:
        """Count a scope."""
        self.opened[name] = self.opened.get(name, 0) + 1

    def close_within(self, name: str) -> None:
        """Forget the scopes inside: the next one of the same name is the first again."""
        for key in self.opened:
            if not name or key.startswith(f"{name}/"):
                self.opened[key] = 0

    def unique(self, prefix: str) -> str:
        """`prefix`, with a number where a scope of that name was opened already."""
        name = f"{self.current.name}/{prefix}" if self.current.name else prefix
        if not self.opened.get(name):
            return prefix
        number = 1
        while self.opened.get(f"{name}_{number}"):
            number += 1
        return f"{prefix}_{number}"


def _scopes_of(graph: Graph) -> _Scopes:
    kept = graph.outermost.get_collection_ref(_KEY)
    if not kept:
        kept.append(_Scopes())
    scopes: _Scopes = kept[0]
    return scopes


def get_variable_scope() -> VariableScope:
    """The current variable scope.

    Example:
        >>> import minigraph as tf
        >>> with tf.variable_scope("a"):
        ...     print(tf.get_variable_scope().name)
        a
    """
    return _scopes_of(default_graph()).current


class variable_scope:
    """A block that prefixes the names of variables and sets defaults for them.

    Args:
        name_or_scope: a name, or a `VariableScope` to enter again, wherever it is from.
        default_name: used, made unique, where `name_or_scope` is None.
        values: tensors that the nodes will use; they choose the graph.
        initializer, regularizer, caching_device, partitioner, custom_getter, dtype, use_resource,
            constraint: defaults for the variables within; None: those of the scope around.
        reuse: True: variables must exist; `tf.AUTO_REUSE`: they may; None or False: as the scope
            around says, at first that they must not.
        auxiliary_name_scope: whether to open a name scope as well.

    Entering gives the `VariableScope`.

    Raises:
        TypeError: no name at all, or `auxiliary_name_scope` is no bool.
        ValueError: `reuse` without `name_or_scope`.

    Source: TensorFlow 1's guide "Sharing variables".

    Example:
        >>> import minigraph as tf
        >>> def layer(x):
        ...     return x * tf.get_variable("w", [], initializer=tf.ones_initializer())
        >>> with tf.Graph().as_default():
        ...     with tf.variable_scope("net") as scope:
        ...         a = layer(1.0)
        ...     with tf.variable_scope(scope, reuse=True):
        ...         b = layer(2.0)
        ...     print(a.name, b.name, tf.global_variables())
        net/mul:0 net_1/mul:0 [<tf.Variable 'net/w:0' shape=() dtype=float32_ref>]
    """

    def __init__(
        self,
        name_or_scope: Any,
        default_name: str | None = None,
        values: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        caching_device: Any = None,
        partitioner: Any = None,
        custom_getter: Any = None,
        reuse: Any = None,
        dtype: Any = None,
        use_resource: Any = None,
        constraint: Any = None,
        auxiliary_name_scope: bool = True,
    ):
        if default_name is None and name_or_scope is None:
            raise TypeError("If default_name is None then name_or_scope is required")
        if not isinstance(auxiliary_name_scope, bool):
            raise TypeError(
                f"The auxiliary_name_scope must be `True` or `False`, while get "
                f"{auxiliary_name_scope}"
            )
        self._name_or_scope = name_or_scope
        self._default_name = default_name
        self._values = values or []
        self._reuse = reuse or None
        self._auxiliary_name_scope = auxiliary_name_scope
        self._defaults = {
            "_initializer": initializer,
            "_regularizer": regularizer,
            "_caching_device": caching_device,
            "_partitioner": partitioner,
            "_dtype": dtype,
            "_use_resource": use_resource,
            "_constraint": constraint,
        }
        self._custom_getter = custom_getter

    def __enter__(self) -> VariableScope:
        target = self._name_or_scope
        if target is not None and not isinstance(target, (str, VariableScope)):
            raise TypeError(
                "VariableScope: name_or_scope must be a string or VariableScope, not "
                f"{type(target).__name__}."
            )
        if target is None and self._reuse:
            raise ValueError("reuse=True cannot be used without a name_or_scope")
        if isinstance(target, VariableScope):
            self._names = self._name_scope(target.name.split("/")[-1])
        else:
            self._names = self._name_scope(self._default_name if target is None else target)
        entered = self._names.__enter__()
        try:
            return self._open(target, entered)
        except BaseException:
            self._names.__exit__(None, None, None)
            raise

    def _name_scope(self, level: str | None) -> name_scope:
        """The name scope to enter: `level` within the present one, or the present one again."""
        if self._auxiliary_name_scope and level:
            return name_scope(level, values=self._values)
        here = default_graph().get_name_scope()
        return name_scope(f"{here}/" if here else "", values=self._values)

    def _open(self, target: Any, entered: str) -> VariableScope:
        scopes = self._scopes = _scopes_of(default_graph())
        self._outer = scopes.current
        self._outer_opened = dict(scopes.opened)
        if isinstance(target, VariableScope):
            base, name, names = target, target.name, target.original_name_scope
            reuse = self._reuse or target.reuse
        else:
            base, names = self._outer, entered
            own = scopes.unique(self._default_name or "") if target is None else target
            name = f"{base.name}/{own}" if base.name else own
            reuse = self._reuse or base.reuse
        scope = VariableScope(reuse, name, name_scope=names)
        for key, given in self._defaults.items():
            setattr(scope, key, getattr(base, key) if given is None else given)
        scope._custom_getter = _wrapped(self._custom_getter, base.custom_getter)
        scopes.open(name)
        if isinstance(target, VariableScope):
            self._outer_opened = dict(scopes.opened)
        scopes.current = scope
        return scope

    def __exit__(self, *exc_info: object) -> None:
        scopes = self._scopes
        scopes.close_within(scopes.current.name)
        if isinstance(self._name_or_scope, VariableScope):
            scopes.opened = self._outer_opened  # what was opened before counts on
        scopes.current = self._outer
        self._names.__exit__(*exc_info)


def _wrapped(getter: Any, outer: Any) -> Any:
    """A custom getter inside of an outer one: the inner one is asked first."""
    if getter is None or outer is None:
        return outer if getter is None else getter

    @functools.wraps(getter)
    def both(true_getter: Any = None, *args: Any, **kwargs: Any) -> Any:
        true_getter = kwargs.pop("getter", true_getter)
        return getter(functools.partial(outer, true_getter), *args, **kwargs)

    return both


class variable_op_scope(variable_scope):
    """The variable_scope of TF 0.x, with `values` first.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.variable_op_scope([], None, "old") as scope:
        ...     print(scope.name)
        old
    """

    def __init__(
        self,
        values: Any,
        name_or_scope: Any,
        default_name: str | None = None,
        initializer: Any = None,
        regularizer: Any = None,
        caching_device: Any = None,
        partitioner: Any = None,
        custom_getter: Any = None,
        reuse: Any = None,
        dtype: Any = None,
        use_resource: Any = None,
        constraint: Any = None,
    ):
        super().__init__(
            name_or_scope,
            default_name,
            values,
            initializer,
            regularizer,
            caching_device,
            partitioner,
            custom_getter,
            reuse,
            dtype,
            use_resource,
            constraint,
        )


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
