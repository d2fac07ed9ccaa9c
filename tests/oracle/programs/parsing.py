"""Examples and tensors as bytes: messages, parsing, serialized tensors and sparse tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import EXACT, Family
from tests.oracle.inputs import X, feed

FAMILY = Family("parsing", EXACT)
ask = FAMILY.ask
case = FAMILY.case
script = FAMILY.script
wrong = FAMILY.wrong

V1 = "TensorFlow 1 makes ParseExample; 2.21 makes ParseExampleV2, under other names"

# ------------------------------------------------------------------------------------ messages
MESSAGES = """
t = tf.train
def F(*x): return t.Feature(int64_list=t.Int64List(value=x))
e = t.Example(features=t.Features(feature={'a': F(1, -2)}))
b = t.BytesList(value=[b'x\\x00\\xff"\\n\\\\', 'é'.encode()])
f = t.FloatList(value=[1.5, 0.1, 1e30, float('inf'), -0.0, 1e-7, 16777216, 1e10, 123456789])
q = t.SequenceExample(
    context=t.Features(feature={'c': F(3)}),
    feature_lists=t.FeatureLists(feature_list={'w': t.FeatureList(feature=[F(1), F(), F(2, 3)])}))
def after(message, *steps):
    for step in steps: step(message)
    return message
"""
ask(
    "messages",
    """
    str(e)
    repr(b)
    str(f)
    str(q)
    str(t.Example())
    str(t.SequenceExample(context=t.Features(), feature_lists=t.FeatureLists()))
    e.SerializeToString()
    b.SerializeToString()
    f.SerializeToString()
    q.SerializeToString()
    t.Int64List(value=[0, 127, 128, -1, 2**63 - 1, -2**63, 300]).SerializeToString()
    t.Int64List(value=range(200)).SerializeToString()
    t.Feature().SerializeToString()
    t.Feature(int64_list=t.Int64List()).SerializeToString()
    t.Example(features=t.Features()).SerializeToString()
    t.Example.FromString(e.SerializeToString()) == e
    t.SequenceExample.FromString(q.SerializeToString()) == q
    e == t.Example()
    e == 3
    t.Example().ParseFromString(e.SerializeToString())
    t.Example().MergeFromString(b'')
    list(t.Int64List.FromString(b'\\x08\\x01\\x08\\x02\\x0a\\x02\\x03\\x04').value)
    list(t.FloatList.FromString(b'\\x0d\\x00\\x00\\x80\\x3f').value)
    list(t.Int64List.FromString(b'\\x10\\x05\\x0a\\x01\\x07').value)
    str(after(t.Int64List(value=[1]), lambda m: m.MergeFromString(b'\\x0a\\x01\\x07')))
    str(after(t.Int64List(value=[1]), lambda m: m.MergeFrom(t.Int64List(value=[2]))))
    str(after(t.Int64List(value=[1]), lambda m: m.CopyFrom(t.Int64List(value=[2]))))
    str(after(t.Feature(), lambda m: m.int64_list.value.append(3)))
    str(after(t.Feature(), lambda m: m.int64_list.value))
    str(after(F(1), lambda m: m.float_list.value.append(3)))
    str(after(F(1), lambda m: m.float_list.value))
    str(after(t.Example(), lambda m: m.features.feature['z'].bytes_list.value.extend([b'a', b'b'])))
    str(after(t.Example(), lambda m: m.features.feature['z']))
    str(after(q, lambda m: m.feature_lists.feature_list['v'].feature.add().float_list.value.append(1)).feature_lists.feature_list['v'])
    str(after(e, lambda m: m.Clear()))
    str(after(e.features, lambda m: m.ClearField('feature')))
    e.HasField('features')
    t.Example().HasField('features')
    F(1).HasField('int64_list')
    F(1).HasField('float_list')
    F(1).HasField('kind')
    F(1).WhichOneof('kind')
    t.Feature().WhichOneof('kind')
    t.Feature(int64_list=t.Int64List(value=[1]), float_list=t.FloatList(value=[1])).WhichOneof('kind')
    'a' in e.features.feature
    'z' in e.features.feature
    list(e.features.feature)
    len(e.features.feature)
    e.features.feature['a'].int64_list.value[0]
    e.features.feature['a'].int64_list.value[-1:]
    list(e.features.feature['a'].int64_list.value)
    e.features.feature['a'].int64_list.value == [1, -2]
    np.array(e.features.feature['a'].int64_list.value)
    len(q.feature_lists.feature_list['w'].feature)
    [len(s.int64_list.value) for s in q.feature_lists.feature_list['w'].feature]
    str(t.Int64List(value=np.array([1, 2])))
    str(t.Int64List(value=[np.int32(3), np.uint8(4), np.array(2)]))
    str(t.Int64List(value=(i for i in range(2))))
    str(t.FloatList(value=[1, True, np.float64(2.5), np.int64(3)]))
    str(t.FloatList(value=np.arange(3.0)))
    str(t.FloatList(value=[1e300]))
    str(t.BytesList(value=[np.bytes_(b'a')]))
    str(t.Feature(int64_list={'value': [1]}))
    str(t.Feature(int64_list=None))
    t.FloatList(value=[0.1]).value[0]
    t.BytesList(value=[b'a']).value[0]
    e.ByteSize()
    e.IsInitialized()
    bool(t.Example())
    t.Int64List(value=[3, 1]).value.pop()
    ! t.BytesList(value=['abc'])
    ! t.BytesList(value=[1])
    ! t.BytesList(value='abc')
    ! t.BytesList(value=[bytearray(b'a')])
    ! t.Int64List(value=[1.5])
    ! t.Int64List(value=[2.0])
    ! t.Int64List(value=['3'])
    ! t.Int64List(value=[2**63])
    ! t.Int64List(value=[np.float32(2)])
    ! t.Int64List(value=[np.bool_(True)])
    ! t.Int64List(value=np.array([[1, 2]]))
    ! t.Int64List(value=3)
    ! t.Int64List(value=[None])
    ! t.FloatList(value=['a'])
    ! t.FloatList(value=[None])
    ! t.Int64List(values=[1])
    ! t.Feature(int64_list=[1])
    ! t.Feature(int64_list=t.FloatList())
    ! t.Features(feature={'a': 3})
    ! t.FeatureList(feature=[3])
    ! t.Example(1)
    ! t.Example().HasField('zz')
    ! t.Features().HasField('feature')
    ! t.Feature().WhichOneof('zz')
    ! t.Example().ClearField('zz')
    ! t.Example().zz
    ! setattr(t.Example(), 'zz', 1)
    ! setattr(t.Example(), 'features', t.Features())
    ! setattr(t.Int64List(), 'value', [1])
    ! e.features.feature.__setitem__('b', F(1))
    ! e.features.feature[3]
    ! t.Int64List(value=[1]).value[5]
    ! t.Int64List(value=[1]).value.remove(5)
    ! t.Int64List(value=[1]).value.append('a')
    ! hash(e)
    ! e.CopyFrom(3)
    ! t.Example.FromString(b'\\xff')
    ! t.Example.FromString(b'\\x0a\\x05ab')
    ! t.Example.FromString(b'\\x0a\\x02\\x0a\\x05')
    ! t.Example.FromString('abc')
    ! t.Int64List.FromString(b'\\x0a\\x02\\x03\\xff')
    ! t.FloatList.FromString(b'\\x0a\\x03\\x03\\xff\\x01')
    """,
    setup=MESSAGES,
)

# ------------------------------------------------------------------------------------ TensorProto
ask(
    "make_tensor_proto",
    """
    str(p([1.0, 2.0]))
    str(p([[1, 2], [3, 4]]))
    str(p(3))
    str(p([b'a', 'bc']))
    str(p('a'))
    str(p([True, False]))
    str(p(True))
    str(p(np.float16([1, 2])))
    str(p([1 + 2j]))
    str(p(1 + 2j, dtype=tf.complex64))
    str(p(np.complex64([1, 2j])))
    str(p(1, shape=[2, 3]))
    str(p([1, 2], shape=[3]))
    str(p([1, 2, 3, 4], shape=[2, 2]))
    str(p([], dtype=tf.int32))
    str(p([7]))
    str(p(np.zeros([2, 2])))
    str(p(2**40))
    str(p([1, 2], dtype=tf.int64))
    str(p([1, 2], dtype=tf.uint64))
    str(p(1, dtype=tf.int8))
    str(p([1, 2], dtype=tf.int8))
    str(p(1, dtype=tf.uint32))
    str(p(1.5, dtype=tf.float16))
    str(p(np.array([True, False])))
    str(p(np.array(['a', 'b'])))
    str(p([1, 2], verify_shape=True, shape=[2]))
    str(p(5, shape=[2], allow_broadcast=True))
    p([1, 2]).SerializeToString()
    p(['a', 'b']).SerializeToString()
    p([1, 2]).dtype
    p([1, 2]).tensor_shape.dim[0].size
    p([1, 2]).tensor_content
    type(p(1)).FromString(p([1, 2]).SerializeToString()) == p([1, 2])
    n(p([[1, 2], [3, 4]]))
    n(p(['a', 'b']))
    n(p('a'))
    n(p(1, shape=[2, 3]))
    n(p(['a', 'b'], shape=[3]))
    n(p(1.5, dtype=tf.float16))
    n(p(1 + 2j, dtype=tf.complex64))
    n(p(True))
    n(p(2**64 - 1, dtype=tf.uint64))
    n(p([], dtype=tf.int32))
    n(p(3))
    n(filled)
    ! p([1, 2, 3], shape=[2, 2], verify_shape=True)
    ! p([1.5], dtype=tf.int32)
    ! p(None)
    ! p(tf.constant(1))
    ! p([[1, 2], [3]])
    ! p([1, 2, 3], shape=[2])
    ! p([1, 2], dtype=tf.string)
    ! n(3)
    ! n(much)
    """,
    setup="""
        p, n = tf.make_tensor_proto, tf.make_ndarray
        filled = p(3, shape=[3])
        filled.int_val.append(5)
        much = p(3, shape=[2])
        much.int_val.extend([5, 6, 7])
    """,
)


# ------------------------------------------------------------------------------------ records
def feature(tf: Any, values: Any) -> Any:
    if not len(values):
        return tf.train.Feature()
    kind = {bytes: "bytes", float: "float", int: "int64"}[type(values[0])]
    lists = {"bytes": "BytesList", "float": "FloatList", "int64": "Int64List"}
    return tf.train.Feature(**{f"{kind}_list": getattr(tf.train, lists[kind])(value=values)})


def record(tf: Any, **features: Any) -> bytes:
    """A serialized Example."""
    made = {key: feature(tf, values) for key, values in features.items()}
    return tf.train.Example(features=tf.train.Features(feature=made)).SerializeToString()


def sequence(tf: Any, context: Any = None, **lists: Any) -> bytes:
    """A serialized SequenceExample."""
    t = tf.train
    return t.SequenceExample(
        context=t.Features(feature={k: feature(tf, v) for k, v in (context or {}).items()}),
        feature_lists=t.FeatureLists(
            feature_list={
                key: t.FeatureList(feature=[feature(tf, step) for step in steps])
                for key, steps in lists.items()
            }
        ),
    ).SerializeToString()


def plain(tf: Any, found: Any) -> Any:
    """The tensors of dicts, in the order of their keys, under names of our own."""
    if isinstance(found, tuple):
        return [tensor for part in found for tensor in plain(tf, part)]
    tensors = []
    for key in sorted(found):
        value = found[key]
        if isinstance(value, tf.SparseTensor):
            tensors += [value.indices, value.values, value.dense_shape]
        else:
            tensors.append(value)
    return [tf.identity(tensor, f"out{number}") for number, tensor in enumerate(tensors)]


def records(tf: Any, *features: dict[str, Any], shape: Any = None) -> Any:
    data = [record(tf, **each) for each in features]
    return feed(tf, "s", data, "string", **({} if shape is None else {"shape": shape}))


def example(name: str, features: Any, *rows: dict[str, Any], **more: Any) -> None:
    """A case of parse_example: `features(tf)` of records with these rows."""
    shape = more.pop("shape", None)
    case(
        f"parse_example/{name}",
        lambda tf: plain(
            tf, tf.parse_example(records(tf, *rows, shape=shape), features(tf), **more)
        ),
        nodes=False,
        masks=False,
        why=V1,
    )


def broken(name: str, features: Any, *rows: dict[str, Any], early: str = "", **more: Any) -> None:
    why = "the types that features have are known" if early else ""
    wrong(
        f"parse_example/{name}",
        lambda tf: plain(tf, tf.parse_example(records(tf, *rows), features(tf), **more)),
        early=early,
        why=why,
    )


A = {"a": [1, 2], "b": [b"x", b"y"], "c": [1.5]}
B = {"a": [3, 4], "c": [2.5]}
example("fixed", lambda tf: {"a": tf.FixedLenFeature([2], tf.int64)}, A, B)
example("scalar", lambda tf: {"c": tf.FixedLenFeature([], tf.float32)}, A, B)
example("matrix", lambda tf: {"a": tf.FixedLenFeature([2, 1], tf.int64)}, A, B)
example("open batch", lambda tf: {"a": tf.FixedLenFeature([2], tf.int64)}, A, B, shape=[None])
example("number as shape", lambda tf: {"a": tf.FixedLenFeature(2, "int64")}, A)
example("text", lambda tf: {"b": tf.FixedLenFeature([2], tf.string)}, A)
example("default", lambda tf: {"b": tf.FixedLenFeature([2], tf.string, ["p", "q"])}, A, B)
example("scalar default", lambda tf: {"z": tf.FixedLenFeature([], tf.float32, 0.5)}, A, B)
example(
    "tensor default",
    lambda tf: {"z": tf.FixedLenFeature([1], tf.int64, tf.constant([5], tf.int64))},
    A,
)
example(
    "several",
    lambda tf: {
        "c": tf.FixedLenFeature([1], tf.float32),
        "a": tf.FixedLenFeature([2], tf.int64),
        "b": tf.VarLenFeature(tf.string),
        "d d": tf.FixedLenFeature([], tf.int64, 7),
    },
    A,
    B,
)
example(
    "variable", lambda tf: {"b": tf.VarLenFeature(tf.string), "a": tf.VarLenFeature(tf.int64)}, B, A
)
example("variable missing", lambda tf: {"z": tf.VarLenFeature(tf.float32)}, A, B)
example(
    "variable of unlike lengths",
    lambda tf: {"a": tf.VarLenFeature(tf.int64)},
    {"a": [1]},
    {"a": []},
    {"a": [2, 3, -4]},
    {},
)
example(
    "steps", lambda tf: {"a": tf.FixedLenSequenceFeature([], tf.int64, True)}, A, {"a": [5]}, {}
)
example(
    "steps padded",
    lambda tf: {"a": tf.FixedLenSequenceFeature([], tf.int64, True, 9)},
    A,
    {"a": [5]},
)
example(
    "steps of pairs",
    lambda tf: {"a": tf.FixedLenSequenceFeature([2], tf.int64, True, -1)},
    A,
    {"a": [5, 6, 7, 8]},
    {},
)
example("steps of text", lambda tf: {"b": tf.FixedLenSequenceFeature([], tf.string, True)}, A, B)
example(
    "names",
    lambda tf: {"a": tf.FixedLenFeature([2], tf.int64)},
    A,
    example_names=["me"],
)
example(
    "none",
    lambda tf: {
        "a": tf.FixedLenFeature([2], tf.int64),
        "b": tf.VarLenFeature(tf.string),
        "d": tf.FixedLenSequenceFeature([2], tf.int64, True),
    },
)
S = {"i": [3, 1], "j": [0, 2], "v": [1.0, 2.0]}
example(
    "sparse",
    lambda tf: {"s": tf.SparseFeature("i", "v", tf.float32, 5)},
    S,
    {"i": [4], "v": [3.0]},
    {},
)
example("sparse sorted", lambda tf: {"s": tf.SparseFeature("i", "v", tf.float32, 5, True)}, S)
example("sparse of two", lambda tf: {"s": tf.SparseFeature(["i", "j"], "v", tf.float32, [5, 3])}, S)
example(
    "sparse and its part",
    lambda tf: {"s": tf.SparseFeature("i", "v", tf.float32, 5), "i": tf.VarLenFeature(tf.int64)},
    S,
)

broken("size", lambda tf: {"a": tf.FixedLenFeature([3], tf.int64)}, A)
broken("type", lambda tf: {"a": tf.FixedLenFeature([2], tf.float32)}, A)
broken("sparse type", lambda tf: {"a": tf.VarLenFeature(tf.float32)}, A)
broken("missing", lambda tf: {"z": tf.FixedLenFeature([2], tf.float32)}, A)
broken("empty list", lambda tf: {"z": tf.FixedLenFeature([2], tf.float32)}, {"z": []})
broken("no default for nothing", lambda tf: {"z": tf.FixedLenFeature([0], tf.float32, [])}, A)
broken("short default", lambda tf: {"z": tf.FixedLenFeature([2], tf.float32, [1.0])}, A)
broken("default of text", lambda tf: {"z": tf.FixedLenFeature([1], tf.float32, ["a"])}, A)
broken("stride", lambda tf: {"a": tf.FixedLenSequenceFeature([2], tf.int64, True)}, A, {"a": [1]})
broken("long padding", lambda tf: {"a": tf.FixedLenSequenceFeature([], tf.int64, True, [1, 2])}, A)
broken("may be missing", lambda tf: {"a": tf.FixedLenSequenceFeature([], tf.int64)}, A)
broken("nothing asked", lambda tf: {}, A)
broken("no features", lambda tf: None, A)
broken("odd feature", lambda tf: {"a": 3}, A)
broken("no shape", lambda tf: {"a": tf.FixedLenFeature(None, tf.int64)}, A)
broken("open shape", lambda tf: {"a": tf.FixedLenFeature([None], tf.int64)}, A)
broken("no type", lambda tf: {"a": tf.FixedLenFeature([2], None)}, A)
broken("no sparse type", lambda tf: {"a": tf.VarLenFeature(None)}, A)
broken("int32", lambda tf: {"a": tf.FixedLenFeature([2], tf.int32)}, A)
broken("sparse int32", lambda tf: {"a": tf.VarLenFeature(tf.int32)}, A)
broken("no index key", lambda tf: {"s": tf.SparseFeature(None, "v", tf.float32, 5)}, S)
broken("no value key", lambda tf: {"s": tf.SparseFeature("i", None, tf.float32, 5)}, S)
broken("no type of values", lambda tf: {"s": tf.SparseFeature("i", "v", None, 5)}, S)
broken("sizes", lambda tf: {"s": tf.SparseFeature(["i", "j"], "v", tf.float32, [5])}, S)
broken(
    "places and values",
    lambda tf: {"s": tf.SparseFeature("i", "v", tf.float32, 5)},
    {"i": [1, 2], "v": [1.0]},
)
broken(
    "two types",
    lambda tf: {"s": tf.SparseFeature("i", "v", tf.float32, 5), "i": tf.VarLenFeature(tf.string)},
    S,
)
broken(
    "dense and sparse",
    lambda tf: {
        "s": tf.SparseFeature("i", "v", tf.float32, 5),
        "v": tf.FixedLenFeature([], tf.float32),
    },
    S,
)
broken(
    "as many names",
    lambda tf: {"a": tf.FixedLenFeature([2], tf.int64)},
    A,
    example_names=["me", "you"],
)
for junk in (b"\x0a\x05ab", b"\x0a\x04\x0a\x09ab"):
    wrong(
        f"parse_example/{junk!r}",
        lambda tf, j=junk: plain(tf, tf.parse_example([j], {"a": tf.VarLenFeature(tf.int64)})),
    )
wrong(
    "parse_example/rank",
    lambda tf: plain(tf, tf.parse_example([[b""]], {"a": tf.VarLenFeature(tf.int64)})),
)
wrong(
    "parse_example/number",
    lambda tf: plain(tf, tf.parse_example([1], {"a": tf.VarLenFeature(tf.int64)})),
)

ask(
    "features",
    """
    tf.FixedLenFeature([2], tf.int64)._fields
    tf.FixedLenFeature([2], tf.int64).default_value
    tf.FixedLenFeature(shape=[2], dtype=tf.int64, default_value=[1, 2]).default_value
    tf.VarLenFeature(tf.string)._fields
    tf.FixedLenSequenceFeature([], tf.int64)._fields
    tf.FixedLenSequenceFeature([], tf.int64).allow_missing
    tf.SparseFeature('i', 'v', tf.float32, 10)._fields
    tf.SparseFeature('i', 'v', tf.float32, 10).already_sorted
    tf.VarLenFeature(tf.string) == tf.VarLenFeature(tf.string)
    tf.io.FixedLenFeature is tf.FixedLenFeature
    ! tf.FixedLenFeature([2])
    """,
)


def one(tf: Any, **features: Any) -> Any:
    return feed(tf, "s", record(tf, **features), "string")


def single(name: str, features: Any, row: dict[str, Any], **more: Any) -> None:
    case(
        f"parse_single_example/{name}",
        lambda tf: plain(tf, tf.parse_single_example(one(tf, **row), features(tf), **more)),
        nodes=False,
        why=V1,
    )


single(
    "fixed",
    lambda tf: {"a": tf.FixedLenFeature([2], tf.int64), "c": tf.FixedLenFeature([], tf.float32)},
    A,
)
single("default", lambda tf: {"z": tf.FixedLenFeature([2], tf.float32, [0.5, 1.5])}, A)
single(
    "variable", lambda tf: {"b": tf.VarLenFeature(tf.string), "z": tf.VarLenFeature(tf.int64)}, A
)
single("steps", lambda tf: {"a": tf.FixedLenSequenceFeature([], tf.int64, True)}, A)
single("sparse", lambda tf: {"s": tf.SparseFeature("i", "v", tf.float32, 5)}, S)
single("name", lambda tf: {"a": tf.FixedLenFeature([2], tf.int64)}, A, example_names="me")
wrong(
    "parse_single_example/size",
    lambda tf: plain(
        tf, tf.parse_single_example(one(tf, **A), {"a": tf.FixedLenFeature([3], tf.int64)})
    ),
)
wrong("parse_single_example/none", lambda tf: plain(tf, tf.parse_single_example(one(tf, **A), {})))
wrong(
    "parse_single_example/vector",
    lambda tf: plain(
        tf, tf.parse_single_example(records(tf, A), {"a": tf.FixedLenFeature([2], tf.int64)})
    ),
)
wrong(
    "parse_single_example/vector in the run",
    lambda tf: plain(
        tf,
        tf.parse_single_example(
            feed(tf, "s", [record(tf, **A)], "string", shape=None),
            {"a": tf.FixedLenFeature([2], tf.int64)},
        ),
    ),
)

# ------------------------------------------------------------------------------------ sequences
C = {"context": {"c": [1, 2]}, "w": [[1, 2], [3, 4], [5, 6]], "v": [[b"a"], [], [b"b", b"c"]]}
NOTHING: dict[str, Any] = {}


def of_one(name: str, context: Any, lists: Any, row: dict[str, Any], fails: bool = False) -> None:
    def run(tf: Any) -> Any:
        data = feed(tf, "s", sequence(tf, **row), "string")
        return plain(tf, tf.parse_single_sequence_example(data, context(tf), lists(tf)))

    name = f"parse_single_sequence_example/{name}"
    if fails:
        wrong(name, run)
    else:
        case(name, run, nodes=False, masks=False, why=V1)


def of_many(
    name: str, context: Any, lists: Any, *rows: dict[str, Any], fails: bool = False
) -> None:
    def run(tf: Any) -> Any:
        data = feed(tf, "s", [sequence(tf, **row) for row in rows], "string")
        return plain(tf, tf.io.parse_sequence_example(data, context(tf), lists(tf)))

    name = f"parse_sequence_example/{name}"
    if fails:
        wrong(name, run)
    else:
        case(name, run, nodes=False, masks=False, why=V1)


def no(tf: Any) -> Any:
    return None


def pairs(tf: Any) -> Any:
    return {"w": tf.FixedLenSequenceFeature([2], tf.int64)}


def maybe(tf: Any) -> Any:
    return {"w": tf.FixedLenSequenceFeature([2], tf.int64, allow_missing=True)}


def words(tf: Any) -> Any:
    return {"v": tf.VarLenFeature(tf.string)}


for add in (of_one, of_many):
    add("context", lambda tf: {"c": tf.FixedLenFeature([2], tf.int64)}, no, C)
    add(
        "context variable",
        lambda tf: {"c": tf.VarLenFeature(tf.int64), "d": tf.VarLenFeature(tf.float32)},
        no,
        C,
    )
    add("context default", lambda tf: {"e": tf.FixedLenFeature([2], tf.float32, [1.0, 2.0])}, no, C)
    add("steps", no, pairs, C)
    add("steps missing", no, maybe, NOTHING)
    add("words", no, words, C)
    add("words missing", no, lambda tf: {"z": tf.VarLenFeature(tf.string)}, C)
    add(
        "all",
        lambda tf: {"c": tf.FixedLenFeature([2], tf.int64)},
        lambda tf: {**pairs(tf), **words(tf)},
        C,
    )
    add("nothing asked", no, no, C, fails=True)
    add("size", no, lambda tf: {"w": tf.FixedLenSequenceFeature([], tf.int64)}, C, fails=True)
    add("type", no, lambda tf: {"w": tf.FixedLenSequenceFeature([2], tf.float32)}, C, fails=True)
    add("words of numbers", no, lambda tf: {"w": tf.VarLenFeature(tf.string)}, C, fails=True)
    add("required", no, pairs, NOTHING, fails=True)
    add(
        "empty step",
        no,
        lambda tf: {"v": tf.FixedLenSequenceFeature([1], tf.string)},
        C,
        fails=True,
    )
    add("context missing", lambda tf: {"d": tf.FixedLenFeature([2], tf.float32)}, no, C, fails=True)
    add("context type", lambda tf: {"c": tf.FixedLenFeature([2], tf.float32)}, no, C, fails=True)
    add("context size", lambda tf: {"c": tf.FixedLenFeature([3], tf.int64)}, no, C, fails=True)
    add(
        "steps in the context",
        lambda tf: {"c": tf.FixedLenSequenceFeature([], tf.int64)},
        no,
        C,
        fails=True,
    )
    add("fixed in the lists", no, lambda tf: {"w": tf.FixedLenFeature([], tf.int64)}, C, fails=True)
    add(
        "default",
        no,
        lambda tf: {"w": tf.FixedLenSequenceFeature([2], tf.int64, default_value=3)},
        C,
        fails=True,
    )
    add(
        "open shape",
        no,
        lambda tf: {"w": tf.FixedLenSequenceFeature([None], tf.int64)},
        C,
        fails=True,
    )
SHORT = {"context": {"c": [7]}, "w": [[7, 8]], "v": [[b"q", b"r", b"s"]]}
of_many("unlike steps", no, pairs, C, SHORT)
of_many("unlike words", no, words, C, NOTHING, SHORT)
of_many("unlike context", lambda tf: {"c": tf.VarLenFeature(tf.int64)}, no, C, SHORT, NOTHING)
of_many("one missing", no, maybe, C, NOTHING)
of_many(
    "text steps",
    no,
    lambda tf: {"x": tf.FixedLenSequenceFeature([], tf.string, True)},
    C,
    {"x": [[b"a"], [b"b"]]},
)
of_many("one required", no, pairs, C, NOTHING, fails=True)
of_many("none", lambda tf: {"c": tf.VarLenFeature(tf.int64)}, lambda tf: {**pairs(tf), **words(tf)})


# ------------------------------------------------------------------------------------ JSON
def json(tf: Any, kind: str, values: str) -> Any:
    text = f'{{"features":{{"feature":{{"a":{{"{kind}":{{"value":[{values}]}}}}}}}}}}'
    return tf.decode_json_example(feed(tf, "j", [text.encode()], "string"))


for kind, dtype, values in (
    ("int64List", "int64", '"1", 2, 3.0, -4'),
    ("int64_list", "int64", "9223372036854775807"),
    ("floatList", "float32", '1, 2.5, "NaN", "-Infinity", "3.5"'),
    ("bytesList", "string", '"YQ==", "YWI", "-_8="'),
):
    case(
        f"decode_json_example/{kind}",
        lambda tf, k=kind, d=dtype, v=values: plain(
            tf, tf.parse_example(json(tf, k, v), {"a": tf.VarLenFeature(d)})
        ),
        nodes=False,
        masks=False,
        why=V1,
    )
case(
    "decode_json_example",
    lambda tf: tf.decode_json_example(feed(tf, "j", [b"{}", b'{"features":null}'], "string")),
)
for text in ("junk", "", "[]", '{"zz":1}', '{"features":{"feature":[]}}', '{"features":3}'):
    wrong(f"decode_json_example/{text}", lambda tf, t=text: tf.decode_json_example(t))
for kind, values in (
    ("int64List", "1.5"),
    ("int64List", "9223372036854775808"),
    ("int64List", "true"),
    ("floatList", "1e300"),
    ("floatList", '"a"'),
    ("bytesList", '"a?"'),
    ("bytesList", "3"),
):
    wrong(f"decode_json_example/{kind} {values}", lambda tf, k=kind, v=values: json(tf, k, v))

# ------------------------------------------------------------------------------------ tensors
for dtype in (
    "float16",
    "float32",
    "float64",
    "complex64",
    "complex128",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
):
    case(
        f"serialize_tensor/{dtype}",
        lambda tf, d=dtype: tf.serialize_tensor(feed(tf, "x", [[1, 0], [2, 3]], d)),
    )
    case(
        f"parse_tensor/{dtype}",
        lambda tf, d=dtype: tf.parse_tensor(
            feed(tf, "x", tf.make_tensor_proto([1, 2, 2], d).SerializeToString(), "string"), d
        ),
    )
case("serialize_tensor/bool", lambda tf: tf.serialize_tensor(feed(tf, "x", [True, False], "bool")))
case(
    "serialize_tensor/scalar",
    lambda tf: tf.serialize_tensor(feed(tf, "x", 1.5, "float32"), name="here"),
)
case(
    "serialize_tensor/empty",
    lambda tf: tf.serialize_tensor(feed(tf, "x", np.zeros([0, 2]), "float32")),
)
case(
    "serialize_tensor/text",
    lambda tf: tf.serialize_tensor(feed(tf, "x", [b"a", b"bc", b""], "string")),
)
case("serialize_tensor/one text", lambda tf: tf.serialize_tensor(feed(tf, "x", b"abc", "string")))
case(
    "serialize_tensor/no gradient",
    lambda tf, x: tf.parse_tensor(tf.serialize_tensor(x), tf.float32),
    X,
    masks=False,
    why="FailedPrecondition: no gradient is defined",
)


def protos(tf: Any) -> dict[str, tuple[Any, str]]:
    """Odd TensorProtos, and the type that each is read as."""
    make = tf.make_tensor_proto
    odd = {
        "text": (make(["a", "b"]), "string"),
        "one text": (make("a"), "string"),
        "no text": (make([], tf.string, shape=[0]), "string"),
        "bools": (make([True, False]), "bool"),
        "filled": (make([1, 2], shape=[4]), "int32"),
        "complex": (make([1 + 2j]), "complex128"),
        "half": (make(1.5, tf.float16), "float16"),
    }
    for name, change in {
        "more values": lambda p: p.int_val.extend([4, 5]),
        "no values": lambda p: p.int_val.pop(),
    }.items():
        odd[name] = (make(3), "int32")
        change(odd[name][0])
    return odd


for name in (
    "text",
    "one text",
    "no text",
    "bools",
    "filled",
    "complex",
    "half",
    "more values",
    "no values",
):
    case(
        f"parse_tensor/{name}",
        lambda tf, n=name: tf.parse_tensor(protos(tf)[n][0].SerializeToString(), protos(tf)[n][1]),
    )
case(
    "parse_tensor/name",
    lambda tf: tf.parse_tensor(
        feed(tf, "x", tf.make_tensor_proto(1).SerializeToString(), "string"), tf.int32, name="here"
    ),
)


def changed(tf: Any, change: Any) -> bytes:
    proto = tf.make_tensor_proto([1, 2, 3, 4])
    change(proto)
    return proto.SerializeToString()


for name, change in {
    "cut off": lambda p: setattr(p, "tensor_content", b"123"),
    "another shape": lambda p: setattr(p.tensor_shape.dim[0], "size", 3),
    "negative size": lambda p: setattr(p.tensor_shape.dim[0], "size", -1),
    "huge": lambda p: setattr(p.tensor_shape.dim[0], "size", 2**60),
    "no type": lambda p: setattr(p, "dtype", 0),
}.items():
    wrong(f"parse_tensor/{name}", lambda tf, c=change: tf.parse_tensor(changed(tf, c), tf.int32))
wrong("parse_tensor/junk", lambda tf: tf.parse_tensor(b"abc", tf.int32))
wrong("parse_tensor/nothing", lambda tf: tf.parse_tensor(b"", tf.int32))
wrong("parse_tensor/type", lambda tf: tf.parse_tensor(tf.serialize_tensor([1.0]), tf.int32))
wrong("parse_tensor/vector", lambda tf: tf.parse_tensor([b"a", b"b"], tf.int32))


# ------------------------------------------------------------------------------------ sparse
def sp(
    tf: Any,
    dtype: str = "float32",
    places: Any = ((0, 1), (2, 0)),
    values: Any = (1, 2),
    shape: Any = (3, 2),
) -> Any:
    return tf.SparseTensor(
        feed(tf, "i", np.reshape(places, [-1, len(shape)]), "int64"),
        feed(tf, "v", list(values), dtype),
        feed(tf, "s", shape, "int64"),
    )


for dtype in ("float32", "float64", "int32", "int64", "uint8", "bool", "complex64"):
    case(f"serialize_sparse/{dtype}", lambda tf, d=dtype: tf.serialize_sparse(sp(tf, d)))
    case(
        f"deserialize_many_sparse/{dtype}",
        lambda tf, d=dtype: tf.deserialize_many_sparse(tf.serialize_many_sparse(sp(tf, d)), d),
    )
case(
    "serialize_sparse/text",
    lambda tf: tf.serialize_sparse(sp(tf, "string", values=[b"a", b"bc"]), name="here"),
)
case("serialize_sparse/empty", lambda tf: tf.serialize_sparse(sp(tf, places=[], values=[])))
case(
    "serialize_sparse/cube",
    lambda tf: tf.serialize_sparse(sp(tf, places=[[0, 1, 2]], values=[1], shape=[2, 3, 4])),
)
case("serialize_many_sparse", lambda tf: tf.serialize_many_sparse(sp(tf)))
case(
    "serialize_many_sparse/text",
    lambda tf: tf.serialize_many_sparse(sp(tf, "string", values=[b"a", b"bc"])),
)
case(
    "serialize_many_sparse/empty", lambda tf: tf.serialize_many_sparse(sp(tf, places=[], values=[]))
)
case(
    "serialize_many_sparse/cube",
    lambda tf: tf.serialize_many_sparse(sp(tf, places=[[0, 1, 2], [1, 0, 0]], shape=[2, 3, 4])),
)
case(
    "deserialize_many_sparse/text",
    lambda tf: tf.deserialize_many_sparse(
        tf.serialize_many_sparse(sp(tf, "string", values=[b"a", b"bc"])), tf.string
    ),
)
case(
    "deserialize_many_sparse/rank",
    lambda tf: tf.deserialize_many_sparse(
        tf.serialize_many_sparse(sp(tf)), tf.float32, rank=2, name="here"
    ),
)
case(
    "deserialize_many_sparse/empty",
    lambda tf: tf.deserialize_many_sparse(
        tf.serialize_many_sparse(sp(tf, places=[], values=[])), tf.float32
    ),
)
case(
    "deserialize_many_sparse/unlike",
    lambda tf: tf.deserialize_many_sparse(
        [
            tf.serialize_sparse(sp(tf)),
            tf.serialize_sparse(sp(tf, places=[[0, 4]], values=[3], shape=[1, 5])),
        ],
        tf.float32,
    ),
    masks=False,
    why="two sparse tensors of one name",
)
wrong("serialize_sparse/dense", lambda tf: tf.serialize_sparse(3))
wrong("serialize_many_sparse/dense", lambda tf: tf.serialize_many_sparse([1.0]))
wrong("serialize_sparse/type", lambda tf: tf.serialize_sparse(sp(tf), out_type=tf.int32))
wrong(
    "serialize_many_sparse/rank",
    lambda tf: tf.serialize_many_sparse(sp(tf, places=[[1]], values=[1], shape=[3])),
)
wrong(
    "serialize_many_sparse/order",
    lambda tf: tf.serialize_many_sparse(sp(tf, places=[[2, 0], [0, 1]])),
)
wrong(
    "deserialize_many_sparse/vector",
    lambda tf: tf.deserialize_many_sparse(["a", "b", "c"], tf.float32),
)
wrong(
    "deserialize_many_sparse/junk",
    lambda tf: list(_parts(tf.deserialize_many_sparse([["a", "b", "c"]], tf.float32))),
)
wrong(
    "deserialize_many_sparse/another type",
    lambda tf: list(_parts(tf.deserialize_many_sparse(tf.serialize_many_sparse(sp(tf)), tf.int32))),
)
wrong(
    "deserialize_many_sparse/ranks",
    lambda tf: list(
        _parts(
            tf.deserialize_many_sparse(
                [
                    tf.serialize_sparse(sp(tf)),
                    tf.serialize_sparse(sp(tf, places=[[1]], values=[1], shape=[3])),
                ],
                tf.float32,
            )
        )
    ),
)


def _parts(sparse: Any) -> Any:
    return sparse.indices, sparse.values, sparse.dense_shape
