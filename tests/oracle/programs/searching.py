"""Repeating, look-ups by batch, tensors with changed elements, searches in sorted rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import EXACT, Family, Tolerance
from tests.oracle.inputs import S, T, V, X, feed

FAMILY = Family("searching", EXACT)
case = FAMILY.case
either = FAMILY.either
wrong = FAMILY.wrong
dtypes = FAMILY.dtypes
SUMS = Tolerance(0, "element", "moves alone; gradients add up what met", grad_ulps=4)
SHORTER = "minigraph composes it of fewer nodes, and learns more of the shape"
CONSTANTS = "TensorFlow names the constants of known shapes in another way here"
ANY_RANK = "minigraph takes a tensor of unknown rank as well"


def out(tf: Any, x: Any) -> Any:
    return tf.identity(x, name="out")


def ints(tf: Any, name: str, values: Any, dtype: str = "int32") -> Any:
    return feed(tf, name, values, dtype)


# ----------------------------------------------------------------------------------- repeat
for label, (repeats, axis) in {
    "twice": (2, 0),
    "columns": (3, 1),
    "last": (2, -1),
    "one for each": ([2, 1], 0),
    "one for each column": ([1, 0, 2], 1),
    "vector of one": ([2], 1),
    "none": (0, 0),
    "flat": (2, None),
    "flat, one for each": ([1, 2, 0, 1, 0, 3], None),
}.items():
    case(
        f"repeat/{label}",
        lambda tf, x, r=repeats, a=axis: tf.repeat(x, r, a),
        X,
        nodes=False,
        masks=False,
        tol=SUMS,
        why=ANY_RANK + "; " + SHORTER,
    )
case(
    "repeat/deep",
    lambda tf, t: tf.repeat(t, [1, 2, 1], axis=1),
    T,
    tol=SUMS,
    nodes=False,
    masks=False,
    why=SHORTER,
)
case("repeat/scalar", lambda tf, s: tf.repeat(s, 3), S, tol=SUMS)
case("repeat/named", lambda tf, v: tf.repeat(v, 2, axis=0, name="here"), V, tol=SUMS)
case(
    "repeat/fed",
    lambda tf: tf.repeat(V(tf), ints(tf, "r", [1, 0, 2]), 0),
    tol=SUMS,
    nodes=False,
    masks=False,
    why=SHORTER,
)
either("repeat/list", lambda tf: tf.repeat(["a", "b"], [1, 2], 0))
either("repeat/axis", lambda tf: tf.repeat(X(tf), 2, 2))
either("repeat/too many", lambda tf: tf.repeat(X(tf), [1, 2, 3], 0))

# ----------------------------------------------------------------------- look-ups by batch
case(
    "batch_gather",
    lambda tf, x: out(tf, tf.batch_gather(x, [[2, 0], [1, 1]])),
    X,
    nodes=False,
    tol=SUMS,
    why=SHORTER,
)
case(
    "batch_gather/one",
    lambda tf, x: out(tf, tf.batch_gather(x, [[2], [1]], name="here")),
    X,
    nodes=False,
    tol=SUMS,
    why=SHORTER,
)
case(
    "batch_gather/deep",
    lambda tf, t: out(tf, tf.batch_gather(t, [[[0, 3], [1, 1], [2, 0]], [[3, 3], [0, 1], [2, 2]]])),
    T,
    nodes=False,
    why=SHORTER,
    tol=SUMS,
)
case(
    "batch_gather/rows",
    lambda tf, t: out(tf, tf.batch_gather(t, [[2, 0], [1, 1]])),
    T,
    nodes=False,
    tol=SUMS,
    why=SHORTER,
)
case(
    "batch_gather/vector",
    lambda tf, v: out(tf, tf.batch_gather(v, [2, 0])),
    V,
    nodes=False,
    grad=False,
    masks=False,
    tol=SUMS,
    why="a look-up of rows: its gradient is IndexedSlices here, as for tf.gather",
)
wrong("batch_gather/batch", lambda tf: tf.batch_gather(X(tf), [[0], [1], [0]]))
for label, (indices, batch) in {
    "numbers": ([[[1, 1], [2, 2]], [[0, 0], [1, 1]]], 1),
    "rows": ([[[1]], [[2]]], 1),
    "one": ([[1, 2], [0, 3]], 1),
    "two axes": ([[[1], [2], [2]], [[0], [0], [1]]], 2),
    "none": ([[1, 1]], 0),
}.items():
    case(
        f"gather_nd batch_dims/{label}",
        lambda tf, t, i=indices, b=batch: out(tf, tf.gather_nd(t, i, batch_dims=b)),
        T,
        nodes=batch == 0,
        masks=batch == 0,
        tol=SUMS,
        why=SHORTER,
    )
wrong("gather_nd batch_dims/too many", lambda tf: tf.gather_nd(T(tf), [[1]], batch_dims=2))
wrong("gather_nd batch_dims/negative", lambda tf: tf.gather_nd(T(tf), [[1]], batch_dims=-1))


case("unravel_index", lambda tf: tf.unravel_index([3, 4, 0], [2, 3]))
case("unravel_index/scalar", lambda tf: tf.unravel_index(5, [2, 3], name="here"))
case("unravel_index/fed", lambda tf: tf.unravel_index(ints(tf, "i", [22, 5]), [2, 3, 4]))
case("unravel_index/int64", lambda tf: tf.unravel_index(np.int64([7]), np.int64([4, 5])))
wrong("unravel_index/too large", lambda tf: tf.unravel_index(ints(tf, "i", [6]), [2, 3]))

# ---------------------------------------------------------------------- tensors with changes
for name in ("update", "add", "sub"):
    old, new = f"tensor_scatter_{name}", f"tensor_scatter_nd_{name}"
    case(f"{old}/rows", lambda tf, x, f=old: getattr(tf, f)(x, [[1]], [[5.0, 6.0, 7.0]]), X)
    case(
        f"{old}/elements",
        lambda tf, x, v, f=old: getattr(tf, f)(x, [[1, 0], [0, 2], [1, 2]], v, name="here"),
        X,
        V,
    )
    case(f"{new}/elements", lambda tf, x, f=new: getattr(tf, f)(x, [[0, 1]], [2.0]), X)
    case(
        f"{new}/deep",
        lambda tf, t, v, f=new: getattr(tf, f)(t, [[[0]], [[1]]], tf.fill([2, 1, 3, 4], v[0])),
        T,
        V,
    )
    wrong(f"{new}/shape", lambda tf, f=new: getattr(tf, f)(X(tf), [[0]], [[1.0, 2.0]]))
    wrong(
        f"{new}/index",
        lambda tf, f=new: getattr(tf, f)(X(tf), ints(tf, "i", [[2]]), [[1.0, 2.0, 3.0]]),
    )
    dtypes(new, lambda tf, x, f=new: getattr(tf, f)(x, [[1]], x[:1]))
for name in ("tensor_scatter_nd_max", "tensor_scatter_nd_min"):
    case(
        name,
        lambda tf, x, f=name: getattr(tf, f)(x, [[1, 0], [0, 2], [1, 2]], [1.0, 1.5, 1.0]),
        X,
    )
    case(
        f"{name}/meets twice",
        lambda tf, x, f=name: getattr(tf, f)(x, [[0, 0], [0, 0]], [-3.0, 9.0]),
        X,
        grad=False,
        masks=False,
        why="one gradient of two that meet is arbitrary",
    )
case(
    "tensor_scatter_add/meets twice",
    lambda tf, x, v: tf.tensor_scatter_add(x, [[0, 0], [1, 1], [0, 0]], v),
    X,
    V,
    tol=SUMS,
)


def ordered(tf: Any, dtype: str = "float32") -> Any:
    return feed(tf, "o", [[-1.0, 0.0, 2.0, 2.0], [1.0, 3.0, 5.0, 5.0]], dtype)


for side in ("left", "right"):
    case(
        f"searchsorted/{side}",
        lambda tf, side=side: tf.searchsorted(
            ordered(tf), feed(tf, "v", [[2.0, -3.0], [9.0, 5.0]]), side
        ),
        nodes=False,
        why=CONSTANTS,
    )
    case(
        f"searchsorted/{side} vector",
        lambda tf, side=side: tf.searchsorted([1, 3, 3, 5], [3, 0, 6, 5], side=side, name="here"),
        nodes=False,
        why=CONSTANTS,
    )
    case(
        f"searchsorted/{side} int64",
        lambda tf, side=side: tf.searchsorted(
            feed(tf, "o", [1, 2, 3], "int32"),
            feed(tf, "v", [2, 2, 7, 0], "int32"),
            side=side,
            out_type=tf.int64,
        ),
        nodes=False,
        why=CONSTANTS,
    )
case(
    "searchsorted/deep",
    lambda tf: tf.searchsorted(tf.sort(T(tf)), tf.zeros([2, 3, 2])),
    nodes=False,
    masks=False,
    why="the ranks must be known in TensorFlow; " + CONSTANTS,
)
wrong("searchsorted/side", lambda tf: tf.searchsorted([1.0], [1.0], side="middle"))
wrong("searchsorted/type", lambda tf: tf.searchsorted([1.0], [1], side="left"))
wrong("searchsorted/scalar", lambda tf: tf.searchsorted([1.0], 1.0))
wrong(
    "searchsorted/batch",
    lambda tf: tf.searchsorted(ordered(tf), feed(tf, "v", [[2.0], [9.0], [0.0]])),
    early="ValueError",
    why="the shapes are known",
)
