"""Examples as they stand in bytes: from a serialized record straight to arrays of its features.

The ops that parse examples work on these, without making messages: a packed list of numbers
becomes an array in one step.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigraph.core.dtypes import DType
from minigraph.core.errors import InvalidArgumentError
from minigraph.io import scalars
from minigraph.io.wire import BYTES, DecodeError, fields

__all__ = ["Place", "array_of_strings", "feature_lists", "features_of", "values_of"]

# Of a Feature's three lists: the field's number -> the kind of its values.
_LISTS = {1: ("string", "bytes"), 2: ("float32", "float"), 3: ("int64", "int64")}


class Place(NamedTuple):
    """Where a feature stands, for messages: the record's name or number, the feature's key."""

    record: str
    key: str

    def wrong(self, message: str) -> Exception:
        """The error that says so."""
        return InvalidArgumentError(None, None, f"Name: {self.record}, Key: {self.key}. {message}")


def _map_entries(data: bytes) -> dict[bytes, bytes]:
    """A map from strings to messages, as bytes: `Features` and `FeatureLists`."""
    found = {}
    for number, wire, entry in fields(data):
        if number == 1 and wire == BYTES:
            key, value = b"", b""
            for part, kind, content in fields(entry):
                if part == 1 and kind == BYTES:
                    key = content
                elif part == 2 and kind == BYTES:
                    value = content
            found[key] = value
    return found


def _maps(record: bytes, name: str) -> dict[int, dict[bytes, bytes]]:
    """The maps that the fields 1 and 2 of a record are."""
    found: dict[int, dict[bytes, bytes]] = {1: {}, 2: {}}
    try:
        for number, wire, value in fields(record):
            if number in found and wire == BYTES:
                found[number].update(_map_entries(value))
    except DecodeError as error:
        raise InvalidArgumentError(
            None, None, f"Could not parse example input {name}: {error}"
        ) from None
    return found


def features_of(record: bytes, name: str) -> dict[bytes, bytes]:
    """The features of a serialized Example, or the context of a SequenceExample, as bytes."""
    return _maps(record, name)[1]


def feature_lists(record: bytes, name: str) -> tuple[dict[bytes, bytes], dict[bytes, list[bytes]]]:
    """The context and the feature lists of a serialized SequenceExample."""
    maps = _maps(record, name)
    try:
        lists = {
            key: [step for number, wire, step in fields(value) if number == 1 and wire == BYTES]
            for key, value in maps[2].items()
        }
    except DecodeError as error:
        raise InvalidArgumentError(
            None, None, f"Could not parse example input {name}: {error}"
        ) from None
    return maps[1], lists


def array_of_strings(items: list[Any]) -> Any:
    """A vector of byte strings."""
    array = np.empty(len(items), object)
    array[:] = items
    return array


def values_of(feature: bytes | None, dtype: DType, place: Place) -> Any:
    """The values of a feature as a vector of the wanted type; None if it is missing or empty.

    InvalidArgumentError if the feature holds another kind of values.
    """
    if feature is None:
        return None
    kept = None
    try:
        for number, wire, value in fields(feature):
            if number in _LISTS and wire == BYTES:
                kept = number, value if kept is None or kept[0] != number else kept[1] + value
        if kept is None:
            return None
        kind, scalar = _LISTS[kept[0]]
        if kind != dtype.name:
            raise place.wrong(
                f"Data types don't match. Expected type: {dtype.name}, but the feature is {kind}"
            )
        lists = [(wire, value) for number, wire, value in fields(kept[1]) if number == 1]
        if scalar == "bytes":
            return array_of_strings([value for wire, value in lists if wire == BYTES])
        if len(lists) == 1:
            return scalars.numbers(scalar, *lists[0])
        parts = [scalars.numbers(scalar, wire, value) for wire, value in lists]
        return np.concatenate([np.zeros(0, dtype.np_dtype), *parts])
    except DecodeError as error:
        raise place.wrong(f"Can't parse serialized Example: {error}") from None
