"""Nested structures of tensors: lists, tuples, named tuples and dicts, flattened and rebuilt.

Dicts are taken in the order of their sorted keys, as TF1 does. An object that is made of tensors
(a TensorArray) stands for `_flat_parts()`, and `_with_parts(tensors)` is another like it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["flatten", "pack", "same_structure"]


def _is_sequence(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def flatten(structure: Any) -> list[Any]:
    """The leaves, in order."""
    if isinstance(structure, Mapping):
        return [leaf for key in sorted(structure) for leaf in flatten(structure[key])]
    if _is_sequence(structure):
        return [leaf for item in structure for leaf in flatten(item)]
    if hasattr(structure, "_flat_parts"):
        return list(structure._flat_parts())
    return [structure]


def same_structure(a: Any, b: Any) -> bool:
    """Whether two structures differ in their leaves only (lists and tuples count as the same)."""
    if isinstance(a, Mapping) or isinstance(b, Mapping):
        if not (isinstance(a, Mapping) and isinstance(b, Mapping)) or set(a) != set(b):
            return False
        return all(same_structure(a[key], b[key]) for key in a)
    if _is_sequence(a) or _is_sequence(b):
        if not (_is_sequence(a) and _is_sequence(b)) or len(a) != len(b):
            return False
        return all(same_structure(x, y) for x, y in zip(a, b, strict=True))
    if hasattr(a, "_flat_parts") or hasattr(b, "_flat_parts"):
        return type(a) is type(b)
    return True


def pack(structure: Any, leaves: list[Any]) -> Any:
    """A structure like the given one with other leaves."""
    return _pack(structure, iter(leaves))


def _pack(structure: Any, leaves: Iterator[Any]) -> Any:
    if isinstance(structure, Mapping):
        found = {key: _pack(structure[key], leaves) for key in sorted(structure)}
        kind: Any = type(structure)
        return kind((key, found[key]) for key in structure)
    if _is_sequence(structure):
        items = [_pack(item, leaves) for item in structure]
        kind = type(structure)
        return kind(*items) if hasattr(kind, "_fields") else kind(items)
    if hasattr(structure, "_flat_parts"):
        return structure._with_parts([next(leaves) for _ in structure._flat_parts()])
    return next(leaves)
