"""Summaries of numbers and of distributions: ops that give an encoded `Summary` message.

The messages are small, so their fields are written one by one.
"""

from __future__ import annotations

import functools
import re
import struct
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from minigraph.core.errors import InvalidArgumentError
from minigraph.core.graph import default_graph
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import REAL, Call, bad, case, op, scalar
from minigraph.core.shapes import Dims, compatible, show
from minigraph.io.wire import BYTES, FIXED32, FIXED64, fields, tagged
from minigraph.ops.naming import name_scope

__all__ = ["histogram", "merge", "merge_all", "scalar_summary"]

_TAG = b"some/tag"


# ---------------------------------------------------------------------------------- messages
def _value(tag: bytes, content: bytes) -> bytes:
    """A Summary with one value: its tag, and the field that says what it is."""
    return tagged(1, BYTES, tagged(1, BYTES, tag) + content)


def _double(number: int, value: float) -> bytes:
    """A field for a double; nothing where it is the default, +0.0."""
    content = struct.pack("<d", value)
    return tagged(number, FIXED64, content) if any(content) else b""


def _values_of(summary: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(tag, value) of each value of an encoded Summary."""
    for number, kind, value in fields(summary):
        if (number, kind) == (1, BYTES):
            yield next((v for n, k, v in fields(value) if (n, k) == (1, BYTES)), b""), value


# ---------------------------------------------------------------------------------- ScalarSummary
def _one_for_each_tag(call: Call) -> Dims:
    if not compatible(*call.shapes):
        raise ValueError(
            f"tags and values must have one shape, not {show(call.shapes[0])} and "
            f"{show(call.shapes[1])}"
        )
    return ()


@op(
    "ScalarSummary",
    "tags: string, values: T -> summary: string",
    T=REAL,
    shape=_one_for_each_tag,
    no_gradient="text has none",
    samples=[
        case(_TAG, ""),
        case(np.array([b"a", b"b"], object), "2"),
        bad(_TAG, "2", error=ValueError, match="one shape"),
    ],
)
def scalar_summary_op(tags: Any, values: Any) -> Any:
    """A value for each tag."""
    with np.errstate(over="ignore"):
        numbers = np.ravel(values).astype("<f4")
    pairs = zip(np.ravel(np.asarray(tags, object)), numbers, strict=True)
    return b"".join(_value(tag, tagged(2, FIXED32, number.tobytes())) for tag, number in pairs)


# ---------------------------------------------------------------------------------- HistogramSummary
@functools.cache
def _limits() -> Any:
    """The upper ends of the buckets: 0, +-1e-12 * 1.1**k up to 1e20, and the largest double."""
    ends = []
    end = 1e-12
    while end < 1e20:
        ends.append(end)
        end *= 1.1
    ends.append(sys.float_info.max)
    return np.array([*(-e for e in reversed(ends)), 0.0, *ends])


@op(
    "HistogramSummary",
    "tag: string, values: T -> summary: string",
    T=REAL,
    shape=scalar,
    no_gradient="text has none",
    samples=[
        case(_TAG, "2,3"),
        case(_TAG, np.zeros([0], np.float32)),
        bad(_TAG, np.float32("nan"), error=InvalidArgumentError, match="Nan in summary histogram"),
    ],
)
def histogram_summary_op(tag: Any, values: Any) -> Any:
    """How many values there are in each bucket; runs of empty buckets are one."""
    numbers = np.ravel(np.asarray(values)).astype(np.float64)
    if np.isnan(numbers).any():
        raise InvalidArgumentError(None, None, f"Nan in summary histogram for: {tag.decode()}")
    if np.isinf(numbers).any():
        raise InvalidArgumentError(None, None, f"Infinity in summary histogram for: {tag.decode()}")
    limits = _limits()
    places = np.minimum(np.searchsorted(limits, numbers, side="right"), len(limits) - 1)
    counts = np.bincount(places, minlength=len(limits)).astype(np.float64)
    full = counts > 0
    last_of_run = full | np.append(full[1:], True)
    sums = np.zeros([2, numbers.size + 1])  # one after another, as TensorFlow adds
    sums[:, 1:] = numbers, np.square(numbers)
    total, squares = np.cumsum(sums, axis=1)[:, -1]
    content = (
        _double(1, numbers.min() if numbers.size else sys.float_info.max)
        + _double(2, numbers.max() if numbers.size else -sys.float_info.max)
        + _double(3, float(numbers.size))
        + _double(4, total)
        + _double(5, squares)
        + tagged(6, BYTES, limits[last_of_run].tobytes())
        + tagged(7, BYTES, counts[last_of_run].tobytes())
    )
    return _value(tag, tagged(5, BYTES, content))


# ---------------------------------------------------------------------------------- MergeSummary
@op(
    "MergeSummary",
    "inputs: N*string -> summary: string",
    shape=scalar,
    no_gradient="text has none",
    samples=[
        case([scalar_summary_op.kernel(b"a", np.float32(1.0)), b""]),
        bad(
            [scalar_summary_op.kernel(b"a", np.float32(1.0))] * 2,
            error=InvalidArgumentError,
            match="Duplicate tag a",
        ),
    ],
)
def merge_summary_op(*inputs: Any) -> Any:
    """The values of all, each tag once."""
    seen: set[bytes] = set()
    merged = []
    for summary in inputs:
        for tag, value in _values_of(summary):
            if tag and tag in seen:
                raise InvalidArgumentError(
                    None, None, f"Duplicate tag {tag.decode()} found in summary inputs"
                )
            seen.add(tag)
            merged.append(tagged(1, BYTES, value))
    return b"".join(merged)


# ---------------------------------------------------------------------------------- functions
class _named(name_scope):
    """The name scope of a summary: the name cleaned, and the family before it twice, as in TF1."""

    def __init__(self, name: str, family: str | None, values: Any):
        name, family = (_clean(part) for part in (name, family))
        self._family = family
        super().__init__(f"{family}/{name}" if family else name, values=values)

    def __enter__(self) -> Any:
        scope = super().__enter__()
        tag = scope.rstrip("/")
        return (f"{self._family}/{tag}" if self._family else tag), scope


def _clean(name: Any) -> Any:
    return None if name is None else re.sub(r"[^-/\w.]", "_", name, flags=re.ASCII).lstrip("/")


def _collected(summary: Tensor, collections: Any) -> Tensor:
    keys = [GraphKeys.SUMMARIES] if collections is None else collections
    default_graph().add_to_collections(keys, summary)
    return summary


def scalar_summary(
    name: str, tensor: Any, collections: Any = None, family: str | None = None
) -> Tensor:
    """A number for TensorBoard's curves.

    Args:
        name: of the node, and the number's tag with the name scopes around it.
        tensor: a real scalar.
        collections: default: SUMMARIES.
        family: a prefix that groups curves.

    Returns:
        A scalar string Tensor: an encoded `Summary`.

    Raises:
        ValueError: the tensor is no scalar.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     print(sess.run(tf.summary.scalar("loss", 0.5)))
        b'\\n\\x0b\\n\\x04loss\\x15\\x00\\x00\\x00?'
    """
    with _named(name, family, [tensor]) as (tag, scope):
        return _collected(scalar_summary_op(tag, tensor, name=scope), collections)


def histogram(name: str, values: Any, collections: Any = None, family: str | None = None) -> Tensor:
    """A distribution for TensorBoard.

    Args:
        name: of the node, and the distribution's tag with the name scopes around it.
        values: a real tensor of any shape.
        collections: default: SUMMARIES.
        family: a prefix that groups pictures.

    Returns:
        A scalar string Tensor: an encoded `Summary`.

    Raises:
        InvalidArgumentError: in the run: a value is NaN or infinite.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     print(tf.summary.histogram("weights", tf.zeros([2, 3])).op.type)
        HistogramSummary
    """
    with _named(name, family, [values]) as (tag, scope):
        return _collected(histogram_summary_op(tag, values, name=scope), collections)


def merge(inputs: Any, collections: Any = None, name: str | None = None) -> Tensor:
    """Several summaries in one.

    Args:
        inputs: summaries.
        collections: for the result; default: none.
        name: of the node; default "Merge/MergeSummary".

    Returns:
        A scalar string Tensor.

    Raises:
        ValueError: there is none.
        InvalidArgumentError: in the run: two values have one tag.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.summary.merge([tf.summary.scalar("a", 1.0), tf.summary.scalar("b", 2.0)])
        <tf.Tensor 'Merge/MergeSummary:0' shape=() dtype=string>
    """
    inputs = list(inputs)
    if not inputs:
        raise ValueError("tf.summary.merge needs at least one summary.")
    name = _clean(name)
    with name_scope(name, "Merge", inputs):
        return _collected(merge_summary_op(inputs, name=name), collections or [])


def merge_all(key: Any = GraphKeys.SUMMARIES, scope: Any = None, name: str | None = None) -> Any:
    """All summaries of a collection in one.

    Args:
        key: the collection.
        scope: a regular expression that names must match from the start.
        name: of the node; default "Merge/MergeSummary".

    Returns:
        A scalar string Tensor; None if there is no summary.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.summary.merge_all() is None
        True
    """
    found = default_graph().get_collection(key, scope)
    return merge(found, name=name) if found else None
