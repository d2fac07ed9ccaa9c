"""Coarse to fine: search a wide space, then the box around the best trials, and so on.

All is done in each parameter's own coordinate: half of a learning rate's range is half of its
decades. `by_tier` is the other order of work: what matters most first, the rest at its default.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from minigraph.tune.parameters import Choice, Integers, Interval, Parameter
from minigraph.tune.pruning import Pruner
from minigraph.tune.results import Result, best_of
from minigraph.tune.samplers import Plan, Sampler
from minigraph.tune.scales import LINEAR, LOG
from minigraph.tune.search import (
    Objective,
    Search,
    as_sampler,
    numbers_of,
    whole,
)
from minigraph.tune.space import Space, as_space
from minigraph.tune.trials import Trial

__all__ = ["by_tier", "narrow", "zoom"]

EDGE = 0.05  # closer to the end of a space than this share of it, and the best lies at the edge
SLOWEST = 0.1  # a box is at least this share of the one before, should the best trials coincide


def narrow(
    space: Space,
    trials: Sequence[Trial],
    *,
    outer: Space | None = None,
    keep: int = 4,
    margin: float = 0.2,
    step_outside: bool | Collection[str] = False,
    maximize: bool = False,
) -> tuple[Space, list[str]]:
    """The box around the best trials, and what there is to say about it.

    For intervals and integers: from the least to the largest of the best, on the parameter's scale,
    and `margin` of that width more on both sides, within the outer space. Options of a choice that
    were tried, but by none of the best, are dropped.

    Args:
        space: where the trials were drawn.
        trials: all so far.
        outer: the space not to leave; default: `space`.
        keep: how many of the best.
        margin: how much wider than these.
        step_outside: whether the box may cross the outer edge where the best trial lies at it; or
            the names of the parameters that may. Signs are kept, and values below 1 of
            a one_minus_log.
        maximize: whether more is better.

    Returns:
        The new space, and a list of remarks, as of a best trial at the edge.

    Example:
        >>> from minigraph import tune
        >>> space = tune.Space(rate=tune.log_uniform(1e-6, 1))
        >>> result = tune.search(lambda p: (np.log10(p["rate"]) + 3) ** 2, space, 40, seed=0)
        >>> finer, remarks = tune.narrow(space, result.trials, keep=3)
        >>> finer, remarks
        (Space(rate=log_uniform(0.0003514, 0.001399)), [])
    """
    outer = outer or space
    best = best_of(trials, whole(keep, "keep"), maximize)
    if len(best) < 2:
        return space, ["fewer than two trials came to an end: the space stays as it is"]
    parts: dict[str, Parameter] = {}
    remarks: list[str] = []
    for name in space.free:
        part = space[name]
        values = [trial.params[name] for trial in best if name in trial.params]
        if not values:
            continue
        if isinstance(part, Choice):
            tried = [trial.params[name] for trial in trials if name in trial.params]
            parts[name] = _kept(part, values, tried)
        else:
            outside = step_outside if isinstance(step_outside, bool) else name in step_outside
            parts[name], remark = _box(name, part, outer[name], values, margin, outside)
            remarks += [remark] if remark else []
    return space.replace(parts), remarks


def _kept(part: Choice, best: Sequence[Any], tried: Sequence[Any]) -> Choice:
    """The options that one of the best has, or that nobody tried."""
    good, known = {part.index(value) for value in best}, {part.index(value) for value in tried}
    kept = [
        option for place, option in enumerate(part.options) if place in good or place not in known
    ]
    default = part.default if part.default in kept else None
    return replace(part, options=tuple(kept), default=default)


def _box(
    name: str, part: Any, outer: Any, values: Sequence[Any], margin: float, outside: bool
) -> tuple[Parameter, str]:
    """The new interval of one parameter, and a remark if the best value lies at the outer edge."""
    forward = part.scale.forward
    places = [float(forward(value)) for value in values]
    bottom, top = float(forward(outer.low)), float(forward(outer.high))
    now = float(forward(part.high)) - float(forward(part.low))
    low, high = min(places), max(places)
    pad = max(margin * (high - low), (SLOWEST * now - (high - low)) / 2)
    low, high, remark = low - pad, high + pad, ""
    best, step = places[0], max(pad, SLOWEST * (top - bottom))
    near = EDGE * (top - bottom)
    for side, within in (("lower", best - bottom), ("upper", top - best)):
        if within > near or (isinstance(outer, Integers) and outer.high - outer.low < 2):
            continue
        shown = part.show(outer.low if side == "lower" else outer.high)
        remark = f"{name}: the best value, {part.show(values[0])}, lies at the {side} edge, {shown}"
        if outside and side == "lower":
            bottom = min(best, bottom) - step
            low = min(low, bottom)
        elif outside:
            top = max(best, top) + step
            high = max(high, top)
        remark += ": the box steps outside" if outside else ": a wider space may hold a better one"
    low, high = max(low, bottom), min(high, top)
    return _with_bounds(part, outer, low, high), remark


def _with_bounds(part: Any, outer: Any, low: float, high: float) -> Parameter:
    """The parameter between these places of its scale, never across a sign or below a whole 1."""
    first, last = float(part.scale.backward(low)), float(part.scale.backward(high))
    if part.scale is LINEAR and outer.low >= 0:
        first = max(first, 0.0)
    if part.scale is LINEAR and outer.high <= 0:
        last = min(last, 0.0)
    default = part.default
    if isinstance(part, Integers):
        smallest = 1 if part.scale is LOG else None
        start, end = round(first), round(last)
        start = start if smallest is None else max(start, smallest)
        end = max(end, start + 1)
        if end > outer.high and round(last) <= outer.high:
            start, end = outer.high - 1, outer.high
        inside = default is not None and start <= default <= end
        return replace(part, low=start, high=end, default=default if inside else None)
    assert isinstance(part, Interval)
    inside = default is not None and first <= default <= last
    return replace(part, low=first, high=last, default=default if inside else None)


def zoom(
    objective: Objective,
    space: Any,
    rounds: int = 3,
    trials: int | Sequence[int] = 25,
    *,
    keep: int = 4,
    margin: float = 0.2,
    step_outside: bool | Collection[str] = False,
    sampler: str | Sampler = "random",
    seed: int | None = None,
    maximize: bool = False,
    log: str | os.PathLike[str] | None = None,
    pruner: Pruner | None = None,
    timeout: float | None = None,
    executor: Any = None,
    progress: bool | None = None,
) -> Result:
    """Searches coarse to fine: each round in the box around the best trials of all rounds so far.

    Args:
        objective, space: as in `search`.
        rounds: how many.
        trials: how many in each round, or a list with a number for each.
        keep, margin, step_outside: how the box is made; see `narrow`.
        sampler, seed, maximize, log, pruner, timeout, executor, progress: as in `search`; all rounds
            are in one log, and a call with the log of an interrupted search goes on.

    Returns:
        A `Result` with the trials of all rounds; `spaces` has the box of each, `remarks` says
        whether a best value lay at the edge.

    Raises:
        ValueError, TypeError: as `search`.

    Example:
        >>> from minigraph import tune
        >>> space = {"rate": tune.log_uniform(1e-6, 1)}
        >>> found = tune.zoom(lambda p: (np.log10(p["rate"]) + 3) ** 2, space, 3, 10, seed=0)
        >>> [str(box["rate"]) for box in found.spaces][1:]
        ['log_uniform(1.724e-05, 0.005621)', 'log_uniform(0.0001289, 0.008972)']
    """
    space, chosen = as_space(space), as_sampler(sampler)
    counts = numbers_of(trials, whole(rounds, "rounds"))
    whole(keep, "keep")
    with Search(
        objective, space, f"zoom {chosen.describe()}", sum(counts), seed=seed, maximize=maximize,
        log=log, pruner=pruner, timeout=timeout, executor=executor, progress=progress,
    ) as running:  # fmt: skip
        box, remarks, first = space, list[str](), 0
        for index, count in enumerate(counts):
            if running.late() and index:
                break
            if index:
                box, remarks = narrow(
                    box, running.in_order(), outer=space, keep=keep, margin=margin,
                    step_outside=step_outside, maximize=maximize,
                )  # fmt: skip
            box = _enter(running, index, box, remarks)
            running.round(Plan(box, count, running.seed, first, maximize), chosen, index)
            first += count
        return running.result()


def by_tier(
    objective: Objective,
    space: Any,
    trials: int | Sequence[int] = 25,
    *,
    sampler: str | Sampler = "random",
    seed: int | None = None,
    maximize: bool = False,
    log: str | os.PathLike[str] | None = None,
    pruner: Pruner | None = None,
    timeout: float | None = None,
    executor: Any = None,
    progress: bool | None = None,
) -> Result:
    """Tunes the most important parameters first: a round for each tier.

    In a round the tier's parameters are tuned, earlier ones have the best trial's values, and later
    ones their defaults (else the middle of their scale).

    Args:
        objective, space: as in `search`; parameters have `tier=`.
        trials: how many in each round, or a list with a number for each tier.
        sampler, seed, maximize, log, pruner, timeout, executor, progress: as in `search`.

    Returns:
        A `Result` with the trials of all rounds.

    Example:
        >>> from minigraph import tune
        >>> space = {
        ...     "rate": tune.log_uniform(1e-5, 1),
        ...     "decay": tune.log_uniform(1e-8, 1e-2, tier=2),
        ... }
        >>> def loss(params):
        ...     return abs(np.log10(params["rate"]) + 3) + abs(np.log10(params["decay"]) + 4) / 10
        >>> found = tune.by_tier(loss, space, trials=30, seed=0)
        >>> found.space.show(found.best.params)
        'rate 0.001052, decay 0.0001456'
    """
    space, chosen = as_space(space), as_sampler(sampler)
    counts = numbers_of(trials, len(space.tiers))
    with Search(
        objective, space, f"tiers {chosen.describe()}", sum(counts), seed=seed, maximize=maximize,
        log=log, pruner=pruner, timeout=timeout, executor=executor, progress=progress,
    ) as running:  # fmt: skip
        known: dict[str, Any] = {}
        first = 0
        for index, (tier, count) in enumerate(zip(space.tiers, counts, strict=True)):
            if running.late() and index:
                break
            box = _enter(running, index, space.fix(known).tier(tier), [])
            running.round(Plan(box, count, running.seed, first, maximize), chosen, index)
            first += count
            best = best_of(running.in_order(), 1, maximize)
            if best:
                those = [name for name in space.free if space[name].tier <= tier]
                known = {name: best[0].params[name] for name in those if name in best[0].params}
        return running.result()


def _enter(running: Search, index: int, box: Space, remarks: list[str]) -> Space:
    """Writes down where a round searches; what the log has of an earlier run counts."""
    if index < len(running.logged_rounds):
        line = running.logged_rounds[index]
        box, remarks = Space.from_description(line["space"]), list(line["remarks"])
    elif running.log is not None:
        running.log.write("round", round=index, space=box.describe(), remarks=remarks)
    for remark in remarks:
        running.progress.say(remark)
    running.spaces.append(box)
    running.remarks += remarks
    return box
