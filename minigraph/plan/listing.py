"""Listing: what a plan does, row by row, for a picture of it.

Rows are the steps in their order, those of branches and loops below the step that holds them. A
row says what it takes by the numbers of earlier rows or by name, and where its result lies: in
which of the buffers that stay from run to run, and until when.
"""

from __future__ import annotations

from typing import NamedTuple

from minigraph.core.nodes import Operation
from minigraph.core.shapes import show
from minigraph.plan.buffers import Roots
from minigraph.plan.emit import Program
from minigraph.plan.values import Block, Branch, Loop, Read, Step, Value, inner_blocks

__all__ = ["Listing", "Row", "listing"]


END = 1 << 60  # after all rows


class Row(NamedTuple):
    """One step.

    Attributes:
        number: "3", or "3.1" within a branch or loop.
        depth: how many branches and loops it lies in.
        op, node, site: what runs, the name of its node, the line that made that.
        takes: numbers of rows, and names of feeds and variables; constants are left out.
        dims, dtype, bytes: of its first result; bytes is None where the size is open.
        memory: where the result lies: "buffer", "block" (of a loop over blocks, never a whole
            array), "view" of what it takes, "scalar", "variable" (the variable's own array), or "new".
        buffer: the number of the buffer, else -1.
        last: index of the last row that needs what is in the buffer.
        loop: the number of the loop over blocks that it runs in, else -1.
    """

    number: str
    depth: int
    op: str
    node: str
    site: str
    takes: tuple[str, ...]
    dims: str
    dtype: str
    bytes: int | None
    memory: str
    buffer: int
    last: int
    loop: int


class Listing(NamedTuple):
    """A plan.

    Attributes:
        rows: its steps.
        buffers: the sizes of its buffers in bytes.
        loops: of each loop over blocks, what its blocks are.
        stores: (variable, row or name of the value that it is set to).
        returns: (fetch, row or name of its value).
    """

    rows: list[Row]
    buffers: list[int]
    loops: list[str]
    stores: list[tuple[str, str]]
    returns: list[tuple[str, str]]


def listing(
    block: Block,
    program: Program,
    feeds: list[tuple[str, Value]],
    writes: list[tuple[Operation, Value]],
    fetches: list[str],
) -> Listing:
    """The rows of a plan.

    Args:
        block: its steps.
        program: what was emitted for them.
        feeds: the names and values of the feeds.
        writes: the new values of variables.
        fetches: the names of the tensors that are returned.
    """
    return _Lister(block, program, feeds, writes).listing(block, fetches)


class _Lister:
    def __init__(
        self,
        block: Block,
        program: Program,
        feeds: list[tuple[str, Value]],
        writes: list[tuple[Operation, Value]],
    ):
        self.program = program
        self.writes = writes
        self.roots = Roots(block.steps)
        self.names = {value: name for name, value in feeds}
        self.rows: list[Row] = []
        self.loop_of = {s: n for n, group in enumerate(program.groups) for s in group.steps}
        self.inside = {value for group in program.groups for value in group.inside}
        self.stored = {value: variable.name for variable, value in writes}
        self.made: dict[str, Value] = {}  # number of a row -> what it makes
        self.last: dict[Value, int] = {}  # the value that owns memory -> last row that needs it

    def listing(self, block: Block, fetches: list[str]) -> Listing:
        """Walk over everything."""
        self.steps(block, "", 0)
        rows = [self.with_last(row) for row in self.rows]
        groups = self.program.groups
        return Listing(
            rows,
            self.program.buffers.sizes,
            [f"{-(-g.length // g.rows)} blocks of {show((g.rows, *g.dims[1:]))}" for g in groups],
            [(variable.name, self.name(value)) for variable, value in self.writes],
            [(f, self.name(v)) for f, v in zip(fetches, block.results, strict=True)],
        )

    def steps(self, block: Block, prefix: str, depth: int) -> None:
        """The rows of a block."""
        count = 0
        for step in block.steps:
            if isinstance(step, Read):
                self.names[step.outputs[0]] = step.node.name
                continue
            count += 1
            number = f"{prefix}{count}"
            self.names.update((value, number) for value in step.outputs)
            self.made.update((number, value) for value in step.outputs[:1])
            self.rows.append(self.row(step, number, depth))
            if isinstance(step, Loop):
                self.names.update((value, number) for value in step.carried)
            for inner_number, inner in enumerate(inner_blocks(step), 1):
                self.steps(inner, f"{number}{'abcdef'[inner_number - 1]}.", depth + 1)

    def row(self, step: Step, number: str, depth: int) -> Row:
        """The row of a step."""
        index = len(self.rows)
        for value in step.inputs:
            end = index
            if step in self.program.late:  # it takes them again at the end
                end = END
            elif step in self.loop_of:  # what a loop takes is needed until its end
                members = self.program.groups[self.loop_of[step]].steps
                end = index + len(members) - 1 - members.index(step)
            self.last[self.roots.of(value)] = max(end, self.last.get(self.roots.of(value), 0))
        result = step.outputs[0] if step.outputs else None
        sized = result is not None and result.is_static and result.dtype.is_numpy_compatible
        return Row(
            number,
            depth,
            step.record.name,
            step.node.name,
            str(step.node._site),
            tuple(dict.fromkeys(n for n in map(self.name, step.inputs) if n)),
            "" if result is None else show(result.dims),
            "" if result is None else result.dtype.name,
            result.size * result.dtype.size if sized and result is not None else None,
            self.memory(step, result),
            -1 if result is None else self.program.buffers.places.get(result, -1),
            index,
            self.loop_of.get(step, -1),
        )

    def memory(self, step: Step, value: Value | None) -> str:
        """Where a result lies."""
        if value is None or isinstance(step, (Branch, Loop)):
            return ""
        if value in self.program.buffers.places:
            return "buffer"
        if value in self.inside:
            return "block"
        if value in self.stored:
            return "variable"
        if value.is_scalar:
            return "scalar"
        return "view" if 0 in step.record.alias else "new"

    def with_last(self, row: Row) -> Row:
        """The row, with the last one that needs its buffer."""
        if row.buffer < 0:
            return row
        last = max(row.last, self.last.get(self.made[row.number], 0))
        return row._replace(last=min(last, len(self.rows) - 1))

    def name(self, value: Value) -> str:
        """What a row calls a value; "" of a constant."""
        return self.names.get(value, "")
