"""Special functions: no NumPy ufunc stands for them."""

from __future__ import annotations

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import P, X, feed

FAMILY = Family(
    "special",
    Tolerance(16, "element", "rational approximations on both sides, each good to several ulps"),
)
case = FAMILY.case

BELOW = [-2.75, -1.5, -0.25, 0.125, 1.0, 2.0, 40.0]
for each in ("lgamma", "digamma"):
    case(f"{each}/negative", lambda tf, each=each: getattr(tf, each)(feed(tf, "x", BELOW)))
    FAMILY.dtypes(each, lambda tf, x, each=each: getattr(tf, each)(x))
case("polygamma", lambda tf: tf.polygamma([[1.0], [2.0]], P(tf)[0]))
for each, make in {"erf": X, "erfc": X, "lgamma": P, "digamma": P}.items():
    case(each, lambda tf, each=each, make=make: getattr(tf, each)(make(tf)))
    case(f"{each}/float64", lambda tf, each=each, make=make: getattr(tf, each)(make(tf, "float64")))
    case(f"math.{each}", lambda tf, each=each: getattr(tf.math, each)(feed(tf, "x", [0.5, 1.5])))
