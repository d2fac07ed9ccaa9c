"""A trial apart from others: in a graph of its own, with seeds of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from minigraph.core.graph import Graph
from minigraph.tune.trials import Task, Trial, Watch, execute, seed_of

__all__ = ["apart", "lost"]


def apart(objective: Callable[..., Any], task: Task, watch: Watch | None = None) -> Trial:
    """`execute` in a new default graph whose seed is the trial's.

    What the objective builds is let go of afterwards, and a model that it does not seed is the same
    whoever runs the trial.

    Example:
        >>> import minigraph as tf
        >>> from minigraph.tune import Task
        >>> def objective(params):
        ...     noise = tf.random_normal([])
        ...     return tf.Session().run(noise)
        >>> first, again, other = (apart(objective, Task(n, {}, seed=7)).value for n in (0, 0, 1))
        >>> first == again, first == other
        (True, False)
    """
    graph = Graph()
    graph.seed = seed_of(task.seed, task.number)
    with graph.as_default():
        return execute(objective, task, watch)


def lost(task: Task, started: float, error: str) -> Trial:
    """The trial that a task became of which nothing came back."""
    seconds = max(0.0, time.time() - started)
    return Trial(
        task.number, dict(task.params), "failed", None, task.round, [], started, seconds, error
    )
