"""The loop of a group: what `emit` writes for it, and what the generated program calls.

g0 = parts(40000, 32768, (b1, True), (k0, False))   # once for every thread
...
    for lo, hi, g0_0, g0_1 in g0:
        np.multiply(x0[lo:hi], c0, out=g0_1)
        np.add(g0_1, c1, out=g0_0)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.core.lowering import Line
from minigraph.plan.groups import Group
from minigraph.plan.threads import part
from minigraph.plan.values import Step, Value

__all__ = ["Scratch", "names_in_loop", "parts", "parts_line"]


def parts(
    length: int, rows: int, *arrays: tuple[Any, bool], share: tuple[int, int] = (0, 1)
) -> list[tuple[Any, ...]]:
    """(start, end, part of each array) for each block of an axis, or for one thread's share of them.

    Of an array with True its part of that block; of one with False, memory for one block, as much
    as the block needs. `share` is (number, of how many).
    """
    result = []
    for start in part(range(0, length, rows), *share):
        end = min(start + rows, length)
        own = [array[start:end] if cut else array[: end - start] for array, cut in arrays]
        result.append((start, end, *own))
    return result


class Scratch:
    """Memory for one block of each value inside a group, shared by lifetime.

    Attributes:
        places: value -> number of the memory.
        sizes: their sizes in bytes.
    """

    def __init__(self, group: Group, lines: dict[Step, Line]):
        self.places: dict[Value, int] = {}
        self.sizes: list[int] = []
        last = {v: i for i, step in enumerate(group.steps) for v in step.inputs}
        free: list[int] = []
        for index, step in enumerate(group.steps):
            ended = [v for v in dict.fromkeys(step.inputs) if last[v] == index]
            mine = [v for v in ended if v in self.places]
            value = step.outputs[0]
            if value in group.inside:
                over = [v for v in mine if v.dtype is value.dtype and v.dims == value.dims]
                over = over if lines[step].over else []
                if over:
                    self.places[value] = self.places[over[0]]
                    mine.remove(over[0])
                else:
                    self.places[value] = self._take(free, group.block_bytes(value))
            free += [self.places[v] for v in mine]

    def _take(self, free: list[int], size: int) -> int:
        if free:
            place = free.pop()
            self.sizes[place] = max(self.sizes[place], size)
            return place
        self.sizes.append(size)
        return len(self.sizes) - 1


def names_in_loop(
    group: Group, number: int, name_of: Callable[[Value], str], is_fixed: Callable[[Value], bool]
) -> tuple[dict[Value, str], list[Value], list[tuple[str, str]]]:
    """What values are called within the loop.

    Returns:
        (names, the values whose parts are made once for all runs, (name, array) of those whose
        parts each run makes).
    """
    names: dict[Value, str] = {}
    fixed: list[Value] = []
    cut: list[tuple[str, str]] = []
    mentioned = [v for step in group.steps for v in (*step.inputs, *step.outputs)]
    for value in dict.fromkeys(mentioned):
        if value in group.inside:
            names[value] = f"g{number}_{len(names)}"
            fixed.append(value)
        elif group.is_cut(value):
            names[value] = f"g{number}_{len(names)}"
            if is_fixed(value):
                fixed.append(value)
            else:
                cut.append((names[value], name_of(value)))
    return names, fixed, cut


def parts_line(
    group: Group,
    number: int,
    fixed: list[Value],
    scratch: Scratch,
    first: int,
    name_of: Callable[[Value], str],
    threads: int,
) -> str:
    """The line that cuts, once, what the loop finds ready, for each thread.

    The memory of the first thread begins at block `first`, that of the second behind it.
    """
    calls = []
    for thread in range(threads):
        begin = first + thread * len(scratch.sizes)
        items = _items(group, fixed, scratch, begin, name_of)
        if threads > 1:
            items.append(f"share=({thread}, {threads})")
        calls.append(f"parts({', '.join([str(group.length), str(group.rows), *items])})")
    return f"g{number} = {', '.join(calls)}"


def _items(
    group: Group,
    fixed: list[Value],
    scratch: Scratch,
    first: int,
    name_of: Callable[[Value], str],
) -> list[str]:
    """The arrays that are cut, and the memory for blocks."""
    items = []
    for value in fixed:
        if value in group.inside:
            size = group.block_bytes(value)
            shape = (group.rows,) if group.flat else (group.rows, *(value.dims or ())[1:])
            memory = f"blocks[{first + scratch.places[value]}][:{size}]"
            kind = f"np.{value.dtype.np_dtype.name}"
            items.append(f"({memory}.view({kind}).reshape({shape}), False)")
        else:
            items.append(f"({name_of(value)}{'.reshape(-1)' if group.flat else ''}, True)")
    return items
