"""Labels and predictions in one rank: a column of labels is a vector of labels."""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops.axes import squeeze
from minigraph.ops.compare import equal
from minigraph.ops.control_flow import cond
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import rank

__all__ = ["remove_squeezable_dimensions"]


def remove_squeezable_dimensions(
    labels: Any, predictions: Any, expected_rank_diff: int = 0, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """Both, where one has a last axis of size 1 too many: that axis is taken away.

    Args:
        labels, predictions: tensors.
        expected_rank_diff: how many more axes the predictions should have.
        name: of the scope.

    Returns:
        (labels, predictions). What the static shapes leave open is decided in the run.

    Example:
        >>> import minigraph as tf
        >>> from minigraph.ops.squeezing import remove_squeezable_dimensions
        >>> labels, predictions = remove_squeezable_dimensions([[1], [2]], [1, 2])
        >>> labels.shape.as_list(), predictions.shape.as_list()
        ([2], [2])
    """
    with name_scope(name, "remove_squeezable_dimensions", [labels, predictions]):
        labels = convert(labels)
        predictions = convert(predictions)
        left, right = labels._dims, predictions._dims
        if left is not None and right is not None:
            more = len(right) - len(left) - expected_rank_diff
            if more == 1 and right[-1] in (None, 1):
                predictions = squeeze(predictions, [-1])
            elif more == -1 and left[-1] in (None, 1):
                labels = squeeze(labels, [-1])
            return labels, predictions
        difference = rank(predictions) - rank(labels)
        if right is None or (right and right[-1] in (None, 1)):
            predictions = _squeezed_if(expected_rank_diff + 1, difference, predictions)
        if left is None or (left and left[-1] in (None, 1)):
            labels = _squeezed_if(expected_rank_diff - 1, difference, labels)
        return labels, predictions


def _squeezed_if(wanted: int, difference: Tensor, tensor: Tensor) -> Tensor:
    result: Tensor = cond(equal(wanted, difference), lambda: squeeze(tensor, [-1]), lambda: tensor)
    return result
