"""tf.sparse: tensors given by their values and places."""

from minigraph.core.sparse_tensor import SparseTensor
from minigraph.sparse.placeholder import sparse_placeholder as placeholder

__all__ = [
    "SparseTensor",
    "placeholder",
]
