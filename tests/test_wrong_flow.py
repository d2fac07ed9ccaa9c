"""Programs that misuse control flow, scopes, gradients, optimizers and symbolic tensors."""

import numpy as np

from tests.wrong import Wrong, check, wrong

CASES: list[Wrong] = []


@wrong(CASES, "gate/")
def fetched_inside_cond(tf, run):
    p = tf.placeholder(tf.bool, [], name="p")
    seen = []

    def then():
        seen.append(tf.constant(1.0) + 1.0)  # made
        return seen[0]

    tf.cond(p, then, lambda: tf.constant(2.0), name="gate")
    return lambda: run(seen[0], {p: True})


@wrong(CASES, "float32", "int32")
def branches_of_two_types(tf, run):
    p = tf.placeholder(tf.bool, [], name="p")
    a, b = tf.constant(1.0), tf.constant(1)
    return lambda: tf.cond(p, lambda: a + 1.0, lambda: b + 1)  # made


@wrong(CASES, "true_fn", "false_fn")
def branches_of_two_lengths(tf, run):
    p = tf.placeholder(tf.bool, [], name="p")
    a = tf.constant(1.0)
    return lambda: tf.cond(p, lambda: [a, a], lambda: [a])


@wrong(CASES, "bool")
def cond_of_python_bool(tf, run):
    return lambda: tf.cond(True, lambda: tf.constant(1), lambda: tf.constant(2))


@wrong(CASES, "true_fn", "return value")
def branch_of_none(tf, run):
    p = tf.placeholder(tf.bool, [], name="p")
    return lambda: tf.cond(p, lambda: None, lambda: None)


@wrong(CASES, "callable")
def branch_not_callable(tf, run):
    p = tf.placeholder(tf.bool, [], name="p")
    return lambda: tf.cond(p, tf.constant(1.0), lambda: tf.constant(2.0))


@wrong(CASES, "x:0", "(1,)", "(2,)")
def loop_shape_changes(tf, run):
    x = tf.ones([1], name="x")  # made
    return lambda: tf.while_loop(
        lambda x: tf.reduce_sum(x) < 9.0, lambda x: tf.concat([x, [1.0]], 0), [x]
    )


# TensorFlow builds the loop and fails when it runs; the types are known sooner, as shapes are.
@wrong(CASES, "i:0", "int32", "float32", instead="TypeError")
def loop_dtype_changes(tf, run):
    i = tf.constant(1, name="i")
    return lambda: run(tf.while_loop(lambda i: i < 9, lambda i: tf.to_float(i), [i]))  # made


@wrong(CASES, "loop")
def loop_of_no_variables(tf, run):
    return lambda: tf.while_loop(lambda: True, list, [])


@wrong(CASES, "body", "loop_vars", "Const:0", "while/add:0")
def loop_returns_fewer(tf, run):
    a = tf.constant(1)
    return lambda: tf.while_loop(lambda a, b: a < 3, lambda a, b: [a + 1], [a, a])


@wrong(CASES, "callable")
def loop_cond_not_callable(tf, run):
    a = tf.constant(1)
    return lambda: tf.while_loop(True, lambda a: a + 1, [a])


@wrong(CASES, "bool", "flag:0")
def truth_of_tensor(tf, run):
    flag = tf.constant(True, name="flag")  # made
    return lambda: bool(flag)


@wrong(CASES, "a:0")
def loop_over_tensor(tf, run):
    a = tf.ones([3], name="a")  # made
    return lambda: list(a)


@wrong(CASES, "a:0")
def length_of_tensor(tf, run):
    a = tf.ones([3], name="a")  # made
    return lambda: len(a)


@wrong(CASES, "a:0")
def array_of_tensor(tf, run):
    a = tf.ones([3], name="a")  # made
    return lambda: np.array(a)


@wrong(CASES, "a:0")
def float_of_tensor(tf, run):
    a = tf.ones([3], name="a")  # made
    return lambda: float(a)


@wrong(CASES, "gradients")
def nothing_to_minimize(tf, run):
    tf.Variable(1.0, name="v")
    loss = tf.constant(2.0, name="loss")
    return lambda: tf.train.GradientDescentOptimizer(0.1).minimize(loss)


@wrong(CASES, "variables")
def no_variables(tf, run):
    loss = tf.constant(2.0, name="loss")
    return lambda: tf.train.GradientDescentOptimizer(0.1).minimize(loss)


@wrong(CASES, "int32", "loss")
def minimize_an_integer(tf, run):
    v = tf.Variable(1, name="v")
    loss = tf.multiply(v, 2, name="loss")  # made
    return lambda: tf.train.GradientDescentOptimizer(0.1).minimize(loss, var_list=[v])


@wrong(CASES, "c:0")
def minimize_over_a_constant(tf, run):
    c = tf.constant(1.0, name="c")  # made
    return lambda: tf.train.GradientDescentOptimizer(0.1).minimize(c * 2.0, var_list=[c])


@wrong(CASES, "gate_gradients")
def gate_out_of_range(tf, run):
    v = tf.Variable(1.0, name="v")
    return lambda: tf.train.GradientDescentOptimizer(0.1).minimize(v * v, gate_gradients=7)


@wrong(CASES, "variables")
def no_gradients_to_apply(tf, run):
    return lambda: tf.train.GradientDescentOptimizer(0.1).apply_gradients([])


@wrong(CASES, "curve", "NeverRegistered")
def no_gradient_rule(tf, run):
    y = tf.constant(1.0, name="y")
    with run.graph.gradient_override_map({"Exp": "NeverRegistered"}):
        z = tf.exp(y, name="curve")  # made
    return lambda: tf.gradients(z, y)


@wrong(CASES, "y:0", "(2,)", "(3,)")
def gradient_of_another_shape(tf, run):
    x = tf.ones([2], name="x")
    y = tf.multiply(x, 2.0, name="y")  # made
    g = tf.ones([3], name="g")
    return lambda: tf.gradients(y, x, grad_ys=[g])


@wrong(CASES, "grad_ys", "1", "2")
def too_many_grad_ys(tf, run):
    x = tf.ones([2], name="x")
    return lambda: tf.gradients([x * 2.0], [x], grad_ys=[x, x])


@wrong(CASES, "2", "1")
def custom_gradient_returns_too_many(tf, run):
    @tf.custom_gradient
    def f(x):
        return x * 2.0, lambda dy: (dy, dy)

    x = tf.constant(1.0, name="x")
    y = f(x)
    return lambda: tf.gradients(y, x)


@wrong(CASES, "<lambda>", "grad_fn")
def custom_gradient_without_grad(tf, run):
    f = tf.custom_gradient(lambda x: x * 2.0)
    x = tf.constant(1.0, name="x")
    return lambda: f(x)


@wrong(CASES, "two gradients", "OnceOnly")
def gradient_registered_twice(tf, run):
    name = f"OnceOnly{id(run)}"
    tf.RegisterGradient(name)(lambda op, g: g)
    return lambda: tf.RegisterGradient(name)(lambda op, g: g)


@wrong(CASES, "no good!")
def bad_op_name(tf, run):
    return lambda: tf.constant(1.0, name="no good!")


@wrong(CASES, "no good!")
def bad_scope_name(tf, run):
    return lambda: tf.name_scope("no good!").__enter__()


@wrong(CASES, "away:0", "graph")
def controlled_by_a_foreign_op(tf, run):
    with tf.Graph().as_default():
        away = tf.constant(1.0, name="away")  # made

    def act():
        with tf.control_dependencies([away]):
            tf.constant(1.0)

    return act


@wrong(CASES, "3", "int")
def controlled_by_a_number(tf, run):
    return lambda: tf.control_dependencies([3]).__enter__()


@wrong(CASES, "/gpu:x")
def bad_device(tf, run):
    def act():
        with tf.device("/gpu:x"):
            tf.constant(1.0)

    return act


@wrong(CASES, "'c'", "output_index")
def tensor_name_without_number(tf, run):
    tf.constant(1.0, name="c")
    return lambda: run.graph.get_tensor_by_name("c")


@wrong(CASES, "c:1", "1")
def tensor_name_beyond_outputs(tf, run):
    tf.constant(1.0, name="c")  # made
    return lambda: run.graph.get_tensor_by_name("c:1")


@wrong(CASES, "nobody")
def operation_unknown(tf, run):
    return lambda: run.graph.get_operation_by_name("nobody")


@wrong(CASES, "c:0", "Tensor")
def operation_by_tensor_name(tf, run):
    tf.constant(1.0, name="c")
    return lambda: run.graph.get_operation_by_name("c:0")


@wrong(CASES, "here:0", "away:0", "graph")
def added_across_graphs(tf, run):
    here = tf.constant(1.0, name="here")
    with tf.Graph().as_default():
        away = tf.constant(1.0, name="away")  # made
    return lambda: here + away


def pytest_generate_tests(metafunc):
    metafunc.parametrize("case", CASES, ids=lambda case: case.name)


def test_wrong_flow(case):
    import minigraph as tf

    check(tf, case)
