"""Overloaded operators of tensors and variables, with constants of every kind on both sides."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import B, C, I, P, S, T, U, V, X, feed

FAMILY = Family("operators", Tolerance(4, "element", "pow and float mod differ in the last places"))
case = FAMILY.case
wrong = FAMILY.wrong

ARITHMETIC = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
}
COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
LOGIC = {"&": operator.and_, "|": operator.or_, "^": operator.xor}

# What may stand beside a float32 tensor of shape [2, 3], on either side.
BESIDE = {
    "python float": 1.5,
    "python int": 2,
    "python bool": True,
    "np.float32": np.float32(1.5),
    "np.float64": np.float64(1.5),
    "np.int64": np.int64(2),
    "list": [1.0, 2.0, 3.0],
    "int list": [1, 2, 3],
    "nested tuple": ((1.0,), (2.0,)),
    "float32 array": np.array([[1.5], [2.5]], np.float32),
    "float64 array": np.array([1.0, 2.0, 3.0]),
    "int array": np.array([1, 2, 3]),
    "0-d array": np.array(2.0, np.float32),
    "text": "a",
    "none": None,
    "complex": 1 + 2j,
}
# What may stand beside an int32 tensor of shape [2, 3].
BESIDE_INT = {
    "python int": 2,
    "python float": 2.0,
    "python fraction": 1.5,
    "python bool": True,
    "np.int32": np.int32(2),
    "np.int64": np.int64(2),
    "np.float32": np.float32(2),
    "float list": [1.0, 2.0, 3.0],
    "int64 array": np.array([1, 2, 3], np.int64),
    "float64 array": np.array([1.0, 2.0, 3.0]),
    "too large": 2**40,
}


def positive(tf: Any) -> Any:
    return feed(tf, "i", [[1, 2, 3], [4, 5, 7]], "int32")


def beside(kind: str, make: Any, sign: str, op: Any, label: str, value: Any) -> None:
    more = {}
    if label == "too large":
        more = {"early": "TypeError", "why": "TensorFlow keeps the low bits of such a number"}
    FAMILY.either(f"{kind} {sign} {label}", lambda tf: op(make(tf), value), **more)
    if not (sign == "%" and isinstance(value, str)):  # that is Python's formatting of text
        FAMILY.either(f"{label} {sign} {kind}", lambda tf: op(value, make(tf)), **more)


for sign, op in (ARITHMETIC | {"<": operator.lt}).items():
    for label, value in BESIDE.items():
        beside("float32", P, sign, op, label, value)
for sign in ["+", "/", "//", "%", "<="]:
    for label, value in BESIDE_INT.items():
        beside("int32", positive, sign, (ARITHMETIC | COMPARE)[sign], label, value)
for sign in ["<=", ">", ">="]:
    beside("float32", P, sign, COMPARE[sign], "python float", 1.5)
for sign, op in LOGIC.items():
    for label, value in {"True": True, "int": 1, "array": np.array([True, False, True])}.items():
        beside("bool", B, sign, op, label, value)
    case(f"B {sign} B", lambda tf, op=op: op(B(tf), feed(tf, "c", [[True], [False]], "bool")))
    wrong(f"float {sign} float", lambda tf, op=op: op(X(tf), X(tf)))

for sign, op in ARITHMETIC.items():
    case(f"P {sign} U", lambda tf, op=op: op(P(tf), U(tf)))
    case(
        f"T {sign} C",
        lambda tf, op=op: op(feed(tf, "t", np.arange(1, 25).reshape(4, 2, 3) / 8), P(tf)),
    )
    case(f"float64 P {sign} 2", lambda tf, op=op: op(P(tf, "float64"), 2))
    case(f"float16 P {sign} 2", lambda tf, op=op: op(P(tf, "float16"), 2.0))
    case(f"S {sign} S", lambda tf, op=op: op(S(tf), feed(tf, "r", 0.75)))
    case(
        f"int32 {sign} int32",
        lambda tf, op=op: op(positive(tf), feed(tf, "j", [[2], [3]], "int32")),
    )
    FAMILY.either(f"variable {sign} 2", lambda tf, op=op: op(tf.Variable([1.5, 2.5]), 2))
    FAMILY.either(f"2 {sign} variable", lambda tf, op=op: op(2, tf.Variable([1.5, 2.5])))
    FAMILY.either(
        f"variable {sign} variable", lambda tf, op=op: op(tf.Variable([1.5, 2.5]), tf.Variable(2.0))
    )
    FAMILY.either(f"P {sign} variable", lambda tf, op=op: op(P(tf), tf.Variable([1.0, 1.5, 2.5])))
    wrong(f"float32 {sign} int32", lambda tf, op=op: op(X(tf), I(tf)))
    wrong(f"int32 {sign} float32", lambda tf, op=op: op(I(tf), X(tf)))
    wrong(f"float32 {sign} float64", lambda tf, op=op: op(X(tf), V(tf, "float64")))
    more = (
        {"early": "TypeError", "why": "only later TensorFlows multiply bools"}
        if sign == "*"
        else {}
    )
    FAMILY.either(f"bool {sign} bool", lambda tf, op=op: op(B(tf), B(tf)), **more)
    wrong(f"shapes {sign}", lambda tf, op=op: op(X(tf), feed(tf, "y", [1.0, 2.0])))
for sign, op in COMPARE.items():
    case(f"X {sign} C", lambda tf, op=op: op(X(tf), C(tf)))
    FAMILY.either(f"variable {sign} 2", lambda tf, op=op: op(tf.Variable([1.5, 2.5]), 2))
    wrong(f"float32 {sign} int32", lambda tf, op=op: op(X(tf), I(tf)))
    wrong(f"bool {sign} bool", lambda tf, op=op: op(B(tf), B(tf)))

case("-X", lambda tf: -X(tf))
case("+X", lambda tf: [abs(X(tf))])
case("~B", lambda tf: ~B(tf))
case("-I", lambda tf: -I(tf))
case("-T", lambda tf: -T(tf))
case("-variable", lambda tf: -tf.Variable(2.0, name="w"))
case("abs(variable)", lambda tf: abs(tf.Variable(-2.0, name="w")))
wrong("-bool", lambda tf: -B(tf))
wrong("~float", lambda tf: ~X(tf))
FAMILY.either("+float", lambda tf: +X(tf))
FAMILY.either(
    "round()",
    lambda tf: round(X(tf)),
    early="TypeError",
    why="TensorFlow's later method looks for an attribute that this mode lacks",
)
FAMILY.either("divmod()", lambda tf: divmod(P(tf), 2.0))
FAMILY.either("pow() of three", lambda tf: pow(P(tf), 2.0, 3.0))
FAMILY.either("shift", lambda tf: I(tf) << 1)
FAMILY.either("matmul list", lambda tf: X(tf) @ [[1.0], [2.0], [3.0]])
FAMILY.either("list matmul", lambda tf: [[1.0, 2.0]] @ X(tf))
FAMILY.either("array matmul", lambda tf: np.ones([4, 2], np.float32) @ X(tf))
FAMILY.either("matmul variable", lambda tf: X(tf) @ tf.Variable([[1.0], [2.0], [3.0]]))
case("X @ X", lambda tf: X(tf) @ feed(tf, "y", [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
case("T @ T", lambda tf: T(tf) @ feed(tf, "y", np.arange(16).reshape(2, 4, 2) / 8))
wrong("matmul shapes", lambda tf: X(tf) @ X(tf))
wrong("matmul scalar", lambda tf: X(tf) @ 2.0)
wrong("matmul vector", lambda tf: X(tf) @ V(tf))

# A chain, as in the course's first programs.
case("w**2 - 10*w + 25", lambda tf: [w**2 - 10 * w + 25 for w in [tf.Variable(0.0, name="w")]])
case(
    "x[0][0]*w**2 + x[1][0]*w + x[2][0]",
    lambda tf: [
        x[0][0] * w**2 + x[1][0] * w + x[2][0]
        for w in [tf.Variable(3.0, name="w")]
        for x in [feed(tf, "x", [[1.0], [-10.0], [25.0]])]
    ],
    masks=False,
    why="indexing with an unknown shape has a family of its own",
)
case("x + x", lambda tf: [x + x for x in [X(tf)]])
case("x * x * x", lambda tf: [x * x * x for x in [X(tf)]])
case("sum([x, y])", lambda tf: sum([X(tf), P(tf)]))

OBJECTS = """
x = tf.placeholder(tf.float32, [2, None], name="x")
y = tf.placeholder(tf.float32, name="y")
v = tf.Variable([1.0, 2.0], name="v")
"""
FAMILY.ask(
    "objects",
    "x == x",
    "x == y",
    "x != y",
    "x == 1",
    "x in [y, x]",
    "v == v",
    "v == 1",
    "{x: 1}[x]",
    "{v: 1}[v]",
    "hash(x) == hash(x)",
    "!bool(x)",
    "!bool(x < 1.0)",
    "!not x",
    "!x and y",
    "!1 if x else 2",
    "!x < y < 3.0",
    "!iter(x) and 0",
    "!list(x)",
    "!iter(y)",
    "!len(x)",
    "!len(y)",
    "!float(x)",
    "!int(x)",
    "!range(x)",
    "!np.array(x)",
    "!np.exp(x)",
    "!x.name + x",
    "!x()",
    "!x @ None",
    "x.shape",
    "y.shape",
    "x.get_shape()",
    "x.get_shape().as_list()",
    "!y.get_shape().as_list()",
    "x.dtype",
    "x.graph",
    "x.name",
    "x.op",
    "x.value_index",
    "x.device",
    "x.consumers()",
    "[c.name for c in (x + 1.0, x.consumers())[1]]",
    "str(x)",
    "repr(x)",
    "str(y)",
    "repr(x.op)",
    "str(tf.constant(1))",
    "repr(tf.constant([1.5, 2]))",
    "!x.missing",
    "x.set_shape([2, 3])",
    "(x.set_shape([2, 3]), x)",
    "(y.set_shape([None, 3]), y)",
    "(y.set_shape(None), y)",
    "(y.set_shape(tf.TensorShape([1])), y)",
    "!x.set_shape([3, 3])",
    "!x.set_shape([2])",
    "!x.set_shape('a')",
    "!x.eval()",
    "x.op.inputs",
    "x.op.outputs",
    "x.op.control_inputs",
    "[i.name for i in (x + y).op.inputs]",
    "(x + y).op.type",
    "(x + y).op.name",
    "(x + y).op.graph",
    "x.op.get_attr('dtype')",
    "!x.op.get_attr('nothing')",
    "v.op.type",
    "(v + 1.0).op.inputs[0].name",
    "[o.name for o in v.op.outputs]",
    setup=OBJECTS,
)
