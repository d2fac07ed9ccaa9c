"""Writer: what a generated program is written with: its lines, and what it calls things."""

from __future__ import annotations

import re
import sys
from typing import Any

import numpy as np

from minigraph.core.nodes import Operation
from minigraph.plan.runtime import copied, memory, uninitialized
from minigraph.plan.values import Step, Value

__all__ = ["Writer"]


class Writer:
    """Lines with their steps, and names of values, constants, variables and buffers.

    Attributes:
        rows: (indent, text, step) of each line so far.
        names: value -> what the source calls it.
        namespace: the objects that the source mentions.
        variables: variable -> the name of its cell.
        places: value -> the number of the block of memory that it is written to.
        layouts: value -> the order of axes in which its buffer is in one piece.
        free_names: names of scalars that have ended.
    """

    def __init__(self, feeds: list[Value]):
        self.rows: list[tuple[int, str, Step | None]] = []
        self.names: dict[Value, str] = {v: f"x{i}" for i, v in enumerate(feeds)}
        self.constants: dict[Any, str] = {}
        self.namespace: dict[str, Any] = {"np": np, "memory": memory, "copied": copied}
        self.namespace.update(uninitialized=uninitialized, getrefcount=sys.getrefcount)
        self.variables: dict[Operation, str] = {}
        self.places: dict[Value, int] = {}
        self.layouts: dict[Value, tuple[int, ...]] = {}
        self.free_names: list[str] = []

    def row(self, indent: int, text: str, step: Step | None = None) -> None:
        """Append a line."""
        self.rows.append((indent, text, step))

    def constant(self, value: Any, name: str = "") -> str:
        """The name of an object that the source mentions."""
        key = id(value)
        if key not in self.constants:
            self.constants[key] = name or f"c{len(self.constants)}"
            self.namespace[self.constants[key]] = value
        return self.constants[key]

    def name(self, value: Value) -> str:
        """What the source calls a value."""
        found = self.names.get(value)
        if found is None:
            if value.const is not None:
                found = self.constant(value.const)
            else:
                found = self.free_names.pop() if self.free_names else f"t{len(self.names)}"
            self.names[value] = found
        return found

    def cell(self, variable: Operation) -> str:
        """The name of the variable's cell."""
        if variable not in self.variables:
            name = "V_" + re.sub(r"\W", "_", variable.name[-40:])
            taken = name in self.variables.values()
            self.variables[variable] = f"{name}_{len(self.variables)}" if taken else name
        return self.variables[variable]

    def bound(self, call: re.Match[str]) -> str:
        """`np_sin(` for `np.sin(`: thousands of look-ups in the module cost time."""
        name = f"np_{call[1]}"
        self.namespace[name] = getattr(np, call[1])
        return f"{name}("

    def buffer(self, value: Value) -> str:
        """The name of the array that a value is written to."""
        assert value.dims is not None
        shape = "x".join(str(d) for d in value.dims)
        order = "".join(str(axis) for axis in self.layouts.get(value, ()))
        return f"b{self.places[value]}_{shape}_{value.dtype.name}{order and '_'}{order}"

    def buffer_line(self, value: Value) -> str:
        """The line that makes it: a view of its block of memory."""
        size, kind = max(value.size * value.dtype.size, 0), value.dtype.np_dtype.name
        dims, turn = value.dims, ""
        order = self.layouts.get(value)
        if order is not None:
            assert dims is not None
            dims = tuple(dims[axis] for axis in order)
            turn = f".transpose({tuple(order.index(axis) for axis in range(len(order)))})"
        memory = f"blocks[{self.places[value]}][:{size}]"
        return f"{self.buffer(value)} = {memory}.view(np.{kind}).reshape({dims}){turn}"

    def is_fixed(self, value: Value) -> bool:
        """Whether a value's array is the same in every run of a thread."""
        return value in self.places or value.const is not None
