"""tf.contrib.slim.python.slim: slim's networks and training, by their old path."""

from minigraph.contrib.slim import learning, nets
from minigraph.contrib_layers import model_analyzer

__all__ = ["learning", "model_analyzer", "nets"]
