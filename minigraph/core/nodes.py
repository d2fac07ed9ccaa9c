"""The two things that a graph is made of: operations and the tensors between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minigraph.core.dtypes import DType
from minigraph.core.operators import Operators
from minigraph.core.shapes import Dims, TensorShape, as_dims, compatible, merge, show

if TYPE_CHECKING:
    from minigraph.core.graph import Graph
    from minigraph.core.op_record import OpRecord
    from minigraph.core.sites import Site

__all__ = ["NodeDef", "Operation", "Tensor", "run_hooks"]

run_hooks: dict[str, Any] = {}  # "default_session": filled by run/, which core may not import


class Tensor(Operators):
    """One output of an operation: a value that each run works out anew.

    A tensor has a dtype, a static shape (what is known before a run) and a name,
    `<operation>:<output number>`. Equality is identity, so tensors can be keys of a feed_dict.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     x = tf.placeholder(tf.float32, [None, 3], name="x")
        ...     print(x, x.op.type, (x + 1.0).name)
        Tensor("x:0", shape=(?, 3), dtype=float32) Placeholder add:0
    """

    __slots__ = (
        "__dict__",
        "__weakref__",
        "_consumers",
        "_dims",
        "_dtype",
        "_known",
        "_op",
        "_value_index",
        "_variable",
    )

    OVERLOADABLE_OPERATORS = frozenset(
        name
        for name in vars(Operators)
        if name.startswith("__") and callable(getattr(Operators, name))
    )

    def __init__(self, op: Operation, index: int, dtype: DType, dims: Dims, known: Any):
        self._op = op
        self._value_index = index
        self._dtype = dtype
        self._dims = dims
        self._known = known  # of a small integer vector or scalar: what is known of its value
        self._consumers: list[Operation] = []
        self._variable: Operation | None = None  # the variable that this is a live view of

    @property
    def op(self) -> Operation:
        """The operation that produces it."""
        return self._op

    @property
    def graph(self) -> Graph:
        """The graph that it belongs to."""
        return self._op.graph

    @property
    def dtype(self) -> DType:
        """The type of its elements."""
        return self._dtype

    @property
    def name(self) -> str:
        """`<operation>:<output number>`."""
        return f"{self._op.name}:{self._value_index}"

    @property
    def device(self) -> str:
        """The device that was asked for; recorded, of no effect."""
        return self._op.device

    @property
    def value_index(self) -> int:
        """Which output of its operation it is."""
        return self._value_index

    @property
    def shape(self) -> TensorShape:
        """The static shape: what is known before a run."""
        return TensorShape._of(self._dims)

    def get_shape(self) -> TensorShape:
        """The static shape, as `.shape`."""
        return TensorShape._of(self._dims)

    @property
    def ndim(self) -> int | None:
        """The rank, or None where it is unknown."""
        return None if self._dims is None else len(self._dims)

    def set_shape(self, shape: Any) -> None:
        """Add to what is known of the shape; ValueError if that contradicts it."""
        dims = as_dims(shape)
        if not compatible(self._dims, dims):
            raise ValueError(
                f"Shapes must agree: {self!r} (built at {self._op._site}) has shape "
                f"{show(self._dims)}, which set_shape would make {show(dims)}."
            )
        self._dims = merge(self._dims, dims)

    def consumers(self) -> list[Operation]:
        """The operations that take it as an input."""
        return list(self._consumers)

    def eval(self, feed_dict: Any = None, session: Any = None) -> Any:
        """Its value in one run of `session` (default: the default session)."""
        return _session_for(self, session, "evaluate tensor").run(self, feed_dict)

    def experimental_ref(self) -> Tensor:
        """Itself: tensors are hashable here."""
        return self

    ref = experimental_ref

    def _as_graph_element(self) -> Tensor:
        return self

    def __str__(self) -> str:
        shape = "" if self._dims is None else f", shape={show(self._dims)}"
        return f'Tensor("{self.name}"{shape}, dtype={self._dtype.name})'

    def __repr__(self) -> str:
        return f"<tf.Tensor '{self.name}' shape={show(self._dims)} dtype={self._dtype.name}>"


class NodeDef:
    """What an operation is made of, as GraphDef states it."""

    __slots__ = ("attr", "device", "input", "name", "op")

    def __init__(self, node: Operation):
        self.name = node.name
        self.op = node.type
        self.device = node.device
        self.input = [t.name.removesuffix(":0") for t in node.inputs]
        self.input += [f"^{c.name}" for c in node.control_inputs]
        self.attr = dict(node.attrs)

    def __str__(self) -> str:
        lines = [f'name: "{self.name}"', f'op: "{self.op}"']
        lines += [f'input: "{name}"' for name in self.input]
        lines += [f'device: "{self.device}"'] if self.device else []
        lines += [f"attr {{ {key}: {value} }}" for key, value in sorted(self.attr.items())]
        return "\n".join(lines)


class Operation:
    """A node of a graph: an op applied to tensors, giving tensors.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     total = tf.add(1.0, 2.0, name="total")
        >>> total.op, [t.name for t in total.op.inputs], total.op.get_attr("T")
        (<tf.Operation 'total' type=AddV2>, ['total/x:0', 'total/y:0'], tf.float32)
    """

    __slots__ = (
        "__dict__",
        "__weakref__",
        "_id",
        "_record",
        "_site",
        "attrs",
        "control_inputs",
        "device",
        "graph",
        "inputs",
        "name",
        "outputs",
    )

    graph: Graph
    name: str
    device: str
    inputs: tuple[Tensor, ...]
    outputs: list[Tensor]
    control_inputs: list[Operation]
    attrs: dict[str, Any]
    _id: int
    _record: OpRecord
    _site: Site

    @property
    def type(self) -> str:
        """TensorFlow's op type, such as `MatMul`."""
        return self._record.name

    @property
    def op_def(self) -> OpRecord:
        """The op's record: its signature, kernel, shape rule, gradient."""
        return self._record

    @property
    def node_def(self) -> NodeDef:
        """Name, type, inputs, device and attributes, as GraphDef states them."""
        return NodeDef(self)

    @property
    def traceback(self) -> list[tuple[str, int]]:
        """(file, line) of the user's program that made it."""
        return [(self._site.filename, self._site.line)]

    def values(self) -> tuple[Tensor, ...]:
        """The outputs."""
        return tuple(self.outputs)

    def get_attr(self, name: str) -> Any:
        """The attribute's value; ValueError if the operation has none of that name."""
        try:
            value = self.attrs[name]
        except KeyError:
            raise ValueError(f"Operation '{self.name}' has no attr named '{name}'.") from None
        if isinstance(value, str):
            return value.encode()
        return list(value) if isinstance(value, tuple) and name != "shape" else value

    def colocation_groups(self) -> list[bytes]:
        """The `loc:@<name>` groups that it was asked to be placed with."""
        groups = self.attrs.get("_class", [])
        return list(groups) or [b"loc:@" + self.name.encode()]

    def run(self, feed_dict: Any = None, session: Any = None) -> None:
        """Run it once in `session` (default: the default session)."""
        _session_for(self, session, "execute operation").run(self, feed_dict)

    def _as_graph_element(self) -> Operation:
        return self

    def __str__(self) -> str:
        return str(self.node_def)

    def __repr__(self) -> str:
        return f"<tf.Operation '{self.name}' type={self.type}>"


def _session_for(element: Tensor | Operation, session: Any, action: str) -> Any:
    if session is None:
        session = run_hooks["default_session"]()
    site = (element._op if isinstance(element, Tensor) else element)._site
    if session is None:
        raise ValueError(
            f"Cannot {action} {element.name!r} (built at {site}): no default session is "
            "registered. Use `with sess.as_default()` or pass an explicit session to `session=`."
        )
    if session.graph is not element.graph:
        raise ValueError(
            f"Cannot use the default session to {action} {element.name!r} (built at {site}): its "
            "graph is different from the session's graph. Pass an explicit session to `session=`."
        )
    return session
