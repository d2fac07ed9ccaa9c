"""The picture of a plan: what a run does, step by step, and what lies in which buffer meanwhile.

A plan has an order, so it is drawn as a table: a row for each step, a box round the steps that run
together as one loop over blocks, and at the right a column for each buffer, in which every value is
a stretch from the step that makes it to the last one that needs it.
"""

from __future__ import annotations

import html
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import graphviz  # type: ignore[import-untyped]

from minigraph.drawing.dot import FONT, label_text
from minigraph.drawing.heat import bytes_text
from minigraph.drawing.labels import printable, shorten
from minigraph.drawing.options import THEMES, ThemeName
from minigraph.drawing.page import html_page
from minigraph.drawing.picture import Role
from minigraph.drawing.render import render
from minigraph.drawing.saving import Image
from minigraph.drawing.themes import THEMES as LOOKS

MAX_STEPS = 400
LANES = 16  # buffers that get a column, the largest; more would be a carpet
LIMITS = {"operation": 32, "node": 48, "takes": 36, "built at": 40}
HEADS = ("", "#", "operation", "node", "takes", "result", "bytes", "lies in", "built at")


class RowLike(Protocol):
    """A step, as `minigraph.plan.listing.Row` tells it."""

    number: str
    depth: int
    op: str
    node: str
    site: str
    takes: tuple[str, ...]
    dims: str
    dtype: str
    bytes: int | None
    memory: str
    buffer: int
    last: int
    loop: int


class ListingLike(Protocol):
    """A plan, as `minigraph.plan.listing.Listing` tells it."""

    @property
    def rows(self) -> Sequence[Any]: ...

    @property
    def buffers(self) -> Sequence[int]: ...

    @property
    def loops(self) -> Sequence[str]: ...

    @property
    def stores(self) -> Sequence[tuple[str, str]]: ...

    @property
    def returns(self) -> Sequence[tuple[str, str]]: ...


class Cell(NamedTuple):
    """A cell of the table. `style` is "head", "text", "number", "loop", "lane" or "note"."""

    text: str
    style: str = "text"
    fill: str = ""
    rows: int = 1
    columns: int = 1


def draw_plan(
    plan: ListingLike,
    filename: str | os.PathLike[str] | None = None,
    format: str | Sequence[str] | None = None,
    *,
    theme: ThemeName = "light",
    title: str | None = None,
    max_steps: int = MAX_STEPS,
    size: int = 8000,
    timeout: float = 30.0,
) -> PlanDrawing:
    """Draws a plan; `Plan.draw` says how.

    Raises:
        ValueError: an unknown theme or format, or a number that is not positive.
    """
    if theme not in THEMES:
        raise ValueError(f"theme must be one of {', '.join(THEMES)}, not {theme!r}")
    for name, number in (("max_steps", max_steps), ("size", size), ("timeout", timeout)):
        if not number > 0:
            raise ValueError(f"{name} must be positive, not {number!r}")
    drawing = PlanDrawing(plan, theme, title, max_steps, size, timeout)
    if filename is not None:
        drawing._save(filename, format, stacklevel=4)
    elif format is not None:
        raise ValueError("a format was given but no filename to save to")
    return drawing


@dataclass(repr=False)
class PlanDrawing(Image):
    """What `Plan.draw` returns: `source` is its DOT text, `files` what has been written."""

    plan: ListingLike
    theme: ThemeName
    title: str | None
    max_steps: int
    size: int
    timeout: float
    files: list[str] = field(default_factory=list)
    source: str = field(init=False)

    def __post_init__(self) -> None:
        """Makes the table."""
        self.table = _Table(self.plan, self.theme, self.title, self.max_steps).cells()
        self.source = _dot(self.table, self.theme)

    def _image(self, format: str, stacklevel: int) -> bytes:
        return render(self.source, format, self.timeout, self.size)

    def _page(self, stacklevel: int) -> str:
        return self._bare_page()

    def _bare_page(self) -> str:
        return html_page(self.title or "Plan", _markup(self.table), STYLE, self.theme)

    def __repr__(self) -> str:
        """How much there is to see."""
        return f"<Drawing of a plan of {len(self.plan.rows)} steps>"


class _Table:
    def __init__(self, plan: ListingLike, theme: str, title: str | None, most: int) -> None:
        self.plan, self.title = plan, title
        self.rows: Sequence[RowLike] = plan.rows[:most]
        looks = LOOKS[theme]
        self.box = looks.looks[Role.SCOPE].fill
        self.stretches = (looks.looks[Role.PLACEHOLDER].fill, looks.looks[Role.VARIABLE].fill)
        used = {row.buffer for row in self.rows if row.buffer >= 0}
        largest = sorted(used, key=lambda b: (-plan.buffers[b], b))[:LANES]
        self.lanes = sorted(largest)
        self.left_out = len(used) - len(largest)

    def cells(self) -> list[list[Cell]]:
        """All rows of the table."""
        width = len(HEADS) + len(self.lanes)
        table = [
            [Cell(self.title, "title", columns=width)] if self.title else [],
            [Cell(self._summary(), "note", columns=width)],
            [Cell(text, "head") for text in HEADS] + self._lane_heads(),
        ]
        held = self._held()
        for index, row in enumerate(self.rows):
            table.append(self._row(index, row) + [self._lane(held, b, index) for b in self.lanes])
        hidden = len(self.plan.rows) - len(self.rows)
        if hidden:
            table.append([Cell(f"… and {hidden} more steps", "note", columns=width)])
        table += [[Cell(text, "note", columns=width)] for text in self._ends()]
        return [row for row in table if row]

    def _summary(self) -> str:
        plan = self.plan
        total = bytes_text(sum(plan.buffers))
        loops = f", {len(plan.loops)} loops over blocks" if plan.loops else ""
        more = f" ({self.left_out} smaller ones not shown)" if self.left_out else ""
        text = f"{len(plan.rows)} steps{loops}, {len(plan.buffers)} buffers of {total}{more}."
        if self.lanes:
            text += " A column is a buffer, a stretch in it one value from the step that makes it"
            text += " to the last that needs it."
        return text

    def _lane_heads(self) -> list[Cell]:
        return [Cell(f"b{b}\n{bytes_text(self.plan.buffers[b])}", "lane-head") for b in self.lanes]

    def _row(self, index: int, row: RowLike) -> list[Cell]:
        fill = self.box if row.loop >= 0 else ""
        result = " ".join(word for word in (row.dims, row.dtype) if word)
        where = f"buffer b{row.buffer}" if row.memory == "buffer" else row.memory
        texts = (
            ("operation", "    " * row.depth + row.op),
            ("node", row.node),
            ("takes", ", ".join(row.takes)),
            ("result", result),
        )
        cells = [Cell(row.number, "number", fill)]
        cells += [Cell(shorten(printable(t), LIMITS.get(n, 44)), "text", fill) for n, t in texts]
        cells.append(Cell("?" if row.bytes is None else bytes_text(row.bytes), "number", fill))
        cells.append(Cell(where, "text", fill))
        cells.append(Cell(shorten(printable(row.site), LIMITS["built at"]), "text", fill))
        return self._loop(index, row) + cells

    def _loop(self, index: int, row: RowLike) -> list[Cell]:
        """The box at the left: of a loop over blocks one for all of its steps."""
        if row.loop < 0:
            return [Cell("")]
        if index and self.rows[index - 1].loop == row.loop:
            return []
        end = index
        while end < len(self.rows) and self.rows[end].loop == row.loop:
            end += 1
        text = f"one loop over\n{self.plan.loops[row.loop]}"
        return [Cell(text, "loop", self.box, rows=end - index)]

    def _held(self) -> dict[tuple[int, int], tuple[int, str]]:
        """(buffer, row) -> (which value of the buffer, the number of its step where it begins)."""
        held: dict[tuple[int, int], tuple[int, str]] = {}
        counts = dict.fromkeys(self.lanes, 0)
        for index, row in enumerate(self.rows):
            if row.buffer not in counts:
                continue
            for place in range(index, min(row.last, len(self.rows) - 1) + 1):
                held[row.buffer, place] = (counts[row.buffer], "" if place > index else row.number)
            counts[row.buffer] += 1
        return held

    def _lane(self, held: dict[tuple[int, int], tuple[int, str]], b: int, index: int) -> Cell:
        value = held.get((b, index))
        if value is None:
            return Cell("", "lane")
        count, number = value
        return Cell(number, "lane", self.stretches[count % len(self.stretches)])

    def _ends(self) -> list[str]:
        stores = ", ".join(f"{name} ← {value}" for name, value in self.plan.stores)
        returns = ", ".join(f"{name} ({value})" for name, value in self.plan.returns)
        ends = [
            f"then stores: {stores}" if stores else "",
            f"returns: {returns}" if returns else "",
        ]
        return [shorten(printable(text), 300) for text in ends if text]


def _dot(table: list[list[Cell]], theme: str) -> str:
    looks = LOOKS[theme]
    rows = "".join("<TR>" + "".join(_dot_cell(c, theme) for c in row) + "</TR>" for row in table)
    dot = graphviz.Digraph("plan")
    dot.attr("graph", bgcolor=looks.paper, fontname=FONT, pad="0.2")
    dot.attr("node", shape="plain", fontname=FONT, fontsize="10", fontcolor=looks.ink)
    frame = f'BORDER="0" CELLBORDER="0" CELLSPACING="1" CELLPADDING="3" COLOR="{looks.faint}"'
    dot.node("plan", label=f"<<TABLE {frame}>{rows}</TABLE>>")
    return str(dot.source)


def _dot_cell(cell: Cell, theme: str) -> str:
    looks = LOOKS[theme]
    align = {"number": "RIGHT", "loop": "CENTER", "lane": "CENTER", "lane-head": "CENTER"}
    attributes = [f'ALIGN="{align.get(cell.style, "LEFT")}"']
    attributes += [f'BGCOLOR="{cell.fill}"'] if cell.fill else []
    attributes += [f'ROWSPAN="{cell.rows}"'] if cell.rows > 1 else []
    attributes += [f'COLSPAN="{cell.columns}"'] if cell.columns > 1 else []
    attributes += ['BORDER="1"'] if cell.style == "loop" else []
    attributes += ['BORDER="1" SIDES="B"'] if cell.style in ("head", "lane-head") else []
    indent = len(cell.text) - len(cell.text.lstrip(" "))
    lines = cell.text[indent:].split("\n")
    markup = [label_text(line, len(line)) if line else "" for line in lines]
    text = "\N{NO-BREAK SPACE}" * indent + "<BR/>".join(markup)
    if cell.style in ("head", "title") and text:
        text = f"<B>{text}</B>"
    if cell.style in ("note", "lane-head", "loop", "lane") and text:
        text = (
            f'<FONT POINT-SIZE="9" COLOR="{looks.ink if cell.fill else looks.faint}">{text}</FONT>'
        )
    return f"<TD {' '.join(attributes)}>{text}</TD>"


STYLE = """
table { border-collapse: separate; border-spacing: 1px 0; font: 13px/1.35 system-ui, sans-serif; margin: 12px; }
th { position: sticky; top: 0; background: var(--paper); text-align: left; border-bottom: 1px solid var(--rule); }
th, td { padding: 2px 7px; white-space: pre; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.lane, .lane-head { text-align: center; font-size: 11px; min-width: 48px; }
.lane-head { white-space: pre-line; }
.loop { border: 1px solid var(--faint); border-radius: 6px; font-size: 12px; white-space: pre-line; min-width: 130px; }
.note { color: var(--faint); white-space: normal; padding-top: 6px; }
.title { font-size: 16px; font-weight: 600; }
td[style] { color: var(--cell-ink); }
"""


def _markup(table: list[list[Cell]]) -> str:
    """The table in HTML."""
    rows = []
    for row in table:
        cells = []
        for cell in row:
            tag = "th" if cell.style in ("head", "lane-head") else "td"
            more = f' style="background:{cell.fill}"' if cell.fill else ""
            more += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
            more += f' colspan="{cell.columns}"' if cell.columns > 1 else ""
            text = html.escape(cell.text)
            cells.append(f'<{tag} class="{cell.style}"{more}>{text}</{tag}>')
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return "<table>\n" + "\n".join(rows) + "\n</table>"
