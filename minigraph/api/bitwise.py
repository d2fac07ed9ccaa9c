"""tf.bitwise: logic on the bits of integers."""

from minigraph.ops.bitwise import bitwise_and, bitwise_or, bitwise_xor, invert

__all__ = ["bitwise_and", "bitwise_or", "bitwise_xor", "invert"]
