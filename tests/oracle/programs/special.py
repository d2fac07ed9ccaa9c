"""Special functions: no NumPy ufunc stands for them."""

from __future__ import annotations

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import P, X, feed

FAMILY = Family(
    "special",
    Tolerance(16, "element", "rational approximations on both sides, each good to several ulps"),
)
case = FAMILY.case

for each, make in {"erf": X, "erfc": X, "lgamma": P, "digamma": P}.items():
    case(each, lambda tf, each=each, make=make: getattr(tf, each)(make(tf)))
    case(f"{each}/float64", lambda tf, each=each, make=make: getattr(tf, each)(make(tf, "float64")))
    case(f"math.{each}", lambda tf, each=each: getattr(tf.math, each)(feed(tf, "x", [0.5, 1.5])))
