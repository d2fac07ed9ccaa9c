"""How much of TensorFlow 1 is there: `python -m tests.coverage [--missing N]`.

`data/tf1_use.tsv` lists TensorFlow 1's public names and in how many of 1,637 real files each is
used. A name counts once for each file.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import minigraph as tf
from tests.oracle.signatures import MISSING, resolve

TABLE = Path(__file__).parent / "data" / "tf1_use.tsv"


class Name(NamedTuple):
    """A public name of TensorFlow 1: in how many files it is used, whether it is here."""

    symbol: str
    files: int
    there: bool

    @property
    def family(self) -> str:
        """`tf`, `tf.nn`, `tf.train`, ..."""
        parts = self.symbol.split(".")
        return ".".join(parts[:2]) if len(parts) > 2 else "tf"


def names() -> list[Name]:
    """Every name of the table."""
    rows = (line.split("\t") for line in TABLE.read_text().splitlines()[1:])
    return [Name(symbol, int(files), resolve(tf, symbol) is not MISSING) for symbol, files in rows]


def share(group: list[Name]) -> float:
    """The part of all uses that names which are there make up; 1 if there are no uses."""
    total = sum(name.files for name in group)
    return sum(name.files for name in group if name.there) / total if total else 1.0


def report(missing: int) -> str:
    """The table by families, and the names that are missed most."""
    everything = names()
    families: dict[str, list[Name]] = defaultdict(list)
    for name in everything:
        families[name.family].append(name)
    lines = [f"{'family':24} {'uses':>6} {'there':>6}   names"]
    for family, group in sorted(families.items(), key=lambda f: -sum(n.files for n in f[1])):
        uses = sum(name.files for name in group)
        if uses:
            there = sum(name.there for name in group)
            lines.append(f"{family:24} {uses:6} {share(group):6.1%}   {there} of {len(group)}")
    lines.append(f"{'all':24} {sum(n.files for n in everything):6} {share(everything):6.1%}")
    wanted = sorted((n for n in everything if not n.there), key=lambda n: -n.files)[:missing]
    lines.append("missed most: " + ", ".join(f"{n.symbol} ({n.files})" for n in wanted))
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.coverage", description=__doc__)
    parser.add_argument("--missing", type=int, default=20, metavar="N", help="names to list")
    print(report(parser.parse_args().missing))
