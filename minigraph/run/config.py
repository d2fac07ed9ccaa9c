"""The settings that TF1 programs pass to sessions and runs.

Those of sessions are plain objects with the fields of TensorFlow's protocol messages; a field that
is a message itself is made when it is first mentioned, so `config.gpu_options.allow_growth = True`
works. `options_of` says which of them change a run; the others are kept and have no effect.
Those of runs, and what a run reports, are messages (`io/messages.py`).
"""

from __future__ import annotations

import enum
import os
from typing import Any, ClassVar

from minigraph.io.messages import Field, Message
from minigraph.io.step_stats import CostGraphDef, PartitionGraphDef, StepStats
from minigraph.plan.options import PASSES, Options, checked_options, names_of_passes

__all__ = [
    "ConfigProto",
    "GPUOptions",
    "GraphOptions",
    "OptimizerOptions",
    "RewriterConfig",
    "RunMetadata",
    "RunOptions",
    "options_of",
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


class RewriterConfig(_Message):
    """Which changes plans make to graphs: the field `rewrite_options` of `tf.GraphOptions`.

    `constant_folding`, `arithmetic_optimization`, `remapping` (loops over blocks) and
    `memory_optimization` are 0 (DEFAULT), 1 (ON) or 2 (OFF; for memory 1, NO_MEM_OPT, too), and
    `disable_meta_optimizer` leaves all of them out. `without` is minigraph's own: names of passes
    and rules as `Plan.explain()` shows them. The other fields have no effect.

    Example:
        >>> import minigraph as tf
        >>> config = tf.ConfigProto()
        >>> config.graph_options.rewrite_options.without = ["fold"]
        >>> with tf.Graph().as_default(), tf.Session(config=config) as sess:
        ...     print(len(sess.plan(tf.constant(1.0) + 2.0).steps))
        1
    """

    DEFAULT, ON, OFF, AGGRESSIVE = 0, 1, 2, 3
    DEFAULT_MEM_OPT, NO_MEM_OPT, MANUAL, HEURISTICS = 0, 1, 2, 3
    DEFAULT_NUM_ITERS, ONE, TWO = 0, 1, 2
    _defaults: ClassVar[dict[str, Any]] = {
        **dict.fromkeys(
            (
                "layout_optimizer",
                "constant_folding",
                "shape_optimization",
                "remapping",
                "arithmetic_optimization",
                "dependency_optimization",
                "loop_optimization",
                "function_optimization",
                "debug_stripper",
                "scoped_allocator_optimization",
                "pin_to_host_optimization",
                "implementation_selector",
                "auto_mixed_precision",
                "memory_optimization",
                "meta_optimizer_iterations",
                "min_graph_nodes",
            ),
            0,
        ),
        "disable_model_pruning": False,
        "disable_meta_optimizer": False,
        "memory_optimizer_target_node_name_scope": "",
        "meta_optimizer_timeout_ms": 0,
        "fail_on_optimizer_errors": False,
        "optimizers": list,
        "custom_optimizers": list,
        "without": list,
    }

    def names(self) -> list[str]:
        """The passes and rules that are left out."""
        if self.disable_meta_optimizer:
            return [*_CHANGES, *_RULES, *_MEMORY, *self.without]
        left_out = list(self.without)
        if self.constant_folding == self.OFF:
            left_out.append("fold")
        if self.arithmetic_optimization == self.OFF:
            left_out += ["share", "batches", *_RULES]
        if self.remapping == self.OFF:
            left_out.append("groups")
        if self.memory_optimization in (self.NO_MEM_OPT, self.OFF):
            left_out += _MEMORY
        return left_out


_RULES = [name for name in names_of_passes() if name not in PASSES]
_CHANGES = ["fold", "share", "batches", "groups"]
_MEMORY = ["buffers", "layouts", "in_place", "recycle"]


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
        "rewrite_options": RewriterConfig,
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


def options_of(config: ConfigProto | None) -> Options:
    """What a session's plans may do.

    `intra_op_parallelism_threads` is the most threads that a run uses; 0: one for each core that
    this process may use. `graph_options.rewrite_options` says what is left out, and so does
    `graph_options.optimizer_options.opt_level = L0`.

    Raises:
        ValueError: `without` names what no plan does.
    """
    config = config or ConfigProto()
    rewrites = config.graph_options.rewrite_options
    if config.graph_options.optimizer_options.opt_level == OptimizerOptions.L0:
        rewrites = RewriterConfig(disable_meta_optimizer=True, without=rewrites.without)
    return checked_options(rewrites.names(), config.intra_op_parallelism_threads or _cores())


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class TraceLevel(enum.IntEnum):
    """The values of `RunOptions.trace_level`."""

    NO_TRACE = 0
    SOFTWARE_TRACE = 1
    HARDWARE_TRACE = 2
    FULL_TRACE = 3

    @staticmethod
    def Name(number: int) -> str:
        """The name of a value."""
        return TraceLevel(number).name

    @staticmethod
    def Value(name: str) -> int:
        """The value of a name."""
        return int(TraceLevel[name])


class Experimental(Message):
    """Settings of TensorFlow's run handlers."""

    FIELDS = (
        Field("collective_graph_key", 1, "int64"),
        Field("use_run_handler_pool", 2, "bool"),
    )


class RunOptions(Message):
    """Settings of one run: `session.run(..., options=...)`.

    `trace_level` other than NO_TRACE fills the `run_metadata` that the run is given. The other
    fields are kept and change nothing.

    Example:
        >>> import minigraph as tf
        >>> tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
        trace_level: FULL_TRACE
        <BLANKLINE>
    """

    TraceLevel, Experimental = TraceLevel, Experimental
    NO_TRACE, SOFTWARE_TRACE, HARDWARE_TRACE, FULL_TRACE = 0, 1, 2, 3
    FIELDS = (
        Field("trace_level", 1, "enum"),
        Field("timeout_in_ms", 2, "int64"),
        Field("inter_op_thread_pool", 3, "int32"),
        Field("output_partition_graphs", 5, "bool"),
        Field("report_tensor_allocations_upon_oom", 7, "bool"),
        Field("experimental", 8, Experimental),
    )
    NAMES: ClassVar = {"trace_level": {int(level): level.name for level in TraceLevel}}


class RunMetadata(Message):
    """What a traced run reports about itself: `session.run(..., run_metadata=...)`.

    `step_stats.dev_stats[i].node_stats[j]` has a node's name, times, outputs and memory;
    `partition_graphs` and `cost_graph` stay empty. `minigraph.run.trace.Trace.of(run_metadata)`
    gives the same with the lines of the program and where NaN and inf began, as long as the
    message is the one that the run has filled and no copy of it.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     x = tf.random_uniform([2, 3], name="x")
        ...     options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
        ...     metadata = tf.RunMetadata()
        ...     _ = sess.run(tf.square(x, name="y"), options=options, run_metadata=metadata)
        >>> [stats.timeline_label for stats in metadata.step_stats.dev_stats[0].node_stats][1]
        'y = Square(x/RandomUniform)'
    """

    FIELDS = (
        Field("step_stats", 1, StepStats),
        Field("cost_graph", 2, CostGraphDef),
        Field("partition_graphs", 3, PartitionGraphDef, repeated=True),
    )

    @property
    def trace(self) -> Any:
        """The `Trace` that the message was filled from, or None."""
        return self.__dict__.get("_trace")

    def _attach(self, trace: Any) -> None:
        """Remember what the message is filled from."""
        self.__dict__["_trace"] = trace

    def Clear(self) -> None:
        """Unset all fields."""
        super().Clear()
        self.__dict__.pop("_trace", None)
