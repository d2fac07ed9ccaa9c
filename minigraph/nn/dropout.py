"""Dropout: in training, units left out at random."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import TensorShape, show
from minigraph.ops.arithmetic import multiply, subtract
from minigraph.ops.compare import greater_equal
from minigraph.ops.constants import constant
from minigraph.ops.division import realdiv
from minigraph.ops.naming import name_scope
from minigraph.ops.random import random_uniform
from minigraph.ops.selecting import where_v2
from minigraph.ops.shaping import shape

__all__ = ["dropout"]


def dropout(
    x: Any,
    keep_prob: Any = None,
    noise_shape: Any = None,
    seed: int | None = None,
    name: str | None = None,
    rate: Any = None,
) -> Tensor:
    """Each element set to 0 with probability `rate`, the others divided by 1 - rate.

    Args:
        x: a tensor of floats.
        keep_prob: 1 - rate: the probability that an element stays.
        noise_shape: the shape of the random choices, which broadcasts against x's: elements along
            an axis of size 1 stay or go together.
        seed: of the random numbers, see `tf.set_random_seed`.
        name: of the scope.
        rate: the probability that an element goes, a number in [0, 1) or a scalar tensor. One of
            `keep_prob` and `rate` must be given.

    Returns:
        A Tensor of x's type and shape, with x as its mean; x itself if nothing is dropped.
        Gradient: that of the division, 0 where dropped. Given the same seeds the choices are
        TensorFlow's.

    Raises:
        ValueError: no or both probabilities, one out of range, or `x` is no float.

    Source: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, "Dropout: A Simple Way to
    Prevent Neural Networks from Overfitting", 2014.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.nn.dropout(tf.ones([4]), rate=0.5, seed=1)).tolist()
        [0.0, 2.0, 0.0, 0.0]
    """
    rate = _rate(keep_prob, rate)
    with name_scope(name, "dropout", [x]):
        tensor: Tensor = convert(x, name="x")
        kind = tensor.dtype.base_dtype
        if not kind.is_floating:
            raise ValueError(
                f"tf.nn.dropout scales its input, which must be of a floating point type; {tensor} is "
                f"{kind.name}."
            )
        if isinstance(rate, (int, float, np.number)):
            if rate == 0:
                return tensor
            scaled = multiply(tensor, constant(1 / (1 - rate), kind))
        else:
            rate = convert(rate, kind, name="rate")
            if rate.shape.ndims not in (None, 0):
                raise ValueError(f"`rate` must be a scalar, but has shape {show(rate._dims)}.")
            scaled = realdiv(tensor, subtract(constant(1, kind), rate))
        noise = random_uniform(_noise_shape(tensor, noise_shape), seed=seed, dtype=kind)
        result = where_v2(greater_equal(noise, rate), scaled, constant(0, kind))
        result.set_shape(tensor.shape)
        return result


def _rate(keep_prob: Any, rate: Any) -> Any:
    """The probability to drop, from the two ways to say it; a number is checked here."""
    if keep_prob is not None:
        if rate is not None:
            raise ValueError("Cannot specify both 'keep_prob' and 'rate'.")
        try:
            rate = 1.0 - keep_prob
        except TypeError:
            raise ValueError(
                f"`keep_prob` must be a floating point number or tensor, not {keep_prob!r}."
            ) from None
    if rate is None:
        raise ValueError("tf.nn.dropout needs `keep_prob` or `rate`.")
    if isinstance(rate, (int, float, np.number)):
        if not 0 <= rate < 1:
            raise ValueError(
                f"`rate` must be a scalar tensor or a float in the range [0, 1), not {rate}."
            )
    elif not hasattr(rate, "dtype"):
        raise ValueError(f"`rate` must be a scalar or scalar tensor, not {rate!r}.")
    return rate


def _noise_shape(x: Tensor, noise_shape: Any) -> Any:
    """The shape of the random choices: x's own, or the given one with its gaps filled from x's."""
    if noise_shape is None:
        return shape(x)
    try:
        dims = TensorShape(noise_shape)._dims
    except (TypeError, ValueError):
        return noise_shape  # a tensor, or a list with tensors in it
    if dims is not None and x._dims is not None and len(dims) == len(x._dims):
        return TensorShape([b if a is None else a for a, b in zip(dims, x._dims, strict=True)])
    return noise_shape
