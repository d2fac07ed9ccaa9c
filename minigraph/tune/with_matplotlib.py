"""The pictures of a search as Matplotlib figures. Needs `pip install minigraph[matplotlib]`.

A canvas writes lines, circles, rectangles, crosses and texts, and each of these has its counterpart
there. The figure's axes count in the picture's pixels, from above.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from importlib import import_module
from typing import Any

__all__ = ["figure_of"]

DPI = 100
POINTS = 72 / DPI  # of a pixel
ANCHORS = {"start": "left", "middle": "center", "end": "right"}


def figure_of(svg: str) -> Any:
    """The `matplotlib.figure.Figure` of a picture that a `Canvas` has drawn.

    Raises:
        ImportError: Matplotlib is not installed.
    """
    try:
        figures: Any = import_module("matplotlib.figure")
        patches: Any = import_module("matplotlib.patches")
    except ImportError as error:
        raise ImportError(
            "figures need Matplotlib: pip install 'minigraph[matplotlib]'; a name that ends in "
            ".svg needs nothing"
        ) from error
    root = ET.fromstring(svg)
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    figure = figures.Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    for order, element in enumerate(root):
        tag = element.tag.rpartition("}")[2]
        DRAWN[tag](axes, patches, element, {"zorder": order})
    return figure


def _line(axes: Any, patches: Any, element: ET.Element, more: dict[str, Any]) -> None:
    places = [place.split(",") for place in element.attrib["points"].split()]
    width = float(element.attrib["stroke-width"])
    dashes = [float(n) / width for n in element.attrib.get("stroke-dasharray", "").split()]
    axes.plot(
        [float(x) for x, _ in places],
        [float(y) for _, y in places],
        color=element.attrib["stroke"],
        linewidth=width * POINTS,
        linestyle=(0, dashes) if dashes else "-",
        alpha=float(element.attrib.get("opacity", 1)),
        solid_joinstyle="round",
        solid_capstyle="butt",
        **more,
    )


def _cross(axes: Any, patches: Any, element: ET.Element, more: dict[str, Any]) -> None:
    """M x y, l its first stroke, m back up, l the other: see `Canvas.cross`."""
    x, y, size = (float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", element.attrib["d"])[:3])
    shape = {"color": element.attrib["stroke"], "linewidth": 1.3 * POINTS, **more}
    axes.plot([x, x + size], [y, y + size], **shape)
    axes.plot([x, x + size], [y + size, y], **shape)


def _dot(axes: Any, patches: Any, element: ET.Element, more: dict[str, Any]) -> None:
    x, y, radius = (float(element.attrib[name]) for name in ("cx", "cy", "r"))
    edge = {"edgecolor": element.attrib["stroke"], "facecolor": element.attrib["fill"]}
    width = float(element.attrib["stroke-width"]) * POINTS
    axes.add_patch(patches.Circle((x, y), radius, linewidth=width, **edge, **more))


def _box(axes: Any, patches: Any, element: ET.Element, more: dict[str, Any]) -> None:
    given = element.attrib
    corner = float(given.get("x", 0)), float(given.get("y", 0))
    sides = float(given["width"]), float(given["height"])
    edge = {"edgecolor": given.get("stroke", "none"), "facecolor": given["fill"]}
    axes.add_patch(patches.Rectangle(corner, *sides, linewidth=POINTS, **edge, **more))


def _text(axes: Any, patches: Any, element: ET.Element, more: dict[str, Any]) -> None:
    given = element.attrib
    axes.text(
        float(given["x"]),
        float(given["y"]),
        element.text or "",
        color=given["fill"],
        fontsize=float(given["font-size"]) * POINTS,
        horizontalalignment=ANCHORS[given["text-anchor"]],
        rotation=90 if "transform" in given else 0,
        rotation_mode="anchor",
        parse_math=False,  # a name may hold a $
        **more,
    )


DRAWN: dict[str, Callable[[Any, Any, ET.Element, dict[str, Any]], None]] = {
    "polyline": _line,
    "path": _cross,
    "circle": _dot,
    "rect": _box,
    "text": _text,
}
