"""Learning rates over the global step: nodes, types, numbers at many steps, a whole training."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases import Family, Tolerance
from tests.oracle.observe import Code, named, nodes

FAMILY = Family(
    "schedules",
    Tolerance(16, "array", "powers, logarithms and cosines are NumPy's"),
)
script = FAMILY.script
wrong = FAMILY.wrong
either = FAMILY.either

STEPS = [0, 1, 7, 9, 10, 11, 15, 20, 21, 29, 30, 31, 69, 70, 71, 150, 1000, 10**6]
SCHEDULES = {
    "exponential": lambda t, s: t.exponential_decay(0.1, s, 10, 0.96),
    "exponential stairs": lambda t, s: t.exponential_decay(0.1, s, 10, 0.5, True, "rate"),
    "exponential floats": lambda t, s: t.exponential_decay(
        0.1, s, 10.0, decay_rate=0.96, staircase=True
    ),
    "natural": lambda t, s: t.natural_exp_decay(0.1, s, 10, 0.5),
    "natural stairs": lambda t, s: t.natural_exp_decay(0.1, s, 10, 0.5, True, "rate"),
    "inverse": lambda t, s: t.inverse_time_decay(0.1, s, 10, 0.5),
    "inverse stairs": lambda t, s: t.inverse_time_decay(0.1, s, 10, 0.5, True, "rate"),
    "polynomial": lambda t, s: t.polynomial_decay(0.1, s, 30),
    "polynomial root": lambda t, s: t.polynomial_decay(0.1, s, 30, 0.01, 0.5, name="rate"),
    "polynomial cycle": lambda t, s: t.polynomial_decay(0.1, s, 10, 0.01, 2.0, cycle=True),
    "polynomial up": lambda t, s: t.polynomial_decay(0.1, s, 30, end_learning_rate=1.0),
    "steps": lambda t, s: t.piecewise_constant(s, [10, 20, 30], [1.0, 0.5, 0.1, 0.05]),
    "two steps": lambda t, s: t.piecewise_constant(s, [10], [1.0, 0.5], "rate"),
    "steps by their other name": lambda t, s: t.piecewise_constant_decay(s, (7, 9), (3, 2, 1)),
    "cosine": lambda t, s: t.cosine_decay(0.1, s, 30),
    "cosine alpha": lambda t, s: t.cosine_decay(0.1, s, 30, 0.25, "rate"),
    "restarts": lambda t, s: t.cosine_decay_restarts(0.1, s, 10),
    "restarts of one length": lambda t, s: t.cosine_decay_restarts(0.1, s, 10, 1.0, 0.9, 0.1),
    "restarts lower": lambda t, s: t.cosine_decay_restarts(0.1, s, 10, 1.5, 0.5, name="rate"),
    "linear cosine": lambda t, s: t.linear_cosine_decay(0.1, s, 30),
    "linear cosine all": lambda t, s: t.linear_cosine_decay(0.1, s, 30, 2.0, 0.1, 0.2, "rate"),
    "noisy without noise": lambda t, s: t.noisy_linear_cosine_decay(
        0.1, s, 30, initial_variance=0.0
    ),
    "noisy all": lambda t, s: t.noisy_linear_cosine_decay(
        0.1, s, 30, 0.0, 0.6, 2.0, 0.1, 0.2, "rate"
    ),
}


def straight(tf: Any) -> Code:
    """The nodes outside of conds and of what checks: those are one node each here."""
    lines = nodes(tf).code["nodes"]
    return Code([line for line in lines if "/cond" not in line and "/Assert" not in line])


for label, make in SCHEDULES.items():
    dense = label in ("steps", "two steps", "steps by their other name") or "restarts" in label

    def at_steps(tf, np, make=make, dense=dense):
        step = tf.train.get_or_create_global_step()
        rate = make(tf.train, step)
        yield named(rate) if dense else rate
        yield straight(tf)
        with tf.Session() as sess:
            yield np.array([sess.run(rate, {step: k}) for k in STEPS])  # one scale: the highest

    at_steps.__name__ = label
    script(at_steps)

STEP_TYPES = {
    "int32": lambda tf: tf.constant(15),
    "float32": lambda tf: tf.constant(15.0),
    "uint8": lambda tf: tf.constant(15, tf.uint8),
    "float64": lambda tf: tf.constant(15, tf.float64),
    "Python": lambda tf: 15,
    "variable": lambda tf: tf.Variable(15, name="step"),
}
for kind, number in STEP_TYPES.items():
    for label in ("exponential", "inverse", "polynomial", "polynomial cycle", "linear cosine"):
        either(
            f"{label} of a {kind} step",
            lambda tf, make=SCHEDULES[label], number=number: make(tf.train, number(tf)),
        )
for dtype in ("float16", "float64"):
    for label, call in {
        "exponential": lambda t, r, s: t.exponential_decay(r, s, 10, 0.96),
        "natural": lambda t, r, s: t.natural_exp_decay(r, s, 10, 0.5),
        "inverse": lambda t, r, s: t.inverse_time_decay(r, s, 10, 0.5),
        "polynomial": lambda t, r, s: t.polynomial_decay(r, s, 30),
    }.items():
        either(
            f"{label} in {dtype}",
            lambda tf, call=call, dtype=dtype: call(
                tf.train, tf.constant(0.1, dtype), tf.constant(15)
            ),
        )
for label, build in {
    "all tensors": lambda tf: tf.train.exponential_decay(
        tf.constant(0.1), tf.constant(3), tf.constant(10), tf.constant(0.5)
    ),
    "int rate": lambda tf: tf.train.exponential_decay(1, tf.constant(3), 10, 0.5),
    "int natural rate": lambda tf: tf.train.natural_exp_decay(0.1, tf.constant(3), 10, 1),
    "cycle of a tensor": lambda tf: tf.train.polynomial_decay(
        0.1, tf.constant(3), tf.constant(10.0), cycle=True
    ),
    "cycle of an int tensor": lambda tf: tf.train.polynomial_decay(
        0.1, tf.constant(3), tf.constant(10), cycle=True
    ),
    "vector of steps": lambda tf: tf.train.exponential_decay(0.1, tf.constant([3, 20]), 10, 0.5),
    "vector of rates": lambda tf: tf.train.cosine_decay([0.1, 0.2], tf.constant(3), 10),
    "no steps": lambda tf: tf.train.exponential_decay(0.1, tf.constant(3), 0, 0.5),
    "polynomial of no steps": lambda tf: tf.train.polynomial_decay(0.1, tf.constant(3), 0),
    "function": lambda tf: tf.train.exponential_decay(0.1, tf.constant(3), lambda: 10, 0.5),
}.items():
    either(label, build)


# ---------------------------------------------------------------------------------- in steps
@script
def step_types(tf, np):
    made = [
        tf.train.piecewise_constant(tf.constant(3), [1, 3], [0.1, 0.2, 0.3]),
        tf.train.piecewise_constant(tf.constant(3.5), [1.0, 3.5], [1, 2, 3]),
        tf.train.piecewise_constant(tf.constant(4, tf.int64), [1, 3], ["a", "b", "c"]),
        tf.train.piecewise_constant(
            tf.constant(2), [1, 3], [tf.constant([1.0]), tf.constant([2.0]), tf.constant([3.0])]
        ),
        tf.train.piecewise_constant(5, [1, 3], [0.1, 0.2, 0.3]),
    ]
    for rate in made:
        yield named(rate)
    with tf.Session() as sess:
        yield [np.array(v) for v in sess.run(made)]


def steps(build):
    return lambda tf: tf.train.piecewise_constant(*build(tf))


for label, build in {
    "float step, int boundaries": lambda tf: (tf.constant(3.0), [1, 2], [0.1, 0.2, 0.3]),
    "int step, float boundaries": lambda tf: (tf.constant(3), [1.0, 2.0], [0.1, 0.2, 0.3]),
    "mixed boundaries": lambda tf: (tf.constant(3, tf.int64), [1, 2.0], [0.1, 0.2, 0.3]),
    "mixed values": lambda tf: (tf.constant(3), [1, 2], [1, 0.2, 0.3]),
    "too few values": lambda tf: (tf.constant(3), [1, 2], [0.1, 0.2]),
    "too many values": lambda tf: (tf.constant(3), [1], [0.1, 0.2, 0.3]),
}.items():
    wrong(label, steps(build))
wrong(
    "no boundaries",
    steps(lambda tf: (tf.constant(3), [], [0.1])),
    instead="ValueError",
    why="TensorFlow's IndexError says nothing of boundaries",
)
for label, make in SCHEDULES.items():
    wrong(f"{label} of None", lambda tf, make=make: make(tf.train, None))


# ---------------------------------------------------------------------------------- in a training
@script
def training(tf, np):
    step = tf.train.get_or_create_global_step()
    w = tf.Variable([3.0, -2.0], name="w")
    rate = tf.train.exponential_decay(0.3, step, 2, 0.5, staircase=True)
    train = tf.train.GradientDescentOptimizer(rate).minimize(tf.reduce_sum(w * w), step)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(6):
            sess.run(train)
            yield sess.run([step, rate, w])


@script
def names_in_scopes(tf, np):
    step = tf.train.get_or_create_global_step()
    with tf.name_scope("out"):
        yield tf.train.exponential_decay(0.1, step, 10, 0.5)
        yield tf.train.natural_exp_decay(0.1, step, 10, 0.5)
        yield named(tf.train.piecewise_constant(step, [1], [1.0, 2.0]))
        yield tf.train.cosine_decay(0.1, step, 10, name="mine")
        yield tf.train.polynomial_decay(0.1, step, 10, name="mine")
        yield tf.train.polynomial_decay(0.1, step, 10, name="")
    with tf.variable_scope("vars"):
        yield tf.train.linear_cosine_decay(0.1, step, 10)


@script
def gradients_of_a_rate(tf, np):
    start, step = tf.constant(0.5), tf.placeholder(tf.float32, [])
    rates = [
        tf.train.exponential_decay(start, step, 10, 0.5),
        tf.train.inverse_time_decay(start, step, 10, 0.5),
        tf.train.polynomial_decay(start, step, 10, power=2.0),
        tf.train.cosine_decay(start, step, 10),
    ]
    grads = [g for rate in rates for g in tf.gradients(rate, [start, step])]
    with tf.Session() as sess:
        yield [sess.run(grads, {step: k}) for k in (0.0, 3.0)]
