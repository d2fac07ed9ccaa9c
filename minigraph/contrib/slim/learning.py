"""slim.learning: steps of training."""

from minigraph.contrib_training.gradients import (
    add_gradients_summaries,
    clip_gradient_norms,
    multiply_gradients,
)
from minigraph.contrib_training.train_op import create_slim_train_op as create_train_op

__all__ = [
    "add_gradients_summaries",
    "clip_gradient_norms",
    "create_train_op",
    "multiply_gradients",
]
