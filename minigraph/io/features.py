"""How a feature of an Example is to be read: the classes that say so, and what they ask for."""

from __future__ import annotations

from typing import Any, NamedTuple

from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.shapes import Dims, as_dims
from minigraph.io.parse_ops import KINDS

__all__ = [
    "Dense",
    "FixedLenFeature",
    "FixedLenSequenceFeature",
    "SparseFeature",
    "VarLenFeature",
    "Wanted",
    "index_keys",
    "wanted",
]


class FixedLenFeature(NamedTuple):
    """A feature with the same number of values in every record: a dense tensor.

    `shape` is that of one record's values, `default_value` stands for a feature that is missing;
    without one the feature must be there.
    """

    shape: Any
    dtype: Any
    default_value: Any = None


class VarLenFeature(NamedTuple):
    """A feature with any number of values: a SparseTensor, a row for each record."""

    dtype: Any


class FixedLenSequenceFeature(NamedTuple):
    """A feature with any number of steps of values of one shape: a dense tensor, padded.

    In `tf.parse_example`, `allow_missing` must be True and `default_value` (0, "") is the padding.
    """

    shape: Any
    dtype: Any
    allow_missing: bool = False
    default_value: Any = None


class SparseFeature(NamedTuple):
    """Two features, of places and of values, that make up a SparseTensor.

    `index_key` names the feature with the places in a tensor of `size` elements (a list of names
    and of sizes for more than one axis), `value_key` that with the values.
    """

    index_key: Any
    value_key: Any
    dtype: Any
    size: Any
    already_sorted: bool = False


class Dense(NamedTuple):
    """A dense feature that is to be parsed."""

    dtype: DType
    dims: tuple[int | None, ...]
    default: Any


class Wanted(NamedTuple):
    """What is to be parsed: types of the sparse features, the dense features, by their keys."""

    sparse: dict[str, DType]
    dense: dict[str, Dense]


def _typed(key: str, feature: Any) -> DType:
    if feature.dtype is None:
        raise ValueError(f"Missing type for feature {key}. Received feature={feature}.")
    dtype = as_dtype(feature.dtype)
    if dtype not in KINDS:
        raise TypeError(
            f"The feature {key!r} has DataType {dtype.name} not in list of allowed values: "
            f"{', '.join(kind.name for kind in KINDS)}. Others are cast after parsing."
        )
    return dtype


def _known_shape(key: str, feature: Any) -> tuple[int | None, ...]:
    if feature.shape is None:
        raise ValueError(f"Missing shape for feature {key}. Received feature={feature}.")
    dims: Dims = as_dims(feature.shape)
    if dims is None or None in dims:
        raise ValueError(
            f"All dimensions of shape for feature {key} need to be known but received "
            f"{feature.shape!s}. A FixedLenSequenceFeature takes any number of steps."
        )
    return dims


def _want_sparse(found: Wanted, key: str, dtype: DType) -> None:
    known = found.sparse.setdefault(key, dtype)
    if known is not dtype:
        raise ValueError(f"Conflicting type {known!r} vs {dtype!r} for feature {key}.")


def wanted(features: dict[str, Any], kinds: tuple[type, ...], sequence: bool = False) -> Wanted:
    """What these features ask for, in the order of their keys; ValueError for odd ones.

    `kinds` are the classes that are taken; `sequence` says that steps are counted by the record,
    not padded.
    """
    found = Wanted({}, {})
    for key in sorted(features):
        feature = features[key]
        if not any(isinstance(feature, kind) for kind in kinds):
            raise ValueError(f"Unsupported {type(feature).__name__} {feature} for key {key!r}")
        if isinstance(feature, VarLenFeature):
            _want_sparse(found, key, _typed(key, feature))
        elif isinstance(feature, SparseFeature):
            _ask_for_parts(found, key, feature)
        elif isinstance(feature, FixedLenFeature):
            dims = _known_shape(key, feature)
            found.dense[key] = Dense(_typed(key, feature), dims, feature.default_value)
        else:
            dtype, dims = _typed(key, feature), as_dims(feature.shape) or ()
            if not sequence:
                if not feature.allow_missing:
                    raise ValueError(
                        "Unsupported: FixedLenSequenceFeature requires allow_missing to be True."
                    )
                dims = (None, *dims)
            elif feature.default_value is not None:
                raise ValueError(f"The default_value of the feature list {key!r} must be None.")
            found.dense[key] = Dense(dtype, dims, feature.default_value)
    both = sorted(found.sparse.keys() & found.dense.keys())
    if both:
        raise ValueError(f"Dense and sparse keys must not intersect; both have {both}.")
    return found


def _ask_for_parts(found: Wanted, key: str, feature: SparseFeature) -> None:
    """The features that a SparseFeature is made of."""
    if not feature.index_key:
        raise ValueError(f"Missing index_key for {feature}.")
    if not feature.value_key:
        raise ValueError(f"Missing value_key for {feature}.")
    dtype = _typed(key, feature)
    for index_key in index_keys(feature):
        _want_sparse(found, index_key, as_dtype("int64"))
    _want_sparse(found, feature.value_key, dtype)


def index_keys(feature: SparseFeature) -> list[str]:
    """The names of the features with the places, one for each axis."""
    keys = feature.index_key
    return [keys] if isinstance(keys, str) else list(keys)
