"""minigraph says what TensorFlow said: every program of tests/oracle, replayed and compared.

One id per case and aspect, as `math/abs:grads`; a family alone: `pytest tests/test_oracle.py -k
math/`. With MINIGRAPH_ORACLE naming a Python interpreter that has TensorFlow, the recorded files
themselves are checked against it.
"""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import minigraph as tf
from tests.oracle import programs
from tests.oracle.cases import Case
from tests.oracle.compare import differences
from tests.oracle.observe import observe
from tests.oracle.record import RECORDED

ORACLE = os.environ.get("MINIGRAPH_ORACLE")
ROOT = Path(__file__).parents[1]


@cache
def recorded(family: str) -> dict[str, Any]:
    answers: dict[str, Any] = json.loads((RECORDED / f"{family}.json").read_text())
    return answers


def all_cases() -> list[Any]:
    return [
        pytest.param(case, aspect, id=f"{name}/{case.name}:{aspect}")
        for name in programs.NAMES
        for case in programs.load(name).cases.values()
        for aspect in case.aspects
    ]


def masks_differ(case: Case, want: Any, seen: Any) -> list[str]:
    """Static shapes under each mask; values and gradients must not change with what is known."""
    found = []
    for mask, asked in want["masks"].items():
        got = seen["masks"][mask]
        off = differences(asked["shapes"], got["shapes"], case.tolerance)
        for key in ("values", "grads"):
            if key in got and f"no {key}" not in asked and "raises" not in asked["shapes"]:
                off += differences(want.get(key), got[key], case.tolerance, key == "grads")
        found += [f"{mask}: {line}" for line in off]
    return found


@pytest.mark.filterwarnings("ignore:The loss has no gradient for")
@pytest.mark.parametrize(("case", "aspect"), all_cases())
def test_as_the_oracle(case: Case, aspect: str) -> None:
    want = recorded(case.family)[case.name]
    seen = json.loads(json.dumps(observe(tf, case, (aspect,))))
    if aspect == "masks":
        found = masks_differ(case, want, seen)
    elif case.kind == "case":
        keys = {"forward": ("out", "values"), "nodes": ("nodes",), "grads": ("grads",)}[aspect]
        found = differences({k: want[k] for k in keys}, seen, case.tolerance)
    elif case.kind == "dtypes":
        # A dtype for which TensorFlow has no kernel is not recorded: minigraph may take it.
        asked = [d for d in want if d not in case.skip]
        found = differences(
            {d: want[d] for d in asked}, {d: seen[d] for d in asked}, case.tolerance
        )
    else:
        if case.early and seen["stage"] == "build":
            want = {"raises": case.early, "stage": "build"}
        if case.instead:
            want = {**want, "raises": case.instead}
        found = differences(want, seen, case.tolerance)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("family", programs.NAMES)
def test_every_case_is_recorded(family: str) -> None:
    assert list(recorded(family)) == list(programs.load(family).cases)


@pytest.mark.skipif(not ORACLE, reason="MINIGRAPH_ORACLE names no interpreter with TensorFlow")
@pytest.mark.parametrize("family", programs.NAMES)
def test_recordings_are_what_the_oracle_says(
    family: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    count = str(request.config.getoption("--asked-anew"))
    command = [str(ORACLE), "-m", "tests.oracle.record", "--out", str(tmp_path), "--count", count]
    command.append(family)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    fresh = json.loads((tmp_path / f"{family}.json").read_text())
    found = []
    for name, again in fresh.items():
        case = programs.load(family).cases[name]
        off = differences(recorded(family)[name], again, case.tolerance)
        found += [f"{name}: {line}" for line in off]
    assert not found, "\n".join(found)
