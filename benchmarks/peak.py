"""The peak of this process's memory above what it had at a mark."""

import contextlib
import ctypes
import sys
from pathlib import Path

_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def give_back() -> None:
    """Return freed memory to the system: what is taken again later then counts as new."""
    with contextlib.suppress(AttributeError, OSError, TypeError):  # another C library has no such
        ctypes.CDLL(None).malloc_trim(0)


def _status(key: str) -> int:
    """Bytes of a line of the process's status."""
    for line in _STATUS.read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1]) * 1024
    raise OSError(f"{_STATUS} has no {key}")


def _highest() -> int:
    """The highest that the process's memory ever was, in bytes."""
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


class Mark:
    """Where the count begins.

    Attributes:
        exact: whether the system let the process forget its earlier peak (Linux does). If it did
            not, `above` is too small by what the process had given back before the mark.
    """

    def __init__(self) -> None:
        give_back()
        try:
            _RESET.write_text("5")
            self.start = _status("VmRSS")
            self.exact = True
        except OSError:
            self.start = _highest()
            self.exact = False

    def above(self) -> int:
        """Bytes of the peak since then above what there was."""
        return (_status("VmHWM") if self.exact else _highest()) - self.start
