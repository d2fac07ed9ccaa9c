"""tf.contrib.framework.nest: structures of lists, tuples and dicts, and paths in them."""

from minigraph.ops.nest import (
    assert_same_structure,
    flatten,
    is_namedtuple,
    is_nested,
    is_sequence,
    list_to_tuple,
    map_structure,
    pack_sequence_as,
)
from minigraph.ops.nest_paths import (
    assert_shallow_structure,
    flatten_dict_items,
    flatten_up_to,
    flatten_with_joined_string_paths,
    flatten_with_tuple_paths,
    get_traverse_shallow_structure,
    map_structure_up_to,
    map_structure_with_paths,
    map_structure_with_tuple_paths,
    yield_flattened_paths,
)

__all__ = [
    "assert_same_structure",
    "assert_shallow_structure",
    "flatten",
    "flatten_dict_items",
    "flatten_up_to",
    "flatten_with_joined_string_paths",
    "flatten_with_tuple_paths",
    "get_traverse_shallow_structure",
    "is_namedtuple",
    "is_nested",
    "is_sequence",
    "list_to_tuple",
    "map_structure",
    "map_structure_up_to",
    "map_structure_with_paths",
    "map_structure_with_tuple_paths",
    "pack_sequence_as",
    "yield_flattened_paths",
]
