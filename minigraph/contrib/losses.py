"""tf.contrib.losses: what became tf.losses, with predictions before labels."""

from minigraph.losses.collected import (
    add_loss,
    get_losses,
    get_regularization_losses,
    get_total_loss,
)
from minigraph.losses.in_contrib import (
    absolute_difference,
    log_loss,
    mean_squared_error,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
    sparse_softmax_cross_entropy,
)
from minigraph.losses.weighted import compute_weighted_loss

__all__ = [
    "absolute_difference",
    "add_loss",
    "compute_weighted_loss",
    "get_losses",
    "get_regularization_losses",
    "get_total_loss",
    "log_loss",
    "mean_squared_error",
    "sigmoid_cross_entropy",
    "softmax_cross_entropy",
    "sparse_softmax_cross_entropy",
]
