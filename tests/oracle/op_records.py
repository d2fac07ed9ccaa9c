"""The recorded answers to the op table: `recorded_ops.json.gz`, a line for each op."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

PATH = Path(__file__).parent / "recorded_ops.json.gz"


def read(path: Path = PATH) -> dict[str, Any]:
    """op -> question -> answer; under the question "" the types that TensorFlow allows."""
    found: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return found


def write(path: Path, answers: dict[str, Any]) -> None:
    """The same bytes for the same answers."""
    lines = [f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in answers.items()]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
