"""Trace: one forward sweep from operations to steps, with the real shapes of this run.

For every operation in order: look up its inputs' values, run its shape rule again with what is
known now, fold it if all its inputs are constants, let the rewrites simplify it, drop it if an
equal step exists, else append a step. Variables are values too: a read gives the current one, a
write makes a new one, and what is current at the end is stored in one go (so that a run that fails
has changed nothing).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from minigraph.core import errors
from minigraph.core.build import output_dtypes
from minigraph.core.functions import FuncGraph
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.op_record import Call, OpRecord
from minigraph.core.shapes import Dims, compatible, generalise, merge, show
from minigraph.plan.failures import explained
from minigraph.plan.order import FetchPoint, Schedule, order
from minigraph.plan.rewrites import simplify
from minigraph.plan.select import effects_of, select
from minigraph.plan.values import Block, Branch, Loop, Read, Step, Value

__all__ = ["Trace", "as_value", "constant"]

_FOLD_LIMIT = 1 << 16  # constants with more elements than this are left to the run
_PARTIAL_LIMIT = 64


def constant(array: Any, dtype: Any) -> Value:
    """A value that is known now."""
    array = np.asarray(array, dtype.np_dtype)
    partial = None
    if array.dtype.kind == "i" and array.ndim <= 1 and array.size <= _PARTIAL_LIMIT:
        partial = int(array) if array.ndim == 0 else tuple(array.tolist())
    return Value(dtype, array.shape, array[()] if array.ndim == 0 else array, partial)


def as_value(tensor: Tensor, dims: Dims) -> Value:
    """The value that a fed tensor, or a function's argument, has in a run."""
    return Value(tensor._dtype, dims, partial=tensor._known)


class Trace:
    """The state of one sweep over one graph or sub-graph.

    Attributes:
        env: tensor -> its value.
        state: variable -> its current value, where it was read or written already.
        written: the variables that were written, in order.
        without: names of passes and rules that are left out.
        done: name of a pass or rule -> the nodes that it changed.
    """

    def __init__(self, outer: Trace | None = None, without: frozenset[str] = frozenset()):
        self.without: frozenset[str] = outer.without if outer else without
        self.done: dict[str, list[Operation]] = outer.done if outer else {}
        self.block = Block()
        self.env: dict[Tensor, Value] = {}
        self.state: dict[Operation, Value] = dict(outer.state) if outer else {}
        self.written: dict[Operation, None] = {}
        self.known_steps: dict[Any, list[Value]] = {}
        self.fetched: dict[FetchPoint, Value] = {}

    def note(self, name: str, node: Operation) -> None:
        """Remember that a pass or rule has changed a node."""
        self.done.setdefault(name, []).append(node)

    # -------------------------------------------------------------------------- the sweep
    def run(self, schedule: Schedule, definition: dict[Operation, Operation]) -> None:
        """Trace the scheduled items."""
        for index, item in enumerate(schedule.items):
            if index == schedule.locked_from:
                self.block.locked_from = len(self.block.steps)
                self.state.clear()  # what other threads have stored since counts from here on
            if isinstance(item, FetchPoint):
                self.fetched[item] = self.value_of(item.tensor)
            else:
                op = definition.get(item, item)
                try:
                    self.node(item, op)
                except ValueError as error:
                    shapes = [self.env[t].dims if t in self.env else t._dims for t in op.inputs]
                    raise explained(error, op, shapes) from None

    def node(self, place: Operation, op: Operation) -> None:
        """Trace one operation; `op` is the definition that runs at `place`."""
        record = op._record
        if record.holds_state or record.name == "_Arg":
            return
        if op.outputs and all(t in self.env for t in op.outputs):
            return  # every output is fed
        if record.is_pure and op.outputs and op.outputs[0]._variable is not None:
            if op.inputs[0] in self.env:  # a value is fed for the variable
                self.env[op.outputs[0]] = self.env[op.inputs[0]]
            return  # W/read and the like: their consumers read the variable themselves
        if record.name == "If":
            outputs = self.branch(op)
        elif record.name == "While":
            outputs = self.loop(op)
        else:
            outputs = self.plain(op)
        alike = op
        while True:  # the definition, the twins before it, and the op that they began with
            for tensor, value in zip(alike.outputs, outputs, strict=False):
                if tensor._variable is None:
                    self.env.setdefault(tensor, value)
            if alike is place:
                break
            alike = alike.__dict__["twin_of"]

    def plain(self, op: Operation) -> list[Value]:
        """Trace an op without sub-graphs."""
        record = op._record
        if record.name == "Placeholder":
            raise _unfed(op)
        if record.name == "_Absent":
            return [Value(op.outputs[0]._dtype, None, const=ABSENT)]
        count = record.writes or int(record.reads_uninitialized)
        variables = [t._variable for t in op.inputs[:count] if t._variable is not None]
        must_exist = not record.reads_uninitialized
        inputs = [self.read(variable, must_exist) for variable in variables]
        inputs += [self.value_of(t) for t in op.inputs[len(variables) :]]
        if record.name == "Assign" and (inputs[1].is_static or not op.attrs["validate_shape"]):
            infer_values(record, inputs, op.attrs, op.outputs)  # checks the shapes
            outputs = [inputs[1]]
        else:
            outputs = self.apply(record, inputs, op.attrs, op)
        for variable, value in zip(variables[: record.writes], outputs, strict=False):
            self.write(variable, value)
        return outputs

    def apply(
        self,
        record: OpRecord,
        inputs: list[Value],
        attrs: dict[str, Any],
        node: Operation,
        smaller: bool = False,
    ) -> list[Value]:
        """The values of one op: folded, simplified, shared with an equal step, or a new step.

        `smaller`: the inputs, and so the outputs, are not as large as the node's.
        """
        outputs = infer_values(record, inputs, attrs, () if smaller else node.outputs)
        if record.is_pure and outputs:
            if (not inputs or "fold" not in self.without) and self.fold(
                record, inputs, attrs, outputs
            ):
                if inputs:
                    self.note("fold", node)
                return outputs
            replacement = simplify(self, record, inputs, attrs, outputs, node)
            if replacement is not None:
                return replacement
            if "share" not in self.without:
                key = step_key(record, inputs, attrs)
                known = self.known_steps.get(key)
                if known is not None:
                    self.note("share", node)
                    return known
                self.known_steps[key] = outputs
        # of several variables that are written, the node shows the first one alone
        outputs += [Value(v.dtype, v.dims) for v in inputs[len(outputs) : record.writes]]
        self.block.steps.append(Step(record, inputs, attrs, outputs, node))
        return outputs

    def fold(
        self, record: OpRecord, inputs: list[Value], attrs: dict[str, Any], outputs: list[Value]
    ) -> bool:
        """Work the op out now if all that it needs is known and the result is small."""
        if record.value_rule is not None and len(outputs) == 1 and outputs[0].partial is not None:
            known = outputs[0].partial
            if not isinstance(known, tuple) or None not in known:
                outputs[0].const = constant(known, outputs[0].dtype).const
                return True
        if any(v.const is None for v in inputs):
            return False
        if any(np.size(v.const) > _PARTIAL_LIMIT for v in inputs if not all_static(outputs)):
            return False
        if any(v.is_static and v.size > _FOLD_LIMIT for v in outputs):
            return False
        try:
            with np.errstate(all="ignore"):
                results = record.kernel(
                    *(v.const for v in inputs), **{k: attrs[k] for k in record.attrs}
                )
        except Exception:  # the same error comes up, with its node, when the step runs
            return False
        if len(outputs) == 1 and not isinstance(results, list):
            results = (results,)
        for value, result in zip(outputs, results, strict=True):
            made = constant(result, value.dtype)
            value.const, value.dims, value.partial = made.const, made.dims, made.partial
            if value.const is not None and isinstance(value.const, np.ndarray):
                value.const = value.const.copy()
        return True

    # -------------------------------------------------------------------------- variables
    def value_of(self, tensor: Tensor) -> Value:
        """The value of a tensor at this place of the program."""
        found = self.env.get(tensor)
        if found is not None:
            return found
        if tensor._variable is not None:
            return self.read(tensor._variable)
        return self.env[tensor]

    def read(self, variable: Operation, must_exist: bool = True) -> Value:
        """The variable's current value; appends a read if there was none yet."""
        current = self.state.get(variable)
        if current is None:
            tensor = variable.outputs[0]
            loose = "loose_shape" in variable.__dict__
            current = Value(tensor._dtype, None if loose else tensor._dims)
            self.block.steps.append(Read(variable, current, must_exist))
            if must_exist:
                self.state[variable] = current
        return current

    def write(self, variable: Operation, value: Value) -> None:
        """Make `value` the variable's current one."""
        self.state[variable] = value
        self.written[variable] = None

    # -------------------------------------------------------------------------- sub-graphs
    def inner(self, function: FuncGraph, arguments: Sequence[Value | None]) -> Trace:
        """Trace a sub-graph whose inputs have these values (None: it shows a variable)."""
        inner = Trace(self)
        for tensor, value in zip(function.inputs, arguments, strict=True):
            if value is not None:
                inner.env[tensor] = value
        selection = select([t._op for t in function.outputs], ())
        schedule = order(selection, function.outputs, ())
        # the surrounding step holds the lock if anything within writes
        inner.run(Schedule(schedule.items, None), selection.definition)
        inner.block.results = [inner.value_of(t) for t in function.outputs]
        return inner

    def argument(self, tensor: Tensor) -> Value | None:
        """The value that a captured tensor has within a sub-graph; None if it shows a variable."""
        if tensor._variable is not None and tensor not in self.env:
            return None
        return self.env[tensor]

    def branch(self, op: Operation) -> list[Value]:
        """Trace an `If`: only the chosen branch if the choice is known, else both."""
        choice = self.value_of(op.inputs[0])
        functions: list[FuncGraph] = [op.attrs["then_branch"], op.attrs["else_branch"]]
        arguments = [self.argument(t) for t in op.inputs[1:]]
        if choice.const is not None:
            return self.taken(functions[0 if choice.const else 1], arguments, len(op.outputs))
        for variable in effects_of(op).writes:
            self.read(variable, must_exist=False)
        inners = [self.inner(function, arguments) for function in functions]
        written = list(dict.fromkeys([*inners[0].written, *inners[1].written]))
        for inner in inners:
            inner.block.results += [inner.read(v, must_exist=False) for v in written]
        outputs = [
            join(op, index, a, b)
            for index, (a, b) in enumerate(
                zip(inners[0].block.results, inners[1].block.results, strict=True)
            )
        ]
        step = Branch(op._record, [choice, *(a for a in arguments if a)], op.attrs, outputs, op)
        step.blocks = [inner.block for inner in inners]
        self.block.steps.append(step)
        split = len(op.outputs)
        for variable, value in zip(written, outputs[split:], strict=True):
            self.write(variable, value)
        return outputs[:split]

    def taken(
        self, function: FuncGraph, arguments: Sequence[Value | None], count: int
    ) -> list[Value]:
        """Trace the one branch that is taken as a part of this block.

        The other one may not even fit: it may be there for images of another rank.
        """
        inner = self.inner(function, arguments)
        self.block.steps += inner.block.steps
        for variable in inner.written:
            self.write(variable, inner.state[variable])
        return inner.block.results[:count]

    def loop(self, op: Operation) -> list[Value]:
        """Trace a `While`: sizes that one pass changes become unknown, until none does."""
        count = len(op.attrs["loop_vars"])
        starts = [self.value_of(t) for t in op.inputs[:count]]
        starts += [empty_list(t) for t in op.outputs[count:]]
        captured = [self.argument(t) for t in op.inputs[count:]]
        written = sorted(effects_of(op).writes, key=lambda v: v._id)
        for variable in written:
            starts.append(self.read(variable, must_exist=False))
        dims = [v.dims for v in starts]
        while True:
            carried = [Value(v.dtype, d) for v, d in zip(starts, dims, strict=True)]
            test, body = self.one_pass(op, carried, captured, written)
            widened = [
                generalise(d, v.dims) if v.dims != d else d
                for d, v in zip(dims, body.block.results, strict=True)
            ]
            if widened == dims:
                break
            dims = widened
        outputs = [Value(v.dtype, d) for v, d in zip(starts, dims, strict=True)]
        step = Loop(op._record, starts + [c for c in captured if c], op.attrs, outputs, op)
        step.test, step.body, step.carried = test.block, body.block, carried
        self.block.steps.append(step)
        split = len(op.outputs)
        for variable, value in zip(written, outputs[split:], strict=True):
            self.write(variable, value)
        return outputs[:split]

    def one_pass(
        self,
        op: Operation,
        carried: list[Value],
        captured: list[Value | None],
        written: list[Operation],
    ) -> tuple[Trace, Trace]:
        """Trace test and body once, with the loop's values as `carried`."""
        split = len(op.outputs)
        entry = Trace(self)
        for variable, value in zip(written, carried[split:], strict=True):
            entry.state[variable] = value
        arguments = [*carried[:split], *captured]
        test = entry.inner(op.attrs["cond"], arguments)
        for variable in test.written:
            entry.state[variable] = test.state[variable]
        body = entry.inner(op.attrs["body"], arguments)
        for variable in written:
            ended = body.state if variable in body.written else entry.state
            body.block.results.append(ended[variable])
        return test, body


def empty_list(tensor: Tensor) -> Value:
    """What the extra values of a widened loop start as: a list without elements, or zero."""
    if tensor._dtype.name == "variant":
        return Value(tensor._dtype, (), const=())
    return constant(0, tensor._dtype)


def join(op: Operation, index: int, a: Value, b: Value) -> Value:
    """The value that is one or the other."""
    if index < len(op.outputs):
        absent = [v for v in (a, b) if v.const is ABSENT]
        if absent:
            other = b if a.const is ABSENT else a
            return Value(other.dtype, other.dims)
    return Value(a.dtype, generalise(a.dims, b.dims))


class _Absent:
    """Stands for a value that the branch which was not taken would have made."""

    def __repr__(self) -> str:
        return "absent"


ABSENT = _Absent()


# ------------------------------------------------------------------------------- helpers
def all_static(values: list[Value]) -> bool:
    """Whether every size of every value is known."""
    return all(v.is_static for v in values)


def _unfed(op: Operation) -> errors.OpError:
    tensor = op.outputs[0]
    return errors.InvalidArgumentError(
        op.node_def,
        op,
        f"You must feed a value for placeholder tensor '{op.name}' with dtype "
        f"{tensor._dtype.name} and shape {show(tensor._dims)} (built at {op._site}): "
        f"session.run(..., feed_dict={{...}}).",
    )


def infer_values(
    record: OpRecord, inputs: list[Value], attrs: dict[str, Any], tensors: Sequence[Tensor]
) -> list[Value]:
    """The outputs' types and shapes by the op's own rule, with what is known now.

    `tensors` are the node's outputs; what is known of them holds as well.
    """
    dtypes = output_dtypes(record, attrs)
    if not dtypes:
        return []
    call = call_of(record, inputs, attrs)
    shapes = record.shape_rule(call)
    if not isinstance(shapes, list):
        shapes = [shapes]
    outputs = [Value(dtype, dims) for dtype, dims in zip(dtypes, shapes, strict=True)]
    for tensor, value in zip(tensors, outputs, strict=False):
        if tensor._dims is None or tensor._dims == value.dims:
            continue
        if tensor._op._record is record:
            if not compatible(tensor._dims, value.dims):
                raise ValueError(
                    f"the static shape is {show(tensor._dims)}, but the inputs give "
                    f"{show(value.dims)}"
                )
            value.dims = merge(value.dims, tensor._dims)
    if len(outputs) == 1 and record.value_rule is not None and dtypes[0].np_dtype.kind == "i":
        dims = outputs[0].dims
        if dims == () or (dims is not None and len(dims) == 1 and (dims[0] or 99) < 64):
            outputs[0].partial = record.value_rule(call)
    return outputs


def call_of(record: OpRecord, inputs: list[Value], attrs: dict[str, Any]) -> Call:
    """The op's application, as its rules see it."""
    return Call(
        record,
        tuple([v.dims for v in inputs]),
        tuple([_rule_value(v) for v in inputs]),
        attrs,
        tuple([v.dtype for v in inputs]),
    )


def _rule_value(value: Value) -> Any:
    return value.partial if value.partial is not None else value.const


def step_key(record: OpRecord, inputs: list[Value], attrs: dict[str, Any]) -> Any:
    """Equal keys: equal results."""
    names = [(k, hashable(attrs[k])) for k in (*record.attrs, *record.types) if k in attrs]
    return record.name, tuple([value_key(v) for v in inputs]), tuple(names)


def value_key(value: Value) -> Any:
    """Equal keys: equal values."""
    const = value.const
    if const is None:
        return id(value)
    array = np.asarray(const)
    if array.dtype.kind == "O" or array.size > 64:
        return id(value)
    return array.dtype.str, array.shape, array.tobytes()


def hashable(attr: Any) -> Any:
    """An attribute as a key."""
    if isinstance(attr, np.ndarray):
        return id(attr)
    if isinstance(attr, list):
        return tuple(hashable(a) for a in attr)
    return attr
