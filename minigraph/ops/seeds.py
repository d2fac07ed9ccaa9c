"""From the seeds that a program sets to those that a random op has."""

from __future__ import annotations

import numpy as np

__all__ = ["op_seeds"]

_LARGEST_SEED = 2**31 - 1
_DEFAULT_GRAPH_SEED = 87654321


def _seed_number(seed: object, whose: str) -> int:
    """A seed as TensorFlow stores it: modulo 2**31 - 1, fractions dropped."""
    if not isinstance(seed, (int, float, np.integer, np.floating)):
        raise TypeError(f"a {whose} seed is an integer or None, not {seed!r}")
    return int(seed % _LARGEST_SEED)


def op_seeds(graph_seed: object, op_seed: object, unseeded_op_seed: int) -> tuple[int, int]:
    """The two seed attributes of a random op, from `tf.set_random_seed` and the op's own `seed=`.

    graph and op seed: that pair. Op seed only: (87654321, op seed). Graph seed only: the graph seed
    and `unseeded_op_seed`. Neither: (0, 0), which makes `PhiloxStream` draw from entropy. Given
    seeds count modulo 2**31 - 1, so that negative ones work, and a pair that comes to (0, 0) is
    replaced by (0, 2**31 - 1).

    Args:
      graph_seed: the graph's seed, an integer, or None.
      op_seed: the op's own seed, an integer, or None.
      unseeded_op_seed: what stands in for `op_seed`. TensorFlow 1.15 takes the count of operations
        that the graph has at that point, TensorFlow 2's compat.v1 the count of earlier requests of
        this kind on that graph.

    Returns:
      (seed, seed2), both in [0, 2**31).

    Raises:
      TypeError: a seed that is no number.

    Example:
      >>> op_seeds(None, 3, 17), op_seeds(1, None, 17), op_seeds(1, -1, 17), op_seeds(0, 0, 17)
      ((87654321, 3), (1, 17), (1, 2147483646), (0, 2147483647))
    """
    if graph_seed is None and op_seed is None:
        return 0, 0
    if op_seed is None:
        op_seed = unseeded_op_seed
    seed = _DEFAULT_GRAPH_SEED if graph_seed is None else _seed_number(graph_seed, "graph")
    pair = seed, _seed_number(op_seed, "op")
    return (0, _LARGEST_SEED) if pair == (0, 0) else pair
