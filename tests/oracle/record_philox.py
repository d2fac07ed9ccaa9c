"""Records what TensorFlow's random ops draw, for `tests/test_philox.py`.

Run it with an interpreter that has TensorFlow 2 (recorded with tensorflow-cpu 2.21 on Linux):

    python tests/oracle/record_philox.py

It writes `philox.json` beside itself. Every op is run several times in one session, so the record
also tells how far a run moves the stream on. Small results are kept whole, of large ones the two
ends, some values in between and a checksum.
"""

import json
import os
import zlib
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

SHAPES = [[1], [3], [], [0], [4], [2, 5], [1000], [100003], [5]]
HUGE = [[1_000_000], [2]]
SEED_PAIRS = [(87654321, 3), (5, 0), (0, 5), (-1, -2), (2**40 + 7, 2**62 + 5)]
GRAPH_SEEDS = [None, 0, 1, -1, 2**31 - 2, 2**31 - 1, 2**31, 2**40, -(2**33), 1.5]
OP_SEEDS = [None, 0, 3, -1, 2**31 - 2, 2**31 - 1, 2**31, 2**63, -(2**40), 2.0]


def described(value):
    """A result as JSON: whole if it is small, else samples and checksums."""
    flat = np.asarray(value).reshape(-1)
    if flat.size <= 16:
        return {"shape": list(np.shape(value)), "values": flat.tolist()}
    return {
        "shape": list(np.shape(value)),
        "first": flat[:6].tolist(),
        "last": flat[-6:].tolist(),
        "every": flat.size // 8,
        "between": flat[:: flat.size // 8].tolist(),
        "min": flat.min().item(),
        "max": flat.max().item(),
        "sum": float(flat.astype(np.float64).sum()),
        "crc32": zlib.crc32(np.ascontiguousarray(flat).tobytes()),
    }


def runs(op, shapes, seed, seed2, **attributes):
    """The results of one op, run once for each shape in one session."""
    with tf.Graph().as_default(), tf.Session() as session:
        shape = tf.placeholder(tf.int32, [None])
        draw = getattr(tf.raw_ops, op)(shape=shape, seed=seed, seed2=seed2, **attributes)
        return [described(session.run(draw, {shape: wanted})) for wanted in shapes]


def floats():
    for op in ("RandomUniform", "RandomStandardNormal", "TruncatedNormal"):
        for dtype in ("float16", "float32", "float64"):
            for shapes in (SHAPES, HUGE):
                results = runs(op, shapes, 87654321, 3, dtype=dtype)
                yield {"op": op, "dtype": dtype, "seeds": (87654321, 3), "runs": results}
    for seeds in SEED_PAIRS:
        results = runs("RandomUniform", [[3], [2]], *seeds, dtype="float32")
        yield {"op": "RandomUniform", "dtype": "float32", "seeds": seeds, "runs": results}
    # Streams that hold a 0 (float32) or a 1e-9 (float64) under the logarithm.
    for seeds, dtype in (((11, 26), "float32"), ((11, 53), "float64")):
        results = runs("RandomStandardNormal", [[1_000_000]], *seeds, dtype=dtype)
        yield {"op": "RandomStandardNormal", "dtype": dtype, "seeds": seeds, "runs": results}


def integers():
    ranges = [
        ("int32", -5, 1000),
        ("int32", 0, 1),
        ("int32", -(2**31), 2**31 - 1),
        ("int64", -5, 10**15),
        ("int64", -(2**63), 2**63 - 1),
    ]
    for dtype, minval, maxval in ranges:
        bounds = {"minval": tf.as_dtype(dtype).as_numpy_dtype(minval)}
        bounds["maxval"] = tf.as_dtype(dtype).as_numpy_dtype(maxval)
        for shapes in (SHAPES, HUGE):
            results = runs("RandomUniformInt", shapes, 87654321, 3, **bounds)
            yield {"dtype": dtype, "minval": minval, "maxval": maxval, "runs": results}


def shuffles():
    for size in (0, 1, 2, 4, 9, 1000):
        with tf.Graph().as_default(), tf.Session() as session:
            draw = tf.raw_ops.RandomShuffle(value=np.arange(size), seed=87654321, seed2=3)
            yield {"size": size, "runs": [described(session.run(draw)) for _ in range(3)]}


def categories():
    """One row only: with more the result depends on the number of cores."""
    logits = [[0.5, -1.25, 3.0, 0.0, -2.5, 1.75]]
    for dtype in ("float16", "float32", "float64"):
        for samples in (1, 7, 20000):
            with tf.Graph().as_default(), tf.Session() as session:
                draw = tf.raw_ops.Multinomial(
                    logits=np.array(logits, dtype), num_samples=samples, seed=87654321, seed2=3
                )
                results = [described(session.run(draw)) for _ in range(2)]
            yield {"dtype": dtype, "logits": logits, "samples": samples, "runs": results}


def seed_pairs():
    """What tf.get_seed makes of each pair, on a graph that was asked for a seed twice before."""
    for graph_seed in GRAPH_SEEDS:
        for op_seed in OP_SEEDS:
            with tf.Graph().as_default() as graph:
                graph.seed = 1
                tf.get_seed(None)
                tf.get_seed(None)
                graph.seed = graph_seed
                draw = tf.random_uniform([1], seed=op_seed).op
                pair = draw.get_attr("seed"), draw.get_attr("seed2")
            yield {"graph": graph_seed, "op": op_seed, "unseeded": 2, "pair": pair}


def seeded_graph():
    """A graph seed and several ops: their seed pairs, and what they draw."""
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(7)
        draws = [
            tf.random_uniform([3]),
            tf.random_normal([3]),
            tf.random_normal([3], seed=5),
            tf.truncated_normal([5]),
            tf.random_uniform([3], 0, 10, tf.int32),
        ]
        kinds = {"RandomUniform", "RandomStandardNormal", "TruncatedNormal", "RandomUniformInt"}
        ops = [op for op in session.graph.get_operations() if op.type in kinds]
        for op, value in zip(ops, session.run(draws), strict=True):
            pair = op.get_attr("seed"), op.get_attr("seed2")
            yield {"op": op.type, "pair": pair, "values": value.tolist()}


def main():
    record = {
        "tensorflow": tf.__version__,
        "floats": list(floats()),
        "integers": list(integers()),
        "shuffles": list(shuffles()),
        "categories": list(categories()),
        "seed_pairs": list(seed_pairs()),
        "seeded_graph": list(seeded_graph()),
    }
    lines = []
    for name, part in record.items():
        if isinstance(part, list):
            rows = ",\n".join("  " + json.dumps(row) for row in part)
            lines.append(f'"{name}": [\n{rows}\n]')
        else:
            lines.append(f'"{name}": {json.dumps(part)}')
    path = Path(__file__).with_name("philox.json")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
