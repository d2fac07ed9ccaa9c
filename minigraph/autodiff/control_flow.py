"""Gradients of `cond` and `while_loop`.

The gradient of an `If` is an `If` on the same condition, whose branches go back through the
branches. The gradient of a `While` is a `While` that makes as many iterations, from the last to
the first. Values that the way back needs come from a *twin* of the forward node: the same node
with more outputs (for a loop: lists, pushed in each iteration). A plan that needs both runs the
twin only, so random numbers are drawn once, and the existing node is left as it is. The new nodes
are ordinary ones: their gradients are taken in the same way, to any order.
"""

from __future__ import annotations

from typing import Any

from minigraph.autodiff.backward import BackwardGraph, copy_function, newest_twin, note_twin
from minigraph.autodiff.gradients import carries_gradient, sweep
from minigraph.core import dtypes
from minigraph.core.build import add_node
from minigraph.core.convert import convert
from minigraph.core.functions import FuncGraph
from minigraph.core.graph import default_graph
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.nodes import Operation, Tensor
from minigraph.ops.arithmetic import add, subtract
from minigraph.ops.compare import greater
from minigraph.ops.constants import constant
from minigraph.ops.control_flow import absent, if_op, make_if, make_while, while_op
from minigraph.ops.spread import zeros_like
from minigraph.ops.tensor_lists import add_lists, pop, push
from minigraph.plan.select import effects_of

__all__: list[str] = []


# ---------------------------------------------------------------------------------- If
@if_op.grad
def _if_grad(op: Operation, *grads: Any) -> list[Any]:
    """(none for the condition, a cotangent or None for each captured input)."""
    forward = newest_twin(op)
    _refuse_changed_variables(forward)
    captured = forward.inputs[1:]
    active = [i for i, t in enumerate(captured) if carries_gradient(t.dtype)]
    sides = [_BranchGradient(forward, key, op, grads, active) for key in _BRANCHES]
    used = [i for i in active if any(side.results[i] is not None for side in sides)]
    if not used:
        return [None] * len(op.inputs)
    _add_if_twin(forward, sides)
    for side in sides:
        side.seal(used, captured)
    pred = default_graph_tensor(op.inputs[0])
    node = make_if(pred, sides[0].backward, sides[1].backward, "If")
    results: list[Any] = [None] * len(op.inputs)
    for position, index in enumerate(used):
        results[1 + index] = node.outputs[position]
    return results


_BRANCHES = ("then_branch", "else_branch")


class _BranchGradient:
    """One branch's way back: a copy of the branch and the sub-graph that differentiates it."""

    def __init__(self, node: Operation, key: str, asked: Operation, grads: Any, active: list[int]):
        label = node.attrs[key].label
        captured = list(node.inputs[1:])
        self.forward = copy_function(node.attrs[key], node.graph, captured, label)
        stand_ins = dict(zip(self.forward.outputs, node.outputs, strict=True))
        stand_ins |= dict(zip(self.forward.inputs, captured, strict=True))
        self.backward = BackwardGraph(
            default_graph(), f"the gradient of {label}", self.forward, stand_ins, _receive_argument
        )
        outputs = self.forward.outputs[: len(asked.outputs)]
        xs = [self.forward.inputs[i] for i in active]
        with self.backward.as_default():
            found = sweep(outputs, xs, list(grads))
            self.results = {i: _dense(g) for i, g in zip(active, found, strict=True)}

    def seal(self, used: list[int], captured: Any) -> None:
        """Set the results of the way back, zeros where this branch has none."""
        with self.backward.as_default():
            found = [self.results[i] for i in used]
            outputs = [
                zeros_like(self.backward.capture(captured[i])) if g is None else g
                for i, g in zip(used, found, strict=True)
            ]
            self.backward.seal([self.backward.capture(t) for t in outputs])

    @property
    def handed_over(self) -> list[tuple[Tensor, Tensor]]:
        """(tensor of the branch, argument of the way back) pairs."""
        return [
            (inside, argument)
            for inside, argument in self.backward.intermediates.items()
            if argument._op.type == "_Arg"
        ]


def _receive_argument(graph: BackwardGraph, tensor: Tensor) -> Tensor:
    """An intermediate of a branch arrives as one more argument."""
    name = tensor._op.name.rpartition("/")[2]
    return graph.add_input(tensor.dtype.base_dtype, tensor._dims, name, tensor._known)


def _add_if_twin(node: Operation, sides: list[_BranchGradient]) -> None:
    """The twin of an `If` that also gives what both ways back need."""
    wanted = [(side, pair) for side in sides for pair in side.handed_over]
    if not wanted:
        return
    for side in sides:
        outputs = list(side.forward.outputs)
        with side.forward.as_default():
            for owner, (inside, _) in wanted:
                if owner is side:
                    outputs.append(inside)
                else:
                    kind = inside.dtype.base_dtype
                    outputs.append(absent(dtype=kind, shape=inside._dims))
        side.forward.seal(outputs)
    attrs = {
        "then_branch": sides[0].forward,
        "else_branch": sides[1].forward,
        "Tout": tuple(t.dtype.base_dtype for t in sides[0].forward.outputs),
    }
    twin = _add_twin(node, (node.inputs[0], list(node.inputs[1:])), attrs)
    for (side, (_, argument)), tensor in zip(
        wanted, twin.outputs[len(node.outputs) :], strict=True
    ):
        _let_stand_for(side.backward, tensor, argument)


# ---------------------------------------------------------------------------------- While
@while_op.grad
def _while_grad(op: Operation, *grads: Any) -> list[Any]:
    """A cotangent (or None) for each first value and each captured input."""
    if op.attrs.get("back_prop") is False:
        return [None] * len(op.inputs)
    forward = newest_twin(op)
    _refuse_changed_variables(forward)
    return _LoopGradient(op, forward, grads).build()


class _LoopGradient:
    """The way back through one loop."""

    def __init__(self, op: Operation, node: Operation, grads: Any):
        self.op = op
        self.node = node
        self.declared = len(node.attrs["loop_vars"])
        self.captured = list(node.inputs[self.declared :])
        body: FuncGraph = node.attrs["body"]
        self.carried = len(body.outputs)
        self.forward = copy_function(body, node.graph, self.captured, body.label)
        self.test = copy_function(node.attrs["cond"], node.graph, self.captured, body.label)
        self.starts = self._first_cotangents(grads)
        self.lists: list[tuple[Tensor, Tensor, Tensor]] = []  # element, list before, list after

    def _first_cotangents(self, grads: Any) -> dict[int, Tensor]:
        """The cotangents that the way back begins with, for the loop variables that have one."""
        starts: dict[int, Tensor] = {}
        for index, tensor in enumerate(self.op.outputs):
            grad = grads[index]
            if grad is not None:
                starts[index] = convert(grad)
            elif carries_gradient(tensor.dtype):
                starts[index] = zeros_like(default_graph_tensor(tensor))
        return starts

    def build(self) -> list[Any]:
        """Add the twin and the backward loop; the cotangents of the loop's inputs."""
        offset = self.carried
        arguments = self.forward.inputs[offset:]
        active = [i for i, t in enumerate(self.captured) if carries_gradient(t.dtype)]
        stand_ins = dict(zip(arguments, self.captured, strict=True))
        for index in range(self.declared):
            if self.forward.outputs[index] is self.forward.inputs[index]:
                stand_ins[self.forward.inputs[index]] = self.node.inputs[index]
        label = f"the gradient of {self.forward.label}"
        self.backward = BackwardGraph(
            default_graph(), label, self.forward, stand_ins, self._receive_from_list
        )
        sums = [zeros_like(default_graph_tensor(self.captured[i])) for i in active]
        with self.backward.as_default():
            remaining = self.backward.add_input(dtypes.int32, (), "remaining")
            flowing = [self._argument_like(self.starts[i], i) for i in self.starts]
            totals = [
                self.backward.add_input(t.dtype.base_dtype, self.captured[i]._dims, "total")
                for i, t in zip(active, sums, strict=True)
            ]
            ends = [self.forward.outputs[i] for i in self.starts]
            xs = [self.forward.inputs[i] for i in self.starts]
            xs += [arguments[i] for i in active]
            found = [_dense(g) for g in sweep(ends, xs, flowing)]
            results = [subtract(remaining, 1)]
            for index, argument, grad in zip(self.starts, flowing, found, strict=False):
                results.append(self._next_cotangent(index, argument, grad))
            self.used = [grad is not None for grad in found[len(flowing) :]]
            for total, grad in zip(totals, found[len(flowing) :], strict=True):
                results.append(total if grad is None else _plus(total, grad))
            results += [after for _, _, after in self.lists]
            own = [remaining, *flowing, *totals, *(before for _, before, _ in self.lists)]
            self.backward.inputs = own + [t for t in self.backward.inputs if t not in own]
            results = [self.backward.capture(t) for t in results]
            self.backward.seal(results)
        twin = self._add_twin()
        starts = [twin.outputs[self.counter], *self.starts.values(), *sums]
        starts += [twin.outputs[self.first_list + k] for k in range(len(self.lists))]
        starts = [default_graph_tensor(t) for t in starts]
        node = make_while(self._more_to_do(starts), self.backward, starts, "While")
        return self._cotangents(node, active, len(flowing))

    def _argument_like(self, start: Tensor, index: int) -> Tensor:
        dims = self.forward.inputs[index]._dims
        return self.backward.add_input(start.dtype.base_dtype, dims, "cotangent")

    def _next_cotangent(self, index: int, argument: Tensor, grad: Tensor | None) -> Tensor:
        """The cotangent of a loop variable before the iteration; zeros if it is not used in it."""
        if grad is not None:
            return grad
        if argument.dtype.base_dtype is dtypes.variant:
            return argument
        return zeros_like(self.forward.inputs[index])

    def _receive_from_list(self, graph: BackwardGraph, tensor: Tensor) -> Tensor:
        """An intermediate of the body arrives through a list, popped in each iteration."""
        before = graph.add_input(dtypes.variant, (), "list")
        element: Tensor
        after, element = pop(
            before, element_dtype=tensor.dtype.base_dtype, element_shape=tensor._dims
        )
        self.lists.append((tensor, before, after))
        return element

    def _add_twin(self) -> Operation:
        """The loop that also counts its iterations and keeps what the way back needs."""
        node, forward, test = self.node, self.forward, self.test
        outputs = list(forward.outputs)
        extra: list[Any] = []
        with forward.as_default():
            self.counter = node.attrs.get("counter", -1)
            if self.counter < 0:
                self.counter = len(outputs)
                count = forward.add_input(dtypes.int32, (), "iterations")
                extra.append(count)
                outputs.append(add(count, constant(1)))
            self.first_list = len(outputs)
            for element, _, _ in self.lists:
                kept = forward.add_input(dtypes.variant, (), "kept")
                extra.append(kept)
                outputs.append(push(kept, element))
        forward.seal(outputs)
        self._insert(forward, extra)
        spare = [test.add_input(t.dtype, t._dims, "unused") for t in extra]
        test.seal(test.outputs)
        self._insert(test, spare)
        attrs = {**node.attrs, "cond": test, "body": forward, "counter": self.counter}
        attrs["Tout"] = tuple(t.dtype.base_dtype for t in outputs)
        return _add_twin(node, (list(node.inputs),), attrs)

    def _insert(self, function: FuncGraph, extra: list[Tensor]) -> None:
        """Move new arguments behind the loop variables, before the captured ones."""
        rest = [t for t in function.inputs if t not in extra]
        function.inputs = [*rest[: self.carried], *extra, *rest[self.carried :]]

    def _more_to_do(self, starts: list[Tensor]) -> FuncGraph:
        """The backward loop's condition: iterations remain."""
        test = FuncGraph(default_graph(), f"the condition of {self.backward.label}")
        with test.as_default():
            arguments = [
                test.add_input(t.dtype.base_dtype, inner._dims, "arg")
                for t, inner in zip(starts, self.backward.inputs, strict=False)
            ]
            test.seal([greater(arguments[0], 0)])
        return test

    def _cotangents(self, node: Operation, active: list[int], flowing: int) -> list[Any]:
        results: list[Any] = [None] * len(self.op.inputs)
        for position, index in enumerate(self.starts):
            if index < self.declared:
                results[index] = node.outputs[1 + position]
        for position, index in enumerate(active):
            if self.used[position]:
                results[self.declared + index] = node.outputs[1 + flowing + position]
        return results


# ---------------------------------------------------------------------------------- shared
def _add_twin(node: Operation, inputs: tuple[Any, ...], attrs: dict[str, Any]) -> Operation:
    """A node that does what `node` does, at the same place, and gives more outputs."""
    graph = node.graph
    with graph.as_default(), graph.control_dependencies(None):
        with graph.control_dependencies(node.control_inputs), graph.name_scope(None):
            twin = add_node(node._record, inputs, f"{node.name}_twin", attrs)
    note_twin(newest_twin(node), twin)
    return twin


def _let_stand_for(graph: FuncGraph, outside: Tensor, argument: Tensor) -> None:
    """Make an argument of a sub-graph the captured form of a tensor outside of it."""
    outside = default_graph_tensor(outside)
    graph.captures[outside] = argument


def default_graph_tensor(tensor: Tensor) -> Tensor:
    """The tensor as the graph under construction sees it."""
    graph = default_graph()
    return graph.capture(tensor) if isinstance(graph, FuncGraph) else tensor


def _plus(a: Tensor, b: Tensor) -> Tensor:
    """The sum of two cotangents."""
    if a.dtype.base_dtype is dtypes.variant:
        lists: Tensor = add_lists(a, b)
        return lists
    return add(a, b)


def _dense(grad: Any) -> Any:
    return convert(grad) if isinstance(grad, IndexedSlices) else grad


def _refuse_changed_variables(node: Operation) -> None:
    """A function that writes a variable which it reads cannot be gone back through."""
    effects = effects_of(node)
    changed = sorted(v.name for v in effects.reads & effects.writes)
    if changed:
        raise ValueError(
            f"The gradient through {node.name!r} (built at {node._site}) is not defined: it "
            f"changes {', '.join(changed)}, which it also reads. Pass the value as a loop variable "
            "or move the update out."
        )
