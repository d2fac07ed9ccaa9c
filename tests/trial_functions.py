"""Objectives that travel to worker processes: they must stand at the top of a module."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np

import minigraph as tf

Params = dict[str, Any]


def parabola(params: Params) -> float:
    return float((np.log10(params["rate"]) + 2) ** 2)


def network(params: Params) -> float:
    """Unseeded draws of all kinds, and of a small network."""
    x = tf.random_normal([16, 4])
    loss = tf.reduce_mean((tf.layers.dense(x, 3) - 1.0) ** 2)
    assert loss.name == "Mean:0"  # a graph of its own
    train = tf.train.GradientDescentOptimizer(params["rate"]).minimize(loss)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(5):
            cost, _ = session.run([loss, train])
    return float(cost)


def old_generators(params: Params) -> float:
    return float(np.random.random() + random.random())  # noqa: NPY002


def reports(params: Params, trial: Any) -> float:
    for step in range(5):
        trial.report(step, params["rate"] * (1 + step))
    trial.note(process=os.getpid())
    return float(params["rate"])


def threads(params: Params) -> float:
    return float(os.environ["OPENBLAS_NUM_THREADS"])


def troubles(params: Params) -> float:
    """One of each: the trial's number decides which."""
    what = params["what"]
    if what == "exit":
        os._exit(3)
    if what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "hang":
        time.sleep(1000)
    if what == "memory":
        return float(np.ones(2**40).sum())
    if what == "raise":
        raise ZeroDivisionError("as asked")
    if what == "quit":
        raise SystemExit(5)
    return 1.0


def slow(params: Params) -> float:
    """Leaves a file for each run of it, with its process."""
    folder = Path(params["folder"])
    with (folder / f"begun-{params['x']:.6f}").open("a") as file:
        file.write(f"{os.getpid()}\n")
    time.sleep(params["seconds"])
    with (folder / f"ended-{params['x']:.6f}").open("a") as file:
        file.write(f"{os.getpid()}\n")
    return float(params["x"])
