"""Switches between TensorFlow 1 and 2 that old programs call: here there is only the former."""

from __future__ import annotations

from typing import Any

__all__ = [
    "disable_eager_execution",
    "disable_resource_variables",
    "disable_v2_behavior",
    "enable_eager_execution",
    "enable_resource_variables",
    "executing_eagerly",
    "resource_variables_enabled",
]


def disable_eager_execution() -> None:
    """Nothing: programs build graphs, and sessions run them.

    Example:
        >>> import minigraph as tf
        >>> tf.disable_eager_execution()
    """


def disable_v2_behavior() -> None:
    """Nothing: this is TensorFlow 1's behaviour.

    Example:
        >>> import minigraph as tf
        >>> tf.disable_v2_behavior()
    """


def enable_eager_execution(
    config: Any = None, device_policy: Any = None, execution_mode: Any = None
) -> None:
    """Refuse: programs build graphs, and sessions run them.

    Args:
        config, device_policy, execution_mode: not looked at.

    Raises:
        RuntimeError: always.

    Example:
        >>> import minigraph as tf
        >>> tf.enable_eager_execution()
        Traceback (most recent call last):
        RuntimeError: minigraph has no eager execution: build a graph, and run it with tf.Session.
    """
    raise RuntimeError(
        "minigraph has no eager execution: build a graph, and run it with tf.Session."
    )


def executing_eagerly() -> bool:
    """Whether ops are executed as they are called: never.

    Example:
        >>> import minigraph as tf
        >>> tf.executing_eagerly()
        False
    """
    return False


def enable_resource_variables() -> None:
    """Nothing: a run reads and writes variables in one order, whatever they are called.

    Example:
        >>> import minigraph as tf
        >>> tf.enable_resource_variables()
    """


def disable_resource_variables() -> None:
    """Nothing; see `tf.enable_resource_variables`.

    Example:
        >>> import minigraph as tf
        >>> tf.disable_resource_variables()
    """


def resource_variables_enabled() -> bool:
    """Whether `tf.Variable` makes resource variables: never.

    Example:
        >>> import minigraph as tf
        >>> tf.resource_variables_enabled()
        False
    """
    return False
