"""The places of sparse values, in NumPy: their order, whether they are inside, where one is."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.shapes import Dims
from minigraph.core.sparse_tensor import SparseTensor, SparseTensorValue

__all__ = [
    "as_sparse",
    "check_inside",
    "columns",
    "in_order",
    "indices_dims",
    "row_keys",
    "sorted_order",
]


def as_sparse(value: Any) -> SparseTensor:
    """A SparseTensor, or that of a SparseTensorValue; TypeError for anything else."""
    if isinstance(value, SparseTensorValue):
        return SparseTensor.from_value(value)
    if not isinstance(value, SparseTensor):
        made = f" (built at {value._op._site})" if isinstance(value, Tensor) else ""
        raise TypeError(
            f"Input must be a SparseTensor, not {value!r}{made}: tf.sparse.from_dense makes one."
        )
    return value


def columns(indices: Dims, shape: Dims) -> int | None:
    """The rank of a SparseTensor, from the static shapes of its indices and its dense_shape."""
    if shape and shape[0] is not None:
        return shape[0]
    return indices[1] if indices else None


def indices_dims(indices: Dims, shape: Dims) -> Dims:
    """The static shape of as many places in a SparseTensor of the same rank."""
    return (None if indices is None else indices[0], columns(indices, shape))


def count_of(places: Dims, values: Dims) -> int | None:
    """How many values there are, from the shapes of places and values; ValueError if they differ."""
    rows = None if places is None else places[0]
    count = None if values is None else values[0]
    if None not in (rows, count) and rows != count:
        raise ValueError(f"there are {rows} places for {count} values")
    return count if rows is None else rows


def check_inside(places: Any, dims: Any, what: str = "indices") -> None:
    """ValueError unless all places are inside a tensor of shape `dims`."""
    if places.shape[1] != len(dims):
        raise ValueError(
            f"{what} have {places.shape[1]} columns, but dense_shape {list(map(int, dims))} has "
            f"{len(dims)} axes"
        )
    outside = ((places < 0) | (places >= np.asarray(dims))).any(axis=1)
    if outside.any():
        row = int(outside.argmax())
        raise ValueError(
            f"{what}[{row}] = {places[row].tolist()} is out of bounds: dense_shape is "
            f"{list(map(int, dims))}"
        )


def row_keys(dims: Any, *places: Any) -> list[Any]:
    """For each matrix of places a vector of integers, ordered and equal as its rows are."""
    sizes = [int(d) for d in dims]
    if math.prod(sizes) < 2**63:
        strides = [math.prod(sizes[i + 1 :]) for i in range(len(sizes))]
        return [one @ np.array(strides, np.int64) for one in places]
    counts = np.cumsum([len(one) for one in places])[:-1]
    _, numbers = np.unique(np.concatenate(places), axis=0, return_inverse=True)
    return np.split(np.ravel(numbers), counts)


def sorted_order(places: Any, dims: Any) -> Any:
    """The permutation that puts places in order; those that are equal keep theirs."""
    return np.argsort(row_keys(dims, places)[0], kind="stable")


def in_order(places: Any, dims: Any) -> bool:
    """Whether the places are in order, each once."""
    keys = row_keys(dims, places)[0]
    return bool((keys[1:] > keys[:-1]).all())
