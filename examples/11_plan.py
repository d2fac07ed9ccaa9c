"""What a run is compiled to: a straight-line NumPy program.

The first `session.run(train, ...)` selects the nodes that it needs, works out their shapes, folds
what is constant, and writes a Python function; every later run calls it. The plan shows that
function, each line with the node that it runs and the line of this file that made the node.
"""

import sys

import minigraph as tf


def main(folder="pictures"):
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [100, 64], name="x")
        labels = tf.placeholder(tf.int64, [100], name="labels")
        w = tf.Variable(tf.zeros([64, 10]), name="w")
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels=labels, logits=tf.matmul(x, w)
        )
        loss = tf.reduce_mean(losses, name="loss")
        train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
        with tf.Session() as session:
            plan = session.plan([train, loss], feeds=[x, labels])
            print(plan)
            print(plan.explain())
        tf.draw(graph, f"{folder}/11_plan", ["png", "svg"], title="What the plan is made from")


if __name__ == "__main__":
    main(*sys.argv[1:])
