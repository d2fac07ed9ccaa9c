"""Rewrites: steps that need not run, or not as they were written.

Each rule looks at one op whose inputs are traced and gives the values that stand for its outputs,
or None. A rule never adds cost, so one forward sweep with all of them ends. `RULES` lists, for
each op type, its rules; `tests/test_plan.py` holds an example of every one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from minigraph.core.nodes import Operation
from minigraph.core.op_record import OpRecord, record_named
from minigraph.core.shapes import merge
from minigraph.plan.values import Value

if TYPE_CHECKING:
    from minigraph.plan.trace import Trace

__all__ = ["RULES", "simplify"]

_MOST_ZEROS = 1 << 14  # elements: more would be kept for nothing

Rule = Callable[["Site"], "list[Value] | None"]


class Site:
    """One op about to become a step, as the rules see it."""

    def __init__(
        self,
        trace: Trace,
        record: OpRecord,
        inputs: list[Value],
        attrs: dict[str, Any],
        outputs: list[Value],
        node: Operation,
    ):
        self.trace = trace
        self.record = record
        self.inputs = inputs
        self.attrs = attrs
        self.outputs = outputs
        self.node = node

    def keep(self, value: Value) -> list[Value]:
        """Let `value` stand for the result, with what is known of both shapes."""
        value.dims = merge(value.dims, self.outputs[0].dims)
        return [value]

    def instead(self, name: str, inputs: list[Value], **attrs: Any) -> list[Value]:
        """Use another op."""
        return self.trace.apply(record_named(name), inputs, {**self.attrs, **attrs}, self.node)

    def producer(self, index: int, name: str) -> Any:
        """The step that sets input `index` if it is of op type `name`."""
        step = self.inputs[index].step
        return step if step is not None and step.record.name == name else None

    def number(self, index: int) -> float | None:
        """The value of a constant real scalar input."""
        const = self.inputs[index].const
        if const is None or np.ndim(const) != 0 or np.asarray(const).dtype.kind not in "fiu":
            return None
        return float(const)


def simplify(
    trace: Trace,
    record: OpRecord,
    inputs: list[Value],
    attrs: dict[str, Any],
    outputs: list[Value],
    node: Operation,
) -> list[Value] | None:
    """The values that stand for the op's outputs, or None if it must run as it is."""
    rules = RULES.get(record.name)
    if rules is None:
        return None
    site = Site(trace, record, inputs, attrs, outputs, node)
    for rule in rules:
        found = rule(site) if rule.__name__ not in trace.without else None
        if found is not None:
            trace.note(rule.__name__, node)
            return found
    return None


# ---------------------------------------------------------------------------------- the rules
def passes_through(site: Site) -> list[Value] | None:
    """identity(x) -> x."""
    return site.keep(site.inputs[0])


def pass_through_all(site: Site) -> list[Value] | None:
    """identity_n([x, y]) -> x, y."""
    return list(site.inputs)


def same_dims(site: Site) -> list[Value] | None:
    """reshape, tile, broadcast_to... to the shape that x has -> x."""
    value, output = site.inputs[0], site.outputs[0]
    if value.is_static and value.dims == output.dims:
        return [value]
    return None


def whole_slice(site: Site) -> list[Value] | None:
    """slice(x, [0, 0], shape of x) -> x; where it begins must be known: elsewhere it fails."""
    return None if site.inputs[1].const is None else same_dims(site)


def same_dtype(site: Site) -> list[Value] | None:
    """cast(x) to the type that x has -> x."""
    if site.inputs[0].dtype is site.outputs[0].dtype:
        return site.keep(site.inputs[0])
    return None


def known_zeros(site: Site) -> list[Value] | None:
    """zeros_like(x), where the shape of x is known -> a constant."""
    output = site.outputs[0]
    kind = output.dtype.np_dtype
    if kind.kind not in "fiu" or not output.is_static or output.size > _MOST_ZEROS:
        return None
    return [
        Value(output.dtype, output.dims, np.zeros([n or 0 for n in output.dims or ()], kind)[()])
    ]


def no_axes(site: Site) -> list[Value] | None:
    """A reduction over no axis -> x."""
    axes = site.inputs[1].const
    if axes is not None and np.size(axes) == 0:
        return site.keep(site.inputs[0])
    return None


def identity_order(site: Site) -> list[Value] | None:
    """transpose(x, [0, 1, ...]) -> x."""
    perm = site.inputs[1].const
    if perm is not None and list(perm) == list(range(len(perm))):
        return site.keep(site.inputs[0])
    return None


def only_one(site: Site) -> list[Value] | None:
    """add_n([x]) -> x."""
    return site.keep(site.inputs[0]) if len(site.inputs) == 1 else None


def double_reshape(site: Site) -> list[Value] | None:
    """reshape(reshape(x, a), b) -> reshape(x, b)."""
    inner = site.producer(0, "Reshape")
    if inner is None or not site.outputs[0].is_static:
        return None
    return site.instead("Reshape", [inner.inputs[0], site.inputs[1]])


def kept_axes(site: Site) -> list[Value] | None:
    """reshape(sum(x, axes)) to the shape with 1 for these axes -> sum(x, axes, keep_dims=True).

    Sums of broadcast axes are built so; kept, they may stand in a loop over blocks.
    """
    inner = site.inputs[0].step
    if inner is None or inner.record.name not in ("Sum", "Mean") or inner.attrs["keep_dims"]:
        return None
    dims, axes = inner.inputs[0].dims, inner.inputs[1].const
    if dims is None or axes is None or not inner.inputs[0].is_static:
        return None
    gone = {int(axis) % len(dims) for axis in np.ravel(axes)}
    if site.outputs[0].dims != tuple(1 if i in gone else n for i, n in enumerate(dims)):
        return None
    attrs = {**inner.attrs, "keep_dims": True}
    return site.trace.apply(inner.record, inner.inputs, attrs, site.node)


def double_negation(site: Site) -> list[Value] | None:
    """-(-x) -> x."""
    inner = site.producer(0, "Neg")
    return None if inner is None else [inner.inputs[0]]


def times_one(site: Site) -> list[Value] | None:
    """x * 1 -> x, where 1 does not make it larger."""
    for index in (0, 1):
        other = site.inputs[1 - index]
        if site.number(index) == 1.0 and other.dims is not None:
            return site.keep(other)
    return None


def over_one(site: Site) -> list[Value] | None:
    """x / 1 -> x."""
    if site.number(1) == 1.0 and site.inputs[0].dims is not None:
        return site.keep(site.inputs[0])
    return None


def small_power(site: Site) -> list[Value] | None:
    """x ** 2 -> square(x), x ** 1 -> x."""
    exponent = site.number(1)
    if exponent == 2.0:
        return site.instead("Square", [site.inputs[0]])
    if exponent == 1.0:
        return site.keep(site.inputs[0])
    return None


def transposed_factor(site: Site) -> list[Value] | None:
    """matmul(transpose(a), b) -> matmul(a, b, transpose_a=True), and the same for b."""
    inputs, attrs = list(site.inputs), dict(site.attrs)
    for index, flag in ((0, "transpose_a"), (1, "transpose_b")):
        inner = site.producer(index, "Transpose")
        if inner is not None and inner.inputs[1].const is not None:
            if list(inner.inputs[1].const) == [1, 0]:
                inputs[index] = inner.inputs[0]
                attrs[flag] = not attrs[flag]
    if inputs == site.inputs:
        return None
    return site.trace.apply(site.record, inputs, attrs, site.node)


def broadcasts_itself(site: Site) -> list[Value] | None:
    """broadcast_to(x) + y -> x + y, where y has the shape of the result anyway."""
    output = site.outputs[0]
    inputs = list(site.inputs)
    for index in range(len(inputs)):
        inner = site.producer(index, "BroadcastTo")
        others = [v for i, v in enumerate(inputs) if i != index]
        if inner is not None and output.is_static:
            if any(v.dims == output.dims for v in others):
                inputs[index] = inner.inputs[0]
                break
    if inputs == site.inputs:
        return None
    return site.trace.apply(site.record, inputs, site.attrs, site.node)


def spread_later(site: Site) -> list[Value] | None:
    """broadcast_to(x) * number -> broadcast_to(x * number): fewer numbers to multiply."""
    for index in range(len(site.inputs)):
        inner = site.producer(index, "BroadcastTo")
        others = [v for i, v in enumerate(site.inputs) if i != index]
        if inner is not None and all(v.is_scalar for v in others):
            inputs = [inner.inputs[0] if i == index else v for i, v in enumerate(site.inputs)]
            small = site.trace.apply(site.record, inputs, site.attrs, site.node, smaller=True)
            return site.trace.apply(inner.record, [*small, inner.inputs[1]], inner.attrs, site.node)
    return None


def square_of_difference(site: Site) -> list[Value] | None:
    """squared_difference(x, y) -> square(x - y): the gradient has a use for x - y."""
    if site.inputs[0].dtype.is_complex:
        return None  # it is the square of the absolute value
    return site.instead("Square", site.instead("Sub", site.inputs))


def sum_with_broadcast(site: Site) -> list[Value] | None:
    """add_n([x, broadcast_to(y)]) -> add_n([x]) + y."""
    spread = [i for i in range(len(site.inputs)) if site.producer(i, "BroadcastTo") is not None]
    if not spread or len(spread) == len(site.inputs) or not site.outputs[0].is_static:
        return None
    full = [v for i, v in enumerate(site.inputs) if i not in spread]
    (total,) = site.trace.apply(site.record, full, {**site.attrs, "N": len(full)}, site.node)
    for index in spread:
        (total,) = site.instead("AddV2", [total, site.producer(index, "BroadcastTo").inputs[0]])
    return [total]


def largest_first(site: Site) -> list[Value] | None:
    """max_pool(relu(x)) -> relu(max_pool(x)): fewer numbers to rectify."""
    inner = site.producer(0, "Relu")
    if inner is None or not site.inputs[0].dtype.is_floating:
        return None
    (pooled,) = site.trace.apply(site.record, [inner.inputs[0]], site.attrs, site.node)
    return site.instead("Relu", [pooled])


def pooled_slope(site: Site) -> list[Value] | None:
    """relu_grad(max_pool_grad(x, y, g), x) -> max_pool_grad(x, y, relu_grad(g, y)).

    Where g goes x is y, so its sign can be asked for before g is spread. If x and y are rectified
    (`largest_first` made y so), what they were before serves as well.
    """
    inner = site.producer(0, "MaxPoolGrad")
    if inner is None or inner.inputs[0] is not site.inputs[1]:
        return None
    x, y, g = inner.inputs
    (slope,) = site.trace.apply(site.record, [g, y], site.attrs, inner.node)
    before, after = (v.step if v.step and v.step.record.name == "Relu" else None for v in (x, y))
    if before is not None and after is not None:
        pool = after.inputs[0].step
        if pool is not None and pool.record.name == "MaxPool":
            if pool.inputs[0] is before.inputs[0]:
                x, y = before.inputs[0], after.inputs[0]
    return site.trace.apply(inner.record, [x, y, slope], inner.attrs, inner.node)


def spread_keeps_sum(site: Site) -> list[Value] | None:
    """bias_add_grad(max_pool_grad(x, max_pool(x), g)) -> bias_add_grad(g).

    Every element of g goes to one place; only a border that was given can leave it none.
    """
    inner = site.producer(0, "MaxPoolGrad")
    if inner is None or inner.attrs["explicit_paddings"]:
        return None
    x, y, g = inner.inputs
    pool = y.step
    if pool is None or pool.record.name != "MaxPool" or pool.inputs[0] is not x:
        return None
    return site.instead(site.record.name, [g])


RULES: dict[str, list[Rule]] = {
    **{
        name: [passes_through]
        for name in ("Identity", "StopGradient", "PreventGradient", "PlaceholderWithDefault")
    },
    **{name: [no_axes] for name in ("Sum", "Mean", "Prod", "Max", "Min", "All", "Any")},
    "IdentityN": [pass_through_all],
    "Reshape": [same_dims, double_reshape, kept_axes],
    "BroadcastTo": [same_dims],
    "Tile": [same_dims],
    "Pad": [same_dims],
    "PadV2": [same_dims],
    "Slice": [whole_slice],
    "ZerosLike": [known_zeros],
    "Squeeze": [same_dims],
    "ConcatV2": [same_dims],
    "Cast": [same_dtype],
    "Transpose": [identity_order],
    "AddN": [only_one, sum_with_broadcast],
    "AddV2": [broadcasts_itself],
    "Sub": [broadcasts_itself],
    "Neg": [double_negation, spread_later],
    "Mul": [times_one, spread_later, broadcasts_itself],
    "RealDiv": [over_one, spread_later, broadcasts_itself],
    "SquaredDifference": [square_of_difference],
    "Pow": [small_power],
    "MatMul": [transposed_factor],
    "BiasAddGrad": [spread_keeps_sum],
    "MaxPool": [largest_first],
    "ReluGrad": [pooled_slope],
}
