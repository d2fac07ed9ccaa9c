"""What a page knows of a picture: everything there is to show and to unfold, as JSON.

The page folds by itself (`assets/fold.js` does what `fold.py` does), so it gets the picture in full
detail. What a folded scope says depends on nothing but the scope: it is worked out here, for each
scope and side, and the page only decides which scopes are closed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import fields, replace
from typing import Any

from minigraph.drawing.choose import all_groups, chosen
from minigraph.drawing.dot import EFFORTS, Writer, rows_of
from minigraph.drawing.fold import fold, fold_key, fold_nodes, gradient_groups, size
from minigraph.drawing.labels import shape_text
from minigraph.drawing.options import Options
from minigraph.drawing.picture import Kind, Node, Path, Picture, Role, Side
from minigraph.drawing.themes import THEMES, Look

ROLES, SIDES, KINDS = list(Role), list(Side), list(Kind)
Json = dict[str, Any]


def models_of(full: Picture, options: Options, limit: int | None) -> list[Json]:
    """What there is to show: with repeated blocks drawn once, where there are some, and without.

    Args:
        full: the picture in full detail.
        options: the settings.
        limit: as `choose` takes it.
    """
    choice = chosen(full, options, limit)
    if not choice.merged:
        return [_Model(full, choice.first, choice.closed, choice.mirrored, options).json()]
    merged = _Model(choice.picture, set(), choice.closed, choice.mirrored, options)
    plain = chosen(full, replace(options, repeats=False), limit)
    every = _Model(full, plain.first, plain.closed, plain.mirrored, options)
    return [merged.json(), every.json()]


class _Model:
    """One picture as JSON.

    Args:
        picture: all nodes and edges.
        first: the groups of single operations' gradients, and others that are folded first.
        closed: the groups of what is then left that are folded at the beginning.
        mirrored: as `fold` takes it.
    """

    def __init__(
        self,
        picture: Picture,
        first: Collection[Path],
        closed: Collection[Path],
        mirrored: bool,
        options: Options,
    ) -> None:
        self.picture, self.options, self.mirrored = picture, options, mirrored
        self.first, self.closed = set(first), set(closed)
        self.gradients = gradient_groups(picture.nodes)
        self.base = fold(picture, first, mirrored) if first else picture
        self.groups = {path: number for number, path in enumerate(all_groups(picture))}
        self.numbers = {node.key: number for number, node in enumerate(picture.nodes)}
        self.values: dict[tuple[str, int], int] = {}  # (text, size) -> its place in a table

    def json(self) -> Json:
        """All of it."""
        nodes = [self._leaf(node) for node in self.picture.nodes]
        return {
            "nodes": nodes,
            "edges": [self._edge(edge) for edge in self.picture.edges],
            "groups": [self._group(path) for path in self.groups],
            "folded": self._folded(),
            "values": list(self.values),
            "mirrored": self.mirrored,
        }

    def _leaf(self, node: Node) -> Json:
        outputs = [self._value(shape_text(value), size(value)) for value in node.values]
        mirror = self.numbers[node.mirror] if node.mirror else None
        group = self.groups[node.path] if node.path else None
        return self._seen(node) | _said(
            key=node.key,
            op=node.op,
            group=group,
            mirror=mirror,
            muted=node.muted,
            fetched=node.fetched,
            outputs=outputs,
            attributes=node.attributes,
            cost=node.cost and (node.cost.time, node.cost.bytes),
            alarm=node.alarm,
            count=len(node.members) or None,
        )

    def _seen(self, node: Node) -> Json:
        """What the label of a node says, and what decides how it is drawn."""
        return {
            "title": node.title,
            "role": ROLES.index(node.role),
            "side": SIDES.index(node.side),
        } | _said(
            rows=rows_of(node, self.options),
            times=node.times if node.times > 1 else None,
            site=node.site,
        )

    def _edge(self, edge: Any) -> list[Any]:
        """Tail, head, kind, value, and what a traced run saw here first."""
        value = edge.value and self._value(shape_text(edge.value), size(edge.value))
        ends = [self.numbers[edge.tail], self.numbers[edge.head], KINDS.index(edge.kind)]
        return [*ends, -1 if value is None else value, *([edge.alarm] if edge.alarm else [])]

    def _value(self, text: str, count: int) -> int:
        return self.values.setdefault((text, count), len(self.values))

    def _group(self, path: Path) -> Json:
        return {"label": path[-1]} | _said(
            parent=self.groups[path[:-1]] if len(path) > 1 else None,
            times=self.picture.times.get(path),
            first=path in self.first,
            gradient=path in self.gradients,
            closed=path in self.first or path in self.closed,
        )

    def _folded(self) -> Json:
        """What each side of each group says when the group is closed, under "group.side"."""
        names = {
            fold_key(path, side): f"{number}.{SIDES.index(side)}"
            for path, number in self.groups.items()
            for side in Side
        }
        found: Json = {}
        levels: dict[int, set[Path]] = defaultdict(set)
        for path in self.groups:
            levels[len(path)].add(path)
        gradients = fold(self.picture, self.gradients, self.mirrored)
        nodes: list[Node] = []
        for picture, which in (
            (self.picture, self.first),  # each of these is folded from the whole
            (self.base, set(self.groups)),  # the others from what is left then
            (gradients, set(self.groups)),  # or, within an opened one of the first, from this
        ):
            for _, paths in sorted(levels.items()):
                nodes += fold_nodes(picture, paths & which)[0] if paths & which else []
        for node in nodes:
            if node.key in names:
                found.setdefault(names[node.key], self._seen(node) | {"count": len(node.members)})
        return found


def first_of(writer: Writer, models: list[Json]) -> Json:
    """Which thing of the first model each id of the first SVG is."""
    model = models[0]
    numbers = {node["key"]: str(number) for number, node in enumerate(model["nodes"])}
    paths: list[Path] = []
    for group in model["groups"]:
        outer = paths[group["parent"]] if "parent" in group else ()
        paths.append((*outer, group["label"]))
    groups = {path: number for number, path in enumerate(paths)}
    for path, number in groups.items():
        for side in Side:
            numbers.setdefault(fold_key(path, side), f"{number}.{SIDES.index(side)}")
    return {
        "nodes": {id: numbers[key] for key, id in writer.ids.items()},
        "edges": [
            [numbers[edge.tail], numbers[edge.head], KINDS.index(edge.kind)]
            for edge in writer.drawn
        ],
        "frames": [groups[path] for path in writer.frames],
    }


def looks_of(options: Options) -> Json:
    """How to draw: shapes and strokes, with the colours of one theme."""
    theme = THEMES[options.theme]
    return {
        "roles": [
            _look(theme.looks[role]) | {"name": role.name.lower(), "word": role.value}
            for role in ROLES
        ],
        "muted": _look(theme.muted),
        "kinds": [
            {
                "name": kind.value,
                "word": theme.strokes[kind].word,
                "color": theme.strokes[kind].color,
                "style": theme.strokes[kind].style,
                "weight": theme.strokes[kind].weight,
                "arrow": theme.strokes[kind].arrow,
                "turned": theme.strokes[kind].turned,
            }
            for kind in KINDS
        ],
        "efforts": EFFORTS,
    }


def _look(look: Look) -> Json:
    return {one.name: getattr(look, one.name) for one in fields(look)}


def _said(**facts: Any) -> Json:
    """The facts that there are: what is left out is None, false, or empty, to the page."""
    return {
        n: fact
        for n, fact in facts.items()
        if fact is not None and fact is not False and fact not in ("", (), [])
    }
