"""Numbers of the gamma law, and how they move when its parameters do."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.broadcast_shapes import broadcast_dynamic_shape
from minigraph.ops.gamma_slope import random_gamma_grad
from minigraph.ops.joining import concat
from minigraph.ops.magnitude import maximum
from minigraph.ops.naming import name_scope
from minigraph.ops.philox import PhiloxStream
from minigraph.ops.random import asked_sizes, drawn_shape, new_stream, seed_pair
from minigraph.ops.rejection_draws import draw_each, gamma_numbers
from minigraph.ops.sequences import range as range_of
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.spread import broadcast_to, ones, reduce_sum

__all__ = ["draws_of_each", "gamma_parameters", "move_with_shape", "random_gamma", "scaled_gamma"]


def draws_of_each(call: Call) -> Dims:
    """The shape rule of a law's op: that of the draws, then that of the parameter."""
    drawn, parameter = drawn_shape(call), call.shapes[1]
    return None if drawn is None or parameter is None else drawn + parameter


@op(
    "RandomGamma",
    "shape: S, alpha: T -> output: T",
    S=INDEX,
    T=FLOATS,
    shape=draws_of_each,
    effect="random",
    stream=new_stream,
    samples=[
        case([2], "3 positive", seed=1, seed2=2),
        case([], np.array([[0.25], [1.0]]), seed=1, seed2=2),
        case([3], np.float16(2.5), seed=1, seed2=2),
        bad(np.int32(2), "3 positive", error=ValueError, match="rank 1"),
    ],
)
def random_gamma_op(
    shape: Any, alpha: Any, *, seed: int = 0, seed2: int = 0, stream: PhiloxStream
) -> Any:
    """Gamma numbers: draws of that shape for each alpha."""
    sizes = asked_sizes(shape)
    samples = int(np.prod(sizes, dtype=np.int64))
    drawn = draw_each(stream, samples, [np.asarray(alpha)], gamma_numbers, alpha.dtype)
    return np.ascontiguousarray(drawn).reshape(sizes + np.shape(alpha))[()]


@random_gamma_op.grad
def _(op: Any, g: Any) -> Any:
    return None, move_with_shape(g, op.inputs[1], op.outputs[0], shape(op.inputs[0])[0])


def move_with_shape(g: Any, alpha: Any, sample: Any, leading: Any) -> Tensor:
    """The cotangent of alpha, where the samples have so many axes before those of alpha."""
    unit = ones([leading], dtypes.int32)
    aligned = reshape(alpha, concat([unit, shape(alpha)], 0))
    return reduce_sum(g * random_gamma_grad(aligned, sample), axis=range_of(leading))


def gamma_parameters(alpha: Any, beta: Any, dtype: Any) -> tuple[Tensor, Tensor]:
    """(alpha, spread to the shape that it has with beta, and beta)."""
    alpha = convert(alpha, dtype, name="alpha")
    beta = convert(1 if beta is None else beta, dtype, name="beta")
    return broadcast_to(alpha, broadcast_dynamic_shape(shape(alpha), shape(beta))), beta


def scaled_gamma(drawn: Tensor, beta: Tensor) -> Tensor:
    """Of rate beta, and never 0: a logarithm may be taken."""
    return maximum(np.finfo(drawn.dtype.np_dtype).tiny, drawn / beta)


def random_gamma(
    shape: Any,
    alpha: Any,
    beta: Any = None,
    dtype: Any = dtypes.float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Numbers drawn from the gamma law, whose density is in proportion to x^(alpha-1) exp(-beta x).

    Args:
        shape: an integer vector, the shape of the draws for each pair of parameters.
        alpha: the law's shape, positive, of type `dtype`.
        beta: its rate (1 / scale), positive, of type `dtype`; default 1. The two broadcast.
        dtype: float16, float32 or float64.
        seed: of this op, see `tf.set_random_seed`.
        name: of the scope.

    Returns:
        A Tensor of shape `shape` + that of the parameters, positive, with new numbers in each run.
        With the same seeds they are TensorFlow's, but for a last place where a logarithm or power
        is rounded. Gradient: to `alpha` (each number keeps its place in the law) and `beta`.

    Raises:
        ValueError: the type is no float.

    Source: Marsaglia, Tsang, "A simple method for generating gamma variables", ACM TOMS 26, 2000;
    gradient: Figurnov, Mohamed, Mnih, "Implicit reparameterization gradients", 2018.

    Example:
        >>> import minigraph as tf
        >>> tf.random_gamma([10], [0.5, 1.5, 9.0]).shape.as_list()
        [10, 3]
    """
    if as_dtype(dtype) not in FLOATS:
        raise ValueError(f"tf.random_gamma gives float16, float32 or float64, not {dtype!r}.")
    with name_scope(name, "random_gamma", [shape, alpha, beta]):
        sizes = convert(shape, dtypes.int32, name="shape")
        alpha, beta = gamma_parameters(alpha, beta, dtype)
        return scaled_gamma(random_gamma_op(sizes, alpha, **seed_pair(seed)), beta)
