"""tf.linalg: products, transposes, norms."""

from minigraph.nn.normalization import l2_normalize
from minigraph.ops.clipping import global_norm
from minigraph.ops.contractions import matvec, tensordot
from minigraph.ops.diagonals import diag as tensor_diag
from minigraph.ops.diagonals import diag_part as tensor_diag_part
from minigraph.ops.diagonals import eye, trace
from minigraph.ops.einsum import einsum
from minigraph.ops.matmul import matmul
from minigraph.ops.matrix_diagonals import matrix_diag as diag
from minigraph.ops.matrix_diagonals import matrix_diag_part as diag_part
from minigraph.ops.matrix_diagonals import matrix_set_diag as set_diag
from minigraph.ops.norms import cross, norm
from minigraph.ops.transposing import matrix_transpose
from minigraph.ops.transposing import matrix_transpose as transpose

__all__ = [
    "cross",
    "diag",
    "diag_part",
    "einsum",
    "eye",
    "global_norm",
    "l2_normalize",
    "matmul",
    "matrix_transpose",
    "matvec",
    "norm",
    "set_diag",
    "tensor_diag",
    "tensor_diag_part",
    "tensordot",
    "trace",
    "transpose",
]
