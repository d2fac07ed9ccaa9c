"""Convolutions and transposed convolutions of sequences, images and volumes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from minigraph.contrib_layers.arg_scope import add_arg_scope
from minigraph.contrib_layers.finishing import LAYOUTS, WEIGHTS, finished, layout_of
from minigraph.contrib_layers.initializers import xavier_initializer
from minigraph.contrib_layers.variables import add_to_named_collections, layer_getter
from minigraph.core.convert import convert
from minigraph.layers.convolutional import Conv1D, Conv2D, Conv3D
from minigraph.layers.transposed import Conv2DTranspose, Conv3DTranspose
from minigraph.ops.initializers import zeros_initializer
from minigraph.ops.rectifiers import relu
from minigraph.ops.variable_scope import variable_scope

__all__ = [
    "convolution",
    "convolution1d",
    "convolution2d",
    "convolution2d_transpose",
    "convolution3d",
    "convolution3d_transpose",
]

_ZEROS, _XAVIER = zeros_initializer(), xavier_initializer()
_LAYERS = {3: Conv1D, 4: Conv2D, 5: Conv3D}


@add_arg_scope
def convolution(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str | None = None,
    rate: Any = 1,
    activation_fn: Any = relu,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = _XAVIER,
    weights_regularizer: Any = None,
    biases_initializer: Any = _ZEROS,
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
    conv_dims: int | None = None,
) -> Any:
    """activation_fn(convolution(inputs, weights) + biases), with relu as the default activation.

    Args:
        inputs: a tensor of floats [batch, *space, channels], one to three axes of space.
        num_outputs: the number of channels of the outputs.
        kernel_size: the size of the window: an int, or one for each axis of space.
        stride: steps between windows, likewise.
        padding: "SAME": ceil(length / stride) windows along an axis, with zeros around the inputs;
            "VALID": those that lie within.
        data_format: None or "NWC", "NHWC", "NDHWC": channels last; "NCW", "NCHW", "NCDHW": first.
        rate: steps within the window ("atrous" or dilated convolution), likewise.
        activation_fn: a function of a tensor; None: none.
        normalizer_fn: such as `batch_norm`: called in place of adding biases, before the
            activation.
        normalizer_params: keyword arguments of `normalizer_fn`, a dictionary.
        weights_initializer, biases_initializer: of the variables `weights` [*kernel_size, channels,
            num_outputs] and `biases` [num_outputs]; without one there are no biases.
        weights_regularizer, biases_regularizer: functions of a variable whose results go to
            REGULARIZATION_LOSSES.
        reuse: whether the variables of `scope` are used again.
        variables_collections: collections for all variables, or a dictionary from their names to
            collections.
        outputs_collections: collections for the outputs.
        trainable: whether the variables are (TRAINABLE_VARIABLES).
        scope: a variable scope's name, or the scope; default "Conv", made unique.
        conv_dims: the number of axes of space that is meant; default: what `inputs` have.

    Returns:
        A Tensor [batch, *space, num_outputs].

    Raises:
        ValueError: an unknown format; the rank is not 3 to 5, or not what `conv_dims` asks for; the
            number of channels is not known; both `stride` and `rate` are above 1.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     y = tf.contrib.layers.conv2d(tf.zeros([1, 8, 8, 3]), 16, [3, 3], stride=2)
        ...     print(y.name, y.shape, [v.op.name for v in tf.model_variables()])
        Conv/Relu:0 (1, 4, 4, 16) ['Conv/weights', 'Conv/biases']
    """
    if data_format is not None and data_format not in LAYOUTS:
        raise ValueError(f"Invalid data_format: {data_format!r}")
    with variable_scope(
        scope, "Conv", [inputs], reuse=reuse, custom_getter=layer_getter(WEIGHTS)
    ) as sc:
        inputs = convert(inputs)
        rank = inputs.shape.ndims
        if conv_dims is not None and conv_dims + 2 != rank:
            raise ValueError(f"Convolution expects input with rank {conv_dims + 2}, got {rank}")
        if rank not in _LAYERS:
            raise ValueError(f"Convolution not supported for input with rank {rank}")
        layer = _LAYERS[rank](
            num_outputs,
            kernel_size,
            stride,
            padding,
            layout_of(data_format or "NHWC", *LAYOUTS),
            rate,
            use_bias=normalizer_fn is None and biases_initializer is not None,
            kernel_initializer=weights_initializer,
            bias_initializer=biases_initializer,
            kernel_regularizer=weights_regularizer,
            bias_regularizer=biases_regularizer,
            trainable=trainable,
            name=sc.name,
            dtype=inputs.dtype.base_dtype,
            _scope=sc,
            _reuse=reuse,
        )
        outputs = layer(inputs)
        _collect(layer, variables_collections)
        return finished(
            outputs, sc, outputs_collections, activation_fn, normalizer_fn, normalizer_params
        )


def _collect(layer: Any, variables_collections: Any) -> None:
    add_to_named_collections(layer.kernel, variables_collections, "weights")
    if layer.bias is not None:
        add_to_named_collections(layer.bias, variables_collections, "biases")


def _of_rank(name: str, dims: int, doc: str) -> Callable[..., Any]:
    """`convolution` for `dims` axes of space, as a function of its own for arg_scope."""
    plain = inspect.signature(inspect.unwrap(convolution))
    signature = plain.replace(parameters=list(plain.parameters.values())[:-1])

    def function(*args: Any, **kwargs: Any) -> Any:
        given = signature.bind(*args, **kwargs)
        given.apply_defaults()  # a scope for `convolution` is not one for this
        return convolution(**given.arguments, conv_dims=dims)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    function.__signature__ = signature  # type: ignore[attr-defined]
    return add_arg_scope(function)


convolution1d = _of_rank(
    "convolution1d",
    1,
    """`tf.contrib.layers.convolution` of sequences [batch, length, channels].

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.layers.conv1d(tf.zeros([1, 8, 3]), 16, 3).shape.as_list()
        [1, 8, 16]
    """,
)

convolution2d = _of_rank(
    "convolution2d",
    2,
    """`tf.contrib.layers.convolution` of images [batch, height, width, channels].

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.layers.conv2d(tf.zeros([1, 8, 8, 3]), 16, 3, rate=2).shape.as_list()
        [1, 8, 8, 16]
    """,
)

convolution3d = _of_rank(
    "convolution3d",
    3,
    """`tf.contrib.layers.convolution` of volumes [batch, depth, height, width, channels].

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.layers.conv3d(tf.zeros([1, 4, 4, 4, 3]), 16, 3).shape.as_list()
        [1, 4, 4, 4, 16]
    """,
)


# ---------------------------------------------------------------------------------- transposed
def _transposed(
    name: str, layer_type: Any, default_scope: str, layouts: tuple[str, str], doc: str
) -> Callable[..., Any]:
    """A layer of transposed convolutions; `layouts` are the formats, the default first."""

    def function(
        inputs: Any,
        num_outputs: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: str = "SAME",
        data_format: str = layouts[0],
        activation_fn: Any = relu,
        normalizer_fn: Any = None,
        normalizer_params: Any = None,
        weights_initializer: Any = _XAVIER,
        weights_regularizer: Any = None,
        biases_initializer: Any = _ZEROS,
        biases_regularizer: Any = None,
        reuse: Any = None,
        variables_collections: Any = None,
        outputs_collections: Any = None,
        trainable: bool = True,
        scope: Any = None,
    ) -> Any:
        layout = layout_of(data_format, *layouts)
        with variable_scope(
            scope, default_scope, [inputs], reuse=reuse, custom_getter=layer_getter(WEIGHTS)
        ) as sc:
            inputs = convert(inputs)
            layer = layer_type(
                num_outputs,
                kernel_size,
                stride,
                padding,
                layout,
                use_bias=normalizer_fn is None and biases_initializer is not None,
                kernel_initializer=weights_initializer,
                bias_initializer=biases_initializer,
                kernel_regularizer=weights_regularizer,
                bias_regularizer=biases_regularizer,
                trainable=trainable,
                name=sc.name,
                dtype=inputs.dtype.base_dtype,
                _scope=sc,
                _reuse=reuse,
            )
            outputs = layer(inputs)
            _collect(layer, variables_collections)
            return finished(
                outputs, sc, outputs_collections, activation_fn, normalizer_fn, normalizer_params
            )

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return add_arg_scope(function)


convolution2d_transpose = _transposed(
    "convolution2d_transpose",
    Conv2DTranspose,
    "Conv2d_transpose",
    ("NHWC", "NCHW"),
    """activation_fn(transposed convolution(inputs, weights) + biases), for images.

    Each input place adds a window to the outputs, `stride` apart ("deconvolution"): with "SAME"
    an axis of n becomes one of n * stride.

    Args:
        inputs: a tensor of floats [batch, height, width, channels].
        data_format: "NHWC" or "NCHW".
        weights_initializer: of the variable `weights` [*kernel_size, num_outputs, channels].
        scope: default "Conv2d_transpose", made unique.
        (the others): as for `tf.contrib.layers.convolution`.

    Returns:
        A Tensor [batch, height, width, num_outputs].

    Example:
        >>> import minigraph as tf
        >>> y = tf.contrib.layers.conv2d_transpose(tf.zeros([1, 4, 4, 8]), 3, [3, 3], stride=2)
        >>> y.shape.as_list()
        [1, 8, 8, 3]
    """,
)

convolution3d_transpose = _transposed(
    "convolution3d_transpose",
    Conv3DTranspose,
    "Conv3d_transpose",
    ("NDHWC", "NCDHW"),
    """`convolution2d_transpose` for volumes [batch, depth, height, width, channels].

    Args:
        data_format: "NDHWC" or "NCDHW".
        scope: default "Conv3d_transpose", made unique.
        (the others): as for `tf.contrib.layers.conv2d_transpose`.

    Example:
        >>> import minigraph as tf
        >>> y = tf.contrib.layers.conv3d_transpose(tf.zeros([1, 2, 2, 2, 8]), 3, 3, stride=2)
        >>> y.shape.as_list()
        [1, 4, 4, 4, 3]
    """,
)
