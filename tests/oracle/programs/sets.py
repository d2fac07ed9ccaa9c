"""Rows as sets: union, intersection, difference, size, of dense and of sparse tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import EXACT, Family
from tests.oracle.inputs import feed
from tests.oracle.sparse_inputs import sparse

FAMILY = Family("sets", EXACT)
ask = FAMILY.ask
case = FAMILY.case
wrong = FAMILY.wrong

KINDS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "string")


def values(kind: str, numbers: Any) -> Any:
    return np.array(numbers).astype(str).astype("S").astype(object) if kind == "string" else numbers


def D(tf: Any, kind: str = "int32") -> Any:
    return feed(tf, "d", values(kind, [[[1, 2, 2], [3, 4, 5]], [[6, 7, 8], [9, 9, 9]]]), kind)


def F(tf: Any, kind: str = "int32") -> Any:
    return feed(tf, "f", values(kind, [[[2, 3], [9, 9]], [[8, 6], [1, 2]]]), kind)


def G(tf: Any, kind: str = "int32") -> Any:
    """[4, 2], dense."""
    return feed(tf, "g", values(kind, [[1, 2], [5, 6], [2, 3], [7, 2]]), kind)


def SA(tf: Any, kind: str = "int32") -> Any:
    """[4, 2], the last row empty."""
    places = [[0, 0], [0, 1], [1, 0], [2, 0]]
    return sparse(tf, places, values(kind, [3, 1, 5, 2]), [4, 2], "a", kind)


def SB(tf: Any, kind: str = "int32") -> Any:
    """[4, 3], row 2 empty, a value twice."""
    places = [[0, 0], [1, 0], [1, 2], [3, 0], [3, 1]]
    return sparse(tf, places, values(kind, [1, 5, 6, 2, 2]), [4, 3], "b", kind)


def unordered(tf: Any) -> Any:
    return sparse(tf, [[1, 0], [0, 1]], [3, 1], [4, 2], "u", "int32")


CHOICES = {
    "intersection": lambda tf, a, b: tf.sets.intersection(a, b),
    "union": lambda tf, a, b: tf.sets.union(a, b),
    "a-b": lambda tf, a, b: tf.sets.difference(a, b),
    "b-a": lambda tf, a, b: tf.sets.difference(a, b, aminusb=False),
}
PAIRS = {
    "dense": (D, F),
    "sparse": (SA, SB),
    "dense and sparse": (G, SB),
    "sparse and dense": (SB, G),
}
for name, choice in CHOICES.items():
    for pair, (first, second) in PAIRS.items():
        # under every mask TensorFlow says less of a rank that one of the two shows
        case(
            f"{name}/{pair}",
            lambda tf, c=choice, f=first, s=second: c(tf, f(tf), s(tf)),
            masks=pair == "dense",
            why="" if pair == "dense" else "minigraph knows the rank from the other set",
        )
        for kind in KINDS:
            if kind != "int32":
                case(
                    f"{name}/{pair} {kind}",
                    lambda tf, c=choice, f=first, s=second, k=kind: c(tf, f(tf, k), s(tf, k)),
                    masks=False,
                    why="masks are compared in int32",
                )
for kind in KINDS:
    case(
        f"size/{kind}",
        lambda tf, k=kind: _sized(tf, SB(tf, k)),
        masks=False,
        why="TensorFlow says nothing of the shape",
    )


def _sized(tf: Any, a: Any, **more: Any) -> Any:
    size = tf.sets.size(a, **more)
    size.set_shape([4])
    return size


case(
    "size/unchecked",
    lambda tf: _sized(tf, SA(tf), validate_indices=False),
    masks=False,
    why="TensorFlow says nothing of the shape",
)
case(
    "no sets",
    lambda tf: tf.sets.union(
        feed(tf, "a", np.zeros([0, 3]), "int64"), feed(tf, "b", np.zeros([0, 2]), "int64")
    ),
)
case(
    "empty sets",
    lambda tf: tf.sets.union(
        feed(tf, "a", np.zeros([2, 0]), "int64"), feed(tf, "b", np.zeros([2, 0]), "int64")
    ),
)
case(
    "empty result",
    lambda tf: tf.sets.difference(
        feed(tf, "a", [[1], [2]], "int64"), feed(tf, "b", [[1], [2]], "int64")
    ),
)
case("constants", lambda tf: tf.sets.intersection([[1, 2, 3]], [[3, 1, 9]]))
case(
    "old names",
    lambda tf: [
        tf.sets.set_union([[1]], [[2]]),
        tf.sets.set_intersection([[1]], [[1]]),
        tf.sets.set_difference([[1]], [[2]], False),
    ],
)
case(
    "sparse of rank 3",
    lambda tf: tf.sets.union(
        sparse(tf, [[0, 0, 0], [1, 1, 0]], [1, 4], [2, 2, 2], "a", "int64"),
        sparse(tf, [[0, 0, 0], [0, 1, 0]], [1, 3], [2, 2, 1], "b", "int64"),
    ),
    masks=False,
    why="minigraph knows the rank from the other set",
)

for name, build in {
    "rank": lambda tf: tf.sets.union([1, 2], [1, 2]),
    "ranks": lambda tf: tf.sets.union(D(tf), G(tf)),
    "rows": lambda tf: tf.sets.union([[1, 2]], [[1, 2], [3, 4]]),
    "types": lambda tf: tf.sets.union([[1, 2]], [[1.0, 2.0]]),
    "floats": lambda tf: tf.sets.union([[1.0, 2.0]], [[1.0, 2.0]]),
    "size of dense": lambda tf: tf.sets.size(D(tf)),
    "size of floats": lambda tf: tf.sets.size(sparse(tf, [[0, 0]], [1.0], [1, 1])),
    "size out of order": lambda tf: tf.sets.size(unordered(tf)),
    "size of a vector": lambda tf: tf.sets.size(sparse(tf, [[0]], [1], [3], "v", "int32")),
}.items():
    wrong(name, build)
for name, build in {
    "out of order": lambda tf: tf.sets.union(unordered(tf), SA(tf)),
    "sparse rows": lambda tf: tf.sets.union(
        SA(tf), sparse(tf, [[0, 0]], [1], [3, 1], "r", "int32")
    ),
    "dense rows": lambda tf: tf.sets.union(SA(tf), feed(tf, "d", [[1, 2]], "int32")),
}.items():
    wrong(name, lambda tf, b=build: (lambda s: (s.indices, s.values))(b(tf)))
