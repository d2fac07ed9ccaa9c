"""Heat: what a traced run has spent on each node, and where NaN and inf first came up.

The trace of a run (`Session.trace`, or the RunMetadata of a run with FULL_TRACE) speaks of the
nodes by name. What the compiled run folded, shared or dropped has no cost: it has not run. What is
no node of its own in the picture counts for the node that it is drawn in.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from minigraph.drawing.picture import Cost, Kind, Node, Picture

LEVELS = 10  # colours, from cold to hot
_WORDS = {"nan": "NaN", "inf": "inf"}
_CARRIES = (Kind.DATA, Kind.BORROWED, Kind.BACKWARD)


class FlowLike(Protocol):
    """A tensor that a step of a run put out, by its name."""

    @property
    def name(self) -> str: ...

    @property
    def has_nan(self) -> bool: ...

    @property
    def has_inf(self) -> bool: ...


class RowLike(Protocol):
    """A step of a run."""

    @property
    def node(self) -> str: ...

    @property
    def within(self) -> str: ...

    @property
    def outputs(self) -> Sequence[FlowLike]: ...


class TotalLike(Protocol):
    """All that a run spent on a node."""

    @property
    def nanoseconds(self) -> int: ...

    @property
    def bytes(self) -> int: ...


class TraceLike(Protocol):
    """What a run did, as `minigraph.run.trace.Trace` tells it."""

    @property
    def rows(self) -> Sequence[RowLike]: ...

    def totals(self) -> Mapping[str, TotalLike]: ...

    def origins(self, what: Any) -> Sequence[RowLike]: ...


def trace_in(heat: Any) -> TraceLike:
    """The trace that `tf.draw(heat=...)` was given: a Trace, or the RunMetadata of a traced run.

    Raises:
        TypeError: it is neither.
        ValueError: the run was not traced.
    """
    if not hasattr(heat, "totals") and hasattr(heat, "step_stats"):
        heat = getattr(heat, "trace", None)
        if heat is None:
            raise ValueError(
                "heat= has no trace: give the RunMetadata to session.run(..., options="
                "tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE), run_metadata=metadata) first"
            )
    if not hasattr(heat, "totals") or not hasattr(heat, "origins"):
        raise TypeError(
            f"heat= takes what Session.trace gives or a RunMetadata, not {type(heat).__name__}"
        )
    trace: TraceLike = heat
    return trace


def heated(picture: Picture, trace: TraceLike) -> Picture:
    """The picture with the costs of a run in its nodes, NaN and inf where they began."""
    totals = trace.totals()
    alarms = _alarms(trace, {node.key for node in picture.nodes})
    nodes = []
    for node in picture.nodes:
        total = totals.get(node.key)
        cost = None if total is None else Cost(total.nanoseconds, total.bytes)
        words = [word for slot in alarms.get(node.key, {}).values() for word in slot]
        nodes.append(replace(node, cost=cost, alarm=_joined(words)))
    edges = [
        replace(edge, alarm=_joined(alarms.get(edge.tail, {}).get(edge.output, ())))
        if edge.kind in _CARRIES
        else edge
        for edge in picture.edges
    ]
    return replace(picture, nodes=tuple(nodes), edges=tuple(edges))


def _alarms(trace: TraceLike, drawn: set[str]) -> dict[str, dict[int, list[str]]]:
    """Node -> output -> what first came out of it.

    What happened within a loop or branch is told of the node that holds it.
    """
    found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    holder = {row.node: row.within for row in trace.rows}
    rows = {row.node: row for row in trace.rows}
    for what, word in _WORDS.items():
        for row in trace.origins(what):
            key = row.node
            while key not in drawn and holder.get(key):
                key = holder[key]
            if key not in drawn:
                continue
            slots = [_slot(flow.name) for flow in rows[key].outputs if getattr(flow, f"has_{what}")]
            for slot in slots or [-1]:
                found[key][slot].append(word)
    return found


def _slot(name: str) -> int:
    """The number of an output from a tensor's name."""
    number = name.rpartition(":")[2]
    return int(number) if number.isdigit() else 0


def _joined(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))


class Heat:
    """How hot the nodes of one picture are, one beside the other."""

    def __init__(self, nodes: Iterable[Node], by: str) -> None:
        self.by = by
        costs = [node.cost for node in nodes if node.cost]
        self.known = bool(costs)
        amounts = [self.amount(cost) for cost in costs]
        self.total, self.most = sum(amounts), max(amounts, default=0)

    def amount(self, cost: Cost) -> int:
        """Nanoseconds or bytes."""
        return cost.time if self.by == "time" else cost.bytes

    def level(self, cost: Cost | None) -> int | None:
        """The colour of a node: 0 for next to nothing, 9 for the hottest; None without a trace.

        It grows with the square root, so that what takes a hundredth can be told from nothing.
        """
        if not self.known:
            return None
        if cost is None or not self.most:
            return 0
        return round((LEVELS - 1) * math.sqrt(self.amount(cost) / self.most))

    def figures(self, cost: Cost) -> str:
        """ "1.2 ms, 34 %"; "" of what took nothing."""
        amount = self.amount(cost)
        share = 100 * amount / self.total if self.total else 0
        shown = "<1" if share < 1 else f"{share:.0f}"
        return f"{self.text(amount)}, {shown} %" if amount else ""

    def text(self, amount: int) -> str:
        """An amount with its unit."""
        return time_text(amount) if self.by == "time" else bytes_text(amount)

    def legend(self) -> str:
        """What the colours mean; "" without a trace."""
        what = "time" if self.by == "time" else "bytes put out"
        return f"heat: {what}, {self.text(self.total)} in all" if self.known else ""


def time_text(nanoseconds: int) -> str:
    """A duration in three digits.

    Example:
        >>> from minigraph.drawing.heat import time_text
        >>> time_text(950), time_text(1234567), time_text(25 * 10**9)
        ('0.95 us', '1.23 ms', '25 s')
    """
    for size, unit in ((10**9, "s"), (10**6, "ms")):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds / 1000:.3g} us"


def bytes_text(count: int) -> str:
    """A size in three digits.

    Example:
        >>> from minigraph.drawing.heat import bytes_text
        >>> bytes_text(12), bytes_text(4 << 20)
        ('12 B', '4 MiB')
    """
    for size, unit in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} B"
