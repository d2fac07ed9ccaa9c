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


UNSEEDED = (
    tf.random_uniform_initializer(-1.0, 1.0),
    tf.random_normal_initializer(),
    tf.truncated_normal_initializer(),
    tf.variance_scaling_initializer(),
    tf.uniform_unit_scaling_initializer(),
    tf.orthogonal_initializer(),
    tf.glorot_normal_initializer(),
    tf.initializers.he_uniform(),
    None,
)


@pytest.mark.parametrize("make", UNSEEDED)
@pytest.mark.parametrize("place", ["get_variable", "layers"])
def test_under_a_graph_seed_alone_the_op_count_is_the_op_seed(make, place):
    """As TensorFlow 1.15 did: the draw's seed is the number of nodes before it."""
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(42)
        if place == "layers":
            tf.layers.dense(tf.ones([1, 3]), 4, kernel_initializer=make, name="d")
            kernel = graph.get_tensor_by_name("d/kernel:0")
        else:
            kernel = tf.get_variable("w", [3, 4], initializer=make)
        nodes = graph.get_operations()
        (drawn,) = [n for n, op in enumerate(nodes) if "Random" in op.type or "Trunc" in op.type]
        assert nodes[drawn].get_attr("seed") == 42
        assert nodes[drawn].get_attr("seed2") == drawn
        value = _first(graph, kernel)
    if make is not None:
        with tf.Graph().as_default() as graph:
            tf.set_random_seed(42)
            config = {**make.get_config(), "seed": drawn}
            same = tf.get_variable("w", [3, 4], initializer=type(make).from_config(config))
            np.testing.assert_array_equal(_first(graph, same), value)


def _first(graph, variable):
    with tf.Session(graph=graph) as session:
        session.run(tf.global_variables_initializer())
        return session.run(variable)


@pytest.mark.parametrize(
    ("make", "window", "convolve"),
    [
        ("convolutional_delta_orthogonal", [3, 3], tf.nn.conv2d),
        ("convolutional_orthogonal_1d", [4], tf.nn.conv1d),
        ("convolutional_orthogonal_2d", [3, 3], tf.nn.conv2d),
        ("convolutional_orthogonal_3d", [2, 2, 2], tf.nn.conv3d),
    ],
)
def test_orthogonal_kernels_keep_lengths(make, window, convolve):
    """Of images whose edges are wrapped around, times the gain; with more channels than before."""
    axes = len(window)
    images = np.random.default_rng(3).normal(size=[2, *[6] * axes, 2]).astype(np.float32)
    wrapped = np.pad(images, [(0, 0), *[(0, k - 1) for k in window], (0, 0)], mode="wrap")
    with tf.Graph().as_default(), tf.Session() as session:
        kernel = getattr(tf.contrib.framework, make)(gain=1.5, seed=7)([*window, 2, 3])
        strides = 1 if axes == 1 else [1] * (axes + 2)
        out = session.run(convolve(wrapped, kernel, strides, "VALID"))
    length = np.sqrt((images**2).sum(axis=tuple(range(1, axes + 2))))
    got = np.sqrt((out**2).sum(axis=tuple(range(1, axes + 2))))
    np.testing.assert_allclose(got, 1.5 * length, rtol=1e-5)
