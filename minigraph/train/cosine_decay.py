"""Learning rates that fall along a cosine: once, with restarts, times a line, with noise.

Sources: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (ICLR 2017);
Bello et al., "Neural Optimizer Search with Reinforcement Learning" (ICML 2017), for the linear
ones.
"""

from __future__ import annotations

import math
from typing import Any

from minigraph.core.nodes import Tensor
from minigraph.ops.arithmetic import multiply
from minigraph.ops.compare import equal
from minigraph.ops.constants import constant
from minigraph.ops.control_flow import cond
from minigraph.ops.exponentials import log
from minigraph.ops.magnitude import minimum
from minigraph.ops.naming import name_scope
from minigraph.ops.powers import pow, sqrt
from minigraph.ops.random import random_normal
from minigraph.ops.rounding import floor
from minigraph.ops.trigonometry import cos
from minigraph.train.decay import need_step, rate_and_settings

__all__ = [
    "cosine_decay",
    "cosine_decay_restarts",
    "linear_cosine_decay",
    "noisy_linear_cosine_decay",
]


def _one_plus_cosine(halves: Any) -> Any:
    """1 + cos(pi * halves)."""
    return 1.0 + cos(constant(math.pi, halves.dtype.base_dtype) * halves)


def cosine_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    alpha: Any = 0.0,
    name: str | None = None,
) -> Tensor:
    """learning_rate * ((1 - alpha) * (1 + cos(pi * done)) / 2 + alpha), done = step / decay_steps.

    Args:
        learning_rate: at step 0; a number or a scalar tensor of floats.
        global_step: the number of the step, a scalar tensor or variable of any type.
        decay_steps: the step in which the rate reaches its end, where it stays.
        alpha: what is left of the rate at the end.
        name: of the scope.

    Returns:
        A scalar Tensor of the type of `learning_rate`.

    Raises:
        ValueError: `global_step` is None.

    Source: see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> step = tf.placeholder(tf.int64, [])
        >>> rate = tf.train.cosine_decay(1.0, step, 10, alpha=0.1)
        >>> [round(float(tf.Session().run(rate, {step: k})), 3) for k in (0, 5, 10, 15)]
        [1.0, 0.55, 0.1, 0.1]
    """
    need_step(global_step, "cosine_decay")
    with name_scope(name or "CosineDecay"):
        rate, steps, step = rate_and_settings(learning_rate, decay_steps, global_step)
        done = minimum(step, steps) / steps
        fallen = 0.5 * _one_plus_cosine(done)
        return multiply(rate, (1 - alpha) * fallen + alpha)


def cosine_decay_restarts(
    learning_rate: Any,
    global_step: Any,
    first_decay_steps: Any,
    t_mul: Any = 2.0,
    m_mul: Any = 1.0,
    alpha: Any = 0.0,
    name: str | None = None,
) -> Tensor:
    """`cosine_decay` again and again: each period `t_mul` times as long, its start `m_mul` as high.

    Args:
        learning_rate: at step 0; a number or a scalar tensor of floats.
        global_step: the number of the step, a scalar tensor or variable of any type.
        first_decay_steps: the length of the first period.
        t_mul: how many times longer each period is than the one before.
        m_mul: how many times higher each period starts than the one before.
        alpha: what is left of the rate at the end of a period.
        name: of the result.

    Returns:
        A scalar Tensor of the type of `learning_rate`.

    Raises:
        ValueError: `global_step` is None.

    Source: see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> step = tf.placeholder(tf.int64, [])
        >>> rate = tf.train.cosine_decay_restarts(1.0, step, 10, m_mul=0.5)
        >>> [round(float(tf.Session().run(rate, {step: k})), 3) for k in (0, 5, 10, 20, 30)]
        [1.0, 0.5, 0.5, 0.25, 0.25]
    """
    need_step(global_step, "cosine_decay_restarts")
    with name_scope(name or "SGDRDecay") as scope:
        rate, steps, rest, longer, higher, step = rate_and_settings(
            learning_rate, first_decay_steps, alpha, t_mul, m_mul, global_step
        )
        done = step / steps
        period, within = cond(
            equal(longer, 1.0), lambda: _equal_periods(done), lambda: _growing(done, longer)
        )
        fallen = 0.5 * higher**period * _one_plus_cosine(within)
        return multiply(rate, (1 - rest) * fallen + rest, name=scope)


def _equal_periods(done: Any) -> tuple[Any, Any]:
    """(number of the period, part of it that is done), of `done` in first periods."""
    period = floor(done)
    return period, done - period


def _growing(done: Any, longer: Any) -> tuple[Any, Any]:
    """As `_equal_periods`, where each period is `longer` times the one before."""
    period = floor(log(1.0 - done * (1.0 - longer)) / log(longer))
    before = (1.0 - longer**period) / (1.0 - longer)  # the length of all periods before
    return period, (done - before) / longer**period


def linear_cosine_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    num_periods: Any = 0.5,
    alpha: Any = 0.0,
    beta: Any = 0.001,
    name: str | None = None,
) -> Tensor:
    """learning_rate * ((alpha + left) * (1 + cos(2 pi num_periods done)) / 2 + beta).

    done = step / decay_steps, at most 1; left = 1 - done.

    Args:
        learning_rate: a number or a scalar tensor of floats.
        global_step: the number of the step, a scalar tensor or variable of any type.
        decay_steps: the step in which the rate reaches its end, where it stays.
        num_periods: of the cosine.
        alpha, beta: see the formula.
        name: of the result.

    Returns:
        A scalar Tensor of the type of `learning_rate`.

    Raises:
        ValueError: `global_step` is None.

    Source: see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> step = tf.placeholder(tf.int64, [])
        >>> rate = tf.train.linear_cosine_decay(1.0, step, 10)
        >>> [round(float(tf.Session().run(rate, {step: k})), 3) for k in (0, 5, 10)]
        [1.001, 0.251, 0.001]
    """
    need_step(global_step, "linear_cosine_decay")
    with name_scope(name or "LinearCosineDecay") as scope:
        rate, steps, periods, alpha, beta, step = rate_and_settings(
            learning_rate, decay_steps, num_periods, alpha, beta, global_step
        )
        step = minimum(step, steps)
        left = (steps - step) / steps
        done = step / steps
        fallen = 0.5 * _one_plus_cosine(2.0 * periods * done)
        return multiply(rate, (alpha + left) * fallen + beta, name=scope)


def noisy_linear_cosine_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    initial_variance: Any = 1.0,
    variance_decay: Any = 0.55,
    num_periods: Any = 0.5,
    alpha: Any = 0.0,
    beta: Any = 0.001,
    name: str | None = None,
) -> Tensor:
    """`linear_cosine_decay`, with normal noise added to its falling line in each run.

    The noise has the variance initial_variance / (1 + step) ** variance_decay.

    Args:
        initial_variance: of the noise at step 0.
        variance_decay: how fast the noise falls.
        learning_rate, global_step, decay_steps, num_periods, alpha, beta, name: as for
            `linear_cosine_decay`.

    Returns:
        A scalar Tensor of the type of `learning_rate`.

    Raises:
        ValueError: `global_step` is None.

    Source: see the head of this file.

    Example:
        >>> import minigraph as tf
        >>> rate = tf.train.noisy_linear_cosine_decay(1.0, tf.constant(5), 10, initial_variance=0.0)
        >>> print(round(float(tf.Session().run(rate)), 3))
        0.251
    """
    need_step(global_step, "noisy_linear_cosine_decay")
    with name_scope(name or "NoisyLinearCosineDecay") as scope:
        rate, steps, variance, fall, periods, alpha, beta, step = rate_and_settings(
            learning_rate,
            *(decay_steps, initial_variance, variance_decay, num_periods, alpha, beta),
            global_step,
        )
        step = minimum(step, steps)
        left = (steps - step) / steps
        deviation = sqrt(variance / pow(1.0 + step, fall))
        left = left + random_normal(left.shape, stddev=deviation, dtype=left.dtype.base_dtype)
        done = step / steps
        fallen = 0.5 * _one_plus_cosine(2.0 * periods * done)
        return multiply(rate, (alpha + left) * fallen + beta, name=scope)
