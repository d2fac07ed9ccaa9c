"""Momentum: steps along a running sum of gradients."""

from __future__ import annotations

from typing import Any

from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Tensor
from minigraph.ops import descent_updates as updates
from minigraph.train.optimizer import Optimizer

__all__ = ["MomentumOptimizer"]


class MomentumOptimizer(Optimizer):
    """Momentum: a <- momentum * a + g, then w <- w - learning_rate * a, for the gradient g.

    With Nesterov's momentum the step is learning_rate * (g + momentum * a), with the new a: the
    gradient counts as if it were taken one step ahead.

    Args:
        learning_rate: a number, a tensor, or a function that returns one.
        momentum: how much of the sum stays in each step; the same.
        use_locking: accepted as in TF1; updates are always atomic.
        name: of the scope of its nodes.
        use_nesterov: whether to take Nesterov's step.

    A sparse gradient moves its own rows only, and their sums. The slot is `momentum`.

    Source: Polyak, "Some methods of speeding up the convergence of iteration methods" (1964);
    Sutskever et al., "On the importance of initialization and momentum in deep learning" (2013).

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(0.0)
        ...     step = tf.train.MomentumOptimizer(0.1, 0.5).minimize((w - 5.0) ** 2)
        ...     sess.run(tf.global_variables_initializer())
        ...     for _ in range(2):
        ...         sess.run(step)
        ...     print(round(float(sess.run(w)), 3))
        2.3
    """

    def __init__(
        self,
        learning_rate: Any,
        momentum: Any,
        use_locking: bool = False,
        name: str = "Momentum",
        use_nesterov: bool = False,
    ):
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._momentum = momentum
        self._use_nesterov = use_nesterov

    def _create_slots(self, var_list: list[Any]) -> None:
        for v in var_list:
            self._zeros_slot(v, "momentum", self._name)

    def _prepare(self) -> None:
        self._learning_rate_tensor, self._momentum_tensor = self._as_tensors(
            learning_rate=self._learning_rate, momentum=self._momentum
        )

    def _state(self, var: Any) -> list[Any]:
        """The slot, and the settings in the variable's type."""
        settings = [self._learning_rate_tensor, self._momentum_tensor]
        return [self.get_slot(var, "momentum"), *self._fitting(settings, var)]

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        slot, rate, momentum = self._state(var)
        return updates.apply_momentum(
            var,
            slot,
            rate,
            grad,
            momentum,
            use_locking=self._use_locking,
            use_nesterov=self._use_nesterov,
        ).op

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        slot, rate, momentum = self._state(var)
        return updates.sparse_apply_momentum(
            var,
            slot,
            rate,
            grad.values,
            grad.indices,
            momentum,
            use_locking=self._use_locking,
            use_nesterov=self._use_nesterov,
        ).op
