"""Pictures of graphs: `tf.draw`.

graph -> `build` -> `Picture` -> `dot` -> DOT source -> `render` -> PNG, SVG...

The folder is not called `draw`: Python would put it in the place of the function `tf.draw` as soon
as it is imported.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from minigraph.core.graph import default_graph
from minigraph.drawing.build import build
from minigraph.drawing.drawing import Drawing
from minigraph.drawing.graph_api import GraphLike, OpLike
from minigraph.drawing.heat import heated, trace_in
from minigraph.drawing.options import Options
from minigraph.drawing.render import RenderError

__all__ = ["Drawing", "RenderError", "draw"]


def draw(
    graph_or_fetches: Any = None,
    filename: str | os.PathLike[str] | None = None,
    format: str | Sequence[str] | None = None,
    *,
    fetches: Any = None,
    **options: Any,
) -> Drawing:
    chosen = Options(**options)
    graph, wanted = _what(graph_or_fetches, fetches)
    full = build(graph, wanted, chosen)
    if chosen.heat is not None:
        full = heated(full, trace_in(chosen.heat))
    drawing = Drawing(full, chosen)
    if filename is not None:
        drawing._save(filename, format, stacklevel=3)
    elif format is not None:
        raise ValueError("a format was given but no filename to save to")
    return drawing


def _what(graph_or_fetches: Any, fetches: Any) -> tuple[GraphLike, list[OpLike] | None]:
    """The graph to draw and, unless all of it is wanted, what is to be fetched from it."""
    if graph_or_fetches is None or hasattr(graph_or_fetches, "get_operations"):
        graph: GraphLike = graph_or_fetches
        if graph is None:
            graph = default_graph()
        if fetches is None:
            return graph, None
    elif fetches is None:
        fetches = graph_or_fetches
        first = next(_leaves(fetches), None)
        if first is None or isinstance(first, str):
            raise TypeError(
                "cannot tell which graph to draw: pass the graph, and names as fetches="
            )
        graph = _operation(first).graph  # type: ignore[attr-defined]
    else:
        raise TypeError("with fetches= the first argument must be a graph or None")
    known = {op.name: op for op in graph.get_operations()}
    wanted = []
    for leaf in _leaves(fetches):
        name = leaf.partition(":")[0] if isinstance(leaf, str) else _operation(leaf).name
        if name not in known or not (isinstance(leaf, str) or _operation(leaf) is known[name]):
            raise ValueError(f"cannot draw what leads to '{name}': it is not in the graph")
        wanted.append(known[name])
    return graph, wanted


def _leaves(fetches: Any) -> Iterator[Any]:
    if isinstance(fetches, Mapping):
        fetches = list(fetches.values())
    if isinstance(fetches, list | tuple | set):
        for one in fetches:
            yield from _leaves(one)
    else:
        yield fetches


def _operation(fetch: Any) -> OpLike:
    """The operation of a tensor, variable or operation."""
    found = getattr(fetch, "op", fetch)
    if not hasattr(found, "get_attr") or not hasattr(found, "inputs"):
        raise TypeError(f"cannot draw {fetch!r}: it is not a graph, tensor, operation or variable")
    operation: OpLike = found
    return operation
