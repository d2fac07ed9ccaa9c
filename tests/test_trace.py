"""Traced runs: the same results, rows with the right nodes, where NaN and inf begin."""

from __future__ import annotations

import gc
import itertools
import json
import threading
from typing import Any

import numpy as np
import pytest

import minigraph as tf
from minigraph.client import timeline
from minigraph.run.trace import Row, Trace

FULL = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)


@pytest.fixture
def sess() -> Any:
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def steps(trace: Trace) -> list[str]:
    return [row.node for row in trace.rows if row.role == "step"]


def row_of(trace: Trace, node: str) -> Row:
    (row,) = (row for row in trace.rows if row.node == node)
    return row


# ----------------------------------------------------------------------------------- rows
def test_rows_name_nodes_and_lines(sess: Any) -> None:
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    y = tf.square(x, name="y")
    total = tf.reduce_sum(y * 2.0, 1, name="total")
    _, trace = sess.trace(total, {x: np.ones([4, 3])})
    assert [(row.node, row.role) for row in trace.rows] == [
        ("x", "feed"),
        ("y", "step"),
        ("mul", "step"),
        ("total", "step"),
        ("total:0", "fetch"),
    ]
    row = row_of(trace, "y")
    assert (row.op, row.bytes, row.within) == ("Square", 48, "")
    assert [(f.name, f.shape, f.bytes) for f in row.inputs] == [("x:0", (4, 3), 48)]
    assert [(f.name, f.dtype, f.shape) for f in row.outputs] == [("y:0", tf.float32, (4, 3))]
    assert row.site is not None
    assert row.site.filename == __file__
    assert [f.name for f in row_of(trace, "mul").inputs] == ["y:0", "mul/y:0"]


def test_times_are_in_order(sess: Any) -> None:
    x = tf.random_uniform([64, 64])
    for _ in range(5):
        x = tf.matmul(x, x)
    _, trace = sess.trace(x)
    rows = [row for row in trace.rows if row.role == "step"]
    assert all(row.start <= row.end for row in rows)
    assert all(a.end <= b.start for a, b in itertools.pairwise(rows))
    assert trace.start <= rows[0].start
    assert rows[-1].end <= trace.end
    assert sum(row.nanoseconds for row in rows) <= trace.end - trace.start


def test_a_slow_step_is_seen(sess: Any) -> None:
    event = threading.Event()
    fast = tf.square(tf.random_uniform([]), name="fast")
    slow = tf.py_func(lambda v: event.wait(0.05) or v, [fast], tf.float32, name="slow")
    _, trace = sess.trace(slow + 1.0)
    assert max(trace.totals().items(), key=lambda item: item[1].nanoseconds)[0] == "slow"
    assert row_of(trace, "slow").nanoseconds > 40e6
    assert str(trace).splitlines()[1].split()[5] == "slow"


def test_what_did_not_run_is_no_row(sess: Any) -> None:
    x = tf.placeholder(tf.float32, [3], name="x")
    once = tf.exp(x, name="once")
    again = tf.exp(x, name="again")
    folded = tf.constant(2.0) * 3.0
    power = tf.pow(tf.identity(x), 2.0, name="power")
    _, trace = sess.trace(once + again + folded + power, {x: [1.0, 2.0, 3.0]})
    assert "again" not in steps(trace)
    assert "Identity" not in steps(trace)
    assert "mul" not in steps(trace)
    assert row_of(trace, "power").op == "Square"


def test_loops_and_branches_hold_rows(sess: Any) -> None:
    x = tf.placeholder(tf.float32, [], name="x")
    loop = tf.while_loop(
        lambda i, a: i < 3, lambda i, a: (i + 1, tf.multiply(a, 2.0, name="twice")), [0, x]
    )
    picked = tf.cond(x > 0, lambda: tf.exp(x, name="yes"), lambda: tf.log(x, name="no"))
    value, trace = sess.trace([loop[1], picked], {x: 1.5})
    assert value[0] == 12.0
    assert [row.within for row in trace.rows if row.node == "while/twice"] == ["while/While"] * 3
    assert row_of(trace, "cond/yes").within == "cond/If"
    assert "cond/no" not in steps(trace)
    whole = row_of(trace, "while/While")
    inner = [row for row in trace.rows if row.within == "while/While"]
    assert trace.rows.index(whole) < trace.rows.index(inner[0])
    assert all(whole.start <= row.start <= row.end <= whole.end for row in inner)
    assert trace.totals()["while/twice"].runs == 3


def test_a_twin_counts_for_its_loop(sess: Any) -> None:
    x = tf.placeholder(tf.float32, [], name="x")
    _, a = tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, a * x), [tf.constant(0), x])
    (slope,) = tf.gradients(a, x)
    value, trace = sess.trace([a, slope], {x: 2.0})
    assert value == [16.0, 32.0]
    assert "while/While" in steps(trace)


def test_variables(sess: Any) -> None:
    table = tf.Variable(np.zeros([5, 2], np.float32), name="table")
    dense = tf.Variable(np.ones([4096], np.float32), name="dense")
    sess.run(tf.global_variables_initializer())
    ids = tf.placeholder(tf.int32, [None], name="ids")
    update = tf.scatter_add(table, ids, tf.ones([tf.size(ids), 2]), name="update")
    more = dense.assign_add(dense * 2.0, name="more")
    for number in range(4):
        before = sess._store.cell(table.op)[0].ctypes.data
        _, trace = sess.trace([update.op, more.op], {ids: [1] * number})
        assert sess._store.cell(table.op)[0].ctypes.data == before, "it was copied"
    assert row_of(trace, "more").bytes == 4 * 4096
    assert [row.bytes for row in trace.rows if row.node == "update"] == [0, 40]
    assert {row.node for row in trace.rows if row.role == "read"} == {"table", "dense"}
    assert sess.run(table)[1].tolist() == [6.0, 6.0]
    assert sess.run(dense)[0] == 81.0


def test_nothing_is_held_after_the_run(sess: Any) -> None:
    x = tf.placeholder(tf.float32, [None], name="x")
    _, trace = sess.trace(tf.exp(x) * 2.0, {x: np.ones(1000)})
    gc.collect()
    assert not [o for o in gc.get_referents(*trace.rows) if isinstance(o, np.ndarray)]


# ----------------------------------------------------------------------------------- NaN, inf
def first(trace: Trace) -> tuple[str | None, str | None]:
    rows = trace.first("nan"), trace.first("inf")
    return rows[0] and rows[0].node, rows[1] and rows[1].node


@pytest.mark.parametrize(
    ("build", "feed", "nan", "inf"),
    [
        (lambda x: tf.log(x, name="log") * x, [1.0, 0.0], "mul", "log"),
        (lambda x: tf.sqrt(x, name="root") + 1.0, [1.0, -1.0], "root", None),
        (lambda x: tf.exp(x * 100.0, name="exp"), [1.0, 2.0], None, "exp"),
        (lambda x: x + 1.0, [np.nan, 2.0], "x", None),
        (lambda x: x - tf.constant([np.inf, 0.0]), [np.inf, 2.0], "sub", "x"),
        (lambda x: x * tf.constant([np.nan, 0.0]), [1.0, 2.0], "mul", None),
        (lambda x: tf.where(x > 1.0, x, tf.log(-x, name="log")), [1.0, 2.0], "log", None),
        (lambda x: tf.reduce_sum(x * 3e38, name="sum"), [1.0, 1.0], None, "sum"),
        (lambda x: tf.complex(x, x / 0.0), [1.0, 1.0], None, "truediv"),
        (lambda x: x * 3e38, [1.0, 1.0], None, None),
    ],
    ids=lambda value: str(value) if not callable(value) else "",
)
def test_first(sess: Any, build: Any, feed: Any, nan: Any, inf: Any) -> None:
    x = tf.placeholder(tf.float32, [2], name="x")
    _, trace = sess.trace(build(x), {x: feed})
    assert first(trace) == (nan, inf)


def test_first_within_a_loop(sess: Any) -> None:
    """1, 0, -1: the third pass takes the root of a negative number."""
    x = tf.placeholder(tf.float32, [], name="x")

    def body(i: Any, a: Any, b: Any) -> Any:
        return i + 1, a - 1.0, b + tf.sqrt(a, name="root")

    loop = tf.while_loop(lambda i, a, b: i < 5, body, [0, x, 0.0])
    _, trace = sess.trace(loop[2] * 2.0, {x: 1.0})
    roots = [row for row in trace.rows if row.node == "while/root"]
    assert [row.has_nan for row in roots] == [False, False, True, True, True]
    assert trace.origins("nan") == roots[2:]
    added = [row for row in trace.rows if row.node == "while/add_1"]
    assert [any(f.has_nan for f in row.inputs) for row in added] == [False] * 2 + [True] * 3


def test_first_in_a_variable(sess: Any) -> None:
    w = tf.Variable([1.0, np.nan], name="w")
    sess.run(w.initializer)
    _, trace = sess.trace(tf.reduce_sum(w * 2.0))
    assert first(trace) == ("w", None)


def test_without_looking(sess: Any) -> None:
    value, trace = sess.trace(tf.log(tf.random_uniform([2]) - 2.0), check_numerics=False)
    assert np.isnan(value).all()
    assert first(trace) == (None, None)


def test_table(sess: Any) -> None:
    x = tf.placeholder(tf.float32, [2], name="x")
    _, trace = sess.trace(tf.log(x, name="log"), {x: [-1.0, 0.0]})
    text = str(trace)
    assert text.splitlines()[0].split() == ["us", "%", "bytes", "runs", "op", "node", "built", "at"]
    assert "NaN first comes out of log (Log, " in text
    assert "inf first comes out of log (Log, " in text
    assert repr(trace).startswith("<Trace of 3 rows, ")


# ----------------------------------------------------------------------------------- the ways in
def test_metadata_has_the_trace(sess: Any) -> None:
    y = tf.square(tf.random_uniform([3]), name="y")
    metadata = tf.RunMetadata()
    with pytest.raises(ValueError, match="FULL_TRACE"):
        Trace.of(metadata)
    sess.run(y, options=FULL, run_metadata=metadata)
    assert steps(Trace.of(metadata)) == ["random_uniform/RandomUniform", "y"]
    sess.run(y, run_metadata=metadata)
    with pytest.raises(ValueError, match="FULL_TRACE"):
        Trace.of(metadata)
    with pytest.raises(ValueError, match="FULL_TRACE"):
        Trace.of(None)


@pytest.mark.parametrize("wrong", [3, {"trace_level": 3}, tf.RunMetadata()])
def test_wrong_options(sess: Any, wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"must be a tf\.RunOptions"):
        sess.run(tf.constant(1.0), options=wrong)


@pytest.mark.parametrize("wrong", [3, {}, tf.RunOptions()])
def test_wrong_metadata(sess: Any, wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"must be a tf\.RunMetadata"):
        sess.run(tf.constant(1.0), run_metadata=wrong)


def test_an_error_names_its_node(sess: Any) -> None:
    x = tf.placeholder(tf.float32, [None], name="x")
    v = tf.Variable(0.0)
    sess.run(v.initializer)
    bad = tf.check_numerics(tf.log(x), "no", name="checked")
    fetches = [bad, v.assign_add(1.0)]
    metadata = tf.RunMetadata()
    for feed in ([1.0], [-1.0], [1.0]):
        run = lambda f=feed: sess.run(fetches, {x: f}, FULL, metadata)  # noqa: E731
        if feed[0] > 0:
            run()
            continue
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"node checked .*test_trace"):
            run()
    assert sess.run(v) == 2.0


def test_structures_and_batches(sess: Any) -> None:
    """Sizes that come in many values are left open in traced plans as well."""
    x = tf.placeholder(tf.float32, [None], name="x")
    fetches = {"a": x * 2.0, "b": [tf.reduce_sum(x), x.op]}
    for size in range(1, 9):
        value, trace = sess.trace(fetches, {x: np.ones(size)})
        assert value["a"].tolist() == [2.0] * size
        assert value["b"] == [size, None]
        assert row_of(trace, "mul").outputs[0].shape == (size,)


def test_sparse_strings_and_lists(sess: Any) -> None:
    s = tf.sparse_placeholder(tf.float32, [2, 3])
    text = tf.placeholder(tf.string, [2], name="text")
    joined = tf.strings.join([text, text], name="joined")
    array = tf.TensorArray(tf.float32, 2).write(0, 1.0).write(1, tf.random_uniform([])).stack()
    feeds = {s: ([[0, 1]], [2.0], [2, 3]), text: ["ab", "c"]}
    metadata = tf.RunMetadata()
    fetches = [tf.sparse_reduce_sum(s), joined, array]
    value = sess.run(fetches, feeds, options=FULL, run_metadata=metadata)
    assert value[1].tolist() == [b"abab", b"cc"]
    assert row_of(Trace.of(metadata), "joined").bytes == 6
    assert tf.RunMetadata.FromString(metadata.SerializeToString()) == metadata


def test_threads(sess: Any) -> None:
    x = tf.placeholder(tf.float32, [1000], name="x")
    y = tf.reduce_sum(tf.square(x) + 1.0)
    wrong: list[Any] = []

    def work(number: int) -> None:
        for _ in range(20):
            value, trace = sess.trace(y, {x: np.full(1000, number)})
            if value != 1000 * (number**2 + 1) or len(trace.rows) != 5:
                wrong.append((number, value, trace))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_an_untraced_program_knows_nothing_of_it(sess: Any) -> None:
    y = tf.square(tf.random_uniform([3]))
    sess.trace(y)
    assert "watch" not in sess.plan(y).source


def test_timeline_shows_a_node_in_a_loop_every_time(sess: Any) -> None:
    """Each tensor dies when its own pass has used it; TensorFlow forgets all but the last."""
    loop = tf.while_loop(lambda a: a < 8.0, lambda a: a * 2.0, [tf.random_uniform([]) + 1.0])
    metadata = tf.RunMetadata()
    sess.run(loop, options=FULL, run_metadata=metadata)
    line = timeline.Timeline(metadata.step_stats)
    events = json.loads(line.generate_chrome_trace_format(show_memory=True))["traceEvents"]
    born = [e["id"] for e in events if e["ph"] == "N" and e["name"] == "while/mul"]
    dead = [e["id"] for e in events if e["ph"] == "D" and e["name"] == "while/mul"]
    assert len(born) > 1
    assert born == dead
    counts = [e["args"]["cpu"] for e in events if e["ph"] == "C"]
    assert counts[-1] == 0
    again = timeline.Timeline(metadata.step_stats)
    assert line.generate_chrome_trace_format() == again.generate_chrome_trace_format()


def test_steps_in_a_loop_over_blocks(sess: Any) -> None:
    """Each step of the loop has its own time, and all of its array is looked at."""
    data = np.full((300, 1000), 2.0, np.float32)
    data[250, 3] = -1.0
    x = tf.placeholder(tf.float32, data.shape, name="x")
    y = tf.reduce_sum(tf.exp(tf.log(x, name="log") * 0.5, name="exp") + 1.0)
    plan = sess.plan(y, [x])
    assert "for lo, hi" in plan.source
    for _ in range(2):
        value, trace = sess.trace(y, {x: data})
        assert np.isnan(value)
        assert first(trace) == ("log", None)
    assert steps(trace) == ["log", "mul", "exp", "add", "Sum"]
    rows = [row for row in trace.rows if row.role == "step"]
    assert all(row.bytes == data.nbytes for row in rows[:4])
    assert [f.shape for f in row_of(trace, "exp").inputs] == [data.shape]
    assert all(row.nanoseconds > 10_000 for row in rows[:4])
    assert all(a.end <= b.start for a, b in itertools.pairwise(rows))
    data[250, 3] = 2.0
    value, trace = sess.trace(y, {x: data})
    assert value == sess.run(y, {x: data})
    assert first(trace) == (None, None)
