"""Operations that give SparseTensors or sums of them."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import feed
from tests.oracle.sparse_inputs import FA, FB, A, B, D, N, R, fixed, parts

FAMILY = Family(
    "sparse_moving",
    Tolerance(4, "array", "sums in another order; exp of softmax: 2 ulps of NumPy's own"),
)
case = FAMILY.case
wrong = FAMILY.wrong

# ------------------------------------------------------------------------------- elementwise
case("add", lambda tf: parts(tf.sparse_add(A(tf), B(tf))))
case("add fixed", lambda tf: parts(tf.sparse_add(FA(tf), FB(tf))))
case("add threshold", lambda tf: parts(tf.sparse_add(FA(tf), FB(tf), threshold=0.75)))
case("add thresh", lambda tf: parts(tf.sparse_add(FA(tf), FB(tf), thresh=0.75)))
case("add dense", lambda tf: tf.sparse_add(FA(tf), D(tf)))
case("add dense fed", lambda tf: tf.sparse_add(A(tf), D(tf)))
case("add dense first", lambda tf: tf.sparse_add(D(tf), FA(tf)))
case(
    "add ints",
    lambda tf: tf.sparse_add(
        tf.SparseTensor([[0], [2]], [1, 2], [3]), tf.SparseTensor([[0], [1]], [-1, 5], [3])
    ),
)
wrong("add two dense", lambda tf: tf.sparse_add([1.0], [2.0]))
wrong("add shapes", lambda tf: tf.sparse_add(FA(tf), fixed(tf, [[0, 0]], [1.0], [2, 5])))
case("mul dense", lambda tf: parts(FA(tf) * D(tf)))
case("mul broadcast", lambda tf: parts(FA(tf) * feed(tf, "d", [1.0, 2.0, 3.0, 4.0, 5.0])))
case("mul scalar", lambda tf: parts(FA(tf) * feed(tf, "d", 2.5)))
case("div dense", lambda tf: parts(FA(tf) / D(tf)))
case("div row", lambda tf: parts(FA(tf) / feed(tf, "d", [[1.0, 2.0, 3.0, 4.0, 5.0]])))
case("dense times sparse", lambda tf: parts(D(tf) * FA(tf)))
case("maximum", lambda tf: parts(tf.sparse_maximum(A(tf), B(tf))), grad=False, why="None, below")
case("minimum", lambda tf: parts(tf.sparse_minimum(FA(tf), FB(tf))), grad=False, why="None, below")
case("softmax", lambda tf: parts(tf.sparse_softmax(A(tf))))
case("softmax 3d", lambda tf: parts(tf.sparse_softmax(tf.sparse_reorder(R(tf)), name="s")))

# ------------------------------------------------------------------------------- reductions
for _axis in (None, 0, 1, -1, [0, 1], [-1, 0]):
    for _keep in (False, True):

        def _reduce(tf: Any, axis: Any = _axis, keep: bool = _keep) -> Any:
            return tf.sparse_reduce_sum(FA(tf), axis, keepdims=keep)

        case(f"reduce_sum {_axis} {_keep}", _reduce)
case("reduce_sum fed", lambda tf: tf.sparse_reduce_sum(A(tf), 1))
case("reduce_sum 3d", lambda tf: tf.sparse_reduce_sum(R(tf), [0, 2]))
case("reduce_sum old", lambda tf: tf.sparse_reduce_sum(FA(tf), reduction_axes=1, keep_dims=True))
case("reduce_sum empty", lambda tf: tf.sparse_reduce_sum(N(tf), 0))
case("reduce_sum_sparse", lambda tf: tf.sparse_reduce_sum_sparse(FA(tf), 1))
case("reduce_sum_sparse keep", lambda tf: tf.sparse_reduce_sum_sparse(A(tf), 0, keepdims=True))
case("reduce_sum_sparse all", lambda tf: tf.sparse_reduce_sum_sparse(A(tf)))
case(
    "reduce_max",
    lambda tf: tf.sparse_reduce_max(tf.sparse_reorder(A(tf)), 1),
    grad=False,
    why="not differentiable in TensorFlow",
)
case(
    "reduce_max all",
    lambda tf: tf.sparse_reduce_max(FA(tf)),
    grad=False,
    why="not differentiable in TensorFlow",
)
case(
    "reduce_max keep",
    lambda tf: tf.sparse_reduce_max(FA(tf), [0], keepdims=True),
    grad=False,
    why="not differentiable in TensorFlow",
)
case("reduce_max ints", lambda tf: tf.sparse_reduce_max(tf.SparseTensor([[0, 1]], [-3], [2, 2]), 0))
case(
    "reduce_max_sparse",
    lambda tf: tf.sparse_reduce_max_sparse(FA(tf), 1),
    grad=False,
    why="not differentiable in TensorFlow",
)
case("sparse.reduce_sum", lambda tf: tf.sparse.reduce_sum(FA(tf), axis=1))

# ------------------------------------------------------------------------------- moving
case("reorder", lambda tf: parts(tf.sparse_reorder(R(tf))))
case("reorder fixed", lambda tf: parts(tf.sparse_reorder(FA(tf), name="o")))
case("reshape", lambda tf: parts(tf.sparse_reshape(FA(tf), [2, 10])))
case("reshape -1", lambda tf: parts(tf.sparse_reshape(FA(tf), [5, -1, 2], name="r")))
case("reshape fed", lambda tf: parts(tf.sparse_reshape(A(tf), [2, -1])))
case("reshape tensor", lambda tf: tf.sparse_reshape(FA(tf), tf.constant([20], tf.int64)))
wrong("reshape size", lambda tf: tf.sparse_reshape(FA(tf), [3, 7]))
wrong("reshape two -1", lambda tf: tf.sparse_reshape(FA(tf), [-1, -1]))
wrong("reshape fed size", lambda tf: tf.sparse_reshape(A(tf), [3, 7]).dense_shape)
case(
    "concat 0",
    lambda tf: tf.sparse_concat(0, [A(tf), B(tf)]),
    grad=False,
    why="not differentiable in TensorFlow",
)
case(
    "concat 1",
    lambda tf: tf.sparse_concat(1, [FA(tf), FB(tf)]),
    grad=False,
    why="not differentiable in TensorFlow",
)
case(
    "concat -1",
    lambda tf: tf.sparse_concat(axis=-1, sp_inputs=[FA(tf), FB(tf)], name="c"),
    grad=False,
    why="not differentiable in TensorFlow",
)
case("concat one", lambda tf: tf.sparse_concat(0, [FA(tf)]))
case(
    "concat grow",
    lambda tf: tf.sparse_concat(
        0, [FA(tf), fixed(tf, [[0, 7]], [1.0], [2, 8], "b")], expand_nonconcat_dim=True
    ),
    grad=False,
    why="not differentiable in TensorFlow",
)
case("concat strings", lambda tf: tf.sparse_concat(0, [tf.SparseTensor([[0]], ["a"], [1])] * 2))
wrong(
    "concat shapes",
    lambda tf: tf.sparse_concat(0, [FA(tf), fixed(tf, [[0, 7]], [1.0], [2, 8], "b")]),
)
wrong("concat nothing", lambda tf: tf.sparse_concat(0, []))
case(
    "split",
    lambda tf: tf.sparse_split(sp_input=A(tf), num_split=2, axis=1),
    grad=False,
    why="not differentiable in TensorFlow",
)
case(
    "split 0",
    lambda tf: tf.sparse_split(sp_input=FA(tf), num_split=4, split_dim=0),
    grad=False,
    why="not differentiable in TensorFlow",
)
wrong("split position", lambda tf: tf.sparse_split(FA(tf), 2, 1))
wrong("split num", lambda tf: tf.sparse_split(sp_input=FA(tf), axis=1))
wrong("split too many", lambda tf: tf.sparse_split(sp_input=FA(tf), num_split=9, axis=1)[0].values)
case("slice", lambda tf: parts(tf.sparse_slice(FA(tf), [0, 1], [2, 9])))
case("slice fed", lambda tf: parts(tf.sparse_slice(A(tf), [1, 0], [3, 3], name="s")))
case("slice none", lambda tf: tf.sparse_slice(FA(tf), [2, 0], [1, 5]))
case("transpose", lambda tf: parts(tf.sparse_transpose(FA(tf))))
case(
    "transpose fed",
    lambda tf: parts(tf.sparse_transpose(A(tf))),
    nodes=False,
    why="Rank of an unknown rank is read of dense_shape one node more tersely",
)
case("transpose perm", lambda tf: parts(tf.sparse_transpose(R(tf), [2, 0, 1], name="t")))
case("retain", lambda tf: parts(tf.sparse_retain(FA(tf), [True, False, True, True])))
case("retain fed", lambda tf: parts(tf.sparse_retain(A(tf), A(tf).values > 0.0)))
wrong("retain length", lambda tf: tf.sparse_retain(FA(tf), [True, False]))
case(
    "fill_empty_rows",
    lambda tf: [
        x
        for y in [tf.sparse_fill_empty_rows(FA(tf), feed(tf, "d", 7.5))]
        for x in (*parts(y[0]), y[1])
    ],
)
case("fill_empty_rows fed", lambda tf: tf.sparse_fill_empty_rows(A(tf), 0.0, name="f"))
case(
    "fill_empty_rows all",
    lambda tf: tf.sparse_fill_empty_rows(N(tf), 1.0),
    grad=False,
    why="an empty vector of values has nothing to compare",
)
case("reset_shape", lambda tf: tf.sparse.reset_shape(FA(tf), [6, 6]))
case("reset_shape tight", lambda tf: tf.sparse.reset_shape(FA(tf)))
wrong("reset_shape small", lambda tf: tf.sparse.reset_shape(FA(tf), [2, 6]))
case(
    "expand_dims",
    lambda tf: tf.sparse.expand_dims(FA(tf), 1),
    nodes=False,
    why="the axis is known: TensorFlow works it out in the graph all the same",
)
case(
    "expand_dims last", lambda tf: tf.sparse.expand_dims(FA(tf)), nodes=False, why="as expand_dims"
)
