"""Crossed features: combinations of the values of columns, as text and as hashes."""

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
