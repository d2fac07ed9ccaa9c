"""Random numbers: the same seeds give the same numbers, in each run and in the next."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import X, feed
from tests.oracle.observe import nodes

FAMILY = Family(
    "random",
    Tolerance(
        16,
        "array",
        "Box-Muller goes through log, sine and cosine, which TensorFlow rounds its own way;"
        " uniform numbers are equal to the bit and cases that hold them say so",
    ),
)
BITS = Tolerance(0, "element", "made of random bits by exact steps")
case = FAMILY.case
script = FAMILY.script
wrong = FAMILY.wrong
either = FAMILY.either
SHAPES = ([], [1], [5], [2, 3], [0, 3], [300])


def sample(tf: Any, shape: Any) -> Any:
    """Of a long vector, ends of the parts that are drawn apart."""
    return lambda x: tf.gather(x, [0, 1, 255, 256, 257, 299]) if shape == [300] else x


for shape in SHAPES:
    for name in ("random_normal", "truncated_normal"):
        case(
            f"{name} {shape}",
            lambda tf, name=name, shape=shape: sample(tf, shape)(getattr(tf, name)(shape, seed=3)),
            repeat=2,
        )
    case(
        f"random_uniform {shape}",
        lambda tf, shape=shape: sample(tf, shape)(tf.random_uniform(shape, seed=3)),
        repeat=2,
        tol=BITS,
    )
for name in ("random_normal", "truncated_normal"):
    for dtype in ["float16", "float32", "float64"]:
        case(
            f"{name} {dtype}",
            lambda tf, name=name, dtype=dtype: getattr(tf, name)([7], dtype=dtype, seed=5),
            repeat=3,
            tol=Tolerance(1, "array", "one rounding to 10 bits") if dtype == "float16" else None,
        )
    case(
        f"{name} mean stddev",
        lambda tf, name=name: getattr(tf, name)([4], 3.0, 0.5, seed=1, name="here"),
    )
    case(
        f"{name} rows",
        lambda tf, name=name: (
            getattr(tf, name)([2, 3], [1.0, 2.0, 3.0], [[0.5], [2.0]], seed=1)
            if name == "random_normal"
            else getattr(tf, name)([2], 1, 2, seed=1)
        ),
    )
    case(
        f"{name} fed mean",
        lambda tf, name=name: getattr(tf, name)(
            [3], feed(tf, "m", 1.5), feed(tf, "d", 0.5), seed=1
        ),
    )
    case(
        f"{name} fed shape",
        lambda tf, name=name: getattr(tf, name)(feed(tf, "n", [2, 2], "int32"), seed=1),
    )
    case(f"{name} of shape", lambda tf, name=name: getattr(tf, name)(tf.shape(X(tf)), seed=1))
    wrong(f"{name} int", lambda tf, name=name: getattr(tf, name)([2], dtype=tf.int32))
    wrong(f"{name} negative shape", lambda tf, name=name: getattr(tf, name)([-2]))
for dtype in ["float16", "float32", "float64"]:
    case(
        f"random_uniform {dtype}",
        lambda tf, dtype=dtype: tf.random_uniform([7], dtype=getattr(tf, dtype), seed=5),
        repeat=3,
        tol=BITS,
    )
for dtype in ["int32", "int64"]:
    case(
        f"random_uniform {dtype}",
        lambda tf, dtype=dtype: tf.random_uniform([7], 0, 100, getattr(tf, dtype), seed=5),
        repeat=2,
    )
    case(
        f"random_uniform {dtype} wide",
        lambda tf, dtype=dtype: tf.random_uniform(
            [5], -7, 2**31 - 8, getattr(tf, dtype), seed=5, name="here"
        ),
    )
    wrong(
        f"random_uniform {dtype} no max",
        lambda tf, dtype=dtype: tf.random_uniform([5], dtype=getattr(tf, dtype)),
    )
    wrong(
        f"random_uniform {dtype} empty range",
        lambda tf, dtype=dtype: tf.random_uniform([5], 3, 3, dtype=getattr(tf, dtype)),
    )
case("random_uniform limits", lambda tf: tf.random_uniform([5], -1.0, 3.0, seed=2))
case(
    "random_uniform named",
    lambda tf: tf.random_uniform([2, 2], minval=-0.5, maxval=0.5, seed=2, name="here"),
)
case(
    "random_uniform fed limits",
    lambda tf: tf.random_uniform([3], feed(tf, "a", -2.0), feed(tf, "b", 5.0), seed=2),
)
case("random_uniform of shape", lambda tf: tf.random_uniform(tf.shape(X(tf)), seed=2), tol=BITS)
case("random.uniform", lambda tf: tf.random.uniform([3], seed=2), tol=BITS)
case("random.normal", lambda tf: tf.random.normal([3], seed=2))
case("random.truncated_normal", lambda tf: tf.random.truncated_normal([3], seed=2))
either("random_uniform bool", lambda tf: tf.random_uniform([2], dtype=tf.bool))
either("random_uniform string shape", lambda tf: tf.random_uniform("a"))
case(
    "two ops, one seed",
    lambda tf: [tf.random_uniform([3], seed=1), tf.random_uniform([3], seed=1)],
    tol=BITS,
)
case(
    "used twice in one run",
    lambda tf, x: [x, x + 0.0],
    lambda tf: tf.random_uniform([3], seed=1),
    tol=BITS,
)
case(
    "random_shuffle",
    lambda tf: tf.random_shuffle(feed(tf, "x", [1.0, 2.0, 3.0, 4.0, 5.0]), seed=4),
    grad=False,
    repeat=2,
    why="TensorFlow states no gradient",
)
case("multinomial", lambda tf: tf.multinomial(tf.log([[0.25, 0.5, 0.25]]), 6, seed=4), repeat=2)
case(
    "dropout",
    lambda tf: tf.nn.dropout(feed(tf, "x", [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), keep_prob=0.5, seed=4),
    repeat=2,
    grad=False,
    why="the mask of the gradient is drawn in another run",
)
for seed in (0, 1, -1, 2**31 - 1, 2**31, 2**40):
    case(f"seed {seed}", lambda tf, seed=seed: tf.random_uniform([3], seed=seed), tol=BITS)
    either(
        f"graph seed {seed}",
        lambda tf, seed=seed: [tf.set_random_seed(seed)] * 0 + [tf.random_uniform([3], seed=5)],
    )


# A graph seed alone: TensorFlow 1 takes the graph's op count for the op seed, later ones count the
# draws. minigraph does as TensorFlow 1 (tests/test_philox.py); here every op has its seed.
@script
def graph_seed_and_op_seeds(tf, np):
    tf.set_random_seed(42)
    a = tf.random_uniform([2], seed=0)
    b = tf.random_uniform([2], seed=7)
    c = tf.random_normal([2], mean=1.0, seed=8)
    for _ in range(2):
        with tf.Session() as sess:
            yield sess.run([a, b, c])
            yield sess.run([a, b, c])
            yield sess.run(a)
    yield [tf.get_seed(5), tf.get_default_graph().seed]
    drawn = [op for op in tf.get_default_graph().get_operations() if "Random" in op.type]
    yield [[op.get_attr("seed"), op.get_attr("seed2")] for op in drawn]


@script
def get_seed(tf, np):
    yield [tf.get_seed(None), tf.get_seed(0), tf.get_seed(9)]
    tf.set_random_seed(0)
    yield [tf.get_seed(None), tf.get_seed(0), tf.get_seed(9)]
    tf.set_random_seed(8)
    yield [tf.get_seed(0), tf.get_seed(9)]
    with tf.Graph().as_default():
        yield [tf.get_seed(None), tf.get_seed(9)]


@script
def weights_with_a_graph_seed(tf, np):
    tf.set_random_seed(1)
    w1 = tf.Variable(tf.random_normal([2, 3], stddev=0.1, seed=1), name="w1")
    w2 = tf.Variable(tf.truncated_normal([3, 2], stddev=0.1, seed=2), name="w2")
    w3 = tf.Variable(tf.random_uniform([2], -1.0, 1.0, seed=3), name="w3")
    yield nodes(tf)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield sess.run([w1, w2, w3])
        sess.run(tf.global_variables_initializer())
        yield sess.run([w1, w2, w3])


@script
def no_seed_differs(tf, np):
    a, b = tf.random_uniform([4]), tf.random_uniform([4])
    with tf.Session() as sess:
        x, y = sess.run([a, b])
        yield bool((x != y).any())
        yield bool((sess.run(a) != x).any())
        yield bool(((x >= 0) & (x < 1)).all())


@script
def fetched_apart_or_together(tf, np):
    a, b = tf.random_uniform([2], seed=1), tf.random_uniform([2], seed=2)
    with tf.Session() as sess:
        yield sess.run(a)
        yield sess.run([a, b])
        yield sess.run(b)


@script
def sizes_move_the_stream(tf, np):
    n = tf.placeholder(tf.int32, [1])
    u, z = tf.random_uniform(n, seed=1), tf.random_normal(n, seed=1)
    with tf.Session() as sess:
        for size in (1, 4, 5, 1000, 2):
            yield [v[:3] for v in sess.run([u, z], {n: [size]})]
