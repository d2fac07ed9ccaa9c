"""minigraph: TensorFlow 1's programming model on NumPy.

`import minigraph as tf` and a TF1 program runs. This module is the name space and nothing else;
what a name does stands in the module that it is imported from.
"""

from importlib import import_module as _import_module
from typing import Any

from minigraph import contrib, layers, nn, quantization, sparse, train
from minigraph.api import (
    bitwise,
    compat,
    debugging,
    dtypes,
    image,
    initializers,
    io,
    linalg,
    lookup,
    manip,
    math,
    nest,
    random,
    sets,
    signal,
    spectral,
    strings,
    summary,
    test,
)
from minigraph.autodiff import control_flow as _gradients_of_control_flow
from minigraph.autodiff.custom import custom_gradient, grad_pass_through, recompute_grad
from minigraph.autodiff.gradients import AggregationMethod, UnconnectedGradients, gradients
from minigraph.autodiff.hessians import hessians
from minigraph.autodiff.registry import NoGradient, NotDifferentiable, RegisterGradient
from minigraph.autodiff.registry import NotDifferentiable as no_gradient
from minigraph.core import errors
from minigraph.core.behavior import (
    disable_eager_execution,
    disable_resource_variables,
    disable_v2_behavior,
    enable_eager_execution,
    enable_resource_variables,
    executing_eagerly,
    resource_variables_enabled,
)
from minigraph.core.convert import convert_to_tensor, register_tensor_conversion_function
from minigraph.core.devices import DeviceSpec
from minigraph.core.dtypes import (
    DType,
    as_dtype,
    complex64,
    complex128,
    double,
    float16,
    float32,
    float64,
    half,
    int8,
    int16,
    int32,
    int64,
    qint8,
    qint16,
    qint32,
    quint8,
    quint16,
    resource,
    string,
    uint8,
    uint16,
    uint32,
    uint64,
    variant,
)
from minigraph.core.dtypes import bool_ as bool
from minigraph.core.errors import OpError
from minigraph.core.graph import Graph, reset_default_graph
from minigraph.core.graph import default_graph as get_default_graph
from minigraph.core.indexed_slices import IndexedSlices, convert_to_tensor_or_indexed_slices
from minigraph.core.keys import GraphKeys
from minigraph.core.nodes import NodeDef, Operation, Tensor
from minigraph.core.shapes import Dimension, TensorShape, dimension_at_index, dimension_value
from minigraph.core.sparse_tensor import (
    SparseTensor,
    SparseTensorValue,
    convert_to_tensor_or_sparse_tensor,
)
from minigraph.io.features import (
    FixedLenFeature,
    FixedLenSequenceFeature,
    SparseFeature,
    VarLenFeature,
)
from minigraph.io.json_example import decode_json_example
from minigraph.io.parsing import parse_example, parse_single_example
from minigraph.io.sequence_parsing import parse_single_sequence_example
from minigraph.io.sparse_bytes import (
    deserialize_many_sparse,
    serialize_many_sparse,
    serialize_sparse,
)
from minigraph.io.tensor_bytes import parse_tensor, serialize_tensor
from minigraph.io.tensor_proto import make_ndarray, make_tensor_proto
from minigraph.lookup.tables import initialize_all_tables, tables_initializer
from minigraph.nn.space_to_batch import required_space_to_batch_paddings
from minigraph.ops import operators as _operators
from minigraph.ops import packing as _packing
from minigraph.ops.arithmetic import (
    add,
    multiply,
    multiply_no_nan,
    negative,
    scalar_mul,
    squared_difference,
    subtract,
)
from minigraph.ops.arithmetic import multiply as mul
from minigraph.ops.arithmetic import negative as neg
from minigraph.ops.arithmetic import subtract as sub
from minigraph.ops.assertions import (
    assert_equal,
    assert_greater,
    assert_greater_equal,
    assert_less,
    assert_less_equal,
    assert_near,
    assert_negative,
    assert_non_negative,
    assert_non_positive,
    assert_none_equal,
    assert_positive,
)
from minigraph.ops.axes import expand_dims, reverse, reverse_v2, squeeze
from minigraph.ops.band_part import matrix_band_part
from minigraph.ops.band_part import matrix_band_part as batch_matrix_band_part
from minigraph.ops.broadcast_shapes import broadcast_dynamic_shape, broadcast_static_shape
from minigraph.ops.casting import (
    cast,
    to_complex64,
    to_complex128,
    to_double,
    to_float,
    to_int32,
    to_int64,
)
from minigraph.ops.checks import (
    Assert,
    Print,
    add_check_numerics_ops,
    check_numerics,
    verify_tensor_all_finite,
)
from minigraph.ops.choices import case, switch_case
from minigraph.ops.cholesky import cholesky, cholesky_solve
from minigraph.ops.cholesky import cholesky as batch_cholesky
from minigraph.ops.cholesky import cholesky_solve as batch_cholesky_solve
from minigraph.ops.choosing import arg_max, arg_min, argmax, argmin, where, where_v2
from minigraph.ops.choosing import where as select
from minigraph.ops.clipping import (
    clip_by_average_norm,
    clip_by_global_norm,
    clip_by_norm,
    clip_by_value,
    global_norm,
    saturate_cast,
)
from minigraph.ops.clock import timestamp
from minigraph.ops.collections import (
    add_to_collection,
    add_to_collections,
    all_variables,
    get_collection,
    get_collection_ref,
    global_variables,
    global_variables_initializer,
    initialize_all_variables,
    initialize_local_variables,
    initialize_variables,
    local_variables,
    local_variables_initializer,
    model_variables,
    moving_average_variables,
    trainable_variables,
    variables_initializer,
)
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
from minigraph.ops.complex_numbers import angle, complex, conj, imag, real
from minigraph.ops.constants import constant, placeholder, placeholder_with_default
from minigraph.ops.contractions import matvec, tensordot
from minigraph.ops.control_flow import cond, while_loop
from minigraph.ops.counting import (
    bincount,
    confusion_matrix,
    histogram_fixed_width,
    histogram_fixed_width_bins,
)
from minigraph.ops.cumulative import cumprod, cumsum
from minigraph.ops.determinants import matrix_determinant
from minigraph.ops.determinants import matrix_determinant as batch_matrix_determinant
from minigraph.ops.diagonals import diag, diag_part, eye, trace
from minigraph.ops.division import (
    div,
    div_no_nan,
    divide,
    floor_div,
    floordiv,
    floormod,
    mod,
    realdiv,
    truediv,
    truncatediv,
    truncatemod,
)
from minigraph.ops.eigenvalues import self_adjoint_eig, self_adjoint_eigvals
from minigraph.ops.eigenvalues import self_adjoint_eig as batch_self_adjoint_eig
from minigraph.ops.eigenvalues import self_adjoint_eigvals as batch_self_adjoint_eigvals
from minigraph.ops.einsum import einsum
from minigraph.ops.error_function import erf, erfc
from minigraph.ops.exponentials import exp, expm1, log, log1p, log_sigmoid, sigmoid, softplus
from minigraph.ops.flow import (
    control_dependencies,
    group,
    guarantee_const,
    identity,
    identity_n,
    no_op,
    stop_gradient,
    tuple,
)
from minigraph.ops.fourier import fft, fft2d, fft3d, ifft, ifft2d, ifft3d
from minigraph.ops.functional import foldl, foldr, map_fn, scan
from minigraph.ops.gamma_function import digamma, lgamma, polygamma
from minigraph.ops.get_variable import (
    create_partitioned_variables,
    get_local_variable,
    get_variable,
    no_regularizer,
)
from minigraph.ops.getitem import newaxis
from minigraph.ops.hyperbolic import acosh, asinh, atanh, cosh, sinh, tanh
from minigraph.ops.incomplete_beta import betainc, lbeta
from minigraph.ops.incomplete_gamma import igamma, igammac
from minigraph.ops.indexing import (
    batch_gather,
    gather,
    gather_nd,
    scatter_nd,
    unique,
    unique_with_counts,
)
from minigraph.ops.initializers import (
    constant_initializer,
    ones_initializer,
    random_normal_initializer,
    random_uniform_initializer,
    truncated_normal_initializer,
    zeros_initializer,
)
from minigraph.ops.inverses import matrix_inverse, matrix_solve
from minigraph.ops.inverses import matrix_inverse as batch_matrix_inverse
from minigraph.ops.inverses import matrix_solve as batch_matrix_solve
from minigraph.ops.joining import concat, split, stack, unstack
from minigraph.ops.least_squares import matrix_solve_ls
from minigraph.ops.least_squares import matrix_solve_ls as batch_matrix_solve_ls
from minigraph.ops.linspace import lin_space, linspace
from minigraph.ops.logic import logical_and, logical_not, logical_or, logical_xor
from minigraph.ops.magnitude import abs, maximum, minimum, sign
from minigraph.ops.magnitude import abs as complex_abs
from minigraph.ops.masks import boolean_mask, meshgrid, one_hot, sequence_mask
from minigraph.ops.matmul import batch_matmul, matmul
from minigraph.ops.matrix_diagonals import matrix_diag, matrix_diag_part, matrix_set_diag
from minigraph.ops.matrix_diagonals import matrix_diag as batch_matrix_diag
from minigraph.ops.matrix_diagonals import matrix_diag_part as batch_matrix_diag_part
from minigraph.ops.matrix_diagonals import matrix_set_diag as batch_matrix_set_diag
from minigraph.ops.matrix_functions import matrix_square_root
from minigraph.ops.monotone import is_non_decreasing, is_strictly_increasing
from minigraph.ops.moving import bitcast, ensure_shape, reverse_sequence, roll
from minigraph.ops.naming import colocate_with, container, device, init_scope, name_scope, op_scope
from minigraph.ops.norms import cross, norm
from minigraph.ops.old_names import concat_v2, pack, unpack
from minigraph.ops.orthogonal import qr
from minigraph.ops.orthogonal_initializer import orthogonal_initializer
from minigraph.ops.padding import pad, tile
from minigraph.ops.parallel_stack import parallel_stack
from minigraph.ops.partial_writes import (
    batch_scatter_update,
    count_up_to,
    scatter_nd_add,
    scatter_nd_sub,
    scatter_nd_update,
)
from minigraph.ops.partitioned import (
    fixed_size_partitioner,
    min_max_variable_partitioner,
    variable_axis_size_partitioner,
)
from minigraph.ops.partitions import dynamic_partition, dynamic_stitch, parallel_dynamic_stitch
from minigraph.ops.patches import extract_image_patches, extract_volume_patches
from minigraph.ops.powers import pow, reciprocal, rsqrt, sqrt, square
from minigraph.ops.powers import reciprocal as inv
from minigraph.ops.printing import print_op as print
from minigraph.ops.py_func import numpy_function, py_func, py_function
from minigraph.ops.random import (
    get_seed,
    multinomial,
    random_normal,
    random_shuffle,
    random_uniform,
    set_random_seed,
    truncated_normal,
)
from minigraph.ops.random_crop import random_crop
from minigraph.ops.random_gamma import random_gamma
from minigraph.ops.random_poisson import random_poisson
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
from minigraph.ops.repeating import repeat
from minigraph.ops.rounding import ceil, floor, rint, round
from minigraph.ops.scaling_initializers import (
    glorot_normal_initializer,
    glorot_uniform_initializer,
    uniform_unit_scaling_initializer,
    variance_scaling_initializer,
)
from minigraph.ops.scatter import (
    scatter_add,
    scatter_div,
    scatter_max,
    scatter_min,
    scatter_mul,
    scatter_sub,
    scatter_update,
)
from minigraph.ops.searching import searchsorted, unravel_index
from minigraph.ops.segments import segment_sum, unsorted_segment_sum
from minigraph.ops.sequences import range
from minigraph.ops.sets import setdiff1d
from minigraph.ops.sets import setdiff1d as listdiff
from minigraph.ops.shape_assertions import (
    assert_integer,
    assert_proper_iterable,
    assert_rank,
    assert_rank_at_least,
    assert_rank_in,
    assert_same_float_dtype,
    assert_scalar,
    assert_type,
    is_numeric_tensor,
    is_tensor,
)
from minigraph.ops.shaping import rank, reshape, shape, shape_n, size
from minigraph.ops.singular_values import batch_svd, svd
from minigraph.ops.slicing import slice, strided_slice
from minigraph.ops.sorted_segments import segment_max, segment_mean, segment_min, segment_prod
from minigraph.ops.sorting import argsort, sort
from minigraph.ops.space_batch import (
    batch_to_space,
    batch_to_space_nd,
    space_to_batch,
    space_to_batch_nd,
)
from minigraph.ops.space_depth import depth_to_space, space_to_depth
from minigraph.ops.sparse_to_dense import sparse_to_dense
from minigraph.ops.spread import broadcast_to, fill, ones, ones_like, reduce_sum, zeros, zeros_like
from minigraph.ops.state import (
    assign,
    assign_add,
    assign_sub,
    is_variable_initialized,
)
from minigraph.ops.static_values import get_static_value, is_symbolic_tensor
from minigraph.ops.sums import accumulate_n, add_n
from minigraph.ops.templates import make_template
from minigraph.ops.tensor_array import TensorArray
from minigraph.ops.tensor_scatter import (
    tensor_scatter_nd_add,
    tensor_scatter_nd_max,
    tensor_scatter_nd_min,
    tensor_scatter_nd_sub,
    tensor_scatter_nd_update,
)
from minigraph.ops.tensor_scatter import tensor_scatter_nd_add as tensor_scatter_add
from minigraph.ops.tensor_scatter import tensor_scatter_nd_sub as tensor_scatter_sub
from minigraph.ops.tensor_scatter import tensor_scatter_nd_update as tensor_scatter_update
from minigraph.ops.transposing import invert_permutation, matrix_transpose, transpose
from minigraph.ops.transposing import matrix_transpose as batch_matrix_transpose
from minigraph.ops.triangular import matrix_triangular_solve
from minigraph.ops.triangular import matrix_triangular_solve as batch_matrix_triangular_solve
from minigraph.ops.trigonometry import acos, asin, atan, atan2, cos, sin, tan
from minigraph.ops.uninitialized import (
    assert_variables_initialized,
    report_uninitialized_variables,
)
from minigraph.ops.unsorted_segments import (
    unsorted_segment_max,
    unsorted_segment_mean,
    unsorted_segment_min,
    unsorted_segment_prod,
    unsorted_segment_sqrt_n,
)
from minigraph.ops.variable_scope import (
    VariableScope,
    get_variable_scope,
    variable_op_scope,
    variable_scope,
)
from minigraph.ops.variable_store import AUTO_REUSE
from minigraph.ops.variables import (
    Variable,
    VariableAggregation,
    VariableSynchronization,
    variable_creator_scope,
)
from minigraph.ops.zeta import zeta
from minigraph.plan.plan import Plan
from minigraph.quantization.fake_quant import (
    fake_quant_with_min_max_args,
    fake_quant_with_min_max_args_gradient,
    fake_quant_with_min_max_vars,
    fake_quant_with_min_max_vars_gradient,
)
from minigraph.quantization.fake_quant_channels import (
    fake_quant_with_min_max_vars_per_channel,
    fake_quant_with_min_max_vars_per_channel_gradient,
)
from minigraph.quantization.quantize import dequantize, quantize, quantize_v2, quantized_concat
from minigraph.run.config import (
    ConfigProto,
    GPUOptions,
    GraphOptions,
    OptimizerOptions,
    RunMetadata,
    RunOptions,
)
from minigraph.run.fetches import IndexedSlicesValue
from minigraph.run.session import InteractiveSession, Session, get_default_session
from minigraph.sparse import arithmetic as _sparse_arithmetic
from minigraph.sparse.dense import sparse_tensor_to_dense
from minigraph.sparse.edit_distance import edit_distance
from minigraph.sparse.elementwise import sparse_add, sparse_maximum, sparse_minimum, sparse_softmax
from minigraph.sparse.joining import sparse_concat, sparse_slice, sparse_split
from minigraph.sparse.merging import sparse_merge, sparse_to_indicator
from minigraph.sparse.moving import sparse_reorder, sparse_reshape, sparse_transpose
from minigraph.sparse.placeholder import sparse_placeholder
from minigraph.sparse.products import sparse_matmul, sparse_tensor_dense_matmul
from minigraph.sparse.reductions import (
    sparse_reduce_max,
    sparse_reduce_max_sparse,
    sparse_reduce_sum,
    sparse_reduce_sum_sparse,
)
from minigraph.sparse.segments import sparse_segment_mean, sparse_segment_sqrt_n, sparse_segment_sum
from minigraph.sparse.selecting import (
    sparse_fill_empty_rows,
    sparse_mask,
    sparse_reset_shape,
    sparse_retain,
)
from minigraph.text.csv_records import decode_csv
from minigraph.text.decoding import decode_base64, decode_compressed, decode_raw, encode_base64
from minigraph.text.files import matching_files, read_file, write_file
from minigraph.text.fingerprints import fingerprint
from minigraph.text.hashing import (
    string_to_hash_bucket,
    string_to_hash_bucket_fast,
    string_to_hash_bucket_strong,
)
from minigraph.text.numbers import as_string, string_to_number
from minigraph.text.patterns import regex_replace
from minigraph.text.splitting import string_split
from minigraph.text.strings import reduce_join, string_join, string_strip, substr

__version__ = VERSION = "1.15.0+minigraph.0.1.0"  # the API's version, then our own

__all__ = [
    "AUTO_REUSE",
    "VERSION",
    "AggregationMethod",
    "Assert",
    "ConfigProto",
    "DType",
    "DeviceSpec",
    "Dimension",
    "FixedLenFeature",
    "FixedLenSequenceFeature",
    "GPUOptions",
    "Graph",
    "GraphKeys",
    "GraphOptions",
    "IndexedSlices",
    "IndexedSlicesValue",
    "InteractiveSession",
    "NoGradient",
    "NodeDef",
    "NotDifferentiable",
    "OpError",
    "Operation",
    "OptimizerOptions",
    "Plan",
    "Print",
    "RegisterGradient",
    "RunMetadata",
    "RunOptions",
    "Session",
    "SparseFeature",
    "SparseTensor",
    "SparseTensorValue",
    "Tensor",
    "TensorArray",
    "TensorShape",
    "UnconnectedGradients",
    "VarLenFeature",
    "Variable",
    "VariableAggregation",
    "VariableScope",
    "VariableSynchronization",
    "__version__",
    "abs",
    "accumulate_n",
    "acos",
    "acosh",
    "add",
    "add_check_numerics_ops",
    "add_n",
    "add_to_collection",
    "add_to_collections",
    "all_variables",
    "angle",
    "arg_max",
    "arg_min",
    "argmax",
    "argmin",
    "argsort",
    "as_dtype",
    "as_string",
    "asin",
    "asinh",
    "assert_equal",
    "assert_greater",
    "assert_greater_equal",
    "assert_integer",
    "assert_less",
    "assert_less_equal",
    "assert_near",
    "assert_negative",
    "assert_non_negative",
    "assert_non_positive",
    "assert_none_equal",
    "assert_positive",
    "assert_proper_iterable",
    "assert_rank",
    "assert_rank_at_least",
    "assert_rank_in",
    "assert_same_float_dtype",
    "assert_scalar",
    "assert_type",
    "assert_variables_initialized",
    "assign",
    "assign_add",
    "assign_sub",
    "atan",
    "atan2",
    "atanh",
    "batch_cholesky",
    "batch_cholesky_solve",
    "batch_gather",
    "batch_matmul",
    "batch_matrix_band_part",
    "batch_matrix_determinant",
    "batch_matrix_diag",
    "batch_matrix_diag_part",
    "batch_matrix_inverse",
    "batch_matrix_set_diag",
    "batch_matrix_solve",
    "batch_matrix_solve_ls",
    "batch_matrix_transpose",
    "batch_matrix_triangular_solve",
    "batch_scatter_update",
    "batch_self_adjoint_eig",
    "batch_self_adjoint_eigvals",
    "batch_svd",
    "batch_to_space",
    "batch_to_space_nd",
    "betainc",
    "bincount",
    "bitcast",
    "bitwise",
    "bool",
    "boolean_mask",
    "broadcast_dynamic_shape",
    "broadcast_static_shape",
    "broadcast_to",
    "case",
    "cast",
    "ceil",
    "check_numerics",
    "cholesky",
    "cholesky_solve",
    "clip_by_average_norm",
    "clip_by_global_norm",
    "clip_by_norm",
    "clip_by_value",
    "colocate_with",
    "compat",
    "complex",
    "complex64",
    "complex128",
    "complex_abs",
    "concat",
    "concat_v2",
    "cond",
    "confusion_matrix",
    "conj",
    "constant",
    "constant_initializer",
    "container",
    "contrib",
    "control_dependencies",
    "convert_to_tensor",
    "convert_to_tensor_or_indexed_slices",
    "convert_to_tensor_or_sparse_tensor",
    "cos",
    "cosh",
    "count_nonzero",
    "count_up_to",
    "create_partitioned_variables",
    "cross",
    "cumprod",
    "cumsum",
    "custom_gradient",
    "debugging",
    "decode_base64",
    "decode_compressed",
    "decode_csv",
    "decode_json_example",
    "decode_raw",
    "depth_to_space",
    "dequantize",
    "deserialize_many_sparse",
    "device",
    "diag",
    "diag_part",
    "digamma",
    "dimension_at_index",
    "dimension_value",
    "disable_eager_execution",
    "disable_resource_variables",
    "disable_v2_behavior",
    "div",
    "div_no_nan",
    "divide",
    "double",
    "draw",
    "dtypes",
    "dynamic_partition",
    "dynamic_stitch",
    "edit_distance",
    "einsum",
    "enable_eager_execution",
    "enable_resource_variables",
    "encode_base64",
    "ensure_shape",
    "equal",
    "erf",
    "erfc",
    "errors",
    "executing_eagerly",
    "exp",
    "expand_dims",
    "expm1",
    "extract_image_patches",
    "extract_volume_patches",
    "eye",
    "fake_quant_with_min_max_args",
    "fake_quant_with_min_max_args_gradient",
    "fake_quant_with_min_max_vars",
    "fake_quant_with_min_max_vars_gradient",
    "fake_quant_with_min_max_vars_per_channel",
    "fake_quant_with_min_max_vars_per_channel_gradient",
    "fft",
    "fft2d",
    "fft3d",
    "fill",
    "fingerprint",
    "fixed_size_partitioner",
    "float16",
    "float32",
    "float64",
    "floor",
    "floor_div",
    "floordiv",
    "floormod",
    "foldl",
    "foldr",
    "gather",
    "gather_nd",
    "get_collection",
    "get_collection_ref",
    "get_default_graph",
    "get_default_session",
    "get_local_variable",
    "get_seed",
    "get_static_value",
    "get_variable",
    "get_variable_scope",
    "global_norm",
    "global_variables",
    "global_variables_initializer",
    "glorot_normal_initializer",
    "glorot_uniform_initializer",
    "grad_pass_through",
    "gradients",
    "greater",
    "greater_equal",
    "group",
    "guarantee_const",
    "half",
    "hessians",
    "histogram_fixed_width",
    "histogram_fixed_width_bins",
    "identity",
    "identity_n",
    "ifft",
    "ifft2d",
    "ifft3d",
    "igamma",
    "igammac",
    "imag",
    "image",
    "init_scope",
    "initialize_all_tables",
    "initialize_all_variables",
    "initialize_local_variables",
    "initialize_variables",
    "initializers",
    "int8",
    "int16",
    "int32",
    "int64",
    "inv",
    "invert_permutation",
    "io",
    "is_finite",
    "is_inf",
    "is_nan",
    "is_non_decreasing",
    "is_numeric_tensor",
    "is_strictly_increasing",
    "is_symbolic_tensor",
    "is_tensor",
    "is_variable_initialized",
    "layers",
    "lbeta",
    "less",
    "less_equal",
    "lgamma",
    "lin_space",
    "linalg",
    "linspace",
    "listdiff",
    "local_variables",
    "local_variables_initializer",
    "log",
    "log1p",
    "log_sigmoid",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "lookup",
    "losses",
    "make_ndarray",
    "make_template",
    "make_tensor_proto",
    "manip",
    "map_fn",
    "matching_files",
    "math",
    "matmul",
    "matrix_band_part",
    "matrix_determinant",
    "matrix_diag",
    "matrix_diag_part",
    "matrix_inverse",
    "matrix_set_diag",
    "matrix_solve",
    "matrix_solve_ls",
    "matrix_square_root",
    "matrix_transpose",
    "matrix_triangular_solve",
    "matvec",
    "maximum",
    "meshgrid",
    "metrics",
    "min_max_variable_partitioner",
    "minimum",
    "mod",
    "model_variables",
    "moving_average_variables",
    "mul",
    "multinomial",
    "multiply",
    "multiply_no_nan",
    "name_scope",
    "neg",
    "negative",
    "nest",
    "newaxis",
    "nn",
    "no_gradient",
    "no_op",
    "no_regularizer",
    "norm",
    "not_equal",
    "numpy_function",
    "one_hot",
    "ones",
    "ones_initializer",
    "ones_like",
    "op_scope",
    "orthogonal_initializer",
    "pack",
    "pad",
    "parallel_dynamic_stitch",
    "parallel_stack",
    "parse_example",
    "parse_single_example",
    "parse_single_sequence_example",
    "parse_tensor",
    "placeholder",
    "placeholder_with_default",
    "polygamma",
    "pow",
    "print",
    "py_func",
    "py_function",
    "qint8",
    "qint16",
    "qint32",
    "qr",
    "quantization",
    "quantize",
    "quantize_v2",
    "quantized_concat",
    "quint8",
    "quint16",
    "random",
    "random_crop",
    "random_gamma",
    "random_normal",
    "random_normal_initializer",
    "random_poisson",
    "random_shuffle",
    "random_uniform",
    "random_uniform_initializer",
    "range",
    "rank",
    "read_file",
    "real",
    "realdiv",
    "reciprocal",
    "recompute_grad",
    "reduce_all",
    "reduce_any",
    "reduce_euclidean_norm",
    "reduce_join",
    "reduce_logsumexp",
    "reduce_max",
    "reduce_mean",
    "reduce_min",
    "reduce_prod",
    "reduce_std",
    "reduce_sum",
    "reduce_variance",
    "regex_replace",
    "register_tensor_conversion_function",
    "repeat",
    "report_uninitialized_variables",
    "required_space_to_batch_paddings",
    "reset_default_graph",
    "reshape",
    "resource",
    "resource_variables_enabled",
    "reverse",
    "reverse_sequence",
    "reverse_v2",
    "rint",
    "roll",
    "round",
    "rsqrt",
    "saturate_cast",
    "scalar_mul",
    "scan",
    "scatter_add",
    "scatter_div",
    "scatter_max",
    "scatter_min",
    "scatter_mul",
    "scatter_nd",
    "scatter_nd_add",
    "scatter_nd_sub",
    "scatter_nd_update",
    "scatter_sub",
    "scatter_update",
    "searchsorted",
    "segment_max",
    "segment_mean",
    "segment_min",
    "segment_prod",
    "segment_sum",
    "select",
    "self_adjoint_eig",
    "self_adjoint_eigvals",
    "sequence_mask",
    "serialize_many_sparse",
    "serialize_sparse",
    "serialize_tensor",
    "set_random_seed",
    "setdiff1d",
    "sets",
    "shape",
    "shape_n",
    "sigmoid",
    "sign",
    "signal",
    "sin",
    "sinh",
    "size",
    "slice",
    "softplus",
    "sort",
    "space_to_batch",
    "space_to_batch_nd",
    "space_to_depth",
    "sparse",
    "sparse_add",
    "sparse_concat",
    "sparse_fill_empty_rows",
    "sparse_mask",
    "sparse_matmul",
    "sparse_maximum",
    "sparse_merge",
    "sparse_minimum",
    "sparse_placeholder",
    "sparse_reduce_max",
    "sparse_reduce_max_sparse",
    "sparse_reduce_sum",
    "sparse_reduce_sum_sparse",
    "sparse_reorder",
    "sparse_reset_shape",
    "sparse_reshape",
    "sparse_retain",
    "sparse_segment_mean",
    "sparse_segment_sqrt_n",
    "sparse_segment_sum",
    "sparse_slice",
    "sparse_softmax",
    "sparse_split",
    "sparse_tensor_dense_matmul",
    "sparse_tensor_to_dense",
    "sparse_to_dense",
    "sparse_to_indicator",
    "sparse_transpose",
    "spectral",
    "split",
    "sqrt",
    "square",
    "squared_difference",
    "squeeze",
    "stack",
    "stop_gradient",
    "strided_slice",
    "string",
    "string_join",
    "string_split",
    "string_strip",
    "string_to_hash_bucket",
    "string_to_hash_bucket_fast",
    "string_to_hash_bucket_strong",
    "string_to_number",
    "strings",
    "sub",
    "substr",
    "subtract",
    "summary",
    "svd",
    "switch_case",
    "tables_initializer",
    "tan",
    "tanh",
    "tensor_scatter_add",
    "tensor_scatter_nd_add",
    "tensor_scatter_nd_max",
    "tensor_scatter_nd_min",
    "tensor_scatter_nd_sub",
    "tensor_scatter_nd_update",
    "tensor_scatter_sub",
    "tensor_scatter_update",
    "tensordot",
    "test",
    "tile",
    "timestamp",
    "to_complex64",
    "to_complex128",
    "to_double",
    "to_float",
    "to_int32",
    "to_int64",
    "trace",
    "train",
    "trainable_variables",
    "transpose",
    "truediv",
    "truncated_normal",
    "truncated_normal_initializer",
    "truncatediv",
    "truncatemod",
    "tuple",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "uniform_unit_scaling_initializer",
    "unique",
    "unique_with_counts",
    "unpack",
    "unravel_index",
    "unsorted_segment_max",
    "unsorted_segment_mean",
    "unsorted_segment_min",
    "unsorted_segment_prod",
    "unsorted_segment_sqrt_n",
    "unsorted_segment_sum",
    "unstack",
    "variable_axis_size_partitioner",
    "variable_creator_scope",
    "variable_op_scope",
    "variable_scope",
    "variables_initializer",
    "variance_scaling_initializer",
    "variant",
    "verify_tensor_all_finite",
    "where",
    "where_v2",
    "while_loop",
    "write_file",
    "zeros",
    "zeros_initializer",
    "zeros_like",
    "zeta",
]


# What is loaded when it is first used: pictures need packages that a run does not, and what few
# programs need would make every import slower.
_LATER = {
    "draw": ("minigraph.drawing", "draw"),
    "losses": ("minigraph.losses", None),
    "metrics": ("minigraph.metrics", None),
    "tune": ("minigraph.tune", None),
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'minigraph' has no attribute {name!r}")
    module, attribute = _LATER[name]
    loaded = _import_module(module)
    return loaded if attribute is None else getattr(loaded, attribute)
