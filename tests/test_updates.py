"""Optimizers' updates: in the variables' own arrays, all or nothing, the same however they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import minigraph as tf
from minigraph.ops import adaptive_updates, descent_updates, proximal_updates
from minigraph.run.interpreter import interpret
from minigraph.run.store import Store

Make = Callable[[], Any]
OPTIMIZERS: dict[str, Make] = {
    "GradientDescent": lambda: tf.train.GradientDescentOptimizer(0.1),
    "Momentum": lambda: tf.train.MomentumOptimizer(0.1, 0.9),
    "Nesterov": lambda: tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True),
    "Adam": lambda: tf.train.AdamOptimizer(0.1),
    "Adagrad": lambda: tf.train.AdagradOptimizer(0.1),
    "AdagradDA": lambda: tf.train.AdagradDAOptimizer(
        0.1, tf.train.get_or_create_global_step(), l1_regularization_strength=0.1
    ),
    "Adadelta": lambda: tf.train.AdadeltaOptimizer(1.0),
    "RMSProp": lambda: tf.train.RMSPropOptimizer(0.1, momentum=0.5),
    "RMSProp centered": lambda: tf.train.RMSPropOptimizer(0.1, epsilon=0.1, centered=True),
    "Ftrl": lambda: tf.train.FtrlOptimizer(0.1, l1_regularization_strength=0.1),
    "Ftrl shrinkage": lambda: tf.train.FtrlOptimizer(0.1, l2_shrinkage_regularization_strength=0.1),
    "ProximalGradientDescent": lambda: tf.train.ProximalGradientDescentOptimizer(0.1, 0.1, 0.1),
    "ProximalAdagrad": lambda: tf.train.ProximalAdagradOptimizer(0.1, 0.1, 0.1, 0.1),
}
each = pytest.mark.parametrize("make", OPTIMIZERS.values(), ids=list(OPTIMIZERS))


@pytest.fixture(autouse=True)
def session() -> Iterator[tf.Session]:
    with tf.Graph().as_default(), tf.Session() as fresh:
        yield fresh


def numbers(*shape: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def array_of(session: Any, variable: Any) -> Any:
    return session._store.cell(variable.op)[0]


def own_variables(optimizer: Any, *variables: Any) -> list[Any]:
    """The variables and their slots."""
    names = optimizer.get_slot_names()
    return [*variables, *(optimizer.get_slot(v, name) for v in variables for name in names)]


# ---------------------------------------------------------------------------------- however they run
@each
@pytest.mark.parametrize("shape", [(), (1,), (3, 4), (130, 131)], ids=str)
def test_interpreter_is_plan(session: Any, make: Make, shape: tuple[int, ...]) -> None:
    w = tf.Variable(tf.constant(numbers(*shape)))
    grad = tf.placeholder(tf.float32)
    step = make().apply_gradients([(grad, w)], tf.train.get_or_create_global_step())
    everything = tf.global_variables()
    init = tf.global_variables_initializer()
    store = Store()
    interpret([init], {}, store)
    session.run(init)
    for seed in range(1, 4):
        fed = numbers(*shape, seed=seed)
        interpret([step], {grad: np.asarray(fed)[()]}, store)
        session.run(step, {grad: fed})
        for variable in everything:
            wanted = store.cell(variable.op)[0]
            np.testing.assert_array_equal(session.run(variable), wanted)


@each
def test_rows_are_the_rows_of_a_dense_step(session: Any, make: Make) -> None:
    """Rows without a gradient stay as they are; the others move as in a smaller variable."""
    whole = tf.Variable(tf.constant(numbers(6, 5)))
    part = tf.Variable(tf.constant(numbers(6, 5)[[4, 1, 2]]))
    values, indices = tf.placeholder(tf.float32, [3, 5]), tf.placeholder(tf.int32, [3])
    sparse, dense = make(), make()
    one = sparse.apply_gradients([(tf.IndexedSlices(values, indices), whole)])
    other = dense.apply_gradients([(values, part)])
    session.run(tf.global_variables_initializer())
    before = session.run(own_variables(sparse, whole))
    all_move = type(sparse).__name__ == "AdamOptimizer"  # its averages of all rows go on
    for seed in range(1, 2 if all_move else 4):
        fed = {values: numbers(3, 5, seed=seed), indices: [4, 1, 2]}
        session.run([one, other], fed)
    after = session.run(own_variables(sparse, whole))
    small = session.run(own_variables(dense, part))
    for old, new, wanted in zip(before, after, small, strict=True):
        np.testing.assert_array_equal(new[[0, 3, 5]], old[[0, 3, 5]])
        np.testing.assert_allclose(new[[4, 1, 2]], wanted, rtol=1e-5, atol=1e-6)


def test_rows_named_twice_are_updated_twice(session: Any) -> None:
    w, s = tf.Variable(tf.zeros([3, 2])), tf.Variable(tf.ones([3, 2]))
    grad = np.float32([[1, 2], [3, 4], [5, 6], [7, 8]])
    step = adaptive_updates.sparse_apply_adagrad(w, s, 0.5, grad, [2, 0, 2, 2])[0].op
    session.run([w.initializer, s.initializer])
    session.run(step)
    wanted, squares = np.zeros((3, 2), np.float32), np.ones((3, 2), np.float32)
    for row, number in zip(grad, [2, 0, 2, 2], strict=True):
        squares[number] += row**2
        wanted[number] -= 0.5 * row / np.sqrt(squares[number])
    np.testing.assert_allclose(session.run(w), wanted, rtol=1e-6)
    np.testing.assert_array_equal(session.run(s), squares)


def test_slots_need_not_be_updated(session: Any) -> None:
    w, s = tf.Variable([1.0, 2.0]), tf.Variable([4.0, 16.0])
    step = adaptive_updates.apply_adagrad(w, s, 0.5, [1.0, 1.0], update_slots=False)[0].op
    session.run([w.initializer, s.initializer])
    session.run(step)
    assert session.run([w, s])[0].tolist() == [0.75, 1.875]
    assert session.run(s).tolist() == [4.0, 16.0]


# ---------------------------------------------------------------------------------- in place
@each
def test_arrays_stay(session: Any, make: Make) -> None:
    w = tf.Variable(tf.constant(numbers(70, 3)))
    optimizer = make()
    step = optimizer.minimize(tf.reduce_sum(tf.square(w)))
    mine = own_variables(optimizer, w)
    session.run(tf.global_variables_initializer())
    session.run(step)
    places = [array_of(session, v).ctypes.data for v in mine]
    before = session.run(mine)
    session.run(step)
    assert [array_of(session, v).ctypes.data for v in mine] == places
    assert any((session.run(v) != old).any() for v, old in zip(mine, before, strict=True))


@each
def test_arrays_of_rows_stay(session: Any, make: Make) -> None:
    w = tf.Variable(tf.constant(numbers(70, 3)))
    optimizer = make()
    number = tf.placeholder(tf.int32, [None])
    step = optimizer.minimize(tf.reduce_sum(tf.square(tf.gather(w, number))))
    session.run(tf.global_variables_initializer())
    session.run(step, {number: [1]})
    names = [] if type(optimizer).__name__ == "AdamOptimizer" else own_variables(optimizer, w)
    places = [array_of(session, v).ctypes.data for v in names]
    session.run(step, {number: [1, 5, 1]})
    assert [array_of(session, v).ctypes.data for v in names] == places


@each
@pytest.mark.parametrize("written", [False, True])
def test_a_gradient_that_is_another_variable(session: Any, make: Make, written: bool) -> None:
    """Also one that the same run changes."""
    a, b = tf.Variable(numbers(40, 2)), tf.Variable(numbers(40, 2, seed=1))
    pairs = [(b, a), (a, b)] if written else [(b, a)]
    step = make().apply_gradients(pairs, tf.train.get_or_create_global_step())
    init = tf.global_variables_initializer()
    store = Store()
    interpret([init], {}, store)
    session.run(init)
    for _ in range(2):
        interpret([step], {}, store)
        session.run(step)
        for variable in tf.global_variables():
            np.testing.assert_array_equal(session.run(variable), store.cell(variable.op)[0])


@each
def test_what_was_fetched_stays(session: Any, make: Make) -> None:
    w = tf.Variable(tf.constant(numbers(50, 3)))
    optimizer = make()
    step = optimizer.minimize(tf.reduce_sum(tf.square(w)))
    mine = own_variables(optimizer, w)
    session.run(tf.global_variables_initializer())
    for _ in range(3):
        before = session.run(mine)
        seen, _ = session.run([mine, step])
        for old, now in zip(before, seen, strict=True):
            np.testing.assert_array_equal(now, old)
        for _ in range(2):
            session.run(step)
        for old, now in zip(before, seen, strict=True):
            np.testing.assert_array_equal(now, old)


@each
def test_who_asks_after_the_update_sees_it(session: Any, make: Make) -> None:
    w = tf.Variable(tf.constant(numbers(50, 3)))
    step = make().minimize(tf.reduce_sum(tf.square(w)))
    with tf.control_dependencies([step]):
        after = w * 2.0
    session.run(tf.global_variables_initializer())
    seen, _ = session.run([after, step])
    np.testing.assert_array_equal(seen, session.run(w) * 2)


@each
def test_a_constraint_reads_the_new_value(session: Any, make: Make) -> None:
    start = numbers(50, 3)
    bounded = tf.Variable(start, constraint=lambda v: tf.clip_by_value(v, -0.5, 0.5))
    free = tf.Variable(start)
    loss = tf.reduce_sum(tf.square(bounded)) + tf.reduce_sum(tf.square(free))
    step = make().minimize(loss)
    session.run(tf.global_variables_initializer())
    session.run(step)
    np.testing.assert_array_equal(session.run(bounded), np.clip(session.run(free), -0.5, 0.5))


@each
def test_a_run_that_fails_changes_nothing(session: Any, make: Make) -> None:
    w, table = tf.Variable(tf.constant(numbers(30, 3))), tf.Variable(tf.constant(numbers(9, 3)))
    number = tf.placeholder(tf.int32, [None])
    loss = tf.reduce_sum(tf.square(w))
    optimizer = make()
    grad = tf.gradients(loss, w)[0]
    rows = tf.IndexedSlices(tf.ones([2, 3]), number)
    count = tf.train.get_or_create_global_step()
    step = optimizer.apply_gradients([(grad, w), (rows, table)], count)
    session.run(tf.global_variables_initializer())
    session.run(step, {number: [2, 3]})
    before = session.run(tf.global_variables())
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\[0, 9\)"):
        session.run(step, {number: [2, 9]})
    for old, now in zip(before, session.run(tf.global_variables()), strict=True):
        np.testing.assert_array_equal(now, old)
    session.run(step, {number: [2, 8]})
    assert session.run(count) == 2


@each
def test_shapes_that_show_in_the_run(session: Any, make: Make) -> None:
    w = tf.Variable(tf.constant(numbers(3, 2)))
    grad = tf.placeholder(tf.float32)
    step = make().apply_gradients([(grad, w)])
    session.run(tf.global_variables_initializer())
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\(3, 2\).*\(2, 2\)"):
        session.run(step, {grad: np.ones((2, 2))})
    np.testing.assert_array_equal(session.run(w), numbers(3, 2))


# ---------------------------------------------------------------------------------- formulas
def test_add_sign(session: Any) -> None:
    w, m = tf.Variable([1.0, 2.0, 3.0]), tf.Variable([0.5, -0.5, 0.0])
    g = np.float32([1.0, 1.0, -2.0])
    step = descent_updates.apply_add_sign(w, m, 0.1, 1.0, 0.5, 0.9, g)[0].op
    session.run([w.initializer, m.initializer])
    session.run(step)
    average = np.float32([0.5, -0.5, 0.0]) * 0.9 + 0.1 * g
    np.testing.assert_allclose(session.run(m), average, rtol=1e-6)
    factor = 1 + 0.5 * np.sign(g) * np.sign(average)
    np.testing.assert_allclose(session.run(w), [1, 2, 3] - 0.1 * factor * g, rtol=1e-6)


def test_power_sign(session: Any) -> None:
    w, m = tf.Variable([1.0, 2.0, 3.0]), tf.Variable([0.5, -0.5, 0.0])
    g = np.float32([1.0, 1.0, -2.0])
    step = descent_updates.apply_power_sign(w, m, 0.1, 1.0, 0.5, 0.9, g)[0].op
    session.run([w.initializer, m.initializer])
    session.run(step)
    average = np.float32([0.5, -0.5, 0.0]) * 0.9 + 0.1 * g
    factor = np.exp(0.5 * np.sign(g) * np.sign(average))
    np.testing.assert_allclose(session.run(w), [1, 2, 3] - 0.1 * factor * g, rtol=1e-6)


def test_ada_max(session: Any) -> None:
    w, m, v = tf.Variable([1.0, 2.0]), tf.Variable([0.5, -0.5]), tf.Variable([0.5, 3.0])
    g = np.float32([1.0, 1.0])
    step = adaptive_updates.apply_ada_max(w, m, v, 0.81, 0.1, 0.9, 0.99, 1e-3, g)[0].op
    session.run([w.initializer, m.initializer, v.initializer])
    session.run(step)
    average = np.float32([0.5, -0.5]) * 0.9 + 0.1 * g
    largest = np.maximum(np.float32([0.5, 3.0]) * 0.99, abs(g))
    np.testing.assert_allclose(session.run(v), largest, rtol=1e-6)
    wanted = np.float32([1.0, 2.0]) - 0.1 / 0.19 * average / (largest + 1e-3)
    np.testing.assert_allclose(session.run(w), wanted, rtol=1e-6)


WRONG = {
    "a slot of another shape": (
        lambda v: adaptive_updates.apply_adagrad(v([2]), v([3]), 0.1, [1.0, 1.0]),
        "'accum' must have the shape",
    ),
    "a vector as rate": (
        lambda v: adaptive_updates.apply_adagrad(v([2]), v([2]), [0.1, 0.1], [1.0, 1.0]),
        "'lr' must be a scalar",
    ),
    "rows of a scalar": (
        lambda v: adaptive_updates.sparse_apply_adagrad(v([]), v([]), 0.1, [1.0], [0]),
        "must have rows",
    ),
    "rows of another width": (
        lambda v: proximal_updates.sparse_apply_proximal_gradient_descent(
            v([4, 3]), 0.1, 0.0, 0.0, np.ones((2, 2), np.float32), [0, 1]
        ),
        r"'grad' must have the shape \(2, 3\)",
    ),
    "indices that are no vector": (
        lambda v: proximal_updates.sparse_apply_proximal_gradient_descent(
            v([4, 3]), 0.1, 0.0, 0.0, np.ones((1, 3), np.float32), 0
        ),
        "'indices' must be a vector",
    ),
}


@pytest.mark.parametrize(("build", "text"), WRONG.values(), ids=list(WRONG))
def test_wrong_shapes(build: Any, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        build(lambda shape: tf.Variable(tf.zeros(shape)))
