"""Rows as sets of values, in NumPy: all rows at once, a value's row and rank as one number."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from minigraph.sparse.places import check_inside, in_order

__all__ = ["Rows", "combined", "counted", "rows_of_dense", "rows_of_sparse"]


class Rows(NamedTuple):
    """Values and the number of the row that each is in, of as many rows as `lead` says."""

    lead: tuple[int, ...]
    rows: Any
    values: Any


def rows_of_dense(array: Any) -> Rows:
    """The last axis holds the sets."""
    lead = array.shape[:-1]
    numbers = np.repeat(np.arange(math.prod(lead)), array.shape[-1])
    return Rows(lead, numbers, array.ravel())


def rows_of_sparse(places: Any, values: Any, sizes: Any, validate: bool, what: str) -> Rows:
    """The last axis holds the sets; ValueError for places that do not fit."""
    lead = tuple(sizes[:-1].tolist())
    if not lead:
        raise ValueError(f"{what} must have rank 2 or more: its last axis holds the sets")
    check_inside(places, sizes, what)
    if validate and not in_order(places, sizes):
        raise ValueError(f"{what} has indices out of order: tf.sparse.reorder sorts them")
    numbers = (
        np.ravel_multi_index(tuple(places[:, :-1].T), lead) if len(places) else np.zeros(0, int)
    )
    return Rows(lead, numbers, values)


def _keys(*sides: Rows) -> tuple[list[Any], Any]:
    """For each side its rows' different values as sorted numbers, and all values in order."""
    known, codes = np.unique(np.concatenate([side.values for side in sides]), return_inverse=True)
    parts = np.split(np.ravel(codes), np.cumsum([len(side.values) for side in sides])[:-1])
    width = max(len(known), 1)
    keys = [np.unique(side.rows * width + part) for side, part in zip(sides, parts, strict=True)]
    return keys, known


def counted(side: Rows) -> Any:
    """How many different values each row has."""
    (keys,), known = _keys(side)
    counts = np.bincount(keys // max(len(known), 1), minlength=math.prod(side.lead))
    return counts.astype(np.int32).reshape(side.lead)


_CHOICES: dict[str, Callable[[Any, Any], Any]] = {
    "a-b": lambda a, b: np.setdiff1d(a, b, assume_unique=True),
    "b-a": lambda a, b: np.setdiff1d(b, a, assume_unique=True),
    "intersection": lambda a, b: np.intersect1d(a, b, assume_unique=True),
    "union": np.union1d,
}


def combined(a: Rows, b: Rows, choice: str) -> list[Any]:
    """[places, values, shape] of the set that each pair of rows gives, its values in order."""
    if a.lead != b.lead:
        raise ValueError(f"the sets have different shapes: {list(a.lead)} and {list(b.lead)}")
    (first, second), known = _keys(a, b)
    keys = _CHOICES[choice](first, second)
    width = max(len(known), 1)
    rows, codes = keys // width, keys % width
    counts = np.bincount(rows, minlength=math.prod(a.lead)).astype(np.int64)
    within = np.arange(len(keys)) - np.repeat(np.cumsum(counts) - counts, counts)
    places = np.stack([*np.unravel_index(rows, a.lead or (1,)), within], 1).astype(np.int64)
    shape = np.array([*a.lead, counts.max(initial=0)], np.int64)
    return [places, known[codes], shape]
