"""What comes before a step and round it: `python -m benchmarks.build [--json FILE]`.

Processor time of minigraph's own Python for each op that a program makes, for each op that
gradients add, for the plan of a large graph, and of `session.run` above the body of the plan's
function. TensorFlow, where it is named, makes the same graphs beside it. Figures are the least of
several tries: what else the machine does can only add to them.
"""

import argparse
import gc
import json
import os
import subprocess
import time
import timeit
from collections.abc import Callable
from pathlib import Path
from typing import Any

import minigraph
from benchmarks import data, models
from benchmarks.report import build_table
from benchmarks.rounds import ROOT, TF_PYTHON, environment, stay_on_one_core
from benchmarks.worker import module_of

TRIES, OTHERS_TRIES = 5, 2
CHAIN_OPS, LAYERS, WIDTH = 10_000, 50, 64
PLANNED_OPS = (8_500, 17_000, 34_000)  # the last has the goal; all must cost the same for each op
OPS_OF_A_LINK = 9  # of the scalar graph, gradients included
CALLS = 5_000
# Microseconds, seconds or a ratio: each row says which.
GOALS = {
    "chain, op": 5.0,
    "chain, gradient op": 10.0,
    "network, op": 5.0,
    "network, gradient op": 10.0,
    "plan of 34000 ops": 1.5,
    "time for an op, 34000 to 8500": 1.25,
    "run, above its body": 1.0,
    "run with a feed, above its body": 2.0,
}


def chain(tf: Any) -> tuple[Any, list[Any]]:
    """Products and sums of scalars, one after the other; what to differentiate, and by what."""
    a, b = tf.placeholder(tf.float32, []), tf.placeholder(tf.float32, [])
    value = a
    for _ in range(CHAIN_OPS // 2):
        value = value * a + b
    return value, [a, b]


def network(tf: Any) -> tuple[Any, list[Any]]:
    """A deep network as programs write it: scopes, variables, batch normalization."""
    x = tf.placeholder(tf.float32, [None, WIDTH])
    y = tf.placeholder(tf.float32, [None, WIDTH])
    signal = x
    for number in range(LAYERS):
        with tf.variable_scope(f"layer{number}"):
            weights = tf.get_variable("weights", [WIDTH, WIDTH])
            bias = tf.get_variable("bias", [WIDTH], initializer=tf.zeros_initializer())
            gamma = tf.get_variable("gamma", [WIDTH], initializer=tf.ones_initializer())
            product = tf.matmul(signal, weights)
            mean, variance = tf.nn.moments(product, [0])
            normal = tf.nn.batch_normalization(product, mean, variance, bias, gamma, data.EPSILON)
            signal = tf.nn.relu(normal)
    loss = tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=signal)
    return tf.reduce_mean(loss), tf.trainable_variables()


def build(tf: Any, make: Callable[[Any], tuple[Any, list[Any]]]) -> list[float]:
    """Microseconds for each op of a graph, and for each op of its gradients."""
    gc.collect()
    with tf.Graph().as_default() as graph:
        start = time.process_time()
        value, inputs = make(tf)
        middle, made = time.process_time(), len(graph.get_operations())
        tf.gradients(value, inputs)
        end, added = time.process_time(), len(graph.get_operations()) - made
    return [(middle - start) / made * 1e6, (end - middle) / added * 1e6]


def building(tf: Any, tries: int) -> dict[str, float]:
    """The figures of both graphs."""
    figures = {}
    for make in (chain, network):
        times = [build(tf, make) for _ in range(tries)]
        op, gradient_op = (min(column) for column in zip(*times, strict=True))
        figures |= {f"{make.__name__}, op": op, f"{make.__name__}, gradient op": gradient_op}
    return figures


def plan_seconds(ops: int) -> float:
    """Seconds that the plan of a scalar graph of about `ops` nodes takes."""
    with minigraph.Graph().as_default():
        step = models.scalar_graph(minigraph, ops // OPS_OF_A_LINK).step
        session, times = minigraph.Session(), []
        for _ in range(TRIES):
            gc.collect()
            start = time.process_time()
            session.plan(step)
            times.append(time.process_time() - start)
    return min(times)


def planning() -> dict[str, float]:
    """Seconds for each size, and how much more an op of the largest takes than of the smallest."""
    seconds = {ops: plan_seconds(ops) for ops in PLANNED_OPS}
    least, most = PLANNED_OPS[0], PLANNED_OPS[-1]
    growth = (seconds[most] / most) / (seconds[least] / least)
    figures = {f"plan of {ops} ops": time for ops, time in seconds.items()}
    return {**figures, f"time for an op, {most} to {least}": growth}


def body_of(session: Any, fetch: Any, feed: dict[Any, Any]) -> Callable[..., Any]:
    """The plan's function on the session's variables, with nothing round it."""
    plan, store = session.plan(fetch, feed), session._store
    cells = [store.cell(variable) for variable in plan.variables]
    return plan.make(cells, store.lock, [store.stream(op) for op in plan.streams])


def above_body(model: Callable[[Any], models.Model]) -> float:
    """Microseconds of `session.run` for a step, less those of the plan's function.

    What is fed has the type of its placeholder: a conversion is no part of it.
    """
    with minigraph.Graph().as_default():
        step, _, (feed,) = model(minigraph)
        session = minigraph.Session()
        session.run(minigraph.global_variables_initializer())
    feed = {key: value.astype(key.dtype.as_numpy_dtype) for key, value in feed.items()}
    names = {"run": session.run, "body": body_of(session, step, feed), "step": step, "feed": feed}
    names["value"] = next(iter(feed.values()), None)
    calls = ("run(step, feed)", "body(value)") if feed else ("run(step)", "body()")
    timers = [timeit.Timer(call, timer=time.process_time, globals=names) for call in calls]
    rounds = [[timer.timeit(CALLS) for timer in timers] for _ in range(3 * TRIES)]
    run, body = (min(column) for column in zip(*rounds, strict=True))
    return (run - body) / CALLS * 1e6


def calling() -> dict[str, float]:
    """What a call costs without and with a feed."""
    return {
        "run, above its body": above_body(models.square),
        "run with a feed, above its body": above_body(models.square_fed),
    }


def of_tensorflow() -> dict[str, float]:
    """What TensorFlow takes to make the graphs, in a process of its own; empty without it."""
    python = os.environ.get(TF_PYTHON)
    if not python:
        return {}
    command = [python, "-m", "benchmarks.build", "--engine", "tensorflow"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True, check=True
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.build", description=__doc__)
    parser.add_argument("--engine", choices=["tensorflow"], help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures to FILE")
    asked = parser.parse_args()
    if asked.engine:
        print(json.dumps(building(module_of(asked.engine), OTHERS_TRIES)))
        return
    stay_on_one_core()
    figures = {**building(minigraph, TRIES), **planning(), **calling()}
    report = {"minigraph": figures, "tensorflow": of_tensorflow(), "goals": GOALS}
    print(build_table(report))
    if asked.json:
        asked.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
