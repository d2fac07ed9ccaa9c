"""How far the op table's numbers may differ from TensorFlow's, and what else does, each with why."""

from __future__ import annotations

from fnmatch import fnmatchcase

from tests.oracle.cases import Tolerance

DEFAULT = Tolerance(
    4, "element", "NumPy's functions and TensorFlow's are each rounded in their way"
)

# By ops: units in the last place, of each number or of the largest one of its array.
_SUMS = Tolerance(4, "array", "sums, added in another order")
_FACTORS = Tolerance(32, "array", "a chain of products and quotients, in another order")
_TOLERANCES = {
    "AvgPoolGrad Conv2D Conv2DBackpropFilter Conv2DBackpropInput Conv3D Conv3DBackpropFilterV2 "
    "Conv3DBackpropInputV2 CropAndResizeGradBoxes CropAndResizeGradImage FusedBatchNormV3 "
    "ResizeArea ResizeBicubic ResizeBicubicGrad ResizeBilinearGrad "
    "SoftmaxCrossEntropyWithLogits": _SUMS,
    "MatrixLogarithm MatrixSolve MatrixSolveLs MatrixSquareRoot Qr SelfAdjointEigV2 Svd": _FACTORS,
    "CTCLoss": Tolerance(16, "array", "sums of logarithms, in another order"),
    "Elu": Tolerance(64, "array", "TensorFlow takes 1 off the exponential"),
    "Digamma Lgamma": Tolerance(8, "array", "near a root TensorFlow's absolute error stays"),
    "RandomGamma StatelessRandomGammaV2": Tolerance(
        8, "element", "products of a series' terms", grad_ulps=128
    ),
    "BesselJ0 BesselJ1 BesselK1e BesselY0 BesselY1": Tolerance(
        16, "array", "near a root, as Digamma"
    ),
    "Betainc Igamma IgammaGradA Igammac Spence": Tolerance(
        512, "array", "TensorFlow's fractions and series end early", grad_ulps=512
    ),
    "RandomGammaGrad": Tolerance(64, "element", "a series, cut off elsewhere"),
}
TOLERANCES = {op: tol for ops, tol in _TOLERANCES.items() for op in ops.split()}

_CONJUGATE = "the conjugates that finite differences ask for; TensorFlow's rule lacks them"
_MORE = "a gradient where TensorFlow gives None"
_TRUE = "the true gradient"
_FOUND = "a contradiction that TensorFlow does not look for"
_EMPTY = "nothing to compute is no error"
_LATER = "of a later TensorFlow than 1.15"
_RANK = "TensorFlow's shape rule says what the run does not do"
_WIDE = "TensorFlow computes float64 in float32"
_INVALID = "outside of the domain"
# (ops, patterns of questions, aspects): why they differ. `docs/differences.md` has them in prose.
DIFFERENCES: dict[tuple[str, str, str], str] = {
    # numbers
    ("Erf", "special T=float64", "values"): "TensorFlow 2.21 has NaN at the infinities",
    ("FloorDiv", "special *", "values"): "TensorFlow flushes a subnormal before it rounds down",
    ("Round", "* T=int*, 3", "values"): "TensorFlow's kernel has 0; tf.round does not use it",
    ("Pow", "5 T=complex*", "values grads"): "0 to the power of 0 is 1 for complex numbers too",
    ("EuclideanNorm", "1 T=int8", "values"): "squares of small integers do not overflow",
    ("IgammaGradA Polygamma RandomGammaGrad", "special *", "values grads"): _INVALID,
    ("CTCLoss CTCBeamSearchDecoder", "* T=float64", "values grads"): _WIDE,
    (
        "BesselI1 BesselI1e BesselJ0 BesselJ1 BesselK0 BesselK0e BesselK1 BesselK1e BesselY0 BesselY1 "
        "Dawsn Expint FresnelCos FresnelSin Igamma Igammac Ndtri Spence Zeta Betainc",
        "special *",
        "values grads",
    ): "far out, where TensorFlow's approximations end",
    ("DecodeJSONExample", "*", "values"): "the fields of a message may stand in any order",
    ("DecodeWebP", "*", "values"): "a file of one frame is an animation too",
    (
        "EncodeJpeg EncodeJpegVariableQuality EncodePng",
        "*",
        "values",
    ): "other bytes, the same image",
    ("StringFormat", "0/empty-3", "values"): "an empty row is written as []",
    # gradients
    (
        "Cumprod MatrixDeterminant MatrixSquareRoot MulNoNan TridiagonalSolve Xdivy Xlog1py Xlogy",
        "* T=complex*, 1, 2",
        "grads",
    ): _CONJUGATE,
    ("Svd", "* T=complex*, 6", "grads"): _CONJUGATE,
    ("Cumprod", "1, 1 *, 4 *", "grads"): f"{_TRUE} of factors that are 0",
    ("Elu Selu", "special *", "grads"): "NaN stays NaN; TensorFlow lets the cotangent through",
    ("Pow SigmoidGrad", "special *", "grads"): _INVALID,
    ("Sigmoid", "2 T=complex128, 3 T=complex128", "grads"): f"{_TRUE}, far out",
    (
        "FakeQuantWithMinMaxArgsGradient FakeQuantWithMinMaxVarsGradient "
        "FakeQuantWithMinMaxVarsPerChannelGradient HSVToRGB LinSpace MatrixDiagV3 MatrixDiagPartV3 "
        "PadV2 ResizeBilinearGrad",
        "*",
        "grads",
    ): _MORE,
    ("ResizeBilinear ResizeBicubic", "* T=float64", "grads"): _WIDE,
    ("ResizeBicubicGrad ResizeBilinearGrad", "* T=float64", "values"): _WIDE,
    ("FusedBatchNormV3", "3/empty*", "grads"): "TensorFlow's has the wrong rank",
    ("Conv2D", "0/empty-5, 0/empty-6", "grads"): "images without pixels give 0",
    ("Conv2DBackpropFilter", "0/empty-5, 0/empty-6", "values"): "images without pixels give 0",
    # static shapes
    ("ExtractVolumePatches", "*", "shapes"): _RANK,
    ("ClipByValue", "0, 0/*", "shapes"): "bounds of an unknown shape may be larger",
    ("FractionalAvgPool FractionalMaxPool", "*", "shapes"): _RANK,
    ("GatherV2", "5, 5/*", "shapes"): f"{_RANK} with negative batch_dims",
    ("MatrixDiagV3", "1, 4", "shapes"): _RANK,
    ("SoftmaxCrossEntropyWithLogits", "*", "shapes"): f"{_RANK}: one row may stand for many",
    ("QuantizeV2", "1, 1/*", "shapes"): "the ends may be one number",
    ("Range", "* Tidx=float*", "shapes"): "the numbers of reals are not tracked",
    ("ExtractVolumePatches", "0/empty-5", "refused"): "no window fits into nothing",
    # types and values that one of the two refuses
    (
        "ArgMax GatherNd GatherV2 ScatterNd StridedSlice TopKV2 UnsortedSegmentSum",
        "* Tidx=int16, * Tindices=int16, * Index=int16, * Tk=int16",
        "refused errors",
    ): f"int16 indices are {_LATER}",
    ("AsString", "* T=string", "refused"): f"text as input is {_LATER}",
    ("ClipByValue", "* T=complex*", "refused"): "complex numbers have no order",
    (
        "AvgPoolGrad ExtractImagePatches ResizeBicubicGrad ResizeBilinearGrad "
        "SoftmaxCrossEntropyWithLogits SparseReorder",
        "2, 3, 0/empty*, 1/empty*",
        "refused",
    ): _FOUND,
    ("Cholesky MatrixTriangularSolve StatelessRandomBinomial", "2, 4, 9", "refused"): _INVALID,
    ("ResizeNearestNeighborGrad", "*/empty*", "refused"): "images without pixels are refused",
    ("MatrixDiagV3", "*/empty-3", "refused"): _FOUND,
    ("IRFFT IRFFT2D IRFFT3D RFFT RFFT2D RFFT3D", "*/empty*", "refused"): _FOUND,
    ("ParseSequenceExample", "0, 0/*", "errors"): "the counts follow from the keys",
    ("QuantizeAndDequantizeV2", "3", "refused"): _INVALID,
    ("ExtractJpegShape", "0, 0 *", "errors"): "the head of a file is enough",
    ("SparseCross", "*", "errors"): "TensorFlow 2.21 refuses every dense input of this old op",
    ("QuantizeAndDequantizeV2", "2, 2 *, 2/*", "errors"): "one range for each channel",
    (
        "EncodePng",
        "0/empty*, 1/empty*, 5",
        "errors",
    ): "InternalError says that TensorFlow is broken",
    (
        "Conv2D Conv3D DepthwiseConv2dNative GatherNd MaxPool MaxPoolWithArgmax ResizeArea ResizeBicubic ResizeBicubicGrad "
        "ResizeBilinear ResizeBilinearGrad ResizeNearestNeighbor UnravelIndex",
        "*/empty*, 2, 2 *",
        "errors",
    ): _EMPTY,
    ("EnsureShape", "1, 1 *, 1/*", "errors"): "an unknown shape ensures nothing",
    ("TruncateDiv TruncateMod", "extremes *", "errors"): "as the other divisions by zero",
    (
        "Range",
        "* Tidx=float16, * Tidx=uint*",
        "errors",
    ): "TensorFlow's shape rule knows no such type",
    ("FractionalMaxPoolGrad", "*", "errors"): "orig_output may be anything",
    (
        "CTCBeamSearchDecoder CTCGreedyDecoder FractionalMaxPool HistogramFixedWidth "
        "DenseToSparseSetOperation SerializeManySparse SparseTensorDenseMatMul "
        "SparseToSparseSetOperation UnsortedSegmentJoin",
        "*",
        "errors",
    ): "inputs that contradict each other, noticed at another place",
}


def tolerance(op: str) -> Tolerance:
    """That of an op."""
    return TOLERANCES.get(op, DEFAULT)


def entry(op: str, question: str, aspect: str) -> tuple[str, str, str] | None:
    """The row of `DIFFERENCES` that tells why an op differs there; None if it should not."""
    for row in DIFFERENCES:
        ops, questions, aspects = row
        if op in ops.split() and aspect in aspects.split():
            if any(fnmatchcase(question, pattern) for pattern in questions.split(", ")):
                return row
    return None


def known(op: str, question: str, aspect: str) -> str:
    """Why an op differs there; "" if it should not."""
    row = entry(op, question, aspect)
    return DIFFERENCES[row] if row else ""
