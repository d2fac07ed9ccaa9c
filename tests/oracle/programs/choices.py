"""One of several functions: case and switch_case. Branches are sealed nodes, so only results count."""

from __future__ import annotations

from typing import Any

from tests.oracle.cases import EXACT, Family
from tests.oracle.inputs import S
from tests.oracle.observe import error, named

FAMILY = Family("choices", EXACT)

wrong = FAMILY.wrong
script = FAMILY.script


def functions(tf: Any) -> list[Any]:
    return [lambda k=k: tf.constant(float(k)) for k in range(4)]


@script
def cases(tf, np):
    x = tf.placeholder(tf.float32, [], name="x")
    one, two, three, _ = functions(tf)
    made = [
        tf.case([(x < 1.0, one), (x < 2.0, two)], default=three),
        tf.case([(x < 1.0, one), (x < 2.0, two)], three, name="here"),
        tf.case({x < 1.0: one, x > 2.0: two}, default=three, exclusive=True),
        tf.case([(x < 1.0, lambda: (x, x * 2.0)), (x > 2.0, lambda: (x * 3.0, x))], lambda: (x, x))[
            1
        ],
        tf.case([(x < 1.0, lambda: x * x)], default=lambda: x * x * x),
    ]
    for y in made:
        yield named(y)
    grads = tf.gradients(made[-1], x)
    with tf.Session() as sess:
        for value in (0.5, 1.5, 3.0):
            yield [np.array(v) for v in sess.run(made + grads, {x: value})]


@script
def without_default(tf, np):
    x = tf.placeholder(tf.float32, [], name="x")
    one, two, _, _ = functions(tf)
    both = tf.case([(x < 1.0, one), (x < 2.0, two)])
    single = tf.case([(x < 1.0, one), (x > 0.0, two)], exclusive=True)
    with tf.Session() as sess:
        for y, value in ((both, 0.5), (both, 1.5), (both, 9.0), (single, 3.0)):
            yield error(tf, lambda y=y, value=value: sess.run(y, {x: value}))
        yield [sess.run(both, {x: 1.5}), sess.run(single, {x: -1.0})]


@script
def switch_cases(tf, np):
    k = tf.placeholder(tf.int32, [], name="k")
    made = [
        tf.switch_case(k, functions(tf)),
        tf.switch_case(k, dict(enumerate(functions(tf))), default=lambda: tf.constant(-1.0)),
        tf.switch_case(k, list(enumerate(functions(tf)))[:2], name="here"),
        tf.switch_case(k, functions(tf)[1:2]),
        tf.switch_case(k, [(1, functions(tf)[1]), (0, functions(tf)[0])]),
    ]
    for y in made:
        yield named(y)
    with tf.Session() as sess:
        for value in (-1, 0, 1, 2, 3, 4):
            yield [np.array(v) for v in sess.run(made, {k: value})]


for label, build in {
    "no pairs": lambda tf: tf.case([], default=functions(tf)[0]),
    "a number": lambda tf: tf.case(3, default=functions(tf)[0]),
    "number as condition": lambda tf: tf.case([(1.0, functions(tf)[0])], default=functions(tf)[1]),
    "bool as condition": lambda tf: tf.case([(True, functions(tf)[0])], default=functions(tf)[1]),
    "int tensor": lambda tf: tf.case([(tf.constant(1), functions(tf)[0])], functions(tf)[1]),
    "no function": lambda tf: tf.case([(S(tf) > 0.0, 3)], default=functions(tf)[0]),
    "default no function": lambda tf: tf.case([(S(tf) > 0.0, functions(tf)[0])], default=3),
    "three in a pair": lambda tf: tf.case([(S(tf) > 0.0, *functions(tf)[:2])], functions(tf)[0]),
    "types differ": lambda tf: tf.case([(S(tf) > 0.0, functions(tf)[0])], lambda: tf.constant(1)),
    "switch by float": lambda tf: tf.switch_case(tf.constant(1.0), functions(tf)),
    "switch of nothing": lambda tf: tf.switch_case(tf.constant(1), []),
    "switch of numbers": lambda tf: tf.switch_case(tf.constant(1), [3]),
    "switch with gap": lambda tf: tf.switch_case(
        tf.constant(1), {0: functions(tf)[0], 2: functions(tf)[1]}
    ),
    "switch by a list": lambda tf: tf.switch_case(tf.constant(1), 3),
}.items():
    wrong(label, build)
