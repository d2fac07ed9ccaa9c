"""Claims about shapes that give their tensor back: what tf.contrib.framework has of checks."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.graph import default_graph
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import TensorShape, compatible, show
from minigraph.ops.checks import Assert
from minigraph.ops.compare import equal
from minigraph.ops.constants import constant
from minigraph.ops.control_flow import cond
from minigraph.ops.flow import identity
from minigraph.ops.naming import name_scope
from minigraph.ops.reduce import reduce_all
from minigraph.ops.shape_assertions import assert_scalar
from minigraph.ops.shaping import shape, size
from minigraph.ops.spread import reduce_sum
from minigraph.ops.squeezing import remove_squeezable_dimensions
from minigraph.ops.static_values import get_static_value
from minigraph.ops.sums import add_n

__all__ = [
    "assert_scalar_int",
    "reduce_sum_n",
    "squeezed_predictions_and_labels",
    "with_same_shape",
    "with_shape",
]


def with_shape(expected_shape: Any, tensor: Any) -> Tensor:
    """`tensor`, which must have the shape `expected_shape`.

    Args:
        expected_shape: a list of ints, or an int32 or int64 vector.
        tensor: a tensor.

    Returns:
        The tensor itself, if the graph knows that it has the shape; otherwise the same values with
        a check in the run. Its static shape is the expected one, as far as that is known.

    Raises:
        ValueError: the graph knows that it has another shape.
        tf.errors.InvalidArgumentError: in the run, likewise.

    Example:
        >>> import minigraph as tf
        >>> x = tf.placeholder(tf.float32, [None, 2])
        >>> tf.contrib.framework.with_shape([3, 2], x).shape.as_list()
        [3, 2]
    """
    given = convert(tensor)
    known = _known(expected_shape)
    if known is not None:
        if not compatible(given._dims, known._dims):
            raise ValueError(
                f"Invalid shape: {given.name} (built at {given._op._site}) has the shape "
                f"{show(given._dims)}, but {show(known._dims)} is expected."
            )
        if given.shape.is_fully_defined():
            return given
    with name_scope("with_shape"):
        expected = convert(expected_shape)
        actual = shape(given, out_type=expected.dtype.base_dtype)
        fits = cond(
            equal(size(expected), size(actual)),
            lambda: reduce_all(equal(expected, actual)),
            lambda: constant(False),
        )
        message = f"Wrong shape for {given.name} [expected] [actual]."
        with default_graph().control_dependencies([Assert(fits, [message, expected, actual])]):
            result: Tensor = identity(given)
        if known is not None:
            result.set_shape(known)
        return result


def _known(expected_shape: Any) -> TensorShape | None:
    """An expected shape as far as the graph knows it."""
    if not isinstance(expected_shape, Tensor):
        return TensorShape(expected_shape)
    value = get_static_value(expected_shape)
    if value is not None:
        return TensorShape([int(d) for d in value])
    rank = expected_shape.shape.num_elements()
    return None if rank is None else TensorShape([None] * rank)


def with_same_shape(expected_tensor: Any, tensor: Any) -> Tensor:
    """`tensor`, which must have the shape of `expected_tensor`: see `with_shape`.

    Example:
        >>> import minigraph as tf
        >>> x, y = tf.placeholder(tf.float32), tf.ones([3, 2])
        >>> tf.contrib.framework.with_same_shape(y, x).shape.as_list()
        [3, 2]
    """
    expected_tensor, tensor = convert(expected_tensor), convert(tensor)
    with name_scope("with_same_shape", values=[expected_tensor, tensor]):
        static = expected_tensor.shape
        return with_shape(static if static.is_fully_defined() else shape(expected_tensor), tensor)


def assert_scalar_int(tensor: Any, name: str | None = None) -> Tensor:
    """`tensor`, which must be an int32 or int64 of rank 0.

    Args:
        tensor: a tensor, or a value.
        name: of the scope.

    Raises:
        ValueError: another type, or a static rank that is unknown or not 0.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.framework.assert_scalar_int(tf.constant(3, name="three")).name
        'three:0'
    """
    with name_scope(name, "assert_scalar_int", [tensor]) as scope:
        result = convert(tensor)
        kind = result.dtype.base_dtype
        if kind not in (dtypes.int32, dtypes.int64):
            raise ValueError(f"Expected int32 or int64 for {result.name}, but it is {kind.name}.")
        return assert_scalar(result, name=scope)


def reduce_sum_n(tensors: Any, name: str | None = None) -> Tensor:
    """The sum of all elements of all tensors of a list: a scalar.

    Args:
        tensors: a list of tensors of one type.
        name: of the scope.

    Raises:
        ValueError: the list is empty.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.contrib.framework.reduce_sum_n([[1, 2], [[3]]]))
        np.int32(6)
    """
    if not tensors:
        raise ValueError("No tensors provided.")
    tensors = [convert(t) for t in tensors]
    with name_scope(name, "reduce_sum_n", tensors) as scope:
        sums = [reduce_sum(t, name=f"{t.op.name}/sum") for t in tensors]
        result: Tensor = sums[0] if len(sums) == 1 else add_n(sums, name=scope)
        return result


def squeezed_predictions_and_labels(
    predictions: Any, labels: Any, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """`ops.squeezing.remove_squeezable_dimensions` in tf.contrib's order.

    Example:
        >>> import minigraph as tf
        >>> both = tf.contrib.framework.remove_squeezable_dimensions([[0.5], [1.0]], [0.0, 1.0])
        >>> [t.shape.as_list() for t in both]
        [[2], [2]]
    """
    labels, predictions = remove_squeezable_dimensions(labels, predictions, name=name)
    return predictions, labels
