"""Inputs of the programs: placeholders with their values, of which less and less can be known.

`feed` makes a placeholder and remembers the value that it is to be fed. The short names (X, P, U,
...) are the inputs that most cases use; no two dims of a shape are equal and values keep away from
kinks and poles, so that gradients are well defined. While a mask is set (`masked`), the placeholders
are made with parts of their shape unknown: the same program then tells the static shapes for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

MASKS = ("first", "last", "dims", "rank", "rank0", "rank1")
KEEP: Any = object()
fed: list[tuple[Any, Any]] = []
_mask: list[str] = []


@contextmanager
def fresh(mask: str | None = None) -> Iterator[list[tuple[Any, Any]]]:
    """Forget earlier inputs; until the end, make new ones under `mask`."""
    fed.clear()
    _mask[:] = [mask] if mask else []
    try:
        yield fed
    finally:
        _mask.clear()


def mask_shape(shape: tuple[int, ...], mask: str, position: int) -> list[int | None] | None:
    """The static shape that is left of `shape` for input number `position`."""
    if mask == "rank" or mask == f"rank{position}":
        return None
    if mask == "dims":
        return [None] * len(shape)
    known: list[int | None] = list(shape)
    if known and mask == "first":
        known[0] = None
    if known and mask == "last":
        known[-1] = None
    return known


def feed(tf: Any, name: str, value: Any, dtype: str = "float32", shape: Any = KEEP) -> Any:
    """A placeholder `name` to be fed `value`; `shape` given means: whatever the mask, this one."""
    array = np.array(value, object if dtype == "string" else dtype)
    if shape is KEEP:
        shape = array.shape
        if _mask:
            shape = mask_shape(shape, _mask[0], len(fed))
    tensor = tf.placeholder(tf.as_dtype(dtype), shape, name=name)
    fed.append((tensor, array))
    return tensor


MIXED = [[-1.5, -0.5, 0.25], [0.75, 1.25, 2.5]]
POSITIVE = [[0.125, 0.5, 0.75], [1.5, 2.25, 3.0]]
UNIT = [[-0.875, -0.5, -0.125], [0.25, 0.625, 0.75]]
INTEGERS = [[-3, -1, 0], [2, 5, 7]]


def X(tf: Any, dtype: str = "float32") -> Any:
    """[2, 3], both signs."""
    return feed(tf, "x", MIXED, dtype)


def P(tf: Any, dtype: str = "float32") -> Any:
    """[2, 3], positive."""
    return feed(tf, "p", POSITIVE, dtype)


def U(tf: Any, dtype: str = "float32") -> Any:
    """[2, 3], inside (-1, 1)."""
    return feed(tf, "u", UNIT, dtype)


def I(tf: Any, dtype: str = "int32") -> Any:  # noqa: E743 - the letter of its kind
    """[2, 3], integers of both signs and zero."""
    return feed(tf, "i", INTEGERS, dtype)


def B(tf: Any) -> Any:
    """[2, 3], bool."""
    return feed(tf, "b", [[True, False, True], [False, False, True]], "bool")


def V(tf: Any, dtype: str = "float32") -> Any:
    """[3], both signs."""
    return feed(tf, "v", [0.5, -2.0, 1.5], dtype)


def C(tf: Any, dtype: str = "float32") -> Any:
    """[2, 1], a column, both signs."""
    return feed(tf, "c", [[-0.75], [2.0]], dtype)


def S(tf: Any, dtype: str = "float32") -> Any:
    """Rank 0."""
    return feed(tf, "s", 1.75, dtype)


def T(tf: Any, dtype: str = "float32") -> Any:
    """[2, 3, 4], both signs, all different."""
    values = (np.arange(24) * 7 % 24 - 11.5).reshape(2, 3, 4) / 4
    return feed(tf, "t", values, dtype)


def E(tf: Any, dtype: str = "float32") -> Any:
    """[0, 3], empty."""
    return feed(tf, "e", np.zeros([0, 3]), dtype)
