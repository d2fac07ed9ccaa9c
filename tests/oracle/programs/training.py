"""Optimizer and GradientDescentOptimizer: steps, names, slots, refusals, whole training loops."""

from __future__ import annotations

from tests.oracle.cases import Family, Tolerance
from tests.oracle.observe import error, nodes

FAMILY = Family(
    "training",
    Tolerance(32, "array", "rounding of single steps adds up over the steps of a program"),
)
script = FAMILY.script
ask = FAMILY.ask


def sgd(tf, rate=0.1, **more):
    return tf.train.GradientDescentOptimizer(rate, **more)


@script
def first_program(tf, np):
    w = tf.Variable(0, dtype=tf.float32)
    cost = tf.add(tf.add(w**2, tf.multiply(-10.0, w)), 25)
    train = sgd(tf, 0.01).minimize(cost)
    init = tf.global_variables_initializer()
    session = tf.Session()
    session.run(init)
    yield session.run(w)
    session.run(train)
    yield session.run(w)
    for _ in range(999):
        session.run(train)
    yield session.run(w)
    session.close()


@script
def first_program_operators(tf, np):
    w = tf.Variable(0, dtype=tf.float32)
    cost = w**2 - 10 * w + 25
    train = sgd(tf, 0.01).minimize(cost)
    yield train
    yield nodes(tf, hide="gradients")
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        yield session.run(w)
        session.run(train)
        yield session.run([w, cost])
        for _ in range(1000):
            session.run(train)
        yield session.run(w)


@script
def first_program_fed(tf, np):
    w = tf.Variable(0, dtype=tf.float32)
    x = tf.placeholder(tf.float32, [3, 1])
    cost = x[0][0] * w**2 + x[1][0] * w + x[2][0]
    train = sgd(tf, 0.01).minimize(cost)
    yield nodes(tf, hide="gradients")
    for coefficients in ([[1.0], [-10.0], [25.0]], [[1.0], [-20.0], [100.0]]):
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for _ in range(300):
                session.run(train, feed_dict={x: np.array(coefficients)})
            yield session.run([w, cost], {x: np.array(coefficients)})


@script
def minimize_names(tf, np):
    with tf.name_scope("model"):
        w = tf.Variable([1.0, 2.0], name="w")
        b = tf.Variable(0.5, name="b")
    step = tf.Variable(0, trainable=False, name="global_step")
    loss = tf.reduce_sum(w * w) * b
    yield sgd(tf).minimize(loss)
    yield sgd(tf, name="Mine").minimize(loss, global_step=step)
    yield sgd(tf).minimize(loss, name="named_step")
    yield sgd(tf).minimize(loss, global_step=step, name="both")
    with tf.name_scope("train"):
        yield sgd(tf).minimize(loss, var_list=[b])
    yield [op.name for op in tf.get_collection(tf.GraphKeys.TRAIN_OP)]
    yield [v.name for v in tf.global_variables()]
    yield [
        line.split()[:2]
        for line in nodes(tf).code["nodes"]
        if not line.startswith(("gradients", "train/gradients"))
    ]


@script
def update_nodes(tf, np):
    w = tf.Variable([1.0, 2.0], name="w")
    b = tf.Variable(0.5, name="b")
    step = tf.Variable(0, trainable=False, name="global_step")
    sgd(tf, 0.5).minimize(tf.reduce_sum(w * w) * b, global_step=step)
    yield nodes(tf, hide="gradients")


@script
def compute_and_apply(tf, np):
    w = tf.Variable([1.0, -2.0], name="w")
    b = tf.Variable(0.5, name="b")
    unused = tf.Variable(3.0, name="unused")
    loss = tf.reduce_sum(tf.square(w)) * b
    opt = sgd(tf, 0.25)
    pairs = opt.compute_gradients(loss)
    yield [[g is None, v.name] for g, v in pairs]
    clipped = [(None if g is None else tf.clip_by_value(g, -1.0, 1.0), v) for g, v in pairs]
    train = opt.apply_gradients(clipped)
    yield train
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield sess.run([g for g, v in pairs if g is not None])
        sess.run(train)
        yield sess.run([w, b, unused])
    yield [opt.get_name(), opt.get_slot_names(), opt.get_slot(w, "momentum"), opt.variables()]


@script
def var_list_and_global_step(tf, np):
    w = tf.Variable(1.0, name="w")
    b = tf.Variable(2.0, name="b")
    loss = tf.square(w * b)
    step = tf.train.get_or_create_global_step()
    yield step
    yield tf.train.get_global_step() is step
    train = sgd(tf).minimize(loss, step, [b])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(3):
            sess.run(train)
        yield sess.run([w, b, step])
        yield tf.train.global_step(sess, step)
    yield [v.name for v in tf.global_variables()]
    yield [v.name for v in tf.trainable_variables()]


@script
def global_step_functions(tf, np):
    yield tf.train.get_global_step()
    step = tf.train.create_global_step()
    yield step
    yield tf.train.get_or_create_global_step() is step
    yield error(tf, tf.train.create_global_step)
    yield [v.name for v in tf.get_collection(tf.GraphKeys.GLOBAL_STEP)]
    yield nodes(tf)


@script
def gate_gradients(tf, np):
    w = tf.Variable([1.0, 2.0])
    b = tf.Variable([3.0, 4.0])
    loss = tf.reduce_sum(w * b)
    for gate in (
        tf.train.Optimizer.GATE_NONE,
        tf.train.Optimizer.GATE_OP,
        tf.train.Optimizer.GATE_GRAPH,
    ):
        train = sgd(tf).minimize(loss, gate_gradients=gate)
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            sess.run(train)
            yield sess.run([w, b])
    yield [tf.train.Optimizer.GATE_NONE, tf.train.Optimizer.GATE_OP, tf.train.Optimizer.GATE_GRAPH]
    yield error(tf, lambda: sgd(tf).minimize(loss, gate_gradients=7))


@script
def grad_loss(tf, np):
    w = tf.Variable([1.0, 2.0])
    loss = w * w
    yield [v.name for _, v in sgd(tf).compute_gradients(loss, grad_loss=tf.constant([1.0, 10.0]))]
    train = sgd(tf).minimize(loss, grad_loss=tf.constant([1.0, 10.0]))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(train)
        yield sess.run(w)
    yield error(tf, lambda: sgd(tf).compute_gradients(loss, grad_loss=[1.0, 1.0]))


@script
def aggregation_and_colocation(tf, np):
    w = tf.Variable([1.0, 2.0])
    loss = tf.reduce_sum(w * w + w * 3.0)
    for method in (None, 0, tf.AggregationMethod.EXPERIMENTAL_TREE):
        train = sgd(tf).minimize(loss, aggregation_method=method, colocate_gradients_with_ops=True)
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            sess.run(train)
            yield sess.run(w)


@script
def refused(tf, np):
    w = tf.Variable([1.0, 2.0], name="w")
    n = tf.Variable([1, 2], name="n")
    x = tf.constant([1.0, 2.0])
    loss = tf.reduce_sum(w * w)
    yield error(tf, lambda: sgd(tf).minimize(tf.reduce_sum(x)))
    yield error(tf, lambda: sgd(tf).minimize(loss, var_list=[x]))
    yield error(tf, lambda: sgd(tf).minimize(loss, var_list=[]))
    yield error(tf, lambda: sgd(tf).minimize(loss, var_list=w) and None)
    yield error(tf, lambda: sgd(tf).minimize(tf.reduce_sum(n), var_list=[n]))
    yield error(tf, lambda: sgd(tf).minimize(tf.cast(tf.reduce_sum(n), tf.float32), var_list=[n]))
    yield error(tf, lambda: sgd(tf).minimize(tf.argmax(w, 0)))
    yield error(tf, lambda: sgd(tf).minimize(3.0))
    yield error(tf, lambda: sgd(tf).apply_gradients([]))
    yield error(tf, lambda: sgd(tf).apply_gradients([(None, w)]))
    yield error(tf, lambda: sgd(tf).apply_gradients([(x, x)]))
    yield error(tf, lambda: sgd(tf).apply_gradients([("g", w)]))
    yield error(tf, lambda: sgd(tf).apply_gradients(3))
    yield error(tf, lambda: sgd(tf).apply_gradients([(tf.constant([1, 2]), w)]))
    yield error(tf, lambda: sgd(tf).apply_gradients([(tf.constant([1.0, 2.0, 3.0]), w)]))
    yield error(tf, lambda: tf.train.GradientDescentOptimizer())
    yield error(tf, lambda: sgd(tf, name=""))
    yield error(tf, lambda: tf.train.Optimizer(False, None))
    frozen = tf.Variable([1.0], trainable=False)
    yield error(
        tf, lambda: sgd(tf).minimize(tf.reduce_sum(tf.stop_gradient(w)) + tf.reduce_sum(frozen))
    )


@script
def rates(tf, np):
    w = tf.Variable(1.0)
    loss = w * w
    rate = tf.placeholder(tf.float32, [])
    kept = tf.Variable(0.25, trainable=False)
    trains = [
        sgd(tf, r).minimize(loss, var_list=[w])
        for r in (rate, kept, tf.constant(0.1), np.float64(0.1), 1, lambda: 0.5)
    ]
    with tf.Session() as sess:
        for train in trains:
            sess.run(tf.global_variables_initializer())
            sess.run(train, {rate: 0.125})
            yield sess.run(w)


@script
def dtypes(tf, np):
    for dtype in (tf.float16, tf.float32, tf.float64):
        w = tf.Variable(np.array([1.0, 2.0]), dtype=dtype)
        train = sgd(tf, 0.125).minimize(tf.reduce_sum(w * w))
        with tf.Session() as sess:
            sess.run(w.initializer)
            sess.run(train)
            yield sess.run(w)


@script
def sparse_updates(tf, np):
    table = tf.Variable([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], name="table")
    ids = tf.placeholder(tf.int32, [None])
    loss = tf.reduce_sum(tf.square(tf.gather(table, ids)))
    opt = sgd(tf, 0.25)
    pairs = opt.compute_gradients(loss)
    yield type(pairs[0][0]).__name__
    train = opt.apply_gradients(pairs)
    with tf.Session() as sess:
        sess.run(table.initializer)
        for batch in ([0], [1, 1], [2, 0, 2], []):
            sess.run(train, {ids: batch})
            yield sess.run(table)


@script
def sparse_and_dense(tf, np):
    table = tf.Variable([[1.0, 2.0], [3.0, 4.0]], name="table")
    loss = tf.reduce_sum(tf.nn.embedding_lookup(table, [1, 1])) + tf.reduce_sum(table * 2.0)
    train = sgd(tf, 0.25).minimize(loss)
    with tf.Session() as sess:
        sess.run(table.initializer)
        sess.run(train)
        yield sess.run(table)


@script
def constraint_is_kept_on_the_variable(tf, np):
    w = tf.Variable([0.5, 2.0], constraint=lambda v: tf.maximum(v, 0.0))
    train = sgd(tf, 1.0).minimize(tf.reduce_sum(w))
    with tf.control_dependencies([train]):
        clip = w.assign(w.constraint(w))
    with tf.Session() as sess:
        sess.run(w.initializer)
        sess.run(clip)
        yield sess.run(w)


@script
def loss_and_train_in_one_run(tf, np):
    w = tf.Variable(1.0)
    loss = tf.square(w)
    train = sgd(tf, 0.25).minimize(loss)
    with tf.Session() as sess:
        sess.run(w.initializer)
        for _ in range(4):
            got = sess.run([train, loss])
            yield got[0]
        yield sess.run([w, loss])


@script
def control_dependencies_around_train(tf, np):
    w = tf.Variable(1.0)
    n = tf.Variable(0, trainable=False)
    train = sgd(tf, 0.25).minimize(tf.square(w))
    with tf.control_dependencies([train]):
        after = tf.assign_add(n, 1)
    both = tf.group(train, after)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield sess.run(after)
        yield sess.run(w)
        sess.run(both)
        yield sess.run([w, n])


@script
def linear_regression(tf, np):
    x = tf.placeholder(tf.float32, [None, 2])
    y = tf.placeholder(tf.float32, [None, 1])
    w = tf.Variable(tf.zeros([2, 1]), name="w")
    b = tf.Variable(tf.zeros([1]), name="b")
    loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - y))
    train = sgd(tf, 0.1).minimize(loss)
    data = np.array([[1.0, 2.0], [0.5, -1.0], [-1.5, 1.0], [2.0, 0.0]])
    feeds = {x: data, y: data @ [[2.0], [-1.0]] + 0.5}
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for k in range(60):
            value, _ = sess.run([loss, train], feeds)
            if k % 20 == 0:
                yield value
        yield sess.run([w, b])


@script
def softmax_regression(tf, np):
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    y = tf.placeholder(tf.float32, [None, 2], name="y")
    w = tf.Variable(tf.zeros([3, 2]), name="w")
    b = tf.Variable(tf.zeros([2]), name="b")
    logits = tf.matmul(x, w) + b
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=logits))
    right = tf.equal(tf.argmax(logits, 1), tf.argmax(y, 1))
    accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
    train = sgd(tf, 0.5).minimize(loss)
    yield nodes(tf, hide="gradients")
    data = (np.arange(30) * 7 % 11 - 5).reshape(10, 3) / 4
    feeds = {x: data, y: np.eye(2)[(data.sum(1) > 0).astype(int)]}
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(5):
            sess.run(train, feeds)
            yield sess.run([loss, accuracy], feeds)
        yield sess.run(tf.concat([w, [b]], 0))  # one array: b is a small sum of large numbers


@script
def network_with_batch_norm(tf, np):
    tf.set_random_seed(1)
    x = tf.placeholder(tf.float32, [None, 3])
    y = tf.placeholder(tf.int64, [None])
    w1 = tf.Variable(tf.random_normal([3, 4], seed=1), name="w1")
    gamma, beta = tf.Variable(tf.ones([4])), tf.Variable(tf.zeros([4]))
    z = tf.matmul(x, w1)
    mean, variance = tf.nn.moments(z, [0])
    a = tf.nn.relu(tf.nn.batch_normalization(z, mean, variance, beta, gamma, 1e-3))
    w2 = tf.Variable(tf.truncated_normal([4, 2], stddev=0.5, seed=2), name="w2")
    logits = tf.matmul(a, w2)
    loss = tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
    ) + 0.01 * tf.nn.l2_loss(w1)
    step = tf.Variable(0, trainable=False)
    train = sgd(tf, 0.2).minimize(loss, global_step=step)
    data = (np.arange(30) * 7 % 11 - 5).reshape(10, 3) / 4
    feeds = {x: data, y: (data[:, 0] > 0).astype(int)}
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(6):
            value, _ = sess.run([loss, train], feeds)
            yield value
        yield sess.run([w1, w2, gamma, beta, step])


@script
def own_optimizer(tf, np):
    class Signs(tf.train.Optimizer):
        def __init__(self, rate):
            super().__init__(False, "Signs")
            self.rate = rate

        def _apply_dense(self, grad, var):
            return tf.assign_sub(var, self.rate * tf.sign(grad)).op

    w = tf.Variable([1.0, -2.0], name="w")
    train = Signs(0.5).minimize(tf.reduce_sum(w * w))
    yield train
    with tf.Session() as sess:
        sess.run(w.initializer)
        sess.run(train)
        yield sess.run(w)
