"""Fetch structures: what `run` is asked for, flattened once and rebuilt after each run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from minigraph.core.functions import FuncGraph
from minigraph.core.graph import Graph, made_by
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.sparse_tensor import SparseTensor, SparseTensorValue

__all__ = ["Fetches", "IndexedSlicesValue", "fetch_key", "flatten"]


class IndexedSlicesValue(NamedTuple):
    """The value of an IndexedSlices: what `session.run` returns for one.

    Example:
        >>> import minigraph as tf
        >>> tf.IndexedSlicesValue([[1.0]], [3], None).indices
        [3]
    """

    values: Any
    indices: Any
    dense_shape: Any


class Fetches(NamedTuple):
    """A flattened structure: the elements, and how to rebuild it from their results.

    `rebuild` takes the list of the tensors' results; operations give None.
    """

    elements: list[Tensor | Operation]
    rebuild: Callable[[Any], Any]


def fetch_key(fetches: Any) -> Any:
    """A hashable value that is equal for equal structures of fetches."""
    if isinstance(fetches, (list, tuple)):
        return (type(fetches), *[fetch_key(item) for item in fetches])
    if isinstance(fetches, Mapping):
        return (type(fetches), tuple(fetches), *[fetch_key(item) for item in fetches.values()])
    return fetches


def flatten(graph: Graph, fetches: Any) -> Fetches:
    """Flatten a structure; TypeError or ValueError names what cannot be fetched."""
    elements: list[Tensor | Operation] = []
    build = _flatten(graph, fetches, elements)
    tensors = [e for e in elements if isinstance(e, Tensor)]
    unique = list(dict.fromkeys(tensors))
    index = {t: i for i, t in enumerate(unique)}
    order = [index[t] for t in tensors]

    def rebuild(results: Any) -> Any:
        taken: set[int] = set()
        values = []
        for i in order:  # a tensor fetched twice gives two arrays
            value = results[i]
            values.append(value.copy() if i in taken and hasattr(value, "copy") else value)
            taken.add(i)
        return build(iter(values))

    ops = [e for e in elements if isinstance(e, Operation)]
    return Fetches([*unique, *dict.fromkeys(ops)], rebuild)


def _flatten(graph: Graph, fetch: Any, elements: list[Tensor | Operation]) -> Any:
    """Append the elements of `fetch`; returns a function from an iterator of values to a result."""
    if fetch is None:
        raise TypeError(f"Fetch argument {fetch!r} has invalid type {type(fetch)}")
    if isinstance(fetch, Mapping):
        parts = [(key, _flatten(graph, item, elements)) for key, item in fetch.items()]
        kind: Any = type(fetch)
        return lambda values: kind([(key, part(values)) for key, part in parts])
    if isinstance(fetch, (list, tuple)):
        builders = [_flatten(graph, item, elements) for item in fetch]
        return _sequence_builder(type(fetch), builders)
    if isinstance(fetch, IndexedSlices):
        shape = [] if fetch.dense_shape is None else [fetch.dense_shape]
        found = [_flatten(graph, t, elements) for t in (fetch.values, fetch.indices, *shape)]
        pad = [None] * (1 - len(shape))
        return lambda values: IndexedSlicesValue(*[part(values) for part in found], *pad)
    if isinstance(fetch, SparseTensor):
        whole = (fetch.indices, fetch.values, fetch.dense_shape)
        found = [_flatten(graph, t, elements) for t in whole]
        return lambda values: SparseTensorValue(*[part(values) for part in found])
    if hasattr(fetch, "__attrs_attrs__"):
        fields = [field.name for field in fetch.__attrs_attrs__]
        builders = [_flatten(graph, getattr(fetch, name), elements) for name in fields]
        kind = type(fetch)
        return lambda values: kind(*[part(values) for part in builders])
    element = _element(graph, fetch)
    elements.append(element)
    return next if isinstance(element, Tensor) else lambda values: None


def _sequence_builder(kind: Any, builders: list[Any]) -> Any:
    if hasattr(kind, "_fields"):  # a named tuple
        return lambda values: kind(*[part(values) for part in builders])
    if issubclass(kind, list):
        return lambda values: [part(values) for part in builders]
    return lambda values: kind([part(values) for part in builders])


def _element(graph: Graph, fetch: Any) -> Tensor | Operation:
    try:
        element = graph.as_graph_element(fetch)
    except TypeError as error:
        raise TypeError(
            f"Fetch argument {fetch!r} has invalid type {type(fetch)}, must be a string or "
            f"Tensor. ({error})"
        ) from None
    except ValueError as error:
        inner = getattr(getattr(fetch, "graph", None), "label", None)
        if inner is not None and isinstance(fetch.graph, FuncGraph):
            raise ValueError(
                f"Fetch argument {fetch!r} was made inside {inner} (at {made_by(fetch)._site}) and "
                "cannot be fetched: return it from the function that made it."
            ) from None
        raise ValueError(
            f"Fetch argument {fetch!r} cannot be interpreted as a Tensor. ({error})"
        ) from None
    except KeyError as error:
        raise ValueError(
            f"Fetch argument {fetch!r} cannot be interpreted as a Tensor. ({error})"
        ) from None
    if not graph.is_fetchable(element):
        raise ValueError(
            f"Operation {made_by(element).name!r} (built at {made_by(element)._site}) has been "
            "marked as not fetchable."
        )
    return element
