"""Linear algebra where no oracle helps: sizes, the worst cases, TensorFlow 1's own errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import minigraph as tf

EPS = np.finfo(np.float64).eps


@pytest.fixture(autouse=True)
def graph() -> Any:
    with tf.Graph().as_default():
        yield


def run(x: Any) -> Any:
    with tf.Session() as sess:
        return sess.run(x)


def matrices(*shape: int) -> Any:
    return np.random.default_rng(0).standard_normal(shape)


# ------------------------------------------------------------------------------- TensorFlow 1's errors
# TensorFlow 2.21 returns nan or what was in memory for these; 1.15 says what is wrong.
def test_cholesky_of_a_matrix_that_is_not_positive() -> None:
    bad = tf.cholesky(tf.constant([[1.0, 2.0], [2.0, 1.0]]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="decomposition was not successful"):
        run(bad)


def test_triangular_solve_with_zero_on_the_diagonal() -> None:
    bad = tf.matrix_triangular_solve([[1.0, 0.0], [2.0, 0.0]], [[1.0], [1.0]])
    with pytest.raises(tf.errors.InvalidArgumentError, match="Input matrix is not invertible"):
        run(bad)


def test_words_of_errors() -> None:
    for build, words in {
        lambda: tf.matrix_inverse(tf.zeros([2, 2])): "Input is not invertible.",
        lambda: tf.matrix_solve(
            tf.zeros([2, 2]), tf.ones([2, 1])
        ): "Input matrix is not invertible.",
        lambda: tf.self_adjoint_eig(tf.fill([2, 2], np.nan)): "Self-adjoint eigen decomposition",
        lambda: tf.linalg.lu(tf.zeros([2, 2])): "Input is not invertible.",
    }.items():
        with pytest.raises(tf.errors.InvalidArgumentError, match=words):
            run(build())


# ---------------------------------------------------------------------------------- nan in a batch
@pytest.mark.parametrize("factor", [tf.cholesky, lambda x: tf.svd(x, compute_uv=False)])
def test_nan_stays_in_its_matrix(factor: Any) -> None:
    x = np.stack([np.eye(2), np.full([2, 2], np.nan), 4 * np.eye(2)])
    sick, alone = run(factor(x)), run(factor(x[::2]))
    np.testing.assert_array_equal(sick[::2], alone)
    assert np.isnan(sick[1]).any()


# ---------------------------------------------------------------------------------- larger sizes
@pytest.mark.parametrize("lower", [True, False])
def test_triangular_solve_over_blocks(lower: bool) -> None:
    a = matrices(2, 70, 70) / 8 + 3 * np.eye(70)
    a = np.tril(a) if lower else np.triu(a)
    x = matrices(2, 70, 3)
    found = run(tf.matrix_triangular_solve(a, a @ x, lower=lower))
    np.testing.assert_allclose(found, x, rtol=0, atol=1e3 * EPS)  # the condition is about 20


def test_lu_gives_the_matrix_back() -> None:
    x = matrices(3, 40, 40)
    both, order = run(tf.linalg.lu(x))
    low, up = np.tril(both, -1) + np.eye(40), np.triu(both)
    assert np.abs(low).max() <= 1  # the largest number was the pivot
    np.testing.assert_allclose(low @ up, np.take_along_axis(x, order[..., None], 1), atol=1e3 * EPS)


@pytest.mark.parametrize("scale", [1e-9, 1e-3, 1.0, 5.0, 7.0, 40.0])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_expm_of_any_norm(scale: float, dtype: str) -> None:
    """Against eigenvalues; the error grows with the norm. (TensorFlow squares too seldom.)"""
    x = np.array([[4.0, 1.0, 0.5], [1.0, 3.0, -1.0], [0.5, -1.0, 2.0]]) / 5 * scale
    e, v = np.linalg.eigh(x.astype(dtype).astype(np.float64))
    wanted = v * np.exp(e) @ v.T
    found = run(tf.linalg.expm(x.astype(dtype)))
    allowed = 16 * (1 + scale) * np.finfo(dtype).eps * np.abs(wanted).max()
    np.testing.assert_allclose(found, wanted, rtol=0, atol=allowed)


def test_expm_keeps_a_sick_matrix_apart() -> None:
    found = run(tf.linalg.expm([[[np.inf, 0.0], [0.0, 1.0]], [[0.0, 0.0], [0.0, 0.0]]]))
    assert np.isnan(found[0]).all()
    np.testing.assert_array_equal(found[1], np.eye(2))


# ---------------------------------------------------------------------------------- Schur's form
JORDAN = np.diag([3.0] * 4) + np.diag([1.0] * 3, 1)  # one eigenvector for four eigenvalues
SHIFT = np.eye(5)[[1, 2, 3, 4, 0]]  # eigenvalues on the unit circle


@pytest.mark.parametrize("x", [JORDAN, SHIFT, np.diag([1e-8, 1.0, 1e8]), matrices(20, 20)])
def test_square_root_and_logarithm(x: Any) -> None:
    x = x.astype(np.complex128)
    size = np.abs(x).max()
    root, log = run([tf.linalg.sqrtm(x), tf.linalg.logm(x)])
    np.testing.assert_allclose(root @ root, x, rtol=0, atol=1e3 * EPS * size)
    back = run(tf.linalg.expm(log))
    np.testing.assert_allclose(back, x, rtol=0, atol=1e4 * EPS * size)


def test_square_root_of_singular_matrices() -> None:
    x = np.array([[1.0, 1.0], [0.0, 0.0]])
    np.testing.assert_allclose(run(tf.linalg.sqrtm(x)), x, atol=4 * EPS)
    np.testing.assert_array_equal(run(tf.linalg.sqrtm(np.zeros([2, 2]))), np.zeros([2, 2]))
    assert np.isnan(run(tf.linalg.logm(x.astype(complex)))).all()


# ---------------------------------------------------------------------------------- least squares
@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 4)])
@pytest.mark.parametrize("fast", [True, False])
def test_least_squares_of_unknown_shape(shape: tuple[int, int], fast: bool) -> None:
    a, b = matrices(*shape), matrices(shape[0], 2)
    x = tf.placeholder(tf.float64, None)
    found = tf.matrix_solve_ls(x, b, fast=fast)
    with tf.Session() as sess:
        value, slope = sess.run([found, tf.gradients(found, x)[0]], {x: a})
    np.testing.assert_allclose(value, np.linalg.pinv(a) @ b, rtol=0, atol=1e4 * EPS)
    assert slope.shape == shape


def test_least_squares_of_low_rank() -> None:
    a, b = np.ones([4, 3]), matrices(4, 1)
    found = run(tf.matrix_solve_ls(a, b, fast=False))
    np.testing.assert_allclose(found, np.linalg.pinv(a) @ b, atol=16 * EPS)


# ---------------------------------------------------------------------------------- old names
def test_names_of_before_1_0() -> None:
    x = tf.placeholder(tf.float32, [2, 3, 4])
    product = tf.batch_matmul(x, x, adj_y=True)
    assert product.name == "BatchMatMul:0"
    assert product.shape.as_list() == [2, 3, 3]
    s, u, v = tf.batch_svd(x)
    assert [t.shape.as_list() for t in (s, u, v)] == [[2, 3], [2, 3, 3], [2, 4, 3]]
    assert tf.batch_svd(x, False).shape.as_list() == [2, 3]
