"""Gradient descent: w - learning_rate * gradient."""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Tensor
from minigraph.ops import descent_updates
from minigraph.ops.casting import cast
from minigraph.train.optimizer import Optimizer

__all__ = ["GradientDescentOptimizer"]


class GradientDescentOptimizer(Optimizer):
    """Moves each variable against its gradient: w <- w - learning_rate * dloss/dw.

    Args:
        learning_rate: a number, a tensor, or a function that returns one.
        use_locking: accepted as in TF1; updates are always atomic.
        name: of the scope of its nodes.

    Rows of a sparse gradient are subtracted from their rows only.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(0.0)
        ...     step = tf.train.GradientDescentOptimizer(0.1).minimize((w - 5.0) ** 2)
        ...     sess.run(tf.global_variables_initializer())
        ...     for _ in range(100):
        ...         sess.run(step)
        ...     print(round(float(sess.run(w)), 3))
        5.0
    """

    def __init__(
        self, learning_rate: Any, use_locking: bool = False, name: str = "GradientDescent"
    ):
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._learning_rate_tensor: Any = None

    def _prepare(self) -> None:
        rate = self._call_if_callable(self._learning_rate)
        self._learning_rate_tensor = convert(rate, name="learning_rate")

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        rate = cast(self._learning_rate_tensor, var.dtype.base_dtype)
        return descent_updates.apply_gradient_descent(
            var, rate, grad, use_locking=self._use_locking
        ).op

    def _apply_sparse_duplicate_indices(self, grad: IndexedSlices, var: Any) -> Any:
        rate = cast(self._learning_rate_tensor, var.dtype.base_dtype)
        delta = IndexedSlices(grad.values * rate, grad.indices, grad.dense_shape)
        return var.scatter_sub(delta, use_locking=self._use_locking)
