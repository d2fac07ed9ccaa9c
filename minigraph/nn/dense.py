"""Small compositions: x w + b, relu(x w + b), crelu, the fraction of zeros."""

from __future__ import annotations

from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops.bias import bias_add
from minigraph.ops.casting import cast
from minigraph.ops.flow import identity
from minigraph.ops.joining import concat
from minigraph.ops.matmul import matmul
from minigraph.ops.naming import name_scope
from minigraph.ops.rectifiers import relu
from minigraph.ops.reduce import count_nonzero
from minigraph.ops.shaping import size

__all__ = ["crelu", "relu_layer", "xw_plus_b", "zero_fraction"]


def xw_plus_b(x: Any, weights: Any, biases: Any, name: str | None = None) -> Tensor:
    """matmul(x, weights) + biases.

    Args:
        x: a matrix (batch, inputs).
        weights: a matrix (inputs, outputs).
        biases: a vector (outputs).
        name: of the node and its scope.

    Returns:
        A Tensor (batch, outputs).

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.nn.xw_plus_b([[1.0, 2.0]], [[3.0], [4.0]], [10.0])).tolist()
        [[21.0]]
    """
    with name_scope(name, "xw_plus_b", [x, weights, biases]) as scope:
        x = convert(x, name="x")
        weights = convert(weights, name="weights")
        biases = convert(biases, name="biases")
        return bias_add(matmul(x, weights), biases, name=scope)


def relu_layer(x: Any, weights: Any, biases: Any, name: str | None = None) -> Tensor:
    """relu(matmul(x, weights) + biases).

    Args:
        x: a matrix (batch, inputs).
        weights: a matrix (inputs, outputs).
        biases: a vector (outputs).
        name: of the node and its scope.

    Returns:
        A Tensor (batch, outputs).

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.nn.relu_layer([[1.0]], [[-3.0, 4.0]], [0.0, 0.0])).tolist()
        [[0.0, 4.0]]
    """
    with name_scope(name, "relu_layer", [x, weights, biases]) as scope:
        x = convert(x, name="x")
        weights = convert(weights, name="weights")
        biases = convert(biases, name="biases")
        return relu(bias_add(matmul(x, weights), biases), name=scope)


def crelu(features: Any, name: str | None = None, axis: int = -1) -> Tensor:
    """relu of x and of -x, side by side.

    Args:
        features: a tensor.
        name: of the scope.
        axis: along which the two are joined.

    Returns:
        A Tensor, twice as long along `axis`.

    Source: Shang, Sohn, Almeida, Lee, "Understanding and Improving Convolutional Neural Networks
    via Concatenated Rectified Linear Units", 2016.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.nn.crelu([1.0, -2.0])).tolist()
        [1.0, 0.0, 0.0, 2.0]
    """
    with name_scope(name, "CRelu", [features]) as scope:
        features = convert(features, name="features")
        return relu(concat([features, -features], axis, name=scope))


def zero_fraction(value: Any, name: str | None = None) -> Tensor:
    """The share of elements that are 0: of activations, how sparse they are.

    Args:
        value: a tensor of numbers.
        name: of the scope.

    Returns:
        A float32 scalar; NaN for a tensor without elements. No gradient.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.nn.zero_fraction([0.0, 0.0, 1.0, 2.0]))
        np.float32(0.5)
    """
    with name_scope(name, "zero_fraction", [value]):
        value = convert(value, name="value")
        count = size(value, out_type=dtypes.int64)
        nonzero = count_nonzero(value, dtype=dtypes.int64)
        with name_scope("counts_to_fraction"):
            zeros = cast(count - nonzero, dtypes.float32)
            fraction = zeros / cast(count, dtypes.float32)
        return identity(fraction, name="fraction")  # type: ignore[no-any-return]
