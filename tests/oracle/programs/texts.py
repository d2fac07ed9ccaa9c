"""Encodings, fingerprints, the clock, and tf.compat's conversions."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import EXACT, Family
from tests.oracle.inputs import feed

FAMILY = Family("texts", EXACT)
ask = FAMILY.ask
case = FAMILY.case
wrong = FAMILY.wrong
script = FAMILY.script

TEXTS = [b"plain", "h\u00e9 \u65e5\U0001f600".encode(), b"", b"b\x00c", b"\xef\xbb\xbfa"]
BROKEN = [
    *(b"a\xffb\xc3", b"\xe2\x82", b"\xed\xa0\x80", b"\xf0\x9f\x98x", b"\xc0\x80", b"\xf5\x80"),
    b"a\x01\n\x7fb",
]


def T(tf: Any) -> Any:
    return feed(tf, "t", TEXTS, "string")


def B(tf: Any) -> Any:
    return feed(tf, "b", BROKEN, "string")


for out in ("UTF-8", "UTF-16-BE", "UTF-32-BE"):
    case(f"transcode/{out}", lambda tf, t, o=out: tf.strings.unicode_transcode(t, "UTF-8", o), T)
    for errors in ("replace", "ignore"):
        case(
            f"transcode/{out} {errors}",
            lambda tf, b, o=out, e=errors: tf.strings.unicode_transcode(b, "UTF-8", o, errors=e),
            B,
        )
        case(
            f"transcode/{out} {errors} controls",
            lambda tf, b, o=out, e=errors: tf.strings.unicode_transcode(
                b, "UTF-8", o, errors=e, replace_control_characters=True
            ),
            B,
        )
for char in (63, 0x65E5, 0x1F600, 0xD800):
    case(
        f"transcode/{char:x}",
        lambda tf, b, c=char: tf.strings.unicode_transcode(b, "UTF-8", "UTF-8", replacement_char=c),
        B,
    )
for encoding, text in {
    "latin1": b"h\xe9",
    "ISO-8859-1": b"h\xe9",
    "US-ASCII": b"plain",
    "shift_jis": "\u65e5".encode("shift_jis"),
    "UTF-16": b"\xff\xfea\x00",
    "UTF-16-BE": b"\x00a\xd8",
    "UTF-16-LE": b"a\x00",
    "UTF-32-BE": b"\x00\x00\x00a",
    "utf8": b"a",
}.items():
    case(
        f"transcode from {encoding}",
        lambda tf, e=encoding, t=text: tf.strings.unicode_transcode(
            feed(tf, "t", t, "string"), e, "UTF-8", name="here"
        ),
    )
for name, options in {
    "strict": {"errors": "strict"},
    "errors": {"errors": "zz"},
    "replacement": {"replacement_char": 0x110000},
    "input": {"input_encoding": "zzz"},
    "output": {"output_encoding": "latin1"},
}.items():
    wrong(
        f"transcode/{name}",
        lambda tf, o=options: tf.strings.unicode_transcode(
            B(tf), **{"input_encoding": "UTF-8", "output_encoding": "UTF-8", **o}
        ),
    )

# ------------------------------------------------------------------------------------ fingerprints
for dtype in ("float32", "float64", "int8", "int32", "int64", "uint8", "bool", "complex64"):
    case(
        f"fingerprint/{dtype}",
        lambda tf, d=dtype: tf.fingerprint(feed(tf, "x", [[1, 0], [3, 4]], d)),
    )
case("fingerprint/text", lambda tf: tf.fingerprint(T(tf), name="here"))
case(
    "fingerprint/texts",
    lambda tf: tf.fingerprint(feed(tf, "x", [[b"a", b"b"], [b"c", b""]], "string")),
)
case(
    "fingerprint/one text a row",
    lambda tf: tf.fingerprint(feed(tf, "x", [[b"a"], [b"c" * 99]], "string")),
)
case(
    "fingerprint/cube",
    lambda tf: tf.fingerprint(feed(tf, "x", np.arange(24).reshape(2, 3, 4), "int32")),
)
case(
    "fingerprint/empty rows", lambda tf: tf.fingerprint(feed(tf, "x", np.zeros([2, 0]), "float32"))
)
case("fingerprint/no rows", lambda tf: tf.fingerprint(feed(tf, "x", np.zeros([0, 2]), "float32")))
wrong("fingerprint/scalar", lambda tf: tf.fingerprint(3))
wrong("fingerprint/method", lambda tf: tf.fingerprint(["a"], method="md5"))


# ------------------------------------------------------------------------------------ the clock
@script
def clock(tf: Any, np: Any) -> Any:
    stamp = tf.timestamp()
    yield stamp, tf.timestamp(name="here")
    with tf.Session() as sess:
        first, second = sess.run(stamp), sess.run(stamp)
        yield bool(second >= first > 1.5e9)


ask(
    "compat",
    """
    tf.compat.as_bytes('h\\xe9')
    tf.compat.as_bytes(b'a')
    tf.compat.as_bytes('h\\xe9', 'latin-1')
    tf.compat.as_bytes(bytearray(b'a'))
    tf.compat.as_text(b'h\\xc3\\xa9')
    tf.compat.as_text('a')
    tf.compat.as_str(b'a')
    tf.compat.as_str_any(3)
    tf.compat.as_str_any(b'a')
    tf.compat.path_to_str('a')
    tf.compat.path_to_str(__import__('pathlib').PurePosixPath('a/b'))
    tf.compat.path_to_str(3)
    isinstance(3, tf.compat.integral_types)
    isinstance(np.int8(3), tf.compat.integral_types)
    isinstance(3.0, tf.compat.real_types)
    isinstance(3j, tf.compat.complex_types)
    isinstance(b'', tf.compat.bytes_or_text_types)
    tf.io.decode_raw is tf.decode_raw
    tf.io.read_file is tf.read_file
    ! tf.compat.as_bytes(3)
    ! tf.compat.as_text(3)
    ! tf.compat.as_text(b'\\xff')
    ! tf.compat.as_bytes('a', 'zzz')
    """,
)
