"""One line that tells how a search is going: how far, the best so far, the time left."""

from __future__ import annotations

import sys
import time
from importlib import import_module
from typing import Any, TextIO

from minigraph.tune.scales import show_number
from minigraph.tune.space import Space
from minigraph.tune.trials import Trial

__all__ = ["Progress"]


class Progress:
    """Writes to stderr: tqdm's bar where that is installed, else a line of its own.

    Args:
        total: how many trials there will be.
        done: how many there are already.
        shown: true, false, or None: if stderr is a terminal.
        plain: true for the line of its own in any case.
    """

    def __init__(
        self,
        total: int,
        done: int = 0,
        shown: bool | None = None,
        *,
        plain: bool = False,
        stream: TextIO | None = None,
    ) -> None:
        self._stream = stream or sys.stderr
        self._total, self._done, self._first = total, done, done
        self._states: dict[str, int] = {}
        self._best = ""
        self._width = 0
        self._clock = time.monotonic()
        terminal = bool(getattr(self._stream, "isatty", lambda: False)())
        self.shown = terminal if shown is None else shown
        self._same_line = terminal
        self._bar = None if plain or not self.shown else _tqdm(total, done, self._stream)

    def trial(self, trial: Trial, best: Trial | None, space: Space) -> None:
        """A trial is over."""
        self._done += 1
        self._states[trial.state] = self._states.get(trial.state, 0) + 1
        if best is not None and best.value is not None:
            params = space.show(best.params, space.free or None)
            self._best = f"best {show_number(best.value)} (trial {best.number}: {params})"
        if not self.shown:
            return
        if trial.state == "failed":
            self.say(f"trial {trial.number} failed: {trial.error}")
        if self._bar is not None:
            self._bar.set_postfix_str(", ".join(self._middle()), refresh=False)
            self._bar.update()
        else:
            self._line(self.text())

    def text(self) -> str:
        """The line."""
        parts = [f"{self._done}/{self._total} trials", *self._middle()]
        here = self._done - self._first
        if here and self._done < self._total:
            spent = time.monotonic() - self._clock
            parts.append(f"{_minutes(spent / here * (self._total - self._done))} left")
        return ", ".join(parts)

    def _middle(self) -> list[str]:
        counts = [
            f"{self._states[state]} {state}"
            for state in ("pruned", "failed")
            if state in self._states
        ]
        return [part for part in (self._best, *counts) if part]

    def say(self, text: str) -> None:
        """A line that stays."""
        if not self.shown:
            return
        if self._bar is not None:
            self._bar.write(text, file=self._stream)
        else:
            self._line(text)
            if self._same_line:
                self._stream.write("\n")
                self._width = 0

    def close(self) -> None:
        """Leaves the last line standing."""
        if self._bar is not None:
            self._bar.close()
        elif self.shown and self._same_line and self._width:
            self._stream.write("\n")
            self._width = 0

    def _line(self, text: str) -> None:
        if self._same_line:
            self._stream.write("\r" + text.ljust(self._width))
            self._width = len(text)
        else:
            self._stream.write(text + "\n")
        self._stream.flush()


def _tqdm(total: int, done: int, stream: TextIO) -> Any:
    try:
        return import_module("tqdm").tqdm(
            total=total, initial=done, unit="trial", file=stream, dynamic_ncols=True
        )
    except ImportError:
        return None


def _minutes(seconds: float) -> str:
    """ "0:07", "12:30", "3:05:00"."""
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
