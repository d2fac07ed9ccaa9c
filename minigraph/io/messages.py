"""Protocol-buffer messages as Python classes, each declared by a table of its fields.

    class Int64List(Message):
        FIELDS = (Field("value", 1, "int64", repeated=True),)

gives a class with the interface that protobuf's own have: keyword arguments, `SerializeToString`,
`FromString`, `HasField`, repeated fields that are lists and cannot be assigned, `message[key]` of
maps, sub-messages that are there once something is written into them, and protobuf's text as repr.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple, Self

from minigraph.io import scalars
from minigraph.io.containers import MessageMap, Repeated, RepeatedMessages
from minigraph.io.wire import BYTES, DecodeError, fields, tagged

__all__ = ["Field", "Message"]


class Field(NamedTuple):
    """A field of a message: what it is called, its number on the wire, what it holds."""

    name: str
    number: int
    kind: Any  # the name of a scalar type (`scalars.py`), or a Message class
    repeated: bool = False
    is_map: bool = False  # from strings to messages of `kind`
    oneof: str = ""  # at most one of the fields of a oneof is set

    @property
    def is_message(self) -> bool:
        """Whether it holds messages."""
        return isinstance(self.kind, type)

    @property
    def is_container(self) -> bool:
        """Whether it holds any number of values: it then cannot be assigned."""
        return self.repeated or self.is_map


class Message:
    """What all messages share. Values of fields by keyword; None leaves a field unset."""

    FIELDS: ClassVar[tuple[Field, ...]] = ()
    NAMES: ClassVar[dict[Any, dict[int, str]]] = {}  # of enum kinds: number -> name
    _by_name: ClassVar[dict[str, Field]]
    _by_number: ClassVar[dict[int, Field]]
    _in_order: ClassVar[list[Field]]
    _values: dict[str, Any]
    _parent: tuple[Message, Field] | None

    __hash__ = None  # type: ignore[assignment]  # it can be changed

    def __init_subclass__(cls) -> None:
        cls._by_name = {field.name: field for field in cls.FIELDS}
        cls._by_number = {field.number: field for field in cls.FIELDS}
        cls._in_order = sorted(cls.FIELDS, key=lambda field: field.number)

    def __init__(self, /, *args: Any, **kwargs: Any) -> None:
        if args:
            raise TypeError(f"{type(self).__name__} takes its fields by name only.")
        object.__setattr__(self, "_values", {})
        object.__setattr__(self, "_parent", None)
        for name, value in kwargs.items():
            field = self._field(name)
            if value is not None:
                self._set_first(field, value)

    def _set_first(self, field: Field, value: Any) -> None:
        """What a keyword argument says."""
        if field.is_map:
            for key, item in value.items():
                getattr(self, field.name)[key].CopyFrom(item)
            self._touch(field)
        elif field.repeated:
            container = getattr(self, field.name)
            if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__"):
                raise TypeError(
                    f"{type(self).__name__}.{field.name} takes a list of values, not {value!r}."
                )
            container.extend(value)
        elif field.is_message:
            if isinstance(value, dict):
                value = field.kind(**value)
            if type(value) is not field.kind:
                raise TypeError(
                    f"{type(self).__name__}.{field.name} takes a {field.kind.__name__} or a dict, "
                    f"not {value!r}."
                )
            child = getattr(self, field.name)
            child.CopyFrom(value)
            child._touch()
        else:
            if field.kind == "enum" and isinstance(value, str):
                value = self._number_of(field, value)
            setattr(self, field.name, value)

    def _number_of(self, field: Field, name: str) -> int:
        """The value of an enum that has a name."""
        for number, known in self.NAMES.get(field.name, {}).items():
            if known == name:
                return number
        raise ValueError(f"unknown enum label {name!r} of {type(self).__name__}.{field.name}")

    # ------------------------------------------------------------------------- fields
    @classmethod
    def _field(cls, name: str) -> Field:
        try:
            return cls._by_name[name]
        except KeyError:
            known = ", ".join(cls._by_name)
            raise ValueError(
                f'Protocol message {cls.__name__} has no "{name}" field; it has: {known}.'
            ) from None

    def __getattr__(self, name: str) -> Any:
        """A field: its value, an empty container or message, or the default."""
        field = type(self)._by_name.get(name)
        if field is None:
            raise AttributeError(f"{type(self).__name__!r} message has no field {name!r}")
        if name in self._values:
            return self._values[name]
        if field.is_map:
            made: Any = MessageMap(self, field)
        elif field.repeated:
            made = (RepeatedMessages if field.is_message else Repeated)(self, field)
        elif field.is_message:
            made = field.kind()
            object.__setattr__(made, "_parent", (self, field))
            return made  # it is here once it is written to
        else:
            return scalars.KINDS[field.kind].default
        self._values[name] = made
        return made

    def __setattr__(self, name: str, value: Any) -> None:
        field = type(self)._by_name.get(name)
        if field is None:
            raise AttributeError(f'Protocol message {type(self).__name__} has no "{name}" field.')
        if field.is_container or field.is_message:
            raise AttributeError(
                f'Assignment not allowed to field "{name}" of {type(self).__name__}: '
                + ("use append() or extend()." if field.is_container else "use CopyFrom().")
            )
        self._values[name] = scalars.KINDS[field.kind].check(value)
        self._touch(field)

    def _touch(self, field: Field | None = None) -> None:
        """Something was written here: the message is part of its parent from now on."""
        if field is not None and field.oneof:
            for other in self.FIELDS:
                if other.oneof == field.oneof and other.name != field.name:
                    self._values.pop(other.name, None)
        if self._parent is not None:
            parent, place = self._parent
            object.__setattr__(self, "_parent", None)
            if place.name not in parent._values:
                parent._values[place.name] = self
            parent._touch(place)

    def SetInParent(self) -> None:
        """Be a part of the message that it was asked of, even if it stays empty."""
        self._touch()

    def _is_set(self, field: Field) -> bool:
        value = self._values.get(field.name)
        if value is None:
            return False
        if field.is_container:
            return len(value) > 0
        return field.is_message or bool(field.oneof) or not scalars.is_default(field.kind, value)

    def HasField(self, field_name: str) -> bool:
        """Whether a sub-message, or a field of a oneof, is set. ValueError for other fields."""
        if any(field.oneof == field_name for field in self.FIELDS):
            return self.WhichOneof(field_name) is not None
        field = self._field(field_name)
        if field.is_container or not (field.is_message or field.oneof):
            raise ValueError(f"Field {type(self).__name__}.{field_name} does not have presence.")
        return self._is_set(field)

    def WhichOneof(self, oneof_group: str) -> str | None:
        """The field of a oneof that is set, or None."""
        group = [field for field in self.FIELDS if field.oneof == oneof_group]
        if not group:
            raise ValueError(f"{type(self).__name__} has no oneof {oneof_group!r}.")
        return next((field.name for field in group if self._is_set(field)), None)

    def ListFields(self) -> list[tuple[Field, Any]]:
        """(field, value) of all that is set, in the order of their numbers."""
        return [(f, self._values[f.name]) for f in self._in_order if self._is_set(f)]

    def ClearField(self, field_name: str) -> None:
        """Unset a field."""
        self._values.pop(self._field(field_name).name, None)

    def Clear(self) -> None:
        """Unset all fields."""
        self._values.clear()

    def IsInitialized(self) -> bool:
        """True: no field of these messages is required."""
        return True

    # ------------------------------------------------------------------------- bytes
    def SerializeToString(self, deterministic: bool = False) -> bytes:
        """The message as bytes; maps in the order of their keys if `deterministic`."""
        parts = []
        for field, value in self.ListFields():
            if field.is_map:
                keys = sorted(value) if deterministic else list(value)
                for key in keys:
                    entry = tagged(1, BYTES, key.encode())
                    entry += tagged(2, BYTES, value[key].SerializeToString(deterministic))
                    parts.append(tagged(field.number, BYTES, entry))
            elif field.is_message:
                items = value if field.repeated else [value]
                parts += [
                    tagged(field.number, BYTES, item.SerializeToString(deterministic))
                    for item in items
                ]
            elif field.repeated:
                parts.append(scalars.packed(field.kind, field.number, value._items))
            else:
                parts.append(scalars.single(field.kind, field.number, value))
        return b"".join(parts)

    SerializePartialToString = SerializeToString

    def ByteSize(self) -> int:
        """How many bytes it is written in."""
        return len(self.SerializeToString())

    @classmethod
    def FromString(cls, s: bytes) -> Self:
        """The message that bytes hold. DecodeError if they hold none."""
        message = cls()
        message.MergeFromString(s)
        return message

    def ParseFromString(self, serialized: bytes) -> int:
        """Become what bytes hold; gives their number. DecodeError if they are damaged."""
        self.Clear()
        return self.MergeFromString(serialized)

    def MergeFromString(self, serialized: bytes) -> int:
        """Add what bytes hold: lists grow, other fields are replaced. Gives their number."""
        if isinstance(serialized, (bytearray, memoryview)):
            serialized = bytes(serialized)
        if not isinstance(serialized, bytes):
            raise TypeError(f"Expected bytes, not {type(serialized).__name__}.")
        try:
            self._merge_bytes(serialized)
        except DecodeError as error:
            name = type(self).__name__
            raise DecodeError(f"Error parsing message with type {name!r}: {error}") from None
        self._touch()
        return len(serialized)

    def _merge_bytes(self, data: bytes, depth: int = 0) -> None:
        if depth > 100:
            raise DecodeError("messages within messages, more than 100 deep")
        for number, wire, value in fields(data):
            field = self._by_number.get(number)
            if field is None:
                continue
            if field.is_message:
                if wire != BYTES:
                    continue
                self._target(field, value, depth)
            elif field.repeated:
                getattr(self, field.name)._items.extend(scalars.read_all(field.kind, wire, value))
            elif wire == scalars.KINDS[field.kind].wire:
                self._values[field.name] = scalars.read_all(field.kind, wire, value)[-1]
                self._touch(field)

    def _target(self, field: Field, value: bytes, depth: int) -> None:
        """A message that was read comes to where it belongs."""
        if field.is_map:
            key, item = b"", b""
            for number, wire, part in fields(value):
                if wire == BYTES and number == 1:
                    key = part
                elif wire == BYTES and number == 2:
                    item = part
            made = field.kind()
            made._merge_bytes(item, depth + 1)
            getattr(self, field.name)._items[scalars.text(key)] = made
            return
        if field.repeated:
            made = field.kind()
            made._merge_bytes(value, depth + 1)
            getattr(self, field.name)._items.append(made)
            return
        child = getattr(self, field.name)
        child._merge_bytes(value, depth + 1)
        child._touch()

    # ------------------------------------------------------------------------- as a whole
    def MergeFrom(self, msg: Any) -> None:
        """Add another message's fields: lists grow, other fields are replaced."""
        self._check_same(msg)
        self._merge(msg)
        self._touch()

    def _merge(self, other: Any) -> None:
        """Add copies of another message's fields."""
        for field, value in other.ListFields():
            mine = getattr(self, field.name)
            if field.is_map:
                mine._items.update((key, item._copy()) for key, item in value._items.items())
            elif field.is_message and field.repeated:
                mine._items.extend(item._copy() for item in value._items)
            elif field.repeated:
                mine._items.extend(value._items)
            elif field.is_message:
                mine._merge(value)
                mine._touch()
            else:
                self._values[field.name] = value
            self._touch(field)

    def _copy(self) -> Self:
        made = type(self)()
        made._merge(self)
        return made

    def CopyFrom(self, other_msg: Any) -> None:
        """Become a copy of another message of the same class."""
        self._check_same(other_msg)
        if other_msg is not self:
            copied = other_msg._copy()
            self.Clear()
            self.MergeFrom(copied)

    def _check_same(self, other: Any) -> None:
        if type(other) is not type(self):
            raise TypeError(
                f"Parameter must be instance of same class: expected {type(self).__name__}, got "
                f"{type(other).__name__}."
            )

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.SerializeToString(True) == other.SerializeToString(True)

    def __deepcopy__(self, memo: Any) -> Self:
        return self._copy()

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).FromString, (self.SerializeToString(),)

    def __str__(self) -> str:
        return "".join(line + "\n" for line in self._lines())

    __repr__ = __str__

    def _lines(self) -> Iterator[str]:
        """The message as text, a line at a time."""
        for field, value in self.ListFields():
            if field.is_map:
                for key in sorted(value):
                    yield f"{field.name} {{"
                    yield f"  key: {scalars.quoted(key.encode())}"
                    yield "  value {"
                    yield from ("    " + line for line in value[key]._lines())
                    yield from ("  }", "}")
            else:
                for item in value if field.repeated else [value]:
                    if field.is_message:
                        yield f"{field.name} {{"
                        yield from ("  " + line for line in item._lines())
                        yield "}"
                    else:
                        names = self.NAMES.get(field.name, {})
                        shown = names.get(item) or scalars.shown(field.kind, item)
                        yield f"{field.name}: {shown}"
