"""The ops of tables. A table's value is a dict from keys to values, and is never changed."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.dtypes import DType
from minigraph.core.errors import AbortedError, FailedPreconditionError, InvalidArgumentError
from minigraph.core.op_record import Call, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.ops.axes import array_of
from minigraph.text.files import read_bytes
from minigraph.text.numbers import parsed

__all__ = [
    "TextFileIndex",
    "export_table",
    "find",
    "hash_table",
    "import_table",
    "insert",
    "mutable_hash_table",
    "read_table",
    "remove",
    "size_of_table",
]

WHOLE_LINE, LINE_NUMBER = -2, -1
_STATE: dict[str, Any] = {"no_gradient": "a table has none"}
_WRITE: dict[str, Any] = {"writes": True, "reads_uninitialized": True, **_STATE}
_READ: dict[str, Any] = {"effect": "io", "reads_uninitialized": True, **_STATE}


def _hashed(values: Any) -> list[Any]:
    """The elements of an array, as keys of a dict."""
    found: list[Any] = array_of(values).ravel().tolist()
    return found


def _rows(values: Any, keys: Any) -> list[Any]:
    """The value of each key: an element, or an array where values have axes of their own."""
    array = array_of(values)
    rows = array.reshape(np.size(array_of(keys)), *array.shape[np.ndim(array_of(keys)) :])
    return rows.tolist() if rows.ndim == 1 else list(rows.copy())


# ------------------------------------------------------------------------- HashTableV2, Mutable...
def _table_op(name: str, meaning: str) -> Any:
    def kernel(
        *, key_dtype: DType, value_dtype: DType, shared_name: str = "", container: str = ""
    ) -> Any:
        raise AssertionError("a table has no kernel: sessions hold its value")

    kernel.__doc__ = meaning
    signature = "-> table_handle: ref resource"
    return op(name, signature, shape=lambda call: (), effect="state", **_STATE)(kernel)


hash_table = _table_op("HashTableV2", "A table that its initializer fills.")
mutable_hash_table = _table_op("MutableHashTableV2", "A table that is empty at first.")


# ------------------------------------------------------------------------- LookupTableImportV2
def _imported(call: Call) -> Dims:
    keys, values = call.shapes[1], call.shapes[2]
    if not compatible(keys, values):
        raise ValueError(
            f"there must be as many keys as values: shapes {show(keys)} and {show(values)}"
        )
    return ()


def _filled(pairs: Any) -> dict[Any, Any]:
    table: dict[Any, Any] = {}
    for key, value in pairs:
        if table.setdefault(key, value) != value:
            raise FailedPreconditionError(
                None,
                None,
                "HashTable has different value for same key. "
                f"Key {key!r} has {table[key]!r} and trying to add value {value!r}",
            )
    return table


@op(
    "LookupTableImportV2",
    "table_handle: ref resource, keys: Tin, values: Tout -> output_handle: ref resource",
    shape=_imported,
    **_WRITE,
)
def import_table(table_handle: Any, keys: Any, values: Any) -> Any:
    """The table with these pairs, and no others."""
    return _filled(zip(_hashed(keys), _rows(values, keys), strict=True))


# ------------------------------------------------------------------- InitializeTableFromTextFileV2
def _field(line: bytes, number: int, index: int, dtype: DType, delimiter: bytes) -> Any:
    """What a line of the file says of one column."""
    if index == LINE_NUMBER:
        return number
    text = line
    if index >= 0:
        fields = line.split(delimiter)
        if index >= len(fields):
            raise InvalidArgumentError(
                None, None, f"Invalid number of columns in line {number} ({line!r}): {len(fields)}"
            )
        text = fields[index]
    if dtype is dtypes.string:
        return text
    try:
        return parsed(text, dtype)
    except ValueError:
        raise InvalidArgumentError(
            None, None, f"Field {text!r} in line {number} is not a valid {dtype.name}."
        ) from None


@op(
    "InitializeTableFromTextFileV2",
    "table_handle: ref resource, filename: string -> output_handle: ref resource",
    shape=lambda call: (call.rank(1, 0), ())[1],
    **_WRITE,
)
def read_table(
    table_handle: Any,
    filename: Any,
    *,
    key_index: int,
    value_index: int,
    key_dtype: DType,
    value_dtype: DType,
    vocab_size: int = -1,
    delimiter: str = "\t",
    offset: int = 0,
) -> Any:
    """The table with a pair for each line of a file."""
    lines = read_bytes(os.fsdecode(filename)).splitlines()
    if vocab_size > len(lines):
        raise InvalidArgumentError(
            None, None, f"Invalid vocab_size: the file has {len(lines)} lines, not {vocab_size}"
        )
    mark = delimiter.encode()
    pairs = []
    for number, line in enumerate(lines[: None if vocab_size < 0 else vocab_size]):
        key = _field(line, number, key_index, key_dtype, mark)
        value = _field(line, number, value_index, value_dtype, mark)
        pairs.append((key, value + offset if value_index == LINE_NUMBER else value))
    return _filled(pairs)


# ------------------------------------------------------------------------- LookupTableInsertV2
@op(
    "LookupTableInsertV2",
    "table_handle: ref resource, keys: Tin, values: Tout -> output_handle: ref resource",
    shape=lambda call: (),
    **_WRITE,
)
def insert(table_handle: Any, keys: Any, values: Any) -> Any:
    """The table with these pairs, new ones or others for their keys."""
    pairs = zip(_hashed(keys), _rows(values, keys), strict=True)
    return {**(table_handle or {}), **dict(pairs)}


@op(
    "LookupTableRemoveV2",
    "table_handle: ref resource, keys: Tin -> output_handle: ref resource",
    shape=lambda call: (),
    **_WRITE,
)
def remove(table_handle: Any, keys: Any) -> Any:
    """The table without these keys."""
    gone = set(_hashed(keys))
    return {key: value for key, value in (table_handle or {}).items() if key not in gone}


# ------------------------------------------------------------------------- LookupTableFindV2
@op(
    "LookupTableFindV2",
    "table_handle: ref resource, keys: Tin, default_value: Tout -> values: Tout",
    shape=lambda call: (
        None
        if call.shapes[1] is None or call.shapes[2] is None
        else (*call.shapes[1], *call.shapes[2])
    ),
    **_READ,
)
def find(table_handle: Any, keys: Any, default_value: Any, *, fills_itself: bool = False) -> Any:
    """The value of each key, or the default."""
    if table_handle is None and not fills_itself:
        raise FailedPreconditionError(
            None, None, "Table not initialized: run tf.tables_initializer() first."
        )
    default, array = array_of(default_value), array_of(keys)
    table = table_handle or {}
    result = np.empty((array.size, *default.shape), default.dtype)
    for place, key in enumerate(array.ravel().tolist()):
        result[place] = table.get(key, default_value)
    return result.reshape((*array.shape, *default.shape))[()]


# ------------------------------------------------------------------------- size and export
@op(
    "LookupTableSizeV2",
    "table_handle: ref resource -> size: int64",
    shape=lambda call: (),
    **_READ,
)
def size_of_table(table_handle: Any) -> Any:
    """How many pairs there are."""
    return np.int64(len(table_handle or {}))


@op(
    "LookupTableExportV2",
    "table_handle: ref resource -> keys: Tkeys, values: Tvalues",
    shape=lambda call: [None, None],
    **_READ,
)
def export_table(
    table_handle: Any, *, Tkeys: DType, Tvalues: DType, fills_itself: bool = False
) -> Any:
    """All keys and their values."""
    if table_handle is None and not fills_itself:
        raise AbortedError(None, None, "HashTable is not initialized.")
    table = table_handle or {}
    keys = np.empty(len(table), Tkeys.np_dtype)
    keys[:] = list(table)
    if Tvalues is dtypes.string:
        values = np.empty(len(table), object)
        values[:] = list(table.values())
        return [keys, values]
    return [keys, np.array(list(table.values()), Tvalues.np_dtype)]


class TextFileIndex:
    """Which part of a line of a file is meant, where it is no column.

    Example:
        >>> import minigraph as tf
        >>> tf.lookup.TextFileIndex.WHOLE_LINE, tf.lookup.TextFileIndex.LINE_NUMBER
        (-2, -1)
    """

    WHOLE_LINE = WHOLE_LINE
    LINE_NUMBER = LINE_NUMBER
