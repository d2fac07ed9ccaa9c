"""Options of the tests."""

from __future__ import annotations

from typing import Any


def pytest_addoption(parser: Any) -> None:
    parser.addoption(
        "--random-graphs",
        type=int,
        default=2000,
        help="how many random programs are compared with TensorFlow; for more than those whose "
        "answers are recorded (2,000), MINIGRAPH_ORACLE must name a Python that has TensorFlow",
    )
    parser.addoption(
        "--asked-anew",
        type=int,
        default=40,
        help="how many programs of each family, and how many ops, are put to the TensorFlow that "
        "MINIGRAPH_ORACLE names, to see whether it still says what is recorded; 0: all",
    )


def pytest_generate_tests(metafunc: Any) -> None:
    if "first_seed" in metafunc.fixturenames:
        count = metafunc.config.getoption("--random-graphs")
        metafunc.parametrize("first_seed", range(0, count, 100))
