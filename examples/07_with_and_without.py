"""A deep network with and without batch normalization: the same seed, the curves side by side.

Nine layers of 24 units. Without normalization the signal of such a network changes its size from
layer to layer, and a layer must learn from inputs whose distribution moves as the layers before it
learn. With it, each layer sees inputs of mean 0 and variance 1, whatever the ones before it do.
"""

import sys

import curves
import digits

import minigraph as tf

LAYERS, UNITS, EPOCHS, BATCH, RATE = 9, 32, 20, 64, 0.05


def network(images, training, normalized):
    """The scores of the ten classes; both networks begin with the same weights."""
    signal = images
    for number in range(LAYERS):
        start = tf.glorot_uniform_initializer(seed=number)
        with tf.variable_scope(f"layer{number + 1}"):
            signal = tf.layers.dense(
                signal, UNITS, kernel_initializer=start, use_bias=not normalized, name="dense"
            )
            if normalized:
                signal = tf.layers.batch_normalization(
                    signal, momentum=0.9, training=training, name="norm"
                )
            signal = tf.nn.relu(signal)
    last = tf.glorot_uniform_initializer(seed=LAYERS)
    return tf.layers.dense(signal, 10, kernel_initializer=last, name="scores")


def train(data, normalized, picture):
    """The loss of every training step, and the accuracy in the test."""
    with tf.Graph().as_default() as graph:
        images = tf.placeholder(tf.float32, [None, 64], name="images")
        labels = tf.placeholder(tf.int64, [None], name="labels")
        training = tf.placeholder_with_default(False, [], name="training")
        scores = network(images, training, normalized)
        with tf.name_scope("loss"):
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=scores)
            loss = tf.reduce_mean(losses)
        right = tf.equal(tf.argmax(scores, 1), labels)
        accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
        # the moving averages are kept by operations that nobody runs unless told to
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            step = tf.train.GradientDescentOptimizer(RATE).minimize(loss)

        seen = []
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for epoch in range(EPOCHS):
                for batch in digits.batches(data.train_images, data.train_labels, BATCH, epoch):
                    feeds = {images: batch[0], labels: batch[1], training: True}
                    seen.append(float(session.run([loss, step], feeds)[0]))
            test = {images: data.test_images, labels: data.test_labels}
            result = float(session.run(accuracy, test))
        tf.draw(graph, picture, ["png", "svg"], title="With batch normalization" * normalized)
    return seen, result


def main(folder="pictures"):
    data = digits.load()
    plain, without = train(data, False, f"{folder}/07_without")
    normal, with_it = train(data, True, f"{folder}/07_with")
    print("step    without     with batch normalization")
    for number in range(0, len(plain), len(plain) // 8):
        print(f"{number + 1:4}    {plain[number]:.4f}      {normal[number]:.4f}")
    print(f"after {EPOCHS} epochs, accuracy without it {without:.4f}")
    print(f"test accuracy with batch normalization {with_it:.4f}")
    curves.draw(
        f"{folder}/07_loss.svg",
        {"without": plain, "with batch normalization": normal},
        f"{LAYERS} layers, the same seed",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
