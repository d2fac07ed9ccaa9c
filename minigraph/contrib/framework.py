"""tf.contrib.framework."""
from minigraph.contrib_layers.arg_scope import *
from minigraph.contrib_layers.variables import *
