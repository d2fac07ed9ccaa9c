"""Strings: joining, cutting, patterns, numbers as text, hashes, base64, records, files."""

from __future__ import annotations

import gzip
import os
import tempfile
import zlib
from typing import Any

import numpy as np

from tests.oracle.cases import EXACT, Family
from tests.oracle.inputs import X, feed

FAMILY = Family("strings", EXACT)
case = FAMILY.case
either = FAMILY.either
wrong = FAMILY.wrong
script = FAMILY.script

TEXTS = [b"hello", b"", "h\u00e9llo w\u00f6rld".encode(), b" two words\n", b"12"]


def S(tf: Any) -> Any:
    return feed(tf, "s", TEXTS, "string")


def M(tf: Any) -> Any:
    return feed(tf, "m", [[b"a", b"b", b"c"], [b"d", b"", b"f"]], "string")


def texts(tf: Any, *values: Any) -> Any:
    return feed(tf, "t", list(values), "string")


# ------------------------------------------------------------------------------------ joining
case("string_join", lambda tf, m: tf.string_join([m, "x", m], separator="-"), M)
case("string_join of scalars", lambda tf: tf.string_join(["a", "b"], name="here"))
case("string_join of one", lambda tf, m: tf.string_join([m]), M)
case("strings.join", lambda tf, m: tf.strings.join([m, m], ","), M)
wrong("string_join/shapes", lambda tf: tf.string_join([M(tf), texts(tf, "a", "b")]))
wrong("string_join/types", lambda tf: tf.string_join([M(tf), 1]))
for axis in (0, 1, -1, [0, 1], [1, 0], []):
    case(f"reduce_join/{axis}", lambda tf, m, a=axis: tf.reduce_join(m, a, separator="+"), M)
case("reduce_join/all", lambda tf, m: tf.reduce_join(m), M)
case("reduce_join/keep_dims", lambda tf, m: tf.reduce_join(m, axis=0, keep_dims=True), M)
case("reduce_join/keepdims", lambda tf, m: tf.strings.reduce_join(m, 1, keepdims=True), M)
case("reduce_join/old", lambda tf, m: tf.reduce_join(m, reduction_indices=1, name="here"), M)
wrong("reduce_join/axis", lambda tf: tf.reduce_join(M(tf), 2))

# ------------------------------------------------------------------------------------ cutting
for pos, count in ((0, 2), (1, 9), (-1, 1), (0, 0), (-2, 2), (0, -1)):
    case(
        f"substr/{pos} {count}",
        lambda tf, p=pos, n=count: tf.substr(texts(tf, "hello", "wo"), p, n),
    )
case("substr/each", lambda tf: tf.substr(texts(tf, "hello", "world"), [1, -3], [2, 2]))
case("substr/int64", lambda tf: tf.substr(texts(tf, "hello"), np.int64(1), np.int64(2)))
case("substr/one text", lambda tf: tf.substr("hello", [0, 1, 5], [1, 2, 3], name="here"))
case("substr/characters", lambda tf, s: tf.substr(s[2:3], 1, 3, unit="UTF8_CHAR"), S)
case("strings.substr", lambda tf, m: tf.strings.substr(m, 0, 1), M)
wrong("substr/beyond", lambda tf: tf.substr(S(tf), 3, 1))
wrong("substr/unit", lambda tf: tf.substr(S(tf), 0, 1, unit="CHAR"))
case("substr/kinds", lambda tf: tf.substr(texts(tf, "hello"), 0, np.int64(1)))
case("string_strip", lambda tf, s: tf.string_strip(s), S)
case("strings.strip", lambda tf: tf.strings.strip(texts(tf, " \t x\v\f\r\n")))
case("strings.length", lambda tf, s: tf.strings.length(s), S)
case("strings.length/characters", lambda tf, s: tf.strings.length(s, unit="UTF8_CHAR"), S)
wrong("strings.length/unit", lambda tf: tf.strings.length(S(tf), unit="WORD"))
for f in ("lower", "upper"):
    case(f"strings.{f}", lambda tf, f=f: getattr(tf.strings, f)(texts(tf, "aB\u00c9\u00e9z")))
    case(
        f"strings.{f}/utf-8",
        lambda tf, f=f: getattr(tf.strings, f)(texts(tf, "aB\u00c9\u00e9z"), encoding="utf-8"),
    )


def parts(sp: Any) -> list[Any]:
    return [sp.indices, sp.values, sp.dense_shape]


SENTENCES = [b"hello world", b"", b" a b  c", b"a,b;,c"]


def W(tf: Any) -> Any:
    return feed(tf, "w", SENTENCES, "string")


for sep in (None, " ", ",;", "", "b"):
    for skip in (True, False):
        case(
            f"string_split/{sep} {skip}",
            lambda tf, w, s=sep, k=skip: parts(tf.string_split(w, s, skip_empty=k)),
            W,
        )
for sep in (None, "", " ", ",", "lo w"):
    case(f"strings.split/{sep}", lambda tf, w, s=sep: parts(tf.strings.split(w, s)), W)
case("string_split/old", lambda tf, w: parts(tf.string_split(w, delimiter=",", name="here")), W)
case("string_split/list", lambda tf: parts(tf.string_split(["a b", "c"])))
case("string_split/none", lambda tf: parts(tf.string_split(texts(tf))))
case("strings.split/most", lambda tf, w: parts(tf.strings.split(w, ",", maxsplit=1)), W)
case("strings.split/one string", lambda tf: parts(tf.strings.split("a b", name="here")))
wrong("string_split/scalar", lambda tf: tf.string_split(feed(tf, "s", b"a b", "string")).values)
case(
    "unsorted_segment_join",
    lambda tf, m: tf.strings.unsorted_segment_join(m, [1, 1], 3, separator="-"),
    M,
)
case(
    "unsorted_segment_join/all axes",
    lambda tf, m: tf.strings.unsorted_segment_join(m, [[0, 1, 0], [1, 1, 0]], 2, name="here"),
    M,
    masks=False,
    why="TensorFlow wants to know the rank",
)
wrong(
    "unsorted_segment_join/number",
    lambda tf: tf.strings.unsorted_segment_join(
        texts(tf, "a"), tf.placeholder_with_default([5], [1]), 2
    ),
)

# ------------------------------------------------------------------------------------ patterns
PATTERNS = {
    "letter": ("l", "L"),
    "groups": (r"(h)(.)", r"\2\1\0"),
    "none": ("", "-"),
    "star": ("l*", "x"),
    "class": ("[^a-m]", "."),
    "posix": ("[[:alpha:]]+", "w"),
    "posix in a class": ("[[:digit:]h-]", "_"),
    "bracket first": ("[]l]", "_"),
    "word": (r"\w+", "w"),
    "digit": (r"\d", "#"),
    "space": (r"\s", "_"),
    "boundary": (r"\b", "|"),
    "start": ("^.", "^"),
    "end": (".$", "$"),
    "true end": (r".\z", "z"),
    "any": (".", "."),
    "any of all": ("(?s).", "."),
    "small and large": ("(?i)H", "x"),
    "named": ("(?P<first>h)", r"<\1>"),
    "apart": ("(?:h|w)+", "x"),
    "not greedy": ("l+?", "x"),
    "count": ("l{2}", "x"),
    "literal": (r"\Q.\El*", "x"),
    "backslash": ("h", r"\\"),
    "no such group": ("h", r"\3"),
}
for name, (pattern, rewrite) in PATTERNS.items():
    case(f"regex_replace/{name}", lambda tf, s, p=pattern, r=rewrite: tf.regex_replace(s, p, r), S)
case("regex_replace/first", lambda tf, s: tf.regex_replace(s, "l", "L", replace_global=False), S)
case(
    "regex_replace/fed",
    lambda tf, s: tf.strings.regex_replace(s, tf.placeholder_with_default("l.", []), "_"),
    S,
    masks=False,
    why="a pattern is a scalar",
)
for name, pattern in {
    "open": "(",
    "reference": r"(l)\1",
    "ahead": "h(?=e)",
    "behind": "(?<=h)e",
    "class": "[[:nothing:]]",
    "repeat": "*",
}.items():
    wrong(
        f"regex_replace/wrong {name}",
        lambda tf, p=pattern: tf.regex_replace(S(tf), p, "x"),
        instead="errors.InvalidArgumentError",
        why="TensorFlow stumbles over its own message where it has a colon in brackets",
    )
case("regex_full_match", lambda tf, s: tf.strings.regex_full_match(s, "h.*|[0-9]+"), S)
case(
    "regex_full_match/fed",
    lambda tf, s: tf.strings.regex_full_match(s, tf.placeholder_with_default(".l*.*", [])),
    S,
    masks=False,
    why="a pattern is a scalar",
)

# ------------------------------------------------------------------------------------ numbers
NUMBERS = ["1.5", " 2", "1e3 ", "-inf", "nan", ".5", "5.", "+4", "0x10", "1e100", "-Infinity"]
for kind in ("float32", "float64"):
    case(
        f"string_to_number/{kind}",
        lambda tf, k=kind: tf.string_to_number(texts(tf, *NUMBERS), getattr(tf, k)),
    )
for kind in ("int32", "int64"):
    case(
        f"string_to_number/{kind}",
        lambda tf, k=kind: tf.string_to_number(texts(tf, "15", " -2 ", "+7"), getattr(tf, k)),
    )
case("strings.to_number", lambda tf: tf.strings.to_number(input="2", name="here"))
for text in ("x", "", "1_0", "1e", "1 2", "--1"):
    wrong(f"string_to_number/{text!r}", lambda tf, t=text: tf.string_to_number(texts(tf, t)))
for text in ("1.5", "3000000000", "0x1"):
    wrong(
        f"string_to_number/int32 {text!r}",
        lambda tf, t=text: tf.string_to_number(texts(tf, t), tf.int32),
    )
wrong("string_to_number/int8", lambda tf: tf.string_to_number(texts(tf, "1"), tf.int8))
REALS = [1.5, 2e10, -3e-7, 0.0, -0.0, 123456789.0, 0.1, 1e-20]
for name, options in {
    "plain": {},
    "precision": {"precision": 2},
    "scientific": {"scientific": True},
    "shortest": {"shortest": True},
    "shortest and precision": {"shortest": True, "precision": 3},
    "width": {"width": 12},
    "zeros": {"width": 12, "fill": "0", "precision": 1},
    "left": {"width": 12, "fill": "-", "precision": 1},
    "plus": {"fill": "+"},
}.items():
    for kind in ("float32", "float64"):
        case(
            f"as_string/{kind}/{name}",
            lambda tf, o=options, k=kind: tf.as_string(feed(tf, "x", REALS, k), **o),
        )
case("as_string/not finite", lambda tf: tf.as_string(feed(tf, "x", [np.nan, np.inf, -np.inf])))
case(
    "as_string/not finite, zeros",
    lambda tf: tf.as_string(feed(tf, "x", [np.inf, -np.inf]), width=7, fill="0"),
)
for kind in ("int8", "int32", "int64", "uint8"):
    case(
        f"as_string/{kind}",
        lambda tf, k=kind: tf.as_string(feed(tf, "x", [1, 22, 100], k), width=4, fill="0"),
    )
case("as_string/minus", lambda tf: tf.as_string(feed(tf, "x", [-5], "int32"), width=4, fill="0"))
case("as_string/bool", lambda tf: tf.as_string([True, False], name="here"))
case("as_string/string", lambda tf, s: tf.as_string(s), S)
case("as_string/string, width", lambda tf: tf.as_string(texts(tf, "a"), width=4))
case("as_string/complex", lambda tf: tf.as_string(tf.constant([1 + 2j, -0.5j]), precision=1))
for name, options in {
    "precision of an int": {"precision": 2},
    "scientific int": {"scientific": True},
    "fill": {"fill": "xx"},
    "fill x": {"fill": "x"},
}.items():
    wrong(f"as_string/{name}", lambda tf, o=options: tf.as_string([1], **o))
wrong("as_string/both", lambda tf: tf.as_string([1.0], scientific=True, shortest=True))

# ------------------------------------------------------------------------------------ hashes
LENGTHS = [
    bytes((i * 7 + n) % 256 for i in range(n)) for n in (*range(70), 127, 128, 129, 200, 999)
]
MANY = 2**62
case("string_to_hash_bucket_fast", lambda tf: tf.string_to_hash_bucket_fast(LENGTHS, MANY))
case("string_to_hash_bucket", lambda tf: tf.string_to_hash_bucket(LENGTHS, MANY))
case(
    "string_to_hash_bucket_strong",
    lambda tf: tf.string_to_hash_bucket_strong(LENGTHS, MANY, [2**63 - 1, 5]),
)
case("strings.to_hash_bucket_fast", lambda tf, m: tf.strings.to_hash_bucket_fast(m, 10), M)
case("strings.to_hash_bucket", lambda tf, m: tf.strings.to_hash_bucket(m, 10, name="here"), M)
case(
    "strings.to_hash_bucket_strong",
    lambda tf, m: tf.strings.to_hash_bucket_strong(m, 10, [0, 1]),
    M,
)
wrong("hash buckets/none", lambda tf: tf.string_to_hash_bucket_fast(S(tf), 0))

# ------------------------------------------------------------------------------------ decoding
for kind in ("uint8", "int16", "int32", "float32", "float64", "bool"):
    for little in (True, False):
        case(
            f"decode_raw/{kind} {little}",
            lambda tf, k=kind, e=little: tf.decode_raw(
                texts(tf, b"\x00\x01" * 8, b"\x01\x00" * 8), getattr(tf, k), little_endian=e
            ),
        )
case("decode_raw/scalar", lambda tf: tf.decode_raw("abc", tf.uint8, name="here"))
case("decode_raw/none", lambda tf: tf.decode_raw(tf.constant([], tf.string), tf.int16))
case("decode_raw/old", lambda tf: tf.decode_raw(bytes="abcd", out_type=tf.int32))
wrong("decode_raw/lengths", lambda tf: tf.decode_raw(S(tf), tf.uint8))
wrong("decode_raw/multiple", lambda tf: tf.decode_raw(texts(tf, "abc"), tf.int16))
case("encode_base64", lambda tf: tf.encode_base64(texts(tf, b"hello?>", b"a", b"", b"\xff\xfe")))
case("encode_base64/pad", lambda tf: tf.encode_base64(texts(tf, "hello?>", "a"), pad=True))
case("decode_base64", lambda tf: tf.decode_base64(texts(tf, "aGVsbG8_Pg", "YQ==", "YQ", "__4")))
for text in ("a+/b", "YQ=", "a", "Y Q="):
    wrong(f"decode_base64/{text}", lambda tf, t=text: tf.decode_base64(texts(tf, t)))
case("decode_compressed", lambda tf, s: tf.decode_compressed(s), S)
case(
    "decode_compressed/ZLIB",
    lambda tf: tf.decode_compressed(texts(tf, zlib.compress(b"hello" * 9)), "ZLIB"),
)
case(
    "decode_compressed/GZIP",
    lambda tf: tf.decode_compressed(texts(tf, gzip.compress(b"hello", mtime=0)), "GZIP"),
)
wrong("decode_compressed/damaged", lambda tf: tf.decode_compressed(texts(tf, "hello"), "ZLIB"))
wrong("decode_compressed/kind", lambda tf: tf.decode_compressed(texts(tf, "hello"), "LZ"))

# ------------------------------------------------------------------------------------ records
case(
    "decode_csv",
    lambda tf: tf.decode_csv(texts(tf, "1,2.5,abc", '3,,"x,""y"'), [[0], [1.5], [""]]),
)
case("decode_csv/scalar", lambda tf: tf.decode_csv("1 2", [[0], [0.0]], field_delim=" "))
case(
    "decode_csv/kinds",
    lambda tf: tf.decode_csv(
        texts(tf, " 7 ,8,9.5,1e3"),
        [tf.constant([1], k) for k in (tf.int32, tf.int64, tf.float32, tf.float64)],
    ),
)
case("decode_csv/scalar defaults", lambda tf: tf.decode_csv(texts(tf, ",x"), [5, "y"]))
case(
    "decode_csv/select",
    lambda tf: tf.decode_csv(texts(tf, "1,2,3"), [[0], [0]], select_cols=[0, 2]),
)
case("decode_csv/na", lambda tf: tf.decode_csv(texts(tf, "1,NA"), [[0], [7]], na_value="NA"))
case(
    "decode_csv/no quotes",
    lambda tf: tf.decode_csv(texts(tf, '"a",1'), [[""], [7]], use_quote_delim=False),
)
case("decode_csv/last empty", lambda tf: tf.decode_csv(texts(tf, "1,"), [[7], [8]]))
for name, (text, defaults) in {
    "too many": ("1,2,3", [[0], [0]]),
    "too few": ("1", [[0], [0]]),
    "empty": ("", [[0]]),
    "no number": ("x", [[0]]),
    "no int": ("1.5", [[0]]),
    "quote": ('"a"b,1', [[""], [0]]),
    "open quote": ('"a', [[""]]),
    "quote within": ('a"b', [[""]]),
    "too large": ("3000000000", [[0]]),
}.items():
    wrong(f"decode_csv/{name}", lambda tf, t=text, d=defaults: tf.decode_csv(texts(tf, t), d))
wrong(
    "decode_csv/required",
    lambda tf: tf.decode_csv(texts(tf, ","), [tf.constant([], tf.int32), [0]]),
)
wrong("decode_csv/delimiter", lambda tf: tf.decode_csv("a||b", [[""], [""]], field_delim="||"))
wrong("decode_csv/order", lambda tf: tf.decode_csv("1,2", [[0], [0]], select_cols=[1, 0]))
wrong("decode_csv/selected", lambda tf: tf.decode_csv("1,2", [[0], [0]], select_cols=[0]))
wrong("decode_csv/kind", lambda tf: tf.decode_csv("1", [tf.constant([1], tf.uint8)]))
wrong("decode_csv/defaults", lambda tf: tf.decode_csv("1", [[1, 2]]))


# ------------------------------------------------------------------------------------ files
@script
def files(tf: Any, np: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "deep", "note")
        session = tf.Session()
        write = tf.write_file(path, "first")
        yield write.name, write.type, len(write.outputs), session.run(write)
        name = tf.placeholder(tf.string, [])
        read = tf.read_file(name, name="here")
        yield read.name, read.dtype, read.shape, session.run(read, {name: path})
        session.run(tf.write_file(path, b"\x00\xff"))
        yield session.run(read, {name: path})
        for name in ("b.txt", "a.txt", "c.png"):
            session.run(tf.write_file(os.path.join(folder, name), name))
        found = tf.matching_files(os.path.join(folder, "*.txt"))
        yield found.name, found.shape, [os.path.basename(p) for p in session.run(found)]
        two = tf.matching_files([os.path.join(folder, "c*"), os.path.join(folder, "[ab].txt")])
        yield [os.path.basename(p) for p in session.run(two)]
        yield session.run(tf.matching_files(os.path.join(folder, "none*"))).shape


wrong("read_file/missing", lambda tf: tf.read_file("there/is/no/such/file"))
wrong("read_file/folder", lambda tf: tf.read_file("."))
wrong("read_file/vector", lambda tf: tf.read_file(["a", "b"]))
wrong("write_file/vector", lambda tf: tf.write_file("a", ["a", "b"]))
case("no gradient", lambda tf, x: tf.string_to_number(tf.as_string(x)), X)
