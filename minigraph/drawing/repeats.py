"""Blocks that repeat, one after the other, are drawn once, as "x N".

Twenty-four layers that are all alike say no more than one and the number. Among the things of one
scope, in the order in which a program made them, a run of equal blocks is looked for: each block
one or several nodes or groups, equal in operations, shapes and notes, joined within in the same way
and each to the one before in the same way. All but the first go; what belonged to them, their
gradients and updates too, is drawn as the first one's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from minigraph.drawing.fold import joined
from minigraph.drawing.picture import Kind, Node, Path, Picture, Side

FEWEST = 3  # blocks; two of a kind are drawn as they are
LONGEST = 40  # things in one block

_NUMBER = re.compile(r"_?\d+$")


def merge_repeats(picture: Picture) -> Picture:
    """The picture with every run of at least three equal blocks drawn as one."""
    waiting: list[Path] = [()]
    while waiting:
        scope = waiting.pop()
        items = _items(picture, scope)
        runs = list(_runs(picture, items, len(scope)))
        if runs:
            picture = _merged(picture, scope, runs)
            items = _items(picture, scope)
        waiting += [(*scope, item.name) for item in items if item.is_group]
    return picture


@dataclass
class _Item:
    """A node or a group in a scope, with its forward nodes in order."""

    name: str
    is_group: bool
    nodes: list[Node] = field(default_factory=list)

    def signature(self, depth: int) -> tuple[object, ...]:
        """Equal for things that look alike; `depth` is that of the scope that they lie in."""
        looks = [
            (node.path[depth + 1 :], _base(node.title), node.op, node.role, node.values)
            for node in self.nodes
        ]
        marks = [(node.notes, node.muted, node.fetched) for node in self.nodes]
        return (_base(self.name), self.is_group, *looks, *marks)


@dataclass
class _Run:
    """Equal blocks: for each of them its items."""

    blocks: list[list[_Item]]

    def nodes(self, block: list[_Item]) -> list[Node]:
        return [node for item in block for node in item.nodes]


def _base(name: str) -> str:
    """A name without the number at its end, which tells equal blocks apart."""
    return _NUMBER.sub("", name) or name


def _items(picture: Picture, scope: Path) -> list[_Item]:
    depth = len(scope)
    found: dict[tuple[bool, str], _Item] = {}
    for node in picture.nodes:
        if node.side is not Side.FORWARD or node.path[:depth] != scope:
            continue
        is_group = len(node.path) > depth
        name = node.path[depth] if is_group else node.title
        key = (is_group, name if is_group else node.key)
        found.setdefault(key, _Item(name, is_group)).nodes.append(node)
    return list(found.values())


def _runs(picture: Picture, items: list[_Item], depth: int) -> Iterator[_Run]:
    """Runs of equal blocks from left to right, at each place the one that covers most."""
    if len(items) < FEWEST:
        return
    numbers: dict[tuple[object, ...], int] = {}
    looks = [numbers.setdefault(item.signature(depth), len(numbers)) for item in items]
    start = 0
    while start < len(items):
        step = 1
        for period, count in _candidates(looks, start):
            blocks = [items[start + i * period : start + (i + 1) * period] for i in range(count)]
            run = _Run(blocks)
            if _alike(picture, run):
                yield run
                step = period * count
                break
        start += step


def _candidates(looks: list[int], start: int) -> list[tuple[int, int]]:
    """(things in a block, blocks), those that cover most first, short blocks before long ones."""
    found = []
    for period in range(1, min(LONGEST, (len(looks) - start) // FEWEST) + 1):
        first = looks[start : start + period]
        count = 1
        while looks[start + count * period : start + (count + 1) * period] == first:
            count += 1
        if count >= FEWEST:
            found.append((period, count))
    return sorted(found, key=lambda one: (-one[0] * one[1], one[0]))


def _alike(picture: Picture, run: _Run) -> bool:
    """Whether the blocks are joined within, and each to the one before, all in the same way."""
    place = {
        node.key: (number, position)
        for number, block in enumerate(run.blocks)
        for position, node in enumerate(run.nodes(block))
    }
    within: dict[int, set[tuple[int, int, Kind]]] = defaultdict(set)
    before: dict[int, set[tuple[int, int, Kind]]] = defaultdict(set)
    for edge in picture.edges:
        if edge.tail in place and edge.head in place:
            (block, tail), (other, head) = place[edge.tail], place[edge.head]
            if other == block:
                within[block].add((tail, head, edge.kind))
            elif other == block + 1:
                before[other].add((tail, head, edge.kind))
            else:
                return False
    count = len(run.blocks)
    same = all(within[number] == within[0] for number in range(count))
    return same and bool(before[1]) and all(before[i] == before[1] for i in range(1, count))


def _merged(picture: Picture, scope: Path, runs: list[_Run]) -> Picture:
    into: dict[str, str] = {}  # the key of a node that goes -> that of its like in the first block
    number: dict[str, tuple[int, int]] = {}  # key -> which run, which block
    moved: dict[str, tuple[Path, int]] = {}  # key of a forward node that stays -> its new place
    times = dict(picture.times)
    for index, run in enumerate(runs):
        first = run.nodes(run.blocks[0])
        inner, count = _frame(scope, run), len(run.blocks)
        if inner is not None:
            times[inner] = count
        for node in first:
            moved[node.key] = (_new_path(node.path, scope, run, inner), count)
        for block_number, block in enumerate(run.blocks):
            for node, like in zip(run.nodes(block), first, strict=True):
                into[node.key] = like.key
                number[node.key] = (index, block_number)
    places = _belongings(picture, into, number)
    titles: dict[str | None, str] = {node.key: node.title for node in picture.nodes}
    nodes = []
    for node in picture.nodes:
        if into.get(node.key, node.key) != node.key:
            continue
        owner = into.get(node.mirror, node.mirror) if node.mirror else None
        home = moved.get(node.key if owner is None else owner)
        if home is not None:
            path, count = home
            alone = path == scope  # a run of single nodes: no frame says how many
            if owner and node.title == f"{titles.get(node.mirror)}_grad":
                node = replace(node, title=f"{titles[owner]}_grad")
            node = replace(node, path=path, times=node.times * count if alone else node.times)
        nodes.append(replace(node, mirror=owner))
    number |= places
    kept = [
        edge
        for edge in picture.edges
        if (one := number.get(edge.tail)) is None
        or (other := number.get(edge.head)) is None
        or one[0] != other[0]
        or one[1] == other[1]
    ]
    names = {node.key: into.get(node.key, node.key) for node in picture.nodes}
    return replace(picture, nodes=tuple(nodes), edges=tuple(joined(kept, names)), times=times)


def _belongings(
    picture: Picture, into: dict[str, str], number: dict[str, tuple[int, int]]
) -> dict[str, tuple[int, int]]:
    """Gradients and updates of nodes that go are drawn as those of their likes; adds to `into`."""
    first: dict[tuple[str, Side, int], str] = {}
    seen: dict[tuple[str, Side], int] = defaultdict(int)
    places = {}
    for node in picture.nodes:
        if node.side is Side.FORWARD or node.mirror not in into:
            continue
        assert node.mirror is not None
        position = seen[node.mirror, node.side]
        seen[node.mirror, node.side] += 1
        like = first.setdefault((into[node.mirror], node.side, position), node.key)
        into[node.key] = like
        places[node.key] = number[node.mirror]
    return places


def _frame(scope: Path, run: _Run) -> Path | None:
    """The group that stands for a run; None for a single node, which says by itself how many."""
    first, last = run.blocks[0], run.blocks[-1]
    if len(first) > 1:
        return (*scope, ", ".join(_base(item.name) for item in first))
    if not first[0].is_group:
        return None
    return (*scope, f"{first[0].name} … {last[0].name}")


def _new_path(path: Path, scope: Path, run: _Run, frame: Path | None) -> Path:
    if frame is None:
        return path
    if len(run.blocks[0]) > 1:
        return frame + path[len(scope) :]
    return frame + path[len(scope) + 1 :]
