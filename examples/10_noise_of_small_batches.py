"""The noise of small batches, and how it regularizes.

Batch normalization normalizes an example by the other examples of its batch, and these are drawn
anew each time. So the same example gives slightly different signals from step to step, the more so
the smaller the batch: the standard deviation of a mean of n numbers falls with the square root of
n. Like dropout, the noise keeps units from relying on each other's exact values.
"""

import sys

import curves
import digits
import numpy as np

import minigraph as tf

UNITS, RATE, STEPS = 64, 0.1, 400
SIZES = (8, 32, 128, 512)


def build():
    images = tf.placeholder(tf.float32, [None, 64], name="images")
    labels = tf.placeholder(tf.int64, [None], name="labels")
    training = tf.placeholder_with_default(False, [], name="training")
    signal, first = images, None
    for number in range(2):
        start = tf.glorot_uniform_initializer(seed=number)
        signal = tf.layers.dense(signal, UNITS, use_bias=False, kernel_initializer=start)
        signal = tf.layers.batch_normalization(signal, momentum=0.9, training=training)
        first = signal if first is None else first
        signal = tf.nn.relu(signal)
    last = tf.glorot_uniform_initializer(seed=9)
    scores = tf.layers.dense(signal, 10, kernel_initializer=last)
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=scores)
    return images, labels, training, first, scores, tf.reduce_mean(losses)


def noise(session, data, images, training, first, size):
    """The standard deviation of one example's normalized signal over many random batches."""
    draw = np.random.RandomState(size)
    example = data.train_images[:1]
    values = []
    for _ in range(200):
        others = data.train_images[draw.choice(len(data.train_images), size - 1, replace=False)]
        batch = np.concatenate([example, others])
        values.append(session.run(first, {images: batch, training: True})[0])
    return float(np.std(values, 0).mean())


def train(session, data, graph, size):
    """Train with batches of `size` on a fifth of the images; losses in training and in the test."""
    images, labels, training, _, _, loss = graph
    few = slice(0, 288)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        step = tf.train.GradientDescentOptimizer(RATE).minimize(loss)
    session.run(tf.global_variables_initializer())
    draw = np.random.RandomState(1)
    seen = []
    for number in range(STEPS):
        chosen = draw.choice(288, min(size, 288), replace=False)
        batch = data.train_images[few][chosen], data.train_labels[few][chosen]
        session.run(step, {images: batch[0], labels: batch[1], training: True})
        if number % 10 == 9:
            test = {images: data.test_images, labels: data.test_labels}
            seen.append(float(session.run(loss, test)))
    learnt = {images: data.train_images[few], labels: data.train_labels[few]}
    return float(session.run(loss, learnt)), seen


def main(folder="pictures"):
    data = digits.load()
    noises, tests = {}, {}
    print("batch   noise of one example's signal   loss: learnt images   test images")
    for size in SIZES:
        with tf.Graph().as_default() as graph, tf.Session() as session:
            built = build()
            images, _, training, first, _, _ = built
            session.run(tf.global_variables_initializer())
            noises[size] = noise(session, data, images, training, first, size)
            learnt, tests[f"batches of {size}"] = train(session, data, built, size)
            last = tests[f"batches of {size}"][-1]
            print(f"{size:5}   {noises[size]:29.3f}   {learnt:19.4f}   {last:11.4f}")
    ratio = noises[SIZES[0]] / noises[SIZES[1]]
    print(f"batches of {SIZES[0]} are {ratio:.1f} times as noisy as those of {SIZES[1]}")
    tf.draw(graph, f"{folder}/10_noise_of_small_batches", ["png", "svg"], title="Two layers")
    curves.draw(
        f"{folder}/10_test_loss.svg",
        tests,
        "Loss of the test images, learnt from 288",
        across="10 steps",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
