"""`knobs.json`: the knobs as a file to edit while the training goes on.

    {"lr": 0.003, "batch_size": 64, "reason": "the loss is flat"}

What differs from what the file said before is what was edited. The training process writes the
file anew, with an empty reason, whenever a knob was turned. A file that cannot be read may be one
that an editor is just writing, so it gets a moment before it is said to be wrong.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from minigraph.tune.panda.files import read_json, write_json
from minigraph.tune.panda.mailbox import Command

__all__ = ["KnobFile"]

_PATIENCE = 1.0  # seconds


class KnobFile:
    """The file, and what it said last."""

    def __init__(self, path: Path):
        self._path = path
        self._last: Mapping[str, Any] | str = {}  # an object, or why it was none

    def begin(self, knobs: Mapping[str, Any]) -> None:
        """A training starts: what a file that is there says otherwise counts as edited.

        So an edit just before a crash, after the last snapshot, is made again. Knobs that the
        program no longer has are passed over.
        """
        try:
            there = read_json(self._path)
        except FileNotFoundError:
            self.write(knobs)
        except ValueError:
            self._last = {**knobs, "reason": ""}  # `look` will say what is wrong
        else:
            gone = {name: value for name, value in there.items() if name not in knobs}
            self._last = {**gone, **knobs, "reason": there.get("reason", "")}

    def write(self, knobs: Mapping[str, Any]) -> None:
        """Write the knobs as they are."""
        self._last = {**knobs, "reason": ""}
        write_json(self._path, self._last)

    def look(self, knobs: Mapping[str, Any]) -> Iterator[Command]:
        """What was edited since the last look: a command, or none."""
        try:
            content: dict[str, Any] | str = read_json(self._path)
        except FileNotFoundError:
            self.write(knobs)
            return
        except ValueError as error:
            if self._is_fresh():
                return
            content = str(error)
        if content == self._last:
            return
        old, self._last = self._last, content
        if isinstance(content, str):
            yield Command("wrong", reason=content, by="file")
            return
        reason = content.get("reason", "")
        before = knobs if isinstance(old, str) else old
        turned = {n: v for n, v in content.items() if n != "reason" and before.get(n) != v}
        if turned:
            text = reason[:1000] if isinstance(reason, str) else ""
            yield Command("set", turned, reason=text, by="file")

    def _is_fresh(self) -> bool:
        try:
            return time.time() - self._path.lstat().st_mtime < _PATIENCE
        except OSError:
            return True
