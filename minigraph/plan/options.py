"""Options of a plan: what it may do beyond running op after op, and on how many threads.

Everything that makes a plan other than a list of calls has a name: a rule of `plan/rewrites.py` its
own, the rest those of `PASSES`. `Plan.explain()` says what was done under which name, and a name
in `without` is not done: the way to find what made a result differ or a run slow.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from minigraph.plan.late import LATE
from minigraph.plan.rewrites import RULES

__all__ = ["PASSES", "Options", "checked_options", "names_of_passes"]

PASSES = {
    "fold": "what depends on constants alone is computed when the plan is made",
    "share": "equal ops on equal inputs are computed once",
    "batches": "a function of many numbers, in a long program of scalars, is one call",
    "groups": "elementwise steps in a row on large arrays are one loop over blocks",
    "threads": "loops over blocks and updates of large arrays are divided among threads",
    "blas": "small products of matrices are kept on one thread",
    "buffers": "results that nobody keeps share memory that stays from run to run",
    "layouts": "products that are transposed are written in the order in which they are read",
    "in_place": "updates change the variables' own arrays at the end of the run",
    "recycle": "a variable's new value is written over its array of the run before last",
    "flush": "denormal numbers count as zero",
}


class Options(NamedTuple):
    """What a plan may do.

    Attributes:
        without: names of passes and rules that are left out.
        threads: how many threads a run may use.
    """

    without: frozenset[str] = frozenset()
    threads: int = 1

    def has(self, name: str) -> bool:
        """Whether the pass or rule of that name is not left out."""
        return name not in self.without


def names_of_passes() -> list[str]:
    """All names that `without` may have."""
    rules = dict.fromkeys(rule.__name__ for found in RULES.values() for rule in found)
    return [*PASSES, *rules, *(rule.__name__ for rule in LATE)]


def checked_options(without: Iterable[str] = (), threads: int = 1) -> Options:
    """Checked options.

    Raises:
        ValueError: no pass or rule has that name.
    """
    names = [without] if isinstance(without, str) else list(without)
    known = names_of_passes()
    for name in names:
        if name not in known:
            raise ValueError(
                f"A plan has no pass or rule named {name!r}; it has: {', '.join(known)}."
            )
    return Options(frozenset(names), max(1, threads))
