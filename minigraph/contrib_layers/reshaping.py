"""Layers without weights: flatten, dropout, one-hot codes, maxout; layers in a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.contrib_layers.arg_scope import add_arg_scope
from minigraph.contrib_layers.collecting import collect_named_outputs
from minigraph.contrib_layers.variables import layer_getter
from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.layers.core import Dropout
from minigraph.layers.core import flatten as layers_flatten
from minigraph.ops.casting import to_int64
from minigraph.ops.masks import one_hot
from minigraph.ops.naming import name_scope
from minigraph.ops.reduce import reduce_max
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.variable_scope import variable_scope

__all__ = ["dropout", "flatten", "maxout", "one_hot_encoding", "repeat", "stack"]


@add_arg_scope
def flatten(inputs: Any, outputs_collections: Any = None, scope: str | None = None) -> Any:
    """All axes but the first in one: [n, a, b, ...] becomes [n, a * b * ...].

    Args:
        inputs: a tensor, rank 1 or more.
        outputs_collections: collections for the outputs.
        scope: a name for the nodes; default "Flatten".

    Returns:
        A Tensor of rank 2.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     print(tf.contrib.layers.flatten(tf.placeholder(tf.float32, [None, 3, 4])))
        Tensor("Flatten/flatten/Reshape:0", shape=(?, 12), dtype=float32)
    """
    with name_scope(scope, "Flatten", [inputs]) as sc:
        outputs = layers_flatten(convert(inputs))
        return collect_named_outputs(outputs_collections, sc, outputs)


@add_arg_scope
def dropout(
    inputs: Any,
    keep_prob: Any = 0.5,
    noise_shape: Any = None,
    is_training: Any = True,
    outputs_collections: Any = None,
    scope: Any = None,
    seed: int | None = None,
) -> Any:
    """In training, each element is kept with a probability and then divided by it, or set to 0.

    Args:
        inputs: a tensor of floats.
        keep_prob: the probability to keep; a number or a scalar tensor.
        noise_shape: the shape of the random choices, see `tf.nn.dropout`.
        is_training: a bool, or a scalar bool tensor; where it is False the inputs come back.
        outputs_collections: collections for the outputs.
        scope: a variable scope's name; default "Dropout".
        seed: see `tf.set_random_seed`.

    Returns:
        A Tensor like `inputs`.

    Example:
        >>> import minigraph as tf
        >>> y = tf.contrib.layers.dropout(tf.ones([4]), keep_prob=0.5, seed=1)
        >>> tf.Session().run(y).tolist()
        [0.0, 2.0, 0.0, 0.0]
    """
    with variable_scope(scope, "Dropout", [inputs], custom_getter=layer_getter()) as sc:
        layer = Dropout(1 - keep_prob, noise_shape, seed, sc.name, _scope=sc)
        outputs = layer(convert(inputs), training=is_training)
        return collect_named_outputs(outputs_collections, sc.name, outputs)


@add_arg_scope
def one_hot_encoding(
    labels: Any,
    num_classes: Any,
    on_value: Any = 1.0,
    off_value: Any = 0.0,
    outputs_collections: Any = None,
    scope: str | None = None,
) -> Any:
    """`tf.one_hot` as a layer: row i is on at labels[i].

    Args:
        labels: a tensor of ints.
        num_classes: the size of the new last axis.
        on_value, off_value: the values.
        outputs_collections: collections for the outputs.
        scope: a name for the nodes; default "OneHotEncoding".

    Returns:
        A Tensor of the values' type.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.contrib.layers.one_hot_encoding([1, 0], 3)).tolist()
        [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    """
    with name_scope(scope, "OneHotEncoding", [labels, num_classes]) as sc:
        labels = convert(labels)
        if labels.dtype is dtypes.int32:
            labels = to_int64(labels)
        outputs = one_hot(labels, num_classes, on_value=on_value, off_value=off_value)
        return collect_named_outputs(outputs_collections, sc, outputs)


@add_arg_scope
def maxout(inputs: Any, num_units: int, axis: int = -1, scope: Any = None) -> Tensor:
    """The maximum of each of `num_units` groups of features.

    The inputs of shape [..., k * num_units] are seen as [..., num_units, k]; for another axis, as
    their shape with `num_units` along the axis and k at the end.

    Args:
        inputs: a tensor whose size along the axis is known.
        num_units: the new size; it divides the old one.
        axis: the axis.
        scope: a variable scope's name; default "MaxOut".

    Raises:
        ValueError: `num_units` does not divide the size, or that is not known.

    Source: Goodfellow et al., "Maxout Networks" (2013).

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.contrib.layers.maxout([[1.0, 2.0, 5.0, 3.0]], 2)).tolist()
        [[2.0, 5.0]]
    """
    with variable_scope(scope, "MaxOut", [inputs]):
        inputs = convert(inputs)
        size = None if inputs._dims is None else inputs._dims[axis]
        if size is None or size % num_units:
            raise ValueError(
                f"number of features({size}) is not a multiple of num_units({num_units})"
            )
        own = shape(inputs)
        sizes = [own[i] if n is None else n for i, n in enumerate(inputs._dims)]
        sizes[axis] = num_units
        return reduce_max(reshape(inputs, [*sizes, size // num_units]), -1)


# ---------------------------------------------------------------------------------- in a row
def _name_of(layer: Any, default: str) -> str:
    """What the layers in a row are called, where nobody says: the function's name."""
    for function in (layer, getattr(layer, "func", None)):
        name: str | None = getattr(function, "__name__", None)
        if name is not None:
            return name
    return default


@add_arg_scope
def repeat(
    inputs: Any, repetitions: int, layer: Callable[..., Any], *args: Any, **kwargs: Any
) -> Any:
    """The same layer several times in a row, each with variables of its own.

    Args:
        inputs: a tensor.
        repetitions: how many times.
        layer: a function with a `scope` argument, called as layer(inputs, *args, scope=...,
            **kwargs).
        scope: the layers are called scope/scope_1, scope/scope_2, ...; default: Repeat/ and the
            name of the function.

    Returns:
        What the last one gives.

    Example:
        >>> import minigraph as tf
        >>> from minigraph.contrib import slim
        >>> with tf.Graph().as_default():
        ...     y = slim.repeat(tf.zeros([1, 8, 8, 3]), 2, slim.conv2d, 4, [3, 3], scope="conv")
        ...     print([v.op.name for v in slim.get_model_variables(suffix="weights")])
        ['conv/conv_1/weights', 'conv/conv_2/weights']
    """
    scope = kwargs.pop("scope", None)
    with variable_scope(scope, "Repeat", [inputs]):
        outputs = convert(inputs)
        base = _name_of(layer, "repeat") if scope is None else scope
        for i in range(repetitions):
            outputs = layer(outputs, *args, **{**kwargs, "scope": f"{base}_{i + 1}"})
        return outputs


@add_arg_scope
def stack(inputs: Any, layer: Callable[..., Any], stack_args: Any, **kwargs: Any) -> Any:
    """A layer several times in a row, each with arguments and variables of its own.

    Args:
        inputs: a tensor.
        layer: a function with a `scope` argument.
        stack_args: for each layer its argument, or a list of them.
        scope: the layers are called scope/scope_1, scope/scope_2, ...; default: Stack/ and the name
            of the function.
        reuse: whether the variables of `scope` are used again.
        (others): passed to each.

    Returns:
        What the last one gives.

    Example:
        >>> import minigraph as tf
        >>> from minigraph.contrib import slim
        >>> with tf.Graph().as_default():
        ...     y = slim.stack(tf.zeros([2, 4]), slim.fully_connected, [32, 64], scope="fc")
        ...     print(y.shape, [v.op.name for v in slim.get_model_variables(suffix="weights")])
        (2, 64) ['fc/fc_1/weights', 'fc/fc_2/weights']
    """
    scope, reuse = kwargs.pop("scope", None), kwargs.pop("reuse", None)
    with variable_scope(scope, "Stack", [inputs], reuse=reuse):
        outputs = convert(inputs)
        base = _name_of(layer, "stack") if scope is None else scope
        for i, given in enumerate(stack_args):
            args = given if isinstance(given, (list, tuple)) else [given]
            outputs = layer(outputs, *args, **{**kwargs, "scope": f"{base}_{i + 1}"})
        return outputs
