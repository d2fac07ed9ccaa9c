"""Variables by name: get_variable, variable_scope, templates, partitioned variables."""

from __future__ import annotations

from tests.oracle.cases import EXACT, Family
from tests.oracle.observe import error, nodes

FAMILY = Family("scopes", EXACT)
script = FAMILY.script
ask = FAMILY.ask

for label, make in {
    "float": lambda tf, np: tf.get_variable("v", [2, 3]),
    "float64": lambda tf, np: tf.get_variable("v", [2], tf.float64),
    "int": lambda tf, np: tf.get_variable("v", [2], tf.int32),
    "bool": lambda tf, np: tf.get_variable("v", [2], tf.bool),
    "string": lambda tf, np: tf.get_variable("v", [2], tf.string),
    "scalar": lambda tf, np: tf.get_variable("v", [], initializer=tf.ones_initializer()),
    "scalar shape ()": lambda tf, np: tf.get_variable("v", (), tf.int64),
    "an int as shape": lambda tf, np: tf.get_variable("v", 3),
    "TensorShape": lambda tf, np: tf.get_variable("v", tf.TensorShape([2])),
    "value": lambda tf, np: tf.get_variable("v", initializer=[1.0, 2.0]),
    "value int": lambda tf, np: tf.get_variable("v", initializer=3),
    "value array": lambda tf, np: tf.get_variable("v", initializer=np.ones([2], np.float64)),
    "value array with dtype": lambda tf, np: tf.get_variable(
        "v", initializer=np.ones([2]), dtype=tf.float64
    ),
    "value tensor": lambda tf, np: tf.get_variable("v", initializer=tf.zeros([2])),
    "value and shape": lambda tf, np: tf.get_variable("v", [2], initializer=[1.0, 2.0]),
    "value of other dtype": lambda tf, np: tf.get_variable("v", initializer=3, dtype=tf.float32),
    "initializer class": lambda tf, np: tf.get_variable("v", [2], initializer=tf.zeros_initializer),
    "function": lambda tf, np: tf.get_variable("v", initializer=lambda: tf.ones([2])),
    "function of shape": lambda tf, np: tf.get_variable(
        "v", [2, 2], initializer=lambda shape, dtype, partition_info: tf.ones(shape, dtype)
    ),
    "function of shape and dtype": lambda tf, np: tf.get_variable(
        "v", [2, 2], initializer=lambda shape, dtype=None: tf.ones(shape, dtype)
    ),
    "function that takes no dtype": lambda tf, np: tf.get_variable(
        "v", [2], initializer=lambda: tf.ones([2])
    ),
    "unknown shape": lambda tf, np: tf.get_variable("v", [None, 2]),
    "no shape": lambda tf, np: tf.get_variable("v"),
    "no shape, initializer": lambda tf, np: tf.get_variable(
        "v", initializer=tf.zeros_initializer()
    ),
    "complex": lambda tf, np: tf.get_variable("v", [2], tf.complex64),
    "not trainable": lambda tf, np: tf.get_variable("v", [2], trainable=False),
    "collections": lambda tf, np: tf.get_variable("v", [2], collections=["mine"]),
    "wrong collections": lambda tf, np: tf.get_variable("v", [2], collections="mine"),
    "custom getter": lambda tf, np: tf.get_variable(
        "v", [2], custom_getter=lambda getter, name, *a, **k: getter(name + "_x", *a, **k)
    ),
    "custom getter that is none": lambda tf, np: tf.get_variable("v", [2], custom_getter=3),
    "constraint": lambda tf, np: tf.get_variable("v", [2], constraint=tf.abs),
    "on read": lambda tf, np: tf.get_variable(
        "v", [2], synchronization=tf.VariableSynchronization.AUTO
    ),
    "local": lambda tf, np: tf.get_local_variable("v", [2]),
    "bad name": lambda tf, np: tf.get_variable("a b", [2]),
}.items():

    def program(tf, np, make=make):
        seen = error(tf, lambda: make(tf, np))
        yield seen
        if isinstance(seen.code, str):
            with tf.Graph().as_default():
                v = make(tf, np)
                yield [v, v.trainable]
                yield nodes(tf)
                yield [tf.global_variables(), tf.trainable_variables(), tf.local_variables()]
                yield tf.get_collection("mine")
                with tf.Session() as sess:
                    sess.run(v.initializer)
                    yield [sess.run(v).dtype, sess.run(v).shape]

    program.__name__ = f"get {label}"
    script(program)


# ------------------------------------------------------------------------------- names and reuse
@script
def nesting(tf, np):
    with tf.variable_scope("a") as a:
        yield [a.name, a.original_name_scope, a.reuse]
        v = tf.get_variable("v", [1])
        with tf.variable_scope("b") as b:
            yield [b.name, b.original_name_scope, tf.get_variable("v", [1]), tf.constant(1.0)]
            with tf.name_scope("n"):
                yield [tf.get_variable("w", [1]), tf.Variable(1.0, name="p"), tf.constant(1.0)]
        with tf.variable_scope("b"):
            yield [tf.get_variable("u", [1]), tf.constant(1.0)]
        with tf.variable_scope("c/d") as d:
            yield [d.name, d.original_name_scope, tf.get_variable("v", [1]), tf.constant(1.0)]
    with tf.variable_scope("a", reuse=True):
        yield [tf.get_variable("v", [1]) is v, tf.get_variable_scope().reuse]
        with tf.variable_scope("b"):
            yield [tf.get_variable_scope().reuse, tf.get_variable("v", [1])]
        with tf.variable_scope("b", reuse=False):
            yield [tf.get_variable_scope().reuse, tf.get_variable("v", [1])]
    with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
        yield [tf.get_variable("v", [1]) is v, tf.get_variable("new", [1])]
        with tf.variable_scope("b"):
            yield [tf.get_variable_scope().reuse is tf.AUTO_REUSE, tf.get_variable("v", [1])]
        with tf.variable_scope("b", reuse=True):
            yield [
                tf.get_variable_scope().reuse,
                error(tf, lambda: tf.get_variable("no", [1])).code,
            ]
    yield tf.global_variables()


@script
def default_names(tf, np):
    for _ in range(2):
        with tf.variable_scope(None, "layer") as scope:
            yield [scope.name, scope.original_name_scope, tf.get_variable("v", [1]), tf.constant(1)]
            for _ in range(2):
                with tf.variable_scope(None, default_name="inner") as scope:
                    yield [scope.name, tf.get_variable("v", [1]), tf.constant(1)]
    with tf.variable_scope("layer_2"):
        yield tf.get_variable("v", [1])
    with tf.variable_scope(None, "layer") as scope:
        yield [scope.name, tf.constant(1.0)]
    with tf.variable_scope("outer"):
        with tf.variable_scope(None, "layer") as scope:
            yield [scope.name, tf.constant(1.0)]
    with tf.variable_scope("outer"):
        with tf.variable_scope(None, "layer") as scope:
            yield [scope.name, scope.original_name_scope, tf.constant(1.0)]
    with tf.variable_scope("given", "layer") as scope:
        yield [scope.name, tf.constant(1.0)]
    with tf.variable_scope(None, "layer", [tf.constant(1.0)]) as scope:
        yield scope.name


@script
def entered_again(tf, np):
    with tf.variable_scope("a") as a:
        tf.get_variable("v", [1])
        with tf.variable_scope(None, "d") as d:
            tf.get_variable("v", [1])
    with tf.variable_scope("other"):
        with tf.variable_scope(a) as again:
            yield [again is a, again.name, again.original_name_scope, again.reuse]
            yield [tf.get_variable("w", [1]), tf.constant(1.0)]
            yield error(tf, lambda: tf.get_variable("v", [1]))
            with tf.variable_scope(None, "d") as e:
                yield [e.name, e.original_name_scope, tf.constant(1.0)]
        with tf.variable_scope(a, reuse=True) as again:
            yield [again.reuse, tf.get_variable("v", [1]), tf.constant(1.0)]
        yield [tf.get_variable_scope().name, tf.get_variable("v", [1]), tf.constant(1.0)]
    with tf.variable_scope(a, auxiliary_name_scope=False) as again:
        yield [again.name, tf.constant(1.0)]
        with tf.name_scope(again.original_name_scope):
            yield tf.constant(1.0)
    with tf.variable_scope("x"), tf.variable_scope(d, reuse=tf.AUTO_REUSE):
        yield [tf.get_variable("v", [1]), tf.get_variable("z", [1]), tf.constant(1.0)]
    with tf.variable_scope(a):
        with tf.variable_scope(None, "d") as e:
            yield e.name
    with tf.variable_scope(a):
        with tf.variable_scope(None, "d") as e:
            yield e.name
    a.reuse_variables()
    yield a.reuse
    with tf.variable_scope(a):
        yield tf.get_variable("v", [1])
    root = tf.get_variable_scope()
    with tf.variable_scope("y"), tf.variable_scope(root):
        yield [tf.get_variable("v", [1]), tf.constant(1.0)]
    with tf.variable_scope(tf.get_variable_scope(), reuse=True):
        yield tf.get_variable("v", [1])
    yield tf.get_variable_scope().reuse


@script
def reuse_variables(tf, np):
    with tf.variable_scope("a") as scope:
        v = tf.get_variable("v", [1])
        scope.reuse_variables()
        yield [tf.get_variable("v", [1]) is v, scope.reuse]
    with tf.variable_scope("a"):
        yield error(tf, lambda: tf.get_variable("v", [1]))
    tf.get_variable("r", [2])
    tf.get_variable_scope().reuse_variables()
    yield [tf.get_variable("r", [2]), error(tf, lambda: tf.get_variable("s", [2])).code]


@script
def auxiliary_name_scope(tf, np):
    with tf.variable_scope("a", auxiliary_name_scope=False) as scope:
        yield [scope.name, scope.original_name_scope, tf.get_variable("v", [1]), tf.constant(1.0)]
        with tf.variable_scope("b") as inner:
            yield [inner.name, inner.original_name_scope, tf.constant(1.0)]
    with tf.name_scope("n"):
        with tf.variable_scope("c", auxiliary_name_scope=False) as scope:
            yield [scope.original_name_scope, tf.get_variable("v", [1]), tf.constant(1.0)]
        with tf.variable_scope("c") as scope:
            yield [scope.original_name_scope, tf.get_variable("w", [1]), tf.constant(1.0)]
    with tf.variable_scope(None, "d", auxiliary_name_scope=False) as scope:
        yield [scope.name, tf.constant(1.0)]


@script
def variables_and_names(tf, np):
    a = tf.Variable(1.0, name="w")
    b = tf.get_variable("w", [1])
    yield [a, b]
    with tf.variable_scope("s"):
        yield [tf.Variable(1.0, name="w"), tf.get_variable("w", [1]), tf.Variable(1.0)]
    with tf.variable_scope("s", reuse=True):
        yield [tf.Variable(1.0, name="w"), tf.get_variable("w", [1])]
    with tf.variable_scope(""):
        yield tf.constant(1.0)
    yield nodes(tf)


@script
def defaults(tf, np):
    ones = tf.ones_initializer()
    with tf.variable_scope(
        "a", initializer=ones, dtype=tf.float64, constraint=tf.abs, regularizer=tf.nn.l2_loss
    ) as scope:
        v = tf.get_variable("v", [2])
        yield [v, v.constraint is tf.abs, scope.dtype, scope.initializer is ones]
        yield [t.op.type for t in tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)]
        w = tf.get_variable("w", [2], tf.float32, tf.zeros_initializer(), tf.no_regularizer)
        with tf.variable_scope("b", dtype=tf.int32, regularizer=tf.no_regularizer):
            i = tf.get_variable("i", [2])
        x = tf.get_variable("x", initializer=tf.constant([3.0]))
        yield [w, i, x]
        scope.set_initializer(tf.zeros_initializer())
        scope.set_dtype(tf.float32)
        scope.set_regularizer(None)
        z = tf.get_variable("z", [2])
    yield z
    yield [scope.get_collection("variables"), scope.global_variables(), scope.local_variables()]
    yield [scope.trainable_variables(), tf.get_variable_scope().trainable_variables()]
    yield len(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield sess.run([v, w, i, x, z])


@script
def regularizer_names(tf, np):
    with tf.variable_scope("s", regularizer=lambda w: tf.reduce_sum(w * w, name="total")):
        tf.get_variable("v", [2])
        with tf.name_scope("n"):
            tf.get_variable("w", [2])
    for loss in tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES):
        # TensorFlow 2.21 makes the nodes again for each use, with a number at the name's end
        tensor = tf.convert_to_tensor(loss)
        yield [tensor.name.split(":")[0].removesuffix("_1"), tensor.op.type, tensor.shape]


@script
def custom_getters(tf, np):
    calls = []

    def outer(getter, name, *args, **kwargs):
        calls.append(("outer", name, sorted(kwargs)))
        return getter(name, *args, **kwargs) * 2.0

    def inner(getter, name, *args, **kwargs):
        calls.append(("inner", name))
        return getter(name, *args, **kwargs) + 1.0

    with tf.variable_scope("a", custom_getter=outer):
        yield tf.get_variable("v", [1], initializer=tf.ones_initializer())
        with tf.variable_scope("b", custom_getter=inner):
            v = tf.get_variable("v", [1], initializer=tf.ones_initializer())
            yield v
            yield tf.get_variable(
                "w", [1], custom_getter=lambda getter, *args, **kwargs: getter(*args, **kwargs)
            )
    yield [list(c[:2]) for c in calls]
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield sess.run(v)


@script
def in_control_flow(tf, np):
    x = tf.placeholder(tf.float32, [])
    y = tf.cond(
        x > 0,
        lambda: x * tf.get_variable("v", [], initializer=tf.ones_initializer()),
        lambda: x,
    )
    with tf.variable_scope("s"):
        z = tf.while_loop(
            lambda i: i < 3.0,
            lambda i: i + tf.get_variable("w", [], initializer=tf.ones_initializer()),
            [x],
        )
    yield tf.global_variables()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield sess.run([y, z], {x: 1.5})


# ------------------------------------------------------------------------------- refusals
@script
def refusals(tf, np):
    tf.get_variable("v", [2])
    yield error(tf, lambda: tf.get_variable("v", [2]))
    with tf.variable_scope("", reuse=True):
        yield error(tf, lambda: tf.get_variable("u", [2]))
    with tf.variable_scope(tf.get_variable_scope(), reuse=True):
        yield tf.get_variable("v")
        yield tf.get_variable("v", [None])
        yield error(tf, lambda: tf.get_variable("u", [2]))
        yield error(tf, lambda: tf.get_variable("v", [3]))
        yield error(tf, lambda: tf.get_variable("v", [2, 1]))
        yield error(tf, lambda: tf.get_variable("v", [2], tf.float64))

    def enter(*args, **kwargs):
        with tf.variable_scope(*args, **kwargs):
            pass

    yield error(tf, lambda: enter(None))
    yield error(tf, lambda: enter(None, "d", reuse=True))
    yield error(tf, lambda: enter(3))
    yield error(tf, lambda: enter("a", auxiliary_name_scope=1))
    yield error(tf, lambda: enter("a b"))
    yield tf.get_variable_scope().name


# ------------------------------------------------------------------------------- templates
@script
def templates(tf, np):
    def layer(x, size):
        w = tf.get_variable("w", [size], initializer=tf.ones_initializer())
        return tf.reduce_sum(w * x)

    template = tf.make_template("net", layer, size=2)
    yield [template.name, template.variable_scope is None]
    a, b = template(1.0), template(tf.constant(2.0))
    yield [a, b, template.variable_scope.name, template.variable_scope_name]
    yield [template.variables, template.trainable_variables, template.global_variables]
    yield [template.local_variables, template.non_trainable_variables, template.weights]
    other = tf.make_template("net", layer, size=2)
    yield other(1.0)
    now = tf.make_template("now", layer, create_scope_now_=True, size=3)
    yield now.variable_scope.name
    with tf.variable_scope("elsewhere"):
        yield [now(1.0), now.variables]
    with tf.variable_scope("outer"):
        inside = tf.make_template("net", layer, size=1)
        yield [inside(1.0), inside(1.0)]
    unique = tf.make_template("x", layer, unique_name_="given", size=1)
    yield [unique(1.0), unique.variables]
    grows = tf.make_template("grows", lambda: tf.Variable(1.0))
    grows()
    yield error(tf, grows)
    yield error(tf, lambda: tf.make_template(None, layer))
    yield nodes(tf)


# ------------------------------------------------------------------------------- parts
@script
def parts(tf, np):
    with tf.variable_scope("s", partitioner=tf.fixed_size_partitioner(2)):
        w = tf.get_variable("w", [5, 3], initializer=tf.ones_initializer())
        scalar = tf.get_variable("scalar", [], initializer=tf.ones_initializer())
    yield [w.name, w.dtype, w.shape, list(w), scalar]
    whole = tf.convert_to_tensor(w)
    yield whole
    y = tf.matmul(tf.ones([1, 5]), w)
    rows = tf.nn.embedding_lookup(w, [4, 0])
    written = w.assign(tf.zeros([5, 3]))
    added = w.assign_add(tf.ones([5, 3]))
    yield [tf.global_variables(), written, added]
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield sess.run([whole, y, rows])
        sess.run(written)
        sess.run(added)
        yield sess.run(whole)
    with tf.variable_scope("s", reuse=True, partitioner=tf.fixed_size_partitioner(2)):
        yield tf.get_variable("w", [5, 3]) is w
        yield error(tf, lambda: tf.get_variable("w", [6, 3]))
        yield error(tf, lambda: tf.get_variable("w", [5, 3], tf.float64))
        yield error(tf, lambda: tf.get_variable("u", [5, 3]))
    with tf.variable_scope("s", partitioner=tf.fixed_size_partitioner(2)):
        yield error(tf, lambda: tf.get_variable("w", [5, 3]))
    with tf.variable_scope("s", reuse=tf.AUTO_REUSE):
        yield error(tf, lambda: tf.get_variable("w", [5, 3]))
    columns = tf.get_variable("columns", [2, 5], partitioner=tf.fixed_size_partitioner(3, axis=1))
    yield [list(columns), columns.as_tensor()]
    value = tf.get_variable(
        "value", initializer=tf.constant([1.0, 2.0, 3.0]), partitioner=tf.fixed_size_partitioner(2)
    )
    yield list(value)
    yield error(tf, lambda: tf.get_variable("no", [2, 2], partitioner=lambda shape, dtype: [2, 2]))
    yield error(tf, lambda: tf.get_variable("no", [2, 2], partitioner=lambda shape, dtype: [2]))
    yield error(tf, lambda: tf.get_variable("no", [2, 2], partitioner=3))
    old = tf.create_partitioned_variables([4, 2], [2, 1], tf.zeros_initializer(), name="old")
    yield old
    yield tf.create_partitioned_variables([4, 2], [1, 2], tf.zeros_initializer())


ask(
    "partitioners",
    "tf.fixed_size_partitioner(3)(shape=tf.TensorShape([10, 4]), dtype=tf.float32)",
    "tf.fixed_size_partitioner(30)(shape=tf.TensorShape([10, 4]), dtype=tf.float32)",
    "tf.fixed_size_partitioner(3, 1)(shape=tf.TensorShape([10, 4]), dtype=tf.float32)",
    "tf.variable_axis_size_partitioner(40)(shape=tf.TensorShape([10, 4]), dtype=tf.float32)",
    "tf.variable_axis_size_partitioner(50, 1)(shape=tf.TensorShape([10, 4]), dtype=tf.float32)",
    "tf.variable_axis_size_partitioner(3)(shape=tf.TensorShape([10, 4]), dtype=tf.float32)",
    "tf.variable_axis_size_partitioner(40, max_shards=2)("
    "shape=tf.TensorShape([10, 4]), dtype=tf.float32)",
    "tf.variable_axis_size_partitioner(64)(shape=tf.TensorShape([10, 4]), dtype=tf.string)",
    "!tf.variable_axis_size_partitioner(0)",
    "!tf.variable_axis_size_partitioner(1, max_shards=-1)",
    "tf.min_max_variable_partitioner(8, min_slice_size=100)("
    "shape=tf.TensorShape([100, 1]), dtype=tf.float32)",
    "tf.min_max_variable_partitioner(8)(shape=tf.TensorShape([100, 1]), dtype=tf.float32)",
    "tf.min_max_variable_partitioner(8, 1, 4)(shape=tf.TensorShape([2, 5]), dtype=tf.float64)",
    "!tf.min_max_variable_partitioner(8, 2)(shape=tf.TensorShape([2, 5]), dtype=tf.float64)",
)


# ------------------------------------------------------------------------------- creators
@script
def creators(tf, np):
    seen = []

    def outer(next_creator, **kwargs):
        seen.append(["outer", kwargs["name"], kwargs["trainable"], kwargs["dtype"]])
        return next_creator(**kwargs)

    def inner(next_creator, **kwargs):
        kwargs["trainable"] = False
        return next_creator(**kwargs)

    with tf.variable_creator_scope(outer):
        tf.Variable(1.0, name="a")
        with tf.variable_creator_scope(inner):
            tf.get_variable("b", [2], initializer=tf.ones_initializer())
    tf.Variable(2.0, name="c")
    yield [[None if x is None else x for x in row] for row in seen]
    yield [tf.global_variables(), tf.trainable_variables()]


@script
def old_names(tf, np):
    with tf.variable_op_scope([tf.constant(1.0)], "given", "default") as scope:
        yield [scope.name, tf.get_variable("v", [1]), tf.constant(1.0)]
    with tf.variable_op_scope([], None, "default") as scope:
        yield [scope.name, tf.constant(1.0)]
    yield [tf.get_variable_scope().name, tf.get_variable_scope().original_name_scope]
