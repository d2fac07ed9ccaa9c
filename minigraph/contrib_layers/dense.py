"""fully_connected and its short forms; biases and softmax as layers."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from minigraph.contrib_layers.arg_scope import add_arg_scope
from minigraph.contrib_layers.collecting import last_dimension
from minigraph.contrib_layers.finishing import WEIGHTS, finished, layout_of
from minigraph.contrib_layers.initializers import xavier_initializer
from minigraph.contrib_layers.variables import (
    add_to_named_collections,
    collections_for,
    layer_getter,
    model_variable,
)
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.layers.core import Dense
from minigraph.nn.softmax import softmax as softmax_op
from minigraph.ops.bias import bias_add as add_bias
from minigraph.ops.initializers import zeros_initializer
from minigraph.ops.naming import name_scope
from minigraph.ops.rectifiers import relu as relu_op
from minigraph.ops.rectifiers import relu6 as relu6_op
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.smooth_units import elu as elu_op
from minigraph.ops.variable_scope import variable_scope

__all__ = ["bias_add", "elu", "fully_connected", "linear", "relu", "relu6", "softmax"]

_ZEROS, _XAVIER = zeros_initializer(), xavier_initializer()


@add_arg_scope
def fully_connected(
    inputs: Any,
    num_outputs: int,
    activation_fn: Any = relu_op,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = _XAVIER,
    weights_regularizer: Any = None,
    biases_initializer: Any = _ZEROS,
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Any:
    """activation_fn(inputs @ weights + biases), with relu as the default activation.

    Args:
        inputs: a tensor of floats [..., n], rank 2 or more, its last size known.
        num_outputs: the last size of the outputs.
        activation_fn: a function of a tensor; None: none.
        normalizer_fn: such as `batch_norm`: called in place of adding biases, before the
            activation.
        normalizer_params: keyword arguments of `normalizer_fn`, a dictionary.
        weights_initializer, biases_initializer: of the variables `weights` [n, num_outputs] and
            `biases` [num_outputs]; without one there are no biases.
        weights_regularizer, biases_regularizer: functions of a variable whose results go to
            REGULARIZATION_LOSSES.
        reuse: whether the variables of `scope` are used again.
        variables_collections: collections for all variables, or a dictionary from their names to
            collections.
        outputs_collections: collections for the outputs.
        trainable: whether the variables are (TRAINABLE_VARIABLES).
        scope: a variable scope's name, or the scope; default "fully_connected", made unique.

    Returns:
        A Tensor [..., num_outputs].

    Raises:
        ValueError: `num_outputs` is no int; the rank is less than 2, or the last size not known.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     y = tf.contrib.layers.fully_connected(tf.zeros([2, 4]), 3)
        ...     print(y.name, y.shape, [v.op.name for v in tf.model_variables()])
        fully_connected/Relu:0 (2, 3) ['fully_connected/weights', 'fully_connected/biases']
    """
    if not isinstance(num_outputs, (int, np.integer)):
        raise ValueError(f"num_outputs should be int or long, got {num_outputs}.")
    with variable_scope(
        scope, "fully_connected", [inputs], reuse=reuse, custom_getter=layer_getter(WEIGHTS)
    ) as sc:
        inputs = convert(inputs)
        layer = Dense(
            int(num_outputs),
            use_bias=normalizer_fn is None and biases_initializer is not None,
            kernel_initializer=weights_initializer,
            bias_initializer=biases_initializer,
            kernel_regularizer=weights_regularizer,
            bias_regularizer=biases_regularizer,
            trainable=trainable,
            name=sc.name,
            dtype=inputs.dtype.base_dtype,
            _scope=sc,
            _reuse=reuse,
        )
        outputs = layer(inputs)
        add_to_named_collections(layer.kernel, variables_collections, "weights")
        if layer.bias is not None:
            add_to_named_collections(layer.bias, variables_collections, "biases")
        return finished(
            outputs, sc, outputs_collections, activation_fn, normalizer_fn, normalizer_params
        )


relu = functools.partial(fully_connected, activation_fn=relu_op)
relu6 = functools.partial(fully_connected, activation_fn=relu6_op)
elu = functools.partial(fully_connected, activation_fn=elu_op)
linear = functools.partial(fully_connected, activation_fn=None)
for _layer, _name in ((relu, "relu"), (relu6, "relu6"), (elu, "elu"), (linear, "no activation")):
    _layer.__doc__ = f"`fully_connected` with {_name}."


@add_arg_scope
def bias_add(
    inputs: Any,
    activation_fn: Any = None,
    initializer: Any = _ZEROS,
    regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    data_format: str = "NHWC",
    scope: Any = None,
) -> Any:
    """activation_fn(inputs + biases), a bias for each channel.

    Args:
        inputs: a tensor of floats, rank 2 or more, its number of channels known.
        initializer, regularizer: of the variable `biases` [channels].
        data_format: "NHWC": channels last; "NCHW": channels are axis 1 of four.
        scope: default "BiasAdd", made unique.
        (the others): as for `fully_connected`.

    Returns:
        A Tensor like `inputs`.

    Raises:
        ValueError: another format; the rank or the number of channels is not known.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     y = tf.contrib.layers.bias_add(tf.zeros([2, 4]))
        ...     print(y.name, tf.trainable_variables())
        BiasAdd/BiasAdd:0 [<tf.Variable 'BiasAdd/biases:0' shape=(4,) dtype=float32_ref>]
    """
    layout_of(data_format, "NHWC", "NCHW")
    with variable_scope(scope, "BiasAdd", [inputs], reuse=reuse) as sc:
        inputs = convert(inputs)
        dims = inputs._dims
        if dims is None:
            raise ValueError("Dims of shape must be known but is None")
        if data_format == "NCHW" and len(dims) != 4:
            raise ValueError("Data format NCHW only supports 4D Tensor")
        channels = dims[1 if data_format == "NCHW" else -1]
        if channels is None:
            raise ValueError("`C` dimension must be known but is None")
        biases = model_variable(
            "biases",
            shape=[channels],
            dtype=inputs.dtype.base_dtype,
            initializer=initializer,
            regularizer=regularizer,
            collections=collections_for(variables_collections, "biases"),
            trainable=trainable,
        )
        outputs = add_bias(inputs, biases, data_format=data_format)
        return finished(outputs, sc, outputs_collections, activation_fn)


@add_arg_scope
def softmax(logits: Any, scope: str | None = None) -> Tensor:
    """exp(logits) / sum(exp(logits)) along the last axis.

    Args:
        logits: a tensor of floats, rank 2 or more, its last size known.
        scope: a name for the nodes; default "softmax".

    Returns:
        A Tensor like `logits`.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.contrib.layers.softmax([[0.0, 0.0]])).tolist()
        [[0.5, 0.5]]
    """
    with name_scope(scope, "softmax", [logits]):
        logits = convert(logits)
        size = last_dimension(logits.shape, min_rank=2)
        predictions = reshape(softmax_op(reshape(logits, [-1, size])), shape(logits))
        predictions.set_shape(logits.shape)
        return predictions
