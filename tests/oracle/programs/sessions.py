"""Session.run: fetch structures, feeds of every kind, callables, contexts, closing."""

from __future__ import annotations

from tests.oracle.cases import EXACT, Family
from tests.oracle.observe import error

FAMILY = Family("sessions", EXACT)
script = FAMILY.script
ask = FAMILY.ask


def graph(tf):
    a = tf.placeholder(tf.float32, [], name="a")
    b = tf.placeholder_with_default(tf.constant(2.0), [], name="b")
    return a, b, tf.add(a, b, name="c")


@script
def fetch_structures(tf, np):
    import collections

    a, b, c = graph(tf)
    pair = collections.namedtuple("pair", "first second")
    feeds = {a: 1.5}
    with tf.Session() as sess:
        for fetches in (
            c,
            [c],
            (c, a),
            [c, [a, (b, c)]],
            {"x": c, "y": [a, b]},
            pair(c, a),
            {"n": pair(c, {"deep": a})},
            [],
            {},
            (),
            "c:0",
            "c",
            ["c:0", c.op, "c"],
            c.op,
            [c.op, tf.no_op()],
            [c, c, c],
            collections.OrderedDict([("z", c), ("y", a)]),
        ):
            yield sess.run(fetches, feeds)
        for bad in (
            None,
            3,
            1.5,
            object(),
            [c, None],
            {"a": 3},
            "nothing",
            "nothing:0",
            "c:1",
            b"c:0",
            [c, 3],
            lambda: c,
        ):
            yield error(tf, lambda bad=bad: sess.run(bad, feeds))
        yield error(tf, lambda: sess.run())
        yield error(tf, lambda: sess.run(c, c, c, c, c, c))


@script
def feed_forms(tf, np):
    a, b, c = graph(tf)
    m = tf.placeholder(tf.float32, [None, 2], name="m")
    n = tf.placeholder(tf.int32, [None], name="n")
    f = tf.placeholder(tf.bool, [], name="f")
    u = tf.placeholder(tf.float32, name="u")
    s = tf.placeholder(tf.string, [None], name="s")
    h = tf.placeholder(tf.float16, [2], name="h")
    with tf.Session() as sess:
        for value in (
            1,
            1.5,
            True,
            np.float32(2),
            np.float64(2),
            np.int64(3),
            np.array(2.0),
            np.array(2),
            "3",
        ):
            yield error(tf, lambda value=value: sess.run(c, {a: value}))
            if not isinstance(value, str):
                yield sess.run(c, {a: value})
        yield sess.run(c, {"a:0": 1.0})
        yield error(tf, lambda: sess.run(c, {"a": 1.0}))
        yield sess.run(c, {c: 7.0})
        yield sess.run([c, b], {a: 1.0, b: 5.0})
        yield sess.run(m * 2.0, {m: [[1, 2], [3, 4]]})
        yield sess.run(m * 2.0, {m: ((1.0, 2.0),)})
        yield sess.run(m, {m: np.ones([3, 2], np.int64)})
        yield sess.run(m, {m: np.zeros([0, 2])})
        yield sess.run(n + 1, {n: [1, 2]})
        yield sess.run(n + 1, {n: np.array([1, 2], np.int64)})
        yield sess.run(n + 1, {n: range(3)})
        yield sess.run(n, {n: np.array([1, 2], np.uint8)})
        yield sess.run(n, {n: [True, False]})
        yield sess.run(tf.logical_not(f), {f: True})
        yield sess.run(f, {f: np.bool_(False)})
        yield sess.run(u * 2.0, {u: [[1.0], [2.0]]})
        yield sess.run(u * 2.0, {u: 4.0})
        yield sess.run(s, {s: ["a", "bc"]})
        yield sess.run(h, {h: [0.1, 70000.0]})
        yield sess.run(a, {a: np.nan})
        yield sess.run(tf.constant(3.0, name="k") * 2.0, {"k:0": 10.0})
        yield sess.run(m[0], {m: np.arange(8).reshape(4, 2)[::-1]})
        for fetch, bad in (
            (c, {a: [1.0]}),
            (c, {a: None}),
            (c, {a: "x"}),
            (c, {a: c}),
            (m, {m: [1.0, 2.0]}),
            (m, {m: [[1.0], [2.0]]}),
            (m, {m: [[1.0, 2.0], [3.0]]}),
            (m, {m: np.ones([2, 3])}),
            (n, {n: [1.5]}),
            (n, {n: np.array([1.5])}),
            (n, {n: ["a"]}),
            (f, {f: [True]}),
            (c, {a: 1.0, "zz:0": 1.0}),
            (c, {a: 1.0, 3: 1.0}),
            (c, {a: 1.0, None: 1.0}),
            (c, {a.op: 1.0}),
            (c, {"a:1": 1.0}),
            (c, {a: object()}),
            (c, {a: {}}),
            (c, {}),
            (c, None),
            (c, 3),
            (c, [a]),
            (c, {(a, b): 1.0}),
            (c, {(a, b): (1.0, 2.0, 3.0)}),
            (c, {(a, b): (1.0, 2.0)}),
            (c, {(a, (b, m)): (1.0, (2.0, np.ones([1, 2])))}),
        ):
            yield error(tf, lambda fetch=fetch, bad=bad: sess.run(fetch, bad))
        yield error(tf, lambda: sess.run(m))
        yield error(tf, lambda: sess.run(c))


@script
def feeding_intermediate_tensors(tf, np):
    x = tf.constant(2.0)
    y = x * 3.0
    z = y + x
    w = tf.Variable(5.0)
    v = w * z
    with tf.Session() as sess:
        yield sess.run(z, {y: 100.0})
        yield sess.run(z, {x: 1.0})
        yield sess.run([y, z], {y: 1.0, x: 10.0})
        yield sess.run(v, {w: 2.0})
        yield error(tf, lambda: sess.run(v, {z: 2.0}))
        sess.run(w.initializer)
        yield sess.run(v, {z: 2.0})
        yield error(tf, lambda: sess.run(z, {y: [1.0, 2.0]}))
        yield error(tf, lambda: sess.run(z, {y: "a"}))


@script
def contexts(tf, np):
    x = tf.constant(2.0, name="x")
    yield tf.get_default_session()
    yield error(tf, lambda: x.eval())
    with tf.Session() as sess:
        yield x.eval()
        yield tf.get_default_session() is sess
        with tf.Session() as inner:
            yield tf.get_default_session() is inner
        yield tf.get_default_session() is sess
        yield error(tf, lambda: inner.run(x))
    yield tf.get_default_session()
    yield error(tf, lambda: sess.run(x))
    yield error(tf, lambda: x.eval())
    sess = tf.Session()
    with sess.as_default() as same:
        yield same is sess
        yield x.eval()
        yield tf.no_op().run()
    yield sess.run(x)
    yield x.eval(session=sess)
    yield x.eval({x: 7.0}, sess)
    yield x.op.run(None, sess)
    sess.close()
    sess.close()
    yield error(tf, lambda: sess.run(x))


@script
def session_attributes(tf, np):
    other = tf.Graph()
    with other.as_default():
        far = tf.constant(1.0, name="far")
    config = tf.ConfigProto(allow_soft_placement=True, log_device_placement=False)
    config.gpu_options.allow_growth = True
    config.intra_op_parallelism_threads = 1
    with tf.Session(graph=other, config=config) as sess:
        yield sess.graph is other
        yield tf.get_default_graph() is other
        yield sess.run(far)
        yield sess.run("far:0")
    yield tf.get_default_graph() is other
    with tf.Session("", other) as sess:
        yield sess.run(far)
    yield error(tf, lambda: tf.Session(graph=3))
    yield error(tf, lambda: tf.Session(config=3))
    yield error(tf, lambda: tf.Session(3))


@script
def interactive(tf, np):
    x = tf.placeholder(tf.float32, [2], name="x")
    sess = tf.InteractiveSession()
    w = tf.Variable([1.0, 2.0])
    w.initializer.run()
    yield tf.get_default_session() is sess
    yield w.eval()
    yield (x * w).eval(feed_dict={x: [3.0, 4.0]})
    tf.global_variables_initializer().run()
    yield sess.run(w)
    sess.close()
    yield tf.get_default_session()
    yield error(tf, lambda: w.eval())


@script
def callables(tf, np):
    a = tf.placeholder(tf.float32, [], name="a")
    b = tf.placeholder(tf.float32, [2], name="b")
    w = tf.Variable(1.0)
    up = w.assign_add(a)
    with tf.Session() as sess:
        sess.run(w.initializer)
        call = sess.make_callable([a * 2.0, a + b], feed_list=[a, b])
        yield call(1.0, [2.0, 3.0])
        yield call(2.0, np.array([5.0, 6.0], np.float32))
        step = sess.make_callable(up, [a])
        yield [step(1.0), step(2.5)]
        nothing = sess.make_callable(up.op, [a])
        yield nothing(1.0)
        yield sess.run(w)
        read = sess.make_callable({"w": w, "list": [w]})
        yield read()
        yield error(tf, lambda: call(1.0))
        yield error(tf, lambda: call(1.0, [1.0, 2.0, 3.0]))
        yield error(tf, lambda: sess.make_callable(a * 2.0, 3))


@script
def fetched_arrays_own_their_memory(tf, np):
    x = tf.placeholder(tf.float32, [3])
    c = tf.constant([1.0, 2.0, 3.0])
    same = tf.identity(x)
    fed = np.array([1.0, 2.0, 3.0], np.float32)
    with tf.Session() as sess:
        a, whole = sess.run([same, c], {x: fed})
        fed[:] = -1.0
        yield a
        whole[:] = 7.0
        yield sess.run(c)
        yield [v.flags.writeable for v in (a, whole)]


@script
def scalars_come_as_numpy_scalars(tf, np):
    with tf.Session() as sess:
        for value in (1.5, 3, True):
            got = sess.run(tf.constant(value))
            yield [type(got).__name__, got]
        yield type(sess.run(tf.constant([1.0]))).__name__
        yield type(sess.run(tf.reduce_sum([1.0, 2.0]))).__name__
        yield sess.run(tf.constant("abc"))
        yield sess.run(tf.constant(["abc", "d"]))
        yield sess.run(tf.constant(np.float64(2.5)))
        yield sess.run(tf.shape(tf.zeros([2, 3])))


@script
def options_are_accepted(tf, np):
    x = tf.constant(1.0)
    options = tf.RunOptions(trace_level=tf.RunOptions.NO_TRACE)
    meta = tf.RunMetadata()
    with tf.Session() as sess:
        yield sess.run(x, options=options, run_metadata=meta)
        yield sess.run(x, None, options)
    yield [tf.RunOptions.NO_TRACE, tf.RunOptions.FULL_TRACE]


@script
def control_dependencies_run(tf, np):
    log = tf.Variable(0.0)
    with tf.control_dependencies([log.assign_add(1.0)]):
        a = tf.constant(5.0) + 1.0
        b = tf.identity(log)
        c = tf.no_op()
        with tf.control_dependencies(None):
            d = tf.constant(1.0) + 2.0
    with tf.Session() as sess:
        sess.run(log.initializer)
        for fetch in (a, c, d, [a, c]):
            sess.run(fetch)
            yield sess.run(log)
        yield bool(sess.run(b) >= 3.0)


@script
def only_what_is_needed_runs(tf, np):
    x = tf.placeholder(tf.float32, [])
    w = tf.Variable(0.0)
    w.assign_add(1.0)
    bad = tf.check_numerics(tf.log(x), "log")
    fine = x + 1.0
    with tf.Session() as sess:
        sess.run(w.initializer)
        yield sess.run(fine, {x: -1.0})
        yield error(tf, lambda: sess.run(bad, {x: -1.0}))
        yield sess.run(bad, {x: 1.0})
        yield sess.run(w)


@script
def graph_grows_between_runs(tf, np):
    x = tf.constant(1.0)
    sess = tf.Session()
    yield sess.run(x)
    y = x + 1.0
    yield sess.run(y)
    w = tf.Variable(4.0)
    sess.run(w.initializer)
    yield sess.run(w + y)
    sess.close()


@script
def printing(tf, np):
    x = tf.constant([1.0, 2.0])
    y = tf.Print(x, [x, tf.shape(x)], message="values: ", first_n=0, summarize=2)
    yield y
    z = tf.Print(x, [x], first_n=0, name="shown")
    yield z
    with tf.Session() as sess:
        yield sess.run([y, z])


ask(
    "session misuse",
    "!tf.Session().run(tf.constant(1), {tf.constant(1): 2, 'q': 1})",
    "!tf.Session().nothing",
    "!tf.Session(graph=tf.constant(1).graph).run('x:0')",
    "tf.Session().run(tf.no_op())",
    "tf.Session().run(tf.group(tf.no_op()))",
    "!tf.Session().run(tf.Variable(1.0))",
    "!tf.Session().run(tf.placeholder(tf.float32))",
    "!tf.Session().run(tf.placeholder(tf.float32, [2]) + 1.0)",
    "tf.Session().run(tf.zeros([0]))",
    "tf.Session().run({'a': (tf.constant(1), [tf.constant(2)])})",
)
