"""tf.contrib.layers: layers, initializers, regularizers, `optimize_loss`. Imports only."""

from importlib import import_module as _import_module
from typing import Any

from minigraph.contrib.layers import utils
from minigraph.contrib_layers.batch_norm import (
    batch_norm,
)
from minigraph.contrib_layers.convolution import (
    convolution,
    convolution1d,
    convolution2d,
    convolution2d_transpose,
    convolution3d,
    convolution3d_transpose,
)
from minigraph.contrib_layers.dense import (
    bias_add,
    elu,
    fully_connected,
    linear,
    relu,
    relu6,
    softmax,
)
from minigraph.contrib_layers.embedding import (
    bow_encoder,
    embed_sequence,
    embedding_lookup_unique,
    safe_embedding_lookup_sparse,
)
from minigraph.contrib_layers.initializers import (
    variance_scaling_initializer,
    xavier_initializer,
    xavier_initializer_conv2d,
)
from minigraph.contrib_layers.normalization import (
    group_norm,
    instance_norm,
    layer_norm,
    unit_norm,
)
from minigraph.contrib_layers.pooling import (
    avg_pool2d,
    avg_pool3d,
    max_pool2d,
    max_pool3d,
    pool,
)
from minigraph.contrib_layers.regularizers import (
    apply_regularization,
    l1_l2_regularizer,
    l1_regularizer,
    l2_regularizer,
    sum_regularizer,
)
from minigraph.contrib_layers.reshaping import (
    dropout,
    flatten,
    maxout,
    one_hot_encoding,
    repeat,
    stack,
)
from minigraph.contrib_layers.separable import (
    convolution2d_in_plane,
    separable_convolution2d,
)
from minigraph.contrib_layers.sequences import (
    dense_to_sparse,
    images_to_sequence,
    sequence_to_images,
    spatial_softmax,
)
from minigraph.contrib_layers.summaries import (
    summarize_activation,
    summarize_activations,
    summarize_biases,
    summarize_collection,
    summarize_tensor,
    summarize_tensors,
    summarize_variables,
    summarize_weights,
)
from minigraph.contrib_training.optimize_loss import (
    OPTIMIZER_CLS_NAMES,
    OPTIMIZER_SUMMARIES,
    adaptive_clipping_fn,
    optimize_loss,
)

__all__ = [
    "OPTIMIZER_CLS_NAMES",
    "OPTIMIZER_SUMMARIES",
    "adaptive_clipping_fn",
    "apply_regularization",
    "avg_pool2d",
    "avg_pool3d",
    "batch_norm",
    "bias_add",
    "bow_encoder",
    "conv1d",
    "conv2d",
    "conv2d_in_plane",
    "conv2d_transpose",
    "conv3d",
    "conv3d_transpose",
    "convolution",
    "convolution1d",
    "convolution2d",
    "convolution2d_in_plane",
    "convolution2d_transpose",
    "convolution3d",
    "convolution3d_transpose",
    "dense_to_sparse",
    "dropout",
    "elu",
    "embed_sequence",
    "embedding_lookup_unique",
    "flatten",
    "fully_connected",
    "group_norm",
    "images_to_sequence",
    "instance_norm",
    "l1_l2_regularizer",
    "l1_regularizer",
    "l2_regularizer",
    "layer_norm",
    "linear",
    "max_pool2d",
    "max_pool3d",
    "maxout",
    "one_hot_encoding",
    "optimize_loss",
    "pool",
    "relu",
    "relu6",
    "repeat",
    "safe_embedding_lookup_sparse",
    "separable_conv2d",
    "separable_convolution2d",
    "sequence_to_images",
    "softmax",
    "spatial_softmax",
    "stack",
    "sum_regularizer",
    "summarize_activation",
    "summarize_activations",
    "summarize_biases",
    "summarize_collection",
    "summarize_tensor",
    "summarize_tensors",
    "summarize_variables",
    "summarize_weights",
    "unit_norm",
    "utils",
    "variance_scaling_initializer",
    "xavier_initializer",
    "xavier_initializer_conv2d",
]

conv1d = convolution1d
conv2d = convolution2d
conv2d_in_plane = convolution2d_in_plane
conv2d_transpose = convolution2d_transpose
conv3d = convolution3d
conv3d_transpose = convolution3d_transpose
separable_conv2d = separable_convolution2d


def __getattr__(name: str) -> Any:
    """Paths of TensorFlow's own files, `tf.contrib.layers.python`, that programs name."""
    if name != "python":
        raise AttributeError(f"module 'minigraph.contrib.layers' has no attribute {name!r}")
    return _import_module("minigraph.contrib.layers.python")
