"""How to draw: the settings that `tf.draw`, the methods and the command line share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Gradients = bool | Literal["off", "mirrored", "full"]
Orientation = Literal["up", "down", "left", "right"]
Rest = Literal["gone", "grey"]
By = Literal["time", "bytes"]
ThemeName = Literal["light", "dark", "print"]

THEMES = ("light", "dark", "print")
ORIENTATIONS = ("up", "down", "left", "right")
GRADIENTS = (True, False, "off", "mirrored", "full")
NODES = 60  # a larger picture is folded


@dataclass(frozen=True)
class Options:
    """All settings of a picture; `minigraph.drawing.draw` says what each means."""

    rest: Rest = "gone"
    depth: int | None = None
    collapse: str | Sequence[str] = ()
    expand: str | Sequence[str] = ()
    gradients: Gradients = True
    repeats: bool | None = None
    everything: bool = False
    shapes: bool = True
    dtypes: bool = True
    values: bool | Mapping[Any, Any] = True
    theme: ThemeName = "light"
    orientation: Orientation = "up"
    legend: bool = True
    max_nodes: int = NODES
    size: int = 8000
    title: str | None = None
    timeout: float = 30.0
    by: By = "time"
    known: Mapping[str, Any] = field(default_factory=dict)  # `values` by operation name

    def __post_init__(self) -> None:
        """Names in place of wrong settings: an error at the call is better than an odd picture."""
        for name, allowed in (
            ("gradients", GRADIENTS),
            ("rest", ("gone", "grey")),
            ("theme", THEMES),
            ("orientation", ORIENTATIONS),
            ("by", ("time", "bytes")),
        ):
            if getattr(self, name) not in allowed:
                words = ", ".join(repr(one) for one in allowed)
                raise ValueError(f"{name} must be one of {words}, not {getattr(self, name)!r}")
        if self.depth is not None and self.depth < 0:
            raise ValueError(f"depth must be at least 0, not {self.depth!r}")
        for name in ("max_nodes", "size", "timeout"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be positive, not {getattr(self, name)!r}")
        for name in ("collapse", "expand"):
            if isinstance(getattr(self, name), str):
                object.__setattr__(self, name, (getattr(self, name),))
        if isinstance(self.values, Mapping):
            object.__setattr__(self, "known", {_op(k): v for k, v in self.values.items()})


def _op(key: Any) -> str:
    """The name of the operation behind a name, tensor, variable or operation."""
    if isinstance(key, str):
        return key.partition(":")[0]
    return str(getattr(getattr(key, "op", key), "name", key))
