"""The optimizer base: gradients of a loss, then one update for each variable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.autodiff.gradients import gradients
from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType
from minigraph.core.graph import default_graph
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.scopes import Pushed
from minigraph.core.sites import user_site, warn_at
from minigraph.ops import state
from minigraph.ops.casting import cast
from minigraph.ops.constants import constant
from minigraph.ops.flow import group, no_op
from minigraph.ops.indexing import unique
from minigraph.ops.naming import init_scope, name_scope
from minigraph.ops.segments import unsorted_segment_sum
from minigraph.ops.shaping import shape
from minigraph.ops.variables import Variable
from minigraph.train.slots import create_slot, create_slot_with_initializer, create_zeros_slot

__all__ = ["Optimizer"]


class Optimizer:
    """What all optimizers share; subclasses say how one variable is updated.

    Args:
        use_locking: accepted as in TF1; updates are always atomic.
        name: of the scope that the update nodes go to.

    Raises:
        ValueError: no name.

    A subclass overrides `_prepare` (make tensors of its settings), `_create_slots` and
    `_apply_dense`, `_apply_sparse`.

    Example:
        >>> import minigraph as tf
        >>> class SignDescent(tf.train.Optimizer):
        ...     def _apply_dense(self, grad, var):
        ...         return var.assign_sub(0.1 * tf.sign(grad))
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(2.0)
        ...     step = SignDescent(False, "SignDescent").minimize(w * w)
        ...     sess.run(tf.global_variables_initializer())
        ...     sess.run(step)
        ...     print(sess.run(w))
        1.9
    """

    GATE_NONE = 0
    GATE_OP = 1
    GATE_GRAPH = 2

    def __init__(self, use_locking: bool, name: str):
        if not name:
            raise ValueError("Must specify the optimizer name")
        self._use_locking = use_locking
        self._name = name
        self._slots: dict[str, dict[Any, Any]] = {}
        self._non_slots: dict[Any, Any] = {}

    def get_name(self) -> str:
        """Its name."""
        return self._name

    def minimize(
        self,
        loss: Any,
        global_step: Any = None,
        var_list: Any = None,
        gate_gradients: int = GATE_OP,
        aggregation_method: Any = None,
        colocate_gradients_with_ops: bool = False,
        name: str | None = None,
        grad_loss: Any = None,
    ) -> Operation:
        """A node that makes one step towards a smaller `loss`.

        Args:
            loss: a tensor.
            global_step: a variable to add one to after the updates.
            var_list: the variables to change; default: the trainable ones. `compute_gradients`
                takes tensors too.
            gate_gradients, aggregation_method, colocate_gradients_with_ops: as in TF1; they have
                no effect on the result.
            name: of the node; default: the optimizer's name.
            grad_loss: the cotangent of `loss` to start with; default: ones.

        Returns:
            An Operation.

        Raises:
            ValueError: there is no variable, or none has a gradient.
        """
        pairs = self.compute_gradients(
            loss,
            var_list,
            gate_gradients,
            aggregation_method,
            colocate_gradients_with_ops,
            grad_loss,
        )
        without = [v for grad, v in pairs if grad is None]
        if len(without) == len(pairs):
            raise ValueError(
                "No gradients provided for any variable, check your graph for ops that do not "
                "support gradients, between variables "
                f"{[str(v) for _, v in pairs]} and loss {loss}."
            )
        if without:
            shown = ", ".join(f"{v.name} (built at {v.op._site})" for v in without)
            warn_at(
                user_site(),
                f"The loss has no gradient for {shown}: these variables will not change. Either the "
                "loss does not depend on them, or only through ops that have no gradient; var_list "
                "says which variables are meant.",
            )
        return self.apply_gradients(pairs, global_step, name)

    def compute_gradients(
        self,
        loss: Any,
        var_list: Any = None,
        gate_gradients: int = GATE_OP,
        aggregation_method: Any = None,
        colocate_gradients_with_ops: bool = False,
        grad_loss: Any = None,
    ) -> list[tuple[Any, Any]]:
        """The gradient of `loss` for each variable: (gradient or None, variable) pairs.

        Args: as for `minimize`.

        Raises:
            ValueError: no variables, a wrong `gate_gradients`, or a type that has no gradient.
        """
        if gate_gradients not in (self.GATE_NONE, self.GATE_OP, self.GATE_GRAPH):
            raise ValueError(
                "gate_gradients must be one of: Optimizer.GATE_NONE, Optimizer.GATE_OP, "
                f"Optimizer.GATE_GRAPH. Not {gate_gradients}"
            )
        if callable(loss) and not isinstance(loss, (Tensor, Variable)):
            loss = loss()
        self._check_types([loss] if grad_loss is None else [loss, grad_loss])
        if var_list is None:
            var_list = default_graph().get_collection(GraphKeys.TRAINABLE_VARIABLES)
        variables = _flat(var_list)
        if not variables:
            raise ValueError("No variables to optimize.")
        for variable in variables:
            if not isinstance(variable, Tensor):
                _check_variable(variable)
        grads = gradients(loss, variables, grad_loss)
        pairs = list(zip(grads, variables, strict=True))
        self._check_types([v for g, v in pairs if g is not None])
        return pairs

    def apply_gradients(
        self, grads_and_vars: Any, global_step: Any = None, name: str | None = None
    ) -> Operation:
        """A node that updates each variable by its gradient.

        Args:
            grads_and_vars: (gradient, variable) pairs; pairs without a gradient are passed over.
            global_step: a variable to add one to after the updates.
            name: of the node; default: the optimizer's name.

        Returns:
            An Operation.

        Raises:
            ValueError: no variables, or no gradient at all; TypeError: one is no tensor.
        """
        pairs = tuple(grads_and_vars)
        if not pairs:
            raise ValueError("No variables provided.")
        for _, variable in pairs:
            _check_variable(variable)
        ready = [(_as_gradient(g), v) for g, v in pairs if g is not None]
        if not ready:
            raise ValueError(
                f"No gradients provided for any variable: {[str(v) for _, v in pairs]}."
            )
        with init_scope():
            self._create_slots([v for _, v in ready])
        with name_scope(name, self._name) as scope:
            self._prepare()
            updates = [self._update(grad, variable) for grad, variable in ready]
            if global_step is None:
                step = self._finish(updates, scope)
            else:
                with default_graph().control_dependencies([self._finish(updates, "update")]):
                    with default_graph().colocate_with(global_step):
                        one = constant(1, global_step.dtype.base_dtype, name="value")
                        step = state.assign_add(global_step, one, name=scope).op
            train_ops = default_graph().get_collection_ref(GraphKeys.TRAIN_OP)
            if step not in train_ops:
                train_ops.append(step)
        return step

    def _update(self, grad: Any, variable: Any) -> Operation:
        """The update of one variable, and its constraint."""
        with name_scope(f"update_{variable.op.name}"), _beside(variable):
            if isinstance(grad, IndexedSlices):
                update = self._apply_sparse_duplicate_indices(grad, variable)
            else:
                update = self._apply_dense(grad, variable)
            operation: Operation = getattr(update, "op", update)
            if variable.constraint is not None:
                with default_graph().control_dependencies([operation]):
                    return variable.assign(variable.constraint(variable)).op  # type: ignore[no-any-return]
        return operation

    # ------------------------------------------------------------------------- slots
    def get_slot(self, var: Any, name: str) -> Any:
        """The slot variable `name` of `var`, or None."""
        return self._slots.get(name, {}).get(var)

    def get_slot_names(self) -> list[str]:
        """The names of the slots."""
        return sorted(self._slots)

    def variables(self) -> list[Any]:
        """The optimizer's own variables in the default graph, by name."""
        graph = default_graph()
        own = [v for v in self._non_slots.values() if v.graph is graph]
        slots = [v for of in self._slots.values() for v in of.values() if v.graph is graph]
        return sorted([*own, *slots], key=lambda v: v.name)

    def _get_or_make_slot(self, var: Any, val: Any, slot_name: str, op_name: str) -> Any:
        """The slot `slot_name` of `var`, made of the tensor `val` if there is none."""
        return self._slot(slot_name, var, lambda: create_slot(var, val, op_name))

    def _get_or_make_slot_with_initializer(
        self, var: Any, initializer: Any, shape: Any, dtype: Any, slot_name: str, op_name: str
    ) -> Any:
        """The slot `slot_name` of `var`, made by an initializer if there is none."""
        return self._slot(
            slot_name,
            var,
            lambda: create_slot_with_initializer(var, initializer, shape, dtype, op_name),
        )

    def _zeros_slot(self, var: Any, slot_name: str, op_name: str) -> Any:
        """The slot `slot_name` of `var`, of zeros if there is none."""
        return self._slot(slot_name, var, lambda: create_zeros_slot(var, op_name))

    def _slot(self, slot_name: str, var: Any, make: Callable[[], Any]) -> Any:
        of = self._slots.setdefault(slot_name, {})
        if var not in of:
            of[var] = make()
        return of[var]

    def _create_non_slot_variable(self, initial_value: Any, name: str, colocate_with: Any) -> Any:
        """A variable of the optimizer that belongs to no one variable, made once in a graph."""
        key = name, colocate_with.graph
        if key not in self._non_slots:
            with _beside(colocate_with):
                self._non_slots[key] = Variable(initial_value, name=name, trainable=False)
        return self._non_slots[key]

    def _get_non_slot_variable(self, name: str, graph: Any = None) -> Any:
        """What `_create_non_slot_variable` made, or None."""
        return self._non_slots.get((name, graph))

    # ------------------------------------------------------------------------- for subclasses
    def _valid_dtypes(self) -> set[DType]:
        """The types that losses and variables may have."""
        return {dtypes.float16, dtypes.float32, dtypes.float64}

    def _prepare(self) -> None:
        """Make tensors of the settings; called before the updates."""

    def _create_slots(self, var_list: list[Any]) -> None:
        """Make the slot variables."""

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        """The update of a variable by a dense gradient."""
        raise TypeError(f"{type(self).__name__} does not say how it updates a variable.")

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        """The update of a variable by rows; no index occurs twice."""
        raise TypeError(f"{type(self).__name__} does not say how it updates rows of a variable.")

    def _apply_sparse_duplicate_indices(self, grad: IndexedSlices, var: Any) -> Any:
        """The update by rows whose indices may occur twice: rows of one index are added first."""
        values, indices = _add_up_rows(grad.values, grad.indices)
        return self._apply_sparse(IndexedSlices(values, indices, grad.dense_shape), var)

    def _finish(self, update_ops: list[Operation], name_scope: str) -> Operation:
        """A node that waits for all updates."""
        return group(*update_ops, name=name_scope) if update_ops else no_op(name=name_scope)

    def _as_tensors(self, **settings: Any) -> list[Tensor]:
        """Settings (numbers, tensors or functions that return one) as tensors of these names."""
        call = self._call_if_callable
        return [convert(call(value), name=name) for name, value in settings.items()]

    def _fitting(self, settings: list[Any], var: Any) -> list[Tensor]:
        """Settings in the type of a variable."""
        return [cast(value, var.dtype.base_dtype) for value in settings]

    def _call_if_callable(self, param: Any) -> Any:
        """A setting, or what it returns if it is a function."""
        return param() if callable(param) else param

    def _check_types(self, tensors: list[Any]) -> None:
        allowed = self._valid_dtypes()
        for tensor in tensors:
            dtype = tensor.dtype.base_dtype
            if dtype not in allowed:
                names = sorted(repr(d) for d in allowed)
                raise ValueError(
                    f"Invalid type {dtype!r} for {tensor.name} (built at {tensor.op._site}), "
                    f"expected: [{', '.join(names)}]."
                )


def _flat(var_list: Any) -> list[Any]:
    if isinstance(var_list, dict):
        return _flat(list(var_list.values()))
    if isinstance(var_list, (list, tuple, set)):
        return [v for item in var_list for v in _flat(item)]
    return [var_list]


def _check_variable(variable: Any) -> None:
    if not isinstance(variable, Variable):
        if isinstance(variable, Tensor):
            raise NotImplementedError(
                f"Trying to update a Tensor {variable!r} (built at {variable._op._site}), which "
                "is no variable: name tf.Variables in var_list."
            )
        raise TypeError(f"Argument is not a variable: {variable}")


def _as_gradient(grad: Any) -> Any:
    if isinstance(grad, IndexedSlices):
        return grad
    try:
        return convert(grad)
    except (TypeError, ValueError):
        raise TypeError(
            f"Gradient must be convertible to a Tensor or IndexedSlices, or None: {grad}"
        ) from None


def _beside(variable: Any) -> Pushed:
    return default_graph().colocate_with(variable)


def _add_up_rows(values: Tensor, indices: Tensor) -> tuple[Tensor, Tensor]:
    """Each index once, with the sum of its rows."""
    found, positions = unique(indices)
    return unsorted_segment_sum(values, positions, shape(found)[0]), found
