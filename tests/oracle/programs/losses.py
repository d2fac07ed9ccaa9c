"""tf.losses and tf.sets: every loss, every reduction, weights that fit and that do not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import B, C, E, I, P, S, T, U, V, X, feed
from tests.oracle.observe import error, nodes

FAMILY = Family(
    "losses", Tolerance(8, "array", "sums of logarithms and exponentials of two libraries")
)
case = FAMILY.case
wrong = FAMILY.wrong
either = FAMILY.either
script = FAMILY.script
_CONDITIONAL = "the nodes of a conditional are other ones"
_SLOPES = "TensorFlow has no gradient for a set operation to say so; minigraph gives None"

REDUCTIONS = (
    *("none", "weighted_sum", "weighted_mean"),
    *("weighted_sum_over_batch_size", "weighted_sum_by_nonzero_weights"),
)


def Y(tf: Any, dtype: str = "float32") -> Any:
    """[2, 3], labels 0 and 1."""
    return feed(tf, "y", [[0, 1, 1], [1, 0, 0]], dtype)


def Q(tf: Any, dtype: str = "float32") -> Any:
    """[2, 3], probabilities."""
    return feed(tf, "q", [[0.125, 0.5, 0.75], [0.25, 0.9, 0.1]], dtype)


def K(tf: Any, dtype: str = "int64") -> Any:
    """[2], class numbers."""
    return feed(tf, "k", [2, 0], dtype)


LOSSES = {
    "absolute_difference": lambda tf, **o: tf.losses.absolute_difference(P(tf), X(tf), **o),
    "mean_squared_error": lambda tf, **o: tf.losses.mean_squared_error(P(tf), X(tf), **o),
    "huber_loss": lambda tf, **o: tf.losses.huber_loss(P(tf), X(tf), **o),
    "hinge_loss": lambda tf, **o: tf.losses.hinge_loss(Y(tf), X(tf), **o),
    "log_loss": lambda tf, **o: tf.losses.log_loss(Y(tf), Q(tf), **o),
    "sigmoid_cross_entropy": lambda tf, **o: tf.losses.sigmoid_cross_entropy(Y(tf), X(tf), **o),
    "softmax_cross_entropy": lambda tf, **o: tf.losses.softmax_cross_entropy(Q(tf), X(tf), **o),
    "sparse_softmax_cross_entropy": (
        lambda tf, **o: tf.losses.sparse_softmax_cross_entropy(K(tf), X(tf), **o)
    ),
    "cosine_distance": lambda tf, **o: tf.losses.cosine_distance(U(tf), X(tf), axis=1, **o),
    "compute_weighted_loss": lambda tf, **o: tf.losses.compute_weighted_loss(X(tf), **o),
}
ROWS = ("softmax_cross_entropy", "sparse_softmax_cross_entropy")  # one loss for each row

# ---------------------------------------------------------------------------------- each loss
for _name, _loss in LOSSES.items():
    case(_name, _loss)
    case(f"{_name} in a scope", lambda tf, f=_loss: f(tf, scope="here", weights=0.5))
    for _reduction in REDUCTIONS:
        _weights = [0.5, 0.0] if _name in ROWS else [[0.5], [0.0]]
        case(
            f"{_name} {_reduction}",
            lambda tf, f=_loss, r=_reduction, w=_weights: f(tf, weights=w, reduction=r),
        )
    wrong(f"{_name} of unknown reduction", lambda tf, f=_loss: f(tf, reduction="mean"))
    wrong(f"{_name} with weights of rank 3", lambda tf, f=_loss: f(tf, weights=[[[1.0]]]))
case("mean_pairwise_squared_error", lambda tf: tf.losses.mean_pairwise_squared_error(P(tf), X(tf)))
case(
    "mean_pairwise_squared_error weighed",
    lambda tf: tf.losses.mean_pairwise_squared_error(P(tf), X(tf), C(tf)),
    masks=False,
    why="what is known decides whether the weights are refused",
)
case(
    "mean_pairwise_squared_error of rank 3",
    lambda tf: tf.losses.mean_pairwise_squared_error(T(tf), T(tf) * T(tf), 0.5, "here"),
    tol=Tolerance(64, "array", "differences of large sums"),
)
case(
    "mean_pairwise_squared_error of ones",
    lambda tf: tf.losses.mean_pairwise_squared_error(C(tf), C(tf) * C(tf)),
)
case(
    "mean_pairwise_squared_error of nothing",
    lambda tf: tf.losses.mean_pairwise_squared_error(E(tf), E(tf)),
)
case(
    "mean_pairwise_squared_error without weight",
    lambda tf: tf.losses.mean_pairwise_squared_error(P(tf), X(tf), [[0.0], [1.0]]),
)
wrong("pairs of vectors", lambda tf: tf.losses.mean_pairwise_squared_error(V(tf), X(tf)))
wrong(
    "pairs with a vector of weights",
    lambda tf: tf.losses.mean_pairwise_squared_error(P(tf), X(tf), [1.0, 2.0]),
)

# ---------------------------------------------------------------------------------- arguments
case("huber_loss with delta", lambda tf: tf.losses.huber_loss(P(tf), X(tf), delta=0.75))
wrong("huber_loss with int delta", lambda tf: tf.losses.huber_loss(P(tf), X(tf), delta=2))
case("log_loss with epsilon", lambda tf: tf.losses.log_loss(Y(tf), Q(tf), epsilon=0.25))
case("log_loss of certain", lambda tf: tf.losses.log_loss(Y(tf), Y(tf), reduction="none"))
case(
    "sigmoid_cross_entropy smoothed",
    lambda tf: tf.losses.sigmoid_cross_entropy(Y(tf), X(tf), label_smoothing=0.1),
)
case(
    "softmax_cross_entropy smoothed",
    lambda tf: tf.losses.softmax_cross_entropy(Y(tf), X(tf), label_smoothing=0.1),
)
case(
    "softmax_cross_entropy of int labels",
    lambda tf: tf.losses.softmax_cross_entropy(Y(tf, "int32"), X(tf)),
)
case(
    "softmax_cross_entropy of rank 3",
    lambda tf: tf.losses.softmax_cross_entropy(T(tf), T(tf) + 1.0, [[1.0], [0.5]]),
)
case("cosine_distance by dim", lambda tf: tf.losses.cosine_distance(U(tf), X(tf), dim=0))
case("cosine_distance from the end", lambda tf: tf.losses.cosine_distance(T(tf), T(tf), -1))
wrong("cosine_distance without axis", lambda tf: tf.losses.cosine_distance(U(tf), X(tf)))
wrong(
    "cosine_distance with both",
    lambda tf: tf.losses.cosine_distance(U(tf), X(tf), axis=1, dim=1),
)
case(
    "sparse_softmax_cross_entropy of a column",
    lambda tf: tf.losses.sparse_softmax_cross_entropy(
        feed(tf, "k", [[2], [0]], "int32"), X(tf), [[1.0], [3.0]]
    ),
)
case(
    "sparse_softmax_cross_entropy of columns fed",
    lambda tf: tf.losses.sparse_softmax_cross_entropy(
        feed(tf, "k", [[2], [0]], "int32", [None, 1]), X(tf), C(tf)
    ),
)
case(
    "sparse_softmax_cross_entropy of unknown rank",
    lambda tf: tf.losses.sparse_softmax_cross_entropy(
        feed(tf, "k", [2, 0], "int32", None), X(tf), [1.0, 3.0]
    ),
    nodes=False,
    why=_CONDITIONAL,
)
case(
    "sparse_softmax_cross_entropy of rank 3",
    lambda tf: tf.losses.sparse_softmax_cross_entropy(
        feed(tf, "k", [[2, 0, 1], [3, 3, 2]], "int32"), T(tf)
    ),
)
for _kind in ("float16", "float64"):
    case(
        f"mean_squared_error of {_kind}",
        lambda tf, k=_kind: tf.losses.mean_squared_error(P(tf, k), X(tf, k)),
    )
    case(
        f"softmax_cross_entropy of {_kind}",
        lambda tf, k=_kind: tf.losses.softmax_cross_entropy(Q(tf, k), X(tf, k)),
    )
    case(
        f"sigmoid_cross_entropy of {_kind}",
        lambda tf, k=_kind: tf.losses.sigmoid_cross_entropy(Y(tf, k), X(tf, k)),
    )
    case(
        f"compute_weighted_loss of {_kind}",
        lambda tf, k=_kind: tf.losses.compute_weighted_loss(X(tf, k), C(tf, "float64")),
    )
case("mean_squared_error of ints", lambda tf: tf.losses.mean_squared_error(I(tf), I(tf)))
case("mean_squared_error of bools", lambda tf: tf.losses.mean_squared_error(B(tf), X(tf)))
case("mean_squared_error of scalars", lambda tf: tf.losses.mean_squared_error(S(tf), 1.0))
case("mean_squared_error of nothing", lambda tf: tf.losses.mean_squared_error(E(tf), E(tf)))
case("mean_squared_error of lists", lambda tf: tf.losses.mean_squared_error([1, 2], [3.5, 2.0]))
case("compute_weighted_loss of ints", lambda tf: tf.losses.compute_weighted_loss(I(tf), C(tf)))

# ---------------------------------------------------------------------------------- weights
WEIGHTS = {
    "int": 2,
    "zero": 0.0,
    "negative": -1.0,
    "of the row": [[0.5, 0.0, 2.0]],
    "of the column": [[0.5], [2.0]],
    "of all": [[0.5, 0.0, 2.0], [1.0, 1.0, 0.0]],
    "of one": [[3.0]],
    "all zero": [[0.0], [0.0]],
    "bool": [[True], [False]],
    "vector": [1.0, 2.0, 3.0],
    "short": [[1.0, 2.0]],
    "long": [[1.0], [2.0], [3.0]],
    "rank 3": [[[1.0, 2.0, 3.0]]],
    "empty": [],
    "nan": [[float("nan")], [1.0]],
}
for _label, _value in WEIGHTS.items():
    for _reduction in REDUCTIONS:
        either(
            f"weights {_label} {_reduction}",
            lambda tf, w=_value, r=_reduction: tf.losses.mean_squared_error(
                X(tf), P(tf), w, reduction=r
            ),
        )
case("weights fed", lambda tf: tf.losses.mean_squared_error(X(tf), P(tf), S(tf)))
case("weights fed for all", lambda tf: tf.losses.mean_squared_error(X(tf), P(tf), U(tf)))
case("weights fed for rows", lambda tf: tf.losses.compute_weighted_loss(X(tf), C(tf)))
for _reduction in REDUCTIONS:
    case(
        f"weights fed {_reduction}",
        lambda tf, r=_reduction: tf.losses.compute_weighted_loss(X(tf), C(tf), reduction=r),
    )
for _label, _value in WEIGHTS.items():

    def _loss(tf: Any, w: Any = _value) -> Any:
        return tf.losses.compute_weighted_loss(X(tf), feed(tf, "w", w, shape=None))

    if _label in ("vector", "short", "long", "rank 3", "empty"):
        wrong(f"weights {_label} in the run", _loss)
    else:
        case(f"weights {_label} in the run", _loss, nodes=False, masks=False, why=_CONDITIONAL)
wrong("no labels", lambda tf: tf.losses.mean_squared_error(None, X(tf)))
wrong("no predictions", lambda tf: tf.losses.mean_squared_error(X(tf), None))
wrong("no logits", lambda tf: tf.losses.softmax_cross_entropy(X(tf), None))
wrong("no class numbers", lambda tf: tf.losses.sparse_softmax_cross_entropy(None, X(tf)))
wrong("no weights", lambda tf: tf.losses.mean_squared_error(P(tf), X(tf), None))
wrong("other shape", lambda tf: tf.losses.mean_squared_error(V(tf), X(tf)))
wrong("class numbers of reals", lambda tf: tf.losses.sparse_softmax_cross_entropy(V(tf), X(tf)))
wrong("a bad class", lambda tf: tf.losses.sparse_softmax_cross_entropy([1, 3], X(tf)))


# ---------------------------------------------------------------------------------- collections
@script
def collections(tf: Any, np: Any) -> Iterator[Any]:
    x = tf.constant([1.0, 2.0])
    yield error(tf, tf.losses.get_total_loss)
    yield tf.losses.get_regularization_loss()
    with tf.name_scope("a"):
        tf.losses.mean_squared_error(x, x + 1.0)
    tf.losses.absolute_difference(x, x + 2.0)
    tf.losses.huber_loss(x, x, loss_collection=None)
    tf.losses.huber_loss(x, x - 4.0, loss_collection="mine")
    tf.losses.add_loss(tf.constant(5.0, name="own"))
    tf.losses.add_loss(tf.constant(6.0), "mine")
    tf.losses.add_loss(tf.constant(7.0), None)
    yield tf.losses.get_losses()
    yield tf.losses.get_losses("a/")
    yield tf.losses.get_losses(loss_collection="mine")
    # by hand: 2.21's get_variable adds the nodes of a regularizer again wherever it is used
    tf.add_to_collection("regularization_losses", tf.constant(2.0, name="w/Regularizer/loss"))
    tf.add_to_collection("regularization_losses", tf.constant(3.0, name="s/v/Regularizer/loss"))
    yield tf.losses.get_regularization_losses()
    yield tf.losses.get_regularization_losses("s/")
    total = [
        tf.losses.get_total_loss(),
        tf.losses.get_total_loss(False),
        tf.losses.get_total_loss(name="sum"),
        tf.losses.get_total_loss(scope="a/"),
        tf.losses.get_regularization_loss(),
        tf.losses.get_regularization_loss("s/", "of_s"),
    ]
    yield total
    yield nodes(tf)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield sess.run(total)


@script
def a_total_loss_is_minimized(tf: Any, np: Any) -> Iterator[Any]:
    x = tf.placeholder(tf.float32, [None, 2])
    w = tf.get_variable(
        "w",
        [2, 1],
        initializer=tf.zeros_initializer(),
        regularizer=lambda w: 0.01 * tf.nn.l2_loss(w),
    )
    tf.losses.mean_squared_error(x[:, :1] - 2.0 * x[:, 1:], tf.matmul(x, w))
    total = tf.losses.get_total_loss()
    step = tf.train.GradientDescentOptimizer(0.1).minimize(total)
    data = np.array([[1.0, 2.0], [3.0, -1.0], [-2.0, 0.5]], np.float32)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(5):
            yield sess.run([total, step], {x: data})
        yield sess.run(w)


FAMILY.ask(
    "Reduction",
    "tf.losses.Reduction.all()",
    "tf.losses.Reduction.validate('none')",
    "!tf.losses.Reduction.validate('sum')",
    "tf.losses.Reduction.SUM",
    "tf.losses.Reduction.SUM_OVER_NONZERO_WEIGHTS",
    "tf.losses.Reduction.SUM_OVER_BATCH_SIZE",
    "tf.losses.Reduction.MEAN",
    "tf.losses.Reduction.NONE",
)


# ---------------------------------------------------------------------------------- sets
def _sets(tf: Any, name: str, rows: Any, kind: str = "int64") -> Any:
    """A SparseTensor of two sets, its values fed."""
    places = [[i, j] for i, row in enumerate(rows) for j in range(len(row))]
    values = feed(tf, name, [v for row in rows for v in row], kind, [None])
    width = max(map(len, rows), default=0)
    return tf.SparseTensor(np_int64(places), values, [len(rows), width])


def np_int64(places: Any) -> Any:
    import numpy as np

    return np.array(places, np.int64).reshape(-1, 2)


A_ROWS, B_ROWS = [[9, 2, 5, 2], [1, 4, 4, -3]], [[5, 1, 9], [4, 8, 1]]
for _name, _operate in {
    "intersection": lambda tf, a, b: tf.sets.intersection(a, b),
    "difference": lambda tf, a, b: tf.sets.difference(a, b),
    "difference the other way": lambda tf, a, b: tf.sets.difference(a, b, aminusb=False),
    "union": lambda tf, a, b: tf.sets.union(a, b),
    "set_union": lambda tf, a, b: tf.sets.set_union(a, b),
    "set_difference": lambda tf, a, b: tf.sets.set_difference(a, b, False),
}.items():
    for _kind in ("int64", "int8", "uint16", "string"):
        _rows = [
            [[str(v) if _kind == "string" else abs(v) for v in row] for row in rows]
            for rows in (A_ROWS, B_ROWS)
        ]
        case(
            f"{_name} of {_kind}",
            lambda tf, f=_operate, k=_kind, r=_rows: f(
                tf, feed(tf, "a", r[0], k), feed(tf, "b", r[1], k)
            ),
            grad=False,
            masks=False,
            why=_SLOPES,
        )
    case(
        f"{_name} of dense and sparse",
        lambda tf, f=_operate: f(tf, feed(tf, "a", A_ROWS, "int64"), _sets(tf, "b", [[5, 9], [4]])),
        masks=False,
        why=_SLOPES,
    )
    case(
        f"{_name} of sparse and dense",
        lambda tf, f=_operate: f(tf, _sets(tf, "b", [[5, 9], []]), feed(tf, "a", A_ROWS, "int64")),
        masks=False,
        why=_SLOPES,
    )
    case(
        f"{_name} of sparse",
        lambda tf, f=_operate: f(
            tf, _sets(tf, "a", [[7, 7, 5], [1]]), _sets(tf, "b", [[5], [2, 1]])
        ),
        masks=False,
        why=_SLOPES,
    )
    case(
        f"{_name} of empty",
        lambda tf, f=_operate: f(
            tf, feed(tf, "a", [[], []], "int64"), feed(tf, "b", B_ROWS, "int64")
        ),
        masks=False,
        why=_SLOPES,
    )
    case(
        f"{_name} of none",
        lambda tf, f=_operate: f(
            tf, feed(tf, "a", [[], []], "int64"), feed(tf, "b", [[], []], "int64")
        ),
        masks=False,
        why=_SLOPES,
    )
    case(
        f"{_name} of rank 3",
        lambda tf, f=_operate: f(
            tf,
            feed(tf, "a", [[[1, 2], [3, 4]], [[5, 6], [7, 8]]], "int32"),
            feed(tf, "b", [[[2, 2], [3, 9]], [[0, 0], [8, 7]]], "int32"),
        ),
        masks=False,
        why=_SLOPES,
    )
    wrong(
        f"{_name} of other places",
        lambda tf, f=_operate: f(
            tf, feed(tf, "a", A_ROWS, "int64"), feed(tf, "b", [*B_ROWS, [1, 2, 3]], "int64")
        ),
        early="ValueError",
        why="the static shapes tell",
    )
    wrong(f"{_name} of reals", lambda tf, f=_operate: f(tf, X(tf), P(tf)))
    wrong(f"{_name} of vectors", lambda tf, f=_operate: f(tf, [1, 2], [3, 4]))
    wrong(f"{_name} of two types", lambda tf, f=_operate: f(tf, I(tf), I(tf, "int64")))
case(
    "size of sets",
    lambda tf: tf.sets.size(_sets(tf, "a", [[7, 7, 5], [], [1]])),
    masks=False,
    why=_SLOPES,
)
case("size of no set", lambda tf: tf.sets.size(_sets(tf, "a", [[], []])), masks=False, why=_SLOPES)
case(
    "set_size of text",
    lambda tf: tf.sets.set_size(_sets(tf, "a", [["a", "b"], ["c", "c"]], "string")),
    masks=False,
    why=_SLOPES,
)
wrong("size of dense sets", lambda tf: tf.sets.size(I(tf)))
for _label, _places in {
    "out of order": [[1, 0], [0, 0]],
    "repeated": [[0, 0], [0, 0]],
    "outside": [[0, 0], [5, 0]],
}.items():
    for _checked in (True, False):
        if _checked or _label != "outside":
            either(
                f"sets {_label} {_checked}",
                lambda tf, p=_places, c=_checked: tf.sets.size(
                    tf.SparseTensor(np_int64(p), feed(tf, "v", [1, 2], "int32"), [2, 2]), c
                ),
            )
