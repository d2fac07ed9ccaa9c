"""The model of a picture: what there is to see, before anyone decides how it looks.

A `Picture` stands between a graph and every output. `build` reads a graph into one, `dot` writes
one out for Graphviz; an interactive page or a heat map is another reader of the same model. It
holds no colours and no layout, only nodes with a role, edges with a kind, and nested groups.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field


class Role(enum.Enum):
    """What a node is for, as far as the reader of a picture cares."""

    PLACEHOLDER = "placeholder"
    VARIABLE = "variable"
    CONSTANT = "constant"
    RANDOM = "random"
    OP = "operation"
    LOSS = "loss"
    GRADIENT = "gradient"
    UPDATE = "update"
    GROUP = "group"


class Kind(enum.Enum):
    """What passes along an edge."""

    DATA = "data"  # a value on its way up, from inputs to the loss
    BORROWED = "borrowed"  # a forward value that the backward pass uses
    BACKWARD = "backward"  # a gradient on its way down
    SEED = "seed"  # from the loss to where its gradient starts; no tensor passes here
    WRITE = "write"  # an update changes a variable
    CONTROL = "control"  # nothing passes, one runs before the other


@dataclass(frozen=True)
class Value:
    """One output of a node: element type and static shape (None: rank unknown)."""

    dtype: str
    shape: tuple[int | None, ...] | None


@dataclass(frozen=True)
class Node:
    """One thing in the picture, often several operations folded into one.

    `key` is the full name (of the operation or of the folded scope) and unique; `title` is what of
    it is worth showing inside its group. `notes` are the small constants that were folded in, each
    already a piece of text. `members` names the operations that a folded scope stands for.
    """

    key: str
    title: str
    op: str
    role: Role
    values: tuple[Value, ...]
    notes: tuple[str, ...]
    path: tuple[str, ...]
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edge:
    """From `tail` to `head`, in the direction in which it is true (not in which it is drawn).

    `output` says which of the tail's outputs passes; `value` is what passes, if anything does.
    """

    tail: str
    head: str
    kind: Kind
    output: int = 0
    value: Value | None = None


@dataclass
class Group:
    """A name scope that holds at least two things; `root` is the gradient graph that it lies in."""

    label: str
    path: tuple[str, ...]
    root: str | None = None
    nodes: list[Node] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)


@dataclass(frozen=True)
class Picture:
    """Everything that one picture shows. The root group has no label and is not framed."""

    title: str | None
    root: Group
    edges: tuple[Edge, ...]

    def nodes(self) -> Iterator[Node]:
        """All nodes, group by group, those of an outer group before those of its inner ones."""
        waiting = [self.root]
        while waiting:
            group = waiting.pop()
            yield from group.nodes
            waiting.extend(reversed(group.groups))
