"""Random numbers that a fed seed decides: the same seed and shape, the same numbers in each run.

The seed's two integers are not used as they are: TensorFlow first enciphers them with Philox, so
that seeds which are close to each other make streams that have nothing in common. One half of the
block that comes out is the stream's key, the other the upper half of its counter.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, INDEX, REAL, Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.arithmetic import add
from minigraph.ops.naming import name_scope
from minigraph.ops.philox import PhiloxStream, philox4x32
from minigraph.ops.random import NO_GRADIENT, asked_sizes, drawn_shape, shape_tensor

__all__ = [
    "check_seed",
    "seeded",
    "stateless_categorical",
    "stateless_multinomial",
    "stateless_normal",
    "stateless_truncated_normal",
    "stateless_uniform",
]

_SCRAMBLING_KEY = (0x3EC8F720, 0x02461E29)
_WHOLE = (dtypes.int32, dtypes.int64, dtypes.uint32, dtypes.uint64)


# ---------------------------------------------------------------------------------- seeds
def seeded(seed: Any) -> PhiloxStream:
    """The stream that a seed of two integers stands for."""
    halves = seed.astype(np.int64).view(np.uint64)
    words = [
        half >> np.uint64(shift) & np.uint64(0xFFFFFFFF) for half in halves for shift in (0, 32)
    ]
    mixed = philox4x32(np.array([words], np.uint32), _SCRAMBLING_KEY)[0].tolist()
    return PhiloxStream(mixed[0] | mixed[1] << 32, mixed[2] | mixed[3] << 32)


def check_seed(call: Call, index: int = 1) -> None:
    """Raise ValueError if a seed is not two integers."""
    dims = call.rank(index, 1)
    if dims is not None and dims[0] not in (2, None):
        raise ValueError(f"a seed is two integers, not {dims[0]}")


def _seeded_shape(call: Call) -> Dims:
    check_seed(call)
    return drawn_shape(call)


_FACTS: dict[str, Any] = {
    "T": INDEX,
    "Tseed": INDEX,
    "shape": _seeded_shape,
    "no_gradient": NO_GRADIENT,
}
_SAMPLES = [
    case([2, 3], [1, 2], dtype=dtypes.float32),
    case([], np.array([-1, 2**40]), dtype=dtypes.float64),
    bad([2], [1], error=ValueError, match="two integers", dtype=dtypes.float32),
    bad([2], np.int32(1), error=ValueError, match="rank 1", dtype=dtypes.float32),
]


# ---------------------------------------------------------------------------------- the ops
@op(
    "StatelessRandomUniform",
    "shape: T, seed: Tseed -> output: dtype",
    samples=_SAMPLES,
    **_FACTS,
)
def stateless_random_uniform(shape: Any, seed: Any, *, dtype: DType = dtypes.float32) -> Any:
    """Numbers uniform in [0, 1)."""
    return seeded(seed).uniform(asked_sizes(shape), dtype.np_dtype)


@op(
    "StatelessRandomNormal",
    "shape: T, seed: Tseed -> output: dtype",
    samples=_SAMPLES,
    **_FACTS,
)
def stateless_random_normal(shape: Any, seed: Any, *, dtype: DType = dtypes.float32) -> Any:
    """Normal numbers of mean 0 and deviation 1."""
    return seeded(seed).normal(asked_sizes(shape), dtype.np_dtype)


@op(
    "StatelessTruncatedNormal",
    "shape: T, seed: Tseed -> output: dtype",
    samples=_SAMPLES,
    **_FACTS,
)
def stateless_truncated_normal_op(shape: Any, seed: Any, *, dtype: DType = dtypes.float32) -> Any:
    """Normal numbers of mean 0 and deviation 1, those outside (-2, 2) drawn again."""
    return seeded(seed).truncated_normal(asked_sizes(shape), dtype.np_dtype)


def _between(call: Call) -> Dims:
    call.rank(2, 0)
    call.rank(3, 0)
    return _seeded_shape(call)


@op(
    "StatelessRandomUniformInt",
    "shape: T, seed: Tseed, minval: dtype, maxval: dtype -> output: dtype",
    dtype=INDEX,
    samples=[
        case([2, 3], [1, 2], np.int32(0), np.int32(9)),
        case([4], [1, 2], np.int64(-5), np.int64(9)),
        bad([2], [1, 2], np.int32(1), np.int32(1), error=ValueError, match="minval < maxval"),
    ],
    **{**_FACTS, "shape": _between},
)
def stateless_random_uniform_int(shape: Any, seed: Any, minval: Any, maxval: Any) -> Any:
    """Integers from minval to maxval - 1."""
    sizes = asked_sizes(shape)
    return seeded(seed).uniform_int(sizes, int(minval), int(maxval), minval.dtype)


@op(
    "StatelessRandomUniformFullInt",
    "shape: T, seed: Tseed -> output: dtype",
    samples=[
        case([2, 3], [1, 2], dtype=dtypes.int32),
        case([3], [1, 2], dtype=dtypes.int64),
        case([], [1, 2], dtype=dtypes.uint64),
    ],
    **_FACTS,
)
def stateless_random_uniform_full_int(
    shape: Any, seed: Any, *, dtype: DType = dtypes.uint64
) -> Any:
    """Integers of all values that the type has: random words, the less significant first."""
    sizes, wanted = asked_sizes(shape), dtype.np_dtype
    count = int(np.prod(sizes, dtype=np.int64))
    blocks = -(-count * wanted.itemsize // 16)
    words = seeded(seed).blocks(np.arange(blocks, dtype=np.uint64)).astype("<u4").reshape(-1)
    whole = words.view(f"<u{wanted.itemsize}")[:count].astype(f"u{wanted.itemsize}")
    return whole.view(wanted).reshape(sizes)[()]


def _classes(call: Call) -> Dims:
    check_seed(call, 2)
    logits = call.rank(0, 2)
    call.rank(1, 0)
    return (None if logits is None else logits[0], call.values[1])


@op(
    "StatelessMultinomial",
    "logits: T, num_samples: int32, seed: Tseed -> output: output_dtype",
    T=REAL,
    Tseed=INDEX,
    shape=_classes,
    no_gradient=NO_GRADIENT,
    samples=[case("2,3", np.int32(5), [1, 2])],
)
def stateless_multinomial_op(
    logits: Any, num_samples: Any, seed: Any, *, output_dtype: DType = dtypes.int64
) -> Any:
    """Class numbers drawn with odds exp(logits) in each row."""
    return seeded(seed).categorical(logits, int(num_samples), output_dtype.np_dtype)


# ---------------------------------------------------------------------------------- their faces
def stateless_uniform(
    shape: Any,
    seed: Any,
    minval: Any = 0,
    maxval: Any = None,
    dtype: Any = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """Numbers drawn uniformly from [minval, maxval), the same ones for the same seed.

    Args:
        shape: an integer vector.
        seed: two integers, int32 or int64; a tensor may be fed.
        minval, maxval: the bounds, of type `dtype`; `maxval` is 1 for floats if not given. With
            both None integers have all the values of their type.
        dtype: float16, float32, float64, int32, int64; without bounds also uint32 and uint64.
        name: of the node.

    Returns:
        A Tensor of that shape and type, TensorFlow's numbers, bit for bit. No gradient through the
        numbers; floats have one to the bounds.

    Raises:
        ValueError: one bound for integers, bounds for unsigned ones, or another type.

    Source: numbers from Philox-4x32-10, Salmon et al., SC 2011.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.random.stateless_uniform([2], seed=[1, 2])).round(4))
        [0.8441 0.192 ]
    """
    wanted = as_dtype(dtype)
    if wanted not in (*FLOATS, *_WHOLE):
        raise ValueError(
            "tf.random.stateless_uniform gives float16, float32, float64, int32, int64, uint32 or "
            f"uint64, not {wanted.name}."
        )
    if wanted.is_integer and (minval is None) != (maxval is None):
        raise ValueError(
            f"For {wanted.name} minval and maxval must be both None or both not, not {minval!r} and "
            f"{maxval!r}."
        )
    if wanted.is_unsigned and minval is not None:
        raise ValueError(f"{wanted.name} has no bounds here: minval and maxval must be None.")
    if not wanted.is_integer and maxval is None:
        maxval = 1
    with name_scope(name, "stateless_random_uniform", [shape, seed, minval, maxval]) as scope:
        vector = shape_tensor(shape)
        if minval is None and wanted.is_integer:
            return _tensor(
                stateless_random_uniform_full_int(vector, seed, dtype=wanted, name=scope)
            )
        low = convert(minval, wanted, name="min")
        high = convert(maxval, wanted, name="max")
        if wanted.is_integer:
            return _tensor(stateless_random_uniform_int(vector, seed, low, high, name=scope))
        drawn = stateless_random_uniform(vector, seed, dtype=wanted)
        return add(drawn * (high - low), low, name=scope)


def stateless_normal(
    shape: Any,
    seed: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """Numbers drawn from the normal distribution, the same ones for the same seed.

    Args:
        shape: an integer vector.
        seed: two integers, int32 or int64; a tensor may be fed.
        mean, stddev: of type `dtype`; they broadcast against `shape`.
        dtype: float16, float32 or float64.
        name: of the node.

    Returns:
        A Tensor, TensorFlow's numbers up to the last places. Gradient: to `mean` and `stddev`.

    Source: Box, Muller, "A note on the generation of random normal deviates", 1958.

    Example:
        >>> import minigraph as tf
        >>> tf.random.stateless_normal([2, 3], seed=[1, 2]).shape.as_list()
        [2, 3]
    """
    parts = shape, seed, mean, stddev
    return _scaled(stateless_random_normal, "stateless_random_normal", parts, dtype, name)


def stateless_truncated_normal(
    shape: Any,
    seed: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """Normal numbers, cut off at two deviations from the mean, the same ones for the same seed.

    Args:
        shape: an integer vector.
        seed: two integers, int32 or int64; a tensor may be fed.
        mean, stddev: of the distribution before the cut, of type `dtype`.
        dtype: float16, float32 or float64.
        name: of the node.

    Returns:
        A Tensor, TensorFlow's numbers up to the last places. Gradient: to `mean` and `stddev`.

    Example:
        >>> import minigraph as tf
        >>> values = tf.Session().run(tf.random.stateless_truncated_normal([1000], [1, 2]))
        >>> bool(abs(values).max() < 2)
        True
    """
    parts = shape, seed, mean, stddev
    return _scaled(stateless_truncated_normal_op, "stateless_truncated_normal", parts, dtype, name)


def _scaled(record: Any, default: str, parts: Any, dtype: Any, name: str | None) -> Tensor:
    """mean + stddev * (what the op draws)."""
    shape, seed, mean, stddev = parts
    with name_scope(name, default, list(parts)) as scope:
        wanted = as_dtype(dtype)
        vector = shape_tensor(shape)
        mean = convert(mean, wanted, name="mean")
        stddev = convert(stddev, wanted, name="stddev")
        return add(record(vector, seed, dtype=wanted) * stddev, mean, name=scope)


def stateless_multinomial(
    logits: Any,
    num_samples: Any,
    seed: Any,
    output_dtype: Any = dtypes.int64,
    name: str | None = None,
) -> Tensor:
    """Class numbers drawn, row by row, with odds exp(logits), the same ones for the same seed.

    Args:
        logits: a matrix (batch, classes) of scores: logarithms of odds.
        num_samples: how many numbers to draw for each row, an int32 scalar.
        seed: two integers, int32 or int64; a tensor may be fed.
        output_dtype: int32 or int64.
        name: of the scope.

    Returns:
        A Tensor (batch, num_samples) of class numbers; TensorFlow's under the conditions that
        `tf.multinomial` names. No gradient.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.random.stateless_multinomial([[-50.0, 50.0]], 3, [1, 2])).tolist()
        [[1, 1, 1]]
    """
    settings = num_samples, seed, output_dtype
    return _classes_of(logits, settings, name, "stateless_multinomial")


def stateless_categorical(
    logits: Any,
    num_samples: Any,
    seed: Any,
    dtype: Any = dtypes.int64,
    name: str | None = None,
) -> Tensor:
    """Class numbers drawn by a seed: `tf.random.stateless_multinomial` by its newer name.

    Args:
        logits: a matrix (batch, classes) of scores: logarithms of odds.
        num_samples: how many numbers to draw for each row, an int32 scalar.
        seed: two integers, int32 or int64; a tensor may be fed.
        dtype: int32 or int64.
        name: of the scope.

    Returns:
        A Tensor (batch, num_samples) of class numbers. No gradient.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.random.stateless_categorical([[50.0, -50.0]], 2, [1, 2])).tolist()
        [[0, 0]]
    """
    return _classes_of(logits, (num_samples, seed, dtype), name, "stateless_categorical")


def _classes_of(logits: Any, settings: Any, name: str | None, default: str) -> Tensor:
    num_samples, seed, dtype = settings
    with name_scope(name, default, [logits, seed]):
        scores = convert(logits, name="logits")
        kind = as_dtype(dtype)
        return _tensor(stateless_multinomial_op(scores, num_samples, seed, output_dtype=kind))


def _tensor(made: Any) -> Tensor:
    result: Tensor = made
    return result
