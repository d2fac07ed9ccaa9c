"""Adding a node: from an op record and anything that converts to tensors, to an Operation.

In order: choose the graph, convert the inputs (inside the node's own name scope, so that their
constants are called `add/y`), infer and check the type attributes, run the shape rule.
"""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.functions import FuncGraph
from minigraph.core.graph import Graph, default_graph
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.op_record import INDEX, REQUIRED, Arg, Call, OpRecord, build_hooks
from minigraph.core.shapes import Dims, show
from minigraph.core.sites import user_site

__all__ = ["add_node", "graph_for"]

_dims_of, _known_of = operator.attrgetter("_dims"), operator.attrgetter("_known")
_KNOWN_LIMIT = 64  # integer vectors longer than this are not tracked


def graph_for(inputs: Any) -> Graph:
    """The graph that a node with these inputs belongs to; ValueError if they disagree."""
    current = default_graph()
    if isinstance(current, FuncGraph):
        return current
    first: Any = None
    for item in inputs:
        for value in item if isinstance(item, (list, tuple)) else (item,):
            if not isinstance(value, Tensor) and not hasattr(value, "_as_graph_element"):
                continue
            if first is None:
                first = value
            elif value.graph is not first.graph:
                raise ValueError(
                    f"{value} must be from the same graph as {first} (the first was built at "
                    f"{_site_of(first)}, the other at {_site_of(value)})."
                )
    return current if first is None else first.graph


def _site_of(value: Any) -> Any:
    element = value._as_graph_element()
    return getattr(element, "_op", element)._site


def _build(record: OpRecord, inputs: tuple[Any, ...], name: str | None, attrs: Any) -> Any:
    if record.uniform is not None:
        quickly = _add_uniform(record, record.uniform, inputs, name or record.name, attrs)
        if quickly is not None:
            return quickly
    node = add_node(record, inputs, name, attrs)
    if not record.outputs:
        return node
    if len(record.outputs) == 1 and not record.outputs[0].is_sequence:
        return node.outputs[0]
    return list(node.outputs)


build_hooks["add"] = _build


def _add_uniform(
    record: OpRecord, uniform: str, inputs: tuple[Any, ...], name: str, attrs: dict[str, Any]
) -> Tensor | None:
    """The usual case, an op on tensors of one type and graph; None: the long way will tell.

    `uniform` is the attribute that names the type.

    Half of the time that `add_node` takes: nothing is converted, no type is looked for.
    """
    graph = default_graph()
    kind: Any = None
    for value in inputs:
        if type(value) is not Tensor or value._op.graph is not graph:
            return None
        if kind is None:
            kind = value._dtype
        elif value._dtype is not kind:
            return None
    if id(kind) not in record.uniform_kinds or kind.np_dtype.kind == "i" or record.required:
        return None  # of small integers, values are known as well
    if len(inputs) != len(record.inputs) or type(name) is not str:
        return None
    if not attrs:
        attrs = {uniform: kind, **record.attrs}
    elif attrs.keys() <= record.attrs.keys():
        attrs = {**attrs, uniform: kind, **record.attrs, **attrs}
    else:
        return None
    shapes, known = tuple(map(_dims_of, inputs)), tuple(map(_known_of, inputs))
    try:
        dims: Any = record.shape_rule(Call(record, shapes, known, attrs, (kind,) * len(inputs)))
    except (AttributeError, TypeError, ValueError):
        return None
    node = graph.add(record, inputs, attrs, name, [(kind, dims, None)])
    return node.outputs[0]


def add_node(
    record: OpRecord, inputs: tuple[Any, ...], name: str | None, attrs: dict[str, Any]
) -> Operation:
    """Append a node of `record`; the inputs are anything that converts."""
    name = name or record.name
    if not isinstance(name, str):
        raise TypeError(f"The name of a node must be a string, not {name!r}.")
    graph = graph_for(inputs)
    if graph is default_graph():
        return _add(graph, record, inputs, name, attrs)
    with graph.as_default():
        return _add(graph, record, inputs, name, attrs)


def _add(
    graph: Graph, record: OpRecord, inputs: tuple[Any, ...], name: str, attrs: dict[str, Any]
) -> Operation:
    tensors: tuple[Tensor, ...] | None = None
    try:
        if record.simple and all(type(value) is Tensor for value in inputs):
            tensors = _take(graph, record, inputs, attrs)
        else:
            with graph.name_scope(name) as name:
                tensors = _take(graph, record, inputs, attrs)
        for key, default in record.attrs.items():
            if key not in attrs:
                if default is REQUIRED:
                    raise TypeError(f"The op {record.name} needs the attribute {key!r}.")
                attrs[key] = default
        outputs = infer(record, tensors, attrs)
    except (AttributeError, TypeError, ValueError) as error:
        if len(error.args) == 1:  # else a class of its own, with arguments of its own
            full_name = name[:-1] if name.endswith("/") else graph.unique_name(name, False)
            error.args = (_explained(str(error), record, full_name, inputs, tensors),)
        raise
    node = graph.add(record, tensors, attrs, name, outputs)
    _mark_variable_views(node)
    return node


def _mark_variable_views(node: Operation) -> None:
    """A reference output, and the node `W/read`, show the variable as it stands at each use."""
    for tensor in node.outputs:
        if tensor._dtype._is_ref_dtype:
            tensor._variable = node.inputs[0]._variable if node.inputs else node
    if node._record.name == "Identity" and node.inputs[0]._dtype._is_ref_dtype:
        variable = node.inputs[0]._variable
        if variable is not None and node.name == variable.name + "/read":
            node.outputs[0]._variable = variable


def _explained(
    message: str, record: OpRecord, name: str, inputs: Any, tensors: tuple[Tensor, ...] | None
) -> str:
    """The message of a node that cannot be built: with its name, its line and its inputs' lines.

    `tensors` are the converted inputs, or None if it is their types that do not fit.
    """
    site = str(user_site())
    lines = [message]
    if tensors is not None:
        shapes = ", ".join(show(t._dims) for t in tensors)
        lines[0] += f" for '{name}' (op: '{record.name}') with input shapes: {shapes}."
    lines.append(f"[[node {name} (op: {record.name}, built at {site})]]")
    for item in inputs:
        for value in item if isinstance(item, (list, tuple)) else (item,):
            if hasattr(value, "_as_graph_element"):
                tensor = value._as_graph_element()
                if tensor._op.type != "Const" or str(tensor._op._site) != site:  # not our own
                    lines.append(f"input: {tensor}, built at {tensor._op._site}")
    return "\n\t ".join(dict.fromkeys(lines))


# ------------------------------------------------------------------------------- inputs and types
def _take(
    graph: Graph, record: OpRecord, inputs: tuple[Any, ...], attrs: dict[str, Any]
) -> tuple[Tensor, ...]:
    """Convert the inputs and fill in the type attributes that follow from them."""
    if len(inputs) != len(record.inputs):
        raise TypeError(
            f"The op {record.name} takes {len(record.inputs)} inputs, not {len(inputs)}."
        )
    for key in record.types:
        if key in attrs and not isinstance(attrs[key], (tuple, DType)):
            attrs[key] = as_dtype(attrs[key])
    taken: list[Tensor] = []
    sources: dict[str, str] = {}  # type attribute -> the argument that it was inferred from
    for arg, value in zip(record.inputs, inputs, strict=True):
        if arg.is_sequence:
            items = _take_list(record, arg, value, attrs)
        else:
            items = [_take_one(record, arg, value, attrs, sources)]
        taken += [_bring(graph, item) for item in items]
    return tuple(taken)


def _bring(graph: Graph, tensor: Tensor) -> Tensor:
    if tensor.graph is graph:
        return tensor
    if isinstance(graph, FuncGraph) and graph.encloses(tensor.graph):
        return graph.capture(tensor)
    if isinstance(tensor.graph, FuncGraph):
        tensor.graph._check_not_finalized()
    raise ValueError(
        f"{tensor} (built at {tensor._op._site}) is not an element of the graph that it is used in."
    )


def _take_one(
    record: OpRecord, arg: Arg, value: Any, attrs: dict[str, Any], sources: dict[str, str]
) -> Tensor:
    known = attrs.get(arg.type) if isinstance(arg.type, str) else arg.type
    if type(value) is Tensor:
        tensor = value
    elif known is None and not arg.is_ref and record.types.get(str(arg.type)) is INDEX:
        tensor = _convert_index(value, arg.name)
    elif known is None:
        tensor = convert(value, None, arg.name, as_ref=arg.is_ref)
    else:
        tensor = _convert_to(record, arg, value, known, sources)
    base = tensor._dtype.base_dtype
    if known is not None and base is not known:
        raise _type_mismatch(record, arg, base, known, sources)
    if arg.is_ref and not tensor._dtype._is_ref_dtype:
        raise AttributeError(  # TF1's class: it asks the tensor for a variable's method
            f"Input '{arg.name}' of '{record.name}' Op requires a variable, but {tensor} is the "
            "value of an op."
        )
    if known is None:
        _check_allowed(record, arg, base)
        attrs[str(arg.type)] = base
        sources[str(arg.type)] = arg.name
    return tensor


def _convert_index(value: Any, name: str) -> Tensor:
    """A value as sizes, axes or numbers of rows: of its own type, or else int32.

    As in TF1 the two tries at an empty list, which by itself is float32, leave two constants:
    seeds are drawn from the number of nodes.
    """
    try:
        tensor = convert(value, None, name)
    except TypeError:  # a list with Dimensions has no type of its own
        return convert(value, None, name, hint=INDEX[0])
    if tensor._dtype.base_dtype in INDEX:
        return tensor
    return convert(value, None, name, hint=INDEX[0])


def _convert_to(
    record: OpRecord, arg: Arg, value: Any, known: DType, sources: dict[str, str]
) -> Tensor:
    try:
        return convert(value, known, arg.name, as_ref=arg.is_ref)
    except (TypeError, ValueError) as error:
        try:
            own = convert(value, None, arg.name, as_ref=arg.is_ref)
        except (TypeError, ValueError):
            raise error from None
        if own._dtype.base_dtype is known:
            raise
        raise _type_mismatch(record, arg, own._dtype.base_dtype, known, sources) from None


def _type_mismatch(
    record: OpRecord,
    arg: Arg,
    got: DType,
    wanted: DType,
    sources: dict[str, str],
) -> TypeError:
    source = sources.get(str(arg.type))
    wish = (
        f"type {wanted.name} of argument '{source}'" if source else f"expected type {wanted.name}"
    )
    return TypeError(
        f"Input '{arg.name}' of '{record.name}' Op has type {got.name} that does not match {wish}. "
        f"Types never promote: say tf.cast(..., tf.{wanted.name})."
    )


def _check_allowed(record: OpRecord, arg: Arg, dtype: DType) -> None:
    allowed = record.types.get(str(arg.type))
    if allowed and dtype not in allowed:
        raise TypeError(
            f"Value passed to parameter '{arg.name}' of '{record.name}' Op has DataType "
            f"{dtype.name} not in list of allowed values: {', '.join(d.name for d in allowed)}"
        )


def _check_chosen(record: OpRecord, name: str, dtype: DType) -> None:
    """A type that an attribute gives is one of those that the op has."""
    if dtype not in record.types[name]:
        raise TypeError(
            f"Value passed to parameter '{name}' of '{record.name}' Op has DataType {dtype.name} "
            f"not in list of allowed values: {', '.join(d.name for d in record.types[name])}"
        )


def _take_list(record: OpRecord, arg: Arg, values: Any, attrs: dict[str, Any]) -> list[Tensor]:
    if not isinstance(values, (list, tuple)):
        raise TypeError(
            f"Expected list for '{arg.name}' argument to '{record.name}' Op, not {values!r}."
        )
    if arg.is_list:
        tensors = [convert(v, None, f"{arg.name}_{i}") for i, v in enumerate(values)]
        attrs[str(arg.type)] = tuple(t._dtype.base_dtype for t in tensors)
        for tensor in tensors:
            _check_allowed(record, arg, tensor._dtype.base_dtype)
        return tensors
    known = attrs.get(arg.type) if isinstance(arg.type, str) else arg.type
    if known is None:
        typed = [v for v in values if hasattr(v, "dtype") and hasattr(v, "_as_graph_element")]
        known = typed[0].dtype.base_dtype if typed else None
    tensors = []
    for i, value in enumerate(values):
        tensor = value if type(value) is Tensor else convert(value, known, f"{arg.name}_{i}")
        known = known or tensor._dtype.base_dtype
        tensors.append(tensor)
    found = [t._dtype.base_dtype for t in tensors]
    if known is not None and any(dtype is not known for dtype in found):
        raise TypeError(
            f"Tensors in list passed to '{arg.name}' of '{record.name}' Op have types "
            f"[{', '.join(d.name for d in found)}] that don't all match. Types never promote: "
            f"say tf.cast(..., tf.{known.name})."
        )
    if isinstance(arg.type, str) and known is not None:
        _check_allowed(record, arg, known)
        attrs[arg.type] = known
    attrs[str(arg.number)] = len(tensors)
    return tensors


# ------------------------------------------------------------------------------- output specs
def infer(
    record: OpRecord, tensors: tuple[Tensor, ...], attrs: dict[str, Any]
) -> list[tuple[DType, Dims, Any]]:
    """(dtype, static shape, known value) of every output; ValueError if the shapes do not fit."""
    call = Call(
        record,
        tuple([t._dims for t in tensors]),
        tuple([t._known for t in tensors]),
        attrs,
        tuple([t._dtype for t in tensors]),
    )
    for name in record.chosen_types:
        _check_chosen(record, name, attrs[name])
    dtypes = output_dtypes(record, attrs)
    shapes = record.shape_rule(call)
    if not dtypes:
        return []
    if not isinstance(shapes, list):
        shapes = [shapes]
    if len(dtypes) == 1:
        return [(dtypes[0], shapes[0], known_value(call, dtypes[0], shapes[0]))]
    return [(dtype, dims, None) for dtype, dims in zip(dtypes, shapes, strict=True)]


def output_dtypes(record: OpRecord, attrs: dict[str, Any]) -> list[DType]:
    """The types of the outputs, list outputs spread."""
    dtypes: list[DType] = []
    for arg in record.outputs:
        kind: Any = attrs[arg.type] if isinstance(arg.type, str) else arg.type
        if arg.is_list:
            dtypes += list(kind)
        elif arg.number is not None:
            dtypes += [kind] * attrs[arg.number]
        else:
            dtypes.append(kind._as_ref if arg.is_ref else kind)
    return dtypes


def known_value(call: Call, dtype: DType, dims: Dims) -> Any:
    """What is known of a small integer result: an int, a tuple of `int | None`, or None.

    Of a constant matrix, such as paddings, the rows are known as well.
    """
    if dtype.np_dtype.kind != "i" or dims is None or None in dims:
        return None
    if math.prod(d or 0 for d in dims) > _KNOWN_LIMIT:
        return None
    record = call.record
    if len(dims) > 1:
        return call.attrs["value"] if record.name == "Const" else None
    if record.value_rule is not None:
        return record.value_rule(call)
    if not record.is_pure or not call.values:
        return None
    if any(v is None or (isinstance(v, tuple) and None in v) for v in call.values):
        return None
    arrays = [np.asarray(v, d.np_dtype)[()] for v, d in zip(call.values, call.dtypes, strict=True)]
    keys = record.attrs
    with np.errstate(all="ignore"):
        result = record.kernel(*arrays, **{k: call.attrs[k] for k in keys})
    result = np.asarray(result[0] if isinstance(result, list) else result)
    return int(result) if result.ndim == 0 else tuple(result.tolist())
