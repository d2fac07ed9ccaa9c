"""Backward sub-graphs: the gradient of a sealed function as another one.

The forward function is copied, so that it can be given more results, and its copy is
differentiated within a new sub-graph. Whatever that mentions of the forward function's inside is
either known outside as well (an input), a constant, or an *intermediate*: a value that the forward
copy must hand over. Nothing that exists is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from minigraph.core.functions import FuncGraph
from minigraph.core.graph import Graph
from minigraph.core.nodes import Operation, Tensor
from minigraph.plan.select import first_of, select

__all__ = ["BackwardGraph", "copy_function", "newest_twin", "note_twin"]


class BackwardGraph(FuncGraph):
    """A sub-graph that may mention tensors of `forward`, a forward function under construction.

    Attributes:
        stand_ins: argument of `forward` -> the tensor outside that has the same value.
        intermediates: tensor of `forward` -> what stands for it here.
    """

    def __init__(
        self,
        outer: Graph,
        label: str,
        forward: FuncGraph,
        stand_ins: dict[Tensor, Tensor],
        receive: Callable[[BackwardGraph, Tensor], Tensor],
    ):
        super().__init__(outer, label)
        self.forward = forward
        self.stand_ins = stand_ins
        self.intermediates: dict[Tensor, Tensor] = {}
        self._receive = receive

    def encloses(self, graph: Graph) -> bool:
        """Whether tensors of `graph` may be mentioned here."""
        return graph is self.forward or super().encloses(graph)

    def capture(self, tensor: Tensor) -> Tensor:
        """The tensor here that has the value of a tensor of a surrounding graph or of `forward`."""
        if tensor.graph is not self.forward:
            return super().capture(tensor)
        if tensor in self.stand_ins:
            return super().capture(self.stand_ins[tensor])
        found = self.intermediates.get(tensor)
        if found is None:
            with self.as_default(), self.control_dependencies(None):
                found = self._constant(tensor)
                if found is None:
                    found = self._receive(self, tensor)
            self.intermediates[tensor] = found
        return found

    def _constant(self, tensor: Tensor) -> Tensor | None:
        op = tensor._op
        if op.type != "Const":
            return None
        specs = [(tensor._dtype, tensor._dims, tensor._known)]
        return self.add(op._record, (), dict(op.attrs), op.name.rpartition("/")[2], specs).outputs[
            0
        ]


def copy_function(
    function: FuncGraph, outer: Graph, captured: Sequence[Tensor], label: str
) -> FuncGraph:
    """An unsealed copy; its last inputs stand for `captured`, tensors of `outer`."""
    copy = FuncGraph(outer, label)
    copied: dict[Tensor, Tensor] = {}
    declared = len(function.inputs) - len(captured)
    for index, tensor in enumerate(function.inputs):
        inner = copy.add_input(tensor._dtype, tensor._dims, tensor._op.name + "/", tensor._known)
        inner._variable = tensor._variable
        copied[tensor] = inner
        if index >= declared:
            copy.captures[captured[index - declared]] = inner
    ops: dict[Operation, Operation] = {t._op: copied[t]._op for t in function.inputs}
    selection = select([t._op for t in function.outputs], ())
    twins = {op for base in selection.base for op in _chain(base)}
    nodes = sorted({*selection.ops, *twins}, key=lambda op: op._id)
    for op in nodes:
        if op not in ops:
            ops[op] = _copy_node(copy, op, ops, copied)
    copy.outputs = [copied[t] for t in function.outputs]
    return copy


def _copy_node(
    graph: FuncGraph, op: Operation, ops: dict[Operation, Operation], copied: dict[Tensor, Tensor]
) -> Operation:
    specs = [(t._dtype, t._dims, t._known) for t in op.outputs]
    inputs = tuple(copied[t] for t in op.inputs)
    node = graph.add(op._record, inputs, dict(op.attrs), op.name + "/", specs)
    node.control_inputs = [ops[c] for c in op.control_inputs]
    node._site = op._site
    node.__dict__["copy_of"] = op  # sessions: random numbers come from the first one's stream
    for old, new in zip(op.outputs, node.outputs, strict=True):
        new._variable = old._variable
        copied[old] = new
    if "twin_of" in op.__dict__:
        note_twin(ops[op.__dict__["twin_of"]], node)
    return node


# ---------------------------------------------------------------------------------- twins
def newest_twin(op: Operation) -> Operation:
    """The op, or the twin of it that was made last and so has the most outputs."""
    first = first_of(op)
    found: Operation = first.__dict__.get("newest_twin", first)
    return found


def note_twin(previous: Operation, twin: Operation) -> None:
    """Record that `twin` does what `previous` does and gives more outputs."""
    twin.__dict__["twin_of"] = previous
    first_of(previous).__dict__["newest_twin"] = twin


def _chain(op: Operation) -> list[Operation]:
    """An op and all that it is a twin of."""
    chain = [op]
    while "twin_of" in op.__dict__:
        op = op.__dict__["twin_of"]
        chain.append(op)
    return chain
