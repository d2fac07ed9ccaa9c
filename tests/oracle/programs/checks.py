"""tf.print, static values, orders of elements, tf.debugging, Python functions."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from tests.oracle.cases import EXACT, Family
from tests.oracle.inputs import feed
from tests.oracle.observe import error

FAMILY = Family("checks", EXACT)
case = FAMILY.case
wrong = FAMILY.wrong
script = FAMILY.script


# ---------------------------------------------------------------------------------- tf.print
def printed(tf: Any, *inputs: Any, **kwargs: Any) -> str:
    """What tf.print adds to a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "lines")
        op = tf.print(*inputs, output_stream=f"file://{path}", **kwargs)
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            sess.run(op)
        with open(path, encoding="utf-8") as file:
            return file.read()


class Point(NamedTuple):
    """A named tuple to print."""

    u: Any
    v: Any


@script
def print_numbers(tf: Any, np: Any) -> Iterator[Any]:
    for value in (
        *(
            0,
            5,
            -3,
            1e-8,
            1e20,
            1 / 3,
            0.1,
            1e5,
            1e6,
            1e7,
            16777216.0,
            1e-4,
            1e-5,
            -0.0,
            123456.789,
        ),
        *(True, [True, False], [float("nan"), float("inf"), float("-inf")], "text", ["text", "b"]),
        *(b"\xc3\xa9", [[1.5, 2.0], [3.0, 4.25]], [[["a"], ["b"]]]),
    ):
        yield printed(tf, tf.constant(value))
    for dtype in ("float16", "float64", "uint8", "int8", "int64", "uint16"):
        yield printed(tf, tf.constant(np.array([1.0 / 3.0, 100.0, 1e-3]).astype(dtype)))


@script
def print_arrays(tf: Any, np: Any) -> Iterator[Any]:
    for shape in (
        [6],
        [7],
        [10],
        [10, 10],
        [2, 4, 8],
        [2, 2, 2],
        [9, 2, 4],
        [0],
        [0, 2],
        [1, 1, 1],
    ):
        x = tf.constant(np.arange(np.prod(shape, dtype=int)).reshape(shape))
        for summarize in (3, 1, 2, -1, 0):
            yield printed(tf, "x:", x, summarize=summarize)


@script
def print_structures(tf: Any, np: Any) -> Iterator[Any]:
    one, pair, text = tf.constant(1), tf.constant([1, 2]), tf.constant("q")
    yield printed(tf)
    yield printed(tf, "hello")
    yield printed(tf, "a", "b", sep="-", end="!")
    yield printed(tf, "a", one, sep="", end="")
    yield printed(tf, [one, "s", 2.5, {"k": pair}])
    yield printed(tf, {"b": one, "a": ("x", text)}, "tail", text)
    yield printed(tf, OrderedDict([("b", one), ("a", 2)]))
    yield printed(tf, (one,), (one, pair), [[text]], Point(1, one))
    yield printed(tf, "{}", one, "{0} %s {")
    yield printed(tf, "it's {} a", "'", one, "'{}'")
    yield printed(tf, [*range(40), one])
    yield printed(tf, [1, 2, {"x": [3, (4, 5)]}], "z", None, True, 1.5, np.arange(3))
    yield printed(tf, b"bytes", "unié", tf.constant("unié"))
    yield printed(tf, tf.Variable([1.0, 2.0]), {"v": tf.Variable(3)})
    yield printed(tf, tf.SparseTensor([[0, 1], [2, 3]], [5.0, 6.0], [4, 4]), one)


@script
def print_nodes(tf: Any, np: Any) -> Iterator[Any]:
    graph = tf.get_default_graph()
    tf.print("hello")
    tf.print("x =", tf.constant([1.0, 2.0]), name="here")
    tf.print(tf.constant("text"))
    tf.print(tf.placeholder(tf.string), name="open")
    tf.print(tf.placeholder(tf.string, []), tf.placeholder(tf.int32, [2]))
    yield [[n.name, n.type, [x.name for x in n.inputs]] for n in graph.get_operations()]


@script
def print_wrong(tf: Any, np: Any) -> Iterator[Any]:
    for stream in ("log(info)", "stdout", "x", print, 7):
        yield error(tf, lambda s=stream: tf.print("x", output_stream=s))
    yield error(tf, lambda: tf.print("x", bad=1))
    yield error(tf, lambda: tf.print("x", output_stream=sys.stdout).outputs[0])


# ---------------------------------------------------------------------------------- static values
@script
def static_values(tf: Any, np: Any) -> Iterator[Any]:
    p = tf.placeholder
    x = p(tf.float32, [2, 3])
    for value in (
        *(tf.constant([1, 2]), x, tf.shape(x), tf.shape(p(tf.float32, [2, None]))),
        *(tf.stack([1, 2]), tf.range(3), tf.fill([2], 3), tf.fill([2], 0.5), tf.zeros([2])),
        *(tf.cast(tf.constant([1.5]), tf.int32), tf.concat([[1.5], [2.5]], 0), tf.rank(x)),
        *(tf.size(x), tf.equal(tf.constant(1), 1), tf.Variable(1.0), 5, np.ones(2)),
        *(tf.constant("a"), tf.unstack(tf.constant([1, 2]))[1], tf.not_equal([1, 2], [1, 3])),
        *(tf.identity(tf.constant(1.5)), tf.stop_gradient(tf.constant(1.5))),
        *(tf.constant(1.5) + 1.0, tf.random_uniform([2]), tf.equal(x, 1.0), tf.stack([x, x])),
    ):
        known = tf.get_static_value(value)
        yield known is None
        if known is not None:
            yield np.asarray(known)
    part = tf.get_static_value(tf.stack([tf.constant(1), p(tf.int32, [])]), partial=True)
    yield [None if item is None else int(item) for item in part]
    yield tf.get_static_value(tf.stack([tf.constant(1), p(tf.int32, [])])) is None
    for value in (x, tf.Variable(1.0), 3, np.ones(2), x.op, tf.SparseTensor([[0]], [1], [2])):
        yield [tf.is_symbolic_tensor(value), tf.is_tensor(value)]


# ---------------------------------------------------------------------------------- orders
for name in ("is_non_decreasing", "is_strictly_increasing"):
    for number, values in enumerate(
        (
            [1, 2, 2],
            [1, 3],
            [3, 1],
            [[1, 2], [3, 4]],
            [],
            5,
            [1.0, np.nan],
            [np.inf, np.inf],
            [2.5, 1],
        )
    ):
        case(
            f"{name}/{number}",
            lambda tf, f=name, v=values: getattr(tf, f)(feed(tf, "x", v)),
            nodes=False,
            why="TensorFlow takes differences in a cond for fewer than two elements",
        )
    case(
        f"{name}/uint8",
        lambda tf, f=name: getattr(tf.debugging, f)(feed(tf, "x", [3, 1], "uint8"), name="here"),
        nodes=False,
        why="TensorFlow takes differences in a cond for fewer than two elements",
    )
    wrong(f"{name}/text", lambda tf, f=name: getattr(tf, f)(["a", "b"]))
    wrong(f"{name}/bool", lambda tf, f=name: getattr(tf.math, f)([True]))


# ---------------------------------------------------------------------------------- assert_shapes
SHAPES: dict[str, Any] = {
    "number": lambda x, y, s: 1,
    "names": lambda x, y, s: [(x, ("N", "M")), (y, ("M",))],
    "names differ": lambda x, y, s: [(x, ("N", "M")), (y, ("N",))],
    "sizes": lambda x, y, s: [(x, (2, 3))],
    "sizes differ": lambda x, y, s: [(x, (2, 4))],
    "rank": lambda x, y, s: [(x, (2,))],
    "none": lambda x, y, s: [(x, ("N", None))],
    "open": lambda x, y, s: [(x, ("*", "N")), (y, (..., "N"))],
    "open differs": lambda x, y, s: [(x, ("*", "N", "M")), (y, ("N",))],
    "open last": lambda x, y, s: [(x, ("N", "*"))],
    "open twice": lambda x, y, s: [(x, ("*", "*", "N"))],
    "scalar": lambda x, y, s: [(s, ()), (1.0, ())],
    "scalar as vector": lambda x, y, s: [(s, ("N",)), (s, (1,)), (s, "N")],
    "vector as scalar": lambda x, y, s: [(y, ())],
    "int": lambda x, y, s: [(y, 3)],
    "letters": lambda x, y, s: [(x, "NM"), (y, "M")],
    "letters rank": lambda x, y, s: [(y, "NM")],
    "digits": lambda x, y, s: [(x, ("2", 3.0))],
    "negative": lambda x, y, s: [(x, (-1, 3))],
    "nothing": lambda x, y, s: [],
    "None": lambda x, y, s: [(x, None)],
    "tensor None": lambda x, y, s: [(None, ("N",))],
    "array": lambda x, y, s: [(np.zeros([2, 2]), ("N", "N"))],
    "array differs": lambda x, y, s: [(np.zeros([2, 3]), ("N", "N"))],
}


@script
def assert_shapes_static(tf: Any, np: Any) -> Iterator[Any]:
    x, y, s = tf.zeros([2, 3]), tf.zeros([3]), tf.zeros([])
    for pairs in SHAPES.values():
        yield error(tf, lambda p=pairs: [None, tf.debugging.assert_shapes(p(x, y, s))][0])


@script
def assert_shapes_run(tf: Any, np: Any) -> Iterator[Any]:
    x, y = tf.placeholder(tf.float32, [None, 3]), tf.placeholder(tf.float32, [3, None])
    z = tf.placeholder(tf.float32)
    with tf.Session() as sess:
        for pairs, feeds in (
            ([(x, ("N", "M")), (y, ("M", "N"))], ([[2, 3], [3, 2], []], [[2, 3], [3, 4], []])),
            ([(x, (2, 3))], ([[2, 3], [3, 1], []], [[3, 3], [3, 1], []])),
            ([(z, ("N", 2))], ([[1, 3], [3, 1], [1]], [[1, 3], [3, 1], [1, 2]])),
            ([(z, ("N",)), (x, ("N", None))], ([[1, 3], [3, 1], []], [[2, 3], [3, 1], []])),
            ([(z, ("*", "N")), (x, ("N", None))], ([[2, 3], [3, 1], [5, 2]],)),
        ):
            check = tf.debugging.assert_shapes(pairs, message="first")
            for shapes in feeds:
                values = [np.zeros(shape) for shape in shapes]
                fed = dict(zip((x, y, z), values, strict=True))
                yield error(tf, lambda c=check, f=fed: sess.run(c, f))


# ---------------------------------------------------------------------------------- variables
@script
def variables_initialized(tf: Any, np: Any) -> Iterator[Any]:
    yield tf.assert_variables_initialized() is None
    first, second = tf.Variable(1.0), tf.Variable([1.0, 2.0])
    both, one = tf.assert_variables_initialized(), tf.assert_variables_initialized([first])
    with tf.Session() as sess:
        yield error(tf, lambda: sess.run(both))
        sess.run(first.initializer)
        yield sess.run(one)
        yield error(tf, lambda: sess.run(both))
        sess.run(second.initializer)
        yield sess.run(both)


@script
def add_check_numerics(tf: Any, np: Any) -> Iterator[Any]:
    x = tf.placeholder(tf.float32, [2])
    y = tf.log(x) + tf.to_float(tf.range(2))
    check = tf.add_check_numerics_ops()
    with tf.Session() as sess:
        yield sess.run([y, check], {x: [1.0, 2.0]})[0]
        yield error(tf, lambda: sess.run([y, check], {x: [1.0, 0.0]}))
        yield error(tf, lambda: sess.run([y, check], {x: [1.0, np.nan]}))
        yield sess.run(y, {x: [1.0, np.nan]})


# ---------------------------------------------------------------------------------- py_func
@script
def python_functions(tf: Any, np: Any) -> Iterator[Any]:
    x = tf.constant([1.0, 2.0])
    with tf.Session() as sess:
        for make in (tf.py_func, tf.py_function, tf.numpy_function):
            for func, inputs, types in (
                (lambda x: x * 2, [x], tf.float32),
                (lambda x: (x + 1, np.array([1, 2], np.int32)), [x], [tf.float32, tf.int32]),
                (lambda x: None, [x], tf.float32),
                (lambda x: None, [x], []),
                (lambda: 1, [], tf.float32),
                (lambda: 1 / 0, [], tf.float32),
                (lambda x: x.shape[0], [x], tf.int32),
            ):
                fetch = make(func, inputs, types)
                yield error(tf, lambda f=fetch: sess.run(f))
                with contextlib.suppress(Exception):
                    yield sess.run(fetch)
        yield sess.run(tf.py_function(lambda x: x.numpy() ** 2, [x], tf.float32))
        yield sess.run(tf.py_function(lambda x: int(x), [tf.constant(4)], tf.int32))
    graph = tf.get_default_graph()
    before = len(graph.get_operations())
    tf.py_func(np.sort, [x], tf.float32)
    tf.py_func(np.sort, [x], tf.float32, stateful=False, name="own")
    tf.py_function(np.sort, [x], tf.float32)
    tf.py_function(np.sort, [x], tf.float32, name="eager")
    yield [[n.name, n.type] for n in graph.get_operations()[before:]]


@script
def py_func_gradient(tf: Any, np: Any) -> Iterator[Any]:
    """No gradient of its own; `gradient_override_map` gives it one."""
    tf.RegisterGradient(f"Cube{tf.__name__}")(lambda op, g: 3.0 * tf.square(op.inputs[0]) * g)
    graph = tf.get_default_graph()
    x = tf.placeholder(tf.float32, [2])
    for stateful, kind in ((True, "PyFunc"), (False, "PyFuncStateless")):
        yield tf.gradients(tf.py_func(lambda v: v**3, [x], tf.float32, stateful), x)[0] is None
        with graph.gradient_override_map({kind: f"Cube{tf.__name__}"}):
            y = tf.py_func(lambda v: v**3, [x], tf.float32, stateful)
        with tf.Session() as sess:
            yield sess.run([y, *tf.gradients(y, x)], {x: [1.0, -2.0]})


@script
def py_func_stateful(tf: Any, np: Any) -> Iterator[Any]:
    """A function with a state is called once for each node and run; in order, if asked to."""
    calls: list[int] = []

    def count(step: Any) -> Any:
        calls.append(int(step))
        return np.float32(len(calls))

    first = tf.py_func(count, [tf.constant(1)], tf.float32)
    with tf.control_dependencies([first]):
        second = tf.py_func(count, [tf.constant(2)], tf.float32)
    with tf.Session() as sess:
        yield sess.run([first, second])
        yield sess.run([second, first])
    yield calls
