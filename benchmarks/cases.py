"""The cases: which model, how many steps make a round, and the goals.

A goal is the most that minigraph may take, as a ratio to another engine: of time to TensorFlow's
and to that of the NumPy program, of memory to the NumPy program's. The graphs of a few scalars have
no goal beside NumPy: what is left there is the call of `session.run`, which `build.py` measures.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from benchmarks import by_hand, models
from benchmarks.by_hand_lstm import Lstm

BY_HAND = 1.1  # as fast as what one would write, but for a tenth
MEMORY = 1.2


class Case(NamedTuple):
    """One line of the table."""

    title: str
    model: Callable[[Any], models.Model]
    by_hand: Callable[[], Any]
    steps: int  # steps in a round
    rounds: int  # rounds unless the caller says otherwise
    goals: dict[str, float]  # time, as a ratio to each engine that has one
    memory_goal: float | None = MEMORY  # as a ratio to the NumPy program's
    # True: a round builds the graph and its gradients, opens a session and takes the first step.
    # False: that was done before, a round takes `steps` further ones.
    from_nothing: bool = False


def beside(tensorflow: float) -> dict[str, float]:
    """The goals of a case that is compared with both."""
    return {"numpy": BY_HAND, "tensorflow": tensorflow}


CASES: dict[str, Case] = {
    "square": Case(
        "(w-5)^2, step", models.square, by_hand.Square, 1000, 21, {"tensorflow": 0.03}, None
    ),
    "square-fed": Case(
        "(w-5)^2, coefficients fed, step",
        models.square_fed,
        by_hand.SquareFed,
        500,
        21,
        {"tensorflow": 0.05},
        None,
    ),
    "softmax": Case(
        "softmax regression, batch 100, step",
        models.softmax_regression,
        by_hand.SoftmaxRegression,
        100,
        21,
        beside(0.3),
    ),
    "scalar-step": Case(
        "10,000 scalar operations, step",
        models.scalar_graph,
        by_hand.ScalarGraph,
        3,
        11,
        beside(0.1),
        None,
    ),
    "scalar-first": Case(
        "10,000 scalar operations, graph + gradients + first step",
        models.scalar_graph,
        by_hand.ScalarGraph,
        1,
        3,
        {"tensorflow": 0.2},
        None,
        from_nothing=True,
    ),
    "network": Case(
        "network with batch normalization, step",
        models.batch_norm_network,
        by_hand.BatchNormNetwork,
        8,
        15,
        beside(1.25),
    ),
    "adam": Case(
        "network with batch normalization and Adam, step",
        models.adam_network,
        by_hand.AdamNetwork,
        8,
        15,
        beside(1.0),
    ),
    "elementwise": Case(
        "20 elementwise operations on 4 million numbers, step",
        models.elementwise,
        by_hand.Elementwise,
        1,
        9,
        beside(0.5),
    ),
    "lstm": Case("LSTM of 28 times, step", models.lstm, Lstm, 4, 11, beside(1.1)),
    "lenet": Case(
        "two convolutions with pooling, step", models.lenet, by_hand.LeNet, 2, 11, beside(1.6)
    ),
    "words": Case(
        "word2vec with noise-contrastive loss, step",
        models.word_vectors,
        by_hand.WordVectors,
        20,
        21,
        beside(0.8),
    ),
    "attention": Case(
        "attention with eight heads, step",
        models.attention,
        by_hand.Attention,
        8,
        15,
        beside(1.05),
    ),
    "matmul": Case(
        "product of five 1024x1024 matrices",
        models.matmul_chain,
        by_hand.MatmulChain,
        1,
        11,
        beside(1.05),
    ),
}
