"""Softmax and the losses on it: softmax, log_softmax and the two cross entropies.

The four ops work on rows of class scores (logits) along the last axis and subtract each row's
largest score first, so that no exponential overflows. A cross entropy gives its loss and, as a
second output, the derivative of the loss by the scores, softmax(x) - labels, which is at hand when
the loss is known.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims, broadcast_dims, compatible, merge, show
from minigraph.ops.exponentials import exp
from minigraph.ops.reductions import row_sums
from minigraph.ops.shaping import reshape
from minigraph.ops.spread import reduce_sum, sum_to

__all__: list[str] = []


_FEW = 32
_NEAR = 60  # exp(60) times the number of any scores is far from overflow in float32
_MANY = 4096
_SHORT = 512  # classes: see `row_sums`


def _rows(call: Call) -> Dims:
    """The input's shape, which must have a last axis."""
    if call.shapes[0] == ():
        raise ValueError("Shape must be at least rank 1 but is rank 0")
    return call.shapes[0]


def _top(logits: Any) -> Any:
    """The largest score of each row; of a row without elements -inf."""
    if logits.ndim == 2:
        return np.maximum.reduce(_columns(logits), axis=0, initial=-np.inf)[:, None]
    return np.maximum.reduce(logits, axis=-1, keepdims=True, initial=-np.inf)


def _columns(logits: Any) -> Any:
    """The matrix with one row for each class.

    If the classes are few it is a copy: NumPy then works three times faster along the first axis.
    """
    return logits.T.copy() if logits.shape[1] <= _FEW else logits.T


def _totals(e: Any) -> Any:
    """The sum of each row."""
    if e.ndim > 1 and e.shape[-1] <= _SHORT and e.dtype != np.float16:
        return row_sums(e, keepdims=True)
    return np.add.reduce(e, axis=-1, keepdims=True)


# ---------------------------------------------------------------------------------- Softmax
@op(
    "Softmax",
    "logits: T -> softmax: T",
    T=FLOATS,
    shape=_rows,
    by_rows=True,
    samples=[
        case("2,3"),
        case("2,3,5"),
        case("4"),
        bad("", error=ValueError, match="at least rank 1"),
    ],
)
def softmax_op(logits: Any) -> Any:
    """exp(x) / sum(exp(x)) along the last axis."""
    return _softmax(logits)


@softmax_op.into
def _softmax(logits: Any, *, out: Any = None) -> Any:
    """Scores that are all near 0 need nothing subtracted: half of the time, and no digit is lost."""
    large = logits.size >= _MANY and logits.dtype != np.float16  # else looking takes as long
    if large and logits.max() < _NEAR and logits.min() > -_NEAR:
        out = np.exp(logits, out=out)
    else:
        out = np.subtract(logits, _top(logits), out=out)
        np.exp(out, out=out)
    return np.divide(out, _totals(out), out=out)


@softmax_op.grad
def _(op: Any, g: Any) -> Any:
    y = op.outputs[0]
    return (g - reduce_sum(g * y, -1, keepdims=True)) * y


# ---------------------------------------------------------------------------------- LogSoftmax
@op(
    "LogSoftmax",
    "logits: T -> logsoftmax: T",
    T=FLOATS,
    shape=_rows,
    by_rows=True,
    samples=[case("2,3"), case("2,3,5"), case("4")],
)
def log_softmax_op(logits: Any) -> Any:
    """x - log(sum(exp(x))) along the last axis."""
    z = logits - _top(logits)
    return z - np.log(_totals(np.exp(z)))


@log_softmax_op.into
def _(logits: Any, *, out: Any = None) -> Any:
    out = np.subtract(logits, _top(logits), out=out)
    return np.subtract(out, np.log(_totals(np.exp(out))), out=out)


@log_softmax_op.grad
def _(op: Any, g: Any) -> Any:
    return g - reduce_sum(g, -1, keepdims=True) * exp(op.outputs[0])


# --------------------------------------------------------------- SoftmaxCrossEntropyWithLogits
def _loss_and_backprop(call: Call) -> list[Dims]:
    joined = broadcast_dims(call.rank(0, 2), call.rank(1, 2))
    if joined is None:
        return [(None,), (None, None)]
    return [joined[:1], joined]


@op(
    "SoftmaxCrossEntropyWithLogits",
    "features: T, labels: T -> loss: T, backprop: T",
    T=FLOATS,
    shape=_loss_and_backprop,
    partial_gradients=True,
    samples=[
        # the derivative takes it that a row of labels sums to 1
        case("2,3", [[0.2, 0.3, 0.5], [0.0, 1.0, 0.0]]),
        case("2,3", [[0.2, 0.3, 0.5]]),
        bad("2,3", "2,4", error=ValueError, match="broadcast"),
        bad("2,3", "3", error=ValueError, match="rank 2"),
    ],
)
def softmax_xent(features: Any, labels: Any) -> Any:
    """-sum(labels * log(softmax(x))) of each row, and its derivative by x."""
    z = _lowered(features)
    e = np.exp(z)
    total = np.add.reduce(e, axis=0)
    np.subtract(np.log(total), z, out=z)
    np.divide(e, total, out=e)
    return [np.add.reduce(labels.T * z, axis=0), e.T - labels]


def _lowered(features: Any) -> Any:
    """A row for each class, in new memory, after the greatest score of each column."""
    z = _columns(features)
    return z - np.maximum.reduce(z, axis=0, initial=-np.inf)


@softmax_xent.grad
def _(op: Any, g_loss: Any, g_backprop: Any) -> Any:
    logits, labels = op.inputs
    to_logits: Any = None
    to_labels: Any = None
    if g_loss is not None:
        column = reshape(g_loss, [-1, 1])
        to_logits = column * op.outputs[1]
        to_labels = -column * log_softmax_op(logits)
    if g_backprop is not None:
        second = _through_softmax(logits, g_backprop)
        to_logits = second if to_logits is None else to_logits + second
        to_labels = -g_backprop if to_labels is None else to_labels - g_backprop
    return sum_to(to_logits, logits), sum_to(to_labels, labels)


def _through_softmax(logits: Tensor, g: Tensor) -> Tensor:
    """The cotangent of the scores from that of softmax(scores)."""
    y = softmax_op(logits)
    result: Tensor = (g - reduce_sum(g * y, -1, keepdims=True)) * y
    return result


@op(
    "_SoftmaxCrossEntropySlope",
    "features: T, labels: T -> backprop: T",
    T=FLOATS,
    shape=lambda call: _loss_and_backprop(call)[1],
    no_gradient="plans alone have it, where nobody asks for the loss",
    samples=[case("2,3", [[0.2, 0.3, 0.5], [0.0, 1.0, 0.0]]), case("2,3", [[0.2, 0.3, 0.5]])],
)
def softmax_slope(features: Any, labels: Any) -> Any:
    """The second output of SoftmaxCrossEntropyWithLogits."""
    return _softmax_slope(features, labels)


@softmax_slope.into
def _softmax_slope(features: Any, labels: Any, *, out: Any = None) -> Any:
    e = _lowered(features)
    np.exp(e, out=e)
    np.divide(e, np.add.reduce(e, axis=0), out=e)
    return np.subtract(e.T, labels, out=out)


# --------------------------------------------------------- SparseSoftmaxCrossEntropyWithLogits
def _sparse_loss_and_backprop(call: Call) -> list[Dims]:
    scores, labels = call.rank(0, 2), call.rank(1, 1)
    scores = (None, None) if scores is None else scores
    rows = scores[:1]
    if labels is not None:
        if not compatible(rows, labels):
            raise ValueError(
                f"logits and labels must have the same number of rows, but their shapes are "
                f"{show(call.shapes[0])} and {show(labels)}"
            )
        rows = merge(rows, labels) or ()
    return [rows, rows + scores[1:]]


@op(
    "SparseSoftmaxCrossEntropyWithLogits",
    "features: T, labels: Tlabels -> loss: T, backprop: T",
    T=FLOATS,
    Tlabels=INDEX,
    shape=_sparse_loss_and_backprop,
    partial_gradients=True,
    samples=[
        case("2,3", "2 int32 0:3"),
        case("5,4", "5 int64 0:4"),
        bad("2,3", "3 int32 0:3", error=ValueError, match="rows"),
        bad("2,3", [1, 3], error=InvalidArgumentError, match="label value of 3"),
    ],
)
def sparse_softmax_xent(features: Any, labels: Any) -> Any:
    """-log(softmax(x))[label] of each row, and its derivative by x."""
    _check_labels(labels, features.shape[1])
    z = features - _top(features)
    e = np.exp(z)
    total = _totals(e)
    e /= total
    chosen = (np.arange(len(labels)), labels)
    e[chosen] -= features.dtype.type(1)
    return [np.log(total[:, 0]) - z[chosen], e]


@op(
    "_SparseSoftmaxCrossEntropySlope",
    "features: T, labels: Tlabels -> backprop: T",
    T=FLOATS,
    Tlabels=INDEX,
    shape=lambda call: _sparse_loss_and_backprop(call)[1],
    no_gradient="plans alone have it, where nobody asks for the loss",
    samples=[case("2,3", "2 int32 0:3"), case("5,4", "5 int64 0:4")],
)
def sparse_softmax_slope(features: Any, labels: Any) -> Any:
    """The second output of SparseSoftmaxCrossEntropyWithLogits."""
    return _sparse_softmax_slope(features, labels)


@sparse_softmax_slope.into
def _sparse_softmax_slope(features: Any, labels: Any, *, out: Any = None) -> Any:
    _check_labels(labels, features.shape[1])
    out = np.subtract(features, _top(features), out=out)
    np.exp(out, out=out)
    out /= _totals(out)
    out[np.arange(len(labels)), labels] -= features.dtype.type(1)
    return out


def _check_labels(labels: Any, classes: int) -> None:
    outside = (labels < 0) | (labels >= classes)
    if outside.any():
        row = int(outside.argmax())
        raise InvalidArgumentError(
            None,
            None,
            f"Received a label value of {labels[row]} (in row {row}) which is outside the valid "
            f"range of [0, {classes}). Labels are class numbers, one for each row of logits.",
        )


@sparse_softmax_xent.grad
def _(op: Any, g_loss: Any, g_backprop: Any) -> Any:
    total = None
    if g_loss is not None:
        total = reshape(g_loss, [-1, 1]) * op.outputs[1]
    if g_backprop is not None:
        second = _through_softmax(op.inputs[0], g_backprop)
        total = second if total is None else total + second
    return total, None
