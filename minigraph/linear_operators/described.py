"""What an operator says of itself: its type and name, promises about its matrices, its shape."""

from __future__ import annotations

from functools import reduce
from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import Dimension, TensorShape, as_dims
from minigraph.linear_operators.parts import joined_shape
from minigraph.ops.broadcast_shapes import broadcast_dynamic_shape, broadcast_static_shape
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import size
from minigraph.ops.structure import flatten
from minigraph.ops.variables import Variable

__all__ = ["Described", "common_batch", "common_batch_of"]


class Described:
    """The part of LinearOperator that computes nothing."""

    def __init__(
        self,
        dtype: Any,
        graph_parents: Any = None,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str | None = None,
        parameters: Any = None,
    ):
        for number, parent in enumerate(graph_parents or ()):
            if not isinstance(parent, (Tensor, Variable)):
                raise ValueError(f"Graph parent item {number} is not a Tensor: {parent}.")
        if is_positive_definite and is_non_singular is False:
            raise ValueError("A positive definite matrix is always non-singular.")
        if is_self_adjoint and is_square is False:
            raise ValueError("A self-adjoint matrix is always square.")
        self._dtype: Any = None if dtype is None else as_dtype(dtype).base_dtype
        self._graph_parents = list(graph_parents or ())
        self._is_non_singular = True if is_positive_definite else is_non_singular
        self._is_self_adjoint = is_self_adjoint
        self._is_positive_definite = is_positive_definite
        self._is_square_set_or_implied = True if is_self_adjoint else is_square
        self._name = name or type(self).__name__
        self._parameters = {k: v for k, v in (parameters or {}).items() if k[0] != "_"}
        self._parameters.pop("self", None)

    # ------------------------------------------------------------------------------ what it is
    @property
    def name(self) -> str:
        """The name of the scope of its nodes."""
        return self._name

    @property
    def dtype(self) -> DType:
        """The type of the elements."""
        return self._dtype  # type: ignore[no-any-return]

    @property
    def parameters(self) -> dict[str, Any]:
        """The arguments that it was made of."""
        return dict(self._parameters)

    @property
    def graph_parents(self) -> list[Any]:
        """The tensors that were named as its own; old."""
        return self._graph_parents

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables among its arguments, and among those of the operators in them."""
        found: dict[int, Variable] = {}
        for part in flatten(list(self._parameters.values())):
            inner = part.variables if isinstance(part, Described) else (part,)
            found.update((id(v), v) for v in inner if isinstance(v, Variable))
        return tuple(found.values())

    @property
    def trainable_variables(self) -> tuple[Variable, ...]:
        """Those of its variables that are trained."""
        return tuple(v for v in self.variables if v.trainable)

    @property
    def non_trainable_variables(self) -> tuple[Variable, ...]:
        """Those of its variables that are not trained."""
        return tuple(v for v in self.variables if not v.trainable)

    @property
    def is_non_singular(self) -> bool | None:
        """Whether the matrices have inverses, None if it was not said."""
        return self._is_non_singular

    @property
    def is_self_adjoint(self) -> bool | None:
        """Whether the matrices equal their transposed conjugates, None if it was not said."""
        return self._is_self_adjoint

    @property
    def is_positive_definite(self) -> bool | None:
        """Whether x^H A x has a positive real part, None if it was not said."""
        return self._is_positive_definite

    @property
    def is_square(self) -> bool | None:
        """Whether m = n: from the static shape, else as it was said."""
        m, n = self._range, self._domain
        if m is None or n is None:
            return self._is_square_set_or_implied
        if self._is_square_set_or_implied is not None and self._is_square_set_or_implied != (
            m == n
        ):
            hint = self._is_square_set_or_implied
            raise ValueError(f"{self.name} was said to have is_square={hint}, but is {self.shape}")
        return m == n

    def _can_use_cholesky(self) -> bool:
        return bool(self.is_self_adjoint and self.is_positive_definite)

    def _hints(self) -> dict[str, Any]:
        """The promises, to hand them on to an operator that keeps them all."""
        names = ("is_non_singular", "is_self_adjoint", "is_positive_definite", "is_square")
        return {name: getattr(self, name) for name in names}

    # ------------------------------------------------------------------------------ its shape
    def _shape(self) -> TensorShape:
        raise NotImplementedError("_shape is not implemented.")

    def _shape_tensor(self) -> Any:
        raise NotImplementedError("_shape_tensor is not implemented.")

    def _size(self, axis: int) -> int | None:
        dims = as_dims(self.shape)
        return None if dims is None else dims[axis]

    @property
    def _range(self) -> int | None:
        return self._size(-2)

    @property
    def _domain(self) -> int | None:
        return self._size(-1)

    @property
    def shape(self) -> TensorShape:
        """The static shape [..., m, n]."""
        return self._shape()

    @property
    def batch_shape(self) -> TensorShape:
        """The static sizes before the last two."""
        return self.shape[:-2]

    @property
    def tensor_rank(self) -> int | None:
        """The number of axes: 2 for a single matrix."""
        return self.shape.ndims

    @property
    def domain_dimension(self) -> Dimension:
        """The static n of [..., m, n]."""
        return Dimension(self._domain)

    @property
    def range_dimension(self) -> Dimension:
        """The static m of [..., m, n]."""
        return Dimension(self._range)

    def _sizes(self) -> Any:
        """The shape: a list if it is known, else a tensor."""
        dims = as_dims(self.shape)
        return list(dims) if dims is not None and None not in dims else self._shape_tensor()

    def _batch(self) -> Any:
        """The sizes of the batch: a list if they are known, else a tensor."""
        dims = as_dims(self.batch_shape)
        known = dims is not None and None not in dims
        return list(dims or ()) if known else self._shape_tensor()[:-2]

    def _rows(self) -> Any:
        """m: an int if it is known, else a tensor."""
        return self._shape_tensor()[-2] if self._range is None else self._range

    def _columns(self) -> Any:
        """n: an int if it is known, else a tensor."""
        return self._shape_tensor()[-1] if self._domain is None else self._domain

    def shape_tensor(self, name: str = "shape_tensor") -> Tensor:
        """The shape, as an int32 vector found in the run."""
        with self._scope(name):
            return convert(self._sizes(), dtypes.int32)

    def batch_shape_tensor(self, name: str = "batch_shape_tensor") -> Tensor:
        """The sizes before the last two, as an int32 vector found in the run."""
        with self._scope(name):
            return convert(joined_shape(self._batch()), dtypes.int32)

    def tensor_rank_tensor(self, name: str = "tensor_rank_tensor") -> Tensor:
        """The number of axes, found in the run."""
        with self._scope(name):
            known = self.tensor_rank
            if known is not None:
                return convert(known, dtypes.int32)
            return size(self._shape_tensor())

    def domain_dimension_tensor(self, name: str = "domain_dimension_tensor") -> Tensor:
        """n of [..., m, n], found in the run."""
        with self._scope(name):
            return convert(self._columns(), dtypes.int32)

    def range_dimension_tensor(self, name: str = "range_dimension_tensor") -> Tensor:
        """m of [..., m, n], found in the run."""
        with self._scope(name):
            return convert(self._rows(), dtypes.int32)

    @staticmethod
    def _made(name: str | None) -> name_scope:
        """The scope of what is made with the operator."""
        return name_scope(name)

    def _read(self, x: Any) -> Tensor:
        """What is held, as a tensor: of a variable its value."""
        return convert(x)

    def _scope(self, name: str) -> name_scope:
        return name_scope(f"{self.name}/{name}")


def common_batch(operators: Any) -> TensorShape:
    """The static batch that those of the operators broadcast to."""
    result: TensorShape = operators[0].batch_shape
    for operator in operators[1:]:
        result = broadcast_static_shape(result, operator.batch_shape)
    return result


def common_batch_of(operators: Any) -> Any:
    """The batch that those of the operators broadcast to: a list if it is known, else a tensor."""
    dims = as_dims(common_batch(operators))
    if dims is not None and None not in dims:
        return list(dims)
    batches = [convert(joined_shape(operator._batch()), dtypes.int32) for operator in operators]
    return reduce(broadcast_dynamic_shape, batches)
