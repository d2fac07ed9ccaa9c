"""Regularizers: functions of a variable that give a penalty for the loss, a scalar."""

from __future__ import annotations

import numbers
from collections.abc import Callable
from typing import Any

from minigraph.core.convert import convert
from minigraph.core.graph import default_graph
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Tensor
from minigraph.ops.arithmetic import multiply
from minigraph.ops.constants import constant
from minigraph.ops.l2_loss import l2_loss
from minigraph.ops.magnitude import abs
from minigraph.ops.naming import name_scope
from minigraph.ops.spread import reduce_sum
from minigraph.ops.sums import add_n

__all__ = [
    "apply_regularization",
    "l1_l2_regularizer",
    "l1_regularizer",
    "l2_regularizer",
    "sum_regularizer",
]

Regularizer = Callable[[Any], Any]


def _check_scale(scale: Any, name: str) -> None:
    if isinstance(scale, numbers.Integral):
        raise ValueError(f"{name} cannot be an integer: {scale}")
    if isinstance(scale, numbers.Real) and scale < 0.0:
        raise ValueError(f"Setting a {name} less than 0 on a regularizer: {scale:g}")


def _scaled(
    scale: Any, scope: str | None, name: str, penalty: Callable[[Any], Tensor]
) -> Regularizer:
    """weights -> scale * penalty(weights); nothing where the scale is 0."""
    _check_scale(scale, "scale")
    if isinstance(scale, numbers.Real) and scale == 0.0:
        return lambda _: None

    def regularizer(weights: Any) -> Tensor:
        with name_scope(scope, name, [weights]) as inner:
            factor = convert(scale, weights.dtype.base_dtype, name="scale")
            return multiply(factor, penalty(weights), name=inner)

    return regularizer


def l1_regularizer(scale: Any, scope: str | None = None) -> Regularizer:
    """weights -> scale * sum(abs(weights)): it makes weights zero that do little.

    Args:
        scale: a float or a scalar tensor; 0.0 switches it off.
        scope: a name for the nodes; default "l1_regularizer".

    Returns:
        A function from a variable to a scalar tensor.

    Raises:
        ValueError: the scale is negative, or an int.

    Example:
        >>> import minigraph as tf
        >>> penalty = tf.contrib.layers.l1_regularizer(0.5)(tf.constant([1.0, -3.0]))
        >>> tf.Session().run(penalty)
        np.float32(2.0)
    """
    return _scaled(scale, scope, "l1_regularizer", lambda weights: reduce_sum(abs(weights)))


def l2_regularizer(scale: Any, scope: str | None = None) -> Regularizer:
    """weights -> scale * sum(weights**2) / 2: it makes weights small ("weight decay").

    Args:
        scale: a float or a scalar tensor; 0.0 switches it off.
        scope: a name for the nodes; default "l2_regularizer".

    Returns:
        A function from a variable to a scalar tensor.

    Raises:
        ValueError: the scale is negative, or an int.

    Example:
        >>> import minigraph as tf
        >>> penalty = tf.contrib.layers.l2_regularizer(0.5)(tf.constant([1.0, -3.0]))
        >>> tf.Session().run(penalty)
        np.float32(2.5)
    """
    return _scaled(scale, scope, "l2_regularizer", l2_loss)


def l1_l2_regularizer(
    scale_l1: Any = 1.0, scale_l2: Any = 1.0, scope: str | None = None
) -> Regularizer:
    """The sum of `l1_regularizer` and `l2_regularizer`.

    Args:
        scale_l1, scale_l2: the scales; 0.0 leaves one of them out.
        scope: a name for the nodes; default "l1_l2_regularizer".

    Example:
        >>> import minigraph as tf
        >>> penalty = tf.contrib.layers.l1_l2_regularizer(0.5, 0.5)(tf.constant([1.0, -3.0]))
        >>> tf.Session().run(penalty)
        np.float32(4.5)
    """
    _check_scale(scale_l1, "scale_l1")
    _check_scale(scale_l2, "scale_l2")
    scope = scope or "l1_l2_regularizer"
    if isinstance(scale_l1, float) and scale_l1 == 0.0:
        return l2_regularizer(scale_l2, scope)
    if isinstance(scale_l2, float) and scale_l2 == 0.0:
        return l1_regularizer(scale_l1, scope)
    both: Regularizer = sum_regularizer([l1_regularizer(scale_l1), l2_regularizer(scale_l2)], scope)
    return both


def sum_regularizer(regularizer_list: Any, scope: str | None = None) -> Any:
    """The sum of several regularizers.

    Args:
        regularizer_list: regularizers; None among them is passed over.
        scope: a name for the nodes; default "sum_regularizer".

    Returns:
        A regularizer; None where there is none.

    Example:
        >>> import minigraph as tf
        >>> from minigraph.contrib import layers
        >>> both = layers.sum_regularizer([layers.l1_regularizer(0.5), None, tf.nn.l2_loss])
        >>> tf.Session().run(both(tf.constant([1.0, -3.0])))
        np.float32(7.0)
    """
    regularizers = [reg for reg in regularizer_list if reg is not None]
    if not regularizers:
        return None

    def sum_reg(weights: Any) -> Any:
        with name_scope(scope, "sum_regularizer", [weights]) as inner:
            penalties = [reg(weights) for reg in regularizers]
            penalties = [penalty for penalty in penalties if penalty is not None]
            return add_n(penalties, name=inner) if penalties else None

    return sum_reg


def apply_regularization(regularizer: Regularizer, weights_list: Any = None) -> Tensor:
    """The sum of a regularizer's penalties for some weights, added to REGULARIZATION_LOSSES.

    Args:
        regularizer: a function from a tensor to a scalar tensor or None.
        weights_list: tensors or variables; default: those in the collection WEIGHTS.

    Returns:
        A scalar Tensor.

    Raises:
        ValueError: there are no weights, or a penalty is no scalar.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     w = tf.Variable([1.0, -3.0])
        ...     penalty = tf.contrib.layers.apply_regularization(tf.nn.l2_loss, [w])
        ...     print(penalty.name)
        get_regularization_penalty:0
    """
    graph = default_graph()
    weights_list = weights_list or graph.get_collection(GraphKeys.WEIGHTS)
    if not weights_list:
        raise ValueError("No weights to regularize.")
    with name_scope("get_regularization_penalty", values=weights_list) as scope:
        penalties = [regularizer(weights) for weights in weights_list]
        penalties = [constant(0.0) if p is None else p for p in penalties]
        for penalty in penalties:
            if penalty.shape.ndims != 0:
                raise ValueError(
                    f"regularizer must return a scalar Tensor instead of a Tensor with rank "
                    f"{penalty.shape.ndims}."
                )
        total: Tensor = add_n(penalties, name=scope)
    graph.add_to_collection(GraphKeys.REGULARIZATION_LOSSES, total)
    return total
