"""The array ops beside their samples: Python's indexing, sizes that stay known, the plan's lines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import minigraph as tf
from minigraph.ops.rows import sum_rows

SHAPE = (4, 3, 5)
DATA = np.arange(60, dtype=np.float32).reshape(SHAPE)


@pytest.fixture(autouse=True)
def graph() -> Any:
    with tf.Graph().as_default() as fresh:
        yield fresh


# ---------------------------------------------------------------------------------- x[...]
def bound(size: int) -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(-size - 2, size + 2)


@st.composite
def indices(draw: Any) -> tuple[Any, ...]:
    """An index that NumPy takes for DATA: ints, ranges, new axes, at most one ellipsis."""
    parts: list[Any] = []
    for size in SHAPE[: draw(st.integers(0, 3))]:
        single = st.integers(-size, size - 1)
        stride = st.sampled_from([None, 1, 2, -1, -2])
        parts.append(draw(single | st.builds(slice, bound(size), bound(size), stride)))
        if draw(st.booleans()):
            parts.append(None)
    if draw(st.booleans()):
        parts.append(Ellipsis)
    return tuple(parts)


@given(index=indices(), known=st.lists(st.booleans(), min_size=3, max_size=3))
def test_indexing_is_numpys(index: tuple[Any, ...], known: list[bool]) -> None:
    with tf.Graph().as_default():
        dims = [n if k else None for n, k in zip(SHAPE, known, strict=True)]
        x = tf.placeholder(tf.float32, dims)
        part = x[index]
        (slope,) = tf.gradients(tf.reduce_sum(part * part), x)
        seen, gradient = tf.Session().run([part, slope], {x: DATA})
    want = DATA[index]
    np.testing.assert_array_equal(seen, want)
    static = part.shape.as_list()
    assert len(static) == want.ndim
    assert all(s in (None, n) for s, n in zip(static, want.shape, strict=True))
    if all(known):
        assert tuple(static) == want.shape
    expected = np.zeros_like(DATA)
    expected[index] = 2 * want
    np.testing.assert_array_equal(gradient, expected)


@given(index=indices())
def test_indices_that_are_only_known_in_the_run(index: tuple[Any, ...]) -> None:
    """Every number of the index is fed: the same elements."""
    with tf.Graph().as_default():
        feeds: dict[Any, int] = {}

        def fed(value: int | None) -> Any:
            if value is None:
                return None
            tensor = tf.placeholder(tf.int32, [])
            feeds[tensor] = value
            return tensor

        parts = [
            slice(fed(p.start), fed(p.stop), p.step)
            if isinstance(p, slice)
            else fed(p)
            if isinstance(p, int)
            else p
            for p in index
        ]
        part = tf.constant(DATA)[tuple(parts)]
        np.testing.assert_array_equal(tf.Session().run(part, feeds), DATA[index])


@pytest.mark.parametrize("key", [1.0, "a", [0.5], slice(0, 2.0), np.array([0, 1])])
def test_no_index(key: Any) -> None:
    with pytest.raises(TypeError, match="valid indices"):
        tf.constant(DATA)[key]


def test_vector_as_index() -> None:
    with pytest.raises(TypeError, match=r"tf\.gather"):
        tf.constant(DATA)[tf.constant([0, 1])]


@pytest.mark.parametrize(
    ("key", "message"),
    [(4, "out of bounds"), ((0, 0, 0, 0), "4 indices"), (slice(None, None, 0), "non-zero")],
)
def test_index_out_of_range(key: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        tf.constant(DATA)[key]


def test_index_out_of_range_in_the_run() -> None:
    i = tf.placeholder(tf.int32, [])
    with pytest.raises(tf.errors.InvalidArgumentError, match="out of bounds"):
        tf.Session().run(tf.constant(DATA)[i], {i: 4})


# ---------------------------------------------------------------------------------- known sizes
@pytest.mark.parametrize(
    ("build", "want"),
    [
        (lambda s: [s[0], 4], [None, 4]),
        (lambda s: [s[1], s[0]], [3, None]),
        (lambda s: tf.stack([s[0], 4, s[1]]), [None, 4, 3]),
        (lambda s: tf.concat([s[:1], [7], s[1:]], 0), [None, 7, 3]),
        (lambda s: tf.concat([[2], s], 0), [2, None, 3]),
        (lambda s: tf.stack(tf.unstack(s)[::-1]), [3, None]),
        (lambda s: tf.gather(s, [1, 1, 0]), [3, 3, None]),
        (lambda s: tf.slice(s, [1], [1]), [3]),
        (lambda s: tf.expand_dims(s[1], 0), [3]),
        (lambda s: (s[0], tf.Dimension(6)), [None, 6]),
    ],
)
def test_sizes_stay_known(build: Any, want: list[int | None]) -> None:
    x = tf.placeholder(tf.float32, [None, 3])
    assert tf.zeros(build(tf.shape(x))).shape.as_list() == want


def test_paddings_known_in_part() -> None:
    n = tf.placeholder(tf.int32, [])
    x = tf.placeholder(tf.float32, [2, None, 5])
    assert tf.pad(x, [[n, 1], [0, 0], [1, 2]]).shape.as_list() == [None, None, 8]


# ---------------------------------------------------------------------------------- lists
def test_list_of_two_types() -> None:
    with pytest.raises(TypeError, match=r"tf\.cast\(\.\.\., tf\.int32\)"):
        tf.convert_to_tensor([tf.constant(1), tf.constant(1.0)])


@pytest.mark.parametrize(
    ("value", "want"),
    [
        (range(3), np.array([0, 1, 2], np.int32)),
        ([np.ones(2, np.float32), np.zeros(2, np.float32)], np.array([[1, 1], [0, 0]], np.float32)),
        ((np.arange(2), np.arange(2)), np.array([[0, 1], [0, 1]], np.int32)),
    ],
)
def test_constants_from_ranges_and_lists_of_arrays(value: Any, want: Any) -> None:
    for make in (tf.constant, tf.convert_to_tensor):
        got = tf.Session().run(make(value))
        assert got.dtype == want.dtype
        np.testing.assert_array_equal(got, want)


def test_unknown_dimension_in_a_list() -> None:
    x = tf.placeholder(tf.float32, [None, 3])
    with pytest.raises(TypeError, match="Dimension"):
        tf.reshape(x, [x.shape[0], 3])


def test_concat_in_the_old_order() -> None:
    with pytest.raises(ValueError, match=r"TF 0\.x"):
        tf.concat(0, [tf.constant([1.0]), tf.constant([2.0])])


# ---------------------------------------------------------------------------------- rows
@given(
    count=st.integers(1, 6),
    numbers=st.lists(st.integers(0, 5), max_size=120),
    width=st.sampled_from([(), (1,), (3,), (2, 2), (64,), (8, 9), (0,)]),
)
def test_sum_rows(count: int, numbers: list[int], width: tuple[int, ...]) -> None:
    """Whole numbers, so that every order of adding gives the same sum."""
    ids = np.array([n % count for n in numbers], np.int32)
    rows = np.random.default_rng(0).integers(-9, 9, (len(ids), *width)).astype(np.float32)
    want = np.zeros((count, *width), np.float32)
    for number, row in zip(ids, rows, strict=True):
        want[number] += row
    np.testing.assert_array_equal(sum_rows(rows, ids, count), want)


def test_gradient_of_a_look_up_stays_sparse() -> None:
    table = tf.placeholder(tf.float32, [10, 2])
    ids = tf.placeholder(tf.int32, [None])
    (slope,) = tf.gradients(3.0 * tf.reduce_sum(tf.gather(table, ids)), table)
    assert isinstance(slope, tf.IndexedSlices)
    assert slope.shape.as_list() == [10, 2]
    feeds = {table: np.ones((10, 2)), ids: [7, 1, 7]}
    rows, dense = tf.Session().run([slope, tf.convert_to_tensor(slope)], feeds)
    assert rows.indices.tolist() == [7, 1, 7]
    np.testing.assert_array_equal(rows.values, np.full((3, 2), 3.0))
    assert dense.sum(axis=1).tolist() == [0, 6, 0, 0, 0, 0, 0, 12, 0, 0]


def test_index_of_a_look_up_out_of_range() -> None:
    ids = tf.placeholder(tf.int32, [2])
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"indices\[1\] = -1 is not in \[0, 4\)"
    ):
        tf.Session().run(tf.gather(tf.constant(DATA), ids), {ids: [0, -1]})


# ---------------------------------------------------------------------------------- lines
@pytest.mark.parametrize(
    ("build", "line"),
    [
        (lambda x: x[1:, None, ::2], "x0[1:, None, ::2]"),
        (lambda x: x[0][1], "[1]"),
        (lambda x: x[..., -1], "x0[:, :, -1]"),
        (lambda x: tf.slice(x, [0, 1, 0], [4, 2, 5]), "x0[:, 1:3]"),
        (lambda x: tf.transpose(x, [2, 0, 1]), "x0.transpose((2, 0, 1))"),
        (lambda x: tf.expand_dims(x, 1), "x0[:, None]"),
        (lambda x: tf.concat([x, x], 1), "np.concatenate([x0, x0], axis=1)"),
        (lambda x: tf.split(x, [1, 4], 2)[1] + 1.0, "x0[:, :, 0:1], x0[:, :, 1:5]"),
        (lambda x: tf.reverse(x, [1]), "x0[:, ::-1]"),
        (lambda x: tf.gather(x, [0, 2], axis=1), "x0.take("),
        (lambda x: tf.argmax(x, 2), "np.argmax(x0, axis=2)"),
        (lambda x: tf.tile(x, [1, 2, 1]), "np.tile(x0, (1, 2, 1))"),
    ],
)
def test_plans_read_like_numpy(build: Any, line: str) -> None:
    x = tf.placeholder(tf.float32, SHAPE)
    assert line in tf.Session().plan(build(x), [x]).source
