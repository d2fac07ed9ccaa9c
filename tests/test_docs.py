"""What the documents say is true: their code runs, the examples print and draw what they promise."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import minigraph as tf

ROOT = Path(__file__).parents[1]
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    *sorted(str(p.relative_to(ROOT)) for p in ROOT.glob("docs/*.md")),
]
MODULES = sorted(m.name for m in pkgutil.walk_packages(tf.__path__, "minigraph."))
EXAMPLES = sorted(p.name for p in (ROOT / "examples").glob("[0-9]*.py"))


def blocks() -> list[object]:
    found = []
    for page in PAGES:
        text = (ROOT / page).read_text()
        for number, code in enumerate(re.findall(r"```python\n(.*?)```", text, re.S), 1):
            found.append(pytest.param(code, id=f"{page}-{number}"))
    return found


@pytest.fixture(autouse=True)
def _fresh_graph() -> None:
    tf.reset_default_graph()


@pytest.mark.parametrize("code", blocks())
def test_code_in_the_documents(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "<document>", "exec"), {"__name__": "document"})


@pytest.mark.parametrize("name", MODULES)
def test_doctests(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    import numpy as np

    result = doctest.testmod(
        importlib.import_module(name),
        extraglobs={"np": np},
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
    )
    assert result.failed == 0


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(name: str, tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "examples" / name), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert not done.stderr
    pictures = sorted(tmp_path.iterdir())
    assert {p.suffix for p in pictures} == {".png", ".svg"}
    for picture in pictures:
        head = picture.read_bytes()[:300]
        assert (
            head.startswith(b"\x89PNG")
            if picture.suffix == ".png"
            else b"<svg" in head or b"<?xml" in head
        )
    for wanted in PROMISED[name]:
        assert re.search(wanted, done.stdout), f"{name} does not print {wanted}:\n{done.stdout}"
    for accuracy in re.findall(r"test accuracy[^0-9]*([01]\.\d+)", done.stdout)[-1:]:
        assert float(accuracy) >= 0.95


PROMISED = {
    "01_minimize.py": [r"\b0\.0\b", r"0\.099999994|0\.1\b", r"4\.9999886"],
    "02_fed_cost.py": [r"4\.99998"],
    "03_logistic_regression.py": [r"from z (0\.\d+), plainly \1", r"in the test: 0\.9"],
    "04_softmax.py": [
        r"dloss/dz, from the graph (\[.*\])\n +y_hat - y +\1\n",
        r"gradient through hardmax: None",
        r"differ by \d\.\de-0[789]",
    ],
    "05_softmax_regression.py": [r"test accuracy"],
    "06_batch_norm.py": [r"test accuracy"],
    "07_with_and_without.py": [r"accuracy without it 0\.[0-7]", r"test accuracy"],
    "08_test_time.py": [
        r"100% of the answers are the same",
        r"test accuracy",
        r"batch of one: 0\.[0-3]",
    ],
    "09_bias_before_norm.py": [
        r"dense/bias +\d\.\de-0[678]",
        r"the loss is (\d\.\d{3})\d+, and with 100 added to each bias \1",
    ],
    "10_noise_of_small_batches.py": [r"(1\.[5-9]|2\.[0-4]) times as noisy"],
    "11_plan.py": [r"np\.matmul", r"with lock"],
    "12_hessian.py": [r"\["],
    "13_control_flow.py": [r"gradient"],
    "14_search.py": [
        r"grid sees 5 learning rates, random points 25",
        r"median of 100,000 draws is 0\.986",
        r"with pruning [2-6]\d epochs in place of 72",
        r"three rounds of zoom, 18 +0\.\d",
    ],
}
