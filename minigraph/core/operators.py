"""The Python operators that tensors and variables share.

The core knows no op, so what `a + b` builds is looked up in `OPERATORS`, which `ops/operators.py`
fills with the functions that TF1 uses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NoReturn

__all__ = ["OPERATORS", "Operators"]

OPERATORS: dict[str, Callable[..., Any]] = {}


class Operators:
    """Arithmetic, comparison and slicing by operators; truth and iteration refused."""

    __slots__ = ()
    __array_priority__ = 100  # NumPy arrays on the left leave the operation to us

    def __add__(self, other: Any) -> Any:
        return OPERATORS["add"](self, other)

    def __radd__(self, other: Any) -> Any:
        return OPERATORS["radd"](self, other)

    def __sub__(self, other: Any) -> Any:
        return OPERATORS["sub"](self, other)

    def __rsub__(self, other: Any) -> Any:
        return OPERATORS["rsub"](self, other)

    def __mul__(self, other: Any) -> Any:
        return OPERATORS["mul"](self, other)

    def __rmul__(self, other: Any) -> Any:
        return OPERATORS["rmul"](self, other)

    def __div__(self, other: Any) -> Any:
        return OPERATORS["div"](self, other)

    def __rdiv__(self, other: Any) -> Any:
        return OPERATORS["rdiv"](self, other)

    def __truediv__(self, other: Any) -> Any:
        return OPERATORS["truediv"](self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return OPERATORS["rtruediv"](self, other)

    def __floordiv__(self, other: Any) -> Any:
        return OPERATORS["floordiv"](self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return OPERATORS["rfloordiv"](self, other)

    def __mod__(self, other: Any) -> Any:
        return OPERATORS["mod"](self, other)

    def __rmod__(self, other: Any) -> Any:
        return OPERATORS["rmod"](self, other)

    def __pow__(self, other: Any) -> Any:
        return OPERATORS["pow"](self, other)

    def __rpow__(self, other: Any) -> Any:
        return OPERATORS["rpow"](self, other)

    def __matmul__(self, other: Any) -> Any:
        return OPERATORS["matmul"](self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return OPERATORS["rmatmul"](self, other)

    def __and__(self, other: Any) -> Any:
        return OPERATORS["and"](self, other)

    def __rand__(self, other: Any) -> Any:
        return OPERATORS["rand"](self, other)

    def __or__(self, other: Any) -> Any:
        return OPERATORS["or"](self, other)

    def __ror__(self, other: Any) -> Any:
        return OPERATORS["ror"](self, other)

    def __xor__(self, other: Any) -> Any:
        return OPERATORS["xor"](self, other)

    def __rxor__(self, other: Any) -> Any:
        return OPERATORS["rxor"](self, other)

    def __lt__(self, other: Any) -> Any:
        return OPERATORS["lt"](self, other)

    def __le__(self, other: Any) -> Any:
        return OPERATORS["le"](self, other)

    def __gt__(self, other: Any) -> Any:
        return OPERATORS["gt"](self, other)

    def __ge__(self, other: Any) -> Any:
        return OPERATORS["ge"](self, other)

    def __neg__(self) -> Any:
        return OPERATORS["neg"](self)

    def __abs__(self) -> Any:
        return OPERATORS["abs"](self)

    def __invert__(self) -> Any:
        return OPERATORS["invert"](self)

    def __getitem__(self, key: Any) -> Any:
        return OPERATORS["getitem"](self, key)

    def __iter__(self) -> Iterator[Any]:
        raise TypeError(
            f"Tensor objects are not iterable before they have a value ({_described(self)}): "
            "use tf.unstack, tf.map_fn or tf.while_loop."
        )

    def __bool__(self) -> bool:
        raise TypeError(
            "Using a `tf.Tensor` as a Python `bool` is not allowed. Use `if t is not None:` "
            "instead of `if t:` to test if a tensor is defined, and use tf.cond to run one of two "
            f"sub-graphs on the value of a tensor. The tensor is {_described(self)}."
        )

    def __len__(self) -> int:
        raise TypeError(
            f"len is not defined for {_described(self)}, which has no value yet; "
            "its static shape is `.shape`, the number of rows at run time `tf.shape(x)[0]`."
        )

    def __array__(self, dtype: Any = None, copy: Any = None) -> NoReturn:
        raise NotImplementedError(
            f"Cannot convert {_described(self)} to a numpy array: it has no value before "
            "`session.run` gives it one. Use a tf function in place of the NumPy one."
        )

    def __float__(self) -> NoReturn:
        raise _no_number(self, "float")

    def __int__(self) -> NoReturn:
        raise _no_number(self, "int")

    def __complex__(self) -> NoReturn:
        raise _no_number(self, "complex")


def _described(value: Any) -> str:
    return f"{value!r} (built at {value._as_graph_element()._op._site})"


def _no_number(value: Any, kind: str) -> TypeError:
    return TypeError(
        f"{kind}() needs a number, but {_described(value)} has no value before `session.run` "
        "gives it one. Use tf.cast to change the type of its elements."
    )
