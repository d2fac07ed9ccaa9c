"""tf.contrib.framework: arg_scope, variables, steps, checks, structures, values for variables."""

from minigraph.api import framework_nest as nest
from minigraph.contrib_layers.arg_scope import (
    add_arg_scope,
    arg_scope,
    arg_scope_func_key,
    arg_scoped_arguments,
    current_arg_scope,
    has_arg_scope,
)
from minigraph.contrib_layers.variables import (
    add_model_variable,
    filter_variables,
    get_local_variables,
    get_model_variables,
    get_trainable_variables,
    get_unique_variable,
    get_variables,
    get_variables_by_name,
    get_variables_by_suffix,
    get_variables_to_restore,
    global_variable,
    local_variable,
    model_variable,
    variable,
)
from minigraph.core.sparse_tensor import convert_to_tensor_or_sparse_tensor
from minigraph.ops.claims import (
    assert_scalar_int,
    reduce_sum_n,
    with_same_shape,
    with_shape,
)
from minigraph.ops.claims import squeezed_predictions_and_labels as remove_squeezable_dimensions
from minigraph.ops.graph_parts import (
    get_graph_from_inputs,
    get_name_scope,
    get_placeholders,
    get_variable_full_name,
)
from minigraph.ops.orthogonal_kernels import (
    convolutional_delta_orthogonal,
    convolutional_orthogonal_1d,
    convolutional_orthogonal_2d,
    convolutional_orthogonal_3d,
)
from minigraph.ops.shape_assertions import assert_same_float_dtype, assert_scalar, is_tensor
from minigraph.ops.smart_cond import smart_case, smart_cond
from minigraph.ops.smart_cond import static_choice as smart_constant_value
from minigraph.ops.sorting import argsort, sort
from minigraph.train.assigning import assign_from_values, assign_from_values_fn
from minigraph.train.global_step import (
    assert_global_step,
    assert_or_get_global_step,
    create_global_step,
    get_global_step,
    get_or_create_global_step,
)

__all__ = [
    "add_arg_scope",
    "add_model_variable",
    "arg_scope",
    "arg_scope_func_key",
    "arg_scoped_arguments",
    "argsort",
    "assert_global_step",
    "assert_or_get_global_step",
    "assert_same_float_dtype",
    "assert_scalar",
    "assert_scalar_int",
    "assign_from_values",
    "assign_from_values_fn",
    "convert_to_tensor_or_sparse_tensor",
    "convolutional_delta_orthogonal",
    "convolutional_orthogonal_1d",
    "convolutional_orthogonal_2d",
    "convolutional_orthogonal_3d",
    "create_global_step",
    "current_arg_scope",
    "filter_variables",
    "get_global_step",
    "get_graph_from_inputs",
    "get_local_variables",
    "get_model_variables",
    "get_name_scope",
    "get_or_create_global_step",
    "get_placeholders",
    "get_trainable_variables",
    "get_unique_variable",
    "get_variable_full_name",
    "get_variables",
    "get_variables_by_name",
    "get_variables_by_suffix",
    "get_variables_to_restore",
    "global_variable",
    "has_arg_scope",
    "is_tensor",
    "local_variable",
    "model_variable",
    "nest",
    "reduce_sum_n",
    "remove_squeezable_dimensions",
    "smart_case",
    "smart_cond",
    "smart_constant_value",
    "sort",
    "variable",
    "with_same_shape",
    "with_shape",
]
