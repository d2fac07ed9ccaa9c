"""tf.summary: what a run tells TensorBoard. Imports only."""

from minigraph.summary.values import histogram, merge, merge_all
from minigraph.summary.values import scalar_summary as scalar

__all__ = ["histogram", "merge", "merge_all", "scalar"]
