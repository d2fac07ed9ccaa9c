"""Keeping numbers, or the norms of tensors, within bounds.

Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks" (ICML 2013),
is where clipping the global norm of gradients comes from.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.lowering import Line
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import REAL, Call, bad, broadcast, case, op
from minigraph.core.shapes import compatible, show
from minigraph.ops.casting import cast, to_float
from minigraph.ops.choosing import where, where_v2
from minigraph.ops.compare import greater, less
from minigraph.ops.complex_numbers import real
from minigraph.ops.constants import constant
from minigraph.ops.flow import identity
from minigraph.ops.joining import stack
from minigraph.ops.l2_loss import l2_loss
from minigraph.ops.logic import logical_or
from minigraph.ops.magnitude import maximum, minimum
from minigraph.ops.naming import colocate_with, name_scope
from minigraph.ops.powers import rsqrt, sqrt
from minigraph.ops.sequences import range
from minigraph.ops.shaping import rank, size
from minigraph.ops.spread import ones_like, reduce_sum

__all__ = [
    "clip_by_average_norm",
    "clip_by_global_norm",
    "clip_by_norm",
    "clip_by_value",
    "global_norm",
    "saturate_cast",
]


# ---------------------------------------------------------------------------------- ClipByValue
@op(
    "ClipByValue",
    "t: T, clip_value_min: T, clip_value_max: T -> output: T",
    elementwise=True,
    T=REAL,
    shape=broadcast,
    samples=[
        case("2,3 distinct", "2,3 unit", "2,3 positive"),
        case("2,3 int32 -9:9", np.int32(-3), np.int32(3)),
        bad("2,3", "4", "4", error=ValueError, match="broadcast"),
    ],
)
def clip_op(t: Any, clip_value_min: Any, clip_value_max: Any) -> Any:
    """t, or the bound that it exceeds."""
    return np.minimum(np.maximum(t, clip_value_min), clip_value_max)


@clip_op.lower
def _(call: Call) -> Any:
    return Line("np.minimum(np.maximum({0}, {1}, out={out}), {2}, out={out})", out=True)


@clip_op.grad
def _(op: Any, g: Any) -> Any:
    t, low, high = op.inputs
    below, above, zero = less(t, low), greater(t, high), constant(0, g.dtype)
    inside = where_v2(logical_or(below, above), zero, g)
    return inside, where_v2(below, g, zero), where_v2(above, g, zero)


def clip_by_value(t: Any, clip_value_min: Any, clip_value_max: Any, name: str | None = None) -> Any:
    """min(max(t, clip_value_min), clip_value_max), elementwise.

    Args:
        t: a tensor or IndexedSlices of real numbers.
        clip_value_min, clip_value_max: the bounds, of t's type; numbers or tensors that
            broadcast to t's shape.
        name: of the last node.

    Returns:
        A Tensor (or IndexedSlices) like t. Gradient: g where t is within the bounds.

    Raises:
        ValueError: a bound does not broadcast to t's shape.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.clip_by_value([-2.0, 0.5, 7.0], -1.0, 1.0)).tolist()
        [-1.0, 0.5, 1.0]
    """
    with name_scope(name, "clip_by_value", [t, clip_value_min, clip_value_max]) as scope:
        values = convert(t.values if isinstance(t, IndexedSlices) else t, name="t")
        below = minimum(values, clip_value_max)
        _check_like(values, below)
        clipped = maximum(below, clip_value_min, name=scope)
        _check_like(values, clipped)
        return _as_given(t, clipped)


def _check_like(values: Tensor, clipped: Tensor) -> None:
    """A bound must not make the tensor larger."""
    if not compatible(values._dims, clipped._dims):
        raise ValueError(
            f"Shapes {show(values._dims)} and {show(clipped._dims)} are incompatible: the bounds "
            f"must broadcast to the shape of {values}"
        )


def _as_given(t: Any, values: Tensor) -> Any:
    """`values` as what `t` is: rows of an IndexedSlices, or a tensor."""
    if isinstance(t, IndexedSlices):
        return IndexedSlices(values, t.indices, t.dense_shape)
    return values


def saturate_cast(value: Any, dtype: Any, name: str | None = None) -> Any:
    """The elements of `value` as `dtype`, those beyond its range at its nearest end.

    Args:
        value: a tensor of real numbers.
        dtype: the type of the result.
        name: of the node.

    Returns:
        A Tensor of that type. Gradient: as `tf.cast`, 0 where a number was beyond the range.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.saturate_cast([-5.0, 3.7, 300.0], tf.uint8)).tolist()
        [0, 3, 255]
    """
    wanted = as_dtype(dtype).base_dtype
    with name_scope(name, "saturate_cast", [value]) as scope:
        tensor = convert(value, name="value")
        kind = tensor.dtype.base_dtype
        if wanted.is_complex:
            return cast(tensor, wanted, name=scope)
        if kind.is_complex:
            tensor = real(tensor)
            kind = tensor.dtype.base_dtype
        low, high = _common_range(kind, wanted)
        clipped = clip_op(tensor, constant(low, kind), constant(high, kind), name="clamp")
        return cast(clipped, wanted, name=scope)


def _common_range(kind: DType, wanted: DType) -> tuple[Any, Any]:
    """The smallest and the largest number of type `kind` that type `wanted` holds too."""
    bounds = []
    for choose, name in ((max, "min"), (min, "max")):
        exact = choose(_exact(getattr(kind, name)), _exact(getattr(wanted, name)))
        bound = kind.np_dtype.type(exact)
        if choose(_exact(bound), exact) != _exact(bound):  # rounding went out of the range
            bound = np.nextafter(bound, kind.np_dtype.type(0))
        bounds.append(bound)
    return bounds[0], bounds[1]


def _exact(number: Any) -> Any:
    """A NumPy number as Python's, which compares ints and floats exactly."""
    return number.item() if isinstance(number, np.generic) else number


# ---------------------------------------------------------------------------------- norms
def clip_by_norm(t: Any, clip_norm: Any, axes: Any = None, name: str | None = None) -> Any:
    """t, scaled down to the Euclidean norm `clip_norm` if its norm is larger.

    Args:
        t: a tensor or IndexedSlices of floats.
        clip_norm: the largest norm, a positive number or scalar.
        axes: over which the norm is taken; default: all.
        name: of the last node.

    Returns:
        A Tensor (or IndexedSlices) like t: t clip_norm / max(norm(t), clip_norm).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.clip_by_norm([3.0, 4.0], 1.0)))
        [0.6 0.8]
    """
    with name_scope(name, "clip_by_norm", [t, clip_norm]) as scope:
        values = convert(t.values if isinstance(t, IndexedSlices) else t, name="t")
        square_sum = reduce_sum(values * values, axes, keepdims=True)
        some = square_sum > 0
        # the root of 0 has no finite slope, so it is not taken there
        safe = where(some, square_sum, ones_like(square_sum))
        norm = where(some, sqrt(safe), square_sum)
        scaled = values * clip_norm
        _check_like(values, scaled)
        clipped = identity(scaled / maximum(norm, clip_norm), name=scope)
        return _as_given(t, clipped)


def clip_by_average_norm(t: Any, clip_norm: Any, name: str | None = None) -> Tensor:
    """t, scaled down if its norm per element is larger than `clip_norm`; deprecated by TF1.

    Args:
        t: a tensor of float32.
        clip_norm: the largest norm for each element, a positive number or scalar.
        name: of the last node.

    Returns:
        A Tensor like t: t clip_norm min(size(t) / norm(t), 1 / clip_norm).

    Example:
        >>> import minigraph as tf
        >>> print(tf.Session().run(tf.clip_by_average_norm([3.0, 4.0], 1.0)))
        [1.2 1.6]
    """
    with name_scope(name, "clip_by_average_norm", [t, clip_norm]) as scope:
        tensor = convert(t, name="t")
        count = to_float(size(tensor), name="Cast")
        inverse = rsqrt(reduce_sum(tensor * tensor, range(rank(tensor))))
        scaled = tensor * clip_norm
        factor = minimum(inverse * count, constant(1.0) / clip_norm)
        result: Tensor = identity(scaled * factor, name=scope)
        return result


def global_norm(t_list: Any, name: str | None = None) -> Tensor:
    """The Euclidean norm of all tensors of a list together.

    Args:
        t_list: a list of tensors, IndexedSlices and None, which counts as nothing.
        name: of the scope.

    Returns:
        A scalar Tensor: sqrt(sum of norm(t)**2).

    Raises:
        TypeError: `t_list` is no list.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.global_norm([[3.0, 4.0], None, [12.0]]))
        np.float32(13.0)
    """
    items = _as_list(t_list)
    with name_scope(name, "global_norm", [t for t in items if t is not None]):
        halves = []
        for values in _values_of(items):
            if values is not None:
                with colocate_with(values):
                    halves.append(l2_loss(values))
        half = reduce_sum(stack(halves))
        return sqrt(half * constant(2.0, half.dtype.base_dtype), name="global_norm")


def clip_by_global_norm(
    t_list: Any, clip_norm: Any, use_norm: Any = None, name: str | None = None
) -> tuple[list[Any], Tensor]:
    """All tensors of a list, scaled down by one factor so that their global norm fits.

    Args:
        t_list: a list of tensors, IndexedSlices and None.
        clip_norm: the largest norm, a positive number or scalar.
        use_norm: the global norm, if it is known.
        name: of the scope.

    Returns:
        (the list of t clip_norm / max(norm, clip_norm), the global norm). If the norm is not
        finite, all elements are not numbers.

    Raises:
        TypeError: `t_list` is no list.

    Source: Pascanu, Mikolov, Bengio (2013), see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> clipped, norm = tf.clip_by_global_norm([[3.0, 4.0], None, [12.0]], 6.5)
        >>> tf.Session().run([clipped[0], norm])
        [array([1.5, 2. ], dtype=float32), np.float32(13.0)]
    """
    items = _as_list(t_list)
    norm = global_norm(items, name) if use_norm is None else use_norm
    given = [t for t in items if t is not None]
    with name_scope(name, "clip_by_global_norm", [*given, clip_norm]) as scope:
        norm = convert(norm, name="use_norm")
        inverse = 1.0 / norm
        scale = clip_norm * minimum(inverse, constant(1.0, norm.dtype.base_dtype) / clip_norm)
        scale = scale + (norm - norm)  # not a number if the norm is not finite
        results: list[Any] = []
        for index, (t, values) in enumerate(zip(items, _values_of(items), strict=True)):
            if values is None:
                results.append(None)
                continue
            with colocate_with(values):
                clipped = identity(values * scale, name=f"{scope}_{index}")
            results.append(_as_given(t, clipped))
    return results, norm


def _as_list(t_list: Any) -> list[Any]:
    if not isinstance(t_list, (list, tuple)):
        raise TypeError(f"`t_list` should be a sequence of tensors, but is {t_list!r}")
    return list(t_list)


def _values_of(items: list[Any]) -> list[Tensor | None]:
    return [
        None
        if t is None
        else t.values
        if isinstance(t, IndexedSlices)
        else convert(t, name=f"t_{i}")
        for i, t in enumerate(items)
    ]
