"""Initializers of convolution kernels that keep the length of what they are applied to.

Delta kernels are an orthogonal matrix in the middle of the window and zero elsewhere. The others
are convolutions of small orthogonal kernels, one smaller than the window's size, which are made of
projections P: of P and I - P for each axis.

Source: Xiao, Bahri, Sohl-Dickstein, Schoenholz, Pennington, "Dynamical isometry and a mean field
theory of CNNs" (2018), arXiv:1806.05393, algorithms 1 and 2; with Kautsky and Turcajova, "A matrix
approach to discrete wavelets" (1994), for windows of more axes.
"""

from __future__ import annotations

import itertools
from typing import Any

from minigraph.core import dtypes
from minigraph.core.dtypes import DType
from minigraph.core.nodes import Tensor
from minigraph.ops.arithmetic import multiply
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.diagonals import diag_part, eye
from minigraph.ops.indexing import scatter_nd
from minigraph.ops.initializers import Initializer, float_dtype, sizes_of
from minigraph.ops.joining import stack
from minigraph.ops.magnitude import sign
from minigraph.ops.matmul import matmul
from minigraph.ops.orthogonal import qr_op
from minigraph.ops.random import random_normal
from minigraph.ops.spread import zeros
from minigraph.ops.transposing import matrix_transpose

__all__ = [
    "convolutional_delta_orthogonal",
    "convolutional_orthogonal_1d",
    "convolutional_orthogonal_2d",
    "convolutional_orthogonal_3d",
]

# The matrices of a kernel by their places in the window.
Kernel = dict[tuple[int, ...], Any]


class _OrthogonalKernel(Initializer):
    """What they share: settings, checks, random matrices."""

    def __init__(self, gain: float = 1.0, seed: int | None = None, dtype: Any = dtypes.float32):
        self.gain = gain
        self.seed = seed
        self.dtype = float_dtype(dtype)

    def _next_seed(self) -> int | None:
        """Each draw has a seed of its own, also those of a later call."""
        seed = self.seed
        if self.seed:
            self.seed += 1
        return seed

    def _orthogonal(self, n: int, dtype: DType, seed: int | None) -> Any:
        """A random orthogonal matrix."""
        q, r = qr_op(random_normal([n, n], dtype=dtype, seed=seed), full_matrices=False)
        return q * sign(diag_part(r))


def _check_filters(sizes: list[int]) -> None:
    if sizes[-2] > sizes[-1]:
        raise ValueError(
            f"The input's channels, {sizes[-2]}, must not be more than the output's, {sizes[-1]}: "
            f"the shape is {tuple(sizes)}."
        )


class convolutional_delta_orthogonal(_OrthogonalKernel):
    """An orthogonal matrix, times `gain`, in the middle of the window, and 0 elsewhere.

    Args:
        gain: the factor; the convolution multiplies lengths by it.
        seed: see `tf.set_random_seed`.
        dtype: of the values where the call gives none: a float type.

    Raises:
        ValueError: the shape has not three to five axes, or more input than output channels.

    Source: see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> kernel = tf.contrib.framework.convolutional_delta_orthogonal(seed=1)([3, 2, 2])
        >>> abs(tf.Session().run(kernel)).round(1)[0].tolist()
        [[0.0, 0.0], [0.0, 0.0]]
    """

    def _make(self, shape: Any, dtype: DType, full_shape: Any) -> Tensor:
        sizes = sizes_of(shape)
        if not 3 <= len(sizes) <= 5:
            raise ValueError(f"The shape must have three to five axes, but is {tuple(sizes)}.")
        _check_filters(sizes)
        matrix = self._orthogonal(sizes[-1], dtype, self.seed)[: sizes[-2], :]
        matrix = matrix * cast(self.gain, dtype)
        middle = [(size - 1) // 2 for size in sizes[:-2]]
        return scatter_nd([middle], expand_dims(matrix, 0), sizes)


class _ConvolvedKernel(_OrthogonalKernel):
    """A kernel that is a convolution of kernels of size 2, times an orthogonal matrix."""

    axes = 0

    def _make(self, shape: Any, dtype: DType, full_shape: Any) -> Tensor:
        sizes = sizes_of(shape)
        if len(sizes) != self.axes + 2:
            raise ValueError(f"The shape must have {self.axes + 2} axes, but is {tuple(sizes)}.")
        _check_filters(sizes)
        window, (inputs, outputs) = sizes[:-2], sizes[-2:]
        if len(set(window)) > 1:
            raise ValueError(f"The window must have one size along all axes, not {tuple(window)}.")
        matrix = self._orthogonal(outputs, dtype, self._next_seed())[:inputs, :]
        if window[0] == 1:
            for _ in window:
                matrix = expand_dims(matrix, 0)
            return matrix * cast(self.gain, dtype)  # type: ignore[no-any-return]
        kernel = self._block(outputs, dtype)
        for size in range(2, window[0]):
            kernel = self._convolved(kernel, self._block(outputs, dtype), size, dtype)
        kernel = {place: matmul(matrix, part) for place, part in kernel.items()}
        whole = _stacked(kernel, window[0], (), self.axes)
        return whole * cast(self.gain, dtype)  # type: ignore[no-any-return]

    def _projection(self, n: int, dtype: DType) -> Any:
        """The projection to some of the columns of a random orthogonal matrix."""
        q = self._orthogonal(n, dtype, self._next_seed())
        drawn = random_normal([n], dtype=dtype, seed=self._next_seed())
        some = multiply(q, cast(drawn > 0, dtype))
        return matmul(some, matrix_transpose(some))

    def _block(self, n: int, dtype: DType) -> Kernel:
        """A kernel of size 2: at each place the product of P or I - P of each axis."""
        projections = [self._projection(n, dtype) for _ in range(self.axes)]
        one = eye(n, dtype=dtype)
        places = list(itertools.product((0, 1), repeat=self.axes))
        return {place: self._product(place, projections, one) for place in places}

    def _product(self, place: tuple[int, ...], projections: list[Any], one: Any) -> Any:
        factors = [one - p if at else p for at, p in zip(place, projections, strict=True)]
        product = factors[0]
        for factor in factors[1:]:
            product = matmul(product, factor)
        return product

    def _convolved(self, a: Kernel, b: Kernel, size: int, dtype: DType) -> Kernel:
        """The convolution of two kernels: `a` of that size and `b` of size 2."""
        n = next(iter(a.values())).shape[-1].value
        found: Kernel = {}
        for place in itertools.product(range(size + 1), repeat=self.axes):
            total = zeros([n, n], dtype)
            for start in a:
                rest = tuple(i - j for i, j in zip(place, start, strict=True))
                if rest in b:
                    total = total + matmul(a[start], b[rest])
            found[place] = total
        return found


def _stacked(kernel: Kernel, size: int, place: tuple[int, ...], axes: int) -> Any:
    """The matrices of all places that begin with `place`, as one tensor."""
    if len(place) == axes:
        return kernel[place]
    return stack([_stacked(kernel, size, (*place, k), axes) for k in range(size)])


class convolutional_orthogonal_1d(_ConvolvedKernel):
    """A random orthogonal kernel, times `gain`, for `tf.nn.conv1d`.

    Args:
        gain: the factor; the convolution (with wrapped edges) multiplies lengths by it.
        seed: of the first draw; each later one takes the next number.
        dtype: of the values where the call gives none: a float type.

    Raises:
        ValueError: the shape has another number of axes, or more input than output channels.

    Source: see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> init = tf.contrib.framework.convolutional_orthogonal_1d(seed=1)
        >>> init([3, 4, 4]).shape.as_list()
        [3, 4, 4]
    """

    axes = 1


class convolutional_orthogonal_2d(_ConvolvedKernel):
    """A random orthogonal kernel, times `gain`, for `tf.nn.conv2d`; the window is a square.

    Args: as of `convolutional_orthogonal_1d`.

    Source: see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> init = tf.contrib.framework.convolutional_orthogonal_2d(seed=1)
        >>> kernel = tf.Session().run(init([3, 3, 4, 4]))
        >>> bool(abs((kernel**2).sum() - 4) < 1e-5)
        True
    """

    axes = 2


class convolutional_orthogonal_3d(_ConvolvedKernel):
    """A random orthogonal kernel, times `gain`, for `tf.nn.conv3d`; the window is a cube.

    Args: as of `convolutional_orthogonal_1d`.

    Source: see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> init = tf.contrib.framework.convolutional_orthogonal_3d(seed=1)
        >>> init([2, 2, 2, 1, 2]).shape.as_list()
        [2, 2, 2, 1, 2]
    """

    axes = 3

    def _product(self, place: tuple[int, ...], projections: list[Any], one: Any) -> Any:
        """P at 1 and I - P at 0, as a sum with a factor of 0: TensorFlow's nodes."""
        first, *others = (
            at * p + (1 - at) * (one - p) for at, p in zip(place, projections, strict=True)
        )
        for factor in others:
            first = matmul(first, factor)
        return first
