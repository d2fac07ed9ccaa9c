"""Adding rows up by number: the heart of every gradient of a look-up, in NumPy alone."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = [
    "add_rows",
    "checked_numbers",
    "combine_rows",
    "kept_rows",
    "run_count",
    "sum_rows",
    "taken",
]

_CHUNK = 1 << 16  # elements that are placed at once: their places take 512 KiB
_UNSIGNED: dict[int, Any] = {1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64}
# A complex number is two real ones to add or to subtract: the same sums, with half the places.
_PAIRS = {np.dtype(np.float32): np.complex64, np.dtype(np.float64): np.complex128}


def checked_numbers(numbers: Any, count: int, what: str) -> Any:
    """`numbers` if all are in [0, count); ValueError otherwise.

    One look at the numbers is enough: taken as unsigned, a negative one is very large.
    """
    unsigned = numbers.view(_UNSIGNED[numbers.dtype.itemsize])
    if unsigned.size and unsigned.max() >= count:
        flat = np.ravel(numbers)
        at = int(np.flatnonzero(np.ravel(unsigned) >= count)[0])
        place = np.unravel_index(at, np.shape(numbers)) if np.ndim(numbers) else ()
        where = f"[{', '.join(str(int(i)) for i in place)}]" if place else ""
        raise ValueError(f"{what}{where} = {flat[at]} is not in [0, {count})")
    return numbers


def taken(params: Any, numbers: Any, axis: int, out: Any = None) -> Any:
    """The slices of `params` along an axis that the numbers name.

    As they have been looked at, `take` need not: "clip" lets it write to `out` itself, where
    "raise" would make a copy first.
    """
    return params.take(checked_numbers(numbers, params.shape[axis], "indices"), axis, out, "clip")


def run_count(data: Any, numbers: Any) -> int:
    """The last number plus one, of numbers from 0 that never fall, one for each row of `data`."""
    if len(numbers) != len(data):
        raise ValueError(f"there are {len(numbers)} segment_ids for {len(data)} rows of data")
    if not len(numbers):
        return 0
    if numbers[0] < 0:
        raise ValueError(f"segment_ids must not be negative, but begin with {numbers[0]}")
    if (numbers[1:] < numbers[:-1]).any():
        raise ValueError("segment_ids are not increasing: sort them, or use unsorted_segment_sum")
    return int(numbers[-1]) + 1


def kept_rows(data: Any, segment_ids: Any, count: Any) -> tuple[Any, Any]:
    """The rows of `data` and their numbers, without those whose number is negative."""
    if count < 0:
        raise ValueError(f"num_segments must not be negative, but is {int(count)}")
    numbers = np.ravel(segment_ids)
    rows = np.reshape(data, (numbers.size, *np.shape(data)[np.ndim(segment_ids) :]))
    if numbers.size and numbers.min() < 0:
        kept = numbers >= 0
        numbers, rows = numbers[kept], rows[kept]
    return rows, checked_numbers(numbers, int(count), "segment_ids")


def sum_rows(rows: Any, numbers: Any, count: int) -> Any:
    """Zeros of shape (count, ...) with rows[i] added at numbers[i], from the first to the last.

    Measured for float32, in us (rows x width into count): adding flat elements, sorted rows with
    `np.add.reduceat`, adding whole rows with `np.add.at`:
    128 x 128 into 50,000: 940, 970, 1,000 (the zeros); 2,000 x 64 into 10,000: 250, 650, 870;
    100,000 x 1 into 1,000: 92, 5,400, 720; 20,000 x 128 into 1,000: 2,700, 20,000, 15,000.
    Where many wide rows meet, one sum for each number is faster still (`_sum_runs`).
    """
    total = np.zeros((count, *rows.shape[1:]), rows.dtype)
    width = total[:1].size
    if width >= 64 and len(numbers) >= 16 * count:
        return _sum_runs(rows, numbers, total)
    add_rows(total, numbers, rows)
    return total


def add_rows(total: Any, numbers: Any, rows: Any) -> None:
    """Add rows[i] to total[numbers[i]], in place, from the first to the last."""
    combine_rows(np.add, total, numbers, rows)


def combine_rows(ufunc: Any, total: Any, numbers: Any, rows: Any) -> None:
    """total[numbers[i]] = ufunc(total[numbers[i]], rows[i]), in place, row after row.

    128 x 128 float32 take 17 us, and 28 us without pairs; 100,000 x 2 take 210 and 950 us.
    """
    width = total[:1].size
    if not total.flags.c_contiguous or not width:
        ufunc.at(total, numbers, rows)  # any memory, but slow
        return
    flat, elements = total.reshape(-1), np.ravel(rows)
    pair = _PAIRS.get(flat.dtype) if flat.dtype == elements.dtype else None
    if pair is not None and ufunc in (np.add, np.subtract) and width % 2 == 0:
        flat, elements, width = flat.view(pair), elements.view(pair), width // 2
    if width == 1:
        ufunc.at(flat, numbers, elements)
        return
    within, step = np.arange(width), max(_CHUNK // width, 1)
    for first in range(0, len(numbers), step):
        part = slice(first, first + step)
        places = np.add.outer(numbers[part].astype(np.int64) * width, within)
        ufunc.at(flat, places.ravel(), elements[first * width : (first + step) * width])


def _sum_runs(rows: Any, numbers: Any, total: Any) -> Any:
    """As `sum_rows`: rows with equal numbers are brought together and added as one run."""
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])).tolist()
    together = rows.take(order, 0)
    for start, end in zip(starts, [*starts[1:], len(ordered)], strict=True):
        np.add.reduce(together[start:end], axis=0, out=total[ordered[start]])
    return total
