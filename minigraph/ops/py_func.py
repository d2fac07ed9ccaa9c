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
from minigraph.core.op_record import Call, OpRecord, case, op
from minigraph.core.shapes import Dims

__all__ = ["numpy_function", "py_func", "py_function"]

_numbers = itertools.count()


def _unknown_shapes(call: Call) -> list[Dims]:
    return [None] * len(call.attrs["Tout"])


def _called(
    func: Callable[..., Any],
    token: str,
    wanted: tuple[DType, ...],
    inputs: Any,
    cast: bool = False,
) -> Any:
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
    if not wanted:
        return []
    if answer is None:
        results = []
    else:
        results = list(answer) if isinstance(answer, (list, tuple)) else [answer]
    if len(results) != len(wanted):
        raise InvalidArgumentError(
            None,
            None,
            f"{token} returns {len(results)} values, but expects to see {len(wanted)} values.",
        )
    return [
        _checked(r, dtype, i, token, cast)
        for i, (r, dtype) in enumerate(zip(results, wanted, strict=True))
    ]


def _checked(result: Any, dtype: DType, index: int, token: str, cast: bool) -> Any:
    """One result as a value of type `dtype`: with `cast`, Python's numbers too."""
    value = np.asarray(result)
    if dtype.np_dtype.kind == "O":
        encode = np.frompyfunc(lambda v: v.encode() if isinstance(v, str) else v, 1, 1)
        return np.array(encode(value.astype(object)), object)[()]
    if value.dtype != dtype.np_dtype:
        if not cast or isinstance(result, (np.ndarray, np.generic)):
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
    samples=[case(["2,3"], func=np.argmax, Tout=(dtypes.int64,))],
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
    samples=[case(["2,3"], func=np.argmax, Tout=(dtypes.int64,))],
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
        func: called in each run with the values of `inp`; returns an array or a list of arrays,
            each of exactly the type that `Tout` says: a Python float is float64, an int is int64.
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
    record = py_func_op if stateful else py_func_stateless
    return _node(record, func, inp, Tout, name or "PyFunc")


def _node(record: OpRecord, func: Any, inp: Any, Tout: Any, name: str) -> Any:
    if not callable(func):
        raise ValueError(f"tf.py_func needs a function, not {func!r}.")
    several = isinstance(Tout, (list, tuple))
    types = tuple(as_dtype(t) for t in (Tout if several else [Tout]))
    token = f"pyfunc_{next(_numbers)}"
    attrs = {"func": func, "token": token, "Tout": types}
    node = add_node(record, (list(inp),), name, attrs)
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


# ---------------------------------------------------------------------------------- EagerPyFunc
class Value(np.ndarray[Any, np.dtype[Any]]):
    """An array that has the method `numpy`, as TensorFlow's eager tensors do."""

    def numpy(self) -> Any:
        """The plain array, or the number."""
        return np.asarray(self)[()]


@op(
    "EagerPyFunc",
    "input: [Tin] -> output: [Tout]",
    shape=_unknown_shapes,
    effect="io",
    samples=[case(["2,3"], func=np.ndim, Tout=(dtypes.int32,))],
)
def eager_py_func_op(
    *input: Any, func: Callable[..., Any], token: str = "", Tout: tuple[DType, ...]
) -> Any:
    """What the function returns for values with a method `numpy`."""
    values = [np.asarray(x, None if np.ndim(x) or hasattr(x, "dtype") else object) for x in input]
    results = _called(func, token, Tout, [value.copy().view(Value) for value in values], cast=True)
    return [np.asarray(result)[()] for result in results]


@eager_py_func_op.grad
def _(op: Any, *gs: Any) -> Any:
    raise LookupError(
        f"No gradient through tf.py_function ({op.name}, built at {op._site}): its function is not "
        "recorded here. State one with tf.custom_gradient or tf.RegisterGradient."
    )


def py_function(
    func: Any = None, inp: Any = None, Tout: Any = None, name: str | None = None
) -> Any:
    """A Python function as an op, called with arrays that have a method `numpy`.

    Args:
        func: called in each run with the values of `inp`: NumPy arrays, of which `x.numpy()` is
            the plain array. It may compute with NumPy, not with operations of a graph.
        inp: a list of tensors.
        Tout: the type of the result, or a list of types; [] for none.
        name: of the node.

    Returns:
        A Tensor of unknown shape, or a list of them; the Operation for no result. Unlike
        TensorFlow's it cannot be differentiated; `tf.gradients` through it raises LookupError.

    Raises:
        As `tf.py_func`.

    Example:
        >>> import minigraph as tf
        >>> double = tf.py_function(lambda x: 2 * x.numpy(), [[1.0, 2.0]], tf.float32)
        >>> tf.Session().run(double).tolist()
        [2.0, 4.0]
    """
    return _node(eager_py_func_op, func, inp or [], Tout, name or "EagerPyFunc")
