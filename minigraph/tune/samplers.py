"""Samplers: where the next trial is. All but Optuna's are functions of seed and trial number.

So a trial is the same whoever runs it, in whatever order, and a search that was interrupted goes on
as if it had not been.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from minigraph.tune.parameters import Fixed
from minigraph.tune.space import Params, Space
from minigraph.tune.trials import DESIGN, DRAWS, Trial, generator

__all__ = ["Grid", "Halton", "Latin", "Plan", "Random", "Sampler"]


@dataclass(frozen=True)
class Plan:
    """What a sampler is asked to fill: trials first ... first + count - 1 of a search.

    `design` is for what a sampler works out once for all of them.
    """

    space: Space
    count: int
    seed: int
    first: int = 0
    maximize: bool = False
    design: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


class Sampler(Protocol):
    """What `search` takes as `sampler=`."""

    def ask(self, plan: Plan, number: int, finished: Sequence[Trial]) -> Params:
        """The parameters of a trial of the plan, where these are over."""

    def describe(self) -> str:
        """Its name and settings: what a log says, and compares when a search goes on."""


@dataclass(frozen=True)
class Random:
    """Each trial is drawn on its own. The default, and hard to beat while little is known.

    Source: Bergstra and Bengio, "Random Search for Hyper-Parameter Optimization", JMLR 2012.
    """

    def ask(self, plan: Plan, number: int, finished: Sequence[Trial] = ()) -> Params:
        """A draw from the trial's own stream."""
        drawn: Params = plan.space.sample(generator(plan.seed, number, DRAWS))
        return drawn

    def describe(self) -> str:
        """Its name."""
        return "random"


@dataclass(frozen=True)
class Grid:
    """All combinations of a few values of each parameter, even on its scale.

    With n values of each of d parameters, n^d trials see n values of the one that matters, where
    random ones see n^d. It is here to be compared with, and for maps of two parameters.

    Args:
        values: how many of each parameter, or a dictionary name -> how many. A choice has all of
            its options whatever is said, and integers at most as many as there are.
        centres: values in the middles of equal parts, and not from end to end.

    Example:
        >>> from minigraph import tune
        >>> space = tune.Space(rate=tune.log_uniform(0.001, 0.1), units=tune.choice([8, 16]))
        >>> tune.Grid(3).points(space)[:3]
        [{'rate': 0.001, 'units': 8}, {'rate': 0.001, 'units': 16}, {'rate': 0.01, 'units': 8}]
    """

    values: int | Mapping[str, int] = 3
    centres: bool = False

    def points(self, space: Space) -> list[Params]:
        """All combinations; where parameters depend on others, each that differs once."""
        found: list[Params] = []
        lists = {name: self._values(space, name) for name in space}
        for places in np.ndindex(*(len(values) for values in lists.values())):
            at = dict(zip(lists, places, strict=True))
            point = space.choose(lambda name, _, at=at: lists[name][at[name]])
            if all(at[name] == 0 for name in lists if name not in point):
                found.append(point)
        return found

    def _values(self, space: Space, name: str) -> list[Any]:
        count = self.values if isinstance(self.values, int) else self.values.get(name, 1)
        return space[name].grid(count, self.centres)

    def size(self, space: Space) -> int:
        """The number of combinations."""
        return len(self.points(space))

    def ask(self, plan: Plan, number: int, finished: Sequence[Trial] = ()) -> Params:
        """The combination of this number, in shuffled order: some of them are spread over all."""
        if "points" not in plan.design:
            points = self.points(plan.space)
            order = generator(plan.seed, plan.first, DESIGN).permutation(len(points))
            plan.design["points"] = [points[place] for place in order]
        shuffled: list[Params] = plan.design["points"]
        return dict(shuffled[(number - plan.first) % len(shuffled)])

    def describe(self) -> str:
        """Its name and the numbers of values."""
        values = self.values if isinstance(self.values, int) else dict(sorted(self.values.items()))
        return f"grid {values}{' centres' if self.centres else ''}"


@dataclass(frozen=True)
class Latin:
    """A Latin hypercube: of n trials each has one n-th of every parameter's range to itself.

    For a fixed number of trials; to add some later use `Halton` or `Random`.

    Source: McKay, Beckman and Conover, Technometrics 1979.
    """

    def ask(self, plan: Plan, number: int, finished: Sequence[Trial] = ()) -> Params:
        """The point of this number in the design."""
        rng, place = generator(plan.seed, plan.first, DESIGN), number - plan.first
        if place >= plan.count:
            raise ValueError(f"a Latin hypercube of {plan.count} has no trial {place}")
        parts = [rng.permutation(plan.count)[place] for _ in plan.space]
        within = generator(plan.seed, number, DRAWS).random(len(parts))
        return plan.space.from_units((np.asarray(parts) + within) / plan.count)

    def describe(self) -> str:
        """Its name."""
        return "latin"


@dataclass(frozen=True)
class Halton:
    """Halton's sequence, digits shuffled: evenly spread after any number of trials.

    Parameter j has the digits of the trial's number in the j-th prime base, mirrored at the point;
    each base's digits are shuffled by the seed, which breaks the lines that plain ones form.

    Source: Halton, Numerische Mathematik 1960; shuffled after Braaten and Weller, 1979.
    """

    def ask(self, plan: Plan, number: int, finished: Sequence[Trial] = ()) -> Params:
        """The point of this number in the sequence."""
        rng = generator(plan.seed, plan.first, DESIGN)
        free = [name for name in plan.space if not isinstance(plan.space[name], Fixed)]
        units = dict.fromkeys(plan.space, 0.0)
        for name, base in zip(free, _primes(len(free)), strict=True):
            units[name] = _mirrored(number - plan.first, base, rng.permutation(base))
        return plan.space.from_units(list(units.values()))

    def describe(self) -> str:
        """Its name."""
        return "halton"


def _mirrored(number: int, base: int, digits: Any) -> float:
    """The number's digits behind the point, shuffled, as far as a double goes."""
    unit, share = 0.0, 1.0 / base
    for _ in range(math.ceil(52 / math.log2(base))):
        number, digit = divmod(number, base)
        unit += float(digits[digit]) * share
        share /= base
    return min(unit, 1 - 2**-52)


def _primes(count: int) -> list[int]:
    found: list[int] = []
    number = 2
    while len(found) < count:
        if all(number % prime for prime in found):
            found.append(number)
        number += 1
    return found


NAMES: dict[str, Sampler] = {
    "random": Random(),
    "grid": Grid(),
    "latin": Latin(),
    "halton": Halton(),
}
