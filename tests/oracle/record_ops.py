"""Ask TensorFlow about the op table: `python -m tests.oracle.record_ops [OP...]`.

Needs an interpreter with `tensorflow-cpu==2.21.*`, started at the root of the repository. Writes
`recorded_ops.json.gz` (`--out FILE`: there instead); with names of ops, only theirs anew, with
`--new` only those of ops that have none.

Each op is asked in a process of its own: some inputs end TensorFlow's. Questions that it has no
kernel for are left out.
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import re
import sys
from pathlib import Path
from typing import Any

from tests.oracle.op_answers import There, answer
from tests.oracle.op_questions import DTYPES, asked, questions
from tests.oracle.op_records import PATH, read, write
from tests.oracle.record import plain_session, share, tensorflow, without_bases

LIMIT = 120  # seconds for one op


def ask(name: str, done: Any, skip: int, to: Any) -> None:
    """In a child: sends (id, answer) for each question from number `skip` on, None at the end."""
    tf = tensorflow()
    there = There(tf, lambda: plain_session(tf))
    record = asked()[name]
    allowed = there.allowed(name, DTYPES)
    to.send(("", allowed))
    for number, question in enumerate(questions(record, allowed)):
        if number >= skip:
            to.send((question.id, None))
            code = without_bases(answer(there, question))
            again = without_bases(answer(there, question, masks=False))
            to.send((question.id, {"in": question.checksum, **stable(code, again)}))
    to.send(None)


def stable(code: dict[str, Any], again: dict[str, Any]) -> dict[str, Any]:
    """The answer without what a second run gives otherwise: memory that TensorFlow never wrote."""
    for key in ("out", "grads"):
        if json.dumps(code.get(key)) != json.dumps(again.get(key)):
            code.pop(key, None)
    return code


CANNOT = re.compile(
    "No OpKernel|only supports|not yet support|not support|nsupported|not (yet )?implemented|"
    "only implemented"
)


def cannot(code: dict[str, Any]) -> bool:
    """Whether TensorFlow says only that it has no kernel for this."""
    unimplemented = code.get("raises") == "errors.UnimplementedError"
    return unimplemented or bool(CANNOT.search(code.get("text", "")))


def record_op(name: str) -> dict[str, Any]:
    """The recorded answers of one op, by question, the types that it allows under ""."""
    found: dict[str, Any] = {}
    skip, last = 0, ""
    while True:
        here, there = multiprocessing.Pipe(False)
        child = multiprocessing.Process(target=ask, args=(name, None, skip, there))
        child.start()
        there.close()
        try:
            while here.poll(LIMIT):
                item = here.recv()
                if item is None:
                    child.join()
                    return found
                last, code = item
                if code is None:
                    skip += 1
                elif last == "":
                    found[""] = code
                elif cannot(code):
                    print(f"{name} {last}: cannot: {_reason(code)}", file=sys.stderr)
                else:
                    if "raises" in code and "/" not in last:
                        print(f"{name} {last}: {code['raises']}: {_reason(code)}", file=sys.stderr)
                    code.pop("text", None)
                    found[last] = code
            print(f"{name} {last}: no answer in {LIMIT} s", file=sys.stderr)
        except EOFError:
            print(f"{name} {last}: the process ended", file=sys.stderr)
            if not last:
                raise SystemExit(f"{name} cannot be asked") from None
        child.kill()
        child.join()


def _reason(code: dict[str, Any]) -> str:
    """What an error says, without where: the line after the node's name in a run."""
    lines = str(code["text"]).splitlines() or [""]
    after = [b for a, b in itertools.pairwise(lines) if a.startswith("Node: ")]
    return (after or lines)[0][:200]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle.record_ops", description=__doc__)
    parser.add_argument("ops", nargs="*")
    parser.add_argument("--new", action="store_true", help="those that are not recorded")
    parser.add_argument("--out", type=Path, default=PATH, help="file to write")
    parser.add_argument("--count", type=int, default=0, help="so many ops, evenly spread; 0: all")
    args = parser.parse_args()
    multiprocessing.set_start_method("fork")
    tensorflow()  # once, for all children
    kept = read(PATH) if (args.ops or args.new) and PATH.exists() else {}
    names = [name for name in asked() if name in args.ops or not args.ops]
    if args.new:
        names = [name for name in asked() if name not in kept]
    fresh = {name: record_op(name) for name in share(names, args.count)}
    answers = {name: fresh.get(name, kept.get(name)) for name in asked()}
    write(args.out, {name: code for name, code in answers.items() if code})
    print(f"{len(fresh)} ops, {sum(len(a) - 1 for a in fresh.values())} answers")
    return 0


if __name__ == "__main__":
    sys.exit(main())
