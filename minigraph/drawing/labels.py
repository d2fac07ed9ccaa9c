"""Words in a picture: names and shapes as short text that cannot break anything.

Whatever a graph holds, what comes out here is printable, of bounded length and free of control
characters. Escaping for DOT and XML is left to the writer of the format.
"""

from __future__ import annotations

from minigraph.drawing.graph_api import TensorLike
from minigraph.drawing.picture import Value

NAME_LIMIT = 44  # characters of a name in a node; the whole name is in the tooltip


def shorten(text: str, limit: int) -> str:
    """Cuts from the middle, since both ends of a name tell names apart.

    Example:
        >>> from minigraph.drawing.labels import shorten
        >>> shorten("a_very_long_name", 9)
        'a_ve…name'
    """
    if len(text) <= limit:
        return text
    kept = limit - 1
    return text[: kept - kept // 2] + "…" + text[len(text) - kept // 2 :]


def printable(text: str) -> str:
    """Control, direction and half characters become their Python escapes: XML allows few of them.

    Example:
        >>> from minigraph.drawing.labels import printable
        >>> print(printable("two" + chr(10) + "lines"))
        two\\nlines
    """
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )


def shape_text(value: Value, shapes: bool = True, dtypes: bool = True) -> str:
    """A static shape as TF1 prints it, and the dtype.

    Example:
        >>> from minigraph.drawing.labels import shape_text
        >>> from minigraph.drawing.picture import Value
        >>> shape_text(Value("float32", (None, 10)))
        '(?, 10) float32'
        >>> shape_text(Value("float32", ())), shape_text(Value("int32", None), dtypes=False)
        ('scalar float32', 'unknown shape')
    """
    words = [_dims_text(value.shape)] if shapes else []
    return " ".join([*words, value.dtype] if dtypes else words)


def _dims_text(shape: tuple[int | None, ...] | None) -> str:
    if shape is None:
        return "unknown shape"
    if not shape:
        return "scalar"
    dims = ["?" if dim is None else str(dim) for dim in shape]
    if len(dims) > 8:
        dims = [*dims[:4], "…", *dims[-3:]]
    return "(" + ", ".join(dims) + ("," if len(dims) == 1 else "") + ")"


def value_of(tensor: TensorLike) -> Value:
    """Reads dtype and static shape; a reference dtype is shown as what it refers to."""
    dims = None if tensor.shape.ndims is None else tuple(tensor.shape.as_list())
    return Value(printable(tensor.dtype.name.removesuffix("_ref")), dims)
