"""Sizes that operators are made of: numbers, or tensors that are known in the run."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops.assertions import assert_equal, assert_non_negative, static_value
from minigraph.ops.flow import with_dependencies
from minigraph.ops.shape_assertions import assert_rank
from minigraph.ops.shaping import shape

__all__ = ["Count", "Sizes", "agreed"]


class Count:
    """A number of rows or columns: `static` is an int or None, `value` an int or a tensor."""

    def __init__(self, given: Any, name: str, check: bool):
        tensor = convert(given, None, name)
        if not tensor.dtype.is_integer:
            raise TypeError(f"Argument {name} must be integer type, but is {tensor}")
        if tensor.shape.ndims not in (None, 0):
            raise ValueError(f"Argument {name} must be a 0-D Tensor, but is {tensor}")
        known = static_value(tensor)
        self.static: int | None = None if known is None else int(known)
        if self.static is not None and self.static < 0:
            raise ValueError(f"Argument {name} must be non-negative, but is {self.static}")
        self.value: Any = tensor if self.static is None else self.static
        if check and self.static is None:
            claims = [assert_rank(tensor, 0, message=f"Argument {name} must be a 0-D Tensor.")]
            claims.append(assert_non_negative(tensor, message=f"Argument {name} is negative."))
            self.value = with_dependencies(claims, tensor)


class Sizes:
    """A batch shape: `static` is a list, [] for none, or None; `value` a list or a vector."""

    def __init__(self, given: Any, name: str, check: bool):
        self.static: list[int | None] | None = []
        self.value: Any = []
        if given is None:
            return
        tensor = given if isinstance(given, Tensor) else convert(given, dtypes.int32, name)
        if not tensor.dtype.is_integer:
            raise TypeError(f"Argument {name} must be integer type, but is {tensor}")
        if tensor.shape.ndims not in (None, 1):
            raise ValueError(f"Argument {name} must be a 1-D Tensor, but is {tensor}")
        known = static_value(tensor)
        if known is None:
            count = tensor.shape.num_elements()
            self.static, self.value = (None if count is None else [None] * count), tensor
            if check:
                message = f"Argument {name} must be non-negative."
                self.value = with_dependencies(
                    [assert_non_negative(tensor, message=message)], tensor
                )
            return
        self.static = self.value = [int(n) for n in known]
        if any(n < 0 for n in self.value):
            raise ValueError(f"Argument {name} must be non-negative, but is {self.value}")


def agreed(x: Any, rows: Any) -> Any:
    """`x`, after a check in the run that it has as many rows as the operator."""
    claim = assert_equal(shape(x)[-2], rows, message="Shapes of the operator and x do not fit.")
    return with_dependencies([claim], x)
