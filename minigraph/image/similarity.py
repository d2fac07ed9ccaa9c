"""How alike two images are: PSNR, SSIM and SSIM over several scales."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.shapes import show
from minigraph.image.conversion import convert_image_dtype
from minigraph.nn.depthwise import depthwise_conv2d
from minigraph.nn.pooling import avg_pool
from minigraph.nn.softmax import softmax
from minigraph.ops.arithmetic import squared_difference, subtract
from minigraph.ops.axes import expand_dims
from minigraph.ops.casting import cast
from minigraph.ops.checks import Assert
from minigraph.ops.compare import equal, greater_equal, not_equal
from minigraph.ops.constants import constant
from minigraph.ops.control_flow import cond
from minigraph.ops.exponentials import log
from minigraph.ops.flow import control_dependencies, identity
from minigraph.ops.joining import concat, stack
from minigraph.ops.naming import name_scope
from minigraph.ops.padding import pad, tile
from minigraph.ops.powers import pow, square
from minigraph.ops.rectifiers import relu
from minigraph.ops.reduce import reduce_all, reduce_any, reduce_mean, reduce_prod
from minigraph.ops.sequences import range
from minigraph.ops.shaping import reshape, shape, shape_n, size

__all__ = ["psnr", "ssim", "ssim_multiscale"]

_SCALES = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)  # of Wang, Simoncelli and Bovik, 2003


# ---------------------------------------------------------------------------------- what they share
def _pair_checks(a: Tensor, b: Tensor) -> tuple[list[Tensor], list[Operation]]:
    """The shapes in the run, and assertions that they are those of images of one size."""
    left, right = (x.get_shape().with_rank_at_least(3) for x in (a, b))
    left[-3:].assert_is_compatible_with(right[-3:])
    if left._dims is not None and right._dims is not None:
        batches = zip(reversed(left._dims[:-3]), reversed(right._dims[:-3]), strict=False)
        if any(None not in (m, n) and 1 not in (m, n) and m != n for m, n in batches):
            raise ValueError(
                f"Two images are not compatible: {show(left._dims)}, {show(right._dims)}"
            )
    shapes = shape_n([a, b])
    return shapes, [
        Assert(greater_equal(size(shapes[0]), 3), shapes, summarize=10),
        Assert(reduce_all(equal(shapes[0][-3:], shapes[1][-3:])), shapes, summarize=10),
    ]


def _as_reals(a: Any, b: Any, max_val: Any) -> tuple[Tensor, Tensor, Tensor]:
    """Both images and the largest value as float32, from 0 to 1 if they are integers."""
    most = convert_image_dtype(cast(max_val, a.dtype), dtypes.float32)
    return convert_image_dtype(a, dtypes.float32), convert_image_dtype(b, dtypes.float32), most


def psnr(a: Any, b: Any, max_val: Any, name: str | None = None) -> Tensor:
    """The peak signal-to-noise ratio in decibels: 10 log10(max_val^2 / mean((a - b)^2)).

    Args:
        a, b: [..., height, width, channels], of one size.
        max_val: the largest value that a pixel may have, 1.0 or 255.
        name: of the scope.

    Returns:
        A float32 Tensor [...], one number for each pair, inf for equal images. Gradient: to both.

    Raises:
        ValueError: the images are not of one size; tf.errors.InvalidArgumentError in the run.

    Source: https://en.wikipedia.org/wiki/Peak_signal-to-noise_ratio

    Example:
        >>> import minigraph as tf
        >>> x = tf.zeros([4, 4, 3])
        >>> tf.Session().run(tf.image.psnr(x, x + 0.1, max_val=1.0)).round(3)
        np.float32(20.0)
    """
    with name_scope(name, "PSNR", [a, b]):
        a, b = (x if hasattr(x, "dtype") else convert(x, name="image") for x in (a, b))
        a, b, most = _as_reals(a, b, max_val)
        error = reduce_mean(squared_difference(a, b), [-3, -2, -1])
        peak = 20 * log(most) / log(10.0)
        ratio = subtract(peak, np.float32(10 / np.log(10)) * log(error), name="psnr")
        _, found = _pair_checks(a, b)
        with control_dependencies(found):
            result: Tensor = identity(ratio)
            return result


# ---------------------------------------------------------------------------------- SSIM
def _bell(length: Tensor, sigma: Tensor) -> Tensor:
    """Gauss' bell [length, length, 1, 1], its sum 1."""
    places = cast(range(length), sigma.dtype)
    places -= cast(length - 1, sigma.dtype) / 2.0
    powers = square(places)
    powers *= -0.5 / square(sigma)
    powers = reshape(powers, [1, -1]) + reshape(powers, [-1, 1])
    weights = softmax(reshape(powers, [1, -1]))
    return reshape(weights, [length, length, 1, 1])


def _blurred(x: Tensor, kernel: Tensor) -> Tensor:
    """Each channel's weighted mean around each pixel, where the kernel lies within the image."""
    whole = shape(x)
    x = reshape(x, concat([[-1], whole[-3:]], 0))
    y = depthwise_conv2d(x, kernel, [1, 1, 1, 1], "VALID")
    return reshape(y, concat([whole[:-3], shape(y)[1:]], 0))


def _comparison(
    x: Tensor, y: Tensor, kernel: Tensor, max_val: Tensor, k1: float, k2: float
) -> tuple[Tensor, Tensor]:
    """Around each pixel: how alike the means are, and how alike contrast and structure."""
    c1, c2 = (k1 * max_val) ** 2, (k2 * max_val) ** 2
    mean_x, mean_y = _blurred(x, kernel), _blurred(y, kernel)
    means = mean_x * mean_y * 2.0
    squares = square(mean_x) + square(mean_y)
    luminance = (means + c1) / (squares + c1)
    products = _blurred(x * y, kernel) * 2.0
    powers = _blurred(square(x) + square(y), kernel)
    c2 *= 1.0  # TF1 can make up for a biased variance here, and does not
    return luminance, (products - means + c2) / (powers - squares + c2)


def _by_channel(
    x: Tensor, y: Tensor, max_val: Tensor, options: dict[str, Any], as_map: bool = False
) -> tuple[Tensor, Tensor]:
    """The index of each channel, or of each of its pixels; and its part without the luminance."""
    length = constant(options["filter_size"], dtypes.int32)
    sigma = constant(options["filter_sigma"], x.dtype)
    shapes = shape_n([x, y])
    found = [
        Assert(reduce_all(greater_equal(s[-3:-1], length)), [s, length], summarize=8)
        for s in shapes
    ]
    with control_dependencies(found):
        x = identity(x)
    kernel = tile(_bell(length, sigma), [1, 1, shapes[0][-1], 1])
    luminance, structure = _comparison(x, y, kernel, max_val, options["k1"], options["k2"])
    if as_map:
        return luminance * structure, structure
    axes = constant([-3, -2], dtypes.int32)
    return reduce_mean(luminance * structure, axes), reduce_mean(structure, axes)


def ssim(
    img1: Any,
    img2: Any,
    max_val: Any,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
    return_index_map: bool = False,
) -> Tensor:
    """The structural similarity of images, from -1 to 1 (equal ones).

    Around each pixel, with weights of Gauss' bell, for means m, variances v and the covariance c:
    (2 m1 m2 + (k1 max_val)^2) (2 c + (k2 max_val)^2) / ((m1^2 + m2^2 + ...) (v1 + v2 + ...)).

    Args:
        img1, img2: [..., height, width, channels], of one size, not smaller than the filter.
        max_val: the largest value that a pixel may have, 1.0 or 255.
        filter_size, filter_sigma: the bell's width in pixels and its deviation.
        k1, k2: of the two constants that keep denominators from 0.
        return_index_map: whether each pixel's index is wanted, not their mean.

    Returns:
        A float32 Tensor [...], the mean over pixels and channels; of a map [..., height -
        filter_size + 1, width - filter_size + 1]. Gradient: to both images.

    Raises:
        ValueError: the images are not of one size; tf.errors.InvalidArgumentError in the run, also
            if they are smaller than the filter.

    Source: Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error visibility to
    structural similarity", IEEE Transactions on Image Processing 13, 2004.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(256.0), [16, 16, 1])
        >>> tf.Session().run(tf.image.ssim(x, x, max_val=255.0)).round(3)
        np.float32(1.0)
    """
    with name_scope(None, "SSIM", [img1, img2]):
        x, y = convert(img1, name="img1"), convert(img2, name="img2")
        _, found = _pair_checks(x, y)
        with control_dependencies(found):
            x = identity(x)
        x, y, most = _as_reals(x, y, max_val)
        options = {"filter_size": filter_size, "filter_sigma": filter_sigma, "k1": k1, "k2": k2}
        index, _ = _by_channel(x, y, most, options, return_index_map)
        return reduce_mean(index, [-1])


# ---------------------------------------------------------------------------------- several scales
def _even(images: list[Tensor], remainder: Tensor) -> list[Tensor]:
    """The images, their last row and column repeated where there is an odd one."""
    borders = pad(expand_dims(remainder, -1), [[1, 0], [1, 0]])
    return [pad(x, borders, mode="SYMMETRIC") for x in images]


def _halved(
    images: list[Tensor], heads: list[Tensor], tails: list[Tensor], steps: Tensor
) -> tuple[list[Tensor], list[Tensor]]:
    """Both images at half the size, by means of 2 x 2 pixels; and the new [height, width, channels]."""
    flat = [reshape(x, concat([[-1], tail], 0)) for x, tail in zip(images, tails, strict=True)]
    remainder = tails[0] % steps
    odd = reduce_any(not_equal(remainder, 0))
    flat = cond(odd, lambda: _even(flat, remainder), lambda: flat)
    window = [1, 2, 2, 1]
    small = [avg_pool(x, ksize=window, strides=window, padding="VALID") for x in flat]
    tails = [whole[1:] for whole in shape_n(small)]
    parts = zip(small, heads, tails, strict=True)
    return [reshape(x, concat([head, tail], 0)) for x, head, tail in parts], tails


def ssim_multiscale(
    img1: Any,
    img2: Any,
    max_val: Any,
    power_factors: Any = _SCALES,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
) -> Tensor:
    """The structural similarity over several scales, from 0 to 1 (equal images).

    Args:
        img1, img2: [..., height, width, channels], of one size.
        max_val: the largest value that a pixel may have, 1.0 or 255.
        power_factors: one exponent for each scale, the finest first; each scale has half the size
            of the one before, and the last one must not be smaller than the filter.
        filter_size, filter_sigma, k1, k2: as of `tf.image.ssim`.

    Returns:
        A float32 Tensor [...]: the mean over channels of the product over the scales of
        relu(index) ** exponent, where only the last one's index has the luminance in it.
        Gradient: to both images.

    Raises:
        ValueError: the images are not of one size; tf.errors.InvalidArgumentError in the run, also
            if they are too small.

    Source: Wang, Simoncelli and Bovik, "Multiscale structural similarity for image quality
    assessment", Asilomar Conference on Signals, Systems and Computers, 2003.

    Example:
        >>> import minigraph as tf
        >>> x = tf.reshape(tf.range(1024.0), [32, 32, 1])
        >>> y = tf.image.ssim_multiscale(x, x, 1023.0, power_factors=[0.5, 0.5])
        >>> tf.Session().run(y).round(3)
        np.float32(1.0)
    """
    with name_scope(None, "MS-SSIM", [img1, img2]):
        x, y = convert(img1, name="img1"), convert(img2, name="img2")
        shapes, found = _pair_checks(x, y)
        with control_dependencies(found):
            x = identity(x)
        x, y, most = _as_reals(x, y, max_val)
        images = [x, y]
        heads, tails = [s[:-3] for s in shapes], [s[-3:] for s in shapes]
        steps = constant([2, 2, 1], dtypes.int32)
        options = {"filter_size": filter_size, "filter_sigma": filter_sigma, "k1": k1, "k2": k2}
        factors: list[Tensor] = []
        for scale, _ in enumerate(power_factors):
            with name_scope(None, f"Scale{scale}", images):
                if scale:
                    images, tails = _halved(images, heads, tails, steps)
                index, structure = _by_channel(images[0], images[1], most, options)
                factors.append(relu(structure))
        factors[-1:] = [relu(index)]
        by_scale = pow(stack(factors, axis=-1), power_factors)
        return reduce_mean(reduce_prod(by_scale, [-1]), [-1])
