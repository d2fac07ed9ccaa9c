"""tf.case where TensorFlow 2's compat.v1 no longer holds to what it says."""

import pytest

import minigraph as tf


def test_exclusive_holds_without_a_default():
    x = tf.placeholder(tf.float32, [])
    y = tf.case(
        [(x < 1.0, lambda: tf.constant(1)), (x > 0.0, lambda: tf.constant(2))], exclusive=True
    )
    with tf.Session() as session:
        assert session.run(y, {x: -1.0}) == 1
        assert session.run(y, {x: 3.0}) == 2
        with pytest.raises(tf.errors.InvalidArgumentError, match="more than 1 condition"):
            session.run(y, {x: 0.5})
