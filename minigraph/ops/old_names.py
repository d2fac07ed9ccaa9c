"""Names of TensorFlow 0.x that 1.0 changed. Programs of 2016 use them; the ops are the same."""

from __future__ import annotations

from typing import Any

from minigraph.core.nodes import Tensor
from minigraph.ops.joining import concat, stack, unstack

__all__ = ["concat_v2", "pack", "unpack"]


def pack(values: Any, axis: int = 0, name: str = "pack") -> Tensor:
    """What `tf.stack` was called before TensorFlow 1.0.

    Args:
        values: tensors of one shape and type.
        axis: the axis of the result along which they lie.
        name: of the node.

    Returns:
        A Tensor with one more axis.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.pack([1, 2])).tolist()
        [1, 2]
    """
    return stack(values, axis, name)


def unpack(value: Any, num: int | None = None, axis: int = 0, name: str = "unpack") -> list[Tensor]:
    """What `tf.unstack` was called before TensorFlow 1.0.

    Args:
        value: a tensor.
        num: the size of the axis, where it is unknown.
        axis: the axis that is taken apart.
        name: of the node.

    Returns:
        A list of Tensors without that axis.

    Example:
        >>> import minigraph as tf
        >>> first, second = tf.unpack(tf.constant([1, 2]))
        >>> tf.Session().run(second)
        np.int32(2)
    """
    return unstack(value, num, axis, name)


def concat_v2(values: Any, axis: Any, name: str = "concat_v2") -> Tensor:
    """What `tf.concat` was called in TensorFlow 0.12, where `tf.concat` had the axis first.

    Args:
        values: tensors of one type.
        axis: the axis along which they lie.
        name: of the node.

    Returns:
        A Tensor.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.concat_v2([[1], [2, 3]], 0)).tolist()
        [1, 2, 3]
    """
    return concat(values, axis, name)
