"""tf.contrib.framework, which TensorFlow 2 has not: by what its documentation says."""

import numpy as np
import pytest

import minigraph as tf

framework = tf.contrib.framework


@pytest.fixture(autouse=True)
def _own_graph():
    with tf.Graph().as_default():
        yield


# ---------------------------------------------------------------------------------- steps
def test_steps():
    assert framework.get_global_step() is None
    assert framework.assert_or_get_global_step() is None
    step = framework.get_or_create_global_step()
    assert step is framework.get_global_step()
    assert step is tf.train.get_global_step()
    assert framework.assert_or_get_global_step() is step
    other = tf.Variable(3, name="other")
    assert framework.assert_or_get_global_step(global_step_tensor=other) is other
    with pytest.raises(ValueError, match="already exists"):
        framework.create_global_step()
    with pytest.raises(TypeError, match="integer type"):
        framework.assert_or_get_global_step(global_step_tensor=tf.constant(1.0))
    framework.assert_global_step(step)


# ---------------------------------------------------------------------------------- shapes
def test_with_shape_that_is_known():
    x = tf.ones([3, 2])
    assert framework.with_shape([3, 2], x) is x
    assert framework.with_shape(tf.constant([3, 2]), x) is x
    assert framework.with_same_shape(tf.zeros([3, 2]), x) is x
    for wrong in ([2, 3], [3], [], tf.constant([3, 2, 1])):
        with pytest.raises(ValueError, match="Invalid shape"):
            framework.with_shape(wrong, x)


def test_with_shape_in_the_run():
    x = tf.placeholder(tf.float32, name="x")
    wanted = tf.placeholder(tf.int64, [2], name="wanted")
    fixed, told = framework.with_shape([3, 2], x), framework.with_shape(wanted, x)
    half = framework.with_shape(tf.stack([tf.placeholder(tf.int32, []), 2]), x)
    assert [t.shape.as_list() for t in (fixed, told)] == [[3, 2], [None, None]]
    assert half.shape.ndims == 2
    with tf.Session() as session:
        assert session.run(fixed, {x: np.ones((3, 2))}).shape == (3, 2)
        assert session.run(told, {x: np.ones((4, 5)), wanted: [4, 5]}).shape == (4, 5)
        for value in (np.ones((2, 3)), np.ones(3), np.ones((3, 2, 1)), np.ones(())):
            with pytest.raises(tf.errors.InvalidArgumentError):
                session.run(fixed, {x: value})
        with pytest.raises(tf.errors.InvalidArgumentError):
            session.run(told, {x: np.ones((4, 5)), wanted: [4, 4]})


def test_with_same_shape_in_the_run():
    x = tf.placeholder(tf.float32, [None, 2])
    y = framework.with_same_shape(tf.placeholder_with_default(np.ones((3, 2)), None), x)
    with tf.Session() as session:
        assert session.run(y, {x: np.ones((3, 2))}).shape == (3, 2)
        with pytest.raises(tf.errors.InvalidArgumentError):
            session.run(y, {x: np.ones((4, 2))})


def test_scalars():
    three = tf.constant(3)
    assert framework.assert_scalar_int(three) is three
    assert framework.assert_scalar(tf.constant(3.0)).shape.ndims == 0
    for wrong in (tf.constant(3.0), tf.constant([3]), tf.constant(3, tf.int8)):
        with pytest.raises(ValueError, match="Expected"):
            framework.assert_scalar_int(wrong)
    assert framework.assert_same_float_dtype([tf.constant(1.0)]) == tf.float32
    assert framework.is_tensor(three)
    assert framework.is_tensor(tf.Variable(1))
    assert not framework.is_tensor(3)


def test_sums_and_sorts():
    a, b = tf.constant([1.0, 2.0], name="a"), tf.constant([[3.0]], name="b")
    total, single = framework.reduce_sum_n([a, b]), framework.reduce_sum_n([a])
    with tf.Session() as session:
        assert session.run([total, single]) == [6.0, 3.0]
        assert session.run(framework.sort([3, 1, 2], direction="DESCENDING")).tolist() == [3, 2, 1]
        assert session.run(framework.argsort([3, 1, 2])).tolist() == [1, 2, 0]
    with pytest.raises(ValueError, match="No tensors"):
        framework.reduce_sum_n([])


def test_squeezing_takes_predictions_first():
    predictions, labels = tf.ones([4, 1]), tf.zeros([4])
    first, second = framework.remove_squeezable_dimensions(predictions, labels)
    assert first.shape.as_list() == second.shape.as_list() == [4]
    assert second is labels


# ---------------------------------------------------------------------------------- graphs
def test_graphs_of_inputs():
    with tf.Graph().as_default() as one:
        x = tf.constant(1)
    with tf.Graph().as_default() as two:
        y = tf.constant(1)
    assert framework.get_graph_from_inputs([x, 3.0]) is one
    assert framework.get_graph_from_inputs([y.op], graph=two) is two
    assert framework.get_graph_from_inputs([]) is tf.get_default_graph()
    for items, graph in (([x, y], None), ([x], two)):
        with pytest.raises(ValueError, match="is not in"):
            framework.get_graph_from_inputs(items, graph)


def test_names_and_placeholders():
    assert framework.get_name_scope() == ""
    with tf.name_scope("outer"), tf.variable_scope("inner"):
        assert framework.get_name_scope() == "outer/inner"
        x = tf.placeholder(tf.float32, [])
        tf.placeholder_with_default(1.0, [])
    assert framework.get_placeholders(tf.get_default_graph()) == [x]
    whole = tf.Variable(1.0, name="whole")
    parts = tf.get_variable("parts", [4], partitioner=tf.fixed_size_partitioner(2))
    names = [framework.get_variable_full_name(v) for v in (whole, *parts)]
    assert names == ["whole", "parts", "parts"]


def test_smart_cond():
    assert framework.smart_cond(True, lambda: "yes", lambda: "no") == "yes"
    assert framework.smart_constant_value(tf.constant(False)) is False
    assert framework.smart_constant_value(tf.placeholder(tf.bool, [])) is None


def test_smart_case():
    x = tf.placeholder(tf.float32, [])
    one, two, three = (lambda k=k: tf.constant(k) for k in (1, 2, 3))
    known = framework.smart_case([(False, one), (tf.constant(True), two), (x > 0.0, three)])
    half = framework.smart_case({x > 0.0: one, x < -5.0: three}, default=two)
    early = framework.smart_case([(x > 0.0, one), (True, two), (x < 0.0, three)])
    assert known.op.type == "Const"
    with tf.Session() as session:
        assert [session.run([half, early], {x: v}) for v in (1.0, -1.0, -9.0)] == [
            [1, 1],
            [2, 2],
            [3, 2],
        ]
    with pytest.raises(ValueError, match="no default"):
        framework.smart_case([(False, one)])


# ---------------------------------------------------------------------------------- values
def test_values_for_variables():
    with tf.variable_scope("net"):
        w = tf.get_variable("w", [2, 2])
        count = tf.get_variable("count", [], tf.int64, tf.zeros_initializer())
    assign, feed = framework.assign_from_values({"net/w": [[1, 2], [3, 4]], "net/count": 7})
    nodes = len(tf.get_default_graph().get_operations())
    with tf.Session() as session:
        session.run(assign, feed)
        np.testing.assert_array_equal(session.run(w), [[1, 2], [3, 4]])
        assert session.run(count) == 7
        set_again = framework.assign_from_values_fn({"net/count": 9})
        assert set_again(session) is None
        assert session.run(count) == 9
    assert len(tf.get_default_graph().get_operations()) > nodes
    with pytest.raises(ValueError, match=r"no variable 'w'.*net/w"):
        framework.assign_from_values({"w": 1.0})
    with pytest.raises(ValueError, match=r"shape \(2,\)"):
        framework.assign_from_values({"net/w": [1.0, 2.0]})
