"""Relatives of Adam: lazy on sparse gradients, with Nesterov's momentum, by the largest gradient."""

from __future__ import annotations

from typing import Any

from minigraph.core.graph import default_graph
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Operation, Tensor
from minigraph.ops import adaptive_updates as updates
from minigraph.ops import scatter, state
from minigraph.ops.flow import group
from minigraph.ops.indexing import gather
from minigraph.ops.magnitude import abs as absolute
from minigraph.ops.magnitude import maximum
from minigraph.ops.powers import sqrt
from minigraph.train.adam import AdamOptimizer, decayed_plus_rows

__all__ = ["AdaMaxOptimizer", "LazyAdamOptimizer", "NadamOptimizer"]


class LazyAdamOptimizer(AdamOptimizer):
    """Adam that leaves rows alone which have no gradient: faster for large embeddings.

    Rows of a sparse gradient make Adam's step with their own averages; the averages of other rows
    do not decay, and these rows stay where they are. Dense gradients are Adam's.

    Args:
        learning_rate, beta1, beta2, epsilon, use_locking, name: of `AdamOptimizer`.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable([[1.0], [2.0]])
        ...     loss = tf.reduce_sum(tf.gather(w, [1]))
        ...     step = tf.contrib.opt.LazyAdamOptimizer(0.5).minimize(loss)
        ...     sess.run(tf.global_variables_initializer())
        ...     sess.run(step)
        ...     print(sess.run(w).round(3).tolist())
        [[1.0], [1.5]]
    """

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        power1, power2, lr, beta1, beta2, epsilon = self._settings(var.dtype.base_dtype)
        rate = lr * sqrt(1 - power2) / (1 - power1)
        rows, lock = grad.indices, self._use_locking
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        new_m = scatter.scatter_update(
            m, rows, beta1 * gather(m, rows) + (1 - beta1) * grad.values, use_locking=lock
        )
        squares = grad.values * grad.values
        new_v = scatter.scatter_update(
            v, rows, beta2 * gather(v, rows) + (1 - beta2) * squares, use_locking=lock
        )
        change = rate * gather(new_m, rows) / (sqrt(gather(new_v, rows)) + epsilon)
        return group(scatter.scatter_sub(var, rows, change, use_locking=lock), new_m, new_v)


class NadamOptimizer(AdamOptimizer):
    """Adam with Nesterov's momentum: w <- w - lr_t * (beta1 * m + (1 - beta1) * g) / (sqrt(v) + eps).

    m, v and lr_t are Adam's, after the averages have taken up the gradient g.

    Args:
        learning_rate, beta1, beta2, epsilon, use_locking, name: of `AdamOptimizer`.

    Rows of a sparse gradient move alone; the averages of all rows decay.

    Source: Dozat, "Incorporating Nesterov momentum into Adam" (2016).

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(0.0)
        ...     step = tf.contrib.opt.NadamOptimizer(0.5).minimize((w - 5.0) ** 2)
        ...     sess.run(tf.global_variables_initializer())
        ...     sess.run(step)
        ...     print(round(float(sess.run(w)), 3))
        0.95
    """

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        settings = self._settings(var.dtype.base_dtype)
        return updates.apply_adam(
            var, m, v, *settings, grad, use_locking=self._use_locking, use_nesterov=True
        ).op

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        power1, power2, lr, beta1, beta2, epsilon = self._settings(var.dtype.base_dtype)
        rate = lr * sqrt(1 - power2) / (1 - power1)
        rows, lock = grad.indices, self._use_locking
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        scaled = grad.values * (1 - beta1)
        new_m = decayed_plus_rows(m, beta1, rows, scaled, lock)
        squares = (grad.values * grad.values) * (1 - beta2)
        new_v = decayed_plus_rows(v, beta2, rows, squares, lock)
        ahead = scaled + beta1 * gather(new_m, rows)
        change = rate * ahead / (sqrt(gather(new_v, rows)) + epsilon)
        return group(scatter.scatter_sub(var, rows, change, use_locking=lock), new_m, new_v)


class AdaMaxOptimizer(AdamOptimizer):
    """AdaMax: w <- w - learning_rate / (1 - beta1^t) * m / (v + epsilon), in step t.

    m is Adam's average of gradients g; v <- max(beta2 * v, abs(g)) is the largest of late.

    Args:
        learning_rate, beta1, beta2, epsilon, use_locking: of `AdamOptimizer`.
        name: of the scope of its nodes.

    A sparse gradient moves its own rows only, and their m and v.

    Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2014), section 7.1.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(0.0)
        ...     step = tf.contrib.opt.AdaMaxOptimizer(0.5).minimize((w - 5.0) ** 2)
        ...     sess.run(tf.global_variables_initializer())
        ...     sess.run(step)
        ...     print(round(float(sess.run(w)), 3))
        0.5
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-08,
        use_locking: bool = False,
        name: str = "AdaMax",
    ):
        super().__init__(learning_rate, beta1, beta2, epsilon, use_locking, name)

    def _create_slots(self, var_list: list[Any]) -> None:
        first = min(var_list, key=lambda v: v.name)
        self._create_non_slot_variable(self._beta1, name="beta1_power", colocate_with=first)
        for v in var_list:
            self._zeros_slot(v, "m", self._name)
            self._zeros_slot(v, "v", self._name)

    def _max_settings(self, var: Any) -> list[Any]:
        given = [self._beta1_power(), self._lr_t, self._beta1_t, self._beta2_t, self._epsilon_t]
        return self._fitting(given, var)

    def _beta1_power(self) -> Any:
        return self._get_non_slot_variable("beta1_power", default_graph().outermost)

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        settings, lock = self._max_settings(var), self._use_locking
        return updates.apply_ada_max(var, m, v, *settings, grad, use_locking=lock).op

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        power, lr, beta1, beta2, epsilon = self._max_settings(var)
        rows, lock = grad.indices, self._use_locking
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        average = beta1 * gather(m, rows) + (1 - beta1) * grad.values
        new_m = scatter.scatter_update(m, rows, average, use_locking=lock)
        largest = maximum(beta2 * gather(v, rows), absolute(grad.values))
        new_v = scatter.scatter_update(v, rows, largest, use_locking=lock)
        change = lr / (1 - power) * average / (largest + epsilon)
        return group(scatter.scatter_sub(var, rows, change, use_locking=lock), new_m, new_v)

    def _finish(self, update_ops: list[Operation], name_scope: str) -> Operation:
        power = self._beta1_power()
        with default_graph().control_dependencies(update_ops):
            with default_graph().colocate_with(power):
                later = state.assign(power, power * self._beta1_t, use_locking=self._use_locking)
        return group(*update_ops, later, name=name_scope)
