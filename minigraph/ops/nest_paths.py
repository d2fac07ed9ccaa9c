"""Structures by paths, and down to the leaves of a shallower one: tf.contrib.framework.nest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from minigraph.ops.nest import (
    assert_same_structure,
    check_same_type,
    children,
    flatten,
    is_nested,
    like,
    options,
    pack_sequence_as,
)

__all__ = [
    "assert_shallow_structure",
    "flatten_dict_items",
    "flatten_up_to",
    "flatten_with_joined_string_paths",
    "flatten_with_tuple_paths",
    "get_traverse_shallow_structure",
    "map_structure_up_to",
    "map_structure_with_paths",
    "map_structure_with_tuple_paths",
    "yield_flattened_paths",
]

Path = tuple[Any, ...]


# ---------------------------------------------------------------------------------- paths
def yield_flattened_paths(nest: Any, expand_composites: bool = False) -> Iterator[Path]:
    """The keys that lead to each leaf, as tuples.

    Example:
        >>> from minigraph.contrib.framework import nest
        >>> list(nest.yield_flattened_paths({"a": [1, 2], "b": 3}))
        [('a', 0), ('a', 1), ('b',)]
    """
    found = children(nest, expand_composites)
    if found is None:
        yield ()
        return
    for key, item in found:
        for path in yield_flattened_paths(item, expand_composites):
            yield key, *path


def flatten_with_tuple_paths(
    structure: Any, expand_composites: bool = False
) -> list[tuple[Path, Any]]:
    """(keys that lead to it, leaf) for each leaf.

    Example:
        >>> from minigraph.contrib.framework import nest
        >>> nest.flatten_with_tuple_paths({"a": [7], "b": 8})
        [(('a', 0), 7), (('b',), 8)]
    """
    paths = yield_flattened_paths(structure, expand_composites)
    return list(zip(paths, flatten(structure, expand_composites), strict=True))


def flatten_with_joined_string_paths(
    structure: Any, separator: str = "/", expand_composites: bool = False
) -> list[tuple[str, Any]]:
    """(path, leaf) for each leaf; a path is its keys as text, joined by `separator`.

    Example:
        >>> from minigraph.contrib.framework import nest
        >>> nest.flatten_with_joined_string_paths({"a": [7], "b": 8})
        [('a/0', 7), ('b', 8)]
    """
    pairs = flatten_with_tuple_paths(structure, expand_composites)
    return [(separator.join(map(str, path)), leaf) for path, leaf in pairs]


def map_structure_with_tuple_paths(func: Callable[..., Any], *structure: Any, **kwargs: Any) -> Any:
    """As `map_structure`, of a function that gets each place's keys as its first argument.

    Example:
        >>> from minigraph.contrib.framework import nest
        >>> nest.map_structure_with_tuple_paths(lambda path, x: (path, x), {"a": [7]})
        {'a': [(('a', 0), 7)]}
    """
    if not structure:
        raise ValueError("Must provide at least one structure")
    check_types, composites = options(kwargs)
    first, *others = structure
    for other in others:
        assert_same_structure(first, other, check_types, composites)
    columns = [flatten(s, composites) for s in structure]
    rows = zip(yield_flattened_paths(first, composites), *columns, strict=True)
    return pack_sequence_as(first, [func(*row) for row in rows], composites)


def map_structure_with_paths(func: Callable[..., Any], *structure: Any, **kwargs: Any) -> Any:
    """As `map_structure`, of a function that gets each place's path, "a/0", as first argument.

    Example:
        >>> from minigraph.contrib.framework import nest
        >>> nest.map_structure_with_paths(lambda path, x: (path, x), {"a": [7]})
        {'a': [('a/0', 7)]}
    """

    def with_text(path: Path, *leaves: Any) -> Any:
        return func("/".join(map(str, path)), *leaves)

    return map_structure_with_tuple_paths(with_text, *structure, **kwargs)


# ---------------------------------------------------------------------------------- up to a depth
def assert_shallow_structure(
    shallow_tree: Any, input_tree: Any, check_types: bool = True, expand_composites: bool = False
) -> None:
    """Check that `input_tree` has the form of `shallow_tree` down to the latter's leaves.

    Args:
        shallow_tree: a structure, or a leaf.
        input_tree: a structure that may be deeper.
        check_types: whether the types must be the same.
        expand_composites: as for `tf.nest.flatten`.

    Raises:
        TypeError: there is a leaf too early, or types differ.
        ValueError: lengths or keys differ.

    Example:
        >>> from minigraph.contrib.framework import nest
        >>> nest.assert_shallow_structure([0, 0], [[1, 2], {"a": 3}])
    """
    wanted = children(shallow_tree, expand_composites)
    if wanted is None:
        return
    given = children(input_tree, expand_composites)
    if given is None:
        raise TypeError(
            "If shallow structure is a sequence, input must also be a sequence. Input has type: "
            f"{type(input_tree).__name__}."
        )
    if check_types:
        check_same_type(shallow_tree, input_tree)
    if len(wanted) != len(given):
        raise ValueError(
            f"The input structure has length {len(given)}, the shallow structure {len(wanted)}: "
            f"{input_tree!r} and {shallow_tree!r}."
        )
    if isinstance(shallow_tree, Mapping) and isinstance(input_tree, Mapping):
        missing = set(shallow_tree) - set(input_tree)
        if missing:
            raise ValueError(f"The input structure lacks the keys {sorted(missing)}.")
    for (_, low), (_, deep) in zip(wanted, given, strict=True):
        assert_shallow_structure(low, deep, check_types, expand_composites)


def flatten_up_to(
    shallow_tree: Any, input_tree: Any, check_types: bool = True, expand_composites: bool = False
) -> list[Any]:
    """What stands in `input_tree` at the leaves of `shallow_tree`.

    Raises: as `assert_shallow_structure`.

    Example:
        >>> from minigraph.contrib.framework import nest
        >>> nest.flatten_up_to([0, [0]], [[1, 2], [{"a": 3}]])
        [[1, 2], {'a': 3}]
    """
    assert_shallow_structure(shallow_tree, input_tree, check_types, expand_composites)
    return _up_to(shallow_tree, input_tree, expand_composites)


def _up_to(shallow: Any, deep: Any, composites: bool) -> list[Any]:
    wanted = children(shallow, composites)
    if wanted is None:
        return [deep]
    given = children(deep, composites) or []
    pairs = zip(wanted, given, strict=True)
    return [leaf for (_, low), (_, item) in pairs for leaf in _up_to(low, item, composites)]


def map_structure_up_to(
    shallow_tree: Any, func: Callable[..., Any], *inputs: Any, **kwargs: Any
) -> Any:
    """`func` of what stands in each of `inputs` at the leaves of `shallow_tree`.

    Args:
        shallow_tree: a structure, or a leaf.
        func: a function of as many arguments as there are inputs.
        *inputs: structures that may be deeper.
        check_types, expand_composites: as for `flatten_up_to`.

    Returns:
        A structure like `shallow_tree`.

    Raises:
        ValueError: no inputs; else as `assert_shallow_structure`.

    Example:
        >>> from minigraph.contrib.framework import nest
        >>> nest.map_structure_up_to([0, 0], lambda x, n: x * n, [[1], [2, 3]], [2, 1])
        [[1, 1], [2, 3]]
    """
    if not inputs:
        raise ValueError("Cannot map over no sequences")
    check_types, composites = options(kwargs)
    columns = [flatten_up_to(shallow_tree, tree, check_types, composites) for tree in inputs]
    results = [func(*row) for row in zip(*columns, strict=True)]
    return pack_sequence_as(shallow_tree, results, composites)


def get_traverse_shallow_structure(
    traverse_fn: Callable[[Any], Any], structure: Any, expand_composites: bool = False
) -> Any:
    """A shallow structure of bools: how deep `traverse_fn` goes into `structure`.

    Args:
        traverse_fn: of a sub-structure: whether to go into it, or a list of bools, whether to go
            into each of its items.
        structure: a structure, or a leaf.
        expand_composites: as for `tf.nest.flatten`.

    Raises:
        TypeError: `traverse_fn` returns something else.

    Example:
        >>> from minigraph.contrib.framework import nest
        >>> nest.get_traverse_shallow_structure(lambda s: isinstance(s, list), [1, [2], (3,)])
        [False, [False], False]
    """
    wish = traverse_fn(structure)
    found = children(structure, expand_composites)
    if not isinstance(wish, bool) and (found is None or not is_nested(wish)):
        raise TypeError(
            f"traverse_fn returned a non-bool scalar: {wish!r} for input: {structure!r}"
        )
    if found is None or wish is False:
        return wish
    if wish is True:
        wishes = [True] * len(found)
    else:
        assert_shallow_structure(wish, structure, expand_composites=expand_composites)
        wishes = [item for _, item in children(wish) or []]
        if not all(isinstance(item, bool) for item in wishes):
            raise TypeError(f"traverse_fn must return one level of bools, not {wish!r}")
    items = [
        item_wish
        and get_traverse_shallow_structure(traverse_fn, item, expand_composites=expand_composites)
        for item_wish, (_, item) in zip(wishes, found, strict=True)
    ]
    return like(structure, items)


def flatten_dict_items(dictionary: Any) -> dict[Any, Any]:
    """A dictionary whose keys and values may be structures of one form, with their leaves.

    Raises:
        TypeError: no dictionary.
        ValueError: a key and its value differ in form, or a key occurs twice.

    Example:
        >>> from minigraph.contrib.framework import nest
        >>> nest.flatten_dict_items({(1, (2, 3)): ("a", ("b", "c")), 4: "d"})
        {1: 'a', 2: 'b', 3: 'c', 4: 'd'}
    """
    if not isinstance(dictionary, Mapping):
        raise TypeError(f"A dictionary is needed, not {dictionary!r}.")
    found: dict[Any, Any] = {}
    for key, value in dictionary.items():
        if not is_nested(key):
            pairs = [(key, value)]
        else:
            keys, values = flatten(key), flatten(value)
            if len(keys) != len(values):
                raise ValueError(
                    f"Could not flatten dictionary. Key had {len(keys)} elements, but value had "
                    f"{len(values)} elements. Key: {keys}, value: {values}."
                )
            pairs = list(zip(keys, values, strict=True))
        for one, leaf in pairs:
            if one in found:
                raise ValueError(f"Cannot flatten dict because this key is not unique: {one}")
            found[one] = leaf
    return found
