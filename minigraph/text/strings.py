"""Joining, cutting and measuring strings."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, broadcast, case, op, same
from minigraph.core.shapes import Dims
from minigraph.ops import sequences
from minigraph.ops.axes import array_of, axis_in
from minigraph.ops.constants import constant
from minigraph.ops.naming import name_scope
from minigraph.ops.reductions import all_known
from minigraph.ops.shaping import rank
from minigraph.ops.spread import renamed
from minigraph.text.elements import each, same_or_scalar

__all__ = [
    "lower",
    "reduce_join",
    "string_join",
    "string_length",
    "string_strip",
    "substr",
    "upper",
]

_WORDS = np.array([b"ab", b"", b"c d"], object)
_SPACES = b" \t\n\r\v\f"


# ---------------------------------------------------------------------------------- StringJoin
@op(
    "StringJoin",
    "inputs: N*string -> output: string",
    shape=same_or_scalar,
    no_gradient="text has none",
    samples=[
        case([_WORDS, b"x", _WORDS], separator="-"),
        case([b"a", b"b"]),
        bad([_WORDS, np.array([b"a"], object)], error=ValueError, match="one shape"),
    ],
)
def string_join_op(*inputs: Any, separator: str = "") -> Any:
    """Element by element, one string after the other."""
    between = separator.encode()
    return each(lambda *parts: between.join(parts), *inputs)


def string_join(inputs: Any, separator: str = "", name: str | None = None) -> Tensor:
    """Strings of several tensors put one after the other.

    Args:
        inputs: a list of string tensors of one shape; scalars stand for all elements.
        separator: what comes between.
        name: of the node.

    Returns:
        A string Tensor of that shape.

    Raises:
        ValueError: the shapes differ.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.string_join(["a", "b"], separator="-"))
        b'a-b'
    """
    result: Tensor = string_join_op(inputs, separator=separator, name=name)
    return result


# ---------------------------------------------------------------------------------- Substr
def _cut(text: bytes, pos: int, count: int, unit: str) -> bytes:
    units: Any = text if unit == "BYTE" else text.decode("utf-8", "replace")
    if not -len(units) <= pos <= len(units):
        raise InvalidArgumentError(
            None, None, f"pos {pos} out of range for string {text!r} of {len(units)} units"
        )
    start = pos + len(units) if pos < 0 else pos
    part = units[start : None if count < 0 else start + count]
    return part if unit == "BYTE" else part.encode()  # type: ignore[no-any-return]


@op(
    "Substr",
    "input: string, pos: T, len: T -> output: string",
    T=(dtypes.int32, dtypes.int64),
    shape=lambda call: broadcast(call._replace(shapes=(call.shapes[0], call.shapes[1]))),
    no_gradient="text has none",
    samples=[
        case(np.array([b"hello", b"world"], object), 1, 2),
        case(np.array([b"hello", b"world"], object), [1, -3], [2, 2]),
        case(b"hello", [0, 5], [9, 1]),
        bad(np.array([b"he"], object), 3, 2, error=InvalidArgumentError, match="out of range"),
    ],
)
def substr_op(input: Any, pos: Any, len: Any, *, unit: str = "BYTE") -> Any:
    """`len` bytes or characters of each string, from `pos` on."""
    return each(lambda s, p, n: _cut(s, int(p), int(n), unit), input, pos, len)


def substr(input: Any, pos: Any, len: Any, name: str | None = None, unit: str = "BYTE") -> Tensor:
    """A part of each string.

    Args:
        input: strings.
        pos: where it begins, an int32 or int64; negative: from the end. Broadcasts with `input`.
        len: how long it is, of the shape and type of `pos`; less where the string ends before.
        name: of the node.
        unit: "BYTE", or "UTF8_CHAR" to count characters.

    Returns:
        A string Tensor.

    Raises:
        tf.errors.InvalidArgumentError: `pos` is beyond the string.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.substr(["hello", "world"], 1, 3)).tolist()
        [b'ell', b'orl']
    """
    _check_unit(unit)
    result: Tensor = substr_op(input, pos, len, unit=unit, name=name)
    return result


def _check_unit(unit: str) -> None:
    if unit not in ("BYTE", "UTF8_CHAR"):
        raise ValueError(f"unit must be 'BYTE' or 'UTF8_CHAR', not {unit!r}.")


# ---------------------------------------------------------------------------------- StringStrip
@op(
    "StringStrip",
    "input: string -> output: string",
    shape=same,
    no_gradient="text has none",
    samples=[case(_WORDS)],
)
def string_strip_op(input: Any) -> Any:
    """Each string without white space at its ends."""
    return each(lambda s: s.strip(_SPACES), input)


def string_strip(input: Any, name: str | None = None) -> Tensor:
    """Strings without white space at their ends.

    Args:
        input: strings.
        name: of the node.

    Returns:
        A string Tensor of the same shape.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.string_strip(" a b "))
        b'a b'
    """
    result: Tensor = string_strip_op(input, name=name)
    return result


# ---------------------------------------------------------------------------------- StringLength
@op(
    "StringLength",
    "input: string -> output: int32",
    shape=same,
    no_gradient="text has none",
    samples=[case(_WORDS)],
)
def string_length_op(input: Any, *, unit: str = "BYTE") -> Any:
    """How many bytes or characters each string has."""
    if unit == "BYTE":
        return each(len, input, dtype=np.int32)
    return each(lambda s: len(s.decode("utf-8", "replace")), input, dtype=np.int32)


def string_length(input: Any, name: str | None = None, unit: str = "BYTE") -> Tensor:
    """The lengths of strings.

    Args:
        input: strings.
        name: of the node.
        unit: "BYTE", or "UTF8_CHAR" to count characters.

    Returns:
        An int32 Tensor of the same shape.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.strings.length(["abc", ""])).tolist()
        [3, 0]
    """
    _check_unit(unit)
    result: Tensor = string_length_op(input, unit=unit, name=name)
    return result


# ------------------------------------------------------------------------- StringLower, StringUpper
def _cased(text: bytes, change: str, encoding: str) -> bytes:
    if encoding:
        return getattr(text.decode(encoding, "replace"), change)().encode(encoding)  # type: ignore[no-any-return]
    return getattr(text, change)()  # type: ignore[no-any-return]


@op(
    "StringLower",
    "input: string -> output: string",
    shape=same,
    no_gradient="text has none",
    samples=[case(_WORDS)],
)
def lower_op(input: Any, *, encoding: str = "") -> Any:
    """Each string in small letters."""
    return each(lambda s: _cased(s, "lower", encoding), input)


@op(
    "StringUpper",
    "input: string -> output: string",
    shape=same,
    no_gradient="text has none",
    samples=[case(_WORDS)],
)
def upper_op(input: Any, *, encoding: str = "") -> Any:
    """Each string in capitals."""
    return each(lambda s: _cased(s, "upper", encoding), input)


def lower(input: Any, encoding: str = "", name: str | None = None) -> Tensor:
    """Strings in small letters.

    Args:
        input: strings.
        encoding: "": only the letters of ASCII; "utf-8": those of all alphabets.
        name: of the node.

    Returns:
        A string Tensor of the same shape.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.strings.lower("Hello"))
        b'hello'
    """
    result: Tensor = lower_op(input, encoding=_known_encoding(encoding), name=name)
    return result


def upper(input: Any, encoding: str = "", name: str | None = None) -> Tensor:
    """Strings in capitals.

    Args:
        input: strings.
        encoding: "": only the letters of ASCII; "utf-8": those of all alphabets.
        name: of the node.

    Returns:
        A string Tensor of the same shape.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.strings.upper("Hello"))
        b'HELLO'
    """
    result: Tensor = upper_op(input, encoding=_known_encoding(encoding), name=name)
    return result


def _known_encoding(encoding: str) -> str:
    if encoding not in ("", "utf-8"):
        raise ValueError(f"encoding must be '' or 'utf-8', not {encoding!r}.")
    return encoding


# ---------------------------------------------------------------------------------- ReduceJoin
def _axes(axes: Any, ndims: int) -> list[int]:
    """The axes in the order in which they are named."""
    found = [axis_in(axis, ndims, "reduction dimension") for axis in np.ravel(axes).tolist()]
    if len(set(found)) < len(found):
        raise ValueError(f"an axis is named twice: {found}")
    return found


def _joined_dims(call: Call) -> Dims:
    dims, axes = call.shapes[0], all_known(call.values[1])
    if dims is None or axes is None:
        return (None,) * len(dims) if dims and call.attrs["keep_dims"] else None
    gone = _axes(axes, len(dims))
    if call.attrs["keep_dims"]:
        return tuple(1 if i in gone else n for i, n in enumerate(dims))
    return tuple(n for i, n in enumerate(dims) if i not in gone)


@op(
    "ReduceJoin",
    "inputs: string, reduction_indices: int32 -> output: string",
    shape=_joined_dims,
    no_gradient="text has none",
    samples=[
        case(np.array([[b"a", b"b"], [b"c", b"d"]], object), 0),
        case(np.array([[b"a", b"b"], [b"c", b"d"]], object), [1, 0], separator=","),
        case(np.array([[b"a", b"b"]], object), -1, keep_dims=True),
        case(b"a", []),
        case(np.zeros([0, 2], object), 0, separator="-"),
    ],
)
def reduce_join_op(
    inputs: Any, reduction_indices: Any, *, keep_dims: bool = False, separator: str = ""
) -> Any:
    """The strings along some axes joined; the axis that is named first varies first."""
    array = array_of(inputs)
    axes = _axes(reduction_indices, array.ndim)
    rest = [i for i in range(array.ndim) if i not in axes]
    sizes = [array.shape[i] for i in rest]
    rows = array.transpose([*rest, *reversed(axes)]).reshape(
        int(np.prod(sizes)), int(np.prod([array.shape[i] for i in axes]))
    )
    joined = np.empty(len(rows), object)
    joined[:] = [separator.encode().join(row) for row in rows]
    if keep_dims:
        sizes = [1 if i in axes else n for i, n in enumerate(array.shape)]
    return joined.reshape(sizes)[()]


def _all_axes(inputs: Any) -> Any:
    """All axes, the last one first: in reading order."""
    tensor = convert(inputs, name="inputs")
    if tensor._dims is not None:
        return constant(np.arange(len(tensor._dims), dtype=np.int32)[::-1])
    return sequences.range(rank(tensor) - 1, -1, -1)


def reduce_join(
    inputs: Any,
    axis: Any = None,
    keep_dims: Any = None,
    separator: str = "",
    name: str | None = None,
    reduction_indices: Any = None,
    keepdims: Any = None,
) -> Tensor:
    """The strings along axes joined into one.

    Args:
        inputs: strings.
        axis: an axis, a list of axes, or None for all. The order counts: the first
            varies first.
        keep_dims: the old name of `keepdims`.
        separator: what comes between.
        name: of the node.
        reduction_indices: the old name of `axis`.
        keepdims: whether reduced axes stay, with size 1.

    Returns:
        A string Tensor.

    Raises:
        ValueError: an axis is out of range, or named twice.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.reduce_join([["a", "b"], ["c", "d"]], axis=1)).tolist()
        [b'ab', b'cd']
    """
    axis = renamed("axis", axis, "reduction_indices", reduction_indices)
    keep = renamed("keepdims", keepdims, "keep_dims", keep_dims)
    with name_scope(None, "ReduceJoin", [inputs]):
        axes = _all_axes(inputs) if axis is None else axis
        result: Tensor = reduce_join_op(
            inputs, axes, keep_dims=bool(keep), separator=separator, name=name
        )
    return result
