"""Products that sum over chosen axes, made of `tf.matmul`: matvec, tensordot."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import TensorShape
from minigraph.ops import sequences
from minigraph.ops.axes import expand_dims, squeeze
from minigraph.ops.choosing import where
from minigraph.ops.compare import greater_equal
from minigraph.ops.indexing import gather
from minigraph.ops.joining import concat, stack
from minigraph.ops.matmul import matmul
from minigraph.ops.naming import name_scope
from minigraph.ops.reduce import reduce_prod
from minigraph.ops.sets import setdiff1d
from minigraph.ops.shaping import rank, reshape, shape
from minigraph.ops.transposing import transpose

__all__ = ["matvec", "tensordot"]


def matvec(
    a: Any,
    b: Any,
    transpose_a: bool = False,
    adjoint_a: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The product of a matrix and a vector, or of many.

    Args:
        a: a tensor [..., n, k].
        b: a tensor [..., k] of the same type.
        transpose_a: whether the last two axes of a change places first.
        adjoint_a: the same, and complex numbers are conjugated.
        a_is_sparse, b_is_sparse: hints of TF1, of no effect.
        name: of the scope.

    Returns:
        A Tensor [..., n].

    Raises:
        ValueError: the shapes do not fit; TypeError: the types differ.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.linalg.matvec([[1, 2], [3, 4]], [1, 1])).tolist()
        [3, 7]
    """
    with name_scope(name, "MatVec", [a, b]):
        column = expand_dims(b, axis=-1)
        product = matmul(a, column, transpose_a=transpose_a, adjoint_a=adjoint_a)
        return squeeze(product, axis=-1)


def tensordot(a: Any, b: Any, axes: Any, name: str | None = None) -> Tensor:
    """The product of two tensors, summed over pairs of axes.

    Args:
        a, b: tensors of one type.
        axes: n: the last n axes of a and the first n of b; or (axes of a, axes of b), each an
            axis or a list of them.
        name: of the last node.

    Returns:
        A Tensor: the remaining axes of a, then those of b.

    Raises:
        ValueError: `axes` does not name as many axes of a as of b, or names none that is there.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.tensordot([[1, 2], [3, 4]], [[1, 0], [0, 1]], [[0, 1], [0, 1]]))
        np.int32(5)
    """
    with name_scope(name, "Tensordot", [a, b, axes]) as scope:
        a, b = convert(a, name="a"), convert(b, name="b")
        axes_a, axes_b = _pairs(a, b, axes)
        matrix_a, sizes_a = _as_matrix(a, axes_a, summed_first=False)
        matrix_b, sizes_b = _as_matrix(b, axes_b, summed_first=True)
        product = matmul(matrix_a, matrix_b)
        if isinstance(sizes_a, list) and isinstance(sizes_b, list):
            wanted = [*sizes_a, *sizes_b]
            if list(product._dims or ()) == wanted:
                return product
            return reshape(product, wanted, name=scope)
        sizes = [convert(sizes_a, dtypes.int32), convert(sizes_b, dtypes.int32)]
        result = reshape(product, concat(sizes, 0), name=scope)
        if a._dims is not None and b._dims is not None:
            result.set_shape(TensorShape([*_remaining(a, axes_a), *_remaining(b, axes_b)]))
        return result


def _pairs(a: Tensor, b: Tensor, axes: Any) -> tuple[Any, Any]:
    """The axes to sum over of each tensor, counted from 0 where their number is known."""
    axes = np.asarray(axes).tolist()
    rank_a, rank_b = (None if t._dims is None else len(t._dims) for t in (a, b))
    if isinstance(axes, int):
        if axes < 0 or any(ndims is not None and axes > ndims for ndims in (rank_a, rank_b)):
            raise ValueError(f"`axes` must be from 0 to the rank of both tensors, not {axes}")
        # the last ones, counted from the end: as good where the rank is unknown
        end = rank_a or 0
        return list(range(end - axes, end)), list(range(axes))
    if len(axes) != 2:
        raise ValueError(f"`axes` must be an integer or have length 2, not {axes}")
    lists = [[x] if isinstance(x, int) else list(x) for x in axes]
    if len(lists[0]) != len(lists[1]):
        raise ValueError(f"a and b need as many axes to sum over, but `axes` is {axes}")
    for found, tensor, ndims in ((lists[0], a, rank_a), (lists[1], b, rank_b)):
        if ndims is None:
            continue
        for index, axis in enumerate(found):
            if not -ndims <= axis < ndims:
                raise ValueError(f"axis {axis} is not there: the shape is {tensor.shape}")
            found[index] = axis % ndims
    return lists[0], lists[1]


def _remaining(tensor: Tensor, axes: list[int]) -> list[Any]:
    """The static sizes of the axes that are not summed over."""
    return [n for i, n in enumerate(tensor._dims or ()) if i not in axes]


def _as_matrix(tensor: Tensor, axes: list[int], *, summed_first: bool) -> tuple[Tensor, Any]:
    """The tensor as a matrix of (free, summed) axes, and the free sizes: a list or a tensor."""
    if tensor._dims is None:
        count = rank(tensor)
        summed = convert(axes, dtypes.int32, name="axes")
        summed = where(greater_equal(summed, 0), summed, summed + count)
        kept, _ = setdiff1d(sequences.range(0, count), summed)
        return _reshaped(tensor, kept, summed, summed_first)
    dims = tensor._dims
    free = [i for i in range(len(dims)) if i not in axes]
    order = [*axes, *free] if summed_first else [*free, *axes]
    if None not in dims:
        sizes = [dims[i] for i in free]
        wanted = [_product(sizes), _product([dims[i] for i in axes])]
        wanted = wanted[::-1] if summed_first else wanted
        turned = tensor if order == sorted(order) else transpose(tensor, order)
        if list(turned._dims or ()) != wanted:
            turned = reshape(turned, wanted)
        return turned, sizes
    summed = convert(axes, dtypes.int32, name="axes")
    kept = convert(free, dtypes.int32, name="free")
    return _reshaped(tensor, kept, summed, summed_first)


def _reshaped(
    tensor: Tensor, kept: Tensor, summed: Tensor, summed_first: bool
) -> tuple[Tensor, Tensor]:
    """The tensor as a matrix of two groups of axes, and the sizes of the first, found in the run."""
    all_sizes = shape(tensor)
    free_sizes, summed_sizes = gather(all_sizes, kept), gather(all_sizes, summed)
    counts = [reduce_prod(free_sizes), reduce_prod(summed_sizes)]
    perm = concat([summed, kept] if summed_first else [kept, summed], 0)
    wanted_shape = stack(counts[::-1] if summed_first else counts)
    return reshape(transpose(tensor, perm), wanted_shape), free_sizes


def _product(sizes: list[Any]) -> int:
    return int(np.prod(sizes, dtype=np.int64))
