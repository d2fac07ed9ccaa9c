"""The interpreter: what a run means, in the fewest lines, with no optimisation at all.

Property tests hold every plan to it: same selection and order, then each op's kernel on its inputs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.functions import FuncGraph
from minigraph.core.nodes import Operation, Tensor
from minigraph.plan.order import FetchPoint, order
from minigraph.plan.runtime import uninitialized
from minigraph.plan.select import select
from minigraph.run.store import Store

__all__ = ["interpret"]


def interpret(
    fetches: list[Tensor | Operation], feeds: dict[Tensor, Any], store: Store
) -> list[Any]:
    """The fetched tensors' values; `store` changes only if nothing fails."""
    with np.errstate(all="ignore"):
        state: dict[Operation, Any] = {}
        results = _run(fetches, dict(feeds), state, store)
    for variable, value in state.items():
        store.cell(variable)[0] = np.array(value)[()]
    return [np.array(r)[()] if isinstance(r, np.ndarray) else r for r in results]


def _run(
    fetches: list[Tensor | Operation],
    env: dict[Tensor, Any],
    state: dict[Operation, Any],
    store: Store,
) -> list[Any]:
    fed = set(env)
    tensors = [f for f in fetches if isinstance(f, Tensor)]
    targets = [f._op if isinstance(f, Tensor) else f for f in fetches if f not in fed]
    selection = select(targets, fed)
    points: dict[Tensor, Any] = {}

    def value(tensor: Tensor, maybe: bool = False) -> Any:
        if tensor in env:
            return env[tensor]
        assert tensor._variable is not None
        found = state.get(tensor._variable, store.cell(tensor._variable)[0])
        if found is None and not maybe:
            uninitialized(tensor._variable.name)
        return found

    for item in order(selection, tensors, fed).items:
        if isinstance(item, FetchPoint):
            points[item.tensor] = value(item.tensor)
            continue
        op = selection.of(item)
        record = op._record
        if record.holds_state or record.name == "_Arg":
            continue
        if op.outputs and all(t in fed for t in op.outputs):
            continue  # only waited for
        attrs = {key: op.attrs[key] for key in record.attrs}
        if any(isinstance(a, FuncGraph) for a in attrs.values()):
            results = _control(op, env, state, store, value)
        else:
            if record.new_stream is not None:
                attrs["stream"] = store.stream(op)
            first = [value(t, maybe=record.reads_uninitialized) for t in op.inputs[:1]]
            results = record.kernel(*first, *[value(t) for t in op.inputs[1:]], **attrs)
        if len(op.outputs) == 1 and not isinstance(results, list) and record.writes < 2:
            results = (results,)
        for tensor, result in zip(op.inputs[: record.writes], results or (), strict=False):
            if tensor._variable is not None:
                state[tensor._variable] = result
        for outputs in (op.outputs, item.outputs, *_twins(op)):
            for tensor, result in zip(outputs, results or (), strict=False):
                shown = tensor._variable is not None and not (op.inputs and op.inputs[0] in env)
                if tensor not in fed and not shown:
                    env[tensor] = result
    return [points[t] if t in points else value(t) for t in tensors]


def _twins(op: Operation) -> list[list[Tensor]]:
    found = []
    while "twin_of" in op.__dict__:
        op = op.__dict__["twin_of"]
        found.append(op.outputs)
    return found


def _control(op: Operation, env: Any, state: Any, store: Store, value: Any) -> list[Any]:
    """Run an `If` or a `While`."""

    def call(function: FuncGraph, arguments: list[Any]) -> list[Any]:
        inner = {t: v for t, v in zip(function.inputs, arguments, strict=True) if v is not _SHOWS}
        return _run(list(function.outputs), inner, state, store)

    def captured(tensors: Any) -> list[Any]:
        return [value(t) if t in env or t._variable is None else _SHOWS for t in tensors]

    if op.type == "If":
        branch = op.attrs["then_branch" if value(op.inputs[0]) else "else_branch"]
        return call(branch, captured(op.inputs[1:]))
    count = len(op.attrs["loop_vars"])
    carried = [value(t) for t in op.inputs[:count]]
    carried += [() if t.dtype.name == "variant" else np.int32(0) for t in op.outputs[count:]]
    rest = captured(op.inputs[count:])
    while call(op.attrs["cond"], carried + rest)[0]:
        carried = call(op.attrs["body"], carried + rest)
    return carried


_SHOWS = object()  # an argument that shows a variable
