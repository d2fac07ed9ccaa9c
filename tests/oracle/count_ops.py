"""How many comparisons of the op table there are: `python -m tests.oracle.count_ops [OP...] [-v]`.

Needs no TensorFlow: the answers are recorded. `-v` shows every mismatch.
"""

from __future__ import annotations

import argparse
from collections import Counter

from tests.oracle import op_records
from tests.oracle.op_compare import ASPECTS, compared
from tests.oracle.op_questions import asked


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle.count_ops", description=__doc__)
    parser.add_argument("ops", nargs="*")
    parser.add_argument("-v", action="store_true", help="show every mismatch")
    args = parser.parse_args()
    answers = op_records.read()
    total: Counter[str] = Counter()
    named: Counter[str] = Counter()
    unnamed: Counter[str] = Counter()
    points = set()
    finer = 0
    ops = [name for name in asked() if name in answers and name in (args.ops or answers)]
    for name in ops:
        for result in compared(asked()[name], answers[name]):
            points.add((name, result.question.id))
            total[result.aspect] += 1
            finer += result.finer
            if result.difference:
                (named if result.reason else unnamed)[result.aspect] += 1
                if args.v and not result.reason:
                    print(f"{name} {result.question.id} {result.aspect}: {result.difference[:400]}")
    print(f"{len(ops)} ops, {len(points)} questions (op, dtype, sample); {finer} finer shapes")
    print(f"{'aspect':10} {'compared':>9} {'differ, known why':>18} {'mismatches':>11}")
    for aspect in ASPECTS:
        print(f"{aspect:10} {total[aspect]:9} {named[aspect]:18} {unnamed[aspect]:11}")
    print(f"{'all':10} {total.total():9} {named.total():18} {unnamed.total():11}")
    return min(1, unnamed.total())


if __name__ == "__main__":
    raise SystemExit(main())
