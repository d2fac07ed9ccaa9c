"""Choices and loops inside the graph: tf.cond and tf.while_loop, and gradients through them.

`cond` runs one of two branches, `while_loop` repeats a body. Both are single nodes that hold
sub-graphs; a gradient goes back through the branch that was taken and through each iteration.
"""

import sys

import minigraph as tf


def power(x, n):
    """x ** n by repeated multiplication."""
    _, result = tf.while_loop(lambda i, y: i < n, lambda i, y: [i + 1, y * x], [0, 1.0])
    return result


def main(folder="pictures"):
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [], name="x")
        n = tf.placeholder(tf.int32, [], name="n")
        bend = tf.cond(x > 0.0, lambda: 2.0 * x, lambda: tf.exp(x) - 1.0)
        (bend_slope,) = tf.gradients(bend, x)
        y = power(x, n)
        (slope,) = tf.gradients(y, x)
        (curvature,) = tf.gradients(slope, x)

        with tf.Session() as session:
            for value in (1.5, -1.5):
                result = session.run([bend, bend_slope], {x: value})
                print("cond at", value, "gives", result[0], "with gradient", result[1])
            for count in (3, 5):
                found = session.run([y, slope, curvature], {x: 2.0, n: count})
                print(f"2 ** {count} = {found[0]}, its gradient {found[1]}, the next {found[2]}")
            print(session.plan(slope, feeds=[x, n]))
        tf.draw(graph, f"{folder}/13_control_flow", ["png", "svg"], title="A choice and a loop")


if __name__ == "__main__":
    main(*sys.argv[1:])
