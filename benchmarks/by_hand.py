"""The models of `models.py` written out in NumPy by hand, gradients included.

This is the mark to measure a run-time by: no graph, float32 everywhere, scalars as `np.float32`
(much faster than arrays of rank 0), constants made before the loop, arrays reused in place where
that reads naturally. Each class sets its values up, `run`s a number of steps and shows `results` in
the order of the model's results.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from benchmarks import data
from minigraph.ops.candidate_draws import LogUniformLaw, Sampler

f32 = np.float32


def own(starts: list[np.ndarray]) -> list[np.ndarray]:
    """A program's own variables, with these starting values."""
    return [start.copy() for start in starts]


class Square:
    """(w-5)^2."""

    def __init__(self) -> None:
        self.w = f32(0)

    def run(self, steps: int) -> None:
        """Take `steps` steps."""
        w, rate, two, ten = self.w, f32(data.SQUARE_RATE), f32(2), f32(10)
        for _ in range(steps):
            w = w - rate * (two * w - ten)
        self.w = w

    def results(self) -> list[np.ndarray]:
        """w."""
        return [np.asarray(self.w)]


class SquareFed:
    """The same with coefficients that come with every step."""

    def __init__(self) -> None:
        self.w = f32(0)
        self.feed = data.coefficients()

    def run(self, steps: int) -> None:
        """Take `steps` steps."""
        w, rate, two = self.w, f32(data.SQUARE_RATE), f32(2)
        for _ in range(steps):
            x = self.feed.astype(f32)
            w = w - rate * (two * x[0, 0] * w + x[1, 0])
        self.w = w

    def results(self) -> list[np.ndarray]:
        """w."""
        return [np.asarray(self.w)]


def _error_of_softmax(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The gradient of the mean cross entropy with respect to `logits`, whose memory it takes."""
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=1, keepdims=True)
    logits -= labels
    logits *= f32(1 / len(labels))
    return logits


class SoftmaxRegression:
    """Softmax regression."""

    def __init__(self) -> None:
        self.weights = np.zeros((data.INPUTS, data.CLASSES), f32)
        self.bias = np.zeros(data.CLASSES, f32)
        self.batches = data.batches(data.SOFTMAX_BATCH)

    def run(self, steps: int) -> None:
        """Take `steps` steps, from the first batch on."""
        rate = f32(data.SOFTMAX_RATE)
        for number in range(steps):
            x, y = self.batches[number % len(self.batches)]
            logits = x @ self.weights
            logits += self.bias
            error = _error_of_softmax(logits, y)
            self.weights -= rate * (x.T @ error)
            self.bias -= rate * error.sum(axis=0)

    def results(self) -> list[np.ndarray]:
        """Weights and bias."""
        return [self.weights, self.bias]


class ScalarGraph:
    """The chain of 10,000 operations on scalars."""

    def __init__(self) -> None:
        self.a, self.b = f32(data.CHAIN_A), f32(data.CHAIN_B)

    def run(self, steps: int) -> None:
        """Take `steps` steps."""
        a, b, rate, sin, cos = self.a, self.b, f32(data.CHAIN_RATE), np.sin, np.cos
        for _ in range(steps):
            value, values, angles = a, [], []
            for _ in range(data.CHAIN_LINKS):
                values.append(value)
                angle = value * a + b
                angles.append(angle)
                value = sin(angle) - b
            above, for_a, for_b = f32(1), f32(0), f32(0)
            for value, angle in zip(reversed(values), reversed(angles), strict=True):
                inner = above * cos(angle)
                for_a += inner * value
                for_b += inner - above
                above = inner * a
            a, b = a - rate * (for_a + above), b - rate * for_b
        self.a, self.b = a, b

    def results(self) -> list[np.ndarray]:
        """a and b."""
        return [np.asarray(self.a), np.asarray(self.b)]


class _HiddenLayer:
    """Product, batch normalization, relu."""

    def __init__(self, weights: np.ndarray) -> None:
        self.weights = weights
        self.gamma = np.ones(weights.shape[1], f32)
        self.beta = np.zeros(weights.shape[1], f32)

    def forward(self, x: np.ndarray) -> np.ndarray:
        """The layer's outputs; keeps what `backward` needs."""
        centred = x @ self.weights
        centred -= centred.mean(axis=0)
        variance = np.square(centred).mean(axis=0)
        self.scale = f32(1) / np.sqrt(variance + f32(data.EPSILON))
        centred *= self.scale
        self.x, self.normal = x, centred
        self.output = self.normal * self.gamma
        self.output += self.beta
        return np.maximum(self.output, 0, out=self.output)

    def backward(self, error: np.ndarray) -> np.ndarray:
        """The gradient with respect to the layer's product; keeps those of gamma and beta.

        `error` is the gradient with respect to the outputs; its memory is used.
        """
        error *= self.output > 0
        for_beta = error.sum(axis=0)
        for_gamma = np.einsum("ij,ij->j", error, self.normal)
        share = f32(1 / len(error))
        self.normal *= for_gamma * share
        error -= self.normal
        error -= for_beta * share
        error *= self.gamma * self.scale
        self.gradients = for_gamma, for_beta
        return error


class BatchNormNetwork:
    """784-512-512-10 with batch normalization."""

    def __init__(self) -> None:
        first, second, self.last = own(data.network_weights())
        self.first, self.second = _HiddenLayer(first), _HiddenLayer(second)
        self.batches = data.batches(data.NETWORK_BATCH)

    def run(self, steps: int) -> None:
        """Take `steps` steps, from the first batch on."""
        first, second = self.first, self.second
        for number in range(steps):
            x, y = self.batches[number % len(self.batches)]
            low = first.forward(x)
            high = second.forward(low)
            error = _error_of_softmax(high @ self.last, y)
            for_last = high.T @ error
            error = second.backward(error @ self.last.T)
            for_second = low.T @ error
            error = first.backward(error @ second.weights.T)
            gradients = [x.T @ error, for_second, for_last, *first.gradients, *second.gradients]
            self.update(gradients)

    def update(self, gradients: list[np.ndarray]) -> None:
        """A step of gradient descent."""
        rate = f32(data.NETWORK_RATE)
        for value, gradient in zip(self.results(), gradients, strict=True):
            value -= rate * gradient

    def results(self) -> list[np.ndarray]:
        """Weights of all layers, then gamma and beta of each hidden one."""
        first, second = self.first, self.second
        learnt = [first.gamma, first.beta, second.gamma, second.beta]
        return [first.weights, second.weights, self.last, *learnt]


class AdamNetwork(BatchNormNetwork):
    """The same network, trained by Adam."""

    def __init__(self) -> None:
        super().__init__()
        self.means = [np.zeros_like(value) for value in self.results()]
        self.squares = [np.zeros_like(value) for value in self.results()]
        self.power1, self.power2 = f32(data.BETA1), f32(data.BETA2)

    def update(self, gradients: list[np.ndarray]) -> None:
        """A step of Adam."""
        beta1, beta2, epsilon = f32(data.BETA1), f32(data.BETA2), f32(data.ADAM_EPSILON)
        rate = f32(data.ADAM_RATE) * np.sqrt(f32(1) - self.power2) / (f32(1) - self.power1)
        slots = zip(self.results(), self.means, self.squares, gradients, strict=True)
        for value, mean, square, gradient in slots:
            mean += (gradient - mean) * (f32(1) - beta1)
            square += (gradient * gradient - square) * (f32(1) - beta2)
            value -= rate * mean / (np.sqrt(square) + epsilon)
        self.power1 *= beta1
        self.power2 *= beta2


class Elementwise:
    """Twenty elementwise operations and their gradient."""

    def __init__(self) -> None:
        self.numbers = data.numbers().copy()

    def run(self, steps: int) -> None:
        """Take `steps` steps."""
        rate, factor, shift = f32(data.NUMBERS_RATE), f32(1.5), f32(0.25)
        for _ in range(steps):
            signal, kept = self.numbers, []
            for _ in range(data.ROUNDS):
                bent = np.tanh(signal * factor + shift)
                kept.append((signal, bent))
                signal = bent * signal
            error = np.ones_like(signal)
            for before, bent in reversed(kept):
                slope = (f32(1) - bent * bent) * factor
                slope *= before
                slope += bent
                error *= slope
            self.numbers -= rate * error

    def results(self) -> list[np.ndarray]:
        """The numbers."""
        return [self.numbers]


class _Convolution:
    """Convolution with padding SAME, bias, relu, pooling by 2 x 2."""

    def __init__(self, weights: np.ndarray) -> None:
        self.weights = weights
        self.bias = np.zeros(weights.shape[-1], f32)

    def forward(self, x: np.ndarray) -> np.ndarray:
        """The layer's outputs; keeps what `backward` needs."""
        window, depth = len(self.weights), self.weights.shape[2]
        edge = window // 2
        self.size = x.shape
        padded = np.pad(x, ((0, 0), (edge, edge), (edge, edge), (0, 0)))
        views = sliding_window_view(padded, (window, window), axis=(1, 2))
        batch, height, width = x.shape[:3]
        self.patches = views.transpose(0, 1, 2, 4, 5, 3).reshape(-1, window * window * depth)
        output = self.patches @ self.weights.reshape(-1, len(self.bias))
        output += self.bias
        np.maximum(output, 0, out=output)
        self.output = output.reshape(batch, height // 2, 2, width // 2, 2, -1)
        self.pooled = self.output.max(axis=(2, 4))
        return self.pooled

    def backward(self, error: np.ndarray, rate: np.float32, further: bool) -> np.ndarray | None:
        """Take a step along the gradient; the gradient with respect to x if it goes `further`."""
        error = error * (self.pooled > 0)
        spread = np.zeros_like(self.output)
        left = np.ones(error.shape, bool)
        for row in (0, 1):
            for column in (0, 1):
                first = left & (self.output[:, :, row, :, column] == self.pooled)
                left ^= first
                spread[:, :, row, :, column] = error * first
        product = spread.reshape(len(self.patches), -1)
        for_weights = self.patches.T @ product
        for_x = (
            self.unfold(product @ self.weights.reshape(for_weights.shape).T) if further else None
        )
        self.weights -= rate * for_weights.reshape(self.weights.shape)
        self.bias -= rate * product.sum(axis=0)
        return for_x

    def unfold(self, patches: np.ndarray) -> np.ndarray:
        """The sum of all patches at their places."""
        window = len(self.weights)
        batch, height, width, depth = self.size
        edge = window // 2
        total = np.zeros((batch, height + 2 * edge, width + 2 * edge, depth), f32)
        parts = patches.reshape(batch, height, width, window, window, depth)
        for row in range(window):
            for column in range(window):
                total[:, row : row + height, column : column + width] += parts[:, :, :, row, column]
        return total[:, edge : edge + height, edge : edge + width]


class LeNet:
    """Two convolutions and a layer on top."""

    def __init__(self) -> None:
        first, second, self.last = own(data.conv_weights())
        self.first, self.second = _Convolution(first), _Convolution(second)
        self.batches = data.batches(data.CONV_BATCH)

    def run(self, steps: int) -> None:
        """Take `steps` steps, from the first batch on."""
        rate, side = f32(data.CONV_RATE), data.CONV_SIDE
        for number in range(steps):
            x, y = self.batches[number % len(self.batches)]
            low = self.first.forward(x.reshape(-1, side, side, 1))
            high = self.second.forward(low)
            flat = high.reshape(len(x), -1)
            error = _error_of_softmax(flat @ self.last, y)
            for_high = (error @ self.last.T).reshape(high.shape)
            self.last -= rate * (flat.T @ error)
            for_low = self.second.backward(for_high, rate, further=True)
            assert for_low is not None
            self.first.backward(for_low, rate, further=False)

    def results(self) -> list[np.ndarray]:
        """Weights of all layers, then the biases of the convolutions."""
        first, second = self.first, self.second
        return [first.weights, second.weights, self.last, first.bias, second.bias]


class MatmulChain:
    """The product of five matrices."""

    def __init__(self) -> None:
        self.matrices = own(data.matrices())

    def run(self, steps: int) -> None:
        """Work the product out `steps` times."""
        first, *rest = self.matrices
        for _ in range(steps):
            product = first
            for matrix in rest:
                product = product @ matrix
            self.mean_square = np.square(product).mean()

    def results(self) -> list[np.ndarray]:
        """The mean square of the product's entries."""
        return [np.asarray(self.mean_square)]


class WordVectors:
    """word2vec with noise-contrastive loss. Only the draws of the noise are minigraph's."""

    def __init__(self) -> None:
        self.vectors = data.word_vectors().copy()
        self.weights = np.zeros((data.WORDS, data.WORD_SIZE), f32)
        self.biases = np.zeros(data.WORDS, f32)
        self.noise = Sampler(LogUniformLaw(data.WORDS), {"seed": 87654321, "seed2": data.WORD_SEED})
        self.pairs = data.word_pairs()

    def run(self, steps: int) -> None:
        """Take `steps` steps, from the first batch on."""
        rate = f32(data.WORD_RATE / data.WORD_BATCH)
        for number in range(steps):
            words, neighbours = self.pairs[number % len(self.pairs)]
            noise, true_count, noise_count = self.noise.run(neighbours, data.WORD_NOISE, True)
            true = neighbours[:, 0]
            x, w_true, w_noise = self.vectors[words], self.weights[true], self.weights[noise]
            to_true = np.einsum("ij,ij->i", x, w_true)
            to_true += self.biases[true] - np.log(true_count[:, 0])
            to_noise = x @ w_noise.T
            to_noise += self.biases[noise] - np.log(noise_count)
            error_true = -rate / (1 + np.exp(to_true))
            error_noise = rate / (1 + np.exp(-to_noise))
            to_x = error_true[:, None] * w_true
            to_x += error_noise @ w_noise
            np.subtract.at(self.vectors, words, to_x)
            np.subtract.at(self.weights, true, error_true[:, None] * x)
            np.subtract.at(self.weights, noise, error_noise.T @ x)
            np.subtract.at(self.biases, true, error_true)
            np.subtract.at(self.biases, noise, error_noise.sum(axis=0))

    def results(self) -> list[np.ndarray]:
        """Vectors, weights and biases."""
        return [self.vectors, self.weights, self.biases]


class Attention:
    """The block of attention."""

    def __init__(self) -> None:
        self.weights = own(data.attention_weights())
        self.batches = data.sentences()

    def run(self, steps: int) -> None:
        """Take `steps` steps, from the first batch on."""
        rate, scale = f32(data.ATTENTION_RATE), f32(data.HEAD_SIZE**-0.5)
        shape = data.SENTENCES, data.LENGTH, data.HEADS, data.HEAD_SIZE
        for number in range(steps):
            x, y = (
                part.reshape(-1, part.shape[-1]) for part in self.batches[number % data.BATCHES]
            )
            parts = [(x @ of).reshape(shape).transpose(0, 2, 1, 3) for of in self.weights[:3]]
            queries, keys, values = parts
            odds = queries @ keys.swapaxes(2, 3)
            odds *= scale
            odds -= odds.max(axis=-1, keepdims=True)
            np.exp(odds, out=odds)
            odds /= odds.sum(axis=-1, keepdims=True)
            mixed = (odds @ values).transpose(0, 2, 1, 3).reshape(x.shape)
            error = x + mixed @ self.weights[3]
            error -= y
            error *= f32(2 / error.size)

            to_mixed = (error @ self.weights[3].T).reshape(shape).transpose(0, 2, 1, 3)
            to_odds = to_mixed @ values.swapaxes(2, 3)
            to_odds -= (to_odds * odds).sum(axis=-1, keepdims=True)
            to_odds *= odds
            to_odds *= scale
            to_parts = [
                to_odds @ keys,
                to_odds.swapaxes(2, 3) @ queries,
                odds.swapaxes(2, 3) @ to_mixed,
            ]
            self.weights[3] -= rate * (mixed.T @ error)
            for weights, part in zip(self.weights, to_parts, strict=False):
                weights -= rate * (x.T @ part.transpose(0, 2, 1, 3).reshape(x.shape))

    def results(self) -> list[np.ndarray]:
        """The weights."""
        return self.weights
