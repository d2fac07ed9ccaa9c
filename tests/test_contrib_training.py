"""optimize_loss, create_train_op, HParams: steps against the same steps written out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import minigraph as tf
from minigraph.contrib import layers, slim, training

HParams = training.HParams


@pytest.fixture(autouse=True)
def session() -> Iterator[Any]:
    with tf.Graph().as_default(), tf.Session() as fresh:
        yield fresh


def quadratic() -> tuple[Any, Any, Any]:
    """Two variables, and a loss whose gradients are 2v and 3."""
    v, w = tf.Variable([3.0, -4.0], name="v"), tf.Variable(1.0, name="w")
    return v, w, tf.reduce_sum(v * v) + 3.0 * w


def after(session: Any, train: Any, variables: Any, steps: int = 1) -> Any:
    """What variables hold after some steps; the losses come first."""
    session.run(tf.global_variables_initializer())
    losses = [session.run(train) for _ in range(steps)]
    return [losses, *session.run(list(variables))]


# ------------------------------------------------------------------------------- optimize_loss
@pytest.mark.parametrize("name", sorted(layers.OPTIMIZER_CLS_NAMES))
def test_each_optimizer_by_name(session: Any, name: str) -> None:
    v, w, loss = quadratic()
    train = layers.optimize_loss(loss, tf.train.create_global_step(), 0.1, name)
    losses, *found = after(session, train, [v, w], 3)
    with tf.Graph().as_default(), tf.Session() as other:
        a, b, loss = quadratic()
        step = layers.OPTIMIZER_CLS_NAMES[name](0.1).minimize(loss)
        other.run(tf.global_variables_initializer())
        want = [other.run([loss, step])[0] for _ in range(3)]
        for mine, its in zip(found, other.run([a, b]), strict=True):
            np.testing.assert_allclose(mine, its, rtol=1e-6)
    np.testing.assert_allclose(losses, want, rtol=1e-6)
    assert session.run(tf.train.get_global_step()) == 3


def test_names_and_summaries(session: Any) -> None:
    v, _, loss = quadratic()
    step = tf.train.create_global_step()
    layers.optimize_loss(loss, step, 0.1, "SGD", clip_gradients=1.0)
    assert [x.op.name for x in tf.global_variables()][-2:] == [
        "global_step",
        "OptimizeLoss/learning_rate",
    ]
    assert [s.op.name for s in tf.get_collection("summaries")] == [
        "OptimizeLoss/global_norm/gradient_norm",
        "OptimizeLoss/loss",
        "OptimizeLoss/global_norm/clipped_gradient_norm",
    ]
    assert tf.get_collection("train_op")[0].name == "OptimizeLoss/train"
    layers.optimize_loss(
        loss,
        step,
        0.1,
        "SGD",
        variables=[v],
        name="second",
        summaries=layers.OPTIMIZER_SUMMARIES,
        learning_rate_decay_fn=lambda rate, step: rate / (1.0 + tf.cast(step, tf.float32)),
    )
    assert [s.op.name for s in tf.get_collection("summaries", "second")] == [
        "second/learning_rate_1",
        "second/global_norm/gradient_norm",
        "second/loss",
        "second/gradients/v_0",
        "second/gradient_norm/v_0",
    ]
    session.run(tf.global_variables_initializer())
    session.run(tf.summary.merge_all())


@pytest.mark.parametrize(
    ("settings", "want_v", "want_w"),
    [
        ({}, [2.4, -3.2], 0.7),
        ({"gradient_multipliers": {"v:0": 0.5}}, [2.7, -3.6], 0.7),
        ({"gradient_multipliers": {"w:0": 2.0}}, [2.4, -3.2], 0.4),
        ({"clip_gradients": 1000.0}, [2.4, -3.2], 0.7),
        ({"clip_gradients": 109.0**0.5 / 2}, [2.7, -3.6], 0.85),
        ({"clip_gradients": lambda pairs: [(-g, v) for g, v in pairs]}, [3.6, -4.8], 1.3),
        ({"learning_rate_decay_fn": lambda rate, step: rate * 2.0}, [1.8, -2.4], 0.4),
        ({"gradient_noise_scale": 0.0}, [2.4, -3.2], 0.7),
        ({"learning_rate": tf.float32}, [2.4, -3.2], 0.7),
        ({"learning_rate": None, "optimizer": "instance"}, [2.4, -3.2], 0.7),
        ({"optimizer": tf.train.GradientDescentOptimizer}, [2.4, -3.2], 0.7),
        ({"optimizer": lambda rate: tf.train.GradientDescentOptimizer(rate)}, [2.4, -3.2], 0.7),
        ({"colocate_gradients_with_ops": True}, [2.4, -3.2], 0.7),
    ],
)
def test_settings(session: Any, settings: dict[str, Any], want_v: Any, want_w: float) -> None:
    v, w, loss = quadratic()
    settings = {"learning_rate": 0.1, "optimizer": "SGD", **settings}
    if settings["learning_rate"] is tf.float32:
        settings["learning_rate"] = tf.constant(0.1)
    if settings["optimizer"] == "instance":
        settings["optimizer"] = tf.train.GradientDescentOptimizer(0.1)
    train = layers.optimize_loss(loss, tf.train.create_global_step(), **settings)
    losses, got_v, got_w = after(session, train, [v, w])
    assert losses == [28.0]
    np.testing.assert_allclose(got_v, want_v, rtol=1e-5)
    np.testing.assert_allclose(got_w, want_w, rtol=1e-5)


def test_rows_of_a_table(session: Any) -> None:
    """Gradients that are IndexedSlices are changed row by row."""
    table = tf.Variable(tf.ones([3, 2]))
    loss = tf.reduce_sum(tf.gather(table, [1, 1]))
    train = layers.optimize_loss(
        loss,
        None,
        1.0,
        "SGD",
        gradient_multipliers={table: 0.5},
        gradient_noise_scale=1e-8,
        summaries=["gradients", "gradient_norm"],
    )
    _, found = after(session, train, [table])
    np.testing.assert_allclose(found, [[1, 1], [0, 0], [1, 1]], atol=1e-6)


def test_updates_come_first(session: Any) -> None:
    count = tf.Variable(0.0, trainable=False)
    tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, count.assign_add(1.0))
    _v, _, loss = quadratic()
    step = tf.train.create_global_step()
    with_updates = layers.optimize_loss(loss, step, 0.1, "SGD", increment_global_step=False)
    without = layers.optimize_loss(loss, step, 0.1, "SGD", update_ops=[], name="without")
    session.run(tf.global_variables_initializer())
    session.run([with_updates])
    assert session.run([count, step]) == [1.0, 0]
    session.run([without])
    assert session.run([count, step]) == [1.0, 1]


def test_adaptive_clipping(session: Any) -> None:
    x = tf.placeholder(tf.float32, [])
    w = tf.Variable(0.0)
    clip = layers.adaptive_clipping_fn(report_summary=True)
    train = layers.optimize_loss(w * x, None, 1.0, "SGD", clip_gradients=clip)
    session.run(tf.global_variables_initializer())
    moved = []
    for size in [1.0] * 10 + [1000.0]:
        before = session.run(w)
        session.run(train, {x: size})
        moved.append(before - session.run(w))
    assert moved[8] == pytest.approx(1.0, rel=1e-3)
    assert 1.0 < moved[-1] < 2.0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"optimizer": "Newton"}, "should be one of"),
        ({"optimizer": 3}, "Unrecognized optimizer: should be"),
        ({"optimizer": lambda rate: 3}, "should return subclass"),
        ({"learning_rate": None}, r"Learning rate is None.*string \(SGD\)"),
        (
            {"learning_rate": None, "optimizer": tf.train.AdamOptimizer},
            r"Learning rate is None.*class",
        ),
        ({"learning_rate": -0.1}, "Invalid learning_rate"),
        ({"learning_rate": 1}, "0d Tensor or float"),
        ({"summaries": ["all"]}, "Summaries should be one of"),
        ({"clip_gradients": 1}, "Unknown type"),
        ({"global_step": None, "learning_rate_decay_fn": max}, "global_step is required"),
    ],
)
def test_refusals(settings: dict[str, Any], message: str) -> None:
    _, _, loss = quadratic()
    step = None if "global_step" in settings else tf.train.create_global_step()
    given = {"global_step": step, "learning_rate": 0.1, "optimizer": "SGD", **settings}
    with pytest.raises(ValueError, match=message):
        layers.optimize_loss(loss, **given)


# ------------------------------------------------------------------------------- create_train_op
def test_train_op(session: Any) -> None:
    v, w, loss = quadratic()
    count = tf.Variable(0.0, trainable=False)
    tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, count.assign_add(1.0))
    train = training.create_train_op(
        loss,
        tf.train.GradientDescentOptimizer(0.1),
        transform_grads_fn=training.clip_gradient_norms_fn(5.0),
        summarize_gradients=True,
    )
    losses, *found = after(session, train, [v, w, count, tf.train.get_global_step()])
    assert losses == [28.0]
    assert train in tf.get_collection("train_op")
    assert train.op.name == "train_op/control_dependency"
    for got, want in zip(found, ([2.7, -3.6], 0.7, 1.0, 1), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-5)
    assert [s.op.name for s in tf.get_collection("summaries")] == [
        f"summarize_grads/{name}"
        for name in ("v_gradient", "v_gradient_norm", "w_gradient", "w_gradient_norm")
    ]


def test_train_op_of_slim(session: Any) -> None:
    v, w, loss = quadratic()
    train = slim.learning.create_train_op(
        loss,
        tf.train.GradientDescentOptimizer(0.1),
        global_step=None,
        variables_to_train=[v, w],
        clip_gradient_norm=5.0,
        gradient_multipliers={"w": 0.5, v: tf.constant(10.0)},
    )
    _, *found = after(session, train, [v, w])
    for got, want in zip(found, ([2.7, -3.6], 0.85), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-5)
    assert tf.train.get_global_step() is None


def test_train_op_refuses(session: Any, caplog: pytest.LogCaptureFixture) -> None:
    sgd = tf.train.GradientDescentOptimizer(0.1)
    with pytest.raises(AssertionError, match="no variables"):
        training.create_train_op(tf.constant(1.0), sgd)
    v, _, loss = quadratic()
    fixed = tf.Variable(1.0, trainable=False)
    with pytest.raises(AssertionError, match="not trainable"):
        training.create_train_op(loss, sgd, variables_to_train=[fixed])
    tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, fixed.assign_add(1.0).op)
    train = training.create_train_op(loss * fixed / 0.0, sgd, update_ops=[])
    assert "does not contain all the update_ops" in caplog.text
    session.run(tf.global_variables_initializer())
    with pytest.raises(tf.errors.InvalidArgumentError, match="LossTensor is inf or nan"):
        session.run(train)
    with pytest.raises(ValueError, match="multiple of `None` gradient"):
        training.multiply_gradients([(None, v)], {v: 2.0})
    for pairs, factors, error in (
        ((), {v: 1.0}, TypeError),
        ([], {v: 1.0}, ValueError),
        ([(None, v)], [], TypeError),
        ([(None, v)], {}, ValueError),
    ):
        with pytest.raises(error):
            training.multiply_gradients(pairs, factors)


def test_slim_program(session: Any) -> None:
    """A network as slim's users write it: layers, losses, one train op; it learns."""
    rng = np.random.default_rng(0)
    images = rng.normal(size=[32, 8, 8, 1]).astype(np.float32)
    labels = (images.mean((1, 2, 3)) > 0).astype(np.int32)
    is_training = tf.placeholder(tf.bool, [])
    norm = {"is_training": is_training, "decay": 0.8, "scale": True}
    with slim.arg_scope(
        [slim.conv2d, slim.fully_connected],
        weights_regularizer=slim.l2_regularizer(1e-4),
        weights_initializer=slim.variance_scaling_initializer(seed=1),
        normalizer_fn=slim.batch_norm,
        normalizer_params=norm,
    ):
        net = slim.conv2d(images, 4, [3, 3], scope="conv1")
        net = slim.max_pool2d(net, [2, 2], scope="pool1")
        net = slim.fully_connected(slim.flatten(net), 8)
        logits = slim.fully_connected(net, 2, activation_fn=None, normalizer_fn=None, scope="out")
    slim.losses.sparse_softmax_cross_entropy(logits, labels)
    total = slim.losses.get_total_loss()
    train = slim.learning.create_train_op(total, tf.train.MomentumOptimizer(0.05, 0.9))
    session.run(tf.global_variables_initializer())
    losses = [session.run(train, {is_training: True}) for _ in range(40)]
    assert losses[-1] < 0.1 < losses[0]
    guess = session.run(logits, {is_training: False}).argmax(1)
    assert (guess == labels).mean() > 0.9
    total_size, total_bytes = slim.model_analyzer.analyze_vars(slim.get_model_variables())
    assert (total_size, total_bytes) == (4 * 9 + 16 + 64 * 8 + 32 + 18, 4 * 614)


# ------------------------------------------------------------------------------- HParams
def test_hparams() -> None:
    hparams = HParams(rate=0.1, depth=3, name="relu", sizes=[1, 2], fast=True, act=tf.nn.relu)
    assert hparams.values()["depth"] == hparams.depth == 3
    assert hparams.parse("rate=1e-3, depth=5,name=a-b c,sizes=[7, 8,9],fast=false") is hparams
    assert (hparams.rate, hparams.depth, hparams.name) == (1e-3, 5, "a-b c")
    assert hparams.sizes == [7, 8, 9]
    assert hparams.fast is False
    hparams.override_from_dict({"rate": 1, "sizes": [4]}).parse("sizes[0]=6")
    assert hparams.rate == 1.0
    assert isinstance(hparams.rate, float)
    assert hparams.sizes == [6]
    assert hparams.parse_json('{"depth": 7, "name": "x"}').depth == 7
    hparams.add_hparam("new", None)
    hparams.set_hparam("new", "anything")
    assert hparams.get("new") == "anything"
    assert hparams.get("other", 3) == 3
    hparams.del_hparam("act")
    hparams.del_hparam("act")
    assert "act" not in hparams
    assert not hasattr(hparams, "act")
    hparams.set_model_structure("m")
    assert hparams.get_model_structure() == "m"


def test_hparams_as_text() -> None:
    hparams = HParams(b=2.0, a=1, f=len, nested={"g": len, "h": [1, len]})
    assert hparams.to_json(sort_keys=True) == '{"a": 1, "b": 2.0, "nested": {"h": [1]}}'
    assert hparams.to_json(indent=1, separators=("", ":")).startswith('{\n "b":2.0')
    assert str(HParams(b=2.0, a=1)) == "[('a', 1), ('b', 2.0)]"
    assert repr(HParams(a=1)) == "HParams([('a', 1)])"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("depth=a", "Could not parse hparam 'depth' of type 'int' with value 'a'"),
        ("depth=1.5", "Could not parse"),
        ("fast=maybe", "Could not parse"),
        ("other=1", "Unknown hyperparameter type for other"),
        ("depth", "Malformed"),
        ("depth=1,depth=2", "Multiple assignments"),
        ("sizes[0]=1,sizes[0]=2", "Multiple assignments"),
        ("sizes[0]=[1]", "no element of a list"),
        ("sizes=1", "Must pass a list"),
        ("depth=[1]", "Must not pass a list"),
    ],
)
def test_wrong_text(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        HParams(depth=3, fast=True, sizes=[1]).parse(text)


def test_wrong_values() -> None:
    hparams = HParams(rate=0.1, depth=3, name="relu", sizes=[1, 2], fast=True)
    for name, value in (
        ("rate", "1"),
        ("rate", True),
        ("depth", 1.5),
        ("name", 3),
        ("fast", 1),
        ("sizes", [1, "b"]),
    ):
        with pytest.raises(ValueError, match="Could not cast hparam"):
            hparams.set_hparam(name, value)
    with pytest.raises(ValueError, match="reserved"):
        hparams.add_hparam("rate", 1)
    with pytest.raises(ValueError, match="reserved"):
        hparams.add_hparam("parse", 1)
    with pytest.raises(ValueError, match="cannot be empty"):
        hparams.add_hparam("empty", [])
    for name, default in (("rate", "a"), ("rate", [1.0]), ("sizes", 1)):
        with pytest.raises(ValueError, match="incompatible with default"):
            hparams.get(name, default)
    with pytest.raises(TypeError, match="HParamDef"):
        HParams(object())
    assert training.parse_values("a=1,b=2", {"a": int}, ignore_unknown=True) == {"a": 1}
