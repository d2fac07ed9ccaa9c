"""Batch renormalization.

Normalizing by the batch makes training and test time differ. Renormalization corrects the batch's
statistics towards the moving ones by two factors that gradients treat as constants.
"""

from __future__ import annotations

from typing import Any

from minigraph.core.graph import default_graph
from minigraph.ops import state
from minigraph.ops.flow import identity, stop_gradient
from minigraph.ops.magnitude import maximum, minimum
from minigraph.ops.moving_average import assign_moving_average
from minigraph.ops.powers import sqrt
from minigraph.ops.rectifiers import relu
from minigraph.ops.smart_cond import smart_cond
from minigraph.ops.spread import ones_like, zeros_like

__all__ = ["Renorm", "then"]

_LIMITS = ("rmax", "rmin", "dmax")


def then(first: tuple[Any, Any], factor: Any, offset: Any) -> tuple[Any, Any]:
    """The scale and offset of two linear maps in a row: `first`, then `factor` and `offset`."""
    scale, shift = first
    if factor is not None:
        scale, shift = scale * factor, shift * factor
    if offset is not None:
        shift = shift + offset
    return scale, shift


class Renorm:
    """What batch renormalization adds to a `BatchNormalization` layer.

    Args:
        layer: the layer.
        clipping: limits of the factors: a dictionary with some of "rmax", "rmin", "dmax", or None.
        momentum: of the averages that the factors compare the batch with.
    """

    def __init__(self, layer: Any, clipping: Any, momentum: Any):
        self.layer = layer
        self.momentum = momentum
        clipping = clipping or {}
        unknown = set(clipping) - set(_LIMITS)
        if unknown:
            raise ValueError(
                f"Received invalid keys for `renorm_clipping` argument: {clipping}. Supported "
                f"values: {_LIMITS}."
            )
        self.rmax, self.rmin, self.dmax = (clipping.get(key) for key in _LIMITS)

    def add_variables(self, variable: Any) -> None:
        """Make `moving_stddev`, `renorm_mean` and `renorm_stddev`."""
        variance = self.layer.moving_variance_initializer

        def stddev(shape: Any, dtype: Any = None, partition_info: Any = None) -> Any:
            return sqrt(variance(shape, dtype=dtype))

        mean = self.layer.moving_mean_initializer
        self.moving_stddev = variable("moving_stddev", stddev, trainable=False)
        self.renorm_mean = variable("renorm_mean", mean, trainable=False)
        self.renorm_stddev = variable("renorm_stddev", stddev, trainable=False)

    def correct(self, mean: Any, variance: Any, training: Any) -> tuple[tuple[Any, Any], Any, Any]:
        """((r, d), mean, variance): the factors, and the statistics for the moving averages."""
        stddev = sqrt(variance + self.layer.epsilon)
        wide = maximum(self.renorm_stddev, sqrt(self.layer.epsilon))
        r = stddev / wide
        d = (mean - self.renorm_mean) / wide
        with default_graph().control_dependencies([r, d]):
            mean, stddev = identity(mean), identity(stddev)
        if self.rmin is not None:
            r = maximum(r, self.rmin)
        if self.rmax is not None:
            r = minimum(r, self.rmax)
        if self.dmax is not None:
            d = minimum(maximum(d, -self.dmax), self.dmax)
        unclipped = r, d
        r = smart_cond(training, lambda: unclipped[0], lambda: ones_like(unclipped[0]))
        d = smart_cond(training, lambda: unclipped[1], lambda: zeros_like(unclipped[1]))
        new_mean = self._averaged(self.renorm_mean, mean, training)
        new_stddev = self._averaged(self.renorm_stddev, stddev, training)
        with default_graph().control_dependencies([new_mean, new_stddev]):
            mean, variance = identity(mean), identity(variance)
        return (
            (stop_gradient(r, name="renorm_r"), stop_gradient(d, name="renorm_d")),
            mean,
            variance,
        )

    def _averaged(self, variable: Any, value: Any, training: Any) -> Any:
        value = identity(value)
        return smart_cond(
            training,
            lambda: assign_moving_average(variable, value, self.momentum, zero_debias=False),
            lambda: identity(variable),
        )

    def new_variance(self, variance: Any) -> Any:
        """A node that updates the moving standard deviation, and the variance from it."""
        epsilon = self.layer.epsilon
        stddev = assign_moving_average(
            self.moving_stddev, sqrt(variance + epsilon), self.layer.momentum, zero_debias=False
        )
        new = relu(stddev * stddev - epsilon)
        return state.assign(self.layer.moving_variance, new, name="AssignNewValue")
