"""How many more trials a minute two worker processes do than one: `python -m benchmarks.caviar`.

Needs two cores that nothing else uses. A trial computes for a second on one core. The time goes
from the start of the first trial to the end of the last: starting the workers is not counted.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import numpy as np

from minigraph import tune


def one_core(params: dict[str, Any]) -> float:
    """About a second of work, in Python and with small arrays."""
    x = np.full(64, params["x"])
    for _ in range(600_000):
        x = np.sqrt(x + 1)
    return float(x.sum())


def trials_a_minute(workers: int, trials: int = 20) -> float:
    """The rate of a search with so many workers."""
    found = tune.search(one_core, {"x": tune.uniform(0, 1)}, trials, seed=1, executor=workers)
    first = min(trial.started for trial in found.trials)
    last = max(trial.started + trial.seconds for trial in found.trials)
    return trials / (last - first) * 60


def main() -> int:
    """Print the rates and their ratio."""
    print(f"load before: {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores")
    rates = {workers: trials_a_minute(workers) for workers in (1, 2)}
    for workers, rate in rates.items():
        print(f"{workers} workers: {rate:.1f} trials a minute")
    print(f"ratio {rates[2] / rates[1]:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
