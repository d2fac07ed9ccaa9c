"""The op that parses a batch of Examples."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.dtypes import DType
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.io import columns
from minigraph.io.example import BytesList, Example, Feature, Features, FloatList, Int64List
from minigraph.io.feature_values import Place, array_of_strings, features_of, values_of
from minigraph.ops.axes import array_of

__all__ = ["KINDS", "parse_example_op", "record_names"]

KINDS = (dtypes.float32, dtypes.int64, dtypes.string)


def record_names(names: Any, count: int) -> list[str]:
    """What the records are called in messages: their names, or their numbers."""
    given = array_of(names).ravel().tolist()
    if given and len(given) != count:
        raise InvalidArgumentError(
            None, None, f"Expected names to be empty or as many as records: {len(given)}, {count}."
        )
    return [f"{name.decode(errors='replace')!r}" for name in given] or [
        f"<unknown>, record {number}" for number in range(count)
    ]


def _record(**features: Any) -> bytes:
    made = Features()
    for name, values in features.items():
        kind = {bytes: "bytes_list", float: "float_list", int: "int64_list"}[type(values[0])]
        lists = {"bytes_list": BytesList, "float_list": FloatList, "int64_list": Int64List}
        made.feature[name].CopyFrom(Feature(**{kind: lists[kind](value=values)}))
    return Example(features=made).SerializeToString()


_TWO = array_of_strings([_record(a=[1, 2], b=[b"x"], f=[5]), _record(a=[3, 4], b=[b"y", b"z"])])
_NONE = array_of_strings([])


def _parsed_shapes(call: Call) -> list[Dims]:
    records = call.rank(0, 1)
    call.rank(1, 1)
    sparse = call.attrs["Nsparse"]
    batch = None if records is None else records[0]
    found: list[Dims] = [(None, 2)] * sparse + [(None,)] * sparse + [(2,)] * sparse
    return found + [(batch, *dims) for dims in call.attrs["dense_shapes"]]


@op(
    "ParseExample",
    "serialized: string, names: string, sparse_keys: Nsparse*string, dense_keys: Ndense*string,"
    " dense_defaults: [Tdense]"
    " -> sparse_indices: Nsparse*int64, sparse_values: [sparse_types],"
    " sparse_shapes: Nsparse*int64, dense_values: [Tdense]",
    Tdense=KINDS,
    shape=_parsed_shapes,
    no_gradient="bytes have none",
    samples=[
        case(
            _TWO,
            _NONE,
            [array_of_strings([b"b"]).reshape(())],
            [array_of_strings([b"a"]).reshape(()), array_of_strings([b"f"]).reshape(())],
            [np.array([], np.int64), np.array(7, np.int64)],
            sparse_types=(dtypes.string,),
            dense_shapes=((2,), ()),
        ),
        bad(
            array_of_strings([b"\x0a\x05ab"]),
            _NONE,
            [],
            [array_of_strings([b"a"]).reshape(())],
            [np.array([], np.int64)],
            sparse_types=(),
            dense_shapes=((2,),),
            error=InvalidArgumentError,
            match="Could not parse example",
        ),
    ],
)
def parse_example_op(
    serialized: Any,
    names: Any,
    *more: Any,
    Nsparse: int,
    Ndense: int,
    Tdense: tuple[DType, ...],
    sparse_types: tuple[DType, ...],
    dense_shapes: tuple[Any, ...],
) -> Any:
    """Sparse places, values and shapes, then the dense tensors, each in the order of its key."""
    keys, defaults = more[: Nsparse + Ndense], more[Nsparse + Ndense :]
    names = record_names(names, len(serialized))
    records = [
        features_of(data, name) for data, name in zip(serialized.tolist(), names, strict=True)
    ]
    places = [[Place(name, key.decode(errors="replace")) for name in names] for key in keys]
    rows = [
        [
            values_of(record.get(key), kind, place)
            for record, place in zip(records, where, strict=True)
        ]
        for key, kind, where in zip(keys, (*sparse_types, *Tdense), places, strict=True)
    ]
    sparse = [columns.sparse_rows(row, kind) for row, kind in zip(rows, sparse_types, strict=False)]
    dense = [
        columns.dense(
            rows[Nsparse + i], Tdense[i], dense_shapes[i], defaults[i], places[Nsparse + i]
        )
        for i in range(Ndense)
    ]
    return [sp[part] for part in range(3) for sp in sparse] + dense
