"""tf.train: optimizers."""

from minigraph.train.gradient_descent import GradientDescentOptimizer
from minigraph.train.optimizer import Optimizer

__all__ = ["GradientDescentOptimizer", "Optimizer"]
