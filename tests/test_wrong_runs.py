"""Programs that are wrong only when they run: values, shapes and states met in the session."""

import numpy as np

from tests.wrong import Wrong, check, wrong

CASES: list[Wrong] = []


@wrong(CASES, "v")
def uninitialized_variable(tf, run):
    v = tf.Variable([1.0], name="v")  # made
    return lambda: run(v * 2.0)


@wrong(CASES, "v")
def uninitialized_counted(tf, run):
    v = tf.Variable([1.0], name="v")  # made
    return lambda: run(tf.assign_add(v, [1.0]))


@wrong(CASES, "product", "MatMul", "(2, 3)", "(2, 4)")
def matmul_met(tf, run):
    a, b = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    c = tf.matmul(a, b, name="product")  # made
    return lambda: run(c, {a: np.ones([2, 3]), b: np.ones([2, 4])})


@wrong(CASES, "total", "Add", "(2,)", "(3,)")
def add_met(tf, run):
    a, b = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    c = tf.add(a, b, name="total")  # made
    return lambda: run(c, {a: np.ones(2), b: np.ones(3)})


@wrong(CASES, "joined", "ConcatV2", "(2, 3)", "(3, 4)")
def concat_met(tf, run):
    a, b = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    c = tf.concat([a, b], 1, name="joined")  # made
    return lambda: run(c, {a: np.ones([2, 3]), b: np.ones([3, 4])})


@wrong(CASES, "bent", "Reshape", "(2, 3)", "(4,)")
def reshape_met(tf, run):
    a = tf.placeholder(tf.float32)
    c = tf.reshape(a, [4], name="bent")  # made
    return lambda: run(c, {a: np.ones([2, 3])})


@wrong(CASES, "kept_one", "(2,)", "(3,)")
def assign_met(tf, run):
    a = tf.placeholder(tf.float32)
    v = tf.Variable([1.0, 2.0], name="v")
    c = tf.assign(v, a, name="kept_one")  # made
    run.start()
    return lambda: run(c, {a: np.ones(3)})


@wrong(CASES, "counted", "(2,)", "(3,)")
def assign_add_met(tf, run):
    a = tf.placeholder(tf.float32)
    v = tf.Variable([1.0, 2.0], name="v")
    c = tf.assign_add(v, a, name="counted")  # made
    run.start()
    return lambda: run(c, {a: np.ones(3)})


@wrong(CASES, "stacked", "(2,)", "(3,)")
def stack_met(tf, run):
    a, b = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    c = tf.stack([a, b], name="stacked")  # made
    return lambda: run(c, {a: np.ones(2), b: np.ones(3)})


@wrong(CASES, "bad", "NaN", "here")
def nan_checked(tf, run):
    a = tf.placeholder(tf.float32, [None])
    c = tf.check_numerics(a, "here", name="bad")  # made
    return lambda: run(c, {a: [1.0, np.nan]})


@wrong(CASES, "bad", "Inf", "here")
def inf_checked(tf, run):
    a = tf.constant([1.0, 0.0])
    c = tf.check_numerics(1.0 / a, "here", name="bad")  # made
    return lambda: run(c)


@wrong(CASES, "finite", "here")
def not_all_finite(tf, run):
    a = tf.placeholder(tf.float32, [None])
    c = tf.verify_tensor_all_finite(a, "here", name="finite")  # made
    return lambda: run(c, {a: [np.inf]})


@wrong(CASES, "asserted", "too big", "7")
def assert_false(tf, run):
    a = tf.placeholder(tf.int32, [])
    c = tf.Assert(a < 5, ["too big", a], name="asserted")  # made
    return lambda: run(c, {a: 7})


@wrong(CASES, "equal", "7", "8")
def assert_equal_met(tf, run):
    a = tf.placeholder(tf.int32, [], name="a")
    c = tf.assert_equal(a, 8, name="equal")  # made
    return lambda: run(c, {a: 7})


@wrong(CASES, "quotient", "int32")
def division_by_zero(tf, run):
    a = tf.placeholder(tf.int32, [])
    c = tf.floordiv(7, a, name="quotient")  # made
    return lambda: run(c, {a: 0})


@wrong(CASES, "rest", "int32")
def remainder_by_zero(tf, run):
    a = tf.placeholder(tf.int32, [])
    c = tf.floormod(7, a, name="rest")  # made
    return lambda: run(c, {a: 0})


@wrong(CASES, "rows", "5", "3")
def gather_out_of_range(tf, run):
    i = tf.placeholder(tf.int32, [None])
    c = tf.gather(tf.ones([3, 2]), i, name="rows")  # made
    return lambda: run(c, {i: [0, 5]})


@wrong(CASES, "rows", "-1")
def gather_negative(tf, run):
    i = tf.placeholder(tf.int32, [None])
    c = tf.gather(tf.ones([3, 2]), i, name="rows")  # made
    return lambda: run(c, {i: [-1]})


@wrong(CASES, "points")
def gather_nd_out_of_range(tf, run):
    i = tf.placeholder(tf.int32, [None, 2])
    c = tf.gather_nd(tf.ones([3, 2]), i, name="points")  # made
    return lambda: run(c, {i: [[0, 2]]})


@wrong(CASES, "cut", "(3,)")
def slice_out_of_range(tf, run):
    i = tf.placeholder(tf.int32, [1])
    c = tf.slice(tf.ones([3]), i, [2], name="cut")  # made
    return lambda: run(c, {i: [2]})


@wrong(CASES, "StridedSlice")
def index_met(tf, run):
    i = tf.placeholder(tf.int32, [])
    a = tf.ones([3])
    c = a[i]  # made
    return lambda: run(c, {i: 3})


@wrong(CASES, "hot", "-2")
def one_hot_negative_depth(tf, run):
    depth = tf.placeholder(tf.int32, [])
    c = tf.one_hot([1], depth, name="hot")  # made
    return lambda: run(c, {depth: -2})


@wrong(CASES, "total", "2")
def axis_met(tf, run):
    axis = tf.placeholder(tf.int32, [])
    c = tf.reduce_sum(tf.ones([2, 2]), axis, name="total")  # made
    return lambda: run(c, {axis: 2})


@wrong(CASES, "loss", "3")
def sparse_label_out_of_range(tf, run):
    labels = tf.placeholder(tf.int32, [None])
    c = tf.nn.sparse_softmax_cross_entropy_with_logits(  # made
        labels=labels, logits=tf.ones([1, 3]), name="loss"
    )
    return lambda: run(c, {labels: [3]})


@wrong(CASES, "scattered", "2")
def scatter_out_of_range(tf, run):
    i = tf.placeholder(tf.int32, [None])
    v = tf.Variable([1.0, 2.0], name="v")
    c = tf.scatter_add(v, i, [1.0, 1.0], name="scattered")  # made
    run.start()
    return lambda: run(c, {i: [0, 2]})


@wrong(CASES, "sums", "num_segments", "-1")
def negative_segments(tf, run):
    n = tf.placeholder(tf.int32, [])
    c = tf.unsorted_segment_sum(tf.ones([2]), [0, 1], n, name="sums")  # made
    return lambda: run(c, {n: -1})


@wrong(CASES, "wide", "(2,)", "(3,)")
def broadcast_met(tf, run):
    a = tf.placeholder(tf.float32)
    c = tf.broadcast_to(a, [3], name="wide")  # made
    return lambda: run(c, {a: np.ones(2)})


@wrong(CASES, "python", "no luck")
def py_func_raises(tf, run):
    def fails(_):
        raise ValueError("no luck")

    c = tf.py_func(fails, [tf.constant(1.0)], tf.float32, name="python")  # made
    return lambda: run(c)


@wrong(CASES, "python", "float32", "int")
def py_func_returns_another_type(tf, run):
    c = tf.py_func(lambda: np.int64(3), [], tf.float32, name="python")  # made
    return lambda: run(c)


@wrong(CASES, "ranged")
def range_of_no_step(tf, run):
    step = tf.placeholder(tf.int32, [])
    c = tf.range(0, 3, step, name="ranged")  # made
    return lambda: run(c, {step: 0})


@wrong(CASES, "filled", "-1")
def fill_of_negative(tf, run):
    n = tf.placeholder(tf.int32, [1])
    c = tf.fill(n, 1.0, name="filled")  # made
    return lambda: run(c, {n: [-1]})


def pytest_generate_tests(metafunc):
    metafunc.parametrize("case", CASES, ids=lambda case: case.name)


def test_wrong_run(case):
    import minigraph as tf

    check(tf, case)
