"""What surrounds the making of a node: default graph, name scope, control inputs, device.

Each is a context manager that puts something on a stack of the graph and takes it off again.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any

from minigraph.core.nodes import Operation, Tensor

if TYPE_CHECKING:
    from minigraph.core.graph import Graph

__all__ = [
    "AsDefault",
    "ControlDependencies",
    "DefaultStack",
    "NameScope",
    "Pushed",
    "StackEntry",
]

_ROOT_SCOPE = re.compile(r"^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*$")
_INNER_SCOPE = re.compile(r"^[A-Za-z0-9_.\\/>-]*$")


class DefaultStack(threading.local):
    """One thread's stack of defaults: graphs or sessions."""

    def __init__(self) -> None:
        self.entries: list[Any] = []
        self.enforce_nesting = True

    def top(self) -> Any:
        """The innermost default, or None."""
        return self.entries[-1] if self.entries else None


class StackEntry:
    """Makes `item` the default of its stack within a `with` block."""

    def __init__(self, stack: DefaultStack, item: Any):
        self._stack = stack
        self._item = item

    def __enter__(self) -> Any:
        self._stack.entries.append(self._item)
        return self._item

    def __exit__(self, *exc_info: object) -> None:
        entries = self._stack.entries
        if not entries or entries[-1] is not self._item:
            if self._stack.enforce_nesting:
                raise AssertionError(
                    f"Nesting violated for default stack of {type(self._item)} objects"
                )
            if self._item in entries:
                entries.remove(self._item)
            return
        entries.pop()


AsDefault = StackEntry


class NameScope:
    """A level of names: `with graph.name_scope("layer1")` gives nodes the prefix `layer1/`."""

    def __init__(self, graph: Graph, name: Any):
        self._graph = graph
        self._name = name

    def __enter__(self) -> str:
        graph, name = self._graph, self._name
        self._outer = graph._scope
        if not name:
            graph._scope = ""
            return ""
        if not isinstance(name, str):
            raise TypeError(f"A name scope must be a string, not {name!r}.")
        pattern = _INNER_SCOPE if graph._scope else _ROOT_SCOPE
        if not pattern.match(name):
            kind = "scope" if graph._scope else "root scope"
            raise ValueError(
                f"'{name}' is not a valid {kind} name. It has to match the pattern: "
                f"{pattern.pattern}"
            )
        graph._scope = name[:-1] if name.endswith("/") else graph.unique_name(name)
        return graph._scope + "/"

    def __exit__(self, *exc_info: object) -> None:
        self._graph._scope = self._outer


class Pushed:
    """Keeps an entry on one of the graph's stacks within a `with` block."""

    def __init__(self, stack: list[Any], entry: Any):
        self._stack = stack
        self._entry = entry

    def __enter__(self) -> None:
        self._stack.append(self._entry)

    def __exit__(self, *exc_info: object) -> None:
        self._stack.pop()


class ControlDependencies:
    """Nodes made within wait for `ops`, unless they wait for a node made within already.

    `ops` None clears what outer blocks asked for.
    """

    def __init__(self, graph: Graph, ops: list[Operation] | None):
        self._graph = graph
        self.ops = ops
        self._made_within: set[Operation] = set()

    def __enter__(self) -> None:
        graph = self._graph
        self._outer = (graph._controls, graph._scope)
        graph._controls = [] if self.ops is None else [*graph._controls, self]

    def __exit__(self, *exc_info: object) -> None:
        self._graph._controls = self._outer[0]

    def wanted_for(self, inputs: tuple[Tensor, ...]) -> list[Operation]:
        """The control inputs that a node with these inputs gets from this block."""
        if any(t._op in self._made_within for t in inputs):
            return []
        producers = {t._op for t in inputs}
        return [op for op in self.ops or () if op not in producers]

    def note(self, op: Operation) -> None:
        """Remember that `op` was made within."""
        self._made_within.add(op)
