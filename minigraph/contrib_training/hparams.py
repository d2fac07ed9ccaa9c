"""HParams: the hyperparameters of a model, by name, each of one type, read from text as well."""

from __future__ import annotations

import json
import numbers
import re
from collections.abc import Callable
from typing import Any

__all__ = ["HParams", "parse_values"]

_ASSIGNMENT = re.compile(
    r"(?P<name>[a-zA-Z][\w.]*)(\[\s*(?P<index>\d+)\s*\])?\s*=\s*"
    r"((?P<value>[^,\[]*)|\[(?P<values>[^\]]*)\])(,\s*|$)"
)


def parse_values(
    values: str, type_map: dict[str, Any], ignore_unknown: bool = False
) -> dict[str, Any]:
    """Hyperparameters from text: "name=value,name=[value,value],name[index]=value".

    Args:
        values: the text. Values are numbers, "true", "false", or words without commas or brackets.
        type_map: the type of each name; of a list, that of its elements.
        ignore_unknown: whether names that are not in `type_map` are passed over.

    Returns:
        A dictionary from names to values, lists, or {index: value}.

    Raises:
        ValueError: the text has another form; a name is unknown, or there twice; a value has not
            its type.

    Example:
        >>> import minigraph as tf
        >>> types = {"rate": float, "units": int, "name": str}
        >>> tf.contrib.training.parse_values("rate=0.1,units=[3, 4],name=a", types)
        {'rate': 0.1, 'units': [3, 4], 'name': 'a'}
    """
    found: dict[str, Any] = {}
    at = 0
    while at < len(values):
        match = _ASSIGNMENT.match(values, at)
        if match is None:
            raise ValueError(f"Malformed hyperparameter value: {values[at:]}")
        at = match.end()
        name, index = match["name"], match["index"]
        if name not in type_map:
            if ignore_unknown:
                continue
            raise ValueError(f"Unknown hyperparameter type for {name}")
        parsed = _reader(name, type_map[name], values)
        if match["value"] is None and index is not None:
            raise ValueError(f"A list is no element of a list: {name}[{index}] in {values}")
        if match["value"] is None:
            new: Any = [parsed(word) for word in re.split("[ ,]+", match["values"]) if word]
        else:
            new = parsed(match["value"])
        if index is not None:
            elements = found.setdefault(name, {})
            if not isinstance(elements, dict) or int(index) in elements:
                raise ValueError(f"Multiple assignments to variable '{name}[{index}]' in {values}")
            elements[int(index)] = new
        elif name in found:
            raise ValueError(f"Multiple assignments to variable '{name}' in {values}")
        else:
            found[name] = new
    return found


def _reader(name: str, kind: Any, values: str) -> Callable[[str], Any]:
    """What makes a value of a type from text."""

    def parsed(word: str) -> Any:
        try:
            if kind is bool:
                known = {"true": True, "True": True, "false": False, "False": False}
                return known[word] if word in known else bool(int(word))
            return kind(word)
        except ValueError:
            raise ValueError(
                f"Could not parse hparam '{name}' of type '{kind.__name__}' with value '{word}' in "
                f"{values}"
            ) from None

    return parsed


class HParams:
    """Hyperparameters: attributes whose types are those of their first values.

    Args:
        hparam_def, model_structure: accepted as in TF1; messages of protocol buffers are refused.
        **kwargs: names and values: a number, a bool, a string, or a list of them.

    Raises:
        ValueError: a name is taken, or a list empty.

    Example:
        >>> import minigraph as tf
        >>> hparams = tf.contrib.training.HParams(learning_rate=0.1, units=[3, 4], name="relu")
        >>> hparams.parse("learning_rate=0.5,units[1]=8")
        HParams([('learning_rate', 0.5), ('name', 'relu'), ('units', [3, 8])])
        >>> hparams.learning_rate, "units" in hparams, hparams.get("depth", 7)
        (0.5, True, 7)
    """

    _hparam_types: dict[str, tuple[Any, bool]]

    def __init__(self, hparam_def: Any = None, model_structure: Any = None, **kwargs: Any):
        if hparam_def is not None:
            raise TypeError("hparam_def: give hyperparameters by name; HParamDef is not supported.")
        self._hparam_types = {}
        self._model_structure = model_structure
        for name, value in kwargs.items():
            self.add_hparam(name, value)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def add_hparam(self, name: str, value: Any) -> None:
        """Add a hyperparameter: ValueError where the name is taken, or the list empty."""
        if getattr(self, name, None) is not None:
            raise ValueError(f"Hyperparameter name is reserved: {name}")
        is_list = isinstance(value, (list, tuple))
        if is_list and not value:
            raise ValueError(f"Multi-valued hyperparameters cannot be empty: {name}")
        self._hparam_types[name] = type(value[0] if is_list else value), is_list
        setattr(self, name, value)

    def set_hparam(self, name: str, value: Any) -> None:
        """Change a hyperparameter: ValueError if the value does not have its type.

        An int may become a float; nothing else is converted. {index: value} changes elements.
        """
        kind, is_list = self._hparam_types[name]
        if isinstance(value, dict) and is_list:
            elements = list(getattr(self, name))
            for index, element in value.items():
                elements[index] = element
            value = elements
        if isinstance(value, list) != is_list:
            raise ValueError(
                f"Must pass a list for multi-valued parameter: {name}."
                if is_list
                else f"Must not pass a list for single-valued parameter: {name}"
            )
        new = [_cast(name, kind, v) for v in value] if is_list else _cast(name, kind, value)
        setattr(self, name, new)

    def del_hparam(self, name: str) -> None:
        """Remove a hyperparameter, if it is there."""
        if name in self._hparam_types:
            delattr(self, name)
            del self._hparam_types[name]

    def parse(self, values: str) -> HParams:
        """Change hyperparameters by text: see `parse_values`. Gives the HParams."""
        types = {name: kind for name, (kind, _) in self._hparam_types.items()}
        return self.override_from_dict(parse_values(values, types))

    def override_from_dict(self, values_dict: dict[str, Any]) -> HParams:
        """Change hyperparameters by a dictionary; KeyError for a new name. Gives the HParams."""
        for name, value in values_dict.items():
            self.set_hparam(name, value)
        return self

    def set_from_map(self, values_map: dict[str, Any]) -> HParams:
        """The old name of `override_from_dict`."""
        return self.override_from_dict(values_map)

    def set_model_structure(self, model_structure: Any) -> None:
        """Keep something beside the hyperparameters."""
        self._model_structure = model_structure

    def get_model_structure(self) -> Any:
        """What `set_model_structure` kept."""
        return self._model_structure

    def to_json(self, indent: Any = None, separators: Any = None, sort_keys: bool = False) -> str:
        """All of them as JSON; functions are left out."""
        kept = _without_functions(self.values())
        return json.dumps(kept, indent=indent, separators=separators, sort_keys=sort_keys)

    def parse_json(self, values_json: str) -> HParams:
        """Change hyperparameters by JSON. Gives the HParams."""
        return self.override_from_dict(json.loads(values_json))

    def values(self) -> dict[str, Any]:
        """All of them, by name."""
        return {name: getattr(self, name) for name in self._hparam_types}

    def get(self, key: str, default: Any = None) -> Any:
        """A hyperparameter, or `default`: ValueError if that has another type."""
        if key not in self._hparam_types:
            return default
        if default is not None:
            kind, is_list = self._hparam_types[key]
            text = f"list<{kind}>" if is_list else str(kind)
            wrong = f"Hparam '{key}' of type '{text}' is incompatible with default={default}"
            if isinstance(default, list) != is_list:
                raise ValueError(wrong)
            try:
                for value in default if is_list else [default]:
                    _cast(key, kind, value)
            except ValueError as error:
                raise ValueError(f"{wrong}. {error}") from None
        return getattr(self, key)

    def __contains__(self, key: str) -> bool:
        return key in self._hparam_types

    def __str__(self) -> str:
        return str(sorted(self.values().items()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self})"


def _cast(name: str, kind: Any, value: Any) -> Any:
    """`value` in a hyperparameter's type, if it is one that goes into it without loss."""
    if kind is type(None):
        return value
    texts, numeric, whole = (str, bytes), numbers.Number, numbers.Integral
    if (
        (issubclass(kind, texts) and not isinstance(value, texts))
        or issubclass(kind, bool) != isinstance(value, bool)
        or (issubclass(kind, whole) and not isinstance(value, whole))
        or (issubclass(kind, numeric) and not isinstance(value, numeric))
    ):
        raise ValueError(f"Could not cast hparam '{name}' of type '{kind}' from value {value!r}")
    return kind(value)


def _without_functions(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_functions(v) for k, v in value.items() if not callable(v)}
    if isinstance(value, list):
        return [_without_functions(v) for v in value if not callable(v)]
    return value
