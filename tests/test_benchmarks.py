"""The benchmarks compare like with like: minigraph and NumPy by hand compute the same numbers."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import minigraph
from benchmarks import build, data
from benchmarks.cases import CASES
from benchmarks.memory import measured_cases
from benchmarks.peak import Mark
from benchmarks.report import memory_table, table, time_text
from benchmarks.rounds import TF_PYTHON, agree
from benchmarks.worker import Bench, SessionProgram

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", CASES)
def test_engines_compute_the_same(name):
    of_minigraph, of_numpy = SessionProgram(minigraph, CASES[name]), CASES[name].by_hand()
    of_minigraph.run(2)
    of_numpy.run(2)
    results, expected = of_minigraph.results(), of_numpy.results()
    assert len(results) == len(expected)
    for got, wanted in zip(results, expected, strict=True):
        assert got.dtype == wanted.dtype == np.float32
        assert got.shape == wanted.shape
    # float32 in another order of summing: a sum of n terms is off by some sqrt(n) * 6e-8 of the
    # terms' size, n at most 1024. By the norm, not by the entry: biases are small sums of large
    # terms, and a unit so close to 0 that relu lets it pass in one order only moves a few entries.
    ours, theirs = (np.concatenate([np.ravel(v) for v in vs]) for vs in (results, expected))
    assert np.linalg.norm(ours - theirs) <= 1e-5 * np.linalg.norm(theirs)


@pytest.mark.parametrize("name", ["square", "scalar-first"])
def test_a_round_is_timed(name):
    bench = Bench(lambda case: SessionProgram(minigraph, case), CASES[name])
    assert bench.round() > 0


@pytest.mark.parametrize("name", [name for name in CASES if name != "matmul"])
def test_every_result_moves(name):
    program = CASES[name].by_hand()
    before = [np.array(value) for value in program.results()]
    program.run(2)  # the first may start from zeros
    after = program.results()
    assert all((old != new).any() for old, new in zip(before, after, strict=True))


def test_command_without_tensorflow(tmp_path, monkeypatch):
    monkeypatch.delenv(TF_PYTHON, raising=False)
    written = tmp_path / "figures.json"
    command = [sys.executable, "-m", "benchmarks", "--case", "square", "--rounds", "2"]
    done = subprocess.run(
        [*command, "--json", str(written)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert f"{TF_PYTHON} names no Python" in done.stdout
    (result,) = json.loads(written.read_text())["results"]
    assert result["agree"]
    assert {name: len(times) for name, times in result["seconds"].items()} == {
        "minigraph": 2,
        "numpy": 2,
    }


def test_memory_command(tmp_path, monkeypatch):
    monkeypatch.delenv(TF_PYTHON, raising=False)
    written = tmp_path / "figures.json"
    command = [sys.executable, "-m", "benchmarks", "--memory", "--case", "softmax"]
    done = subprocess.run(
        [*command, "--json", str(written)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    (result,) = json.loads(written.read_text())["results"]
    assert set(result["mib"]) == {"minigraph", "numpy"}
    assert result["mib"]["minigraph"] > 0
    assert "softmax" in done.stdout


def test_memory_of_a_start_from_nothing_is_not_measured_twice():
    assert measured_cases(["scalar-step", "scalar-first", "import"]) == ["scalar-step"]


def test_peak_is_what_was_taken_and_given_back():
    mark = Mark()
    if not mark.exact:
        pytest.skip("the system does not let a process forget its earlier peak")
    np.ones(64 << 20, np.uint8)
    assert 60 << 20 < mark.above() < 80 << 20


def test_memory_goal_is_shown():
    result = {"case": "adam", "mib": {"minigraph": 3.0, "numpy": 2.0}, "ratio": 1.5, "goal": 1.2}
    line = memory_table([result]).splitlines()[1].split()
    assert line == ["adam", "3.0", "2.0", "1.5", "1.2", "missed"]


def test_data_is_made_once_and_stays_as_it_is():
    assert data.numbers() is data.numbers()
    images, _ = data.batches(data.NETWORK_BATCH)[0]
    with pytest.raises(ValueError, match="read-only"):
        images += 1


def test_every_figure_of_building_is_measured(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv(TF_PYTHON, raising=False)
    small = {"CHAIN_OPS": 20, "LAYERS": 2, "TRIES": 1, "CALLS": 10, "OPS_OF_A_LINK": 900}
    for name, value in small.items():
        monkeypatch.setattr(build, name, value)
    monkeypatch.setattr(build, "stay_on_one_core", lambda: None)  # not the tests after this one
    written = tmp_path / "figures.json"
    monkeypatch.setattr(sys, "argv", ["build", "--json", str(written)])
    build.main()
    figures = json.loads(written.read_text())["minigraph"]
    assert set(build.GOALS) <= set(figures)
    assert all(figures[name] > 0 for name in figures if "body" not in name)
    shown = capsys.readouterr().out
    assert all(name in shown for name in figures)


@pytest.mark.parametrize(
    ("model", "values"),
    [(build.models.square, []), (build.models.square_fed, [np.float32(data.coefficients())])],
)
def test_body_of_a_step_takes_the_step(model, values):
    with minigraph.Graph().as_default():
        step, (w,), (feed,) = model(minigraph)
        session = minigraph.Session()
        session.run(minigraph.global_variables_initializer())
    build.body_of(session, step, feed)(*values)
    assert session.run(w) == pytest.approx(10 * data.SQUARE_RATE)


def test_ratio_and_goal_are_shown():
    medians = {"minigraph": 2e-6, "numpy": 1e-6, "tensorflow": 4e-5}
    result = {
        "case": "square",
        "medians": medians,
        "ratios": {"numpy": 2.0, "tensorflow": 0.05},
        "goals": {"numpy": 1.1, "tensorflow": 0.05},
    }
    line = table([result]).splitlines()[1].split()
    assert line[:7] == ["square", "2", "us", "1", "us", "40", "us"]
    assert line[7:] == ["2", "1.1", "missed", "0.05", "0.05", "met"]
    no_goal = {**result, "goals": {"tensorflow": 0.05}}
    assert table([no_goal]).splitlines()[1].split()[7:] == ["2", "-", "0.05", "0.05", "met"]
    missed = {**result, "ratios": {"numpy": 2.0, "tensorflow": 0.06}}
    assert table([missed]).endswith("missed")
    assert time_text(0.0123) == "12.3 ms"


def test_different_numbers_are_noticed():
    assert agree([1.0, 2.0], [1.0, 2.0001])
    assert not agree([1.0, 2.0], [1.0, 2.001])
    assert not agree([1.0], [1.0, 2.0])
    assert not agree([1.0], [float("nan")])
