"""Which operations are what: variable or update, forward or backward, where a gradient starts.

It looks at TF1's node set and names, so a graph read from a file is understood as well as one just
built. Nothing here recurses over the graph; operations come in the order in which they were made,
so one sweep forwards or backwards is enough.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from minigraph.drawing.graph_api import OpLike, TensorLike
from minigraph.drawing.picture import Role

VARIABLE_TYPES = frozenset({"VariableV2", "Variable"})
PLACEHOLDER_TYPES = frozenset({"Placeholder", "PlaceholderV2", "PlaceholderWithDefault"})
FLOATS = frozenset({"float16", "bfloat16", "float32", "float64"})
RANDOM_TYPES = frozenset({"TruncatedNormal", "ParameterizedTruncatedNormal", "Multinomial"})

_UPDATE_TYPE = re.compile(r"(Sparse)?(Apply|Assign|Scatter)")
_GRADIENTS_SCOPE = re.compile(r"gradients(_\d+)?")
_LOSS = re.compile("loss|cost", re.IGNORECASE)
_SEED = re.compile(r"grad_ys_\d+")


def is_variable(op: OpLike) -> bool:
    return op.type in VARIABLE_TYPES


def is_update(op: OpLike) -> bool:
    """True for an operation that writes to the variable that is its first input."""
    return bool(op.inputs and _UPDATE_TYPE.match(op.type) and is_variable(op.inputs[0].op))


def is_seed(op: OpLike) -> bool:
    """True for the `grad_ys_0` at which a gradient graph starts."""
    return bool(_SEED.fullmatch(op.name.rpartition("/")[2]))


def is_tuple_barrier(op: OpLike) -> bool:
    """True for the NoOp by which TF1 makes all gradients of one operation wait for each other."""
    return op.type == "NoOp" and op.name.endswith("/tuple/group_deps")


def passes_on(op: OpLike) -> bool:
    """True for an Identity that has no meaning of its own: a variable's read, a tuple's member."""
    if op.type != "Identity":
        return False
    source = op.inputs[0].op
    return (is_variable(source) and op.name == f"{source.name}/read") or (
        "/tuple/control_dependency" in op.name
    )


def source_of(tensor: TensorLike) -> TensorLike:
    """Follows a tensor back through everything that merely passes it on."""
    while passes_on(tensor.op):
        tensor = tensor.op.inputs[0]
    return tensor


def needed_by(ops: Sequence[OpLike], fetches: Iterable[OpLike]) -> list[OpLike]:
    """The operations that a run of `fetches` executes, in graph order."""
    waiting = list(fetches)
    needed = {op.name for op in waiting}
    while waiting:
        op = waiting.pop()
        before = [tensor.op for tensor in op.inputs]
        before += [c for c in op.control_inputs if not is_tuple_barrier(c)]
        for one in before:
            if one.name not in needed:
                needed.add(one.name)
                waiting.append(one)
    return [op for op in ops if op.name in needed]


def consumers(ops: Sequence[OpLike]) -> dict[str, list[OpLike]]:
    """For each operation by name, those that take its values or wait for it."""
    users: dict[str, list[OpLike]] = defaultdict(list)
    for op in ops:
        if not is_tuple_barrier(op):
            for before in (*(tensor.op for tensor in op.inputs), *op.control_inputs):
                users[before.name].append(op)
    return users


def gradient_roots(ops: Sequence[OpLike]) -> dict[str, str]:
    """For each operation of a gradient graph its scope: `gradients`, `train/gradients_1`..."""
    seeded = {op.name.rpartition("/")[0] for op in ops if is_seed(op)} - {""}
    roots = {}
    for op in ops:
        parts = op.name.split("/")
        prefix = ""
        for part in parts[:-1]:
            prefix = f"{prefix}/{part}" if prefix else part
            if prefix in seeded or _GRADIENTS_SCOPE.fullmatch(part):
                roots[op.name] = prefix
                break
    return roots


def twin_of(op: OpLike) -> str | None:
    """`cond/If` for `cond/If_twin`, the copy of it by which its gradient sees what it did.

    Example:
        >>> from types import SimpleNamespace
        >>> from minigraph.drawing.classify import twin_of
        >>> twin_of(SimpleNamespace(name="cond/If_twin_twin", type="If"))
        'cond/If'
    """
    name = op.name
    while name.endswith("_twin"):
        name = name.removesuffix("_twin")
    return name if name != op.name and op.type in ("If", "While") else None


def backward_side(ops: Sequence[OpLike], roots: dict[str, str]) -> set[str]:
    """Names of gradients and of all that is computed from gradients, updates excepted.

    A twin is made for a gradient, and nothing else uses it.
    """
    found: set[str] = set()
    for op in ops:
        if is_update(op):
            continue
        above = any(tensor.op.name in found for tensor in op.inputs)
        if op.name in roots or above or twin_of(op):
            found.add(op.name)
    return found


def fed_by(ops: Sequence[OpLike], backward: set[str]) -> set[str]:
    """Names of the updates that take gradients, and of what only groups such updates."""
    found: set[str] = set()
    for op in ops:
        takes = is_update(op) and any(tensor.op.name in backward for tensor in op.inputs)
        groups = op.type == "NoOp" and any(
            c.name in found or c.name in backward for c in op.control_inputs
        )
        if takes or groups:
            found.add(op.name)
    return found


def differentiated(
    ops: Sequence[OpLike], roots: dict[str, str], losses: set[str]
) -> dict[str, OpLike]:
    """For each gradient scope the operation whose gradient it holds, where that can be told.

    Nothing in a graph says so. But all that the gradients borrow from the forward pass, and all
    whose gradient they hold, lies before the operation asked for; of the few that have all this
    before them it is the one in TF1's collection of losses, else the first called so, else the
    last that was made before the gradients.
    """
    answer = {}
    for root in dict.fromkeys(roots.values()):
        inside = [op for op in ops if roots.get(op.name) == root]
        before = ops[: next(i for i, op in enumerate(ops) if op.name == inside[0].name)]
        candidates = _after_all(before, _touched(inside, before, root))
        collected = [op for op in candidates if op.name in losses]
        called_so = [op for op in candidates if _LOSS.search(op.name.rpartition("/")[2])]
        in_scope = [op for op in candidates if _LOSS.search(op.name)]
        choice = collected[-1:] or called_so[:1] or in_scope[-1:] or candidates[-1:]
        if choice:
            answer[root] = choice[0]
    return answer


def _touched(inside: list[OpLike], before: Sequence[OpLike], root: str) -> set[str]:
    """Names of the operations before a gradient graph that it speaks of."""
    known = {op.name for op in before}
    names = {tensor.op.name for op in inside for tensor in op.inputs}
    for op in inside:
        scopes = op.name.removeprefix(f"{root}/").split("/")
        for i, scope in enumerate(scopes):
            if scope.endswith("_grad"):
                names.add("/".join([*scopes[:i], scope.removesuffix("_grad")]))
    return names & known


def _after_all(before: Sequence[OpLike], touched: set[str]) -> list[OpLike]:
    """The float operations that all touched ones lead to (or that are one of them)."""
    bits = {name: 1 << i for i, name in enumerate(sorted(touched))}
    everything = (1 << len(bits)) - 1
    seen: dict[str, int] = {}
    found = []
    for op in before:
        mask = bits.get(op.name, 0)
        for tensor in op.inputs:
            mask |= seen.get(tensor.op.name, 0)
        seen[op.name] = mask
        is_float = op.outputs and op.outputs[0].dtype.name in FLOATS
        if is_float and everything and mask == everything:
            found.append(op)
    return found


def role_of(op: OpLike, roots: dict[str, str], loss_names: set[str]) -> Role:
    """The role in which an operation is drawn."""
    if op.name in loss_names:
        return Role.LOSS
    if is_update(op):
        return Role.UPDATE
    if op.name in roots or twin_of(op):
        return Role.GRADIENT
    if is_variable(op):
        return Role.VARIABLE
    if op.type in PLACEHOLDER_TYPES:
        return Role.PLACEHOLDER
    if op.type == "Const":
        return Role.CONSTANT
    if op.type == "NoOp":
        return Role.GROUP
    if op.type in RANDOM_TYPES or op.type.startswith("Random"):
        return Role.RANDOM
    return Role.OP
