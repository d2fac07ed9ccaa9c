"""What a program shows, as JSON: the same words for TensorFlow's objects and for minigraph's.

Arrays keep dtype and shape (or that they are NumPy scalars); floats are written with the fewest
digits that give the same number back, NaN and infinities as strings.
"""

from __future__ import annotations

import builtins
import math
from typing import Any

import numpy as np


def shape_text(shape: Any) -> str:
    """A static shape: `2,?`, the empty string for rank 0, `*` for unknown rank."""
    if shape.ndims is None:
        return "*"
    return ",".join("?" if d is None else str(d) for d in shape.as_list())


def tensor_str(name: str, shape: str, dtype: str) -> str:
    """The str() that TF1 gives a tensor, from what is recorded of it."""
    if shape == "*":
        dims = "<unknown>"
    else:
        parts = shape.split(",") if shape else []
        dims = "(" + ", ".join(parts) + (",)" if len(parts) == 1 else ")")
    return f'Tensor("{name}", shape={dims}, dtype={dtype})'


def error_class(tf: Any, error: BaseException) -> str:
    """The class of an exception: the first of its bases that is TF's public one or a built-in."""
    for base in type(error).__mro__:
        if getattr(tf.errors, base.__name__, None) is base:
            return f"errors.{base.__name__}"
        if getattr(builtins, base.__name__, None) is base:
            return base.__name__
    raise AssertionError(f"no known base: {type(error)}")


def number(x: Any) -> Any:
    """One element of an array."""
    if isinstance(x, bool | np.bool_):
        return int(x)
    if isinstance(x, int | np.integer):
        return int(x)
    if isinstance(x, bytes):
        return x.decode("latin-1")
    if isinstance(x, complex | np.complexfloating):
        return [number(x.real), number(x.imag)]
    if isinstance(x, str):
        return x
    value = float(str(x)) if isinstance(x, np.floating) else float(x)
    return value if math.isfinite(value) else str(value)


def encode_array(value: np.ndarray[Any, Any] | np.generic) -> dict[str, Any]:
    array = np.asarray(value)
    dtype = array.dtype.name if array.dtype.kind not in "OSU" else "bytes"
    shape = "scalar" if isinstance(value, np.generic) else f"[{','.join(map(str, array.shape))}]"
    return {"a": f"{dtype} {shape}", "v": [number(x) for x in array.reshape(-1)]}


def encode_tensor(tensor: Any, types: bool = True) -> dict[str, Any]:
    """Name, dtype, static shape, op type; its str() only where it isn't made of these."""
    name, dtype, shape = tensor.name, tensor.dtype.name, shape_text(tensor.get_shape())
    code = {"tensor": f"{name} {dtype} [{shape}]" + (f" {tensor.op.type}" if types else "")}
    text = tensor_str(name, shape, dtype)
    if str(tensor) != text:
        code["str"] = str(tensor)
    return code


def encode_graph_object(tf: Any, x: Any, types: bool) -> Any:
    """TF's own objects; None where x is none of them."""
    if isinstance(x, tf.Variable):
        shape = shape_text(x.get_shape())
        return {"var": x.name, "d": x.dtype.name, "s": shape, "repr": repr(x)}
    if isinstance(x, tf.Tensor):
        return encode_tensor(x, types)
    if isinstance(x, tf.Operation):
        return {"operation": x.name, "type": x.type} if types else {"operation": x.name}
    if isinstance(x, tf.TensorShape):
        return {"shape": shape_text(x)}
    if isinstance(x, tf.Dimension):
        return {"dim": x.value}
    if isinstance(x, tf.DType):
        return {"dtype": x.name}
    if isinstance(x, tf.Graph):
        return {"graph": "default" if x is tf.get_default_graph() else "other"}
    return None


def encode(tf: Any, x: Any, types: bool = True) -> Any:
    """Any value that a program may show."""
    if x is None or isinstance(x, bool | int | str):
        return x if not isinstance(x, np.generic) else encode_array(x)
    code = encode_graph_object(tf, x, types)
    if code is not None:
        return code
    if hasattr(x, "indices") and hasattr(x, "dense_shape"):
        return {"slices": [encode(tf, p, types) for p in (x.values, x.indices, x.dense_shape)]}
    if isinstance(x, np.ndarray | np.generic):
        return encode_array(x)
    if isinstance(x, float | complex):
        return {"a": "python", "v": [number(complex(x) if isinstance(x, complex) else x)]}
    if isinstance(x, bytes):
        return {"bytes": x.decode("latin-1")}
    if isinstance(x, dict):
        return {"dict": [[str(k), encode(tf, v, types)] for k, v in x.items()]}
    if isinstance(x, list | tuple):
        items = [encode(tf, v, types) for v in x]
        return items if type(x) is list else {"tuple": items, "class": type(x).__name__}
    if isinstance(x, np.dtype):
        return {"numpy": x.name}
    if isinstance(x, type):
        return {"class": x.__name__}
    raise TypeError(f"a program shows a {type(x)}, which has no encoding")


def describe_nodes(graph: Any, hide: str = "") -> list[str]:
    """Each node as `name Type input input:1 ^control`; those under `hide` are left out.

    An input from under `hide` is written as `hide/*`: gradients are named by each engine itself.
    """

    def source(name: str) -> str:
        return f"{hide}/*" if hide and name.startswith(hide + "/") else name

    lines = []
    for op in graph.get_operations():
        if hide and op.name.startswith(hide + "/"):
            continue
        words = [op.name, op.type]
        words += [source(t.name.removesuffix(":0")) for t in op.inputs]
        words += ["^" + source(c.name) for c in op.control_inputs]
        lines.append(" ".join(words))
    return lines
