"""Optuna's samplers (TPE, GP, CMA-ES) over the same spaces. Needs `pip install minigraph[optuna]`.

Optuna sees a parameter on its own scale: a log_uniform as a float with log=True, a one_minus_log as
"1 - name" with log=True. A parameter that does not exist in a trial is not suggested.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from minigraph.tune.parameters import Choice, Fixed, Integers, Interval, Parameter
from minigraph.tune.samplers import Plan
from minigraph.tune.scales import LOG, ONE_MINUS_LOG
from minigraph.tune.space import Params, Space
from minigraph.tune.trials import Trial, seed_of

__all__ = ["Optuna"]

NAMED = {"tpe": "TPESampler", "gp": "GPSampler", "cma": "CmaEsSampler"}


class Optuna:
    """A sampler of Optuna's, as `sampler=tune.Optuna("tpe")`.

    Unlike the others it looks at the results so far, so what it asks for hangs on their order. A
    sampler given by name has a seed for each trial: tpe and gp then go on after an interruption as
    they would have without, but for rounding. CMA-ES starts its own state anew.

    Args:
        sampler: "tpe", "gp" (needs scipy and torch as well), "cma", or a sampler object of Optuna.
        **options: for the named ones, as in `Optuna("tpe", n_startup_trials=5)`.

    Raises:
        ImportError: Optuna, or what the sampler needs, is not installed.
        ValueError: an unknown name.
    """

    def __init__(self, sampler: Any = "tpe", **options: Any) -> None:
        try:
            self._optuna: Any = import_module("optuna")
        except ImportError as error:
            raise ImportError(
                "tune.Optuna needs Optuna: pip install 'minigraph[optuna]'"
            ) from error
        if isinstance(sampler, str) and sampler not in NAMED:
            raise ValueError(f"Optuna has no sampler {sampler!r} here; give {', '.join(NAMED)}")
        self._given, self._options = sampler, options
        self._plan: Plan | None = None
        self._study: Any = None
        self._told: set[int] = set()
        self._asked: dict[int, Any] = {}  # our number -> Optuna's trial
        self._sampler(0)

    def _sampler(self, seed: int) -> Any:
        if not isinstance(self._given, str):
            return self._given
        kind = getattr(self._optuna.samplers, NAMED[self._given])
        return kind(**{"seed": seed, **self._options})

    def describe(self) -> str:
        """Its name and options."""
        name = self._given if isinstance(self._given, str) else type(self._given).__name__
        return " ".join(["optuna", name, *(f"{key}={self._options[key]}" for key in self._options)])

    def ask(self, plan: Plan, number: int, finished: Sequence[Trial] = ()) -> Params:
        """What Optuna suggests, knowing these results."""
        if self._plan != plan:
            self._begin(plan)
        if self._given != "cma" and isinstance(self._given, str):
            self._study.sampler = self._sampler(seed_of(plan.seed, number))
        for trial in sorted(finished, key=lambda trial: trial.number):
            if trial.number not in self._told:
                self._tell(plan.space, trial)
        asked = self._study.ask()
        self._asked[number] = asked
        return plan.space.choose(lambda name, part: _suggest(asked, name, part))

    def _begin(self, plan: Plan) -> None:
        """A study of its own for each space: Optuna's choices cannot change within one."""
        self._plan, self._told, self._asked = plan, set(), {}
        logging = self._optuna.logging
        before = logging.get_verbosity()
        logging.set_verbosity(logging.WARNING)
        try:
            self._study = self._optuna.create_study(
                direction="maximize" if plan.maximize else "minimize",
                sampler=self._sampler(seed_of(plan.seed, plan.first)),
            )
        finally:
            logging.set_verbosity(before)

    def _tell(self, space: Space, trial: Trial) -> None:
        """Hands over a result, of a trial that was asked for here or that a log brought."""
        self._told.add(trial.number)
        states = self._optuna.trial.TrialState
        state = {"done": states.COMPLETE, "pruned": states.PRUNED}.get(trial.state, states.FAIL)
        asked = self._asked.pop(trial.number, None)
        if asked is not None:
            value = trial.value if state is states.COMPLETE else None
            for step, reported in trial.curve:
                if float(step).is_integer():
                    asked.report(reported, int(step))
            self._study.tell(asked, value, state=state)
        elif space.contains(trial.params) and trial.value is not None:
            values, kinds = _as_asked(self._optuna.distributions, space, trial.params)
            self._study.add_trial(
                self._optuna.trial.create_trial(
                    state=state,
                    value=trial.value if state is states.COMPLETE else None,
                    params=values,
                    distributions=kinds,
                    intermediate_values={
                        int(s): v for s, v in trial.curve if float(s).is_integer()
                    },
                )
            )


def _suggest(asked: Any, name: str, part: Parameter) -> Any:
    if isinstance(part, Fixed):
        return part.options[0]
    if isinstance(part, Choice):
        return asked.suggest_categorical(name, list(part.options))
    if isinstance(part, Integers):
        return asked.suggest_int(name, part.low, part.high, log=part.scale is LOG)
    assert isinstance(part, Interval)
    if part.scale is ONE_MINUS_LOG:
        gap = asked.suggest_float(f"1 - {name}", 1 - part.high, 1 - part.low, log=True)
        return min(max(1 - gap, part.low), part.high)
    return asked.suggest_float(name, part.low, part.high, log=part.scale is LOG)


def _as_asked(kinds: Any, space: Space, params: Any) -> tuple[Params, dict[str, Any]]:
    """A draw as Optuna would have suggested it: its names, values and distributions."""
    values: Params = {}
    found: dict[str, Any] = {}
    for name, value in params.items():
        part = space[name]
        if isinstance(part, Choice):
            if not isinstance(part, Fixed):
                values[name], found[name] = value, kinds.CategoricalDistribution(part.options)
        elif isinstance(part, Integers):
            values[name] = value
            found[name] = kinds.IntDistribution(part.low, part.high, log=part.scale is LOG)
        elif isinstance(part, Interval) and part.scale is ONE_MINUS_LOG:
            low, high = 1 - part.high, 1 - part.low
            values[f"1 - {name}"] = min(max(1 - value, low), high)
            found[f"1 - {name}"] = kinds.FloatDistribution(low, high, log=True)
        elif isinstance(part, Interval):
            values[name] = value
            found[name] = kinds.FloatDistribution(part.low, part.high, log=part.scale is LOG)
    return values, found
