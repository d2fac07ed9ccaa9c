"""Every op against its own record: one test for each op, sample and property."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import minigraph as tf
from minigraph.core.build import output_dtypes
from minigraph.core.op_record import Call, OpRecord, records
from minigraph.core.shapes import compatible
from minigraph.run.interpreter import interpret
from minigraph.run.store import Store
from tests.op_table import (
    MODES,
    Node,
    Use,
    flat,
    leaves,
    masks,
    node,
    partial_values,
    uses,
)

GOOD, BAD = uses(), uses(bad=True)

# Ops that cannot stand alone: their tests are those of what makes them.
_STATE = "it works on a variable: test_in_place.py, test_plan.py, the recorded programs"
_UPDATES = "it works on variables: test_updates.py, the recorded programs of optimizers"
_ARRAYS = "it works on a TensorArray: the recorded programs of tensor arrays"
_FILES = "it works on files: the recorded programs of strings"
_TABLES = "it works on a table: the recorded programs of lookups"
_QUANTIZED = "its input is quantized: the recorded programs of quantization"
_LISTS = "it is part of gradients of loops: the recorded programs of loops"
_FUNCTIONS = "it holds graphs: the recorded programs of cond and while_loop"
NO_SAMPLES = {
    "DecodeAndCropJpeg": "a JPEG file is needed: test_codecs.py",
    "Placeholder": "it has a value only where it is fed: every test here feeds some",
    "_Arg": "it is the input of a function: the recorded programs of cond and while_loop",
    **dict.fromkeys(("VariableV2", "Assign", "AssignAdd", "AssignSub"), _STATE),
    **dict.fromkeys(("IsVariableInitialized", "_RankOfValue"), _STATE),
    **dict.fromkeys((n for n in records() if re.match("(Sparse)?Apply[A-Z]", n)), _UPDATES),
    **dict.fromkeys(("ScatterAdd", "ScatterSub", "ScatterUpdate"), _STATE),
    **dict.fromkeys(("ScatterMul", "ScatterDiv", "ScatterMin", "ScatterMax"), _STATE),
    **dict.fromkeys(("EmptyTensorList", "TensorListPushBack", "TensorListPopBack"), _LISTS),
    **dict.fromkeys(("TensorListFromTensor", "TensorListStack", "_ListRows"), _LISTS),
    **dict.fromkeys(("_AddLists",), _LISTS),
    **dict.fromkeys(("ScatterNdUpdate", "ScatterNdAdd", "ScatterNdSub"), _STATE),
    **dict.fromkeys(("StridedSliceAssign", "_CountedUp"), _STATE),
    **dict.fromkeys(("HashTableV2", "MutableHashTableV2", "LookupTableImportV2"), _TABLES),
    **dict.fromkeys(("InitializeTableFromTextFileV2", "LookupTableInsertV2"), _TABLES),
    **dict.fromkeys(("LookupTableRemoveV2", "LookupTableFindV2", "LookupTableSizeV2"), _TABLES),
    **dict.fromkeys(("LookupTableExportV2",), _TABLES),
    **dict.fromkeys(("ReadFile", "WriteFile", "MatchingFiles"), _FILES),
    **dict.fromkeys((f"TensorArray{x}V3" for x in ("", "Write", "Read", "Size")), _ARRAYS),
    **dict.fromkeys((f"TensorArray{x}V3" for x in ("Scatter", "Gather")), _ARRAYS),
    **dict.fromkeys((f"TensorArray{x}V3" for x in ("Split", "Concat")), _ARRAYS),
    **dict.fromkeys((f"_TensorArray{x}" for x in ("Part", "Cotangent")), _ARRAYS),
    **dict.fromkeys((f"_TensorArray{x}" for x in ("Pieces", "Joined")), _ARRAYS),
    "Timestamp": "it is another one in each run: the recorded programs of texts",
    **dict.fromkeys(("Dequantize", "QuantizedConcat"), _QUANTIZED),
    **dict.fromkeys(("If", "While", "_Absent"), _FUNCTIONS),
}

_VALUES = "as many as there are values at different places, or in a part"
_LAST = "as many rows as the last number says"

# Ops whose result's shape is not known from the inputs' shapes and small integers.
_LAST = "as many rows as the last number says"
_SETS = (("Dense", "Dense"), ("Dense", "Sparse"), ("Sparse", "Sparse"))
VALUE_DEPENDENT = {
    **dict.fromkeys(("DecodePng", "DecodeJpeg", "DecodeBmp"), "the sizes are in the file"),
    **dict.fromkeys(("DecodeGif", "DecodeWebP", "DecodeImage"), "the sizes are in the file"),
    "PlaceholderWithDefault": "its shape is the one that is declared: something else may be fed",
    "BroadcastGradientArgs": "as many as there are broadcast axes; nothing reshapes by it",
    "ListDiff": "as many as there are values of the one that the other lacks",
    "Where": "as many rows as there are elements that are not 0",
    "Unique": "as many as there are different elements",
    "UniqueWithCounts": "as many as there are different elements",
    "CTCGreedyDecoder": "as many labels as are spelt",
    "CTCBeamSearchDecoder": "as many labels as are spelt",
    "ComputeAccidentalHits": "as many as there are hits",
    **dict.fromkeys(("SegmentSum", "SegmentMean", "SegmentMax", "SegmentMin"), _LAST),
    "SegmentProd": _LAST,
    "DynamicPartition": "as many rows as have the number of the part",
    **dict.fromkeys((f"NonMaxSuppressionV{i}" for i in (3, 4, 5)), "as many as are chosen"),
    "NonMaxSuppressionWithOverlaps": "as many as are chosen",
    **dict.fromkeys(("StringSplit", "StringSplitV2"), "as many as there are words"),
    "DecodeRaw": "as many numbers as there are bytes",
    **dict.fromkeys(("SparseReduceSumSparse", "SparseReduceMaxSparse"), _VALUES),
    **dict.fromkeys(("SparseSparseMaximum", "SparseSparseMinimum"), _VALUES),
    **dict.fromkeys(("SparseAdd", "SparseSplit", "SparseSlice", "SparseFillEmptyRows"), _VALUES),
    **dict.fromkeys((f"{a}To{b}SetOperation" for a, b in _SETS), "as many as are in the sets"),
    "SetSize": "nothing is known of it, as in TF1",
    **dict.fromkeys(("SparseSegmentSum", "SparseSegmentMean", "SparseSegmentSqrtN"), _LAST),
    **dict.fromkeys((f"{x}SetOperation" for x in ("DenseToDense", "DenseToSparse")), _VALUES),
    **dict.fromkeys(("SparseToSparseSetOperation", "SparseCross", "SparseCrossV2"), _VALUES),
    **dict.fromkeys(("DenseCountSparseOutput", "SparseCountSparseOutput"), _VALUES),
    **dict.fromkeys(("ParseTensor", "DeserializeManySparse"), "the bytes say it"),
    **dict.fromkeys(("ParseExample", "ParseSingleSequenceExample"), "the bytes say it"),
    **dict.fromkeys(("ParseSequenceExample", "SerializeManySparse"), "the bytes say it"),
    "PyFunc": "what a Python function returns is not known",
    "PyFuncStateless": "what a Python function returns is not known",
    "EagerPyFunc": "what a Python function returns is not known",
}


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    with tf.Graph().as_default() as fresh:
        yield fresh


def each(found: list[Use]) -> Any:
    return pytest.mark.parametrize("use", found, ids=[use.id for use in found])


# ---------------------------------------------------------------------------------- registry
@pytest.mark.parametrize("record", records().values(), ids=list(records()))
def test_record_is_complete(record: OpRecord) -> None:
    assert record.doc.strip()
    assert bool(record.grad_rule) != bool(record.no_gradient), "a rule, or why there is none"
    has_sample = any(sample.error is None for sample in record.samples)
    assert has_sample != (record.name in NO_SAMPLES), "samples, or a reason in NO_SAMPLES"


def test_lists_of_exceptions_name_ops() -> None:
    exceptions = {*NO_SAMPLES, *VALUE_DEPENDENT, *FIRST_ORDER, *SYMMETRIC, *THROUGH}
    assert records().keys() >= exceptions
    assert {use.id for use in GOOD} >= EDGES.keys()


# ---------------------------------------------------------------------------------- kernels
def run_kernel(made: Node) -> tuple[list[Any], list[Any]]:
    """(inputs, results) of the kernel itself; inputs that are arrays cannot be written."""
    record = made.op._record
    attrs = {key: made.op.attrs[key] for key in record.attrs}
    if record.new_stream is not None:
        attrs["stream"] = record.new_stream(made.op.attrs)
    arrays = [leaf.array.copy() for leaf in made.leaves]
    for array in arrays:
        array.flags.writeable = False
    with np.errstate(all="ignore"):
        results = record.kernel(*[a[()] for a in arrays], **attrs)
    if not record.outputs:
        return arrays, []
    return arrays, results if isinstance(results, (list, tuple)) else [results]


@each(GOOD)
def test_kernel(use: Use) -> None:
    """The declared types and shapes; inputs unchanged; memory shared only where declared."""
    made = node(use)
    arrays, results = run_kernel(made)
    assert len(results) == len(made.op.outputs)
    for number, (tensor, result) in enumerate(zip(made.op.outputs, results, strict=True)):
        assert isinstance(result, (np.ndarray, np.generic, bytes))
        result = as_array(result)
        assert result.dtype == tensor.dtype.np_dtype
        assert compatible(tensor._dims, np.shape(result))
        for index, array in enumerate(arrays):
            if np.shares_memory(result, array):
                assert use.record.alias.get(number) == index
    for leaf, array in zip(made.leaves, arrays, strict=True):
        np.testing.assert_array_equal(leaf.array, array, strict=True)


CUT = [use for use in GOOD if use.record.elementwise or use.record.by_rows]


@each(CUT)
def test_parts_of_the_result(use: Use) -> None:
    """What may run in a loop over blocks gives, of a part of its rows, that part of the result."""
    made = node(use)
    arrays, (result,) = run_kernel(made)
    if np.ndim(result) < (2 if use.record.by_rows else 1) or len(result) < 2:
        return  # there are no parts
    if use.record.name == "Select" and arrays[0].ndim not in (0, result.ndim):
        return  # its condition chooses rows, which plans do not cut
    for row in range(len(result)):
        cut = [
            array[row : row + 1] if array.shape[:1] == result.shape[:1] else array
            for array in (a if a.ndim == result.ndim else a[()] for a in arrays)
        ]
        with np.errstate(all="ignore"):
            attrs = {key: made.op.attrs[key] for key in use.record.attrs}
            part = use.record.kernel(*[np.asarray(c)[()] for c in cut], **attrs)
        part = part[0] if isinstance(part, (list, tuple)) else part
        np.testing.assert_array_equal(part, result[row : row + 1])


# ---------------------------------------------------------------------------------- static shapes
@each(GOOD)
def test_static_shapes(use: Use) -> None:
    """Under every mask the shape agrees with the run; with nothing unknown it equals it."""
    made = node(use)
    real = [np.shape(result) for result in run_kernel(made)[1]]
    options = []
    for tensor, leaf in zip(made.tensors, made.leaves, strict=True):
        shapes = list(masks(leaf.array.shape))
        values = list(partial_values(tensor._known))
        full = [(shapes[0], value) for value in values]
        options.append(full + [(dims, None) for dims in shapes[1:]])
    choices = list(itertools.product(*options))
    if len(choices) > 3000:
        choices = [choices[0], *random.Random(0).sample(choices, 3000)]
    dtypes = tuple(tensor._dtype for tensor in made.tensors)
    for number, choice in enumerate(choices):
        shapes = tuple(dims for dims, _ in choice)
        call = Call(use.record, shapes, tuple(v for _, v in choice), made.op.attrs, dtypes)
        static = use.record.shape_rule(call)
        found = static if isinstance(static, list) else [static] * bool(real)
        assert len(found) == len(real)
        for dims, actual in zip(found, real, strict=True):
            assert compatible(dims, actual), (choice, dims, actual)
            if number == 0 and use.record.name not in VALUE_DEPENDENT:
                assert dims == actual


# ---------------------------------------------------------------------------------- plans
REALS = ("float32", "float64")


def run_cases() -> list[Any]:
    """(use, mode, type): the wider type only where there are reals."""
    found = []
    for use in GOOD:
        inputs = flat(leaves(use))
        reals = REALS if any(leaf.is_real for leaf in inputs) else REALS[:1]
        modes = MODES if any(leaf.literal for leaf in inputs) else MODES[:-2]
        for mode, dtype in itertools.product(modes, reals):
            found.append(pytest.param(use, mode, dtype, id=f"{use.id}-{mode}-{dtype}"))
    return found


@pytest.mark.parametrize(("use", "mode", "dtype"), run_cases())
def test_interpreter_is_plan(use: Use, mode: str, dtype: str) -> None:
    made = node(use, mode, np.dtype(dtype))
    fetches = list(made.op.outputs) or [made.op]
    feeds = {t: np.asarray(v)[()] for t, v in made.feeds.items()}
    wanted = interpret(fetches, feeds, Store())
    with tf.Session() as sess:
        found = sess.run(fetches, made.feeds)
    for tensor, a, b in zip(made.op.outputs, wanted, found, strict=False):
        assert as_array(b).dtype == tensor.dtype.np_dtype
        assert_close(b, a)


def as_array(value: Any) -> Any:
    """The value as an array; text as an array of objects, as inside of the engine."""
    return np.array(value, object) if isinstance(value, bytes) else np.asarray(value)


def assert_close(found: Any, wanted: Any) -> None:
    """Equal, but for the last bits of reals: another order of adding, another form of a formula."""
    found, wanted = as_array(found), as_array(wanted)
    assert found.dtype == wanted.dtype
    assert found.shape == wanted.shape
    if found.dtype.kind in "fc":
        eps = np.finfo(found.dtype).eps
        finite = wanted[np.isfinite(wanted)]
        scale = float(np.abs(finite).max(initial=0.0))
        np.testing.assert_allclose(found, wanted, rtol=4 * eps, atol=2 * eps * scale)
    else:
        np.testing.assert_array_equal(found, wanted)


@each([use for use in GOOD if use.record.outputs])
def test_results_share_no_memory(use: Use) -> None:
    """Writing to what a run returned changes no feed and no later run."""
    made = node(use)
    arrays = [np.asarray(value) for value in made.feeds.values()]
    fetches = list(made.op.outputs)
    with tf.Session() as sess:
        first = sess.run(fetches, made.feeds)
        kept = [np.array(value) for value in first]
        for number, value in enumerate(first):
            others = arrays + [v for i, v in enumerate(first) if i != number]
            assert not any(np.shares_memory(value, other) for other in others)
            if isinstance(value, np.ndarray):
                value[...] = np.zeros((), value.dtype)
        if use.record.effect != "random":
            for again, value in zip(sess.run(fetches, made.feeds), kept, strict=True):
                np.testing.assert_array_equal(again, value, strict=True)


def test_every_result_type_is_checked() -> None:
    """The types of the outputs follow from the attributes for every op with samples."""
    for use in GOOD:
        made = node(use)
        assert [t.dtype for t in made.op.outputs] == output_dtypes(use.record, made.op.attrs)


# ---------------------------------------------------------------------------------- bad samples
@pytest.mark.parametrize("mode", MODES)
@each(BAD)
def test_bad_sample(use: Use, mode: str) -> None:
    """The stated error at build; where the contradiction shows at run, TF's class for it too.

    Where not even the integers are known at build, the text is the kernel's, with the node.
    """
    assert use.sample.error is not None
    try:
        made = node(use, mode)
    except use.sample.error as error:
        text = str(error)
    else:
        classes = (use.sample.error, tf.errors.InvalidArgumentError)
        with tf.Session() as sess, pytest.raises(classes) as caught:
            sess.run(list(made.op.outputs) or made.op, made.feeds)
        text = str(caught.value)
    known = mode not in ("fed", "partial")
    wanted = use.sample.match if known else rf"{use.sample.match}|\[\[node "
    assert re.search(wanted, text), text


# ---------------------------------------------------------------------------------- gradients
STEP = 1e-5  # central differences in float64: truncated by about STEP**2, rounded by eps / STEP
CLOSE = 1e-7  # of the largest number in sight: 1000 times the two together

_COARSE = "its g is float32, too coarse for differences: test_image.py has the transposed map"
# Samples at points without a slope; the other samples of these ops are smooth.
_MAXIMA = "images moved alone no longer hold the maxima: MaxPool-0 moves both"
_SINGLE = "the amount is float32, too coarse for differences: test_image.py takes it as fixed"
_ADJUST = ("AdjustContrastv2", "AdjustHue", "AdjustSaturation")
_DRAWS = "a draw moves by rejection; test_random.py follows its place in the law"
_STEPS = "a staircase: its gradient passes as if it were straight, test_quantization.py"
EDGES = {
    **{f"QuantizeAndDequantizeV2-{i}": _STEPS for i in range(3)},
    **{f"QuantizeAndDequantizeV4-{i}": _STEPS for i in range(2)},
    **{f"ResizeBilinearGrad-{i}": _COARSE for i in range(3)},
    **{f"ResizeBicubicGrad-{i}": _COARSE for i in range(3)},
    **{f"_ResizeAreaGrad-{i}": _COARSE for i in range(2)},
    "CropAndResizeGradImage-1": _COARSE,
    **{f"MaxPool{ndims}Grad{more}-0": _MAXIMA for ndims in ("", "3D") for more in ("", "Grad")},
    **{f"{op}-{i}": _SINGLE for op in _ADJUST for i in range(3)},
    **dict.fromkeys(("RandomGamma-0", "RandomGamma-1", "RandomGamma-2"), _DRAWS),
    **dict.fromkeys(("StatelessRandomGammaV2-0", "StatelessRandomGammaV2-1"), _DRAWS),
    "FusedBatchNormV3-2": "as in TF1, given moments get no gradient",
    "Angle-0": "-1 lies on the cut, where the angle jumps from pi to -pi",
    "RGBToHSV-2": "greys have no slope of the hue",
    "Polygamma-0": "the order is a whole number: Digamma-0 differentiates by the other input",
    "Polygamma-1": "the order is a whole number: Digamma-2 differentiates by the other input",
    **dict.fromkeys(("Zeta-0", "Zeta-1", "Zeta-2"), "as in TF1, no gradient to the exponent"),
    **dict.fromkeys((f"Betainc-{i}" for i in range(3)), "as in TF1, no gradient to a and b"),
    "PreventGradient-0": "it is there to refuse",
    "Pow-4": "a negative number has no power beside a whole one",
}
# Ops of which gradients flow through some outputs only.
THROUGH = {
    "FusedBatchNormV3": (0, 3, 4),  # as in TF1, not through the moments for averages
    "CTCLoss": (0,),  # its second output is the gradient
    "_CTCLossDense": (0,),
}
FIRST_ORDER = {
    "ComplexAbs": "as in TF1, the sign of a complex number counts as flat",
    "Igamma": "as in TF1, IgammaGradA has no gradient",
    "Igammac": "as in TF1, IgammaGradA has no gradient",
    "CTCLoss": "as in TF1",
    "_CTCLossDense": "as in TF1",
}


# Ops of symmetric (Hermitian) matrices, whose gradients are so: differences keep to such changes.
SYMMETRIC = {"Cholesky"}


def differentiable() -> list[Any]:
    """Samples of ops with a gradient rule, reals in and reals of full width out."""
    found = []
    for use in GOOD:
        if use.record.grad_rule is None or use.id in EDGES:
            continue
        made = node(use, dtype=np.float64)
        if any(leaf.is_real for leaf in made.leaves) and wide(made.op.outputs):
            found += [
                pytest.param(use, mode, id=f"{use.id}-{mode}")
                for mode in ("static", "dims", "rank")
            ]
    return found


def wide(tensors: Any) -> list[Any]:
    """Those whose type differences can be taken in."""
    return [t for t in tensors if t.dtype.base_dtype in (tf.float64, tf.complex128)]


def direction(generator: Any, like: Any) -> Any:
    """A random array of the same shape and type, of length about 1 an element."""
    value = generator.standard_normal(np.shape(like))
    if np.asarray(like).dtype.kind == "c":
        value = value + 1j * generator.standard_normal(np.shape(like))
    return np.asarray(value, np.asarray(like).dtype)


def inner(left: list[Any], right: list[Any]) -> float:
    """The real inner product of lists of arrays; None is zero."""
    pairs = [(a, b) for a, b in zip(left, right, strict=True) if a is not None]
    return float(sum(np.sum(np.conj(a) * b).real for a, b in pairs))


class Check:
    """Slopes of <weights, ys> along random directions: by `tf.gradients` and by differences."""

    def __init__(
        self,
        ys: list[Any],
        xs: list[Any],
        feeds: dict[Any, Any],
        session: Any,
        symmetric: tuple[Any, ...] = (),
    ):
        self.ys, self.xs, self.feeds, self.session = ys, xs, feeds, session
        self.symmetric = symmetric  # those of xs that stay so
        self.generator = np.random.default_rng(1)
        values = session.run(ys, feeds)
        self.weights = [tf.placeholder(y.dtype, y.shape) for y in ys]
        for weight, value in zip(self.weights, values, strict=True):
            feeds[weight] = direction(self.generator, value)
        slopes = tf.gradients(ys, xs, grad_ys=self.weights)
        self.slopes = [None if g is None else tf.convert_to_tensor(g) for g in slopes]

    def run(self) -> None:
        """Compare them."""
        moves = [direction(self.generator, self.feeds[x]) for x in self.xs]
        for number, x in enumerate(self.xs):
            if x in self.symmetric:
                moves[number] = moves[number] + np.conj(moves[number].swapaxes(-1, -2))
        fetched = self.session.run([g for g in self.slopes if g is not None], self.feeds)
        values = iter(fetched)
        slopes = [None if g is None else next(values) for g in self.slopes]
        for slope, x in zip(slopes, self.xs, strict=True):
            assert slope is None or np.shape(slope) == np.shape(self.feeds[x])
        by_gradients = inner(slopes, moves)
        weights = [self.feeds[w] for w in self.weights]
        sides = []
        for sign in (1, -1):
            moved = {
                x: self.feeds[x] + sign * STEP * move
                for x, move in zip(self.xs, moves, strict=True)
            }
            sides.append(inner(weights, self.session.run(self.ys, {**self.feeds, **moved})))
        by_differences = (sides[0] - sides[1]) / (2 * STEP)
        scale = 1 + abs(by_differences) + max(abs(side) for side in sides)
        assert by_gradients == pytest.approx(by_differences, rel=0, abs=CLOSE * scale)


@pytest.mark.parametrize(("use", "mode"), differentiable())
def test_gradient(use: Use, mode: str) -> None:
    """First and second order, the latter also along the cotangents."""
    made = node(use, mode, np.float64)
    xs = [t for t, leaf in zip(made.tensors, made.leaves, strict=True) if leaf.is_real]
    outputs = made.op.outputs
    ys = wide([outputs[i] for i in THROUGH.get(use.record.name, range(len(outputs)))])
    with tf.Session() as sess:
        symmetric = tuple(xs) if use.record.name in SYMMETRIC else ()
        first = Check(ys, xs, dict(made.feeds), sess, symmetric)
        first.run()
        slopes = [g for g in first.slopes if g is not None]
        if slopes and use.record.name not in FIRST_ORDER:
            Check(slopes, xs + first.weights, first.feeds, sess, symmetric).run()
