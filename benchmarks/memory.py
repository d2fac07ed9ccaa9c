"""How much memory a case needs: the peak above what its process had before it was prepared.

Every engine and case has a fresh process. Before the mark it has imported its engine, run a graph
of one scalar and a product of matrices (what an engine makes once: threads, buffers of the BLAS),
and has the case's data and starting values in memory. After it come the graph, the variables, what
initializes them, and a few steps.
"""

from typing import Any

from benchmarks.cases import CASES
from benchmarks.data import BATCHES
from benchmarks.rounds import Engine

STEPS = BATCHES  # every batch once
# An array of which a few rows are written must not count whole: no pages of 2 MiB.
SMALL_PAGES = {"NUMPY_MADVISE_HUGEPAGE": "0"}


def measured_cases(names: list[str]) -> list[str]:
    """Those of the cases that have memory of their own: a start from nothing takes the same."""
    return [name for name in names if name in CASES and not CASES[name].from_nothing]


def measure_memory(
    name: str, interpreters: dict[str, str]
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """One case: MiB of each engine and the ratio of minigraph's to NumPy's; and the engines."""
    engines, answers = {}, {}
    for engine_name, python in interpreters.items():
        engine = Engine(engine_name, python, SMALL_PAGES)
        try:
            answers[engine_name] = engine.ask(memory=name, steps=STEPS)
        finally:
            engine.close()
        engines[engine_name] = engine.about
    mib = {engine: answer["bytes"] / 2**20 for engine, answer in answers.items()}
    result = {
        "case": name,
        "title": CASES[name].title,
        "goal": CASES[name].memory_goal,
        "mib": mib,
        # A program of a few scalars may take no page at all.
        "ratio": mib["minigraph"] / mib["numpy"] if mib["numpy"] > 0 else None,
        "exact": all(answer["exact"] for answer in answers.values()),
    }
    return result, engines
