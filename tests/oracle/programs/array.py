"""Making arrays: constants, conversion, fills, ranges, placeholders; what is known of shapes."""

from __future__ import annotations

import numpy as np

from tests.oracle.cases import EXACT, Family
from tests.oracle.inputs import B, E, I, S, T, V, X, feed

FAMILY = Family("array", EXACT)
case = FAMILY.case
either = FAMILY.either
wrong = FAMILY.wrong
dtypes = FAMILY.dtypes
ask = FAMILY.ask
script = FAMILY.script


def ints(tf, name, values, dtype="int32"):
    return feed(tf, name, values, dtype)


# Constants.
for label, value in {
    "float": 1.5,
    "int": 3,
    "bool": True,
    "list": [1, 2, 3],
    "nested": [[1.0, 2.0], [3.0, 4.0]],
    "tuple": (1.0, 2.0),
    "mixed list": [1, 2.5],
    "empty list": [],
    "empty rows": [[], []],
    "array": np.array([1.0, 2.0]),
    "int array": np.array([[1, 2]]),
    "float16": np.float16(1.5),
    "np.int8": np.int8(-3),
    "uint16 array": np.array([1, 2], np.uint16),
    "bool array": np.array([True, False]),
    "complex": 1 + 2j,
    "list of numpy": [np.float32(1.0), np.float64(2.0)],
    "text": "abc",
    "bytes": b"abc",
    "texts": ["a", "bc"],
    "none": None,
    "ragged": [[1, 2], [3]],
    "large": 2**40,
    "too large": 2**70,
    "minus": -(2**31),
    "bool and int": [True, 1],
    "nan": [np.nan, np.inf],
    "unicode array": np.array(["a", "b"]),
    "object": object(),
    "set": {1},
}.items():
    either(f"constant {label}", lambda tf, value=value: tf.constant(value))
    either(f"convert_to_tensor {label}", lambda tf, value=value: tf.convert_to_tensor(value))
for dtype in [
    "float16",
    "float32",
    "float64",
    "int8",
    "int32",
    "int64",
    "uint8",
    "bool",
    "complex64",
    "string",
]:
    for label, value in {
        "int": 1,
        "float": 2.5,
        "array": np.array([1, 2]),
        "bool": True,
        "text": "a",
    }.items():
        either(
            f"constant {label} as {dtype}",
            lambda tf, d=dtype, v=value: tf.constant(v, getattr(tf, d)),
        )
    either(
        f"float32 array as {dtype}", lambda tf, d=dtype: tf.constant(np.float32([1.5, 2]), dtype=d)
    )
either("constant filled", lambda tf: tf.constant(7, shape=[2, 3]))
either("constant last repeated", lambda tf: tf.constant([1, 2, 3], shape=[5]))
either("constant reshaped", lambda tf: tf.constant([1, 2, 3, 4, 5, 6], shape=[2, 3], name="here"))
either("constant to few", lambda tf: tf.constant([1, 2, 3], shape=[2]))
either("constant verify", lambda tf: tf.constant([1, 2, 3], shape=[5], verify_shape=True))
either("constant verify fine", lambda tf: tf.constant([1, 2], shape=[2], verify_shape=True))
either("constant of a tensor", lambda tf: tf.constant(X(tf)))
either("constant shape 0", lambda tf: tf.constant([], shape=[0, 2]))
either("constant all positional", lambda tf: tf.constant(1, tf.float32, [2], "here", False))
either("convert packs tensors", lambda tf: tf.convert_to_tensor([S(tf), 2.0]))
either("convert packs rows", lambda tf: tf.convert_to_tensor([V(tf), [1.0, 2.0, 3.0]]))
either("convert packs deep", lambda tf: tf.convert_to_tensor([[S(tf), 1.0], [2.0, 3.0]]))
either("convert packs mixed", lambda tf: tf.convert_to_tensor([S(tf), ints(tf, "i", 1)]))
either(
    "convert packs int tensor and float", lambda tf: tf.convert_to_tensor([ints(tf, "i", 1), 1.5])
)
either("convert packs shapes", lambda tf: tf.convert_to_tensor([S(tf), V(tf)]))
either("convert packs as int64", lambda tf: tf.convert_to_tensor([ints(tf, "i", 1, "int64"), 2]))
either("convert tensor same", lambda tf: tf.convert_to_tensor(X(tf), tf.float32))
either("convert tensor other", lambda tf: tf.convert_to_tensor(X(tf), tf.int32))
either("convert preferred", lambda tf: tf.convert_to_tensor(1, preferred_dtype=tf.float32))
either("convert preferred refused", lambda tf: tf.convert_to_tensor(1.5, preferred_dtype=tf.int32))
either("convert named", lambda tf: tf.convert_to_tensor(1.5, name="here"))
either("convert variable", lambda tf: tf.convert_to_tensor(tf.Variable(1.5)))
either("convert shape", lambda tf: tf.convert_to_tensor(tf.TensorShape([2, 3])))
either("convert unknown shape", lambda tf: tf.convert_to_tensor(tf.TensorShape([2, None])))
either("convert dimension", lambda tf: tf.convert_to_tensor(tf.Dimension(3)))
either("convert dtype hint", lambda tf: tf.convert_to_tensor(1, tf.float64))
either(
    "convert slices",
    lambda tf: tf.convert_to_tensor(
        tf.IndexedSlices(X(tf), ints(tf, "j", [2, 0]), tf.constant([4, 3]))
    ),
)

# Filled arrays.
either(
    "zeros", lambda tf: [tf.zeros([2, 3]), tf.zeros([]), tf.zeros([0]), tf.zeros((2,), tf.int32)]
)
either(
    "ones", lambda tf: [tf.ones([2, 3]), tf.ones([]), tf.ones(3), tf.ones((2,), tf.int64, "here")]
)
either("zeros bool text", lambda tf: [tf.zeros([2], tf.bool), tf.zeros([1], tf.string)])
either("ones bool", lambda tf: tf.ones([2], tf.bool))
either("zeros of a shape", lambda tf: tf.zeros(tf.TensorShape([2, 3])))
either("zeros of tensor shape", lambda tf: tf.zeros(ints(tf, "n", [2, 3])))
either("zeros of shape()", lambda tf: tf.zeros(tf.shape(X(tf))))
either("ones of shape()", lambda tf: tf.ones(tf.shape(feed(tf, "x", [1.0], shape=[None]))))
either("zeros large", lambda tf: tf.zeros([40, 50])[39, 48:])
either("zeros unknown", lambda tf: tf.zeros([2, None]))
either("zeros packed", lambda tf: tf.zeros([ints(tf, "n", 2), 3]))
either("zeros int64 shape", lambda tf: tf.zeros(tf.constant([2], tf.int64)))
either("zeros float shape", lambda tf: tf.zeros([1.5]))
either("zeros negative", lambda tf: tf.zeros([-1, 2]))
for name in ["zeros_like", "ones_like"]:
    case(name, lambda tf, name=name: getattr(tf, name)(X(tf)))
    case(f"{name}/int", lambda tf, name=name: getattr(tf, name)(I(tf)))
    case(
        f"{name}/dtype", lambda tf, name=name: getattr(tf, name)(X(tf), dtype=tf.int64, name="here")
    )
    case(f"{name}/unoptimized", lambda tf, name=name: getattr(tf, name)(X(tf), optimize=False))
    either(f"{name}/list", lambda tf, name=name: getattr(tf, name)([1, 2]))
    either(f"{name}/variable", lambda tf, name=name: getattr(tf, name)(tf.Variable([1.0, 2.0])))
    either(f"{name}/bool", lambda tf, name=name: getattr(tf, name)(B(tf)))
    case(
        f"{name}/unknown",
        lambda tf, name=name: getattr(tf, name)(feed(tf, "x", [1.0, 2.0], shape=[None])),
    )
    case(
        f"{name}/unknown rank",
        lambda tf, name=name: getattr(tf, name)(feed(tf, "x", [1.0, 2.0], shape=None)),
    )
case("fill", lambda tf: tf.fill([2, 3], S(tf)))
case(
    "fill/constant",
    lambda tf: [tf.fill([2], 1.5), tf.fill([2, 1], 3), tf.fill([], True), tf.fill([2], "a")],
)
case("fill/tensor dims", lambda tf: tf.fill(ints(tf, "n", [2, 3]), 9, name="here"))
case("fill/shape()", lambda tf: tf.fill(tf.shape(X(tf)), 2.0))
wrong("fill/vector", lambda tf: tf.fill([2], V(tf)))
wrong("fill/matrix dims", lambda tf: tf.fill([[2]], 1.0))
wrong("fill/negative", lambda tf: tf.fill([-2], 1.0))
wrong("fill/negative at run", lambda tf: tf.fill(ints(tf, "n", [-2]), 1.0))

for label, args in {
    "stop": (5,),
    "start stop": (2, 5),
    "step": (0, 10, 3),
    "down": (5, 0, -2),
    "float": (0.0, 1.0, 0.25),
    "mixed": (0, 1.0, 0.25),
    "empty": (3, 3),
    "float stop": (3.0,),
    "float tenths": (0.0, 0.3, 0.1),
    "float down": (1.0, 0.0, -0.1),
    "wrong way": (5, 2),
    "zero step": (1, 5, 0),
    "int64": (np.int64(3),),
    "negative": (-3, 0),
}.items():
    either(f"range {label}", lambda tf, args=args: tf.range(*args))
either("range dtype", lambda tf: tf.range(3, dtype=tf.float32, name="here"))
either("range tensor", lambda tf: tf.range(ints(tf, "n", 4)))
either("range tensor and float", lambda tf: tf.range(ints(tf, "n", 1), 4.0))
either("range int64 tensor", lambda tf: tf.range(ints(tf, "n", 4, "int64")))
either("range of shape", lambda tf: tf.range(tf.shape(X(tf))[1]))
either("range keywords", lambda tf: tf.range(start=1, limit=7, delta=2))
either("range vector", lambda tf: tf.range([1, 2]))


@script
def linspace(tf, np):
    """Types, shapes and values; not the nodes: TF 1.15 and minigraph have one LinSpace op, where
    TF 2.21 composes 74 nodes, the last of which is called linspace/Slice."""
    session = tf.Session()
    for made in [
        tf.linspace(0.0, 1.0, 5),
        tf.lin_space(0.0, 1.0, 5),
        tf.linspace(3.0, 9.0, 1),
        tf.linspace(10.0, 0.0, 3, name="here"),
        tf.linspace(tf.constant(0.0, tf.float64), 1.0, 3),
        tf.linspace(0, 10, 3),
        tf.linspace(0.0, 1.0, 0),
    ]:
        yield made.dtype, made.shape, session.run(made)


case("eye", lambda tf: [tf.eye(2), tf.eye(2, 3), tf.eye(2, dtype=tf.int32, name="here")])

# What is known of a shape.
for make in (X, S, E, T, V):
    name = make.__name__
    case(f"shape/{name}", lambda tf, make=make: tf.shape(make(tf)))
    case(f"size/{name}", lambda tf, make=make: tf.size(make(tf)))
    case(f"rank/{name}", lambda tf, make=make: tf.rank(make(tf)))
case("shape/int64", lambda tf: tf.shape(X(tf), out_type=tf.int64, name="here"))
case("size/int64", lambda tf: tf.size(X(tf), out_type=tf.int64, name="here"))
case("rank/named", lambda tf: tf.rank(X(tf), name="here"))
case("shape/partly", lambda tf: tf.shape(feed(tf, "x", [[1.0, 2.0]], shape=[None, 2])))
case("size/partly", lambda tf: tf.size(feed(tf, "x", [[1.0, 2.0]], shape=[None, 2])))
case("rank/partly", lambda tf: tf.rank(feed(tf, "x", [[1.0, 2.0]], shape=[None, 2])))
either("shape/list", lambda tf: [tf.shape([[1, 2]]), tf.size([[1, 2]]), tf.rank([[1, 2]])])
either("shape/variable", lambda tf: tf.shape(tf.Variable([1.0, 2.0])))
case("shape_n", lambda tf: tf.shape_n([X(tf), V(tf)]))
case("shape_n/one", lambda tf: tf.shape_n([X(tf)], out_type=tf.int64, name="here"))
case("shape_n/lists", lambda tf: tf.shape_n([1.0, [2.0]]))
ask(
    "static shapes",
    "tf.broadcast_static_shape(tf.TensorShape([2, 1]), tf.TensorShape([3]))",
    "tf.broadcast_static_shape(tf.TensorShape([2, None]), tf.TensorShape([1]))",
    "tf.broadcast_static_shape(tf.TensorShape(None), tf.TensorShape([1]))",
    "!tf.broadcast_static_shape(tf.TensorShape([2]), tf.TensorShape([3]))",
)
case(
    "broadcast_dynamic_shape",
    lambda tf: tf.broadcast_dynamic_shape(tf.shape(X(tf)), tf.shape(V(tf))),
)
case("broadcast_to", lambda tf: tf.broadcast_to(V(tf), [2, 3]))

case(
    "placeholder_with_default", lambda tf: tf.placeholder_with_default([1.5, 2.5], [2], name="here")
)
case("placeholder_with_default/partly", lambda tf: tf.placeholder_with_default([1.5, 2.5], [None]))
case("placeholder_with_default/rank", lambda tf: tf.placeholder_with_default(X(tf), None) * 2.0)
wrong("placeholder_with_default/shape", lambda tf: tf.placeholder_with_default([1.5, 2.5], [3]))
ask(
    "placeholder",
    "tf.placeholder('float32')",
    "tf.placeholder('float32', [2, None])",
    "tf.placeholder('int32', [])",
    "tf.placeholder('float64', (3,))",
    "tf.placeholder('float32', 5)",
    "tf.placeholder('bool', None)",
    "tf.placeholder('float32', [1], 'here')",
    "tf.placeholder('string', [None])",
    "tf.placeholder('float32_ref', [1])",
    "!tf.placeholder('floaty', [1])",
    "!tf.placeholder('float32', [2, 'a'])",
    "!tf.placeholder('float32', [-1, 2])",
    "!tf.placeholder('float32', [1], 'a b')",
    "!tf.placeholder('float32', [1], '_a')",
    "tf.placeholder(tf.float32, tf.TensorShape([2, None]))",
    "tf.placeholder(tf.float32, [tf.Dimension(2), None])",
    "tf.placeholder(np.float32, [2])",
    "tf.placeholder('float')",
    "tf.placeholder(float)",
    "!tf.placeholder()",
    "!tf.placeholder(None)",
    "tf.placeholder(dtype=tf.float32, shape=(), name='x')",
)
dtypes("zeros_like", lambda tf, x: tf.zeros_like(x))
dtypes("ones_like", lambda tf, x: tf.ones_like(x))
dtypes("fill", lambda tf, x: tf.fill([2], x[0, 1]))
# with dtype=: without it TensorFlow asserts that it is one of four types, minigraph takes any real
dtypes("range", lambda tf, x: tf.range(x[0, 1], x[0, 2] + x[0, 2], dtype=x.dtype))
