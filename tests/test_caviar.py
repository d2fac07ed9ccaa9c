"""Many models at once: the runners of `tune.search`, with workers that are really killed."""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from minigraph import tune
from minigraph.tune.runners import processes
from tests import trial_functions as functions

ROOT = Path(__file__).parents[1]
RATE = {"rate": tune.log_uniform(1e-4, 1.0)}


def values(result: Any) -> list[Any]:
    return [(t.number, dict(t.params), t.state, t.value, t.curve) for t in result.trials]


def spawn_pool() -> concurrent.futures.ProcessPoolExecutor:
    return concurrent.futures.ProcessPoolExecutor(
        2, mp_context=multiprocessing.get_context("spawn")
    )


@pytest.mark.parametrize("objective", [functions.network, functions.reports])
def test_the_same_results_whoever_runs_them(
    objective: Callable[..., float], tmp_path: Path
) -> None:
    alone = values(tune.search(objective, RATE, 8, seed=5))
    assert len({value for _, _, _, value, _ in alone}) == 8
    assert values(tune.search(objective, RATE, 8, seed=5, executor=2)) == alone
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        assert values(tune.search(objective, RATE, 8, seed=5, executor=pool)) == alone
    log = tmp_path / "log.jsonl"
    found = tune.search(objective, RATE, 8, seed=5, executor=spawn_pool, log=log)
    assert values(found) == alone
    assert values(tune.load(log)) == alone


def test_old_generators_are_seeded() -> None:
    first = values(tune.search(functions.old_generators, RATE, 4, seed=1, executor=1))
    assert first == values(tune.search(functions.old_generators, RATE, 4, seed=1, executor=2))
    assert len({value for _, _, _, value, _ in first}) == 4


def test_linear_algebra_has_one_thread_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "7")
    for threads, seen in ((1, 1), (3, 3), (None, 7)):
        runner = tune.Processes(1, threads=threads)
        assert tune.search(functions.threads, RATE, 1, executor=runner).best.value == seen
    assert os.environ["OPENBLAS_NUM_THREADS"] == "7"
    assert "MKL_NUM_THREADS" not in os.environ


TROUBLES = {
    "exit": "its process ended with the exit code 3",
    "kill": "signal SIGKILL",
    "hang": "it took more than 2 seconds",
    "memory": "MemoryError",
    "raise": "ZeroDivisionError: as asked",
    "quit": "exit code 5",
}


def test_trials_in_trouble_are_recorded_and_the_search_goes_on(tmp_path: Path) -> None:
    space = {"what": tune.choice([*TROUBLES, "none"])}
    log = tmp_path / "log.jsonl"
    runner = tune.Processes(2, time_limit=2, memory_limit=2**30)
    result = tune.search(
        functions.troubles, space, sampler="grid", trials=7, seed=0, executor=runner, log=log
    )
    assert {(t.params["what"], t.state) for t in result.trials} == {
        *((what, "failed") for what in TROUBLES),
        ("none", "done"),
    }
    for trial in tune.load(log).trials:
        assert TROUBLES.get(trial.params["what"], "") in (trial.error or "")
    assert result.best.value == 1.0


def test_pruning_in_processes() -> None:
    result = tune.search(functions.reports, RATE, 12, seed=2, executor=2, pruner=tune.Median())
    states = [trial.state for trial in result.trials]
    assert states.count("pruned") >= 2
    assert result.best.value == min(t.params["rate"] for t in result.trials)


def test_functions_within_functions_travel_with_cloudpickle() -> None:
    pytest.importorskip("cloudpickle")
    assert tune.search(lambda params: 2.0, RATE, 2, executor=1).best.value == 2.0


def test_without_cloudpickle_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cloudpickle", None)
    with pytest.raises(TypeError, match="cannot travel to another process"):
        tune.search(lambda params: 2.0, RATE, 2, executor=1)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"workers": 0}, "workers"),
        ({"workers": True}, "workers"),
        ({"threads": 0}, "threads"),
        ({"time_limit": 0}, "time_limit"),
        ({"memory_limit": -1}, "memory_limit"),
    ],
)
def test_wrong_arguments(arguments: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        tune.Processes(**arguments)


def test_wrong_executors(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TypeError, match="an executor is"):
        tune.search(functions.parabola, RATE, 2, executor="four")
    with pytest.raises(TypeError, match="has submit"):
        tune.search(functions.parabola, RATE, 2, executor=lambda: 4)
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ImportError, match=r"minigraph\[ray\]"):
        tune.Ray()
    monkeypatch.setattr(processes, "can_limit_memory", lambda: False)
    with pytest.raises(ValueError, match="memory_limit"):
        tune.Processes(2, memory_limit=1)


# ------------------------------------------------------------------------------- other executors


def test_a_pool_that_breaks_is_made_again() -> None:
    """The trials beside the one that breaks it are run again, and found innocent."""
    space = {"what": tune.choice(["none", "exit", "raise"])}
    result = tune.search(functions.troubles, space, 12, seed=3, executor=spawn_pool)
    assert {trial.params["what"] for trial in result.trials} == {"none", "exit", "raise"}
    told = {"none": "None", "exit": "it broke the executor", "raise": "as asked"}
    for trial in result.trials:
        assert told[trial.params["what"]] in str(trial.error)
    with spawn_pool() as pool:
        with pytest.raises(RuntimeError, match="Pass a function that makes the executor"):
            tune.search(functions.troubles, space, 12, seed=3, executor=pool)


def test_a_time_limit_gives_trials_up(tmp_path: Path) -> None:
    space = {"seconds": tune.choice([0.0, 0.8]), "x": tune.uniform(0, 1), "folder": str(tmp_path)}
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        runner = tune.Submitted(pool, time_limit=0.3)
        result = tune.search(functions.slow, space, 6, seed=1, executor=runner)
    for trial in result.trials:
        assert trial.state == ("failed" if trial.params["seconds"] else "done")
    longer = {**space, "seconds": 3.0}
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        with pytest.raises(RuntimeError, match="all 1 places"):
            tune.search(functions.slow, longer, 6, executor=tune.Submitted(pool, time_limit=0.1))


def test_pruning_in_threads() -> None:
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        result = tune.search(
            functions.reports, RATE, 12, seed=2, executor=pool, pruner=tune.Median()
        )
    assert "pruned" in {trial.state for trial in result.trials}


@pytest.mark.filterwarnings("ignore")  # Dask's own
def test_dask() -> None:
    distributed = pytest.importorskip("distributed")
    alone = values(tune.search(functions.reports, RATE, 8, seed=5))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster, distributed.Client(cluster) as client:  # fmt: skip
        found = tune.search(functions.reports, RATE, 8, seed=5, executor=client)
        assert values(found) == alone
        assert len({t.notes["process"] for t in found.trials}) == 2
        failed = tune.search(
            functions.troubles, {"what": tune.choice(["raise", "none"])}, 4, seed=1, executor=client
        )
        assert {(t.params["what"], t.state) for t in failed.trials} == {
            ("raise", "failed"), ("none", "done")
        }  # fmt: skip


@pytest.mark.filterwarnings("ignore")  # Ray's own
def test_ray() -> None:
    pytest.importorskip("ray")
    alone = values(tune.search(functions.reports, RATE, 6, seed=5))
    assert values(tune.search(functions.reports, RATE, 6, seed=5, executor=tune.Ray())) == alone
    result = tune.search(
        functions.troubles, {"what": tune.choice(["exit", "none"])}, 4, seed=1, executor=tune.Ray()
    )
    assert {(t.params["what"], t.state) for t in result.trials} == {
        ("exit", "failed"), ("none", "done")
    }  # fmt: skip


# ------------------------------------------------------------------------------- really killed

SCRIPT = """
import signal
import sys
from minigraph import tune
from tests import trial_functions as functions

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background ignores it
    folder, seconds, trials = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    space = {"x": tune.uniform(0, 1), "folder": folder, "seconds": seconds}
    found = tune.search(
        functions.slow, space, trials, seed=4, log=folder + "/log.jsonl", executor=2
    )
    print(len(found.trials), sorted(t.state for t in found.trials), found.best.value)
"""


class Run:
    """The script, in a group of processes of its own."""

    def __init__(self, folder: Path, seconds: float, trials: int = 8):
        (folder / "search.py").write_text(SCRIPT)
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, str(folder / "search.py"), str(folder), str(seconds), str(trials)],
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def files(self, kind: str) -> dict[str, list[int]]:
        found = {}
        for path in self.folder.glob(f"{kind}-*"):
            found[path.name.partition("-")[2]] = [int(p) for p in path.read_text().split()]
        return found

    def until(self, begun: int) -> None:
        end = time.monotonic() + 60
        while sum(map(len, self.files("begun").values())) < begun:
            assert time.monotonic() < end
            assert self.process.poll() is None, self.process.communicate()[1]
            time.sleep(0.02)

    def finish(self) -> str:
        out, err = self.process.communicate(timeout=120)
        assert self.process.returncode == 0, err
        return out


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


needs_proc = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")


@needs_proc
def test_kill_of_a_worker(tmp_path: Path) -> None:
    run = Run(tmp_path, 0.4)
    run.until(3)
    ended = run.files("ended")
    victim = next(p for x, (p, *_) in run.files("begun").items() if x not in ended)
    os.kill(victim, signal.SIGKILL)
    out = run.finish()
    assert out.startswith("8 ['done', 'done', 'done', 'done', 'done', 'done', 'done', 'failed']")
    errors = [t.error for t in tune.load(tmp_path / "log.jsonl").trials if t.error]
    assert len(errors) == 1
    assert "SIGKILL" in errors[0]


@needs_proc
@pytest.mark.parametrize("how", ["kill", "interrupt"])
def test_the_parent_is_ended_and_the_search_taken_up_again(tmp_path: Path, how: str) -> None:
    """kill -9 of the parent, and Ctrl-C, which a terminal sends to all of the group."""
    run = Run(tmp_path, 0.5)
    run.until(4)
    if how == "kill":
        run.process.kill()
    else:
        os.killpg(run.process.pid, signal.SIGINT)
    _, err = run.process.communicate(timeout=60)
    assert ("KeyboardInterrupt" in err) == (how == "interrupt")
    workers = {process for begun in run.files("begun").values() for process in begun}
    end = time.monotonic() + 20
    while any(alive(process) for process in workers):
        assert time.monotonic() < end, "workers outlive their parent"
        time.sleep(0.05)
    over = tune.load(tmp_path / "log.jsonl").trials
    assert len(over) >= len(run.files("ended")) - 2  # the two that were just being told
    assert len(over) >= 2

    again = Run(tmp_path, 0.5)
    out = again.finish()
    assert out.startswith("8 ['done', 'done', 'done', 'done', 'done', 'done', 'done', 'done']")
    ended = again.files("ended")
    assert len(ended) == 8
    assert sum(map(len, again.files("begun").values())) <= 8 + 2
    plain = tune.search(functions.parabola, {"rate": tune.uniform(0, 1)}, 8, seed=4)
    assert len(plain.trials) == 8
    assert Run(tmp_path, 0.5).finish() == out  # nothing is left to do


def test_a_script_without_a_guard_is_told(tmp_path: Path) -> None:
    script = tmp_path / "bare.py"
    script.write_text(
        "from minigraph import tune\n"
        "from tests.trial_functions import parabola\n"
        "tune.search(parabola, {'rate': tune.uniform(0.1, 1)}, 4, executor=2)\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "RuntimeError: a worker process ended before it could do anything" in done.stderr
    assert "if __name__ == '__main__'" in done.stderr


def test_the_script_of_the_documents(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "tune_caviar.md").read_text()
    script = page.partition("```python\n")[2].partition("```")[0]
    (tmp_path / "search.py").write_text(script)
    done = subprocess.run(
        [sys.executable, "search.py"], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "rate" in done.stdout
    assert len(tune.load(tmp_path / "search.jsonl").trials) == 20
