"""The op table as questions: every op, on each of its samples and on edges of them, in every dtype.

A question is a node: an op type, arrays for its inputs and attributes, the same for TensorFlow and
minigraph. `questions` makes those of one op from its record (`tests/op_table.py` has the words of
its samples) and from the types that TensorFlow's registry allows, one type attribute away from
the sample's own types at a time. `op_edges.py` adds the inputs that no sample states.

Reals are rounded to 1/32, so that the same numbers stand in every type from float16 on.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

import minigraph as tf
from minigraph.core.dtypes import by_name
from minigraph.core.op_record import OpRecord, records
from tests.op_table import Leaf, Use, attributes, leaves
from tests.oracle import op_edges

Inputs = list[Leaf | list[Leaf]]
DTYPES = (
    *("float32", "float16", "float64", "complex64", "complex128", "bool"),
    *("int32", "int64", "int8", "int16", "uint8", "uint16", "uint32", "uint64", "string"),
)


# Type attributes that follow another one: TensorFlow reads them as if they did.
LINKED = ("Tcomplex", "Tout", "Treal")
# What a raw node cannot be asked.
_PYTHON = "the function that it calls belongs to one engine"
NOT_ASKED = {
    "Const": "its value is an attribute: every recorded program has some",
    **dict.fromkeys(("PyFunc", "PyFuncStateless", "EagerPyFunc"), _PYTHON),
}


@dataclass(frozen=True)
class Question:
    """One node to build and run.

    `label` names the sample (its number) or edge, `types` the type attribute that is not the
    sample's own; `bad` says that the sample is one that must fail.
    """

    record: OpRecord
    label: str
    inputs: Inputs
    attrs: dict[str, Any]
    types: str = ""
    bad: bool = False

    @property
    def id(self) -> str:
        """As "0", "0 T=float64" or "special T=float16"."""
        return f"{self.label} {self.types}".strip()

    @property
    def leaves(self) -> list[Leaf]:
        """The input tensors one after another."""
        return [
            leaf for part in self.inputs for leaf in (part if isinstance(part, list) else [part])
        ]

    @property
    def checksum(self) -> str:
        """Of all inputs and attributes: a recorded answer to anything else is stale."""
        words = [repr(sorted((k, str(v)) for k, v in self.attrs.items()))]
        for leaf in self.leaves:
            array = leaf.array
            data = repr(array.tolist()) if array.dtype.kind == "O" else array.tobytes().hex()
            words += [str(array.dtype), str(array.shape), data]
        return f"{zlib.crc32(' '.join(words).encode()):08x}"


@cache  # asked first when tests are collected, before any of them registers an op of its own
def asked() -> dict[str, OpRecord]:
    """The ops that can be asked: TensorFlow's, with a sample that stands alone."""
    return {
        name: record
        for name, record in sorted(records().items())
        if not name.startswith("_") and record.samples and name not in NOT_ASKED
    }


def questions(record: OpRecord, allowed: dict[str, list[str]]) -> Iterator[Question]:
    """All of one op; `allowed` gives TensorFlow's dtypes for each type attribute."""
    for number, sample in enumerate(record.samples):
        use = Use(record, number, sample)
        inputs = _rounded(leaves(use), sample.inputs)
        bad = sample.error is not None
        asked = Question(record, str(number), inputs, attributes(use, np.float32), bad=bad)
        if record.effect == "random" and not any(map(asked.attrs.get, ("seed", "seed2"))):
            if record.new_stream is not None:
                continue  # drawn by chance
        yield asked
        if not bad:
            yield from _other_types(asked, allowed)
            yield from op_edges.edges(asked, allowed)


def _rounded(inputs: Inputs, texts: tuple[Any, ...]) -> Inputs:
    """Described reals as multiples of 1/32; different ones stay so."""

    def one(leaf: Leaf, text: Any) -> Leaf:
        array = leaf.array
        if not isinstance(text, str) or array.dtype.kind != "f":
            return leaf
        steps = np.round(array * 32)
        if text.endswith("distinct"):
            ranks = np.argsort(np.argsort(array, axis=None)).reshape(array.shape)
            steps = 2.0 * (ranks - array.size // 2) + 1
        return leaf._replace(array=(steps / 32).astype(array.dtype))

    return [
        [one(x, t) for x, t in zip(leaf, text, strict=True)]
        if isinstance(leaf, list)
        else one(leaf, text)
        for leaf, text in zip(inputs, texts, strict=True)
    ]


def _other_types(question: Question, allowed: dict[str, list[str]]) -> Iterator[Question]:
    """The question with each type attribute at each other dtype."""
    own = own_types(question)
    leading = next((a.type for a in question.record.inputs if isinstance(a.type, str)), "")
    for attribute, dtypes in allowed.items():
        if attribute not in own or (attribute in LINKED and attribute != leading and leading):
            continue
        for dtype in dtypes:
            if dtype != own[attribute]:
                changed = with_type(question, attribute, dtype)
                if changed is not None:
                    yield changed


def own_types(question: Question) -> dict[str, str]:
    """The dtype of each type attribute of one tensor, or of tensors of one type."""
    found = {}
    for arg, part in zip(question.record.inputs, question.inputs, strict=True):
        first = part[0] if isinstance(part, list) and part else part
        if isinstance(arg.type, str) and not arg.is_list and isinstance(first, Leaf):
            found.setdefault(arg.type, dtype_name(first.array))
    for name in question.record.types:
        if name in question.attrs and name not in found:
            value = question.attrs[name]
            if isinstance(value, tf.DType):
                found[name] = value.name
    for name, value in question.record.attrs.items():
        value = question.attrs.get(name, value)
        if isinstance(value, tf.DType) and name not in found:
            found[name] = value.name
    return found


def with_type(question: Question, attribute: str, dtype: str) -> Question | None:
    """The question with one type attribute at another dtype; None if its numbers have no such form."""
    inputs: Inputs = []
    given = False
    for arg, part in zip(question.record.inputs, question.inputs, strict=True):
        if arg.type != attribute:
            inputs.append(part)
            continue
        given = True
        items = part if isinstance(part, list) else [part]
        arrays = [as_type(leaf.array, dtype) for leaf in items]
        if any(array is None for array in arrays):
            return None
        new = [leaf._replace(array=array) for leaf, array in zip(items, arrays, strict=True)]
        inputs.append(new if isinstance(part, list) else new[0])
    attrs = dict(question.attrs)
    if not given or attribute in attrs:
        attrs[attribute] = by_name[dtype]
    if given and attribute == "T" and "Treal" in question.record.types:
        inputs = [
            _with_width(part, dtype) if arg.type == "Treal" else part
            for arg, part in zip(question.record.inputs, inputs, strict=True)
        ]
    for name in LINKED:
        wide = attrs.get(name)
        if (
            given
            and name != attribute
            and isinstance(wide, tf.DType)
            and wide.np_dtype.kind in "fc"
        ):
            if dtype in ("float64", "complex128"):
                attrs[name] = by_name["complex128" if wide.np_dtype.kind == "c" else "float64"]
    return replace(question, inputs=inputs, attrs=attrs, types=f"{attribute}={dtype}")


def _with_width(leaf: Any, dtype: str) -> Leaf:
    """A real number beside values of `dtype`: of the type of their size."""
    real = {"complex64": "float32", "complex128": "float64"}.get(dtype, dtype)
    found: Leaf = leaf._replace(array=as_type(leaf.array, real))
    return found


def dtype_name(array: Any) -> str:
    """TensorFlow's name of an array's type."""
    return "string" if array.dtype.kind in "OS" else str(array.dtype.name)


def as_type(array: Any, dtype: str) -> Any:
    """The same numbers, as nearly as the type allows; None for text that would have to be a number."""
    kind, wanted = array.dtype.kind, np.dtype(by_name[dtype].np_dtype)
    if kind in "OS":
        return array if dtype == "string" else None
    if wanted.kind == "O":
        texts = [f"{number:g}".encode() for number in array.real.reshape(-1).tolist()]
        out = np.empty(len(texts), object)
        out[:] = texts
        return out.reshape(array.shape)
    if wanted.kind == "b":
        return array.real > 0 if kind in "fc" else array != 0
    if wanted.kind == "c":
        imaginary = 0 if kind != "f" else np.roll(array, 1).reshape(array.shape)
        return (array + 1j * imaginary).astype(wanted)
    if kind == "c":
        array = array.real
    if wanted.kind in "iu" and kind in "fc":
        most = min(np.iinfo(wanted).max, 2**31 - 1)
        array = np.clip(np.nan_to_num(np.round(array * 4.0)).astype(np.float64), -most, most)
    if wanted.kind == "u" and kind != "b":
        array = np.abs(array)
    with np.errstate(over="ignore"):  # a large number is infinite in a narrow type
        return array.astype(wanted)
