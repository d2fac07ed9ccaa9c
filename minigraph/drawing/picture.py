"""The model of a picture: what there is to see, before anyone decides how it looks.

A `Picture` stands between a graph and every output. `build` reads a graph into one in full detail;
`fold` and `repeats` make smaller ones of it; `dot` writes one out for Graphviz. An interactive page
or a heat map is another reader of the same model. It holds no colours and no layout: only nodes
with a role, edges with a kind, and for each node the path of the groups that it lies in.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

Path = tuple[str, ...]  # the groups round a node, the outermost first


class Role(enum.Enum):
    """What a node is for, as far as the reader of a picture cares."""

    PLACEHOLDER = "placeholder"
    VARIABLE = "variable"
    CONSTANT = "constant"
    RANDOM = "random"
    OP = "operation"
    SCOPE = "folded scope"
    LOSS = "loss"
    GRADIENT = "gradient"
    UPDATE = "update"
    GROUP = "group"


class Side(enum.Enum):
    """Which part of a training graph a node belongs to; a folded scope has one node for each."""

    FORWARD = "forward"
    BACKWARD = "backward"  # gradients, and all that is computed from them
    UPDATE = "update"  # what changes variables by means of gradients


class Kind(enum.Enum):
    """What passes along an edge."""

    DATA = "data"  # a value on its way up, from inputs to the loss
    BORROWED = "borrowed"  # a forward value that the backward pass uses
    MIRROR = "mirror"  # from a node to its gradient, in place of the values borrowed by it
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
class Cost:
    """What a traced run has spent on a node: nanoseconds, and bytes of what came out."""

    time: int
    bytes: int


@dataclass(frozen=True)
class Node:
    """One thing in the picture, often several operations folded into one.

    `key` is unique: the full name of the operation, or one that ends in "/" for a folded scope.
    `title` is what of it is worth showing inside its group. `notes` are pieces of text: the small
    constants that were folded in, what a scope holds. `members` names the operations that a folded
    scope stands for. `mirror` is, for a gradient or an update, the key of the node that it belongs
    to. `times` says how many alike are drawn as this one. `muted`: no fetch needs it; `fetched`: it
    is one. `site` is the line of the user's program that made it, `attributes` its settings as
    text. Of a traced run `cost` is what it took, and `alarm` names what first came out of it: "NaN",
    "inf" or both.
    """

    key: str
    title: str
    op: str
    role: Role
    values: tuple[Value, ...]
    notes: tuple[str, ...]
    path: Path
    members: tuple[str, ...] = ()
    side: Side = Side.FORWARD
    mirror: str | None = None
    times: int = 1
    muted: bool = False
    fetched: bool = False
    site: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    cost: Cost | None = None
    alarm: str = ""


@dataclass(frozen=True)
class Edge:
    """From `tail` to `head`, in the direction in which it is true (not in which it is drawn).

    `output` says which of the tail's outputs passes; `value` is what passes, if anything does;
    `alarm` names what a traced run first saw here: "NaN", "inf" or both.
    """

    tail: str
    head: str
    kind: Kind
    output: int = 0
    value: Value | None = None
    alarm: str = ""


@dataclass
class Group:
    """A name scope that holds at least two things, as a tree: what `group.arrange` makes of paths.

    `side` is that of all within it, FORWARD where they differ; `times` as in a node.
    """

    label: str
    path: Path
    side: Side = Side.FORWARD
    times: int = 1
    nodes: list[Node] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)


@dataclass(frozen=True)
class Picture:
    """Everything that one picture shows.

    `times` holds for some groups how many alike are drawn as this one; `unseen` says how many
    operations were left out, by what they are.
    """

    title: str | None
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    times: Mapping[Path, int] = field(default_factory=dict)
    unseen: Mapping[str, int] = field(default_factory=dict)
