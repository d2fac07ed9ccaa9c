"""What a graph holds and a reader does not want to see, with a word for each kind of it.

How variables get their first values, what an optimizer keeps beside them, savers and summaries,
gradients and shapes that nothing uses: in a training graph most nodes are of this kind.
`tf.draw(everything=True)` draws them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from minigraph.drawing.classify import (
    PLACEHOLDER_TYPES,
    consumers,
    is_update,
    is_variable,
    passes_on,
    source_of,
)
from minigraph.drawing.graph_api import OpLike

SHAPE_TYPES = frozenset({"Shape", "ShapeN", "Size", "Rank"})
SAVERS = frozenset({"SaveV2", "RestoreV2", "MergeV2Checkpoints", "ShardedFilename"})

_SUMMARY = re.compile(r"\w*Summary(V2)?")
_APPLY = re.compile(r"(Sparse)?Apply")


def initializers(ops: Sequence[OpLike], users: dict[str, list[OpLike]]) -> set[str]:
    """Names of what only serves to give variables their first values."""
    found = set()
    for op in ops:
        first_write = is_update(op) and op.name == f"{op.inputs[0].op.name}/Assign"
        runs_only_these = (
            op.type == "NoOp"
            and op.control_inputs
            and all(c.name in found for c in op.control_inputs)
        )
        if first_write or runs_only_these:
            found.add(op.name)
    return found | only_for(found, ops, users)


def only_for(found: set[str], ops: Sequence[OpLike], users: dict[str, list[OpLike]]) -> set[str]:
    """Names of what nothing but the found operations uses, directly or on the way to them."""
    serving: set[str] = set()
    for op in reversed(ops):
        if is_variable(op) or op.type in PLACEHOLDER_TYPES:
            continue
        after = users[op.name]
        if after and all(user.name in found or user.name in serving for user in after):
            serving.add(op.name)
    return serving


def dead_gradients(
    ops: Sequence[OpLike],
    roots: dict[str, str],
    users: dict[str, list[OpLike]],
    kept: set[str],
) -> set[str]:
    """Names of gradients that were built on the way and that nothing uses, `kept` ones excepted.

    Where nothing at all outside a gradient graph uses it, its ends are results that someone means
    to fetch, and all of it lives.
    """
    used = set()
    for op in reversed(ops):
        root = roots.get(op.name)
        if root and (
            op.name in kept
            or any(roots.get(u.name) != root or u.name in used for u in users[op.name])
        ):
            used.add(op.name)
    live_roots = {roots[name] for name in used}
    return {name for name, root in roots.items() if root in live_roots and name not in used}


def unread_shapes(ops: Sequence[OpLike], users: dict[str, list[OpLike]]) -> set[str]:
    """Names of shape queries that nothing uses: TF1's losses leave one behind each."""
    return {op.name for op in ops if op.type in SHAPE_TYPES and not users[op.name]}


def optimizer_scope(op: OpLike) -> str | None:
    """`Adam` of `Adam/update_w/ApplyAdam`, None for other operations.

    Example:
        >>> from types import SimpleNamespace
        >>> from minigraph.drawing.bookkeeping import optimizer_scope
        >>> optimizer_scope(SimpleNamespace(name="train/Adam/update_dense/kernel/ApplyAdam"))
        'train/Adam'
    """
    before, found, _ = op.name.partition("/update_")
    return before if found else None


def optimizer_state(ops: Sequence[OpLike], users: dict[str, list[OpLike]]) -> set[str]:
    """Names of what an optimizer keeps for itself: slots, powers of beta, and their own updates.

    A variable is that if no update is of it but in the optimizer's own scope, and nothing outside
    that scope reads it. What in the scope changes such variables, and no other, goes with them.
    """
    applied = {op.inputs[0].op.name for op in ops if is_update(op) and _APPLY.match(op.type)}
    scopes = {optimizer_scope(op) for op in ops if optimizer_scope(op)}

    def inside(op: OpLike) -> bool:
        parts = op.name.split("/")
        return any("/".join(parts[:i]) in scopes for i in range(1, len(parts)))

    state = set()
    for op in ops:
        if not is_variable(op) or op.name in applied:
            continue
        after = _readers(op, users)
        if after and all(inside(user) for user in after):
            state.add(op.name)
    written = {
        op.name
        for op in ops
        if is_update(op) and op.inputs[0].op.name in state and "/update_" not in op.name
    }
    return state | written | {n for n in only_for(written, ops, users) if n.rpartition("/")[0]}


def _readers(variable: OpLike, users: dict[str, list[OpLike]]) -> list[OpLike]:
    """What uses a variable, save its first write; through its read."""
    found = []
    for user in users[variable.name]:
        if passes_on(user):
            found += users[user.name]
        elif user.name != f"{variable.name}/Assign":
            found.append(user)
    return found


def savers(ops: Sequence[OpLike], users: dict[str, list[OpLike]]) -> set[str]:
    """Names of what writes checkpoints and reads them, and of what only serves that."""
    found: set[str] = set()
    for op in ops:
        before = [tensor.op.name for tensor in op.inputs] + [c.name for c in op.control_inputs]
        if op.type in SAVERS or any(name in found for name in before):
            found.add(op.name)
    return found | only_for(found, ops, users)


def summaries(ops: Sequence[OpLike], users: dict[str, list[OpLike]]) -> set[str]:
    """Names of the summary operations, and of what only they use."""
    found = {op.name for op in ops if _SUMMARY.fullmatch(op.type)}
    tags = {n for n in only_for(found, ops, users) if n.endswith(("/tags", "/tag", "/values"))}
    return found | tags


def unseen(
    ops: Sequence[OpLike], roots: dict[str, str], kept: set[str], whole: bool
) -> dict[str, str]:
    """What is not drawn: names, each with the kind of thing that it is.

    Args:
        ops: the operations in question.
        roots: the gradient scope of each gradient.
        kept: names that are drawn even where they are of such a kind.
        whole: they are a whole graph, not what a run needs: that needs all that it has.
    """
    kinds: dict[str, str] = {}
    users = consumers(ops)
    if whole:
        for kind, names in (
            ("checkpoints", savers(ops, users)),
            ("summaries", summaries(ops, users)),
            ("initialization", initializers(ops, users)),
        ):
            kinds |= {name: kind for name in names - kept if name not in kinds}
        ops = [op for op in ops if op.name not in kinds]
        users = consumers(ops)
        kinds |= dict.fromkeys(dead_gradients(ops, roots, users, kept), "unused gradients")
        kinds |= dict.fromkeys(unread_shapes(ops, users) - kept, "unused shapes")
    return kinds | dict.fromkeys(optimizer_state(ops, users) - kept, "optimizer state")


def kept_state(op: OpLike, state: set[str]) -> str | None:
    """A note about the slots that an update keeps, such as "slots Adam, Adam_1"."""
    own = [source_of(tensor).op.name for tensor in op.inputs[1:]]
    variable = op.inputs[0].op.name
    slots = [n.removeprefix(f"{variable}/") for n in own if n in state and n.startswith(variable)]
    if not slots:
        return None
    return ("slot " if len(slots) == 1 else "slots ") + ", ".join(slots)
