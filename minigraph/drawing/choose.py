"""What to show and what to fold: the settings of the user, and a good choice where there are none.

A picture that few nodes are enough for is drawn as it is. In a larger one each operation's
gradient becomes one node beside it, and so does all that one function of TF1's made; then blocks
that repeat are drawn once; then scopes are folded: all are closed, and opened again as long as the
picture stays readable, those first that cost least. So the layers of a network show their
operations while the machinery of batch normalization is one node.
"""

from __future__ import annotations

import fnmatch
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from minigraph.drawing.fold import cells_of, fold, gradient_groups, is_result
from minigraph.drawing.options import Options
from minigraph.drawing.picture import Path, Picture, Side
from minigraph.drawing.repeats import merge_repeats

FULL = 30  # nodes; a larger picture shows each operation's gradient as one node


class Choice(NamedTuple):
    """What to draw: `picture`, with the `closed` groups of it folded.

    `first` holds the groups that were folded before, and `merged` says whether repeated blocks were
    drawn as one after that; `mirrored` is what `fold` takes.
    """

    picture: Picture
    closed: set[Path]
    first: set[Path]
    merged: bool
    mirrored: bool


def choose(full: Picture, options: Options, limit: int | None = None) -> Picture:
    """The picture to draw, made of the one in full detail: `chosen`, folded."""
    choice = chosen(full, options, limit)
    if not choice.closed:
        return choice.picture
    return fold(choice.picture, choice.closed, choice.mirrored)


def chosen(full: Picture, options: Options, limit: int | None = None) -> Choice:
    """What to show of a picture in full detail, and what to fold.

    Args:
        full: everything there is to show.
        options: the settings.
        limit: in place of `options.max_nodes`, where a layout has taken too long.
    """
    if limit is not None:
        options = replace(options, depth=None, expand=(), max_nodes=limit)
    mirrored = _mirrored(full, options)
    collapsed = {path for path in all_groups(full) if _named(path, options.collapse)}
    gradients = gradient_groups(full.nodes) if mirrored else set()
    whole = options.depth is not None or options.gradients == "full"
    composed = _composed(full) if _automatic(full, options) and not whole else set()
    first = (collapsed | gradients | composed) - _expanded(full, options)
    picture = unmerged = fold(full, first, mirrored)
    small = len(picture.nodes) <= options.max_nodes
    if options.repeats or (options.repeats is None and options.depth is None and not small):
        picture = merge_repeats(picture)
    expanded = _expanded(picture, options)
    if options.gradients == "full" and limit is None:
        expanded |= gradient_groups(picture.nodes)
    closed: set[Path] = set()
    if options.depth is not None:
        closed = {path for path in all_groups(picture) if len(path) == options.depth + 1}
    elif len(picture.nodes) > options.max_nodes:
        closed = _closed(picture, options.max_nodes, expanded)
    return Choice(picture, closed - expanded, first, picture is not unmerged, mirrored)


def all_groups(picture: Picture) -> dict[Path, None]:
    """All groups of a picture, in the order of their first nodes."""
    return {n.path[:depth]: None for n in picture.nodes for depth in range(1, len(n.path) + 1)}


def _automatic(full: Picture, options: Options) -> bool:
    """Whether the picture is too large to show everything that a user has not asked for."""
    return not options.everything and len(full.nodes) > min(FULL, options.max_nodes)


def _mirrored(full: Picture, options: Options) -> bool:
    if options.gradients is True:
        return _automatic(full, options)
    return options.gradients == "mirrored"


def _composed(full: Picture) -> set[Path]:
    """The groups of functions that TF1 composes of several operations.

    The last of these bears the function's own name, as all of them lie in it:
    `softmax_cross_entropy_with_logits` is one thing to the reader, not fourteen.
    """
    return {node.path for node in full.nodes if is_result(node)}


def _named(path: Path, patterns: str | Sequence[str]) -> bool:
    """Whether a pattern names a group; one that stands for several has the first one's name."""
    name = "/".join(part.partition(" … ")[0] for part in path)
    return any(fnmatch.fnmatchcase(name, pattern.rstrip("/")) for pattern in patterns)


def _expanded(picture: Picture, options: Options) -> set[Path]:
    """The groups to show in any case, and all that they lie in: these must be open for it."""
    named = [path for path in all_groups(picture) if _named(path, options.expand)]
    return {path[:depth] for path in named for depth in range(1, len(path) + 1)}


def _closed(picture: Picture, limit: int, expanded: set[Path]) -> set[Path]:
    """The groups to close: all, less those that can be opened without passing the limit.

    Groups of the same growth, which the layers of a network are, are opened together or not at
    all: a picture in which some are open and others closed is hard to compare.
    """
    children: dict[Path, list[Path]] = defaultdict(list)
    for path in all_groups(picture):
        children[path[:-1]].append(path)
    growth = _growths(picture, children)
    closed = set(children[()])
    count = len(set(cells_of(picture.nodes, closed).values()))
    for path in sorted(expanded, key=len):
        if path in closed:
            closed = (closed - {path}) | set(children[path])
            count += growth[path]
    refused: set[int] = set()
    while True:
        sizes = {growth[path] for path in closed} - refused
        if not sizes:
            return closed
        step = min(sizes)
        batch = [path for path in closed if growth[path] == step]
        if count + step * len(batch) > limit:
            refused.add(step)
            continue
        count += step * len(batch)
        closed = (closed - set(batch)) | {child for path in batch for child in children[path]}


def _growths(picture: Picture, children: dict[Path, list[Path]]) -> dict[Path, int]:
    """How many more nodes a picture has once a group is opened, its inner groups closed."""
    sides: dict[Path, set[Side]] = defaultdict(set)
    direct: dict[Path, int] = defaultdict(int)
    for node in picture.nodes:
        direct[node.path] += 1
        for depth in range(1, len(node.path) + 1):
            sides[node.path[:depth]].add(node.side)
    return {
        path: direct[path] + sum(len(sides[child]) for child in children[path]) - len(sides[path])
        for path in list(sides)
    }
