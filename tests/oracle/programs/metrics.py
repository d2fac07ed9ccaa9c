"""tf.metrics: names, variables and collections, values over several updates, weights, errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy

from tests.oracle.cases import Family, Tolerance
from tests.oracle.encode import describe_nodes
from tests.oracle.observe import Code, error

FAMILY = Family("metrics", Tolerance(8, "array", "sums in another order, roots, logarithms"))
script = FAMILY.script
wrong = FAMILY.wrong

Build = Callable[..., Any]
CLAIM = "/assert_"  # nodes of claims: TensorFlow guards them by Switch and Merge


def bare(tf: Any) -> Code:
    """The nodes without those of claims, and without the control inputs from them."""
    lines = []
    for line in describe_nodes(tf.get_default_graph()):
        words = line.split(" ")
        if CLAIM not in words[0]:
            lines.append(" ".join(w for w in words if not (w.startswith("^") and CLAIM in w)))
    return Code({"nodes": lines})


def opened(array: Any, mode: str) -> Any:
    """The static shape of an input: all of it, all but the first size, or nothing."""
    if mode == "known":
        return array.shape
    if mode == "rows":
        return [None, *array.shape[1:]] if array.ndim else []
    return None


def metric(
    name: str,
    build: Build,
    *batches: tuple[Any, ...],
    modes: tuple[str, ...] = ("known", "rows", "unknown"),
    nodes: bool = True,
) -> None:
    """`build(tf, *inputs)` gives (value, update_op); both are run over the batches.

    Once for each of the `modes`, which say what is known of the shapes. Shown: the results, the
    variables in their collections, nodes (where no conditional is built), and for each batch the
    value before it, the update and the value after it.
    """
    for mode in modes:

        def program(tf: Any, np: Any, mode: str = mode) -> Iterator[Any]:
            rows = [[np.asarray(a) for a in batch] for batch in batches]
            inputs = [
                tf.placeholder(tf.as_dtype(a.dtype), opened(a, mode), name=f"in{i}")
                for i, a in enumerate(rows[0])
            ]
            value, update = build(tf, *inputs)
            yield [value, update] if mode == "known" else [value.name, update.name]
            yield [tf.local_variables(), tf.global_variables(), tf.trainable_variables()]
            yield tf.get_collection(tf.GraphKeys.METRIC_VARIABLES)
            if nodes and mode == "known":
                yield bare(tf)
            with tf.Session() as sess:
                sess.run(tf.local_variables_initializer())
                yield sess.run(value)
                for batch in rows:
                    yield sess.run(update, dict(zip(inputs, batch, strict=True)))
                    yield sess.run(value)
                yield sess.run(tf.local_variables())

        program.__name__ = f"{name} {mode}"
        script(program)


def refused(name: str, build: Build) -> None:
    """An update that must fail in the run, after the variables have been set."""

    def program(tf: Any, np: Any) -> Iterator[Any]:
        _, update = build(tf)
        with tf.Session() as sess:
            sess.run(tf.local_variables_initializer())
            yield error(tf, lambda: sess.run(update))

    program.__name__ = name
    script(program)


def f32(values: Any) -> Any:
    return numpy.array(values, numpy.float32)


def i64(values: Any) -> Any:
    return numpy.array(values, numpy.int64)


# ---------------------------------------------------------------------------------- means
X1, X2 = f32([[1.0, -2.0, 4.0], [0.5, 3.0, -1.5]]), f32([[2.0, 0.0, 1.0], [-3.0, 0.25, 7.0]])
Y1, Y2 = f32([[1.5, -2.0, 3.0], [0.5, 2.0, -1.0]]), f32([[0.0, 0.0, 2.0], [-3.5, 0.5, 6.0]])
ALL1, ALL2 = f32([[0.5, 0.0, 2.0], [1.0, 1.0, 0.0]]), f32([[1.0, 3.0, 0.0], [0.0, 0.0, 0.25]])
COLUMN1, COLUMN2 = f32([[0.5], [2.0]]), f32([[0.0], [1.0]])

metric("mean", lambda tf, x: tf.metrics.mean(x), (X1,), (X2,))
metric("mean named", lambda tf, x: tf.metrics.mean(x, name="here"), (X1,), (X2,))
metric("mean of ints", lambda tf, x: tf.metrics.mean(x), ([1, 2],), ([4, 5],))
metric("mean of bools", lambda tf, x: tf.metrics.mean(x), ([True, False],), ([True, True],))
metric("mean of scalars", lambda tf, x: tf.metrics.mean(x), (f32(2.0),), (f32(5.0),))
metric("mean of none", lambda tf, x: tf.metrics.mean(x), (f32([]),))
metric("mean of nan", lambda tf, x: tf.metrics.mean(x), (f32([1.0, float("nan")]),), (f32([1, 2]),))
metric("mean of doubles", lambda tf, x: tf.metrics.mean(x), (numpy.array([1.5, 2.5]),))
for _label, _w1, _w2 in (
    ("all", ALL1, ALL2),
    ("rows", COLUMN1, COLUMN2),
    ("a scalar", f32(0.5), f32(2.0)),
    ("a column", f32([0.5, 2.0]), f32([1.0, 0.0])),
    ("ints", numpy.array([[1], [2]]), numpy.array([[0], [3]])),
    ("zeros", f32([[0.0], [0.0]]), f32([[0.0], [0.0]])),
):
    metric(f"mean by {_label}", lambda tf, x, w: tf.metrics.mean(x, w), (X1, _w1), (X2, _w2))
    metric(
        f"mean_tensor by {_label}",
        lambda tf, x, w: tf.metrics.mean_tensor(x, w),
        (X1, _w1),
        (X2, _w2),
        modes=("known",),
    )
    metric(
        f"mean_squared_error by {_label}",
        lambda tf, y, x, w: tf.metrics.mean_squared_error(y, x, w),
        (Y1, X1, _w1),
        (Y2, X2, _w2),
    )
metric("mean by a constant", lambda tf, x: tf.metrics.mean(x, 2.0), (X1,), (X2,))
metric("mean by a list", lambda tf, x: tf.metrics.mean(x, [[1.0], [3.0]]), (X1,), (X2,))
metric(
    "mean of a vector by a column",
    lambda tf, x, w: tf.metrics.mean(x, w),
    (X1[0], ALL1[:1].T),
    (X2[0], ALL2[:1].T),
)
metric("mean_tensor", lambda tf, x: tf.metrics.mean_tensor(x), (X1,), (X2,), modes=("known",))
wrong(
    "mean_tensor of unknown shape",
    lambda tf: tf.metrics.mean_tensor(tf.placeholder(tf.float32, [None])),
)
for _name in (
    "mean_absolute_error",
    "mean_squared_error",
    "root_mean_squared_error",
):
    metric(
        _name,
        lambda tf, y, x, n=_name: getattr(tf.metrics, n)(y, x),
        (Y1, X1),
        (Y2, X2),
    )
    metric(
        f"{_name} named, weighed",
        lambda tf, y, x, w, n=_name: getattr(tf.metrics, n)(y, x, w, name="here"),
        (Y1, X1, ALL1),
        (Y2, X2, ALL2),
    )
    metric(
        f"{_name} of a column",
        lambda tf, y, x, n=_name: getattr(tf.metrics, n)(y, x),
        (Y1[:, :1], X1[:, 0]),
        (Y2[:, :1], X2[:, 0]),
    )
metric(
    "mean_relative_error",
    lambda tf, y, x: tf.metrics.mean_relative_error(y, x, y),
    (Y1, X1),
    (Y2, X2),
)
metric(
    "mean_relative_error weighed",
    lambda tf, y, x, w: tf.metrics.mean_relative_error(y, x, [[1.0, 2.0, 0.0]] * 2, w),
    (Y1, X1, ALL1),
    (Y2, X2, ALL2),
    modes=("known",),
)
metric(
    "mean_cosine_distance",
    lambda tf, y, x: tf.metrics.mean_cosine_distance(y, x, 1),
    (Y1, X1),
    (Y2, X2),
)
metric(
    "mean_cosine_distance weighed",
    lambda tf, y, x, w: tf.metrics.mean_cosine_distance(y, x, 1, w, name="here"),
    (Y1, X1, COLUMN1),
    (Y2, X2, COLUMN2),
)
metric("percentage_below", lambda tf, x: tf.metrics.percentage_below(x, 1.0), (X1,), (X2,))
metric(
    "percentage_below weighed",
    lambda tf, x, w: tf.metrics.percentage_below(x, 1.0, w, name="here"),
    (X1, ALL1),
    (X2, ALL2),
)

# ---------------------------------------------------------------------------------- accuracy
K1, K2 = i64([0, 2, 1, 1]), i64([2, 2, 0, 1])
G1, G2 = i64([0, 1, 1, 1]), i64([2, 0, 0, 0])
W1, W2 = f32([0.5, 1.0, 0.0, 2.0]), f32([1.0, 0.0, 0.0, 3.0])
metric("accuracy", lambda tf, y, x: tf.metrics.accuracy(y, x), (K1, G1), (K2, G2))
metric(
    "accuracy weighed", lambda tf, y, x, w: tf.metrics.accuracy(y, x, w), (K1, G1, W1), (K2, G2, W2)
)
metric(
    "accuracy of two types",
    lambda tf, y, x: tf.metrics.accuracy(y, x, name="acc"),
    (K1.astype(numpy.int32), G1),
    (K2.astype(numpy.int32), G2),
)
metric(
    "accuracy of a column",
    lambda tf, y, x, w: tf.metrics.accuracy(y, x, w),
    (K1[:, None], G1, W1[:, None]),
    (K2[:, None], G2, W2[:, None]),
)
metric(
    "accuracy of text",
    lambda tf, y, x: tf.metrics.accuracy(tf.as_string(y), tf.as_string(x)),
    (K1, G1),
    (K2, G2),
)
metric("accuracy of rank 2", lambda tf, y, x: tf.metrics.accuracy(y, x), ([[1, 2]], [[1, 0]]))

# ---------------------------------------------------------------------------------- by class
RANKED = ("known", "rows")  # TensorFlow asks for a rank here
metric(
    "mean_iou",
    lambda tf, y, x: tf.metrics.mean_iou(y, x, 3),
    (K1, G1),
    (K2, G2),
    modes=RANKED,
)
metric(
    "mean_iou weighed",
    lambda tf, y, x, w: tf.metrics.mean_iou(y, x, 4, w, name="here"),
    (K1, G1, W1),
    (K2, G2, W2),
    modes=RANKED,
)
metric(
    "mean_iou of rank 2",
    lambda tf, y, x, w: tf.metrics.mean_iou(y, x, 3, w),
    (K1.reshape(2, 2), G1.reshape(2, 2), W1.reshape(2, 2)),
    (K2.reshape(2, 2), G2.reshape(2, 2), W2.reshape(2, 2)),
    modes=RANKED,
)
metric(
    "mean_iou of int32",
    lambda tf, y, x: tf.metrics.mean_iou(y, x, 3),
    (K1.astype(numpy.int32), G1.astype(numpy.int32)),
    modes=RANKED,
)
metric(
    "mean_per_class_accuracy",
    lambda tf, y, x: tf.metrics.mean_per_class_accuracy(y, x, 4),
    (K1, G1),
    (K2, G2),
    modes=RANKED,
)
metric(
    "mean_per_class_accuracy weighed",
    lambda tf, y, x, w: tf.metrics.mean_per_class_accuracy(y, x, 3, w, name="here"),
    (K1, G1, W1),
    (K2, G2, W2),
    modes=RANKED,
)
metric(
    "mean_per_class_accuracy of rank 2",
    lambda tf, y, x, w: tf.metrics.mean_per_class_accuracy(y, x, 3, w),
    (K1.reshape(2, 2), G1.reshape(2, 2), W1.reshape(2, 2)),
    modes=RANKED,
)

# ---------------------------------------------------------------------------------- yes or no
T1, T2 = numpy.array([1, 0, 1, 1, 0]) > 0, numpy.array([0, 0, 1, 0, 0]) > 0
C1, C2 = numpy.array([1, 1, 0, 1, 0]) > 0, numpy.array([1, 0, 0, 0, 1]) > 0
V1, V2 = f32([0.5, 1.0, 2.0, 0.0, 3.0]), f32([1.0, 0.0, 4.0, 0.25, 0.5])
for _name in (
    *("true_positives", "false_positives", "true_negatives", "false_negatives"),
    *("precision", "recall"),
):

    def _count(tf: Any, *given: Any, n: str = _name, **more: Any) -> Any:
        return getattr(tf.metrics, n)(*given, **more)

    metric(_name, _count, (T1, C1), (T2, C2))
    metric(f"{_name} weighed", _count, (T1, C1, V1), (T2, C2, V2))
    metric(f"{_name} of a weight", _count, (T1, C1, f32(2.0)), (T2, C2, f32(0.5)))
    metric(
        f"{_name} named",
        lambda tf, *given, f=_count: f(tf, *given, name="here"),
        (T1, C1),
        (T2, C2),
    )
    metric(f"{_name} of numbers", _count, (V1, i64(C1)), (V2, i64(C2)))
    metric(
        f"{_name} of columns",
        _count,
        (T1[:, None], C1, V1[:, None]),
        (T2[:, None], C2, V2[:, None]),
    )
    metric(f"{_name} of nothing", _count, (T1[:0], C1[:0]))
    wrong(f"{_name} of other shapes", lambda tf, f=_count: f(tf, [True], [True, False]))
    wrong(
        f"{_name} with weights of rank 3",
        lambda tf, f=_count: f(tf, [True, False], [True, False], [[[1.0]]]),
    )

# ---------------------------------------------------------------------------------- thresholds
P1, P2 = f32([0.9, 0.4, 0.35, 0.8, 0.0]), f32([0.7, 0.2, 1.0, 0.5, 0.55])
for _name in (
    *("true_positives_at_thresholds", "false_positives_at_thresholds"),
    *("true_negatives_at_thresholds", "false_negatives_at_thresholds"),
    *("precision_at_thresholds", "recall_at_thresholds"),
):

    def _at(tf: Any, y: Any, x: Any, w: Any = None, n: str = _name, **more: Any) -> Any:
        return getattr(tf.metrics, n)(y, x, [0.0, 0.35, 0.5, 1.0], w, **more)

    metric(_name, _at, (T1, P1), (T2, P2))
    metric(f"{_name} weighed", _at, (T1, P1, V1), (T2, P2, V2))
    metric(f"{_name} named", lambda tf, *g, f=_at: f(tf, *g, name="here"), (T1, P1), (T2, P2))
    metric(
        f"{_name} of rank 2",
        _at,
        (T1.reshape(1, 5), P1.reshape(1, 5), f32([[2.0]])),
        (T2.reshape(1, 5), P2.reshape(1, 5), f32([[0.5]])),
    )
    refused(
        f"{_name} above 1", lambda tf, f=_at: f(tf, [True], tf.placeholder_with_default([1.5], [1]))
    )
    wrong(f"{_name} of known above 1", lambda tf, f=_at: f(tf, [True], tf.constant([1.5])))

for _curve in ("ROC", "PR"):
    for _sum in ("trapezoidal", "careful_interpolation", "minoring", "majoring"):

        def _auc(
            tf: Any, y: Any, x: Any, w: Any = None, c: str = _curve, s: str = _sum, **m: Any
        ) -> Any:
            return tf.metrics.auc(y, x, w, curve=c, summation_method=s, **m)

        metric(
            f"auc {_curve} {_sum}",
            lambda tf, *g, f=_auc: f(tf, *g, num_thresholds=20),
            (T1, P1),
            (T2, P2),
        )
        metric(f"auc {_curve} {_sum} weighed", _auc, (T1, P1, V1), (T2, P2, V2), modes=("known",))
        metric(
            f"auc {_curve} {_sum} of thresholds",
            lambda tf, *g, f=_auc: f(tf, *g, thresholds=[0.6, 0.3], name="here"),
            (T1, P1),
            (T2, P2),
            modes=("rows",),
        )
for _number in (3, 2, 1, 0):
    metric(
        f"auc of {_number}",
        lambda tf, y, x, n=_number: tf.metrics.auc(y, x, num_thresholds=n),
        (T1, P1),
        (T2, P2),
        modes=("rows",),
    )
wrong("auc of a curve", lambda tf: tf.metrics.auc([True], tf.constant([0.5]), curve="ABC"))
wrong("auc of a sum", lambda tf: tf.metrics.auc([True], tf.constant([0.5]), summation_method="x"))
for _share in (0.0, 0.5, 0.6, 1.0):
    metric(
        f"sensitivity_at_specificity {_share}",
        lambda tf, y, x, s=_share: tf.metrics.sensitivity_at_specificity(y, x, s, num_thresholds=9),
        (T1, P1),
        (T2, P2),
    )
    metric(
        f"specificity_at_sensitivity {_share}",
        lambda tf, y, x, s=_share: tf.metrics.specificity_at_sensitivity(y, x, s, num_thresholds=9),
        (T1, P1),
        (T2, P2),
    )
metric(
    "sensitivity_at_specificity weighed",
    lambda tf, y, x, w: tf.metrics.sensitivity_at_specificity(y, x, 0.6, w, name="here"),
    (T1, P1, V1),
    (T2, P2, V2),
)
metric(
    "specificity_at_sensitivity weighed",
    lambda tf, y, x, w: tf.metrics.specificity_at_sensitivity(y, x, 0.6, w, name="here"),
    (T1, P1, V1),
    (T2, P2, V2),
)
wrong("specificity above 1", lambda tf: tf.metrics.sensitivity_at_specificity([1], [0.5], 1.5))
wrong("sensitivity below 0", lambda tf: tf.metrics.specificity_at_sensitivity([1], [0.5], -0.5))

# ---------------------------------------------------------------------------------- k best
S1 = f32([[0.1, 0.3, 0.2, 0.4], [0.1, 0.2, 0.3, 0.4], [0.9, 0.0, 0.05, 0.02]])
S2 = f32([[0.25, 0.5, 0.1, 0.3], [0.7, 0.6, 0.5, 0.4], [0.3, 0.2, 0.1, 0.0]])
L1, L2 = i64([[3, 1], [0, 0], [2, 0]]), i64([[1, 2], [1, 3], [3, -1]])
ONE1, ONE2 = i64([[3], [2], [1]]), i64([[0], [1], [0]])
E1, E2 = f32([0.5, 0.0, 2.0]), f32([1.0, 1.0, 0.25])
for _name in (
    *("precision_at_k", "recall_at_k", "sparse_precision_at_k"),
    *("average_precision_at_k", "sparse_average_precision_at_k"),
):
    _average = "average" in _name
    _some: Any = {"modes": ("known", "rows")} if _average else {}  # TensorFlow asks for a rank

    def _best(tf: Any, y: Any, x: Any, w: Any = None, n: str = _name, k: int = 2, **m: Any) -> Any:
        return getattr(tf.metrics, n)(y, x, k, weights=w, **m)

    metric(_name, _best, (L1, S1), (L2, S2), nodes=not _average, **_some)
    metric(f"{_name} of one label", _best, (ONE1, S1), (ONE2, S2), nodes=not _average, **_some)
    metric(
        f"{_name} of a vector",
        _best,
        (ONE1[:, 0], S1),
        (ONE2[:, 0], S2),
        nodes=not _average,
        **_some,
    )
    for _k in (1, 4):
        metric(
            f"{_name} of {_k}",
            lambda tf, y, x, f=_best, k=_k: f(tf, y, x, k=k),
            (L1, S1),
            (L2, S2),
            modes=("known",),
            nodes=not _average,
        )
    metric(f"{_name} weighed", _best, (L1, S1, E1), (L2, S2, E2), nodes=False, **_some)
    metric(
        f"{_name} weighed by one",
        _best,
        (L1, S1, f32(0.5)),
        (L2, S2, f32(2.0)),
        nodes=not _average,
        **_some,
    )
    metric(
        f"{_name} named",
        lambda tf, *g, f=_best: f(tf, *g, name="here"),
        (L1, S1),
        (L2, S2),
        modes=("known",),
        nodes=not _average,
    )

    def _of_sparse(tf: Any, y: Any, x: Any, f: Build = _best, **m: Any) -> Any:
        places = tf.constant([[0, 0], [1, 0], [1, 1], [2, 0]], tf.int64)
        return f(tf, tf.SparseTensor(places, y, [3, 2]), x, **m)

    metric(
        f"{_name} of sparse labels",
        _of_sparse,
        (i64([3, 0, 2, 1]), S1),
        (i64([1, 1, 3, 0]), S2),
        nodes=False,
        modes=("known", "rows"),
    )
    metric(
        f"{_name} of rank 3",
        _best,
        (L1[None], S1[None]),
        (L2[None], S2[None]),
        nodes=not _average,
        modes=("known",),
    )
    wrong(
        f"{_name} of labels of rank 3",
        lambda tf, f=_best: f(tf, tf.constant(L1[None]), tf.constant(S1)),
    )
    wrong(
        f"{_name} of int32",
        lambda tf, f=_best: f(tf, tf.constant(L1.astype(numpy.int32)), tf.constant(S1)),
    )

    refused(
        f"{_name} with wrong weights",
        lambda tf, f=_best: f(tf, tf.constant(L1), tf.constant(S1), [1.0, 2.0]),
    )
    if not _average:
        for _class in (0, 3):
            metric(
                f"{_name} of class {_class}",
                lambda tf, *g, f=_best, c=_class: f(tf, *g, class_id=c),
                (L1, S1),
                (L2, S2),
            )
        metric(
            f"{_name} of a class, sparse",
            lambda tf, y, x, f=_of_sparse: f(tf, y, x, class_id=1),
            (i64([3, 0, 2, 1]), S1),
            (i64([1, 1, 3, 0]), S2),
            nodes=False,
            modes=("known",),
        )
wrong(
    "average_precision of none",
    lambda tf: tf.metrics.average_precision_at_k(tf.constant(L1), tf.constant(S1), 0),
)
metric(
    "precision of none",
    lambda tf, y, x: tf.metrics.precision_at_k(y, x, 0),
    (L1, S1),
    modes=("known",),
)
for _name in ("precision_at_top_k", "recall_at_top_k"):

    def _top(tf: Any, y: Any, x: Any, w: Any = None, n: str = _name, **more: Any) -> Any:
        return getattr(tf.metrics, n)(y, x, weights=w, **more)

    metric(_name, _top, (L1, i64([[3, 2], [1, 0], [0, 1]])), (L2, i64([[1, 2], [0, 2], [3, 3]])))
    metric(f"{_name} of int32", _top, (L1, numpy.array([[3, 2], [1, 0], [0, 1]], numpy.int32)))
    metric(
        f"{_name} of 2, class 1",
        lambda tf, *g, f=_top: f(tf, *g, k=2, class_id=1),
        (L1, i64([[3, 2], [1, 0], [0, 1]]), f32(0.5)),
        (L2, i64([[1, 2], [0, 2], [3, 3]]), f32(1.0)),
    )

# ---------------------------------------------------------------------------------- arguments
BINARY = {
    "mean": lambda tf, **o: tf.metrics.mean(tf.constant(X1), **o),
    "mean_tensor": lambda tf, **o: tf.metrics.mean_tensor(tf.constant(X1), **o),
    "accuracy": lambda tf, **o: tf.metrics.accuracy(tf.constant(K1), tf.constant(G1), **o),
    "root_mean_squared_error": (
        lambda tf, **o: tf.metrics.root_mean_squared_error(tf.constant(Y1), tf.constant(X1), **o)
    ),
    "mean_cosine_distance": (
        lambda tf, **o: tf.metrics.mean_cosine_distance(tf.constant(Y1), tf.constant(X1), 1, **o)
    ),
    "mean_iou": lambda tf, **o: tf.metrics.mean_iou(tf.constant(K1), tf.constant(G1), 3, **o),
    "precision": lambda tf, **o: tf.metrics.precision(tf.constant(T1), tf.constant(C1), **o),
    "true_positives": (
        lambda tf, **o: tf.metrics.true_positives(tf.constant(T1), tf.constant(C1), **o)
    ),
    "recall_at_thresholds": (
        lambda tf, **o: tf.metrics.recall_at_thresholds(
            tf.constant(T1), tf.constant(P1), [0.5], **o
        )
    ),
    "auc": lambda tf, **o: tf.metrics.auc(tf.constant(T1), tf.constant(P1), **o),
    "precision_at_k": (
        lambda tf, **o: tf.metrics.precision_at_k(tf.constant(L1), tf.constant(S1), 2, **o)
    ),
    "average_precision_at_k": (
        lambda tf, **o: tf.metrics.average_precision_at_k(tf.constant(L1), tf.constant(S1), 2, **o)
    ),
}
for _name, _build in BINARY.items():

    def _collections(tf: Any, np: Any, build: Build = _build) -> Iterator[Any]:
        results = build(tf, metrics_collections=["m", "n"], updates_collections="u")
        yield list(results)
        yield [tf.get_collection(key) for key in ("m", "n", "u")]
        with tf.variable_scope("scope"):
            yield list(build(tf))
            yield list(build(tf))
            yield list(build(tf, name="own"))
        yield tf.local_variables()
        keys = tf.get_default_graph().get_all_collection_keys()
        yield sorted(key for key in keys if key[0] != "(" and key != "cond_context")

    _collections.__name__ = f"{_name} in collections"
    script(_collections)

wrong("accuracy of other shapes", lambda tf: tf.metrics.accuracy([1, 2], [1, 2, 3]))
wrong("mean with wrong weights", lambda tf: tf.metrics.mean([1.0, 2.0], [1.0, 2.0, 3.0]))
wrong("mean with weights of rank 3", lambda tf: tf.metrics.mean([1.0, 2.0], [[[1.0]]]))
wrong("mean_squared_error of two types", lambda tf: tf.metrics.mean_squared_error([1], [1.0]))
wrong("a value before its variables", lambda tf: list(tf.metrics.mean([1.0, 2.0])))
wrong(
    "classes beyond",
    lambda tf: tf.metrics.mean_iou(tf.constant([3]), tf.constant([0]), 3)[1],
)


@script
def weights_that_do_not_fit_in_the_run(tf: Any, np: Any) -> Iterator[Any]:
    x, w = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    value, update = tf.metrics.mean(x, w)
    with tf.Session() as sess:
        sess.run(tf.local_variables_initializer())
        yield sess.run(update, {x: X1, w: COLUMN1})
        yield error(tf, lambda: sess.run(update, {x: X1, w: f32([[1.0, 2.0]])}))
        yield error(tf, lambda: sess.run(update, {x: X1, w: f32([[[1.0]]])}))
        yield sess.run(value)


@script
def an_evaluation(tf: Any, np: Any) -> Iterator[Any]:
    """Metrics of a classifier over a data set, reset between two epochs."""
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    y = tf.placeholder(tf.int64, [None], name="y")
    scores = tf.matmul(x, [[1.0, -1.0, 0.5], [0.25, 1.0, -0.5]])
    found = tf.argmax(scores, 1)
    tf.losses.sparse_softmax_cross_entropy(y, scores)
    results = {
        "accuracy": tf.metrics.accuracy(y, found),
        "loss": tf.metrics.mean(tf.losses.get_total_loss()),
        "precision": tf.metrics.precision(tf.equal(y, 1), tf.equal(found, 1)),
        "auc": tf.metrics.auc(tf.equal(y, 1), tf.nn.softmax(scores)[:, 1]),
        "top": tf.metrics.recall_at_k(y, scores, 2),
    }
    updates = [update for _, update in results.values()]
    values = [value for value, _ in results.values()]
    data = np.array([[1, 2], [-1, 0.5], [3, -2], [0.5, 0.5], [2, 2], [-3, 1]], np.float32)
    labels = np.array([1, 0, 0, 2, 1, 1])
    reset = tf.variables_initializer(tf.get_collection(tf.GraphKeys.METRIC_VARIABLES))
    with tf.Session() as sess:
        for _ in range(2):
            sess.run(reset)
            for i in (0, 2, 4):
                yield sess.run(updates, {x: data[i : i + 2], y: labels[i : i + 2]})
            yield sess.run(values)
