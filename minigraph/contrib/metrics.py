"""tf.contrib.metrics: the metrics that TensorFlow 1 had nowhere else."""

from minigraph.metrics.in_contrib import accuracy, f1_score

__all__ = ["accuracy", "f1_score"]
