"""tf.test: gradients checked against finite differences."""

from minigraph.autodiff.checker import compute_gradient, compute_gradient_error

__all__ = ["compute_gradient", "compute_gradient_error"]
