"""tf.layers: layers that keep their variables. Imports only."""

from minigraph.layers.base import InputSpec, Layer
from minigraph.layers.core import Dense, Dropout, Flatten, dense, dropout, flatten

__all__ = [
    "Dense",
    "Dropout",
    "Flatten",
    "InputSpec",
    "Layer",
    "dense",
    "dropout",
    "flatten",
]
