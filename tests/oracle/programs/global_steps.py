"""The global step: where it is made, what counts as one, what else a collection may hold."""

from __future__ import annotations

from tests.oracle.cases import EXACT, Family
from tests.oracle.observe import error, nodes

FAMILY = Family("global_steps", EXACT)
script = FAMILY.script
wrong = FAMILY.wrong
KEY = "global_step"


@script
def made_in_scopes(tf, np):
    with tf.name_scope("names"), tf.variable_scope("vars", initializer=tf.ones_initializer()):
        with tf.control_dependencies([tf.constant(1.0, name="before")]):
            step = tf.train.get_or_create_global_step()
        yield [step, tf.train.get_or_create_global_step() is step]
        yield tf.train.get_global_step() is step
    yield nodes(tf)
    yield [tf.get_collection(k) for k in (KEY, "variables", "trainable_variables")]
    with tf.variable_scope("vars", reuse=True):
        yield tf.train.get_or_create_global_step() is step
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield [sess.run(step), tf.train.global_step(sess, step)]
        sess.run(tf.assign_add(step, 5))
        yield tf.train.global_step(sess, step)
        yield tf.train.global_step(sess, step + 1)


@script
def of_other_graphs(tf, np):
    graph = tf.Graph()
    step = tf.train.create_global_step(graph)
    yield [step.name, step.graph is graph, tf.train.get_global_step()]
    yield [
        tf.train.get_global_step(graph) is step,
        tf.train.get_or_create_global_step(graph) is step,
    ]
    own = tf.train.get_or_create_global_step()
    yield [own.graph is graph, own]
    yield error(tf, lambda: tf.train.create_global_step(graph))
    yield error(tf, lambda: tf.train.create_global_step())


@script
def by_name(tf, np):
    """A variable or tensor of that name counts, in no collection or whatever."""
    step = tf.Variable(3, trainable=False, name=KEY)
    yield [tf.train.get_global_step(), tf.train.get_or_create_global_step().name]
    yield error(tf, lambda: tf.train.create_global_step())
    with tf.Session() as sess:
        sess.run(step.initializer)
        yield tf.train.global_step(sess, tf.train.get_global_step())
        yield tf.train.global_step(sess, KEY + ":0")


@script
def by_collection(tf, np):
    step = tf.Variable(7, name="mine", trainable=False)
    tf.add_to_collection(KEY, step)
    yield [tf.train.get_global_step() is step, tf.train.get_or_create_global_step() is step]
    yield error(tf, lambda: tf.train.create_global_step())


@script
def what_counts(tf, np):
    for value in (
        *(tf.constant(3), tf.constant(3, tf.int64), tf.constant(3, tf.uint8)),
        *(tf.placeholder(tf.int64), tf.placeholder(tf.int32, [])),
        *(tf.constant(3.0), tf.constant([3]), tf.constant("a"), tf.constant(True)),
        *(tf.Variable(0), tf.Variable(0.0), tf.Variable([0])),
        *(3, None, "global_step:0", np.int64(3)),
    ):
        yield error(tf, lambda value=value: tf.train.assert_global_step(value))


def named(tf, value):
    tf.Variable(value, name=KEY)
    return tf.train.get_global_step()


wrong("float", lambda tf: named(tf, 1.0))
wrong("vector", lambda tf: named(tf, [1, 2]))
wrong("text", lambda tf: named(tf, "one"))


@script
def counting(tf, np):
    step = tf.train.get_or_create_global_step()
    w = tf.Variable(1.0, name="w")
    optimizer = tf.train.GradientDescentOptimizer(tf.train.exponential_decay(0.5, step, 1, 0.5))
    train = optimizer.minimize(w * w, global_step=step)
    bumped = tf.assign_add(step, 1, name="bump")
    with tf.control_dependencies([train]):
        after = tf.identity(step, name="after")
    yield [train, bumped, after]
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(3):
            sess.run(train)
            yield sess.run([step, w])
        yield sess.run(bumped)
        yield sess.run([w, step])
