"""Pictures of a search, each a `Picture` (SVG). Parameters stand on their own scales.

Trials are coloured by rank, the best ones dark, since results often span decades; the best one is
red. Pruned trials are hollow or faint, failed ones crosses.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from minigraph.tune.parameters import Choice, Parameter
from minigraph.tune.results import Result, importances, ranks
from minigraph.tune.scales import LINEAR, LOG, Scale, show_number
from minigraph.tune.space import Params, Space
from minigraph.tune.svg import BEST, FAINT, Axis, Canvas, Picture, colour
from minigraph.tune.trials import Trial

__all__ = [
    "best_so_far",
    "compare",
    "curves",
    "importance",
    "parallel",
    "projections",
    "scatter",
    "slices",
]

LEFT, TOP, BOTTOM, RIGHT = 74, 42, 48, 96
APART = (
    "#1f5fa8",
    "#c2541b",
    "#2c7d4f",
    "#7a4b9c",
    "#111111",
    "#b8860b",
)  # for things to tell apart


def scatter(result: Result, x: str, y: str, *, title: str = "") -> Picture:
    """Two parameters against each other, coloured by the result.

    Args:
        result: of a search, or of `load`.
        x, y: the parameters' names. Trials without one of them are left out.
        title: a line above.

    Raises:
        KeyError: there is no such parameter.

    Example:
        >>> from minigraph import tune
        >>> space = {"rate": tune.log_uniform(1e-5, 1), "keep": tune.one_minus_log(0.8, 0.999)}
        >>> result = tune.search(lambda p: p["rate"] * p["keep"], space, trials=9, seed=0)
        >>> tune.plots.scatter(result, "rate", "keep").save("scatter.svg")
    """
    width, height = 560, 420
    canvas = Canvas(width, height, title or f"{y} against {x}, coloured by result")
    view = _View(result)
    across, up = view.axis(x, LEFT, width - RIGHT), view.axis(y, height - BOTTOM, TOP)
    canvas.across(across, TOP, height - BOTTOM)
    canvas.up(up, LEFT, width - RIGHT)
    for trial in view.worst_first:
        if x in trial.params and y in trial.params:
            place = across.at(view.place(x, trial)), up.at(view.place(y, trial, 1))
            view.mark(canvas, trial, *place)
    view.legend(canvas, width - RIGHT + 16, TOP, 120)
    return canvas.picture()


def slices(result: Result, *, title: str = "") -> Picture:
    """The result against each parameter alone, side by side.

    Args:
        result: of a search, or of `load`.
        title: a line above.

    Example:
        >>> from minigraph import tune
        >>> result = tune.search(lambda p: p["x"] ** 2, {"x": tune.uniform(-1, 1)}, 9, seed=0)
        >>> tune.plots.slices(result)
        <Picture, ... bytes of SVG>
    """
    names, view = result.space.free, _View(result)
    columns = min(2, max(1, len(names)))
    wide, high = 360, 250
    rows = max(1, math.ceil(len(names) / columns))
    canvas = Canvas(columns * wide, TOP + rows * high, title or "The result against each parameter")
    for number, name in enumerate(names):
        left, top = LEFT + (number % columns) * wide, TOP + number // columns * high
        bottom = top + high - BOTTOM - 10
        across = view.axis(name, left, left + wide - LEFT - 16)
        up = _ValueAxis(view.values, bottom, top + 6)
        canvas.across(across, top + 6, bottom)
        canvas.up(up.axis, left, across.end)
        for trial in view.worst_first:
            if name in trial.params:
                y = bottom if trial.value is None else up.pixel(trial.value)
                view.mark(canvas, trial, across.at(view.place(name, trial)), y)
    return canvas.picture()


def parallel(result: Result, *, best: float = 1.0, title: str = "") -> Picture:
    """All parameters as upright axes, the result as the last one; a trial is a line through them.

    Args:
        result: of a search, or of `load`.
        best: which share of the trials to show, as 0.1 for the best tenth.
        title: a line above.

    Example:
        >>> from minigraph import tune
        >>> space = {"x": tune.uniform(-1, 1), "kind": tune.choice(["a", "b"])}
        >>> result = tune.search(lambda p: p["x"] ** 2, space, 9, seed=0)
        >>> tune.plots.parallel(result, best=0.5)
        <Picture, ... bytes of SVG>
    """
    names, view = result.space.free, _View(result)
    height, step = 400, 130
    width = 2 * LEFT + step * len(names)
    canvas = Canvas(width, height, title or "All parameters, and the result")
    ends = (height - BOTTOM, TOP + 24)
    shown = [trial for trial in view.worst_first if trial.value is not None]
    shown = shown[len(shown) - math.ceil(best * len(shown)) :]
    up = _ValueAxis([trial.value for trial in shown if trial.value is not None], *ends)
    axes = [view.axis(name, *ends) for name in names]
    for trial in shown:
        points = []
        for number, (name, axis) in enumerate(zip(names, axes, strict=True)):
            if name in trial.params:
                points.append((LEFT + number * step, axis.at(view.place(name, trial, 1))))
        points.append((LEFT + len(names) * step, up.pixel(trial.value or 0.0)))
        wide = 2.6 if trial.number in view.best else 1.2
        canvas.line(points, view.shade(trial), wide, view.told(trial), opacity=0.85)
    for number, axis in enumerate([*axes, up.axis]):
        x = LEFT + number * step
        canvas.line([(x, axis.start), (x, axis.end)], "#555")
        for place, text in axis.marks:
            canvas.line([(x - 4, axis.at(place)), (x, axis.at(place))], "#555")
            canvas.box(
                x - 8 - 6.4 * len(text), axis.at(place) - 7, 6.4 * len(text) + 2, 14, "#ffffffb0"
            )
            canvas.text(x - 7, axis.at(place) + 4, text, "end", size=11)
        canvas.text(x, height - 18, axis.label)
    return canvas.picture()


def curves(result: Result, *, title: str = "", across: str = "step") -> Picture:
    """The curves that trials reported; pruned ones faint, the best one red.

    Args:
        result: of a search, or of `load`.
        title: a line above.
        across: what a step is.

    Example:
        >>> from minigraph import tune
        >>> def objective(params, trial):
        ...     for step in range(5):
        ...         trial.report(step, params["x"] / (step + 1))
        ...     return params["x"]
        >>> result = tune.search(objective, {"x": tune.uniform(0, 1)}, 5, seed=0)
        >>> tune.plots.curves(result)
        <Picture, ... bytes of SVG>
    """
    width, height = 640, 380
    told = [trial for trial in result.trials if any(math.isfinite(v) for _, v in trial.curve)]
    canvas = Canvas(width, height, title or f"The curves of {len(told)} trials")
    steps = [step for trial in told for step, _ in trial.curve]
    values = [v for trial in told for _, v in trial.curve if math.isfinite(v)]
    right = width - 24
    low, high = (min(steps), max(steps)) if steps else (0, 1)
    span = (high - low) or 1
    marks = [((m - low) / span, show_number(m)) for m in LINEAR.ticks(low, high)]
    if all(isinstance(step, int) for step in steps):
        marks = [mark for mark in marks if mark[1].isdigit()]
    flat = Axis(across, marks, LEFT, right)
    up = _ValueAxis(values, height - BOTTOM, TOP)
    canvas.across(flat, TOP, height - BOTTOM)
    canvas.up(up.axis, LEFT, right)
    view = _View(result)
    numbers = {trial.number for trial in told}
    for trial in [trial for trial in view.worst_first if trial.number in numbers]:
        points = [
            (flat.at((step - low) / span), up.pixel(value))
            for step, value in trial.curve
            if math.isfinite(value)
        ]
        done = trial.state == "done"
        wide, story = 2.6 if trial.number in view.best else 1.2, view.told(trial)
        canvas.line(points, view.shade(trial), wide, story, opacity=1 if done else 0.6)
        if trial.state == "pruned":
            canvas.dot(*points[-1], 2, FAINT, story)
        elif trial.state == "failed":
            canvas.cross(*points[-1], 3, FAINT, story)
    return canvas.picture()


def best_so_far(result: Result, *, title: str = "") -> Picture:
    """The result of each trial in turn, and the best one up to it; rounds of a zoom are marked.

    Args:
        result: of a search, or of `load`.
        title: a line above.

    Example:
        >>> from minigraph import tune
        >>> result = tune.search(lambda p: p["x"] ** 2, {"x": tune.uniform(-1, 1)}, 9, seed=0)
        >>> tune.plots.best_so_far(result)
        <Picture, ... bytes of SVG>
    """
    width, height = 640, 340
    canvas = Canvas(width, height, title or "The best result so far")
    view = _View(result)
    last = max([trial.number for trial in result.trials], default=0) or 1
    marks = [(mark / last, show_number(mark)) for mark in LINEAR.ticks(0, last)]
    flat = Axis("trial", [mark for mark in marks if "." not in mark[1]], LEFT, width - 24)
    up = _ValueAxis(view.values, height - BOTTOM, TOP)
    canvas.across(flat, TOP, height - BOTTOM)
    canvas.up(up.axis, LEFT, width - 24)
    best, points = math.inf, list[tuple[float, float]]()
    sign = -1 if result.maximize else 1
    before = 0
    for trial in result.trials:
        x = flat.at(trial.number / last)
        if trial.round != before:
            middle = flat.at((trial.number - 0.5) / last)
            canvas.line([(middle, TOP), (middle, height - BOTTOM)], "#777", dash="4 3")
            canvas.text(middle + 4, TOP + 12, f"round {trial.round + 1}", "start", size=11)
            before = trial.round
        if trial.state == "done" and trial.value is not None:
            if sign * trial.value < best:
                points += [(x, points[-1][1])] if points else []
                best = sign * trial.value
            points.append((x, up.pixel(sign * best)))
        y = height - BOTTOM if trial.value is None else up.pixel(trial.value)
        view.mark(canvas, trial, x, y)
    canvas.line(points, BEST, 1.8)
    return canvas.picture()


def compare(results: Mapping[str, Sequence[Result]], *, title: str = "") -> Picture:
    """Ways of searching against each other: the best so far, as the median of several seeds.

    Args:
        results: label -> the results of one way, one for each seed; all of one aim.
        title: a line above.

    Example:
        >>> from minigraph import tune
        >>> space = {"rate": tune.log_uniform(1e-5, 1)}
        >>> def ways(sampler):
        ...     return [tune.search(lambda p: p["rate"], space, 9, sampler=sampler, seed=s) for s in (0, 1)]
        >>> tune.plots.compare({name: ways(name) for name in ("random", "latin")})
        <Picture, ... bytes of SVG>
    """
    width, height = 640, 380
    canvas = Canvas(width, height, title or "The best result so far, medians")
    lines = {label: _medians(those) for label, those in results.items()}
    values = [value for line in lines.values() for value in line if math.isfinite(value)]
    last = max([1, *(len(line) for line in lines.values())])
    marks = [(mark / last, show_number(mark)) for mark in LINEAR.ticks(0, last)]
    flat = Axis("trials", [mark for mark in marks if mark[1].isdigit()], LEFT, width - 24)
    up = _ValueAxis(values, height - BOTTOM, TOP)
    canvas.across(flat, TOP, height - BOTTOM)
    canvas.up(up.axis, LEFT, width - 24)
    for number, (label, line) in enumerate(lines.items()):
        shade, y = APART[number % len(APART)], TOP + 16 + 19 * number
        places = [(n, value) for n, value in enumerate(line, 1) if math.isfinite(value)]
        canvas.line([(flat.at(n / last), up.pixel(value)) for n, value in places], shade, 2, label)
        canvas.line([(width - 220, y), (width - 196, y)], shade, 3)
        canvas.text(width - 188, y + 4, label, "start")
    return canvas.picture()


def _medians(results: Sequence[Result]) -> list[float]:
    """After each trial, the median over the results of the best value up to it."""
    rows = []
    for result in results:
        worst = -math.inf if result.maximize else math.inf
        done = [
            t.value if t.state == "done" and t.value is not None else worst for t in result.trials
        ]
        rows.append((np.maximum if result.maximize else np.minimum).accumulate(done))
    shortest = min((len(row) for row in rows), default=0)
    return [float(np.median([row[n] for row in rows])) for n in range(shortest)]


def importance(result: Result, *, title: str = "") -> Picture:
    """Bars: how much each parameter alone says about the result; see `tune.importances`.

    Example:
        >>> from minigraph import tune
        >>> result = tune.search(lambda p: p["x"] ** 2, {"x": tune.uniform(-1, 1)}, 9, seed=0)
        >>> tune.plots.importance(result)
        <Picture, ... bytes of SVG>
    """
    shares = importances(result)
    width, left, high = 560, 150, 30
    height = TOP + high * max(len(shares), 1) + BOTTOM
    canvas = Canvas(width, height, title or "What the result hangs on")
    marks = [(m / 10, f"{m * 10} %") for m in range(0, 11, 2)]
    flat = Axis("share of the ranks' variance, each parameter alone", marks, left, width - 30)
    canvas.across(flat, TOP, height - BOTTOM)
    for number, (name, share) in enumerate(shares.items()):
        y = TOP + high * number
        canvas.box(left, y + 5, max(flat.at(share) - left, 1), high - 10, "#33508d", f"{share:.2f}")
        canvas.text(left - 8, y + high / 2 + 4, name, "end")
    if not shares:
        canvas.text(width / 2, TOP + 20, "too few trials")
    return canvas.picture()


def projections(
    space: Space, draws: Mapping[str, Sequence[Params]], x: str, y: str, *, title: str = ""
) -> Picture:
    """Sets of points in two parameters, side by side, and what of each is seen along x.

    Of n x n points a grid sees n values of x; random draws see n x n of them. Below each panel
    each different value has its tick.

    Args:
        space: of the parameters.
        draws: label -> list of draws.
        x, y: the parameters' names; x is the one that matters.
        title: a line above.

    Example:
        >>> from minigraph import tune
        >>> space = tune.Space(rate=tune.log_uniform(1e-4, 1), keep=tune.one_minus_log(0.9, 0.999))
        >>> draws = {
        ...     "grid": tune.Grid(3, centres=True).points(space),
        ...     "random": space.sample(np.random.default_rng(0), 9),
        ... }
        >>> tune.plots.projections(space, draws, "rate", "keep")
        <Picture, ... bytes of SVG>
    """
    wide, side = 370, 260
    over = TOP if title else 14
    canvas = Canvas(len(draws) * wide + 16, over + side + 96, title)
    for number, (label, points) in enumerate(draws.items()):
        left, top, bottom = LEFT + number * wide, over + 22, over + 22 + side
        across = Axis(x, space[x].ticks(), left, left + side)
        up = Axis(y, space[y].ticks(), bottom, top)
        canvas.across(across, top, bottom + 26)
        canvas.up(up, left, left + side)
        different = sorted({point[x] for point in points})
        canvas.text(
            left + side / 2,
            top - 8,
            f"{label}: {len(points)} trials, {len(different)} values of {x}",
        )
        for point in points:
            place = across.at(space[x].place(point[x])), up.at(space[y].place(point[y]))
            canvas.dot(*place, 4, "#33508d", space.show(point))
        canvas.line([(left, bottom + 18), (left + side, bottom + 18)], "#555")
        for value in different:
            at = across.at(space[x].place(value))
            canvas.line([(at, bottom + 12), (at, bottom + 24)], BEST, 1.6)
    return canvas.picture()


class _ValueAxis:
    """An axis of results: on a log scale where they are above 0 and span a factor of 10."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        low, high = (min(values), max(values)) if values else (0.0, 1.0)
        self._scale: Scale = LOG if low > 0 and high / low > 10 else LINEAR
        first, last = float(self._scale.forward(low)), float(self._scale.forward(high))
        room = 0.04 * (last - first) or 0.5 * abs(first) or 1.0
        self._first, self._last = first - room, last + room
        marks = self._scale.ticks(
            float(self._scale.backward(self._first)), float(self._scale.backward(self._last))
        )
        self.axis = Axis("result", [(self._at(m), show_number(m)) for m in marks], start, end)

    def _at(self, value: float) -> float:
        place = (float(self._scale.forward(value)) - self._first) / (self._last - self._first)
        return min(max(place, 0.0), 1.0)

    def pixel(self, value: float) -> float:
        """Where a result is drawn."""
        return self.axis.at(self._at(value))


class _View:
    """A result made ready to be drawn."""

    def __init__(self, result: Result) -> None:
        self.result = result
        done = result.top(len(result.trials))
        self.best = {trial.number for trial in done[:1]}
        self.shades = {t.number: place / max(len(done) - 1, 1) for place, t in enumerate(done)}
        self.parts = {name: self._wide(name) for name in result.space.free}
        values = [trial.value for trial in result.trials if trial.value is not None]
        self.values = values
        worst = ranks(result)
        self.worst_first = sorted(result.trials, key=lambda t: (-worst[t.number], -t.number))

    def _wide(self, name: str) -> Parameter:
        """The parameter, as wide as its trials: a zoom may have stepped outside."""
        part: Any = self.result.space[name]
        if isinstance(part, Choice):
            return part
        values = [trial.params[name] for trial in self.result.trials if name in trial.params]
        low, high = min([part.low, *values]), max([part.high, *values])
        wide: Parameter = type(part)(low, high, part.scale)
        return wide

    def axis(self, name: str, start: float, end: float) -> Axis:
        """A parameter's axis."""
        return Axis(name, self._part(name).ticks(), start, end)

    def _part(self, name: str) -> Parameter:
        return self.parts[name] if name in self.parts else self.result.space[name]

    def place(self, name: str, trial: Trial, turn: int = 0) -> float:
        """Where a trial stands on an axis; trials of one option stand side by side."""
        part = self._part(name)
        place = part.place(trial.params[name])
        if isinstance(part, Choice):
            spread = ((trial.number * (0.618034, 0.754878)[turn]) % 1) - 0.5
            place += spread * 0.5 / len(part.options)
        return place

    def told(self, trial: Trial) -> str:
        """What a mark says under the mouse."""
        what = trial.error if trial.value is None else show_number(trial.value)
        ended = "" if trial.state == "done" else f" ({trial.state})"
        return f"trial {trial.number}: {what}{ended}\n{self.result.space.show(trial.params)}"

    def shade(self, trial: Trial) -> str:
        """The colour of a trial."""
        if trial.state != "done":
            return FAINT
        return BEST if trial.number in self.best else colour(self.shades[trial.number])

    def mark(self, canvas: Canvas, trial: Trial, x: float, y: float) -> None:
        """A trial as a point."""
        story = self.told(trial)
        if trial.state == "failed":
            canvas.cross(x, y, 3.5, "#999", story)
        elif trial.state == "pruned":
            canvas.dot(x, y, 3.2, "white", story, stroke="#999", width=1.2)
        elif trial.number in self.best:
            canvas.dot(x, y, 6.5, BEST, story, width=1.5)
        else:
            canvas.dot(x, y, 4.5, self.shade(trial), story)

    def legend(self, canvas: Canvas, x: float, y: float, height: float) -> None:
        """What the colours and marks mean."""
        done = self.result.top(len(self.result.trials))
        if not done:
            return
        best, worst = (show_number(trial.value or 0.0, 3) for trial in (done[0], done[-1]))
        canvas.legend(x, y, height, best, worst)
        y += height + 24
        canvas.dot(x + 6, y, 6.5, BEST, width=1.5)
        canvas.text(x + 18, y + 4, "the best", "start", size=11)
        states = {trial.state for trial in self.result.trials}
        if "pruned" in states:
            y += 20
            canvas.dot(x + 6, y, 3.2, "white", stroke="#999", width=1.2)
            canvas.text(x + 18, y + 4, "pruned", "start", size=11)
        if "failed" in states:
            y += 20
            canvas.cross(x + 6, y, 3.5, "#999")
            canvas.text(x + 18, y + 4, "failed", "start", size=11)
