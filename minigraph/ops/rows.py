"""Adding rows up by number: the heart of every gradient of a look-up, in NumPy alone."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["checked_numbers", "sum_rows"]


def checked_numbers(numbers: Any, count: int, what: str) -> Any:
    """`numbers` if all are in [0, count); ValueError otherwise.

    One look at the numbers is enough: taken as unsigned, a negative one is very large.
    """
    unsigned = numbers.view(f"u{numbers.dtype.itemsize}")
    if np.size(unsigned) and unsigned.max() >= count:
        flat = np.ravel(numbers)
        at = int(np.flatnonzero(np.ravel(unsigned) >= count)[0])
        place = np.unravel_index(at, np.shape(numbers)) if np.ndim(numbers) else ()
        where = f"[{', '.join(str(int(i)) for i in place)}]" if place else ""
        raise ValueError(f"{what}{where} = {flat[at]} is not in [0, {count})")
    return numbers


def sum_rows(rows: Any, numbers: Any, count: int) -> Any:
    """Zeros of shape (count, ...) with rows[i] added at numbers[i].

    Rows with equal numbers are brought together and added as one run, from the first to the last:
    `np.add.at` takes them one by one and is many times slower.
    """
    total = np.zeros((count, *rows.shape[1:]), rows.dtype)
    if not len(numbers):
        return total
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    if len(starts) == len(ordered):
        total[numbers] = rows
    else:
        total[ordered[starts]] = np.add.reduceat(rows[order], starts, axis=0)
    return total
