"""tf.contrib: what TensorFlow 1 kept beside its core. Imports only."""

from minigraph.contrib import lookup, signal

__all__ = ["lookup", "signal"]
