"""The picture of a plan."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import minigraph as tf
from minigraph.plan.plan import Plan


@pytest.fixture
def plan() -> Plan:
    """Large elementwise steps between two products, and an update."""
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [512, 400], name="x")
        w = tf.get_variable("w", [400, 400])
        h = tf.nn.sigmoid(tf.tanh(tf.matmul(x, w, name="up"), name="t") * 2.0, name="s")
        y = tf.matmul(h, w, name="down") + 1.0
        loss = tf.reduce_mean(tf.square(y), name="loss")
        step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        made: Plan = tf.Session().plan([loss, step], feeds=[x])
    return made


def test_rows_are_the_steps(plan: Plan) -> None:
    rows = plan.listing().rows
    assert [row.op for row in rows] == [step.record.name for step in plan.steps]
    assert rows[0].takes == ("x:0", "w")
    numbers = {row.number for row in rows}
    for index, row in enumerate(rows):
        earlier = {rows[i].number for i in range(index)}
        assert set(row.takes) & numbers <= earlier


def test_buffers_hold_one_value_at_a_time(plan: Plan) -> None:
    listing = plan.listing()
    held: dict[int, int] = {}
    loops = [row.loop for row in listing.rows]
    for index, row in enumerate(listing.rows):
        if row.buffer < 0:
            continue
        assert row.bytes is not None
        assert row.bytes <= listing.buffers[row.buffer]
        free_from = held.get(row.buffer, -1)  # the last row that needs what was there before
        in_loop = loops[index] >= 0 and free_from < len(loops) and loops[free_from] == loops[index]
        assert free_from <= index or in_loop
        held[row.buffer] = row.last
    assert len({row.buffer for row in listing.rows}) < len(
        [row for row in listing.rows if row.buffer >= 0]
    )


def test_loops_over_blocks_are_boxes(plan: Plan) -> None:
    listing = plan.listing()
    assert listing.loops
    source = plan.draw().source
    boxes = [int(n) for n in re.findall(r'ROWSPAN="(\d+)"', source)]
    counts = [sum(row.loop == n for row in listing.rows) for n in range(len(listing.loops))]
    assert boxes == counts
    assert "one loop over<BR/>" in source
    assert {row.memory for row in listing.rows if row.loop >= 0} & {"block", "buffer"}


def test_the_end(plan: Plan) -> None:
    listing = plan.listing()
    assert [name for name, _ in listing.stores] == ["w"]
    assert [name for name, _ in listing.returns] == ["loss:0"]
    assert "then stores: w ←" in plan.draw().source


def test_steps_within_loops_and_branches() -> None:
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [], name="x")
        end = tf.while_loop(lambda a: a < 9.0, lambda a: tf.exp(a), [x])
        rows = tf.Session().plan(end, feeds=[x]).listing().rows
    assert [(row.number, row.op, row.depth) for row in rows] == [
        ("1", "While", 0),
        ("1a.1", "Less", 1),
        ("1b.1", "Exp", 1),
    ]


@pytest.mark.parametrize("format", ["svg", "png", "html", "dot"])
def test_files(format: str, plan: Plan, tmp_path: Path) -> None:
    drawing = plan.draw(tmp_path / f"plan.{format}", title="A <step>")
    assert drawing.files == [str(tmp_path / f"plan.{format}")]
    data = (tmp_path / f"plan.{format}").read_bytes()
    start = {"png": b"\x89PNG", "html": b"<!DOCTYPE html>"}.get(format, b"")
    assert data.startswith(start)
    if format != "png":
        assert b"MatMul" in data
        assert b"A &lt;step&gt;" in data


def test_the_same_plan_gives_the_same_bytes(plan: Plan) -> None:
    assert plan.draw().source == plan.draw().source
    assert repr(plan.draw()) == f"<Drawing of a plan of {len(plan.steps)} steps>"


def test_long_plans_are_cut(plan: Plan) -> None:
    source = plan.draw(max_steps=3).source
    assert f"… and {len(plan.steps) - 3} more steps" in source


@pytest.mark.parametrize("setting", [{"theme": "blue"}, {"max_steps": 0}, {"format": "png"}])
def test_wrong_settings(setting: dict[str, Any], plan: Plan) -> None:
    with pytest.raises(ValueError, match=r"theme|positive|filename"):
        plan.draw(**setting)


def test_hostile_names(tmp_path: Path) -> None:
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [], name="x")
        plan = tf.Session().plan(tf.exp(x, name="y"), feeds=[x])
    row = plan.listing().rows[0]._replace(node='</table><script>"&\n\0' + "n" * 10_000)
    listing = plan.listing()._replace(rows=[row])
    from minigraph.drawing.plan_view import draw_plan

    drawing = draw_plan(listing, tmp_path / "plan.html", title="</title><script>")
    drawing.save(tmp_path / "plan.svg")
    page = (tmp_path / "plan.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;/table&gt;&lt;script&gt;" in page
