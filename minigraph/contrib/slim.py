"""tf.contrib.slim."""
from minigraph.contrib.layers import *
from minigraph.contrib_layers import collecting as utils
from minigraph.contrib_layers.arg_scope import *
from minigraph.contrib_layers.variables import *
