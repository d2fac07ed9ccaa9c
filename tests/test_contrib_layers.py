"""tf.contrib.layers, arg_scope and slim: names, collections, scopes, values against tf.layers.

TensorFlow 2 has no tf.contrib: what is pinned here is what TensorFlow 1.15 documents. Nodes and
training against TensorFlow's own tf.layers are in `tests/oracle/programs/contrib_layers.py`.
"""

from __future__ import annotations

import doctest
import functools
import importlib
import inspect
import pkgutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import minigraph as tf
from minigraph import contrib_layers, contrib_training, nets
from minigraph.contrib import framework, layers, slim


@pytest.fixture(autouse=True)
def session() -> Iterator[Any]:
    with tf.Graph().as_default(), tf.Session() as fresh:
        yield fresh


def names(variables: Any) -> list[str]:
    return [v.op.name for v in variables]


def values(session: Any, fetches: Any, feeds: Any = None) -> Any:
    session.run(tf.global_variables_initializer())
    return session.run(fetches, feeds)


X = np.linspace(-2, 3, 24, dtype=np.float32).reshape(6, 4)
IMAGES = np.sin(np.arange(2 * 5 * 5 * 4, dtype=np.float32)).reshape(2, 5, 5, 4)

MODULES = [
    module.name
    for package in (contrib_layers, contrib_training, nets)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]
FUNCTIONS = [
    pytest.param(getattr(importlib.import_module(module), name), id=f"{module}.{name}")
    for module in MODULES
    for name in importlib.import_module(module).__all__
    if inspect.isfunction(inspect.unwrap(getattr(importlib.import_module(module), name)))
]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_examples_of_decorated_functions(function: Callable[..., Any]) -> None:
    """doctest passes over functions that are wrapped, or made by another function."""
    found = doctest.DocTestFinder().find(inspect.unwrap(function), "example", globs={"np": np})
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    for example in found:
        assert runner.run(example).failed == 0


@pytest.mark.parametrize("module", [layers, slim, framework, tf.contrib.training])
def test_public_names_are_described(module: Any) -> None:
    for name in module.__all__:
        value = getattr(module, name)
        if callable(value):
            assert inspect.getdoc(value), name


def test_import_does_not_load_them() -> None:
    code = "import sys, minigraph; print([m for m in sys.modules if 'contrib_' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ------------------------------------------------------------------------------- signatures
SIGNATURES = {
    "fully_connected": "inputs, num_outputs, activation_fn=relu, normalizer_fn=None, "
    "normalizer_params=None, weights_initializer=_initializer, weights_regularizer=None, "
    "biases_initializer=zeros_initializer, biases_regularizer=None, reuse=None, "
    "variables_collections=None, outputs_collections=None, trainable=True, scope=None",
    "conv2d": "inputs, num_outputs, kernel_size, stride=1, padding='SAME', data_format=None, "
    "rate=1, activation_fn=relu, normalizer_fn=None, normalizer_params=None, "
    "weights_initializer=_initializer, weights_regularizer=None, "
    "biases_initializer=zeros_initializer, biases_regularizer=None, reuse=None, "
    "variables_collections=None, outputs_collections=None, trainable=True, scope=None",
    "conv2d_transpose": "inputs, num_outputs, kernel_size, stride=1, padding='SAME', "
    "data_format='NHWC', activation_fn=relu, normalizer_fn=None, normalizer_params=None, "
    "weights_initializer=_initializer, weights_regularizer=None, "
    "biases_initializer=zeros_initializer, biases_regularizer=None, reuse=None, "
    "variables_collections=None, outputs_collections=None, trainable=True, scope=None",
    "separable_conv2d": "inputs, num_outputs, kernel_size, depth_multiplier=1, stride=1, "
    "padding='SAME', data_format='NHWC', rate=1, activation_fn=relu, normalizer_fn=None, "
    "normalizer_params=None, weights_initializer=_initializer, pointwise_initializer=None, "
    "weights_regularizer=None, biases_initializer=zeros_initializer, biases_regularizer=None, "
    "reuse=None, variables_collections=None, outputs_collections=None, trainable=True, scope=None",
    "batch_norm": "inputs, decay=0.999, center=True, scale=False, epsilon=0.001, "
    "activation_fn=None, param_initializers=None, param_regularizers=None, "
    "updates_collections='update_ops', is_training=True, reuse=None, variables_collections=None, "
    "outputs_collections=None, trainable=True, batch_weights=None, fused=None, "
    "data_format='NHWC', zero_debias_moving_mean=False, scope=None, renorm=False, "
    "renorm_clipping=None, renorm_decay=0.99, adjustment=None",
    "layer_norm": "inputs, center=True, scale=True, activation_fn=None, reuse=None, "
    "variables_collections=None, outputs_collections=None, trainable=True, begin_norm_axis=1, "
    "begin_params_axis=-1, scope=None",
    "max_pool2d": "inputs, kernel_size, stride=2, padding='VALID', data_format='NHWC', "
    "outputs_collections=None, scope=None",
    "dropout": "inputs, keep_prob=0.5, noise_shape=None, is_training=True, "
    "outputs_collections=None, scope=None, seed=None",
    "flatten": "inputs, outputs_collections=None, scope=None",
    "variance_scaling_initializer": "factor=2.0, mode='FAN_IN', uniform=False, seed=None, "
    "dtype=tf.float32",
    "optimize_loss": "loss, global_step, learning_rate, optimizer, gradient_noise_scale=None, "
    "gradient_multipliers=None, clip_gradients=None, learning_rate_decay_fn=None, "
    "update_ops=None, variables=None, name=None, summaries=None, "
    "colocate_gradients_with_ops=False, increment_global_step=True",
}


def shown(default: Any) -> str:
    if callable(default):
        return getattr(default, "__name__", type(default).__name__)
    return type(default).__name__ if hasattr(default, "get_config") else repr(default)


@pytest.mark.parametrize("name", SIGNATURES)
def test_signature(name: str) -> None:
    parameters = inspect.signature(getattr(layers, name)).parameters.values()
    parts = [p.name if p.default is p.empty else f"{p.name}={shown(p.default)}" for p in parameters]
    assert ", ".join(parts) == SIGNATURES[name]


# ------------------------------------------------------------------------------- arg_scope
@framework.add_arg_scope
def function(a: Any, b: Any = 2, *args: Any, c: Any = 3, **kwargs: Any) -> Any:
    """What it was called with."""
    return a, b, args, c, kwargs


def test_arg_scope_is_nested_and_the_call_wins() -> None:
    with framework.arg_scope([function], b=5, d=6):
        assert function(1) == (1, 5, (), 3, {"d": 6})
        with framework.arg_scope([function], b=7, c=8):
            assert function(1, d=0) == (1, 7, (), 8, {"d": 0})
            assert function(1, b=9) == (1, 9, (), 8, {"d": 6})
        assert function(1) == (1, 5, (), 3, {"d": 6})
        with pytest.raises(TypeError, match="multiple values"):
            function(1, 2)
    assert function(1) == (1, 2, (), 3, {})


def test_arg_scope_can_be_used_again() -> None:
    with (
        framework.arg_scope([function], b=5) as outer,
        framework.arg_scope([function], c=6) as kept,
    ):
        assert framework.current_arg_scope() is kept
    assert function(1)[1] == 2
    with framework.arg_scope(kept) as again:
        assert function(1) == (1, 5, (), 6, {})
        assert again == kept
    with framework.arg_scope(outer):
        assert function(1) == (1, 5, (), 3, {})
    with pytest.raises(ValueError, match="kwargs must be empty"), framework.arg_scope(kept, b=1):
        pass


def test_arg_scope_ends_with_an_error() -> None:
    with pytest.raises(ZeroDivisionError), framework.arg_scope([function], b=5):
        raise ZeroDivisionError
    assert framework.current_arg_scope() == {}


def test_arg_scope_refuses() -> None:
    with pytest.raises(ValueError, match="not decorated with @add_arg_scope"):
        with framework.arg_scope([tf.nn.relu], name="x"):
            pass
    with pytest.raises(TypeError, match="list/tuple or reused scope"):
        with framework.arg_scope(function, b=5):
            pass
    with pytest.raises(AssertionError):
        framework.arg_scoped_arguments(tf.nn.relu)


def test_what_arg_scope_knows() -> None:
    assert framework.arg_scoped_arguments(function) == ("b", "c")
    assert framework.has_arg_scope(slim.conv2d)
    assert not framework.has_arg_scope(len)
    assert slim.conv2d is layers.conv2d is layers.convolution2d
    assert slim.arg_scope_func_key(function) in framework.arg_scope([function]).__enter__()


def test_arg_scope_of_layers() -> None:
    with slim.arg_scope([slim.conv2d, slim.fully_connected], activation_fn=tf.nn.elu):
        with slim.arg_scope([slim.conv2d], stride=2, padding="VALID"):
            a = slim.conv2d(IMAGES, 3, [3, 3])
        b = slim.fully_connected(X, 3)
        c = slim.conv3d(np.zeros([1, 3, 3, 3, 1], np.float32), 1, 1)
    assert [t.op.type for t in (a, b, c)] == ["Elu", "Elu", "Relu"]
    assert a.shape.as_list() == [2, 2, 2, 3]


def test_a_scope_for_convolution_is_none_for_conv2d() -> None:
    with slim.arg_scope([layers.convolution], activation_fn=None):
        assert slim.conv2d(IMAGES, 3, 3).op.type == "Relu"
        assert layers.convolution(IMAGES, 3, 3).op.type == "BiasAdd"


def test_scope_for_model_variable_reaches_layers() -> None:
    with slim.arg_scope([slim.model_variable, slim.variable], device="/cpu:0"):
        slim.conv2d(IMAGES, 3, 3, normalizer_fn=slim.batch_norm)
    assert {v.device for v in tf.model_variables()} == {"/device:CPU:0"}


# ------------------------------------------------------------------------------- names, collections
def test_default_scopes() -> None:
    for _ in range(2):
        layers.fully_connected(X, 3)
    layers.conv2d(IMAGES, 3, 3)
    layers.conv2d(IMAGES, 3, 3, normalizer_fn=layers.batch_norm)
    layers.conv2d_in_plane(IMAGES, 3)
    layers.bias_add(X)
    layers.instance_norm(IMAGES)
    layers.group_norm(IMAGES, groups=2)
    layers.embed_sequence([[1]], 3, 2)
    assert names(tf.global_variables()) == names(tf.model_variables())
    assert names(tf.model_variables()) == [
        "fully_connected/weights",
        "fully_connected/biases",
        "fully_connected_1/weights",
        "fully_connected_1/biases",
        "Conv/weights",
        "Conv/biases",
        "Conv_1/weights",
        "Conv_1/BatchNorm/beta",
        "Conv_1/BatchNorm/moving_mean",
        "Conv_1/BatchNorm/moving_variance",
        "ConvInPlane/weights",
        "ConvInPlane/biases",
        "BiasAdd/biases",
        "InstanceNorm/beta",
        "InstanceNorm/gamma",
        "GroupNorm/beta",
        "GroupNorm/gamma",
        "EmbedSequence/embeddings",
    ]
    assert not set(names(tf.trainable_variables())) & {
        "Conv_1/BatchNorm/moving_mean",
        "Conv_1/BatchNorm/moving_variance",
    }


def test_nodes_stand_in_their_scopes() -> None:
    y = layers.fully_connected(X, 3)
    assert [op.name for op in (y.op, y.op.inputs[0].op)] == [
        "fully_connected/Relu",
        "fully_connected/BiasAdd",
    ]
    with tf.variable_scope("net"):
        assert layers.max_pool2d(IMAGES, 2).op.name == "net/MaxPool2D/MaxPool"
        assert layers.pool(IMAGES, 2, "AVG").op.name == "net/avg_pool"
        assert layers.softmax(X).op.name == "net/softmax/Reshape_1"
        assert layers.one_hot_encoding([1], 3).op.name == "net/OneHotEncoding/one_hot"


def test_variables_collections() -> None:
    layers.conv2d(IMAGES, 3, 3, variables_collections=["all"])
    layers.fully_connected(
        X,
        3,
        normalizer_fn=layers.batch_norm,
        normalizer_params={"variables_collections": {"beta": ["b"], "moving_mean": ["m", "all"]}},
        variables_collections={"weights": ["w"], "biases": ["never"]},
    )
    layers.separable_conv2d(IMAGES, None, 3, variables_collections={"weights": ["w"]})
    layers.separable_conv2d(IMAGES, 2, 3, variables_collections={"weights": ["w"]}, scope="s")
    assert names(tf.get_collection("all")) == [
        "Conv/weights",
        "Conv/biases",
        "fully_connected/BatchNorm/moving_mean",
    ]
    assert names(tf.get_collection("w")) == [
        "fully_connected/weights",
        "SeparableConv2d/depthwise_weights",
        "s/depthwise_weights",
        "s/pointwise_weights",
    ]
    assert names(tf.get_collection("b")) == ["fully_connected/BatchNorm/beta"]
    assert tf.get_collection("never") == []


def test_outputs_collections_and_aliases() -> None:
    ends = {"outputs_collections": ["ends"]}
    with tf.variable_scope("net"):
        y = layers.conv2d(IMAGES, 3, 3, scope="conv1", **ends)
        y = layers.max_pool2d(y, 2, scope="pool1", **ends)
        y = layers.flatten(y, **ends)
        y = layers.dropout(y, **ends)
        y = layers.fully_connected(y, 2, **ends)
        layers.batch_norm(y, activation_fn=tf.nn.relu, **ends)
    found = slim.utils.convert_collection_to_dict("ends")
    assert list(found) == [
        "net/conv1",
        "net/pool1",
        "net/Flatten",
        "net/Dropout",
        "net/fully_connected",
        "net/BatchNorm",
    ]
    assert found["net/BatchNorm"].op.type == "Relu"
    slim.utils.append_tensor_alias(found["net/conv1"], "also/")
    assert list(slim.utils.convert_collection_to_dict("ends", clear_collection=True))[:2] == [
        "net/conv1",
        "also",
    ]
    assert tf.get_collection("ends") == []


def test_reuse() -> None:
    a = layers.fully_connected(X, 3, scope="fc")
    b = layers.fully_connected(X, 3, scope="fc", reuse=True)
    with tf.variable_scope("", reuse=True):
        c = layers.fully_connected(X, 3, scope="fc")
    with pytest.raises(ValueError, match="already exists"):
        layers.fully_connected(X, 3, scope="fc")
    with pytest.raises(ValueError, match="reuse=True cannot be used without"):
        layers.fully_connected(X, 3, reuse=True)
    for scope in ("bn", "bn_rank_2"):
        inputs = IMAGES if scope == "bn" else X
        layers.batch_norm(inputs, scope=scope)
        layers.batch_norm(inputs, scope=scope, reuse=True)
    layers.embed_sequence([[1]], 3, 2, scope="e")
    assert layers.embed_sequence([[1]], scope="e", reuse=True).shape.as_list() == [1, 1, 2]
    assert len(tf.global_variables()) == 2 + 3 + 3 + 1
    assert len({t.name for t in (a, b, c)}) == 3


def test_regularizers() -> None:
    l2 = layers.l2_regularizer(0.5)
    with tf.variable_scope("net"):
        layers.conv2d(
            IMAGES, 3, 3, weights_regularizer=l2, biases_regularizer=layers.l1_regularizer(0.1)
        )
        layers.fully_connected(X, 3, weights_regularizer=l2, scope="fc")
        layers.fully_connected(X, 3, weights_regularizer=l2, scope="fc", reuse=True)
        layers.conv2d_in_plane(IMAGES, 3, weights_regularizer=l2)
    with tf.variable_scope("net", reuse=True):
        layers.fully_connected(X, 3, weights_regularizer=l2, scope="fc")
    assert [t.name for t in tf.get_collection("regularization_losses")] == [
        "net/Conv/kernel/Regularizer/l2_regularizer:0",
        "net/Conv/bias/Regularizer/l1_regularizer:0",
        "net/fc/kernel/Regularizer/l2_regularizer:0",
        "net/ConvInPlane/weights/Regularizer/l2_regularizer:0",
    ]


def test_regularizer_values(session: Any) -> None:
    w = tf.constant([1.0, -2.0, 3.0])
    assert session.run(layers.l1_regularizer(0.5)(w)) == 3.0
    assert session.run(layers.l2_regularizer(0.5)(w)) == 3.5
    assert session.run(layers.l1_l2_regularizer(0.5, 2.0)(w)) == 17.0
    assert layers.l1_l2_regularizer(0.0, 2.0)(w).op.name == "l1_l2_regularizer_1"
    assert layers.l2_regularizer(0.0)(w) is None
    assert layers.sum_regularizer([None]) is None
    assert layers.sum_regularizer([layers.l1_regularizer(0.0)])(w) is None
    total = layers.apply_regularization(layers.l2_regularizer(0.5), [w, w])
    assert session.run(total) == 7.0
    assert tf.get_collection("regularization_losses") == [total]
    for make in (layers.l1_regularizer, layers.l2_regularizer):
        with pytest.raises(ValueError, match="cannot be an integer"):
            make(1)
        with pytest.raises(ValueError, match="less than 0"):
            make(-0.1)
    with pytest.raises(ValueError, match="No weights to regularize"):
        layers.apply_regularization(tf.nn.l2_loss)
    with pytest.raises(ValueError, match="rank 1"):
        layers.apply_regularization(tf.abs, [w])


def test_partitioned_variables() -> None:
    with tf.variable_scope("net", partitioner=tf.fixed_size_partitioner(2)):
        layers.fully_connected(X, 3, variables_collections=["mine"])
        layers.batch_norm(IMAGES, updates_collections=None)
    assert names(tf.get_collection("mine"))[:2] == [
        "net/fully_connected/weights/part_0",
        "net/fully_connected/weights/part_1",
    ]
    assert "net/BatchNorm/moving_mean" in names(tf.global_variables())


# ------------------------------------------------------------------------------- values
def test_dense_and_convolution_are_those_of_tf_layers(session: Any) -> None:
    init = tf.glorot_uniform_initializer(seed=1)
    mine = [
        layers.fully_connected(X, 3, weights_initializer=layers.xavier_initializer(seed=1)),
        layers.linear(X, 3, weights_initializer=init),
        layers.conv2d(IMAGES, 3, 3, stride=2, weights_initializer=init),
        layers.conv2d(IMAGES, 3, 3, rate=2, padding="VALID", weights_initializer=init),
        layers.conv2d_transpose(IMAGES, 3, 3, 2, weights_initializer=init),
        layers.separable_conv2d(IMAGES, 3, 3, 2, weights_initializer=init),
        layers.avg_pool2d(IMAGES, 2, padding="SAME"),
        layers.max_pool2d(IMAGES.transpose(0, 3, 1, 2), 2, data_format="NCHW"),
        layers.relu6(X * 10, 3, weights_initializer=init),
    ]
    space = {"padding": "same", "activation": tf.nn.relu}
    separable = {"depthwise_initializer": init, "pointwise_initializer": init}
    theirs = [
        tf.layers.dense(X, 3, tf.nn.relu, kernel_initializer=init),
        tf.layers.dense(X, 3, kernel_initializer=init),
        tf.layers.conv2d(IMAGES, 3, 3, 2, kernel_initializer=init, **space),
        tf.layers.conv2d(
            IMAGES, 3, 3, dilation_rate=2, activation=tf.nn.relu, kernel_initializer=init
        ),
        tf.layers.conv2d_transpose(IMAGES, 3, 3, 2, kernel_initializer=init, **space),
        tf.layers.separable_conv2d(IMAGES, 3, 3, depth_multiplier=2, **separable, **space),
        tf.layers.average_pooling2d(IMAGES, 2, 2, "same"),
        tf.layers.max_pooling2d(IMAGES.transpose(0, 3, 1, 2), 2, 2, data_format="channels_first"),
        tf.layers.dense(X * 10, 3, tf.nn.relu6, kernel_initializer=init),
    ]
    for a, b in zip(*values(session, [mine, theirs]), strict=True):
        np.testing.assert_array_equal(a, b)


def test_depthwise_and_in_plane(session: Any) -> None:
    y = layers.separable_conv2d(IMAGES, None, [3, 3], 2, activation_fn=None)
    z = layers.conv2d_in_plane(IMAGES, [3, 3], stride=2, activation_fn=None)
    w, v = (tf.global_variables()[i] for i in (0, 2))
    a, b, w, v = values(session, [y, z, w, v])
    want = session.run(tf.nn.depthwise_conv2d(IMAGES, w, [1, 1, 1, 1], "SAME"))
    np.testing.assert_allclose(a, want, atol=1e-6)
    want = session.run(
        tf.nn.depthwise_conv2d(IMAGES, np.tile(v, [1, 1, 4, 1]), [1, 2, 2, 1], "SAME")
    )
    np.testing.assert_allclose(b, want, atol=1e-6)
    assert a.shape == (2, 5, 5, 8)


def test_small_layers(session: Any) -> None:
    np.testing.assert_allclose(
        session.run(layers.softmax(X)), session.run(tf.nn.softmax(X)), rtol=1e-6
    )
    assert session.run(layers.maxout(X, 2)).tolist() == X.reshape(6, 2, 2).max(2).tolist()
    assert session.run(layers.dropout(X, is_training=False)).tolist() == X.tolist()
    kept = session.run(layers.dropout(np.ones([1000], np.float32), tf.constant(0.8), seed=1))
    assert set(np.unique(kept)) == {0.0, np.float32(1.25)}
    assert 770 < (kept > 0).sum() < 830
    one = session.run(layers.one_hot_encoding(np.array([2, 0]), 3, on_value=5.0))
    assert one.tolist() == [[0, 0, 5], [5, 0, 0]]
    table = tf.constant([[1.0], [2.0], [3.0]])
    assert session.run(layers.embedding_lookup_unique(table, [2, 2, 0])).tolist() == [[3], [3], [1]]
    parts = [tf.constant([[1.0], [3.0]]), tf.constant([[2.0]])]
    assert session.run(layers.embedding_lookup_unique(parts, [[2, 2]])).tolist() == [[[3], [3]]]
    plain, unique = (
        layers.embed_sequence([[1, 1, 2]], 3, 2, unique=u, scope="e", reuse=tf.AUTO_REUSE)
        for u in (False, True)
    )
    a, b = values(session, [plain, unique])
    assert a.tolist() == b.tolist()


def test_repeat_and_stack() -> None:
    with tf.variable_scope("net"):
        y = slim.repeat(IMAGES, 2, slim.conv2d, 3, [3, 3], scope="conv", activation_fn=None)
        slim.repeat(IMAGES, 1, slim.conv2d, 3, [3, 3])
        slim.repeat(X, 1, functools.partial(slim.fully_connected, num_outputs=3))
    slim.stack(X, slim.fully_connected, [3, 2], scope="fc")
    slim.stack(X, slim.fully_connected, [3, 2], scope="fc", reuse=True)
    slim.stack(IMAGES, slim.conv2d, [(3, [1, 1]), (2, [3, 3])])
    assert y.op.name == "net/conv/conv_2/BiasAdd"
    assert names(slim.get_variables(suffix="weights")) == [
        "net/conv/conv_1/weights",
        "net/conv/conv_2/weights",
        "net/Repeat/convolution2d_1/weights",
        "net/Repeat_1/fully_connected_1/weights",
        "fc/fc_1/weights",
        "fc/fc_2/weights",
        "Stack/convolution2d_1/weights",
        "Stack/convolution2d_2/weights",
    ]


# ------------------------------------------------------------------------------- refusals
def test_what_is_not_known() -> None:
    unknown = tf.placeholder(tf.float32)
    for layer in (layers.layer_norm, layers.instance_norm, layers.group_norm, layers.bias_add):
        with pytest.raises(ValueError, match=r"undefined rank|must be known"):
            layer(unknown)
    features = tf.placeholder(tf.float32, [2, None])
    for layer in (layers.batch_norm, layers.layer_norm, layers.bias_add, layers.instance_norm):
        with pytest.raises(ValueError, match=r"undefined channels|not fully defined|must be known"):
            layer(features)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: layers.fully_connected(X, 3.0), "num_outputs should be int"),
        (lambda: layers.conv2d(X, 3, 3), "expects input with rank 4, got 2"),
        (lambda: layers.convolution(X, 3, 3), "not supported for input with rank 2"),
        (lambda: layers.conv2d(IMAGES, 3, 3, data_format="CHWN"), "Invalid data_format"),
        (lambda: layers.conv2d_transpose(IMAGES, 3, 3, data_format="NWC"), "NHWC or NCHW"),
        (lambda: layers.max_pool2d(IMAGES, 3, data_format="NWC"), "NHWC or NCHW"),
        (lambda: layers.pool(X, 2, "MAX"), "must be >= 3"),
        (lambda: layers.group_norm(IMAGES, 3), "not commensurate"),
        (lambda: layers.group_norm(IMAGES, 8), "Invalid groups 8 for 4"),
        (lambda: layers.group_norm(IMAGES, 2, reduction_axes=[-1]), "mutually exclusive"),
        (lambda: layers.group_norm(IMAGES, 2, reduction_axes=[4]), "out of bounds"),
        (lambda: layers.layer_norm(X, begin_norm_axis=2), "must be < rank"),
        (lambda: layers.unit_norm(X, -1), "smaller than the input rank"),
        (lambda: layers.maxout(X, 3), "not a multiple"),
        (lambda: layers.embed_sequence([[1]]), "Must specify vocab size"),
        (lambda: layers.bias_add(X, data_format="NCHW"), "only supports 4D"),
    ],
)
def test_refusals(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_initializers_refuse() -> None:
    for make in (
        lambda: layers.variance_scaling_initializer(mode="fan_in"),
        lambda: layers.xavier_initializer(dtype=tf.int32),
        lambda: layers.xavier_initializer()([2, 3], dtype=tf.int32),
    ):
        with pytest.raises(TypeError, match=r"Unknown mode|non-floating"):
            make()


# ------------------------------------------------------------------------------- finding variables
def test_finding_variables() -> None:
    with tf.variable_scope("a") as scope:
        slim.fully_connected(X, 3, scope="fc")
    with tf.variable_scope("b"):
        slim.fully_connected(X, 3, scope="fc", normalizer_fn=slim.batch_norm)
    framework.local_variable(0, name="count")
    step = framework.global_variable(0, name="step")
    assert names(slim.get_variables(scope)) == ["a/fc/weights", "a/fc/biases"]
    assert names(slim.get_variables("b", "beta")) == ["b/fc/BatchNorm/beta"]
    assert names(slim.get_variables_by_name("weights")) == ["a/fc/weights", "b/fc/weights"]
    assert names(slim.get_variables_by_name("weights", "b")) == ["b/fc/weights"]
    assert names(slim.get_variables_by_suffix("s")) == [
        "a/fc/weights",
        "a/fc/biases",
        "b/fc/weights",
    ]
    assert names(slim.get_local_variables()) == ["count"]
    assert step in slim.get_variables()
    assert step not in slim.get_model_variables()
    assert len(slim.get_trainable_variables("b")) == 2
    assert slim.get_unique_variable("a/fc/biases").op.name == "a/fc/biases"
    for missing in ("nothing", "a/fc"):
        with pytest.raises(ValueError, match=r"find|uniquely"):
            slim.get_unique_variable(missing)
    kept = slim.get_variables_to_restore(include=["a", "b"], exclude=["b/fc/BatchNorm"])
    assert names(kept) == ["a/fc/weights", "a/fc/biases", "b/fc/weights"]
    with pytest.raises(TypeError, match="include must be a list"):
        slim.get_variables_to_restore("a")
    found = framework.filter_variables(tf.global_variables(), ["fc"], ["weights", "moving"])
    assert names(found) == ["a/fc/biases", "b/fc/BatchNorm/beta"]
    assert framework.filter_variables(tf.global_variables(), ["fc"], reg_search=False) == []


def test_variable_and_its_getters(session: Any) -> None:
    def doubled(getter: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        return getter(f"{name}_2", *args, **kwargs)

    with tf.variable_scope("s", custom_getter=doubled):
        slim.model_variable("w", [2], collections=["mine"], regularizer=slim.l2_regularizer(0.5))
        slim.fully_connected(X, 3, scope="fc")
    assert names(tf.model_variables()) == ["s/w_2", "s/fc/weights_2", "s/fc/biases_2"]
    assert names(tf.get_collection("mine")) == ["s/w_2"]
    with tf.variable_scope("s", constraint=tf.abs):
        slim.fully_connected(X, 3, scope="kept")
    assert tf.trainable_variables("s/kept")[0].constraint is tf.abs


# ------------------------------------------------------------------------------- other layers
def test_bags_of_words(session: Any) -> None:
    table = tf.constant_initializer([[9.0, 9.0], [1.0, 2.0], [3.0, 4.0]])
    ids = [[1, 2, 0], [2, 2, 2]]
    given = {"vocab_size": 3, "embed_dim": 2, "initializer": table}
    sparse = tf.SparseTensor([[0, 0], [1, 1]], tf.constant([1, 2]), [3, 2])
    found = values(
        session,
        [
            layers.bow_encoder(ids, **given),
            layers.bow_encoder(ids, sparse_lookup=False, **given),
            layers.bow_encoder(sparse, **given),
        ],
    )
    assert found[0].tolist() == [[2, 3], [3, 4]]
    np.testing.assert_allclose(found[1], [[13 / 3, 5], [3, 4]], rtol=1e-6)
    assert found[2].tolist() == [[1, 2], [3, 4], [9, 9]]
    with pytest.raises(TypeError, match="expected to be dense"):
        layers.bow_encoder(sparse, sparse_lookup=False, **given)
    assert names(tf.model_variables())[0] == "BowEncoder/embeddings"


def test_images_and_sequences(session: Any) -> None:
    x = np.arange(2 * 3 * 4 * 5, dtype=np.float32).reshape(2, 3, 4, 5)
    unknown = tf.placeholder(tf.float32, [None, None, 4, 5])
    for inputs in (tf.constant(x), unknown):
        columns = layers.images_to_sequence(inputs)
        assert columns.shape.as_list()[::2] == [4, 5]
        back = layers.sequence_to_images(columns, 3)
        first = layers.sequence_to_images(columns, 3, output_data_format="channels_first")
        a, b, c = session.run([columns, back, first], {unknown: x})
        assert a.tolist() == x.transpose(2, 0, 1, 3).reshape(4, 6, 5).tolist()
        assert b.tolist() == x.tolist()
        assert c.tolist() == x.transpose(0, 3, 1, 2).tolist()
    columns = layers.images_to_sequence(x.transpose(0, 3, 1, 2), data_format="NCHW")
    assert session.run(columns).tolist() == a.tolist()


def test_dense_to_sparse(session: Any) -> None:
    sp = session.run(layers.dense_to_sparse([[5, 7, 5], [5, 5, 8]], eos_token=5))
    assert (sp.indices.tolist(), sp.values.tolist()) == ([[0, 1], [1, 2]], [7, 8])
    assert sp.dense_shape.tolist() == [2, 3]


def test_spatial_softmax(session: Any) -> None:
    x = np.zeros([1, 3, 5, 2], np.float32)
    x[0, 0, 4, 0] = x[0, 2, 2, 1] = 50.0
    sure = layers.spatial_softmax(x)
    unsure = layers.spatial_softmax(x, temperature=1e6, trainable=False, name="cold")
    first = layers.spatial_softmax(
        x.transpose(0, 3, 1, 2), data_format="NCHW", variables_collections=["mine"]
    )
    a, b, c = values(session, [sure, unsure, first])
    np.testing.assert_allclose(a, [[-1, 1, 1, 0]], atol=1e-6)
    np.testing.assert_allclose(b, [[0, 0, 0, 0]], atol=1e-4)
    np.testing.assert_allclose(c, a, atol=1e-6)
    assert names(tf.trainable_variables()) == [
        "spatial_softmax/temperature",
        "spatial_softmax_1/temperature",
    ]
    assert len(tf.get_collection("mine")) == 1
    with pytest.raises(ValueError, match="num_channels dimension"):
        layers.spatial_softmax(tf.placeholder(tf.float32, [1, 3, 3, None]))


def test_summaries(session: Any) -> None:
    tf.Variable(1.0, name="scalar")
    w = tf.Variable([1.0, 2.0], collections=["variables", "weights", "biases"], name="w")
    for activation in (tf.nn.relu6(w * 10.0, name="six"), tf.nn.tanh(w, name="tanh")):
        tf.add_to_collection("activations", activation)
    assert layers.summarize_tensor(tf.constant("text")) is None
    assert [s.op.name for s in layers.summarize_variables()] == ["scalar_summary", "w_summary"]
    assert [s.op.name for s in layers.summarize_weights("w")] == ["w_summary_1"]
    assert layers.summarize_biases("other") == []
    made = layers.summarize_activations()
    assert [s.op.name for s in made] == ["six/activation", "tanh/activation"]
    found = [s.op.name for s in tf.get_collection("summaries")]
    assert found[-4:] == ["six/zeros", "six/sixes", "six/activation", "tanh/activation"]
    session.run(tf.global_variables_initializer())
    parsed = session.run(tf.get_collection("summaries", "six/sixes")[0])
    assert parsed.endswith(np.float32(1.0).tobytes())
    session.run(tf.summary.merge(made))


def test_sizes() -> None:
    utils = layers.utils
    shape = tf.TensorShape([2, None, 3])
    assert utils.first_dimension(shape) == 2
    assert utils.last_dimension(shape, min_rank=3) == 3
    assert utils.two_element_tuple([1, 2]) == utils.two_element_tuple(tf.TensorShape([1, 2]))
    for call in (
        lambda: utils.channel_dimension(shape, "channels_first"),
        lambda: utils.last_dimension(shape, min_rank=4),
        lambda: utils.last_dimension(tf.TensorShape(None)),
        lambda: utils.two_element_tuple([1]),
        lambda: utils.two_element_tuple("a"),
        lambda: utils.n_positive_integers(2, [1, 2, 3]),
        lambda: utils.n_positive_integers(2, 0),
        lambda: utils.n_positive_integers(0, 1),
        lambda: utils.constant_value(None),
        lambda: utils.constant_value(1.0, int),
    ):
        with pytest.raises(ValueError, match=r"must|Must|cannot|type"):
            call()
    assert utils.constant_value(tf.placeholder(tf.bool)) is None
    assert utils.constant_value(True) is True
    assert utils.get_variable_collections({"a": ["b"]}, "a") == ["b"]
    assert utils.gather_tensors_aliases([tf.unstack([1, 2], name="u")[1]]) == ["u:1"]


def test_paths_of_tensorflow_itself() -> None:
    of = tf.contrib.layers.python.layers
    assert of.batch_norm is layers.batch_norm
    assert of.layers.layer_norm is layers.layer_norm
    assert of.initializers.xavier_initializer is layers.xavier_initializer
    assert slim.initializers.xavier_initializer is layers.xavier_initializer
    for module in (of, layers, tf.contrib):
        with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
            _ = module.nothing


def test_scopes_of_threads_are_their_own() -> None:
    seen: list[Any] = []
    with framework.arg_scope([function], b=5):
        thread = threading.Thread(target=lambda: seen.append(function(1)[1]))
        thread.start()
        thread.join()
        assert function(1)[1] == 5
    assert seen == [2]
