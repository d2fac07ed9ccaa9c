"""When a trial is not worth going on with: rules over the curves reported so far.

A rule is a function of curves alone: of the trial's own, up to now, and of all others, as far as
they got. Smaller is better here; a search for the largest value hands in negated curves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from minigraph.tune.trials import Curve

__all__ = ["Halving", "Median", "Pruner"]


class Pruner(Protocol):
    """What `search` takes as `pruner=`."""

    def prune(self, curve: Curve, others: Sequence[Curve]) -> bool:
        """Whether a trial with this curve ends here; its last point was just reported."""


@dataclass(frozen=True)
class Median:
    """Ends a trial whose best value so far is worse than the median of the others' by that step.

    Of the others those count that reached the step.

    Args:
        startup: how many others must have reached it.
        warmup: steps below this one are let pass.

    Source: the median stopping rule of Golovin et al., "Google Vizier", KDD 2017.

    Example:
        >>> from minigraph import tune
        >>> others = [[(1, 0.5)], [(1, 0.6)], [(1, 0.7)]]
        >>> tune.Median(startup=3).prune([(1, 0.65)], others)
        True
    """

    startup: int = 5
    warmup: float = 0

    def prune(self, curve: Curve, others: Sequence[Curve]) -> bool:
        """Whether the trial ends here."""
        step = curve[-1][0]
        if step < self.warmup:
            return False
        seen = [_best(other, step) for other in others if other and other[-1][0] >= step]
        return len(seen) >= max(self.startup, 1) and _best(curve, step) > float(np.median(seen))


@dataclass(frozen=True)
class Halving:
    """Lets one in `factor` go on at each rung: steps first, first * factor, first * factor^2...

    At a rung a trial goes on if its best value so far is among the best 1 / factor of all that
    reached it. It waits for no other, so the first ones always go on.

    Args:
        first: the step of the first rung.
        factor: at each rung one in this many goes on, to this many times as many steps.

    Source: asynchronous successive halving, Li et al., "A System for Massively Parallel
    Hyperparameter Tuning", MLSys 2020.

    Example:
        >>> from minigraph import tune
        >>> others = [[(1, 0.1)], [(1, 0.2)], [(1, 0.3)]]
        >>> rule = tune.Halving(first=1, factor=2)
        >>> rule.prune([(1, 0.15)], others), rule.prune([(1, 0.25)], others)
        (False, True)
    """

    first: float = 1
    factor: float = 3

    def __post_init__(self) -> None:
        if not (self.first > 0 and self.factor > 1):
            raise ValueError(f"{self}: first must be above 0 and factor above 1")

    def prune(self, curve: Curve, others: Sequence[Curve]) -> bool:
        """Whether the trial ends here."""
        step, before = curve[-1][0], curve[-2][0] if len(curve) > 1 else 0
        if step < self.first:
            return False
        rung = self.first * self.factor ** math.floor(
            math.log(step / self.first) / math.log(self.factor) + 1e-9
        )
        if before >= rung:
            return False  # it was let pass here before
        seen = [_best(other, rung) for other in others if other and other[-1][0] >= rung]
        mine = _best(curve, step)
        better = sum(value <= mine for value in seen)
        return better >= max(1, math.ceil((len(seen) + 1) / self.factor))


def _best(curve: Curve, step: float) -> float:
    """The best value up to a step, that of the first point where all come later; nan is worst."""
    values = [value for place, value in curve if place <= step] or [curve[0][1]]
    return min(math.inf if math.isnan(value) else value for value in values)
