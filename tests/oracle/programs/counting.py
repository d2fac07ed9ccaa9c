"""How often numbers come, how they follow each other; shifts, running log-sums, safe products."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import B, C, E, I, P, S, T, U, V, X, feed

FAMILY = Family("counting", Tolerance(4, "element", "logarithms and exponentials of two libraries"))
case = FAMILY.case
wrong = FAMILY.wrong
either = FAMILY.either
dtypes = FAMILY.dtypes
_SLOPES = "a count has no slope: TensorFlow refuses to look for one, minigraph gives None"
_GUARD = "the claims are asserted in a conditional of TensorFlow's, which minigraph does without"
_CONDITIONAL = "the nodes of a conditional are other ones"


def A(tf: Any, dtype: str = "int32") -> Any:
    """[2, 3], integers from 0."""
    return feed(tf, "a", [[1, 5, 1], [0, 2, 1]], dtype)


# ---------------------------------------------------------------------------------- bincount
case("bincount", lambda tf: tf.bincount(A(tf)))
case("bincount of int64", lambda tf: tf.bincount(A(tf, "int64")))
case("bincount weighed", lambda tf: tf.bincount(A(tf), X(tf)), grad=False, why=_SLOPES)
case("bincount of limits", lambda tf: tf.bincount(A(tf), minlength=8))
case("bincount cut", lambda tf: tf.bincount(A(tf), minlength=2, maxlength=4))
case("bincount as float", lambda tf: tf.bincount(A(tf), dtype=tf.float64))
case("bincount of none", lambda tf: tf.bincount(feed(tf, "a", [], "int32")))
case("bincount of one", lambda tf: tf.math.bincount(feed(tf, "a", 3, "int32")))
wrong("bincount of negative", lambda tf: tf.bincount(feed(tf, "a", [-1, 2], "int32")))

# ---------------------------------------------------------------------------------- histograms
VALUES = [-1.0, 0.0, 1.5, 2.0, 5.0, 15.0, 0.999]
for _kind in ("float32", "float64"):
    case(
        f"histogram {_kind}",
        lambda tf, k=_kind: tf.histogram_fixed_width(feed(tf, "v", VALUES, k), [0.0, 5.0], nbins=5),
    )
    case(
        f"histogram bins {_kind}",
        lambda tf, k=_kind: tf.histogram_fixed_width_bins(
            feed(tf, "v", VALUES, k), feed(tf, "r", [0.0, 5.0], k), nbins=5
        ),
    )
case("histogram named", lambda tf: tf.histogram_fixed_width(X(tf), [-1.0, 1.0], name="here"))
case("histogram as int64", lambda tf: tf.histogram_fixed_width(X(tf), [-1.0, 1.0], 3, tf.int64))
case("histogram of ints", lambda tf: tf.histogram_fixed_width(I(tf), [-2, 5], 3))
case(
    "histogram fed",
    lambda tf: tf.histogram_fixed_width(X(tf), V(tf)[1:], feed(tf, "n", 4, "int32")),
)
case("histogram bins of rank 3", lambda tf: tf.histogram_fixed_width_bins(T(tf), [-2.0, 2.0], 7))
case("histogram bins named", lambda tf: tf.histogram_fixed_width_bins(X(tf), [0.0, 1.0], name="b"))
wrong("histogram of ranges", lambda tf: tf.histogram_fixed_width(X(tf), [1.0, 0.0]))
wrong("histogram without bins", lambda tf: tf.histogram_fixed_width(X(tf), [0.0, 1.0], 0))
wrong("histogram bins of ints", lambda tf: tf.histogram_fixed_width_bins(I(tf), [0, 5]))
wrong("histogram without any bins", lambda tf: tf.histogram_fixed_width_bins(X(tf), [0.0, 1.0], 0))


# ---------------------------------------------------------------------------------- confusion
def Y(tf: Any) -> Any:
    return feed(tf, "y", [1, 2, 4, 2], "int32")


def Z(tf: Any) -> Any:
    return feed(tf, "z", [2, 2, 4, 0], "int32")


case("confusion", lambda tf: tf.confusion_matrix(Y(tf), Z(tf)), nodes=False, why=_GUARD)
case("confusion of 5", lambda tf: tf.confusion_matrix(Y(tf), Z(tf), 5), nodes=False, why=_GUARD)
case(
    "confusion weighed",
    lambda tf: tf.math.confusion_matrix(
        Y(tf), Z(tf), 6, weights=feed(tf, "w", [0.5, 1.0, 2.0, -1.0]), dtype=tf.float32
    ),
    nodes=False,
    why=_GUARD,
)
case(
    "confusion of a column",
    lambda tf: tf.confusion_matrix(feed(tf, "y", [[1], [0]], "int64"), [1, 1], 3, name="here"),
    nodes=False,
    masks=False,
    why=_GUARD + "; which axis goes is looked up at build",
)
case(
    "confusion of floats",
    lambda tf: tf.confusion_matrix([1.0, 0.0], feed(tf, "p", [1.0, 1.0]), dtype=tf.int64),
    nodes=False,
    why=_GUARD,
)
wrong("confusion negative", lambda tf: tf.confusion_matrix(feed(tf, "y", [-1, 2], "int32"), [2, 2]))
wrong("confusion large", lambda tf: tf.confusion_matrix(feed(tf, "y", [1, 7], "int32"), [2, 2], 5))
wrong("confusion known large", lambda tf: tf.confusion_matrix([1, 7], [2, 2], 5))
wrong("confusion of lengths", lambda tf: tf.confusion_matrix([1, 2, 3], [2, 2], 5))

# ---------------------------------------------------------------------------------- running
for _axis in (0, 1, -1):
    for _exclusive in (False, True):
        for _reverse in (False, True):
            case(
                f"cumulative_logsumexp {_axis} {_exclusive} {_reverse}",
                lambda tf, a=_axis, e=_exclusive, r=_reverse: tf.math.cumulative_logsumexp(
                    X(tf), a, e, r
                ),
            )
case("cumulative_logsumexp named", lambda tf: tf.math.cumulative_logsumexp(V(tf), name="here"))
case("cumulative_logsumexp large", lambda tf: tf.math.cumulative_logsumexp(V(tf) * 500.0))
case("cumulative_logsumexp empty", lambda tf: tf.math.cumulative_logsumexp(E(tf)))
dtypes("cumulative_logsumexp", lambda tf, x: tf.math.cumulative_logsumexp(x, 1))
wrong(
    "cumulative_logsumexp axis",
    lambda tf: tf.math.cumulative_logsumexp(X(tf), 2),
    early="ValueError",
    why="the axis is known",
)

# ---------------------------------------------------------------------------------- polynomials
case("polyval", lambda tf: tf.math.polyval([X(tf), 2.0, V(tf)], S(tf)))
case("polyval named", lambda tf: tf.math.polyval([1.0, -2.0, 0.5], X(tf), name="here"))
case("polyval of none", lambda tf: tf.math.polyval([], X(tf)))
case("polyval of one", lambda tf: tf.math.polyval([V(tf)], X(tf)))
wrong("polyval of a tensor", lambda tf: tf.math.polyval(V(tf), X(tf)))


# ---------------------------------------------------------------------------------- safe products
def H(tf: Any) -> Any:
    return feed(tf, "h", [[0.0, 1.5, 0.0], [-2.0, 0.0, 3.0]])


for _name, _second in (("xlogy", P), ("xdivy", P), ("xlog1py", U)):

    def _safe(tf: Any, x: Any, y: Any, op: str = _name, **more: Any) -> Any:
        return getattr(tf.math, op)(x, y, **more)

    case(_name, _safe, H, _second)
    case(f"{_name} spread", lambda tf, f=_safe, y=_second: f(tf, C(tf), y(tf)))
    case(f"{_name} named", lambda tf, f=_safe, y=_second: f(tf, H(tf), y(tf), name="here"))
    case(
        f"{_name} at poles",
        lambda tf, f=_safe: f(
            tf,
            feed(tf, "x", [0.0, 0.0, 0.0, 2.0, -0.0, 0.0]),
            feed(tf, "y", [0.0, -1.0, float("nan"), 0.0, float("inf"), -3.0]),
        ),
    )
    dtypes(_name, lambda tf, x, f=_safe: f(tf, x, x * x + x + 1))
case("reciprocal_no_nan", lambda tf: tf.math.reciprocal_no_nan(H(tf)))
case("reciprocal_no_nan named", lambda tf: tf.math.reciprocal_no_nan(H(tf), name="here"))
dtypes("reciprocal_no_nan", lambda tf, x: tf.math.reciprocal_no_nan(x))
case("nextafter", lambda tf: tf.math.nextafter(X(tf), V(tf)))
case("nextafter named", lambda tf: tf.math.nextafter(X(tf, "float64"), 0.25, name="here"))
dtypes("nextafter", lambda tf, x: tf.math.nextafter(x, x + x))

# ---------------------------------------------------------------------------------- rising
for _name in ("is_non_decreasing", "is_strictly_increasing"):
    for _numbers in ([], [3], [1, 2], [1, 1], [2, 1], [1, 2, 2, 3], [[1, 2], [3, 4]]):
        case(
            f"{_name} {_numbers}",
            lambda tf, n=_name, v=_numbers: [
                getattr(tf.math, n)(feed(tf, "v", v, "int32")),
                getattr(tf.debugging, n)(feed(tf, "w", v)),
            ],
            nodes=False,
            grad=False,
            why=_CONDITIONAL,
        )

# ---------------------------------------------------------------------------------- shifts
for _name in ("left_shift", "right_shift"):
    for _kind in ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"):
        case(
            f"{_name} {_kind}",
            lambda tf, n=_name, k=_kind: getattr(tf.bitwise, n)(
                feed(tf, "x", [3, 5, 100, 77], k), feed(tf, "y", [1, 2, 3, 0], k)
            ),
        )
    case(
        f"{_name} of negatives",
        lambda tf, n=_name: getattr(tf.bitwise, n)(feed(tf, "x", [-5, -8, 7], "int32"), [1]),
    )
    case(
        f"{_name} too far",
        lambda tf, n=_name: getattr(tf.bitwise, n)(feed(tf, "x", [-5, 8], "int32"), [[40], [-1]]),
    )
    dtypes(_name, lambda tf, x, n=_name: getattr(tf.bitwise, n)(x, x))
either("left_shift named", lambda tf: tf.bitwise.left_shift(1, 2, name="here"))
either("right_shift of bools", lambda tf: tf.bitwise.right_shift(B(tf), B(tf)))
