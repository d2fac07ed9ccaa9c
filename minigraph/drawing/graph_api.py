"""What a drawing needs to know of a graph: the reading half of TF1's graph API.

A picture is made from any object that answers these questions, so the drawing code can be tested
with a graph written by hand and knows nothing of how the engine stores its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol


class DTypeLike(Protocol):
    """An element type."""

    @property
    def name(self) -> str: ...


class ShapeLike(Protocol):
    """A static shape; `ndims` is None when even the rank is unknown."""

    @property
    def ndims(self) -> int | None: ...

    def as_list(self) -> list[int | None]: ...


class TensorLike(Protocol):
    """One output of an operation."""

    @property
    def name(self) -> str: ...

    @property
    def op(self) -> OpLike: ...

    @property
    def dtype(self) -> DTypeLike: ...

    @property
    def shape(self) -> ShapeLike: ...


class OpLike(Protocol):
    """One node of a graph."""

    @property
    def name(self) -> str: ...

    @property
    def type(self) -> str: ...

    @property
    def inputs(self) -> Sequence[TensorLike]: ...

    @property
    def outputs(self) -> Sequence[TensorLike]: ...

    @property
    def control_inputs(self) -> Sequence[OpLike]: ...

    def get_attr(self, name: str) -> Any: ...


class GraphLike(Protocol):
    """A graph, its operations in the order in which they were made."""

    def get_operations(self) -> Sequence[OpLike]: ...

    def get_collection(self, name: str) -> Sequence[Any]: ...
