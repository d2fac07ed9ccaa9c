"""Choosing by bits gives, to the bit, what `np.where` gives."""

import numpy as np
import pytest

import minigraph as tf
from minigraph.ops.bit_choices import chosen, dropped, kept

NUMBERS = ["float16", "float32", "float64", "int16", "int32", "int64", "uint16"]


def numbers(seed, shape, dtype):
    """Any bits at all: NaN of every kind, infinities, zeros of both signs among them."""
    random = np.random.RandomState(seed)
    made = np.frombuffer(random.bytes(np.prod(shape, dtype=int) * np.dtype(dtype).itemsize), dtype)
    special = [0.0, -0.0, np.inf, -np.inf, np.nan] if np.dtype(dtype).kind == "f" else [0]
    made = made.copy()
    made[: len(special)] = special
    return made.reshape(shape)


def bits(array):
    return array.shape, array.dtype, array.tobytes()


@pytest.mark.parametrize("dtype", NUMBERS)
@pytest.mark.parametrize("given", [False, True])
def test_as_np_where(dtype, given):
    t, e = (numbers(seed, (40, 60), dtype) for seed in (1, 2))
    condition = np.random.RandomState(3).random_sample(t.shape) < 0.5
    zero = np.zeros((), dtype)[()]

    def out():
        return {"out": np.empty_like(t)} if given else {}

    assert bits(chosen(condition, t, e, **out())) == bits(np.where(condition, t, e))
    assert bits(kept(condition, t, **out())) == bits(np.where(condition, t, zero))
    assert bits(dropped(condition, e, **out())) == bits(np.where(condition, zero, e))


@pytest.mark.parametrize("of_condition", [(40, 60), (40, 1), (60,)], ids=str)
@pytest.mark.parametrize("of_e", [(40, 60), (1, 60), ()], ids=str)
def test_broadcast_as_np_where(of_condition, of_e):
    condition = np.random.RandomState(3).random_sample(of_condition) < 0.5
    t, e = numbers(1, (40, 60), "float32"), numbers(2, (40, 60), "float32")
    e = {(40, 60): e, (1, 60): e[:1], (): e[0, 0]}[of_e]
    for left, right in ((t, e), (e, t)):
        wanted = np.where(condition, left, right)
        assert bits(chosen(condition, left, right)) == bits(wanted)
        assert bits(chosen(condition, left, right, out=np.empty_like(wanted))) == bits(wanted)


@pytest.mark.parametrize("dtype", [*NUMBERS, "int8", "bool"])
@pytest.mark.parametrize("shape", [(5,), (50, 60), (400, 300)], ids=str)
@pytest.mark.parametrize("zero", ["", "t", "e"])
def test_where_in_a_plan(dtype, shape, zero):
    made = "uint8" if dtype == "bool" else dtype
    t, e = (numbers(seed, shape, made) for seed in (1, 2))
    if dtype == "bool":
        t, e = t > 127, e > 127
    condition = np.random.RandomState(3).random_sample(shape) < 0.5
    nothing = np.zeros((), dtype)
    with tf.Graph().as_default(), tf.Session() as session:
        places = [tf.placeholder(x.dtype, shape) for x in (condition, t, e)]
        chosen_from = [
            tf.constant(nothing) if name == zero else place
            for name, place in zip(("condition", "t", "e"), places, strict=True)
        ]
        found = tf.where_v2(*chosen_from)
        twice = tf.where_v2(places[0], found, found)  # the first one's array is the plan's own
        feeds = dict(zip(places, (condition, t, e), strict=True))
        got = session.run([found, twice], feeds)
    wanted = np.where(condition, nothing if zero == "t" else t, nothing if zero == "e" else e)
    assert [bits(g) for g in got] == [bits(wanted)] * 2


def test_minus_zero_is_not_left_out():
    with tf.Graph().as_default(), tf.Session() as session:
        condition = tf.placeholder(tf.bool, [2])
        found = tf.where_v2(condition, [1.0, 1.0], tf.constant(-0.0))
        got = session.run(found, {condition: [True, False]})
    assert np.signbit(got).tolist() == [False, True]
