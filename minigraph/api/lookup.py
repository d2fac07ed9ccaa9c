"""tf.lookup: tables."""

from types import SimpleNamespace

from minigraph.lookup.initializers import KeyValueTensorInitializer, TextFileInitializer
from minigraph.lookup.table_ops import TextFileIndex
from minigraph.lookup.tables import MutableHashTable, StaticHashTable
from minigraph.lookup.vocabularies import StaticVocabularyTable

experimental = SimpleNamespace(MutableHashTable=MutableHashTable)

__all__ = [
    "KeyValueTensorInitializer",
    "StaticHashTable",
    "StaticVocabularyTable",
    "TextFileIndex",
    "TextFileInitializer",
    "experimental",
]
