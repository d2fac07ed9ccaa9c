"""tf.dtypes: element types and casts."""

from minigraph.core.dtypes import (
    DType,
    as_dtype,
    complex64,
    complex128,
    double,
    float16,
    float32,
    float64,
    half,
    int8,
    int16,
    int32,
    int64,
    qint8,
    qint16,
    qint32,
    quint8,
    quint16,
    resource,
    string,
    uint8,
    uint16,
    uint32,
    uint64,
    variant,
)
from minigraph.core.dtypes import bool_ as bool
from minigraph.ops.casting import cast
from minigraph.ops.clipping import saturate_cast
from minigraph.ops.complex_numbers import complex
from minigraph.text.numbers import as_string

QUANTIZED_DTYPES = frozenset(
    [qint8, quint8, qint16, quint16, qint32]
    + [d._as_ref for d in (qint8, quint8, qint16, quint16, qint32)]
)

__all__ = [
    "QUANTIZED_DTYPES",
    "DType",
    "as_dtype",
    "as_string",
    "bool",
    "cast",
    "complex",
    "complex64",
    "complex128",
    "double",
    "float16",
    "float32",
    "float64",
    "half",
    "int8",
    "int16",
    "int32",
    "int64",
    "qint8",
    "qint16",
    "qint32",
    "quint8",
    "quint16",
    "resource",
    "saturate_cast",
    "string",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "variant",
]
