"""Feeds: from what the user gives for a tensor to the array that a plan takes."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from minigraph.core.graph import Graph
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import compatible, show
from minigraph.core.sparse_tensor import SparseTensor

__all__ = ["Feed", "feed_tensor", "flat_feeds"]


def feed_tensor(graph: Graph, key: Any) -> Tensor:
    """The tensor that a key of a feed_dict (tensor, variable, name) stands for."""
    try:
        tensor = graph.as_graph_element(key, allow_operation=False)
    except (KeyError, TypeError, ValueError) as error:
        raise TypeError(f"Cannot interpret feed_dict key as Tensor: {error}") from None
    assert isinstance(tensor, Tensor)
    if not graph.is_feedable(tensor):
        raise ValueError(f"Tensor {tensor} (built at {tensor._op._site}) may not be fed.")
    return tensor


def flat_feeds(feed_dict: Any) -> dict[Any, Any]:
    """A feed_dict whose keys are single tensors: tuples, IndexedSlices, SparseTensors taken apart."""
    if not isinstance(feed_dict, Mapping):
        raise TypeError(
            f"feed_dict must be a dictionary from tensors to values, but got {feed_dict!r} of type "
            f"{type(feed_dict).__name__}."
        )
    flat: dict[Any, Any] = {}
    for key, value in feed_dict.items():
        for tensor, part in _parts(key, value):
            if tensor in flat:
                raise ValueError(f"feed_dict has two values for {tensor}.")
            flat[tensor] = part
    return flat


def _parts(key: Any, value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(key, IndexedSlices):
        key = tuple(t for t in (key.values, key.indices, key.dense_shape) if t is not None)
    if isinstance(key, SparseTensor):
        key = (key.indices, key.values, key.dense_shape)
    if not isinstance(key, tuple):
        yield key, value
        return
    if not isinstance(value, (list, tuple)) or len(value) != len(key):
        raise ValueError(
            f"The feed_dict key {key} stands for {len(key)} values, not for {value!r}."
        )
    for one, part in zip(key, value, strict=True):
        yield from _parts(one, part)


class _Silent(threading.local):
    """A context in which NumPy does not warn: entering one is cheaper than np.errstate."""

    def __init__(self) -> None:
        with np.errstate(all="ignore"):
            self.context = contextvars.copy_context()


_silent = _Silent()


class Feed:
    """The conversion of one fed tensor's values."""

    def __init__(self, tensor: Tensor):
        self.tensor = tensor
        self.dtype = tensor._dtype.np_dtype
        self.is_float = self.dtype.kind == "f"
        self.fitting: Any = None  # the shape of the last value, and what it was checked against
        self.checked: Any = None
        self.scalar: Any = self.dtype.type if tensor._dims in ((), None) else None
        self.bounds: dict[type, tuple[Any, Any]] = {}  # Python's numbers that are sure to fit
        if self.scalar is not None and self.dtype.kind == "f":
            top = float(np.finfo(self.dtype).max)
            self.bounds[float] = -top, top
        elif self.scalar is not None and self.dtype.kind in "iu":
            self.bounds[int] = int(np.iinfo(self.dtype).min), int(np.iinfo(self.dtype).max)

    def convert(self, value: Any) -> Any:
        """The array (rank 0: NumPy scalar) to run with; an error names the tensor."""
        kind = type(value)
        if kind is np.ndarray and self.is_float and value.dtype.kind == "f":
            if value.dtype is not self.dtype:
                value = _silent.context.run(value.astype, self.dtype)
        elif kind is self.scalar:
            return value
        elif kind in self.bounds:
            least, most = self.bounds[kind]
            if least <= value <= most:
                return self.scalar(value)
            value = self._as_array(value)
        elif kind is not np.ndarray or value.dtype != self.dtype or self.dtype.kind == "O":
            value = self._as_array(value)
        shape, dims = value.shape, self.tensor._dims
        if shape != self.fitting or dims is not self.checked:
            if dims is not None and not compatible(dims, shape):
                raise ValueError(
                    f"Cannot feed value of shape {show(shape)} for Tensor {self.tensor.name!r} "
                    f"(built at {self.tensor._op._site}), which has shape {show(dims)}"
                )
            self.fitting, self.checked = shape, dims
        return value if shape else value[()]

    def _as_array(self, value: Any) -> Any:
        if hasattr(value, "_as_graph_element"):
            raise TypeError(
                "The value of a feed cannot be a tf.Tensor object. Acceptable feed values include "
                "Python scalars, strings, lists and numpy ndarrays. For reference, the tensor "
                f"object was {value} which was passed to the feed with key {self.tensor} (built at "
                f"{self.tensor._op._site}). Run it first, and feed what it gives."
            )
        kind = self.dtype.kind
        try:
            if kind == "O":
                return _as_bytes(np.array(value, dtype=object))
            with np.errstate(all="ignore"):  # a number too large for the type becomes inf
                return np.asarray(value, dtype=self.dtype)
        except OverflowError:
            raise TypeError(
                f"The feed value {value!r} does not fit Tensor {self.tensor.name!r} (built at "
                f"{self.tensor._op._site}) of type {self.tensor.dtype.name}. Give the tensor a "
                "larger type (e.g. int64)."
            ) from None
        except (TypeError, ValueError) as error:
            raise type(error)(
                f"Cannot feed {value!r} for Tensor {self.tensor.name!r} of type "
                f"{self.tensor.dtype.name} (built at {self.tensor._op._site}): {error}"
            ) from None


def _as_bytes(array: Any) -> Any:
    encoded = [s.encode() if isinstance(s, str) else s for s in array.ravel()]
    result = np.empty(array.shape, object)
    result.ravel()[:] = encoded
    return result
