"""einsum: products of tensors, summed over the axes that an equation names.

A product of two is one product of matrices in batches: axes that both factors have are summed over
or stay, the others are rows of the one factor or columns of the other. So the BLAS does the work.
"""

from __future__ import annotations

import itertools
import math
import re
from typing import Any, NamedTuple

import numpy as np

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import COMPLEX, FLOATS, INDEX, REQUIRED, Call, bad, case, op
from minigraph.core.shapes import Dims, broadcast_dims, show
from minigraph.ops.axes import expand_dims
from minigraph.ops.complex_numbers import conj
from minigraph.ops.naming import name_scope
from minigraph.ops.shaping import shape
from minigraph.ops.spread import broadcast_to, sum_to

__all__ = ["einsum"]

_DOTS = "..."
_UNNAMED = "".join(c for c in map(chr, range(0xC0, 0x180)) if c.isalpha())  # in no equation


# ---------------------------------------------------------------------------------- equations
class Labels(NamedTuple):
    """The axes of one tensor: a letter for each, and perhaps `...` for some without a name."""

    before: str
    dots: str
    after: str

    @property
    def letters(self) -> str:
        """All letters, in order."""
        return self.before + self.after

    def text(self, dots: str = _DOTS) -> str:
        """As in an equation, or with other names for the axes of `...`."""
        return self.before + (dots if self.dots else "") + self.after


def _split(equation: str) -> tuple[list[Labels], Labels]:
    """The labels of the inputs and of the output."""
    left, _, right = equation.partition("->")
    return [Labels(*text.partition(_DOTS)) for text in left.split(",")], Labels(
        *right.partition(_DOTS)
    )


def _unique(letters: str) -> str:
    """Each letter once."""
    return "".join(dict.fromkeys(letters))


# ---------------------------------------------------------------------------------- kernel
def _reduced(x: Any, letters: str, kept: str) -> tuple[Any, str]:
    """Diagonals for axes of one letter, and sums over axes that are not kept."""
    for letter in _unique(letters):
        while letters.count(letter) > 1:
            first = letters.index(letter)
            second = letters.index(letter, first + 1)
            x = np.diagonal(x, 0, first, second)
            letters = letters[:first] + letters[first + 1 : second] + letters[second + 1 :] + letter
    gone = tuple(axis for axis, letter in enumerate(letters) if letter not in kept)
    x = np.sum(x, gone, x.dtype) if gone else x
    return x, "".join(letter for letter in letters if letter in kept)


def _as_matrices(x: Any, letters: str, order: tuple[str, str, str]) -> Any:
    """x as matrices: batch axes, then the other two groups of axes, each as one."""
    batch, rows, _ = order
    turned = np.transpose(x, [letters.index(c) for c in "".join(order)])
    count = math.prod(turned.shape[len(batch) : len(batch) + len(rows)])
    sizes = turned.shape[len(batch) + len(rows) :]
    return turned.reshape((*turned.shape[: len(batch)], count, math.prod(sizes)))


def _multiplied(a: Any, in_a: str, b: Any, in_b: str, out: str) -> tuple[Any, str]:
    """The product of two tensors without letters of their own that are not in `out`."""
    batch = "".join(c for c in in_a if c in in_b and c in out)
    inner = "".join(c for c in in_a if c in in_b and c not in out)
    rows = "".join(c for c in in_a if c not in in_b)
    columns = "".join(c for c in in_b if c not in in_a)
    product = np.matmul(
        _as_matrices(a, in_a, (batch, rows, inner)), _as_matrices(b, in_b, (batch, inner, columns))
    )
    sizes = [a.shape[in_a.index(c)] for c in rows] + [b.shape[in_b.index(c)] for c in columns]
    return product.reshape((*product.shape[: len(batch)], *sizes)), batch + rows + columns


def _arranged(x: Any, letters: str, out: str) -> Any:
    """x with its axes in the order of `out`; a letter twice there: on the diagonal, among zeros."""
    once = _unique(out)
    x = np.transpose(x, [letters.index(c) for c in once])
    if once == out:
        return np.array(x)
    result = np.zeros([x.shape[once.index(c)] for c in out], x.dtype)
    places = np.ix_(*(np.arange(n) for n in x.shape))
    result[tuple(places[once.index(c)] for c in out)] = x
    return result


# ---------------------------------------------------------------------------------- shapes
def _check_rank(call: Call, index: int, one: Labels) -> None:
    dims, count = call.shapes[index], len(one.letters)
    if dims is not None and (len(dims) < count or (len(dims) > count and not one.dots)):
        least = "at least " if one.dots else ""
        raise ValueError(
            f"Shape must be {least}rank {count} but is rank {len(dims)}: {call.input_name(index)} "
            f"of the equation {call.attrs['equation']!r} has the shape {show(dims)}"
        )


def _result_dims(call: Call) -> Dims:
    equation = call.attrs["equation"]
    ins, out = _split(equation)
    if len(ins) != len(call.shapes):
        raise ValueError(f"Expected {len(ins)} inputs for {equation!r}, but got {len(call.shapes)}")
    sizes: dict[str, int | None] = {}
    unnamed: Dims = ()
    for index, (one, dims) in enumerate(zip(ins, call.shapes, strict=True)):
        _check_rank(call, index, one)
        if dims is None:
            unnamed = None if one.dots else unnamed
            continue
        first, last = len(one.before), len(dims) - len(one.after)
        unnamed = broadcast_dims(unnamed, dims[first:last])
        for letter, size in zip(one.letters, dims[:first] + dims[last:], strict=True):
            known = sizes.get(letter)
            if None not in (known, size) and known != size:
                raise ValueError(
                    f"Dimensions must be equal, but are {known} and {size}: axis {letter!r} of "
                    f"{equation!r}"
                )
            sizes[letter] = known if size is None else size
    if unnamed and not out.dots:
        raise ValueError(f"{equation!r} needs ... in its output: there are axes without a name")
    if unnamed is None and out.dots:
        return None
    named = [[sizes.get(letter) for letter in part] for part in (out.before, out.after)]
    return (*named[0], *(unnamed or ()), *named[1])


# ---------------------------------------------------------------------------------- Einsum
@op(
    "Einsum",
    "inputs: N*T -> output: T",
    T=(*FLOATS, *INDEX, *COMPLEX),
    shape=_result_dims,
    samples=[
        case(["2,3", "3,5"], equation="ij,jk->ik"),
        case(["7,2,3", "7,5,3"], equation="bij,bkj->kbi"),
        case(["3,3,2"], equation="iij->ji"),
        case(["3"], equation="i->ii"),
        case(["2,3,5", "5,7"], equation="ijk,kl->"),
        case(["2,3", "2"], equation="ij,i->i"),
        case(["11,1,2,3", "7,3,5"], equation="...ij,...jk->i...k"),
        case(["2,7,3", "3"], equation="i...j,j->i..."),
        case(["7,3", "3"], equation="...j,j->...j"),
        case(["2,3 int32 -5:5", "3,5 int32 -5:5"], equation="ij,jk->ki"),
        bad(["2,3", "4,5"], equation="ij,jk->ik", error=ValueError, match="3 and 4"),
        bad(["2,3"], equation="ijk->k", error=ValueError, match="rank 3 but is rank 2"),
        bad(["2,3"], equation="...j->j", error=ValueError, match="in its output"),
        bad(["2,3"], equation="ij,jk->ik", error=ValueError, match="2 inputs"),
    ],
)
def einsum_op(*inputs: Any, equation: str = REQUIRED) -> Any:
    """The product of one or two tensors, summed over the letters that the output lacks."""
    ins, output = _split(equation)
    ranks = [np.ndim(x) - len(one.letters) for x, one in zip(inputs, ins, strict=True)]
    names = _UNNAMED[: max(ranks)]
    spelled = [one.text(names[len(names) - more :]) for one, more in zip(ins, ranks, strict=True)]
    out = output.text(names)
    kind = inputs[0].dtype
    factors = [x.astype(np.float32) if kind == np.float16 else x for x in inputs]
    a, in_a = _reduced(factors[0], spelled[0], "".join(spelled[1:]) + out)
    if len(factors) == 2:
        b, in_b = _reduced(factors[1], spelled[1], in_a + out)
        a, in_a = _multiplied(a, in_a, b, in_b, out)
    return _arranged(a, in_a, out).astype(kind, copy=False)[()]


@einsum_op.grad
def _(op: Any, g: Any) -> Any:
    return [_slope(op, g, index) for index in range(len(op.inputs))]


def _slope(op: Any, g: Tensor, index: int) -> Any:
    """The cotangent of one factor: g times the other one, summed over what the factor lacks."""
    ins, out = _split(op.attrs["equation"])
    x, mine = op.inputs[index], ins[index]
    factors = [g, *(conj(t) for i, t in enumerate(op.inputs) if i != index)]
    others = [out, *(one for i, one in enumerate(ins) if i != index)]
    left = ",".join(one.text() for one in others)
    once = _unique(mine.letters)
    reached = "".join(c for c in once if any(c in one.letters for one in others))
    if reached == mine.letters and not out.dots:
        return einsum_op(factors, equation=f"{left}->{reached}")
    grad = einsum_op(factors, equation=f"{left}->{out.dots}{reached}")
    # axes without a name may have been broadcast
    grad = sum_to(grad, einsum_op([x], equation=f"{mine.text()}->{mine.dots}{reached}"))
    for place in reversed(range(len(once))):  # axes that were only summed over
        if once[place] not in reached:
            grad = expand_dims(grad, place - len(once))
    if reached != once:
        whole = einsum_op([x], equation=f"{mine.text()}->{mine.dots}{once}")
        grad = broadcast_to(grad, shape(whole))
    return einsum_op([grad], equation=f"{mine.dots}{once}->{mine.text()}")


# ---------------------------------------------------------------------------------- tf.einsum
def einsum(equation: str, *inputs: Any, **kwargs: Any) -> Tensor:
    """The product of tensors, summed over axes: "ij,jk->ik" is the product of two matrices.

    Args:
        equation: for each tensor a letter an axis, and those of the result. A letter that the
            result lacks is summed over; one that a tensor has twice is its diagonal; `...` stands
            for any further axes, which broadcast. Without `->` the result has all letters that
            occur once, in alphabetical order.
        inputs: tensors of one type of floats, complex numbers, int32 or int64. More than two are
            multiplied two at a time, those first whose product is smallest beside them.
        name: of the scope.
        optimize: accepted as in TensorFlow: the order is always chosen by size.

    Returns:
        A Tensor of that type. Gradient: to each factor the product of g and the others.

    Raises:
        ValueError: the equation makes no sense, or not for these tensors.
        TypeError: another keyword is given, or the types differ.

    Example:
        >>> import minigraph as tf
        >>> a = tf.constant([[1, 2], [3, 4]])
        >>> tf.Session().run(tf.einsum("ij,jk->ik", a, a)).tolist()
        [[7, 10], [15, 22]]
        >>> tf.Session().run(tf.einsum("ii", a))
        np.int32(5)
    """
    name = kwargs.pop("name", None)
    kwargs.pop("optimize", None)
    if kwargs:
        raise TypeError(f"einsum has no arguments {sorted(kwargs)}; it has name and optimize.")
    with name_scope(name, "einsum", list(inputs)):
        whole = _completed(equation, len(inputs))
        tensors = [convert(x) for x in inputs]
        ins, out = _split(whole)
        terms = [(one.text(), tensor) for one, tensor in zip(ins, tensors, strict=True)]
        while len(terms) > 2:
            terms = _merge_two(terms, out)
        terms = terms[::-1] if len(tensors) > 2 else terms  # the product first, as TensorFlow does
        left = ",".join(text for text, _ in terms)
        result: Tensor = einsum_op([t for _, t in terms], equation=f"{left}->{out.text()}")
        return result


def _completed(equation: str, count: int) -> str:
    """The equation without spaces and with its output; ValueError if there is something wrong."""
    left, arrow, right = equation.replace(" ", "").partition("->")
    texts = left.split(",")
    for text in (*texts, right):
        if not re.fullmatch(r"[a-zA-Z]*(\.\.\.)?[a-zA-Z]*", text):
            raise ValueError(f"Subscripts have incorrect format: {equation!r}, at {text!r}")
    if len(texts) != count:
        raise ValueError(f"Got {count} inputs for equation {equation!r}, expecting {len(texts)}")
    letters = "".join(text.replace(".", "") for text in texts)
    if not arrow:
        once = "".join(sorted(c for c in letters if letters.count(c) == 1))
        return f"{left}->{_DOTS if _DOTS in left else ''}{once}"
    wanted = right.replace(".", "")
    for letter in wanted:
        if letter not in letters:
            raise ValueError(
                f"Output subscripts contain the label {letter} not present in the input "
                f"subscripts: {equation!r}"
            )
    if _unique(wanted) != wanted:
        raise ValueError(f"Output subscripts contain a label appearing more than once: {equation}")
    return f"{left}->{right}"


def _merge_two(terms: list[tuple[str, Tensor]], out: Labels) -> list[tuple[str, Tensor]]:
    """Two of the terms multiplied: those that grow least by it, of those that share an axis."""
    sizes: dict[str, int] = {}
    for text, tensor in terms:
        one = Labels(*text.partition(_DOTS))
        dims = tensor._dims or ()
        if len(dims) >= len(one.letters):
            named = dims[: len(one.before)] + dims[len(dims) - len(one.after) :]
            sizes |= {c: n for c, n in zip(one.letters, named, strict=True) if n is not None}

    def size(text: str) -> int:
        return math.prod(sizes.get(c, 1) for c in set(text.replace(".", "")))

    def product(i: int, j: int) -> str:
        """The labels that the product of two terms needs, the later one's first."""
        rest = out.text() + "".join(text for k, (text, _) in enumerate(terms) if k not in (i, j))
        both = terms[j][0] + terms[i][0]
        kept = "".join(c for c in _unique(both.replace(".", "")) if c in rest)
        return (_DOTS if "." in both and "." in rest else "") + kept

    def cost(pair: tuple[int, int]) -> tuple[bool, int]:
        one, other = terms[pair[0]][0], terms[pair[1]][0]
        apart = not set(one) & set(other) - {"."}
        return apart, size(product(*pair)) - size(one) - size(other)

    i, j = min(itertools.combinations(range(len(terms)), 2), key=cost)
    text = product(i, j)
    made = einsum_op([terms[j][1], terms[i][1]], equation=f"{terms[j][0]},{terms[i][0]}->{text}")
    return [term for k, term in enumerate(terms) if k not in (i, j)] + [(text, made)]
