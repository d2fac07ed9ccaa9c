"""The global step where TensorFlow only logs an error."""

import pytest

import minigraph as tf


@pytest.fixture(autouse=True)
def _own_graph():
    with tf.Graph().as_default():
        yield


def test_two_items_in_the_collection_count_as_none():
    for name in ("first", "second"):
        tf.add_to_collection(tf.GraphKeys.GLOBAL_STEP, tf.Variable(0, name=name))
    with pytest.warns(RuntimeWarning, match=r"holds 2 items.*first:0.*second:0"):
        assert tf.train.get_global_step() is None
    with pytest.warns(RuntimeWarning, match="holds 2 items"):
        assert tf.train.create_global_step().name == "global_step:0"
