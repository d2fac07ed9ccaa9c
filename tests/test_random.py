"""Seeds of random ops: TensorFlow 1's rule where a graph seed stands alone."""

import numpy as np

import minigraph as tf


def test_a_graph_seed_alone_takes_the_op_count():
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        tf.set_random_seed(42)
        assert tf.get_seed(None) == (42, 0)
        tf.constant(1.0)
        assert tf.get_seed(None) == (42, 1)
        count = len(graph.get_operations())
        draw = tf.random_uniform([3])
        op = next(op for op in graph.get_operations() if op.type == "RandomUniform")
        # The shape is a node before the seed is asked for.
        assert (op.get_attr("seed"), op.get_attr("seed2")) == (42, count + 1)
        again = tf.random_uniform([3], seed=count + 1)
        np.testing.assert_array_equal(*sess.run([draw, again]))


def test_a_change_of_the_graph_changes_the_draws():
    def drawn(before):
        with tf.Graph().as_default(), tf.Session() as sess:
            tf.set_random_seed(1)
            for _ in range(before):
                tf.constant(0.0)
            return sess.run(tf.random_normal([4]))

    np.testing.assert_array_equal(drawn(2), drawn(2))
    assert (drawn(2) != drawn(3)).any()
