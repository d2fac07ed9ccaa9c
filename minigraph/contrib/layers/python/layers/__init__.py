"""tf.contrib.layers.python.layers: what tf.contrib.layers has, and its parts by name."""

from typing import Any

from minigraph.contrib import layers
from minigraph.contrib.layers import utils
from minigraph.contrib_layers import initializers, regularizers

__all__ = ["initializers", "layers", "regularizers", "utils"]


def __getattr__(name: str) -> Any:
    """A name of tf.contrib.layers."""
    return getattr(layers, name)
