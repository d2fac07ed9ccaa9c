"""Lifetimes: where the values that have no place of their own end."""

from __future__ import annotations

from collections.abc import Collection

from minigraph.plan.buffers import Assignment, Roots
from minigraph.plan.groups import Group
from minigraph.plan.values import Block, Step, Value, all_values, inner_blocks

__all__ = ["last_mentions", "last_uses"]

_BIG = 4096  # elements: a dead array of at least this size is let go at once


def last_uses(
    block: Block, roots: Roots, plan: Assignment, kept: Collection[Value], groups: list[Group]
) -> dict[Value, Step]:
    """Big arrays that have no place of their own, and the step after which each is let go.

    `kept` are values that are taken at the end of the run or outlive it.
    """
    staying = {*kept}.union(*(group.inside for group in groups))
    found: dict[Value, Step] = {}
    for step in block.steps:
        for value in step.inputs:
            big = not value.is_static or value.size >= _BIG
            if big and roots.is_made_here(value) and value not in plan.places:
                if value not in staying and not value.is_scalar and value.const is None:
                    found[value] = step
        _without_inner(found, step)
    return found


def last_mentions(block: Block, kept: Collection[Value]) -> dict[Value, Step]:
    """Scalars and the step that takes each last: thousands kept to the end would not fit the cache."""
    staying = {*kept}
    found: dict[Value, Step] = {}
    for step in block.steps:
        for value in [*step.inputs, *step.outputs]:
            if value.is_scalar and value.const is None and value not in staying:
                found[value] = step
        _without_inner(found, step)
    return found


def _without_inner(found: dict[Value, Step], step: Step) -> None:
    """What a branch or loop takes within has no known end."""
    for inner in inner_blocks(step):
        for value in all_values(inner):
            found.pop(value, None)
