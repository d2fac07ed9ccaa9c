"""slim.nets: as many parameters as published, names of checkpoints, strides turned into rates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import minigraph as tf
from minigraph.contrib import slim
from minigraph.contrib.slim import nets


@pytest.fixture(autouse=True)
def session() -> Iterator[Any]:
    with tf.Graph().as_default(), tf.Session() as fresh:
        yield fresh


def trained(scope: str | None = None) -> int:
    """How many numbers are trained."""
    return sum(v.shape.num_elements() for v in tf.trainable_variables(scope))


@pytest.mark.parametrize(
    ("name", "published"),
    [("50", 25_557_032), ("101", 44_549_160), ("152", 60_192_808)],
)
def test_residual_networks(name: str, published: int) -> None:
    images = tf.zeros([1, 224, 224, 3])
    with slim.arg_scope(nets.resnet_v1.resnet_arg_scope()):
        y, ends = getattr(nets.resnet_v1, f"resnet_v1_{name}")(images, 1000)
    assert trained() == published
    assert y.shape.as_list() == [1, 1, 1, 1000]
    of = f"resnet_v1_{name}"
    shapes = {f"{of}/block{i}": ends[f"{of}/block{i}"].shape.as_list()[1:] for i in range(1, 5)}
    assert list(shapes.values()) == [[28, 28, 256], [14, 14, 512], [7, 7, 1024], [7, 7, 2048]]
    assert ends["predictions"].shape == y.shape
    assert f"{of}/block1/unit_1/bottleneck_v1/conv2" in ends
    names = {v.op.name for v in tf.model_variables()}
    assert {
        f"{of}/conv1/weights",
        f"{of}/conv1/BatchNorm/gamma",
        f"{of}/block1/unit_1/bottleneck_v1/shortcut/weights",
        f"{of}/block4/unit_3/bottleneck_v1/conv3/BatchNorm/moving_variance",
        f"{of}/logits/biases",
    } <= names


def test_residual_networks_that_normalize_first() -> None:
    with slim.arg_scope(nets.resnet_v2.resnet_arg_scope()):
        y, _ = nets.resnet_v2.resnet_v2_50(tf.zeros([2, 224, 224, 3]), 1001)
    assert y.shape.as_list() == [2, 1, 1, 1001]
    names = {v.op.name for v in tf.model_variables()}
    assert {
        "resnet_v2_50/conv1/biases",
        "resnet_v2_50/block1/unit_1/bottleneck_v2/preact/gamma",
        "resnet_v2_50/block1/unit_1/bottleneck_v2/shortcut/biases",
        "resnet_v2_50/postnorm/moving_mean",
    } <= names
    assert "resnet_v2_50/conv1/BatchNorm/beta" not in names


@pytest.mark.parametrize(
    ("name", "published"),
    [("vgg_a", 132_863_336), ("vgg_16", 138_357_544), ("vgg_19", 143_667_240)],
)
def test_vgg(name: str, published: int) -> None:
    network = getattr(nets.vgg, name)
    with slim.arg_scope(nets.vgg.vgg_arg_scope()):
        y, ends = network(tf.zeros([1, 224, 224, 3]))
        places, _ = network(tf.zeros([1, 256, 256, 3]), spatial_squeeze=False, scope="large")
    assert trained(name) == published
    assert y.shape.as_list() == [1, 1000]
    assert places.shape.as_list() == [1, 2, 2, 1000]
    second = "pool1" if name == "vgg_a" else "conv1/conv1_2"
    assert list(ends)[:2] == [f"{name}/conv1/conv1_1", f"{name}/{second}"]
    assert list(ends)[-3:] == [f"{name}/fc6", f"{name}/fc7", f"{name}/fc8"]
    assert 2 * len(tf.get_collection("regularization_losses")) == len(tf.trainable_variables())


def test_inception() -> None:
    with slim.arg_scope(nets.inception.inception_v3_arg_scope()):
        y, ends = nets.inception.inception_v3(tf.zeros([1, 299, 299, 3]))
    published = 23_817_352  # without the logits halfway
    assert trained() - trained("InceptionV3/AuxLogits") == published
    assert y.shape.as_list() == ends["AuxLogits"].shape.as_list() == [1, 1000]
    assert ends["Mixed_5d"].shape.as_list() == [1, 35, 35, 288]
    assert ends["Mixed_6e"].shape.as_list() == [1, 17, 17, 768]
    assert ends["PreLogits"].shape.as_list() == [1, 1, 1, 2048]
    names = {v.op.name for v in tf.model_variables()}
    assert {
        "InceptionV3/Conv2d_1a_3x3/weights",
        "InceptionV3/Mixed_5c/Branch_1/Conv_1_0c_5x5/BatchNorm/beta",
        "InceptionV3/Mixed_7b/Branch_1/Conv2d_0b_3x1/weights",
        "InceptionV3/Mixed_7c/Branch_1/Conv2d_0c_3x1/weights",
        "InceptionV3/AuxLogits/Conv2d_2a_5x5/BatchNorm/moving_mean",
        "InceptionV3/Logits/Conv2d_1c_1x1/biases",
    } <= names
    moving = tf.get_collection("moving_vars")
    assert len(moving) == len([name for name in names if "moving" in name])


def test_inception_of_another_size(session: Any) -> None:
    x = np.random.default_rng(0).normal(size=[2, 139, 139, 3]).astype(np.float32)
    with slim.arg_scope(nets.inception.inception_v3_arg_scope()):
        y, ends = nets.inception.inception_v3(x, 7, depth_multiplier=0.1, is_training=False)
    assert ends["Conv2d_4a_3x3"].shape.as_list()[-1] == 19
    session.run(tf.global_variables_initializer())
    assert session.run(ends["Predictions"]).sum(1) == pytest.approx(1.0, abs=1e-5)
    assert y.shape.as_list() == [2, 7]
    for call in (
        lambda: nets.inception.inception_v3_base(x, "Mixed_9"),
        lambda: nets.inception.inception_v3_base(x, depth_multiplier=0),
    ):
        with pytest.raises(ValueError, match=r"Unknown final endpoint|greater than zero"):
            call()


def test_strided_convolution_is_a_sampled_one(session: Any) -> None:
    for size in (5, 6):
        x = np.random.default_rng(0).normal(size=[1, size, size, 1]).astype(np.float32)
        with tf.variable_scope(f"size_{size}", reuse=tf.AUTO_REUSE):
            strided = nets.resnet_utils.conv2d_same(x, 1, 3, stride=2, scope="conv")
            plain = slim.conv2d(x, 1, [3, 3], scope="conv")
        session.run(tf.global_variables_initializer())
        sampled = nets.resnet_utils.subsample(plain, 2)
        a, b = session.run([strided, sampled])
        np.testing.assert_allclose(a, b, atol=1e-6)


def small(version: str, **settings: Any) -> Any:
    of = getattr(nets, version)
    block = getattr(of, f"{version}_block")
    blocks = [
        block("block1", base_depth=1, num_units=3, stride=2),
        block("block2", base_depth=2, num_units=3, stride=2),
        block("block3", base_depth=4, num_units=3, stride=2),
        block("block4", base_depth=8, num_units=2, stride=1),
    ]
    return getattr(of, version)(settings.pop("inputs"), blocks, scope="tiny", **settings)


@pytest.mark.parametrize("version", ["resnet_v1", "resnet_v2"])
def test_rates_in_place_of_strides(session: Any, version: str) -> None:
    """Dense features, every n-th place taken, are the features of the strided network."""
    x = np.random.default_rng(0).normal(size=[1, 81, 81, 3]).astype(np.float32)
    scope = slim.arg_scope(nets.resnet_utils.resnet_arg_scope())
    with scope, tf.variable_scope("", reuse=tf.AUTO_REUSE):
        given = {"inputs": x, "is_training": False, "global_pool": False}
        nominal, _ = small(version, **given)
        found = []
        for output_stride in (4, 8, 16, 32):
            dense, _ = small(version, output_stride=output_stride, **given)
            found.append(nets.resnet_utils.subsample(dense, 32 // output_stride))
        with pytest.raises(ValueError, match="multiple of 4"):
            small(version, output_stride=6, **given)
        with pytest.raises(ValueError, match="cannot be reached"):
            small(version, output_stride=64, **given)
    session.run(tf.global_variables_initializer())
    want, *others = session.run([nominal, *found])
    for got in others:
        np.testing.assert_allclose(got, want, atol=1e-4 * abs(want).max())


def test_a_small_one_learns(session: Any) -> None:
    tf.set_random_seed(1)  # without one, some first values take a few steps more
    rng = np.random.default_rng(0)
    x = rng.normal(size=[16, 32, 32, 3]).astype(np.float32)
    labels = np.arange(16) % 2
    x[labels == 1] += 0.5
    with slim.arg_scope(nets.resnet_utils.resnet_arg_scope(batch_norm_decay=0.8)):
        y, _ = small("resnet_v1", inputs=x, num_classes=2)
    slim.losses.sparse_softmax_cross_entropy(tf.squeeze(y, [1, 2]), labels)
    sgd = tf.train.MomentumOptimizer(0.05, 0.9)
    train = slim.learning.create_train_op(slim.losses.get_total_loss(False), sgd)
    session.run(tf.global_variables_initializer())
    losses = [session.run(train) for _ in range(15)]
    assert losses[-1] < losses[0] / 4


def test_old_paths() -> None:
    old = tf.contrib.slim.python.slim.nets
    assert old.resnet_utils.conv2d_same is nets.resnet_utils.conv2d_same
    assert old.inception_v3.inception_v3 is nets.inception.inception_v3
    assert nets.resnet_v1.resnet_v1_50.default_image_size == 224
