"""Element types: TensorFlow's DType objects over NumPy's.

A `DType` names what a tensor's elements are. Every type has a *reference* twin (`float32_ref`):
the type of a variable's own output, which stands for the variable and not for one value of it.
Types never promote: an op checks that its inputs agree and refuses them otherwise.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["DType", "as_dtype", "by_name"]

_LIMITS = {  # the range that images of a type cover; TensorFlow gives floats and bools one too
    "uint8": (0, 255),
    "uint16": (0, 65535),
    "int8": (0, 127),
    "int16": (0, 32767),
    "int32": (0, 2147483647),
    "int64": (0, 9223372036854775807),
    "bool": (0, True),
    "float32": (0, 1),
    "float64": (0, 1),
}


class DType:
    """The type of a tensor's elements, such as `tf.float32`.

    Equal to its name and to its NumPy type: `tf.float32 == "float32" == np.float32`.

    Args:
        type_enum: TensorFlow's number of the type, or what `tf.as_dtype` takes; there is one
            object for each type.

    Raises:
        TypeError: there is no such type.

    Example:
        >>> import minigraph as tf
        >>> tf.float32, tf.float32.size, tf.float32 == np.float32
        (tf.float32, 4, True)
        >>> tf.as_dtype("int64").is_integer, tf.DType(1)
        (True, tf.float32)
    """

    __slots__ = ("_is_ref_dtype", "_twin", "as_datatype_enum", "name", "np_dtype")

    name: str
    as_datatype_enum: int
    np_dtype: np.dtype[Any]
    _is_ref_dtype: bool
    _twin: DType

    def __new__(cls, type_enum: Any) -> DType:
        return as_dtype(type_enum)

    @classmethod
    def _make(cls, name: str, enum: int, np_dtype: np.dtype[Any], is_ref: bool = False) -> DType:
        made = object.__new__(cls)
        made.name = name
        made.as_datatype_enum = enum
        made.np_dtype = np_dtype
        made._is_ref_dtype = is_ref
        if not is_ref:
            made._twin = cls._make(name + "_ref", enum + 100, np_dtype, is_ref=True)
            made._twin._twin = made
        return made

    @property
    def base_dtype(self) -> DType:
        """The type without `_ref`."""
        return self._twin if self._is_ref_dtype else self

    @property
    def _as_ref(self) -> DType:
        return self if self._is_ref_dtype else self._twin

    @property
    def as_numpy_dtype(self) -> Any:
        """NumPy's scalar type, such as `np.float32`; `object` for strings.

        Quantized types have one of their own, in which no arithmetic is done by accident; values
        of tensors are plain integers.
        """
        if self.is_quantized:
            return np.dtype([(self.base_dtype.name, self.np_dtype)])
        return self.np_dtype.type if self.np_dtype.kind != "O" else object

    @property
    def real_dtype(self) -> DType:
        """The type of the real part: float32 of complex64, float64 of complex128, else itself."""
        real = {"complex64": "float32", "complex128": "float64"}
        base = self.base_dtype
        return by_name[real[base.name]] if base.name in real else base

    @property
    def is_numpy_compatible(self) -> bool:
        """Whether NumPy can hold it (not so: `resource`, `variant`)."""
        return self.base_dtype.name not in ("resource", "variant")

    @property
    def is_bool(self) -> bool:
        """Whether this is `bool`."""
        return self.np_dtype.kind == "b"

    @property
    def is_integer(self) -> bool:
        """Whether this is an integer type, signed or not; quantized ones are none."""
        return self.np_dtype.kind in "iu" and not self.is_quantized

    @property
    def is_floating(self) -> bool:
        """Whether this is a real floating type."""
        return self.np_dtype.kind == "f"

    @property
    def is_complex(self) -> bool:
        """Whether this is complex64 or complex128."""
        return self.np_dtype.kind == "c"

    @property
    def is_quantized(self) -> bool:
        """Whether this is one of qint8, quint8, qint16, quint16, qint32."""
        return self.name.startswith(("qint", "quint"))

    @property
    def is_unsigned(self) -> bool:
        """Whether this is an unsigned integer type."""
        return self.np_dtype.kind == "u" and not self.is_quantized

    @property
    def size(self) -> int:
        """Bytes of an element; 0 for strings, whose elements differ."""
        return 0 if self.np_dtype.kind == "O" else self.np_dtype.itemsize

    @property
    def min(self) -> Any:
        """The smallest value that the type holds. TypeError for bool, complex, string."""
        return self._bound("min", "minimum")

    @property
    def max(self) -> Any:
        """The largest value that the type holds. TypeError for bool, complex, string."""
        return self._bound("max", "maximum")

    def _bound(self, which: str, word: str) -> Any:
        if self.is_floating:
            return getattr(np.finfo(self.np_dtype), which)
        if self.is_integer:
            return getattr(np.iinfo(self.np_dtype), which)
        raise TypeError(f"Cannot find the {word} value of {self}: it is no real number type.")

    @property
    def limits(self) -> tuple[Any, Any]:
        """(low, high) of the values that an image of this type covers: (0, 1) for floats."""
        if self.base_dtype.name not in _LIMITS:
            raise ValueError(f"{self} does not have defined limits.")
        return _LIMITS[self.base_dtype.name]

    def is_compatible_with(self, other: Any) -> bool:
        """Whether a tensor of type `other` may stand where this type is asked for."""
        wanted = as_dtype(other)
        return self is wanted or self is wanted.base_dtype

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if other is None or isinstance(other, DType):
            return False
        try:
            return as_dtype(other) is self
        except TypeError:
            return False

    def __hash__(self) -> int:
        return self.as_datatype_enum

    def __str__(self) -> str:
        return f"<dtype: '{self.name}'>"

    def __repr__(self) -> str:
        return f"tf.{self.name}"

    def __reduce__(self) -> tuple[Any, ...]:
        return as_dtype, (self.name,)

    def __int__(self) -> int:
        return self.as_datatype_enum


def _make(name: str, enum: int, np_type: Any) -> DType:
    dtype = DType._make(name, enum, np.dtype(np_type))
    by_name[name] = dtype
    by_name[dtype._as_ref.name] = dtype._as_ref
    return dtype


by_name: dict[str, DType] = {}
float16 = half = _make("float16", 19, np.float16)
float32 = _make("float32", 1, np.float32)
float64 = double = _make("float64", 2, np.float64)
int8 = _make("int8", 6, np.int8)
int16 = _make("int16", 5, np.int16)
int32 = _make("int32", 3, np.int32)
int64 = _make("int64", 9, np.int64)
uint8 = _make("uint8", 4, np.uint8)
uint16 = _make("uint16", 17, np.uint16)
uint32 = _make("uint32", 22, np.uint32)
uint64 = _make("uint64", 23, np.uint64)
complex64 = _make("complex64", 8, np.complex64)
complex128 = _make("complex128", 18, np.complex128)
bool_ = _make("bool", 10, np.bool_)
string = _make("string", 7, np.object_)
qint8 = _make("qint8", 11, np.int8)
quint8 = _make("quint8", 12, np.uint8)
qint16 = _make("qint16", 15, np.int16)
quint16 = _make("quint16", 16, np.uint16)
qint32 = _make("qint32", 13, np.int32)
resource = _make("resource", 20, np.object_)
variant = _make("variant", 21, np.object_)  # a list of tensors: what a loop's gradient keeps

_ALIASES: dict[Any, DType] = {"half": float16, "float": float32, "double": float64}
_ALIASES.update({float: float32, bool: bool_, object: string})
_BY_ENUM = {d.as_datatype_enum: d for d in by_name.values()}
_BY_NP = {d.np_dtype: d for d in reversed(by_name.values()) if not d._is_ref_dtype}
_BY_NP[np.dtype(object)] = string
_BY_NP.update({d.as_numpy_dtype: d for d in (qint8, quint8, qint16, quint16, qint32)})


def as_dtype(type_value: Any) -> DType:
    """The DType that a name, NumPy type, Python `float`/`bool` or enum number stands for.

    Args:
        type_value: a DType, `"float32"`, `np.float32`, `np.dtype("f4")`, `float`, ...

    Returns:
        The DType. Python's `float` is float32, as in TensorFlow.

    Raises:
        TypeError: nothing is known by that value (also Python's `int`: say int32 or int64).

    Example:
        >>> import minigraph as tf
        >>> import numpy as np
        >>> tf.as_dtype(np.float64), tf.as_dtype("int32")
        (tf.float64, tf.int32)
    """
    if isinstance(type_value, DType):
        return type_value
    if isinstance(type_value, np.dtype):
        found = _BY_NP.get(type_value)
        if found is None and type_value.kind in "SU":
            found = string
        if found is not None:
            return found
    elif isinstance(type_value, str):
        if type_value in by_name:
            return by_name[type_value]
        if type_value in _ALIASES:
            return _ALIASES[type_value]
    elif isinstance(type_value, type):
        if type_value in _ALIASES:
            return _ALIASES[type_value]
        if issubclass(type_value, np.generic):
            return as_dtype(np.dtype(type_value))
    elif isinstance(type_value, int) and type_value in _BY_ENUM:
        return _BY_ENUM[type_value]
    raise TypeError(
        f"Cannot convert the argument `type_value`: {type_value!r} to a TensorFlow DType."
    )
