"""Vocabularies: words to their numbers, buckets for words that are not in them, and back."""

from __future__ import annotations

from typing import Any, NamedTuple

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.lookup.initializers import (
    KeyValueTensorInitializer,
    TextFileIdTableInitializer,
    TextFileStringTableInitializer,
)
from minigraph.lookup.tables import HashTable, LookupInterface, StaticHashTable
from minigraph.ops import sequences
from minigraph.ops.arithmetic import add
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where_v2
from minigraph.ops.compare import not_equal
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import size
from minigraph.text.hashing import string_to_hash_bucket_fast, string_to_hash_bucket_strong
from minigraph.text.numbers import as_string

__all__ = [
    "FastHashSpec",
    "HasherSpec",
    "IdTableWithHashBuckets",
    "StaticVocabularyTable",
    "StrongHashSpec",
    "index_table_from_file",
    "index_table_from_tensor",
    "index_to_string_table_from_file",
    "index_to_string_table_from_tensor",
]


class HasherSpec(NamedTuple):
    """How words that are not in a vocabulary are hashed: "fasthash", or "stronghash" with a key.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.lookup.FastHashSpec
        HasherSpec(hasher='fasthash', key=None)
    """

    hasher: str
    key: Any


FastHashSpec = HasherSpec("fasthash", None)


def StrongHashSpec(key: Any) -> HasherSpec:
    """SipHash with a key of two numbers.

    Args:
        key: two integers.

    Raises:
        ValueError: they are not two.

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.lookup.StrongHashSpec([1, 2])
        HasherSpec(hasher='stronghash', key=[1, 2])
    """
    if len(key) != 2:
        raise ValueError(f"key must have two numbers, not {key!r}.")
    return HasherSpec("stronghash", list(key))


class IdTableWithHashBuckets(LookupInterface):
    """A table of numbers, and buckets behind them for words that it does not have.

    Args:
        table: a table with int64 values, or None for buckets alone.
        num_oov_buckets: how many buckets there are; 0: such words have the table's default.
        hasher_spec: how words find their bucket.
        name: of the scope of look-ups.
        key_dtype: the type of the words; default: the table's.

    Raises:
        ValueError: neither a table nor buckets.
        TypeError: keys that are neither strings nor integers, or values that are not int64.

    Example:
        >>> import minigraph as tf
        >>> table = tf.contrib.lookup.IdTableWithHashBuckets(None, 10)
        >>> tf.Session().run(table.lookup(tf.constant(["hello"]))).tolist()
        [6]
    """

    def __init__(
        self,
        table: Any,
        num_oov_buckets: int,
        hasher_spec: HasherSpec = FastHashSpec,
        name: str | None = None,
        key_dtype: Any = None,
    ):
        if key_dtype is None:
            key_dtype = dtypes.string if table is None else table.key_dtype
        super().__init__(key_dtype, dtypes.int64)
        if not (self._key_dtype.is_integer or self._key_dtype is dtypes.string):
            raise TypeError(f"key_dtype must be integer or string, not {self._key_dtype.name}.")
        if table is not None and table.value_dtype is not dtypes.int64:
            raise TypeError(f"The table's values must be int64, not {table.value_dtype.name}.")
        if table is None and num_oov_buckets <= 0:
            raise ValueError("oov_buckets must be > 0 if no table is supplied")
        self._table, self._buckets, self._spec = table, num_oov_buckets, hasher_spec
        self._name = name.split("/")[-1] if name else None

    @property
    def name(self) -> str:
        """Of the table within, or "hash_bucket"."""
        return self._name or ("hash_bucket" if self._table is None else self._table.name)

    @property
    def initializer(self) -> Operation | None:
        """The operation that fills the table within; None if there is none."""
        return None if self._table is None else self._table.initializer

    init = initializer

    @property
    def resource_handle(self) -> Tensor | None:
        """The tensor of the table within; None if there is none."""
        return None if self._table is None else self._table.resource_handle

    def size(self, name: str | None = None) -> Tensor:
        """How many numbers there are, with the buckets: int64."""
        with name_scope(name, f"{self.name}_Size"):
            own = convert(0, dtypes.int64) if self._table is None else self._table.size()
            total: Tensor = own + self._buckets
            return total

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The numbers of words: a Tensor, or a SparseTensor for a SparseTensor of words."""
        sparse = isinstance(keys, SparseTensor)
        words = keys.values if sparse else convert(keys)
        if words.dtype.base_dtype is not self._key_dtype:
            raise TypeError(
                f"Dtype of argument `keys` must be {self._key_dtype!r}, received: {words.dtype!r}"
            )
        if self._table is not None and self._key_dtype is not self._table.key_dtype:
            words = cast(words, self._table.key_dtype)
        if not self._buckets:
            numbers = self._table.lookup(words, name)
        else:
            with name_scope(name, f"{self.name}_Lookup"):
                numbers = self._bucketed(words)
        return SparseTensor(keys.indices, numbers, keys.dense_shape) if sparse else numbers

    def _bucketed(self, words: Tensor) -> Tensor:
        text = as_string(words) if words.dtype.base_dtype.is_integer else words
        if self._spec.hasher == "stronghash":
            bucket = string_to_hash_bucket_strong(
                text, self._buckets, self._spec.key, name="hash_bucket"
            )
        else:
            bucket = string_to_hash_bucket_fast(text, self._buckets, name="hash_bucket")
        if self._table is None:
            return bucket
        numbers = self._table.lookup(words)
        behind = add(bucket, self._table.size(), name="Add")
        known = not_equal(numbers, self._table.default_value)
        return where_v2(known, numbers, behind)

    def __getitem__(self, keys: Any) -> Any:
        return self.lookup(keys)


class StaticVocabularyTable(IdTableWithHashBuckets):
    """A vocabulary: words to numbers, and buckets behind them for all other words.

    Args:
        initializer: gives words their numbers, or None for buckets alone.
        num_oov_buckets: how many buckets there are.
        lookup_key_dtype: the type of the words that are looked up; default: the initializer's.
        name: of the scope of look-ups.
        experimental_is_anonymous: accepted as in TensorFlow.

    Raises:
        ValueError: there is no bucket.
        TypeError: the numbers are not int64.

    Example:
        >>> import minigraph as tf
        >>> fill = tf.lookup.KeyValueTensorInitializer(["a", "b"], tf.constant([0, 1], tf.int64))
        >>> table = tf.lookup.StaticVocabularyTable(fill, num_oov_buckets=1)
        >>> with tf.Session() as sess:
        ...     sess.run(tf.tables_initializer())
        ...     sess.run(table.lookup(tf.constant(["b", "z"]))).tolist()
        [1, 2]
    """

    def __init__(
        self,
        initializer: Any,
        num_oov_buckets: int,
        lookup_key_dtype: Any = None,
        name: str | None = None,
        experimental_is_anonymous: bool = False,
    ):
        if num_oov_buckets <= 0:
            raise ValueError(f"num_oov_buckets must be > 0, not {num_oov_buckets}.")
        table = None
        if initializer is not None:
            if initializer.value_dtype is not dtypes.int64:
                raise TypeError(
                    f"The values of a vocabulary must be int64, not {initializer.value_dtype.name}."
                )
            table = StaticHashTable(initializer, -1)
        super().__init__(table, num_oov_buckets, FastHashSpec, name, lookup_key_dtype)


def _numbered(words: Any) -> Tensor:
    """0, 1, 2, ... for words, int64."""
    numbers: Tensor = cast(sequences.range(size(words)), dtypes.int64)
    return numbers


def _with_buckets(table: HashTable, buckets: int, spec: HasherSpec, key_dtype: DType) -> Any:
    if not buckets:
        return table
    return IdTableWithHashBuckets(table, buckets, spec, key_dtype=key_dtype)


def index_table_from_tensor(
    mapping: Any,
    num_oov_buckets: int = 0,
    default_value: int = -1,
    hasher_spec: HasherSpec = FastHashSpec,
    dtype: Any = dtypes.string,
    name: str | None = None,
) -> Any:
    """A table from words to their places in a vector.

    Args:
        mapping: the words, a vector of strings or integers.
        num_oov_buckets: buckets behind them for other words.
        default_value: the number of other words, where there are no buckets.
        hasher_spec: how other words find their bucket.
        dtype: the type of the words that are looked up.
        name: of the scope.

    Returns:
        A table; run `tf.tables_initializer()` before its look-ups.

    Raises:
        ValueError: no words, or a negative number of buckets.

    Example:
        >>> import minigraph as tf
        >>> table = tf.contrib.lookup.index_table_from_tensor(["emerson", "lake"], 1)
        >>> with tf.Session() as sess:
        ...     sess.run(tf.tables_initializer())
        ...     sess.run(table.lookup(tf.constant(["lake", "young"]))).tolist()
        [1, 2]
    """
    if mapping is None:
        raise ValueError("mapping must be specified.")
    _check_buckets(num_oov_buckets)
    wanted = as_dtype(dtype)
    if not (wanted.is_integer or wanted is dtypes.string):
        raise TypeError(f"Only integer and string keys are supported, not {wanted.name}.")
    with name_scope(name, "string_to_index"):
        words = convert(mapping)
        if words.dtype.is_integer is not wanted.is_integer:
            raise ValueError(f"Expected {wanted.name}, got {words.dtype.name}.")
        numbers = _numbered(words)
        with name_scope("hash_table"):
            keys = cast(words, dtypes.int64) if words.dtype.is_integer else words
            fill = KeyValueTensorInitializer(keys, numbers, name="table_init")
            table = HashTable(fill, default_value)
        return _with_buckets(table, num_oov_buckets, hasher_spec, wanted)


def _check_buckets(number: int) -> None:
    if number < 0:
        raise ValueError(f"num_oov_buckets must be greater or equal than 0, got {number}.")


def index_table_from_file(
    vocabulary_file: Any = None,
    num_oov_buckets: int = 0,
    vocab_size: int | None = None,
    default_value: int = -1,
    hasher_spec: HasherSpec = FastHashSpec,
    key_dtype: Any = dtypes.string,
    name: str | None = None,
) -> Any:
    r"""A table from the lines of a file to their numbers.

    Args:
        vocabulary_file: its path; a word in each line.
        num_oov_buckets: buckets behind them for other words.
        vocab_size: how many lines; default: all.
        default_value: the number of other words, where there are no buckets.
        hasher_spec: how other words find their bucket.
        key_dtype: the type of the words that are looked up.
        name: of the scope.

    Returns:
        A table; run `tf.tables_initializer()` before its look-ups.

    Raises:
        ValueError: no file is named, or a negative number of buckets.

    Example:
        >>> import minigraph as tf, os, tempfile
        >>> path = os.path.join(tempfile.mkdtemp(), "words.txt")
        >>> with open(path, "w") as file:
        ...     _ = file.write("emerson\nlake\npalmer\n")
        >>> table = tf.contrib.lookup.index_table_from_file(path)
        >>> with tf.Session() as sess:
        ...     sess.run(tf.tables_initializer())
        ...     sess.run(table.lookup(tf.constant("palmer")))
        np.int64(2)
    """
    if vocabulary_file is None or (isinstance(vocabulary_file, str) and not vocabulary_file):
        raise ValueError("vocabulary_file must be specified and must not be empty.")
    _check_buckets(num_oov_buckets)
    wanted = as_dtype(key_dtype)
    with name_scope(name, "string_to_index"), name_scope("hash_table"):
        fill = TextFileIdTableInitializer(
            vocabulary_file,
            vocab_size=vocab_size,
            name="table_init",
            key_dtype=dtypes.int64 if wanted.is_integer else dtypes.string,
        )
        table = HashTable(fill, default_value)
    return _with_buckets(table, num_oov_buckets, hasher_spec, wanted)


def index_to_string_table_from_tensor(
    mapping: Any, default_value: Any = "UNK", name: str | None = None
) -> HashTable:
    """A table from places in a vector of words to the words.

    Args:
        mapping: the words, a vector of strings.
        default_value: the word of all other numbers.
        name: of the scope.

    Returns:
        A table; run `tf.tables_initializer()` before its look-ups.

    Raises:
        ValueError: no words.

    Example:
        >>> import minigraph as tf
        >>> table = tf.contrib.lookup.index_to_string_table_from_tensor(["emerson", "lake"])
        >>> with tf.Session() as sess:
        ...     sess.run(tf.tables_initializer())
        ...     sess.run(table.lookup(tf.constant([1, 5], tf.int64))).tolist()
        [b'lake', b'UNK']
    """
    if mapping is None:
        raise ValueError("mapping must be specified.")
    with name_scope(name, "index_to_string"):
        words = convert(mapping, dtypes.string)
        fill = KeyValueTensorInitializer(_numbered(words), words, name="table_init")
        return HashTable(fill, default_value)


def index_to_string_table_from_file(
    vocabulary_file: Any,
    vocab_size: int | None = None,
    default_value: Any = "UNK",
    name: str | None = None,
) -> HashTable:
    r"""A table from line numbers of a file to its lines.

    Args:
        vocabulary_file: its path; a word in each line.
        vocab_size: how many lines; default: all.
        default_value: the word of all other numbers.
        name: of the scope.

    Returns:
        A table; run `tf.tables_initializer()` before its look-ups.

    Raises:
        ValueError: no file is named.

    Example:
        >>> import minigraph as tf, os, tempfile
        >>> path = os.path.join(tempfile.mkdtemp(), "words.txt")
        >>> with open(path, "w") as file:
        ...     _ = file.write("emerson\nlake\npalmer\n")
        >>> table = tf.contrib.lookup.index_to_string_table_from_file(path)
        >>> with tf.Session() as sess:
        ...     sess.run(tf.tables_initializer())
        ...     sess.run(table.lookup(tf.constant(2, tf.int64)))
        b'palmer'
    """
    if not vocabulary_file:
        raise ValueError("vocabulary_file must be specified and must not be empty.")
    with name_scope(name, "index_to_string"):
        fill = TextFileStringTableInitializer(
            vocabulary_file, vocab_size=vocab_size, name="table_init"
        )
        return HashTable(fill, default_value)
