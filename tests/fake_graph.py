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
    def __init__(self, graph: FakeGraph, name: str, type: str, attrs: dict[str, Any]) -> None:
        self.graph, self.name, self.type, self.attrs = graph, name, type, attrs
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
        op = FakeOp(self, name, type, attrs)
        for text in inputs:
            producer, _, index = (text, "", "") if text in self.ops else text.rpartition(":")
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

    def seed(self, root: str = "gradients") -> FakeOp:
        """Where a gradient graph starts: a one, filled into the shape of the loss."""
        self.const(f"{root}/Shape", np.zeros([0]), dtype="int32")
        self.const(f"{root}/grad_ys_0/Const", 1.0)
        return self.add(f"{root}/grad_ys_0", "Fill", f"{root}/Shape", f"{root}/grad_ys_0/Const")

    def update(self, variable: str, rate: str, gradient: str, shape: list[int | None]) -> FakeOp:
        return self.add(
            f"GradientDescent/update_{variable}/ApplyGradientDescent",
            "ApplyGradientDescent",
            variable,
            rate,
            gradient,
            shape=shape,
            dtype="float32_ref",
        )


def square() -> FakeGraph:
    """w**2 - 10*w + 25 and a gradient descent step on it, as TF1 builds them."""
    g = FakeGraph()
    g.variable("w", [])
    g.const("pow/y", 2.0)
    g.add("pow", "Pow", "w/read", "pow/y")
    g.const("mul/x", -10.0)
    g.add("mul", "Mul", "mul/x", "w/read")
    g.add("add", "AddV2", "pow", "mul")
    g.const("add_1/y", 25.0)
    g.add("add_1", "AddV2", "add", "add_1/y")
    g.seed()
    g.add("gradients/pow_grad/mul", "Mul", "gradients/grad_ys_0", "pow/y")
    g.add("gradients/pow_grad/mul_1", "Mul", "gradients/pow_grad/mul", "w/read")
    g.add("gradients/pow_grad/Log", "Log", "w/read")  # towards the exponent: nothing uses it
    g.add("gradients/mul_grad/Mul_1", "Mul", "gradients/grad_ys_0", "mul/x")
    g.add("gradients/AddN", "AddN", "gradients/pow_grad/mul_1", "gradients/mul_grad/Mul_1")
    g.const("GradientDescent/learning_rate", 0.01)
    update = g.update("w", "GradientDescent/learning_rate", "gradients/AddN", [])
    g.add("GradientDescent", "NoOp", outputs=[], control=(update.name,))
    g.add("init", "NoOp", outputs=[], control=("w/Assign",))
    return g


def regression() -> FakeGraph:
    """Softmax regression in a scope, two variables, an accuracy, a step that counts itself."""
    g = FakeGraph()
    g.add("x", "Placeholder", shape=[None, 64])
    g.add("y", "Placeholder", shape=[None], dtype="int32")
    g.variable("model/W", [64, 10])
    g.variable("model/b", [10])
    g.add("model/MatMul", "MatMul", "x", "model/W/read", shape=[None, 10])
    g.add("model/add", "AddV2", "model/MatMul", "model/b/read", shape=[None, 10])
    loss = "SparseSoftmaxCrossEntropyWithLogits"
    g.add(f"{loss}/Shape", "Shape", "y", shape=[1], dtype="int32")
    both = [("float32", [None]), ("float32", [None, 10])]
    g.add(f"{loss}/{loss}", loss, "model/add", "y", outputs=both)
    g.const("Const", [0], dtype="int32")
    g.add("loss", "Mean", f"{loss}/{loss}", "Const")
    g.add("perplexity", "Exp", "loss")
    g.seed()
    g.add("gradients/loss_grad/truediv", "RealDiv", "gradients/grad_ys_0", shape=[None])
    g.add(
        f"gradients/{loss}/{loss}_grad/mul",
        "Mul",
        "gradients/loss_grad/truediv",
        f"{loss}/{loss}:1",
        shape=[None, 10],
    )
    above = f"gradients/{loss}/{loss}_grad/mul"
    g.add("gradients/model/add_grad/Sum", "Sum", above, shape=[10])
    g.add("gradients/model/add_grad/Reshape", "Reshape", "gradients/model/add_grad/Sum", shape=[10])
    g.add("gradients/model/MatMul_grad/MatMul", "MatMul", above, "model/W/read", shape=[None, 64])
    g.add("gradients/model/MatMul_grad/MatMul_1", "MatMul", "x", above, shape=[64, 10])
    g.const("GradientDescent/learning_rate", 0.5)
    rate = "GradientDescent/learning_rate"
    updates = (
        g.update("model/W", rate, "gradients/model/MatMul_grad/MatMul_1", [64, 10]),
        g.update("model/b", rate, "gradients/model/add_grad/Reshape", [10]),
    )
    g.add("GradientDescent", "NoOp", outputs=[], control=tuple(op.name for op in updates))
    g.const("ArgMax/dimension", 1, dtype="int32")
    g.add("ArgMax", "ArgMax", "model/add", "ArgMax/dimension", shape=[None], dtype="int32")
    g.add("accuracy", "Equal", "ArgMax", "y", shape=[None], dtype="bool")
    g.add("init", "NoOp", outputs=[], control=("model/W/Assign", "model/b/Assign"))
    return g


def tower(blocks: int = 4) -> FakeGraph:
    """Equal layers in scopes, each with a variable, its gradient, and a momentum update of it."""
    g = FakeGraph()
    g.add("x", "Placeholder", shape=[None, 8])
    below, size = "x", [None, 8]
    for i in range(blocks):
        g.variable(f"block_{i}/W", [8, 8])
        g.add(f"block_{i}/MatMul", "MatMul", below, f"block_{i}/W/read", shape=size)
        below = g.add(f"block_{i}/Relu", "Relu", f"block_{i}/MatMul", shape=size).name
    g.const("Const", [0, 1], dtype="int32")
    g.add("loss", "Mean", below, "Const")
    g.seed()
    above = g.add("gradients/loss_grad/Tile", "Tile", "gradients/grad_ys_0", shape=size).name
    for i in reversed(range(blocks)):
        scope = f"gradients/block_{i}"
        g.add(f"{scope}/Relu_grad/ReluGrad", "ReluGrad", above, f"block_{i}/Relu", shape=size)
        above = f"{scope}/MatMul_grad/MatMul"
        inner = f"{scope}/Relu_grad/ReluGrad"
        g.add(above, "MatMul", inner, f"block_{i}/W/read", shape=size)
        g.add(f"{above}_1", "MatMul", f"block_{i}/MatMul", inner, shape=[8, 8])
    g.const("Momentum/learning_rate", 0.1)
    g.const("Momentum/momentum", 0.9)
    rates = ("Momentum/learning_rate", "Momentum/momentum")
    updates = []
    for i in range(blocks):
        g.variable(f"block_{i}/W/Momentum", [8, 8])
        update = f"Momentum/update_block_{i}/W/ApplyMomentum"
        slot, gradient = f"block_{i}/W/Momentum", f"gradients/block_{i}/MatMul_grad/MatMul_1"
        inputs = (f"block_{i}/W", slot, rates[0], gradient, rates[1])
        updates.append(
            g.add(update, "ApplyMomentum", *inputs, shape=[8, 8], dtype="float32_ref").name
        )
    g.add("Momentum", "NoOp", outputs=[], control=tuple(updates))
    starts = tuple(name for name in g.ops if name.endswith("/Assign"))
    g.add("init", "NoOp", outputs=[], control=starts)
    return g


# The pictures whose DOT source is kept: the graph, and how it is drawn.
PICTURES: dict[str, tuple[Any, dict[str, Any]]] = {
    "square": (square, {}),
    "square_forward": (square, {"gradients": False, "title": "(w - 5)^2"}),
    "regression": (regression, {}),
    "regression_mirrored": (regression, {"gradients": "mirrored"}),
    "regression_grey": (regression, {"fetches": "accuracy", "rest": "grey", "theme": "print"}),
    "tower": (tower, {}),
    "tower_once": (tower, {"max_nodes": 15}),
    "tower_closed": (tower, {"depth": 0, "theme": "dark", "orientation": "right"}),
}
