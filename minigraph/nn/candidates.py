"""Candidate samplers: classes drawn to stand against the true ones.

A loss over many classes can look at the true classes and at a few others, if it knows how often
each may be expected among those. Every sampler gives three tensors: the candidates, and these
expected counts for the true classes and for the candidates.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.ops.candidate_draws import (
    AliasLaw,
    LearnedLaw,
    LogUniformLaw,
    Sampler,
    UniformLaw,
    unigram_weights,
)
from minigraph.ops.random import seed_pair

__all__ = [
    "all_candidate_sampler",
    "fixed_unigram_candidate_sampler",
    "learned_unigram_candidate_sampler",
    "log_uniform_candidate_sampler",
    "uniform_candidate_sampler",
]

_OUTPUTS = (
    "true_classes: int64 -> sampled_candidates: int64, true_expected_count: float32, "
    "sampled_expected_count: float32"
)
_NO_GRADIENT = "candidates are drawn"
_TRUE = np.array([[1], [2], [5]])


class _Candidates(NamedTuple):
    sampled_candidates: Tensor
    true_expected_count: Tensor
    sampled_expected_count: Tensor


def _shapes(call: Call) -> list[Dims]:
    rows = call.rank(0, 2)
    count, true = call.attrs["num_sampled"], call.attrs["num_true"]
    if rows is not None and rows[1] not in (None, true):
        raise ValueError(f"true_classes must have {true} columns (num_true), not {show(rows)}")
    return [(count,), (None if rows is None else rows[0], true), (count,)]


def _run(sampler: Sampler, true_classes: Any, num_true: int, count: int, unique: bool) -> Any:
    if true_classes.ndim != 2 or true_classes.shape[1] != num_true:
        raise InvalidArgumentError(
            None,
            None,
            f"true_classes must be a matrix with {num_true} columns (num_true), but its shape is "
            f"{show(true_classes.shape)}.",
        )
    return sampler.run(true_classes, count, unique)


# ---------------------------------------------------------------------------------- uniform
@op(
    "UniformCandidateSampler",
    _OUTPUTS,
    shape=_shapes,
    effect="random",
    stream=lambda attrs: Sampler(UniformLaw(attrs["range_max"]), attrs),
    no_gradient=_NO_GRADIENT,
    samples=[
        case(_TRUE, num_true=1, num_sampled=4, unique=True, range_max=9, seed=1, seed2=2),
        case(_TRUE, num_true=1, num_sampled=20, unique=False, range_max=9, seed=1, seed2=2),
        bad(
            _TRUE,
            num_true=1,
            num_sampled=10,
            unique=True,
            range_max=9,
            error=InvalidArgumentError,
            match="too small",
        ),
        bad(
            _TRUE, num_true=2, num_sampled=4, unique=True, range_max=9, error=ValueError, match="2"
        ),
    ],
)
def uniform_op(
    true_classes: Any,
    *,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int = 0,
    seed2: int = 0,
    stream: Sampler,
) -> Any:
    """Classes drawn uniformly."""
    return _run(stream, true_classes, num_true, num_sampled, unique)


def uniform_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int | None = None,
    name: str | None = None,
) -> _Candidates:
    """Candidates drawn uniformly from [0, range_max).

    Args:
        true_classes: int64 tensor (batch, num_true).
        num_true: the number of true classes of each example.
        num_sampled: how many candidates; all examples of the batch share them.
        unique: whether the candidates must differ; then at most `range_max`.
        range_max: the number of classes.
        seed: see `tf.set_random_seed`.
        name: of the node.

    Returns:
        (sampled_candidates, true_expected_count, sampled_expected_count): int64 (num_sampled,),
        float32 (batch, num_true), float32 (num_sampled,). Given the same seeds they are
        TensorFlow's. No gradient.

    Raises:
        ValueError: `true_classes` has no num_true columns.
        tf.errors.InvalidArgumentError: there are not that many different classes.

    Example:
        >>> import minigraph as tf
        >>> candidates, _, counts = tf.nn.uniform_candidate_sampler([[0]], 1, 3, True, 10, seed=3)
        >>> tf.Session().run([candidates, counts])
        [array([5, 0, 3]), array([0.3, 0.3, 0.3], dtype=float32)]
    """
    return _Candidates(
        *uniform_op(
            true_classes,
            num_true=num_true,
            num_sampled=num_sampled,
            unique=unique,
            range_max=range_max,
            **seed_pair(seed),
            name=name,
        )
    )


# ---------------------------------------------------------------------------------- log-uniform
@op(
    "LogUniformCandidateSampler",
    _OUTPUTS,
    shape=_shapes,
    effect="random",
    stream=lambda attrs: Sampler(LogUniformLaw(attrs["range_max"]), attrs),
    no_gradient=_NO_GRADIENT,
    samples=[
        case(_TRUE, num_true=1, num_sampled=4, unique=True, range_max=9, seed=1, seed2=2),
        case(_TRUE, num_true=1, num_sampled=20, unique=False, range_max=9, seed=1, seed2=2),
    ],
)
def log_uniform_op(
    true_classes: Any,
    *,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int = 0,
    seed2: int = 0,
    stream: Sampler,
) -> Any:
    """Classes drawn by Zipf's law."""
    return _run(stream, true_classes, num_true, num_sampled, unique)


def log_uniform_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int | None = None,
    name: str | None = None,
) -> _Candidates:
    """Candidates drawn with odds log((k + 2) / (k + 1)) / log(range_max + 1).

    That is about Zipf's law: right where classes are numbered by falling frequency, as words are.

    Args:
        true_classes, num_true, num_sampled, unique, range_max, seed, name: as for
            `tf.nn.uniform_candidate_sampler`.

    Returns:
        (sampled_candidates, true_expected_count, sampled_expected_count), as there.

    Example:
        >>> import minigraph as tf
        >>> candidates, *_ = tf.nn.log_uniform_candidate_sampler([[0]], 1, 3, True, 10, seed=3)
        >>> tf.Session().run(candidates)
        array([0, 6, 4])
    """
    return _Candidates(
        *log_uniform_op(
            true_classes,
            num_true=num_true,
            num_sampled=num_sampled,
            unique=unique,
            range_max=range_max,
            **seed_pair(seed),
            name=name,
        )
    )


# ---------------------------------------------------------------------------------- fixed unigram
def _unigram_sampler(attrs: dict[str, Any]) -> Sampler:
    weights = unigram_weights(
        attrs["unigrams"],
        attrs["vocab_file"],
        attrs["distortion"],
        attrs["num_reserved_ids"],
        attrs["num_shards"],
        attrs["shard"],
    )
    if len(weights) != attrs["range_max"]:
        raise InvalidArgumentError(
            None, None, f"range_max is {attrs['range_max']}, but there are {len(weights)} weights."
        )
    return Sampler(AliasLaw(weights), attrs)


@op(
    "FixedUnigramCandidateSampler",
    _OUTPUTS,
    shape=_shapes,
    effect="random",
    stream=_unigram_sampler,
    no_gradient=_NO_GRADIENT,
    samples=[
        case(
            _TRUE,
            num_true=1,
            num_sampled=4,
            unique=True,
            range_max=7,
            num_reserved_ids=1,
            unigrams=(1.0, 2.0, 3.0, 4.0, 5.0, 6.0),
            seed=1,
            seed2=2,
        )
    ],
)
def fixed_unigram_op(
    true_classes: Any,
    *,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    vocab_file: str = "",
    distortion: float = 1.0,
    num_reserved_ids: int = 0,
    num_shards: int = 1,
    shard: int = 0,
    unigrams: tuple[float, ...] = (),
    seed: int = 0,
    seed2: int = 0,
    stream: Sampler,
) -> Any:
    """Classes drawn by given weights."""
    return _run(stream, true_classes, num_true, num_sampled, unique)


def fixed_unigram_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    vocab_file: str = "",
    distortion: float = 1.0,
    num_reserved_ids: int = 0,
    num_shards: int = 1,
    shard: int = 0,
    unigrams: Any = (),
    seed: int | None = None,
    name: str | None = None,
) -> _Candidates:
    """Candidates drawn with odds in proportion to count ** distortion.

    Args:
        true_classes, num_true, num_sampled, unique, range_max, seed, name: as for
            `tf.nn.uniform_candidate_sampler`.
        vocab_file: a file with a class on each line; the last field, after a comma, is its count.
        distortion: the power; 0.75 as in word2vec, 0 for uniform odds.
        num_reserved_ids: so many classes, from 0 on, are never drawn and come before the others.
        num_shards, shard: keep only the classes whose number modulo num_shards is shard.
        unigrams: the counts, in place of a file.

    Returns:
        (sampled_candidates, true_expected_count, sampled_expected_count), as there.

    Raises:
        ValueError: not exactly one of `vocab_file` and `unigrams` is given.
        tf.errors.InvalidArgumentError: there are more or less than `range_max` counts.

    Example:
        >>> import minigraph as tf
        >>> candidates, *_ = tf.nn.fixed_unigram_candidate_sampler(
        ...     [[0]], 1, 5, False, 3, unigrams=[1, 1, 100], seed=3
        ... )
        >>> tf.Session().run(candidates)
        array([2, 2, 2, 2, 2])
    """
    if bool(vocab_file) == bool(len(unigrams)):
        raise ValueError(
            "fixed_unigram_candidate_sampler needs either `vocab_file` or `unigrams`, not "
            f"vocab_file={vocab_file!r} with {len(unigrams)} unigrams."
        )
    return _Candidates(
        *fixed_unigram_op(
            true_classes,
            num_true=num_true,
            num_sampled=num_sampled,
            unique=unique,
            range_max=range_max,
            vocab_file=vocab_file,
            distortion=distortion,
            num_reserved_ids=num_reserved_ids,
            num_shards=num_shards,
            shard=shard,
            unigrams=tuple(float(count) for count in unigrams),
            **seed_pair(seed),
            name=name,
        )
    )


# ---------------------------------------------------------------------------------- learned unigram
@op(
    "LearnedUnigramCandidateSampler",
    _OUTPUTS,
    shape=_shapes,
    effect="random",
    stream=lambda attrs: Sampler(LearnedLaw(attrs["range_max"]), attrs),
    no_gradient=_NO_GRADIENT,
    samples=[case(_TRUE, num_true=1, num_sampled=4, unique=True, range_max=9, seed=1, seed2=2)],
)
def learned_unigram_op(
    true_classes: Any,
    *,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int = 0,
    seed2: int = 0,
    stream: Sampler,
) -> Any:
    """Classes drawn by how often they were true ones before."""
    return _run(stream, true_classes, num_true, num_sampled, unique)


def learned_unigram_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int | None = None,
    name: str | None = None,
) -> _Candidates:
    """Candidates drawn with odds 1 + how often a class was true in the session's runs before.

    Args:
        true_classes, num_true, num_sampled, unique, range_max, seed, name: as for
            `tf.nn.uniform_candidate_sampler`.

    Returns:
        (sampled_candidates, true_expected_count, sampled_expected_count), as there.

    Example:
        >>> import minigraph as tf
        >>> candidates, *_ = tf.nn.learned_unigram_candidate_sampler([[0]], 1, 3, True, 10, seed=3)
        >>> tf.Session().run(candidates)
        array([7, 3, 0])
    """
    return _Candidates(
        *learned_unigram_op(
            true_classes,
            num_true=num_true,
            num_sampled=num_sampled,
            unique=unique,
            range_max=range_max,
            **seed_pair(seed),
            name=name,
        )
    )


# ---------------------------------------------------------------------------------- all
@op(
    "AllCandidateSampler",
    _OUTPUTS,
    shape=_shapes,
    no_gradient=_NO_GRADIENT,
    samples=[case(_TRUE, num_true=1, num_sampled=6, unique=True)],
)
def all_op(
    true_classes: Any,
    *,
    num_true: int,
    num_sampled: int,
    unique: bool,
    seed: int = 0,
    seed2: int = 0,
) -> Any:
    """Every class once."""
    ones = np.ones(num_sampled, np.float32)
    return [np.arange(num_sampled), np.ones(true_classes.shape, np.float32), ones]


def all_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    seed: int | None = None,
    name: str | None = None,
) -> _Candidates:
    """Every class as a candidate: for tests, and to compare a sampled loss with the full one.

    Args:
        true_classes, num_true, seed, name: as for `tf.nn.uniform_candidate_sampler`.
        num_sampled: the number of classes.
        unique: accepted as in TF1; the candidates differ anyway.

    Returns:
        (sampled_candidates, true_expected_count, sampled_expected_count), as there.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.nn.all_candidate_sampler([[0]], 1, 3, True)[0])
        array([0, 1, 2])
    """
    return _Candidates(
        *all_op(
            true_classes,
            num_true=num_true,
            num_sampled=num_sampled,
            unique=unique,
            **seed_pair(seed),
            name=name,
        )
    )
