"""Elementwise steps on large arrays run block by block, and give what they gave one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import minigraph as tf
from minigraph.plan import groups
from minigraph.run.interpreter import interpret


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Groups from 24 elements on, in blocks of 10, in a graph of its own."""
    monkeypatch.setattr(groups, "_LARGE", 24)
    monkeypatch.setattr(groups, "_BLOCK", 10)
    monkeypatch.setattr(groups, "block_size", lambda width, shared: 10)
    with tf.Graph().as_default():
        yield


def array(*shape: int, dtype: Any = np.float32) -> Any:
    count = int(np.prod(shape))
    return ((np.arange(count) * 7 % 19 - 9.0) / 8).reshape(shape).astype(dtype)


def agree(fetches: Any, feeds: dict[Any, Any], loops: int) -> Any:
    """The plan has so many loops, and gives what the interpreter gives; twice, on new arrays."""
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    plan = session.plan(fetches, feeds)
    assert plan.source.count(" in g") == loops, plan.source
    flat = fetches if isinstance(fetches, list) else [fetches]
    for factor in (1, 3):
        fed = {x: (v * factor).astype(v.dtype) for x, v in feeds.items()}
        wanted = interpret(flat, dict(fed), session._store)
        got = session.run(flat, fed)
        for a, b in zip(got, wanted, strict=True):
            np.testing.assert_array_equal(a, b)
    return plan


def chain(x: Any) -> Any:
    return tf.tanh(x * 2.0 + 1.0) * x - tf.square(x)


def test_a_chain_is_one_loop() -> None:
    x = tf.placeholder(tf.float32, [30])
    plan = agree(chain(x), {x: array(30)}, loops=1)
    assert plan.buffer_bytes < 30 * 4 * 5  # only the blocks, not five arrays
    assert plan.explain().count("loop 0") == len(plan.steps) == 6


def test_forward_and_backward_are_one_loop() -> None:
    x = tf.placeholder(tf.float32, [30])
    gradient = tf.gradients(tf.reduce_sum(chain(x)), x)[0]
    agree(gradient, {x: array(30)}, loops=1)


@pytest.mark.parametrize("shape", [(7, 5), (25, 1), (13, 2, 2)], ids=str)
def test_rows(shape: tuple[int, ...]) -> None:
    x = tf.placeholder(tf.float32, shape)
    agree(chain(x) + 1.0, {x: array(*shape)}, loops=1)


def test_long_rows_are_cut_flat() -> None:
    for shape in ((2, 40), (1, 40)):
        x = tf.placeholder(tf.float32, shape)
        agree(chain(x), {x: array(*shape)}, loops=1)


def test_long_rows_with_a_row_added_stay_whole() -> None:
    x, b = tf.placeholder(tf.float32, [2, 40]), tf.placeholder(tf.float32, [40])
    feeds = {x: array(2, 40), b: array(40)}
    agree(tf.tanh(x + b), feeds, loops=0)
    agree(tf.tanh(x + b) * 2.0, feeds, loops=1)  # all but the sum


def test_rows_columns_and_scalars_are_broadcast() -> None:
    x, row = tf.placeholder(tf.float32, [12, 3]), tf.placeholder(tf.float32, [3])
    column, one = tf.placeholder(tf.float32, [12, 1]), tf.placeholder(tf.float32, [1, 3])
    scalar = tf.placeholder(tf.float32, [])
    y = tf.nn.relu(tf.nn.bias_add(x, row) * column - one) * scalar + row
    feeds = {x: array(12, 3), row: array(3), column: array(12, 1), one: array(1, 3)}
    agree(y, {**feeds, scalar: np.float32(1.5)}, loops=1)


def normalized(x: Any) -> Any:
    """A layer normalization, of rows."""
    mean, variance = tf.nn.moments(x, [-1], keep_dims=True)
    return (x - mean) * tf.rsqrt(variance + 0.001)


@pytest.mark.parametrize("shape", [(40, 6), (12, 2, 3)], ids=str)
def test_normalized_rows_are_one_loop(shape: tuple[int, ...]) -> None:
    x = tf.placeholder(tf.float32, shape)
    plan = agree(normalized(x) * tf.ones(shape[-1:]) * 3.0 + 0.5, {x: array(*shape)}, loops=1)
    assert plan.explain().count("loop 0") == len(plan.steps) > 8


def test_the_gradient_of_normalized_rows_is_one_loop() -> None:
    """Sums over axes that were broadcast keep them, and so belong to the rows."""
    x, g = tf.placeholder(tf.float32, [40, 6]), tf.placeholder(tf.float32, [40, 6])
    slope = tf.gradients(normalized(x), x, g)[0]
    plan = agree(slope, {x: array(40, 6), g: array(40, 6) + 1.0}, loops=1)
    inside = [row for row in plan.explain().splitlines() if "loop 0" in row]
    assert len(inside) >= len(plan.steps) - 2


def test_normalized_columns_are_not() -> None:
    x = tf.placeholder(tf.float32, [40, 6])
    mean = tf.reduce_mean(x, 0, keepdims=True)
    agree(tf.square(x - mean) * 2.0, {x: array(40, 6)}, loops=1)
    plan = tf.Session().plan(tf.square(x - mean) * 2.0, [x])
    assert "loop" not in plan.explain().splitlines()[1]


@pytest.mark.parametrize("function", [tf.nn.softmax, tf.nn.log_softmax])
def test_softmax_of_scaled_rows_is_one_loop(function: Any) -> None:
    x = tf.placeholder(tf.float32, [12, 2, 5])
    agree(tf.square(function(x * 0.5 - 1.0)), {x: array(12, 2, 5)}, loops=1)


def test_an_exact_gelu_is_one_loop() -> None:
    x = tf.placeholder(tf.float32, [40, 6])
    y = 0.5 * x * (1.0 + tf.erf(x * 0.7071))
    plan = agree(y, {x: array(40, 6)}, loops=1)
    assert plan.explain().count("loop 0") == len(plan.steps) == 5


def test_what_is_reduced_may_leave_the_loop() -> None:
    x = tf.placeholder(tf.float32, [40, 6])
    total = tf.reduce_sum(tf.square(x), 1, keepdims=True)
    agree([total, x / total], {x: array(40, 6)}, loops=1)


def test_rows_without_a_place_of_their_own_stay_outside() -> None:
    """A sum that drops its axis is no row any more."""
    x = tf.placeholder(tf.float32, [40, 6])
    agree(tf.reduce_sum(tf.square(x) + 1.0, 1), {x: array(40, 6)}, loops=1)


def test_square_matrices_are_not_mixed_up_with_rows() -> None:
    x, row = tf.placeholder(tf.float32, [5, 5]), tf.placeholder(tf.float32, [5])
    agree((x * 2.0 + row) * x, {x: array(5, 5), row: array(5)}, loops=1)


def test_comparisons_and_casts_between() -> None:
    x = tf.placeholder(tf.float32, [30])
    positive = tf.logical_and(x > 0.0, x < 0.5)
    agree([tf.where(positive, x * 2.0, -x), positive], {x: array(30)}, loops=1)


def test_what_stands_between_moves_before() -> None:
    x, w = tf.placeholder(tf.float32, [12, 3]), tf.Variable(array(3, 3))
    a = x * 2.0
    product = tf.matmul(x, w)  # does not wait for a
    agree((a + product) * a, {x: array(12, 3)}, loops=1)


def test_what_waits_for_the_run_ends_it() -> None:
    x, w = tf.placeholder(tf.float32, [12, 3]), tf.Variable(array(3, 3))
    a = tf.tanh(x * 2.0)
    agree(tf.nn.relu(tf.matmul(a, w) + 1.0), {x: array(12, 3)}, loops=2)


def test_values_that_leave_the_loop_are_whole() -> None:
    x = tf.placeholder(tf.float32, [30])
    a = x * 2.0
    b = tf.tanh(a)
    c = b + a
    agree([a, c, tf.reduce_sum(b), tf.reshape(c, [5, 6])], {x: array(30)}, loops=1)


def test_an_input_is_not_overwritten_before_its_last_block() -> None:
    x = tf.placeholder(tf.float32, [30])
    w = tf.matmul(tf.reshape(x, [30, 1]), [[1.0]])
    a = tf.reshape(w, [30])
    y = tf.tanh(a * 2.0)
    z = tf.exp(y * 0.5) + y
    agree(tf.squared_difference(z, a) + tf.rsqrt(tf.square(z) + 1.0) * a, {x: array(30)}, loops=1)


def test_variables_are_read_and_written() -> None:
    v = tf.Variable(array(30))
    step = v.assign(tf.tanh(v * 0.5) + v * 0.25)
    session = tf.Session()
    session.run(v.initializer)
    expected = array(30)
    assert " in g" in session.plan(step.op).source
    for _ in range(4):
        session.run(step.op)
        expected = np.tanh(expected * np.float32(0.5)) + expected * np.float32(0.25)
        np.testing.assert_array_equal(session.run(v), expected)


def test_fed_arrays_that_are_not_contiguous() -> None:
    x = tf.placeholder(tf.float32, [6, 8])
    y, session = chain(x), tf.Session()
    values = array(8, 6).T
    np.testing.assert_array_equal(session.run(y, {x: values}), session.run(y, {x: values.copy()}))


def test_other_types() -> None:
    x, y = tf.placeholder(tf.float64, [30]), tf.placeholder(tf.int32, [30])
    feeds = {x: array(30, dtype=np.float64), y: np.arange(30, dtype=np.int32)}
    agree([tf.exp(x) * x + 1.0, (y + 3) * y - 1], feeds, loops=1)


def test_an_error_names_the_node_in_the_loop() -> None:
    x = tf.placeholder(tf.int32, [30])
    y = tf.floordiv(x * 2, x - 5, name="parts")
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"node parts .*test_groups"):
        tf.Session().run(y + 1, {x: np.arange(30, dtype=np.int32)})


def test_threads_have_blocks_of_their_own() -> None:
    from concurrent.futures import ThreadPoolExecutor

    x = tf.placeholder(tf.float32, [4000])
    y, session = chain(x), tf.Session()
    inputs = [array(4000) + number for number in range(32)]
    alone = [session.run(y, {x: value}) for value in inputs]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda value: session.run(y, {x: value}), inputs))
    for a, b in zip(alone, together, strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_network_trains_as_interpreted() -> None:
    x = tf.placeholder(tf.float32, [12, 4])
    h = tf.layers.batch_normalization(tf.layers.dense(x, 6), training=True)
    h = tf.layers.dense(tf.nn.relu(h), 5, tf.nn.sigmoid)
    loss = tf.reduce_mean(tf.square(h))
    gradients = tf.gradients(loss, tf.trainable_variables())
    agree([loss, *gradients], {x: array(12, 4)}, loops=5)
