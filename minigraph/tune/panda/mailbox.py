"""How another process asks the training one for something: by files, no sockets.

    requests/ID.json  {"do": "set", "values": {"lr": 0.003}, "reason": "...", "by": "terminal"}
    answers/ID.json   {"ok": true, "message": "..."}

The asking process writes a request under another name and renames it; the training process looks
for requests between its steps, answers in the same way and takes them away. A request is data from
a stranger: what is not understood is answered with what is wrong with it.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from minigraph.tune.panda.files import read_json, write_json

__all__ = ["Command", "Mailbox"]

DO = ("set", "rollback", "snapshot", "stop")
_ID = re.compile(r"[0-9]{1,20}-[0-9]{1,10}")
_TEXT = 1000


class Command(NamedTuple):
    """Something to do before the next step."""

    do: str
    values: Mapping[str, Any] = {}
    step: int | None = None
    reason: str = ""
    by: str = "program"
    ident: str | None = None  # of the request to answer


def understood(content: Mapping[str, Any], ident: str) -> Command:
    """The command in a request.

    Raises:
        ValueError: it is none.
    """
    unknown = sorted(content.keys() - {"do", "values", "step", "reason", "by"})
    if unknown:
        raise ValueError(f"a request has no field {unknown[0]!r:.100}")
    do, values, step = content.get("do"), content.get("values", {}), content.get("step")
    if do not in DO:
        raise ValueError(f"one can ask for {', '.join(DO)}, not for {do!r:.100}")
    if not isinstance(values, dict):
        raise ValueError(f"values must be an object of knobs and values, not {values!r:.100}")
    if do == "set" and not values:
        raise ValueError("there is nothing to set")
    if do == "rollback" and (type(step) is not int or step < 0):
        raise ValueError(f"a rollback needs a step, 0 or more, not {step!r:.100}")
    reason, by = content.get("reason", ""), content.get("by", "request")
    if not all(isinstance(text, str) and len(text) <= _TEXT for text in (reason, by)):
        raise ValueError(f"the reason must be a text of at most {_TEXT} characters")
    return Command(str(do), values, step, reason, by, ident)


class Mailbox:
    """The two folders of a run's directory."""

    def __init__(self, directory: Path):
        self._requests, self._answers = directory / "requests", directory / "answers"
        for folder in (self._requests, self._answers):
            folder.mkdir(parents=True, exist_ok=True)

    # ------------------------------------------------------------------- in the training process
    def take(self) -> Iterator[Command]:
        """The requests that wait, oldest first; one that is none is answered here."""
        with os.scandir(self._requests) as entries:
            names = sorted(e.name for e in entries if not e.is_dir(follow_symlinks=False))
        for name in names:
            ident = name.removesuffix(".json")
            if not _ID.fullmatch(ident) or ident == name:
                continue  # a temporary name, or no work of ours
            try:
                command = understood(read_json(self._requests / name), ident)
            except FileNotFoundError:
                continue  # the asker took it back
            except ValueError as error:
                self.answer(ident, ok=False, message=str(error))
            else:
                yield command
            self._remove(self._requests / name)

    def answer(self, ident: str | None, *, ok: bool, message: str) -> None:
        """Tell the asker what came of it."""
        if ident is not None:
            write_json(self._answers / f"{ident}.json", {"ok": ok, "message": message})

    def empty(self) -> int:
        """Take away what an earlier training has left unanswered; how many requests there were."""
        names = os.listdir(self._requests)
        for folder in (self._requests, self._answers):
            for name in os.listdir(folder):
                self._remove(folder / name)
        return len(names)

    @staticmethod
    def _remove(path: Path) -> None:
        if path.is_dir() and not path.is_symlink():
            return
        path.unlink(missing_ok=True)

    # ------------------------------------------------------------------------ in the other process
    def ask(self, content: Mapping[str, Any], patience: float) -> dict[str, Any] | None:
        """Ask, and wait for the answer; None if none came in `patience` seconds.

        A request that was not answered is taken back, so that it is not carried out later.
        """
        name = f"{time.time_ns():020d}-{os.getpid()}.json"
        request, answer = self._requests / name, self._answers / name
        write_json(request, dict(content))
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if answer.exists():
                found = read_json(answer)
                answer.unlink(missing_ok=True)
                return found
            time.sleep(0.02)
        request.unlink(missing_ok=True)
        if answer.exists():  # it came as we gave up
            return read_json(answer)
        return None
