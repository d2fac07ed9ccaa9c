"""Tables: HashTable, which its initializer fills, and MutableHashTable, which runs fill."""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.graph import default_graph
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.lookup import table_ops
from minigraph.ops.flow import group, no_op
from minigraph.ops.naming import name_scope

__all__ = [
    "HashTable",
    "LookupInterface",
    "MutableHashTable",
    "StaticHashTable",
    "initialize_all_tables",
    "tables_initializer",
]


class LookupInterface:
    """What all tables have: types, a name, a size and a look-up."""

    def __init__(self, key_dtype: Any, value_dtype: Any):
        self._key_dtype = as_dtype(key_dtype).base_dtype
        self._value_dtype = as_dtype(value_dtype).base_dtype

    @property
    def key_dtype(self) -> DType:
        """The type of the keys."""
        return self._key_dtype

    @property
    def value_dtype(self) -> DType:
        """The type of the values."""
        return self._value_dtype


class _Table(LookupInterface):
    """A table with a node of its own."""

    _fills_itself = False

    def __init__(self, key_dtype: Any, value_dtype: Any, default_value: Any):
        super().__init__(key_dtype, value_dtype)
        self._default_value = convert(default_value, self._value_dtype)
        self._handle: Any = None

    def _scope(self, what: str, name: str | None, values: list[Any]) -> Any:
        return name_scope(name, f"{self.name}_{what}", [self._handle, *values])

    @property
    def name(self) -> str:
        """Of the table, without its scopes."""
        return str(self._handle.op.name.rpartition("/")[2])

    @property
    def resource_handle(self) -> Tensor:
        """The tensor that stands for the table."""
        return self._handle  # type: ignore[no-any-return]

    @property
    def default_value(self) -> Tensor:
        """What a look-up gives for a key that is not there."""
        return self._default_value

    def _checked(self, keys: Any) -> tuple[Any, Any]:
        """The keys as a tensor, and what makes the result of it."""
        given = keys
        if isinstance(keys, SparseTensor):
            given = keys.values
        tensor = given if hasattr(given, "dtype") else convert(given)
        if as_dtype(tensor.dtype).base_dtype is not self._key_dtype:
            raise TypeError(
                f"Dtype of argument `keys` must be {self._key_dtype!r}, "
                f"received: {as_dtype(tensor.dtype).base_dtype!r}"
            )
        if isinstance(keys, SparseTensor):
            return tensor, lambda t: SparseTensor(keys.indices, t, keys.dense_shape)
        return tensor, lambda t: t

    def _found(self, keys: Any) -> Tensor:
        result: Tensor = table_ops.find(
            self._handle, keys, self._default_value, fills_itself=self._fills_itself
        )
        return result

    def _pairs(self) -> tuple[Tensor, Tensor]:
        keys, values = table_ops.export_table(
            self._handle,
            Tkeys=self._key_dtype,
            Tvalues=self._value_dtype,
            fills_itself=self._fills_itself,
        )
        return keys, values


class StaticHashTable(_Table):
    """A table that its initializer fills, and nothing changes.

    Args:
        initializer: such as `tf.lookup.KeyValueTensorInitializer`; `tf.tables_initializer()` runs
            it with those of all other tables.
        default_value: what a look-up gives for a key that is not there.
        name: of the node.
        experimental_is_anonymous: accepted as in TensorFlow.

    Raises:
        TypeError: `default_value` has another type than the values.

    Example:
        >>> import minigraph as tf
        >>> fill = tf.lookup.KeyValueTensorInitializer([10, 20], ["ten", "twenty"])
        >>> table = tf.lookup.StaticHashTable(fill, "?")
        >>> with tf.Session() as sess:
        ...     sess.run(tf.tables_initializer())
        ...     sess.run(table.lookup(tf.constant([20, 30]))).tolist()
        [b'twenty', b'?']
    """

    def __init__(
        self,
        initializer: Any,
        default_value: Any,
        name: str | None = None,
        experimental_is_anonymous: bool = False,
    ):
        if hasattr(initializer, "prepare"):
            initializer.prepare()
        super().__init__(initializer.key_dtype, initializer.value_dtype, default_value)
        self._handle = table_ops.hash_table(
            key_dtype=self._key_dtype, value_dtype=self._value_dtype, name=name or "hash_table"
        )
        self._initializer_op = initializer.initialize(self)

    @property
    def initializer(self) -> Operation:
        """The operation that fills it."""
        return self._initializer_op  # type: ignore[no-any-return]

    init = initializer

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The values of keys: a Tensor, or a SparseTensor for a SparseTensor of keys."""
        tensor, finish = self._checked(keys)
        with self._scope("Lookup", name, [tensor]):
            return finish(self._found(tensor))

    def __getitem__(self, keys: Any) -> Any:
        return self.lookup(keys)

    def size(self, name: str | None = None) -> Tensor:
        """How many pairs there are, int64."""
        with self._scope("Size", name, []):
            result: Tensor = table_ops.size_of_table(self._handle)
            return result

    def export(self, name: str | None = None) -> tuple[Tensor, Tensor]:
        """All keys, and all values in their order."""
        with self._scope("Export", name, []):
            return self._pairs()


class HashTable(StaticHashTable):
    """`tf.lookup.StaticHashTable` by its name in `tf.contrib.lookup`.

    Args:
        initializer, default_value, name: as there.
        shared_name: accepted as in TF1.

    Example:
        >>> import minigraph as tf
        >>> lookup = tf.contrib.lookup
        >>> table = lookup.HashTable(lookup.KeyValueTensorInitializer(["a"], [1]), -1)
        >>> with tf.Session() as sess:
        ...     table.init.run()
        ...     table.lookup(tf.constant("a")).eval()
        np.int32(1)
    """

    def __init__(
        self,
        initializer: Any,
        default_value: Any,
        shared_name: str | None = None,
        name: str | None = None,
    ):
        super().__init__(initializer, default_value, name)


class MutableHashTable(_Table):
    """A table that is empty at first; runs insert pairs and remove them.

    Args:
        key_dtype, value_dtype: the types.
        default_value: what a look-up gives for a key that is not there; its shape is that of all
            values.
        name: of the node.
        checkpoint, experimental_is_anonymous: accepted as in TensorFlow.

    Example:
        >>> import minigraph as tf
        >>> table = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, -1)
        >>> with tf.Session() as sess:
        ...     sess.run(table.insert(tf.constant(["a"]), tf.constant([7], tf.int64)))
        ...     sess.run(table.lookup(tf.constant(["a", "b"]))).tolist()
        [7, -1]
    """

    _fills_itself = True

    def __init__(
        self,
        key_dtype: Any,
        value_dtype: Any,
        default_value: Any,
        name: str = "MutableHashTable",
        checkpoint: bool = True,
        experimental_is_anonymous: bool = False,
    ):
        super().__init__(key_dtype, value_dtype, default_value)
        self._handle = table_ops.mutable_hash_table(
            key_dtype=self._key_dtype, value_dtype=self._value_dtype, name=name
        )

    def lookup(self, keys: Any, dynamic_default_values: Any = None, name: str | None = None) -> Any:
        """The values of keys: a Tensor, or a SparseTensor for a SparseTensor of keys."""
        tensor, finish = self._checked(keys)
        with self._scope("lookup_table_find", name, [tensor]):
            return finish(self._found(tensor))

    def __getitem__(self, keys: Any) -> Any:
        return self.lookup(keys)

    def insert(self, keys: Any, values: Any, name: str | None = None) -> Operation:
        """The operation that inserts pairs, or gives keys that are there other values."""
        keys, _ = self._checked(keys)
        with self._scope("lookup_table_insert", name, [keys, values]):
            values = convert(values, self._value_dtype)
            node: Operation = table_ops.insert(self._handle, keys, values).op
            return node

    def remove(self, keys: Any, name: str | None = None) -> Operation:
        """The operation that removes keys; those that are not there are ignored."""
        keys, _ = self._checked(keys)
        with self._scope("lookup_table_remove", name, [keys]):
            node: Operation = table_ops.remove(self._handle, keys).op
            return node

    def size(self, name: str | None = None) -> Tensor:
        """How many pairs there are, int64."""
        with self._scope("Size", name, []):
            result: Tensor = table_ops.size_of_table(self._handle)
            return result

    def export(self, name: str | None = None) -> tuple[Tensor, Tensor]:
        """All keys, and all values in their order."""
        with self._scope("lookup_table_export_values", name, []):
            return self._pairs()


def tables_initializer(name: str = "init_all_tables") -> Operation:
    """The operation that fills all tables of the default graph.

    Args:
        name: of the node.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.tables_initializer())
    """
    initializers = default_graph().get_collection(GraphKeys.TABLE_INITIALIZERS)
    return group(*initializers, name=name) if initializers else no_op(name=name)


def initialize_all_tables(name: str = "init_all_tables") -> Operation:
    """The old name of `tf.tables_initializer`.

    Args:
        name: of the node.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.initialize_all_tables())
    """
    return tables_initializer(name)
