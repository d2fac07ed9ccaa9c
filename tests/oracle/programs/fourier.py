"""Fourier transforms in one, two and three dimensions, cosine transforms, shifted spectra."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import E, I, S, T, V, X, feed

FAMILY = Family(
    "fourier",
    Tolerance(16, "array", "sums of up to 30 products, added in another order"),
)
case = FAMILY.case
wrong = FAMILY.wrong
dtypes = FAMILY.dtypes

PADS = "paddings that are known in part give part of a shape here"
LONGER = "TensorFlow's gradient has the shape of the transform, not of its input"
VOLUMES = "TensorFlow has no gradient for volumes"
RANK = "TensorFlow needs the rank"
WEIGHTS = [[1 + 2j, -0.5, 3 - 1j], [0.25j, 2, -1 - 1j]]


def Z(tf: Any, dtype: str = "complex64") -> Any:
    """[2, 3], complex."""
    return feed(tf, "z", WEIGHTS, dtype)


def ZZ(tf: Any, dtype: str = "complex64") -> Any:
    """[2, 3, 4], complex."""
    values = np.exp(np.arange(24) * (0.05 + 1.3j)).reshape(2, 3, 4)
    return feed(tf, "z", values.round(4), dtype)


def Y(tf: Any) -> Any:
    """[2, 4, 3, 5], real, for transforms of volumes."""
    return feed(tf, "y", np.cos(np.arange(120) * 1.7).reshape(2, 4, 3, 5).round(4))


def N(tf: Any) -> Any:
    """[4, 6], two lengths."""
    return feed(tf, "n", [4, 6], "int32")


def parts(tf: Any, z: Any) -> Any:
    """A complex result, and real numbers of it through which gradients flow."""
    return [z, tf.real(z), tf.imag(z) * tf.real(z)]


def complex_of(tf: Any, x: Any) -> Any:
    """Complex numbers of real ones, so that there is something to differentiate by."""
    return tf.complex(x, x * x - 0.5)


# ------------------------------------------------------------------------------ FFT, IFFT
for name in ("fft", "ifft"):
    case(name, lambda tf, z, f=name: getattr(tf, f)(z), Z)
    case(
        f"{name} of complex128",
        lambda tf, z, f=name: getattr(tf, f)(z),
        lambda tf: Z(tf, "complex128"),
    )
    case(f"{name} named", lambda tf, z, f=name: getattr(tf.signal, f)(z, name="here"), Z)
    case(f"{name} of a list", lambda tf, f=name: getattr(tf.spectral, f)([1 + 2j, 3]))
    case(f"{name}2d", lambda tf, z, f=name: getattr(tf, f + "2d")(z), ZZ)
    case(f"{name}3d", lambda tf, z, f=name: getattr(tf, f + "3d")(z), ZZ)
    case(f"{name} of nothing", lambda tf, f=name: getattr(tf, f)(tf.zeros([2, 0], tf.complex64)))
    case(f"{name} of no signals", lambda tf, f=name: getattr(tf, f)(tf.zeros([0, 3], tf.complex64)))
    case(
        f"{name}2d of nothing",
        lambda tf, f=name: getattr(tf, f + "2d")(tf.zeros([2, 0, 3], tf.complex64)),
    )
    case(f"{name} slope", lambda tf, x, f=name: parts(tf, getattr(tf, f)(complex_of(tf, x))), X)
    for axes in ("2d", "3d"):
        case(
            f"{name}{axes} slope",
            lambda tf, x, f=name + axes: parts(tf, getattr(tf, f)(complex_of(tf, x))),
            T,
        )
    dtypes(name, lambda tf, x, f=name: getattr(tf, f)(x))
    wrong(f"{name} of a scalar", lambda tf, f=name: getattr(tf, f)(tf.complex(1.0, 2.0)))
    wrong(f"{name}2d of a vector", lambda tf, f=name: getattr(tf, f + "2d")([1 + 2j, 3]))
    wrong(f"{name}3d of a matrix", lambda tf, f=name: getattr(tf, f + "3d")([[1 + 2j, 3]]))
    wrong(f"{name} of reals", lambda tf, f=name: getattr(tf, f)(X(tf)))
case("fft of one", lambda tf: tf.fft([[3 + 1j], [2j]]))
case("fft of infinity", lambda tf: tf.fft([1 + 2j, float("inf"), 0, 1]))
case("fft of NaN", lambda tf: tf.fft([1 + 2j, float("nan"), 0, 1]))
case("there and back", lambda tf, z: tf.ifft(tf.fft(z)), Z)


@FAMILY.script
def long_transforms(tf, np):
    """Powers of two, primes, products."""
    for count in (64, 97, 120):
        signal = np.cos(np.arange(count) * 0.3) + 1j * np.sin(np.arange(count) * 1.1)
        with tf.Session() as sess:
            yield sess.run(tf.fft(signal))
            yield sess.run(tf.ifft(signal))
            yield sess.run(tf.signal.rfft(signal.real))
            yield sess.run(tf.signal.irfft(signal))


@FAMILY.script
def second_slopes(tf, np):
    """Gradients of gradients."""

    def power(z):
        return tf.real(z) ** 2 + tf.imag(z) ** 2

    x = tf.constant([[0.5, -1.0, 2.0, 0.25], [1.5, 0.125, -0.75, 1.0]], tf.float64)
    made = [
        lambda: power(tf.fft(tf.complex(x, x * x))),
        lambda: power(tf.ifft2d(tf.complex(x, x * x))),
        lambda: power(tf.signal.rfft(x * x, [5])),
        lambda: power(tf.signal.rfft2d(x * x)),
        lambda: tf.signal.irfft(tf.complex(x, x * x)) ** 2,
        lambda: tf.signal.irfft2d(tf.complex(x, x * x), [2, 7]) ** 2,
    ]
    with tf.Session() as sess:
        for make in made:
            slope = tf.gradients(make(), x)[0]
            yield sess.run(slope)
            yield sess.run(tf.gradients(slope * [1.0, 2.0, -1.0, 0.5], x)[0])


# ------------------------------------------------------------------------------ RFFT
case("rfft", lambda tf, x: tf.signal.rfft(x), X)
case("rfft slope", lambda tf, x: parts(tf, tf.signal.rfft(x)), X)
case(
    "rfft of float64",
    lambda tf, x: parts(tf, tf.signal.rfft(x)),
    lambda tf: X(tf, "float64"),
)
case("rfft named", lambda tf, x: tf.spectral.rfft(x, name="here"), V)
case("rfft of a list", lambda tf: tf.signal.rfft([1.0, 2.0, 3.0]))
case("rfft of ints", lambda tf: tf.signal.rfft([1, 2, 3]))
case("rfft of one", lambda tf: tf.signal.rfft([[3.0], [2.0]]))
case("rfft of nothing", lambda tf: tf.signal.rfft(tf.zeros([2, 0])))
case("rfft of no signals", lambda tf: tf.signal.rfft(tf.zeros([0, 3])))
for length in (1, 2, 3, 4, 5, 8):
    case(
        f"rfft of length {length}",
        lambda tf, x, n=length: parts(tf, tf.signal.rfft(x, [n])),
        X,
        grad=length > 2,
        why="" if length > 2 else LONGER,
    )
case("rfft of int64 length", lambda tf, x: tf.signal.rfft(x, np.array([4])), X)
case("rfft2d", lambda tf, x: parts(tf, tf.signal.rfft2d(x)), T, masks=False, why=PADS)
for lengths in ([4, 6], [2, 3], [3, 5], [2, 6]):
    case(
        f"rfft2d of lengths {lengths}",
        lambda tf, x, n=lengths: parts(tf, tf.signal.rfft2d(x, n)),
        T,
        grad=lengths in ([4, 6], [3, 5]),
        why=LONGER,
    )
case(
    "rfft3d",
    lambda tf, x: parts(tf, tf.signal.rfft3d(x)),
    Y,
    grad=False,
    masks=False,
    why=VOLUMES + "; " + PADS,
)
case(
    "rfft3d of lengths",
    lambda tf, x: parts(tf, tf.signal.rfft3d(x, [3, 4, 6])),
    Y,
    grad=False,
    why=VOLUMES,
)
case(
    "rfft2d of fed lengths",
    lambda tf, x, n: parts(tf, tf.signal.rfft2d(x, n)),
    T,
    N,
)
dtypes("rfft", lambda tf, x: tf.signal.rfft(x))
wrong("rfft of a scalar", lambda tf: tf.signal.rfft(S(tf)))
wrong("rfft2d of a vector", lambda tf: tf.signal.rfft2d(V(tf)))
wrong("rfft3d of a matrix", lambda tf: tf.signal.rfft3d(X(tf)))
wrong("rfft of complex numbers", lambda tf: tf.signal.rfft(Z(tf)))
wrong("rfft of two lengths", lambda tf: tf.signal.rfft(X(tf), [2, 3]))
wrong("rfft2d of one length", lambda tf: tf.signal.rfft2d(X(tf), [4]))
wrong("rfft of a scalar length", lambda tf: tf.signal.rfft(X(tf), 2))
wrong(
    "rfft of a negative length",
    lambda tf: tf.signal.rfft(X(tf), [-1]),
    early="ValueError",
    why="the length is known",
)
wrong(
    "rfft of a fed negative length",
    lambda tf: tf.signal.rfft(X(tf), feed(tf, "n", [-1], "int32")),
)

# ------------------------------------------------------------------------------ IRFFT
case("irfft", lambda tf, z: tf.signal.irfft(z), Z, masks=False, why=RANK)
case("irfft slope", lambda tf, x: tf.signal.irfft(complex_of(tf, x)), X, masks=False, why=RANK)
case(
    "irfft of complex128",
    lambda tf, x: tf.signal.irfft(complex_of(tf, x)),
    lambda tf: X(tf, "float64"),
    masks=False,
    why=RANK,
)
case("irfft named", lambda tf, z: tf.spectral.irfft(z, name="here"), Z, masks=False, why=RANK)
case("irfft of a list", lambda tf: tf.signal.irfft([1.0, 2.0, 3.0]))
case("irfft of nothing", lambda tf: tf.signal.irfft(tf.zeros([2, 0], tf.complex64)))
for length in (1, 2, 3, 4, 5, 8):
    case(
        f"irfft of length {length}",
        lambda tf, x, n=length: tf.signal.irfft(complex_of(tf, x), [n]),
        X,
        grad=length > 3,
        why="" if length > 3 else LONGER,
    )
case("irfft2d", lambda tf, x: tf.signal.irfft2d(complex_of(tf, x)), T, masks=False, why=RANK)
for lengths in ([3, 7], [4, 8], [2, 4], [3, 6]):
    fits = lengths in ([3, 7], [3, 6], [4, 8])
    case(
        f"irfft2d of lengths {lengths}",
        lambda tf, x, n=lengths: tf.signal.irfft2d(complex_of(tf, x), n),
        T,
        grad=fits,
        why="" if fits else LONGER,
    )
case(
    "irfft3d",
    lambda tf, x: tf.signal.irfft3d(complex_of(tf, x)),
    Y,
    grad=False,
    masks=False,
    why=VOLUMES + "; " + RANK,
)
case(
    "irfft3d of lengths",
    lambda tf, x: tf.signal.irfft3d(complex_of(tf, x), [4, 4, 9]),
    Y,
    grad=False,
    why=VOLUMES,
)
case(
    "irfft2d of fed lengths",
    lambda tf, x, n: tf.signal.irfft2d(complex_of(tf, x), n),
    T,
    N,
)
dtypes("irfft", lambda tf, x: tf.signal.irfft(x))
wrong("irfft of reals", lambda tf: tf.signal.irfft(X(tf)))
wrong("irfft of a scalar", lambda tf: tf.signal.irfft(tf.complex(1.0, 2.0)))
wrong("irfft2d of a vector", lambda tf: tf.signal.irfft2d([1 + 2j, 3]))
wrong("irfft of two lengths", lambda tf: tf.signal.irfft(Z(tf), [2, 3]))

# ------------------------------------------------------------------------------ shifts
for name in ("fftshift", "ifftshift"):
    case(
        name,
        lambda tf, x, f=name: getattr(tf.signal, f)(x),
        T,
        masks=False,
        why=RANK,
    )
    for axes in (-1, 0, [0, 1], [-1, 0], (1,)):
        case(f"{name} {axes}", lambda tf, x, f=name, a=axes: getattr(tf.signal, f)(x, a), T)
    case(f"{name} of ints, named", lambda tf, i, f=name: getattr(tf.signal, f)(i, 1, "here"), I)
    case(f"{name} of a list", lambda tf, f=name: getattr(tf.signal, f)([1, 2, 3]))
    case(f"{name} of nothing", lambda tf, x, f=name: getattr(tf.signal, f)(x, 0), E)
    wrong(f"{name} out of range", lambda tf, f=name: getattr(tf.signal, f)(X(tf), 2))

# ------------------------------------------------------------------------------ cosines
for kind in (1, 2, 3, 4):
    for norm in (None, "ortho") if kind > 1 else (None,):
        for name in ("dct", "idct"):
            case(
                f"{name} {kind} {norm}",
                lambda tf, x, f=name, k=kind, o=norm: getattr(tf.signal, f)(x, k, norm=o),
                X,
                masks=kind < 4,
                why="" if kind < 4 else RANK,
            )
    for n in (2, 3, 5):
        case(
            f"dct {kind} of {n}",
            lambda tf, x, k=kind, n=n: tf.signal.dct(x, k, n),
            X,
            masks=False,
            why=RANK,
        )
    case(
        f"dct {kind} of float64",
        lambda tf, x, k=kind: tf.spectral.dct(x, k, name="here"),
        lambda tf: X(tf, "float64"),
        masks=kind < 4,
        why="" if kind < 4 else RANK,
    )
case("idct of 5", lambda tf, x: tf.spectral.idct(x, n=5, norm="ortho"), X, masks=False, why=RANK)
case("dct of a list", lambda tf: tf.signal.dct([1.0, 2.0]))
wrong("dct of ints", lambda tf: tf.signal.dct([1, 2, 3]))
wrong("dct of type 5", lambda tf: tf.signal.dct(X(tf), 5))
wrong("idct of type 0", lambda tf: tf.signal.idct(X(tf), 0))
wrong("dct along 0", lambda tf: tf.signal.dct(X(tf), axis=0))
wrong("dct of another norm", lambda tf: tf.signal.dct(X(tf), norm="x"))
wrong("dct of n 0", lambda tf: tf.signal.dct(X(tf), n=0))
wrong("dct 1 ortho", lambda tf: tf.signal.dct(X(tf), 1, norm="ortho"))
wrong("dct 1 of one", lambda tf: tf.signal.dct(feed(tf, "x", [[1.0]]), 1))


@FAMILY.script
def unknown_shapes(tf, np):
    """Values and slopes where nothing is known of the shape."""
    x = np.cos(np.arange(12) * 1.3).reshape(3, 4).astype(np.float32)
    for shape in ([3, None], [None, 4], [None, None], None):
        u = tf.placeholder(tf.float32, shape)
        made = [
            tf.abs(tf.signal.rfft(u)),
            tf.abs(tf.signal.rfft(u, [6])),
            tf.abs(tf.signal.rfft2d(u, [3, 6])),
            tf.signal.irfft2d(tf.complex(u, u), [4, 7]),
            tf.signal.dct(u, 1),
            tf.signal.dct(u, norm="ortho"),
            tf.signal.dct(u, 3, norm="ortho"),
        ]
        if shape is not None:
            made += [tf.signal.dct(u, n=3), tf.signal.dct(u, n=6)]
            made += [tf.signal.irfft(tf.complex(u, u)), tf.signal.dct(u, 4, norm="ortho")]
        with tf.Session() as sess:
            for y in made:
                yield sess.run(y, {u: x})
            if shape is not None:  # TensorFlow's gradients need the rank
                for y in made:
                    yield sess.run(tf.gradients(y, u), {u: x})
