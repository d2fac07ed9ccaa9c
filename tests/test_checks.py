"""What stops a run or prints: check_numerics, Assert, Print, tf.assert_*, py_func."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import minigraph as tf
from minigraph.ops.checks import summary


@pytest.fixture(autouse=True)
def fresh_graph() -> Iterator[None]:
    with tf.Graph().as_default():
        yield


# ------------------------------------------------------------------------------- summaries
# The right-hand sides are what TensorFlow 2.21's tf.Assert shows for these values.
@pytest.mark.parametrize(
    ("value", "limit", "text"),
    [
        (np.arange(6, dtype=np.float32).reshape(2, 3), 3, "[0 1 2]..."),
        (np.arange(6, dtype=np.float32).reshape(2, 3), -1, "[0 1 2][3 4 5]"),
        (np.arange(6, dtype=np.float32).reshape(2, 3), 2, "[0 1...]..."),
        (np.float32([1.5, 2, 3, 4]), 3, "1.5 2 3..."),
        (np.float32(3.25), 3, "3.25"),
        (np.int32([[1, 2], [3, 4]]), 3, "[1 2][3...]..."),
        (np.array([b"a", b"bc"], object), 3, "a bc"),
        (np.array([True, False]), 3, "1 0"),
        (np.arange(24).reshape(2, 3, 4), 3, "[[0 1 2...]]..."),
        (np.arange(24).reshape(2, 3, 4), 2, "[[0 1...]]..."),
        (np.float32([]), 3, ""),
        (np.float64(1) / 3, 3, "0.33333333333333331"),
        (np.float32(1) / np.float32(3), 3, "0.333333343"),
        (np.float32([1e10, 1e-10, 1234567, np.nan, np.inf]), -1, "1e+10 1e-10 1234567 nan inf"),
        (np.float16([1.5, 0.1]), 3, "1.5 0.0999755859"),
    ],
)
def test_values_are_shown_as_tensorflow_shows_them(value: Any, limit: int, text: str) -> None:
    assert summary(value, limit) == text


# ------------------------------------------------------------------------------- Print
def printed(capfd: pytest.CaptureFixture[str]) -> str:
    return capfd.readouterr().err


def test_print_writes_to_stderr_and_passes_its_input_on(capfd: pytest.CaptureFixture[str]) -> None:
    x = tf.placeholder(tf.float32, [None])
    y = tf.Print(x, [x, tf.shape(x), "s"], "x: ")
    assert tf.Session().run(y, {x: [1.0, 2.0]}).tolist() == [1.0, 2.0]
    assert printed(capfd) == "x: [1 2][2][s]\n"


def test_print_stops_after_first_n_runs_of_each_session(capfd: pytest.CaptureFixture[str]) -> None:
    y = tf.Print(tf.constant(1.0), [tf.constant(7)], first_n=2)
    for _ in range(2):
        session = tf.Session()
        for _ in range(3):
            session.run(y)
    assert printed(capfd) == "[7]\n" * 4


def test_print_is_neither_dropped_nor_merged(capfd: pytest.CaptureFixture[str]) -> None:
    x = tf.constant([1.0, 2.0])
    twice = tf.Print(x, [x], "a") + tf.Print(x, [x], "a")
    tf.Session().run(twice)
    assert printed(capfd) == "a[1 2]\n" * 2


def test_print_has_a_gradient() -> None:
    x = tf.constant(3.0)
    (slope,) = tf.gradients(tf.Print(x, []) * x, x)
    assert tf.Session().run(slope) == 6.0


# ------------------------------------------------------------------------------- check_numerics
@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([1.0, np.nan], "loss : Tensor had NaN values"),
        ([1.0, -np.inf], "loss : Tensor had Inf values"),
        ([np.inf, np.nan], "loss : Tensor had Inf and NaN values"),
    ],
)
def test_check_numerics_names_what_it_found(values: list[float], text: str) -> None:
    x = tf.placeholder(tf.float32, [None])
    checked = tf.check_numerics(x, "loss")
    session = tf.Session()
    assert session.run(checked, {x: [1.0]}).tolist() == [1.0]
    with pytest.raises(tf.errors.InvalidArgumentError, match=text) as caught:
        session.run(checked, {x: values})
    assert caught.value.op is checked.op


def test_check_numerics_checks_its_gradient() -> None:
    x = tf.placeholder(tf.float32, [])
    (slope,) = tf.gradients(tf.sqrt(tf.check_numerics(x, "root")), x)
    session = tf.Session()
    assert session.run(slope, {x: 4.0}) == 0.25
    with pytest.raises(tf.errors.InvalidArgumentError, match="gradient of 'CheckNumerics'"):
        session.run(slope, {x: 0.0})


def test_a_tensor_verified_as_finite_is_checked_before_it_is_used() -> None:
    x = tf.placeholder(tf.float32, [None])
    y = tf.verify_tensor_all_finite(x, "input") * 0.0
    with pytest.raises(tf.errors.InvalidArgumentError, match="input : Tensor had NaN"):
        tf.Session().run(y, {x: [np.nan]})


def test_add_check_numerics_ops_names_the_first_bad_tensor() -> None:
    x = tf.placeholder(tf.float32, [], name="x")
    y = tf.log(x, name="y")
    tf.exp(y, name="z")
    check = tf.add_check_numerics_ops()
    session = tf.Session()
    session.run(check, {x: 1.0})
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^y:0 : Tensor had Inf"):
        session.run(check, {x: 0.0})


def test_add_check_numerics_ops_refuses_control_flow() -> None:
    tf.cond(tf.constant(True), lambda: tf.constant(1.0), lambda: tf.constant(2.0))
    with pytest.raises(ValueError, match="control flow"):
        tf.add_check_numerics_ops()


# ------------------------------------------------------------------------------- Assert
def test_assert_shows_its_data() -> None:
    x = tf.placeholder(tf.float32, [None])
    with tf.control_dependencies([tf.Assert(tf.reduce_all(x > 0.0), ["x is", x], summarize=2)]):
        y = tf.identity(x)
    session = tf.Session()
    assert session.run(y, {x: [1.0]}).tolist() == [1.0]
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"assertion failed: \[x is\] \[1 -2\.\.\.\]"
    ):
        session.run(y, {x: [1.0, -2.0, 3.0]})


def test_a_failed_assertion_leaves_variables_as_they_were() -> None:
    v = tf.Variable(1.0)
    update = v.assign(2.0)
    with tf.control_dependencies([update]):
        check = tf.Assert(tf.constant(False), [v])
    session = tf.Session()
    session.run(v.initializer)
    with pytest.raises(tf.errors.InvalidArgumentError):
        session.run(check)
    assert session.run(v) == 1.0


@pytest.mark.parametrize(
    ("condition", "data", "error"),
    [(True, 3.0, TypeError), (True, [], ValueError), (tf.constant([True]), ["x"], ValueError)],
)
def test_assert_refuses_what_it_cannot_take(condition: Any, data: Any, error: Any) -> None:
    with pytest.raises(error, match=r"tf\.Assert"):
        tf.Assert(condition, data)


# ------------------------------------------------------------------------------- assert_*
HOLDS: dict[str, tuple[Any, Any, Any]] = {  # name: x, a y for which it holds, one for which not
    "assert_equal": ([1, 2], [1, 2], [1, 3]),
    "assert_none_equal": ([1, 2], [3, 4], [3, 2]),
    "assert_less": ([1, 2], [2, 3], [2, 2]),
    "assert_less_equal": ([1, 2], [1, 2], [1, 1]),
    "assert_greater": ([1, 2], [0, 1], [0, 2]),
    "assert_greater_equal": ([1, 2], [1, 2], [1, 3]),
}


@pytest.mark.parametrize("name", HOLDS)
def test_a_comparison_of_known_values_is_decided_at_build_time(name: str) -> None:
    x, good, bad = HOLDS[name]
    tf.Session().run(getattr(tf, name)(x, good))
    with pytest.raises(tf.errors.InvalidArgumentError, match="did not hold element-wise"):
        getattr(tf, name)(x, bad, message="no")


@pytest.mark.parametrize("name", HOLDS)
def test_a_comparison_of_fed_values_is_decided_in_the_run(name: str) -> None:
    x, good, bad = HOLDS[name]
    p = tf.placeholder(tf.int32, [None])
    check = getattr(tf, name)(x, p, message="no")
    session = tf.Session()
    assert session.run(check, {p: good}) is None
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"assertion failed: \[no\]"):
        session.run(check, {p: bad})


SIGNS: dict[str, tuple[list[float], list[float]]] = {
    "assert_positive": ([1.0, 2.0], [1.0, 0.0]),
    "assert_negative": ([-1.0, -2.0], [-1.0, 0.0]),
    "assert_non_negative": ([0.0, 2.0], [0.0, -1.0]),
    "assert_non_positive": ([0.0, -2.0], [0.0, 1.0]),
}


@pytest.mark.parametrize("name", SIGNS)
def test_signs(name: str) -> None:
    good, bad = SIGNS[name]
    p = tf.placeholder(tf.float32, [None])
    check = getattr(tf, name)(p, message="no")
    session = tf.Session()
    assert session.run(check, {p: good}) is None
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\[no\.  \] \[Condition x"):
        session.run(check, {p: bad})
    with pytest.raises(tf.errors.InvalidArgumentError, match="did not hold"):
        getattr(tf, name)(bad)


def test_assert_near_has_a_tolerance_of_both_kinds() -> None:
    p = tf.placeholder(tf.float32, [None])
    check = tf.assert_near([1.0, 100.0], p, rtol=0.01, atol=0.1)
    session = tf.Session()
    assert session.run(check, {p: [1.05, 100.9]}) is None
    with pytest.raises(tf.errors.InvalidArgumentError, match="rtol"):
        session.run(check, {p: [1.05, 110.0]})


def test_ranks_known_at_build_time_need_no_check() -> None:
    x = tf.placeholder(tf.float32, [None, 3])
    for check in (
        tf.assert_rank(x, 2),
        tf.assert_rank_at_least(x, 1),
        tf.assert_rank_in(x, (1, 2)),
    ):
        assert check.type == "NoOp"
    for claim, rank in (
        (tf.assert_rank, 1),
        (tf.assert_rank_at_least, 3),
        (tf.assert_rank_in, (1, 3)),
    ):
        with pytest.raises(ValueError, match=r"must have rank.*Received rank 2, shape \(\?, 3\)"):
            claim(x, rank)
    with pytest.raises(ValueError, match="scalar"):
        tf.assert_rank(x, [2])
    with pytest.raises(TypeError, match="int32"):
        tf.assert_rank(x, 2.0)


@pytest.mark.parametrize(
    ("claim", "rank", "good", "bad"),
    [
        (tf.assert_rank, 1, [1.0], 1.0),
        (tf.assert_rank_at_least, 1, [[1.0]], 1.0),
        (tf.assert_rank_in, (0, 2), 1.0, [1.0]),
    ],
)
def test_unknown_ranks_are_checked_in_the_run(claim: Any, rank: Any, good: Any, bad: Any) -> None:
    x = tf.placeholder(tf.float32)
    check = claim(x, rank)
    session = tf.Session()
    assert session.run(check, {x: good}) is None
    with pytest.raises(tf.errors.InvalidArgumentError, match="must have rank"):
        session.run(check, {x: bad})


def test_a_rank_may_be_fed() -> None:
    rank = tf.placeholder(tf.int32)
    check = tf.assert_rank(tf.zeros([2, 3]), rank)
    session = tf.Session()
    assert session.run(check, {rank: 2}) is None
    with pytest.raises(tf.errors.InvalidArgumentError, match="must have rank"):
        session.run(check, {rank: 1})
    with pytest.raises(tf.errors.InvalidArgumentError, match="Rank must be a scalar"):
        session.run(check, {rank: [2]})


def test_types() -> None:
    i, f, h = tf.constant(1), tf.constant(1.0), tf.constant(1.0, tf.float16)
    assert tf.assert_type(f, tf.float32).type == "NoOp"
    assert tf.assert_integer(i).type == "NoOp"
    assert tf.assert_same_float_dtype([None, f, f]) is tf.float32
    assert tf.assert_same_float_dtype([h], tf.float16) is tf.float16
    assert tf.assert_same_float_dtype() is tf.float32
    for refused in (
        lambda: tf.assert_type(f, tf.int32),
        lambda: tf.assert_integer(f),
        lambda: tf.assert_proper_iterable(f),
        lambda: tf.assert_proper_iterable("abc"),
        lambda: tf.assert_proper_iterable(3),
    ):
        with pytest.raises(TypeError):
            refused()
    for wrong, text in (
        (lambda: tf.assert_same_float_dtype([f, h]), "must be of the same type"),
        (lambda: tf.assert_same_float_dtype([i]), "Expected floating point type"),
        (lambda: tf.assert_scalar(tf.zeros([2])), "Expected scalar shape"),
        (lambda: tf.assert_scalar(tf.placeholder(tf.float32)), "Expected scalar shape"),
    ):
        with pytest.raises(ValueError, match=text):
            wrong()


# ------------------------------------------------------------------------------- tf.print
@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_print_writes_to_the_stream_of_the_run(name: str, capsys: Any) -> None:
    op = tf.print("x:", tf.constant([1.5, 2.0]), output_stream=getattr(sys, name), end="!\n")
    assert op.type == "PrintV2"
    tf.Session().run(op)
    assert getattr(capsys.readouterr(), name.removeprefix("std")) == "x: [1.5 2]!\n"


@pytest.mark.parametrize(
    ("stream", "letter"),
    [(logging.info, "I"), (logging.warning, "W"), (logging.error, "E"), (logging.WARNING, "W")],
)
def test_print_logs_a_line_with_the_time(stream: Any, letter: str, capsys: Any) -> None:
    tf.Session().run(tf.print("loss", tf.constant(2), output_stream=stream))
    line = capsys.readouterr().err
    assert re.fullmatch(rf"\d+-\d+-\d+ \d+:\d+:\d+\.\d+: {letter} minigraph\] loss 2\n", line)


def test_print_runs_where_something_depends_on_it(capsys: Any) -> None:
    x = tf.constant(3)
    with tf.control_dependencies([tf.print("now", x)]):
        y = tf.identity(x)
    session = tf.Session()
    session.run(x)
    assert capsys.readouterr().err == ""
    session.run([y, y])
    assert capsys.readouterr().err == "now 3\n"


def test_print_shows_complex_numbers(capsys: Any) -> None:
    """TensorFlow has only a question mark for them."""
    tf.Session().run(tf.print(tf.constant([1 + 2j])))
    assert "1+2j" in capsys.readouterr().err


# ------------------------------------------------------------------------------- py_function
def test_no_gradient_goes_through_py_function() -> None:
    x = tf.constant(2.0)
    y = tf.py_function(lambda v: v * v, [x], tf.float32)
    with pytest.raises(LookupError, match="through tf"):
        tf.gradients(y, x)


def test_py_function_gives_text_and_numbers_a_method_numpy() -> None:
    def joined(text: Any, number: Any) -> Any:
        return text.numpy() + str(int(number.numpy())).encode()

    y = tf.py_function(joined, [tf.constant("a"), tf.constant(5)], tf.string)
    assert tf.Session().run(y) == b"a5"


# ------------------------------------------------------------------------------- py_func
def test_py_func_gives_several_results_or_none() -> None:
    calls: list[Any] = []
    low, high = tf.py_func(lambda x: (x.min(), x.max()), [[3.0, 1.0]], [tf.float32, tf.float32])
    effect = tf.py_func(calls.append, [tf.constant(5)], [])
    session = tf.Session()
    assert session.run([low, high]) == [1.0, 3.0]
    assert isinstance(effect, tf.Operation)
    session.run(effect)
    session.run(effect)
    assert calls == [5, 5]


def test_py_func_takes_and_returns_text() -> None:
    y = tf.py_func(lambda s: s.decode().upper(), [tf.constant("abc")], tf.string)
    assert tf.Session().run(y) == b"ABC"


def test_py_func_keeps_no_hold_of_the_functions_array() -> None:
    own = np.zeros(2, np.float32)

    def count() -> Any:
        own[:] += 1
        return own

    y = tf.py_func(count, [], tf.float32)
    session = tf.Session()
    first = session.run(y)
    session.run(y)
    assert first.tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("func", "types", "error", "text"),
    [
        (lambda x: 1 / 0, tf.float32, tf.errors.UnknownError, "ZeroDivisionError"),
        (lambda x: int("a"), tf.int32, tf.errors.InvalidArgumentError, "ValueError"),
        (lambda x: np.float64(1), tf.float32, tf.errors.InvalidArgumentError, "expects float32"),
        (lambda x: (x, x), [tf.float32], tf.errors.InvalidArgumentError, "expects to see 1"),
    ],
)
def test_py_func_fails_as_tensorflows(func: Any, types: Any, error: Any, text: str) -> None:
    y = tf.py_func(func, [tf.constant(1.0)], types)
    with pytest.raises(error, match=text):
        tf.Session().run(y)
