"""Initializers: what TensorFlow 2's compat.v1 no longer does as TensorFlow 1 did, and parts."""

from types import SimpleNamespace

import numpy as np
import pytest

import minigraph as tf


@pytest.mark.parametrize("make", [tf.glorot_uniform_initializer, tf.glorot_normal_initializer])
def test_glorot_keeps_its_type(make):
    assert make(dtype=tf.float64)([2, 2]).dtype == tf.float64
    with pytest.raises(ValueError, match="floating point"):
        make(dtype=tf.int32)


def test_a_part_of_a_variable_scales_as_the_whole():
    """The fans of a partitioned variable are those of its full shape."""
    part = SimpleNamespace(full_shape=[300, 100], var_offset=[0, 0])
    scaling = tf.variance_scaling_initializer(distribution="uniform", seed=1)
    with tf.Session() as session:
        rows = session.run(scaling([3, 100], partition_info=part))
    assert 0.095 < abs(rows).max() <= 0.1  # sqrt(3 / 300)


def test_a_part_of_the_identity():
    part = SimpleNamespace(full_shape=[4, 3], var_offset=[1, 0])
    with tf.Session() as session:
        rows = session.run(tf.initializers.identity(2.0)([2, 3], partition_info=part))
    np.testing.assert_array_equal(rows, 2 * np.eye(4, 3)[1:3])
