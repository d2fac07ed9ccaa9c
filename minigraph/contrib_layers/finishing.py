"""What all layers with weights end with: normalizer, then activation, then collections."""

from __future__ import annotations

from typing import Any

from minigraph.contrib_layers.collecting import collect_named_outputs
from minigraph.ops.variable_scope import VariableScope

__all__ = ["BIAS", "LAYOUTS", "WEIGHTS", "finished", "layout_of"]

# How the variables of tf.layers are called here.
BIAS = {"bias": "biases"}
WEIGHTS = {"kernel": "weights", **BIAS}
LAYOUTS = ("NWC", "NCW", "NHWC", "NCHW", "NDHWC", "NCDHW")


def finished(
    outputs: Any,
    scope: VariableScope,
    collections: Any,
    activation_fn: Any,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
) -> Any:
    """activation_fn(normalizer_fn(outputs)), kept in collections under the scope's name."""
    if normalizer_fn is not None:
        outputs = normalizer_fn(outputs, **(normalizer_params or {}))
    if activation_fn is not None:
        outputs = activation_fn(outputs)
    return collect_named_outputs(collections, scope.name, outputs)


def layout_of(data_format: Any, *allowed: str) -> str:
    """ "channels_first" or "channels_last" of a format such as "NHWC"; ValueError for another."""
    if data_format not in allowed:
        raise ValueError(f"data_format has to be either {' or '.join(allowed)}, not {data_format}.")
    return "channels_first" if data_format.startswith("NC") else "channels_last"
