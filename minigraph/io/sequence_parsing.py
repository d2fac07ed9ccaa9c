"""SequenceExamples parsed to tensors: parse_single_sequence_example, parse_sequence_example."""

from __future__ import annotations

from typing import Any, NamedTuple

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.io.features import (
    FixedLenFeature,
    FixedLenSequenceFeature,
    VarLenFeature,
    Wanted,
    wanted,
)
from minigraph.io.parsing import default_of, sparse_tensors
from minigraph.io.sequence_ops import parse_sequence_op, parse_single_sequence_op
from minigraph.ops.naming import name_scope

__all__ = ["parse_sequence_example", "parse_single_sequence_example"]


class _Asked(NamedTuple):
    """What is to be parsed of the context and of the feature lists."""

    context: Wanted
    lists: Wanted
    optional: list[str]


def _asked(context_features: Any, sequence_features: Any) -> _Asked:
    if not (context_features or sequence_features):
        raise ValueError(
            "Both context_features and sequence_features are empty: nothing is asked for."
        )
    lists = sequence_features or {}
    return _Asked(
        wanted(context_features or {}, (VarLenFeature, FixedLenFeature)),
        wanted(lists, (VarLenFeature, FixedLenSequenceFeature), sequence=True),
        [
            key
            for key in sorted(lists)
            if isinstance(lists[key], FixedLenSequenceFeature) and lists[key].allow_missing
        ],
    )


def _attributes(asked: _Asked) -> dict[str, Any]:
    """The types and shapes that both ops want."""
    context, lists = asked.context, asked.lists
    return {
        "Tcontext_dense": tuple(dense.dtype for dense in context.dense.values()),
        "context_sparse_types": tuple(context.sparse.values()),
        "feature_list_sparse_types": tuple(lists.sparse.values()),
        "feature_list_dense_types": tuple(dense.dtype for dense in lists.dense.values()),
        "context_dense_shapes": tuple(dense.dims for dense in context.dense.values()),
        "feature_list_dense_shapes": tuple(dense.dims for dense in lists.dense.values()),
    }


def _named(part: Wanted, found: list[Tensor]) -> tuple[dict[str, Any], list[Tensor]]:
    """The first tensors by their keys, and those that are left."""
    count = len(part.sparse)
    end = 3 * count + len(part.dense)
    values = [*sparse_tensors(found, count), *found[3 * count : end]]
    keys = [*part.sparse, *part.dense]
    return dict(zip(keys, values, strict=True)), found[end:]


def parse_single_sequence_example(
    serialized: Any,
    context_features: dict[str, Any] | None = None,
    sequence_features: dict[str, Any] | None = None,
    example_name: Any = None,
    name: str | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The features of one serialized SequenceExample: of its context, and of its lists.

    Args:
        serialized: a string scalar, a serialized `tf.train.SequenceExample`.
        context_features: for each key a FixedLenFeature or VarLenFeature.
        sequence_features: for each key a FixedLenSequenceFeature (every step has values of the
            same shape) or a VarLenFeature.
        example_name: a string scalar, how the record is called in messages.
        name: of the scope of the nodes.

    Returns:
        (context, sequences), dicts with a Tensor or SparseTensor for each key; those of sequences
        have the steps as their first axis. No gradient.

    Raises:
        ValueError: there are no features, one of them is of the wrong class, `serialized` is no
            scalar; TypeError: a type that features do not have.
        tf.errors.InvalidArgumentError: the record is damaged, or does not have what is asked for.

    Example:
        >>> import minigraph as tf
        >>> record = tf.train.SequenceExample()
        >>> words = record.feature_lists.feature_list["words"]
        >>> words.feature.add().int64_list.value.append(4)
        >>> words.feature.add().int64_list.value.append(5)
        >>> context, sequences = tf.parse_single_sequence_example(
        ...     record.SerializeToString(),
        ...     sequence_features={"words": tf.FixedLenSequenceFeature([], tf.int64)},
        ... )
        >>> tf.Session().run(sequences["words"]).tolist()
        [4, 5]
    """
    asked = _asked(context_features, sequence_features)
    with name_scope(name, "ParseSingleSequenceExample", [serialized]):
        defaults = [default_of(key, dense) for key, dense in asked.context.dense.items()]
        found = parse_single_sequence_op(
            serialized,
            convert(asked.optional, dtypes.string, "feature_list_dense_missing_assumed_empty"),
            list(asked.context.sparse),
            list(asked.context.dense),
            list(asked.lists.sparse),
            list(asked.lists.dense),
            defaults,
            "" if example_name is None else example_name,
            **_attributes(asked),
            name=name,
        )
    context, rest = _named(asked.context, found)
    return context, _named(asked.lists, rest)[0]


def parse_sequence_example(
    serialized: Any,
    context_features: dict[str, Any] | None = None,
    sequence_features: dict[str, Any] | None = None,
    example_names: Any = None,
    name: str | None = None,
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The features of a batch of serialized SequenceExamples, with the lengths of their lists.

    Args:
        serialized: a string vector, each a serialized `tf.train.SequenceExample`.
        context_features: for each key a FixedLenFeature or VarLenFeature.
        sequence_features: for each key a FixedLenSequenceFeature (every step has values of the
            same shape) or a VarLenFeature.
        example_names: a string vector, how the records are called in messages.
        name: of the scope of the nodes.

    Returns:
        (context, sequences, lengths), dicts with a Tensor or SparseTensor for each key. Dense
        sequences have shape [records, steps] + shape, filled up with zeros or empty strings;
        lengths says how many steps each record has. No gradient.

    Raises:
        ValueError: there are no features, one of them is of the wrong class; TypeError: a type
            that features do not have.
        tf.errors.InvalidArgumentError: a record is damaged, or does not have what is asked for.

    Example:
        >>> import minigraph as tf
        >>> records = []
        >>> for steps in ([4, 5], [6]):
        ...     record = tf.train.SequenceExample()
        ...     for word in steps:
        ...         step = record.feature_lists.feature_list["words"].feature.add()
        ...         step.int64_list.value.append(word)
        ...     records.append(record.SerializeToString())
        >>> features = {"words": tf.FixedLenSequenceFeature([], tf.int64)}
        >>> _, sequences, lengths = tf.io.parse_sequence_example(records, None, features)
        >>> words, counts = tf.Session().run([sequences["words"], lengths["words"]])
        >>> words.tolist(), counts.tolist()
        ([[4, 5], [6, 0]], [2, 1])
    """
    asked = _asked(context_features, sequence_features)
    with name_scope(name, "ParseSequenceExample", [serialized]):
        defaults = [default_of(key, dense) for key, dense in asked.context.dense.items()]
        found = parse_sequence_op(
            serialized,
            [] if example_names is None else example_names,
            defaults,
            feature_list_dense_missing_assumed_empty=_bytes(asked.optional),
            context_sparse_keys=_bytes(asked.context.sparse),
            context_dense_keys=_bytes(asked.context.dense),
            feature_list_sparse_keys=_bytes(asked.lists.sparse),
            feature_list_dense_keys=_bytes(asked.lists.dense),
            Ncontext_sparse=len(asked.context.sparse),
            Nfeature_list_sparse=len(asked.lists.sparse),
            Nfeature_list_dense=len(asked.lists.dense),
            **_attributes(asked),
            name=name,
        )
    context, rest = _named(asked.context, found)
    sequences, lengths = _named(asked.lists, rest)
    return context, sequences, dict(zip(asked.lists.dense, lengths, strict=True))


def _bytes(keys: Any) -> tuple[bytes, ...]:
    return tuple(key.encode() for key in keys)
