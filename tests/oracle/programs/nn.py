"""Activations, softmax, cross entropies, normalisation."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import E, I, P, S, T, U, V, X, feed

FAMILY = Family(
    "nn",
    Tolerance(8, "array", "exp and log of TensorFlow are polynomials; sums come in another order"),
)
case = FAMILY.case
either = FAMILY.either
wrong = FAMILY.wrong
dtypes = FAMILY.dtypes

LIMITS = [[-np.inf, -1e30, -90.0], [90.0, 1e30, 20.0]]
for name in [
    "relu",
    "relu6",
    "elu",
    "selu",
    "leaky_relu",
    "sigmoid",
    "tanh",
    "softplus",
    "softsign",
    "crelu",
    "swish",
]:

    def call(tf: Any, *args: Any, op: str = name, **more: Any) -> Any:
        return getattr(tf.nn, op)(*args, **more)

    case(name, lambda tf, call=call: call(tf, X(tf)))
    case(f"{name}/float64", lambda tf, call=call: call(tf, X(tf, "float64")))
    case(
        f"{name}/named",
        lambda tf, call=call: (
            call(tf, X(tf), name="here")
            if call.__kwdefaults__["op"] != "swish"
            else call(tf, X(tf))
        ),
        masks=False,
        why="as unnamed",
    )
    case(f"{name}/scaled", lambda tf, call=call: call(tf, X(tf) * 4.0))
    if name not in ("swish", "crelu"):
        case(
            f"{name}/limits",
            lambda tf, call=call: call(tf, feed(tf, "x", LIMITS)),
            grad=False,
            masks=False,
            why="limits only",
        )
        dtypes(name, lambda tf, x, call=call: call(tf, x))
    either(f"{name}/list", lambda tf, call=call: call(tf, [1.0, -1.0]))
case("relu/at zero", lambda tf: tf.nn.relu(feed(tf, "x", [0.0, -0.0, 1.0, -1.0])))
case("relu6/at edges", lambda tf: tf.nn.relu6(feed(tf, "x", [0.0, 6.0, 7.0, 3.0])))
case("relu/int", lambda tf: tf.nn.relu(I(tf)))
case("relu/empty", lambda tf: tf.nn.relu(E(tf)))
case("leaky_relu/alpha", lambda tf: tf.nn.leaky_relu(X(tf), alpha=0.01))
case("softplus/extremes", lambda tf: tf.nn.softplus(feed(tf, "x", [-100.0, -15.0, 15.0, 100.0])))
case("math.softplus", lambda tf: tf.math.softplus(X(tf)))
case("math.sigmoid", lambda tf: tf.math.sigmoid(X(tf)))
case("math.tanh", lambda tf: tf.math.tanh(X(tf)))

for name in ["softmax", "log_softmax"]:

    def call(tf: Any, *args: Any, op: str = name, **more: Any) -> Any:
        return getattr(tf.nn, op)(*args, **more)

    case(name, lambda tf, call=call: call(tf, X(tf)))
    case(f"{name}/float64", lambda tf, call=call: call(tf, X(tf, "float64")))
    case(f"{name}/float16", lambda tf, call=call: call(tf, X(tf, "float16")))
    case(f"{name}/3", lambda tf, call=call: call(tf, T(tf)))
    case(f"{name}/vector", lambda tf, call=call: call(tf, V(tf)))
    case(
        f"{name}/axis 0",
        lambda tf, call=call: call(tf, X(tf), axis=0),
        masks=False,
        why="needs the rank",
    )
    case(
        f"{name}/axis 1 of 3",
        lambda tf, call=call: call(tf, T(tf), axis=1, name="here"),
        masks=False,
        why="needs the rank",
    )
    case(f"{name}/dim", lambda tf, call=call: call(tf, X(tf), dim=1))
    case(
        f"{name}/large",
        lambda tf, call=call: call(tf, feed(tf, "x", [[1000.0, 999.0], [-1000.0, -1001.0]])),
    )
    case(
        f"{name}/partly known",
        lambda tf, call=call: call(tf, feed(tf, "x", [[1.0, 2.0]], shape=[None, 2])),
    )
    wrong(f"{name}/axis out", lambda tf, call=call: call(tf, X(tf), axis=2))
    wrong(f"{name}/scalar", lambda tf, call=call: call(tf, S(tf)))
    wrong(f"{name}/int", lambda tf, call=call: call(tf, I(tf)))
    dtypes(name, lambda tf, x, call=call: call(tf, x))
    either(f"math.{name}", lambda tf, name=name: getattr(tf.math, name)(X(tf)))

LABELS = [[0.0, 1.0, 0.0], [0.25, 0.25, 0.5]]


def L(tf: Any, dtype: str = "float32") -> Any:
    """Soft labels for X."""
    return feed(tf, "labels", LABELS, dtype)


def K(tf: Any, dtype: str = "int32") -> Any:
    """Classes for X."""
    return feed(tf, "classes", [2, 0], dtype)


NAME = "softmax_cross_entropy_with_logits"
for each in (NAME, NAME + "_v2"):
    case(
        each,
        lambda tf, each=each: getattr(tf.nn, each)(labels=L(tf), logits=X(tf)),
        grad="v2" in each,
        why="both ways in a case of its own",
    )
    case(
        f"{each}/named",
        lambda tf, each=each: getattr(tf.nn, each)(labels=LABELS, logits=X(tf), name="here"),
    )
    case(
        f"{each}/float64",
        lambda tf, each=each: getattr(tf.nn, each)(labels=LABELS, logits=X(tf, "float64")),
    )
    case(
        f"{each}/3",
        lambda tf, each=each: getattr(tf.nn, each)(
            labels=np.full([2, 3, 4], 0.25, np.float32), logits=T(tf)
        ),
        masks=False,
        why="the constant labels tell an unknown size of the logits; both fed: the next case",
    )
    case(
        f"{each}/3 fed",
        lambda tf, each=each: getattr(tf.nn, each)(
            labels=feed(tf, "y", np.full([2, 3, 4], 0.25)), logits=T(tf)
        ),
        grad="v2" in each,
        why="both ways in a case of its own",
    )
    case(
        f"{each}/axis 0",
        lambda tf, each=each: getattr(tf.nn, each)(
            labels=LABELS, logits=X(tf), **{"axis" if "v2" in each else "dim": 0}
        ),
        masks=False,
        why="needs the rank",
    )
    case(
        f"{each}/large",
        lambda tf, each=each: getattr(tf.nn, each)(
            labels=[[1.0, 0.0]], logits=feed(tf, "x", [[-1000.0, 1000.0]])
        ),
        masks=False,
        why="TensorFlow says one row, though it broadcasts labels of one row to many logits",
    )
    case(
        f"{each}/large fed",
        lambda tf, each=each: getattr(tf.nn, each)(
            labels=feed(tf, "y", [[1.0, 0.0]]), logits=feed(tf, "x", [[-1000.0, 1000.0]])
        ),
        grad="v2" in each,
        why="both ways in a case of its own",
    )
    case(
        f"{each}/partly known",
        lambda tf, each=each: getattr(tf.nn, each)(
            labels=feed(tf, "y", [[0.0, 1.0]], shape=[None, 2]),
            logits=feed(tf, "x", [[1.0, 2.0]], shape=[None, 2]),
        ),
    )
    wrong(
        f"{each}/shapes", lambda tf, each=each: getattr(tf.nn, each)(labels=V(tf)[:2], logits=X(tf))
    )
    wrong(
        f"{each}/sizes",
        lambda tf, each=each: getattr(tf.nn, each)(labels=[[1.0, 0.0]], logits=X(tf)),
    )
    wrong(
        f"{each}/int logits",
        lambda tf, each=each: getattr(tf.nn, each)(labels=LABELS, logits=I(tf)),
    )
case(
    "softmax_cross_entropy_with_logits gradient of logits only",
    lambda tf: tf.nn.softmax_cross_entropy_with_logits(labels=tf.constant(LABELS), logits=X(tf)),
)
case(
    "softmax_cross_entropy_with_logits_v2 gradient of labels",
    lambda tf: tf.nn.softmax_cross_entropy_with_logits_v2(
        labels=tf.nn.softmax(P(tf)), logits=X(tf)
    ),
)
case(
    "softmax_cross_entropy mean",
    lambda tf: tf.reduce_mean(
        tf.nn.softmax_cross_entropy_with_logits_v2(labels=L(tf), logits=X(tf))
    ),
)

NAME = "sparse_softmax_cross_entropy_with_logits"


def sparse(tf: Any, **more: Any) -> Any:
    return tf.nn.sparse_softmax_cross_entropy_with_logits(**more)


case(NAME, lambda tf: sparse(tf, labels=K(tf), logits=X(tf)))
case(f"{NAME}/int64", lambda tf: sparse(tf, labels=K(tf, "int64"), logits=X(tf), name="here"))
case(f"{NAME}/float64", lambda tf: sparse(tf, labels=K(tf), logits=X(tf, "float64")))
case(
    f"{NAME}/3",
    lambda tf: sparse(tf, labels=feed(tf, "k", [[0, 1, 3], [2, 3, 0]], "int32"), logits=T(tf)),
)
case(
    f"{NAME}/vector",
    lambda tf: sparse(tf, labels=feed(tf, "k", 1, "int32"), logits=V(tf)),
    masks=False,
    why="needs the rank",
)
case(f"{NAME}/list", lambda tf: sparse(tf, labels=[2, 1], logits=X(tf)))
case(
    f"{NAME}/partly known",
    lambda tf: sparse(
        tf,
        labels=feed(tf, "k", [1], "int32", shape=[None]),
        logits=feed(tf, "x", [[1.0, 2.0]], shape=[None, 2]),
    ),
)
case(f"{NAME}/mean", lambda tf: tf.reduce_mean(sparse(tf, labels=K(tf), logits=X(tf))))
wrong(f"{NAME}/rank", lambda tf: sparse(tf, labels=[[1], [0]], logits=X(tf)))
wrong(f"{NAME}/sizes", lambda tf: sparse(tf, labels=[1, 0, 1], logits=X(tf)))
wrong(f"{NAME}/float labels", lambda tf: sparse(tf, labels=[1.0, 0.0], logits=X(tf)))
wrong(f"{NAME}/out of range", lambda tf: sparse(tf, labels=[3, 0], logits=X(tf)))
wrong(f"{NAME}/scalar logits", lambda tf: sparse(tf, labels=1, logits=S(tf)))

NAME = "sigmoid_cross_entropy_with_logits"


def sigmoid(tf: Any, **more: Any) -> Any:
    return tf.nn.sigmoid_cross_entropy_with_logits(**more)


case(NAME, lambda tf: sigmoid(tf, labels=L(tf), logits=X(tf)))
case(f"{NAME}/named", lambda tf: sigmoid(tf, labels=LABELS, logits=X(tf), name="here"))
case(f"{NAME}/float64", lambda tf: sigmoid(tf, labels=L(tf, "float64"), logits=X(tf, "float64")))
case(
    f"{NAME}/large",
    lambda tf: sigmoid(tf, labels=[1.0, 0.0, 1.0], logits=feed(tf, "x", [1000.0, -1000.0, -90.0])),
)
case(f"{NAME}/at zero", lambda tf: sigmoid(tf, labels=[1.0, 0.0], logits=feed(tf, "x", [0.0, 0.0])))
case(
    "weighted_cross_entropy_with_logits",
    lambda tf: tf.nn.weighted_cross_entropy_with_logits(labels=L(tf), logits=X(tf), pos_weight=2.5),
)
wrong(f"{NAME}/shapes", lambda tf: sigmoid(tf, labels=[1.0], logits=X(tf)))
wrong(f"{NAME}/int labels", lambda tf: sigmoid(tf, labels=I(tf), logits=X(tf)))

case("bias_add", lambda tf: tf.nn.bias_add(X(tf), V(tf)))
case(
    "bias_add/3", lambda tf: tf.nn.bias_add(T(tf), feed(tf, "b", [1.0, 2.0, 3.0, 4.0]), name="here")
)
case("bias_add/NHWC", lambda tf: tf.nn.bias_add(T(tf), [1.0, 2.0, 3.0, 4.0], data_format="NHWC"))
case(
    "bias_add/NCHW",
    lambda tf: tf.nn.bias_add(
        feed(tf, "x", np.arange(16).reshape(1, 2, 2, 4) / 4), feed(tf, "b", [1.0, -1.0]), "NCHW"
    ),
    masks=False,
    why="needs the rank",
)
case("bias_add/variable", lambda tf: tf.nn.bias_add(X(tf), tf.Variable([1.0, 2.0, 3.0], name="b")))
wrong("bias_add/sizes", lambda tf: tf.nn.bias_add(X(tf), [1.0, 2.0]))
wrong("bias_add/matrix bias", lambda tf: tf.nn.bias_add(X(tf), X(tf)))
wrong("bias_add/vector", lambda tf: tf.nn.bias_add(V(tf), V(tf)))
wrong("bias_add/format", lambda tf: tf.nn.bias_add(X(tf), V(tf), data_format="HWC"))
case(
    "xw_plus_b",
    lambda tf: tf.nn.xw_plus_b(
        X(tf), feed(tf, "w", [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), [0.5, -0.5]
    ),
)
case(
    "relu_layer",
    lambda tf: tf.nn.relu_layer(
        X(tf), feed(tf, "w", [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), [0.5, -0.5]
    ),
)


def norm(tf: Any, x: Any, **more: Any) -> Any:
    mean, variance = feed(tf, "mean", [0.5, -0.5, 1.0]), feed(tf, "variance", [1.0, 2.0, 0.5])
    offset, scale = feed(tf, "beta", [0.25, 0.5, -1.0]), feed(tf, "gamma", [1.5, 2.0, 0.5])
    return tf.nn.batch_normalization(x, mean, variance, offset, scale, 1e-3, **more)


case("batch_normalization", lambda tf: norm(tf, X(tf)))
case("batch_normalization/named", lambda tf: norm(tf, X(tf), name="here"))
case(
    "batch_normalization/no offset",
    lambda tf: tf.nn.batch_normalization(
        X(tf), tf.constant([0.5, 0.0, 1.0]), tf.constant([1.0, 2.0, 0.5]), None, V(tf), 1e-3
    ),
)
case(
    "batch_normalization/no scale",
    lambda tf: tf.nn.batch_normalization(
        X(tf), tf.constant([0.5, 0.0, 1.0]), tf.constant([1.0, 2.0, 0.5]), V(tf), None, 1e-3
    ),
)
case(
    "batch_normalization/neither",
    lambda tf: tf.nn.batch_normalization(X(tf), V(tf), P(tf)[0], None, None, 1e-3),
)
case(
    "batch_normalization/keepdims",
    lambda tf: (
        lambda x: tf.nn.batch_normalization(
            x, *tf.nn.moments(x, [0, 2], keepdims=True), None, None, variance_epsilon=1e-5
        )
    )(T(tf)),
)
case(
    "batch_normalization/of moments",
    lambda tf: (
        lambda x: tf.nn.batch_normalization(x, *tf.nn.moments(x, [0]), V(tf), P(tf)[1], 1e-3)
    )(feed(tf, "x", [[1.0, 2.0, -1.0], [3.0, 0.0, 1.0], [0.5, -2.0, 4.0]])),
)
for rate in (1.0, 0.5):
    case(
        f"dropout/{rate} shape",
        lambda tf, rate=rate: tf.shape(tf.nn.dropout(X(tf), keep_prob=rate, seed=1)),
    )
case("dropout/keep all", lambda tf: tf.nn.dropout(X(tf), keep_prob=1.0))
case(
    "zero_fraction",
    lambda tf: tf.nn.zero_fraction(feed(tf, "x", [0.0, 1.0, 0.0, 2.0])),
    nodes=False,
    why="TensorFlow counts in int32 or int64, by a cond on the size; one count in int64 does both",
)
case("log_poisson_loss", lambda tf: tf.nn.log_poisson_loss(P(tf), U(tf)))
case("in_top_k", lambda tf: tf.nn.in_top_k(X(tf), K(tf), 1))
case("in_top_k/int64", lambda tf: tf.nn.in_top_k(X(tf), K(tf, "int64"), 2, name="here"))
case("in_top_k/equal", lambda tf: tf.nn.in_top_k([[2.0, 2.0, 1.0]] * 3, [0, 1, 2], 2))
case(
    "in_top_k/odd",
    lambda tf: tf.nn.in_top_k(
        [[1.0, np.inf], [np.nan, 1.0], [1.0, 2.0], [1.0, 2.0]], [1, 1, 7, -1], 2
    ),
)
wrong("in_top_k/rows", lambda tf: tf.nn.in_top_k(X(tf), [1, 2, 0], 1))
wrong("in_top_k/float64", lambda tf: tf.nn.in_top_k(X(tf, "float64"), [1, 2], 1))
case("top_k", lambda tf: list(tf.nn.top_k(X(tf), 2)))
case("top_k/one", lambda tf: list(tf.nn.top_k(T(tf))))
case("top_k/all", lambda tf: list(tf.nn.top_k(T(tf), k=4, name="here")))
case("top_k/equal", lambda tf: list(tf.nn.top_k([1.0, 3.0, 3.0, 2.0, 1.0], k=4)))
case("top_k/none", lambda tf: list(tf.nn.top_k(V(tf), k=0)))
case("top_k/fed k", lambda tf: tf.nn.top_k(X(tf), feed(tf, "k", 2, "int32")).values)
case("top_k/int", lambda tf: tf.nn.top_k(I(tf), 2).indices)
wrong("top_k/too many", lambda tf: tf.nn.top_k(X(tf), 4))
wrong("top_k/too many at run", lambda tf: tf.nn.top_k(X(tf), feed(tf, "k", 4, "int32")))
wrong("top_k/negative", lambda tf: tf.nn.top_k(X(tf), -1))
wrong("top_k/scalar", lambda tf: tf.nn.top_k(S(tf)))
wrong("top_k/bool", lambda tf: tf.nn.top_k(X(tf) > 0, 1))
dtypes("top_k", lambda tf, x: list(tf.nn.top_k(x, 3)))

# Whole layers, as the course writes them.
W1 = np.float32([[0.5, -1.0, 0.25, 1.0], [1.5, 0.5, -0.5, -1.0], [-0.25, 1.0, 0.75, 0.5]])


def network(tf: Any) -> Any:
    x = feed(tf, "x", [[1.0, 0.5, -1.0], [0.0, 2.0, 1.0]])
    w1, b1 = tf.Variable(W1, name="W1"), tf.Variable(tf.zeros([4]), name="b1")
    w2, b2 = (
        tf.Variable(W1.T.copy(), name="W2"),
        tf.Variable(tf.constant(0.1, shape=[3]), name="b2"),
    )
    logits = tf.matmul(tf.nn.relu(tf.matmul(x, w1) + b1), w2) + b2
    labels = feed(tf, "y", [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    losses = tf.nn.softmax_cross_entropy_with_logits_v2(
        labels=tf.stop_gradient(labels), logits=logits
    )
    right = tf.equal(tf.argmax(logits, 1), tf.argmax(labels, 1))
    return [tf.reduce_mean(losses), tf.reduce_mean(tf.cast(right, tf.float32))]


case("network", network)
case(
    "sigmoid layer",
    lambda tf: tf.sigmoid(
        tf.add(
            tf.matmul(tf.Variable(W1.T.copy(), name="W"), feed(tf, "x", [[1.0], [2.0], [-1.0]])),
            tf.Variable(tf.zeros([4, 1]), name="b"),
        )
    ),
)
