"""Bytes of other programs' making: protocol-buffer messages, examples, serialized tensors.

Nothing here runs what it reads: damaged or hostile bytes give an error.
"""
