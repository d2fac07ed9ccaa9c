"""Between images, sequences and points: layers that see one as the other."""

from __future__ import annotations

from typing import Any

from minigraph.contrib_layers.arg_scope import add_arg_scope
from minigraph.contrib_layers.collecting import collect_named_outputs
from minigraph.contrib_layers.finishing import layout_of
from minigraph.contrib_layers.variables import collections_for, model_variable
from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.nn.softmax import softmax
from minigraph.ops.choosing import where
from minigraph.ops.compare import not_equal
from minigraph.ops.constants import constant
from minigraph.ops.indexing import gather_nd
from minigraph.ops.initializers import constant_initializer, ones_initializer
from minigraph.ops.joining import concat
from minigraph.ops.linspace import lin_space
from minigraph.ops.masks import meshgrid
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import reshape, shape
from minigraph.ops.spread import reduce_sum
from minigraph.ops.transposing import transpose
from minigraph.ops.variable_scope import variable_scope

__all__ = ["dense_to_sparse", "images_to_sequence", "sequence_to_images", "spatial_softmax"]


@add_arg_scope
def dense_to_sparse(
    tensor: Any, eos_token: Any = 0, outputs_collections: Any = None, scope: Any = None
) -> Any:
    """The elements that differ from `eos_token`, as a SparseTensor.

    Args:
        tensor: a tensor of ints, such as padded sequences.
        eos_token: what is left out.
        outputs_collections: collections for the outputs.
        scope: a variable scope's name; default "dense_to_sparse".

    Example:
        >>> import minigraph as tf
        >>> sp = tf.contrib.layers.dense_to_sparse([[1, 0], [2, 3]])
        >>> tf.Session().run(sp).values.tolist()
        [1, 2, 3]
    """
    with variable_scope(scope, "dense_to_sparse", [tensor]) as sc:
        tensor = convert(tensor)
        places = where(not_equal(tensor, constant(eos_token, tensor.dtype)))
        found = gather_nd(tensor, places)
        outputs = SparseTensor(places, found, shape(tensor, out_type=dtypes.int64))
        return collect_named_outputs(outputs_collections, sc.name, outputs)


@add_arg_scope
def images_to_sequence(
    inputs: Any, data_format: str = "NHWC", outputs_collections: Any = None, scope: Any = None
) -> Any:
    """Images as sequences of their columns, each row of an image a sequence of its own.

    Args:
        inputs: a tensor [batch, height, width, channels], its width and channels known.
        data_format: "NHWC" or "NCHW".
        outputs_collections: collections for the outputs.
        scope: a name for the nodes; default "ImagesToSequence".

    Returns:
        A Tensor [width, batch * height, channels].

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.layers.images_to_sequence(tf.zeros([2, 3, 4, 5])).shape.as_list()
        [4, 6, 5]
    """
    first = layout_of(data_format, "NCHW", "NHWC") == "channels_first"
    with name_scope(scope, "ImagesToSequence", [inputs]) as sc:
        inputs = convert(inputs)
        if first:
            inputs = transpose(inputs, [0, 2, 3, 1])
        _, _, width, channels = inputs.shape.as_list()
        own = shape(inputs)
        columns = transpose(inputs, [2, 0, 1, 3])
        outputs = reshape(columns, [width, own[0] * own[1], channels])
        return collect_named_outputs(outputs_collections, sc, outputs)


@add_arg_scope
def sequence_to_images(
    inputs: Any,
    height: int,
    output_data_format: str = "channels_last",
    outputs_collections: Any = None,
    scope: Any = None,
) -> Any:
    """Images from sequences of their columns: the way back of `images_to_sequence`.

    Args:
        inputs: a tensor [width, batch * height, channels].
        height: of the images.
        output_data_format: "channels_last" or "channels_first".
        outputs_collections: collections for the outputs.
        scope: a name for the nodes; default "SequenceToImages".

    Returns:
        A Tensor [batch, height, width, channels].

    Example:
        >>> import minigraph as tf
        >>> tf.contrib.layers.sequence_to_images(tf.zeros([4, 6, 5]), 3).shape.as_list()
        [2, 3, 4, 5]
    """
    with name_scope(scope, "SequenceToImages", [inputs]) as sc:
        inputs = convert(inputs)
        width, rows, channels = inputs.shape.as_list()
        batch = -1 if rows is None else rows // height
        columns = reshape(inputs, [width, batch, height, channels])
        first = output_data_format == "channels_first"
        outputs = transpose(columns, [1, 3, 2, 0] if first else [1, 2, 0, 3])
        return collect_named_outputs(outputs_collections, sc, outputs)


@add_arg_scope
def spatial_softmax(
    features: Any,
    temperature: float | None = None,
    name: str | None = None,
    variables_collections: Any = None,
    trainable: bool = True,
    data_format: str = "NHWC",
) -> Any:
    """Where in an image each feature is: the mean place, weighted by a softmax over all places.

    Args:
        features: a tensor [batch, height, width, channels], its number of channels known.
        temperature: first value of the variable `temperature` that features are divided by;
            default 1.
        name: of the variable scope; default "spatial_softmax".
        variables_collections: collections for the variable, if it is trainable.
        trainable: whether the temperature is.
        data_format: "NHWC" or "NCHW".

    Returns:
        A Tensor [batch, 2 * channels]: for each channel its place along height and width, from -1
        to 1.

    Raises:
        ValueError: the number of channels is not known.

    Source: Levine et al., "End-to-End Training of Deep Visuomotor Policies" (2016).

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     image = tf.reshape([0.0, 0.0, 0.0, 99.0], [1, 2, 2, 1])
        ...     points = tf.contrib.layers.spatial_softmax(image)
        ...     sess.run(tf.global_variables_initializer())
        ...     print(sess.run(points).tolist())
        [[1.0, 1.0]]
    """
    first = layout_of(data_format, "NCHW", "NHWC") == "channels_first"
    with variable_scope(name, "spatial_softmax", [features]):
        features = convert(features)
        own, dims = shape(features), features._dims
        channels = None if dims is None else dims[1 if first else 3]
        if channels is None:
            raise ValueError(
                "The num_channels dimension of the inputs to `spatial_softmax` should be defined. "
                "Found `None`."
            )
        height, width = (own[2], own[3]) if first else (own[1], own[2])
        with name_scope("spatial_softmax_op", values=[features]):
            down, right = meshgrid(
                lin_space(-1.0, 1.0, height), lin_space(-1.0, 1.0, width), indexing="ij"
            )
            down, right = (reshape(p, [height * width]) for p in (down, right))
            start = ones_initializer() if temperature is None else constant_initializer(temperature)
            heat = model_variable(
                "temperature",
                shape=(),
                dtype=dtypes.float32,
                initializer=start,
                collections=collections_for(
                    variables_collections if trainable else None, "temperature"
                ),
                trainable=trainable,
            )
            planes = features if first else transpose(features, [0, 3, 1, 2])
            weights = softmax(reshape(planes, [-1, height * width]) / heat)
            places = [reduce_sum(p * weights, [1], keepdims=True) for p in (down, right)]
            points = reshape(concat(places, 1), [-1, channels * 2])
            points.set_shape([None, channels * 2])
            return points
