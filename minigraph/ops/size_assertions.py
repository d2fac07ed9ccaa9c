"""tf.debugging.assert_shapes: claims about the sizes of several tensors that hang together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.shapes import TensorShape, show
from minigraph.ops.arithmetic import subtract
from minigraph.ops.assertions import static_value
from minigraph.ops.checks import Assert
from minigraph.ops.compare import equal
from minigraph.ops.flow import control_dependencies, group, no_op
from minigraph.ops.joining import concat
from minigraph.ops.magnitude import maximum
from minigraph.ops.naming import name_scope
from minigraph.ops.shape_assertions import assert_rank, assert_rank_in
from minigraph.ops.shaping import rank, shape
from minigraph.ops.spread import ones

__all__ = ["assert_shapes"]

_OPEN = ("*", ...)  # as the first size: any number of axes


class _Claim(NamedTuple):
    """A tensor and its sizes: ints, names, None; `is_open` if there may be axes before them."""

    tensor: Tensor
    sizes: list[Any]
    is_open: bool

    def axis(self, number: int) -> int:
        """The axis of a size, counted from the end where the beginning is open."""
        return number - len(self.sizes) if self.is_open else number


def assert_shapes(
    shapes: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless tensors have the shapes that are stated, names included.

    Args:
        shapes: a list of pairs (tensor, sizes), or a dict. A size is a number, or None for any, or
            a name, which must mean the same number wherever it stands. "*" or ... as the first
            size stands for any number of axes. A scalar passes for a vector of one element.
        data: a list of what to show if it fails at run time.
        summarize: how many elements of each tensor to show.
        message: the beginning of the error's text.
        name: of the scope.

    Returns:
        An Operation for `tf.control_dependencies`; a NoOp where the graph decides it.

    Raises:
        ValueError: a static shape does not fit, or `shapes` is no such list.
        tf.errors.InvalidArgumentError: at run time.

    Example:
        >>> import minigraph as tf
        >>> x, y = tf.zeros([8, 3]), tf.zeros([8])
        >>> tf.debugging.assert_shapes([(x, ("batch", 3)), (y, ("batch",))]).type
        'NoOp'
    """
    with name_scope(name, "assert_shapes", [shapes, data]):
        pairs = shapes.items() if isinstance(shapes, Mapping) else shapes
        claims = [_claim(tensor, sizes) for tensor, sizes in pairs if sizes is not None]
        found: dict[Any, tuple[str, Any]] = {}  # name -> (where it is from, its size)
        checks: list[Operation] = []
        prefix = f"{message}.  " if message else ""
        for claim in claims:
            first = _ranked(claim, data, summarize, message)
            if first.type != "NoOp":
                checks.append(first)
            sizes = _sizes(claim, first)
            for number, wanted in enumerate(claim.sizes):
                axis = claim.axis(number)
                if wanted is None:
                    continue
                if isinstance(wanted, int):
                    source, expected = "Specified explicitly", wanted
                elif wanted in found:
                    source, expected = found[wanted]
                else:
                    where = f"Specified by tensor {claim.tensor.name} dimension {axis}"
                    found[wanted] = where, sizes[number]
                    continue
                check = _same_size(
                    claim, axis, sizes[number], source, expected, data, summarize, prefix
                )
                checks += [check] if check is not None else []
        return group(*checks) if checks else no_op(name="static_checks_determined_all_ok")


def _claim(tensor: Any, sizes: Any) -> _Claim:
    x = convert(tensor, name="x")
    if isinstance(sizes, TensorShape):
        sizes = sizes.as_list()
    if not isinstance(sizes, Iterable):
        raise ValueError(
            f"Tensor {x.name}.  Specified shape must be an iterable.  "
            f"Received specified shape: {sizes}"
        )
    listed = list(sizes)
    is_open = bool(listed) and any(listed[0] is mark or listed[0] == mark for mark in _OPEN)
    rest = listed[1:] if is_open else listed or [1]
    for number, size in enumerate(rest, start=int(is_open)):
        if any(size is mark or size == mark for mark in _OPEN):
            raise ValueError(
                f"Tensor {x.name} specified shape index {number}.  Symbol `...` or `*` for a "
                "variable number of unspecified dimensions is only allowed as the first entry"
            )
    return _Claim(x, [_size(size) for size in rest], is_open)


def _size(size: Any) -> Any:
    """A size as an int where it is one, "3" too."""
    try:
        return None if size is None else int(size)
    except (TypeError, ValueError):
        return size


def _ranked(claim: _Claim, data: Any, summarize: int | None, message: str | None) -> Operation:
    """The claim about the rank."""
    count = len(claim.sizes)
    if claim.is_open:
        return no_op()
    if count == 1:
        return assert_rank_in(claim.tensor, [0, 1], data, summarize, message)
    return assert_rank(claim.tensor, count, data, summarize, message)


def _sizes(claim: _Claim, after: Operation) -> list[Any]:
    """The size of each axis that is claimed: an int where it is known, else a tensor."""
    x, count = claim.tensor, len(claim.sizes)
    dims = x._dims
    if dims is not None:
        if dims == ():
            dims = (1,)
        known = dims[len(dims) - count :] if claim.is_open else dims
        if len(known) < count or len(dims) < count:
            raise ValueError(f"Tensor {x.name} must have rank at least {count}, not {len(dims)}.")
        if None not in known:
            return list(known)
    with control_dependencies([after]):
        found = shape(x)
    if dims is None:  # of a scalar, the shape of a vector of one element
        missing = maximum(subtract(1, rank(x)), 0)
        found = concat([found, ones(missing[None], dtypes.int32)], 0)
        return [found[claim.axis(number)] for number in range(count)]
    return [
        found[claim.axis(number)] if size is None else size for number, size in enumerate(known)
    ]


def _same_size(
    claim: _Claim,
    axis: int,
    size: Any,
    source: str,
    expected: Any,
    data: Any,
    summarize: int | None,
    prefix: str,
) -> Operation | None:
    """The claim that one size is what it should be; None if the graph decides it."""
    x = claim.tensor
    numbers = [static_value(n) if isinstance(n, Tensor) else n for n in (size, expected)]
    if None not in numbers:
        if numbers[0] == numbers[1]:
            return None
        raise ValueError(
            f"{prefix}{source}.  Tensor {x.name} dimension {axis} must have size {numbers[1]}.  "
            f"Received size {numbers[0]}, shape {show(x._dims)}"
        )
    if data is None:
        text = [prefix, source, f"Tensor {x.name} dimension", axis, "must have size", expected]
        data = [*text, "Received shape: ", shape(x)]
    return Assert(equal(size, expected), data, summarize=summarize)
