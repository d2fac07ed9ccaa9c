"""Random tensors: TensorFlow's ops and, with the same seeds, TensorFlow's numbers.

A random op has two seeds as attributes. A session makes one stream for each op from them
(`philox.py`); every run of the op takes the numbers that come next. The public functions scale what
the ops draw. `tf.set_random_seed` and `seed=` decide the two seeds as TF1 does; an op without a
seed of its own, in a graph with one, takes the number of operations that the graph has by then.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.graph import default_graph
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, INDEX, REAL, Call, bad, case, op, same
from minigraph.core.shapes import Dimension, Dims, show
from minigraph.ops.arithmetic import add, multiply
from minigraph.ops.naming import name_scope
from minigraph.ops.philox import PhiloxStream
from minigraph.ops.seeds import op_seeds
from minigraph.ops.shaping import as_shape_value

__all__ = [
    "categorical",
    "get_seed",
    "multinomial",
    "random_normal",
    "random_shuffle",
    "random_uniform",
    "set_random_seed",
    "truncated_normal",
]

NO_GRADIENT = "the numbers do not depend on the inputs in a smooth way"


# ---------------------------------------------------------------------------------- seeds
def set_random_seed(seed: Any) -> None:
    """Set the default graph's seed; random ops made after it draw the same numbers each session.

    Args:
        seed: an integer.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.set_random_seed(1)
        ...     x = tf.random_uniform([])
        ...     bool(tf.Session().run(x) == tf.Session().run(x))
        True
    """
    default_graph().seed = seed


def get_seed(op_seed: int | None) -> tuple[int | None, int | None]:
    """The two seeds of an op that is given `op_seed`, in the default graph as it stands now.

    Args:
        op_seed: an integer or None.

    Returns:
        (graph seed, op seed): with only an op seed (87654321, op_seed); with only a graph seed
        that and the graph's number of operations; with neither (None, None).

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     print(tf.get_seed(None), tf.get_seed(3))
        (None, None) (87654321, 3)
    """
    graph = default_graph()
    if graph.seed is None and op_seed is None:
        return None, None
    return op_seeds(graph.seed, op_seed, graph.outermost._last_id)


def seed_pair(seed: int | None) -> dict[str, Any]:
    """The attributes `seed` and `seed2` of a random op."""
    first, second = get_seed(seed)
    return {"seed": first or 0, "seed2": second or 0}


def new_stream(attrs: dict[str, Any]) -> PhiloxStream:
    """What a session makes for each random op: its stream."""
    return PhiloxStream(attrs["seed"], attrs["seed2"])


def shape_tensor(shape: Any) -> Tensor:
    """A shape as an integer vector; an empty list is the shape of a scalar."""
    if not isinstance(shape, (list, tuple)):
        return convert(shape, name="shape")
    sizes = [size.value if isinstance(size, Dimension) else size for size in shape]
    return convert(sizes, None if sizes else dtypes.int32, name="shape")


def drawn_shape(call: Call) -> Dims:
    """The shape rule of an op whose first input is the shape of what it draws."""
    length, sizes = call.rank(0, 1), call.values[0]
    if sizes is not None and any(n is not None and n < 0 for n in sizes):
        raise ValueError(f"a shape must not have negative sizes, but it is {show(tuple(sizes))}")
    return as_shape_value(sizes, length)


def asked_sizes(shape: Any) -> tuple[int, ...]:
    """The sizes in a run, which must not be negative."""
    dims = tuple(shape.tolist())
    if any(n < 0 for n in dims):
        raise ValueError(f"a shape must not have negative sizes, but it is {list(dims)}")
    return dims


# ---------------------------------------------------------------------------------- RandomUniform
@op(
    "RandomUniform",
    "shape: T -> output: dtype",
    T=INDEX,
    shape=drawn_shape,
    effect="random",
    stream=new_stream,
    no_gradient=NO_GRADIENT,
    samples=[
        case([2, 3], dtype=dtypes.float32, seed=1, seed2=2),
        case([], dtype=dtypes.float64, seed=1, seed2=2),
        bad(np.int32(2), error=ValueError, match="rank 1", dtype=dtypes.float32),
    ],
)
def random_uniform_op(
    shape: Any, *, dtype: DType, seed: int = 0, seed2: int = 0, stream: PhiloxStream
) -> Any:
    """Numbers uniform in [0, 1)."""
    return stream.uniform(asked_sizes(shape), dtype.np_dtype)


# ------------------------------------------------------------------------- RandomUniformInt
@op(
    "RandomUniformInt",
    "shape: T, minval: Tout, maxval: Tout -> output: Tout",
    T=INDEX,
    Tout=INDEX,
    shape=lambda call: (call.rank(1, 0), call.rank(2, 0), drawn_shape(call))[2],
    effect="random",
    stream=new_stream,
    no_gradient=NO_GRADIENT,
    samples=[
        case([2, 3], np.int32(0), np.int32(9), seed=1, seed2=2),
        case([4], np.int64(-5), np.int64(9), seed=1, seed2=2),
        bad([2], np.int32(1), np.int32(1), error=ValueError, match="minval < maxval"),
    ],
)
def random_uniform_int(
    shape: Any, minval: Any, maxval: Any, *, seed: int = 0, seed2: int = 0, stream: PhiloxStream
) -> Any:
    """Integers from minval to maxval - 1."""
    return stream.uniform_int(asked_sizes(shape), int(minval), int(maxval), minval.dtype)


def random_uniform(
    shape: Any,
    minval: Any = 0,
    maxval: Any = None,
    dtype: Any = dtypes.float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Numbers drawn uniformly from [minval, maxval).

    Args:
        shape: an integer vector.
        minval, maxval: the bounds, of type `dtype`; `maxval` is 1 for floats if not given.
        dtype: float16, float32, float64, int32 or int64.
        seed: of this op, see `tf.set_random_seed`.
        name: of the node.

    Returns:
        A Tensor of that shape and type, with new numbers in each run. Given the same seeds they are
        TensorFlow's, bit for bit. No gradient through the numbers; floats have one to the bounds.

    Raises:
        ValueError: no `maxval` for integers, or a type that is none of these.

    Source: numbers from Philox-4x32-10, Salmon et al., SC 2011.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.random_uniform([2], seed=3)).round(6).tolist()
        [0.3869290053844452, 0.3600260019302368]
    """
    wanted = as_dtype(dtype)
    if wanted not in (*FLOATS, *INDEX):
        raise ValueError(
            f"tf.random_uniform gives float16, float32, float64, int32 or int64, not {wanted.name}."
        )
    if maxval is None:
        if wanted.is_integer:
            raise ValueError(f"Must specify maxval for integer dtype {wanted.name}")
        maxval = 1
    with name_scope(name, "random_uniform", [shape, minval, maxval]) as scope:
        vector = shape_tensor(shape)
        from_zero = isinstance(minval, int) and minval == 0
        to_one = isinstance(maxval, int) and maxval == 1
        if wanted.is_integer or not (from_zero and to_one):
            low = convert(minval, wanted, name="min")
            high = convert(maxval, wanted, name="max")
        seeds = seed_pair(seed)
        if wanted.is_integer:
            result: Tensor = random_uniform_int(vector, low, high, **seeds, name=scope)
            return result
        result = random_uniform_op(vector, dtype=wanted, **seeds)
        if from_zero:
            return result if to_one else multiply(result, high)
        return add(result * (high - low), low, name=scope)


# ------------------------------------------------------------------------- RandomStandardNormal
@op(
    "RandomStandardNormal",
    "shape: T -> output: dtype",
    T=INDEX,
    shape=drawn_shape,
    effect="random",
    stream=new_stream,
    no_gradient=NO_GRADIENT,
    samples=[
        case([2, 3], dtype=dtypes.float32, seed=1, seed2=2),
        case([], dtype=dtypes.float64, seed=1, seed2=2),
    ],
)
def random_standard_normal(
    shape: Any, *, dtype: DType, seed: int = 0, seed2: int = 0, stream: PhiloxStream
) -> Any:
    """Normal numbers of mean 0 and deviation 1."""
    return stream.normal(asked_sizes(shape), dtype.np_dtype)


def random_normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = dtypes.float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Numbers drawn from the normal distribution.

    Args:
        shape: an integer vector.
        mean, stddev: of type `dtype`; they broadcast against `shape`.
        dtype: float16, float32 or float64.
        seed: of this op, see `tf.set_random_seed`.
        name: of the node.

    Returns:
        A Tensor, with new numbers in each run; given the same seeds TensorFlow's up to the last
        places. Gradient: to `mean` and `stddev`.

    Source: Box, Muller, "A note on the generation of random normal deviates", 1958.

    Example:
        >>> import minigraph as tf
        >>> tf.random_normal([2, 3], stddev=0.1, seed=1).shape
        TensorShape([Dimension(2), Dimension(3)])
    """
    return _scaled(
        random_standard_normal, "random_normal", shape, (mean, stddev), dtype, seed, name
    )


# ---------------------------------------------------------------------------------- TruncatedNormal
@op(
    "TruncatedNormal",
    "shape: T -> output: dtype",
    T=INDEX,
    shape=drawn_shape,
    effect="random",
    stream=new_stream,
    no_gradient=NO_GRADIENT,
    samples=[
        case([2, 3], dtype=dtypes.float32, seed=1, seed2=2),
        case([], dtype=dtypes.float64, seed=1, seed2=2),
    ],
)
def truncated_normal_op(
    shape: Any, *, dtype: DType, seed: int = 0, seed2: int = 0, stream: PhiloxStream
) -> Any:
    """Normal numbers of mean 0 and deviation 1, those outside (-2, 2) drawn again."""
    return stream.truncated_normal(asked_sizes(shape), dtype.np_dtype)


def truncated_normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = dtypes.float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Numbers drawn from the normal distribution, cut off at two deviations from the mean.

    Args:
        shape: an integer vector.
        mean, stddev: of the distribution before the cut, of type `dtype`.
        dtype: float16, float32 or float64.
        seed: of this op, see `tf.set_random_seed`.
        name: of the node.

    Returns:
        A Tensor, with new numbers in each run; given the same seeds TensorFlow's up to the last
        places. Gradient: to `mean` and `stddev`.

    Example:
        >>> import minigraph as tf
        >>> tf.truncated_normal([2, 3], stddev=0.1, seed=1).name
        'truncated_normal:0'
    """
    return _scaled(
        truncated_normal_op, "truncated_normal", shape, (mean, stddev), dtype, seed, name
    )


def _scaled(
    record: Any,
    default: str,
    shape: Any,
    moments: tuple[Any, Any],
    dtype: Any,
    seed: int | None,
    name: str | None,
) -> Tensor:
    """mean + stddev * (what the op draws)."""
    with name_scope(name, default, [shape, *moments]) as scope:
        wanted = as_dtype(dtype)
        vector = shape_tensor(shape)
        mean = convert(moments[0], wanted, name="mean")
        stddev = convert(moments[1], wanted, name="stddev")
        drawn = record(vector, dtype=wanted, **seed_pair(seed))
        return add(drawn * stddev, mean, name=scope)


# ---------------------------------------------------------------------------------- RandomShuffle
@op(
    "RandomShuffle",
    "value: T -> output: T",
    shape=same,
    effect="random",
    stream=new_stream,
    no_gradient=NO_GRADIENT,
    samples=[case("5,2", seed=1, seed2=2), case("3 int32 0:9", seed=1, seed2=2)],
)
def random_shuffle_op(value: Any, *, seed: int = 0, seed2: int = 0, stream: PhiloxStream) -> Any:
    """The rows in random order."""
    return value[stream.permutation(len(value))] if np.ndim(value) else value


def random_shuffle(value: Any, seed: int | None = None, name: str | None = None) -> Tensor:
    """The rows of `value`, its slices along axis 0, in random order.

    Args:
        value: a tensor.
        seed: of this op, see `tf.set_random_seed`.
        name: of the node.

    Returns:
        A Tensor like `value`, in a new order in each run; with the same seeds TensorFlow's order.
        No gradient.

    Example:
        >>> import minigraph as tf
        >>> sorted(tf.Session().run(tf.random_shuffle([1, 2, 3])).tolist())
        [1, 2, 3]
    """
    result: Tensor = random_shuffle_op(value, **seed_pair(seed), name=name)
    return result


# ---------------------------------------------------------------------------------- Multinomial
def _samples(call: Call) -> Dims:
    logits = call.rank(0, 2)
    call.rank(1, 0)
    return (None if logits is None else logits[0], call.values[1])


@op(
    "Multinomial",
    "logits: T, num_samples: int32 -> output: output_dtype",
    T=REAL,
    shape=_samples,
    effect="random",
    stream=new_stream,
    no_gradient=NO_GRADIENT,
    samples=[case("2,3", np.int32(5), seed=1, seed2=2)],
)
def multinomial_op(
    logits: Any,
    num_samples: Any,
    *,
    output_dtype: DType = dtypes.int64,
    seed: int = 0,
    seed2: int = 0,
    stream: PhiloxStream,
) -> Any:
    """Class numbers drawn with odds exp(logits) in each row."""
    return stream.categorical(logits, int(num_samples), output_dtype.np_dtype)


def multinomial(
    logits: Any,
    num_samples: Any,
    seed: int | None = None,
    name: str | None = None,
    output_dtype: Any = None,
) -> Tensor:
    """Class numbers drawn, row by row, with odds exp(logits).

    Args:
        logits: a matrix (batch, classes) of scores: logarithms of odds.
        num_samples: how many numbers to draw for each row, an int32 scalar.
        seed: of this op, see `tf.set_random_seed`.
        name: of the scope.
        output_dtype: int32 or int64 (default).

    Returns:
        A Tensor (batch, num_samples) of class numbers. With the same seeds they are TensorFlow's
        where that gives all rows to one core: for one row, little work, or with
        `intra_op_parallelism_threads=1`. Otherwise its draws depend on the number of cores. No
        gradient.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.multinomial([[-50.0, 50.0]], 3)).tolist()
        [[1, 1, 1]]
    """
    return _drawn_classes(logits, num_samples, output_dtype, seed, name, "multinomial")


def categorical(
    logits: Any,
    num_samples: Any,
    dtype: Any = None,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Class numbers drawn, row by row, with odds exp(logits): `tf.multinomial` by its newer name.

    Args:
        logits: a matrix (batch, classes) of scores: logarithms of odds.
        num_samples: how many numbers to draw for each row, an int32 scalar.
        dtype: int32 or int64 (default).
        seed: of this op, see `tf.set_random_seed`.
        name: of the scope.

    Returns:
        A Tensor (batch, num_samples) of class numbers. No gradient.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.random.categorical([[50.0, -50.0]], 2)).tolist()
        [[0, 0]]
    """
    return _drawn_classes(logits, num_samples, dtype, seed, name, "categorical")


def _drawn_classes(
    logits: Any, num_samples: Any, dtype: Any, seed: int | None, name: str | None, default: str
) -> Tensor:
    with name_scope(name, default, [logits]):
        scores = convert(logits, name="logits")
        wanted = dtypes.int64 if dtype is None else as_dtype(dtype)
        result: Tensor = multinomial_op(scores, num_samples, output_dtype=wanted, **seed_pair(seed))
        return result
