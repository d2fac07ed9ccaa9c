"""`tensor[...]`: every form of index, its gradient and its static shape."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import EXACT, Family
from tests.oracle.inputs import I, S, T, V, X, feed

FAMILY = Family("indexing", EXACT)
case = FAMILY.case
either = FAMILY.either
wrong = FAMILY.wrong


class Take:
    """`take[1:, 0]` is the index itself."""

    def __getitem__(self, index: Any) -> Any:
        return index


take = Take()

# Indices of T, shape [2, 3, 4], by the text that one writes in the brackets.
FORMS = [
    "0",
    "-1",
    "1, 2",
    "-1, -2",
    "1, 2, 3",
    "1:",
    ":1",
    "0:1",
    ":",
    ":, 1",
    ":, 1:3",
    ":, :, 2",
    ":, :, -1",
    "..., 0",
    "..., 1:3",
    "0, ...",
    "...",
    "1, ..., 2",
    ":, ..., 0",
    "None",
    "None, 1",
    "1, None",
    "..., None",
    ":, None",
    ":, None, 1:",
    "0, None, :, None",
    "::2",
    ":, ::2",
    ":, :, ::3",
    "::-1",
    ":, ::-1",
    ":, :, ::-2",
    ":, 2:0:-1",
    ":, -2:",
    ":, :-1",
    ":, -3:-1",
    ":, 5:",
    ":, :9",
    ":, -9:2",
    ":, 2:1",
    ":, 1:1",
    "0, 1:, ::2",
    "1, ::-1, 0",
    ":, :, 3:0:-2",
    "..., ::-1",
    ":, 0:0",
    "None, None",
    "0, 0, 0, None",
    "..., None, 0",
    "1:2, 1:2, 1:2",
    ":, 4:1:-1",
    ":, :, -1:-4:-1",
    "slice(None)",
    "(0, 1)",
    "np.int64(1)",
    "np.array(1)",
]
for form in FORMS:
    index = eval(f"take[{form}]", {"take": take, "np": np})
    case(f"t[{form}]", lambda tf, index=index: T(tf)[index])


def j(tf: Any, value: int, dtype: str = "int32") -> Any:
    return feed(tf, "j", value, dtype)


case("t[tensor]", lambda tf: T(tf)[j(tf, 1)])
case("t[tensor:]", lambda tf: T(tf)[j(tf, 1) :])
case("t[:tensor]", lambda tf: T(tf)[:, : j(tf, 2)])
case("t[tensor, :, 1]", lambda tf: T(tf)[j(tf, 0), :, 1])
case("t[::tensor]", lambda tf: T(tf)[:, :, :: j(tf, 2)])
case("t[int64 tensor]", lambda tf: T(tf)[j(tf, 1, "int64")])
case("t[constant tensor]", lambda tf: T(tf)[tf.constant(1)])
case("t[:, constant tensor:]", lambda tf: T(tf)[:, tf.constant(1) :])
case("t[..., tensor, None]", lambda tf: T(tf)[..., j(tf, 2), None])
case("v[of shape - 1]", lambda tf, v: v[tf.shape(v)[0] - 1], V)
case("shape[0]", lambda tf: tf.shape(T(tf))[0])
case("shape[1:]", lambda tf: tf.shape(T(tf))[1:])
case("shape[-1]", lambda tf: tf.shape(T(tf))[-1])
case("x[0][0]", lambda tf: X(tf)[0][0])
case("x[1][2]", lambda tf: X(tf)[1][2])
case("i[0]", lambda tf: I(tf)[0])
case("b", lambda tf: feed(tf, "b", [True, False], "bool")[1])
case("variable[1]", lambda tf: tf.Variable([1.5, 2.5], name="w")[1], masks=False, why="nothing fed")
case(
    "variable[1:]",
    lambda tf: tf.Variable([1.5, 2.5, 3.5], name="w")[1:],
    masks=False,
    why="nothing fed",
)
case("v[0] + v[1] + v[0]", lambda tf, v: v[0] + v[1] + v[0], V)
case("unknown rank t[0]", lambda tf: feed(tf, "x", [[1.0, 2.0]], shape=None)[0])
case("unknown rank t[..., 1]", lambda tf: feed(tf, "x", [[1.0, 2.0]], shape=None)[..., 1])
case("unknown dim [1:]", lambda tf: feed(tf, "x", [1.0, 2.0, 3.0], shape=[None])[1:])
case("unknown dim [:2]", lambda tf: feed(tf, "x", [1.0, 2.0, 3.0], shape=[None])[:2])
case("unknown dim [-1]", lambda tf: feed(tf, "x", [1.0, 2.0, 3.0], shape=[None])[-1])
case("unknown dim [::-1]", lambda tf: feed(tf, "x", [1.0, 2.0, 3.0], shape=[None])[::-1])
case("v[mask]", lambda tf, v: v[v > 0.0], V, masks=False, why="a mask needs its rank")
case("x[mask]", lambda tf, x: x[x > 0.0], X, masks=False, why="a mask needs its rank")
case("tf.newaxis", lambda tf: X(tf)[tf.newaxis, :, tf.newaxis])

for label, index in {
    "[5]": 5,
    "[-4]": -4,
    "[0, 9]": (0, 9),
    "[too many]": (0, 0, 0),
    "[too many slices]": (slice(None),) * 4,
    "['a']": "a",
    "[1.5]": 1.5,
    "[[0, 1]]": [0, 1],
    "[array]": np.array([0, 1]),
    "[None, 5]": (None, 5),
    "[::0]": slice(None, None, 0),
    "[... ...]": (..., ...),
    "[1.0:]": slice(1.0, None),
    "[True]": True,
    "[object]": object(),
    "[np.float]": np.float32(1),
}.items():
    either(f"x{label}", lambda tf, index=index: X(tf)[index])
either("scalar[0]", lambda tf: S(tf)[0])
either("scalar[...]", lambda tf: S(tf)[...])
either("x[vector]", lambda tf: X(tf)[feed(tf, "j", [0, 1], "int32")])
either("x[float tensor]", lambda tf: X(tf)[S(tf)])
wrong("at run [tensor]", lambda tf: V(tf)[j(tf, 3)])
wrong("at run [2]", lambda tf: feed(tf, "x", [1.0, 2.0], shape=[None])[2])
wrong("at run rank", lambda tf: feed(tf, "x", [1.0, 2.0], shape=None)[0, 0])
