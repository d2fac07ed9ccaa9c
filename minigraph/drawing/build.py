"""Reads a graph into a picture in full detail: what becomes a node, an edge, a note.

A variable is one node: its storage, its read and its first value are one thing to a reader. Tiny
constants that belong to an operation (`pow/y`, an axis, a learning rate) become notes in it. What
makes the gradient of an operation lies in a group beside that operation, in the scope that the
operation lies in; an update lies beside its variable.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from minigraph.drawing import bookkeeping, classify
from minigraph.drawing.graph_api import GraphLike, OpLike, TensorLike
from minigraph.drawing.group import scope_path, scopes_of, title_in
from minigraph.drawing.labels import printable, value_of
from minigraph.drawing.notes import (
    AUTOMATIC_CONST,
    NOW,
    attributes_of,
    constant_text,
    known_text,
    notes_of,
)
from minigraph.drawing.options import Options
from minigraph.drawing.picture import Edge, Kind, Node, Path, Picture, Side


def build(
    graph: GraphLike,
    fetches: Collection[OpLike] | None = None,
    options: Options | None = None,
) -> Picture:
    """Makes the picture of a graph in full detail, but for what no reader wants to see.

    Args:
        graph: what to draw.
        fetches: draw only what a run of these operations executes, or the rest in grey.
        options: all settings; of interest here are `gradients`, `rest`, `everything`, `values`.

    Returns:
        The picture, in an order that depends on nothing but the graph.
    """
    return _Reader(graph, fetches, options or Options()).picture()


FAN_IN = 3  # a group of more operations is not joined to them by edges


class Home(NamedTuple):
    """Where a gradient or an update is drawn: beside its owner, with its like in one group."""

    owner: str = ""  # an operation's name, "" if there is none to be told
    frame: str = ""  # the group that all of this owner's gradient, or update, lies in; "" for none
    mirror: str = ""  # what it belongs to: the owner, or one of the owner's gradients
    update: bool = False


class _Reader:
    """The facts about one graph, gathered once, and the picture made from them."""

    def __init__(
        self, graph: GraphLike, fetches: Collection[OpLike] | None, options: Options
    ) -> None:
        self.options = options
        everything = list(graph.get_operations())
        self.roots = classify.gradient_roots(everything)
        self.backward = classify.backward_side(everything, self.roots)
        losses = {_name_of(member) for member in graph.get_collection("losses")}
        self.starts = classify.differentiated(everything, self.roots, losses)
        needed = everything if fetches is None else classify.needed_by(everything, fetches)
        self.needed = {op.name for op in needed}
        self.fetched = {op.name for op in fetches or ()}
        grey = options.rest == "grey"
        ops = everything if grey else needed
        self.users = classify.consumers(ops)
        self.unseen: dict[str, str] = {}
        if not options.everything:
            kept = self.fetched | {op.name for op in self.starts.values()}
            self.unseen = bookkeeping.unseen(ops, self.roots, kept, grey or fetches is None)
        self.state = {n for n, kind in self.unseen.items() if kind == "optimizer state"}
        hidden = self._hidden(ops) | self.unseen.keys()
        shown = [op for op in ops if op.name not in hidden]
        self.folded = self._folded_constants(shown, {op.name for op in ops})
        self.ops = [op for op in shown if op.name not in self.folded]
        self.drawn = {op.name for op in self.ops}
        self.losses = {op.name for op in self.starts.values() if self._gradients} - self.backward
        self.fed = classify.fed_by(ops, self.backward)
        self._place_all(everything)

    @property
    def _gradients(self) -> bool:
        return self.options.gradients not in (False, "off")

    def _hidden(self, ops: Sequence[OpLike]) -> set[str]:
        hidden = {op.name for op in ops if classify.is_tuple_barrier(op)}
        if not self.options.everything:
            hidden |= {op.name for op in ops if classify.passes_on(op)} - self.fetched
        if not self._gradients:
            hidden |= self.backward
            fed = classify.fed_by(ops, self.backward)
            hidden |= fed | bookkeeping.only_for(fed, ops, self.users)
        return hidden

    def _folded_constants(self, shown: list[OpLike], names: set[str]) -> dict[str, str]:
        """Tiny constants that belong to their consumers rather than to the reader, as text."""
        if self.options.everything:
            return {}
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

    # Places

    def _place_all(self, everything: Sequence[OpLike]) -> None:
        """For each operation its group, its title there, and what it is a mirror of."""
        self.paths: dict[str, Path] = {}
        self.titles: dict[str, str] = {}
        self.mirrors: dict[str, str] = {}
        known = {op.name for op in everything}
        self.homes: dict[str, Home | None] = {}
        for op in everything:  # in order: a gradient's gradient comes after it
            self.homes[op.name] = self._home(op, known)
        plain = [name for name, home in self.homes.items() if home is None and name in self.drawn]
        scopes = scopes_of(plain)
        homes = [home for name in self.drawn if (home := self.homes[name]) is not None]
        crowds = Counter((home.owner, home.frame) for home in homes)
        for op in everything:
            home = self.homes[op.name]
            if home is None:
                self.paths[op.name] = scope_path(op.name, scopes)
                self.titles[op.name] = title_in(op.name, self.paths[op.name])
                continue
            frame = home.frame
            alone = not frame or crowds[home.owner, frame] == 1
            path = self.paths.get(home.owner, ())
            self.paths[op.name] = path if alone else (*path, frame)
            mark = f"/{frame}/"
            inner = op.name.rpartition(mark if frame and mark in op.name else "/")[2]
            self.titles[op.name] = inner if classify.is_seed(op) or not alone else frame or inner
            if home.owner:
                self.mirrors[op.name] = home.mirror or home.owner

    def _home(self, op: OpLike, known: set[str]) -> Home | None:
        """Where an operation is drawn that does not lie in its own scope."""
        rest = op.name.partition("/update_")[2].split("/")
        for end in range(len(rest) - 1, 0, -1):
            variable = "/".join(rest[:end])
            if variable in known:
                return Home(variable, f"update_{rest[end - 1]}", update=True)
        twin = classify.twin_of(op)
        if twin in known:
            return self._frame_of(twin)
        root = self.roots.get(op.name)
        if root is None:
            return None
        if classify.is_seed(op):
            start = self.starts.get(root)
            return self._frame_of(start.name) if start else Home()
        inner = op.name.removeprefix(f"{root}/")
        if "/" in inner:
            return self._frame_of(_owner(inner, known))
        for user in self.users[op.name]:  # a sum of gradients: it lies beside what takes it
            home = self._home(user, known) if user.name != op.name and "/" in user.name else None
            if home and home.owner:
                same = self.roots.get(user.name) == root
                return home if same else Home(home.owner)
        return Home()

    def _frame_of(self, owner: str) -> Home:
        """The home of all that makes the gradient of an operation.

        The gradients of all that makes one gradient lie beside that gradient, in one group.
        """
        first = self.homes.get(owner)
        if first and first.frame:
            return Home(first.owner, f"{first.frame}_grad", owner)
        return Home(owner, f"{owner.rpartition('/')[2]}_grad" if owner else "")

    # Nodes

    def picture(self) -> Picture:
        title = self.options.title
        return Picture(
            title=None if title is None else printable(title),
            nodes=tuple(self._node(op) for op in self.ops),
            edges=tuple(self._edges()),
            unseen=Counter(sorted(self.unseen.values())),
        )

    def _node(self, op: OpLike) -> Node:
        mirror = self.mirrors.get(op.name)
        home = self.homes[op.name]
        side = Side.FORWARD
        if (home and home.update) or (op.name in self.fed and op.type not in ("NoOp", "Const")):
            side = Side.UPDATE
        elif op.name in self.backward:
            side = Side.BACKWARD
        return Node(
            key=op.name,
            title=printable(self.titles[op.name]),
            op=printable(op.type),
            role=classify.role_of(op, self.roots, self.losses),
            values=tuple(value_of(tensor) for tensor in op.outputs),
            notes=self._notes(op) if self.options.values is not False else (),
            path=tuple(printable(part) for part in self.paths[op.name]),
            side=side,
            mirror=mirror if mirror in self.drawn else None,
            muted=op.name not in self.needed,
            fetched=op.name in self.fetched,
            site=str(getattr(op, "_site", "")),
            attributes=attributes_of(op),
        )

    def _notes(self, op: OpLike) -> tuple[str, ...]:
        """An optimizer's constants are noted once, in its group, not in every update."""
        folded = self.folded
        optimizer = bookkeeping.optimizer_scope(op)
        if optimizer in self.drawn:
            folded = {n: t for n, t in folded.items() if not n.startswith(f"{optimizer}/")}
        notes = list(notes_of(op, folded))
        if op.type == "NoOp":
            own = [n for n in self.folded if n.rpartition("/")[0] == op.name]
            notes += [f"{printable(n.rpartition('/')[2])} = {self.folded[n]}" for n in own]
        if classify.is_update(op) and not self.options.everything:
            slots = bookkeeping.kept_state(op, self.state)
            notes += [printable(slots)] if slots else []
        known = self.options.known.get(op.name)
        text = None if known is None else known_text(known)
        notes += [f"{NOW}{text}"] if text is not None else []
        return tuple(notes)

    # Edges

    def _edges(self) -> list[Edge]:
        edges: dict[Edge, None] = {}
        for op in self.ops:
            for position, tensor in enumerate(op.inputs):
                source = tensor if self.options.everything else classify.source_of(tensor)
                if source.op.name in self.drawn:
                    edges[self._edge(op, position, source)] = None
            start = self.starts.get(self.roots.get(op.name, ""))
            if classify.is_seed(op) and start and start.name in self.drawn:
                edges[Edge(start.name, op.name, Kind.SEED)] = None
        drawn = [edge for edge in edges if edge.tail != edge.head]
        cells = [op.name for op in self.ops]
        return drawn + _without_shortcuts(cells, drawn, self._waits())

    def _edge(self, op: OpLike, position: int, source: TensorLike) -> Edge:
        tail, head = source.op.name, op.name
        value = value_of(source)
        output = list(source.op.outputs).index(source)
        writes = classify.is_update(op) and classify.is_variable(source.op)
        if writes and (position == 0 or source.dtype.name.endswith("_ref")):
            return Edge(head, tail, Kind.WRITE, value=value)
        if source.op.name in self.backward:
            kind = Kind.BACKWARD
        elif op.name in self.backward:
            kind = Kind.BORROWED
        else:
            kind = Kind.DATA
        return Edge(tail, head, kind, output, value)

    def _waits(self) -> dict[str, list[str]]:
        """For each node the nodes that it waits for without taking anything from them.

        A node takes over what the constants folded into it wait for. A wide fan-in to a group is
        not drawn: its note says how much it runs. What a gradient's seed waits for, the whole
        backward pass waits for; it is drawn once.
        """
        waits: dict[str, dict[str, None]] = defaultdict(dict)
        seeds: dict[str, set[str]] = defaultdict(set)
        for op in self.ops:
            folded = [t.op for t in op.inputs if t.op.name in self.folded]
            names = {c.name: None for one in (op, *folded) for c in one.control_inputs}
            root = self.roots.get(op.name, "")
            wide = len({c.name for c in op.control_inputs} & self.drawn) > FAN_IN
            if op.type == "NoOp" and wide:
                continue
            if classify.is_seed(op):
                seeds[root].update(names)
            elif root:
                names = {name: None for name in names if name not in seeds[root]}
            waits[op.name].update({name: None for name in names if name in self.drawn})
        return {cell: [name for name in names if name != cell] for cell, names in waits.items()}


def _owner(inner: str, known: set[str]) -> str:
    """The operation that a gradient is of, from its name within its gradient graph, or ""."""
    parts = inner.split("/")
    for end in range(len(parts) - 1):
        if parts[end].endswith("_grad"):
            owner = "/".join([*parts[:end], parts[end].removesuffix("_grad")])
            if owner in known:
                return owner
    return ""


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
