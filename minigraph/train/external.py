"""Minimizers from outside of the graph: they ask for values and gradients, and move the variables.

The variables become one vector. Each evaluation is a run in which they are fed from it; at the end
they are assigned. SciPy is imported when it is used.
"""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from minigraph.autodiff.gradients import gradients
from minigraph.core.graph import default_graph
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Tensor, run_hooks
from minigraph.ops.constants import placeholder
from minigraph.ops.flow import group
from minigraph.ops.joining import concat
from minigraph.ops.shaping import reshape
from minigraph.ops.spread import zeros_like

__all__ = ["ExternalOptimizerInterface", "ScipyOptimizerInterface"]


class Problem(NamedTuple):
    """What `_minimize` gets, all of it functions of one flat vector.

    Attributes:
        initial_val: where the variables stand.
        loss_grad_func: (loss, gradient) at a vector.
        equality_funcs, equality_grad_funcs: values that are to be 0, and their gradients.
        inequality_funcs, inequality_grad_funcs: values that are to be at least 0.
        packed_bounds: (lower, upper) for each element, or None.
    """

    initial_val: Any
    loss_grad_func: Callable[[Any], list[Any]]
    equality_funcs: list[Callable[[Any], Any]]
    equality_grad_funcs: list[Callable[[Any], Any]]
    inequality_funcs: list[Callable[[Any], Any]]
    inequality_grad_funcs: list[Callable[[Any], Any]]
    packed_bounds: list[tuple[float, float]] | None


class ExternalOptimizerInterface:
    """The base of minimizers that are no graph; a subclass overrides `_minimize`.

    Args:
        loss: a scalar tensor.
        var_list: the variables to change; default: the trainable ones.
        equalities: scalar tensors that are to be 0 at the minimum.
        inequalities: scalar tensors that are to be at least 0 there.
        var_to_bounds: variable -> (lower, upper), numbers or arrays of its shape; +-inf is open.
        optimizer_kwargs: for `_minimize`.

    Raises:
        ValueError: bounds of what is not in `var_list`.

    `_minimize` takes by name what `Problem` lists, and `step_callback` and `optimizer_kwargs`; it
    returns the vector at the minimum.

    Example:
        >>> import minigraph as tf
        >>> class Descent(tf.contrib.opt.ExternalOptimizerInterface):
        ...     def _minimize(self, initial_val, loss_grad_func, optimizer_kwargs, **_):
        ...         x = initial_val
        ...         for _ in range(optimizer_kwargs["steps"]):
        ...             x = x - 0.25 * loss_grad_func(x)[1]
        ...         return x
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable([0.0, 0.0])
        ...     rule = Descent(tf.reduce_sum((w - [1.0, 2.0]) ** 2), steps=60)
        ...     sess.run(tf.global_variables_initializer())
        ...     rule.minimize(sess)
        ...     print(sess.run(w).tolist())
        [1.0, 2.0]
    """

    def __init__(
        self,
        loss: Any,
        var_list: Any = None,
        equalities: Iterable[Any] | None = None,
        inequalities: Iterable[Any] | None = None,
        var_to_bounds: dict[Any, Any] | None = None,
        **optimizer_kwargs: Any,
    ):
        self._loss = loss
        self._equalities = list(equalities or [])
        self._inequalities = list(inequalities or [])
        if var_list is None:
            self._vars = list(default_graph().get_collection(GraphKeys.TRAINABLE_VARIABLES))
        else:
            self._vars = list(var_list)
        if not self._vars:
            raise ValueError("No variables to optimize.")
        self._packed_bounds = _packed_bounds(self._vars, var_to_bounds)
        self._update_placeholders = [placeholder(v.dtype.base_dtype) for v in self._vars]
        pairs = zip(self._vars, self._update_placeholders, strict=True)
        self._var_updates = group(*(v.assign(reshape(p, _dims(v))) for v, p in pairs))
        self._loss_grad = self._gradient_of(loss)
        self._equality_grads = [self._gradient_of(tensor) for tensor in self._equalities]
        self._inequality_grads = [self._gradient_of(tensor) for tensor in self._inequalities]
        self._packed_var = _packed(self._vars)
        ends = np.cumsum([0, *(int(np.prod(_dims(v))) for v in self._vars)]).tolist()
        self._packing_slices = [slice(a, b) for a, b in itertools.pairwise(ends)]
        self.optimizer_kwargs = optimizer_kwargs

    def minimize(
        self,
        session: Any = None,
        feed_dict: dict[Any, Any] | None = None,
        fetches: Iterable[Any] | None = None,
        step_callback: Callable[[Any], Any] | None = None,
        loss_callback: Callable[..., Any] | None = None,
        **run_kwargs: Any,
    ) -> None:
        """Minimize the loss; the variables change when it is done.

        Args:
            session: default: the default session.
            feed_dict: fed to every run.
            fetches: tensors that are computed at every evaluation of the loss.
            step_callback: called at every step with the vector of all variables.
            loss_callback: called at every evaluation of the loss, with the values of `fetches`.
            run_kwargs: for `session.run`.
        """
        session = session or _default_session()
        feeds = dict(feed_dict or {})
        extra = list(fetches or [])

        def evaluate(tensors: list[Any], x: Any, callback: Any = None) -> list[Any]:
            cut = zip(self._vars, self._packing_slices, strict=True)
            fed = {v: np.reshape(x[part], _dims(v)) for v, part in cut}
            asked = [*tensors, *(extra if callback else [])]
            values = session.run(asked, feed_dict={**fed, **feeds}, **run_kwargs)
            if callback:
                callback(*values[len(tensors) :])
            return list(values[: len(tensors)])

        def functions(tensors: list[Any]) -> list[Callable[[Any], Any]]:
            def one(tensor: Any) -> Callable[[Any], Any]:
                return lambda x: evaluate([tensor], x)[0]

            return [one(tensor) for tensor in tensors]

        problem = Problem(
            session.run(self._packed_var, feeds),
            lambda x: evaluate([self._loss, self._loss_grad], x, loss_callback),
            functions(self._equalities),
            functions(self._equality_grads),
            functions(self._inequalities),
            functions(self._inequality_grads),
            self._packed_bounds,
        )
        found = self._minimize(
            **problem._asdict(),
            step_callback=step_callback,
            optimizer_kwargs=dict(self.optimizer_kwargs),
        )
        parts = zip(self._update_placeholders, self._packing_slices, strict=True)
        session.run(self._var_updates, {p: found[part] for p, part in parts}, **run_kwargs)

    def _minimize(self, *args: Any, **problem: Any) -> Any:
        raise TypeError(f"{type(self).__name__} does not say how it minimizes: override _minimize.")

    def _gradient_of(self, tensor: Any) -> Tensor:
        """The gradient for all variables as one vector."""
        grads = gradients(tensor, self._vars)
        pairs = zip(grads, self._vars, strict=True)
        return _packed([zeros_like(v) if g is None else g for g, v in pairs])


class ScipyOptimizerInterface(ExternalOptimizerInterface):
    """Minimize with `scipy.optimize.minimize`; needs SciPy: `pip install 'minigraph[scipy]'`.

    Args:
        loss, var_list, equalities, inequalities, var_to_bounds: of `ExternalOptimizerInterface`.
        method: SciPy's name of a method; default: "L-BFGS-B", with equalities or inequalities
            "SLSQP".
        optimizer_kwargs: other arguments of SciPy's function: `options={"maxiter": 100}`, `tol`.

    Raises:
        ImportError: there is no SciPy; at `minimize`.
        ValueError: an argument of SciPy's that is set from those above; at `minimize`.

    Methods that use no gradient (Nelder-Mead, Powell, COBYLA) get none.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable([7.0, 7.0])
        ...     rule = tf.contrib.opt.ScipyOptimizerInterface(
        ...         tf.reduce_sum(w * w), var_to_bounds={w: ([1.0, 2.0], float("inf"))}
        ...     )
        ...     sess.run(tf.global_variables_initializer())
        ...     rule.minimize(sess)
        ...     print(sess.run(w).tolist())
        [1.0, 2.0]
    """

    def _minimize(
        self,
        *,
        initial_val: Any,
        loss_grad_func: Any,
        equality_funcs: list[Any],
        equality_grad_funcs: list[Any],
        inequality_funcs: list[Any],
        inequality_grad_funcs: list[Any],
        packed_bounds: Any,
        step_callback: Any,
        optimizer_kwargs: dict[str, Any],
    ) -> Any:
        for name, instead in _SET_HERE.items():
            if name in optimizer_kwargs:
                raise ValueError(f"{name!r} of scipy.optimize.minimize is set here: {instead}.")
        bound = bool(equality_funcs or inequality_funcs)
        method = optimizer_kwargs.pop("method", "SLSQP" if bound else "L-BFGS-B")
        uses_gradient = str(method).lower() not in _WITHOUT_GRADIENT

        def loss(x: Any) -> Any:
            value, gradient = loss_grad_func(x)
            return (float(value), _wide(gradient)) if uses_gradient else float(value)

        def constraint(kind: str, value: Any, slope: Any) -> dict[str, Any]:
            jac = {"jac": lambda x: _wide(slope(x))} if uses_gradient else {}
            return {"type": kind, "fun": lambda x: _wide(value(x)), **jac}

        equal = zip(equality_funcs, equality_grad_funcs, strict=True)
        more = zip(inequality_funcs, inequality_grad_funcs, strict=True)
        result = _scipy_optimize().minimize(
            loss,
            _wide(initial_val),
            method=method,
            jac=uses_gradient,
            bounds=packed_bounds,
            constraints=[
                *(constraint("eq", *pair) for pair in equal),
                *(constraint("ineq", *pair) for pair in more),
            ],
            callback=step_callback,
            **optimizer_kwargs,
        )
        return result.x


_SET_HERE = {
    "fun": "it is the loss",
    "x0": "it is the variables' values",
    "jac": "gradients come from the graph",
    "bounds": "use var_to_bounds",
    "constraints": "use equalities and inequalities",
    "callback": "use step_callback of minimize",
}
_WITHOUT_GRADIENT = {"nelder-mead", "powell", "cobyla", "cobyqa"}


def _scipy_optimize() -> Any:
    try:
        return importlib.import_module("scipy.optimize")
    except ImportError as error:
        raise ImportError(
            "ScipyOptimizerInterface needs SciPy: pip install 'minigraph[scipy]'"
        ) from error


def _default_session() -> Any:
    session = run_hooks["default_session"]()
    if session is None:
        raise ValueError(
            "minimize needs a session: pass `session`, or call it in a `with tf.Session():` block."
        )
    return session


def _wide(value: Any) -> Any:
    """In float64, in which SciPy computes."""
    return np.asarray(value, np.float64)


def _dims(variable: Any) -> list[int]:
    dims: list[int] = variable.get_shape().as_list()
    return dims


def _packed(tensors: list[Any]) -> Tensor:
    """Tensors as one vector."""
    flat = [reshape(tensor, [-1]) for tensor in tensors]
    return flat[0] if len(flat) == 1 else concat(flat, 0)


def _packed_bounds(variables: list[Any], bounds: dict[Any, Any] | None) -> Any:
    """(lower, upper) of each element of all variables."""
    if not bounds:
        return None
    strangers = [v for v in bounds if v not in variables]
    if strangers:
        raise ValueError(f"var_to_bounds has bounds of {strangers}, which are not in var_list")
    found: list[tuple[float, float]] = []
    for v in variables:
        low, high = bounds.get(v, (-np.inf, np.inf))
        lows = np.broadcast_to(low, _dims(v)).ravel().tolist()
        found += zip(lows, np.broadcast_to(high, _dims(v)).ravel().tolist(), strict=True)
    return found
