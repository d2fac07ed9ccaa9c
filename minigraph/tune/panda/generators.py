"""The states of a program's own generators of random numbers, as JSON can hold them."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

__all__ = ["set_state", "state_of"]


def state_of(generator: Any) -> Any:
    """The state of a generator, as JSON can hold it."""
    if isinstance(generator, np.random.Generator):
        return generator.bit_generator.state
    if isinstance(generator, np.random.RandomState):
        return generator.get_state(legacy=False)
    if isinstance(generator, random.Random):
        return generator.getstate()
    raise TypeError(f"not a generator of random numbers: {type(generator)}")


def set_state(generator: Any, state: Any) -> None:
    """Put a generator in a state that `state_of` gave."""
    try:
        if isinstance(generator, np.random.Generator):
            generator.bit_generator.state = state
        elif isinstance(generator, np.random.RandomState):
            generator.set_state(state)
        else:
            version, numbers, gauss = state
            generator.setstate((version, tuple(numbers), gauss))
    except (KeyError, IndexError, TypeError, OverflowError) as error:
        raise ValueError(f"the snapshot has no state of a {type(generator)}: {error}") from None
