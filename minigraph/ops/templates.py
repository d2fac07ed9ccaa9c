"""tf.make_template: a function that makes its variables once and shares them from call to call."""

from __future__ import annotations

import functools
from typing import Any

from minigraph.core.keys import GraphKeys
from minigraph.ops.collections import trainable_variables
from minigraph.ops.variable_scope import VariableScope, variable_scope

__all__ = ["Template", "make_template"]


def make_template(
    name_: str,
    func_: Any,
    create_scope_now_: bool = False,
    unique_name_: str | None = None,
    custom_getter_: Any = None,
    **kwargs: Any,
) -> Any:
    """A function whose first call makes variables that its later calls use again.

    Args:
        name_: of the variable scope; made unique.
        func_: the function; it makes its variables by `tf.get_variable`.
        create_scope_now_: whether the scope is opened now, and not by the first call.
        unique_name_: the name of the scope as it is, in place of `name_`.
        custom_getter_: see `tf.get_variable`.
        **kwargs: arguments that `func_` gets in each call.

    Returns:
        A function of the remaining arguments.

    Raises:
        ValueError: a later call makes trainable variables that the first one did not.

    Example:
        >>> import minigraph as tf
        >>> scale = tf.make_template("scale", lambda x: x * tf.get_variable("w", []))
        >>> with tf.Graph().as_default():
        ...     a, b = scale(1.0), scale(2.0)
        ...     tf.trainable_variables()
        [<tf.Variable 'scale/w:0' shape=() dtype=float32_ref>]
    """
    if kwargs:
        func_ = functools.partial(func_, **kwargs)
    return Template(name_, func_, create_scope_now_, unique_name_, custom_getter_)


class Template:
    """What `make_template` returns; see there."""

    def __init__(
        self,
        name: str,
        func: Any,
        create_scope_now: bool = False,
        unique_name: str | None = None,
        custom_getter: Any = None,
    ):
        if not name:
            raise ValueError("name cannot be None.")
        self._func = func
        self._name = name
        self._unique_name = unique_name
        self._custom_getter = custom_getter
        self._scope: VariableScope | None = None
        self._called = False
        if create_scope_now:
            with self._new_scope() as self._scope:
                pass

    def _new_scope(self) -> variable_scope:
        getter = self._custom_getter
        if self._unique_name is not None:
            return variable_scope(self._unique_name, custom_getter=getter)
        return variable_scope(None, self._name, custom_getter=getter)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._scope is None:
            with self._new_scope() as self._scope:
                return self._first(args, kwargs)
        with variable_scope(self._scope, reuse=self._called):
            return self._again(args, kwargs) if self._called else self._first(args, kwargs)

    def _first(self, args: Any, kwargs: Any) -> Any:
        result = self._func(*args, **kwargs)
        self._called = True
        return result

    def _again(self, args: Any, kwargs: Any) -> Any:
        before = trainable_variables()
        result = self._func(*args, **kwargs)
        new = trainable_variables()[len(before) :]
        if new:
            raise ValueError(
                f"A later call of the template {self.name!r} made trainable variables, "
                f"{', '.join(f'{v.name} at {v.op._site}' for v in new)}: make them with "
                "tf.get_variable, not with tf.Variable, and in the first call already."
            )
        return result

    @property
    def name(self) -> str:
        """The name that was asked for."""
        return self._name

    @property
    def func(self) -> Any:
        """The function."""
        return self._func

    @property
    def variable_scope(self) -> VariableScope | None:
        """Its variable scope; None before the first call."""
        return self._scope

    @property
    def var_scope(self) -> VariableScope | None:
        """The old name of `variable_scope`."""
        return self._scope

    @property
    def variable_scope_name(self) -> str | None:
        """The name of its variable scope, with a slash; None before the first call."""
        return f"{self._scope.name}/" if self._scope else None

    def _collection(self, key: str) -> list[Any]:
        return self._scope.get_collection(key) if self._scope else []

    @property
    def global_variables(self) -> list[Any]:
        """The global variables that it made."""
        return self._collection(GraphKeys.GLOBAL_VARIABLES)

    @property
    def local_variables(self) -> list[Any]:
        """The local variables that it made."""
        return self._collection(GraphKeys.LOCAL_VARIABLES)

    @property
    def trainable_variables(self) -> list[Any]:
        """The trainable variables that it made."""
        return self._collection(GraphKeys.TRAINABLE_VARIABLES)

    @property
    def variables(self) -> list[Any]:
        """All variables that it made."""
        return self.global_variables + self.local_variables

    @property
    def weights(self) -> list[Any]:
        """All variables that it made."""
        return self.variables

    @property
    def non_trainable_variables(self) -> list[Any]:
        """The variables that it made and that are not trained."""
        trained = set(self.trainable_variables)
        return [v for v in self.variables if v not in trained]

    @property
    def trainable_weights(self) -> list[Any]:
        """The trainable variables that it made."""
        return self.trainable_variables

    @property
    def non_trainable_weights(self) -> list[Any]:
        """The variables that it made and that are not trained."""
        return self.non_trainable_variables
