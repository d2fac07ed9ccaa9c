"""tf.signal: spectra, windows, frames, spectrograms."""

from minigraph.ops.fourier import fft, fft2d, fft3d, ifft, ifft2d, ifft3d
from minigraph.signal.cosines import dct, idct
from minigraph.signal.framing import frame, overlap_and_add
from minigraph.signal.lapped import inverse_mdct, mdct
from minigraph.signal.mel import linear_to_mel_weight_matrix, mfccs_from_log_mel_spectrograms
from minigraph.signal.real_spectra import irfft, irfft2d, irfft3d, rfft, rfft2d, rfft3d
from minigraph.signal.shifting import fftshift, ifftshift
from minigraph.signal.spectrograms import inverse_stft, inverse_stft_window_fn, stft
from minigraph.signal.windows import (
    hamming_window,
    hann_window,
    kaiser_bessel_derived_window,
    kaiser_window,
    vorbis_window,
)

__all__ = [
    "dct",
    "fft",
    "fft2d",
    "fft3d",
    "fftshift",
    "frame",
    "hamming_window",
    "hann_window",
    "idct",
    "ifft",
    "ifft2d",
    "ifft3d",
    "ifftshift",
    "inverse_mdct",
    "inverse_stft",
    "inverse_stft_window_fn",
    "irfft",
    "irfft2d",
    "irfft3d",
    "kaiser_bessel_derived_window",
    "kaiser_window",
    "linear_to_mel_weight_matrix",
    "mdct",
    "mfccs_from_log_mel_spectrograms",
    "overlap_and_add",
    "rfft",
    "rfft2d",
    "rfft3d",
    "stft",
    "vorbis_window",
]
