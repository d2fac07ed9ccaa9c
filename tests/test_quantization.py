"""Quantization: staircases whose gradients pass straight, of any order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import minigraph as tf

X = np.array([[-1.5, -0.31, 0.0], [0.2, 1.0, 2.7]], np.float32)


def value(fetches: Any) -> Any:
    with tf.Session() as sess:
        return sess.run(fetches)


@pytest.fixture(autouse=True)
def _fresh_graph() -> None:
    tf.reset_default_graph()


@pytest.mark.parametrize("kind", [tf.qint8, tf.quint8, tf.qint16, tf.quint16])
@pytest.mark.parametrize("mode", ["MIN_COMBINED", "MIN_FIRST", "SCALED"])
def test_a_round_trip_is_off_by_half_a_step(kind: tf.DType, mode: str) -> None:
    low = 0.0 if mode == "SCALED" and kind in (tf.quint8, tf.quint16) else -2.0
    x = np.clip(X, low, 3.0)
    q = tf.quantize(x, low, 3.0, kind, mode=mode)
    back = value(tf.dequantize(q.output, q.output_min, q.output_max, mode=mode))
    step = (3.0 - low) / (2.0 ** (8 * kind.size) - 1)
    if mode == "SCALED":
        step = 3.0 / np.iinfo(kind.np_dtype).max
    assert abs(back - x).max() <= 0.51 * step + 1e-6


def test_slices_have_ranges_of_their_own() -> None:
    whole = tf.quantize(X, [-2.0, -1.0], [3.0, 1.0], tf.qint8, mode="MIN_FIRST", axis=0)
    rows = [
        tf.quantize(X[i], a, b, tf.qint8, mode="MIN_FIRST")
        for i, (a, b) in enumerate([(-2.0, 3.0), (-1.0, 1.0)])
    ]
    found, *wanted = value([whole.output, rows[0].output, rows[1].output])
    np.testing.assert_array_equal(found, wanted)


def test_ranges_of_slices_round_as_those_of_one() -> None:
    """TensorFlow refuses given ranges by slices on a CPU."""
    round_trip = tf.quantization.quantize_and_dequantize
    both = round_trip(X, [-2.0, -1.0], [3.0, 1.0], range_given=True, axis=0)
    first = round_trip(X[0], -2.0, 3.0, range_given=True)
    second = round_trip(X[1], -1.0, 1.0, range_given=True)
    found, *wanted = value([both, first, second])
    np.testing.assert_array_equal(found, wanted)


def test_the_straight_gradient_of_given_ranges() -> None:
    x = tf.constant(X)
    y = tf.quantization.quantize_and_dequantize_v2(
        x, [-1.0, -1.0], [1.0, 1.5], range_given=True, axis=0
    )
    slope = value(tf.gradients(y, x)[0])
    np.testing.assert_array_equal(slope, [[0, 1, 1], [1, 1, 0]])


def test_what_is_cut_off_moves_the_ends() -> None:
    x, low, high = tf.constant(X), tf.constant(-1.0), tf.constant(2.0)
    y = tf.fake_quant_with_min_max_vars(x, low, high)
    slopes = value(tf.gradients(y, [x, low, high]))
    np.testing.assert_array_equal(slopes[0], (X >= -1) & (X <= 2))
    assert slopes[1] == 1.0
    assert slopes[2] == 1.0


def test_gradients_of_gradients_reach_the_cotangents() -> None:
    x = tf.constant(X)
    low, high = tf.constant([-1.0, -1.0, -1.0]), tf.constant([2.0, 2.0, 2.0])
    g = tf.constant(np.arange(6, dtype=np.float32).reshape(2, 3))
    parts = tf.fake_quant_with_min_max_vars_per_channel_gradient(g, x, low, high)
    by_g = tf.gradients(tf.add_n([tf.reduce_sum(part) for part in parts]), g)[0]
    np.testing.assert_array_equal(value(by_g), np.ones([2, 3]))


def test_a_quantized_value_is_fed_as_integers() -> None:
    q = tf.placeholder(tf.quint8, [2])
    structured = np.array([(3,), (5,)], tf.quint8.as_numpy_dtype)
    back = tf.dequantize(q, 0.0, 255.0)
    with tf.Session() as sess:
        for fed in (np.array([3, 5], np.uint8), [3, 5], structured):
            assert sess.run(back, {q: fed}).tolist() == [3.0, 5.0]
