"""From Python values to tensors: the conversion registry.

Every function of `tf` takes anything that converts: tensors, variables, numbers, lists, arrays.
The core knows no op, so the function that makes a constant is registered by `ops/constants.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.nodes import Tensor

__all__ = ["convert_n_to_tensor", "convert_to_tensor", "register_tensor_conversion_function"]

_Function = Callable[..., Any]
_registry: list[tuple[int, int, Any, _Function]] = []
_by_type: dict[type, list[_Function]] = {}


def register_tensor_conversion_function(
    base_type: Any, conversion_func: _Function, priority: int = 100
) -> None:
    """Teach every `tf` function to take objects of another type.

    Args:
        base_type: a class or a tuple of classes.
        conversion_func: `(value, dtype=None, name=None, as_ref=False) -> Tensor`, or
            NotImplemented to leave the value to the next function.
        priority: functions with a smaller number are tried first.

    Raises:
        TypeError: `base_type` is no class, or `conversion_func` cannot be called.

    Example:
        >>> import minigraph as tf
        >>> class Celsius:
        ...     degrees = 20.0
        >>> def to_tensor(value, dtype=None, name=None, as_ref=False):
        ...     return tf.constant(value.degrees, dtype, name=name or "Const")
        >>> tf.register_tensor_conversion_function(Celsius, to_tensor)
        >>> tf.add(Celsius(), 1.0).dtype
        tf.float32
    """
    classes = base_type if isinstance(base_type, tuple) else (base_type,)
    if not all(isinstance(c, type) for c in classes):
        raise TypeError("base_type must be a type or a tuple of types.")
    if not callable(conversion_func):
        raise TypeError("conversion_func must be callable.")
    _registry.append((priority, len(_registry), base_type, conversion_func))
    _registry.sort(key=lambda row: row[:2])
    _by_type.clear()


def _functions_for(kind: type) -> list[_Function]:
    found = _by_type.get(kind)
    if found is None:
        found = [function for _, _, base, function in _registry if issubclass(kind, base)]
        _by_type[kind] = found
    return found


def convert_to_tensor(
    value: Any,
    dtype: Any = None,
    name: str | None = None,
    preferred_dtype: Any = None,
    dtype_hint: Any = None,
) -> Tensor:
    """`value` as a Tensor.

    Args:
        value: a Tensor (returned as it is), Variable, number, string, list, array, or an object of
            a type that was registered.
        dtype: the type that the tensor must have; None: the value's own.
        name: of the constant that may be made.
        preferred_dtype, dtype_hint: the type to try first where `dtype` is None.

    Returns:
        The Tensor. Python floats become float32, ints int32, NumPy values keep their type.

    Raises:
        TypeError: the value cannot be a tensor (of that type).
        ValueError: a Tensor of another type than `dtype`.

    Example:
        >>> import minigraph as tf
        >>> tf.convert_to_tensor([[1.0, 2.0]]).shape.as_list()
        [1, 2]
    """
    return convert(value, dtype, name, preferred_dtype if dtype_hint is None else dtype_hint)


def convert(
    value: Any, dtype: Any = None, name: str | None = None, hint: Any = None, as_ref: bool = False
) -> Tensor:
    """As `convert_to_tensor`; `as_ref` asks a variable for itself and not for its value."""
    wanted: DType | None = None if dtype is None else as_dtype(dtype).base_dtype
    if isinstance(value, Tensor):
        if wanted is not None and value._dtype.base_dtype is not wanted:
            raise ValueError(
                f"Tensor conversion requested dtype {wanted.name} for Tensor with dtype "
                f"{value.dtype.name}: {value} (built at {value._op._site})"
            )
        return value
    functions = _functions_for(type(value))
    if wanted is None and hint is not None:
        for function in functions:
            try:
                result = function(value, dtype=as_dtype(hint).base_dtype, name=name, as_ref=as_ref)
            except (TypeError, ValueError):
                break  # the hint does not suit the value: it chooses its own type
            if (
                result is not NotImplemented
                and result._dtype.base_dtype is as_dtype(hint).base_dtype
            ):
                return result  # type: ignore[no-any-return]
    for function in functions:
        result = function(value, dtype=wanted, name=name, as_ref=as_ref)
        if result is not NotImplemented:
            return result  # type: ignore[no-any-return]
    raise TypeError(f"Cannot convert {value!r} with type {type(value)} to a Tensor.")


def convert_n_to_tensor(
    values: Any, dtype: Any = None, name: str | None = None, as_ref: bool = False
) -> list[Tensor]:
    """Each of `values` as a Tensor; the constants are named `name_0`, `name_1`, ..."""
    return [
        convert(value, dtype, None if name is None else f"{name}_{i}", as_ref=as_ref)
        for i, value in enumerate(values)
    ]
