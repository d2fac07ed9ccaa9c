"""Timeline: the step stats of a run as JSON that Chrome's `chrome://tracing` and Perfetto load.

The layout is TF1's. Process 0 has a counter for the memory of each allocator; then each device has
two processes, one for its ops, one for its tensors. Ops that overlap in time go to different lanes
(`tid`). Letters of the trace event format: M names a process, X is an op, s and t are the ends of
an arrow from op to op, N, O and D the birth, state and death of a tensor, C a counter.
"""

from __future__ import annotations

import bisect
import json
import re
from collections import Counter
from typing import Any, NamedTuple

__all__ = ["AllocationMaximum", "StepStatsAnalysis", "Timeline"]

Json = dict[str, Any]
_LABEL = re.compile(r".* = (.*)\((.*)\)")


class AllocationMaximum(NamedTuple):
    """When an allocator's tensors took the most memory, how much, and which tensors they were."""

    timestamp: int
    num_bytes: int
    tensors: set[str]


class StepStatsAnalysis(NamedTuple):
    """A trace, and the most memory that each allocator's tensors took."""

    chrome_trace: ChromeTrace
    allocator_maximums: dict[str, AllocationMaximum]


class ChromeTrace:
    """Events in the trace event format."""

    def __init__(self) -> None:
        self.metadata: list[Json] = []
        self.events: list[Json] = []

    def format_to_string(self, pretty: bool = False) -> str:
        """The JSON text."""
        trace = {"traceEvents": self.metadata + self.events}
        return json.dumps(trace, indent=4) if pretty else json.dumps(trace, separators=(",", ":"))

    def process(self, pid: int, name: str) -> None:
        """Name a process."""
        self.metadata.append(
            {"name": "process_name", "ph": "M", "pid": pid, "args": {"name": name}}
        )

    def add(self, ph: str, cat: str, name: str, pid: int, tid: int, ts: int, **more: Any) -> None:
        """Add an event; `ts` in microseconds."""
        self.events.append(
            {"ph": ph, "cat": cat, "name": name, "pid": pid, "tid": tid, "ts": ts, **more}
        )


class _Op(NamedTuple):
    """A node of the step stats, as it is shown."""

    stats: Any
    op: str
    inputs: list[str]
    pid: int
    tid: int

    @property
    def start(self) -> int:
        return int(self.stats.all_start_micros)

    @property
    def end(self) -> int:
        return self.start + int(self.stats.all_end_rel_micros)


class _Tensor:
    """A tensor, what made it, and when it was used."""

    def __init__(self, number: int, name: str, maker: _Op, pid: int, description: Any):
        self.number = number
        self.name = name
        self.maker = maker
        self.pid = pid
        self.description = description
        self.uses: list[int] = []

    @property
    def dies(self) -> int:
        """The end of the last use; of its making, if it has none."""
        return max(self.uses, default=self.maker.end)


class Timeline:
    """Shows what a run did.

    Args:
        step_stats: `run_metadata.step_stats` of a traced run, or TensorFlow's message of this kind.
        graph: accepted as in TF1.

    Example:
        >>> import json
        >>> import minigraph as tf
        >>> from minigraph.client import timeline
        >>> metadata = tf.RunMetadata()
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     y = tf.square(tf.random_uniform([2, 3]), name="y")
        ...     options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
        ...     _ = sess.run(y, options=options, run_metadata=metadata)
        >>> text = timeline.Timeline(metadata.step_stats).generate_chrome_trace_format()
        >>> events = json.loads(text)["traceEvents"]
        >>> [event["args"] for event in events if event["name"] == "Square"]
        [{'name': 'y', 'op': 'Square', 'input0': 'random_uniform/RandomUniform'}]
    """

    def __init__(self, step_stats: Any, graph: Any = None) -> None:
        self._step_stats = step_stats
        self._graph = graph

    def analyze_step_stats(
        self, show_dataflow: bool = True, show_memory: bool = True, op_time: str = "schedule"
    ) -> StepStatsAnalysis:
        """The trace as an object, and the most memory that the tensors took at once.

        Args: as for `generate_chrome_trace_format`.
        """
        return _Analysis(self._step_stats).run(show_dataflow, show_memory)

    def generate_chrome_trace_format(
        self, show_dataflow: bool = True, show_memory: bool = False, op_time: str = "schedule"
    ) -> str:
        """JSON to write to a file and load at `chrome://tracing`.

        Args:
            show_dataflow: whether arrows go from each op to those that take its result, where
                these are in another lane.
            show_memory: whether the lives of tensors and their memory are shown.
            op_time: accepted as in TF1: it makes a difference on GPUs alone.

        Returns:
            The text.
        """
        analysis = self.analyze_step_stats(show_dataflow, show_memory, op_time)
        return analysis.chrome_trace.format_to_string(pretty=True)


class _Analysis:
    """One pass over the step stats."""

    def __init__(self, step_stats: Any):
        self.trace = ChromeTrace()
        self.ops: list[_Op] = []
        self.tensors: list[_Tensor] = []
        self.by_name: dict[str, list[_Tensor]] = {}  # a node in a loop makes its tensor many times
        self.trace.process(0, "Allocators")
        for number, device in enumerate(step_stats.dev_stats):
            pid = 2 * number + 1
            self.trace.process(pid, f"{device.device} Compute")
            self.trace.process(pid + 1, f"{device.device} Tensors")
            self.read(device.node_stats, pid)

    def read(self, node_stats: Any, pid: int) -> None:
        """The ops of a device, in lanes, and their tensors."""
        free_from: list[int] = []  # of each lane
        for stats in node_stats:
            start, end = stats.all_start_micros, stats.all_start_micros + stats.all_end_rel_micros
            lane = next((i for i, free in enumerate(free_from) if free < start), len(free_from))
            free_from[lane : lane + 1] = [end]
            found = _LABEL.match(stats.timeline_label)
            op, inputs = (found[1], found[2]) if found else ("unknown", "")
            shown = _Op(stats, op, inputs.split(", ") if inputs else [], pid, lane)
            self.ops.append(shown)
            for output in stats.output:
                name = f"{stats.node_name}:{output.slot}" if output.slot else stats.node_name
                made = _Tensor(len(self.tensors), name, shown, pid + 1, output.tensor_description)
                self.tensors.append(made)
                self.by_name.setdefault(name, []).append(made)

    def run(self, show_dataflow: bool, show_memory: bool) -> StepStatsAnalysis:
        """Write all events."""
        if show_memory:
            self.births()
        arrows = 0
        for op in self.ops:
            arguments = {"name": op.stats.node_name, "op": op.op}
            arguments |= {f"input{i}": name for i, name in enumerate(op.inputs)}
            place = (op.pid, op.tid)
            self.trace.add(
                "X", "Op", op.op, *place, op.start, dur=op.end - op.start, args=arguments
            )
            for name in op.inputs:
                tensor = self.taken(name, op)
                if tensor is None:
                    continue
                tensor.uses.append(op.end - 1)
                source = (tensor.maker.pid, tensor.maker.tid)
                if show_dataflow and source != place:
                    self.trace.add("s", "DataFlow", name, *source, tensor.maker.end, id=arrows)
                    self.trace.add("t", "DataFlow", name, *place, op.start, id=arrows)
                    arrows += 1
        if not show_memory:
            return StepStatsAnalysis(self.trace, {})
        for tensor in self.tensors:
            self.trace.add("D", "Tensor", tensor.name, tensor.pid, 0, tensor.dies, id=tensor.number)
        return StepStatsAnalysis(self.trace, self.memory())

    def taken(self, name: str, op: _Op) -> _Tensor | None:
        """The tensor that an op takes: of several of that name the last one made before."""
        made = self.by_name.get(name, [])
        at = bisect.bisect_right(made, op.start, key=lambda tensor: tensor.maker.start)
        return made[max(at - 1, 0)] if made else None

    def births(self) -> None:
        """Tensors come to be."""
        for tensor in self.tensors:
            op = tensor.maker
            text = str(tensor.description).replace('"', "")
            snapshot = {"snapshot": {"tensor_description": text}}
            more = (tensor.name, tensor.pid, op.tid)
            self.trace.add("N", "Tensor", *more, op.start, id=tensor.number)
            self.trace.add("O", "Tensor", *more, op.end - 1, id=tensor.number, args=snapshot)

    def memory(self) -> dict[str, AllocationMaximum]:
        """A counter for each allocator, and its maximum."""
        changes: dict[str, list[tuple[int, int, str, int]]] = {}
        for tensor in self.tensors:
            described = tensor.description.allocation_description
            size = described.requested_bytes
            listed = changes.setdefault(described.allocator_name, [])
            listed.append((tensor.maker.start, size, tensor.name, 1))
            listed.append((tensor.dies, -size, tensor.name, -1))
        maximums = {}
        for allocator, listed in changes.items():
            total, held, most = 0, Counter[str](), AllocationMaximum(0, 0, set())
            for when, size, name, change in sorted(listed):
                total += size
                held[name] += change
                if total > most.num_bytes:
                    most = AllocationMaximum(when, total, {n for n in held if held[n] > 0})
                self.trace.add("C", "Memory", allocator, 0, 0, when, args={allocator: total})
            maximums[allocator] = most
        return maximums
