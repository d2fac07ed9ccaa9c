"""The Graph object, operations and collections: look-up, finalizing, feeding rules, stacks."""

from __future__ import annotations

from tests.oracle.cases import EXACT, Family
from tests.oracle.inputs import X
from tests.oracle.observe import error, nodes

FAMILY = Family("graph", EXACT)
script = FAMILY.script
ask = FAMILY.ask
wrong = FAMILY.wrong

SETUP = """
g = tf.get_default_graph()
other = tf.Graph()
with other.as_default():
    far = tf.constant(1.0, name="far")
x = tf.placeholder(tf.float32, [2, None], name="x")
y = x * 2.0
parts = tf.split(tf.zeros([4]), 2, name="parts")
v = tf.Variable([1.0, 2.0], name="v")
"""
ask(
    "look up",
    "g.get_tensor_by_name('x:0') is x",
    "g.get_tensor_by_name('parts:1') is parts[1]",
    "g.get_tensor_by_name('v:0')",
    "g.get_tensor_by_name('v/read:0')",
    "!g.get_tensor_by_name('x')",
    "!g.get_tensor_by_name('zz:0')",
    "!g.get_tensor_by_name('x:1')",
    "!g.get_tensor_by_name('x:a')",
    "!g.get_tensor_by_name('x:0:0')",
    "!g.get_tensor_by_name(3)",
    "!g.get_tensor_by_name(x)",
    "g.get_operation_by_name('x') is x.op",
    "g.get_operation_by_name('mul')",
    "!g.get_operation_by_name('x:0')",
    "!g.get_operation_by_name('zz')",
    "!g.get_operation_by_name(3)",
    "g.as_graph_element('x')",
    "g.as_graph_element('x:0')",
    "g.as_graph_element(x) is x",
    "g.as_graph_element(x.op) is x.op",
    "g.as_graph_element(v)",
    "!g.as_graph_element(3)",
    "!g.as_graph_element(far)",
    "!g.as_graph_element(far.op)",
    "!g.as_graph_element('x:0', allow_tensor=False)",
    "!g.as_graph_element('x', allow_operation=False)",
    "!g.as_graph_element(x, allow_tensor=False)",
    "!g.as_graph_element(x.op, allow_operation=False)",
    "!g.as_graph_element('x', False, False)",
    "[o.name for o in g.get_operations()]",
    "other.get_operations()",
    "tf.Graph().get_operations()",
    "g.version",
    "tf.Graph().version",
    "g.seed",
    "g.building_function",
    "g.finalized",
    "far.graph is other",
    "x.graph is g",
    "x.op.graph is g",
    "v.graph is g",
    "tf.Session().graph is g",
    "tf.Session(graph=other).graph is other",
    "!x + far",
    "tf.add(far, far).graph is other",
    "tf.identity(far).graph is other",
    "!tf.group(x, far)",
    "!tf.concat([x, far], 0)",
    "!tf.control_dependencies([far]).__enter__()",
    "!tf.Session().run(far)",
    "!tf.Session(graph=other).run(x)",
    "!tf.Session(graph=tf.Graph()).run(tf.no_op())",
    "!g.nothing_there",
    setup=SETUP,
)
ask(
    "operation",
    "x.op.name",
    "x.op.type",
    "y.op.type",
    "x.op.inputs",
    "list(y.op.inputs)",
    "y.op.inputs[0] is x",
    "len(y.op.inputs)",
    "y.op.outputs",
    "parts[0].op.outputs",
    "parts[0].op.values()",
    "y.op.control_inputs",
    "y.op.device",
    "y.device",
    "repr(y.op)",
    "x.op.get_attr('dtype')",
    "y.op.get_attr('T')",
    "parts[0].op.get_attr('num_split')",
    "v.op.get_attr('shared_name')",
    "!y.op.get_attr('zz')",
    "tf.matmul(x, x, transpose_b=True).op.get_attr('transpose_b')",
    "tf.matmul(x, x, transpose_b=True).op.get_attr('transpose_a')",
    "tf.reduce_sum(x, 1, keepdims=True).op.get_attr('keep_dims')",
    "tf.cast(x, tf.int32).op.get_attr('DstT')",
    "tf.concat([x, x], 0).op.get_attr('N')",
    "tf.stack([x, x], 1).op.get_attr('axis')",
    "tf.squeeze(tf.zeros([1, 2]), 0).op.get_attr('squeeze_dims')",
    "x[0].op.get_attr('shrink_axis_mask')",
    "x[1:, tf.newaxis].op.get_attr('begin_mask')",
    "x[1:, tf.newaxis].op.get_attr('new_axis_mask')",
    "tf.random_uniform([2], seed=5).op.get_attr('seed2')",
    "tf.shape(x).op.get_attr('out_type')",
    "tf.argmax(x, 1).op.get_attr('output_type')",
    "y.op.node_def.name",
    "y.op.node_def.op",
    "list(y.op.node_def.input)",
    "y.consumers()",
    "[c.name for c in x.consumers()]",
    "[c.name for c in v.op.outputs[0].consumers()]",
    "y.op == y.op",
    "y.op == x.op",
    "len({x, y, x.op, y.op})",
    "!y.op.run()",
    "!x.op.nothing",
    setup=SETUP,
)
ask(
    "feeding",
    "g.is_feedable(x)",
    "g.is_feedable(y)",
    "(g.prevent_feeding(y), g.is_feedable(y))",
    "!(g.prevent_feeding(y), tf.Session().run(y, {y: [[1.0], [2.0]]}))",
    "g.is_fetchable(y)",
    "(g.prevent_fetching(y.op), g.is_fetchable(y.op))",
    "!(g.prevent_fetching(y.op), tf.Session().run(y.op))",
    setup=SETUP,
)
ask(
    "collections",
    "tf.get_collection('none')",
    "g.get_collection('none')",
    "(tf.add_to_collection('c', 1), tf.add_to_collection('c', 2), tf.get_collection('c'))",
    "(g.add_to_collection('c', 1), g.add_to_collection('c', 1), g.get_collection('c'))",
    "(g.add_to_collections(['c', 'd'], 1), g.get_collection('c'), g.get_collection('d'))",
    "(g.add_to_collections('cd', 1), g.get_collection('cd'), g.get_collection('c'))",
    "(tf.add_to_collections(('c', 'd', 'c'), 1), tf.get_collection('c'))",
    "(tf.get_collection('c').append(1), tf.get_collection('c'))",
    "(tf.get_collection_ref('c').append(1), tf.get_collection('c'))",
    "(g.get_collection_ref('c').append(1), g.get_collection('c'))",
    "(tf.add_to_collection('c', x), tf.add_to_collection('c', tf.constant(1, name='in_scope')), [t.name for t in tf.get_collection('c', 'in_s')])",
    "(tf.add_to_collection('c', x), tf.add_to_collection('c', 3), tf.get_collection('c', scope='x'))",
    "(tf.add_to_collection('c', 1), g.clear_collection('c'), g.get_collection('c'))",
    "sorted(g.get_all_collection_keys())",
    "tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES)",
    "tf.global_variables()",
    "tf.trainable_variables()",
    "tf.local_variables()",
    "tf.model_variables()",
    "tf.moving_average_variables()",
    "tf.all_variables()",
    "tf.global_variables('w')",
    "tf.trainable_variables(scope='v')",
    setup=SETUP,
)


@script
def finalize(tf, np):
    g = tf.get_default_graph()
    x = tf.constant(1.0)
    g.finalize()
    yield g.finalized
    yield error(tf, lambda: tf.constant(2.0))
    yield error(tf, lambda: x + x)
    yield error(tf, lambda: tf.Variable(1.0))
    yield error(tf, lambda: tf.gradients(x, x))
    yield error(tf, lambda: tf.global_variables_initializer())
    yield error(tf, lambda: g.add_to_collection("c", 1))
    with tf.Session() as sess:
        yield sess.run(x)
    g.finalize()


@script
def default_graph_stack(tf, np):
    outer = tf.get_default_graph()
    inner = tf.Graph()
    with inner.as_default() as g:
        yield g is inner
        yield tf.get_default_graph() is inner
        with outer.as_default():
            yield tf.get_default_graph() is outer
            tf.constant(1, name="outside")
        tf.constant(1, name="inside")
    yield tf.get_default_graph() is outer
    yield [op.name for op in outer.get_operations()]
    yield [op.name for op in inner.get_operations()]
    with tf.Session(graph=inner) as sess:
        yield tf.get_default_graph() is inner
        yield tf.get_default_session() is sess
        yield sess.run("inside:0")
    yield tf.get_default_session()
    yield error(tf, tf.reset_default_graph)


@script
def devices_and_colocation(tf, np):
    with tf.device("/cpu:0"):
        a = tf.constant(1.0, name="a")
        with tf.device(None):
            b = tf.constant(1.0, name="b")
        with tf.device("/device:CPU:0"):
            c = tf.constant(1.0, name="c")
    with tf.device("/gpu:1"):
        d = tf.constant(1.0, name="d")
    with tf.device(lambda op: "/device:CPU:0"):
        e = tf.constant(1.0, name="e")
    with tf.get_default_graph().device("/device:CPU:0"):
        f = tf.constant(1.0, name="f")
    with tf.colocate_with(a):
        h = tf.constant(1.0, name="h")
    with tf.get_default_graph().colocate_with(a.op):
        i = tf.constant(1.0, name="i")
    yield [t.device for t in (a, b, c, d, e, f, h, i)]
    yield nodes(tf)


@script
def device_of_this_machine(tf, np):
    with tf.device("/cpu:0"):
        a = tf.constant(1.0)
        with tf.device("/device:CPU:0"):
            b = a + 1.0
    with tf.Session() as sess:
        yield sess.run(b)


@script
def version_counts_operations(tf, np):
    g = tf.get_default_graph()
    yield g.version
    tf.constant(1)
    yield g.version
    x = X(tf)
    x + 1.0
    yield g.version
    yield len(g.get_operations())


@script
def set_shape_and_shapes(tf, np):
    x = tf.placeholder(tf.float32)
    yield x.shape.ndims
    x.set_shape([None, 3])
    yield x
    x.set_shape([2, None])
    yield x
    yield [x.shape[0].value, x.shape[1].value, x.get_shape().as_list(), x.shape.as_list()]
    yield error(tf, lambda: x.set_shape([3, 3]))
    y = x * 2.0
    yield y
    z = tf.placeholder(tf.float32, [None, 3])
    w = z * 2.0
    z.set_shape([5, 3])
    yield [w, z * 2.0]
    with tf.Session() as sess:
        yield error(tf, lambda: sess.run(y, {x: np.ones([3, 3])}))
        yield error(tf, lambda: sess.run(w, {z: np.ones([1, 3])}))
        yield sess.run(w, {z: np.ones([5, 3])})
    yield [type(d).__name__ for d in x.shape]
    yield len(x.shape)
    yield str(x.shape)


@script
def variables_and_scopes_in_collections(tf, np):
    with tf.name_scope("s"):
        v = tf.Variable(1.0, name="v")
    w = tf.Variable(2, name="w", trainable=False)
    u = tf.Variable(3.0, name="u", collections=["mine"])
    n = tf.Variable(4.0, name="n", collections=[tf.GraphKeys.LOCAL_VARIABLES], trainable=False)
    yield [tf.global_variables(), tf.trainable_variables(), tf.local_variables()]
    yield tf.get_collection("mine")
    yield tf.global_variables("s")
    yield tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="s/")
    yield [v.trainable, w.trainable, u.trainable, n.trainable]
    with tf.Session() as sess:
        sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        yield sess.run([v, w, n])
        yield error(tf, lambda: sess.run(u))
        yield sess.run(tf.report_uninitialized_variables())
        yield sess.run(tf.report_uninitialized_variables([u, v]))


@script
def conversion_registry(tf, np):
    class Pair:
        def __init__(self, a, b):
            self.parts = [a, b]

    def convert(value, dtype=None, name=None, as_ref=False):
        if dtype is not None and tf.as_dtype(dtype).is_integer:
            return NotImplemented
        return tf.constant(value.parts, dtype=dtype, name=name)

    yield error(tf, lambda: tf.convert_to_tensor(Pair(1.0, 2.0)))
    tf.register_tensor_conversion_function(Pair, convert)
    yield tf.convert_to_tensor(Pair(1.0, 2.0), name="p")
    yield tf.add([1.0, 1.0], Pair(1.0, 2.0))
    yield tf.constant([1.0, 1.0]) + Pair(1.0, 2.0)
    yield error(tf, lambda: tf.convert_to_tensor(Pair(1.0, 2.0), tf.int32))
    yield error(tf, lambda: tf.register_tensor_conversion_function(3, convert))
    yield error(tf, lambda: tf.register_tensor_conversion_function(Pair, 3))
    with tf.Session() as sess:
        yield sess.run(tf.convert_to_tensor(Pair(1.0, 2.0)))


@script
def indexed_slices(tf, np):
    s = tf.IndexedSlices(
        tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.constant([2, 0]), tf.constant([3, 2])
    )
    yield s
    yield [s.values, s.indices, s.dense_shape, s.dtype, s.graph, s.name, s.op, s.device]
    bare = tf.IndexedSlices(values=s.values, indices=s.indices)
    yield bare.dense_shape
    yield error(tf, lambda: tf.convert_to_tensor(bare))
    yield [(-s).values, (-s).indices]
    dense = tf.convert_to_tensor(s)
    yield dense
    with tf.Session() as sess:
        yield sess.run(s)
        yield sess.run(bare)
        yield sess.run(dense)
        yield sess.run([dense * 2.0, {"a": s}])
    values = tf.placeholder(tf.float32, [None, 2])
    s = tf.IndexedSlices(values, tf.placeholder(tf.int32, [None]), tf.placeholder(tf.int32, [2]))
    dense = tf.convert_to_tensor(s)
    yield dense
    with tf.Session() as sess:
        yield sess.run(dense, {s: (np.ones([2, 2]), np.array([1, 1]), np.array([3, 2]))})


ask(
    "as_default misuse",
    "!tf.constant(1).eval()",
    "!tf.no_op().run()",
    "tf.get_default_session()",
    "!tf.Graph().as_default().missing",
    "!tf.get_default_graph().name_scope('a b').__enter__()",
    "tf.get_default_graph() is tf.get_default_graph()",
    "!tf.get_default_graph().device(3).__enter__()",
)
