"""An initializer of matrices whose rows or columns are at right angles to each other."""

from __future__ import annotations

import math
from typing import Any

from minigraph.core import dtypes
from minigraph.core.dtypes import DType
from minigraph.core.nodes import Tensor
from minigraph.ops.diagonals import diag_part
from minigraph.ops.initializers import Initializer, float_dtype, sizes_of
from minigraph.ops.magnitude import sign
from minigraph.ops.orthogonal import qr_op
from minigraph.ops.random import random_normal
from minigraph.ops.shaping import reshape
from minigraph.ops.transposing import matrix_transpose

__all__ = ["orthogonal_initializer"]


class orthogonal_initializer(Initializer):
    """A random matrix whose columns, or rows if they are fewer, are orthonormal, times `gain`.

    All axes but the last together count the rows, as of the kernel of a convolution. The matrix is
    the q of a normal random matrix's QR factors, with the signs with which r's diagonal is positive:
    all such matrices are then as likely.

    Args:
        gain: the factor.
        seed: see `tf.set_random_seed`.
        dtype: of the values where the call gives none: a float type.

    Raises:
        ValueError: the shape has less than two axes, or the type is no float.

    Source: Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep
    linear neural networks" (2014), arXiv:1312.6120.

    Example:
        >>> import minigraph as tf
        >>> w = tf.orthogonal_initializer(seed=1)([4, 3])
        >>> abs(tf.Session().run(tf.matmul(w, w, transpose_a=True))).round(3).tolist()
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """

    def __init__(self, gain: float = 1.0, seed: int | None = None, dtype: Any = dtypes.float32):
        self.gain = gain
        self.seed = seed
        self.dtype = float_dtype(dtype)

    def _make(self, shape: Any, dtype: DType, full_shape: Any) -> Tensor:
        sizes = sizes_of(shape)
        if len(sizes) < 2:
            raise ValueError(
                f"An orthogonal initializer needs two axes or more, but the shape is {tuple(sizes)}."
            )
        rows, columns = math.prod(sizes[:-1]), sizes[-1]
        tall = (max(rows, columns), min(rows, columns))
        drawn = random_normal(tall, dtype=dtype, seed=self.seed)
        q, r = qr_op(drawn, full_matrices=False)
        q = q * sign(diag_part(r))
        if rows < columns:
            q = matrix_transpose(q)
        matrix: Tensor = self.gain * reshape(q, sizes)
        return matrix
