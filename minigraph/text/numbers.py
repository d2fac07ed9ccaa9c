"""Numbers as text and back: as_string, string_to_number."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import NUMBERS, bad, case, op, same
from minigraph.text.elements import each

__all__ = ["as_string", "parsed", "string_to_number"]

_DECIMAL = re.compile(
    rb"[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|inf|infinity|nan)", re.IGNORECASE
)
_HEX = re.compile(rb"[+-]?0x[0-9a-f]+", re.IGNORECASE)
_INTEGER = re.compile(rb"[+-]?\d+")


def parsed(text: bytes, dtype: DType) -> Any:
    """The number that a text stands for; ValueError if it is none, or too large."""
    digits = text.strip(b" \t\n\r\v\f")
    if dtype.is_floating:
        if _HEX.fullmatch(digits):
            return float(int(digits, 16))
        if not _DECIMAL.fullmatch(digits):
            raise ValueError(text)
        return float(digits)
    limits = np.iinfo(dtype.np_dtype)
    if not _INTEGER.fullmatch(digits) or not limits.min <= int(digits) <= limits.max:
        raise ValueError(text)
    return int(digits)


# ---------------------------------------------------------------------------------- StringToNumber
@op(
    "StringToNumber",
    "string_tensor: string -> output: out_type",
    out_type=tuple(
        getattr(dtypes, n) for n in ("float32", "float64", "int32", "int64", "uint32", "uint64")
    ),
    shape=same,
    no_gradient="text has none",
    samples=[
        case(np.array([b"1.5", b" 2", b"1e3", b"-inf"], object)),
        case(b"15", out_type=dtypes.int64),
        bad(b"x", error=InvalidArgumentError, match="could not correctly convert"),
        bad(b"3000000000", out_type=dtypes.int32, error=InvalidArgumentError, match="convert"),
    ],
)
def string_to_number_op(string_tensor: Any, *, out_type: DType = dtypes.float32) -> Any:
    """Each string as a number."""

    def number(text: bytes) -> Any:
        try:
            return parsed(text, out_type)
        except ValueError:
            raise InvalidArgumentError(
                None,
                None,
                f"StringToNumberOp could not correctly convert string: {text!r} to {out_type.name}",
            ) from None

    with np.errstate(over="ignore"):
        return each(number, string_tensor, dtype=out_type.np_dtype)


def string_to_number(
    string_tensor: Any = None,
    out_type: Any = dtypes.float32,
    name: str | None = None,
    input: Any = None,
) -> Tensor:
    """Strings read as numbers.

    Args:
        string_tensor: strings; white space around a number is ignored.
        out_type: float32, float64, int32, int64, uint32 or uint64.
        name: of the node.
        input: another name of `string_tensor`.

    Returns:
        A Tensor of `out_type` and the same shape.

    Raises:
        tf.errors.InvalidArgumentError: a string is no number, or one that does not fit.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.string_to_number(["1.5", "-2e3"])).tolist()
        [1.5, -2000.0]
    """
    given = string_tensor if input is None else input
    result: Tensor = string_to_number_op(given, out_type=as_dtype(out_type), name=name)
    return result


# ---------------------------------------------------------------------------------- AsString
@op(
    "AsString",
    "input: T -> output: string",
    T=(*NUMBERS, dtypes.bool_, dtypes.string),
    shape=same,
    no_gradient="text has none",
    samples=[
        case([1.5, 2e10, -3e-7]),
        case([1, 22, -3], width=4, fill="0"),
        case([1.5, 0.1], shortest=True),
        case([True, False]),
        case(np.array([1 + 2j], np.complex64), precision=1),
        bad([1], precision=2, error=InvalidArgumentError, match="precision not supported"),
        bad([1.5], fill="xx", error=InvalidArgumentError, match="Fill"),
        bad([1.5], scientific=True, shortest=True, error=InvalidArgumentError, match="both"),
    ],
)
def as_string_op(
    input: Any,
    *,
    precision: int = -1,
    scientific: bool = False,
    shortest: bool = False,
    width: int = -1,
    fill: str = "",
) -> Any:
    """Each element as text, in the formats of C's printf."""
    kind = np.asarray(input).dtype.kind
    real = kind in "fc"
    if len(fill) > 1 or (fill and fill not in " +-0#"):
        raise InvalidArgumentError(
            None, None, f"Fill string must be one of ' ', +, -, 0, #: {fill!r}"
        )
    if not real and (scientific or shortest or precision > -1):
        what = "precision" if precision > -1 else "scientific and shortest format"
        raise InvalidArgumentError(None, None, f"{what} not supported for datatype {input.dtype}")
    if scientific and shortest:
        raise InvalidArgumentError(
            None, None, "Cannot select both scientific and shortest notation"
        )
    if kind == "b":
        return each(lambda v: b"true" if v else b"false", input)
    letter = "d" if kind in "iu" else "s" if kind == "O" else "e" if scientific else "g"
    if real and not scientific and not shortest:
        letter = "f"
    size = ("" if width < 0 else str(width)) + ("" if precision < 0 else f".{precision}")
    if kind == "O":
        return each(lambda v: v.rjust(max(width, 0)), input)
    if kind == "c":
        return each(lambda v: _complex(complex(v), fill, size + letter), input)
    return each(
        lambda v: _number(v.item() if hasattr(v, "item") else v, fill, size + letter), input
    )


def _number(value: Any, fill: str, form: str) -> bytes:
    flag = fill.replace("#", "")
    if flag == "0" and not math.isfinite(value):
        flag = ""  # C fills up with zeros only what is a number
    return str(f"%{flag}{form}" % value).encode()


def _complex(value: complex, fill: str, form: str) -> bytes:
    return b"(" + _number(value.real, fill, form) + b"," + _number(value.imag, fill, form) + b")"


def as_string(
    input: Any,
    precision: int = -1,
    scientific: bool = False,
    shortest: bool = False,
    width: int = -1,
    fill: str = "",
    name: str | None = None,
) -> Tensor:
    """The elements of a tensor as text.

    Args:
        input: numbers, bools or strings.
        precision: digits after the point of real numbers; -1: 6.
        scientific: whether real numbers are written as 1.5e+00.
        shortest: whether the shorter of both ways is used, as by C's `%g`.
        width: the least number of characters.
        fill: one of "", " ", "+", "-" (aligned to the left) and "0": a flag of C's printf.
        name: of the node.

    Returns:
        A string Tensor of the same shape.

    Raises:
        tf.errors.InvalidArgumentError: a format that the type does not have.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.as_string([1.5, 0.25], precision=2)).tolist()
        [b'1.50', b'0.25']
    """
    result: Tensor = as_string_op(
        input,
        precision=precision,
        scientific=scientific,
        shortest=shortest,
        width=width,
        fill=fill,
        name=name,
    )
    return result
