"""tf.summary: scalars, distributions and their merging: bytes, names, tags, collections."""

from __future__ import annotations

from tests.oracle.cases import Family, Tolerance
from tests.oracle.observe import error, nodes

FAMILY = Family("summaries", Tolerance(0, "element", "bytes"))
script = FAMILY.script
wrong = FAMILY.wrong


@script
def names(tf, np):
    tf.summary.scalar("loss", 0.5)
    with tf.name_scope("a"):
        tf.summary.scalar("loss", 0.5)
        tf.summary.scalar("loss", 0.25)
        tf.summary.histogram("odd name: 1", [1.0, 2.0])
    with tf.variable_scope("v"):
        tf.summary.scalar("/x", 1, family="fam")
        tf.summary.histogram("h", tf.zeros([0]), collections=["mine"], family="fam ily")
    tf.summary.merge([tf.summary.scalar("z", 2.0, collections=[])])
    tf.summary.merge(tf.get_collection("mine"), name="both", collections=["mine"])
    tf.summary.merge_all(name="all")
    yield [s.name for s in tf.get_collection("summaries")]
    yield [s.name for s in tf.get_collection("mine")]
    yield tf.summary.merge_all("nothing")
    yield tf.summary.merge_all(scope="a")
    yield nodes(tf)
    with tf.Session() as sess:
        yield sess.run(tf.get_collection("summaries"))
        yield sess.run(tf.get_collection("mine"))


@script
def scalars(tf, np):
    for kind in ("float16", "float32", "float64", "int8", "uint8", "int32", "int64"):
        with tf.Session() as sess:
            yield sess.run(tf.summary.scalar(f"long/{'tag' * 60}", tf.constant(3, kind)))
    with tf.Session() as sess:
        for value in (0.0, -0.0, float("nan"), float("inf"), 1e300, -1.5):
            yield sess.run(tf.summary.scalar("s", tf.constant(value, tf.float64)))


@script
def histograms(tf, np):
    arrays = [
        [0.0],
        [1.0, 2.0, 2.0, -5.0],
        np.linspace(-3, 3, 50),
        [1e-13, -1e-13, 1e25, -1e25, 1e-12, 1.0],
        [0.0, 0.0, 1.0],
        [-1.0],
        [1e19, 9e19],
    ]
    for array in arrays:
        with tf.Session() as sess:
            yield sess.run(tf.summary.histogram("h", tf.constant(np.array(array, np.float64))))
    with tf.Session() as sess:
        yield sess.run(tf.summary.histogram("h", tf.constant([[1, 5], [7, 5]], tf.int64)))
        yield sess.run(tf.summary.histogram("h", tf.zeros([0])))
        x = tf.placeholder(tf.float32, name="x")
        h = tf.summary.histogram("h", x)
        yield error(tf, lambda: sess.run(h, {x: [1.0, float("nan")]}))
        yield error(tf, lambda: sess.run(h, {x: float("inf")}))


@script
def merging(tf, np):
    a, b = tf.summary.scalar("a", 1.0), tf.summary.histogram("b", [1.0])
    with tf.name_scope(None):
        twice = tf.summary.merge([a, a])
    with tf.Session() as sess:
        yield sess.run(tf.summary.merge([a, b]))
        yield sess.run(tf.summary.merge([tf.summary.merge([a]), b]))
        yield error(tf, lambda: sess.run(twice))
        yield sess.run(tf.summary.merge([tf.constant("")]))


wrong(
    "scalar of a vector",
    lambda tf: tf.summary.scalar("a", [1.0, 2.0]),
    early="ValueError",
    why="shapes that are known are checked when the node is made",
)
wrong("scalar of text", lambda tf: tf.summary.scalar("a", "b"))
wrong("merge nothing", lambda tf: tf.summary.merge([]))
