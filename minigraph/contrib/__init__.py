"""tf.contrib: what TensorFlow 1 kept beside its core. Imports only."""

from importlib import import_module as _import_module
from typing import Any

from minigraph.contrib import lookup, signal, util

__all__ = [
    "framework",
    "layers",
    "lookup",
    "losses",
    "metrics",
    "opt",
    "signal",
    "slim",
    "training",
    "util",
]

# Loaded when they are first used.
_LATER = ("framework", "layers", "losses", "metrics", "opt", "slim", "training")


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'minigraph.contrib' has no attribute {name!r}")
    return _import_module(f"minigraph.contrib.{name}")
