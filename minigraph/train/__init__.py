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
from minigraph.train.adadelta import AdadeltaOptimizer
from minigraph.train.adagrad import AdagradOptimizer
from minigraph.train.adagrad_da import AdagradDAOptimizer
from minigraph.train.adam import AdamOptimizer
from minigraph.train.ftrl import FtrlOptimizer
from minigraph.train.global_step import (
    assert_global_step,
    create_global_step,
    get_global_step,
    get_or_create_global_step,
    global_step,
)
from minigraph.train.gradient_descent import GradientDescentOptimizer
from minigraph.train.momentum import MomentumOptimizer
from minigraph.train.optimizer import Optimizer
from minigraph.train.proximal import ProximalAdagradOptimizer, ProximalGradientDescentOptimizer
from minigraph.train.rms_prop import RMSPropOptimizer
from minigraph.train.sync_replicas import SyncReplicasOptimizer

__all__ = [
    "AdadeltaOptimizer",
    "AdagradDAOptimizer",
    "AdagradOptimizer",
    "AdamOptimizer",
    "BytesList",
    "Example",
    "Feature",
    "FeatureList",
    "FeatureLists",
    "Features",
    "FloatList",
    "FtrlOptimizer",
    "GradientDescentOptimizer",
    "Int64List",
    "MomentumOptimizer",
    "Optimizer",
    "ProximalAdagradOptimizer",
    "ProximalGradientDescentOptimizer",
    "RMSPropOptimizer",
    "SequenceExample",
    "SyncReplicasOptimizer",
    "assert_global_step",
    "create_global_step",
    "get_global_step",
    "get_or_create_global_step",
    "global_step",
]
