"""tf.compat's conversions between Python's bytes and text."""

from __future__ import annotations

import codecs
import numbers
import os
from typing import Any

import numpy as np

__all__ = [
    "as_bytes",
    "as_str",
    "as_str_any",
    "as_text",
    "bytes_or_text_types",
    "complex_types",
    "integral_types",
    "path_to_str",
    "real_types",
]

bytes_or_text_types = (bytes, str)
integral_types = (numbers.Integral, np.integer)
real_types = (numbers.Real, np.integer, np.floating)
complex_types = (numbers.Complex, np.number)


def as_bytes(bytes_or_text: Any, encoding: str = "utf-8") -> bytes:
    """Bytes as they are, text encoded. TypeError for anything else.

    Example:
        >>> import minigraph as tf
        >>> tf.compat.as_bytes("a")
        b'a'
    """
    name = codecs.lookup(encoding).name
    if isinstance(bytes_or_text, (bytes, bytearray)):
        return bytes(bytes_or_text)
    if isinstance(bytes_or_text, str):
        return bytes_or_text.encode(name)
    raise TypeError(f"Expected binary or unicode string, got {bytes_or_text!r}")


def as_text(bytes_or_text: Any, encoding: str = "utf-8") -> str:
    """Text as it is, bytes decoded. TypeError for anything else.

    Example:
        >>> import minigraph as tf
        >>> tf.compat.as_text(b"a")
        'a'
    """
    name = codecs.lookup(encoding).name
    if isinstance(bytes_or_text, str):
        return bytes_or_text
    if isinstance(bytes_or_text, bytes):
        return bytes_or_text.decode(name)
    raise TypeError(f"Expected binary or unicode string, got {bytes_or_text!r}")


def as_str(bytes_or_text: Any, encoding: str = "utf-8") -> str:
    """`tf.compat.as_text`: in Python 3 a str is text.

    Example:
        >>> import minigraph as tf
        >>> tf.compat.as_str(b"a")
        'a'
    """
    return as_text(bytes_or_text, encoding)


def as_str_any(value: Any, encoding: str = "utf-8") -> str:
    """Bytes decoded, anything else as `str()` shows it.

    Example:
        >>> import minigraph as tf
        >>> tf.compat.as_str_any(b"a"), tf.compat.as_str_any(3)
        ('a', '3')
    """
    return as_text(value, encoding) if isinstance(value, bytes) else str(value)


def path_to_str(path: Any) -> Any:
    """A path object as text, anything else as it is.

    Example:
        >>> import minigraph as tf, pathlib
        >>> tf.compat.path_to_str(pathlib.PurePosixPath("a/b"))
        'a/b'
    """
    return as_str_any(os.fspath(path)) if hasattr(path, "__fspath__") else path
