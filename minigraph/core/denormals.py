"""Denormal numbers count as zero in a run, as TensorFlow has it.

Numbers closer to zero than 1.2e-38 (float32; 2.2e-308 in float64) have fewer digits, and x86
processors take some hundred times as long for each of them. A gradient that dies out through a long
chain ends there, as do Adam's means of a unit that is never active: a model that has trained for a
while would get slower and slower. The processor can take such numbers for zero; TensorFlow asks it
to, for its own threads. Here it is asked for the time of one run, in the thread that runs.

The C library's environment of floating-point arithmetic holds the two bits. Where it is not known
to (other processors hardly lose time; other systems keep the bits elsewhere) nothing is changed.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from typing import Any

__all__ = ["carried", "flushing"]

_SIZE, _CONTROL = 32, 28  # bytes of fenv_t on x86-64 Linux; where the SSE control word is in it
_BITS = 0x8040  # denormal results and operands count as zero (FTZ, DAZ)


def flushing(step: Callable[..., Any]) -> Callable[..., Any]:
    """The function that calls `step` with denormal numbers taken for zero.

    One call at a time: each thread has functions of its own.
    """
    if _library is None:
        return step
    get, put = _library.fegetenv, _library.fesetenv
    before, within = ctypes.create_string_buffer(_SIZE), ctypes.create_string_buffer(_SIZE)
    outside, inside = ctypes.byref(before), ctypes.byref(within)
    get(inside)
    ctypes.c_uint32.from_buffer(within, _CONTROL).value |= _BITS

    def run(*arrays: Any) -> Any:
        get(outside)  # what the program around it, or a run around this one, has asked for
        try:
            put(inside)
            return step(*arrays)
        finally:
            put(outside)

    return run


def carried(call: Callable[..., Any]) -> Callable[..., Any]:
    """The function that does `call` in another thread, with numbers as they are in this one."""
    if _library is None:
        return call
    put, here = _library.fesetenv, ctypes.create_string_buffer(_SIZE)
    _library.fegetenv(ctypes.byref(here))

    def run(*arguments: Any) -> Any:
        put(ctypes.byref(here))
        return call(*arguments)

    return run


def _found() -> Any:
    """The C library's part for floating-point arithmetic, or None."""
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        return None
    try:
        library = ctypes.PyDLL("libm.so.6")  # keeps the GIL: the calls take some nanoseconds
        return library if library.fegetenv and library.fesetenv else None
    except (OSError, AttributeError):
        return None


_library = _found()
