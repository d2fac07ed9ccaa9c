"""tf.contrib.layers.utils: aliases of tensors, sizes, conds that may be decided early."""

from minigraph.contrib_layers.collecting import (
    append_tensor_alias,
    channel_dimension,
    collect_named_outputs,
    constant_value,
    convert_collection_to_dict,
    first_dimension,
    gather_tensors_aliases,
    get_tensor_aliases,
    last_dimension,
    n_positive_integers,
    two_element_tuple,
)
from minigraph.contrib_layers.variables import (
    collections_for as get_variable_collections,
)
from minigraph.ops.smart_cond import smart_cond
from minigraph.ops.smart_cond import smart_cond as static_cond

__all__ = [
    "append_tensor_alias",
    "channel_dimension",
    "collect_named_outputs",
    "constant_value",
    "convert_collection_to_dict",
    "first_dimension",
    "gather_tensors_aliases",
    "get_tensor_aliases",
    "get_variable_collections",
    "last_dimension",
    "n_positive_integers",
    "smart_cond",
    "static_cond",
    "two_element_tuple",
]
