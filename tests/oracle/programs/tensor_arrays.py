"""tf.TensorArray: elements written and read by number, within loops as well."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases import EXACT, Family, Tolerance
from tests.oracle.inputs import T, V, X, feed

FAMILY = Family("tensor_arrays", EXACT)
case = FAMILY.case
either = FAMILY.either
wrong = FAMILY.wrong
script = FAMILY.script

FLOW = "a flow holds the elements themselves: a variant, where TensorFlow has a float that orders"
SUMS = Tolerance(2, "array", "sums of a few products", grad_ulps=8)


def arrays(name: str, build: Any, *inputs: Any, tol: Any = None) -> None:
    case(name, build, *inputs, nodes=False, tol=tol, why=FLOW)


arrays(
    "write and stack",
    lambda tf, x: tf.TensorArray(tf.float32, 2).write(0, x[0] * 2.0).write(1, x[1]).stack(),
    X,
)
arrays("write and read", lambda tf, x: tf.TensorArray("float32", 2).write(1, x).read(1, "here"), X)
arrays("unstack and read", lambda tf, t: tf.TensorArray(tf.float32, 2).unstack(t).read(1), T)
arrays(
    "unstack and gather", lambda tf, x: tf.TensorArray(tf.float32, 2).unstack(x).gather([1, 0]), X
)
arrays(
    "gather twice the same",
    lambda tf, v: (
        tf.TensorArray(tf.float32, 3, clear_after_read=False).unstack(v).gather([1, 1, 2])
    ),
    V,
)
arrays(
    "scatter",
    lambda tf, x: (
        tf.TensorArray(tf.float32, 4, element_shape=[3]).scatter([3, 1], x).stack(name="here")
    ),
    X,
)
arrays(
    "split and read",
    lambda tf, v: tf.TensorArray(tf.float32, 2, infer_shape=False).split(v, [1, 2]).read(1),
    V,
)
arrays(
    "split and concat",
    lambda tf, v: (
        tf.TensorArray(tf.float32, 3, infer_shape=False).split(v, [1, 0, 2]).concat(name="here")
    ),
    V,
)
arrays(
    "concat", lambda tf, x: tf.TensorArray(tf.float32, 2).write(1, x).write(0, x * x).concat(), X
)
arrays(
    "dynamic size",
    lambda tf, v: (
        tf.TensorArray(tf.float32, 0, dynamic_size=True).write(0, v).write(1, v * v).stack()
    ),
    V,
)
arrays("size", lambda tf: tf.TensorArray(tf.float32, 4).size())
arrays(
    "dynamic size asked",
    lambda tf: tf.TensorArray(tf.float32, 1, dynamic_size=True).write(3, 1.0).size("here"),
)
arrays(
    "size tensor",
    lambda tf: tf.TensorArray(tf.float32, feed(tf, "n", 3, "int32")).write(2, 1.0).size(),
)
arrays(
    "known elements",
    lambda tf: tf.TensorArray(tf.float32, 3, element_shape=[2]).write(1, [1.0, 2.0]).stack(),
)
arrays("empty", lambda tf: tf.TensorArray(tf.float32, 0, element_shape=[2]).stack())
arrays("ints", lambda tf: tf.TensorArray(tf.int32, 2).unstack([[1, 2], [3, 4]]).read(0))
arrays("bools", lambda tf: tf.TensorArray(tf.bool, 2).write(0, True).write(1, False).stack())
arrays(
    "read twice",
    lambda tf, v: (lambda ta: ta.read(0) * ta.read(0))(
        tf.TensorArray(tf.float32, 1, clear_after_read=False).write(0, v)
    ),
    V,
)
arrays(
    "fed index",
    lambda tf: tf.TensorArray(tf.float32, 3).unstack(V(tf)).read(feed(tf, "j", 1, "int32")),
)


def squares(tf: Any, v: Any) -> Any:
    rows = tf.TensorArray(tf.float32, 3).unstack(v)
    made = tf.TensorArray(tf.float32, 3)
    _, made = tf.while_loop(
        lambda i, _: i < 3, lambda i, ta: (i + 1, ta.write(i, rows.read(i) ** 2)), (0, made)
    )
    return made.stack()


arrays("in a loop", squares, V)


def running(tf: Any, v: Any) -> Any:
    """A recurrence whose state comes from the array that it writes."""
    made = tf.TensorArray(tf.float32, 4, clear_after_read=False).write(0, v)
    _, made = tf.while_loop(
        lambda i, _: i < 4,
        lambda i, ta: (i + 1, ta.write(i, tf.tanh(ta.read(i - 1)) * 2.0)),
        (1, made),
    )
    return made.stack()


arrays("its own past", running, V, tol=SUMS)


def backwards(tf: Any, x: Any) -> Any:
    rows = tf.TensorArray(tf.float32, 2).unstack(x)
    made = tf.TensorArray(tf.float32, 2)
    _, state, made = tf.while_loop(
        lambda i, *_: i >= 0,
        lambda i, s, ta: (i - 1, s * rows.read(i), ta.write(i, s)),
        (1, tf.ones([3]), made),
    )
    return [made.stack(), state]


case(
    "from the end",
    backwards,
    X,
    nodes=False,
    types=False,
    why="loops are one node here; " + FLOW,
)


def both_in_the_loop(tf: Any, v: Any) -> Any:
    """Two arrays are loop variables: one is read, one written."""
    start = (0, tf.TensorArray(tf.float32, 3).unstack(v), tf.TensorArray(tf.float32, 3))
    _, _, made = tf.while_loop(
        lambda i, *_: i < 3, lambda i, a, b: (i + 1, a, b.write(2 - i, a.read(i) * 3.0)), start
    )
    return made.stack()


arrays("two loop variables", both_in_the_loop, V)


def nested(tf: Any, x: Any) -> Any:
    rows = tf.TensorArray(tf.float32, 2, clear_after_read=False).unstack(x)

    def outer(i: Any, ta: Any) -> Any:
        _, product = tf.while_loop(
            lambda k, _: k < 2, lambda k, p: (k + 1, p * rows.read(i)), (0, tf.ones([3]))
        )
        return i + 1, ta.write(i, product)

    ta = tf.TensorArray(tf.float32, 2)
    return tf.while_loop(lambda i, _: i < 2, outer, (0, ta))[1].stack()


arrays("nested loops", nested, X)


def chosen(tf: Any, v: Any) -> Any:
    ta = tf.TensorArray(tf.float32, 2).write(0, v)
    ta = tf.cond(v[0] > 0.0, lambda: ta.write(1, v * 2.0), lambda: ta.write(1, v * 3.0))
    return ta.stack()


arrays("cond", chosen, V)


@script
def properties(tf: Any, np: Any) -> Any:
    ta = tf.TensorArray(tf.float32, 3, name="here")
    yield ta.dtype, ta.dynamic_size, ta.element_shape
    ta = ta.write(0, [1.0, 2.0])
    yield ta.element_shape, ta.flow.name
    yield ta.read(0).name, ta.read(0).shape, ta.stack().name, ta.gather([0]).name
    yield ta.stack().shape, ta.gather([0, 1]).shape, ta.concat().shape, ta.concat().name
    other = tf.TensorArray(tf.int32, 2, element_shape=[None, 2], infer_shape=False)
    yield other.element_shape, other.read(0).shape, other.stack().shape
    yield tf.TensorArray(tf.float32, 2).unstack(np.zeros([2, 3], np.float32)).element_shape
    yield tf.TensorArray(tf.float32, 2).scatter([0], np.zeros([1, 3], np.float32)).flow.name
    yield tf.TensorArray(tf.float32, 2).split([1.0], [1]).flow.name
    yield tf.TensorArray(tf.float32, 2).identity().dtype


wrong(
    "write/shape",
    lambda tf: tf.TensorArray(tf.float32, 2).write(0, [1.0]).write(1, [1.0, 2.0]).stack(),
)
wrong(
    "write/element_shape",
    lambda tf: tf.TensorArray(tf.float32, 2, element_shape=[3]).write(0, [1.0]).stack(),
)
wrong("write/twice", lambda tf: tf.TensorArray(tf.float32, 2).write(0, 1.0).write(0, 2.0).read(0))
wrong("write/index", lambda tf: tf.TensorArray(tf.float32, 2).write(2, 1.0).stack())
wrong(
    "write/negative",
    lambda tf: tf.TensorArray(tf.float32, 2, dynamic_size=True).write(-1, 1.0).size(),
)
wrong(
    "write/type",
    lambda tf: tf.TensorArray(tf.float32, 2).write(0, tf.constant(1)).read(0),
    early="TypeError",
    why="the types are known, and TensorFlow 1.15 looks at them",
)
wrong(
    "read/not written",
    lambda tf: (
        tf.TensorArray(tf.float32, 2).write(0, 1.0).read(1)
        if False
        else tf.TensorArray(tf.float32, 2, infer_shape=False).read(1)
    ),
)
wrong("read/index", lambda tf: tf.TensorArray(tf.float32, 2).write(0, 1.0).read(5))
wrong("unstack/too many", lambda tf: tf.TensorArray(tf.float32, 2).unstack(V(tf)).stack())
wrong("unstack/scalar", lambda tf: tf.TensorArray(tf.float32, 2).unstack(1.0).stack())
wrong(
    "split/lengths",
    lambda tf: tf.TensorArray(tf.float32, 2, infer_shape=False).split(V(tf), [1, 1]).concat(),
)
wrong(
    "split/number",
    lambda tf: tf.TensorArray(tf.float32, 2, infer_shape=False).split(V(tf), [1, 1, 1]).concat(),
)
wrong("no size", lambda tf: tf.TensorArray(tf.float32).write(0, 1.0).size())
wrong(
    "dynamic_size in a handle",
    lambda tf: tf.TensorArray(
        tf.float32, 1, dynamic_size=True, handle=tf.TensorArray(tf.float32, 1).handle
    ),
)
