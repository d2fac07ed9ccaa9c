"""Edges of an op's samples: what its own samples need not state, made the same way for every op.

empty-N     every dim of size N is 0
scalar      rank 0, of elementwise ops
special     NaN, infinities, both zeros, the largest numbers, of elementwise ops of reals; every pair
            of them of ops of two inputs
extremes    the smallest and largest integers, of elementwise ops of integers; every pair
nan, inf    one element of the first real input, of all other ops
negative    an axis counted from the end
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from minigraph.core.dtypes import by_name
from minigraph.core.op_record import broadcast, same
from tests.op_table import Leaf

AXES = ("axis", "axes", "dimension", "reduction_indices", "concat_dim", "split_dim", "dim")
FLOATS = ("float16", "float32", "float64")
INTS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")


def edges(question: Any, allowed: dict[str, list[str]]) -> Iterator[Any]:
    """The edges of one sample; those that are not of its shape come with the first one only."""
    first = question.label == "0"
    yield from _empty(question)
    yield from _negative(question)
    if is_elementwise(question):
        if first:
            yield _scalar(question)
            yield from _special(question, allowed)
    elif first:
        yield from _not_finite(question)


def is_elementwise(question: Any) -> bool:
    """Whether each element of the result is made of those at the same place, all of one type."""
    record = question.record
    types = {arg.type for arg in record.inputs}
    one = len(types) == 1 and all(isinstance(t, str) for t in types)
    plain = not any(arg.is_sequence for arg in record.inputs) and len(record.inputs) < 3
    return record.shape_rule in (same, broadcast) and one and plain and bool(record.inputs)


def _changed(question: Any, label: str, change: Any) -> Any:
    """The question with each of its arrays changed."""
    inputs = [
        [change(leaf) for leaf in part] if isinstance(part, list) else change(part)
        for part in question.inputs
    ]
    return replace(question, label=f"{question.label}/{label}", inputs=inputs)


def _empty(question: Any) -> Iterator[Any]:
    free = [leaf for leaf in question.leaves if not leaf.literal]
    for size in sorted({dim for leaf in free for dim in leaf.array.shape} - {0}):

        def change(leaf: Leaf, size: int = size) -> Leaf:
            if leaf.literal or not leaf.array.ndim:
                return leaf
            cut = tuple(slice(0) if dim == size else slice(None) for dim in leaf.array.shape)
            return leaf._replace(array=leaf.array[cut])

        yield _changed(question, f"empty-{size}", change)


def _scalar(question: Any) -> Any:
    return _changed(
        question, "scalar", lambda leaf: leaf._replace(array=leaf.array.reshape(-1)[:1].reshape(()))
    )


def _special(question: Any, allowed: dict[str, list[str]]) -> Iterator[Any]:
    """Pairs of special numbers in every type that the op takes."""
    attribute = question.record.inputs[0].type
    for dtype in allowed[attribute]:
        if dtype not in FLOATS + INTS:
            continue
        numbers = special_numbers(dtype, len(question.record.inputs))
        columns = np.array(list(itertools.product(numbers, repeat=len(question.record.inputs)))).T
        inputs = [Leaf(np.array(column, dtype), literal=False) for column in columns]
        label = "special" if dtype in FLOATS else "extremes"
        attrs = dict(question.attrs)
        if attribute in attrs:
            attrs[attribute] = by_name[dtype]
        yield replace(
            question, label=label, inputs=inputs, attrs=attrs, types=f"{attribute}={dtype}"
        )


def special_numbers(dtype: str, inputs: int) -> Any:
    """The numbers at the ends of a type; fewer where all pairs are asked."""
    if dtype in INTS:
        low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
        return np.unique(np.array([low, low + 1, -1 if low else 2, 0, 1, 7, high], dtype))
    limits = np.finfo(dtype)
    few = [np.nan, np.inf, -np.inf, 0.0, -0.0, 2.5, -1.0, limits.max]
    more = [1.0, -3.0, 0.5, -limits.max, limits.tiny, 20.0, -20.0, 100.0, -100.0, 1000.0, -1000.0]
    return np.array(few if inputs > 1 else few + more, dtype)


def _not_finite(question: Any) -> Iterator[Any]:
    """NaN, and both infinities, in the first input of reals that has room for them."""
    places = [i for i, leaf in enumerate(question.leaves) if _has_room(leaf)]
    if not places or question.record.effect == "random":
        return
    for label, numbers in (("nan", [np.nan]), ("inf", [np.inf, -np.inf])):
        count = itertools.count()

        def change(leaf: Leaf, numbers: Any = numbers, count: Any = count) -> Leaf:
            if next(count) != places[0]:
                return leaf
            array = leaf.array.copy()
            array.flat[:: array.size // len(numbers)][: len(numbers)] = numbers
            return leaf._replace(array=array)

        changed = _changed(question, label, change)
        yield changed


def _has_room(leaf: Leaf) -> bool:
    return leaf.array.dtype.kind == "f" and leaf.array.size > 1


def _negative(question: Any) -> Iterator[Any]:
    """Axes counted from the end: as inputs or as an attribute."""
    record = question.record
    names = [arg.name for arg in record.inputs]
    ranked = [leaf.array.ndim for leaf in question.leaves if not leaf.literal]
    if not ranked or not ranked[0]:
        return
    rank = ranked[0]
    for index, name in enumerate(names):
        leaf = question.inputs[index]
        if name in AXES and isinstance(leaf, Leaf) and leaf.literal and (leaf.array >= 0).all():
            inputs = list(question.inputs)
            inputs[index] = leaf._replace(array=(leaf.array - rank).astype(leaf.array.dtype))
            if leaf.array.size:
                yield replace(question, label=f"{question.label}/negative", inputs=inputs)
    axis = question.attrs.get("axis")
    if isinstance(axis, int) and axis >= 0:
        attrs = {**question.attrs, "axis": axis - rank}
        yield replace(question, label=f"{question.label}/negative", attrs=attrs)
