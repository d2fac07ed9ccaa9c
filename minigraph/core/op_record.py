"""The op record: all that the engine knows of one op type, in one object.

    @op("AddV2", "x: T, y: T -> z: T", T=NUMBERS, shape=broadcast, ufunc=np.add, ...)
    def add_v2(x, y):
        return np.add(x, y)

    @add_v2.grad
    def _(op, g):
        return g, g

The decorated function is the op's meaning: NumPy values in, NumPy values out; its keyword-only
arguments are the op's attributes with their defaults. What `@op` returns is the record, and
calling the record adds a node to a graph (`build.py`): `add_v2(a, b, name="sum")`.

The signature names inputs and outputs as TensorFlow's registry does. A type is a dtype
(`int32`) or a type attribute (`T`), `ref T` for a variable itself, `N*T` for a list of N tensors
of one type, `[T]` for a list whose types may differ (attribute `T` is then a list of dtypes).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

from minigraph.core import dtypes
from minigraph.core.dtypes import DType
from minigraph.core.shapes import Dims, broadcast_dims, show

__all__ = [
    "COMPLEX",
    "FLOATS",
    "INDEX",
    "INTS",
    "NUMBERS",
    "REAL",
    "REQUIRED",
    "Arg",
    "Call",
    "OpRecord",
    "Sample",
    "bad",
    "broadcast",
    "case",
    "op",
    "record_named",
    "records",
    "same",
    "scalar",
    "unknown",
]

FLOATS = (dtypes.float16, dtypes.float32, dtypes.float64)
COMPLEX = (dtypes.complex64, dtypes.complex128)
SIGNED = (dtypes.int8, dtypes.int16, dtypes.int32, dtypes.int64)
UNSIGNED = (dtypes.uint8, dtypes.uint16, dtypes.uint32, dtypes.uint64)
INTS = SIGNED + UNSIGNED
REAL = FLOATS + INTS
NUMBERS = REAL + COMPLEX
INDEX = (dtypes.int32, dtypes.int64)  # Python ints given for these become int32

REQUIRED: Any = object()  # the default of an attribute that has none


class Arg(NamedTuple):
    """One input or output of a signature."""

    name: str
    type: DType | str  # a dtype, or the name of a type attribute
    is_ref: bool = False
    number: str | None = None  # attribute that counts a list of one type
    is_list: bool = False  # a list whose types may differ

    @property
    def is_sequence(self) -> bool:
        """Whether this argument takes several tensors."""
        return self.is_list or self.number is not None


class Call(NamedTuple):
    """One application of an op, as shape and value rules see it.

    `values[i]` is what is known of input i: an int, a tuple of `int | None`, an array, or None.
    """

    record: OpRecord
    shapes: tuple[Dims, ...]
    values: tuple[Any, ...]
    attrs: dict[str, Any]
    dtypes: tuple[DType, ...]

    def rank(self, index: int, wanted: int) -> Dims:
        """Input `index`'s shape, which must have `wanted` axes if its rank is known."""
        dims = self.shapes[index]
        if dims is not None and len(dims) != wanted:
            raise ValueError(
                f"{self.input_name(index)} must have rank {wanted}, but its shape is {show(dims)}"
            )
        return dims

    def input_name(self, index: int) -> str:
        """What the op calls its input `index`."""
        names = self.record.inputs
        return f"'{names[index].name}'" if index < len(names) else f"input {index}"


class Sample(NamedTuple):
    """One example of an op's use: it drives the tests of the op table.

    `inputs` are arrays' descriptions (see `tests/op_table.py`): `"2,3"` is a real array of that
    shape, `"2,3 int32 0:5"` integers from 0 to 4, anything else stands for itself.
    """

    inputs: tuple[Any, ...]
    attrs: dict[str, Any]
    error: type[Exception] | None = None
    match: str = ""


def case(*inputs: Any, **attrs: Any) -> Sample:
    """A sample that works."""
    return Sample(inputs, attrs)


def bad(*inputs: Any, error: type[Exception], match: str, **attrs: Any) -> Sample:
    """A sample that must raise `error` with a text that matches `match`."""
    return Sample(inputs, attrs, error, match)


# ---------------------------------------------------------------------------------- shape rules
ShapeRule = Callable[[Call], Any]


def same(call: Call) -> Dims:
    """The shape of the first input."""
    return call.shapes[0]


def broadcast(call: Call) -> Dims:
    """The inputs' shapes broadcast together."""
    dims = call.shapes[0]
    for other in call.shapes[1:]:
        dims = broadcast_dims(dims, other)
    return dims


def scalar(call: Call) -> Dims:
    """Rank 0."""
    return ()


def unknown(call: Call) -> Dims:
    """Nothing is known before run time."""
    return None


# ---------------------------------------------------------------------------------- the record
_RECORDS: dict[str, OpRecord] = {}
build_hooks: dict[str, Callable[..., Any]] = {}  # "add": set by core/build.py


class AliasOfAll(dict[int, int]):
    """What `alias` is where each output may share the memory of one input, however many there are."""

    def __init__(self, source: int):
        super().__init__({0: source})

    def get(self, output: int, default: Any = None) -> Any:
        """The input."""
        return self[0]


class InPlace(NamedTuple):
    """How a variable's own array is changed; see `OpRecord.updates`."""

    prepare: Callable[..., Any]
    write: Callable[..., None]
    at_once: Callable[..., None] | None
    inline: str = ""


class OpRecord:
    """What the engine knows of one op type. Made by `@op`; see the module's docstring.

    Attributes:
        name: TensorFlow's op type.
        inputs, outputs: the signature.
        types: for each type attribute, the dtypes that it may be.
        chosen_types: those of them that no input has, so that an attribute says which.
        attrs: for each other attribute, its default (or REQUIRED).
        kernel: the meaning, on NumPy values.
        shape_rule: static shapes of the outputs from those of the inputs.
        ufunc: the NumPy ufunc that is the kernel; its result can be written to a given array.
        elementwise: whether each element of the result needs that element of the inputs alone, once
            they are broadcast: then the op can be run on parts of its arrays.
        by_rows: whether each row along the last axis needs that row of its one input alone.
        scalar: a Python expression for rank-0 inputs, 20 times cheaper than a ufunc.
        alias: output -> input whose memory it may share.
        writes: how many variables it writes: those that its first inputs refer to. The kernel of
            an op that writes several gives all their new values, as a tuple.
        reads_uninitialized: whether the variable may be without a value.
        effect: "" for a pure op, "random" (draws from its own stream), "io" (order matters).
        new_stream: of a random op, its stream from its attributes; of another op with a state for
            each session, that state.
        uniform: the type attribute of all inputs and the one output, where there is no other.
        uniform_kinds: ids of the types that it may be.
        required: whether an attribute has no default.
        no_gradient: why there is no gradient rule.
        partial_gradients: the gradient rule takes None for outputs without a cotangent.
        sparse_gradients: the gradient rule takes an IndexedSlices as it is.
        samples: examples; they are the op's tests.
    """

    def __init__(
        self, name: str, signature: str, kernel: Callable[..., Any], facts: dict[str, Any]
    ):
        self.name = name
        self.kernel = kernel
        self.doc = kernel.__doc__ or ""
        before, _, after = signature.partition("->")
        self.inputs = _parse_args(before)
        self.outputs = _parse_args(after)
        self.shape_rule: ShapeRule = facts.pop("shape", unknown)
        self.ufunc: Any = facts.pop("ufunc", None)
        self.elementwise: bool = facts.pop("elementwise", self.ufunc is not None)
        self.by_rows: bool = facts.pop("by_rows", False)
        self.scalar: str | None = facts.pop("scalar", None)
        self.alias: dict[int, int] = facts.pop("alias", {})
        self.writes = int(facts.pop("writes", 0))
        self.reads_uninitialized: bool = facts.pop("reads_uninitialized", False)
        self.effect: str = facts.pop("effect", "")
        self.new_stream: Callable[[dict[str, Any]], Any] = facts.pop("stream", None)
        self.no_gradient: str | None = facts.pop("no_gradient", None)
        self.partial_gradients: bool = facts.pop("partial_gradients", False)
        self.sparse_gradients: bool = facts.pop("sparse_gradients", False)
        self.samples: list[Sample] = facts.pop("samples", [])
        attributes = facts.pop("attributes", None)
        self.types: dict[str, tuple[DType, ...]] = facts
        given = {arg.type for arg in self.inputs}
        self.chosen_types = [
            str(arg.type) for arg in self.outputs if arg.type in facts and arg.type not in given
        ]
        self.attrs: dict[str, Any] = _attributes_of(kernel) if attributes is None else attributes
        if self.new_stream is not None:
            del self.attrs["stream"]  # supplied by the session, one for each op
        self.grad_rule: Callable[..., Any] | None = None
        self.value_rule: Callable[[Call], Any] | None = None
        self.lower_rule: Callable[..., Any] | None = None
        self.out_kernel: Callable[..., Any] | None = None
        self.in_place: InPlace | None = None
        self.simple = all(not a.is_sequence for a in self.inputs)  # one tensor an input
        self.uniform = self._uniform_type()
        allowed = self.types.get(self.uniform or "") or tuple(dtypes.by_name.values())
        self.uniform_kinds = _ids_of(allowed)
        self.required = any(default is REQUIRED for default in self.attrs.values())
        self.__doc__ = self.doc

    def _uniform_type(self) -> str | None:
        """The type attribute of all inputs and the one output, if they are single tensors of it."""
        kinds = {arg.type for arg in (*self.inputs, *self.outputs)}
        plain = not any(a.is_sequence or a.is_ref for a in (*self.inputs, *self.outputs))
        if len(self.outputs) != 1 or not self.inputs or len(kinds) != 1 or not plain:
            return None
        (kind,) = kinds
        return kind if isinstance(kind, str) and [*self.types] == [kind] else None

    def __call__(self, *inputs: Any, name: str | None = None, **attrs: Any) -> Any:
        """Add a node of this op to the graph: its tensor, its list of tensors or the Operation."""
        return build_hooks["add"](self, inputs, name, attrs)

    def grad(self, rule: Callable[..., Any]) -> Callable[..., Any]:
        """State the gradient: (op, cotangent of each output) -> cotangent of each input.

        Tensors in, Tensors out, public functions only. None for an input that has none. The engine
        sums over broadcast axes, makes zeros for outputs without a cotangent, skips integers.
        """
        self.grad_rule = rule
        return rule

    def value(self, rule: Callable[[Call], Any]) -> Callable[[Call], Any]:
        """State what is known of an integer result whose inputs are known in part."""
        self.value_rule = rule
        return rule

    def lower(self, rule: Callable[..., Any]) -> Callable[..., Any]:
        """State the line of NumPy that a plan runs, from what is constant in it.

        The rule takes a `Call` and returns a `Line` (`core/lowering.py`) or None for the kernel.
        """
        self.lower_rule = rule
        return rule

    def into(self, kernel: Callable[..., Any]) -> Callable[..., Any]:
        """Give a kernel that writes its result to the array `out`."""
        self.out_kernel = kernel
        return kernel

    def updates(
        self,
        prepare: Callable[..., Any],
        write: Callable[..., None],
        at_once: Callable[..., None] | None = None,
        inline: str = "",
    ) -> None:
        """Give a write of a variable in two halves, so that a plan may change its array in place.

        `prepare` takes what the kernel takes and may fail; `write` takes the arrays and what
        `prepare` gave, and may not: all variables of a run are written at its end, or none is.
        `at_once` takes the arrays and the other inputs: it cannot fail if all shapes are known,
        since the shape rule has seen them. `inline` is `at_once` as a line of NumPy, for small arrays:
        `{0}`, `{1}` are the arrays and the other inputs.
        """
        self.in_place = InPlace(prepare, write, at_once, inline)

    @property
    def holds_state(self) -> bool:
        """Whether a session keeps its value: a variable, a table."""
        return bool(self.outputs) and self.outputs[0].is_ref and not self.inputs

    @property
    def is_pure(self) -> bool:
        """Whether the result depends on the inputs alone and nothing else changes."""
        return not self.effect and not self.writes

    def __repr__(self) -> str:
        return f"<op {self.name}>"


def op(name: str, signature: str, **facts: Any) -> Callable[[Callable[..., Any]], OpRecord]:
    """Register an op; the decorated function is its kernel. See the module's docstring."""

    def register(kernel: Callable[..., Any]) -> OpRecord:
        if name in _RECORDS:
            raise ValueError(f"The op {name} is registered twice.")
        record = OpRecord(name, signature, kernel, dict(facts))
        _RECORDS[name] = record
        return record

    return register


def records() -> dict[str, OpRecord]:
    """All registered ops by name."""
    return dict(_RECORDS)


def record_named(name: str) -> OpRecord:
    """The op of that name; KeyError with advice if there is none."""
    try:
        return _RECORDS[name]
    except KeyError:
        raise KeyError(f"minigraph has no op {name!r}.") from None


def _parse_args(text: str) -> tuple[Arg, ...]:
    args = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, type_text = (piece.strip() for piece in part.partition(":"))
        is_ref = type_text.startswith("ref ")
        type_text = type_text.removeprefix("ref ")
        is_list = type_text.startswith("[")
        number, star, base = type_text.strip("[]").rpartition("*")
        kind = dtypes.by_name.get(base, base)
        args.append(Arg(name, kind, is_ref, number if star else None, is_list))
    return tuple(args)


@functools.cache
def _ids_of(kinds: tuple[DType, ...]) -> frozenset[int]:
    return frozenset(id(kind) for kind in kinds if not kind._is_ref_dtype)


def _attributes_of(kernel: Callable[..., Any]) -> dict[str, Any]:
    code = kernel.__code__
    start = code.co_argcount
    names = code.co_varnames[start : start + code.co_kwonlyargcount]
    defaults = kernel.__kwdefaults__ or {}
    return {name: defaults.get(name, REQUIRED) for name in names}
