"""The cases: which model, how many steps make a round, and the goal.

A goal is the most that the ratio of minigraph's time to TensorFlow's may be.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from benchmarks import by_hand, models
from benchmarks.by_hand_lstm import Lstm


class Case(NamedTuple):
    """One line of the table."""

    title: str
    model: Callable[[Any], models.Model]
    by_hand: Callable[[], Any]
    steps: int  # steps in a round
    rounds: int  # rounds unless the caller says otherwise
    goal: float
    # True: a round builds the graph and its gradients, opens a session and takes the first step.
    # False: that was done before, a round takes `steps` further ones.
    from_nothing: bool = False


CASES: dict[str, Case] = {
    "square": Case("(w-5)^2, step", models.square, by_hand.Square, 1000, 21, 0.05),
    "square-fed": Case(
        "(w-5)^2, coefficients fed, step", models.square_fed, by_hand.SquareFed, 500, 21, 0.1
    ),
    "softmax": Case(
        "softmax regression, batch 100, step",
        models.softmax_regression,
        by_hand.SoftmaxRegression,
        100,
        21,
        0.4,
    ),
    "scalar-step": Case(
        "10,000 scalar operations, step", models.scalar_graph, by_hand.ScalarGraph, 3, 11, 0.2
    ),
    "scalar-first": Case(
        "10,000 scalar operations, graph + gradients + first step",
        models.scalar_graph,
        by_hand.ScalarGraph,
        1,
        3,
        0.2,
        from_nothing=True,
    ),
    "network": Case(
        "network with batch normalization, step",
        models.batch_norm_network,
        by_hand.BatchNormNetwork,
        8,
        15,
        1.25,
    ),
    "adam": Case(
        "network with batch normalization and Adam, step",
        models.adam_network,
        by_hand.AdamNetwork,
        8,
        15,
        1.0,
    ),
    "elementwise": Case(
        "20 elementwise operations on 4 million numbers, step",
        models.elementwise,
        by_hand.Elementwise,
        1,
        9,
        0.5,
    ),
    "lstm": Case("LSTM of 28 times, step", models.lstm, Lstm, 4, 11, 1.1),
    "lenet": Case("two convolutions with pooling, step", models.lenet, by_hand.LeNet, 2, 11, 2.0),
    "words": Case(
        "word2vec with noise-contrastive loss, step",
        models.word_vectors,
        by_hand.WordVectors,
        20,
        21,
        1.0,
    ),
    "attention": Case(
        "attention with eight heads, step", models.attention, by_hand.Attention, 8, 15, 1.15
    ),
    "matmul": Case(
        "product of five 1024x1024 matrices", models.matmul_chain, by_hand.MatmulChain, 1, 11, 1.1
    ),
}
