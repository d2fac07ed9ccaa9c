"""tf.linalg.LinearOperator and its family: matrices that are known by what they do.

Only graph is built here. `tf.linalg` loads this folder when one of its names is first used.
"""

from types import SimpleNamespace

from minigraph.linear_operators import products as _products  # noqa: F401 - it adds rules
from minigraph.linear_operators.adjoints import LinearOperatorAdjoint, LinearOperatorInversion
from minigraph.linear_operators.base import LinearOperator
from minigraph.linear_operators.block_triangular import LinearOperatorBlockLowerTriangular
from minigraph.linear_operators.blocks import LinearOperatorBlockDiag
from minigraph.linear_operators.circulant import (
    LinearOperatorCirculant,
    LinearOperatorCirculant2D,
    LinearOperatorCirculant3D,
)
from minigraph.linear_operators.composition import LinearOperatorComposition
from minigraph.linear_operators.conjugate_gradients import conjugate_gradient
from minigraph.linear_operators.diagonal import LinearOperatorDiag
from minigraph.linear_operators.full_matrix import (
    LinearOperatorFullMatrix,
    LinearOperatorLowerTriangular,
)
from minigraph.linear_operators.householder import LinearOperatorHouseholder
from minigraph.linear_operators.identity import (
    LinearOperatorIdentity,
    LinearOperatorScaledIdentity,
)
from minigraph.linear_operators.kronecker import LinearOperatorKronecker
from minigraph.linear_operators.low_rank import LinearOperatorLowRankUpdate
from minigraph.linear_operators.permutation import LinearOperatorPermutation
from minigraph.linear_operators.toeplitz import LinearOperatorToeplitz
from minigraph.linear_operators.tridiag import LinearOperatorTridiag
from minigraph.linear_operators.zeros import LinearOperatorZeros

experimental = SimpleNamespace(conjugate_gradient=conjugate_gradient)

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
    "experimental",
]
