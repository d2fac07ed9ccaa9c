"""Connectionist temporal classification against its definition: a sum over all paths."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import minigraph as tf

STEPS, CLASSES = 5, 4
SCORES = 2 * np.random.default_rng(3).standard_normal((STEPS, 1, CLASSES))


@pytest.fixture(autouse=True)
def fresh_graph() -> Iterator[None]:
    with tf.Graph().as_default():
        yield


def run(fetches: Any) -> Any:
    with tf.Session() as sess:
        return sess.run(fetches)


def spelt(path: tuple[int, ...], blank: int, merges: bool) -> tuple[int, ...]:
    """What a path spells: repeats merged, then blanks dropped."""
    kept = [c for c, _ in itertools.groupby(path)] if merges else path
    return tuple(c for c in kept if c != blank)


def by_definition(blank: int = CLASSES - 1, merges: bool = True) -> dict[tuple[int, ...], float]:
    """The probability of every label sequence."""
    odds = np.exp(SCORES[:, 0])
    odds /= odds.sum(1, keepdims=True)
    result: dict[tuple[int, ...], float] = defaultdict(float)
    for path in itertools.product(range(CLASSES), repeat=STEPS):
        result[spelt(path, blank, merges)] += float(np.prod(odds[np.arange(STEPS), path]))
    return result


@pytest.mark.parametrize("merges", [True, False])
def test_loss_of_every_sequence(merges: bool) -> None:
    wanted = {labels: p for labels, p in by_definition(merges=merges).items() if labels}
    batch = len(wanted)
    places = [(row, k) for row, labels in enumerate(wanted) for k in range(len(labels))]
    values = np.array([label for labels in wanted for label in labels], np.int32)
    sparse = tf.SparseTensor(np.array(places), values, [batch, STEPS])
    scores = np.repeat(SCORES, batch, axis=1)
    loss = tf.nn.ctc_loss(sparse, scores, [STEPS] * batch, ctc_merge_repeated=merges)
    np.testing.assert_allclose(np.exp(-run(loss)), list(wanted.values()), rtol=1e-12)


@pytest.mark.parametrize("blank", [0, 1, 3])
def test_dense_loss_of_every_sequence(blank: int) -> None:
    wanted = by_definition(blank)
    labels = np.zeros((len(wanted), STEPS), int)
    for row, sequence in enumerate(wanted):
        labels[row, : len(sequence)] = sequence
    counts = [len(sequence) for sequence in wanted]
    scores = np.repeat(SCORES, len(wanted), axis=1)
    loss = tf.nn.ctc_loss_v2(labels, scores, counts, [STEPS] * len(wanted), blank_index=blank)
    found = np.exp(-run(loss))
    np.testing.assert_allclose(found, list(wanted.values()), rtol=1e-12)
    assert found.sum() == pytest.approx(1, abs=1e-12)


def test_a_wide_beam_finds_every_sequence_in_order() -> None:
    wanted = sorted(by_definition().items(), key=lambda item: -item[1])[:50]
    decoded, odds = tf.nn.ctc_beam_search_decoder_v2(SCORES, [STEPS], 10_000, len(wanted))
    sequences, found = run([[sp.values for sp in decoded], odds])
    assert [tuple(values.tolist()) for values in sequences] == [labels for labels, _ in wanted]
    np.testing.assert_allclose(np.exp(found[0]), [p for _, p in wanted], rtol=1e-12)


def test_the_greedy_path_is_the_best_path() -> None:
    best = SCORES[:, 0].argmax(1)
    [decoded], score = tf.nn.ctc_greedy_decoder(SCORES, [STEPS])
    values, total = run([decoded.values, score])
    assert tuple(values.tolist()) == spelt(tuple(best.tolist()), CLASSES - 1, merges=True)
    assert total[0, 0] == pytest.approx(-SCORES.max(2).sum())


def test_no_step_and_no_labels() -> None:
    """The empty sequence is sure where there is no step; any other is impossible."""
    loss = tf.nn.ctc_loss_v2([[1], [1]], np.repeat(SCORES, 2, axis=1), [0, 1], [0, 0])
    assert run(loss).tolist() == [0.0, np.inf]


def test_large_scores_do_not_overflow() -> None:
    scores = np.float32([[[1e4, -1e4, 0.0]], [[-1e4, 1e4, 0.0]]])
    x = tf.constant(scores)
    loss = tf.nn.ctc_loss_v2([[0, 1]], x, [2], [2], blank_index=2)
    value, slope = run([loss, tf.gradients(loss, x)[0]])
    assert value.tolist() == [0.0]
    assert not slope.any()
