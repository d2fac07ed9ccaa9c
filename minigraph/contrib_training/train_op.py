"""create_train_op: one tensor whose run makes a step of training and gives the loss.

Two forms: that of tf.contrib.training takes a function that changes gradients, that of slim clips
and multiplies them by arguments of its own.
"""

from __future__ import annotations

import logging
from typing import Any

from minigraph.contrib_training.gradients import (
    add_gradients_summaries,
    clip_gradient_norms,
    multiply_gradients,
)
from minigraph.core.graph import default_graph
from minigraph.core.keys import GraphKeys
from minigraph.ops.checks import check_numerics as checked
from minigraph.ops.collections import get_collection, trainable_variables
from minigraph.ops.flow import no_op, with_dependencies
from minigraph.ops.naming import name_scope
from minigraph.train.global_step import get_or_create_global_step
from minigraph.train.optimizer import Optimizer

__all__ = ["create_slim_train_op", "create_train_op"]

_USE_GLOBAL_STEP = 0  # stands for: the graph's global step


def create_train_op(
    total_loss: Any,
    optimizer: Any,
    global_step: Any = _USE_GLOBAL_STEP,
    update_ops: Any = None,
    variables_to_train: Any = None,
    transform_grads_fn: Any = None,
    summarize_gradients: bool = False,
    gate_gradients: int = Optimizer.GATE_OP,
    aggregation_method: Any = None,
    colocate_gradients_with_ops: bool = False,
    check_numerics: bool = True,
) -> Any:
    """A tensor whose run makes one step of training, updates of moving averages included.

    Args:
        total_loss: a scalar tensor, such as `tf.losses.get_total_loss()`.
        optimizer: a `tf.train.Optimizer`.
        global_step: a variable to count the step in; default: the graph's own, made if there is
            none; None: none.
        update_ops: operations to run before the loss is computed; default: UPDATE_OPS.
        variables_to_train: default: the trainable ones.
        transform_grads_fn: a function from (gradient, variable) pairs to such pairs.
        summarize_gradients: whether summaries of the gradients are added.
        gate_gradients, aggregation_method, colocate_gradients_with_ops: see
            `tf.train.Optimizer.minimize`.
        check_numerics: whether a loss that is NaN or infinite raises InvalidArgumentError.

    Returns:
        The loss, a Tensor, available when the step is done; in the collection TRAIN_OP.

    Raises:
        AssertionError: there is nothing to train.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(2.0)
        ...     sgd = tf.train.GradientDescentOptimizer(0.25)
        ...     train = tf.contrib.training.create_train_op(w * w, sgd)
        ...     sess.run(tf.global_variables_initializer())
        ...     print(sess.run(train), sess.run([w, tf.train.get_global_step()]))
        4.0 [np.float32(1.0), np.int64(1)]
    """
    if global_step is _USE_GLOBAL_STEP:
        global_step = get_or_create_global_step()
    collected = get_collection(GraphKeys.UPDATE_OPS)
    updates = list(dict.fromkeys(collected if update_ops is None else update_ops))
    if not set(collected) <= set(updates):
        logging.getLogger("minigraph").warning(
            "update_ops in create_train_op does not contain all the update_ops in "
            "GraphKeys.UPDATE_OPS"
        )
    if updates:
        with default_graph().control_dependencies(updates):
            barrier = no_op(name="update_barrier")
        total_loss = with_dependencies([barrier], total_loss)
    if variables_to_train is None:
        variables_to_train = trainable_variables()
    else:
        for v in variables_to_train:
            assert v in trainable_variables(), f"{v.name} is not trainable"
    assert variables_to_train, "There are no variables to train."
    grads = optimizer.compute_gradients(
        total_loss,
        variables_to_train,
        gate_gradients=gate_gradients,
        aggregation_method=aggregation_method,
        colocate_gradients_with_ops=colocate_gradients_with_ops,
    )
    if transform_grads_fn:
        grads = transform_grads_fn(grads)
    if summarize_gradients:
        with name_scope("summarize_grads"):
            add_gradients_summaries(grads)
    step = optimizer.apply_gradients(grads, global_step=global_step)
    with name_scope("train_op"):
        if check_numerics:
            total_loss = checked(total_loss, "LossTensor is inf or nan")
        train_op = with_dependencies([step], total_loss)
    train_ops = default_graph().get_collection_ref(GraphKeys.TRAIN_OP)
    if train_op not in train_ops:
        train_ops.append(train_op)
    return train_op


def create_slim_train_op(
    total_loss: Any,
    optimizer: Any,
    global_step: Any = _USE_GLOBAL_STEP,
    update_ops: Any = None,
    variables_to_train: Any = None,
    clip_gradient_norm: Any = 0,
    summarize_gradients: bool = False,
    gate_gradients: int = Optimizer.GATE_OP,
    aggregation_method: Any = None,
    colocate_gradients_with_ops: bool = False,
    gradient_multipliers: Any = None,
    check_numerics: bool = True,
) -> Any:
    """`tf.contrib.training.create_train_op` that clips and multiplies: slim.learning's.

    Args:
        clip_gradient_norm: the largest norm of each gradient; 0: any.
        gradient_multipliers: a dictionary from variables or their names without ":0" to factors of
            their gradients, which come before clipping.
        (the others): see `tf.contrib.training.create_train_op`.

    Returns:
        The loss, a Tensor, available when the step is done; in the collection TRAIN_OP.

    Example:
        >>> import minigraph as tf
        >>> from minigraph.contrib import slim
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w = tf.Variable(2.0)
        ...     sgd = tf.train.GradientDescentOptimizer(0.5)
        ...     train = slim.learning.create_train_op(w * w, sgd, clip_gradient_norm=1.0)
        ...     sess.run(tf.global_variables_initializer())
        ...     print(sess.run(train), sess.run(w))
        4.0 1.5
    """

    def changed(grads: Any) -> Any:
        if gradient_multipliers:
            grads = multiply_gradients(grads, gradient_multipliers)
        return clip_gradient_norms(grads, clip_gradient_norm) if clip_gradient_norm > 0 else grads

    return create_train_op(
        total_loss,
        optimizer,
        global_step,
        update_ops,
        variables_to_train,
        changed,
        summarize_gradients,
        gate_gradients,
        aggregation_method,
        colocate_gradients_with_ops,
        check_numerics,
    )
