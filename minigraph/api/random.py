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
    "truncated_normal",
    "uniform",
    "uniform_candidate_sampler",
]
