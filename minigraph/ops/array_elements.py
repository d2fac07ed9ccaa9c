"""The elements of a `tf.TensorArray` as a value, and the ops that write and read them.

A value is an `Elements`, and is never changed: a write makes a new one that shares all other
elements. So branches, loops and gradients need no rules of their own. The cotangent of a value is
again an `Elements`, of the cotangents of those elements that have one; `()` stands for none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from minigraph.core.dtypes import DType
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.op_record import op
from minigraph.core.shapes import Dims, compatible, show

__all__ = [
    "Elements",
    "concat_elements",
    "gather_elements",
    "new_array",
    "read_element",
    "scatter_elements",
    "size_of_array",
    "split_elements",
    "write_element",
]


class Elements(NamedTuple):
    """What an array holds: `rows[i]` is element i; those below `size` may be written.

    Attributes:
        grows: whether elements beyond `size` may be written as well.
        alike: whether all elements must have the shape of the first.
        dims: what is known of the shape of each.
        dtype: NumPy's type of all.
    """

    rows: dict[int, Any]
    size: int
    grows: bool
    alike: bool
    dims: Dims
    dtype: Any

    def with_rows(self, pairs: Iterable[tuple[int, Any]]) -> Elements:
        """The value after writes; InvalidArgumentError for one that must not be."""
        rows, size, dims = dict(self.rows), self.size, self.dims
        for index, value in pairs:
            if index < 0 or (index >= self.size and not self.grows):
                raise _wrong(
                    f"Tried to write to index {index}, but the array has size {self.size}"
                    + ("" if index < 0 else ", and is not resizeable: see dynamic_size")
                )
            if index in rows:
                raise _wrong(
                    f"Could not write to index {index}, because it has been written already"
                )
            if not compatible(dims, np.shape(value)):
                raise _wrong(
                    f"The shape of element {index} is {show(np.shape(value))}, but {show(dims)} is "
                    "expected"
                )
            rows[index], size = value, max(size, index + 1)
            if self.alike:
                dims = np.shape(value)
        return self._replace(rows=rows, size=size, dims=dims)

    def row(self, index: int) -> Any:
        """Element `index`; zeros if it is not written and its shape is known."""
        if not 0 <= index < self.size:
            raise _wrong(f"Tried to read from index {index}, but the array has size {self.size}")
        found = self.rows.get(index)
        if found is not None:
            return found
        if self.dims is None or None in self.dims:
            raise _wrong(
                f"Could not read index {index}: it was not written, and the shape of an element, "
                f"{show(self.dims)}, is not fully known"
            )
        return np.zeros(self.dims, self.dtype)

    def plus(self, other: Elements) -> Elements:
        """The sum of two cotangents."""
        many, few = (self, other) if len(self.rows) >= len(other.rows) else (other, self)
        rows = dict(many.rows)
        for index, value in few.rows.items():
            rows[index] = rows[index] + value if index in rows else value
        return many._replace(rows=rows)


def _wrong(message: str) -> Exception:
    return InvalidArgumentError(None, None, f"TensorArray: {message}.")


def _cotangents(rows: dict[int, Any]) -> Elements:
    return Elements(rows, 0, True, False, None, None)


# ---------------------------------------------------------------------------------- TensorArrayV3
@op(
    "TensorArrayV3",
    "size: int32 -> handle: variant, flow: variant",
    shape=lambda call: [(), ()],
    effect="list",
    no_gradient="it has no real inputs",
)
def new_array(
    size: Any,
    *,
    dtype: DType,
    element_shape: Dims = None,
    dynamic_size: bool = False,
    identical_element_shapes: bool = False,
) -> Any:
    """An array without elements. The handle is empty: the flow holds all."""
    if size < 0:
        raise _wrong(f"the size must not be negative, but is {size}")
    alike = identical_element_shapes
    return [(), Elements({}, int(size), dynamic_size, alike, element_shape, dtype.np_dtype)]


# ------------------------------------------------------------------- TensorArrayWriteV3, ReadV3
@op(
    "TensorArrayWriteV3",
    "index: int32, value: T, flow_in: variant -> flow_out: variant",
    shape=lambda call: call.rank(0, 0),
    effect="list",
)
def write_element(index: Any, value: Any, flow_in: Any) -> Any:
    """The array with one more element."""
    return flow_in.with_rows([(int(index), value)])


@op(
    "TensorArrayReadV3",
    "index: int32, flow_in: variant -> value: dtype",
    shape=lambda call: call.attrs["element_shape"],
    effect="list",
)
def read_element(index: Any, flow_in: Any, *, dtype: DType, element_shape: Dims = None) -> Any:
    """One element."""
    return flow_in.row(int(index))


# --------------------------------------------------------------- TensorArrayScatterV3, GatherV3
@op(
    "TensorArrayScatterV3",
    "indices: int32, value: T, flow_in: variant -> flow_out: variant",
    shape=lambda call: (),
    effect="list",
)
def scatter_elements(indices: Any, value: Any, flow_in: Any) -> Any:
    """The array with the rows of a tensor as elements."""
    if np.ndim(value) == 0 or len(value) != len(indices):
        raise _wrong(f"there are {len(indices)} indices for a tensor of shape {np.shape(value)}")
    return flow_in.with_rows(zip(indices.tolist(), value.copy(), strict=True))


@op(
    "TensorArrayGatherV3",
    "indices: int32, flow_in: variant -> value: dtype",
    shape=lambda call: None if call.attrs["shape"] is None else call.attrs["shape"],
    effect="list",
)
def gather_elements(indices: Any, flow_in: Any, *, dtype: DType, shape: Dims = None) -> Any:
    """Some elements as the rows of a tensor; `shape` is what is known of the result's."""
    if not len(indices):
        return _none(flow_in)
    rows = [flow_in.row(i) for i in indices.tolist()]
    if any(np.shape(row) != np.shape(rows[0]) for row in rows):
        raise _wrong("elements of different shapes cannot be stacked")
    return np.stack(rows)


def _none(flow: Elements) -> Any:
    if flow.dims is None or None in flow.dims:
        raise _wrong(
            f"no elements were asked for, and their shape, {show(flow.dims)}, is not known"
        )
    return np.zeros((0, *flow.dims), flow.dtype)


# --------------------------------------------------------------- TensorArraySplitV3, ConcatV3
@op(
    "TensorArraySplitV3",
    "value: T, lengths: int64, flow_in: variant -> flow_out: variant",
    shape=lambda call: (),
    effect="list",
)
def split_elements(value: Any, lengths: Any, flow_in: Any) -> Any:
    """The array with pieces of a tensor as elements: as many rows of it as `lengths` says."""
    sizes = lengths.tolist()
    if np.ndim(value) == 0 or sum(sizes) != len(value):
        raise _wrong(
            f"the lengths {sizes} do not add up to the rows of a tensor of shape {np.shape(value)}"
        )
    if len(sizes) != flow_in.size and not flow_in.grows:
        raise _wrong(f"there are {len(sizes)} lengths, but the array has size {flow_in.size}")
    return flow_in.with_rows(enumerate(_pieces(value.copy(), lengths)))


def _pieces(value: Any, lengths: Any) -> list[Any]:
    return np.split(value, np.cumsum(lengths)[:-1]) if len(lengths) else []


@op(
    "TensorArrayConcatV3",
    "flow_in: variant -> value: dtype, lengths: int64",
    shape=lambda call: [call.attrs["shape"], (None,)],
    effect="list",
    partial_gradients=True,
)
def concat_elements(flow_in: Any, *, dtype: DType, shape: Dims = None) -> Any:
    """All elements, one below the other, and how many rows each has."""
    rows = [flow_in.row(i) for i in range(flow_in.size)]
    if any(np.ndim(row) == 0 or np.shape(row)[1:] != np.shape(rows[0])[1:] for row in rows):
        raise _wrong("elements are joined along their first axis; all others must agree")
    joined = np.concatenate(rows) if rows else _none(flow_in)
    return [joined, np.array([len(row) for row in rows], np.int64)]


# ---------------------------------------------------------------------------------- TensorArraySizeV3
@op(
    "TensorArraySizeV3",
    "flow_in: variant -> size: int32",
    shape=lambda call: (),
    effect="list",
    no_gradient="a number of elements",
)
def size_of_array(flow_in: Any) -> Any:
    """How many elements there are."""
    return np.int32(flow_in.size)


# ---------------------------------------------------------------------------------- the way back
@op(
    "_TensorArrayPart",
    "indices: int32, values: T -> flow: variant",
    shape=lambda call: (),
    effect="list",
)
def part(indices: Any, values: Any) -> Any:
    """The cotangent of an array of which element `indices`, or each of them, was taken."""
    if np.ndim(indices) == 0:
        return _cotangents({int(indices): values})
    rows: dict[int, Any] = {}
    for index, value in zip(indices.tolist(), values.copy(), strict=True):
        rows[index] = rows[index] + value if index in rows else value
    return _cotangents(rows)


@op(
    "_TensorArrayCotangent",
    "indices: int32, like: T, flow: variant -> values: T",
    shape=lambda call: call.shapes[1],
    effect="list",
)
def cotangent(indices: Any, like: Any, flow: Any) -> Any:
    """The cotangent of the tensor `like` that was written as element `indices`, or to each."""
    rows = flow.rows if flow else {}
    if np.ndim(indices) == 0:
        found = rows.get(int(indices))
        return np.zeros_like(like) if found is None else found
    result = np.zeros_like(like)
    for place, index in enumerate(indices.tolist()):
        if index in rows:
            result[place] = rows[index]
    return result


@op(
    "_TensorArrayPieces",
    "value: T, lengths: int64 -> flow: variant",
    shape=lambda call: (),
    effect="list",
)
def pieces(value: Any, lengths: Any) -> Any:
    """The cotangent of an array whose elements were joined."""
    return _cotangents(dict(enumerate(_pieces(value.copy(), lengths))))


@op(
    "_TensorArrayJoined",
    "like: T, lengths: int64, flow: variant -> value: T",
    shape=lambda call: call.shapes[0],
    effect="list",
)
def joined(like: Any, lengths: Any, flow: Any) -> Any:
    """The cotangent of the tensor `like` that was split."""
    result = np.zeros_like(like)
    rows = flow.rows if flow else {}
    for index, piece in enumerate(_pieces(result, lengths)):
        if index in rows:
            piece[...] = rows[index]
    return result


def _real(tensor: Any) -> bool:
    kind = tensor.dtype.base_dtype
    return bool(kind.is_floating or kind.is_complex)


@write_element.grad
def _(op: Any, g: Any) -> Any:
    index, value, _ = op.inputs
    return None, cotangent(index, value, g) if _real(value) else None, g


@read_element.grad
def _(op: Any, g: Any) -> Any:
    return None, part(op.inputs[0], g)


@scatter_elements.grad
def _(op: Any, g: Any) -> Any:
    indices, value, _ = op.inputs
    return None, cotangent(indices, value, g) if _real(value) else None, g


@gather_elements.grad
def _(op: Any, g: Any) -> Any:
    return None, part(op.inputs[0], g)


@split_elements.grad
def _(op: Any, g: Any) -> Any:
    value, lengths, _ = op.inputs
    return joined(value, lengths, g) if _real(value) else None, None, g


@concat_elements.grad
def _(op: Any, g: Any, _: Any) -> Any:
    return None if g is None else pieces(g, op.outputs[1])


@part.grad
def _(op: Any, g: Any) -> Any:
    return None, cotangent(*op.inputs, g)


@cotangent.grad
def _(op: Any, g: Any) -> Any:
    return None, None, part(op.inputs[0], g)


@pieces.grad
def _(op: Any, g: Any) -> Any:
    return joined(*op.inputs, g), None


@joined.grad
def _(op: Any, g: Any) -> Any:
    return None, None, pieces(g, op.inputs[1])
