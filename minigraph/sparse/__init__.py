"""tf.sparse: tensors given by their values and places."""

from minigraph.core.sparse_tensor import SparseTensor
from minigraph.sparse.dense import eye, from_dense
from minigraph.sparse.dense import sparse_tensor_to_dense as to_dense
from minigraph.sparse.placeholder import sparse_placeholder as placeholder
from minigraph.sparse.products import sparse_tensor_dense_matmul as matmul
from minigraph.sparse.products import sparse_tensor_dense_matmul as sparse_dense_matmul
from minigraph.sparse.reductions import sparse_reduce_max as reduce_max
from minigraph.sparse.reductions import sparse_reduce_max_sparse as reduce_max_sparse
from minigraph.sparse.reductions import sparse_reduce_sum as reduce_sum
from minigraph.sparse.reductions import sparse_reduce_sum_sparse as reduce_sum_sparse

__all__ = [
    "SparseTensor",
    "eye",
    "from_dense",
    "matmul",
    "placeholder",
    "reduce_max",
    "reduce_max_sparse",
    "reduce_sum",
    "reduce_sum_sparse",
    "sparse_dense_matmul",
    "to_dense",
]
