"""The values of `data/special_values.tsv`, in 60 digits: special functions on both sides of joints.

    python -m tests.make_special_values

needs mpmath. One line a value: the op, its inputs, the value, and by how many roundings of float64
(2**-53 of the value) the kernel may be off.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from mpmath import mp, mpf

FILE = Path(__file__).parent / "data" / "special_values.tsv"
mp.dps = 60

LINE = (1e-9, 0.1, 0.35, 0.99, 1.01, 2.45, 2.55, 4.9, 5.1, 7.9, 8.1, 12.5, 39.0, 41.0, 300.0)
UNIT = (1e-12, 0.01, 0.074, 0.076, 0.3, 0.6, 0.92, 0.93, 0.999)
GAMMA = (
    *((1e-9, 0.3), (0.01, 0.45), (0.01, 1.05), (0.6, 1.05), (0.6, 1.2), (2.5, 0.1), (2.5, 9.0)),
    *((9.5, 9.0), (10.5, 11.0), (21.0, 5.0), (99.0, 101.0), (101.0, 99.0), (101.0, 60.0)),
    *((101.0, 140.0), (5000.0, 5100.0), (1e6, 1e6 + 500), (1e9, 1e9 - 1e4)),
)
BETA = (
    *((0.01, 0.02, 0.3), (0.5, 0.5, 0.69), (0.5, 0.5, 0.71), (1e-5, 40.0, 0.01), (3.0, 0.2, 0.9)),
    *((2.5, 7.0, 0.1), (2.5, 7.0, 0.9), (30.0, 20.0, 0.5), (800.0, 0.5, 0.999)),
    *((900.0, 1200.0, 0.43), (2900.0, 2900.0, 0.5), (4000.0, 4000.0, 0.501), (1e4, 4e4, 0.199)),
)
ZETA = (
    *((1.001, 1.0), (1.5, 0.01), (2.0, 1.0), (3.5, 9.5), (3.5, 40.0), (20.0, 0.5), (60.0, 7.0)),
    *((2.0, -0.25), (3.0, -0.5), (21.0, -0.5), (4.0, -30.75)),
)


def lower(a: Any, x: Any) -> Any:
    """P by its power series, which keeps all digits if it is given enough terms."""
    term = total = mpf(1)
    n = 1
    while term > total * mpf(10) ** -58:
        term *= x / (a + n)
        total += term
        n += 1
    return total * mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1))


def beta(a: Any, b: Any, x: Any) -> Any:
    """I by 2F1(a + b, 1; a + 1; x), DLMF 8.17.8, all of whose terms are positive."""
    if x > (a + 1) / (a + b + 2):
        return 1 - beta(b, a, 1 - x)
    term = total = mpf(1)
    n = 0
    while term > total * mpf(10) ** -58:
        term *= (a + b + n) / (a + 1 + n) * x
        total += term
        n += 1
    log_b = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    return total / a * mp.exp(a * mp.log(x) + b * mp.log1p(-x) - log_b)


def zeta(s: Any, q: Any) -> Any:
    """The terms below 0 by themselves."""
    steps = max(0, int(mp.ceil(-q)))
    return mp.fsum((q + k) ** -s for k in range(steps)) + mp.zeta(s, q + steps)


def functions() -> dict[str, tuple[Callable[..., Any], Any, float]]:
    """By op: the function, its inputs, the roundings allowed."""
    exp, positive = mp.exp, [(x,) for x in LINE]
    both = [*positive, *((-x,) for x in LINE[1::3])]
    found: dict[str, tuple[Callable[..., Any], Any, float]] = {
        "Dawsn": (lambda x: mp.sqrt(mp.pi) / 2 * exp(-x * x) * mp.erfi(x), both, 8),
        "Expint": (mp.ei, positive, 8),
        "FresnelCos": (mp.fresnelc, both, 8),
        "FresnelSin": (mp.fresnels, both, 8),
        "Spence": (lambda x: mp.polylog(2, 1 - x).real, positive, 8),
        "Erfinv": (mp.erfinv, [(x,) for x in UNIT], 8),
        "Ndtri": (lambda p: mp.sqrt(2) * mp.erfinv(2 * p - 1), [(x,) for x in UNIT], 8),
        "Igamma": (lower, GAMMA, 64),
        "Igammac": (lambda a, x: 1 - lower(a, x), GAMMA, 64),
        "Betainc": (beta, BETA, 512),
        "Zeta": (zeta, ZETA, 8),
        "Polygamma": (lambda n, x: mp.psi(int(n), x), [(1, 0.3), (5, 2.0), (150, 9.0)], 8),
    }
    for n in (0, 1):
        i, k = (lambda x, n=n: mp.besseli(n, x)), (lambda x, n=n: mp.besselk(n, x))
        found |= {
            f"BesselI{n}": (i, both, 16),
            f"BesselI{n}e": (lambda x, i=i: i(x) * exp(-abs(x)), both, 16),
            f"BesselK{n}": (k, positive, 16),
            f"BesselK{n}e": (lambda x, k=k: k(x) * exp(x), positive, 16),
            f"BesselJ{n}": (lambda x, n=n: mp.besselj(n, x), both, 16),
            f"BesselY{n}": (lambda x, n=n: mp.bessely(n, x), positive, 16),
        }
    return found


def main() -> None:
    """Write the file."""
    lines = []
    for op, (f, points, roundings) in functions().items():
        for inputs in points:
            value = mp.nstr(f(*(mpf(x) for x in inputs)), 20)
            lines.append("\t".join([op, " ".join(map(repr, inputs)), value, str(roundings)]))
    FILE.write_text("op\tinputs\tvalue\troundings\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
