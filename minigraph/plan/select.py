"""Select: the operations that a run needs, in the order of the graph.

Going back from the fetches along data and control inputs, stopping at fed tensors.

A gradient through `cond` or `while_loop` needs values from within the forward op, but never
changes it: it adds a *twin*, the same op with more outputs (see `autodiff/control_flow.py`). Where a
run needs an op and its twin, the twin's definition runs once, at the first one's place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from minigraph.core.functions import FuncGraph
from minigraph.core.nodes import Operation, Tensor

__all__ = ["Effects", "Selection", "effects_of", "first_of", "select"]


class Selection(NamedTuple):
    """What a run needs.

    `definition[op]` is the twin whose definition `op` runs with, `base[twin]` the op in whose
    place a twin runs; both only where there are twins.
    """

    ops: list[Operation]
    definition: dict[Operation, Operation]
    base: dict[Operation, Operation]

    def of(self, op: Operation) -> Operation:
        """The operation that runs where `op` stands."""
        return self.definition.get(op, op)

    def place(self, op: Operation) -> Operation:
        """Where `op` runs."""
        return self.base.get(op, op)


def select(targets: Iterable[Operation], fed: Collection[Tensor]) -> Selection:
    """The operations that `targets` need when the tensors in `fed` are given."""
    needed: set[Operation] = set()
    twins: list[Operation] = []
    stack = list(targets)
    while stack:
        op = stack.pop()
        if op in needed:
            continue
        needed.add(op)
        if "twin_of" in op.__dict__:
            twins.append(op)
        stack += [t._op for t in op.inputs if t not in fed]
        stack += op.control_inputs
    definition: dict[Operation, Operation] = {}
    base: dict[Operation, Operation] = {}
    for twin in twins:
        first = first_of(twin)
        base[twin] = first
        longest = definition.get(first)
        if longest is None or len(twin.outputs) > len(longest.outputs):
            definition[first] = twin
        needed.discard(twin)
        needed.add(first)
    return Selection(sorted(needed, key=lambda op: op._id), definition, base)


def first_of(op: Operation) -> Operation:
    """The op that a chain of twins began with."""
    while "twin_of" in op.__dict__:
        op = op.__dict__["twin_of"]
    return op


class Effects(NamedTuple):
    """Variables that an operation reads and writes, those of its sub-graphs included."""

    reads: frozenset[Operation]
    writes: frozenset[Operation]


_NONE = Effects(frozenset(), frozenset())


def effects_of(op: Operation, fed: Collection[Tensor] = ()) -> Effects:
    """What an operation does to variables."""
    functions = [f for f in op.attrs.values() if isinstance(f, FuncGraph)]
    live = [t._variable for t in op.inputs if t._variable is not None and t not in fed]
    if not functions:
        if not live:
            return _NONE
        return Effects(frozenset(live), frozenset(live[: op._record.writes]))
    reads: set[Operation | None] = set()
    writes_within: set[Operation] = set()
    for function in functions:
        inner = select([t._op for t in function.outputs], ())
        for node in inner.ops:
            effect = effects_of(inner.of(node))
            reads |= effect.reads
            writes_within |= effect.writes
        reads |= {t._variable for t in function.outputs if t._variable is not None}
    captured = set(live)
    declared = len(op.attrs.get("loop_vars", ()))
    direct = {t._variable for t in op.inputs[:declared] if t._variable is not None}
    return Effects(
        frozenset(v for v in reads & captured if v) | frozenset(v for v in direct if v),
        frozenset(writes_within & captured),
    )
