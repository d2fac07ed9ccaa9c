"""What a layer demands of its inputs: rank, type, sizes of axes."""

from __future__ import annotations

from typing import Any

from minigraph.core.dtypes import as_dtype
from minigraph.core.shapes import TensorShape

__all__ = ["InputSpec", "check_inputs"]


class InputSpec:
    """A demand on one input of a layer; None demands nothing.

    Args:
        dtype: its type.
        shape: its shape; None in it leaves a size open.
        ndim: its rank.
        max_ndim, min_ndim: bounds of its rank.
        axes: axis -> size (None: any).
        allow_last_axis_squeeze: whether a last axis of size 1 may be missing, or be there in excess.
        name: of the input.
        optional: whether it may be None.

    Example:
        >>> import minigraph as tf
        >>> tf.layers.InputSpec(min_ndim=2, axes={-1: 4})
        InputSpec(min_ndim=2, axes={-1: 4})
    """

    def __init__(
        self,
        dtype: Any = None,
        shape: Any = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: Any = None,
        allow_last_axis_squeeze: bool = False,
        name: str | None = None,
        optional: bool = False,
    ):
        self.dtype = None if dtype is None else as_dtype(dtype).name
        self.shape = None if shape is None else tuple(TensorShape(shape).as_list())
        self.ndim = len(self.shape) if self.shape is not None else ndim
        self.max_ndim = max_ndim
        self.min_ndim = min_ndim
        self.axes = {int(axis): size for axis, size in (axes or {}).items()}
        self.allow_last_axis_squeeze = allow_last_axis_squeeze
        self.name = name
        self.optional = optional
        if self.axes and (self.ndim is not None or self.max_ndim is not None):
            highest = (self.ndim if self.ndim is not None else self.max_ndim or 0) - 1
            if max(self.axes) > highest:
                raise ValueError(
                    f"Axis {max(self.axes)} is greater than the maximum allowed value: {highest}"
                )

    def __repr__(self) -> str:
        shown = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes")
        facts = [f"{key}={getattr(self, key)}" for key in shown if getattr(self, key)]
        return f"InputSpec({', '.join(facts)})"


def check_inputs(spec: Any, inputs: Any, layer: str) -> None:
    """ValueError, with the layer's name, where an input is not as its InputSpec says."""
    if not spec:
        return
    specs = list(spec) if isinstance(spec, (list, tuple)) else [spec]
    tensors = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
    if len(tensors) != len(specs):
        raise ValueError(
            f'Layer "{layer}" expects {len(specs)} input(s), but it received {len(tensors)} input '
            f"tensors. Inputs received: {inputs}"
        )
    for number, (one, tensor) in enumerate(zip(specs, tensors, strict=True)):
        if one is None or (tensor is None and one.optional):
            continue
        problem = _problem(one, TensorShape(tensor.shape)._dims, tensor)
        if problem:
            raise ValueError(
                f'Input {number} of layer "{layer}" is incompatible with the layer: {problem}'
            )


def _problem(spec: InputSpec, dims: Any, tensor: Any) -> str | None:
    """What is wrong with an input, or None."""
    if dims is None:
        return None
    received = f"Full shape received: {tuple(dims)}"
    if spec.ndim is not None and len(dims) != spec.ndim and not _squeezable(spec, dims):
        return f"expected ndim={spec.ndim}, found ndim={len(dims)}. {received}"
    if spec.max_ndim is not None and len(dims) > spec.max_ndim:
        return f"expected max_ndim={spec.max_ndim}, found ndim={len(dims)}. {received}"
    if spec.min_ndim is not None and len(dims) < spec.min_ndim:
        return f"expected min_ndim={spec.min_ndim}, found ndim={len(dims)}. {received}"
    if spec.dtype is not None and tensor.dtype.base_dtype.name != spec.dtype:
        return f"expected dtype={spec.dtype}, found dtype={tensor.dtype.base_dtype.name}"
    for axis, size in spec.axes.items():
        if size is not None and dims[axis] not in (size, None):
            return (
                f"expected axis {axis} of input shape to have value {size}, but received input "
                f"with shape {tuple(dims)}"
            )
    if spec.shape is not None:
        for wanted, size in zip(spec.shape, dims, strict=False):
            if wanted is not None and size is not None and wanted != size:
                return f"expected shape={spec.shape}, found shape={tuple(dims)}"
    return None


def _squeezable(spec: InputSpec, dims: Any) -> bool:
    if not spec.allow_last_axis_squeeze or spec.ndim is None:
        return False
    return (len(dims) == spec.ndim - 1) or (len(dims) == spec.ndim + 1 and dims[-1] == 1)
