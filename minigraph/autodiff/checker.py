"""Gradients against finite differences: tf.test.compute_gradient and its error."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.autodiff.gradients import gradients
from minigraph.core.nodes import Tensor, run_hooks
from minigraph.ops.constants import placeholder

__all__ = ["compute_gradient", "compute_gradient_error"]


def compute_gradient(
    x: Any,
    x_shape: Any,
    y: Tensor,
    y_shape: Any,
    x_init_value: Any = None,
    delta: float = 1e-3,
    init_targets: Any = None,
    extra_feed_dict: Any = None,
) -> Any:
    """The Jacobian dy/dx twice: by `tf.gradients` and by central differences.

    Args:
        x: a tensor or a list of tensors.
        x_shape: the shape of x, or a list of shapes.
        y: a tensor that depends on x.
        y_shape: its shape.
        x_init_value: where to take the derivative; default: random numbers.
        delta: the step of the differences.
        init_targets: operations to run before.
        extra_feed_dict: further feeds.

    Returns:
        A pair of arrays [x size, y size] (a list of pairs for a list of x). A default session is
        needed.

    Raises:
        ValueError: there is no default session, or y does not depend on x.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session():
        ...     x = tf.constant([1.0, 2.0])
        ...     theory, practice = tf.test.compute_gradient(x, [2], x * x, [2], np.array([1.0, 2.0]))
        ...     print(theory.tolist())
        [[2.0, 0.0], [0.0, 4.0]]
    """
    session = run_hooks["default_session"]()
    if session is None:
        raise ValueError("compute_gradient needs a default session: `with tf.Session():`.")
    if init_targets is not None:
        session.run(init_targets)
    several = isinstance(x, list)
    xs = x if several else [x]
    shapes = x_shape if several else [x_shape]
    if several:
        starts = x_init_value or [None] * len(xs)
    else:
        starts = [x_init_value]
    values = [_start(t, shape, start) for t, shape, start in zip(xs, shapes, starts, strict=True)]
    feeds = {**(extra_feed_dict or {}), **dict(zip(xs, values, strict=True))}
    pairs = []
    for tensor in xs:
        theory = _by_gradients(session, tensor, y, y_shape, feeds)
        pairs.append((theory, _by_differences(session, tensor, y, delta, feeds)))
    return pairs if several else pairs[0]


def compute_gradient_error(
    x: Any,
    x_shape: Any,
    y: Tensor,
    y_shape: Any,
    x_init_value: Any = None,
    delta: float = 1e-3,
    init_targets: Any = None,
    extra_feed_dict: Any = None,
) -> float:
    """The largest difference between the two Jacobians of `tf.test.compute_gradient`.

    Args, raises: as there.

    Returns:
        max |theory - practice|; 0 where there are no elements.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session():
        ...     x = tf.constant([1.0, 2.0], tf.float64)
        ...     bool(tf.test.compute_gradient_error(x, [2], x * x * x, [2]) < 1e-4)
        True
    """
    found = compute_gradient(
        x, x_shape, y, y_shape, x_init_value, delta, init_targets, extra_feed_dict
    )
    pairs = found if isinstance(found, list) else [found]
    errors = [np.abs(theory - practice).max() for theory, practice in pairs if theory.size]
    return float(max(errors, default=0.0))


def _start(tensor: Any, shape: Any, start: Any) -> Any:
    dtype = tensor.dtype.base_dtype.np_dtype
    if start is not None:
        return np.array(start, dtype)
    generator = np.random.default_rng(0)
    value = generator.random(tuple(shape))
    return (value + 1j * generator.random(tuple(shape)) if dtype.kind == "c" else value).astype(
        dtype
    )


def _by_gradients(session: Any, x: Any, y: Tensor, y_shape: Any, feeds: Any) -> Any:
    """One column for each element of y: the gradient with a one at that element."""
    with y.graph.as_default():
        weights = placeholder(y.dtype, list(y_shape))
        (slope,) = gradients(y, x, weights)
        if slope is None:
            raise ValueError(f"{y} does not depend on {x}.")
    size = int(np.prod(y_shape, dtype=np.int64))
    columns = []
    for index in range(size):
        one = np.zeros(size, y.dtype.np_dtype)
        one[index] = 1
        value = session.run(slope, {**feeds, weights: one.reshape(tuple(y_shape))})
        columns.append(_dense(value, feeds[x]).ravel())
    return np.stack(columns, axis=1) if columns else np.zeros((np.size(feeds[x]), 0))


def _dense(value: Any, like: Any) -> Any:
    """A gradient as an array: rows of IndexedSlices added in their places."""
    if not hasattr(value, "indices"):
        return np.asarray(value)
    result = np.zeros_like(like)
    np.add.at(result, value.indices, value.values)
    return result


def _by_differences(session: Any, x: Any, y: Tensor, delta: float, feeds: Any) -> Any:
    """One row for each element of x: (y(x + delta) - y(x - delta)) / (2 delta)."""
    start = np.asarray(feeds[x])
    rows = []
    for index in range(start.size):
        sides = []
        for sign in (1, -1):
            moved = start.copy().ravel()
            moved[index] += sign * delta
            value = session.run(y, {**feeds, x: moved.reshape(start.shape)})
            sides.append(np.asarray(value).ravel())
        rows.append((sides[0] - sides[1]) / (2 * delta))
    return np.stack(rows) if rows else np.zeros((0, 0))
