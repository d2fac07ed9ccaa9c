"""SparseTensors: making, feeding and fetching them, dense tensors of them, products."""

from __future__ import annotations

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import feed
from tests.oracle.sparse_inputs import FA, A, M, N, W, fixed, parts

FAMILY = Family(
    "sparse", Tolerance(4, "array", "sums in another order; exp of softmax: 2 ulps of NumPy's own")
)
case = FAMILY.case
ask = FAMILY.ask
script = FAMILY.script
wrong = FAMILY.wrong

# ------------------------------------------------------------------------------- the class
case("make", lambda tf: tf.SparseTensor([[0, 1], [1, 0]], [1.0, 2.0], [2, 3]))
case("make empty", lambda tf: tf.SparseTensor(np.zeros([0, 2], np.int64), np.zeros(0, "f"), [2, 3]))
case("make fed", lambda tf: A(tf))
case("make strings", lambda tf: tf.SparseTensor([[0]], ["a"], [1]))
case("placeholder", lambda tf: tf.sparse_placeholder(tf.float32).dense_shape[:0])
ask(
    "class",
    """
    sp.indices
    sp.values
    sp.dense_shape
    sp.shape
    sp.get_shape()
    sp.dtype
    sp.op.name
    sp.graph
    str(sp)
    repr(sp)
    tf.SparseTensor.from_value(tf.SparseTensorValue([[0]], [1.5], [4]))
    tf.SparseTensor.from_value(tf.SparseTensorValue([[0]], [1.5], [4])).get_shape()
    ! tf.SparseTensor.from_value(3)
    ! tf.SparseTensor([0, 1], [1.0, 2.0], [2])
    ! tf.SparseTensor([[0]], [1.0, 2.0], [2])
    ! tf.SparseTensor([[0, 1]], [1.0], [2])
    ! tf.SparseTensor([[0, 1]], 1.0, [2, 2])
    ! tf.SparseTensor([[0.5, 1]], [1.0], [2, 2])
    ! tf.SparseTensor(tf.constant([[0, 1]]), [1.0], [2, 2])
    ! tf.convert_to_tensor(sp)
    ! tf.add(sp, 1.0)
    ! sp + 1.0
    tf.SparseTensorValue([[0]], [1.5], [4])
    tf.SparseTensorValue(indices=[[0]], values=[1.5], dense_shape=[4]).dense_shape
    tf.SparseTensorValue._fields
    isinstance(sp, tf.Tensor)
    tf.sparse_placeholder(tf.float32)
    tf.sparse_placeholder(tf.float32, name="q")
    tf.sparse_placeholder(tf.float32, [2, 3], name="q")
    tf.sparse_placeholder(tf.float32, [2, None], name="q")
    tf.sparse_placeholder(tf.float32, [2, None])
    tf.sparse_placeholder(tf.float32).get_shape()
    tf.sparse_placeholder(tf.float32, [2, 3]).get_shape()
    tf.sparse_placeholder(tf.float32, [2, None]).get_shape()
    tf.sparse_placeholder(tf.float32, tf.TensorShape([2, 3])).get_shape()
    tf.convert_to_tensor_or_sparse_tensor(sp) is sp
    tf.convert_to_tensor_or_sparse_tensor([1.0, 2.0])
    tf.convert_to_tensor_or_sparse_tensor(tf.SparseTensorValue([[0]], [1.5], [4]))
    ! tf.convert_to_tensor_or_sparse_tensor(sp, tf.int32)
    tf.sparse.SparseTensor is tf.SparseTensor
    """,
    setup="sp = tf.SparseTensor([[0, 1], [1, 0]], [1.0, 2.0], [2, 3])",
)


@script
def feeds_and_fetches(tf, np):
    sp = tf.sparse_placeholder(tf.float32, name="sp")
    total = tf.sparse_reduce_sum(sp)
    value = tf.SparseTensorValue(
        np.array([[0, 1], [1, 0]]), np.array([1.0, 2.0], np.float32), np.array([2, 3])
    )
    with tf.Session() as sess:
        yield sess.run(sp, {sp: value})
        yield type(sess.run(sp, {sp: value})) is tf.SparseTensorValue
        yield sess.run([sp, {"t": total}], {sp: tuple(value)})
        yield sess.run(total, {sp: ([[0, 0]], [3.0], [1, 1])})
        yield sess.run(sp.values, {sp.indices: [[0]], sp.values: [1.0], sp.dense_shape: [7]})
        yield sp.eval({sp: value})
        yield sess.run((sp, sp.values), {sp: value})
        for bad in (3.0, [1.0, 2.0], np.ones([2, 3])):
            try:
                sess.run(total, {sp: bad})
            except Exception as error:
                yield type(error).__name__ in ("TypeError", "ValueError")
        try:
            sess.run(total)
        except tf.errors.InvalidArgumentError as error:
            yield type(error).__name__


@script
def feeding_with_a_shape(tf, np):
    sp = tf.sparse_placeholder(tf.float32, [2, 3])
    dense = tf.sparse_tensor_to_dense(sp)
    with tf.Session() as sess:
        yield sess.run(dense, {sp: tf.SparseTensorValue([[0, 1]], [1.0], [2, 3])})
        yield sess.run(dense, {sp.indices: [[0, 1]], sp.values: [1.0]})


@script
def callables(tf, np):
    sp = tf.sparse_placeholder(tf.float32)
    with tf.Session() as sess:
        run = sess.make_callable(sp, [sp.indices, sp.values, sp.dense_shape])
        yield run([[0, 1]], [1.0], [2, 3])


# ------------------------------------------------------------------------------- of tensors
def unary(name):
    case(f"unary {name}", lambda tf: parts(getattr(tf, name)(FA(tf))))


for _name in ("abs", "square", "negative", "sign", "tanh", "erf"):
    unary(_name)
case("unary sqrt", lambda tf: parts(tf.sqrt(fixed(tf, [[0], [2]], [4.0, 2.0], [3]))))
case("cast", lambda tf: parts(tf.cast(FA(tf), tf.float64)))
case("cast same", lambda tf: parts(tf.cast(FA(tf), tf.float32)))
case("to_float", lambda tf: tf.to_float(fixed(tf, [[0], [2]], [4, 2], [3], dtype="int32")))
case("shape", lambda tf: [tf.shape(A(tf)), tf.shape(FA(tf)), tf.shape(FA(tf), out_type=tf.int64)])
case("size", lambda tf: [tf.size(A(tf)), tf.size(FA(tf))])
case("rank", lambda tf: [tf.rank(A(tf)), tf.rank(FA(tf))])

# ------------------------------------------------------------------------------- dense and back
case("to_dense", lambda tf: tf.sparse_tensor_to_dense(A(tf)))
case("to_dense fixed", lambda tf: tf.sparse_tensor_to_dense(FA(tf), name="dense"))
case("to_dense default", lambda tf: tf.sparse_tensor_to_dense(A(tf), default_value=-1.0))
case("to_dense empty", lambda tf: tf.sparse_tensor_to_dense(N(tf)))
case(
    "to_dense loose",
    lambda tf: tf.sparse_tensor_to_dense(
        tf.SparseTensor([[1, 0], [0, 1]], [1, 2], [2, 2]), validate_indices=False
    ),
)
case(
    "to_dense strings",
    lambda tf: tf.sparse_tensor_to_dense(tf.SparseTensor([[0], [2]], ["a", "b"], [3]), ""),
)
case(
    "to_dense bools",
    lambda tf: tf.sparse_tensor_to_dense(tf.SparseTensor([[0]], [True], [2]), False),
)
case("sparse.to_dense", lambda tf: tf.sparse.to_dense(FA(tf)))
wrong(
    "to_dense out of order",
    lambda tf: tf.sparse_tensor_to_dense(tf.SparseTensor([[1, 0], [0, 1]], [1, 2], [2, 2])),
)
wrong(
    "to_dense repeated",
    lambda tf: tf.sparse_tensor_to_dense(tf.SparseTensor([[1, 0], [1, 0]], [1, 2], [2, 2])),
)
wrong("to_dense outside", lambda tf: tf.sparse_tensor_to_dense(tf.SparseTensor([[2]], [1], [2])))
wrong("to_dense of a tensor", lambda tf: tf.sparse_tensor_to_dense([1.0]))
case("from_dense", lambda tf: parts(tf.sparse.from_dense(feed(tf, "x", [[0.0, 1.5], [2.0, 0.0]]))))
case("from_dense ints", lambda tf: tf.sparse.from_dense([0, 3, 0, 4]))
case("eye", lambda tf: tf.sparse.eye(2))
case("eye wide", lambda tf: tf.sparse.eye(2, 3, dtype=tf.int32, name="e"))

# ------------------------------------------------------------------------------- products
case("matmul", lambda tf: tf.sparse_tensor_dense_matmul(A(tf), M(tf)))
case("matmul fixed", lambda tf: tf.sparse_tensor_dense_matmul(FA(tf), M(tf), name="product"))
case("matmul adjoint_a", lambda tf: tf.sparse_tensor_dense_matmul(FA(tf), W(tf), adjoint_a=True))
case(
    "matmul adjoint_b",
    lambda tf: tf.sparse_tensor_dense_matmul(
        FA(tf), feed(tf, "m", (np.arange(15) * 4 % 15 - 7.25).reshape(3, 5) / 2), adjoint_b=True
    ),
)
case(
    "matmul adjoint both",
    lambda tf: tf.sparse_tensor_dense_matmul(
        FA(tf), feed(tf, "m", np.arange(12).reshape(3, 4) / 4), adjoint_a=True, adjoint_b=True
    ),
)
case(
    "matmul complex",
    lambda tf: tf.sparse_tensor_dense_matmul(
        tf.SparseTensor([[0, 1], [1, 0]], np.array([1 + 2j, 3j], np.complex64), [2, 2]),
        np.array([[1, 2j], [3, 1 + 1j]], np.complex64),
        adjoint_a=True,
        adjoint_b=True,
    ),
)
case(
    "matmul empty", lambda tf: tf.sparse_tensor_dense_matmul(N(tf), feed(tf, "w", np.ones([4, 2])))
)
case(
    "matmul repeated",
    lambda tf: tf.sparse_tensor_dense_matmul(
        fixed(tf, [[0, 1], [0, 1], [1, 0]], [1.0, 2.0, 3.0], [2, 2]), feed(tf, "w", [[1.0], [5.0]])
    ),
)
case("sparse.matmul", lambda tf: tf.sparse.matmul(FA(tf), M(tf)))
wrong("matmul shapes", lambda tf: tf.sparse_tensor_dense_matmul(FA(tf), W(tf)))
wrong("matmul rank", lambda tf: tf.sparse_tensor_dense_matmul(FA(tf), [1.0, 2.0]))
wrong("matmul types", lambda tf: tf.sparse_tensor_dense_matmul(FA(tf), np.ones([5, 1])))
wrong(
    "matmul outside",
    lambda tf: tf.sparse_tensor_dense_matmul(
        tf.SparseTensor([[0, 7]], [1.0], [2, 3]), np.ones([3, 1], np.float32)
    ),
)
case("sparse_matmul", lambda tf: tf.sparse_matmul(W(tf), feed(tf, "y", np.ones([3, 2]))))
case(
    "sparse_matmul transposed",
    lambda tf: tf.sparse_matmul(W(tf), W(tf), transpose_a=True, a_is_sparse=True),
)
