"""Adjustments by chance, for training on images that are never the same twice."""

from __future__ import annotations

from typing import Any

from minigraph.core.nodes import Tensor
from minigraph.image.adjusting import (
    adjust_brightness,
    adjust_contrast,
    adjust_hue,
    adjust_saturation,
)
from minigraph.ops.random import random_uniform

__all__ = ["random_brightness", "random_contrast", "random_hue", "random_saturation"]


def _between(lower: Any, upper: Any, seed: int | None) -> Tensor:
    """A factor between the two, which must be in order and not negative."""
    if upper <= lower:
        raise ValueError("upper must be > lower.")
    if lower < 0:
        raise ValueError("lower must be non-negative.")
    return random_uniform([], lower, upper, seed=seed)


def random_brightness(image: Any, max_delta: float, seed: int | None = None) -> Tensor:
    """`tf.image.adjust_brightness` by a delta drawn from [-max_delta, max_delta).

    Args:
        image: a tensor of floats or integers.
        max_delta: not negative.
        seed: of the draw, see `tf.set_random_seed`.

    Returns:
        A Tensor like `image`. Given the same seeds the draws are TensorFlow's. Gradient: to `image`.

    Raises:
        ValueError: max_delta is negative.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.image.random_brightness(tf.zeros([2]), 0.5, seed=3)).tolist()
        [-0.11307060718536377, -0.11307060718536377]
    """
    if max_delta < 0:
        raise ValueError("max_delta must be non-negative.")
    return adjust_brightness(image, random_uniform([], -max_delta, max_delta, seed=seed))


def random_contrast(image: Any, lower: float, upper: float, seed: int | None = None) -> Tensor:
    """`tf.image.adjust_contrast` by a factor drawn from [lower, upper).

    Args:
        image: [..., height, width, channels], floats or integers.
        lower, upper: of the factor, in order and not negative.
        seed: of the draw, see `tf.set_random_seed`.

    Returns:
        A Tensor like `image`. Given the same seeds the draws are TensorFlow's. Gradient: to
        `image`.

    Raises:
        ValueError: upper is not above lower, or lower is negative.

    Example:
        >>> import minigraph as tf
        >>> tf.image.random_contrast(tf.zeros([4, 4, 3]), 0.5, 1.5).shape.as_list()
        [4, 4, 3]
    """
    return adjust_contrast(image, _between(lower, upper, seed))


def random_hue(image: Any, max_delta: float, seed: int | None = None) -> Tensor:
    """`tf.image.adjust_hue` by a delta drawn from [-max_delta, max_delta).

    Args:
        image: [..., height, width, 3], floats or integers.
        max_delta: from 0 to 0.5.
        seed: of the draw, see `tf.set_random_seed`.

    Returns:
        A Tensor like `image`. Given the same seeds the draws are TensorFlow's. Gradient: to `image`.

    Raises:
        ValueError: max_delta is not in [0, 0.5].

    Example:
        >>> import minigraph as tf
        >>> tf.image.random_hue(tf.zeros([4, 4, 3]), 0.1).shape.as_list()
        [4, 4, 3]
    """
    if max_delta > 0.5:
        raise ValueError("max_delta must be <= 0.5.")
    if max_delta < 0:
        raise ValueError("max_delta must be non-negative.")
    return adjust_hue(image, random_uniform([], -max_delta, max_delta, seed=seed))


def random_saturation(image: Any, lower: float, upper: float, seed: int | None = None) -> Tensor:
    """`tf.image.adjust_saturation` by a factor drawn from [lower, upper).

    Args:
        image: [..., height, width, 3], floats or integers.
        lower, upper: of the factor, in order and not negative.
        seed: of the draw, see `tf.set_random_seed`.

    Returns:
        A Tensor like `image`. Given the same seeds the draws are TensorFlow's. Gradient: to `image`.

    Raises:
        ValueError: upper is not above lower, or lower is negative.

    Example:
        >>> import minigraph as tf
        >>> tf.image.random_saturation(tf.zeros([4, 4, 3]), 0.5, 1.5).shape.as_list()
        [4, 4, 3]
    """
    return adjust_saturation(image, _between(lower, upper, seed))
