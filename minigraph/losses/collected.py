"""The collections of losses, and their sums."""

from __future__ import annotations

from typing import Any

from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import Tensor
from minigraph.ops.collections import add_to_collection, get_collection
from minigraph.ops.constants import constant
from minigraph.ops.sums import add_n

__all__ = [
    "add_loss",
    "get_losses",
    "get_regularization_loss",
    "get_regularization_losses",
    "get_total_loss",
]


def add_loss(loss: Any, loss_collection: Any = GraphKeys.LOSSES) -> None:
    """Add a loss of one's own to those that `tf.losses.get_total_loss` sums.

    Args:
        loss: a tensor.
        loss_collection: the collection; None: do nothing.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     tf.losses.add_loss(tf.constant(1.0, name="mine"))
        ...     tf.losses.get_losses()
        [<tf.Tensor 'mine:0' shape=() dtype=float32>]
    """
    if loss_collection:
        add_to_collection(loss_collection, loss)


def get_losses(scope: str | None = None, loss_collection: Any = GraphKeys.LOSSES) -> list[Any]:
    """The losses collected so far.

    Args:
        scope: a regular expression that their names must match from the start.
        loss_collection: the collection.

    Returns:
        A list of tensors.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     loss = tf.losses.mean_squared_error([1.0], [2.0])
        ...     tf.losses.get_losses("mean"), tf.losses.get_losses("other")
        ([<tf.Tensor 'mean_squared_error/value:0' shape=() dtype=float32>], [])
    """
    return get_collection(loss_collection, scope)


def get_regularization_losses(scope: str | None = None) -> list[Any]:
    """The regularization losses of variables, as `tf.get_variable` collects them.

    Args:
        scope: a regular expression that their names must match from the start.

    Returns:
        A list of tensors.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     w = tf.get_variable("w", [2], regularizer=tf.nn.l2_loss)
        ...     len(tf.losses.get_regularization_losses())
        1
    """
    return get_collection(GraphKeys.REGULARIZATION_LOSSES, scope)


def get_regularization_loss(
    scope: str | None = None, name: str = "total_regularization_loss"
) -> Tensor:
    """The sum of the regularization losses; 0 if there are none.

    Args:
        scope: a regular expression that their names must match from the start.
        name: of the node.

    Returns:
        A scalar Tensor.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     float(sess.run(tf.losses.get_regularization_loss()))
        0.0
    """
    losses = get_regularization_losses(scope)
    return add_n(losses, name) if losses else constant(0.0)


def get_total_loss(
    add_regularization_losses: bool = True, name: str = "total_loss", scope: str | None = None
) -> Tensor:
    """The sum of all losses collected so far.

    Args:
        add_regularization_losses: whether those of the variables are among them.
        name: of the node.
        scope: a regular expression that their names must match from the start.

    Returns:
        A scalar Tensor.

    Raises:
        ValueError: there is no loss.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     a = tf.losses.mean_squared_error([1.0], [3.0])
        ...     b = tf.losses.absolute_difference([1.0], [3.0])
        ...     float(sess.run(tf.losses.get_total_loss()))
        6.0
    """
    losses = get_losses(scope)
    if add_regularization_losses:
        losses += get_regularization_losses(scope)
    return add_n(losses, name)
