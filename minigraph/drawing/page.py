"""One HTML file that shows a graph and lets its reader move about in it.

It holds the first SVG, which needs no script to be seen, the whole picture as JSON, and Graphviz as
WebAssembly, which lays out anew what the reader folds and unfolds. Nothing is loaded from anywhere:
the page says so to the browser in its content security policy, which also names the one script that
may run by its hash. So no text of a graph can become part of the program, whatever it holds: it is
escaped in the JSON and in the SVG, and set as text by the script.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from minigraph.drawing.dot import Writer
from minigraph.drawing.labels import printable
from minigraph.drawing.options import Options
from minigraph.drawing.page_model import first_of, looks_of, models_of
from minigraph.drawing.picture import Kind, Picture, Role, Side
from minigraph.drawing.themes import THEMES, Theme

SCRIPTS = ("fold.js", "arrange.js", "dot.js", "stage.js", "panel.js", "page.js")
SVG_TAGS = ("svg", "g", "title", "a", "polygon", "polyline", "path", "ellipse", "text")
SVG_ATTRIBUTES = (
    *("id", "class", "d", "points", "x", "y", "cx", "cy", "rx", "ry", "fill", "stroke", "title"),
    *("stroke-width", "stroke-dasharray", "text-anchor", "width", "height", "viewBox", "transform"),
    *("font-family", "font-size", "font-weight", "font-style"),
)


def first_writer(picture: Picture, options: Options) -> Writer:
    """What writes the DOT of a page's first SVG: title and legend are the page's own."""
    return Writer(replace(picture, title=None), replace(options, legend=False), marked=True)


def page_of(
    full: Picture,
    options: Options,
    limit: int | None,
    writer: Writer,
    svg: bytes | None,
) -> str:
    """The HTML text.

    Args:
        full: the picture in full detail.
        options: the settings.
        limit: as `choose` took it.
        writer: what has written the DOT source of the first SVG.
        svg: the first SVG, None where no renderer made one: then it takes a script to see one.
    """
    models = models_of(full, options, limit)
    data = {
        "models": models,
        "first": first_of(writer, models) if svg else None,
        "looks": looks_of(options),
        "orientation": options.orientation,
        "theme": "auto" if options.theme == "light" else options.theme,
        "by": options.by,
        "unseen": [[kind, count] for kind, count in full.unseen.items()],
    }
    title = printable(full.title or "Graph")
    script = _script()
    return _asset("page.html").format_map(
        {
            "policy": html.escape(_policy(script)),
            "title": html.escape(title),
            "theme": data["theme"],
            "style": _asset("page.css") + theme_rules(),
            "svg": safe_svg(svg) if svg else "",
            "data": safe_json(data),
            "graphviz": _asset("graphviz.js"),
            "notice": _asset("NOTICE").replace("--", "- -"),
            "script": script,
        }
    )


def html_page(title: str, body: str, style: str, theme: str) -> str:
    """A page that needs no script.

    Args:
        title: text.
        body, style: markup and style rules.
        theme: of the colours in the body: the page is of the same.
    """
    looks = THEMES[theme]
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    colors = (
        f":root {{ --paper: {looks.paper}; --faint: {looks.faint}; --rule: {looks.muted_line}; "
        f"--cell-ink: {looks.ink}; }}\nbody {{ margin: 0; background: {looks.paper}; "
        f"color: {looks.ink}; }}"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{html.escape(printable(title))}</title>\n<link rel="icon" href="data:,">\n'
        f"<style>\n{colors}\n{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def safe_json(data: Any) -> str:
    """JSON that can stand in a script element: nothing in it can end that or begin another.

    Example:
        >>> from minigraph.drawing.page import safe_json
        >>> print(safe_json("</script><!--"))
        "\\u003c/script\\u003e\\u003c!--"
    """
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def safe_svg(svg: bytes) -> str:
    """An SVG written anew with the elements and attributes that drawings have, and no others."""
    root = ET.fromstring(re.sub(rb"<!DOCTYPE[^>]*>", b"", svg, count=1))
    parts: list[str] = []
    _write(root, parts)
    return "".join(parts)


def _write(element: ET.Element, parts: list[str]) -> None:
    """Graphviz nests five elements deep at most, so this recursion is shallow."""
    tag = _local(element.tag)
    if tag not in SVG_TAGS:
        return
    known = {_local(name): value for name, value in element.attrib.items()}
    attributes = {name: value for name, value in known.items() if name in SVG_ATTRIBUTES}
    hint = attributes.pop("title", None) if tag == "a" else None
    tag = "g" if tag == "a" else tag
    if tag == "title":
        return  # n0->n1: of no use to a reader
    parts.append(f"<{tag}" + "".join(f" {n}={quoteattr(v)}" for n, v in attributes.items()) + ">")
    if hint:
        parts.append(f"<title>{escape(hint)}</title>")
    parts.append(escape(element.text or ""))
    for inner in element:
        _write(inner, parts)
        parts.append(escape(inner.tail or ""))
    parts.append(f"</{tag}>")


def _local(name: Any) -> str:
    return str(name).rpartition("}")[2]


def theme_rules() -> str:
    """The colours of the themes as style rules: one SVG serves light, dark and paper."""
    light, dark, paper = (_rules(THEMES[name]) for name in ("light", "dark", "print"))

    def under(scope: str, rules: list[tuple[str, str]]) -> str:
        return "\n".join(f"{scope} {selector} {{{body}}}" for selector, body in rules)

    auto = ":root[data-theme=auto]"
    return "\n".join(
        [
            under(":root", light),
            f"@media (prefers-color-scheme: dark) {{\n{under(auto, dark)}\n}}",
            under(":root[data-theme=dark]", dark),
            under(":root[data-theme=print]", paper),
        ]
    )


def _rules(theme: Theme) -> list[tuple[str, str]]:
    """Selectors below the root, with what they set."""
    drawn = ":is(polygon, path, ellipse, polyline)"
    filled = ':is(polygon, path, ellipse):not([fill="none"])'
    rules = [("#stage .graph > polygon", "fill: none; stroke: none")]
    looks = [(f".role-{role.name.lower()}", theme.looks[role]) for role in Role]
    for selector, look in [*looks, (".node.muted", theme.muted)]:
        rules += [
            (f"{selector} {drawn}", f"stroke: {look.line}"),
            (f"{selector} {filled}", f"fill: {look.fill}"),
            (f"{selector} text", f"fill: {look.ink or theme.ink}"),
            (f'{selector} text[font-size^="9"]', f"fill: {look.faint or theme.faint}"),
        ]
    for kind in Kind:
        color = theme.strokes[kind].color
        rules += [
            (f".kind-{kind.value} path", f"stroke: {color}"),
            (f".kind-{kind.value} polygon", f"stroke: {color}; fill: {color}"),
        ]
    rules.append((".edge.muted :is(path, polygon)", f"stroke: {theme.muted_line}"))
    for side in Side:
        frame = theme.frames[side]
        rules += [
            (f".side-{side.value} {drawn}", f"stroke: {frame.line}; fill: {frame.fill}"),
            (f".side-{side.value} text", f"fill: {frame.ink}"),
        ]
    for level, fill in enumerate(theme.heat):
        rules += [
            (f".node.heat-{level} {filled}", f"fill: {fill}"),
            (f".node.heat-{level} text", f"fill: {theme.ink} !important"),
        ]
    return [
        *rules,
        (".alarm :is(path, polygon)", f"stroke: {theme.alarm} !important"),
        (".edge.alarm polygon", f"fill: {theme.alarm} !important"),
        (".edge.alarm text", f"fill: {theme.alarm}"),
        ('.node.alarm text[font-weight="bold"][font-size^="9"]', f"fill: {theme.alarm} !important"),
    ]


def _policy(script: str) -> str:
    """Nothing is loaded; of scripts only this one runs, and the worker that it makes of Graphviz."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}' 'wasm-unsafe-eval'; "
        "worker-src blob:; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )


@cache
def _asset(name: str) -> str:
    return (resources.files("minigraph.drawing") / "assets" / name).read_text(encoding="utf-8")


def _script() -> str:
    body = "\n".join(_asset(name) for name in SCRIPTS)
    return f'\n"use strict";\n(() => {{\n{body}\n}})();\n'
