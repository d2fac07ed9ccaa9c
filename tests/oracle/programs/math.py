"""Elementwise arithmetic and math by function name; the operators are in operators.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import C, E, I, P, S, T, U, V, X, feed

FAMILY = Family(
    "math",
    Tolerance(
        4, "element", "TensorFlow's vectorised exp, log, tanh... are polynomials good to 2-4 ulps"
    ),
)
case = FAMILY.case
dtypes = FAMILY.dtypes
ask = FAMILY.ask

ABOVE_ONE = [[1.25, 1.5, 2.0], [4.0, 8.0, 1.125]]

# Functions of one tensor, by the input that stays inside the domain and off the kinks.
UNARY = {
    X: "abs asinh atan cos cosh exp expm1 floor identity negative rint round sigmoid sign sin "
    "sinh square tan tanh log_sigmoid is_finite is_inf is_nan",
    P: "log log1p rsqrt sqrt",
    U: "acos asin atanh",
}


OFF = {
    "log1p": {
        "without": ("complex64", "complex128"),
        "why": "at -1 TensorFlow has nan beside the -inf; log1p/complex asks at other points",
    }
}


def unary(name: str, make: Callable[..., Any]) -> None:
    """Value, gradient, float64, all dtypes; for some also empty, a name, a Python list."""
    case(name, lambda tf: getattr(tf, name)(make(tf)))
    case(f"{name}/float64", lambda tf: getattr(tf, name)(make(tf, "float64")))
    dtypes(name, lambda tf, x: getattr(tf, name)(x), **OFF.get(name, {}))
    case(
        f"{name}/named",
        lambda tf: getattr(tf, name)(S(tf) / 2.0, name="here"),
        masks=False,
        why="as unnamed",
    )
    if name in ("abs", "exp", "is_nan", "round", "sigmoid"):
        case(f"{name}/empty", lambda tf: getattr(tf, name)(E(tf)))
        case(f"{name}/list", lambda tf: getattr(tf, name)([0.25, 0.5]))


for make, names in UNARY.items():
    for each in names.split():
        unary(each, make)

case("acosh", lambda tf: tf.acosh(feed(tf, "x", ABOVE_ONE)))
case(
    "log1p/complex",
    lambda tf: tf.log1p(feed(tf, "x", [0.5 + 0.25j, -0.75 - 2.0j, 1e-4j], "complex64")),
)
case("acosh/below one", lambda tf: tf.acosh([0.5, 1.0]), grad=False, why="NaN there")
case("ceil", lambda tf: tf.ceil(X(tf)))
case("math.ceil", lambda tf: tf.math.ceil(X(tf)))
case("reciprocal", lambda tf: tf.reciprocal(X(tf)))
case("round/halves", lambda tf: tf.round([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5]))
case("rint/halves", lambda tf: tf.rint([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5]))
case("round/int", lambda tf: tf.round(I(tf)))
case("sign/nan", lambda tf: tf.sign([0.0, -0.0, np.nan, np.inf, -np.inf]))
case("abs/int", lambda tf: tf.abs(I(tf)))
case("abs/zero gradient", lambda tf: tf.abs(feed(tf, "x", [0.0, -1.0])))
case("sqrt/zero gradient", lambda tf: tf.sqrt(feed(tf, "x", [0.0, 4.0])))
case("sqrt/negative", lambda tf: tf.sqrt(feed(tf, "x", [-1.0, 4.0])))
case("log/not positive", lambda tf: tf.log(feed(tf, "x", [0.0, -1.0, 1.0])))
case("exp/limits", lambda tf: tf.exp(feed(tf, "x", [-np.inf, np.inf, np.nan, 1000.0, -1000.0])))
case("sigmoid/limits", lambda tf: tf.sigmoid(feed(tf, "x", [-np.inf, np.inf, 100.0, -80.0])))
case("tanh/limits", lambda tf: tf.tanh(feed(tf, "x", [-np.inf, np.inf, 20.0, 1e-4])))
case("log1p/small", lambda tf: tf.log1p(feed(tf, "x", [1e-7, -1e-7, 1e-30])))
case("expm1/small", lambda tf: tf.expm1(feed(tf, "x", [1e-7, -1e-7, 1e-30])))
case("is_nan/values", lambda tf: tf.is_nan([np.nan, 1.0, np.inf]))
case("is_inf/values", lambda tf: tf.is_inf([np.nan, 1.0, -np.inf]))
case("is_finite/values", lambda tf: tf.is_finite([np.nan, 1.0, -np.inf]))
case("is_nan/int", lambda tf: tf.is_nan([np.nan, 1]))

# Functions of two tensors: second input positive, so that powers and remainders are defined.
BINARY = (
    "add subtract multiply div divide truediv realdiv floordiv floor_div mod floormod "
    "truncatediv truncatemod maximum minimum pow squared_difference atan2 div_no_nan"
)
REAL_ONLY = ("realdiv", "atan2", "div_no_nan")
NO_GRADIENT = ("truncatemod",)


def binary(name: str) -> None:
    """Both shapes equal, broadcast both ways, constants on both sides, dtypes, mixed dtypes."""

    def call(tf: Any, *args: Any, **more: Any) -> Any:
        return getattr(tf, name)(*args, **more)

    grad = name not in NO_GRADIENT
    more: dict[str, Any] = {} if grad else {"grad": False, "why": "TensorFlow states no gradient"}
    case(name, lambda tf: call(tf, P(tf), feed(tf, "y", ABOVE_ONE)), **more)
    case(f"{name}/float64", lambda tf: call(tf, P(tf, "float64"), S(tf, "float64")), **more)
    case(f"{name}/column", lambda tf: call(tf, feed(tf, "y", [[1.25], [2.0]]), P(tf)), **more)
    case(f"{name}/scalar", lambda tf: call(tf, P(tf), S(tf), name="here"), **more)
    if name not in REAL_ONLY:
        case(f"{name}/ints", lambda tf: call(tf, I(tf), feed(tf, "j", [2, 3, 4], "int32")))
    FAMILY.either(f"{name}/python right", lambda tf: call(tf, P(tf), 2.0))
    FAMILY.either(f"{name}/python left", lambda tf: call(tf, 2, P(tf)))
    FAMILY.either(f"{name}/two python", lambda tf: call(tf, 7.0, 2.0))
    FAMILY.either(
        f"{name}/python ints",
        lambda tf: call(tf, 7, 2),
        early="TypeError" if name == "realdiv" else "",
        why="that the kernel takes no integers is known when the node is made",
    )
    FAMILY.either(f"{name}/lists", lambda tf: call(tf, [7.0, 8.0], [[2.0], [3.0]]))
    FAMILY.either(f"{name}/numpy", lambda tf: call(tf, np.float32([1.5, 2.5]), np.float32(2.0)))
    FAMILY.either(f"{name}/numpy float64", lambda tf: call(tf, P(tf), np.array([2.0, 3.0, 4.0])))
    FAMILY.either(f"{name}/variable", lambda tf: call(tf, tf.Variable([1.5, 2.5], name="w"), 2.0))
    dtypes(name, lambda tf, x: call(tf, x, tf.ones_like(x)))
    FAMILY.wrong(f"{name}/mixed dtypes", lambda tf: call(tf, X(tf), I(tf)))
    FAMILY.wrong(f"{name}/shapes", lambda tf: call(tf, X(tf), feed(tf, "y", [1.0, 2.0])))
    FAMILY.wrong(
        f"{name}/shapes at run",
        lambda tf: call(tf, X(tf), feed(tf, "y", [1.0, 2.0], shape=[None])),
    )
    if name in ("add", "multiply", "pow", "maximum", "div"):
        case(f"{name}/row", lambda tf: call(tf, P(tf), feed(tf, "y", [1.25, 2.0, 0.75])))
        case(
            f"{name}/both",
            lambda tf: call(tf, feed(tf, "y", [[1.25], [2.0]]), feed(tf, "z", [1.5, 2.5, 3.5])),
        )
        case(f"{name}/empty", lambda tf: call(tf, E(tf), V(tf)))


for each in BINARY.split():
    binary(each)

SIGNED = [[-7.0, 7.0, -6.0], [5.5, -5.5, 0.0]]
for each in ["div", "floordiv", "mod", "floormod", "truncatemod", "divide"]:
    case(
        f"{each}/signs",
        lambda tf, each=each: getattr(tf, each)(feed(tf, "x", SIGNED), [[2.0], [-2.0]]),
        grad=each not in NO_GRADIENT,
        why="TensorFlow states no gradient of some",
    )
    case(
        f"{each}/int signs",
        lambda tf, each=each: getattr(tf, each)(
            feed(tf, "x", [-7, 7, -6, 6], "int32"), [2, -2, 4, -4]
        ),
    )
    if each != "divide":
        FAMILY.wrong(
            f"{each}/int by zero",
            lambda tf, each=each: getattr(tf, each)(I(tf), [0, 1, 2]),
            instead="errors.InvalidArgumentError" if each == "truncatemod" else "",
            why="as for all other divisions of integers; TensorFlow 1 knew one class for them",
        )
case(
    "truncatediv/int signs",
    lambda tf: tf.truncatediv(feed(tf, "x", [-7, 7, -6, 6], "int32"), [2, -2, 4, -4]),
)
case("div/by zero", lambda tf: tf.div(feed(tf, "x", [1.0, -1.0, 0.0]), 0.0))
case(
    "div_no_nan/by zero",
    lambda tf: tf.div_no_nan(feed(tf, "x", [1.0, -1.0, 0.0]), feed(tf, "y", 0.0)),
)
case("truediv/int16", lambda tf: tf.truediv(I(tf, "int16"), feed(tf, "j", 2, "int16")))
case(
    "truediv/uint8",
    lambda tf: tf.truediv(feed(tf, "i", [200, 7], "uint8"), feed(tf, "j", 2, "uint8")),
)
case("truediv/int64", lambda tf: tf.truediv(I(tf, "int64"), feed(tf, "j", 2, "int64")))
case(
    "maximum/tie gradient",
    lambda tf: tf.maximum(feed(tf, "x", [1.0, 2.0]), feed(tf, "y", [1.0, 1.0])),
)
case(
    "minimum/tie gradient",
    lambda tf: tf.minimum(feed(tf, "x", [1.0, 2.0]), feed(tf, "y", [1.0, 3.0])),
)
case(
    "maximum/nan",
    lambda tf: tf.maximum(feed(tf, "x", [np.nan, 2.0]), [1.0, np.nan]),
    grad=False,
    why="NaN there",
)
case(
    "pow/zero base",
    lambda tf: tf.pow(feed(tf, "x", [0.0, 0.0, 2.0]), feed(tf, "y", [2.0, 1.0, 0.0])),
)
case("pow/negative base", lambda tf: tf.pow(feed(tf, "x", [-2.0, -3.0]), feed(tf, "y", [2.0, 3.0])))
case("pow/int", lambda tf: tf.pow(I(tf), 3))
case("multiply/overflow", lambda tf: tf.multiply(feed(tf, "i", [2**31 - 1], "int32"), 2))
case(
    "add/uint8 wraps",
    lambda tf: tf.add(feed(tf, "i", [250, 5], "uint8"), feed(tf, "j", 10, "uint8")),
)
case("add/three ranks", lambda tf: tf.add(T(tf), feed(tf, "c", [[1.0], [2.0], [3.0]])))

case("add_n", lambda tf: tf.add_n([X(tf), P(tf), U(tf)]))
case("add_n/one", lambda tf: tf.add_n([X(tf)]))
case("add_n/one named", lambda tf: tf.add_n([X(tf)], name="here"))
case("add_n/same twice", lambda tf: tf.add_n([X(tf)] * 2))
case("add_n/int", lambda tf: tf.add_n([I(tf), [[1, 2, 3], [4, 5, 6]]]))
FAMILY.wrong("add_n/none", lambda tf: tf.add_n([]))
FAMILY.wrong("add_n/shapes", lambda tf: tf.add_n([X(tf), V(tf)]))
FAMILY.wrong("add_n/dtypes", lambda tf: tf.add_n([X(tf), I(tf)]))
FAMILY.wrong("add_n/no list", lambda tf: tf.add_n(X(tf)))
case("accumulate_n", lambda tf: tf.accumulate_n([X(tf), P(tf)]))
case("cross", lambda tf: tf.cross(X(tf), P(tf)))

CLIP = [[-3.0, -1.0, 0.5], [1.0, 1.5, 0.0]]
case("clip_by_value", lambda tf: tf.clip_by_value(feed(tf, "x", CLIP), -1.0, 1.0))
case("clip_by_value/ints", lambda tf: tf.clip_by_value(I(tf), -1, 3))
case("clip_by_value/int limits", lambda tf: tf.clip_by_value(X(tf), -1, 1))
case("clip_by_value/tensors", lambda tf: tf.clip_by_value(X(tf), S(tf) - 2.0, S(tf), name="here"))
case("clip_by_value/row", lambda tf: tf.clip_by_value(X(tf), [-1.0, -0.25, -9.0], 1.5))
case("clip_by_norm", lambda tf: tf.clip_by_norm(X(tf), 2.0))
case("clip_by_norm/axes", lambda tf: tf.clip_by_norm(X(tf), 1.0, axes=[1]))
case("clip_by_norm/inside", lambda tf: tf.clip_by_norm(X(tf), 20.0, name="here"))
case("clip_by_norm/zero", lambda tf: tf.clip_by_norm(feed(tf, "x", [0.0, 0.0]), 1.0))
case("clip_by_average_norm", lambda tf: tf.clip_by_average_norm(X(tf), 0.125))
case("clip_by_global_norm", lambda tf: tf.clip_by_global_norm([X(tf), V(tf)], 2.0))
case("clip_by_global_norm/none", lambda tf: tf.clip_by_global_norm([X(tf), None], 2.0)[1])
case(
    "clip_by_global_norm/use_norm", lambda tf: tf.clip_by_global_norm([X(tf)], 2.0, use_norm=S(tf))
)
case("global_norm", lambda tf: tf.global_norm([X(tf), V(tf)]))

CASTS = ["float16", "float32", "float64", "int8", "int32", "int64", "uint8", "bool"]
for each in CASTS:
    case(
        f"cast/to {each}",
        lambda tf, each=each: (
            tf.cast(X(tf), getattr(tf, each)) if each[0] != "u" else tf.cast(P(tf), tf.uint8)
        ),
    )
    dtypes(
        f"cast/{each}",
        lambda tf, x, each=each: tf.cast(tf.abs(x) if x.dtype.is_floating else x, each),
    )
case("cast/by name", lambda tf: tf.cast(X(tf), "int32", name="here"))
case("cast/by numpy", lambda tf: tf.cast(I(tf), np.float32))
case("cast/by python", lambda tf: [tf.cast(X(tf), float), tf.cast(X(tf), bool)])
case("cast/list", lambda tf: tf.cast([1, 2], tf.float32))
case("cast/float down up", lambda tf: tf.cast(tf.cast(X(tf, "float64"), tf.float32), tf.float64))
case("cast/truncates", lambda tf: tf.cast([-1.9, -0.5, 0.5, 1.9], tf.int32))
case("cast/wraps", lambda tf: tf.cast([300, -1], tf.uint8))
for each in ["to_float", "to_double", "to_int32", "to_int64"]:
    case(each, lambda tf, each=each: getattr(tf, each)(X(tf)))
    case(f"{each}/int16", lambda tf, each=each: getattr(tf, each)(I(tf, "int16")))
case("saturate_cast", lambda tf: tf.saturate_cast(feed(tf, "x", [-5.0, 300.0, 7.5]), tf.uint8))
case("saturate_cast/int", lambda tf: tf.saturate_cast(feed(tf, "x", [-500, 300], "int32"), tf.int8))

case("cumsum", lambda tf: tf.cumsum(X(tf), axis=1))
case("cumsum/exclusive", lambda tf: tf.cumsum(X(tf), 1, True))
case("cumsum/reverse", lambda tf: tf.cumsum(X(tf), -1, reverse=True))
case("cumsum/first axis", lambda tf: tf.cumsum(X(tf), exclusive=True, reverse=True, name="here"))
case("cumprod", lambda tf: tf.cumprod(X(tf), axis=1))
case("cumprod/reverse", lambda tf: tf.cumprod(P(tf), 1, exclusive=True, reverse=True))
dtypes("cumsum", lambda tf, x: tf.cumsum(x, 1, reverse=True))
dtypes("cumprod", lambda tf, x: tf.cumprod(x, 1))
FAMILY.wrong(
    "cumsum/axis",
    lambda tf: tf.cumsum(X(tf), 2),
    early="ValueError",
    why="a constant axis is known when the node is made",
)
FAMILY.wrong("cross/shapes", lambda tf: tf.cross(X(tf), V(tf)))
FAMILY.wrong("cross/two", lambda tf: tf.cross([1.0, 2.0], [3.0, 4.0]))
case("setdiff1d", lambda tf: tf.setdiff1d(I(tf)[0], [-1, 7], name="here"))
case("cumprod/int", lambda tf: tf.cumprod(I(tf), axis=0, exclusive=True))

case("scalar_mul", lambda tf: tf.scalar_mul(2.0, X(tf)))
case("scalar_mul/tensor", lambda tf: tf.scalar_mul(S(tf), X(tf)))
FAMILY.wrong("scalar_mul/vector", lambda tf: tf.scalar_mul(V(tf), X(tf)))
case("sigmoid of a sum", lambda tf: tf.sigmoid(X(tf) + C(tf) * 2.0))
case("check_numerics", lambda tf: tf.check_numerics(X(tf), "fine"))
FAMILY.wrong("check_numerics/nan", lambda tf: tf.check_numerics(tf.log(X(tf)), "logs"))
FAMILY.wrong("check_numerics/inf", lambda tf: tf.check_numerics(1.0 / (X(tf) * 0.0), "inverse"))
FAMILY.wrong("check_numerics/int", lambda tf: tf.check_numerics(I(tf), "ints"))
case("verify_tensor_all_finite", lambda tf: tf.verify_tensor_all_finite(X(tf), "fine"))
FAMILY.wrong(
    "verify_tensor_all_finite/nan", lambda tf: tf.verify_tensor_all_finite(tf.log(X(tf)), "logs")
)

FAMILY.wrong("exp/int", lambda tf: tf.exp(I(tf)))
FAMILY.wrong("exp/text", lambda tf: tf.exp("a"))
FAMILY.wrong("exp/none", lambda tf: tf.exp(None))
FAMILY.wrong("sqrt/bool", lambda tf: tf.sqrt([True]))
FAMILY.wrong("add/none", lambda tf: tf.add(X(tf), None))
FAMILY.wrong("add/text", lambda tf: tf.add(X(tf), "a"))
FAMILY.wrong("add/float to int", lambda tf: tf.add(I(tf), 1.5))
FAMILY.wrong("add/float before int", lambda tf: tf.add(1.5, I(tf)))
FAMILY.wrong("add/ragged", lambda tf: tf.add([[1.0, 2.0], [3.0]], 1.0))
FAMILY.wrong("cast/python int", lambda tf: tf.cast(X(tf), int))
FAMILY.wrong(
    "cast/text",
    lambda tf: tf.cast("a", tf.float32),
    early="TypeError",
    why="that no kernel casts text is known when the node is made",
)
FAMILY.wrong("cast/no dtype", lambda tf: tf.cast(X(tf), "nonsense"))
FAMILY.wrong("clip_by_value/shapes", lambda tf: tf.clip_by_value(X(tf), [0.0, 1.0], 3.0))

# Old names and the tf.math spellings are the same functions.
ALIASES = (
    "abs acos acosh add add_n asin asinh atan atan2 atanh ceil cos cosh cumprod cumsum divide "
    "divide_no_nan exp expm1 floor floordiv floormod is_finite is_inf is_nan log log1p "
    "log_sigmoid maximum minimum mod multiply multiply_no_nan negative pow reciprocal rint round "
    "rsqrt sigmoid sign sin sinh softplus sqrt square squared_difference subtract tan tanh "
    "truediv scalar_mul"
)
TWO = [
    "add",
    "atan2",
    "divide",
    "divide_no_nan",
    "floordiv",
    "floormod",
    "maximum",
    "minimum",
    "mod",
    "multiply",
    "multiply_no_nan",
    "pow",
    "squared_difference",
    "subtract",
    "truediv",
]
for each in ALIASES.split():
    if each == "add_n":
        case("math.add_n", lambda tf: tf.math.add_n([X(tf), P(tf)]))
    elif each == "scalar_mul":
        case("math.scalar_mul", lambda tf: tf.math.scalar_mul(2.0, P(tf)))
    elif each in TWO:
        FAMILY.either(f"math.{each}", lambda tf, each=each: getattr(tf.math, each)(P(tf), U(tf)))
    elif each not in ("acosh", "ceil"):
        FAMILY.either(
            f"math.{each}",
            lambda tf, each=each: getattr(tf.math, each)(feed(tf, "x", [0.25, 0.75])),
        )
