"""Learning rates where TensorFlow refuses, and their noise."""

import math

import numpy as np
import pytest

import minigraph as tf


@pytest.fixture(autouse=True)
def _own_graph():
    with tf.Graph().as_default():
        yield


@pytest.mark.parametrize("dtype", [tf.float16, tf.float64])
def test_any_float_type(dtype):
    """TensorFlow makes pi, the noise and the first cycle float32, and then refuses to go on."""
    start, step = tf.constant(0.5, dtype), tf.constant(10, tf.int64)
    rates = [
        tf.train.cosine_decay(start, step, 40),
        tf.train.cosine_decay_restarts(start, step, 40),
        tf.train.linear_cosine_decay(start, step, 40),
        tf.train.noisy_linear_cosine_decay(start, step, 40, initial_variance=0.0),
        tf.train.polynomial_decay(start, step, 20, 0.0, cycle=True),
    ]
    assert [rate.dtype for rate in rates] == [dtype] * 5
    fallen = (1 + math.cos(math.pi / 4)) / 2
    linear = 0.75 * fallen + 0.001
    wanted = [0.5 * fallen, 0.5 * fallen, 0.5 * linear, 0.5 * linear, 0.25]
    got = tf.Session().run(rates)
    np.testing.assert_allclose(got, wanted, rtol=2e-3 if dtype == tf.float16 else 1e-9)


def test_the_noise_has_its_variance():
    tf.set_random_seed(5)
    step = tf.constant([3] * 20000)
    settings = {"initial_variance": 0.5, "variance_decay": 2.0, "num_periods": 0.0}
    rate = tf.train.noisy_linear_cosine_decay(1.0, step, 4, **settings)
    with tf.Session() as session:
        one, two = session.run(rate), session.run(rate)
    assert (one != two).all()
    assert abs(one.mean() - 0.251) < 0.005
    assert abs(one.var() / (0.5 / 16) - 1) < 0.05


def test_what_piecewise_constant_says():
    step = tf.constant(1.5, name="step")
    with pytest.raises(ValueError, match=r"int32.*float32.*step:0.*built at"):
        tf.train.piecewise_constant(step, [1], [1.0, 2.0])
    with pytest.raises(ValueError, match="2 values and 2 boundaries"):
        tf.train.piecewise_constant(step, [1.0, 2.0], [1.0, 2.0])
    with pytest.raises(ValueError, match=r"cosine_decay.*get_or_create_global_step"):
        tf.train.cosine_decay(0.1, None, 10)


def test_boundaries_and_values_may_be_arrays():
    step = tf.constant(15, tf.int64)
    rate = tf.train.piecewise_constant(step, np.array([10, 20]), np.array([1.0, 0.5, 0.1]))
    assert tf.Session().run(rate) == 0.5


def test_averages_are_of_variables_and_tensors():
    average = tf.train.ExponentialMovingAverage(0.9)
    parts = tf.get_variable("w", [4], partitioner=tf.fixed_size_partitioner(2))
    for wrong in (parts, np.ones(2, np.float32), 3.0):
        with pytest.raises(TypeError, match="variable or tensor"):
            average.apply([wrong])
    with pytest.raises(TypeError, match=r"half, float, or double: count:0 \(built at .*int32"):
        average.apply([tf.Variable(1, name="count")])
