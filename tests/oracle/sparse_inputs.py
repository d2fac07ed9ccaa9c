"""Sparse inputs of the programs: SparseTensors of fed parts."""

from __future__ import annotations

import numpy as np

from tests.oracle.inputs import feed


def sparse(tf, indices, values, shape, name="", dtype="float32"):
    """A SparseTensor of fed parts."""
    return tf.SparseTensor(
        feed(tf, f"{name}i", indices, "int64"),
        feed(tf, f"{name}v", values, dtype),
        feed(tf, f"{name}s", shape, "int64"),
    )


def fixed(tf, indices, values, shape, name="", dtype="float32"):
    """A SparseTensor of fed values at constant places."""
    return tf.SparseTensor(
        np.array(indices, np.int64).reshape(-1, len(shape)),
        feed(tf, f"{name}v", values, dtype),
        shape,
    )


PLACES_A = [[0, 1], [1, 0], [1, 2], [3, 3]]
VALUES_A = [1.5, -2.0, 0.5, 4.0]
PLACES_B = [[0, 1], [0, 3], [1, 2], [2, 0]]
VALUES_B = [0.25, 3.0, -0.5, 1.0]
SIZES = [4, 5]


def A(tf, dtype="float32"):
    """[4, 5], 4 values; row 2 is empty; all parts fed."""
    return sparse(tf, PLACES_A, VALUES_A, SIZES, "a", dtype)


def B(tf, dtype="float32"):
    """[4, 5], 4 values, two of them where A has one; all parts fed."""
    return sparse(tf, PLACES_B, VALUES_B, SIZES, "b", dtype)


def FA(tf):
    """A at constant places."""
    return fixed(tf, PLACES_A, VALUES_A, SIZES, "a")


def FB(tf):
    """B at constant places."""
    return fixed(tf, PLACES_B, VALUES_B, SIZES, "b")


def R(tf):
    """[2, 3, 4], places out of order."""
    places = [[1, 2, 3], [0, 0, 1], [1, 0, 0], [0, 2, 2], [0, 0, 0]]
    return sparse(tf, places, [1.0, 2.0, 3.0, 4.0, 5.0], [2, 3, 4], "r")


def N(tf):
    """[3, 4], no values at all."""
    return sparse(tf, np.zeros([0, 2]), [], [3, 4], "n")


def D(tf, dtype="float32"):
    """[4, 5], dense."""
    return feed(tf, "d", (np.arange(20) * 7 % 20 - 9.5).reshape(4, 5) / 4, dtype)


def M(tf, dtype="float32"):
    """[5, 3], dense."""
    return feed(tf, "m", (np.arange(15) * 4 % 15 - 7.25).reshape(5, 3) / 2, dtype)


def W(tf, dtype="float32"):
    """[4, 3], dense."""
    return feed(tf, "w", (np.arange(12) * 5 % 12 - 5.75).reshape(4, 3) / 2, dtype)


def parts(sp):
    """The SparseTensor itself, and its values, through which gradients go."""
    return [sp, sp.values]
