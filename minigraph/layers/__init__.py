"""tf.layers: layers that keep their variables. Imports only."""

from minigraph.layers.base import InputSpec, Layer
from minigraph.layers.core import Dense, Dropout, Flatten, dense, dropout, flatten
from minigraph.layers.normalization import BatchNormalization, batch_normalization

__all__ = [
    "BatchNormalization",
    "Dense",
    "Dropout",
    "Flatten",
    "InputSpec",
    "Layer",
    "batch_normalization",
    "dense",
    "dropout",
    "flatten",
]
