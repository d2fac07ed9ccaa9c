"""tf.nn.fused_batch_norm."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops.constants import constant
from minigraph.ops.fused_batch_norm import fused_batch_norm_op

__all__ = ["fused_batch_norm"]

_LEAST_EPSILON = 1.001e-5  # TF1's floor, for the sake of its GPU kernels


def fused_batch_norm(
    x: Any,
    scale: Any,
    offset: Any,
    mean: Any = None,
    variance: Any = None,
    epsilon: float = 0.001,
    data_format: str = "NHWC",
    is_training: bool = True,
    name: str | None = None,
    exponential_avg_factor: float = 1.0,
) -> tuple[Tensor, Tensor, Tensor]:
    """scale * (x - mean) / sqrt(variance + epsilon) + offset, with the moments of the batch.

    Args:
        x: images [batch, height, width, channels], or as `data_format` says; floats.
        scale, offset: vectors with a number for each channel, float32 (float64 for float64).
        mean, variance: given moments, vectors, where `is_training` is False.
        epsilon: a small number, at least 1.001e-5, that keeps the root away from 0.
        data_format: "NHWC", "NCHW", "NDHWC" or "NCDHW".
        is_training: whether the moments are those of x.
        name: of the node.
        exponential_avg_factor: f, where moving averages are kept: the moments that are returned are
            (1 - f) * given + f * new.

    Returns:
        (y, mean, variance): the result and the moments of the batch, the variance divided by the
        count less one; or the given ones. Gradient: of y, to x, scale and offset. As in TF1 there
        is none of the moments.

    Raises:
        ValueError: moments are needed and not given, or a vector's length is not that of the
            channels.

    Source: Ioffe, Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing
    Internal Covariate Shift", 2015.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape([1.0, 3.0], [1, 1, 2, 1])
        >>> y, mean, variance = tf.nn.fused_batch_norm(x, [1.0], [0.0])
        >>> [a.ravel().round(2).tolist() for a in tf.Session().run([mean, variance])]
        [[2.0], [2.0]]
    """
    if not is_training or exponential_avg_factor != 1.0:
        if mean is None or variance is None:
            raise ValueError(
                "mean and variance must be given where is_training is False or "
                "exponential_avg_factor is not 1."
            )
    x = convert(x, name="input")
    wide = dtypes.float64 if x.dtype.base_dtype is dtypes.float64 else dtypes.float32
    scale = convert(scale, wide, name="scale")
    offset = convert(offset, wide, name="offset")
    mean = constant([], wide) if mean is None else mean
    variance = constant([], wide) if variance is None else variance
    y, batch_mean, batch_variance, *_ = fused_batch_norm_op(
        x,
        scale,
        offset,
        mean,
        variance,
        epsilon=max(float(epsilon), _LEAST_EPSILON),
        data_format=data_format,
        is_training=is_training,
        exponential_avg_factor=float(exponential_avg_factor),
        name=name,
    )
    return y, batch_mean, batch_variance
