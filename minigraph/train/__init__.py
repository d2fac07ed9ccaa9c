"""tf.train: optimizers, the global step, examples."""

from minigraph.io.example import (
    BytesList,
    Example,
    Feature,
    FeatureList,
    FeatureLists,
    Features,
    FloatList,
    Int64List,
    SequenceExample,
)
from minigraph.train.adam import AdamOptimizer
from minigraph.train.global_step import (
    assert_global_step,
    create_global_step,
    get_global_step,
    get_or_create_global_step,
    global_step,
)
from minigraph.train.gradient_descent import GradientDescentOptimizer
from minigraph.train.optimizer import Optimizer

__all__ = [
    "AdamOptimizer",
    "BytesList",
    "Example",
    "Feature",
    "FeatureList",
    "FeatureLists",
    "Features",
    "FloatList",
    "GradientDescentOptimizer",
    "Int64List",
    "Optimizer",
    "SequenceExample",
    "assert_global_step",
    "create_global_step",
    "get_global_step",
    "get_or_create_global_step",
    "global_step",
]
