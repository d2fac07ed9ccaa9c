"""Special functions: no NumPy ufunc stands for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import C, E, P, S, U, V, X, feed

FAMILY = Family(
    "special",
    Tolerance(16, "element", "rational approximations on both sides, each good to several ulps"),
)
case = FAMILY.case
INF, NAN = float("inf"), float("nan")
EDGES = [0.0, -0.0, -1.0, -2.5, INF, -INF, NAN]

BELOW = [-2.75, -1.5, -0.25, 0.125, 1.0, 2.0, 40.0]
for each in ("lgamma", "digamma"):
    case(f"{each}/negative", lambda tf, each=each: getattr(tf, each)(feed(tf, "x", BELOW)))
    FAMILY.dtypes(each, lambda tf, x, each=each: getattr(tf, each)(x))
case("polygamma", lambda tf: tf.polygamma([[1.0], [2.0]], P(tf)[0]))
for each, make in {"erf": X, "erfc": X, "lgamma": P, "digamma": P}.items():
    case(each, lambda tf, each=each, make=make: getattr(tf, each)(make(tf)))
    case(f"{each}/float64", lambda tf, each=each, make=make: getattr(tf, each)(make(tf, "float64")))
    case(f"math.{each}", lambda tf, each=each: getattr(tf.math, each)(feed(tf, "x", [0.5, 1.5])))

# ---------------------------------------------------------------------------------- of one number
ON_LINE = ("bessel_i0", "bessel_i0e", "bessel_i1", "bessel_i1e", "bessel_j0", "bessel_j1", "dawsn")
ON_LINE += ("fresnel_cos", "fresnel_sin")
ON_HALF = ("bessel_k0", "bessel_k0e", "bessel_k1", "bessel_k1e", "bessel_y0", "bessel_y1")
ON_HALF += ("expint", "spence")
ON_UNIT = ("erfinv", "erfcinv", "ndtri")
WIDE = [0.03125, 0.375, 0.8125, 1.125, 2.0, 3.25, 4.75, 5.5, 7.75, 8.5, 11.0, 14.0, 30.0, 45.0]
SLOPE_AT_0 = (
    "TensorFlow's slope of bessel_i1 at 0 is 1; that of its 1.15, exp(|x|) bessel_i1e(x), 1/2"
)
BEYOND = "TensorFlow's gradients at infinity and where there is no value are arbitrary"
ELEVEN_BITS = "TensorFlow rounds each of its steps to eleven bits"
NO_HALF = "TensorFlow has no kernel for float16 on a CPU; here they are computed in float64"
WITH_ROOTS = ("bessel_j", "bessel_y", "expint", "fresnel", "spence")
ROOTS = Tolerance(
    32, "array", "TensorFlow rounds phases, and keeps a large term's digits at a root"
)


def named(tf: Any, name: str) -> Any:
    """tf.math.special.NAME, or tf.math.NAME if it is there only."""
    return getattr(tf.math.special, name, None) or getattr(tf.math, name)


def inner(tf: Any, dtype: str = "float32") -> Any:
    """Probabilities, away from 0 and 1."""
    return feed(tf, "x", [[0.125, 0.25], [0.75, 0.875]], dtype)


for each in (*ON_LINE, *ON_HALF, *ON_UNIT):
    call = lambda tf, x, each=each, **more: named(tf, each)(x, **more)  # noqa: E731
    make = X if each in ON_LINE else U if each == "erfinv" else inner if each in ON_UNIT else P
    tol = ROOTS if each.startswith(WITH_ROOTS) else None
    case(each, call, make, tol=tol)
    wide = lambda tf, make=make: make(tf, "float64")  # noqa: E731
    case(f"{each}/float64", call, wide, tol=tol)
    case(f"{each}/constant", lambda tf, call=call: call(tf, 0.5, name="given"), tol=tol)
    case(f"{each}/list", lambda tf, call=call: call(tf, [0.25, 0.5]))
    case(f"{each}/empty", call, E)
    edges = lambda tf: feed(tf, "x", EDGES, "float64")  # noqa: E731
    case(f"{each}/edges", call, edges, grad=False, why=BEYOND)
    if each.startswith("bessel"):
        half = lambda tf, make=make: make(tf, "float16")  # noqa: E731
        case(f"{each}/float16", call, half, grad=False, why=ELEVEN_BITS)
        FAMILY.dtypes(each, call)
    else:
        FAMILY.dtypes(each, call, without=("float16",), why=NO_HALF)
    if each in ON_UNIT:
        continue
    values = [sign * v for v in WIDE for sign in ((1, -1) if each in ON_LINE else (1,))]
    for dtype in ("float32", "float64"):
        far = lambda tf, values=values, dtype=dtype: feed(tf, "x", values, dtype)  # noqa: E731
        case(f"{each}/wide/{dtype}", call, far, tol=tol)
for each in ("bessel_i0", "bessel_i0e", "bessel_i1e", "bessel_j0", "bessel_j1", "dawsn"):
    case(f"{each}/zero", lambda tf, each=each: named(tf, each)(feed(tf, "x", [0.0], "float64")))
case(
    "bessel_i1/zero",
    lambda tf: tf.math.bessel_i1(feed(tf, "x", [0.0])),
    grad=False,
    why=SLOPE_AT_0,
)
TAILS = [1e-300, 1e-30, 1e-8, 0.5, 1.0, 1.5, 2.0, 2.5]
for each in ON_UNIT:
    tails = TAILS[3:] if each == "erfinv" else TAILS
    case(
        f"{each}/tails",
        lambda tf, each=each, tails=tails: named(tf, each)(feed(tf, "x", tails, "float64")),
        grad=False,
        why=BEYOND,
    )

# ---------------------------------------------------------------------------------- of two
A = [[0.125, 0.75, 1.5], [3.25, 8.0, 20.0]]
XS = [[0.0625, 2.0, 1.25], [2.5, 9.5, 14.0]]
LOGS = Tolerance(64, "element", "TensorFlow takes the exponential of a sum of large logarithms", 64)
for each in ("igamma", "igammac"):
    call = lambda tf, a, x, each=each, **more: getattr(tf, each)(a, x, **more)  # noqa: E731
    for dtype in ("float32", "float64"):
        a = lambda tf, dtype=dtype: feed(tf, "a", A, dtype)  # noqa: E731
        x = lambda tf, dtype=dtype: feed(tf, "x", XS, dtype)  # noqa: E731
        case(f"{each}/{dtype}", call, a, x, tol=LOGS)
    case(f"{each}/math", lambda tf, a, x, e=each: getattr(tf.math, e)(a, x), P, S, tol=LOGS)
    case(f"{each}/constant", lambda tf, call=call: call(tf, 1.5, [1.0, 2.0], name="given"))
    case(f"{each}/empty", call, E, S)
    FAMILY.dtypes(each, lambda tf, x, call=call: call(tf, x, x))
    FAMILY.wrong(f"{each}/shapes", lambda tf, call=call: call(tf, P(tf), feed(tf, "x", [1.0, 2.0])))
    FAMILY.wrong(f"{each}/types", lambda tf, call=call: call(tf, P(tf), S(tf, "float64")))
    case(
        f"{each}/edges",
        call,
        lambda tf: feed(tf, "a", [[0.5], [1.0], [0.0], [-1.0], [INF], [NAN]], "float64"),
        lambda tf: feed(tf, "x", [0.0, 1.0, -1.0, INF, NAN], "float64"),
        grad=False,
        why=BEYOND,
    )

case("zeta", lambda tf: tf.zeta(feed(tf, "x", [[1.25], [2.0], [9.5]]), P(tf)[0]))
case(
    "zeta/float64",
    lambda tf, x, q: tf.math.zeta(x, q),
    lambda tf: feed(tf, "x", [1.25, 2.0, 9.5], "float64"),
    lambda tf: feed(tf, "q", [0.25, 1.0, 30.0], "float64"),
)
case("zeta/constant", lambda tf: tf.zeta(2.0, [1.0, 2.0], name="given"))
case("zeta/empty", lambda tf, x, q: tf.zeta(x, q), S, E)
case(
    "zeta/negative",
    lambda tf, x, q: tf.zeta(x, q),
    lambda tf: feed(tf, "x", [[2.0], [3.0], [8.0]], "float64"),
    lambda tf: feed(tf, "q", [-0.25, -2.75, -8.125], "float64"),
)
ORDERS = [[1.0], [0.5], [0.0], [-1.0], [1.5], [2.0], [3.0], [50.0], [INF], [-INF], [NAN]]
PLACES = [0.0, -0.0, -0.5, -1.0, -2.25, 0.5, 1.0, 1e10, INF, -INF, NAN]
case(
    "zeta/edges",
    lambda tf, x, q: tf.zeta(x, q),
    lambda tf: feed(tf, "x", ORDERS, "float64"),
    lambda tf: feed(tf, "q", PLACES, "float64"),
    grad=False,
    why=BEYOND,
)
FAMILY.dtypes("zeta", lambda tf, x: tf.zeta(x, x))
FAMILY.dtypes("polygamma", lambda tf, x: tf.polygamma(x, x))
case(
    "polygamma/edges",
    lambda tf, a, x: tf.math.polygamma(a, x),
    lambda tf: feed(tf, "a", [[0.0], [-1.0], [0.5], [1.0], [2.0], [20.0], [NAN]], "float64"),
    lambda tf: feed(tf, "x", PLACES, "float64"),
    grad=False,
    tol=LOGS,
    why=BEYOND,
)
FACTORIALS = Tolerance(2048, "element", "TensorFlow's factorials are exponentials of logarithms")
case(
    "polygamma/large",
    lambda tf, a, x: tf.polygamma(a, x),
    lambda tf: feed(tf, "a", [100.0, 170.0, 171.0], "float64"),
    lambda tf: feed(tf, "x", [2.0, 3.0, 2.0], "float64"),
    grad=False,
    tol=FACTORIALS,
    why="the next order's is infinite",
)

# ---------------------------------------------------------------------------------- beta functions
B = [[0.5, 2.0, 1.25], [0.75, 3.5, 12.0]]
UNITS = [[0.125, 0.5, 0.75], [0.9375, 0.625, 0.5625]]
for dtype in ("float32", "float64"):
    arrays = [
        lambda tf, n=n, v=v, dtype=dtype: feed(tf, n, v, dtype)
        for n, v in {"a": A, "b": B, "x": UNITS}.items()
    ]
    case(f"betainc/{dtype}", lambda tf, a, b, x: tf.betainc(a, b, x), *arrays, tol=LOGS)
case("betainc/scalars", lambda tf: tf.math.betainc(1.75, 2.0, feed(tf, "x", UNITS)))
case("betainc/given", lambda tf: tf.betainc(1.5, [2.0, 3.0], [0.25, 0.5], name="given"))
case("betainc/empty", lambda tf, x: tf.betainc(x, x, x), E)
FAMILY.wrong("betainc/ranks", lambda tf: tf.betainc(P(tf), V(tf), U(tf)))
FAMILY.wrong("betainc/sizes", lambda tf: tf.betainc(P(tf), C(tf), U(tf)))
FAMILY.wrong("betainc/one", lambda tf: tf.betainc(feed(tf, "a", [1.0]), V(tf), 0.5))
FAMILY.dtypes("betainc", lambda tf, x: tf.betainc(x, x, x))
CORNERS = {
    "a": [[[0.5]], [[0.0]], [[-1.0]], [[INF]], [[NAN]]],
    "b": [[2.0], [0.0], [-1.0], [INF], [NAN]],
    "x": [0.0, 0.5, 1.0, -0.5, 1.5, INF, NAN],
}
FULL = dict(zip(CORNERS, np.broadcast_arrays(*map(np.array, CORNERS.values())), strict=True))
case(
    "betainc/edges",
    lambda tf, a, b, x: tf.betainc(a, b, x),
    *(lambda tf, n=n, v=v: feed(tf, n, v, "float64") for n, v in FULL.items()),
    grad=False,
    why=BEYOND,
)
case("lbeta", lambda tf, x: tf.lbeta(x), P)
case("lbeta/given", lambda tf: tf.math.lbeta(feed(tf, "x", [1.5, 2.5, 0.25], "float64"), "given"))
case("lbeta/constant", lambda tf: tf.lbeta([[1.0, 2.0], [3.0, 4.0]]))
case("lbeta/no numbers", lambda tf: tf.lbeta(feed(tf, "x", np.zeros([2, 0]))))
case("lbeta/none", lambda tf, x: tf.lbeta(x), E)
FAMILY.wrong("lbeta/rank 0", lambda tf: tf.lbeta(S(tf)))
FAMILY.dtypes("lbeta", lambda tf, x: tf.lbeta(x))
