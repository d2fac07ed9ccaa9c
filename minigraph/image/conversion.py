"""Images of another type of numbers: the scale goes along.

A float image runs from 0 to 1, an integer image from 0 to the largest number of its type.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.nodes import Tensor
from minigraph.ops.arithmetic import multiply
from minigraph.ops.casting import cast
from minigraph.ops.clipping import saturate_cast
from minigraph.ops.division import floordiv
from minigraph.ops.flow import identity
from minigraph.ops.naming import name_scope

__all__ = ["as_real", "convert_image_dtype"]


def convert_image_dtype(
    image: Any, dtype: Any, saturate: bool = False, name: str | None = None
) -> Tensor:
    """An image as `dtype`, scaled so that it stays as bright as it was.

    Args:
        image: a tensor of floats (0 to 1) or integers (0 to the type's largest number).
        dtype: the type of the result.
        saturate: whether numbers beyond the range of an integer type become its nearest end;
            without it they are undefined.
        name: of the node.

    Returns:
        A Tensor like `image`. To floats: x / max. From floats: x * (max + 0.5), cut off to an
        integer. Between integers: times or divided by a power of two. Gradient: between floats,
        that of `tf.cast`.

    Raises:
        AttributeError: a type that is neither real nor an integer.

    Example:
        >>> import minigraph as tf
        >>> x = tf.constant([0, 255], tf.uint8)
        >>> y = tf.image.convert_image_dtype(x, tf.float32)
        >>> tf.Session().run([y, tf.image.convert_image_dtype(y, tf.uint8)])
        [array([0., 1.], dtype=float32), array([  0, 255], dtype=uint8)]
    """
    image = convert(image, name="image")
    wanted, kind = as_dtype(dtype), image.dtype.base_dtype
    for what, type_ in (("dtype", wanted), ("image dtype", kind)):
        if not (type_.is_floating or type_.is_integer):
            raise AttributeError(
                f"{what} must be either floating point or integer, not {type_.name}"
            )
    result: Tensor
    if kind == wanted:
        result = identity(image, name=name)
        return result
    with name_scope(name, "convert_image", [image]) as scope:
        result = _scaled(image, wanted, saturate_cast if saturate else cast, scope)
        return result


def _scaled(image: Tensor, wanted: DType, changed: Any, name: str) -> Any:
    """The image as another type; `changed` makes integers of it."""
    kind = image.dtype.base_dtype
    if kind.is_floating and wanted.is_floating:
        return cast(image, wanted, name=name)
    if kind.is_floating:  # the half keeps what was an integer from being cut to the one below
        with np.errstate(over="ignore"):  # halves end at 65504
            most = kind.np_dtype.type(float(wanted.max) + 0.5)
        return changed(multiply(image, most), wanted, name=name)
    if wanted.is_floating:
        return multiply(cast(image, wanted), 1.0 / kind.max, name=name)
    if kind.max > wanted.max:
        steps = (int(kind.max) + 1) // (int(wanted.max) + 1)
        return changed(floordiv(image, steps), wanted, name=name)
    steps = (int(wanted.max) + 1) // (int(kind.max) + 1)
    return multiply(changed(image, wanted), steps, name=name)


def as_real(image: Tensor) -> Tensor:
    """The image in a type that colours are computed in: float16 and float32 as they are."""
    if image.dtype.base_dtype in (dtypes.float16, dtypes.float32):
        return image
    return convert_image_dtype(image, dtypes.float32)
