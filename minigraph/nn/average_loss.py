"""Losses of examples as one number, divided by the size of the whole batch."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops.arithmetic import multiply
from minigraph.ops.assertions import assert_non_negative
from minigraph.ops.casting import cast
from minigraph.ops.division import div_no_nan
from minigraph.ops.flow import control_dependencies
from minigraph.ops.shape_assertions import assert_integer, assert_scalar
from minigraph.ops.shaping import shape
from minigraph.ops.spread import reduce_sum

__all__ = ["compute_average_loss", "scale_regularization_loss"]


def compute_average_loss(
    per_example_loss: Any, sample_weight: Any = None, global_batch_size: Any = None
) -> Tensor:
    """The sum of weighted losses over the batch size: reduce_sum(loss * weight) / size.

    Args:
        per_example_loss: losses, the batch along the first axis.
        sample_weight: a weight for each loss; default 1.
        global_batch_size: the number to divide by, a non-negative integer; default: the size of the
            first axis. (Here all of a batch is on one device, the part is the whole.)

    Returns:
        A scalar Tensor; 0 for a batch of size 0. Integers are taken as float32.

    Raises:
        TypeError: the batch size is no integer; ValueError: it is no scalar.

    Example:
        >>> import minigraph as tf
        >>> float(tf.Session().run(tf.nn.compute_average_loss([1.0, 2.0, 6.0])))
        3.0
    """
    losses = convert(per_example_loss)
    kind = losses.dtype if losses.dtype.is_floating else dtypes.float32
    size = shape(losses)[0] if global_batch_size is None else global_batch_size
    if global_batch_size is not None:
        assert_scalar(size, message="global_batch_size must be scalar.")
        assert_integer(size, message="global_batch_size must be an integer.")
    losses = cast(losses, kind)
    if sample_weight is not None:
        losses = multiply(losses, cast(convert(sample_weight), kind))
    with control_dependencies([assert_non_negative(size)]):
        return div_no_nan(reduce_sum(losses), cast(convert(size), kind))


def scale_regularization_loss(regularization_loss: Any) -> Tensor:
    """The sum of a regularization loss, scaled by the number of devices, which is 1.

    Args:
        regularization_loss: a tensor of floats.

    Returns:
        A scalar Tensor.

    Example:
        >>> import minigraph as tf
        >>> float(tf.Session().run(tf.nn.scale_regularization_loss([1.0, 2.0])))
        3.0
    """
    return reduce_sum(convert(regularization_loss))
