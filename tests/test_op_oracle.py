"""The op table against TensorFlow: each op on its samples and their edges, in every dtype.

One id per op: `pytest tests/test_op_oracle.py -k MatMul`. The answers are recorded in
`oracle/recorded_ops.json.gz` (`python -m tests.oracle.record_ops MatMul`); `python -m
tests.oracle.count_ops` counts the comparisons. With MINIGRAPH_ORACLE naming a Python interpreter
that has TensorFlow, the recording itself is checked against it.
"""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.oracle import op_records
from tests.oracle.compare import differences
from tests.oracle.op_compare import Result, compared
from tests.oracle.op_questions import asked
from tests.oracle.op_tolerances import DIFFERENCES, TOLERANCES, entry, tolerance

ORACLE = os.environ.get("MINIGRAPH_ORACLE")
ROOT = Path(__file__).parents[1]


@cache
def recorded() -> dict[str, Any]:
    return op_records.read()


@cache
def results(op: str) -> list[Result]:
    return list(compared(asked()[op], recorded()[op]))


@pytest.mark.parametrize("op", asked())
def test_as_the_oracle(op: str) -> None:
    assert op in recorded(), f"record it: python -m tests.oracle.record_ops {op}"
    found = [r for r in results(op) if r.difference and not r.reason]
    assert not found, "\n".join(f"{r.question.id}, {r.aspect}: {r.difference}" for r in found)


# Ops whose samples have no results in TensorFlow that could be compared.
NO_RESULTS = {
    "DecodeAndCropJpeg": "its samples are refused: the recorded programs of images decode",
    "ExtractGlimpse": "its noise differs from run to run: test_image.py has what is not noise",
    "ExtractJpegShape": "the head of a file is enough here: the recorded programs of images",
    "FractionalMaxPoolGrad": "it wants its own forward op's output: the gradients of that",
    "ParseSequenceExample": "its counts follow from the keys: the recorded programs of parsing",
}


def test_each_op_has_results_to_compare() -> None:
    """Not only errors: TensorFlow runs at least one sample of each op."""
    unseen = [op for op in asked() if not any("out" in a for a in recorded()[op].values())]
    assert set(unseen) == set(NO_RESULTS)


def test_tables_name_what_is_so() -> None:
    """Every row of the table of differences tells of some, every tolerance is of an op."""
    assert asked().keys() >= TOLERANCES.keys()
    told = {
        entry(op, r.question.id, r.aspect)
        for op in {op for ops, _, _ in DIFFERENCES for op in ops.split()}
        for r in results(op)
        if r.difference
    }
    assert [row for row in DIFFERENCES if row not in told] == []


@pytest.mark.skipif(not ORACLE, reason="MINIGRAPH_ORACLE names no interpreter with TensorFlow")
def test_recording_is_what_the_oracle_says(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    fresh_path = tmp_path / "ops.json.gz"
    count = str(request.config.getoption("--asked-anew"))
    command = [str(ORACLE), "-m", "tests.oracle.record_ops", "--out", str(fresh_path)]
    command += ["--count", count]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=3600)
    assert done.returncode == 0, done.stdout + done.stderr
    fresh = op_records.read(fresh_path)
    found = []
    for op, answers in fresh.items():
        for question, got in answers.items():
            want = recorded()[op].get(question, {})
            if "=int16" in question:
                continue  # not in TensorFlow 1; 2.21 refuses it now at build, now in the run
            shared = want.keys() & got.keys()  # what TensorFlow does not repeat is left out
            off = differences(
                {k: want[k] for k in shared}, {k: got[k] for k in shared}, tolerance(op)
            )
            found += [f"{op} {question}: {line}" for line in off]
    assert not found, "\n".join(found)
