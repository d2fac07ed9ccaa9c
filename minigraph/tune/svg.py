"""SVG by hand: a canvas to draw on, axes in a parameter's own coordinate, colours of results.

Pictures are small, need no package, and look the same in a page, a notebook and an editor. A mark's
title is what a browser shows under the mouse, without scripts.
"""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from minigraph.tune.with_matplotlib import figure_of

__all__ = ["BEST", "FAINT", "Axis", "Canvas", "Picture", "colour", "write_file"]

INK, GRID, FAINT, BEST = "#222", "#e3e3e3", "#b9b9b9", "#c2201b"
# From the best result to the worst: dark to light, also in grey and for all kinds of sight.
RAMP = ("#2a1a5e", "#33508d", "#2c7f8e", "#43ab7d", "#a5d05c", "#f2e26b")

Point = tuple[float, float]


@dataclass(frozen=True)
class Axis:
    """A direction: marks as (place from 0 to 1, text), and where 0 and 1 are on the canvas."""

    label: str
    marks: Sequence[tuple[float, str]]
    start: float
    end: float

    def at(self, place: float) -> float:
        """The pixel of a place."""
        return self.start + place * (self.end - self.start)


class Picture:
    """An SVG text. Notebooks show it; `figure()` is the same as Matplotlib's (an extra).

    Example:
        >>> from minigraph.tune.svg import Canvas
        >>> Canvas(20, 10).picture().svg.startswith("<svg")
        True
    """

    def __init__(self, svg: str) -> None:
        self.svg = svg

    def save(self, path: str | os.PathLike[str], *, dpi: float = 200) -> None:
        """Writes it to a file, whole or not at all.

        Args:
            path: a name that ends in .svg, or in what Matplotlib writes: .png, .pdf, .jpg...
            dpi: how many pixels of a .png are an inch, which has 100 of the picture's own.

        Raises:
            ImportError: not an .svg, and Matplotlib is not installed.
            ValueError: no format is called so.
        """
        format = Path(path).suffix.lower()[1:]
        if format in ("", "svg"):
            write_file(path, self.svg)
            return
        file = io.BytesIO()
        self.figure().savefig(file, format=format, dpi=dpi)
        write_file(path, file.getvalue())

    def figure(self) -> Any:
        """A `matplotlib.figure.Figure` of it; needs `pip install minigraph[matplotlib]`.

        Its one `axes` counts in the picture's pixels, from above: what is added there lies over it.

        Raises:
            ImportError: Matplotlib is not installed.
        """
        return figure_of(self.svg)

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<Picture, {len(self.svg):,} bytes of SVG>"


class Canvas:
    """Collects the parts of a picture."""

    def __init__(self, width: float, height: float, title: str = "") -> None:
        self.width, self.height = width, height
        self._parts: list[str] = []
        if title:
            self.text(width / 2, 24, title, size=15)

    def line(
        self, points: Sequence[Point], stroke: str, width: float = 1, title: str = "", *,
        opacity: float = 1, dash: str = "",
    ) -> None:  # fmt: skip
        """A line through points."""
        places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        more = f' opacity="{opacity:g}"' if opacity < 1 else ""
        more += f' stroke-dasharray="{dash}"' if dash else ""
        self._add(
            f'<polyline points="{places}" fill="none" stroke="{stroke}" '
            f'stroke-width="{width:g}" stroke-linejoin="round"{more}',
            "polyline",
            title,
        )

    def dot(
        self, x: float, y: float, radius: float, fill: str, title: str = "", *,
        stroke: str = "white", width: float = 0.8,
    ) -> None:  # fmt: skip
        """A disc."""
        self._add(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{fill}" stroke="{stroke}" '
            f'stroke-width="{width:g}"',
            "circle",
            title,
        )

    def cross(self, x: float, y: float, size: float, stroke: str, title: str = "") -> None:
        """A cross: a trial that failed."""
        path = f"M{x - size:.1f} {y - size:.1f}l{2 * size:g} {2 * size:g}m0 {-2 * size:g}l{-2 * size:g} {2 * size:g}"
        self._add(f'<path d="{path}" stroke="{stroke}" stroke-width="1.3"', "path", title)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        title: str = "",
        *,
        stroke: str = "none",
    ) -> None:
        """A rectangle."""
        self._add(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'fill="{fill}" stroke="{stroke}"',
            "rect",
            title,
        )

    def text(
        self, x: float, y: float, text: str, anchor: str = "middle", *,
        size: float = 12, turn: bool = False, fill: str = INK,
    ) -> None:  # fmt: skip
        """A text, upright or turned to run upwards."""
        turned = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turn else ""
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}" '
            f'fill="{fill}"{turned}>{escape(text)}</text>'
        )

    def across(self, axis: Axis, top: float, bottom: float) -> None:
        """An axis from left to right below, with lines up to the top."""
        taken = float("-inf")
        for place, text in axis.marks:
            x, wide = axis.at(place), 6.6 * len(text)
            self.line([(x, top), (x, bottom)], GRID)
            if x - wide / 2 >= taken:  # a label that has no room is left out
                self.text(x, bottom + 16, text, size=11)
                taken = x + wide / 2 + 5
        self.text((axis.start + axis.end) / 2, bottom + 34, axis.label)

    def up(self, axis: Axis, left: float, right: float) -> None:
        """An axis from below to above at the left, with lines to the right."""
        for place, text in axis.marks:
            y = axis.at(place)
            self.line([(left, y), (right, y)], GRID)
            self.text(left - 7, y + 4, text, "end", size=11)
        self.text(left - 50, (axis.start + axis.end) / 2, axis.label, turn=True)

    def legend(self, x: float, y: float, height: float, best: str, worst: str) -> None:
        """The colours, the best one above."""
        steps = 30
        for step in range(steps):
            part = height / steps
            self.box(x, y + step * part, 12, part + 0.5, colour(step / (steps - 1)))
        self.text(x + 18, y + 9, best, "start", size=11)
        self.text(x + 18, y + height, worst, "start", size=11)

    def picture(self) -> Picture:
        """What was drawn."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'width="{self.width:g}" height="{self.height:g}" font-family="sans-serif">'
        )
        ground = f'<rect width="{self.width:g}" height="{self.height:g}" fill="white"/>'
        return Picture("\n".join([head, ground, *self._parts, "</svg>\n"]))

    def _add(self, start: str, tag: str, title: str) -> None:
        end = f"><title>{escape(title)}</title></{tag}>" if title else "/>"
        self._parts.append(start + end)


def colour(worst: float) -> str:
    """Of a result: 0 is the best, 1 the worst."""
    place = min(max(worst, 0.0), 1.0) * (len(RAMP) - 1)
    first = min(int(place), len(RAMP) - 2)
    share = place - first
    ends = [[int(RAMP[i][j : j + 2], 16) for j in (1, 3, 5)] for i in (first, first + 1)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(*ends, strict=True))


def write_file(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Writes a file whole or not at all: beside it, to the disk, then in its place."""
    target = Path(path)
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(beside, 0o666 & ~mask)
        os.replace(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise
