"""What operators become: rules, by the classes of the operators that take part.

A rule makes an operator of one or two others: "adjoint", "inverse", "cholesky", "product" (left
times right), "quotient" (the inverse of left, times right). The most special rule counts, so each
pair of classes can know better than the general one.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

__all__ = ["apply", "rule"]

_Rule = Callable[..., Any]
_rules: dict[str, dict[tuple[type, ...], _Rule]] = {}


def rule(kind: str, *classes: type) -> Callable[[_Rule], _Rule]:
    """A decorator: this function makes the `kind` of operators of these classes."""

    def add(function: _Rule) -> _Rule:
        _rules.setdefault(kind, {})[classes] = function
        return function

    return add


def apply(kind: str, *operators: Any) -> Any:
    """The result of the rule whose classes are nearest to those of the operators."""
    rows = _rules[kind]
    steps = [enumerate(type(operator).__mro__) for operator in operators]
    found = [
        (sum(distance for distance, _ in way), rows[tuple(c for _, c in way)])
        for way in product(*(list(s) for s in steps))
        if tuple(c for _, c in way) in rows
    ]
    return min(found, key=lambda row: row[0])[1](*operators)
