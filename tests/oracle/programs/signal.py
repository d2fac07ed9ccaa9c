"""Windows, frames, short-time transforms, mel spectrograms."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import S, X, feed

FAMILY = Family(
    "signal",
    Tolerance(
        32,
        "array",
        "functions and sums of up to 30 products, added in another order",
        grad_ulps=64,
    ),
)
case = FAMILY.case
wrong = FAMILY.wrong

RANK = "TensorFlow needs the rank, and of inverse_mdct the last size"
COND = "one node for cond; the length of the window is known to be that of the range"


def signal(tf: Any, dtype: str = "float32") -> Any:
    """[2, 15]."""
    return feed(tf, "x", np.cos(np.arange(30) * 1.1).reshape(2, 15).round(4), dtype)


def frames(tf: Any, dtype: str = "float32") -> Any:
    """[2, 3, 4]."""
    return feed(tf, "x", np.cos(np.arange(24) * 1.1).reshape(2, 3, 4).round(4), dtype)


def spectra(tf: Any, dtype: str = "float32") -> Any:
    """[2, 4, 5], the real parts of spectra."""
    return feed(tf, "x", np.cos(np.arange(40) * 1.1).reshape(2, 4, 5).round(4), dtype)


def positive(tf: Any) -> Any:
    """[2, 3, 4], logarithms."""
    return feed(tf, "x", np.sin(np.arange(24) * 1.7).reshape(2, 3, 4).round(4))


def length(tf: Any) -> Any:
    return feed(tf, "n", 6, "int32")


# ------------------------------------------------------------------------------ windows
for name in ("hann_window", "hamming_window"):
    for count in (1, 2, 5, 8):
        case(f"{name} {count}", lambda tf, f=name, n=count: getattr(tf.signal, f)(n))
    case(f"{name} symmetric", lambda tf, f=name: getattr(tf.signal, f)(6, periodic=False, name="w"))
    for dtype in ("float16", "float64"):
        case(
            f"{name} {dtype}",
            lambda tf, f=name, d=dtype: getattr(tf.signal, f)(6, dtype=getattr(tf, d)),
        )
    case(
        f"{name} of a fed length",
        lambda tf, n, f=name: getattr(tf.signal, f)(n),
        length,
        nodes=False,
        types=False,
        why=COND,
    )
    case(f"{name} fed periodic", lambda tf, f=name: getattr(tf.signal, f)(6, tf.equal(1, 2)))
    wrong(f"{name} of ints", lambda tf, f=name: getattr(tf.signal, f)(4, dtype=tf.int32))
    wrong(f"{name} of two lengths", lambda tf, f=name: getattr(tf.signal, f)([4, 5]))
for count in (1, 2, 5, 8):
    case(f"kaiser_window {count}", lambda tf, n=count: tf.signal.kaiser_window(n))
    case(f"vorbis_window {count}", lambda tf, n=count: tf.signal.vorbis_window(n))
for beta in (0.0, 2.5, 30.0):
    case(f"kaiser_window beta {beta}", lambda tf, b=beta: tf.signal.kaiser_window(6, b, name="w"))
case("kaiser_window slope", lambda tf, s: tf.signal.kaiser_window(6, s), S)
case("kaiser_window of float64", lambda tf: tf.signal.kaiser_window(6, dtype=tf.float64))
case("kaiser_window of a fed length", lambda tf, n: tf.signal.kaiser_window(n), length)
for count in (2, 6, 8):
    case(f"derived {count}", lambda tf, n=count: tf.signal.kaiser_bessel_derived_window(n))
case(
    "derived slope",
    lambda tf, s: tf.signal.kaiser_bessel_derived_window(6, s),
    S,
)
case("vorbis_window of float64", lambda tf: tf.signal.vorbis_window(6, tf.float64, "w"))
case("vorbis_window of a fed length", lambda tf, n: tf.signal.vorbis_window(n), length)
wrong("kaiser_window of ints", lambda tf: tf.signal.kaiser_window(4, dtype=tf.int32))
wrong("vorbis_window of ints", lambda tf: tf.signal.vorbis_window(4, dtype=tf.int32))
wrong("kaiser_window of two lengths", lambda tf: tf.signal.kaiser_window([4, 5]))

# ------------------------------------------------------------------------------ frame
for size, step in ((4, 2), (4, 4), (5, 3), (3, 5), (15, 1), (16, 2), (1, 1), (6, 4)):
    for end in (False, True):
        case(
            f"frame {size} {step} {end}",
            lambda tf, x, n=size, k=step, e=end: tf.signal.frame(x, n, k, e),
            signal,
        )
case(
    "frame with a value",
    lambda tf, x: tf.signal.frame(x, 4, 3, pad_end=True, pad_value=-1.5, name="here"),
    signal,
)
for axis in (0, 1, -2):
    case(
        f"frame along {axis}",
        lambda tf, x, a=axis: tf.signal.frame(x, 2, 1, pad_end=True, axis=a),
        frames,
    )
case("frame of ints", lambda tf: tf.signal.frame([1, 2, 3, 4, 5], 2, 2, pad_end=True, pad_value=7))
case("frame of nothing", lambda tf: tf.signal.frame(tf.zeros([2, 0]), 2, 1))
case("frame of length 0", lambda tf, x: tf.signal.frame(x, 0, 2), signal)
wrong("frame of a scalar", lambda tf: tf.signal.frame(S(tf), 2, 1))
wrong("frame of two lengths", lambda tf: tf.signal.frame(X(tf), [2], 1))
wrong("frame of two steps", lambda tf: tf.signal.frame(X(tf), 2, [1]))
wrong(
    "frame by 0",
    lambda tf: tf.signal.frame(X(tf), 2, 0),
    early="errors.InvalidArgumentError",
    why="the step is known",
)
wrong("frame out of range", lambda tf: tf.signal.frame(X(tf), 2, 1, axis=2))

# ------------------------------------------------------------------------------ overlap_and_add
for step in (1, 2, 3, 4):
    case(
        f"overlap_and_add {step}",
        lambda tf, x, k=step: tf.signal.overlap_and_add(x, k),
        frames,
    )
case(
    "overlap_and_add further",
    lambda tf, x: tf.signal.overlap_and_add(x, 5),
    frames,
)
case(
    "overlap_and_add named",
    lambda tf, x: tf.signal.overlap_and_add(x, 2, name="here"),
    lambda tf: frames(tf, "float64"),
)
case("overlap_and_add of ints", lambda tf: tf.signal.overlap_and_add([[1, 2, 3], [4, 5, 6]], 1))
wrong("overlap_and_add of a vector", lambda tf: tf.signal.overlap_and_add([1.0, 2.0], 1))
wrong("overlap_and_add by a float", lambda tf: tf.signal.overlap_and_add(X(tf), 2.0))
wrong("overlap_and_add by two steps", lambda tf: tf.signal.overlap_and_add(X(tf), [1, 2]))


# ------------------------------------------------------------------------------ stft
def parts(tf: Any, z: Any) -> Any:
    """A complex result, and real numbers of it through which gradients flow."""
    return [z, tf.real(z), tf.imag(z)]


for size, step, fft in ((4, 2, None), (6, 3, None), (5, 2, 8), (5, 5, 5), (1, 1, None)):
    for end in (False, True):
        case(
            f"stft {size} {step} {fft} {end}",
            lambda tf, x, n=size, k=step, m=fft, e=end: parts(
                tf, tf.signal.stft(x, n, k, m, pad_end=e)
            ),
            signal,
        )
case(
    "stft without window",
    lambda tf, x: parts(tf, tf.signal.stft(x, 4, 2, window_fn=None)),
    signal,
)
case(
    "stft of float64",
    lambda tf, x: tf.signal.stft(x, 4, 2, window_fn=tf.signal.hamming_window, name="here"),
    lambda tf: signal(tf, "float64"),
)
wrong("stft of a scalar", lambda tf: tf.signal.stft(S(tf), 2, 1))
wrong("stft of ints", lambda tf: tf.signal.stft(tf.zeros([2, 9], tf.int32), 2, 1))
wrong("stft of two lengths", lambda tf: tf.signal.stft(X(tf), [2], 1))
wrong("stft of two fft lengths", lambda tf: tf.signal.stft(X(tf), 2, 1, [2]))
for size, step, fft in ((8, 4, None), (6, 2, None), (5, 2, 8), (8, 4, 8), (10, 5, 8)):
    case(
        f"inverse_stft {size} {step} {fft}",
        lambda tf, x, n=size, k=step, m=fft: tf.signal.inverse_stft(tf.complex(x, x * x), n, k, m),
        spectra,
    )
case(
    "inverse_stft without window",
    lambda tf, x: tf.signal.inverse_stft(tf.complex(x, x * x), 8, 4, window_fn=None, name="here"),
    lambda tf: spectra(tf, "float64"),
)
for size, step in ((8, 4), (8, 3), (6, 6), (4, 8)):
    case(
        f"inverse window {size} {step}",
        lambda tf, n=size, k=step: tf.signal.inverse_stft_window_fn(k)(n, tf.float32),
    )
case(
    "inverse window named",
    lambda tf: tf.signal.inverse_stft_window_fn(3, tf.signal.hamming_window, "here")(6, tf.float64),
)
wrong("inverse_stft of a vector", lambda tf: tf.signal.inverse_stft([1 + 2j], 2, 1))
wrong("inverse_stft of reals", lambda tf: tf.signal.inverse_stft(X(tf), 2, 1))

# ------------------------------------------------------------------------------ mdct
for norm in (None, "ortho"):
    for end in (False, True):
        case(
            f"mdct {norm} {end}",
            lambda tf, x, o=norm, e=end: tf.signal.mdct(x, 8, norm=o, pad_end=e),
            signal,
            masks=False,
            why=RANK,
        )
    case(
        f"inverse_mdct {norm}",
        lambda tf, x, o=norm: tf.signal.inverse_mdct(x, norm=o, name="here"),
        frames,
        masks=False,
        why=RANK,
    )
case(
    "mdct without window",
    lambda tf, x: tf.signal.mdct(x, 4, None, name="here"),
    signal,
    masks=False,
    why=RANK,
)
case(
    "inverse_mdct without window",
    lambda tf, x: tf.signal.inverse_mdct(x, None),
    lambda tf: frames(tf, "float64"),
    masks=False,
    why=RANK,
)
case(
    "mdct with another window",
    lambda tf, x: tf.signal.mdct(x, 8, tf.signal.kaiser_bessel_derived_window),
    signal,
    masks=False,
    why=RANK,
)
wrong("mdct of length 6", lambda tf: tf.signal.mdct(X(tf), 6))
wrong("mdct of two lengths", lambda tf: tf.signal.mdct(X(tf), [4]))
wrong("mdct of another norm", lambda tf: tf.signal.mdct(tf.zeros([8]), 4, norm="x"))
wrong(
    "inverse_mdct of another norm",
    lambda tf: tf.signal.inverse_mdct(X(tf), norm="x"),
    instead="ValueError",
    why="as for mdct",
)
wrong("inverse_mdct of a vector", lambda tf: tf.signal.inverse_mdct([1.0, 2.0]))

# ------------------------------------------------------------------------------ mel
LINSPACE = "linspace was one node in TensorFlow 1"
for bins, rows in ((4, 9), (2, 5), (20, 129)):
    case(
        f"mel weights {bins} {rows}",
        lambda tf, b=bins, r=rows: tf.signal.linear_to_mel_weight_matrix(b, r),
        nodes=False,
        why=LINSPACE,
    )
case(
    "mel weights of float64",
    lambda tf: tf.signal.linear_to_mel_weight_matrix(
        5, 17, 16000.0, 0.0, 8000.0, tf.float64, "here"
    ),
    nodes=False,
    why=LINSPACE,
)
wrong("mel weights of no bins", lambda tf: tf.signal.linear_to_mel_weight_matrix(0))
wrong("mel weights without rate", lambda tf: tf.signal.linear_to_mel_weight_matrix(sample_rate=0))
wrong(
    "mel weights below 0", lambda tf: tf.signal.linear_to_mel_weight_matrix(lower_edge_hertz=-1.0)
)
wrong(
    "mel weights out of order", lambda tf: tf.signal.linear_to_mel_weight_matrix(4, 9, 8000, 3900.0)
)
wrong(
    "mel weights too high", lambda tf: tf.signal.linear_to_mel_weight_matrix(4, 9, 8000, 0.0, 5e3)
)
wrong("mel weights of ints", lambda tf: tf.signal.linear_to_mel_weight_matrix(dtype=tf.int32))
case(
    "mfccs",
    lambda tf, x: tf.signal.mfccs_from_log_mel_spectrograms(x),
    positive,
)
case("mfccs named", lambda tf: tf.signal.mfccs_from_log_mel_spectrograms([[1.0, 2.0]], name="m"))
case(
    "mfccs of float64",
    lambda tf, x: tf.signal.mfccs_from_log_mel_spectrograms(x),
    lambda tf: X(tf, "float64"),
)
wrong("mfccs of no bins", lambda tf: tf.signal.mfccs_from_log_mel_spectrograms(tf.zeros([2, 0])))
wrong("mfccs of a scalar", lambda tf: tf.signal.mfccs_from_log_mel_spectrograms(S(tf)))


@FAMILY.script
def unknown_shapes(tf, np):
    """Values and slopes where little is known of the shape."""
    x = np.cos(np.arange(36) * 1.3).reshape(3, 12).astype(np.float32)
    n = tf.placeholder(tf.int32, [])
    for shape in ([3, None], [None, 12], [None, None]):
        u = tf.placeholder(tf.float32, shape)
        cut = tf.signal.frame(u, 4, 2)
        made = [
            cut,
            tf.signal.frame(u, 5, 3, pad_end=True),
            tf.signal.frame(u, n, 2, pad_end=True),
            tf.signal.frame(u, n, n),
            tf.signal.frame(u, 2, 1, axis=0),
            tf.signal.overlap_and_add(cut, 2),
            tf.signal.overlap_and_add(cut, n),
            tf.real(tf.signal.stft(u, 6, 3)),
            tf.real(tf.signal.stft(u, n, 3, pad_end=True)),
            tf.signal.inverse_stft(tf.complex(u, u), 8, 4, 22),
            tf.signal.mdct(u, 8),
            tf.signal.mfccs_from_log_mel_spectrograms(u),
        ]
        # TensorFlow has no gradient of transforms that are cut
        cut_short = [
            tf.signal.inverse_stft(tf.complex(u, u), n, 2),
            tf.signal.inverse_stft_window_fn(2)(n, tf.float32),
        ]
        with tf.Session() as sess:
            for y in made:
                yield sess.run(y, {u: x, n: 4})
                yield sess.run(tf.gradients(y, u), {u: x, n: 4})
            yield sess.run(cut_short, {u: x, n: 4})


@FAMILY.script
def static_shapes(tf, np):
    """What is known of results where little is known of inputs."""
    for shape in ([3, None], [None, 12], [None, None]):
        u = tf.placeholder(tf.float32, shape)
        yield tf.signal.frame(u, 4, 2).shape
        yield tf.signal.frame(u, 5, 3, pad_end=True).shape
        yield tf.signal.frame(u, 2, 1, axis=0).shape
        yield tf.signal.stft(u, 6, 3).shape


@FAMILY.script
def there_and_back(tf, np):
    """A signal of its short-time spectra, and of its modified cosine transforms."""
    x = np.cos(np.arange(64) * 0.7).astype(np.float32)
    for window in (tf.signal.hann_window, tf.signal.hamming_window):
        y = tf.signal.stft(x, 16, 4, window_fn=window)
        inverse = tf.signal.inverse_stft_window_fn(4, window)
        back = tf.signal.inverse_stft(y, 16, 4, window_fn=inverse)
        with tf.Session() as sess:
            yield sess.run(back)[12:-12]
    for window in (tf.signal.vorbis_window, tf.signal.kaiser_bessel_derived_window, None):
        y = tf.signal.mdct(x, 16, window, norm="ortho")
        with tf.Session() as sess:
            yield sess.run(tf.signal.inverse_mdct(y, window, norm="ortho"))[8:-8]
