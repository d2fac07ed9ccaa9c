"""Files that processes share: written whole or not at all, read with suspicion.

A file that another process may read is written under another name, brought to the disk and then
renamed. JSON that comes from outside is taken from plain files of limited size only, and nothing
but objects, lists, texts, truth values and finite numbers is let in. The lock says whether a
training process is at work: the system lets go of it when the process ends, however it ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NoReturn

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
    import msvcrt

__all__ = [
    "Lines",
    "Lock",
    "atomic_file",
    "now",
    "parse",
    "read_json",
    "read_lines",
    "write_atomic",
    "write_json",
]

_LIMIT = 64 * 1024  # bytes of a request, of the file of knobs


def now() -> str:
    """The time as the logs have it: UTC, ISO 8601, to the millisecond."""
    seconds = time.time()
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{whole}.{int(seconds % 1 * 1000):03d}Z"


@contextlib.contextmanager
def atomic_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write: who reads `path` finds the old content or all of the new, never a part."""
    number, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(number, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def write_atomic(path: Path, text: str) -> None:
    """Write a text in that way."""
    with atomic_file(path) as file:
        file.write(text.encode())


def write_json(path: Path, content: Any) -> None:
    """`write_atomic` of JSON that people can edit."""
    write_atomic(path, json.dumps(content, indent=2, allow_nan=False) + "\n")


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number of JSON")


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands there twice")
    return found


def parse(text: str | bytes) -> Any:
    """JSON; ValueError for anything else, for NaN and infinity, for a name given twice."""
    try:
        return json.loads(text, parse_constant=_refuse, object_pairs_hook=_no_doubles)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a plain file of at most 64 KiB.

    Raises:
        FileNotFoundError: there is none.
        ValueError: it is something else; the message says what.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        number = os.open(path, flags)
    except FileNotFoundError:
        raise
    except OSError as error:  # a link, a folder, a file that we may not read
        raise ValueError(f"{path.name} cannot be read: {error.strerror}") from None
    try:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise ValueError(f"{path.name} is not a plain file")
        with os.fdopen(os.dup(number), "rb") as file:
            data = file.read(_LIMIT + 1)
    finally:
        os.close(number)
    if len(data) > _LIMIT:
        raise ValueError(f"{path.name} is larger than {_LIMIT} bytes")
    try:
        content = parse(data)
    except ValueError as error:
        raise ValueError(f"{path.name} is not JSON: {error}") from None
    if not isinstance(content, dict):
        raise ValueError(f"{path.name} must hold a JSON object, such as {{}}")
    return content


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects in a file of JSON lines; a last line that was cut off is passed over.

    Raises:
        ValueError: another line is not a JSON object; the message has its number.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            try:
                content = parse(line)
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: {error}") from None
            if not isinstance(content, dict):
                raise ValueError(f"{path}, line {number}: not a JSON object")
            yield content


class Lines:
    """Appends JSON lines to a file; what a crash left of a line is cut off first."""

    def __init__(self, path: Path):
        self._file: IO[bytes] = path.open("a+b")
        size = self._file.seek(0, os.SEEK_END)
        keep = size
        while keep:  # backwards, in pieces, to the end of the last whole line
            start = max(0, keep - 4096)
            self._file.seek(start)
            end = self._file.read(keep - start).rfind(b"\n")
            if end >= 0:
                keep = start + end + 1
                break
            keep = start
        if keep < size:
            self._file.truncate(keep)

    def add(self, content: dict[str, Any]) -> None:
        """Add a line, which stays in memory until `flush`."""
        self._file.write(json.dumps(content, allow_nan=False).encode() + b"\n")

    def flush(self, *, to_disk: bool = False) -> None:
        """Hand the lines to the system; `to_disk`: wait until they are on the disk."""
        self._file.flush()
        if to_disk:
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Write what is left."""
        self._file.close()


class Lock:
    """Held by the one training process of a directory."""

    def __init__(self, path: Path):
        self._path = path
        self._file: IO[bytes] | None = None

    def take(self, patience: float = 1.0) -> bool:
        """Take it; False if another process has it. (A look by `is_held` lasts a moment.)"""
        end = time.monotonic() + patience
        while not self._try():
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    def _try(self) -> bool:
        file = self._path.open("a+b")
        try:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            else:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Let go of it."""
        if self._file is not None:
            self._file.close()
            self._file = None

    @staticmethod
    def is_held(path: Path) -> bool:
        """Whether a process has the lock now."""
        if not path.exists():
            return False
        probe = Lock(path)
        free = probe._try()
        probe.release()
        return not free
