"""Name scopes become nested groups; a scope that would frame a single thing does not.

Gradients are grouped by the scopes they mirror (`gradients/layer1/...`), but there is no group
round all of them: it would tear them away from the forward pass that they run beside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from minigraph.drawing.labels import printable
from minigraph.drawing.picture import Group, Node

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


def place(name: str, root: str | None, scopes: set[str]) -> tuple[tuple[str, ...], str]:
    """Says in which group a node lies and what it is called there.

    Args:
        name: the full name.
        root: the scope of the gradient graph that it belongs to, if any.
        scopes: all scopes of the picture. A node that bears the name of one lies inside it.
    """
    inner = name.removeprefix(f"{root}/") if root else name
    parts = inner.split("/")
    depth = min(len(parts) if name in scopes else len(parts) - 1, DEPTH_LIMIT)
    path = parts[:depth]
    if root and path:
        path[0] = f"{root}/{path[0]}"  # apart from the forward scope that it mirrors
    return tuple(path), "/".join(parts[depth:]) or parts[-1]


def gradient_scope(name: str) -> str | None:
    """`gradients/layer/MatMul_grad` for all that lies in it, None for what lies in no such scope.

    Example:
        >>> from minigraph.drawing.group import gradient_scope
        >>> gradient_scope("gradients/layer/MatMul_grad/transpose/perm")
        'gradients/layer/MatMul_grad'
    """
    parts = name.split("/")
    for end in range(len(parts) - 1, 0, -1):
        if parts[end - 1].endswith("_grad"):
            return "/".join(parts[:end])
    return None


def arrange(nodes: Iterable[Node], roots: Iterable[str]) -> Group:
    """Puts every node into the group of its path and gives the tree, tidied.

    Args:
        nodes: all nodes.
        roots: the scopes of the gradient graphs.
    """
    tree = Group(label="", path=())
    made: dict[tuple[str, ...], Group] = {(): tree}
    known = sorted(roots, key=len, reverse=True)
    for node in nodes:
        for depth in range(1, len(node.path) + 1):
            path = node.path[:depth]
            if path not in made:
                root = next((r for r in known if path[0].startswith(f"{r}/")), None)
                label = path[-1].removeprefix(f"{root}/") if depth == 1 else path[-1]
                made[path] = Group(printable(label), path, root)
                made[path[:-1]].groups.append(made[path])
        made[node.path].nodes.append(node)
    _tidy(tree)
    for group in tree.groups:
        if group.root:
            group.label = f"{group.root}/{group.label}"
    return tree


def _tidy(group: Group) -> None:
    """Dissolves frames round a single node and merges frames that only hold a frame.

    A path is at most DEPTH_LIMIT long, so this recursion is shallow in any graph.
    """
    kept = []
    for inner in group.groups:
        _tidy(inner)
        if len(inner.nodes) == 1 and not inner.groups:
            group.nodes.append(_named_with(inner.label, inner.nodes[0]))
        elif not inner.nodes and len(inner.groups) == 1:
            only = inner.groups[0]
            only.label = f"{inner.label}/{only.label}"
            kept.append(only)
        else:
            kept.append(inner)
    group.groups = kept


def _named_with(label: str, node: Node) -> Node:
    """A node that leaves its frame takes the frame's name along, unless it is called so itself."""
    if label.rpartition("/")[2] == node.title:
        return replace(node, title=label)
    return replace(node, title=f"{label}/{node.title}")
