"""What the functions of tf.image ask of an image: its rank, its sizes, and that they are right.

An image is [height, width, channels]; most functions also take a batch of them. Where the static
shape answers, nothing is added to the graph; where it does not, TF1's assertions are, and the image
depends on them.
"""

from __future__ import annotations

from typing import Any

from minigraph.core.nodes import Operation, Tensor
from minigraph.core.shapes import show
from minigraph.ops.assertions import assert_greater_equal, assert_positive
from minigraph.ops.axes import expand_dims, squeeze
from minigraph.ops.checks import Assert
from minigraph.ops.flow import with_dependencies
from minigraph.ops.joining import unstack
from minigraph.ops.shaping import rank, shape

__all__ = ["after", "as_batch", "assertion", "checked", "checks", "sizes", "unbatched"]


def checks(image: Tensor) -> list[Operation]:
    """Assertions that `image` has three axes at least and that the last three are not empty.

    Raises ValueError where the static shape already says that it is not so.
    """
    dims = image._dims
    if dims is None:
        known: Any = (None,)
    elif len(dims) < 3:
        raise ValueError(f"'image' (shape {show(dims)}) must be at least three-dimensional.")
    else:
        known = dims[-3:]
    if 0 in known:
        raise ValueError(f"inner 3 dims of 'image.shape' must be > 0: {show(dims)}")
    if None not in known:
        return []
    return [
        assert_positive(shape(image)[-3:], ["inner 3 dims of 'image.shape' must be > 0."]),
        assert_greater_equal(rank(image), 3, message="'image' must be at least three-dimensional."),
    ]


def checked(image: Tensor) -> Tensor:
    """The image, available once it is known to be one."""
    return after(checks(image), image)


def after(found: list[Operation], tensor: Tensor) -> Tensor:
    """The tensor, available once the checks have held."""
    result: Tensor = with_dependencies(found, tensor)
    return result


def as_batch(image: Tensor, name: str = "image") -> tuple[Tensor, bool]:
    """The image as a batch of rank 4, and whether it was one; of unknown rank: it was not."""
    dims = image._dims
    if dims is not None and len(dims) not in (3, 4):
        raise ValueError(f"'{name}' (shape {show(dims)}) must have either 3 or 4 dimensions.")
    if dims is not None and len(dims) == 4:
        return image, True
    batch = expand_dims(image, 0)
    batch.set_shape([None] * 4)
    return batch, False


def unbatched(image: Tensor, was_batch: bool) -> Tensor:
    """The images as they were given: without the axis that `as_batch` added."""
    return image if was_batch else squeeze(image, axis=[0])


def sizes(image: Tensor, count: int) -> list[Any]:
    """The sizes of the axes: ints where they are known, else tensors."""
    dims = image.get_shape().with_rank(count)._dims
    if dims is not None and None not in dims:
        return list(dims)
    parts = unstack(shape(image), count)
    known = dims if dims is not None else (None,) * count
    return [part if size is None else size for size, part in zip(known, parts, strict=True)]


def assertion(condition: Any, message: str) -> list[Operation]:
    """The claim that a condition holds: checked now if it is a bool, else in the run."""
    if isinstance(condition, Tensor):
        return [Assert(condition, [message])]
    if not condition:
        raise ValueError(message)
    return []
