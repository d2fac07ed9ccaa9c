"""AddSign and PowerSign: longer steps where the gradient's sign agrees with its average's."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from minigraph.core import dtypes
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Operation, Tensor
from minigraph.ops import descent_updates as updates
from minigraph.ops import scatter
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where
from minigraph.ops.compare import greater_equal
from minigraph.ops.division import floormod
from minigraph.ops.exponentials import exp
from minigraph.ops.flow import group
from minigraph.ops.indexing import gather
from minigraph.ops.magnitude import maximum, minimum, sign
from minigraph.ops.spread import zeros_like
from minigraph.ops.trigonometry import cos
from minigraph.train.adam import decayed_plus_rows
from minigraph.train.optimizer import Optimizer

__all__ = [
    "AddSignOptimizer",
    "PowerSignOptimizer",
    "get_cosine_decay_fn",
    "get_linear_decay_fn",
    "get_restart_decay_fn",
]

Decay = Callable[[Any], Tensor]


class _SignOptimizer(Optimizer):
    """What both share: an average of gradients, and a factor of the signs' agreement.

    `strength` is alpha, or the logarithm of the base, by its name.
    """

    def __init__(
        self,
        learning_rate: Any,
        strength: dict[str, Any],
        beta: Any,
        sign_decay_fn: Any,
        use_locking: bool,
        name: str,
    ):
        super().__init__(use_locking, name)
        self._lr = learning_rate
        self._given = strength
        self._beta = beta
        self._sign_decay_fn = sign_decay_fn
        self._global_step: Any = None

    def apply_gradients(
        self, grads_and_vars: Any, global_step: Any = None, name: str | None = None
    ) -> Operation:
        """As `Optimizer.apply_gradients`; with a decay of the signs, `global_step` is needed."""
        if self._sign_decay_fn is not None and global_step is None:
            raise ValueError("global_step must be given: sign_decay_fn is a function of it.")
        self._global_step = global_step
        return super().apply_gradients(grads_and_vars, global_step, name)

    def _create_slots(self, var_list: list[Any]) -> None:
        for v in var_list:
            self._zeros_slot(v, "m", self._name)

    def _prepare(self) -> None:
        decay = 1.0 if self._sign_decay_fn is None else self._sign_decay_fn(self._global_step)
        self._tensors = self._as_tensors(
            learning_rate=self._lr, **self._given, sign_decay=decay, beta=self._beta
        )

    def _apply(self, make: Any, grad: Tensor, var: Any) -> Any:
        m, settings = self.get_slot(var, "m"), self._fitting(self._tensors, var)
        return make(var, m, *settings, grad, use_locking=self._use_locking).op

    def _apply_rows(self, factor: Any, grad: IndexedSlices, var: Any) -> Any:
        rate, strength, decay, beta = self._fitting(self._tensors, var)
        rows, lock, m = grad.indices, self._use_locking, self.get_slot(var, "m")
        new_m = decayed_plus_rows(m, beta, rows, grad.values * (1 - beta), lock)
        agreement = decay * sign(grad.values) * sign(gather(new_m, rows))
        change = rate * factor(strength, agreement) * grad.values
        return group(scatter.scatter_sub(var, rows, change, use_locking=lock), new_m)


class AddSignOptimizer(_SignOptimizer):
    """AddSign: w <- w - learning_rate * (alpha + d * sign(g) * sign(m)) * g.

    m is an average of the gradients g: m <- beta * m + (1 - beta) * g.

    Args:
        learning_rate: a number, a tensor, or a function that returns one.
        alpha, beta: the same.
        sign_decay_fn: a function from the global step to d (see `get_linear_decay_fn`); default:
            d is 1.
        use_locking: accepted as in TF1; updates are always atomic.
        name: of the scope of its nodes.

    Raises:
        ValueError: there is a `sign_decay_fn` and no `global_step`.

    Source: Bello et al., "Neural optimizer search with reinforcement learning" (ICML 2017).

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(1.0)
        ...     step = tf.contrib.opt.AddSignOptimizer(0.125).minimize(w * w)
        ...     sess.run(tf.global_variables_initializer())
        ...     sess.run(step)
        ...     print(sess.run(w))
        0.5
    """

    def __init__(
        self,
        learning_rate: Any = 0.1,
        alpha: Any = 1.0,
        beta: Any = 0.9,
        sign_decay_fn: Any = None,
        use_locking: bool = False,
        name: str = "AddSignOptimizer",
    ):
        super().__init__(learning_rate, {"alpha": alpha}, beta, sign_decay_fn, use_locking, name)

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        return self._apply(updates.apply_add_sign, grad, var)

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        return self._apply_rows(lambda alpha, agreement: alpha + agreement, grad, var)


class PowerSignOptimizer(_SignOptimizer):
    """PowerSign: w <- w - learning_rate * base^(d * sign(g) * sign(m)) * g.

    m is an average of the gradients g: m <- beta * m + (1 - beta) * g.

    Args:
        learning_rate: a number, a tensor, or a function that returns one.
        base: a number.
        beta: as `learning_rate`.
        sign_decay_fn: a function from the global step to d (see `get_linear_decay_fn`); default:
            d is 1.
        use_locking: accepted as in TF1; updates are always atomic.
        name: of the scope of its nodes.

    Raises:
        ValueError: there is a `sign_decay_fn` and no `global_step`.

    Source: Bello et al., "Neural optimizer search with reinforcement learning" (ICML 2017).

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(1.0)
        ...     step = tf.contrib.opt.PowerSignOptimizer(0.125, base=2.0).minimize(w * w)
        ...     sess.run(tf.global_variables_initializer())
        ...     sess.run(step)
        ...     print(sess.run(w))
        0.5
    """

    def __init__(
        self,
        learning_rate: Any = 0.1,
        base: float = math.e,
        beta: Any = 0.9,
        sign_decay_fn: Any = None,
        use_locking: bool = False,
        name: str = "PowerSignOptimizer",
    ):
        super().__init__(
            learning_rate, {"logbase": math.log(base)}, beta, sign_decay_fn, use_locking, name
        )

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        return self._apply(updates.apply_power_sign, grad, var)

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        return self._apply_rows(lambda base, agreement: exp(base * agreement), grad, var)


# ---------------------------------------------------------------------------------- decays
def _part(global_step: Any, decay_steps: Any, times: float) -> Tensor:
    """times * global_step / decay_steps."""
    found: Tensor = times * cast(global_step, dtypes.float32) / cast(decay_steps, dtypes.float32)
    return found


def _cut(part: Tensor, decayed: Tensor, end: float | None) -> Tensor:
    return decayed if end is None else where(greater_equal(part, end), zeros_like(part), decayed)


def get_linear_decay_fn(decay_steps: Any) -> Decay:
    """A decay from 1 to 0: max(1 - step / decay_steps, 0).

    Args:
        decay_steps: a number.

    Returns:
        A function of the global step, for `sign_decay_fn`.

    Example:
        >>> import minigraph as tf
        >>> float(tf.Session().run(tf.contrib.opt.get_linear_decay_fn(100)(25)))
        0.75
    """

    def decay(global_step: Any) -> Tensor:
        return maximum(0.0, 1.0 - minimum(_part(global_step, decay_steps, 1.0), 1.0))

    return decay


def get_cosine_decay_fn(
    decay_steps: Any, num_periods: float = 0.5, zero_after: float | None = None
) -> Decay:
    """A decay along a cosine: (1 + cos(2 pi * num_periods * step / decay_steps)) / 2.

    Args:
        decay_steps: a number.
        num_periods: how many waves fit into them; 0.5 falls from 1 to 0.
        zero_after: how many waves to make until it is 0 for good; default: it goes on.

    Returns:
        A function of the global step, for `sign_decay_fn`.

    Example:
        >>> import minigraph as tf
        >>> round(float(tf.Session().run(tf.contrib.opt.get_cosine_decay_fn(100)(50))), 3)
        0.5
    """

    def decay(global_step: Any) -> Tensor:
        part = _part(global_step, decay_steps, 2.0 * num_periods)
        end = None if zero_after is None else 2.0 * zero_after
        return _cut(part, 0.5 * (1.0 + cos(math.pi * part)), end)

    return decay


def get_restart_decay_fn(
    decay_steps: Any, num_periods: float = 1, zero_after: float | None = None
) -> Decay:
    """A decay that starts again: (1 + cos(pi * p)) / 2, p the fraction of num_periods * step / decay_steps.

    Args:
        decay_steps: a number.
        num_periods: how many falls from 1 to 0 fit into them.
        zero_after: how many falls to make until it is 0 for good; default: it goes on.

    Returns:
        A function of the global step, for `sign_decay_fn`.

    Example:
        >>> import minigraph as tf
        >>> round(float(tf.Session().run(tf.contrib.opt.get_restart_decay_fn(100)(150))), 3)
        0.5
    """

    def decay(global_step: Any) -> Tensor:
        part = _part(global_step, decay_steps, float(num_periods))
        return _cut(part, 0.5 * (1.0 + cos(math.pi * floormod(part, 1.0))), zero_after)

    return decay
