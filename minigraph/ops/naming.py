"""The scopes of the public API: name_scope, op_scope, device, colocate_with."""

from __future__ import annotations

from typing import Any

from minigraph.core.build import graph_for
from minigraph.core.graph import default_graph
from minigraph.core.scopes import Pushed

__all__ = ["colocate_with", "container", "device", "init_scope", "name_scope", "op_scope"]


class name_scope:
    """A block whose nodes have names that begin with `name/`.

    Args:
        name: of the scope; None: `default_name`. A name ending in "/" is entered again as it is;
            any other is made unique.
        default_name: used where `name` is None.
        values: tensors that the nodes will use; they choose the graph.

    Entering gives the full prefix, such as `"layer/dense/"`.

    Raises:
        ValueError: both names are None though `values` are given, or `name` is malformed.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     with tf.name_scope("layer") as scope:
        ...         print(scope, tf.constant(1.0, name="c").name)
        layer/ layer/c:0
    """

    def __init__(self, name: Any, default_name: str | None = None, values: Any = None):
        if name is not None and not isinstance(name, str):
            raise TypeError(f"`name` must be a string, but got {name!r}.")
        self._name = default_name if name is None else name
        self._values = values
        if self._name is None and values is not None:
            raise ValueError(
                f"At least one of name ({name}) and default_name ({default_name}) must be provided."
            )

    @property
    def name(self) -> str | None:
        """The name that was asked for."""
        return self._name

    def __enter__(self) -> str:
        graph = default_graph() if not self._values else graph_for(self._values)
        self._as_default = graph.as_default()
        self._as_default.__enter__()
        self._scope = graph.name_scope(self._name)
        try:
            return self._scope.__enter__()
        except Exception:
            self._as_default.__exit__()
            raise

    def __exit__(self, *exc_info: object) -> None:
        self._scope.__exit__(*exc_info)
        self._as_default.__exit__(*exc_info)


class op_scope(name_scope):
    """The name_scope of TF 0.x, with its arguments in the old order: values, name, default_name.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.op_scope([], None, "old") as scope:
        ...     print(scope)
        old/
    """

    def __init__(self, values: Any, name: Any, default_name: str | None = None):
        super().__init__(name, default_name, values)


def device(device_name_or_function: Any) -> Pushed:
    """A block whose nodes record a device; everything runs on this machine's CPU.

    Args:
        device_name_or_function: `"/cpu:0"`, `"/gpu:1"`, `"/job:ps/task:0"`, a DeviceSpec, a
            function from an operation to a name, or None to forget outer blocks.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.device("/gpu:0"):
        ...     print(tf.constant(1.0).device)
        /device:GPU:0
    """
    return default_graph().device(device_name_or_function)


def container(container_name: str) -> Pushed:
    """A block whose variables name a container; there is one for all of a session's.

    Args:
        container_name: not looked at.

    Example:
        >>> import minigraph as tf
        >>> with tf.container("experiment0"):
        ...     v = tf.Variable(1.0)
    """
    return default_graph().container(container_name)


def colocate_with(op: Any, ignore_existing: bool = False) -> Pushed:
    """A block whose nodes record that they belong with `op`; no effect on where they run.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     a = tf.constant(1.0, name="a")
        ...     with tf.colocate_with(a):
        ...         print(tf.constant(2.0).op.colocation_groups())
        [b'loc:@a']
    """
    return default_graph().colocate_with(op, ignore_existing)


class init_scope:
    """A block whose nodes go to the outermost graph, free of control inputs.

    Variables made inside a branch or a loop body are made in such a block.

    Example:
        >>> import minigraph as tf
        >>> with tf.init_scope():
        ...     tf.get_default_graph() is tf.get_default_graph().outermost
        True
    """

    def __enter__(self) -> None:
        inner = default_graph()
        graph = inner.outermost
        self._blocks: list[Any] = [graph.as_default(), graph.control_dependencies(None)]
        scope = inner.get_name_scope()
        self._blocks.append(graph.name_scope(scope + "/" if scope else None))
        for block in self._blocks:
            block.__enter__()

    def __exit__(self, *exc_info: object) -> None:
        for block in reversed(self._blocks):
            block.__exit__(*exc_info)
