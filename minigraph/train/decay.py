"""Learning rates that fall as the global step grows: exponential, polynomial, by time, in steps.

Each function makes a scalar tensor from the step: give it to an optimizer as its learning rate, and
the step to `minimize`. The schedules with a cosine stand in `cosine_decay.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert, convert_n_to_tensor
from minigraph.core.nodes import Tensor
from minigraph.ops.arithmetic import add, multiply, negative
from minigraph.ops.casting import cast
from minigraph.ops.choices import case
from minigraph.ops.choosing import where_v2
from minigraph.ops.compare import equal
from minigraph.ops.constants import constant
from minigraph.ops.division import divide
from minigraph.ops.exponentials import exp
from minigraph.ops.magnitude import minimum
from minigraph.ops.naming import name_scope
from minigraph.ops.powers import pow
from minigraph.ops.rounding import ceil, floor

__all__ = [
    "exponential_decay",
    "inverse_time_decay",
    "natural_exp_decay",
    "piecewise_constant",
    "polynomial_decay",
    "rate_and_settings",
]


def rate_and_settings(learning_rate: Any, *settings: Any) -> tuple[Tensor, ...]:
    """The learning rate as a tensor, and the other settings in its type."""
    rate = convert(learning_rate, name="initial_learning_rate")
    return rate, *(cast(setting, rate.dtype.base_dtype) for setting in settings)


def need_step(global_step: Any, schedule: str) -> None:
    """ValueError if there is no global step."""
    if global_step is None:
        raise ValueError(
            f"global_step is required for {schedule}: make one with "
            "tf.train.get_or_create_global_step() and give it to minimize() too."
        )


# ---------------------------------------------------------------------------------- exponential
def exponential_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """learning_rate * decay_rate ** (global_step / decay_steps).

    Args:
        learning_rate: at step 0; a number or a scalar tensor of floats.
        global_step: the number of the step, a scalar tensor or variable of any type.
        decay_steps: after how many steps the rate has been multiplied by `decay_rate`.
        decay_rate: the factor.
        staircase: whether the exponent is rounded down, so that the rate falls in steps.
        name: of the result.

    Returns:
        A scalar Tensor of the type of `learning_rate`.

    Raises:
        ValueError: `global_step` is None.

    Example:
        >>> import minigraph as tf
        >>> step = tf.placeholder(tf.int64, [])
        >>> rate = tf.train.exponential_decay(0.1, step, 10, 0.5, staircase=True)
        >>> [round(float(tf.Session().run(rate, {step: k})), 3) for k in (0, 9, 10, 20)]
        [0.1, 0.1, 0.05, 0.025]
    """
    need_step(global_step, "exponential_decay")
    with name_scope(name or "ExponentialDecay") as scope:
        rate, steps, factor, step = rate_and_settings(
            learning_rate, decay_steps, decay_rate, global_step
        )
        periods = step / steps
        if staircase:
            periods = floor(periods)
        return multiply(rate, pow(factor, periods), name=scope)


def natural_exp_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """learning_rate * exp(-decay_rate * global_step / decay_steps).

    Args: as for `exponential_decay`; `decay_rate` is the rate in the exponent.

    Raises:
        ValueError: `global_step` is None.

    Example:
        >>> import minigraph as tf
        >>> rate = tf.train.natural_exp_decay(1.0, tf.constant(20), 10, 0.5)
        >>> print(round(float(tf.Session().run(rate)), 4))
        0.3679
    """
    need_step(global_step, "natural_exp_decay")
    factor = exp(negative(decay_rate))
    return exponential_decay(learning_rate, global_step, decay_steps, factor, staircase, name)


# ---------------------------------------------------------------------------------- by time
def inverse_time_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """learning_rate / (1 + decay_rate * global_step / decay_steps).

    Args: as for `exponential_decay`; with `staircase`, global_step / decay_steps is rounded down.

    Raises:
        ValueError: `global_step` is None.

    Example:
        >>> import minigraph as tf
        >>> rate = tf.train.inverse_time_decay(1.0, tf.constant(30), 10, 1.0)
        >>> print(tf.Session().run(rate))
        0.25
    """
    need_step(global_step, "inverse_time_decay")
    with name_scope(name or "InverseTimeDecay") as scope:
        rate, steps, factor, step = rate_and_settings(
            learning_rate, decay_steps, decay_rate, global_step
        )
        periods = step / steps
        if staircase:
            periods = floor(periods)
        one = cast(constant(1), rate.dtype.base_dtype)
        return divide(rate, add(one, multiply(factor, periods)), name=scope)


def polynomial_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    end_learning_rate: Any = 0.0001,
    power: Any = 1.0,
    cycle: bool = False,
    name: str | None = None,
) -> Tensor:
    """(learning_rate - end) * (1 - step / decay_steps) ** power + end, down to `end`.

    Args:
        learning_rate: at step 0; a number or a scalar tensor of floats.
        global_step: the number of the step, a scalar tensor or variable of any type.
        decay_steps: the step in which the rate reaches `end_learning_rate`, and where it stays.
        end_learning_rate: the rate at the end.
        power: of the polynomial; 1: a straight line.
        cycle: whether the rate goes up again after the end: `decay_steps` is then replaced by its
            smallest multiple that is not below the step.
        name: of the result.

    Returns:
        A scalar Tensor of the type of `learning_rate`.

    Raises:
        ValueError: `global_step` is None.

    Example:
        >>> import minigraph as tf
        >>> step = tf.placeholder(tf.int64, [])
        >>> rate = tf.train.polynomial_decay(1.0, step, 10, end_learning_rate=0.0)
        >>> [round(float(tf.Session().run(rate, {step: k})), 3) for k in (0, 5, 10, 15)]
        [1.0, 0.5, 0.0, 0.0]
    """
    need_step(global_step, "polynomial_decay")
    with name_scope(name or "PolynomialDecay") as scope:
        rate, end, exponent, step, steps = rate_and_settings(
            learning_rate, end_learning_rate, power, global_step, decay_steps
        )
        if cycle:
            begun = equal(step, 0)
            steps = multiply(steps, where_v2(begun, 1.0, ceil(step / decay_steps)))
        else:
            step = minimum(step, steps)
        done = divide(step, steps)
        return add(multiply(rate - end, pow(1 - done, exponent)), end, name=scope)


# ---------------------------------------------------------------------------------- in steps
def piecewise_constant(x: Any, boundaries: Any, values: Any, name: str | None = None) -> Tensor:
    """values[0] up to boundaries[0], then values[1] up to boundaries[1], and so on.

    Args:
        x: a scalar tensor or variable, such as the global step.
        boundaries: rising numbers of x's type; each is the last x of its part.
        values: numbers or tensors of one type, one more than `boundaries`.
        name: of the scope.

    Returns:
        A Tensor of the type of `values`.

    Raises:
        ValueError: x is None; the numbers of values and boundaries do not fit; types differ. (int32
            boundaries do for an int64 x.)

    Example:
        >>> import minigraph as tf
        >>> step = tf.placeholder(tf.int64, [])
        >>> rate = tf.train.piecewise_constant(step, [10, 20], [1.0, 0.5, 0.1])
        >>> [round(float(tf.Session().run(rate, {step: k})), 3) for k in (10, 11, 20, 21)]
        [1.0, 0.5, 0.5, 0.1]
    """
    need_step(x, "piecewise_constant")
    if not 0 < len(boundaries) == len(values) - 1:
        raise ValueError(
            f"There must be one more of the values than of the boundaries, and one boundary at "
            f"least, but there are {len(values)} values and {len(boundaries)} boundaries."
        )
    limits = convert_n_to_tensor(boundaries)
    levels = convert_n_to_tensor(values)
    place = convert(x)
    limits = [_like(place, limit) for limit in limits]
    kind = levels[0].dtype.base_dtype
    for level in levels:
        if level.dtype.base_dtype is not kind:
            raise ValueError(
                f"All values must have one dtype, but there are {kind.name} and "
                f"{level.dtype.base_dtype.name}."
            )
    with name_scope(name or "PiecewiseConstant"):
        pairs: list[tuple[Tensor, Callable[[], Tensor]]] = [
            (place <= limits[0], lambda: levels[0]),
            (place > limits[-1], lambda: levels[-1]),
        ]
        for low, high, level in zip(limits, limits[1:], levels[1:], strict=False):
            within = (place > low) & (place <= high)
            pairs.append((within, lambda level=level: level))  # type: ignore[misc]
        result: Tensor = case(pairs, default=lambda: levels[0], exclusive=True)
        return result


def _like(x: Tensor, limit: Tensor) -> Tensor:
    """A boundary of x's type."""
    kind, wanted = limit.dtype.base_dtype, x.dtype.base_dtype
    if kind is dtypes.int32 and wanted is dtypes.int64:
        return cast(limit, wanted)  # type: ignore[no-any-return]
    if kind is not wanted:
        raise ValueError(
            f"Boundaries ({kind.name}) must have the same dtype as x ({wanted.name}): {x} (built "
            f"at {x._op._site})."
        )
    return limit
