"""tf.contrib.training: steps of training, gradients changed, hyperparameters."""

from minigraph.contrib_training.gradients import (
    add_gradients_summaries,
    clip_gradient_norms,
    clip_gradient_norms_fn,
    multiply_gradients,
)
from minigraph.contrib_training.hparams import HParams, parse_values
from minigraph.contrib_training.train_op import create_train_op

__all__ = [
    "HParams",
    "add_gradients_summaries",
    "clip_gradient_norms",
    "clip_gradient_norms_fn",
    "create_train_op",
    "multiply_gradients",
    "parse_values",
]
