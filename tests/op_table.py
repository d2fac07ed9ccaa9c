"""From the samples of an op record to arrays and nodes: what `tests/test_ops.py` runs on.

A sample's text describes an array: "2,3" is a normal real array of that shape, "2,3 int32 0:5"
holds integers from 0 to 4, "2,3 bool" truth values, "2,3 positive" reals in (0.5, 2), "2,3 unit"
reals in (-0.9, 0.9), "2,3 distinct" reals without ties; "" is a scalar. Anything else stands for
itself. The numbers depend on the op's name and the sample's place alone.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

import minigraph as tf
from minigraph.core.build import add_node
from minigraph.core.dtypes import as_dtype
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.op_record import OpRecord, Sample, records
from minigraph.core.shapes import Dims

_WIDE = {"f": {4: np.float32, 8: np.float64}, "c": {4: np.complex64, 8: np.complex128}}


class Use(NamedTuple):
    """One sample of one op; its id is "AddV2-0"."""

    record: OpRecord
    number: int
    sample: Sample

    @property
    def id(self) -> str:
        return f"{self.record.name}-{self.number}"


class Leaf(NamedTuple):
    """One input tensor: its array, and whether the sample gave integers as they are."""

    array: Any
    literal: bool

    @property
    def is_real(self) -> bool:
        return bool(self.array.dtype.kind in "fc")


def uses(*, bad: bool = False) -> list[Use]:
    """Every sample of every op that works, or those that must raise."""
    return [
        Use(record, number, sample)
        for record in records().values()
        for number, sample in enumerate(record.samples)
        if (sample.error is not None) == bad
    ]


def leaves(use: Use, dtype: Any = np.float32) -> list[Leaf | list[Leaf]]:
    """The arrays of the inputs, lists of tensors as lists.

    Reals are of type `dtype` where the op leaves a choice.
    """
    generator = np.random.default_rng(zlib.crc32(use.id.encode()))
    found: list[Leaf | list[Leaf]] = []
    for arg, value in zip(use.record.inputs, use.sample.inputs, strict=True):
        fixed = isinstance(arg.type, tf.DType) and arg.type.is_floating
        kind = arg.type.np_dtype if fixed else dtype
        if arg.is_sequence:
            found.append([_leaf(item, kind, generator) for item in value])
        else:
            found.append(_leaf(value, kind, generator))
    return found


def flat(inputs: list[Leaf | list[Leaf]]) -> list[Leaf]:
    """The leaves one after another."""
    parts = [item if isinstance(item, list) else [item] for item in inputs]
    return list(itertools.chain.from_iterable(parts))


def _leaf(value: Any, dtype: Any, generator: Any) -> Leaf:
    if isinstance(value, str):
        return Leaf(_described(value, dtype, generator), literal=False)
    array = np.asarray(value)
    if array.size == 0 and not isinstance(value, (np.ndarray, np.generic)):
        array = array.astype(np.int32)  # [] are sizes or axes
    if array.dtype.kind in "fc":
        array = array.astype(_WIDE[array.dtype.kind][np.dtype(dtype).itemsize])
    elif array.dtype == np.int64 and not isinstance(value, (np.ndarray, np.generic)):
        array = array.astype(np.int32)
    return Leaf(array, literal=array.dtype.kind in "iub")


def _described(text: str, dtype: Any, generator: Any) -> Any:
    sizes, _, kind = text.partition(" ")
    shape = tuple(int(size) for size in sizes.split(",") if size)
    name, _, limits = kind.partition(" ")
    match name:
        case "":
            array = generator.standard_normal(shape)
        case "positive":
            array = generator.uniform(0.5, 2.0, shape)
        case "unit":
            array = generator.uniform(-0.9, 0.9, shape)
        case "distinct":
            count = int(np.prod(shape))
            array = generator.permutation(np.linspace(-2.0, 2.1, count)).reshape(shape)
        case "bool":
            return np.asarray(generator.integers(0, 2, shape).astype(bool))
        case _:
            low, _, high = limits.partition(":")
            return np.asarray(generator.integers(int(low), int(high), shape), name)
    return np.asarray(array, dtype)


def attributes(use: Use, dtype: Any) -> dict[str, Any]:
    """The sample's attributes; the result type of complex ops follows the width of `dtype`."""
    attrs = dict(use.sample.attrs)
    for key in ("Tout", "Tcomplex", "Treal"):
        chosen = attrs.get(key, use.record.attrs.get(key))
        if isinstance(chosen, tf.DType) and chosen.np_dtype.kind in "fc":
            attrs[key] = as_dtype(_WIDE[chosen.np_dtype.kind][np.dtype(dtype).itemsize])
    return attrs


class Node(NamedTuple):
    """A node of a sample with what to feed."""

    op: Operation
    tensors: list[Tensor]
    leaves: list[Leaf]
    feeds: dict[Tensor, Any]


MODES = ("static", "dims", "rank", "const", "fed", "partial")


def node(use: Use, mode: str = "static", dtype: Any = np.float32) -> Node:
    """Add the sample's node to the default graph.

    Reals and described arrays are placeholders: "static" with their shapes, "dims" with unknown
    sizes, "rank" with unknown rank; "const" makes them constants. Literal integers are constants; "fed" makes them
    placeholders of unknown rank as well, "partial" leaves the first number of a vector open.
    """
    feeds: dict[Tensor, Any] = {}
    tensors: list[Tensor] = []

    def tensor_of(leaf: Leaf) -> Tensor:
        if leaf.literal and mode == "partial" and leaf.array.ndim == 1 and leaf.array.size:
            first = tf.placeholder(leaf.array.dtype, [])
            feeds[first] = leaf.array[0]
            rest = [tf.constant(number) for number in leaf.array[1:]]
            tensor = tf.stack([first, *rest])
        elif mode == "const" or (leaf.literal and mode != "fed"):
            tensor = tf.constant(leaf.array)
        else:
            tensor = tf.placeholder(leaf.array.dtype, _declared(leaf.array.shape, mode))
            feeds[tensor] = leaf.array
        tensors.append(tensor)
        return tensor

    inputs = leaves(use, dtype)
    given = [[tensor_of(x) for x in i] if isinstance(i, list) else tensor_of(i) for i in inputs]
    name = use.record.name.lstrip("_")  # no name begins with _ outside of a scope
    op = add_node(use.record, tuple(given), name, attributes(use, dtype))
    return Node(op, tensors, flat(inputs), feeds)


def _declared(shape: tuple[int, ...], mode: str) -> Any:
    if mode in ("static", "partial"):
        return shape
    return [None] * len(shape) if mode == "dims" else None


def masks(shape: tuple[int, ...]) -> Iterator[Dims]:
    """A shape with every choice of sizes left open, the full one first, unknown rank last."""
    for open_axes in itertools.product((False, True), repeat=len(shape)):
        yield tuple(None if gone else s for s, gone in zip(shape, open_axes, strict=True))
    yield None


def partial_values(known: Any) -> Iterator[Any]:
    """What may be known of a small integer input: all, all but one number, nothing."""
    yield known
    if isinstance(known, tuple) and len(known) > 1:
        for index in range(len(known)):
            yield (*known[:index], None, *known[index + 1 :])
    if known is not None:
        yield None
