"""tf.contrib: what TensorFlow 1 kept beside its core. Imports only, when a part is first used."""

from importlib import import_module
from typing import Any

__all__ = ["framework", "layers", "lookup", "signal", "slim", "training"]


def __getattr__(name: str) -> Any:
    """A part of tf.contrib, loaded."""
    if name in __all__:
        return import_module(f"minigraph.contrib.{name}")
    raise AttributeError(f"module 'tf.contrib' has no attribute {name!r}")
