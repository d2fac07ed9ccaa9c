"""Training for quantization: reals rounded to the steps that integers of few bits will have.

The range is moved a little so that 0 is one of the steps (Jacob et al., 2018, "Quantization and
Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference"). Gradients pass
within the range as if nothing was rounded; what is cut off at an end moves that end.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims
from minigraph.quantization.steps import (
    both_shapes,
    check_bits,
    check_range,
    rounded,
    sides,
    spread_back,
)

__all__ = [
    "fake_quant_with_min_max_args",
    "fake_quant_with_min_max_args_gradient",
    "fake_quant_with_min_max_vars",
    "fake_quant_with_min_max_vars_gradient",
]


# ---------------------------------------------------------------------- FakeQuantWithMinMaxArgs
def _args_shape(call: Call) -> Dims:
    check_bits(call)
    check_range(call.attrs["min"], call.attrs["max"])
    return call.shapes[0]


@op(
    "FakeQuantWithMinMaxArgs",
    "inputs: float32 -> outputs: float32",
    shape=_args_shape,
    samples=[
        case("2,3"),
        case("2,3", min=-0.5, max=1.0, num_bits=4, narrow_range=True),
        bad("2,3", num_bits=1, error=ValueError, match="num_bits"),
        bad("2,3", min=1.0, max=1.0, error=ValueError, match="smaller than max"),
    ],
)
def args_op(
    inputs: Any,
    *,
    min: float = -6.0,
    max: float = 6.0,
    num_bits: int = 8,
    narrow_range: bool = False,
) -> Any:
    """Each number as the nearest step of the range."""
    return rounded(inputs, min, max, num_bits, narrow_range)


@args_op.grad
def _(op: Any, g: Any) -> Any:
    attrs = op.attrs
    return fake_quant_with_min_max_args_gradient(
        g, op.inputs[0], attrs["min"], attrs["max"], attrs["num_bits"], attrs["narrow_range"]
    )


def fake_quant_with_min_max_args(
    inputs: Any,
    min: float = -6,
    max: float = 6,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """Numbers rounded as quantization would round them, in a fixed range.

    Args:
        inputs: float32.
        min, max: the range; it is moved a little so that 0 is one of the steps.
        num_bits: of the integers, 2 to 16.
        narrow_range: whether the lowest integer stays unused.
        name: of the node.

    Returns:
        A float32 Tensor of the same shape: what is beyond the range is cut off, the rest rounded
        to (max - min) / (2^num_bits - 1). Gradient: it passes within the range.

    Raises:
        ValueError: min is not less than max, or no such number of bits.

    Example:
        >>> import minigraph as tf
        >>> y = tf.fake_quant_with_min_max_args([-1.0, 0.2, 2.0], min=0, max=1, num_bits=2)
        >>> tf.Session().run(y).round(3).tolist()
        [0.0, 0.3330000042915344, 1.0]
    """
    result: Tensor = args_op(
        inputs,
        min=float(min),
        max=float(max),
        num_bits=num_bits,
        narrow_range=narrow_range,
        name=name,
    )
    return result


def _args_gradient_shape(call: Call) -> Dims:
    _args_shape(call)
    return both_shapes(call)


@op(
    "FakeQuantWithMinMaxArgsGradient",
    "gradients: float32, inputs: float32 -> backprops: float32",
    shape=_args_gradient_shape,
    samples=[
        case("2,3", "2,3", min=-0.5, max=1.0),
        bad("2,3", "3,2", error=ValueError, match="same shape"),
    ],
)
def args_gradient_op(
    gradients: Any,
    inputs: Any,
    *,
    min: float = -6.0,
    max: float = 6.0,
    num_bits: int = 8,
    narrow_range: bool = False,
) -> Any:
    """The gradients of what is within the range."""
    inside, _, _ = sides(inputs, min, max, num_bits, narrow_range)
    return gradients * inside.astype(np.float32)


@args_gradient_op.grad
def _(op: Any, g: Any) -> Any:
    attrs = op.attrs
    return fake_quant_with_min_max_args_gradient(
        g, op.inputs[1], attrs["min"], attrs["max"], attrs["num_bits"], attrs["narrow_range"]
    ), None


def fake_quant_with_min_max_args_gradient(
    gradients: Any,
    inputs: Any,
    min: float = -6,
    max: float = 6,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """The gradient of `tf.fake_quant_with_min_max_args`: 0 where it cut something off.

    Args:
        gradients: of its result.
        inputs, min, max, num_bits, narrow_range: its arguments.
        name: of the node.

    Returns:
        A float32 Tensor. Gradient: to `gradients`.

    Raises:
        ValueError: the shapes of `gradients` and `inputs` differ.

    Example:
        >>> import minigraph as tf
        >>> g = tf.fake_quant_with_min_max_args_gradient([1.0, 1.0], [0.5, 7.0])
        >>> tf.Session().run(g).tolist()
        [1.0, 0.0]
    """
    result: Tensor = args_gradient_op(
        gradients,
        inputs,
        min=float(min),
        max=float(max),
        num_bits=num_bits,
        narrow_range=narrow_range,
        name=name,
    )
    return result


# ---------------------------------------------------------------------- FakeQuantWithMinMaxVars
def _vars_shape(call: Call) -> Dims:
    check_bits(call)
    call.rank(1, 0)
    call.rank(2, 0)
    return call.shapes[0]


@op(
    "FakeQuantWithMinMaxVars",
    "inputs: float32, min: float32, max: float32 -> outputs: float32",
    shape=_vars_shape,
    samples=[
        case("2,3", -0.5, 1.0),
        case("2,3", 0.0, 0.0, num_bits=4),
        bad("2,3", -0.5, 1.0, num_bits=17, error=ValueError, match="num_bits"),
        bad("2,3", "2", 1.0, error=ValueError, match="rank 0"),
    ],
)
def vars_op(
    inputs: Any, min: Any, max: Any, *, num_bits: int = 8, narrow_range: bool = False
) -> Any:
    """Each number as the nearest step of the range."""
    return rounded(inputs, min, max, num_bits, narrow_range)


@vars_op.grad
def _(op: Any, g: Any) -> Any:
    return tuple(
        fake_quant_with_min_max_vars_gradient(
            g,
            op.inputs[0],
            op.inputs[1],
            op.inputs[2],
            op.attrs["num_bits"],
            op.attrs["narrow_range"],
        )
    )


def fake_quant_with_min_max_vars(
    inputs: Any,
    min: Any,
    max: Any,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """Numbers rounded as quantization would round them, in a range that can be learned.

    Args:
        inputs: float32.
        min, max: the range, two numbers; it is moved a little so that 0 is one of the steps.
        num_bits: of the integers, 2 to 16.
        narrow_range: whether the lowest integer stays unused.
        name: of the node.

    Returns:
        A float32 Tensor of the same shape. Gradient: it passes within the range; `min` and `max`
        get the sum of what was cut off at their end.

    Raises:
        ValueError: `min` or `max` is no number, or no such number of bits.

    Example:
        >>> import minigraph as tf
        >>> y = tf.fake_quant_with_min_max_vars([-1.0, 0.2, 2.0], 0.0, 1.0, num_bits=2)
        >>> tf.Session().run(y).round(3).tolist()
        [0.0, 0.3330000042915344, 1.0]
    """
    result: Tensor = vars_op(
        inputs, min, max, num_bits=num_bits, narrow_range=narrow_range, name=name
    )
    return result


def _vars_gradient_shape(call: Call) -> list[Dims]:
    check_bits(call)
    call.rank(2, 0)
    call.rank(3, 0)
    return [both_shapes(call), (), ()]


@op(
    "FakeQuantWithMinMaxVarsGradient",
    "gradients: float32, inputs: float32, min: float32, max: float32"
    " -> backprops_wrt_input: float32, backprop_wrt_min: float32, backprop_wrt_max: float32",
    shape=_vars_gradient_shape,
    samples=[
        case("2,3", "2,3", -0.5, 1.0),
        bad("2,3", "3,2", -0.5, 1.0, error=ValueError, match="same shape"),
    ],
)
def vars_gradient_op(
    gradients: Any,
    inputs: Any,
    min: Any,
    max: Any,
    *,
    num_bits: int = 8,
    narrow_range: bool = False,
) -> Any:
    """The gradients of what is within the range, and the sums of those below and above."""
    inside, below, above = (
        part.astype(np.float32) for part in sides(inputs, min, max, num_bits, narrow_range)
    )
    return [
        gradients * inside,
        np.sum(gradients * below, dtype=np.float32),
        np.sum(gradients * above, dtype=np.float32),
    ]


@vars_gradient_op.grad
def _(op: Any, *gs: Any) -> Any:
    return spread_back(op, fake_quant_with_min_max_vars_gradient, gs)


class FakeQuantWithMinMaxVarsGradient(NamedTuple):
    """The gradients by the input, by min and by max."""

    backprops_wrt_input: Tensor
    backprop_wrt_min: Tensor
    backprop_wrt_max: Tensor


def fake_quant_with_min_max_vars_gradient(
    gradients: Any,
    inputs: Any,
    min: Any,
    max: Any,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> FakeQuantWithMinMaxVarsGradient:
    """The gradients of `tf.fake_quant_with_min_max_vars`.

    Args:
        gradients: of its result.
        inputs, min, max, num_bits, narrow_range: its arguments.
        name: of the node.

    Returns:
        (backprops_wrt_input, backprop_wrt_min, backprop_wrt_max). Gradients: to `gradients`.

    Raises:
        ValueError: the shapes of `gradients` and `inputs` differ.

    Example:
        >>> import minigraph as tf
        >>> g = tf.fake_quant_with_min_max_vars_gradient([1.0, 1.0, 1.0], [-2.0, 0.5, 3.0], -1.0, 1.0)
        >>> [part.tolist() for part in tf.Session().run(g)]
        [[0.0, 1.0, 0.0], 1.0, 1.0]
    """
    return FakeQuantWithMinMaxVarsGradient(
        *vars_gradient_op(
            gradients, inputs, min, max, num_bits=num_bits, narrow_range=narrow_range, name=name
        )
    )
