"""Fingerprints: eight bytes that stand for a row of a tensor."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import NUMBERS, Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.text.hashing import fingerprint64

__all__ = ["fingerprint"]


def _eight_a_row(call: Call) -> Dims:
    call.rank(1, 0)
    dims = call.shapes[0]
    if dims == ():
        raise ValueError("'data' must have rank 1 or more: a fingerprint is that of a row")
    return (dims[0] if dims else None, 8)


def _bytes_of(row: Any) -> bytes:
    """What is hashed: of one text itself, of several the fingerprint of each."""
    if row.dtype.kind != "O":
        return bytes(row.tobytes())
    texts = row.ravel().tolist()
    if len(texts) == 1:
        return bytes(texts[0])
    return b"".join(fingerprint64(text).to_bytes(8, "little") for text in texts)


@op(
    "Fingerprint",
    "data: T, method: string -> fingerprint: uint8",
    T=(*NUMBERS, dtypes.bool_, dtypes.string),
    shape=_eight_a_row,
    no_gradient="a hash has none",
    samples=[
        case("2,3 int32 0:9", b"farmhash64"),
        case(np.array([b"a", b"bc"], object), b"farmhash64"),
        bad("", b"farmhash64", error=ValueError, match="rank 1"),
        bad("2", b"md5", error=ValueError, match="Unsupported method"),
    ],
)
def fingerprint_op(data: Any, method: Any) -> Any:
    """FarmHash's fingerprint of each row, the lowest byte first."""
    if method != b"farmhash64":
        raise ValueError(f"Unsupported method: {method!r}; there is b'farmhash64'")
    prints = [fingerprint64(_bytes_of(np.asarray(row, data.dtype))) for row in data]
    return np.array(prints, "<u8").view(np.uint8).reshape(len(data), 8)


def fingerprint(data: Any, method: Any = "farmhash64", name: str | None = None) -> Tensor:
    """Eight bytes that stand for each row: equal for equal rows, else almost surely not.

    Args:
        data: of rank 1 or more, numbers, bools or strings.
        method: "farmhash64".
        name: of the node.

    Returns:
        A uint8 Tensor of shape [rows, 8]: FarmHash's Fingerprint64 of the row's bytes, the same
        bytes as TensorFlow's; of several strings, that of their fingerprints. No gradient.

    Raises:
        ValueError: `data` is a scalar, or there is no such method.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.fingerprint(["a"])).tolist()
        [[227, 117, 223, 182, 101, 66, 69, 179]]
    """
    if method not in ("farmhash64", b"farmhash64") and not isinstance(method, Tensor):
        raise ValueError(f"Unsupported method: {method!r}; there is 'farmhash64'.")
    result: Tensor = fingerprint_op(data, method, name=name)
    return result
