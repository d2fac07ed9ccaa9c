"""Bytes that hold something else: decode_raw, base64, compressed bytes."""

from __future__ import annotations

import base64
import gzip
import re
import zlib
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.errors import DataLossError, InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import NUMBERS, Call, bad, case, op, same
from minigraph.core.shapes import Dims
from minigraph.ops.axes import array_of
from minigraph.text.elements import each

__all__ = ["decode_base64", "decode_compressed", "decode_raw", "encode_base64"]


# ---------------------------------------------------------------------------------- DecodeRaw
def _one_more(call: Call) -> Dims:
    return None if call.shapes[0] is None else (*call.shapes[0], None)


@op(
    "DecodeRaw",
    "bytes: string -> output: out_type",
    out_type=(*NUMBERS, dtypes.bool_),
    shape=_one_more,
    no_gradient="text has none",
    samples=[
        case(np.array([b"abcd", b"efgh"], object), out_type=dtypes.int16),
        case(b"abcd", out_type=dtypes.float32, little_endian=False),
        case(np.array([], object), out_type=dtypes.uint8),
        bad(b"abc", out_type=dtypes.int16, error=InvalidArgumentError, match="multiple of 2"),
        bad(
            np.array([b"a", b"bc"], object),
            out_type=dtypes.uint8,
            error=InvalidArgumentError,
            match="same size",
        ),
    ],
)
def decode_raw_op(bytes: Any, *, out_type: DType, little_endian: bool = True) -> Any:
    """The bytes of each string as numbers, along a new last axis."""
    array = array_of(bytes)
    strings = array.ravel().tolist()
    size = len(strings[0]) if strings else 0
    for place, text in enumerate(strings):
        if len(text) != size:
            raise InvalidArgumentError(
                None,
                None,
                "DecodeRaw requires input strings to all be the same size, but element "
                f"{place} has size {len(text)}, not {size}",
            )
    kind = np.dtype(out_type.np_dtype)
    if size % kind.itemsize:
        raise InvalidArgumentError(
            None,
            None,
            f"Input to DecodeRaw has length {size} that is not a multiple of {kind.itemsize}, the "
            f"size of {out_type.name}",
        )
    flat = np.frombuffer(b"".join(strings), kind.newbyteorder("<" if little_endian else ">"))
    return flat.astype(kind).reshape(*array.shape, size // kind.itemsize)


def decode_raw(
    input_bytes: Any = None,
    out_type: Any = None,
    little_endian: bool = True,
    name: str | None = None,
    bytes: Any = None,
) -> Tensor:
    """Strings read as arrays of numbers.

    Args:
        input_bytes: strings of one length.
        out_type: the type of the numbers.
        little_endian: whether the lowest byte of a number comes first.
        name: of the node.
        bytes: the old name of `input_bytes`.

    Returns:
        A Tensor of `out_type` and shape input_bytes.shape + [numbers].

    Raises:
        tf.errors.InvalidArgumentError: the lengths differ, or are no multiple of a number's.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.decode_raw(b"\\x01\\x00\\x02\\x00", tf.int16)).tolist()
        [1, 2]
    """
    given = input_bytes if bytes is None else bytes
    if given is None or out_type is None:
        raise ValueError("decode_raw needs the bytes and out_type.")
    result: Tensor = decode_raw_op(
        given, out_type=as_dtype(out_type), little_endian=little_endian, name=name
    )
    return result


# ------------------------------------------------------------------------- EncodeBase64, DecodeBase64
@op(
    "EncodeBase64",
    "input: string -> output: string",
    shape=same,
    no_gradient="text has none",
    samples=[case(np.array([b"hello?>", b"", b"a"], object)), case(b"a", pad=True)],
)
def encode_base64_op(input: Any, *, pad: bool = False) -> Any:
    """Each string in letters, digits, - and _."""
    coded = base64.urlsafe_b64encode
    return each(coded if pad else lambda s: coded(s).rstrip(b"="), input)


_BASE64 = re.compile(rb"[A-Za-z0-9_-]*")


def _decoded(text: bytes) -> bytes:
    digits = text[: -text.count(b"=", -2)] if text.endswith(b"=") and len(text) % 4 == 0 else text
    if not _BASE64.fullmatch(digits):
        raise InvalidArgumentError(None, None, f"Invalid character found in base64: {text!r}")
    if len(digits) % 4 == 1:
        raise InvalidArgumentError(
            None, None, f"Base64 string length cannot be 1 modulo 4: {text!r}"
        )
    return base64.urlsafe_b64decode(digits + b"=" * (-len(digits) % 4))


@op(
    "DecodeBase64",
    "input: string -> output: string",
    shape=same,
    no_gradient="text has none",
    samples=[
        case(np.array([b"aGVsbG8_Pg", b"YQ==", b""], object)),
        bad(b"a+/b", error=InvalidArgumentError, match="Invalid character"),
        bad(b"a", error=InvalidArgumentError, match="1 modulo 4"),
    ],
)
def decode_base64_op(input: Any) -> Any:
    """The bytes that were encoded."""
    return each(_decoded, input)


def encode_base64(input: Any, pad: bool = False, name: str | None = None) -> Tensor:
    """Strings in base64, in the alphabet for web addresses (- and _ for + and /).

    Args:
        input: strings.
        pad: whether `=` fills the last four characters up.
        name: of the node.

    Returns:
        A string Tensor of the same shape.

    Source: RFC 4648, section 5.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.encode_base64("hello?>"))
        b'aGVsbG8_Pg'
    """
    result: Tensor = encode_base64_op(input, pad=pad, name=name)
    return result


def decode_base64(input: Any, name: str | None = None) -> Tensor:
    """What `tf.encode_base64` made strings of.

    Args:
        input: strings in base64, in the alphabet for web addresses, padded or not.
        name: of the node.

    Returns:
        A string Tensor of the same shape.

    Raises:
        tf.errors.InvalidArgumentError: a string is not base64.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.decode_base64("aGVsbG8_Pg"))
        b'hello?>'
    """
    result: Tensor = decode_base64_op(input, name=name)
    return result


# ---------------------------------------------------------------------------------- DecodeCompressed
@op(
    "DecodeCompressed",
    "bytes: string -> output: string",
    shape=same,
    no_gradient="text has none",
    samples=[
        case(zlib.compress(b"hello"), compression_type="ZLIB"),
        case(np.array([b"hello"], object)),
        bad(b"hello", compression_type="ZLIB", error=DataLossError, match="inflate"),
        bad(b"x", compression_type="LZ", error=InvalidArgumentError, match="ZLIB, GZIP"),
    ],
)
def decode_compressed_op(bytes: Any, *, compression_type: str = "") -> Any:
    """Each string as it was before it was compressed."""
    if compression_type not in ("", "ZLIB", "GZIP"):
        raise InvalidArgumentError(
            None, None, f"Only ZLIB, GZIP or no compression are supported, not {compression_type!r}"
        )

    def inflated(text: Any) -> Any:
        try:
            return zlib.decompress(text) if compression_type == "ZLIB" else gzip.decompress(text)
        except (zlib.error, OSError, EOFError) as error:
            raise DataLossError(None, None, f"inflate() failed: {error}") from None

    return each(inflated if compression_type else lambda text: text, bytes)


def decode_compressed(bytes: Any, compression_type: str = "", name: str | None = None) -> Tensor:
    """Strings as they were before they were compressed.

    Args:
        bytes: strings.
        compression_type: "ZLIB", "GZIP" or "" (as they are).
        name: of the node.

    Returns:
        A string Tensor of the same shape.

    Raises:
        tf.errors.DataLossError: the bytes are damaged.

    Example:
        >>> import minigraph as tf, zlib
        >>> tf.Session().run(tf.decode_compressed(zlib.compress(b"hello"), "ZLIB"))
        b'hello'
    """
    result: Tensor = decode_compressed_op(bytes, compression_type=compression_type, name=name)
    return result
