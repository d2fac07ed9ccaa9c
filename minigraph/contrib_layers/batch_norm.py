"""tf.contrib.layers.batch_norm: names and defaults of its own, and updates wherever one wants them.

`tf.layers.BatchNormalization` does the usual case. What it does not know is built here: updates in
other collections or in place (`updates_collections=None`), averages without their bias to zero,
weights of the examples.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from minigraph.contrib_layers.arg_scope import add_arg_scope
from minigraph.contrib_layers.finishing import finished, layout_of
from minigraph.contrib_layers.variables import (
    add_to_named_collections,
    collections_for,
    layer_getter,
    model_variable,
)
from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.graph import default_graph
from minigraph.core.keys import GraphKeys
from minigraph.layers.normalization import BatchNormalization
from minigraph.nn.fused_batch_norm import fused_batch_norm
from minigraph.nn.moments import moments, weighted_moments
from minigraph.nn.normalization import batch_normalization
from minigraph.ops.constants import constant
from minigraph.ops.flow import identity
from minigraph.ops.initializers import ones_initializer, zeros_initializer
from minigraph.ops.moving_average import assign_moving_average
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.smart_cond import smart_cond, static_choice
from minigraph.ops.variable_scope import get_variable_scope, variable_scope

__all__ = ["batch_norm"]

_START = {
    "beta": zeros_initializer(),
    "gamma": ones_initializer(),
    "moving_mean": zeros_initializer(),
    "moving_variance": ones_initializer(),
}


class _Settings(NamedTuple):
    """The arguments of `batch_norm` that its parts need."""

    decay: Any
    center: bool
    scale: bool
    epsilon: float
    initializers: dict[str, Any]
    regularizers: dict[str, Any]
    updates_collections: Any
    is_training: Any
    variables_collections: Any
    trainable: bool
    data_format: str
    zero_debias: bool

    def variable(self, name: str, size: int, dtype: Any) -> Any:
        """One of the four variables."""
        moving = name.startswith("moving")
        scope = get_variable_scope()
        partitioner = scope.partitioner
        try:
            if moving:  # statistics stay whole
                scope.set_partitioner(None)
            return model_variable(
                name,
                shape=[size],
                dtype=dtype,
                initializer=self.initializers[name],
                regularizer=self.regularizers.get(name),
                collections=collections_for(self.variables_collections, name),
                trainable=self.trainable and not moving,
            )
        finally:
            scope.set_partitioner(partitioner)

    def moved(self, moving: tuple[Any, Any], batch: tuple[Any, Any]) -> tuple[Any, Any]:
        """The updates of the moving mean and variance by the batch's."""
        return (
            assign_moving_average(moving[0], batch[0], self.decay, zero_debias=self.zero_debias),
            assign_moving_average(moving[1], batch[1], self.decay, zero_debias=False),
        )

    def delay_updates(self, moving: tuple[Any, Any], batch: tuple[Any, Any]) -> None:
        """Add the updates to the collections, for the program to run."""
        updates = smart_cond(self.is_training, lambda: self.moved(moving, batch), lambda: moving)
        for update in updates:
            default_graph().add_to_collections(self.updates_collections, update)


@add_arg_scope
def batch_norm(
    inputs: Any,
    decay: Any = 0.999,
    center: bool = True,
    scale: bool = False,
    epsilon: float = 0.001,
    activation_fn: Any = None,
    param_initializers: Any = None,
    param_regularizers: Any = None,
    updates_collections: Any = GraphKeys.UPDATE_OPS,
    is_training: Any = True,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    batch_weights: Any = None,
    fused: bool | None = None,
    data_format: str = "NHWC",
    zero_debias_moving_mean: bool = False,
    scope: Any = None,
    renorm: bool = False,
    renorm_clipping: Any = None,
    renorm_decay: Any = 0.99,
    adjustment: Any = None,
) -> Any:
    """gamma * (inputs - mean) / sqrt(variance + epsilon) + beta, channel by channel.

    In training, mean and variance are the batch's, and moving averages of them are kept; otherwise
    they are the moving averages. These change only if the program runs the updates:

        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            train = optimizer.minimize(loss)

    Args:
        inputs: a tensor of floats, rank 2 or more, its number of channels known.
        decay: of the moving averages: moving <- decay * moving + (1 - decay) * batch. With the
            default many steps are needed before they are right; 0.9 suits short trainings.
        center: whether there is beta.
        scale: whether there is gamma; a layer of weights after it makes it needless.
        epsilon: keeps the divisor from zero.
        activation_fn: a function of a tensor; None: none.
        param_initializers: of the variables `beta`, `gamma`, `moving_mean`, `moving_variance`: a
            dictionary.
        param_regularizers: of `beta` and `gamma`, likewise.
        updates_collections: collections for the updates; None: they are made with the outputs.
        is_training: a bool, or a scalar bool tensor such as a placeholder.
        reuse: whether the variables of `scope` are used again.
        variables_collections: collections for all variables, or a dictionary from their names to
            collections.
        outputs_collections: collections for the outputs.
        trainable: whether beta and gamma are (TRAINABLE_VARIABLES).
        batch_weights: weights of the examples, a tensor [batch]; one op is not enough then.
        fused: whether one op does it all where the shape allows it; None: True.
        data_format: "NHWC" (or any rank with channels last), or "NCHW": channels are axis 1.
        zero_debias_moving_mean: whether the moving mean is divided by 1 - decay ** steps.
        scope: a variable scope's name, or the scope; default "BatchNorm", made unique.
        renorm, renorm_clipping, adjustment: see `tf.layers.BatchNormalization`.
        renorm_decay: its renorm_momentum.

    Returns:
        A Tensor like `inputs`.

    Raises:
        ValueError: another format; the rank or the number of channels is not known; `renorm` with
            `batch_weights`, with other `updates_collections` or with `zero_debias_moving_mean`.

    Source: Ioffe and Szegedy, "Batch Normalization" (2015), algorithm 1.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     y = tf.contrib.layers.batch_norm(tf.zeros([8, 3]))
        ...     print([v.op.name for v in tf.model_variables()])
        ...     print([v.op.name for v in tf.trainable_variables()])
        ['BatchNorm/beta', 'BatchNorm/moving_mean', 'BatchNorm/moving_variance']
        ['BatchNorm/beta']
    """
    layout = layout_of(data_format, "NCHW", "NHWC")
    inputs = convert(inputs)
    fused = fused is None or fused
    rank = inputs.shape.ndims
    plain = batch_weights is None and not renorm and adjustment is None
    usual = updates_collections == GraphKeys.UPDATE_OPS and not zero_debias_moving_mean
    settings = _Settings(
        decay,
        center,
        scale,
        epsilon,
        {**_START, **(param_initializers or {})},
        param_regularizers or {},
        updates_collections,
        is_training,
        variables_collections,
        trainable,
        data_format,
        zero_debias_moving_mean,
    )
    by_one_op = fused and plain and rank in (2, 4) and (rank == 2 or not usual)
    getter = None if by_one_op else layer_getter()
    with variable_scope(scope, "BatchNorm", [inputs], reuse=reuse, custom_getter=getter) as sc:
        if by_one_op:
            outputs = _fused(inputs, settings)
        elif usual and batch_weights is None:
            layer = BatchNormalization(
                axis=1 if layout == "channels_first" else -1,
                momentum=decay,
                epsilon=epsilon,
                center=center,
                scale=scale,
                **{f"{name}_initializer": settings.initializers[name] for name in _START},
                beta_regularizer=settings.regularizers.get("beta"),
                gamma_regularizer=settings.regularizers.get("gamma"),
                trainable=trainable,
                renorm=renorm,
                renorm_clipping=renorm_clipping,
                renorm_momentum=renorm_decay,
                adjustment=adjustment,
                name=sc.name,
                _scope=sc,
                _reuse=reuse,
                fused=fused and plain,
            )
            outputs = layer(inputs, training=is_training)
            for name in ("moving_mean", "moving_variance", "beta", "gamma"):
                if getattr(layer, name) is not None:
                    add_to_named_collections(getattr(layer, name), variables_collections, name)
        else:
            if renorm:
                raise ValueError(
                    "renorm is not supported with batch_weights, updates_collections or "
                    "zero_debias_moving_mean"
                )
            outputs = _composed(inputs, settings, batch_weights)
        return finished(outputs, sc, outputs_collections, activation_fn)


def _channels(inputs: Any, data_format: str) -> int:
    dims = inputs._dims
    if dims is None:
        raise ValueError(f"Inputs {inputs.name} has undefined rank.")
    size = dims[1 if data_format == "NCHW" else -1]
    if size is None:
        raise ValueError(f"Inputs {inputs.name} has undefined channels dimension.")
    return int(size)


def _fused(inputs: Any, settings: _Settings) -> Any:
    """By one op, which takes images: a matrix becomes images of one place."""
    images, static = inputs, inputs.shape
    if inputs.shape.ndims == 2:
        size = _channels(inputs, "NHWC")
        first = settings.data_format == "NCHW"
        images = reshape(inputs, [-1, size, 1, 1] if first else [-1, 1, 1, size])
    size = _channels(images, settings.data_format)
    kind = dtypes.float32  # of statistics, for half precision too
    beta = settings.variable("beta", size, kind) if settings.center else constant(0.0, kind, [size])
    gamma = (
        settings.variable("gamma", size, kind) if settings.scale else constant(1.0, kind, [size])
    )
    moving = (
        settings.variable("moving_mean", size, kind),
        settings.variable("moving_variance", size, kind),
    )

    def normalized(**statistics: Any) -> Any:
        return fused_batch_norm(
            images,
            gamma,
            beta,
            epsilon=settings.epsilon,
            data_format=settings.data_format,
            **statistics,
        )

    outputs, mean, variance = smart_cond(
        settings.is_training,
        lambda: normalized(),
        lambda: normalized(mean=moving[0], variance=moving[1], is_training=False),
    )
    if static_choice(settings.is_training) is not False:
        batch = mean, variance
        if settings.updates_collections is None:
            fresh = outputs

            def updated() -> Any:
                with default_graph().control_dependencies(list(settings.moved(moving, batch))):
                    return identity(fresh)

            outputs = smart_cond(settings.is_training, updated, lambda: fresh)
        else:
            settings.delay_updates(moving, batch)
    outputs.set_shape(images.shape)
    if images is not inputs:
        outputs = reshape(outputs, shape(inputs))
        outputs.set_shape(static)
    return outputs


def _composed(inputs: Any, settings: _Settings, batch_weights: Any) -> Any:
    """By nodes for means and variances."""
    size = _channels(inputs, settings.data_format)
    rank, kind = inputs.shape.ndims, inputs.dtype.base_dtype
    first = settings.data_format == "NCHW"
    axes = [axis for axis in range(rank) if axis != (1 if first else rank - 1)]
    beta = settings.variable("beta", size, kind) if settings.center else None
    gamma = settings.variable("gamma", size, kind) if settings.scale else None
    moving = (
        settings.variable("moving_mean", size, kind),
        settings.variable("moving_variance", size, kind),
    )
    mean, variance = moving
    if static_choice(settings.is_training) is not False:
        batch = _statistics(inputs, axes, batch_weights, first)
        mean, variance = _used(settings, moving, batch)

    def along_channels(v: Any) -> Any:
        return v if v is None or not first else reshape(v, [1, size, *[1] * (rank - 2)])

    outputs = batch_normalization(
        inputs,
        along_channels(mean),
        along_channels(variance),
        along_channels(beta),
        along_channels(gamma),
        settings.epsilon,
    )
    outputs.set_shape(inputs.shape)
    return outputs


def _statistics(inputs: Any, axes: list[int], weights: Any, first: bool) -> tuple[Any, Any]:
    """Mean and variance of each channel, each example by its weight."""
    if weights is None:
        mean, variance = moments(inputs, axes, keep_dims=first)
    else:
        weights = convert(weights)
        inputs.shape[0:1].assert_is_compatible_with(weights.shape)
        weights = reshape(weights, [-1, *[1] * (inputs.shape.ndims - 1)])
        mean, variance = weighted_moments(inputs, axes, weights, keep_dims=first)
    return (reshape(mean, [-1]), reshape(variance, [-1])) if first else (mean, variance)


def _used(settings: _Settings, moving: tuple[Any, Any], batch: tuple[Any, Any]) -> tuple[Any, Any]:
    """The mean and the variance to normalize with; the updates are made, or added to collections."""
    if settings.updates_collections is not None:
        settings.delay_updates(moving, batch)
        chosen: tuple[Any, Any] = smart_cond(settings.is_training, lambda: batch, lambda: moving)
        return chosen

    def updated() -> tuple[Any, Any]:
        with default_graph().control_dependencies(list(settings.moved(moving, batch))):
            return identity(batch[0]), identity(batch[1])

    made: tuple[Any, Any] = smart_cond(settings.is_training, updated, lambda: moving)
    return made
