"""The base of all layers: an object that makes its variables at its first call and keeps them.

A layer takes a variable scope when it is first used (its given name, or its class's name made
unique), builds its variables there by `tf.get_variable`, and adds its nodes to the name scope that
came with it. Later calls use the same variables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.graph import Graph, default_graph
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import TensorShape
from minigraph.layers.input_spec import InputSpec, check_inputs
from minigraph.ops.casting import cast
from minigraph.ops.division import truediv
from minigraph.ops.get_variable import get_variable
from minigraph.ops.initializers import sizes_of
from minigraph.ops.naming import name_scope
from minigraph.ops.partitioned import PartitionedVariable
from minigraph.ops.shaping import shape
from minigraph.ops.variable_scope import VariableScope, variable_scope
from minigraph.ops.variables import Variable, VariableAggregation, VariableSynchronization

__all__ = ["InputSpec", "Layer", "flat"]

_NAMES = ("__layer_names",)


class Layer:
    """The base of `tf.layers`: subclasses make variables in `build` and nodes in `call`.

    Args:
        trainable: whether its variables are (collection TRAINABLE_VARIABLES).
        name: its name, and that of its variable scope; default: the class's name in snake case,
            made unique.
        dtype: of its variables; default: that of its first input.

    A subclass overrides `build(input_shape)`, where it calls `add_weight` and sets `built`, and
    `call(inputs, ...)`; `compute_output_shape` where shapes are asked for without nodes.

    Example:
        >>> import minigraph as tf
        >>> class Scale(tf.layers.Layer):
        ...     def build(self, input_shape):
        ...         self.factor = self.add_weight("factor", [], initializer=tf.ones_initializer())
        ...         self.built = True
        ...     def call(self, inputs):
        ...         return inputs * self.factor
        >>> with tf.Graph().as_default():
        ...     print(Scale()(tf.zeros([2])).name, tf.trainable_variables())
        scale/mul:0 [<tf.Variable 'scale/factor:0' shape=() dtype=float32_ref>]
    """

    def __init__(
        self, trainable: bool = True, name: str | None = None, dtype: Any = None, **kwargs: Any
    ):
        scope = kwargs.pop("_scope", None)
        self._reuse = kwargs.pop("_reuse", None)
        self.activity_regularizer = kwargs.pop("activity_regularizer", None)
        shape = kwargs.pop("input_shape", None)
        self._given_input_shape = kwargs.pop("batch_input_shape", shape)
        if kwargs:
            raise TypeError(f"Keyword argument not understood: {', '.join(map(repr, kwargs))}")
        self.trainable = trainable
        self.built = False
        self.input_spec: Any = None
        self._dtype: DType | None = None if dtype is None else as_dtype(dtype).base_dtype
        self._base_name = name.name if isinstance(name, VariableScope) else name or _snake(self)
        self._name = self._base_name if name else _numbered(self._base_name)
        self._graph: Graph | None = None
        self._trainable_weights: list[Variable] = []
        self._non_trainable_weights: list[Variable] = []
        self._updates: list[tuple[Any, Any]] = []
        self._losses: list[tuple[Any, Any]] = []
        self._calls: list[tuple[Any, Any]] = []
        self._scope: VariableScope | None = None
        self._inside: VariableScope | None = None
        if scope:
            with variable_scope(scope) as self._scope:
                pass

    # ------------------------------------------------------------------------- for subclasses
    def build(self, input_shape: Any) -> None:
        """Make the variables: called once, before the first `call`, with the inputs' shape."""
        self.built = True

    def call(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """The outputs for `inputs`."""
        return inputs

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The static shape of the output for inputs of a static shape, where the layer says it."""
        raise NotImplementedError(
            f"{type(self).__name__} does not override compute_output_shape: call the layer, and "
            "ask its output for the shape."
        )

    def add_weight(
        self,
        name: str,
        shape: Any,
        dtype: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        trainable: bool | None = None,
        constraint: Any = None,
        use_resource: Any = None,
        synchronization: Any = VariableSynchronization.AUTO,
        aggregation: Any = VariableAggregation.NONE,
        partitioner: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Make a variable of the layer, by `tf.get_variable`.

        Args:
            name: within the layer's scope.
            shape: of the variable.
            dtype: default: the layer's, or float32.
            initializer, regularizer, constraint, use_resource, synchronization, aggregation,
                partitioner: see `tf.get_variable`. The regularizer's loss counts among the layer's
                losses.
            trainable: default True; never more than the layer is.

        Returns:
            A Variable.
        """
        _only_known(kwargs, ("getter", "collections", "experimental_autocast", "caching_device"))
        if trainable is None:
            trainable = synchronization is not VariableSynchronization.ON_READ
        elif trainable and synchronization is VariableSynchronization.ON_READ:
            raise ValueError(
                "Synchronization value can be set to VariableSynchronization.ON_READ only for "
                "non-trainable variables. You have specified trainable=True and "
                "synchronization=VariableSynchronization.ON_READ."
            )
        trainable = trainable and self.trainable
        scope = self._take_scope()
        reuse = self.built or self._reuse
        known = set(default_graph().outermost.get_collection_ref(GraphKeys.GLOBAL_VARIABLES))
        with variable_scope(scope, reuse=reuse, auxiliary_name_scope=False) as inner:
            self._inside = inner
            with name_scope(inner.original_name_scope):
                variable = get_variable(
                    name,
                    shape,
                    as_dtype(dtype or self._dtype or dtypes.float32),
                    initializer,
                    trainable=trainable,
                    constraint=constraint,
                    partitioner=partitioner,
                    use_resource=use_resource,
                    synchronization=synchronization,
                    aggregation=aggregation,
                )
                parts = _parts(variable)
                if regularizer is not None and known.isdisjoint(parts):  # not one used again
                    self._regularize(name, parts, regularizer)
        mine = self._trainable_weights if trainable else self._non_trainable_weights
        mine.extend(parts)
        return variable

    def _regularize(self, name: str, parts: list[Any], regularizer: Any) -> None:
        for part in parts:
            with default_graph().colocate_with(part.op), name_scope(f"{name}/Regularizer"):
                loss = regularizer(part)
            if loss is not None:
                self.add_loss(loss)

    def add_variable(self, *args: Any, **kwargs: Any) -> Any:
        """The old name of `add_weight`."""
        return self.add_weight(*args, **kwargs)

    def add_loss(self, losses: Any, inputs: Any = None) -> None:
        """Count tensors among the layer's losses and the graph's REGULARIZATION_LOSSES."""
        self._add(losses, inputs, self._losses, GraphKeys.REGULARIZATION_LOSSES)

    def add_update(self, updates: Any, inputs: Any = None) -> None:
        """Count operations among the layer's updates and the graph's UPDATE_OPS.

        A program runs UPDATE_OPS with each training step.
        """
        updates = [getattr(u, "op", u) for u in _as_list(updates) if u is not None]
        self._add(updates, inputs, self._updates, GraphKeys.UPDATE_OPS)

    def _add(self, items: Any, inputs: Any, mine: list[Any], collection: str) -> None:
        for item in _as_list(items):
            mine.append((item, inputs))
            kept = default_graph().outermost.get_collection_ref(collection)
            if item not in kept:
                kept.append(item)

    # ------------------------------------------------------------------------- calling
    def __call__(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        scope = self._take_scope(kwargs.pop("scope", None))
        tensors = [convert(x) if _is_value(x) else x for x in flat(inputs)]
        graph = default_graph()
        self._check_graph(graph)
        if self._dtype is None and tensors and hasattr(tensors[0], "dtype"):
            self._dtype = tensors[0].dtype.base_dtype
        reuse = True if self.built else self._reuse
        with variable_scope(scope, reuse=reuse, auxiliary_name_scope=False) as inner:
            self._inside = inner
            with name_scope(inner.original_name_scope):
                given = _like(inputs, tensors)
                check_inputs(self.input_spec, given, self.name)
                if not self.built:
                    self._build(tensors)
                outputs = self.call(given, *args, **kwargs)
                if self.activity_regularizer is not None:
                    self._regularize_outputs(outputs)
        self._calls.append((given, outputs))
        return outputs

    def apply(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """The layer called."""
        return self(inputs, *args, **kwargs)

    def _build(self, tensors: list[Any]) -> None:
        shapes = [getattr(t, "shape", None) for t in tensors]
        self.build(shapes[0] if len(shapes) == 1 else shapes)
        self.built = True

    def _regularize_outputs(self, outputs: Any) -> None:
        with name_scope("ActivityRegularizer"):
            for output in flat(outputs):
                loss = self.activity_regularizer(output)
                count = cast(shape(output)[0], loss.dtype.base_dtype)
                self.add_loss(truediv(loss, count))

    def _take_scope(self, scope: Any = None) -> VariableScope:
        """The layer's variable scope, opened at its first use."""
        if self._scope is None:
            if self._reuse:
                opened = variable_scope(self._base_name if scope is None else scope)
            else:
                opened = variable_scope(scope, default_name=self._base_name)
            with opened as self._scope:
                pass
        return self._scope

    def _check_graph(self, graph: Graph) -> None:
        outer = graph.outermost
        if self._graph is not None and self._graph is not outer and self.weights:
            raise ValueError(
                f"Input graph and Layer graph are not the same: the variables of layer "
                f"{self.name} are in another graph. Make a new layer in the new graph."
            )
        self._graph = outer

    # ------------------------------------------------------------------------- what it is
    @property
    def name(self) -> str:
        """Its name."""
        return self._name

    @property
    def dtype(self) -> str | None:
        """The name of the type of its variables; None before its first call."""
        return None if self._dtype is None else self._dtype.name

    @property
    def graph(self) -> Graph | None:
        """The graph that it was called in."""
        return self._graph

    @property
    def scope_name(self) -> str:
        """The name of its variable scope; ValueError before its first call."""
        if self._scope is None:
            raise ValueError(
                f'No name available for layer scope because the layer "{self.name}" has not been '
                "used yet. The scope name is determined the first time the layer instance is "
                "called. You must therefore call the layer before querying `scope_name`."
            )
        return self._scope.name

    @property
    def trainable_weights(self) -> list[Variable]:
        """Its variables that are trained."""
        return list(self._trainable_weights) if self.trainable else []

    @property
    def non_trainable_weights(self) -> list[Variable]:
        """Its variables that are not trained."""
        if self.trainable:
            return list(self._non_trainable_weights)
        return self._trainable_weights + self._non_trainable_weights

    @property
    def weights(self) -> list[Variable]:
        """Its variables, the trained ones first."""
        return self.trainable_weights + self.non_trainable_weights

    @property
    def variables(self) -> list[Variable]:
        """Its variables, the trained ones first."""
        return self.weights

    @property
    def trainable_variables(self) -> list[Variable]:
        """Its variables that are trained."""
        return self.trainable_weights

    @property
    def non_trainable_variables(self) -> list[Variable]:
        """Its variables that are not trained."""
        return self.non_trainable_weights

    @property
    def losses(self) -> list[Any]:
        """The losses that it added."""
        return [loss for loss, _ in self._losses]

    @property
    def updates(self) -> list[Any]:
        """The updates that it added."""
        return [update for update, _ in self._updates] if self.trainable else []

    def get_losses_for(self, inputs: Any) -> list[Any]:
        """The losses that hang on `inputs`; None: those that hang on none."""
        return [loss for loss, of in self._losses if _same(of, inputs)]

    def get_updates_for(self, inputs: Any) -> list[Any]:
        """The updates that hang on `inputs`; None: those that hang on none."""
        return [update for update, of in self._updates if _same(of, inputs)]

    @property
    def input(self) -> Any:
        """What it was called with, if that was once; else AttributeError."""
        return self._only_call("input")[0]

    @property
    def output(self) -> Any:
        """What its call gave, if there was one; else AttributeError."""
        return self._only_call("output")[1]

    @property
    def input_shape(self) -> Any:
        """The static shape of `input`."""
        return _shapes(self.input)

    @property
    def output_shape(self) -> Any:
        """The static shape of `output`."""
        return _shapes(self.output)

    def get_input_at(self, node_index: int) -> Any:
        """What it was called with in call number `node_index`."""
        return self._calls[node_index][0]

    def get_output_at(self, node_index: int) -> Any:
        """What call number `node_index` gave."""
        return self._calls[node_index][1]

    def _only_call(self, what: str) -> tuple[Any, Any]:
        if not self._calls:
            raise AttributeError(f"Layer {self.name} is not connected, no {what} to return.")
        if len(self._calls) > 1:
            raise AttributeError(
                f"Layer {self.name} was called {len(self._calls)} times, so it has no one {what}: "
                f"use get_{what}_at(number of the call)."
            )
        return self._calls[0]

    def count_params(self) -> int:
        """How many numbers its variables hold; ValueError before it is built."""
        if not self.built:
            raise ValueError(
                f"You tried to call `count_params` on {self.name}, but the layer isn't built. You "
                f"can build it manually via: `{self.name}.build(batch_input_shape)`."
            )
        sizes = [sizes_of(v.shape) for v in self.weights]
        return sum(_product(size) for size in sizes)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """A layer with the same settings and the same variables."""
        copy = type(self).__new__(type(self))
        memo[id(self)] = copy
        copy.__dict__.update({k: _copied(v) for k, v in self.__dict__.items()})
        return copy


def flat(structure: Any) -> list[Any]:
    """The leaves of nested lists, tuples and dictionaries (by sorted key)."""
    if isinstance(structure, dict):
        return [leaf for key in sorted(structure) for leaf in flat(structure[key])]
    if isinstance(structure, (list, tuple)):
        return [leaf for part in structure for leaf in flat(part)]
    return [structure]


def _like(structure: Any, leaves: list[Any]) -> Any:
    """`leaves` in the form of `structure`, for the one form that conversion changes."""
    return structure if isinstance(structure, (list, tuple, dict)) else leaves[0]


def _is_value(x: Any) -> bool:
    """Whether an input is no graph element yet: an array, a number, a variable."""
    return not isinstance(x, Tensor) and not hasattr(x, "indices") and x is not None


def _as_list(items: Any) -> list[Any]:
    return list(items) if isinstance(items, (list, tuple)) else [items]


def _parts(variable: Any) -> list[Any]:
    """The variables that one in parts is made of; any other alone."""
    return list(variable) if isinstance(variable, PartitionedVariable) else [variable]


def _same(of: Any, inputs: Any) -> bool:
    if of is None or inputs is None:
        return of is inputs
    wanted = {id(t) for t in flat(inputs)}
    return any(id(t) in wanted for t in flat(of))


def _shapes(tensors: Any) -> Any:
    found = [TensorShape(t.shape) for t in flat(tensors)]
    return found[0] if len(found) == 1 else found


def _copied(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value


def _product(sizes: Iterable[int]) -> int:
    total = 1
    for size in sizes:
        total *= size
    return total


def _only_known(kwargs: dict[str, Any], known: tuple[str, ...]) -> None:
    for key in kwargs:
        if key not in known:
            raise TypeError(f"Unknown keyword argument: {key!r}")


def _snake(layer: Any) -> str:
    """The class's name in snake case: Conv2DTranspose gives conv2d_transpose."""
    name = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", type(layer).__name__)
    name = re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
    return f"private{name}" if name.startswith("_") else name


def _numbered(base: str) -> str:
    """`base_1`, `base_2`, ... in the default graph."""
    kept = default_graph().outermost.get_collection_ref(_NAMES)
    if not kept:
        kept.append({})
    kept[0][base] = kept[0].get(base, 0) + 1
    return f"{base}_{kept[0][base]}"
