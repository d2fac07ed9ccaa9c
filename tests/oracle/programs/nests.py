"""tf.nest, and the module nest as tf.contrib.framework has it: forms, types, errors."""

from __future__ import annotations

from tests.oracle.cases import EXACT, Family
from tests.oracle.observe import error

FAMILY = Family("nests", EXACT)
ask = FAMILY.ask
script = FAMILY.script

SETUP = """
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
P, Q = namedtuple("P", "x y"), namedtuple("Q", "x y")
P2 = namedtuple("P", "x y")
O = OrderedDict([("b", 1), ("a", 2)])
if "tensorflow" in tf.__name__:
    from tensorflow.python.util import nest
    nest.yield_flattened_paths = nest.yield_flat_paths
else:
    from minigraph.contrib.framework import nest
def plain(s):
    return repr(s)
"""
ask(
    "public",
    """tf.nest.flatten({'b': 1, 'a': [2, 3]})
    tf.nest.flatten(O)
    tf.nest.flatten(None)
    tf.nest.flatten([])
    tf.nest.flatten([[], {}, ()])
    tf.nest.flatten('abc')
    tf.nest.flatten(b'abc')
    plain(tf.nest.flatten({1, 2}))
    tf.nest.flatten(np.ones(2))
    tf.nest.flatten(range(3))
    tf.nest.flatten(deque([1, [2]]))
    ! tf.nest.flatten({'a': 1, 2: 3})
    tf.nest.flatten(P(1, (2, 3)))
    tf.nest.flatten({'a': 1}.values())
    tf.nest.flatten({'a': 1}.items())
    tf.nest.flatten(defaultdict(int, b=1, a=2))
    [tf.nest.is_nested(s) for s in (P(1, 2), {}, 'a', {1}, np.ones(2), range(2), {}.values(), None)]
    plain(tf.nest.pack_sequence_as({'b': 1, 'a': [2, 3]}, [10, 20, 30]))
    plain(tf.nest.pack_sequence_as(O, (5, 6)))
    plain(tf.nest.pack_sequence_as(P(1, [2]), (5, 6)))
    plain(tf.nest.pack_sequence_as(defaultdict(int, b=1, a=2), (5, 6)))
    tf.nest.pack_sequence_as(1, [5])
    tf.nest.pack_sequence_as([1, ()], [5])
    ! tf.nest.pack_sequence_as(1, [5, 6])
    ! tf.nest.pack_sequence_as([1, 2], [5])
    ! tf.nest.pack_sequence_as([1, 2], 5)
    ! tf.nest.pack_sequence_as([1, 2], 'ab')
    tf.nest.map_structure(lambda a, b: a + b, {'a': [1, 2]}, {'a': [10, 20]})
    ! tf.nest.map_structure(lambda a, b: a + b, [1, 2], (10, 20))
    tf.nest.map_structure(lambda a, b: a + b, [1, 2], (10, 20), check_types=False)
    ! tf.nest.map_structure(lambda a, b: a + b, [1, 2], [3])
    ! tf.nest.map_structure(lambda a: a)
    ! tf.nest.map_structure(3, [1])
    ! tf.nest.map_structure(lambda a: a, [1], foo=1)
    tf.nest.map_structure(lambda a: [a], (1, 'b'))
    tf.nest.assert_same_structure([1, (2, 3)], [4, (5, 6)])
    ! tf.nest.assert_same_structure([1, (2, 3)], [4, [5, 6]])
    tf.nest.assert_same_structure([1, (2, 3)], [4, [5, 6]], check_types=False)
    ! tf.nest.assert_same_structure([1, 2], [4])
    ! tf.nest.assert_same_structure(1, [4])
    ! tf.nest.assert_same_structure([[1]], [1])
    ! tf.nest.assert_same_structure([[1, 2], 3], [[1], 2, 3])
    ! tf.nest.assert_same_structure(P(1, 2), Q(1, 2))
    tf.nest.assert_same_structure(P(1, 2), P2(1, 2))
    ! tf.nest.assert_same_structure(P(1, 2), (1, 2))
    tf.nest.assert_same_structure(P(1, 2), (1, 2), check_types=False)
    ! tf.nest.assert_same_structure({'a': 1}, {'b': 1})
    tf.nest.assert_same_structure({'a': 1}, OrderedDict(a=1))
    tf.nest.assert_same_structure([], [])
    ! tf.nest.assert_same_structure({'a': 1}, [1])
    tf.nest.assert_same_structure({'a': 1}, [1], check_types=False)
    tf.nest.assert_same_structure('a', 1)""",
    setup=SETUP,
)
ask(
    "contrib",
    """[nest.is_namedtuple(s) for s in (P(1, 2), (1, 2), 3)]
    nest.list_to_tuple([1, [2, {'a': [3]}]])
    nest.flatten_dict_items({(4, 5, (6, 8)): ('a', 'b', ('c', 'd'))})
    nest.flatten_dict_items({1: 2, (3,): [4]})
    ! nest.flatten_dict_items({(1, 2): (3,)})
    ! nest.flatten_dict_items([1])
    ! nest.flatten_dict_items({(1, 1): (3, 3)})
    nest.assert_shallow_structure([1, 2], [[3], (4,)])
    ! nest.assert_shallow_structure([1, 2], (3, 4))
    nest.assert_shallow_structure([1, 2], (3, 4), check_types=False)
    ! nest.assert_shallow_structure([1, 2], [3])
    ! nest.assert_shallow_structure([1, [2]], [3, 4])
    ! nest.assert_shallow_structure([1, 2], 3)
    ! nest.assert_shallow_structure({'a': 1}, {'b': 1})
    nest.flatten_up_to([1, [2]], [[3, 4], [{'a': 5}]])
    nest.flatten_up_to(1, [2, 3])
    nest.flatten_up_to({'a': 1, 'b': 2}, {'b': 4, 'a': [3]})
    nest.map_structure_up_to([1, 2], lambda a, b: (a, b), [[1], 2], [3, [4]])
    ! nest.map_structure_up_to([1, 2], lambda a: a)
    nest.flatten_with_joined_string_paths({'a': [1, 2], 'b': (3,)})
    nest.flatten_with_joined_string_paths({'a': [1, 2], 'b': P(3, 4)}, '.')
    nest.flatten_with_joined_string_paths(3)
    nest.flatten_with_tuple_paths({'a': [1, 2], 'b': P(3, 4)})
    list(nest.yield_flattened_paths({'a': [1, 2], 'b': P(3, 4)}))
    nest.map_structure_with_paths(lambda p, a: (p, a), {'a': [1, 2]})
    nest.map_structure_with_paths(lambda p, a, b: (p, a, b), {'a': [1, 2]}, {'a': [3, 4]})
    nest.map_structure_with_tuple_paths(lambda p, a: (p, a), {'a': [1, 2]})
    ! nest.map_structure_with_paths(lambda p, a, b: (p, a, b), [1], [1, 2])
    nest.get_traverse_shallow_structure(lambda s: isinstance(s, list), [1, [2], (3,)])
    nest.get_traverse_shallow_structure(lambda s: len(s) > 1 and [True, False], [[1], [2]])
    ! nest.get_traverse_shallow_structure(lambda s: 3, [[1], [2]])
    ! nest.get_traverse_shallow_structure(lambda s: [[True], False], [[1], [2]])""",
    setup=SETUP,
)


@script
def of_tensors(tf, np):
    sparse = tf.SparseTensor([[0, 1]], [2.0], [2, 2])
    rows = tf.IndexedSlices(tf.ones([1, 2]), tf.constant([1]), tf.constant([3, 2]))
    bare = tf.IndexedSlices(tf.ones([1, 2]), tf.constant([1]))
    structure = {"b": [sparse, tf.constant(1)], "a": (rows, bare)}
    flat = tf.nest.flatten(structure)
    yield [flat[0] is rows, flat[1] is bare, flat[2] is sparse, flat[3]]
    yield tf.nest.flatten(structure, expand_composites=True)
    again = tf.nest.map_structure(tf.identity, structure, expand_composites=True)
    yield [type(s).__name__ for s in tf.nest.flatten(again)[:3]]
    yield tf.nest.flatten(again, expand_composites=True)
    yield tf.nest.map_structure(lambda t: tf.identity(t, name="same"), [tf.constant(2), (flat[3],)])
    yield error(tf, lambda: tf.nest.assert_same_structure(sparse, rows, expand_composites=True))
    yield tf.nest.assert_same_structure(sparse, rows)
