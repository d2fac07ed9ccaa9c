"""tf.sparse: tensors given by their values and places."""

from minigraph.core.sparse_tensor import SparseTensor
from minigraph.sparse.counting import sparse_bincount as bincount
from minigraph.sparse.crossing import sparse_cross as cross
from minigraph.sparse.crossing import sparse_cross_hashed as cross_hashed
from minigraph.sparse.dense import eye, from_dense
from minigraph.sparse.dense import sparse_tensor_to_dense as to_dense
from minigraph.sparse.elementwise import sparse_add as add
from minigraph.sparse.elementwise import sparse_maximum as maximum
from minigraph.sparse.elementwise import sparse_minimum as minimum
from minigraph.sparse.elementwise import sparse_softmax as softmax
from minigraph.sparse.joining import sparse_concat as concat
from minigraph.sparse.joining import sparse_slice as slice
from minigraph.sparse.joining import sparse_split as split
from minigraph.sparse.merging import sparse_merge as merge
from minigraph.sparse.merging import sparse_to_indicator as to_indicator
from minigraph.sparse.moving import sparse_expand_dims as expand_dims
from minigraph.sparse.moving import sparse_reorder as reorder
from minigraph.sparse.moving import sparse_reshape as reshape
from minigraph.sparse.moving import sparse_transpose as transpose
from minigraph.sparse.placeholder import sparse_placeholder as placeholder
from minigraph.sparse.products import sparse_tensor_dense_matmul as matmul
from minigraph.sparse.products import sparse_tensor_dense_matmul as sparse_dense_matmul
from minigraph.sparse.reductions import sparse_reduce_max as reduce_max
from minigraph.sparse.reductions import sparse_reduce_max_sparse as reduce_max_sparse
from minigraph.sparse.reductions import sparse_reduce_sum as reduce_sum
from minigraph.sparse.reductions import sparse_reduce_sum_sparse as reduce_sum_sparse
from minigraph.sparse.segments import sparse_segment_mean as segment_mean
from minigraph.sparse.segments import sparse_segment_sqrt_n as segment_sqrt_n
from minigraph.sparse.segments import sparse_segment_sum as segment_sum
from minigraph.sparse.selecting import sparse_fill_empty_rows as fill_empty_rows
from minigraph.sparse.selecting import sparse_mask as mask
from minigraph.sparse.selecting import sparse_reset_shape as reset_shape
from minigraph.sparse.selecting import sparse_retain as retain

__all__ = [
    "SparseTensor",
    "add",
    "bincount",
    "concat",
    "cross",
    "cross_hashed",
    "expand_dims",
    "eye",
    "fill_empty_rows",
    "from_dense",
    "mask",
    "matmul",
    "maximum",
    "merge",
    "minimum",
    "placeholder",
    "reduce_max",
    "reduce_max_sparse",
    "reduce_sum",
    "reduce_sum_sparse",
    "reorder",
    "reset_shape",
    "reshape",
    "retain",
    "segment_mean",
    "segment_sqrt_n",
    "segment_sum",
    "slice",
    "softmax",
    "sparse_dense_matmul",
    "split",
    "to_dense",
    "to_indicator",
    "transpose",
]
