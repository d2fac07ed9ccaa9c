"""Quantization: reals as small integers and back, and training with rounded numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import MIXED, E, T, X, feed

FAMILY = Family("quantization", Tolerance(1, "element", "a product and a quotient in one order"))
ask = FAMILY.ask
case = FAMILY.case
wrong = FAMILY.wrong
script = FAMILY.script

KINDS = ("qint8", "quint8", "qint16", "quint16")  # qint32 wraps beyond its range: see below
MODES = ("MIN_COMBINED", "MIN_FIRST", "SCALED")
RANGES = {"both": (-2.0, 3.0), "positive": (1.0, 3.0), "negative": (-3.0, -0.5), "none": (0.0, 0.0)}
NUMBERS = [[-4.0, -1.5, -0.31, 0.0, 0.2, 1.0], [1.5, 2.0, 2.7, 3.0, 3.5, 100.0]]


def N(tf: Any) -> Any:
    """[2, 6], within and beyond all ranges."""
    return feed(tf, "n", NUMBERS)


def L(tf: Any) -> Any:
    return feed(tf, "l", -2.0)


def H(tf: Any) -> Any:
    return feed(tf, "h", 3.0)


# ------------------------------------------------------------------------------------ quantize
for kind in KINDS:
    for mode in MODES:
        for name, (low, high) in RANGES.items():
            case(
                f"quantize/{kind} {mode} {name}",
                lambda tf, n, k=kind, m=mode, a=low, b=high: tf.quantize(
                    n, a, b, tf.as_dtype(k), mode=m
                ),
                N,
                masks=False,
                why="the first case has all masks",
            )
for mode in MODES:  # numbers within the range
    case(
        f"quantize/qint32 {mode}",
        lambda tf, x, m=mode: tf.quantize(x, -2.0, 3.0, tf.qint32, mode=m),
        X,
    )
    case(
        f"dequantize/qint32 {mode}",
        lambda tf, x, m=mode: tf.dequantize(
            tf.quantize(x, -2.0, 3.0, tf.qint32, mode=m)[0], -2.0, 3.0, mode=m
        ),
        X,
        grad=False,
        why="no gradient is registered",
    )
case("quantize", lambda tf, n, a, b: tf.quantize(n, a, b, tf.quint8), N, L, H)
case("quantize/name", lambda tf, x: tf.quantize(x, -2.0, 3.0, tf.qint8, name="here"), X)
case("quantize/empty", lambda tf, e: tf.quantize(e, -2.0, 3.0, tf.qint8), E)
case("quantize_v2", lambda tf, x: tf.quantize_v2(x, -2.0, 3.0, tf.quint8, "SCALED", "here"), X)
for narrow in (False, True):
    for mode in ("HALF_TO_EVEN", "HALF_AWAY_FROM_ZERO"):
        case(
            f"quantize/{mode} {narrow}",
            lambda tf, n, r=mode, w=narrow: tf.quantize(
                n, -2.0, 3.0, tf.qint8, mode="SCALED", round_mode=r, narrow_range=w
            ),
            N,
        )
case(
    "quantize/least", lambda tf, x: tf.quantize(x, 0.0, 0.5, tf.quint8, ensure_minimum_range=2.0), X
)
for mode in ("MIN_COMBINED", "SCALED"):
    case(
        f"quantize/axis {mode}",
        lambda tf, x, m=mode: tf.quantize(x, [-2.0, -1.0], [3.0, 1.0], tf.qint8, m, axis=0),
        X,
    )
case(
    "quantize/last axis",
    lambda tf, x: tf.quantize(x, [-2.0] * 3, [3.0, 1.0, 2.0], tf.quint8, axis=1),
    X,
)
for name, build in {
    "reversed": lambda tf: tf.quantize(X(tf), 3.0, 1.0, tf.quint8),
    "mode": lambda tf: tf.quantize(X(tf), -2.0, 3.0, tf.quint8, mode="ZZ"),
    "round mode": lambda tf: tf.quantize(X(tf), -2.0, 3.0, tf.quint8, round_mode="ZZ"),
    "half to even": lambda tf: tf.quantize(X(tf), -2.0, 3.0, tf.quint8, round_mode="HALF_TO_EVEN"),
    "range": lambda tf: tf.quantize(X(tf), [-2.0, -1.0], 3.0, tf.quint8),
    "type": lambda tf: tf.quantize(X(tf), -2.0, 3.0, tf.uint8),
    "float64": lambda tf: tf.quantize(X(tf, "float64"), -2.0, 3.0, tf.quint8),
    "axis": lambda tf: tf.quantize(X(tf), [-2.0, -1.0], [3.0, 1.0], tf.qint8, axis=2),
    "ranges of an axis": lambda tf: tf.quantize(X(tf), [-2.0], [3.0], tf.qint8, axis=0),
}.items():
    wrong(f"quantize/{name}", lambda tf, b=build: tuple(b(tf)))

# ------------------------------------------------------------------------------------ dequantize
for kind in KINDS:
    for mode in MODES:
        case(
            f"dequantize/{kind} {mode}",
            lambda tf, n, k=kind, m=mode: tf.dequantize(
                tf.quantize(n, -2.0, 3.0, tf.as_dtype(k), mode=m)[0], -2.0, 3.0, mode=m
            ),
            N,
            grad=False,
            why="no gradient is registered",
        )


def quantized(tf: Any, kind: str = "quint8", low: float = -2.0, high: float = 3.0) -> Any:
    return tf.quantize(X(tf), low, high, tf.as_dtype(kind))


case(
    "dequantize/name",
    lambda tf: tf.dequantize(quantized(tf).output, -2.0, 3.0, name="here"),
    grad=False,
    why="none registered",
)
case(
    "dequantize/narrow",
    lambda tf: tf.dequantize(quantized(tf, "qint8").output, -2.0, 3.0, "SCALED", narrow_range=True),
    grad=False,
    why="none registered",
)
case(
    "dequantize/axis",
    lambda tf: tf.dequantize(quantized(tf, "qint8").output, [-2.0, -1.0], [3.0, 1.0], axis=0),
    masks=False,
    grad=False,
    why="none registered",
)
wrong("dequantize/mode", lambda tf: tf.dequantize(quantized(tf).output, -2.0, 3.0, mode="ZZ"))
wrong("dequantize/type", lambda tf: tf.dequantize(X(tf), -2.0, 3.0))
wrong("dequantize/range", lambda tf: tf.dequantize(quantized(tf).output, [-2.0, 1.0], 3.0))
wrong(
    "dequantize/result", lambda tf: tf.dequantize(quantized(tf).output, -2.0, 3.0, dtype=tf.float64)
)


# ------------------------------------------------------------------------------------ concat
def joined(tf: Any, axis: int, *ranges: Any) -> Any:
    parts = [
        tf.quantize(feed(tf, f"q{i}", MIXED), a, b, tf.quint8) for i, (a, b) in enumerate(ranges)
    ]
    return tf.quantized_concat(
        axis, [p[0] for p in parts], [a for a, _ in ranges], [b for _, b in ranges]
    )


case(
    "quantized_concat",
    lambda tf: joined(tf, 0, (-2.0, 3.0), (-2.0, 3.0)),
    masks=False,
    why="four inputs",
)
case(
    "quantized_concat/ranges",
    lambda tf: joined(tf, 1, (-2.0, 3.0), (-4.0, 3.0)),
    masks=False,
    why="four inputs",
)
case(
    "quantized_concat/three",
    lambda tf: joined(tf, 1, (-2.0, 3.0), (-1.0, 1.0), (0.0, 2.5)),
    masks=False,
    why="four inputs",
)
wrong("quantized_concat/axis", lambda tf: tuple(joined(tf, 2, (-2.0, 3.0), (-2.0, 3.0))))

# ------------------------------------------------------------------------------------ round trips
for name, options in {
    "plain": {},
    "given": {"range_given": True},
    "unsigned": {"range_given": True, "signed_input": False},
    "4 bits": {"range_given": True, "num_bits": 4, "narrow_range": True, "round_mode": "HALF_UP"},
    "unsigned of all": {"signed_input": False},
    "half up": {"round_mode": "HALF_UP"},
    "16 bits": {"num_bits": 16, "range_given": True},
}.items():
    for which in ("quantize_and_dequantize", "quantize_and_dequantize_v2"):
        case(
            f"{which}/{name}",
            lambda tf, n, w=which, o=options: getattr(tf.quantization, w)(n, -2.0, 3.0, **o),
            N,
            grad=which == "quantize_and_dequantize",
            why="" if which == "quantize_and_dequantize" else "see the case of its gradient",
        )
for dtype in ("float64",):
    case(
        f"quantize_and_dequantize/{dtype}",
        lambda tf, d=dtype: tf.quantization.quantize_and_dequantize(
            X(tf, d), -2.0, 3.0, range_given=True
        ),
    )
case(
    "quantize_and_dequantize/axis of all",
    lambda tf, x: tf.quantization.quantize_and_dequantize(x, [0.0] * 3, [0.0] * 3, axis=1),
    X,
)
case(
    "quantize_and_dequantize_v2/gradient",
    lambda tf, x: tf.quantization.quantize_and_dequantize_v2(x, -0.75, 1.5, range_given=True),
    X,
)
wrong(
    "quantize_and_dequantize/reversed",
    lambda tf: tf.quantization.quantize_and_dequantize(X(tf), 3.0, -2.0, range_given=True),
)
wrong(
    "quantize_and_dequantize/bits",
    lambda tf: tf.quantization.quantize_and_dequantize(X(tf), -2.0, 3.0, num_bits=0),
    early="ValueError",
    why="the number of bits is known",
)
wrong(
    "quantize_and_dequantize/mode",
    lambda tf: tf.quantization.quantize_and_dequantize(X(tf), -2.0, 3.0, round_mode="ZZ"),
)
wrong(
    "quantize_and_dequantize/type",
    lambda tf: tf.quantization.quantize_and_dequantize(X(tf, "int32"), -2, 3),
)

# ------------------------------------------------------------------------------------ fake quantization
for name, (low, high) in {
    "both": (-1.0, 2.0),
    "uneven": (-1.03, 2.17),
    "positive": (0.5, 2.0),
    "negative": (-2.0, -0.5),
    "wide": (-100.0, 50.0),
}.items():
    for bits, narrow in ((8, False), (4, True), (2, False), (16, True)):
        case(
            f"fake_quant_with_min_max_args/{name} {bits} {narrow}",
            lambda tf, n, a=low, b=high, k=bits, w=narrow: tf.fake_quant_with_min_max_args(
                n, a, b, k, w
            ),
            N,
        )
        case(
            f"fake_quant_with_min_max_vars/{name} {bits} {narrow}",
            lambda tf, n, a=low, b=high, k=bits, w=narrow: tf.fake_quant_with_min_max_vars(
                n, feed(tf, "a", a), feed(tf, "b", b), k, w
            ),
            N,
            masks=False,
            why="the case without options has all masks",
        )
case(
    "fake_quant_with_min_max_args", lambda tf, x: tf.fake_quant_with_min_max_args(x, name="here"), X
)
case(
    "fake_quant_with_min_max_vars",
    lambda tf, n, a, b: tf.fake_quant_with_min_max_vars(n, a, b),
    N,
    L,
    H,
)
case(
    "fake_quant_with_min_max_vars/none",
    lambda tf, n: tf.fake_quant_with_min_max_vars(n, feed(tf, "a", 0.0), feed(tf, "b", 0.0)),
    N,
)
case(
    "fake_quant_with_min_max_vars/empty",
    lambda tf, e: tf.fake_quant_with_min_max_vars(e, -1.0, 1.0),
    E,
)


def C3(tf: Any) -> Any:
    return feed(tf, "c", [-1.0, -0.5, -1.5])


def D3(tf: Any) -> Any:
    return feed(tf, "d", [1.0, 2.0, 0.5])


case(
    "per_channel",
    lambda tf, x, c, d: tf.fake_quant_with_min_max_vars_per_channel(x, c, d),
    X,
    C3,
    D3,
)
case(
    "per_channel/vector",
    lambda tf, c, d: tf.fake_quant_with_min_max_vars_per_channel(
        feed(tf, "x", [0.3, 5.0, -0.7]), c, d, 4, True
    ),
    C3,
    D3,
)
case(
    "per_channel/cube",
    lambda tf, t: tf.fake_quant_with_min_max_vars_per_channel(
        t, [-1.0] * 4, [1.0, 2.0, 3.0, 0.5], name="here"
    ),
    T,
    masks=False,
    why="the number of channels is known from the ranges",
)
for name in ("args", "vars"):
    more = () if name == "args" else (-1.0, 2.0)
    case(
        f"gradient op/{name}",
        lambda tf, n, w=name, m=more: getattr(tf, f"fake_quant_with_min_max_{w}_gradient")(
            feed(tf, "g", np.arange(12.0).reshape(2, 6)), n, *m
        ),
        N,
        grad=False,
        masks=False,
        why="TensorFlow has no gradient of a gradient here, and knows one of the two shapes less",
    )
case(
    "gradient op/per_channel",
    lambda tf, x, c, d: tf.fake_quant_with_min_max_vars_per_channel_gradient(
        feed(tf, "g", np.arange(6.0).reshape(2, 3)), x, c, d
    ),
    X,
    C3,
    D3,
    grad=False,
    masks=False,
    why="TensorFlow has no gradient of a gradient here, and knows one of the two shapes less",
)
for name, build in {
    "args range": lambda tf: tf.fake_quant_with_min_max_args(X(tf), 1.0, 1.0),
    "args bits": lambda tf: tf.fake_quant_with_min_max_args(X(tf), num_bits=1),
    "args type": lambda tf: tf.fake_quant_with_min_max_args(X(tf, "float64")),
    "vars bits": lambda tf: tf.fake_quant_with_min_max_vars(X(tf), -1.0, 1.0, num_bits=17),
    "vars rank": lambda tf: tf.fake_quant_with_min_max_vars(X(tf), [-1.0, 1.0], 1.0),
    "channels": lambda tf: tf.fake_quant_with_min_max_vars_per_channel(X(tf), [-1.0], [1.0]),
    "no channels": lambda tf: tf.fake_quant_with_min_max_vars_per_channel(1.0, [-1.0], [1.0]),
    "gradient": lambda tf: tf.fake_quant_with_min_max_args_gradient(X(tf), T(tf)),
}.items():
    early = "ValueError" if "range" in name or "bits" in name or name == "gradient" else ""
    wrong(f"fake_quant/{name}", build, early=early, why="it is known at build" if early else "")

# ------------------------------------------------------------------------------------ types
ask(
    "types",
    """
    tf.qint8.as_numpy_dtype == np.dtype([('qint8', np.int8)])
    tf.as_dtype(tf.quint8.as_numpy_dtype)
    tf.qint32.size
    tf.qint8 == np.int8
    tf.as_dtype(np.int8)
    tf.quint8.is_quantized
    tf.quint8.is_integer
    tf.zeros([2], tf.qint8)
    tf.quantization.quantize is tf.quantize
    tf.quantization.fake_quant_with_min_max_args is tf.fake_quant_with_min_max_args
    ! tf.qint8.min
    ! tf.constant([1], tf.qint8)
    """,
)


@script
def fed(tf: Any, np: Any) -> Any:
    q = tf.placeholder(tf.quint8, [3], name="q")
    back = tf.dequantize(q, 0.0, 255.0)
    with tf.Session() as sess:
        yield sess.run(back, {q: np.array([0, 3, 255], np.uint8)})
        yield sess.run(tf.quantize([1.0, 2.0], 0.0, 255.0, tf.quint8).output)
        yield sess.run(
            back, {q: sess.run(tf.quantize([1.0, 2.0, 3.0], 0.0, 255.0, tf.quint8).output)}
        )
