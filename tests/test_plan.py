"""Plans: their source, their cache, the order of reads and writes, failures, threads, rewrites."""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import minigraph as tf
from minigraph.core.op_record import record_named
from minigraph.plan import runtime
from minigraph.plan.rewrites import RULES
from minigraph.run import session as session_module
from minigraph.run.interpreter import interpret
from minigraph.run.store import Store

GOLDENS = Path(__file__).parent / "goldens" / "plan"


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    with tf.Graph().as_default() as fresh:
        yield fresh


def inputs(*shape: int | None) -> Any:
    return tf.placeholder(tf.float32, shape, name="x")


# ---------------------------------------------------------------------------------- goldens
def dense() -> Any:
    x = inputs(5, 3)
    w = tf.Variable(np.ones((3, 4), np.float32), name="w")
    b = tf.Variable(np.zeros(4, np.float32), name="b")
    return [tf.nn.relu(tf.matmul(x, w) + b)], [x]


def open_batch() -> Any:
    x = inputs(None, 3)
    return [tf.nn.softmax(x * 2.0)], [x]


def scalars() -> Any:
    a, b = tf.placeholder(tf.float32, []), tf.placeholder(tf.float32, [])
    return [(a + b) * (b + 1.0)], [a, b]


def reductions() -> Any:
    x = inputs(2, 3, 5)
    return [tf.reduce_mean(x, [0, 2]), tf.reduce_max(x), tf.argmax(x, 1)], [x]


def views() -> Any:
    x = inputs(4, 6)
    return [tf.transpose(tf.reshape(x, [6, 4]))[1:, ::2]], [x]


def counter() -> Any:
    v = tf.Variable(0, name="v")
    return [tf.assign_add(v, 1)], []


def descent() -> Any:
    x = inputs(5, 3)
    w = tf.Variable(np.ones((3, 1), np.float32), name="w")
    loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
    return [tf.train.GradientDescentOptimizer(0.5).minimize(loss), loss], [x]


def branches() -> Any:
    x = tf.placeholder(tf.float32, [], name="x")
    return [tf.cond(x > 0.0, lambda: tf.sqrt(x), lambda: -x)], [x]


GRAPHS = (dense, open_batch, scalars, reductions, views, counter, descent, branches)


@pytest.mark.parametrize("build", GRAPHS, ids=lambda build: build.__name__)
def test_source(build: Callable[[], Any]) -> None:
    """The emitted source; MINIGRAPH_REWRITE_GOLDENS=1 writes it anew, for a person to read."""
    fetches, feeds = build()
    source = tf.Session().plan(fetches, feeds).source
    path = GOLDENS / f"{build.__name__}.txt"
    if os.environ.get("MINIGRAPH_REWRITE_GOLDENS"):
        path.write_text(source)
    assert source == path.read_text()


def test_every_line_has_its_node() -> None:
    x = inputs(2)
    y = tf.add(x, 1.0, name="y")
    plan = tf.Session().plan(y * 3.0, [x])
    lines = [i for i, text in enumerate(plan.source.splitlines(), 1) if "np.add(" in text]
    assert [plan.node_at(line) for line in lines] == [y.op]


# ---------------------------------------------------------------------------------- cache
def runners(session: Any) -> Any:
    """The plans of the session's only request with feeds."""
    (request,) = session._requests.values()
    return request._runners


def test_plan_is_kept() -> None:
    x = inputs(None, 3)
    y, session = x * 2.0, tf.Session()
    for _ in range(3):
        session.run(y, {x: np.ones((2, 3))})
    (only,) = runners(session).values()
    session.run(y, {x: np.zeros((2, 3))})
    assert list(runners(session).values()) == [only]


def test_sizes_are_left_open_after_four() -> None:
    x = inputs(None, 3)
    y, session = x * 2.0, tf.Session()
    for size in (1, 2, 3, 4, 5, 6, 7, 3):
        value = np.full((size, 3), size, np.float32)
        np.testing.assert_array_equal(session.run(y, {x: value}), value * 2)
    assert {shapes for (shapes,) in runners(session)} == {(1, 3), (2, 3), (3, 3), (None, 3)}


def test_least_recently_used_plan_goes() -> None:
    xs = [tf.placeholder(tf.float32, [None], name=f"x{i}") for i in range(4)]
    y, session = tf.concat(xs, 0), tf.Session()
    every = list(itertools.product((1, 2, 3), repeat=4))[:40]
    first = session.run(y, {x: [1.0] for x in xs})
    assert first.shape == (4,)
    (used,) = runners(session).values()
    for sizes in every:
        for wanted in (sizes, every[0]):  # the first one is in use all the time
            feeds = {x: np.ones(n) for x, n in zip(xs, wanted, strict=True)}
            assert session.run(y, feeds).shape == (sum(wanted),)
    kept = {tuple(size for (size,) in shapes) for shapes in runners(session)}
    assert kept == {every[0], *every[-31:]}
    assert used in runners(session).values()


# ---------------------------------------------------------------------------------- order
def test_least_recently_used_fetches_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that is asked for ever new things keeps those that it is asked for again."""
    monkeypatch.setattr(session_module, "_KEPT", 8)
    x = tf.placeholder(tf.float32, [])
    often, seldom = x + 1.0, tf.constant(2.0) * 3.0
    others = [x * float(k) for k in range(40)]
    with tf.Session() as session:
        session.run(seldom)
        for other in others:
            assert session.run(often, {x: 1.0}) == 2.0
            session.run(other, {x: 1.0})
        kept = [key[0] for key in session._known]
        assert len(kept) <= 10
        assert often in kept
        assert seldom not in kept
        assert others[0] not in kept
        assert (session.run(seldom), session.run(others[0], {x: 1.0})) == (6.0, 0.0)


def test_reader_without_dependency_sees_the_old_value() -> None:
    v = tf.Variable(1.0)
    write = tf.assign_add(v, 10.0)
    read = v * 1.0 + 0.5
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run([write, read]) == [11.0, 1.5]
        assert session.run([read, write]) == [11.5, 21.0]


def test_reader_after_the_write_sees_the_new_value() -> None:
    v = tf.Variable(1.0)
    write = tf.assign_add(v, 10.0)
    with tf.control_dependencies([write]):
        by_control = v + 0.0
    by_data = write + 0.0
    before = v + 0.0
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run([before, by_control, by_data]) == [1.0, 11.0, 11.0]


def test_the_read_node_shows_the_variable_at_each_consumer(graph: tf.Graph) -> None:
    v = tf.Variable(1.0, name="v")
    read = graph.get_tensor_by_name("v/read:0")
    before = read + 0.5
    with tf.control_dependencies([tf.assign(v, 5.0)]):
        after = read + 0.5
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run([before, after]) == [1.5, 5.5]


def test_writes_keep_the_order_of_the_program() -> None:
    v = tf.Variable(1.0)
    first, second = tf.assign(v, 2.0).op, tf.assign_add(v, 3.0).op
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run([second, first])
        assert session.run(v) == 5.0


def test_failed_run_leaves_variables() -> None:
    v, w = tf.Variable([1.0, 2.0]), tf.Variable(7.0)
    x = tf.placeholder(tf.float32, [])
    writes = [tf.assign_add(v, [1.0, 1.0]).op, tf.assign(w, 0.0).op]
    with tf.control_dependencies(writes):
        check = tf.check_numerics(x, "x")
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(2):
            with pytest.raises(tf.errors.InvalidArgumentError, match="NaN"):
                session.run(check, {x: np.nan})
            assert session.run(v).tolist() == [1.0, 2.0]
            assert session.run(w) == 7.0
        session.run(check, {x: 1.0})
        assert session.run(v).tolist() == [2.0, 3.0]
        assert session.run(w) == 0.0


# ---------------------------------------------------------------------------------- branches
@pytest.mark.parametrize("truth", [True, False])
def test_a_known_choice_runs_its_branch_alone(truth: bool) -> None:
    """Its value, its slope and its writes in order; the other branch need not even fit."""
    v = tf.Variable(2.0)
    x = tf.placeholder(tf.float32)

    def first() -> Any:
        with tf.control_dependencies([v.assign_add(3.0)]):
            return tf.transpose(x, [1, 0]) * v

    def second() -> Any:
        with tf.control_dependencies([v.assign(v * 10.0)]):
            return tf.transpose(x, [0, 2, 1]) * v

    pick = tf.equal(tf.rank(x), 2)
    y = tf.cond(pick, first, second)
    turned = tf.cond(pick, lambda: tf.exp(x[0, :]), lambda: tf.exp(x[0, 0, :]) * 2.0)
    (slope,) = tf.gradients(turned, x)
    with tf.control_dependencies([y]):
        after = v.read_value()
    value = np.ones((2, 3) if truth else (1, 2, 3), np.float32)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        found, g, now = sess.run([y, slope, after], {x: value})
        wanted = 5.0 if truth else 20.0
        np.testing.assert_array_equal(found, np.full((*value.shape[:-2], 3, 2), wanted))
        assert now == wanted
        edge = np.zeros(value.shape)
        edge.reshape(2, 3)[0] = np.e if truth else 2 * np.e
        np.testing.assert_allclose(g, edge, rtol=1e-6)
        assert sess.run(v) == wanted


# ---------------------------------------------------------------------------------- threads
def in_threads(work: Callable[[int], None], count: int = 8) -> None:
    """Run work(0), work(1)... at once; the first error is raised here."""
    failures: list[BaseException] = []

    def guarded(number: int) -> None:
        try:
            work(number)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_threads_lose_no_update() -> None:
    v = tf.Variable(0)
    add = tf.assign_add(v, 1)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())

        def work(number: int) -> None:
            for _ in range(10_000):
                session.run(add)

        in_threads(work)
        assert session.run(v) == 80_000


def test_threads_have_buffers_of_their_own() -> None:
    x = inputs(50, 40)
    y = tf.reduce_sum(tf.square(x + 1.0) - x * x, 1)
    with tf.Session() as session:
        assert session.plan(y, [x]).buffer_bytes > 0

        def work(number: int) -> None:
            value = np.full((50, 40), number, np.float32)
            for _ in range(200):  # whole numbers: exact
                np.testing.assert_array_equal(session.run(y, {x: value}), 40 * (2 * number + 1))

        in_threads(work)


# ---------------------------------------------------------------------------------- rewrites
def raw(name: str, *given: Any, **attrs: Any) -> Any:
    """A node of that op type itself, where functions of `tf` would leave it out or choose."""
    return record_named(name)(*given, **attrs)


def as_image(x: Any) -> Any:
    """A tensor of shape 2x3 as two images of one row with one channel."""
    return tf.reshape(x, [2, 1, 3, 1])


def pooled(x: Any) -> Any:
    """The greatest of each pair of columns."""
    return tf.nn.max_pool(x, [1, 1, 2, 1], [1, 1, 1, 1], "VALID")


def slope_of_bias(x: Any) -> Any:
    """The gradient with respect to a bias before the greatest are taken."""
    bias = tf.constant([0.5])
    return tf.gradients(tf.square(pooled(tf.nn.bias_add(as_image(x), bias))), bias)[0]


# (op, rule) -> (a function of a 2x3 tensor, the ops that are left of it)
REWRITES: dict[tuple[str, str], tuple[Callable[[Any], Any], list[str]]] = {
    **{
        (name, "passes_through"): (lambda x, name=name: raw(name, x), [])
        for name in ("Identity", "StopGradient")
    },
    ("PlaceholderWithDefault", "passes_through"): (
        lambda x: tf.placeholder_with_default(x, [None, 3]),
        [],
    ),
    ("IdentityN", "pass_through_all"): (lambda x: raw("IdentityN", [x, x])[1], []),
    **{
        (name, "no_axes"): (lambda x, name=name: raw(name, x, np.zeros(0, np.int32)), [])
        for name in ("Sum", "Mean", "Prod", "Max", "Min")
    },
    **{
        (name, "no_axes"): (
            lambda x, name=name: raw(name, tf.greater(x, 0.0), np.zeros(0, np.int32)),
            ["Greater"],
        )
        for name in ("All", "Any")
    },
    ("Reshape", "same_dims"): (lambda x: tf.reshape(x, [2, -1]), []),
    ("Reshape", "double_reshape"): (lambda x: tf.reshape(tf.reshape(x, [6]), [3, 2]), ["Reshape"]),
    ("Reshape", "kept_axes"): (lambda x: tf.reshape(tf.reduce_sum(x, 1), [2, 1]), ["Sum"]),
    ("BroadcastTo", "same_dims"): (lambda x: tf.broadcast_to(x, [2, 3]), []),
    ("Tile", "same_dims"): (lambda x: raw("Tile", x, [1, 1]), []),
    ("Pad", "same_dims"): (lambda x: tf.pad(x, [[0, 0], [0, 0]]), []),
    ("PadV2", "same_dims"): (lambda x: raw("PadV2", x, [[0, 0], [0, 0]], 1.0), []),
    ("Slice", "whole_slice"): (lambda x: tf.slice(x, [0, 0], [-1, 3]), []),
    ("ZerosLike", "known_zeros"): (lambda x: x + raw("ZerosLike", x), ["AddV2"]),
    ("Squeeze", "same_dims"): (lambda x: tf.squeeze(x), []),
    ("ConcatV2", "same_dims"): (lambda x: raw("ConcatV2", [x], 0), []),
    ("Cast", "same_dtype"): (lambda x: raw("Cast", x, DstT=tf.float32), []),
    ("Transpose", "identity_order"): (lambda x: tf.transpose(x, [0, 1]), []),
    ("AddN", "only_one"): (lambda x: raw("AddN", [x]), []),
    ("AddN", "sum_with_broadcast"): (
        lambda x: raw("AddN", [x, tf.broadcast_to(x[0], [2, 3])]),
        ["StridedSlice", "AddV2"],
    ),
    **{
        (name, "broadcasts_itself"): (
            lambda x, name=name: raw(name, tf.broadcast_to(x[1], [2, 3]), x - 2.5),
            ["StridedSlice", "Sub", name],
        )
        for name in ("AddV2", "Sub", "Mul", "RealDiv")
    },
    ("SquaredDifference", "square_of_difference"): (
        lambda x: tf.squared_difference(x, 2.5) + (x - 2.5),
        ["Sub", "Square", "AddV2"],
    ),
    ("Neg", "double_negation"): (lambda x: tf.negative(-x), []),
    ("Neg", "spread_later"): (
        lambda x: x - tf.negative(tf.broadcast_to(x[1], [2, 3])),
        ["StridedSlice", "Neg", "Sub"],
    ),
    **{
        (name, "spread_later"): (
            lambda x, name=name: x - raw(name, tf.broadcast_to(x[1], [2, 3]), 2.5),
            ["StridedSlice", name, "Sub"],
        )
        for name in ("Mul", "RealDiv")
    },
    ("Mul", "times_one"): (lambda x: 1.0 * x, []),
    ("RealDiv", "over_one"): (lambda x: x / 1.0, []),
    ("Pow", "small_power"): (lambda x: x**2.0, ["Square"]),
    ("BiasAddGrad", "spread_keeps_sum"): (
        slope_of_bias,
        ["Reshape", "BiasAdd", "MaxPool", "Mul", "Mul", "BiasAddGrad"],
    ),
    ("MaxPool", "largest_first"): (
        lambda x: pooled(tf.nn.relu(as_image(x))),
        ["Reshape", "MaxPool", "Relu"],
    ),
    ("ReluGrad", "pooled_slope"): (
        lambda x: tf.gradients(pooled(tf.nn.relu(as_image(x))), x)[0],
        ["Reshape", "MaxPool", "Relu", "ReluGrad", "MaxPoolGrad", "Reshape"],
    ),
    ("MatMul", "transposed_factor"): (lambda x: tf.matmul(x, tf.transpose(x)), ["MatMul"]),
}
UNMADE = {("PreventGradient", "passes_through")}  # an op that is not there yet


def test_every_rule_has_an_example() -> None:
    there = {(name, rule.__name__) for name, rules in RULES.items() for rule in rules}
    assert there - UNMADE == REWRITES.keys()


@pytest.mark.parametrize("key", REWRITES, ids="-".join)
def test_rule(key: tuple[str, str]) -> None:
    """The rule fires, and the result is what the interpreter, which knows no rules, finds."""
    build, left = REWRITES[key]
    x = inputs(2, 3)
    y = build(x)
    value = np.array([[-1.5, 2.0, 0.0], [4.0, -0.25, 8.0]], np.float32)
    with tf.Session() as session:
        steps = session.plan(y, [x]).steps
        assert [s.record.name for s in steps if s.inputs] == left
        (wanted,) = interpret([y], {x: value}, Store())
        np.testing.assert_allclose(session.run(y, {x: value}), wanted, rtol=2**-23, strict=True)


@pytest.mark.parametrize("window", [(2, 2), (3, 2), (3, 1), (2, 3)], ids=str)
@pytest.mark.parametrize("padding", ["SAME", "VALID"])
def test_rectified_pools(window: tuple[int, int], padding: str) -> None:
    """Values and slopes of relu and max_pool in a row, where numbers are equal or below 0 often."""
    size, step = window
    x = inputs(3, 7, 6, 2)
    bias = tf.constant([0.0, 1.0])
    rectified = tf.nn.relu(tf.nn.bias_add(x, bias))
    y = tf.nn.max_pool(rectified, [1, size, size, 1], [1, step, step, 1], padding)
    fetches = [y, *tf.gradients(tf.square(y), [x, bias, rectified])]
    value = np.random.default_rng(0).integers(-3, 3, (3, 7, 6, 2)).astype(np.float32)
    wanted = interpret(fetches, {x: value}, Store())
    with tf.Session() as session:
        for number in range(len(fetches)):  # with and without what the others need
            for part in (slice(number + 1), slice(number, None)):
                found = session.run(fetches[part], {x: value})
                for a, b in zip(found, wanted[part], strict=True):
                    np.testing.assert_array_equal(a, b)


def test_memory_begins_at_lines_of_the_cache() -> None:
    places = runtime.memory([100, 4096, 1])
    assert [len(place) for place in places] == [100, 4096, 1]
    assert all(place.ctypes.data % 64 == 0 for place in places)
    assert not any(np.shares_memory(a, b) for a, b in itertools.combinations(places, 2))


@pytest.mark.parametrize(
    "build",
    [
        lambda x: x * np.ones((1, 1, 1), np.float32),
        lambda x: tf.reshape(x, [3, 2]),
        lambda x: tf.reshape(tf.reduce_sum(x, 1), [1, 2]),
        lambda x: tf.transpose(x, [1, 0]),
        lambda x: raw("Cast", x, DstT=tf.float64),
        lambda x: x / 2.0,
        lambda x: x**3.0,
    ],
)
def test_rule_does_not_fire(build: Callable[[Any], Any]) -> None:
    x = inputs(2, 3)
    y = build(x)
    assert len(tf.Session().plan(y, [x]).steps) >= 1
    value = np.arange(6, dtype=np.float32).reshape(2, 3)
    (wanted,) = interpret([y], {x: value}, Store())
    found = tf.Session().run(y, {x: value})
    np.testing.assert_allclose(found, wanted, rtol=2**-22, strict=True)


def test_scalars_of_a_long_program_take_over_names() -> None:
    """Each line of a chain needs few values at a time; a branch and a loop keep what they use."""
    a, b = tf.placeholder(tf.float32, []), tf.placeholder(tf.float32, [])
    early = value = tf.sin(a) - b
    for _ in range(400):
        value = tf.sin(value * a + b)
    value += tf.cond(value > b, lambda: early * a, lambda: early - a)
    value, _ = tf.while_loop(lambda v, i: i < 3, lambda v, i: (v * b + early, i + 1), [value, 0])
    for _ in range(400):
        value = tf.cos(value - b) * a
    slopes = tf.gradients(value, [a, b])
    feeds = {a: np.float32(0.75), b: np.float32(0.5)}
    with tf.Session() as session:
        plan = session.plan([value, early], [a, b])
        assert len(plan.steps) > 2000
        assert "t100 " not in plan.source
        fetches = [value, early, *slopes]
        assert session.run(fetches, feeds) == interpret(fetches, feeds, Store())


def test_one_op_on_a_scalar_and_on_an_array():
    """Both kernels of an op, the plain one and the one with a place for the result, in one plan."""
    x = tf.placeholder(tf.float64, [])
    y = tf.placeholder(tf.float64, [3])
    fetches = [tf.nn.softplus(x) * 1.5, tf.nn.softplus(y) * 1.5]
    for order in (fetches, fetches[::-1]):
        with tf.Session() as session:
            found = session.run(order, {x: 1.0, y: [1.0, 1.0, 1.0]})
        assert [np.ravel(f)[0] for f in found] == [1.5 * np.log1p(np.e)] * 2
