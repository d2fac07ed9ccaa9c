"""`import minigraph as tf`."""

from minigraph.core.graph import Graph, default_graph as get_default_graph, reset_default_graph
from minigraph.core.dtypes import *
from minigraph.core import dtypes
from minigraph.core.dtypes import float32, int32, int64, float64, bool_ as bool
from minigraph.core.convert import *
from minigraph.core.shapes import TensorShape, Dimension
from minigraph.ops.constants import *
from minigraph.ops.flow import *
from minigraph.ops.naming import *
from minigraph.ops.shaping import *
from minigraph.ops.spread import *
from minigraph.ops.sequences import *
from minigraph.ops.casting import *
from minigraph.ops.arithmetic import *
from minigraph.run.session import *
