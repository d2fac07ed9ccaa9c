"""Buffers: which results are written to memory that is kept from run to run.

A value gets a place if its size is known, the step can write to a given array, and nothing keeps
it after the run: it is not returned, not stored in a variable, not handed to a loop or branch.
A place is free again after the last use of the value and of every view of it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from minigraph.core.lowering import Line
from minigraph.plan.groups import Group
from minigraph.plan.values import Block, Branch, Loop, Read, Step, Value

__all__ = ["Assignment", "Roots", "assign_places"]


class Assignment(NamedTuple):
    """`places[value]` is its memory block; `sizes` are the blocks' bytes."""

    places: dict[Value, int]
    sizes: list[int]


class Roots:
    """For every value, the value whose memory it shows, and whether this run allocated that."""

    def __init__(self, steps: list[Step]):
        self._root: dict[Value, Value] = {}
        self._made: set[Value] = set()
        for step in steps:
            if isinstance(step, (Read, Branch, Loop)):
                continue  # these may show a variable, a feed, or anything that was passed in
            for index, value in enumerate(step.outputs):
                source = step.record.alias.get(index)
                if source is None:
                    self._made.add(value)
                else:
                    self._root[value] = self.of(step.inputs[source])

    def of(self, value: Value) -> Value:
        """The value that owns the memory of `value`."""
        return self._root.get(value, value)

    def is_made_here(self, value: Value) -> bool:
        """Whether `value` owns memory that a step of this block allocated."""
        return value in self._made


def assign_places(
    block: Block,
    lines: dict[Step, Line],
    roots: Roots,
    kept: Collection[Value],
    late: Collection[Step | None] = (),
    groups: Collection[Group] = (),
) -> Assignment:
    """Give places to the values of a block.

    `kept` are those that outlive the run; the steps in `late` take their inputs again at its end.
    A group's steps run block by block: what one of them takes is needed until the last has ended,
    and what only the group takes needs no place.
    """
    escaping = {roots.of(v) for v in kept}
    for step in block.steps:
        if isinstance(step, (Branch, Loop)):
            escaping.update(roots.of(v) for v in _mentioned(step))
    last_use: dict[Value, int] = {}
    for index, step in enumerate(block.steps):
        for value in step.inputs:
            end = len(block.steps) if step in late else index
            last_use[roots.of(value)] = max(end, last_use.get(roots.of(value), 0))
    numbers = {step: index for index, step in enumerate(block.steps)}
    ending = {numbers[step]: numbers[g.steps[-1]] for g in groups for step in g.steps}
    inside = {value for group in groups for value in group.inside}
    homeless = {*escaping, *inside}
    places: dict[Value, int] = {}
    sizes: list[int] = []
    free: list[int] = []
    ends: dict[int, list[int]] = {}
    for index, step in enumerate(block.steps):
        line = lines.get(step)
        if line is not None and line.out and step.outputs[0] not in homeless:
            value = step.outputs[0]
            inherited = _inherit(step, line, index, last_use, roots, places, ends)
            place = _take(free, sizes, value) if inherited is None else inherited
            places[value] = place
            ends.setdefault(last_use.get(value, index), []).append(place)
        if index in ending and index != ending[index]:
            ends.setdefault(ending[index], []).extend(ends.pop(index, []))
        free += ends.pop(index, [])
    return Assignment(places, sizes)


def _mentioned(step: Step) -> set[Value]:
    """Every value of the surrounding block that a branch or loop may hold on to."""
    values = set(step.inputs)
    blocks = step.blocks if isinstance(step, Branch) else []
    if isinstance(step, Loop):
        blocks = [step.test, step.body]
    for block in blocks:
        values.update(block.results)
        for inner in block.steps:
            values |= _mentioned(inner)
    return values


def _bytes(value: Value) -> int:
    return max(value.size * value.dtype.size, 1)


def _inherit(
    step: Step,
    line: Line,
    index: int,
    last_use: dict[Value, int],
    roots: Roots,
    places: dict[Value, int],
    ends: dict[int, list[int]],
) -> int | None:
    """The place of an input that ends here and that an elementwise step may overwrite."""
    if not line.over:
        return None
    output = step.outputs[0]
    for value in step.inputs:
        if roots.of(value) is value and value in places and last_use[value] == index:
            if value.dims == output.dims and value.dtype is output.dtype:
                ends[index].remove(places[value])
                return places[value]
    return None


def _take(free: list[int], sizes: list[int], value: Value) -> int:
    """A free block that is not far too large, or a new one."""
    wanted = _bytes(value)
    fitting = [b for b in free if wanted <= sizes[b] <= 4 * wanted]
    if fitting:
        best = min(reversed(fitting), key=lambda b: sizes[b])  # let go last: it is in the cache
        free.remove(best)
        return best
    sizes.append(wanted)
    return len(sizes) - 1
