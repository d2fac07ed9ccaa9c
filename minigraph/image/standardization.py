"""Images of mean 0 and deviation 1."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.image.frames import checked
from minigraph.ops.casting import cast
from minigraph.ops.division import divide
from minigraph.ops.magnitude import maximum
from minigraph.ops.naming import name_scope
from minigraph.ops.powers import rsqrt
from minigraph.ops.reduce import reduce_mean, reduce_prod
from minigraph.ops.reduce_composed import reduce_std
from minigraph.ops.shaping import shape

__all__ = ["per_image_standardization"]


def per_image_standardization(image: Any) -> Tensor:
    """(x - mean) / max(deviation, 1 / sqrt(n)) of each image of n numbers.

    Args:
        image: [..., height, width, channels]; numbers.

    Returns:
        A float32 Tensor of that shape. The bound keeps a plain image from being divided by 0.
        Gradient: to `image`.

    Raises:
        ValueError: an image of a rank below 3, or without pixels.

    Example:
        >>> import minigraph as tf
        >>> y = tf.image.per_image_standardization(tf.reshape(tf.range(4.0), [2, 2, 1]))
        >>> tf.Session().run(y).ravel().round(2).tolist()
        [-1.340000033378601, -0.44999998807907104, 0.44999998807907104, 1.340000033378601]
    """
    with name_scope(None, "per_image_standardization", [image]) as scope:
        image = cast(checked(convert(image, name="image")), dtypes.float32)
        count = reduce_prod(shape(image)[-3:])
        axes = [-1, -2, -3]
        mean = reduce_mean(image, axes, keepdims=True)
        deviation = reduce_std(image, axes, keepdims=True)
        deviation = maximum(deviation, rsqrt(cast(count, image.dtype)))
        return divide(image - mean, deviation, name=scope)
