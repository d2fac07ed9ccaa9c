"""The fields of messages that hold any number of values: lists and maps that tell their owner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableMapping, MutableSequence
from typing import Any

import numpy as np

from minigraph.io import scalars

__all__ = ["MessageMap", "Repeated", "RepeatedMessages"]


class _List(MutableSequence[Any]):
    """A list that belongs to a message."""

    __slots__ = ("_field", "_items", "_owner")
    __hash__ = None  # type: ignore[assignment]  # it can be changed

    def __init__(self, owner: Any, field: Any) -> None:
        self._owner = owner
        self._field = field
        self._items: list[Any] = []

    def _checked(self, value: Any) -> Any:
        return scalars.KINDS[self._field.kind].check(value)

    def _changed(self) -> None:
        self._owner._touch(self._field)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)

    def __getitem__(self, index: Any) -> Any:
        return self._items[index]

    def __setitem__(self, index: Any, value: Any) -> None:
        is_slice = isinstance(index, slice)
        self._items[index] = [*map(self._checked, value)] if is_slice else self._checked(value)
        self._changed()

    def __delitem__(self, index: Any) -> None:
        del self._items[index]
        self._changed()

    def insert(self, index: int, value: Any) -> None:
        """Put a value before the one at `index`."""
        self._items.insert(index, self._checked(value))
        self._changed()

    def sort(self, *, key: Callable[[Any], Any] | None = None, reverse: bool = False) -> None:
        """Bring the values in order."""
        self._items.sort(key=key, reverse=reverse)

    def MergeFrom(self, other: Iterable[Any]) -> None:
        """Add the values of another list."""
        self.extend(other)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, _List):
            return self._items == other._items
        return self._items == other

    def __repr__(self) -> str:
        return repr(self._items)


class Repeated(_List):
    """A list of numbers or strings."""

    __slots__ = ()

    def extend(self, values: Any) -> None:
        """Add all values, or none if one is of a wrong type."""
        self._items.extend(scalars.check_all(self._field.kind, values))
        self._changed()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.array(self._items, dtype)


class RepeatedMessages(_List):
    """A list of messages; `add()` makes a new one at the end."""

    __slots__ = ()

    def _checked(self, value: Any) -> Any:
        kind = self._field.kind
        if type(value) is not kind:
            raise TypeError(f"Expected a {kind.__name__}, not {value!r}.")
        return value._copy()

    def add(self, **kwargs: Any) -> Any:
        """A new message at the end, with these fields."""
        made = self._field.kind(**kwargs)
        self._items.append(made)
        self._changed()
        return made


class MessageMap(MutableMapping[str, Any]):
    """Messages by strings; asking for one that is missing makes it."""

    __slots__ = ("_field", "_items", "_owner")

    def __init__(self, owner: Any, field: Any) -> None:
        self._owner = owner
        self._field = field
        self._items: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if not isinstance(key, str):
            raise TypeError(f"The keys of {self._field.name} are strings, not {key!r}.")
        if key not in self._items:
            self._items[key] = self._field.kind()
            self._owner._touch(self._field)
        return self._items[key]

    get_or_create = __getitem__

    def get(self, key: str, default: Any = None) -> Any:
        """The message of a key, or `default`: this makes none."""
        return self._items.get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __setitem__(self, key: str, value: Any) -> None:
        raise ValueError(f"Messages are not assigned: use {self._field.name}[{key!r}].CopyFrom().")

    def __delitem__(self, key: str) -> None:
        del self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return repr(self._items)
