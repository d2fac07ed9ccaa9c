"""tf.sets: rows as sets of values."""

from minigraph.sparse.sets import set_difference, set_intersection, set_size, set_union
from minigraph.sparse.sets import set_difference as difference
from minigraph.sparse.sets import set_intersection as intersection
from minigraph.sparse.sets import set_size as size
from minigraph.sparse.sets import set_union as union

__all__ = [
    "difference",
    "intersection",
    "set_difference",
    "set_intersection",
    "set_size",
    "set_union",
    "size",
    "union",
]
