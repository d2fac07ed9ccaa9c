"""Variables in parts: one large matrix kept as several variables, cut along one axis.

TensorFlow 1 spread them over parameter servers. Here there is one machine; the names, shapes and
initial values of the parts are what programs and checkpoints rely on.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from minigraph.core.convert import register_tensor_conversion_function
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import TensorShape
from minigraph.ops.flow import identity
from minigraph.ops.initializers import sizes_of
from minigraph.ops.joining import concat
from minigraph.ops.naming import name_scope
from minigraph.ops.slicing import slice
from minigraph.ops.variables import Variable

__all__ = [
    "Part",
    "PartitionedVariable",
    "fixed_size_partitioner",
    "min_max_variable_partitioner",
    "parts_of",
    "variable_axis_size_partitioner",
]


class SaveSliceInfo(NamedTuple):
    """Which slice of which whole a variable is: checkpoints keep the parts under one name."""

    full_name: str
    full_shape: list[int]
    var_offset: list[int]
    var_shape: list[int]

    @property
    def spec(self) -> str:
        """The slice as text: `"10 4 0,5:0,4"` is rows 0 to 4 of a [10, 4] matrix."""
        sizes = " ".join(map(str, self.full_shape))
        slices = zip(self.var_offset, self.var_shape, strict=True)
        return f"{sizes} " + ":".join(f"{offset},{size}" for offset, size in slices)


class Part(NamedTuple):
    """One part of a whole: initializers get it as their `partition_info`."""

    full_shape: list[int]
    var_offset: list[int]
    shape: list[int]

    def cut(self, whole: Tensor) -> Tensor:
        """This part of a tensor of the full shape."""
        return slice(whole, self.var_offset, self.shape)

    def save_slice_info(self, name: str) -> SaveSliceInfo:
        """This part, of the variable `name`."""
        return SaveSliceInfo(name, self.full_shape, self.var_offset, self.shape)

    def single_offset(self, shape: Any) -> int:
        """Where the part begins along the axis that is cut."""
        return self.var_offset[self.single_slice_dim(shape) or 0]

    def single_slice_dim(self, shape: Any) -> int | None:
        """The axis that is cut, or None if `shape` is the whole."""
        sizes = sizes_of(shape)
        cut = [
            a for a, (s, whole) in enumerate(zip(sizes, self.full_shape, strict=True)) if s < whole
        ]
        if len(cut) > 1:
            raise ValueError(f"{sizes} is cut from {self.full_shape} along more than one axis.")
        return cut[0] if cut else None


def parts_of(full: list[int], counts: list[int]) -> Iterator[Part]:
    """The parts of a shape of which at most one axis is cut; the first ones are the larger ones."""
    axis = next((a for a, count in enumerate(counts) if count > 1), 0)
    size, more = divmod(full[axis], counts[axis])
    start = 0
    for number in range(counts[axis]):
        length = size + (number < more)
        offset, shape = [0] * len(full), list(full)
        offset[axis], shape[axis] = start, length
        yield Part(full, offset, shape)
        start += length


class PartitionedVariable:
    """A variable that is kept as a list of variables; it converts to their concatenation.

    Args:
        name: of the whole.
        shape: of the whole.
        dtype: of the whole.
        variable_list: the parts.
        partitions: into how many parts each axis is cut.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     w = tf.get_variable("w", [5, 3], partitioner=tf.fixed_size_partitioner(2))
        ...     print([v.name for v in w], tf.convert_to_tensor(w).shape)
        ['w/part_0:0', 'w/part_1:0'] (5, 3)
    """

    def __init__(
        self, name: str, shape: Any, dtype: Any, variable_list: list[Any], partitions: Any
    ):
        if not isinstance(variable_list, (list, tuple)):
            raise TypeError(f"variable_list is not a list or tuple: {variable_list}")
        if not isinstance(partitions, (list, tuple)):
            raise TypeError(f"partitions is not a list or tuple: {partitions}")
        if any(p < 1 for p in partitions):
            raise ValueError(f"partition values must be positive: {partitions}")
        if not variable_list:
            raise ValueError("variable_list may not be empty")
        self._name = name
        self._shape = TensorShape(shape)
        self._dtype = as_dtype(dtype)
        self._variable_list = sorted(variable_list, key=lambda v: _number(v.name))
        self._partitions = list(partitions)

    def __iter__(self) -> Iterator[Variable]:
        return iter(self._variable_list)

    def __len__(self) -> int:
        return len(self._variable_list)

    @property
    def name(self) -> str:
        """The name of the whole, without ":0"."""
        return self._name

    @property
    def dtype(self) -> DType:
        """The type."""
        return self._dtype

    @property
    def shape(self) -> TensorShape:
        """The shape of the whole."""
        return self._shape

    def get_shape(self) -> TensorShape:
        """The shape of the whole."""
        return self._shape

    def _partition_axes(self) -> list[int]:
        return [a for a, count in enumerate(self._partitions) if count > 1] or [0]

    def as_tensor(self) -> Tensor:
        """A node with the parts joined."""
        if len(self._variable_list) == 1:
            with name_scope(None):
                only: Tensor = identity(self._variable_list[0], name=self._name)
                return only
        with name_scope(f"{self._name}/ConcatPartitions/"):
            whole = concat(self._variable_list, self._partition_axes()[0])
        with name_scope(None):
            result: Tensor = identity(whole, name=self._name)
            return result

    # ------------------------------------------------------------------------- changing it
    def assign(
        self,
        value: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> list[Any]:
        """Nodes that give the parts their slices of a value (or the elements of a list)."""
        return self._each(Variable.assign, value, use_locking, name, read_value)

    def assign_add(
        self,
        value: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> list[Any]:
        """Nodes that add to the parts."""
        return self._each(Variable.assign_add, value, use_locking, name, read_value)

    def assign_sub(
        self,
        value: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> list[Any]:
        """Nodes that subtract from the parts."""
        return self._each(Variable.assign_sub, value, use_locking, name, read_value)

    def _each(
        self,
        write: Callable[..., Any],
        value: Any,
        use_locking: bool,
        name: str | None,
        read_value: bool,
    ) -> list[Any]:
        values = value
        if not isinstance(value, (list, tuple)):
            full = sizes_of(self._shape)
            values = [part.cut(value) for part in parts_of(full, self._partitions)]
        pairs = zip(self._variable_list, values, strict=True)
        return [write(v, x, use_locking, name, read_value) for v, x in pairs]


def _number(name: str) -> int:
    """7 of "w/part_7:0"; 0 of other names, which keep their order."""
    digits = name.rpartition("/part_")[2].partition(":")[0]
    return int(digits) if digits.isdigit() else 0


def _from_parts(
    value: PartitionedVariable, dtype: Any = None, name: str | None = None, as_ref: bool = False
) -> Tensor:
    if dtype is not None and not as_dtype(dtype).is_compatible_with(value.dtype):
        raise ValueError(
            f"Incompatible type conversion requested to type {as_dtype(dtype).name!r} for variable "
            f"of type {value.dtype.name!r}: {value.name}"
        )
    if as_ref:
        raise NotImplementedError(
            f"The partitioned variable {value.name} has no reference: write to its parts, "
            "or with its methods `assign`, `assign_add`, `assign_sub`."
        )
    return value.as_tensor()


register_tensor_conversion_function(PartitionedVariable, _from_parts, 10)


# ------------------------------------------------------------------------------- partitioners
def fixed_size_partitioner(num_shards: int, axis: int = 0) -> Callable[..., list[int]]:
    """A partitioner that cuts `axis` into a fixed number of parts.

    Args:
        num_shards: how many parts; fewer if the axis is shorter.
        axis: the axis to cut.

    Example:
        >>> import minigraph as tf
        >>> tf.fixed_size_partitioner(3)(shape=tf.TensorShape([10, 4]), dtype=tf.float32)
        [3, 1]
    """

    def partitioner(shape: TensorShape, **unused: Any) -> list[int]:
        sizes = sizes_of(shape)
        counts = [1] * len(sizes)
        counts[axis] = min(num_shards, sizes[axis])
        return counts

    return partitioner


def variable_axis_size_partitioner(
    max_shard_bytes: int, axis: int = 0, bytes_per_string_element: int = 16, max_shards: Any = None
) -> Callable[..., list[int]]:
    """A partitioner that cuts `axis` so that no part has more than a number of bytes.

    Args:
        max_shard_bytes: bytes of a part at most.
        axis: the axis to cut.
        bytes_per_string_element: the supposed size of a string.
        max_shards: how many parts at most; None: as many as it needs.

    Raises:
        ValueError: a limit is less than 1.

    Example:
        >>> import minigraph as tf
        >>> cut = tf.variable_axis_size_partitioner(40)
        >>> cut(shape=tf.TensorShape([10, 4]), dtype=tf.float32)
        [5, 1]
    """
    if max_shard_bytes < 1 or bytes_per_string_element < 1:
        raise ValueError(
            "Both max_shard_bytes and bytes_per_string_element must be positive. Currently, "
            f"max_shard_bytes is {max_shard_bytes} and bytes_per_string_element is "
            f"{bytes_per_string_element}"
        )
    if max_shards and max_shards < 1:
        raise ValueError("max_shards must be positive.")

    def partitioner(shape: TensorShape, dtype: Any) -> list[int]:
        sizes = sizes_of(shape)
        bytes_of_row = _bytes(dtype, bytes_per_string_element) * math.prod(
            size for a, size in enumerate(sizes) if a != axis % len(sizes)
        )
        rows = max(1, math.floor(max_shard_bytes / max(bytes_of_row, 1)))
        shards = math.ceil(sizes[axis] / rows)
        counts = [1] * len(sizes)
        counts[axis] = max(1, shards if not max_shards else min(shards, max_shards))
        return counts

    return partitioner


def min_max_variable_partitioner(
    max_partitions: int = 1,
    axis: int = 0,
    min_slice_size: int = 256 << 10,
    bytes_per_string_element: int = 16,
) -> Callable[..., list[int]]:
    """A partitioner that cuts `axis` into as many parts as have a smallest size.

    Args:
        max_partitions: how many parts at most.
        axis: the axis to cut.
        min_slice_size: bytes of a part at least.
        bytes_per_string_element: the supposed size of a string.

    Raises:
        ValueError: there is no such axis.

    Example:
        >>> import minigraph as tf
        >>> cut = tf.min_max_variable_partitioner(8, min_slice_size=100)
        >>> cut(shape=tf.TensorShape([100, 1]), dtype=tf.float32)
        [4, 1]
    """

    def partitioner(shape: TensorShape, dtype: Any) -> list[int]:
        sizes = sizes_of(shape)
        if axis >= len(sizes):
            raise ValueError(
                f"Cannot partition variable along axis {axis} when shape is only {shape}"
            )
        total = math.prod(sizes) * _bytes(dtype, bytes_per_string_element)
        counts = [1] * len(sizes)
        counts[axis] = max(1, min(sizes[axis], max_partitions, math.ceil(total / min_slice_size)))
        return counts

    return partitioner


def _bytes(dtype: Any, of_string: int) -> int:
    kind = as_dtype(dtype)
    return of_string if kind.name == "string" else int(kind.size)
