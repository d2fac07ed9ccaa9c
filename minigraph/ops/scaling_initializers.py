"""Initializers that keep the size of signals from layer to layer.

Weights get a variance of scale / n, with n the fan-in (numbers that a unit adds up), the fan-out
(units that a number goes to) or their mean.
"""

from __future__ import annotations

import math
from typing import Any

from minigraph.core import dtypes
from minigraph.core.dtypes import DType
from minigraph.core.nodes import Tensor
from minigraph.ops.initializers import Initializer, float_dtype, sizes_of
from minigraph.ops.random import random_normal, random_uniform, truncated_normal

__all__ = [
    "glorot_normal_initializer",
    "glorot_uniform_initializer",
    "he_normal",
    "he_uniform",
    "lecun_normal",
    "lecun_uniform",
    "uniform_unit_scaling_initializer",
    "variance_scaling_initializer",
]


class uniform_unit_scaling_initializer(Initializer):
    """Uniform in +-factor * sqrt(3 / n), with n the product of all sizes but the last.

    Args:
        factor: the factor.
        seed: see `tf.set_random_seed`.
        dtype: of the values where the call gives none: a float type.

    Raises:
        ValueError: the type is no float.

    Source: Sussillo and Abbott, "Random walk initialization" (2014), for factor.

    Example:
        >>> import minigraph as tf
        >>> values = tf.Session().run(tf.uniform_unit_scaling_initializer(seed=1)([3, 100]))
        >>> bool(abs(values).max() <= 1)
        True
    """

    def __init__(self, factor: Any = 1.0, seed: int | None = None, dtype: Any = dtypes.float32):
        self.factor = factor
        self.seed = seed
        self.dtype = float_dtype(dtype)

    def _make(self, shape: Any, dtype: DType, full_shape: Any) -> Tensor:
        limit = math.sqrt(3 / max(1.0, math.prod(sizes_of(full_shape)[:-1]))) * self.factor
        return random_uniform(shape, -limit, limit, dtype, seed=self.seed)


_CUT = 0.87962566103423978  # the standard deviation of a normal cut off at 2


class variance_scaling_initializer(Initializer):
    """Random values with mean 0 and variance scale / n, n a fan of the shape.

    The last axis of the shape counts the units, the one before it the inputs of a unit; axes before
    these (a convolution's window) multiply both fans.

    Args:
        scale: of the variance, positive.
        mode: "fan_in" (the default), "fan_out" or "fan_avg".
        distribution: "truncated_normal" (or "normal", its old name), "untruncated_normal" or
            "uniform".
        seed: see `tf.set_random_seed`.
        dtype: of the values where the call gives none: a float type.

    Raises:
        ValueError: the scale is not positive, mode or distribution is none of these, or the type
            is no float.

    Source: He et al., "Delving deep into rectifiers" (2015), arXiv:1502.01852; Glorot and Bengio,
    "Understanding the difficulty of training deep feedforward neural networks" (2010).

    Example:
        >>> import minigraph as tf
        >>> he = tf.variance_scaling_initializer(2.0, distribution="untruncated_normal", seed=1)
        >>> weights = tf.Session().run(he([200, 100]))
        >>> bool(abs(weights.std() - 0.1) < 0.002)
        True
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: int | None = None,
        dtype: Any = dtypes.float32,
    ):
        if scale <= 0.0:
            raise ValueError(f"Argument `scale` must be a positive float. Received: {scale}")
        if mode not in ("fan_in", "fan_out", "fan_avg"):
            raise ValueError(f"mode must be fan_in, fan_out or fan_avg, not {mode!r}.")
        name = distribution.lower()
        if name not in ("normal", "uniform", "truncated_normal", "untruncated_normal"):
            raise ValueError(
                "distribution must be truncated_normal, untruncated_normal, normal or uniform, "
                f"not {distribution!r}."
            )
        self.scale = scale
        self.mode = mode
        self.distribution = name
        self.seed = seed
        self.dtype = float_dtype(dtype)

    def _make(self, shape: Any, dtype: DType, full_shape: Any) -> Tensor:
        fan_in, fan_out = _fans(full_shape)
        fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        variance = self.scale / max(1.0, fan)
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * variance)
            return random_uniform(shape, -limit, limit, dtype, seed=self.seed)
        if self.distribution == "untruncated_normal":
            return random_normal(shape, 0.0, math.sqrt(variance), dtype, seed=self.seed)
        return truncated_normal(shape, 0.0, math.sqrt(variance) / _CUT, dtype, seed=self.seed)


def _fans(shape: Any) -> tuple[float, float]:
    """Fan-in and fan-out of a variable of that shape."""
    sizes = sizes_of(shape)
    if not sizes:
        return 1.0, 1.0
    if len(sizes) == 1:
        return float(sizes[0]), float(sizes[0])
    window = math.prod(sizes[:-2])
    return float(sizes[-2] * window), float(sizes[-1] * window)


class glorot_uniform_initializer(variance_scaling_initializer):
    """Uniform in +-sqrt(6 / (fan_in + fan_out)); also called Xavier's.

    Args:
        seed: see `tf.set_random_seed`.
        dtype: of the values where the call gives none: a float type.

    Source: Glorot and Bengio (2010), section 4.2.1.

    Example:
        >>> import minigraph as tf
        >>> values = tf.Session().run(tf.glorot_uniform_initializer(seed=1)([4, 2]))
        >>> bool(abs(values).max() <= 1)
        True
    """

    def __init__(self, seed: int | None = None, dtype: Any = dtypes.float32):
        super().__init__(1.0, "fan_avg", "uniform", seed, dtype)

    def get_config(self) -> dict[str, Any]:
        """seed and dtype."""
        return {"seed": self.seed, "dtype": self.dtype.name}


class glorot_normal_initializer(variance_scaling_initializer):
    """Truncated normal with standard deviation sqrt(2 / (fan_in + fan_out)).

    Args:
        seed: see `tf.set_random_seed`.
        dtype: of the values where the call gives none: a float type.

    Source: Glorot and Bengio (2010), section 4.2.1.

    Example:
        >>> import minigraph as tf
        >>> values = tf.Session().run(tf.glorot_normal_initializer(seed=1)([100, 100]))
        >>> bool(abs(values.std() - 0.1) < 0.002)
        True
    """

    def __init__(self, seed: int | None = None, dtype: Any = dtypes.float32):
        super().__init__(1.0, "fan_avg", "truncated_normal", seed, dtype)

    def get_config(self) -> dict[str, Any]:
        """seed and dtype."""
        return {"seed": self.seed, "dtype": self.dtype.name}


def he_normal(seed: int | None = None) -> variance_scaling_initializer:
    """Truncated normal with standard deviation sqrt(2 / fan_in): for layers with relu.

    Args:
        seed: see `tf.set_random_seed`.

    Source: He et al. (2015), arXiv:1502.01852.

    Example:
        >>> import minigraph as tf
        >>> tf.initializers.he_normal()([3, 2]).shape.as_list()
        [3, 2]
    """
    return variance_scaling_initializer(2.0, "fan_in", "truncated_normal", seed)


def he_uniform(seed: int | None = None) -> variance_scaling_initializer:
    """Uniform in +-sqrt(6 / fan_in): for layers with relu.

    Args:
        seed: see `tf.set_random_seed`.

    Source: He et al. (2015), arXiv:1502.01852.

    Example:
        >>> import minigraph as tf
        >>> tf.initializers.he_uniform()([3, 2]).shape.as_list()
        [3, 2]
    """
    return variance_scaling_initializer(2.0, "fan_in", "uniform", seed)


def lecun_normal(seed: int | None = None) -> variance_scaling_initializer:
    """Truncated normal with standard deviation sqrt(1 / fan_in): for layers with selu.

    Args:
        seed: see `tf.set_random_seed`.

    Source: LeCun et al., "Efficient backprop" (1998), section 4.6.

    Example:
        >>> import minigraph as tf
        >>> tf.initializers.lecun_normal()([3, 2]).shape.as_list()
        [3, 2]
    """
    return variance_scaling_initializer(1.0, "fan_in", "truncated_normal", seed)


def lecun_uniform(seed: int | None = None) -> variance_scaling_initializer:
    """Uniform in +-sqrt(3 / fan_in).

    Args:
        seed: see `tf.set_random_seed`.

    Source: LeCun et al., "Efficient backprop" (1998), section 4.6.

    Example:
        >>> import minigraph as tf
        >>> tf.initializers.lecun_uniform()([3, 2]).shape.as_list()
        [3, 2]
    """
    return variance_scaling_initializer(1.0, "fan_in", "uniform", seed)
