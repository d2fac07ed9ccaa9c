"""What half of a graph uses is named where it is used: its edges would cover everything else.

A flag such as `training`, a rate, a step counter: a scalar that is fed or stored and goes to very
many nodes. It keeps its node, and the others say that they use it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from minigraph.drawing.picture import Edge, Kind, Node, Picture, Role

MANY = 8  # nodes; a scalar that more use than this is a hub
_SOURCES = (Role.PLACEHOLDER, Role.VARIABLE, Role.CONSTANT)


def without_hubs(picture: Picture) -> Picture:
    """The picture with notes in place of the edges from scalars that very many nodes use."""
    nodes = {node.key: node for node in picture.nodes}
    uses = [edge for edge in picture.edges if _may_go(edge, nodes)]
    counts = Counter(edge.tail for edge in uses)
    gone = {edge for edge in uses if counts[edge.tail] > MANY}
    if not gone:
        return picture
    said: dict[str, list[str]] = {}
    for edge in picture.edges:
        if edge in gone:
            said.setdefault(edge.head, []).append(f"uses {nodes[edge.tail].title}")
    for key in dict.fromkeys(edge.tail for edge in picture.edges if edge in gone):
        said.setdefault(key, []).append(f"used by {counts[key]} nodes")
    noted = [replace(n, notes=(*n.notes, *said.get(n.key, ()))) for n in picture.nodes]
    edges = tuple(edge for edge in picture.edges if edge not in gone)
    return replace(picture, nodes=tuple(noted), edges=edges)


def _may_go(edge: Edge, nodes: dict[str, Node]) -> bool:
    scalar = edge.value is not None and edge.value.shape == ()
    used = edge.kind in (Kind.DATA, Kind.BORROWED)
    return used and scalar and nodes[edge.tail].role in _SOURCES
