"""tf.contrib.util: tensors as messages, and known values."""

from minigraph.io.tensor_proto import make_ndarray, make_tensor_proto
from minigraph.ops.static_values import get_static_value as constant_value

__all__ = ["constant_value", "make_ndarray", "make_tensor_proto"]
