"""Late rewrites: those that ask who takes a value, which the sweep over the graph cannot know yet.

Each is a function of the finished block: it gives the steps that stand for others. Networks that
are unrolled in time are full of what is found here: one matrix meets the rows of every time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from typing import Any

from minigraph.core import dtypes
from minigraph.core.nodes import Operation
from minigraph.core.op_record import record_named
from minigraph.plan.trace import constant
from minigraph.plan.values import Block, Step, Value, how_often_taken

__all__ = ["LATE", "rewrite_late"]

_OFTEN = 4  # products with a matrix, from where on it pays to turn it once

_SLOPES = {
    "SoftmaxCrossEntropyWithLogits": "_SoftmaxCrossEntropySlope",
    "SparseSoftmaxCrossEntropyWithLogits": "_SparseSoftmaxCrossEntropySlope",
}

Replaced = dict[Step, list[Step]]


def rewrite_late(
    block: Block,
    kept: Collection[Value],
    without: frozenset[str],
    note: Callable[[str, Operation], None],
) -> None:
    """Apply the late rules. `kept` are the values that outlive the run."""
    there = {step.record.name for step in block.steps}
    for rule, ops in LATE.items():
        if rule.__name__ not in without and not there.isdisjoint(ops):
            replaced = rule(block, how_often_taken(block, kept))
            _replace(block, replaced)
            for step in replaced:
                note(rule.__name__, step.node)


def _replace(block: Block, replaced: Replaced) -> None:
    """Put the new steps in the places of the old ones."""
    steps: list[Step] = []
    locked = block.locked_from
    for index, step in enumerate(block.steps):
        if index == block.locked_from:
            locked = len(steps)
        steps += replaced.get(step, [step])
    block.steps, block.locked_from = steps, locked


def _product(value: Value) -> Any:
    """The step that makes a value if that is a product of matrices."""
    step = value.step
    if step is None or step.record.name != "MatMul":
        return None
    return step if all(v.is_static for v in (value, *step.inputs)) else None


# ---------------------------------------------------------------------------------- the rules
def unused_columns(block: Block, counts: Counter[Value]) -> Replaced:
    """split(matmul(x, w), axis=1), of which one part is used -> matmul(x, that part of w)."""
    splits: dict[Step, Step] = {}  # a product -> the step that splits it
    for step in block.steps:
        if step.record.name in ("Split", "SplitV"):
            where = (1, 0) if step.record.name == "Split" else (0, 2)
            whole, axis = (step.inputs[i] for i in where)
            alone = counts[whole] == 1 and sum(counts[v] > 0 for v in step.outputs) == 1
            static = all(v.is_static for v in step.outputs)
            product = _product(whole)
            if product is not None and alone and static and axis.const in (1, -1):
                splits[product] = step
    replaced: Replaced = {}
    parts: dict[Any, Value] = {}
    for product in block.steps:
        split = splits.get(product)
        if split is None:
            continue
        (index,) = (i for i, v in enumerate(split.outputs) if counts[v])
        wanted = split.outputs[index]
        start = sum((v.dims or ())[1] or 0 for v in split.outputs[:index])
        key = product.inputs[1], product.attrs["transpose_b"], start, wanted.dims
        new = [] if key in parts else [_columns(product, start, wanted)]
        part = parts.setdefault(key, new[0].outputs[0] if new else wanted)
        factors = [product.inputs[0], part]
        new.append(Step(product.record, factors, product.attrs, [wanted], product.node))
        replaced[product], replaced[split] = new, []
    return replaced


def _columns(product: Step, start: int, wanted: Value) -> Step:
    """The part of a product's second factor that makes the columns from `start` on."""
    factor, turned = product.inputs[1], product.attrs["transpose_b"]
    rows, columns = factor.dims or (0, 0)
    width = (wanted.dims or ())[1] or 0
    begin, sizes = ([start, 0], [width, columns]) if turned else ([0, start], [rows, width])
    inputs = [factor, constant(begin, dtypes.int32), constant(sizes, dtypes.int32)]
    part = Value(factor.dtype, tuple(sizes))
    types = {"T": factor.dtype, "Index": dtypes.int32}
    return Step(record_named("Slice"), inputs, types, [part], product.node)


def turned_once(block: Block, counts: Counter[Value]) -> Replaced:
    """Many products with the transpose of one matrix -> turn it once: BLAS then reads it in order."""
    users: dict[Value, list[Step]] = {}
    for step in block.steps:
        product = _product(step.outputs[0]) if step.outputs else None
        if product is step and step.attrs["transpose_b"] and not step.attrs["transpose_a"]:
            users.setdefault(step.inputs[1], []).append(step)
    replaced: Replaced = {}
    for matrix, steps in users.items():
        if len(steps) < _OFTEN or matrix.const is not None:
            continue
        rows, columns = matrix.dims or (0, 0)
        turned = Value(matrix.dtype, (columns, rows))
        first = Step(
            record_named("_Turned"), [matrix], {"T": matrix.dtype}, [turned], steps[0].node
        )
        for step in steps:
            factors, attrs = [step.inputs[0], turned], {**step.attrs, "transpose_b": False}
            replaced[step] = [Step(step.record, factors, attrs, step.outputs, step.node)]
        replaced[steps[0]].insert(0, first)
    return replaced


def unused_loss(block: Block, counts: Counter[Value]) -> Replaced:
    """cross_entropy(x, labels), of which the slope alone is used -> that."""
    replaced: Replaced = {}
    for step in block.steps:
        if step.record.name in _SLOPES and not counts[step.outputs[0]]:
            record = record_named(_SLOPES[step.record.name])
            new = Step(record, step.inputs, step.attrs, step.outputs[1:], step.node)
            replaced[step] = [new]
    return replaced


# the rules, and the ops that each of them looks for
LATE: dict[Callable[[Block, Counter[Value]], Replaced], Collection[str]] = {
    unused_columns: ("Split", "SplitV"),
    unused_loss: _SLOPES,
    turned_once: ("MatMul",),
}
