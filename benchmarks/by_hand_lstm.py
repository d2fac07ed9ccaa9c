"""The LSTM of `models.py` written out in NumPy by hand, its way back through time included."""

import numpy as np

from benchmarks import data
from benchmarks.by_hand import _error_of_softmax, f32, own


def sigmoid(x: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-x))."""
    return f32(1) / (f32(1) + np.exp(-x))


class Lstm:
    """An LSTM over the rows of images."""

    def __init__(self) -> None:
        self.weights, self.last = own(data.lstm_weights())
        self.bias = np.zeros(4 * data.UNITS, f32)
        self.batches = data.batches(data.LSTM_BATCH)

    def run(self, steps: int) -> None:
        """Take `steps` steps, from the first batch on."""
        rate = f32(data.LSTM_RATE)
        for number in range(steps):
            x, y = self.batches[number % len(self.batches)]
            output, kept = self.forward(x.reshape(-1, data.TIMES, data.ROW))
            error = _error_of_softmax(output @ self.last, y)
            for_weights, for_bias = self.backward(error @ self.last.T, kept)
            self.last -= rate * (output.T @ error)
            self.weights -= rate * for_weights
            self.bias -= rate * for_bias

    def forward(self, rows: np.ndarray) -> tuple[np.ndarray, list]:
        """The last output, and what the way back needs of each time."""
        state = output = np.zeros((len(rows), data.UNITS), f32)
        kept = []
        for time in range(data.TIMES):
            inputs = np.concatenate([rows[:, time], output], axis=1)
            gates = inputs @ self.weights
            gates += self.bias
            i, new, forget, out = np.split(gates, 4, axis=1)
            i, new, out = sigmoid(i), np.tanh(new), sigmoid(out)
            forget = sigmoid(forget + f32(data.FORGET))
            before, state = state, state * forget + i * new
            bent = np.tanh(state)
            output = bent * out
            kept.append((inputs, i, new, forget, out, before, bent))
        return output, kept

    def backward(self, to_output: np.ndarray, kept: list) -> tuple[np.ndarray, np.ndarray]:
        """The gradients of weights and bias."""
        for_weights = np.zeros_like(self.weights)
        for_bias = np.zeros_like(self.bias)
        to_state = np.zeros_like(to_output)
        one = f32(1)
        for inputs, i, new, forget, out, before, bent in reversed(kept):
            to_state = to_state + to_output * out * (one - bent * bent)
            error = np.concatenate(
                [
                    to_state * new * i * (one - i),
                    to_state * i * (one - new * new),
                    to_state * before * forget * (one - forget),
                    to_output * bent * out * (one - out),
                ],
                axis=1,
            )
            for_weights += inputs.T @ error
            for_bias += error.sum(axis=0)
            to_output = (error @ self.weights.T)[:, data.ROW :]
            to_state = to_state * forget
        return for_weights, for_bias

    def results(self) -> list[np.ndarray]:
        """Weights, bias, weights on top."""
        return [self.weights, self.bias, self.last]
