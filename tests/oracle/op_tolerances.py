"""How far the op table's numbers may differ from TensorFlow's, and what else does, each with why."""

from __future__ import annotations

from fnmatch import fnmatchcase

from tests.oracle.cases import Tolerance

DEFAULT = Tolerance(4, "element", "NumPy's functions and TensorFlow's are each rounded in their way")
TOLERANCES: dict[str, Tolerance] = {}
DIFFERENCES: dict[tuple[str, str, str], str] = {}


def tolerance(op: str) -> Tolerance:
    """That of an op."""
    return TOLERANCES.get(op, DEFAULT)


def known(op: str, question: str, aspect: str) -> str:
    """Why an op differs there; "" if it should not."""
    for (ops, questions, aspects), reason in DIFFERENCES.items():
        if op in ops.split() and aspect in aspects.split():
            if any(fnmatchcase(question, pattern) for pattern in questions.split(", ")):
                return reason
    return ""
