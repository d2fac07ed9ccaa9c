"""Every optimizer: nodes, slots and their names, twenty steps dense and sparse."""

from __future__ import annotations

import re

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.observe import Code, nodes

FAMILY = Family(
    "optimizers",
    Tolerance(16, "array", "twenty steps, each a few roundings of its own"),
)
script = FAMILY.script
# 1e-6 relative is what users are promised: 8 units in the last place of float32 are 9.5e-7 of the
# largest number of an array. All programs but two keep to that; there a slot is a sum of gradients
# that nearly cancel.


def da(tf, **more):
    return tf.train.AdagradDAOptimizer(0.3, tf.train.get_or_create_global_step(), **more)


def ftrl(tf, **more):
    return tf.train.FtrlOptimizer(0.3, **more)


OPTIMIZERS = {
    "GradientDescent": lambda tf: tf.train.GradientDescentOptimizer(0.1),
    "Adam": lambda tf: tf.train.AdamOptimizer(0.1),
    "Adam beta": lambda tf: tf.train.AdamOptimizer(0.1, 0.5, 0.7, 0.1, name="Mine"),
    "Adam tensor": lambda tf: tf.train.AdamOptimizer(tf.constant(0.1), lambda: 0.8),
    "Momentum": lambda tf: tf.train.MomentumOptimizer(0.02, 0.9),
    "Momentum tensor": lambda tf: tf.train.MomentumOptimizer(
        tf.constant(0.05), lambda: 0.5, name="Mine"
    ),
    "Momentum Nesterov": lambda tf: tf.train.MomentumOptimizer(0.02, 0.9, use_nesterov=True),
    "Adagrad": lambda tf: tf.train.AdagradOptimizer(0.3),
    "Adagrad start": lambda tf: tf.train.AdagradOptimizer(lambda: 0.3, 0.5, name="Mine"),
    "AdagradDA": lambda tf: da(tf),
    "AdagradDA l1": lambda tf: da(tf, l1_regularization_strength=0.5),
    "AdagradDA l1 l2": lambda tf: da(
        tf,
        initial_gradient_squared_accumulator_value=2.0,
        l1_regularization_strength=0.1,
        l2_regularization_strength=0.2,
        name="Mine",
    ),
    "Adadelta": lambda tf: tf.train.AdadeltaOptimizer(1.0),
    "Adadelta rho": lambda tf: tf.train.AdadeltaOptimizer(0.5, lambda: 0.7, 0.01, name="Mine"),
    "RMSProp": lambda tf: tf.train.RMSPropOptimizer(0.1),
    "RMSProp momentum": lambda tf: tf.train.RMSPropOptimizer(
        tf.constant(0.01), 0.5, lambda: 0.6, 0.1, name="Mine"
    ),
    "RMSProp centered": lambda tf: tf.train.RMSPropOptimizer(0.1, centered=True, epsilon=0.01),
    "RMSProp centered momentum": lambda tf: tf.train.RMSPropOptimizer(
        0.01, 0.8, 0.9, 0.1, centered=True
    ),
    "Ftrl": lambda tf: ftrl(tf),
    "Ftrl l1 l2": lambda tf: ftrl(
        tf, l1_regularization_strength=2.0, l2_regularization_strength=0.3
    ),
    "Ftrl power": lambda tf: ftrl(tf, learning_rate_power=-0.7, initial_accumulator_value=0.5),
    "Ftrl power 0": lambda tf: ftrl(tf, learning_rate_power=0.0, l1_regularization_strength=1.0),
    "Ftrl shrinkage": lambda tf: ftrl(
        tf, l1_regularization_strength=0.1, l2_shrinkage_regularization_strength=0.2
    ),
    "Ftrl names": lambda tf: ftrl(tf, accum_name="square", linear_name="line"),
    "ProximalGradientDescent": lambda tf: tf.train.ProximalGradientDescentOptimizer(0.05),
    "ProximalGradientDescent l1 l2": lambda tf: tf.train.ProximalGradientDescentOptimizer(
        0.05, 0.9, 0.3, name="Mine"
    ),
    "ProximalAdagrad": lambda tf: tf.train.ProximalAdagradOptimizer(0.3),
    "ProximalAdagrad l1 l2": lambda tf: tf.train.ProximalAdagradOptimizer(0.3, 0.5, 0.9, 0.3),
}

# TensorFlow 2.21 has Ftrl's later argument `beta`, and with it six nodes where TensorFlow 1 has
# `l2_regularization_strength`, which has their value.
LATER = re.compile(r"Ftrl/(Maximum|mul|truediv|add|beta)(/[xy])?$")


def built(tf, kind="dense"):
    """The nodes but for the gradients'; only names and types if there are gradients of rows, whose
    numbers come straight from the graph here."""
    lines = []
    for line in nodes(tf, hide="gradients").code["nodes"]:
        words = ["Ftrl/l2_regularization_strength" if w == "Ftrl/add" else w for w in line.split()]
        if not LATER.match(line.split()[0]) and words[0] != "Ftrl/l2_regularization_strength":
            lines.append(words[:2] if kind == "sparse" else " ".join(words))
    return Code(lines)


def model(tf, dtype="float32", sparse=False):
    """A convex loss of a matrix, a vector and a scalar; `sparse` looks rows up, one of them twice."""
    start = [[0.5, -1.0, 2.0], [1.5, 0.25, -0.5], [1.0, -2.0, 0.75], [3.0, 0.125, -1.25]]
    with tf.variable_scope("net"):
        w = tf.get_variable("w", initializer=tf.constant(start, dtype))
        b = tf.Variable(tf.constant([0.5, 1.0, -1.0], dtype), name="b")
        s = tf.get_variable("s", initializer=tf.constant(0.75, dtype))
    rows = tf.gather(w, [0, 2, 0]) if sparse else w
    middle = tf.square(b - tf.constant([1.0, 2.0, 3.0], dtype))
    near = tf.reduce_sum(tf.square(rows - b)) + tf.reduce_sum(middle)
    return near / 4 + tf.square(s - tf.reduce_mean(b))


def train(tf, loss, step, count=20):
    """The losses, and the variables in the end."""
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield np.array([sess.run([loss, step])[0] for _ in range(count)])
        yield sess.run(tf.global_variables())


for label, make in OPTIMIZERS.items():
    for kind in ("dense", "sparse"):

        def program(tf, np, make=make, kind=kind):
            loss = model(tf, sparse=kind == "sparse")
            optimizer = make(tf)
            step = optimizer.minimize(loss, tf.train.get_or_create_global_step())
            yield [step, optimizer.get_name(), optimizer.get_slot_names(), optimizer.variables()]
            yield [
                optimizer.get_slot(v, name)
                for v in tf.trainable_variables()
                for name in optimizer.get_slot_names()
            ]
            yield [tf.global_variables(), tf.trainable_variables()]
            yield built(tf, kind)
            yield from train(tf, loss, step)

        program.__name__ = f"{label} {kind}"
        script(program)

PLAIN = {
    "GradientDescent": lambda tf, rate: tf.train.GradientDescentOptimizer(rate),
    "Adam": lambda tf, rate: tf.train.AdamOptimizer(rate),
    "Momentum": lambda tf, rate: tf.train.MomentumOptimizer(rate, 0.5),
    "Adagrad": lambda tf, rate: tf.train.AdagradOptimizer(rate),
    "AdagradDA": lambda tf, rate: tf.train.AdagradDAOptimizer(
        rate, tf.train.get_or_create_global_step(), l1_regularization_strength=0.1
    ),
    "Adadelta": lambda tf, rate: tf.train.AdadeltaOptimizer(rate, epsilon=0.01),
    "RMSProp": lambda tf, rate: tf.train.RMSPropOptimizer(rate, epsilon=0.01),
    "RMSProp centered": lambda tf, rate: tf.train.RMSPropOptimizer(
        rate, epsilon=0.1, momentum=0.5, centered=True
    ),
    "Ftrl": lambda tf, rate: tf.train.FtrlOptimizer(rate, l1_regularization_strength=0.1),
    "Ftrl shrinkage": lambda tf, rate: tf.train.FtrlOptimizer(
        rate, l2_shrinkage_regularization_strength=0.1
    ),
    "ProximalGradientDescent": lambda tf, rate: tf.train.ProximalGradientDescentOptimizer(
        rate, 0.1, 0.2
    ),
    "ProximalAdagrad": lambda tf, rate: tf.train.ProximalAdagradOptimizer(rate, 0.1, 0.1, 0.2),
}

for label, make in PLAIN.items():

    def decayed(tf, np, make=make):
        """The rate is a tensor that falls with the global step; some rows have a gradient."""
        loss = model(tf, sparse=True)
        count = tf.train.get_or_create_global_step()
        rate = 0.1 * tf.pow(0.9, tf.cast(count, tf.float32))
        yield from train(tf, loss, make(tf, rate).minimize(loss, count))

    def doubles(tf, np, make=make):
        loss = model(tf, "float64")
        step = make(tf, 0.05).minimize(loss, tf.train.get_or_create_global_step())
        yield built(tf)
        yield from train(tf, loss, step, 10)

    def halves(tf, np, make=make):
        loss = model(tf, "float16")
        step = make(tf, 0.05).minimize(loss, tf.train.get_or_create_global_step())
        yield built(tf)
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            sess.run(step)
            yield sess.run(tf.global_variables())

    def twice(tf, np, make=make):
        """Two steps of one optimizer share its slots; a second one has slots of its own."""
        with tf.variable_scope("outer"), tf.name_scope("inner"):
            loss = model(tf)
            optimizer = make(tf, 0.05)
            with tf.variable_scope("train"):
                yield optimizer.minimize(loss)
            yield optimizer.minimize(loss, name="again")
            yield make(tf, 0.05).minimize(loss)
        yield [v.name for v in tf.global_variables()]
        yield [v.name for v in optimizer.variables()]
        yield [v.name for v in tf.trainable_variables()]

    def parts(tf, np, make=make):
        """A variable in two parts, a constraint on another one."""
        cut = tf.fixed_size_partitioner(2)
        table = tf.get_variable("table", [4, 2], initializer=tf.ones_initializer(), partitioner=cut)
        bounded = tf.get_variable(
            "bounded",
            initializer=tf.constant([1.0, -1.0]),
            constraint=lambda v: tf.clip_by_value(v, -0.9, 0.9),
        )
        found = tf.nn.embedding_lookup(table, [0, 3, 3])
        loss = tf.reduce_sum(tf.square(found - bounded))
        step = make(tf, 0.1).minimize(loss)
        yield [v.name for v in tf.global_variables()]
        yield from train(tf, loss, step, 10)

    def empty(tf, np, make=make):
        """No rows at all, and a variable without elements."""
        table = tf.get_variable("table", [3, 2], initializer=tf.ones_initializer())
        none = tf.get_variable("none", [0, 2], initializer=tf.ones_initializer())
        number = tf.placeholder(tf.int32, [None])
        loss = tf.reduce_sum(tf.gather(table, number)) + tf.reduce_sum(none)
        step = make(tf, 0.1).minimize(loss)
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            for fed in ([], [1], [1, 1]):
                sess.run(step, {number: np.array(fed, np.int32)})
                yield sess.run(tf.global_variables())

    programs = [decayed, twice, parts, empty]
    if not label.startswith("Proximal"):  # TensorFlow leaves their settings float32, and fails
        programs.append(doubles)
        if label != "AdagradDA":  # TensorFlow's has no float16
            programs.append(halves)
    for program in programs:
        program.__name__ = f"{label} {program.__name__}"
        script(program)


@script
def ftrl_from_nothing(tf, np):
    """No gradient and an accumulator of 0: the variable becomes 0, not 0 / 0."""
    step = ftrl(tf, initial_accumulator_value=0.0).minimize(model(tf))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(step)
        yield sess.run(tf.global_variables())


RANGES = """
!tf.train.AdagradOptimizer(0.1, 0.0)
!tf.train.AdagradOptimizer(0.1, -1.0)
!tf.train.ProximalAdagradOptimizer(0.1, 0.0)
!tf.train.AdagradDAOptimizer(0.1, None, 0.0)
!tf.train.FtrlOptimizer(0.1, 0.5)
!tf.train.FtrlOptimizer(0.1, initial_accumulator_value=-0.1)
!tf.train.FtrlOptimizer(0.1, l1_regularization_strength=-0.1)
!tf.train.FtrlOptimizer(0.1, l2_regularization_strength=-0.1)
!tf.train.FtrlOptimizer(0.1, l2_shrinkage_regularization_strength=-0.1)
!tf.train.MomentumOptimizer(0.1)
!tf.train.MomentumOptimizer(0.1, 0.9, name="")
tf.train.MomentumOptimizer(0.1, 0.9).get_slot_names()
tf.train.RMSPropOptimizer(0.1).get_name()
tf.train.AdadeltaOptimizer().variables()
"""
FAMILY.ask("made", RANGES)

wrong = FAMILY.wrong
for label, make in PLAIN.items():
    wrong(
        f"{label}: a rate for each element",
        lambda tf, make=make: make(tf, tf.constant([0.1, 0.2])).minimize(
            tf.reduce_sum(tf.square(tf.get_variable("w", [2])))
        ),
    )
    wrong(
        f"{label}: int variable",
        lambda tf, make=make: make(tf, 0.1).minimize(
            tf.get_variable("w", initializer=1), var_list=tf.trainable_variables()
        ),
    )
    wrong(
        f"{label}: gradient of another shape",
        lambda tf, make=make: make(tf, 0.1).apply_gradients(
            [(tf.constant([1.0, 2.0, 3.0]), tf.get_variable("w", [2]))]
        ),
    )
