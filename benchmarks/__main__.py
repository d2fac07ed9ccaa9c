"""The command: `python -m benchmarks [--case NAME] [--rounds N] [--json FILE]`."""

import argparse
import json
import platform
import sys
from pathlib import Path
from typing import Any

from benchmarks.cases import CASES
from benchmarks.footprint import footprint
from benchmarks.report import TITLES, import_lines, table
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
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures to FILE")
    return parser.parse_args()


def describe(engines: list[Engine], core: int | None) -> dict[str, Any]:
    """Where the figures are from; also printed."""
    where = {
        "machine": platform.platform(),
        "core": core,
        "engines": {engine.name: engine.about for engine in engines},
    }
    versions = [f"{TITLES[e.name]} {e.about['version']}" for e in engines]
    print(f"{', '.join(versions)}; Python {platform.python_version()}, {where['machine']}")
    bound = "not bound to a core" if core is None else f"on core {core} alone"
    print(f"Processor time of one step, {bound}, medians of interleaved rounds.")
    if "tensorflow" not in where["engines"]:
        print(f"TensorFlow is left out: {TF_PYTHON} names no Python that has it.")
    return where


def main() -> int:
    """Measure, print, write; 1 if engines computed different numbers, else 0."""
    asked = arguments()
    names = asked.case or [*CASES, "import"]
    core = stay_on_one_core()
    engines: list[Engine] = []
    report: dict[str, Any] = {"results": []}
    try:
        for name, python in interpreters().items():
            engines.append(Engine(name, python))
        report["where"] = describe(engines, core)
        for name in names:
            if name != "import":
                print(f"  {name}: {CASES[name].title}", file=sys.stderr, flush=True)
                report["results"].append(measure(name, engines, asked.rounds))
    finally:
        for engine in engines:
            engine.close()
    if report["results"]:
        print(table(report["results"]))
    if "import" in names:
        report["import"] = footprint()
        print(import_lines(report["import"]))
    if asked.json:
        asked.json.write_text(json.dumps(report, indent=1) + "\n")
    wrong = [result["case"] for result in report["results"] if not result["agree"]]
    if wrong:
        print(f"The engines computed different numbers in: {', '.join(wrong)}.", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
