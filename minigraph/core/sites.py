"""Source sites: which line of the user's program made a node.

A site is two plain values, the code object and the offset of the instruction in it; the line
number is worked out only when an error or a picture asks for it.
"""

from __future__ import annotations

import os
import sys
import warnings
from types import CodeType
from typing import NamedTuple

__all__ = ["Site", "user_site", "warn_at"]

_PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
# id of a code object seen -> (whether it is not the user's, itself): its own hash is slow
_SKIPPED: dict[int, tuple[bool, CodeType]] = {}


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
        seen = _SKIPPED.get(id(code)) or _look_at(code)
        if not seen[0] or frame.f_back is None:
            return Site(code, frame.f_lasti)
        frame = frame.f_back


def _look_at(code: CodeType) -> tuple[bool, CodeType]:
    """Whether a code object is not the user's; remembered."""
    name = code.co_filename
    skipped = name.startswith((_PACKAGE, "<minigraph")) or name.endswith("contextlib.py")
    return _SKIPPED.setdefault(id(code), (skipped, code))
