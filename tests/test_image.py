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


# ---------------------------------------------------------------------------------- boxes
@pytest.mark.parametrize("method", ["bilinear", "nearest"])
@pytest.mark.parametrize("size", [(1, 1), (3, 4), (9, 2)])
def test_crops_gradient_is_the_transposed_map(method: str, size: tuple[int, int]) -> None:
    """<crop(x), g> = <x, gradient(g)>, many boxes over one another, some beyond the border."""
    generator = np.random.default_rng(4)
    x = tf.constant(generator.standard_normal((3, 6, 5, 2)), tf.float32)
    g = tf.constant(generator.standard_normal((40, *size, 2)), tf.float32)
    boxes = generator.uniform(-0.3, 1.3, (40, 4)).astype(np.float32)
    y = tf.image.crop_and_resize(x, boxes, generator.integers(0, 3, 40), size, method)
    (back,) = tf.gradients(y, x, g)
    (again,) = tf.gradients(back, g, x)
    with tf.Session() as sess:
        values = sess.run([x, g, y, back, again])
    x_, g_, y_, back_, again_ = (v.astype(np.float64) for v in values)
    bound = 64 * np.finfo(np.float32).eps * np.abs(g_).sum() * np.abs(x_).max()
    assert abs(np.sum(y_ * g_) - np.sum(x_ * back_)) <= bound
    np.testing.assert_array_equal(again_, y_)


def test_gradients_of_boxes_cross() -> None:
    """The slope along the boxes of <gradient(g), v> is that of <crop(v), g>."""
    generator = np.random.default_rng(5)
    x, v = (tf.constant(generator.standard_normal((2, 6, 5, 2)), tf.float32) for _ in range(2))
    g = tf.constant(generator.standard_normal((4, 3, 4, 2)), tf.float32)
    boxes = tf.constant(generator.uniform(0, 1, (4, 4)), tf.float32)
    y = tf.image.crop_and_resize(x, boxes, [0, 1, 1, 0], [3, 4])
    (back,) = tf.gradients(y, x, g)
    (crossed,) = tf.gradients(back, boxes, v)
    (direct,) = tf.gradients(tf.image.crop_and_resize(v, boxes, [0, 1, 1, 0], [3, 4]), boxes, g)
    with tf.Session() as sess:
        found, wanted = sess.run([crossed, direct])
    np.testing.assert_array_equal(found, wanted)


def test_suppression_leaves_no_two_boxes_that_overlap() -> None:
    """Against the definition, pair by pair, in plain Python."""
    generator = np.random.default_rng(6)
    corners = generator.uniform(0, 1, (60, 2)).astype(np.float32)
    boxes = np.concatenate([corners, corners + generator.uniform(0.1, 0.4, (60, 2))], 1)
    boxes, scores = boxes.astype(np.float32), generator.permutation(60).astype(np.float32)

    def common(a: Any, b: Any) -> float:
        sides = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
        inner = float(np.prod(np.maximum(sides, 0)))
        return inner / float(np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - inner)

    wanted: list[int] = []
    for i in np.argsort(-scores):
        if scores[i] > 5 and all(common(boxes[i], boxes[j]) <= 0.25 for j in wanted):
            wanted.append(int(i))
    with tf.Session() as sess:
        found = sess.run(tf.image.non_max_suppression(boxes, scores, 60, 0.25, 5.0))
    assert found.tolist() == wanted


@pytest.mark.parametrize("uniform", [True, False])
def test_glimpses_beyond_the_border_are_noise(uniform: bool) -> None:
    x = np.random.default_rng(7).normal(3.0, 2.0, (1, 50, 50, 2)).astype(np.float32)
    y = tf.image.extract_glimpse(x, [80, 80], [[0.0, 0.0]], uniform_noise=uniform)
    with tf.Session() as sess:
        found = sess.run(y)[0]
    np.testing.assert_array_equal(found[15:65, 15:65], x[0])
    noise = np.concatenate([found[:15].reshape(-1, 2), found[65:].reshape(-1, 2)])
    low, high = float(x.min()), float(x.max())
    mean, deviation = ((low + high) / 2, (high - low) / 12**0.5) if uniform else (3.0, 2.0)
    assert ((noise >= low).all() and (noise <= high).all()) or not uniform
    # 2400 numbers a channel: 6 deviations of their mean, and of the image's
    assert noise.mean(0) == pytest.approx(mean, abs=6 * deviation / 2400**0.5)
    assert noise.std(0) == pytest.approx(deviation, rel=6 / 2400**0.5)


# ---------------------------------------------------------------------------------- colours
ADJUST = {
    "contrast": (tf.image.adjust_contrast, (0.3, 1.0, 2.5)),
    "hue": (tf.image.adjust_hue, (0.3, 0.0, -0.7)),
    "saturation": (tf.image.adjust_saturation, (0.3, 1.0, 1.25)),
}


@pytest.mark.parametrize(
    ("name", "amount"),
    [(name, amount) for name, (_, amounts) in ADJUST.items() for amount in amounts],
)
def test_gradients_of_adjustments(name: str, amount: float) -> None:
    """Against differences, along the picture and along the amount, in single precision."""
    generator = np.random.default_rng(8)
    pixels = generator.permutation(np.linspace(0.1, 0.9, 60)).reshape(4, 5, 3).astype(np.float32)
    x, a = tf.placeholder(tf.float32, [4, 5, 3]), tf.placeholder(tf.float32, [])
    g = generator.standard_normal((4, 5, 3)).astype(np.float32)
    along = generator.standard_normal((4, 5, 3)).astype(np.float32)
    y = ADJUST[name][0](x, a)
    to_x, to_a = tf.gradients(y, [x, a], tf.constant(g))
    step = 1e-3  # truncated by its square, rounded by 6e-8 / 1e-3 = 6e-5 a pixel
    with tf.Session() as sess:

        def at(moved: Any, by: float) -> float:
            return float(np.sum(np.float64(g) * sess.run(y, {x: moved, a: by})))

        slopes = sess.run([to_x, to_a], {x: pixels, a: amount})
        ahead, behind = at(pixels + step * along, amount), at(pixels - step * along, amount)
        wanted = (ahead - behind) / (2 * step)
        # the thirds of pixels whose colours change places within the step would be the exception
        assert np.sum(slopes[0] * along) == pytest.approx(wanted, rel=0.02, abs=0.02)
        wanted = (at(pixels, amount + step) - at(pixels, amount - step)) / (2 * step)
        assert slopes[1] == pytest.approx(wanted, rel=0.02, abs=0.02)


def test_colours_come_back() -> None:
    """RGB -> HSV -> RGB, and a third of the circle turns red into green."""
    colours = np.random.default_rng(9).uniform(0, 1, (50, 3))
    with tf.Session() as sess:
        back = sess.run(tf.image.hsv_to_rgb(tf.image.rgb_to_hsv(colours)))
        turned = sess.run(tf.image.adjust_hue(colours.reshape(5, 10, 3).astype("f"), 1 / 3))
    np.testing.assert_allclose(back, colours, atol=1e-14)
    np.testing.assert_allclose(turned.reshape(50, 3), np.roll(colours, 1, 1), atol=1e-6)


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
