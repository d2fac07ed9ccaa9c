"""Control flow: `cond` and `while_loop` hold their branches and bodies as sealed sub-graphs.

`If` and `While` are ordinary nodes with functions as attributes. Their inputs are what the user
passes and what the functions capture; a plan traces the functions in place (`plan/trace.py`), so
there is no kernel. Gradients: `autodiff/control_flow.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigraph.core import dtypes
from minigraph.core.build import add_node
from minigraph.core.convert import convert
from minigraph.core.functions import FuncGraph
from minigraph.core.graph import default_graph
from minigraph.core.nodes import Operation, Tensor
from minigraph.core.op_record import Call, OpRecord, op
from minigraph.core.shapes import Dims, as_dims, compatible, generalise, show
from minigraph.core.sparse_tensor import SparseTensor
from minigraph.ops.arithmetic import add
from minigraph.ops.compare import less
from minigraph.ops.constants import constant
from minigraph.ops.flow import identity_op
from minigraph.ops.logic import logical_and
from minigraph.ops.naming import name_scope
from minigraph.ops.structure import flatten, leaves, pack, same_structure

__all__ = ["cond", "while_loop"]


# ---------------------------------------------------------------------------------- the ops
def _either(call: Call) -> list[Dims]:
    then, orelse = call.attrs["then_branch"], call.attrs["else_branch"]
    return [generalise(a._dims, b._dims) for a, b in zip(then.outputs, orelse.outputs, strict=True)]


@op("If", "cond: bool, input: [Tin] -> output: [Tout]", shape=_either, effect="functions")
def if_op(cond: Any, *input: Any, then_branch: FuncGraph, else_branch: FuncGraph) -> Any:
    """The results of one of two functions of the inputs."""
    raise AssertionError("plans and the interpreter run the functions themselves")


@op(
    "While",
    "input: [T] -> output: [Tout]",
    shape=lambda call: [t._dims for t in call.attrs["body"].inputs[: len(call.attrs["Tout"])]],
    effect="functions",
)
def while_op(*input: Any, cond: FuncGraph, body: FuncGraph, loop_vars: Any) -> Any:
    """What the loop variables are when `cond` is false; further inputs stay as they are."""
    raise AssertionError("plans and the interpreter run the functions themselves")


@op(
    "_Absent",
    "-> output: dtype",
    shape=lambda call: call.attrs["shape"],
    effect="functions",
    no_gradient="it has no inputs",
)
def absent(*, dtype: Any, shape: Dims) -> Any:
    """Stands for a value that only the other branch makes."""
    return None


# ---------------------------------------------------------------------------------- building
def trace_function(
    label: str, function: Callable[..., Any], arguments: list[Tensor], dims: list[Dims]
) -> tuple[FuncGraph, Any]:
    """Call `function` within a new sub-graph on arguments like these; the graph and its result."""
    graph = FuncGraph(default_graph(), label)
    with graph.as_default():
        inner = [
            graph.add_input(t.dtype.base_dtype, d, t._op.name.rpartition("/")[2] + "_arg")
            for t, d in zip(arguments, dims, strict=True)
        ]
        return graph, function(*inner)


def leaf_to_tensor(value: Any) -> Tensor:
    """A branch's result as a tensor; an operation becomes a bool that waits for it."""
    graph = default_graph()
    if isinstance(value, Operation):
        with graph.control_dependencies([value]):
            return identity_op(constant(True))  # type: ignore[no-any-return]
    tensor = convert(value)
    if isinstance(graph, FuncGraph):
        tensor = graph.capture(tensor)
    return tensor


def align(functions: list[FuncGraph], declared: int) -> list[Tensor]:
    """Give functions the same captured inputs in the same order; the captured tensors."""
    outside = list(dict.fromkeys(t for f in functions for t in f.captures))
    for function in functions:
        own = function.inputs[:declared]
        function._finalized = False
        function.inputs = own + [function.capture(t) for t in outside]
        function._finalized = True
    return outside


def add_control_node(
    record: OpRecord, inputs: tuple[Any, ...], functions: list[FuncGraph], name: str, attrs: Any
) -> Operation:
    """An `If` or `While` node that waits for what its functions wait for."""
    waits = [op for function in functions for op in function.waits_for]
    with default_graph().control_dependencies(waits):
        return add_node(record, inputs, name, attrs)


def make_if(pred: Tensor, then: FuncGraph, orelse: FuncGraph, name: str) -> Operation:
    """An `If` node from two sealed functions without declared inputs."""
    outside = align([then, orelse], 0)
    attrs = {
        "then_branch": then,
        "else_branch": orelse,
        "Tout": tuple(t.dtype.base_dtype for t in then.outputs),
    }
    return add_control_node(if_op, (pred, outside), [then, orelse], name, attrs)


def make_while(test: FuncGraph, body: FuncGraph, starts: list[Tensor], name: str) -> Operation:
    """A `While` node from two sealed functions whose first inputs are the loop variables."""
    outside = align([test, body], len(starts))
    kinds = tuple(t.dtype.base_dtype for t in starts)
    attrs = {"cond": test, "body": body, "loop_vars": kinds, "Tout": kinds}
    return add_control_node(while_op, ([*starts, *outside],), [test, body], name, attrs)


# ---------------------------------------------------------------------------------- cond
def cond(
    pred: Any,
    true_fn: Callable[[], Any] | None = None,
    false_fn: Callable[[], Any] | None = None,
    strict: bool = False,
    name: str | None = None,
    fn1: Callable[[], Any] | None = None,
    fn2: Callable[[], Any] | None = None,
) -> Any:
    """`true_fn()` if `pred` is true at run time, else `false_fn()`.

    Args:
        pred: a bool scalar tensor.
        true_fn, false_fn: functions without arguments. Each is called once, to build its branch;
            both must return the same structure of tensors with the same types. An operation in it
            becomes a bool that is available when the operation has run.
        strict: whether a result that is a list of one stays a list.
        name: of the scope.
        fn1, fn2: the old names of `true_fn` and `false_fn`.

    Returns:
        The result's structure. Only the branch that was chosen runs, but what the functions use
        from outside runs before. Gradients of any order pass through.

    Raises:
        TypeError: `pred` is a Python bool or no bool at all, or a function cannot be called.
        ValueError: the structures or the types differ, or a function returns None.

    Example:
        >>> import minigraph as tf
        >>> x = tf.placeholder(tf.float32, [])
        >>> y = tf.cond(x > 0.0, lambda: x * 10.0, lambda: -x)
        >>> sess = tf.Session()
        >>> sess.run(y, {x: 2.0}), sess.run(y, {x: -2.0})
        (np.float32(20.0), np.float32(2.0))
    """
    if fn1 is not None or fn2 is not None:
        if true_fn is not None or false_fn is not None:
            raise TypeError(
                "cond(): 'fn1' and 'fn2' are old names; give true_fn and false_fn only."
            )
        true_fn, false_fn = fn1, fn2
    if true_fn is None or false_fn is None:
        raise TypeError("cond(): both true_fn and false_fn are needed.")
    if not callable(true_fn) or not callable(false_fn):
        raise TypeError("true_fn and false_fn must be callable.")
    with name_scope(name, "cond", [pred]) as scope:
        if isinstance(pred, bool):
            raise TypeError("pred must not be a Python bool")
        condition = convert(pred, None if hasattr(pred, "dtype") else dtypes.bool_, name="pred")
        if condition.dtype.base_dtype is not dtypes.bool_:
            raise TypeError(
                f"pred must be a bool, but is {condition} (built at {condition._op._site})."
            )
        if condition._dims not in (None, ()):
            raise ValueError(f"pred must be a scalar, but is {condition}")
        then, result, flat = _branch(f"the true branch of cond {scope!r}", true_fn, "true_fn")
        orelse, other, flat_other = _branch(
            f"the false branch of cond {scope!r}", false_fn, "false_fn"
        )
        if not same_structure(result, other) or len(flat) != len(flat_other):
            raise ValueError(
                "true_fn and false_fn must return the same structure, but returned "
                f"{result!r} and {other!r}."
            )
        for a, b in zip(flat, flat_other, strict=True):
            if a.dtype.base_dtype is not b.dtype.base_dtype:
                raise ValueError(
                    "Outputs of true_fn and false_fn must have the same type: "
                    f"{a.dtype.base_dtype.name}, {b.dtype.base_dtype.name} "
                    f"({a}, built at {a._op._site}; {b}, built at {b._op._site})"
                )
        then.seal(flat)
        orelse.seal(flat_other)
        node = make_if(condition, then, orelse, "If")
        merged = [identity_op(t, name="Merge") for t in node.outputs]
    answer = pack(result, merged)
    if not strict and isinstance(answer, (list, tuple)) and len(answer) == 1:
        return answer[0]
    return answer


def _branch(
    label: str, function: Callable[[], Any], argument: str
) -> tuple[FuncGraph, Any, list[Tensor]]:
    """Build one branch: its graph, what the function returned, and that as tensors."""
    graph, result = trace_function(label, function, [], [])
    if result is None:
        raise ValueError(f"{argument} must have a return value.")
    with graph.as_default():
        return graph, result, [leaf_to_tensor(leaf) for leaf in flatten(result)]


# ---------------------------------------------------------------------------------- while_loop
def while_loop(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Any,
    shape_invariants: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
    maximum_iterations: Any = None,
    return_same_structure: bool = False,
) -> Any:
    """Repeat `body` while `cond` is true.

    Args:
        cond: from the loop variables to a bool scalar tensor.
        body: from the loop variables to their next values, in the same structure.
        loop_vars: their first values: a list, tuple or other structure of tensors.
        shape_invariants: for each, what is known of its shape in every iteration; default: the
            shape of the first value. Needed where a size changes.
        parallel_iterations, swap_memory: accepted as in TF1, of no effect.
        back_prop: whether gradients pass through.
        name: of the scope.
        maximum_iterations: a limit to the number of iterations.
        return_same_structure: whether one loop variable comes back as a list of one.

    Returns:
        The loop variables when `cond` was false: a list (or one tensor, if there is one).
        Gradients of any order pass through.

    Raises:
        TypeError: `cond` or `body` cannot be called, or a type changes.
        ValueError: no loop variables, another number of results, or a shape changes that the
            invariants fix.

    Example:
        >>> import minigraph as tf
        >>> i, total = tf.while_loop(lambda i, s: i < 5, lambda i, s: [i + 1, s + i], [0, 0])
        >>> tf.Session().run(total)
        np.int32(10)
    """
    if not callable(cond):
        raise TypeError("cond must be callable.")
    if not callable(body):
        raise TypeError("body must be callable.")
    if parallel_iterations < 1:
        raise TypeError("parallel_iterations must be a positive integer.")
    with name_scope(name, "while", flatten(loop_vars)) as scope:
        if not flatten(loop_vars):
            raise ValueError("No loop variables provided.")
        single = not isinstance(loop_vars, (list, tuple))
        packed = [loop_vars] if single else loop_vars
        loop = _Loop(scope, cond, body, packed, shape_invariants, maximum_iterations)
        node = loop.build()
        if not back_prop:
            node.attrs["back_prop"] = False
        exits = [identity_op(t, name="Exit") for t in node.outputs][loop.extra :]
    answer = pack(loop.result, exits)
    if len(packed) == 1 and not return_same_structure:
        return answer[0]
    return answer


class _Loop:
    """One while_loop under construction; `extra` loop variables of our own come first."""

    def __init__(
        self,
        scope: str,
        cond: Callable[..., Any],
        body: Callable[..., Any],
        loop_vars: Any,
        invariants: Any,
        limit: Any,
    ):
        self.scope = scope
        self.cond = cond
        self.body = body
        self.loop_vars = loop_vars
        self.starts = [convert(v) for v in flatten(loop_vars)]
        self.dims = self._start_dims()
        if invariants is not None:
            self._apply_invariants(invariants)
        self.limit = None if limit is None else convert(limit, dtypes.int32, "maximum_iterations")
        self.extra = 0 if limit is None else 1
        self.result: Any = loop_vars
        if self.limit is not None:
            self.starts.insert(0, constant(0, name="iteration_counter"))
            self.dims.insert(0, ())

    def _apply_invariants(self, invariants: Any) -> None:
        shapes = _flat_shapes(invariants)
        count = len(leaves(self.loop_vars))
        if len(shapes) != count:
            raise ValueError(
                f"There are {count} loop variables but {len(shapes)} shape_invariants."
            )
        shapes = self._start_dims(shapes)
        for index, (start, shape) in enumerate(zip(self.starts, shapes, strict=True)):
            if not _covers(shape, start._dims):
                raise ValueError(
                    f"The shape invariant specified for {start.name} is not compatible with the "
                    f"initial shape of the loop variable. It enters the loop with shape "
                    f"{show(start._dims)}, but the specified shape invariant is {show(shape)}."
                )
            self.dims[index] = shape

    def _start_dims(self, shapes: list[Dims] | None = None) -> list[Dims]:
        """The static shapes of all starts, from their own or from those given for the variables.

        Of a SparseTensor only the rank counts: it may get more or fewer values.
        """
        found: list[Dims] = []
        for index, leaf in enumerate(leaves(self.loop_vars)):
            count = len(flatten(leaf))
            if isinstance(leaf, SparseTensor):
                whole = leaf._dims if shapes is None else shapes[index]
                rank = None if whole is None else len(whole)
                found += [(None, rank), (None,), (rank,)]
            elif shapes is not None and count == 1:
                found.append(shapes[index])
            else:
                found += [start._dims for start in self.starts[len(found) : len(found) + count]]
        return found

    def build(self) -> Operation:
        """Trace both functions and add the node."""
        test, wish = trace_function(
            f"the condition of while_loop {self.scope!r}", self._test, self.starts, self.dims
        )
        with test.as_default():
            predicate = test.capture(convert(wish))
        if predicate.dtype.base_dtype is not dtypes.bool_:
            raise TypeError(f"cond must return a bool tensor, but returned {predicate}.")
        if predicate._dims not in (None, ()):
            raise ValueError(f"cond must return a scalar, but returned {predicate}.")
        body, results = trace_function(
            f"the body of while_loop {self.scope!r}", self._step, self.starts, self.dims
        )
        self._check_types(results)
        test.seal([predicate])
        body.seal(results)
        return make_while(test, body, self.starts, "While")

    def _test(self, *tensors: Tensor) -> Any:
        own, theirs = tensors[: self.extra], tensors[self.extra :]
        wish = self.cond(*pack(self.loop_vars, list(theirs)))
        if self.limit is None:
            return wish
        return logical_and(less(own[0], self.limit), wish)

    def _step(self, *tensors: Tensor) -> list[Tensor]:
        own, theirs = tensors[: self.extra], tensors[self.extra :]
        result = self.body(*pack(self.loop_vars, list(theirs)))
        if not isinstance(result, (list, tuple)) or (_is_namedtuple(result) and len(theirs) == 1):
            result = [result]
        self.result = result
        if not same_structure(list(self.loop_vars), list(result)):
            raise ValueError(
                "body must return the same structure as loop_vars, but returned "
                f"{result!r} for {self.loop_vars!r}."
            )
        leaves = []
        for leaf, start in zip(flatten(list(result)), self.starts[self.extra :], strict=True):
            typed = None if hasattr(leaf, "_as_graph_element") else start.dtype.base_dtype
            leaves.append(leaf_to_tensor(leaf if typed is None else convert(leaf, typed)))
        return [*(add(t, 1) for t in own), *leaves]

    def _check_types(self, results: list[Tensor]) -> None:
        for start, dims, result in zip(self.starts, self.dims, results, strict=True):
            if result.dtype.base_dtype is not start.dtype.base_dtype:
                raise TypeError(
                    f"The loop variable {start.name} enters with type {start.dtype.base_dtype.name}"
                    f" but is {result.dtype.base_dtype.name} after one iteration ({result}, built "
                    f"at {result._op._site})."
                )
            if not _covers(dims, result._dims):
                raise ValueError(
                    f"Input tensor {start.name!r} enters the loop with shape {show(dims)}, but has "
                    f"shape {show(result._dims)} after one iteration ({start.name} is built at "
                    f"{start._op._site}, {result.name} at {result._op._site}). To allow it to vary "
                    "across iterations, use the `shape_invariants` argument of tf.while_loop to "
                    "specify a less-specific shape."
                )


def _covers(general: Dims, special: Dims) -> bool:
    """Whether every tensor of shape `special` has shape `general`."""
    if general is None:
        return True
    if special is None or not compatible(general, special):
        return False
    return all(g is None or g == s for g, s in zip(general, special, strict=True))


def _flat_shapes(invariants: Any) -> list[Dims]:
    if invariants is None or hasattr(invariants, "as_list"):
        return [as_dims(invariants)]
    if isinstance(invariants, dict):
        return [d for key in sorted(invariants) for d in _flat_shapes(invariants[key])]
    return [d for item in invariants for d in _flat_shapes(item)]


def _is_namedtuple(value: Any) -> bool:
    return isinstance(value, tuple) and hasattr(value, "_fields")
