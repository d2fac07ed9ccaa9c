"""The line of NumPy that a plan runs for an op, when more is known than the kernel knows."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["Line"]


class Line(NamedTuple):
    """A Python expression for one step of a plan.

    Attributes:
        text: the expression; `{0}`, `{1}` are the inputs, `{out}` the array to write to.
            Names that it may use: `np` and the keys of `names`.
        names: further objects that the text mentions.
        out: whether `text` has `{out}`; without an array to write to it becomes `None`.
        over: whether `{out}` may be an input that has the result's shape and type, as each element
            of the result needs that element of it alone.
        rows: whether each entry along the first axis of the result needs that entry of the inputs
            alone: a reduction of each row, for one.
    """

    text: str
    names: dict[str, Any] | None = None
    out: bool = False
    over: bool = False
    rows: bool = False
