"""tf.Variable: a value that a session keeps from run to run.

A variable is four nodes, as in TF1: its initial value, `W` (the variable), `W/Assign` (the
initializer) and `W/read`. In an expression it stands for `W/read:0`, which shows the variable as
it is wherever that is used.
"""

from __future__ import annotations

import enum
import functools
import inspect
from typing import Any

from minigraph.core.convert import convert, register_tensor_conversion_function
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.graph import Graph, default_graph
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Operation, Tensor, run_hooks
from minigraph.core.operators import Operators
from minigraph.core.scopes import Pushed
from minigraph.core.shapes import TensorShape, as_dims
from minigraph.ops import partial_writes, scatter, state
from minigraph.ops.control_flow import cond
from minigraph.ops.flow import identity_op
from minigraph.ops.indexing import gather, gather_nd
from minigraph.ops.naming import init_scope, name_scope
from minigraph.ops.safe_initial import safe_initial_value

__all__ = [
    "Variable",
    "VariableAggregation",
    "VariableSynchronization",
    "variable_creator_scope",
]


class VariableSynchronization(enum.Enum):
    """How copies of a variable on several devices agree; there is one device.

    Example:
        >>> import minigraph as tf
        >>> tf.VariableSynchronization.AUTO.name
        'AUTO'
    """

    AUTO, NONE, ON_WRITE, ON_READ = 0, 1, 2, 3


class VariableAggregation(enum.Enum):
    """How updates from several devices are joined; there is one device.

    Example:
        >>> import minigraph as tf
        >>> tf.VariableAggregation.NONE.name
        'NONE'
    """

    NONE, SUM, MEAN, ONLY_FIRST_REPLICA = 0, 1, 2, 3


class _Creating(type):
    """`tf.Variable(...)` asks the functions of `tf.variable_creator_scope` first, inner ones first."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        creators = default_graph().outermost._variable_creators
        if not creators or cls is not Variable:
            return super().__call__(*args, **kwargs)
        bound = inspect.signature(cls).bind(*args, **kwargs)
        bound.apply_defaults()
        make = super().__call__
        for creator in creators:
            make = functools.partial(creator, make)
        return make(**bound.arguments)

    @property
    def __signature__(cls) -> inspect.Signature:
        own = inspect.signature(type.__getattribute__(cls, "__init__"))
        return own.replace(parameters=list(own.parameters.values())[1:])


def variable_creator_scope(variable_creator: Any) -> Pushed:
    """A block in which `variable_creator` stands between `tf.Variable` and the making of one.

    Args:
        variable_creator: a function (next_creator, **kwargs) that returns a variable, as a rule
            what `next_creator` makes of the (changed) arguments.

    Example:
        >>> import minigraph as tf
        >>> def frozen(next_creator, **kwargs):
        ...     return next_creator(**{**kwargs, "trainable": False})
        >>> with tf.Graph().as_default(), tf.variable_creator_scope(frozen):
        ...     print(tf.Variable(1.0).trainable)
        False
    """
    return Pushed(default_graph().outermost._variable_creators, variable_creator)


class Variable(Operators, metaclass=_Creating):
    """A value that a session keeps and ops can change.

    Args:
        initial_value: a tensor, anything that converts to one, or a function that makes one.
        trainable: whether optimizers change it (collection TRAINABLE_VARIABLES); default True.
        collections: names of collections to add it to; default: GLOBAL_VARIABLES.
        validate_shape: whether its shape is fixed by the initial value.
        caching_device: accepted as in TF1.
        name: of the variable; made unique. Default "Variable".
        variable_def, import_scope: must be None; see `tf.train.import_meta_graph`.
        dtype: its type; default: that of the initial value.
        expected_shape, shape: the shape it must have.
        constraint: a function that optimizers apply to it after each update.
        use_resource, synchronization, aggregation: accepted as in TF1.

    Raises:
        ValueError: no initial value, one without a known shape (with `validate_shape`), or one
            of another shape than asked for.
        TypeError: `collections` is no list, or the initial value has another type.

    Example:
        >>> import minigraph as tf
        >>> w = tf.Variable([1.0, 2.0], name="w")
        >>> print(w.shape, w.dtype)
        (2,) <dtype: 'float32_ref'>
        >>> with tf.Session() as sess:
        ...     sess.run(tf.global_variables_initializer())
        ...     print(sess.run(w * 3.0))
        [3. 6.]
    """

    def __init__(
        self,
        initial_value: Any = None,
        trainable: bool | None = None,
        collections: Any = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: Any = None,
        expected_shape: Any = None,
        import_scope: str | None = None,
        constraint: Any = None,
        use_resource: Any = None,
        synchronization: Any = VariableSynchronization.AUTO,
        aggregation: Any = VariableAggregation.NONE,
        shape: Any = None,
    ):
        if variable_def is not None:
            raise ValueError("variable_def is not supported: build the variable again by its name.")
        if initial_value is None:
            raise ValueError("initial_value must be specified.")
        if collections is None:
            collections = [GraphKeys.GLOBAL_VARIABLES]
        if not isinstance(collections, (list, tuple, set)):
            raise ValueError(
                f"collections argument to Variable constructor must be a list, tuple, or set. "
                f"Got {collections} of type {type(collections)}"
            )
        if constraint is not None and not callable(constraint):
            raise ValueError("The `constraint` argument must be a callable.")
        self._trainable = trainable is not False
        self._constraint = constraint
        self._synchronization = synchronization
        self._aggregation = aggregation
        self._save_slice_info: Any = None
        wanted = None if dtype is None else as_dtype(dtype)
        shape = expected_shape if shape is None else shape
        with init_scope(), default_graph().control_dependencies(None):
            self._build(initial_value, wanted, validate_shape, name, shape)
        if self._trainable and GraphKeys.TRAINABLE_VARIABLES not in collections:
            collections = [*collections, GraphKeys.TRAINABLE_VARIABLES]
        self.graph.add_to_collections(list(collections), self)

    def _build(
        self, initial: Any, dtype: DType | None, validate_shape: bool, name: str | None, shape: Any
    ) -> None:
        values = [] if callable(initial) else [initial]
        with name_scope(name, "Variable", values) as scope:
            own = scope[:-1]
            if callable(initial):
                with default_graph().colocate_with(None), name_scope("Initializer"):
                    start = convert(initial(), dtype, name="initial_value")
            else:
                start = convert(initial, dtype, name="initial_value")
            if validate_shape and not start.shape.is_fully_defined() and shape is None:
                raise ValueError(
                    f"initial_value must have a shape specified: {start} (built at "
                    f"{start._op._site}). Give it a known shape, or say validate_shape=False."
                )
            dims = as_dims(shape) if shape is not None else start._dims
            start.shape.assert_is_compatible_with(TensorShape(dims))
            self._initial_value = start
            self._variable: Tensor = state.variable_v2(
                shape=dims if validate_shape else None, dtype=start.dtype.base_dtype, name=scope
            )
            self._name = own
            with default_graph().colocate_with(self._variable):
                self._initializer_op: Operation = state.assign_op(
                    self._variable,
                    safe_initial_value(start, own),
                    validate_shape=validate_shape,
                    name="Assign",
                ).op
                self._snapshot: Tensor = identity_op(self._variable, name="read")

    # --------------------------------------------------------------------------- what it is
    @property
    def name(self) -> str:
        """`<variable>:0`."""
        return self._variable.name

    @property
    def dtype(self) -> DType:
        """The reference type, such as float32_ref."""
        return self._variable.dtype

    @property
    def shape(self) -> TensorShape:
        """The static shape."""
        return self._variable.shape

    def get_shape(self) -> TensorShape:
        """The static shape."""
        return self._variable.shape

    def set_shape(self, shape: Any) -> None:
        """Add to what is known of the shape."""
        self._variable.set_shape(shape)
        self._snapshot.set_shape(shape)

    @property
    def op(self) -> Operation:
        """The VariableV2 operation."""
        return self._variable.op

    @property
    def graph(self) -> Graph:
        """The graph that it belongs to."""
        return self._variable.graph

    @property
    def device(self) -> str:
        """The device that was asked for."""
        return self._variable.device

    @property
    def initializer(self) -> Operation:
        """The operation that gives it its initial value."""
        return self._initializer_op

    @property
    def initial_value(self) -> Tensor:
        """The tensor that it starts as."""
        return self._initial_value

    @property
    def trainable(self) -> bool:
        """Whether optimizers change it."""
        return self._trainable

    @property
    def constraint(self) -> Any:
        """The function that optimizers apply after each update, or None."""
        return self._constraint

    @property
    def synchronization(self) -> Any:
        """As given."""
        return self._synchronization

    @property
    def aggregation(self) -> Any:
        """As given."""
        return self._aggregation

    def _set_save_slice_info(self, save_slice_info: Any) -> None:
        """Say which slice of which whole this is (see `tf.fixed_size_partitioner`)."""
        self._save_slice_info = save_slice_info

    def _get_save_slice_info(self) -> Any:
        return self._save_slice_info

    @property
    def _shared_name(self) -> str:
        return self._name

    def __bool__(self) -> bool:
        return True  # as any Python object: `if self.bias:` asks whether there is one

    def _as_graph_element(self) -> Tensor:
        return self._variable

    def _ref(self) -> Tensor:
        return self._variable

    # --------------------------------------------------------------------------- its value
    def value(self) -> Tensor:
        """The tensor that shows it: its value as it stands wherever this is used."""
        return self._snapshot

    def read_value(self) -> Tensor:
        """A new node with its value at this place: control dependencies bind it."""
        result: Tensor = identity_op(self._variable, name="read")
        return result

    def initialized_value(self) -> Tensor:
        """Its value, or the initial value where it has none yet."""
        with init_scope():
            result: Tensor = cond(
                state.is_variable_initialized(self), self.read_value, lambda: self._initial_value
            )
            return result

    def eval(self, session: Any = None) -> Any:
        """Its value in `session` (default: the default session)."""
        return self._variable.eval(session=session)

    def load(self, value: Any, session: Any = None) -> None:
        """Give it a value in `session` (default: the default session) without adding a node."""
        session = session or run_hooks["default_session"]()
        if session is None:
            raise ValueError(
                "Either session argument should be provided or default session should be "
                "established"
            )
        session._load(self._variable, value)

    # --------------------------------------------------------------------------- changing it
    def assign(
        self,
        value: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """A node that gives it a value; with `read_value` False its Operation."""
        return self._written(state.assign(self, value, True, use_locking, name), read_value)

    def assign_add(
        self,
        delta: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """A node that adds to it."""
        return self._written(state.assign_add(self, delta, use_locking, name), read_value)

    def assign_sub(
        self,
        delta: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """A node that subtracts from it."""
        return self._written(state.assign_sub(self, delta, use_locking, name), read_value)

    def _written(self, result: Tensor, read_value: bool) -> Any:
        return result if read_value else result.op

    def scatter_add(
        self, sparse_delta: IndexedSlices, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """A node that adds rows to it."""
        return scatter.scatter_add(self, *self._rows(sparse_delta), use_locking, name)

    def scatter_sub(
        self, sparse_delta: IndexedSlices, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """A node that subtracts rows from it."""
        return scatter.scatter_sub(self, *self._rows(sparse_delta), use_locking, name)

    def scatter_mul(
        self, sparse_delta: IndexedSlices, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """A node that multiplies rows of it."""
        return scatter.scatter_mul(self, *self._rows(sparse_delta), use_locking, name)

    def scatter_div(
        self, sparse_delta: IndexedSlices, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """A node that divides rows of it."""
        return scatter.scatter_div(self, *self._rows(sparse_delta), use_locking, name)

    def scatter_min(
        self, sparse_delta: IndexedSlices, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """A node that puts the lesser elements into rows of it."""
        return scatter.scatter_min(self, *self._rows(sparse_delta), use_locking, name)

    def scatter_max(
        self, sparse_delta: IndexedSlices, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """A node that puts the greater elements into rows of it."""
        return scatter.scatter_max(self, *self._rows(sparse_delta), use_locking, name)

    def scatter_update(
        self, sparse_delta: IndexedSlices, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """A node that replaces rows of it."""
        return scatter.scatter_update(self, *self._rows(sparse_delta), use_locking, name)

    def batch_scatter_update(
        self, sparse_delta: IndexedSlices, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """A node that replaces rows in each entry of a batch; see `tf.batch_scatter_update`."""
        return partial_writes.batch_scatter_update(
            self, *self._rows(sparse_delta), use_locking, name
        )

    def scatter_nd_add(self, indices: Any, updates: Any, name: str | None = None) -> Tensor:
        """A node that adds to elements or slices of it; see `tf.scatter_nd_add`."""
        return partial_writes.scatter_nd_add(self, indices, updates, True, name)

    def scatter_nd_sub(self, indices: Any, updates: Any, name: str | None = None) -> Tensor:
        """A node that subtracts from elements or slices of it; see `tf.scatter_nd_sub`."""
        return partial_writes.scatter_nd_sub(self, indices, updates, True, name)

    def scatter_nd_update(self, indices: Any, updates: Any, name: str | None = None) -> Tensor:
        """A node that replaces elements or slices of it; see `tf.scatter_nd_update`."""
        return partial_writes.scatter_nd_update(self, indices, updates, True, name)

    def count_up_to(self, limit: int) -> Tensor:
        """A node that makes a counter larger by 1; see `tf.count_up_to`."""
        return partial_writes.count_up_to(self, limit)

    def sparse_read(self, indices: Any, name: str | None = None) -> Tensor:
        """Rows of it, as `tf.gather` gives them."""
        return gather(self, indices, name=name)

    def gather_nd(self, indices: Any, name: str | None = None) -> Tensor:
        """Elements or slices of it, as `tf.gather_nd` gives them."""
        return gather_nd(self, indices, name=name)

    def __getitem__(self, key: Any) -> Tensor:
        part: Tensor = super().__getitem__(key)
        if part.op.type == "StridedSlice":
            part.assign = functools.partial(  # type: ignore[attr-defined]
                partial_writes.assign_slice, self, part
            )
        return part

    def _rows(self, slices: Any) -> tuple[Any, Any]:
        if not isinstance(slices, IndexedSlices):
            raise TypeError(f"sparse_delta is not IndexedSlices: {slices}")
        return slices.indices, slices.values

    def experimental_ref(self) -> Variable:
        """Itself: variables are hashable here."""
        return self

    ref = experimental_ref

    def __repr__(self) -> str:
        return f"<tf.Variable '{self.name}' shape={self.shape} dtype={self.dtype.name}>"

    def __str__(self) -> str:
        return repr(self)


def _from_variable(
    value: Variable, dtype: Any = None, name: str | None = None, as_ref: bool = False
) -> Any:
    if dtype is not None and value.dtype.base_dtype is not as_dtype(dtype).base_dtype:
        raise ValueError(
            f"Incompatible type conversion requested to type {as_dtype(dtype).name!r} for variable "
            f"of type {value.dtype.base_dtype.name!r}: {value}"
        )
    return value._variable if as_ref else value._snapshot


register_tensor_conversion_function(Variable, _from_variable, 10)
