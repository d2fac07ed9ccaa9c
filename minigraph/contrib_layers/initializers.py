"""Initializers with tf.contrib's names and defaults."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from minigraph.core import dtypes
from minigraph.core.dtypes import as_dtype
from minigraph.ops.initializers import sizes_of
from minigraph.ops.random import random_uniform, truncated_normal

__all__ = ["variance_scaling_initializer", "xavier_initializer", "xavier_initializer_conv2d"]


def variance_scaling_initializer(
    factor: float = 2.0,
    mode: str = "FAN_IN",
    uniform: bool = False,
    seed: int | None = None,
    dtype: Any = dtypes.float32,
) -> Callable[..., Any]:
    """Random values with mean 0 and variance factor / n, n a fan of the shape.

    Normal values are cut off at two standard deviations, and drawn with the standard deviation
    sqrt(1.3 * factor / n), about what the cut takes away. `tf.variance_scaling_initializer` is
    another function, with another default.

    Args:
        factor: of the variance.
        mode: "FAN_IN" (numbers that a unit adds up), "FAN_OUT" or "FAN_AVG", their mean. The last
            axis of the shape counts the units, the one before it the inputs of a unit; axes before
            these multiply both.
        uniform: whether values are uniform in +-sqrt(3 * factor / n).
        seed: see `tf.set_random_seed`.
        dtype: of the values where the call gives none: a float type.

    Returns:
        A function (shape, dtype, partition_info) that makes a tensor.

    Raises:
        TypeError: the type is no float, or the mode is none of these.

    Source: He et al., "Delving deep into rectifiers" (2015), arXiv:1502.01852, for the defaults.

    Example:
        >>> import minigraph as tf
        >>> he = tf.contrib.layers.variance_scaling_initializer(seed=1)
        >>> weights = tf.Session().run(he([200, 100]))
        >>> bool(abs(weights.std() - 0.1) < 0.002)
        True
    """
    if not as_dtype(dtype).is_floating:
        raise TypeError(
            f"Cannot create initializer for non-floating point type: {as_dtype(dtype).name}."
        )
    if mode not in ("FAN_IN", "FAN_OUT", "FAN_AVG"):
        raise TypeError(f"Unknown mode {mode} [FAN_IN, FAN_OUT, FAN_AVG]")
    given = dtype

    def _initializer(shape: Any, dtype: Any = given, partition_info: Any = None) -> Any:
        if not as_dtype(dtype).is_floating:
            raise TypeError(
                f"Cannot create initializer for non-floating point type: {as_dtype(dtype).name}."
            )
        n = _fan(sizes_of(shape), mode)
        if uniform:
            limit = math.sqrt(3.0 * factor / n)
            return random_uniform(shape, -limit, limit, dtype, seed=seed)
        return truncated_normal(shape, 0.0, math.sqrt(1.3 * factor / n), dtype, seed=seed)

    return _initializer


def _fan(sizes: Any, mode: str) -> float:
    window: int = math.prod(sizes[:-2])
    fan_in = float(sizes[-2] if len(sizes) > 1 else sizes[-1] if sizes else 1) * window
    fan_out = float(sizes[-1] if sizes else 1) * window
    fans = {"FAN_IN": fan_in, "FAN_OUT": fan_out, "FAN_AVG": (fan_in + fan_out) / 2}
    return fans[mode]


def xavier_initializer(
    uniform: bool = True, seed: int | None = None, dtype: Any = dtypes.float32
) -> Callable[..., Any]:
    """Glorot and Bengio's initializer: variance 2 / (inputs + units), uniform by default.

    Args:
        uniform: whether values are uniform in +-sqrt(6 / (inputs + units)); else they are normal,
            cut off at two standard deviations.
        seed: see `tf.set_random_seed`.
        dtype: of the values where the call gives none: a float type.

    Returns:
        A function (shape, dtype, partition_info) that makes a tensor.

    Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
    networks" (2010).

    Example:
        >>> import minigraph as tf
        >>> weights = tf.Session().run(tf.contrib.layers.xavier_initializer(seed=1)([4, 2]))
        >>> bool(abs(weights).max() <= 1)
        True
    """
    return variance_scaling_initializer(
        factor=1.0, mode="FAN_AVG", uniform=uniform, seed=seed, dtype=dtype
    )


xavier_initializer_conv2d = xavier_initializer
