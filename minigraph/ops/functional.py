"""Loops over the rows of tensors: map_fn, scan, foldl, foldr.

Each is a `while_loop` that takes one row after the other off a list, so that the gradient of a row
is put back to its place without touching the others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.ops.control_flow import while_loop
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import shape
from minigraph.ops.structure import flatten, pack, same_structure
from minigraph.ops.tensor_lists import empty_list, pop, push, rows_of, stack_list

__all__ = ["foldl", "foldr", "map_fn", "scan"]


class _Rows:
    """The rows of a structure of tensors, as lists that a loop carries along."""

    def __init__(self, elems: Any, backwards: bool, what: str):
        if isinstance(elems, SparseTensor):
            raise TypeError(
                f"{what} takes no rows of a SparseTensor (built at {elems.op._site}): give it "
                "its values, or a dense tensor (tf.sparse_tensor_to_dense)."
            )
        self.structure = elems
        self.tensors = [convert(e, name="elem") for e in flatten(elems)]
        if not self.tensors:
            raise ValueError(f"{what} needs at least one tensor to take rows from.")
        known: int | None = None
        for tensor in self.tensors:
            if tensor._dims == ():
                raise ValueError(
                    f"Elements in elems must be 1+ dimensional Tensors, not scalars: {tensor} "
                    f"(built at {tensor._op._site})."
                )
            count = None if tensor._dims is None else tensor._dims[0]
            if known is not None and count not in (None, known):
                raise ValueError(
                    f"Elements in elems must have as many rows, not {known} and {count}: {tensor} "
                    f"(built at {tensor._op._site})."
                )
            known = count if known is None else known
        self.known = known
        self.count = shape(self.tensors[0])[0]
        self.lists = [rows_of(t, first_on_top=not backwards) for t in self.tensors]

    def take(self, lists: list[Any]) -> tuple[list[Any], Any]:
        """The lists without their next row, and that row in the structure of the tensors."""
        rest, rows = [], []
        for handle, tensor in zip(lists, self.tensors, strict=True):
            dims = None if tensor._dims is None else tensor._dims[1:]
            left, row = pop(handle, element_dtype=tensor.dtype.base_dtype, element_shape=dims)
            rest.append(left)
            rows.append(row)
        return rest, pack(self.structure, rows)


class _Results:
    """What the iterations make, pushed to lists, and stacked at the end."""

    def __init__(self) -> None:
        self.made: list[Tensor] = []  # of one iteration: all are alike

    def push(self, lists: list[Any], results: list[Tensor]) -> list[Any]:
        """The lists with one more element."""
        self.made = results
        return [push(handle, result) for handle, result in zip(lists, results, strict=True)]

    def stack(self, lists: list[Any], known: int | None, backwards: bool) -> list[Tensor]:
        """The elements of each list as a tensor."""
        stacked = []
        for handle, made in zip(lists, self.made, strict=True):
            with name_scope("TensorArrayStack"):
                stacked.append(
                    stack_list(
                        handle,
                        element_dtype=made.dtype.base_dtype,
                        element_shape=made._dims,
                        num_elements=known,
                        first_on_top=backwards,
                        name="TensorArrayGatherV3",
                    )
                )
        return stacked


def _check_callable(fn: Any) -> None:
    if not callable(fn):
        raise TypeError(f"fn must be callable, but is {fn!r}.")


def map_fn(
    fn: Callable[[Any], Any],
    elems: Any,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    name: str | None = None,
    fn_output_signature: Any = None,
) -> Any:
    """fn of each row of a tensor, stacked.

    Args:
        fn: takes a row of each of `elems`, in their structure, and returns tensors.
        elems: a tensor of rank 1 or more, or a structure of such with as many rows.
        dtype: the types of fn's results, in their structure; default: those of `elems`.
        parallel_iterations, back_prop, swap_memory, infer_shape: accepted as in TF1.
        name: of the scope.
        fn_output_signature: a later name of `dtype`.

    Returns:
        Tensors in the structure of `dtype`: row i is fn of row i. Gradients go through.

    Raises:
        TypeError: fn cannot be called, or gives another structure or other types than `dtype`.
        ValueError: an element is a scalar, or their numbers of rows differ.

    Example:
        >>> import minigraph as tf
        >>> squares = tf.map_fn(lambda row: tf.reduce_sum(row * row), tf.constant([[1.0, 2.0], [3.0, 4.0]]))
        >>> tf.Session().run(squares).tolist()
        [5.0, 25.0]
    """
    _check_callable(fn)
    wanted = fn_output_signature if dtype is None else dtype
    with name_scope(name, "map", flatten(elems)):
        rows, made = _Rows(elems, False, "tf.map_fn"), _Results()
        structure = elems if wanted is None else wanted
        types = (
            [t.dtype.base_dtype for t in rows.tensors]
            if wanted is None
            else [as_dtype(d).base_dtype for d in flatten(wanted)]
        )

        def body(i: Any, lists: Any, outputs: Any) -> Any:
            left, row = rows.take(lists)
            result = fn(row)
            if len(types) > 1 and not same_structure(structure, result):
                raise TypeError(
                    f"fn returned {result!r}, which has not the structure that `dtype` says: "
                    f"{structure!r}."
                )
            results = [convert(r) for r in flatten(result)]
            _check_types(results, types)
            return i + 1, left, made.push(outputs, results)

        start = [0, rows.lists, [empty_list() for _ in types]]
        _, _, outputs = while_loop(
            lambda i, *_: i < rows.count, body, start, maximum_iterations=rows.count
        )
        return pack(structure, made.stack(outputs, rows.known, False))


def _check_types(results: list[Tensor], types: list[dtypes.DType]) -> None:
    if len(results) != len(types):
        raise TypeError(f"fn returned {len(results)} tensors, but `dtype` says {len(types)}.")
    for result, dtype in zip(results, types, strict=True):
        if result.dtype.base_dtype is not dtype:
            raise TypeError(
                f"fn returned {result} of type {result.dtype.name}, but {dtype.name} was expected: "
                f"say map_fn(..., dtype=tf.{result.dtype.name})."
            )


def _fold(
    fn: Any, elems: Any, initializer: Any, name: str | None, scope: str, backwards: bool
) -> Any:
    _check_callable(fn)
    with name_scope(name, scope, flatten(elems)):
        rows = _Rows(elems, backwards, f"tf.{scope}")
        lists, begin = rows.lists, 0
        if initializer is None:
            lists, initializer = rows.take(lists)
            begin = 1
        start = pack(initializer, [convert(v) for v in flatten(initializer)])

        def body(i: Any, value: Any, lists: Any) -> Any:
            left, row = rows.take(lists)
            return i + 1, fn(value, row), left

        _, result, _ = while_loop(
            lambda i, *_: i < rows.count,
            body,
            [begin, start, lists],
            maximum_iterations=rows.count,
        )
        return result


def foldl(
    fn: Callable[[Any, Any], Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """fn(...fn(fn(initializer, row 0), row 1)..., last row).

    Args:
        fn: takes the value so far and a row; returns the next value, of the same structure.
        elems: a tensor of rank 1 or more, or a structure of such with as many rows.
        initializer: the first value; default: row 0, and the fold starts with row 1.
        parallel_iterations, back_prop, swap_memory: accepted as in TF1.
        name: of the scope.

    Returns:
        The last value. Gradients go through.

    Raises:
        TypeError: fn cannot be called.
        ValueError: an element is a scalar, or the value changes its type or shape.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.foldl(lambda a, x: a * 10 + x, tf.constant([1, 2, 3])))
        np.int32(123)
    """
    return _fold(fn, elems, initializer, name, "foldl", False)


def foldr(
    fn: Callable[[Any, Any], Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """As `tf.foldl`, from the last row to the first.

    Args:
        fn, elems, initializer, parallel_iterations, back_prop, swap_memory, name: as there.

    Returns:
        The last value. Gradients go through.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.foldr(lambda a, x: a * 10 + x, tf.constant([1, 2, 3])))
        np.int32(321)
    """
    return _fold(fn, elems, initializer, name, "foldr", True)


def scan(
    fn: Callable[[Any, Any], Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    reverse: bool = False,
    name: str | None = None,
) -> Any:
    """All values of a fold, stacked: row i is the value after row i of `elems`.

    Args:
        fn: takes the value so far and a row; returns the next value, of the same structure.
        elems: a tensor of rank 1 or more, or a structure of such with as many rows.
        initializer: the value before the first row; default: the first row is the first value.
        parallel_iterations, back_prop, swap_memory, infer_shape: accepted as in TF1.
        reverse: whether to go from the last row to the first.
        name: of the scope.

    Returns:
        Tensors in the structure of the value. Gradients go through.

    Raises:
        TypeError: fn cannot be called.
        ValueError: an element is a scalar, or the value changes its type or shape.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.scan(lambda a, x: a + x, tf.constant([1, 2, 3]))).tolist()
        [1, 3, 6]
    """
    _check_callable(fn)
    with name_scope(name, "scan", flatten(elems)):
        rows, made = _Rows(elems, reverse, "tf.scan"), _Results()
        lists, begin = rows.lists, 0
        outputs = [empty_list() for _ in flatten(elems if initializer is None else initializer)]
        if initializer is None:
            lists, initializer = rows.take(lists)
            begin = 1
        value = pack(initializer, [convert(v) for v in flatten(initializer)])
        if begin:
            outputs = made.push(outputs, flatten(value))

        def body(i: Any, value: Any, lists: Any, outputs: Any) -> Any:
            left, row = rows.take(lists)
            result = fn(value, row)
            results = [convert(r) for r in flatten(result)]
            return i + 1, pack(value, results), left, made.push(outputs, results)

        *_, outputs = while_loop(
            lambda i, *_: i < rows.count,
            body,
            [begin, value, lists, outputs],
            maximum_iterations=rows.count,
        )
        return pack(value, made.stack(outputs, rows.known, reverse))
