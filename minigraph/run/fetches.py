"""Fetch structures: what `run` is asked for, flattened once and rebuilt after each run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from minigraph.core.functions import FuncGraph
from minigraph.core.graph import Graph, made_by
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.sparse_tensor import SparseTensor, SparseTensorValue
from minigraph.plan.runtime import copied

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
    """A flattened structure: the elements, and how to rebuild it from what a plan gives for them.

    A plan gives the value of a single tensor as it is, those of several as a tuple; operations give
    nothing.
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
    structure = _Structure(graph)
    text = structure.text(fetches)
    tensors = list(structure.seen)
    values = ["raw"] if len(tensors) == 1 else [f"raw[{i}]" for i in range(len(tensors))]
    rebuild = eval(f"lambda raw: {text.format(*values)}", structure.names)
    return Fetches([*tensors, *structure.operations], rebuild)


class _Structure:
    """From a structure of fetches to an expression that makes it: `[{0}, None, k0({1})]`.

    All that the expression mentions besides is a name: nothing of the user's is code.
    """

    def __init__(self, graph: Graph):
        self.graph = graph
        self.seen: dict[Tensor, int] = {}
        self.operations: dict[Operation, None] = {}
        self.names: dict[str, Any] = {"copied": copied}

    def name(self, thing: Any) -> str:
        """A name for a key or a type."""
        name = f"k{len(self.names)}"
        self.names[name] = thing
        return name

    def texts(self, items: Any) -> str:
        return ", ".join([self.text(item) for item in items])

    def text(self, fetch: Any) -> str:
        """The expression of one part."""
        if fetch is None:
            raise TypeError(f"Fetch argument {fetch!r} has invalid type {type(fetch)}")
        if isinstance(fetch, Mapping):
            pairs = [f"({self.name(key)}, {self.text(item)})" for key, item in fetch.items()]
            return f"{self.name(type(fetch))}([{', '.join(pairs)}])"
        if isinstance(fetch, (list, tuple)):
            if hasattr(fetch, "_fields"):  # a named tuple
                return f"{self.name(type(fetch))}({self.texts(fetch)})"
            if isinstance(fetch, list):
                return f"[{self.texts(fetch)}]"
            return f"{self.name(type(fetch))}([{self.texts(fetch)}])"
        if isinstance(fetch, IndexedSlices):
            parts = [t for t in (fetch.values, fetch.indices, fetch.dense_shape) if t is not None]
            pad = ", None" * (3 - len(parts))
            return f"{self.name(IndexedSlicesValue)}({self.texts(parts)}{pad})"
        if isinstance(fetch, SparseTensor):
            whole = (fetch.indices, fetch.values, fetch.dense_shape)
            return f"{self.name(SparseTensorValue)}({self.texts(whole)})"
        if hasattr(fetch, "__attrs_attrs__"):
            fields = [getattr(fetch, field.name) for field in fetch.__attrs_attrs__]
            return f"{self.name(type(fetch))}({self.texts(fields)})"
        return self.leaf(_element(self.graph, fetch))

    def leaf(self, element: Tensor | Operation) -> str:
        """A tensor fetched twice gives two arrays."""
        if isinstance(element, Operation):
            self.operations[element] = None
            return "None"
        number = self.seen.get(element)
        if number is not None:
            return f"copied({{{number}}})"
        self.seen[element] = len(self.seen)
        return f"{{{self.seen[element]}}}"


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
