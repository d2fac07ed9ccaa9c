"""The programs, one file per family; each makes a `FAMILY` and adds its cases to it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from tests.oracle.cases import Family

NAMES = sorted(p.stem for p in Path(__file__).parent.glob("*.py") if p.stem != "__init__")


def load(name: str) -> Family:
    """The family of this name."""
    family: Family = import_module(f"{__name__}.{name}").FAMILY
    if family.name != name:
        raise ValueError(f"{name}.py holds the family {family.name}")
    return family
