"""Ending: how a generated program ends: what it returns, and what it leaves in the variables.

Nothing that is returned shares memory with a feed, a variable or a buffer, and all variables are
stored at the end, when nothing can fail any more.
"""

from __future__ import annotations

from minigraph.core.nodes import Operation
from minigraph.plan.buffers import Roots
from minigraph.plan.in_place import changing, is_at_once, update_work
from minigraph.plan.options import Options
from minigraph.plan.values import Block, Step, Value
from minigraph.plan.work import THREADED
from minigraph.plan.writer import Writer

__all__ = ["Ending"]


class Ending(Writer):
    """Writes the last lines.

    Args:
        block: the program's steps and results.
        feeds: its arguments.
        writes: the variables' new values.
        given_back: for each result, whether it is a fetch of a fed tensor itself.
        options: what is left out.

    Attributes:
        recycled: the new values that are written over older ones of their variables.
        in_place: new value of a variable -> its old one, in whose array it is made.
        threaded: what is divided among threads.
        read_names: variable -> what the source calls its values where it reads them.
    """

    def __init__(
        self,
        block: Block,
        feeds: list[Value],
        writes: list[tuple[Operation, Value]],
        given_back: list[bool],
        options: Options,
    ):
        super().__init__(feeds)
        self.block = block
        self.given_back = given_back
        self.feeds = feeds
        self.writes = writes
        self.options = options
        self.recycled: dict[Value, Operation] = {}
        self.in_place: dict[Value, Value] = {}
        self.threaded: list[str] = []
        self.read_names: dict[Operation, list[str]] = {}

    def threads_for(self, work: int) -> int:
        """How many threads pay for so many elements in so many steps."""
        threads = self.options.threads if self.options.has("threads") else 1
        return threads if work >= THREADED else 1

    def fresh(self, value: Value, indent: int, step: Step) -> str:
        """An array for a variable's new value: its array of the run before last, or a new one."""
        number = list(self.recycled).index(value)
        name = f"n{number}"
        new = f"np.empty({value.dims}, np.{value.dtype.name})"
        self.row(indent, f"{name} = spare[{number}]", step)
        self.row(indent, f"if {name} is None: {name} = {new}", step)
        self.row(indent, f"spare[{number}] = None", step)
        return name

    def finish(self, roots: Roots, indent: int) -> None:
        """Copy what is returned, store the variables, return."""
        owned: set[Value] = set()  # memory that is given away already
        stored = []
        for variable, value in self.writes:
            text = self.name(value)
            if value in self.in_place:
                text = self.own(variable, self.name(self.in_place[value]))
            elif not self.gives_away(value, roots, owned):
                text = f"copied({text})"
            stored.append((variable, text, value))
        results = self.results(roots, owned, indent)
        returned = results[0] if len(results) == 1 else f"({', '.join(results)})"
        if not self.writes:
            self.row(indent, f"return {returned}")
            return
        self.row(indent, f"r = {returned}")
        for number, (_, text, _value) in enumerate(stored):
            if not text.isidentifier():
                self.row(indent, f"v{number} = {text}")
        named = {
            value: text if text.isidentifier() else f"v{number}"
            for number, (_, text, value) in enumerate(stored)
        }
        self.changes(named, indent)
        for variable, _, value in stored:
            self.row(indent, f"{self.cell(variable)}[0] = {named[value]}")
            if value in self.recycled:
                self.recycle(variable, value, indent)
        self.row(indent, "return r")

    def changes(self, named: dict[Value, str], indent: int) -> None:
        """Change variables in place; many elements at once on several threads."""
        steps = [s for s in dict.fromkeys(v.step for v in self.in_place) if s is not None]
        shared = [step for step in steps if is_at_once(step)]
        threads = self.threads_for(update_work(shared))
        if threads > 1:
            steps = [step for step in steps if step not in shared]
            self.row(indent, "def update(k):")
            for step in shared:
                self.change(step, named, indent + 1, threads)
            self.row(indent, f"spread(update, range({threads}))")
            self.threaded.append("updates")
        for step in steps:
            self.change(step, named, indent)

    def change(self, step: Step, named: dict[Value, str], indent: int, threads: int = 1) -> None:
        """The line of one change in place."""
        arrays = [named[value] for value in step.outputs]
        line = changing(step, arrays, self.name, self.constant, threads)
        self.namespace.update(line.names or {})
        self.row(indent, line.text, step)
        self.change_done(step, arrays, indent)

    def results(self, roots: Roots, owned: set[Value], indent: int) -> list[str]:
        """The expressions of what is returned."""
        texts = []
        for value, given_back in zip(self.block.results, self.given_back, strict=True):
            text = self.name(value)
            if value.is_scalar and given_back and value.dtype.is_numpy_compatible:
                text = f"np.array({text})"  # as TF1: a fed scalar comes back as an array
            elif not self.gives_away(value, roots, owned):
                text = f"copied({text})"
            texts.append(text)
        return texts

    def own(self, variable: Operation, old: str) -> str:
        """A variable's array if only this run and the cell hold it, else a copy."""
        holders = len(self.read_names.get(variable, ())) + 2
        alone = f"getrefcount({old}) <= {holders} and {old}.flags.owndata and {old}.flags.writeable"
        return f"{old} if {alone} else {old}.copy()"

    def recycle(self, variable: Operation, value: Value, indent: int) -> None:
        """Keep the variable's old array for the next run if nobody else holds it."""
        names = self.read_names.get(variable, [])
        if not names:
            return
        number, old = list(self.recycled).index(value), names[-1]
        alone = f"getrefcount({old}) <= {len(names) + 1} and {old}.flags.owndata"
        fits = f"{old}.shape == {value.dims}"
        self.row(indent, f"if {old} is not None and {alone} and {fits}: spare[{number}] = {old}")

    def gives_away(self, value: Value, roots: Roots, owned: set[Value]) -> bool:
        """Whether a value may leave as it is: a scalar, or memory that nothing else shows."""
        if value.is_scalar or not value.dtype.is_numpy_compatible:
            return True  # lists and tables are never changed
        if value in owned or not roots.is_made_here(value) or value in self.places:
            return False
        if value.dims is None:
            return False  # it may turn out to have rank 0, which a copy makes a scalar
        owned.add(value)
        return True

    def change_done(self, step: Step, arrays: list[str], indent: int) -> None:
        """The line of a change in place is written; it changes `arrays`."""
