"""Rows by number: sums, means, products and extremes of those that have the same."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import E, I, T, V, X, feed

FAMILY = Family("segments", Tolerance(2, "array", "rows are added up and divided in one order"))
case = FAMILY.case
wrong = FAMILY.wrong
dtypes = FAMILY.dtypes


def D(tf: Any) -> Any:
    """[5, 2], with ties and a zero in each column."""
    rows = [[1.5, 0.0], [0.0, -2.0], [2.5, 0.5], [2.5, 4.0], [-1.25, 4.0]]
    return feed(tf, "d", rows)


def N(tf: Any) -> Any:
    """Numbers of its rows, in order, one left out."""
    return feed(tf, "n", [0, 0, 2, 2, 2], "int32")


def J(tf: Any) -> Any:
    """Numbers of its rows in any order."""
    return feed(tf, "j", [3, 0, 3, 1, 3], "int64")


for _kind in ("mean", "max", "min", "prod"):

    def _sorted(tf: Any, *args: Any, kind: str = _kind, **more: Any) -> Any:
        return getattr(tf, f"segment_{kind}")(*args, **more)

    case(f"segment_{_kind}", _sorted, D, N)
    case(f"segment_{_kind} named", lambda tf, f=_sorted: f(tf, V(tf), [1, 2, 2], name="here"))
    case(f"segment_{_kind} of rank 3", lambda tf, f=_sorted: f(tf, T(tf), [0, 0]))
    case(f"segment_{_kind} of ints", lambda tf, f=_sorted: f(tf, I(tf), [0, 0]))
    case(f"segment_{_kind} of none", lambda tf, f=_sorted: f(tf, E(tf), feed(tf, "j", [], "int32")))
    case(
        f"math.segment_{_kind}", lambda tf, k=_kind: getattr(tf.math, f"segment_{k}")(X(tf), [0, 0])
    )
    dtypes(f"segment_{_kind}", lambda tf, x, f=_sorted: f(tf, x, [1]))
    wrong(f"segment_{_kind} falling", lambda tf, f=_sorted: f(tf, V(tf), [1, 0, 2]))
    wrong(f"segment_{_kind} negative", lambda tf, f=_sorted: f(tf, V(tf), [-1, 0, 2]))
    wrong(f"segment_{_kind} of rank 2", lambda tf, f=_sorted: f(tf, V(tf), [[0, 1, 2]]))

for _kind in ("mean", "max", "min", "prod", "sqrt_n"):

    def _unsorted(tf: Any, *args: Any, kind: str = _kind, **more: Any) -> Any:
        return getattr(tf, f"unsorted_segment_{kind}")(*args, **more)

    case(f"unsorted_segment_{_kind}", lambda tf, f=_unsorted: f(tf, D(tf), J(tf), 5))
    case(
        f"unsorted_segment_{_kind} left out",
        lambda tf, f=_unsorted: f(tf, D(tf), feed(tf, "n", [0, -1, 1, 1, -2], "int32"), 3),
    )
    case(f"unsorted_segment_{_kind} named", lambda tf, f=_unsorted: f(tf, V(tf), [1, 0, 1], 2, "n"))
    case(
        f"unsorted_segment_{_kind} of rank 2",
        lambda tf, f=_unsorted: f(tf, T(tf), feed(tf, "n", [[0, 1, 0], [1, 3, 3]], "int32"), 4),
    )
    case(
        f"unsorted_segment_{_kind} counted in the run",
        lambda tf, f=_unsorted: f(tf, D(tf), N(tf), feed(tf, "k", 4, "int32")),
    )
    if _kind != "sqrt_n":
        case(f"unsorted_segment_{_kind} of ints", lambda tf, f=_unsorted: f(tf, I(tf), [0, 0], 2))
    case(
        f"math.unsorted_segment_{_kind}",
        lambda tf, k=_kind: getattr(tf.math, f"unsorted_segment_{k}")(X(tf), [0, 0], 1),
    )
    dtypes(f"unsorted_segment_{_kind}", lambda tf, x, f=_unsorted: f(tf, x, [1], 2))
    wrong(f"unsorted_segment_{_kind} too large", lambda tf, f=_unsorted: f(tf, V(tf), [0, 1, 3], 3))
    wrong(f"unsorted_segment_{_kind} of shapes", lambda tf, f=_unsorted: f(tf, V(tf), [0, 1], 3))
