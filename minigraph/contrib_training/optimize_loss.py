"""tf.contrib.layers.optimize_loss: a step of training from a loss and the name of an optimizer.

It brings the updates of moving averages, the learning rate and its decay, noise, multipliers and
clipping of gradients, and summaries of it all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph import train
from minigraph.contrib_training.gradients import mapped
from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.indexed_slices import IndexedSlices
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Tensor
from minigraph.ops.casting import cast
from minigraph.ops.choosing import where
from minigraph.ops.clipping import clip_by_global_norm, global_norm
from minigraph.ops.collections import get_collection, trainable_variables
from minigraph.ops.compare import less
from minigraph.ops.exponentials import exp, log
from minigraph.ops.flow import with_dependencies
from minigraph.ops.get_variable import get_variable
from minigraph.ops.initializers import constant_initializer, zeros_initializer
from minigraph.ops.magnitude import maximum, minimum
from minigraph.ops.moving_average import assign_moving_average
from minigraph.ops.powers import sqrt, square
from minigraph.ops.random import truncated_normal
from minigraph.ops.shape_assertions import assert_scalar
from minigraph.ops.shaping import shape
from minigraph.ops.spread import ones_like
from minigraph.ops.variable_scope import variable_scope
from minigraph.summary.values import histogram, scalar_summary
from minigraph.train.optimizer import Optimizer

__all__ = [
    "OPTIMIZER_CLS_NAMES",
    "OPTIMIZER_SUMMARIES",
    "adaptive_clipping_fn",
    "optimize_loss",
]

Pairs = list[tuple[Any, Any]]

OPTIMIZER_CLS_NAMES: dict[str, Callable[..., Any]] = {
    "Adagrad": train.AdagradOptimizer,
    "Adam": train.AdamOptimizer,
    "Ftrl": train.FtrlOptimizer,
    "Momentum": lambda learning_rate: train.MomentumOptimizer(learning_rate, momentum=0.9),
    "RMSProp": train.RMSPropOptimizer,
    "SGD": train.GradientDescentOptimizer,
}
OPTIMIZER_SUMMARIES = [
    "learning_rate",
    "loss",
    "gradients",
    "gradient_norm",
    "global_gradient_norm",
]


def optimize_loss(
    loss: Any,
    global_step: Any,
    learning_rate: Any,
    optimizer: Any,
    gradient_noise_scale: Any = None,
    gradient_multipliers: Any = None,
    clip_gradients: Any = None,
    learning_rate_decay_fn: Any = None,
    update_ops: Any = None,
    variables: Any = None,
    name: str | None = None,
    summaries: Any = None,
    colocate_gradients_with_ops: bool = False,
    increment_global_step: bool = True,
) -> Any:
    """A tensor whose run makes one step of training and gives the loss.

    Args:
        loss: a scalar tensor.
        global_step: a variable to count the step in; None: the graph's own, if it has one.
        learning_rate: a float (a variable `learning_rate` is made of it), a scalar tensor, or None
            where `optimizer` needs none.
        optimizer: a name in OPTIMIZER_CLS_NAMES; a class, or a function of the learning rate, that
            gives an Optimizer; or an Optimizer.
        gradient_noise_scale: a factor of noise, truncated normal, that gradients get added.
        gradient_multipliers: a dictionary from variables or their names to factors of their
            gradients.
        clip_gradients: the largest global norm, a float; or a function from (gradient, variable)
            pairs to such pairs, such as `adaptive_clipping_fn` gives.
        learning_rate_decay_fn: a function (learning rate, global step) that gives a tensor.
        update_ops: operations to run before the loss is computed; default: UPDATE_OPS.
        variables: those to train; default: the trainable ones.
        name: of the variable scope; default "OptimizeLoss".
        summaries: what to add summaries of, a list of names in OPTIMIZER_SUMMARIES; default: loss,
            learning_rate, global_gradient_norm.
        colocate_gradients_with_ops: see `tf.train.Optimizer.minimize`.
        increment_global_step: whether the step is counted.

    Returns:
        The loss, a Tensor, available when the step is done.

    Raises:
        ValueError: an unknown optimizer or summary; the learning rate is missing, negative, or
            neither a float nor a scalar; `clip_gradients` is neither a float nor a function;
            nothing to train.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(2.0)
        ...     step = tf.train.create_global_step()
        ...     train = tf.contrib.layers.optimize_loss(w * w, step, 0.25, "SGD")
        ...     sess.run(tf.global_variables_initializer())
        ...     print(sess.run(train), sess.run([w, step]))
        4.0 [np.float32(1.0), np.int64(1)]
    """
    loss = convert(loss)
    assert_scalar(loss)
    if global_step is None:
        global_step = train.get_global_step()
    else:
        train.assert_global_step(global_step)
    with variable_scope(name, "OptimizeLoss", [loss, global_step]):
        if update_ops is None:
            update_ops = get_collection(GraphKeys.UPDATE_OPS)
        if update_ops:
            loss = with_dependencies(list(dict.fromkeys(update_ops)), loss)
        wanted = _checked_summaries(summaries)
        rate = _learning_rate(learning_rate)
        if rate is not None and learning_rate_decay_fn is not None:
            if global_step is None:
                raise ValueError("global_step is required for learning_rate_decay_fn.")
            rate = learning_rate_decay_fn(rate, global_step)
            if "learning_rate" in wanted:
                scalar_summary("learning_rate", rate)
        opt = _optimizer(optimizer, rate)
        pairs = opt.compute_gradients(
            loss,
            trainable_variables() if variables is None else variables,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
        )
        pairs = _changed(pairs, gradient_noise_scale, gradient_multipliers)
        clipped = _clipped(pairs, clip_gradients)
        _summarize(wanted, loss, pairs, clipped)
        step = global_step if increment_global_step else None
        updates = opt.apply_gradients(clipped, global_step=step, name="train")
        return with_dependencies([updates], loss)


def _checked_summaries(summaries: Any) -> list[str]:
    if summaries is None:
        return ["loss", "learning_rate", "global_gradient_norm"]
    for summary in summaries:
        if summary not in OPTIMIZER_SUMMARIES:
            raise ValueError(
                f"Summaries should be one of [{', '.join(OPTIMIZER_SUMMARIES)}], you provided "
                f"{summary}."
            )
    return list(summaries)


def _learning_rate(rate: Any) -> Any:
    """The learning rate as a tensor or variable; None where there is none."""
    if rate is None:
        return None
    if isinstance(rate, Tensor) and rate.shape.ndims == 0:
        return rate
    if isinstance(rate, float):
        if rate < 0.0:
            raise ValueError(f"Invalid learning_rate {rate}.")
        start = constant_initializer(rate)
        return get_variable("learning_rate", [], initializer=start, trainable=False)
    raise ValueError(f"Learning rate should be 0d Tensor or float. Got {rate} of type {type(rate)}")


def _optimizer(optimizer: Any, rate: Any) -> Any:
    if isinstance(optimizer, Optimizer):
        return optimizer
    is_class = isinstance(optimizer, type) and issubclass(optimizer, Optimizer)
    if (isinstance(optimizer, str) or is_class) and rate is None:
        kind = "string" if isinstance(optimizer, str) else "class"
        raise ValueError(
            f"Learning rate is None, but should be specified if optimizer is {kind} ({optimizer})."
        )
    if isinstance(optimizer, str):
        if optimizer not in OPTIMIZER_CLS_NAMES:
            raise ValueError(
                f"Optimizer name should be one of [{', '.join(OPTIMIZER_CLS_NAMES)}], you provided "
                f"{optimizer}."
            )
        return OPTIMIZER_CLS_NAMES[optimizer](learning_rate=rate)
    if is_class:
        return optimizer(learning_rate=rate)
    if not callable(optimizer):
        raise ValueError(
            "Unrecognized optimizer: should be string, subclass of Optimizer, instance of subclass "
            f"of Optimizer or function with one argument. Got {optimizer}."
        )
    made = optimizer() if rate is None else optimizer(rate)
    if not isinstance(made, Optimizer):
        raise ValueError(
            f"Unrecognized optimizer: function should return subclass of Optimizer. Got {made}."
        )
    return made


# ---------------------------------------------------------------------------------- gradients
def _changed(pairs: Pairs, noise_scale: Any, multipliers: Any) -> Pairs:
    """Noise added, then multiplied."""
    if noise_scale is not None:
        pairs = [(_with_noise(g, noise_scale), v) for g, v in pairs]
    if multipliers is not None:
        pairs = [(_multiplied(g, v, multipliers), v) for g, v in pairs]
        if not pairs:
            raise ValueError(
                "Empty list of (gradient, var) pairs encountered. This is most likely to be caused "
                "by an improper value of gradient_multipliers."
            )
    return pairs


def _with_noise(gradient: Any, scale: Any) -> Any:
    if gradient is None:
        return None
    if isinstance(gradient, IndexedSlices):
        rows = gradient.values
        return mapped(gradient, lambda g: g + truncated_normal(shape(rows), dtype=g.dtype) * scale)
    return gradient + truncated_normal(gradient.shape, dtype=gradient.dtype) * scale


def _multiplied(gradient: Any, variable: Any, multipliers: Any) -> Any:
    key = variable if variable in multipliers else variable.name
    if gradient is None or key not in multipliers:
        return gradient
    return mapped(gradient, lambda g: g * cast(multipliers[key], g.dtype))


def _clipped(pairs: Pairs, clip: Any) -> Pairs:
    if clip is None:
        return pairs
    if isinstance(clip, float):
        gradients, variables = zip(*pairs, strict=True)
        clipped, _ = clip_by_global_norm(list(gradients), clip)
        return list(zip(clipped, variables, strict=True))
    if callable(clip):
        return list(clip(pairs))
    raise ValueError(f"Unknown type {type(clip)} for clip_gradients")


def _summarize(wanted: list[str], loss: Any, before: Pairs, after: Pairs) -> None:
    """Summaries of the loss, and of gradients before and after they are clipped."""
    norms = "global_gradient_norm" in wanted or "gradient_norm" in wanted
    if norms:
        scalar_summary("global_norm/gradient_norm", global_norm([g for g, _ in before]))
    if "loss" in wanted:
        scalar_summary("loss", loss)
    for gradient, variable in after:
        if gradient is not None:
            values = gradient.values if isinstance(gradient, IndexedSlices) else gradient
            name = variable.name.replace(":", "_")
            if "gradients" in wanted:
                histogram(f"gradients/{name}", values)
            if "gradient_norm" in wanted:
                scalar_summary(f"gradient_norm/{name}", global_norm([values]))
    if norms and after is not before:
        scalar_summary("global_norm/clipped_gradient_norm", global_norm([g for g, _ in after]))


# ---------------------------------------------------------------------------------- adaptive
def adaptive_clipping_fn(
    std_factor: float = 2.0,
    decay: float = 0.95,
    static_max_norm: float | None = None,
    global_step: Any = None,
    report_summary: bool = False,
    epsilon: float = 1e-8,
    name: str | None = None,
) -> Callable[[Any], Pairs]:
    """Clipping that knows how long gradients usually are.

    Gradients whose global norm is above exp(mean + std_factor * stddev) are scaled down to
    exp(mean), where mean and stddev are moving averages of the norm's logarithm.

    Args:
        std_factor: how many standard deviations above the mean are too long.
        decay: of the moving averages.
        static_max_norm: a limit that holds as well.
        global_step: a variable: with it, the averages forget faster in the first steps.
        report_summary: whether to add summaries of the norms.
        epsilon: keeps the logarithm finite.
        name: of the variable scope; default "AdaptiveMaxNorm".

    Returns:
        A function from (gradient, variable) pairs to such pairs, for `clip_gradients`.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     w = tf.Variable(2.0)
        ...     clip = tf.contrib.layers.adaptive_clipping_fn()
        ...     step = tf.train.create_global_step()
        ...     train = tf.contrib.layers.optimize_loss(
        ...         w * w, step, 0.1, "SGD", clip_gradients=clip
        ...     )
        ...     print([v.op.name for v in tf.global_variables() if "Adaptive" in v.op.name])
        ['OptimizeLoss/AdaptiveMaxNorm/mean', 'OptimizeLoss/AdaptiveMaxNorm/sq_mean']
    """

    def clip(grads_and_vars: Any) -> Pairs:
        gradients, variables = zip(*grads_and_vars, strict=True)
        norm = global_norm(list(gradients))
        limit, mean = _usual_norm(norm, std_factor, decay, global_step, epsilon, name)
        if report_summary:
            scalar_summary("global_norm/adaptive_max_gradient_norm", limit)
        factor = where(less(norm, limit), ones_like(norm), exp(mean) / norm)
        if static_max_norm is not None:
            factor = minimum(static_max_norm / norm, factor)
        scaled = [
            None if g is None else mapped(g, lambda values: values * factor) for g in gradients
        ]
        return list(zip(scaled, variables, strict=True))

    return clip


def _usual_norm(
    norm: Any, std_factor: float, decay: Any, global_step: Any, epsilon: float, name: Any
) -> tuple[Any, Any]:
    """(the longest norm that is usual, the mean of the norm's logarithm)."""
    with variable_scope(name, "AdaptiveMaxNorm", [norm]):
        log_norm = log(norm + epsilon)
        if global_step is not None:
            steps = cast(global_step, dtypes.float32)
            decay = minimum(decay, steps / (steps + 1.0))

        def average(what: str, value: Any) -> Any:
            variable = get_variable(
                what, value.shape, value.dtype, zeros_initializer(), trainable=False
            )
            return assign_moving_average(variable, value, decay, zero_debias=False)

        mean = average("mean", log_norm)
        spread = sqrt(maximum(epsilon, average("sq_mean", square(log_norm)) - square(mean)))
        return exp(mean + std_factor * spread), mean
