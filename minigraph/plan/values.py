"""What a plan is made of: values that are set once, steps that set them, blocks of steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from minigraph.core.dtypes import DType
from minigraph.core.nodes import Operation
from minigraph.core.op_record import OpRecord
from minigraph.core.shapes import Dims

__all__ = [
    "Block",
    "Branch",
    "Loop",
    "Read",
    "Step",
    "Value",
    "all_values",
    "how_often_taken",
    "inner_blocks",
    "walk",
]


class Value:
    """One value of a plan: set by one step (or a feed, or a constant), never changed.

    Attributes:
        dtype, dims: its type and what is known of its shape.
        const: its value where that is known before the run, else None.
        partial: of a small integer vector, what is known of its elements.
        step: the step that sets it, None for a feed or a constant.
    """

    __slots__ = ("const", "dims", "dtype", "partial", "step")

    def __init__(self, dtype: DType, dims: Dims, const: Any = None, partial: Any = None):
        self.dtype = dtype.base_dtype
        self.dims = dims
        self.const = const
        self.partial = partial
        self.step: Step | None = None

    @property
    def is_scalar(self) -> bool:
        """Whether it is known to have rank 0."""
        return self.dims == ()

    @property
    def is_static(self) -> bool:
        """Whether every size is known."""
        return self.dims is not None and None not in self.dims

    @property
    def size(self) -> int:
        """The number of elements of a static value."""
        total = 1
        for n in self.dims or ():
            total *= n or 0
        return total


class Step:
    """One op of the plan, with the values that it takes and sets."""

    __slots__ = ("attrs", "inputs", "node", "outputs", "record")

    def __init__(
        self,
        record: OpRecord,
        inputs: list[Value],
        attrs: dict[str, Any],
        outputs: list[Value],
        node: Operation,
    ):
        self.record = record
        self.inputs = inputs
        self.attrs = attrs
        self.outputs = outputs
        self.node = node
        for value in outputs:
            value.step = self


class Block:
    """Steps in order, and the values that leave it.

    Attributes:
        steps: in the order of execution.
        locked_from: index of the first step that needs the session's lock, or None.
        results: the values that the surrounding step or the fetches take.
    """

    __slots__ = ("locked_from", "results", "steps")

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.locked_from: int | None = None
        self.results: list[Value] = []


class Read(Step):
    """A read of a variable (`node`) at this place of the program."""

    __slots__ = ("must_exist",)

    def __init__(self, variable: Operation, output: Value, must_exist: bool):
        super().__init__(variable._record, [], {}, [output], variable)
        self.must_exist = must_exist


class Branch(Step):
    """One of several blocks, chosen by `inputs[0]`; the block's results become the outputs."""

    __slots__ = ("blocks",)

    blocks: list[Block]


class Loop(Step):
    """A block that repeats while another's result is true.

    `inputs` start the loop values, `carried` hold them within, `outputs` are what they end as.
    """

    __slots__ = ("body", "carried", "test")

    test: Block
    body: Block
    carried: list[Value]


def walk(block: Block) -> Any:
    """Every step of a block and of the blocks within."""
    for step in block.steps:
        yield step
        for inner in inner_blocks(step):
            yield from walk(inner)


def inner_blocks(step: Step) -> list[Block]:
    """The blocks that a step holds."""
    if isinstance(step, Branch):
        return step.blocks
    if isinstance(step, Loop):
        return [step.test, step.body]
    return []


def how_often_taken(block: Block, kept: Iterable[Value]) -> Counter[Value]:
    """How often each value is taken: by steps, by blocks within, or as one that is kept."""
    counts = Counter([*block.results, *kept])
    for step in walk(block):
        counts.update(step.inputs)
        for inner in inner_blocks(step):
            counts.update(inner.results)
    return counts


def all_values(block: Block) -> set[Value]:
    """Every value that a block, or a block within, takes or gives."""
    values = set(block.results)
    for step in block.steps:
        values.update(step.inputs)
        for inner in inner_blocks(step):
            values |= all_values(inner)
    return values
