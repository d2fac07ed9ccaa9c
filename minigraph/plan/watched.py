"""Watched: the program of a plan that also says what it does, for a traced run.

It is the plan's program, with a call of `watch` after each step:

    def make(cells, lock, streams, watch):
        ...
        def step(x0):
            watch.start(x0)                # the feeds; the clock starts
            np.multiply(x0, c0, out=b0)
            watch.note(0, b0)              # mark 0 has ended: its time, its outputs
            watch.begin(1)                 # mark 1 holds others
            while True:
                ...
                watch.again(1)             # the loop's values have moved on
            watch.end(1, t1)
            for lo, hi, g0_0, g0_1 in g0:  # steps on large arrays, block by block
                np.sin(g0_0, out=g0_1)
                watch.part(2, g0_1)        # mark 2 has done a block
                np.add(g0_1, c2, out=g0_0)
                watch.part(3, g0_0)
            watch.whole(2, (40000, 9), 1440000)
            watch.whole(3, (40000, 9), 1440000)
            with lock:
                watch.resume()             # waiting for the lock is nobody's time
                r0 = copied(t1)
                watch.note(4)              # a fetch is copied

A plan that is not watched has none of it, so it costs nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from minigraph.core.nodes import Operation
from minigraph.plan.buffers import Roots
from minigraph.plan.emit import Emitter, Program
from minigraph.plan.in_place import is_at_once
from minigraph.plan.options import Options
from minigraph.plan.runtime import memory
from minigraph.plan.values import Block, Branch, Loop, Step, Value

__all__ = ["Mark", "emit_watched"]


class Mark(NamedTuple):
    """What one `note` of a watched program is about.

    Attributes:
        step: the step that has run, or None: a fetch has been copied.
        outputs: the values that `note` is given, in order.
        fetch: the number of the fetch.
    """

    step: Step | None
    outputs: list[Value]
    fetch: int = -1


def emit_watched(
    block: Block,
    feeds: list[Value],
    writes: list[tuple[Operation, Value]],
    given_back: list[bool],
    options: Options,
) -> tuple[Program, list[Mark]]:
    """The watched program of a top-level block, and what its notes are about."""
    emitter = _Watched(block, feeds, writes, given_back, options)
    return emitter.program(), emitter.marks


class _Watched(Emitter):
    parameters = "cells, lock, streams, watch"

    def __init__(
        self,
        block: Block,
        feeds: list[Value],
        writes: list[tuple[Operation, Value]],
        given_back: list[bool],
        options: Options,
    ):
        super().__init__(block, feeds, writes, given_back, options._replace(threads=1))
        self.namespace["memory"] = _touched
        self.marks: list[Mark] = []
        self.begun: dict[Step, int] = {}  # a branch or loop -> its mark
        self.parted: dict[Step, int] = {}  # a step in a loop over blocks -> its mark

    def mark(self, step: Step | None, outputs: list[Value], fetch: int = -1) -> int:
        """The number of a new mark."""
        self.marks.append(Mark(step, outputs, fetch))
        return len(self.marks) - 1

    def note(self, mark: int, names: list[str], indent: int) -> None:
        """Say that a mark has ended."""
        self.row(indent, f"watch.note({', '.join([str(mark), *names])})")

    # ------------------------------------------------------------------------- what is added
    def steps(self, block: Block, indent: int) -> int:
        """Before the first step of all, the feeds are seen."""
        if block is self.block:
            self.row(indent, f"watch.start({', '.join(self.names[v] for v in self.feeds)})")
        return super().steps(block, indent)

    def lock(self, indent: int) -> None:
        """After waiting for the lock, the clock goes on."""
        super().lock(indent)
        self.row(indent + 1, "watch.resume()")

    def branch(self, step: Branch, indent: int) -> None:
        """A branch begins before the steps in it."""
        self.begin(step, indent)
        super().branch(step, indent)

    def loop(self, step: Loop, indent: int) -> None:
        """A loop begins before the steps in it."""
        self.begin(step, indent)
        super().loop(step, indent)

    def begin(self, step: Step, indent: int) -> None:
        """Say that a step begins that holds others."""
        self.begun[step] = self.mark(step, step.outputs)
        self.row(indent, f"watch.begin({self.begun[step]})")

    def pass_done(self, step: Loop, indent: int) -> None:
        """Say that a loop's values have moved on."""
        self.row(indent, f"watch.again({self.begun[step]})")

    def done(self, step: Step, indent: int) -> None:
        """Note the step, unless `finish` makes all of it."""
        if step in self.parted:
            size = step.outputs[0].size * step.outputs[0].dtype.size
            self.row(indent, f"watch.whole({self.parted[step]}, {step.outputs[0].dims}, {size})")
        elif step in self.begun:
            names = [str(self.begun[step]), *(self.name(v) for v in step.outputs)]
            self.row(indent, f"watch.end({', '.join(names)})")
        elif step.outputs and step.outputs[0] in self.in_place:
            if not is_at_once(step):
                self.note(self.mark(step, []), [], indent)  # what is prepared is no output
        else:
            self.note(self.mark(step, step.outputs), [self.name(v) for v in step.outputs], indent)

    def part_done(self, step: Step, part: str, indent: int) -> None:
        """Note a step's part of one block: `done` adds them up."""
        self.parted[step] = self.mark(step, step.outputs)
        self.row(indent, f"watch.part({self.parted[step]}, {part})")

    def change_done(self, step: Step, arrays: list[str], indent: int) -> None:
        """Note a change in place."""
        self.note(self.mark(step, step.outputs), arrays, indent)

    def results(self, roots: Roots, owned: set[Value], indent: int) -> list[str]:
        """Each fetch gets a name of its own, and its time."""
        names = []
        for number, text in enumerate(super().results(roots, owned, indent)):
            names.append(f"r{number}")
            self.row(indent, f"{names[-1]} = {text}")
            self.note(self.mark(None, [], number), [], indent)
        return names


def _touched(sizes: list[int]) -> list[Any]:
    """The buffers, with all their pages in use: else the first steps would seem slow."""
    blocks = memory(sizes)
    for block in blocks:
        block[:] = 0
    return blocks
