"""Tables of vectors: sequences of ids as sequences of rows; each row looked up once."""

from __future__ import annotations

from typing import Any

from minigraph.contrib_layers.sequences import dense_to_sparse
from minigraph.contrib_layers.variables import model_variable
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.nn.embedding import embedding_lookup
from minigraph.nn.embedding_sparse import safe_embedding_lookup_sparse as nn_safe_lookup
from minigraph.ops.indexing import gather, unique
from minigraph.ops.joining import concat
from minigraph.ops.naming import name_scope
from minigraph.ops.reduce import reduce_mean, reduce_prod
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.variable_scope import variable_scope

__all__ = [
    "bow_encoder",
    "embed_sequence",
    "embedding_lookup_unique",
    "safe_embedding_lookup_sparse",
]


def embed_sequence(
    ids: Any,
    vocab_size: int | None = None,
    embed_dim: int | None = None,
    unique: bool = False,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    scope: Any = None,
    reuse: Any = None,
) -> Tensor:
    """The rows of a new table that `ids` name: symbols become vectors.

    Args:
        ids: a tensor of ints [batch, length], each less than `vocab_size`.
        vocab_size, embed_dim: the shape of the variable `embeddings`.
        unique: whether each row is looked up once, however often it is named.
        initializer, regularizer, trainable: see `tf.get_variable`.
        scope: a variable scope's name, or the scope; default "EmbedSequence", made unique.
        reuse: whether the variable of `scope` is used again; the sizes may be left out then.

    Returns:
        A Tensor [batch, length, embed_dim].

    Raises:
        ValueError: a size is not given, and `reuse` neither.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     y = tf.contrib.layers.embed_sequence([[1, 2, 0]], vocab_size=10, embed_dim=4)
        ...     print(y.shape, tf.trainable_variables())
        (1, 3, 4) [<tf.Variable 'EmbedSequence/embeddings:0' shape=(10, 4) dtype=float32_ref>]
    """
    if not (reuse or (vocab_size and embed_dim)):
        raise ValueError(
            "Must specify vocab size and embedding dimension when not reusing. Got vocab_size="
            f"{vocab_size} and embed_dim={embed_dim}"
        )
    with variable_scope(scope, "EmbedSequence", [ids], reuse=reuse):
        sizes = None if vocab_size is None or embed_dim is None else [vocab_size, embed_dim]
        table = model_variable(
            "embeddings",
            shape=sizes,
            initializer=initializer,
            regularizer=regularizer,
            trainable=trainable,
        )
        return embedding_lookup_unique(table, ids) if unique else embedding_lookup(table, ids)


def embedding_lookup_unique(
    params: Any, ids: Any, partition_strategy: str = "mod", name: str | None = None
) -> Tensor:
    """`tf.nn.embedding_lookup`, where each row is looked up once, however often it is named.

    Args:
        params: the table, or a list of its parts.
        ids: row numbers of any shape.
        partition_strategy: how rows are spread over the parts: see `tf.nn.embedding_lookup`.
        name: of the nodes; default "EmbeddingLookupUnique".

    Returns:
        A Tensor of shape (*ids, *row).

    Example:
        >>> import minigraph as tf
        >>> table = tf.constant([[1.0], [2.0]])
        >>> rows = tf.contrib.layers.embedding_lookup_unique(table, [[1, 1], [0, 1]])
        >>> tf.Session().run(rows).tolist()
        [[[2.0], [2.0]], [[1.0], [2.0]]]
    """
    with name_scope(name, "EmbeddingLookupUnique", [params, ids]):
        ids = convert(ids)
        sizes = shape(ids)
        found, places = unique(reshape(ids, reduce_prod(sizes, keep_dims=True)))
        rows = embedding_lookup(params, found, partition_strategy)
        result = reshape(gather(rows, places), concat([sizes, shape(rows)[1:]], 0))
        result.set_shape(ids.shape.concatenate(rows.shape[1:]))
        return result


def safe_embedding_lookup_sparse(
    embedding_weights: Any,
    sparse_ids: Any,
    sparse_weights: Any = None,
    combiner: str | None = None,
    default_id: int | None = None,
    name: str | None = None,
    partition_strategy: str = "div",
    max_norm: Any = None,
) -> Tensor:
    """`tf.nn.safe_embedding_lookup_sparse` with the arguments of tf.contrib.

    Args:
        combiner: "mean" (the default), "sum" or "sqrtn".
        (the others): see `tf.nn.safe_embedding_lookup_sparse`.

    Example:
        >>> import minigraph as tf
        >>> ids = tf.SparseTensor([[0, 0], [0, 1]], tf.constant([0, 1], tf.int64), [2, 2])
        >>> rows = tf.contrib.layers.safe_embedding_lookup_sparse(tf.constant([[1.0], [3.0]]), ids)
        >>> tf.Session().run(rows).tolist()
        [[2.0], [0.0]]
    """
    return nn_safe_lookup(
        embedding_weights,
        sparse_ids,
        sparse_weights,
        combiner or "mean",
        default_id,
        name,
        partition_strategy,
        max_norm,
    )


def bow_encoder(
    ids: Any,
    vocab_size: int,
    embed_dim: int,
    sparse_lookup: bool = True,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    scope: Any = None,
    reuse: Any = None,
) -> Tensor:
    """The mean of the rows of a table that a sequence of ids names: a bag of words.

    Args:
        ids: ids [batch, length]: a SparseTensor, or a tensor of ints whose zeros are left out (if
            `sparse_lookup`).
        vocab_size, embed_dim: the shape of the variable `embeddings`.
        sparse_lookup: whether dense ids become sparse; else all of them count.
        initializer, regularizer, trainable: see `tf.get_variable`.
        scope: a variable scope's name, or the scope; default "BowEncoder".
        reuse: whether the variable of `scope` is used again.

    Returns:
        A Tensor [batch, embed_dim].

    Raises:
        TypeError: sparse ids without `sparse_lookup`.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     y = tf.contrib.layers.bow_encoder(
        ...         [[1, 2, 0]], 3, 2, initializer=tf.constant_initializer([[9, 9], [1, 2], [3, 4]])
        ...     )
        ...     sess.run(tf.global_variables_initializer())
        ...     print(sess.run(y).tolist())
        [[2.0, 3.0]]
    """
    with variable_scope(scope, "BowEncoder", [ids], reuse=reuse):
        table = model_variable(
            "embeddings",
            shape=[vocab_size, embed_dim],
            initializer=initializer,
            regularizer=regularizer,
            trainable=trainable,
        )
        is_sparse = isinstance(ids, SparseTensor)
        if sparse_lookup:
            return safe_embedding_lookup_sparse(
                [table], ids if is_sparse else dense_to_sparse(ids), combiner="mean", default_id=0
            )
        if is_sparse:
            raise TypeError("ids are expected to be dense Tensor, got: SparseTensor")
        return reduce_mean(embedding_lookup(table, ids), axis=1)
