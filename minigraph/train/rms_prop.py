"""RMSProp: steps scaled by a running average of squared gradients."""

from __future__ import annotations

from typing import Any

from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Tensor
from minigraph.ops import adaptive_updates as updates
from minigraph.ops.initializers import ones_initializer
from minigraph.train.optimizer import Optimizer

__all__ = ["RMSPropOptimizer"]


class RMSPropOptimizer(Optimizer):
    """RMSProp: w <- w - m, where m <- momentum * m + learning_rate * g / sqrt(s + epsilon).

    s is an average of the squared gradient g: s <- decay * s + (1 - decay) * g^2, from 1 on.
    Centered, the average of g is kept as well, and its square is taken off s: the divisor is then
    an estimate of the gradient's standard deviation.

    Args:
        learning_rate: a number, a tensor, or a function that returns one.
        decay, momentum, epsilon: the same.
        use_locking: accepted as in TF1; updates are always atomic.
        centered: whether to divide by the standard deviation.
        name: of the scope of its nodes.

    A sparse gradient moves its own rows only, and their averages. The slots are `rms` and
    `momentum`, and centered `mg`.

    Source: Tieleman and Hinton, lecture 6.5 of "Neural networks for machine learning" (2012);
    centered: Graves, "Generating sequences with recurrent neural networks" (2013), section 4.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(0.0)
        ...     step = tf.train.RMSPropOptimizer(0.1).minimize((w - 5.0) ** 2)
        ...     sess.run(tf.global_variables_initializer())
        ...     for _ in range(200):
        ...         sess.run(step)
        ...     print(round(float(sess.run(w)), 1))
        5.0
    """

    def __init__(
        self,
        learning_rate: Any,
        decay: Any = 0.9,
        momentum: Any = 0.0,
        epsilon: Any = 1e-10,
        use_locking: bool = False,
        centered: bool = False,
        name: str = "RMSProp",
    ):
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._decay = decay
        self._momentum = momentum
        self._epsilon = epsilon
        self._centered = centered

    def _create_slots(self, var_list: list[Any]) -> None:
        for v in var_list:
            start, shape, dtype = ones_initializer(dtype=v.dtype.base_dtype), v.shape, v.dtype
            self._get_or_make_slot_with_initializer(
                v, start, shape, dtype.base_dtype, "rms", self._name
            )
            if self._centered:
                self._zeros_slot(v, "mg", self._name)
            self._zeros_slot(v, "momentum", self._name)

    def _prepare(self) -> None:
        self._settings = self._as_tensors(
            learning_rate=self._learning_rate,
            decay=self._decay,
            momentum=self._momentum,
            epsilon=self._epsilon,
        )

    def _state(self, var: Any) -> list[Any]:
        """The slots, and the settings in the variable's type."""
        names = ["mg", "rms", "momentum"] if self._centered else ["rms", "momentum"]
        slots = [self.get_slot(var, name) for name in names]
        return [*slots, *self._fitting(self._settings, var)]

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        make = updates.apply_centered_rms_prop if self._centered else updates.apply_rms_prop
        return make(var, *self._state(var), grad, use_locking=self._use_locking).op

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        make = (
            updates.sparse_apply_centered_rms_prop
            if self._centered
            else updates.sparse_apply_rms_prop
        )
        rows = grad.values, grad.indices
        return make(var, *self._state(var), *rows, use_locking=self._use_locking).op
