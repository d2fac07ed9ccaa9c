"""What tables are filled with: tensors, or the lines of a file."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.graph import default_graph
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Operation
from minigraph.lookup import table_ops
from minigraph.lookup.table_ops import TextFileIndex
from minigraph.ops.naming import name_scope

__all__ = [
    "KeyValueTensorInitializer",
    "TableInitializer",
    "TextFileIdTableInitializer",
    "TextFileInitializer",
    "TextFileStringTableInitializer",
]


class TableInitializer:
    """Fills a table; `key_dtype` and `value_dtype` are the types of what it fills it with."""

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

    def initialize(self, table: Any) -> Operation:
        """The operation that fills a table."""
        raise NotImplementedError(f"{type(self).__name__} must define initialize(table)")

    def _check(self, table: Any) -> None:
        wanted, own = (table.key_dtype, table.value_dtype), (self.key_dtype, self.value_dtype)
        if wanted != own:
            raise TypeError(
                f"The table holds {wanted[0].name} and {wanted[1].name}, the initializer gives "
                f"{own[0].name} and {own[1].name}."
            )


class KeyValueTensorInitializer(TableInitializer):
    """Fills a table with pairs of keys and values.

    Args:
        keys, values: tensors of one shape.
        key_dtype, value_dtype: their types; default: as they are.
        name: of the scope.

    Raises:
        ValueError: the shapes differ; tf.errors.FailedPreconditionError when it runs: a key has
            two values.

    Example:
        >>> import minigraph as tf
        >>> fill = tf.lookup.KeyValueTensorInitializer(["a", "b"], [1, 2])
        >>> table = tf.lookup.StaticHashTable(fill, default_value=-1)
        >>> with tf.Session() as sess:
        ...     sess.run(tf.tables_initializer())
        ...     sess.run(table.lookup(tf.constant(["b", "z"]))).tolist()
        [2, -1]
    """

    def __init__(
        self,
        keys: Any,
        values: Any,
        key_dtype: Any = None,
        value_dtype: Any = None,
        name: str | None = None,
    ):
        self._keys = convert(keys, key_dtype, name="keys")
        self._values = convert(values, value_dtype, name="values")
        self._name = "key_value_init" if name is None else name
        super().__init__(self._keys.dtype, self._values.dtype)

    def initialize(self, table: Any) -> Operation:
        """The operation that fills a table."""
        self._check(table)
        with name_scope(self._name):
            node: Operation = table_ops.import_table(
                table.resource_handle, self._keys, self._values
            ).op
        default_graph().add_to_collection(GraphKeys.TABLE_INITIALIZERS, node)
        return node


class TextFileInitializer(TableInitializer):
    r"""Fills a table with a pair for each line of a file.

    Args:
        filename: its path, a string or a scalar string tensor.
        key_dtype, value_dtype: the types.
        key_index, value_index: which column, from 0, or `TextFileIndex.WHOLE_LINE` or
            `TextFileIndex.LINE_NUMBER`.
        vocab_size: how many lines; default: all.
        delimiter: the character between columns.
        name: of the scope.
        value_index_offset: what is added to line numbers that are values.

    Raises:
        ValueError: a line number of another type than int64, a whole line that is no string.
        tf.errors.NotFoundError when it runs: there is no such file.

    Example:
        >>> import minigraph as tf, os, tempfile
        >>> path = os.path.join(tempfile.mkdtemp(), "words.txt")
        >>> with open(path, "w") as file:
        ...     _ = file.write("emerson\nlake\npalmer\n")
        >>> index = tf.lookup.TextFileIndex
        >>> fill = tf.lookup.TextFileInitializer(
        ...     path, tf.string, index.WHOLE_LINE, tf.int64, index.LINE_NUMBER)
        >>> table = tf.lookup.StaticHashTable(fill, -1)
        >>> with tf.Session() as sess:
        ...     sess.run(tf.tables_initializer())
        ...     sess.run(table.lookup(tf.constant(["lake", "young"]))).tolist()
        [1, -1]
    """

    def __init__(
        self,
        filename: Any,
        key_dtype: Any,
        key_index: int,
        value_dtype: Any,
        value_index: int,
        vocab_size: int | None = None,
        delimiter: str = "\t",
        name: str | None = None,
        value_index_offset: int = 0,
    ):
        super().__init__(key_dtype, value_dtype)
        if isinstance(filename, (str, bytes)) and not filename:
            raise ValueError("filename must not be empty.")
        for what, index, dtype in (
            ("key", key_index, self.key_dtype),
            ("value", value_index, self.value_dtype),
        ):
            _check_index(what, index, dtype)
        if vocab_size is not None and vocab_size <= 0:
            raise ValueError(f"vocab_size must be positive, not {vocab_size}.")
        self._filename = filename
        self._columns = key_index, value_index
        self._vocab_size, self._delimiter = vocab_size, delimiter
        self._offset = value_index_offset
        self._name = "text_file_init" if name is None else name

    def initialize(self, table: Any) -> Operation:
        """The operation that fills a table."""
        self._check(table)
        with name_scope(self._name):
            node: Operation = table_ops.read_table(
                table.resource_handle,
                self._path,
                key_index=self._columns[0],
                value_index=self._columns[1],
                key_dtype=self.key_dtype,
                value_dtype=self.value_dtype,
                vocab_size=-1 if self._vocab_size is None else self._vocab_size,
                delimiter=self._delimiter,
                offset=self._offset,
            ).op
        default_graph().add_to_collection(GraphKeys.TABLE_INITIALIZERS, node)
        return node

    def prepare(self) -> None:
        """Make the node that holds the path: as TensorFlow 1, before the table's own."""
        self._path = convert(self._filename, dtypes.string, name="asset_path")
        default_graph().add_to_collection(GraphKeys.ASSET_FILEPATHS, self._path)


def _check_index(what: str, index: int, dtype: DType) -> None:
    if index < -2:
        raise ValueError(f"Invalid {what} index {index}: a column, WHOLE_LINE or LINE_NUMBER.")
    if index == TextFileIndex.LINE_NUMBER and dtype is not dtypes.int64:
        raise ValueError(f"{what}_dtype must be int64 for line numbers, not {dtype.name}.")
    if index == TextFileIndex.WHOLE_LINE and not (dtype.is_integer or dtype is dtypes.string):
        raise ValueError(f"{what}_dtype must be string or integer for lines, not {dtype.name}.")


class TextFileStringTableInitializer(TextFileInitializer):
    r"""Fills a table from line numbers to lines; see `TextFileInitializer`.

    Args:
        filename: the path.
        key_column_index, value_column_index: as `key_index` and `value_index`.
        vocab_size, delimiter, name: as there.

    Example:
        >>> import minigraph as tf
        >>> fill = tf.contrib.lookup.TextFileStringTableInitializer("words.txt")
        >>> fill.key_dtype.name, fill.value_dtype.name
        ('int64', 'string')
    """

    def __init__(
        self,
        filename: Any,
        key_column_index: int = TextFileIndex.LINE_NUMBER,
        value_column_index: int = TextFileIndex.WHOLE_LINE,
        vocab_size: int | None = None,
        delimiter: str = "\t",
        name: str = "text_file_string_table_init",
    ):
        super().__init__(
            filename,
            dtypes.int64,
            key_column_index,
            dtypes.string,
            value_column_index,
            vocab_size=vocab_size,
            delimiter=delimiter,
            name=name,
        )


class TextFileIdTableInitializer(TextFileInitializer):
    r"""Fills a table from lines to line numbers; see `TextFileInitializer`.

    Args:
        filename: the path.
        key_column_index, value_column_index: as `key_index` and `value_index`.
        vocab_size, delimiter, name: as there.
        key_dtype: the type of the keys.

    Example:
        >>> import minigraph as tf
        >>> fill = tf.contrib.lookup.TextFileIdTableInitializer("words.txt")
        >>> fill.key_dtype.name, fill.value_dtype.name
        ('string', 'int64')
    """

    def __init__(
        self,
        filename: Any,
        key_column_index: int = TextFileIndex.WHOLE_LINE,
        value_column_index: int = TextFileIndex.LINE_NUMBER,
        vocab_size: int | None = None,
        delimiter: str = "\t",
        name: str = "text_file_id_table_init",
        key_dtype: Any = dtypes.string,
    ):
        super().__init__(
            filename,
            key_dtype,
            key_column_index,
            dtypes.int64,
            value_column_index,
            vocab_size=vocab_size,
            delimiter=delimiter,
            name=name,
        )
