"""Reads a graph into a picture: what becomes a node, an edge, a note.

A variable is one node: its storage, its read and its first value are one thing to a reader. Tiny
constants that belong to an operation (`pow/y`, an axis, a learning rate) become notes in it. In a
large picture all that makes the gradient of one operation is one node, too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Literal

from minigraph.drawing import classify
from minigraph.drawing.graph_api import GraphLike, OpLike, TensorLike
from minigraph.drawing.group import arrange, gradient_scope, place, scopes_of
from minigraph.drawing.labels import printable, value_of
from minigraph.drawing.notes import AUTOMATIC_CONST, constant_text, notes_of
from minigraph.drawing.picture import Edge, Kind, Node, Picture, Role

FOLD_ABOVE = 60  # nodes; a larger picture shows each operation's gradient as one node

Gradients = bool | Literal["full", "folded"]


def build(
    graph: GraphLike,
    fetches: Collection[OpLike] | None = None,
    gradients: Gradients = True,
    title: str | None = None,
) -> Picture:
    """Makes the picture of a graph.

    Args:
        graph: what to draw.
        fetches: draw only what a run of these operations executes.
        gradients: "full" draws every operation of the backward pass, "folded" one node for the
            gradient of each operation, False none of it and no update that it feeds. True
            chooses "full" while the picture has at most 60 nodes.
        title: a line over the picture.

    Returns:
        The picture, in an order that depends on nothing but the graph.
    """
    reader = _Reader(graph, fetches, bool(gradients))
    if gradients == "folded" or (gradients is True and len(reader.ops) > FOLD_ABOVE):
        reader.fold_gradients()
    return reader.picture(title)


class _Reader:
    """The facts about one graph, gathered once, and the picture made from them.

    `cells` says for each operation that is drawn which node it is drawn in: its own, or that of a
    folded scope.
    """

    def __init__(
        self, graph: GraphLike, fetches: Collection[OpLike] | None, gradients: bool
    ) -> None:
        everything = list(graph.get_operations())
        self.roots = classify.gradient_roots(everything)
        self.backward = classify.backward_side(everything, self.roots)
        losses = {_name_of(member) for member in graph.get_collection("losses")}
        self.starts = classify.differentiated(everything, self.roots, losses)
        ops = everything if fetches is None else classify.needed_by(everything, fetches)
        self.fetched = {op.name for op in fetches or ()}
        self.users = classify.consumers(ops)
        hidden = self._hidden(ops, fetches is None, gradients)
        shown = [op for op in ops if op.name not in hidden]
        self.folded = self._folded_constants(shown, {op.name for op in ops})
        self.ops = [op for op in shown if op.name not in self.folded]
        self.cells = {op.name: op.name for op in self.ops}
        self.losses = {op.name for op in self.starts.values() if gradients} - self.backward

    def _hidden(self, ops: Sequence[OpLike], whole: bool, gradients: bool) -> set[str]:
        hidden = {op.name for op in ops if classify.is_tuple_barrier(op)}
        hidden |= {op.name for op in ops if classify.passes_on(op)} - self.fetched
        if whole:
            hidden |= classify.initializers(ops, self.users)
            started = {op.name for op in self.starts.values()}
            hidden |= classify.dead_gradients(ops, self.roots, self.users, kept=started)
            hidden |= classify.unread_shapes(ops, self.users)
        if not gradients:
            hidden |= self.backward
            fed = classify.fed_by(ops, self.backward)
            hidden |= fed | classify.only_for(fed, ops, self.users)
        return hidden

    def _folded_constants(self, shown: list[OpLike], names: set[str]) -> dict[str, str]:
        """Tiny constants that belong to their consumers rather than to the reader, as text."""
        visible = {op.name for op in shown}
        folded = {}
        for op in shown:
            users = [user for user in self.users[op.name] if user.name in visible]
            if op.type != "Const" or not users or op.name in self.fetched or classify.is_seed(op):
                continue
            scope, _, last = op.name.rpartition("/")
            belongs = (
                scope in names
                or op.name in self.roots
                or AUTOMATIC_CONST.fullmatch(last)
                or any(classify.is_update(user) for user in users)
            )
            text = constant_text(op) if belongs else None
            if text is not None:
                folded[op.name] = text
        return folded

    def fold_gradients(self) -> None:
        """From now on all of `gradients/x_grad/` is drawn in one node."""
        scopes = {op.name: gradient_scope(op.name) for op in self.ops if op.name in self.roots}
        sizes = Counter(scopes.values())
        for name, scope in scopes.items():
            if scope and sizes[scope] > 1:
                self.cells[name] = scope

    def picture(self, title: str | None) -> Picture:
        cells: dict[str, list[OpLike]] = defaultdict(list)
        for op in self.ops:
            cells[self.cells[op.name]].append(op)
        scopes = scopes_of(cells)
        nodes = [self._node(cell, ops, scopes) for cell, ops in cells.items()]
        return Picture(
            title=None if title is None else printable(title),
            root=arrange(nodes, set(self.roots.values())),
            edges=tuple(self._edges(list(cells))),
        )

    # Nodes

    def _node(self, cell: str, ops: list[OpLike], scopes: set[str]) -> Node:
        if len(ops) > 1:
            return self._folded_node(cell, ops, scopes)
        op = ops[0]
        path, title = self._place(op, scopes)
        return Node(
            key=cell,
            title=printable(title),
            op=printable(op.type),
            role=classify.role_of(op, self.roots, self.losses),
            values=tuple(value_of(tensor) for tensor in op.outputs),
            notes=notes_of(op, self.folded),
            path=path,
        )

    def _folded_node(self, scope: str, ops: list[OpLike], scopes: set[str]) -> Node:
        """One node for all that makes the gradient of one operation; its values are what leaves."""
        path, title = place(scope, self.roots[ops[0].name], scopes)
        leaving = {
            classify.source_of(tensor).name: tensor
            for op in self.ops
            if self.cells[op.name] != scope
            for tensor in op.inputs
        }
        values = [value_of(t) for op in ops for t in op.outputs if t.name in leaving]
        return Node(
            key=scope,
            title=printable(title),
            op=f"{len(ops)} operations",
            role=Role.GRADIENT,
            values=tuple(values or [value_of(t) for t in ops[-1].outputs]),
            notes=(),
            path=path,
            members=tuple(op.name for op in ops),
        )

    def _place(self, op: OpLike, scopes: set[str]) -> tuple[tuple[str, ...], str]:
        """The group and title of an operation: its own scope, with two exceptions.

        An optimizer's update lies beside its variable. A sum of gradients (`gradients/AddN`) lies
        in no scope; it is drawn in the frame of the operation that it is the gradient for.
        """
        root = self.roots.get(op.name)
        if classify.is_update(op):
            variable = op.inputs[0].op.name
            if f"/update_{variable}/" in f"/{op.name}":
                path, title = place(variable, None, scopes)
                return path, f"update_{title}"
        if root and op.name.rpartition("/")[0] == root:
            users = [user.name for user in self.users[op.name] if self.roots.get(user.name) == root]
            scope = gradient_scope(users[0]) if users else None
            if scope:
                return place(scope, root, set())[0], op.name.rpartition("/")[2]
        return place(op.name, root, scopes)

    # Edges

    def _edges(self, cells: list[str]) -> list[Edge]:
        edges: dict[Edge, None] = {}
        for op in self.ops:
            for position, tensor in enumerate(op.inputs):
                source = classify.source_of(tensor)
                if source.op.name in self.cells:
                    edges[self._edge(op, position, source)] = None
            start = self.starts.get(self.roots.get(op.name, ""))
            if classify.is_seed(op) and start and start.name in self.cells:
                edges[Edge(self.cells[start.name], self.cells[op.name], Kind.SEED)] = None
        drawn = [edge for edge in edges if edge.tail != edge.head]
        return drawn + _without_shortcuts(cells, drawn, self._waits())

    def _edge(self, op: OpLike, position: int, source: TensorLike) -> Edge:
        tail, head = self.cells[source.op.name], self.cells[op.name]
        value = value_of(source)
        writes = classify.is_update(op) and classify.is_variable(source.op)
        if writes and (position == 0 or source.dtype.name.endswith("_ref")):
            return Edge(head, tail, Kind.WRITE, value=value)
        if source.op.name in self.backward:
            kind = Kind.BACKWARD
        elif op.name in self.backward:
            kind = Kind.BORROWED
        else:
            kind = Kind.DATA
        return Edge(tail, head, kind, value=value)

    def _waits(self) -> dict[str, list[str]]:
        """For each node the nodes that it waits for without taking anything from them.

        A node takes over what the constants folded into it wait for. Of a NoOp that ends a run
        (`train`, `init`, and groups that only these wait for) the fan-in is not drawn: its note
        says what it runs. What a gradient's
        seed waits for, the whole backward pass waits for; it is drawn once.
        """
        waits: dict[str, dict[str, None]] = defaultdict(dict)
        seeds: dict[str, set[str]] = defaultdict(set)
        ends: set[str] = set()
        for op in reversed(self.ops):
            if op.type == "NoOp" and all(user.name in ends for user in self.users[op.name]):
                ends.add(op.name)
        for op in self.ops:
            if op.name in ends:
                continue
            folded = [t.op for t in op.inputs if t.op.name in self.folded]
            names = {c.name: None for one in (op, *folded) for c in one.control_inputs}
            root = self.roots.get(op.name, "")
            if classify.is_seed(op):
                seeds[root].update(names)
            elif root:
                names = {name: None for name in names if name not in seeds[root]}
            cell = self.cells[op.name]
            waits[cell].update({self.cells[name]: None for name in names if name in self.cells})
        return {cell: [name for name in names if name != cell] for cell, names in waits.items()}


def _without_shortcuts(
    cells: list[str], edges: list[Edge], waits: dict[str, list[str]]
) -> list[Edge]:
    """The control edges, save where another path already leads from the tail to the head."""
    inputs: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        if edge.kind is not Kind.WRITE:
            inputs[edge.head].append(edge.tail)
    tails = dict.fromkeys(name for names in waits.values() for name in names)
    bits = {name: 1 << i for i, name in enumerate(tails)}
    behind: dict[str, int] = {}  # which of the tails lie at or before each node
    found = []
    for cell in cells:
        before = [*inputs[cell], *waits.get(cell, ())]
        mask = bits.get(cell, 0)
        for name in before:
            mask |= behind.get(name, 0)
        behind[cell] = mask
        for tail in waits.get(cell, ()):
            others = [*inputs[cell], *(name for name in waits[cell] if name != tail)]
            if not any(behind.get(name, 0) & bits[tail] for name in others):
                found.append(Edge(tail, cell, Kind.CONTROL))
    return found


def _name_of(member: object) -> str:
    """The operation's name of what a collection holds, "" for neither tensor nor operation."""
    return str(getattr(getattr(member, "op", member), "name", ""))
