"""`python -m minigraph draw script.py -o graph.svg`: runs a script and draws the graph it built.

The script runs as if Python had been given it: its own folder is where its imports are found, it is
`__main__`, and it sees only its own arguments. If it fails, its traceback is shown, and what it had
built until then is drawn all the same: that is when a picture helps most.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import runpy
import sys
import traceback
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

from minigraph.core.graph import Graph, default_graph
from minigraph.drawing import draw
from minigraph.drawing.options import NODES, ORIENTATIONS, THEMES
from minigraph.run.session import BaseSession

USAGE = "python -m minigraph draw [options] script.py [-- arguments of the script]"


def main(arguments: Sequence[str]) -> int:
    """Runs the command, whose first argument is "draw"; gives the exit status."""
    own, for_script = _split(list(arguments[1:]))
    chosen = _parser().parse_args(own)
    if not os.path.isfile(chosen.script):
        print(f"minigraph draw: there is no script '{chosen.script}'", file=sys.stderr)
        return 2
    status, graph = _run(chosen.script, for_script, chosen.until_run)
    if not graph.get_operations():
        print(f"minigraph draw: '{chosen.script}' built no graph to draw", file=sys.stderr)
        return status or 1
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", RuntimeWarning)
        try:
            drawing = draw(graph, chosen.output, **_options(chosen))
        except (ValueError, OSError) as error:
            print(f"minigraph draw: {error}", file=sys.stderr)
            return status or 1
    for warning in caught:
        print(f"minigraph draw: {warning.message}", file=sys.stderr)
    for file in drawing.files:
        shown, whole = len(drawing.picture.nodes), len(graph.get_operations())
        print(f"{file}: {shown} nodes of a graph of {whole} operations")
    return status


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """The command's arguments and, behind "--", the script's."""
    if "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m minigraph draw", usage=USAGE, description="Runs a script and draws its graph."
    )
    add = parser.add_argument
    add("script", help="the program to run; its own arguments come behind --")
    add("-o", "--output", default="graph.svg", help="file to write; its suffix is the format")
    add("--until-run", action="store_true", help="stop the script where it first runs a session")
    add("--fetches", action="append", metavar="NAME", help="draw only what these need")
    add("--rest", choices=("gone", "grey"), help="with --fetches: what becomes of the others")
    add("--depth", type=int, help="levels of scopes to show; 0 folds all")
    add("--collapse", action="append", metavar="SCOPE", help="fold this scope; * is any text")
    add("--expand", action="append", metavar="SCOPE", help="show the inside of this scope")
    add("--gradients", choices=("off", "mirrored", "full"), help="how much of the backward pass")
    add("--repeats", action=argparse.BooleanOptionalAction, help="draw repeated blocks once")
    add("--everything", action="store_true", default=None, help="leave no operation out")
    add("--no-shapes", dest="shapes", action="store_false", default=None, help="without shapes")
    add("--no-dtypes", dest="dtypes", action="store_false", default=None, help="without dtypes")
    add("--no-values", dest="values", action="store_false", default=None, help="without values")
    add("--no-legend", dest="legend", action="store_false", default=None, help="without legend")
    add("--theme", choices=THEMES)
    add("--orientation", choices=ORIENTATIONS, help="where forward flows to")
    add("--max-nodes", type=int, help=f"fold a picture of more nodes than this (default {NODES})")
    add("--size", type=int, help="longest side of a bitmap in pixels")
    add("--title", help="a line over the picture")
    add("--timeout", type=float, help="seconds that a layout may take before more is folded")
    return parser


def _options(chosen: argparse.Namespace) -> dict[str, Any]:
    """What was given on the command line, under the names of `tf.draw`."""
    others = ("script", "output", "until_run")
    return {k: v for k, v in vars(chosen).items() if v is not None and k not in others}


class _FirstRun(BaseException):
    """Ends a script at its first run; no `except Exception` of the script's catches it."""


def _run(script: str, arguments: list[str], until_run: bool) -> tuple[int, Graph]:
    """Runs the script; gives its exit status and the graph to draw."""
    status = 0
    used: list[Graph] = []
    before = sys.argv, sys.path[0]
    sys.argv = [script, *arguments]
    sys.path[0] = os.path.dirname(os.path.abspath(script))
    try:
        with _noting_graphs(used), _stopping_at_run(until_run):
            runpy.run_path(script, run_name="__main__")
    except _FirstRun:
        pass
    except SystemExit as end:
        status = _status(end)
    except BaseException as error:
        status = 130 if isinstance(error, KeyboardInterrupt) else 1
        _print_traceback(error, script)
    finally:
        sys.argv, sys.path[0] = before
    filled = [graph for graph in (default_graph(), *reversed(used)) if graph.get_operations()]
    return status, filled[0] if filled else default_graph()


def _status(end: SystemExit) -> int:
    if end.code is None or isinstance(end.code, int):
        return end.code or 0
    print(end.code, file=sys.stderr)
    return 1


def _print_traceback(error: BaseException, script: str) -> None:
    """The traceback as Python alone would show it: it starts in the script."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != script:
        trace = trace.tb_next
    traceback.print_exception(type(error), error, trace or error.__traceback__)


@contextlib.contextmanager
def _noting_graphs(used: list[Graph]) -> Iterator[None]:
    """Keeps the graphs that become default ones within the block, in order.

    A script whose graph is made in a function takes it along when the function ends.
    """
    as_default = Graph.as_default

    def noting(graph: Graph) -> Any:
        used.append(graph)
        return as_default(graph)

    Graph.as_default = noting  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Graph.as_default = as_default  # type: ignore[method-assign]


@contextlib.contextmanager
def _stopping_at_run(active: bool) -> Iterator[None]:
    """Raises _FirstRun where the block first runs a session."""
    run = BaseSession.run

    def stopping(*_: Any, **__: Any) -> Any:
        raise _FirstRun

    if active:
        BaseSession.run = stopping  # type: ignore[method-assign]
    try:
        yield
    finally:
        BaseSession.run = run  # type: ignore[method-assign]
