"""The graph: an append-only list of operations with unique names.

A node's inputs exist before it does, so its number in the list is its topological position, and
nothing in the engine needs recursion or a sort.
"""

from __future__ import annotations

import re
import threading
from typing import Any

from minigraph.core.devices import apply_device, device_entry
from minigraph.core.dtypes import DType
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.op_record import OpRecord
from minigraph.core.scopes import (
    AsDefault,
    ControlDependencies,
    DefaultStack,
    NameScope,
    Pushed,
)
from minigraph.core.shapes import Dims
from minigraph.core.sites import user_site

__all__ = ["Graph", "default_graph", "default_graphs", "reset_default_graph"]

_VALID_NAME = re.compile(r"^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*$")


class Graph:
    """A computation as data: operations, tensors between them, and named collections.

    A graph is filled within `with graph.as_default():`; without one, nodes go to the process's
    default graph. Nodes are only ever added, until `finalize()`.

    Example:
        >>> import minigraph as tf
        >>> graph = tf.Graph()
        >>> with graph.as_default():
        ...     with tf.name_scope("layer"):
        ...         c = tf.constant(3.0, name="c")
        >>> graph.get_operations(), graph.get_tensor_by_name("layer/c:0") is c
        ([<tf.Operation 'layer/c' type=Const>], True)
    """

    building_function = False

    def __init__(self) -> None:
        self._ops: list[Operation] = []
        self._by_name: dict[str, Operation] = {}
        self._names: dict[str, int] = {}  # name in lower case -> the next suffix to try
        self._scope = ""
        self._controls: list[ControlDependencies] = []
        self._devices: list[Any] = []
        self._colocations: list[Operation | None] = []
        self._gradient_overrides: list[dict[str, str]] = []
        self._variable_creators: list[Any] = []
        self._collections: dict[Any, list[Any]] = {}
        self._unfeedable: set[Tensor] = set()
        self._unfetchable: set[Operation] = set()
        self._watchers: list[Any] = []  # weak references to who hears of the next node
        self._finalized = False
        self._seed: int | None = None
        self._lock = threading.RLock()

    # ------------------------------------------------------------------------------ adding
    def add(
        self,
        record: OpRecord,
        inputs: tuple[Tensor, ...],
        attrs: dict[str, Any],
        name: str,
        outputs: list[tuple[DType, Dims, Any]],
    ) -> Operation:
        """Append a node whose inputs and output specs are already checked (see `build.py`).

        `name` ending in "/" is taken as it is (a scope entered for the node), else made unique.
        """
        with self._lock:
            if self._finalized:
                self._check_not_finalized()
            op = Operation()
            op.graph = self
            op.name = full = name[:-1] if name[-1:] == "/" else self.unique_name(name)
            if not _VALID_NAME.match(full):
                raise ValueError(f"'{full}' is not a valid node name")
            if full in self._by_name:
                raise ValueError(f"Duplicate node name in graph: '{full}'")
            op.inputs = inputs
            op.attrs = attrs
            op._record = record
            op._site = user_site()
            op.control_inputs = self._controls_for(inputs) if self._controls else []
            op._id = len(self._ops)
            if len(outputs) == 1:
                op.outputs = [Tensor(op, 0, *outputs[0])]
            else:
                op.outputs = [Tensor(op, i, *spec) for i, spec in enumerate(outputs)]
            op.device = apply_device(self._devices, op) if self._devices else ""
            if self._colocations:
                self._colocate(op)
            if self._gradient_overrides:
                self._override_gradient(op)
            for tensor in inputs:
                tensor._consumers.append(op)
            for block in self._controls:
                block.note(op)
            self._ops.append(op)
            self._by_name[full] = op
            if self._watchers:
                self._tell_watchers(op)
            return op

    def _override_gradient(self, op: Operation) -> None:
        for overrides in reversed(self._gradient_overrides):
            if op.type in overrides:
                op.attrs["_gradient_op_type"] = overrides[op.type]
                break

    def _tell_watchers(self, op: Operation) -> None:
        watchers, self._watchers = self._watchers, []
        for reference in watchers:
            note = reference()
            if note is not None:
                note(op)

    def _controls_for(self, inputs: tuple[Tensor, ...]) -> list[Operation]:
        wanted: dict[Operation, None] = {}
        for block in self._controls:
            wanted.update(dict.fromkeys(block.wanted_for(inputs)))
        return list(wanted)

    def _colocate(self, op: Operation) -> None:
        groups: dict[bytes, None] = {}
        for other in self._colocations:
            if other is None:
                groups.clear()
            else:
                groups.update(dict.fromkeys(other.colocation_groups()))
                op.device = other.device
        if groups:
            op.attrs["_class"] = [*op.attrs.get("_class", []), *groups]

    def create_op(
        self,
        op_type: str,
        inputs: Any,
        dtypes: Any = None,
        input_types: Any = None,
        name: str | None = None,
        attrs: dict[str, Any] | None = None,
        op_def: Any = None,
        compute_shapes: bool = True,
        compute_device: bool = True,
    ) -> Operation:
        """Append an operation of type `op_type`; most programs call the functions of `tf` instead.

        Output dtypes and shapes follow from the op's record; the other arguments are TF1's.
        """
        from minigraph.core.build import add_node
        from minigraph.core.op_record import record_named

        with self.as_default():
            return add_node(record_named(op_type), tuple(inputs), name, dict(attrs or {}))

    def draw(self, filename: Any = None, format: Any = None, **options: Any) -> Any:
        """Draw the graph; the arguments, and the `Drawing` that it gives, are those of `tf.draw`.

        Example:
            >>> import minigraph as tf
            >>> with tf.Graph().as_default() as graph:
            ...     total = tf.placeholder(tf.float32, [3]) + 1.0
            >>> graph.draw("total.svg", orientation="right")
            <Drawing of 2 nodes and 1 edges>
        """
        from minigraph.drawing import draw

        return draw(self, filename, format, **options)

    def _check_not_finalized(self) -> None:
        if self._finalized:
            raise RuntimeError("Graph is finalized and cannot be modified.")

    # ------------------------------------------------------------------------------ names
    def unique_name(self, name: str, mark_as_used: bool = True) -> str:
        """`name` within the current scope, with `_1`, `_2`, ... added where it is taken.

        Names that differ only in case count as the same, as in TF1.
        """
        if self._scope:
            name = f"{self._scope}/{name}"
        key = name.lower()
        suffix = self._names.get(key, 0)
        if mark_as_used:
            self._names[key] = suffix + 1
        if suffix == 0:
            return name
        while f"{key}_{suffix}" in self._names:
            suffix += 1
        if mark_as_used:
            self._names[f"{key}_{suffix}"] = 1
        return f"{name}_{suffix}"

    def name_scope(self, name: Any) -> NameScope:
        """A block whose nodes have the prefix `name/`; "" or None go back to the root."""
        return NameScope(self, name)

    def get_name_scope(self) -> str:
        """The current scope, without a slash at the end."""
        return self._scope

    # ------------------------------------------------------------------------------ scopes
    def as_default(self) -> AsDefault:
        """A block in which new nodes go to this graph."""
        return AsDefault(default_graphs, self)

    def control_dependencies(self, control_inputs: Any) -> ControlDependencies:
        """A block whose nodes run after `control_inputs` (operations, tensors); None clears."""
        if control_inputs is None:
            return ControlDependencies(self, None)
        ops: dict[Operation, None] = {}
        for item in control_inputs:
            element = self.as_graph_element(item)
            op = element._op if isinstance(element, Tensor) else element
            local = self._control_here(op)
            if local is not None:
                ops[local] = None
        return ControlDependencies(self, list(ops))

    def _control_here(self, op: Operation) -> Operation | None:
        return op

    def device(self, device_name_or_function: Any) -> Pushed:
        """A block whose nodes record that device; it has no effect on where they run."""
        return Pushed(self._devices, device_entry(device_name_or_function))

    def colocate_with(self, op: Any, ignore_existing: bool = False) -> Pushed:
        """A block whose nodes record that they belong with `op`; no effect on where they run."""
        element = None if op is None else self.as_graph_element(op)
        return Pushed(self._colocations, getattr(element, "_op", element))

    def gradient_override_map(self, op_type_map: dict[str, str]) -> Pushed:
        """A block whose nodes of the given types use other registered gradients.

        Args:
            op_type_map: op type -> name given to `tf.RegisterGradient`.
        """
        for key, value in dict(op_type_map).items():
            if not isinstance(key, str) or not isinstance(value, str):
                raise TypeError("op_type_map must map op types to registered names, both strings.")
        return Pushed(self._gradient_overrides, dict(op_type_map))

    def container(self, container_name: str) -> Pushed:
        """Accepted for TF1 programs; resources have one container here."""
        return Pushed([], container_name)

    # ------------------------------------------------------------------------------ looking up
    def get_operations(self) -> list[Operation]:
        """All operations in the order of their making."""
        return list(self._ops)

    def get_operation_by_name(self, name: str) -> Operation:
        """The operation of that name; KeyError if there is none."""
        if not isinstance(name, str):
            raise TypeError(f"Operation names are strings, not {type(name).__name__}.")
        found = self.as_graph_element(name, allow_tensor=False)
        assert isinstance(found, Operation)
        return found

    def get_tensor_by_name(self, name: str) -> Tensor:
        """The tensor `<operation>:<output>`; KeyError if there is none."""
        if not isinstance(name, str):
            raise TypeError(f"Tensor names are strings, not {type(name).__name__}.")
        found = self.as_graph_element(name, allow_operation=False)
        assert isinstance(found, Tensor)
        return found

    def as_graph_element(
        self, obj: Any, allow_tensor: bool = True, allow_operation: bool = True
    ) -> Tensor | Operation:
        """The tensor or operation that `obj` (itself, a variable, a name) stands for here.

        Raises:
            KeyError: no node has that name.
            ValueError: another graph's element, or a name of the kind that is not allowed.
            TypeError: `obj` can be no graph element.
        """
        if not allow_tensor and not allow_operation:
            raise ValueError("allow_tensor and allow_operation can't both be False.")
        wanted = [w for w, ok in (("Tensor", allow_tensor), ("Operation", allow_operation)) if ok]
        convert = getattr(obj, "_as_graph_element", None)
        element = convert() if convert else obj
        if isinstance(element, Tensor) and allow_tensor:
            self._check_mine(element, element.graph)
            return element
        if isinstance(element, Operation) and allow_operation:
            self._check_mine(element, element.graph)
            return element
        if isinstance(element, (str, bytes)):
            text = element.decode() if isinstance(element, bytes) else element
            return self._element_named(text, allow_tensor, allow_operation)
        raise TypeError(
            f"Can not convert a {type(obj).__name__} into a {' or '.join(wanted)}: {obj!r}."
        )

    def _check_mine(self, element: Tensor | Operation, graph: Graph) -> None:
        if graph is not self:
            raise ValueError(
                f"{type(element).__name__} {element!r} (built at "
                f"{made_by(element)._site}) is not an element of this graph."
            )

    def _element_named(
        self, name: str, allow_tensor: bool, allow_operation: bool
    ) -> Tensor | Operation:
        if ":" in name:
            if not allow_tensor:
                raise ValueError(f"Name {name!r} appears to refer to a Tensor, not a Operation.")
            op_name, _, index = name.rpartition(":")
            if not index.isdigit() or ":" in op_name:
                raise ValueError(
                    f"The name {name!r} looks like a Tensor name, but is not a valid one: "
                    'Tensor names must be of the form "<op_name>:<output_index>".'
                )
            op = self._find(op_name)
            if op is None:
                raise KeyError(
                    f"The name {name!r} refers to a Tensor which does not exist. "
                    f"The operation, {op_name!r}, does not exist in the graph."
                )
            if int(index) >= len(op.outputs):
                raise KeyError(
                    f"The name {name!r} refers to a Tensor which does not exist. The operation, "
                    f"{op_name!r} (built at {op._site}), exists but only has {len(op.outputs)} outputs."
                )
            return op.outputs[int(index)]
        op = self._find(name)
        if op is not None and allow_operation:
            return op
        if op is not None:
            raise ValueError(
                f"The name {name!r} refers to an Operation, not a Tensor. "
                'Tensor names must be of the form "<op_name>:<output_index>".'
            )
        if not allow_operation:
            raise ValueError(
                f"The name {name!r} looks like an (invalid) Operation name, not a Tensor. "
                'Tensor names must be of the form "<op_name>:<output_index>".'
            )
        raise KeyError(f"The name {name!r} refers to an Operation not in the graph.")

    def _find(self, name: str) -> Operation | None:
        return self._by_name.get(name)

    # ------------------------------------------------------------------------------ collections
    def add_to_collection(self, name: Any, value: Any) -> None:
        """Append `value` to the collection `name`."""
        self._check_not_finalized()
        self._collections.setdefault(name, []).append(value)

    def add_to_collections(self, names: Any, value: Any) -> None:
        """Append `value` to each of several collections (a name or names)."""
        for name in {names: None} if isinstance(names, str) else dict.fromkeys(names):
            self.add_to_collection(name, value)

    def get_collection(self, name: Any, scope: str | None = None) -> list[Any]:
        """A copy of a collection; with `scope`, only items whose name matches it from the start."""
        items = self._collections.get(name, [])
        if scope is None:
            return list(items)
        pattern = re.compile(scope)
        return [item for item in items if hasattr(item, "name") and pattern.match(item.name)]

    def get_collection_ref(self, name: Any) -> list[Any]:
        """The collection itself: changes to the list change the collection."""
        return self._collections.setdefault(name, [])

    def get_all_collection_keys(self) -> list[Any]:
        """Names of all collections."""
        return [key for key in self._collections if isinstance(key, str)]

    @property
    def collections(self) -> list[Any]:
        """Names of all collections."""
        return list(self._collections)

    def clear_collection(self, name: Any) -> None:
        """Empty a collection."""
        self._check_not_finalized()
        self._collections.pop(name, None)

    # ------------------------------------------------------------------------------ state
    @property
    def seed(self) -> int | None:
        """The graph-level random seed."""
        return self._seed

    @seed.setter
    def seed(self, value: int | None) -> None:
        self._seed = value

    @property
    def version(self) -> int:
        """A number that grows with every node."""
        return len(self._ops)

    @property
    def _last_id(self) -> int:
        return len(self._ops)

    @property
    def outermost(self) -> Graph:
        """The graph that a session runs: itself, or the one round a sealed sub-graph."""
        return self

    @property
    def finalized(self) -> bool:
        """Whether nodes can no longer be added."""
        return self._finalized

    def finalize(self) -> None:
        """Refuse new nodes from now on: a graph that grows between runs is caught at once."""
        self._finalized = True

    def _unsafe_unfinalize(self) -> None:
        self._finalized = False

    def prevent_feeding(self, tensor: Tensor) -> None:
        """Refuse feeds of this tensor."""
        self._unfeedable.add(tensor)

    def is_feedable(self, tensor: Tensor) -> bool:
        """Whether the tensor may be fed."""
        return tensor not in self._unfeedable

    def prevent_fetching(self, op: Operation) -> None:
        """Refuse fetches of this operation."""
        self._unfetchable.add(op)

    def is_fetchable(self, tensor_or_op: Tensor | Operation) -> bool:
        """Whether the tensor or operation may be fetched."""
        op = tensor_or_op._op if isinstance(tensor_or_op, Tensor) else tensor_or_op
        return op not in self._unfetchable


def made_by(element: Tensor | Operation) -> Operation:
    """The operation itself, or the one that a tensor is an output of."""
    return element._op if isinstance(element, Tensor) else element


default_graphs = DefaultStack()
_process_graph = [Graph()]


def default_graph() -> Graph:
    """The graph that new nodes go to.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default() as graph:
        ...     tf.get_default_graph() is graph
        True
    """
    entries = default_graphs.entries
    return entries[-1] if entries else _process_graph[0]


def reset_default_graph() -> None:
    """Give the process an empty default graph.

    Raises:
        AssertionError: within a `with graph.as_default()` block.

    Example:
        >>> import minigraph as tf
        >>> tf.reset_default_graph()
        >>> tf.get_default_graph().get_operations()
        []
    """
    if default_graphs.entries:
        raise AssertionError("Do not use tf.reset_default_graph() to clear nested graphs.")
    _process_graph[0] = Graph()
