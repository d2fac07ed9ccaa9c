"""Bytes of examples and tensors: what damaged ones do, round trips, the real forms of scripts."""

from __future__ import annotations

import contextlib
import random
from typing import Any

import numpy as np
import pytest

import minigraph as tf
from minigraph.io.tensor_proto import TensorProto
from minigraph.io.wire import DecodeError, packed_varints, read_varints


def value(fetches: Any) -> Any:
    with tf.Session() as sess:
        return sess.run(fetches)


@pytest.fixture(autouse=True)
def _fresh_graph() -> None:
    tf.reset_default_graph()


def test_varints_go_both_ways() -> None:
    numbers = np.array([0, 1, 127, 128, 300, 2**32, 2**63, 2**64 - 1], np.uint64)
    np.testing.assert_array_equal(read_varints(packed_varints(numbers)), numbers)
    assert packed_varints([]) == b""
    assert read_varints(b"").size == 0


def record() -> Any:
    made = tf.train.SequenceExample()
    made.context.feature["a"].int64_list.value.extend([1, -2, 2**62])
    made.context.feature["b"].bytes_list.value.append(b"text")
    made.context.feature["f"].float_list.value.extend([0.5, 1.5])
    for step in ([1], [2, 3]):
        made.feature_lists.feature_list["w"].feature.add().int64_list.value.extend(step)
    return made


@pytest.mark.parametrize("kind", [tf.train.SequenceExample, tf.train.Example, TensorProto])
def test_damaged_messages_are_errors_only(kind: Any) -> None:
    """Any bytes give a message or a DecodeError, whatever was done to them."""
    generator = random.Random(7)
    whole = {
        TensorProto: tf.make_tensor_proto([[1.0, 2.0]]).SerializeToString(),
    }.get(kind, record().SerializeToString())
    for _ in range(3000):
        data = bytearray(whole)
        for _ in range(generator.randrange(1, 4)):
            data[generator.randrange(len(data))] = generator.randrange(256)
        cut = bytes(data[: generator.randrange(len(data) + 1)])
        try:
            message = kind.FromString(cut)
        except DecodeError:
            continue
        assert kind.FromString(message.SerializeToString()) == message


def test_damaged_records_are_invalid_arguments() -> None:
    generator = random.Random(8)
    data = tf.placeholder(tf.string, [None])
    one = tf.placeholder(tf.string, [])
    parsed = [
        *tf.io.parse_sequence_example(
            data,
            {"a": tf.VarLenFeature(tf.int64), "b": tf.FixedLenFeature([], tf.string)},
            {"w": tf.VarLenFeature(tf.int64)},
        )[:2],
        tf.parse_example(data, {"f": tf.FixedLenSequenceFeature([], tf.float32, True)}),
        tf.parse_tensor(one, tf.float32),
    ]
    tensor = tf.serialize_tensor([[1.5, 2.5]])
    whole = record().SerializeToString()
    with tf.Session() as sess:
        proto = sess.run(tensor)
        for _ in range(400):
            damaged = [bytearray(whole), bytearray(proto)]
            for part in damaged:
                part[generator.randrange(len(part))] = generator.randrange(256)
            feeds = {data: [bytes(damaged[0])], one: bytes(damaged[1])}
            for fetch in parsed:
                with contextlib.suppress(tf.errors.InvalidArgumentError):
                    sess.run(fetch, feeds)


def test_messages_within_messages_end() -> None:
    data = b""
    for _ in range(5000):
        data = b"\x0a" + bytes(packed_varints([len(data)])) + data
    with pytest.raises(DecodeError):
        tf.train.Example.FromString(data)


def test_a_large_list_is_packed_at_once() -> None:
    image = np.arange(30000) % 256
    made = tf.train.Example(
        features=tf.train.Features(
            feature={"image": tf.train.Feature(int64_list=tf.train.Int64List(value=image))}
        )
    )
    parsed = tf.parse_single_example(
        made.SerializeToString(), {"image": tf.FixedLenFeature([100, 300], tf.int64)}
    )
    np.testing.assert_array_equal(value(parsed["image"]).ravel(), image)


def test_a_message_is_part_of_its_owner_once_it_is_written() -> None:
    made = tf.train.Example()
    features = made.features
    assert not made.HasField("features")
    features.feature["a"].int64_list.value.append(1)
    assert made.features.feature["a"].int64_list.value == [1]
    with pytest.raises(TypeError, match="as_bytes"):
        features.feature["b"].bytes_list.value.append("text")
    with pytest.raises(ValueError, match="it has: features"):
        tf.train.Example(feature=None)


def test_texts_pass_between_steps() -> None:
    """Stacked and joined strings that another step takes have no buffer of their own."""
    a = tf.placeholder(tf.string, [2])
    stacked = tf.encode_base64(tf.stack([a, a]))
    joined = tf.encode_base64(tf.concat([a, a], 0))
    with tf.Session() as sess:
        first, second = sess.run([stacked, joined], {a: ["x", "yz"]})
    assert first.tolist() == [[b"eA", b"eXo"]] * 2
    assert second.tolist() == [b"eA", b"eXo"] * 2
