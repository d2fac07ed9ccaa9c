"""Weights of values: which shapes weigh which, and the check of that in a graph.

Weights fit values if they are a scalar, or have the same rank and in each axis the same size or 1.
That is less than broadcasting allows: a vector of three weights for values of shape [2, 3] is as
often a mistake as not. What the static shapes leave open is claimed by an `Assert`.
"""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.shapes import show
from minigraph.ops.arithmetic import multiply
from minigraph.ops.axes import expand_dims
from minigraph.ops.checks import Assert
from minigraph.ops.compare import equal
from minigraph.ops.control_flow import cond
from minigraph.ops.flow import control_dependencies, no_op
from minigraph.ops.joining import concat
from minigraph.ops.naming import name_scope
from minigraph.ops.set_operations import difference
from minigraph.ops.shaping import rank, shape, size
from minigraph.ops.spread import ones_like

__all__ = ["assert_broadcastable", "broadcast_weights"]


def assert_broadcastable(weights: Any, values: Any) -> Operation:
    """An operation that fails unless `weights` can weigh `values`.

    Args:
        weights, values: tensors.

    Returns:
        An Operation for `tf.control_dependencies`; it has nothing to do where the static shapes
        tell.

    Raises:
        ValueError: the static shapes do not fit.
        tf.errors.InvalidArgumentError: in the run, where only that tells.

    Example:
        >>> from minigraph.ops.weights import assert_broadcastable
        >>> assert_broadcastable([[1.0], [2.0]], [[3.0, 4.0], [5.0, 6.0]]).type
        'NoOp'
    """
    with name_scope(None, "assert_broadcastable", [weights, values]) as scope:
        with name_scope(None, "weights", [weights]) as inner:
            weights = convert(weights, name=inner)
            weights_shape = shape(weights, name="shape")
            weights_rank = rank(weights, name="rank")
        with name_scope(None, "values", [values]) as inner:
            values = convert(values, name=inner)
            values_shape = shape(values, name="shape")
            values_rank = rank(values, name="rank")
        own, theirs = weights._dims, values._dims
        if own == ():
            return no_op(name="static_scalar_check_success")
        if own is not None and theirs is not None:
            _check_static(weights, values)
            if all(n == m or n == 1 for n, m in zip(own, theirs, strict=True)) and None not in own:
                return no_op(name="static_dims_check_success")
        is_scalar = equal(0, weights_rank, name="is_scalar")
        fits = cond(
            is_scalar,
            lambda: is_scalar,
            lambda: _fits(weights_shape, weights_rank, values_shape, values_rank),
            name="is_valid_shape",
        )
        data = [
            "weights can not be broadcast to values.",
            *("weights.shape=", weights.name, weights_shape),
            *("values.shape=", values.name, values_shape),
            *("is_scalar=", is_scalar),
        ]
        return Assert(fits, data, name=scope)


def _check_static(weights: Tensor, values: Tensor) -> None:
    own, theirs = weights._dims or (), values._dims or ()
    fits = len(own) == len(theirs) and all(
        n in (1, m) or None in (n, m) for n, m in zip(own, theirs, strict=True)
    )
    if not fits:
        raise ValueError(
            "weights can not be broadcast to values: their shape must be that of the values, with "
            f"1 in any axis, or (), but weights have shape {show(own)} and values {show(theirs)}."
            f" Received weights={weights}, values={values}."
        )


def _fits(own: Tensor, own_rank: Tensor, theirs: Tensor, their_rank: Tensor) -> Tensor:
    """Whether the ranks are equal, and each size of `own` is 1 or the size beside it."""
    same = equal(their_rank, own_rank, name="is_same_rank")
    result: Tensor = cond(
        same, lambda: _sizes_fit(own, theirs), lambda: same, name="has_valid_nonscalar_shape"
    )
    return result


def _sizes_fit(own: Tensor, theirs: Tensor) -> Tensor:
    """Whether each size is in the set of the sizes that it may be."""
    with name_scope(None, "has_invalid_dims", [own, theirs]) as scope:
        sizes = expand_dims(theirs, -1)
        allowed = concat([sizes, ones_like(sizes)], axis=1)
        wrong = difference(expand_dims(own, -1), allowed)
        return equal(0, size(wrong.values, name="num_invalid_dims"), name=scope)


def broadcast_weights(weights: Any, values: Any) -> Tensor:
    """`weights` in the shape of `values`.

    Args:
        weights: a tensor that fits `values`: see `assert_broadcastable`.
        values: a tensor.

    Returns:
        A Tensor of the type of `weights`: the product of the weights and ones, or the weights
        themselves where the static shapes are equal.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> from minigraph.ops.weights import broadcast_weights
        >>> tf.Session().run(broadcast_weights([[1.0], [2.0]], [[0.0, 0.0], [0.0, 0.0]])).tolist()
        [[1.0, 1.0], [2.0, 2.0]]
    """
    with name_scope(None, "broadcast_weights", [weights, values]) as scope:
        values = convert(values, name="values")
        given = convert(weights, name="weights")
        dims = given._dims
        if dims is not None and None not in dims and dims == values._dims:
            return given
        with control_dependencies([assert_broadcastable(given, values)]):
            return multiply(given, ones_like(values), name=scope)
