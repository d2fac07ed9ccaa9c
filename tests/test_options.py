"""What plans do beyond running op after op: it is told, and left out by name."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import minigraph as tf
from minigraph.core import denormals
from minigraph.plan import groups
from minigraph.plan.late import LATE
from minigraph.plan.options import PASSES, names_of_passes
from minigraph.plan.rewrites import RULES
from minigraph.run import blas
from minigraph.run.config import RewriterConfig
from tests.test_plan import REWRITES

VALUE = np.array([[-1.5, 2.0, 0.0], [4.0, -0.25, 8.0]], np.float32)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Loops over blocks from 4 elements on, and a graph of its own."""
    monkeypatch.setattr(groups, "_LARGE", 4)
    monkeypatch.setattr(groups, "_BLOCK", 3)
    monkeypatch.setattr(groups, "block_size", lambda width, shared: 3)
    with tf.Graph().as_default():
        yield


def numbers(x: Any) -> Any:
    """A program of more than a thousand scalars, with the cosine of many."""
    total, angles = x[0, 0], []
    for _ in range(400):
        total = total * 0.5 - 0.25
        angles.append(total)
    return tf.add_n([tf.cos(angle) for angle in angles])


def updates(x: Any, optimizer: Any) -> Any:
    """The gradient of a variable, and a step along it."""
    w = tf.get_variable("w", [2, 3], initializer=tf.ones_initializer())
    loss = tf.reduce_sum(tf.square(w * x))
    with tf.control_dependencies([optimizer.minimize(loss)]):
        return x + 1.0


def assigned(x: Any) -> Any:
    """A large variable that takes new values."""
    w = tf.get_variable("w", [2000], initializer=tf.zeros_initializer())
    with tf.control_dependencies([tf.assign(w, tf.fill([2000], x[0, 0]) * 2.0)]):
        return x + 1.0


def products(x: Any) -> Any:
    """Many products with the transpose of one matrix."""
    return tf.add_n([tf.matmul(x * k, x + 1.0, transpose_b=True) for k in (1.5, 2.0, 3.0, 4.0)])


def heads(x: Any) -> Any:
    """Products whose axes change places before they become rows of one matrix."""
    products = tf.matmul([[x] * 2, [x + 1.0] * 2, [x - 1.0] * 2], x, transpose_b=True)
    return tf.reshape(tf.transpose(products, [1, 0, 2, 3]), [6, 4]) * 2.0


PROGRAMS: dict[str, Callable[[Any], Any]] = {
    "fold": lambda x: x + tf.square(tf.constant(3.0)),
    "share": lambda x: tf.exp(x) + tf.square(tf.exp(x)),
    "batches": numbers,
    "groups": lambda x: tf.tanh(x * 2.0) + x,
    "buffers": lambda x: tf.matmul(tf.exp(x), x, transpose_b=True),
    "layouts": heads,
    "in_place": lambda x: updates(x, tf.train.GradientDescentOptimizer(0.5)),
    "recycle": assigned,
    "flush": lambda x: tf.fill([2000], x[0, 0]) * 2.0,
    "blas": lambda x: tf.matmul(tf.fill([100, 100], x[0, 0]), tf.fill([100, 100], x[0, 1])),
    "unused_columns": lambda x: tf.split(tf.matmul(x, x, transpose_a=True), [1, 2], 1)[1] + 1.0,
    "turned_once": products,
    "unused_loss": lambda x: tf.gradients(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[2, 0], logits=x), x
    )[0],
    **{rule: build for (_, rule), (build, _) in REWRITES.items()},
}
UNSEEN = {"threads"}  # tests/test_threads.py


def test_every_name_has_a_program() -> None:
    assert {*names_of_passes()} - UNSEEN == {*PROGRAMS}
    rules = {rule.__name__ for rules in (*RULES.values(), LATE) for rule in rules}
    assert {*PASSES}.isdisjoint(rules)


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_is_done_is_told_and_can_be_left_out(name: str) -> None:
    """`explain` has a line for it; without it there is none, and the result is the same."""
    x = tf.placeholder(tf.float32, [2, 3], name="x")
    y = PROGRAMS[name](x)
    with_it, without_it = ends_with(y, x, []), ends_with(y, x, [name])
    assert f"{name}:" in with_it[1]
    assert f"{name}:" not in without_it[1]
    np.testing.assert_allclose(with_it[0], without_it[0], rtol=1e-6, strict=True)


def ends_with(y: Any, x: Any, names: list[str]) -> tuple[Any, str]:
    """(values of two runs, what `explain` says) in a session that leaves some things out."""
    config = tf.ConfigProto()
    config.graph_options.rewrite_options.without = names
    with tf.Session(config=config) as session:
        session.run(tf.global_variables_initializer())
        told = session.plan(y, {x: VALUE}).explain()
        return np.array([session.run(y, {x: VALUE * k}) for k in (1, 2)]), told


def test_nothing_but_the_ops() -> None:
    """With all of it left out, a plan has the graph's ops, in order, and the same results."""
    tf.set_random_seed(3)
    x = tf.placeholder(tf.float32, [2, 3])
    y = tf.layers.batch_normalization(tf.layers.dense(x, 4), training=True)
    loss = tf.reduce_mean(tf.square(tf.identity(y) ** 2))
    step = tf.train.AdamOptimizer(0.1).minimize(loss)
    found = []
    for config in (None, tf.ConfigProto(graph_options=tf.GraphOptions())):
        if config is not None:
            config.graph_options.optimizer_options.opt_level = tf.OptimizerOptions.L0
        with tf.Session(config=config) as session:
            session.run(tf.global_variables_initializer())
            losses = [session.run([loss, step], {x: VALUE * k})[0] for k in (1.0, 2.0, 3.0)]
            found.append((losses, session.plan([loss, step], {x: VALUE})))
    np.testing.assert_allclose(found[0][0], found[1][0], rtol=1e-5)
    told = found[1][1].explain()
    assert "Identity" in told
    assert "Pow" in told
    assert not any(f"\n{name}:" in told for name in names_of_passes())
    assert found[1][1].buffer_bytes == 0


def test_a_plan_alone_leaves_something_out() -> None:
    x = tf.placeholder(tf.float32, [2, 3])
    y = tf.square(x * 1.0)
    session = tf.Session()
    assert len(session.plan(y, [x]).steps) == 1
    assert len(session.plan(y, [x], without=["times_one"]).steps) == 2
    assert len(session.plan(y, [x], without="times_one").steps) == 2
    with pytest.raises(ValueError, match="no pass or rule named 'times_two'; it has: fold, "):
        session.plan(y, [x], without=["times_two"])


def test_a_long_list_of_nodes_is_cut_short() -> None:
    x = tf.placeholder(tf.float32, [2, 3])
    y = x
    for _ in range(12):
        y = tf.square(y * 1.0)
    told = tf.Session().plan(y, [x]).explain()
    assert "times_one: mul, mul_1, mul_2, mul_3, mul_4, mul_5, mul_6, mul_7 and 4 more" in told


@pytest.mark.parametrize(
    ("fields", "gone", "kept"),
    [
        ({"constant_folding": RewriterConfig.OFF}, ["fold"], ["share"]),
        ({"constant_folding": RewriterConfig.ON}, [], ["fold", "share"]),
        ({"arithmetic_optimization": RewriterConfig.OFF}, ["share", "times_one"], ["fold"]),
        ({"remapping": RewriterConfig.OFF}, ["groups"], ["fold"]),
        ({"memory_optimization": RewriterConfig.NO_MEM_OPT}, ["buffers", "in_place"], ["fold"]),
        ({"disable_meta_optimizer": True}, ["fold", "share", "buffers", "small_power"], ["flush"]),
        ({"disable_meta_optimizer": True, "without": ["flush"]}, ["flush"], ["blas"]),
    ],
)
def test_fields_of_the_rewriter_config(
    fields: dict[str, Any], gone: list[str], kept: list[str]
) -> None:
    """TF1's names for what minigraph calls otherwise."""
    options = tf.GraphOptions(rewrite_options=RewriterConfig(**fields))
    session = tf.Session(config=tf.ConfigProto(graph_options=options))
    plan = session.plan(tf.constant(1.0))
    assert {*gone} <= plan.options.without
    assert plan.options.without.isdisjoint(kept)


# ---------------------------------------------------------------------------------- denormals
TINY = np.float32(1e-39)
needs_flush = pytest.mark.skipif(denormals._library is None, reason="not known how on this system")


@needs_flush
def test_denormal_numbers_count_as_zero() -> None:
    """As TensorFlow has it; and only within the run."""
    x = tf.placeholder(tf.float32, [2000])
    value = np.full(2000, TINY)
    with tf.Session() as session:
        assert session.run(x * 2.0, {x: value}).tolist() == [0.0] * 2000
        assert session.run(tf.identity(x), {x: value}).tolist() == value.tolist()
    assert (value * np.float32(1)).tolist() == value.tolist()


@needs_flush
def test_a_failed_run_puts_it_back() -> None:
    x = tf.placeholder(tf.float32, [2000])
    y = tf.check_numerics(x * 2.0, "no number")
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError):
        session.run(y, {x: np.full(2000, np.nan)})
    assert np.float32(1) * TINY == TINY


@needs_flush
def test_a_run_within_a_run() -> None:
    """The end of the inner one is not the end of the outer one."""
    x = tf.placeholder(tf.float32, [2000])
    inner = tf.Graph()
    with inner.as_default():
        small = tf.placeholder(tf.float32, [2000])
        session = tf.Session(graph=inner)
        doubled = small * 2.0

    def function(value: Any) -> Any:
        session.run(doubled, {small: value})
        return value * np.float32(1)

    with tf.Session() as outer:
        found = outer.run(tf.py_func(function, [x], tf.float32), {x: np.full(2000, TINY)})
    assert found.tolist() == [0.0] * 2000


# ---------------------------------------------------------------------------------- BLAS
class Fake:
    """A library with a number of threads."""

    def __init__(self, count: int):
        self.count, self.seen = count, [count]

    def get(self) -> int:
        return self.count

    def put(self, count: int) -> None:
        self.count = count
        self.seen.append(count)


def test_threads_are_limited_within_a_run() -> None:
    library = Fake(4)
    threads = blas.Threads(library.get, library.put)
    run = blas.limited(lambda: library.count, 1, threads)
    assert (run(), library.count) == (1, 4)

    def fails() -> None:
        raise ValueError("no matter")

    with pytest.raises(ValueError, match="no matter"):
        blas.limited(fails, 2, threads)()
    assert library.seen == [4, 1, 4, 2, 4]


def test_the_fewest_threads_of_all_runs() -> None:
    """Runs that overlap, whichever ends first."""
    library = Fake(4)
    threads = blas.Threads(library.get, library.put)
    inside, outside = threading.Event(), threading.Event()

    def waits() -> int:
        inside.set()
        assert outside.wait(10)
        return library.count

    found: list[int] = []
    long = threading.Thread(target=lambda: found.append(blas.limited(waits, 2, threads)()))
    long.start()
    assert inside.wait(10)
    assert blas.limited(library.get, 1, threads)() == 1
    assert library.count == 2
    outside.set()
    long.join()
    assert (found, library.count) == ([2], 4)


@pytest.mark.parametrize(
    ("side", "without", "wanted"),
    [(10, [], None), (100, [], 1), (100, ["blas"], 3), (400, [], 3)],
)
def test_small_products_keep_to_one_thread(
    side: int, without: list[str], wanted: int | None
) -> None:
    """The smallest do so by themselves, large ones use what the session may use."""
    x = tf.placeholder(tf.float32, [side, side])
    session = tf.Session(config=tf.ConfigProto(intra_op_parallelism_threads=3))
    for y in (tf.matmul(x, x), tf.matmul([x, x], [x, x], transpose_a=True)):
        assert session.plan(y, [x], without=without).blas_threads == wanted
    loose = tf.placeholder(tf.float32, [None, side])
    assert session.plan(tf.matmul(loose, x), [loose, x]).blas_threads == 3


def test_the_products_of_a_convolution() -> None:
    x = tf.placeholder(tf.float32, [2, 8, 8, 3])
    kernel = tf.get_variable("kernel", [3, 3, 3, 40])
    y = tf.nn.conv2d(x, kernel, [1, 1, 1, 1], "SAME")
    session = tf.Session()
    for fetched in (y, tf.gradients(y, x)[0], tf.gradients(y, kernel)[0]):
        assert session.plan(fetched, [x], without=["fold"]).blas_threads is None
    wide = tf.nn.conv2d(tf.tile(x, [9, 1, 1, 1]), kernel, [1, 1, 1, 1], "SAME")
    assert session.plan(wide, [x]).blas_threads == 1
