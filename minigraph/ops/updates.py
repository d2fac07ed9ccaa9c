"""Steps of optimizers: ops that write a variable and what is remembered of it, in one pass.

Each is stated by one function that changes arrays in place, block by block. The kernel runs it on
copies; a plan on the variables' own arrays, at the end of a run in which nothing failed. The same
function makes the step of a few rows: it is run on these rows of all arrays, which then go back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from minigraph.core.op_record import INDEX, Call, OpRecord, op
from minigraph.core.shapes import Dims, compatible, merge, show
from minigraph.ops.rows import checked_numbers

__all__ = ["row_update_op", "update_op"]

Write = Callable[..., None]


class _Inputs:
    """Which inputs of a signature are what."""

    def __init__(self, signature: str) -> None:
        before = signature.partition("->")[0]
        self.names = [part.partition(":")[0].strip() for part in before.split(",")]
        self.count = before.count(": ref ")  # the variables, which come first
        self.gradient = self.names.index("grad" if "grad" in self.names else "delta")
        rows = [self.names.index("indices")] if "indices" in self.names else []
        apart = {*range(self.count), self.gradient, *rows}
        self.settings = [i for i in range(len(self.names)) if i not in apart]

    def check(self, shapes: list[Dims], gradient: Dims) -> Dims:
        """The shape of the variables; ValueError if they differ, if the gradient's is not
        `gradient` or if a setting is not a number."""
        dims = shapes[0]
        for index in range(1, self.count):
            dims = self._merged(dims, shapes[index], index)
        for index in self.settings:
            if not compatible(shapes[index], ()):
                raise ValueError(
                    f"'{self.names[index]}' must be a scalar, but has shape {show(shapes[index])}"
                )
        self._merged(gradient, shapes[self.gradient], self.gradient)
        return dims

    def _merged(self, dims: Dims, other: Dims, index: int) -> Dims:
        if not compatible(dims, other):
            raise ValueError(
                f"'{self.names[index]}' must have the shape {show(dims)}, to fit "
                f"'{self.names[0]}', but has {show(other)}"
            )
        return merge(dims, other)


def _register(
    name: str,
    signature: str,
    prepare: Callable[..., Any],
    write: Write,
    at_once: Write | None,
    inline: str = "",
    **facts: Any,
) -> OpRecord:
    count = _Inputs(signature).count

    def kernel(*inputs: Any, **attrs: Any) -> Any:
        prepared = prepare(*inputs, **attrs)
        arrays = [np.array(value) for value in inputs[:count]]
        write(*arrays, prepared)
        values = tuple(array[()] if array.ndim == 0 else array for array in arrays)
        return values if count > 1 else values[0]

    kernel.__doc__ = facts.pop("doc")
    facts["attributes"] = {"use_locking": False, **facts.pop("attributes", {})}
    why = "a write is not differentiable"
    record = op(name, signature, writes=count, no_gradient=why, **facts)(kernel)
    record.updates(prepare, write, at_once, inline)
    return record


def update_op(name: str, signature: str, write: Write, doc: str, **facts: Any) -> OpRecord:
    """Register an op that updates variables by a gradient of their shape.

    Args:
        name, signature: TensorFlow's; the variables come first, and one input is called `grad` (or
            `delta`). The others are numbers.
        write: changes the variables' arrays, which it takes first, by the other inputs and the
            attributes.
        doc: the formula.
        facts: `inline`, and what the attributes and types are; see `core/op_record.py`.
    """
    inputs = _Inputs(signature)

    def prepare(*values: Any, **attrs: Any) -> tuple[Any, ...]:
        shapes = [np.shape(value) for value in values]
        inputs.check(list(shapes), shapes[0])
        return (*values[inputs.count :], attrs)

    def write_prepared(*arguments: Any) -> None:
        *arrays, (*rest, attrs) = arguments
        write(*arrays, *rest, **attrs)

    def agreed(call: Call) -> Dims:
        shapes = list(call.shapes)
        dims = inputs.check(shapes, None)
        inputs.check(shapes, dims)
        return merge(dims, shapes[inputs.gradient])

    return _register(
        name, signature, prepare, write_prepared, write, shape=agreed, doc=doc, **facts
    )


def row_update_op(name: str, signature: str, write: Write, doc: str, **facts: Any) -> OpRecord:
    """Register an op that updates the rows of variables that `indices` names.

    Args:
        name, signature: TensorFlow's; as for `update_op`, with an input `indices` after `grad`.
        write: what `update_op` takes: it gets the rows of the variables, and the gradient's.
        doc: the formula.
        facts: what the attributes and types are.

    Rows that are named several times are updated as often, one after the other.
    """
    inputs = _Inputs(signature)
    gradient, place = inputs.gradient, inputs.names.index("indices")

    def check(shapes: list[Dims]) -> Dims:
        dims = inputs.check(shapes, None)
        indices = shapes[place]
        if dims == ():
            raise ValueError(f"'{inputs.names[0]}' must have rows, but is a scalar")
        if indices is not None and len(indices) != 1:
            raise ValueError(f"'indices' must be a vector, but has shape {show(indices)}")
        if dims is not None and indices is not None:
            inputs.check(shapes, indices + dims[1:])
        return dims

    def prepare(*values: Any, **attrs: Any) -> tuple[Any, ...]:
        check([np.shape(value) for value in values])
        numbers = checked_numbers(values[place], len(values[0]), "indices")
        rest = list(values[inputs.count :])
        del rest[place - inputs.count]
        return numbers, values[gradient], rest, attrs

    def write_prepared(*arguments: Any) -> None:
        *arrays, (numbers, grad, rest, attrs) = arguments
        for chosen in _rounds(numbers):
            parts = [array[numbers[chosen]] for array in arrays]
            rest[gradient - inputs.count] = grad[chosen]
            write(*parts, *rest, **attrs)
            for array, part in zip(arrays, parts, strict=True):
                array[numbers[chosen]] = part

    return _register(
        name,
        signature,
        prepare,
        write_prepared,
        None,
        shape=lambda call: check(list(call.shapes)),
        doc=doc,
        Tindices=INDEX,
        **facts,
    )


def _rounds(numbers: Any) -> Iterator[Any]:
    """Indices into `numbers`: the first place of each number, then the second of each, ..."""
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    again = ordered[1:] == ordered[:-1]
    if not again.any():
        yield slice(None)
        return
    starts = np.flatnonzero(np.append(True, ~again))
    run = np.repeat(starts, np.diff(np.append(starts, len(ordered))))
    turn = np.arange(len(ordered)) - run
    for number in range(int(turn.max()) + 1):
        yield order[turn == number]
