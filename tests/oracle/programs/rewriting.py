"""Writing parts of variables: scatter_*, scatter_nd_*, slices of variables, count_up_to."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases import EXACT, Family
from tests.oracle.inputs import V, feed

FAMILY = Family("rewriting", EXACT)
either = FAMILY.either
script = FAMILY.script
wrong = FAMILY.wrong

ROWS = [[1.0, 2.0], [3.0, 4.0], [5.0, 8.0]]


def w(tf: Any, value: Any = ROWS) -> Any:
    return tf.Variable(value, name="w")


def j(tf: Any, value: Any, dtype: str = "int32") -> Any:
    return feed(tf, "j", value, dtype)


for name in ["mul", "div", "min", "max", "add", "sub", "update"]:
    write = f"scatter_{name}"
    either(write, lambda tf, f=write: getattr(tf, f)(w(tf), [2, 0], [[2.0, 4.0], [0.5, 1.0]]))
    either(f"{write}/scalar", lambda tf, f=write: getattr(tf, f)(w(tf), 1, [2.0, 4.0], name="here"))
    either(f"{write}/all", lambda tf, f=write: getattr(tf, f)(w(tf), [1, 0], 2.0))
    either(f"{write}/ints", lambda tf, f=write: getattr(tf, f)(w(tf, [7, -7, 9]), [0, 1], [2, 2]))
    either(f"{write}/fed", lambda tf, f=write: getattr(tf, f)(w(tf), j(tf, [1]), [[2.0, 3.0]]))
    either(f"{write}/locking", lambda tf, f=write: getattr(tf, f)(w(tf), [0], [[2.0, 3.0]], True))
    either(f"{write}/index", lambda tf, f=write: getattr(tf, f)(w(tf), j(tf, [3]), [[2.0, 3.0]]))
    either(f"{write}/shape", lambda tf, f=write: getattr(tf, f)(w(tf), [0], [[1.0, 2.0, 3.0]]))
    either(f"{write}/tensor", lambda tf, f=write: getattr(tf, f)(V(tf), [0], [1.0]))
for name in ["mul", "div", "min", "max", "add", "sub"]:
    write = f"scatter_{name}"
    either(
        f"{write}/meets twice",
        lambda tf, f=write: getattr(tf, f)(w(tf), [1, 1, 1], [[2.0, 4.0], [8.0, 2.0], [0.5, 1.0]]),
    )
either("scatter_div/by zero", lambda tf: tf.scatter_div(w(tf), [1], [[0.0, -0.0]]))

for name in ["update", "add", "sub"]:
    write = f"scatter_nd_{name}"
    either(write, lambda tf, f=write: getattr(tf, f)(w(tf), [[2], [0]], [[2.0, 4.0], [0.5, 1.0]]))
    either(
        f"{write}/elements",
        lambda tf, f=write: getattr(tf, f)(w(tf), [[2, 1], [0, 0]], [2.0, 4.0]),
    )
    either(f"{write}/vector", lambda tf, f=write: getattr(tf, f)(w(tf, [1, 2, 3]), [[1]], [9]))
    either(
        f"{write}/deep",
        lambda tf, f=write: getattr(tf, f)(w(tf), [[[2]], [[0]]], [[[2.0, 4.0]], [[0.5, 1.0]]]),
    )
    either(f"{write}/index", lambda tf, f=write: getattr(tf, f)(w(tf), j(tf, [[3]]), [[2.0, 3.0]]))
    either(f"{write}/shape", lambda tf, f=write: getattr(tf, f)(w(tf), [[0]], [[1.0, 2.0, 3.0]]))
    wrong(
        f"{write}/depth",
        lambda tf, f=write: getattr(tf, f)(w(tf), [[0, 0, 0]], [1.0]),
        early="ValueError",
        why="the shapes are known",
    )
    either(f"{write}/tensor", lambda tf, f=write: getattr(tf, f)(V(tf), [[0]], [1.0]))
for name in ["add", "sub"]:
    write = f"scatter_nd_{name}"
    either(
        f"{write}/meets twice",
        lambda tf, f=write: getattr(tf, f)(w(tf), [[1, 1], [1, 1]], [2.0, 4.0]),
    )

either(
    "batch_scatter_update", lambda tf: tf.batch_scatter_update(w(tf), [[1], [0], [1]], [[9.0]] * 3)
)
either(
    "batch_scatter_update/several",
    lambda tf: tf.batch_scatter_update(w(tf), [[1, 0]] * 3, [[9.0, 8.0]] * 3, name="here"),
)

for label, key in {
    "[0]": 0,
    "[-1]": -1,
    "[1, 0]": (1, 0),
    "[1:]": slice(1, None),
    "[::2]": slice(None, None, 2),
    "[:, 1]": (slice(None), 1),
    "[..., 0]": (..., 0),
    "[:]": slice(None),
}.items():
    either(
        f"w{label}.assign",
        lambda tf, key=key: (lambda v: v[key].assign(tf.zeros(v[key].shape) - 9.0))(w(tf)),
    )
either("w[tensor].assign", lambda tf: w(tf)[j(tf, 1)].assign([7.0, 7.0]))
either("w[0:2].assign with a name", lambda tf: w(tf)[0:2].assign([[7.0, 7.0]] * 2, name="here"))
either("w[0].assign/shape", lambda tf: w(tf)[0].assign(feed(tf, "x", [1.0, 2.0, 3.0])))
either("w[0].assign/type", lambda tf: w(tf)[0].assign(feed(tf, "x", [1, 2], "int32")))
either("tensor[0].assign", lambda tf: V(tf)[0].assign(1.0))
either("w[0][0].assign", lambda tf: w(tf)[0][0].assign(1.0))


@script
def order(tf: Any, np: Any) -> Any:
    """Writes in a row, and what others see of them."""
    v = w(tf)
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    with tf.control_dependencies([v[0].assign([9.0, 9.0])]):
        later = tf.scatter_mul(v, [0], [[2.0, 3.0]])
    with tf.control_dependencies([later]):
        read = v.read_value()
    yield session.run(read)
    yield session.run(v)
    yield session.run(tf.scatter_nd_update(v, [[1, 1]], [-1.0]))
    yield session.run(v + 1.0)


@script
def methods(tf: Any, np: Any) -> Any:
    v = tf.Variable(ROWS)
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    yield session.run(v.scatter_nd_add([[1]], [[1.0, 1.0]]))
    yield session.run(v.scatter_nd_sub([[2, 0]], [1.0]))
    yield session.run(v.scatter_nd_update([[0, 1]], [70.0]))
    rows = tf.IndexedSlices(tf.constant([[2.0, 0.5]]), tf.constant([1]))
    yield session.run(v.scatter_mul(rows))
    yield session.run(v.scatter_div(rows))
    yield session.run(v.scatter_min(rows))
    yield session.run(v.scatter_max(rows))
    yield session.run(v.batch_scatter_update(tf.IndexedSlices(tf.zeros([3, 1]), [[0]] * 3)))


@script
def counting(tf: Any, np: Any) -> Any:
    """count_up_to gives the value before, until it is reached."""
    v = tf.Variable(1)
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    count = tf.count_up_to(v, 3)
    yield count.name, count.dtype, count.shape
    yield session.run(count), session.run(v), session.run(count)
    try:
        session.run(count)
        yield "no error"
    except tf.errors.OutOfRangeError:
        yield "out of range"
    yield session.run(v)
