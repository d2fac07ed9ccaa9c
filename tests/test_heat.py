"""Heat in pictures: costs of a traced run, and where NaN and inf began."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import minigraph as tf
from minigraph.drawing.picture import Picture
from minigraph.drawing.themes import LIGHT


@pytest.fixture
def logs() -> Any:
    """A run in which inf comes from a log, NaN from its product with 0; and both in gradients."""
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [3], name="x")
        w = tf.Variable([1.0, 0.0, 2.0], name="w")
        loss = tf.reduce_sum(tf.multiply(w * x, tf.log(x, name="log"), name="product"), name="loss")
        step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        with tf.Session() as session:
            session.run(w.initializer)
            yield session, [loss, step], {x: [1.0, 0.0, 1.0]}


# 0 * inf is NaN on the way forward, and on the way back.
BEGAN = {"log": "inf", "product": "NaN", "gradients/mul_grad/mul": "NaN"}


def alarms(picture: Picture) -> dict[str, str]:
    return {node.key: node.alarm for node in picture.nodes if node.alarm}


def test_nan_and_inf_are_marked_where_they_first_appear(logs: Any) -> None:
    session, fetches, feeds = logs
    _, trace = session.trace(fetches, feeds)
    drawing = tf.draw(fetches, heat=trace)
    assert alarms(drawing.full) == BEGAN
    marked = {(e.tail, e.head, e.alarm) for e in drawing.full.edges if e.alarm}
    assert ("log", "product", "inf") in marked
    assert ("product", "loss", "NaN") in marked
    assert {tail for tail, _, _ in marked} == BEGAN.keys()
    assert f'color="{LIGHT.alarm}"' in drawing.source
    assert "NaN first here" in drawing.source


def test_what_takes_nan_is_not_marked(logs: Any) -> None:
    session, fetches, feeds = logs
    _, trace = session.trace(fetches, feeds)
    assert "loss" not in alarms(tf.draw(fetches, heat=trace).full)


def test_a_fed_nan_is_marked_at_its_placeholder() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [2], name="x")
        y = tf.square(x, name="y")
        _, trace = session.trace(y, {x: [np.nan, 1.0]})
        drawing = tf.draw(y, heat=trace)
    assert alarms(drawing.full) == {"x": "NaN"}


def test_nan_within_a_loop_is_marked_at_the_loop() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [], name="x")
        end = tf.while_loop(lambda a: a > -3.0, lambda a: tf.log(a - 1.0) - 2.0, [x])
        _, trace = session.trace(end, {x: 1.5})
        found = alarms(tf.draw(end, heat=trace).full)
    assert found
    assert all(not key.startswith("x") for key in found)


def test_costs_are_added_up_in_folded_scopes(logs: Any) -> None:
    session, fetches, feeds = logs
    _, trace = session.trace(fetches, feeds)
    full = tf.draw(fetches, heat=trace).full
    folded = tf.draw(fetches, heat=trace, gradients="mirrored", depth=0).picture
    for field in ("time", "bytes"):
        sums = [
            sum(getattr(node.cost, field) for node in picture.nodes if node.cost)
            for picture in (full, folded)
        ]
        assert sums[0] == sums[1] > 0


def test_figures_and_colours(logs: Any) -> None:
    session, fetches, feeds = logs
    _, trace = session.trace(fetches, feeds)
    source = tf.draw(fetches, heat=trace, by="bytes").source
    assert "12 B, " in source
    assert "heat: bytes put out, " in source
    assert f'fillcolor="{LIGHT.heat[-1]}"' in source
    assert "heat:" not in tf.draw(fetches).source


def test_run_metadata_serves_as_well(logs: Any) -> None:
    session, fetches, feeds = logs
    metadata = tf.RunMetadata()
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    session.run(fetches, feeds, options=options, run_metadata=metadata)
    assert alarms(tf.draw(fetches, heat=metadata).full) == BEGAN


def test_what_is_no_trace_is_refused(logs: Any) -> None:
    _, fetches, _ = logs
    with pytest.raises(ValueError, match="FULL_TRACE"):
        tf.draw(fetches, heat=tf.RunMetadata())
    with pytest.raises(TypeError, match=r"what Session\.trace gives or a RunMetadata, not str"):
        tf.draw(fetches, heat="time")
    with pytest.raises(ValueError, match="by must be one of 'time', 'bytes'"):
        tf.draw(fetches, by="money")  # type: ignore[arg-type]
