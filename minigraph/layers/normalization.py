"""Batch normalization: each feature of a batch brought to mean 0 and variance 1, then scaled.

In training the statistics are the batch's own, and moving averages of them are kept by updates in
the collection UPDATE_OPS, which a program runs with each step. At test time the moving averages
stand in for the batch's statistics, so one example alone can be evaluated.
"""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import as_dtype
from minigraph.core.shapes import TensorShape
from minigraph.layers.base import InputSpec, Layer
from minigraph.layers.renorm import Renorm, then
from minigraph.nn.fused_batch_norm import fused_batch_norm
from minigraph.nn.moments import moments
from minigraph.nn.normalization import batch_normalization as normalize
from minigraph.ops.casting import cast
from minigraph.ops.constants import constant
from minigraph.ops.initializers import ones_initializer, zeros_initializer
from minigraph.ops.joining import concat
from minigraph.ops.moving_average import assign_moving_average
from minigraph.ops.reduce import reduce_mean
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.smart_cond import smart_cond, static_choice
from minigraph.ops.spread import ones_like, zeros_like

__all__ = ["BatchNormalization", "batch_normalization"]

_ZEROS, _ONES = zeros_initializer(), ones_initializer()


class BatchNormalization(Layer):
    """outputs = gamma * (inputs - mean) / sqrt(variance + epsilon) + beta, feature by feature.

    Args:
        axis: the axis (or axes) of the features: each index along it has its own statistics.
        momentum: of the moving averages: moving <- momentum * moving + (1 - momentum) * batch.
        epsilon: keeps the divisor from zero.
        center, scale: whether there are beta and gamma. A layer before needs no bias if there is
            beta: the mean takes any constant off again.
        beta_initializer, gamma_initializer, moving_mean_initializer, moving_variance_initializer:
            of the variables `beta`, `gamma`, `moving_mean`, `moving_variance`.
        beta_regularizer, gamma_regularizer, beta_constraint, gamma_constraint: see
            `tf.layers.Dense`.
        renorm: batch renormalization: training uses the moving statistics too, through the factors
            r = stddev / moving stddev and d = (mean - moving mean) / moving stddev, which gradients
            pass over.
        renorm_clipping: limits "rmax", "rmin" of r and "dmax" of |d|: a dictionary.
        renorm_momentum: of the averages that renorm uses.
        fused: None: one op for everything where the shape allows it; False: never.
        trainable, name: see `tf.layers.Layer`.
        virtual_batch_size: normalize within parts of this size of the batch.
        adjustment: in training, a function from the shape of the inputs to a scale and an offset
            that the normalized inputs get.

    Called as `layer(inputs, training=True)`; `training` may be a bool tensor such as a placeholder.

    Raises:
        ValueError: when called: an axis that is not there, or whose size is not known.
        TypeError: `axis` is no int or list of ints.

    Source: Ioffe and Szegedy, "Batch Normalization" (2015), algorithm 1; Ioffe, "Batch
    Renormalization" (2017); moving averages as TensorFlow 1 keeps them.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     x = tf.constant([[1.0, 10.0], [3.0, 30.0]])
        ...     layer = tf.layers.BatchNormalization(epsilon=0.0)
        ...     y = layer(x, training=True)
        ...     sess.run(tf.global_variables_initializer())
        ...     _, values = sess.run([tf.get_collection(tf.GraphKeys.UPDATE_OPS), y])
        ...     print(values.tolist(), sess.run(layer.moving_mean).round(2).tolist())
        [[-1.0, -1.0], [1.0, 1.0]] [0.019999999552965164, 0.20000000298023224]
    """

    def __init__(
        self,
        axis: Any = -1,
        momentum: Any = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = _ZEROS,
        gamma_initializer: Any = _ONES,
        moving_mean_initializer: Any = _ZEROS,
        moving_variance_initializer: Any = _ONES,
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        renorm: bool = False,
        renorm_clipping: Any = None,
        renorm_momentum: Any = 0.99,
        fused: bool | None = None,
        trainable: bool = True,
        virtual_batch_size: int | None = None,
        adjustment: Any = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(trainable, name, **kwargs)
        self.axis = _axes(axis)
        self.momentum = momentum
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.beta_initializer = beta_initializer
        self.gamma_initializer = gamma_initializer
        self.moving_mean_initializer = moving_mean_initializer
        self.moving_variance_initializer = moving_variance_initializer
        self.beta_regularizer = beta_regularizer
        self.gamma_regularizer = gamma_regularizer
        self.beta_constraint = beta_constraint
        self.gamma_constraint = gamma_constraint
        self.renorm = Renorm(self, renorm_clipping, renorm_momentum) if renorm else None
        self.fused = fused
        self.virtual_batch_size = virtual_batch_size
        self.adjustment = adjustment
        self.gamma: Any = None
        self.beta: Any = None
        if fused and (renorm or virtual_batch_size is not None or adjustment is not None):
            raise ValueError(
                "fused=True goes neither with renorm nor with virtual_batch_size nor with "
                "adjustment."
            )

    # ------------------------------------------------------------------------- variables
    def build(self, input_shape: Any) -> None:
        dims = TensorShape(input_shape)._dims
        if dims is None:
            raise ValueError("Input has undefined rank. Received: input_shape=<unknown>")
        self._find_axes(dims)
        sizes = {axis: dims[axis] for axis in self.axis}
        if None in sizes.values():
            raise ValueError(
                f"Input has undefined `axis` dimension. Received input with shape "
                f"{TensorShape(dims)} and axis={tuple(self.axis)}"
            )
        self.input_spec = InputSpec(ndim=len(dims), axes=sizes)
        self.fused = self._can_fuse(len(dims))
        if self.virtual_batch_size is not None:  # the batch is about to become two axes
            self.axis = [axis + 1 for axis in self.axis]
            sizes = {axis + 1: size for axis, size in sizes.items()}
        if len(self.axis) == 1 and self.virtual_batch_size is None:
            self.param_shape = [next(iter(sizes.values()))]
        else:
            rank = len(dims) + (self.virtual_batch_size is not None)
            self.param_shape = [sizes.get(axis, 1) for axis in range(rank)]
        self._add_variables()
        self.built = True

    def _find_axes(self, dims: Any) -> None:
        rank = len(dims)
        found = [axis + rank if axis < 0 else axis for axis in self.axis]
        if any(not 0 <= axis < rank for axis in found):
            raise ValueError(
                f"Invalid value for `axis` argument. Expected 0 <= axis < inputs.rank (with "
                f"inputs.rank={rank}). Received: axis={tuple(self.axis)}"
            )
        if len(set(found)) != len(found):
            raise ValueError(f"Duplicate axis: {tuple(found)}")
        if self.virtual_batch_size is not None:
            if self.virtual_batch_size <= 0:
                raise ValueError(
                    "virtual_batch_size must be a positive integer that divides the batch."
                )
            if 0 in found:
                raise ValueError("virtual_batch_size is not possible where axis 0 is normalized.")
        self.axis = found

    def _can_fuse(self, rank: int) -> bool:
        if self.fused is False or self.renorm or self.virtual_batch_size is not None:
            return False
        layouts = {4: ([1], [3]), 5: ([1], [4])}
        return self.adjustment is None and self.axis in layouts.get(rank, ())

    @property
    def _param_dtype(self) -> Any:
        """The variables' type: float32 for half precision."""
        kind = as_dtype(self.dtype or dtypes.float32)
        return dtypes.float32 if kind is dtypes.float16 else kind

    def _variable(self, name: str, initializer: Any, **more: Any) -> Any:
        return self.add_weight(
            name, self.param_shape, self._param_dtype, initializer=initializer, **more
        )

    def _add_variables(self) -> None:
        if self.scale:
            self.gamma = self._variable(
                "gamma",
                self.gamma_initializer,
                regularizer=self.gamma_regularizer,
                constraint=self.gamma_constraint,
            )
        if self.center:
            self.beta = self._variable(
                "beta",
                self.beta_initializer,
                regularizer=self.beta_regularizer,
                constraint=self.beta_constraint,
            )
        self.moving_mean = self._variable(
            "moving_mean", self.moving_mean_initializer, trainable=False
        )
        self.moving_variance = self._variable(
            "moving_variance", self.moving_variance_initializer, trainable=False
        )
        if self.renorm:
            self.renorm.add_variables(self._variable)
        if self.fused:  # the op takes both
            if not self.center:
                self._offset = constant(0.0, self._param_dtype, self.param_shape)
            if not self.scale:
                self._factor = constant(1.0, self._param_dtype, self.param_shape)

    # ------------------------------------------------------------------------- nodes
    def call(self, inputs: Any, training: Any = False) -> Any:
        if self.fused:
            return self._fused(inputs, training)
        if self.virtual_batch_size is None:
            return self._composed(inputs, training)
        own = shape(inputs)
        rest = concat([constant([-1]), own[1:]], 0)
        parts = concat([constant([self.virtual_batch_size, -1]), rest[1:]], 0)
        static = inputs.shape
        outputs = reshape(self._composed(reshape(inputs, parts), training), rest)
        outputs.set_shape(static)
        return outputs

    def _fused(self, inputs: Any, training: Any) -> Any:
        layout = {4: ("NCHW", "NHWC"), 5: ("NCDHW", "NDHWC")}[inputs.shape.ndims]
        factor = self.gamma if self.scale else self._factor
        offset = self.beta if self.center else self._offset

        def branch(is_training: bool) -> Any:
            return fused_batch_norm(
                inputs,
                factor,
                offset,
                mean=self.moving_mean,
                variance=self.moving_variance,
                epsilon=self.epsilon,
                is_training=is_training,
                data_format=layout[self.axis != [1]],
            )

        outputs, mean, variance = smart_cond(training, lambda: branch(True), lambda: branch(False))
        if static_choice(training) is not False:
            momentum = smart_cond(training, lambda: self.momentum, lambda: 1.0)
            momentum = convert(momentum)
            for moving, value in ((self.moving_mean, mean), (self.moving_variance, variance)):
                self.add_update(assign_moving_average(moving, value, momentum, zero_debias=False))
        return outputs

    def _composed(self, inputs: Any, training: Any) -> Any:
        rank = inputs.shape.ndims
        axes = [axis for axis in range(rank) if axis not in self.axis]
        if self.virtual_batch_size is not None:
            axes.remove(1)  # each part has its own statistics
        half = inputs.dtype.base_dtype is dtypes.float16
        if half:
            inputs = cast(inputs, dtypes.float32)

        def along_axis(v: Any) -> Any:
            """A value for each feature in a shape that broadcasts against the inputs."""
            if v is None or v.shape.ndims == rank or self.axis == [rank - 1]:
                return v
            return reshape(v, [_size(v) if axis in self.axis else 1 for axis in range(rank)])

        factor, offset = along_axis(self.gamma), along_axis(self.beta)
        choice = static_choice(training)
        if choice is False:
            mean, variance = self.moving_mean, self.moving_variance
        else:
            if self.adjustment is not None:
                more, shift = self.adjustment(shape(inputs))
                more = smart_cond(training, lambda: more, lambda: ones_like(more))
                shift = smart_cond(training, lambda: shift, lambda: zeros_like(shift))
                factor, offset = then((more, shift), factor, offset)
            keep = self.virtual_batch_size is not None or len(self.axis) > 1
            mean, variance = moments(inputs, axes, keep_dims=keep)
            moving = self.moving_mean, self.moving_variance
            batch = mean, variance
            mean = smart_cond(training, lambda: batch[0], lambda: convert(moving[0]))
            variance = smart_cond(training, lambda: batch[1], lambda: convert(moving[1]))
            factor, offset = self._update(mean, variance, training, factor, offset)
        if offset is not None:
            offset = cast(offset, inputs.dtype)
        if factor is not None:
            factor = cast(factor, inputs.dtype)
        outputs = normalize(
            inputs, along_axis(mean), along_axis(variance), offset, factor, self.epsilon
        )
        return cast(outputs, dtypes.float16) if half else outputs

    def _update(
        self, mean: Any, variance: Any, training: Any, factor: Any, offset: Any
    ) -> tuple[Any, Any]:
        """Add the updates of the moving averages; factor and offset, as renorm corrects them."""
        if self.virtual_batch_size is not None:
            mean = reduce_mean(mean, 1, keepdims=True)
            variance = reduce_mean(variance, 1, keepdims=True)
        if self.renorm:
            correction, mean, variance = self.renorm.correct(mean, variance, training)
            factor, offset = then(correction, factor, offset)

        def kept(moving: Any, value: Any) -> Any:
            return smart_cond(
                training,
                lambda: assign_moving_average(moving, value, self.momentum, zero_debias=False),
                lambda: convert(moving),
            )

        self.add_update(kept(self.moving_mean, mean))
        renorm = self.renorm
        if renorm is None:
            self.add_update(kept(self.moving_variance, variance))
        else:
            self.add_update(
                smart_cond(
                    training,
                    lambda: renorm.new_variance(variance),
                    lambda: convert(self.moving_variance),
                )
            )
        return factor, offset

    def add_update(self, updates: Any, inputs: Any = None) -> None:
        """As `Layer.add_update`; a layer that is not trained has none."""
        if self.trainable:
            super().add_update(updates, inputs)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


def _axes(axis: Any) -> list[int]:
    if isinstance(axis, (list, tuple)):
        return [int(a) for a in axis]
    if isinstance(axis, int):
        return [axis]
    raise TypeError(
        f"Expected an int or a list/tuple of ints for the argument 'axis', but received: {axis!r}"
    )


def _size(v: Any) -> int:
    return int(v.shape.as_list()[0])


def batch_normalization(
    inputs: Any,
    axis: Any = -1,
    momentum: Any = 0.99,
    epsilon: float = 1e-3,
    center: bool = True,
    scale: bool = True,
    beta_initializer: Any = _ZEROS,
    gamma_initializer: Any = _ONES,
    moving_mean_initializer: Any = _ZEROS,
    moving_variance_initializer: Any = _ONES,
    beta_regularizer: Any = None,
    gamma_regularizer: Any = None,
    beta_constraint: Any = None,
    gamma_constraint: Any = None,
    training: Any = False,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
    renorm: bool = False,
    renorm_clipping: Any = None,
    renorm_momentum: Any = 0.99,
    fused: bool | None = None,
    virtual_batch_size: int | None = None,
    adjustment: Any = None,
) -> Any:
    """Normalize each feature over the batch, in training; by moving averages otherwise.

    The moving averages change only if the program runs the updates with its steps:

        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            train = optimizer.minimize(loss)

    Args:
        inputs: a tensor of floats.
        training: whether to use the batch's statistics: a bool, or a scalar bool tensor.
        reuse: whether the variables of the scope `name` are used again.
        (the others): as for `tf.layers.BatchNormalization`.

    Returns:
        A Tensor like `inputs`.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     y = tf.layers.batch_normalization(tf.zeros([8, 3]), training=True, name="bn")
        ...     print([v.name for v in tf.trainable_variables()])
        ...     print([op.name for op in tf.get_collection(tf.GraphKeys.UPDATE_OPS)])
        ['bn/gamma:0', 'bn/beta:0']
        ['bn/AssignMovingAvg', 'bn/AssignMovingAvg_1']
    """
    layer = BatchNormalization(
        axis,
        momentum,
        epsilon,
        center,
        scale,
        beta_initializer,
        gamma_initializer,
        moving_mean_initializer,
        moving_variance_initializer,
        beta_regularizer,
        gamma_regularizer,
        beta_constraint,
        gamma_constraint,
        renorm,
        renorm_clipping,
        renorm_momentum,
        fused,
        trainable,
        virtual_batch_size,
        adjustment,
        name,
        _reuse=reuse,
        _scope=name,
    )
    return layer(inputs, training=training)
