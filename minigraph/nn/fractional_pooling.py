"""tf.nn.fractional_max_pool and fractional_avg_pool: a side shrinks by any ratio."""

from __future__ import annotations

from typing import Any, NamedTuple

from minigraph.ops.fractional_pool import fractional_avg_pool_op, fractional_max_pool_op

__all__ = ["FractionalAvgPool", "FractionalMaxPool", "fractional_avg_pool", "fractional_max_pool"]


class FractionalMaxPool(NamedTuple):
    """What `tf.nn.fractional_max_pool` returns."""

    output: Any
    row_pooling_sequence: Any
    col_pooling_sequence: Any


class FractionalAvgPool(NamedTuple):
    """What `tf.nn.fractional_avg_pool` returns."""

    output: Any
    row_pooling_sequence: Any
    col_pooling_sequence: Any


def fractional_max_pool(
    value: Any,
    pooling_ratio: Any,
    pseudo_random: bool = False,
    overlapping: bool = False,
    deterministic: bool = False,
    seed: int = 0,
    seed2: int = 0,
    name: str | None = None,
) -> FractionalMaxPool:
    """The greatest element of each region, where regions are drawn anew in each run.

    A side of n elements becomes one of m = floor(n / ratio), from regions of n // m and n // m + 1.

    Args:
        value: [batch, height, width, channels], float32, float64, int32 or int64.
        pooling_ratio: 4 numbers of at least 1; those of batch and channels must be 1.
        pseudo_random: whether regions are spread evenly from a random start, not shuffled.
        overlapping: whether each region takes in the first row and column of the next.
        deterministic: whether every run draws the same regions, TensorFlow's for the same seeds.
        seed, seed2: two integers; 0 unless `deterministic`.
        name: of the node.

    Returns:
        A named tuple: `output`, and `row_pooling_sequence` and `col_pooling_sequence`, int64: where
        each region begins, and the size. Gradient of `output`: g to the first maximum of each
        region.

    Raises:
        ValueError: a ratio under 1, or `value` has not rank 4.
        tf.errors.InvalidArgumentError: at run time, a ratio greater than the size, or seeds without
            `deterministic`.

    Source: B. Graham, "Fractional max-pooling", 2014.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(9.0), [1, 3, 3, 1])
        >>> y = tf.nn.fractional_max_pool(x, [1, 1.5, 3, 1], deterministic=True, seed=1, seed2=1)
        >>> y.output.shape.as_list(), tf.Session().run(y.col_pooling_sequence).tolist()
        ([1, 2, 1, 1], [0, 3])
    """
    return FractionalMaxPool(
        *fractional_max_pool_op(
            value,
            pooling_ratio=tuple(float(ratio) for ratio in pooling_ratio),
            pseudo_random=pseudo_random,
            overlapping=overlapping,
            deterministic=deterministic,
            seed=seed,
            seed2=seed2,
            name=name,
        )
    )


def fractional_avg_pool(
    value: Any,
    pooling_ratio: Any,
    pseudo_random: bool = False,
    overlapping: bool = False,
    deterministic: bool = False,
    seed: int = 0,
    seed2: int = 0,
    name: str | None = None,
) -> FractionalAvgPool:
    """The mean of each region, where regions are drawn anew in each run.

    Args:
        value: [batch, height, width, channels], float32, float64, int32 or int64; the mean of
            integers is rounded towards 0.
        pooling_ratio, pseudo_random, overlapping, deterministic, seed, seed2, name: as
            `tf.nn.fractional_max_pool`.

    Returns:
        A named tuple: `output`, `row_pooling_sequence` and `col_pooling_sequence`. Gradient of
        `output`: g / (size of the region) to each element of a region.

    Raises:
        As `tf.nn.fractional_max_pool`.

    Source: B. Graham, "Fractional max-pooling", 2014.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(4.0), [1, 2, 2, 1])
        >>> tf.Session().run(tf.nn.fractional_avg_pool(x, [1, 2, 1, 1]).output).ravel().tolist()
        [1.0, 2.0]
    """
    return FractionalAvgPool(
        *fractional_avg_pool_op(
            value,
            pooling_ratio=tuple(float(ratio) for ratio in pooling_ratio),
            pseudo_random=pseudo_random,
            overlapping=overlapping,
            deterministic=deterministic,
            seed=seed,
            seed2=seed2,
            name=name,
        )
    )
