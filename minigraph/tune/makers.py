"""The functions that make parameters: they check what they are given and say what is wrong."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from minigraph.tune.parameters import (
    Choice,
    Fixed,
    Integers,
    Interval,
    Parameter,
    is_number,
    is_plain,
    is_whole,
    key_of,
)
from minigraph.tune.scales import LINEAR, LOG, ONE_MINUS_LOG, SCALES, Scale

__all__ = [
    "choice",
    "fixed",
    "integers",
    "log_uniform",
    "one_minus_log",
    "parameter_from",
    "uniform",
]

When = Mapping[str, Any]


def uniform(
    low: float, high: float, *, tier: int = 1, when: When | None = None, default: Any = None
) -> Interval:
    """Real numbers from low to high, each as likely: for what acts in proportion, as a dropout rate.

    Args:
        low: the smallest value.
        high: the largest one.
        tier: importance; 1 is tuned first. See `Space.tier`.
        when: the parameter only exists where others have these values, as in
            `when={"optimizer": "momentum"}` or `when={"layers": (2, 3)}`.
        default: its value while it is not tuned; default: the middle.

    Raises:
        ValueError: the bounds are not finite or not in order, or the default is outside.
        TypeError: a bound is not a number.

    Example:
        >>> from minigraph import tune
        >>> tune.uniform(0.2, 0.6).sample(np.random.default_rng(0)) < 0.6
        True
    """
    return _interval("uniform", low, high, LINEAR, tier, when, default)


def log_uniform(
    low: float, high: float, *, tier: int = 1, when: When | None = None, default: Any = None
) -> Interval:
    """Positive numbers whose logarithm is uniform: each decade as likely. For learning rates.

    x = 10^t with t uniform from log10(low) to log10(high); the median is sqrt(low * high).

    Args and errors are those of `uniform`; also ValueError where low is not above 0. The bounds are
    values, not logarithms.

    Example:
        >>> from minigraph import tune
        >>> tune.log_uniform(1e-5, 1).grid(6)
        [1e-05, 0.0001, 0.001, 0.01, 0.1, 1.0]
    """
    return _interval("log_uniform", low, high, LOG, tier, when, default)


def one_minus_log(
    low: float, high: float, *, tier: int = 1, when: When | None = None, default: Any = None
) -> Interval:
    """Numbers below 1 whose distance from 1 is log-uniform. For momentum and moving averages.

    x = 1 - 10^-t with t uniform: an average with weight x reaches back 1 / (1 - x) steps, and that
    is what is drawn with each decade as likely. From 0.9 to 0.999 the median is 0.99, and not 0.95.

    Args and errors are those of `uniform`; also ValueError where high is not below 1.

    Example:
        >>> from minigraph import tune
        >>> beta = tune.one_minus_log(0.9, 0.999)
        >>> [beta.show(value) for value in beta.grid(5)]
        ['0.9', '0.9684', '0.99', '0.99684', '0.999']
    """
    return _interval("one_minus_log", low, high, ONE_MINUS_LOG, tier, when, default)


def integers(
    low: int,
    high: int,
    *,
    log: bool = False,
    tier: int = 1,
    when: When | None = None,
    default: Any = None,
) -> Integers:
    """Whole numbers from low to high, both included: each as likely, or (log) each doubling.

    Args:
        low: the smallest value; from 1 on with `log`.
        high: the largest one.
        log: n has the share log(1 + 1/n) / log((high + 1) / low), as for layer sizes.
        tier, when, default: as in `uniform`.

    Raises:
        ValueError: the bounds are not in order, or `log` with low below 1.
        TypeError: a bound is not a whole number.

    Example:
        >>> from minigraph import tune
        >>> tune.integers(8, 256, log=True).grid(6)
        [8, 16, 32, 64, 128, 256]
    """
    for bound in (low, high):
        if not is_whole(bound):
            raise TypeError(f"integers takes whole numbers, not {bound!r}")
    if low >= high:
        raise ValueError(f"integers({low}, {high}): low must be below high")
    if log and low < 1:
        raise ValueError(f"integers({low}, {high}, log=True): low must be at least 1")
    scale = LOG if log else LINEAR
    return Integers(int(low), int(high), scale, tier=tier, when=_when(when), default=default)


def choice(
    options: Iterable[Any], *, tier: int = 1, when: When | None = None, default: Any = None
) -> Choice:
    """One of several options, each as likely.

    Args:
        options: text, numbers, True, False or None: what a line of the log can hold. For functions
            and other objects give their names, and look them up in the objective.
        tier, when: as in `uniform`.
        default: its value while it is not tuned; default: the first option.

    Raises:
        ValueError: no option, or one twice.
        TypeError: an option that JSON does not have.

    Example:
        >>> from minigraph import tune
        >>> tune.choice(["relu", "tanh"]).sample(np.random.default_rng(1))
        'tanh'
    """
    if isinstance(options, str):
        raise TypeError(f"choice takes a list of options, not the text {options!r}")
    listed = tuple(
        option.item() if isinstance(option, np.generic) else option for option in options
    )
    if not listed:
        raise ValueError("choice([]): there must be at least one option")
    for option in listed:
        if not is_plain(option):
            raise TypeError(
                f"choice: {option!r} cannot be written to a log; options are text, finite numbers, "
                "True, False and None. Give names and look the objects up in the objective"
            )
    if len({key_of(option) for option in listed}) < len(listed):
        raise ValueError(f"choice({list(listed)}): an option is there twice")
    return Choice(listed, tier=tier, when=_when(when), default=default)


def parameter_from(found: Mapping[str, Any]) -> Parameter:
    """The parameter that `describe` described.

    Raises:
        ValueError: it is no such description.
    """
    extras = {key: found[key] for key in ("tier", "when", "default") if key in found}
    try:
        kind = found["kind"]
        if kind == "choice":
            return choice(found["options"], **extras)
        if kind == "fixed":
            return fixed(found["value"], **extras)
        if kind == "integers":
            return integers(found["low"], found["high"], log=bool(found.get("log")), **extras)
        scale = SCALES[{"uniform": "linear", "log_uniform": "log"}.get(kind, kind)]
        made = _interval(kind, found["low"], found["high"], scale, 1, None, None)
        return replace(made, **{**extras, "when": _when(extras.get("when"))})
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{found!r} describes no parameter: {error}") from None


def fixed(value: Any, **extras: Any) -> Fixed:
    """A parameter with one value."""
    made = choice([value], **extras)
    return Fixed(made.options, tier=made.tier, when=made.when, default=made.default)


def _interval(
    name: str,
    low: float,
    high: float,
    scale: Scale,
    tier: int,
    when: When | None,
    default: Any,
) -> Interval:
    call = f"{name}({low!r}, {high!r})"
    for bound in (low, high):
        if not is_number(bound):
            raise TypeError(f"{call}: a bound must be a number, not {type(bound).__name__}")
    if not (math.isfinite(low) and math.isfinite(high) and math.isfinite(high - low)):
        raise ValueError(f"{call}: the bounds must be finite")
    if scale is LOG and low <= 0:
        raise ValueError(
            f"{call}: low must be above 0. The bounds are the values themselves, as in "
            f"{name}(1e-5, 1), not their logarithms"
        )
    if scale is ONE_MINUS_LOG and high >= 1:
        raise ValueError(f"{call}: high must be below 1, as in {name}(0.9, 0.999)")
    if low >= high:
        raise ValueError(f"{call}: low must be below high")
    return Interval(float(low), float(high), scale, tier=tier, when=_when(when), default=default)


def _when(when: When | None) -> dict[str, tuple[Any, ...]]:
    if when is None:
        return {}
    if not isinstance(when, Mapping):
        raise TypeError(f'when must be a dictionary as in {{"optimizer": "adam"}}, not {when!r}')
    several = (list, tuple, set, frozenset)
    return {
        str(name): tuple(values) if isinstance(values, several) else (values,)
        for name, values in when.items()
    }
