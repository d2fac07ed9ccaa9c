"""Why a bias before batch normalization does nothing.

The normalization takes the mean of the batch off each unit. A bias adds the same number to every
example of the batch, so it is in the mean and is taken off again: the outputs do not depend on it,
and its gradient is zero. beta, which is added after the normalization, does its work.
"""

import sys

import digits

import minigraph as tf


def main(folder="pictures"):
    data = digits.load()
    with tf.Graph().as_default() as graph:
        images = tf.placeholder(tf.float32, [None, 64], name="images")
        labels = tf.placeholder(tf.int64, [None], name="labels")
        layer = tf.layers.Dense(
            16,
            kernel_initializer=tf.glorot_uniform_initializer(seed=1),
            bias_initializer=tf.random_normal_initializer(seed=2),
            name="dense",
        )
        norm = tf.layers.BatchNormalization(name="norm")
        signal = tf.nn.relu(norm(layer(images), training=True))
        last = tf.glorot_uniform_initializer(seed=3)
        scores = tf.layers.dense(signal, 10, kernel_initializer=last, name="scores")
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=scores)
        loss = tf.reduce_mean(losses, name="loss")

        variables = [layer.kernel, layer.bias, norm.gamma, norm.beta]
        gradients = tf.gradients(loss, variables)
        sizes = [tf.reduce_max(tf.abs(gradient)) for gradient in gradients]
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            feeds = {images: data.train_images[:200], labels: data.train_labels[:200]}
            print("the largest number in the gradient of")
            for variable, size in zip(variables, session.run(sizes, feeds), strict=True):
                print(f"   {variable.op.name:12} {size:.1e}")
            before = session.run(loss, feeds)
            session.run(layer.bias.assign_add(tf.fill([16], 100.0)))
            after = session.run(loss, feeds)
            print(f"the loss is {before:.5f}, and with 100 added to each bias {after:.5f}")
            print("the bias can go: tf.layers.dense(..., use_bias=False)")
        tf.draw(graph, f"{folder}/09_bias_before_norm", ["png", "svg"], fetches=gradients)


if __name__ == "__main__":
    main(*sys.argv[1:])
