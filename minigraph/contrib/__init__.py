"""tf.contrib: what TensorFlow 1 kept beside its core. Imports only."""

from minigraph.contrib import lookup, util

__all__ = ["lookup", "util"]
