"""Normalizations of tf.contrib.layers: values and updates against tf.layers and by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import minigraph as tf
from minigraph.contrib import layers
from tests.test_contrib_layers import IMAGES, X, names, values


@pytest.fixture(autouse=True)
def session() -> Iterator[Any]:
    with tf.Graph().as_default(), tf.Session() as fresh:
        yield fresh


def standard(x: Any, axes: Any, epsilon: float) -> Any:
    mean, variance = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    return (x - mean) / np.sqrt(variance + epsilon)


def test_normalizations_of_one_example(session: Any) -> None:
    unknown = tf.placeholder(tf.float32, [None, None, None, 4])
    pairs = [
        (layers.layer_norm(IMAGES), standard(IMAGES, (1, 2, 3), 1e-12)),
        (layers.layer_norm(IMAGES, begin_norm_axis=-1), standard(IMAGES, (3,), 1e-12)),
        (layers.layer_norm(X, center=False, scale=False), standard(X, (1,), 1e-12)),
        (layers.instance_norm(IMAGES), standard(IMAGES, (1, 2), 1e-6)),
        (
            layers.instance_norm(IMAGES.transpose(0, 3, 1, 2), data_format="NCHW"),
            standard(IMAGES, (1, 2), 1e-6).transpose(0, 3, 1, 2),
        ),
        (layers.unit_norm(X, 1), X / np.sqrt((X**2).sum(1, keepdims=True) + 1e-7)),
        (layers.unit_norm(IMAGES, 0), IMAGES / np.sqrt((IMAGES**2).sum(0) + 1e-7)),
    ]
    groups = standard(IMAGES.reshape(2, 5, 5, 2, 2), (1, 2, 4), 1e-6).reshape(IMAGES.shape)
    for inputs in (IMAGES, unknown):
        for simple in (False, True):
            y = layers.group_norm(inputs, groups=2, mean_close_to_zero=simple)
            assert y.shape.as_list() == tf.convert_to_tensor(inputs).shape.as_list()
            pairs.append((y, groups))
    first = layers.group_norm(
        IMAGES.transpose(0, 3, 1, 2), 2, channels_axis=1, reduction_axes=[2, 3]
    )
    pairs.append((first, groups.transpose(0, 3, 1, 2)))
    found = values(session, [y for y, _ in pairs], {unknown: IMAGES})
    for got, (_, want) in zip(found, pairs, strict=True):
        np.testing.assert_allclose(got, want, atol=2e-5)


BATCH_NORMS = {
    "fused by tf.layers": (IMAGES, {}),
    "composed by tf.layers": (IMAGES, {"fused": False}),
    "vectors": (X, {}),
    "vectors composed": (X, {"fused": False}),
    "vectors NCHW": (X, {"data_format": "NCHW"}),
    "in collections": (IMAGES, {"updates_collections": ["mine"]}),
    "composed in collections": (IMAGES, {"updates_collections": ["mine"], "fused": False}),
    "in place": (IMAGES, {"updates_collections": None}),
    "composed in place": (X, {"updates_collections": None, "fused": False}),
    "volumes in place": (IMAGES.reshape(2, 5, 5, 1, 4), {"updates_collections": None}),
    "weighted": (X, {"batch_weights": np.ones([6], np.float32)}),
}


@pytest.mark.parametrize("fed", [False, True], ids=["True", "fed"])
@pytest.mark.parametrize("name", BATCH_NORMS)
def test_batch_norm(session: Any, name: str, fed: bool) -> None:
    """20 steps: outputs, moving averages and the way back, in each way that there is."""
    x, settings = BATCH_NORMS[name]
    is_training = tf.placeholder(tf.bool, []) if fed else True
    inputs = tf.placeholder(tf.float32, [None, *x.shape[1:]])
    y = layers.batch_norm(inputs, decay=0.9, scale=True, is_training=is_training, **settings)
    beta, gamma, mean, variance = (
        next(v for v in tf.global_variables() if v.op.name == f"BatchNorm/{name}")
        for name in ("beta", "gamma", "moving_mean", "moving_variance")
    )
    updates = tf.get_collection("mine" if "updates_collections" in settings else "update_ops")
    session.run(tf.global_variables_initializer())
    train = {is_training: True} if fed else {}
    axes = tuple(range(x.ndim - 1))
    # the fused op counts n - 1 for the moving variance, as TensorFlow's does
    one_op = "composed" not in name and "volumes" not in name and "weighted" not in name
    count = np.prod([x.shape[axis] for axis in axes])
    unbiased = count / (count - 1) if one_op else 1.0
    want_mean, want_variance = np.zeros(4), np.ones(4)
    for number in range(20):
        batch = x * (1 + number % 3) + number
        out = session.run([y, updates], {inputs: batch, **train})[0]
        np.testing.assert_allclose(out, standard(batch, axes, 1e-3), atol=2e-4)
        want_mean += 0.1 * (batch.mean(axes) - want_mean)
        want_variance += 0.1 * (batch.var(axes) * unbiased - want_variance)
    found = session.run([mean, variance])
    np.testing.assert_allclose(found[0], want_mean, rtol=1e-5)
    np.testing.assert_allclose(found[1], want_variance, rtol=1e-5)
    assert set(tf.trainable_variables()) == {beta, gamma}
    if fed:
        out = session.run([y, updates], {inputs: x, is_training: False})[0]
        want = (x - want_mean) / np.sqrt(want_variance + 1e-3)
        np.testing.assert_allclose(out, want, atol=1e-4)
        assert session.run(mean).tolist() == found[0].tolist()


def test_batch_norm_of_channels_first(session: Any) -> None:
    x = IMAGES.transpose(0, 3, 1, 2)
    for fused in (True, False):
        for collections in ("update_ops", "mine"):
            y = layers.batch_norm(
                x, data_format="NCHW", fused=fused, updates_collections=collections
            )
            got = values(session, y)
            want = standard(IMAGES, (0, 1, 2), 1e-3).transpose(0, 3, 1, 2)
            np.testing.assert_allclose(got, want, atol=1e-5)


def test_batch_norm_with_weights(session: Any) -> None:
    weights = np.array([1, 0, 2, 0, 0, 1], np.float32)
    y = layers.batch_norm(X, batch_weights=weights)
    mean = np.average(X, 0, weights)
    variance = np.average((X - mean) ** 2, 0, weights)
    np.testing.assert_allclose(
        values(session, y), (X - mean) / np.sqrt(variance + 1e-3), rtol=1e-5, atol=1e-6
    )
    assert len(tf.get_collection("update_ops")) == 2


def test_batch_norm_without_updates() -> None:
    layers.batch_norm(X, is_training=False)
    layers.batch_norm(IMAGES, is_training=False, updates_collections="mine")
    layers.batch_norm(IMAGES, is_training=False, scope="third")
    assert tf.get_collection("update_ops") == tf.get_collection("mine") == []


def test_batch_norm_settings(session: Any) -> None:
    start = {"beta": tf.constant_initializer(5.0), "moving_variance": tf.constant_initializer(4.0)}
    for inputs in (X, IMAGES):
        y = layers.batch_norm(
            inputs,
            is_training=False,
            epsilon=0.0,
            param_initializers=start,
            param_regularizers={"beta": layers.l2_regularizer(0.5)},
            activation_fn=tf.nn.relu,
        )
        np.testing.assert_allclose(values(session, y), np.maximum(inputs / 2 + 5, 0), rtol=1e-6)
    assert len(tf.get_collection("regularization_losses")) == 2
    layers.batch_norm(X, center=False, scope="nothing")
    assert names(tf.global_variables("nothing")) == [
        "nothing/moving_mean",
        "nothing/moving_variance",
    ]


def test_batch_norm_without_bias_to_zero(session: Any) -> None:
    y = layers.batch_norm(IMAGES, decay=0.9, zero_debias_moving_mean=True)
    assert y.shape.as_list() == [2, 5, 5, 4]
    assert names(tf.global_variables())[-2:] == [
        "BatchNorm/BatchNorm/moving_mean/biased",
        "BatchNorm/BatchNorm/moving_mean/local_step",
    ]
    values(session, tf.get_collection("update_ops"))
    mean = session.run(next(v for v in tf.global_variables() if "mean" in v.op.name))
    np.testing.assert_allclose(mean, IMAGES.mean((0, 1, 2)), rtol=1e-4, atol=1e-6)


def test_renorm_is_that_of_tf_layers(session: Any) -> None:
    clipping = {"rmax": 3.0, "rmin": 0.3, "dmax": 1.0}
    a = layers.batch_norm(X, renorm=True, renorm_clipping=clipping, decay=0.9)
    b = tf.layers.batch_normalization(
        X, renorm=True, renorm_clipping=clipping, momentum=0.9, training=True, scale=False
    )
    first, second = values(session, [a, b])
    np.testing.assert_array_equal(first, second)
    assert "BatchNorm/renorm_mean" in names(tf.model_variables())


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"data_format": "NHCW"}, "either NCHW or NHWC"),
        ({"renorm": True, "updates_collections": None}, "renorm is not supported"),
        ({"renorm": True, "batch_weights": [1.0]}, "renorm is not supported"),
    ],
)
def test_batch_norm_refuses(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        layers.batch_norm(X, **settings)
