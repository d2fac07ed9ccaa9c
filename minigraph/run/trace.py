"""The trace of one run: what was run, when, how long, what came out, and where NaN and inf began.

`Session.trace` gives one; a run with FULL_TRACE attaches one to its RunMetadata (`Trace.of`). Each
step of the plan is a row under the name of its node. What the plan has folded, shared, dropped or
merged into another step is no row: it has not run.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from minigraph.core.dtypes import DType
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.sites import Site
from minigraph.plan.plan import Plan
from minigraph.plan.values import Loop, Read, Step, Value, inner_blocks
from minigraph.plan.watched import Mark
from minigraph.run.recorder import Begun, Ended, Look, Recorder

__all__ = ["Flow", "Row", "Total", "Trace", "made_of"]

_SHOWN = 50  # nodes in the printed table


class Flow(NamedTuple):
    """A tensor as it went into a step or came out of one.

    Attributes:
        name: the tensor's name; "" of a constant that only the plan knows.
        dtype, shape: as it was in this run.
        bytes: its size in memory; of strings, the bytes of the texts.
        has_nan, has_inf: whether any element is one.
        address: where it lies in memory, 0 of scalars: equal ones share a buffer.
        is_constant: whether the plan knew it before the run; no row has made it.
    """

    name: str
    dtype: DType
    shape: tuple[int, ...]
    bytes: int
    has_nan: bool
    has_inf: bool
    address: int
    is_constant: bool = False


class Row(NamedTuple):
    """One step of a run.

    Attributes:
        node: the name of its operation. A loop's inner nodes have a row for every pass.
        op: the type of op that ran: not always the node's, `x ** 2` runs as a Square.
        start, end: nanoseconds since 1970.
        outputs, inputs: the tensors.
        within: the name of the `cond` or `while_loop` node that it ran in, or "".
        site: the line of the user's program that made the node.
        role: "step", "read" (of a variable), "feed", or "fetch" (its copying for the caller).
        controls: names of the operations that it had to wait for.
    """

    node: str
    op: str
    start: int
    end: int
    outputs: tuple[Flow, ...]
    inputs: tuple[Flow, ...]
    within: str
    site: Site | None
    role: str
    controls: tuple[str, ...] = ()

    @property
    def nanoseconds(self) -> int:
        """How long it took; of a loop or branch, all that is within."""
        return self.end - self.start

    @property
    def bytes(self) -> int:
        """The size of its outputs."""
        return sum(flow.bytes for flow in self.outputs)

    @property
    def has_nan(self) -> bool:
        """Whether an output has NaN."""
        return any(flow.has_nan for flow in self.outputs)

    @property
    def has_inf(self) -> bool:
        """Whether an output has inf."""
        return any(flow.has_inf for flow in self.outputs)


class Total(NamedTuple):
    """All rows of one node: how many, their time, the most bytes that one put out, NaN and inf."""

    runs: int
    nanoseconds: int
    bytes: int
    has_nan: bool
    has_inf: bool


class Trace:
    """What one run did.

    Attributes:
        rows: in the order of their start, feeds first; a loop's row comes before those within.
        start, end: of the whole run, in nanoseconds since 1970.
        buffer_bytes: memory that the plan keeps from run to run.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     x = tf.placeholder(tf.float32, [3], name="x")
        ...     loss = tf.reduce_sum(x * tf.log(x, name="log"), name="loss")
        ...     value, trace = sess.trace(loss, {x: [1.0, 0.5, 0.0]})
        >>> [row.node for row in trace.rows if row.role == "step"]
        ['log', 'mul', 'loss']
        >>> trace.first("inf").node, trace.first("nan").node
        ('log', 'mul')
    """

    def __init__(self, rows: list[Row], start: int, end: int, buffer_bytes: int):
        self.rows = rows
        self.start = start
        self.end = end
        self.buffer_bytes = buffer_bytes

    @staticmethod
    def of(run_metadata: Any) -> Trace:
        """The trace of the run that has filled a RunMetadata. ValueError if it was not traced."""
        found = getattr(run_metadata, "trace", None)
        if not isinstance(found, Trace):
            raise ValueError(
                "This RunMetadata has no trace: give it to session.run(..., options=tf.RunOptions("
                "trace_level=tf.RunOptions.FULL_TRACE), run_metadata=metadata), or use "
                "session.trace(...)."
            )
        return found

    def totals(self) -> dict[str, Total]:
        """Node -> all of its rows together; copying for fetches left out.

        A `while_loop` node has the time of its whole loop; the nodes within are there as well.
        """
        totals: dict[str, Total] = {}
        for row in self.rows:
            if row.role == "fetch":
                continue
            old = totals.get(row.node, Total(0, 0, 0, False, False))
            totals[row.node] = Total(
                old.runs + 1,
                old.nanoseconds + row.nanoseconds,
                max(old.bytes, row.bytes),
                old.has_nan or row.has_nan,
                old.has_inf or row.has_inf,
            )
        return totals

    def origins(self, what: Literal["nan", "inf"]) -> list[Row]:
        """The rows that put out NaN (or inf) although nothing that they took had any.

        A feed or variable that has some is an origin as well; of a constant that has, it is what
        takes it. Of a loop or branch, the steps within are named and not the whole.
        """
        field = {"nan": "has_nan", "inf": "has_inf"}[what]
        holders = {row.within for row in self.rows}
        return [
            row
            for row in self.rows
            if getattr(row, field)
            and row.node not in holders
            and not any(getattr(f, field) and not f.is_constant for f in row.inputs)
        ]

    def first(self, what: Literal["nan", "inf"]) -> Row | None:
        """The first of `origins(what)`, or None."""
        return next(iter(self.origins(what)), None)

    def __str__(self) -> str:
        """A table of the slowest nodes, then where NaN and inf began."""
        rows = {row.node: row for row in reversed(self.rows)}
        whole = max(self.end - self.start, 1)
        totals = sorted(self.totals().items(), key=lambda item: -item[1].nanoseconds)
        cells = [("us", "%", "bytes", "runs", "op", "node", "built at")]
        for node, total in totals[:_SHOWN]:
            numbers = (f"{total.nanoseconds / 1e3:.1f}", f"{100 * total.nanoseconds / whole:.0f}")
            sizes = (str(total.bytes), str(total.runs))
            cells.append((*numbers, *sizes, rows[node].op, node, str(rows[node].site or "")))
        widths = [max(len(line[i]) for line in cells) for i in range(6)]
        lines = []
        for line in cells:
            right = [f"{text:>{width}}" for text, width in zip(line[:4], widths, strict=False)]
            left = [f"{text:{width}}" for text, width in zip(line[4:6], widths[4:], strict=True)]
            lines.append("  ".join([*right, *left, line[6]]).rstrip())
        if len(totals) > _SHOWN:
            lines.append(f"and {len(totals) - _SHOWN} more nodes, which took less")
        for what, row in (("NaN", self.first("nan")), ("inf", self.first("inf"))):
            if row is not None:
                lines.append(f"{what} first comes out of {row.node} ({row.op}, {row.site})")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Trace of {len(self.rows)} rows, {(self.end - self.start) / 1e3:.1f} us>"


# ------------------------------------------------------------------------------- from the notes
def made_of(plan: Plan, recorder: Recorder) -> Trace:
    """The trace that a watched plan's recorder has written down."""
    return _Maker(plan, recorder).trace()


class _Maker:
    def __init__(self, plan: Plan, recorder: Recorder):
        self.plan = plan
        self.recorder = recorder
        self.names: dict[Value, str] = {}
        self.looks: dict[Value, Look] = {}  # what is known of a value at this place of the run
        self.rows: list[Row] = []
        self.open: list[int] = []  # rows of the branches and loops that the run is in
        self.known: set[str] = set()  # nodes that have a row

    def trace(self) -> Trace:
        """Read all events."""
        for mark in self.plan.marks:
            if mark.step is not None:
                node = _shown(mark.step.node)
                self.known.add(node.name)
                for slot, value in enumerate(mark.outputs):
                    self.names[value] = f"{node.name}:{slot}"
        self.fed()
        for event in self.recorder.events:
            mark = self.plan.marks[event.mark]
            if isinstance(event, Ended):
                self.ended(mark, event)
            elif isinstance(event, Begun):
                self.begun(mark)
            elif isinstance(mark.step, Loop):
                self.move(mark.step.carried, mark.step.body.results)
        end = max((row.end for row in self.rows), default=self.recorder.began)
        return Trace(self.rows, self.recorder.began, end, self.plan.buffer_bytes)

    def fed(self) -> None:
        """The feeds are the first rows."""
        began = self.recorder.began
        pairs = zip(self.plan.feeds, self.plan.arguments, self.recorder.feeds, strict=True)
        for (tensor, _), value, look in pairs:
            self.names[value] = tensor.name
            self.looks[value] = look
            flow = self.flow(value, tensor.name)
            op = tensor._op
            self.rows.append(Row(op.name, op.type, began, began, (flow,), (), "", op._site, "feed"))

    def begun(self, mark: Mark) -> None:
        """A branch or loop begins: its row stands before those within."""
        assert mark.step is not None
        self.rows.append(self.row(mark.step, 0, 0, ()))
        self.open.append(len(self.rows) - 1)
        if isinstance(mark.step, Loop):
            self.move(mark.step.carried, mark.step.inputs)

    def ended(self, mark: Mark, event: Ended) -> None:
        """A mark has ended."""
        if mark.step is None:
            self.copied(mark.fetch, event)
            return
        self.looks.update(zip(mark.outputs, event.outputs, strict=True))
        shown = mark.outputs[: len(mark.step.node.outputs)]  # further ones are variables' values
        flows = tuple([self.flow(v, self.names[v]) for v in shown])
        if inner_blocks(mark.step):
            place = self.open.pop()
            self.rows[place] = self.rows[place]._replace(
                start=event.start, end=event.end, outputs=flows
            )
        else:
            self.rows.append(self.row(mark.step, event.start, event.end, flows))

    def move(self, values: list[Value], sources: list[Value]) -> None:
        """The values of a loop become what its body ended with, all at once."""
        looks = [self.look(source) for source in sources[: len(values)]]
        self.looks.update(zip(values, looks, strict=True))

    def row(self, step: Step, start: int, end: int, outputs: tuple[Flow, ...]) -> Row:
        """The row of a step."""
        node = _shown(step.node)
        return Row(
            node.name,
            step.record.name,
            start,
            end,
            outputs,
            tuple(self.inputs(step)),
            self.rows[self.open[-1]].node if self.open else "",
            node._site,
            "read" if isinstance(step, Read) else "step",
            tuple([c.name for c in node.control_inputs if c.name in self.known]),
        )

    def copied(self, fetch: int, event: Ended) -> None:
        """A fetch was copied for the caller."""
        tensor = [f for f in self.plan.fetches if isinstance(f, Tensor)][fetch]
        value = self.plan.block.results[fetch]
        flow = self.flow(value, self.names.get(value, tensor.name))
        site = tensor._op._site
        self.rows.append(
            Row(tensor.name, "_Retval", event.start, event.end, (), (flow,), "", site, "fetch")
        )

    # ------------------------------------------------------------------------- values
    def inputs(self, step: Step) -> list[Flow]:
        """What a step takes."""
        declared = step.node.inputs
        same = len(declared) == len(step.inputs) and step.record is step.node._record
        return [
            self.flow(value, self.names.get(value) or (declared[i].name if same else ""))
            for i, value in enumerate(step.inputs)
        ]

    def look(self, value: Value) -> Look:
        """What is known of a value."""
        found = self.looks.get(value)
        if found is None:
            found = self.looks[value] = self.recorder.look(value.const)
        return found

    def flow(self, value: Value, name: str) -> Flow:
        """A value under a tensor's name."""
        return Flow(name, value.dtype, *self.look(value), value.const is not None)


def _shown(node: Operation) -> Operation:
    """The node that users know: of a twin that a gradient made, the op that it stands for."""
    while "twin_of" in node.__dict__:
        node = node.__dict__["twin_of"]
    return node
