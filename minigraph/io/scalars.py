"""The scalar types of protocol buffers: what they take, how they are written, read and shown."""

from __future__ import annotations

import contextlib
import math
import operator
import struct
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from minigraph.io.wire import (
    BYTES,
    FIXED32,
    FIXED64,
    VARINT,
    DecodeError,
    packed_varints,
    read_varints,
    tagged,
    varint,
)

__all__ = [
    "KINDS",
    "check_all",
    "is_default",
    "packed",
    "quoted",
    "read_all",
    "shown",
    "single",
    "text",
]


class Kind(NamedTuple):
    """A scalar type."""

    wire: int
    default: Any
    check: Callable[[Any], Any]  # the value as Python's own type; TypeError, ValueError
    dtype: Any  # NumPy's type of a number


def _integer(dtype: Any) -> Callable[[Any], int]:
    low, high = (int(bound) for bound in (np.iinfo(dtype).min, np.iinfo(dtype).max))

    def check(value: Any) -> int:
        if isinstance(value, np.ndarray) and value.ndim:
            raise TypeError(f"Expected an integer, not an array of shape {value.shape}.")
        number = operator.index(value)  # a TypeError for floats and text
        if not low <= number <= high:
            raise ValueError(f"Value out of range: {number} is no {np.dtype(dtype).name}.")
        return number

    return check


def _real(dtype: Any) -> Callable[[Any], float]:
    def check(value: Any) -> float:
        if isinstance(value, (str, bytes)) or np.ndim(value):
            raise TypeError(f"Expected a number, not {value!r}.")
        with np.errstate(over="ignore"):
            return float(dtype(float(value)))

    return check


def _bytes(value: Any) -> bytes:
    if not isinstance(value, bytes):
        advice = ": tf.compat.as_bytes(text) gives them" if isinstance(value, str) else ""
        raise TypeError(f"Expected bytes, not {type(value).__name__} ({value!r}){advice}.")
    return bytes(value)


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode()
    if not isinstance(value, str):
        raise TypeError(f"Expected a string, not {type(value).__name__} ({value!r}).")
    return str(value)


KINDS = {
    "int32": Kind(VARINT, 0, _integer(np.int32), np.int32),
    "int64": Kind(VARINT, 0, _integer(np.int64), np.int64),
    "uint32": Kind(VARINT, 0, _integer(np.uint32), np.uint32),
    "uint64": Kind(VARINT, 0, _integer(np.uint64), np.uint64),
    "enum": Kind(VARINT, 0, _integer(np.int32), np.int32),
    "bool": Kind(VARINT, False, lambda value: bool(operator.index(value)), np.bool_),
    "float": Kind(FIXED32, 0.0, _real(np.float32), np.float32),
    "double": Kind(FIXED64, 0.0, _real(np.float64), np.float64),
    "bytes": Kind(BYTES, b"", _bytes, None),
    "string": Kind(BYTES, "", _text, None),
}


_FEW = 4  # below this, one by one is faster
_PLAIN: dict[str, set[type]] = {kind: {int} for kind in KINDS}
_PLAIN |= {"float": {int, float}, "double": {int, float}, "bool": {bool}}


def is_default(kind: str, value: Any) -> bool:
    """Whether a value need not be written; minus zero must."""
    return bool(value == KINDS[kind].default) and str(value) != "-0.0"


def check_all(kind: str, values: Any) -> list[Any]:
    """The values of a list, each as Python's own type; arrays and lists of ints at once."""
    rule = KINDS[kind]
    if rule.dtype is None:
        return [rule.check(value) for value in values]
    if isinstance(values, np.ndarray) and values.ndim == 1 and values.dtype.kind in "iuf":
        whole = rule.dtype is not np.float32 and rule.dtype is not np.float64
        if (not whole or values.dtype.kind in "iu") and np.can_cast(values.dtype, rule.dtype):
            found: list[Any] = values.astype(rule.dtype).tolist()
            return found
    values = list(values)
    if len(values) > _FEW and set(map(type, values)) <= _PLAIN[kind]:
        with contextlib.suppress(OverflowError), np.errstate(over="ignore"):
            return list(np.array(values, rule.dtype).tolist())  # else an int is too large
    return [rule.check(value) for value in values]


# ---------------------------------------------------------------------------------- writing
def single(kind: str, number: int, value: Any) -> bytes:
    """A field with one value."""
    wire = KINDS[kind].wire
    if wire == VARINT:
        return tagged(number, wire, varint(int(value)))
    if wire == BYTES:
        return tagged(number, wire, value.encode() if isinstance(value, str) else value)
    return tagged(number, wire, struct.pack("<f" if wire == FIXED32 else "<d", value))


def packed(kind: str, number: int, values: list[Any]) -> bytes:
    """A field with a list of values: numbers in one piece, strings one by one."""
    rule = KINDS[kind]
    if rule.wire == BYTES:
        return b"".join(single(kind, number, value) for value in values)
    array = np.array(values, rule.dtype)
    if rule.wire == VARINT:
        wide = array.astype(np.int64) if array.dtype.kind == "i" else array.astype(np.uint64)
        return tagged(number, BYTES, packed_varints(wide.view(np.uint64)))
    return tagged(number, BYTES, array.astype(array.dtype.newbyteorder("<")).tobytes())


# ---------------------------------------------------------------------------------- reading
def numbers(kind: str, wire: int, value: Any) -> Any:
    """The numbers of a field, packed or not, as an array."""
    rule = KINDS[kind]
    if rule.wire == VARINT:
        if wire not in (VARINT, BYTES):
            return np.zeros(0, rule.dtype)
        found = read_varints(value) if wire == BYTES else np.array([value], np.uint64)
        return found.astype(rule.dtype)
    if wire not in (rule.wire, BYTES):
        return np.zeros(0, rule.dtype)
    kind_of = np.dtype(rule.dtype).newbyteorder("<")
    if len(value) % kind_of.itemsize:
        raise DecodeError(f"a list of {kind} has {len(value)} bytes")
    return np.frombuffer(value, kind_of).astype(rule.dtype)


def read_all(kind: str, wire: int, value: Any) -> list[Any]:
    """The values of a field; a list of one if it is not packed."""
    if KINDS[kind].wire == BYTES:
        if wire != BYTES:
            return []
        return [text(value) if kind == "string" else bytes(value)]
    found: list[Any] = numbers(kind, wire, value).tolist()
    return found


def text(value: bytes) -> str:
    """A string field, which is UTF-8."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise DecodeError("a string is not UTF-8") from None


# ---------------------------------------------------------------------------------- showing
_ESCAPES = {
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
    ord('"'): '\\"',
    ord("'"): "\\'",
    ord("\\"): "\\\\",
}


def quoted(value: bytes) -> str:
    """Bytes as text in quotes, odd ones as octal numbers."""
    shown = (
        _ESCAPES.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}") for byte in value
    )
    return '"' + "".join(shown) + '"'


def shown(kind: str, value: Any) -> str:
    """A value in the text of a message."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (bytes, str)):
        return quoted(value.encode() if isinstance(value, str) else value)
    if isinstance(value, int) or not math.isfinite(value):
        return str(value)
    short, long = (6, 9) if kind == "float" else (15, 17)
    as_read = np.float32 if kind == "float" else np.float64
    brief = f"{value:.{short}g}"
    return brief if as_read(brief) == value else f"{value:.{long}g}"
