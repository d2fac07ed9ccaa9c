"""tf.gradients: one sweep back over the graph.

Nodes are visited from the last to the first, so each is reached when all that uses it is done.
A node's rule turns the cotangents of its outputs into those of its inputs; what arrives at one
tensor by several paths is added up. The result is ordinary graph and can be differentiated again.
"""

from __future__ import annotations

import enum
import functools
from collections import defaultdict
from typing import Any

from minigraph.autodiff.registry import rule_for
from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType
from minigraph.core.functions import FuncGraph
from minigraph.core.graph import Graph, default_graph
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.op_record import broadcast
from minigraph.core.shapes import compatible, show
from minigraph.ops.casting import cast
from minigraph.ops.joining import concat
from minigraph.ops.naming import name_scope
from minigraph.ops.spread import ones_like, sum_to, zeros_like
from minigraph.ops.sums import add_n
from minigraph.ops.tensor_lists import add_lists
from minigraph.plan.select import first_of

__all__ = ["AggregationMethod", "UnconnectedGradients", "gradients"]


class AggregationMethod:
    """How cotangents that meet are added; accepted as in TF1, all give the same sum.

    Example:
        >>> import minigraph as tf
        >>> tf.AggregationMethod.DEFAULT == tf.AggregationMethod.ADD_N
        True
    """

    ADD_N = 0
    DEFAULT = 0
    EXPERIMENTAL_TREE = 1
    EXPERIMENTAL_ACCUMULATE_N = 2


class UnconnectedGradients(enum.Enum):
    """What `tf.gradients` gives for an x on which no y depends: nothing or zeros.

    Example:
        >>> import minigraph as tf
        >>> x = tf.constant(1.0)
        >>> tf.gradients(tf.constant(2.0), x)
        [None]
        >>> zero, = tf.gradients(tf.constant(2.0), x, unconnected_gradients="zero")
        >>> tf.Session().run(zero)
        np.float32(0.0)
    """

    NONE = "none"
    ZERO = "zero"


def gradients(
    ys: Any,
    xs: Any,
    grad_ys: Any = None,
    name: str = "gradients",
    colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False,
    aggregation_method: Any = None,
    stop_gradients: Any = None,
    unconnected_gradients: Any = UnconnectedGradients.NONE,
) -> list[Any]:
    """Nodes for the derivatives of sum(ys) with respect to each of xs.

    Args:
        ys: a tensor or list of tensors.
        xs: a tensor, variable or list of them.
        grad_ys: for each y the cotangent to start with, or None for ones.
        name: of the scope that the new nodes go to.
        colocate_gradients_with_ops, gate_gradients, aggregation_method: accepted as in TF1.
        stop_gradients: tensors (or variables) to take as constants: what arrives at them is found,
            but not passed on.
        unconnected_gradients: what to give for an x on which no y depends: `"none"` (None) or
            `"zero"` (zeros), or the member of `tf.UnconnectedGradients`.

    Returns:
        A list, one for each x: a Tensor of x's shape, an IndexedSlices where x is only looked up
        by rows, or None where no y depends on x (through differentiable ops).

    Raises:
        LookupError: an op on the way has no gradient rule.
        TypeError: y is complex and has no grad_y, or a grad_y has the wrong type.
        ValueError: as many grad_ys as ys must be given; or a grad_y has the wrong shape.

    Example:
        >>> import minigraph as tf
        >>> x = tf.constant(3.0)
        >>> slope, = tf.gradients(x * x, x)
        >>> curve, = tf.gradients(slope, x)
        >>> tf.Session().run([slope, curve])
        [np.float32(6.0), np.float32(2.0)]
    """
    ys, xs = _as_list(ys), _as_list(xs)
    grad_ys = [None] * len(ys) if grad_ys is None else _as_list(grad_ys)
    if len(grad_ys) != len(ys):
        raise ValueError(f"Length mismatch. Passed {len(grad_ys)} grad_ys for {len(ys)} ys")
    try:
        unconnected_gradients = UnconnectedGradients(unconnected_gradients)
    except ValueError:
        raise ValueError(
            f"Unknown value for unconnected_gradients: {unconnected_gradients!r}"
        ) from None
    with name_scope(name, "gradients", [*ys, *xs, *(g for g in grad_ys if g is not None)]):
        y_tensors = [convert(y, name="y") for y in ys]
        x_tensors = [_source(x) for x in xs]
        stops = [] if stop_gradients is None else _as_list(stop_gradients)
        sweep = _Sweep(y_tensors, x_tensors, [_source(s)._op for s in stops])
        sweep.start(y_tensors, grad_ys)
        results = sweep.run()
    if unconnected_gradients == UnconnectedGradients.ZERO:
        return [zeros_like(x) if g is None else g for g, x in zip(results, x_tensors, strict=True)]
    return results


def sweep(ys: list[Tensor], xs: list[Tensor], grad_ys: list[Any]) -> list[Any]:
    """The cotangents of `xs` from those of `ys` (None: no cotangent), within one graph."""
    given = [(y, g) for y, g in zip(ys, grad_ys, strict=True) if g is not None]
    one = _Sweep([y for y, _ in given], xs, [])
    for y, g in given:
        one.give(y, g)
    return one.run()


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _source(x: Any) -> Tensor:
    """The tensor to differentiate with respect to: of a variable, its own output."""
    if isinstance(x, IndexedSlices):
        return x.values
    return convert(x, name="x", as_ref=True)


def carries_gradient(dtype: DType) -> bool:
    """Whether tensors of a type have cotangents."""
    return dtype.is_floating or dtype.is_complex or dtype.base_dtype is dtypes.variant


class _Sweep:
    """One call of `gradients`.

    A sub-graph's captured argument counts as a node whose input is the captured tensor, so that
    a body may differentiate with respect to tensors outside of it.
    """

    def __init__(self, ys: list[Tensor], xs: list[Tensor], stops: list[Operation]):
        self.xs = xs
        self.stops = {first_of(op) for op in stops}  # no cotangent passes through these
        self.longest: dict[Operation, Operation] = {}  # first of a chain of twins -> the last
        graphs = {x.graph for x in xs}
        self.crosses = any(y.graph not in graphs for y in ys) or len(graphs) > 1
        self.order = self._reached_from(ys)
        self.active = self._depends_on(set(xs))
        self.cotangents: dict[Tensor, list[Any]] = defaultdict(list)

    # ------------------------------------------------------------------------ which nodes
    def _inputs(self, op: Operation) -> tuple[Tensor, ...]:
        """The tensors that a node passes cotangents to."""
        if self.stops and first_of(op) in self.stops:
            return ()
        if self.crosses and op._record.name == "_Arg" and isinstance(op.graph, FuncGraph):
            for outer, inner in op.graph.captures.items():
                if inner is op.outputs[0]:
                    return (outer,)
        return op.inputs

    def _reached_from(self, ys: list[Tensor]) -> list[Operation]:
        seen: set[Operation] = set()
        stack = [y._op for y in ys]
        while stack:
            op = stack.pop()
            if op not in seen:
                seen.add(op)
                stack += [t._op for t in self._inputs(op)]
        for op in seen:
            first = first_of(op)
            if first is not op and len(op.outputs) > len(self._twin(first).outputs):
                self.longest[first] = op
        places = {first_of(op) for op in seen}
        depths = {graph: _depth(graph) for graph in {op.graph for op in places}}
        return [self._twin(op) for op in sorted(places, key=lambda op: (depths[op.graph], op._id))]

    def _twin(self, first: Operation) -> Operation:
        """The twin in whose place a chain of twins is visited: the longest."""
        return self.longest.get(first, first)

    def _at(self, tensor: Tensor) -> Tensor:
        """The tensor at which the cotangents of `tensor` are collected."""
        if not self.longest:
            return tensor
        return self._twin(first_of(tensor._op)).outputs[tensor._value_index]

    def _depends_on(self, xs: set[Tensor]) -> set[Tensor]:
        active = {self._at(x) for x in xs}
        for op in self.order:
            if any(self._at(t) in active for t in self._inputs(op)):
                active.update(op.outputs)
        return active

    def _flows(self, tensor: Tensor) -> bool:
        """Whether a cotangent of `tensor` is wanted."""
        return (self._at(tensor) if self.longest else tensor) in self.active

    # ------------------------------------------------------------------------ the sweep
    def start(self, ys: list[Tensor], grad_ys: list[Any]) -> None:
        """Give every y its first cotangent."""
        for index, (y, given) in enumerate(zip(ys, grad_ys, strict=True)):
            label = f"grad_ys_{index}"
            if given is not None:
                grad: Any = given
                if not isinstance(given, IndexedSlices):
                    grad = convert(given, name=label)
                self._check_start(y, grad)
            elif y.dtype.is_complex:
                raise TypeError(
                    f"Gradients of complex tensors ({y}) must set grad_ys "
                    f"(y.dtype = {y.dtype.name})"
                )
            elif y.dtype.base_dtype is dtypes.string:
                raise TypeError(f"A string has no gradient: {y} (built at {y._op._site}).")
            elif not carries_gradient(y.dtype):
                continue
            else:
                grad = ones_like(y, name=label)
            self.give(y, grad)

    def give(self, tensor: Tensor, grad: Any) -> None:
        """Add to the cotangents of a tensor."""
        place = self._at(tensor) if self.longest else tensor
        if place in self.active:
            self.cotangents[place].append(grad)

    def _check_start(self, y: Tensor, grad: Any) -> None:
        if grad.dtype.base_dtype is not y.dtype.base_dtype:
            raise TypeError(
                f"Gradient type {grad.dtype.name} does not match the type {y.dtype.base_dtype.name}"
                f" of {y} (built at {y._op._site})."
            )
        if isinstance(grad, Tensor) and not compatible(grad._dims, y._dims):
            raise ValueError(
                f"The gradient given for {y} has shape {show(grad._dims)}, "
                f"but the tensor's is {show(y._dims)} (built at {y._op._site})."
            )

    def run(self) -> list[Any]:
        """Visit the nodes from last to first; the cotangents of xs."""
        wanted = {self._at(x) for x in self.xs}
        found: dict[Tensor, Any] = {}
        for op in reversed(self.order):
            grads = [self._take(t) if t in self.active else None for t in op.outputs]
            if not wanted.isdisjoint(op.outputs):
                found.update(zip(op.outputs, grads, strict=True))
            if any(g is not None for g in grads):
                if any(map(self._flows, self._inputs(op))):
                    self._pass(op, grads)
        return [found.get(self._at(x)) for x in self.xs]

    def _take(self, tensor: Tensor) -> Any:
        """The sum of all that arrived at a tensor."""
        arrived = self.cotangents.pop(tensor, None)
        return aggregate(arrived) if arrived else None

    def _pass(self, op: Operation, grads: list[Any]) -> None:
        """Apply one node's rule."""
        inputs = self._inputs(op)
        if op._record.name == "_Arg":
            results = grads
        else:
            rule = rule_for(op)
            if rule is None:
                return
            with default_graph().name_scope(f"{op.name}_grad"):
                results = self._apply(op, rule, grads)
        for tensor, grad in zip(inputs, results, strict=True):
            if grad is not None:
                self.give(tensor, grad)

    def _apply(self, op: Operation, rule: Any, grads: list[Any]) -> list[Any]:
        if not op._record.partial_gradients and None in grads:
            grads = [
                zeros_like(t) if g is None and carries_gradient(t.dtype) else g
                for g, t in zip(grads, op.outputs, strict=True)
            ]
        if not op._record.sparse_gradients:
            grads = [convert(g) if isinstance(g, IndexedSlices) else g for g in grads]
        results = rule(op, *grads)
        results = list(results) if isinstance(results, (list, tuple)) else [results]
        if len(results) != len(op.inputs):
            raise ValueError(
                f"The gradient of {op.name!r} (op type: {op.type}) gave {len(results)} cotangents "
                f"for {len(op.inputs)} inputs."
            )
        return [self._fit(op, x, g) for x, g in zip(op.inputs, results, strict=True)]

    def _fit(self, op: Operation, x: Tensor, grad: Any) -> Any:
        """A rule's result as the cotangent of `x`: none for integers, summed if x was broadcast."""
        if grad is None or not self._flows(x) or not carries_gradient(x._dtype):
            return None
        if type(grad) is Tensor and grad._dtype is x._dtype and grad._dims == x._dims:
            if x._dims is not None and None not in x._dims:
                return grad  # as it should be, for sure
        if isinstance(grad, IndexedSlices):
            return grad
        grad = convert(grad)
        if op._record.shape_rule is broadcast:
            grad = sum_to(grad, x, op.inputs)
        if grad.dtype.base_dtype is not x.dtype.base_dtype:
            raise TypeError(
                f"The gradient of {op.name!r} (op type: {op.type}) for {x} has type "
                f"{grad.dtype.name}."
            )
        if not compatible(grad._dims, x._dims):
            raise ValueError(
                f"The gradient of {op.name!r} (op type: {op.type}) has shape {show(grad._dims)} "
                f"for {x}."
            )
        return grad


def _depth(graph: Graph) -> int:
    depth = 0
    while isinstance(graph, FuncGraph):
        depth, graph = depth + 1, graph.outer
    return depth


def aggregate(grads: list[Any]) -> Any:
    """The sum of cotangents: dense tensors, or rows that stay rows."""
    if len(grads) == 1:
        return grads[0]
    if all(isinstance(g, IndexedSlices) for g in grads):
        values = concat([g.values for g in grads], 0)
        indices = [g.indices for g in grads]
        wide = any(i.dtype.base_dtype is dtypes.int64 for i in indices)
        if wide:
            indices = [cast(i, dtypes.int64) for i in indices]
        return IndexedSlices(values, concat(indices, 0), grads[0].dense_shape)
    if grads[0].dtype.base_dtype is dtypes.variant:
        return functools.reduce(add_lists, grads)
    return add_n([convert(g) for g in grads])
