"""The tables of `minigraph/ops/chebyshev.py`, from the functions in 50 digits.

    python -m tests.make_chebyshev

rewrites that file's second part; it needs mpmath. Each table is a smooth function interpolated at
80 Chebyshev points of an interval, cut where what follows is below the rounding of float64.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from mpmath import mp, mpf

FILE = Path(__file__).parents[1] / "minigraph" / "ops" / "chebyshev.py"
MARK = "# fmt: off\n"
POINTS = 80
SMALL = mpf(2) ** -57  # beside the largest coefficient

Function = Callable[[Any], Any]
mp.dps = 50


def interpolated(f: Function, low: Any, high: Any) -> list[float]:
    """The coefficients of f between `low` and `high`, the lowest order's first."""
    angles = [mp.pi * (k + mpf(1) / 2) / POINTS for k in range(POINTS)]
    values = [f(low + (high - low) * (1 + mp.cos(angle)) / 2) for angle in angles]
    series = [
        2 * mp.fsum(v * mp.cos(n * a) for v, a in zip(values, angles, strict=True)) / POINTS
        for n in range(POINTS)
    ]
    series[0] /= 2
    least = SMALL * max(abs(c) for c in series)
    while abs(series[-1]) < least:
        series.pop()
    return [float(c) for c in series]


def within(f: Function, low: float, high: float, power: int = 1) -> list[float]:
    """f(x) by x**power, for x from `low` to `high`."""
    return interpolated(lambda z: f(mp.root(z, power)), mpf(low) ** power, mpf(high) ** power)


def beyond(f: Function, low: float, high: float = mp.inf, power: int = 1) -> list[float]:
    """f(x) by (1 / x)**power, for x from `low` to `high`."""
    return interpolated(lambda z: f(1 / mp.root(z, power)), mpf(high) ** -power, mpf(low) ** -power)


def hankel(order: int, x: Any) -> tuple[Any, Any]:
    """P and x Q of DLMF 10.18.18: J = size (P cos - Q sin), Y = size (P sin + Q cos)."""
    phase = x - (2 * order + 1) * mp.pi / 4
    cos, sin, size = mp.cos(phase), mp.sin(phase), mp.sqrt(2 / (mp.pi * x))
    j, y = mp.besselj(order, x) / size, mp.bessely(order, x) / size
    return j * cos + y * sin, (y * cos - j * sin) * x


def over_roots(order: int) -> Function:
    """J without its factor x**order and its two first roots."""
    first, second = (mp.besseljzero(order, k) ** 2 for k in (1, 2))
    return lambda x: mp.besselj(order, x) / x**order / ((x * x - first) * (x * x - second))


def beside_root(order: int) -> Function:
    """Y x**order without 2 / pi log(x / root) J x**order, over x**2 - root**2."""
    root = mp.besselyzero(order, 1)

    def f(x: Any) -> Any:
        waves = 2 / mp.pi * mp.log(x / root) * mp.besselj(order, x)
        return (mp.bessely(order, x) - waves) * x**order / (x * x - root * root)

    return f


def fresnel_parts(x: Any) -> tuple[Any, Any]:
    """pi x f and pi**2 x**3 g of DLMF 7.5.3 and 7.5.4, in which the integrals oscillate."""
    half = mpf(1) / 2
    c, s, t = half - mp.fresnelc(x), half - mp.fresnels(x), mp.pi * x * x / 2
    f, g = s * mp.cos(t) - c * mp.sin(t), c * mp.cos(t) + s * mp.sin(t)
    return f * mp.pi * x, g * mp.pi**2 * x**3


def dawson(x: Any) -> Any:
    """DLMF 7.2.5, by the error function of an imaginary number."""
    return mp.sqrt(mp.pi) / 2 * mp.exp(-x * x) * mp.erfi(x)


def tables() -> dict[str, list[float]]:
    """All of them by name."""
    found: dict[str, list[float]] = {}
    log, exp, sqrt = mp.log, mp.exp, mp.sqrt
    for n in (0, 1):
        i, k = (lambda x, n=n: mp.besseli(n, x)), (lambda x, n=n: mp.besselk(n, x))
        sign = (-1) ** n
        found[f"I{n}_NEAR"] = within(lambda x, n=n, i=i: exp(-x) * i(x) / x**n, 0, 8)
        found[f"I{n}_FAR"] = beyond(lambda x, i=i: sqrt(x) * exp(-x) * i(x), 8)
        found[f"K{n}_NEAR"] = within(
            lambda x, n=n, i=i, k=k, sign=sign: x**n * (k(x) + sign * log(x / 2) * i(x)), 0, 1, 2
        )
        found[f"K{n}_FAR"] = beyond(lambda x, k=k: sqrt(x) * exp(x) * k(x), 1)
        found[f"J{n}_NEAR"] = within(over_roots(n), 0, 5, 2)
        found[f"Y{n}_NEAR"] = within(beside_root(n), 0, 5, 2)
        found[f"P{n}_FAR"] = beyond(lambda x, n=n: hankel(n, x)[0], 5, power=2)
        found[f"Q{n}_FAR"] = beyond(lambda x, n=n: hankel(n, x)[1], 5, power=2)
    found["DAWSON_NEAR"] = within(lambda x: dawson(x) / x, 0, 1, 2)
    found["DAWSON_MIDDLE"] = within(lambda x: dawson(x) * x, 1, 5)
    found["DAWSON_FAR"] = beyond(lambda x: dawson(x) * x, 5, power=2)
    root = mp.findroot(mp.ei, mpf("0.3725"))
    found["EI_NEAR"] = within(lambda x: (mp.ei(x) - log(x / root)) / (x - root), 0, 4)
    scaled = lambda x: x * exp(-x) * mp.ei(x)  # noqa: E731
    found["EI_MIDDLE"] = within(scaled, 4, 12)
    found["EI_FAR"] = beyond(scaled, 12, 40)
    found["EI_BEYOND"] = beyond(scaled, 40)
    found["FRESNEL_C_NEAR"] = within(lambda x: mp.fresnelc(x) / x, 0, 2.5, 4)
    found["FRESNEL_S_NEAR"] = within(lambda x: mp.fresnels(x) / x**3, 0, 2.5, 4)
    found["FRESNEL_F_FAR"] = beyond(lambda x: fresnel_parts(x)[0], 2.5, power=4)
    found["FRESNEL_G_FAR"] = beyond(lambda x: fresnel_parts(x)[1], 2.5, power=4)
    return found


def main() -> None:
    """Write the second part of the file."""
    head = FILE.read_text().partition(MARK)[0]
    lines = []
    for name, series in tables().items():
        lines.append(f"{name} = (")
        rows = (series[start : start + 4] for start in range(0, len(series), 4))
        lines += ["    " + " ".join(f"{c!r}," for c in row) for row in rows]
        lines.append(")")
    FILE.write_text(head + MARK + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
