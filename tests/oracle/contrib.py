"""tf.contrib.layers for the oracle: TensorFlow 2 has none, but all that it was made of.

A stand-in enters the variable scope that TensorFlow 1.15 documents, calls TensorFlow's own
tf.layers or tf.nn there, and renames variables by a custom getter. So names, nodes, seeds and
values of minigraph's layers can be compared with TensorFlow's. The stand-ins know only the
arguments that the programs pass.
"""

from __future__ import annotations

import types
from typing import Any

RENAMED = {
    "kernel": "weights",
    "bias": "biases",
    "depthwise_kernel": "depthwise_weights",
    "pointwise_kernel": "pointwise_weights",
}


def layers(tf: Any) -> Any:
    """tf.contrib.layers, or its stand-in."""
    return tf.contrib.layers if hasattr(tf, "contrib") else stand_in(tf)


def model_getter(tf: Any) -> Any:
    """A custom getter that renames, and adds MODEL_VARIABLES."""

    def getter(getter: Any, name: str, collections: Any = None, **more: Any) -> Any:
        scope, slash, last = name.rpartition("/")
        kept = [*(collections or []), "variables", "model_variables"]
        return getter(scope + slash + RENAMED.get(last, last), collections=kept, **more)

    return getter


def scope_of(tf: Any, scope: Any, default: str, x: Any) -> Any:
    """The variable scope of a layer."""
    return tf.variable_scope(scope, default, [x], custom_getter=model_getter(tf))


def weighted(tf: Any, make: Any, default: str) -> Any:
    """A layer with weights: `make(scope, ...)` gives the tf.layers layer."""

    def layer(
        x: Any,
        *args: Any,
        activation_fn: Any = tf.nn.relu,
        normalizer_fn: Any = None,
        normalizer_params: Any = None,
        weights_initializer: Any = None,
        weights_regularizer: Any = None,
        biases_initializer: Any = 0,
        scope: Any = None,
        **more: Any,
    ) -> Any:
        with scope_of(tf, scope, default, x) as sc:
            initializer = weights_initializer or tf.glorot_uniform_initializer()
            names = ["kernel"] if "Separable" not in default else ["depthwise", "pointwise"]
            for name in names:
                more[f"{name}_initializer"] = initializer
                more[f"{name}_regularizer"] = weights_regularizer
            more.update(name=sc.name, _scope=sc)
            more["use_bias"] = not normalizer_fn and biases_initializer is not None
            y = make(*args, **more).apply(x)
            if normalizer_fn:
                y = normalizer_fn(y, **(normalizer_params or {}))
            return activation_fn(y) if activation_fn else y

    return layer


def renamed(make: Any, **names: str) -> Any:
    """`make` by other names of arguments, with padding "same" as the default."""

    def made(filters: int, size: Any, *args: Any, **more: Any) -> Any:
        more = {names.get(key, key): value for key, value in more.items()}
        return make(filters, size, **{"padding": "same", **more})

    return made


def stand_in(tf: Any) -> Any:
    """What the programs use of tf.contrib.layers."""
    conv = {"stride": "strides", "rate": "dilation_rate"}
    found = types.SimpleNamespace(
        fully_connected=weighted(tf, tf.layers.Dense, "fully_connected"),
        conv1d=weighted(tf, renamed(tf.layers.Conv1D, **conv), "Conv"),
        conv2d=weighted(tf, renamed(tf.layers.Conv2D, **conv), "Conv"),
        conv3d=weighted(tf, renamed(tf.layers.Conv3D, **conv), "Conv"),
        conv2d_transpose=weighted(
            tf, renamed(tf.layers.Conv2DTranspose, **conv), "Conv2d_transpose"
        ),
        separable_conv2d=weighted(
            tf, renamed(tf.layers.SeparableConv2D, **conv), "SeparableConv2d"
        ),
        max_pool2d=pooling(tf, tf.layers.MaxPooling2D, "MaxPool2D"),
        avg_pool2d=pooling(tf, tf.layers.AveragePooling2D, "AvgPool2D"),
    )

    def flatten(x: Any, scope: Any = None) -> Any:
        with tf.name_scope(scope, "Flatten", [x]):
            return tf.layers.flatten(x)

    def dropout(x: Any, keep_prob: Any = 0.5, seed: Any = None, scope: Any = None) -> Any:
        with scope_of(tf, scope, "Dropout", x) as sc:
            layer = tf.layers.Dropout(1 - keep_prob, seed=seed, name=sc.name, _scope=sc)
            return layer.apply(x, training=True)

    def l2_regularizer(scale: float) -> Any:
        def penalty(weights: Any) -> Any:
            with tf.name_scope(None, "l2_regularizer", [weights]) as name:
                factor = tf.convert_to_tensor(scale, weights.dtype.base_dtype, name="scale")
                return tf.multiply(factor, tf.nn.l2_loss(weights), name=name)

        return penalty

    def batch_norm(
        x: Any,
        decay: float = 0.999,
        scale: bool = False,
        is_training: Any = True,
        updates_collections: Any = "update_ops",
        zero_debias_moving_mean: bool = False,
        scope: Any = None,
    ) -> Any:
        if x.shape.ndims == 2 or updates_collections != "update_ops" or zero_debias_moving_mean:
            return fused(x, decay, scale, updates_collections, zero_debias_moving_mean, scope)
        with scope_of(tf, scope, "BatchNorm", x) as sc:
            layer = tf.layers.BatchNormalization(
                momentum=decay, scale=scale, name=sc.name, _scope=sc
            )
            return layer.apply(x, training=is_training)

    def fused(x: Any, decay: float, scale: bool, collections: Any, debias: bool, scope: Any) -> Any:
        from tensorflow.python.training.moving_averages import assign_moving_average

        with tf.variable_scope(scope, "BatchNorm", [x]):
            size = int(x.shape[-1])
            images = tf.reshape(x, [-1, 1, 1, size]) if x.shape.ndims == 2 else x

            def made(name: str, first: Any, **more: Any) -> Any:
                kept = ["variables", "model_variables"]
                return tf.get_variable(name, [size], initializer=first, collections=kept, **more)

            beta = made("beta", tf.zeros_initializer())
            gamma = (
                made("gamma", tf.ones_initializer())
                if scale
                else tf.constant(1.0, tf.float32, [size])
            )
            mean = made("moving_mean", tf.zeros_initializer(), trainable=False)
            variance = made("moving_variance", tf.ones_initializer(), trainable=False)
            y, m, v = tf.nn.fused_batch_norm(images, gamma, beta, epsilon=0.001)
            updates = [
                assign_moving_average(mean, m, decay, zero_debias=debias),
                assign_moving_average(variance, v, decay, zero_debias=False),
            ]
            if collections is None:
                with tf.control_dependencies(updates):
                    y = tf.identity(y)
            else:
                for update in updates:
                    tf.add_to_collections(collections, update)
            return tf.reshape(y, tf.shape(x)) if images is not x else y

    def layer_norm(x: Any, begin_norm_axis: int = 1, scope: Any = None) -> Any:
        with tf.variable_scope(scope, "LayerNorm", [x]):
            kept = ["variables", "model_variables"]
            size = [int(x.shape[-1])]
            beta = tf.get_variable("beta", size, None, tf.zeros_initializer(), collections=kept)
            gamma = tf.get_variable("gamma", size, None, tf.ones_initializer(), collections=kept)
            axes = list(range(begin_norm_axis, x.shape.ndims))
            mean, variance = tf.nn.moments(x, axes, keep_dims=True)
            return tf.nn.batch_normalization(x, mean, variance, beta, gamma, 1e-12)

    found.xavier_initializer = tf.glorot_uniform_initializer
    found.flatten, found.dropout, found.l2_regularizer = flatten, dropout, l2_regularizer
    found.batch_norm, found.layer_norm = batch_norm, layer_norm
    return found


def pooling(tf: Any, layer_type: Any, default: str) -> Any:
    """A pooling layer within its name scope."""

    def pooled(x: Any, size: Any, stride: Any = 2, scope: Any = None) -> Any:
        with tf.name_scope(scope, default, [x]) as sc:
            return layer_type(size, stride, _scope=sc).apply(x)

    return pooled
