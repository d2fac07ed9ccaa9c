"""Layouts: products that are transposed anyway are written in the order in which they are read.

`transpose` is a view for NumPy, and the copy comes when the view is reshaped, as that of several
heads of attention is. A product can be written to any memory whose rows are in one piece, so its
buffer gets the order of the transposed array, which then is in one piece too.
"""

from __future__ import annotations

from collections.abc import Collection

from minigraph.plan.values import Block, Value, how_often_taken

__all__ = ["choose_layouts"]


def choose_layouts(
    block: Block, kept: Collection[Value], places: Collection[Value]
) -> dict[Value, tuple[int, ...]]:
    """Value -> the order of axes in which its buffer is in one piece.

    `kept` are values that outlive the run, `places` those that have a buffer.
    """
    taken = how_often_taken(block, kept)
    found: dict[Value, tuple[int, ...]] = {}
    for step in block.steps:
        if step.record.name != "Transpose":
            continue
        value, order = step.inputs[0], step.inputs[1].const
        made = value.step is not None and value.step.record.name == "BatchMatMulV2"
        if made and taken[value] == 1 and value in places and order is not None:
            axes = tuple(int(axis) % len(order) for axis in order)
            if axes[-1] == len(axes) - 1:  # rows stay in one piece
                found[value] = axes
    return found
