"""Emit: steps become the source of a Python function, one line a step.

def make(cells, lock, streams):        # once for every thread that is in the plan
    V_W, = cells                       # a variable is a list of one value, or of None
    blocks = memory([4000])
    b0 = blocks[0][:4000].view(np.float32).reshape((100, 10))
    def step(x0):                      # one run
        t0 = V_W[0]
        if t0 is None: uninitialized("W")
        np.multiply(x0, t0, out=b0)
        with lock:                     # from the first write on
            t1 = V_W[0]
            t2 = np.subtract(t1, b0)
            r = copied(t2)             # what is returned shares memory with nothing
            V_W[0] = t2                # all variables are stored at the end, at once
            return r
    return step
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from minigraph.core.lowering import Line
from minigraph.core.nodes import Operation
from minigraph.plan.batches import batch_text, find_batches
from minigraph.plan.blocks import Scratch, names_in_loop, parts, parts_line
from minigraph.plan.buffers import Assignment, Roots, assign_places
from minigraph.plan.ending import Ending
from minigraph.plan.groups import Group, find_groups
from minigraph.plan.in_place import (
    choose_in_place,
    is_at_once,
    preparing,
    taken_late,
)
from minigraph.plan.layouts import choose_layouts
from minigraph.plan.lifetimes import last_mentions, last_uses
from minigraph.plan.lines import line_for
from minigraph.plan.options import Options
from minigraph.plan.threads import part, spread
from minigraph.plan.values import Block, Branch, Loop, Read, Step, Value, inner_blocks

__all__ = ["Emitter", "Program", "emit"]

_MANY = 1000  # steps: a longer program is written for speed, with fewer names and shorter calls
CALL = re.compile(r"\bnp\.(\w+)\(")
_RECYCLE = 1024  # elements: a variable's old array of at least this size is written to next time


class Program(NamedTuple):
    """Generated source and what it needs.

    Attributes:
        source: a module that defines `make`.
        namespace: the constants, kernels and helpers that it mentions.
        owners: for each line of the source, the step that it runs, or None.
        variables: the variables whose cells `make` is given, in order.
        streams: the random ops, whose streams `make` is given in this order.
        memory: bytes of what a thread keeps from run to run.
        groups: its loops over blocks.
        buffers: which value is written to which.
        late: the steps that are prepared in their place and made at the end.
        recycled: the variables whose new values are written over older ones.
        batches: steps that one call runs.
        threaded: what is divided among threads.
        layouts: the results whose buffers have the order of axes of what is made of them.
    """

    source: str
    namespace: dict[str, Any]
    owners: list[Step | None]
    variables: list[Operation]
    streams: list[Operation]
    memory: int
    groups: list[Group]
    buffers: Assignment
    late: set[Step | None]
    recycled: list[Operation]
    batches: list[list[Step]]
    threaded: list[str]
    layouts: list[Value]


def emit(
    block: Block,
    feeds: list[Value],
    writes: list[tuple[Operation, Value]],
    given_back: list[bool],
    options: Options,
) -> Program:
    """The program of a top-level block.

    Args:
        block: the steps and results.
        feeds: its arguments.
        writes: the variables' new values.
        given_back: for each result, whether it is a fetch of a fed tensor itself.
        options: what is left out.
    """
    return Emitter(block, feeds, writes, given_back, options).program()


class Emitter(Ending):
    """The state of emitting one program; `watched.py` emits one that also says what it does."""

    parameters = "cells, lock, streams"

    def __init__(
        self,
        block: Block,
        feeds: list[Value],
        writes: list[tuple[Operation, Value]],
        given_back: list[bool],
        options: Options,
    ):
        super().__init__(block, feeds, writes, given_back, options)
        self.streams: dict[Operation, int] = {}
        self.lines: dict[Step, Line] = {}
        self.last_use: dict[Value, Step] = {}  # arrays
        self.last_mention: dict[Value, Step] = {}  # scalars
        self.groups: dict[Step, Group] = {}  # first step -> the group
        self.batches: dict[Step, list[Step]] = {}  # first step -> all of them
        self.loops: list[tuple[Group, list[Value], Scratch]] = []
        self.long = len(block.steps) > _MANY
        self.locked = False

    def program(self) -> Program:
        """Emit everything."""
        self.lower(self.block)
        roots = Roots(self.block.steps)
        stored = [value for _, value in self.writes]
        has = self.options.has
        if has("in_place"):
            self.in_place = choose_in_place(self.block, self.writes, roots)
        late = {value.step for value in self.in_place}
        kept = [*self.block.results, *stored]
        found = []
        if has("groups"):
            found = find_groups(self.block, self.lines, kept, late, self.threads_for)
        self.groups = {group.steps[0]: group for group in found}
        plan = Assignment({}, [])
        if has("buffers"):
            plan = assign_places(self.block, self.lines, roots, kept, late, found)
        self.places = plan.places
        if has("layouts"):
            self.layouts = choose_layouts(self.block, stored, self.places)
        if has("recycle"):
            self.choose_recycled(roots, stored)
        kept += taken_late(self.in_place)
        self.last_use = last_uses(self.block, roots, plan, kept, found)
        if self.long:
            self.last_mention = last_mentions(self.block, [*kept, *self.feeds])
            if has("batches"):
                self.batches = find_batches(self.block, self.lines)
        self.steps(self.block, 2)
        if self.writes and not self.locked:
            self.lock(2)
        self.finish(roots, 3 if self.locked else 2)
        return self.assemble(plan)

    # ------------------------------------------------------------------------- preparation
    def lower(self, block: Block) -> None:
        """Choose the expression of every step."""
        for step in block.steps:
            if not isinstance(step, (Read, Branch, Loop)):
                self.lines[step] = line_for(step, self.constant)
            for inner in inner_blocks(step):
                self.lower(inner)

    def choose_recycled(self, roots: Roots, stored: list[Value]) -> None:
        """New values of variables that can be written over the array of the run before last."""
        for variable, value in self.writes:
            line = self.lines.get(value.step) if value.step else None
            if (
                line is None
                or not line.out
                or value not in (v for s in self.block.steps for v in s.outputs)
            ):
                continue
            if value.size >= _RECYCLE and roots.is_made_here(value) and stored.count(value) == 1:
                self.recycled[value] = variable

    # ------------------------------------------------------------------------- steps
    def steps(self, block: Block, indent: int) -> int:
        """Emit a block; returns the indent at its end."""
        done: set[Step] = set()
        for index, step in enumerate(block.steps):
            if index == block.locked_from:
                self.lock(indent)
                indent += 1
            if step in self.groups:
                self.grouped(self.groups[step], indent)
                done.update(self.groups[step].steps)
            if step in self.batches:
                text = batch_text(self.batches[step], self.lines[step], self.name)
                self.row(indent, re.sub(CALL, self.bound, text), step)
                done.update(self.batches[step])
            if step in done:
                pass
            elif isinstance(step, Read):
                self.read(step, indent, always=block is self.block)
            elif isinstance(step, Branch):
                self.branch(step, indent)
            elif isinstance(step, Loop):
                self.loop(step, indent)
            else:
                self.plain(step, indent)
            if block is self.block:
                ended = [v for v in step.inputs if self.last_mention.get(v) is step]
                self.free_names += dict.fromkeys(self.names[v] for v in ended)
            dead = {
                self.name(v)
                for v in step.inputs
                if block is self.block and self.last_use.get(v) is step
            }
            if dead:
                self.row(indent, f"del {', '.join(sorted(dead))}", step)
            self.done(step, indent)
        return indent

    def lock(self, indent: int) -> None:
        """From here on the run holds the session's lock."""
        self.row(indent, "with lock:")
        self.locked = True

    def done(self, step: Step, indent: int) -> None:
        """All lines of a step are written."""

    def part_done(self, step: Step, part: str, indent: int) -> None:
        """The line of a step within a loop over blocks is written; it makes `part`."""

    def pass_done(self, step: Loop, indent: int) -> None:
        """All lines of one pass of a loop are written."""

    def read(self, step: Read, indent: int, always: bool) -> None:
        """`t = V_name[0]`, and a check that there is a value; not `always`: only in some runs."""
        name = self.name(step.outputs[0])
        self.row(indent, f"{name} = {self.cell(step.node)}[0]", step)
        if always:
            self.read_names.setdefault(step.node, []).append(name)
        if step.must_exist:
            self.row(indent, f"if {name} is None: uninitialized({step.node.name!r})", step)

    def plain(self, step: Step, indent: int) -> None:
        """`t = expression`, or the expression alone where it writes to a place."""
        line = self.lines[step]
        if step.outputs and step.outputs[0] in self.in_place:
            if is_at_once(step):
                return  # `finish` does it
            line = preparing(step, self.constant)
        self.namespace.update(line.names or {})
        mentioned = {int(i) for i in re.findall(r"{(\d+)}", line.text)}
        inputs = [self.name(v) if i in mentioned else "" for i, v in enumerate(step.inputs)]
        fields: dict[str, str] = {}
        if "{stream}" in line.text:
            number = self.streams.setdefault(step.node, len(self.streams))
            fields["stream"] = f"s{number}"
        target = ""
        if step.outputs:
            output = step.outputs[0]
            if line.out and output in self.places:
                self.names[output] = fields["out"] = self.buffer(output)
            elif line.out and output in self.recycled:
                fields["out"] = self.fresh(output, indent, step)
                target = f"{self.name(output)} = "
            else:
                fields["out"] = "None"
                shown = step.outputs[:1] if step.outputs[0] in self.in_place else step.outputs
                target = ", ".join(self.name(v) for v in shown) + " = "
        text = line.text.format(*inputs, **fields)
        if self.long:
            text = re.sub(CALL, self.bound, text)
        self.row(indent, target + text.replace(", out=None", ""), step)

    def grouped(self, group: Group, indent: int) -> None:
        """The loop of a group: each block goes through all of its steps."""
        number = len(self.loops)
        for step in group.steps:
            output = step.outputs[0]
            if output in self.places:
                self.names[output] = self.buffer(output)
            elif output in self.recycled:
                self.names[output] = self.fresh(output, indent, step)
            elif output not in group.inside:
                new = f"np.empty({output.dims}, np.{output.dtype.np_dtype.name})"
                self.row(indent, f"{self.name(output)} = {new}", step)
        scratch = Scratch(group, self.lines)
        names, fixed, cut = names_in_loop(group, number, self.name, self.is_fixed)
        self.loops.append((group, fixed, scratch))
        if group.flat:
            for name, array in cut:
                self.row(indent, f"{name}_ = {array}.reshape(-1)", group.steps[0])
        own = "".join(f", {names[value]}" for value in fixed)
        threads = self.threads_for(group.work)
        if threads > 1:
            self.row(indent, f"def l{number}(g{number}):")
        inner = indent + (threads > 1)
        self.row(inner, f"for lo, hi{own} in g{number}:", group.steps[0])
        for name, array in cut:
            whole = f"{name}_" if group.flat else array
            self.row(inner + 1, f"{name} = {whole}[lo:hi]", group.steps[0])
        for step in group.steps:
            line = self.lines[step]
            self.namespace.update(line.names or {})
            inputs = [names.get(v) or self.name(v) for v in step.inputs]
            part = names[step.outputs[0]]
            self.row(inner + 1, line.text.format(*inputs, out=part), step)
            self.part_done(step, part, inner + 1)
        if threads > 1:
            self.row(indent, f"spread(l{number}, g{number})")
            self.threaded.append(f"loop {number}")

    def branch(self, step: Branch, indent: int) -> None:
        """`if ...: ... else: ...`; both sides set the outputs."""
        for keyword, block in zip(
            (f"if {self.name(step.inputs[0])}:", "else:"), step.blocks, strict=True
        ):
            self.row(indent, keyword, step)
            start = len(self.rows)
            self.steps(block, indent + 1)
            for output, result in zip(step.outputs, block.results, strict=True):
                self.row(indent + 1, f"{self.name(output)} = {self.name(result)}", step)
            if len(self.rows) == start:
                self.row(indent + 1, "pass", step)

    def loop(self, step: Loop, indent: int) -> None:
        """`while True: test; if not ...: break; body`."""
        carried = [self.name(v) for v in step.carried]
        for name, start in zip(carried, step.inputs, strict=False):
            self.row(indent, f"{name} = {self.name(start)}", step)
        self.row(indent, "while True:", step)
        self.steps(step.test, indent + 1)
        self.row(indent + 1, f"if not {self.name(step.test.results[0])}: break", step)
        self.steps(step.body, indent + 1)
        ended = [self.name(v) for v in step.body.results]
        moved = [(c, e) for c, e in zip(carried, ended, strict=True) if c != e]
        if moved:
            left, right = zip(*moved, strict=True)
            self.row(indent + 1, f"{', '.join(left)} = {', '.join(right)}", step)
        self.pass_done(step, indent + 1)
        for value, name in zip(step.outputs, carried, strict=True):
            self.names[value] = name

    def assemble(self, plan: Assignment) -> Program:
        """Join the rows to a module."""
        arguments = ", ".join(self.names[v] for v in self.feeds)
        head = [(0, f"def make({self.parameters}):")]
        if self.variables:
            head.append((1, f"{', '.join(self.variables.values())}, = cells"))
        if self.streams:
            head.append((1, f"{', '.join(f's{i}' for i in range(len(self.streams)))}, = streams"))
        sizes = list(plan.sizes)
        for group, _, scratch in self.loops:
            sizes += scratch.sizes * self.threads_for(group.work)
        if sizes:
            head.append((1, f"blocks = memory({sizes})"))
        made: dict[str, None] = {}
        for value in plan.places:
            name = self.buffer(value)
            if name not in made:
                made[name] = None
                head.append((1, self.buffer_line(value)))
        begin = len(plan.sizes)
        self.namespace.update(parts=parts, spread=spread, part=part)
        for number, (group, fixed, scratch) in enumerate(self.loops):
            threads = self.threads_for(group.work)
            line = parts_line(group, number, fixed, scratch, begin, self.name, threads)
            head.append((1, line))
            begin += len(scratch.sizes) * threads
        if self.recycled:
            head.append((1, f"spare = [None] * {len(self.recycled)}"))
        head.append((1, f"def step({arguments}):"))
        rows = [(i, t, None) for i, t in head] + self.rows + [(1, "return step", None)]
        source = "\n".join("    " * indent + text for indent, text, _ in rows) + "\n"
        owners = [step for _, _, step in rows]
        return Program(
            source,
            self.namespace,
            owners,
            list(self.variables),
            list(self.streams),
            sum(sizes),
            [group for group, _, _ in self.loops],
            plan,
            {value.step for value in self.in_place},
            list(self.recycled.values()),
            list(self.batches.values()),
            self.threaded,
            list(self.layouts),
        )
