"""Spectrograms as an ear hears them: mel scale, and cepstral coefficients.

D. O'Shaughnessy, "Speech communication" (1987): mel = 1127 ln(1 + hertz / 700); S. Davis and
P. Mermelstein, "Comparison of parametric representations for monosyllabic word recognition" (1980).
"""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import as_dtype
from minigraph.core.nodes import Tensor
from minigraph.ops.assertions import static_value
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.exponentials import log
from minigraph.ops.joining import split
from minigraph.ops.linspace import linspace
from minigraph.ops.magnitude import maximum, minimum
from minigraph.ops.naming import name_scope
from minigraph.ops.padding import pad
from minigraph.ops.powers import rsqrt
from minigraph.ops.shaping import reshape, shape
from minigraph.signal.cosines import dct
from minigraph.signal.framing import frame

__all__ = ["linear_to_mel_weight_matrix", "mfccs_from_log_mel_spectrograms"]


def _check(bins: int, sample_rate: Any, lower: float, upper: float, kind: Any) -> None:
    if bins <= 0:
        raise ValueError(f"num_mel_bins must be positive. Got: {bins}")
    if lower < 0.0:
        raise ValueError(f"lower_edge_hertz must be non-negative. Got: {lower}")
    if lower >= upper:
        raise ValueError(f"lower_edge_hertz {lower} >= upper_edge_hertz {upper}")
    rate = static_value(sample_rate) if isinstance(sample_rate, Tensor) else sample_rate
    if rate is not None:
        if rate <= 0.0:
            raise ValueError(f"sample_rate must be positive. Got: {rate}")
        if upper > rate / 2:
            raise ValueError(
                "upper_edge_hertz must not be larger than the Nyquist frequency (sample_rate / 2). "
                f"Got {upper} for sample_rate: {rate}"
            )
    if not kind.is_floating:
        raise ValueError(f"dtype must be a floating point type. Got: {kind}")


def _mel(hertz: Any) -> Tensor:
    with name_scope(None, "hertz_to_mel", [hertz]):
        return 1127.0 * log(1.0 + hertz / 700.0)  # type: ignore[no-any-return]


def linear_to_mel_weight_matrix(
    num_mel_bins: int = 20,
    num_spectrogram_bins: Any = 129,
    sample_rate: Any = 8000,
    lower_edge_hertz: float = 125.0,
    upper_edge_hertz: float = 3800.0,
    dtype: Any = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """The matrix by which a spectrogram is multiplied to have bins of equal width in mel.

    Column j is a triangle over the frequencies, 0 at the edges j and j + 2 and 1 at j + 1; the
    edges are at equal distances in mel = 1127 ln(1 + hertz / 700).

    Args:
        num_mel_bins: the number of columns.
        num_spectrogram_bins: the number of rows, fft_length // 2 + 1.
        sample_rate: samples in a second.
        lower_edge_hertz, upper_edge_hertz: the frequencies that the bins cover.
        dtype: of the result, floating.
        name: of the node.

    Returns:
        A Tensor [num_spectrogram_bins, num_mel_bins]; the row of frequency 0 is 0.

    Raises:
        ValueError: a number out of its range, edges that are not in order or above half the sample
            rate, a type that is not floating.

    Example:
        >>> import minigraph as tf
        >>> w = tf.signal.linear_to_mel_weight_matrix(2, 5)
        >>> print(tf.Session().run(w).round(2))
        [[0.   0.  ]
         [0.72 0.28]
         [0.   0.9 ]
         [0.   0.35]
         [0.   0.  ]]
    """
    kind = as_dtype(dtype)
    with name_scope(name, "linear_to_mel_weight_matrix") as scope:
        _check(num_mel_bins, sample_rate, lower_edge_hertz, upper_edge_hertz, kind)
        rate = cast(sample_rate, kind, name="sample_rate")
        lowest = convert(lower_edge_hertz, kind, "lower_edge_hertz")
        highest = convert(upper_edge_hertz, kind, "upper_edge_hertz")
        zero = convert(0.0, kind)
        hertz = linspace(zero, rate / 2.0, num_spectrogram_bins)[1:]
        mels = expand_dims(_mel(hertz), 1)
        edges = frame(linspace(_mel(lowest), _mel(highest), num_mel_bins + 2), 3, 1)
        parts = split(edges, 3, 1)
        lower, centre, upper = (reshape(part, [1, num_mel_bins]) for part in parts)
        rising = (mels - lower) / (centre - lower)
        falling = (upper - mels) / (upper - centre)
        weights = maximum(zero, minimum(rising, falling))
        return pad(weights, [[1, 0], [0, 0]], name=scope)


def mfccs_from_log_mel_spectrograms(log_mel_spectrograms: Any, name: str | None = None) -> Tensor:
    """Mel-frequency cepstral coefficients: the cosine transform of type 2, orthogonal, but for
    the first number, which is sqrt(2) times as large.

    Args:
        log_mel_spectrograms: float32 or float64, [..., bins]: logarithms of mel spectrograms.
        name: of the scope.

    Returns:
        A Tensor of the same shape, of which mostly the first 13 are used. Gradient: the transposed
        transform.

    Raises:
        ValueError: there are no bins.

    Example:
        >>> import minigraph as tf
        >>> mfccs = tf.signal.mfccs_from_log_mel_spectrograms([[1.0, 2.0, 4.0]])
        >>> print(tf.Session().run(mfccs).round(3))
        [[ 5.715 -2.121  0.408]]
    """
    with name_scope(name, "mfccs_from_log_mel_spectrograms", [log_mel_spectrograms]):
        tensor = convert(log_mel_spectrograms)
        dims = tensor._dims
        bins: Any = dims[-1] if dims else None
        if bins == 0:
            raise ValueError(f"num_mel_bins must be positive. Got: {tensor}")
        if bins is None:
            bins = shape(tensor)[-1]
        coefficients = dct(tensor, type=2)
        return coefficients * rsqrt(cast(bins, tensor.dtype) * 2.0)  # type: ignore[no-any-return]
