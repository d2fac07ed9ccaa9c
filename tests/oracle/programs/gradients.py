"""`tf.gradients` in full, hessians, custom gradients, overrides, the numeric checker."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import C, P, T, V, X, feed
from tests.oracle.observe import error

FAMILY = Family(
    "gradients",
    Tolerance(16, "array", "chains of several kernels, and sums taken in another order"),
)
script = FAMILY.script
wrong = FAMILY.wrong
case = FAMILY.case


def values(tf: Any, fetches: Any, feeds: Any = None) -> Any:
    """Run in a fresh session with all variables initialised."""
    with tf.Session() as sess:
        if tf.global_variables():
            sess.run(tf.global_variables_initializer())
        return sess.run(fetches, feeds)


@script
def one_to_many(tf, np):
    x = tf.constant([1.0, 2.0, 3.0])
    y = tf.square(x)
    z = tf.exp(y * 0.1) + x
    yield values(tf, tf.gradients(z, [x, y, z]))
    yield values(tf, tf.gradients([y, z], x))
    yield values(tf, tf.gradients([y, z], [x, y]))
    yield len(tf.gradients(z, []))
    yield len(tf.gradients(z, (x, y)))


@script
def unconnected(tf, np):
    x, u = tf.constant(1.0), tf.constant(2.0)
    y = x * 3.0
    yield tf.gradients(y, u)
    yield [g is None for g in tf.gradients(y, [x, u])]
    yield [g is None for g in tf.gradients(x, [y])]
    zero = tf.gradients(y, [x, u], unconnected_gradients="zero")
    yield values(tf, zero)
    zero = tf.gradients(y, [u], unconnected_gradients=tf.UnconnectedGradients.ZERO)
    yield values(tf, zero)
    yield error(tf, lambda: tf.gradients(y, u, unconnected_gradients="nonsense"))
    yield values(tf, tf.gradients(x, x))


@script
def grad_ys(tf, np):
    x = tf.constant([1.0, 2.0])
    y, z = x * 2.0, tf.reduce_sum(x * x)
    yield values(tf, tf.gradients(y, x, [[10.0, 20.0]]))
    yield values(tf, tf.gradients(y, x, grad_ys=[tf.constant([1.0, -1.0])]))
    yield values(tf, tf.gradients([y, z], x, [None, 3.0]))
    yield values(tf, tf.gradients([y, z], x, [[1.0, 1.0], None]))
    yield error(tf, lambda: tf.gradients(y, x, [1.0, 2.0]))
    yield error(tf, lambda: tf.gradients([y, z], x, [[1.0, 1.0]]))
    yield error(tf, lambda: tf.gradients(y, x, [tf.constant([1, 2])]))
    yield error(tf, lambda: tf.gradients(y, x, [[1.0, 2.0, 3.0]]))


@script
def stop_gradients(tf, np):
    a = tf.constant(3.0)
    b = 2.0 * a
    yield values(tf, tf.gradients(a + b, [a, b]))
    yield values(tf, tf.gradients(a + b, [a, b], stop_gradients=[a, b]))
    yield values(tf, tf.gradients(a + b, [a, b], stop_gradients=b))
    c = tf.stop_gradient(b) * a
    yield values(tf, tf.gradients(c, a))
    yield tf.gradients(tf.stop_gradient(b), a)


@script
def many_paths(tf, np):
    x = tf.constant(2.0)
    y = x
    for _ in range(5):
        y = y + y * x
    yield values(tf, [y, *tf.gradients(y, x)])
    z = tf.add_n([x, x, x * x])
    yield values(tf, tf.gradients(z, x))
    for method in (0, 1, 2):
        grads = tf.gradients(z + x * 3.0, x, aggregation_method=method)
        yield values(tf, grads)
    yield [
        tf.AggregationMethod.ADD_N,
        tf.AggregationMethod.DEFAULT,
        tf.AggregationMethod.EXPERIMENTAL_TREE,
        tf.AggregationMethod.EXPERIMENTAL_ACCUMULATE_N,
    ]


@script
def of_variables(tf, np):
    w = tf.Variable([1.0, 2.0], name="w")
    b = tf.Variable(0.5, name="b")
    y = tf.reduce_sum(w * w * b)
    yield values(tf, tf.gradients(y, [w, b]))
    yield values(tf, tf.gradients(y, w))
    yield values(tf, tf.gradients(y, w.value()))
    yield values(tf, tf.gradients(y, tf.trainable_variables()))
    yield values(tf, tf.gradients(w, w))


@script
def integers(tf, np):
    i = tf.constant([1, 2])
    x = tf.constant([1.0, 2.0])
    yield tf.gradients(tf.cast(i, tf.float32) * x, i)
    yield values(tf, tf.gradients(tf.cast(tf.cast(x, tf.float64), tf.float32), x))
    yield tf.gradients(tf.cast(x, tf.int32), x)
    yield tf.gradients(i * 2, i)
    yield tf.gradients(tf.argmax(x, 0), x)
    yield tf.gradients(tf.cast(x > 1.0, tf.float32), x)
    yield [g is None for g in tf.gradients(tf.gather(x, i - 1), [x, i])]


@script
def refused(tf, np):
    x = tf.constant([1.0, 2.0])
    other = tf.Graph()
    with other.as_default():
        far = tf.constant(1.0)
    yield error(tf, lambda: tf.gradients(x, far))
    yield error(tf, lambda: tf.gradients(far, x))
    yield error(tf, lambda: tf.gradients("x", x))
    yield error(tf, lambda: tf.gradients(x, "x"))
    yield error(tf, lambda: tf.gradients(x))
    yield tf.gradients(3.0, x)


@script
def gradients_of_gradients(tf, np):
    x = tf.placeholder(tf.float32, [3])
    w = tf.constant([0.5, -1.0, 2.0])
    chain = [tf.reduce_sum(tf.sin(x * w) * tf.exp(x) + x**4)]
    for _ in range(4):
        (g,) = tf.gradients(chain[-1], x)
        chain.append(g)
    yield values(tf, chain, {x: [0.25, 1.0, -0.5]})


SECOND = {
    "matmul": lambda tf, x: tf.matmul(x, x, transpose_b=True),
    "softmax": lambda tf, x: tf.nn.softmax(x),
    "log_softmax": lambda tf, x: tf.nn.log_softmax(x),
    "cross entropy": lambda tf, x: tf.nn.softmax_cross_entropy_with_logits_v2(
        labels=[[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]], logits=x
    ),
    "sigmoid cross entropy": lambda tf, x: tf.nn.sigmoid_cross_entropy_with_logits(
        labels=tf.ones_like(x) * 0.25, logits=x
    ),
    "tanh": lambda tf, x: tf.tanh(x),
    "sigmoid": lambda tf, x: tf.sigmoid(x),
    "softplus": lambda tf, x: tf.nn.softplus(x),
    "relu square": lambda tf, x: tf.nn.relu(x) * x,
    "elu": lambda tf, x: tf.nn.elu(x),
    "selu": lambda tf, x: tf.nn.selu(x),
    "leaky_relu": lambda tf, x: tf.nn.leaky_relu(x) * x,
    "relu6": lambda tf, x: tf.nn.relu6(x) * x,
    "division": lambda tf, x: tf.exp(x) / (1.0 + tf.square(x)),
    "pow": lambda tf, x: tf.pow(tf.square(x) + 1.0, x),
    "sqrt": lambda tf, x: tf.sqrt(tf.square(x) + 1.0),
    "rsqrt": lambda tf, x: tf.rsqrt(tf.square(x) + 1.0),
    "reciprocal": lambda tf, x: tf.reciprocal(tf.square(x) + 1.0),
    "log": lambda tf, x: tf.log(tf.square(x) + 1.0),
    "log1p": lambda tf, x: tf.log1p(tf.square(x)),
    "expm1": lambda tf, x: tf.expm1(x),
    "trigonometry": lambda tf, x: tf.sin(x) * tf.cos(x) + tf.tan(x * 0.25),
    "inverse trigonometry": lambda tf, x: tf.asin(x * 0.25) + tf.acos(x * 0.125) + tf.atan(x),
    "hyperbolic": lambda tf, x: tf.sinh(x) + tf.cosh(x),
    "inverse hyperbolic": lambda tf, x: (
        tf.asinh(x) + tf.atanh(x * 0.25) + tf.acosh(tf.square(x) + 2.0)
    ),
    "mean and variance": lambda tf, x: tf.nn.moments(x, [0])[1],
    "reduce_max": lambda tf, x: tf.reduce_max(x * x, 1),
    "reduce_prod": lambda tf, x: tf.reduce_prod(x, 1),
    "logsumexp": lambda tf, x: tf.reduce_logsumexp(x, 1),
    "gather": lambda tf, x: tf.gather(x * x, [1, 0, 1]),
    "slices": lambda tf, x: x[:, 1:] * x[:, :-1] * x[0, ::2],
    "concat": lambda tf, x: tf.concat([x, x * x], 1) ** 2,
    "stack and split": lambda tf, x: tf.add_n(tf.split(tf.stack([x * x, x]), 3, 2)) ** 2,
    "transpose and reshape": lambda tf, x: tf.reshape(tf.transpose(x * x), [2, 3]) * x,
    "tile and pad": lambda tf, x: tf.pad(tf.tile(x * x, [2, 1]), [[1, 0], [0, 2]]) ** 2,
    "where": lambda tf, x: tf.where(x > 0.0, x**3, x * x),
    "maximum": lambda tf, x: tf.maximum(x * x, x + 1.0) ** 2,
    "broadcast": lambda tf, x: (x + x[0]) * (x[:, :1] * x),
    "atan2": lambda tf, x: tf.atan2(x, tf.square(x) + 1.0),
    "squared_difference": lambda tf, x: tf.squared_difference(x * x, x),
    "abs": lambda tf, x: tf.abs(x) * x,
    "clip": lambda tf, x: tf.clip_by_value(x, -1.0, 1.0) * x,
    "batch norm": lambda tf, x: tf.nn.batch_normalization(
        x, *tf.nn.moments(x, [1], keepdims=True), None, None, 1e-3
    ),
    "l2_loss": lambda tf, x: tf.nn.l2_loss(x * x),
    "bias_add": lambda tf, x: tf.nn.bias_add(x * x, x[0]) ** 2,
    "cumsum": lambda tf, x: tf.cumsum(x * x, 1) ** 2,
    "float64 cast": lambda tf, x: tf.cast(tf.cast(x, tf.float64) ** 3, tf.float32),
    "squeeze": lambda tf, x: tf.squeeze(tf.expand_dims(x, 1) ** 3),
    "one weight": lambda tf, x: tf.matmul(
        tf.tanh(tf.matmul(x, [[1.0], [2.0], [-1.0]])), [[2.0, 1.0]]
    ),
}
for label, build in SECOND.items():

    def program(tf, np, build=build):
        x = tf.placeholder(tf.float32, [2, 3])
        y = build(tf, x)
        weights = tf.cast(tf.range(1, tf.size(y) + 1), tf.float32)
        (g,) = tf.gradients(tf.reshape(y, [-1]) * weights, x)
        (h,) = tf.gradients(g * [[1.0, -2.0, 0.5], [0.25, 3.0, -1.0]], x)
        yield values(tf, [g, h], {x: [[-1.25, 0.5, 0.75], [1.5, -0.5, 0.25]]})

    program.__name__ = f"second order {label}"
    script(program)


@script
def hessians(tf, np):
    x = tf.placeholder(tf.float32, [3])
    w = tf.constant([[2.0, 1.0, 0.0], [1.0, 3.0, -1.0], [0.0, -1.0, 1.0]])
    y = tf.reduce_sum(tf.matmul(tf.expand_dims(x, 0), w) * x) + tf.reduce_prod(x)
    h = tf.hessians(y, x)
    yield len(h)
    yield values(tf, h, {x: [1.0, 2.0, 3.0]})
    m = tf.placeholder(tf.float32, [2, 2])
    z = tf.reduce_sum(m * m * m)
    yield values(tf, tf.hessians(z, m), {m: [[1.0, 2.0], [3.0, 4.0]]})
    s = tf.constant(3.0)
    yield error(tf, lambda: values(tf, tf.hessians(s**3, s)))


@script
def slices_from_gather(tf, np):
    table = tf.Variable([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], name="table")
    rows = tf.gather(table, [2, 0, 2])
    (g,) = tf.gradients(tf.reduce_sum(rows * rows), table)
    yield isinstance(g, tf.IndexedSlices)
    yield values(tf, g)
    yield values(tf, tf.convert_to_tensor(g))
    (both,) = tf.gradients(tf.reduce_sum(rows) + tf.reduce_sum(table), table)
    yield isinstance(both, tf.IndexedSlices)
    yield values(tf, both)
    (twice,) = tf.gradients(tf.reduce_sum(rows) + tf.reduce_sum(tf.gather(table, [1])), table)
    yield isinstance(twice, tf.IndexedSlices)
    yield values(tf, tf.convert_to_tensor(twice))
    x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    (through,) = tf.gradients(tf.reduce_sum(tf.gather(x * 2.0, [1, 1])), x)
    yield isinstance(through, tf.IndexedSlices)
    yield values(tf, through)
    (second,) = tf.gradients(tf.reduce_sum(tf.square(tf.convert_to_tensor(g))), table)
    yield values(tf, tf.convert_to_tensor(second))


@script
def broadcast_sums(tf, np):
    a = tf.placeholder(tf.float32, [3, 1, 2])
    b = tf.placeholder(tf.float32, [4, 1])
    c = tf.placeholder(tf.float32, None)
    y = (a * b + c) / (c * c)
    grads = tf.gradients(y, [a, b, c])
    yield [g.get_shape() for g in grads[:2]]
    feeds = {a: np.arange(6).reshape(3, 1, 2), b: [[1.0], [2.0], [3.0], [4.0]]}
    for value in (2.0, [1.0, 2.0], [[[3.0]]]):
        yield values(tf, grads, {**feeds, c: value})


@script
def unknown_shapes(tf, np):
    x = tf.placeholder(tf.float32)
    y = tf.placeholder(tf.float32, [None])
    z = tf.reduce_mean(tf.square(x - y)) + tf.reduce_max(x) + tf.reduce_sum(x[0] * 2.0)
    grads = tf.gradients(z, [x, y])
    feeds = {x: [[1.0, 5.0], [2.0, 3.0]], y: [1.0, -1.0]}
    yield values(tf, grads, feeds)
    yield values(tf, tf.gradients(tf.reshape(x, [-1]), x), feeds)
    yield values(tf, tf.gradients(tf.concat([x, x * x], 1), x), feeds)
    yield values(tf, tf.gradients(tf.transpose(x) * y, [x, y]), feeds)


@script
def names_of_gradients(tf, np):
    x = tf.Variable(2.0, name="x")
    y = tf.square(x, name="sq")
    (g,) = tf.gradients(y, x)
    yield g.name.startswith("gradients/sq_grad/")
    (g,) = tf.gradients(y, x)
    yield g.name.startswith("gradients_1/sq_grad/")
    (g,) = tf.gradients(y, x, name="mine")
    yield g.name.startswith("mine/sq_grad/")
    with tf.name_scope("s"):
        (g,) = tf.gradients(y, x)
        yield g.name.startswith("s/gradients/sq_grad/")
    yield tf.constant(1.0).name


@script
def custom_gradient(tf, np):
    @tf.custom_gradient
    def log1pexp(x):
        e = tf.exp(x)

        def grad(dy):
            return dy * (1.0 - 1.0 / (1.0 + e))

        return tf.log(1.0 + e), grad

    x = tf.placeholder(tf.float32, [2])
    y = log1pexp(x)
    (g,) = tf.gradients(y, x)
    (h,) = tf.gradients(g, x)
    yield values(tf, [y, g, h], {x: [0.0, 1.0]})
    yield values(tf, tf.gradients(log1pexp(x * 2.0) * 3.0, x), {x: [0.0, 100.0]})[0][:1]


@script
def custom_gradient_of_two(tf, np):
    @tf.custom_gradient
    def pair(a, b):
        def grad(da, db):
            return da * 10.0, db * 100.0

        return [a + b, a * b], grad

    a, b = tf.placeholder(tf.float32, [2]), tf.placeholder(tf.float32, [2])
    s, p = pair(a, b)
    feeds = {a: [1.0, 2.0], b: [3.0, 4.0]}
    yield values(tf, [s, p, *tf.gradients([s, p], [a, b])], feeds)
    yield values(tf, tf.gradients(s, [a, b]), feeds)


@script
def custom_gradient_with_none(tf, np):
    @tf.custom_gradient
    def pick(a, b):
        return a * 2.0, lambda dy: (dy * 7.0, None)

    a, b = tf.constant([1.0]), tf.constant([2.0])
    y = pick(a, b)
    grads = tf.gradients(y, [a, b])
    yield grads[1]
    yield values(tf, grads[0])


@script
def custom_gradient_clip(tf, np):
    @tf.custom_gradient
    def clipped(x):
        return tf.identity(x), lambda dy: tf.clip_by_value(dy, -1.0, 1.0)

    x = tf.constant([1.0, 2.0])
    yield values(tf, tf.gradients(clipped(x) ** 3, x))


@script
def custom_gradient_uses_variable(tf, np):
    w = tf.Variable(3.0, name="w")

    @tf.custom_gradient
    def scaled(x):
        return x * w.value(), lambda dy: dy * 5.0

    x = tf.constant(2.0)
    yield error(tf, lambda: scaled(x))


@script
def custom_gradient_of_variables(tf, np):
    w = tf.Variable([3.0, 4.0], name="w", use_resource=True)

    @tf.custom_gradient
    def scaled(x, y):
        def grad_fn(dy, variables=None):
            return [dy * 5.0, dy * 6.0], [dy * 7.0 for v in variables]

        return x * w + y, grad_fn

    x, y = tf.constant([1.0, 2.0]), tf.constant([0.5, 0.25])
    z = scaled(x, y)
    yield values(tf, [z, *tf.gradients(z * z, [x, y, w])])


@script
def gradient_override(tf, np):
    @tf.RegisterGradient("OracleNegated")
    def negated(op, grad):
        return -grad * 2.0 * op.inputs[0]

    x = tf.constant([1.0, 2.0])
    g = tf.get_default_graph()
    plain = tf.square(x)
    with g.gradient_override_map({"Square": "OracleNegated"}):
        changed = tf.square(x)
        other = tf.exp(x)
    again = tf.square(x)
    for y in (plain, changed, other, again):
        yield values(tf, tf.gradients(y, x))
    with g.gradient_override_map({"Identity": "OracleNegated"}):
        i = tf.identity(x)
    yield values(tf, tf.gradients(i * 3.0, x))
    yield error(tf, lambda: tf.RegisterGradient("OracleNegated")(negated))
    yield error(tf, lambda: tf.RegisterGradient(3))
    yield error(tf, lambda: g.gradient_override_map(3).__enter__())
    with g.gradient_override_map({"Square": "OracleMissing"}):
        lost = tf.square(x)
    yield error(tf, lambda: tf.gradients(lost, x))


@script
def not_differentiable(tf, np):
    tf.NotDifferentiable("OracleNothing")
    tf.NoGradient("OracleNothingOld")
    yield error(tf, lambda: tf.NotDifferentiable(3))
    x = tf.constant([1.0, 2.0])
    yield tf.gradients(tf.floor(x), x)
    yield values(tf, tf.gradients(tf.floor(x) * x, x))
    yield tf.gradients(tf.sign(x), x) and values(tf, tf.gradients(tf.sign(x), x))
    yield tf.gradients(tf.round(x), x)
    yield tf.gradients(tf.ones_like(x), x)
    yield tf.gradients(tf.shape(x), x)
    yield tf.gradients(tf.fill([2], 1.0), x)


@script
def numeric_checker(tf, np):
    start = np.array([[1.0, 2.0], [3.0, 4.0]]) / 8
    with tf.Session():
        x = tf.constant(start)
        y = tf.tanh(tf.matmul(x, x))
        value = tf.test.compute_gradient_error(x, [2, 2], y, [2, 2])
        yield bool(0 <= value < 1e-5)
        theory, numeric = tf.test.compute_gradient(x, [2, 2], y, [2, 2], x_init_value=start)
        yield theory
        yield [numeric.shape, str(numeric.dtype), bool(np.allclose(theory, numeric, atol=1e-5))]
        both = tf.test.compute_gradient(x, [2, 2], y, [2, 2], x_init_value=start, delta=1e-4)
        yield both[0]
        several = tf.test.compute_gradient([x], [[2, 2]], y, [2, 2], x_init_value=[start])
        yield several[0][0]
        bad = x * tf.stop_gradient(x)
        value = tf.test.compute_gradient_error(x, [2, 2], bad, [2, 2], x_init_value=start)
        yield bool(0.4 < value < 0.6)


@script
def long_chain(tf, np):
    x = tf.constant(1.0)
    y = x
    for _ in range(3000):
        y = y * 1.0001
    yield values(tf, tf.gradients(y, x))[0].shape


@script
def graph_grows_only(tf, np):
    x = tf.Variable([1.0, 2.0])
    y = tf.reduce_sum(tf.square(x))
    before = tf.get_default_graph().get_operations()
    tf.gradients(y, x)
    after = tf.get_default_graph().get_operations()
    yield before == after[: len(before)]
    yield len(after) > len(before)


@script
def prevented(tf, np):
    x = tf.constant(1.0)
    y = tf.Print(x * 2.0, [x], message="", first_n=0)
    yield values(tf, tf.gradients(y, x))
    z = tf.identity_n([x * 2.0, x * 3.0])
    yield values(tf, tf.gradients(z, x))
    yield error(tf, lambda: tf.gradients(tf.py_func(lambda v: v, [x], tf.float32), x))


case("shared subexpression", lambda tf, x: (lambda e: e * e + e)(tf.exp(x * 0.5)), X)
case(
    "diamond",
    lambda tf, x: tf.reduce_sum(tf.sin(x) * tf.cos(x)) * tf.reduce_mean(x),
    X,
)
case(
    "logistic loss",
    lambda tf: (
        lambda x, y: (
            -tf.reduce_mean(y * tf.log(tf.sigmoid(x)) + (1 - y) * tf.log(1 - tf.sigmoid(x)))
        )
    )(X(tf), feed(tf, "y", [[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]])),
)
case("norm ratio", lambda tf, x, p: tf.norm(x - p) / (tf.norm(x) + tf.norm(p)), X, P)
case(
    "mixed reshapes",
    lambda tf, t: tf.reduce_sum(tf.reshape(tf.transpose(t, [2, 0, 1]), [4, -1]) ** 2, 1),
    T,
)
case("column times row", lambda tf: (C(tf) * V(tf)) ** 2)
