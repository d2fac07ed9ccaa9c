"""Non-maximum suppression for each class of each image, and the best of what is left."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigraph.core import dtypes
from minigraph.core.convert import convert
from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import Call, bad, case, op
from minigraph.core.shapes import Dims, show
from minigraph.image.suppression import in_boxes, suppressed
from minigraph.ops.naming import name_scope

__all__ = ["CombinedNonMaxSuppression", "combined_non_max_suppression"]


class CombinedNonMaxSuppression(NamedTuple):
    """What `tf.image.combined_non_max_suppression` returns.

    Example:
        >>> import minigraph as tf
        >>> found = tf.image.combined_non_max_suppression(
        ...     tf.ones([1, 2, 1, 4]), tf.ones([1, 2, 3]), 2, 4)
        >>> found.nmsed_boxes.shape.as_list(), found.valid_detections.shape.as_list()
        ([1, 4, 4], [1])
    """

    nmsed_boxes: Any
    nmsed_scores: Any
    nmsed_classes: Any
    valid_detections: Any


def _found(call: Call) -> list[Dims]:
    boxes, scores = call.rank(0, 4) or (None,) * 4, call.rank(1, 3) or (None,) * 3
    for index in range(2, 6):
        call.rank(index, 0)
    if boxes[3] not in (None, 4):
        raise ValueError(f"boxes must be [batch, number, classes or 1, 4], not {show(boxes)}")
    if None not in (boxes[2], scores[2]) and boxes[2] not in (1, scores[2]):
        raise ValueError(f"boxes of {boxes[2]} classes, but scores of {scores[2]}")
    batch = boxes[0]
    each, total = call.values[2], call.values[3]
    size = None if total is None else int(total)
    if call.attrs["pad_per_class"]:
        known = None not in (each, total, scores[2])
        size = min(int(total), int(each) * int(scores[2] or 0)) if known else None
    return [(batch, size, 4), (batch, size), (batch, size), (batch,)]


_SIZES = (np.int32(2), np.int32(5), np.float32(0.5), np.float32(0.0))


@op(
    "CombinedNonMaxSuppression",
    "boxes: float32, scores: float32, max_output_size_per_class: int32, max_total_size: int32, "
    "iou_threshold: float32, score_threshold: float32 -> nmsed_boxes: float32, "
    "nmsed_scores: float32, nmsed_classes: float32, valid_detections: int32",
    shape=_found,
    no_gradient="which boxes are chosen does not change in small steps",
    samples=[
        case("2,6,1,4", "2,6,3", *_SIZES),
        case("2,6,3,4", "2,6,3", *_SIZES, pad_per_class=True, clip_boxes=False),
        bad("2,6,2,4", "2,6,3", *_SIZES, error=ValueError, match="2 classes"),
    ],
)
def combined_non_max_suppression_op(
    boxes: Any,
    scores: Any,
    max_output_size_per_class: Any,
    max_total_size: Any,
    iou_threshold: Any,
    score_threshold: Any,
    *,
    pad_per_class: bool = False,
    clip_boxes: bool = True,
) -> Any:
    """For each image the chosen boxes with scores, classes and their number; then zeros."""
    each, total = int(max_output_size_per_class), int(max_total_size)
    if each <= 0 or total <= 0:
        raise InvalidArgumentError(None, None, f"sizes must be > 0, but are {each} and {total}")
    if not 0 <= iou_threshold <= 1:
        raise InvalidArgumentError(None, None, f"iou_threshold must be in [0, 1]: {iou_threshold}")
    if boxes.shape[:2] != scores.shape[:2] or boxes.shape[2] not in (1, scores.shape[2]):
        raise InvalidArgumentError(
            None, None, f"boxes {boxes.shape} and scores {scores.shape} do not fit"
        )
    batch, _, classes = scores.shape
    size = min(total, each * classes) if pad_per_class else total
    found_boxes = np.zeros((batch, size, 4), np.float32)
    found_scores, found_classes = np.zeros((2, batch, size), np.float32)
    counts = np.zeros(batch, np.int32)
    for image in range(batch):
        rows: list[tuple[int, int]] = []  # (class, box)
        for kind in range(classes):
            own = boxes[image, :, min(kind, boxes.shape[2] - 1)]
            chosen = suppressed(
                scores[image, :, kind], score_threshold, each, iou_threshold, in_boxes(own)
            )
            rows += [(kind, box) for box in chosen]
        values = np.array([scores[image, box, kind] for kind, box in rows], np.float32)
        best = np.argsort(-values, kind="stable")[:size]
        count = counts[image] = len(best)
        found_scores[image, :count] = values[best]
        for place, row in enumerate(best):
            kind, box = rows[row]
            found_classes[image, place] = kind
            found_boxes[image, place] = boxes[image, box, min(kind, boxes.shape[2] - 1)]
    if clip_boxes:
        np.clip(found_boxes, 0, 1, out=found_boxes)
    return found_boxes, found_scores, found_classes, counts


def combined_non_max_suppression(
    boxes: Any,
    scores: Any,
    max_output_size_per_class: Any,
    max_total_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = float("-inf"),
    pad_per_class: bool = False,
    clip_boxes: bool = True,
    name: str | None = None,
) -> CombinedNonMaxSuppression:
    """`tf.image.non_max_suppression` for each class of each image; then the best of all classes.

    Args:
        boxes: [batch, n, q, 4], float32; q is 1, or the number of classes.
        scores: [batch, n, classes], float32.
        max_output_size_per_class: how many boxes of a class at most, an int32 scalar.
        max_total_size: how many boxes of an image at most, an int.
        iou_threshold: boxes whose intersection is more than this part of their union count as one.
        score_threshold: boxes with no more than this score are left out.
        pad_per_class: whether the results are no longer than
            max_output_size_per_class * classes.
        clip_boxes: whether the resulting boxes are cut to [0, 1].
        name: of the scope.

    Returns:
        A named tuple: boxes [batch, m, 4], scores [batch, m], classes [batch, m], the best first,
        zeros at the end; and [batch], int32, how many of them count. No gradient.

    Raises:
        ValueError, tf.errors.InvalidArgumentError: the shapes do not fit, or a size is not above 0.

    Example:
        >>> import minigraph as tf
        >>> boxes = tf.reshape([0.0, 0.0, 1.0, 1.0, 0.0, 0.1, 1.0, 1.0], [1, 2, 1, 4])
        >>> found = tf.image.combined_non_max_suppression(boxes, [[[0.5, 0.1], [0.6, 0.2]]], 1, 3)
        >>> tf.Session().run(found).nmsed_classes.tolist()
        [[0.0, 1.0, 0.0]]
    """
    with name_scope(name, "combined_non_max_suppression"):
        iou = convert(iou_threshold, dtypes.float32, name="iou_threshold")
        least = convert(score_threshold, dtypes.float32, name="score_threshold")
        total = convert(max_total_size)
        outputs: list[Tensor] = combined_non_max_suppression_op(
            boxes,
            scores,
            max_output_size_per_class,
            total,
            iou,
            least,
            pad_per_class=bool(pad_per_class),
            clip_boxes=bool(clip_boxes),
        )
        return CombinedNonMaxSuppression(*outputs)
