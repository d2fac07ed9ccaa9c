"""tf.variable_scope: prefixes of variable names, with defaults.

A variable scope is a prefix of names with defaults (initializer, regularizer, reuse, ...) for the
variables made in it. `tf.variable_scope("a")` also opens a name scope for the nodes; the variables'
names depend on the variable scopes alone.
"""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.graph import default_graph
from minigraph.core.keys import GraphKeys

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
