"""In place: which new values of variables are made in the variables' own arrays, and how.

An op that writes variables may state its change in two halves (`OpRecord.updates`): what can fail
is prepared in the op's place, the arrays are changed at the end of the run. So no run that fails
has changed anything, and no second copy of the variables is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from minigraph.core.lowering import Line
from minigraph.core.nodes import Operation
from minigraph.plan.buffers import Roots
from minigraph.plan.lines import attributes
from minigraph.plan.values import Block, Branch, Loop, Read, Step, Value, inner_blocks, walk

__all__ = [
    "changing",
    "choose_in_place",
    "is_at_once",
    "preparing",
    "taken_late",
    "update_work",
]

_SMALL = 1 << 13  # elements: one block
_PASSES = 4  # over each array of an update: two (descent) to four (Adam)


def choose_in_place(
    block: Block, writes: list[tuple[Operation, Value]], roots: Roots
) -> dict[Value, Value]:
    """New value -> old value, where nothing but the store takes the new one."""
    taken = {v for s in walk(block) for v in s.inputs} | {*block.results}
    for inner in (b for s in walk(block) for b in inner_blocks(s)):
        taken.update(inner.results)
    owners = {value: variable for variable, value in writes}
    stored = [value for _, value in writes]
    chosen: dict[Value, Value] = {}
    for step in block.steps:
        if step.record.in_place is None or step.inputs[0].dims in ((), None):
            continue
        pairs = list(zip(step.outputs, step.inputs[: step.record.writes], strict=False))
        others = step.inputs[step.record.writes :]
        if all(
            isinstance(old.step, Read)
            and old.step.node is owners.get(new)
            and new not in taken
            and stored.count(new) == 1
            for new, old in pairs
        ) and not any(_may_change(roots.of(v)) for v in others):
            chosen.update(pairs)
    return chosen


def _may_change(value: Value) -> bool:
    """Whether a value may show the array of a variable, which another write may change."""
    return not value.is_scalar and isinstance(value.step, (Read, Branch, Loop))


def taken_late(in_place: dict[Value, Value]) -> set[Value]:
    """What changes in place take at the end of the run."""
    return {v for new in in_place if new.step is not None for v in new.step.inputs}


def is_at_once(step: Step) -> bool:
    """Whether a change in place needs nothing prepared: all its shapes are known."""
    rule = step.record.in_place
    known = all(value.is_static for value in step.inputs)
    return rule is not None and rule.at_once is not None and known


def _share(array: str, threads: int) -> str:
    return f"part({array}, k, {threads})"


def update_work(steps: Iterable[Step]) -> int:
    """Elements times passes of updates, roughly."""
    return sum(step.inputs[0].size * _PASSES * len(step.outputs) for step in steps)


def preparing(step: Step, constant_name: Any) -> Line:
    """The first half of a change in place, in the step's own place."""
    rule = step.record.in_place
    assert rule is not None
    name = f"{step.record.name}_rows"
    places = [f"{{{i}}}" for i in range(len(step.inputs))]
    return Line(
        f"{name}({', '.join([*places, *attributes(step, constant_name)])})", {name: rule.prepare}
    )


def changing(
    step: Step,
    arrays: list[str],
    name_of: Callable[[Value], str],
    constant_name: Any,
    threads: int = 1,
) -> Line:
    """The second half, or the whole: the line that changes the variables' arrays.

    With several threads it is the line for the share of number `k`.
    """
    rule = step.record.in_place
    assert rule is not None
    if not is_at_once(step):
        name = f"{step.record.name}_write"
        arguments = [*arrays, name_of(step.outputs[0])]
        return Line(f"{name}({', '.join(arguments)})", {name: rule.write})
    name = f"{step.record.name}_at_once"
    others = step.inputs[len(arrays) :]
    rest = [name_of(value) for value in others]
    if threads > 1:
        dims = step.inputs[0].dims
        whole = [value.dims == dims for value in others]
        rest = [_share(r, threads) if w else r for r, w in zip(rest, whole, strict=True)]
        arrays = [_share(array, threads) for array in arrays]
    if rule.inline and step.inputs[0].size <= _SMALL:
        return Line(rule.inline.format(*arrays, *rest))
    arguments = [*arrays, *rest, *attributes(step, constant_name)]
    return Line(f"{name}({', '.join(arguments)})", {name: rule.at_once})
