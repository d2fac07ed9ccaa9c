"""Reductions, arg-reductions, moments, norms, segments."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import B, E, I, P, S, T, V, X, feed

FAMILY = Family(
    "reduce", Tolerance(8, "array", "sums are grouped in another order and terms may cancel")
)
case = FAMILY.case
either = FAMILY.either
wrong = FAMILY.wrong
dtypes = FAMILY.dtypes

FLOAT = "sum mean max min prod logsumexp euclidean_norm"
AXES: dict[str, Any] = {
    "all": {},
    "0": {"axis": 0},
    "-1": {"axis": -1},
    "list": {"axis": [0, 2]},
    "tuple": {"axis": (1, -1)},
    "none": {"axis": None},
    "empty": {"axis": []},
    "keepdims": {"axis": 1, "keepdims": True},
    "all keepdims": {"keepdims": True},
}
OLD: dict[str, Any] = {
    "reduction_indices": {"reduction_indices": [1]},
    "reduction_indices int": {"reduction_indices": 0},
    "keep_dims": {"axis": 0, "keep_dims": True},
    "keep_dims false": {"axis": 0, "keep_dims": False},
    "old both": {"reduction_indices": [1], "keep_dims": True, "name": "here"},
    "array axis": {"axis": np.array([0, 1])},
    "array axis int64": {"axis": np.int64(1)},
}
OFF = {
    "array axis": "TensorFlow itself cannot differentiate with axes given as an int64 array",
    "array axis int64": "TensorFlow itself cannot differentiate with axes given as an int64 array",
}


def reduction(name: str, make: Any) -> None:
    def call(tf: Any, *args: Any, **more: Any) -> Any:
        return getattr(tf, "reduce_" + name)(*args, **more)

    chosen = AXES | OLD if name in ("sum", "mean", "max") else AXES
    for label, more in chosen.items():
        case(
            f"{name}/{label}",
            lambda tf, more=more: call(tf, make(tf), **more),
            grad=not label.startswith("array"),
            why=OFF.get(label, ""),
        )
    case(f"{name}/positional", lambda tf: call(tf, make(tf), 1, True, "here"))
    case(
        f"{name}/empty input",
        lambda tf: call(tf, E(tf) if make is not booleans else tf.less(E(tf), 0.0), 0),
        grad=name == "sum",
        why="limits and NaN",
    )
    either(f"{name}/scalar", lambda tf: call(tf, make(tf)[0, 0, 0]))
    dtypes(name, lambda tf, x: call(tf, x, 1))


def booleans(tf: Any) -> Any:
    return feed(tf, "b", (np.arange(24) % 5 > 0).reshape(2, 3, 4), "bool")


for each in FLOAT.split():
    if each == "euclidean_norm":
        case("euclidean_norm", lambda tf: tf.math.reduce_euclidean_norm(T(tf), 1))
    else:
        reduction(each, T)
for each in ("all", "any"):
    reduction(each, booleans)

for each in ["sum", "mean", "max", "min", "prod"]:
    case(f"{each}/int", lambda tf, each=each: getattr(tf, "reduce_" + each)(I(tf), 1))
    case(
        f"{each}/float64", lambda tf, each=each: getattr(tf, "reduce_" + each)(P(tf, "float64"), 0)
    )
    case(f"{each}/vector", lambda tf, each=each: getattr(tf, "reduce_" + each)(V(tf)))
    either(
        f"{each}/python list",
        lambda tf, each=each: getattr(tf, "reduce_" + each)([[1.0, 2.0], [3.0, 4.0]]),
    )
    either(f"{each}/int list", lambda tf, each=each: getattr(tf, "reduce_" + each)([1, 2, 4]))
    either(
        f"{each}/variable",
        lambda tf, each=each: getattr(tf, "reduce_" + each)(tf.Variable([1.0, 2.0])),
    )
    case(
        f"math.reduce_{each}",
        lambda tf, each=each: getattr(tf.math, "reduce_" + each)(X(tf), 1, keepdims=True),
    )
case("sum/tensor axis", lambda tf: tf.reduce_sum(X(tf), feed(tf, "a", 1, "int32")))
case("mean/tensor axes", lambda tf: tf.reduce_mean(X(tf), feed(tf, "a", [0, 1], "int32")))
case("sum/partly known", lambda tf: tf.reduce_sum(feed(tf, "x", [[1.0, 2.0]], shape=[None, 2])))
case(
    "mean/partly known", lambda tf: tf.reduce_mean(feed(tf, "x", [[1.0, 2.0]], shape=[None, 2]), 0)
)
case("mean/unknown rank", lambda tf: tf.reduce_mean(feed(tf, "x", [[1.0, 2.0]], shape=None)))
case("mean/of square", lambda tf: tf.reduce_mean(tf.square(X(tf) - P(tf))))
case("max/ties", lambda tf: tf.reduce_max(feed(tf, "x", [[1.0, 2.0, 2.0], [3.0, 3.0, 3.0]]), 1))
case("min/ties", lambda tf: tf.reduce_min(feed(tf, "x", [[2.0, 1.0, 1.0]]), 1))
case("prod/zeros", lambda tf: tf.reduce_prod(feed(tf, "x", [[0.0, 2.0, 3.0], [0.0, 0.0, 4.0]]), 1))
case(
    "logsumexp/large",
    lambda tf: tf.reduce_logsumexp(feed(tf, "x", [[1000.0, 1000.5], [-1000.0, -999.0]]), 1),
)
case(
    "logsumexp/limits",
    lambda tf: tf.reduce_logsumexp(feed(tf, "x", [[-np.inf, -np.inf], [np.inf, 0.0]]), 1),
    grad=False,
    why="NaN there",
)
for label, values in {"nan": [np.nan, 1.0], "inf": [np.inf, -1.0]}.items():
    case(
        f"max/{label}",
        lambda tf, values=values: tf.reduce_max(feed(tf, "x", values)),
        grad=False,
        why="NaN there",
    )
    case(
        f"min/{label}",
        lambda tf, values=values: tf.reduce_min(feed(tf, "x", values)),
        grad=False,
        why="NaN there",
    )
case("count_nonzero", lambda tf: tf.count_nonzero(feed(tf, "x", [[0.0, 1.0], [2.0, 3.0]])))
case(
    "count_nonzero/axis", lambda tf: tf.count_nonzero(I(tf), axis=1, dtype=tf.int32, keepdims=True)
)
for each in ["std", "variance"]:
    case(f"math.reduce_{each}", lambda tf, each=each: getattr(tf.math, "reduce_" + each)(X(tf), 1))

for each in ["argmax", "argmin"]:
    case(f"{each}", lambda tf, each=each: getattr(tf, each)(X(tf), 1))
    case(f"{each}/default axis", lambda tf, each=each: getattr(tf, each)(X(tf)))
    case(f"{each}/-1", lambda tf, each=each: getattr(tf, each)(T(tf), axis=-1, name="here"))
    case(f"{each}/dimension", lambda tf, each=each: getattr(tf, each)(T(tf), dimension=1))
    case(f"{each}/int32", lambda tf, each=each: getattr(tf, each)(X(tf), 0, output_type=tf.int32))
    case(
        f"{each}/ties",
        lambda tf, each=each: getattr(tf, each)(feed(tf, "x", [[2.0, 2.0], [1.0, 1.0]]), 1),
    )
    case(f"{each}/ints", lambda tf, each=each: getattr(tf, each)(I(tf), 1))
    case(f"{each}/vector", lambda tf, each=each: getattr(tf, each)(V(tf), 0))
    wrong(f"{each}/axis out", lambda tf, each=each: getattr(tf, each)(X(tf), 2))
    wrong(f"{each}/scalar", lambda tf, each=each: getattr(tf, each)(S(tf), 0))
    wrong(f"{each}/empty", lambda tf, each=each: getattr(tf, each)(E(tf), 0))
    dtypes(each, lambda tf, x, each=each: getattr(tf, each)(x, 1))
case("arg_max", lambda tf: tf.arg_max(X(tf), 1))
case("arg_min", lambda tf: tf.arg_min(X(tf), 0))

for label, more in AXES.items():
    if label != "empty":
        more = {k.replace("axis", "axes"): v for k, v in more.items()}
        axes = more.pop("axes", [0, 1, 2])
        if axes is not None:
            case(
                f"moments/{label}",
                lambda tf, axes=axes, more=more: tf.nn.moments(
                    T(tf), [axes] if isinstance(axes, int) else axes, **more
                ),
            )
case("moments/keep_dims", lambda tf: tf.nn.moments(X(tf), [0], keep_dims=True))
case("moments/named", lambda tf: tf.nn.moments(X(tf), axes=[0], name="here"))
case(
    "moments/float16",
    lambda tf: tf.nn.moments(X(tf, "float16"), [1]),
    tol=Tolerance(2, "array", "computed in float32, rounded once, as TensorFlow does"),
)
case("moments/float64", lambda tf: tf.nn.moments(X(tf, "float64"), [1]))
case(
    "moments/partly known",
    lambda tf: tf.nn.moments(feed(tf, "x", [[1.0, 2.0], [4.0, 8.0]], shape=[None, 2]), [0]),
)
case("l2_loss", lambda tf: tf.nn.l2_loss(T(tf)))
case("l2_loss/named", lambda tf: tf.nn.l2_loss(X(tf), name="here"))
case(
    "norm",
    lambda tf: [tf.norm(X(tf)), tf.norm(X(tf), axis=1), tf.norm(X(tf), 1, axis=0, keepdims=True)],
)
for label, more in {
    "3": {"ord": 3},
    "half": {"ord": 0.5, "axis": 0},
    "1": {"ord": 1},
    "inf all": {"ord": np.inf, "keepdims": True},
    "frobenius": {"ord": "fro", "axis": (0, 1)},
    "columns": {"ord": 1, "axis": [0, 1]},
    "rows": {"ord": np.inf, "axis": [-2, -1], "keep_dims": True},
    "named": {"axis": -1, "name": "here"},
}.items():
    case(f"norm/{label}", lambda tf, more=more: tf.norm(X(tf), **more))
for label, more in {
    "spectral": {"ord": 2, "axis": [0, 1]},
    "spectral turned": {"ord": 2, "axis": (1, -2)},
}.items():
    case(
        f"norm/{label}",
        lambda tf, more=more: tf.norm(X(tf), **more),
        nodes=False,
        why="TensorFlow loops over the axes in the graph to put them in order",
    )
for label, more in {
    "no name": {"ord": "bad"},
    "negative": {"ord": -1},
    "fro of vectors": {"ord": "fro"},
    "three axes": {"axis": [0, 1, 1]},
    "axis twice": {"axis": (0, 0)},
    "matrices of 1.5": {"ord": 1.5, "axis": [0, 1]},
    "axis": {"axis": 2},
    "both": {"keepdims": True, "keep_dims": True},
}.items():
    wrong(f"norm/{label}", lambda tf, more=more: tf.norm(X(tf), **more))
wrong("norm/ints", lambda tf: tf.norm([3, 4]))
case("norm/inf", lambda tf: tf.norm(X(tf), np.inf, axis=-1))
case("l2_normalize", lambda tf: [tf.nn.l2_normalize(X(tf), 1), tf.nn.l2_normalize(X(tf), dim=0)])
case("segment_sum", lambda tf: tf.segment_sum(X(tf), [0, 0]))
case(
    "unsorted_segment_sum",
    lambda tf: tf.unsorted_segment_sum(X(tf), feed(tf, "j", [2, 0], "int32"), 3),
)

wrong("sum/axis out", lambda tf: tf.reduce_sum(X(tf), 2))
wrong("sum/axis out below", lambda tf: tf.reduce_sum(X(tf), -3))
wrong(
    "sum/axis twice",
    lambda tf: tf.reduce_sum(X(tf), [0, -2]),
    early="ValueError",
    why="constant axes are known when the node is made",
)
wrong("sum/axis at run", lambda tf: tf.reduce_sum(X(tf), feed(tf, "a", 5, "int32")))
wrong("sum/both axes", lambda tf: tf.reduce_sum(X(tf), axis=0, reduction_indices=1))
wrong("sum/both keeps", lambda tf: tf.reduce_sum(X(tf), axis=0, keepdims=True, keep_dims=True))
wrong("sum/float axis", lambda tf: tf.reduce_sum(X(tf), 0.5))
wrong("sum/bool", lambda tf: tf.reduce_sum(B(tf)))
wrong("mean/text", lambda tf: tf.reduce_mean("a"))
wrong("all/float", lambda tf: tf.reduce_all(X(tf)))
wrong("logsumexp/int", lambda tf: tf.reduce_logsumexp(I(tf)))
wrong("argmax/both", lambda tf: tf.argmax(X(tf), axis=0, dimension=0))
