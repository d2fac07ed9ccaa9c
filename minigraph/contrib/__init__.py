"""tf.contrib: what TensorFlow 1 kept beside its core. Imports only, some of them at first use."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from minigraph.contrib import lookup, signal

if TYPE_CHECKING:
    from minigraph.contrib import opt

__all__ = ["lookup", "opt", "signal"]

_AT_FIRST_USE = {"opt"}


def __getattr__(name: str) -> Any:
    if name in _AT_FIRST_USE:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
