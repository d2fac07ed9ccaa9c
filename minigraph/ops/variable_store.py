"""Variables by name: what `tf.get_variable` finds, or makes when it is not there.

Each graph has one store. A scope (`variable_scope.py`) turns its defaults into the arguments of
`get_variable` here; a custom getter stands between the two.
"""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable
from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.graph import Graph
from minigraph.core.keys import GraphKeys
from minigraph.core.shapes import TensorShape, as_dims
from minigraph.ops.initializers import sizes_of, zeros_initializer
from minigraph.ops.naming import init_scope, name_scope
from minigraph.ops.partitioned import Part, PartitionedVariable, parts_of
from minigraph.ops.scaling_initializers import glorot_uniform_initializer
from minigraph.ops.variables import Variable

__all__ = ["AUTO_REUSE", "Reuse", "VariableStore", "store_of"]


class Reuse:
    """The third answer to `reuse`: use the variable if it is there, else make it."""

    def __repr__(self) -> str:
        return "<_ReuseMode.AUTO_REUSE: 1>"


AUTO_REUSE = Reuse()
_KEY = ("__variable_store",)


def store_of(graph: Graph) -> VariableStore:
    """The store of a graph."""
    kept = graph.outermost.get_collection_ref(_KEY)
    if not kept:
        kept.append(VariableStore())
    store: VariableStore = kept[0]
    return store


class VariableStore:
    """The variables that `tf.get_variable` made in one graph, by their full names."""

    def __init__(self) -> None:
        self.variables: dict[str, Variable] = {}
        self.partitioned: dict[str, PartitionedVariable] = {}

    def get_variable(self, name: str, custom_getter: Any = None, **wanted: Any) -> Any:
        """The variable of that name, found or made; `custom_getter` may change what is asked for.

        `wanted` are the keyword arguments of `tf.get_variable`, and `reuse`: True (it must be
        there), False or None (it must not), AUTO_REUSE.
        """
        if custom_getter is None:
            return self._get(name, **wanted)
        if not callable(custom_getter):
            raise ValueError(f"Passed a custom_getter which is not callable: {custom_getter}")
        if "constraint" not in _arguments(custom_getter):
            wanted = {k: v for k, v in wanted.items() if k != "constraint" or v is not None}
        return custom_getter(getter=self._get, name=name, **wanted)

    def _get(
        self,
        name: str,
        shape: Any = None,
        dtype: Any = dtypes.float32,
        initializer: Any = None,
        regularizer: Any = None,
        reuse: Any = None,
        trainable: bool | None = None,
        collections: Any = None,
        caching_device: Any = None,
        partitioner: Any = None,
        validate_shape: bool = True,
        use_resource: Any = None,
        constraint: Any = None,
        **more: Any,
    ) -> Any:
        making = {
            "trainable": trainable,
            "collections": collections,
            "caching_device": caching_device,
            "validate_shape": validate_shape,
            "use_resource": use_resource,
            "constraint": constraint,
            **more,
        }
        is_scalar = shape is not None and not callable(shape) and as_dims(shape) == ()
        if partitioner is not None and not is_scalar:
            if not callable(partitioner):
                raise ValueError(f"Partitioner must be callable, but received: {partitioner}")
            return self._get_parts(
                name, shape, as_dtype(dtype), initializer, regularizer, reuse, partitioner, making
            )
        if f"{name}/part_0" in self.variables:
            raise ValueError(
                f"No partitioner was provided, but a partitioned version of the variable was found: "
                f"{name}/part_0. Perhaps a variable of the same name was already created with "
                "partitioning?"
            )
        return self._get_single(
            name, shape, as_dtype(dtype), initializer, regularizer, reuse, making
        )

    # ------------------------------------------------------------------------- one variable
    def _get_single(
        self,
        name: str,
        shape: Any,
        dtype: DType,
        initializer: Any,
        regularizer: Any,
        reuse: Any,
        making: dict[str, Any],
        part: Part | None = None,
    ) -> Variable:
        from_value = initializer is not None and not callable(initializer)
        if shape is not None and from_value:
            raise ValueError("If initializer is a constant, do not specify shape.")
        shape = TensorShape(shape)
        if name in self.variables:
            return self._found(name, shape, dtype, reuse)
        if reuse is True:
            raise ValueError(
                f"Variable {name} does not exist, or was not created with tf.get_variable(). "
                "Did you mean to set reuse=tf.AUTO_REUSE in VarScope?"
            )
        if initializer is None:
            initializer = _default_initializer(name, dtype)
        if inspect.isclass(initializer):
            initializer = initializer()
        start = initializer if from_value else _first_value(initializer, name, shape, dtype, part)
        takes_dtype = None if from_value else dtype
        variable = Variable(start, name=name, dtype=takes_dtype, **making)
        self.variables[name] = variable
        if regularizer is not None:
            _regularize(variable, name, regularizer)
        return variable

    def _found(self, name: str, shape: TensorShape, dtype: DType, reuse: Any) -> Variable:
        found = self.variables[name]
        if not reuse:
            raise ValueError(
                f"Variable {name} already exists, disallowed. Did you mean to set reuse=True or "
                f"reuse=tf.AUTO_REUSE in VarScope? Originally defined at {found.op._site}."
            )
        if not shape.is_compatible_with(found.shape):
            raise ValueError(
                f"Trying to share variable {name}, but specified shape {shape} and found shape "
                f"{found.shape} (built at {found.op._site})."
            )
        if not dtype.is_compatible_with(found.dtype):
            raise ValueError(
                f"Trying to share variable {name}, but specified dtype {dtype.name} and found "
                f"dtype {found.dtype.name} (built at {found.op._site})."
            )
        return found

    # ------------------------------------------------------------------------- in parts
    def _get_parts(
        self,
        name: str,
        shape: Any,
        dtype: DType,
        initializer: Any,
        regularizer: Any,
        reuse: Any,
        partitioner: Callable[..., Any],
        making: dict[str, Any],
    ) -> PartitionedVariable:
        value = None
        if initializer is not None and not callable(initializer):
            if shape is not None:
                raise ValueError("If initializer is a constant, do not specify shape.")
            value = convert(initializer, dtype, name="initial_value")
            shape = value.shape
        shape = TensorShape(shape)
        found = self.partitioned.get(name)
        if found is not None:
            self._check_parts(found, shape, dtype, reuse)
            return found
        if reuse is True:
            raise ValueError(
                f"PartitionedVariable {name} does not exist, or was not created with "
                "tf.get_variable(). Did you mean to set reuse=False or reuse=tf.AUTO_REUSE in "
                "VarScope?"
            )
        if name in self.variables:
            raise ValueError(
                f"A partitioner was provided, but an unpartitioned version of the variable was "
                f"found: {name}. Perhaps a variable of the same name was already created without "
                "partitioning?"
            )
        full, counts = _counts(name, shape, dtype, partitioner)
        variables = []
        for number, part in enumerate(parts_of(full, counts)):
            start = initializer if value is None else part.cut(value)
            size = part.shape if value is None else None
            own = f"{name}/part_{number}"
            variable = self._get_single(
                own, size, dtype, start, regularizer, reuse, making, part if value is None else None
            )
            variable._set_save_slice_info(part.save_slice_info(name))
            variables.append(variable)
        result = PartitionedVariable(name, TensorShape(full), dtype, variables, counts)
        self.partitioned[name] = result
        return result

    def _check_parts(
        self, found: PartitionedVariable, shape: TensorShape, dtype: DType, reuse: Any
    ) -> None:
        if not reuse:
            raise ValueError(
                f"Partitioned variable with name {found.name} already exists. Did you mean to set "
                "reuse=True or reuse=tf.AUTO_REUSE in VarScope?"
            )
        if not shape.is_compatible_with(found.get_shape()):
            raise ValueError(
                f"Trying to reuse partitioned variable {found.name}, but specified shape {shape} "
                f"and found shape {found.get_shape()}."
            )
        if not dtype.is_compatible_with(found.dtype):
            raise ValueError(
                f"Trying to reuse partitioned variable {found.name}, but specified dtype "
                f"{dtype.name} and found dtype {found.dtype.name}."
            )


def _counts(
    name: str, shape: TensorShape, dtype: DType, partitioner: Callable[..., Any]
) -> tuple[list[int], list[int]]:
    """The full shape, and into how many parts each of its axes is cut."""
    if not shape.is_fully_defined():
        raise ValueError(
            f"Shape of a new partitioned variable ({name}) must be fully defined, but instead was "
            f"{shape}."
        )
    full = sizes_of(shape)
    if not full:
        raise ValueError(f"A partitioned Var must have rank at least 1, shape: {shape}")
    counts = partitioner(shape=shape, dtype=dtype)
    if not isinstance(counts, (list, tuple)):
        raise ValueError(f"Partitioner must return a sequence, but saw: {counts}")
    if len(counts) != len(full):
        raise ValueError(
            f"Partitioner returned a partition list that does not match the Variable's rank: "
            f"{counts} vs. {shape}"
        )
    counts = [int(count) for count in counts]
    if any(count < 1 for count in counts):
        raise ValueError(f"Partitioner returned zero partitions for some axes: {counts}")
    if sum(count > 1 for count in counts) > 1:
        raise ValueError(
            f"Can only slice a variable along one dimension: shape: {shape}, partitioning: {counts}"
        )
    return full, counts


def _arguments(function: Any) -> tuple[str, ...]:
    own_call = inspect.getattr_static(type(function), "__call__", None)
    if isinstance(own_call, types.FunctionType):  # an object: all of its class are alike
        return _names_of(own_call)[1:]
    if isinstance(function, types.FunctionType):
        return _names_of(function)
    try:
        return tuple(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return ()


@functools.lru_cache(maxsize=256)
def _names_of(function: Any) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)


def _default_initializer(name: str, dtype: DType) -> Any:
    if dtype.is_floating:
        return glorot_uniform_initializer()
    if dtype.is_integer or dtype.is_bool or dtype.base_dtype is dtypes.string:
        return zeros_initializer()
    raise ValueError(f"An initializer for variable {name} of {dtype} is required")


def _first_value(
    initializer: Any, name: str, shape: TensorShape, dtype: DType, part: Part | None
) -> Callable[[], Any]:
    """What makes the initial value when the variable is built."""
    if shape.is_fully_defined():
        more: dict[str, Any] = {"dtype": dtype.base_dtype}
        if "partition_info" in _arguments(initializer):
            more["partition_info"] = part
        return functools.partial(initializer, shape.as_list(), **more)
    needed = [
        p
        for p in inspect.signature(initializer).parameters.values()
        if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
    ]
    if not needed:
        made: Callable[[], Any] = initializer
        return made
    raise ValueError(
        f"The shape of a new variable ({name}) must be fully defined, but was {shape}. (An "
        "initializer that takes no arguments makes a variable of its value's shape.)"
    )


def _regularize(variable: Variable, name: str, regularizer: Any) -> None:
    """Put what `regularizer` says of the variable into the collection REGULARIZATION_LOSSES."""
    graph = variable.graph
    with graph.colocate_with(variable.op), name_scope(f"{name}/Regularizer/"), init_scope():
        loss = regularizer(variable)
    if loss is not None:
        graph.add_to_collection(GraphKeys.REGULARIZATION_LOSSES, loss)
