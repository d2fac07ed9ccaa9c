"""Decoupled weight decay: variables shrink beside the optimizer's step, not by way of the loss.

A penalty in the loss would be scaled by Adam's divisor, or pile up in a momentum; this is not.
"""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.graph import default_graph
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Operation, Tensor
from minigraph.ops import scatter, state
from minigraph.ops.casting import cast
from minigraph.ops.flow import no_op
from minigraph.ops.indexing import gather, unique
from minigraph.train.adam import AdamOptimizer
from minigraph.train.momentum import MomentumOptimizer
from minigraph.train.optimizer import Optimizer

__all__ = [
    "AdamWOptimizer",
    "DecoupledWeightDecayExtension",
    "MomentumWOptimizer",
    "extend_with_decoupled_weight_decay",
]


class DecoupledWeightDecayExtension(Optimizer):
    """Mixed into an optimizer: w <- w - weight_decay * w, then the optimizer's own step.

    Args:
        weight_decay: a number, a tensor, or a function that returns one. If the learning rate falls
            from step to step, let this fall with it.
        args, kwargs: of the optimizer.

    Rows of a sparse gradient shrink; other rows stay.

    Source: Loshchilov and Hutter, "Decoupled weight decay regularization" (ICLR 2019).

    Example:
        >>> import minigraph as tf
        >>> class Rule(tf.contrib.opt.DecoupledWeightDecayExtension, tf.train.AdagradOptimizer):
        ...     pass
        >>> Rule(0.01, learning_rate=0.1).get_name()
        'Adagrad'
    """

    def __init__(self, weight_decay: Any, *args: Any, **kwargs: Any):
        self._weight_decay = weight_decay
        self._decay_var_list: set[Any] | None = None
        super().__init__(*args, **kwargs)

    def minimize(
        self,
        loss: Any,
        global_step: Any = None,
        var_list: Any = None,
        gate_gradients: int = Optimizer.GATE_OP,
        aggregation_method: Any = None,
        colocate_gradients_with_ops: bool = False,
        name: str | None = None,
        grad_loss: Any = None,
        decay_var_list: Any = None,
    ) -> Operation:
        """As `Optimizer.minimize`; `decay_var_list` are the variables to shrink, by default all."""
        self._decay_var_list = set(decay_var_list) if decay_var_list else None
        return super().minimize(
            loss,
            global_step,
            var_list,
            gate_gradients,
            aggregation_method,
            colocate_gradients_with_ops,
            name,
            grad_loss,
        )

    def apply_gradients(
        self,
        grads_and_vars: Any,
        global_step: Any = None,
        name: str | None = None,
        decay_var_list: Any = None,
    ) -> Operation:
        """As `Optimizer.apply_gradients`; `decay_var_list` are the variables to shrink."""
        if decay_var_list:
            self._decay_var_list = set(decay_var_list)
        return super().apply_gradients(grads_and_vars, global_step, name)

    def _prepare(self) -> None:
        decay = self._call_if_callable(self._weight_decay)
        self._weight_decay_tensor = convert(decay, name="weight_decay")
        super()._prepare()

    def _shrunk(self, var: Any, numbers: Any = None) -> Operation:
        """A node that shrinks a variable, or the rows that `numbers` names."""
        if self._decay_var_list is not None and var not in self._decay_var_list:
            return no_op()
        decay = cast(self._weight_decay_tensor, var.dtype.base_dtype)
        lock = self._use_locking
        if numbers is None:
            return state.assign_sub(var, decay * var, use_locking=lock).op
        rows = decay * gather(var, numbers)
        return scatter.scatter_sub(var, numbers, rows, use_locking=lock).op

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        with default_graph().control_dependencies([self._shrunk(var)]):
            return super()._apply_dense(grad, var)

    def _apply_sparse_duplicate_indices(self, grad: IndexedSlices, var: Any) -> Any:
        with default_graph().control_dependencies([self._shrunk(var, unique(grad.indices)[0])]):
            return super()._apply_sparse_duplicate_indices(grad, var)


def extend_with_decoupled_weight_decay(base_optimizer: type[Optimizer]) -> type[Optimizer]:
    """The class of an optimizer with decoupled weight decay: its first argument is `weight_decay`.

    Args:
        base_optimizer: a class of optimizers.

    Returns:
        A class whose arguments are `weight_decay` and then those of `base_optimizer`.

    Example:
        >>> import minigraph as tf
        >>> AdagradW = tf.contrib.opt.extend_with_decoupled_weight_decay(tf.train.AdagradOptimizer)
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(4.0)
        ...     step = AdagradW(0.25, 0.0).minimize(w * w)
        ...     sess.run(tf.global_variables_initializer())
        ...     sess.run(step)
        ...     print(sess.run(w))
        3.0
    """

    class OptimizerWithDecoupledWeightDecay(DecoupledWeightDecayExtension, base_optimizer):  # type: ignore[valid-type,misc]
        __doc__ = f"{base_optimizer.__name__} with decoupled weight decay."

    return OptimizerWithDecoupledWeightDecay


class MomentumWOptimizer(DecoupledWeightDecayExtension, MomentumOptimizer):
    """Momentum with decoupled weight decay: w <- w - weight_decay * w, then momentum's step.

    Args:
        weight_decay: a number, a tensor, or a function that returns one.
        learning_rate, momentum, use_locking, name, use_nesterov: of `MomentumOptimizer`.

    Source: Loshchilov and Hutter, "Decoupled weight decay regularization" (ICLR 2019), algorithm 1.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(1.0)
        ...     step = tf.contrib.opt.MomentumWOptimizer(0.5, 0.125, 0.9).minimize(w * w)
        ...     sess.run(tf.global_variables_initializer())
        ...     sess.run(step)
        ...     print(sess.run(w))
        0.25
    """

    def __init__(
        self,
        weight_decay: Any,
        learning_rate: Any,
        momentum: Any,
        use_locking: bool = False,
        name: str = "MomentumW",
        use_nesterov: bool = False,
    ):
        super().__init__(weight_decay, learning_rate, momentum, use_locking, name, use_nesterov)


class AdamWOptimizer(DecoupledWeightDecayExtension, AdamOptimizer):
    """Adam with decoupled weight decay: w <- w - weight_decay * w, then Adam's step.

    Args:
        weight_decay: a number, a tensor, or a function that returns one.
        learning_rate, beta1, beta2, epsilon, use_locking, name: of `AdamOptimizer`.

    Source: Loshchilov and Hutter, "Decoupled weight decay regularization" (ICLR 2019), algorithm 2.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(1.0)
        ...     step = tf.contrib.opt.AdamWOptimizer(0.25, 0.5).minimize(w * w)
        ...     sess.run(tf.global_variables_initializer())
        ...     sess.run(step)
        ...     print(round(float(sess.run(w)), 4))
        0.25
    """

    def __init__(
        self,
        weight_decay: Any,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-08,
        use_locking: bool = False,
        name: str = "AdamW",
    ):
        super().__init__(weight_decay, learning_rate, beta1, beta2, epsilon, use_locking, name)
