"""What a deliberately wrong program is, how it runs, and which exception TensorFlow answers.

A program is a function of (tf, run): it builds a graph and returns the call that must fail. The
statement that makes the node at fault carries the comment `# made`, and where the call that fails is
to be shown as well, that carries `# fails`. Recorded beside the tests is the exception class that
TensorFlow 2's `compat.v1` raises for the same program; to record it again, `python -m tests.wrong`
with a Python that has TensorFlow. A program that is to end in another class says so, and why.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

RECORDED = Path(__file__).parent / "data" / "wrong_programs.json"
MODULES = ("test_wrong_programs", "test_wrong_runs", "test_wrong_flow")


class Wrong(NamedTuple):
    """A wrong program and what its message must say."""

    program: Callable[..., Callable[[], Any]]
    says: tuple[str, ...]
    instead: str | None = None
    """The class that minigraph raises on purpose in place of TensorFlow's."""

    @property
    def name(self) -> str:
        return self.program.__name__

    @property
    def places(self) -> list[str]:
        """`file.py:line` of the statements marked `# made` and `# fails`."""
        lines, first = inspect.getsourcelines(self.program)
        file = Path(self.program.__code__.co_filename).name
        return [
            f"{file}:{first + i}"
            for i, line in enumerate(lines)
            if line.endswith(("# made\n", "# fails\n"))
        ]


def wrong(cases: list[Wrong], *says: str, instead: str | None = None) -> Callable[[Any], Any]:
    """Lists a program whose message must contain each of `says`."""

    def listed(program: Any) -> Any:
        cases.append(Wrong(program, says, instead))
        return program

    return listed


class Runner:
    """A session on the program's graph; every run through it also counts a variable up."""

    def __init__(self, tf: Any, graph: Any):
        self.tf, self.graph = tf, graph
        self.session = tf.Session(graph=graph)
        self.kept = tf.Variable([1.0, 2.0], trainable=False, name="kept")
        self.bump = self.kept.assign_add([1.0, 1.0])
        self.session.run(self.kept.initializer)

    def start(self) -> None:
        """Initializes the program's variables."""
        with self.graph.as_default():
            init = self.tf.global_variables_initializer()
        self.session.run(init)

    def __call__(self, fetch: Any, feed: Any = None) -> Any:
        return self.session.run([self.bump, fetch], feed)

    def values(self) -> dict[str, np.ndarray | None]:
        """Every variable's value; None for one without."""
        found: dict[str, np.ndarray | None] = {}
        for variable in self.graph.get_collection("variables"):
            try:
                found[variable.name] = self.session.run(variable)
            except self.tf.errors.FailedPreconditionError:
                found[variable.name] = None
        return found


def class_name(error: BaseException) -> str:
    """The error's class by the name that TF1 and Python gave it."""
    for kind in type(error).__mro__:
        if kind.__module__ == "builtins" or hasattr(kind, "error_code"):
            if not kind.__name__.startswith("_"):
                return kind.__name__
    raise AssertionError(error)


def failure(tf: Any, case: Wrong) -> tuple[BaseException, Callable[[], bool]]:
    """The exception that the program raises; what tells if the variables are as they were."""
    tf.reset_default_graph()
    run = Runner(tf, tf.get_default_graph())
    act = case.program(tf, run)
    before = run.values()
    try:
        act()
    except Exception as error:
        caught = error
    else:
        raise AssertionError(f"{case.name} is not wrong: it passed")
    return caught, lambda: same(before, run.values())


def same(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether both hold the same variables with the same values, bit for bit."""
    return all(
        after[name] is None if value is None else np.array_equal(value, after[name])
        for name, value in before.items()
    )


def check(tf: Any, case: Wrong) -> None:
    """Asserts class, message, place and untouched variables."""
    error, untouched = failure(tf, case)
    recorded = json.loads(RECORDED.read_text())
    assert case.name in recorded, f"{case.name} is not recorded: run python -m tests.wrong"
    answered, theirs = class_name(error), recorded[case.name]
    assert case.instead != theirs, f"{case.name} is no deviation: TensorFlow raises {theirs} too"
    wanted = case.instead or theirs
    assert answered == wanted, f"{answered} instead of {wanted}: {error}"
    missing = [words for words in case.says if words not in str(error)]
    missing += [p for p in case.places if not re.search(re.escape(p) + r"\b", str(error))]
    assert not missing, f"{missing} not said in: {error}"
    assert untouched(), f"a variable changed before: {error}"


def record() -> None:
    """Asks TensorFlow for the class of every program's exception, and writes the file."""
    import tensorflow.compat.v1 as tf

    tf.disable_v2_behavior()
    answers = {}
    for module in MODULES:
        for case in importlib.import_module(f"tests.{module}").CASES:
            answers[case.name] = class_name(failure(tf, case)[0])
    RECORDED.write_text(json.dumps(answers, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    record()
