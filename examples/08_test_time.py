"""Batch normalization at test time: one example at a time, by the moving averages.

In training, a unit is normalized by the mean and the variance of its batch. One example alone is no
batch: its mean would be itself, its variance zero. So training keeps moving averages of both, and at
test time these take the place of the batch's.
"""

import sys

import curves
import digits
import numpy as np

import minigraph as tf

EPOCHS, BATCH, RATE, MOMENTUM = 12, 50, 0.1, 0.9


def main(folder="pictures"):
    data = digits.load()
    with tf.Graph().as_default() as graph:
        images = tf.placeholder(tf.float32, [None, 64], name="images")
        labels = tf.placeholder(tf.int64, [None], name="labels")
        training = tf.placeholder_with_default(False, [], name="training")
        product = tf.layers.dense(
            images, 32, use_bias=False, kernel_initializer=tf.glorot_uniform_initializer(seed=1)
        )
        norm = tf.layers.BatchNormalization(momentum=MOMENTUM, name="norm")
        signal = tf.nn.relu(norm(product, training=training))
        last = tf.glorot_uniform_initializer(seed=2)
        scores = tf.layers.dense(signal, 10, kernel_initializer=last, name="scores")
        loss = tf.losses.sparse_softmax_cross_entropy(labels, scores)
        answer = tf.argmax(scores, 1)
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            step = tf.train.GradientDescentOptimizer(RATE).minimize(loss)
        true_mean, _ = tf.nn.moments(product, [0])  # of whatever is fed

        apart = []
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for epoch in range(EPOCHS):
                for batch in digits.batches(data.train_images, data.train_labels, BATCH, epoch):
                    session.run(step, {images: batch[0], labels: batch[1], training: True})
                    kept, now = session.run(
                        [norm.moving_mean, true_mean], {images: data.train_images}
                    )
                    apart.append(float(abs(kept - now).mean()))
            print("how far the moving means are from the means of all training images:")
            print(f"   after step 1 {apart[0]:.3f}, 30 {apart[29]:.3f}, at the end {apart[-1]:.3f}")

            together = session.run(answer, {images: data.test_images})
            single = [session.run(answer, {images: image[None]})[0] for image in data.test_images]
            print(f"one at a time, {np.mean(single == together):.0%} of the answers are the same")
            print(f"test accuracy, one image at a time: {np.mean(single == data.test_labels):.4f}")

            # the same images with the statistics of batches: what is wrong at test time
            one = [
                session.run(answer, {images: image[None], training: True})[0]
                for image in data.test_images
            ]
            print(f"by the statistics of a batch of one: {np.mean(one == data.test_labels):.4f}")
        tf.draw(graph, f"{folder}/08_test_time", ["png", "svg"], title="Moving averages")
        curves.draw(
            f"{folder}/08_moving_means.svg",
            {"moving means, from the true ones": apart},
            "Moving averages follow the network",
            up="distance",
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
