"""The benchmarks compare like with like: minigraph and NumPy by hand compute the same numbers."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import minigraph
from benchmarks.cases import CASES
from benchmarks.report import table, time_text
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


def test_ratio_and_goal_are_shown():
    medians = {"minigraph": 2e-6, "numpy": 1e-6, "tensorflow": 4e-5}
    result = {
        "case": "square",
        "medians": medians,
        "ratios": {"numpy": 2.0, "tensorflow": 0.05},
        "goal": 0.05,
    }
    line = table([result]).splitlines()[1].split()
    assert line == ["square", "2", "us", "1", "us", "40", "us", "2", "0.05", "0.05", "met"]
    missed = {**result, "ratios": {"numpy": 2.0, "tensorflow": 0.06}}
    assert table([missed]).endswith("missed")
    assert time_text(0.0123) == "12.3 ms"


def test_different_numbers_are_noticed():
    assert agree([1.0, 2.0], [1.0, 2.0001])
    assert not agree([1.0, 2.0], [1.0, 2.001])
    assert not agree([1.0], [1.0, 2.0])
    assert not agree([1.0], [float("nan")])
