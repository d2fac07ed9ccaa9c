"""Which variables have no value yet."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigraph.core import dtypes
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import op, scalar
from minigraph.ops.collections import global_variables, local_variables
from minigraph.ops.constants import constant
from minigraph.ops.joining import stack
from minigraph.ops.logic import logical_not
from minigraph.ops.masks import boolean_mask
from minigraph.ops.naming import name_scope
from minigraph.ops.state import is_variable_initialized

__all__ = ["assert_variables_initialized", "report_uninitialized_variables"]


def report_uninitialized_variables(
    var_list: Any = None, name: str = "report_uninitialized_variables"
) -> Tensor:
    """The names of the variables that have no value in the session that runs this.

    Args:
        var_list: the variables to ask about; None: all global and local ones.
        name: of the scope.

    Returns:
        A vector of strings.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     a, b = tf.Variable(1.0, name="a"), tf.Variable(2.0, name="b")
        ...     sess.run(a.initializer)
        ...     print(sess.run(tf.report_uninitialized_variables()))
        [b'b']
    """
    variables = global_variables() + local_variables() if var_list is None else var_list
    with name_scope(name):
        if not variables:
            return constant([], dtypes.string)
        is_missing = logical_not(stack([is_variable_initialized(v) for v in variables]))
        return boolean_mask(constant([v.op.name for v in variables]), is_missing)


@op(
    "_RankOfValue",
    "ref: ref T -> output: int32",
    shape=scalar,
    effect="io",
    no_gradient="it is an integer",
)
def _rank_of_value(ref: Any) -> Any:
    """The rank of a variable's value: unlike Rank, it is never known without the value."""
    return np.int32(np.ndim(ref))


def assert_variables_initialized(var_list: Any = None) -> Tensor | None:
    """A tensor whose run fails if a variable has no value in the session.

    Args:
        var_list: the variables; None: all global and local ones.

    Returns:
        A Tensor, the ranks of the variables; None if there are no variables.

    Raises:
        tf.errors.FailedPreconditionError: at run time.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     v = tf.Variable([1.0, 2.0])
        ...     check = tf.assert_variables_initialized()
        ...     sess.run(v.initializer)
        ...     print(sess.run(check))
        1
    """
    variables = global_variables() + local_variables() if var_list is None else list(var_list)
    if not variables:
        return None
    ranks = [_rank_of_value(v, name="Rank") for v in variables]
    return ranks[0] if len(ranks) == 1 else stack(ranks)
