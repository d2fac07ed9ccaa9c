"""The time of a run."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import op, scalar

__all__ = ["timestamp"]


@op("Timestamp", "-> ts: float64", shape=scalar, effect="io", no_gradient="it has no inputs")
def timestamp_op() -> Any:
    """Seconds since 1970."""
    return np.float64(time.time())


def timestamp(name: str | None = None) -> Tensor:
    """Seconds since the first of January 1970, when the node runs.

    Args:
        name: of the node.

    Returns:
        A float64 scalar, another one in each run. No gradient.

    Example:
        >>> import minigraph as tf
        >>> with tf.Session() as sess:
        ...     sess.run(tf.timestamp()) > 1.5e9
        np.True_
    """
    result: Tensor = timestamp_op(name=name)
    return result
