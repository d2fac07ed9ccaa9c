"""Writes a picture as DOT, the language of Graphviz, in the mirror layout.

Forward flows up. Every backward edge is handed to Graphviz turned round, with its arrow head at
the tail, and a gradient is put on the level of the node that it belongs to: so gradients flow down
beside the layers. The arrows stay true, the picture can be read, and laying it out takes a fraction
of the time.
"""

from __future__ import annotations

import html
import math
import re
from collections import Counter, defaultdict

import graphviz  # type: ignore[import-untyped]

from minigraph.drawing.fold import size
from minigraph.drawing.group import arrange
from minigraph.drawing.heat import Heat
from minigraph.drawing.labels import NAME_LIMIT, printable, shape_text, shorten
from minigraph.drawing.levels import lengths, shared_levels
from minigraph.drawing.options import Options
from minigraph.drawing.picture import Edge, Group, Kind, Node, Path, Picture, Role, Side
from minigraph.drawing.themes import THEMES, Look, Stroke, Theme

FONT = "Helvetica"  # graphviz-pure brings its metrics along; elsewhere the nearest font is taken
LINE_LIMIT = 26  # characters of op and notes in a line of a node; more go to the next line
TEXT_LIMIT = 60  # characters of any one line below the title
TOOLTIP_LIMIT = 400
EFFORTS: tuple[tuple[int, dict[str, str]], ...] = (  # above so many nodes: less care, more speed
    (600, {"nslimit": "0.5", "nslimit1": "0.5", "mclimit": "0.2", "splines": "line"}),
    (150, {"nslimit": "2", "nslimit1": "2", "mclimit": "0.2"}),
)

_FILLED_IN = re.compile(r"\\(?=[NGETHL])")
_SAID_BY_ROLE = {"VariableV2", "Placeholder", "NoOp"}
_RANKDIR = {"up": "BT", "down": "TB", "left": "RL", "right": "LR"}


def to_dot(picture: Picture, options: Options | None = None) -> str:
    """DOT source of a picture; equal pictures give equal bytes."""
    return Writer(picture, options or Options()).source()


class Writer:
    """Nodes are called n0, n1...: no name from a graph can meet DOT's syntax.

    `ids` has the name of each node by key, `frames` the frames' paths, in order. With `marked` each
    thing has an id and a class, by which a page finds it in the SVG.
    """

    def __init__(self, picture: Picture, options: Options, marked: bool = False) -> None:
        self.picture, self.options, self.marked = picture, options, marked
        self.heat = Heat(picture.nodes, options.by)
        self.theme: Theme = THEMES[options.theme]
        self.nodes = {node.key: node for node in picture.nodes}
        self.writes = Counter(e.tail for e in picture.edges if e.kind is Kind.WRITE)
        self.mirrored = any(edge.kind is Kind.MIRROR for edge in picture.edges)
        self.ids: dict[str, str] = {}  # node key -> its name in DOT
        self.frames: list[Path] = []
        self.drawn: list[Edge] = []
        self.dot = graphviz.Digraph("graph")

    def source(self) -> str:
        self.dot.attr(
            "graph",
            rankdir=_RANKDIR[self.options.orientation],
            newrank="true",  # rank across frames: else what lies outside a frame is torn away
            remincross="false",  # a second search for crossings puts gradients on the left
            label=self._header(),
            labelloc="t",
            fontname=FONT,
            fontcolor=self.theme.ink,
            bgcolor=self.theme.paper,
            pad="0.25",
            nodesep="0.22",
            ranksep="0.32",
            **self._effort(),
        )
        self.dot.attr("node", fontname=FONT, fontsize="11", height="0.3", width="0.5")
        self.dot.attr("edge", fontname=FONT)
        self._group(self.dot, arrange(self.picture))
        levels = self._levels()
        ranked = [edge for edge in self.picture.edges if not self._beside(edge)]
        paths = {node.key: node.path for node in self.picture.nodes}
        shortest = lengths([self._ends(edge) for edge in ranked], paths, levels)
        least = dict(zip(ranked, shortest, strict=True))
        for edge in self.picture.edges:
            self._edge(edge, least.get(edge))
        return str(self.dot.source)

    def _effort(self) -> dict[str, str]:
        """Large pictures trade looks for speed: a layout's time grows faster than its size."""
        return next((effort for limit, effort in EFFORTS if len(self.nodes) > limit), {})

    def _group(self, into: graphviz.Digraph, group: Group) -> None:
        for node in group.nodes:
            self.ids[node.key] = f"n{len(self.ids)}"
            self._node(into, node)
        for inner in group.groups:
            look = self.theme.frames[inner.side]
            with into.subgraph(name=f"cluster_{len(self.frames) + 1}") as frame:
                frame.attr(
                    **self._mark(f"g{len(self.frames)}", f"side-{inner.side.value}"),
                    label=f"<{_times(label_text(inner.label), inner.times)}>",
                    tooltip=graphviz.escape(shorten("/".join(inner.path), TOOLTIP_LIMIT)),
                    labelloc="b" if self.options.orientation == "up" else "t",  # BT: upside down
                    labeljust="l",
                    fontsize="11",
                    fontcolor=look.ink,
                    style="rounded",
                    color=look.line,
                    bgcolor=look.fill,
                    margin="10",
                )
                self.frames.append(inner.path)
                self._group(frame, inner)

    def _node(self, into: graphviz.Digraph, node: Node) -> None:
        look = self.theme.looks[node.role]
        if node.muted:
            look = self.theme.muted
        level = self.heat.level(node.cost)
        into.node(
            self.ids[node.key],
            label=self._label(node, look),
            tooltip=graphviz.escape(_tooltip(node)),
            shape=look.shape,
            style=look.style,
            fillcolor=look.fill if level is None else self.theme.heat[level],
            color=self.theme.alarm if node.alarm else look.line,
            fontcolor=(look.ink or self.theme.ink) if level is None else self.theme.ink,
            margin=look.margin,
            peripheries=look.peripheries,
            penwidth="2.5" if node.fetched or node.alarm else look.width,
            **self._mark(self.ids[node.key], classes_of(node, level)),
        )

    def _edge(self, edge: Edge, length: int | None) -> None:
        """`length`: over how many levels it reaches at least; None where both ends share one."""
        stroke = self.theme.strokes[edge.kind]
        ends = self._ends(edge)
        muted = self.nodes[edge.tail].muted or self.nodes[edge.head].muted
        extra = {"minlen": str(length)} if length and length > 1 else {}
        if edge.alarm:
            extra |= {"label": f" {edge.alarm} ", "fontcolor": self.theme.alarm, "fontsize": "11"}
        words = [f"kind-{edge.kind.value}", *["muted"] * muted, *["alarm"] * bool(edge.alarm)]
        extra |= self._mark(f"e{len(self.drawn)}", " ".join(words))
        self.drawn.append(edge)
        if edge.kind is not Kind.MIRROR:
            extra["dir"] = "back" if ends[0] == edge.head else "forward"
        self.dot.edge(
            *(self.ids[end] for end in ends),
            color=self._color(edge, stroke, muted),
            style=stroke.style,
            weight=stroke.weight,
            arrowsize=stroke.arrow,
            penwidth="2.5" if edge.alarm else _width(edge) if stroke.weight == "1" else "1",
            edgetooltip=graphviz.escape(_passing(edge)),
            **{"dir": "none", **extra},
        )

    def _color(self, edge: Edge, stroke: Stroke, muted: bool) -> str:
        if edge.alarm:
            return self.theme.alarm
        return self.theme.muted_line if muted else stroke.color

    def _mark(self, id: str, classes: str) -> dict[str, str]:
        return {"id": id, "class": classes} if self.marked else {}

    def _ends(self, edge: Edge) -> tuple[str, str]:
        """The lower end of an edge and its upper end."""
        if edge.kind is Kind.SEED and self._beside(edge):
            return edge.tail, edge.head
        waits = edge.kind is Kind.CONTROL and self.nodes[edge.tail].side is not Side.FORWARD
        if self.theme.strokes[edge.kind].turned or waits:
            return edge.head, edge.tail
        return edge.tail, edge.head

    def _beside(self, edge: Edge) -> bool:
        """Whether the ends are put on one level: a node and its gradient, a variable's update."""
        if edge.kind is Kind.WRITE:
            return self.writes[edge.tail] == 1 and self.nodes[edge.tail].mirror == edge.head
        if edge.kind is Kind.SEED:
            return self.mirrored and self.nodes[edge.head].mirror == edge.tail
        return edge.kind is Kind.MIRROR

    def _levels(self) -> dict[str, str]:
        """Says to Graphviz what is on one level; gives the first of each level by key."""
        pairs = [(e.tail, e.head) for e in self.picture.edges if self._beside(e)]
        first = shared_levels(self.ids, pairs)
        together: dict[str, list[str]] = defaultdict(list)
        for key, one in first.items():
            together[one].append(self.ids[key])
        for ids in together.values():
            if len(ids) > 1:
                self.dot.body.append(f"\t{{rank=same; {'; '.join(ids)}}}\n")
        return first

    # Words

    def _label(self, node: Node, look: Look) -> str:
        """Title; operation and notes, in as many lines as they need; shape and dtype."""
        rows = rows_of(node, self.options)
        level = self.heat.level(node.cost)
        if level is not None and node.cost:
            rows += [text for text in (self.heat.figures(node.cost),) if text]
        faint = (look.faint or self.theme.faint) if level is None else self.theme.ink
        small = [_small(label_text(row, TEXT_LIMIT), faint) for row in rows]
        if node.alarm:
            small.append(_small(f"<B>{node.alarm} first here</B>", self.theme.alarm))
        title = _times(label_text(node.title), node.times)
        return "<" + "<BR/>".join([f"<B>{title}</B>", *small]) + ">"

    def _header(self) -> str:
        """The title and, below it, a small legend of the roles and edges that occur."""
        rows = []
        if self.picture.title:
            title = label_text(self.picture.title, TEXT_LIMIT)
            rows.append(f'<FONT POINT-SIZE="15"><B>{title}</B></FONT>')
        if self.options.legend:
            rows += self._legend()
        body = "".join(f"<TR><TD>{row}</TD></TR>" for row in rows if row)
        if not body:
            return ""
        return f'<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="2">{body}</TABLE>>'

    def _legend(self) -> list[str]:
        roles = {node.role for node in self.picture.nodes if not node.muted}
        kinds = {edge.kind for edge in self.picture.edges}
        looks, strokes = self.theme.looks, self.theme.strokes
        rows = [
            _table([self._chip(look, role) for role, look in looks.items() if role in roles]),
            _table([_arrow(strokes[kind]) for kind in strokes if kind in kinds]),
        ]
        if self.heat.known:
            rows.append(_table([self._swatches(), _small(self.heat.legend(), self.theme.faint)]))
        unseen = ", ".join(f"{kind} {count}" for kind, count in self.picture.unseen.items())
        if unseen:
            text = label_text(f"operations not drawn: {unseen}", 200)
            rows.append(_small(text, self.theme.faint))
        return rows

    def _swatches(self) -> str:
        cells = "".join(f'<TD BGCOLOR="{fill}" WIDTH="9"> </TD>' for fill in self.theme.heat)
        return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1"><TR>{cells}</TR></TABLE>'

    def _chip(self, look: Look, role: Role) -> str:
        style = next((s for s in ("rounded", "dashed") if s in look.style), "solid")
        return (
            f'<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="1" CELLPADDING="2" STYLE="{style}" '
            f'COLOR="{look.line}" BGCOLOR="{look.fill}">'
            f"<TR><TD>{_small(role.value, look.ink or self.theme.ink)}</TD></TR></TABLE>"
        )


def rows_of(node: Node, options: Options) -> list[str]:
    """What stands below a node's title: operation and notes; shape and dtype."""
    rows: list[str] = []
    known = node.op == node.title or node.op in _SAID_BY_ROLE
    for part in ([] if known else [node.op]) + list(node.notes):
        if rows and len(rows[-1]) + len(part) < LINE_LIMIT:
            rows[-1] += f" · {part}"
        else:
            rows.append(part)
    shown = (shape_text(v, options.shapes, options.dtypes) for v in node.values[:1])
    rows += [text for text in shown if text]
    return [shorten(row, TEXT_LIMIT) for row in rows]


def classes_of(node: Node, level: int | None = None) -> str:
    """The classes of a node in a page's SVG."""
    words = [f"role-{node.role.name.lower()}"]
    words += ["muted"] if node.muted else []
    words += ["fetched"] if node.fetched else []
    words += ["alarm"] if node.alarm else []
    return " ".join(words if level is None else [*words, f"heat-{level}"])


def _table(cells: list[str]) -> str:
    body = "".join(f"<TD>{cell}</TD>" for cell in cells)
    return f'<TABLE BORDER="0" CELLSPACING="2"><TR>{body}</TR></TABLE>' if body else ""


def _arrow(stroke: Stroke) -> str:
    mark = {"dashed": "- →", "dotted": "·····"}.get(stroke.style, "→")
    return _small(f"{mark} {stroke.word}", stroke.color)


def _times(markup: str, times: int) -> str:
    return markup if times == 1 else f"{markup} × {times}"


def label_text(text: str, limit: int = NAME_LIMIT) -> str:
    """Text for a label.

    Graphviz puts a node's name in the place of \\N even in text; of \\\\N it shows both backslashes.
    """
    return html.escape(_FILLED_IN.sub(r"\\\\", shorten(text, limit))) or "(no name)"


def _small(markup: str, color: str) -> str:
    return f'<FONT POINT-SIZE="9.5" COLOR="{color}">{markup}</FONT>'


def _tooltip(node: Node) -> str:
    lines = [shorten(printable(node.key), TOOLTIP_LIMIT)]
    if node.site:
        site = re.split(r"[/\\]", node.site)[-1]  # the same on every machine
        lines.append(f"built at {shorten(printable(site), TOOLTIP_LIMIT)}")
    return "\n".join(lines)


def _passing(edge: Edge) -> str:
    ends = f"{shorten(edge.tail, NAME_LIMIT)} → {shorten(edge.head, NAME_LIMIT)}"
    passing = f"{ends}  {shape_text(edge.value)}" if edge.value else ends
    return shorten(printable(passing), TOOLTIP_LIMIT)


def _width(edge: Edge) -> str:
    """Width of an edge by the logarithm of the number of elements that pass."""
    return f"{1 + 0.4 * math.log10(max(1, size(edge.value))):.2f}"
