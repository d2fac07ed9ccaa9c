"""Examples parsed to tensors: parse_example, parse_single_example.

Each makes one node that parses and, around it, the constants for the defaults.
"""

from __future__ import annotations

import re
from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.io.features import (
    Dense,
    FixedLenFeature,
    FixedLenSequenceFeature,
    SparseFeature,
    VarLenFeature,
    Wanted,
    index_keys,
    wanted,
)
from minigraph.io.parse_ops import parse_example_op
from minigraph.ops.axes import expand_dims, squeeze
from minigraph.ops.checks import Assert
from minigraph.ops.compare import equal
from minigraph.ops.constants import constant
from minigraph.ops.flow import with_dependencies
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import rank, reshape
from minigraph.ops.slicing import slice
from minigraph.sparse.merging import sparse_merge

__all__ = ["default_of", "parse_example", "parse_single_example", "sparse_tensors"]

_ALL = (VarLenFeature, SparseFeature, FixedLenFeature, FixedLenSequenceFeature)


def node_name(key: str) -> str:
    """A feature's key as a part of a node's name."""
    return re.sub(r"[^A-Za-z0-9_.\-/]", "_", key)


def default_of(key: str, dense: Dense) -> Tensor:
    """What stands for a feature that is missing, as a tensor; an empty one: it must be there."""
    default = dense.default
    if dense.dims and dense.dims[0] is None:
        if default is None:
            return convert("" if dense.dtype is dtypes.string else 0, dense.dtype)
        return reshape(convert(default, dense.dtype, "padding_" + node_name(key)), [])
    if default is None:
        return constant([], dense.dtype)
    if isinstance(default, Tensor):
        return default
    return reshape(convert(default, dense.dtype, "key_" + node_name(key)), dense.dims)


def sparse_tensors(parts: list[Tensor], count: int) -> list[SparseTensor]:
    """The first 3 * count of the tensors, all places, all values, all shapes."""
    return [SparseTensor(parts[i], parts[count + i], parts[2 * count + i]) for i in range(count)]


def _parse(serialized: Any, names: Any, asked: Wanted, name: str | None) -> dict[str, Any]:
    with name_scope(name, "ParseExample", [serialized, names]):
        defaults = [default_of(key, dense) for key, dense in asked.dense.items()]
        found = parse_example_op(
            serialized,
            [] if names is None else names,
            list(asked.sparse),
            list(asked.dense),
            defaults,
            sparse_types=tuple(asked.sparse.values()),
            Tdense=tuple(dense.dtype for dense in asked.dense.values()),
            dense_shapes=tuple(dense.dims for dense in asked.dense.values()),
            name=name,
        )
    count = len(asked.sparse)
    values = [*sparse_tensors(found, count), *found[3 * count :]]
    return dict(zip([*asked.sparse, *asked.dense], values, strict=True))


def _merged(features: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """SparseFeatures made of their parts; parts that nobody asked for are left out."""
    for key in sorted(features):
        feature = features[key]
        if isinstance(feature, SparseFeature):
            found[key] = sparse_merge(
                [found[part] for part in index_keys(feature)],
                found[feature.value_key],
                [feature.size] if isinstance(feature.index_key, str) else feature.size,
                already_sorted=feature.already_sorted,
            )
    return {key: value for key, value in found.items() if key in features}


def parse_example(
    serialized: Any, features: dict[str, Any], name: str | None = None, example_names: Any = None
) -> dict[str, Any]:
    """The features of a batch of serialized Examples.

    Args:
        serialized: a string vector, each a serialized `tf.train.Example`.
        features: for each key how it is to be read: a FixedLenFeature, VarLenFeature,
            FixedLenSequenceFeature or SparseFeature, of float32, int64 or string.
        name: of the scope of the nodes.
        example_names: a string vector, how the records are called in messages.

    Returns:
        A dict with a Tensor or SparseTensor for each key: dense features have shape
        [records] + shape, sequences are padded to the longest one. No gradient.

    Raises:
        ValueError: there are no features, or one of them does not say what it must.
        TypeError: a type that features do not have.
        tf.errors.InvalidArgumentError: a record is damaged, or does not have what is asked for.

    Example:
        >>> import minigraph as tf
        >>> record = tf.train.Example()
        >>> record.features.feature["x"].float_list.value.extend([0.5, 1.5])
        >>> data = [record.SerializeToString()]
        >>> parsed = tf.parse_example(data, {"x": tf.FixedLenFeature([2], tf.float32)})
        >>> tf.Session().run(parsed)["x"].tolist()
        [[0.5, 1.5]]
    """
    if not features:
        raise ValueError(f"Missing: features was {features}.")
    return _merged(features, _parse(serialized, example_names, wanted(features, _ALL), name))


def parse_single_example(
    serialized: Any, features: dict[str, Any], name: str | None = None, example_names: Any = None
) -> dict[str, Any]:
    """The features of one serialized Example: what `tf.parse_example` gives, without the batch.

    Args:
        serialized: a string scalar, a serialized `tf.train.Example`.
        features: as for `tf.parse_example`.
        name: of the scope of the nodes.
        example_names: a string scalar, how the record is called in messages.

    Returns:
        A dict with a Tensor or SparseTensor for each key. No gradient.

    Raises:
        ValueError: there are no features, or one of them does not say what it must; `serialized`
            is no scalar.
        TypeError: a type that features do not have.
        tf.errors.InvalidArgumentError: the record is damaged, or does not have what is asked for.

    Example:
        >>> import minigraph as tf
        >>> record = tf.train.Example()
        >>> record.features.feature["label"].int64_list.value.append(3)
        >>> features = {"label": tf.FixedLenFeature([], tf.int64)}
        >>> parsed = tf.parse_single_example(record.SerializeToString(), features)
        >>> tf.Session().run(parsed)
        {'label': np.int64(3)}
    """
    if not features:
        raise ValueError("Missing features.")
    asked = wanted(features, _ALL)
    with name_scope(name, "ParseSingleExample", [serialized, example_names]):
        record = _scalar(convert(serialized, dtypes.string, "serialized"), "serialized")
        if example_names is not None:
            names = _scalar(convert(example_names, dtypes.string, "names"), "names")
            example_names = expand_dims(names, 0)
        found = _parse(expand_dims(record, 0), example_names, asked, None)
        for key, value in found.items():
            found[key] = _without_batch(key, value)
    return _merged(features, found)


def _scalar(tensor: Tensor, what: str) -> Tensor:
    """The tensor, which must have rank 0: a check in the run where that is not known."""
    ndims = tensor.shape.ndims
    if ndims is None:
        title = what.capitalize()
        message = f"Input {what} must be a scalar"
        check = Assert(equal(rank(tensor), 0), [message], name=f"{title}IsScalar")
        checked: Tensor = with_dependencies([check], tensor, name=f"{title}Dependencies")
        return checked
    if ndims:
        raise ValueError(f"Input {what} must be a scalar, but its shape is {tensor.shape}.")
    return tensor


def _without_batch(key: str, value: Any) -> Any:
    name = node_name(key)
    if isinstance(value, Tensor):
        return squeeze(value, [0], name=f"Squeeze_{name}")
    return SparseTensor(
        slice(value.indices, [0, 1], [-1, -1], name=f"Slice_Indices_{name}"),
        value.values,
        slice(value.dense_shape, [1], [-1], name=f"Squeeze_Shape_{name}"),
    )
