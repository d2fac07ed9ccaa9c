"""Writes of a few rows: they change the variable's own array, and nobody can tell."""

import threading

import numpy as np
import pytest

import minigraph as tf
from minigraph.ops.rows import combine_rows


@pytest.fixture
def table():
    with tf.Graph().as_default(), tf.Session() as session:
        rows = tf.Variable(np.arange(12.0, dtype=np.float32).reshape(4, 3), name="rows")
        session.run(rows.initializer)
        yield session, rows


def array_of(session, variable):
    return session._store.cell(variable.op)[0]


WRITES = {
    tf.scatter_add: [[2, 5, 8], [3, 4, 5], [6, 7, 8], [9, 10, 11]],
    tf.scatter_sub: [[-2, -3, -4], [3, 4, 5], [6, 7, 8], [9, 10, 11]],
    tf.scatter_mul: [[0, 4, 18], [3, 4, 5], [6, 7, 8], [9, 10, 11]],
    tf.scatter_div: [[0, 0.25, 2 / 9], [3, 4, 5], [6, 7, 8], [9, 10, 11]],
    tf.scatter_min: [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]],
    tf.scatter_max: [[1, 2, 3], [3, 4, 5], [6, 7, 8], [9, 10, 11]],
    tf.scatter_update: [[1, 2, 3], [3, 4, 5], [6, 7, 8], [9, 10, 11]],
}


@pytest.mark.parametrize("write", WRITES, ids=lambda f: f.__name__)
def test_the_array_stays(table, write):
    session, rows = table
    count = 1 if write is tf.scatter_update else 2
    step = write(rows, [0] * count, [[1.0, 2.0, 3.0]] * count).op
    address = array_of(session, rows).ctypes.data
    seen = session.run(rows)
    session.run(step)
    assert array_of(session, rows).ctypes.data == address
    np.testing.assert_array_equal(seen, np.arange(12).reshape(4, 3))
    np.testing.assert_array_max_ulp(session.run(rows), np.float32(WRITES[write]), 1)


PARTS = {
    "scatter_nd_update": (
        lambda rows: tf.scatter_nd_update(rows, [[3], [0]], [[7.0] * 3, [8.0] * 3]),
        [[8, 8, 8], [3, 4, 5], [6, 7, 8], [7, 7, 7]],
    ),
    "scatter_nd_add": (
        lambda rows: tf.scatter_nd_add(rows, [[3, 1], [3, 1]], [7.0, 8.0]),
        [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 25, 11]],
    ),
    "scatter_nd_sub": (
        lambda rows: tf.scatter_nd_sub(rows, [[0, 0]], [7.0]),
        [[-7, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]],
    ),
    "slice": (
        lambda rows: rows[1:3, ::2].assign([[7.0, 8.0], [5.0, 6.0]]),
        [[0, 1, 2], [7, 4, 8], [5, 7, 6], [9, 10, 11]],
    ),
}


@pytest.mark.parametrize("name", PARTS)
def test_parts_are_written_in_place(table, name):
    session, rows = table
    write, after = PARTS[name]
    step = write(rows).op
    address = array_of(session, rows).ctypes.data
    seen = session.run(rows)
    session.run(step)
    assert array_of(session, rows).ctypes.data == address
    np.testing.assert_array_equal(seen, np.arange(12).reshape(4, 3))
    np.testing.assert_array_equal(session.run(rows), after)


def test_a_part_that_does_not_fit_changes_nothing(table):
    session, rows = table
    value = tf.placeholder(tf.float32)
    step = rows[1:3].assign(value).op
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\(2, 3\).*\(3, 2\)"):
        session.run(step, {value: np.ones((3, 2))})
    np.testing.assert_array_equal(session.run(rows), np.arange(12).reshape(4, 3))


def test_a_result_that_is_fetched_is_a_copy(table):
    session, rows = table
    after = tf.scatter_add(rows, [1], [[1.0, 1.0, 1.0]])
    first = session.run(after)
    session.run(after)
    np.testing.assert_array_equal(first[1], [4, 5, 6])
    np.testing.assert_array_equal(session.run(rows)[1], [5, 6, 7])


def test_who_holds_the_array_keeps_it(table):
    session, rows = table
    held = array_of(session, rows)
    view = held[1:]
    session.run(tf.scatter_add(rows, [1], [[1.0, 1.0, 1.0]]).op)
    np.testing.assert_array_equal(view[0], [3, 4, 5])
    np.testing.assert_array_equal(session.run(rows)[1], [4, 5, 6])


def test_a_read_before_the_write_sees_the_old_value(table):
    session, rows = table
    read = rows * 2.0
    step = tf.scatter_update(rows, [0], [[9.0, 9.0, 9.0]])
    old, _ = session.run([read, step.op])
    np.testing.assert_array_equal(old[0], [0, 2, 4])
    np.testing.assert_array_equal(session.run(read)[0], [18, 18, 18])


def test_a_run_that_fails_changes_no_row(table):
    session, rows = table
    other = tf.Variable(tf.zeros([2, 3]))
    session.run(other.initializer)
    number = tf.placeholder(tf.int32, [1])
    step = tf.group(
        tf.scatter_add(rows, [0], [[1.0, 1.0, 1.0]]), tf.scatter_add(other, number, tf.ones([1, 3]))
    )
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\[0, 2\)"):
        session.run(step, {number: [2]})
    np.testing.assert_array_equal(session.run(rows)[0], [0, 1, 2])
    session.run(step, {number: [1]})
    np.testing.assert_array_equal(session.run(rows)[0], [1, 2, 3])


def test_what_is_written_lasts_until_the_end(table):
    """The write is made at the end; what comes between must not take the memory of its rows."""
    session, rows = table
    other = tf.Variable(tf.zeros([2, 3]))
    session.run(other.initializer)
    x = tf.placeholder(tf.float32, [2, 3])
    first = tf.scatter_update(rows, [0, 1], x * 2.0)
    with tf.control_dependencies([first]):
        second = tf.scatter_add(other, [0, 1], tf.sqrt(x * 9.0))
    session.run(tf.group(first, second), {x: np.ones((2, 3))})
    np.testing.assert_array_equal(session.run(rows)[:2], np.full((2, 3), 2))
    np.testing.assert_array_equal(session.run(other), np.full((2, 3), 3))


def test_an_array_in_another_order_is_written_to(table):
    session, rows = table
    transposed = tf.placeholder(tf.float32, [3, 4])
    session.run(tf.assign(rows, 2.0 * tf.transpose(transposed)), {transposed: np.ones((3, 4))})
    session.run(tf.scatter_add(rows, [1, 1], tf.ones([2, 3])).op)
    np.testing.assert_array_equal(session.run(rows), [[2] * 3, [4] * 3, [2] * 3, [2] * 3])


def test_threads_lose_no_row(table):
    session, rows = table
    number = tf.placeholder(tf.int32, [2])
    step = tf.scatter_add(rows, number, tf.ones([2, 3])).op

    def work(which):
        for _ in range(500):
            session.run(step, {number: [which % 4, 0]})

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    added = session.run(rows)[:, 0] - [0, 3, 6, 9]
    np.testing.assert_array_equal(added, [5000, 1000, 1000, 1000])


def test_a_variable_read_in_a_branch_that_is_not_taken():
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(tf.random_normal([64, 64], seed=1), name="v")
        w = tf.Variable(v.initialized_value(), name="w")
        session.run(tf.global_variables_initializer())  # v is read only if it has a value
        first, copied = session.run([v, w])
        np.testing.assert_array_equal(first, copied)
        session.run(tf.global_variables_initializer())
        assert not np.array_equal(session.run(v), first)
        np.testing.assert_array_equal(session.run(w), first)


@pytest.mark.parametrize("ufunc", [np.add, np.subtract, np.multiply], ids=lambda f: f.__name__)
@pytest.mark.parametrize("width", [1, 2, 3, 64])
@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "complex64"])
def test_rows_are_combined_one_after_the_other(ufunc, width, dtype):
    random = np.random.RandomState(width)
    total = (random.standard_normal((5, width)) * 100).astype(dtype)
    rows = (random.standard_normal((2000, width)) * 100).astype(dtype)
    if dtype.startswith("float"):
        rows[0], rows[1, 0], total[2, -1] = -0.0, np.inf, np.nan
    numbers = random.randint(5, size=2000)
    expected = total.copy()
    with np.errstate(all="ignore"):
        for number, row in zip(numbers, rows, strict=True):
            expected[number] = ufunc(expected[number], row)
        combine_rows(ufunc, total, numbers, rows)
    np.testing.assert_array_equal(total, expected)
    if dtype != "complex64":
        np.testing.assert_array_equal(np.signbit(total), np.signbit(expected))
