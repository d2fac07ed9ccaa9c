"""Hyperparameters: random on the right scale, coarse to fine. `tf.tune`, for any Python objective.

scale -> parameter -> `Space` -> sampler -> `search` -> log -> `Result` -> pictures

Any Python objective will do; those that build graphs find each trial in a graph of its own.
`runners/` has what runs many trials at once (caviar), `panda/` one model that is turned by hand.
`docs/tune.md`, `tune_caviar.md` and `tune_panda.md` tell the story.
"""

from __future__ import annotations

from minigraph.tune import plots
from minigraph.tune.log import read_log
from minigraph.tune.makers import choice, integers, log_uniform, one_minus_log, uniform
from minigraph.tune.panda import Knob, Panda
from minigraph.tune.parameters import Choice, Fixed, Integers, Interval, Parameter
from minigraph.tune.pruning import Halving, Median, Pruner
from minigraph.tune.report import report
from minigraph.tune.results import Result, importances, load
from minigraph.tune.runners import Processes, Ray, Submitted
from minigraph.tune.samplers import Grid, Halton, Latin, Plan, Random, Sampler
from minigraph.tune.search import InTurn, Runner, search
from minigraph.tune.space import Space
from minigraph.tune.to_tensorboard import to_tensorboard
from minigraph.tune.trials import LiveTrial, Pruned, Task, Trial, execute
from minigraph.tune.with_optuna import Optuna
from minigraph.tune.zooming import by_tier, narrow, zoom

__all__ = [
    "Choice",
    "Fixed",
    "Grid",
    "Halton",
    "Halving",
    "InTurn",
    "Integers",
    "Interval",
    "Knob",
    "Latin",
    "LiveTrial",
    "Median",
    "Optuna",
    "Panda",
    "Parameter",
    "Plan",
    "Processes",
    "Pruned",
    "Pruner",
    "Random",
    "Ray",
    "Result",
    "Runner",
    "Sampler",
    "Space",
    "Submitted",
    "Task",
    "Trial",
    "by_tier",
    "choice",
    "execute",
    "importances",
    "integers",
    "load",
    "log_uniform",
    "narrow",
    "one_minus_log",
    "plots",
    "read_log",
    "report",
    "search",
    "to_tensorboard",
    "uniform",
    "zoom",
]
