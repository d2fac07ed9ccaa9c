"""Gamma, Poisson and binomial numbers that a fed seed decides."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.ops.naming import name_scope
from minigraph.ops.random import NO_GRADIENT, asked_sizes, drawn_shape, shape_tensor
from minigraph.ops.random_gamma import gamma_parameters, move_with_shape, scaled_gamma
from minigraph.ops.rejection_draws import (
    binomial_numbers,
    draw_each,
    gamma_numbers,
    is_rare,
    poisson_numbers,
)
from minigraph.ops.shaping import rank, shape
from minigraph.ops.stateless_random import check_seed, seeded

__all__ = ["stateless_binomial", "stateless_gamma", "stateless_poisson"]

_TYPES = FLOATS + INDEX


def _shape(call: Call) -> Dims:
    check_seed(call)
    return drawn_shape(call)


def _draws(shape: Any, seed: Any, parameters: list[Any], law: Any, dtype: Any, *steps: Any) -> Any:
    """Draws of a shape that ends with the parameters', as many for each setting of them."""
    sizes = asked_sizes(shape)
    settings = np.broadcast_arrays(*parameters)
    inner = settings[0].shape
    if inner != sizes[len(sizes) - len(inner) :] or len(inner) > len(sizes):
        raise InvalidArgumentError(
            None, None, f"The shape {show(sizes)} must end with the parameters' shape {show(inner)}"
        )
    samples = int(np.prod(sizes[: len(sizes) - len(inner)], dtype=np.int64))
    drawn = draw_each(seeded(seed), samples, list(settings), law, dtype, *steps)
    return np.ascontiguousarray(drawn).reshape(sizes)[()]


# ---------------------------------------------------------------------------------- gamma
@op(
    "StatelessRandomGammaV2",
    "shape: T, seed: Tseed, alpha: dtype -> output: dtype",
    T=INDEX,
    Tseed=INDEX,
    dtype=FLOATS,
    shape=_shape,
    samples=[
        case([2, 3], [1, 2], "3 positive"),
        case([], np.array([-1, 2**40]), np.float16(2.5)),
        bad([3, 2], [1, 2], "3 positive", error=InvalidArgumentError, match="must end"),
        bad([3], [1], "3 positive", error=ValueError, match="two integers"),
    ],
)
def stateless_gamma_op(shape: Any, seed: Any, alpha: Any) -> Any:
    """Gamma numbers; the shape ends with that of alpha."""
    return _draws(shape, seed, [alpha], gamma_numbers, alpha.dtype)


@stateless_gamma_op.grad
def _(op: Any, g: Any) -> Any:
    sizes, _, alpha = op.inputs
    leading = shape(sizes)[0] - rank(alpha)
    return None, None, move_with_shape(g, alpha, op.outputs[0], leading)


def stateless_gamma(
    shape: Any,
    seed: Any,
    alpha: Any,
    beta: Any = None,
    dtype: Any = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """Numbers drawn from the gamma law, the same ones for the same seed.

    Args:
        shape: an integer vector, the shape of the result; it ends with that of the parameters.
        seed: two integers, int32 or int64; a tensor may be fed.
        alpha: the law's shape, positive, of type `dtype`.
        beta: its rate (1 / scale), positive, of type `dtype`; default 1. The two broadcast.
        dtype: float16, float32 or float64.
        name: of the scope.

    Returns:
        A Tensor of positive numbers, TensorFlow's up to the last places. Gradient: as that of
        `tf.random_gamma`.

    Raises:
        tf.errors.InvalidArgumentError: `shape` does not end with the parameters' shape.

    Source: as `tf.random_gamma`.

    Example:
        >>> import minigraph as tf
        >>> tf.random.stateless_gamma([10, 3], [1, 2], alpha=[0.5, 1.5, 9.0]).shape.as_list()
        [10, 3]
    """
    if as_dtype(dtype) not in FLOATS:
        raise ValueError(f"tf.random.stateless_gamma gives floats, not {dtype!r}.")
    with name_scope(name, "stateless_random_gamma", [shape, seed, alpha, beta]):
        vector = shape_tensor(shape)
        alpha, beta = gamma_parameters(alpha, beta, dtype)
        return scaled_gamma(stateless_gamma_op(vector, seed, alpha), beta)


# ---------------------------------------------------------------------------------- Poisson
@op(
    "StatelessRandomPoisson",
    "shape: T, seed: Tseed, lam: Rtype -> output: dtype",
    T=INDEX,
    Tseed=INDEX,
    Rtype=_TYPES,
    shape=_shape,
    no_gradient=NO_GRADIENT,
    samples=[
        case([2, 3], [1, 2], "3 positive", dtype=dtypes.int64),
        case([2, 2], np.array([-1, 2**40]), np.array([0.25, 20.0]), dtype=dtypes.float32),
        bad(
            *([3, 2], [1, 2], "3 positive"),
            error=InvalidArgumentError,
            match="must end",
            dtype=dtypes.int32,
        ),
    ],
)
def stateless_poisson_op(shape: Any, seed: Any, lam: Any, *, dtype: DType) -> Any:
    """Poisson numbers; the shape ends with that of the means."""
    return _draws(shape, seed, [lam], poisson_numbers, dtype.np_dtype)


def stateless_poisson(
    shape: Any, seed: Any, lam: Any, dtype: Any = dtypes.int32, name: str | None = None
) -> Tensor:
    """Numbers drawn from the Poisson law, the same ones for the same seed.

    Args:
        shape: an integer vector, the shape of the result; it ends with that of `lam`.
        seed: two integers, int32 or int64; a tensor may be fed.
        lam: the mean, not negative: a tensor of floats, int32 or int64.
        dtype: of the result: float16, float32, float64, int32 or int64.
        name: of the scope.

    Returns:
        A Tensor of whole numbers, TensorFlow's. No gradient.

    Raises:
        tf.errors.InvalidArgumentError: `shape` does not end with the shape of `lam`, or as
            `tf.random_poisson`.

    Source: as `tf.random_poisson`.

    Example:
        >>> import minigraph as tf
        >>> tf.random.stateless_poisson([10, 2], [1, 2], lam=[0.5, 20.0]).shape.as_list()
        [10, 2]
    """
    wanted = _whole_or_float(dtype, "tf.random.stateless_poisson")
    with name_scope(name, "stateless_random_poisson", [shape, seed, lam]):
        vector = shape_tensor(shape)
        result: Tensor = stateless_poisson_op(vector, seed, lam, dtype=wanted)
        return result


def _whole_or_float(dtype: Any, whose: str) -> DType:
    wanted = as_dtype(dtype)
    if wanted not in _TYPES:
        raise TypeError(
            f"{whose} gives float16, float32, float64, int32 or int64, not {wanted.name}."
        )
    return wanted


# ---------------------------------------------------------------------------------- binomial
@op(
    "StatelessRandomBinomial",
    "shape: S, seed: Tseed, counts: T, probs: T -> output: dtype",
    S=INDEX,
    Tseed=INDEX,
    T=_TYPES,
    shape=_shape,
    no_gradient=NO_GRADIENT,
    samples=[
        case([2, 3], [1, 2], "3 positive", np.array(0.5), dtype=dtypes.int64),
        case([4, 2], [1, 2], np.array(50.0), np.array([0.125, 0.75]), dtype=dtypes.float32),
        bad(
            *([2], [1, 2], np.array(5.0), np.array(1.5)),
            error=InvalidArgumentError,
            match="probability",
            dtype=dtypes.int32,
        ),
    ],
)
def stateless_binomial_op(
    shape: Any, seed: Any, counts: Any, probs: Any, *, dtype: DType = dtypes.int64
) -> Any:
    """Binomial numbers; the shape ends with that of the parameters."""
    if not np.all((probs >= 0) & (probs <= 1)):
        raise InvalidArgumentError(None, None, f"A probability is in [0, 1], not as in {probs}")
    few = np.asarray(is_rare(counts, probs))
    steps = np.where(few, 42, 256).reshape(-1)  # TensorFlow's: what is rare takes few numbers
    return _draws(shape, seed, [counts, probs, few], binomial_numbers, dtype.np_dtype, steps)


def stateless_binomial(
    shape: Any,
    seed: Any,
    counts: Any,
    probs: Any,
    output_dtype: Any = dtypes.int32,
    name: str | None = None,
) -> Tensor:
    """How many of `counts` tries succeed, the same numbers for the same seed.

    Args:
        shape: an integer vector, the shape of the result; it ends with that of the parameters.
        seed: two integers, int32 or int64; a tensor may be fed.
        counts: the number of tries, a tensor of floats, int32 or int64.
        probs: the probability that one succeeds, of the same type as `counts`. The two broadcast.
        output_dtype: float16, float32, float64, int32 or int64.
        name: of the scope.

    Returns:
        A Tensor of whole numbers, TensorFlow's. No gradient.

    Raises:
        tf.errors.InvalidArgumentError: `shape` does not end with the parameters' shape, or a
            probability is not in [0, 1].

    Source: Hörmann, "The generation of binomial random variates", 1993; where less than 10
    successes or failures are to be expected, Devroye, "Non-Uniform Random Variate Generation", 1986.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.random.stateless_binomial([3], [1, 2], 5.0, 1.0)).tolist()
        [5, 5, 5]
    """
    wanted = _whole_or_float(output_dtype, "tf.random.stateless_binomial")
    with name_scope(name, "stateless_random_binomial", [shape, seed, counts, probs]):
        vector = shape_tensor(shape)
        probs = convert(probs, name="probs", hint=dtypes.float32)
        counts = convert(counts, name="counts", hint=probs.dtype)
        result: Tensor = stateless_binomial_op(vector, seed, counts, probs, dtype=wanted)
        return result
