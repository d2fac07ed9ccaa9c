"""tf.signal: spectra of real signals, windows, frames, spectrograms. Functions that build graph."""
