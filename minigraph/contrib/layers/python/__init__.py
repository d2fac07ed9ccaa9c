"""tf.contrib.layers.python: a path of TensorFlow's own files that programs name."""

from minigraph.contrib.layers.python import layers

__all__ = ["layers"]
