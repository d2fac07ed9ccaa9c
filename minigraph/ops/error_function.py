"""The error function and its complement, elementwise.

Rational approximations of W. J. Cody, "Rational Chebyshev approximations for the error function"
(Mathematics of Computation 23, 1969): one for |x| <= 0.46875, one up to 4, one beyond. Their
errors are below the rounding of float64, in which the sums are taken.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, case, op, same
from minigraph.core.sparse_tensor import on_values
from minigraph.ops.exponentials import exp
from minigraph.ops.powers import square

__all__ = ["erf", "erfc"]

_NEAR = 0.46875
_FAR = 4.0
# coefficients of numerator and denominator, the highest power first
_NEAR_TOP = (
    1.85777706184603153e-1,
    3.16112374387056560e0,
    1.13864154151050156e2,
    3.77485237685302021e2,
    3.20937758913846947e3,
)
_NEAR_BOTTOM = (
    1.0,
    2.36012909523441209e1,
    2.44024637934444173e2,
    1.28261652607737228e3,
    2.84423683343917062e3,
)
_MIDDLE_TOP = (
    2.15311535474403846e-8,
    5.64188496988670089e-1,
    8.88314979438837594e0,
    6.61191906371416295e1,
    2.98635138197400131e2,
    8.81952221241769090e2,
    1.71204761263407058e3,
    2.05107837782607147e3,
    1.23033935479799725e3,
)
_MIDDLE_BOTTOM = (
    1.0,
    1.57449261107098347e1,
    1.17693950891312499e2,
    5.37181101862009858e2,
    1.62138957456669019e3,
    3.29079923573345963e3,
    4.36261909014324716e3,
    3.43936767414372164e3,
    1.23033935480374942e3,
)
_FAR_TOP = (
    1.63153871373020978e-2,
    3.05326634961232344e-1,
    3.60344899949804439e-1,
    1.25781726111229246e-1,
    1.60837851487422766e-2,
    6.58749161529837803e-4,
)
_FAR_BOTTOM = (
    1.0,
    2.56852019228982242e0,
    1.87295284992346725e0,
    5.27905102951428412e-1,
    6.05183413124413191e-2,
    2.33520497626869185e-3,
)


def _ratio(top: tuple[float, ...], bottom: tuple[float, ...], x: Any) -> Any:
    return np.polyval(top, x) / np.polyval(bottom, x)


def _erf_near(x: Any) -> Any:
    """erf where |x| <= 0.46875."""
    return x * _ratio(_NEAR_TOP, _NEAR_BOTTOM, x * x)


def _erfc_beyond(y: Any) -> Any:
    """erfc where y > 0.46875."""
    middle = _ratio(_MIDDLE_TOP, _MIDDLE_BOTTOM, np.minimum(y, _FAR))
    inverse = 1 / np.square(np.maximum(y, _FAR))
    tail = inverse * _ratio(_FAR_TOP, _FAR_BOTTOM, inverse)
    far = (1 / math.sqrt(math.pi) - tail) / np.maximum(y, _FAR)
    # exp(-y**2), with y split so that the square of its first part is exact
    first = np.trunc(y * 16) / 16
    scale = np.exp(-first * first) * np.exp(-(y - first) * (y + first))
    return np.where(y > 27, 0.0, scale * np.where(y <= _FAR, middle, far))


def _erf_erfc(x: Any) -> tuple[Any, Any]:
    """Both functions of an array, in float64; each keeps its own small values."""
    x = np.asarray(x, np.float64)
    size = np.abs(x)
    inner = _erf_near(np.clip(x, -_NEAR, _NEAR))
    outer = _erfc_beyond(np.clip(size, _NEAR, 30.0))
    near = size <= _NEAR
    erf_x = np.where(near, inner, np.copysign(1 - outer, x))
    erfc_x = np.where(near, 1 - inner, np.where(x > 0, outer, 2 - outer))
    missing = np.isnan(x)
    return np.where(missing, x, erf_x), np.where(missing, x, erfc_x)


# ---------------------------------------------------------------------------------- Erf, Erfc
_SAMPLES = [case("2,3"), case(""), case(np.array([-30.0, -3.0, -0.0, 0.3, 5.0]))]


def _written(result: Any, out: Any) -> Any:
    """The result; in `out` if there is one, as in a loop over blocks, where the many sums of a
    block stay in the cache."""
    if out is None:
        return result
    out[...] = result
    return out


@op("Erf", "x: T -> y: T", T=FLOATS, shape=same, elementwise=True, samples=_SAMPLES)
def erf_op(x: Any) -> Any:
    """2 / sqrt(pi) times the integral of exp(-t**2) from 0 to x."""
    return _erf_erfc(x)[0].astype(x.dtype)


@erf_op.into
def _(x: Any, *, out: Any = None) -> Any:
    return _written(_erf_erfc(x)[0].astype(x.dtype), out)


@erf_op.grad
def _(op: Any, g: Any) -> Any:
    return g * (2 / math.sqrt(math.pi) * exp(-square(op.inputs[0])))


@op("Erfc", "x: T -> y: T", T=FLOATS, shape=same, elementwise=True, samples=_SAMPLES)
def erfc_op(x: Any) -> Any:
    """1 - erf(x), with all its digits where that is small."""
    return _erf_erfc(x)[1].astype(x.dtype)


@erfc_op.into
def _(x: Any, *, out: Any = None) -> Any:
    return _written(_erf_erfc(x)[1].astype(x.dtype), out)


@erfc_op.grad
def _(op: Any, g: Any) -> Any:
    return g * (-2 / math.sqrt(math.pi) * exp(-square(op.inputs[0])))


@on_values("Erf")
def erf(x: Any, name: str | None = None) -> Tensor:
    """The error function: 2 / sqrt(pi) times the integral of exp(-t**2) from 0 to x, elementwise.

    Args:
        x: a tensor or SparseTensor of floats.
        name: of the node.

    Returns:
        A Tensor of that type; from -1 to 1. Gradient: 2 g exp(-x**2) / sqrt(pi).

    Source: W. J. Cody (1969), see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.erf([0.0, 1.0])).round(4))
        [0.     0.8427]
    """
    result: Tensor = erf_op(x, name=name)
    return result


def erfc(x: Any, name: str | None = None) -> Tensor:
    """1 - erf(x), with all its digits where that is small, elementwise.

    Args:
        x: a tensor of floats.
        name: of the node.

    Returns:
        A Tensor of that type; from 2 to 0. Gradient: -2 g exp(-x**2) / sqrt(pi).

    Source: W. J. Cody (1969), see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.erfc([0.0, 1.0])).round(4))
        [1.     0.1573]
    """
    result: Tensor = erfc_op(x, name=name)
    return result
