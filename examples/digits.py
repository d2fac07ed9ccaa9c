"""The handwritten digits that the examples learn: 1,797 images of 8 x 8 pixels, in ten classes.

`load()` gives them as arrays, shuffled once in a way that is the same on every machine, and split
into images to learn from and images to be examined on. Where they come from: `data/README.md`.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np

FILE = Path(__file__).parent / "data" / "digits.npz"
TEST_IMAGES = 360  # a fifth of them


class Digits(NamedTuple):
    """Images as rows of 64 numbers from 0 (white) to 1 (black), and their digits from 0 to 9."""

    train_images: np.ndarray  # [1437, 64] float32
    train_labels: np.ndarray  # [1437] int64
    test_images: np.ndarray  # [360, 64] float32
    test_labels: np.ndarray  # [360] int64


def load() -> Digits:
    """All images, split into 1,437 for training and 360 for the test."""
    with np.load(FILE, allow_pickle=False) as data:
        images = data["images"].reshape(-1, 64).astype(np.float32) / 16
        labels = data["labels"].astype(np.int64)
    order = np.random.RandomState(0).permutation(len(images))  # RandomState never changes
    images, labels = images[order], labels[order]
    return Digits(
        images[TEST_IMAGES:], labels[TEST_IMAGES:], images[:TEST_IMAGES], labels[:TEST_IMAGES]
    )


def batches(images, labels, size, seed):
    """One epoch: all examples in a new order, `size` at a time; what is left over is let go."""
    order = np.random.RandomState(seed).permutation(len(images))
    for start in range(0, len(images) - size + 1, size):
        chosen = order[start : start + size]
        yield images[chosen], labels[chosen]
