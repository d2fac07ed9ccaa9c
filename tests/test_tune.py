"""Samplers, the search and its log, coarse to fine: `tf.tune`."""

from __future__ import annotations

import ast
import json
import math
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import minigraph as tf
from minigraph import tune
from tests.test_tune_space import SPACE, distance


def bowl(params: dict[str, Any]) -> float:
    """Best at a rate of 0.003 and a momentum of 0.98."""
    off = (np.log10(params["rate"]) + 2.5) ** 2 + (np.log10(1 - params["keep"]) + 1.7) ** 2
    return float(off)


BOWL = tune.Space(rate=tune.log_uniform(1e-5, 1), keep=tune.one_minus_log(0.8, 0.999))


@pytest.mark.parametrize("sampler", ["random", "latin", "halton", tune.Grid(4)])
def test_same_seed_same_trials_in_any_order(sampler: Any) -> None:
    class Backwards(tune.InTurn):
        """Takes up four trials and runs the last one first."""

        def __init__(self) -> None:
            self.taken: list[Any] = []

        @property
        def free(self) -> bool:
            return len(self.taken) < 4

        def start(self, *task: Any) -> None:
            self.taken.append(task)

        def wait(self) -> tune.Trial:
            return tune.execute(*self.taken.pop())

    def objective(params: dict[str, Any], trial: tune.LiveTrial) -> float:
        return bowl(params) + trial.rng.random() + trial.seed / 2**31

    runs = [
        tune.search(objective, BOWL, 16, sampler=sampler, seed=5, executor=runner)
        for runner in (None, None, Backwards())
    ]
    found = [[(t.number, t.params, t.value) for t in run.trials] for run in runs]
    assert found[0] == found[1] == found[2]
    other = tune.search(objective, BOWL, 16, sampler=sampler, seed=6)
    assert [t.value for t in other.trials] != [t.value for t in runs[0].trials]


def test_latin_and_halton_cover_evenly() -> None:
    for sampler in ("latin", "halton"):
        result = tune.search(bowl, BOWL, 64, sampler=sampler, seed=1)
        for name in BOWL:
            places = np.array([BOWL[name].to_unit(trial.params[name]) for trial in result.trials])
            parts = np.bincount((places * 16).astype(int), minlength=16)
            assert parts.min() >= 2
            assert sampler != "latin" or set(parts) == {4}
            assert distance(places, lambda x: x) < 0.06


def test_grid_sees_few_values_of_what_matters() -> None:
    grid = tune.search(bowl, BOWL, sampler=tune.Grid(5), seed=0)
    drawn = tune.search(bowl, BOWL, 25, seed=0)
    values = [len({trial.params["rate"] for trial in run.trials}) for run in (grid, drawn)]
    assert values == [5, 25]
    assert len(grid.trials) == 25
    assert {t.params["rate"] for t in grid.trials} >= {1e-5, 1.0}
    centres = tune.Grid({"rate": 2}, centres=True).points(BOWL)
    assert [round(math.log10(p["rate"]), 2) for p in centres] == [-3.75, -1.25]
    assert len(tune.Grid(2).points(SPACE)) == 2 * (1 + 2 * 2) * (1 + 2)


def test_a_failing_trial_is_recorded_and_the_search_goes_on(tmp_path: Path) -> None:
    def objective(params: dict[str, Any]) -> Any:
        if params["rate"] > 0.1:
            raise ArithmeticError(f"diverged at {params['rate']:.2f}")
        if params["rate"] > 0.01:
            return float("nan")
        return "no number" if params["rate"] > 0.001 else np.float32(params["rate"])

    log = tmp_path / "log.jsonl"
    result = tune.search(objective, BOWL, 60, seed=0, log=log)
    errors = {trial.error.split(":")[0] for trial in result.trials if trial.error}
    assert errors == {"ArithmeticError", "the objective returned nan", "TypeError"}
    failed = next(t for t in result.trials if t.error and t.error.startswith("Arith"))
    assert failed.error is not None
    assert "diverged at" in failed.error
    assert "test_tune.py:" in failed.error
    assert failed.traceback is not None
    assert "raise ArithmeticError" in failed.traceback
    assert result.best.params["rate"] < 1e-4
    assert "failed" in repr(result)
    assert tune.load(log).trials == result.trials
    with pytest.raises(ValueError, match=r"none of 3 trials .* ZeroDivisionError"):
        _ = tune.search(lambda p: 1 / 0, BOWL, 3).best


def test_larger_can_be_better() -> None:
    result = tune.search(lambda p: -bowl(p), BOWL, 40, seed=3, maximize=True)
    lower = tune.search(bowl, BOWL, 40, seed=3)
    assert result.best.number == lower.best.number
    assert [t.number for t in result.top(5)] == [t.number for t in lower.top(5)]
    assert result.importances() == lower.importances()


def curve(params: dict[str, Any], trial: tune.LiveTrial) -> float:
    """Falls from 1 to x in nine steps."""
    for step in range(1, 10):
        trial.report(step, params["x"] + (1 - params["x"]) / step)
    return float(params["x"])


@pytest.mark.parametrize("rule", [tune.Median(startup=3), tune.Halving(first=2, factor=2)])
def test_poor_trials_are_pruned(rule: Any) -> None:
    space = {"x": tune.uniform(0, 1)}
    full = tune.search(curve, space, 30, seed=0)
    short = tune.search(curve, space, 30, seed=0, pruner=rule)
    states = [trial.state for trial in short.trials]
    assert 8 <= states.count("pruned") <= 25
    assert short.best == full.best or short.best.params == full.best.params
    assert all(len(t.curve) < 9 for t in short.trials if t.state == "pruned")
    steps = [sum(len(t.curve) for t in run.trials) for run in (full, short)]
    assert steps[1] < 0.8 * steps[0]
    assert all(t.value == t.curve[-1][1] for t in short.trials if t.state == "pruned")

    def rising(params: dict[str, Any], trial: tune.LiveTrial) -> float:
        for step in range(1, 10):
            trial.report(step, -params["x"] - (1 - params["x"]) / step)
        return -float(params["x"])

    turned = tune.search(rising, space, 30, seed=0, pruner=rule, maximize=True)
    assert [trial.state for trial in turned.trials] == states


def test_trials_may_report_from_threads(tmp_path: Path) -> None:
    class Threads:
        """Three at a time."""

        def __init__(self) -> None:
            self.pool, self.running = ThreadPoolExecutor(3), set[Any]()

        @property
        def free(self) -> bool:
            return len(self.running) < 3

        def start(self, *task: Any) -> None:
            self.running.add(self.pool.submit(tune.execute, *task))

        def wait(self) -> tune.Trial:
            done = wait(self.running, return_when=FIRST_COMPLETED).done.pop()
            self.running.remove(done)
            trial: tune.Trial = done.result()
            return trial

        def close(self) -> None:
            self.pool.shutdown()

    log = tmp_path / "log.jsonl"
    space = {"x": tune.uniform(0, 1)}
    found = tune.search(curve, space, 40, seed=0, pruner=tune.Median(), executor=Threads(), log=log)
    assert {trial.state for trial in found.trials} == {"done", "pruned"}
    assert tune.load(log).trials == found.trials
    one = tune.search(curve, space, 40, seed=0)
    assert [t.params for t in found.trials] == [t.params for t in one.trials]
    assert found.best.params == one.best.params


def test_rules_of_pruning() -> None:
    nan = float("nan")
    others = [[(1, value), (2, value)] for value in (0.1, 0.2, 0.3, 0.4)]
    rule = tune.Median(startup=4, warmup=2)
    assert not rule.prune([(1, 9.0)], others)  # not warm yet
    assert rule.prune([(1, 9.0), (2, 0.26)], others)
    assert not rule.prune([(1, 0.05), (2, 0.9)], others)  # it was better before
    assert not rule.prune([(3, 9.0)], others)  # nobody else came here
    assert not tune.Median(startup=5).prune([(2, 9.0)], others)
    assert rule.prune([(2, nan)], others)
    halving = tune.Halving(first=1, factor=2)
    assert not halving.prune([(1, 0.5)], [])
    assert halving.prune([(1, 0.5), (2, 0.5)], others)
    assert not halving.prune([(1, 0.5), (2, 0.5), (3, 0.5)], others)  # 3 is no rung
    assert not halving.prune([(2, 0.15)], others)


def test_reports_rise_and_are_numbers() -> None:
    def objective(params: dict[str, Any], trial: tune.LiveTrial) -> float:
        trial.report(1, 0.0)
        trial.report(params["step"], params["value"])
        return 0.0

    for step, value, says in [(1, 0.0, "steps must rise"), (2, "a", "one number")]:
        result = tune.search(objective, {"step": step, "value": value}, 1)
        assert says in str(result.trials[0].error)


def test_who_wants_the_trial_gets_it() -> None:
    def with_default(params: dict[str, Any], epochs: int = 3) -> int:
        return epochs

    def named(params: dict[str, Any], trial: Any = None) -> int:
        return int(trial.number)

    assert tune.search(with_default, BOWL, 1).best.value == 3
    assert tune.search(named, BOWL, 1).best.value == 0


class Stop(Exception):
    pass


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_log_has_all_and_a_rerun_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "made" / "search.jsonl"
    calls = 0

    def objective(params: dict[str, Any], trial: tune.LiveTrial) -> float:
        nonlocal calls
        calls += 1
        if calls == 8:
            raise KeyboardInterrupt
        trial.report(1, float("inf"))
        trial.note(rate=np.float32(0.5), list=np.arange(2))
        return bowl(params)

    with pytest.raises(KeyboardInterrupt):
        tune.search(objective, BOWL, 12, seed=4, log=log)
    assert [line["event"] for line in lines(log)][-2:] == ["trial", "start"]
    assert len(tune.load(log).trials) == 7
    resumed = tune.search(objective, BOWL, 12, log=log)  # the seed is the log's
    assert calls == 13
    whole = tune.search(objective, BOWL, 12, seed=4)
    same = [
        [(t.number, t.params, t.value, t.curve, t.notes) for t in r.trials]
        for r in (resumed, whole)
    ]
    assert same[0] == same[1]
    again = tune.load(log)
    assert again.trials == resumed.trials
    assert again.space == resumed.space
    assert again.best == resumed.best
    calls = 99
    assert tune.search(objective, BOWL, 15, log=log).trials[:12] == resumed.trials
    assert calls == 102
    for event in ("search", "start", "report", "trial", "resume"):
        assert event in {line["event"] for line in lines(log)}
    with pytest.raises(ValueError, match="log of another search: space was"):
        tune.search(objective, {"x": tune.uniform(0, 1)}, 12, log=log)
    with pytest.raises(ValueError, match="seed was 4"):
        tune.search(objective, BOWL, 12, log=log, seed=5)
    with pytest.raises(ValueError, match="sampler was 'random'"):
        tune.search(objective, BOWL, 12, log=log, sampler="halton")


def test_a_torn_line_is_mended(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    full = tune.search(bowl, BOWL, 6, seed=1, log=log)
    data = log.read_bytes()
    for cut in (10, 5, 1, 0):  # into the last line, and its end of line alone
        log.write_bytes(data[: len(data) - cut])
        kept = 6 if cut <= 1 else 5
        assert len(tune.load(log).trials) == kept
        assert tune.search(bowl, BOWL, 6, log=log).best == full.best or cut > 1
        assert [t.params for t in tune.load(log).trials] == [t.params for t in full.trials]
    log.write_bytes(data[:30])  # not even the first line is whole
    assert [t.params for t in tune.search(bowl, BOWL, 6, seed=1, log=log).trials] == [
        t.params for t in full.trials
    ]
    assert len(tune.load(log).trials) == 6


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("[1]\n{}\n", "log.jsonl:1"),
        ('{"event": "trial"}\n', "starts with the line of its search"),
        ('{"event": "search", "version": 9}\n', "version 9"),
        ('{"event": "search", "version": 1}\n', "no 'space'"),
        (
            '{"event":"search","version":1,"seed":1,"maximize":false,"space":{"a":{"kind":"x"}}}\n',
            "describes no parameter",
        ),
        (
            '{"event":"search","version":1,"seed":1,"maximize":false,"space":{"a":'
            '{"kind":"uniform","low":0,"high":1}}}\nxx\n{"event":"start"}\n',
            "log.jsonl:2",
        ),
    ],
)
def test_a_wrong_log_is_refused(text: str, says: str, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(text)
    with pytest.raises(ValueError, match=says):
        tune.load(log)


KILLED = """
import signal, sys, time
from minigraph import tune
signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background ignores it
def objective(params, trial):
    for step in range(1, 4):
        time.sleep(0.02)
        trial.report(step, params["x"])
    return params["x"]
tune.search(objective, {"x": tune.uniform(0, 1)}, 30, seed=2, log=sys.argv[1])
"""


@pytest.mark.skipif(os.name == "nt", reason="a process cannot be interrupted this way")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_killed_search_loses_only_what_was_under_way(how: int, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    command = [sys.executable, "-c", KILLED, str(log)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    ends = time.monotonic() + 60
    while not (log.exists() and log.read_text().count('"event": "trial"') >= 3):
        assert process.poll() is None
        assert time.monotonic() < ends
        time.sleep(0.01)
    process.send_signal(how)
    process.communicate(timeout=60)
    before = tune.load(log)
    assert 3 <= len(before.trials) < 30
    assert len(tune.read_log(log).begun) <= 1
    subprocess.run(command, check=True, timeout=120)
    after = tune.load(log)
    assert [t.number for t in after.trials] == list(range(30))
    assert after.trials[: len(before.trials)] == before.trials
    assert all(len(t.curve) == 3 for t in after.trials)


def test_time_limit() -> None:
    def slow(params: dict[str, Any]) -> float:
        time.sleep(0.05)
        return 0.0

    assert 1 <= len(tune.search(slow, BOWL, 1000, timeout=0.2).trials) <= 5
    assert len(tune.zoom(slow, BOWL, 3, 1000, timeout=0.2).trials) <= 5


def test_zoom_comes_closer_than_one_flat_round() -> None:
    flat = [tune.search(bowl, BOWL, 45, seed=s).best.value for s in range(20)]
    close = [tune.zoom(bowl, BOWL, 3, 15, seed=s).best.value for s in range(20)]
    assert np.median(np.array(close, float)) < 0.2 * np.median(np.array(flat, float))


def test_zoom_keeps_its_rounds_in_one_log(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    result = tune.zoom(bowl, BOWL, 3, [20, 10, 5], seed=1, log=log)
    assert [trial.round for trial in result.trials] == [0] * 20 + [1] * 10 + [2] * 5
    assert len(result.spaces) == 3
    for trial in result.trials:
        assert result.spaces[trial.round].contains(trial.params)
    widths = [np.diff(space["rate"].ends())[0] for space in result.spaces]  # type: ignore[attr-defined]
    assert widths[2] < widths[1] < widths[0]
    assert tune.load(log).spaces == result.spaces
    # cut in the second round, it goes on as if nothing had been
    text = log.read_text().splitlines(keepends=True)
    place = next(i for i, line in enumerate(text) if '"trial": 24' in line)
    log.write_text("".join(text[:place]))
    again = tune.zoom(bowl, BOWL, 3, [20, 10, 5], seed=1, log=log)
    assert [(t.params, t.value) for t in again.trials] == [
        (t.params, t.value) for t in result.trials
    ]
    assert again.spaces == result.spaces


def test_zoom_says_when_the_best_lies_at_the_edge_and_steps_outside_when_asked() -> None:
    space = tune.Space(
        rate=tune.log_uniform(1e-3, 1e-1), keep=tune.uniform(0, 1), units=tune.integers(1, 64, log=True)
    )  # fmt: skip

    def objective(params: dict[str, Any]) -> float:
        return -float(np.log10(params["rate"])) + params["keep"] + params["units"] / 1e3

    stays = tune.zoom(objective, space, 4, 20, seed=0)
    assert max(trial.params["rate"] for trial in stays.trials) <= 0.1
    assert any(
        "rate: the best value" in r and "upper edge, 0.1: a wider" in r for r in stays.remarks
    )
    goes = tune.zoom(objective, space, 4, 20, seed=0, step_outside=["rate"])
    assert max(trial.params["rate"] for trial in goes.trials) > 0.1
    assert any("steps outside" in remark for remark in goes.remarks)
    assert min(trial.params["keep"] for trial in goes.trials) >= 0
    everywhere = tune.zoom(objective, space, 4, 20, seed=0, step_outside=True)
    assert min(trial.params["keep"] for trial in everywhere.trials) >= 0  # a sign is kept
    assert min(trial.params["units"] for trial in everywhere.trials) >= 1
    # it goes on outside, further in each round
    line = {"x": tune.uniform(0, 10), "n": tune.integers(0, 10)}
    far = tune.zoom(lambda p: -p["x"] - p["n"], line, 5, 20, seed=0, step_outside=True)
    assert far.spaces[-1]["x"].high > far.spaces[2]["x"].high > 10  # type: ignore[attr-defined]
    assert far.best.params["n"] > 12
    tune.plots.scatter(everywhere, "rate", "keep")  # axes are as wide as the trials


def test_zoom_drops_options_and_keeps_untried_ones() -> None:
    space = tune.Space(x=tune.uniform(0, 1), kind=tune.choice(["a", "b", "c", "d"]))
    trials = [
        tune.Trial(n, {"x": n / 10, "kind": kind}, "done", value)
        for n, (kind, value) in enumerate([("a", 1), ("b", 2), ("c", 9), ("a", 3), ("c", 8)])
    ]
    finer, remarks = tune.narrow(space, trials, keep=3)
    assert finer["kind"].options == ("a", "b", "d")  # type: ignore[attr-defined]
    assert remarks == [
        "x: the best value, 0, lies at the lower edge, 0: a wider space may hold a better one"
    ]
    same, remarks = tune.narrow(space, trials[:1])
    assert same is space
    assert "fewer than two" in remarks[0]
    # what depends on a dropped option goes with it, and what depends on that
    tree = tune.Space(
        {**space.parameters, "c": tune.choice([1, 2], when={"kind": "c"}), "d": tune.uniform(0, 1, when={"c": 1}),
         "e": tune.uniform(0, 1, when={"kind": ("a", "c")})}
    )  # fmt: skip
    finer, _ = tune.narrow(
        tree, [tune.Trial(n, {"x": n / 9, "kind": "ca"[n > 4]}, "done", -n) for n in range(9)]
    )
    assert list(finer) == ["x", "kind", "e"]
    assert finer["e"].when == {"kind": ("a",)}
    assert tune.Space.from_description(finer.describe()) == finer
    # values that coincide leave a tenth
    twice = [tune.Trial(n, {"x": 0.5, "kind": "a"}, "done", 0.0) for n in range(3)]
    assert str(tune.narrow(space, twice)[0]["x"]) == "uniform(0.45, 0.55)"


def test_tiers_are_tuned_one_after_the_other() -> None:
    space = tune.Space(
        rate=tune.log_uniform(1e-5, 1),
        keep=tune.one_minus_log(0.8, 0.999, tier=2, default=0.9),
        units=tune.integers(8, 64, tier=3),
    )
    result = tune.by_tier(bowl, space, [10, 8, 4], seed=0)
    rounds = [[t.params for t in result.trials if t.round == number] for number in range(3)]
    assert {params["keep"] for params in rounds[0]} == {0.9}
    assert {params["units"] for params in rounds[0] + rounds[1]} == {36}
    best = tune.Result(result.trials[:10], space).best
    assert {params["rate"] for params in rounds[1] + rounds[2]} == {best.params["rate"]}
    assert len({params["keep"] for params in rounds[1]}) == 8
    assert len({params["keep"] for params in rounds[2]}) == 1


def test_importance_finds_what_matters() -> None:
    space = {
        "rate": tune.log_uniform(1e-5, 1), "kind": tune.choice(["a", "b", "c"]),
        "noise": tune.uniform(0, 1), "units": tune.integers(1, 9),
    }  # fmt: skip

    def objective(params: dict[str, Any]) -> float:
        return (np.log10(params["rate"]) + 2.5) ** 2 + 2 * (params["kind"] == "b")

    shares = tune.search(objective, space, 200, seed=0).importances()
    assert list(shares)[:2] == ["rate", "kind"]
    assert shares["rate"] > 0.5
    assert shares["noise"] < 0.06
    assert shares["units"] < 0.06


def test_it_is_loaded_when_it_is_used_and_needs_numpy_alone() -> None:
    code = (
        "import sys, minigraph as tf; assert 'minigraph.tune' not in sys.modules; before = set(sys.modules);"
        "tf.tune.uniform(0, 1); new = {m.split('.')[0] for m in set(sys.modules) - before};"
        "print(sorted(m for m in new if m not in sys.stdlib_module_names))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    ours = (
        "minigraph",
        "numpy",
        "__mp_main__",
    )  # the last is what multiprocessing calls the script
    assert set(ast.literal_eval(found.stdout)) <= set(ours)
    assert tf.tune is tune
