"""The HTML page in a real browser: pytest -m browser. Skipped where there is no Chromium."""

from __future__ import annotations

import json
import re
import shutil
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import minigraph as tf
from minigraph.drawing import draw
from minigraph.drawing.page import first_writer
from tests.browser import PROGRAM, Browser, Page
from tests.fake_graph import PICTURES
from tests.test_page import HOSTILE, hostile_graph

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(PROGRAM is None, reason="no chromium is installed"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = Browser()
    yield found
    found.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Any]:
    """Opens a page of a graph; at the end nothing may have complained or asked for anything."""
    opened: list[tuple[Page, Path]] = []

    def opener(graph: Any, **options: Any) -> Page:
        path = tmp_path / f"graph{len(opened)}.html"
        draw(graph, path, **options)
        page = browser.open(path)
        opened.append((page, path))
        page.settled()
        return page

    yield opener
    for page, path in opened:
        page.settled()
        assert page.complaints() == []
        assert [url for url in page.requests() if not url.startswith("blob:")] == [path.as_uri()]
        page.close()


def network(layers: int = 3) -> tf.Graph:
    graph = tf.Graph()
    with graph.as_default():
        h = tf.placeholder(tf.float32, [None, 20], name="x")
        labels = tf.placeholder(tf.float32, [None, 4], name="labels")
        rate = tf.placeholder(tf.float32, [], name="rate")
        for i in range(layers):
            h = tf.layers.dense(h, 16, name=f"dense_{i}")
            h = tf.nn.relu(tf.layers.batch_normalization(h, training=True, name=f"norm_{i}"))
        logits = tf.layers.dense(h, 4, name="logits")
        losses = tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits, name="each")
        loss = tf.reduce_mean(losses, name="loss")
        updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        with tf.control_dependencies([tf.check_numerics(loss, "bad", name="check"), *updates]):
            tf.train.AdamOptimizer(rate).minimize(loss)
    return graph


def thing(page: Page, label: str) -> str:
    """A selector of the node whose label begins so."""
    return f"[data-thing][aria-label^='{label}']"


def count(page: Page, selector: str) -> int:
    found: int = page.js(f"document.querySelectorAll({json.dumps(selector)}).length")
    return found


def text(page: Page, selector: str) -> str:
    found: str = page.js(f"document.querySelector({json.dumps(selector)}).textContent")
    return found


def press(page: Page, key: str) -> None:
    page.key(key)
    page.settled()


SHAPES = """(root => [...root.querySelectorAll('.node, .edge, .cluster')].map(g => [g.id,
  g.getAttribute('class').replace(/ (near|kin|chosen|hit)/g, ''),
  ...[...g.querySelectorAll('text:not(.badge text)')].map(t => t.textContent),
  ...[...g.querySelectorAll('polygon, path, ellipse, polyline')].filter(p => !p.closest('.badge'))
    .map(p => p.getAttribute('points') || p.getAttribute('d') || p.getAttribute('rx'))]))"""


NUMBER = re.compile(r"-?\d+\.?\d*")


def words(shape: list[str]) -> list[str]:
    return [NUMBER.sub("", part) for part in shape]


def numbers(shape: list[str]) -> list[float]:
    return [float(n) for part in shape for n in NUMBER.findall(part)]


@pytest.mark.parametrize("name", [*PICTURES, "network", "hostile", "many"])
def test_the_page_folds_and_draws_as_python_does(
    name: str, show: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same source comes out of both, so the first SVG is taken over as it is."""
    same = shutil.which("graphviz-pure", path=sysconfig.get_path("scripts"))
    if same:  # the same Graphviz as in the page
        monkeypatch.setenv("MINIGRAPH_DOT", same)
    own = {"hostile": (hostile_graph, {}), "many": (lambda: network(5), {"max_nodes": 700})}
    graph, options = {**PICTURES, **own}.get(name, (network, {}))
    page = show(graph(), **options)
    assert page.js("document.body.dataset.adopted") == "true"
    before = page.js(f"{SHAPES}(document.querySelector('#stage'))")
    press(page, "t")
    press(page, "i")  # a layout by the page, of the same state
    after = page.js(f"{SHAPES}(document.querySelector('#stage'))")
    assert [row[:2] for row in before] == [row[:2] for row in after]
    drawing = draw(graph(), **options)
    writer = first_writer(drawing.in_page, drawing.options)
    writer.source()
    assert count(page, ".node[id]") == len(drawing.in_page.nodes)
    assert count(page, ".edge[id]") == len(drawing.in_page.edges)
    assert count(page, ".cluster[id]") == len(writer.frames)
    for one, other in zip(before, after, strict=True):
        assert words(one) == words(other)
        assert numbers(one) == pytest.approx(numbers(other), abs=2.0)  # other code ends its edges


def test_a_scope_is_unfolded_and_folded_by_clicks(show: Any) -> None:
    page = show(network())
    assert count(page, thing(page, "norm_1,")) == 1
    before = page.place(thing(page, "norm_1,"))
    page.click(thing(page, "norm_1,"))
    page.settled()
    assert count(page, thing(page, "norm_1,")) == 0
    assert count(page, thing(page, "moving_mean")) >= 1
    frame = "[data-group]:has(> .badge[aria-label='Fold norm_1'])"
    assert count(page, frame) == 1
    after = page.place(frame)
    assert abs(before[0] - after[0]) < 3
    assert abs(before[1] - after[1]) < 3
    page.js("document.querySelector(\"[aria-label='Fold norm_1']\").scrollIntoView()")
    page.js(
        "document.querySelector(\"[aria-label='Fold norm_1']\")"
        ".dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    )
    page.settled()
    assert count(page, thing(page, "norm_1,")) == 1


def test_all_is_unfolded_and_folded_by_keys(show: Any) -> None:
    page = show(network())
    first = count(page, "[data-thing]")
    press(page, "u")
    every = count(page, "[data-thing]")
    press(page, "f")
    folded = count(page, "[data-thing]")
    assert folded < first < every
    assert (
        every
        == page.js("JSON.parse(document.getElementById('data').textContent)")
        .get("models")[-1]["nodes"]
        .__len__()
    )
    press(page, "i")
    assert count(page, "[data-thing]") == first


def test_search_marks_lists_and_goes_there(show: Any) -> None:
    page = show(network())
    page.key("/")
    page.type("norm_2 gamma")
    page.until("document.querySelectorAll('#hits [role=option]').length > 0")
    assert "norm_2/gamma" in text(page, "#hits li")
    assert count(page, ".searching") == 1
    assert count(page, ".node.hit") >= 1  # the folded scope that holds it
    page.key("Enter")
    page.until("!document.body.dataset.busy && !document.getElementById('panel').hidden")
    assert text(page, "#panel h2") == "norm_2/gamma"
    assert count(page, ".node.chosen") == 1
    x, y = page.place(".node.chosen")
    assert abs(x - 640) < 60
    assert abs(y - 450) < 60
    page.key("Escape")
    page.key("Escape")
    assert count(page, ".hit, .chosen, .searching") == 0
    page.key("/")
    page.type("no such node")
    assert text(page, "#hits").startswith("0 found")


def test_hovering_tells_what_a_node_is(show: Any) -> None:
    page = show(network())
    assert page.js("document.getElementById('panel').hidden")
    page.hover(thing(page, "loss"))
    page.until("!document.getElementById('panel').hidden")
    words = text(page, "#panel")
    for word in ("loss", "Mean", "scalar float32", "keep_dims", "False", "built at"):
        assert word in words
    assert "test_page_in_browser.py" in words
    assert "loss_grad" in words
    assert count(page, ".node.kin") == 1
    page.mouse("mouseMoved", 5.0, 500.0)
    page.until("document.getElementById('panel').hidden")
    assert count(page, ".kin, .near, .chosen") == 0


def test_a_gradient_and_its_node_are_shown_both_ways(show: Any) -> None:
    page = show(network())
    for one, other in (("dense_0/MatMul,", "MatMul_grad"), ("MatMul_grad", "MatMul,")):
        press(page, "Escape")
        label = one.removeprefix("dense_0/")
        page.js(f'document.querySelector("{thing(page, label)}").focus()')
        page.key("Enter")
        page.settled()
        kin = page.js("[...document.querySelectorAll('.kin')].map(n => n.ariaLabel)")
        if kin:
            assert any(name.startswith(other.rstrip(",")) for name in kin)
        else:  # a folded gradient opens
            assert count(page, "[data-group]") > 0


@pytest.mark.parametrize(("key", "gone"), [("g", ".role-gradient"), ("c", ".kind-control")])
def test_toggles(key: str, gone: str, show: Any) -> None:
    page = show(network(), gradients="mirrored")
    before = count(page, f"#stage {gone}")
    assert before > 0
    press(page, key)
    assert count(page, f"#stage {gone}") == 0
    assert page.js(f"document.querySelector('[data-key={key}]').ariaPressed") == "false"
    press(page, key)
    assert count(page, f"#stage {gone}") == before


def test_heat(show: Any) -> None:
    graph = network()
    with tf.Session(graph=graph) as session:
        with graph.as_default():
            session.run(tf.global_variables_initializer())
        batch = {"x:0": [[0.1] * 20] * 8, "labels:0": [[1.0, 0.0, 0.0, 0.0]] * 8, "rate:0": 0.1}
        feeds = {graph.get_tensor_by_name(name): value for name, value in batch.items()}
        _, trace = session.trace(["loss:0", "Adam"], feeds)
    page = show(graph, heat=trace)
    assert page.js("document.body.dataset.adopted") == "true"
    assert count(page, "#stage .heat-9") >= 1
    assert " us" in text(page, "#stage")
    press(page, "h")
    assert "bytes put out" in text(page, "#legend")
    press(page, "h")
    assert count(page, "[class*=heat-]") == 0
    assert count(page, "[data-key=h]") == 1
    assert count(show(network()), "[data-key=h]") == 0


def test_repeated_blocks(show: Any) -> None:
    page = show(network(12), max_nodes=40)
    assert "× 11" in text(page, "#stage")
    few = count(page, "[data-thing]")
    press(page, "b")
    assert "× 11" not in text(page, "#stage")
    assert count(page, "[data-thing]") > few


def test_keys_move_the_focus_and_the_picture(show: Any) -> None:
    page = show(network())
    camera = "document.querySelector('.camera').getAttribute('transform')"
    start = page.js(camera)
    page.key("ArrowDown")
    assert page.js(camera) != start
    page.key("+")
    scale = "Number(/scale\\((.*?)\\)/.exec(document.querySelector('.camera').getAttribute('transform'))[1])"
    large = page.js(scale)
    page.key("0")
    assert page.js(scale) < large
    page.js(f'document.querySelector("{thing(page, "loss")}").focus()')
    page.key("ArrowDown")
    label = page.js("document.activeElement.getAttribute('aria-label')")
    assert label
    assert not label.startswith("loss,")
    page.key("?")
    assert page.js("document.getElementById('help').open")
    page.key("Escape")


def test_wheel_and_drag(show: Any) -> None:
    page = show(network())
    camera = "document.querySelector('.camera').getAttribute('transform')"
    one = page.js(camera)
    page.mouse("mouseWheel", 600.0, 400.0, deltaX=0, deltaY=-200)
    page.until(f"{camera} !== {json.dumps(one)}")
    two = page.js(camera)
    page.mouse("mousePressed", 20.0, 500.0, button="left", clickCount=1)
    page.mouse("mouseMoved", 120.0, 560.0, button="left", buttons=1)
    page.mouse("mouseReleased", 120.0, 560.0, button="left", clickCount=1)
    assert page.js(camera) != two


def test_light_and_dark(show: Any) -> None:
    page = show(network())
    ground = "getComputedStyle(document.body).backgroundColor"
    fill = "getComputedStyle(document.querySelector('.role-op path, .role-op polygon')).fill"
    light = page.js(ground), page.js(fill)
    page.dark(True)
    dark = page.js(ground), page.js(fill)
    assert light == ("rgb(255, 255, 255)", "rgb(255, 255, 255)")
    assert dark == ("rgb(20, 24, 29)", "rgb(32, 38, 45)")
    press(page, "t")  # auto -> light
    assert (page.js(ground), page.js(fill)) == light


def test_hostile_names_stay_text(show: Any) -> None:
    page = show(hostile_graph(), title=HOSTILE[0], max_nodes=5)
    assert page.js("document.title") == HOSTILE[0]
    press(page, "u")
    page.key("/")
    page.type("alert")
    page.until("document.querySelectorAll('#hits [role=option]').length > 3")
    page.key("Enter")
    page.until("!document.getElementById('panel').hidden")
    assert "alert(1)" in text(page, "#panel")
    page.key("Escape")
    assert page.js("document.querySelectorAll('script').length") == 3
    assert (
        page.js(
            "document.querySelectorAll('img, iframe, [onload], [onclick], foreignObject').length"
        )
        == 0
    )


def test_without_scripts_there_is_a_picture(browser: Browser, tmp_path: Path) -> None:
    draw(network(), tmp_path / "graph.html")
    page = browser.open(tmp_path / "blank.html")
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    page.call("Page.navigate", url=(tmp_path / "graph.html").as_uri())
    time.sleep(1)
    document = page.call("DOM.getDocument", depth=-1)
    page.screenshot(tmp_path / "still.png")
    assert '"loss"' in json.dumps(document)
    assert (tmp_path / "still.png").stat().st_size > 20_000
    page.close()


def test_without_a_renderer_the_page_draws_itself(
    show: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minigraph.drawing.render.renderers", list)
    page = show(network())
    assert count(page, "[data-thing]") > 10


def test_speed_of_a_large_graph(show: Any, tmp_path: Path) -> None:
    """3,000 nodes, folded: written in under 2 s, and shown soon."""
    graph = network(40)
    start = time.perf_counter()
    drawing = draw(graph, tmp_path / "large.html")
    seconds = time.perf_counter() - start
    assert len(drawing.full.nodes) > 2000
    assert seconds < 4.0  # 1.5 s on a quiet machine
    assert (tmp_path / "large.html").stat().st_size < 4_000_000


def test_the_focus_stays_where_the_reader_is(show: Any) -> None:
    page = show(network())
    page.js(f'document.querySelector("{thing(page, "norm_1,")}").focus()')
    press(page, "Enter")
    label = "document.activeElement.getAttribute('aria-label')"
    assert page.js(label) == "Fold norm_1"
    press(page, "Enter")
    assert page.js(label).startswith("norm_1,")
    press(page, "Enter")
    page.js(f'document.querySelector("{thing(page, "moving_mean")}").focus()')
    press(page, "Backspace")
    assert count(page, thing(page, "norm_1,")) == 1


def test_the_policy_stops_what_would_get_in_or_out(browser: Browser, tmp_path: Path) -> None:
    """Even markup that got into the page could run nothing, and nothing can be sent."""
    draw(network(), tmp_path / "graph.html")
    page = browser.open(tmp_path / "graph.html")
    page.settled()
    page.js(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.bad = 1\">')"
    )
    page.js(
        "document.body.append(Object.assign(document.createElement('script'),"
        " {textContent: 'window.bad = 2'}))"
    )
    sent = "fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'stopped')"
    assert page.js(sent) == "stopped"
    time.sleep(0.2)
    assert page.js("window.bad === undefined")
    assert any("Content Security Policy" in text for text in page.complaints())
    assert all(url.startswith(("file:", "blob:")) for url in page.requests())
    page.close()
