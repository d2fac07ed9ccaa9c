"""tf.nn: activations, losses, normalization, dropout."""

from minigraph.nn.accidental_hits import compute_accidental_hits
from minigraph.nn.candidates import (
    all_candidate_sampler,
    fixed_unigram_candidate_sampler,
    learned_unigram_candidate_sampler,
    log_uniform_candidate_sampler,
    uniform_candidate_sampler,
)
from minigraph.nn.cross_entropy import (
    log_poisson_loss,
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits_v2,
    sparse_softmax_cross_entropy_with_logits,
    weighted_cross_entropy_with_logits,
)
from minigraph.nn.dense import crelu, relu_layer, swish, xw_plus_b, zero_fraction
from minigraph.nn.dense import swish as silu
from minigraph.nn.dropout import dropout
from minigraph.nn.embedding import embedding_lookup
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
from minigraph.nn.sampled_losses import nce_loss, sampled_softmax_loss
from minigraph.nn.softmax import log_softmax, softmax
from minigraph.ops.bias import bias_add
from minigraph.ops.exponentials import sigmoid, softplus
from minigraph.ops.hyperbolic import tanh
from minigraph.ops.l2_loss import l2_loss
from minigraph.ops.rectifiers import leaky_relu, relu, relu6
from minigraph.ops.smooth_units import elu, selu, softsign
from minigraph.ops.top_k import in_top_k, top_k

__all__ = [
    "all_candidate_sampler",
    "batch_norm_with_global_normalization",
    "batch_normalization",
    "bias_add",
    "compute_accidental_hits",
    "crelu",
    "dropout",
    "elu",
    "embedding_lookup",
    "fixed_unigram_candidate_sampler",
    "in_top_k",
    "l2_loss",
    "l2_normalize",
    "leaky_relu",
    "learned_unigram_candidate_sampler",
    "log_poisson_loss",
    "log_softmax",
    "log_uniform_candidate_sampler",
    "moments",
    "nce_loss",
    "normalize_moments",
    "relu",
    "relu6",
    "relu_layer",
    "sampled_softmax_loss",
    "selu",
    "sigmoid",
    "sigmoid_cross_entropy_with_logits",
    "silu",
    "softmax",
    "softmax_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits_v2",
    "softplus",
    "softsign",
    "sparse_softmax_cross_entropy_with_logits",
    "sufficient_statistics",
    "swish",
    "tanh",
    "top_k",
    "uniform_candidate_sampler",
    "weighted_cross_entropy_with_logits",
    "weighted_moments",
    "xw_plus_b",
    "zero_fraction",
]
