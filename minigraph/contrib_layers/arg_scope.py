"""arg_scope: keyword arguments that hold for all calls of some functions within a block.

A scope is a dictionary from a function's key to keyword arguments; scopes are nested, and the
innermost one is complete: it holds what the ones around it say as well.
"""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

__all__ = [
    "add_arg_scope",
    "arg_scope",
    "arg_scope_func_key",
    "arg_scoped_arguments",
    "current_arg_scope",
    "has_arg_scope",
]

Scope = dict[str, dict[str, Any]]
F = TypeVar("F", bound=Callable[..., Any])

_arguments: dict[str, tuple[str, ...]] = {}  # of each function that takes arguments from scopes


class _Scopes(threading.local):
    """The scopes that one thread is in, the innermost last."""

    def __init__(self) -> None:
        self.stack: list[Scope] = [{}]


_scopes = _Scopes()


def arg_scope_func_key(op: Any) -> str:
    """The key of a function in scopes.

    Args:
        op: a function, decorated or not.

    Example:
        >>> import minigraph as tf
        >>> from minigraph.contrib import slim
        >>> with slim.arg_scope([slim.conv2d], padding="VALID") as scope:
        ...     scope[slim.arg_scope_func_key(slim.conv2d)]
        {'padding': 'VALID'}
    """
    return getattr(op, "_key_op", str(op))


def current_arg_scope() -> Scope:
    """The innermost scope: a dictionary from keys of functions to keyword arguments.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.framework.current_arg_scope()
        {}
    """
    return _scopes.stack[-1]


@contextmanager
def arg_scope(list_ops_or_scope: Any, **kwargs: Any) -> Iterator[Scope]:
    """Default keyword arguments for calls of some functions within a block.

    Args:
        list_ops_or_scope: functions that `add_arg_scope` has decorated; or a scope that an
            `arg_scope` gave, to be in force again.
        **kwargs: the arguments. Those of the call come before them, those of inner scopes before
            those of outer ones.

    Yields:
        The scope, a dictionary.

    Raises:
        TypeError: neither functions nor a scope.
        ValueError: a function that is not decorated; arguments beside a scope.

    Example:
        >>> import minigraph as tf
        >>> from minigraph.contrib import slim
        >>> with tf.Graph().as_default():
        ...     with slim.arg_scope([slim.conv2d], padding="VALID", activation_fn=None):
        ...         a = slim.conv2d(tf.zeros([1, 8, 8, 3]), 16, [3, 3])
        ...         b = slim.conv2d(a, 16, [3, 3], padding="SAME")
        ...     print(a.name, a.shape, b.shape)
        Conv/BiasAdd:0 (1, 6, 6, 16) (1, 6, 6, 16)
    """
    _scopes.stack.append(_entered(list_ops_or_scope, kwargs))
    try:
        yield current_arg_scope()
    finally:
        _scopes.stack.pop()


def _entered(functions: Any, kwargs: dict[str, Any]) -> Scope:
    """The scope to be in: one given as a whole, or the current one and arguments for functions."""
    if isinstance(functions, dict):
        if kwargs:
            raise ValueError(
                "When attempting to re-use a scope by suppling a dictionary, kwargs must be empty."
            )
        return dict(functions)
    if not isinstance(functions, (list, tuple)):
        raise TypeError(
            "list_ops_or_scope must either be a list/tuple or reused scope (i.e. dict), not "
            f"{functions!r}."
        )
    scope = dict(current_arg_scope())
    for function in functions:
        if not has_arg_scope(function):
            name = getattr(function, "__qualname__", repr(function))
            raise ValueError(
                f"{getattr(function, '__module__', '')}.{name} is not decorated with @add_arg_scope"
            )
        key = arg_scope_func_key(function)
        scope[key] = {**scope.get(key, {}), **kwargs}
    return scope


def add_arg_scope(func: F) -> F:
    """Decorate a function, so that `arg_scope` can set its keyword arguments.

    Args:
        func: the function. An argument that a scope sets must not be given by position as well.

    Returns:
        The decorated function.

    Example:
        >>> import minigraph as tf
        >>> from minigraph.contrib import framework
        >>> @framework.add_arg_scope
        ... def scaled(x, by=1.0):
        ...     return x * by
        >>> with framework.arg_scope([scaled], by=3.0):
        ...     print(scaled(2.0), scaled(2.0, by=5.0))
        6.0 10.0
    """
    key = arg_scope_func_key(func)

    @functools.wraps(func)
    def scoped(*args: Any, **kwargs: Any) -> Any:
        given = current_arg_scope().get(key)
        return func(*args, **({**given, **kwargs} if given else kwargs))

    parameters = inspect.signature(func).parameters.values()
    _arguments[key] = tuple(p.name for p in parameters if p.default is not p.empty)
    scoped._key_op = key  # type: ignore[attr-defined]
    return scoped  # type: ignore[return-value]


def has_arg_scope(func: Any) -> bool:
    """Whether `arg_scope` can set arguments of a function.

    Args:
        func: the function.

    Example:
        >>> import minigraph as tf
        >>> [tf.contrib.framework.has_arg_scope(f) for f in (tf.contrib.layers.conv2d, tf.add)]
        [True, False]
    """
    return arg_scope_func_key(func) in _arguments


def arg_scoped_arguments(func: Any) -> tuple[str, ...]:
    """The arguments of a decorated function that have defaults, so that `arg_scope` can set them.

    Args:
        func: the function.

    Raises:
        AssertionError: it is not decorated.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.framework.arg_scoped_arguments(tf.contrib.layers.flatten)
        ('outputs_collections', 'scope')
    """
    assert has_arg_scope(func), f"{func} is not decorated with @add_arg_scope"
    return _arguments[arg_scope_func_key(func)]
