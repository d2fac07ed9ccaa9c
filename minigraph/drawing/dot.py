"""Writes a picture as DOT, the language of Graphviz, in the mirror layout.

Forward flows up. Every backward edge is handed to Graphviz turned round, with its arrow head at
the tail, so that the gradient of a layer is ranked beside that layer and gradients flow down next
to it. The arrows stay true, the picture can be read, and laying it out takes a fraction of the time.
"""

from __future__ import annotations

import html
import math
from dataclasses import dataclass

import graphviz  # type: ignore[import-untyped]

from minigraph.drawing.labels import NAME_LIMIT, printable, shape_text, shorten
from minigraph.drawing.picture import Edge, Group, Kind, Node, Picture, Role, Value

FONT = "Helvetica"  # graphviz-pure brings its metrics along; elsewhere the nearest font is taken
INK, FAINT = "#1f2933", "#5f6b7a"
LINE_LIMIT = 26  # characters of op and notes in a line of a node; more go to the next line
TEXT_LIMIT = 60  # characters of any one line below the title
TOOLTIP_LIMIT = 400


@dataclass(frozen=True)
class Look:
    """How a role is drawn; shapes and the lightness of fills differ, so it can be read in grey."""

    shape: str
    fill: str
    line: str
    style: str = "filled"
    ink: str = INK
    faint: str = FAINT
    margin: str = "0.11,0.05"
    peripheries: str = "1"


@dataclass(frozen=True)
class Stroke:
    """How a kind of edge is drawn. `turned`: handed to Graphviz from head to tail."""

    word: str
    color: str
    turned: bool = False
    style: str = "solid"
    weight: str = "1"
    arrowsize: str = "0.7"


LOOKS = {
    Role.PLACEHOLDER: Look("house", "#dbeafb", "#2b6cb0", margin="0,0"),
    Role.VARIABLE: Look("cylinder", "#f8c765", "#97600f"),
    Role.CONSTANT: Look("note", "#f1f3f5", "#7b8794"),
    Role.RANDOM: Look("hexagon", "#e6dcf7", "#6b46c1", margin="0,0"),
    Role.OP: Look("box", "#ffffff", "#52606d", "filled,rounded"),
    Role.LOSS: Look(
        shape="box",
        fill="#9b2335",
        line="#9b2335",
        style="filled,rounded",
        ink="#ffffff",
        faint="#f6d5da",
        margin="0.16,0.09",
        peripheries="2",
    ),
    Role.GRADIENT: Look("box", "#fdecee", "#c5485b", "filled,dashed"),
    Role.UPDATE: Look("invhouse", "#bde6cc", "#2f855a", margin="0,0"),
    Role.GROUP: Look("oval", "#e4e7eb", "#3e4c59", margin="0.02,0"),
}

STROKES = {
    Kind.DATA: Stroke("value", "#52606d"),
    Kind.BORROWED: Stroke("value used for gradients", "#a9b4bf", weight="0", arrowsize="0.5"),
    Kind.BACKWARD: Stroke("gradient", "#c5485b", turned=True),
    Kind.SEED: Stroke("where gradients start", "#c5485b", turned=True, style="dashed"),
    Kind.WRITE: Stroke("writes", "#2f855a", turned=True),
    Kind.CONTROL: Stroke("waits for", "#7b8794", style="dashed", weight="0", arrowsize="0.5"),
}


def to_dot(picture: Picture) -> str:
    """DOT source of a picture; equal pictures give equal bytes."""
    return _Writer(picture).source()


class _Writer:
    """Nodes are called n0, n1...: no name from a graph can meet DOT's syntax."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.ids = {node.key: f"n{i}" for i, node in enumerate(picture.nodes())}
        self.frames = 0
        self.dot = graphviz.Digraph("graph")

    def source(self) -> str:
        self.dot.attr(
            "graph",
            rankdir="BT",
            newrank="true",  # rank across frames: else what lies outside a frame is torn away
            label=_header(self.picture),
            labelloc="t",
            fontname=FONT,
            fontcolor=INK,
            bgcolor="white",
            pad="0.25",
            nodesep="0.22",
            ranksep="0.32",
        )
        self.dot.attr("node", fontname=FONT, fontsize="11", height="0.3", width="0.5")
        self.dot.attr("edge", fontname=FONT)
        self._group(self.dot, self.picture.root)
        for edge in self.picture.edges:
            self._edge(edge)
        return str(self.dot.source)

    def _group(self, into: graphviz.Digraph, group: Group) -> None:
        for node in group.nodes:
            self._node(into, node)
        for inner in group.groups:
            self.frames += 1
            with into.subgraph(name=f"cluster_{self.frames}") as frame:
                frame.attr(
                    label=f"<{_text(inner.label)}>",
                    labelloc="b",  # upside down with rankdir=BT: this is the top
                    labeljust="l",
                    fontsize="11",
                    fontcolor="#a83a4c" if inner.root else FAINT,
                    style="rounded",
                    color="#e0a3ad" if inner.root else "#b8c4ce",
                    bgcolor="#fffafa" if inner.root else "#f7f9fb",
                    margin="10",
                )
                self._group(frame, inner)

    def _node(self, into: graphviz.Digraph, node: Node) -> None:
        look = LOOKS[node.role]
        into.node(
            self.ids[node.key],
            label=_label(node, look),
            tooltip=graphviz.escape(shorten(printable(node.key), TOOLTIP_LIMIT)),
            shape=look.shape,
            style=look.style,
            fillcolor=look.fill,
            color=look.line,
            fontcolor=look.ink,
            margin=look.margin,
            peripheries=look.peripheries,
        )

    def _edge(self, edge: Edge) -> None:
        stroke = STROKES[edge.kind]
        tail, head = self.ids[edge.tail], self.ids[edge.head]
        self.dot.edge(
            *((head, tail) if stroke.turned else (tail, head)),
            dir="back" if stroke.turned else "forward",
            color=stroke.color,
            style=stroke.style,
            weight=stroke.weight,
            arrowsize=stroke.arrowsize,
            penwidth=_width(edge.value) if stroke.weight == "1" else "1",
        )


def _label(node: Node, look: Look) -> str:
    """Title; operation and notes, in as many lines as they need; shape and dtype."""
    rows: list[str] = []
    for part in ([] if node.op == node.title else [node.op]) + list(node.notes):
        if rows and len(rows[-1]) + len(part) < LINE_LIMIT:
            rows[-1] += f" · {part}"
        else:
            rows.append(part)
    rows += [shape_text(value) for value in node.values[:1]]
    small = [_small(_text(row, TEXT_LIMIT), look.faint) for row in rows]
    return "<" + "<BR/>".join([f"<B>{_text(node.title)}</B>", *small]) + ">"


def _header(picture: Picture) -> str:
    """The title and, below it, a small legend of the roles and edges that occur."""
    roles = {node.role for node in picture.nodes()}
    kinds = {edge.kind for edge in picture.edges}
    rows = []
    if picture.title:
        rows.append(f'<FONT POINT-SIZE="15"><B>{_text(picture.title, TEXT_LIMIT)}</B></FONT>')
    rows.append(_table([_chip(look, role) for role, look in LOOKS.items() if role in roles]))
    rows.append(_table([_arrow(STROKES[kind]) for kind in STROKES if kind in kinds]))
    body = "".join(f"<TR><TD>{row}</TD></TR>" for row in rows if row)
    return f'<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="2">{body}</TABLE>>' if body else ""


def _table(cells: list[str]) -> str:
    body = "".join(f"<TD>{cell}</TD>" for cell in cells)
    return f'<TABLE BORDER="0" CELLSPACING="2"><TR>{body}</TR></TABLE>' if body else ""


def _chip(look: Look, role: Role) -> str:
    style = next((s for s in ("rounded", "dashed") if s in look.style), "solid")
    return (
        f'<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="1" CELLPADDING="2" STYLE="{style}" '
        f'COLOR="{look.line}" BGCOLOR="{look.fill}">'
        f"<TR><TD>{_small(role.value, look.ink)}</TD></TR></TABLE>"
    )


def _arrow(stroke: Stroke) -> str:
    return _small(("- " if stroke.style == "dashed" else "") + f"→ {stroke.word}", stroke.color)


def _text(text: str, limit: int = NAME_LIMIT) -> str:
    return html.escape(shorten(text, limit))


def _small(markup: str, color: str) -> str:
    return f'<FONT POINT-SIZE="9.5" COLOR="{color}">{markup}</FONT>'


def _width(value: Value | None) -> str:
    """Width of an edge by the logarithm of the number of elements; an unknown dim counts as one."""
    size = math.prod(dim or 1 for dim in value.shape or ()) if value else 1
    return f"{1 + 0.4 * math.log10(size):.2f}"
