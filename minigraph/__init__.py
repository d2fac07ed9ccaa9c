"""`import minigraph as tf`."""

from minigraph.core import dtypes
from minigraph.core.convert import *
from minigraph.core.dtypes import *
from minigraph.core.dtypes import bool_ as bool
from minigraph.core.dtypes import float32, float64, int32, int64
from minigraph.core.graph import Graph, reset_default_graph
from minigraph.core.graph import default_graph as get_default_graph
from minigraph.core.shapes import Dimension, TensorShape
from minigraph.ops.arithmetic import *
from minigraph.ops.casting import *
from minigraph.ops.constants import *
from minigraph.ops.flow import *
from minigraph.ops.naming import *
from minigraph.ops.sequences import *
from minigraph.ops.shaping import *
from minigraph.ops.spread import *
from minigraph.run.session import *
