"""tf.nest, tf.contrib.framework.nest: structures of lists, tuples, named tuples and dicts.

What is no such thing is a leaf: a number, a string, a tensor, an array, a set, a SparseTensor. Dicts
are taken in the order of their sorted keys. `ops/structure.py` is what control flow uses, for which
a SparseTensor is three tensors and lists and tuples are the same.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, MappingView, MutableMapping, Sequence
from typing import Any

from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.sparse_tensor import SparseTensor

__all__ = [
    "assert_same_structure",
    "flatten",
    "is_namedtuple",
    "is_nested",
    "is_sequence",
    "list_to_tuple",
    "map_structure",
    "pack_sequence_as",
]


# ---------------------------------------------------------------------------------- one level
def is_nested(seq: Any) -> bool:
    """Whether `seq` is a structure: a list, tuple, dict or the like, and not a leaf.

    Example:
        >>> import minigraph as tf
        >>> tf.nest.is_nested([1]), tf.nest.is_nested({}), tf.nest.is_nested("abc")
        (True, True, False)
    """
    if isinstance(seq, (str, bytes, bytearray)):
        return False
    return isinstance(seq, (Mapping, MappingView, Sequence)) or hasattr(seq, "__attrs_attrs__")


is_sequence = is_nested


def is_namedtuple(instance: Any, strict: bool = False) -> bool:
    """Whether this is a named tuple; with `strict`, one whose class adds nothing to the fields.

    Example:
        >>> from minigraph.contrib.framework import nest
        >>> nest.is_namedtuple((1, 2))
        False
    """
    if strict and type(instance).__base__ is not tuple:
        return False
    fields = getattr(instance, "_fields", None)
    return isinstance(instance, tuple) and isinstance(fields, tuple)


def children(structure: Any, composites: bool = False) -> list[tuple[Any, Any]] | None:
    """The (key, item) pairs of one level, in order; None for a leaf."""
    if composites and isinstance(structure, (SparseTensor, IndexedSlices)):
        return list(enumerate(_parts(structure)))
    if not is_nested(structure):
        return None
    if isinstance(structure, Mapping):
        try:
            return [(key, structure[key]) for key in sorted(structure)]
        except TypeError:
            raise TypeError(
                f"The keys of a dict in a structure must be sortable: {list(structure)}."
            ) from None
    if is_namedtuple(structure):
        return list(zip(structure._fields, structure, strict=True))
    if hasattr(structure, "__attrs_attrs__"):
        names = [field.name for field in structure.__attrs_attrs__]
        return [(name, getattr(structure, name)) for name in names]
    return list(enumerate(structure))


def _parts(composite: Any) -> list[Any]:
    if isinstance(composite, SparseTensor):
        return [composite.indices, composite.values, composite.dense_shape]
    parts = [composite.values, composite.indices, composite.dense_shape]
    return [part for part in parts if part is not None]


def like(structure: Any, items: list[Any]) -> Any:
    """One level like `structure` with other items, in the order of `children`."""
    kind: Any = type(structure)
    if isinstance(structure, Mapping):
        found = dict(zip(sorted(structure), items, strict=True))
        if isinstance(structure, MutableMapping):
            again = copy.copy(structure)  # keeps the order of the keys and a default
            again.update(found)
            return again
        return kind({key: found[key] for key in structure})
    if isinstance(structure, IndexedSlices):
        return kind(*items)
    if isinstance(structure, (MappingView, range)):
        return items
    star = is_namedtuple(structure) or hasattr(structure, "__attrs_attrs__")
    return kind(*items) if star or isinstance(structure, SparseTensor) else kind(items)


# ---------------------------------------------------------------------------------- all levels
def flatten(structure: Any, expand_composites: bool = False) -> list[Any]:
    """The leaves, in order.

    Args:
        structure: a structure, or a leaf.
        expand_composites: whether SparseTensors and IndexedSlices are structures of their tensors.

    Raises:
        TypeError: a dict's keys cannot be sorted.

    Example:
        >>> import minigraph as tf
        >>> tf.nest.flatten({"b": 3, "a": [1, (2,)]})
        [1, 2, 3]
    """
    found = children(structure, expand_composites)
    if found is None:
        return [structure]
    return [leaf for _, item in found for leaf in flatten(item, expand_composites)]


def pack_sequence_as(structure: Any, flat_sequence: Any, expand_composites: bool = False) -> Any:
    """A structure like the given one with the leaves of `flat_sequence`.

    Args:
        structure: a structure, or a leaf.
        flat_sequence: a list of as many leaves.
        expand_composites: as for `flatten`.

    Raises:
        TypeError: `flat_sequence` is no list.
        ValueError: it has another number of leaves.

    Example:
        >>> import minigraph as tf
        >>> tf.nest.pack_sequence_as({"b": 0, "a": [0, (0,)]}, [1, 2, 3])
        {'b': 3, 'a': [1, (2,)]}
    """
    if not is_nested(flat_sequence):
        raise TypeError(
            f"flat_sequence must be a list of leaves, but is {flat_sequence!r} of type "
            f"{type(flat_sequence).__name__}."
        )
    flat = list(flat_sequence)
    count = len(flatten(structure, expand_composites))
    if count != len(flat):
        raise ValueError(
            f"The structure has {count} leaves, but flat_sequence has {len(flat)} items. Structure: "
            f"{structure!r}, flat_sequence: {flat!r}."
        )
    return _packed(structure, iter(flat), expand_composites)


def _packed(structure: Any, flat: Iterator[Any], composites: bool) -> Any:
    found = children(structure, composites)
    if found is None:
        return next(flat)
    return like(structure, [_packed(item, flat, composites) for _, item in found])


def map_structure(func: Callable[..., Any], *structure: Any, **kwargs: Any) -> Any:
    """`func` of the leaves of one structure, or of the leaves at the same places of several.

    Args:
        func: a function of as many arguments as there are structures.
        *structure: structures of the same form.
        check_types: whether they must be of the same types too; default: True.
        expand_composites: as for `flatten`.

    Returns:
        A structure like the first one.

    Raises:
        TypeError: `func` cannot be called, or types differ.
        ValueError: no structure, the forms differ, or another keyword argument.

    Example:
        >>> import minigraph as tf
        >>> tf.nest.map_structure(lambda x, y: x + y, {"a": [1, 2]}, {"a": [10, 20]})
        {'a': [11, 22]}
    """
    if not callable(func):
        raise TypeError(f"func must be callable, got: {func}")
    if not structure:
        raise ValueError("Must provide at least one structure")
    check_types, composites = options(kwargs)
    first, *others = structure
    for other in others:
        assert_same_structure(first, other, check_types, composites)
    leaves = zip(*(flatten(s, composites) for s in structure), strict=True)
    return pack_sequence_as(first, [func(*row) for row in leaves], composites)


def options(kwargs: dict[str, Any]) -> tuple[bool, bool]:
    """check_types and expand_composites out of keyword arguments."""
    unknown = kwargs.keys() - {"check_types", "expand_composites"}
    if unknown:
        raise ValueError(
            "Only valid keyword arguments are `check_types` and `expand_composites`, not: "
            f"{', '.join(sorted(unknown))}"
        )
    return kwargs.get("check_types", True), kwargs.get("expand_composites", False)


def assert_same_structure(
    nest1: Any, nest2: Any, check_types: bool = True, expand_composites: bool = False
) -> None:
    """Check that two structures differ in their leaves only.

    Args:
        nest1, nest2: structures, or leaves.
        check_types: whether lists and tuples count as different, and named tuples by their names;
            two kinds of dicts are never different.
        expand_composites: as for `flatten`.

    Raises:
        ValueError: the forms differ.
        TypeError: the types differ.

    Example:
        >>> import minigraph as tf
        >>> tf.nest.assert_same_structure([1, (2, 3)], [[4], (5, 6)])
        Traceback (most recent call last):
            ...
        ValueError: The two structures don't have the same nested structure.
        ...
    """
    try:
        _compare(nest1, nest2, check_types, expand_composites)
        count1, count2 = (len(flatten(n, expand_composites)) for n in (nest1, nest2))
        if count1 != count2:
            raise ValueError(f"one has {count1} leaves, the other one {count2}.")
    except (ValueError, TypeError) as error:
        raise type(error)(
            "The two structures don't have the same nested structure.\n\n"
            f"First structure: type={type(nest1).__name__} str={nest1}\n\n"
            f"Second structure: type={type(nest2).__name__} str={nest2}\n\n"
            f"More specifically: {error}"
        ) from None


def _compare(a: Any, b: Any, check_types: bool, composites: bool) -> None:
    of_a, of_b = children(a, composites), children(b, composites)
    if of_a is None or of_b is None:
        if (of_a is None) != (of_b is None):
            raise ValueError(f"one is a structure and the other one is not: {a!r} and {b!r}.")
        return
    if not is_nested(a) and type(a) is not type(b):
        raise ValueError(f"{type(a).__name__} and {type(b).__name__} are made of other tensors.")
    if check_types:
        check_same_type(a, b)
    if len(of_a) != len(of_b):
        raise ValueError(f"{a!r} has {len(of_a)} items and {b!r} has {len(of_b)}.")
    if isinstance(a, Mapping) and isinstance(b, Mapping) and set(a) != set(b):
        raise ValueError(f"the keys differ: {list(a)} and {list(b)}.")
    for (_, x), (_, y) in zip(of_a, of_b, strict=True):
        _compare(x, y, check_types, composites)


def check_same_type(a: Any, b: Any) -> None:
    """TypeError if one level of two structures is of two types."""
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return
    if is_namedtuple(a) and is_namedtuple(b):
        if type(a).__name__ == type(b).__name__ and a._fields == b._fields:
            return
    if type(a) is not type(b):
        raise TypeError(
            f"{a!r} is of type {type(a).__name__} and {b!r} of type {type(b).__name__}."
        )


def list_to_tuple(structure: Any) -> Any:
    """The same structure with tuples for its lists.

    Example:
        >>> from minigraph.contrib.framework import nest
        >>> nest.list_to_tuple([1, {"a": [2]}])
        (1, {'a': (2,)})
    """
    found = children(structure)
    if found is None:
        return structure
    items = [list_to_tuple(item) for _, item in found]
    return tuple(items) if isinstance(structure, list) else like(structure, items)
