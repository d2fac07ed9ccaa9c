"""Proximal steps: descent, or Adagrad, followed by the exact minimum of the penalties nearby."""

from __future__ import annotations

from typing import Any

from minigraph.core.graph import default_graph
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Tensor
from minigraph.ops import proximal_updates as updates
from minigraph.ops.constants import constant
from minigraph.train.optimizer import Optimizer

__all__ = ["ProximalAdagradOptimizer", "ProximalGradientDescentOptimizer"]


class _Proximal(Optimizer):
    """What both share: a rate and two penalties."""

    def __init__(self, learning_rate: Any, l1: Any, l2: Any, use_locking: bool, name: str):
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._l1_regularization_strength = l1
        self._l2_regularization_strength = l2

    def _prepare(self) -> None:
        self._settings = self._as_tensors(
            learning_rate=self._learning_rate,
            l1_regularization_strength=self._l1_regularization_strength,
            l2_regularization_strength=self._l2_regularization_strength,
        )


class ProximalGradientDescentOptimizer(_Proximal):
    """Proximal descent: with x = w - r * g, w <- sign(x) * max(abs(x) - r * l1, 0) / (1 + r * l2).

    r is the learning rate, g the gradient. Penalties on the size of w are so minimized exactly,
    not by their gradient, and leave exact zeros.

    Args:
        learning_rate: a number, a tensor, or a function that returns one.
        l1_regularization_strength, l2_regularization_strength: the same.
        use_locking: accepted as in TF1; updates are always atomic.
        name: of the scope of its nodes.

    A sparse gradient moves its own rows only.

    Source: Duchi and Singer, "Efficient online and batch learning using forward backward
    splitting" (JMLR 10, 2009).

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable([0.0, 0.0])
        ...     rule = tf.train.ProximalGradientDescentOptimizer(0.1, 0.4)
        ...     step = rule.minimize(tf.reduce_sum((w - [5.0, 0.1]) ** 2))
        ...     sess.run(tf.global_variables_initializer())
        ...     for _ in range(100):
        ...         sess.run(step)
        ...     print(sess.run(w).round(3))
        [4.8 0. ]
    """

    def __init__(
        self,
        learning_rate: Any,
        l1_regularization_strength: Any = 0.0,
        l2_regularization_strength: Any = 0.0,
        use_locking: bool = False,
        name: str = "ProximalGradientDescent",
    ):
        super().__init__(
            learning_rate,
            l1_regularization_strength,
            l2_regularization_strength,
            use_locking,
            name,
        )

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        settings, lock = self._fitting(self._settings, var), self._use_locking
        return updates.apply_proximal_gradient_descent(var, *settings, grad, use_locking=lock).op

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        settings, rows = self._fitting(self._settings, var), (grad.values, grad.indices)
        return updates.sparse_apply_proximal_gradient_descent(
            var, *settings, *rows, use_locking=self._use_locking
        ).op


class ProximalAdagradOptimizer(_Proximal):
    """Proximal Adagrad: a proximal step (see above) with the rate r = learning_rate / sqrt(s).

    s <- s + g^2 sums the squared gradients: each element has its own rate.
    w <- sign(x) * max(abs(x) - r * l1, 0) / (1 + r * l2), with x = w - r * g.

    Args:
        learning_rate: a number, a tensor, or a function that returns one.
        initial_accumulator_value: what s starts from; a positive number.
        l1_regularization_strength, l2_regularization_strength: the same as `learning_rate`.
        use_locking: accepted as in TF1; updates are always atomic.
        name: of the scope of its nodes.

    Raises:
        ValueError: `initial_accumulator_value` is not positive.

    A sparse gradient moves its own rows only. The slot is `accumulator`.

    Source: as `ProximalGradientDescentOptimizer` and `AdagradOptimizer`.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable([0.0, 0.0])
        ...     rule = tf.train.ProximalAdagradOptimizer(1.0, 0.1, 0.4)
        ...     step = rule.minimize(tf.reduce_sum((w - [5.0, 0.1]) ** 2))
        ...     sess.run(tf.global_variables_initializer())
        ...     for _ in range(100):
        ...         sess.run(step)
        ...     print(sess.run(w).round(3))
        [4.8 0. ]
    """

    def __init__(
        self,
        learning_rate: Any,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: Any = 0.0,
        l2_regularization_strength: Any = 0.0,
        use_locking: bool = False,
        name: str = "ProximalAdagrad",
    ):
        if initial_accumulator_value <= 0.0:
            raise ValueError(
                f"initial_accumulator_value must be positive: {initial_accumulator_value}"
            )
        super().__init__(
            learning_rate,
            l1_regularization_strength,
            l2_regularization_strength,
            use_locking,
            name,
        )
        self._initial_accumulator_value = initial_accumulator_value

    def _create_slots(self, var_list: list[Any]) -> None:
        for v in var_list:
            with default_graph().colocate_with(v):
                start = constant(self._initial_accumulator_value, v.dtype.base_dtype, v.shape)
            self._get_or_make_slot(v, start, "accumulator", self._name)

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        slot = self.get_slot(var, "accumulator")
        settings, lock = self._fitting(self._settings, var), self._use_locking
        return updates.apply_proximal_adagrad(var, slot, *settings, grad, use_locking=lock).op

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        slot = self.get_slot(var, "accumulator")
        settings, rows = self._fitting(self._settings, var), (grad.values, grad.indices)
        return updates.sparse_apply_proximal_adagrad(
            var, slot, *settings, *rows, use_locking=self._use_locking
        ).op
