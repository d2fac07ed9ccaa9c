"""Makes a smaller picture: all that lies in a closed group becomes one node for each side of it.

A closed `dense` is one node for its forward operations and variables, one for their gradients, one
for their updates. A gradient of one operation (`MatMul_grad`) is a group as any other, so the
mirrored picture is the one in which all groups of gradients are closed.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from minigraph.drawing.picture import Cost, Edge, Kind, Node, Path, Picture, Role, Side, Value

TYPES_SHOWN = 3  # a scope of more types of operations only says how many operations it holds
FAN_OUT = 2  # gradients and updates that are shown to wait for one operation
FAN_IN = 8  # operations that one gradient or update is shown to wait for
DETOURS = 200  # waits of more nodes than this are drawn without a look for other ways
_ENDS = {Side.FORWARD: "", Side.BACKWARD: " gradients", Side.UPDATE: " updates"}


def fold(picture: Picture, closed: Collection[Path], mirrored: bool) -> Picture:
    """Folds groups.

    Args:
        picture: what to make smaller.
        closed: the paths of the groups to fold; what lies within them is folded with them.
        mirrored: each gradient is joined to the node that it belongs to, and to none of the
            others whose values it uses.
    """
    nodes, into = fold_nodes(picture, closed)
    edges = _edges(picture.edges, into, nodes, mirrored)
    return replace(picture, nodes=tuple(nodes), edges=tuple(edges))


def fold_nodes(picture: Picture, closed: Collection[Path]) -> tuple[list[Node], dict[str, str]]:
    """The nodes that are left when groups are closed, and for each old one the one it lies in."""
    cells = cells_of(picture.nodes, set(closed))
    inside: dict[tuple[Path, Side] | str, list[Node]] = defaultdict(list)
    for node in picture.nodes:
        inside[cells[node.key]].append(node)
    keys = {
        cell: fold_key(*cell) if isinstance(cell, tuple) and len(nodes) > 1 else nodes[0].key
        for cell, nodes in inside.items()
    }
    into = {key: keys[cell] for key, cell in cells.items()}
    leaving = _leaving(picture.edges, into)
    nodes = [
        _folded(cell, members, picture, leaving[keys[cell]])
        if isinstance(cell, tuple) and len(members) > 1
        else _moved(cell, members[0])
        for cell, members in inside.items()
    ]
    return [replace(n, mirror=into.get(n.mirror) if n.mirror else None) for n in nodes], into


def cells_of(nodes: Iterable[Node], closed: Collection[Path]) -> dict[str, tuple[Path, Side] | str]:
    """For each node the side of the outermost closed group that it lies in, or its own key."""
    cells: dict[str, tuple[Path, Side] | str] = {}
    for node in nodes:
        cells[node.key] = node.key
        for depth in range(1, len(node.path) + 1):
            if node.path[:depth] in closed:
                cells[node.key] = (node.path[:depth], node.side)
                break
    return cells


def gradient_groups(nodes: Iterable[Node]) -> set[Path]:
    """The groups of single operations' gradients and of single variables' updates."""
    mixed: set[Path] = set()
    found: dict[Path, None] = {}
    for node in nodes:
        if node.side is not Side.FORWARD and node.mirror and node.path:
            found[node.path] = None
        else:
            mixed.update(node.path[:depth] for depth in range(len(node.path) + 1))
    return {path for path in found if path not in mixed}


def is_result(node: Node) -> bool:
    """Whether a node bears the name of the group that it lies in, being no variable's storage."""
    return node.role in (Role.OP, Role.LOSS) and node.path[-1:] == (node.title,)


def fold_key(path: Path, side: Side) -> str:
    """The key of the node that one side of a closed group becomes."""
    return "/".join(path) + "/" + _ENDS[side]


def _moved(cell: tuple[Path, Side] | str, node: Node) -> Node:
    """A node that is alone on its side of a closed group: it takes the group's name along."""
    if isinstance(cell, str):
        return node
    path = cell[0]
    rest = [*node.path[len(path) - 1 :], *([] if node.path[-1:] == (node.title,) else [node.title])]
    return replace(node, path=path[:-1], title="/".join(rest))


def _folded(
    cell: tuple[Path, Side], members: list[Node], picture: Picture, leaving: list[Value]
) -> Node:
    path, side = cell
    name = path[-1]
    if side is Side.BACKWARD and not name.endswith("_grad"):
        name = f"{name}_grad"
    if side is Side.UPDATE and not name.startswith("update_"):
        name = f"update_{name}"
    sites = dict.fromkeys(node.site for node in members)
    return Node(
        key=fold_key(path, side),
        title=name,
        op=_summary(members, path, side),
        role=_role(members, side),
        values=tuple(leaving or members[-1].values),
        notes=_holdings(members) if side is Side.FORWARD else (),
        path=path[:-1],
        members=tuple(name for node in members for name in node.members or (node.key,)),
        side=side,
        mirror=next((node.mirror for node in members if node.mirror), None),
        times=picture.times.get(path, 1),
        muted=all(node.muted for node in members),
        fetched=any(node.fetched for node in members),
        site=next(iter(sites)),
        cost=_sum_of(node.cost for node in members),
        alarm=_joined_alarms(node.alarm for node in members),
    )


def _sum_of(costs: Iterable[Cost | None]) -> Cost | None:
    known = [cost for cost in costs if cost]
    if not known:
        return None
    return Cost(sum(cost.time for cost in known), sum(cost.bytes for cost in known))


def _joined_alarms(alarms: Iterable[str]) -> str:
    """ "NaN, inf" of all that is said."""
    return ", ".join(dict.fromkeys(word for one in alarms if one for word in one.split(", ")))


def _role(members: list[Node], side: Side) -> Role:
    roles = {node.role for node in members}
    if Role.LOSS in roles:
        return Role.LOSS
    if side is not Side.FORWARD:
        return Role.GRADIENT if side is Side.BACKWARD else Role.UPDATE
    return roles.pop() if len(roles) == 1 and roles != {Role.OP} else Role.SCOPE


def _summary(members: list[Node], path: Path, side: Side) -> str:
    """The types of the operations in a scope, or how many there are."""
    counted = {Role.VARIABLE, Role.PLACEHOLDER, Role.CONSTANT} if side is Side.FORWARD else set()
    ops = [node for node in members if node.role not in counted]
    total = sum(len(node.members) or 1 for node in ops)
    result = [node for node in members if is_result(node) and node.path == path]
    if result and side is Side.FORWARD:
        return f"{result[0].op} and {total - 1} more"
    types = dict.fromkeys(node.op for node in ops if not node.members)
    if side is Side.UPDATE and len(types) == 1:
        return next(iter(types)) + (f" × {total}" if total > 1 else "")
    if len(types) <= TYPES_SHOWN and total == len(types) and side is Side.FORWARD:
        return " · ".join(types)
    return f"{total} operations"


def _holdings(members: list[Node]) -> tuple[str, ...]:
    """How many variables a scope holds, and how many numbers these."""
    variables = [node for node in members if node.role is Role.VARIABLE]
    if not variables:
        return ()
    shapes = [node.values[0].shape for node in variables if node.values]
    text = f"{len(variables)} variable" + ("s" if len(variables) > 1 else "")
    if all(shape is not None and None not in shape for shape in shapes):
        size = sum(math.prod(dim or 0 for dim in shape or ()) for shape in shapes)
        text += f" of {size:,} numbers"
    return (text,)


def _leaving(edges: Iterable[Edge], into: dict[str, str]) -> dict[str, list[Value]]:
    """For each node of the new picture the values that others take from it, forward ones first."""
    found: dict[str, dict[tuple[str, int], Value]] = defaultdict(dict)
    for wanted in ((Kind.DATA, Kind.BACKWARD), (Kind.BORROWED,)):
        for edge in edges:
            if edge.kind in wanted and edge.value and into[edge.tail] != into[edge.head]:
                found[into[edge.tail]].setdefault((edge.tail, edge.output), edge.value)
    return defaultdict(list, {key: list(values.values()) for key, values in found.items()})


def _edges(
    edges: Iterable[Edge], into: dict[str, str], nodes: list[Node], mirrored: bool
) -> list[Edge]:
    sides = {node.key: node.side for node in nodes}
    if not mirrored:
        return _without_detours(joined(edges, into), sides)
    borrowed = (Kind.BORROWED, Kind.MIRROR)
    kept = joined((edge for edge in edges if edge.kind not in borrowed), into)
    seeds = {(edge.tail, edge.head) for edge in kept if edge.kind is Kind.SEED}
    kept += [
        Edge(str(node.mirror), node.key, Kind.MIRROR)
        for node in nodes
        if node.side is Side.BACKWARD
        and node.mirror not in (None, node.key)
        and (node.mirror, node.key) not in seeds
    ]
    return _without_detours(kept, sides)


def _without_fans(edges: list[Edge], sides: dict[str, Side]) -> list[Edge]:
    """Leaves out the waits of many gradients or updates for one operation, or of one for many.

    `tf.control_dependencies` round an optimizer makes all of its step wait for all moving averages:
    one fact, many edges, each as long as the picture.
    """
    late = {e for e in edges if e.kind is Kind.CONTROL and sides[e.head] is not Side.FORWARD}
    out = Counter(edge.tail for edge in late)
    into = Counter(edge.head for edge in late)
    few = {edge for edge in late if out[edge.tail] <= FAN_OUT and into[edge.head] <= FAN_IN}
    return [edge for edge in edges if edge not in late or edge in few]


def joined(edges: Iterable[Edge], into: dict[str, str]) -> list[Edge]:
    """The edges between the nodes that others were folded into.

    Args:
        edges: between the nodes that there were.
        into: for each of these the node that it has become.

    Returns:
        One edge for all of a kind between two nodes, with the largest of the values that pass.
    """
    found: dict[tuple[str, str, Kind], Edge] = {}
    for edge in edges:
        tail, head = into[edge.tail], into[edge.head]
        known = found.get((tail, head, edge.kind))
        if tail != head:
            largest = edge if known is None or size(edge.value) > size(known.value) else known
            alarm = edge.alarm if known is None else _joined_alarms((known.alarm, edge.alarm))
            found[tail, head, edge.kind] = replace(largest, tail=tail, head=head, alarm=alarm)
    linked = {(tail, head) for tail, head, kind in found if kind is not Kind.CONTROL}
    return [
        edge
        for (tail, head, kind), edge in found.items()
        if kind is not Kind.CONTROL or not {(tail, head), (head, tail)} & linked
    ]


def _without_detours(edges: list[Edge], sides: dict[str, Side]) -> list[Edge]:
    """Leaves out control edges between nodes that values lead between already."""
    after: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        if edge.kind in (Kind.DATA, Kind.BACKWARD, Kind.SEED):
            after[edge.tail].append(edge.head)
    tails = {edge.tail for edge in edges if edge.kind is Kind.CONTROL}
    if len(tails) > DETOURS:
        return edges
    edges = _without_fans(edges, sides)
    reached = {}
    for tail in tails:
        found, waiting = {tail}, [tail]
        while waiting:
            new = [key for key in after[waiting.pop()] if key not in found]
            found.update(new)
            waiting += new
        reached[tail] = found
    return [e for e in edges if e.kind is not Kind.CONTROL or e.head not in reached[e.tail]]


def size(value: Value | None) -> int:
    """The number of elements that pass; an unknown dim counts as one."""
    return math.prod(dim or 1 for dim in value.shape or ()) if value else 1
