"""Files as strings: read_file, write_file, matching_files."""

from __future__ import annotations

import glob
import os
from typing import Any

import numpy as np

from minigraph.core import errors
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.op_record import Call, op
from minigraph.core.shapes import Dims

__all__ = ["matching_files", "read_bytes", "read_file", "write_file"]


def _failed(path: str, error: OSError) -> Exception:
    """TensorFlow's class for what the system says."""
    kinds = {
        FileNotFoundError: errors.NotFoundError,
        PermissionError: errors.PermissionDeniedError,
        IsADirectoryError: errors.FailedPreconditionError,
        NotADirectoryError: errors.FailedPreconditionError,
    }
    kind = kinds.get(type(error), errors.UnknownError)
    return kind(None, None, f"{path}; {error.strerror}")


def read_bytes(path: str) -> bytes:
    """All bytes of a file, or TensorFlow's error."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise _failed(path, error) from None


# ---------------------------------------------------------------------------------- ReadFile
@op(
    "ReadFile",
    "filename: string -> contents: string",
    shape=lambda call: call.rank(0, 0),
    effect="io",
    no_gradient="it reads a file",
)
def read_file_op(filename: Any) -> Any:
    """All bytes of a file."""
    return read_bytes(os.fsdecode(filename))


def read_file(filename: Any, name: str | None = None) -> Tensor:
    """All bytes of a file, read in each run.

    Args:
        filename: its path, a string scalar.
        name: of the node.

    Returns:
        A string scalar.

    Raises:
        tf.errors.NotFoundError: there is no such file.

    Example:
        >>> import minigraph as tf, tempfile, os
        >>> path = os.path.join(tempfile.mkdtemp(), "note")
        >>> sess = tf.Session()
        >>> sess.run(tf.write_file(path, "hello"))
        >>> sess.run(tf.read_file(path))
        b'hello'
    """
    result: Tensor = read_file_op(filename, name=name)
    return result


# ---------------------------------------------------------------------------------- WriteFile
def _two_scalars(call: Call) -> list[Dims]:
    call.rank(0, 0)
    call.rank(1, 0)
    return []


@op(
    "WriteFile",
    "filename: string, contents: string ->",
    shape=_two_scalars,
    effect="io",
    no_gradient="it writes a file",
)
def write_file_op(filename: Any, contents: Any) -> Any:
    """The bytes become a file; folders that are missing are made."""
    path = os.fsdecode(filename)
    try:
        folder = os.path.dirname(path)
        if folder:
            os.makedirs(folder, exist_ok=True)
        with open(path, "wb") as file:
            file.write(contents)
    except OSError as error:
        raise _failed(path, error) from None
    return []


def write_file(filename: Any, contents: Any, name: str | None = None) -> Operation:
    """Write a file, or write over it; folders that are missing are made.

    Args:
        filename: its path, a string scalar.
        contents: its bytes, a string scalar.
        name: of the node.

    Returns:
        The Operation that writes.

    Raises:
        tf.errors.PermissionDeniedError, tf.errors.FailedPreconditionError: the system refuses.

    Example:
        >>> import minigraph as tf, tempfile, os
        >>> path = os.path.join(tempfile.mkdtemp(), "note")
        >>> tf.Session().run(tf.write_file(path, "hello"))
        >>> with open(path) as file:
        ...     file.read()
        'hello'
    """
    node: Operation = write_file_op(filename, contents, name=name)
    return node


# ---------------------------------------------------------------------------------- MatchingFiles
@op(
    "MatchingFiles",
    "pattern: string -> filenames: string",
    shape=lambda call: (None,),
    effect="io",
    no_gradient="it looks at a folder",
)
def matching_files_op(pattern: Any) -> Any:
    """The files whose paths match, in order."""
    found: set[bytes] = set()
    for each in np.ravel(np.asarray(pattern, object)):
        found.update(p for p in glob.glob(each) if not os.path.isdir(p))
    result = np.empty(len(found), object)
    result[:] = sorted(found)
    return result


def matching_files(pattern: Any, name: str | None = None) -> Tensor:
    """The paths of files that match patterns, in order; looked up in each run.

    Args:
        pattern: `folder/*.txt`, a string or a vector of them; `*`, `?` and `[a-z]` do not match a
            slash.
        name: of the node.

    Returns:
        A string vector.

    Example:
        >>> import minigraph as tf, tempfile, os
        >>> folder = tempfile.mkdtemp()
        >>> for name in ("b.txt", "a.txt", "c.png"):
        ...     open(os.path.join(folder, name), "w").close()
        >>> found = tf.Session().run(tf.matching_files(os.path.join(folder, "*.txt")))
        >>> [os.path.basename(path) for path in found]
        [b'a.txt', b'b.txt']
    """
    result: Tensor = matching_files_op(pattern, name=name)
    return result
