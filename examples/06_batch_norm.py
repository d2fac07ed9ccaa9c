"""A network with batch normalization, built from moments and batch_normalization.

Between a layer's product and its relu, each unit's values are brought to mean 0 and variance 1 over
the batch, then scaled by gamma and shifted by beta, which are learnt. A bias before it would be
taken off again with the mean, so there is none. At test time there may be no batch: moving averages
of mean and variance, kept while training, stand in for them.
"""

import sys

import digits
import numpy as np

import minigraph as tf

EPOCHS, BATCH, RATE, KEEP = 30, 50, 0.1, 0.95


def normalized_layer(signal, units, training, updates, name):
    """A dense layer with batch normalization and relu; adds its moving averages' updates."""
    with tf.name_scope(name):
        inputs = int(signal.shape[1])
        start = tf.random_normal([inputs, units], stddev=np.sqrt(2 / inputs), seed=units)
        weights = tf.Variable(start, name="weights")
        gamma = tf.Variable(tf.ones([units]), name="gamma")
        beta = tf.Variable(tf.zeros([units]), name="beta")
        usual_mean = tf.Variable(tf.zeros([units]), trainable=False, name="moving_mean")
        usual_variance = tf.Variable(tf.ones([units]), trainable=False, name="moving_variance")

        product = tf.matmul(signal, weights)
        mean, variance = tf.nn.moments(product, [0])
        updates += [
            tf.assign(usual_mean, KEEP * usual_mean + (1 - KEEP) * mean),
            tf.assign(usual_variance, KEEP * usual_variance + (1 - KEEP) * variance),
        ]
        mean, variance = tf.cond(
            training, lambda: [mean, variance], lambda: [usual_mean, usual_variance]
        )
        return tf.nn.relu(
            tf.nn.batch_normalization(product, mean, variance, beta, gamma, 1e-3, name="normal")
        )


def main(folder="pictures"):
    data = digits.load()
    with tf.Graph().as_default() as graph:
        images = tf.placeholder(tf.float32, [None, 64], name="images")
        labels = tf.placeholder(tf.int64, [None], name="labels")
        training = tf.placeholder_with_default(False, [], name="training")
        updates = []
        signal = normalized_layer(images, 64, training, updates, "layer1")
        signal = normalized_layer(signal, 32, training, updates, "layer2")
        with tf.name_scope("scores"):
            weights = tf.Variable(tf.random_normal([32, 10], stddev=0.1, seed=1), name="weights")
            bias = tf.Variable(tf.zeros([10]), name="bias")
            scores = tf.matmul(signal, weights) + bias
        with tf.name_scope("loss"):
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=scores)
            loss = tf.reduce_mean(losses)
        with tf.name_scope("examine"):
            answer = tf.argmax(scores, 1)
            accuracy = tf.reduce_mean(tf.cast(tf.equal(answer, labels), tf.float32))
        step = tf.train.GradientDescentOptimizer(RATE).minimize(loss)
        train = tf.group(step, *updates, name="train")

        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for epoch in range(1, EPOCHS + 1):
                total, count = 0.0, 0
                for batch in digits.batches(data.train_images, data.train_labels, BATCH, epoch):
                    feeds = {images: batch[0], labels: batch[1], training: True}
                    total += session.run([loss, train], feeds)[0]
                    count += 1
                if epoch % 5 == 0 or epoch == 1:
                    print(f"epoch {epoch:3}  loss {total / count:.4f}")
            test = {images: data.test_images, labels: data.test_labels}
            print(f"test accuracy: {session.run(accuracy, test):.4f}")
            # one example at a time: the moving averages make it independent of any batch
            single = [session.run(answer, {images: image[None]})[0] for image in data.test_images]
            together = session.run(answer, {images: data.test_images})
            print(f"one at a time, {np.mean(single == together):.0%} of the answers are the same")
        tf.draw(graph, f"{folder}/06_batch_norm", ["png", "svg"], title="Batch normalization")


if __name__ == "__main__":
    main(*sys.argv[1:])
