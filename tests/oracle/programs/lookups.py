"""Tables: filled by tensors and by files, vocabularies with buckets, tables that runs fill."""

from __future__ import annotations

import os
import tempfile
from importlib import import_module
from typing import Any

from tests.oracle.cases import EXACT, Family
from tests.oracle.inputs import feed

FAMILY = Family("lookups", EXACT)
wrong = FAMILY.wrong
script = FAMILY.script


def old(tf: Any) -> Any:
    """tf.contrib.lookup; what is left of it in later TensorFlows."""
    if hasattr(tf, "contrib"):
        return tf.contrib.lookup
    return import_module("tensorflow.python.ops.lookup_ops")


def strings(tf: Any, *values: str) -> Any:
    return tf.constant(list(values))


def words(tf: Any) -> Any:
    return tf.lookup.KeyValueTensorInitializer(["a", "b", "c"], [1, 2, 3])


def shown(tf: Any, *tensors: Any) -> Any:
    """Names, types and shapes; the nodes; what a look-up says before and after the tables are."""
    session = tf.Session()
    for tensor in tensors:
        yield tensor.name, tensor.dtype, tensor.shape
    nodes = tf.get_default_graph().get_operations()
    yield [(n.name, n.type, [t.name for t in n.inputs]) for n in nodes]
    yield [n.name for n in tf.get_collection(tf.GraphKeys.TABLE_INITIALIZERS)]
    try:
        session.run(tensors)
        yield "runs"
    except tf.errors.FailedPreconditionError:
        yield "not filled"
    session.run(tf.tables_initializer())
    yield session.run(tensors)
    session.run(tf.tables_initializer())
    yield session.run(tensors)


@script
def hash_table(tf: Any, np: Any) -> Any:
    table = tf.lookup.StaticHashTable(words(tf), -1)
    yield table.name, table.key_dtype, table.value_dtype, table.default_value.name
    yield from shown(tf, table.lookup(strings(tf, "c", "x")), table.size())


@script
def hash_table_named(tf: Any, np: Any) -> Any:
    fill = tf.lookup.KeyValueTensorInitializer(
        tf.constant([5, 7], tf.int64), tf.constant([0.5, 1.5]), name="fill"
    )
    table = tf.lookup.StaticHashTable(fill, -1.0, name="table")
    keys = tf.constant([[5, 6], [7, 7]], tf.int64)
    yield from shown(tf, table.lookup(keys, name="here"), table[keys[0]], table.size(name="n"))


@script
def hash_table_to_strings(tf: Any, np: Any) -> Any:
    fill = tf.lookup.KeyValueTensorInitializer([1, 2], ["one", "two"])
    table = tf.lookup.StaticHashTable(fill, "?")
    yield from shown(tf, table.lookup(tf.constant(2)), table.lookup(tf.constant([3])))


@script
def hash_table_sparse(tf: Any, np: Any) -> Any:
    table = tf.lookup.StaticHashTable(words(tf), -1)
    found = table.lookup(tf.SparseTensor([[0, 1], [1, 0]], ["b", "z"], [2, 2]))
    yield from shown(tf, found.values, found.indices)


@script
def export(tf: Any, np: Any) -> Any:
    table = tf.lookup.StaticHashTable(words(tf), -1)
    keys, values = table.export()
    yield keys.name, keys.dtype, values.dtype
    session = tf.Session()
    try:
        session.run(keys)
    except tf.errors.AbortedError:
        yield "not filled"
    session.run(table.initializer if hasattr(table, "initializer") else table.init)
    yield sorted(zip(*[a.tolist() for a in session.run([keys, values])], strict=True))


@script
def sessions_apart(tf: Any, np: Any) -> Any:
    table = tf.lookup.StaticHashTable(words(tf), -1)
    size = table.size()
    first, second = tf.Session(), tf.Session()
    first.run(tf.tables_initializer())
    yield first.run(size), second.run(size)


@script
def files(tf: Any, np: Any) -> Any:
    index = tf.lookup.TextFileIndex
    with tempfile.TemporaryDirectory() as folder:
        path, pairs = os.path.join(folder, "lines"), os.path.join(folder, "pairs")
        with open(path, "w") as file:
            file.write("emerson\nlake\npalmer\n")
        with open(pairs, "w") as file:
            file.write("a\t1\tx\nb\t2\ty\n")
        whole, line = index.WHOLE_LINE, index.LINE_NUMBER
        fill = tf.lookup.TextFileInitializer(path, tf.string, whole, tf.int64, line)
        ids = tf.lookup.StaticHashTable(fill, -1).lookup(strings(tf, "lake", "x"))
        fill = tf.lookup.TextFileInitializer(path, tf.int64, line, tf.string, whole, vocab_size=2)
        names = tf.lookup.StaticHashTable(fill, "?").lookup(tf.constant([0, 2], tf.int64))
        fill = tf.lookup.TextFileInitializer(pairs, tf.string, 0, tf.int64, 1, name="fill")
        numbers = tf.lookup.StaticHashTable(fill, -1).lookup(strings(tf, "b", "x"))
        fill = tf.lookup.TextFileInitializer(pairs, tf.string, 2, tf.string, 0)
        back = tf.lookup.StaticHashTable(fill, "").lookup(strings(tf, "y"))
        yield from shown(tf, ids, names, numbers, back)
        table = old(tf).index_table_from_file(path, num_oov_buckets=2)
        other = old(tf).index_to_string_table_from_file(path, default_value="?")
        numbers = table.lookup(strings(tf, "palmer", "q"))
        yield from shown(tf, numbers, other.lookup(numbers))


@script
def vocabulary(tf: Any, np: Any) -> Any:
    numbers = tf.constant([0, 1], tf.int64)
    fill = tf.lookup.KeyValueTensorInitializer(["a", "b"], numbers)
    table = tf.lookup.StaticVocabularyTable(fill, 3)
    yield from shown(tf, table.lookup(strings(tf, "a", "y", "z")), table.size())


@script
def buckets_alone(tf: Any, np: Any) -> Any:
    table = tf.lookup.StaticVocabularyTable(None, 3)
    yield from shown(tf, table.lookup(strings(tf, "a", "y", "z")), table.size())


@script
def index_table(tf: Any, np: Any) -> Any:
    table = old(tf).index_table_from_tensor(tf.constant(["a", "b", "c"]))
    yield from shown(tf, table.lookup(strings(tf, "b", "z")), table.size())


@script
def index_table_with_buckets(tf: Any, np: Any) -> Any:
    table = old(tf).index_table_from_tensor(["a", "b"], num_oov_buckets=2, name="here")
    yield from shown(tf, table.lookup(strings(tf, "b", "z", "y")), table.size())


@script
def index_table_strong(tf: Any, np: Any) -> Any:
    spec = old(tf).StrongHashSpec((1, 2))
    table = old(tf).index_table_from_tensor(["a"], num_oov_buckets=50, hasher_spec=spec)
    yield from shown(tf, table.lookup(strings(tf, "b", "z", "y")))


@script
def index_table_of_ints(tf: Any, np: Any) -> Any:
    table = old(tf).index_table_from_tensor([5, 7], num_oov_buckets=3, dtype=tf.int64)
    yield from shown(tf, table.lookup(tf.constant([7, 8], tf.int64)))
    table = old(tf).index_table_from_tensor([5, 7], default_value=-7, dtype=tf.int64)
    yield from shown(tf, table.lookup(tf.constant([7, 8], tf.int64)))


@script
def index_to_string(tf: Any, np: Any) -> Any:
    table = old(tf).index_to_string_table_from_tensor(["a", "b"])
    yield from shown(tf, table.lookup(tf.constant([1, 5], tf.int64)))


@script
def mutable(tf: Any, np: Any) -> Any:
    table = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, -1)
    found, size = table.lookup(strings(tf, "a", "b")), table.size()
    yield found.name, found.dtype, found.shape, size.name
    session = tf.Session()
    yield session.run([found, size])
    keys, values = tf.placeholder(tf.string, [None]), tf.placeholder(tf.int64, [None])
    insert = table.insert(keys, values)
    yield insert.name, insert.type, session.run(insert, {keys: ["a", "c"], values: [1, 3]})
    yield session.run([found, size])
    session.run(insert, {keys: ["a", "b"], values: [10, 20]})
    yield session.run([found, size])
    session.run(table.remove(strings(tf, "a", "nothing")))
    yield session.run([found, size])
    left = session.run(table.export())
    yield sorted(zip(*[a.tolist() for a in left], strict=True))


@script
def mutable_rows(tf: Any, np: Any) -> Any:
    table = tf.lookup.experimental.MutableHashTable(tf.int64, tf.float32, [0.0, -1.0])
    keys = tf.constant([1, 2], tf.int64)
    session = tf.Session()
    session.run(table.insert(keys, [[1.0, 2.0], [3.0, 4.0]]))
    found = table.lookup(tf.constant([[2], [5]], tf.int64))
    yield found.shape, session.run(found)


def fails(name: str, build: Any) -> None:
    """A program whose tables cannot be filled."""

    def program(tf: Any) -> Any:
        build(tf)
        return tf.tables_initializer()

    wrong(name, program)


def filled(tf: Any, keys: Any, values: Any) -> Any:
    return tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(keys, values), -1)


fails("a key twice", lambda tf: filled(tf, ["a", "a"], [1, 2]))
fails("lengths", lambda tf: filled(tf, ["a", "b"], [1, 2, 3]))
fails("default", lambda tf: filled(tf, ["a"], ["b"]))
fails(
    "no file",
    lambda tf: old(tf).index_table_from_file("there/is/no/such/file"),
)
wrong("key type", lambda tf: filled(tf, ["a"], [1]).lookup(tf.constant([1])))
wrong("not filled", lambda tf: filled(tf, ["a"], [1]).lookup(feed(tf, "k", ["a"], "string")))
wrong("no buckets", lambda tf: tf.lookup.StaticVocabularyTable(words(tf), 0).size())
wrong("value type", lambda tf: tf.lookup.StaticVocabularyTable(words(tf), 1).size())
wrong(
    "line number type",
    lambda tf: tf.lookup.TextFileInitializer("f", tf.string, -2, tf.int32, -1).key_dtype,
)
wrong(
    "whole line type",
    lambda tf: tf.lookup.TextFileInitializer("f", tf.float32, -2, tf.int64, -1).key_dtype,
)
wrong("no mapping", lambda tf: old(tf).index_table_from_tensor(None))
wrong("strong key", lambda tf: old(tf).StrongHashSpec((1,)))
