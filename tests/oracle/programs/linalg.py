"""Linear algebra: equations, factors, functions of matrices.

Eigenvectors and singular vectors are determined but for a sign, or a phase: of these the sizes
are compared, and what they give back multiplied together.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import Family, Tolerance
from tests.oracle.inputs import V, X, feed
from tests.oracle.observe import error

FAMILY = Family(
    "linalg",
    Tolerance(
        32,
        "array",
        "another order of elimination: 3 rows and a condition below 10 let 30 roundings show",
        grad_ulps=128,  # products of two such results
    ),
)
case = FAMILY.case
wrong = FAMILY.wrong
dtypes = FAMILY.dtypes

GOOD = [[4.0, 1.0, 0.5], [-1.0, 3.0, 1.0], [0.5, 2.0, -2.5]]
POSITIVE = [[4.0, 1.0, 0.5], [1.0, 3.0, -1.0], [0.5, -1.0, 2.0]]
FAR = [[4.0, 1.0, 0.5], [1.0, -2.0, -1.0], [0.5, -1.0, 1.0]]  # its eigenvalues lie far apart
TALL = [[2.0, 1.0], [0.5, -1.0], [1.0, 3.0]]
SIGNS = "the signs of singular vectors are free"
CONJ = "TensorFlow's gradient lacks a conjugate, which finite differences show to be there"
NO_RUN = "TensorFlow's gradient asks for static sizes"


def A(tf: Any, dtype: str = "float32", name: str = "a") -> Any:
    """[3, 3], far from singular."""
    return feed(tf, name, GOOD, dtype)


def AA(tf: Any, dtype: str = "float32", name: str = "a") -> Any:
    """[2, 3, 3], two of them."""
    return feed(tf, name, np.stack([GOOD, np.transpose(GOOD) / -2]), dtype)


def S(tf: Any, dtype: str = "float32", name: str = "s") -> Any:
    """[3, 3], symmetric positive definite."""
    return feed(tf, name, POSITIVE, dtype)


def SS(tf: Any, dtype: str = "float32", name: str = "s") -> Any:
    """[2, 3, 3], two of them."""
    return feed(tf, name, np.stack([POSITIVE, np.diag([1.0, 2.0, 0.5])]), dtype)


def H(tf: Any, dtype: str = "float32", name: str = "h") -> Any:
    """[3, 3], symmetric with eigenvalues far apart."""
    return feed(tf, name, FAR, dtype)


def HH(tf: Any, dtype: str = "float32", name: str = "h") -> Any:
    """[2, 3, 3], two of them."""
    other = [[-1, 0.5, 1], [0.5, 1, 0.25], [1, 0.25, 5]]
    return feed(tf, name, np.stack([FAR, other]), dtype)


def R(tf: Any, dtype: str = "float32", name: str = "r") -> Any:
    """[3, 2], a tall matrix of full rank; also right-hand sides."""
    return feed(tf, name, TALL, dtype)


def RR(tf: Any, dtype: str = "float32", name: str = "r") -> Any:
    """[2, 3, 2], two of them."""
    return feed(tf, name, np.stack([TALL, np.flip(TALL) * -0.5]), dtype)


def W(tf: Any, dtype: str = "float32", name: str = "w") -> Any:
    """[2, 3], a wide matrix of full rank."""
    return feed(tf, name, np.transpose(TALL), dtype)


def C(tf: Any) -> Any:
    """[3, 3], complex, far from singular, from two real inputs."""
    return tf.complex(A(tf), feed(tf, "b", np.flip(GOOD) / 4))


def parts(tf: Any, x: Any) -> list[Any]:
    """A complex tensor as two real ones, whose gradients are compared."""
    return [tf.real(x), tf.imag(x)]


# ---------------------------------------------------------------------------------- equations
for name in ("tf.matrix_inverse", "tf.linalg.inv"):
    short = name.removeprefix("tf.")

    def inverse(tf: Any, x: Any, name: str = name, **more: Any) -> Any:
        return eval(name)(x, **more)

    case(short, inverse, A)
    case(f"{short}/batch", inverse, AA)
case("matrix_inverse/adjoint", lambda tf, x: tf.matrix_inverse(x, adjoint=True, name="here"), AA)
case("matrix_inverse/double", lambda tf: tf.matrix_inverse(A(tf, "float64")))
case(
    "matrix_inverse/half", lambda tf: tf.matrix_inverse(feed(tf, "a", [[2, 0], [0, 4]], "float16"))
)
case("matrix_inverse/complex", lambda tf: parts(tf, tf.matrix_inverse(C(tf))))
case("matrix_inverse/complex adjoint", lambda tf: parts(tf, tf.matrix_inverse(C(tf), adjoint=True)))
case("matrix_inverse/one", lambda tf: tf.matrix_inverse(feed(tf, "a", [[-4.0]])))
case("matrix_inverse/empty", lambda tf: tf.matrix_inverse(feed(tf, "a", np.zeros([0, 0]))))
case("matrix_inverse/no matrices", lambda tf: tf.matrix_inverse(feed(tf, "a", np.zeros([0, 2, 2]))))
case("matrix_inverse/list", lambda tf: tf.matrix_inverse([[2.0, 1.0], [0.0, 4.0]]))
case("matrix_inverse/exchange", lambda tf: tf.matrix_inverse(feed(tf, "a", [[0.0, 2], [4, 0]])))
case("matrix_inverse/tall batch", lambda tf: tf.matrix_inverse(tf.reshape(AA(tf), [2, 1, 3, 3])))
case(
    "matrix_inverse/second order",
    lambda tf, x: tf.gradients(tf.reduce_sum(tf.matrix_inverse(x)[0]), x),
    A,
    nodes=False,
    types=False,
    why="the gradient graph is leaner",
)
wrong("matrix_inverse/singular", lambda tf: tf.matrix_inverse(feed(tf, "a", np.ones([2, 2]))))
wrong("matrix_inverse/nan", lambda tf: tf.matrix_inverse(feed(tf, "a", [[np.nan, 0], [0, 1]])))
wrong("matrix_inverse/wide", lambda tf: tf.matrix_inverse(W(tf)))
wrong("matrix_inverse/vector", lambda tf: tf.matrix_inverse(V(tf)))
wrong("matrix_inverse/int", lambda tf: tf.matrix_inverse([[1, 2], [3, 4]]))
wrong(
    "matrix_inverse/wide at run",
    lambda tf: tf.matrix_inverse(feed(tf, "a", np.ones([2, 3]), shape=[None, None])),
)
wrong(
    "matrix_inverse/vector at run",
    lambda tf: tf.matrix_inverse(feed(tf, "a", [1.0, 2.0], shape=None)),
)
dtypes("matrix_inverse", lambda tf, x: tf.matrix_inverse(tf.matmul(x, x, transpose_b=True)))

for label, more in {"": {}, "/adjoint": {"adjoint": True}}.items():
    for batch, a, b in (("", A, R), ("/batch", AA, RR)):

        def solve(tf: Any, a: Any, b: Any, more: Any = more) -> Any:
            return tf.matrix_solve(a, b, **more)

        case(f"matrix_solve{label}{batch}", solve, a, b)
    case(
        f"matrix_solve{label}/complex",
        lambda tf, more=more: parts(tf, tf.matrix_solve(C(tf), tf.complex(R(tf), R(tf)), **more)),
    )
case("linalg.solve", lambda tf, a, b: tf.linalg.solve(a, b, name="here"), A, R)
case("matrix_solve/empty", lambda tf: tf.matrix_solve(np.zeros([0, 0]), np.zeros([0, 2])))
case("matrix_solve/no sides", lambda tf: tf.matrix_solve(A(tf), feed(tf, "b", np.zeros([3, 0]))))
wrong("matrix_solve/singular", lambda tf: tf.matrix_solve(np.ones([2, 2]), np.ones([2, 1])))
wrong("matrix_solve/sizes", lambda tf: tf.matrix_solve(A(tf), W(tf)))
wrong("matrix_solve/batches", lambda tf: tf.matrix_solve(AA(tf), R(tf)))
wrong("matrix_solve/vector", lambda tf: tf.matrix_solve(A(tf), V(tf)))
wrong("matrix_solve/types", lambda tf: tf.matrix_solve(A(tf), R(tf, "float64")))
wrong(
    "matrix_solve/sizes at run",
    lambda tf: tf.matrix_solve(A(tf), feed(tf, "b", np.ones([2, 1]), shape=None)),
)

for lower in (True, False):
    for adjoint in (False, True):
        for batch, a, b in (("", A, R), ("/batch", AA, RR), ("/broadcast", A, RR)):

            def triangular(
                tf: Any, a: Any, b: Any, lower: bool = lower, adjoint: bool = adjoint
            ) -> Any:
                return tf.matrix_triangular_solve(a, b, lower=lower, adjoint=adjoint)

            case(f"triangular_solve/{lower:d}{adjoint:d}{batch}", triangular, a, b)
        case(
            f"triangular_solve/{lower:d}{adjoint:d}/complex",
            lambda tf, lower=lower, adjoint=adjoint: parts(
                tf, tf.matrix_triangular_solve(C(tf), tf.complex(R(tf), R(tf)), lower, adjoint)
            ),
        )
case("triangular_solve/broadcast matrix", lambda tf: tf.matrix_triangular_solve(AA(tf), R(tf)))
case("triangular_solve/named", lambda tf: tf.linalg.triangular_solve(A(tf), R(tf), name="here"))
case(
    "triangular_solve/large",
    lambda tf: tf.matrix_triangular_solve(
        feed(tf, "a", np.eye(40) * 2 + np.sin(np.arange(1600)).reshape(40, 40) / 16),
        feed(tf, "b", np.cos(np.arange(80)).reshape(40, 2)),
    ),
)
wrong("triangular_solve/sizes", lambda tf: tf.matrix_triangular_solve(A(tf), W(tf)))
wrong("triangular_solve/wide", lambda tf: tf.matrix_triangular_solve(W(tf), W(tf)))
wrong("triangular_solve/int", lambda tf: tf.matrix_triangular_solve([[1]], [[1]]))

# ---------------------------------------------------------------------------------- determinants
case("matrix_determinant", lambda tf, x: tf.matrix_determinant(x), A)
case("matrix_determinant/batch", lambda tf, x: tf.linalg.det(x, name="here"), AA)
case(
    "matrix_determinant/complex",
    lambda tf: parts(tf, tf.matrix_determinant(C(tf))),
    grad=False,
    why=CONJ,
)
case(
    "matrix_determinant/singular",
    lambda tf, x: tf.matrix_determinant(tf.zeros_like(x)),
    A,
    grad=False,
    why="the inverse that the gradient needs is not there, for TensorFlow either",
)
case("matrix_determinant/empty", lambda tf: tf.matrix_determinant(np.zeros([2, 0, 0])))
wrong("matrix_determinant/wide", lambda tf: tf.matrix_determinant(W(tf)))
wrong("matrix_determinant/int", lambda tf: tf.matrix_determinant([[1]]))
wrong(
    "matrix_determinant/wide at run",
    lambda tf: tf.matrix_determinant(feed(tf, "a", np.ones([2, 3]), shape=None)),
)
case("slogdet", lambda tf, x: tf.linalg.slogdet(x), A)
case("slogdet/batch", lambda tf, x: tf.linalg.slogdet(x, name="here"), AA)
case("slogdet/log", lambda tf, x: tf.linalg.slogdet(x).log_abs_determinant, AA)
case("slogdet/singular", lambda tf: tf.linalg.slogdet(np.zeros([2, 2])))
case("slogdet/empty", lambda tf: tf.linalg.slogdet(np.zeros([0, 0])))
case("slogdet/complex", lambda tf: parts(tf, tf.linalg.slogdet(C(tf))[1]))
case("slogdet/large", lambda tf: tf.linalg.slogdet(np.eye(40) * 1e20))
case("logdet", lambda tf, x: tf.linalg.logdet(x), S)
case("logdet/batch", lambda tf, x: tf.linalg.logdet(x, name="here"), SS)
case(
    "logdet/complex",
    lambda tf: tf.linalg.logdet(tf.matmul(C(tf), C(tf), adjoint_b=True)),
)

# ---------------------------------------------------------------------------------- Cholesky
case("cholesky", lambda tf, x: tf.cholesky(x), S)
case("cholesky/batch", lambda tf, x: tf.linalg.cholesky(x, name="here"), SS)
case("cholesky/double", lambda tf: tf.cholesky(S(tf, "float64")))
case("cholesky/lower triangle", lambda tf: tf.cholesky(feed(tf, "s", [[4.0, 99.0], [2.0, 5.0]])))
case(
    "cholesky/nan",
    lambda tf: tf.cholesky(feed(tf, "s", np.full([2, 2], np.nan))),
    grad=False,
    why="nan has no size to compare",
)
case("cholesky/no matrices", lambda tf: tf.cholesky(feed(tf, "s", np.zeros([0, 2, 2]))))
wrong("cholesky/wide", lambda tf: tf.cholesky(W(tf)))
wrong("cholesky/int", lambda tf: tf.cholesky([[1]]))
case("cholesky_solve", lambda tf, a, b: tf.cholesky_solve(tf.cholesky(a), b), S, R)
case("cholesky_solve/batch", lambda tf, a, b: tf.linalg.cholesky_solve(a, b, name="here"), AA, RR)
case("cholesky_solve/lists", lambda tf: tf.cholesky_solve([[2.0]], [[4.0]]))
case(
    "gaussian log density",
    lambda tf, s, v: (
        -0.5
        * tf.reduce_sum(
            tf.square(tf.matrix_triangular_solve(tf.cholesky(s), tf.expand_dims(v, -1)))
        )
        - tf.reduce_sum(tf.log(tf.matrix_diag_part(tf.cholesky(s))))
    ),
    S,
    V,
)

# ---------------------------------------------------------------------------------- least squares
for fast in (True, False):
    for label, a, b in (("tall", R, A), ("wide", W, lambda tf: feed(tf, "b", [[1.0], [-2.0]]))):
        case(
            f"matrix_solve_ls/{label} {fast:d}",
            lambda tf, a, b, fast=fast: tf.matrix_solve_ls(a, b, fast=fast),
            a,
            b,
            grad=fast,
            why="" if fast else "TensorFlow has no gradient of the slow form",
        )
case("matrix_solve_ls/batch", lambda tf, a, b: tf.linalg.lstsq(a, b, name="here"), RR, AA)
for label, a, b in (("tall", R, A), ("wide", W, lambda tf: feed(tf, "b", [[1.0], [-2.0]]))):
    case(
        f"matrix_solve_ls/{label} regularized",
        lambda tf, a, b: tf.matrix_solve_ls(a, b, 0.5),
        a,
        b,
    )
wrong("matrix_solve_ls/sizes", lambda tf: tf.matrix_solve_ls(R(tf), W(tf)))
wrong("matrix_solve_ls/sizes slow", lambda tf: tf.matrix_solve_ls(R(tf), W(tf), fast=False))
wrong("matrix_solve_ls/batch slow", lambda tf: tf.matrix_solve_ls(RR(tf), A(tf), fast=False))

# ---------------------------------------------------------------------------------- QR
case("qr", lambda tf, x: tf.qr(x), R)
case("qr/square", lambda tf, x: tf.linalg.qr(x, name="here"), A)
case("qr/batch", lambda tf, x: tf.qr(x).r, RR, masks=False, why=NO_RUN)
case("qr/wide", lambda tf, x: tf.qr(x), W)
case(
    "qr/full",
    lambda tf, x: tf.qr(x, full_matrices=True),
    R,
    grad=False,
    why="there is no gradient: the last column is not determined",
)
case("qr/full wide", lambda tf, x: tf.qr(x, full_matrices=True), W)
case("qr/empty", lambda tf: tf.qr(np.zeros([0, 2])))
case(
    "qr/complex",
    lambda tf: parts(tf, tf.qr(C(tf)).r),
    grad=False,
    why="TensorFlow's gradient takes the diagonal of r for complex, where it is real",
)
wrong("qr/vector", lambda tf: tf.qr(V(tf)))
wrong("qr/int", lambda tf: tf.qr([[1]]))


# ------------------------------------------------------------------- singular values, eigenvalues
def again(tf: Any, x: Any, **more: Any) -> Any:
    """x from its singular values and vectors."""
    s, u, v = tf.svd(x, **more)
    return tf.matmul(u * tf.expand_dims(s, -2), v, adjoint_b=True)


for label, x in (("square", A), ("tall", R), ("wide", W), ("batch", RR)):
    case(f"svd/values {label}", lambda tf, x: tf.svd(x, compute_uv=False), x)
    case(f"svd/again {label}", lambda tf, x: again(tf, x), x, masks=False, why=NO_RUN)
    case(
        f"svd/sizes {label}",
        lambda tf, x: [tf.abs(part) for part in tf.svd(x, name="here")],
        x,
        masks=False,
        why=NO_RUN,
    )
    case(
        f"svd/shapes {label}",
        lambda tf, x: [tf.zeros_like(part) for part in tf.svd(x, full_matrices=True)],
        x,
        grad=False,
        why=SIGNS,
    )
    case(
        f"svd/full {label}",
        lambda tf, x: [tf.abs(part) for part in tf.svd(x, full_matrices=True)],
        x,
        masks=False,
        why=NO_RUN,
    )
case("svd/double", lambda tf: again(tf, A(tf, "float64")), masks=False, why=NO_RUN)
case("svd/complex values", lambda tf: tf.svd(C(tf), compute_uv=False))
case(
    "svd/complex polar",
    lambda tf: (lambda s, u, v: parts(tf, tf.matmul(u, v, adjoint_b=True)))(*tf.svd(C(tf))),
    masks=False,
    why=NO_RUN,
)
case("svd/empty", lambda tf: tf.svd(np.zeros([0, 2])))
case("svd/nan", lambda tf: tf.svd(np.full([2, 2], np.nan), compute_uv=False))
wrong("svd/vector", lambda tf: tf.svd(V(tf)))
wrong("svd/int", lambda tf: tf.svd([[1]]))


@FAMILY.script
def gradient_of_free_vectors(tf: Any, np: Any) -> Any:
    """More than one vector is free to choose."""
    x = tf.ones([2, 4])
    v = tf.svd(x, full_matrices=True)[2]
    yield error(tf, lambda: tf.gradients(v, x))
    q = tf.qr(tf.ones([3, 2]), full_matrices=True).q
    yield error(tf, lambda: tf.gradients(q, q.op.inputs[0]))


for label, x in (("one", H), ("batch", HH)):
    case(f"self_adjoint_eigvals/{label}", lambda tf, x: tf.self_adjoint_eigvals(x, name="here"), x)
    case(
        f"self_adjoint_eig/{label}",
        lambda tf, x: [tf.abs(part) for part in tf.self_adjoint_eig(x)],
        x,
    )
    case(
        f"self_adjoint_eig/again {label}",
        lambda tf, x: (
            lambda e, v: tf.matmul(v * tf.expand_dims(tf.exp(e), -2), v, transpose_b=True)
        )(*tf.linalg.eigh(x, name="here")),
        x,
    )
case("eigvalsh", lambda tf, x: tf.linalg.eigvalsh(x), H)
case("self_adjoint_eig/double", lambda tf: tf.self_adjoint_eig(H(tf, "float64"))[0])
case(
    "self_adjoint_eig/lower triangle", lambda tf: tf.self_adjoint_eigvals([[4.0, 99.0], [2.0, 5.0]])
)
case(
    "self_adjoint_eig/complex",
    lambda tf: tf.real(tf.self_adjoint_eig(tf.matmul(C(tf), C(tf), adjoint_b=True))[0]),
)
case("self_adjoint_eig/empty", lambda tf: tf.self_adjoint_eig(np.zeros([0, 0])))
wrong("self_adjoint_eig/wide", lambda tf: tf.self_adjoint_eig(W(tf)))
wrong("self_adjoint_eig/nan", lambda tf: tf.self_adjoint_eig(np.full([2, 2], np.nan)))
wrong("self_adjoint_eig/int", lambda tf: tf.self_adjoint_eig([[1]]))

for label, x in (("square", A), ("tall", R), ("wide", W), ("batch", RR)):
    case(f"pinv/{label}", lambda tf, x: tf.linalg.pinv(x), x, masks=False, why=NO_RUN)
    case(f"matrix_rank/{label}", lambda tf, x: tf.linalg.matrix_rank(x), x)
case(
    "pinv/unknown",
    lambda tf, x: tf.linalg.pinv(x),
    R,
    grad=False,
    why=NO_RUN,
)
case(
    "pinv/rcond",
    lambda tf, x: tf.linalg.pinv(x, rcond=0.5, name="here"),
    RR,
    masks=False,
    why=NO_RUN,
)
case("pinv/singular", lambda tf: tf.linalg.pinv(np.ones([3, 2], np.float32)))
case("matrix_rank/singular", lambda tf: tf.linalg.matrix_rank(np.ones([2, 3, 3])))
case("matrix_rank/tol", lambda tf, x: tf.linalg.matrix_rank(x, tol=2.0, name="here"), RR)
case("matrix_rank/list", lambda tf: tf.linalg.matrix_rank([[1, 2]]))
for name in ("pinv", "matrix_rank"):
    wrong(f"{name}/vector", lambda tf, name=name: getattr(tf.linalg, name)(V(tf)))
    wrong(f"{name}/complex", lambda tf, name=name: getattr(tf.linalg, name)(C(tf)))
    wrong(
        f"{name}/validate",
        lambda tf, name=name: getattr(tf.linalg, name)(
            feed(tf, "x", [1.0, 2.0], shape=None), validate_args=True
        ),
    )

# ---------------------------------------------------------------------------------- functions
EXPM = "TensorFlow builds quotients of every degree and picks one, here the last is enough"
SQUARE = EXPM + "; that [?, 3] must be [3, 3] is known here"
for label, x in (("one", S), ("batch", HH)):
    case(
        f"expm/{label}",
        lambda tf, x: tf.identity(tf.linalg.expm(x / 4.0), name="out"),
        x,
        nodes=False,
        masks=label == "batch",
        why=SQUARE,
    )
case(
    "expm/double",
    lambda tf: tf.identity(tf.linalg.expm(A(tf, "float64") / 4), name="out"),
    nodes=False,
    masks=False,
    why=SQUARE,
)
case(
    "expm/complex",
    lambda tf: parts(tf, tf.linalg.expm(C(tf) / 8)),
    nodes=False,
    masks=False,
    why=SQUARE,
)
case(
    "expm/inf",
    lambda tf: tf.identity(tf.linalg.expm(np.float32([[np.inf, 0], [0, 1]])), name="out"),
    nodes=False,
    why=EXPM,
)
wrong("expm/int", lambda tf: tf.linalg.expm([[1]]))
wrong("expm/wide", lambda tf: tf.linalg.expm(W(tf)))
wrong("expm/vector", lambda tf: tf.linalg.expm(V(tf)))
case("logm", lambda tf: tf.linalg.logm(C(tf)))
case("logm/named", lambda tf: tf.linalg.logm(tf.stack([C(tf), C(tf)]), name="here"))
wrong("logm/real", lambda tf: tf.linalg.logm(A(tf)))
wrong("logm/wide", lambda tf: tf.linalg.logm(np.ones([2, 3], np.complex64)))
case("sqrtm", lambda tf, x: tf.linalg.sqrtm(x), S)
case("sqrtm/batch", lambda tf, x: tf.matrix_square_root(x, name="here"), SS)
case("sqrtm/turn", lambda tf: tf.linalg.sqrtm(feed(tf, "a", [[0.0, -1.0], [1.0, 0.0]])))
case("sqrtm/double", lambda tf: tf.linalg.sqrtm(S(tf, "float64")))
case("sqrtm/complex", lambda tf: parts(tf, tf.linalg.sqrtm(C(tf))), grad=False, why=CONJ)
case(
    "sqrtm/negative",
    lambda tf: tf.linalg.sqrtm(feed(tf, "a", [[-1.0, 0.0], [0.0, 4.0]])),
    grad=False,
    why="nan has no size to compare",
)
wrong("sqrtm/wide", lambda tf: tf.linalg.sqrtm(W(tf)))

# ---------------------------------------------------------------------------------- bands
for lower, upper in ((0, 0), (1, 0), (-1, 0), (0, -1), (0, 1), (-1, 1), (3, 3), (-1, -1)):
    case(
        f"matrix_band_part/{lower} {upper}",
        lambda tf, x, lower=lower, upper=upper: tf.matrix_band_part(x, lower, upper),
        A,
    )
case("matrix_band_part/batch", lambda tf, x: tf.linalg.band_part(x, 1, 0, name="here"), RR)
case("matrix_band_part/wide", lambda tf, x: tf.matrix_band_part(x, 0, 1), W)
case("matrix_band_part/int64", lambda tf, x: tf.matrix_band_part(x, np.int64(0), np.int64(1)), A)
case("matrix_band_part/empty", lambda tf: tf.matrix_band_part(np.zeros([2, 0, 3]), 0, 0))
case("matrix_band_part/mask", lambda tf: tf.matrix_band_part(tf.ones([4, 4]), -1, 0))
case(
    "matrix_band_part/fed",
    lambda tf: tf.matrix_band_part(A(tf), feed(tf, "n", 1, "int32", []), -1),
)
wrong(
    "matrix_band_part/vector",
    lambda tf: tf.matrix_band_part(V(tf), 0, 0),
    early="ValueError",
    why="the rank is known",
)
wrong(
    "matrix_band_part/many rows",
    lambda tf: tf.matrix_band_part(A(tf), 4, 0),
    early="ValueError",
    why="the shape and the number are known",
)
wrong(
    "matrix_band_part/many at run",
    lambda tf: tf.matrix_band_part(A(tf), feed(tf, "n", 4, "int32", []), 0),
)
wrong(
    "matrix_band_part/vector of numbers",
    lambda tf: tf.matrix_band_part(A(tf), [1], 0),
    early="ValueError",
    why="the rank is known",
)
dtypes("matrix_band_part", lambda tf, x: tf.matrix_band_part(x, 0, 1))

case("adjoint", lambda tf, x: tf.linalg.adjoint(x), W)
case("adjoint/batch", lambda tf, x: tf.linalg.adjoint(x, name="here"), RR)
case("adjoint/complex", lambda tf: parts(tf, tf.linalg.adjoint(C(tf))))
wrong("adjoint/vector", lambda tf: tf.linalg.adjoint(V(tf)))
dtypes("adjoint", lambda tf, x: tf.linalg.adjoint(x))

case("matvec", lambda tf, a, b: tf.linalg.matvec(a, b), X, V)
case("matvec/batch", lambda tf, a: tf.linalg.matvec(a, [1.0, 2.0], name="here"), RR)
case("matvec/transpose", lambda tf, a, b: tf.linalg.matvec(a, b, transpose_a=True), R, V)
case(
    "matvec/adjoint",
    lambda tf: parts(tf, tf.linalg.matvec(C(tf), tf.complex(V(tf), V(tf)), adjoint_a=True)),
)
case("tensor_diag", lambda tf, x: tf.linalg.tensor_diag(x), X)
case("tensor_diag_part", lambda tf, x: tf.linalg.tensor_diag_part(x), A)
case("l2_normalize", lambda tf, x: tf.linalg.l2_normalize(x, 1), X)
case("normalize", lambda tf, x: tf.linalg.normalize(x), X)
case("normalize/axis", lambda tf, x: tf.linalg.normalize(x, 1, 1, name="here"), X)
case("normalize/inf", lambda tf, x: tf.linalg.normalize(x, np.inf, axis=-1), X)
wrong("normalize/int", lambda tf: tf.linalg.normalize([3, 4]))

# ---------------------------------------------------------------------------------- tridiagonal
THREE = [[1.0, -0.5, 9.0], [3.0, -2.0, 4.0], [9.0, 0.5, 1.0]]


def D(tf: Any) -> Any:
    """[3, 3], three diagonals."""
    return feed(tf, "d", THREE)


def DD(tf: Any) -> Any:
    """[2, 3, 3], twice three; the second has a 0 on its main one."""
    return feed(tf, "d", [THREE, [[2, 1, 9], [0, 1, 3], [9, 2, 1]]])


def sequence(tf: Any, short: bool = False) -> list[Any]:
    """The same as three inputs."""
    rows = [np.array(row) for row in THREE]
    if short:
        rows[0], rows[2] = rows[0][:-1], rows[2][1:]
    return [feed(tf, f"d{i}", row) for i, row in enumerate(rows)]


L = "tridiagonal"
for solve_or_matmul in ("solve", "matmul"):

    def apply(tf: Any, *args: Any, what: str = solve_or_matmul, **more: Any) -> Any:
        return getattr(tf.linalg, f"{L}_{what}")(*args, **more)

    case(f"{L}_{solve_or_matmul}", apply, D, R)
    case(
        f"{L}_{solve_or_matmul}/batch",
        lambda tf, d, b, apply=apply: apply(tf, d, b, name="here"),
        DD,
        RR,
    )
    case(
        f"{L}_{solve_or_matmul}/matrix",
        lambda tf, d, b, apply=apply: apply(tf, d, b, diagonals_format="matrix"),
        A,
        R,
        masks=False,
        why="TensorFlow's shape functions of bands take an unknown size for a number",
    )
    case(
        f"{L}_{solve_or_matmul}/sequence",
        lambda tf, apply=apply: apply(tf, sequence(tf), R(tf), diagonals_format="sequence"),
        masks=False,
        why="TensorFlow cannot make them of unknown rank",
    )
    wrong(f"{L}_{solve_or_matmul}/format", lambda tf, apply=apply: apply(tf, D(tf), R(tf), "full"))
    wrong(f"{L}_{solve_or_matmul}/sizes", lambda tf, apply=apply: apply(tf, D(tf), W(tf)))
case(
    f"{L}_solve/short",
    lambda tf: tf.linalg.tridiagonal_solve(sequence(tf, True), V(tf), "sequence"),
    masks=False,
    why="how long the diagonals are must be known to lengthen them",
)
case(
    f"{L}_solve/vector",
    lambda tf, d, v: tf.linalg.tridiagonal_solve(d, v, name="here"),
    D,
    V,
    masks=False,
    why="without a rank TensorFlow takes a vector for a matrix",
)
case(
    f"{L}_solve/transpose",
    lambda tf, d, b: tf.linalg.tridiagonal_solve(d, b, transpose_rhs=True),
    D,
    W,
)
case(
    f"{L}_solve/no pivots",
    lambda tf, d, b: tf.linalg.tridiagonal_solve(d, b, partial_pivoting=False),
    D,
    R,
)
wrong(f"{L}_solve/two", lambda tf: tf.linalg.tridiagonal_solve(W(tf), R(tf)))
wrong(
    f"{L}_solve/one short",
    lambda tf: tf.linalg.tridiagonal_solve(sequence(tf)[:2], R(tf), "sequence"),
)

# ---------------------------------------------------------------------------------- LU
NO_GRADIENT = "TensorFlow has no gradient of lu on a CPU"
case("lu", lambda tf, x: tf.linalg.lu(x), A, grad=False, why=NO_GRADIENT)
case(
    "lu/batch",
    lambda tf, x: tf.linalg.lu(x, tf.int64, name="here"),
    AA,
    grad=False,
    why=NO_GRADIENT,
)
wrong("lu/singular", lambda tf: tf.linalg.lu(np.ones([2, 2])))
wrong("lu/wide", lambda tf: tf.linalg.lu(W(tf)))
for name in ("lu_reconstruct", "lu_matrix_inverse"):
    case(
        name,
        lambda tf, x, name=name: getattr(tf.linalg, name)(*tf.linalg.lu(x)),
        A,
        grad=False,
        why=NO_GRADIENT,
    )
    case(
        f"{name}/batch",
        lambda tf, x, name=name: tf.identity(getattr(tf.linalg, name)(*tf.linalg.lu(x)), "out"),
        AA,
        grad=False,
        nodes=False,
        why=NO_GRADIENT + "; it loops over a batch, here a product orders the rows",
    )
case(
    "lu_solve",
    lambda tf, x, b: tf.linalg.lu_solve(*tf.linalg.lu(x), b),
    A,
    R,
    grad=False,
    why=NO_GRADIENT,
)
case(
    "lu_solve/batch",
    lambda tf, x, b: tf.linalg.lu_solve(*tf.linalg.lu(x), b),
    AA,
    RR,
    grad=False,
    nodes=False,
    why=NO_GRADIENT + "; a product orders the rows here",
)
