"""SyncReplicasOptimizer: refused, since there are no replicas."""

from __future__ import annotations

from typing import Any

from minigraph.core.errors import UnimplementedError
from minigraph.train.optimizer import Optimizer

__all__ = ["SyncReplicasOptimizer"]


class SyncReplicasOptimizer(Optimizer):
    """Refused: it gathers gradients from several processes, and minigraph runs in one.

    Use the optimizer that you would hand to it. For the average over several batches in one step,
    average the losses: `tf.reduce_mean` of a larger batch has the same gradient.

    Args:
        opt: the optimizer that would make the steps.
        replicas_to_aggregate, total_num_replicas, variable_averages, variables_to_average,
        use_locking, name: as in TF1.

    Raises:
        tf.errors.UnimplementedError: always.

    Example:
        >>> import minigraph as tf
        >>> try:
        ...     tf.train.SyncReplicasOptimizer(tf.train.GradientDescentOptimizer(0.1), 2)
        ... except tf.errors.UnimplementedError:
        ...     print("one process")
        one process
    """

    def __init__(
        self,
        opt: Any,
        replicas_to_aggregate: int,
        total_num_replicas: int | None = None,
        variable_averages: Any = None,
        variables_to_average: Any = None,
        use_locking: bool = False,
        name: str = "sync_replicas",
    ):
        inner = type(opt).__name__
        raise UnimplementedError(
            None,
            None,
            "SyncReplicasOptimizer gathers gradients from several processes, and minigraph runs in "
            f"one: use the {inner} itself, with {replicas_to_aggregate} times the batch.",
        )
