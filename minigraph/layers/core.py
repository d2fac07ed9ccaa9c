"""Layers without geometry: Dense, Dropout, Flatten."""

from __future__ import annotations

import math
from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import TensorShape
from minigraph.layers.base import InputSpec, Layer
from minigraph.layers.functions import layer_function
from minigraph.nn.dropout import dropout as nn_dropout
from minigraph.ops.axes import expand_dims
from minigraph.ops.bias import bias_add
from minigraph.ops.constants import constant
from minigraph.ops.contractions import tensordot
from minigraph.ops.flow import identity
from minigraph.ops.initializers import zeros_initializer
from minigraph.ops.matmul import matmul
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.smart_cond import smart_cond
from minigraph.ops.transposing import transpose

__all__ = ["Dense", "Dropout", "Flatten", "dense", "dropout", "flatten"]

_ZEROS = zeros_initializer()


class Dense(Layer):
    """outputs = activation(inputs @ kernel + bias).

    Args:
        units: the size of the last axis of the outputs.
        activation: a function of a tensor; None: none.
        use_bias: whether there is a bias.
        kernel_initializer, bias_initializer: of the variables `kernel` [inputs, units] and `bias`
            [units]; None: the variable scope's, or Glorot's uniform.
        kernel_regularizer, bias_regularizer, activity_regularizer: functions of a variable (of the
            outputs) whose results go to REGULARIZATION_LOSSES.
        kernel_constraint, bias_constraint: functions that optimizers apply after each update.
        trainable, name: see `tf.layers.Layer`.

    Inputs of rank above 2 are multiplied along their last axis.

    Raises:
        ValueError: when called: the last size is unknown, or the rank is less than 2.
        TypeError: when called: the inputs are no floats.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     layer = tf.layers.Dense(3, activation=tf.nn.relu)
        ...     print(layer(tf.zeros([2, 4])), layer.kernel.shape)
        Tensor("dense/Relu:0", shape=(2, 3), dtype=float32) (4, 3)
    """

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = _ZEROS,
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(trainable, name, activity_regularizer=activity_regularizer, **kwargs)
        self.units = int(units)
        if self.units < 0:
            raise ValueError(
                f"Received an invalid value for `units`, expected a positive integer. Received: "
                f"units={units}"
            )
        self.activation = activation
        self.use_bias = use_bias
        self.kernel_initializer = kernel_initializer
        self.bias_initializer = bias_initializer
        self.kernel_regularizer = kernel_regularizer
        self.bias_regularizer = bias_regularizer
        self.kernel_constraint = kernel_constraint
        self.bias_constraint = bias_constraint
        self.input_spec = InputSpec(min_ndim=2)
        self.kernel: Any = None
        self.bias: Any = None

    def build(self, input_shape: Any) -> None:
        kind = as_dtype(self.dtype or dtypes.float32)
        if not (kind.is_floating or kind.is_complex):
            raise TypeError(
                f"A Dense layer can only be built with a floating-point dtype. Received: "
                f"dtype={kind!r}"
            )
        dims = TensorShape(input_shape)._dims
        size = dims[-1] if dims else None
        if size is None:
            raise ValueError(
                "The last dimension of the inputs to a Dense layer should be defined. Found None. "
                f"Full input shape received: {TensorShape(input_shape)}"
            )
        self.input_spec = InputSpec(min_ndim=2, axes={-1: size})
        self.kernel = self.add_weight(
            "kernel",
            [size, self.units],
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        if self.use_bias:
            self.bias = self.add_weight(
                "bias",
                [self.units],
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        self.built = True

    def call(self, inputs: Any) -> Any:
        rank = inputs.shape.ndims
        if rank is not None and rank > 2:
            outputs = tensordot(inputs, self.kernel, [[rank - 1], [0]])
            outputs.set_shape(self.compute_output_shape(inputs.shape))
        else:
            outputs = matmul(inputs, self.kernel)
        if self.use_bias:
            outputs = bias_add(outputs, self.bias)
        return outputs if self.activation is None else self.activation(outputs)

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        dims = TensorShape(input_shape).with_rank_at_least(2)._dims
        if dims is None or dims[-1] is None:
            raise ValueError(
                f"The last dimension of the input shape of a Dense layer should be defined. Found "
                f"None. Received: input_shape={TensorShape(input_shape)}"
            )
        return TensorShape([*dims[:-1], self.units])


dense = layer_function(
    Dense,
    "dense",
    """activation(inputs @ kernel + bias), with variables of its own: see `tf.layers.Dense`.

    Args:
        inputs: a tensor of floats, rank 2 or more.
        reuse: whether the variables of the scope `name` are used again.
        (the others): as for `tf.layers.Dense`.

    Returns:
        A Tensor, the last size replaced by `units`.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     y = tf.layers.dense(tf.zeros([2, 4]), 3, name="fc")
        ...     print(y.name, [v.name for v in tf.trainable_variables()])
        fc/BiasAdd:0 ['fc/kernel:0', 'fc/bias:0']
    """,
)


class Dropout(Layer):
    """In training, each element is set to 0 with probability `rate`, the others are scaled up.

    Args:
        rate: the probability to drop.
        noise_shape: the shape of the random choices, see `tf.nn.dropout`.
        seed: see `tf.set_random_seed`.
        name: see `tf.layers.Layer`.

    Called with `training` True (or a tensor that is), it drops; else it gives its inputs.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     x = tf.ones([4])
        ...     layer = tf.layers.Dropout(0.5, seed=1)
        ...     print(sess.run(layer(x)).tolist(), sess.run(layer(x, training=True)).tolist())
        [1.0, 1.0, 1.0, 1.0] [0.0, 2.0, 0.0, 0.0]
    """

    def __init__(
        self,
        rate: Any = 0.5,
        noise_shape: Any = None,
        seed: int | None = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(name=name, **kwargs)
        if isinstance(rate, (int, float)) and not 0 <= rate <= 1:
            raise ValueError(
                f"Invalid value {rate} received for `rate`, expected a value between 0 and 1."
            )
        self.rate = rate
        self.noise_shape = noise_shape
        self.seed = seed

    def call(self, inputs: Any, training: Any = False) -> Any:
        return smart_cond(
            training,
            lambda: nn_dropout(
                inputs, noise_shape=self._noise_shape(inputs), seed=self.seed, rate=self.rate
            ),
            lambda: identity(inputs),
        )

    def _noise_shape(self, inputs: Any) -> Any:
        """The shape of the random choices; None in it stands for the inputs' own size."""
        if self.noise_shape is None:
            return None
        own = shape(inputs)
        sizes = [own[i] if size is None else size for i, size in enumerate(self.noise_shape)]
        return convert(sizes)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


def dropout(
    inputs: Any,
    rate: Any = 0.5,
    noise_shape: Any = None,
    seed: int | None = None,
    training: Any = False,
    name: str | None = None,
) -> Any:
    """Dropout in training, the inputs otherwise: see `tf.layers.Dropout`.

    Args:
        inputs: a tensor of floats.
        rate: the probability that an element is dropped.
        noise_shape, seed: see `tf.nn.dropout`.
        training: a bool, or a scalar bool tensor such as a placeholder.
        name: of the scope.

    Returns:
        A Tensor like `inputs`.

    Example:
        >>> import minigraph as tf
        >>> tf.layers.dropout(tf.ones([2, 3]), training=tf.placeholder(tf.bool)).shape.as_list()
        [2, 3]
    """
    return Dropout(rate, noise_shape, seed, name)(inputs, training=training)


class Flatten(Layer):
    """All axes but the first in one: [n, a, b, ...] becomes [n, a * b * ...].

    Args:
        data_format: "channels_last" (default), or "channels_first": then the channels are moved to
            the end before, so that both formats give one order.

    Example:
        >>> import minigraph as tf
        >>> tf.layers.Flatten()(tf.zeros([2, 3, 4])).shape.as_list()
        [2, 12]
    """

    def __init__(self, data_format: str | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.data_format = data_format or "channels_last"
        if self.data_format not in ("channels_last", "channels_first"):
            raise ValueError(
                'The `data_format` argument must be one of "channels_first", "channels_last". '
                f"Received: {data_format}"
            )
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs: Any) -> Any:
        rank = inputs.shape.ndims
        if self.data_format == "channels_first" and rank is not None and rank > 1:
            inputs = transpose(inputs, [0, *range(2, rank), 1])
        dims = inputs._dims
        if dims is not None and len(dims) == 1:
            return expand_dims(inputs, 1)
        if dims is not None and None not in dims[1:]:
            return reshape(inputs, constant([-1, math.prod(dims[1:])], dtypes.int32))
        if dims is not None and dims[0] is not None:
            return reshape(inputs, constant([dims[0], -1], dtypes.int32))
        return reshape(inputs, [shape(inputs)[0], -1])

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        dims = TensorShape(input_shape)._dims
        if dims is None:
            return TensorShape([None, None])
        rest = None if None in dims[1:] else math.prod(size or 0 for size in dims[1:])
        return TensorShape([dims[0] if dims else 1, rest])


def flatten(inputs: Tensor, name: str | None = None, data_format: str = "channels_last") -> Any:
    """All axes but the first in one: see `tf.layers.Flatten`.

    Args:
        inputs: a tensor, rank 1 or more.
        name: of the scope.
        data_format: the order of axes.

    Returns:
        A Tensor of rank 2.

    Example:
        >>> import minigraph as tf
        >>> tf.layers.flatten(tf.placeholder(tf.float32, [None, 3, 4])).shape.as_list()
        [None, 12]
    """
    return Flatten(name=name, data_format=data_format)(inputs)
