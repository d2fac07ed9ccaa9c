"""Write down TF1's signatures: `python -m tests.oracle.record_signatures`, with TensorFlow.

Fills `tests/data/tf1_signatures.tsv`: name, kind and signature of every public function, class
and value of the v1 API (in the modules that a TF1 script uses) and of the methods and properties
of the classes that users hold in their hands.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.oracle.record import tensorflow
from tests.oracle.signatures import MISSING, describe, resolve

TABLE = Path(__file__).parents[1] / "data" / "tf1_signatures.tsv"
MODULES = (
    "app bitwise data debugging distributions dtypes errors gfile graph_util image initializers io "
    "layers linalg logging losses manip math metrics nest nn nn.rnn_cell python_io quantization "
    "queue random saved_model sets signal sparse spectral strings summary sysconfig test train "
    "GraphKeys RunOptions"
)
CLASSES = (
    "DType Dimension Graph IndexedSlices InteractiveSession Operation RegisterGradient Session "
    "SparseTensor Tensor TensorArray TensorShape Variable name_scope errors.OpError "
    "train.AdamOptimizer train.GradientDescentOptimizer train.Optimizer train.Saver"
)
# Modules that the library imports for itself and that show in its namespace.
FOREIGN = ("keras", "absl", "mock", "unittest", "google")


def rows_of(tf: Any, name: str, target: Any) -> dict[str, tuple[str, str]]:
    """The public members of a module or class."""
    rows = {}
    for member in dir(target):
        full = f"{name}.{member}"
        found = resolve(tf, full)
        home = getattr(found, "__module__", "") or ""
        foreign = inspect.isclass(target) and member in dir(Exception)
        if member.startswith("_") or isinstance(found, ModuleType) or found is MISSING:
            continue
        if foreign or home.split(".")[0] in FOREIGN:
            continue
        rows[full] = describe(tf, found)
    return rows


def main() -> None:
    tf = tensorflow()
    rows = rows_of(tf, "tf", tf)
    for name in (MODULES + " " + CLASSES).split():
        target = resolve(tf, f"tf.{name}")
        rows |= rows_of(tf, f"tf.{name}", target)
    # Nobody makes a tensor by its constructor.
    rows["tf.Tensor"] = ("class", "")
    # What graph code holds in its hands is a subclass with more members than tf.Tensor itself.
    symbolic = type(tf.constant(1))
    for member in ("consumers", "device", "graph", "op", "value_index"):
        rows[f"tf.Tensor.{member}"] = describe(tf, inspect.getattr_static(symbolic, member))
    TABLE.parent.mkdir(exist_ok=True)
    lines = ["\t".join((name, *rows[name])) for name in sorted(rows)]
    TABLE.write_text("name\tkind\tsignature\n" + "\n".join(lines) + "\n")
    print(f"{len(rows)} names")


if __name__ == "__main__":
    main()
