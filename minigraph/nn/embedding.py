"""Rows of a table by number, the table in one piece or kept in several."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import Dims, TensorShape, compatible, merge, show
from minigraph.ops import sequences
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where
from minigraph.ops.clipping import clip_by_norm
from minigraph.ops.constants import constant
from minigraph.ops.flow import identity
from minigraph.ops.indexing import gather
from minigraph.ops.joining import concat, stack
from minigraph.ops.magnitude import maximum
from minigraph.ops.naming import name_scope
from minigraph.ops.partitioned import PartitionedVariable
from minigraph.ops.partitions import dynamic_partition_op, parallel_dynamic_stitch_op
from minigraph.ops.shaping import rank, reshape, shape, size
from minigraph.ops.spread import reduce_sum

__all__ = ["embedding_lookup"]


def embedding_lookup(
    params: Any,
    ids: Any,
    partition_strategy: str = "mod",
    name: str | None = None,
    validate_indices: bool = True,
    max_norm: Any = None,
) -> Tensor:
    """The rows of a table that `ids` name: params[ids].

    Args:
        params: the table: a tensor or variable of shape (rows, ...); or a list of n parts of it.
        ids: row numbers, int32 or int64, of any shape.
        partition_strategy: which rows the parts hold: "mod": part p has the rows i with i % n = p;
            "div": each part has a run of rows, the first ones one more where n does not divide the
            number of rows.
        name: of the node and its scope.
        validate_indices: accepted as in TF1; they always are.
        max_norm: rows with a larger Euclidean norm are scaled down to it; None: as they are.

    Returns:
        A Tensor of shape ids.shape + params.shape[1:]. Gradient: an IndexedSlices for each part.

    Raises:
        ValueError: there is no table, its parts do not fit, or an unknown strategy.
        tf.errors.InvalidArgumentError: at run time, a number is out of range.

    Example:
        >>> import minigraph as tf
        >>> table = tf.constant([[1.0, 2.0], [3.0, 4.0]])
        >>> tf.Session().run(tf.nn.embedding_lookup(table, [1, 1, 0])).tolist()
        [[3.0, 4.0], [3.0, 4.0], [1.0, 2.0]]
    """
    listed = isinstance(params, (list, tuple, PartitionedVariable))
    parts = list(params) if listed else [params]
    if not parts or any(part is None for part in parts):
        raise ValueError("tf.nn.embedding_lookup needs params: a table, or a list of its parts.")
    if partition_strategy not in ("mod", "div"):
        raise ValueError(f"partition_strategy must be 'mod' or 'div', not {partition_strategy!r}.")
    with name_scope(name, "embedding_lookup", [*parts, ids]) as scope:
        tables = [convert(part, name=f"params_{i}") for i, part in enumerate(parts)]
        ids = convert(ids, name="ids")
        if len(tables) == 1:
            rows = _clipped(gather(tables[0], ids, name=scope), ids, max_norm)
            return identity(rows)  # type: ignore[no-any-return]
        return _clipped(_from_parts(tables, ids, partition_strategy, scope), ids, max_norm)


def _from_parts(tables: list[Tensor], ids: Tensor, strategy: str, scope: str) -> Tensor:
    """Deal the numbers out to the parts, look each one's up, bring the rows into their order."""
    count = len(tables)
    flat = reshape(ids, [-1])
    places = sequences.range(size(flat))
    if strategy == "mod":
        part, row = flat % count, flat // count
    else:
        part, row = _runs(tables, flat)
    part = cast(part, dtypes.int32)
    rows = dynamic_partition_op(row, part, num_partitions=count)
    order = dynamic_partition_op(places, part, num_partitions=count)
    found = [gather(table, own) for table, own in zip(tables, rows, strict=True)]
    merged = parallel_dynamic_stitch_op(order, found, name=scope)
    dims = _row_dims(tables)
    if dims is None or None in dims:
        row_shape: Any = shape(tables[0])[1:]
    else:
        row_shape = TensorShape(dims)
    result = reshape(merged, concat([shape(ids), row_shape], 0))
    if ids._dims is not None and dims is not None:
        result.set_shape([*ids._dims, *dims])
    return result


def _runs(tables: list[Tensor], flat: Tensor) -> tuple[Tensor, Tensor]:
    """(part, row in it) of each number, where each part holds a run of rows."""
    sizes = [None if table._dims is None else table._dims[0] for table in tables]
    kind = flat.dtype.base_dtype
    if None in sizes:
        asked = zip(tables, sizes, strict=True)
        total = reduce_sum(cast(stack([shape(t)[0] if n is None else n for t, n in asked]), kind))
    else:
        total = constant(sum(n or 0 for n in sizes), kind)
    each = total // len(tables)
    longer = total % len(tables)  # so many of the first parts have one row more
    part = maximum(flat // (each + 1), (flat - longer) // each)
    row = where(part < longer, flat % (each + 1), (flat - longer) % each)
    return part, row


def _row_dims(tables: list[Tensor]) -> Dims:
    """What the parts together say of the shape of a row; ValueError if they contradict."""
    dims: Dims = None
    for table in tables:
        own = None if table._dims is None else table._dims[1:]
        if not compatible(dims, own):
            raise ValueError(
                f"The rows of all parts must have one shape, but {table} has rows of shape "
                f"{show(own)} where others have {show(dims)}."
            )
        dims = merge(dims, own)
    return dims


def _clipped(rows: Tensor, ids: Tensor, max_norm: Any) -> Tensor:
    if max_norm is None:
        return rows
    if ids._dims and rows._dims:
        axes: Any = list(range(len(ids._dims), len(rows._dims)))
    else:
        first = len(ids._dims) if ids._dims else rank(ids)
        last = len(rows._dims) if rows._dims else rank(rows)
        axes = sequences.range(first, last)
    return clip_by_norm(rows, max_norm, axes=axes)  # type: ignore[no-any-return]
