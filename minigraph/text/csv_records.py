"""Records in lines of text: decode_csv."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.ops.axes import array_of
from minigraph.text.numbers import parsed

__all__ = ["decode_csv"]

_KINDS = tuple(getattr(dtypes, n) for n in ("float32", "float64", "int32", "int64", "string"))


def _wrong(message: str) -> Exception:
    return InvalidArgumentError(None, None, message)


def _fields(record: bytes, delimiter: bytes, quotes: bool) -> list[bytes]:
    """The fields of a record (RFC 4180); a line break that is not quoted ends it."""
    found: list[bytes] = []
    if not record:
        return found
    at, end = 0, len(record)
    while True:
        if quotes and record[at : at + 1] == b'"':
            field, at = _quoted(record, at + 1, delimiter)
        else:
            stop = record.find(delimiter, at)
            stop = end if stop < 0 else stop
            field, at = record[at:stop], stop
            if quotes and b'"' in field:
                raise _wrong("Unquoted fields cannot have quotes inside")
            if b"\n" in field or b"\r" in field:
                raise _wrong("Unquoted fields cannot have line breaks inside")
        found.append(field)
        if at >= end:
            return found
        at += 1


def _quoted(record: bytes, at: int, delimiter: bytes) -> tuple[bytes, int]:
    """A field behind its first quote, and where it ends."""
    pieces = []
    while True:
        stop = record.find(b'"', at)
        if stop < 0:
            raise _wrong("Quoted field has to end with quote followed by delim or end")
        pieces.append(record[at:stop])
        if record[stop + 1 : stop + 2] != b'"':
            break
        pieces.append(b'"')
        at = stop + 2
    after = record[stop + 1 : stop + 2]
    if after not in (b"", delimiter):
        raise _wrong("Quote inside a string has to be escaped by another quote")
    return b"".join(pieces), stop + 1


def _columns(call: Call) -> list[Dims]:
    for index, dims in enumerate(call.shapes[1:]):
        if dims is not None and (len(dims) > 1 or dims not in ((), (0,), (1,), (None,))):
            raise ValueError(
                f"record_defaults[{index}] must be a scalar or a vector of at most one element, "
                f"not of shape {show(dims)}"
            )
    return [call.shapes[0]] * (len(call.shapes) - 1)


@op(
    "DecodeCSV",
    "records: string, record_defaults: [OUT_TYPE] -> output: [OUT_TYPE]",
    OUT_TYPE=_KINDS,
    shape=_columns,
    no_gradient="text has none",
    samples=[
        case(
            np.array([b"1,2.5", b"3,"], object),
            [np.array([0], np.int32), np.array([1.5], np.float32)],
        ),
        case(b'"a ""b"""|x', [np.array([b""], object), np.array([b""], object)], field_delim="|"),
        bad(b"1,2", [np.array([0], np.int32)], error=InvalidArgumentError, match="Expect 1 fields"),
        bad(b"x", [np.array([0], np.int32)], error=InvalidArgumentError, match="not a valid int32"),
        bad(
            b",1",
            [np.array([], np.int32), np.array([0], np.int32)],
            error=InvalidArgumentError,
            match="required",
        ),
    ],
)
def decode_csv_op(
    records: Any,
    *record_defaults: Any,
    field_delim: str = ",",
    use_quote_delim: bool = True,
    na_value: str = "",
    select_cols: Any = (),
) -> Any:
    """One tensor for each column."""
    if len(field_delim) != 1:
        raise _wrong(f"field_delim should be only 1 char, not {field_delim!r}")
    array = array_of(records)
    count = len(record_defaults)
    columns: list[list[Any]] = [[] for _ in record_defaults]
    for number, record in enumerate(array.ravel().tolist()):
        fields = _fields(record, field_delim.encode(), use_quote_delim)
        if select_cols:
            fields = [fields[i] for i in select_cols if i < len(fields)]
        if len(fields) != count:
            raise _wrong(f"Expect {count} fields but have {len(fields)} in record {number}")
        for index, (field, default) in enumerate(zip(fields, record_defaults, strict=True)):
            place = f"Field {index}", f"record {number}"
            columns[index].append(
                _value(field, array_of(default).ravel(), na_value.encode(), place)
            )
    return [
        np.array(column, array_of(default).dtype).reshape(array.shape)[()]
        for column, default in zip(columns, record_defaults, strict=True)
    ]


def _value(field: bytes, default: Any, na_value: bytes, place: tuple[str, str]) -> Any:
    """What a field holds; the default where it is empty."""
    what, where = place
    if field in (b"", na_value):
        if not len(default):
            raise _wrong(f"{what} is required but missing in {where}!")
        return default[0]
    if default.dtype.kind == "O":
        return field
    try:
        return parsed(field, dtypes.as_dtype(default.dtype))
    except ValueError:
        raise _wrong(f"{what} in {where} is not a valid {default.dtype}: {field!r}") from None


def decode_csv(
    records: Any,
    record_defaults: Any,
    field_delim: str = ",",
    use_quote_delim: bool = True,
    name: str | None = None,
    na_value: str = "",
    select_cols: Any = None,
) -> list[Tensor]:
    """The columns of records in comma-separated values.

    Args:
        records: strings, each a line.
        record_defaults: for each column a tensor of its type (float32, float64, int32, int64 or
            string): the value where a field is empty, or an empty vector if it must not be.
        field_delim: the character between fields.
        use_quote_delim: whether a field may be quoted; two quotes then stand for one.
        name: of the node.
        na_value: another text that counts as empty.
        select_cols: the numbers of the columns that are wanted, in order; default: all.

    Returns:
        A list of Tensors of the shape of `records`, one for each column.

    Raises:
        ValueError: `select_cols` is not in order or not as long as `record_defaults`.
        tf.errors.InvalidArgumentError: a record has another number of fields, or a field does not
            hold a number of its column's type.

    Source: RFC 4180.

    Example:
        >>> import minigraph as tf
        >>> number, word = tf.decode_csv(["1,a", ",b"], [[7], [""]])
        >>> [column.tolist() for column in tf.Session().run([number, word])]
        [[1, 7], [b'a', b'b']]
    """
    if select_cols is not None:
        if any(a >= b for a, b in itertools.pairwise(select_cols)):
            raise ValueError("select_cols is not strictly increasing.")
        if select_cols and select_cols[0] < 0:
            raise ValueError("select_cols contains negative values.")
        if len(select_cols) != len(record_defaults):
            raise ValueError("Length of select_cols and record_defaults do not match.")
    result: list[Tensor] = decode_csv_op(
        records,
        record_defaults,
        field_delim=field_delim,
        use_quote_delim=use_quote_delim,
        na_value=na_value,
        select_cols=tuple(select_cols or ()),
        name=name,
    )
    return list(result)
