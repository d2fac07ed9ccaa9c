"""The course's first program: find the w for which (w - 5)^2 is smallest.

The cost is written as w^2 - 10 w + 25, once with functions and once with operators. Nothing is
computed while it is written: the lines only add nodes to a graph, and `minimize` adds the nodes of
the gradient and of the update. A session then runs the update as often as we like.
"""

import sys

import minigraph as tf


def with_functions():
    """The cost by tf.add and tf.multiply; a session used plainly."""
    w = tf.Variable(0, dtype=tf.float32, name="w")
    cost = tf.add(tf.add(w**2, tf.multiply(-10.0, w)), 25)
    train = tf.train.GradientDescentOptimizer(0.01).minimize(cost)

    session = tf.Session()
    session.run(tf.global_variables_initializer())
    print("before:", session.run(w))
    session.run(train)
    print("after one step:", session.run(w))
    for _ in range(999):
        session.run(train)
    print("after 1,000 steps:", session.run(w))
    session.close()


def with_operators():
    """The same by operators; the session closes itself."""
    w = tf.Variable(0, dtype=tf.float32, name="w")
    cost = w**2 - 10 * w + 25
    train = tf.train.GradientDescentOptimizer(0.01).minimize(cost)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(1000):
            session.run(train)
        print("with operators:", session.run(w))
    return cost, train


def main(folder="pictures"):
    with tf.Graph().as_default():
        with_functions()
    with tf.Graph().as_default() as graph:
        with_operators()
        tf.draw(graph, f"{folder}/01_minimize", ["png", "svg"], title="(w - 5)^2 and its descent")


if __name__ == "__main__":
    main(*sys.argv[1:])
