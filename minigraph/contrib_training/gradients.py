"""What is done to gradients between their computation and the update: scaled, clipped, shown.

All take and give lists of (gradient, variable) pairs; pairs without a gradient pass unchanged.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.core.indexed_slices import IndexedSlices
from minigraph.ops.casting import cast
from minigraph.ops.clipping import clip_by_norm, global_norm
from minigraph.ops.constants import constant
from minigraph.summary.values import histogram, scalar_summary

__all__ = [
    "add_gradients_summaries",
    "clip_gradient_norms",
    "clip_gradient_norms_fn",
    "mapped",
    "multiply_gradients",
]

Pairs = list[tuple[Any, Any]]


def mapped(gradient: Any, change: Callable[[Any], Any]) -> Any:
    """`change` of a gradient, or of the rows of one that is IndexedSlices."""
    if isinstance(gradient, IndexedSlices):
        values = change(gradient.values)
        return IndexedSlices(values, gradient.indices, gradient.dense_shape)
    return change(gradient)


def clip_gradient_norms(gradients_to_variables: Any, max_norm: Any) -> Pairs:
    """Each gradient by itself, scaled down to the Euclidean norm `max_norm` if it is longer.

    Args:
        gradients_to_variables: (gradient, variable) pairs.
        max_norm: the largest norm.

    Returns:
        A list of such pairs.

    Example:
        >>> import minigraph as tf
        >>> w = tf.Variable([0.0, 0.0])
        >>> ((g, _),) = tf.contrib.training.clip_gradient_norms([(tf.constant([3.0, 4.0]), w)], 1.0)
        >>> tf.Session().run(g).round(2).tolist()
        [0.6000000238418579, 0.800000011920929]
    """
    return [
        (None if g is None else mapped(g, lambda values: clip_by_norm(values, max_norm)), v)
        for g, v in gradients_to_variables
    ]


def clip_gradient_norms_fn(max_norm: Any) -> Callable[[Any], Pairs]:
    """`clip_gradient_norms` as a function of the pairs alone, for `transform_grads_fn`.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.training.clip_gradient_norms_fn(1.0)([(None, "w")])
        [(None, 'w')]
    """
    return lambda gradients_to_variables: clip_gradient_norms(gradients_to_variables, max_norm)


def multiply_gradients(grads_and_vars: Any, gradient_multipliers: Any) -> Pairs:
    """Some gradients multiplied: so their variables learn faster or slower.

    Args:
        grads_and_vars: (gradient, variable) pairs.
        gradient_multipliers: a dictionary from variables or their names without ":0" to numbers or
            tensors.

    Returns:
        A list of such pairs.

    Raises:
        TypeError: the pairs are no list, or the multipliers no dictionary.
        ValueError: one of them is empty, or a variable that is named has no gradient.

    Example:
        >>> import minigraph as tf
        >>> w = tf.Variable(0.0)
        >>> ((g, _),) = tf.contrib.training.multiply_gradients([(tf.constant(3.0), w)], {w: 2.0})
        >>> tf.Session().run(g)
        np.float32(6.0)
    """
    if not isinstance(grads_and_vars, list):
        raise TypeError("`grads_and_vars` must be a list.")
    if not grads_and_vars:
        raise ValueError("`grads_and_vars` is empty.")
    if not isinstance(gradient_multipliers, dict):
        raise TypeError("`gradient_multipliers` must be a dict.")
    if not gradient_multipliers:
        raise ValueError("`gradient_multipliers` is empty.")
    multiplied: Pairs = []
    for gradient, variable in grads_and_vars:
        key = variable if variable in gradient_multipliers else variable.op.name
        if key in gradient_multipliers:
            if gradient is None:
                raise ValueError(f"Requested multiple of `None` gradient for {variable.op.name}.")
            gradient = _times(gradient, gradient_multipliers[key])
        multiplied.append((gradient, variable))
    return multiplied


def _times(gradient: Any, factor: Any) -> Any:
    if not hasattr(factor, "graph"):
        factor = constant(factor, dtype=gradient.dtype)
    return mapped(gradient, lambda g: g * cast(factor, g.dtype))


def add_gradients_summaries(grads_and_vars: Any) -> list[Any]:
    """Summaries of gradients: for each variable their distribution and their norm.

    Args:
        grads_and_vars: (gradient, variable) pairs.

    Returns:
        A list of summaries, which are in the collection SUMMARIES too.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     w = tf.Variable(0.0, name="w")
        ...     made = tf.contrib.training.add_gradients_summaries([(tf.constant(3.0), w)])
        ...     print([s.op.name for s in made])
        ['w_gradient', 'w_gradient_norm']
    """
    summaries = []
    for gradient, variable in grads_and_vars:
        if gradient is not None:
            values = gradient.values if isinstance(gradient, IndexedSlices) else gradient
            name = variable.op.name
            summaries.append(histogram(f"{name}_gradient", values))
            summaries.append(scalar_summary(f"{name}_gradient_norm", global_norm([values])))
    return summaries
