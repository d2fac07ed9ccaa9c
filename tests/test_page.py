"""The HTML page as text: whole, safe, and the same every time. No browser is needed."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import minigraph as tf
import minigraph.drawing
from minigraph.drawing import draw
from minigraph.drawing.fold import fold_key
from minigraph.drawing.page import safe_json, safe_svg
from minigraph.drawing.picture import Side
from tests.fake_graph import PICTURES, FakeGraph, regression, square

HOSTILE = [
    "</script><script>alert(1)</script>",
    "</svg><img src=x onerror=alert(1)>",
    "--><script>alert(1)</script>",
    '" onload="alert(1)',
    "' onclick='alert(1)",
    "\u2028alert(1)\u2029",
    "two\nlines\r\ttab\0nul",
    "&lt;b&gt;&amp;&#60;",
    "\\u003cscript\\u003e",
    "${alert(1)} `x` {title}",
    "]]><x>",
    "\u202egnp.exe \ud800",
    r"\N \G \T \H",
    "n" * 10_000,
    "标签/ラベル/é",
]


def hostile_graph() -> FakeGraph:
    g = FakeGraph()
    for number, text in enumerate(HOSTILE):
        g.add(f"{text}/a{number}", "Placeholder", label=text)
        g.add(f"{text}/b{number}", text, f"{text}/a{number}", label=text, **{text: 1})
    return g


def written(graph: Any, folder: Path, **options: Any) -> str:
    draw(graph, folder / "graph.html", **options)
    return (folder / "graph.html").read_text(encoding="utf-8")


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def svg_of(page: str) -> ET.Element:
    found = re.search(r'aria-label="Graph">(<svg.*?</svg>)</div>', page, re.S)
    assert found
    return ET.fromstring(found[1])


def test_the_page_is_one_file_that_asks_for_nothing(tmp_path: Path) -> None:
    page = written(regression(), tmp_path, title="Softmax regression")
    assert page.count("<script") == page.count("</script>") == 3
    head = page.partition("</head>")[0]
    assert "<title>Softmax regression</title>" in head
    assert not re.search(r'(?:src|href)="(?!data:)', page.partition('id="graphviz"')[0])
    assert "@import" not in head
    assert "url(" not in head


def test_only_the_pages_own_script_may_run(tmp_path: Path) -> None:
    page = written(square(), tmp_path)
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', page)
    assert policy
    rules = html.unescape(policy[1])
    script = page.rpartition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}' 'wasm-unsafe-eval';" in rules
    assert rules.startswith("default-src 'none';")
    assert "http" not in rules


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    assert written(regression(), tmp_path) == written(regression(), tmp_path)


def test_the_size_is_that_of_graphviz_and_little_more(tmp_path: Path) -> None:
    assert len(written(square(), tmp_path)) < 960_000


def test_licences_are_with_it(tmp_path: Path) -> None:
    page = written(square(), tmp_path)
    for words in ("Apache License 2.0", "Eclipse", "Public License 2.0", "Expat, MIT"):
        assert words in page
    assets = Path(minigraph.drawing.__file__).parent / "assets"
    for name in (
        "LICENSE-Apache-2.0",
        "LICENSE-EPL-2.0",
        "LICENSE-MIT-expat",
        "LICENSE-MIT-fzstd",
        "NOTICE",
    ):
        assert (assets / name).stat().st_size > 200


@pytest.mark.parametrize("name", PICTURES)
def test_the_first_svg_needs_no_script(name: str, tmp_path: Path) -> None:
    graph, options = PICTURES[name]
    page = written(graph(), tmp_path, **options)
    words = " ".join("".join(text.itertext()) for text in svg_of(page).iter() if text.text)
    for node in draw(graph(), **options).picture.nodes:
        assert node.title in words
    first = data_of(page)["first"]
    assert len(first["nodes"]) == len(draw(graph(), **options).picture.nodes)
    ids = {element.get("id") for element in svg_of(page).iter()}
    assert ids >= first["nodes"].keys()
    assert ids >= {f"e{i}" for i in range(len(first["edges"]))}


def test_hostile_names_are_text_in_the_page(tmp_path: Path) -> None:
    page = written(hostile_graph(), tmp_path, title=HOSTILE[0])
    assert page.count("<script") == page.count("</script>") == 3
    assert "alert(1)>" not in page
    assert not re.search(r"<[^>]*\son\w+=", page.partition('id="data"')[0])
    data = data_of(page)
    keys = {node["key"] for model in data["models"] for node in model["nodes"]}
    assert f"{HOSTILE[0]}/a0" in keys
    tags = {element.tag for element in svg_of(page).iter()}
    assert tags <= {"svg", "g", "title", "polygon", "polyline", "path", "ellipse", "text"}


def test_json_cannot_leave_its_element() -> None:
    for text in HOSTILE:
        encoded = safe_json({text: text})
        assert not set(encoded) & set("<>&\u2028\u2029")
        assert encoded.isascii()
        assert json.loads(encoded) == {text: text}


def test_an_svg_keeps_nothing_but_a_drawing() -> None:
    bad = (
        b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "a" "b"><svg xmlns="http://www.w3.org/2000/svg" '
        b'onload="x()" viewBox="0 0 1 1"><script>x()</script><foreignObject><b/></foreignObject>'
        b'<style>*{}</style><a href="javascript:x()" xmlns:xlink="http://www.w3.org/1999/xlink" '
        b'xlink:title="a &lt;b&gt;" xlink:href="javascript:x()"><text onclick="x()">t &lt; u</text></a></svg>'
    )
    assert safe_svg(bad) == (
        '<svg viewBox="0 0 1 1"><g><title>a &lt;b&gt;</title><text>t &lt; u</text></g></svg>'
    )


def test_folded_scopes_say_in_the_page_what_they_say_in_the_picture(tmp_path: Path) -> None:
    drawing = draw(regression(), depth=0)
    model = data_of(written(regression(), tmp_path, depth=0))["models"][0]
    for node in drawing.picture.nodes:
        if node.members and node.path == ():
            side = list(Side).index(node.side)
            group = next(
                i
                for i, g in enumerate(model["groups"])
                if "parent" not in g and node.key == fold_key((g["label"],), node.side)
            )
            said = model["folded"][f"{group}.{side}"]
            assert said["title"] == node.title
            assert said["count"] == len(node.members)


def test_repeated_blocks_come_with_a_second_model_that_has_all(tmp_path: Path) -> None:
    g = FakeGraph()
    g.add("x", "Placeholder", shape=[4])
    last = "x"
    for i in range(30):
        for kind in ("Square", "Tanh"):
            g.add(f"block_{i}/{kind}", kind, last, shape=[4])
            last = f"block_{i}/{kind}"
    few, every = data_of(written(g, tmp_path, max_nodes=20))["models"]
    assert len(few["nodes"]) < len(every["nodes"]) == 61
    assert len(data_of(written(g, tmp_path, max_nodes=20, repeats=False))["models"]) == 1


def test_without_a_renderer_the_browser_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minigraph.drawing.render.renderers", list)
    page = written(square(), tmp_path)
    assert data_of(page)["first"] is None
    assert 'aria-label="Graph"></div>' in page
    with pytest.warns(RuntimeWarning, match=r"graph\.html, which a browser can show"):
        drawing = draw(square(), tmp_path / "graph.png")
    assert drawing.files == [str(tmp_path / "graph.dot"), str(tmp_path / "graph.html")]


@pytest.mark.parametrize(
    ("theme", "said"), [("light", "auto"), ("dark", "dark"), ("print", "print")]
)
def test_theme(theme: Any, said: str, tmp_path: Path) -> None:
    assert f'<html lang="en" data-theme="{said}">' in written(square(), tmp_path, theme=theme)


def test_every_scope_that_can_be_closed_has_its_text(tmp_path: Path) -> None:
    with tf.Graph().as_default() as graph:
        x, y = (tf.placeholder(tf.float32, [None, 4], name=name) for name in "xy")
        with tf.name_scope("model"):
            z = tf.layers.dense(tf.layers.dense(x, 8, tf.nn.relu), 4)
            loss = tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=z)
        tf.train.AdamOptimizer().minimize(tf.reduce_mean(loss))
    model = data_of(written(graph, tmp_path, max_nodes=15))["models"][-1]
    counts: Counter[str] = Counter()
    for node in model["nodes"]:
        group = node.get("group")
        while group is not None:
            counts[f"{group}.{node['side']}"] += 1
            group = model["groups"][group].get("parent")
    assert {cell for cell, count in counts.items() if count > 1} <= model["folded"].keys()
