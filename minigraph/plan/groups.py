"""Groups: runs of elementwise steps on large arrays, made into one loop over blocks.

A pass over an array that is larger than the cache takes as long as fetching it. Ten elementwise
steps in a row are ten such passes, or one, if each block of the arrays goes through all ten before
the next block is touched. What only the group itself takes never becomes a whole array at all.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from minigraph.core.lowering import Line
from minigraph.core.shapes import Dims
from minigraph.plan.values import Block, Branch, Loop, Step, Value, inner_blocks, walk

__all__ = ["Group", "find_groups"]

_LARGE = 1 << 16  # elements: below, the arrays of a few steps stay in the cache anyway
_BLOCK = 1 << 15  # elements of a block: 128 KiB of float32 in each of a few arrays


class Group(NamedTuple):
    """Steps that a plan runs block by block.

    Attributes:
        steps: in order; each makes one value of shape `dims`.
        dims: their shape.
        flat: whether the arrays are cut as rows of numbers; else along their first axis.
        rows: how many entries of that axis a block has.
        inside: the values that nothing but the group takes.
    """

    steps: list[Step]
    dims: tuple[int, ...]
    flat: bool
    rows: int
    inside: set[Value]

    @property
    def length(self) -> int:
        """The length of the axis that is cut."""
        total = 1
        for size in self.dims if self.flat else self.dims[:1]:
            total *= size
        return total

    @property
    def width(self) -> int:
        """How many elements an entry of that axis has."""
        total = 1
        for size in () if self.flat else self.dims[1:]:
            total *= size
        return total

    def is_cut(self, value: Value) -> bool:
        """Whether a block takes a part of this input, and not all of it."""
        dims = value.dims or ()
        if self.flat:
            return dims == self.dims
        return len(dims) == len(self.dims) and dims[0] == self.dims[0] and self.dims[0] > 1


def find_groups(
    block: Block, lines: dict[Step, Line], kept: Collection[Value], late: Collection[Step | None]
) -> list[Group]:
    """Find the groups of a block, and put the steps of each next to one another.

    `kept` are values that outlive the run; the steps in `late` take their inputs again at its end.
    """
    split = len(block.steps) if block.locked_from is None else block.locked_from
    groups: list[Group] = []
    first = _arranged(block.steps[:split], lines, groups)
    block.steps = first + _arranged(block.steps[split:], lines, groups)
    takers = _takers(block)
    held = {*kept, *(v for step in late if step is not None for v in step.inputs)}
    for group in groups:
        members = set(group.steps)
        for step in group.steps:
            value = step.outputs[0]
            if value not in held and takers.get(value, members) <= members:
                group.inside.add(value)
    return groups


def _takers(block: Block) -> dict[Value, set[Step]]:
    """The steps, of this block or within, that take each value."""
    takers: dict[Value, set[Step]] = {}
    for step in walk(block):
        for value in step.inputs:
            takers.setdefault(value, set()).add(step)
        for inner in inner_blocks(step):
            for value in inner.results:
                takers.setdefault(value, set()).add(step)
    return takers


def _arranged(steps: list[Step], lines: dict[Step, Line], groups: list[Group]) -> list[Step]:
    """The steps with those of each group together; what stands between moves before the group."""
    result: list[Step] = []
    start = 0
    while start < len(steps):
        dims = _large_elementwise(steps[start], lines)
        if dims is None:
            result.append(steps[start])
            start += 1
            continue
        members, before, end = _run_from(start, dims, steps, lines)
        group = _group(members, dims, lines) if len(members) > 1 else None
        if group is None:
            result.append(steps[start])
            start += 1
            continue
        groups.append(group)
        result += before + members
        start = end
    return result


def _large_elementwise(step: Step, lines: dict[Step, Line]) -> tuple[int, ...] | None:
    """The shape of what a step makes element by element, if it is large."""
    line = lines.get(step)
    if line is None or not line.out or not step.record.elementwise or len(step.outputs) != 1:
        return None
    if not all(value.is_static for value in step.inputs):
        return None
    value = step.outputs[0]
    if not value.is_static or value.dims == () or value.size < _LARGE:
        return None
    return tuple(size or 0 for size in value.dims or ())


def _run_from(
    start: int, dims: Dims, steps: list[Step], lines: dict[Step, Line]
) -> tuple[list[Step], list[Step], int]:
    """(members, steps that move before them, index behind both) of the run that begins here."""
    members, made = [steps[start]], {*steps[start].outputs}
    between: list[tuple[int, Step]] = []
    end = start + 1
    for index in range(start + 1, len(steps)):
        step = steps[index]
        if _large_elementwise(step, lines) == dims:
            members.append(step)
            made.update(step.outputs)
            end = index + 1
        elif isinstance(step, (Branch, Loop)) or not made.isdisjoint(step.inputs):
            break
        else:
            between.append((index, step))
    return members, [step for index, step in between if index < end], end


def _group(members: list[Step], dims: tuple[int, ...], lines: dict[Step, Line]) -> Group | None:
    """A group of these steps, cut in the way that fits; None if none does."""
    width = 1
    for size in dims[1:]:
        width *= size
    rows = _BLOCK // max(width, 1)
    if rows >= 1 and dims[0] > rows:
        return Group(members, dims, False, rows, set())
    alike = all(v.is_scalar or v.dims == dims for step in members for v in step.inputs)
    if alike and len(dims) > 1:
        return Group(members, dims, True, _BLOCK, set())
    return None
