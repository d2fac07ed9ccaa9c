"""TensorFlow's random number streams, in NumPy.

A random op that was given a seed must draw, run after run, the numbers that TensorFlow draws. They
come from Philox-4x32-10, a counter-based generator: a keyed function turns a 128-bit counter into a
block of four 32-bit words, and block number 1000 costs no more than block number 0. A stream is
therefore a key, an upper counter half (the op's two seeds) and one integer, the number of blocks
that earlier runs have used up. That integer is all there is to save or to put back.

This file has, from the bottom up: the generator over arrays of counters; the maps from words to
uniform, integer and normal numbers; `PhiloxStream`, which joins the two with the accounting that
TensorFlow does (which block an output starts at, how far a run moves the stream on). Where an op's
two seeds come from stands in `seeds.py`.

What agrees with TensorFlow's CPU kernels:
  * uniform numbers, integers and permutations, bit for bit;
  * normal and truncated normal numbers up to the last places. Both take a logarithm, a sine and a
    cosine, where TensorFlow calls the C library of its machine, whose last bit is not exact and
    differs between machines. Here float32 goes through float64 functions and is thus correctly
    rounded; that gives TensorFlow's very bits for 98 in 100 numbers and is at most 4 units in the
    last place away (error of the logarithm, halved by the root, of the sine, and of the product).
    float64 agrees to the bit where NumPy calls the same C library, and for 99 in 100 numbers, the
    others within 4 units, where it has functions of its own (AVX-512);
  * the rejection in a truncated normal could go the other way only for a candidate that is within
    those last places of 2, once in some 10**9 numbers; it then changes a group of four.

Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as
1, 2, 3", SC 2011. Box, Muller, "A note on the generation of random normal deviates", 1958.
"""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

__all__ = ["PhiloxStream", "normal_pairs", "philox4x32", "uniform_pairs"]

Words = NDArray[np.uint32]
Array = NDArray[Any]

# Constants of Philox-4x32 (Salmon et al., table 2): a multiplier for words 0 and 2, and what is
# added to the two key words after each round.
_MULTIPLIERS = np.array([[0xD2511F53], [0xCD9E8D57]], np.uint64)
_KEY_STEPS = (0x9E3779B9, 0xBB67AE85)
_ROUNDS = 10

_MASK32 = 0xFFFFFFFF
_MASK64 = 0xFFFFFFFFFFFFFFFF

# 4096 blocks are 16,384 words: the three arrays that the rounds work on take 192 KiB and stay in a
# core's second-level cache.
_CHUNK = 4096

# A run of an op puts aside this many blocks per output, whatever it then uses: enough for any
# rejection, and it keeps successive runs apart.
_BLOCKS_PER_OUTPUT = 256

# Box-Muller takes the logarithm of a uniform number, which may be 0; this is its floor.
_SMALLEST_UNIFORM = 1e-7
_TRUNCATE_AT = 2.0


# The generator ------------------------------------------------------------------------------------


def _round_keys(key: tuple[int, int]) -> list[NDArray[np.uint64]]:
    """The key of each round, as a column that lines up with the multipliers."""
    columns = []
    for r in range(_ROUNDS):
        words = [(key[i] + r * _KEY_STEPS[i]) & _MASK32 for i in (0, 1)]
        columns.append(np.array(words, np.uint64).reshape(2, 1))
    return columns


def _philox(
    even: NDArray[np.uint64], odd: NDArray[np.uint64], round_keys: list[NDArray[np.uint64]]
) -> Words:
    """Blocks (n, 4) of the counters whose words 0 and 2 are `even`'s rows and 1 and 3 `odd`'s.

    Both are (2, n) with values under 2**32, and both are overwritten. A round multiplies the even
    words; with the rows swapped, the products' high halves are the next even words (after an xor
    with the odd words and the key) and the low halves are the next odd words. The halves are read
    as strided views of 32-bit words, so no shift and no mask is needed, and the low halves stay
    where the product left them: only `even` must have clean high halves.
    """
    # Which of the two 32-bit halves of a 64-bit word comes first depends on the machine.
    low, high = (0, 1) if np.little_endian else (1, 0)
    even_low, odd_low = (words.view(np.uint32)[:, low::2] for words in (even, odd))
    stores = np.empty_like(even), odd  # one takes the products, the odd words are in the other
    swapped = [store[::-1].view(np.uint32) for store in stores]
    for number, round_key in enumerate(round_keys):
        np.multiply(even, _MULTIPLIERS, out=stores[number % 2])
        np.bitwise_xor(swapped[number % 2][:, high::2], odd_low, out=even_low)
        np.bitwise_xor(even, round_key, out=even)
        odd_low = swapped[number % 2][:, low::2]
    blocks = np.empty((even.shape[1], 4), np.uint32)
    blocks[:, 0::2] = even_low.T
    blocks[:, 1::2] = odd_low.T
    return blocks


def philox4x32(counters: Words, key: tuple[int, int]) -> Words:
    """Philox-4x32-10: the block of four words that belongs to each counter.

    Args:
      counters: uint32 array (n, 4), a counter per row, least significant word first.
      key: two integers under 2**32.

    Returns:
      uint32 array (n, 4).

    Example:
      >>> import numpy as np
      >>> [hex(word) for word in philox4x32(np.zeros((1, 4), np.uint32), (0, 0))[0]]
      ['0x6627e8d5', '0xe169c58d', '0xbc57ac4c', '0x9b00dbd8']
    """
    columns = np.ascontiguousarray(counters.T, np.uint64)
    return _philox(columns[0::2].copy(), columns[1::2].copy(), _round_keys(key))


# From words to numbers ----------------------------------------------------------------------------
# Uniform numbers are made by filling the mantissa of a number in [1, 2) and taking 1 away.


def _unit16(words: Words) -> NDArray[np.float16]:
    bits = words.astype(np.uint16)
    bits &= np.uint16(0x3FF)
    bits |= np.uint16(0x3C00)
    return bits.view(np.float16) - np.float16(1)


def _unit32(words: Words) -> NDArray[np.float32]:
    bits = words & np.uint32(0x7FFFFF)
    bits |= np.uint32(0x3F800000)
    unit = bits.view(np.float32)
    unit -= np.float32(1)
    return unit


def uniform_pairs(words: Words) -> NDArray[np.float64]:
    """Words (n, 2m) to (n, m): of each pair the first word is the more significant."""
    bits = words[:, 0::2].astype(np.uint64)
    bits &= np.uint64(0xFFFFF)
    bits |= np.uint64(0x3FF00000)
    bits <<= np.uint64(32)
    bits |= words[:, 1::2]
    unit = bits.view(np.float64)
    unit -= 1.0
    return unit


def _normal32(words: Words) -> NDArray[np.float32]:
    """Words (n, 4) to standard normal numbers (n, 4): each pair of words gives a pair.

    Every step is rounded to float32 where TensorFlow's is, the angle too (its product with 2 pi is
    taken in float64); the functions themselves are those of float64, rounded afterwards.
    """
    unit = _unit32(words)
    first = np.maximum(unit[:, 0::2], np.float32(_SMALLEST_UNIFORM))
    radius = np.log(first, dtype=np.float64).astype(np.float32)
    radius *= np.float32(-2)
    np.sqrt(radius, out=radius)
    angle = np.multiply(unit[:, 1::2], 2 * math.pi, dtype=np.float64).astype(np.float32)
    exact_angle = angle.astype(np.float64)
    normal = np.empty(words.shape, np.float32)
    normal[:, 0::2] = np.sin(exact_angle)
    normal[:, 1::2] = np.cos(exact_angle)
    normal[:, 0::2] *= radius
    normal[:, 1::2] *= radius
    return normal


def normal_pairs(words: Words) -> NDArray[np.float64]:
    """Words (n, 4) to standard normal numbers (n, 2)."""
    unit = uniform_pairs(words)
    radius = np.log(np.maximum(unit[:, 0], _SMALLEST_UNIFORM))
    radius *= -2.0
    np.sqrt(radius, out=radius)
    angle = unit[:, 1] * (2 * math.pi)
    return np.stack((np.sin(angle) * radius, np.cos(angle) * radius), axis=-1)


def _int32(words: Words, low: int, span: int) -> NDArray[np.int32]:
    values = words % np.uint32(span)
    values += np.uint32(low & _MASK32)
    return values.view(np.int32)


def _int64(words: Words, low: int, span: int) -> NDArray[np.int64]:
    """Words (n, 4) to integers (n, 2): of each pair the first word is the less significant."""
    values = words[:, 1::2].astype(np.uint64)
    values <<= np.uint64(32)
    values |= words[:, 0::2]
    values %= np.uint64(span)
    values += np.uint64(low & _MASK64)
    return values.view(np.int64)


# The map from blocks (n, 4) to numbers for each dtype. float16 normals are rounded float32 ones.
_UNIFORM: dict[np.dtype[Any], Callable[[Words], Array]] = {
    np.dtype(np.float16): _unit16,
    np.dtype(np.float32): _unit32,
    np.dtype(np.float64): uniform_pairs,
}
_NORMAL: dict[np.dtype[Any], Callable[[Words], Array]] = {
    np.dtype(np.float16): _normal32,
    np.dtype(np.float32): _normal32,
    np.dtype(np.float64): normal_pairs,
}
_INTEGER: dict[np.dtype[Any], Callable[[Words, int, int], Array]] = {
    np.dtype(np.int32): _int32,
    np.dtype(np.int64): _int64,
}


def _supported(table: dict[np.dtype[Any], Any], dtype: DTypeLike, what: str) -> np.dtype[Any]:
    result = np.dtype(dtype)
    if result not in table:
        names = ", ".join(str(known) for known in table)
        raise TypeError(f"{what} numbers come in {names}, not in {result}")
    return result


# Streams ------------------------------------------------------------------------------------------


class PhiloxStream:
    """The numbers of one random op in one session.

    The low and the high word of `seed` are the key, `seed2` is the upper half of the counter, and
    `position`, the count of blocks used so far, is the lower half. (The 2**64 blocks of a stream are
    enough for 2**56 outputs, so the carry into the upper half is not made.) Setting `position`
    goes back, or forward. A draw that is refused for its arguments has not moved it.

    Draws may be made from many threads: each takes its own stretch of the stream. Where the shape is
    (), a NumPy scalar is returned, else an array that nothing else refers to.

    Args:
      seed, seed2: the op's seed attributes, integers of up to 64 bits, negative ones included. If
        both are 0 the stream starts from the operating system's entropy.

    Example:
      >>> stream = PhiloxStream(87654321, 3)
      >>> [round(float(number), 7) for number in stream.uniform((2,))]
      [0.3869294, 0.3600262]
      >>> stream.position
      512
    """

    __slots__ = ("_lock", "_round_keys", "_upper", "position")

    def __init__(self, seed: int, seed2: int) -> None:
        if seed == 0 and seed2 == 0:
            seed = int.from_bytes(os.urandom(8), "little")
            seed2 = int.from_bytes(os.urandom(8), "little")
        self._round_keys = _round_keys((seed & _MASK32, (seed >> 32) & _MASK32))
        self._upper = seed2 & _MASK64
        self._lock = threading.Lock()
        self.position = 0

    def __repr__(self) -> str:
        return f"<PhiloxStream at block {self.position}>"

    @property
    def state(self) -> NDArray[np.uint64]:
        """Key, upper counter half and position, (3,): with it another stream draws the same."""
        key = self._round_keys[0].ravel()
        return np.array([key[0] | key[1] << np.uint64(32), self._upper, self.position], np.uint64)

    @state.setter
    def state(self, state: NDArray[np.uint64]) -> None:
        if state.shape != (3,) or state.dtype != np.uint64:
            raise ValueError(f"a stream's state is 3 uint64 numbers, not {state!r}")
        key, upper, position = state.tolist()
        with self._lock:
            self._round_keys = _round_keys((key & _MASK32, key >> 32))
            self._upper, self.position = upper, position

    def reserve(self, blocks: int) -> int:
        """Moves the stream on by so many blocks.

        Returns:
          The number of the first of them.
        """
        with self._lock:
            first = self.position
            self.position = first + blocks
        return first

    def blocks(self, which: NDArray[np.uint64]) -> Words:
        """The blocks (n, 4) of these numbers (n,) in the stream."""
        even = np.empty((2, which.size), np.uint64)
        odd = np.empty_like(even)
        np.bitwise_and(which, np.uint64(_MASK32), out=even[0])
        np.right_shift(which, np.uint64(32), out=odd[0])
        even[1] = self._upper & _MASK32
        odd[1] = self._upper >> 32
        return _philox(even, odd, self._round_keys)

    def _fill(self, out: Array, groups_at: Callable[[NDArray[np.uint64]], Array]) -> Any:
        """Fills `out` in chunks with `groups_at(numbers of groups)`, and hands it back.

        The outputs that one block is enough for make a group: 4 of them, or 2 if they are 64 bits
        wide. The last group may be needed in part only.
        """
        flat = out.reshape(-1)
        size = 2 if out.itemsize == 8 else 4
        step = _CHUNK * size
        for begin in range(0, flat.size, step):
            part = flat[begin : begin + step]
            groups = np.arange(-(-part.size // size), dtype=np.uint64) + np.uint64(begin // size)
            part[...] = groups_at(groups).reshape(-1)[: part.size]
        return out[()]

    def _one_block_each(self, out: Array, draw: Callable[[Words], Array]) -> Any:
        """Fills `out` where nothing is rejected: group g is made from block g of this run."""
        first = np.uint64(self.reserve(out.size * _BLOCKS_PER_OUTPUT))
        return self._fill(out, lambda groups: draw(self.blocks(groups + first)))

    def uniform(self, shape: Sequence[int], dtype: DTypeLike = np.float32) -> Any:
        """Numbers uniform in [0, 1), as the op RandomUniform draws them.

        Args: shape of the result; dtype float16, float32 or float64 (10, 23, 52 random bits each).
        Returns: an array of that shape and dtype.
        Raises: TypeError for another dtype.
        """
        wanted = _supported(_UNIFORM, dtype, "uniform")
        return self._one_block_each(np.empty(shape, wanted), _UNIFORM[wanted])

    def uniform_int(
        self, shape: Sequence[int], minval: int, maxval: int, dtype: DTypeLike = np.int32
    ) -> Any:
        """Integers in [minval, maxval), as the op RandomUniformInt draws them.

        They are random words modulo maxval - minval, hence slightly biased unless that is a power
        of two (by 1 in 2**32 / (maxval - minval) for int32).

        Args:
          shape: of the result.
          minval, maxval: bounds, both within the range of `dtype`.
          dtype: int32 or int64.

        Returns:
          An array of that shape and dtype.

        Raises:
          TypeError: another dtype.
          ValueError: minval >= maxval and the result is not empty.
        """
        wanted = _supported(_INTEGER, dtype, "uniform integer")
        low, high = int(minval), int(maxval)
        if low >= high and math.prod(shape) > 0:
            raise ValueError(f"Need minval < maxval, got {low} >= {high}")
        draw = _INTEGER[wanted]
        out = np.empty(shape, wanted)
        return self._one_block_each(out, lambda words: draw(words, low, high - low))

    def normal(self, shape: Sequence[int], dtype: DTypeLike = np.float32) -> Any:
        """Numbers of mean 0 and deviation 1, as the op RandomStandardNormal draws them.

        Args: shape of the result; dtype float16, float32 or float64.
        Returns: an array of that shape and dtype.
        Raises: TypeError for another dtype.
        """
        wanted = _supported(_NORMAL, dtype, "normal")
        return self._one_block_each(np.empty(shape, wanted), _NORMAL[wanted])

    def truncated_normal(self, shape: Sequence[int], dtype: DTypeLike = np.float32) -> Any:
        """Standard normal numbers, those beyond +-2 drawn again, as the op TruncatedNormal does.

        Args: shape of the result; dtype float16, float32 or float64.
        Returns: an array of that shape and dtype.
        Raises: TypeError for another dtype.
        """
        wanted = _supported(_NORMAL, dtype, "truncated normal")
        draw = _NORMAL[wanted]
        out = np.empty(shape, wanted)
        first = np.uint64(self.reserve(out.size * _BLOCKS_PER_OUTPUT))
        size = 2 if wanted.itemsize == 8 else 4
        # Each group has 64 blocks per output to itself, which no rejection will ever use up.
        stride = np.uint64(size * _BLOCKS_PER_OUTPUT // 4)
        return self._fill(
            out, lambda groups: self._first_in_range(groups * stride + first, size, draw)
        )

    def _first_in_range(
        self, starts: NDArray[np.uint64], size: int, draw: Callable[[Words], Array]
    ) -> Array:
        """(n, size): the first normal numbers within +-2 among those from each block of `starts` on.

        One block is enough for most; the others are tried again with 2, 4, ... blocks.
        """
        values = np.empty((starts.size, size), np.float64 if size == 2 else np.float32)
        pending = np.arange(starts.size)
        blocks = 1
        while pending.size:
            which = np.add.outer(starts[pending], np.arange(blocks, dtype=np.uint64))
            candidates = draw(self.blocks(which.reshape(-1))).reshape(pending.size, -1)
            good = np.abs(candidates) < _TRUNCATE_AT
            count = np.cumsum(good, axis=1)
            done = count[:, -1] >= size
            chosen = good & (count <= size) & done[:, np.newaxis]
            values[pending[done]] = candidates[chosen].reshape(-1, size)
            pending = pending[~done]
            blocks *= 2
        return values

    def permutation(self, size: int) -> NDArray[np.int64]:
        """A permutation of range(size): `x[permutation]` is what RandomShuffle makes of x.

        Args:
          size: the length of x's first axis.

        Returns:
          int64 array (size,).
        """
        if size < 2:
            return np.arange(size)
        swaps = size - 1
        blocks = -(-swaps // 4)
        first = np.uint64(self.reserve(blocks))
        words = self.blocks(np.arange(blocks, dtype=np.uint64) + first)
        # Fisher-Yates: place i is filled from one of the places i, i+1, ..., size-1.
        choices = np.arange(size, 1, -1, dtype=np.uint32)
        offsets = (words.reshape(-1)[:swaps] % choices).tolist()
        order = list(range(size))
        for place, offset in enumerate(offsets):
            order[place], order[place + offset] = order[place + offset], order[place]
        return np.array(order, np.int64)

    def categorical(self, logits: Array, num_samples: int, dtype: DTypeLike = np.int64) -> Array:
        """Class numbers drawn with odds exp(logits), as the op Multinomial draws them.

        The rows draw one after the other, which is TensorFlow's order for one row, or on one core.
        On several cores TensorFlow gives each core a stretch of rows, and the stretches overlap.

        Args:
          logits: floating (batch, classes), unnormalised log-probabilities; those that are not
            finite are never drawn.
          num_samples: draws per row.
          dtype: int32 or int64.

        Returns:
          Array (batch, num_samples) of `dtype`, values in [0, classes).
        """
        finite = np.isfinite(logits)
        top = np.max(logits, axis=1, keepdims=True, where=finite, initial=-np.inf)
        weights = np.zeros(logits.shape)
        np.subtract(logits, top, out=weights, where=finite, dtype=np.float64)
        np.exp(weights, out=weights, where=finite)
        totals = np.cumsum(weights, axis=1)
        points = np.empty((logits.shape[0], num_samples))
        # What a run puts aside counts two words per draw, and the draws per row in fours.
        words = logits.shape[0] * -(-num_samples // 4) * 4 * 2
        first = np.uint64(self.reserve(words * _BLOCKS_PER_OUTPUT))
        self._fill(points, lambda groups: uniform_pairs(self.blocks(groups + first)))
        points *= totals[:, -1:]
        samples = np.empty(points.shape, dtype)
        for row in range(logits.shape[0]):
            samples[row] = np.searchsorted(totals[row], points[row], side="right")
        return samples
