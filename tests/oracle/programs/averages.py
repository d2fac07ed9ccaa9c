"""Moving averages: shadow variables, their names and collections, the order of updates, numbers."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases import Family, Tolerance
from tests.oracle.observe import Code, error, nodes

FAMILY = Family(
    "averages",
    Tolerance(16, "array", "many steps, each a few roundings of its own"),
)
script = FAMILY.script
wrong = FAMILY.wrong


def moving_averages(tf: Any) -> Any:
    """The module that TF1 programs import from tensorflow.python.training."""
    if "tensorflow" in tf.__name__:
        from tensorflow.python.training import moving_averages as module
    else:
        from minigraph.train import moving_averages as module
    return module


def average(tf, *args, **kwargs):
    return tf.train.ExponentialMovingAverage(*args, **kwargs)


def straight(tf: Any) -> Code:
    """The nodes but for the choice of a first value: a cond is one node here."""
    guards = ("cond", "IsVariableInitialized")
    lines = [line for line in nodes(tf).code["nodes"] if not any(w in line for w in guards)]
    # the first value of an average comes out of the cond
    return Code([" ".join(w for w in line.split() if "/cond/" not in w) for line in lines])


def collections(tf: Any) -> list[Any]:
    """All variables, the trainable ones, the averaged ones."""
    return [tf.global_variables(), tf.trainable_variables(), tf.moving_average_variables()]


def model(tf):
    w = tf.Variable([[1.0, -2.0], [0.5, 4.0]], name="w")
    with tf.variable_scope("net"):
        b = tf.get_variable("b", [2], initializer=tf.ones_initializer())
    x = tf.placeholder(tf.float32, [2], name="x")
    y = tf.add(tf.reduce_sum(w * x, 1), b, name="y")
    return w, b, x, y


SETTINGS = {
    "plain": {"decay": 0.75},
    "by updates": {"decay": 0.99, "num_updates": "step"},
    "by a number of updates": {"decay": 0.99, "num_updates": 2},
    "debiased": {"decay": 0.75, "zero_debias": True},
    "named": {"decay": 0.5, "name": "Mean"},
    "of a tensor": {"decay": "tensor"},
    "debiased by updates": {"decay": 0.99, "num_updates": "step", "zero_debias": True},
}
for label, settings in SETTINGS.items():

    def follow(tf, np, settings=settings):
        w, b, x, y = model(tf)
        step = tf.train.get_or_create_global_step()
        given = dict(settings)
        if given.get("num_updates") == "step":
            given["num_updates"] = step
        if given["decay"] == "tensor":
            given["decay"] = tf.constant(0.9, name="decay")
        ema = average(tf, **given)
        yield [ema.name, ema.average(w), ema.average_name(w), ema.average_name(y)]
        train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(y * y), step)
        with tf.control_dependencies([train]):
            update = ema.apply([w, b, y])
        yield [update, [op.name for op in update.control_inputs]]
        shadows = [ema.average(v) for v in (w, b, y)]
        yield [shadows, [v.trainable for v in shadows], collections(tf)]
        yield [ema.average_name(v) for v in (w, b, y)]
        yield sorted([name, v.name] for name, v in ema.variables_to_restore().items())
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            yield sess.run(shadows)
            for k in range(5):
                sess.run(update, {x: [0.1 * k, 0.3]})
                yield [sess.run(step), sess.run(w), sess.run(shadows)]
            yield sess.run(tf.global_variables())

    follow.__name__ = label
    script(follow)


# ---------------------------------------------------------------------------------- nodes
@script
def nodes_for_variables(tf, np):
    w, b, _x, _y = model(tf)
    average(tf, 0.9).apply([w, b])
    average(tf, 0.9, tf.train.get_or_create_global_step(), name="Mean").apply()
    yield straight(tf)
    yield collections(tf)


@script
def nodes_for_tensors(tf, np):
    w, _b, x, y = model(tf)
    average(tf, 0.9, 10, zero_debias=True).apply([y, w, tf.multiply(y, 2.0)])
    average(tf, 0.9).apply([y, x])
    yield straight(tf)
    yield collections(tf)


@script
def twice(tf, np):
    w, _b, _x, y = model(tf)
    ema = average(tf, 0.5, zero_debias=True)
    yield [ema.apply([w, y]), ema.apply([y]), ema.apply([w, w]), ema.apply([])]
    yield straight(tf)


@script
def in_scopes(tf, np):
    w, _b, _x, y = model(tf)
    ema = average(tf, 0.9, zero_debias=True)
    with tf.name_scope("train"), tf.variable_scope("vars"), tf.control_dependencies([y]):
        update = ema.apply([w, y])
    yield [update, [op.name for op in update.control_inputs]]
    with tf.variable_scope("part", partitioner=tf.fixed_size_partitioner(2)):
        parts = list(tf.get_variable("p", [4, 2], initializer=tf.zeros_initializer()))
        ema.apply(parts)
    yield [ema.average(v) for v in (w, y, *parts)]
    yield straight(tf)


@script
def types(tf, np):
    values = [tf.constant([1.5, 2.5], t) for t in (tf.float16, tf.float32, tf.float64)]
    held = [tf.Variable(v, name="v") for v in values]
    ema, sure = average(tf, 0.5), average(tf, tf.constant(0.5))
    updates = [ema.apply(values), sure.apply(held)]
    yield straight(tf)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(updates)
        yield sess.run([ema.average(v) for v in values])
        yield sess.run([sure.average(v) for v in held])


@script
def first_values(tf, np):
    """An average starts at its variable's value if there is one, else at the first value."""
    w = tf.Variable(tf.zeros([2]) + 3.0, name="w")
    n = tf.Variable(tf.random_normal([2], seed=1), name="n")
    ema = average(tf, 0.5)
    ema.apply([w, n])
    with tf.Session() as sess:
        sess.run(ema.average(w).initializer)
        yield sess.run(ema.average(w))
        sess.run(w.assign([5.0, 6.0]) if hasattr(w, "assign") else w)
        sess.run(ema.average(w).initializer)
        yield sess.run(ema.average(w))
        sess.run(n.initializer)
        sess.run(ema.average(n).initializer)
        first, mean = sess.run([n, ema.average(n)])
        yield bool((first == mean).all())


@script
def restored_names(tf, np):
    w, _b, _x, y = model(tf)
    fixed = tf.Variable(1.0, trainable=False, name="fixed")
    one, two = average(tf, 0.9), average(tf, 0.8)

    def names(ema, *args):
        return sorted([name, v.name] for name, v in ema.variables_to_restore(*args).items())

    yield names(one)
    one.apply([w])
    yield names(one)
    yield names(two)
    two.apply([w, y])
    yield [one.average(w), two.average(w), one.average_name(w), two.average_name(w)]
    yield [names(one), names(two), names(one, [fixed]), names(one, []), names(two, [w, y])]


# ---------------------------------------------------------------------------------- functions
@script
def assigned(tf, np):
    module = moving_averages(tf)
    _w, b, x, y = model(tf)
    plain = module.assign_moving_average(b, y, 0.75, zero_debias=False, name="plain")
    clean = module.assign_moving_average(b, y, 0.75)
    again = module.assign_moving_average(b, y, tf.constant(0.5))
    yield [plain, clean, again]
    yield nodes(tf)
    yield collections(tf)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for update in (plain, clean, clean, again, plain):
            yield sess.run(update, {x: [1.0, 2.0]})
        yield sess.run(tf.global_variables())


@script
def assigned_in_scopes(tf, np):
    module = moving_averages(tf)
    x = tf.constant([2.0, 4.0])
    for reuse in (False, True):
        with tf.variable_scope("s", reuse=reuse), tf.name_scope("n"):
            v = tf.get_variable("v", [2], initializer=tf.zeros_initializer())
            yield module.assign_moving_average(v, x, 0.5)
    yield nodes(tf)
    double = tf.Variable(tf.zeros([2], tf.float64), name="double")
    yield module.assign_moving_average(double, tf.cast(x, tf.float64), tf.constant(0.5))
    yield error(tf, lambda: module.assign_moving_average(double, x, 0.5, zero_debias=False))


@script
def weighted(tf, np):
    module = moving_averages(tf)
    x = tf.placeholder(tf.float32, [2], name="x")
    weight = tf.placeholder(tf.float32, [], name="weight")
    made = [
        module.weighted_moving_average(x, 0.75, weight),
        module.weighted_moving_average(x, 0.5, x * x, truediv=False, name="W"),
        module.weighted_moving_average(x, tf.constant(0.5), weight, collections=["mine"]),
    ]
    yield made
    yield nodes(tf)
    yield [collections(tf), tf.get_collection("mine")]
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(tf.variables_initializer(tf.get_collection("mine")))
        for k, w in ((1.0, 1.0), (3.0, 0.5), (-1.0, 4.0)):
            yield sess.run(made, {x: [k, 2.0], weight: w})


wrong("of ints", lambda tf: average(tf, 0.9).apply([tf.constant(1)]))
wrong("of a bool variable", lambda tf: average(tf, 0.9).apply([tf.Variable(True)]))
wrong(
    "of text",
    lambda tf: average(tf, 0.9).apply(["w"]),
    instead="TypeError",
    why="TensorFlow's AttributeError tells nothing of averages",
)
wrong("decay of text", lambda tf: average(tf, "0.9").apply([tf.constant(1.0)]))


# ---------------------------------------------------------------------------------- whole programs
@script
def evaluated_with_averages(tf, np):
    """A model trained with averages, and a copy of it that uses them by a custom getter."""
    x = tf.placeholder(tf.float32, [None, 3])

    def net(getter=None):
        with tf.variable_scope("net", reuse=getter is not None, custom_getter=getter):
            w = tf.get_variable("w", [3, 1], initializer=tf.constant_initializer([1.0, 2.0, 3.0]))
            b = tf.get_variable("b", [1], initializer=tf.zeros_initializer())
            return tf.matmul(x, w) + b

    loss = tf.reduce_mean(tf.square(net() - 1.0))
    step = tf.train.get_or_create_global_step()
    train = tf.train.GradientDescentOptimizer(0.05).minimize(loss, step)
    ema = average(tf, 0.9, step)
    with tf.control_dependencies([train]):
        train = ema.apply(tf.trainable_variables())

    def averaged(getter, name, *args, **kwargs):
        variable = getter(name, *args, **kwargs)
        return ema.average(variable) or variable

    calm = net(averaged)
    data = np.array([[1, 2, 0.5], [0, -1, 1], [2, 0.25, -1]], np.float32)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(6):
            sess.run(train, {x: data})
            yield sess.run([loss, calm], {x: data})
        moves = [tf.assign(v, ema.average(v)) for v in tf.trainable_variables()]
        sess.run(moves)
        yield sess.run(tf.trainable_variables())


@script
def batch_normalization_by_hand(tf, np):
    """As many programs of 2016 write it: averages of the batch's moments, made within a cond."""
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    training = tf.placeholder(tf.bool, [], name="training")
    with tf.variable_scope("bn"):
        beta = tf.get_variable("beta", [3], initializer=tf.zeros_initializer())
        gamma = tf.get_variable("gamma", [3], initializer=tf.ones_initializer())
        batch_mean, batch_var = tf.nn.moments(x, [0], name="moments")
        ema = average(tf, 0.5)

        def update():
            with tf.control_dependencies([ema.apply([batch_mean, batch_var])]):
                return tf.identity(batch_mean), tf.identity(batch_var)

        def keep():
            return ema.average(batch_mean), ema.average(batch_var)

        mean, var = tf.cond(training, update, keep)
        y = tf.nn.batch_normalization(x, mean, var, beta, gamma, 1e-3)
    yield [[v.name, v.shape] for v in tf.global_variables()]
    loss = tf.reduce_sum(tf.square(y - 1.0))
    train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
    data = np.array([[1, 2, 0.5], [0, -1, 1], [2, 0.25, -1], [4, 1, 3]], np.float32)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for k in range(4):
            yield sess.run([loss, train], {x: data * (k + 1), training: True})[0]
            yield sess.run([ema.average(batch_mean), ema.average(batch_var)])
            yield sess.run([y, loss], {x: data, training: False})
        yield sess.run(tf.global_variables())


@script
def within_scopes_to_be_reused(tf, np):
    """Averages are new variables: a scope that only reuses cannot make them."""
    with tf.variable_scope("net"):
        w = tf.get_variable("w", [2], initializer=tf.ones_initializer())
    with tf.variable_scope("net", reuse=True):
        yield error(tf, lambda: average(tf, 0.9).apply([w]))
        yield error(tf, lambda: average(tf, 0.9).apply([w + 1.0]))
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        one, two = average(tf, 0.5), average(tf, 0.5)
        yield [one.apply([w]), two.apply([w])]
        yield [one.average(w), two.average(w)]
    yield collections(tf)


@script
def order_of_updates(tf, np):
    """What an average sees of a variable that the same run changes."""
    w = tf.Variable(1.0, name="w")
    change = tf.assign_add(w, 1.0)
    after, by_order = average(tf, 0.5), average(tf, 0.5)
    with tf.control_dependencies([change]):
        later = after.apply([w])
        grouped = tf.group(change, later)
    first = by_order.apply([w])
    with tf.control_dependencies([first]):
        then = tf.assign_add(w, 10.0)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(2):
            sess.run(grouped)
            yield sess.run([w, after.average(w)])
        for _ in range(2):
            sess.run(then)
            yield sess.run([w, by_order.average(w)])


@script
def any_iterable(tf, np):
    with tf.variable_scope("net"):
        w = tf.get_variable("w", [2], initializer=tf.ones_initializer())
        b = tf.get_variable("b", [2], initializer=tf.zeros_initializer())
    ema = average(tf, 0.5)
    yield [ema.apply((w, b)), ema.apply({"w": w, "b": b}.values())]
    yield [ema.average(w), ema.average(b), ema.average(w.value())]
    yield error(tf, lambda: average(tf, 0.5).apply(3))
