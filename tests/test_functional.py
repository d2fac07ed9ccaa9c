"""Loops over rows, where TensorFlow 1 has no answer: second derivatives, and what is refused."""

import numpy as np
import pytest

import minigraph as tf


def test_second_derivatives():
    """TensorFlow 1 refuses them for loops."""
    x = tf.placeholder(tf.float64, [None])
    cases = (
        (tf.map_fn(lambda r: r**3, x), lambda v: np.diag(6 * v)),
        (
            tf.foldl(lambda a, r: a * r, x),
            lambda v: np.array([[0, v[2], v[1]], [v[2], 0, v[0]], [v[1], v[0], 0]]),
        ),
        (
            tf.scan(lambda a, r: a * r, x),
            lambda v: np.array([[0, 1 + v[2], v[1]], [1 + v[2], 0, v[0]], [v[1], v[0], 0]]),
        ),
    )
    value = np.array([0.5, -1.5, 2.0])
    with tf.Session() as session:
        for y, hessian in cases:
            (slope,) = tf.gradients(y, x)
            rows = [tf.gradients(slope[i], x)[0] for i in range(3)]
            np.testing.assert_allclose(session.run(rows, {x: value}), hessian(value), rtol=1e-14)


def test_gradients_touch_each_row_once():
    """The gradient of a map over many rows is as long as the map."""
    x = tf.placeholder(tf.float32, [None, 2])
    (slope,) = tf.gradients(tf.map_fn(lambda r: r * r, x), x)
    value = np.random.default_rng(0).normal(size=(2000, 2)).astype(np.float32)
    with tf.Session() as session:
        np.testing.assert_array_equal(session.run(slope, {x: value}), 2 * value)


@pytest.mark.parametrize("fold", [tf.foldl, tf.scan])
def test_a_fold_of_nothing_needs_an_initializer(fold):
    x = tf.placeholder(tf.float32, [None])
    with tf.Session() as session:
        with pytest.raises(tf.errors.InvalidArgumentError, match="no first row"):
            session.run(fold(lambda a, r: a + r, x), {x: []})
        assert session.run(tf.foldl(lambda a, r: a + r, x, 7.0), {x: []}) == 7.0


def test_rows_must_be_as_many():
    with pytest.raises(ValueError, match="2 and 3"):
        tf.map_fn(lambda ab: ab[0] + ab[1], (tf.zeros([2]), tf.zeros([3])), dtype=tf.float32)


def test_another_structure_than_said():
    with pytest.raises(TypeError, match="structure"):
        tf.map_fn(lambda r: r, tf.zeros([2]), dtype=(tf.float32, tf.float32))
    with pytest.raises(TypeError, match=r"dtype=tf\.int32"):
        tf.map_fn(lambda r: tf.cast(r, tf.int32), tf.zeros([2]))
