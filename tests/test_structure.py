"""The layout of the package: imports point down, nothing is in a circle, no file is long."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import minigraph

ROOT = Path(minigraph.__file__).parent
FILES = {
    ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(ROOT.rglob("*.py"))
}
TREES = {name: ast.parse(path.read_text()) for name, path in FILES.items()}

# Which folders a folder may import from, itself included.
BELOW = {
    "core": {"core"},
    "ops": {"core", "ops"},
    "plan": {"core", "plan"},
    "autodiff": {"core", "ops", "autodiff"},
    "run": {"core", "plan", "io", "run"},
    "client": {"client"},
    "sparse": {"core", "ops", "text", "sparse"},
    "nn": {"core", "ops", "sparse", "autodiff", "nn"},
    "image": {"core", "ops", "text", "nn", "image"},
    "layers": {"core", "ops", "nn", "layers"},
    "losses": {"core", "ops", "nn", "losses"},
    "metrics": {"core", "ops", "sparse", "nn", "metrics"},
    "train": {"core", "ops", "autodiff", "nn", "train", "io"},
    "signal": {"core", "ops", "signal"},
    "text": {"core", "ops", "text"},
    "io": {"core", "ops", "sparse", "text", "io"},
    "quantization": {"core", "ops", "quantization"},
    "lookup": {"core", "ops", "text", "lookup"},
    "linear_operators": {"core", "ops", "linear_operators"},
    "summary": {"core", "ops", "io", "summary"},
    "contrib_layers": {"core", "ops", "nn", "layers", "summary", "contrib_layers"},
    "nets": {"core", "ops", "contrib_layers", "nets"},
    "contrib_training": {"core", "ops", "train", "summary", "contrib_training"},
    "drawing": {"drawing"},
    "tune": {"core", "ops", "run", "tune"},
    "__main__": set(),
}
# The faces of the package gather names from everywhere.
FACES = {"api", "contrib", ""}
# Modules that may be used from above although their folder is not below.
ALSO = {
    ("autodiff", "minigraph.plan.select"): "which ops a gradient's twins run with",
    ("drawing", "minigraph.core.graph"): "the default graph, where none is given",
    ("drawing", "minigraph.run.session"): "the command line can stop a script at its first run",
}
# Imports within functions, each with its reason.
_OLD = "Graph.create_op, a way in for old programs: build.py stands on the Graph"
LATE = {
    ("minigraph.image.pillow", "from PIL import Image"): "an extra: only some formats need it",
    ("minigraph.core.graph", "from minigraph.drawing import draw"): "a run needs none of it",
    ("minigraph.plan.plan", "from minigraph.drawing.plan_view import draw_plan"): "nor does a plan",
    ("minigraph.drawing.pdf", "from reportlab.graphics import renderPDF"): "an extra",
    ("minigraph.drawing.pdf", "from svglib.svglib import svg2rlg"): "an extra",
    ("minigraph.api.linalg", "from minigraph import linear_operators"): "few programs use them",
    ("minigraph.core.graph", "from minigraph.core.build import add_node"): _OLD,
    ("minigraph.core.graph", "from minigraph.core.op_record import record_named"): _OLD,
    ("minigraph.ops.incomplete_gamma", "from fractions import Fraction"): "0.5 MiB, seldom needed",
    ("minigraph.ops.printing", "from pprint import pformat"): "0.2 MiB, seldom needed",
    ("minigraph.plan.threads", "from concurrent.futures import ThreadPoolExecutor"): "2 MiB",
}

LINES = 500
NAME_SPACE = "minigraph"  # one line a name: it grows with the API


def folder(module: str) -> str:
    """ "core" of "minigraph.core.graph", "" of the package itself."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def imported(node: ast.AST) -> list[str]:
    """The modules of the package that an import statement loads."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are written in full"
        names = [f"{node.module}.{alias.name}" for alias in node.names]
        names = [name if name in FILES else str(node.module) for name in names]
    else:
        return []
    return [name for name in names if name in FILES]


def top_level(tree: ast.AST) -> list[ast.AST]:
    """The statements that run on import, but for those for type checkers alone."""
    found: list[ast.AST] = []
    stack = list(ast.iter_child_nodes(tree))
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        found.append(node)
        stack += ast.iter_child_nodes(node)
    return found


LOADS = {
    name: {module for node in top_level(tree) for module in imported(node)}
    for name, tree in TREES.items()
}


@pytest.mark.parametrize("module", FILES)
def test_imports_point_down(module: str) -> None:
    here = folder(module)
    if here in FACES:
        return
    assert here in BELOW, "a new folder: say in BELOW what it stands on"
    wrong = {
        other
        for other in LOADS[module]
        if folder(other) not in BELOW[here] and (here, other) not in ALSO
    }
    assert not wrong


def test_no_circle() -> None:
    """Modules can be put in an order in which each imports only earlier ones."""
    left = {name: set(others) - {name} for name, others in LOADS.items()}
    while left:
        free = {name for name, others in left.items() if not others & left.keys()}
        assert free, f"these import each other: {sorted(left)}"
        for name in free:
            del left[name]


def late_imports(module: str) -> set[tuple[str, str]]:
    """(module, statement) of the imports within functions."""
    functions = [n for n in ast.walk(TREES[module]) if isinstance(n, ast.FunctionDef)]
    return {
        (module, ast.unparse(node))
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    }


@pytest.mark.parametrize("module", FILES)
def test_no_late_import(module: str) -> None:
    assert late_imports(module) <= LATE.keys()


@pytest.mark.parametrize("module", FILES)
def test_file_is_short_and_tells_its_part(module: str) -> None:
    if module != NAME_SPACE:
        assert len(FILES[module].read_text().splitlines()) <= LINES
    assert ast.get_docstring(TREES[module])


def test_exceptions_are_needed() -> None:
    """Every exception in the lists above is used."""
    used = {(folder(name), other) for name, others in LOADS.items() for other in others}
    assert used >= ALSO.keys()
    assert set().union(*(late_imports(name) for name in FILES)) >= LATE.keys()
