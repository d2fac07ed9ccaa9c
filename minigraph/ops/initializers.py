"""Initializers: objects that make the first value of a variable from its shape."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import TensorShape
from minigraph.ops import spread
from minigraph.ops.constants import constant
from minigraph.ops.diagonals import eye
from minigraph.ops.random import random_normal, random_uniform, truncated_normal
from minigraph.ops.slicing import slice

__all__ = [
    "constant_initializer",
    "identity_initializer",
    "ones_initializer",
    "random_normal_initializer",
    "random_uniform_initializer",
    "truncated_normal_initializer",
    "zeros_initializer",
]


class Initializer:
    """What all initializers share: they are called with a shape and can be written down."""

    dtype: DType

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        """The first value of a variable.

        Args:
            shape: of the variable.
            dtype: its type; default: the initializer's.
            partition_info: of a partitioned variable: its `full_shape` counts, not `shape`.
        """
        full_shape = shape if partition_info is None else partition_info.full_shape
        return self._make(shape, self._type(dtype), full_shape)

    def _make(self, shape: Any, dtype: DType, full_shape: Any) -> Tensor:
        raise TypeError(f"{type(self).__name__} does not say what it makes.")

    def _type(self, dtype: Any) -> DType:
        return self.dtype if dtype is None else as_dtype(dtype).base_dtype

    def get_config(self) -> dict[str, Any]:
        """The arguments that it was made with, as plain values."""
        values = {k: v for k, v in vars(self).items() if not k.startswith("_")}
        return {**values, "dtype": self.dtype.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """The initializer that `get_config` described."""
        return cls(**config)


def float_dtype(dtype: Any) -> DType:
    found = as_dtype(dtype)
    if not found.is_floating:
        raise ValueError(f"Expected floating point type, got {found}.")
    return found


# ---------------------------------------------------------------------------------- fixed values
class zeros_initializer(Initializer):
    """All zeros (False, empty strings).

    Args:
        dtype: of the values where the call gives none.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.zeros_initializer()([2])).tolist()
        [0.0, 0.0]
    """

    def __init__(self, dtype: Any = dtypes.float32):
        self.dtype = as_dtype(dtype)

    def _make(self, shape: Any, dtype: DType, full_shape: Any) -> Tensor:
        return spread.zeros(shape, dtype)


class ones_initializer(Initializer):
    """All ones.

    Args:
        dtype: of the values where the call gives none.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.ones_initializer(tf.int32)([2])).tolist()
        [1, 1]
    """

    def __init__(self, dtype: Any = dtypes.float32):
        self.dtype = as_dtype(dtype)

    def _make(self, shape: Any, dtype: DType, full_shape: Any) -> Tensor:
        return spread.ones(shape, dtype)


class constant_initializer(Initializer):
    """Given values.

    Args:
        value: a number, or a list or array of them; if they are fewer than the shape holds, the
            last one fills the rest.
        dtype: of the values where the call gives none.
        verify_shape: whether the value must have the variable's shape.

    Raises:
        TypeError: the value is none of these, or has another shape than `verify_shape` demands.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.constant_initializer([1, 2])([2, 2])).tolist()
        [[1.0, 2.0], [2.0, 2.0]]
    """

    def __init__(self, value: Any = 0, dtype: Any = dtypes.float32, verify_shape: bool = False):
        if not (np.isscalar(value) or isinstance(value, (list, tuple, np.ndarray))):
            raise TypeError(
                f"Invalid type for initial value: {value} of type: {type(value).__name__}. "
                "Expected Python scalar, list or tuple of values, or numpy.ndarray."
            )
        self.value = value
        self.dtype = as_dtype(dtype)
        self._verify_shape = verify_shape

    def __call__(
        self, shape: Any, dtype: Any = None, partition_info: Any = None, verify_shape: Any = None
    ) -> Tensor:
        """The constant of that shape."""
        verify = self._verify_shape if verify_shape is None else verify_shape
        return constant(self.value, self._type(dtype), shape, verify_shape=verify)


class identity_initializer(Initializer):
    """gain on the diagonal, 0 elsewhere; for matrices.

    Args:
        gain: the factor.
        dtype: of the values where the call gives none.

    Raises:
        ValueError: the shape has not two axes, or the type is no float.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.initializers.identity(2.0)([2, 3])).tolist()
        [[2.0, 0.0, 0.0], [0.0, 2.0, 0.0]]
    """

    def __init__(self, gain: float = 1.0, dtype: Any = dtypes.float32):
        self.gain = gain
        self.dtype = float_dtype(dtype)

    def _make(self, shape: Any, dtype: DType, full_shape: Any) -> Tensor:
        sizes = sizes_of(full_shape)
        if len(sizes) != 2:
            raise ValueError(f"The identity is for matrices, but the shape is {tuple(sizes)}.")
        rows, columns = sizes
        matrix: Tensor = self.gain * eye(rows, columns, dtype=dtype)
        return matrix

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        """The matrix, or a partitioned variable's part of it."""
        matrix = super().__call__(shape, dtype, partition_info)
        return matrix if partition_info is None else slice(matrix, partition_info.var_offset, shape)


# ---------------------------------------------------------------------------------- random values
class random_uniform_initializer(Initializer):
    """Uniform in [minval, maxval).

    Args:
        minval: the lower limit.
        maxval: the upper limit; None: 1 for floats.
        seed: see `tf.set_random_seed`.
        dtype: of the values where the call gives none: a float or integer type.

    Example:
        >>> import minigraph as tf
        >>> init = tf.random_uniform_initializer(-1, 1, seed=1)
        >>> tf.Session().run(init([2]))
        array([-0.5219252,  0.8407991], dtype=float32)
    """

    def __init__(
        self,
        minval: Any = 0.0,
        maxval: Any = None,
        seed: int | None = None,
        dtype: Any = dtypes.float32,
    ):
        self.minval = minval
        self.maxval = maxval
        self.seed = seed
        self.dtype = as_dtype(dtype)

    def _make(self, shape: Any, dtype: DType, full_shape: Any) -> Tensor:
        return random_uniform(shape, self.minval, self.maxval, dtype, seed=self.seed)


class random_normal_initializer(Initializer):
    """Normal with the given mean and standard deviation.

    Args:
        mean: the mean.
        stddev: the standard deviation.
        seed: see `tf.set_random_seed`.
        dtype: of the values where the call gives none: a float type.

    Raises:
        ValueError: the type is no float.

    Example:
        >>> import minigraph as tf
        >>> tf.random_normal_initializer(stddev=0.01)([3, 2]).shape.as_list()
        [3, 2]
    """

    def __init__(
        self,
        mean: Any = 0.0,
        stddev: Any = 1.0,
        seed: int | None = None,
        dtype: Any = dtypes.float32,
    ):
        self.mean = mean
        self.stddev = stddev
        self.seed = seed
        self.dtype = float_dtype(dtype)

    def _make(self, shape: Any, dtype: DType, full_shape: Any) -> Tensor:
        return random_normal(shape, self.mean, self.stddev, dtype, seed=self.seed)


class truncated_normal_initializer(random_normal_initializer):
    """Normal, with values drawn again that are more than two standard deviations from the mean.

    Args:
        mean: the mean.
        stddev: the standard deviation before cutting.
        seed: see `tf.set_random_seed`.
        dtype: of the values where the call gives none: a float type.

    Raises:
        ValueError: the type is no float.

    Example:
        >>> import minigraph as tf
        >>> values = tf.Session().run(tf.truncated_normal_initializer(seed=1)([1000]))
        >>> bool(abs(values).max() < 2)
        True
    """

    def _make(self, shape: Any, dtype: DType, full_shape: Any) -> Tensor:
        return truncated_normal(shape, self.mean, self.stddev, dtype, seed=self.seed)


def sizes_of(shape: Any) -> list[int]:
    """The sizes of a fully known shape."""
    found = TensorShape(shape).as_list()
    if None in found:
        raise ValueError(f"An initializer needs a fully known shape, not {found}.")
    return [int(size or 0) for size in found]
