"""One HTML file that tells a search: no network, no scripts, every picture inside."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from html import escape

from minigraph.tune import plots
from minigraph.tune.results import Result, importances
from minigraph.tune.scales import show_number
from minigraph.tune.svg import write_file
from minigraph.tune.trials import Trial

__all__ = ["report"]

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 1180px;
  margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin-top: 2em; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.25em 0.9em; text-align: right; border-bottom: 1px solid #ddd; }
th { border-bottom: 2px solid #888; } tr.pruned, tr.failed { color: #888; }
figure { display: inline-block; margin: 0 1em 1em 0; vertical-align: top; max-width: 100%; }
figure svg { max-width: 100%; height: auto; }
summary { cursor: pointer; } code { background: #f3f3f3; padding: 0.1em 0.3em; }
@media print { details > * { display: block; } }
"""
MOST = 1000  # rows of the table of all trials


def report(
    result: Result, path: str | os.PathLike[str], *, title: str = "A search for hyperparameters"
) -> None:
    """Writes a page about a search.

    Best trials, what mattered, results in turn, parameters two at a time (the two that matter
    most), slices, parallel axes, learning curves where there are any, all trials, the failures and
    the spaces. Marks tell their trial under the mouse.

    Args:
        result: of a search, or of `load`; also of one that still runs.
        path: the file, written whole or not at all.
        title: of the page.

    Example:
        >>> from minigraph import tune
        >>> space = {"x": tune.uniform(-1, 1), "y": tune.uniform(-1, 1)}
        >>> result = tune.search(lambda p: p["x"] ** 2 + p["y"] ** 4, space, trials=30, seed=0)
        >>> tune.report(result, "search.html")
    """
    states = [trial.state for trial in result.trials]
    counts = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    seconds = sum(trial.seconds for trial in result.trials)
    aim = "largest" if result.maximize else "smallest"
    body = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{len(states)} trials ({counts or 'none yet'}), {seconds:.0f} s of trials, seed "
        f"{result.seed}, for the {aim} result. Written {time.strftime('%Y-%m-%d %H:%M')}.</p>",
        *_section("The best", _table(result, result.top(10))),
        *(f"<p>{escape(remark)}</p>" for remark in result.remarks),
        *_section("What matters", *_pictures(result)),
        *_failures(result),
        *_all_trials(result),
        *_spaces(result),
    ]
    page = [
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>",
        *body,
        "</body></html>\n",
    ]
    write_file(path, "\n".join(page))


def _section(title: str, *parts: str) -> list[str]:
    return [f"<h2>{escape(title)}</h2>", *parts]


def _pictures(result: Result) -> list[str]:
    if not result.trials:
        return []
    names = list(importances(result)) or result.space.free
    pictures = [plots.best_so_far(result), plots.importance(result)]
    if len(names) > 1:
        pictures.append(plots.scatter(result, names[0], names[1]))
    if names:
        pictures += [plots.slices(result), plots.parallel(result)]
    if any(trial.curve for trial in result.trials):
        pictures.append(plots.curves(result))
    return [f"<figure>{picture.svg}</figure>" for picture in pictures]


def _table(result: Result, trials: Sequence[Trial]) -> str:
    names = result.space.free
    noted = list(dict.fromkeys(name for trial in trials for name in trial.notes))
    heads = "".join(f"<th>{escape(name)}</th>" for name in ["trial", "result", *names, *noted, "s"])
    rows = []
    for trial in trials:
        value = trial.state if trial.value is None else show_number(trial.value)
        ended = " (pruned)" if trial.state == "pruned" and trial.value is not None else ""
        cells = [str(trial.number), value + ended]
        cells += [_shown(result, trial, name) for name in names]
        cells += [str(trial.notes.get(name, "")) for name in noted]
        cells.append(f"{trial.seconds:.3g}")
        inside = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        rows.append(f'<tr class="{escape(trial.state)}">{inside}</tr>')
    return f'<div class="wide"><table><tr>{heads}</tr>{"".join(rows)}</table></div>'


def _shown(result: Result, trial: Trial, name: str) -> str:
    return result.space[name].show(trial.params[name]) if name in trial.params else ""


def _failures(result: Result) -> list[str]:
    failed = [trial for trial in result.trials if trial.state == "failed"]
    parts = [
        f"<details><summary>trial {trial.number}: {escape(trial.error or '')}</summary>"
        f"<p>{escape(result.space.show(trial.params))}</p>"
        f"<pre>{escape(trial.traceback or '')}</pre></details>"
        for trial in failed[:MOST]
    ]
    return _section(f"{len(failed)} failed", *parts) if failed else []


def _all_trials(result: Result) -> list[str]:
    shown = result.trials[-MOST:]
    left = len(result.trials) - len(shown)
    note = f"<p>The first {left} are left out; the log has them.</p>" if left else ""
    table = _table(result, shown)
    return _section(
        "All trials", f"<details><summary>{len(shown)} trials</summary>{note}{table}</details>"
    )


def _spaces(result: Result) -> list[str]:
    spaces = {"the space": result.space}
    spaces |= {f"round {number}": box for number, box in enumerate(result.spaces, 1)}
    names = list(result.space)
    heads = "".join(f"<th>{escape(name)}</th>" for name in ["", *names])
    rows = [
        f"<tr><td>{label}</td>"
        + "".join(f"<td>{escape(str(box[name])) if name in box else ''}</td>" for name in names)
        + "</tr>"
        for label, box in spaces.items()
    ]
    return _section(
        "Where it searched",
        f'<div class="wide"><table><tr>{heads}</tr>{"".join(rows)}</table></div>',
    )
