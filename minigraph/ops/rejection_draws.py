"""Draws by rejection, with TensorFlow's numbers: the gamma, the Poisson and the binomial law.

Such a draw takes as many random words as it needs. So that the outputs of an op do not depend on
each other, nor on the order in which they are drawn, output i has 256 blocks of the op's stream to
itself, from block 256 i of the run on. Here all outputs are drawn at once: each step of the
algorithm is taken by all that are still without a number.

All is computed in float64 and rounded to the result's type at the end, as in TensorFlow; only where
a logarithm or a power is rounded in another way may a number differ, in its last place.

Sources: G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables", ACM TOMS 26
(2000). W. Hörmann, "The transformed rejection method for generating Poisson random variables",
Insurance: Mathematics and Economics 12 (1993), and "The generation of binomial random variates",
Journal of Statistical Computation and Simulation 46 (1993); for small rates D. E. Knuth, "The Art
of Computer Programming", volume 2, 3.4.1; for rare events L. Devroye, "Non-Uniform Random Variate
Generation" (1986), X.4.3.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from minigraph.core.errors import InvalidArgumentError
from minigraph.ops.gamma_function import lgamma_op
from minigraph.ops.philox import PhiloxStream, normal_pairs, uniform_pairs

__all__ = [
    "Generators",
    "binomial_numbers",
    "draw_each",
    "gamma_numbers",
    "is_rare",
    "poisson_numbers",
]

_BLOCKS = 256  # that an output has to itself
_CHUNK = 1 << 14  # outputs that are drawn together: their arrays stay in the cache
_SMALL_RATE = 10.0  # a mean below this is reached by counting


class Generators:
    """A generator of random numbers for each of n outputs, on its own stretch of a stream.

    Args:
        stream: the op's stream.
        starts: the number of the first block of each output, uint64 (n,).

    A block makes two numbers, of which the second is handed out first. What is left of a block is
    kept for the next call, for uniform and normal numbers apart.
    """

    def __init__(self, stream: PhiloxStream, starts: Any):
        self._stream = stream
        self._next = starts
        self._kept: dict[Any, tuple[Any, Any]] = {}

    def uniform(self, who: Any) -> Any:
        """The next number in [0, 1) for each of the outputs `who`, given by their indices."""
        return self._take(uniform_pairs, who)

    def normal(self, who: Any) -> Any:
        """The next standard normal number for each of the outputs `who`."""
        return self._take(normal_pairs, who)

    def _take(self, law: Callable[[Any], Any], who: Any) -> Any:
        if law not in self._kept:
            size = self._next.size
            self._kept[law] = np.empty((size, 2)), np.zeros(size, np.int8)
        pairs, left = self._kept[law]
        empty = who[left[who] == 0]
        if empty.size:
            pairs[empty] = law(self._stream.blocks(self._next[empty]))
            self._next[empty] += np.uint64(1)
            left[empty] = 2
        left[who] -= 1
        return pairs[who, left[who]]


def draw_each(
    stream: PhiloxStream,
    samples: int,
    parameters: list[Any],
    law: Callable[..., Any],
    dtype: Any,
    steps: Any = _BLOCKS,
) -> Any:
    """`samples` draws for each setting of the parameters.

    Args:
        stream: of the op; it moves on by 256 blocks an output.
        samples: how many draws.
        parameters: arrays of one size m.
        law: (Generators, the parameters of each output in float64, dtype) to the numbers drawn.
        dtype: of the result.
        steps: the number of blocks from one output to the next, for all settings or for each.

    Returns:
        Array (samples, m). All draws for the first setting come first in the stream.
    """
    count = samples * parameters[0].size
    first = stream.reserve(count * _BLOCKS)
    drawn = np.empty(count, dtype)
    strides = np.broadcast_to(np.asarray(steps, np.uint64), parameters[0].size)
    for begin in range(0, count, _CHUNK):
        which = np.arange(begin, min(begin + _CHUNK, count))
        own = which // samples  # the setting of each
        starts = which.astype(np.uint64) * strides[own] + np.uint64(first)
        settings = [p.reshape(-1)[own].astype(np.float64) for p in parameters]
        with np.errstate(all="ignore"):
            drawn[which] = law(Generators(stream, starts), *settings, np.dtype(dtype))
    return drawn.reshape(-1, samples).T if samples else drawn.reshape(0, parameters[0].size)


# ---------------------------------------------------------------------------------- gamma
def gamma_numbers(draw: Generators, alpha: Any, dtype: Any) -> Any:
    """Gamma numbers of shape alpha, each the cube of a normal number that is shifted and scaled.

    For alpha < 1 it is one of shape alpha + 1 times a power of a uniform number.
    """
    result = np.empty(alpha.shape)
    plain = np.flatnonzero(alpha == 1)
    result[plain] = -np.log(1 - draw.uniform(plain))
    below = alpha < 1
    d = alpha + np.where(below, 2 / 3, -1 / 3)
    c = 1 / 3 / np.sqrt(d)
    finished = np.zeros(alpha.shape, bool)
    pending = np.flatnonzero(alpha != 1)
    while pending.size:
        x = draw.normal(pending)
        cube = 1 + c[pending] * x
        tried = ~(cube <= 0)  # an alpha that is no number goes on, and the result is none
        who, x, cube = pending[tried], x[tried], cube[tried]
        cube = cube * cube * cube
        u = draw.uniform(who)
        inner = u < 1 - 0.0331 * (x * x) * (x * x)  # saves no work here, but decides at the rim
        outer = np.log(u) < 0.5 * x * x + d[who] * (1 - cube + np.log(cube))
        done = inner | outer
        chosen = who[done]
        result[chosen] = d[chosen] * cube[done]
        low = chosen[below[chosen]]
        result[low] *= draw.uniform(low) ** (1 / alpha[low])
        finished[chosen] = True
        pending = pending[~finished[pending]]
    return result.astype(dtype)


# ---------------------------------------------------------------------------------- Poisson
def poisson_numbers(draw: Generators, rate: Any, dtype: Any) -> Any:
    """Poisson numbers; what is beyond the type's range is drawn again."""
    result = np.empty(rate.shape)
    highest = float(np.finfo(dtype).max if dtype.kind == "f" else np.iinfo(dtype).max)
    result[np.isposinf(rate)] = np.inf if dtype.kind == "f" else 0  # as TensorFlow
    small = rate < _SMALL_RATE
    _count_arrivals(draw, np.flatnonzero(small), rate, result)
    _transformed(draw, np.flatnonzero(~small & ~np.isposinf(rate)), rate, highest, result)
    return result.astype(dtype)


def _count_arrivals(draw: Generators, pending: Any, rate: Any, out: Any) -> None:
    """How many uniform numbers can be multiplied before the product is at exp(-rate)."""
    end = np.exp(-rate)
    product = np.ones(rate.shape)
    count = 0.0
    while pending.size:
        product[pending] *= draw.uniform(pending)
        over = product[pending] <= end[pending]
        out[pending[over]] = count
        pending = pending[~over]
        count += 1


def _transformed(draw: Generators, pending: Any, rate: Any, highest: float, out: Any) -> None:
    """Numbers from a law that is close to Poisson's and easy to invert, most of them accepted."""
    log_rate = np.log(rate)
    b = 0.931 + 2.53 * np.sqrt(rate)
    a = -0.059 + 0.02483 * b
    scale = 1.1239 + 1.1328 / (b - 3.4)  # of the law above Poisson's
    box = 0.9277 - 3.6224 / (b - 2)  # below this all is accepted, where u is not at its ends
    for _ in range(_BLOCKS):
        u = draw.uniform(pending) - 0.5
        v = draw.uniform(pending)
        end = 0.5 - np.abs(u)
        some_a, some_b, some_rate = a[pending], b[pending], rate[pending]
        k = np.floor((2 * some_a / end + some_b) * u + some_rate + 0.43)
        at_once = (end >= 0.07) & (v <= box[pending])
        no = (k < 0) | ((end < 0.013) & (v > end))
        height = np.log(v * scale[pending] / (some_a / (end * end) + some_b))
        bound = -some_rate + k * log_rate[pending] - lgamma_op.kernel(k + 1)
        done = (k <= highest) & (at_once | (~no & (height <= bound)))
        out[pending[done]] = k[done]
        pending = pending[~done]
        if not pending.size:
            return
    raise InvalidArgumentError(
        None,
        None,
        f"The rate {rate[pending[0]]} has no Poisson numbers that the result's type can hold",
    )


# ---------------------------------------------------------------------------------- binomial
def binomial_numbers(draw: Generators, count: Any, odds: Any, few: Any, dtype: Any) -> Any:
    """How many of `count` tries succeed, each with probability `odds`; `few` is what `is_rare` says.

    Of the two outcomes of a try, the one that is less likely is counted.
    """
    result = np.where(np.isnan(count) | np.isnan(odds), np.nan, 0.0)
    rare = np.where(odds > 0.5, 1 - odds, odds)
    open_ = (count > 0) & (rare > 0)
    _count_successes(draw, np.flatnonzero(open_ & (few == 1)), count, rare, result)
    _transformed_binomial(draw, np.flatnonzero(open_ & (few == 0)), count, rare, result)
    result = np.where((odds > 0.5) & (count > 0), count - result, result)
    return result.astype(dtype)


def is_rare(count: Any, odds: Any) -> Any:
    """Whether less than 10 of the less likely outcome are expected, as rounded in the inputs' type."""
    with np.errstate(all="ignore"):
        return count * np.where(odds > 0.5, 1 - odds, odds).astype(odds.dtype) < _SMALL_RATE


def _count_successes(draw: Generators, pending: Any, count: Any, odds: Any, out: Any) -> None:
    """The tries up to each success follow a geometric law; they are added up to `count`."""
    tries = np.zeros(count.shape)
    found = 0.0
    while pending.size:
        tries[pending] += np.ceil(np.log(draw.uniform(pending)) / np.log1p(-odds[pending]))
        over = tries[pending] > count[pending]
        out[pending[over]] = found
        pending = pending[~over]
        found += 1


def _transformed_binomial(draw: Generators, pending: Any, count: Any, odds: Any, out: Any) -> None:
    """Numbers from a law that is close to the binomial and easy to invert."""
    spread = np.sqrt(count * odds * (1 - odds))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * odds
    centre = count * odds + 0.5
    box = 0.92 - 4.2 / b
    ratio = odds / (1 - odds)
    scale = (2.83 + 5.1 / b) * spread
    mode = np.floor((count + 1) * odds)
    for _ in range(_BLOCKS):
        u = draw.uniform(pending) - 0.5
        v = draw.uniform(pending)
        end = 0.5 - np.abs(u)
        n, m, r = count[pending], mode[pending], ratio[pending]
        some_a, some_b = a[pending], b[pending]
        k = np.floor((2 * some_a / end + some_b) * u + centre[pending])
        at_once = (end >= 0.07) & (v <= box[pending])
        height = np.log(v * scale[pending] / (some_a / (end * end) + some_b))
        bound = (m + 0.5) * np.log((m + 1) / (r * (n - m + 1)))
        bound += (n + 1) * np.log((n - m + 1) / (n - k + 1))
        bound += (k + 0.5) * np.log(r * (n - k + 1) / (k + 1))
        bound += _beyond(m) + _beyond(n - m) - _beyond(k) - _beyond(n - k)
        done = at_once | ((k >= 0) & (k <= n) & (height <= bound))
        out[pending[done]] = k[done]
        pending = pending[~done]
        if not pending.size:
            return
    raise InvalidArgumentError(
        None, None, f"No binomial number was found for a count of {count[pending[0]]}"
    )


def _beyond(k: Any) -> Any:
    """What Stirling's formula for log k! leaves; the first numbers are exact."""
    square = (k + 1) * (k + 1)
    series = (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (k + 1)
    near = (k >= 0) & (k <= 9)
    exact = [
        math.lgamma(i + 1) - (i + 0.5) * math.log(i + 1) + i + 1 - 0.5 * math.log(2 * math.pi)
        for i in range(10)
    ]
    return np.where(near, np.array(exact)[np.where(near, k, 0).astype(np.int64)], series)
