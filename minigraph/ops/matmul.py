"""Products of matrices, alone or in batches.

A transposed factor is a view for NumPy and a flag for the BLAS below it, so nothing is copied.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import as_dtype
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import COMPLEX, FLOATS, UNSIGNED, Call, bad, case, op
from minigraph.core.shapes import Dims, broadcast_dims, show
from minigraph.ops.casting import cast
from minigraph.ops.complex_numbers import conj
from minigraph.ops.naming import name_scope
from minigraph.ops.spread import sum_to

__all__ = ["batch_matmul", "matmul"]

_TYPES = (*FLOATS, dtypes.int32, dtypes.int64, *UNSIGNED, *COMPLEX)


def _product(a: Any, b: Any) -> Any:
    """a @ b; float16 through float32, which has a BLAS."""
    if a.dtype == np.float16:
        return np.matmul(a.astype(np.float32), b.astype(np.float32)).astype(np.float16)
    return np.matmul(a, b)


def _check_inner(call: Call, a: Any, b: Any) -> None:
    """The columns of `a` must be as many as the rows of `b`."""
    if None not in (a, b) and a != b:
        raise ValueError(
            f"Dimensions must be equal, but are {a} and {b}: the product of matrices of shapes "
            f"{show(call.shapes[0])} and {show(call.shapes[1])}"
        )


# ---------------------------------------------------------------------------------- MatMul
def _matmul_dims(call: Call) -> Dims:
    a, b = (call.rank(i, 2) or (None, None) for i in (0, 1))
    rows, inner_a = a[::-1] if call.attrs["transpose_a"] else a
    inner_b, columns = b[::-1] if call.attrs["transpose_b"] else b
    _check_inner(call, inner_a, inner_b)
    return rows, columns


@op(
    "MatMul",
    "a: T, b: T -> product: T",
    T=_TYPES,
    shape=_matmul_dims,
    samples=[
        case("2,3", "3,5"),
        case("3,2", "3,5", transpose_a=True),
        case("2,3", "5,3", transpose_b=True),
        case("3,2", "5,3", transpose_a=True, transpose_b=True),
        case("2,3 int32 -5:5", "3,5 int32 -5:5"),
        bad("2,3", "4,5", error=ValueError, match="3 and 4"),
        bad("2,3", "3", error=ValueError, match="rank 2"),
    ],
)
def mat_mul(
    a: Any,
    b: Any,
    *,
    transpose_a: bool = False,
    transpose_b: bool = False,
    grad_a: bool = False,
    grad_b: bool = False,
) -> Any:
    """The product of two matrices. `grad_a`, `grad_b` are notes that TF keeps, of no effect."""
    return _product(a.T if transpose_a else a, b.T if transpose_b else b)


@mat_mul.lower
def _(call: Call) -> Any:
    if call.dtypes[0] is dtypes.float16:
        return None
    a = "{0}.T" if call.attrs["transpose_a"] else "{0}"
    b = "{1}.T" if call.attrs["transpose_b"] else "{1}"
    if call.shapes[0] is not None and call.shapes[0][0 if call.attrs["transpose_a"] else 1] == 1:
        return Line(f"np.multiply({a}, {b}, out={{out}})", out=True)  # a column times a row
    return Line(f"np.matmul({a}, {b}, out={{out}})", out=True)


@mat_mul.grad
def _(op: Any, g: Any) -> Any:
    a, b = (conj(t) for t in op.inputs)
    turned = op.attrs["transpose_a"], op.attrs["transpose_b"]
    if turned == (False, False):
        return mat_mul(g, b, transpose_b=True), mat_mul(a, g, transpose_a=True)
    if turned == (False, True):
        return mat_mul(g, b), mat_mul(g, a, transpose_a=True)
    if turned == (True, False):
        return mat_mul(b, g, transpose_b=True), mat_mul(a, g)
    return (
        mat_mul(b, g, transpose_a=True, transpose_b=True),
        mat_mul(g, a, transpose_a=True, transpose_b=True),
    )


# ---------------------------------------------------------------------------------- BatchMatMulV2
def _batch_dims(call: Call) -> Dims:
    matrices, batches = [], []
    for index, flag in ((0, "adj_x"), (1, "adj_y")):
        dims = call.shapes[index]
        if dims is not None and len(dims) < 2:
            raise ValueError(
                f"Shape must be at least rank 2 but is rank {len(dims)}: "
                f"{call.input_name(index)} is {show(dims)}"
            )
        matrix = (None, None) if dims is None else dims[-2:]
        matrices.append(matrix[::-1] if call.attrs[flag] else matrix)
        batches.append(None if dims is None else dims[:-2])
    _check_inner(call, matrices[0][1], matrices[1][0])
    batch = broadcast_dims(*batches)
    return None if batch is None else (*batch, matrices[0][0], matrices[1][1])


@op(
    "BatchMatMulV2",
    "x: T, y: T -> output: T",
    T=(*_TYPES, dtypes.int16),
    shape=_batch_dims,
    samples=[
        case("7,2,3", "7,3,5"),
        case("7,3,2", "7,3,5", adj_x=True),
        case("7,2,3", "7,5,3", adj_y=True),
        case("7,3,2", "7,5,3", adj_x=True, adj_y=True),
        case("11,1,2,3", "7,3,5"),
        case("2,3", "7,3,5"),
        bad("7,2,3", "6,3,5", error=ValueError, match="broadcast"),
        bad("7,2,3", "7,4,5", error=ValueError, match="3 and 4"),
        bad("7,2,3", "3", error=ValueError, match="at least rank 2"),
    ],
)
def batch_mat_mul(
    x: Any,
    y: Any,
    *,
    adj_x: bool = False,
    adj_y: bool = False,
    grad_x: bool = False,
    grad_y: bool = False,
) -> Any:
    """Products of the last two axes; the axes before them broadcast. `grad_*`: of no effect."""
    return _product(_adjoint(x) if adj_x else x, _adjoint(y) if adj_y else y)


def _adjoint(x: Any) -> Any:
    turned = x.swapaxes(-1, -2)
    return np.conj(turned) if x.dtype.kind == "c" else turned


@batch_mat_mul.lower
def _(call: Call) -> Any:
    if call.dtypes[0] is dtypes.float16:
        return None
    turned = ".swapaxes(-1, -2)" + (".conj()" if call.dtypes[0].is_complex else "")
    x = "{0}" + (turned if call.attrs["adj_x"] else "")
    y = "{1}" + (turned if call.attrs["adj_y"] else "")
    return Line(f"np.matmul({x}, {y}, out={{out}})", out=True)


@batch_mat_mul.grad
def _(op: Any, g: Any) -> Any:
    x, y = op.inputs
    turned = op.attrs["adj_x"], op.attrs["adj_y"]
    if turned == (False, False):
        grads = batch_mat_mul(g, y, adj_y=True), batch_mat_mul(x, g, adj_x=True)
    elif turned == (False, True):
        grads = batch_mat_mul(g, y), batch_mat_mul(g, x, adj_x=True)
    elif turned == (True, False):
        grads = batch_mat_mul(y, g, adj_y=True), batch_mat_mul(x, g)
    else:
        grads = (
            batch_mat_mul(y, g, adj_x=True, adj_y=True),
            batch_mat_mul(g, x, adj_x=True, adj_y=True),
        )
    return sum_to(grads[0], x), sum_to(grads[1], y)


# ---------------------------------------------------------------------------------- tf.matmul
def matmul(
    a: Any,
    b: Any,
    transpose_a: bool = False,
    transpose_b: bool = False,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    output_type: Any = None,
    grad_a: bool = False,
    grad_b: bool = False,
    name: str | None = None,
) -> Tensor:
    """The product of two matrices, or of matrices in batches.

    Args:
        a, b: tensors of one type and of rank 2 or more: [..., n, k] and [..., k, m]. The axes
            before the last two broadcast.
        transpose_a, transpose_b: whether the last two axes of a (of b) change places first.
        adjoint_a, adjoint_b: the same, and complex numbers are conjugated.
        a_is_sparse, b_is_sparse: hints of TF1, which allows such factors no batches.
        output_type: the type to multiply in, where it is not that of a and b.
        grad_a, grad_b: notes of TF, of no effect.
        name: of the node.

    Returns:
        A Tensor [..., n, m]. Gradient: g @ b^T to a, a^T @ g to b.

    Raises:
        ValueError: the shapes do not fit, or both transpose and adjoint are asked of one factor.
        TypeError: the types differ.

    Example:
        >>> import minigraph as tf
        >>> a = tf.constant([[1, 2, 3], [4, 5, 6]])
        >>> tf.Session().run(tf.matmul(a, a, transpose_b=True)).tolist()
        [[14, 32], [32, 77]]
    """
    for letter, flags in (("a", (transpose_a, adjoint_a)), ("b", (transpose_b, adjoint_b))):
        if all(flags):
            raise ValueError(f"Only one of transpose_{letter} and adjoint_{letter} can be True.")
    matrices = a_is_sparse or b_is_sparse  # TF's sparse product knows no batches
    notes = {"grad_a": grad_a, "grad_b": grad_b}
    turn_a, turn_b = transpose_a or adjoint_a, transpose_b or adjoint_b
    plain = type(a) is Tensor and type(b) is Tensor and not a._dtype.is_complex
    if plain and output_type is None:
        batches = not matrices and _in_batches(a, b)
        return _multiply(a, b, turn_a, turn_b, batches, notes, name or "MatMul")
    with name_scope(name, "MatMul", [a, b]) as scope:
        a = convert(a, name="a")
        b = convert(b, name="b", hint=a.dtype.base_dtype)
        if output_type is not None:
            a, b = cast(a, as_dtype(output_type)), cast(b, as_dtype(output_type))
        batches = not matrices and _in_batches(a, b)
        # one op knows transposes, the other adjoints: what it does not know, conj makes up for
        conjugated = (transpose_a, transpose_b) if batches else (adjoint_a, adjoint_b)
        a, b = (conj(t) if flag else t for t, flag in zip((a, b), conjugated, strict=True))
        return _multiply(a, b, turn_a, turn_b, batches, notes, scope)


def _in_batches(a: Tensor, b: Tensor) -> bool:
    """Whether there is a batch, or may be one."""
    return any(t._dims is None or len(t._dims) > 2 for t in (a, b))


def _multiply(
    a: Tensor,
    b: Tensor,
    turn_a: bool,
    turn_b: bool,
    batches: bool,
    notes: dict[str, bool],
    name: str,
) -> Tensor:
    """The node: BatchMatMulV2 for batches, else MatMul."""
    result: Tensor
    if batches:
        grads = {"grad_x": notes["grad_a"], "grad_y": notes["grad_b"]}
        result = batch_mat_mul(a, b, adj_x=turn_a, adj_y=turn_b, name=name, **grads)
    else:
        result = mat_mul(a, b, transpose_a=turn_a, transpose_b=turn_b, name=name, **notes)
    return result


def batch_matmul(
    x: Any, y: Any, adj_x: bool = False, adj_y: bool = False, name: str | None = None
) -> Tensor:
    """The old name of `tf.matmul` for batches of matrices, of TensorFlow before 1.0.

    Args:
        x, y: tensors of one type: [..., n, k] and [..., k, m].
        adj_x, adj_y: whether the last two axes of x (of y) change places first, and complex
            numbers are conjugated.
        name: of the node.

    Returns:
        A Tensor [..., n, m]. Gradient: as of `tf.matmul`.

    Raises:
        ValueError: the shapes do not fit.
        TypeError: the types differ.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.batch_matmul([[[1, 2]]], [[[3, 4]]], adj_y=True)).tolist()
        [[[11]]]
    """
    result: Tensor = batch_mat_mul(
        x, y, adj_x=bool(adj_x), adj_y=bool(adj_y), name=name or "BatchMatMul"
    )
    return result
