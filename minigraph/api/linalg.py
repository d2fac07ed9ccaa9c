"""tf.linalg: products, equations, factors, functions and norms of matrices."""

from typing import TYPE_CHECKING, Any

from minigraph.nn.normalization import l2_normalize
from minigraph.ops.band_part import matrix_band_part as band_part
from minigraph.ops.cholesky import cholesky, cholesky_solve
from minigraph.ops.clipping import global_norm
from minigraph.ops.contractions import matvec, tensordot
from minigraph.ops.determinants import logdet, slogdet
from minigraph.ops.determinants import matrix_determinant as det
from minigraph.ops.diagonals import diag as tensor_diag
from minigraph.ops.diagonals import diag_part as tensor_diag_part
from minigraph.ops.diagonals import eye, trace
from minigraph.ops.eigenvalues import self_adjoint_eig as eigh
from minigraph.ops.eigenvalues import self_adjoint_eigvals as eigvalsh
from minigraph.ops.einsum import einsum
from minigraph.ops.inverses import matrix_inverse as inv
from minigraph.ops.inverses import matrix_solve as solve
from minigraph.ops.least_squares import matrix_solve_ls as lstsq
from minigraph.ops.lu import lu, lu_matrix_inverse, lu_reconstruct, lu_solve
from minigraph.ops.matmul import matmul
from minigraph.ops.matrix_diagonals import matrix_diag as diag
from minigraph.ops.matrix_diagonals import matrix_diag_part as diag_part
from minigraph.ops.matrix_diagonals import matrix_set_diag as set_diag
from minigraph.ops.matrix_functions import expm, logm
from minigraph.ops.matrix_functions import matrix_square_root as sqrtm
from minigraph.ops.norms import cross, norm, normalize
from minigraph.ops.orthogonal import qr
from minigraph.ops.pseudoinverse import matrix_rank, pinv
from minigraph.ops.singular_values import svd
from minigraph.ops.transposing import adjoint, matrix_transpose
from minigraph.ops.transposing import matrix_transpose as transpose
from minigraph.ops.triangular import matrix_triangular_solve as triangular_solve
from minigraph.ops.tridiagonal import tridiagonal_matmul, tridiagonal_solve
from minigraph.ops.tridiagonal_eigenvalues import eigh_tridiagonal

if TYPE_CHECKING:
    from minigraph.linear_operators import (
        LinearOperator,
        LinearOperatorAdjoint,
        LinearOperatorBlockDiag,
        LinearOperatorBlockLowerTriangular,
        LinearOperatorCirculant,
        LinearOperatorCirculant2D,
        LinearOperatorCirculant3D,
        LinearOperatorComposition,
        LinearOperatorDiag,
        LinearOperatorFullMatrix,
        LinearOperatorHouseholder,
        LinearOperatorIdentity,
        LinearOperatorInversion,
        LinearOperatorKronecker,
        LinearOperatorLowerTriangular,
        LinearOperatorLowRankUpdate,
        LinearOperatorPermutation,
        LinearOperatorScaledIdentity,
        LinearOperatorToeplitz,
        LinearOperatorTridiag,
        LinearOperatorZeros,
        experimental,
    )

__all__ = [
    "LinearOperator",
    "LinearOperatorAdjoint",
    "LinearOperatorBlockDiag",
    "LinearOperatorBlockLowerTriangular",
    "LinearOperatorCirculant",
    "LinearOperatorCirculant2D",
    "LinearOperatorCirculant3D",
    "LinearOperatorComposition",
    "LinearOperatorDiag",
    "LinearOperatorFullMatrix",
    "LinearOperatorHouseholder",
    "LinearOperatorIdentity",
    "LinearOperatorInversion",
    "LinearOperatorKronecker",
    "LinearOperatorLowRankUpdate",
    "LinearOperatorLowerTriangular",
    "LinearOperatorPermutation",
    "LinearOperatorScaledIdentity",
    "LinearOperatorToeplitz",
    "LinearOperatorTridiag",
    "LinearOperatorZeros",
    "adjoint",
    "band_part",
    "cholesky",
    "cholesky_solve",
    "cross",
    "det",
    "diag",
    "diag_part",
    "eigh",
    "eigh_tridiagonal",
    "eigvalsh",
    "einsum",
    "experimental",
    "expm",
    "eye",
    "global_norm",
    "inv",
    "l2_normalize",
    "logdet",
    "logm",
    "lstsq",
    "lu",
    "lu_matrix_inverse",
    "lu_reconstruct",
    "lu_solve",
    "matmul",
    "matrix_rank",
    "matrix_transpose",
    "matvec",
    "norm",
    "normalize",
    "pinv",
    "qr",
    "set_diag",
    "slogdet",
    "solve",
    "sqrtm",
    "svd",
    "tensor_diag",
    "tensor_diag_part",
    "tensordot",
    "trace",
    "transpose",
    "triangular_solve",
    "tridiagonal_matmul",
    "tridiagonal_solve",
]


def __getattr__(name: str) -> Any:
    """Linear operators, which few programs use: loaded when one is first asked for."""
    if name in __all__:
        from minigraph import linear_operators

        return getattr(linear_operators, name)
    raise AttributeError(f"module 'tf.linalg' has no attribute {name!r}")
