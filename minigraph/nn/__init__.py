"""tf.nn: activations, losses, normalization, dropout."""

from minigraph.nn.accidental_hits import compute_accidental_hits
from minigraph.nn.average_loss import compute_average_loss, scale_regularization_loss
from minigraph.nn.candidates import (
    all_candidate_sampler,
    fixed_unigram_candidate_sampler,
    learned_unigram_candidate_sampler,
    log_uniform_candidate_sampler,
    uniform_candidate_sampler,
)
from minigraph.nn.conv_transpose import (
    atrous_conv2d_transpose,
    conv1d_transpose,
    conv2d_transpose,
    conv3d_transpose,
    conv_transpose,
)
from minigraph.nn.conv_transpose import conv2d_transpose as deconv2d
from minigraph.nn.convolution import (
    atrous_conv2d,
    conv1d,
    conv2d,
    conv2d_backprop_filter,
    conv2d_backprop_input,
    conv3d,
    conv3d_backprop_filter,
    convolution,
)
from minigraph.nn.convolution import conv3d_backprop_filter as conv3d_backprop_filter_v2
from minigraph.nn.cross_entropy import (
    log_poisson_loss,
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits_v2,
    sparse_softmax_cross_entropy_with_logits,
    weighted_cross_entropy_with_logits,
)
from minigraph.nn.ctc import (
    collapse_repeated,
    ctc_beam_search_decoder,
    ctc_beam_search_decoder_v2,
    ctc_greedy_decoder,
    ctc_loss,
    ctc_loss_v2,
    ctc_unique_labels,
)
from minigraph.nn.dense import crelu, relu_layer, swish, xw_plus_b, zero_fraction
from minigraph.nn.dense import swish as silu
from minigraph.nn.depthwise import (
    depthwise_conv2d,
    depthwise_conv2d_backprop_filter,
    depthwise_conv2d_backprop_input,
    depthwise_conv2d_native,
    separable_conv2d,
)
from minigraph.nn.depthwise import (
    depthwise_conv2d_backprop_filter as depthwise_conv2d_native_backprop_filter,
)
from minigraph.nn.depthwise import (
    depthwise_conv2d_backprop_input as depthwise_conv2d_native_backprop_input,
)
from minigraph.nn.dropout import dropout
from minigraph.nn.embedding import embedding_lookup
from minigraph.nn.embedding_sparse import (
    embedding_lookup_sparse,
    safe_embedding_lookup_sparse,
)
from minigraph.nn.fractional_pooling import fractional_avg_pool, fractional_max_pool
from minigraph.nn.fused_batch_norm import fused_batch_norm
from minigraph.nn.max_pooling import (
    max_pool,
    max_pool1d,
    max_pool2d,
    max_pool3d,
    max_pool_v2,
    max_pool_with_argmax,
)
from minigraph.nn.moments import (
    moments,
    normalize_moments,
    sufficient_statistics,
    weighted_moments,
)
from minigraph.nn.normalization import (
    batch_norm_with_global_normalization,
    batch_normalization,
    l2_normalize,
)
from minigraph.nn.pooling import avg_pool, avg_pool1d, avg_pool3d, avg_pool_v2, pool
from minigraph.nn.pooling import avg_pool as avg_pool2d
from minigraph.nn.sampled_losses import nce_loss, sampled_softmax_loss
from minigraph.nn.softmax import log_softmax, softmax
from minigraph.nn.space_to_batch import with_space_to_batch
from minigraph.ops.bias import bias_add
from minigraph.ops.exponentials import sigmoid, softplus
from minigraph.ops.hyperbolic import tanh
from minigraph.ops.l2_loss import l2_loss
from minigraph.ops.local_response import local_response_normalization
from minigraph.ops.local_response import local_response_normalization as lrn
from minigraph.ops.morphology import dilation2d, erosion2d
from minigraph.ops.rectifiers import leaky_relu, relu, relu6
from minigraph.ops.smooth_units import elu, selu, softsign
from minigraph.ops.space_batch import space_to_batch
from minigraph.ops.space_depth import depth_to_space, space_to_depth
from minigraph.ops.top_k import in_top_k, top_k

__all__ = [
    "all_candidate_sampler",
    "atrous_conv2d",
    "atrous_conv2d_transpose",
    "avg_pool",
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool3d",
    "avg_pool_v2",
    "batch_norm_with_global_normalization",
    "batch_normalization",
    "bias_add",
    "collapse_repeated",
    "compute_accidental_hits",
    "compute_average_loss",
    "conv1d",
    "conv1d_transpose",
    "conv2d",
    "conv2d_backprop_filter",
    "conv2d_backprop_input",
    "conv2d_transpose",
    "conv3d",
    "conv3d_backprop_filter",
    "conv3d_backprop_filter_v2",
    "conv3d_transpose",
    "conv_transpose",
    "convolution",
    "crelu",
    "ctc_beam_search_decoder",
    "ctc_beam_search_decoder_v2",
    "ctc_greedy_decoder",
    "ctc_loss",
    "ctc_loss_v2",
    "ctc_unique_labels",
    "deconv2d",
    "depth_to_space",
    "depthwise_conv2d",
    "depthwise_conv2d_backprop_filter",
    "depthwise_conv2d_backprop_input",
    "depthwise_conv2d_native",
    "depthwise_conv2d_native_backprop_filter",
    "depthwise_conv2d_native_backprop_input",
    "dilation2d",
    "dropout",
    "elu",
    "embedding_lookup",
    "embedding_lookup_sparse",
    "erosion2d",
    "fixed_unigram_candidate_sampler",
    "fractional_avg_pool",
    "fractional_max_pool",
    "fused_batch_norm",
    "in_top_k",
    "l2_loss",
    "l2_normalize",
    "leaky_relu",
    "learned_unigram_candidate_sampler",
    "local_response_normalization",
    "log_poisson_loss",
    "log_softmax",
    "log_uniform_candidate_sampler",
    "lrn",
    "max_pool",
    "max_pool1d",
    "max_pool2d",
    "max_pool3d",
    "max_pool_v2",
    "max_pool_with_argmax",
    "moments",
    "nce_loss",
    "normalize_moments",
    "pool",
    "relu",
    "relu6",
    "relu_layer",
    "safe_embedding_lookup_sparse",
    "sampled_softmax_loss",
    "scale_regularization_loss",
    "selu",
    "separable_conv2d",
    "sigmoid",
    "sigmoid_cross_entropy_with_logits",
    "silu",
    "softmax",
    "softmax_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits_v2",
    "softplus",
    "softsign",
    "space_to_batch",
    "space_to_depth",
    "sparse_softmax_cross_entropy_with_logits",
    "sufficient_statistics",
    "swish",
    "tanh",
    "top_k",
    "uniform_candidate_sampler",
    "weighted_cross_entropy_with_logits",
    "weighted_moments",
    "with_space_to_batch",
    "xw_plus_b",
    "zero_fraction",
]
