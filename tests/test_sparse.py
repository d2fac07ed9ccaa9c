"""SparseTensors beyond what the recorded programs compare: errors' texts, sizes, old arguments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import minigraph as tf


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    with tf.Graph().as_default() as fresh:
        yield fresh


def run(fetches: Any, feeds: Any = None) -> Any:
    with tf.Session() as sess:
        return sess.run(fetches, feeds)


def matrix() -> tf.SparseTensor:
    return tf.SparseTensor([[0, 1], [1, 2]], [1.0, 2.0], [2, 3])


def test_conversion_is_refused_with_advice() -> None:
    with pytest.raises(TypeError, match=r"test_sparse\.py.*tf\.sparse_tensor_to_dense"):
        tf.add(matrix(), 1.0)
    with pytest.raises(TypeError, match=r"tf\.sparse\.from_dense"):
        tf.sparse_reorder(tf.constant([1.0]))


def test_feeding_what_is_no_sparse_value() -> None:
    sp = tf.sparse_placeholder(tf.float32)
    for value in (3.0, [[0, 0]], ([[0, 0]], [1.0])):
        with pytest.raises(ValueError, match="stands for 3 values"):
            run(sp, {sp: value})


def test_whole_and_part_cannot_both_be_fed() -> None:
    sp = tf.sparse_placeholder(tf.float32)
    with pytest.raises(ValueError, match="two values"):
        run(sp, {sp: ([[0]], [1.0], [1]), sp.values: [2.0]})


def test_eval_needs_a_session() -> None:
    with pytest.raises(ValueError, match="no default session"):
        matrix().eval()


def test_rows_of_a_sparse_tensor_cannot_be_mapped() -> None:
    with pytest.raises(TypeError, match="rows of a SparseTensor"):
        tf.map_fn(lambda x: x, matrix())


def test_with_values() -> None:
    found = run(matrix().with_values([5, 6]))
    assert found.values.tolist() == [5, 6]
    assert found.indices.tolist() == [[0, 1], [1, 2]]


def test_old_arguments() -> None:
    left, right = tf.sparse_split(sp_input=matrix(), num_split=2, split_dim=0)
    joined = tf.sparse_concat(concat_dim=0, axis=None, sp_inputs=[left, right])
    total = tf.sparse_reduce_sum(joined, reduction_axes=0, keep_dims=True)
    assert run(total).tolist() == [[0.0, 1.0, 2.0]]
    with pytest.raises(ValueError, match="both"):
        tf.sparse_reduce_sum(joined, 0, reduction_axes=0)


HUGE = [2**40, 2**40]


def test_order_of_places_whose_number_no_integer_holds() -> None:
    places = [[2**39, 5], [3, 2**39], [3, 7], [2**39, 4]]
    sp = tf.SparseTensor(places, [1, 2, 3, 4], HUGE)
    assert run(tf.sparse_reorder(sp).values).tolist() == [3, 2, 4, 1]


def test_sum_of_sparse_tensors_of_a_huge_shape() -> None:
    a = tf.SparseTensor([[3, 7], [2**39, 4]], [1.0, 2.0], HUGE)
    b = tf.SparseTensor([[3, 2**39], [2**39, 4]], [10.0, 20.0], HUGE)
    total = tf.sparse_add(a, b)
    slope_a, slope_b = tf.gradients(total.values, [a.values, b.values], [[1.0, 2.0, 3.0]])
    values, one, two = run([total.values, slope_a, slope_b])
    assert values.tolist() == [1.0, 10.0, 22.0]
    assert (one.tolist(), two.tolist()) == ([1.0, 3.0], [2.0, 3.0])


def test_reshape_of_a_huge_shape() -> None:
    sp = tf.SparseTensor([[3, 7]], [1.0], [2**30, 2**30])
    assert run(tf.sparse_reshape(sp, [-1]).indices).tolist() == [[3 * 2**30 + 7]]
    with pytest.raises(ValueError, match="too many elements"):
        tf.sparse_reshape(tf.SparseTensor([[3, 7]], [1.0], HUGE), [-1])


def test_values_left_out_of_a_sum_have_no_slope() -> None:
    a = tf.SparseTensor([[0], [1]], tf.placeholder_with_default([0.25, 3.0], [2]), [3])
    b = tf.SparseTensor([[1], [2]], tf.placeholder_with_default([-2.5, 0.5], [2]), [3])
    total = tf.sparse_add(a, b, thresh=1.0)
    slopes = tf.gradients(total.values, [a.values, b.values])
    values, one, two = run([total.values, *slopes])
    assert values.tolist() == [0.25, 0.5]  # a sum of two is held to the threshold, one value is not
    assert (one.tolist(), two.tolist()) == ([1.0, 0.0], [0.0, 1.0])


def test_scalar_beside_a_sparse_tensor_has_a_slope() -> None:
    """TensorFlow's own gradient fails here."""
    rate = tf.placeholder_with_default(2.0, [])
    sp = matrix()
    by_rate, by_values = tf.gradients((sp * rate).values, [rate, sp.values])
    assert run([by_rate, by_values[0]]) == [3.0, 2.0]
    (by_rate,) = tf.gradients((sp / rate).values, rate)
    assert run(by_rate) == -0.75


def test_look_ups_train_a_table() -> None:
    """Two bags of words, pulled to 0 and 1: the loss goes down by the rows that are named."""
    table = tf.Variable([[1.0], [-1.0], [0.5], [7.0]])
    ids = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [0, 1, 2], [2, 2])
    bags = tf.nn.embedding_lookup_sparse(table, ids, None, combiner="mean")
    loss = tf.reduce_sum(tf.square(bags[:, 0] - [0.0, 1.0]))
    step = tf.train.GradientDescentOptimizer(0.25).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        assert sess.run(loss) == 0.25
        sess.run(step)
        assert sess.run(table).tolist() == [[1.0], [-1.0], [0.75], [7.0]]


def test_edit_distance_against_the_definition() -> None:
    """All pairs of short words, by the recursion that defines the distance."""

    def distance(a: str, b: str) -> int:
        if not a or not b:
            return len(a) + len(b)
        replaced = distance(a[1:], b[1:]) + (a[0] != b[0])
        return min(replaced, distance(a[1:], b) + 1, distance(a, b[1:]) + 1)

    def sparse(words: list[str]) -> tf.SparseTensor:
        places = [[i, j] for i, word in enumerate(words) for j in range(len(word))]
        letters = [letter for word in words for letter in word]
        return tf.SparseTensor(places, letters, [len(words), 4])

    words = ["", "a", "ab", "ba", "aab", "bab", "abba", "bbbb"]
    pairs = [(a, b) for a in words for b in words]
    made = tf.edit_distance(sparse([a for a, _ in pairs]), sparse([b for _, b in pairs]), False)
    np.testing.assert_array_equal(run(made), [distance(a, b) for a, b in pairs])
