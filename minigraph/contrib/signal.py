"""tf.contrib.signal: what became tf.signal, by the names of TensorFlow 1."""

from minigraph.signal.framing import frame, overlap_and_add
from minigraph.signal.mel import linear_to_mel_weight_matrix, mfccs_from_log_mel_spectrograms
from minigraph.signal.spectrograms import inverse_stft, inverse_stft_window_fn, stft
from minigraph.signal.windows import hamming_window, hann_window

__all__ = [
    "frame",
    "hamming_window",
    "hann_window",
    "inverse_stft",
    "inverse_stft_window_fn",
    "linear_to_mel_weight_matrix",
    "mfccs_from_log_mel_spectrograms",
    "overlap_and_add",
    "stft",
]
