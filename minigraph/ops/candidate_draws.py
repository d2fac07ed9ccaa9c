"""Drawing candidate classes: the laws of the samplers, and TensorFlow's way to draw by them.

A run of a sampler takes words from its Philox stream in order. Where candidates must be different,
a class that came before is drawn again, and the number of tries tells how often a class may be
expected among the candidates.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigraph.core.errors import InvalidArgumentError
from minigraph.ops.philox import PhiloxStream

__all__ = ["AliasLaw", "LearnedLaw", "LogUniformLaw", "Sampler", "UniformLaw", "unigram_weights"]

_BLOCKS_PER_CANDIDATE = 512  # what a run puts aside, whatever it then uses
# So many blocks take little longer than a few, so those of several runs are made together: 72
# blocks and their draws take 37 us, 1,008 take 85 us.
_BLOCKS_AT_ONCE = 1024


class UniformLaw:
    """Every class alike: odds 1 / size."""

    words = 2  # of 32 bits, for one draw
    learns = False  # whether what it draws depends on the runs before

    def __init__(self, size: int):
        self.size = size

    def draw(self, words: Any) -> Any:
        """Classes from an array of words; one of 64 bits each, low half first."""
        whole = words.astype(np.uint64)
        return (whole[0::2] | whole[1::2] << np.uint64(32)) % np.uint64(self.size)

    def odds(self, classes: Any) -> Any:
        """The probability of each class."""
        return np.full(classes.shape, np.float32(1) / np.float32(self.size))


class LogUniformLaw(UniformLaw):
    """Zipf's law: odds log((k + 2) / (k + 1)) / log(size + 1), for classes in order of frequency."""

    def draw(self, words: Any) -> Any:
        """Classes from an array of words; two make the 52 bits of a number in [0, 1)."""
        whole = words.astype(np.uint64)
        unit = ((whole[0::2] & np.uint64(0xFFFFF)) << np.uint64(32) | whole[1::2]) / 2.0**52
        found = np.exp(unit * math.log1p(self.size)).astype(np.int64) - 1
        return found % self.size

    def odds(self, classes: Any) -> Any:
        """The probability of each class."""
        ratio = np.log((classes + 2.0) / (classes + 1.0)) / math.log1p(self.size)
        return ratio.astype(np.float32)


class AliasLaw(UniformLaw):
    """Odds in proportion to given weights, drawn by the alias method.

    Each of `size` cells holds at most two classes, its own and another: a uniform cell and a
    uniform number choose one. Source: M. D. Vose, "A linear algorithm for generating random numbers
    with a given distribution", 1991.
    """

    def __init__(self, weights: list[float]):
        super().__init__(len(weights))
        self.weights = np.array(weights, np.float32)
        self.total = np.float32(0)
        for weight in self.weights:
            self.total = self.total + weight
        share = [w * self.size / math.fsum(weights) for w in weights]
        self.other = list(range(self.size))
        small = [k for k, part in enumerate(share) if part < 1]
        large = [k for k, part in enumerate(share) if part >= 1]
        while small and large:
            filled, giver = small.pop(), large.pop()
            self.other[filled] = giver
            share[giver] -= 1 - share[filled]
            (small if share[giver] < 1 else large).append(giver)
        for rest in (*small, *large):
            share[rest] = 1.0
            self.other[rest] = rest
        self.share = np.array(share, np.float32)

    def draw(self, words: Any) -> Any:
        """Classes from an array of words: one for the number in [0, 1), one for the cell."""
        unit = (words[0::2] & np.uint32(0x7FFFFF)) / np.float32(2**23)
        cell = words[1::2] % np.uint32(self.size)
        return np.where(unit < self.share[cell], cell, np.array(self.other)[cell])

    def odds(self, classes: Any) -> Any:
        """The probability of each class; 0 for one that is not there."""
        there = (classes >= 0) & (classes < self.size)
        return np.where(
            there, self.weights[np.where(there, classes, 0)] / self.total, np.float32(0)
        )


class LearnedLaw(UniformLaw):
    """Odds in proportion to 1 + how often a class was a true one in the runs before."""

    words = 1
    learns = True

    def __init__(self, size: int):
        super().__init__(size)
        self.counts = np.ones(size, np.int64)

    def draw(self, words: Any) -> Any:
        """Classes from an array of words; words that would favour some class are passed over."""
        total = int(self.counts.sum())
        if total & (total - 1):
            words = words[words >= 0xFFFFFFFF % total + 1]
        return np.searchsorted(np.cumsum(self.counts), words % np.uint32(total), side="right")

    def odds(self, classes: Any) -> Any:
        """The probability of each class."""
        return self.counts[classes].astype(np.float32) / np.float32(self.counts.sum())

    def learn(self, classes: Any) -> None:
        """Count true classes."""
        np.add.at(self.counts, classes.ravel(), 1)


def unigram_weights(
    unigrams: Any, vocab_file: str, distortion: float, reserved: int, shards: int, shard: int
) -> list[float]:
    """Weights of the classes: those reserved have 0, the others count ** distortion.

    The counts are given, or are the last field of each line of a file. Of several shards only the
    classes whose number leaves `shard` over are kept.
    """
    if vocab_file:
        with open(vocab_file) as file:
            lines = file.read().splitlines()
        unigrams = [float(line.rpartition(",")[2]) for line in lines if line.strip()]
    weights = [0.0] * reserved
    for number, count in enumerate(unigrams, reserved):
        if number % shards == shard:
            weights.append(float(np.float32(float(count) ** distortion)))
    return weights


class Sampler:
    """One sampler op in one session: its law and its stream."""

    def __init__(self, law: UniformLaw, attrs: dict[str, Any]):
        self.law = law
        self.stream = PhiloxStream(attrs["seed"], attrs["seed2"])
        # (first block, blocks) -> what the run that begins there draws
        self._ahead: dict[tuple[int, int], Any] = {}

    @property
    def state(self) -> Any:
        """What a draw depends on: the stream's state, and the counts of a law that learns."""
        learned: Any = self.law.counts if isinstance(self.law, LearnedLaw) else []
        return np.concatenate([self.stream.state, np.array(learned, np.uint64)])

    @state.setter
    def state(self, state: Any) -> None:
        if state.shape != self.state.shape or state.dtype != np.uint64:
            raise ValueError(f"not the state of a sampler of {self.law.size} classes: {state!r}")
        self.stream.state = state[:3]
        self._ahead = {}
        if isinstance(self.law, LearnedLaw):
            self.law.counts = state[3:].astype(np.int64)

    def run(self, true_classes: Any, count: int, unique: bool) -> list[Any]:
        """Candidates, expected counts of the true classes, expected counts of the candidates."""
        law = self.law
        if unique and count > law.size:
            raise InvalidArgumentError(
                None, None, f"Sampler's range is too small: {count} of {law.size} classes."
            )
        if isinstance(law, LearnedLaw):
            outside = (true_classes < 0) | (true_classes >= law.size)
            if outside.any():
                raise InvalidArgumentError(
                    None,
                    None,
                    f"The true class {true_classes[outside][0]} is not in [0, {law.size}).",
                )
        candidates, tries = self._draw(count, unique)
        classes = np.concatenate([true_classes.ravel(), candidates])
        expected = _expected(law.odds(classes), count, tries)
        if isinstance(law, LearnedLaw):
            law.learn(true_classes)
        of_true = expected[: true_classes.size].reshape(true_classes.shape)
        return [candidates, of_true, expected[true_classes.size :]]

    def _draw(self, count: int, unique: bool) -> tuple[Any, int]:
        first = self.stream.reserve(count * _BLOCKS_PER_CANDIDATE)
        blocks = count * self.law.words // 2 + 8  # twice the least: some are drawn again
        while True:
            drawn = self._drawn(first, blocks, count * _BLOCKS_PER_CANDIDATE)
            if not unique and len(drawn) >= count:
                return drawn[:count], count
            if unique:
                numbers = drawn.tolist()
                kept = list(dict.fromkeys(numbers))[:count]
                if len(kept) == count:
                    return np.array(kept), numbers.index(kept[-1]) + 1
            blocks *= 2

    def _drawn(self, first: int, blocks: int, stride: int) -> Any:
        """The classes that a run draws from its blocks; runs follow at a distance of `stride`."""
        found = self._ahead.pop((first, blocks), None)
        if found is None:
            runs = 1 if self.law.learns else max(1, _BLOCKS_AT_ONCE // blocks)
            starts = [first + number * stride for number in range(runs)]
            which = np.add.outer(np.array(starts, np.uint64), np.arange(blocks, dtype=np.uint64))
            drawn = self.law.draw(self.stream.blocks(which.ravel()).ravel()).astype(np.int64)
            found, *later = drawn.reshape(runs, -1)
            self._ahead = {(start, blocks): d for start, d in zip(starts[1:], later, strict=True)}
        return found


def _expected(odds: Any, count: int, tries: int) -> Any:
    """How often a class is expected among the candidates, if it was tried so often to get them."""
    if tries == count:
        return odds * np.float32(count)
    return -np.expm1(np.float32(tries) * np.log1p(-odds))
