"""Adadelta: steps whose size follows from earlier steps, so that no rate needs to be chosen."""

from __future__ import annotations

from typing import Any

from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Tensor
from minigraph.ops import adaptive_updates as updates
from minigraph.train.optimizer import Optimizer

__all__ = ["AdadeltaOptimizer"]


class AdadeltaOptimizer(Optimizer):
    """Adadelta: w <- w - learning_rate * d, with d = g * sqrt((u + epsilon) / (s + epsilon)).

    s and u are averages of the squared gradients g and of the squared steps d:
    s <- rho * s + (1 - rho) * g^2 before the step, u <- rho * u + (1 - rho) * d^2 after it.

    Args:
        learning_rate: a number, a tensor, or a function that returns one; the paper has 1.
        rho, epsilon: the same.
        use_locking: accepted as in TF1; updates are always atomic.
        name: of the scope of its nodes.

    A sparse gradient moves its own rows only. The slots are `accum` (s) and `accum_update` (u).

    Source: Zeiler, "ADADELTA: An adaptive learning rate method" (2012).

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(0.0)
        ...     step = tf.train.AdadeltaOptimizer(1.0, epsilon=1e-3).minimize((w - 5.0) ** 2)
        ...     sess.run(tf.global_variables_initializer())
        ...     for _ in range(200):
        ...         sess.run(step)
        ...     print(round(float(sess.run(w)), 2))
        5.0
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: Any = 0.95,
        epsilon: Any = 1e-08,
        use_locking: bool = False,
        name: str = "Adadelta",
    ):
        super().__init__(use_locking, name)
        self._lr = learning_rate
        self._rho = rho
        self._epsilon = epsilon

    def _create_slots(self, var_list: list[Any]) -> None:
        for v in var_list:
            self._zeros_slot(v, "accum", self._name)
            self._zeros_slot(v, "accum_update", self._name)

    def _prepare(self) -> None:
        self._settings = self._as_tensors(lr=self._lr, rho=self._rho, epsilon=self._epsilon)

    def _state(self, var: Any) -> list[Any]:
        """The slots, and the settings in the variable's type."""
        slots = [self.get_slot(var, name) for name in ("accum", "accum_update")]
        return [*slots, *self._fitting(self._settings, var)]

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        lock = self._use_locking
        return updates.apply_adadelta(var, *self._state(var), grad, use_locking=lock).op

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        state, rows = self._state(var), (grad.values, grad.indices)
        return updates.sparse_apply_adadelta(var, *state, *rows, use_locking=self._use_locking).op
