"""What a search found: its trials, the best of them, and which parameters mattered."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from minigraph.tune.log import finished, read_log
from minigraph.tune.parameters import Choice, Parameter
from minigraph.tune.scales import show_number
from minigraph.tune.space import Space
from minigraph.tune.trials import Trial

__all__ = ["Result", "best_of", "importances", "load"]


@dataclass(frozen=True)
class Result:
    """The outcome of a search.

    Attributes:
        trials: all that are over, by number.
        space: the space of the whole search.
        spaces: that of each round of a zoom.
        maximize: whether more is better.
        seed: the seed of the search.
        remarks: what the rounds had to say, as at the edge of a space.
    """

    trials: list[Trial]
    space: Space
    maximize: bool = False
    seed: int = 0
    spaces: list[Space] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def best(self) -> Trial:
        """The best trial.

        Raises:
            ValueError: none came to an end; the message has the first error.
        """
        found = self.top(1)
        if found:
            return found[0]
        errors = [trial.error for trial in self.trials if trial.error]
        why = f"; the first error: {errors[0]}" if errors else ""
        raise ValueError(f"none of {len(self.trials)} trials came to an end{why}")

    def top(self, count: int) -> list[Trial]:
        """The best trials, the best one first; of equal ones the earlier one."""
        return best_of(self.trials, count, self.maximize)

    def table(self, count: int = 10) -> str:
        """The best trials as text, a line each.

        Example:
            >>> from minigraph import tune
            >>> result = tune.search(lambda p: p["x"] ** 2, {"x": tune.uniform(-1, 1)}, 20, seed=0)
            >>> print(result.table(2))
            trial        result  x
               15      0.006263  -0.07914
                10      0.009066  -0.09521
        """
        names = self.space.free or list(self.space)
        rows = [["trial", "result", *names]]
        for trial in self.top(count):
            shown = [
                self.space[name].show(trial.params[name]) if name in trial.params else "-"
                for name in names
            ]
            rows.append([str(trial.number), show_number(trial.value or 0.0), *shown])
        wide = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        return "\n".join(
            "  ".join(
                [row[0].rjust(5), row[1].rjust(12), *map(str.ljust, row[2:], wide[2:])]
            ).rstrip()
            for row in rows
        )

    def importances(self) -> dict[str, float]:
        """See `importances`."""
        return importances(self)

    def __repr__(self) -> str:
        states = [trial.state for trial in self.trials]
        counts = ", ".join(
            f"{states.count(s)} {s}" for s in ("done", "pruned", "failed") if s in states
        )
        if "done" not in states:
            return f"<Result of {len(states)} trials: {counts or 'none'}>"
        best = self.best
        return (
            f"<Result of {len(states)} trials: {counts}; best {show_number(best.value or 0.0)} "
            f"with {self.space.show(best.params, self.space.free or None)}>"
        )


def best_of(trials: Sequence[Trial], count: int, maximize: bool) -> list[Trial]:
    """The best ones that came to an end."""
    done = [trial for trial in trials if trial.state == "done" and trial.value is not None]
    sign = -1 if maximize else 1
    return sorted(done, key=lambda trial: (sign * (trial.value or 0.0), trial.number))[:count]


def load(path: str | os.PathLike[str]) -> Result:
    """Reads a log as a result, also while the search still runs.

    Args:
        path: the file that `search(log=...)` writes.

    Raises:
        FileNotFoundError: there is none.
        ValueError: it is no log, or damaged.
    """
    history = read_log(path)
    spaces = [Space.from_description(line["space"]) for line in history.rounds]
    remarks = [remark for line in history.rounds for remark in line["remarks"]]
    trials = list(finished(history))
    return Result(trials, history.space, history.maximize, history.seed, spaces, remarks)


def ranks(result: Result) -> dict[int, float]:
    """From 0 (best) to 1 (worst) by trial number; pruned ones after all others, failed last."""
    order = {"done": 0, "pruned": 1, "failed": 2}
    sign = -1 if result.maximize else 1

    def worth(trial: Trial) -> tuple[int, float]:
        value = 0.0 if trial.value is None else sign * trial.value
        return order.get(trial.state, 2), value

    worths = {trial.number: worth(trial) for trial in result.trials}
    rising = sorted(set(worths.values()))
    lowest = {worth: place / max(len(rising) - 1, 1) for place, worth in enumerate(rising)}
    return {number: lowest[worth] for number, worth in worths.items()}


def importances(result: Result) -> dict[str, float]:
    """How much each parameter alone says about the result: from 0, nothing, to 1, all.

    Trials are put in bins along the parameter (equally full ones, at most six; a bin for each option of
    a choice), and the share of the variance of the result's rank that lies between the bins is
    taken, less what chance would give: epsilon squared = 1 - (n - 1) / (n - k) * within / all.
    So a best value in the middle counts as much as one at an end. What two parameters do only
    together is not seen.

    Returns:
        name -> share, the largest first; parameters with fewer than 8 trials are left out.

    Source: the Kruskal-Wallis statistic's effect size (Kelley, 1935; Tomczak and Tomczak, 2014).

    Example:
        >>> from minigraph import tune
        >>> space = {"x": tune.uniform(-1, 1), "y": tune.uniform(-1, 1)}
        >>> result = tune.search(lambda p: p["x"] ** 2, space, trials=100, seed=0)
        >>> {name: round(share, 1) for name, share in tune.importances(result).items()}
        {'x': 0.9, 'y': 0.0}
    """
    worst = ranks(result)
    found: dict[str, float] = {}
    for name in result.space.free:
        those = [trial for trial in result.trials if name in trial.params]
        if len(those) >= 8:
            part = result.space[name]
            values = np.array([worst[trial.number] for trial in those])
            found[name] = _share(_bins(part, [trial.params[name] for trial in those]), values)
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _bins(part: Parameter, values: Sequence[Any]) -> Any:
    if isinstance(part, Choice):
        return np.array([part.index(value) for value in values])
    places = np.array([part.place(value) for value in values])
    count = min(6, max(2, len(values) // 5))
    edges = np.unique(np.quantile(places, np.arange(1, count) / count))
    return np.searchsorted(edges, places)


def _share(bins: Any, values: Any) -> float:
    values = np.argsort(np.argsort(values, kind="stable"), kind="stable").astype(float)
    total = float(np.sum((values - values.mean()) ** 2))
    groups = [values[bins == bin] for bin in np.unique(bins)]
    count, parts = len(values), len(groups)
    if total == 0 or parts < 2 or count <= parts:
        return 0.0
    within = float(sum(np.sum((group - group.mean()) ** 2) for group in groups))
    return max(0.0, 1 - (count - 1) / (count - parts) * within / total)
