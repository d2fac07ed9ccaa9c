"""The command: `python -m benchmarks [--memory] [--case NAME] [--rounds N] [--json FILE]`."""

import argparse
import json
import platform
import sys
from pathlib import Path
from typing import Any

from benchmarks.cases import CASES
from benchmarks.footprint import footprint
from benchmarks.memory import measure_memory, measured_cases
from benchmarks.report import TITLES, import_lines, memory_table, table
from benchmarks.rounds import (
    TF_PYTHON,
    Engine,
    interpreters,
    measure,
    stay_on_one_core,
)


def positive(text: str) -> int:
    """A count from the command line."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = [*CASES, "import"]
    parser.add_argument(
        "--case", action="append", choices=names, metavar="NAME", help=", ".join(names)
    )
    parser.add_argument("--rounds", type=positive, metavar="N", help="rounds of every case")
    parser.add_argument("--memory", action="store_true", help="peaks of memory instead of times")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures to FILE")
    return parser.parse_args()


def about(core: int | None, engines: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Where the figures are from; also printed."""
    versions = [f"{TITLES[name]} {about['version']}" for name, about in engines.items()]
    print(f"{', '.join(versions)}; Python {platform.python_version()}, {platform.platform()}")
    if "tensorflow" not in engines:
        print(f"TensorFlow is left out: {TF_PYTHON} names no Python that has it.")
    return {"machine": platform.platform(), "core": core, "engines": engines}


def times(names: list[str], rounds: int | None) -> dict[str, Any]:
    """Measure the times of steps, print and return them."""
    core = stay_on_one_core()
    engines: list[Engine] = []
    report: dict[str, Any] = {"results": []}
    try:
        for name, python in interpreters().items():
            engines.append(Engine(name, python))
        report["where"] = about(core, {engine.name: engine.about for engine in engines})
        bound = "not bound to a core" if core is None else f"on core {core} alone"
        print(f"Processor time of one step, {bound}, medians of interleaved rounds.")
        for name in names:
            if name != "import":
                say(name)
                report["results"].append(measure(name, engines, rounds))
    finally:
        for engine in engines:
            engine.close()
    if report["results"]:
        print(table(report["results"]))
    if "import" in names:
        report["import"] = footprint()
        print(import_lines(report["import"]))
    return report


def memory(names: list[str]) -> dict[str, Any]:
    """Measure the peaks of memory, print and return them."""
    report: dict[str, Any] = {"results": []}
    for name in measured_cases(names):
        say(name)
        result, engines = measure_memory(name, interpreters())
        report["results"].append(result)
        report.setdefault("where", engines)
    report["where"] = about(None, report.get("where", {}))
    print(
        "Peak of memory while a case is prepared and takes its first steps, above what was there."
    )
    if not all(result["exact"] for result in report["results"]):
        print("This system does not let a process forget its earlier peak: lower bounds.")
    print(memory_table(report["results"]))
    return report


def say(name: str) -> None:
    """What is being measured, for who waits."""
    print(f"  {name}: {CASES[name].title}", file=sys.stderr, flush=True)


def main() -> int:
    """Measure, print, write; 1 if engines computed different numbers, else 0."""
    asked = arguments()
    names = asked.case or [*CASES, "import"]
    report = memory(names) if asked.memory else times(names, asked.rounds)
    if asked.json:
        asked.json.write_text(json.dumps(report, indent=1) + "\n")
    wrong = [result["case"] for result in report["results"] if not result.get("agree", True)]
    if wrong:
        print(f"The engines computed different numbers in: {', '.join(wrong)}.", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
