"""Boxes that overlap better ones, left out: non-maximum suppression."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import FLOATS, Call, bad, case, op
from minigraph.core.shapes import Dims, compatible, show
from minigraph.ops.naming import name_scope

__all__ = [
    "in_boxes",
    "non_max_suppression",
    "non_max_suppression_overlaps",
    "non_max_suppression_padded",
    "non_max_suppression_with_scores",
    "suppressed",
]

_NO_GRADIENT = "which boxes are chosen does not change in small steps"


# ---------------------------------------------------------------------------------- shapes
def _check(call: Call, width: int | None) -> None:
    """boxes [n, width] and scores [n]; all else scalars."""
    boxes, scores = call.rank(0, 2), call.rank(1, 1)
    for index in range(2, len(call.shapes)):
        call.rank(index, 0)
    if boxes is not None and width is not None and boxes[1] not in (None, width):
        raise ValueError(f"boxes must be [number, {width}], not {show(boxes)}")
    if boxes is not None and scores is not None and not compatible(boxes[:1], scores):
        raise ValueError(f"{boxes[0]} boxes, but {scores[0]} scores")


def _chosen(call: Call) -> Dims:
    _check(call, 4)
    return (None,)


def _chosen_of_pairs(call: Call) -> Dims:
    _check(call, None)
    return (None,)


def _padded(call: Call) -> list[Dims]:
    _check(call, 4)
    known = call.values[2]
    count = int(known) if call.attrs["pad_to_max_output_size"] and known is not None else None
    lists: list[Dims] = [(count,)] * (len(call.record.outputs) - 1)
    return [*lists, ()]


# ---------------------------------------------------------------------------------- the choice
def in_boxes(boxes: Any) -> Callable[[Any, Any], Any]:
    """How similar box i is to others: their intersection over their union.

    Corners may come in any order. A box without an area is not similar to any.
    """
    tops, lefts = np.minimum(boxes[:, 0], boxes[:, 2]), np.minimum(boxes[:, 1], boxes[:, 3])
    bottoms, rights = np.maximum(boxes[:, 0], boxes[:, 2]), np.maximum(boxes[:, 1], boxes[:, 3])
    areas = (bottoms - tops) * (rights - lefts)
    sides = np.stack([tops, lefts, bottoms, rights, areas])

    def similar(index: int, others: Any) -> Any:
        top, left, bottom, right, area = sides[:, index]
        tops, lefts, bottoms, rights, areas = sides.take(others, 1)
        high = np.minimum(bottoms, bottom) - np.maximum(tops, top)
        wide = np.minimum(rights, right) - np.maximum(lefts, left)
        common = np.maximum(high, 0) * np.maximum(wide, 0)
        some = (areas > 0) & (area > 0)
        return np.where(some, common / np.where(some, area + areas - common, 1), 0)

    return similar


def suppressed(
    scores: Any, least: float, most: int, limit: float, similar: Callable[[Any, Any], Any]
) -> list[int]:
    """The best boxes by score: each leaves out those that are more similar to it than `limit`.

    `similar(i, others)` are numbers for box i and others. Of equal scores the first box wins.
    """
    left = np.flatnonzero(scores > least)
    left = left[np.argsort(-scores[left], kind="stable")]
    chosen: list[int] = []
    while len(left) and len(chosen) < most:
        best, left = int(left[0]), left[1:]
        chosen.append(best)
        left = left[~(similar(best, left) > limit)]
    return chosen


def _softly(
    boxes: Any, scores: Any, least: Any, most: int, sigma: Any
) -> tuple[list[int], list[Any]]:
    """As `suppressed`, but similar boxes lose score: by exp(-overlap**2 / (2 sigma)) each time."""
    kind, decay = scores.dtype.type, scores.dtype.type(-0.5) / sigma
    similar = in_boxes(boxes)
    queue = [(-scores[i], int(i), 0) for i in np.flatnonzero(scores > least)]
    heapq.heapify(queue)
    chosen: list[int] = []
    found: list[Any] = []
    while queue and len(chosen) < most:
        negative, index, seen = heapq.heappop(queue)
        score = before = -negative
        if len(chosen) > seen:  # boxes chosen since the score was last looked at, the latest first
            for overlap in similar(index, chosen[seen:])[::-1]:
                score = kind(score * np.exp(decay * overlap * overlap))
                if score <= least:
                    break
        if score == before:
            chosen.append(index)
            found.append(score)
        elif score > least:
            heapq.heappush(queue, (-score, index, len(chosen)))
    return chosen, found


def _checked(boxes: Any, scores: Any, most: Any, limit: Any) -> int:
    """How many boxes may be chosen, if the arguments are right."""
    if not 0 <= limit <= 1:
        raise InvalidArgumentError(None, None, f"iou_threshold must be in [0, 1], not {limit}")
    if len(boxes) != len(scores):
        raise InvalidArgumentError(None, None, f"{len(boxes)} boxes, but {len(scores)} scores")
    if most < 0:
        raise InvalidArgumentError(None, None, f"max_output_size must be non-negative, not {most}")
    return min(int(most), len(boxes))


def _filled(values: Any, dtype: Any, count: int) -> Any:
    """A vector of `count` numbers: the values, then zeros."""
    result = np.zeros(count, dtype)
    result[: len(values)] = values
    return result


# ---------------------------------------------------------------------------------- the ops
_LIMITS = (np.float32(0.5), np.float32(0.0))


@op(
    "NonMaxSuppressionV3",
    "boxes: T, scores: T, max_output_size: int32, iou_threshold: T_threshold, "
    "score_threshold: T_threshold -> selected_indices: int32",
    T=FLOATS,
    T_threshold=FLOATS,
    shape=_chosen,
    no_gradient=_NO_GRADIENT,
    samples=[
        case("6,4", "6", 3, *_LIMITS),
        case("0,4", "0", 3, *_LIMITS),
        bad("6,3", "6", 3, *_LIMITS, error=ValueError, match="number, 4"),
        bad("6,4", "5", 3, *_LIMITS, error=ValueError, match="5 scores"),
        bad("6,4", "6", 3, np.float32(2), np.float32(0), error=InvalidArgumentError, match="iou"),
    ],
)
def non_max_suppression_op(
    boxes: Any, scores: Any, max_output_size: Any, iou_threshold: Any, score_threshold: Any
) -> Any:
    """The numbers of the boxes that are chosen, the best first."""
    most = _checked(boxes, scores, max_output_size, iou_threshold)
    chosen = suppressed(scores, score_threshold, most, iou_threshold, in_boxes(boxes))
    return np.array(chosen, np.int32)


@op(
    "NonMaxSuppressionV4",
    "boxes: T, scores: T, max_output_size: int32, iou_threshold: T_threshold, "
    "score_threshold: T_threshold -> selected_indices: int32, valid_outputs: int32",
    T=FLOATS,
    T_threshold=FLOATS,
    shape=_padded,
    no_gradient=_NO_GRADIENT,
    samples=[
        case("6,4", "6", 3, *_LIMITS),
        case("6,4", "6", 8, *_LIMITS, pad_to_max_output_size=True),
    ],
)
def non_max_suppression_v4_op(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any,
    score_threshold: Any,
    *,
    pad_to_max_output_size: bool = False,
) -> Any:
    """The numbers of the boxes that are chosen, and how many they are."""
    most = _checked(boxes, scores, max_output_size, iou_threshold)
    chosen = suppressed(scores, score_threshold, most, iou_threshold, in_boxes(boxes))
    size = int(max_output_size) if pad_to_max_output_size else len(chosen)
    return _filled(chosen, np.int32, size), np.int32(len(chosen))


@op(
    "NonMaxSuppressionV5",
    "boxes: T, scores: T, max_output_size: int32, iou_threshold: T, score_threshold: T, "
    "soft_nms_sigma: T -> selected_indices: int32, selected_scores: T, valid_outputs: int32",
    T=FLOATS,
    shape=_padded,
    no_gradient=_NO_GRADIENT,
    samples=[
        case("6,4", "6", 3, *_LIMITS, np.float32(0)),
        case("6,4", "6", 8, *_LIMITS, np.float32(0.5), pad_to_max_output_size=True),
        bad("6,4", "6", 8, *_LIMITS, np.float32(-1), error=InvalidArgumentError, match="soft_nms"),
    ],
)
def non_max_suppression_v5_op(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any,
    score_threshold: Any,
    soft_nms_sigma: Any,
    *,
    pad_to_max_output_size: bool = False,
) -> Any:
    """The numbers of the boxes that are chosen, their scores, and how many they are."""
    most = _checked(boxes, scores, max_output_size, iou_threshold)
    if soft_nms_sigma < 0:
        raise InvalidArgumentError(
            None, None, f"soft_nms_sigma must be non-negative, not {soft_nms_sigma}"
        )
    if soft_nms_sigma > 0:
        chosen, found = _softly(boxes, scores, score_threshold, most, soft_nms_sigma)
    else:
        chosen = suppressed(scores, score_threshold, most, iou_threshold, in_boxes(boxes))
        found = scores[chosen]
    size = int(max_output_size) if pad_to_max_output_size else len(chosen)
    return (
        _filled(chosen, np.int32, size),
        _filled(found, scores.dtype, size),
        np.int32(len(chosen)),
    )


@op(
    "NonMaxSuppressionWithOverlaps",
    "overlaps: float32, scores: float32, max_output_size: int32, overlap_threshold: float32, "
    "score_threshold: float32 -> selected_indices: int32",
    shape=_chosen_of_pairs,
    no_gradient=_NO_GRADIENT,
    samples=[
        case("6,6 positive", "6", 3, *_LIMITS),
        bad("6,6", "5", 3, *_LIMITS, error=ValueError, match="5 scores"),
    ],
)
def non_max_suppression_overlaps_op(
    overlaps: Any, scores: Any, max_output_size: Any, overlap_threshold: Any, score_threshold: Any
) -> Any:
    """As NonMaxSuppressionV3, with the similarity of each pair of boxes as a matrix."""
    if overlaps.shape != (len(scores),) * 2:
        raise InvalidArgumentError(
            None, None, f"overlaps must be a square for {len(scores)} boxes: {overlaps.shape}"
        )
    if max_output_size < 0:
        raise InvalidArgumentError(
            None, None, f"max_output_size must be non-negative, not {max_output_size}"
        )
    chosen = suppressed(
        scores,
        score_threshold,
        int(max_output_size),
        overlap_threshold,
        lambda index, others: overlaps[others, index],
    )
    return np.array(chosen, np.int32)


# ---------------------------------------------------------------------------------- tf.image.*
def non_max_suppression(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = float("-inf"),
    name: str | None = None,
) -> Tensor:
    """The best boxes, without those that overlap a better one too much.

    Args:
        boxes: [n, 4], floats: y1, x1, y2, x2 of two opposite corners.
        scores: [n].
        max_output_size: how many boxes at most, an int32 scalar.
        iou_threshold: boxes whose intersection is more than this part of their union count as one.
        score_threshold: boxes with no more than this score are left out.
        name: of the scope.

    Returns:
        A Tensor [m], int32: the numbers of the chosen boxes, the best first. No gradient.

    Raises:
        ValueError: the shapes do not fit.
        tf.errors.InvalidArgumentError: `iou_threshold` is not in [0, 1].

    Example:
        >>> import minigraph as tf
        >>> boxes = [[0.0, 0.0, 1.0, 1.0], [0.0, 0.1, 1.0, 1.0], [2.0, 2.0, 3.0, 3.0]]
        >>> tf.Session().run(tf.image.non_max_suppression(boxes, [0.8, 0.9, 0.1], 3)).tolist()
        [1, 2]
    """
    with name_scope(name, "non_max_suppression"):
        iou = convert(iou_threshold, name="iou_threshold")
        least = convert(score_threshold, name="score_threshold")
        result: Tensor = non_max_suppression_op(boxes, scores, max_output_size, iou, least)
        return result


def non_max_suppression_with_scores(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = float("-inf"),
    soft_nms_sigma: Any = 0.0,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """As `tf.image.non_max_suppression`, with the scores; boxes that overlap may only lose score.

    Args:
        boxes, scores, max_output_size, iou_threshold, score_threshold, name: as there.
        soft_nms_sigma: above 0: each chosen box multiplies the scores of the others by
            exp(-overlap**2 / (2 * soft_nms_sigma)), and `iou_threshold` counts for nothing.

    Returns:
        (numbers of the chosen boxes, their scores). No gradient.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: as there, or a sigma below 0.

    Source: Bodla et al., "Soft-NMS: Improving Object Detection With One Line of Code", 2017.

    Example:
        >>> import minigraph as tf
        >>> boxes = [[0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 1.0, 0.5]]
        >>> found = tf.image.non_max_suppression_with_scores(
        ...     boxes, [0.9, 0.8], 2, soft_nms_sigma=0.5)
        >>> tf.Session().run(found[1]).round(3).tolist()
        [0.8999999761581421, 0.6230000257492065]
    """
    with name_scope(name, "non_max_suppression_with_scores"):
        iou = convert(iou_threshold, name="iou_threshold")
        least = convert(score_threshold, name="score_threshold")
        sigma = convert(soft_nms_sigma, name="soft_nms_sigma")
        chosen, found, _ = non_max_suppression_v5_op(
            boxes, scores, max_output_size, iou, least, sigma
        )
        return chosen, found


def non_max_suppression_padded(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = float("-inf"),
    pad_to_max_output_size: bool = False,
    name: str | None = None,
    sorted_input: bool = False,
    canonicalized_coordinates: bool = False,
    tile_size: int = 512,
) -> tuple[Tensor, Tensor]:
    """As `tf.image.non_max_suppression`, with zeros after the chosen numbers and their count.

    Args:
        boxes, scores, max_output_size, iou_threshold, score_threshold, name: as there.
        pad_to_max_output_size: whether the result has `max_output_size` numbers.
        sorted_input, canonicalized_coordinates, tile_size: what later versions use to be faster;
            they change no result.

    Returns:
        (numbers of the chosen boxes, how many of them count). No gradient.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: as there.

    Example:
        >>> import minigraph as tf
        >>> boxes = [[0.0, 0.0, 1.0, 1.0], [0.0, 0.1, 1.0, 1.0]]
        >>> found = tf.image.non_max_suppression_padded(
        ...     boxes, [0.8, 0.9], 2, pad_to_max_output_size=True)
        >>> [x.tolist() for x in tf.Session().run(found)]
        [[1, 0], 1]
    """
    with name_scope(name, "non_max_suppression_padded"):
        iou = convert(iou_threshold, name="iou_threshold")
        least = convert(score_threshold, name="score_threshold")
        chosen, count = non_max_suppression_v4_op(
            boxes,
            scores,
            max_output_size,
            iou,
            least,
            pad_to_max_output_size=bool(pad_to_max_output_size),
        )
        return chosen, count


def non_max_suppression_overlaps(
    overlaps: Any,
    scores: Any,
    max_output_size: Any,
    overlap_threshold: Any = 0.5,
    score_threshold: Any = float("-inf"),
    name: str | None = None,
) -> Tensor:
    """As `tf.image.non_max_suppression`, with a matrix that says how similar two boxes are.

    Args:
        overlaps: [n, n], float32.
        scores: [n], float32.
        max_output_size: how many boxes at most, an int32 scalar.
        overlap_threshold: boxes that are more similar than this count as one.
        score_threshold: boxes with no more than this score are left out.
        name: of the scope.

    Returns:
        A Tensor [m], int32: the numbers of the chosen boxes, the best first. No gradient.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: the shapes do not fit.

    Example:
        >>> import minigraph as tf
        >>> pairs = [[1.0, 0.7], [0.7, 1.0]]
        >>> tf.Session().run(tf.image.non_max_suppression_overlaps(pairs, [0.8, 0.9], 2)).tolist()
        [1]
    """
    with name_scope(name, "non_max_suppression_overlaps"):
        limit = convert(overlap_threshold, dtypes.float32, name="overlap_threshold")
        result: Tensor = non_max_suppression_overlaps_op(
            overlaps, scores, max_output_size, limit, score_threshold
        )
        return result
