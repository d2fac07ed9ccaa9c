"""Logistic regression: one unit that says how likely "yes" is.

The unit adds up its inputs, z = w . x + b, and the sigmoid makes a probability of it,
y_hat = 1 / (1 + exp(-z)). The loss of one example is -log(the probability of the right answer):
-log(y_hat) where y = 1, -log(1 - y_hat) where y = 0. Gradient descent makes its mean smaller.

The question here: is a handwritten digit even?
"""

import sys

import curves
import digits

import minigraph as tf

EPOCHS, BATCH, RATE = 40, 50, 0.3


def even(labels):
    return (labels % 2 == 0).astype("float32")


def main(folder="pictures"):
    data = digits.load()
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [None, 64], name="images")
        y = tf.placeholder(tf.float32, [None], name="is_even")
        with tf.variable_scope("model"):
            w = tf.get_variable("w", [64, 1], initializer=tf.zeros_initializer())
            b = tf.get_variable("b", [1], initializer=tf.zeros_initializer())
            z = tf.squeeze(tf.matmul(x, w) + b, 1, name="z")
            y_hat = tf.sigmoid(z, name="y_hat")
        with tf.name_scope("loss"):
            # the loss from z itself: log and exp of large numbers never meet
            losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=z)
            loss = tf.reduce_mean(losses)
            plainly = -tf.reduce_mean(y * tf.log(y_hat) + (1 - y) * tf.log(1 - y_hat))
        with tf.name_scope("examine"):
            right = tf.equal(tf.cast(y_hat > 0.5, tf.float32), y)
            accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
        train = tf.train.GradientDescentOptimizer(RATE).minimize(loss)

        seen = []
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for epoch in range(1, EPOCHS + 1):
                for images, labels in digits.batches(
                    data.train_images, data.train_labels, BATCH, epoch
                ):
                    session.run(train, {x: images, y: even(labels)})
                everything = {x: data.train_images, y: even(data.train_labels)}
                seen.append(float(session.run(loss, everything)))
                if epoch in (1, 10, EPOCHS):
                    print(f"epoch {epoch:3}  loss {seen[-1]:.4f}")
            test = {x: data.test_images, y: even(data.test_labels)}
            values = session.run({"from z": loss, "plainly": plainly, "right": accuracy}, test)
            print(f"the loss from z {values['from z']:.5f}, plainly {values['plainly']:.5f}")
            print(f"answered rightly in the test: {values['right']:.4f}")
        tf.draw(graph, f"{folder}/03_logistic_regression", ["png", "svg"], title="Is it even?")
        curves.draw(
            f"{folder}/03_loss.svg",
            {"loss of the training images": seen},
            "Logistic regression",
            across="epoch",
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
