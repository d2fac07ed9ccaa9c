"""Ask TensorFlow and write down its answers: `python -m tests.oracle.record [FAMILY...]`.

Needs an interpreter with `tensorflow-cpu==2.21.*`, started at the root of the repository. Writes
`recorded/FAMILY.json` (`--out FOLDER`: there instead). Refuses to record what a case did not
intend: an error in a case that should run, no error in one that should fail.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from tests.oracle import programs
from tests.oracle.cases import Case
from tests.oracle.compare import differences
from tests.oracle.observe import observe

RECORDED = Path(__file__).parent / "recorded"


def tensorflow() -> Any:
    """TensorFlow's v1 API as TF1 behaved, silent."""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    os.environ["TF_USE_LEGACY_KERAS"] = "1"
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    warnings.simplefilter("ignore")
    import tensorflow.compat.v1 as tf

    logging.getLogger("tensorflow").setLevel(logging.CRITICAL)
    tf.disable_v2_behavior()
    return tf


def plain_session(tf: Any) -> Any:
    """A session that computes the graph as it was built: no rewriting, one thread."""
    config = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
    config.graph_options.rewrite_options.disable_meta_optimizer = True
    config.graph_options.optimizer_options.opt_level = -1
    return tf.Session(config=config)


def without_bases(code: Any) -> Any:
    """Drop the base classes of exceptions, which only a replay needs."""
    if isinstance(code, dict):
        return {k: without_bases(v) for k, v in code.items() if k != "bases"}
    if isinstance(code, list):
        return [without_bases(v) for v in code]
    return code


def settle_masks(case: Case, code: dict[str, Any]) -> list[str]:
    """Keep of the masked runs only their shapes, once they gave what the plain run gave.

    Masks that TensorFlow itself cannot run are marked, and told.
    """
    told = []
    for mask, seen in code.get("masks", {}).items():
        for key in ("values", "grads"):
            if key not in seen:
                continue
            off = differences(code.get(key), seen.pop(key), case.tolerance, key == "grads")
            if off:
                seen[f"no {key}"] = 1
                told.append(f"under mask {mask}, {key}: {off[0][:300]}")
    return told


def complaints(case: Case, code: Any) -> list[str]:
    """Why the answer cannot be what the case meant."""
    failed = isinstance(code, dict) and "raises" in code
    if case.kind == "ask":
        if failed and code["raises"] in ("NameError", "SyntaxError"):
            return [f"a slip: {code['raises']}"]
        if failed != case.run[1].startswith("!"):
            return [f"gives {json.dumps(code)[:300]}"]
    if case.kind == "wrong" and not failed:
        return ["no error"]
    return []


def record_case(tf: Any, case: Case) -> tuple[Any, list[str]]:
    """What TensorFlow shows for a case, and what is odd about it."""
    try:
        code = observe(tf, case, session=lambda: plain_session(tf))
    except Exception as error:
        return None, [f"FAILED {type(error).__name__}: {str(error)[:600]}"]
    told = [f"FAILED {line}" for line in complaints(case, code)]
    if case.kind == "case":
        told += settle_masks(case, code)
    if case.kind == "dtypes":
        # No kernel for a dtype is no rule of the language: minigraph may have one.
        code = {d: c for d, c in code.items() if not (isinstance(c, dict) and c["stage"] == "run")}
    return without_bases(code), told


def share(items: list[Any], count: int) -> list[Any]:
    """`count` of the items, evenly spread; 0: all."""
    return items if not count else items[:: -(-len(items) // count)]


def record(tf: Any, name: str, folder: Path, count: int = 0) -> int:
    """Record `count` cases of a family (0: all) into `folder`; the number of those that failed."""
    lines, failures = [], 0
    for case in share(list(programs.load(name).cases.values()), count):
        code, told = record_case(tf, case)
        for line in told:
            print(f"{name}/{case.name}: {line}", file=sys.stderr)
        failures += any(line.startswith("FAILED") for line in told)
        text = json.dumps(code, separators=(",", ":"), allow_nan=False)
        lines.append(f"{json.dumps(case.name)}: {text}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{name}: {len(lines)} cases, {failures} failed")
    return failures


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle.record", description=__doc__)
    parser.add_argument("families", nargs="*", default=programs.NAMES)
    parser.add_argument("--out", type=Path, default=RECORDED, help="folder to write to")
    parser.add_argument("--count", type=int, default=0, help="so many cases of each; 0: all")
    args = parser.parse_args()
    tf, names = tensorflow(), args.families or programs.NAMES
    return min(1, sum(record(tf, name, args.out, args.count) for name in names))


if __name__ == "__main__":
    sys.exit(main())
