"""tf.random: random numbers and seeds."""

from minigraph.nn.candidates import (
    all_candidate_sampler,
    fixed_unigram_candidate_sampler,
    learned_unigram_candidate_sampler,
    log_uniform_candidate_sampler,
    uniform_candidate_sampler,
)
from minigraph.ops.random import (
    categorical,
    get_seed,
    multinomial,
    set_random_seed,
    truncated_normal,
)
from minigraph.ops.random import random_normal as normal
from minigraph.ops.random import random_shuffle as shuffle
from minigraph.ops.random import random_uniform as uniform
from minigraph.ops.random_gamma import random_gamma as gamma
from minigraph.ops.random_poisson import random_poisson as poisson
from minigraph.ops.stateless_laws import stateless_binomial, stateless_gamma, stateless_poisson
from minigraph.ops.stateless_random import (
    stateless_categorical,
    stateless_multinomial,
    stateless_normal,
    stateless_truncated_normal,
    stateless_uniform,
)

__all__ = [
    "all_candidate_sampler",
    "categorical",
    "fixed_unigram_candidate_sampler",
    "gamma",
    "get_seed",
    "learned_unigram_candidate_sampler",
    "log_uniform_candidate_sampler",
    "multinomial",
    "normal",
    "poisson",
    "set_random_seed",
    "shuffle",
    "stateless_binomial",
    "stateless_categorical",
    "stateless_gamma",
    "stateless_multinomial",
    "stateless_normal",
    "stateless_poisson",
    "stateless_truncated_normal",
    "stateless_uniform",
    "truncated_normal",
    "uniform",
    "uniform_candidate_sampler",
]
