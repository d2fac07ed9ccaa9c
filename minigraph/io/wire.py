"""The wire format of protocol buffers: numbers and strings as tagged bytes.

A message is a row of fields. Each begins with a varint that holds its number and how its value is
written: as a varint (0), in 8 bytes (1), as a length and that many bytes (2), in 4 bytes (5). Lists
of numbers are *packed* into one field of bytes; those are read and written as whole arrays.

Source: https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

__all__ = [
    "BYTES",
    "FIXED32",
    "FIXED64",
    "VARINT",
    "DecodeError",
    "fields",
    "packed_varints",
    "read_varint",
    "read_varints",
    "tagged",
    "varint",
]

VARINT, FIXED64, BYTES, GROUP, END_GROUP, FIXED32 = range(6)
_MASK = (1 << 64) - 1


class DecodeError(ValueError):
    """Bytes are not the message that they should be."""


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """The number that begins at a place, and where it ends."""
    value = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise DecodeError(f"a number is cut off or too long at byte {at}")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & _MASK, at
        shift += 7


def fields(data: bytes) -> Iterator[tuple[int, int, Any]]:
    """(number, wire type, value) of each field: an int of a varint, else the bytes.

    Groups, which nobody writes any more, are skipped.
    """
    at, end, depth = 0, len(data), 0
    while at < end:
        tag, at = read_varint(data, at)
        number, kind = tag >> 3, tag & 7
        if not number:
            raise DecodeError("a field has the number 0")
        value: Any = None
        if kind == VARINT:
            value, at = read_varint(data, at)
        elif kind in (GROUP, END_GROUP):
            depth += 1 if kind == GROUP else -1
            if depth < 0:
                raise DecodeError("a group ends that did not begin")
            continue
        elif kind in (FIXED32, FIXED64, BYTES):
            size = {FIXED32: 4, FIXED64: 8}.get(kind)
            if size is None:
                size, at = read_varint(data, at)
            if size > end - at:
                raise DecodeError(f"field {number} has {end - at} bytes of {size}")
            value = data[at : at + size]
            at += size
        else:
            raise DecodeError(f"field {number} has no known wire type ({kind})")
        if not depth:
            yield number, kind, value
    if depth:
        raise DecodeError("a group does not end")


def varint(value: int) -> bytes:
    """A number in as few bytes as it needs; negative ones need ten."""
    value &= _MASK
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def tagged(number: int, kind: int, value: bytes) -> bytes:
    """A field: its tag, the length where there is one, its value."""
    tag = varint(number << 3 | kind)
    return tag + varint(len(value)) + value if kind == BYTES else tag + value


def packed_varints(numbers: Any) -> bytes:
    """Integers one after another, all at once."""
    values = np.asarray(numbers).astype(np.uint64)
    shifts = np.arange(0, 70, 7, dtype=np.uint64)
    bits = (values[:, None] >> shifts).astype(np.uint8) & 0x7F
    length = 1 + (values[:, None] >= np.uint64(1) << shifts[1:]).sum(axis=1)
    places = np.arange(10)
    bits |= np.where(places < length[:, None] - 1, 0x80, 0).astype(np.uint8)
    return bytes(bits[places < length[:, None]].tobytes())


def read_varints(data: bytes) -> Any:
    """The integers of a packed field as a uint64 array, all at once."""
    array = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(array < 0x80)
    if not len(array):
        return np.zeros(0, np.uint64)
    if not len(ends) or ends[-1] != len(array) - 1:
        raise DecodeError("the last number of a list is cut off")
    starts = np.concatenate([[0], ends[:-1] + 1])
    lengths = ends - starts + 1
    if lengths.max() > 10:
        raise DecodeError("a number of a list is too long")
    values = np.zeros(len(ends), np.uint64)
    for place in range(int(lengths.max())):
        there = np.flatnonzero(lengths > place)
        bits = (array[starts[there] + place] & 0x7F).astype(np.uint64)
        values[there] |= bits << np.uint64(7 * place)
    return values
