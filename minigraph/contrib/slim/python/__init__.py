"""tf.contrib.slim.python: a path of TensorFlow's own files that programs name."""

from minigraph.contrib.slim.python import slim

__all__ = ["slim"]
