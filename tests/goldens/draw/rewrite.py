"""Writes the DOT goldens anew: python tests/goldens/draw/rewrite.py, then look at the pictures."""

import pathlib
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from fake_graph import PICTURES  # noqa: E402

from minigraph.drawing import draw  # noqa: E402

for name, (graph, options) in PICTURES.items():
    (HERE / f"{name}.dot").write_text(draw(graph(), **options).source, encoding="utf-8")
