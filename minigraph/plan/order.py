"""Order: where reads and writes of variables stand.

The order of the graph is kept but for this: what depends on no write comes first, so it sees
variables as they were before the run; writes and what depends on them follow. Among those, a
reader that does not depend on a write of its variable is placed before that write, and writes of
one variable keep the order of the program.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from minigraph.core.nodes import Operation, Tensor
from minigraph.plan.select import Effects, Selection, effects_of

__all__ = ["FetchPoint", "Schedule", "order"]


class FetchPoint:
    """The place where a fetched tensor that shows a variable is read."""

    def __init__(self, tensor: Tensor):
        self.tensor = tensor


Item = Operation | FetchPoint


class Schedule(NamedTuple):
    """Items in order of execution; `locked_from` is the index of the first write."""

    items: list[Item]
    locked_from: int | None


def order(selection: Selection, fetched: list[Tensor], fed: Collection[Tensor]) -> Schedule:
    """Put the selected operations and the reads for `fetched` in order."""
    effects = {op: effects_of(selection.of(op), fed) for op in selection.ops}
    points = [FetchPoint(t) for t in fetched if t._variable is not None and t not in fed]
    writers = [op for op in selection.ops if effects[op].writes]
    if not writers:
        return Schedule([*selection.ops, *points], None)
    reached = _writes_before(selection, writers, fed)
    for point in points:
        op = selection.place(point.tensor._op)
        own = 1 << writers.index(op) if op in writers else 0
        reached[point] = reached.get(op, 0) | own
        effects[point] = Effects(frozenset({_variable(point.tensor)}), frozenset())  # type: ignore[index]
    items: list[Item] = [*selection.ops, *points]
    bits = {op: 1 << i for i, op in enumerate(writers)}
    first = [item for item in items if not reached[item] and item not in bits]
    rest = [item for item in items if reached[item] or item in bits]
    ranked = _arrange(rest, reached, bits, effects, selection, fed)  # type: ignore[arg-type]
    return Schedule(first + ranked, len(first))


def _variable(tensor: Tensor) -> Operation:
    assert tensor._variable is not None
    return tensor._variable


def _needs(item: Item, selection: Selection, fed: Collection[Tensor]) -> list[Operation]:
    """The operations that `item` directly waits for."""
    if isinstance(item, FetchPoint):
        return [selection.place(item.tensor._op)]
    data = [t._op for t in item.inputs if t not in fed]
    return [selection.place(op) for op in data + item.control_inputs]


def _writes_before(
    selection: Selection, writers: list[Operation], fed: Collection[Tensor]
) -> dict[Item, int]:
    """For each operation, the writes that it depends on, as a bit set."""
    bits = {op: 1 << i for i, op in enumerate(writers)}
    reached: dict[Item, int] = {}
    for op in selection.ops:
        mask = 0
        for need in _needs(op, selection, fed):
            mask |= reached.get(need, 0) | bits.get(need, 0)
        reached[op] = mask
    return reached


def _arrange(
    items: list[Item],
    reached: dict[Item, int],
    bits: dict[Operation, int],
    effects: dict[Item, Effects],
    selection: Selection,
    fed: Collection[Tensor],
) -> list[Item]:
    """Dependencies first, then readers before the writes they do not depend on, then the graph."""
    rank = {item: i for i, item in enumerate(items)}
    after: dict[Item, list[Item]] = defaultdict(list)
    waits = dict.fromkeys(items, 0)
    hazards: dict[Item, list[Item]] = defaultdict(list)
    held = dict.fromkeys(items, 0)
    for item in items:
        for need in set(_needs(item, selection, fed)):
            if need in rank:
                after[need].append(item)
                waits[item] += 1
    for reader, writer in _hazards(items, reached, bits, effects):
        hazards[reader].append(writer)
        held[writer] += 1
    ready = [rank[item] for item in items if not waits[item] and not held[item]]
    heapq.heapify(ready)
    done: set[Item] = set()
    result: list[Item] = []
    while len(result) < len(items):
        if not ready:  # readers and writers wait for each other: the graph's order decides
            stuck = next(i for i in items if i not in done and not waits[i])
            heapq.heappush(ready, rank[stuck])
        item = items[heapq.heappop(ready)]
        if item in done:
            continue
        done.add(item)
        result.append(item)
        for table, counts in ((after, waits), (hazards, held)):
            for later in table[item]:
                counts[later] -= 1
                if not waits[later] and not held[later] and later not in done:
                    heapq.heappush(ready, rank[later])
    return result


def _hazards(
    items: list[Item],
    reached: dict[Item, int],
    bits: dict[Operation, int],
    effects: dict[Item, Effects],
) -> list[tuple[Item, Item]]:
    """(reader or earlier write, write) pairs that touch one variable and must keep this order."""
    touching: dict[Operation, list[Item]] = defaultdict(list)
    for item in items:
        for variable in effects[item].reads | effects[item].writes:
            touching[variable].append(item)
    pairs = []
    for variable, users in touching.items():
        written = [u for u in users if variable in effects[u].writes]
        for writer in written:
            bit = bits[writer]  # type: ignore[index]
            for user in users:
                if user is writer or reached[user] & bit:
                    continue
                if user in written and users.index(user) > users.index(writer):
                    continue
                pairs.append((user, writer))
    return pairs
