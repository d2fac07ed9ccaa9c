"""`python -m minigraph draw`, and the methods: where users look for pictures."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import minigraph as tf
from minigraph.drawing.command import main

MODEL = """
import sys
import minigraph as tf
from helper import WIDTH

x = tf.placeholder(tf.float32, [None, WIDTH], name="x")
y = tf.layers.dense(x, 3, name="dense")
print(__name__, sys.argv)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "helper.py").write_text("WIDTH = 4\n")
    (tmp_path / "model.py").write_text(MODEL)
    tf.reset_default_graph()
    monkeypatch.delitem(sys.modules, "helper", raising=False)
    return tmp_path


def test_a_script_is_run_and_its_graph_drawn(folder: Path) -> None:
    command = [sys.executable, "-m", "minigraph", "draw", "model.py", "-o", "graph.svg"]
    done = subprocess.run(
        [*command, "--", "--epochs", "3"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={"PYTHONPATH": str(Path(tf.__file__).parents[1])},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "__main__ ['model.py', '--epochs', '3']" in done.stdout
    assert "graph.svg: 5 nodes of a graph of 17 operations" in done.stdout
    assert "MatMul" in (folder / "graph.svg").read_text(encoding="utf-8")


def test_settings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--theme", "dark", "--depth", "0", "--fetches", "dense/MatMul", "--title", "A <b>"]
    arguments += ["--no-shapes", "--no-legend", "--orientation", "right", "--max-nodes", "7"]
    arguments += ["--collapse", "q", "--expand", "r", "--gradients", "off", "--no-repeats"]
    arguments += ["--rest", "grey", "--size", "900", "--timeout", "60", "--everything"]
    before = list(sys.argv), list(sys.path)
    assert main(["draw", *arguments, "model.py", "-o", "graph.dot"]) == 0
    assert (sys.argv, sys.path) == before
    source = (folder / "graph.dot").read_text(encoding="utf-8")
    assert "rankdir=LR" in source
    assert "A &lt;b&gt;" in source
    assert "graph.dot" in capsys.readouterr().out


FAILS = """
import minigraph as tf

def build():
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [2, 3], name="x")
        tf.matmul(x, x)

build()
"""


def test_a_script_that_fails_gives_its_traceback_and_what_it_had_built(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "fails.py").write_text(FAILS)
    assert main(["draw", "fails.py", "-o", "graph.dot"]) == 1
    error = capsys.readouterr().err
    assert error.startswith('Traceback (most recent call last):\n  File "fails.py", line 9')
    assert "Dimensions must be equal" in error
    assert "command.py" not in error
    assert "placeholder" in (folder / "graph.dot").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("end", "status"),
    [("sys.exit()", 0), ("sys.exit(3)", 3), ("sys.exit('no data')", 1), ("1 / 0", 1)],
)
def test_exit_statuses(
    folder: Path, capsys: pytest.CaptureFixture[str], end: str, status: int
) -> None:
    (folder / "model.py").write_text(MODEL + end + "\n")
    assert main(["draw", "model.py", "-o", "graph.dot"]) == status
    assert (folder / "graph.dot").exists()
    assert ("no data" in end) == ("no data" in capsys.readouterr().err)


def test_interrupted_training_is_drawn(folder: Path) -> None:
    (folder / "model.py").write_text(MODEL + "raise KeyboardInterrupt\n")
    assert main(["draw", "model.py", "-o", "graph.dot"]) == 130
    assert (folder / "graph.dot").exists()


def test_syntax_errors_are_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "model.py").write_text("x = = 3\n")
    assert main(["draw", "model.py"]) == 1
    error = capsys.readouterr().err
    assert "SyntaxError" in error
    assert "built no graph to draw" in error


def test_a_script_can_be_stopped_before_it_trains(folder: Path) -> None:
    run = "with tf.Session() as s:\n    s.run(y)\nopen('trained', 'w')\n"
    (folder / "model.py").write_text(MODEL + run)
    assert main(["draw", "model.py", "--until-run", "-o", "graph.dot"]) == 0
    assert (folder / "graph.dot").exists()
    assert not (folder / "trained").exists()
    with tf.Graph().as_default(), tf.Session() as session:
        assert session.run(tf.constant(2.0)) == 2.0  # sessions run again


def test_a_graph_made_in_a_function_is_found(folder: Path) -> None:
    body = "def build():\n    with tf.Graph().as_default():\n        tf.zeros([3], name='inner')\n"
    (folder / "model.py").write_text(f"import minigraph as tf\n{body}build()\n")
    assert main(["draw", "model.py", "-o", "graph.dot"]) == 0
    assert "inner" in (folder / "graph.dot").read_text(encoding="utf-8")


def test_wrong_commands(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["draw"])
    assert main(["draw", "nowhere.py"]) == 2
    assert "there is no script 'nowhere.py'" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["draw", "model.py", "--epochs", "3"])  # the script's own, but not behind --
    assert main(["draw", "model.py", "-o", "graph.bmp"]) == 1
    assert "cannot draw the format 'bmp'" in capsys.readouterr().err
    assert main(["draw", "model.py", "--fetches", "nothing", "-o", "graph.dot"]) == 1
    assert "'nothing': it is not in the graph" in capsys.readouterr().err


# Methods


def test_graphs_and_sessions_draw_themselves(tmp_path: Path) -> None:
    with tf.Graph().as_default() as graph, tf.Session() as session:
        w = tf.Variable([1.0, 2.0], name="w")
        later = tf.Variable(5.0, name="later")
        tf.add(w, later, name="sum")
        session.run(w.initializer)
        assert graph.draw(tmp_path / "graph.dot").source == tf.draw(graph).source
        assert (tmp_path / "graph.dot").exists()
        notes = {node.key: node.notes for node in session.draw(depth=1).full.nodes}
        assert notes == {"w": ("now [1.0, 2.0]",), "later": (), "sum": ()}
        assert session.draw(values=False).full.nodes[0].notes == ()


def test_an_interactive_session_draws_itself() -> None:
    session = tf.InteractiveSession(graph=tf.Graph())
    tf.zeros([2], name="zeros")
    assert [node.key for node in session.draw().full.nodes] == ["zeros"]
    session.close()
