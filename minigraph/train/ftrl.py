"""FTRL-proximal: follow the regularized leader, for large sparse linear models."""

from __future__ import annotations

from typing import Any

from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Tensor
from minigraph.ops import proximal_updates as updates
from minigraph.ops.initializers import ones_initializer
from minigraph.train.optimizer import Optimizer

__all__ = ["FtrlOptimizer"]


class FtrlOptimizer(Optimizer):
    """FTRL: w <- -sign(z) * max(abs(z) - l1, 0) / (s^-p / learning_rate + 2 * l2).

    p is `learning_rate_power`. For a gradient g, s' = s + g^2 and
    z <- z + g + 2 * l2_shrinkage * w - (s'^-p - s^-p) / learning_rate * w, then s <- s'.

    Args:
        learning_rate: a number, a tensor, or a function that returns one.
        learning_rate_power: a number, at most 0; 0 keeps the rate as it is.
        initial_accumulator_value: what s starts from; at least 0.
        l1_regularization_strength, l2_regularization_strength: at least 0.
        use_locking: accepted as in TF1; updates are always atomic.
        name: of the scope of its nodes.
        accum_name, linear_name: the last part of the names of the slot variables; default: `name`.
        l2_shrinkage_regularization_strength: at least 0. A penalty on the size of w by way of the
            gradient, where `l2_regularization_strength` makes the steps smaller.

    Raises:
        ValueError: a number is not in its range.

    A sparse gradient moves its own rows only. The slots are `accum` (s) and `linear` (z).

    Source: McMahan et al., "Ad click prediction: a view from the trenches" (KDD 2013).

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable([0.0, 0.0])
        ...     rule = tf.train.FtrlOptimizer(1.0, l1_regularization_strength=25.0)
        ...     step = rule.minimize(tf.reduce_sum((w - [5.0, 0.1]) ** 2))
        ...     sess.run(tf.global_variables_initializer())
        ...     for _ in range(100):
        ...         sess.run(step)
        ...     print(sess.run(w).round(1))
        [5. 0.]
    """

    def __init__(
        self,
        learning_rate: Any,
        learning_rate_power: Any = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: Any = 0.0,
        l2_regularization_strength: Any = 0.0,
        use_locking: bool = False,
        name: str = "Ftrl",
        accum_name: str | None = None,
        linear_name: str | None = None,
        l2_shrinkage_regularization_strength: Any = 0.0,
    ):
        super().__init__(use_locking, name)
        for value, what in (
            (initial_accumulator_value, "initial_accumulator_value"),
            (l1_regularization_strength, "l1_regularization_strength"),
            (l2_regularization_strength, "l2_regularization_strength"),
            (l2_shrinkage_regularization_strength, "l2_shrinkage_regularization_strength"),
        ):
            if value < 0.0:
                raise ValueError(f"{what} must not be negative, but is {value}")
        if learning_rate_power > 0.0:
            raise ValueError(f"learning_rate_power must be at most 0, but is {learning_rate_power}")
        self._initial_accumulator_value = initial_accumulator_value
        self._names = {"accum": accum_name or name, "linear": linear_name or name}
        self._shrinks = l2_shrinkage_regularization_strength > 0
        self._given = {
            "learning_rate": learning_rate,
            "l1_regularization_strength": l1_regularization_strength,
            "l2_regularization_strength": l2_regularization_strength,
            "l2_shrinkage_regularization_strength": l2_shrinkage_regularization_strength,
            "learning_rate_power": learning_rate_power,
        }

    def _create_slots(self, var_list: list[Any]) -> None:
        start = ones_initializer()
        for v in var_list:
            self._get_or_make_slot_with_initializer(
                v,
                lambda shape, dtype, **_: start(shape, dtype) * self._initial_accumulator_value,
                v.shape,
                v.dtype.base_dtype,
                "accum",
                self._names["accum"],
            )
            self._zeros_slot(v, "linear", self._names["linear"])

    def _prepare(self) -> None:
        self._tensors = dict(zip(self._given, self._as_tensors(**self._given), strict=True))

    def _settings(self, var: Any) -> list[Any]:
        """The settings that the update takes, in the variable's type."""
        unused = set() if self._shrinks else {"l2_shrinkage_regularization_strength"}
        return self._fitting([t for n, t in self._tensors.items() if n not in unused], var)

    def _slots_of(self, var: Any) -> list[Any]:
        return [self.get_slot(var, "accum"), self.get_slot(var, "linear")]

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        make = updates.apply_ftrl_v2 if self._shrinks else updates.apply_ftrl
        state, settings = self._slots_of(var), self._settings(var)
        return make(var, *state, grad, *settings, use_locking=self._use_locking).op

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        make = updates.sparse_apply_ftrl_v2 if self._shrinks else updates.sparse_apply_ftrl
        state, settings, rows = (
            self._slots_of(var),
            self._settings(var),
            (grad.values, grad.indices),
        )
        return make(var, *state, *rows, *settings, use_locking=self._use_locking).op
