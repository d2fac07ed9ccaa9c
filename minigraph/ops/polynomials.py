"""Polynomials from their coefficients: polyval."""

from __future__ import annotations

from typing import Any

from minigraph.core.convert import convert
from minigraph.core.nodes import Tensor
from minigraph.ops.naming import name_scope
from minigraph.ops.spread import zeros_like

__all__ = ["polyval"]


def polyval(coeffs: Any, x: Any, name: str | None = None) -> Tensor:
    """The polynomial coeffs[0] x**(n - 1) + ... + coeffs[n - 1], elementwise, by Horner's rule.

    Args:
        coeffs: a list of numbers or tensors, the highest power's first.
        x: a tensor; the shapes broadcast.
        name: of the scope.

    Returns:
        A Tensor of x's type; zeros if there are no coefficients. Gradient: through the products.

    Raises:
        ValueError: `coeffs` is no list.

    Example:
        >>> import minigraph as tf
        >>> tf.Session().run(tf.math.polyval([2.0, 0.0, 1.0], [1.0, 3.0])).tolist()
        [3.0, 19.0]
    """
    if not isinstance(coeffs, list):
        raise ValueError(f"Argument coeffs must be list type. Received type {type(coeffs)}.")
    with name_scope(name, "polyval", [x, *coeffs]) as scope:
        x = convert(x, name="x")
        if not coeffs:
            return zeros_like(x, name=scope)
        terms = [convert(c, name=f"coeff_{k}") for k, c in enumerate(coeffs)]
        total: Tensor = terms[0]
        for term in terms[1:]:
            total = term + total * x
        return total
