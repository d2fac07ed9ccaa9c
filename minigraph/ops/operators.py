"""What Python's operators build: TF1's ops, names and type rules for `a + b`, `-a`, `a @ b`...

The other operand takes the tensor's type: `x + 1` with a float32 `x` adds a float32 1, and an
array of float64 becomes float32. Two tensors of different types are refused. The nodes are named
for the operator (`add`, `mul`, `truediv`), a constant operand `mul/x` or `mul/y`.
`x == y` stays Python's question whether both are the same node.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.operators import OPERATORS
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.ops.arithmetic import add_v2, mul, negative, sub
from minigraph.ops.bitwise import bitwise_and, bitwise_or, bitwise_xor, invert
from minigraph.ops.compare import greater, greater_equal, less, less_equal
from minigraph.ops.division import floor_div_op, floor_mod_op, truediv
from minigraph.ops.logic import logical_and, logical_not, logical_or
from minigraph.ops.magnitude import abs
from minigraph.ops.matmul import matmul
from minigraph.ops.naming import name_scope
from minigraph.ops.powers import pow_op

__all__: list[str] = []

_Build = Callable[..., Any]


def _define(key: str, build: _Build) -> None:
    """Let `x <key> y` and its reflection build nodes with `build(x, y, name=key)`."""

    def forward(x: Any, y: Any) -> Any:
        if key == "mul" and isinstance(y, SparseTensor):
            return OPERATORS["sparse_mul"](y, x)
        return build(x, y, name=key)

    def reflected(y: Any, x: Any) -> Any:
        with name_scope(None, key, [x, y]) as scope:
            y = convert(y, name="y")
            x = convert(x, y.dtype.base_dtype, name="x")
            return build(x, y, name=scope)

    OPERATORS[key] = forward
    OPERATORS["r" + key] = reflected


def _on_bools_or_bits(key: str, on_bools: _Build, on_bits: _Build) -> _Build:
    """Logic for bools; for integers the same on bits, in a scope named for the operator."""

    def build(x: Any, y: Any, name: str) -> Any:
        if x.dtype.base_dtype is dtypes.bool_:
            return on_bools(x, y, name=name)
        with name_scope(name, key):
            return on_bits(x, y)

    return build


def _xor(x: Any, y: Any, name: str) -> Any:
    with name_scope(name, "xor", [x, y]) as scope:
        either = logical_or(x, y)
        both = logical_and(x, y)
        return logical_and(either, logical_not(both), name=scope)


def _invert(x: Any) -> Any:
    return logical_not(x) if x.dtype.base_dtype is dtypes.bool_ else invert(x)


_define("add", add_v2)
_define("sub", sub)
_define("mul", mul)
_define("truediv", truediv)
_define("div", truediv)
_define("floordiv", floor_div_op)
_define("mod", floor_mod_op)
_define("pow", pow_op)
_define("matmul", matmul)
_define("and", _on_bools_or_bits("and", logical_and, bitwise_and))
_define("or", _on_bools_or_bits("or", logical_or, bitwise_or))
_define("xor", _on_bools_or_bits("xor", _xor, bitwise_xor))
OPERATORS["lt"] = less
OPERATORS["le"] = less_equal
OPERATORS["gt"] = greater
OPERATORS["ge"] = greater_equal
OPERATORS["neg"] = negative
OPERATORS["abs"] = abs
OPERATORS["invert"] = _invert
