"""Step stats: a trace as the messages in which TF1 programs read it.

Names are TensorFlow's: a feed is `_arg_x_0_0`, the copying of a fetch `_retval_y_0_0`, numbered in
the order of their tensors' names, and each label reads `node = Op(inputs, ^controls)`.
"""

from __future__ import annotations

import threading
from typing import Any

from minigraph.io.step_stats import NodeExecStats, StepStats
from minigraph.run.trace import Flow, Row, Trace

__all__ = ["DEVICE", "fill"]

DEVICE = "/job:localhost/replica:0/task:0/device:CPU:0"
_ALLOCATOR = "cpu"


def fill(step_stats: StepStats, trace: Trace) -> None:
    """Write a trace into an empty message."""
    device = step_stats.dev_stats.add(device=DEVICE)
    feeds = _numbered([row.outputs[0].name for row in trace.rows if row.role == "feed"])
    fetches = _numbered([row.node for row in trace.rows if row.role == "fetch"])
    arguments = {name: f"_arg_{text}" for name, text in feeds.items()}
    thread = threading.get_native_id() & 0xFFFFFFFF
    for row in trace.rows:
        stats = device.node_stats.add(thread_id=thread)
        name, op = row.node, row.op
        if row.role == "feed":
            name, op = arguments[row.outputs[0].name], "_Arg"
        elif row.role == "fetch":
            name = f"_retval_{fetches[row.node]}"
        inputs = [arguments.get(flow.name, _short(flow.name)) for flow in row.inputs if flow.name]
        inputs += [f"^{control}" for control in row.controls]
        stats.node_name = name
        stats.timeline_label = f"{name} = {op}({', '.join(inputs)})"
        _times(stats, row)
        for slot, flow in enumerate(row.outputs):
            _output(stats, slot, flow, row)


def _numbered(names: list[str]) -> dict[str, str]:
    """Tensor name -> `node_slot_number`."""
    return {name: f"{name.replace(':', '_')}_{n}" for n, name in enumerate(sorted(set(names)))}


def _short(name: str) -> str:
    return name.removesuffix(":0")


def _times(stats: NodeExecStats, row: Row) -> None:
    """When it ran. Start and end are each rounded down to micros, so that none overlap."""
    stats.scheduled_nanos = stats.all_start_nanos = row.start
    stats.scheduled_micros = stats.all_start_micros = row.start // 1000
    stats.op_end_rel_nanos = stats.all_end_rel_nanos = row.nanoseconds
    stats.op_end_rel_micros = stats.all_end_rel_micros = row.end // 1000 - row.start // 1000


def _output(stats: NodeExecStats, slot: int, flow: Flow, row: Row) -> None:
    """An output: its type, shape and memory."""
    described = stats.output.add(slot=slot).tensor_description
    described.dtype = flow.dtype.as_datatype_enum
    for size in flow.shape:
        described.shape.dim.add(size=size)
    described.shape.SetInParent()
    memory = described.allocation_description
    memory.requested_bytes = flow.bytes
    memory.allocator_name = _ALLOCATOR
    memory.ptr = flow.address
    if row.role == "read":
        stats.memory_stats.persistent_memory_size += flow.bytes
        return
    if row.role == "feed" or any(flow.address and flow.address == i.address for i in row.inputs):
        return  # the caller's memory, or an input's
    memory.allocated_bytes = flow.bytes
    if not stats.memory:
        stats.memory.add(allocator_name=_ALLOCATOR)
    used: Any = stats.memory[0]
    used.total_bytes += flow.bytes
    used.peak_bytes += flow.bytes
    used.live_bytes += flow.bytes
    used.allocation_records.add(alloc_micros=row.start // 1000, alloc_bytes=flow.bytes)
