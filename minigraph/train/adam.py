"""Adam: steps scaled by running averages of the gradient and of its square."""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.graph import default_graph
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Operation, Tensor
from minigraph.ops import adaptive_updates, scatter, state
from minigraph.ops.casting import cast
from minigraph.ops.flow import group
from minigraph.ops.powers import sqrt
from minigraph.train.optimizer import Optimizer

__all__ = ["AdamOptimizer", "decayed_plus_rows"]


class AdamOptimizer(Optimizer):
    """Adam: w <- w - lr_t * m / (sqrt(v) + epsilon).

    m and v are averages of the gradient g and of g^2: m <- beta1 * m + (1 - beta1) * g,
    v <- beta2 * v + (1 - beta2) * g^2; in step t, lr_t = learning_rate * sqrt(1 - beta2^t) /
    (1 - beta1^t) makes up for their start at zero.

    Args:
        learning_rate: a number, a tensor, or a function that returns one.
        beta1: the decay of the average of gradients.
        beta2: the decay of the average of their squares.
        epsilon: keeps the divisor from zero. ("epsilon hat" of the paper)
        use_locking: accepted as in TF1; updates are always atomic.
        name: of the scope of its nodes.

    Rows of a sparse gradient change m and v as if the other rows' gradients were zero, and so move
    every row: see `tf.contrib.opt.LazyAdamOptimizer` for steps that leave other rows alone.

    Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2014), section 2.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(0.0)
        ...     step = tf.train.AdamOptimizer(0.5).minimize((w - 5.0) ** 2)
        ...     sess.run(tf.global_variables_initializer())
        ...     for _ in range(200):
        ...         sess.run(step)
        ...     print(round(float(sess.run(w)), 2))
        5.0
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-08,
        use_locking: bool = False,
        name: str = "Adam",
    ):
        super().__init__(use_locking, name)
        self._lr = learning_rate
        self._beta1 = beta1
        self._beta2 = beta2
        self._epsilon = epsilon

    def _create_slots(self, var_list: list[Any]) -> None:
        first = min(var_list, key=lambda v: v.name)
        for beta, name in ((self._beta1, "beta1_power"), (self._beta2, "beta2_power")):
            self._create_non_slot_variable(beta, name=name, colocate_with=first)
        for v in var_list:
            self._zeros_slot(v, "m", self._name)
            self._zeros_slot(v, "v", self._name)

    def _prepare(self) -> None:
        call = self._call_if_callable
        self._lr_t: Tensor = convert(call(self._lr), name="learning_rate")
        self._beta1_t: Tensor = convert(call(self._beta1), name="beta1")
        self._beta2_t: Tensor = convert(call(self._beta2), name="beta2")
        self._epsilon_t: Tensor = convert(call(self._epsilon), name="epsilon")

    def _beta_powers(self) -> tuple[Any, Any]:
        """beta1^t and beta2^t, variables of the optimizer."""
        graph = default_graph().outermost
        named = self._get_non_slot_variable
        return named("beta1_power", graph), named("beta2_power", graph)

    def _settings(self, dtype: Any) -> list[Any]:
        """What the update takes, in the type of the variable."""
        given = [*self._beta_powers(), self._lr_t, self._beta1_t, self._beta2_t, self._epsilon_t]
        return [cast(value, dtype) for value in given]

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        settings = self._settings(var.dtype.base_dtype)
        return adaptive_updates.apply_adam(
            var, m, v, *settings, grad, use_locking=self._use_locking
        ).op

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        power1, power2, lr, beta1, beta2, epsilon = self._settings(var.dtype.base_dtype)
        rate = lr * sqrt(1 - power2) / (1 - power1)
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        lock = self._use_locking
        scaled = grad.values * (1 - beta1)
        new_m = decayed_plus_rows(m, beta1, grad.indices, scaled, lock)
        squares = (grad.values * grad.values) * (1 - beta2)
        new_v = decayed_plus_rows(v, beta2, grad.indices, squares, lock)
        root = sqrt(new_v)
        moved = state.assign_sub(var, rate * new_m / (root + epsilon), use_locking=lock)
        return group(moved, new_m, new_v)

    def _finish(self, update_ops: list[Operation], name_scope: str) -> Operation:
        power1, power2 = self._beta_powers()
        with default_graph().control_dependencies(update_ops):
            with default_graph().colocate_with(power1):
                later = [
                    power1.assign(power1 * self._beta1_t, use_locking=self._use_locking),
                    power2.assign(power2 * self._beta2_t, use_locking=self._use_locking),
                ]
        return group(*update_ops, *later, name=name_scope)


def decayed_plus_rows(slot: Any, beta: Any, indices: Any, rows: Any, use_locking: bool) -> Any:
    """slot * beta, with rows added."""
    decayed = state.assign(slot, slot * beta, use_locking=use_locking)
    with default_graph().control_dependencies([decayed]):
        return scatter.scatter_add(slot, indices, rows, use_locking=use_locking)
