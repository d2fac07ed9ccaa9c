"""tf.signal where the oracle cannot answer: inputs of unknown rank, spectra that are cut, volumes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import minigraph as tf

X = np.cos(np.arange(48) * 1.3).reshape(2, 3, 8)
N: dict[str, Callable[[Any], Any]] = {
    "rfft": lambda x: tf.abs(tf.signal.rfft(x)),
    "rfft cut": lambda x: tf.abs(tf.signal.rfft2d(x, [2, 5])),
    "rfft longer": lambda x: tf.abs(tf.signal.rfft2d(x, [4, 9])),
    "rfft3d": lambda x: tf.abs(tf.signal.rfft3d(x)),
    "irfft": lambda x: tf.signal.irfft(tf.complex(x, x * x)),
    "irfft cut": lambda x: tf.signal.irfft2d(tf.complex(x, x * x), [2, 7]),
    "irfft3d": lambda x: tf.signal.irfft3d(tf.complex(x, x * x)),
    "fftshift": tf.signal.fftshift,
    "ifftshift": lambda x: tf.signal.ifftshift(x, [-1, 0]),
    "dct of 5": lambda x: tf.signal.dct(x, n=5, norm="ortho"),
    "dct of 9": lambda x: tf.signal.dct(x, 3, n=9),
    "dct 4": lambda x: tf.signal.dct(x, 4, norm="ortho"),
    "idct 1": lambda x: tf.signal.idct(x, 1),
    "frame": lambda x: tf.signal.frame(x, 3, 2, pad_end=True, axis=1),
    "overlap_and_add": lambda x: tf.signal.overlap_and_add(x, 3),
    "stft": lambda x: tf.abs(tf.signal.stft(x, 4, 2)),
    "inverse_stft": lambda x: tf.signal.inverse_stft(tf.complex(x, x * x), 14, 7),
    "inverse_stft cut": lambda x: tf.signal.inverse_stft(tf.complex(x, x * x), 6, 3),
    "mdct": lambda x: tf.signal.mdct(x, 4),
    "inverse_mdct": tf.signal.inverse_mdct,
    "mfccs": tf.signal.mfccs_from_log_mel_spectrograms,
}


@pytest.mark.parametrize("name", N)
def test_nothing_known_of_the_shape_changes_nothing(name: str) -> None:
    found = []
    for shape in (X.shape, [None] * 3, None):
        with tf.Graph().as_default(), tf.Session() as sess:
            x = tf.placeholder(tf.float64, shape)
            y = N[name](x)
            slope = tf.gradients(y * tf.cos(y), x)[0]
            found.append(sess.run([y, slope], {x: X}))
            assert y.shape.is_compatible_with(found[-1][0].shape)
    for other in found[1:]:
        for value, wanted in zip(other, found[0], strict=True):
            np.testing.assert_allclose(value, wanted, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", N)
def test_slopes_are_those_of_differences(name: str) -> None:
    with tf.Graph().as_default(), tf.Session():
        x = tf.constant(X)
        y = N[name](x)
        error = tf.test.compute_gradient_error(x, X.shape, y, y.shape.as_list(), X, 1e-5)
        assert error < 1e-6


def test_contrib_has_the_names_of_tensorflow_1() -> None:
    for name in tf.contrib.signal.__all__:
        assert getattr(tf.contrib.signal, name) is getattr(tf.signal, name)
    for name in tf.spectral.__all__:
        assert getattr(tf.spectral, name) is getattr(tf.signal, name)
