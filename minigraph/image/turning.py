"""Images mirrored, turned and transposed; mirrored by chance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.shapes import show
from minigraph.image.frames import checked
from minigraph.ops.axes import reverse
from minigraph.ops.casting import cast
from minigraph.ops.choices import case
from minigraph.ops.compare import equal, less
from minigraph.ops.control_flow import cond
from minigraph.ops.division import mod
from minigraph.ops.naming import name_scope
from minigraph.ops.random import random_uniform
from minigraph.ops.rounding import round
from minigraph.ops.shaping import rank, reshape, shape
from minigraph.ops.transposing import transpose

__all__ = [
    "flip_left_right",
    "flip_up_down",
    "random_flip_left_right",
    "random_flip_up_down",
    "rot90",
    "transpose_image",
]


def _by_rank(image: Tensor, of_one: Callable[[], Any], of_batch: Callable[[], Any]) -> Any:
    """What is to be done with an image, or with a batch; where the rank is open, the run decides."""
    ndims = image.get_shape().ndims
    if ndims is None:
        return cond(equal(rank(image), 3), of_one, of_batch)
    if ndims not in (3, 4):
        raise ValueError(f"'image' (shape {show(image._dims)}) must have either 3 or 4 dimensions.")
    return of_one() if ndims == 3 else of_batch()


def _flipped(image: Any, axis: int, scope: str) -> Tensor:
    with name_scope(None, scope, [image]):
        tensor = checked(convert(image, name="image"))
        result: Tensor = _by_rank(
            tensor, lambda: reverse(tensor, [axis]), lambda: reverse(tensor, [axis + 1])
        )
        return result


def flip_left_right(image: Any) -> Tensor:
    """The mirror images, left for right.

    Args:
        image: [height, width, channels], or a batch of such.

    Returns:
        A Tensor like `image`. Gradient: the mirror image of g.

    Raises:
        ValueError: an image of another rank.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(4), [2, 2, 1])
        >>> tf.Session().run(tf.image.flip_left_right(x))[..., 0].tolist()
        [[1, 0], [3, 2]]
    """
    return _flipped(image, 1, "flip_left_right")


def flip_up_down(image: Any) -> Tensor:
    """The mirror images, up for down.

    Args:
        image: [height, width, channels], or a batch of such.

    Returns:
        A Tensor like `image`. Gradient: the mirror image of g.

    Raises:
        ValueError: an image of another rank.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(4), [2, 2, 1])
        >>> tf.Session().run(tf.image.flip_up_down(x))[..., 0].tolist()
        [[2, 3], [0, 1]]
    """
    return _flipped(image, 0, "flip_up_down")


# ---------------------------------------------------------------------------------- by chance
def _perhaps_flipped(image: Any, axis: int, seed: int | None, name: str) -> Tensor:
    with name_scope(None, name, [image]) as scope:
        tensor = checked(convert(image, name="image"))

        def of_one() -> Any:
            turn = less(random_uniform([], 0, 1.0, seed=seed), 0.5)
            result = cond(turn, lambda: reverse(tensor, [axis]), lambda: tensor, name=scope)
            result.set_shape(tensor.get_shape())
            return result

        def of_batch() -> Any:
            count = shape(tensor)[0]
            drawn = random_uniform([count], 0, 1.0, seed=seed)
            turn = cast(round(reshape(drawn, [count, 1, 1, 1])), tensor.dtype)
            flipped = reverse(tensor, [axis + 1])
            return turn * flipped + (1 - turn) * tensor

        result: Tensor = _by_rank(tensor, of_one, of_batch)
        return result


def random_flip_left_right(image: Any, seed: int | None = None) -> Tensor:
    """The images, each of them in one of two runs mirrored, left for right.

    Args:
        image: [height, width, channels], or a batch of such.
        seed: of the draw, see `tf.set_random_seed`.

    Returns:
        A Tensor like `image`. Given the same seeds the choices are TensorFlow's. Gradient: to
        `image`.

    Raises:
        ValueError: an image of another rank.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(4), [2, 2, 1])
        >>> y = tf.image.random_flip_left_right(x, seed=3)
        >>> tf.Session().run(y)[..., 0].tolist()
        [[1, 0], [3, 2]]
    """
    return _perhaps_flipped(image, 1, seed, "random_flip_left_right")


def random_flip_up_down(image: Any, seed: int | None = None) -> Tensor:
    """The images, each of them in one of two runs mirrored, up for down.

    Args:
        image: [height, width, channels], or a batch of such.
        seed: of the draw, see `tf.set_random_seed`.

    Returns:
        A Tensor like `image`. Given the same seeds the choices are TensorFlow's. Gradient: to
        `image`.

    Raises:
        ValueError: an image of another rank.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(4), [2, 2, 1])
        >>> y = tf.image.random_flip_up_down(x, seed=3)
        >>> tf.Session().run(y)[..., 0].tolist()
        [[2, 3], [0, 1]]
    """
    return _perhaps_flipped(image, 0, seed, "random_flip_up_down")


# ---------------------------------------------------------------------------------- turned
def rot90(image: Any, k: Any = 1, name: str | None = None) -> Tensor:
    """Images turned by 90 degrees against the clock, k times.

    Args:
        image: [height, width, channels], or a batch of such.
        k: how often, an int or an int32 scalar.
        name: of the scope.

    Returns:
        A Tensor of the same type. As in TF1 its height and width are known in the run only.
        Gradient: to `image`.

    Raises:
        ValueError: an image of another rank, or a `k` that is no scalar.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(4), [2, 2, 1])
        >>> tf.Session().run(tf.image.rot90(x))[..., 0].tolist()
        [[1, 3], [0, 2]]
    """
    with name_scope(name, "rot90", [image, k]) as scope:
        tensor = checked(convert(image, name="image"))
        turns = convert(k, dtypes.int32, name="k")
        turns.get_shape().assert_has_rank(0)
        turns = mod(turns, 4)

        def of(first: int) -> Any:
            order = [*range(first), first + 1, first, first + 2]
            rows, columns = first, first + 1
            cases = [
                (equal(turns, 1), lambda: transpose(reverse(tensor, [columns]), order)),
                (equal(turns, 2), lambda: reverse(tensor, [rows, columns])),
                (equal(turns, 3), lambda: reverse(transpose(tensor, order), [columns])),
            ]
            result = case(cases, default=lambda: tensor, exclusive=True, name=scope)
            known = tensor._dims or ()
            result.set_shape([*known[:first], None, None, *known[first + 2 :]] if known else None)
            return result

        result: Tensor = _by_rank(tensor, lambda: of(0), lambda: of(1))
        return result


def transpose_image(image: Any, name: str | None = None) -> Tensor:
    """Images with rows for columns.

    Args:
        image: [height, width, channels], or a batch of such.
        name: of the scope.

    Returns:
        A Tensor [width, height, channels], or a batch of such. Gradient: g transposed.

    Raises:
        ValueError: an image of another rank.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(4), [2, 2, 1])
        >>> tf.Session().run(tf.image.transpose_image(x))[..., 0].tolist()
        [[0, 2], [1, 3]]
    """
    with name_scope(name, "transpose", [image]):
        tensor = checked(convert(image, name="image"))
        result: Tensor = _by_rank(
            tensor,
            lambda: transpose(tensor, [1, 0, 2], name=name or "transpose"),
            lambda: transpose(tensor, [0, 2, 1, 3], name=name or "transpose"),
        )
        return result
