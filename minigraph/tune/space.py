"""A space: parameters by name, which of them exist when, and which are worth tuning first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from minigraph.tune.makers import fixed, parameter_from
from minigraph.tune.parameters import Choice, Fixed, Integers, Parameter, any_of

__all__ = ["Space", "as_space"]

Params = dict[str, Any]


class Space:
    """Named parameters, drawn together.

    Args:
        parameters: a dictionary name -> parameter; a plain value is a parameter that is not tuned.
        **more: the same as keywords.

    A parameter with `when=` exists only where the parameters named there have one of the values
    given (and exist themselves); elsewhere a draw has no such key.

    Raises:
        ValueError: no parameter, a name twice, a condition that names no parameter, one that is
            not made of options or whole numbers, values that it never has, or a circle.
        TypeError: a name is not text.

    Example:
        >>> from minigraph import tune
        >>> space = tune.Space(
        ...     rate=tune.log_uniform(1e-4, 1),
        ...     optimizer=tune.choice(["plain", "momentum"]),
        ...     momentum=tune.one_minus_log(0.8, 0.999, when={"optimizer": "momentum"}),
        ... )
        >>> rng = np.random.default_rng(3)
        >>> for _ in range(2):
        ...     print(space.show(space.sample(rng)))
        rate 0.0002201, optimizer plain
        rate 0.02131, optimizer plain
    """

    def __init__(self, parameters: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        given = dict(parameters or {})
        twice = sorted(given.keys() & more.keys())
        if twice:
            raise ValueError(f"the parameter {twice[0]!r} is given twice")
        given.update(more)
        if not given:
            raise ValueError(
                "a space needs at least one parameter, as in Space(rate=uniform(0, 1))"
            )
        for name in given:
            if not isinstance(name, str):
                raise TypeError(f"a parameter's name must be text, not {name!r}")
        self.parameters: dict[str, Parameter] = {
            name: part if isinstance(part, Parameter) else fixed(part)
            for name, part in given.items()
        }
        self._order = self._parents_first()

    def _parents_first(self) -> list[str]:
        """The names so that what a condition asks for comes before; checks the conditions."""
        for name, part in self.parameters.items():
            for other, values in part.when.items():
                if other not in self.parameters:
                    raise ValueError(
                        f"{name} is there when {other!r} ..., but there is no {other!r}"
                    )
                parent = self.parameters[other]
                if not isinstance(parent, (Choice, Integers)):
                    raise ValueError(f"{name} cannot depend on {other}, which is {parent}")
                if isinstance(parent, Fixed):
                    continue  # fixed to one value: then it exists, or it does not
                never = [value for value in values if not parent.contains(value)]
                if never:
                    raise ValueError(
                        f"{name} is there when {other} is {never[0]!r}, but it is {parent}"
                    )
        order: list[str] = []
        left = dict(self.parameters)
        while left:
            free = [name for name, part in left.items() if not part.when.keys() & left.keys()]
            if not free:
                raise ValueError(f"these parameters depend on each other: {', '.join(left)}")
            order += free
            for name in free:
                del left[name]
        return order

    def sample(self, rng: np.random.Generator, size: int | None = None) -> Any:
        """A draw, a dictionary; with `size`, a list of them.

        Each takes one number of the generator for every parameter, there or not, so that what one
        parameter gets does not hang on the others.
        """
        if size is not None:
            return [self.sample(rng) for _ in range(size)]
        return self.from_units(rng.random(len(self.parameters)))

    def from_units(self, units: Any) -> Params:
        """The draw at a point of the unit cube: one number for each parameter, in their order."""
        places = dict(zip(self.parameters, units, strict=True))
        return self.choose(lambda name, part: part.from_unit(float(places[name])))

    def choose(self, value: Any) -> Params:
        """A draw made by value(name, parameter) for those that exist; what is asked for first."""
        made: Params = {}
        for name in self._order:
            part = self.parameters[name]
            if all(
                other in made and any_of(made[other], values) for other, values in part.when.items()
            ):
                made[name] = value(name, part)
        return {name: made[name] for name in self.parameters if name in made}

    def middle(self) -> Params:
        """Every parameter at its default."""
        return self.choose(lambda name, part: part.middle())

    def contains(self, params: Mapping[str, Any]) -> bool:
        """Whether it could draw this."""
        try:
            made = self.choose(lambda name, part: params[name])
        except KeyError:
            return False
        return made.keys() == params.keys() and all(
            self.parameters[name].contains(value) for name, value in made.items()
        )

    @property
    def free(self) -> list[str]:
        """The names of the parameters that are tuned."""
        return [name for name, part in self.parameters.items() if not isinstance(part, Fixed)]

    @property
    def tiers(self) -> list[int]:
        """The tiers of those, rising."""
        return sorted({self.parameters[name].tier for name in self.free})

    def fix(self, values: Mapping[str, Any] | None = None, /, **more: Any) -> Space:
        """The space with some parameters fixed to a value.

        Raises:
            KeyError: there is no such parameter.
            ValueError: it never has this value.

        Example:
            >>> from minigraph import tune
            >>> tune.Space(rate=tune.log_uniform(1e-4, 1), layers=3).fix(rate=0.01).free
            []
        """
        parts = dict(self.parameters)
        for name, value in {**(values or {}), **more}.items():
            part = self[name]
            if not part.contains(value):
                raise ValueError(f"{name} cannot be {value!r}: it is {part}")
            parts[name] = fixed(value, tier=part.tier, when=part.when)
        return Space(parts)

    def tier(self, number: int) -> Space:
        """The space in which only the parameters of one tier are tuned; others have their default.

        Example:
            >>> from minigraph import tune
            >>> space = tune.Space(
            ...     rate=tune.log_uniform(1e-4, 1), decay=tune.log_uniform(1e-6, 1e-2, tier=2)
            ... )
            >>> space.tier(1).middle()
            {'rate': 0.01, 'decay': 0.0001}
        """
        parts = self.parameters.items()
        return self.fix(
            {name: p.middle() for name, p in parts if p.tier != number and not isinstance(p, Fixed)}
        )

    def replace(self, parts: Mapping[str, Parameter]) -> Space:
        """The space with other ranges for some parameters; conditions and tiers stay.

        What depended on options that are no longer there is left out.
        """
        made = {
            name: replace(parts.get(name, part), tier=part.tier, when=part.when)
            for name, part in self.parameters.items()
        }
        for name in self._order:
            when: dict[str, tuple[Any, ...]] = {}
            for other, values in made[name].when.items():
                parent = made.get(other)
                fits = isinstance(
                    parent, Fixed
                )  # it may be fixed to something else: then as before
                when[other] = tuple(
                    value for value in values if parent and (fits or parent.contains(value))
                )
            if all(when.values()):
                made[name] = replace(made[name], when=when)
            else:
                del made[name]
        return Space(made)

    def show(self, params: Mapping[str, Any], only: Sequence[str] | None = None) -> str:
        """A draw in one line for people."""
        names = [name for name in (only or self.parameters) if name in params]
        return ", ".join(f"{name} {self[name].show(params[name])}" for name in names)

    def describe(self) -> dict[str, Any]:
        """All that it is, as JSON."""
        return {name: part.describe() for name, part in self.parameters.items()}

    @staticmethod
    def from_description(found: Mapping[str, Any]) -> Space:
        """The space that `describe` described; ValueError where it is none."""
        return Space({name: parameter_from(part) for name, part in found.items()})

    def __getitem__(self, name: str) -> Parameter:
        if name not in self.parameters:
            raise KeyError(f"no parameter {name!r}; there are {', '.join(self.parameters)}")
        return self.parameters[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.parameters)

    def __len__(self) -> int:
        return len(self.parameters)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Space) and self.describe() == other.describe()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Space({', '.join(f'{name}={part}' for name, part in self.parameters.items())})"


def as_space(space: Any) -> Space:
    """A space, or the dictionary of one."""
    if isinstance(space, Space):
        return space
    if isinstance(space, Mapping):
        return Space(space)
    raise TypeError(f"the space must be a tune.Space or a dictionary, not {type(space).__name__}")
