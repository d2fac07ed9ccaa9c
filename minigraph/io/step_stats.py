"""What a traced run reports: RunMetadata and the messages in it, with TensorFlow's field numbers.

Times are given twice, in microseconds and in nanoseconds; `all_start` counts from 1970, the others
from it.
"""

from __future__ import annotations

from typing import ClassVar

from minigraph.io.messages import Field, Message
from minigraph.io.tensor_proto import PROTO_NAMES, TensorShapeProto

__all__ = [
    "AllocationDescription",
    "AllocationRecord",
    "AllocatorMemoryUsed",
    "CostGraphDef",
    "DeviceStepStats",
    "MemoryStats",
    "NodeExecStats",
    "NodeOutput",
    "PartitionGraphDef",
    "StepStats",
    "TensorDescription",
]


class AllocationDescription(Message):
    """The memory of a tensor."""

    FIELDS = (
        Field("requested_bytes", 1, "int64"),
        Field("allocated_bytes", 2, "int64"),
        Field("allocator_name", 3, "string"),
        Field("allocation_id", 4, "int64"),
        Field("has_single_reference", 5, "bool"),
        Field("ptr", 6, "uint64"),
    )


class TensorDescription(Message):
    """A tensor without its values."""

    FIELDS = (
        Field("dtype", 1, "enum"),
        Field("shape", 2, TensorShapeProto),
        Field("allocation_description", 4, AllocationDescription),
    )
    NAMES: ClassVar = {"dtype": PROTO_NAMES}


class NodeOutput(Message):
    """An output of a node."""

    FIELDS = (Field("slot", 1, "int32"), Field("tensor_description", 3, TensorDescription))


class AllocationRecord(Message):
    """Memory that was taken, or given back if `alloc_bytes` is negative."""

    FIELDS = (Field("alloc_micros", 1, "int64"), Field("alloc_bytes", 2, "int64"))


class AllocatorMemoryUsed(Message):
    """What a node has taken of one allocator's memory."""

    FIELDS = (
        Field("allocator_name", 1, "string"),
        Field("total_bytes", 2, "int64"),
        Field("peak_bytes", 3, "int64"),
        Field("live_bytes", 4, "int64"),
        Field("allocation_records", 6, AllocationRecord, repeated=True),
        Field("allocator_bytes_in_use", 5, "int64"),
    )


class MemoryStats(Message):
    """Memory that a node has for itself, in passing or for good."""

    FIELDS = (
        Field("temp_memory_size", 1, "int64"),
        Field("persistent_memory_size", 3, "int64"),
        Field("persistent_tensor_alloc_ids", 5, "int64", repeated=True),
        Field("device_temp_memory_size", 2, "int64"),
        Field("device_persistent_memory_size", 4, "int64"),
        Field("device_persistent_tensor_alloc_ids", 6, "int64", repeated=True),
    )


class NodeExecStats(Message):
    """One node, one time."""

    FIELDS = (
        Field("node_name", 1, "string"),
        Field("all_start_micros", 2, "int64"),
        Field("op_start_rel_micros", 3, "int64"),
        Field("op_end_rel_micros", 4, "int64"),
        Field("all_end_rel_micros", 5, "int64"),
        Field("memory", 6, AllocatorMemoryUsed, repeated=True),
        Field("output", 7, NodeOutput, repeated=True),
        Field("timeline_label", 8, "string"),
        Field("scheduled_micros", 9, "int64"),
        Field("thread_id", 10, "uint32"),
        Field("referenced_tensor", 11, AllocationDescription, repeated=True),
        Field("memory_stats", 12, MemoryStats),
        Field("all_start_nanos", 13, "int64"),
        Field("op_start_rel_nanos", 14, "int64"),
        Field("op_end_rel_nanos", 15, "int64"),
        Field("all_end_rel_nanos", 16, "int64"),
        Field("scheduled_nanos", 17, "int64"),
    )


class DeviceStepStats(Message):
    """What one device has run."""

    FIELDS = (
        Field("device", 1, "string"),
        Field("node_stats", 2, NodeExecStats, repeated=True),
    )


class StepStats(Message):
    """What all devices have run."""

    FIELDS = (Field("dev_stats", 1, DeviceStepStats, repeated=True),)


class InputInfo(Message):
    """Where an input comes from."""

    FIELDS = (Field("preceding_node", 1, "int32"), Field("preceding_port", 2, "int32"))


class OutputInfo(Message):
    """An output and its size."""

    FIELDS = (
        Field("size", 1, "int64"),
        Field("alias_input_port", 2, "int64"),
        Field("shape", 3, TensorShapeProto),
        Field("dtype", 4, "enum"),
    )
    NAMES: ClassVar = {"dtype": PROTO_NAMES}


class CostNode(Message):
    """A node and what it costs."""

    InputInfo, OutputInfo = InputInfo, OutputInfo
    FIELDS = (
        Field("name", 1, "string"),
        Field("device", 2, "string"),
        Field("id", 3, "int32"),
        Field("input_info", 4, InputInfo, repeated=True),
        Field("output_info", 5, OutputInfo, repeated=True),
        Field("temporary_memory_size", 6, "int64"),
        Field("persistent_memory_size", 12, "int64"),
        Field("host_temp_memory_size", 10, "int64"),
        Field("device_temp_memory_size", 11, "int64"),
        Field("device_persistent_memory_size", 16, "int64"),
        Field("compute_cost", 9, "int64"),
        Field("compute_time", 14, "int64"),
        Field("memory_time", 15, "int64"),
        Field("is_final", 7, "bool"),
        Field("control_input", 8, "int32", repeated=True),
        Field("inaccurate", 17, "bool"),
    )


class AggregatedCost(Message):
    """A cost of the whole graph."""

    FIELDS = (Field("cost", 1, "float"), Field("dimension", 2, "string"))


class CostGraphDef(Message):
    """What TensorFlow's cost model knows of a graph; minigraph has none and leaves it empty."""

    Node, AggregatedCost = CostNode, AggregatedCost
    FIELDS = (
        Field("node", 1, CostNode, repeated=True),
        Field("cost", 2, AggregatedCost, repeated=True),
    )


class PartitionNodeDef(Message):
    """A node of a graph that a device has run."""

    FIELDS = (
        Field("name", 1, "string"),
        Field("op", 2, "string"),
        Field("input", 3, "string", repeated=True),
        Field("device", 4, "string"),
    )


class PartitionGraphDef(Message):
    """A graph that a device has run: names, ops and inputs, as in a GraphDef."""

    FIELDS = (Field("node", 1, PartitionNodeDef, repeated=True),)
