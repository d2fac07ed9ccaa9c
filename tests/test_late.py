"""Rewrites and layouts that ask who takes a value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import minigraph as tf
from minigraph.run.interpreter import interpret
from minigraph.run.store import Store


@pytest.fixture(autouse=True)
def graph() -> Iterator[None]:
    with tf.Graph().as_default():
        yield


def array(*shape: int) -> Any:
    return np.arange(np.prod(shape), dtype=np.float32).reshape(shape) / 8 - 1


def ops(fetches: Any, feeds: dict[Any, Any]) -> list[str]:
    """The plan's ops, once its results are those of the interpreter."""
    flat = fetches if isinstance(fetches, list) else [fetches]
    session = tf.Session()
    for found, wanted in zip(
        session.run(flat, feeds), interpret(flat, dict(feeds), Store()), strict=True
    ):
        np.testing.assert_allclose(found, wanted, rtol=1e-6, strict=True)
    return [step.record.name for step in session.plan(fetches, feeds).steps]


def split(whole: Any, axis: int = 1) -> Any:
    """Parts of 2, 1 and 3 columns."""
    return tf.split(whole, [2, 1, 3], axis=axis)


@pytest.mark.parametrize("part", [0, 1, 2])
@pytest.mark.parametrize("turned", [False, True])
def test_unused_columns_are_not_computed(part: int, turned: bool) -> None:
    x, w = tf.placeholder(tf.float32, [4, 5]), tf.placeholder(tf.float32, [5, 6])
    feeds = {x: array(4, 5), w: array(6, 5).T if not turned else array(6, 5)}
    if turned:
        w = tf.placeholder(tf.float32, [6, 5])
        feeds = {x: array(4, 5), w: array(6, 5)}
    y = split(tf.matmul(x, w, transpose_b=turned))[part] * 2.0
    assert ops(y, feeds) == ["Slice", "MatMul", "Mul"]


def test_equal_parts_of_a_matrix_are_taken_once() -> None:
    x, w = tf.placeholder(tf.float32, [4, 5]), tf.placeholder(tf.float32, [5, 6])
    products = [tf.matmul(x * k, w) for k in (2.0, 3.0, 4.0)]
    parts = [split(product)[i] for product, i in zip(products, (2, 2, 0), strict=True)]
    found = ops(parts[::-1], {x: array(4, 5), w: array(5, 6)})
    assert found.count("Slice") == 2
    assert "SplitV" not in found


def test_halves() -> None:
    x, w = tf.placeholder(tf.float32, [4, 5]), tf.placeholder(tf.float32, [5, 6])
    y = tf.split(tf.matmul(x, w), 2, axis=-1)[1] + 1.0
    assert ops(y, {x: array(4, 5), w: array(5, 6)}) == ["Slice", "MatMul", "AddV2"]


def test_columns_that_are_used() -> None:
    """Of a product that others take too, of which two parts are taken, or that is split in rows."""
    x, w = tf.placeholder(tf.float32, [6, 5]), tf.placeholder(tf.float32, [5, 6])
    y = tf.matmul(x, w)
    feeds = {x: array(6, 5), w: array(5, 6)}
    assert "Slice" not in ops([y, split(y)[0]], feeds)
    assert "Slice" not in ops(split(y)[:2], feeds)
    assert "Slice" not in ops(split(y, axis=0)[0], feeds)


def test_sizes_that_are_not_known() -> None:
    x = tf.placeholder(tf.float32, [4, None])
    w = tf.placeholder(tf.float32, [None, 6])
    y = split(tf.matmul(x, w))[0]
    assert "Slice" not in [step.record.name for step in tf.Session().plan(y, [x, w]).steps]


def turned(count: int, w: Any, xs: list[Any]) -> Any:
    return [tf.matmul(x, w, transpose_b=True) for x in xs[:count]]


def test_a_matrix_that_is_often_turned_is_turned_once() -> None:
    w = tf.placeholder(tf.float32, [6, 5])
    xs = [tf.placeholder(tf.float32, [3 + number, 5]) for number in range(5)]
    feeds = {w: array(6, 5), **{x: array(*x.shape.as_list()) for x in xs}}
    assert ops(turned(5, w, xs), feeds) == ["_Turned", *["MatMul"] * 5]
    del feeds[xs[3]], feeds[xs[4]]
    assert ops(turned(3, w, xs), feeds) == ["MatMul"] * 3


def test_a_recurrent_network_trains_as_interpreted() -> None:
    """Both rules at work: of the way back, only what goes to the state is computed."""
    x = tf.placeholder(tf.float32, [6, 4, 3])
    w = tf.placeholder(tf.float32, [8, 5])
    state = tf.zeros([4, 5])
    for row in tf.unstack(x):
        state = tf.tanh(tf.matmul(tf.concat([row, state], 1), w))
    slope = tf.gradients(tf.reduce_sum(tf.square(state)), w)[0]
    found = ops(slope, {x: array(6, 4, 3), w: array(8, 5) / 4})
    assert found.count("Slice") == found.count("_Turned") == 1
    assert "SplitV" not in found


def test_variables_are_read_and_written_in_their_order() -> None:
    """Replaced steps on both sides of the place from where on the run holds the lock."""
    w = tf.get_variable("w", [6, 5], initializer=tf.ones_initializer())
    x = tf.placeholder(tf.float32, [4, 5])
    before = tf.reduce_sum(split(tf.matmul(x, w, transpose_b=True))[0])
    with tf.control_dependencies([before]):
        changed = tf.assign_add(w, tf.ones([6, 5]))
    after = split(tf.matmul(x, changed, transpose_b=True))[2]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        first, second = session.run([before, after], {x: np.ones((4, 5))})
        assert first == 40.0
        assert (second == 10.0).all()
        assert (session.run(w) == 2.0).all()


# ---------------------------------------------------------------------------------- losses
@pytest.mark.parametrize("sparse", [False, True])
def test_a_loss_that_nobody_asks_for(sparse: bool) -> None:
    """The slope is the same with the loss and without it, and a wrong label is found in both."""
    x = tf.placeholder(tf.float32, [3, 5])
    if sparse:
        labels = tf.placeholder(tf.int32, [3])
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=x)
        feeds = {x: array(3, 5), labels: np.array([4, 0, 2], np.int32)}
    else:
        labels = tf.placeholder(tf.float32, [3, 5])
        losses = tf.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=x)
        feeds = {x: array(3, 5), labels: np.eye(5, dtype=np.float32)[[4, 0, 2]]}
    slope = tf.gradients(losses, x)[0] * 2.0
    assert any(name.endswith("Slope") for name in ops(slope, feeds))
    assert not any(name.endswith("Slope") for name in ops([slope, losses], feeds))
    with tf.Session() as session:
        alone, (both, _) = session.run(slope, feeds), session.run([slope, losses], feeds)
        np.testing.assert_array_equal(alone, both)
        if sparse:
            feeds[labels] = np.array([4, 0, 5], np.int32)
            with pytest.raises(tf.errors.InvalidArgumentError, match="label value of 5"):
                session.run(slope, feeds)


# ---------------------------------------------------------------------------------- layouts
@pytest.mark.parametrize("order", [[0, 2, 1, 3], [2, 0, 1, 3], [1, 0, 2, -1], [0, 1, 2, 3]])
def test_products_that_are_transposed(order: list[int]) -> None:
    x, y = tf.placeholder(tf.float32, [2, 3, 4, 5]), tf.placeholder(tf.float32, [2, 3, 5, 6])
    turned = tf.reshape(tf.transpose(tf.matmul(x, y), order), [24, 6])
    session, feeds = tf.Session(), {x: array(2, 3, 4, 5), y: array(2, 3, 5, 6)}
    fetch = tf.tanh(turned)
    for _ in range(2):
        (wanted,) = interpret([fetch], dict(feeds), Store())
        np.testing.assert_allclose(session.run(fetch, feeds), wanted, rtol=1e-6)
    plan = session.plan(fetch, feeds)
    assert ("layouts: MatMul" in plan.explain()) == (order != [0, 1, 2, 3])


def test_products_that_others_take_too_keep_their_layout() -> None:
    x = tf.placeholder(tf.float32, [2, 3, 4, 4])
    product = tf.matmul(x, x)
    turned = tf.reshape(tf.transpose(product, [0, 2, 1, 3]), [24, 4])
    last = tf.reshape(tf.transpose(tf.matmul(x, x + 1.0), [0, 1, 3, 2]), [24, 4])
    fetches = [turned * 2.0, product * 3.0, last * 4.0]
    ops(fetches, {x: array(2, 3, 4, 4)})
    assert "layouts" not in tf.Session().plan(fetches, [x]).explain()
