"""Softmax, looked at closely: C classes in place of two.

A unit for each class gives a score z_c. Softmax makes probabilities of the scores,
y_hat_c = exp(z_c) / sum over k of exp(z_k), and the loss is -log(y_hat of the right class).
Three facts about it, each shown by running the graph:

 1. Hardmax puts 1 at the largest score and 0 elsewhere; softmax is its gentle form, and comes near
    it when the scores are far apart. Only softmax has a slope to learn from.
 2. With two classes, softmax is the sigmoid of the difference of the scores: logistic regression.
 3. The gradient of the loss by the scores is y_hat - y. Nothing else is left of all the logs.
"""

import sys

import numpy as np

import minigraph as tf


def shown(values):
    return [round(float(value), 4) for value in values]


def soft_against_hard(session):
    scores = tf.placeholder(tf.float32, [None], name="scores")
    soft = tf.nn.softmax(scores, name="softmax")
    hard = tf.one_hot(tf.argmax(scores), tf.size(scores), name="hardmax")
    z = np.array([5.0, 2.0, -1.0, 3.0], np.float32)
    print("1. scores", z.tolist())
    for factor in (1.0, 3.0, 10.0):
        values = session.run(soft, {scores: factor * z})
        print(f"   softmax of {factor:4} times them", shown(values))
    print("   hardmax of them             ", shown(session.run(hard, {scores: z})))
    print("   gradient through hardmax:", tf.gradients(hard, scores)[0])


def two_classes(session):
    scores = tf.placeholder(tf.float32, [None, 2], name="two_scores")
    soft = tf.nn.softmax(scores)[:, 1]
    logistic = tf.sigmoid(scores[:, 1] - scores[:, 0])
    values = np.random.RandomState(1).normal(size=[1000, 2]) * 3
    one, other = session.run([soft, logistic], {scores: values})
    print(f"2. C = 2: softmax and sigmoid differ by {abs(one - other).max():.1e} at most")

    y = tf.placeholder(tf.float32, [None], name="y")
    with_softmax = tf.nn.softmax_cross_entropy_with_logits_v2(
        labels=tf.stack([1 - y, y], 1), logits=scores
    )
    with_sigmoid = tf.nn.sigmoid_cross_entropy_with_logits(
        labels=y, logits=scores[:, 1] - scores[:, 0]
    )
    feeds = {scores: values, y: np.arange(1000) % 2}
    one, other = session.run([with_softmax, with_sigmoid], feeds)
    print(f"   and so do their losses, by {abs(one - other).max():.1e}")


def the_gradient(folder):
    with tf.Graph().as_default() as graph:
        z = tf.placeholder(tf.float32, [None, 4], name="z")
        y = tf.placeholder(tf.float32, [None, 4], name="y")
        y_hat = tf.nn.softmax(z, name="y_hat")
        loss = tf.reduce_sum(
            tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=z), name="loss"
        )
        gradient = tf.gradients(loss, z)[0]
        feeds = {z: [[5.0, 2.0, -1.0, 3.0]], y: [[0.0, 1.0, 0.0, 0.0]]}
        with tf.Session() as session:
            values, expected = session.run([gradient, y_hat - y], feeds)
            print("3. dloss/dz, from the graph", shown(values[0]))
            print("   y_hat - y               ", shown(expected[0]))
            steps = session.plan(gradient, feeds=feeds).steps
            print("   the steps of the plan:", ", ".join(step.record.name for step in steps))
        tf.draw(graph, f"{folder}/04_softmax", ["png", "svg"], title="The gradient of softmax")


def main(folder="pictures"):
    with tf.Graph().as_default(), tf.Session() as session:
        soft_against_hard(session)
        two_classes(session)
        the_gradient(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
