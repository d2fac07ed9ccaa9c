"""Requests: one set of fetches and fed tensors, with a plan for each set of shapes that comes.

A size that has come in `_LOOSEN` different values is left open in the plans made from then on, so
ragged batches don't fill the cache; beyond `_KEPT` plans the least recently used one goes.
"""

from __future__ import annotations

import contextvars
import functools
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from minigraph.core.denormals import flushing
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.shapes import Dims, merge
from minigraph.plan.options import Options
from minigraph.plan.plan import Plan
from minigraph.run.blas import limited
from minigraph.run.feeds import Feed
from minigraph.run.recorder import Recorder
from minigraph.run.store import Store
from minigraph.run.trace import Trace, made_of
from minigraph.run.traps import SkippedUpdates

__all__ = ["Request", "runner", "traced_runner"]

_LOOSEN = 4
_KEPT = 32
_KEPT_TRACED = 4


def runner(plan: Plan, store: Store) -> Callable[..., Any]:
    """A function that runs the plan on a session's store; any number of threads may call it.

    Every call has a workspace (the plan's buffers) of its own, kept for the next one. It runs in a
    context in which NumPy is silent about overflow and division by zero, as TensorFlow is.
    """
    workspace = _workspaces(plan, store)
    idle: list[Callable[..., Any]] = []

    def run(*arrays: Any) -> Any:
        try:
            step = idle.pop()
        except IndexError:
            step = workspace()
        try:
            return step(*arrays)
        except Exception as error:
            better = plan.explain_error(error)
            if better is error:
                raise
            raise better from error
        finally:
            idle.append(step)

    return run


def traced_runner(plan: Plan, store: Store) -> Callable[..., tuple[Any, Trace]]:
    """The same for a watched plan: a function that gives the results and what the run did.

    It takes whether to look for NaN and inf, then the feeds.
    """
    workspace = _workspaces(plan, store)
    idle: list[tuple[Recorder, Callable[..., Any]]] = []

    def run(check_numerics: bool, *arrays: Any) -> tuple[Any, Trace]:
        try:
            recorder, step = idle.pop()
        except IndexError:
            recorder = Recorder()
            step = workspace(recorder)
        recorder.check_numerics = check_numerics
        try:
            result = step(*arrays)
        except Exception as error:
            better = plan.explain_error(error)
            if better is error:
                raise
            raise better from error
        with np.errstate(all="ignore"):
            trace = made_of(plan, recorder)
        idle.append((recorder, step))
        return result, trace

    return run


def _workspaces(plan: Plan, store: Store) -> Callable[..., Callable[..., Any]]:
    """A function that makes the plan's program, with buffers of its own."""
    cells = [store.cell(v) for v in plan.variables]
    streams = [store.stream(op) for op in plan.streams]

    def workspace(*watch: Any) -> Callable[..., Any]:
        with np.errstate(all="ignore"):
            context = contextvars.copy_context()
        step = plan.make(cells, store.lock, streams, *watch)
        step = limited(functools.partial(context.run, step), plan.blas_threads)
        return flushing(step) if plan.flushes else step

    return workspace


class Request:
    """What `run` does for one set of fetches and one set of fed tensors."""

    def __init__(
        self,
        elements: list[Tensor | Operation],
        finish: Callable[[Any], Any] | None,
        keys: tuple[Any, ...],
        tensors: list[Tensor],
        store: Store,
        updates: SkippedUpdates,
        options: Options,
    ):
        self.elements = elements
        self.keys = keys
        self.feeds = [Feed(t) for t in tensors]
        self.store = store
        self.updates = updates
        self.options = options
        self._runners: OrderedDict[Any, Callable[..., Any]] = OrderedDict()
        self._traced: OrderedDict[Any, Callable[..., tuple[Any, Trace]]] = OrderedDict()
        self._seen: dict[tuple[int, int], set[int]] = defaultdict(set)
        self._loose: set[tuple[int, int]] = set()
        self.finish = finish  # from what the plan gives to what the caller asked for

    def run(self, values: Any) -> Any:
        """Run with the values of the fed tensors, in this request's order."""
        if len(values) == 1:  # the usual case, without an iterator
            (value,) = values
            raw = self.run_arrays([self.feeds[0].convert(value)])
        else:
            raw = self.run_arrays([f.convert(v) for f, v in zip(self.feeds, values, strict=True)])
        return raw if self.finish is None else self.finish(raw)

    def run_traced(self, values: Any, check_numerics: bool = True) -> tuple[Any, Trace]:
        """Run, and say what the run did."""
        arrays = [f.convert(v) for f, v in zip(self.feeds, values, strict=True)]
        dims = self._dims(tuple([a.shape if type(a) is np.ndarray else () for a in arrays]))
        run = self._traced.get(dims)
        if run is None:
            plan = self.plan(list(dims), watched=True)
            run = self.updates.watched(plan, traced_runner(plan, self.store))
            self._traced[dims] = run
            while len(self._traced) > _KEPT_TRACED:
                self._traced.popitem(last=False)
        raw, trace = run(check_numerics, *arrays)
        return (raw if self.finish is None else self.finish(raw)), trace

    def run_arrays(self, arrays: list[Any]) -> Any:
        """Run with converted arrays; the raw result of the plan."""
        shapes = tuple([a.shape if type(a) is np.ndarray else () for a in arrays])
        run = self._runners.get(shapes)
        if run is None:
            run = self._runner_for(shapes)
        elif len(self._runners) > 1:
            self._mark_used(shapes)
        return run(*arrays)

    def _mark_used(self, dims: Any) -> None:
        try:
            self._runners.move_to_end(dims)
        except KeyError:
            return  # another thread has just let it go

    def _dims(self, shapes: tuple[Any, ...]) -> tuple[Any, ...]:
        """The shapes to plan for: a size that has come in many values is left open."""
        for number, shape in enumerate(shapes):
            for axis, size in enumerate(shape):
                seen = self._seen[number, axis]
                seen.add(size)
                if len(seen) >= _LOOSEN:
                    self._loose.add((number, axis))
        return tuple(
            [
                tuple([None if (n, a) in self._loose else s for a, s in enumerate(shape)])
                for n, shape in enumerate(shapes)
            ]
        )

    def _runner_for(self, shapes: tuple[Any, ...]) -> Callable[..., Any]:
        dims = self._dims(shapes)
        run = self._runners.get(dims)
        if run is None:
            run = self.runner(list(dims))
            self._runners[dims] = run
            while len(self._runners) > _KEPT:
                self._runners.popitem(last=False)
        else:
            self._mark_used(dims)
        return run

    def runner(self, dims: list[Dims]) -> Callable[..., Any]:
        """A function that runs the plan for these shapes of the feeds."""
        plan = self.plan(dims)
        return self.updates.watched(plan, runner(plan, self.store))

    def plan(self, dims: list[Dims], watched: bool = False) -> Plan:
        """The plan for these shapes of the feeds."""
        feeds = [
            (f.tensor, merge(d, f.tensor._dims)) for f, d in zip(self.feeds, dims, strict=True)
        ]
        return Plan(self.elements, feeds, watched, self.options)
