"""Renderers that are missing, hang or fail, and what is written then."""

from __future__ import annotations

import pathlib
import shutil
import stat
import sys
import time
import warnings

import pytest

from minigraph.drawing import draw, render
from tests.fake_graph import square

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
    with pytest.warns(RuntimeWarning, match="was written in its place: no png") as caught:
        drawing = draw(square(), tmp_path / "graph.png")
    assert [warning.filename for warning in caught] == [__file__]
    assert drawing.files == [str(tmp_path / "graph.dot")]
    assert (tmp_path / "graph.dot").read_text(encoding="utf-8") == drawing.source
    with pytest.warns(RuntimeWarning, match="cannot be shown"):
        assert drawing._repr_svg_() is None


# Files, with the renderer that this environment has


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
