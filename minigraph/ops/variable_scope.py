"""tf.variable_scope: prefixes of variable names, with defaults.

A variable scope is a prefix of names with defaults (initializer, regularizer, reuse, ...) for the
variables made in it. `tf.variable_scope("a")` also opens a name scope for the nodes; the variables'
names depend on the variable scopes alone.
"""

from __future__ import annotations

import functools
import threading
from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.graph import Graph, default_graph
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Tensor
from minigraph.ops.naming import name_scope
from minigraph.ops.variables import Variable, VariableAggregation, VariableSynchronization

__all__ = [
    "VariableScope",
    "get_variable_scope",
    "variable_op_scope",
    "variable_scope",
]

_KEY = ("__variable_scopes",)


class VariableScope:
    """A prefix of variable names with the defaults that hold for them.

    Args:
        reuse: True: variables must exist; None: they must not; `tf.AUTO_REUSE`: either.
        name: the prefix, without a slash at the end.
        initializer, regularizer, caching_device, partitioner, custom_getter, dtype, use_resource,
            constraint: defaults of `get_variable`'s arguments.
        name_scope: the name scope that came with it, "a/b/".

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.variable_scope("layer") as scope:
        ...     print(scope.name, scope.reuse, scope.original_name_scope)
        layer False layer/
    """

    def __init__(
        self,
        reuse: Any,
        name: str = "",
        initializer: Any = None,
        regularizer: Any = None,
        caching_device: Any = None,
        partitioner: Any = None,
        custom_getter: Any = None,
        name_scope: str = "",
        dtype: Any = dtypes.float32,
        use_resource: Any = None,
        constraint: Any = None,
    ):
        self._reuse = reuse
        self._name = name
        self._initializer = initializer
        self._regularizer = regularizer
        self._caching_device = caching_device
        self._partitioner = partitioner
        self._custom_getter = custom_getter
        self._name_scope = name_scope
        self._dtype = dtype
        self._use_resource = use_resource
        self._constraint = constraint

    @property
    def name(self) -> str:
        """The prefix, without a slash at the end."""
        return self._name

    @property
    def original_name_scope(self) -> str:
        """The name scope that was opened with it, with a slash."""
        return self._name_scope

    @property
    def reuse(self) -> Any:
        """True, False or `tf.AUTO_REUSE`."""
        return self._reuse

    @property
    def initializer(self) -> Any:
        """The default initializer."""
        return self._initializer

    @property
    def dtype(self) -> Any:
        """The default type."""
        return self._dtype

    @property
    def use_resource(self) -> Any:
        """As given."""
        return self._use_resource

    @property
    def regularizer(self) -> Any:
        """The default regularizer."""
        return self._regularizer

    @property
    def caching_device(self) -> Any:
        """As given."""
        return self._caching_device

    @property
    def partitioner(self) -> Any:
        """The default partitioner."""
        return self._partitioner

    @property
    def custom_getter(self) -> Any:
        """The function that stands between `get_variable` and the store."""
        return self._custom_getter

    @property
    def constraint(self) -> Any:
        """The default constraint."""
        return self._constraint

    def reuse_variables(self) -> None:
        """From now on, variables of this scope must exist."""
        self._reuse = True

    def set_initializer(self, initializer: Any) -> None:
        """Change the default initializer."""
        self._initializer = initializer

    def set_dtype(self, dtype: Any) -> None:
        """Change the default type."""
        self._dtype = dtype

    def set_use_resource(self, use_resource: Any) -> None:
        """Change what `use_resource` says."""
        self._use_resource = use_resource

    def set_regularizer(self, regularizer: Any) -> None:
        """Change the default regularizer."""
        self._regularizer = regularizer

    def set_caching_device(self, caching_device: Any) -> None:
        """Change the caching device; it has no effect."""
        self._caching_device = caching_device

    def set_partitioner(self, partitioner: Any) -> None:
        """Change the default partitioner."""
        self._partitioner = partitioner

    def set_custom_getter(self, custom_getter: Any) -> None:
        """Change the custom getter."""
        self._custom_getter = custom_getter

    def get_collection(self, name: Any) -> list[Any]:
        """The items of a collection whose names begin with this scope's."""
        return default_graph().get_collection(name, f"{self._name}/" if self._name else "")

    def global_variables(self) -> list[Any]:
        """The global variables of this scope."""
        return self.get_collection(GraphKeys.GLOBAL_VARIABLES)

    def trainable_variables(self) -> list[Any]:
        """The trainable variables of this scope."""
        return self.get_collection(GraphKeys.TRAINABLE_VARIABLES)

    def local_variables(self) -> list[Any]:
        """The local variables of this scope."""
        return self.get_collection(GraphKeys.LOCAL_VARIABLES)

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
