"""Reshaping, joining, cutting and picking arrays."""

from __future__ import annotations

import numpy as np

from tests.oracle.cases import EXACT, Family, Tolerance
from tests.oracle.inputs import E, I, P, S, T, V, X, feed

FAMILY = Family("shaping", EXACT)
NORMS = Tolerance(4, "element", "norms of rows are summed in another order")
case = FAMILY.case
either = FAMILY.either
wrong = FAMILY.wrong
dtypes = FAMILY.dtypes
ask = FAMILY.ask
script = FAMILY.script


def ints(tf, name, values, dtype="int32"):
    return feed(tf, name, values, dtype)


# Reshaping.
case("reshape", lambda tf: tf.reshape(X(tf), [3, 2]))
case("reshape/-1", lambda tf: tf.reshape(X(tf), [-1]))
case("reshape/-1 first", lambda tf: tf.reshape(T(tf), [-1, 4], name="here"))
case("reshape/tuple", lambda tf: tf.reshape(T(tf), (4, -1, 2)))
case("reshape/scalar", lambda tf: tf.reshape(S(tf), [1, 1]))
case("reshape/to scalar", lambda tf: tf.reshape(feed(tf, "x", [[3.0]]), []))
case("reshape/empty", lambda tf: tf.reshape(E(tf), [0]))
case("reshape/empty -1", lambda tf: tf.reshape(E(tf), [-1, 3]))
case("reshape/int64", lambda tf: tf.reshape(X(tf), np.array([6], np.int64)))
case("reshape/tensor", lambda tf: tf.reshape(X(tf), ints(tf, "n", [3, 2])))
case("reshape/of shape", lambda tf, x: tf.reshape(x, tf.shape(x)), X)
case("reshape/batch", lambda tf, x: tf.reshape(x, [tf.shape(x)[0], 12]), T)
case("reshape/batch -1", lambda tf, x: tf.reshape(x, [tf.shape(x)[0], -1]), T)
case(
    "reshape/batch unknown",
    lambda tf, x: tf.reshape(x, [tf.shape(x)[0], 4]),
    lambda tf: feed(tf, "x", np.ones([2, 2, 2]), shape=[None, 2, 2]),
)
case(
    "reshape/batch -1 unknown",
    lambda tf: tf.reshape(feed(tf, "x", np.ones([2, 2, 2]), shape=[None, 2, 2]), [-1, 4]),
)
case(
    "reshape/concat of shape",
    lambda tf, x: tf.reshape(x, tf.concat([tf.shape(x)[:1], [-1]], 0)),
    T,
)
case(
    "reshape/stack of dims",
    lambda tf, x: tf.reshape(x, tf.stack([tf.shape(x)[0] * tf.shape(x)[1], 4])),
    T,
)
case("reshape/static list", lambda tf: tf.reshape(X(tf), [tf.Dimension(3), 2]))
case("reshape/static shape", lambda tf: tf.reshape(X(tf), tf.TensorShape([3, 2])))
wrong("reshape/size", lambda tf: tf.reshape(X(tf), [4, 2]))
wrong("reshape/size -1", lambda tf: tf.reshape(X(tf), [4, -1]))
wrong(
    "reshape/two -1",
    lambda tf: tf.reshape(X(tf), [-1, -1]),
    early="ValueError",
    why="the shape is constant: it can be no shape of anything",
)
wrong("reshape/negative", lambda tf: tf.reshape(X(tf), [-2, 3]))
wrong(
    "reshape/size at run",
    lambda tf: tf.reshape(feed(tf, "x", [1.0, 2.0, 3.0], shape=[None]), [2, 2]),
)
wrong(
    "reshape/-1 at run",
    lambda tf: tf.reshape(feed(tf, "x", [1.0, 2.0, 3.0], shape=[None]), [2, -1]),
)
wrong("reshape/float", lambda tf: tf.reshape(X(tf), [6.0]))
wrong("reshape/none", lambda tf: tf.reshape(X(tf), [None, 2]))
wrong("reshape/matrix", lambda tf: tf.reshape(X(tf), [[6]]))

for axis in (0, 1, 2, -1, -3):
    case(f"expand_dims/{axis}", lambda tf, axis=axis: tf.expand_dims(X(tf), axis))
case("expand_dims/dim", lambda tf: tf.expand_dims(X(tf), dim=1, name="here"))
case("expand_dims/scalar", lambda tf: tf.expand_dims(S(tf), 0))
case("expand_dims/tensor axis", lambda tf: tf.expand_dims(X(tf), ints(tf, "a", 1)))
wrong("expand_dims/out", lambda tf: tf.expand_dims(X(tf), 3))
wrong("expand_dims/out below", lambda tf: tf.expand_dims(X(tf), -4))
wrong("expand_dims/none", lambda tf: tf.expand_dims(X(tf)))
wrong("expand_dims/both", lambda tf: tf.expand_dims(X(tf), 1, dim=1))
ONES = [[[[1.5], [2.5]]]]
for label, more in {
    "all": {},
    "0": {"axis": 0},
    "list": {"axis": [0, -1]},
    "squeeze_dims": {"squeeze_dims": [1]},
    "empty list": {"axis": []},
    "named": {"axis": 3, "name": "here"},
}.items():
    case(f"squeeze/{label}", lambda tf, more=more: tf.squeeze(feed(tf, "x", ONES), **more))
case("squeeze/unknown", lambda tf: tf.squeeze(feed(tf, "x", ONES, shape=[1, None, 2, 1])))
case("squeeze/unknown axis", lambda tf: tf.squeeze(feed(tf, "x", ONES, shape=[1, None, 2, 1]), [1]))
wrong("squeeze/not one", lambda tf: tf.squeeze(X(tf), 0))
wrong("squeeze/out", lambda tf: tf.squeeze(X(tf), 2))
wrong("squeeze/at run", lambda tf: tf.squeeze(feed(tf, "x", [1.0, 2.0], shape=[None]), 0))

case("transpose", lambda tf: tf.transpose(X(tf)))
case("transpose/3", lambda tf: tf.transpose(T(tf)))
case("transpose/perm", lambda tf: tf.transpose(T(tf), [1, 2, 0]))
case("transpose/named", lambda tf: tf.transpose(T(tf), perm=(0, 2, 1), name="here"))
case("transpose/tensor", lambda tf: tf.transpose(T(tf), ints(tf, "n", [2, 0, 1])))
case("transpose/int", lambda tf: tf.transpose(I(tf)))
case("transpose/scalar", lambda tf: tf.transpose(S(tf)))
case("transpose/vector", lambda tf: tf.transpose(V(tf)))
case("transpose/unknown", lambda tf: tf.transpose(feed(tf, "x", [[1.0, 2.0]], shape=[None, 2])))
case("transpose/unknown rank", lambda tf: tf.transpose(feed(tf, "x", [[1.0, 2.0]], shape=None)))
case("matrix_transpose", lambda tf: tf.matrix_transpose(T(tf)))
case("linalg.transpose", lambda tf: tf.linalg.transpose(T(tf)))
wrong("transpose/short", lambda tf: tf.transpose(T(tf), [1, 0]))
wrong(
    "transpose/twice",
    lambda tf: tf.transpose(X(tf), [1, 1]),
    early="ValueError",
    why="the order is constant: it can be no order of axes",
)
wrong("transpose/out", lambda tf: tf.transpose(X(tf), [0, 2]))

# Joining.
for axis in (0, 1, -1):
    case(f"concat/{axis}", lambda tf, axis=axis: tf.concat([X(tf), P(tf)], axis))
    case(f"stack/{axis}", lambda tf, axis=axis: tf.stack([X(tf), P(tf)], axis))
case(
    "concat/sizes",
    lambda tf: tf.concat([X(tf), feed(tf, "y", [[1.0], [2.0]])], axis=1, name="here"),
)
case("concat/empty", lambda tf: tf.concat([X(tf), E(tf)], 0))
case("concat/one", lambda tf: tf.concat([X(tf)], 0))
case("concat/one tensor", lambda tf: tf.concat(X(tf), 0))
case("concat/constants", lambda tf: tf.concat([V(tf), [1.0], np.ones(2)], 0))
case("concat/ints", lambda tf: tf.concat([[1, 2], [3]], 0))
case("concat/tensor axis", lambda tf: tf.concat([X(tf), P(tf)], ints(tf, "a", 1)))
case("concat/three", lambda tf: tf.concat([X(tf), P(tf), X(tf)], axis=-2))
case("concat/same", lambda tf, x: tf.concat([x, x], 1), X)
wrong("concat/old order", lambda tf: tf.concat(0, [X(tf), P(tf)]))
wrong("concat/shapes", lambda tf: tf.concat([X(tf), T(tf)], 0))
wrong("concat/sizes differ", lambda tf: tf.concat([X(tf), feed(tf, "y", [[1.0]])], 1))
wrong("concat/dtypes", lambda tf: tf.concat([X(tf), I(tf)], 0))
wrong("concat/out", lambda tf: tf.concat([X(tf), P(tf)], 2))
wrong("concat/scalars", lambda tf: tf.concat([S(tf), S(tf)], 0))
wrong("concat/none", lambda tf: tf.concat([], 0))
wrong(
    "concat/at run",
    lambda tf: tf.concat(
        [feed(tf, "x", [[1.0]], shape=[None, None]), feed(tf, "y", [[1.0], [2.0]])], 1
    ),
)
case("stack/scalars", lambda tf: tf.stack([S(tf), 2.0, S(tf)]))
case("stack/vectors", lambda tf: tf.stack([V(tf), [1.0, 2.0, 3.0]], name="here"))
case("stack/negative", lambda tf: tf.stack([X(tf), P(tf)], axis=-3))
case("stack/constants", lambda tf: tf.stack([1, 2, 3]))
case("stack/rows", lambda tf: tf.stack([[1.0, 2.0], [3.0, 4.0]], axis=1))
case("stack/one", lambda tf: tf.stack([X(tf)]))
case("parallel_stack", lambda tf: tf.parallel_stack([[1.0, 2.0], [3.0, 4.0]]))
case(
    "parallel_stack/fed",
    lambda tf: tf.parallel_stack([I(tf), I(tf)], name="here"),
    masks=False,
    why="the shape must be known",
)
wrong("parallel_stack/shapes", lambda tf: tf.parallel_stack([X(tf), V(tf)]))
wrong("parallel_stack/unknown", lambda tf: tf.parallel_stack([feed(tf, "x", [1.0], shape=[None])]))
wrong("stack/out", lambda tf: tf.stack([X(tf), P(tf)], 3))
wrong("stack/shapes", lambda tf: tf.stack([X(tf), V(tf)]))
wrong("stack/dtypes", lambda tf: tf.stack([X(tf), I(tf)]))
either("stack/none", lambda tf: tf.stack([]))
for axis in (0, 1, -1):
    case(
        f"unstack/{axis}",
        lambda tf, axis=axis: tf.unstack(X(tf), axis=axis),
        masks=False,
        why="the count must be known",
    )
case("unstack/num", lambda tf: tf.unstack(X(tf), 2, name="here"))
case("unstack/num 1", lambda tf: tf.unstack(T(tf), num=3, axis=1))
case("unstack/vector", lambda tf: tf.unstack(V(tf), 3))
wrong("unstack/unknown", lambda tf: tf.unstack(feed(tf, "x", [1.0], shape=[None])))
wrong("unstack/unknown rank", lambda tf: tf.unstack(feed(tf, "x", [1.0], shape=None)))
wrong("unstack/num differs", lambda tf: tf.unstack(X(tf), 3))
wrong("unstack/out", lambda tf: tf.unstack(X(tf), axis=2))
wrong("unstack/scalar", lambda tf: tf.unstack(S(tf)))

# Cutting.
case("split/number", lambda tf: tf.split(X(tf), 3, 1))
case("split/first", lambda tf: tf.split(X(tf), 2))
case("split/last", lambda tf: tf.split(T(tf), 2, axis=-1, name="here"))
case("split/sizes", lambda tf: tf.split(T(tf), [1, 3], 2))
case("split/-1", lambda tf: tf.split(T(tf), [1, -1], axis=2))
case("split/zero", lambda tf: tf.split(X(tf), [0, 3], axis=1))
case(
    "split/tensor sizes",
    lambda tf: tf.split(T(tf), ints(tf, "n", [1, 3]), 2, num=2),
    masks=False,
    why="num and an unknown count",
)
case("split/one", lambda tf: tf.split(X(tf), 1, 1))
case("split/use one", lambda tf: tf.split(X(tf), 3, 1)[1])
wrong("split/uneven", lambda tf: tf.split(X(tf), 2, 1))
wrong("split/sum", lambda tf: tf.split(X(tf), [1, 1], 1))
wrong("split/at run", lambda tf: tf.split(feed(tf, "x", [1.0, 2.0, 3.0], shape=[None]), 2))
wrong("split/old order", lambda tf: tf.split(1, 3, X(tf)))
case("slice", lambda tf: tf.slice(T(tf), [0, 1, 0], [2, 1, 3]))
case("slice/-1", lambda tf: tf.slice(X(tf), [0, 1], [-1, -1], name="here"))
case("slice/tensors", lambda tf: tf.slice(X(tf), ints(tf, "b", [1, 0]), ints(tf, "n", [1, 2])))
case("slice/packed", lambda tf: tf.slice(X(tf), [ints(tf, "b", 1), 0], [1, 2]))
case("slice/int64", lambda tf: tf.slice(V(tf), np.array([1]), np.array([2])))
case("slice/empty", lambda tf: tf.slice(V(tf), [1], [0]))
wrong(
    "slice/out",
    lambda tf: tf.slice(V(tf), [1], [3]),
    early="ValueError",
    why="begin, size and the shape of the input are known",
)
wrong("slice/out at run", lambda tf: tf.slice(V(tf), ints(tf, "b", [1]), [3]))
wrong("slice/rank", lambda tf: tf.slice(X(tf), [0], [1]))
case("strided_slice", lambda tf: tf.strided_slice(T(tf), [0, 0, 0], [2, 3, 4], [1, 2, 3]))
case("strided_slice/no strides", lambda tf: tf.strided_slice(X(tf), [0, 1], [1, 3], name="here"))
case("strided_slice/negative", lambda tf: tf.strided_slice(V(tf), [-1], [-4], [-1]))
case(
    "strided_slice/masks",
    lambda tf: tf.strided_slice(
        T(tf), [1, 1, 1], [2, 2, 2], [1, 1, 1], begin_mask=1, end_mask=2, shrink_axis_mask=4
    ),
)
case(
    "strided_slice/ellipsis",
    lambda tf: tf.strided_slice(T(tf), [0, 1], [0, 3], [1, 1], ellipsis_mask=1),
)
case(
    "strided_slice/new axis",
    lambda tf: tf.strided_slice(X(tf), [0, 0], [0, 1], [1, 1], new_axis_mask=1),
)
case(
    "strided_slice/tensors",
    lambda tf: tf.strided_slice(V(tf), ints(tf, "b", [0]), ints(tf, "n", [2])),
)
wrong("strided_slice/zero stride", lambda tf: tf.strided_slice(V(tf), [0], [2], [0]))

# Picking.
case("gather", lambda tf: tf.gather(X(tf), [1, 0, 1]))
case("gather/scalar", lambda tf: tf.gather(X(tf), 1))
case("gather/matrix", lambda tf: tf.gather(V(tf), ints(tf, "j", [[0, 2], [1, 1]])))
case("gather/axis", lambda tf: tf.gather(T(tf), [2, 0], axis=1))
case("gather/last axis", lambda tf: tf.gather(T(tf), ints(tf, "j", [[3, 0]]), axis=-1, name="here"))
case("gather/int64", lambda tf: tf.gather(X(tf), ints(tf, "j", [1, 1], "int64")))
case("gather/empty", lambda tf: tf.gather(X(tf), ints(tf, "j", [])))
case(
    "gather/variable",
    lambda tf: tf.gather(tf.Variable([[1.0, 2.0], [3.0, 4.0]]), [1, 1]),
    masks=False,
    why="nothing is fed",
)
case(
    "gather/batch_dims", lambda tf: tf.gather(X(tf), ints(tf, "j", [[0, 2], [1, 1]]), batch_dims=1)
)
case(
    "gather/batch_dims from the end",
    lambda tf: tf.gather(X(tf), ints(tf, "j", [[0, 2], [1, 1]]), axis=1, batch_dims=-1),
    masks=False,
    why="TensorFlow's gradient needs the rank of the indices",
)
wrong("gather/out", lambda tf: tf.gather(X(tf), [2]))
wrong("gather/negative", lambda tf: tf.gather(X(tf), [-1]))
wrong("gather/float", lambda tf: tf.gather(X(tf), [1.0]))
wrong("gather/axis out", lambda tf: tf.gather(X(tf), [0], axis=2))
wrong("gather/scalar params", lambda tf: tf.gather(S(tf), [0]))
case("gather_nd", lambda tf: tf.gather_nd(T(tf), [[0, 1], [1, 2]]))
case("gather_nd/elements", lambda tf: tf.gather_nd(X(tf), ints(tf, "j", [[0, 1], [1, 2], [0, 1]])))
case("gather_nd/matrix", lambda tf: tf.gather_nd(X(tf), [[[0]], [[1]]], name="here"))
wrong("gather_nd/out", lambda tf: tf.gather_nd(X(tf), [[2, 0]]))
wrong("gather_nd/deep", lambda tf: tf.gather_nd(X(tf), [[0, 0, 0]]))
case(
    "nn.embedding_lookup",
    lambda tf: tf.nn.embedding_lookup(
        tf.Variable([[1.0, 2.0], [3.0, 4.0]]), ints(tf, "j", [1, 0, 1])
    ),
)


def tables(tf, *rows):
    """Parts of a table of two columns, as variables."""
    first = np.cumsum([0, *rows])
    return [
        tf.Variable(np.arange(2.0 * a, 2.0 * (a + n), dtype=np.float32).reshape(n, 2))
        for a, n in zip(first, rows, strict=False)
    ]


for label, more in {
    "mod": {},
    "div": {"partition_strategy": "div", "name": "here"},
    "max_norm": {"max_norm": 5.0},
}.items():
    case(
        f"nn.embedding_lookup/parts {label}",
        lambda tf, more=more: tf.nn.embedding_lookup(
            tables(tf, 3, 2, 2), ints(tf, "j", [[5, 0, 1], [6, 4, 0]]), **more
        ),
        tol=NORMS,
    )
case(
    "nn.embedding_lookup/int64 parts",
    lambda tf: tf.nn.embedding_lookup(tables(tf, 2, 1), ints(tf, "j", [2, 0, 1], "int64"), "div"),
)
case(
    "nn.embedding_lookup/unknown parts",
    lambda tf: tf.nn.embedding_lookup(
        [feed(tf, "a", [[1.0, 2.0], [3.0, 4.0]]), feed(tf, "b", [[5.0, 6.0]])],
        ints(tf, "j", [2, 0, 1]),
        partition_strategy="div",
    ),
)
case(
    "nn.embedding_lookup/max_norm",
    lambda tf: tf.nn.embedding_lookup(
        tables(tf, 3), ints(tf, "j", [[2, 0]]), max_norm=2.0, name="here"
    ),
    tol=NORMS,
)
case("nn.embedding_lookup/constants", lambda tf: tf.nn.embedding_lookup([[1.0], [2.0]], [0]))
case("nn.embedding_lookup/tensor", lambda tf: tf.nn.embedding_lookup(X(tf), 1))
wrong("nn.embedding_lookup/nothing", lambda tf: tf.nn.embedding_lookup(None, [0]))
wrong("nn.embedding_lookup/no parts", lambda tf: tf.nn.embedding_lookup([], [0]))
wrong(
    "nn.embedding_lookup/strategy",
    lambda tf: tf.nn.embedding_lookup(tables(tf, 2, 2), [0], partition_strategy="even"),
)
wrong("nn.embedding_lookup/out", lambda tf: tf.nn.embedding_lookup(X(tf), [2]))
wrong("nn.embedding_lookup/part out", lambda tf: tf.nn.embedding_lookup([X(tf), P(tf)], [4]))
wrong("nn.embedding_lookup/widths", lambda tf: tf.nn.embedding_lookup([X(tf), T(tf)], [0]))

case("segment_sum", lambda tf: tf.segment_sum(X(tf), [0, 0]))
case("segment_sum/gap", lambda tf: tf.segment_sum(V(tf), ints(tf, "j", [0, 3, 3])))
case("segment_sum/named", lambda tf: tf.segment_sum(T(tf), [1, 2], name="here"))
case("segment_sum/empty", lambda tf: tf.segment_sum(E(tf), ints(tf, "j", [])))
wrong("segment_sum/falling", lambda tf: tf.segment_sum(V(tf), [1, 0, 2]))
wrong("segment_sum/negative", lambda tf: tf.segment_sum(V(tf), [-1, 0, 2]))
wrong(
    "segment_sum/short",
    lambda tf: tf.segment_sum(V(tf), [0, 1]),
    early="ValueError",
    why="both shapes are known",
)
wrong("segment_sum/rank", lambda tf: tf.segment_sum(V(tf), [[0, 1, 2]]))

case("one_hot", lambda tf: tf.one_hot(ints(tf, "j", [0, 2, -1, 3]), 3))
case("one_hot/values", lambda tf: tf.one_hot(ints(tf, "j", [[0, 1]]), 2, 5.0, -1.0))
case("one_hot/axis 0", lambda tf: tf.one_hot(ints(tf, "j", [0, 2]), 3, axis=0, name="here"))
case("one_hot/axis 1", lambda tf: tf.one_hot(ints(tf, "j", [[0, 2], [1, 0], [0, 0]]), 4, axis=1))
case(
    "one_hot/dtype",
    lambda tf: [
        tf.one_hot([1], 2, dtype=tf.int64),
        tf.one_hot([1], 2, dtype=tf.bool, on_value=True, off_value=False),
    ],
)
case("one_hot/int values", lambda tf: tf.one_hot([1, 0], 2, on_value=3, off_value=1))
case("one_hot/scalar", lambda tf: tf.one_hot(1, 3))
case("one_hot/uint8", lambda tf: tf.one_hot(ints(tf, "j", [1, 0], "uint8"), 2))
case("one_hot/int64", lambda tf: tf.one_hot(ints(tf, "j", [1, 0], "int64"), 2))
case("one_hot/tensor depth", lambda tf: tf.one_hot([1, 0], ints(tf, "n", 3)))
case("one_hot/fed values", lambda tf: tf.one_hot([1, 0], 3, S(tf), feed(tf, "r", 0.5)))
wrong("one_hot/float", lambda tf: tf.one_hot([1.0], 2))
wrong("one_hot/dtype differs", lambda tf: tf.one_hot([1], 2, on_value=1.5, dtype=tf.int32))
wrong("one_hot/negative depth", lambda tf: tf.one_hot([1], -1))

PADS = [[1, 0], [2, 1]]
case("pad", lambda tf: tf.pad(X(tf), PADS))
case("pad/value", lambda tf: tf.pad(X(tf), PADS, constant_values=1.5, name="here"))
case("pad/int", lambda tf: tf.pad(I(tf), PADS))
case("pad/reflect", lambda tf: tf.pad(X(tf), [[1, 1], [2, 0]], "REFLECT"))
case("pad/symmetric", lambda tf: tf.pad(X(tf), PADS, mode="symmetric"))
case("pad/tensor", lambda tf: tf.pad(X(tf), ints(tf, "n", PADS)))
case("pad/unknown", lambda tf: tf.pad(feed(tf, "x", [[1.0]], shape=[None, 1]), [[1, 2], [0, 1]]))
wrong("pad/rank", lambda tf: tf.pad(X(tf), [[1, 1]]))
wrong("pad/mode", lambda tf: tf.pad(X(tf), PADS, "EDGE"))
wrong("pad/negative", lambda tf: tf.pad(X(tf), [[-1, 0], [0, 0]]))
wrong(
    "pad/reflect too far",
    lambda tf: tf.pad(X(tf), [[2, 0], [0, 0]], "REFLECT"),
    early="ValueError",
    why="the paddings and the shape of the input are known",
)
case("tile", lambda tf: tf.tile(X(tf), [2, 1]))
case("tile/3", lambda tf: tf.tile(T(tf), [1, 2, 3], name="here"))
case("tile/vector", lambda tf: tf.tile(V(tf), [3]))
case("tile/tensor", lambda tf: tf.tile(X(tf), ints(tf, "n", [1, 2])))
case("tile/zero", lambda tf: tf.tile(V(tf), [0]))
case("tile/packed", lambda tf: tf.tile(X(tf), [ints(tf, "n", 2), 1]))
wrong("tile/rank", lambda tf: tf.tile(X(tf), [2]))
wrong(
    "tile/negative",
    lambda tf: tf.tile(V(tf), [-1]),
    early="ValueError",
    why="the multiples are constant",
)
case("reverse", lambda tf: tf.reverse(T(tf), [0, -1]))
case("reverse/none", lambda tf: tf.reverse(X(tf), []))
case("reverse_v2", lambda tf: tf.reverse_v2(X(tf), axis=[1], name="here"))
case("diag", lambda tf: tf.diag(V(tf)))
case("diag_part", lambda tf: tf.diag_part(feed(tf, "x", [[1.0, 2.0], [3.0, 4.0]])))
case("identity_n", lambda tf: tf.identity_n([X(tf), I(tf)]))
case("identity_n/one", lambda tf: tf.identity_n([X(tf)], name="here"))
case("identity_n/list", lambda tf: tf.identity_n([1.0, [2, 3]]))
case("identity/scalar", lambda tf: [tf.identity(S(tf)), tf.reshape(S(tf), [])])
case("boolean_mask", lambda tf: tf.boolean_mask(X(tf), [[True, False, True], [False, True, False]]))
case(
    "boolean_mask/rows",
    lambda tf: tf.boolean_mask(X(tf), feed(tf, "m", [False, True], "bool")),
    masks=False,
    why="the mask's rank must be known",
)
case("unique", lambda tf: list(tf.unique(ints(tf, "i", [4, 2, 4, 7]))))
case("sequence_mask", lambda tf: tf.sequence_mask(ints(tf, "n", [1, 3]), 4))
case("meshgrid", lambda tf: tf.meshgrid([1, 2, 3], [4, 5]))
case("invert_permutation", lambda tf: tf.invert_permutation(ints(tf, "i", [2, 0, 1])))
case("stop_gradient", lambda tf, x: x * tf.stop_gradient(x, name="here"), X)
case("identity/int", lambda tf: tf.identity(I(tf), name="here"))
case(
    "identity/variable",
    lambda tf: tf.identity(tf.Variable(1.5, name="w")),
    masks=False,
    why="nothing is fed",
)
case("identity/list", lambda tf: tf.identity([1.0, 2.0]))
case("guarantee_const", lambda tf: tf.guarantee_const(tf.constant(1.0)))

dtypes("reshape", lambda tf, x: tf.reshape(x, [3]))
dtypes("transpose", lambda tf, x: tf.transpose(x))
dtypes("concat", lambda tf, x: tf.concat([x, x], 0))
dtypes("stack", lambda tf, x: tf.stack([x, x]))
dtypes("split", lambda tf, x: tf.split(x, 3, 1))
dtypes("slice", lambda tf, x: x[:, 1:])
dtypes("gather", lambda tf, x: tf.gather(x, [1, 0], axis=1))
dtypes("pad", lambda tf, x: tf.pad(x, [[1, 0], [0, 1]]))
dtypes("tile", lambda tf, x: tf.tile(x, [2, 1]))
dtypes("expand_dims", lambda tf, x: tf.expand_dims(x, 0))
dtypes("squeeze", lambda tf, x: tf.squeeze(x))
dtypes("one_hot", lambda tf, x: tf.one_hot([1, 0], 2, x[0, 1], x[0, 2]))
dtypes("one_hot indices", lambda tf, x: tf.one_hot(x, 3))
dtypes("reverse", lambda tf, x: tf.reverse(x, [1]))
