"""Seeds of random ops: TensorFlow 1's rule; the slopes of gamma numbers; the laws of draws."""

import math

import numpy as np
import pytest

import minigraph as tf
from minigraph.ops import candidate_draws
from minigraph.ops.gamma_slope import random_gamma_grad


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


def erlang(shape, x):
    """P(shape, x) for a whole shape: less than that many arrivals have not come by the time x."""
    return 1 - math.fsum(math.exp(-x) * x**k / math.factorial(k) for k in range(shape))


def test_the_slope_of_a_gamma_number_keeps_its_place():
    """From shape 1 to 3 along the slope, by Runge and Kutta: the probability below stays."""
    places = np.array([1e-4, 0.05, 0.5, 0.95, 1 - 1e-6])
    steps = 800
    h = 2 / steps
    slope = random_gamma_grad.kernel
    x = -np.log1p(-places)
    for a in 1 + h * np.arange(steps):
        k1 = slope(a, x)
        k2 = slope(a + h / 2, x + h / 2 * k1)
        k3 = slope(a + h / 2, x + h / 2 * k2)
        k4 = slope(a + h, x + h * k3)
        x = x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    # Errors go with h**4 = 4e-11, times some derivatives, which are largest where x is small.
    for place, number in zip(places, x, strict=True):
        assert erlang(3, number) == pytest.approx(place, rel=1e-9)
        assert 1 - erlang(3, number) == pytest.approx(1 - place, rel=1e-7)


def test_slopes_of_gamma_numbers_far_out():
    """x = a at a large shape moves as the mean does; nothing is below 0; no shape, no slope."""
    slopes = random_gamma_grad.kernel(
        np.array([1e6, 1e8, 2.0, -1.0, 2.0, 2.0]), np.array([1e6, 1e8, 0.0, 1.0, -1.0, np.nan])
    )
    np.testing.assert_allclose(slopes[:2], 1, rtol=1e-6)
    assert slopes[2] == 0
    assert np.isnan(slopes[3:]).all()


def moments(values):
    return [float(np.mean(values)), float(np.var(values))]


def test_the_laws_have_their_moments():
    """Means and variances of 40,000 draws, within 5 standard errors."""
    n = 40_000
    with tf.Graph().as_default(), tf.Session() as sess:
        alphas, rates = [0.2, 1.0, 1.5, 50.0], [0.3, 9.9, 10.0, 1000.0]
        gamma = sess.run(tf.random_gamma([n], alphas, 2.0, tf.float64, seed=1))
        poisson = sess.run(tf.random_poisson(rates, [n], tf.float64, seed=1))
    for column, alpha in enumerate(alphas):
        mean, variance = moments(gamma[:, column])
        assert abs(mean - alpha / 2) < 5 * math.sqrt(alpha / 4 / n)
        fourth = (3 * alpha**2 + 6 * alpha) / 16
        assert abs(variance - alpha / 4) < 5 * math.sqrt(fourth / n)
    for column, rate in enumerate(rates):
        mean, variance = moments(poisson[:, column])
        assert abs(mean - rate) < 5 * math.sqrt(rate / n)
        assert abs(variance - rate) < 5 * math.sqrt((3 * rate**2 + rate) / n)


def test_a_mean_that_is_no_number_is_refused():
    with tf.Graph().as_default(), tf.Session() as sess:
        for wrong in (np.nan, 1e30):
            with pytest.raises(tf.errors.InvalidArgumentError, match="Poisson"):
                sess.run(tf.random_poisson(np.float64(wrong), [2], tf.int64))


@pytest.mark.parametrize("law", [candidate_draws.LogUniformLaw, candidate_draws.LearnedLaw])
@pytest.mark.parametrize("unique", [True, False])
def test_candidates_drawn_ahead_are_those_of_their_run(law, unique, monkeypatch):
    true = np.array([[3], [5]])

    def runs(sampler, counts):
        return [[part.tolist() for part in sampler.run(true, n, unique)] for n in counts]

    counts = [8, 8, 8, 5, 5, 8, 40, 8, 8] * 3
    seeds = {"seed": 1, "seed2": 2}
    ahead = candidate_draws.Sampler(law(50), seeds)
    first = runs(ahead, counts)
    state = ahead.state
    later = runs(ahead, counts)
    ahead.state = state
    assert runs(ahead, counts) == later
    other = candidate_draws.Sampler(law(50), {"seed": 3, "seed2": 4})
    runs(other, [8])
    other.state = state
    assert runs(other, counts) == later
    monkeypatch.setattr(candidate_draws, "_BLOCKS_AT_ONCE", 1)
    assert runs(candidate_draws.Sampler(law(50), seeds), counts) == first
