"""tf.TensorArray: tensors by number, written and read one at a time, in loops as well."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.shapes import Dims, TensorShape, as_dims, compatible, merge, show
from minigraph.ops import array_elements, sequences
from minigraph.ops.assertions import static_value
from minigraph.ops.flow import group, identity_op
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import shape

__all__ = ["TensorArray"]


class TensorArray:
    """A list of tensors of one type that ops write to and read from.

    Each write gives a new TensorArray, which must be used from then on; an element is written
    once. Gradients pass from what is read to what was written.

    Args:
        dtype: the type of all elements.
        size: how many elements there are, an int32 scalar.
        dynamic_size: whether a write beyond `size` makes it larger; default False.
        clear_after_read: accepted as in TF1; elements stay as long as something reads them.
        tensor_array_name: accepted as in TF1.
        handle, flow: of an array that exists already, instead of `size`.
        infer_shape: whether all elements have one shape, which is known from the first write.
        element_shape: what is known of it beforehand.
        colocate_with_first_write_call: accepted as in TF1.
        name: of the node.

    Raises:
        ValueError: no `size` and no `handle`, or both.

    Example:
        >>> import minigraph as tf
        >>> ta = tf.TensorArray(tf.float32, size=3)
        >>> _, ta = tf.while_loop(lambda i, ta: i < 3,
        ...                       lambda i, ta: (i + 1, ta.write(i, tf.cast(i, tf.float32) ** 2.0)),
        ...                       (0, ta))
        >>> tf.Session().run(ta.stack()).tolist()
        [0.0, 1.0, 4.0]
    """

    def __init__(
        self,
        dtype: Any,
        size: Any = None,
        dynamic_size: bool | None = None,
        clear_after_read: bool | None = None,
        tensor_array_name: str | None = None,
        handle: Any = None,
        flow: Any = None,
        infer_shape: bool = True,
        element_shape: Any = None,
        colocate_with_first_write_call: bool = True,
        name: str | None = None,
    ):
        if handle is not None and tensor_array_name:
            raise ValueError("Cannot provide both a handle and tensor_array_name.")
        if handle is not None and size is not None:
            raise ValueError("Cannot provide both a handle and size at the same time.")
        if handle is not None and (dynamic_size is not None or clear_after_read is not None):
            raise ValueError("dynamic_size and clear_after_read are those of the handle.")
        if handle is not None and element_shape is not None:
            raise ValueError("Cannot provide both a handle and element_shape at the same time.")
        if handle is None and size is None:
            raise ValueError("Size must be provided if handle is not provided.")
        self._dtype = as_dtype(dtype).base_dtype
        self._grows = bool(dynamic_size)
        self._infer = infer_shape or element_shape is not None
        self._dims: list[Dims] = [as_dims(element_shape)]  # shared by all states of the array
        self._size = size
        if handle is not None:
            self._handle, self._flow = handle, handle if flow is None else flow
            return
        with name_scope(name, "TensorArray", [size]) as scope:
            self._handle, self._flow = array_elements.new_array(
                size,
                dtype=self._dtype,
                element_shape=self._dims[0],
                dynamic_size=self._grows,
                identical_element_shapes=infer_shape,
                name=scope,
            )

    # --------------------------------------------------------------------------- what it is
    @property
    def dtype(self) -> DType:
        """The type of the elements."""
        return self._dtype

    @property
    def handle(self) -> Tensor:
        """The tensor that stands for the array."""
        return self._handle  # type: ignore[no-any-return]

    @property
    def flow(self) -> Tensor:
        """The tensor that holds the elements as they are after the last write."""
        return self._flow  # type: ignore[no-any-return]

    @property
    def dynamic_size(self) -> bool:
        """Whether it grows."""
        return self._grows

    @property
    def element_shape(self) -> TensorShape:
        """What is known of the shape of an element."""
        return TensorShape(self._dims[0])

    def __repr__(self) -> str:
        return f"<tf.TensorArray of {self._dtype.name}, elements {show(self._dims[0])}>"

    def _flat_parts(self) -> list[Tensor]:
        """What branches and loops carry instead of it; see structure.py."""
        return [self._flow]

    def _with_parts(self, parts: list[Tensor]) -> TensorArray:
        other = object.__new__(TensorArray)
        other.__dict__.update(self.__dict__)
        (other._flow,) = parts
        return other

    def identity(self) -> TensorArray:
        """The same array behind an identity node, for control dependencies."""
        return self._with_parts([identity_op(self._flow)])

    def _learn(self, dims: Dims) -> None:
        """An element of this shape is written."""
        if not self._infer:
            return
        if not compatible(self._dims[0], dims):
            raise ValueError(
                f"Inconsistent shapes: saw {show(dims)} but expected {show(self._dims[0])} as "
                "the shape of an element (infer_shape=True: all elements have one shape)."
            )
        self._dims[0] = merge(self._dims[0], dims)

    def _value(self, value: Any) -> Tensor:
        tensor = convert(value, None if hasattr(value, "dtype") else self._dtype, name="value")
        if tensor.dtype.base_dtype is not self._dtype:
            raise TypeError(
                f"The TensorArray holds {self._dtype.name}, but {tensor} (built at "
                f"{tensor._op._site}) is {tensor.dtype.base_dtype.name}."
            )
        return tensor

    def _rows(self, count: int | None) -> Dims:
        known = self._dims[0]
        return None if known is None else (count, *known)

    def _known_size(self) -> int | None:
        if self._grows or self._size is None:
            return None
        known = static_value(self._size) if isinstance(self._size, Tensor) else self._size
        return None if known is None else int(known)

    # --------------------------------------------------------------------------- writing
    def write(self, index: Any, value: Any, name: str | None = None) -> TensorArray:
        """The array with element `index` written."""
        with name_scope(name, "TensorArrayWrite", [index, value]):
            tensor = self._value(value)
            self._learn(tensor._dims)
            return self._with_parts([array_elements.write_element(index, tensor, self._flow)])

    def unstack(self, value: Any, name: str | None = None) -> TensorArray:
        """The array with the rows of a tensor as elements 0, 1, ..."""
        with name_scope(name, "TensorArrayUnstack", [value]):
            tensor = self._value(value)
            if tensor._dims == ():
                raise ValueError(f"A scalar has no rows: {tensor} (built at {tensor._op._site}).")
            return self.scatter(sequences.range(0, _count(tensor)), tensor, name)

    def scatter(self, indices: Any, value: Any, name: str | None = None) -> TensorArray:
        """The array with row i of a tensor as element `indices[i]`."""
        with name_scope(name, "TensorArrayScatter", [indices, value]):
            tensor = self._value(value)
            if tensor._dims is not None:
                self._learn(tensor._dims[1:])
            return self._with_parts([array_elements.scatter_elements(indices, tensor, self._flow)])

    def split(self, value: Any, lengths: Any, name: str | None = None) -> TensorArray:
        """The array with pieces of a tensor as elements: element i has `lengths[i]` of its rows."""
        with name_scope(name, "TensorArraySplit", [value, lengths]):
            tensor = self._value(value)
            sizes = convert(lengths, dtypes.int64, name="lengths")
            known = static_value(sizes)
            if tensor._dims is not None:
                same = known is not None and known.ndim == 1 and len(set(known.tolist())) == 1
                self._learn((int(known[0]) if same else None, *tensor._dims[1:]))
            return self._with_parts([array_elements.split_elements(tensor, sizes, self._flow)])

    # --------------------------------------------------------------------------- reading
    def read(self, index: Any, name: str | None = None) -> Tensor:
        """Element `index`."""
        result: Tensor = array_elements.read_element(
            index, self._flow, dtype=self._dtype, element_shape=self._dims[0], name=name
        )
        return result

    def stack(self, name: str | None = None) -> Tensor:
        """All elements as the rows of a tensor."""
        with name_scope(name, "TensorArrayStack", [self._flow]):
            return self._gathered(sequences.range(0, self.size()), self._known_size(), name)

    def gather(self, indices: Any, name: str | None = None) -> Tensor:
        """Some elements as the rows of a tensor."""
        return self._gathered(indices, None, name)

    def _gathered(self, indices: Any, count: int | None, name: str | None) -> Tensor:
        result: Tensor = array_elements.gather_elements(
            indices, self._flow, dtype=self._dtype, shape=self._rows(count), name=name
        )
        return result

    def concat(self, name: str | None = None) -> Tensor:
        """The rows of all elements, one below the other."""
        known, count = self._dims[0], self._known_size()
        dims: Dims = None
        if known:
            rows = None if known[0] is None or count is None else known[0] * count
            dims = (rows, *known[1:])
        value, _ = array_elements.concat_elements(
            self._flow, dtype=self._dtype, shape=dims, name=name
        )
        return value  # type: ignore[no-any-return]

    def size(self, name: str | None = None) -> Tensor:
        """How many elements there are."""
        if not self._grows and self._size is not None:
            return convert(self._size, dtypes.int32)
        result: Tensor = array_elements.size_of_array(self._flow, name=name)
        return result

    def close(self, name: str | None = None) -> Operation:
        """Nothing: elements are freed when nothing reads them any more."""
        return group(name=name)


def _count(tensor: Tensor) -> Any:
    if tensor._dims is not None and tensor._dims[0] is not None:
        return tensor._dims[0]
    return shape(tensor)[0]
