"""Initializers: the nodes they make, their numbers, what they refuse."""

from __future__ import annotations

from tests.oracle.cases import Family, Tolerance
from tests.oracle.observe import error

FAMILY = Family(
    "initializers",
    Tolerance(16, "array", "normals: log, sin and cos are rounded here as NumPy does"),
)
case = FAMILY.case
wrong = FAMILY.wrong
either = FAMILY.either
script = FAMILY.script

MAKERS = {
    "zeros": lambda tf, **k: tf.zeros_initializer(**k),
    "ones": lambda tf, **k: tf.ones_initializer(**k),
    "constant": lambda tf, **k: tf.constant_initializer(0.5, **k),
    "uniform": lambda tf, **k: tf.random_uniform_initializer(-0.5, 2.0, seed=1, **k),
    "normal": lambda tf, **k: tf.random_normal_initializer(0.5, 2.0, seed=1, **k),
    "truncated": lambda tf, **k: tf.truncated_normal_initializer(0.5, 2.0, seed=1, **k),
    "scaling": lambda tf, **k: tf.variance_scaling_initializer(seed=1, **k),
    "unit scaling": lambda tf, **k: tf.uniform_unit_scaling_initializer(2.0, seed=1, **k),
    "glorot_uniform": lambda tf, **k: tf.glorot_uniform_initializer(seed=1, **k),
    "glorot_normal": lambda tf, **k: tf.glorot_normal_initializer(seed=1, **k),
}
for label, make in MAKERS.items():
    for shape in ([], [3], [2, 3], [2, 3, 4], [3, 1, 4, 2], [0, 3]):
        case(
            f"{label} of {shape}",
            lambda tf, make=make, shape=shape: make(tf)(shape),
            grad=False,
            why="nothing is fed",
        )
    for dtype in ("float16", "float64", "int32", "bool"):
        if not label.startswith("glorot"):  # TensorFlow 2's forget the type; see test_initializers
            either(
                f"{label} made for {dtype}",
                lambda tf, make=make, dtype=dtype: make(tf, dtype=getattr(tf, dtype))([2]),
            )
        either(
            f"{label} called for {dtype}",
            lambda tf, make=make, dtype=dtype: make(tf)([2], dtype=getattr(tf, dtype)),
        )
    case(
        f"{label} of a variable",
        lambda tf, make=make: tf.Variable(lambda: make(tf)([2, 3]), name="w"),
        grad=False,
        why="nothing is fed",
    )
for label in ("identity", "he_normal", "he_uniform", "lecun_normal", "lecun_uniform"):
    for shape in ([3, 3], [2, 4], [4, 2], [3], [2, 2, 2]):
        either(
            f"{label} of {shape}",
            lambda tf, label=label, shape=shape: getattr(tf.initializers, label)(
                **({} if label == "identity" else {"seed": 2})
            )(shape),
        )
for mode in ("fan_in", "fan_out", "fan_avg"):
    for law in ("normal", "truncated_normal", "untruncated_normal", "uniform", "UNIFORM"):
        either(
            f"scaling {mode} {law}",
            lambda tf, mode=mode, law=law: tf.variance_scaling_initializer(0.5, mode, law, seed=3)(
                [3, 2, 4]
            ),
        )
for label, build in {
    "constant list": lambda tf: tf.constant_initializer([1, 2, 3, 4])([2, 2]),
    "constant short list": lambda tf: tf.constant_initializer([1, 2])([2, 2]),
    "constant long list": lambda tf: tf.constant_initializer([1, 2, 3])([2]),
    "constant verified": lambda tf: tf.constant_initializer([1, 2, 3], verify_shape=True)([3]),
    "constant not verified": lambda tf: tf.constant_initializer([1, 2], verify_shape=True)([3]),
    "constant of text": lambda tf: tf.constant_initializer({1: 2}),
    "constant int": lambda tf: tf.constant_initializer(7, tf.int32)([2]),
    "identity with gain": lambda tf: tf.initializers.identity(gain=3.0)([2, 2]),
    "uniform of ints": lambda tf: tf.random_uniform_initializer(0, 9, 1, tf.int32)([4]),
    "uniform by default": lambda tf: tf.random_uniform_initializer(seed=2)([4]),
    "scale of zero": lambda tf: tf.variance_scaling_initializer(0.0),
    "bad mode": lambda tf: tf.variance_scaling_initializer(mode="fan"),
    "bad law": lambda tf: tf.variance_scaling_initializer(distribution="laplace"),
    "shape object": lambda tf: tf.glorot_uniform_initializer(seed=1)(tf.TensorShape([2, 3])),
    "old names": lambda tf: [
        tf.initializers.zeros()([1]),
        tf.initializers.ones()([1]),
        tf.initializers.constant(2.0)([1]),
        tf.initializers.random_uniform(seed=1)([1]),
        tf.initializers.random_normal(seed=1)([1]),
        tf.initializers.truncated_normal(seed=1)([1]),
        tf.initializers.variance_scaling(seed=1)([1]),
        tf.initializers.uniform_unit_scaling(seed=1)([1]),
        tf.initializers.glorot_normal(seed=1)([1]),
        tf.initializers.glorot_uniform(seed=1)([1]),
    ],
}.items():
    either(label, build)


@script
def configs(tf, np):
    for label, make in MAKERS.items():
        made = make(tf)
        config = made.get_config()
        yield [label, sorted(config), str(config["dtype"])]
        again = type(made).from_config(config)
        yield bool(again.get_config() == config)
    yield error(tf, lambda: tf.zeros_initializer()([None, 2]))
