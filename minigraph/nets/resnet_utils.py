"""What both forms of residual networks share: blocks of units, strides turned into rates."""

from __future__ import annotations

from typing import Any, NamedTuple

from minigraph.contrib_layers.arg_scope import Scope, add_arg_scope, arg_scope
from minigraph.contrib_layers.batch_norm import batch_norm
from minigraph.contrib_layers.collecting import collect_named_outputs
from minigraph.contrib_layers.convolution import convolution2d
from minigraph.contrib_layers.initializers import variance_scaling_initializer
from minigraph.contrib_layers.pooling import max_pool2d
from minigraph.contrib_layers.regularizers import l2_regularizer
from minigraph.core.keys import GraphKeys
from minigraph.ops.padding import pad
from minigraph.ops.rectifiers import relu
from minigraph.ops.variable_scope import variable_scope

__all__ = ["Block", "conv2d_same", "resnet_arg_scope", "stack_blocks_dense", "subsample"]


class Block(NamedTuple):
    """A row of units under one name: `args` holds the keyword arguments of each."""

    scope: str
    unit_fn: Any
    args: Any


def subsample(inputs: Any, factor: int, scope: str | None = None) -> Any:
    """Every `factor`-th place of images along both axes.

    Example:
        >>> import minigraph as tf
        >>> utils = tf.contrib.slim.nets.resnet_utils
        >>> utils.subsample(tf.zeros([1, 5, 5, 3]), 2).shape.as_list()
        [1, 3, 3, 3]
    """
    return inputs if factor == 1 else max_pool2d(inputs, [1, 1], stride=factor, scope=scope)


def conv2d_same(
    inputs: Any,
    num_outputs: int,
    kernel_size: int,
    stride: int,
    rate: int = 1,
    scope: str | None = None,
) -> Any:
    """A strided convolution whose padding does not depend on the size of the images.

    It is a convolution with "SAME" padding of which every `stride`-th place is taken.

    Args:
        inputs: images [batch, height, width, channels].
        num_outputs: the number of channels of the outputs.
        kernel_size: the size of the window along both axes.
        stride: steps between windows.
        rate: steps within a window.
        scope: see `tf.contrib.layers.conv2d`.

    Example:
        >>> import minigraph as tf
        >>> utils = tf.contrib.slim.nets.resnet_utils
        >>> utils.conv2d_same(tf.zeros([1, 6, 6, 3]), 4, 3, stride=2).shape.as_list()
        [1, 3, 3, 4]
    """
    if stride == 1:
        return convolution2d(
            inputs, num_outputs, kernel_size, stride=1, rate=rate, padding="SAME", scope=scope
        )
    border = (kernel_size - 1) * rate
    before = border // 2
    sides = [before, border - before]
    inputs = pad(inputs, [[0, 0], sides, sides, [0, 0]])
    return convolution2d(
        inputs, num_outputs, kernel_size, stride=stride, rate=rate, padding="VALID", scope=scope
    )


@add_arg_scope
def stack_blocks_dense(
    net: Any, blocks: Any, output_stride: int | None = None, outputs_collections: Any = None
) -> Any:
    """Blocks in a row. Once features are `output_stride` times smaller, strides become rates.

    Args:
        net: images.
        blocks: a list of `Block`.
        output_stride: how many times smaller the outputs may be; default: as the units say.
        outputs_collections: collections for the outputs of each block.

    Raises:
        ValueError: `output_stride` cannot be reached.

    Example:
        >>> import minigraph as tf
        >>> nets = tf.contrib.slim.nets
        >>> block = nets.resnet_v1.resnet_v1_block("block1", base_depth=1, num_units=2, stride=2)
        >>> nets.resnet_utils.stack_blocks_dense(tf.zeros([1, 4, 4, 4]), [block]).shape.as_list()
        [1, 2, 2, 4]
    """
    now, rate = 1, 1
    for block in blocks:
        with variable_scope(block.scope, "block", [net]) as sc:
            for number, unit in enumerate(block.args, 1):
                if output_stride is not None and now > output_stride:
                    raise ValueError("The target output_stride cannot be reached.")
                stride = unit.get("stride", 1)
                with variable_scope(f"unit_{number}", values=[net]):
                    if output_stride is not None and now == output_stride:
                        net = block.unit_fn(net, rate=rate, **{**unit, "stride": 1})
                        rate *= stride
                    else:
                        net = block.unit_fn(net, rate=1, **unit)
                        now *= stride
            net = collect_named_outputs(outputs_collections, sc.name, net)
    if output_stride is not None and now != output_stride:
        raise ValueError("The target output_stride cannot be reached.")
    return net


def resnet_arg_scope(
    weight_decay: float = 0.0001,
    batch_norm_decay: float = 0.997,
    batch_norm_epsilon: float = 1e-5,
    batch_norm_scale: bool = True,
) -> Scope:
    """The settings of layers that residual networks are trained with, for `slim.arg_scope`.

    Args:
        weight_decay: the scale of the L2 regularizer of weights.
        batch_norm_decay, batch_norm_epsilon, batch_norm_scale: see `tf.contrib.layers.batch_norm`.

    Example:
        >>> import minigraph as tf
        >>> slim = tf.contrib.slim
        >>> with slim.arg_scope(slim.nets.resnet_utils.resnet_arg_scope()):
        ...     y = slim.conv2d(tf.zeros([1, 4, 4, 3]), 4, 3)
    """
    normal = {
        "decay": batch_norm_decay,
        "epsilon": batch_norm_epsilon,
        "scale": batch_norm_scale,
        "updates_collections": GraphKeys.UPDATE_OPS,
    }
    with (
        arg_scope(
            [convolution2d],
            weights_regularizer=l2_regularizer(weight_decay),
            weights_initializer=variance_scaling_initializer(),
            activation_fn=relu,
            normalizer_fn=batch_norm,
            normalizer_params=normal,
        ),
        arg_scope([batch_norm], **normal),
        arg_scope([max_pool2d], padding="SAME") as scope,
    ):
        return scope
