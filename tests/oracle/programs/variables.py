"""tf.Variable in full: construction, reading, assigning, initialising, and the order of effects."""

from __future__ import annotations

from tests.oracle.cases import Family, Tolerance
from tests.oracle.observe import error, named, nodes

FAMILY = Family(
    "variables", Tolerance(2, "element", "a few additions and multiplications in a row")
)
script = FAMILY.script
ask = FAMILY.ask
wrong = FAMILY.wrong
either = FAMILY.either

for label, make in {
    "float": lambda tf, np: tf.Variable(1.5),
    "int": lambda tf, np: tf.Variable(3),
    "bool": lambda tf, np: tf.Variable(True),
    "list": lambda tf, np: tf.Variable([1.0, 2.0]),
    "array": lambda tf, np: tf.Variable(np.ones([2, 3], np.float32)),
    "float64 array": lambda tf, np: tf.Variable(np.ones([2, 3])),
    "tensor": lambda tf, np: tf.Variable(tf.zeros([2, 3])),
    "tensor computed": lambda tf, np: tf.Variable(tf.zeros([2, 3]) + 1.0),
    "callable": lambda tf, np: tf.Variable(lambda: tf.ones([2])),
    "callable with dtype": lambda tf, np: tf.Variable(lambda: np.ones([2]), dtype=tf.float32),
    "dtype": lambda tf, np: tf.Variable(0, dtype=tf.float32),
    "dtype float64": lambda tf, np: tf.Variable(0.5, dtype=tf.float64, name="w"),
    "dtype int64": lambda tf, np: tf.Variable(7, dtype=tf.int64, trainable=False),
    "dtype string": lambda tf, np: tf.Variable(0, dtype="float32"),
    "float16": lambda tf, np: tf.Variable([0.5], dtype=tf.float16),
    "text": lambda tf, np: tf.Variable(["a", "b"]),
    "validate_shape": lambda tf, np: tf.Variable([1.0, 2.0], validate_shape=False),
    "expected_shape": lambda tf, np: tf.Variable([1.0, 2.0], expected_shape=[2]),
    "constraint": lambda tf, np: tf.Variable([1.0, -2.0], constraint=lambda w: tf.maximum(w, 0.0)),
    "not resource": lambda tf, np: tf.Variable(1.5, use_resource=False),
    "random": lambda tf, np: tf.Variable(tf.random_normal([2], seed=3)),
    "none": lambda tf, np: tf.Variable(None),
    "nothing": lambda tf, np: tf.Variable(),
    "object": lambda tf, np: tf.Variable(object()),
    "wrong dtype": lambda tf, np: tf.Variable(1.5, dtype=tf.int32),
    "tensor of other dtype": lambda tf, np: tf.Variable(tf.zeros([2]), dtype=tf.int32),
    "unknown shape": lambda tf, np: tf.Variable(tf.placeholder(tf.float32)),
    "partly known shape": lambda tf, np: tf.Variable(tf.placeholder(tf.float32, [None])),
    "bad name": lambda tf, np: tf.Variable(1.0, name="a b"),
    "bad collections": lambda tf, np: tf.Variable(1.0, collections="mine"),
    "bad constraint": lambda tf, np: tf.Variable(1.0, constraint=3),
    "ragged": lambda tf, np: tf.Variable([[1.0], [1.0, 2.0]]),
}.items():

    def program(tf, np, make=make):
        seen = error(tf, lambda: make(tf, np))
        yield seen
        if isinstance(seen.code, str):
            with tf.Graph().as_default():
                v = make(tf, np)
                yield v
                yield nodes(tf)
                yield [v.trainable, v.shape, v.dtype, v.initial_value, v.initializer, v.op]
                yield [tf.global_variables(), tf.trainable_variables()]
                with tf.Session() as sess:
                    yield error(tf, lambda: sess.run(v))
                    sess.run(v.initializer)
                    yield sess.run(v)

    program.__name__ = f"construct {label}"
    script(program)

SETUP = """
v = tf.Variable([1.0, 2.0], name="v")
n = tf.Variable(3, name="n", trainable=False)
x = tf.placeholder(tf.float32, [2], name="x")
i = tf.placeholder(tf.int32, [2], name="i")
"""
ask(
    "attributes",
    "v.name",
    "v.op",
    "v.dtype",
    "v.shape",
    "v.get_shape()",
    "v.graph",
    "v.device",
    "v.initializer",
    "v.initial_value",
    "v.value()",
    "v.read_value()",
    "v.constraint",
    "v.trainable",
    "n.trainable",
    "repr(v)",
    "str(v)",
    "[str(v.synchronization), str(v.aggregation)]",
    "tf.convert_to_tensor(v)",
    "tf.identity(v)",
    "v + 1.0",
    "1.0 + v",
    "-v",
    "v[0]",
    "v[0].op.inputs[0].name",
    "v * v",
    "n // 2",
    "v.op.outputs",
    "tf.Variable([1.0]).name",
    "v.assign([3.0, 4.0])",
    "v.assign(x)",
    "v.assign_add([3.0, 4.0])",
    "v.assign_sub(x)",
    "v.assign([3.0, 4.0], read_value=False)",
    "v.assign([3.0, 4.0], name='here')",
    "v.assign([3, 4], use_locking=True)",
    "tf.assign(v, x)",
    "tf.assign(v, x, name='here')",
    "tf.assign_add(v, x)",
    "tf.assign_sub(v, [1.0, 1.0])",
    "tf.assign(v, [1.0, 2.0, 3.0], validate_shape=False)",
    "v.scatter_sub(tf.IndexedSlices(tf.constant([1.0]), tf.constant([0])))",
    "tf.scatter_update(v, [0], [5.0])",
    "tf.scatter_add(v, [0], [5.0])",
    "tf.scatter_sub(v, 1, 5.0)",
    "tf.is_variable_initialized(v).name",
    "tf.Variable(lambda: tf.zeros([2])).initial_value",
    "isinstance(v, tf.Variable)",
    "isinstance(v, tf.Tensor)",
    "tf.is_tensor(v)",
    "tf.is_tensor(x)",
    "tf.is_tensor([1])",
    "!v.assign(i)",
    "!v.assign([1, 'a'])",
    "!v.assign([1.0, 2.0, 3.0])",
    "!v.assign_add([1.0, 2.0, 3.0])",
    "!tf.assign(x, [1.0, 2.0])",
    "!tf.assign(3, 4)",
    "!tf.assign_add(x, [1.0, 2.0])",
    "!n.assign(1.5)",
    "!list(v)",
    "bool(v)",
    "!len(v)",
    "!v.eval()",
    "!v.load([1.0, 2.0])",
    "!v.nothing",
    "!v.initializer.run()",
    setup=SETUP,
)


@script
def read_before_and_after(tf, np):
    v = tf.Variable([1.0, 2.0], name="v")
    double = v * 2.0
    with tf.Session() as sess:
        yield error(tf, lambda: sess.run(v))
        yield error(tf, lambda: sess.run(double))
        yield sess.run(tf.is_variable_initialized(v))
        yield sess.run(tf.report_uninitialized_variables())
        sess.run(tf.global_variables_initializer())
        yield sess.run(tf.is_variable_initialized(v))
        yield sess.run(tf.report_uninitialized_variables())
        yield sess.run([v, double, v.value(), v.read_value(), "v:0", "v/read:0"])
        yield v.eval()
        yield v.eval(sess)
        yield v.eval(session=sess)
        yield v.initialized_value().eval()


@script
def assign_results(tf, np):
    v = tf.Variable([1.0, 2.0], name="v")
    a = v.assign([3.0, 4.0])
    b = v.assign_add([1.0, 1.0])
    c = v.assign_sub([0.5, 0.5])
    d = tf.assign(v, v * 2.0)
    e = v.assign([9.0, 9.0], read_value=False)
    yield nodes(tf)
    with tf.Session() as sess:
        sess.run(v.initializer)
        for op in (a, b, c, d, e):
            yield sess.run(op)
            yield sess.run(v)


@script
def assign_chain(tf, np):
    v = tf.Variable(1.0, name="v")
    with tf.control_dependencies([v.assign_add(1.0)]):
        tf.identity(v)
        read = v.read_value()
        with tf.control_dependencies([v.assign(v.read_value() * 10.0)]):
            last = v.read_value()
    yield nodes(tf)
    with tf.Session() as sess:
        sess.run(v.initializer)
        yield sess.run(last)
        yield sess.run(v)
        yield sess.run(read)


@script
def assign_of_assign(tf, np):
    v = tf.Variable(1.0, name="v")
    once = tf.assign_add(v, 1.0)
    twice = tf.assign_add(once, 10.0)
    yield [once, twice]
    with tf.Session() as sess:
        sess.run(v.initializer)
        yield sess.run(twice)
        yield sess.run(v)


@script
def counter(tf, np):
    n = tf.Variable(0, name="n", trainable=False)
    step = tf.assign_add(n, 1)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield [sess.run(step) for _ in range(4)]
        yield sess.run(n)


@script
def two_sessions(tf, np):
    v = tf.Variable(1.0)
    up = v.assign_add(1.0)
    first, second = tf.Session(), tf.Session()
    for sess in (first, second):
        sess.run(v.initializer)
    first.run(up)
    first.run(up)
    yield [first.run(v), second.run(v)]
    third = tf.Session()
    yield error(tf, lambda: third.run(v))
    for sess in (first, second, third):
        sess.close()


@script
def load_and_eval(tf, np):
    v = tf.Variable([1.0, 2.0])
    with tf.Session() as sess:
        v.load([5.0, 6.0], sess)
        yield v.eval()
        v.load(np.array([7, 8]))
        yield sess.run(v)
        yield error(tf, lambda: v.load([1.0, 2.0, 3.0], sess))
        yield sess.run(v)
    yield error(tf, lambda: v.load([1.0, 2.0]))


@script
def feed_a_variable(tf, np):
    v = tf.Variable([1.0, 2.0], name="v")
    y = v * 2.0
    with tf.Session() as sess:
        yield sess.run(y, {v: [5.0, 6.0]})
        yield error(tf, lambda: sess.run(v))
        sess.run(v.initializer)
        yield sess.run([y, v], {v.value(): [3.0, 3.0]})
        yield sess.run(v)


@script
def change_shape(tf, np):
    v = tf.Variable([1.0, 2.0], validate_shape=False)
    yield v
    bigger = tf.assign(v, [1.0, 2.0, 3.0], validate_shape=False)
    yield bigger
    with tf.Session() as sess:
        sess.run(v.initializer)
        yield sess.run(v)
        sess.run(bigger)
        yield sess.run(v)
    w = tf.Variable([1.0, 2.0])
    yield error(tf, lambda: tf.assign(w, [1.0, 2.0, 3.0]))
    fed = tf.placeholder(tf.float32)
    to = tf.assign(w, fed)
    with tf.Session() as sess:
        sess.run(w.initializer)
        yield error(tf, lambda: sess.run(to, {fed: [1.0, 2.0, 3.0]}))
        yield sess.run(w)


@script
def fetched_values_are_copies(tf, np):
    v = tf.Variable([1.0, 2.0])
    up = v.assign_add([1.0, 1.0])
    with tf.Session() as sess:
        sess.run(v.initializer)
        before = sess.run(v)
        sess.run(up)
        yield before
        before[:] = 100.0
        yield sess.run(v)
        start = np.array([5.0, 6.0], np.float32)
        sess.run(v.assign(start))
        start[:] = -1.0
        yield sess.run(v)


@script
def initial_value_is_copied(tf, np):
    start = np.array([5.0, 6.0], np.float32)
    v = tf.Variable(start)
    c = tf.constant(start)
    start[:] = -1.0
    with tf.Session() as sess:
        sess.run(v.initializer)
        yield sess.run([v, c])


@script
def empty(tf, np):
    v = tf.Variable(np.zeros([0, 2], np.float32))
    yield v
    with tf.Session() as sess:
        sess.run(v.initializer)
        yield sess.run([v, tf.concat([v, [[1.0, 2.0]]], 0)])


@script
def initialised_in_order(tf, np):
    a = tf.Variable(tf.random_uniform([2], seed=1), name="a")
    start = a.initialized_value()  # tf.cond: a sealed node here, Switch and Merge there
    yield named(start)
    b = tf.Variable(start * 2.0, name="b")
    c = tf.Variable(a.initialized_value())
    yield named(b.initial_value)
    yield named(c.initial_value)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        x, y, z = sess.run([a, b, c])
        yield [bool((y == 2 * x).all()), bool((x == z).all())]
        yield x


@script
def initializer_needs_another(tf, np):
    a = tf.Variable(1.0, name="a")
    b = tf.Variable(a + 1.0, name="b")
    yield b
    with tf.Session() as sess:
        yield error(tf, lambda: sess.run(b.initializer))
        sess.run(a.initializer)
        sess.run(b.initializer)
        yield sess.run(b)


@script
def scatter(tf, np):
    v = tf.Variable([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])
    update = tf.scatter_update(v, [0, 2], [[5.0, 5.0], [6.0, 6.0]])
    add = tf.scatter_add(v, [1, 1], [[1.0, 2.0], [10.0, 20.0]])
    sub = tf.scatter_sub(v, [0], [[1.0, 2.0]])
    yield [update, add, sub]
    with tf.Session() as sess:
        sess.run(v.initializer)
        for op in (update, add, sub):
            yield sess.run(op)
        yield error(tf, lambda: sess.run(tf.scatter_add(v, [5], [[1.0, 1.0]])))


@script
def moving_average_by_hand(tf, np):
    mean = tf.Variable(tf.zeros([2]), trainable=False, name="mean")
    x = tf.placeholder(tf.float32, [None, 2])
    update = tf.assign(mean, mean * 0.9 + tf.reduce_mean(x, 0) * 0.1)
    with tf.control_dependencies([update]):
        out = tf.identity(x) - mean
    yield nodes(tf)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for k in range(3):
            sess.run(update, {x: np.ones([4, 2]) * (k + 1)})
            yield sess.run(mean)
        yield out


@script
def failed_run_changes_nothing(tf, np):
    v = tf.Variable(1.0)
    w = tf.Variable(1.0)
    x = tf.placeholder(tf.float32, [])
    up = v.assign_add(1.0)
    with tf.control_dependencies([tf.check_numerics(x, "x")]):
        over = w.assign(5.0)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield error(tf, lambda: sess.run(over, {x: np.nan}))
        yield sess.run([v, w])
        sess.run(up)
        yield sess.run([v, w])


@script
def int_and_bool_variables(tf, np):
    n = tf.Variable([1, 2], name="n")
    b = tf.Variable([True, False], name="b")
    yield [n, b]
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield sess.run([n.assign_add([10, 20]), b.assign(tf.logical_not(b))])


@script
def operators_do_not_assign(tf, np):
    v = tf.Variable(1.0, name="v")
    w = v
    w += 1.0
    yield w
    yield v
    v2 = v
    v2 *= 3.0
    yield v2
