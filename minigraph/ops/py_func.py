"""Python functions as ops of a graph."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.build import add_node
from minigraph.core.dtypes import DType, as_dtype
from minigraph.core.errors import InvalidArgumentError, OpError, UnimplementedError, UnknownError
from minigraph.core.op_record import Call, case, op
from minigraph.core.shapes import Dims

__all__ = ["numpy_function", "py_func"]

_numbers = itertools.count()


def _unknown_shapes(call: Call) -> list[Dims]:
    return [None] * len(call.attrs["Tout"])


def _called(func: Callable[..., Any], token: str, wanted: tuple[DType, ...], inputs: Any) -> Any:
    """The function's results as values of the wanted types."""
    try:
        answer = func(*inputs)
    except OpError:
        raise
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(None, None, f"{type(error).__name__}: {error}") from error
    except NotImplementedError as error:
        raise UnimplementedError(None, None, f"{type(error).__name__}: {error}") from error
    except Exception as error:
        raise UnknownError(None, None, f"{type(error).__name__}: {error}") from error
    results = list(answer) if isinstance(answer, (list, tuple)) else [answer]
    if not wanted:
        return []
    if len(results) != len(wanted):
        raise InvalidArgumentError(
            None,
            None,
            f"{token} returns {len(results)} values, but expects to see {len(wanted)} values.",
        )
    return [
        _checked(r, dtype, i, token)
        for i, (r, dtype) in enumerate(zip(results, wanted, strict=True))
    ]


def _checked(result: Any, dtype: DType, index: int, token: str) -> Any:
    value = np.asarray(result)
    if dtype.np_dtype.kind == "O":
        encode = np.frompyfunc(lambda v: v.encode() if isinstance(v, str) else v, 1, 1)
        return np.array(encode(value.astype(object)), object)[()]
    if value.dtype != dtype.np_dtype:
        if isinstance(result, (np.ndarray, np.generic)):
            raise InvalidArgumentError(
                None,
                None,
                f"{index}-th value returned by {token} is {value.dtype.name}, but expects "
                f"{dtype.name}",
            )
        value = value.astype(dtype.np_dtype)
    return value.copy()[()]  # the function may go on writing to its array


# ---------------------------------------------------------------------------------- PyFunc
@op(
    "PyFunc",
    "input: [Tin] -> output: [Tout]",
    shape=_unknown_shapes,
    effect="io",
    no_gradient="what a Python function does is not known",
    samples=[case(["2,3"], func=np.ndim, Tout=(dtypes.int32,))],
)
def py_func_op(
    *input: Any, func: Callable[..., Any], token: str = "", Tout: tuple[DType, ...]
) -> Any:
    """What the function returns; it may have effects."""
    return _called(func, token, Tout, input)


@op(
    "PyFuncStateless",
    "input: [Tin] -> output: [Tout]",
    shape=_unknown_shapes,
    no_gradient="what a Python function does is not known",
    samples=[case(["2,3"], func=np.ndim, Tout=(dtypes.int32,))],
)
def py_func_stateless(
    *input: Any, func: Callable[..., Any], token: str = "", Tout: tuple[DType, ...]
) -> Any:
    """What the function returns; it depends on the inputs alone."""
    return _called(func, token, Tout, input)


def py_func(
    func: Callable[..., Any], inp: Any, Tout: Any, stateful: bool = True, name: str | None = None
) -> Any:
    """A Python function as an op: it takes and returns NumPy arrays.

    Args:
        func: called in each run with the values of `inp`; returns an array or a list of arrays.
        inp: a list of tensors.
        Tout: the type of the result, or a list of types; [] for none.
        stateful: whether calls may differ for the same input or have effects; if not, a plan may
            merge equal calls.
        name: of the node.

    Returns:
        A Tensor of unknown shape (say `set_shape`), or a list of them; the Operation for no result.
        No gradient.

    Raises:
        tf.errors.InvalidArgumentError: at run time, a TypeError or ValueError of `func`, or results
            that are not what `Tout` says; tf.errors.UnknownError: another exception of `func`.

    Example:
        >>> import numpy as np
        >>> import minigraph as tf
        >>> tf.Session().run(tf.py_func(np.cumsum, [[1.0, 2.0, 3.0]], tf.float32)).tolist()
        [1.0, 3.0, 6.0]
    """
    if not callable(func):
        raise ValueError(f"tf.py_func needs a function, not {func!r}.")
    several = isinstance(Tout, (list, tuple))
    types = tuple(as_dtype(t) for t in (Tout if several else [Tout]))
    record = py_func_op if stateful else py_func_stateless
    token = f"pyfunc_{next(_numbers)}"
    attrs = {"func": func, "token": token, "Tout": types}
    node = add_node(record, (list(inp),), name or "PyFunc", attrs)
    if not types:
        return node
    return list(node.outputs) if several else node.outputs[0]


def numpy_function(
    func: Any = None,
    inp: Any = None,
    Tout: Any = None,
    stateful: bool = True,
    name: str | None = None,
) -> Any:
    """`tf.py_func` by its newer name; the same arguments.

    Example:
        >>> import numpy as np
        >>> import minigraph as tf
        >>> tf.Session().run(tf.numpy_function(np.sort, [[3, 1, 2]], tf.int32)).tolist()
        [1, 2, 3]
    """
    return py_func(func, inp, Tout, stateful, name)
