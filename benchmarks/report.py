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


def table(results: list[dict[str, Any]]) -> str:
    """A line for each case: times, ratios, goal."""
    engines = [name for name in TITLES if any(name in r["medians"] for r in results)]
    rows = [["case", *(TITLES[e] for e in engines), "to NumPy", "to TensorFlow", "goal", ""]]
    for result in results:
        ratios, goal = result["ratios"], result["goal"]
        row = [result["case"], *(time_text(result["medians"][e]) for e in engines)]
        row += [f"{ratios[e]:.3g}" if e in ratios else "-" for e in ("numpy", "tensorflow")]
        row.append(f"{goal:g}")
        row.append(verdict(ratios["tensorflow"], goal) if "tensorflow" in ratios else "")
        rows.append(row)
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [f"{row[0]:{widths[0]}}"]
        cells += [f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


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
