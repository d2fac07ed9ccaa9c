"""tf.print and tf.strings.format: tensors as text, the way NumPy shows arrays.

`tf.print` is two ops. StringFormat puts the text of each tensor into a template; PrintV2 writes a
line to a stream. The second is an Operation without a value: it runs where something depends on it.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.ops.checks import element_text

__all__ = ["print_op", "string_format"]

_FEW = 3  # elements at either end of an axis that are shown unless `summarize` says otherwise


# ---------------------------------------------------------------------------------- StringFormat
def array_text(value: Any, ends: int) -> str:
    """An array as text: of each axis at most so many elements at either end (-1: all)."""
    if isinstance(value, bytes):
        return f'"{element_text(value)}"'
    array = np.asarray(value)
    if array.ndim == 0:
        return array_text(array[()], ends) if array.dtype.kind == "O" else element_text(array[()])

    def rows(part: Any, depth: int) -> str:
        if depth == array.ndim:
            return array_text(part, ends)
        between = " "
        if depth < array.ndim - 1:
            between = "\n" * (array.ndim - 1 - depth) + " " * (depth + 1)
        if ends < 0 or len(part) <= 2 * ends:
            pieces = [rows(row, depth + 1) for row in part]
        else:
            first = [rows(row, depth + 1) for row in part[:ends]]
            last = [rows(row, depth + 1) for row in part[len(part) - ends :]]
            pieces = [*(first or [""]), "...", *last]
        return f"[{between.join(pieces)}]"

    return rows(array, 0)


def _one_text(call: Call) -> Dims:
    attrs = call.attrs
    places = attrs["template"].count(attrs["placeholder"])
    if places != len(call.shapes):
        raise ValueError(
            f"{places} placeholders for {len(call.shapes)} tensors: {attrs['template']!r}"
        )
    return ()


@op(
    "StringFormat",
    "inputs: [T] -> output: string",
    shape=_one_text,
    no_gradient="text is no number",
    samples=[
        case(["2,3", "2 int32 0:9"], template="x = {}, n = {}"),
        case([], template="nothing"),
        bad(["2"], template="{}{}", error=ValueError, match="2 placeholders for 1 tensors"),
    ],
)
def string_format_op(
    *inputs: Any, template: str, placeholder: str = "{}", summarize: int = _FEW
) -> Any:
    """The template, with the inputs' texts in the places of the placeholders."""
    parts = template.split(placeholder)
    if len(parts) != len(inputs) + 1:
        raise ValueError(f"{len(parts) - 1} placeholders for {len(inputs)} tensors: {template!r}")
    texts = [array_text(value, summarize) for value in inputs]
    pairs = zip(parts, [*texts, ""], strict=True)
    return np.array("".join(part + text for part, text in pairs).encode(), object)


def string_format(
    template: str,
    inputs: Any,
    placeholder: str = "{}",
    summarize: int = _FEW,
    name: str | None = None,
) -> Tensor:
    """A string made in each run: a template with the values of tensors put in.

    Args:
        template: the text.
        inputs: a tensor, or a list of tensors.
        placeholder: what stands in `template` for each tensor.
        summarize: how many elements at either end of each axis are shown; -1: all.
        name: of the node.

    Returns:
        A scalar Tensor of type string.

    Raises:
        ValueError: there are more or fewer placeholders than tensors.

    Example:
        >>> import minigraph as tf
        >>> from minigraph.ops.printing import string_format
        >>> tf.Session().run(string_format("x: {}, y: {}", [tf.range(9), 0.5]))
        b'x: [0 1 2 ... 6 7 8], y: 0.5'
    """
    listed = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
    if template.count(placeholder) != len(listed):
        raise ValueError(
            f"{template.count(placeholder)} placeholders {placeholder!r} for {len(listed)} "
            f"tensors in {template!r}"
        )
    result: Tensor = string_format_op(
        listed, template=template, placeholder=placeholder, summarize=summarize, name=name
    )
    return result


# ---------------------------------------------------------------------------------- PrintV2
_LEVELS = {20: "log(info)", 30: "log(warning)", 40: "log(error)"}  # as Python's logging has them
_LOGGERS = {
    "info": "log(info)",
    "warn": "log(warning)",
    "warning": "log(warning)",
    "error": "log(error)",
}


@op(
    "PrintV2",
    "input: string ->",
    shape=lambda call: call.rank(0, 0),
    effect="io",
    no_gradient="it has no output",
    samples=[
        case(np.array(b"text", object), output_stream="stdout"),
        bad(np.array([b"text"], object), error=ValueError, match="rank 0"),
    ],
)
def print_v2(input: Any, *, output_stream: str = "stderr", end: str = "\n") -> Any:
    """Write the text, and `end`, to a stream."""
    if np.ndim(input) != 0:
        raise ValueError(f"a text to print must have rank 0, but its shape is {np.shape(input)}")
    line: Any = np.asarray(input, object)[()]
    text = line.decode(errors="replace")
    if output_stream.startswith("file://"):
        with open(output_stream.removeprefix("file://"), "a", encoding="utf-8") as file:
            file.write(text + end)
    elif output_stream.startswith("log("):
        letter = output_stream[len("log(")].upper()
        now = time.time()
        moment = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now)) + f"{now % 1:.6f}"[1:]
        print(f"{moment}: {letter} minigraph] {text}", file=sys.stderr)
    else:
        stream = sys.stdout if output_stream == "stdout" else sys.stderr
        print(text, end=end, file=stream, flush=True)
    return ()


def _stream_name(stream: Any) -> str:
    """What the op calls a stream; ValueError for another one."""
    if isinstance(stream, str) and stream.startswith("file://"):
        return stream
    if stream is sys.stdout:
        return "stdout"
    if stream is sys.stderr:
        return "stderr"
    if isinstance(stream, int) and stream in _LEVELS:
        return _LEVELS[stream]
    name = getattr(stream, "__name__", "") if callable(stream) else ""
    if name in _LOGGERS:
        return _LOGGERS[name]
    raise ValueError(
        f"Unsupported output stream, logging level, or file: {stream!r}. It may be sys.stdout, "
        "sys.stderr, tf.logging.info, tf.logging.warning, tf.logging.error or 'file://<path>'."
    )


def print_op(*inputs: Any, **kwargs: Any) -> Operation:
    """An operation that prints values whenever it runs, like Python's print.

    Args:
        inputs: tensors, Python values, and lists, tuples and dicts of them.
        output_stream: sys.stderr (default), sys.stdout, tf.logging.info, tf.logging.warning,
            tf.logging.error, or "file://" and a path, to whose file lines are added.
        summarize: how many elements at either end of each axis are shown; default 3, -1: all.
        sep: what stands between the inputs; default " ".
        end: what follows them; default a line break.
        name: of the node.

    Returns:
        An Operation. It runs where others depend on it: `with tf.control_dependencies([...])`.

    Raises:
        ValueError: another stream, or another keyword.

    Example:
        >>> import sys
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(4), [2, 2])
        >>> tf.Session().run(tf.print("x is", x, {"sum": tf.reduce_sum(x)}, output_stream=sys.stdout))
        x is [[0 1]
         [2 3]] {'sum': 6}
    """
    stream = _stream_name(kwargs.pop("output_stream", sys.stderr))
    name = kwargs.pop("name", None)
    summarize = kwargs.pop("summarize", _FEW)
    separator, end = kwargs.pop("sep", " "), kwargs.pop("end", "\n")
    if kwargs:
        raise ValueError(f"Unrecognized keyword arguments for tf.print: {kwargs}")
    only = inputs[0] if len(inputs) == 1 else None
    if isinstance(only, Tensor) and only.dtype == dtypes.string and only.shape.ndims == 0:
        line = only
    else:
        line = _line(inputs, separator, summarize, f"{name}_format" if name else None)
    result: Operation = print_v2(line, output_stream=stream, end=end, name=name)
    return result


def _line(inputs: Any, separator: str, summarize: int, name: str | None) -> Tensor:
    """The text of all inputs as one string tensor."""
    plain = separator.join(_template(item, "") for item in inputs)
    marks = itertools.chain(["{}"], (f"{{{n}}}" for n in itertools.count()))
    mark = next(mark for mark in marks if mark not in plain)
    template = separator.join(_template(item, mark) for item in inputs)
    tensors = [convert(leaf) for item in inputs for leaf in _leaves(item) if _is_tensor(leaf)]
    return string_format(template, tensors, mark, summarize, name)


def _is_tensor(value: Any) -> bool:
    return hasattr(value, "_as_graph_element") and not isinstance(value, Operation)


def _template(item: Any, mark: str) -> str:
    """One input as text, with `mark` in the place of each tensor."""
    if isinstance(item, str):
        return item
    from pprint import pformat  # seldom needed, and it brings much along

    text = pformat(_marked(item, mark))
    return text.replace(f"'{mark}'", mark) if mark else text


def _marked(item: Any, mark: str) -> Any:
    """The structure with `mark` for each tensor."""
    if isinstance(item, SparseTensor):
        return f"SparseTensor(indices={mark}, values={mark}, shape={mark})"
    if _is_tensor(item):
        return mark
    if isinstance(item, Mapping):
        pairs = [(key, _marked(value, mark)) for key, value in item.items()]
        return OrderedDict(pairs) if isinstance(item, OrderedDict) else dict(pairs)
    if isinstance(item, tuple) and hasattr(item, "_fields"):
        return type(item)(*(_marked(value, mark) for value in item))
    if isinstance(item, (list, tuple)):
        return type(item)(_marked(value, mark) for value in item)
    return item


def _leaves(item: Any) -> Iterator[Any]:
    """The leaves in the order in which they are printed."""
    if isinstance(item, Mapping):
        keys = list(item) if isinstance(item, OrderedDict) else sorted(item, key=str)
        for key in keys:
            yield from _leaves(item[key])
    elif isinstance(item, (list, tuple)):
        for value in item:
            yield from _leaves(value)
    elif isinstance(item, SparseTensor):
        yield from (item.indices, item.values, item.dense_shape)
    else:
        yield item
