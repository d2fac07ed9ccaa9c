"""tf.contrib.opt: the formulas written in NumPy; SciPy's minimizers on problems with known answers."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import minigraph as tf

opt = tf.contrib.opt
START = np.array([[0.5, -1.0], [1.5, 0.25], [1.0, -2.0]])


@pytest.fixture(autouse=True)
def session() -> Iterator[tf.Session]:
    with tf.Graph().as_default(), tf.Session() as fresh:
        yield fresh


class ByHand:
    """One optimizer in NumPy: `step` moves w by a dense gradient, `rows` by rows of one."""

    def __init__(self) -> None:
        self.w, self.m, self.v, self.t = START.copy(), np.zeros((3, 2)), np.zeros((3, 2)), 0


class MomentumW(ByHand):
    def step(self, g: Any) -> None:
        self.w = self.w - 0.01 * self.w
        self.m = 0.9 * self.m + g
        self.w = self.w - 0.1 * (g + 0.9 * self.m)

    def rows(self, g: Any, i: Any) -> None:
        self.w[i] -= 0.01 * self.w[i]
        self.m[i] = 0.9 * self.m[i] + g
        self.w[i] -= 0.1 * (g + 0.9 * self.m[i])


class Adam(ByHand):
    decay = 0.0

    def rate(self) -> float:
        self.t += 1
        return float(0.1 * np.sqrt(1 - 0.99**self.t) / (1 - 0.8**self.t))

    def step(self, g: Any) -> None:
        rate = self.rate()
        self.w = self.w - self.decay * self.w
        self.m = 0.8 * self.m + 0.2 * g
        self.v = 0.99 * self.v + 0.01 * g**2
        self.w = self.w - rate * self.ahead(g) / (np.sqrt(self.v) + 1e-3)

    def ahead(self, g: Any) -> Any:
        return self.m

    def rows(self, g: Any, i: Any) -> None:
        whole = np.zeros((3, 2))
        whole[i] = g
        before = self.w.copy()
        self.step(whole)
        if self.decay:  # rows without a gradient do not shrink, but go on as Adam's do
            others = [row for row in range(3) if row not in i]
            self.w[others] += self.decay * before[others]


class AdamW(Adam):
    decay = 0.01


class LazyAdam(Adam):
    def rows(self, g: Any, i: Any) -> None:
        rate = self.rate()
        self.m[i] = 0.8 * self.m[i] + 0.2 * g
        self.v[i] = 0.99 * self.v[i] + 0.01 * g**2
        self.w[i] -= rate * self.m[i] / (np.sqrt(self.v[i]) + 1e-3)


class Nadam(Adam):
    def ahead(self, g: Any) -> Any:
        return 0.8 * self.m + 0.2 * g

    def rows(self, g: Any, i: Any) -> None:
        others = [row for row in range(3) if row not in i]
        before = self.w[others]
        super().rows(g, i)
        self.w[others] = before


class AdaMax(ByHand):
    def step(self, g: Any) -> None:
        self.rows(g, [0, 1, 2])

    def rows(self, g: Any, i: Any) -> None:
        self.t += 1
        self.m[i] = 0.8 * self.m[i] + 0.2 * g
        self.v[i] = np.maximum(0.99 * self.v[i], abs(g))
        self.w[i] -= 0.1 / (1 - 0.8**self.t) * self.m[i] / (self.v[i] + 1e-3)


class AddSign(ByHand):
    def factor(self, agreement: Any) -> Any:
        return 1.5 + agreement

    def step(self, g: Any) -> None:
        decay = max(1 - self.t / 8, 0.0)
        self.t += 1
        self.m = 0.7 * self.m + 0.3 * g
        self.w = self.w - 0.1 * self.factor(decay * np.sign(g) * np.sign(self.m)) * g

    def rows(self, g: Any, i: Any) -> None:
        whole = np.zeros((3, 2))
        whole[i] = g
        self.step(whole)


class PowerSign(AddSign):
    def factor(self, agreement: Any) -> Any:
        return 2.5**agreement


ADAM = (0.1, 0.8, 0.99, 1e-3)
LINEAR = opt.get_linear_decay_fn(8)
OPTIMIZERS: dict[str, tuple[type[Any], Callable[[], Any]]] = {
    "MomentumW": (MomentumW, lambda: opt.MomentumWOptimizer(0.01, 0.1, 0.9, use_nesterov=True)),
    "AdamW": (AdamW, lambda: opt.AdamWOptimizer(lambda: 0.01, *ADAM)),
    "extended": (
        AdamW,
        lambda: opt.extend_with_decoupled_weight_decay(tf.train.AdamOptimizer)(0.01, *ADAM),
    ),
    "LazyAdam": (LazyAdam, lambda: opt.LazyAdamOptimizer(*ADAM)),
    "Nadam": (Nadam, lambda: opt.NadamOptimizer(*ADAM)),
    "AdaMax": (AdaMax, lambda: opt.AdaMaxOptimizer(*ADAM)),
    "AddSign": (AddSign, lambda: opt.AddSignOptimizer(0.1, 1.5, 0.7, LINEAR)),
    "PowerSign": (PowerSign, lambda: opt.PowerSignOptimizer(0.1, 2.5, 0.7, LINEAR)),
}


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_formula(session: Any, name: str, sparse: bool) -> None:
    """Ten steps; rows come in several orders, and two at a time for one row."""
    by_hand, make = OPTIMIZERS[name]
    mine = by_hand()
    w = tf.Variable(START, name="w")
    grad = tf.placeholder(tf.float64, [4 if sparse else 3, 2])
    numbers = tf.placeholder(tf.int32, [4])
    count = tf.train.get_or_create_global_step()
    given = tf.IndexedSlices(grad, numbers) if sparse else grad
    step = make().apply_gradients([(given, w)], count)
    session.run(tf.global_variables_initializer())
    random = np.random.default_rng(0)
    for turn in range(10):
        g = random.standard_normal(grad.shape.as_list())
        if sparse:
            rows = [[2, 0, 2, 0], [1, 1, 1, 1], [0, 1, 1, 2]][turn % 3]
            session.run(step, {grad: g, numbers: rows})
            kept = sorted(set(rows))
            mine.rows(np.array([g[np.equal(rows, row)].sum(0) for row in kept]), kept)
        else:
            session.run(step, {grad: g})
            mine.step(g)
        np.testing.assert_allclose(session.run(w), mine.w, rtol=3e-7, atol=3e-7)
    assert session.run(count) == 10


def test_only_some_variables_shrink(session: Any) -> None:
    a, b = tf.Variable(1.0), tf.Variable(1.0)
    rule = opt.MomentumWOptimizer(0.5, 0.25, 0.9)
    step = rule.minimize(0.0 * a + 0.0 * b, decay_var_list=[a])
    session.run(tf.global_variables_initializer())
    session.run(step)
    assert session.run([a, b]) == [0.5, 1.0]


def test_descent_with_decay_of_rows(session: Any) -> None:
    Rule = opt.extend_with_decoupled_weight_decay(tf.train.GradientDescentOptimizer)
    w = tf.Variable([[1.0], [2.0], [4.0]])
    step = Rule(0.5, 1.0).minimize(tf.reduce_sum(tf.gather(w, [2, 0, 2])))
    session.run(tf.global_variables_initializer())
    session.run(step)
    assert session.run(w).tolist() == [[-0.5], [2.0], [0.0]]


def test_signs_that_decay_need_a_step() -> None:
    with pytest.raises(ValueError, match="global_step"):
        opt.AddSignOptimizer(sign_decay_fn=LINEAR).minimize(tf.Variable(1.0) * 2.0)


def test_decays(session: Any) -> None:
    step = tf.placeholder(tf.int64)
    decays = [
        opt.get_linear_decay_fn(8)(step),
        opt.get_cosine_decay_fn(8)(step),
        opt.get_cosine_decay_fn(8, num_periods=2, zero_after=1)(step),
        opt.get_restart_decay_fn(8, num_periods=2, zero_after=1.5)(step),
    ]
    for at in (0, 1, 2, 5, 6, 8, 11):
        part = at / 8
        wanted = [
            max(1 - part, 0),
            (1 + np.cos(np.pi * part)) / 2,
            0 if 2 * part >= 1 else (1 + np.cos(4 * np.pi * part)) / 2,
            0 if 2 * part >= 1.5 else (1 + np.cos(np.pi * (2 * part % 1))) / 2,
        ]
        np.testing.assert_allclose(session.run(decays, {step: at}), wanted, atol=1e-6)


def test_slots_and_names(session: Any) -> None:
    w = tf.Variable(1.0, name="w")
    rules = [opt.AdamWOptimizer(0.1), opt.AdaMaxOptimizer(), opt.AddSignOptimizer()]
    for rule in rules:
        rule.minimize(w * w)
    assert [r.get_slot_names() for r in rules] == [["m", "v"], ["m", "v"], ["m"]]
    assert [v.op.name for v in rules[1].variables()] == ["beta1_power_1", "w/AdaMax", "w/AdaMax_1"]
    assert rules[2].get_slot(w, "m").op.name == "w/AddSignOptimizer"


# ---------------------------------------------------------------------------------- SciPy
def rosenbrock() -> tuple[Any, Any, Any]:
    x, y = tf.Variable(-1.0, name="x"), tf.Variable([2.0], name="y")
    return x, y, tf.square(1.0 - x) + 100.0 * tf.square(y[0] - tf.square(x))


METHODS = ["L-BFGS-B", "BFGS", "CG", "TNC", "SLSQP", "Nelder-Mead", "Powell", "trust-constr"]


@pytest.mark.parametrize("method", METHODS)
def test_methods(session: Any, method: str) -> None:
    pytest.importorskip("scipy")
    x, y = tf.Variable(np.float64(-1.0)), tf.Variable(np.array([2.0]))
    loss = tf.square(1.0 - x) + 10.0 * tf.square(y[0] - tf.square(x))
    rule = opt.ScipyOptimizerInterface(loss, method=method, tol=1e-6)
    session.run(tf.global_variables_initializer())
    rule.minimize(session)
    np.testing.assert_allclose(session.run([x, y[0]]), [1, 1], atol=1e-2)


def test_bounds_equalities_inequalities(session: Any) -> None:
    pytest.importorskip("scipy")
    v = tf.Variable([7.0, 7.0], name="v")
    loss = tf.reduce_sum(tf.square(v))
    session.run(tf.global_variables_initializer())
    opt.ScipyOptimizerInterface(loss, var_to_bounds={v: (1, np.inf)}).minimize(session)
    np.testing.assert_allclose(session.run(v), [1, 1])
    opt.ScipyOptimizerInterface(loss, var_to_bounds={v: ([2, -5], [3, 5])}).minimize(session)
    np.testing.assert_allclose(session.run(v), [2, 0], atol=1e-5)
    sum_is_4, second_is_large = tf.reduce_sum(v) - 4.0, v[1] - 3.0
    rule = opt.ScipyOptimizerInterface(loss, equalities=[sum_is_4], inequalities=[second_is_large])
    rule.minimize(session)
    np.testing.assert_allclose(session.run(v), [1, 3], atol=1e-4)


@pytest.mark.parametrize("method", ["SLSQP", "COBYLA"])
def test_inequalities(session: Any, method: str) -> None:
    pytest.importorskip("scipy")
    v = tf.Variable(np.array([3.0, 0.0]))
    rule = opt.ScipyOptimizerInterface(
        tf.reduce_sum(tf.square(v)), inequalities=[v[0] + v[1] - 2.0], method=method
    )
    session.run(v.initializer)
    rule.minimize(session)
    np.testing.assert_allclose(session.run(v), [1, 1], atol=1e-3)


def test_callbacks_feeds_and_fetches(session: Any) -> None:
    pytest.importorskip("scipy")
    x, y, _ = rosenbrock()
    goal = tf.placeholder(tf.float32, [])
    unused = tf.Variable([1.0, 2.0], name="unused")
    loss = tf.square(x - goal) + tf.square(y[0] + goal)
    steps: list[Any] = []
    losses: list[Any] = []
    rule = opt.ScipyOptimizerInterface(loss, method="L-BFGS-B", tol=1e-9)
    with session.as_default():
        session.run(tf.global_variables_initializer())
        rule.minimize(
            feed_dict={goal: 3.0},
            fetches=[loss, x],
            step_callback=lambda at: steps.append(np.array(at)),
            loss_callback=lambda *seen: losses.append(seen),
        )
    np.testing.assert_allclose(session.run([x, y[0]]), [3, -3], atol=1e-4)
    np.testing.assert_array_equal(session.run(unused), [1, 2])
    assert steps[-1].shape == (4,)
    assert len(losses) >= len(steps)
    assert losses[0] == (26.0 + 15.0, -1.0)
    assert losses[-1][0] < 1e-6


def test_var_list(session: Any) -> None:
    pytest.importorskip("scipy")
    x, y, loss = rosenbrock()
    session.run(tf.global_variables_initializer())
    opt.ScipyOptimizerInterface(loss, var_list=[y]).minimize(session)
    np.testing.assert_allclose(session.run([x, y[0]]), [-1, 1], atol=1e-4)


def test_a_minimizer_of_ones_own(session: Any) -> None:
    class Descent(opt.ExternalOptimizerInterface):
        def _minimize(self, **given: Any) -> Any:
            assert sorted(given) == [
                "equality_funcs",
                "equality_grad_funcs",
                "inequality_funcs",
                "inequality_grad_funcs",
                "initial_val",
                "loss_grad_func",
                "optimizer_kwargs",
                "packed_bounds",
                "step_callback",
            ]
            x = given["initial_val"]
            assert [f(x).tolist() for f in given["equality_grad_funcs"]] == [[0.0, 0.0, 2.0]]
            for _ in range(given["optimizer_kwargs"]["count"]):
                x = x - 0.25 * given["loss_grad_func"](x)[1]
            return x

    a, b = tf.Variable([1.0, 2.0]), tf.Variable(3.0)
    loss = tf.reduce_sum(tf.square(a)) + tf.square(b - 1.0)
    session.run(tf.global_variables_initializer())
    Descent(loss, equalities=[2.0 * b], count=40).minimize(session)
    np.testing.assert_allclose(session.run(a), [0, 0], atol=1e-6)
    assert session.run(b) == 1.0


def test_what_is_refused(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    v, w = tf.Variable([1.0]), tf.Variable([1.0])
    loss = tf.reduce_sum(v * v)
    with pytest.raises(ValueError, match="not in var_list"):
        opt.ScipyOptimizerInterface(loss, var_list=[v], var_to_bounds={w: (0, 1)})
    with pytest.raises(ValueError, match="No variables"):
        opt.ScipyOptimizerInterface(loss, var_list=[])
    session.run(tf.global_variables_initializer())
    for name in ("bounds", "jac", "callback"):
        with pytest.raises(ValueError, match=f"'{name}'.*is set here"):
            opt.ScipyOptimizerInterface(loss, **{name: None}).minimize(session)
    with pytest.raises(TypeError, match="override _minimize"):
        opt.ExternalOptimizerInterface(loss).minimize(session)

    def no_scipy(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", no_scipy)
    with pytest.raises(ImportError, match=r"pip install 'minigraph\[scipy\]'"):
        opt.ScipyOptimizerInterface(loss).minimize(session)


def test_without_a_session() -> None:
    v = tf.Variable(1.0)
    rule = opt.ScipyOptimizerInterface(v * v)
    with ThreadPoolExecutor() as threads:  # the default session is each thread's own
        error = threads.submit(rule.minimize).exception()
    assert isinstance(error, ValueError)
    assert "needs a session" in str(error)
