"""Ops that look at values while a run goes on: check_numerics, Assert, Print.

They pass their input on or have no output; what they are for is to stop the run or to print. Hence
the effect "io": a plan neither drops nor merges nor moves them.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.graph import default_graph
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.op_record import FLOATS, bad, case, op, same
from minigraph.ops.flow import group, with_dependencies
from minigraph.ops.naming import colocate_with, name_scope

__all__ = [
    "Assert",
    "Print",
    "add_check_numerics_ops",
    "check_numerics",
    "verify_tensor_all_finite",
]

_FEW = 3  # elements of each tensor that are shown unless `summarize` says more


# ---------------------------------------------------------------------------------- CheckNumerics
@op(
    "CheckNumerics",
    "tensor: T -> output: T",
    T=FLOATS,
    shape=same,
    alias={0: 0},
    effect="io",
    samples=[
        case("2,3", message="x"),
        case("", message="x"),
        bad(np.float32(np.nan), error=InvalidArgumentError, match="x : .*NaN", message="x"),
        bad(np.float32(-np.inf), error=InvalidArgumentError, match="Inf", message="x"),
    ],
)
def check_numerics_op(tensor: Any, *, message: str) -> Any:
    """The input; an error if it has a NaN or an infinity."""
    if not np.isfinite(tensor).all():
        found = []
        if np.isinf(tensor).any():
            found.append("Inf")
        if np.isnan(tensor).any():
            found.append("NaN")
        raise InvalidArgumentError(
            None, None, f"{message} : Tensor had {' and '.join(found)} values"
        )
    return tensor


@check_numerics_op.grad
def _(op: Any, g: Any) -> Any:
    return check_numerics(g, f"in the gradient of {op.name!r}, {op.attrs['message']}")


def check_numerics(tensor: Any, message: str, name: str | None = None) -> Tensor:
    """`tensor`, with an error at run time if an element is NaN or infinite.

    Args:
        tensor: a tensor of floats.
        message: the beginning of the error's text.
        name: of the node.

    Returns:
        A Tensor with the same value. Only what uses it is checked. Gradient: g, checked as well.

    Raises:
        tf.errors.InvalidArgumentError: at run time, "<message> : Tensor had NaN values".

    Example:
        >>> import minigraph as tf
        >>> try:
        ...     tf.Session().run(tf.check_numerics([1.0, float("nan")], "loss"))
        ... except tf.errors.InvalidArgumentError as error:
        ...     print(str(error).splitlines()[0])
        loss : Tensor had NaN values
    """
    if not isinstance(message, str):
        raise TypeError(f"Expected string for argument 'message' not {message!r}.")
    result: Tensor = check_numerics_op(tensor, message=message, name=name)
    return result


def verify_tensor_all_finite(
    t: Any = None,
    msg: str | None = None,
    name: str | None = None,
    x: Any = None,
    message: str | None = None,
) -> Tensor:
    """The tensor, available only once it is known to be without NaN and infinity.

    Args:
        t: a tensor of floats.
        msg: the beginning of the error's text.
        name: of the scope.
        x, message: the new names of `t` and `msg`.

    Returns:
        A Tensor with the same value.

    Raises:
        tf.errors.InvalidArgumentError: at run time, if it has a NaN or an infinity.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.verify_tensor_all_finite([1.0, 2.0], "fine")).tolist()
        [1.0, 2.0]
    """
    value = t if x is None else x
    text = msg if message is None else message
    if text is None:
        raise TypeError("Expected string for argument 'message' not None.")
    with name_scope(name, "VerifyFinite", [value]):
        tensor = convert(value, name="x")
        with colocate_with(tensor):
            checked = check_numerics(tensor, text)
            return with_dependencies([checked], tensor)  # type: ignore[no-any-return]


def add_check_numerics_ops() -> Operation:
    """A check of every float tensor of the default graph, one after the other.

    Returns:
        An Operation to run beside the fetches: it fails at the first tensor, in graph order, that
        has a NaN or an infinity, and names it.

    Raises:
        ValueError: the graph has ops with sub-graphs (cond, while_loop), which it cannot enter.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default() as graph:
        ...     x = tf.log(tf.constant(0.0, name="zero"), name="log")
        ...     check = tf.add_check_numerics_ops()
        ...     try:
        ...         tf.Session(graph=graph).run([x, check])
        ...     except tf.errors.InvalidArgumentError as error:
        ...         print(str(error).splitlines()[0])
        log:0 : Tensor had Inf values
    """
    graph = default_graph()
    checks: list[Operation] = []
    for node in graph.get_operations():
        if node.type in ("If", "While"):
            raise ValueError(
                "tf.add_check_numerics_ops() does not look into control flow such as "
                f"{node.name!r}; put tf.check_numerics() in its branches instead."
            )
        for tensor in node.outputs:
            if tensor.dtype.base_dtype in FLOATS:
                with graph.control_dependencies(checks[-1:]):
                    checks.append(check_numerics(tensor, tensor.name).op)
    return group(*checks[-1:])


# ---------------------------------------------------------------------------------- summaries
def element_text(element: Any) -> str:
    """One element as text: floats with few digits if these say it all, else with all."""
    if isinstance(element, bytes):
        return element.decode(errors="replace")
    kind = np.asarray(element).dtype
    if kind.kind == "f":
        wide = kind.itemsize == 8
        number = np.float64(element) if wide else np.float32(element)
        short, full = (15, 17) if wide else (6, 9)
        text = f"{number:.{short}g}"
        return text if type(number)(text) == number else f"{number:.{full}g}"
    return str(int(element)) if kind.kind == "b" else str(element)


def summary(value: Any, limit: int) -> str:
    """A tensor's first `limit` elements (-1: all) as text, a bracket for each inner row."""
    array = np.asarray(value)
    left = array.size if limit < 0 else limit

    def rows(part: Any, inner: bool) -> str:
        nonlocal left
        if part.ndim == 1:
            shown = part[: min(left, len(part))]
            left -= len(shown)
            more = "..." if inner and len(shown) < len(part) else ""
            return " ".join(element_text(element) for element in shown) + more
        pieces = []
        for row in part:
            if left == 0:
                break
            pieces.append(f"[{rows(row, True)}]")
        return "".join(pieces)

    if array.ndim == 0:
        return element_text(value)
    cut = 0 <= limit < array.size
    return rows(array, False) + ("..." if cut else "")


# ---------------------------------------------------------------------------------- Assert
@op(
    "Assert",
    "condition: bool, data: [T] ->",
    effect="io",
    no_gradient="it has no output",
    samples=[
        case(np.bool_(True), ["2,3"]),
        bad(
            np.bool_(False),
            [np.array([1, 2, 3, 4], np.float32), np.int32(5)],
            error=InvalidArgumentError,
            match=r"assertion failed: \[1 2 3...\] \[5\]",
        ),
    ],
)
def assert_op(condition: Any, *data: Any, summarize: int = _FEW) -> Any:
    """An error that shows the data if the condition is False."""
    if np.ndim(condition) != 0:
        raise ValueError(f"the condition must be a scalar, but has shape {condition.shape}")
    if not condition:
        shown = " ".join(f"[{summary(value, summarize)}]" for value in data)
        raise InvalidArgumentError(None, None, f"assertion failed: {shown}")
    return ()


def Assert(
    condition: Any, data: Any, summarize: int | None = None, name: str | None = None
) -> Operation:
    """An operation that fails, and shows `data`, if `condition` is False.

    Args:
        condition: a bool scalar.
        data: a list of tensors (or values) to show.
        summarize: how many elements of each tensor to show; default 3, negative: all.
        name: of the scope.

    Returns:
        An Operation. It runs where other nodes depend on it: `with tf.control_dependencies([...])`.

    Raises:
        TypeError: `data` is no list; ValueError: it is empty or the condition no scalar.
        tf.errors.InvalidArgumentError: at run time, "assertion failed: ...".

    Example:
        >>> import minigraph as tf
        >>> x = tf.constant([1.0, -1.0])
        >>> try:
        ...     tf.Session().run(tf.Assert(tf.reduce_all(x > 0), ["x is", x]))
        ... except tf.errors.InvalidArgumentError as error:
        ...     print(str(error).splitlines()[0])
        assertion failed: [x is] [1 -1]
    """
    if not isinstance(data, (list, tuple)):
        raise TypeError(f"tf.Assert needs a list of what to show, not {data!r}.")
    if not data:
        raise ValueError("tf.Assert needs at least one value to show.")
    with name_scope(name, "Assert", [condition, data]):
        for value in data:
            convert(value)  # TF1 makes constants of the values twice; op counts decide seeds
        if isinstance(condition, Tensor) and condition.shape.ndims not in (None, 0):
            raise ValueError(f"The condition of tf.Assert must be a scalar, not {condition}.")
        few = _FEW if summarize is None else summarize
        result: Operation = assert_op(condition, list(data), summarize=few)
        return result


# ---------------------------------------------------------------------------------- Print
@op(
    "Print",
    "input: T, data: [U] -> output: T",
    shape=same,
    alias={0: 0},
    effect="io",
    stream=lambda attrs: itertools.count(),
    samples=[case("2,3", ["3", "2 int32 0:9"], message="x = "), case("", [], first_n=1)],
)
def print_op(
    input: Any,
    *data: Any,
    message: str = "",
    first_n: int = -1,
    summarize: int = _FEW,
    stream: Iterator[int],
) -> Any:
    """The input; the data go to the standard error output, the first times that it runs."""
    if first_n < 0 or next(stream) < first_n:
        shown = "".join(f"[{summary(value, summarize)}]" for value in data)
        print(f"{message}{shown}", file=sys.stderr)
    return input


@print_op.grad
def _(op: Any, g: Any) -> Any:
    return (g, *[None] * (len(op.inputs) - 1))


def Print(
    input_: Any,
    data: Any,
    message: str | None = None,
    first_n: int | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Tensor:
    """`input_`, and `data` printed to the standard error output whenever it is worked out.

    Args:
        input_: a tensor, passed on.
        data: a list of tensors (or values) to print.
        message: what to print before them.
        first_n: print only the first so many times of a session.
        summarize: how many elements of each tensor to print; default 3, negative: all.
        name: of the node.

    Returns:
        A Tensor with `input_`'s value. Gradient: g to `input_`. Nothing is printed where nothing
        uses the result.

    Raises:
        TypeError: `data` is no list.

    Example:
        >>> import contextlib, sys
        >>> import minigraph as tf
        >>> x = tf.constant([1.0, 2.0])
        >>> with contextlib.redirect_stderr(sys.stdout):
        ...     y = tf.Session().run(tf.Print(x, [x, tf.shape(x)], "x, shape: "))
        x, shape: [1 2][2]
    """
    result: Tensor = print_op(
        input_,
        data,
        message=message or "",
        first_n=-1 if first_n is None else first_n,
        summarize=_FEW if summarize is None else summarize,
        name=name,
    )
    return result
