"""Strings cut into words: string_split, strings.split; and put together by segments.

Rows of words have different lengths, so what comes out is a sparse tensor of strings.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import INDEX, Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.ops.axes import expand_dims
from minigraph.ops.constants import constant
from minigraph.ops.naming import name_scope

__all__ = ["split", "string_split", "unsorted_segment_join"]


def _sparse(rows: list[list[bytes]]) -> list[Any]:
    """Rows of words as the indices, values and shape of a sparse tensor."""
    places = [(i, j) for i, row in enumerate(rows) for j in range(len(row))]
    values = np.empty(len(places), object)
    values[:] = [word for row in rows for word in row]
    longest = max(map(len, rows), default=0)
    return [
        np.array(places, np.int64).reshape(-1, 2),
        values,
        np.array([len(rows), longest], np.int64),
    ]


def _split_dims(call: Call) -> list[Dims]:
    call.rank(0, 1)
    call.rank(1, 0)
    return [(None, 2), (None,), (2,)]


# ---------------------------------------------------------------------------------- StringSplit
def _words(text: bytes, separators: bytes, skip_empty: bool) -> list[bytes]:
    """`text` cut at each byte that is one of `separators`; without separators each byte alone."""
    if not separators:
        return [text[i : i + 1] for i in range(len(text))]
    if not text:
        return []
    words, start = [], 0
    for place, byte in enumerate(text):
        if byte in separators:
            words.append(text[start:place])
            start = place + 1
    words.append(text[start:])
    return [word for word in words if word] if skip_empty else words


_TEXTS = np.array([b"a b  c", b"", b"d"], object)


@op(
    "StringSplit",
    "input: string, delimiter: string -> indices: int64, values: string, shape: int64",
    shape=_split_dims,
    no_gradient="text has none",
    samples=[
        case(_TEXTS, b" "),
        case(_TEXTS, b" ", skip_empty=False),
        case(_TEXTS, b""),
        case(np.array([], object), b" "),
        bad(b"a b", b" ", error=ValueError, match="rank"),
    ],
)
def string_split_op(input: Any, delimiter: Any, *, skip_empty: bool = True) -> Any:
    """The words of each string; any byte of the delimiter ends one."""
    return _sparse([_words(text, delimiter, skip_empty) for text in input])


def string_split(
    source: Any,
    sep: Any = None,
    skip_empty: bool = True,
    delimiter: Any = None,
    result_type: str = "SparseTensor",
    name: str | None = None,
) -> SparseTensor:
    """The words of strings, one row for each string.

    Args:
        source: a vector of strings.
        sep: the bytes that end a word, each of them alone; "": each byte is a word. Default " ".
        skip_empty: whether words without a byte are left out.
        delimiter: the old name of `sep`.
        result_type: "SparseTensor"; ragged tensors are not supported.
        name: of the scope.

    Returns:
        A `tf.SparseTensor` of strings, shape (len(source), the most words).

    Raises:
        ValueError: `source` is no vector, or another result is asked for.

    Example:
        >>> import minigraph as tf
        >>> words = tf.Session().run(tf.string_split(["hello world", "a b c"]))
        >>> words.values.tolist(), words.dense_shape.tolist()
        ([b'hello', b'world', b'a', b'b', b'c'], [2, 3])
    """
    _check_result(result_type)
    with name_scope(name, "StringSplit", [source]):
        given = delimiter if sep is None else sep
        wanted = constant(" ") if given is None else convert(given)
        parts = string_split_op(convert(source), wanted, skip_empty=skip_empty)
        return SparseTensor(*parts)


def _check_result(result_type: str) -> None:
    if result_type != "SparseTensor":
        raise ValueError(
            f"result_type must be 'SparseTensor', not {result_type!r}: there are no ragged tensors."
        )


# ---------------------------------------------------------------------------------- StringSplitV2
@op(
    "StringSplitV2",
    "input: string, sep: string -> indices: int64, values: string, shape: int64",
    shape=_split_dims,
    no_gradient="text has none",
    samples=[
        case(_TEXTS, b""),
        case(_TEXTS, b" "),
        case(np.array([b"a<>b<>c"], object), b"<>", maxsplit=1),
    ],
)
def split_op(input: Any, sep: Any, *, maxsplit: int = -1) -> Any:
    """The words of each string, as Python's `split` cuts them; without `sep` at white space."""
    return _sparse([text.split(sep or None, maxsplit) for text in input])


def split(
    input: Any = None,
    sep: Any = None,
    maxsplit: int = -1,
    result_type: str = "SparseTensor",
    source: Any = None,
    name: str | None = None,
) -> SparseTensor:
    """The words of strings, cut as by Python's `str.split`.

    Args:
        input: a vector of strings, or one string.
        sep: what stands between words; None or "": any white space.
        maxsplit: the most cuts in a string; -1: all.
        result_type: "SparseTensor"; ragged tensors are not supported.
        source: another name of `input`.
        name: of the scope.

    Returns:
        A `tf.SparseTensor` of strings, shape (strings, the most words).

    Raises:
        ValueError: `input` has two axes or more, or another result is asked for.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.strings.split(["a<>b"], "<>")).values.tolist()
        [b'a', b'b']
    """
    _check_result(result_type)
    with name_scope(name, "StringSplit", [input if source is None else source]):
        texts = convert(input if source is None else source, name="input")
        if texts._dims == ():
            texts = expand_dims(texts, 0)
        return SparseTensor(
            *split_op(texts, convert("" if sep is None else sep), maxsplit=maxsplit)
        )


# ---------------------------------------------------------------------------------- UnsortedSegmentJoin
def _joined_dims(call: Call) -> Dims:
    dims, ids = call.shapes[0], call.shapes[1]
    call.rank(2, 0)
    if dims is None or ids is None:
        return None
    if len(ids) > len(dims):
        raise ValueError(f"segment_ids of shape {show(ids)} for inputs of shape {show(dims)}")
    return (call.values[2], *dims[len(ids) :])


@op(
    "UnsortedSegmentJoin",
    "inputs: string, segment_ids: Tindices, num_segments: Tnumsegments -> output: string",
    Tindices=INDEX,
    Tnumsegments=INDEX,
    shape=_joined_dims,
    no_gradient="text has none",
    samples=[
        case(np.array([b"a", b"b", b"c"], object), [0, 1, 0], 3, separator="-"),
        case(np.array([[b"a", b"b"], [b"c", b"d"]], object), [1, 1], 2),
        bad(np.array([b"a"], object), [3], 2, error=InvalidArgumentError, match="not in"),
    ],
)
def unsorted_segment_join_op(
    inputs: Any, segment_ids: Any, num_segments: Any, *, separator: str = ""
) -> Any:
    """The strings of each segment joined."""
    ids = np.ravel(segment_ids).tolist()
    rest = inputs.shape[np.ndim(segment_ids) :]
    rows = inputs.reshape(len(ids), -1)
    found: list[list[Any]] = [[] for _ in range(int(num_segments))]
    for number, row in zip(ids, rows, strict=True):
        if not 0 <= number < len(found):
            raise InvalidArgumentError(
                None, None, f"segment id {number} is not in [0, {len(found)})"
            )
        found[number].append(row)
    between = separator.encode()
    result = np.empty((len(found), rows.shape[1]), object)
    for number, segment in enumerate(found):
        for column in range(rows.shape[1]):
            result[number, column] = between.join(row[column] for row in segment)
    return result.reshape(len(found), *rest)


def unsorted_segment_join(
    inputs: Any,
    segment_ids: Any,
    num_segments: Any,
    separator: str = "",
    name: str | None = None,
) -> Tensor:
    """The strings that have one number, joined in their order.

    Args:
        inputs: strings.
        segment_ids: integers, of the first axes of `inputs`: the segment of each.
        num_segments: how many segments there are.
        separator: what comes between.
        name: of the node.

    Returns:
        A string Tensor of shape [num_segments] + the other axes; a segment without strings is "".

    Raises:
        tf.errors.InvalidArgumentError: a number is no segment's.

    Example:
        >>> import minigraph as tf
        >>> joined = tf.strings.unsorted_segment_join(["a", "b", "c"], [0, 1, 0], 2, separator="-")
        >>> tf.Session().run(joined).tolist()
        [b'a-c', b'b']
    """
    result: Tensor = unsorted_segment_join_op(
        inputs, segment_ids, num_segments, separator=separator, name=name
    )
    return result
