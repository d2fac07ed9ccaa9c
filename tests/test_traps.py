"""Programs that run and are hardly meant: each is told once, with the line of the program."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import minigraph as tf


@pytest.fixture(autouse=True)
def session() -> Iterator[Any]:
    with tf.Graph().as_default(), tf.Session() as fresh:
        yield fresh


def told(caught: list[warnings.WarningMessage]) -> list[str]:
    return [str(w.message) for w in caught if w.filename == __file__]


# ------------------------------------------------------------------------- a growing graph
@pytest.mark.parametrize("fed", [False, True], ids=["unfed", "fed"])
def test_a_graph_that_grows_between_runs(session: Any, fed: bool) -> None:
    x = tf.placeholder_with_default(1.0, [])
    y, feeds = x * 2.0, {x: 3.0} if fed else None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(120):
            tf.constant(1.0)  # the line
            session.run(y, feeds)
    (message,) = told(caught)
    assert "between runs 50 times" in message
    assert "finalize()" in message
    source = Path(__file__).read_text().splitlines()
    assert source[caught[0].lineno - 1].endswith("# the line")


def test_new_fetches_in_a_loop_are_growth(session: Any) -> None:
    v = tf.Variable(1.0)
    session.run(v.initializer)

    def loop() -> None:
        for _ in range(60):
            session.run(v + 1.0)

    with pytest.warns(RuntimeWarning, match="has added nodes to the graph between runs"):
        loop()


def test_a_graph_built_in_parts_is_no_growth(session: Any) -> None:
    for size in range(1, 41):  # as pretrained weights are loaded
        v = tf.Variable(tf.zeros([size]))
        session.run(v.initializer)
        session.run(v.assign(tf.ones([size])))
    nodes = [tf.constant(float(i)) for i in range(500)]
    assert session.run(nodes[3]) == 3.0


def test_a_finalized_graph_refuses_the_line(session: Any) -> None:
    y = tf.constant(1.0) * 2.0
    tf.get_default_graph().finalize()
    assert session.run(y) == 2.0
    with pytest.raises(RuntimeError, match="Graph is finalized and cannot be modified"):
        tf.constant(1.0)
    assert session.run(y) == 2.0


# ------------------------------------------------------------------------- skipped updates
def averaged(x: Any) -> Any:
    """x less its mean, with an average of the means that nothing runs by itself."""
    average = tf.Variable(0.0, trainable=False, name="average")
    mean = tf.reduce_mean(x)
    update = average.assign_sub((average - mean) * 0.1)
    tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, update.op)
    return x - mean


def network() -> tuple[Any, Any, Any]:
    x = tf.placeholder(tf.float32, [3])
    w = tf.Variable([1.0, 2.0, 3.0])
    loss = tf.reduce_sum(tf.square(averaged(x * w)))
    return x, loss, tf.train.GradientDescentOptimizer(0.001)


def test_updates_that_nothing_runs(session: Any) -> None:
    x, loss, optimizer = network()
    step = optimizer.minimize(loss)
    session.run(tf.global_variables_initializer())
    feeds = {x: [1.0, 2.0, 3.0]}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(99):
            session.run(step, feeds)
        assert not caught
        for _ in range(200):
            session.run([step, loss], feeds)
    (message,) = told(caught)
    assert "100 training steps have run" in message
    assert "AssignSub" in message
    assert "tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS))" in message


@pytest.mark.parametrize("how", ["with the step", "beside it", "in steps of their own", "not used"])
def test_updates_that_are_run(session: Any, how: str) -> None:
    x, loss, optimizer = network()
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    fetches: Any
    if how == "with the step":
        with tf.control_dependencies(updates):
            fetches = optimizer.minimize(loss)
    elif how == "beside it":
        fetches = [optimizer.minimize(loss), updates]
    elif how == "not used":
        other = tf.Variable(1.0)
        fetches = optimizer.minimize(tf.square(other), var_list=[other])
    else:
        fetches = optimizer.minimize(loss)
    session.run(tf.global_variables_initializer())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for number in range(150):
            session.run(fetches, {x: [1.0, 2.0, 3.0]})
            if how == "in steps of their own" and number % 10 == 0:
                session.run(updates, {x: [1.0, 2.0, 3.0]})


# ------------------------------------------------------------------------- no gradient
def test_a_variable_without_a_gradient_is_named() -> None:
    used, unused = tf.Variable(1.0, name="used"), tf.Variable(1.0, name="unused")
    assert unused is not None
    with pytest.warns(
        RuntimeWarning, match=r"no gradient for unused:0 \(built at .*test_traps"
    ) as w:
        tf.train.GradientDescentOptimizer(0.1).minimize(used * used)
    assert w[0].filename == __file__


def test_without_any_gradient_all_are_named() -> None:
    tf.Variable(1.0, name="a"), tf.Variable(1.0, name="b")
    with pytest.raises(ValueError, match=r"No gradients provided for any variable.*'a:0'.*'b:0'"):
        tf.train.GradientDescentOptimizer(0.1).minimize(tf.constant(1.0))
