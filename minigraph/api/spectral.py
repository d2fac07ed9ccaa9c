"""tf.spectral: the transforms of tf.signal, by their older name."""

from minigraph.ops.fourier import fft, fft2d, fft3d, ifft, ifft2d, ifft3d
from minigraph.signal.cosines import dct, idct
from minigraph.signal.real_spectra import irfft, irfft2d, irfft3d, rfft, rfft2d, rfft3d

__all__ = [
    "dct",
    "fft",
    "fft2d",
    "fft3d",
    "idct",
    "ifft",
    "ifft2d",
    "ifft3d",
    "irfft",
    "irfft2d",
    "irfft3d",
    "rfft",
    "rfft2d",
    "rfft3d",
]
