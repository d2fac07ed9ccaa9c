"""From an exception inside a run to TF1's error class, with the op and the user's line."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from typing import Any

import numpy as np

from minigraph.core import errors
from minigraph.core.nodes import Operation
from minigraph.core.shapes import Dims, show

__all__ = ["explained", "frames_of"]


def explained(error: Exception, node: Operation, shapes: Sequence[Dims]) -> Exception:
    """The error to raise for `error`, which left the kernel (or shape rule) of `node`.

    `shapes` are those that the inputs had in this run, as far as they are known.
    """
    kind = _class_for(error)
    if kind is None or (isinstance(error, errors.OpError) and error.op is not None):
        return error
    message = error.message if isinstance(error, errors.OpError) else str(error)
    inputs = ", ".join(
        f"{tensor.name} {tensor._dtype.base_dtype.name} {show(dims)}"
        for tensor, dims in zip(node.inputs, [*shapes, *[None] * len(node.inputs)], strict=False)
    )
    text = f"{message}\n\t [[node {node.name} (op: {node.type}, built at {node._site})]]"
    made: Exception = kind(node.node_def, node, text + (f"\n\t inputs: {inputs}" if inputs else ""))
    return made


def _class_for(error: Exception) -> Any:
    if isinstance(error, errors.OpError):
        return type(error)
    if isinstance(error, MemoryError):
        return errors.ResourceExhaustedError
    kinds = (ValueError, IndexError, ZeroDivisionError, OverflowError, np.linalg.LinAlgError)
    return errors.InvalidArgumentError if isinstance(error, kinds) else None


def frames_of(error: BaseException) -> list[tuple[Any, int]]:
    """(code, line) of every frame that the exception passed, the innermost first."""
    frames = [(f.f_code, line) for f, line in traceback.walk_tb(error.__traceback__)]
    return frames[::-1]
