"""Residual networks: each unit adds something to what goes through it.

Source: He et al., "Deep Residual Learning for Image Recognition" (2015), arXiv:1512.03385.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.contrib_layers.arg_scope import add_arg_scope, arg_scope
from minigraph.contrib_layers.batch_norm import batch_norm
from minigraph.contrib_layers.collecting import (
    collect_named_outputs,
    convert_collection_to_dict,
    last_dimension,
)
from minigraph.contrib_layers.convolution import convolution2d
from minigraph.contrib_layers.dense import softmax
from minigraph.contrib_layers.pooling import max_pool2d
from minigraph.nets.resnet_utils import (
    Block,
    conv2d_same,
    resnet_arg_scope,
    stack_blocks_dense,
    subsample,
)
from minigraph.ops.rectifiers import relu
from minigraph.ops.reduce import reduce_mean
from minigraph.ops.variable_scope import variable_scope

__all__ = [
    "bottleneck",
    "resnet_arg_scope",
    "resnet_v1",
    "resnet_v1_50",
    "resnet_v1_101",
    "resnet_v1_152",
    "resnet_v1_200",
    "resnet_v1_block",
]

SIZES = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3), 200: (3, 24, 36, 3)}


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
    """relu(inputs + convolutions(inputs)): 1x1 to few channels, 3x3, 1x1 to many.

    Args:
        inputs: images [batch, height, width, channels].
        depth: the number of channels of the outputs; where it is another one than that of the
            inputs, these go through a 1x1 convolution.
        depth_bottleneck: the number of channels between.
        stride: of the unit.
        rate: steps within the 3x3 window.
        outputs_collections: collections for the outputs.
        scope: a variable scope's name; default "bottleneck_v1".

    Example:
        >>> import minigraph as tf
        >>> unit = tf.contrib.slim.nets.resnet_v1.bottleneck
        >>> unit(tf.zeros([1, 4, 4, 8]), depth=8, depth_bottleneck=2, stride=2).shape.as_list()
        [1, 2, 2, 8]
    """
    with variable_scope(scope, "bottleneck_v1", [inputs]) as sc:
        if depth == last_dimension(inputs.shape, min_rank=4):
            shortcut = subsample(inputs, stride, "shortcut")
        else:
            shortcut = convolution2d(
                inputs, depth, [1, 1], stride=stride, activation_fn=None, scope="shortcut"
            )
        residual = convolution2d(inputs, depth_bottleneck, [1, 1], stride=1, scope="conv1")
        residual = conv2d_same(residual, depth_bottleneck, 3, stride, rate=rate, scope="conv2")
        residual = convolution2d(
            residual, depth, [1, 1], stride=1, activation_fn=None, scope="conv3"
        )
        return collect_named_outputs(outputs_collections, sc.name, relu(shortcut + residual))


def resnet_v1(
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
    """A residual network of given blocks.

    Args:
        inputs: images [batch, height, width, channels].
        blocks: a list of `resnet_v1_block`.
        num_classes: of the logits; None: the features come back.
        is_training: of batch normalization.
        global_pool: whether features are averaged over all places.
        output_stride: how many times smaller than the images features may be: see
            `stack_blocks_dense`.
        include_root_block: whether a 7x7 convolution and pooling come first, with stride 4.
        reuse: whether the variables of `scope` are used again.
        scope: a variable scope's name, or the scope; default "resnet_v1".

    Returns:
        (features or logits [batch, height, width, channels], a dictionary of the outputs of layers
        and blocks by their scopes, and of "predictions").

    Example:
        >>> import minigraph as tf
        >>> v1 = tf.contrib.slim.nets.resnet_v1
        >>> blocks = [v1.resnet_v1_block("block1", base_depth=2, num_units=2, stride=2)]
        >>> with tf.Graph().as_default():
        ...     y, ends = v1.resnet_v1(tf.zeros([1, 32, 32, 3]), blocks, num_classes=10, scope="net")
        ...     print(y.shape, ends["net/block1"].shape)
        (1, 1, 1, 10) (1, 4, 4, 8)
    """
    with variable_scope(scope, "resnet_v1", [inputs], reuse=reuse) as sc:
        key = f"{sc.original_name_scope}_end_points"
        with (
            arg_scope([convolution2d, bottleneck, stack_blocks_dense], outputs_collections=key),
            arg_scope([batch_norm], is_training=is_training),
        ):
            net = inputs
            if include_root_block:
                output_stride = after_root(output_stride)
                net = conv2d_same(net, 64, 7, stride=2, scope="conv1")
                net = max_pool2d(net, [3, 3], stride=2, scope="pool1")
            net = stack_blocks_dense(net, blocks, output_stride)
            return head(net, num_classes, global_pool, key)


def after_root(output_stride: int | None) -> int | None:
    """The stride that is left to the blocks once the first layers took 4."""
    if output_stride is None:
        return None
    if output_stride % 4:
        raise ValueError("The output_stride needs to be a multiple of 4.")
    return output_stride // 4


def head(net: Any, num_classes: int | None, global_pool: bool, key: str) -> tuple[Any, Any]:
    """(the logits, the end points in the collection `key` and the predictions)."""
    if global_pool:
        net = reduce_mean(net, [1, 2], name="pool5", keepdims=True)
    if num_classes is not None:
        net = convolution2d(
            net, num_classes, [1, 1], activation_fn=None, normalizer_fn=None, scope="logits"
        )
    ends = convert_collection_to_dict(key)
    if num_classes is not None:
        ends["predictions"] = softmax(net, scope="predictions")
    return net, ends


def units(base_depth: int, num_units: int, stride: int) -> list[dict[str, int]]:
    """The arguments of a block's units: the last one has the stride."""
    unit = {"depth": base_depth * 4, "depth_bottleneck": base_depth, "stride": 1}
    return [unit] * (num_units - 1) + [{**unit, "stride": stride}]


def resnet_v1_block(scope: str, base_depth: int, num_units: int, stride: int) -> Block:
    """A block of `bottleneck` units with 4 * base_depth channels; the last unit has the stride.

    Example:
        >>> import minigraph as tf
        >>> block = tf.contrib.slim.nets.resnet_v1.resnet_v1_block("block1", 64, 3, 2)
        >>> block.scope, [unit["stride"] for unit in block.args]
        ('block1', [1, 1, 2])
    """
    return Block(scope, bottleneck, units(base_depth, num_units, stride))


def of_size(network: Any, block: Any, size: int, name: str) -> Callable[..., Any]:
    """The network of so many layers."""

    def function(
        inputs: Any,
        num_classes: int | None = None,
        is_training: Any = True,
        global_pool: bool = True,
        output_stride: int | None = None,
        reuse: Any = None,
        scope: Any = name,
    ) -> Any:
        numbers = zip((64, 128, 256, 512), SIZES[size], (2, 2, 2, 1), strict=True)
        blocks = [block(f"block{i}", *how) for i, how in enumerate(numbers, 1)]
        return network(
            inputs,
            blocks,
            num_classes,
            is_training,
            global_pool,
            output_stride,
            include_root_block=True,
            reuse=reuse,
            scope=scope,
        )

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""The residual network of {size} layers: see `{name[:9]}`.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.slim.nets.{name[:9]}.{name}.default_image_size
        224
    """
    function.default_image_size = 224  # type: ignore[attr-defined]
    return function


resnet_v1_50 = of_size(resnet_v1, resnet_v1_block, 50, "resnet_v1_50")
resnet_v1_101 = of_size(resnet_v1, resnet_v1_block, 101, "resnet_v1_101")
resnet_v1_152 = of_size(resnet_v1, resnet_v1_block, 152, "resnet_v1_152")
resnet_v1_200 = of_size(resnet_v1, resnet_v1_block, 200, "resnet_v1_200")
