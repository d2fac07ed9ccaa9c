"""Pictures of graphs: `tf.draw`.

graph -> `build` -> `Picture` in full detail -> `choose` (`fold`, `repeats`) -> `Picture` to draw
-> `dot` -> DOT source -> `render` -> PNG, SVG...

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
from minigraph.drawing.options import (
    NODES,
    By,
    Gradients,
    Options,
    Orientation,
    Rest,
    ThemeName,
)
from minigraph.drawing.render import RenderError

__all__ = ["Drawing", "RenderError", "draw"]


def draw(
    graph_or_fetches: Any = None,
    filename: str | os.PathLike[str] | None = None,
    format: str | Sequence[str] | None = None,
    *,
    fetches: Any = None,
    rest: Rest = "gone",
    depth: int | None = None,
    collapse: str | Sequence[str] = (),
    expand: str | Sequence[str] = (),
    gradients: Gradients = True,
    repeats: bool | None = None,
    everything: bool = False,
    shapes: bool = True,
    dtypes: bool = True,
    values: bool | Mapping[Any, Any] = True,
    theme: ThemeName = "light",
    orientation: Orientation = "up",
    legend: bool = True,
    max_nodes: int = NODES,
    size: int = 8000,
    title: str | None = None,
    timeout: float = 30.0,
    heat: Any = None,
    by: By = "time",
) -> Drawing:
    """Draws a graph: forward flows up, gradients flow down on its right.

    A variable is one node, tiny constants are notes in the nodes that use them, name scopes are
    frames. In a picture of more than 30 nodes a function that TF1 composes of several operations
    is one node. A picture of more than `max_nodes` nodes is folded: blocks that repeat are drawn
    once, as "x N", then scopes become single nodes. How variables are initialized, an optimizer's slots,
    savers, summaries and gradients that nothing uses are not drawn; the legend says how many they
    are.

    Args:
        graph_or_fetches: a graph, or what a run would fetch: tensors, operations,
            variables, nested in lists, tuples and dicts; then only what that run needs is drawn.
            Default: the whole default graph.
        filename: where to save the drawing; see `Drawing.save`. Default: it is not saved.
        format: "png", "svg", "pdf", "jpg", "html", "dot", "gv", or several. Default: the filename's
            suffix, or PNG and SVG where it has none.
        fetches: with a graph as first argument, what to fetch from it; names are understood, too.
        rest: with fetches, what becomes of what they do not need: "gone" or "grey".
        depth: how many levels of scopes are frames; deeper ones are folded to single nodes, 0
            folds all. Default: as many as `max_nodes` allows.
        collapse: scopes to fold in any case; `*` and `?` stand for any text and character.
        expand: scopes to show in any case.
        gradients: "full" draws every operation of the backward pass, "mirrored" one node for the
            gradient of each operation, on the level of that operation, "off" or False none of it
            and no updates that it feeds. True chooses "full" while the picture has at most 30
            nodes, else "mirrored".
        repeats: whether blocks that repeat are drawn once. Default: in a picture that is too large.
        everything: draw every operation as a node of its own, initialization and all.
        shapes, dtypes: whether nodes state them.
        values: whether nodes state the values of small constants. A dictionary (tensor, variable
            or name -> value) states these values in their nodes as well.
        theme: "light", "dark", or "print", which has no colours.
        orientation: where forward flows to: "up", "down", "left" or "right".
        legend: whether the colours are explained.
        max_nodes: how many nodes a picture may have before it is folded.
        size: the longest side of a bitmap, in pixels.
        title: a line over the picture.
        timeout: seconds that one attempt at a layout may take; then the picture is folded further.
        heat: a run to colour the nodes by: what `Session.trace` gives, or the RunMetadata of a run
            with FULL_TRACE. What it took is written into each node, and what first made NaN or inf
            is red, with the edges on which it left.
        by: "time" or "bytes" of outputs: what heat is.

    Returns:
        A `Drawing`, with `source` (DOT text), `save(filename)` and `files`. Notebooks show it.

    Raises:
        ValueError: an unknown format or setting, or a fetch that is not in the graph.
        TypeError: something to draw is neither a graph nor part of one; heat is no traced run.

    Warns:
        RuntimeWarning: no image could be made, and the DOT source was saved in its place; or the
            picture was folded further.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default():
        ...     w = tf.Variable(0.0, name="w")
        ...     picture = tf.draw(w**2 - 10 * w + 25)
        >>> picture
        <Drawing of 5 nodes and 5 edges>
    """
    options = Options(
        rest=rest,
        depth=depth,
        collapse=collapse,
        expand=expand,
        gradients=gradients,
        repeats=repeats,
        everything=everything,
        shapes=shapes,
        dtypes=dtypes,
        values=values,
        theme=theme,
        orientation=orientation,
        legend=legend,
        max_nodes=max_nodes,
        size=size,
        title=title,
        timeout=timeout,
        by=by,
    )
    graph, wanted = _what(graph_or_fetches, fetches)
    full = build(graph, wanted, options)
    if heat is not None:
        full = heated(full, trace_in(heat))
    drawing = Drawing(full, options)
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
