"""A tensor with some of its elements changed: tensor_scatter_nd_update, _add, _sub, _max, _min.

`indices` holds places along its last axis, as in `tf.gather_nd`, and `updates` what comes there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, NUMBERS, REAL, Call, OpRecord, bad, case, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.ops.arithmetic import negative
from minigraph.ops.casting import cast
from minigraph.ops.compare import equal
from minigraph.ops.indexing import gather_nd
from minigraph.ops.places import checked_places
from minigraph.ops.spread import zeros_like

__all__ = [
    "tensor_scatter_nd_add",
    "tensor_scatter_nd_max",
    "tensor_scatter_nd_min",
    "tensor_scatter_nd_sub",
    "tensor_scatter_nd_update",
]


def changed_dims(call: Call) -> Dims:
    """The shape of what is changed; ValueError unless places and updates fit it."""
    dims, indices, updates = call.shapes
    if indices == ():
        raise ValueError("indices must have at least one axis")
    if dims is None or indices is None or indices[-1] is None:
        return dims
    if indices[-1] > len(dims):
        raise ValueError(f"places of {indices[-1]} numbers are too long for the shape {show(dims)}")
    wanted = (*indices[:-1], *dims[indices[-1] :])
    if 0 in dims and None not in indices and 0 not in indices:
        raise ValueError(f"there are no places in the empty shape {show(dims)}")
    if not compatible(updates, wanted):
        raise ValueError(f"updates must have the shape {show(wanted)}, but have {show(updates)}")
    return dims


def change(array: Any, indices: Any, updates: Any, at: Callable[..., Any] | None) -> None:
    """Change `array` at the places, by assignment or with a ufunc's `at`."""
    places = checked_places(indices, array.shape)
    wanted = indices.shape[:-1] + array.shape[indices.shape[-1] :]
    if np.shape(updates) != wanted:
        raise ValueError(
            f"updates must have the shape {show(wanted)}, but have {show(np.shape(updates))}"
        )
    if at is None:
        array[places] = updates
    else:
        at(array, places, updates)


_SAMPLES = [
    case("4,2", [[1], [3]], "2,2"),
    case("2,3", [[1, 0], [0, 2]], "2"),
    case("2,3,2", [[[1], [0]]], "1,2,3,2"),
    bad("2,3", [[0]], "1,2", error=ValueError, match="updates must have"),
    bad("3", [[0, 0]], "1", error=ValueError, match="too long"),
    bad("3", [[3]], "1", error=ValueError, match=r"not in \[0, 3\)"),
]


def _scatter(name: str, meaning: str, kinds: Any, ufunc: Any, samples: Any) -> OpRecord:
    at = None if ufunc is None else ufunc.at

    def kernel(tensor: Any, indices: Any, updates: Any) -> Any:
        result = np.array(tensor)
        change(result, indices, updates, at)
        return result

    kernel.__doc__ = meaning
    signature = "tensor: T, indices: Tindices, updates: T -> output: T"
    facts = {"Tindices": INDEX, "shape": changed_dims, "samples": samples, **kinds}
    return op(name, signature, **facts)(kernel)


_NUMBERS: dict[str, Any] = {"T": NUMBERS}
_MEET = case("3", [[1], [2], [1]], "3")  # a place twice
update_op = _scatter("TensorScatterUpdate", "Elements replaced.", {}, None, _SAMPLES)
add_op = _scatter("TensorScatterAdd", "Added to.", _NUMBERS, np.add, [*_SAMPLES, _MEET])
sub_op = _scatter("TensorScatterSub", "Taken off.", _NUMBERS, np.subtract, [*_SAMPLES, _MEET])
max_op = _scatter("TensorScatterMax", "The larger one.", {"T": REAL}, np.maximum, _SAMPLES)
min_op = _scatter("TensorScatterMin", "The smaller one.", {"T": REAL}, np.minimum, _SAMPLES)


@update_op.grad
def _(op: Any, g: Any) -> Any:
    _, indices, updates = op.inputs
    return update_op(g, indices, zeros_like(updates)), None, gather_nd(g, indices)


@add_op.grad
def _(op: Any, g: Any) -> Any:
    return g, None, gather_nd(g, op.inputs[1])


@sub_op.grad
def _(op: Any, g: Any) -> Any:
    return g, None, negative(gather_nd(g, op.inputs[1]))


def _chosen(op: Any, g: Any) -> Any:
    """g goes to the tensor or the update whose value the result has; to both where they are equal."""
    tensor, indices, updates = op.inputs
    result = op.outputs[0]
    kept = cast(equal(tensor, result), g.dtype)
    taken = cast(equal(updates, gather_nd(result, indices)), g.dtype)
    return g * kept, None, gather_nd(g, indices) * taken


max_op.grad(_chosen)
min_op.grad(_chosen)


def tensor_scatter_nd_update(
    tensor: Any, indices: Any, updates: Any, name: str | None = None
) -> Tensor:
    """`tensor` with the elements (or slices) at some places replaced by `updates`.

    Args:
        tensor: a tensor.
        indices: integers; the last axis holds a place, as in `tf.gather_nd`.
        updates: a tensor of its type: shape indices.shape[:-1] + tensor.shape[indices.shape[-1]:].
        name: of the node.

    Returns:
        A Tensor of the same type and shape. Of updates of one place the last counts. Gradient: g, 0 where
        elements were replaced; to the updates g at their places.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: a place is out of range.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.tensor_scatter_nd_update([1, 5, 3], [[0], [2]], [8, 9])).tolist()
        [8, 5, 9]
    """
    result: Tensor = update_op(tensor, indices, updates, name=name)
    return result


def tensor_scatter_nd_add(
    tensor: Any, indices: Any, updates: Any, bad_indices_policy: str = "", name: str | None = None
) -> Tensor:
    """`tensor` with `updates` added at some places.

    Args:
        tensor: a tensor of numbers.
        indices: integers; the last axis holds a place, as in `tf.gather_nd`.
        updates: a tensor of its type: shape indices.shape[:-1] + tensor.shape[indices.shape[-1]:].
        bad_indices_policy: accepted as in TensorFlow; bad indices raise.
        name: of the node.

    Returns:
        A Tensor of the same type and shape. Updates of one place are all added. Gradient: g; to the updates g
        at their places.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: a place is out of range.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.tensor_scatter_nd_add([1, 5, 3], [[0], [0]], [8, 9])).tolist()
        [18, 5, 3]
    """
    result: Tensor = add_op(tensor, indices, updates, name=name)
    return result


def tensor_scatter_nd_sub(
    tensor: Any, indices: Any, updates: Any, bad_indices_policy: str = "", name: str | None = None
) -> Tensor:
    """`tensor` with `updates` taken off at some places.

    Args:
        tensor: a tensor of numbers.
        indices: integers; the last axis holds a place, as in `tf.gather_nd`.
        updates: a tensor of its type: shape indices.shape[:-1] + tensor.shape[indices.shape[-1]:].
        bad_indices_policy: accepted as in TensorFlow; bad indices raise.
        name: of the node.

    Returns:
        A Tensor of the same type and shape. Updates of one place are all taken off. Gradient: g; to the
        updates -g at their places.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: a place is out of range.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.tensor_scatter_nd_sub([1, 5, 3], [[0], [0]], [8, 9])).tolist()
        [-16, 5, 3]
    """
    result: Tensor = sub_op(tensor, indices, updates, name=name)
    return result


def tensor_scatter_nd_max(
    tensor: Any, indices: Any, updates: Any, bad_indices_policy: str = "", name: str | None = None
) -> Tensor:
    """`tensor` with the larger one of the element and its update at some places.

    Args:
        tensor: a tensor of real numbers.
        indices: integers; the last axis holds a place, as in `tf.gather_nd`.
        updates: a tensor of its type: shape indices.shape[:-1] + tensor.shape[indices.shape[-1]:].
        bad_indices_policy: accepted as in TensorFlow; bad indices raise.
        name: of the node.

    Returns:
        A Tensor of the same type and shape. Gradient: g, to the
        element or the update that is the result; to each where they are equal.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: a place is out of range.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.tensor_scatter_nd_max([1, 5, 3], [[0], [1]], [4, 4])).tolist()
        [4, 5, 3]
    """
    result: Tensor = max_op(tensor, indices, updates, name=name)
    return result


def tensor_scatter_nd_min(
    tensor: Any, indices: Any, updates: Any, bad_indices_policy: str = "", name: str | None = None
) -> Tensor:
    """`tensor` with the smaller one of the element and its update at some places.

    Args:
        tensor: a tensor of real numbers.
        indices: integers; the last axis holds a place, as in `tf.gather_nd`.
        updates: a tensor of its type: shape indices.shape[:-1] + tensor.shape[indices.shape[-1]:].
        bad_indices_policy: accepted as in TensorFlow; bad indices raise.
        name: of the node.

    Returns:
        A Tensor of the same type and shape. Gradient: g, to the
        element or the update that is the result; to each where they are equal.

    Raises:
        ValueError: the shapes do not fit; tf.errors.InvalidArgumentError: a place is out of range.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.tensor_scatter_nd_min([1, 5, 3], [[0], [1]], [4, 4])).tolist()
        [1, 4, 3]
    """
    result: Tensor = min_op(tensor, indices, updates, name=name)
    return result
