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
from minigraph.drawing.notes import NOW
from minigraph.drawing.picture import Edge, Kind, Node, Path, Picture, Side

FEWEST = 3  # blocks; two of a kind are drawn as they are
LONGEST = 40  # things in one block

_NUMBER = re.compile(r"_?\d+$")


def merge_repeats(picture: Picture) -> Picture:
    """The picture with every run of at least three equal blocks drawn as one."""
    waiting: list[Path] = [()]
    levels = _levels(picture)
    while waiting:
        scope = waiting.pop()
        runs = []
        if len(levels[scope]) >= FEWEST:
            runs = list(_Level(picture, levels[scope], len(scope)).runs())
        if runs:
            picture = _merged(picture, scope, runs)
            levels = _levels(picture)
        waiting += [(*scope, item.name) for item in levels[scope] if item.is_group]
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
        marks = [(_lasting(node), node.muted, node.fetched) for node in self.nodes]
        return (_base(self.name), self.is_group, *looks, *marks)


@dataclass
class _Run:
    """Equal blocks: for each of them its items."""

    blocks: list[list[_Item]]

    def nodes(self, block: list[_Item]) -> list[Node]:
        return [node for item in block for node in item.nodes]


def _lasting(node: Node) -> tuple[str, ...]:
    """The notes of a node but for its present value, in which equal blocks differ."""
    return tuple(note for note in node.notes if not note.startswith(NOW))


def _base(name: str) -> str:
    """A name without the number at its end, which tells equal blocks apart."""
    return _NUMBER.sub("", name) or name


def _levels(picture: Picture) -> dict[Path, list[_Item]]:
    """The things of each scope, in the order in which the program made them."""
    found: dict[Path, dict[tuple[bool, str], _Item]] = defaultdict(dict)
    for node in picture.nodes:
        if node.side is Side.FORWARD:
            found[node.path][False, node.key] = _Item(node.title, False, [node])
            for depth, name in enumerate(node.path):
                scope = found[node.path[:depth]]
                scope.setdefault((True, name), _Item(name, True)).nodes.append(node)
    return defaultdict(list, {path: list(items.values()) for path, items in found.items()})


_Joint = tuple[int, int, int, int, int, Kind]  # blocks back, places of tail and head, kind


class _Level:
    """The things of one scope in order, and what each takes from the others."""

    def __init__(self, picture: Picture, items: list[_Item], depth: int) -> None:
        self.items = items
        numbers: dict[tuple[object, ...], int] = {}
        self.looks = [numbers.setdefault(item.signature(depth), len(numbers)) for item in items]
        self.place = {
            node.key: (number, position)
            for number, item in enumerate(items)
            for position, node in enumerate(item.nodes)
        }
        self.before: dict[str, list[Edge]] = defaultdict(list)
        self.nearest = [-1] * len(items)  # for each thing the last one before it that it uses
        for edge in picture.edges:
            if edge.tail in self.place and edge.head in self.place:
                self.before[edge.head].append(edge)
                tail, head = self.place[edge.tail][0], self.place[edge.head][0]
                if tail < head:
                    self.nearest[head] = max(self.nearest[head], tail)

    def runs(self) -> Iterator[_Run]:
        """Runs of equal blocks from left to right, at each place the one that covers most."""
        start = 0
        while start < len(self.items):
            longest = min(LONGEST, (len(self.items) - start) // FEWEST)
            if max(self.nearest[start + 1 : start + 2 * longest], default=-1) < start:
                longest = 0  # nothing near uses this: it starts no run
            periods = range(1, longest + 1)
            sizes = [(self._count(start, period), period) for period in periods]
            long = [size for size in sizes if size[0] >= FEWEST]
            if not long:
                start += 1
                continue
            count, period = max(long, key=lambda size: (size[0] * size[1], -size[1]))
            end = start + count * period
            yield _Run([self.items[at : at + period] for at in range(start, end, period)])
            start = end

    def _count(self, start: int, period: int) -> int:
        """How many blocks of so many things there are from here, all alike.

        They look alike, are joined within in the same way, and each to the one before and to no
        other in the same way.
        """
        first = self.looks[start : start + period]
        second = start + period
        if self.looks[second] != first[0] or self.looks[second : second + period] != first:
            return 1
        within = self._joints(start, period, 0)
        joints = self._joints(start, period, 1)
        inner = {joint for joint in joints if joint[0] == 0}
        if inner != within or inner == joints or any(joint[0] > 1 for joint in joints):
            return 1
        count = 2
        while True:
            at = start + count * period
            if self.looks[at : at + period] != first:
                return count
            if self._joints(start, period, count) != joints:
                return count
            count += 1

    def _joints(self, start: int, period: int, number: int) -> set[_Joint]:
        """What a block takes from itself and from those before it, back to the start of the run."""
        found = set()
        at = start + number * period
        for item in self.items[at : at + period]:
            for node in item.nodes:
                head, position = self.place[node.key]
                for edge in self.before[node.key]:
                    tail, there = self.place[edge.tail]
                    block, place = divmod(tail - start, period)
                    if 0 <= block <= number:
                        found.add((number - block, place, there, head - at, position, edge.kind))
        return found


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
    old = {node.key: node for node in picture.nodes}
    nodes = []
    for node in picture.nodes:
        if into.get(node.key, node.key) != node.key:
            continue
        owner = into.get(node.mirror, node.mirror) if node.mirror else None
        home = moved.get(node.key if owner is None else owner)
        if home is not None:
            path, count = home
            alone = path == scope  # a run of single nodes: no frame says how many
            if owner and node.mirror:
                path += node.path[len(old[node.mirror].path) :]
                if node.title == f"{old[node.mirror].title}_grad":
                    node = replace(node, title=f"{old[owner].title}_grad")
            times_here = node.times * count if alone else node.times
            node = replace(node, path=path, times=times_here, notes=_lasting(node))
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
