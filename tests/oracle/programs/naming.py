"""Names: uniquifying, name scopes, and the scopes that functions open for themselves."""

from __future__ import annotations

from contextlib import ExitStack

from tests.oracle.cases import EXACT, Family
from tests.oracle.inputs import P, X
from tests.oracle.observe import error, nodes

FAMILY = Family("naming", EXACT)
script = FAMILY.script
ask = FAMILY.ask


@script
def same_name_again(tf, np):
    yield [tf.constant(1, name="a").name for _ in range(3)]
    yield [tf.constant(1, name="A").name, tf.constant(1, name="a_1").name]
    yield [
        tf.constant(1, name="b_1").name,
        tf.constant(1, name="b").name,
        tf.constant(1, name="b").name,
    ]
    yield tf.constant(1, name="a").op.name
    yield nodes(tf)


@script
def default_names(tf, np):
    x = tf.placeholder(tf.float32, [2])
    y = tf.placeholder(tf.float32, [2])
    yield [
        tf.add(x, y),
        x + y,
        tf.add(x, y),
        x * y,
        tf.multiply(x, y),
        x - y,
        x / y,
        x**y,
        -x,
        x < y,
    ]
    yield [tf.constant(1), tf.constant(2), tf.zeros([2]), tf.ones([2]), tf.zeros_like(x)]
    yield [tf.reduce_sum(x), tf.reduce_mean(x), tf.square(x), tf.Variable(1.0), tf.Variable(2.0)]
    yield [tf.no_op(), tf.group(x, y), tf.identity(x), tf.global_variables_initializer()]
    yield nodes(tf)


@script
def name_scope_nests(tf, np):
    with tf.name_scope("a") as a:
        yield a
        yield tf.constant(1, name="x")
        with tf.name_scope("b") as b:
            yield b
            yield tf.constant(1, name="x")
        with tf.name_scope("b") as b:
            yield b
            yield tf.constant(1, name="x")
        yield tf.constant(1, name="b")
    with tf.name_scope("a") as a:
        yield a
        yield tf.constant(1, name="x")
    yield tf.constant(1, name="a")
    yield tf.constant(1, name="a_1")
    with tf.name_scope("A") as a:
        yield a
    yield nodes(tf)


@script
def name_scope_reopened(tf, np):
    with tf.name_scope("a") as a:
        tf.constant(1, name="x")
    with tf.name_scope(a) as again:
        yield again
        yield tf.constant(1, name="x")
    with tf.name_scope("a/"):
        yield tf.constant(1, name="y")
        with tf.name_scope("b"):
            yield tf.constant(1)
    with tf.name_scope("new/"):
        yield tf.constant(1, name="y")
    with tf.name_scope("new"):
        yield tf.constant(1, name="y")
    with tf.name_scope("p/q/r") as deep:
        yield deep
        yield tf.constant(1)
    with tf.name_scope("p/q") as deep:
        yield deep


@script
def name_scope_root(tf, np):
    with tf.name_scope("a"):
        with tf.name_scope("") as root:
            yield root
            yield tf.constant(1, name="x")
        with tf.name_scope(None) as root:
            yield root
            yield tf.constant(1, name="x")
        yield tf.constant(1, name="x")
        with tf.get_default_graph().name_scope("c") as c:
            yield c
            yield tf.constant(2)
        with tf.get_default_graph().name_scope(None) as c:
            yield c
            yield tf.constant(2, name="x")


@script
def name_scope_arguments(tf, np):
    x = tf.placeholder(tf.float32, [])
    with tf.name_scope(None, "default", [x]) as s:
        yield s
    with tf.name_scope("given", "default", [x]) as s:
        yield s
    with tf.name_scope(None, default_name="default") as s:
        yield s
    with tf.name_scope(name="n", values=[x]) as s:
        yield s
    scope = tf.name_scope("obj")
    yield scope.name
    yield error(tf, lambda: tf.name_scope("a b").__enter__())
    yield error(tf, lambda: tf.name_scope("_a").__enter__())
    yield error(tf, lambda: tf.name_scope(3).__enter__())
    with ExitStack() as left:  # no error: a scope that nobody leaves would outlast the test
        yield error(tf, lambda: left.enter_context(tf.name_scope(None)))
    yield error(tf, lambda: tf.name_scope())
    other = tf.Graph()
    with other.as_default():
        y = tf.placeholder(tf.float32, [])
    with tf.name_scope(None, "foreign", [y]) as s:
        yield s
        yield y.graph is tf.get_default_graph()
    yield error(tf, lambda: tf.name_scope(None, "mixed", [x, y]).__enter__())


@script
def names_in_scope(tf, np):
    with tf.name_scope("layer"):
        w = tf.Variable([[1.0, 2.0]], name="w")
        b = tf.Variable(tf.zeros([2]), name="b")
        x = tf.placeholder(tf.float32, [None, 1], name="x")
        yield [w, b, x, tf.matmul(x, w) + b, tf.nn.relu(x), tf.reduce_mean(x), tf.nn.softmax(x)]
    with tf.name_scope("layer"):
        w = tf.Variable([[1.0, 2.0]], name="w")
        yield [w, tf.matmul(x, w, name="m"), x + 1.0, x[0], tf.reduce_sum(x, name="total")]
    yield nodes(tf)


@script
def name_with_slash(tf, np):
    yield tf.constant(1, name="a/b")
    yield tf.constant(1, name="a/b")
    with tf.name_scope("a") as s:
        yield s
        yield tf.constant(1, name="b")
        yield tf.constant(1, name="c/d")
    yield tf.constant(1, name="e/")
    yield error(tf, lambda: tf.constant(1, name="e/"))
    yield tf.constant(1, name="a")


@script
def unique_name(tf, np):
    g = tf.get_default_graph()
    yield [g.unique_name("x") for _ in range(3)]
    yield [g.unique_name("x", mark_as_used=False) for _ in range(2)]
    yield g.unique_name("X")
    with tf.name_scope("s"):
        yield g.unique_name("x")
        yield g.unique_name("s")
    yield tf.constant(1, name="x")
    yield g.unique_name("s")
    yield g.get_name_scope()


@script
def bad_names(tf, np):
    for name in (
        "a b",
        "_a",
        "-a",
        "",
        "a:0",
        "é",
        "1",
        ".a",
        "a.b",
        "a-b",
        "a/b",
        "/a",
        "a\\b",
        ">a",
        3,
    ):
        yield error(tf, lambda name=name: tf.constant(1, name=name))
        yield error(tf, lambda name=name: tf.Variable(1, name=name))
    with tf.name_scope("s"):
        yield error(tf, lambda: tf.constant(1, name="_fine_below"))
        yield error(tf, lambda: tf.constant(1, name="a b"))


@script
def op_scope_and_values(tf, np):
    x = X(tf)
    with tf.name_scope("loss"):
        yield tf.reduce_mean(tf.square(x - P(tf)), name="mse")
        yield tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=x)
        yield tf.nn.moments(x, [0])
        yield tf.nn.batch_normalization(x, x, x, x, x, 0.1)
        yield tf.random_normal([2])
        yield tf.clip_by_value(x, 0.0, 1.0)
        yield tf.stack([x, x])
        yield tf.split(x, 3, 1)
        yield tf.unstack(x)
        yield tf.zeros([2])
        yield tf.one_hot([1], 2)
        yield tf.where(x > 0.0, x, x)
        yield tf.reduce_logsumexp(x)
    yield nodes(tf)


@script
def variable_names(tf, np):
    yield [
        tf.Variable(1.0).name,
        tf.Variable(1.0).name,
        tf.Variable(1.0, name="w").name,
        tf.Variable(1.0, name="w").name,
    ]
    with tf.name_scope("s"):
        yield tf.Variable(1.0)
        yield tf.Variable(1.0, name="w")
    yield tf.Variable(tf.zeros([2]), name="z")
    yield tf.Variable(lambda: tf.ones([2]), name="f")
    yield tf.Variable([1, 2], trainable=False, name="steps")
    yield nodes(tf)


@script
def many_equal_names(tf, np):
    for _ in range(12):
        x = tf.constant(1, name="x")
    yield x
    tf.constant(1, name="x_12")
    yield tf.constant(1, name="x")


@script
def scope_and_node_share_names(tf, np):
    yield tf.constant(1, name="n")
    with tf.name_scope("n") as s:
        yield s
    yield tf.constant(1, name="n")
    yield tf.constant(1, name="m/k")
    with tf.name_scope("m") as s:
        yield s
        yield tf.constant(1, name="k")


@script
def name_of_outputs(tf, np):
    parts = tf.split(X(tf), 3, 1, name="cut")
    yield [p.name for p in parts]
    yield [p.op.name for p in parts]
    yield [p.value_index for p in parts]
    yield parts[0].op.outputs[2]
    yield tf.add_n(parts)
    yield nodes(tf)


@script
def course_program_operators(tf, np):
    w = tf.Variable(0, dtype=tf.float32)
    cost = w**2 - 10 * w + 25
    yield [w, cost]
    yield nodes(tf)


@script
def course_program_functions(tf, np):
    w = tf.Variable(0, dtype=tf.float32)
    cost = tf.add(tf.add(w**2, tf.multiply(-10.0, w)), 25)
    yield [w, cost]
    yield nodes(tf)


@script
def course_program_data(tf, np):
    w = tf.Variable(0, dtype=tf.float32)
    x = tf.placeholder(tf.float32, [3, 1])
    cost = x[0][0] * w**2 + x[1][0] * w + x[2][0]
    yield [w, cost]
    yield nodes(tf)


@script
def control_inputs(tf, np):
    a, b, c = (tf.constant(1.0, name=n) for n in "abc")
    with tf.control_dependencies([a]):
        d = tf.identity(b, name="d")
        with tf.control_dependencies([b, c.op]):
            e = tf.constant(2.0, name="e")
            f = a + e
            with tf.control_dependencies(None):
                g = tf.constant(3.0, name="g")
                h = g + a
        i = d + e
        j = tf.placeholder(tf.float32, name="j")
    with tf.control_dependencies([]):
        k = tf.identity(a, name="k")
    with tf.get_default_graph().control_dependencies([f, f.op, tf.Variable(1.0, name="v")]):
        m = tf.no_op(name="m")
    yield nodes(tf)
    yield [op.name for op in m.control_inputs]
    yield [[op.name for op in t.op.control_inputs] for t in (d, e, f, g, h, i, j, k)]
    yield error(tf, lambda: tf.control_dependencies(["x"]).__enter__())
    yield error(tf, lambda: tf.control_dependencies([3]).__enter__())
    yield error(tf, lambda: tf.control_dependencies(a).__enter__())


@script
def control_inputs_pruned_by_data(tf, np):
    a = tf.constant(1.0, name="a")
    with tf.control_dependencies([a]):
        b = tf.identity(a, name="b")
        c = b + 1.0
        d = tf.Variable(2.0, name="d")
    yield [c, d]
    yield nodes(tf)


@script
def group_and_tuple(tf, np):
    a, b = tf.constant(1.0, name="a"), tf.constant(2.0, name="b")
    yield tf.group(a, b)
    yield tf.group(a.op, b, name="both")
    yield tf.group()
    yield tf.group([a, b])
    yield tf.group(*[], name="none")
    yield tf.tuple([a, b])
    yield tf.tuple([a, b], name="pair", control_inputs=[b.op])
    yield tf.no_op(name="nothing")
    yield nodes(tf)
    yield error(tf, lambda: tf.group(3))
    yield error(tf, lambda: tf.group(a, "x"))


@script
def initializers_named(tf, np):
    v, w = tf.Variable(1.0, name="v"), tf.Variable(2.0, name="w", trainable=False)
    yield tf.global_variables_initializer()
    yield tf.initialize_all_variables()
    yield tf.variables_initializer([v], name="some")
    yield tf.variables_initializer([])
    yield tf.local_variables_initializer()
    yield tf.report_uninitialized_variables().name
    yield tf.is_variable_initialized(w).name
    yield nodes(tf)


ask(
    "collections",
    "tf.GraphKeys.GLOBAL_VARIABLES",
    "tf.GraphKeys.TRAINABLE_VARIABLES",
    "tf.GraphKeys.LOCAL_VARIABLES",
    "tf.GraphKeys.MODEL_VARIABLES",
    "tf.GraphKeys.UPDATE_OPS",
    "tf.GraphKeys.LOSSES",
    "tf.GraphKeys.REGULARIZATION_LOSSES",
    "tf.GraphKeys.SUMMARIES",
    "tf.GraphKeys.TRAIN_OP",
    "tf.GraphKeys.GLOBAL_STEP",
    "tf.GraphKeys.INIT_OP",
    "tf.GraphKeys.MOVING_AVERAGE_VARIABLES",
    "tf.GraphKeys.SAVERS",
    "tf.GraphKeys.ACTIVATIONS",
    "tf.GraphKeys.WEIGHTS",
    "tf.GraphKeys.BIASES",
    "tf.GraphKeys.QUEUE_RUNNERS",
    "tf.GraphKeys.TABLE_INITIALIZERS",
    "tf.GraphKeys.COND_CONTEXT",
    "tf.GraphKeys.WHILE_CONTEXT",
)
