"""Matrix products."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import E, I, S, T, V, X, feed

FAMILY = Family(
    "matmul", Tolerance(8, "array", "the terms of a sum come in another order and may cancel")
)
case = FAMILY.case
either = FAMILY.either
wrong = FAMILY.wrong


def M(tf: Any, *shape: int, dtype: str = "float32", name: str = "m") -> Any:
    """A matrix or batch of the shape, both signs."""
    values = (np.arange(np.prod(shape)) * 5 % 13 - 6).reshape(shape) / 4
    return feed(tf, name, values, dtype)


ADJOINT = ({}, {"adjoint_a": True}, {"adjoint_b": True}, {"adjoint_a": True, "transpose_b": True})
for a in (False, True):
    for b in (False, True):
        more = {k: True for k, on in (("transpose_a", a), ("transpose_b", b)) if on}
        left, right = (3, 2) if a else (2, 3), (4, 3) if b else (3, 4)
        for dtype in ["float32", "float64"]:
            case(
                f"2 {a:d}{b:d} {dtype}",
                lambda tf, left=left, right=right, more=more, dtype=dtype: tf.matmul(
                    M(tf, *left, dtype=dtype), M(tf, *right, dtype=dtype, name="n"), **more
                ),
            )
        case(
            f"batch {a:d}{b:d}",
            lambda tf, left=left, right=right, more=more: tf.matmul(
                M(tf, 5, *left), M(tf, 5, *right, name="n"), **more
            ),
        )
for more in ADJOINT[1:]:
    left = (3, 2) if "adjoint_a" in more else (2, 3)
    right = (4, 3) if {"adjoint_b", "transpose_b"} & set(more) else (3, 4)
    label = " ".join(more)
    case(
        label,
        lambda tf, left=left, right=right, more=more: tf.matmul(
            M(tf, *left), M(tf, *right, name="n"), **more
        ),
    )
    case(
        f"batch {label}",
        lambda tf, left=left, right=right, more=more: tf.matmul(
            M(tf, 2, *left), M(tf, 2, *right, name="n"), **more
        ),
    )
case("named", lambda tf: tf.matmul(X(tf), M(tf, 3, 2), name="here"))
case("linalg.matmul", lambda tf: tf.linalg.matmul(X(tf), M(tf, 3, 2)))
case("vector as matrix", lambda tf: tf.matmul(X(tf), M(tf, 3, 1)))
case("one by one", lambda tf: tf.matmul(M(tf, 1, 1), M(tf, 1, 1, name="n")))
case("empty rows", lambda tf: tf.matmul(E(tf), M(tf, 3, 2)))
case("empty inner", lambda tf: tf.matmul(M(tf, 2, 0), M(tf, 0, 3, name="n")))
case("ints", lambda tf: tf.matmul(I(tf), feed(tf, "j", [[1], [2], [3]], "int32")))
case("int64", lambda tf: tf.matmul(I(tf, "int64"), feed(tf, "j", [[1], [2], [3]], "int64")))
case("float16", lambda tf: tf.matmul(X(tf, "float16"), M(tf, 3, 2, dtype="float16")))
case("array", lambda tf: tf.matmul(X(tf), np.ones([3, 2])))
case("list left", lambda tf: tf.matmul([[1.0, 2.0]], X(tf)))
case("numpy both", lambda tf: tf.matmul(np.ones([2, 3], np.float32), np.ones([3, 1], np.float32)))
case("batch broadcast", lambda tf: tf.matmul(M(tf, 5, 1, 2, 3), M(tf, 4, 3, 2, name="n")))
case("batch and matrix", lambda tf: tf.matmul(T(tf), M(tf, 4, 2)))
case("matrix and batch", lambda tf: tf.matmul(M(tf, 5, 3), T(tf)))
case("batch of batch", lambda tf: tf.matmul(M(tf, 2, 3, 4, 5), M(tf, 2, 3, 5, 2, name="n")))
case(
    "wx + b",
    lambda tf: (
        tf.matmul(X(tf), tf.Variable(np.float32([[1, 2], [3, 4], [5, 6]]), name="w"))
        + tf.Variable([0.5, -0.5], name="b")
    ),
)
case("same twice", lambda tf, x: tf.matmul(x, x, transpose_b=True), X)
case("chain", lambda tf: tf.matmul(tf.matmul(X(tf), M(tf, 3, 2)), M(tf, 2, 5, name="n")))
case(
    "partly known", lambda tf: tf.matmul(feed(tf, "x", [[1.0, 2.0]], shape=[None, 2]), M(tf, 2, 3))
)
case("tensordot", lambda tf: tf.tensordot(T(tf), M(tf, 4, 2), 1))
case(
    "tensordot/axes", lambda tf: tf.tensordot(T(tf), M(tf, 3, 2, 5), [[0, 1], [1, 0]], name="here")
)
case("matvec", lambda tf: tf.linalg.matvec(X(tf), V(tf)))
case("einsum", lambda tf: tf.einsum("ij,jk->ik", X(tf), M(tf, 3, 2)))
for label, equation, shapes in [
    ("implicit", "ij,jk", [(2, 3), (3, 4)]),
    ("spaces", " i j , j k -> k i", [(2, 3), (3, 4)]),
    ("batch", "bij,bkj->bik", [(4, 2, 3), (4, 5, 3)]),
    ("dots", "...ij,jk->...ik", [(4, 2, 3), (3, 5)]),
    ("diagonal", "iij->ji", [(3, 3, 2)]),
    ("transpose", "ji", [(2, 3)]),
    ("sum", "ij->", [(2, 3)]),
    ("inner", "ij,ij->", [(2, 3), (2, 3)]),
    ("three", "ij,jk,kl->il", [(2, 3), (3, 4), (4, 5)]),
    ("three first", "ij,jk,kl->li", [(2, 5), (5, 3), (3, 4)]),
]:
    case(
        f"einsum/{label}",
        lambda tf, equation=equation, shapes=shapes: tf.einsum(
            equation, *(M(tf, *shape) for shape in shapes)
        ),
        masks=len(shapes) < 3,
        why="the order of three products follows from their sizes",
    )
for label, equation, shapes in [
    ("one input", "ij,jk->ik", [(2, 3)]),
    ("sizes", "ij,jk->ik", [(2, 3), (4, 5)]),
    ("new label", "ij->k", [(2, 3)]),
    ("label twice", "ij->ii", [(2, 3)]),
    ("sign", "i$->i", [(2, 3)]),
    ("rank", "ijk->i", [(2, 3)]),
    ("dots gone", "...ij->ij", [(4, 2, 3)]),
]:
    FAMILY.wrong(
        f"einsum/{label}",
        lambda tf, equation=equation, shapes=shapes: tf.einsum(
            equation, *(M(tf, *shape) for shape in shapes)
        ),
    )
FAMILY.wrong("einsum/keyword", lambda tf: tf.einsum("ij->ji", M(tf, 2, 3), order=1))
case("einsum/named", lambda tf: tf.einsum("ij->ji", M(tf, 2, 3), name="here"))
case("trace", lambda tf: tf.trace(M(tf, 3, 3)))
case("trace/batch", lambda tf: tf.trace(M(tf, 2, 3, 4), name="here"))
FAMILY.wrong("trace/vector", lambda tf: tf.trace(M(tf, 3)))
UNKNOWN = "TensorFlow's shape functions of bands take an unknown size for a number"
for label, more in {
    "upper": {"k": 1},
    "lower": {"k": -1, "num_cols": 4},
    "band": {"k": (-1, 0), "num_rows": 4, "padding_value": 2.0},
    "left": {"k": (0, 1), "align": "LEFT_RIGHT"},
}.items():
    case(
        f"matrix_diag/{label}",
        lambda tf, more=more: tf.matrix_diag(M(tf, 2, 3), **more),
        masks=False,
        why=UNKNOWN,
    )
    part = {key: more[key] for key in ("k", "align") if key in more}
    case(
        f"matrix_diag_part/{label}",
        lambda tf, part=part: tf.matrix_diag_part(M(tf, 3, 4), **part),
        masks=False,
        why=UNKNOWN,
    )
case("matrix_set_diag", lambda tf: tf.matrix_set_diag(M(tf, 2, 3), M(tf, 2)))
case(
    "matrix_set_diag/band",
    lambda tf: tf.matrix_set_diag(M(tf, 3, 4), M(tf, 2, 3), k=(0, 1)),
    masks=False,
    why=UNKNOWN,
)
FAMILY.wrong("matrix_diag/few rows", lambda tf: tf.matrix_diag(M(tf, 3), num_rows=2))
FAMILY.wrong("matrix_diag_part/none", lambda tf: tf.matrix_diag_part(M(tf, 2, 3), k=3))
case("eye/batch", lambda tf: [tf.eye(2, batch_shape=[3]), tf.eye(2, 3, [2], tf.bool)])
case(
    "eye/fed",
    lambda tf: [
        tf.eye(feed(tf, "n", 2, "int32", [])),
        tf.eye(feed(tf, "m", 2, "int32", []), 3),
        tf.eye(2, batch_shape=feed(tf, "b", [2, 1], "int32", [2])),
    ],
)
FAMILY.wrong("eye/float", lambda tf: tf.eye(2.5))
case(
    "sparse flags",
    lambda tf: tf.matmul(X(tf), M(tf, 3, 2), b_is_sparse=True),
    nodes=False,
    types=False,
    why="a hint that TensorFlow takes a node of its own for",
)

wrong("inner", lambda tf: tf.matmul(X(tf), X(tf)))
wrong("inner at run", lambda tf: tf.matmul(X(tf), feed(tf, "y", [[1.0]], shape=[None, None])))
wrong("transposed inner", lambda tf: tf.matmul(X(tf), M(tf, 3, 2), transpose_b=True))
wrong("vector", lambda tf: tf.matmul(X(tf), V(tf)))
wrong("scalar", lambda tf: tf.matmul(X(tf), S(tf)))
wrong("python", lambda tf: tf.matmul(X(tf), 2.0))
wrong("dtypes", lambda tf: tf.matmul(X(tf), I(tf)))
wrong("int and float lists", lambda tf: tf.matmul([[1, 2]], [[1.0], [2.0]]))
wrong("batch sizes", lambda tf: tf.matmul(M(tf, 2, 3, 4), M(tf, 3, 4, 2, name="n")))
wrong("transpose and adjoint", lambda tf: tf.matmul(X(tf), X(tf), transpose_a=True, adjoint_a=True))
wrong("bool", lambda tf: tf.matmul([[True]], [[True]]))
wrong("rank at run", lambda tf: tf.matmul(X(tf), feed(tf, "y", [1.0, 2.0, 3.0], shape=None)))
FAMILY.dtypes("matmul", lambda tf, x: tf.matmul(x, x, transpose_b=True))
FAMILY.dtypes("batch", lambda tf, x: tf.matmul(tf.stack([x, x]), tf.stack([x, x]), adjoint_b=True))
