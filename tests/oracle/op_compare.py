"""minigraph's answers beside TensorFlow's recorded ones: every mismatch, by aspect.

values   the results' types, shapes and numbers
shapes   the static shape with all input shapes known, and under every mask: equal or more precise
grads    gradients; where TensorFlow has none (LookupError) or fails, minigraph is free
errors   the class, of questions that TensorFlow refuses; minigraph may refuse earlier
refused  minigraph refuses what TensorFlow computes
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.oracle.compare import differences
from tests.oracle.op_answers import Here, answer
from tests.oracle.op_questions import Question, questions
from tests.oracle.op_tolerances import known, tolerance

ASPECTS = ("values", "shapes", "grads", "errors", "refused")
# What minigraph may raise when it builds a node for what TensorFlow raises in the run.
TINY = {"float32": 2.0**-126, "float64": 2.0**-1022, "complex64": 2.0**-126}
EARLY = ("ValueError", "TypeError", "errors.InvalidArgumentError")


class Result(NamedTuple):
    """One aspect of one question: what differs ("" if nothing) and why that is known to be so."""

    question: Question
    aspect: str
    difference: str
    reason: str = ""
    finer: int = 0  # static shapes that are more precise than TensorFlow's


def compared(record: Any, answers: dict[str, Any]) -> Iterator[Result]:
    """Every comparison of one op with what is recorded of it."""
    for question in questions(record, answers[""]):
        want = answers.get(question.id)
        if want is None:
            continue  # TensorFlow has no kernel for it, or it ends the process
        if want["in"] != question.checksum:
            yield Result(question, "values", "recorded for other inputs: record the op again")
            continue
        yield from _question(question, want)


def _question(question: Question, want: dict[str, Any]) -> Iterator[Result]:
    name = question.record.name
    got = answer(Here(), question)
    for aspect, difference, finer in _aspects(question, want, got):
        reason = known(name, question.id, aspect) if difference else ""
        yield Result(question, aspect, difference, reason, finer)


def _aspects(
    question: Question, want: dict[str, Any], got: dict[str, Any]
) -> Iterator[tuple[str, str, int]]:
    if "raises" in want:
        yield "errors", _errors(want, got), 0
        return
    if "raises" in got:
        yield "refused", f"{got['raises']} at {got['stage']}: {got['text'][:300]}", 0
        return
    tol = tolerance(question.record.name)
    if "out" in want:
        yield "values", _arrays(want["out"], got["out"], tol), 0
    masks = ["full", *map(str, range(len(want.get("masks", []))))]
    pairs = zip(
        masks,
        [want["static"], *want.get("masks", [])],
        [got["static"], *got.get("masks", [])],
        strict=True,
    )
    texts, finer = [], 0
    for mask, theirs, ours in pairs:
        better = at_least(ours, theirs)
        texts += [] if better is not None else [f"mask {mask}: oracle {theirs}, here {ours}"]
        finer += bool(better)
    yield "shapes", "; ".join(texts), finer
    if isinstance(want.get("grads"), list):
        yield "grads", _arrays(want["grads"], got.get("grads"), tol, True), 0


def _errors(want: dict[str, Any], got: dict[str, Any]) -> str:
    if "raises" not in got:
        return f"oracle {want['raises']} at {want['stage']}, here no error"
    if want["raises"] in got["bases"] and got["stage"] == want["stage"]:
        return ""
    if got["stage"] == "build" and want["stage"] == "run" and got["raises"] in EARLY:
        return ""
    return (
        f"oracle {want['raises']} at {want['stage']}, here {got['raises']} at {got['stage']}: "
        f"{got['text'][:200]}"
    )


def _arrays(want: list[Any], got: Any, tol: Any, grads: bool = False) -> str:
    """The first result or gradient that differs, by its worst element."""
    if not isinstance(got, list) or len(want) != len(got):
        return f"oracle {str(want)[:200]}, here {str(got)[:200]}"
    pairs = zip(map(_flushed, want), map(_flushed, got), strict=True)
    for number, (theirs, ours) in enumerate(pairs):
        if differences([theirs], [ours], tol, grads):
            return f"{number}: {_where(theirs, ours)}"
    return ""


def _flushed(code: Any) -> Any:
    """Without numbers below the smallest normal one: TensorFlow's threads flush them to zero."""
    kind = code["a"].split()[0] if code else ""
    if kind not in TINY:
        return code
    tiny = TINY[kind]

    def one(number: Any) -> Any:
        if isinstance(number, list):
            return [one(part) for part in number]
        return 0.0 if not isinstance(number, str) and abs(number) < tiny else number

    return {**code, "v": [one(number) for number in code["v"]]}


def _where(theirs: Any, ours: Any) -> str:
    if theirs is None or ours is None or theirs["a"] != ours["a"]:
        return f"oracle {str(theirs)[:100]}, here {str(ours)[:100]}"
    pairs = list(zip(theirs["v"], ours["v"], strict=True))
    index = max(range(len(pairs)), key=lambda i: _far(*pairs[i]))
    a, b = pairs[index]
    return f"{theirs['a']} element {index}: oracle {a}, here {b}"


def _far(a: Any, b: Any) -> float:
    """How far apart two encoded numbers are, one by the size of the other."""
    if a == b:
        return 0.0
    if isinstance(a, list):
        return max(map(_far, a, b))
    if isinstance(a, str) or isinstance(b, str):
        return float("inf")
    return float(abs(a - b) / max(abs(a), abs(b)))


def at_least(ours: str, theirs: str) -> bool | None:
    """Whether our static shapes say more than TensorFlow's; None if they say less or otherwise."""
    if ours == theirs:
        return False
    if theirs.startswith("!") or ours.startswith("!"):
        return None if ours.startswith("!") else True
    if len(ours.split("; ")) != len(theirs.split("; ")):
        return None
    for mine, other in zip(ours.split("; "), theirs.split("; "), strict=True):
        (kind, _, dims), (wanted, _, less) = mine.partition(" "), other.partition(" ")
        if kind != wanted:
            return None
        if less == "*":
            continue
        sizes, fewer = dims.split(","), less.split(",")
        if len(sizes) != len(fewer) or dims == "*":
            return None
        if any(a != b and b != "?" for a, b in zip(sizes, fewer, strict=True)):
            return None
    return True
