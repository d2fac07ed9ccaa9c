"""Work: how much a plan has to do, to choose what pays for it."""

from __future__ import annotations

from collections.abc import Iterable

from minigraph.plan.values import Step

__all__ = ["ONE_THREAD", "SMALL_PRODUCT", "THREADED", "is_long", "largest_product"]

_STEPS, _ELEMENTS = 64, 1024
ONE_THREAD = 1 << 18  # multiplications that OpenBLAS does on one thread anyway
THREADED = 1 << 23  # elements times steps, some 0.8 ms: below, two threads gain nothing
SMALL_PRODUCT = 1 << 24  # 0.2 ms: below, two threads gain little, and lose much if one must wait

# of a convolution: which input (None: the output) is the filter, and which has a product with it
# at each of its places
_CONVOLUTIONS: dict[str, tuple[int | None, int | None]] = {
    "Conv2D": (1, None),
    "Conv3D": (1, None),
    "Conv2DBackpropInput": (1, 2),
    "Conv3DBackpropInputV2": (1, 2),
    "Conv2DBackpropFilter": (None, 2),
    "Conv3DBackpropFilterV2": (None, 2),
}


def is_long(steps: Iterable[Step]) -> bool:
    """Whether a run takes some ten microseconds or more."""
    steps = list(steps)
    values = (v for step in steps for v in step.outputs)
    return len(steps) >= _STEPS or any(not v.is_static or v.size >= _ELEMENTS for v in values)


def largest_product(steps: Iterable[Step]) -> int | None:
    """Multiplications of the largest product of matrices; None if it may be of any size."""
    largest = 0
    for step in steps:
        size = _product(step)
        if size is None:
            return None
        largest = max(largest, size)
    return largest


def _product(step: Step) -> int | None:
    name = step.record.name
    if name in ("MatMul", "BatchMatMulV2"):
        left, product = step.inputs[0], step.outputs[0]
        if not left.is_static or not product.is_static:
            return None
        turned = step.attrs.get("transpose_a") or step.attrs.get("adj_x")
        rows, columns = (product.dims or ())[-2:]
        return (rows or 0) * (columns or 0) * ((left.dims or ())[-2 if turned else -1] or 0)
    if name in _CONVOLUTIONS:
        filter, places = (
            step.outputs[0] if index is None else step.inputs[index]
            for index in _CONVOLUTIONS[name]
        )
        if not filter.is_static or not places.is_static:
            return None
        return filter.size * places.size // max((filter.dims or (1,))[-1] or 1, 1)
    return 0
