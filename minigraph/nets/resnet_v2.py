"""Residual networks that normalize before each convolution, so that the way through is free.

Source: He et al., "Identity Mappings in Deep Residual Networks" (2016), arXiv:1603.05027.
"""

from __future__ import annotations

from typing import Any

from minigraph.contrib_layers.arg_scope import add_arg_scope, arg_scope
from minigraph.contrib_layers.batch_norm import batch_norm
from minigraph.contrib_layers.collecting import collect_named_outputs, last_dimension
from minigraph.contrib_layers.convolution import convolution2d
from minigraph.contrib_layers.pooling import max_pool2d
from minigraph.nets.resnet_utils import (
    Block,
    conv2d_same,
    resnet_arg_scope,
    stack_blocks_dense,
    subsample,
)
from minigraph.nets.resnet_v1 import after_root, head, of_size, units
from minigraph.ops.rectifiers import relu
from minigraph.ops.variable_scope import variable_scope

__all__ = [
    "bottleneck",
    "resnet_arg_scope",
    "resnet_v2",
    "resnet_v2_50",
    "resnet_v2_101",
    "resnet_v2_152",
    "resnet_v2_200",
    "resnet_v2_block",
]


@add_arg_scope
def bottleneck(
    inputs: Any,
    depth: int,
    depth_bottleneck: int,
    stride: int,
    rate: int = 1,
    outputs_collections: Any = None,
    scope: Any = None,
) -> Any:
    """inputs + convolutions(relu(batch_norm(inputs))); for the arguments see `resnet_v1.bottleneck`.

    Example:
        >>> import minigraph as tf
        >>> unit = tf.contrib.slim.nets.resnet_v2.bottleneck
        >>> unit(tf.zeros([1, 4, 4, 8]), depth=8, depth_bottleneck=2, stride=2).shape.as_list()
        [1, 2, 2, 8]
    """
    plain = {"normalizer_fn": None, "activation_fn": None}
    with variable_scope(scope, "bottleneck_v2", [inputs]) as sc:
        before = batch_norm(inputs, activation_fn=relu, scope="preact")
        if depth == last_dimension(inputs.shape, min_rank=4):
            shortcut = subsample(inputs, stride, "shortcut")
        else:
            shortcut = convolution2d(
                before, depth, [1, 1], stride=stride, scope="shortcut", **plain
            )
        residual = convolution2d(before, depth_bottleneck, [1, 1], stride=1, scope="conv1")
        residual = conv2d_same(residual, depth_bottleneck, 3, stride, rate=rate, scope="conv2")
        residual = convolution2d(residual, depth, [1, 1], stride=1, scope="conv3", **plain)
        return collect_named_outputs(outputs_collections, sc.name, shortcut + residual)


def resnet_v2(
    inputs: Any,
    blocks: Any,
    num_classes: int | None = None,
    is_training: Any = True,
    global_pool: bool = True,
    output_stride: int | None = None,
    include_root_block: bool = True,
    reuse: Any = None,
    scope: Any = None,
) -> tuple[Any, Any]:
    """A residual network of given blocks; for the arguments and the result see `resnet_v1`.

    Example:
        >>> import minigraph as tf
        >>> v2 = tf.contrib.slim.nets.resnet_v2
        >>> blocks = [v2.resnet_v2_block("block1", base_depth=2, num_units=2, stride=2)]
        >>> with tf.Graph().as_default():
        ...     y, ends = v2.resnet_v2(tf.zeros([1, 32, 32, 3]), blocks, num_classes=10, scope="net")
        ...     print(y.shape, ends["net/block1"].shape)
        (1, 1, 1, 10) (1, 4, 4, 8)
    """
    with variable_scope(scope, "resnet_v2", [inputs], reuse=reuse) as sc:
        key = f"{sc.original_name_scope}_end_points"
        with (
            arg_scope([convolution2d, bottleneck, stack_blocks_dense], outputs_collections=key),
            arg_scope([batch_norm], is_training=is_training),
        ):
            net = inputs
            if include_root_block:
                output_stride = after_root(output_stride)
                with arg_scope([convolution2d], activation_fn=None, normalizer_fn=None):
                    net = conv2d_same(net, 64, 7, stride=2, scope="conv1")
                net = max_pool2d(net, [3, 3], stride=2, scope="pool1")
            net = stack_blocks_dense(net, blocks, output_stride)
            net = batch_norm(net, activation_fn=relu, scope="postnorm")
            return head(net, num_classes, global_pool, key)


def resnet_v2_block(scope: str, base_depth: int, num_units: int, stride: int) -> Block:
    """A block of `bottleneck` units with 4 * base_depth channels; the last unit has the stride.

    Example:
        >>> import minigraph as tf
        >>> block = tf.contrib.slim.nets.resnet_v2.resnet_v2_block("block1", 64, 3, 2)
        >>> block.scope, [unit["stride"] for unit in block.args]
        ('block1', [1, 1, 2])
    """
    return Block(scope, bottleneck, units(base_depth, num_units, stride))


resnet_v2_50 = of_size(resnet_v2, resnet_v2_block, 50, "resnet_v2_50")
resnet_v2_101 = of_size(resnet_v2, resnet_v2_block, 101, "resnet_v2_101")
resnet_v2_152 = of_size(resnet_v2, resnet_v2_block, 152, "resnet_v2_152")
resnet_v2_200 = of_size(resnet_v2, resnet_v2_block, 200, "resnet_v2_200")
