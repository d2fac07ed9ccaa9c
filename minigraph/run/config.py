"""The settings that TF1 programs pass to sessions: accepted, kept, of no effect on a run.

They are plain objects with the fields of TensorFlow's protocol messages; a field that is a message
itself is made when it is first mentioned, so `config.gpu_options.allow_growth = True` works.
"""

from __future__ import annotations

from typing import Any, ClassVar

__all__ = [
    "ConfigProto",
    "GPUOptions",
    "GraphOptions",
    "OptimizerOptions",
    "RunMetadata",
    "RunOptions",
]


class _Message:
    """A record with default values; unknown fields are refused."""

    _defaults: ClassVar[dict[str, Any]] = {}

    def __init__(self, **fields: Any):
        for name, value in fields.items():
            setattr(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self._defaults:
            raise AttributeError(
                f"{type(self).__name__} has no field {name!r}; it has: {', '.join(self._defaults)}"
            )
        object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._defaults:
            raise AttributeError(f"{type(self).__name__!r} has no field {name!r}")
        default = self._defaults[name]
        value = default() if isinstance(default, type) else default
        object.__setattr__(self, name, value)
        return value

    def CopyFrom(self, other: Any) -> None:
        """Take over all fields of `other`."""
        self.__dict__.clear()
        self.__dict__.update(other.__dict__)

    def __eq__(self, other: object) -> bool:
        names = self._defaults
        return type(self) is type(other) and all(
            getattr(self, n) == getattr(other, n) for n in names
        )

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        fields = ", ".join(f"{k}={v!r}" for k, v in self.__dict__.items())
        return f"{type(self).__name__}({fields})"


class GPUOptions(_Message):
    """Settings of GPU memory.

    Example:
        >>> import minigraph as tf
        >>> tf.GPUOptions(allow_growth=True).allow_growth
        True
    """

    _defaults: ClassVar[dict[str, Any]] = {
        "per_process_gpu_memory_fraction": 0.0,
        "allow_growth": False,
        "allocator_type": "",
        "deferred_deletion_bytes": 0,
        "visible_device_list": "",
        "polling_active_delay_usecs": 0,
        "force_gpu_compatible": False,
    }


class OptimizerOptions(_Message):
    """Settings of TensorFlow's graph optimizer.

    Example:
        >>> import minigraph as tf
        >>> tf.OptimizerOptions().opt_level
        0
    """

    L1, L0, DEFAULT, OFF, ON_1, ON_2 = 0, -1, 0, -1, 1, 2
    _defaults: ClassVar[dict[str, Any]] = {
        "do_common_subexpression_elimination": False,
        "do_constant_folding": False,
        "do_function_inlining": False,
        "opt_level": 0,
        "global_jit_level": 0,
    }


class GraphOptions(_Message):
    """Settings of how graphs are treated.

    Example:
        >>> import minigraph as tf
        >>> tf.GraphOptions().infer_shapes
        False
    """

    _defaults: ClassVar[dict[str, Any]] = {
        "enable_recv_scheduling": False,
        "optimizer_options": OptimizerOptions,
        "build_cost_model": 0,
        "infer_shapes": False,
        "place_pruned_graph": False,
        "timeline_step": 0,
        "rewrite_options": dict,
    }


class ConfigProto(_Message):
    """Settings of a session.

    Example:
        >>> import minigraph as tf
        >>> config = tf.ConfigProto(allow_soft_placement=True)
        >>> config.gpu_options.allow_growth = True
        >>> tf.Session(config=config).graph is tf.get_default_graph()
        True
    """

    _defaults: ClassVar[dict[str, Any]] = {
        "device_count": dict,
        "intra_op_parallelism_threads": 0,
        "inter_op_parallelism_threads": 0,
        "use_per_session_threads": False,
        "placement_period": 0,
        "device_filters": list,
        "gpu_options": GPUOptions,
        "allow_soft_placement": False,
        "log_device_placement": False,
        "graph_options": GraphOptions,
        "operation_timeout_in_ms": 0,
        "isolate_session_state": False,
        "share_cluster_devices_in_session": False,
    }


class RunOptions(_Message):
    """Settings of one run.

    Example:
        >>> import minigraph as tf
        >>> tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE).trace_level
        3
    """

    NO_TRACE, SOFTWARE_TRACE, HARDWARE_TRACE, FULL_TRACE = 0, 1, 2, 3
    _defaults: ClassVar[dict[str, Any]] = {
        "trace_level": 0,
        "timeout_in_ms": 0,
        "inter_op_thread_pool": 0,
        "output_partition_graphs": False,
        "report_tensor_allocations_upon_oom": False,
    }


class RunMetadata(_Message):
    """What a run can report about itself.

    Example:
        >>> import minigraph as tf
        >>> tf.RunMetadata().partition_graphs
        []
    """

    _defaults: ClassVar[dict[str, Any]] = {
        "step_stats": dict,
        "cost_graph": dict,
        "partition_graphs": list,
    }
