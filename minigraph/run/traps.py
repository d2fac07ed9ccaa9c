"""Traps: what runs without an error, and is still hardly what its author wants.

A graph that grows between runs (ops are made inside of the training loop), and updates of batch
normalization that no training step runs. Each is told once, with the line of the program; neither
costs a run anything that does not fall into it.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from minigraph.core.graph import Graph
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Operation
from minigraph.core.sites import Site, warn_at
from minigraph.plan.plan import Plan
from minigraph.plan.select import select

__all__ = ["Growth", "SkippedUpdates"]

_GROWN = 50  # so often one line must have added nodes between runs
_SKIPPED = 100  # training steps


class Growth:
    """Notices that one line adds nodes between runs, again and again.

    A run that finds everything in the session's tables pays nothing: the graph's next node empties
    the tables (`forget`), and what fills them again asks `check`.
    """

    def __init__(self, graph: Graph, forget: Callable[[], None]):
        self._graph = graph
        self._forget = forget
        self._armed = False
        self._grown_by: Site | None = None
        self._times: dict[Site, int] = {}
        self._told = False

    def check(self) -> None:
        """Called by a run that had to look further: has the graph grown since the last one?"""
        if self._told:
            return
        if not self._armed:
            self._armed = True
            self._graph._watchers.append(weakref.WeakMethod(self._note))
        if self._grown_by is not None:
            site, self._grown_by = self._grown_by, None
            self._times[site] = self._times.get(site, 0) + 1
            if self._times[site] >= _GROWN:
                self._tell(site)

    def _note(self, op: Operation) -> None:
        """Called by the graph for the first node after a run."""
        self._armed = False
        self._grown_by = op._site
        self._forget()

    def _tell(self, site: Site) -> None:
        self._told = True
        self._times.clear()
        warn_at(
            site,
            f"This line has added nodes to the graph between runs {_GROWN} times: the graph has "
            f"{self._graph.version} nodes by now, memory and time grow with every step. Build what "
            "is run before the loop, feed what changes through a placeholder, and call "
            "graph.finalize() to have such a line refused.",
        )


class SkippedUpdates:
    """Notices training steps without the updates (UPDATE_OPS) of layers that they run."""

    def __init__(self, graph: Graph):
        self._graph = graph
        self._ran: set[Operation] = set()
        self._steps = 0
        self._told = False

    def watched(self, plan: Plan, run: Callable[..., Any]) -> Callable[..., Any]:
        """`run`, or a function that also counts, if it is a training step that skips updates."""
        collected = self._graph.get_collection(GraphKeys.UPDATE_OPS)
        updates = [op for op in collected if isinstance(op, Operation)]
        steps = self._graph.get_collection(GraphKeys.TRAIN_OP)
        if self._told or not updates or not steps:
            return run
        fed = [tensor for tensor, _ in plan.feeds]
        needed: set[Any] = {getattr(f, "_op", f) for f in plan.fetches if f not in fed}
        selected = set(select(needed, fed).ops)
        self._ran |= selected & set(updates)
        if selected.isdisjoint(steps):
            return run
        skipped = [u for u in updates if u not in selected and _concerns(u, selected)]
        if not skipped:
            return run

        def counted(*arrays: Any) -> Any:
            result = run(*arrays)
            self._count(skipped)
            return result

        return counted

    def _count(self, skipped: list[Operation]) -> None:
        self._steps += 1
        if self._told or self._steps < _SKIPPED:
            return
        self._told = True
        never = [op for op in skipped if op not in self._ran]
        if never:
            names = ", ".join(op.name for op in never[:4]) + (", ..." if len(never) > 4 else "")
            warn_at(
                never[0]._site,
                f"{_SKIPPED} training steps have run, but not the updates of this layer ({names}): "
                "its moving averages are still what they were initialized to, and the network will "
                "be wrong at test time. Run them with each step: with tf.control_dependencies("
                "tf.get_collection(tf.GraphKeys.UPDATE_OPS)): train = optimizer.minimize(loss).",
            )


def _concerns(update: Operation, selected: set[Operation]) -> bool:
    """Whether an update uses something that a run computes (and not only variables and inputs)."""
    return any(op.inputs and not _is_read(op) and op in selected for op in select([update], ()).ops)


def _is_read(op: Operation) -> bool:
    return op.type == "Identity" and op.outputs[0]._variable is not None
