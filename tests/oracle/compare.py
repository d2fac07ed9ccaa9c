"""Two encodings side by side: every difference, as text that says where it is.

Floats may differ by the case's tolerance, error classes may be more special than TensorFlow's;
all else must be equal.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.cases import Tolerance

EPS = {"float16": 2.0**-10, "float32": 2.0**-23, "float64": 2.0**-52}
EPS["python"] = EPS["float64"]
EPS |= {"complex64": EPS["float32"], "complex128": EPS["float64"]}


def differences(want: Any, got: Any, tolerance: Tolerance, grads: bool = False) -> list[str]:
    """Where `got` departs from `want`, both as encoded."""
    found: list[str] = []
    _walk(want, got, tolerance, grads, "", found)
    return found


def _walk(want: Any, got: Any, tol: Tolerance, grads: bool, path: str, found: list[str]) -> None:
    if isinstance(want, dict) and isinstance(got, dict):
        if "raises" in want and "raises" in got:
            same = want["raises"] in got.get("bases", [got["raises"]])
            if not same or want.get("stage") != got.get("stage"):
                found.append(f"{path}: oracle {want}, here {got}")
            return
        if "a" in want and "a" in got:
            _arrays(want, got, tol, grads, path, found)
            return
        for key in sorted(want.keys() | got.keys()):
            if key not in want or key not in got:
                have = "oracle has" if key in want else "only here:"
                found.append(f"{path}.{key}: {have} {want.get(key, got.get(key))!r}")
                continue
            _walk(want[key], got[key], tol, grads or key == "grads", f"{path}.{key}", found)
    elif isinstance(want, list) and isinstance(got, list):
        if len(want) != len(got):
            found.append(f"{path}: oracle has {len(want)} items {want}, here {len(got)} {got}")
            return
        for k, (w, g) in enumerate(zip(want, got, strict=True)):
            _walk(w, g, tol, grads, f"{path}[{k}]", found)
    elif type(want) is not type(got) or want != got:
        found.append(f"{path}: oracle {want!r}, here {got!r}")


def _numbers(code: dict[str, Any]) -> np.ndarray[Any, Any]:
    parts = [p for v in code["v"] for p in (v if isinstance(v, list) else [v])]
    return np.array([float(part) for part in parts])


def _arrays(w: Any, g: Any, tol: Tolerance, grads: bool, path: str, found: list[str]) -> None:
    kind = w["a"].split()[0]
    if w["a"] != g["a"] or (kind not in EPS and w["v"] != g["v"]):
        found.append(f"{path}: oracle {w}, here {g}")
        return
    if kind not in EPS:
        return
    a, b = _numbers(w), _numbers(g)
    odd = ~(np.isfinite(a) & np.isfinite(b))
    if not np.array_equal(a[odd], b[odd], equal_nan=True):
        found.append(f"{path}: oracle {w['v']}, here {g['v']}")
        return
    size = np.maximum(abs(a), abs(b))
    if kind.startswith("complex"):  # rounded as one number: a part counts by the size of both
        size = np.repeat(np.hypot(size[::2], size[1::2]), 2)
    a, b, size = a[~odd], b[~odd], size[~odd]
    if grads or tol.scale == "array":
        size = np.full_like(a, size.max(initial=0.0))
    allowed = (tol.grad_ulps if grads else tol.ulps) * EPS[kind] * size
    off = abs(a - b) > allowed
    if off.any():
        worst = (abs(a - b)[off] / (EPS[kind] * np.maximum(size[off], 1e-300))).max()
        found.append(f"{path}: {worst:.3g} ulps off: oracle {w['v']}, here {g['v']}")
