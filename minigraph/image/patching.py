"""The patches of images under the name that later versions gave the function."""

from __future__ import annotations

from typing import Any

from minigraph.core.nodes import Tensor
from minigraph.ops.patches import extract_image_patches

__all__ = ["extract_patches"]


def extract_patches(
    images: Any, sizes: Any, strides: Any, rates: Any, padding: str, name: str | None = None
) -> Tensor:
    """The patches of images that a window shows, each as a vector.

    Args:
        images: [batch, height, width, channels]; numbers.
        sizes, strides, rates, padding, name: as for `tf.extract_image_patches`.

    Returns:
        A Tensor [batch, windows down, windows right, rows * columns * channels]. Gradient: the
        patches of g summed where they overlap.

    Raises:
        ValueError: the window does not fit, or an argument is no such thing.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(4), [1, 2, 2, 1])
        >>> y = tf.image.extract_patches(x, [1, 2, 2, 1], [1] * 4, [1] * 4, "VALID")
        >>> tf.Session().run(y).ravel().tolist()
        [0, 1, 2, 3]
    """
    return extract_image_patches(images, sizes, strides, rates, padding, name)
