"""Comparison, logic, selection, equality, assertions on values."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import EXACT, Family
from tests.oracle.inputs import B, C, E, I, P, S, V, X, feed

FAMILY = Family("logic", EXACT)
case = FAMILY.case
either = FAMILY.either
wrong = FAMILY.wrong
dtypes = FAMILY.dtypes

COMPARE = "equal not_equal less less_equal greater greater_equal"
for name in COMPARE.split():

    def call(tf: Any, *args: Any, op: str = name, **more: Any) -> Any:
        return getattr(tf, op)(*args, **more)

    case(name, lambda tf, call=call: call(tf, X(tf), P(tf)))
    case(f"{name}/row", lambda tf, call=call: call(tf, X(tf), feed(tf, "y", [-1.5, 1.25, 0.25])))
    case(f"{name}/column", lambda tf, call=call: call(tf, C(tf), X(tf), name="here"))
    case(f"{name}/python", lambda tf, call=call: [call(tf, X(tf), 0.25), call(tf, 0.25, X(tf))])
    case(f"{name}/ints", lambda tf, call=call: call(tf, I(tf), [0, -1, 7]))
    case(f"{name}/empty", lambda tf, call=call: call(tf, E(tf), V(tf)))
    case(
        f"{name}/nan",
        lambda tf, call=call: call(tf, feed(tf, "x", [np.nan, 1.0]), [np.nan, np.inf]),
    )
    either(f"{name}/two python", lambda tf, call=call: call(tf, 1, 2))
    either(f"{name}/lists", lambda tf, call=call: call(tf, [1.0, 2.0], [[2.0], [1.0]]))
    either(f"{name}/variable", lambda tf, call=call: call(tf, tf.Variable([1.0, 2.0]), 1.0))
    either(f"{name}/bool", lambda tf, call=call: call(tf, B(tf), [[True], [False]]))
    either(f"{name}/text", lambda tf, call=call: call(tf, ["a", "b"], ["a", "c"]))
    either(f"{name}/math", lambda tf, name=name: getattr(tf.math, name)(X(tf), 0.25))
    dtypes(name, lambda tf, x, call=call: call(tf, x, tf.ones_like(x)))
    wrong(f"{name}/dtypes", lambda tf, call=call: call(tf, X(tf), I(tf)))
    either(f"{name}/shapes", lambda tf, call=call: call(tf, X(tf), feed(tf, "y", [1.0, 2.0])))
    either(
        f"{name}/shapes at run",
        lambda tf, call=call: call(tf, X(tf), feed(tf, "y", [1.0, 2.0], shape=[None])),
    )

ROW = [True, False, True]
for name in ["logical_and", "logical_or", "logical_xor"]:

    def call(tf: Any, *args: Any, op: str = name, **more: Any) -> Any:
        return getattr(tf, op)(*args, **more)

    case(name, lambda tf, call=call: call(tf, B(tf), feed(tf, "c", ROW, "bool")))
    case(
        f"{name}/python",
        lambda tf, call=call: [call(tf, B(tf), True), call(tf, False, B(tf), name="here")],
    )
    either(f"{name}/math", lambda tf, name=name: getattr(tf.math, name)(B(tf), [[True], [False]]))
    wrong(f"{name}/float", lambda tf, call=call: call(tf, X(tf), X(tf)))
    wrong(f"{name}/int", lambda tf, call=call: call(tf, B(tf), I(tf)))
    wrong(f"{name}/shapes", lambda tf, call=call: call(tf, B(tf), [True, False]))
case("logical_not", lambda tf: tf.logical_not(B(tf)))
case("logical_not/named", lambda tf: tf.logical_not([True, False], name="here"))
case("math.logical_not", lambda tf: tf.math.logical_not(B(tf)))
wrong("logical_not/float", lambda tf: tf.logical_not(X(tf)))

case("where", lambda tf: tf.where(B(tf), X(tf), P(tf)))
case("where/of compare", lambda tf, x: tf.where(x > 0.0, x, tf.zeros_like(x)), X)
case("where/named", lambda tf: tf.where(B(tf), X(tf), P(tf), name="here"))
case("where/rows", lambda tf: tf.where(feed(tf, "m", [True, False], "bool"), X(tf), P(tf)))
case("where/scalar", lambda tf: tf.where(feed(tf, "m", True, "bool"), X(tf), P(tf)))
case("where/scalars", lambda tf: tf.where(True, S(tf), 2.0))
case("where/ints", lambda tf: tf.where(B(tf), I(tf), [[1, 2, 3], [4, 5, 6]]))
case("where/same", lambda tf, x: tf.where(B(tf), x, x), X)
case("where/indices", lambda tf: tf.where(B(tf)))
case("where/indices vector", lambda tf: tf.where(feed(tf, "m", ROW, "bool"), name="here"))
case("where/indices float", lambda tf: tf.where(feed(tf, "x", [0.0, 2.0, np.nan])))
either("where/indices scalar", lambda tf: tf.where(feed(tf, "m", True, "bool")))
case("where/indices none", lambda tf: tf.where(feed(tf, "m", [False, False], "bool")))
case(
    "where/nan branch",
    lambda tf, x: tf.where(x > 0.0, x, x * 2.0),
    lambda tf: feed(tf, "x", [np.nan, 1.0]),
    grad=False,
    why="NaN there",
)
case("where_v2", lambda tf: tf.where_v2(B(tf), X(tf), C(tf)))
wrong("where/one branch", lambda tf: tf.where(B(tf), X(tf)))
wrong("where/broadcast", lambda tf: tf.where(B(tf), X(tf), 0.0))
wrong("where/dtypes", lambda tf: tf.where(B(tf), X(tf), I(tf)))
wrong("where/shapes", lambda tf: tf.where(B(tf), X(tf), V(tf)))
wrong("where/float condition", lambda tf: tf.where(X(tf), X(tf), P(tf)))
wrong(
    "where/at run", lambda tf: tf.where(feed(tf, "m", [True], "bool", shape=[None]), X(tf), P(tf))
)
dtypes("where", lambda tf, x: tf.where([[True, False, True]], x, tf.ones_like(x)))
dtypes("where indices", lambda tf, x: tf.where(x))

case(
    "accuracy",
    lambda tf: tf.reduce_mean(
        tf.cast(tf.equal(tf.argmax(X(tf), 1), feed(tf, "y", [2, 0], "int64")), tf.float32)
    ),
)
case("relu by hand", lambda tf, x: x * tf.cast(x > 0.0, tf.float32), X)
