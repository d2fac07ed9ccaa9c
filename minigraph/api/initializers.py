"""tf.initializers: what makes the first values of variables."""

from minigraph.lookup.tables import tables_initializer
from minigraph.ops.collections import global_variables_initializer as global_variables
from minigraph.ops.collections import local_variables_initializer as local_variables
from minigraph.ops.collections import variables_initializer as variables
from minigraph.ops.initializers import constant_initializer as constant
from minigraph.ops.initializers import identity_initializer as identity
from minigraph.ops.initializers import ones_initializer as ones
from minigraph.ops.initializers import random_normal_initializer as random_normal
from minigraph.ops.initializers import random_uniform_initializer as random_uniform
from minigraph.ops.initializers import truncated_normal_initializer as truncated_normal
from minigraph.ops.initializers import zeros_initializer as zeros
from minigraph.ops.orthogonal_initializer import orthogonal_initializer as orthogonal
from minigraph.ops.scaling_initializers import glorot_normal_initializer as glorot_normal
from minigraph.ops.scaling_initializers import glorot_uniform_initializer as glorot_uniform
from minigraph.ops.scaling_initializers import he_normal, he_uniform, lecun_normal, lecun_uniform
from minigraph.ops.scaling_initializers import (
    uniform_unit_scaling_initializer as uniform_unit_scaling,
)
from minigraph.ops.scaling_initializers import variance_scaling_initializer as variance_scaling

__all__ = [
    "constant",
    "global_variables",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "identity",
    "lecun_normal",
    "lecun_uniform",
    "local_variables",
    "ones",
    "orthogonal",
    "random_normal",
    "random_uniform",
    "tables_initializer",
    "truncated_normal",
    "uniform_unit_scaling",
    "variables",
    "variance_scaling",
    "zeros",
]
