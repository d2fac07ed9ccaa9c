"""Discrete Fourier transforms of complex numbers, over the last one, two or three axes.

y[k] = sum over n of x[n] exp(-2 pi i k n / N), and back with the other sign, divided by N. Up to
that N each is the other's conjugate transpose, and so its gradient. `real_fourier.py` has the
transforms of real numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import COMPLEX, Call, OpRecord, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.ops.casting import cast
from minigraph.ops.reduce import reduce_prod
from minigraph.ops.shaping import shape

__all__ = ["fft", "fft2d", "fft3d", "ifft", "ifft2d", "ifft3d"]

SUFFIX = {1: "", 2: "2D", 3: "3D"}  # of op types, by the number of axes

_SIGNALS = np.array([[1 + 2j, 0.5, -1j], [0, 1, 2 - 1j]], np.complex64)


def last_axes(call: Call, axes: int) -> Dims:
    """The first input's shape; ValueError if it has fewer than `axes` axes."""
    dims = call.shapes[0]
    if dims is not None and len(dims) < axes:
        raise ValueError(
            f"Shape must be at least rank {axes} but is rank {len(dims)}: the transform is over "
            f"the last {axes} axes"
        )
    return dims


def points(sizes: Tensor, like: Tensor) -> Tensor:
    """How many numbers are transformed together, as a number of the type of `like`."""
    kind = like.dtype.base_dtype
    result: Tensor = cast(reduce_prod(cast(sizes, kind.real_dtype)), kind)
    return result


# ---------------------------------------------------------------------------------- FFT, IFFT
def _transforms(axes: int) -> tuple[OpRecord, OpRecord]:
    """FFT and IFFT over the last `axes` axes."""
    last = tuple(range(-axes, 0))
    facts: dict[str, Any] = {
        "Tcomplex": COMPLEX,
        "shape": lambda call: last_axes(call, axes),
        "samples": [
            case(np.stack([_SIGNALS, _SIGNALS[::-1] * 2j])),
            case(np.zeros((2, 0, 3), np.complex64)),
            bad(np.complex64(1), error=ValueError, match=f"rank {axes}"),
        ],
    }

    @op(f"FFT{SUFFIX[axes]}", "input: Tcomplex -> output: Tcomplex", **facts)
    def forth(input: Any) -> Any:
        """The spectrum of each signal."""
        return np.fft.fftn(input, axes=last) if input.size else input.copy()

    @op(f"IFFT{SUFFIX[axes]}", "input: Tcomplex -> output: Tcomplex", **facts)
    def back(input: Any) -> Any:
        """The signal of each spectrum."""
        return np.fft.ifftn(input, axes=last) if input.size else input.copy()

    @forth.grad
    def _(op: Any, g: Any) -> Any:
        return back(g) * points(shape(g)[-axes:], g)

    @back.grad
    def _(op: Any, g: Any) -> Any:
        return forth(g) / points(shape(g)[-axes:], g)

    return forth, back


_FORTH, _BACK = zip(*map(_transforms, SUFFIX), strict=True)


# ---------------------------------------------------------------------------------- functions
def fft(input: Any, name: str | None = None) -> Tensor:
    """The spectrum of each signal: y[k] = sum over n of x[n] exp(-2 pi i k n / N).

    Args:
        input: complex64 or complex128, [..., N].
        name: of the node.

    Returns:
        A Tensor of the same type and shape. Gradient: N ifft(g).

    Raises:
        TypeError: the numbers are not complex.
        ValueError: the input is a scalar.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.fft([1 + 0j, 0, 2, 0])).tolist()
        [(3+0j), (-1+0j), (3+0j), (-1+0j)]
    """
    result: Tensor = _FORTH[0](input, name=name)
    return result


def ifft(input: Any, name: str | None = None) -> Tensor:
    """The signal of each spectrum: x[n] = sum over k of y[k] exp(2 pi i k n / N) / N.

    Args:
        input: complex64 or complex128, [..., N].
        name: of the node.

    Returns:
        A Tensor of the same type and shape. Gradient: fft(g) / N.

    Raises:
        TypeError: the numbers are not complex.
        ValueError: the input is a scalar.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.ifft([3 + 0j, -1, 3, -1])).tolist()
        [(1+0j), 0j, (2+0j), 0j]
    """
    result: Tensor = _BACK[0](input, name=name)
    return result


def fft2d(input: Any, name: str | None = None) -> Tensor:
    """The spectrum of each plane: `tf.fft` over the last two axes.

    Args:
        input: complex64 or complex128, of rank 2 or more.
        name: of the node.

    Returns:
        A Tensor of the same type and shape. Gradient: N ifft2d(g), N the numbers of a plane.

    Raises:
        TypeError: the numbers are not complex.
        ValueError: the rank is less than 2.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.fft2d([[1 + 0j, 2], [3, 4]])).tolist()
        [[(10+0j), (-2+0j)], [(-4+0j), 0j]]
    """
    result: Tensor = _FORTH[1](input, name=name)
    return result


def ifft2d(input: Any, name: str | None = None) -> Tensor:
    """The plane of each spectrum: `tf.ifft` over the last two axes.

    Args:
        input: complex64 or complex128, of rank 2 or more.
        name: of the node.

    Returns:
        A Tensor of the same type and shape. Gradient: fft2d(g) / N, N the numbers of a plane.

    Raises:
        TypeError: the numbers are not complex.
        ValueError: the rank is less than 2.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.ifft2d([[10 + 0j, -2], [-4, 0]])).tolist()
        [[(1+0j), (2+0j)], [(3+0j), (4+0j)]]
    """
    result: Tensor = _BACK[1](input, name=name)
    return result


def fft3d(input: Any, name: str | None = None) -> Tensor:
    """The spectrum of each volume: `tf.fft` over the last three axes.

    Args:
        input: complex64 or complex128, of rank 3 or more.
        name: of the node.

    Returns:
        A Tensor of the same type and shape. Gradient: N ifft3d(g), N the numbers of a volume.

    Raises:
        TypeError: the numbers are not complex.
        ValueError: the rank is less than 3.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.fft3d([[[1 + 0j, 2], [3, 4]]])).tolist()
        [[[(10+0j), (-2+0j)], [(-4+0j), 0j]]]
    """
    result: Tensor = _FORTH[2](input, name=name)
    return result


def ifft3d(input: Any, name: str | None = None) -> Tensor:
    """The volume of each spectrum: `tf.ifft` over the last three axes.

    Args:
        input: complex64 or complex128, of rank 3 or more.
        name: of the node.

    Returns:
        A Tensor of the same type and shape. Gradient: fft3d(g) / N, N the numbers of a volume.

    Raises:
        TypeError: the numbers are not complex.
        ValueError: the rank is less than 3.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.ifft3d([[[10 + 0j, -2], [-4, 0]]])).tolist()
        [[[(1+0j), (2+0j)], [(3+0j), (4+0j)]]]
    """
    result: Tensor = _BACK[2](input, name=name)
    return result
