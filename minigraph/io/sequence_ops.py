"""The ops that parse SequenceExamples: one record, or a batch of them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigraph.core import dtypes
from minigraph.core.dtypes import DType
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.io import columns
from minigraph.io.example import SequenceExample
from minigraph.io.feature_values import Place, array_of_strings, feature_lists, values_of
from minigraph.io.parse_ops import KINDS, record_names

__all__ = ["parse_sequence_op", "parse_single_sequence_op"]


class _Wanted(NamedTuple):
    """What is asked of the records: (key, type) of sparse features, (key, type, shape) of dense."""

    context_sparse: list[tuple[bytes, DType]]
    context_dense: list[tuple[bytes, DType, Any]]
    list_sparse: list[tuple[bytes, DType]]
    list_dense: list[tuple[bytes, DType, Any]]
    optional: set[bytes]  # dense lists that may be missing


def _rows(*parts: Any) -> list[Any]:
    return list(zip(*parts, strict=True))


def _place(name: str, key: bytes) -> Place:
    return Place(name, key.decode(errors="replace"))


def _steps(lists: dict[bytes, list[bytes]], key: bytes, kind: DType, name: str) -> list[Any]:
    return [values_of(step, kind, _place(name, key)) for step in lists.get(key, [])]


def _batch(
    serialized: list[bytes], names: list[str], wanted: _Wanted, defaults: Any
) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    """For each kind of features, what all records have: context sparse and dense, lists alike.

    Sparse ones are [places, values, shape]; dense lists are one tensor for each record.
    """
    parsed = [feature_lists(data, name) for data, name in zip(serialized, names, strict=True)]

    def row(key: bytes, kind: DType) -> list[Any]:
        return [
            values_of(context.get(key), kind, _place(name, key))
            for (context, _), name in zip(parsed, names, strict=True)
        ]

    context_dense = []
    for (key, kind, dims), default in zip(wanted.context_dense, defaults, strict=True):
        places = [_place(name, key) for name in names]
        context_dense.append(columns.dense(row(key, kind), kind, dims, default, places))
    list_sparse = [
        [_steps(lists, key, kind, name) for (_, lists), name in zip(parsed, names, strict=True)]
        for key, kind in wanted.list_sparse
    ]
    list_dense = []
    for key, kind, dims in wanted.list_dense:
        tensors = []
        for (_, lists), name in zip(parsed, names, strict=True):
            if key not in lists and key not in wanted.optional:
                raise _place(name, key).wrong(
                    "The feature list is required but could not be found; a list that may be "
                    "missing says allow_missing=True."
                )
            steps = _steps(lists, key, kind, name)
            tensors.append(columns.dense_steps(steps, kind, dims, _place(name, key)))
        list_dense.append(tensors)
    context_sparse = [row(key, kind) for key, kind in wanted.context_sparse]
    return context_sparse, context_dense, list_sparse, list_dense


def _by_part(sparse: list[list[Any]]) -> list[Any]:
    """All places, all values, all shapes."""
    return [sp[part] for part in range(3) for sp in sparse]


def _sparse_shapes(count: int, rank: int) -> list[Dims]:
    places: list[Dims] = [(None, rank)] * count
    return places + [(None,)] * count + [(rank,)] * count


def _check_known(call: Call) -> None:
    for dims in (*call.attrs["context_dense_shapes"], *call.attrs["feature_list_dense_shapes"]):
        if None in dims:
            raise ValueError(f"Shape {list(dims)} is not fully defined")


def _steps_of(*values: list[int]) -> bytes:
    record = SequenceExample()
    record.context.feature["c"].int64_list.value.append(5)
    for step in values:
        record.feature_lists.feature_list["w"].feature.add().int64_list.value.extend(step)
    return record.SerializeToString()


_KEY = {key: array_of_strings([key.encode()]).reshape(()) for key in ("c", "w", "z")}
_NONE = array_of_strings([])
_TYPES = {
    "context_sparse_types": (),
    "feature_list_sparse_types": (dtypes.int64,),
    "feature_list_dense_types": (dtypes.int64,),
    "context_dense_shapes": ((),),
    "feature_list_dense_shapes": ((2,),),
}


# ------------------------------------------------------------------------ ParseSingleSequenceExample
def _single_shapes(call: Call) -> list[Dims]:
    call.rank(0, 0)
    call.rank(1, 1)
    call.rank(len(call.shapes) - 1, 0)
    _check_known(call)
    attrs = call.attrs
    found = _sparse_shapes(attrs["Ncontext_sparse"], 1)
    found += list(attrs["context_dense_shapes"])
    found += _sparse_shapes(attrs["Nfeature_list_sparse"], 2)
    return found + [(None, *dims) for dims in attrs["feature_list_dense_shapes"]]


@op(
    "ParseSingleSequenceExample",
    "serialized: string, feature_list_dense_missing_assumed_empty: string,"
    " context_sparse_keys: Ncontext_sparse*string, context_dense_keys: Ncontext_dense*string,"
    " feature_list_sparse_keys: Nfeature_list_sparse*string,"
    " feature_list_dense_keys: Nfeature_list_dense*string,"
    " context_dense_defaults: [Tcontext_dense], debug_name: string"
    " -> context_sparse_indices: Ncontext_sparse*int64,"
    " context_sparse_values: [context_sparse_types],"
    " context_sparse_shapes: Ncontext_sparse*int64, context_dense_values: [Tcontext_dense],"
    " feature_list_sparse_indices: Nfeature_list_sparse*int64,"
    " feature_list_sparse_values: [feature_list_sparse_types],"
    " feature_list_sparse_shapes: Nfeature_list_sparse*int64,"
    " feature_list_dense_values: [feature_list_dense_types]",
    Tcontext_dense=KINDS,
    shape=_single_shapes,
    no_gradient="bytes have none",
    samples=[
        case(
            array_of_strings([_steps_of([1, 2], [3, 4])]).reshape(()),
            _NONE,
            [],
            [_KEY["c"]],
            [_KEY["w"]],
            [_KEY["w"]],
            [np.array([], np.int64)],
            array_of_strings([b""]).reshape(()),
            **_TYPES,
        ),
        bad(
            array_of_strings([_steps_of([1, 2])]).reshape(()),
            _NONE,
            [],
            [_KEY["c"]],
            [_KEY["w"]],
            [_KEY["z"]],
            [np.array([], np.int64)],
            array_of_strings([b""]).reshape(()),
            **_TYPES,
            error=InvalidArgumentError,
            match="required but could not be found",
        ),
    ],
)
def parse_single_sequence_op(
    serialized: Any,
    feature_list_dense_missing_assumed_empty: Any,
    *more: Any,
    Ncontext_sparse: int,
    Ncontext_dense: int,
    Nfeature_list_sparse: int,
    Nfeature_list_dense: int,
    Tcontext_dense: tuple[DType, ...],
    context_sparse_types: tuple[DType, ...] = (),
    feature_list_sparse_types: tuple[DType, ...] = (),
    feature_list_dense_types: tuple[DType, ...] = (),
    context_dense_shapes: tuple[Any, ...] = (),
    feature_list_dense_shapes: tuple[Any, ...] = (),
) -> Any:
    """The features of one record: those of the context, then those of the lists."""
    keys, at = [], 0
    for count in (Ncontext_sparse, Ncontext_dense, Nfeature_list_sparse, Nfeature_list_dense):
        keys.append(list(more[at : at + count]))
        at += count
    wanted = _Wanted(
        _rows(keys[0], context_sparse_types),
        _rows(keys[1], Tcontext_dense, context_dense_shapes),
        _rows(keys[2], feature_list_sparse_types),
        _rows(keys[3], feature_list_dense_types, feature_list_dense_shapes),
        set(feature_list_dense_missing_assumed_empty.tolist()),
    )
    name = more[-1].decode(errors="replace") or "<unknown>"
    context_sparse, context_dense, list_sparse, list_dense = _batch(
        [serialized], [name], wanted, more[at:-1]
    )
    first = []
    for rows, kind in zip(context_sparse, context_sparse_types, strict=True):
        places, values, shape = columns.sparse_rows(rows, kind)
        first.append([places[:, 1:], values, shape[1:]])
    second = [
        columns.sparse_rows(records[0], kind)
        for records, kind in zip(list_sparse, feature_list_sparse_types, strict=True)
    ]
    found = _by_part(first) + [tensor[0] for tensor in context_dense]
    return found + _by_part(second) + [tensors[0] for tensors in list_dense]


# ------------------------------------------------------------------------------ ParseSequenceExample
def _batch_shapes(call: Call) -> list[Dims]:
    records = call.rank(0, 1)
    call.rank(1, 1)
    _check_known(call)
    size = None if records is None else records[0]
    attrs = call.attrs
    dense = attrs["feature_list_dense_shapes"]
    found = _sparse_shapes(len(attrs["context_sparse_types"]), 2)
    found += [(size, *dims) for dims in attrs["context_dense_shapes"]]
    found += _sparse_shapes(len(attrs["feature_list_sparse_types"]), 3)
    return found + [(size, None, *dims) for dims in dense] + [(size,)] * len(dense)


@op(
    "ParseSequenceExample",
    "serialized: string, debug_name: string, context_dense_defaults: [Tcontext_dense]"
    " -> context_sparse_indices: Ncontext_sparse*int64,"
    " context_sparse_values: [context_sparse_types],"
    " context_sparse_shapes: Ncontext_sparse*int64, context_dense_values: [Tcontext_dense],"
    " feature_list_sparse_indices: Nfeature_list_sparse*int64,"
    " feature_list_sparse_values: [feature_list_sparse_types],"
    " feature_list_sparse_shapes: Nfeature_list_sparse*int64,"
    " feature_list_dense_values: [feature_list_dense_types],"
    " feature_list_dense_lengths: Nfeature_list_dense*int64",
    Tcontext_dense=KINDS,
    shape=_batch_shapes,
    no_gradient="bytes have none",
    samples=[
        case(
            array_of_strings([_steps_of([1, 2], [3, 4]), _steps_of([5, 6])]),
            _NONE,
            [np.array([], np.int64)],
            context_dense_keys=(b"c",),
            feature_list_sparse_keys=(b"w",),
            feature_list_dense_keys=(b"w",),
            Ncontext_sparse=0,
            Nfeature_list_sparse=1,
            Nfeature_list_dense=1,
            **_TYPES,
        ),
    ],
)
def parse_sequence_op(
    serialized: Any,
    debug_name: Any,
    *defaults: Any,
    Tcontext_dense: tuple[DType, ...],
    feature_list_dense_missing_assumed_empty: tuple[bytes, ...] = (),
    context_sparse_keys: tuple[bytes, ...] = (),
    context_dense_keys: tuple[bytes, ...] = (),
    feature_list_sparse_keys: tuple[bytes, ...] = (),
    feature_list_dense_keys: tuple[bytes, ...] = (),
    context_sparse_types: tuple[DType, ...] = (),
    feature_list_sparse_types: tuple[DType, ...] = (),
    feature_list_dense_types: tuple[DType, ...] = (),
    context_dense_shapes: tuple[Any, ...] = (),
    feature_list_dense_shapes: tuple[Any, ...] = (),
    Ncontext_sparse: int = 0,
    Nfeature_list_sparse: int = 0,
    Nfeature_list_dense: int = 0,
) -> Any:
    """The features of all records: those of the contexts, then those of the lists."""
    wanted = _Wanted(
        _rows(context_sparse_keys, context_sparse_types),
        _rows(context_dense_keys, Tcontext_dense, context_dense_shapes),
        _rows(feature_list_sparse_keys, feature_list_sparse_types),
        _rows(feature_list_dense_keys, feature_list_dense_types, feature_list_dense_shapes),
        set(feature_list_dense_missing_assumed_empty),
    )
    names = record_names(debug_name, len(serialized))
    context_sparse, context_dense, list_sparse, list_dense = _batch(
        serialized.tolist(), names, wanted, defaults
    )
    first = [
        columns.sparse_rows(rows, kind)
        for rows, kind in zip(context_sparse, context_sparse_types, strict=True)
    ]
    second = [
        columns.sparse_steps(records, kind)
        for records, kind in zip(list_sparse, feature_list_sparse_types, strict=True)
    ]
    padded = [
        columns.padded_steps(tensors, kind, dims)
        for tensors, (_, kind, dims) in zip(list_dense, wanted.list_dense, strict=True)
    ]
    found = _by_part(first) + context_dense + _by_part(second)
    return found + [tensor for tensor, _ in padded] + [lengths for _, lengths in padded]
