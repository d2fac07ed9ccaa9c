"""Random graphs: the plan and the interpreter agree, run after run, however they are asked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigraph as tf
from minigraph.plan import batches, emit, ending, groups, late
from minigraph.run.interpreter import interpret
from minigraph.run.store import Store

ROWS, COLUMNS = 3, 4

UNARY = {
    "neg": lambda x: -x,
    "tanh": lambda x: tf.tanh(x),
    "relu": lambda x: tf.nn.relu(x),
    "half": lambda x: x * 0.5,
    "one": lambda x: x * 1.0,
    "square": lambda x: tf.square(tf.tanh(x)),
    "identity": lambda x: tf.identity(x),
    "softmax": lambda x: tf.nn.softmax(x),
    "centred": lambda x: x - tf.reduce_mean(x, 0),
    "columns": lambda x: x + tf.reduce_sum(x, 1, keepdims=True) * 0.1,
    "turned": lambda x: tf.transpose(tf.reshape(tf.transpose(x), [COLUMNS, ROWS])),
    "flat": lambda x: tf.reshape(tf.reshape(x, [-1]), [ROWS, COLUMNS]),
    "rows": lambda x: tf.concat([x[1:], x[:1]], 0),
    "largest": lambda x: tf.zeros_like(x) + tf.reduce_max(x),
    "part": lambda x: tf.split(tf.matmul(x, np.full((COLUMNS, COLUMNS + 2), 0.1)), [COLUMNS, 2], 1)[
        0
    ],
    "heads": lambda x: tf.reshape(
        tf.transpose(tf.matmul([x, -x], np.full((2, COLUMNS, COLUMNS), 0.1)), [1, 0, 2]),
        [2 * ROWS, COLUMNS],
    )[:ROWS],
    "scalars": lambda x: x + tf.add_n([tf.sin(n) for n in [x[0, k] for k in range(COLUMNS)]]),
}
BINARY = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: tf.tanh(x) * y,
    "max": lambda x, y: tf.maximum(x, y),
    "matmul": lambda x, y: tf.matmul(x, tf.matmul(tf.tanh(x), y, transpose_a=True)) * 0.1,
    "where": lambda x, y: tf.where(x > y, x, y * 0.5),
}
WRITES = {"assign": tf.assign, "add": tf.assign_add, "sub": tf.assign_sub}


class Built:
    """A graph drawn by hypothesis: two placeholders, two variables, a chain of steps."""

    def __init__(self, draw: Any):
        self.open = draw(st.booleans())  # placeholders of unknown sizes
        shape = [None, None] if self.open else [ROWS, COLUMNS]
        self.inputs = [tf.placeholder(tf.float64, shape) for _ in range(2)]
        self.variables = [
            tf.Variable(np.full((ROWS, COLUMNS), 0.5 + i), dtype=tf.float64) for i in range(2)
        ]
        self.tensors: list[Any] = list(self.inputs)
        self.targets: list[Any] = []
        for _ in range(draw(st.integers(2, 10))):
            self.step(draw)

    def pick(self, draw: Any) -> Any:
        index = draw(st.integers(0, len(self.tensors) + 1))
        if index < 2:  # a variable itself: it shows its value at the place of each use
            return self.variables[index]
        return self.tensors[index - 2]

    def step(self, draw: Any) -> None:
        kind = draw(st.sampled_from(["unary", "unary", "binary", "binary", "write", "after"]))
        if kind == "unary":
            made = UNARY[draw(st.sampled_from(sorted(UNARY)))](self.pick(draw))
        elif kind == "binary":
            x, y = self.pick(draw), self.pick(draw)
            made = BINARY[draw(st.sampled_from(sorted(BINARY)))](x, y)
        elif kind == "write":
            write = WRITES[draw(st.sampled_from(sorted(WRITES)))]
            made = write(draw(st.sampled_from(self.variables)), tf.tanh(self.pick(draw)))
            self.targets.append(made)
        else:
            first = self.pick(draw)
            with tf.control_dependencies([first]):
                made = tf.identity(self.pick(draw))
        self.tensors.append(made)


@st.composite
def drawn(draw: Any) -> Any:
    """(graph, what was built, fetches, intermediate tensors that are fed)."""
    with tf.Graph().as_default() as graph:
        built = Built(draw)
        tf.global_variables_initializer()
    made = built.tensors[2:]
    fetches = draw(st.permutations([*made, *built.variables]))
    plain = [t for t in made if t not in built.targets]
    fed = draw(st.lists(st.sampled_from(plain), max_size=2, unique=True)) if plain else []
    left_out = draw(st.integers(0, len(fetches) - 1))  # the smallest example asks for everything
    return graph, built, fetches[left_out:], fed


@settings(derandomize=True, max_examples=60, deadline=None, database=None)
@given(drawn())
def test_plan_is_interpreter(example: Any) -> None:
    as_interpreted(example, None)


@settings(derandomize=True, max_examples=300, deadline=None, database=None)
@given(drawn())
def test_plan_with_all_passes_is_interpreter(example: Any) -> None:
    """With what is for large arrays and long programs: loops over blocks, threads, batches."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups, "_LARGE", 2)
        patch.setattr(groups, "_BLOCK", COLUMNS)
        patch.setattr(groups, "block_size", lambda width, shared: COLUMNS)
        patch.setattr(ending, "THREADED", 2 * ROWS * COLUMNS)
        patch.setattr(emit, "_MANY", 4)
        patch.setattr(batches, "_FEWEST", 2)
        patch.setattr(late, "_OFTEN", 2)
        as_interpreted(example, tf.ConfigProto(intra_op_parallelism_threads=2))


def as_interpreted(example: Any, config: Any) -> None:
    """Two runs of a session and of the interpreter give the same, variables too."""
    graph, built, fetches, fed = example
    generator = np.random.default_rng(0)
    keys = [*built.inputs, *fed]
    feeds = {key: generator.standard_normal((ROWS, COLUMNS)) for key in keys}
    elements = [f.value() if isinstance(f, tf.Variable) else f for f in fetches]
    elements = [graph.as_graph_element(f) for f in elements]
    initializer = graph.get_operation_by_name("init")
    store = Store()
    interpret([initializer], {}, store)
    with tf.Session(graph=graph, config=config) as sess:
        sess.run(initializer)
        for _ in range(2):
            found = sess.run(elements, feeds)
            wanted = interpret(elements, feeds, store)
            for tensor, a, b in zip(elements, wanted, found, strict=True):
                assert_close(b, a, tensor)
            for variable in built.variables:
                cell = store.cell(graph.as_graph_element(variable)._op)[0]
                assert_close(sess.run(variable), cell, variable)


@settings(derandomize=True, max_examples=30, deadline=None, database=None)
@given(drawn())
def test_traced_run_is_untraced_run(example: Any) -> None:
    graph, built, fetches, fed = example
    generator = np.random.default_rng(0)
    feeds = {key: generator.standard_normal((ROWS, COLUMNS)) for key in [*built.inputs, *fed]}
    with tf.Session(graph=graph) as plain, tf.Session(graph=graph) as traced:
        for sess in (plain, traced):
            sess.run(graph.get_operation_by_name("init"))
        for number in range(3):
            wanted = plain.run(fetches, feeds)
            found, trace = traced.trace(fetches, feeds, check_numerics=number > 0)
            for tensor, a, b in zip(fetches, wanted, found, strict=True):
                np.testing.assert_array_equal(b, a, err_msg=str(tensor))
            for variable in built.variables:
                np.testing.assert_array_equal(traced.run(variable), plain.run(variable))
            assert {row.node for row in trace.rows if row.role == "feed"} == {
                key.op.name for key in feeds
            }


def assert_close(found: Any, wanted: Any, what: Any) -> None:
    """Equal but for roundings, which at most 10 steps carry on."""
    scale = float(np.abs(wanted).max(initial=1.0))
    np.testing.assert_allclose(found, wanted, rtol=1e-13, atol=1e-13 * scale, err_msg=str(what))
