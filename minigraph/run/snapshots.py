"""All that a session keeps, as named arrays, and back: what a run after it depends on.

    "variable/NAME"             a variable's value, an optimizer's slots included
    "variable/NAME/bytes"       of a variable of strings: their bytes, end to end (then the first
                                entry holds their lengths)
    "table/NAME/keys", "values" a look-up table, its keys and values in order
    "stream/PATH"               where a random op's stream stands; an op within a loop or a branch
                                has the path of the nodes around it

A variable without a value has no entry. `import_state` looks at everything before it changes
anything, and nothing in the arrays is ever run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minigraph.core.functions import FuncGraph
from minigraph.core.graph import Graph
from minigraph.core.nodes import Operation
from minigraph.core.shapes import compatible, show
from minigraph.run.session import BaseSession

__all__ = ["export_state", "import_state"]

Arrays = dict[str, NDArray[Any]]


def export_state(session: BaseSession) -> Arrays:
    """The values of all variables and tables, and the states of all random streams.

    Args:
        session: one that no other thread runs meanwhile.

    Returns:
        name -> array. They may be the session's own: copy them, or write them out, at once.

    Raises:
        TypeError: a variable holds what no array can.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable([1.0, 2.0], name="w")
        ...     sess.run(w.initializer)
        ...     before = export_state(sess)
        ...     _ = sess.run(w.assign([5.0, 6.0]))
        ...     import_state(sess, before)
        ...     print(before, sess.run(w))
        {'variable/w': array([1., 2.], dtype=float32)} [1. 2.]
    """
    store = session._store
    state: Arrays = {}
    with store.lock:
        for op in session._graph.get_operations():
            value = store._cells[op][0] if op in store._cells else None
            if value is not None:
                state |= _packed(op, value)
        for path, op in _random_ops(session._graph):
            state[f"stream/{path}"] = store.stream(op).state
    return state


def import_state(session: BaseSession, state: Mapping[str, NDArray[Any]]) -> None:
    """Put a session in the state that `export_state` gave, of it or of one with the same graph.

    Args:
        session: one that no other thread runs meanwhile.
        state: name -> array.

    Variables that have no entry are without a value afterwards.

    Raises:
        ValueError: an entry is of another graph: an unknown name, another dtype or shape. The
            session is then as it was.
    """
    store, graph = session._store, session._graph
    streams = {f"stream/{path}": store.stream(op) for path, op in _random_ops(graph)}
    known = {op.name: op for op in graph.get_operations() if op._record.effect == "state"}
    values: dict[Operation, Any] = {}
    moved: list[tuple[Any, NDArray[Any]]] = []
    for name, array in state.items():
        kind, _, rest = name.partition("/")
        if name in streams:
            expected = streams[name].state
            if array.dtype != expected.dtype or array.shape != expected.shape:
                raise ValueError(f"{name} is not the state of that random op: {array!r:.200}")
            moved.append((streams[name], array))
        elif kind == "variable" and rest in known:
            values[known[rest]] = _value(known[rest], array, state)
        elif kind == "table" and rest.endswith("/keys") and rest[:-5] in known:
            values[known[rest[:-5]]] = _table(known[rest[:-5]], state)
        elif not name.endswith(("/bytes", "/values")):
            raise ValueError(
                f"the state has {name!r}, which this graph has not: it was saved from another "
                "graph. Build the same one, or start afresh."
            )
    with store.lock:
        for op in set(store._cells) - values.keys():
            store._cells[op][0] = None
        for op, value in values.items():
            store.cell(op)[0] = value
        for stream, array in moved:
            stream.state = array


def _random_ops(graph: Graph) -> Iterator[tuple[str, Operation]]:
    """The ops that have a stream, those within loops and branches too, each with its path."""
    waiting: list[tuple[str, Graph]] = [("", graph)]
    while waiting:
        path, current = waiting.pop()
        for op in current.get_operations():
            if op._record.effect == "random" and "copy_of" not in op.__dict__:
                if op._record.new_stream is not None:
                    yield path + op.name, op
            for label, inner in op.attrs.items():
                if isinstance(inner, FuncGraph):
                    waiting.append((f"{path}{op.name}/{label}/", inner))


def _packed(op: Operation, value: Any) -> Arrays:
    """The entries of one variable or table."""
    if isinstance(value, dict):
        keys = np.empty(len(value), object)
        keys[:] = list(value)
        rows = np.array(list(value.values()), op.attrs["value_dtype"].np_dtype)
        wide = keys if _is_text(op, "key_dtype") else keys.astype(op.attrs["key_dtype"].np_dtype)
        return _plain(f"table/{op.name}/keys", wide) | _plain(f"table/{op.name}/values", rows)
    array = np.asarray(value)
    if not isinstance(value, (np.ndarray, np.generic, bytes)):
        raise TypeError(f"{op.name!r} ({op.type}) holds what no snapshot can: {type(value)}")
    return _plain(f"variable/{op.name}", array)


def _is_text(op: Operation, attribute: str) -> bool:
    return bool(op.attrs[attribute].np_dtype.kind == "O")


def _plain(name: str, array: NDArray[Any]) -> Arrays:
    """An array under a name; strings as their lengths and their bytes."""
    if array.dtype.kind not in "OS":
        return {name: array}
    texts = [text if isinstance(text, bytes) else str(text).encode() for text in array.ravel()]
    lengths = np.array([len(text) for text in texts], np.int64).reshape(array.shape)
    return {name: lengths, f"{name}/bytes": np.frombuffer(b"".join(texts), np.uint8)}


def _texts(name: str, state: Mapping[str, NDArray[Any]]) -> NDArray[Any]:
    """The strings that `_plain` packed."""
    lengths, packed = state[name], state.get(f"{name}/bytes")
    if packed is None or packed.dtype != np.uint8 or lengths.dtype != np.int64:
        raise ValueError(f"{name} has no strings")
    ends = np.cumsum(lengths.ravel())
    if (lengths < 0).any() or (ends[-1] if ends.size else 0) != packed.size:
        raise ValueError(f"{name}: the lengths of its strings and their bytes do not agree")
    data = packed.tobytes()
    texts = np.empty(lengths.size, object)
    starts = ends - lengths.ravel()
    texts[:] = [data[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    return texts.reshape(lengths.shape)


def _value(op: Operation, array: NDArray[Any], state: Mapping[str, NDArray[Any]]) -> Any:
    """A variable's value, checked; its memory is nobody else's."""
    dtype, dims = op.attrs["dtype"].np_dtype, op.outputs[0]._dims
    if dtype.kind == "O":
        array = _texts(f"variable/{op.name}", state)
    if array.dtype != dtype or not compatible(dims, array.shape):
        raise ValueError(
            f"the state has {array.dtype} numbers of shape {show(array.shape)} for the variable "
            f"{op.name!r}, which is {dtype} of shape {show(dims)} (built at {op._site})"
        )
    return array.copy() if array.ndim else array[()]


def _table(op: Operation, state: Mapping[str, NDArray[Any]]) -> dict[Any, Any]:
    """A table's content."""
    parts = {}
    for part, attribute in (("keys", "key_dtype"), ("values", "value_dtype")):
        name = f"table/{op.name}/{part}"
        if name not in state:
            raise ValueError(f"the state has no {name!r}")
        text = _is_text(op, attribute)
        parts[part] = _texts(name, state) if text else state[name]
        if parts[part].dtype != op.attrs[attribute].np_dtype:
            raise ValueError(f"{name} has the dtype {parts[part].dtype}")
    keys, rows = parts["keys"], parts["values"]
    if keys.ndim != 1 or rows.ndim < 1 or len(rows) != len(keys):
        raise ValueError(f"the table {op.name!r} must have as many values as keys")
    return dict(zip(keys.tolist(), rows.tolist() if rows.ndim == 1 else list(rows), strict=True))
