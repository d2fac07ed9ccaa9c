"""The models as a TensorFlow 1 user writes them; minigraph and TensorFlow run this same code.

Each function takes the module (`tf` is minigraph or `tensorflow.compat.v1`), builds a model in the
default graph and returns a `Model`. `by_hand.py` holds the same models in NumPy; both take their
starting values and their data from `data.py`, so all engines can be held to the same numbers.
"""

from typing import Any, NamedTuple

from benchmarks import data


class Model(NamedTuple):
    """What the harness needs of a model."""

    step: Any  # the operation or tensor that one step runs
    results: list[Any]  # what the engines are compared by; needs no feed
    feeds: list[dict[Any, Any]]  # the feeds of the steps, taken in turn


def square(tf: Any) -> Model:
    """One step of gradient descent on (w-5)^2, a graph of scalars."""
    w = tf.Variable(0, dtype=tf.float32)
    cost = w**2 - 10 * w + 25
    step = tf.train.GradientDescentOptimizer(data.SQUARE_RATE).minimize(cost)
    return Model(step, [w], [{}])


def square_fed(tf: Any) -> Model:
    """The same cost with its coefficients fed at every step."""
    x = tf.placeholder(tf.float32, [3, 1])
    w = tf.Variable(0, dtype=tf.float32)
    cost = x[0][0] * w**2 + x[1][0] * w + x[2][0]
    step = tf.train.GradientDescentOptimizer(data.SQUARE_RATE).minimize(cost)
    return Model(step, [w], [{x: data.coefficients()}])


def softmax_regression(tf: Any) -> Model:
    """Softmax regression, 784 inputs to 10 classes."""
    x = tf.placeholder(tf.float32, [None, data.INPUTS])
    y = tf.placeholder(tf.float32, [None, data.CLASSES])
    weights = tf.Variable(tf.zeros([data.INPUTS, data.CLASSES]))
    bias = tf.Variable(tf.zeros([data.CLASSES]))
    logits = tf.matmul(x, weights) + bias
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=logits))
    step = tf.train.GradientDescentOptimizer(data.SOFTMAX_RATE).minimize(loss)
    feeds = [{x: images, y: labels} for images, labels in data.batches(data.SOFTMAX_BATCH)]
    return Model(step, [weights, bias], feeds)


def scalar_graph(tf: Any, links: int = data.CHAIN_LINKS) -> Model:
    """10,000 operations on scalars, one after the other, and a step along their gradient."""
    a = tf.Variable(data.CHAIN_A, dtype=tf.float32)
    b = tf.Variable(data.CHAIN_B, dtype=tf.float32)
    value = a
    for _ in range(links):
        value = tf.sin(value * a + b) - b
    step = tf.train.GradientDescentOptimizer(data.CHAIN_RATE).minimize(value)
    return Model(step, [a, b], [{}])


def batch_norm_network(tf: Any, optimizer: Any = None) -> Model:
    """A network of two hidden layers with batch normalization, 784-512-512-10."""
    x = tf.placeholder(tf.float32, [None, data.INPUTS])
    y = tf.placeholder(tf.float32, [None, data.CLASSES])
    *hidden, last = [tf.Variable(start) for start in data.network_weights()]
    signal, learnt = x, [*hidden, last]
    for weights in hidden:
        units = int(weights.shape[1])
        gamma, beta = tf.Variable(tf.ones([units])), tf.Variable(tf.zeros([units]))
        learnt += [gamma, beta]
        product = tf.matmul(signal, weights)
        mean, variance = tf.nn.moments(product, [0])
        normal = tf.nn.batch_normalization(product, mean, variance, beta, gamma, data.EPSILON)
        signal = tf.nn.relu(normal)
    logits = tf.matmul(signal, last)
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=logits))
    optimizer = optimizer or tf.train.GradientDescentOptimizer(data.NETWORK_RATE)
    feeds = [{x: images, y: labels} for images, labels in data.batches(data.NETWORK_BATCH)]
    return Model(optimizer.minimize(loss), learnt, feeds)


def adam_network(tf: Any) -> Model:
    """The same network, trained by Adam."""
    settings = data.ADAM_RATE, data.BETA1, data.BETA2, data.ADAM_EPSILON
    return batch_norm_network(tf, tf.train.AdamOptimizer(*settings))


def elementwise(tf: Any) -> Model:
    """Twenty elementwise operations on four million numbers, and a step along their gradient."""
    numbers = tf.Variable(data.numbers())
    signal = numbers
    for _ in range(data.ROUNDS):
        signal = tf.tanh(signal * 1.5 + 0.25) * signal
    step = tf.train.GradientDescentOptimizer(data.NUMBERS_RATE).minimize(tf.reduce_sum(signal))
    return Model(step, [numbers], [{}])


def lstm(tf: Any) -> Model:
    """An LSTM over the rows of images, written out in plain operations."""
    x = tf.placeholder(tf.float32, [None, data.INPUTS])
    y = tf.placeholder(tf.float32, [None, data.CLASSES])
    weights, last = [tf.Variable(start) for start in data.lstm_weights()]
    bias = tf.Variable(tf.zeros([4 * data.UNITS]))
    rows = tf.unstack(tf.reshape(x, [-1, data.TIMES, data.ROW]), axis=1)
    state = output = tf.zeros([data.LSTM_BATCH, data.UNITS])
    for row in rows:
        gates = tf.matmul(tf.concat([row, output], 1), weights) + bias
        i, new, forget, out = tf.split(gates, 4, axis=1)
        kept = state * tf.sigmoid(forget + data.FORGET)
        state = kept + tf.sigmoid(i) * tf.tanh(new)
        output = tf.tanh(state) * tf.sigmoid(out)
    logits = tf.matmul(output, last)
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=logits))
    step = tf.train.GradientDescentOptimizer(data.LSTM_RATE).minimize(loss)
    feeds = [{x: images, y: labels} for images, labels in data.batches(data.LSTM_BATCH)]
    return Model(step, [weights, bias, last], feeds)


def lenet(tf: Any) -> Model:
    """A network of two convolutions, each with relu and pooling, and a layer on top."""
    x = tf.placeholder(tf.float32, [None, data.INPUTS])
    y = tf.placeholder(tf.float32, [None, data.CLASSES])
    *filters, last = [tf.Variable(start) for start in data.conv_weights()]
    signal, learnt = tf.reshape(x, [-1, data.CONV_SIDE, data.CONV_SIDE, 1]), [*filters, last]
    for each in filters:
        bias = tf.Variable(tf.zeros([each.shape[-1]]))
        learnt.append(bias)
        product = tf.nn.conv2d(signal, each, strides=[1, 1, 1, 1], padding="SAME")
        rectified = tf.nn.relu(tf.nn.bias_add(product, bias))
        signal = tf.nn.max_pool(rectified, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="SAME")
    logits = tf.matmul(tf.reshape(signal, [-1, int(last.shape[0])]), last)
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=logits))
    step = tf.train.GradientDescentOptimizer(data.CONV_RATE).minimize(loss)
    feeds = [{x: images, y: labels} for images, labels in data.batches(data.CONV_BATCH)]
    return Model(step, learnt, feeds)


def matmul_chain(tf: Any) -> Model:
    """A product of five 1024x1024 matrices, and the mean square of its entries."""
    first, *rest = [tf.Variable(matrix) for matrix in data.matrices()]
    product = first
    for matrix in rest:
        product = tf.matmul(product, matrix)
    mean_square = tf.reduce_mean(tf.square(product))
    return Model(mean_square, [mean_square], [{}])


def word_vectors(tf: Any) -> Model:
    """word2vec: skip-grams with noise-contrastive loss; each step changes the rows that it meets."""
    words = tf.placeholder(tf.int64, [None])
    neighbours = tf.placeholder(tf.int64, [None, 1])
    vectors = tf.Variable(data.word_vectors())
    weights = tf.Variable(tf.zeros([data.WORDS, data.WORD_SIZE]))
    biases = tf.Variable(tf.zeros([data.WORDS]))
    noise = tf.nn.log_uniform_candidate_sampler(
        neighbours, 1, data.WORD_NOISE, True, data.WORDS, seed=data.WORD_SEED
    )
    loss = tf.reduce_mean(
        tf.nn.nce_loss(
            weights,
            biases,
            neighbours,
            tf.nn.embedding_lookup(vectors, words),
            data.WORD_NOISE,
            data.WORDS,
            sampled_values=noise,
        )
    )
    step = tf.train.GradientDescentOptimizer(data.WORD_RATE).minimize(loss)
    feeds = [{words: w, neighbours: n} for w, n in data.word_pairs()]
    return Model(step, [vectors, weights, biases], feeds)


def attention(tf: Any) -> Model:
    """A block of attention with eight heads, a residual connection and a squared error."""
    width = data.HEADS * data.HEAD_SIZE
    x = tf.placeholder(tf.float32, [None, data.LENGTH, width])
    y = tf.placeholder(tf.float32, [None, data.LENGTH, width])
    weights = [tf.Variable(start) for start in data.attention_weights()]
    rows = tf.reshape(x, [-1, width])

    def heads(of: Any) -> Any:
        split = tf.reshape(tf.matmul(rows, of), [-1, data.LENGTH, data.HEADS, data.HEAD_SIZE])
        return tf.transpose(split, [0, 2, 1, 3])

    queries, keys, values = (heads(of) for of in weights[:3])
    scores = tf.matmul(queries, keys, transpose_b=True) / data.HEAD_SIZE**0.5
    mixed = tf.transpose(tf.matmul(tf.nn.softmax(scores), values), [0, 2, 1, 3])
    result = rows + tf.matmul(tf.reshape(mixed, [-1, width]), weights[3])
    loss = tf.reduce_mean(tf.square(result - tf.reshape(y, [-1, width])))
    step = tf.train.GradientDescentOptimizer(data.ATTENTION_RATE).minimize(loss)
    return Model(step, weights, [{x: a, y: b} for a, b in data.sentences()])
