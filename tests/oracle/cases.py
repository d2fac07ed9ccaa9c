"""The forms in which a program can be put to the oracle, and the families that hold them.

Six forms, from the cheapest to the freest; `tf` is TensorFlow's v1 API or minigraph, and each
program gets a fresh graph:

  case("abs", lambda tf, x: tf.abs(x), X)    an expression on fed inputs: forward nodes, names,
                                             shapes, values, gradients, unknown shapes
  dtypes("abs", lambda tf, x: tf.abs(x))     one expression over every dtype that TensorFlow takes
  ask("shape", "tf.TensorShape([1])", ...)   lines of Python; `!` marks a line that must raise
  wrong("feed", lambda tf: ...)              must fail; class and stage (build or run) count
  either("int + float", lambda tf: ...)      nodes and values if it is allowed, else class and stage
  @script def name(tf, np): yield ...        anything; what it yields is compared, in order

Whatever a case does not compare is switched off by hand, with the reason as `why`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

ASPECTS = ("forward", "nodes", "grads", "masks")


@dataclass(frozen=True)
class Tolerance:
    """How far floats may differ: `ulps` units in the last place of `scale`, because of `why`.

    `scale` is "element" (each number for itself) or "array" (the largest number of the array:
    right where numbers are summed, as cancellation leaves an error of that size). `grad_ulps`
    holds for gradients, always on the scale of the array.
    """

    ulps: float
    scale: str
    why: str
    grad_ulps: float = 16


@dataclass(frozen=True)
class Case:
    """One program: `kind` says which form it has, `run` is its code."""

    family: str
    name: str
    kind: str
    run: Any
    tolerance: Tolerance
    skip: frozenset[str] = frozenset()
    types: bool = True
    repeat: int = 1
    early: str = ""
    why: str = ""

    def __post_init__(self) -> None:
        if (self.skip or self.early or not self.types) and not self.why:
            raise ValueError(f"{self.family}/{self.name} compares less than it could: say why")

    @property
    def aspects(self) -> tuple[str, ...]:
        """What is compared, each under an id of its own."""
        if self.kind != "case":
            return ("forward",)
        return tuple(a for a in ASPECTS if a not in self.skip)


@dataclass
class Family:
    """The cases of one file of `programs/` and the tolerance that they share."""

    name: str
    tolerance: Tolerance
    cases: dict[str, Case] = field(default_factory=dict)

    def _add(
        self, name: str, kind: str, run: Any, tol: Tolerance | None = None, **more: Any
    ) -> None:
        if name in self.cases:
            raise ValueError(f"{self.name}/{name} is there already")
        self.cases[name] = Case(self.name, name, kind, run, tol or self.tolerance, **more)

    def case(
        self,
        name: str,
        build: Callable[..., Any],
        *inputs: Callable[[Any], Any],
        nodes: bool = True,
        grad: bool = True,
        masks: bool = True,
        types: bool = True,
        repeat: int = 1,
        tol: Tolerance | None = None,
        why: str = "",
    ) -> None:
        """An expression: `build(tf)` makes inputs (see inputs.py) and gives what to fetch.

        With `inputs` (functions of `tf`), `build` gets what they made: `build(tf, x, y)`.
        Compared: name, op type, dtype, static shape and value of each output (of `repeat` runs),
        the nodes built, gradients of every float output by every float input and variable, and
        the static shapes and values when less and less of the inputs' shapes is known.
        """
        on = {"nodes": nodes, "grads": grad, "masks": masks}
        skip = frozenset(aspect for aspect, wanted in on.items() if not wanted)

        def run(tf: Any) -> Any:
            return build(tf, *(make(tf) for make in inputs))

        self._add(name, "case", run, tol, skip=skip, types=types, repeat=repeat, why=why)

    def dtypes(self, name: str, build: Callable[[Any, Any], Any]) -> None:
        """`build(tf, x)` with x of every dtype: value where TF has one, class where it refuses."""
        self._add(f"dtypes/{name}", "dtypes", build)

    def ask(self, name: str, *lines: str, setup: str = "") -> None:
        """Each line is a case: evaluated after `setup` (statements) with tf, np; `!` must raise."""
        text = "\n".join(lines)
        for line in filter(None, map(str.strip, text.splitlines())):
            self._add(f"{name}: {line}", "ask", (inspect.cleandoc(setup), line))

    def wrong(
        self, name: str, build: Callable[[Any], Any], *, early: str = "", why: str = ""
    ) -> None:
        """A program that must fail: `build(tf)` raises, or running what it returns does.

        `early` names the class that minigraph raises at build for what TensorFlow only finds in
        the run; `why` says how it can know.
        """
        self._add(name, "wrong", build, early=early, why=why)

    def either(
        self, name: str, build: Callable[[Any], Any], *, early: str = "", why: str = ""
    ) -> None:
        """A program out of a sweep, some of which are refused: what it gives, or how it fails.

        `early` as for `wrong`.
        """
        self._add(name, "either", build, early=early, why=why)

    def script(self, generator: Callable[[Any, Any], Iterator[Any]]) -> Callable[..., Any]:
        """Decorator: a generator `(tf, np)` whose yields are compared one by one."""
        self._add(generator.__name__, "script", generator)
        return generator


EXACT = Tolerance(0, "element", "nothing here computes with floats that are not exact")
