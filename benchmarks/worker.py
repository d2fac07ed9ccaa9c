"""One engine in a process of its own: `python -m benchmarks.worker ENGINE`.

It answers one JSON line on its output to each on its input: `{"prepare": CASE}`, `{"rounds": n}`,
and `{"memory": CASE, "steps": n}`, which a fresh process must be asked for. Processor time is taken
here, around nothing but the steps.
"""

import gc
import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.cases import CASES, Case
from benchmarks.peak import Mark

MODULES = {"minigraph": "minigraph", "tensorflow": "tensorflow.compat.v1"}


class SessionProgram:
    """A model in a graph and a session of its own, in minigraph or TensorFlow."""

    def __init__(self, tf: Any, case: Case) -> None:
        with tf.Graph().as_default() as graph:
            self.model = case.model(tf)
            start = tf.global_variables_initializer()
        one_thread = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
        self.session = tf.Session(graph=graph, config=one_thread)
        self.session.run(start)

    def run(self, steps: int) -> None:
        """Take `steps` steps, from the first feed on."""
        session_run, (step, _, feeds) = self.session.run, self.model
        for number in range(steps):
            session_run(step, feeds[number % len(feeds)])

    def results(self) -> list[np.ndarray]:
        """The values that engines are compared by."""
        return [np.asarray(value) for value in self.session.run(self.model.results)]


def module_of(engine: str) -> Any:
    """The module that is `tf` in `engine`: minigraph or tensorflow."""
    tf = importlib.import_module(MODULES[engine])
    if engine == "tensorflow":
        tf.logging.set_verbosity(tf.logging.ERROR)
        tf.disable_v2_behavior()
    return tf


def maker(engine: str) -> Callable[[Case], Any]:
    """A function that sets a case's program up in `engine`: numpy, minigraph or tensorflow."""
    if engine == "numpy":
        return lambda case: case.by_hand()
    tf = module_of(engine)
    return lambda case: SessionProgram(tf, case)


class Bench:
    """Takes the rounds of one case in one engine."""

    def __init__(self, make: Callable[[Case], Any], case: Case) -> None:
        self.make, self.case = make, case
        self.program = make(case)
        self.program.run(case.steps)  # what happens once is not part of a later step

    def round(self) -> float:
        """Seconds of processor time that one step took, or a whole start from nothing."""
        if self.case.from_nothing:
            self.program = None
        gc.collect()
        start = time.process_time()
        if self.case.from_nothing:
            self.program = self.make(self.case)
        self.program.run(self.case.steps)
        return (time.process_time() - start) / self.case.steps

    def sizes(self) -> list[float]:
        """The root mean square of each result: small enough to send, wrong where a value is."""
        values = [np.asarray(value, np.float64) for value in self.program.results()]
        return [float(np.sqrt(np.square(value).mean())) for value in values]


def memory(make: Callable[[Case], Any], case: Case, steps: int) -> dict[str, Any]:
    """Bytes that a case takes at its peak, above what the process has without it."""
    side = np.ones((1024, 1024), np.float32)
    np.matmul(side, side, out=np.empty_like(side))
    make(CASES["square"]).run(1)
    case.by_hand()  # the data stays in memory, see `data.kept`
    del side
    gc.collect()
    mark = Mark()
    make(case).run(steps)
    return {"bytes": mark.above(), "exact": mark.exact}


def main(engine: str) -> None:
    """Answer requests until the input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints must not look like an answer
    make = maker(engine)
    module = sys.modules.get(MODULES.get(engine, "numpy").split(".")[0])
    answer: dict[str, Any] = {
        "version": getattr(module, "__version__", None),
        "python": sys.version.split()[0],
        "numpy": np.__version__,
    }
    bench: Any = None
    print(json.dumps(answer), file=answers, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if "prepare" in request:
            bench = None  # frees the last case before the next is made
            bench = Bench(make, CASES[request["prepare"]])
            answer = {"sizes": bench.sizes()}
        elif "memory" in request:
            answer = memory(make, CASES[request["memory"]], request["steps"])
        else:
            answer = {"seconds": [bench.round() for _ in range(request["rounds"])]}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
