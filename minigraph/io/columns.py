"""Features of many records put together: dense tensors, and the three parts of sparse ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from minigraph.core.dtypes import DType
from minigraph.io.feature_values import Place

__all__ = ["dense", "dense_steps", "padded_steps", "sparse_rows", "sparse_steps"]


def _joined(rows: Sequence[Any], dtype: DType) -> Any:
    return np.concatenate([np.zeros(0, dtype.np_dtype), *(row for row in rows if row is not None)])


def _lengths(rows: Sequence[Any]) -> Any:
    return np.array([0 if row is None else len(row) for row in rows], np.int64)


def _counts(lengths: Any) -> Any:
    """0, 1, ... for each length, one after another."""
    starts = np.cumsum(lengths) - lengths
    return np.arange(int(lengths.sum())) - np.repeat(starts, lengths)


def sparse_rows(rows: Sequence[Any], dtype: DType) -> list[Any]:
    """[places, values, shape] of vectors as the rows of a matrix; None is an empty one."""
    lengths = _lengths(rows)
    places = np.stack([np.repeat(np.arange(len(rows)), lengths), _counts(lengths)], 1)
    shape = np.array([len(rows), lengths.max(initial=0)], np.int64)
    return [places.astype(np.int64), _joined(rows, dtype), shape]


def sparse_steps(records: Sequence[Sequence[Any]], dtype: DType) -> list[Any]:
    """[places, values, shape] of lists of vectors: record, step, place in the vector."""
    steps = np.array([len(record) for record in records], np.int64)
    flat = [step for record in records for step in record]
    places, values, shape = sparse_rows(flat, dtype)
    where = np.stack([np.repeat(np.arange(len(steps)), steps), _counts(steps)], 1)
    whole = np.array([len(steps), steps.max(initial=0), shape[1]], np.int64)
    return [np.concatenate([where[places[:, 0]], places[:, 1:]], 1).astype(np.int64), values, whole]


def dense(
    rows: Sequence[Any], dtype: DType, dims: tuple[int | None, ...], default: Any, places: Any
) -> Any:
    """Vectors as one tensor, a record after another; `default` is for those that are missing.

    With an unknown first size all are padded to the longest one.
    """
    default = np.asarray(default, dtype.np_dtype)
    if dims and dims[0] is None:
        return _padded(rows, dtype, dims[1:], default, places)
    count = math.prod(int(size or 0) for size in dims)
    found = np.empty((len(rows), count), dtype.np_dtype)
    for number, row in enumerate(rows):
        if row is None:
            if not default.size:
                raise places[number].wrong("The feature is required but could not be found.")
            if default.size != count:
                raise places[number].wrong(f"The default has {default.size} values, not {count}.")
            row = default.ravel()
        elif len(row) != count:
            raise places[number].wrong(
                f"Number of {dtype.name} values != expected. Values size: {len(row)} but output "
                f"shape: {list(dims)}"
            )
        found[number] = row
    return found.reshape(len(rows), *(int(size or 0) for size in dims))


def _padded(
    rows: Sequence[Any], dtype: DType, dims: tuple[Any, ...], default: Any, places: Any
) -> Any:
    stride = math.prod(int(size) for size in dims)
    lengths = _lengths(rows)
    for number, length in enumerate(lengths.tolist()):
        if stride and length % stride:
            raise places[number].wrong(
                f"Number of {dtype.name} values is not a multiple of the stride: {length} values, "
                f"{stride} to a step."
            )
    if default.size != 1:
        raise places[0].wrong(f"The padding must be one value, not {default.size}.")
    found = np.empty((len(rows), int(lengths.max(initial=0))), dtype.np_dtype)
    found[:] = default.ravel()[0]
    for number, row in enumerate(rows):
        if row is not None:
            found[number, : len(row)] = row
    steps = found.shape[1] // stride if stride else 0
    return found.reshape(len(rows), steps, *dims)


def dense_steps(steps: Sequence[Any], dtype: DType, dims: tuple[Any, ...], place: Place) -> Any:
    """The vectors of all steps of one record as one tensor."""
    count = math.prod(int(size) for size in dims)
    for number, step in enumerate(steps):
        if step is None:
            raise place.wrong(f"Step {number} of the feature list has no values.")
        if len(step) != count:
            raise place.wrong(
                f"Number of {dtype.name} values != expected in step {number}: {len(step)} but "
                f"output shape: {list(dims)}"
            )
    return _joined(steps, dtype).reshape(len(steps), *dims)


def padded_steps(records: Sequence[Any], dtype: DType, dims: tuple[Any, ...]) -> list[Any]:
    """[tensor, lengths]: records of different numbers of steps, filled up with zeros or b""."""
    lengths = _lengths(records)
    found = np.zeros((len(records), int(lengths.max(initial=0)), *dims), dtype.np_dtype)
    if found.dtype.kind == "O":
        found[...] = b""
    for number, record in enumerate(records):
        found[number, : len(record)] = record
    return [found, lengths]
