"""Parameters, spaces and what their draws follow: `tf.tune`."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from minigraph import tune

DRAWS = 100_000


def distance(draws: Any, law: Any) -> float:
    """Kolmogorov and Smirnov's: the largest distance of the draws' distribution from a law's."""
    drawn = np.sort(np.asarray(draws, np.float64))
    expected = law(drawn)
    steps = np.arange(len(drawn) + 1) / len(drawn)
    return float(max(np.max(steps[1:] - expected), np.max(expected - steps[:-1])))


# At this distance a right law would be refused in one of a million cases: exp(-2 n d^2) * 2.
FAR = math.sqrt(math.log(2e6) / (2 * DRAWS))


@pytest.mark.parametrize(
    ("parameter", "law"),
    [
        (tune.uniform(-2, 6), lambda x: (x + 2) / 8),
        (tune.log_uniform(1e-5, 1), lambda x: (np.log10(x) + 5) / 5),
        (tune.one_minus_log(0.9, 0.999), lambda x: (-np.log10(1 - x) - 1) / 2),
        (tune.one_minus_log(-1.0, 0.5), lambda x: -np.log(1 - x + 1e-300) / np.log(4) + 0.5),
    ],
)
def test_draws_follow_their_law(parameter: tune.Parameter, law: Any) -> None:
    draws = parameter.sample(np.random.default_rng(1), DRAWS)
    assert distance(draws, law) < FAR
    assert all(map(parameter.contains, draws[:100].tolist()))
    others = tune.uniform(parameter.low, parameter.high).sample(np.random.default_rng(1), DRAWS)  # type: ignore[attr-defined]
    assert parameter.scale.name == "linear" or distance(others, law) > 10 * FAR  # type: ignore[attr-defined]


def counts_of(parameter: tune.Parameter, values: list[Any]) -> Any:
    draws = parameter.sample(np.random.default_rng(2), DRAWS).tolist()
    assert set(draws) <= set(values)
    return np.array([draws.count(value) for value in values]) / DRAWS


@pytest.mark.parametrize(
    ("parameter", "shares"),
    [
        (tune.integers(-2, 3), np.full(6, 1 / 6)),
        (tune.integers(1, 9, log=True), np.log10(1 + 1 / np.arange(1, 10))),  # Benford's law
        (tune.choice(["a", "b", "c"]), np.full(3, 1 / 3)),
    ],
)
def test_draws_of_separate_values_follow_their_law(parameter: tune.Parameter, shares: Any) -> None:
    values = (
        parameter.options
        if isinstance(parameter, tune.Choice)
        else range(parameter.low, parameter.high + 1)
    )  # type: ignore[attr-defined]
    found = counts_of(parameter, list(values))
    assert np.abs(np.cumsum(found) - np.cumsum(shares)).max() < FAR


def test_median_of_one_minus_log_is_that_of_the_averaging_window() -> None:
    draws = tune.one_minus_log(0.9, 0.999).sample(np.random.default_rng(0), DRAWS)
    assert np.median(draws) == pytest.approx(0.990, abs=2e-4)
    assert draws.min() >= 0.9
    assert draws.max() <= 0.999


@pytest.mark.parametrize(
    "part",
    [
        tune.uniform(-1, 3),
        tune.log_uniform(1e-8, 1e3),
        tune.one_minus_log(0.5, 0.99999),
        tune.integers(0, 7),
        tune.integers(1, 300, log=True),
        tune.choice([1, 1.5, "one", None, True]),
    ],
    ids=str,
)
def test_values_have_their_place_and_their_description(part: tune.Parameter) -> None:
    for unit in np.linspace(0, 1, 97):
        value = part.from_unit(float(unit))
        assert part.contains(value)
        back = part.from_unit(part.to_unit(value))
        assert type(back) is type(value)
        assert back == pytest.approx(value) if isinstance(value, float) else back == value
        assert json.loads(json.dumps(value)) == value
        assert 0 <= part.place(value) <= 1
    assert all(-1e-9 <= place <= 1 + 1e-9 and text for place, text in part.ticks())
    assert len(part.ticks()) >= 2
    space = tune.Space(part=part)
    assert tune.Space.from_description(json.loads(json.dumps(space.describe()))) == space


def test_numbers_are_shown_with_the_digits_that_count() -> None:
    beta = tune.one_minus_log(0.9, 0.9999)
    assert [beta.show(value) for value in (0.9, 0.98765432, 0.99876543)] == [
        "0.9",
        "0.9877",
        "0.99877",
    ]
    assert [text for _, text in beta.ticks()] == ["0.9", "0.99", "0.999", "0.9999"]
    assert [text for _, text in tune.log_uniform(1e-5, 1).ticks()][::5] == ["1e-05", "1"]
    assert [text for _, text in tune.uniform(0, 1).ticks()] == [
        "0",
        "0.2",
        "0.4",
        "0.6",
        "0.8",
        "1",
    ]


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: tune.uniform(1, 1), ValueError, "low must be below high"),
        (lambda: tune.uniform(0, math.inf), ValueError, "finite"),
        (lambda: tune.uniform("0", 1), TypeError, "must be a number, not str"),
        (lambda: tune.uniform(False, 1), TypeError, "not bool"),
        (lambda: tune.log_uniform(-5, 0), ValueError, "not their logarithms"),
        (lambda: tune.one_minus_log(0.9, 1), ValueError, "below 1"),
        (lambda: tune.integers(1, 2.5), TypeError, "whole numbers, not 2.5"),
        (lambda: tune.integers(0, 8, log=True), ValueError, "at least 1"),
        (lambda: tune.integers(3, 3), ValueError, "below"),
        (lambda: tune.choice([]), ValueError, "at least one"),
        (lambda: tune.choice("relu"), TypeError, "a list"),
        (lambda: tune.choice([1, 2, 1]), ValueError, "twice"),
        (lambda: tune.choice([np.tanh]), TypeError, "Give names"),
        (lambda: tune.uniform(0, 1, default=2), ValueError, "no value of"),
        (lambda: tune.uniform(0, 1, tier=0), ValueError, "tier"),
        (lambda: tune.uniform(0, 1, when="adam"), TypeError, "dictionary"),
        (lambda: tune.Space(), ValueError, "at least one"),
        (lambda: tune.Space({"a": 1}, a=2), ValueError, "twice"),
        (lambda: tune.Space({1: 2}), TypeError, "text"),
        (lambda: tune.Space(a=tune.uniform(0, 1, when={"b": 1})), ValueError, "there is no 'b'"),
        (
            lambda: tune.Space(a=tune.uniform(0, 1, when={"b": 1}), b=tune.uniform(0, 1)),
            ValueError,
            "cannot depend",
        ),
        (
            lambda: tune.Space(a=tune.uniform(0, 1, when={"b": "z"}), b=tune.choice(["x", "y"])),
            ValueError,
            "b is 'z'",
        ),
        (
            lambda: tune.Space(
                a=tune.choice([1, 2], when={"b": 1}), b=tune.choice([1, 2], when={"a": 1})
            ),
            ValueError,
            "depend on each other",
        ),
        (lambda: tune.Space(a=tune.uniform(0, 1)).fix(b=1), KeyError, "no parameter 'b'"),
        (lambda: tune.Space(a=tune.uniform(0, 1)).fix(a=3), ValueError, "cannot be 3"),
        (lambda: tune.Halving(first=0), ValueError, "above 0"),
        (lambda: tune.search(3, {"a": 1}, 1), TypeError, "a function"),
        (lambda: tune.search(len, {"a": 1}), TypeError, "trials must be a whole number"),
        (lambda: tune.search(len, {"a": 1}, 0), ValueError, "at least 1"),
        (lambda: tune.search(len, {"a": 1}, 1, sampler="tpe"), ValueError, "tune.Optuna"),
        (lambda: tune.search(len, {"a": 1}, 1, sampler=3), TypeError, "ask and describe"),
        (lambda: tune.search(len, {"a": 1}, 1, executor="4"), TypeError, "executor"),
        (lambda: tune.search(len, {"a": 1}, 1, seed=-1), ValueError, "seed"),
        (lambda: tune.search(len, [1], 1), TypeError, "tune.Space or a dictionary"),
        (lambda: tune.zoom(len, {"a": 1}, 2, [3, 3, 3]), ValueError, "3 numbers for 2 rounds"),
    ],
)
def test_what_is_wrong_is_said(make: Any, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        make()


SPACE = tune.Space(
    rate=tune.log_uniform(1e-4, 1),
    optimizer=tune.choice(["plain", "momentum"]),
    momentum=tune.one_minus_log(0.8, 0.999, when={"optimizer": "momentum"}),
    nesterov=tune.choice([False, True], when={"optimizer": "momentum"}),
    layers=tune.integers(1, 3, tier=2),
    second=tune.integers(4, 64, log=True, tier=2, when={"layers": (2, 3)}, default=16),
    epochs=5,
)


def test_parameters_exist_where_their_conditions_hold() -> None:
    draws = SPACE.sample(np.random.default_rng(0), 300)
    for draw in draws:
        assert ("momentum" in draw) == ("nesterov" in draw) == (draw["optimizer"] == "momentum")
        assert ("second" in draw) == (draw["layers"] > 1)
        assert draw["epochs"] == 5
        assert list(draw) == [name for name in SPACE if name in draw]
        assert SPACE.contains(draw)
        assert not SPACE.contains({**draw, "more": 1})
    assert 100 < sum("momentum" in draw for draw in draws) < 200
    assert SPACE.tier(2).middle() == {
        "rate": pytest.approx(0.01), "optimizer": "plain", "layers": 2, "second": 16, "epochs": 5,
    }  # fmt: skip
    assert SPACE.tiers == [1, 2]
    assert (
        SPACE.fix(optimizer="plain")
        .sample(np.random.default_rng(0))
        .keys()
        .isdisjoint({"momentum", "nesterov"})
    )
    # a chain: what hangs on something absent is absent
    chain = tune.Space(
        a=tune.choice([0, 1]), b=tune.choice([0, 1], when={"a": 1}), c=tune.uniform(0, 1, when={"b": 1})
    )  # fmt: skip
    for draw in chain.sample(np.random.default_rng(0), 50):
        assert ("c" in draw) == (draw.get("b") == 1)
