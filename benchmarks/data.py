"""Starting values and data of the models: made once, the same for every engine.

The images and labels are random: how long a step takes does not depend on what they show.
"""

import functools
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

R = TypeVar("R")

SQUARE_RATE = 0.01

INPUTS, CLASSES = 784, 10
BATCHES = 8  # different batches that the steps take in turn
SOFTMAX_BATCH, SOFTMAX_RATE = 100, 0.05

HIDDEN = (512, 512)
NETWORK_BATCH, NETWORK_RATE, EPSILON = 128, 0.01, 1e-3

ADAM_RATE, BETA1, BETA2, ADAM_EPSILON = 0.001, 0.9, 0.999, 1e-8

NUMBERS, ROUNDS, NUMBERS_RATE = 4_000_000, 5, 0.01  # 20 elementwise operations on so many numbers

TIMES, ROW, UNITS = 28, 28, 128  # an image as a sequence of its rows
LSTM_BATCH, LSTM_RATE, FORGET = 128, 0.05, 1.0

CONV_SIDE, CONV_WINDOW, CONV_FEATURES = 28, 5, (32, 64)
CONV_BATCH, CONV_RATE = 64, 0.05

# A link of the chain is four operations: sin(value * a + b) - b.
CHAIN_LINKS = 2500
# |a| < 1 keeps the chain a contraction: its gradient stays finite and rounding dies out. The rate
# is large enough to change a and b in every step, and so small that hundreds of steps do not leave
# that region.
CHAIN_A, CHAIN_B, CHAIN_RATE = 0.9, 0.5, 1e-4

MATRICES, SIDE = 5, 1024

SENTENCES, LENGTH, HEADS, HEAD_SIZE = 8, 64, 8, 32
ATTENTION_RATE = 0.1

WORDS, WORD_SIZE, WORD_BATCH, WORD_NOISE = 10_000, 128, 128, 64
WORD_RATE, WORD_SEED = 1.0, 7


def frozen(value: Any) -> Any:
    """The value, whose arrays cannot be written any more."""
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    else:
        for part in value:
            frozen(part)
    return value


def kept(make: Callable[..., R]) -> Callable[..., R]:
    """Make the value once: a program finds its data in memory, and copies what it changes.

    So what a measure of memory sees is what a program needs, and not how random numbers are made.
    """
    return functools.wraps(make)(functools.cache(lambda *args: frozen(make(*args))))


@kept
def coefficients() -> np.ndarray:
    """The coefficients of w^2 - 10w + 25, float64 [3, 1] as a user types them."""
    return np.array([[1.0], [-10.0], [25.0]])


@kept
def batches(size: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Batches of images [size, INPUTS] in [0, 1) and one-hot labels [size, CLASSES], float32."""
    random = np.random.RandomState(1)
    one_hot = np.eye(CLASSES, dtype=np.float32)
    return [
        (
            random.random_sample((size, INPUTS)).astype(np.float32),
            one_hot[random.randint(CLASSES, size=size)],
        )
        for _ in range(BATCHES)
    ]


@kept
def network_weights() -> list[np.ndarray]:
    """Weights of the layers of 784-512-512-10, float32, scaled to keep the signal's size."""
    random = np.random.RandomState(2)
    widths = (INPUTS, *HIDDEN, CLASSES)
    return [
        (random.standard_normal((fan_in, fan_out)) / np.sqrt(fan_in)).astype(np.float32)
        for fan_in, fan_out in pairwise(widths)
    ]


@kept
def matrices() -> list[np.ndarray]:
    """Matrices [SIDE, SIDE], float32, scaled so that their product has entries of size 1."""
    random = np.random.RandomState(3)
    return [
        (random.standard_normal((SIDE, SIDE)) / np.sqrt(SIDE)).astype(np.float32)
        for _ in range(MATRICES)
    ]


@kept
def conv_weights() -> list[np.ndarray]:
    """Filters of two convolutions [5, 5, in, out] and the weights of the layer on top, float32."""
    random = np.random.RandomState(4)
    window, (low, high) = CONV_WINDOW, CONV_FEATURES
    units = (CONV_SIDE // 4) ** 2 * high
    shapes = [(window, window, 1, low), (window, window, low, high), (units, CLASSES)]
    return [
        (random.standard_normal(shape) / np.sqrt(np.prod(shape[:-1]))).astype(np.float32)
        for shape in shapes
    ]


@kept
def word_vectors() -> np.ndarray:
    """Starting vectors of the words, [WORDS, WORD_SIZE] in [-1, 1), float32."""
    random = np.random.RandomState(4)
    return random.uniform(-1, 1, (WORDS, WORD_SIZE)).astype(np.float32)


@kept
def word_pairs() -> list[tuple[np.ndarray, np.ndarray]]:
    """Batches of words [WORD_BATCH] and neighbours [WORD_BATCH, 1], int64, by Zipf's law."""
    random = np.random.RandomState(5)
    drawn = np.exp(random.random_sample((BATCHES, 2, WORD_BATCH)) * np.log1p(WORDS))
    numbers = np.minimum(drawn.astype(np.int64) - 1, WORDS - 1)
    return [(words, neighbours[:, None]) for words, neighbours in numbers]


@kept
def attention_weights() -> list[np.ndarray]:
    """Weights of queries, keys, values and outputs, [width, width] each, float32."""
    random = np.random.RandomState(6)
    width = HEADS * HEAD_SIZE
    return [
        (random.standard_normal((width, width)) / np.sqrt(width)).astype(np.float32)
        for _ in range(4)
    ]


@kept
def sentences() -> list[tuple[np.ndarray, np.ndarray]]:
    """Batches of signals and targets, both [SENTENCES, LENGTH, width], float32."""
    random = np.random.RandomState(7)
    shape = (BATCHES, 2, SENTENCES, LENGTH, HEADS * HEAD_SIZE)
    return [(x, y) for x, y in random.standard_normal(shape).astype(np.float32)]


@kept
def numbers() -> np.ndarray:
    """NUMBERS numbers in [-1, 1), float32."""
    return np.random.RandomState(8).uniform(-1, 1, NUMBERS).astype(np.float32)


@kept
def lstm_weights() -> list[np.ndarray]:
    """The cell's weights [ROW + UNITS, 4 UNITS] and those of the layer on top, float32."""
    random = np.random.RandomState(9)
    shapes = [(ROW + UNITS, 4 * UNITS), (UNITS, CLASSES)]
    return [
        (random.standard_normal(shape) / np.sqrt(shape[0])).astype(np.float32) for shape in shapes
    ]
