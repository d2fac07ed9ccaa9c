"""The snapshots of a run: files of NumPy arrays, without pickle, each whole or not there.

`snapshots/b002-s00001500.npz` is the state before step 1500 on branch 2: the session's variables
and random streams (see `minigraph.run.snapshots`), and beside them, as JSON, the plain knobs and
the states of the program's own generators of random numbers.
"""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from minigraph.tune.panda.files import atomic_file, parse

__all__ = ["Place", "Snapshots"]

_NAME = re.compile(r"b(\d{3,9})-s(\d{8,15})\.npz")
_META = "panda.json"
_BROKEN = (KeyError, EOFError, MemoryError, OSError, ValueError, zipfile.BadZipFile)


class Place(NamedTuple):
    """Before step `step` on branch `branch`."""

    branch: int
    step: int


class Snapshots:
    """The folder of snapshots.

    Args:
        folder: is made.
        keep: how many of the regular ones stay; those that are marked `kept` stay all.
    """

    def __init__(self, folder: Path, keep: int = 5):
        self.folder = folder
        self.keep = keep
        self.kept: set[Place] = set()
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, place: Place) -> Path:
        """Where the snapshot of a place is."""
        return self.folder / f"b{place.branch:03d}-s{place.step:08d}.npz"

    def places(self) -> list[Place]:
        """Those that are there, oldest branch first."""
        found = (_NAME.fullmatch(path.name) for path in self.folder.iterdir())
        return sorted(Place(int(m[1]), int(m[2])) for m in found if m)

    def save(self, place: Place, arrays: dict[str, Any], meta: dict[str, Any]) -> None:
        """Write one; those past `keep` go."""
        text = json.dumps(meta, allow_nan=False, default=_as_list).encode()
        with atomic_file(self.path(place)) as file:
            np.savez(file, **{f"s/{name}": value for name, value in arrays.items()})
            with zipfile.ZipFile(file, "a") as archive:
                archive.writestr(_META, text)
        regular = [p for p in self.places() if p not in self.kept and p != place]
        regular.sort(key=lambda p: self.path(p).stat().st_mtime_ns)
        room = self.keep - (place not in self.kept)
        for old in regular[: max(0, len(regular) - room)]:
            self.path(old).unlink(missing_ok=True)

    def load(self, place: Place) -> tuple[dict[str, Any], dict[str, Any]]:
        """The arrays and the JSON of one.

        Raises:
            ValueError: the file is no snapshot.
        """
        path = self.path(place)
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
                if any(i.compress_type != zipfile.ZIP_STORED for i in archive.zip.infolist()):
                    raise ValueError("it is compressed, which snapshots are not")
                names = [n for n in archive.files if n.startswith("s/")]
                arrays = {n.removeprefix("s/"): archive[n] for n in names}
                meta = parse(archive.zip.read(_META))
        except _BROKEN as error:
            raise ValueError(f"{path} is not a snapshot: {error}") from None
        if not isinstance(meta, dict):
            raise ValueError(f"{path} is not a snapshot: {_META} is no JSON object")
        return arrays, meta


def _as_list(value: Any) -> Any:
    """Arrays within the state of a generator, and NumPy's numbers."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    raise TypeError(f"{type(value)} cannot be written as JSON")
