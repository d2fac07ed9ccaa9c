"""Renderers that are missing, hang or fail, and what is written then."""

from __future__ import annotations

import pathlib
import shutil
import stat
import struct
import sys
import time
import types
import warnings

import pytest

from minigraph.drawing import draw, render
from tests.fake_graph import FakeGraph, square, tower

SOURCE = 'digraph { a [label="größe"]; a -> b }'
PNG = b"\x89PNG"


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> pathlib.Path:
    """An empty folder as PATH and scripts folder: a machine without any renderer."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.delenv("MINIGRAPH_DOT", raising=False)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(render.sysconfig, "get_path", lambda name: str(folder))
    return folder


def program(folder: pathlib.Path, name: str, body: str) -> pathlib.Path:
    """A renderer written in Python; `fast` tells whether it was asked to be quick."""
    path = folder / name
    lines = [f"#!{sys.executable}", "import sys, time, os", "fast = '-Gsplines=line' in sys.argv"]
    path.write_text("\n".join([*lines, body]))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


GOOD = "sys.stdout.buffer.write(b'\\x89PNG ' + {!r} + sys.stdin.buffer.read())"
FAILS = "print('noise', file=sys.stderr); sys.exit('cannot: no such format')"
HANGS = "time.sleep(1000)"
SLEEP = shutil.which("sleep")


def patiently(timeout: float) -> bytes:
    """Renders under a short time limit, and a longer one where this machine is too slow for it."""
    try:
        return render.render(SOURCE, "png", timeout)
    except render.RenderError:
        return render.render(SOURCE, "png", 20 * timeout)


def test_order(alone: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert render.renderers() == []
    wheel = program(alone, "graphviz-pure", "")
    assert render.renderers() == [str(wheel)]
    system = program(alone, "dot", "")
    assert render.renderers() == [str(system), str(wheel)]
    monkeypatch.setenv("MINIGRAPH_DOT", "/opt/own/dot")
    assert render.renderers() == ["/opt/own/dot", str(system), str(wheel)]
    monkeypatch.setenv("MINIGRAPH_DOT", "graphviz-pure")
    assert render.renderers() == [str(wheel), str(system)]


def test_source_goes_in_as_utf8_and_the_image_comes_out(alone: pathlib.Path) -> None:
    program(alone, "dot", GOOD.format(b"dot "))
    assert render.render(SOURCE, "png") == b"\x89PNG dot " + SOURCE.encode()


@pytest.mark.parametrize(
    "body",
    [FAILS, HANGS, "print('not an image')", "", "os.kill(os.getpid(), 9)"],
    ids=["fails", "hangs", "wrong output", "no output", "dies"],
)
def test_next_renderer_is_tried(alone: pathlib.Path, body: str) -> None:
    program(alone, "dot", body)
    program(alone, "graphviz-pure", GOOD.format(b"wheel "))
    image = patiently(0.5 if body == HANGS else 30.0)
    assert image.startswith(b"\x89PNG wheel ")


def test_missing_program_is_passed_over(
    alone: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIGRAPH_DOT", str(alone / "nowhere"))
    program(alone, "dot", GOOD.format(b"dot "))
    assert render.render(SOURCE, "png").startswith(PNG)


def test_slow_layout_is_tried_again_with_quick_options(alone: pathlib.Path) -> None:
    body = f"if not fast: {HANGS}\n" + GOOD.format(b"quick ")
    program(alone, "dot", body)
    image = patiently(0.5)
    assert image.startswith(b"\x89PNG quick ")


def test_layout_that_fails_is_tried_again_with_quick_options(alone: pathlib.Path) -> None:
    program(alone, "dot", f"if not fast: {FAILS}\n" + GOOD.format(b"quick "))
    assert render.render(SOURCE, "png").startswith(b"\x89PNG quick ")


def test_a_picture_whose_layout_takes_too_long_is_folded_further(
    alone: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    body = f"text = sys.stdin.read()\nif text.count('tooltip') > 60: {HANGS}\n"
    program(alone, "dot", body + "sys.stdout.buffer.write(b'\\x89PNG ' + text.encode())")
    with pytest.warns(RuntimeWarning, match="folded from 76 to 10 nodes") as caught:
        drawing = draw(tower(12), tmp_path / "a.png", timeout=3.0, max_nodes=200)
    assert [warning.filename for warning in caught] == [__file__]
    assert drawing.source.encode() in (tmp_path / "a.png").read_bytes()
    assert len(drawing.picture.nodes) == 10


def test_a_picture_that_cannot_be_folded_any_further_is_written_as_source(
    alone: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    program(alone, "dot", HANGS)
    g = FakeGraph()
    for name in "abc":
        g.add(name, "Placeholder")
    with pytest.warns(RuntimeWarning, match=r"no picture within 0\.2 s"):
        drawing = draw(g, tmp_path / "graph.png", timeout=0.2)
    assert drawing.files == [str(tmp_path / "graph.dot"), str(tmp_path / "graph.html")]


@pytest.mark.skipif(not pathlib.Path("/proc/self/stat").exists(), reason="looks into /proc")
def test_what_a_renderer_started_is_ended_with_it(alone: pathlib.Path) -> None:
    """A renderer may be a script; what it runs must neither keep us waiting nor live on."""
    started, script = alone / "started", alone / "dot"
    script.write_text(f"#!/bin/sh\n{SLEEP} 1000 & echo $! > {started}\nwait\n")
    script.chmod(0o755)
    with pytest.raises(render.RenderError, match="no picture within 1 s"):
        render.render(SOURCE, "png", timeout=1.0)
    child = int(started.read_text())
    deadline = time.monotonic() + 20
    while _running(child) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not _running(child)


def _running(process: int) -> bool:
    """Whether a process of this number lives; one that is dead but not collected does not."""
    try:
        state = pathlib.Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def test_message_names_what_was_tried_and_what_helps(alone: pathlib.Path) -> None:
    with pytest.raises(render.RenderError, match=r"no renderer was found\).*graphviz-pure"):
        render.render(SOURCE, "png")
    dot = program(alone, "dot", FAILS)
    with pytest.raises(render.RenderError) as caught:
        render.render(SOURCE, "png")
    message = str(caught.value)
    assert f"{dot}: exit status 1, cannot: no such format" in message
    assert "noise" not in message
    assert "MINIGRAPH_DOT" in message


def test_without_an_image_the_source_is_written_and_one_sentence_says_so(
    alone: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    with pytest.warns(RuntimeWarning, match="was written in its place, .*: no png") as caught:
        drawing = draw(square(), tmp_path / "graph.png")
    assert [warning.filename for warning in caught] == [__file__]
    assert drawing.files == [str(tmp_path / "graph.dot"), str(tmp_path / "graph.html")]
    assert (tmp_path / "graph.dot").read_text(encoding="utf-8") == drawing.source
    with pytest.warns(RuntimeWarning, match="cannot be shown"):
        assert drawing._repr_svg_() is None


# PDF


def test_pdf_comes_from_a_renderer_that_can(alone: pathlib.Path) -> None:
    program(alone, "dot", "sys.stdout.buffer.write(b'%PDF-1.4 ' + ' '.join(sys.argv).encode())")
    assert b"-Tpdf" in render.render(SOURCE, "pdf")


NO_PDF = "if '-Tpdf' in sys.argv: sys.exit('no such format')\nprint('<svg></svg>')"


def test_pdf_without_its_extra_says_what_is_needed(
    alone: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(alone, "graphviz-pure", NO_PDF)
    for module in ("svglib", "svglib.svglib", "reportlab", "reportlab.graphics"):
        monkeypatch.setitem(sys.modules, module, None)  # as if it were not installed
    with pytest.warns(RuntimeWarning, match=r"graph\.dot was written.*minigraph\[pdf\]"):
        draw(square(), tmp_path / "graph.pdf")
    assert (tmp_path / "graph.dot").exists()


def test_pdf_is_converted_from_svg(alone: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(alone, "graphviz-pure", NO_PDF)
    svglib, reportlab = types.ModuleType("svglib.svglib"), types.ModuleType("reportlab.graphics")
    svglib.svg2rlg = lambda file: file.read()  # type: ignore[attr-defined]
    reportlab.renderPDF = types.SimpleNamespace(  # type: ignore[attr-defined]
        drawToString=lambda drawing, autoclose: b"%PDF of " + drawing
    )
    monkeypatch.setitem(sys.modules, "svglib", types.ModuleType("svglib"))
    monkeypatch.setitem(sys.modules, "svglib.svglib", svglib)
    monkeypatch.setitem(sys.modules, "reportlab", types.ModuleType("reportlab"))
    monkeypatch.setitem(sys.modules, "reportlab.graphics", reportlab)
    assert render.render(SOURCE, "pdf") == b"%PDF of <svg></svg>\n"
    svglib.svg2rlg = lambda file: None  # type: ignore[attr-defined]
    with pytest.raises(render.RenderError, match="svglib could not read"):
        render.render(SOURCE, "pdf")


def test_pdf_for_real() -> None:
    pytest.importorskip("svglib")
    assert render.render(draw(tower()).source, "pdf").startswith(b"%PDF")


# Notebooks


def test_notebooks_get_svg_and_text() -> None:
    drawing = draw(square())
    bundle = drawing._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "image/svg+xml"}
    assert "<svg" in bundle["image/svg+xml"]
    assert set(drawing._repr_mimebundle_(include=["text/plain"])) == {"text/plain"}
    assert set(drawing._repr_mimebundle_(exclude=["image/svg+xml"])) == {"text/plain"}


def test_notebooks_without_a_renderer_get_text(alone: pathlib.Path) -> None:
    with pytest.warns(RuntimeWarning, match="cannot be shown") as caught:
        assert draw(square())._repr_mimebundle_() == {"text/plain": repr(draw(square()))}
    assert [warning.filename for warning in caught] == [__file__]


# Files, with the renderer that this environment has


def test_size_of_a_bitmap_is_limited(tmp_path: pathlib.Path) -> None:
    draw(tower(), tmp_path / "small.png", size=300)
    header = (tmp_path / "small.png").read_bytes()[16:24]
    assert max(struct.unpack(">II", header)) <= 301


def test_formats(tmp_path: pathlib.Path) -> None:
    drawing = draw(square(), tmp_path / "new" / "graph")
    assert drawing.files == [str(tmp_path / "new" / "graph.png"), str(tmp_path / "new/graph.svg")]
    assert (tmp_path / "new" / "graph.png").read_bytes().startswith(PNG)
    assert "<svg" in (tmp_path / "new" / "graph.svg").read_text(encoding="utf-8")
    assert drawing.save(tmp_path / "x.png", format=["dot", "SVG"]) == [
        str(tmp_path / "x.dot"),
        str(tmp_path / "x.SVG"),
    ]
    assert drawing.save(tmp_path / "model.v2", format="gv") == [str(tmp_path / "model.v2.gv")]
    assert drawing.save(tmp_path / "photo.JPEG") == [str(tmp_path / "photo.JPEG")]
    assert (tmp_path / "photo.JPEG").read_bytes().startswith(b"\xff\xd8")
    assert len(drawing.files) == 6


def test_unknown_format(tmp_path: pathlib.Path) -> None:
    drawing = draw(square())
    with pytest.raises(ValueError, match="cannot draw the format 'bmp': choose from png, svg"):
        drawing.save(tmp_path / "graph.bmp")
    with pytest.raises(ValueError, match="'tiff'"):
        drawing.save(tmp_path / "graph", format=["svg", "tiff"])
    assert list(tmp_path.iterdir()) == []


def test_files_appear_whole_or_not_at_all(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing = draw(square())
    target = tmp_path / "graph.dot"
    target.write_text("old")
    with monkeypatch.context() as patched:
        patched.setattr("os.replace", _full_disk)
        with pytest.raises(OSError, match="disk is full"):
            drawing.save(target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def _full_disk(*_: object) -> None:
    raise OSError("disk is full")


def test_same_image_twice() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        first = draw(square(), title="w")._repr_svg_()
        assert first == draw(square(), title="w")._repr_svg_()
    assert first is not None
    assert "ApplyGradientDescent" in first
