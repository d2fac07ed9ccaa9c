"""tf.linalg.LinearOperator and its family: what each does, says of itself, becomes and refuses.

What is fetched goes through an identity: the nodes behind it are minigraph's own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import feed
from tests.oracle.observe import error

FAMILY = Family(
    "linear_operators",
    Tolerance(
        64,
        "array",
        "another order of elimination and of sums: 4 rows and a condition below 20",
        grad_ulps=256,  # products of two such results
    ),
)
case = FAMILY.case
ask = FAMILY.ask
wrong = FAMILY.wrong
OWN = "the nodes are minigraph's own"

POSITIVE = [
    [4.0, 1.0, 0.5, 0.0],
    [1.0, 3.0, -1.0, 0.5],
    [0.5, -1.0, 2.0, 0.0],
    [0.0, 0.5, 0.0, 1.0],
]
GOOD = [[4.0, 1.0, 0.5, 0.0], [-1.0, 3.0, 1.0, 2.0], [0.5, 2.0, -2.5, 1.0], [0.0, 1.0, 0.0, 2.0]]
TWO = [[2.0, 1.0], [0.5, -1.0]]
WIDE = [[1.0, 2.0, 0.5, 3.0], [0.0, -1.0, 4.0, 1.0], [2.0, 1.0, 1.0, -2.0]]
VECTOR = [1.0, -2.0, 3.0, 0.5]
THREE = [[1.0, -0.5, 2.0, 9.0], [3.0, -2.0, 4.0, 5.0], [9.0, 0.5, 1.0, -1.0]]
SURE = {"is_self_adjoint": True, "is_positive_definite": True}

Make = Callable[[Any], Any]


def full(value: Any, **hints: Any) -> Make:
    return lambda tf: tf.linalg.LinearOperatorFullMatrix(feed(tf, "m", value), **hints)


def phases(value: Any) -> np.ndarray[Any, Any]:
    """Complex numbers from real ones."""
    real = np.array(value)
    return real + 0.25j * (np.arange(real.size).reshape(real.shape) % 3 - 1)


def pair(value: Any) -> np.ndarray[Any, Any]:
    """A batch of two, [2, 1, ...]."""
    return np.stack([value, np.array(value) * -0.5])[:, None]


def L(tf: Any, kind: str, *inputs: Any, dtype: str = "float32", **hints: Any) -> Any:
    fed = [feed(tf, f"in{i}", value, dtype) for i, value in enumerate(inputs)]
    return getattr(tf.linalg, f"LinearOperator{kind}")(*fed, **hints)


SQUARE: dict[str, Make] = {
    "full": full(GOOD),
    "full in batches": full(pair(GOOD)),
    "full positive": full(POSITIVE, **SURE),
    "full complex": lambda tf: L(tf, "FullMatrix", phases(GOOD), dtype="complex64"),
    "diag": lambda tf: L(tf, "Diag", VECTOR),
    "diag in batches": lambda tf: L(tf, "Diag", pair(VECTOR)),
    "diag positive": lambda tf: L(tf, "Diag", np.abs(VECTOR), is_positive_definite=True),
    "diag complex": lambda tf: L(tf, "Diag", phases(VECTOR), dtype="complex64"),
    "identity": lambda tf: tf.linalg.LinearOperatorIdentity(4),
    "identity in batches": lambda tf: tf.linalg.LinearOperatorIdentity(4, [2, 1]),
    "scaled": lambda tf: tf.linalg.LinearOperatorScaledIdentity(4, feed(tf, "c", -1.5)),
    "scaled in batches": lambda tf: tf.linalg.LinearOperatorScaledIdentity(
        4, feed(tf, "c", [[-1.5], [2.0]])
    ),
    "triangle": lambda tf: L(tf, "LowerTriangular", GOOD),
    "triangle in batches": lambda tf: L(tf, "LowerTriangular", pair(GOOD)),
    "triangle complex": lambda tf: L(tf, "LowerTriangular", phases(GOOD), dtype="complex64"),
    "householder": lambda tf: L(tf, "Householder", VECTOR),
    "householder in batches": lambda tf: L(tf, "Householder", pair(VECTOR)),
    "permutation": lambda tf: L(tf, "Permutation", [2, 0, 3, 1], dtype="int32"),
    "permutation in batches": lambda tf: L(
        tf, "Permutation", [[[2, 0, 3, 1]], [[0, 2, 1, 3]]], dtype="int32"
    ),
    "toeplitz": lambda tf: L(tf, "Toeplitz", VECTOR, [1.0, 4.0, 0.25, -1.0]),
    "toeplitz in batches": lambda tf: L(tf, "Toeplitz", VECTOR, pair([1.0, 4.0, 0.25, -1.0])),
    "tridiag": lambda tf: L(tf, "Tridiag", THREE),
    "tridiag in batches": lambda tf: L(tf, "Tridiag", pair(THREE)),
    "tridiag complex": lambda tf: L(tf, "Tridiag", phases(THREE), dtype="complex64"),
    "tridiag as a matrix": lambda tf: L(
        tf, "Tridiag", np.triu(np.tril(GOOD, 1), -1), diagonals_format="matrix"
    ),
    "tridiag as a list": lambda tf: tf.linalg.LinearOperatorTridiag(
        [feed(tf, f"d{i}", row) for i, row in enumerate(THREE)], diagonals_format="sequence"
    ),
    "adjoint": lambda tf: tf.linalg.LinearOperatorAdjoint(full(GOOD)(tf)),
    "adjoint complex": lambda tf: tf.linalg.LinearOperatorAdjoint(
        L(tf, "FullMatrix", phases(GOOD), dtype="complex64")
    ),
    "inversion": lambda tf: tf.linalg.LinearOperatorInversion(full(GOOD)(tf)),
    "composition": lambda tf: tf.linalg.LinearOperatorComposition(
        [full(GOOD)(tf), L(tf, "Diag", VECTOR), full(POSITIVE)(tf)]
    ),
    "composition in batches": lambda tf: tf.linalg.LinearOperatorComposition(
        [full(pair(GOOD))(tf), L(tf, "Diag", VECTOR)]
    ),
    "blocks": lambda tf: tf.linalg.LinearOperatorBlockDiag(
        [full(TWO)(tf), L(tf, "Diag", [3.0, -1.0])]
    ),
    "blocks in batches": lambda tf: tf.linalg.LinearOperatorBlockDiag(
        [full(pair(TWO))(tf), full([[2.0]])(tf), full([[-3.0]])(tf)]
    ),
    "triangle of blocks": lambda tf: tf.linalg.LinearOperatorBlockLowerTriangular(
        [
            [full(TWO)(tf)],
            [full([[1.0, -2.0]])(tf), full([[2.0]])(tf)],
            [full([[0.5, 3.0]])(tf), full([[-1.0]])(tf), full([[-3.0]])(tf)],
        ]
    ),
    "kronecker": lambda tf: tf.linalg.LinearOperatorKronecker(
        [full(TWO)(tf), full([[1.0, 3.0], [-2.0, 1.0]])(tf)]
    ),
    "kronecker in batches": lambda tf: tf.linalg.LinearOperatorKronecker(
        [full(pair(TWO))(tf), L(tf, "Diag", [3.0, -1.0])]
    ),
    "update": lambda tf: tf.linalg.LinearOperatorLowRankUpdate(
        full(GOOD)(tf),
        feed(tf, "u", np.transpose(WIDE)[:, :2]),
        feed(tf, "d", [0.5, -1.0]),
        feed(tf, "v", np.transpose(WIDE)[:, 1:]),
    ),
    "update positive": lambda tf: tf.linalg.LinearOperatorLowRankUpdate(
        L(tf, "Diag", np.abs(VECTOR), is_positive_definite=True),
        feed(tf, "u", np.transpose(WIDE)[:, :2]),
    ),
    "update in batches": lambda tf: tf.linalg.LinearOperatorLowRankUpdate(
        L(tf, "Diag", VECTOR), feed(tf, "u", pair(np.transpose(WIDE)[:, :2]))
    ),
}
OTHERS: dict[str, Make] = {
    "wide": full(WIDE),
    "wide in batches": full(pair(WIDE)),
    "zeros": lambda tf: tf.linalg.LinearOperatorZeros(4),
    "zeros, wide": lambda tf: tf.linalg.LinearOperatorZeros(
        3, 4, [2, 1], is_square=False, is_self_adjoint=False
    ),
    "wide adjoint": lambda tf: tf.linalg.LinearOperatorAdjoint(full(np.transpose(WIDE))(tf)),
    "wide composition": lambda tf: tf.linalg.LinearOperatorComposition(
        [full(WIDE)(tf), full(GOOD)(tf)]
    ),
    "wide blocks": lambda tf: tf.linalg.LinearOperatorBlockDiag(
        [full([[1.0, 2.0]])(tf), full([[3.0, -1.0], [0.5, 2.0]])(tf)]
    ),
    "wide kronecker": lambda tf: tf.linalg.LinearOperatorKronecker(
        [full([[1.0, 2.0]])(tf), full([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])(tf)]
    ),
}
# What is masked: the first pair of shapes that differ tells why it is not compared.
MORE = "minigraph knows more of the static shape than TensorFlow"
UNKNOWN = "TensorFlow fails where sizes or ranks are unknown, or takes the unknown for no batch"
UNMASKED = {
    **dict.fromkeys(
        [
            *("elements/scaled in batches", "products/inversion", "products/zeros"),
            *("equations/full", "equations/full in batches", "equations/full complex"),
            *("equations/adjoint", "equations/adjoint complex", "equations/composition"),
            *("equations/composition in batches", "equations/update", "cond/update in batches"),
            *("equations/update in batches", "equations/triangle of blocks"),
            *("equations/blocks in batches", "elements/update", "elements/update positive"),
            *("elements/update in batches", "cond/toeplitz in batches"),
            *("elements/triangle of blocks", "products/blocks in batches"),
            *("products/permutation in batches", "equations/permutation in batches"),
        ],
        MORE,
    ),
    **dict.fromkeys(
        [
            f"{part}/{kind}"
            for part in ("products", "elements", "equations", "numbers", "cond")
            for kind in SQUARE | OTHERS
            if any(word in kind for word in ("toeplitz", "tridiag", "kronecker"))
        ],
        UNKNOWN,
    ),
    **dict.fromkeys(
        [
            *("products/permutation", "equations/permutation", "elements/blocks"),
            *("elements/blocks in batches", "cond/blocks", "cond/blocks in batches"),
        ],
        UNKNOWN,
    ),
}


def compared(name: str, build: Make, grad: bool = True, why: str = OWN) -> None:
    """A case without its nodes, and without its masks where these say less."""
    reason = UNMASKED.get(name)
    case(
        name,
        build,
        nodes=False,
        grad=grad,
        masks=reason is None,
        why=why if reason is None else f"{why}; {reason}",
    )


# TensorFlow broadcasts no batches here.
NO_PRODUCTS = ("toeplitz in batches", "tridiag in batches")


def shown(tf: Any, *tensors: Any) -> list[Any]:
    return [tf.identity(t, name="shown") for t in tensors]


def argument(tf: Any, op: Any, rows: int, batch: tuple[int, ...] = ()) -> Any:
    """A fed matrix [..., rows, 2] of the operator's type."""
    count = int(np.prod(batch)) * rows * 2
    values = ((np.arange(count) * 5 + 2) % 9 / 4 - 1).reshape(*batch, rows, 2)
    return feed(tf, "x", values, op.dtype.name)


def products(make: Make, rows: int = 4, batch: tuple[int, ...] = (3,)) -> Make:
    def build(tf: Any) -> Any:
        op = make(tf)
        x, xs = argument(tf, op, 4), argument(tf, op, 4, batch)
        y = argument(tf, op, rows)
        return shown(
            tf,
            op.matmul(x),
            op.matmul(xs),
            op.matmul(y, adjoint=True),
            op.matmul(tf.linalg.adjoint(x), adjoint_arg=True),
            op.matmul(tf.linalg.adjoint(y), adjoint=True, adjoint_arg=True),
            op.matvec(x[..., 0]),
            op.matvec(y[..., 1], adjoint=True),
        )

    return build


def equations(make: Make) -> Make:
    def build(tf: Any) -> Any:
        op = make(tf)
        x, xs = argument(tf, op, 4), argument(tf, op, 4, (3,))
        return shown(
            tf,
            op.solve(x),
            op.solve(xs),
            op.solve(x, adjoint=True),
            op.solve(tf.linalg.adjoint(x), adjoint_arg=True),
            op.solvevec(x[..., 0]),
            op.solvevec(x[..., 1], adjoint=True),
        )

    return build


def elements(make: Make) -> Make:
    def build(tf: Any) -> Any:
        op = make(tf)
        dense = op.to_dense()
        return shown(tf, dense, op.diag_part(), op.trace(), op.add_to_tensor(dense))

    return build


def numbers(make: Make) -> Make:
    def build(tf: Any) -> Any:
        op = make(tf)
        return shown(tf, op.determinant(), op.log_abs_determinant())

    return build


def sizes(make: Make) -> Make:
    def build(tf: Any) -> Any:
        op = make(tf)
        return shown(
            tf,
            op.shape_tensor(),
            op.batch_shape_tensor(),
            op.tensor_rank_tensor(),
            op.domain_dimension_tensor(),
            op.range_dimension_tensor(),
        )

    return build


def said(tf: Any, op: Any) -> list[Any]:
    """What an operator says of itself."""
    if not isinstance(op, tf.linalg.LinearOperator):
        return ["no operator"]
    hints = [op.is_non_singular, op.is_self_adjoint, op.is_positive_definite, op.is_square]
    shape = [str(op.shape), str(op.batch_shape), op.tensor_rank]
    ends = [str(op.domain_dimension), str(op.range_dimension)]
    return [type(op).__name__, op.name, op.dtype.name, hints, shape, ends]


for _name, _make in (SQUARE | OTHERS).items():
    _rows = 4 if _name in SQUARE or _name == "zeros" else 3
    # TensorFlow's gradient fails where the batch is broadcast, or reaches beyond the diagonals
    _grad = _name != "tridiag as a matrix"
    if _name not in NO_PRODUCTS:
        _batch = () if "tridiag" in _name else (3,)
        compared(f"products/{_name}", products(_make, _rows, _batch), _grad)
    # TensorFlow gives no diagonal of these, or one without the batch
    if _name not in ("wide blocks", "wide kronecker", "toeplitz in batches"):
        compared(f"elements/{_name}", elements(_make), _grad)
    compared(f"sizes/{_name}", sizes(_make), grad=False)
    if _name in SQUARE:
        compared(f"equations/{_name}", equations(_make), _grad)
        compared(f"numbers/{_name}", numbers(_make), _grad)
    if _name in SQUARE and "complex" not in _name:
        arbitrary = OWN + "; gradients of singular values that are equal are arbitrary"
        compared(f"cond/{_name}", lambda tf, m=_make: shown(tf, m(tf).cond()), False, arbitrary)


# ---------------------------------------------------------------------------------- what they become
def family(tf: Any) -> dict[str, Any]:
    """One operator of each kind, 4 x 4."""
    n = tf.linalg
    two = n.LinearOperatorFullMatrix(np.float32([[2, 0.5], [0.5, 1]]), **SURE)
    made: dict[str, Any] = {
        "full": n.LinearOperatorFullMatrix(np.float32(GOOD)),
        "positive": n.LinearOperatorFullMatrix(np.float32(POSITIVE), **SURE),
        "sure": n.LinearOperatorFullMatrix(np.float32(GOOD), is_non_singular=True),
        "diag": n.LinearOperatorDiag(np.float32(VECTOR)),
        "diag+": n.LinearOperatorDiag(np.float32([1, 2, 3, 4]), is_positive_definite=True),
        "identity": n.LinearOperatorIdentity(4),
        "scaled": n.LinearOperatorScaledIdentity(4, np.float32(-2.0)),
        "scaled+": n.LinearOperatorScaledIdentity(4, np.float32(2.0), is_positive_definite=True),
        "triangle": n.LinearOperatorLowerTriangular(np.float32(GOOD)),
        "householder": n.LinearOperatorHouseholder(np.float32(VECTOR)),
        "permutation": n.LinearOperatorPermutation([1, 2, 0, 3]),
        "toeplitz": n.LinearOperatorToeplitz(np.float32(VECTOR), np.float32([1, 4, 0.25, -1])),
        "tridiag": n.LinearOperatorTridiag(np.float32(THREE)),
        "zeros": n.LinearOperatorZeros(4),
        "blocks": n.LinearOperatorBlockDiag([two, two]),
        "block triangle": n.LinearOperatorBlockLowerTriangular([[two], [two, two]]),
        "kronecker": n.LinearOperatorKronecker([two, two]),
    }
    made["composition"] = n.LinearOperatorComposition([made["full"], made["diag"]])
    made["adjoint"] = n.LinearOperatorAdjoint(made["full"])
    made["inversion"] = n.LinearOperatorInversion(made["full"])
    made["update"] = n.LinearOperatorLowRankUpdate(made["diag+"], np.float32(WIDE).T)
    return made


KINDS = (
    *("full", "positive", "sure", "diag", "diag+", "identity", "scaled", "scaled+", "triangle"),
    *("householder", "permutation", "toeplitz", "tridiag", "zeros", "blocks", "block triangle"),
    *("kronecker", "composition", "adjoint", "inversion", "update"),
)


def becomes(step: str) -> Callable[[Any, Any], Any]:
    def run(tf: Any, np: Any) -> Any:
        made = family(tf)
        values = []
        for kind in KINDS:
            try:
                result = getattr(made[kind], step)()
            except Exception:
                yield kind
                yield error(tf, lambda kind=kind: getattr(made[kind], step)())
                continue
            yield kind, *said(tf, result)
            values.append(result.to_dense())
        with tf.Session() as sess:
            yield from (np.round(v, 4) + 0.0 for v in sess.run(values))

    return run


def combined(step: str, kind: str) -> Callable[[Any, Any], Any]:
    def run(tf: Any, np: Any) -> Any:
        made = family(tf)
        values = []
        for other in KINDS:
            try:
                result = getattr(made[kind], step)(made[other])
            except Exception:
                yield other
                yield error(tf, lambda k=other: getattr(made[kind], step)(made[k]))
                continue
            yield other, *said(tf, result)
            values.append(result.matvec(np.float32([1, 2, -1, 3])))
        with tf.Session() as sess:
            yield from (np.round(v, 3) + 0.0 for v in sess.run(values))

    return run


def named(name: str, run: Any) -> None:
    run.__name__ = name
    FAMILY.script(run)


for _step in ("adjoint", "inverse", "cholesky"):
    named(f"{_step} of all", becomes(_step))
for _kind in KINDS:
    named(f"{_kind} @ all", combined("matmul", _kind))
    named(f"{_kind} solve all", combined("solve", _kind))


@FAMILY.script
def what_they_say(tf: Any, np: Any) -> Any:
    for kind, op in family(tf).items():
        yield kind, *said(tf, op), sorted(op.parameters), len(op.variables)


@FAMILY.script
def adjoint_arguments(tf: Any, np: Any) -> Any:
    made = family(tf)
    a, b = made["full"], made["sure"]
    wide = tf.linalg.LinearOperatorFullMatrix(np.float32(WIDE))
    for left, right in ((a, a), (b, b), (a, b), (wide, wide)):
        yield said(tf, left.matmul(right, adjoint_arg=True))
        yield said(tf, left.matmul(right, adjoint=True))
    yield said(tf, a @ a), said(tf, a.H), a.H.H is a, made["positive"].H is made["positive"]
    yield said(tf, a.solve(b, adjoint=True, adjoint_arg=True))
    yield said(tf, wide.matmul(a)), said(tf, wide.H.matmul(wide))


@FAMILY.script
def eigenvalues(tf: Any, np: Any) -> Any:
    with tf.Session() as sess:
        for kind, op in family(tf).items():
            if op.is_self_adjoint:
                yield kind, np.round(np.sort(sess.run(op.eigvals())), 4) + 0.0
            else:
                yield kind
                yield error(tf, op.eigvals)


@FAMILY.script
def claims(tf: Any, np: Any) -> Any:
    singular = {
        "full, singular": tf.linalg.LinearOperatorFullMatrix(np.ones([3, 3], np.float32)),
        "triangle, singular": tf.linalg.LinearOperatorLowerTriangular(np.float32([[1, 0], [2, 0]])),
        "diag, singular": tf.linalg.LinearOperatorDiag([1.0, 0.0]),
        "full, not positive": tf.linalg.LinearOperatorFullMatrix([[-1.0]], is_self_adjoint=True),
        "diag, not positive": tf.linalg.LinearOperatorDiag([-1.0]),
        "diag, not real": tf.linalg.LinearOperatorDiag(np.complex64([1j])),
        "scaled, not real": tf.linalg.LinearOperatorScaledIdentity(2, np.complex64(1j)),
        "scaled, singular": tf.linalg.LinearOperatorScaledIdentity(2, 0.0),
    }
    for kind, op in (family(tf) | singular).items():
        with tf.Session() as sess:
            for claim in ("non_singular", "positive_definite", "self_adjoint"):
                made = getattr(op, f"assert_{claim}")
                yield kind, claim
                yield error(tf, lambda made=made, sess=sess: sess.run(made()))


@FAMILY.script
def lists_of_blocks(tf: Any, np: Any) -> Any:
    a = tf.linalg.LinearOperatorFullMatrix(np.float32(TWO))
    b = tf.linalg.LinearOperatorDiag([3.0])
    c = tf.linalg.LinearOperatorFullMatrix(np.float32([[1, -2]]))
    x = [tf.constant([[1.0], [2.0]]), tf.constant([[3.0]])]
    with tf.Session() as sess:
        for op in (
            tf.linalg.LinearOperatorBlockDiag([a, b]),
            tf.linalg.LinearOperatorBlockLowerTriangular([[a], [c, b]]),
        ):
            vectors = [part[:, 0] for part in x]
            for results in (
                op.matmul(x),
                op.matmul(x, adjoint=True),
                op.solve(x),
                op.solve(x, adjoint=True),
                op.matvec(vectors),
                op.solvevec(vectors),
            ):
                yield [np.round(v, 4) + 0.0 for v in sess.run(list(results))]


@FAMILY.script
def variables(tf: Any, np: Any) -> Any:
    v = tf.Variable(np.float32(POSITIVE))
    d = tf.Variable([1.0, 2.0, 3.0, 4.0], trainable=False)
    a = tf.linalg.LinearOperatorFullMatrix(v, **SURE)
    op = tf.linalg.LinearOperatorComposition([a, tf.linalg.LinearOperatorDiag(d)])
    yield a.matrix is v, [x.name for x in a.variables]
    yield sorted(x.name for x in op.variables), [x.name for x in op.trainable_variables]
    y = op.solvevec([1.0, 2.0, 3.0, 4.0])
    grads = tf.gradients(y, [v])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield np.round(sess.run(y), 4)
        yield np.round(sess.run(grads[0]), 3) + 0.0
        sess.run(v.assign(2.0 * v))
        yield np.round(sess.run(y), 4)


# ---------------------------------------------------------------------------------- other functions
@FAMILY.script
def conjugate_gradients(tf: Any, np: Any) -> Any:
    a = tf.linalg.LinearOperatorFullMatrix(np.float32(POSITIVE), **SURE)
    rhs = tf.constant([1.0, 2.0, 3.0, 4.0])
    near = tf.linalg.LinearOperatorDiag([0.25, 0.33, 0.5, 1.0], is_positive_definite=True)
    solve = tf.linalg.experimental.conjugate_gradient
    both = tf.linalg.LinearOperatorFullMatrix(
        np.float32([POSITIVE, np.diag([1.0, 2.0, 3.0, 4.0])]), **SURE
    )
    with tf.Session() as sess:
        for found in (
            solve(a, rhs, max_iter=2),
            solve(a, rhs, tol=0.1),
            solve(a, rhs, x=tf.ones([4]), max_iter=3),
            solve(a, rhs, preconditioner=near, max_iter=3),
            solve(a, tf.stack([rhs, rhs + 1.0]), max_iter=2),
            solve(both, rhs, max_iter=2),
        ):
            yield found._fields, [str(part.shape) for part in found]
            state = sess.run(found)
            yield int(state.i), [np.round(part, 3) + 0.0 for part in state[1:]]
        exact = sess.run(solve(a, rhs))
        yield int(exact.i), np.round(exact.x, 3)
    plain = tf.linalg.LinearOperatorFullMatrix(np.float32(POSITIVE))
    yield error(tf, lambda: solve(plain, rhs))
    yield error(tf, lambda: solve(a, rhs[:3]))


@FAMILY.script
def circulants(tf: Any, np: Any) -> Any:
    real = np.fft.fft([4.0, 1.0, 0.5, -1.0]).astype(np.complex64)
    flat = np.fft.fft2([[4.0, 1.0], [0.5, -1.0]]).astype(np.complex64)
    box = np.fft.fftn([[[4.0, 1.0], [0.5, -1.0]]]).astype(np.complex64)
    n = tf.linalg
    made = [
        n.LinearOperatorCirculant(real, input_output_dtype=tf.float32),
        n.LinearOperatorCirculant(np.complex64([1, 2j, 3, -1j])),
        n.LinearOperatorCirculant(np.float32([4, 1, 2, 1]), is_positive_definite=True),
        n.LinearOperatorCirculant(np.stack([real, real * 2]), input_output_dtype=tf.float32),
        n.LinearOperatorCirculant2D(flat, input_output_dtype=tf.float32),
        n.LinearOperatorCirculant3D(box, input_output_dtype=tf.float32),
    ]
    with tf.Session() as sess:
        for a in made:
            yield said(tf, a), a.block_depth, str(a.block_shape)
            # TensorFlow forgets the real type of some of these
            derived = [a.adjoint(), a.inverse(), a @ a]
            yield [[part for part in said(tf, b) if part != b.dtype.name] for b in derived]
            x = tf.constant(np.arange(8).reshape(4, 2) % 5 - 1.5, a.dtype)
            results = [a.matmul(x), a.solve(x), a.matmul(x, adjoint=True), a.to_dense()]
            results += [a.solve(x, adjoint=True), a.matmul(tf.transpose(x), adjoint_arg=True)]
            results += [tf.cast(b.matmul(tf.cast(x, b.dtype)), a.dtype) for b in derived]
            results += [a.trace()]
            results += [a.determinant(), a.log_abs_determinant(), a.cond(), a.diag_part()]
            results += [a.convolution_kernel(), a.matvec(x[:, 0]), a.block_shape_tensor()]
            for value in sess.run(results):
                yield np.round(value, 3) + 0.0
        yield np.round(sess.run(made[2].cholesky().to_dense()), 3) + 0.0
        yield np.round(sess.run(made[2].eigvals()), 3) + 0.0
    yield error(tf, lambda: n.LinearOperatorCirculant(1.0))
    yield error(tf, lambda: n.LinearOperatorCirculant([1.0], is_square=False))


# ---------------------------------------------------------------------------------- refusals
ask(
    "refused",
    """
    ! wide.determinant()
    ! wide.log_abs_determinant()
    ! wide.solve(np.ones([3, 1], np.float32))
    ! wide.solvevec(np.ones([3], np.float32))
    ! wide.inverse()
    ! wide.cholesky()
    ! wide.eigvals()
    ! a.matmul(np.ones([4, 1]))
    ! a.matmul(np.ones([3, 1], np.float32))
    ! a.matvec(np.ones([3], np.float32))
    ! a.matmul(np.ones([1, 3], np.float32), adjoint_arg=True)
    ! wide.matmul(np.ones([4, 1], np.float32), adjoint=True)
    ! a.matmul(wide)
    ! a.solve(wide)
    ! a.cholesky()
    ! n.LinearOperatorZeros(2).inverse()
    ! n.LinearOperatorZeros(2).solve([[1.0], [2.0]])
    ! n.LinearOperatorZeros(2).assert_non_singular()
    ! n.LinearOperatorZeros(2).assert_positive_definite()
    ! n.LinearOperatorHouseholder([1.0]).assert_positive_definite()
    ! n.LinearOperatorFullMatrix([1.0])
    ! n.LinearOperatorFullMatrix([[1]])
    ! n.LinearOperatorFullMatrix([[1.0]], is_positive_definite=True, is_non_singular=False)
    ! n.LinearOperatorFullMatrix([[1.0]], is_self_adjoint=True, is_square=False)
    ! n.LinearOperatorDiag(1.0)
    ! n.LinearOperatorDiag([1.0], is_self_adjoint=False)
    ! n.LinearOperatorDiag([1.0], is_square=False)
    ! n.LinearOperatorLowerTriangular([1.0])
    ! n.LinearOperatorLowerTriangular([[1.0]], is_square=False)
    ! n.LinearOperatorIdentity(-2)
    ! n.LinearOperatorIdentity(2.0)
    ! n.LinearOperatorIdentity([2])
    ! n.LinearOperatorIdentity(2, batch_shape=2)
    ! n.LinearOperatorIdentity(2, batch_shape=[-2])
    ! n.LinearOperatorIdentity(2, is_self_adjoint=False)
    ! n.LinearOperatorIdentity(2, is_non_singular=False)
    ! n.LinearOperatorIdentity(2, is_positive_definite=False)
    ! n.LinearOperatorIdentity(2, is_square=False)
    ! n.LinearOperatorScaledIdentity(2, 3.0, is_square=False)
    ! n.LinearOperatorScaledIdentity(-1, 3.0)
    ! n.LinearOperatorZeros(2, 3)
    ! n.LinearOperatorZeros(2, is_non_singular=True)
    ! n.LinearOperatorZeros(2, is_positive_definite=True)
    ! n.LinearOperatorZeros(2, is_self_adjoint=False)
    ! n.LinearOperatorHouseholder([1.0], is_self_adjoint=False)
    ! n.LinearOperatorHouseholder([1.0], is_positive_definite=True)
    ! n.LinearOperatorHouseholder([1.0], is_square=False)
    ! n.LinearOperatorPermutation([1.0, 0.0])
    ! n.LinearOperatorPermutation([1, 1])
    ! n.LinearOperatorPermutation(1)
    ! n.LinearOperatorPermutation([0], is_non_singular=False)
    ! n.LinearOperatorToeplitz([1.0, 2.0], [1.0, 2.0, 3.0])
    ! n.LinearOperatorToeplitz([1.0], [1.0], is_square=False)
    ! n.LinearOperatorTridiag(np.ones([3, 4]), diagonals_format="x")
    ! n.LinearOperatorComposition([])
    ! n.LinearOperatorComposition([a, n.LinearOperatorIdentity(4, dtype=tf.float64)])
    ! n.LinearOperatorBlockDiag([])
    ! n.LinearOperatorBlockDiag([a, n.LinearOperatorIdentity(4, dtype=tf.float64)])
    ! n.LinearOperatorBlockDiag([n.LinearOperatorIdentity(4)], is_non_singular=False)
    ! n.LinearOperatorKronecker([])
    ! n.LinearOperatorKronecker([a, n.LinearOperatorIdentity(4, dtype=tf.float64)])
    ! n.LinearOperatorBlockLowerTriangular([])
    ! n.LinearOperatorBlockLowerTriangular([[a], [a]])
    ! n.LinearOperatorBlockLowerTriangular([[a], [wide, a]])
    ! n.LinearOperatorBlockLowerTriangular([[wide]])
    ! n.LinearOperatorInversion(wide)
    ! n.LinearOperatorInversion(n.LinearOperatorZeros(2))
    ! n.LinearOperatorInversion(a, is_non_singular=False)
    ! n.LinearOperatorAdjoint(n.LinearOperatorIdentity(2), is_positive_definite=False)
    ! n.LinearOperatorLowRankUpdate(a, np.ones([3, 2], np.float32))
    ! n.LinearOperatorLowRankUpdate(a, np.ones([4, 2], np.float32), np.ones([3], np.float32))
    ! n.LinearOperatorLowRankUpdate(a, np.ones([4, 2], np.float32), v=np.ones([4, 3], np.float32))
    """,
    setup="""
    n = tf.linalg
    a = n.LinearOperatorFullMatrix(np.eye(4, dtype=np.float32))
    wide = n.LinearOperatorFullMatrix(np.ones([3, 4], np.float32))
    """,
)


# ---------------------------------------------------------------------------------- eigh_tridiagonal
ALPHA, BETA = [1.0, 2.0, 3.0, -1.0], [0.5, 0.25, -2.0]
CHOICES = {
    "all": {},
    "some": {"select": "i", "select_range": (1, 2)},
    "one": {"select": "i", "select_range": (0, 0)},
    "between": {"select": "v", "select_range": (0.5, 3.5)},
}


@FAMILY.script
def eigh_tridiagonal(tf: Any, np: Any) -> Any:
    eigh = tf.linalg.eigh_tridiagonal
    with tf.Session() as sess:
        for kind, choice in CHOICES.items():
            for dtype in ("float32", "float64", "complex64"):
                alpha, beta = np.array(ALPHA, dtype), np.array(BETA, dtype)
                if dtype == "complex64":
                    beta = beta * np.complex64(0.6 + 0.8j)
                if kind == "between":
                    limits = (np.float64(0.5), np.float64(3.5))
                    if dtype != "float64":
                        limits = (np.float32(0.5), np.float32(3.5))
                    choice = {"select": "v", "select_range": limits}
                values = eigh(alpha, beta, **choice)
                yield kind, values.dtype.name, np.round(sess.run(values), 4)
                if kind == "between":  # TensorFlow's vectors need a known number
                    continue
                again, vectors = eigh(alpha, beta, eigvals_only=False, **choice)
                yield vectors.dtype.name, np.round(sess.run(again), 4)
                yield np.round(np.abs(sess.run(vectors)), 3)
        yield sess.run(eigh([3.0], np.zeros([0], np.float32)))
    yield error(tf, lambda: eigh(ALPHA, BETA, select="x"))
    yield error(tf, lambda: eigh(ALPHA, BETA, select="v"))
    yield error(tf, lambda: eigh(ALPHA, ALPHA))
    with tf.Session() as sess:
        yield error(tf, lambda: sess.run(eigh(ALPHA, BETA, select="i", select_range=(2, 1))))
