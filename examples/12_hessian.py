"""Gradients of gradients: gradients are graph, so they have gradients themselves.

The second derivatives of f(x, y) = x^3 y + y^2 are [[6 x y, 3 x^2], [3 x^2, 2]]. They are taken in
two ways and compared with the formula, and then used: a step of Newton's method.
"""

import sys

import numpy as np

import minigraph as tf


def main(folder="pictures"):
    with tf.Graph().as_default() as graph:
        p = tf.placeholder(tf.float64, [2], name="p")
        f = p[0] ** 3 * p[1] + p[1] ** 2
        (slope,) = tf.gradients(f, p)
        by_hand = tf.stack([tf.gradients(slope[i], p)[0] for i in range(2)])
        tf.draw(graph, f"{folder}/12_hessian", ["png", "svg"], title="Gradients of gradients")
        (hessian,) = tf.hessians(f, p)

        with tf.Session() as session:
            x, y = point = np.array([2.0, 3.0])
            exact = np.array([[6 * x * y, 3 * x**2], [3 * x**2, 2.0]])
            for name, tensor in (("gradients of gradients", by_hand), ("tf.hessians", hessian)):
                found = session.run(tensor, {p: point})
                print(f"{name}: {found.tolist()}, off by {np.abs(found - exact).max()}")
            g, h = session.run([slope, hessian], {p: point})
            print("a Newton step from", point, "to", point - np.linalg.solve(h, g))


if __name__ == "__main__":
    main(*sys.argv[1:])
