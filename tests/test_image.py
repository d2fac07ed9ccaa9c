"""tf.image against plain definitions: what the recorded programs and the op table do not reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigraph as tf

SIZES = st.integers(1, 9)
RESIZE = {
    "bilinear": tf.image.resize_bilinear,
    "nearest": tf.image.resize_nearest_neighbor,
    "bicubic": tf.image.resize_bicubic,
    "area": tf.image.resize_area,
}


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    with tf.Graph().as_default() as fresh:
        yield fresh


# ---------------------------------------------------------------------------------- resizing
@settings(deadline=None)
@given(
    st.sampled_from(sorted(RESIZE)),
    st.sampled_from(["", "align_corners", "half_pixel_centers"]),
    st.tuples(SIZES, SIZES),
    st.tuples(SIZES, SIZES),
)
def test_gradient_is_the_transposed_map(
    method: str, option: str, before: tuple[int, int], after: tuple[int, int]
) -> None:
    """<resize(x), g> = <x, gradient(g)>, and the gradient's gradient is the resizing again."""
    options = (
        {option: True} if option and (method, option) != ("area", "half_pixel_centers") else {}
    )
    generator = np.random.default_rng(1)
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.constant(generator.standard_normal((2, *before, 3)), tf.float32)
        g = tf.constant(generator.standard_normal((2, *after, 3)), tf.float32)
        y = RESIZE[method](x, after, **options)
        (back,) = tf.gradients(y, x, g)
        (again,) = tf.gradients(back, g, x)
        values = sess.run([x, g, y, back, again])
    x_, g_, y_, back_, again_ = (v.astype(np.float64) for v in values)
    # each product is rounded a few times; the sums have up to 2 * 9 * 9 * 3 terms
    bound = 64 * np.finfo(np.float32).eps * np.abs(g_).sum() * np.abs(x_).max()
    assert abs(np.sum(y_ * g_) - np.sum(x_ * back_)) <= bound
    np.testing.assert_array_equal(again_, y_)


@pytest.mark.parametrize("method", sorted(RESIZE))
@pytest.mark.parametrize("after", [(3, 5), (16, 2), (40, 40)])
def test_a_plain_image_stays_plain(method: str, after: tuple[int, int]) -> None:
    x = np.full((1, 8, 6, 2), 0.7, np.float32)
    with tf.Session() as sess:
        found = sess.run(RESIZE[method](x, after))
    # the area's edges, up to 8, are rounded and then divided by a step of 6 / 40
    bound = 2 * 8 / 0.15 * np.finfo(np.float32).eps
    np.testing.assert_allclose(found, np.float32(0.7), rtol=bound)


def test_area_of_whole_blocks_is_their_mean() -> None:
    x = np.arange(2 * 6 * 8 * 3, dtype=np.float32).reshape(2, 6, 8, 3)
    with tf.Session() as sess:
        found = sess.run(tf.image.resize_area(x, [3, 2]))
    wanted = x.reshape(2, 3, 2, 2, 4, 3).mean((2, 4))
    np.testing.assert_allclose(found, wanted, rtol=1e-6)


# ---------------------------------------------------------------------------------- any rank
@pytest.mark.parametrize("shape", [(4, 6, 3), (2, 4, 6, 3)])
def test_images_of_unknown_rank(shape: tuple[int, ...]) -> None:
    """The rank is looked at in the run; gradients pass where TensorFlow's check of shapes fails."""
    value = np.random.default_rng(2).standard_normal(shape).astype(np.float32)
    axis = len(shape) - 3
    x, fed = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    pairs: list[tuple[Any, Any, Any]] = [
        (tf.image.flip_left_right(x), np.flip(value, axis + 1), lambda g: np.flip(g, axis + 1)),
        (tf.image.flip_up_down(x), np.flip(value, axis), lambda g: np.flip(g, axis)),
        (
            tf.image.rot90(x, 3),
            np.rot90(value, 3, (axis, axis + 1)),
            lambda g: np.rot90(g, 1, (axis, axis + 1)),
        ),
        (
            tf.image.transpose_image(x),
            np.swapaxes(value, axis, axis + 1),
            lambda g: np.swapaxes(g, axis, axis + 1),
        ),
    ]
    for result, wanted, back in pairs:
        weights = np.random.default_rng(3).standard_normal(wanted.shape).astype(np.float32)
        (slope,) = tf.gradients(result, x, fed)
        with tf.Session() as sess:
            found, g = sess.run([result, slope], {x: value, fed: weights})
        np.testing.assert_array_equal(found, wanted)
        np.testing.assert_array_equal(g, back(weights))
