"""Numbers of the Poisson law."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, INDEX, bad, case, op
from minigraph.ops.naming import name_scope
from minigraph.ops.philox import PhiloxStream
from minigraph.ops.random import asked_sizes, new_stream, seed_pair
from minigraph.ops.random_gamma import draws_of_each
from minigraph.ops.rejection_draws import draw_each, poisson_numbers

__all__ = ["random_poisson"]

_TYPES = FLOATS + INDEX


@op(
    "RandomPoissonV2",
    "shape: S, rate: R -> output: dtype",
    S=INDEX,
    R=_TYPES,
    shape=draws_of_each,
    effect="random",
    stream=new_stream,
    no_gradient="whole numbers do not move with the rate",
    samples=[
        case([2], "3 positive", seed=1, seed2=2),
        case([], np.array([[0.25], [20.0]]), dtype=dtypes.float32, seed=1, seed2=2),
        case([300], np.int32(5), dtype=dtypes.int32, seed=1, seed2=2),
        bad(np.int32(2), "3 positive", error=ValueError, match="rank 1"),
        bad([2], np.array(1e12), dtype=dtypes.int32, error=InvalidArgumentError, match="can hold"),
    ],
)
def random_poisson_op(
    shape: Any,
    rate: Any,
    *,
    dtype: DType = dtypes.int64,
    seed: int = 0,
    seed2: int = 0,
    stream: PhiloxStream,
) -> Any:
    """Poisson numbers: draws of that shape for each rate."""
    sizes = asked_sizes(shape)
    samples = int(np.prod(sizes, dtype=np.int64))
    drawn = draw_each(stream, samples, [np.asarray(rate)], poisson_numbers, dtype.np_dtype)
    return np.ascontiguousarray(drawn).reshape(sizes + np.shape(rate))[()]


def random_poisson(
    lam: Any,
    shape: Any,
    dtype: Any = dtypes.float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Numbers drawn from the Poisson law: how often something happens that does so `lam` times.

    Args:
        lam: the mean, not negative: a tensor of floats, int32 or int64.
        shape: an integer vector, the shape of the draws for each mean.
        dtype: of the result: float16, float32, float64, int32 or int64.
        seed: of this op, see `tf.set_random_seed`.
        name: of the scope.

    Returns:
        A Tensor of shape `shape` + that of `lam`, whole numbers, new ones in each run; with the
        same seeds TensorFlow's. No gradient.

    Raises:
        TypeError: the result's type is none of these.
        tf.errors.InvalidArgumentError: at run time, if a mean is not a number, or so large that no
            draw can be held by the type.

    Source: Hörmann, "The transformed rejection method for generating Poisson random variables",
    1993; for means below 10, Knuth, "The Art of Computer Programming", volume 2, 3.4.1.

    Example:
        >>> import minigraph as tf
        >>> tf.random_poisson([0.5, 20.0], [10], tf.int32).shape.as_list()
        [10, 2]
    """
    wanted = as_dtype(dtype)
    if wanted not in _TYPES:
        raise TypeError(
            f"tf.random_poisson gives float16, float32, float64, int32 or int64, not {wanted.name}."
        )
    with name_scope(name, "random_poisson", [lam, shape]):
        sizes = convert(shape, dtypes.int32, name="shape")
        result: Tensor = random_poisson_op(sizes, lam, dtype=wanted, **seed_pair(seed))
        return result
