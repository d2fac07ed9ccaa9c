"""Crossed features, as text and as hashes; numbers counted."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import EXACT, Family
from tests.oracle.inputs import feed
from tests.oracle.sparse_inputs import sparse

FAMILY = Family("crossing", EXACT)
case = FAMILY.case
wrong = FAMILY.wrong

V1 = "TensorFlow 1 makes SparseCross for text too; 2.21 makes SparseCrossV2"


def A(tf: Any) -> Any:
    return sparse(tf, [[0, 0], [1, 0], [1, 1]], [b"a", b"b", b"c"], [3, 2], "a", "string")


def B(tf: Any) -> Any:
    return sparse(
        tf, [[0, 0], [0, 1], [1, 0], [2, 0]], [b"d", b"", b"e" * 40, b"f"], [3, 2], "b", "string"
    )


def I(tf: Any) -> Any:  # noqa: E743 - the letter of its kind
    return sparse(tf, [[0, 0], [1, 0], [1, 1], [2, 3]], [4, -5, 2**40, 6], [3, 4], "i", "int64")


def D(tf: Any) -> Any:
    return feed(tf, "d", [[b"x", b"y"], [b"z", b""], [b"u", b"v"]], "string")


def N(tf: Any) -> Any:
    return feed(tf, "n", [[1, 2], [3, -4], [5, 6]], "int32")


COLUMNS = {
    "two": (A, B),
    "one": (B,),
    "three": (A, B, I),
    "dense": (D, N),
    "numbers": (I, N),
    "mixed": (D, B, N),
    "one dense": (N,),
}


def parts(tf: Any, sp: Any) -> Any:
    return [tf.identity(t) for t in (sp.indices, sp.values, sp.dense_shape)]


for name, columns in COLUMNS.items():
    case(
        f"cross/{name}",
        lambda tf, c=columns: parts(tf, tf.sparse.cross([make(tf) for make in c])),
        nodes=False,
        masks=False,
        why=V1,
    )
    case(
        f"separator/{name}",
        lambda tf, c=columns: tf.sparse.cross([make(tf) for make in c], separator="-"),
        masks=False,
        why="the cases of hashes have all masks",
    )
    case(
        f"cross_hashed/{name}",
        lambda tf, c=columns: tf.sparse.cross_hashed([make(tf) for make in c]),
        masks=name in ("two", "dense"),
        why="" if name in ("two", "dense") else "masks are compared for two columns",
    )
    case(
        f"buckets/{name}",
        lambda tf, c=columns: tf.sparse.cross_hashed([make(tf) for make in c], 100, 7, name="here"),
        masks=False,
        why="the cases of hashes have all masks",
    )
case(
    "cross_hashed/no rows",
    lambda tf: tf.sparse.cross_hashed([feed(tf, "e", np.zeros([0, 2]), "int64")]),
)
wrong("list", lambda tf: tf.sparse.cross(A(tf)))
wrong("python lists", lambda tf: tf.sparse.cross([["a"], ["b"]]))
wrong("text", lambda tf: tf.sparse.cross(["a", D(tf)]))
wrong("rows", lambda tf: parts(tf, tf.sparse.cross_hashed([A(tf), feed(tf, "d", [[1]], "int64")])))
wrong(
    "rank",
    lambda tf: parts(tf, tf.sparse.cross_hashed([A(tf), feed(tf, "d", [1, 2, 3], "int64")])),
    early="ValueError",
    why="the rank is known",
)


# ------------------------------------------------------------------------------------ bincount
def V(tf: Any) -> Any:
    return feed(tf, "v", [[1, 1, 3], [0, 0, 2]], "int32")


def P(tf: Any, dtype: str = "int64", values: Any = (1, 1, 3, 0)) -> Any:
    return sparse(tf, [[0, 0], [0, 1], [1, 0], [2, 1]], list(values), [3, 2], dtype, dtype)


def W(tf: Any, dtype: str = "float32") -> Any:
    return feed(tf, "w", [[0.5, 1.5, 2.0], [1.0, 3.0, 4.0]], dtype)


for name, options in {
    "all": {},
    "rows": {"axis": -1},
    "least": {"minlength": 9},
    "most": {"maxlength": 3},
    "both": {"minlength": 9, "maxlength": 3, "axis": -1},
    "long": {"maxlength": 9},
    "binary": {"binary_output": True, "axis": -1},
    "name": {"name": "here"},
}.items():
    case(
        f"bincount/{name}",
        lambda tf, v, o=options: tf.sparse.bincount(v, **o),
        V,
        masks=False,
        why="rank 3 is refused",
    )
    case(
        f"bincount/sparse {name}",
        lambda tf, o=options: tf.sparse.bincount(P(tf), **o),
        masks=False,
        why="rank 3 is refused",
    )
for axis in (0, -1):
    for dtype in ("float32", "float64", "int32", "int64"):
        case(
            f"bincount/weights {axis} {dtype}",
            lambda tf, v, a=axis, d=dtype: tf.sparse.bincount(v, W(tf, d), a),
            V,
            masks=False,
            grad=False,
            why="no gradient is registered",
        )
    case(
        f"bincount/sparse weights {axis}",
        lambda tf, a=axis: tf.sparse.bincount(P(tf), P(tf, "float32", (1.0, 2.0, 3.0, 4.0)), a),
        nodes=False,
        masks=False,
        grad=False,
        why="TensorFlow adds nodes that compare the places; no gradient is registered",
    )
case("bincount/vector", lambda tf: tf.sparse.bincount([1, 1, 3]))
case(
    "bincount/nothing",
    lambda tf: tf.sparse.bincount(feed(tf, "v", [], "int64")),
    masks=False,
    why="rank 3 is refused",
)
wrong(
    "bincount/negative", lambda tf: parts(tf, tf.sparse.bincount(feed(tf, "v", [1, -1], "int32")))
)
wrong("bincount/axis", lambda tf: tf.sparse.bincount(V(tf), axis=1))
wrong("bincount/floats", lambda tf: tf.sparse.bincount([1.0, 2.0]))
wrong("bincount/weights", lambda tf: parts(tf, tf.sparse.bincount(V(tf), [1.0, 2.0])))
