"""Source sites: which line of the user's program made a node.

A site is two plain values, the code object and the offset of the instruction in it; the line
number is worked out only when an error or a picture asks for it.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from types import CodeType
from typing import NamedTuple

__all__ = ["Site", "user_site", "warn_at"]

_PACKAGE = str(Path(__file__).resolve().parent.parent)
_SKIPPED: dict[CodeType, bool] = {}  # code objects seen -> whether they are not the user's


class Site(NamedTuple):
    """A place in the user's program."""

    code: CodeType
    instruction: int

    @property
    def filename(self) -> str:
        """The file, as Python was given it."""
        return self.code.co_filename

    @property
    def line(self) -> int:
        """The line number."""
        for start, end, line in self.code.co_lines():
            if start <= self.instruction < end and line is not None:
                return line
        return self.code.co_firstlineno

    def __str__(self) -> str:
        return f"{self.filename}:{self.line}"


def warn_at(site: Site, message: str) -> None:
    """A RuntimeWarning that shows a line of the user's program."""
    warnings.warn_explicit(message, RuntimeWarning, site.filename, site.line)


def user_site() -> Site:
    """The innermost frame on the stack that is not minigraph's own."""
    frame = sys._getframe(1)
    while True:
        code = frame.f_code
        skipped = _SKIPPED.get(code)
        if skipped is None:
            name = code.co_filename
            skipped = name.startswith((_PACKAGE, "<minigraph")) or name.endswith("contextlib.py")
            _SKIPPED[code] = skipped
        if not skipped or frame.f_back is None:
            return Site(code, frame.f_lasti)
        frame = frame.f_back
