"""Groups: runs of elementwise steps on large arrays, made into one loop over blocks.

A pass over an array that is larger than the cache takes as long as fetching it. Ten elementwise
steps in a row are ten such passes, or one, if each block of the arrays goes through all ten before
the next block is touched. What only the group itself takes never becomes a whole array at all.

A block is made of whole rows, where rows are short enough. Then what works on each row by itself
may stand between elementwise steps: its mean and variance, its softmax. A layer normalization is
one loop.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from minigraph.core.lowering import Line
from minigraph.core.memory import block_size
from minigraph.plan.values import Block, Branch, Loop, Read, Step, Value, inner_blocks, walk

__all__ = ["Group", "find_groups"]

_LARGE = 1 << 16  # elements: below, the arrays of a few steps stay in the cache anyway
_BLOCK = 1 << 15  # elements: what has fewer is one block
_REACH = 100  # steps: a group's steps are not further apart
_AT_ONCE = 3  # values inside a group that are needed at the same time


class Group(NamedTuple):
    """Steps that a plan runs block by block.

    Attributes:
        steps: in order; each makes one value: of shape `dims`, or a shorter one for each row.
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

    @property
    def work(self) -> int:
        """Elements times steps."""
        return self.length * self.width * len(self.steps)

    def block_bytes(self, value: Value) -> int:
        """Bytes of one block of a value that the group makes."""
        entry = 1 if self.flat else value.size // max(self.length, 1)
        return self.rows * entry * value.dtype.size

    def is_cut(self, value: Value) -> bool:
        """Whether a block takes a part of this input, and not all of it."""
        dims = value.dims or ()
        if self.flat:
            return dims == self.dims
        return len(dims) == len(self.dims) and dims[0] == self.dims[0] and self.dims[0] > 1


def find_groups(
    block: Block,
    lines: dict[Step, Line],
    kept: Collection[Value],
    late: Collection[Step | None],
    threads_for: Callable[[int], int],
) -> list[Group]:
    """Find the groups of a block, and put the steps of each next to one another.

    `kept` are values that outlive the run; the steps in `late` take their inputs again at its end.
    `threads_for` gives the number of threads for an amount of work.
    """
    split = len(block.steps) if block.locked_from is None else block.locked_from
    groups: list[Group] = []
    first = _arranged(block.steps[:split], lines, groups)
    block.steps = first + _arranged(block.steps[split:], lines, groups)
    if not groups:
        return []
    takers = _takers(block)
    held = {*kept, *(v for step in late if step is not None for v in step.inputs)}
    for group in groups:
        members = set(group.steps)
        for step in group.steps:
            value = step.outputs[0]
            if value not in held and takers.get(value, members) <= members:
                group.inside.add(value)
    sized = [group._replace(rows=_rows(group, threads_for(group.work))) for group in groups]
    return [group for group in sized if group.rows < group.length]


def _rows(group: Group, threads: int) -> int:
    """How many entries a block has, so that what it needs fits the cache."""
    mentioned = {v for step in group.steps for v in (*step.inputs, *step.outputs)}
    large = {v for v in mentioned if v.dims == group.dims}
    whole = [v.dtype.size for v in large - group.inside]
    inside = [v.dtype.size for v in large & group.inside][:_AT_ONCE]
    rows = block_size(sum(whole) + sum(inside), threads > 1) // group.width
    if threads > 1:
        rows = min(rows, -(-group.length // threads))
    return max(rows, 1)


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
    """The steps with those of each group together."""
    steps = list(steps)
    result: list[Step] = []
    start = 0
    while start < len(steps):
        dims = _large_dims(steps[start], lines)
        if dims is None:
            result.append(steps[start])
            start += 1
            continue
        run = _run_from(start, dims, steps, lines)
        group = _group(run.members, dims) if len(run.members) > 1 else None
        if group is None:
            result.append(steps[start])
            start += 1
            continue
        groups.append(group)
        result += run.before + run.members
        steps[start : run.end] = run.after  # they may begin a group of their own
    return result


def _is_cuttable(step: Step, lines: dict[Step, Line]) -> bool:
    """Whether a step can run on parts of its arrays."""
    line = lines.get(step)
    if line is None or not line.out or len(step.outputs) != 1:
        return False
    if not step.record.elementwise and not line.rows:
        return False
    return all(value.is_static for value in (*step.inputs, *step.outputs))


def _large_dims(step: Step, lines: dict[Step, Line]) -> tuple[int, ...] | None:
    """The shape of the large array that a group could begin with at this step."""
    if not _is_cuttable(step, lines):
        return None
    value = step.inputs[0] if lines[step].rows else step.outputs[0]
    if value.dims == () or value.size < _LARGE:
        return None
    return tuple(size or 0 for size in value.dims or ())


class _Run(NamedTuple):
    """The steps of a group, and what stands among them in the program.

    Attributes:
        members: the group's steps.
        before, after: the others, which move before and behind it.
        end: the index behind them all.
    """

    members: list[Step]
    before: list[Step]
    after: list[Step]
    end: int


def _run_from(
    start: int, dims: tuple[int, ...], steps: list[Step], lines: dict[Step, Line]
) -> _Run:
    """The run that begins at a step: each step goes along, or waits for it, or needs not.

    What waits is pure, so it may change places with what need not wait.
    """
    members, made = [steps[start]], {*steps[start].outputs}
    before: list[Step] = []
    after: list[Step] = []
    late: set[Value] = set()  # what the steps in `after` make
    run = _Run(members, [], [], start + 1)
    for index in range(start + 1, min(len(steps), start + _REACH)):
        step = steps[index]
        waits = not late.isdisjoint(step.inputs)
        if isinstance(step, (Branch, Loop)):
            break
        if not waits and _is_cuttable(step, lines) and _belongs(step, dims, made):
            members.append(step)
            made.update(step.outputs)
            run = _Run(members, list(before), list(after), index + 1)
        elif waits or not made.isdisjoint(step.inputs):
            if isinstance(step, Read) or not step.record.is_pure:
                break
            after.append(step)
            late.update(step.outputs)
        else:
            before.append(step)
    return run


def _belongs(step: Step, dims: tuple[int, ...], made: set[Value]) -> bool:
    """Whether a step goes along with rows of that shape: it makes some, or something of each."""
    value = step.outputs[0]
    if value.dims == dims:
        return True
    found = value.dims or ()
    return len(found) == len(dims) and found[0] == dims[0] and not made.isdisjoint(step.inputs)


def _group(members: list[Step], dims: tuple[int, ...]) -> Group | None:
    """A group of these steps, cut in the way that fits; None if none does."""
    width = 1
    for size in dims[1:]:
        width *= size
    rows = _BLOCK // max(width, 1)
    if rows >= 1 and dims[0] > rows:
        return Group(members, dims, False, rows, set())
    values = (v for step in members for v in (*step.inputs, *step.outputs))
    if all(v.is_scalar or v.dims == dims for v in values) and len(dims) > 1:
        return Group(members, dims, True, _BLOCK, set())
    return None
