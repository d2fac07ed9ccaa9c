"""Special functions against their values in 20 digits, on both sides of each joint of a kernel.

`data/special_values.tsv` is made by `python -m tests.make_special_values`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import minigraph as tf  # noqa: F401 - registers the ops
from minigraph.core.op_record import record_named

LINES = (Path(__file__).parent / "data" / "special_values.tsv").read_text().splitlines()[1:]


@pytest.mark.parametrize("line", LINES, ids=[" ".join(line.split("\t")[:2]) for line in LINES])
def test_value(line: str) -> None:
    op, inputs, value, roundings = line.split("\t")
    found = record_named(op).kernel(*(np.float64(x) for x in inputs.split()))
    assert found == pytest.approx(float(value), rel=float(roundings) * 2.0**-53, abs=0)


def test_large_arrays_are_computed_in_parts() -> None:
    """As their rows are, of any layout and with inputs of different shapes."""
    a = np.linspace(0.125, 200.0, 250, dtype=np.float32)[:, None]
    x = np.asfortranarray(np.linspace(0.0, 220.0, 200, dtype=np.float32))[::-1]
    kernel = record_named("Igamma").kernel
    whole = kernel(a, x)
    assert whole.shape == (250, 200)
    assert whole.dtype == np.float32
    np.testing.assert_array_equal(whole[::50], [kernel(row, x) for row in a[::50]])
