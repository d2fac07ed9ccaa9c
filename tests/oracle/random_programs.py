"""Programs drawn at random, as text that either engine runs: `a5 = tf.reduce_sum(a2, axis=1)`.

A program has some inputs (a few of them of unknown shape) and a few steps, each of which takes
values that exist. What is drawn depends on `choose(n)`, a number in [0, n), alone: by a seed, so
that TensorFlow's answers can be written down (`python -m tests.oracle.random_programs`), or by
hypothesis, which shrinks a program that fails.

Values stay small and are not iterated without bound, so that roundings stay roundings.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Choose = Callable[[int], int]
RECORDED = Path(__file__).parent / "recorded_programs.json"
COUNT = 2000


class Program:
    """Lines under construction; `shapes` of all float values by name."""

    def __init__(self, choose: Choose):
        self.choose = choose
        self.lines: list[str] = []
        self.shapes: dict[str, tuple[int, ...]] = {}
        self.open: list[bool] = []
        for _ in range(2 + choose(2)):
            shape = tuple(1 + choose(4) for _ in range(choose(4)))
            self.shapes[f"a{len(self.shapes)}"] = shape
            self.open.append(choose(4) == 0)
        self.inputs = dict(self.shapes)
        for _ in range(3 + choose(9)):
            self.step()

    def one_of(self, items: Any) -> Any:
        items = list(items)
        return items[self.choose(len(items))]

    def value(self, fits: Callable[[tuple[int, ...]], bool] = lambda s: True) -> str | None:
        """A value whose shape fits; late ones as often as all early ones."""
        names = [n for n, s in self.shapes.items() if fits(s)]
        if not names:
            return None
        return self.one_of(names[-3:] if self.choose(2) else names)

    def add(self, text: str, shape: tuple[int, ...]) -> None:
        name = f"a{len(self.shapes)}"
        self.lines.append(f"{name} = {text}")
        self.shapes[name] = shape

    def ends(self) -> list[str]:
        """The values that no line takes."""
        text = "\n".join(line.partition(" = ")[2] for line in self.lines)
        used = set(re.findall(r"\ba\d+", text))
        return [name for name in self.shapes if name not in used and name not in self.inputs]

    def step(self) -> None:
        made = None
        while made is None:
            made = self.one_of(STEPS)(self)
        text, shape = made
        if math.prod(shape) <= 300:
            self.add(text, tuple(int(n) for n in shape))


# ---------------------------------------------------------------------------------- the steps
UNARY = """tf.tanh({x})|tf.sigmoid({x})|tf.sin({x})|tf.exp(-tf.square({x}))|tf.abs({x})|-{x}
tf.nn.relu({x})|tf.nn.elu({x})|tf.nn.softplus({x})|tf.square(tf.tanh({x}))|tf.sqrt(1.0 + {x} ** 2.0)
tf.log(1.5 + tf.sin({x}))|tf.nn.leaky_relu({x}, 0.1)|tf.nn.relu6({x} * 3.0)|tf.erf({x})|{x} * 1.0
tf.clip_by_value({x}, -0.5, 0.75)|tf.stop_gradient({x}) + {x}|tf.identity({x})|tf.rsqrt(1.0 + {x} * {x})
tf.reciprocal(2.0 + tf.cos({x}))|tf.floor({x}) + {x}|tf.sign({x}) * {x}|tf.atan({x})|{x} / 1.5
tf.cast(tf.cast({x}, tf.int32), tf.float64) - {x}|tf.where({x} > 0.1, {x}, tf.zeros_like({x}))
tf.nn.softsign({x})|tf.log1p(tf.abs({x}))|tf.expm1({x} * 0.25)|tf.asinh({x})|tf.ones_like({x}) - {x}"""
BINARY = """{x} + {y}|{x} - {y}|tf.tanh({x}) * {y}|tf.maximum({x}, {y})|tf.minimum({x}, {y})
{x} / (1.0 + tf.square({y}))|tf.squared_difference(tf.sin({x}), tf.sin({y}))|tf.atan2({x}, 2.0 + tf.sin({y}))
tf.cast(tf.greater({x}, {y}), tf.float64) * 0.5|tf.pow(1.0 + tf.square(tf.sin({x})), tf.tanh({y}))
tf.where(tf.less_equal({x}, {y}) & tf.greater({y}, 0.0), {x} + 0.0 * {y}, {y} + 0.0 * {x})
tf.cond(tf.reduce_sum({x}) > tf.reduce_sum({y}), lambda: {x} + {y}, lambda: {x} - tf.sin({y}))
tf.floormod({x}, 1.0) * tf.tanh({y})|tf.add_n([{x} + 0.0 * {y}, {y} + 0.0 * {x}])"""
REDUCE = ["sum", "mean", "max", "min", "logsumexp", "prod"]
WHOLE = """tf.nn.softmax({x})|tf.nn.log_softmax({x}) * 0.2|tf.cumsum({x}, axis=-1) * 0.5
{x} - tf.reduce_mean({x}, -1, keepdims=True)|tf.nn.l2_normalize(1.0 + tf.square({x}), -1)
tf.reverse({x}, [-1])|tf.nn.top_k({x}, k=1)[0] + {x}|tf.cumprod(tf.tanh({x}), axis=-1, exclusive=True)
tf.one_hot(tf.argmax({x}, -1), {last}, dtype=tf.float64) * {x}|tf.sort({x}, axis=-1)
tf.scan(lambda s, r: tf.tanh(s + r), {x})|tf.map_fn(lambda r: tf.sin(r) * tf.reduce_sum(r), {x})
tf.while_loop(lambda i, _: i < 3, lambda i, s: (i + 1, tf.tanh(s + {x})), (0, {x}))[1]
tf.gather({x}, [{first} - 1, 0])[:1] + {x}|tf.roll({x}, 1, 0)|tf.unstack({x}, num={last}, axis=-1)[0]"""


def split(text: str) -> list[str]:
    return [part for line in text.splitlines() for part in line.split("|")]


UNARY_TEXTS, BINARY_TEXTS, WHOLE_TEXTS = split(UNARY), split(BINARY), split(WHOLE)


def unary(p: Program) -> Any:
    x = p.value()
    return p.one_of(UNARY_TEXTS).format(x=x), p.shapes[x]


def binary(p: Program) -> Any:
    x = p.value()

    def fits(shape: tuple[int, ...]) -> bool:
        try:
            np.broadcast_shapes(shape, p.shapes[x])
        except ValueError:
            return False
        return True

    y = p.value(fits)
    return p.one_of(BINARY_TEXTS).format(x=x, y=y), np.broadcast_shapes(p.shapes[x], p.shapes[y])


def reduce(p: Program) -> Any:
    x = p.value(len)
    if x is None:
        return None
    shape = p.shapes[x]
    axis = p.choose(len(shape))
    keep = bool(p.choose(2))
    text = f"tf.reduce_{p.one_of(REDUCE)}({x}, axis={axis - len(shape) * p.choose(2)}, keepdims={keep})"
    return text, shape[:axis] + ((1,) if keep else ()) + shape[axis + 1 :]


def whole(p: Program) -> Any:
    x = p.value(len)
    if x is None:
        return None
    shape, text = p.shapes[x], p.one_of(WHOLE_TEXTS)
    made = shape[:-1] if text.startswith("tf.unstack") else shape
    return text.format(x=x, last=shape[-1], first=shape[0]), made


def move(p: Program) -> Any:
    x = p.value()
    shape = p.shapes[x]
    kind = p.choose(8)
    if kind == 0:
        return f"tf.reshape({x}, [-1])", (math.prod(shape),)
    if kind == 1:
        order = list(range(len(shape)))[::-1]
        return f"tf.transpose({x})", tuple(shape[i] for i in order)
    if kind == 2:
        return f"tf.expand_dims({x}, -1)", (*shape, 1)
    if kind == 3:
        return f"tf.stack([{x}, tf.sin({x})], axis=0)", (2, *shape)
    if not shape:
        return None
    if kind == 4:
        return f"{x}[:, None]", (shape[0], 1, *shape[1:])
    if kind == 5:
        return f"tf.tile({x}, {[2] + [1] * (len(shape) - 1)})", (shape[0] * 2, *shape[1:])
    if kind == 6:
        pads = [[p.choose(2), p.choose(2)] for _ in shape]
        made = tuple(n + a + b for n, (a, b) in zip(shape, pads, strict=True))
        return f"tf.pad({x}, {pads})", made
    start = p.choose(shape[0])
    step = 1 + p.choose(2)
    return f"{x}[{start}::{step}]", (len(range(start, shape[0], step)), *shape[1:])


def join(p: Program) -> Any:
    x = p.value(len)
    y = x and p.value(lambda s: len(s) == len(p.shapes[x]) and s[1:] == p.shapes[x][1:])
    if x is None:
        return None
    return f"tf.concat([{x}, {y}], 0)", (p.shapes[x][0] + p.shapes[y][0], *p.shapes[x][1:])


def product(p: Program) -> Any:
    x = p.value(lambda s: len(s) == 2)
    y = x and p.value(lambda s: len(s) == 2 and s[0] == p.shapes[x][1])
    if not y:
        return None
    return f"tf.matmul(tf.tanh({x}), {y}) * 0.5", (p.shapes[x][0], p.shapes[y][1])


def segments(p: Program) -> Any:
    x = p.value(len)
    if x is None:
        return None
    rows = p.shapes[x][0]
    ids = [p.choose(3) for _ in range(rows)]
    kind = p.choose(3)
    if kind == 0:
        return f"tf.unsorted_segment_sum({x}, {ids}, 3)", (3, *p.shapes[x][1:])
    if kind == 1:
        ids = [p.choose(rows) for _ in range(3)]
        return f"tf.gather({x}, {ids})", (3, *p.shapes[x][1:])
    return f"tf.boolean_mask({x}, {[True] + [i > 0 for i in ids[1:]]})", (
        1 + sum(i > 0 for i in ids[1:]),
        *p.shapes[x][1:],
    )


STEPS = [
    unary,
    unary,
    unary,
    binary,
    binary,
    reduce,
    whole,
    whole,
    move,
    move,
    join,
    product,
    segments,
]


def seeded(seed: int) -> Program:
    """The program of a seed; Python promises the numbers of `random()`."""
    source = random.Random(seed)
    return Program(lambda n: int(source.random() * n))


# ---------------------------------------------------------------------------------- running them
class Built:
    """A program as a graph: its inputs, the sum of its ends, the last one, and gradients."""

    def __init__(self, tf: Any, program: Program):
        self.feeds = {}
        names: dict[str, Any] = {"tf": tf}
        for number, (name, shape) in enumerate(program.inputs.items()):
            known = None if program.open[number] else shape
            names[name] = tf.placeholder(tf.float64, known, name=name)
            count = math.prod(shape)
            array = np.sin(np.arange(count) * 1.7 + number * 0.9 + 0.4) * 1.3
            self.feeds[names[name]] = array.reshape(shape)
        for line in program.lines:
            exec(line, names)
        self.inputs = [names[name] for name in program.inputs]
        ends = [names[name] for name in program.ends()]
        total = tf.add_n([tf.reduce_sum(t) * (0.5 + i) for i, t in enumerate(ends)])
        self.outputs = [total, ends[-1]]
        found = tf.gradients(total, self.inputs)
        self.gradients = [None if g is None else tf.convert_to_tensor(g) for g in found]

    @property
    def fetches(self) -> list[Any]:
        return [*self.outputs, *(g for g in self.gradients if g is not None)]


def summary(array: Any) -> list[Any]:
    """Shape, a sum in which each element counts differently, and the scale of its roundings."""
    flat = np.asarray(array, np.float64).ravel()
    weights = np.cos(np.arange(flat.size) + 1.0)
    scale = float(np.abs(flat).max(initial=0.0))
    return [list(np.shape(array)), float(weights @ flat), scale]


def answer(tf: Any, session: Any, program: Program) -> list[Any]:
    """What a program gives; None for an input without a gradient."""
    with tf.Graph().as_default() as graph:
        built = Built(tf, program)
        with session(graph) as sess:
            values = iter(sess.run(built.fetches, built.feeds))
    found = [summary(next(values)) for _ in built.outputs]
    return found + [None if g is None else summary(next(values)) for g in built.gradients]


def main() -> None:
    """Write down TensorFlow's answers."""
    from tests.oracle.record import tensorflow

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--out", type=Path, default=RECORDED)
    asked = parser.parse_args()
    tf = tensorflow()
    config = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
    rows = []
    for seed in range(asked.first, asked.first + asked.count):
        program = seeded(seed)
        try:
            rows.append(answer(tf, lambda g: tf.Session(graph=g, config=config), program))
        except (ValueError, tf.errors.OpError) as error:
            print(seed, type(error).__name__, str(error)[:300], *program.lines, sep="\n")
            rows.append(None)
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    asked.out.write_text(f"[\n{lines}\n]\n")
    print(f"{len(rows)} programs")


if __name__ == "__main__":
    main()
