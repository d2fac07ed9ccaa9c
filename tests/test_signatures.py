"""Every public name has TF1's arguments, in its order, with its defaults.

`data/tf1_signatures.tsv` is written from TensorFlow by `python -m tests.oracle.record_signatures`;
`data/engine_names.txt` lists the names that must be there.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import minigraph as tf
from tests.oracle.signatures import MISSING, describe, resolve

DATA = Path(__file__).parent / "data"
# Message classes of protocol buffers: their fields, not a signature, are their interface.
MESSAGES = ("(*args, **kwargs)", "")
# Signatures that only later TensorFlows have: TensorFlow 1's stands here.
ONE = {
    "tf.DType": "(type_enum)",
    "tf.dtypes.DType": "(type_enum)",
    "tf.size": "(input, name=None, out_type=tf.int32)",
    # index_type is of a later TensorFlow: it stands after all that TensorFlow 1 has
    "tf.math.top_k": "(input, k=1, sorted=True, name=None, index_type=tf.int32)",
    "tf.nn.top_k": "(input, k=1, sorted=True, name=None, index_type=tf.int32)",
    # alg, a choice of the generator, is of a later TensorFlow
    "tf.random.stateless_normal": (
        "(shape, seed, mean=0.0, stddev=1.0, dtype=tf.float32, name=None)"
    ),
    "tf.random.stateless_truncated_normal": (
        "(shape, seed, mean=0.0, stddev=1.0, dtype=tf.float32, name=None)"
    ),
    "tf.random.stateless_uniform": (
        "(shape, seed, minval=0, maxval=None, dtype=tf.float32, name=None)"
    ),
    # positional arguments are refused: before TensorFlow 1.0 logits came first
    "tf.nn.softmax_cross_entropy_with_logits": (
        "(_sentinel=None, labels=None, logits=None, dim=-1, name=None, axis=None)"
    ),
    "tf.nn.sparse_softmax_cross_entropy_with_logits": (
        "(_sentinel=None, labels=None, logits=None, name=None)"
    ),
    "tf.nn.sigmoid_cross_entropy_with_logits": (
        "(_sentinel=None, labels=None, logits=None, name=None)"
    ),
    "tf.train.Optimizer": "(use_locking, name)",
    # beta is of a later TensorFlow
    "tf.train.FtrlOptimizer": (
        "(learning_rate, learning_rate_power=-0.5, initial_accumulator_value=0.1, "
        "l1_regularization_strength=0.0, l2_regularization_strength=0.0, use_locking=False, "
        "name='Ftrl', accum_name=None, linear_name=None, "
        "l2_shrinkage_regularization_strength=0.0)"
    ),
}
# Arguments at the end that only later TensorFlows have.
LATER = (", skip_gradients_aggregation=False", ", use_own_namescope_for_non_slot_vars=False")


def table() -> dict[str, tuple[str, str]]:
    lines = (DATA / "tf1_signatures.tsv").read_text().splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return {name: (kind, signature) for name, kind, signature in rows}


def required() -> list[str]:
    lines = (DATA / "engine_names.txt").read_text().splitlines()
    parts = [line.split(": ") for line in lines if line and not line.startswith("#")]
    return [f"{prefix}.{name}" for prefix, names in parts for name in names.split()]


TABLE = table()
PRESENT = [name for name in TABLE if resolve(tf, name) is not MISSING]


@pytest.mark.parametrize("name", required())
def test_name_is_there(name: str) -> None:
    assert resolve(tf, name) is not MISSING


@pytest.mark.parametrize("name", PRESENT)
def test_signature_is_tf1s(name: str) -> None:
    want_kind, want = TABLE[name]
    kind, signature = describe(tf, resolve(tf, name))
    callables = ("function", "class")
    assert (kind in callables) == (want_kind in callables), f"{name} is a {kind}"
    if want_kind in callables and want not in MESSAGES:
        for argument in LATER:
            want = want.replace(argument, "")
        assert signature == ONE.get(name, want)


def test_required_names_are_tf1s() -> None:
    assert [name for name in required() if name not in TABLE] == []
