"""Writes of a few rows: they change the variable's own array, and nobody can tell."""

import threading

import numpy as np
import pytest

import minigraph as tf


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
    np.testing.assert_array_equal(session.run(rows), WRITES[write])


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
