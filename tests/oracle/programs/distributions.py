"""Draws of laws that are not uniform or normal, from a stream or from a seed that is fed."""

from __future__ import annotations

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import feed
from tests.oracle.observe import nodes

FAMILY = Family(
    "distributions",
    Tolerance(
        4,
        "element",
        "log, pow, sin and cos are rounded in another way; the product by which a small alpha is"
        " corrected has their errors, multiplied by 1 / alpha where that is large",
    ),
)
BITS = Tolerance(0, "element", "made of random bits by exact steps")
SLOPE = Tolerance(
    4,
    "element",
    "TensorFlow sums the series of the slope in the type itself: some ten terms",
    grad_ulps=32,
)
case = FAMILY.case
script = FAMILY.script
wrong = FAMILY.wrong
either = FAMILY.either
TYPES = ("float16", "float32", "float64")
ENDS = [0, 1, 2, 255, 256, 8190, 16383, 16384, 16385, 19999]


# ---------------------------------------------------------------------------------- gamma
for alpha in (0.05, 0.5, 1.0, 1.5, 40.0):
    for dtype in TYPES:
        case(
            f"random_gamma {alpha} {dtype}",
            lambda tf, alpha=alpha, dtype=dtype: tf.random_gamma(
                [6], alpha, dtype=getattr(tf, dtype), seed=3
            ),
            repeat=2,
            tol=Tolerance(64, "element", "pow(u, 20)") if alpha == 0.05 else None,
        )
for label, shape in {"none": [], "one": [1], "empty": [0], "matrix": [2, 3]}.items():
    case(
        f"random_gamma {label}",
        lambda tf, shape=shape: tf.random_gamma(shape, [[0.75, 1.0], [2.0, 9.0]], seed=5),
        repeat=3,
    )
case(
    "random_gamma many",
    lambda tf: tf.gather(tf.random_gamma([20000], [0.3, 1.0, 2.0], seed=8), ENDS),
    repeat=2,
)
case(
    "random_gamma of parameters",
    lambda tf, a, b: tf.random_gamma([4], a, b, seed=2, name="here"),
    lambda tf: feed(tf, "a", [[0.25], [1.0], [3.5]]),
    lambda tf: feed(tf, "b", [0.5, 3.0]),
    tol=SLOPE,
)
case(
    "random_gamma of a rate",
    lambda tf, b: tf.random_gamma([2, 2], 1.5, b, seed=2),
    lambda tf: feed(tf, "b", [0.5, 3.0]),
)
case(
    "random_gamma float64 parameters",
    lambda tf, a: tf.random_gamma([2, 3], a, dtype=tf.float64, seed=2),
    lambda tf: feed(tf, "a", [0.25, 1.0, 3.5, 30.0], "float64"),
    tol=Tolerance(4, "element", "as above", grad_ulps=1024),
)
case(
    "random_gamma fed shape",
    lambda tf, n: tf.random_gamma(n, [2.0, 3.0], seed=1),
    lambda tf: feed(tf, "n", [2, 2], "int32"),
)
case("random.gamma", lambda tf: tf.random.gamma([3], 2.0, seed=2))
case("random_gamma whole numbers", lambda tf: tf.random_gamma([3], 2, 4, seed=2))
either("random_gamma of nothing", lambda tf: tf.random_gamma([3], [0.0, 1e-30], seed=1))
either("random_gamma odd", lambda tf: tf.random_gamma([2], [-1.0, np.nan, np.inf], seed=1))
wrong("random_gamma scalar shape", lambda tf: tf.random_gamma(3, 1.0))
wrong("random_gamma float shape", lambda tf: tf.random_gamma([2.0], 1.0))
wrong("random_gamma int", lambda tf: tf.random_gamma([2], 1, dtype=tf.int32))
wrong("random_gamma two types", lambda tf: tf.random_gamma([2], tf.constant(1.0, tf.float64)))
wrong("random_gamma apart", lambda tf: tf.random_gamma([2], [1.0, 2.0], [1.0, 2.0, 3.0]))
wrong("random_gamma negative shape", lambda tf: tf.random_gamma(feed(tf, "n", [-2], "int32"), 1.0))


# ---------------------------------------------------------------------------------- Poisson
for dtype in (*TYPES, "int32", "int64"):
    case(
        f"random_poisson {dtype}",
        lambda tf, dtype=dtype: tf.random_poisson(
            [0.0, 0.5, 9.5, 10.0, 250.0], [3], dtype=getattr(tf, dtype), seed=3
        ),
        repeat=2,
        tol=BITS,
    )
    case(
        f"random_poisson of {dtype}",
        lambda tf, lam: tf.random_poisson(lam, [2, 2], seed=3),
        lambda tf, dtype=dtype: feed(tf, "lam", [1, 30], dtype),
        tol=BITS,
        grad=False,
        why="TensorFlow states none and raises; here there is none, as for its other draws",
    )
for label, shape in {"none": [], "one": [1], "empty": [0], "matrix": [2, 3]}.items():
    case(
        f"random_poisson {label}",
        lambda tf, shape=shape: tf.random_poisson([[0.75, 1.0], [20.0, 1e6]], shape, seed=5),
        repeat=3,
        tol=BITS,
    )
case(
    "random_poisson many",
    lambda tf: tf.gather(tf.random_poisson([0.3, 12.0, 1e5], [20000], seed=8), ENDS),
    repeat=2,
    tol=BITS,
)
case(
    "random_poisson fed",
    lambda tf, lam, n: tf.random_poisson(lam, n, tf.int32, seed=1, name="here"),
    lambda tf: feed(tf, "lam", [[2.0], [50.0]], "float64"),
    lambda tf: feed(tf, "n", [2, 2], "int32"),
    tol=BITS,
    grad=False,
    why="as above",
)
case("random.poisson", lambda tf: tf.random.poisson(2.0, [3], seed=2), tol=BITS)
either("random_poisson odd", lambda tf: tf.random_poisson([-1.0, np.inf, 1e15], [3], seed=2))
either("random_poisson int of inf", lambda tf: tf.random_poisson(np.inf, [3], tf.int32, seed=2))
either("random_poisson whole mean", lambda tf: tf.random_poisson(5, [3], seed=2))
wrong("random_poisson scalar shape", lambda tf: tf.random_poisson(3.0, 1))
wrong("random_poisson uint8", lambda tf: tf.random_poisson(3.0, [1], tf.uint8))
wrong(
    "random_poisson negative shape", lambda tf: tf.random_poisson(1.0, feed(tf, "n", [-2], "int32"))
)


# ---------------------------------------------------------------------------------- multinomial
LOGITS = [[0.5, -1.0, 2.0, 0.0], [1.0, 1.0, -20.0, 1.5]]
for dtype in TYPES:
    for count in (0, 1, 6):
        case(
            f"multinomial {dtype} {count}",
            lambda tf, x, count=count: tf.multinomial(x, count, seed=4),
            lambda tf, dtype=dtype: feed(tf, "x", LOGITS, dtype),
            repeat=3,
        )
case(
    "categorical",
    lambda tf, x: tf.random.categorical(x, 5, tf.int32, seed=4, name="here"),
    lambda tf: feed(tf, "x", LOGITS),
    repeat=2,
)
case(
    "multinomial of infinite odds",
    lambda tf: tf.multinomial([[-np.inf, 0.0, 1.0, -np.inf]], 20, seed=3),
)
case(
    "multinomial of many rows",
    lambda tf: tf.gather(
        tf.multinomial(np.arange(3000.0).reshape(300, 10) % 7, 5, seed=3, output_dtype=tf.int32),
        [0, 1, 2, 150, 298, 299],
    ),
)
case(
    "multinomial fed count",
    lambda tf, n: tf.multinomial(LOGITS, n, seed=3),
    lambda tf: feed(tf, "n", 3, "int32"),
)
wrong("multinomial of a vector", lambda tf: tf.multinomial([1.0, 2.0], 3))
wrong("multinomial counts", lambda tf: tf.multinomial(LOGITS, [3]))
wrong("multinomial of no classes", lambda tf: tf.multinomial(np.zeros([2, 0]), 3))
wrong("multinomial less than none", lambda tf: tf.multinomial(LOGITS, feed(tf, "n", -3, "int32")))


# ---------------------------------------------------------------------------------- crops, dropout
for size in ([2, 3, 1], [4, 5, 3], [1, 1, 3], [0, 2, 2]):
    case(
        f"random_crop {size}",
        lambda tf, x, size=size: tf.random_crop(x, size, seed=3),
        lambda tf: feed(tf, "x", np.arange(60.0).reshape(4, 5, 3)),
        repeat=3,
        tol=BITS,
    )
case(
    "random_crop whole numbers",
    lambda tf, x, n: tf.random_crop(x, n, seed=3, name="here"),
    lambda tf: feed(tf, "x", np.arange(60).reshape(4, 15), "int64"),
    lambda tf: feed(tf, "n", [2, 4], "int32"),
    repeat=3,
)
wrong(
    "random_crop too large",
    lambda tf: tf.random_crop(feed(tf, "x", np.zeros([4, 5])), [4, 6]),
    early="ValueError",
    why="the shape is known",
)
DROPPED = np.arange(1.0, 25.0).reshape(4, 6)
for dtype in TYPES:
    for form in ("keep_prob", "rate"):
        case(
            f"dropout {form} {dtype}",
            lambda tf, x, form=form: tf.nn.dropout(x, **{form: 0.3}, seed=4),
            lambda tf, dtype=dtype: feed(tf, "x", DROPPED, dtype),
            repeat=2,
        )
        case(
            f"dropout {form} tensor {dtype}",
            lambda tf, x, p, form=form: tf.nn.dropout(x, **{form: p}, seed=4),
            lambda tf, dtype=dtype: feed(tf, "x", DROPPED, dtype),
            lambda tf, dtype=dtype: feed(tf, "p", 0.4, dtype),
            repeat=2,
        )
case(
    "dropout of columns",
    lambda tf, x: tf.nn.dropout(x, rate=0.5, noise_shape=[1, 6], seed=4),
    lambda tf: feed(tf, "x", DROPPED),
    repeat=3,
)


# ---------------------------------------------------------------------------------- the same again
for draw in ("random_uniform", "random_normal", "truncated_normal"):
    case(
        f"{draw} many",
        lambda tf, draw=draw: tf.gather(getattr(tf, draw)([20000], seed=8), ENDS),
        repeat=2,
        tol=Tolerance(16, "array", "Box-Muller goes through log, sine and cosine"),
    )
case(
    "random_shuffle many",
    lambda tf: tf.gather(tf.random_shuffle(tf.range(20000), seed=8), ENDS),
    repeat=2,
)


# ---------------------------------------------------------------------------------- fed seeds
OLD = "later TensorFlows draw by ops that take the algorithm too; minigraph by TensorFlow 1's"
NORMALS = Tolerance(16, "array", "Box-Muller goes through log, sine and cosine")
SEEDS = {"small": [1, 2], "none": [0, 0], "negative": [-1, 2**31 - 1], "wide": [2**40, -5]}
for label, seed in SEEDS.items():
    kind = "int64" if label == "wide" else "int32"
    for draw in ("uniform", "normal", "truncated_normal"):
        for dtype in TYPES:
            case(
                f"stateless_{draw} {label} {dtype}",
                lambda tf, s, draw=draw, dtype=dtype: getattr(tf.random, f"stateless_{draw}")(
                    [7], s, dtype=getattr(tf, dtype)
                ),
                lambda tf, seed=seed, kind=kind: feed(tf, "seed", seed, kind),
                tol=BITS if draw == "uniform" else NORMALS,
                nodes=False,
                why=OLD,
            )
    for dtype in ("int32", "int64"):
        case(
            f"stateless_uniform {label} {dtype}",
            lambda tf, s, dtype=dtype: tf.random.stateless_uniform(
                [2, 3], s, -5, 2**30, dtype=getattr(tf, dtype), name="here"
            ),
            lambda tf, seed=seed, kind=kind: feed(tf, "seed", seed, kind),
            nodes=False,
            types=False,
            why=OLD,
        )
    for dtype in ("int32", "int64", "uint32", "uint64"):
        case(
            f"stateless_uniform all {label} {dtype}",
            lambda tf, s, dtype=dtype: tf.random.stateless_uniform(
                [5], s, None, None, dtype=getattr(tf, dtype)
            ),
            lambda tf, seed=seed, kind=kind: feed(tf, "seed", seed, kind),
            nodes=False,
            types=False,
            why=OLD,
        )
    case(
        f"stateless_multinomial {label}",
        lambda tf, x, s: tf.random.stateless_multinomial(x, 6, s),
        lambda tf: feed(tf, "x", LOGITS),
        lambda tf, seed=seed, kind=kind: feed(tf, "seed", seed, kind),
    )
    case(
        f"stateless_gamma {label}",
        lambda tf, a, s: tf.random.stateless_gamma([2, 2, 3], s, a, [[2.0], [4.0]]),
        lambda tf: feed(tf, "a", [0.5, 1.0, 2.5]),
        lambda tf, seed=seed, kind=kind: feed(tf, "seed", seed, kind),
        nodes=False,
        why=OLD,
        tol=SLOPE,
    )
    case(
        f"stateless_poisson {label}",
        lambda tf, a, s: tf.random.stateless_poisson([2, 3], s, a),
        lambda tf: feed(tf, "a", [0.5, 10.0, 250.0]),
        lambda tf, seed=seed, kind=kind: feed(tf, "seed", seed, kind),
    )
    case(
        f"stateless_binomial {label}",
        lambda tf, n, p, s: tf.random.stateless_binomial([2, 2, 4], s, n, p),
        lambda tf: feed(tf, "n", [[1.0], [1000.0]]),
        lambda tf: feed(tf, "p", [0.01, 0.3, 0.5, 0.9]),
        lambda tf, seed=seed, kind=kind: feed(tf, "seed", seed, kind),
    )
for draw in ("normal", "truncated_normal"):
    case(
        f"stateless_{draw} of moments",
        lambda tf, m, d, draw=draw: getattr(tf.random, f"stateless_{draw}")([4, 2], [3, 4], m, d),
        lambda tf: feed(tf, "m", [1.0, -2.0]),
        lambda tf: feed(tf, "d", [[0.5], [2.0], [3.0], [4.0]]),
        nodes=False,
        why=OLD,
        tol=NORMALS,
    )
    case(
        f"stateless_{draw} many",
        lambda tf, draw=draw: tf.gather(
            getattr(tf.random, f"stateless_{draw}")([20000], [3, 4]), ENDS
        ),
        nodes=False,
        why=OLD,
        tol=NORMALS,
    )
case(
    "stateless_uniform of limits",
    lambda tf, a, b, n: tf.random.stateless_uniform(n, [3, 4], a, b),
    lambda tf: feed(tf, "a", -2.0),
    lambda tf: feed(tf, "b", 5.0),
    lambda tf: feed(tf, "n", [2, 3], "int32"),
    nodes=False,
    why=OLD,
)
case(
    "stateless_categorical",
    lambda tf, x, n: tf.random.stateless_categorical(x, n, [1, 2], tf.int32, name="here"),
    lambda tf: feed(tf, "x", LOGITS),
    lambda tf: feed(tf, "n", 5, "int32"),
)
for dtype in (*TYPES, "int32", "int64"):
    case(
        f"stateless_poisson of {dtype}",
        lambda tf, a, dtype=dtype: tf.random.stateless_poisson(
            [3, 2], [1, 2], a, dtype=getattr(tf, dtype)
        ),
        lambda tf, dtype=dtype: feed(tf, "a", [3, 40], dtype),
        tol=BITS,
        grad=False,
        why="TensorFlow states none and raises; here there is none, as for its other draws",
    )
for dtype in TYPES:
    case(
        f"stateless_binomial of {dtype}",
        lambda tf, n, dtype=dtype: tf.random.stateless_binomial(
            [3, 2], [1, 2], n, tf.constant(0.3, getattr(tf, dtype)), getattr(tf, dtype)
        ),
        lambda tf, dtype=dtype: feed(tf, "n", [3, 400], dtype),
        tol=BITS,
    )
wrong("stateless seed of one", lambda tf: tf.random.stateless_uniform([3], [1]))
wrong("stateless seed scalar", lambda tf: tf.random.stateless_uniform([3], 1))
wrong("stateless seed of floats", lambda tf: tf.random.stateless_uniform([3], [1.0, 2.0]))
wrong(
    "stateless_uniform empty range",
    lambda tf: tf.random.stateless_uniform([3], [1, 2], 3, 3, dtype=tf.int32),
    early="ValueError",
    why="the bounds are known, and so are the numbers",
)
for label, arguments in {"no max": {}, "no min": {"minval": None, "maxval": 3}}.items():
    wrong(
        f"stateless_uniform int {label}",
        lambda tf, arguments=arguments: tf.random.stateless_uniform(
            [3], [1, 2], dtype=tf.int32, **arguments
        ),
    )
wrong(
    "stateless_uniform bounds of uint",
    lambda tf: tf.random.stateless_uniform([3], [1, 2], 0, 5, dtype=tf.uint32),
)
wrong("stateless_uniform bool", lambda tf: tf.random.stateless_uniform([3], [1, 2], dtype=tf.bool))
wrong("stateless_uniform negative shape", lambda tf: tf.random.stateless_uniform([-3], [1, 2]))
wrong("stateless_normal int", lambda tf: tf.random.stateless_normal([3], [1, 2], dtype=tf.int32))
wrong("stateless_gamma other end", lambda tf: tf.random.stateless_gamma([3], [1, 2], [1.0, 2.0]))
wrong("stateless_poisson other end", lambda tf: tf.random.stateless_poisson([3], [1, 2], [1.0] * 2))
either(
    "stateless_binomial whole", lambda tf: tf.random.stateless_binomial([2], [1, 2], [3, 4], 0.5)
)
either("stateless_binomial types", lambda tf: tf.random.stateless_binomial([2], [1, 2], [3, 4], 1))
either(
    "stateless_binomial other types",
    lambda tf: tf.random.stateless_binomial([2], [1, 2], tf.constant([3, 4]), 0.5),
)
wrong(
    "stateless_binomial other end",
    lambda tf: tf.random.stateless_binomial([3], [1, 2], [1.0, 2.0], 0.5),
)
wrong(
    "stateless_categorical of a vector",
    lambda tf: tf.random.stateless_categorical([1.0], 3, [1, 2]),
)


# ---------------------------------------------------------------------------------- orthogonal
ROTATED = Tolerance(64, "array", "QR of 8 columns, its reflections in another order of sums")
for shape in ([1, 1], [3, 3], [5, 2], [2, 5], [2, 2, 2, 4], [0, 2]):
    case(
        f"orthogonal {shape}",
        lambda tf, shape=shape: tf.orthogonal_initializer(2.0, seed=3)(shape),
        tol=ROTATED,
    )
case(
    "orthogonal variable",
    lambda tf: tf.Variable(
        lambda: tf.initializers.orthogonal(seed=3, dtype=tf.float64)([4, 3]), name="w"
    ),
    tol=ROTATED,
)
either("orthogonal vector", lambda tf: tf.orthogonal_initializer()([3]))
either("orthogonal ints", lambda tf: tf.orthogonal_initializer(dtype=tf.int32))
either(
    "orthogonal config", lambda tf: tf.constant(str(tf.orthogonal_initializer(3.0, 1).get_config()))
)


# ---------------------------------------------------------------------------------- shapes as lists
SIZES = {
    "dims": lambda tf, x: [2, x.shape[1]],
    "a dim": lambda tf, x: (x.shape[1],),
    "a tensor and a dim": lambda tf, x: [tf.shape(x)[0], x.shape[1]],
    "a shape": lambda tf, x: x.shape,
    "an unknown dim": lambda tf, x: [2, tf.Dimension(None)],
    "none": lambda tf, x: [2, None],
}
DRAWS = {
    "uniform": lambda tf, n: tf.random_uniform(n, seed=1),
    "gamma": lambda tf, n: tf.random_gamma(n, 1.0, seed=1),
    "poisson": lambda tf, n: tf.random_poisson(1.0, n, seed=1),
}
for label, sizes in SIZES.items():
    for draw, build in DRAWS.items():
        either(
            f"{draw} of {label}",
            lambda tf, sizes=sizes, build=build: build(tf, sizes(tf, tf.zeros([3, 2]))),
        )


@script
def draws_in_one_session(tf, np):
    n = tf.placeholder(tf.int32, [1])
    made = [
        tf.random_gamma(n, [0.5, 2.0], seed=1),
        tf.random_poisson([3.0, 30.0], n, seed=1),
        tf.multinomial([[0.0, 1.0, 2.0]], n[0], seed=1),
    ]
    yield nodes(tf)
    with tf.Session() as sess:
        for size in (1, 3, 600, 2):
            yield [v[-2:] for v in sess.run(made, {n: [size]})]
