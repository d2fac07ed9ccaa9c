"""Normalizations that look at one example alone: layers, instances, groups, unit norms."""

from __future__ import annotations

from typing import Any

from minigraph.contrib_layers.arg_scope import add_arg_scope
from minigraph.contrib_layers.finishing import finished, layout_of
from minigraph.contrib_layers.variables import collections_for, model_variable
from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.nn.moments import moments, normalize_moments, sufficient_statistics
from minigraph.nn.normalization import batch_normalization
from minigraph.ops.division import div
from minigraph.ops.initializers import ones_initializer, zeros_initializer
from minigraph.ops.joining import concat
from minigraph.ops.padding import tile
from minigraph.ops.powers import rsqrt, sqrt, square
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.slicing import strided_slice
from minigraph.ops.spread import ones, reduce_sum
from minigraph.ops.variable_scope import variable_scope

__all__ = ["group_norm", "instance_norm", "layer_norm", "unit_norm"]

_START = {"beta": zeros_initializer(), "gamma": ones_initializer()}


def _dims(inputs: Any) -> tuple[int | None, ...]:
    dims: tuple[int | None, ...] | None = inputs._dims
    if dims is None:
        raise ValueError(f"Inputs {inputs.name} has undefined rank.")
    return dims


def _parameter(
    name: str, sizes: Any, inputs: Any, initializers: Any, collections: Any, trainable: bool
) -> Any:
    """The variable `beta` or `gamma`."""
    return model_variable(
        name,
        shape=sizes,
        dtype=inputs.dtype.base_dtype,
        initializer=(initializers or {}).get(name, _START[name]),
        collections=collections_for(collections, name),
        trainable=trainable,
    )


@add_arg_scope
def layer_norm(
    inputs: Any,
    center: bool = True,
    scale: bool = True,
    activation_fn: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    begin_norm_axis: int = 1,
    begin_params_axis: int = -1,
    scope: Any = None,
) -> Any:
    """gamma * (inputs - mean) / sqrt(variance + 1e-12) + beta, each example by itself.

    Args:
        inputs: a tensor of floats of known rank.
        center, scale: whether there are beta and gamma.
        activation_fn: a function of a tensor; None: none.
        reuse: whether the variables of `scope` are used again.
        variables_collections: collections for both variables, or a dictionary from their names to
            collections.
        outputs_collections: collections for the outputs.
        trainable: whether the variables are (TRAINABLE_VARIABLES).
        begin_norm_axis: mean and variance are taken over the axes from this one on.
        begin_params_axis: `beta` and `gamma` have the shape of the axes from this one on.
        scope: a variable scope's name, or the scope; default "LayerNorm", made unique.

    Returns:
        A Tensor like `inputs`. For float16 the variance gets 1e-3 added.

    Raises:
        ValueError: the rank is not known, an axis is not there, or sizes of the parameters are not
            known.

    Source: Ba, Kiros and Hinton, "Layer Normalization" (2016).

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     y = tf.contrib.layers.layer_norm(tf.constant([[1.0, 3.0], [10.0, 30.0]]))
        ...     sess.run(tf.global_variables_initializer())
        ...     print([v.op.name for v in tf.model_variables()], sess.run(y).round(3).tolist())
        ['LayerNorm/beta', 'LayerNorm/gamma'] [[-1.0, 1.0], [-1.0, 1.0]]
    """
    with variable_scope(scope, "LayerNorm", [inputs], reuse=reuse) as sc:
        inputs = convert(inputs)
        dims = _dims(inputs)
        rank = len(dims)
        first = begin_norm_axis + rank if begin_norm_axis < 0 else begin_norm_axis
        if begin_params_axis >= rank or first >= rank:
            raise ValueError(
                f"begin_params_axis ({begin_params_axis}) and begin_norm_axis ({first}) must be < "
                f"rank(inputs) ({rank})"
            )
        sizes = dims[begin_params_axis:]
        if None in sizes:
            raise ValueError(
                f"Inputs {inputs.name}: shape(inputs)[{begin_params_axis}:] is not fully defined: "
                f"{inputs.shape}"
            )
        given = None, variables_collections, trainable
        beta = _parameter("beta", sizes, inputs, *given) if center else None
        gamma = _parameter("gamma", sizes, inputs, *given) if scale else None
        mean, variance = moments(inputs, list(range(first, rank)), keep_dims=True)
        epsilon = 1e-3 if inputs.dtype.base_dtype is dtypes.float16 else 1e-12
        outputs = batch_normalization(inputs, mean, variance, beta, gamma, epsilon)
        outputs.set_shape(inputs.shape)
        return finished(outputs, sc, outputs_collections, activation_fn)


@add_arg_scope
def instance_norm(
    inputs: Any,
    center: bool = True,
    scale: bool = True,
    epsilon: float = 1e-6,
    activation_fn: Any = None,
    param_initializers: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    data_format: str = "NHWC",
    scope: Any = None,
) -> Any:
    """gamma * (inputs - mean) / sqrt(variance + epsilon) + beta, each channel of each example.

    Args:
        inputs: a tensor of floats [batch, *space, channels], its number of channels known.
        epsilon: keeps the divisor from zero.
        param_initializers: of the variables `beta` and `gamma` [channels]: a dictionary.
        data_format: "NHWC" (or any rank with channels last), or "NCHW": channels are axis 1.
        scope: default "InstanceNorm", made unique.
        (the others): as for `layer_norm`.

    Returns:
        A Tensor like `inputs`.

    Raises:
        ValueError: another format; the rank or the number of channels is not known.

    Source: Ulyanov, Vedaldi and Lempitsky, "Instance Normalization" (2016).

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     y = tf.contrib.layers.instance_norm(tf.zeros([2, 8, 8, 3]))
        ...     print(y.shape, [v.op.name for v in tf.model_variables()])
        (2, 8, 8, 3) ['InstanceNorm/beta', 'InstanceNorm/gamma']
    """
    inputs = convert(inputs)
    dims = _dims(inputs)
    first = layout_of(data_format, "NCHW", "NHWC") == "channels_first"
    with variable_scope(scope, "InstanceNorm", [inputs], reuse=reuse) as sc:
        channels_axis = 1 if first else len(dims) - 1
        size = dims[channels_axis]
        if size is None:
            raise ValueError(f"Inputs {inputs.name} has undefined channels dimension.")

        def along_channels(v: Any) -> Any:
            return reshape(v, [1, size, *[1] * (len(dims) - 2)]) if first else v

        given = inputs, param_initializers, variables_collections, trainable
        beta = along_channels(_parameter("beta", [size], *given)) if center else None
        gamma = along_channels(_parameter("gamma", [size], *given)) if scale else None
        axes = [axis for axis in range(1, len(dims)) if axis != channels_axis]
        mean, variance = moments(inputs, axes, keep_dims=True)
        outputs = batch_normalization(
            inputs, mean, variance, beta, gamma, epsilon, name="instancenorm"
        )
        outputs.set_shape(inputs.shape)
        return finished(outputs, sc, outputs_collections, activation_fn)


@add_arg_scope
def group_norm(
    inputs: Any,
    groups: int = 32,
    channels_axis: int = -1,
    reduction_axes: Any = (-3, -2),
    center: bool = True,
    scale: bool = True,
    epsilon: float = 1e-6,
    activation_fn: Any = None,
    param_initializers: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
    mean_close_to_zero: bool = False,
) -> Any:
    """gamma * (inputs - mean) / sqrt(variance + epsilon) + beta, by groups of channels.

    Args:
        inputs: a tensor of floats of known rank, its number of channels known.
        groups: how many groups the channels make.
        channels_axis: the axis of the channels.
        reduction_axes: the axes over which, and over the channels of a group, mean and variance
            are taken.
        mean_close_to_zero: whether mean and variance are computed in one pass, which loses digits
            where the mean is large.
        scope: default "GroupNorm", made unique.
        (the others): as for `instance_norm`.

    Returns:
        A Tensor like `inputs`.

    Raises:
        ValueError: the rank or the number of channels is not known; an axis is not there, or twice;
            the number of groups does not divide that of channels.

    Source: Wu and He, "Group Normalization" (2018).

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     y = tf.contrib.layers.group_norm(tf.zeros([2, 8, 8, 12]), groups=4)
        ...     print(y.shape, [v.op.name for v in tf.model_variables()])
        (2, 8, 8, 12) ['GroupNorm/beta', 'GroupNorm/gamma']
    """
    inputs = convert(inputs)
    dims = _dims(inputs)
    at, axes = _group_axes(inputs, dims, channels_axis, reduction_axes)
    channels = dims[at] or 0
    if groups > channels:
        raise ValueError(f"Invalid groups {groups} for {channels} channels.")
    if channels % groups:
        raise ValueError(f"{channels} channels is not commensurate with {groups} groups.")
    static, own = inputs.shape, shape(inputs)
    sizes = [own[axis] if size is None else size for axis, size in enumerate(dims)]
    parts = reshape(inputs, [*sizes[:at], groups, channels // groups, *sizes[at + 1 :]])
    spread = [*[1] * at, groups, channels // groups, *[1] * (len(dims) - at - 1)]
    with variable_scope(scope, "GroupNorm", [inputs], reuse=reuse) as sc:
        given = inputs, param_initializers, variables_collections, trainable
        beta = reshape(_parameter("beta", [channels], *given), spread) if center else None
        gamma = reshape(_parameter("gamma", [channels], *given), spread) if scale else None
        if mean_close_to_zero:
            counts, means, variances, _ = sufficient_statistics(parts, axes, keep_dims=True)
            mean, variance = normalize_moments(counts, means, variances, shift=None)
        else:
            mean, variance = moments(parts, axes, keep_dims=True)
        gain = rsqrt(variance + epsilon)
        offset = -mean * gain
        if gamma is not None:
            gain, offset = gain * gamma, offset * gamma
        if beta is not None:
            offset = offset + beta
        outputs = reshape(parts * gain + offset, sizes)
        outputs.set_shape(static)
        return finished(outputs, sc, outputs_collections, activation_fn)


def _group_axes(
    inputs: Any, dims: tuple[int | None, ...], channels_axis: int, reduction_axes: Any
) -> tuple[int, list[int]]:
    """The axis of channels, and the axes to reduce once channels have become two axes."""
    rank = len(dims)
    at = channels_axis + rank if channels_axis < 0 else channels_axis
    axes = [axis + rank if axis < 0 else axis for axis in reduction_axes]
    if any(not 0 <= axis < rank for axis in (at, *axes)):
        raise ValueError(
            f"Axis is out of bounds: channels_axis={channels_axis} and reduction_axes="
            f"{tuple(reduction_axes)} for inputs of shape {inputs.shape}."
        )
    if dims[at] is None:
        raise ValueError(f"Inputs {inputs.name} has undefined channel dimension: {channels_axis}.")
    if at in axes:
        raise ValueError("reduction_axis must be mutually exclusive with channels_axis")
    return at, [at + 1, *(axis + 1 if axis > at else axis for axis in axes)]


@add_arg_scope
def unit_norm(inputs: Any, dim: int, epsilon: float = 1e-7, scope: Any = None) -> Tensor:
    """inputs / sqrt(epsilon + sum(inputs**2)), the sum along one axis: vectors of length 1.

    Args:
        inputs: a tensor of floats of known rank.
        dim: the axis, not negative.
        epsilon: keeps the divisor from zero.
        scope: a variable scope's name; default "UnitNorm".

    Raises:
        ValueError: the rank is not known, or the axis not there.

    Example:
        >>> import minigraph as tf
        >>> y = tf.contrib.layers.unit_norm(tf.constant([[3.0, 4.0]]), 1)
        >>> tf.Session().run(y).round(3).tolist()
        [[0.6000000238418579, 0.800000011920929]]
    """
    with variable_scope(scope, "UnitNorm", [inputs]):
        inputs = convert(inputs)
        rank = inputs.shape.ndims
        if rank is None:
            raise ValueError("The input rank must be known.")
        if not 0 <= dim < rank:
            raise ValueError("dim must be positive but smaller than the input rank.")
        lengths = sqrt(epsilon + reduce_sum(square(inputs), dim, True))
        multiples = [ones([dim], dtypes.int32)] if dim > 0 else []
        multiples.append(strided_slice(shape(inputs), [dim], [dim + 1]))
        if dim < rank - 1:
            multiples.append(ones([rank - 1 - dim], dtypes.int32))
        return div(inputs, tile(lengths, concat(multiples, 0)))
