"""What an engine answers to a question: results, gradients, static shapes, or the error.

An answer is JSON (`encode.py` has the arrays):

    {"out": [...]}                      the results of a run
    {"grads": [...] or "LookupError"}   d sum(weights * results) / d each real input
    {"masks": ["2,?; *", ...]}          static shapes, for each of `masks_of`
    {"raises": class, "stage": ...}     instead of all of these

`Here` and `There` build the same node with minigraph and with TensorFlow.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

import minigraph
from minigraph.core.build import add_node
from minigraph.core.dtypes import DType
from minigraph.core.op_record import REQUIRED
from tests.oracle.encode import encode_array, shape_text
from tests.oracle.observe import raised
from tests.oracle.op_questions import Question, dtype_name

GRADIENTS = ("float16", "float32", "float64", "complex64", "complex128")
# Gradients are asked of these outputs alone: TensorFlow drops those of the others without a word, or
# their signs are free.
THROUGH = {
    "FusedBatchNormV3": (0,),
    "SoftmaxCrossEntropyWithLogits": (0,),
    "SparseSoftmaxCrossEntropyWithLogits": (0,),
    "SelfAdjointEigV2": (0,),
    "Svd": (0,),
}
# Outputs that are asked for by an attribute; else TensorFlow hands out memory that nobody wrote.
OPTIONAL = {"SelfAdjointEigV2": ("compute_v", (1,)), "Svd": ("compute_uv", (1, 2))}
# Outputs that are there for other machines.
UNUSED = {"FusedBatchNormV3": (5,)}
# Columns of these outputs have free signs (phases): their sizes are compared.
FREE_PHASE = {"SelfAdjointEigV2": (1,), "Svd": (1, 2)}


class Mask(NamedTuple):
    """What is known of the inputs' shapes: "full", "dims" (ranks only), "rank" (nothing), "fed" (all
    shapes, no values), "fed dims"; `leaf` and `axis` where that is so of one input or one dim only."""

    kind: str = "full"
    leaf: int | None = None
    axis: int | None = None

    def shape(self, index: int, shape: tuple[int, ...]) -> Any:
        """What is left of the shape of input number `index`."""
        if self.leaf not in (None, index):
            return shape
        if self.kind == "rank":
            return None
        if self.kind.endswith("dims"):
            return [None if self.axis in (None, i) else dim for i, dim in enumerate(shape)]
        return shape


def masks_of(question: Question) -> list[Mask]:
    """All that static shapes are asked under."""
    leaves = question.leaves
    free = [i for i, leaf in enumerate(leaves) if not leaf.literal]
    masks = [Mask("dims"), Mask("rank")] if free else []
    if len(free) > 1:
        masks += [Mask("rank", leaf=i) for i in free]
        masks += [Mask("dims", leaf=i) for i in free if leaves[i].array.ndim > 1]
    masks += [Mask("dims", i, axis) for i in free for axis in range(leaves[i].array.ndim)][:12]
    if len(free) < len(leaves):
        masks += [Mask("fed"), Mask("fed dims")]
    return masks


class Here:
    """minigraph."""

    tf = minigraph

    def session(self) -> Any:
        return minigraph.Session()

    def node(self, question: Question, tensors: list[Any]) -> Any:
        attrs = dict(question.attrs)
        return add_node(question.record, tuple(grouped(question, tensors)), "node", attrs)


def grouped(question: Question, tensors: list[Any]) -> Iterator[Any]:
    """The tensors as the op takes them, lists as lists."""
    rest = iter(tensors)
    for part in question.inputs:
        yield [next(rest) for _ in part] if isinstance(part, list) else next(rest)


class There:
    """TensorFlow."""

    def __init__(self, tf: Any, session: Any) -> None:
        from tensorflow.python.framework import op_def_library, op_def_registry

        self.tf, self.session = tf, session
        self._build = op_def_library._apply_op_helper
        self._definition = op_def_registry.get

    def definition(self, name: str) -> Any:
        return self._definition(name)

    def allowed(self, name: str, types: tuple[str, ...]) -> dict[str, list[str]]:
        """For each type attribute, those of `types` that the registry allows."""
        found = {}
        for attr in self.definition(name).attr:
            if attr.type == "type":
                names = [self.tf.as_dtype(t).name for t in attr.allowed_values.list.type]
                found[attr.name] = [t for t in types if not names or t in names]
        return found

    def node(self, question: Question, tensors: list[Any]) -> Any:
        record = question.record
        given = dict(zip((a.name for a in record.inputs), grouped(question, tensors), strict=True))
        known = {attr.name: attr for attr in self.definition(record.name).attr}
        defaults = {k: v for k, v in record.attrs.items() if v is not REQUIRED}
        arguments = self.definition(record.name).input_arg
        inferred = {name for a in arguments for name in (a.number_attr, a.type_list_attr)}
        for key, value in {**defaults, **question.attrs}.items():
            if (
                key in known
                and key not in inferred
                and (value is not None or known[key].type == "shape")
            ):
                given[key] = self._value(value)
        for key, attr in known.items():
            if key in given or key in inferred or attr.type == "type":
                continue
            if attr.HasField("default_value"):
                field = attr.default_value.WhichOneof("value")
                given[key] = getattr(attr.default_value, field)
        return self._build(record.name, name="node", **given)[2]

    def _value(self, value: Any) -> Any:
        if isinstance(value, DType):
            return self.tf.as_dtype(value.name)
        if isinstance(value, minigraph.TensorShape):
            return value.as_list() if value.ndims is not None else None
        if isinstance(value, tuple):
            return [self._value(item) for item in value]
        return value


class Built(NamedTuple):
    """A question's node in a graph."""

    op: Any
    tensors: list[Any]
    feeds: dict[Any, Any]


def build(engine: Any, question: Question, mask: Mask) -> Built:
    """Add the node to the default graph: literal inputs as constants, others fed."""
    tf, feeds, tensors = engine.tf, {}, []
    for index, leaf in enumerate(question.leaves):
        dtype = tf.as_dtype(dtype_name(leaf.array))
        if leaf.literal and not mask.kind.startswith("fed"):
            tensors.append(tf.constant(leaf.array, dtype))
            continue
        tensor = tf.placeholder(dtype, mask.shape(index, leaf.array.shape))
        feeds[tensor] = leaf.array
        tensors.append(tensor)
    return Built(engine.node(question, tensors), tensors, feeds)


def answer(engine: Any, question: Question, masks: bool = True) -> dict[str, Any]:
    """All that is asked of a question; gradients and masks where they make sense."""
    tf = engine.tf
    stage = "build"
    try:
        with tf.Graph().as_default():
            built = build(engine, question, Mask())
            full = shapes(built)
            stage = "run"
            with engine.session() as session:
                fetches = list(built.op.outputs) or [built.op]
                values = session.run(fetches, built.feeds)
                code: dict[str, Any] = {"out": list(shown(question, values))}
                code["static"] = full
                grads = gradients(engine, session, question, built, values)
    except Exception as error:
        return {**raised(tf, error, stage), "text": str(error)}
    if grads is not None:
        code["grads"] = grads
    if masks and not question.types and not question.bad:
        code["masks"] = [masked(engine, question, mask) for mask in masks_of(question)]
    return code


def shown(question: Question, values: list[Any]) -> Iterator[Any]:
    """The results that are compared."""
    name = question.record.name
    attribute, optional = OPTIONAL.get(name, ("", ()))
    left_out = UNUSED.get(name, ())
    if attribute and question.attrs.get(attribute) is False:
        left_out = optional
    for number, value in enumerate(values):
        if value is not None and number not in left_out:
            yield encode_value(abs(value) if number in FREE_PHASE.get(name, ()) else value)


def encode_value(value: Any) -> Any:
    """An array or number; text as an array of objects."""
    array = np.array(value, object) if isinstance(value, bytes) else np.asarray(value)
    return encode_array(array)


def shapes(built: Built) -> str:
    """Types and static shapes of all results: `float32 2,?; int32 *`."""
    texts = [f"{t.dtype.base_dtype.name} {shape_text(t.get_shape())}" for t in built.op.outputs]
    return "; ".join(texts)


def masked(engine: Any, question: Question, mask: Mask) -> str:
    """The static shapes under a mask, or the class of error."""
    with engine.tf.Graph().as_default():
        try:
            return shapes(build(engine, question, mask))
        except Exception as error:
            return f"!{type(error).__name__}"


def weights(value: Any) -> Any:
    """Fixed weights of a result, so that each element counts differently in a gradient."""
    count = int(np.prod(np.shape(value)))
    real = (np.arange(count) * 7 + 3) % 11 / 4 - 1.125
    kind = np.asarray(value).dtype
    return (real * (1 + 0.5j) if kind.kind == "c" else real).reshape(np.shape(value)).astype(kind)


def gradients(
    engine: Any, session: Any, question: Question, built: Built, values: list[Any]
) -> Any:
    """Of a weighted sum of all real results, by each real input; the class of what it raises."""
    tf = engine.tf
    through = THROUGH.get(question.record.name, range(len(built.op.outputs)))
    pairs = [(built.op.outputs[i], values[i]) for i in through]
    ys = [(y, value) for y, value in pairs if y.dtype.base_dtype.name in GRADIENTS]
    xs = [x for x in built.tensors if x.dtype.base_dtype.name in GRADIENTS]
    if not ys or not xs:
        return None
    try:
        found = tf.gradients(
            [y for y, _ in ys], xs, [tf.constant(weights(value)) for _, value in ys]
        )
        dense = [tf.convert_to_tensor(g) for g in found if g is not None]
        results = iter(session.run(dense, built.feeds))
        return [None if g is None else encode_value(next(results)) for g in found]
    except Exception as error:
        return f"!{type(error).__name__}"
