"""Programs that are wrong before anything runs: feeds, fetches, names, types, shapes, gradients."""

from tests.wrong import Wrong, check, wrong

CASES: list[Wrong] = []


@wrong(CASES, "x", "float32", "(2,)")
def unfed_placeholder(tf, run):
    x = tf.placeholder(tf.float32, [2], name="x")  # made
    y = x + 1.0
    return lambda: run(y)


@wrong(CASES, "x:0", "(2,)", "(3,)")
def misfed_shape(tf, run):
    x = tf.placeholder(tf.float32, [3], name="x")  # made
    return lambda: run(x * 2.0, {x: [1.0, 2.0]})


@wrong(CASES, "x:0", "int32", "hello")
def misfed_dtype(tf, run):
    x = tf.placeholder(tf.int32, [], name="x")  # made
    return lambda: run(x * 2, {x: "hello"})


@wrong(CASES, "x:0", "int8", "300")
def misfed_too_big(tf, run):
    x = tf.placeholder(tf.int8, [], name="x")  # made
    return lambda: run(x + x, {x: 300})


@wrong(CASES, "x:0", "Tensor", "ones:0")
def misfed_tensor(tf, run):
    x = tf.placeholder(tf.float32, [2], name="x")  # made
    ones = tf.ones([2], name="ones")
    return lambda: run(x * 2.0, {x: ones})


@wrong(CASES, "x:0")
def misfed_ragged(tf, run):
    x = tf.placeholder(tf.float32, [None, None], name="x")  # made
    return lambda: run(x * 2.0, {x: [[1.0], [1.0, 2.0]]})


@wrong(CASES, "nobody:0")
def fed_unknown_key(tf, run):
    return lambda: run(tf.constant(1.0), {"nobody:0": 1.0})


@wrong(CASES, "3.0", "float")
def fed_number_key(tf, run):
    return lambda: run(tf.constant(1.0), {3.0: 1.0})


@wrong(CASES, "fixed")
def fed_unfeedable(tf, run):
    fixed = tf.constant(1.0, name="fixed")  # made
    run.graph.prevent_feeding(fixed)
    return lambda: run(fixed * 2.0, {fixed: 2.0})


@wrong(CASES, "away:0", "graph")
def fed_foreign(tf, run):
    with tf.Graph().as_default():
        away = tf.placeholder(tf.float32, [], name="away")  # made
    return lambda: run(tf.constant(1.0), {away: 1.0})


@wrong(CASES, "dict")
def feed_is_a_list(tf, run):
    return lambda: run(tf.constant(1.0), [1.0])


@wrong(CASES, "away:0", "graph")
def fetched_foreign(tf, run):
    with tf.Graph().as_default():
        away = tf.constant(1.0, name="away")  # made
    return lambda: run(away)


@wrong(CASES, "None")
def fetched_none(tf, run):
    return lambda: run(None)


@wrong(CASES, "3", "int")
def fetched_int(tf, run):
    return lambda: run(3)


@wrong(CASES, "nobody:0")
def fetched_unknown(tf, run):
    return lambda: run("nobody:0")


@wrong(CASES, "hidden")
def fetched_unfetchable(tf, run):
    hidden = tf.constant(1.0, name="hidden")  # made
    run.graph.prevent_fetching(hidden.op)
    return lambda: run(hidden)


@wrong(CASES, "closed Session")
def closed_session(tf, run):
    session = tf.Session()
    session.close()
    return lambda: session.run(tf.constant(1.0))


@wrong(CASES, "empty")
def empty_graph(tf, run):
    return lambda: tf.Session(graph=tf.Graph()).run("a:0")


@wrong(CASES, "finalized")
def finalized_graph(tf, run):
    run.graph.finalize()
    return lambda: tf.constant(1.0)


@wrong(CASES, "Const:0", "session")
def eval_without_session(tf, run):
    c = tf.constant(1.0)  # made
    return lambda: c.eval()


@wrong(CASES, "NoOp", "session")
def op_run_without_session(tf, run):
    op = tf.no_op()  # made
    return lambda: op.run()


@wrong(CASES, "away:0", "session")
def eval_in_another_graph(tf, run):
    with tf.Graph().as_default():
        away = tf.constant(1.0, name="away")  # made
    return lambda: away.eval(session=run.session)


@wrong(CASES, "Graph", "str")
def session_of_no_graph(tf, run):
    return lambda: tf.Session(graph="mine")


@wrong(CASES, "'x'", "'y'", "AddV2", "a:0", "b:0", "float32", "int32", "tf.cast")
def mixed_operator(tf, run):
    a = tf.constant([1.0], name="a")
    b = tf.constant([1], name="b")  # made
    return lambda: a + b  # fails


@wrong(CASES, "MatMul", "b:0", "float64", "float32", "tf.cast")
def mixed_matmul(tf, run):
    a = tf.ones([2, 2], name="a")
    b = tf.ones([2, 2], tf.float64, name="b")  # made
    return lambda: tf.matmul(a, b)  # fails


@wrong(CASES, "concat", "ConcatV2", "a:0", "b:0", "float32", "int32", "tf.cast")
def mixed_concat(tf, run):
    a = tf.ones([2], name="a")
    b = tf.ones([2], tf.int32, name="b")  # made
    return lambda: tf.concat([a, b], 0)  # fails


@wrong(CASES, "Assign", "v:0", "one:0", "float32", "int32", "tf.cast")
def mixed_assign(tf, run):
    v = tf.Variable([1.0, 2.0], name="v")
    one = tf.constant([1, 1], name="one")  # made
    return lambda: v.assign(one)  # fails


@wrong(CASES, "add", "AddV2", "a:0", "int32", "float32", "tf.cast")
def fraction_to_int(tf, run):
    a = tf.constant([1], name="a")  # made
    return lambda: a + 1.5  # fails


@wrong(CASES, "Add", "a:0", "bool", "float32")
def sum_of_bools(tf, run):
    a = tf.constant([True], name="a")  # made
    return lambda: tf.add(a, a)  # fails


@wrong(CASES, "Sqrt", "a:0", "int32", "float32")
def sqrt_of_int(tf, run):
    a = tf.constant([4], name="a")  # made
    return lambda: tf.sqrt(a)  # fails


@wrong(CASES, "LogicalNot", "a:0", "int32", "bool")
def not_of_int(tf, run):
    a = tf.constant([4], name="a")  # made
    return lambda: tf.logical_not(a)  # fails


@wrong(CASES, "product", "MatMul", "a:0", "b:0", "(2, 3)", "(2, 4)")
def matmul_shapes(tf, run):
    a = tf.ones([2, 3], name="a")
    b = tf.ones([2, 4], name="b")  # made
    return lambda: tf.matmul(a, b, name="product")  # fails


@wrong(CASES, "total", "AddV2", "a:0", "b:0", "(2,)", "(3,)")
def add_shapes(tf, run):
    a = tf.ones([2], name="a")
    b = tf.ones([3], name="b")  # made
    return lambda: tf.add(a, b, name="total")  # fails


@wrong(CASES, "equal", "7", "8")
def assert_equal_known(tf, run):
    return lambda: tf.assert_equal(7, 8, name="equal")  # fails


@wrong(CASES, "outer/total_1", "AddV2", "a:0", "b:0", "(2,)", "(3,)")
def add_shapes_in_scope(tf, run):
    with tf.name_scope("outer"):
        tf.add(1.0, 2.0, name="total")
    a = tf.ones([2], name="a")
    b = tf.ones([3], name="b")  # made

    def act():
        with tf.name_scope("outer/"):
            tf.add(a, b, name="total")  # fails

    return act


@wrong(CASES, "joined", "ConcatV2", "a:0", "b:0", "(2, 3)", "(3, 4)")
def concat_shapes(tf, run):
    a = tf.ones([2, 3], name="a")
    b = tf.ones([3, 4], name="b")  # made
    return lambda: tf.concat([a, b], 1, name="joined")  # fails


@wrong(CASES, "Reshape", "a:0", "(2, 3)", "(4,)")
def reshape_shapes(tf, run):
    a = tf.ones([2, 3], name="a")  # made
    return lambda: tf.reshape(a, [4])  # fails


@wrong(CASES, "Assign", "v:0", "three:0", "(2,)", "(3,)")
def assign_shapes(tf, run):
    v = tf.Variable([1.0, 2.0], name="v")
    three = tf.ones([3], name="three")  # made
    return lambda: tf.assign(v, three)  # fails


@wrong(CASES, "Sum", "a:0", "(2, 3)", "dimension 2")
def bad_axis(tf, run):
    a = tf.ones([2, 3], name="a")  # made
    return lambda: tf.reduce_sum(a, axis=2)  # fails


@wrong(CASES, "transpose", "Transpose", "a:0", "(2, 3)", "3 numbers")
def transpose_of_too_few(tf, run):
    a = tf.ones([2, 3], name="a")  # made
    return lambda: tf.transpose(a, [0, 1, 2])  # fails


@wrong(CASES, "Squeeze", "a:0", "(2, 3)", "dim[1]")
def squeeze_of_three(tf, run):
    a = tf.ones([2, 3], name="a")  # made
    return lambda: tf.squeeze(a, [1])  # fails


@wrong(CASES, "split", "Split", "a:0", "(4,)", "3 equal")
def split_unevenly(tf, run):
    a = tf.ones([4], name="a")  # made
    return lambda: tf.split(a, 3)  # fails


@wrong(CASES, "a:0", "(2, 3)", "(3, 2)")
def set_shape_against(tf, run):
    a = tf.ones([2, 3], name="a")  # made
    return lambda: a.set_shape([3, 2])


@wrong(CASES, "Select", "flags:0", "a:0", "(2, 3)", "(3,)")
def select_shapes(tf, run):
    a = tf.ones([2, 3], name="a")
    flags = tf.constant([True, False, True], name="flags")  # made
    return lambda: tf.where(flags, a, a)  # fails


@wrong(CASES, "stack", "Pack", "a:0", "b:0", "(2,)", "(3,)")
def stack_shapes(tf, run):
    a = tf.ones([2], name="a")
    b = tf.ones([3], name="b")  # made
    return lambda: tf.stack([a, b])  # fails


@wrong(CASES, "strided_slice", "StridedSlice", "a:0", "(2,)", "2 indices")
def index_too_many(tf, run):
    a = tf.ones([2], name="a")  # made
    return lambda: a[0, 1]  # fails


@wrong(CASES, "strided_slice", "StridedSlice", "a:0", "(2,)", "index 5")
def index_out_of_range(tf, run):
    a = tf.ones([2], name="a")  # made
    return lambda: a[5]  # fails


def pytest_generate_tests(metafunc):
    metafunc.parametrize("case", CASES, ids=lambda case: case.name)


def test_wrong_program(case):
    import minigraph as tf

    check(tf, case)
