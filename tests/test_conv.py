"""Convolution and pooling beyond the samples: blocks, layouts, groups, old names."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

import minigraph as tf
from minigraph.ops import conv_kernels, depthwise, pool_kernels
from minigraph.ops.windows import axis_windows, overlap

GENERATOR = np.random.default_rng(0)


def real(*shape: int) -> Any:
    return GENERATOR.standard_normal(shape)


def run(fetches: Any) -> Any:
    with tf.Session() as sess:
        return sess.run(fetches)


@pytest.fixture(autouse=True)
def graph() -> Any:
    with tf.Graph().as_default() as fresh:
        yield fresh


@pytest.fixture(params=["large", "small", "tiny"])
def blocks(request: Any, monkeypatch: Any) -> None:
    """Blocks of a whole batch, of some images, of one row of one image."""
    size = {"large": 1 << 20, "small": 900, "tiny": 1}[request.param]
    monkeypatch.setattr(conv_kernels, "_BLOCK", size)
    monkeypatch.setattr(pool_kernels, "_PART", size)
    monkeypatch.setattr(depthwise, "_PART", size)


def by_definition(x: Any, w: Any, strides: Any, dilations: Any, padding: str) -> Any:
    """A convolution element by element."""
    rows = zip(x.shape[1:3], w.shape[:2], strides, dilations, strict=True)
    (high, top), (wide, left) = [axis_windows(n, k, s, d, padding) for n, k, s, d in rows]
    result = np.zeros((len(x), high, wide, w.shape[3]))
    for i, j, a, b in itertools.product(*map(range, (high, wide, *w.shape[:2]))):
        row = i * strides[0] + a * dilations[0] - top
        column = j * strides[1] + b * dilations[1] - left
        if 0 <= row < x.shape[1] and 0 <= column < x.shape[2]:
            result[:, i, j] += x[:, row, column] @ w[a, b]
    return result


FORMS = [
    ((5, 9, 8, 3), (3, 2, 3, 4), (1, 1), (1, 1), "SAME"),
    ((5, 9, 8, 1), (3, 4, 1, 4), (2, 1), (1, 2), "SAME"),
    ((5, 9, 8, 3), (3, 2, 3, 4), (2, 3), (1, 1), "VALID"),
    ((5, 9, 8, 3), (2, 3, 3, 4), (2, 2), (3, 2), "SAME"),
    ((5, 9, 8, 3), (1, 1, 3, 4), (1, 1), (1, 1), "VALID"),
    ((5, 9, 8, 3), (1, 1, 3, 4), (3, 2), (1, 1), "SAME"),
    ((5, 9, 8, 3), (1, 2, 3, 4), (3, 5), (1, 1), "SAME"),
    # many channels, few outputs, and the other way round: patches of one row each
    ((5, 9, 8, 7), (3, 2, 7, 2), (1, 1), (1, 1), "SAME"),
    ((5, 9, 8, 6), (4, 3, 6, 2), (1, 2), (2, 1), "SAME"),
    ((5, 2, 8, 7), (5, 2, 7, 2), (1, 1), (1, 1), "SAME"),
    ((5, 9, 8, 2), (3, 3, 2, 7), (1, 1), (2, 2), "VALID"),
    # windows at the ends of a row: some, with strides, all of them, wider than the image
    ((5, 9, 8, 3), (1, 3, 3, 4), (1, 1), (1, 1), "SAME"),
    ((5, 9, 8, 3), (1, 5, 3, 4), (1, 3), (1, 1), "SAME"),
    ((5, 9, 3, 7), (3, 5, 7, 2), (1, 1), (1, 1), "SAME"),
    ((5, 9, 2, 7), (2, 7, 7, 2), (1, 1), (1, 1), "SAME"),
    # short rows of patches: transposed matrices
    ((5, 9, 8, 1), (3, 3, 1, 4), (1, 1), (1, 1), "SAME"),
    ((5, 9, 8, 2), (3, 3, 2, 4), (2, 1), (1, 1), "VALID"),
]


@pytest.mark.usefixtures("blocks")
@pytest.mark.parametrize(("shape", "window", "strides", "dilations", "padding"), FORMS)
def test_conv2d(shape: Any, window: Any, strides: Any, dilations: Any, padding: str) -> None:
    """The convolution by its definition, and its gradients as its transposes."""
    x, w = real(*shape), real(*window)
    wanted = by_definition(x, w, strides, dilations, padding)
    g = real(*wanted.shape)
    image, filters = tf.constant(x), tf.constant(w)
    y = tf.nn.conv2d(image, filters, strides, padding, dilations=dilations)
    found, to_x, to_w = run([y, *tf.gradients(y, [image, filters], g)])
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)
    # linear in both: <g, y> is <to_x, x> and <to_w, w>
    np.testing.assert_allclose([(to_x * x).sum(), (to_w * w).sum()], (g * wanted).sum(), rtol=1e-10)
    v = real(*shape)
    other = by_definition(v, w, strides, dilations, padding)
    np.testing.assert_allclose((to_x * v).sum(), (g * other).sum(), rtol=1e-10)


@pytest.mark.usefixtures("blocks")
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("last", [False, True])
def test_pointwise_conv2d_of_channels_first(stride: int, last: bool) -> None:
    """Products of whole images, also where the channels come last in memory."""
    x, w = real(3, 5, 4, 6), real(1, 1, 6, 2)
    image = tf.constant(x if last else x.transpose(0, 3, 1, 2))
    if last:
        image = tf.transpose(image, [0, 3, 1, 2])
    filters = tf.constant(w)
    y = tf.nn.conv2d(image, filters, stride, "VALID", data_format="NCHW")
    seen = x[:, ::stride, ::stride]
    g = real(*y.shape.as_list())
    found, to_x, to_w = run([y, *tf.gradients(y, [image, filters], g)])
    np.testing.assert_allclose(found, np.einsum("nijc,co->noij", seen, w[0, 0]), rtol=1e-12)
    np.testing.assert_allclose(to_w[0, 0], np.einsum("nijc,noij->co", seen, g), rtol=1e-11)
    wanted = np.zeros_like(to_x)
    wanted[:, :, ::stride, ::stride] = np.einsum("noij,co->ncij", g, w[0, 0])
    np.testing.assert_allclose(to_x, wanted, rtol=1e-12, atol=1e-12)


@pytest.mark.usefixtures("blocks")
def test_conv2d_of_groups() -> None:
    x, w = real(3, 5, 4, 6), real(2, 3, 2, 9)
    parts = zip(np.split(x, 3, axis=3), np.split(w, 3, axis=3), strict=True)
    wanted = [by_definition(a, b, (1, 2), (1, 1), "SAME") for a, b in parts]
    found = run(tf.nn.conv2d(x, w, [1, 2], "SAME"))
    np.testing.assert_allclose(found, np.concatenate(wanted, axis=3), rtol=1e-12, atol=1e-12)


@pytest.mark.usefixtures("blocks")
@pytest.mark.parametrize("kind", ["max_pool", "avg_pool"])
def test_pooling(kind: str) -> None:
    x = real(4, 6, 7, 3)
    y = getattr(tf.nn, kind)(tf.constant(x), [1, 2, 3, 1], [1, 2, 2, 1], "VALID")
    windows = np.lib.stride_tricks.sliding_window_view(x, (2, 3), axis=(1, 2))[:, ::2, ::2]
    wanted = windows.max(axis=(4, 5)) if kind == "max_pool" else windows.mean(axis=(4, 5))
    np.testing.assert_allclose(run(y), wanted, rtol=1e-14, atol=1e-14)


def spread_by_definition(x: Any, g: Any, size: tuple[int, int], strides: Any) -> Any:
    """Each of g at the first maximum of its window, row by row."""
    result = np.zeros_like(x)
    for n, i, j, c in np.ndindex(*g.shape):
        rows = slice(i * strides[0], i * strides[0] + size[0])
        columns = slice(j * strides[1], j * strides[1] + size[1])
        window = x[n, rows, columns, c]
        found = np.argwhere(window == window.max())
        if len(found):  # NaN equals nothing
            result[n, rows, columns, c][tuple(found[0])] += g[n, i, j, c]
    return result


@pytest.mark.usefixtures("blocks")
@pytest.mark.parametrize("content", ["distinct", "ties", "ties and nan"])
@pytest.mark.parametrize(
    ("size", "strides"),
    [
        ((2, 2), (2, 2)),
        ((2, 1), (2, 1)),
        ((1, 3), (1, 3)),
        ((3, 6), (3, 6)),
        ((3, 2), (1, 2)),
        ((3, 3), (1, 1)),
    ],
)
def test_gradient_of_max_pooling(content: str, size: Any, strides: Any) -> None:
    """Tiles without a rest and windows that overlap; the first of equal maxima counts."""
    x = real(3, 6, 6, 2) if content == "distinct" else np.round(real(3, 6, 6, 2))
    if "nan" in content:
        x[real(*x.shape) > 2] = np.nan
    image = tf.constant(x)
    y = tf.nn.max_pool(image, [1, *size, 1], [1, *strides, 1], "VALID")
    g = real(*y.shape.as_list())
    found = run(tf.gradients(y, image, g)[0])
    np.testing.assert_allclose(found, spread_by_definition(x, g, size, strides), rtol=1e-12)


def test_gradient_of_pooling_by_a_large_window() -> None:
    """A window of 256 elements that are all the greatest: more than a byte counts."""
    image = tf.constant(np.ones((1, 16, 32, 1), np.float32))
    y = tf.nn.max_pool(image, [1, 16, 16, 1], [1, 16, 16, 1], "VALID")
    found = run(tf.gradients(y, image)[0])
    assert found.sum() == 2.0
    assert found[0, 0, 0, 0] == found[0, 0, 16, 0] == 1.0


@pytest.mark.usefixtures("blocks")
def test_depthwise_is_a_convolution_of_groups() -> None:
    x, w = real(4, 5, 6, 3), real(2, 3, 3, 2)
    image, filters = tf.constant(x), tf.constant(w)
    grouped = tf.reshape(filters, [2, 3, 1, 6])
    results = [
        tf.nn.depthwise_conv2d(image, filters, [1, 2, 2, 1], "SAME"),
        tf.nn.conv2d(image, grouped, [1, 2, 2, 1], "SAME"),
    ]
    fetches = [[y, *tf.gradients(tf.square(y), [image, filters])] for y in results]
    for found, wanted in zip(*run(fetches), strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-11, atol=1e-11)


LAYOUTS = {
    "conv2d": lambda x, f: tf.nn.conv2d(x, W[0], 2, "SAME", data_format=f),
    "transpose": lambda x, f: tf.nn.conv2d_transpose(
        x, W[1], [2, 10, 8, 4] if f == "NHWC" else [2, 4, 10, 8], 2, data_format=f
    ),
    "depthwise": lambda x, f: tf.nn.depthwise_conv2d(
        x, W[2], [1] * 4, "SAME", [2, 2], data_format=f
    ),
    "separable": lambda x, f: tf.nn.separable_conv2d(x, W[2], W[3], [1] * 4, "SAME", data_format=f),
    "convolution": lambda x, f: tf.nn.convolution(
        x, W[0], "SAME", dilation_rate=[2, 1], data_format=f
    ),
    "max_pool": lambda x, f: tf.nn.max_pool(x, 3, 2, "SAME", data_format=f),
    "avg_pool": lambda x, f: tf.nn.avg_pool(x, 3, 2, "SAME", data_format=f),
    "pool": lambda x, f: tf.nn.pool(x, [2, 2], "MAX", "VALID", [2, 1], data_format=f),
    "fused_batch_norm": lambda x, f: tf.nn.fused_batch_norm(
        x, np.float64([1, 2, 3]), np.float64([0, 1, 2]), data_format=f
    )[0],
}
W = [real(3, 2, 3, 4), real(3, 2, 4, 3), real(3, 2, 3, 2), real(1, 1, 6, 2)]


@pytest.mark.parametrize("name", LAYOUTS)
def test_channels_first_is_channels_last(name: str) -> None:
    """What TensorFlow computes on GPUs only equals the other layout, gradient included."""
    x = tf.constant(real(2, 5, 4, 3))
    last = LAYOUTS[name](x, "NHWC")
    first = tf.transpose(LAYOUTS[name](tf.transpose(x, [0, 3, 1, 2]), "NCHW"), [0, 2, 3, 1])
    assert first.shape.as_list() == last.shape.as_list()
    g = real(*last.shape.as_list())
    wanted, found = run([[y, tf.gradients(y, x, g)[0]] for y in (last, first)])
    for a, b in zip(found, wanted, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("padding", ["SAME", "VALID"])
def test_dilation_by_blocks_is_dilation(padding: str) -> None:
    # whole numbers: their sums are exact in any order
    x, w = np.rint(4 * real(2, 9, 8, 3)), np.rint(4 * real(3, 2, 3, 4))
    plain = tf.nn.conv2d(x, w, 1, padding, dilations=2)
    found, wanted = run([tf.nn.atrous_conv2d(x, w, 2, padding), plain])
    np.testing.assert_array_equal(found, wanted)


def test_atrous_transpose_is_the_gradient() -> None:
    w, g = real(3, 2, 3, 4), real(2, 9, 8, 4)
    x = tf.constant(real(2, 9, 8, 3))
    slope = tf.gradients(tf.nn.atrous_conv2d(x, w, 2, "SAME"), x, g)[0]
    found, wanted = run([tf.nn.atrous_conv2d_transpose(g, w, [2, 9, 8, 3], 2, "SAME"), slope])
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)


def test_float16_is_summed_in_float32() -> None:
    """4,096 ones: in float16 the sum would stay at 2,048."""
    x = tf.ones([1, 64, 64, 1], tf.float16)
    pooled = tf.nn.avg_pool(x, 64, 64, "VALID")
    summed = tf.nn.conv2d(x, tf.ones([64, 64, 1, 1], tf.float16), 1, "VALID")
    assert [v.ravel().tolist() for v in run([pooled, summed])] == [[1.0], [4096.0]]


def test_sizes_at_run_are_checked() -> None:
    sizes = tf.placeholder(tf.int32, [4])
    y = tf.nn.conv2d_transpose(tf.ones([1, 2, 2, 1]), tf.ones([2, 2, 1, 1]), sizes, 2)
    with tf.Session() as sess:
        assert sess.run(y, {sizes: [1, 3, 4, 1]}).shape == (1, 3, 4, 1)
        with pytest.raises((ValueError, tf.errors.InvalidArgumentError), match="out_backprop"):
            sess.run(y, {sizes: [1, 5, 4, 1]})


def test_names_of_tensorflow_0() -> None:
    assert tf.nn.deconv2d is tf.nn.conv2d_transpose


@pytest.mark.parametrize(
    ("size", "stride", "offset"), [*itertools.product((1, 4, 5), (1, 2, 3), range(-4, 5))]
)
def test_overlap(size: int, stride: int, offset: int) -> None:
    windows, places = overlap(size, 4, stride, offset)
    wanted = [(i, i * stride + offset) for i in range(4) if 0 <= i * stride + offset < size]
    assert list(zip(range(4)[windows], range(size)[places], strict=True)) == wanted
