"""Normalizing: activations by their mean and variance, vectors by their length."""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops.arithmetic import multiply
from minigraph.ops.casting import cast
from minigraph.ops.complex_numbers import complex, imag, real
from minigraph.ops.magnitude import maximum
from minigraph.ops.naming import name_scope
from minigraph.ops.powers import rsqrt, square
from minigraph.ops.spread import reduce_sum, renamed

__all__ = ["batch_norm_with_global_normalization", "batch_normalization", "l2_normalize"]


def batch_normalization(
    x: Any,
    mean: Any,
    variance: Any,
    offset: Any,
    scale: Any,
    variance_epsilon: Any,
    name: str | None = None,
) -> Tensor:
    """scale * (x - mean) / sqrt(variance + epsilon) + offset.

    Args:
        x: a tensor of floats.
        mean, variance: of x, as `tf.nn.moments` gives them; they broadcast against x.
        offset: beta, or None for 0.
        scale: gamma, or None for 1.
        variance_epsilon: a small number, such as 0.001, that keeps the root away from 0.
        name: of the scope.

    Returns:
        A Tensor of x's type and shape. Gradient: to all of the tensors.

    Source: Ioffe, Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing
    Internal Covariate Shift", 2015.

    Example:
        >>> import minigraph as tf
        >>> x = tf.constant([[1.0], [3.0]])
        >>> mean, variance = tf.nn.moments(x, [0])
        >>> y = tf.nn.batch_normalization(x, mean, variance, None, None, 0.0)
        >>> tf.Session().run(y).tolist()
        [[-1.0], [1.0]]
    """
    with name_scope(name, "batchnorm", [x, mean, variance, scale, offset]):
        x = convert(x, name="x")
        factor = rsqrt(variance + variance_epsilon)
        if scale is not None:
            factor *= scale
        scaled = x * cast(factor, x.dtype)
        shift = -mean * factor if offset is None else offset - mean * factor
        result: Tensor = scaled + cast(shift, x.dtype)
        return result


def batch_norm_with_global_normalization(
    t: Any = None,
    m: Any = None,
    v: Any = None,
    beta: Any = None,
    gamma: Any = None,
    variance_epsilon: Any = None,
    scale_after_normalization: Any = None,
    name: str | None = None,
    input: Any = None,
    mean: Any = None,
    variance: Any = None,
) -> Tensor:
    """`tf.nn.batch_normalization` as it was called in TF 0.x.

    Args:
        t, m, v: the tensor, its mean and its variance.
        beta: the offset.
        gamma: the scale.
        variance_epsilon: a small number that keeps the root away from 0.
        scale_after_normalization: whether `gamma` is used.
        name: of the scope.
        input, mean, variance: the new names of `t`, `m` and `v`.

    Returns:
        A Tensor of t's type and shape.

    Example:
        >>> import minigraph as tf
        >>> y = tf.nn.batch_norm_with_global_normalization([[3.0]], [1.0], [4.0], 0.0, 0.0, 0.0, False)
        >>> tf.Session().run(y).tolist()
        [[1.0]]
    """
    return batch_normalization(
        renamed("input", input, "t", t),
        convert(renamed("mean", mean, "m", m)),
        convert(renamed("variance", variance, "v", v)),
        beta,
        gamma if scale_after_normalization else None,
        variance_epsilon,
        name,
    )


def l2_normalize(
    x: Any, axis: Any = None, epsilon: float = 1e-12, name: str | None = None, dim: Any = None
) -> Tensor:
    """x / sqrt(max(sum(|x|**2), epsilon)): vectors of length 1.

    Args:
        x: a tensor of floats or complex numbers.
        axis: the axis (or axes) along which vectors lie; None: all of x is one vector.
        epsilon: the least squared length to divide by.
        name: of the node and its scope.
        dim: the old name of `axis`.

    Returns:
        A Tensor of x's type and shape. Gradient: to x.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.nn.l2_normalize([3.0, 4.0], 0)).round(4).tolist()
        [0.6000000238418579, 0.800000011920929]
    """
    axis = renamed("axis", axis, "dim", dim)
    with name_scope(name, "l2_normalize", [x]) as scope:
        x = convert(x, name="x")
        if not x.dtype.is_complex:
            length = reduce_sum(square(x), axis, keepdims=True)
            return multiply(x, rsqrt(maximum(length, epsilon)), name=scope)
        length = reduce_sum(square(real(x)) + square(imag(x)), axis, keepdims=True)
        factor = rsqrt(maximum(length, epsilon))
        return complex(multiply(real(x), factor), multiply(imag(x), factor), name=scope)
