"""Loops over blocks and updates that several threads share."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import minigraph as tf
from minigraph.core import denormals
from minigraph.plan import ending, groups, threads
from minigraph.run.interpreter import interpret


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Threads and groups from a few elements on, in blocks of 10, and a graph of its own."""
    monkeypatch.setattr(groups, "_LARGE", 24)
    monkeypatch.setattr(groups, "_BLOCK", 10)
    monkeypatch.setattr(groups, "block_size", lambda width, shared: 10)
    monkeypatch.setattr(ending, "THREADED", 100)
    with tf.Graph().as_default():
        yield


def session(count: int = 3, without: list[str] | None = None) -> Any:
    config = tf.ConfigProto(intra_op_parallelism_threads=count)
    config.graph_options.rewrite_options.without = without or []
    return tf.Session(config=config)


def array(*shape: int) -> Any:
    count = int(np.prod(shape))
    return ((np.arange(count) * 7 % 19 - 9.0) / 8).reshape(shape).astype(np.float32)


def chain(x: Any) -> Any:
    return tf.tanh(x * 2.0 + 1.0) * x - tf.square(x)


@pytest.mark.parametrize("shape", [(300,), (25, 12), (4, 200), (31, 7)], ids=str)
@pytest.mark.parametrize("count", [2, 3, 16])
def test_a_loop(shape: tuple[int, ...], count: int) -> None:
    """Whole blocks, a last one that is shorter, more threads than blocks; again and again."""
    x = tf.placeholder(tf.float32, shape)
    y = chain(x)
    with session(count) as shared:
        told = shared.plan(y, [x]).explain()
        assert "threads: loop 0" in told
        for factor in (1.0, 2.0, 3.0):
            (wanted,) = interpret([y], {x: array(*shape) * factor}, shared._store)
            np.testing.assert_array_equal(shared.run(y, {x: array(*shape) * factor}), wanted)


def test_it_can_be_left_out() -> None:
    x = tf.placeholder(tf.float32, [300])
    for one in (session(1), session(3, ["threads"])):
        assert "threads:" not in one.plan(chain(x), [x]).explain()


def test_little_work_is_done_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "THREADED", 300 * 6 + 1)
    x = tf.placeholder(tf.float32, [300])
    assert "threads:" not in session().plan(chain(x), [x]).explain()


def test_rows_that_are_normalized() -> None:
    x = tf.placeholder(tf.float32, [60, 4])
    mean, variance = tf.nn.moments(x, [1], keep_dims=True)
    y = tf.nn.softmax((x - mean) * tf.rsqrt(variance + 0.1))
    with session() as shared:
        (wanted,) = interpret([y], {x: array(60, 4)}, shared._store)
        np.testing.assert_array_equal(shared.run(y, {x: array(60, 4)}), wanted)


OPTIMIZERS = {
    "descent": lambda: tf.train.GradientDescentOptimizer(0.1),
    "momentum": lambda: tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True),
    "adam": lambda: tf.train.AdamOptimizer(0.1),
    "adagrad": lambda: tf.train.AdagradOptimizer(0.1),
    "adadelta": lambda: tf.train.AdadeltaOptimizer(0.1),
    "rmsprop": lambda: tf.train.RMSPropOptimizer(0.1, centered=True),
    "ftrl": lambda: tf.train.FtrlOptimizer(0.1, l1_regularization_strength=0.01),
    "proximal": lambda: tf.train.ProximalAdagradOptimizer(0.1),
    "dual averaging": lambda: tf.train.AdagradDAOptimizer(
        0.1, tf.train.get_or_create_global_step()
    ),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_updates(name: str) -> None:
    """Variables with more rows than threads, with fewer, with one: as one thread updates them."""
    x = tf.placeholder(tf.float32, [2, 25])
    shapes = {"a": [25, 4], "b": [1, 40], "c": [4]}
    made = [tf.get_variable(n, initializer=tf.constant(array(*dims))) for n, dims in shapes.items()]
    loss = tf.reduce_sum(tf.square(tf.matmul(x, made[0]) + made[2]))
    loss += tf.reduce_sum(tf.square(made[1]))
    optimizer = OPTIMIZERS[name]()
    step = optimizer.minimize(loss, tf.train.get_or_create_global_step())
    found = []
    for count in (1, 3):
        with session(count) as one:
            one.run(tf.global_variables_initializer())
            told = one.plan(step, [x]).explain()
            assert ("threads: updates" in told) == (count > 1)
            for k in range(4):
                one.run(step, {x: array(2, 25) * k})
            found.append(one.run(tf.global_variables()))
    for a, b in zip(*found, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("mine", [True, False], ids=["own", "another"])
def test_an_error_in_a_share_names_its_node(mine: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether this thread meets it or another; the variable stays as it was."""
    x = tf.placeholder(tf.float32, [300])
    w = tf.get_variable("w", [300], initializer=tf.zeros_initializer())
    step = tf.assign(w, tf.tanh(x * 2.0, name="bent") + 1.0)
    here, tanh, begun = threading.get_ident(), np.tanh, threading.Event()

    def fails(value: Any, out: Any) -> None:
        own = threading.get_ident() == here
        if not own:
            begun.set()
        assert begun.wait(10)  # else this thread might do all that there is
        if own is mine:
            raise ValueError("no tangent")
        tanh(value, out)

    with session() as shared:
        shared.run(w.initializer)
        monkeypatch.setattr(np, "tanh", fails)
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"no tangent\n.*node bent "):
            shared.run(step, {x: array(300)})
        monkeypatch.undo()
        assert (shared.run(w) == 0).all()


@pytest.mark.skipif(denormals._library is None, reason="not known how on this system")
def test_denormal_numbers_count_as_zero_in_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    x = tf.placeholder(tf.float32, [3000])
    y = (x * 2.0) * 3.0
    tiny = np.full(3000, 1e-39, np.float32)
    assert (session().run(y, {x: tiny}) == 0).all()
    assert (session(3, ["flush"]).run(y, {x: tiny}) != 0).all()


def test_overflow_is_silent_in_all_threads() -> None:
    x = tf.placeholder(tf.float32, [300])
    found = session().run(tf.exp(x * 2.0) + 1.0, {x: np.full(300, 500.0)})
    assert np.isinf(found).all()


def test_runs_of_several_threads_at_once() -> None:
    """More shares than the pool has threads: who finds none free does them himself."""
    x = tf.placeholder(tf.float32, [3000])
    y, shared = chain(x), session(2)
    inputs = [array(3000) + number for number in range(24)]
    wanted = [session(1).run(y, {x: value}) for value in inputs]
    found: dict[int, Any] = {}

    def work(number: int) -> None:
        found[number] = shared.run(y, {x: inputs[number]})

    running = [threading.Thread(target=work, args=[number]) for number in range(24)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    for number, value in enumerate(wanted):
        np.testing.assert_array_equal(found[number], value)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_process_makes_threads_of_its_own() -> None:
    x = tf.placeholder(tf.float32, [300])
    y, shared = chain(x), session()
    wanted = shared.run(y, {x: array(300)})
    child = os.fork()
    if child == 0:
        same = (shared.run(y, {x: array(300)}) == wanted).all()
        os._exit(0 if same else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


# ---------------------------------------------------------------------------------- spread
def test_all_shares_end_before_the_first_error_is_raised() -> None:
    done = []

    def work(share: int) -> None:
        done.append(share)
        if share in (0, 2):
            raise ValueError(f"share {share}")

    with pytest.raises(ValueError, match="share 0"):
        threads.spread(work, range(4))
    assert sorted(done) == [0, 1, 2, 3]


def test_the_parts_of_an_array() -> None:
    """Nothing twice, nothing left out, also where there is less than one for each."""
    for length in (0, 1, 2, 3, 10):
        value = np.arange(length)
        found = np.concatenate([threads.part(value, k, 3) for k in range(3)])
        np.testing.assert_array_equal(found, value)
