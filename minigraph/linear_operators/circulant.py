"""Circulant matrices, in one, two or three axes: diagonal once a Fourier transform is taken."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import TensorShape, as_dims
from minigraph.linear_operators.base import LinearOperator
from minigraph.linear_operators.composition import LinearOperatorComposition
from minigraph.linear_operators.hints import commuting
from minigraph.linear_operators.parts import (
    adjoint_if,
    assert_no_zeros,
    assert_real,
    assert_real_positive,
    batch_dims,
    batch_of,
    conj_if,
    held,
    joined_shape,
    size_of,
)
from minigraph.linear_operators.rules import rule
from minigraph.ops.assertions import assert_less
from minigraph.ops.casting import cast
from minigraph.ops.complex_numbers import conj, imag
from minigraph.ops.division import divide
from minigraph.ops.exponentials import log
from minigraph.ops.fourier import fft, fft2d, fft3d, ifft, ifft2d, ifft3d
from minigraph.ops.magnitude import abs
from minigraph.ops.reduce import reduce_max, reduce_min, reduce_prod
from minigraph.ops.shaping import reshape
from minigraph.ops.spread import ones, reduce_sum
from minigraph.ops.transposing import matrix_transpose

__all__ = [
    "LinearOperatorCirculant",
    "LinearOperatorCirculant2D",
    "LinearOperatorCirculant3D",
]

_FORWARD = {1: fft, 2: fft2d, 3: fft3d}
_BACKWARD = {1: ifft, 2: ifft2d, 3: ifft3d}


class _Circulant(LinearOperator):
    """F^-1 diag(s) F, with the transform F over `block_depth` axes and the spectrum s."""

    _depth = 1

    def __init__(
        self,
        spectrum: Any,
        input_output_dtype: Any = dtypes.complex64,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        name: str = "LinearOperatorCirculant",
    ):
        parameters = dict(locals())
        with self._made(name):
            self._spectrum = held(spectrum, "spectrum", ndims=self._depth, field=True)
        if not self._spectrum.dtype.is_complex:
            if is_self_adjoint is False:
                raise ValueError("A real spectrum always makes a self-adjoint operator.")
            is_self_adjoint = True
        if is_square is False:
            raise ValueError("A circulant operator is always square.")
        super().__init__(
            dtype=as_dtype(input_output_dtype),
            is_non_singular=is_non_singular,
            is_self_adjoint=is_self_adjoint,
            is_positive_definite=is_positive_definite,
            is_square=True,
            name=name,
            parameters=parameters,
        )

    @property
    def spectrum(self) -> Any:
        """The spectrum."""
        return self._spectrum

    @property
    def block_depth(self) -> int:
        """The number of axes of the transform."""
        return self._depth

    @property
    def block_shape(self) -> TensorShape:
        """The static sizes of these axes."""
        result: TensorShape = self._spectrum.shape[-self._depth :]
        return result

    def block_shape_tensor(self) -> Tensor:
        """The sizes of these axes, found in the run."""
        return convert(joined_shape(*self._block()), dtypes.int32)

    def _block(self) -> list[Any]:
        return [size_of(self._spectrum, axis) for axis in range(-self._depth, 0)]

    def _total(self) -> Any:
        total: Any = 1
        for size in self._block():
            total = total * size
        return total

    def _shape(self) -> Any:
        dims = as_dims(self._spectrum.shape)
        size = None if dims is None else TensorShape(dims[-self._depth :]).num_elements()
        return TensorShape(batch_dims(self._spectrum, self._depth)).concatenate([size, size])

    def _shape_tensor(self) -> Any:
        return joined_shape(batch_of(self._spectrum, self._depth), self._total(), self._total())

    def _complex(self) -> Any:
        """The spectrum, complex."""
        values = self._read(self._spectrum)
        if values.dtype.is_complex:
            return values
        wide = values.dtype.base_dtype is dtypes.float64 or self.dtype is dtypes.float64
        return cast(values, dtypes.complex128 if wide else dtypes.complex64)

    def _filtered(self, x: Any, spectrum: Any) -> Any:
        """F^-1 (spectrum F x): the columns of x as the last axes, as blocks."""
        rows = matrix_transpose(x)
        sizes = joined_shape(batch_of(rows, 1), *self._block())
        blocks = cast(reshape(rows, sizes), spectrum.dtype)
        factor = spectrum[(..., None, *([slice(None)] * self._depth))]
        found = _BACKWARD[self._depth](factor * _FORWARD[self._depth](blocks))
        flat = reshape(found, joined_shape(batch_of(found, self._depth), self._total()))
        return cast(matrix_transpose(flat), self.dtype)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._filtered(adjoint_if(x, adjoint_arg), conj_if(self._complex(), adjoint))

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        spectrum = divide(1.0, conj_if(self._complex(), adjoint))
        return self._filtered(adjoint_if(rhs, adjoint_arg), spectrum)

    def _flat(self) -> Any:
        """The spectrum, as a vector."""
        if self._depth == 1:
            return self._read(self._spectrum)
        sizes = joined_shape(batch_of(self._spectrum, self._depth), self._total())
        return reshape(self._spectrum, sizes)

    def _determinant(self) -> Any:
        return cast(reduce_prod(self._flat(), -1), self.dtype)

    def _log_abs_determinant(self) -> Any:
        return cast(reduce_sum(log(abs(self._flat())), -1), self.dtype)

    def _trace(self) -> Any:
        return cast(reduce_sum(self._flat(), -1), self.dtype)

    def _diag_part(self) -> Any:
        flat = self._flat()
        mean = reduce_sum(flat, -1, keepdims=True) / cast(self._total(), flat.dtype)
        return cast(mean, self.dtype) * ones([self._total()], self.dtype)

    def _eigvals(self) -> Any:
        return self._flat()

    def _cond(self) -> Any:
        lengths = abs(self._flat())
        return reduce_max(lengths, -1) / reduce_min(lengths, -1)

    def convolution_kernel(self, name: str = "convolution_kernel") -> Tensor:
        """F^-1 s: what a product convolves with."""
        with self._scope(name):
            kernel: Tensor = cast(_BACKWARD[self._depth](self._complex()), self.dtype)
            return kernel

    def assert_hermitian_spectrum(self, name: str = "assert_hermitian_spectrum") -> Any:
        """An operation that fails unless the kernel is real: products of reals are real then."""
        with self._scope(name):
            part = abs(imag(_BACKWARD[self._depth](self._complex())))
            limit = 1e-5 if part.dtype is dtypes.float32 else 1e-12
            return assert_less(part, limit, message="Spectrum was not Hermitian")

    def _assert_non_singular(self) -> Any:
        return assert_no_zeros(self._spectrum, "Singular operator: zero values in the spectrum.")

    def _assert_positive_definite(self) -> Any:
        message = "Not positive definite: Real part of spectrum was not all positive."
        return assert_real_positive(self._spectrum, message)

    def _assert_self_adjoint(self) -> Any:
        return assert_real(
            self._spectrum, "Not self-adjoint: The spectrum contained imaginary part."
        )


class LinearOperatorCirculant(_Circulant):
    """A circulant matrix: products are circular convolutions, worked out by a Fourier transform.

    Args:
        spectrum: the transform of the first column, a tensor [..., n], complex or real.
        input_output_dtype: the type of what it is multiplied with and of the results. For real
            ones the spectrum must be Hermitian: imaginary parts are dropped.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: promises, as of
            LinearOperator; it is always square, and self-adjoint if the spectrum is real.
        name: of its scope.

    Raises:
        TypeError, ValueError: `spectrum` holds integers or has too few axes, or a promise
            contradicts what is always true.

    Example:
        >>> import minigraph as tf
        >>> spectrum = tf.fft(tf.constant([1.0, 2.0, 0.0], tf.complex64))
        >>> a = tf.linalg.LinearOperatorCirculant(spectrum, input_output_dtype=tf.float32)
        >>> tf.Session().run(tf.round(a.to_dense())).tolist()
        [[1.0, 0.0, 2.0], [2.0, 1.0, 0.0], [0.0, 2.0, 1.0]]
    """


class LinearOperatorCirculant2D(_Circulant):
    """A block circulant matrix of circulant blocks: a spectrum [..., n1, n2], as of a picture.

    Arguments and errors as of LinearOperatorCirculant; the matrix has n1 n2 rows.

    Example:
        >>> import minigraph as tf
        >>> tf.linalg.LinearOperatorCirculant2D(tf.ones([2, 3])).shape.as_list()
        [6, 6]
    """

    _depth = 2

    def __init__(
        self,
        spectrum: Any,
        input_output_dtype: Any = dtypes.complex64,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        name: str = "LinearOperatorCirculant2D",
    ):
        super().__init__(
            spectrum,
            input_output_dtype,
            is_non_singular,
            is_self_adjoint,
            is_positive_definite,
            is_square,
            name,
        )


class LinearOperatorCirculant3D(_Circulant):
    """A nested block circulant matrix: a spectrum [..., n1, n2, n3].

    Arguments and errors as of LinearOperatorCirculant; the matrix has n1 n2 n3 rows.

    Example:
        >>> import minigraph as tf
        >>> tf.linalg.LinearOperatorCirculant3D(tf.ones([2, 3, 2])).shape.as_list()
        [12, 12]
    """

    _depth = 3

    def __init__(
        self,
        spectrum: Any,
        input_output_dtype: Any = dtypes.complex64,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        name: str = "LinearOperatorCirculant3D",
    ):
        super().__init__(
            spectrum,
            input_output_dtype,
            is_non_singular,
            is_self_adjoint,
            is_positive_definite,
            is_square,
            name,
        )


# ---------------------------------------------------------------------------------- rules
def _with(a: Any, spectrum: Any, hints: Any = None) -> Any:
    """An operator of the same kind."""
    return type(a)(spectrum, input_output_dtype=a.dtype, **(a._hints() if hints is None else hints))


@rule("adjoint", _Circulant)
def _(a: Any) -> Any:
    return _with(a, conj(a.spectrum))


@rule("inverse", _Circulant)
def _(a: Any) -> Any:
    return _with(a, divide(1.0, a.spectrum))


@rule("product", _Circulant, _Circulant)
def _(a: Any, b: Any) -> Any:
    if type(a) is not type(b):
        return LinearOperatorComposition([a, b])
    return _with(a, a.spectrum * b.spectrum, commuting(a, b))


@rule("quotient", _Circulant, _Circulant)
def _(a: Any, b: Any) -> Any:
    if type(a) is not type(b):
        return LinearOperatorComposition([a.inverse(), b])
    return _with(a, b.spectrum / a.spectrum, commuting(a, b))
