"""tf.manip: moving elements."""

from minigraph.ops.axes import reverse
from minigraph.ops.indexing import gather_nd, scatter_nd
from minigraph.ops.moving import roll
from minigraph.ops.padding import tile
from minigraph.ops.shaping import reshape
from minigraph.ops.space_batch import batch_to_space_nd, space_to_batch_nd

__all__ = [
    "batch_to_space_nd",
    "gather_nd",
    "reshape",
    "reverse",
    "roll",
    "scatter_nd",
    "space_to_batch_nd",
    "tile",
]
