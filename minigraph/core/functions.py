"""Sealed sub-graphs: what `cond` and `while_loop` hold as their branches and bodies.

A FuncGraph is a graph of its own with declared inputs and outputs. A tensor of a surrounding graph
that a body mentions is *captured*: it becomes one more input, so the sub-graph has no free
variables. Names continue those of the surrounding graph, as if the nodes stood in it.
"""

from __future__ import annotations

from typing import Any

from minigraph.core.dtypes import DType
from minigraph.core.graph import Graph
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.op_record import op
from minigraph.core.shapes import Dims

__all__ = ["FuncGraph"]


@op("_Arg", "-> output: T", effect="argument", no_gradient="it has no inputs")
def arg(*, index: int, T: DType) -> Any:
    """An input of a sealed sub-graph; the caller supplies its value."""
    raise AssertionError("an argument has no kernel")


class FuncGraph(Graph):
    """A sub-graph under construction, then sealed.

    Attributes:
        outer: the graph round it.
        inputs: its arguments in order: the declared ones, then those for captures.
        outputs: its results, set by `seal`.
        captures: tensor of `outer` -> the argument that stands for it.
        waits_for: operations of `outer` that it must run after.
    """

    def __init__(self, outer: Graph, label: str):
        super().__init__()
        self.outer = outer
        self.label = label  # what users know it as, for messages
        self.inputs: list[Tensor] = []
        self.outputs: list[Tensor] = []
        self.captures: dict[Tensor, Tensor] = {}
        self.waits_for: dict[Operation, None] = {}
        self._names = outer._names
        self._scope = outer._scope
        self._collections = outer._collections
        self._devices = list(outer._devices)
        self._gradient_overrides = list(outer._gradient_overrides)

    @property
    def outermost(self) -> Graph:
        """The graph that a session runs."""
        return self.outer.outermost

    @property
    def seed(self) -> int | None:
        """The random seed of the outermost graph."""
        return self.outer.seed

    @seed.setter
    def seed(self, value: int | None) -> None:
        self.outer.seed = value

    @property
    def _last_id(self) -> int:
        return self.outer._last_id + len(self._ops)

    def add_input(self, dtype: DType, dims: Dims, name: str, known: Any = None) -> Tensor:
        """Declare one more argument."""
        attrs = {"T": dtype, "index": len(self.inputs)}
        controls, self._controls = self._controls, []
        node = self.add(arg, (), attrs, name, [(dtype, dims, known)])
        self._controls = controls
        self.inputs.append(node.outputs[0])
        return node.outputs[0]

    def capture(self, tensor: Tensor) -> Tensor:
        """The argument that stands for a tensor of a surrounding graph."""
        if tensor.graph is self:
            return tensor
        if tensor.graph is not self.outer:
            assert isinstance(self.outer, FuncGraph)
            tensor = self.outer.capture(tensor)
        inner = self.captures.get(tensor)
        if inner is None:
            name = f"{tensor._op.name.rpartition('/')[2]}_captured"
            inner = self.add_input(tensor._dtype, tensor._dims, name, tensor._known)
            inner._variable = tensor._variable
            self.captures[tensor] = inner
        return inner

    def encloses(self, graph: Graph) -> bool:
        """Whether `graph` is this one or one round it."""
        return graph is self or (
            self.outer.encloses(graph) if isinstance(self.outer, FuncGraph) else graph is self.outer
        )

    def seal(self, outputs: list[Tensor]) -> None:
        """Set the results; no node is added from now on."""
        self.outputs = outputs
        self._finalized = True

    def _check_not_finalized(self) -> None:
        if self._finalized:
            raise ValueError(
                f"A tensor made inside {self.label} was used outside of it. Return it from the "
                "function that made it: what the call gives back may be used anywhere."
            )

    def _check_mine(self, element: Tensor | Operation, graph: Graph) -> None:
        if not self.encloses(graph):
            super()._check_mine(element, graph)

    def _find(self, name: str) -> Operation | None:
        return self._by_name.get(name) or self.outer._find(name)

    def _control_here(self, op: Operation) -> Operation | None:
        if op.graph is self:
            return op
        self.waits_for[op] = None
        return None
