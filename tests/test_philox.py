"""The random streams: Philox's known answers, TensorFlow's recorded draws, and the laws they obey."""

import json
import math
import threading
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minigraph.ops.philox import PhiloxStream, philox4x32
from minigraph.ops.seeds import op_seeds

RECORD = json.loads(Path(__file__).with_name("oracle").joinpath("philox.json").read_text("utf-8"))
METHODS = {
    "RandomUniform": PhiloxStream.uniform,
    "RandomStandardNormal": PhiloxStream.normal,
    "TruncatedNormal": PhiloxStream.truncated_normal,
}
# Units in the last place. The logarithm and the sine or cosine of TensorFlow's C library are off
# by less than 1 each and ours by 1/2 (float32) or 1 (float64); root, products and roundings add
# the rest. A float16 is a rounded float32, so only a tie can go the other way.
ULPS = {"float16": 1, "float32": 4, "float64": 4}


def check(value, recorded, dtype, ulps):
    """Holds a draw against the record of it; `ulps` 0 asks for the same bits."""
    array = np.asarray(value)
    assert array.shape == tuple(recorded["shape"])
    assert array.dtype == dtype
    flat = array.reshape(-1)
    if "values" in recorded:
        parts = [(flat, recorded["values"])]
    else:
        parts = [
            (flat[:6], recorded["first"]),
            (flat[-6:], recorded["last"]),
            (flat[:: recorded["every"]], recorded["between"]),
            (flat.min(keepdims=True), [recorded["min"]]),
            (flat.max(keepdims=True), [recorded["max"]]),
        ]
    for part, wanted in parts:
        expected = np.array(wanted, dtype)
        if ulps:
            np.testing.assert_array_max_ulp(part, expected, maxulp=ulps)
        else:
            np.testing.assert_array_equal(part, expected)
    if "crc32" in recorded:
        if ulps:
            wide = flat.astype(np.float64)
            slack = ulps * float(np.finfo(dtype).eps) * np.abs(wide).sum()
            assert abs(wide.sum() - recorded["sum"]) <= slack
        else:
            assert zlib.crc32(flat.tobytes()) == recorded["crc32"]


def label(row):
    return "-".join(str(part) for key, part in row.items() if key not in ("runs", "logits"))


# The generator


@pytest.mark.parametrize(
    ("counter", "key", "block"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        (
            (0xFFFFFFFF,) * 4,
            (0xFFFFFFFF,) * 2,
            (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
        ),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_known_answers_of_random123(counter, key, block):
    assert philox4x32(np.array([counter] * 3, np.uint32), key).tolist() == [list(block)] * 3


def plain_philox(counter, key):
    """Philox-4x32-10 on Python integers, as its paper writes it."""
    x0, x1, x2, x3 = counter
    k0, k1 = key
    for _ in range(10):
        left, right = x0 * 0xD2511F53, x2 * 0xCD9E8D57
        x0, x1, x2, x3 = (
            (right >> 32) ^ x1 ^ k0,
            right & 0xFFFFFFFF,
            (left >> 32) ^ x3 ^ k1,
            left & 0xFFFFFFFF,
        )
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return [x0, x1, x2, x3]


words32 = st.integers(0, 2**32 - 1)


@given(st.lists(st.tuples(*[words32] * 4), min_size=1, max_size=9), st.tuples(words32, words32))
@settings(max_examples=60, deadline=None)
def test_blocks_are_those_of_the_plain_algorithm(counters, key):
    blocks = philox4x32(np.array(counters, np.uint32), key)
    assert blocks.tolist() == [plain_philox(counter, key) for counter in counters]


@given(
    seed=st.integers(-(2**63), 2**63 - 1).filter(bool),
    seed2=st.integers(-(2**63), 2**63 - 1),
    position=st.integers(0, 2**60),
    size=st.integers(1, 12),
)
@settings(max_examples=60, deadline=None)
def test_a_stream_reads_the_blocks_from_its_position_on(seed, seed2, position, size):
    stream = PhiloxStream(seed, seed2)
    stream.position = position
    drawn = stream.uniform_int((size,), -(2**31), 2**31 - 1, np.int32)
    words = []
    for block in range(position, position + 3):
        counter = block | (seed2 % 2**64) << 64
        split = [counter >> shift & 0xFFFFFFFF for shift in (0, 32, 64, 96)]
        words += plain_philox(split, (seed & 0xFFFFFFFF, seed >> 32 & 0xFFFFFFFF))
    assert drawn.tolist() == [word % (2**32 - 1) - 2**31 for word in words[:size]]


def test_blocks_on_both_sides_of_a_32_bit_carry():
    stream = PhiloxStream(1, 2)
    stream.position = 2**32 - 2
    drawn = stream.uniform_int((16,), -(2**31), 2**31 - 1)
    counters = [[2**32 - 2, 0, 2, 0], [2**32 - 1, 0, 2, 0], [0, 1, 2, 0], [1, 1, 2, 0]]
    words = philox4x32(np.array(counters, np.uint32), (1, 0)).reshape(-1).astype(np.int64)
    np.testing.assert_array_equal(drawn, words % (2**32 - 1) - 2**31)


# TensorFlow's draws


@pytest.mark.parametrize("row", RECORD["floats"], ids=label)
def test_floats_as_recorded(row):
    stream = PhiloxStream(*row["seeds"])
    ulps = 0 if row["op"] == "RandomUniform" else ULPS[row["dtype"]]
    for recorded in row["runs"]:
        value = METHODS[row["op"]](stream, recorded["shape"], row["dtype"])
        check(value, recorded, row["dtype"], ulps)


@pytest.mark.parametrize("row", RECORD["integers"], ids=label)
def test_integers_as_recorded(row):
    stream = PhiloxStream(87654321, 3)
    for recorded in row["runs"]:
        value = stream.uniform_int(recorded["shape"], row["minval"], row["maxval"], row["dtype"])
        check(value, recorded, row["dtype"], 0)


@pytest.mark.parametrize("row", RECORD["shuffles"], ids=label)
def test_permutations_as_recorded(row):
    stream = PhiloxStream(87654321, 3)
    for recorded in row["runs"]:
        check(stream.permutation(row["size"]), recorded, "int64", 0)


@pytest.mark.parametrize("row", RECORD["categories"], ids=label)
def test_categories_as_recorded(row):
    stream = PhiloxStream(87654321, 3)
    logits = np.array(row["logits"], row["dtype"])
    for recorded in row["runs"]:
        check(stream.categorical(logits, row["samples"]), recorded, "int64", 0)


def test_seed_pairs_as_recorded():
    for row in RECORD["seed_pairs"]:
        assert op_seeds(row["graph"], row["op"], row["unseeded"]) == tuple(row["pair"]), row


def test_a_seeded_graph_as_recorded():
    op_seed = {2: 5}  # the third op was given a seed of its own
    asked = 0
    for place, row in enumerate(RECORD["seeded_graph"]):
        pair = op_seeds(7, op_seed.get(place), asked)
        asked += place not in op_seed
        assert pair == tuple(row["pair"])
        stream = PhiloxStream(*pair)
        shape = (len(row["values"]),)
        if row["op"] == "RandomUniformInt":
            assert stream.uniform_int(shape, 0, 10).tolist() == row["values"]
        else:
            expected = np.array(row["values"], np.float32)
            np.testing.assert_array_max_ulp(METHODS[row["op"]](stream, shape), expected, maxulp=4)


# State


def draws(stream):
    """One result of every kind of draw, as bytes."""
    return [
        np.asarray(value).tobytes()
        for value in (
            stream.uniform((7,)),
            stream.normal((3, 3), np.float64),
            stream.truncated_normal((5,)),
            stream.uniform_int((), 0, 9, np.int64),
            stream.permutation(10),
            stream.categorical(np.zeros((2, 3)), 5),
        )
    ]


def test_going_back_to_a_position_repeats_the_draws():
    stream = PhiloxStream(1, 2)
    stream.uniform((3,))
    start = stream.position
    first = draws(stream)
    end = stream.position
    second = draws(stream)
    stream.position = start
    assert draws(stream) == first
    assert stream.position == end
    assert draws(stream) == second
    assert first != second


@pytest.mark.parametrize(
    ("draw", "blocks"),
    [
        (lambda stream: stream.uniform((3, 2), np.float64), 6 * 256),
        (lambda stream: stream.truncated_normal(()), 256),
        (lambda stream: stream.normal((0, 4)), 0),
        (lambda stream: stream.permutation(6), 2),
        (lambda stream: stream.permutation(1), 0),
        (lambda stream: stream.categorical(np.zeros((3, 2)), 5), 3 * 8 * 2 * 256),
    ],
)
def test_how_far_a_run_moves_a_stream(draw, blocks):
    stream = PhiloxStream(1, 2)
    draw(stream)
    assert stream.position == blocks


def test_refused_draws_do_not_move_a_stream():
    stream = PhiloxStream(1, 2)
    with pytest.raises(ValueError, match="Need minval < maxval, got 5 >= 3"):
        stream.uniform_int((2,), 5, 3)
    with pytest.raises(ValueError, match="negative dimensions"):
        stream.uniform((-1,))
    with pytest.raises(
        TypeError, match="uniform numbers come in float16, float32, float64, not in"
    ):
        stream.uniform((2,), np.int32)
    with pytest.raises(
        TypeError, match="uniform integer numbers come in int32, int64, not in float32"
    ):
        stream.uniform_int((2,), 0, 1, np.float32)
    with pytest.raises(TypeError, match="truncated normal numbers come in"):
        stream.truncated_normal((2,), np.longdouble)
    with pytest.raises(ValueError, match="axis"):
        stream.categorical(np.zeros(3), 2)
    assert stream.position == 0
    assert stream.uniform_int((0,), 5, 3).shape == (0,)


def test_threads_share_a_stream_without_overlap():
    shared, serial = PhiloxStream(1, 2), PhiloxStream(1, 2)
    taken = []

    def work():
        taken.extend(tuple(shared.uniform((3,)).tolist()) for _ in range(50))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shared.position == 200 * 3 * 256
    assert sorted(taken) == sorted(tuple(serial.uniform((3,)).tolist()) for _ in range(200))


def test_streams_without_seeds_differ():
    assert PhiloxStream(0, 0).uniform((4,)).tolist() != PhiloxStream(0, 0).uniform((4,)).tolist()


def test_scalars_are_numpy_scalars():
    stream = PhiloxStream(1, 2)
    assert type(stream.uniform(())) is np.float32
    assert type(stream.truncated_normal((), np.float64)) is np.float64
    assert type(stream.uniform_int((), 0, 5, np.int64)) is np.int64


def test_shapes_may_be_arrays():
    stream = PhiloxStream(1, 2)
    assert stream.normal(np.array([2, 3], np.int32)).shape == (2, 3)
    assert stream.uniform_int(np.array([], np.int32), 0, 5).shape == ()


@pytest.mark.parametrize("seed", ["a", 1j, [1]])
def test_seeds_that_are_no_numbers(seed):
    with pytest.raises(TypeError, match="graph seed is an integer or None"):
        op_seeds(seed, None, 0)
    with pytest.raises(TypeError, match="op seed is an integer or None"):
        op_seeds(None, seed, 0)


def test_classes_that_are_not_finite_are_never_drawn():
    logits = np.array(
        [[0.0, -np.inf, np.nan, 0.0, np.inf], [-np.inf, -np.inf, 4.0, -np.inf, np.nan]]
    )
    drawn = PhiloxStream(1, 2).categorical(logits, 4000, np.int32)
    assert drawn.dtype == np.int32
    assert set(drawn[0].tolist()) == {0, 3}
    assert set(drawn[1].tolist()) == {2}


# Laws. The streams are fixed, so these either hold or do not; the bounds are those that a sample of
# this size breaks once in a thousand seeds or less.

SIZE = 200_000


def kolmogorov(sample, law):
    """The largest distance between the sample's distribution and a law, times root n."""
    ordered = np.sort(sample.astype(np.float64))
    steps = np.arange(ordered.size + 1) / ordered.size
    expected = law(ordered)
    distance = max((steps[1:] - expected).max(), (expected - steps[:-1]).max())
    return distance * math.sqrt(ordered.size)


def normal_law(x):
    return np.array([0.5 * math.erfc(-value / math.sqrt(2)) for value in x.tolist()])


def truncated_law(x):
    tail = 0.5 * math.erfc(2 / math.sqrt(2))
    return (normal_law(x) - tail) / (1 - 2 * tail)


# Mean and variance of a standard normal number that lies within +-2, by integration.
TRUNCATED_VARIANCE = 1 - 4 * math.exp(-2) / math.sqrt(2 * math.pi) / math.erf(math.sqrt(2))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("method", "law", "mean", "variance"),
    [
        (PhiloxStream.uniform, lambda x: x, 0.5, 1 / 12),
        (PhiloxStream.normal, normal_law, 0.0, 1.0),
        (PhiloxStream.truncated_normal, truncated_law, 0.0, TRUNCATED_VARIANCE),
    ],
)
def test_continuous_laws(method, law, mean, variance, dtype):
    sample = method(PhiloxStream(2024, 7), (SIZE,), dtype).astype(np.float64)
    assert abs(sample.mean() - mean) < 3.3 * math.sqrt(variance / SIZE)
    # The squares' own deviation is at most that of a normal sample, root 2 times the variance.
    assert abs(sample.var() - variance) < 3.3 * variance * math.sqrt(2 / SIZE)
    assert kolmogorov(sample, law) < 1.95
    neighbours = np.corrcoef(sample[:-1], sample[1:])[0, 1]
    assert abs(neighbours) < 3.3 / math.sqrt(SIZE)


def test_half_precision_laws():
    uniform = PhiloxStream(2024, 7).uniform((SIZE,), np.float16).astype(np.float64)
    counts = np.bincount((uniform * 1024).astype(np.int64), minlength=1024)
    assert counts.size == 1024
    chi2 = ((counts - SIZE / 1024) ** 2 / (SIZE / 1024)).sum()
    assert abs(chi2 - 1023) < 3.3 * math.sqrt(2 * 1023)
    truncated = PhiloxStream(2024, 7).truncated_normal((SIZE,), np.float16)
    assert np.abs(truncated).max() <= 2


def test_ranges():
    stream = PhiloxStream(9, 9)
    for dtype in (np.float16, np.float32, np.float64):
        uniform = stream.uniform((SIZE,), dtype)
        assert 0 <= uniform.min() < 1e-3
        assert 0.999 < float(uniform.max()) < 1
        assert np.abs(stream.truncated_normal((SIZE,), dtype)).max() > 1.99
    for dtype in (np.float32, np.float64):
        assert np.abs(stream.truncated_normal((SIZE,), dtype)).max() < 2


@pytest.mark.parametrize("dtype", [np.int32, np.int64])
def test_integers_are_even(dtype):
    drawn = PhiloxStream(2024, 7).uniform_int((SIZE,), -3, 10, dtype)
    counts = np.bincount(drawn + 3, minlength=13)
    assert counts.size == 13
    chi2 = ((counts - SIZE / 13) ** 2 / (SIZE / 13)).sum()
    assert chi2 < 32.9  # 12 degrees of freedom, one in a thousand


def test_permutations_are_even():
    stream = PhiloxStream(2024, 7)
    first = np.array([stream.permutation(5)[0] for _ in range(2000)])
    counts = np.bincount(first, minlength=5)
    assert ((counts - 400) ** 2 / 400).sum() < 18.5  # 4 degrees of freedom, one in a thousand
    assert sorted(stream.permutation(500).tolist()) == list(range(500))


def test_categories_follow_their_odds():
    odds = np.array([0.1, 0.2, 0.7])
    drawn = PhiloxStream(2024, 7).categorical(np.log(np.stack([odds, odds[::-1]])), SIZE)
    for row, wanted in zip(drawn, (odds, odds[::-1]), strict=True):
        counts = np.bincount(row, minlength=3)
        chi2 = ((counts - SIZE * wanted) ** 2 / (SIZE * wanted)).sum()
        assert chi2 < 13.9  # 2 degrees of freedom, one in a thousand
