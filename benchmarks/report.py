"""Results as text."""

from typing import Any

TITLES = {"minigraph": "minigraph", "numpy": "NumPy", "tensorflow": "TensorFlow"}


def time_text(seconds: float) -> str:
    """Three digits and a unit: 0.0000123 -> '12.3 us'."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def verdict(value: float, goal: float) -> str:
    """Whether a figure is within its goal."""
    return "met" if value <= goal else "missed"


def beside_goal(value: float | None, goal: float | None) -> list[str]:
    """The cells of a figure: itself, its goal, the verdict."""
    shown = "-" if value is None else f"{value:.3g}"
    if goal is None:
        return [shown, "-", ""]
    return [shown, f"{goal:g}", "" if value is None else verdict(value, goal)]


def aligned(rows: list[list[str]]) -> str:
    """Rows of cells as lines; all but the first column end where their heading ends."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [f"{row[0]:{widths[0]}}"]
        cells += [f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def table(results: list[dict[str, Any]]) -> str:
    """A line for each case: times, then each ratio with its goal."""
    engines = [name for name in TITLES if any(name in r["medians"] for r in results)]
    head = ["case", *(TITLES[e] for e in engines)]
    rows = [[*head, "to NumPy", "goal", "", "to TensorFlow", "goal", ""]]
    for result in results:
        row = [result["case"], *(time_text(result["medians"][e]) for e in engines)]
        for engine in ("numpy", "tensorflow"):
            row += beside_goal(result["ratios"].get(engine), result["goals"].get(engine))
        rows.append(row)
    return aligned(rows)


def memory_table(results: list[dict[str, Any]]) -> str:
    """A line for each case: MiB, and the ratio to NumPy with its goal."""
    engines = [name for name in TITLES if any(name in r["mib"] for r in results)]
    rows = [["case", *(f"{TITLES[e]}, MiB" for e in engines), "to NumPy", "goal", ""]]
    for result in results:
        row = [result["case"], *(f"{result['mib'][e]:.1f}" for e in engines)]
        rows.append([*row, *beside_goal(result["ratio"], result["goal"])])
    return aligned(rows)


def unit_of(figure: str) -> str:
    """What a figure of `build.py` is measured in."""
    if figure.startswith("plan of"):
        return "s"
    return "ratio" if figure.startswith("time for") else "us"


def build_table(report: dict[str, dict[str, float]]) -> str:
    """A line for each figure of `build.py`."""
    rows = [["", "unit", "minigraph", "goal", "", "TensorFlow"]]
    for name, value in report["minigraph"].items():
        other = report["tensorflow"].get(name)
        row = [name, unit_of(name), *beside_goal(value, report["goals"].get(name))]
        rows.append([*row, "-" if other is None else f"{other:.3g}"])
    return aligned(rows)


def import_lines(found: dict[str, Any]) -> str:
    """What the import costs, beside the goals."""
    seconds, mib = found["seconds"], found["mib"]
    lines = [
        f"import minigraph, above import numpy: {time_text(seconds)} (goal "
        f"{time_text(found['goal_seconds'])}: {verdict(seconds, found['goal_seconds'])})"
    ]
    if mib is not None:
        verdict_of_memory = verdict(mib, found["goal_mib"])
        lines.append(f"its memory: {mib:.1f} MiB (goal {found['goal_mib']:g}: {verdict_of_memory})")
    return "\n".join(lines)
