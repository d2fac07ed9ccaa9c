"""First values of variables: every initializer, by op seed and by graph seed, in all the places
where a program gives one: get_variable, a scope's default, tf.layers, partitions, other types.
"""

from __future__ import annotations

from tests.oracle.cases import Family, Tolerance
from tests.oracle.observe import error, nodes

FAMILY = Family(
    "first_values",
    Tolerance(32, "array", "normals: log, sin and cos are NumPy's; orthogonal: QR is rounded"),
)
script = FAMILY.script
either = FAMILY.either

FIXED = {
    "zeros": lambda tf, **k: tf.zeros_initializer(**k),
    "ones": lambda tf, **k: tf.ones_initializer(**k),
    "constant": lambda tf, **k: tf.constant_initializer(0.25, **k),
    "constants": lambda tf, **k: tf.constant_initializer(list(range(6)), **k),
    "identity": lambda tf, **k: tf.initializers.identity(0.5, **k),
}
SEEDED = {
    "uniform": lambda tf, **k: tf.random_uniform_initializer(-1.0, 3.0, **k),
    "uniform by default": lambda tf, **k: tf.initializers.random_uniform(**k),
    "normal": lambda tf, **k: tf.random_normal_initializer(1.0, 0.5, **k),
    "truncated": lambda tf, **k: tf.truncated_normal_initializer(stddev=0.02, **k),
    "scaling": lambda tf, **k: tf.variance_scaling_initializer(2.0, **k),
    "scaling out": lambda tf, **k: tf.initializers.variance_scaling(1.0, "fan_out", "uniform", **k),
    "unit scaling": lambda tf, **k: tf.uniform_unit_scaling_initializer(1.43, **k),
    "orthogonal": lambda tf, **k: tf.orthogonal_initializer(1.5, **k),
}
WITHOUT_TYPE = {
    "glorot uniform": lambda tf, **k: tf.glorot_uniform_initializer(**k),
    "glorot normal": lambda tf, **k: tf.glorot_normal_initializer(**k),
    "he normal": lambda tf, **k: tf.initializers.he_normal(**k),
    "he uniform": lambda tf, **k: tf.initializers.he_uniform(**k),
    "lecun normal": lambda tf, **k: tf.initializers.lecun_normal(**k),
    "lecun uniform": lambda tf, **k: tf.initializers.lecun_uniform(**k),
}
RANDOM = {**SEEDED, **WITHOUT_TYPE}
EVERY = {**FIXED, **RANDOM}

for label, make in EVERY.items():

    def by_op_seed(tf, np, make=make, label=label):
        seed = {"seed": 5} if label in RANDOM else {}
        w = tf.get_variable("w", [4, 3], initializer=make(tf, **seed))
        double = tf.get_variable("double", [2, 3], tf.float64, initializer=make(tf, **seed))
        kinds = {"dtype": tf.float64} if label not in WITHOUT_TYPE else {}
        own = tf.Variable(lambda: make(tf, **seed, **kinds)([3, 4]), name="own")
        yield [w, double, own]
        yield nodes(tf)
        with tf.Session() as sess:
            for _ in range(2):
                sess.run(tf.global_variables_initializer())
                yield sess.run([w, double, own])

    by_op_seed.__name__ = f"{label} by op seed"
    script(by_op_seed)

    def in_layers(tf, np, make=make, label=label):
        tf.set_random_seed(11)
        first, second = ({"seed": s} if label in RANDOM else {} for s in (3, 4))
        x = tf.ones([2, 3])
        y = tf.layers.dense(x, 4, kernel_initializer=make(tf, **first), name="one")
        with tf.variable_scope("scope", initializer=make(tf, **second)):
            y = tf.layers.dense(y, 3, use_bias=False, name="two")
            w = tf.get_variable("w", [3, 2])
        yield nodes(tf)
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            yield sess.run(tf.global_variables())
            yield sess.run(tf.matmul(y, w))

    in_layers.__name__ = f"{label} in layers"
    script(in_layers)

for label, make in RANDOM.items():
    if label == "orthogonal":
        continue  # a kernel with fewer columns than rows: see the one of convolutions below

    def in_convolutions(tf, np, make=make):
        image = tf.ones([1, 5, 5, 2])
        tf.layers.conv2d(image, 3, 3, kernel_initializer=make(tf, seed=9), name="conv")
        tf.get_variable("wide", [2, 2, 3, 4], initializer=make(tf, seed=9))
        tf.get_variable("vector", [5], initializer=make(tf, seed=9))
        tf.get_variable("cube", [2, 3, 2], initializer=make(tf, seed=9))
        tf.get_variable("scalar", [], initializer=make(tf, seed=9))
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            yield [[v.name, v] for v in tf.global_variables()]
            yield sess.run(tf.global_variables())

    in_convolutions.__name__ = f"{label} in convolutions"
    script(in_convolutions)


@script
def orthogonal_kernels(tf, np):
    for k, shape in enumerate(([3, 3, 2, 4], [2, 2, 1, 3], [5, 3], [3, 5], [2, 2, 2])):
        tf.get_variable(f"w{k}", shape, initializer=tf.orthogonal_initializer(seed=k + 1))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield sess.run(tf.global_variables())


@script
def by_graph_seed_and_op_seed(tf, np):
    tf.set_random_seed(1234)
    for k, make in enumerate(RANDOM.values()):
        tf.get_variable(f"w{k}", [3, 3], initializer=make(tf, seed=k))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield sess.run(tf.global_variables())


@script
def by_type(tf, np):
    """What an initializer given as a class, a function, a tensor or None makes."""

    def halves(shape, dtype=None, partition_info=None):
        return tf.fill(shape, tf.cast(0.5, dtype))

    tf.get_variable("klass", [2], initializer=tf.ones_initializer)
    tf.get_variable("function", [2], initializer=halves)
    tf.get_variable("tensor", initializer=tf.constant([1, 2]))
    tf.get_variable("array", initializer=np.array([0.5, 0.25]))
    tf.get_variable("number", initializer=3.0)
    tf.get_variable("whole", [2], tf.int32)
    tf.get_variable("truth", [2], tf.bool)
    tf.get_variable("ints", [3], tf.int64, initializer=tf.random_uniform_initializer(0, 9, seed=1))
    yield tf.global_variables()
    yield nodes(tf)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield sess.run(tf.global_variables())
    yield error(tf, lambda: tf.get_variable("text", [2], tf.string))
    yield error(tf, lambda: tf.get_variable("two", [2], initializer=tf.constant([1.0, 2.0])))
    yield error(tf, lambda: tf.get_variable("open", [None], initializer=tf.zeros_initializer()))
    yield error(tf, lambda: tf.get_variable("none"))


@script
def in_partitions(tf, np):
    """The parts of a variable are drawn one by one, scaled as the whole is."""
    with tf.variable_scope("net", partitioner=tf.fixed_size_partitioner(2)):
        for k, label in enumerate(("uniform", "normal", "scaling", "unit scaling", "he uniform")):
            tf.get_variable(f"w{k}", [4, 3], initializer=RANDOM[label](tf, seed=2))
        tf.get_variable("eye", [4, 4], initializer=tf.initializers.identity())
        tf.get_variable("ones", [4, 2], initializer=tf.ones_initializer())
    yield tf.global_variables()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield sess.run(tf.global_variables())


for label, make in EVERY.items():
    for shape in ([3], [2, 2, 2], []):
        either(
            f"{label} for {shape}",
            lambda tf, make=make, shape=shape, label=label: tf.get_variable(
                "w", shape, initializer=make(tf, **({"seed": 1} if label in RANDOM else {}))
            ),
        )


# ---------------------------------------------------------------------------------- kernels
def orthogonal_kernels_of(tf):
    """tf.contrib.framework's, which TensorFlow 2 keeps in a module of its own."""
    if "tensorflow" in tf.__name__:
        from tensorflow.python.ops import init_ops as module
    else:
        module = tf.contrib.framework
    return {
        "delta": module.convolutional_delta_orthogonal,
        "1d": module.convolutional_orthogonal_1d,
        "2d": module.convolutional_orthogonal_2d,
        "3d": module.convolutional_orthogonal_3d,
    }


KERNELS = {
    "delta": ([3, 3, 2, 3], [4, 1, 2], [2, 3, 4, 1, 1], [3, 3], [3], [1, 3, 2, 1]),
    "1d": ([1, 2, 3], [2, 2, 2], [3, 2, 3], [5, 1, 2], [3, 3], [3, 3, 2], [3, 3, 2, 2]),
    "2d": ([1, 1, 2, 3], [2, 2, 2, 2], [3, 3, 1, 2], [4, 4, 2, 3], [2, 3, 1, 2], [2, 2, 3, 2]),
    "3d": ([1, 1, 1, 1, 2], [2, 2, 2, 2, 3], [3, 3, 3, 1, 2], [2, 2, 3, 1, 2], [2, 2, 2, 3, 2]),
}
for kind, shapes in KERNELS.items():
    for shape in shapes:
        either(
            f"orthogonal kernel {kind} {shape}",
            lambda tf, kind=kind, shape=shape: orthogonal_kernels_of(tf)[kind](2.0, 3)(shape),
        )
    either(
        f"orthogonal kernel {kind} of ints",
        lambda tf, k=kind: orthogonal_kernels_of(tf)[k](dtype=tf.int32),
    )


@script
def orthogonal_kernels_again(tf, np):
    """A seed moves on with each draw, from one call to the next too."""
    for kind, make in orthogonal_kernels_of(tf).items():
        init = make(seed=5)
        shape = [2] * (len(KERNELS[kind][0]) - 2) + [2, 2]
        w = tf.get_variable(f"w{kind}", shape, initializer=init)
        v = tf.get_variable(f"v{kind}", shape, initializer=init)
        yield sorted(init.get_config().items())
        with tf.Session() as sess:
            sess.run([w.initializer, v.initializer])
            yield sess.run([w, v])
