"""Every optimizer: nodes, slots and their names, twenty steps dense and sparse."""

from __future__ import annotations

from tests.oracle.cases import Family, Tolerance
from tests.oracle.observe import nodes

FAMILY = Family(
    "optimizers",
    Tolerance(16, "array", "twenty steps, each a few roundings of its own"),
)
script = FAMILY.script

# 1e-6 relative is what users are promised: 16 units in the last place of float32 are 1.9e-6 of the
# largest number of an array, and nearly every program below needs far less.
OPTIMIZERS = {
    "GradientDescent": lambda tf: tf.train.GradientDescentOptimizer(0.1),
    "Adam": lambda tf: tf.train.AdamOptimizer(0.1),
    "Adam beta": lambda tf: tf.train.AdamOptimizer(0.1, 0.5, 0.7, 0.1, name="Mine"),
    "Adam tensor": lambda tf: tf.train.AdamOptimizer(tf.constant(0.1), lambda: 0.8),
}


def model(tf, dtype="float32", sparse=False):
    """A loss with a matrix, a vector and a scalar; `sparse` looks rows up, one of them twice."""
    start = [[0.5, -1.0, 2.0], [1.5, 0.25, -0.5], [1.0, -2.0, 0.75], [3.0, 0.125, -1.25]]
    with tf.variable_scope("net"):
        w = tf.get_variable("w", initializer=tf.constant(start, dtype))
        b = tf.Variable(tf.constant([0.5, 1.0, -1.0], dtype), name="b")
        s = tf.get_variable("s", initializer=tf.constant(0.75, dtype))
    rows = tf.gather(w, [0, 2, 0]) if sparse else w
    return tf.reduce_sum(tf.square(rows - b) * s) + tf.reduce_sum(tf.square(b)) + tf.square(s)


for label, make in OPTIMIZERS.items():
    for kind in ("dense", "sparse"):

        def program(tf, np, make=make, sparse=kind == "sparse"):
            loss = model(tf, sparse=sparse)
            optimizer = make(tf)
            step = tf.train.get_or_create_global_step()
            train = optimizer.minimize(loss, step)
            yield [train, optimizer.get_name(), optimizer.get_slot_names(), optimizer.variables()]
            yield [
                optimizer.get_slot(v, name)
                for v in tf.trainable_variables()
                for name in optimizer.get_slot_names()
            ]
            yield [tf.global_variables(), tf.trainable_variables()]
            if sparse:  # the numbers of the rows come straight from the graph here
                ops = tf.get_default_graph().get_operations()
                yield [[op.name, op.type] for op in ops if not op.name.startswith("gradients/")]
            else:
                yield nodes(tf, hide="gradients")
            with tf.Session() as sess:
                sess.run(tf.global_variables_initializer())
                for _ in range(4):
                    losses = [sess.run([loss, train])[0] for _ in range(5)]
                    yield losses
                    yield sess.run(tf.global_variables())

        program.__name__ = f"{label} {kind}"
        script(program)
