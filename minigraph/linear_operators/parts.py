"""What the operators are made of: tensors that they hold, batches that broadcast, equations."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import Dims, as_dims, broadcast_dims
from minigraph.ops.assertions import assert_less, assert_positive
from minigraph.ops.axes import expand_dims
from minigraph.ops.broadcast_shapes import broadcast_dynamic_shape
from minigraph.ops.casting import cast
from minigraph.ops.cholesky import cholesky_solve
from minigraph.ops.complex_numbers import conj, imag, real
from minigraph.ops.inverses import matrix_solve
from minigraph.ops.joining import concat
from minigraph.ops.magnitude import abs
from minigraph.ops.shaping import shape
from minigraph.ops.spread import broadcast_to, zeros_like
from minigraph.ops.transposing import adjoint
from minigraph.ops.triangular import matrix_triangular_solve
from minigraph.ops.variables import Variable

__all__ = [
    "FIELDS",
    "adjoint_if",
    "assert_no_zeros",
    "assert_real",
    "assert_real_positive",
    "batch_dims",
    "batch_of",
    "check_dtype",
    "conj_if",
    "held",
    "joined_shape",
    "over_batch",
    "same_batch",
    "size_of",
    "solve_cholesky",
    "solve_dense",
    "solve_triangular",
]

FIELDS = (
    *(dtypes.float16, dtypes.float32, dtypes.float64),
    *(dtypes.complex64, dtypes.complex128),
)


def held(value: Any, name: str, dtype: Any = None, ndims: int = 0, field: bool = False) -> Any:
    """An argument that an operator keeps: a variable stays one, all else becomes a tensor.

    ValueError if it is known to have fewer than `ndims` axes; TypeError if it is no real or
    complex numbers where `field` asks for them.
    """
    kept = value if isinstance(value, Variable) else convert(value, dtype, name)
    if field:
        check_dtype(kept, FIELDS, name)
    found = kept.shape.ndims
    if found is not None and found < ndims:
        axes = "dimension" if ndims == 1 else "dimensions"
        raise ValueError(f"Argument {name} must have at least {ndims} {axes}, but is {kept}")
    return kept


def check_dtype(value: Any, wanted: Any, name: str) -> None:
    """TypeError unless the numbers have one of the types."""
    if value.dtype.base_dtype not in wanted:
        names = ", ".join(t.name for t in wanted)
        raise TypeError(f"Argument {name} must have dtype in [{names}], but is {value}")


# ---------------------------------------------------------------------------------- sizes
def batch_dims(x: Any, inner: int = 2) -> Dims:
    """The static sizes before the last `inner` axes."""
    dims = as_dims(x.shape)
    return None if dims is None else dims[: len(dims) - inner]


def batch_of(x: Any, inner: int = 2) -> Any:
    """The sizes before the last `inner` axes: a list if they are known, else an int32 vector."""
    dims = batch_dims(x, inner)
    if dims is not None and None not in dims:
        return list(dims)
    return shape(x)[:-inner]


def size_of(x: Any, axis: int) -> Any:
    """The size of an axis: an int if it is known, else a tensor."""
    dims = as_dims(x.shape)
    if dims is not None and dims[axis] is not None:
        return dims[axis]
    return shape(x)[axis]


def joined_shape(*parts: Any) -> Any:
    """One shape of numbers, lists of them, and integer tensors: a list where all is known."""
    if not any(isinstance(part, Tensor) for part in parts):
        return [n for part in parts for n in (part if isinstance(part, list) else [part])]
    vectors = []
    for part in parts:
        known = convert(part, dtypes.int32) if not isinstance(part, Tensor) else part
        known = cast(known, dtypes.int32) if known.dtype is not dtypes.int32 else known
        vectors.append(expand_dims(known, 0) if known.shape.ndims == 0 else known)
    return concat(vectors, 0)


def over_batch(x: Any, batch: Any, inner: int = 2) -> Any:
    """`x` with its batch broadcast to `batch`, a list or a vector."""
    if batch == [] if isinstance(batch, list) else as_dims(batch.shape) == (0,):
        return x
    own = batch_of(x, inner)
    if isinstance(own, list) and isinstance(batch, list):
        whole: Any = list(broadcast_dims(tuple(own), tuple(batch)) or ())
        if whole == own:
            return x
    else:
        whole = broadcast_dynamic_shape(convert(own, dtypes.int32), convert(batch, dtypes.int32))
    sizes = [size_of(x, axis) for axis in range(-inner, 0)]
    return broadcast_to(x, joined_shape(whole, *sizes))


def same_batch(*matrices: Any) -> list[Any]:
    """The matrices, all with the batch that theirs broadcast to."""
    batches = [batch_of(x) for x in matrices]
    if all(isinstance(b, list) and b == batches[0] for b in batches):
        return list(matrices)
    return [
        _over_all(x, [b for j, b in enumerate(batches) if j != i]) for i, x in enumerate(matrices)
    ]


def _over_all(x: Any, batches: list[Any]) -> Any:
    for batch in batches:
        x = over_batch(x, batch)
    return x


# ---------------------------------------------------------------------------------- equations
def conj_if(x: Any, wanted: bool) -> Any:
    """The conjugate, where it is wanted and makes a difference."""
    return conj(x) if wanted and x.dtype.is_complex else x


def adjoint_if(x: Any, wanted: bool) -> Any:
    """The matrix transposed and conjugated, where it is wanted."""
    return adjoint(x) if wanted else x


def solve_dense(matrix: Any, rhs: Any, adjoint: bool = False) -> Any:
    """x with matrix @ x = rhs; batches broadcast."""
    matrix, rhs = same_batch(matrix, rhs)
    return matrix_solve(matrix, rhs, adjoint=adjoint)


def solve_triangular(matrix: Any, rhs: Any, lower: bool = True, adjoint: bool = False) -> Any:
    """x with matrix @ x = rhs, of a triangle; batches broadcast."""
    matrix, rhs = same_batch(matrix, rhs)
    return matrix_triangular_solve(matrix, rhs, lower=lower, adjoint=adjoint)


def solve_cholesky(factor: Any, rhs: Any) -> Any:
    """x with l l^H x = rhs; batches broadcast."""
    factor, rhs = same_batch(factor, rhs)
    return cholesky_solve(factor, rhs)


# ---------------------------------------------------------------------------------- claims
def assert_no_zeros(x: Any, message: str) -> Any:
    """An operation that fails where a number is zero."""
    size = abs(x)
    return assert_less(zeros_like(size), size, message=message)


def assert_real(x: Any, message: str) -> Any:
    """An operation that fails where a number is not real."""
    part = imag(x)
    return assert_less(abs(part), np.finfo(part.dtype.np_dtype).tiny, message=message)


def assert_real_positive(x: Any, message: str) -> Any:
    """An operation that fails where the real part of a number is not positive."""
    return assert_positive(real(x), message=message)
