"""tf.linalg: products, transposes, norms."""

from minigraph.nn.normalization import l2_normalize
from minigraph.ops.clipping import global_norm
from minigraph.ops.contractions import matvec, tensordot
from minigraph.ops.matmul import matmul
from minigraph.ops.transposing import matrix_transpose
from minigraph.ops.transposing import matrix_transpose as transpose

__all__ = [
    "global_norm",
    "l2_normalize",
    "matmul",
    "matrix_transpose",
    "matvec",
    "tensordot",
    "transpose",
]
