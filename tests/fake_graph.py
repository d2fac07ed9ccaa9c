"""A graph by hand: the least that the drawing code asks of one, without the engine."""

from __future__ import annotations

from typing import Any

import numpy as np


class Named:
    def __init__(self, name: str) -> None:
        self.name = name


class FakeShape:
    def __init__(self, dims: list[int | None] | None) -> None:
        self.dims = dims
        self.ndims = None if dims is None else len(dims)

    def as_list(self) -> list[int | None]:
        if self.dims is None:
            raise ValueError("as_list() is not defined on an unknown TensorShape.")
        return list(self.dims)


class FakeTensor:
    def __init__(self, op: FakeOp, index: int, dtype: str, dims: list[int | None] | None) -> None:
        self.op, self.name = op, f"{op.name}:{index}"
        self.dtype, self.shape = Named(dtype), FakeShape(dims)
        self.users: list[FakeOp] = []

    def consumers(self) -> list[FakeOp]:
        return self.users


class FakeOp:
    def __init__(self, name: str, type: str, attrs: dict[str, Any]) -> None:
        self.name, self.type, self.attrs = name, type, attrs
        self.inputs: list[FakeTensor] = []
        self.outputs: list[FakeTensor] = []
        self.control_inputs: list[FakeOp] = []

    def get_attr(self, name: str) -> Any:
        if name not in self.attrs:
            raise ValueError(f"Operation '{self.name}' has no attr named '{name}'.")
        return self.attrs[name]


class FakeGraph:
    """`add` makes an operation; an input is a name ("w" or "w:1") of something added before."""

    def __init__(self) -> None:
        self.ops: dict[str, FakeOp] = {}
        self.collections: dict[str, list[Any]] = {}

    def get_operations(self) -> list[FakeOp]:
        return list(self.ops.values())

    def get_collection(self, name: str) -> list[Any]:
        return self.collections.get(name, [])

    def add(
        self,
        name: str,
        type: str,
        *inputs: str,
        shape: list[int | None] | None = [],  # noqa: B006  never written to
        dtype: str = "float32",
        control: tuple[str, ...] = (),
        outputs: list[tuple[str, list[int | None] | None]] | None = None,
        **attrs: Any,
    ) -> FakeOp:
        op = FakeOp(name, type, attrs)
        for text in inputs:
            producer, _, index = text.partition(":")
            tensor = self.ops[producer].outputs[int(index or 0)]
            tensor.users.append(op)
            op.inputs.append(tensor)
        op.control_inputs = [self.ops[c] for c in control]
        for i, (kind, dims) in enumerate([(dtype, shape)] if outputs is None else outputs):
            op.outputs.append(FakeTensor(op, i, kind, dims))
        self.ops[name] = op
        return op

    def const(self, name: str, value: Any, dtype: str = "float32") -> FakeOp:
        array = np.asarray(value, dtype=dtype)
        return self.add(name, "Const", shape=list(array.shape), dtype=dtype, value=array)

    def variable(self, name: str, shape: list[int | None], initial: str | None = None) -> FakeOp:
        """A variable with TF1's nodes: initial value, storage, initial assignment, read."""
        if initial is None:
            initial = f"{name}/initial_value"
            self.const(initial, np.zeros([d or 1 for d in shape]))
        op = self.add(name, "VariableV2", shape=shape, dtype="float32_ref")
        self.add(f"{name}/Assign", "Assign", name, initial, shape=shape, dtype="float32_ref")
        self.add(f"{name}/read", "Identity", name, shape=shape)
        return op
