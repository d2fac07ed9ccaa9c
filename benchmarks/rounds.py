"""Taking the times: every engine in a process of its own, asked in turn, on one core.

A round asks each engine for the same steps, one after the other, and each round begins with another
engine: what slows the machine down for a while meets all of them. The figure of an engine is the
median of its rounds.
"""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.cases import CASES

ROOT = Path(__file__).resolve().parent.parent
TF_PYTHON = "MINIGRAPH_TF_PYTHON"
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
}
# Engines compute in float32 in orders of their own: a sum of some hundred terms, over some hundred
# steps, differs by about sqrt(terms * steps) roundings of 6e-8.
TOLERANCE = 1e-4


def stay_on_one_core() -> int | None:
    """Bind this process, and all that it starts, to one core; its number, or None if it cannot."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return core


def interpreters() -> dict[str, str]:
    """The Python of each engine; TensorFlow's where the environment names one."""
    found = {"minigraph": sys.executable, "numpy": sys.executable}
    if os.environ.get(TF_PYTHON):
        found["tensorflow"] = os.environ[TF_PYTHON]
    return found


def environment() -> dict[str, str]:
    """The environment of the engines: one thread, and each library's own choice of kernels.

    OPENBLAS_CORETYPE would bind NumPy, but not TensorFlow, to the instructions of an older
    processor.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
    return {**kept, **ONE_THREAD, "TF_CPP_MIN_LOG_LEVEL": "3"}


class Engine:
    """A worker process that computes one case after another."""

    def __init__(self, name: str, python: str, settings: dict[str, str] | None = None) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [python, "-m", "benchmarks.worker", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**environment(), **(settings or {})},
        )
        self.about = self.answer()

    def answer(self) -> dict[str, Any]:
        """The next line from the worker."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            code = self.process.wait()
            raise RuntimeError(f"The {self.name} worker ended with exit status {code}.")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def ask(self, **request: Any) -> dict[str, Any]:
        """Send a request, wait for its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def close(self) -> None:
        """End the worker, whatever it is doing."""
        self.process.kill()
        self.process.communicate()


def measure(name: str, engines: list[Engine], rounds: int | None) -> dict[str, Any]:
    """The result of one case: seconds of every round, medians, ratios, whether engines agree."""
    case = CASES[name]
    # Compared after the first steps: later ones part, as a step depends on the roundings before.
    sizes = {engine.name: engine.ask(prepare=name)["sizes"] for engine in engines}
    seconds: dict[str, list[float]] = {engine.name: [] for engine in engines}
    for number in range(rounds or case.rounds):
        shift = number % len(engines)
        for engine in engines[shift:] + engines[:shift]:
            seconds[engine.name] += engine.ask(rounds=1)["seconds"]
    medians = {engine: statistics.median(times) for engine, times in seconds.items()}
    ratios = {
        engine: medians["minigraph"] / median
        for engine, median in medians.items()
        if engine != "minigraph"
    }
    return {
        "case": name,
        "title": case.title,
        "goals": case.goals,
        "medians": medians,
        "ratios": ratios,
        "agree": all(agree(sizes["minigraph"], other) for other in sizes.values()),
        "sizes": sizes,
        "seconds": seconds,
    }


def agree(left: list[float], right: list[float]) -> bool:
    """Whether two engines computed the same numbers."""
    return len(left) == len(right) and all(
        abs(x - y) <= TOLERANCE * max(abs(x), abs(y)) for x, y in zip(left, right, strict=True)
    )
