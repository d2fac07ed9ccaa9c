"""The same cost with its coefficients as training data.

A placeholder is a tensor whose value each run is given by `feed_dict`. Other coefficients, other
minimum; the graph stays the same.
"""

import sys

import numpy as np

import minigraph as tf


def main(folder="pictures"):
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [3, 1], name="x")
        w = tf.Variable(0, dtype=tf.float32, name="w")
        cost = x[0][0] * w**2 + x[1][0] * w + x[2][0]
        train = tf.train.GradientDescentOptimizer(0.01).minimize(cost)
        init = tf.global_variables_initializer()

        with tf.Session() as session:
            for name, coefficients in (
                ("(w - 5)^2", [[1.0], [-10.0], [25.0]]),
                ("(w - 10)^2", [[1.0], [-20.0], [100.0]]),
            ):
                session.run(init)
                for _ in range(1000):
                    session.run(train, feed_dict={x: np.array(coefficients)})
                print(f"{name} is smallest at", session.run(w))
        tf.draw(
            graph, f"{folder}/02_fed_cost", ["png", "svg"], title="A cost with fed coefficients"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
