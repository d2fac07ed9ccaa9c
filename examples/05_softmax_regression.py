"""Softmax regression on handwritten digits: one matrix, one bias, ten classes.

Each class gets a score, softmax makes probabilities of the scores, and the loss is the mean of
-log(probability of the right class).
"""

import sys

import digits

import minigraph as tf

EPOCHS, BATCH, RATE = 60, 50, 0.3


def main(folder="pictures"):
    data = digits.load()
    with tf.Graph().as_default() as graph:
        images = tf.placeholder(tf.float32, [None, 64], name="images")
        labels = tf.placeholder(tf.int64, [None], name="labels")
        with tf.name_scope("model"):
            weights = tf.Variable(tf.zeros([64, 10]), name="weights")
            bias = tf.Variable(tf.zeros([10]), name="bias")
            scores = tf.matmul(images, weights) + bias
        with tf.name_scope("loss"):
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=scores)
            loss = tf.reduce_mean(losses)
        with tf.name_scope("examine"):
            right = tf.equal(tf.argmax(scores, 1), labels)
            accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
        train = tf.train.GradientDescentOptimizer(RATE).minimize(loss)

        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for epoch in range(1, EPOCHS + 1):
                total, count = 0.0, 0
                for batch in digits.batches(data.train_images, data.train_labels, BATCH, epoch):
                    step = {images: batch[0], labels: batch[1]}
                    total += session.run([loss, train], step)[0]
                    count += 1
                if epoch % 10 == 0 or epoch == 1:
                    print(f"epoch {epoch:3}  loss {total / count:.4f}")
            test = {images: data.test_images, labels: data.test_labels}
            print(f"test accuracy: {session.run(accuracy, test):.4f}")
        tf.draw(
            graph, f"{folder}/05_softmax_regression", ["png", "svg"], title="Softmax regression"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
