"""Name scopes become nested groups; a scope that would frame a single thing does not.

There is no group round all gradients: it would tear them away from the forward pass that they run
beside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from minigraph.drawing.picture import Group, Node, Path, Picture, Side

DEPTH_LIMIT = 8  # a frame in a frame in a frame...: deeper scopes stay in the names


def scopes_of(names: Iterable[str]) -> set[str]:
    """All scopes that hold something."""
    found = set()
    for name in names:
        scope = name.rpartition("/")[0]
        while scope and scope not in found:
            found.add(scope)
            scope = scope.rpartition("/")[0]
    return found


def scope_path(name: str, scopes: set[str]) -> Path:
    """The groups round an operation, by its name.

    Args:
        name: the full name.
        scopes: all scopes of the picture. A node that bears the name of one lies inside it.

    Example:
        >>> from minigraph.drawing.group import scope_path
        >>> scope_path("layer/dense/MatMul", {"layer", "layer/dense"})
        ('layer', 'dense')
    """
    parts = name.split("/")
    depth = min(len(parts) if name in scopes else len(parts) - 1, DEPTH_LIMIT)
    return tuple(parts[:depth])


def title_in(name: str, path: Path) -> str:
    """What is left of a name inside its groups."""
    parts = name.split("/")
    return "/".join(parts[len(path) :]) or parts[-1]


def arrange(picture: Picture) -> Group:
    """Puts every node into the group of its path and gives the tree, tidied."""
    tree = Group(label="", path=())
    made: dict[Path, Group] = {(): tree}
    for node in picture.nodes:
        for depth in range(1, len(node.path) + 1):
            path = node.path[:depth]
            if path not in made:
                made[path] = Group(path[-1], path, times=picture.times.get(path, 1))
                made[path[:-1]].groups.append(made[path])
        made[node.path].nodes.append(node)
    _tidy(tree)
    return tree


def _tidy(group: Group) -> set[Side]:
    """Dissolves frames round a single node (and its gradient) and merges frames that only hold a frame.

    Gives the sides of all that the group holds. A path is at most DEPTH_LIMIT and one long, so
    this recursion is shallow in any graph.
    """
    sides = {node.side for node in group.nodes}
    kept = []
    for inner in group.groups:
        sides |= _tidy(inner)
        if _holds_one(inner):
            group.nodes += [_named_with(inner.label, node) for node in inner.nodes]
        elif not inner.nodes and len(inner.groups) == 1 and inner.times == 1:
            only = inner.groups[0]
            only.label = f"{inner.label}/{only.label}"
            kept.append(only)
        else:
            kept.append(inner)
    group.groups = kept
    if len(sides) == 1:
        group.side = next(iter(sides))
    return sides


def _holds_one(group: Group) -> bool:
    """Whether a group holds a single node, or one and what mirrors it."""
    if group.groups or group.times > 1:
        return False
    keys = {node.key for node in group.nodes}
    return len([node for node in group.nodes if node.mirror not in keys]) == 1


def _named_with(label: str, node: Node) -> Node:
    """A node that leaves its frame takes the frame's name along, unless it is called so itself."""
    if node.title in (last := label.rpartition("/")[2], f"{last}_grad"):
        return replace(node, title=label + node.title.removeprefix(last))
    return replace(node, title=f"{label}/{node.title}")
