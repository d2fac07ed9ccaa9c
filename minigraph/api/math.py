"""tf.math: arithmetic, functions, comparisons and reductions."""

from minigraph.api import special
from minigraph.nn.dense import zero_fraction
from minigraph.nn.normalization import l2_normalize
from minigraph.nn.softmax import log_softmax, softmax
from minigraph.ops.arithmetic import (
    add,
    multiply,
    multiply_no_nan,
    negative,
    scalar_mul,
    squared_difference,
    subtract,
)
from minigraph.ops.choosing import argmax, argmin
from minigraph.ops.compare import (
    equal,
    greater,
    greater_equal,
    is_finite,
    is_inf,
    is_nan,
    less,
    less_equal,
    not_equal,
)
from minigraph.ops.complex_numbers import angle, conj, imag, real
from minigraph.ops.counting import bincount, confusion_matrix
from minigraph.ops.cumulative import cumprod, cumsum, cumulative_logsumexp
from minigraph.ops.division import div_no_nan as divide_no_nan
from minigraph.ops.division import divide, floordiv, floormod, mod, truediv
from minigraph.ops.error_function import erf, erfc
from minigraph.ops.exponentials import exp, expm1, log, log1p, log_sigmoid, sigmoid, softplus
from minigraph.ops.gamma_function import digamma, lgamma, polygamma
from minigraph.ops.hyperbolic import acosh, asinh, atanh, cosh, sinh, tanh
from minigraph.ops.incomplete_beta import betainc, lbeta
from minigraph.ops.incomplete_gamma import igamma, igammac
from minigraph.ops.logic import logical_and, logical_not, logical_or, logical_xor
from minigraph.ops.magnitude import abs, maximum, minimum, sign
from minigraph.ops.modified_bessel import bessel_i0, bessel_i0e, bessel_i1, bessel_i1e
from minigraph.ops.monotone import is_non_decreasing, is_strictly_increasing
from minigraph.ops.next_after import nextafter
from minigraph.ops.no_nan import reciprocal_no_nan, xdivy, xlog1py, xlogy
from minigraph.ops.normal_quantile import erfcinv, erfinv, ndtri
from minigraph.ops.polynomials import polyval
from minigraph.ops.powers import pow, reciprocal, rsqrt, sqrt, square
from minigraph.ops.reduce import (
    reduce_all,
    reduce_any,
    reduce_max,
    reduce_mean,
    reduce_min,
    reduce_prod,
)
from minigraph.ops.reduce_composed import (
    count_nonzero,
    reduce_euclidean_norm,
    reduce_logsumexp,
    reduce_std,
    reduce_variance,
)
from minigraph.ops.rounding import ceil, floor, rint, round
from minigraph.ops.segments import segment_sum, unsorted_segment_sum
from minigraph.ops.smooth_units import softsign
from minigraph.ops.sorted_segments import segment_max, segment_mean, segment_min, segment_prod
from minigraph.ops.spread import reduce_sum
from minigraph.ops.sums import accumulate_n, add_n
from minigraph.ops.top_k import in_top_k, top_k
from minigraph.ops.transposing import invert_permutation
from minigraph.ops.trigonometry import acos, asin, atan, atan2, cos, sin, tan
from minigraph.ops.unsorted_segments import (
    unsorted_segment_max,
    unsorted_segment_mean,
    unsorted_segment_min,
    unsorted_segment_prod,
    unsorted_segment_sqrt_n,
)
from minigraph.ops.zeta import zeta

__all__ = [
    "abs",
    "accumulate_n",
    "acos",
    "acosh",
    "add",
    "add_n",
    "angle",
    "argmax",
    "argmin",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "bessel_i0",
    "bessel_i0e",
    "bessel_i1",
    "bessel_i1e",
    "betainc",
    "bincount",
    "ceil",
    "confusion_matrix",
    "conj",
    "cos",
    "cosh",
    "count_nonzero",
    "cumprod",
    "cumsum",
    "cumulative_logsumexp",
    "digamma",
    "divide",
    "divide_no_nan",
    "equal",
    "erf",
    "erfc",
    "erfcinv",
    "erfinv",
    "exp",
    "expm1",
    "floor",
    "floordiv",
    "floormod",
    "greater",
    "greater_equal",
    "igamma",
    "igammac",
    "imag",
    "in_top_k",
    "invert_permutation",
    "is_finite",
    "is_inf",
    "is_nan",
    "is_non_decreasing",
    "is_strictly_increasing",
    "l2_normalize",
    "lbeta",
    "less",
    "less_equal",
    "lgamma",
    "log",
    "log1p",
    "log_sigmoid",
    "log_softmax",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "maximum",
    "minimum",
    "mod",
    "multiply",
    "multiply_no_nan",
    "ndtri",
    "negative",
    "nextafter",
    "not_equal",
    "polygamma",
    "polyval",
    "pow",
    "real",
    "reciprocal",
    "reciprocal_no_nan",
    "reduce_all",
    "reduce_any",
    "reduce_euclidean_norm",
    "reduce_logsumexp",
    "reduce_max",
    "reduce_mean",
    "reduce_min",
    "reduce_prod",
    "reduce_std",
    "reduce_sum",
    "reduce_variance",
    "rint",
    "round",
    "rsqrt",
    "scalar_mul",
    "segment_max",
    "segment_mean",
    "segment_min",
    "segment_prod",
    "segment_sum",
    "sigmoid",
    "sign",
    "sin",
    "sinh",
    "softmax",
    "softplus",
    "softsign",
    "special",
    "sqrt",
    "square",
    "squared_difference",
    "subtract",
    "tan",
    "tanh",
    "top_k",
    "truediv",
    "unsorted_segment_max",
    "unsorted_segment_mean",
    "unsorted_segment_min",
    "unsorted_segment_prod",
    "unsorted_segment_sqrt_n",
    "unsorted_segment_sum",
    "xdivy",
    "xlog1py",
    "xlogy",
    "zero_fraction",
    "zeta",
]
