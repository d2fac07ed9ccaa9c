"""What a session keeps between runs: the variables' values and the random streams."""

from __future__ import annotations

import threading
from typing import Any

from minigraph.core.nodes import Operation

__all__ = ["Store"]


class Store:
    """Cells of variables and streams of random ops, made when a plan first mentions them.

    A cell is a list of one value: `[None]` is a variable without a value. `lock` is held by a run
    from its first write on, so that runs in several threads lose no update.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._cells: dict[Operation, list[Any]] = {}
        self._streams: dict[Operation, Any] = {}

    def cell(self, variable: Operation) -> list[Any]:
        """The cell of a variable."""
        return self._cells.setdefault(variable, [None])

    def values(self) -> dict[str, Any]:
        """The variables that have a value, by name; the arrays are the store's own."""
        return {op.name: cell[0] for op, cell in list(self._cells.items()) if cell[0] is not None}

    def stream(self, op: Operation) -> Any:
        """The random stream of a random op, which goes on from run to run.

        A copy that a gradient made of the op (see `autodiff/backward.py`) draws from the op's own.
        """
        while "copy_of" in op.__dict__:
            op = op.__dict__["copy_of"]
        found = self._streams.get(op)
        if found is None:
            with self.lock:
                found = self._streams.setdefault(op, op._record.new_stream(op.attrs))
        return found

    def clear(self) -> None:
        """Forget everything."""
        self._cells.clear()
        self._streams.clear()
