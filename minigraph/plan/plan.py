"""The plan: what a run was compiled to, for a session to call and for people to read."""

from __future__ import annotations

import itertools
from typing import Any

from minigraph.core.nodes import Operation, Tensor
from minigraph.core.shapes import Dims, show
from minigraph.plan.emit import emit
from minigraph.plan.failures import explained, frames_of
from minigraph.plan.late import rewrite_late
from minigraph.plan.listing import Listing, listing
from minigraph.plan.options import Options
from minigraph.plan.order import order
from minigraph.plan.select import select
from minigraph.plan.trace import Trace, as_value
from minigraph.plan.values import Block, Branch, Loop, Read, Step, Value, inner_blocks, walk
from minigraph.plan.watched import Mark, emit_watched
from minigraph.plan.work import ONE_THREAD, SMALL_PRODUCT, is_long, largest_product

__all__ = ["Plan"]

_SHOWN = 8  # nodes that `explain` names for each pass
_numbers = itertools.count()


class Plan:
    """The NumPy program for one set of fetches and one set of feeds with their shapes.

    Made by `Session.plan`; `print(plan)` shows the program, each line with its node.

    Args:
        fetches: what the program returns or does.
        feeds: the fed tensors and their shapes.
        watched: whether the program says what it does, for a trace (`plan/watched.py`).
        options: what is left out (`plan/options.py`).

    Attributes:
        source: the generated Python source.
        options: as given.
        done: name of a rule or pass -> the nodes that it changed.
        block, arguments: its steps, and the values of its feeds.
        marks: of a watched one, what its notes are about.
        variables: the variables that it reads or writes, in the order of its cells.
        streams: its random ops.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     x = tf.placeholder(tf.float32, [3], name="x")
        ...     y = tf.nn.relu(x * 2.0, name="y")
        ...     plan = tf.Session().plan(y, feeds=[x])
        >>> "np.multiply(x0, " in plan.source, len(plan.steps)
        (True, 2)
    """

    def __init__(
        self,
        fetches: list[Tensor | Operation],
        feeds: list[tuple[Tensor, Dims]],
        watched: bool = False,
        options: Options | None = None,
    ):
        self.fetches = fetches
        self.feeds = feeds
        self.options = options = options or Options()
        trace, self.arguments = _traced(fetches, feeds, options)
        self.block, self.done = trace.block, trace.done
        writes = [(v, trace.state[v]) for v in trace.written]
        self._writes = writes
        stored = [value for _, value in writes]
        self.block.steps = _needed(self.block, stored)
        rewrite_late(self.block, stored, options.without, trace.note)
        fed = {tensor for tensor, _ in feeds}
        given_back = [f in fed for f in fetches if isinstance(f, Tensor)]
        self.marks: list[Mark] = []
        parts = self.block, self.arguments, writes, given_back, options
        if watched:
            self._program, self.marks = emit_watched(*parts)
        else:
            self._program = emit(*parts)
        self.filename = f"<minigraph plan {next(_numbers)}>"
        namespace = self._program.namespace
        exec(compile(self.source, self.filename, "exec"), namespace)
        self.make = namespace["make"]

    @property
    def source(self) -> str:
        """The generated source."""
        return self._program.source

    @property
    def variables(self) -> list[Operation]:
        """What the slots of V stand for."""
        return self._program.variables

    @property
    def streams(self) -> list[Operation]:
        """The random ops."""
        return self._program.streams

    @property
    def steps(self) -> list[Step]:
        """All steps but reads of variables, those of branches and loops included."""
        return [step for step in walk(self.block) if not isinstance(step, Read)]

    @property
    def flushes(self) -> bool:
        """Whether denormal numbers count as zero: in runs long enough to pay for asking."""
        return self.options.has("flush") and is_long(self.steps)

    @property
    def blas_threads(self) -> int | None:
        """The most threads that products of matrices may use; None: there is no need to ask."""
        largest = largest_product(self.steps)
        if largest is not None and largest < ONE_THREAD:
            return None
        small = largest is not None and largest < SMALL_PRODUCT and self.options.has("blas")
        return 1 if small else self.options.threads

    @property
    def buffer_bytes(self) -> int:
        """Bytes of memory that each thread's copy of the plan keeps."""
        return self._program.memory

    def node_at(self, line: int) -> Operation | None:
        """The operation that a line (from 1) of the source runs."""
        owners = self._program.owners
        step = owners[line - 1] if 0 < line <= len(owners) else None
        return None if step is None else step.node

    def explain_error(self, error: Exception) -> Exception:
        """What to raise for an exception that left the program: with its op and the user's line."""
        for code, line in frames_of(error):
            if code.co_filename == self.filename and self._program.owners[line - 1] is not None:
                step = self._program.owners[line - 1]
                assert step is not None
                return explained(error, step.node, [v.dims for v in step.inputs])
        return error

    def explain(self) -> str:
        """What the plan does, as text.

        A table of every step with its shape, bytes, loop over blocks, node and the user's line;
        then, under the name by which `Session.plan(without=...)` leaves it out, what was done
        to the graph's ops and which nodes that changed.

        Example:
            >>> import minigraph as tf
            >>> with tf.Graph().as_default():
            ...     x = tf.placeholder(tf.float32, [3], name="x")
            ...     y = tf.square(x * 1.0, name="y")
            ...     print(tf.Session().plan(y, [x]).explain().splitlines()[-2:])
            ['1 steps, 0 variables, 0 bytes of buffers', 'times_one: mul']
        """
        loop_of = {s: f"loop {n}" for n, g in enumerate(self._program.groups) for s in g.steps}
        rows = [("op", "shape", "dtype", "bytes", "blocks", "node", "built at")]
        for step in self.steps:
            value = step.outputs[0] if step.outputs else None
            rows.append(
                (
                    step.record.name,
                    "" if value is None else show(value.dims),
                    "" if value is None else value.dtype.name,
                    str(value.size * value.dtype.size) if value and value.is_static else "?",
                    loop_of.get(step, ""),
                    step.node.name,
                    str(step.node._site),
                )
            )
        widths = [max(len(row[i]) for row in rows) for i in range(6)]
        lines = [
            "  ".join([*(f"{cell:{w}}" for cell, w in zip(row, widths, strict=False)), row[6]])
            for row in rows
        ]
        lines.append(
            f"{len(rows) - 1} steps, {len(self.variables)} variables, "
            f"{self.buffer_bytes} bytes of buffers"
        )
        return "\n".join([*(line.rstrip() for line in lines), *self._done_lines()])

    def _done_lines(self) -> list[str]:
        """What was done under which name."""
        program = self._program
        done = {name: [op.name for op in ops] for name, ops in self.done.items()}
        done["groups"] = [
            f"{len(g.steps)} steps in {-(-g.length // g.rows)} blocks ({n})"
            for n, g in enumerate(program.groups)
        ]
        done["batches"] = [f"{len(steps)} of {steps[0].record.name}" for steps in program.batches]
        done["threads"] = program.threaded
        done["layouts"] = [v.step.node.name for v in program.layouts if v.step is not None]
        places, sizes = program.buffers
        done["buffers"] = [f"{len(places)} results in {len(sizes)} blocks"] if places else []
        done["in_place"] = [step.node.name for step in program.late if step is not None]
        done["recycle"] = [variable.name for variable in program.recycled]
        if self.flushes:
            done["flush"] = ["the whole run"]
        if self.blas_threads == 1:
            done["blas"] = ["the whole run"]
        return [
            f"{name}: {', '.join(of[:_SHOWN])}{f' and {len(of) - _SHOWN} more' * (len(of) > _SHOWN)}"
            for name, of in done.items()
            if of
        ]

    def listing(self) -> Listing:
        """What the plan does, step by step, with its loops over blocks and its buffers."""
        names = [tensor.name for tensor, _ in self.feeds]
        tensors = [f.name for f in self.fetches if isinstance(f, Tensor)]
        feeds = list(zip(names, self.arguments, strict=True))
        return listing(self.block, self._program, feeds, self._writes, tensors)

    def draw(self, filename: Any = None, format: Any = None, **options: Any) -> Any:
        """Draw the plan: its steps in order, its loops over blocks, the buffers that it reuses.

        Args:
            filename, format: where to save the picture, as for `tf.draw`.
            options: `theme`, `title`, `size` and `timeout` as for `tf.draw`; `max_steps`, how many
                steps to show (default 400).

        Returns:
            A picture with `source` (DOT text) and `save(filename)`. Notebooks show it.

        Example:
            >>> import minigraph as tf
            >>> with tf.Graph().as_default():
            ...     x = tf.placeholder(tf.float32, [3], name="x")
            ...     y = tf.nn.relu(x * 2.0, name="y")
            ...     picture = tf.Session().plan(y, feeds=[x]).draw()
            >>> picture
            <Drawing of a plan of 2 steps>
        """
        from minigraph.drawing.plan_view import draw_plan

        return draw_plan(self.listing(), filename, format, **options)

    def __str__(self) -> str:
        lines = self.source.splitlines()
        shown = []
        for number, text in enumerate(lines, 1):
            node = self.node_at(number)
            note = "" if node is None else f"  # {node.name} ({node.type}) {node._site}"
            shown.append(f"{text:<48}{note}".rstrip() if note else text)
        return "\n".join(shown)

    def __repr__(self) -> str:
        names = ", ".join(f.name for f in self.fetches)
        return f"<Plan of {names}: {len(self.steps)} steps>"


def _traced(
    fetches: list[Tensor | Operation], feeds: list[tuple[Tensor, Dims]], options: Options
) -> tuple[Trace, list[Value]]:
    """Select, order and trace: the trace, and the values of the feeds."""
    fed = {tensor for tensor, _ in feeds}
    tensors = [f for f in fetches if isinstance(f, Tensor)]
    targets = [f._op if isinstance(f, Tensor) else f for f in fetches if f not in fed]
    selection = select(targets, fed)
    schedule = order(selection, tensors, fed)
    trace = Trace(without=options.without)
    arguments = [as_value(tensor, dims) for tensor, dims in feeds]
    trace.env.update(zip([t for t, _ in feeds], arguments, strict=True))
    trace.run(schedule, selection.definition)
    points: dict[Tensor, Value] = {p.tensor: v for p, v in trace.fetched.items()}
    trace.block.results = [points.get(t) or trace.value_of(t) for t in tensors]
    return trace, arguments


def _needed(block: Block, wanted: list[Value]) -> list[Step]:
    """The steps whose results or effects are needed; the lock's place moves along."""
    live = {*block.results, *wanted}
    kept: list[Step] = []
    locked = block.locked_from
    for index in range(len(block.steps) - 1, -1, -1):
        step = block.steps[index]
        effect = not isinstance(step, Read) and not step.record.is_pure
        if isinstance(step, (Branch, Loop)):
            effect = True
            if isinstance(step, Branch):
                _drop_unused_results(step, live)
            for inner in inner_blocks(step):
                extra = step.carried if isinstance(step, Loop) else []
                inner.steps = _needed(inner, extra)
                live |= _free_values(inner)
        if effect or any(v in live for v in step.outputs):
            live.update(step.inputs)
            kept.append(step)
        elif locked is not None and index < locked:
            assert block.locked_from is not None
            block.locked_from -= 1
    return kept[::-1]


def _drop_unused_results(step: Branch, live: set[Value]) -> None:
    """Leave out the results of a branch that nothing takes."""
    used = [i for i, v in enumerate(step.outputs) if v in live]
    step.outputs = [step.outputs[i] for i in used]
    for block in step.blocks:
        block.results = [block.results[i] for i in used]


def _free_values(block: Block) -> set[Value]:
    values = set(block.results)
    for step in block.steps:
        values.update(step.inputs)
        for inner in inner_blocks(step):
            values |= _free_values(inner)
    return values
