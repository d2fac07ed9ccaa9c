"""How far apart two nodes have to be at least, so that frames lie above each other.

Graphviz puts each node on a level. Where the levels of two frames overlap it has to put the frames
side by side, and a network of layers becomes a staircase that nobody can read. So an edge into a
frame is made long enough that all of the frame lies above its tail, and an edge out of one long
enough that all of the frame lies below its head.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from minigraph.drawing.picture import Path


def shared_levels(keys: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each key one that stands for all that are on its level because of the pairs.

    Example:
        >>> from minigraph.drawing.levels import shared_levels
        >>> shared_levels("abcd", [("b", "a"), ("c", "b")])
        {'a': 'c', 'b': 'c', 'c': 'c', 'd': 'd'}
    """
    first = {key: key for key in keys}

    def find(key: str) -> str:
        while first[key] != key:
            first[key] = first[first[key]]
            key = first[key]
        return key

    for one, other in pairs:
        first[find(other)] = find(one)
    return {key: find(key) for key in first}


def lengths(
    edges: Sequence[tuple[str, str]], paths: Mapping[str, Path], level: Mapping[str, str]
) -> list[int]:
    """For each edge (lower node, upper node) the least number of levels between the two.

    Args:
        edges: those that Graphviz ranks by.
        paths: the frames round each node.
        level: as `shared_levels` gives it.
    """
    inside: dict[Path, list[tuple[str, str]]] = defaultdict(list)
    for low, high in edges:
        shared = _shared(paths[low], paths[high])
        for depth in range(1, shared + 1):
            inside[paths[low][:depth]].append((level[low], level[high]))
    up = {path: _heights(pairs) for path, pairs in inside.items()}
    down = {path: _heights([(b, a) for a, b in pairs]) for path, pairs in inside.items()}
    found = []
    for low, high in edges:
        shared = _shared(paths[low], paths[high])
        into, out_of = paths[high][: shared + 1], paths[low][: shared + 1]
        length = 1
        if len(into) > shared and into in up:
            length += up[into].get(level[high], 0)
        if len(out_of) > shared and out_of in down:
            length += down[out_of].get(level[low], 0)
        found.append(length)
    return found


def _shared(one: Path, other: Path) -> int:
    """How many frames two nodes have in common."""
    depth = 0
    while depth < min(len(one), len(other)) and one[depth] == other[depth]:
        depth += 1
    return depth


def _heights(edges: Iterable[tuple[str, str]]) -> dict[str, int]:
    """For each node the length of the longest way to it; what lies on a circle is left out."""
    after: dict[str, list[str]] = defaultdict(list)
    waiting: dict[str, int] = defaultdict(int)
    for low, high in dict.fromkeys(edges):
        if low != high:
            after[low].append(high)
            waiting[high] += 1
            waiting[low] += 0
    ready = [key for key, count in waiting.items() if count == 0]
    heights = dict.fromkeys(ready, 0)
    while ready:
        low = ready.pop()
        for high in after[low]:
            heights[high] = max(heights.get(high, 0), heights[low] + 1)
            waiting[high] -= 1
            if waiting[high] == 0:
                ready.append(high)
    return heights
