"""The learning curve of a run as a picture, with a mark for everything that was done to it.

The present line is drawn in full, branches that were left are faint. An edit is a vertical line
with a number, the list below says what it was and why; a rollback is an arrow back. Values that
span more than two decades, all above 0, have a logarithmic axis. SVG by hand: no plotting package.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import Any

import numpy as np

from minigraph.tune.panda.history import History

__all__ = ["draw_curve"]

_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM, _ROW = 860, 400, 76, 48, 24, 52, 19
_LINE, _FAINT, _EDIT, _BACK, _STOP = "#1f5fa8", "#9db8d6", "#c2541b", "#7a4b9c", "#555"
_MARKED = ("edit", "rollback", "resume", "stop")
_COLUMNS = 800  # a curve has at most two points in each


class _Axes:
    """From steps and values to the picture's coordinates."""

    def __init__(self, steps: Any, values: Any, last: int):
        finite = values[np.isfinite(values)]
        if finite.size == 0:
            finite = np.array([0.0, 1.0])
        self.last = max(int(steps.max(initial=0)), last, 1)
        self.log = bool(finite.min() > 0 and finite.max() / finite.min() > 100)
        scaled = np.log10(finite) if self.log else finite
        low, high = float(scaled.min()), float(scaled.max())
        if not self.log and 0 < low < 0.5 * high:
            low = 0.0
        room = (high - low) * 0.04 or abs(high) * 0.1 or 1.0
        self.low, self.high = (low if low == 0 and not self.log else low - room), high + room

    def x(self, step: Any) -> Any:
        return _LEFT + np.asarray(step, float) / self.last * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: Any) -> Any:
        value = np.asarray(value, float)
        with np.errstate(all="ignore"):
            scaled = np.log10(value) if self.log else value
        part = (scaled - self.low) / (self.high - self.low)
        return _HEIGHT - _BOTTOM - part * (_HEIGHT - _TOP - _BOTTOM)

    def ticks(self) -> list[float]:
        """Round values for the upright axis."""
        if not self.log:
            return _round_numbers(self.low, self.high)
        exponents = range(math.ceil(self.low), math.floor(self.high) + 1)
        if len(exponents) >= 2:
            return [10.0**e for e in exponents[:: len(exponents) // 10 + 1]]
        near = range(math.floor(self.low), math.ceil(self.high) + 1)
        all_of_them = [m * 10.0**e for e in near for m in (1, 2, 5)]
        return [t for t in all_of_them if self.low <= math.log10(t) <= self.high]


def _round_numbers(low: float, high: float, count: int = 6) -> list[float]:
    """Numbers between them, 1, 2 or 5 times a power of ten apart."""
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return [n * step for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _thinned(steps: Any, values: Any) -> tuple[Any, Any]:
    """The least and the greatest value of each column, in their order."""
    if steps.size <= 2 * _COLUMNS:
        return steps, values
    shown = np.where(np.isfinite(values), values, 0.0)
    edges = np.linspace(0, steps.size, _COLUMNS + 1).astype(int)
    least = [a + int(shown[a:b].argmin()) for a, b in pairwise(edges.tolist())]
    most = [a + int(shown[a:b].argmax()) for a, b in pairwise(edges.tolist())]
    kept = np.unique([*least, *most, 0, steps.size - 1])
    return steps[kept], values[kept]


def _strokes(axes: _Axes, steps: Any, values: Any, colour: str) -> list[str]:
    """Lines through the values; where they are not finite there is a gap."""
    steps, values = _thinned(steps, values)
    drawn = []
    good = np.isfinite(values) & ((values > 0) | (not axes.log))
    ends = np.flatnonzero(np.diff(np.concatenate([[False], good, [False]]).astype(int)))
    for start, end in ends.reshape(-1, 2).tolist():
        places = zip(axes.x(steps[start:end]), axes.y(values[start:end]), strict=True)
        points = [f"{x:.1f},{y:.1f}" for x, y in places]
        if len(points) == 1:
            x, y = points[0].split(",")
            drawn.append(f'<circle cx="{x}" cy="{y}" r="2" fill="{colour}"/>')
        else:
            drawn.append(
                f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" '
                'stroke-width="1.6"/>'
            )
    return drawn


def told(event: dict[str, Any]) -> str:
    """What an event was, in words."""
    kind, reason = event["event"], str(event.get("reason") or "")
    if kind == "edit":
        what = f"{event['knob']}: {event['old']} -> {event['new']}"
    elif kind in ("rollback", "resume"):
        what = f"{'back' if kind == 'rollback' else 'taken up again'} at step {event['to']}"
    else:
        what = "stopped"
    return f"step {event['step']}: {what}" + (f" ({reason})" if reason else "")


def _marks(axes: _Axes, events: Sequence[dict[str, Any]], on_line: set[int]) -> list[str]:
    """The numbered marks and the list that explains them."""
    parts = []
    bottom = _HEIGHT - _BOTTOM
    for number, event in enumerate(events, 1):
        kind, text = event["event"], escape(told(event))
        colour = {"edit": _EDIT, "stop": _STOP}.get(kind, _BACK)
        x = float(axes.x(event["step"]))
        faint = "" if event["branch"] in on_line else ' opacity="0.4"'
        high = _TOP - 8 + 10 * (number % 2)  # neighbours don't hide each other's number
        parts.append(f'<g class="{kind}" data-step="{event["step"]}"{faint}><title>{text}</title>')
        if kind in ("rollback", "resume"):
            back = float(axes.x(event["to"]))
            parts.append(
                f'<path d="M{x:.1f} {bottom}V{bottom - 9}H{back:.1f}V{bottom}m-3 -5l3 5l3 -5" '
                f'fill="none" stroke="{colour}"/>'
            )
        parts.append(
            f'<path d="M{x:.1f} {high + 3}V{bottom}" stroke="{colour}" stroke-dasharray="4 3"/>'
            f'<text x="{x:.1f}" y="{high}" text-anchor="middle" font-size="10" '
            f'fill="{colour}">{number}</text></g>'
        )
        y = _HEIGHT + _ROW * number - 4
        parts.append(f'<text x="{_LEFT}" y="{y}" fill="{colour}"{faint}>{number}. {text}</text>')
    return parts


def _frame(axes: _Axes, title: str, goal: str) -> list[str]:
    """The title, the axes and their numbers."""
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    parts = [f'<text x="{_WIDTH / 2}" y="20" text-anchor="middle" font-size="15">{title}</text>']
    for value in axes.ticks():
        y = float(axes.y(value))
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{right}" stroke="#e2e2e2"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:.4g}</text>')
    for value in _round_numbers(0, axes.last):
        if value == int(value):
            x = float(axes.x(value))
            parts.append(
                f'<text x="{x:.1f}" y="{bottom + 17}" text-anchor="middle">{int(value)}</text>'
            )
    middle = (_LEFT + right) / 2
    parts.append(f'<path d="M{_LEFT} {_TOP}V{bottom}H{right}" fill="none" stroke="#888"/>')
    parts.append(f'<text x="{middle}" y="{bottom + 36}" text-anchor="middle">step</text>')
    parts.append(
        f'<text x="16" y="{(_TOP + bottom) / 2}" text-anchor="middle" '
        f'transform="rotate(-90 16 {(_TOP + bottom) / 2})">{escape(goal)}</text>'
    )
    return parts


def draw_curve(history: History, title: str = "") -> str:
    """The picture, as SVG text."""
    curves = {
        branch: (np.array(steps), np.array(values))
        for branch, (steps, values) in list(history.curve.items())
    }
    events = [event for event in history.events if event["event"] in _MARKED]
    steps = np.concatenate([np.zeros(0), *(steps for steps, _ in curves.values())])
    values = np.concatenate([np.zeros(0), *(values for _, values in curves.values())])
    axes = _Axes(steps, values, max([0, *(event["step"] for event in events)]))
    line = {span.branch: span for span in history.line()}
    lower, upper = [], []
    for branch, (steps, values) in curves.items():
        span = line.get(branch)
        if span is None:
            lower += _strokes(axes, steps, values, _FAINT)
            continue
        left = steps >= span.end if span.end is not None else np.zeros(steps.size, bool)
        lower += _strokes(axes, steps[left], values[left], _FAINT)
        upper += _strokes(axes, steps[~left], values[~left], _LINE)
    height = _HEIGHT + _ROW * len(events) + (8 if events else 0)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
            f'width="{_WIDTH}" height="{height}" font-family="sans-serif" font-size="13" '
            'fill="#222">',
            f'<rect width="{_WIDTH}" height="{height}" fill="white"/>',
            *_frame(axes, escape(title), history.goal),
            *lower,
            *upper,
            *_marks(axes, events, set(line)),
            "</svg>\n",
        ]
    )
