"""What promises of several operators say of the operator that is made of them."""

from __future__ import annotations

from typing import Any

__all__ = ["agree", "all_of", "always", "commuting"]


def agree(hint: str, given: bool | None, operator: Any) -> bool | None:
    """The promise given, or else the operator's; ValueError if they contradict each other."""
    known = getattr(operator, hint)
    if None not in (given, known) and given != known:
        raise ValueError(f"{hint}={given} contradicts {operator.name}, which has {hint}={known}.")
    return known if given is None else given


def always(kind: str, truth: dict[str, bool], given: dict[str, bool | None]) -> None:
    """ValueError where a promise contradicts what is true of all operators of a kind."""
    for hint, value in truth.items():
        if given[hint] is not None and given[hint] != value:
            raise ValueError(f"{kind} operator always has {hint}={value}, not {given[hint]}.")


def all_of(hint: str, operators: Any) -> bool | None:
    """True if it is promised of all, else None."""
    return True if all(getattr(operator, hint) for operator in operators) else None


def commuting(a: Any, b: Any) -> dict[str, Any]:
    """The promises of a product of two operators that may change places."""
    operators = (a, b)
    self_adjoint = all_of("is_self_adjoint", operators)
    definite = all_of("is_positive_definite", operators) if self_adjoint else None
    singular = False in (a.is_non_singular, b.is_non_singular)
    return {
        "is_non_singular": False if singular else all_of("is_non_singular", operators),
        "is_self_adjoint": self_adjoint,
        "is_positive_definite": definite,
        "is_square": all_of("is_square", operators),
    }
