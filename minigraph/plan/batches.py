"""Batches: a function of many numbers in one call, in long programs of scalars.

A ufunc takes as long for one number as for a hundred. Where thousands of steps take the cosine of
one number each, those whose numbers are there when the first one runs are worked out together:

    t3, t7, t11, ... = np.cos(np.array((t2, t6, t10, ...)))

A chain forwards has no such steps, since each waits for the one before; its gradient has, since all
that it needs of the way forwards is there when it begins.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable

from minigraph.core.lowering import Line
from minigraph.plan.values import Block, Branch, Loop, Step, Value

__all__ = ["batch_text", "find_batches"]

_FEWEST = 16  # steps: below, making the array costs what the calls do
_CALL = re.compile(r"np\.\w+\(\{0\}\)")


def find_batches(block: Block, lines: dict[Step, Line]) -> dict[Step, list[Step]]:
    """The first step of each batch -> its steps, that one included."""
    kinds: dict[tuple[str, str], list[tuple[int, int]]] = {}  # (where it runs, where it could)
    set_at: dict[Value, int] = {}
    for index, step in enumerate(block.steps):
        line = lines.get(step)
        if line is not None and _is_call(step, line):
            value = step.inputs[0]
            kind = line.text, value.dtype.name
            kinds.setdefault(kind, []).append((index, set_at.get(value, -1)))
        set_at.update(dict.fromkeys(step.outputs, index))
    found: dict[Step, list[Step]] = {}
    for places in kinds.values():
        if len(places) >= _FEWEST:
            for members in _together(places):
                found[block.steps[members[0]]] = [block.steps[i] for i in members]
    return found


def _is_call(step: Step, line: Line) -> bool:
    """Whether a step is a ufunc of one number."""
    if isinstance(step, (Branch, Loop)) or len(step.inputs) != 1 or len(step.outputs) != 1:
        return False
    numbers = step.inputs[0].is_scalar and step.outputs[0].is_scalar
    return numbers and step.inputs[0].const is None and _CALL.fullmatch(line.text) is not None


def _together(places: list[tuple[int, int]]) -> list[list[int]]:
    """Steps that can run at the place of the first of them, for all of (place, what it waits for)."""
    waiting = [(ready, index) for index, ready in places]
    heapq.heapify(waiting)
    done: set[int] = set()
    found = []
    for index, _ in places:
        if index in done:
            continue
        ready = []
        while waiting and waiting[0][0] < index:
            ready.append(heapq.heappop(waiting))
        members = sorted(place for _, place in ready if place >= index)
        if len(members) >= _FEWEST:
            found.append(members)
            done.update(members)
        else:  # those after this one may be more with what will be ready then
            for item in ready:
                if item[1] > index:
                    heapq.heappush(waiting, item)
    return found


def batch_text(steps: list[Step], line: Line, name: Callable[[Value], str]) -> str:
    """The line that runs a batch."""
    targets = ", ".join(name(step.outputs[0]) for step in steps)
    numbers = ", ".join(name(step.inputs[0]) for step in steps)
    return f"{targets} = {line.text.format(f'np.array(({numbers}))')}"
