"""Programs of TensorFlow 0.x: names that 1.0 changed work, orders that it changed are refused."""

import pytest

import minigraph as tf

X = [[1.0, 2.0], [3.0, 4.0]]


def value(tensor):
    return tf.Session().run(tensor)


@pytest.mark.parametrize(
    ("old", "new", "arguments"),
    [
        ("mul", "multiply", (X, 2.0)),
        ("sub", "subtract", (X, 2.0)),
        ("neg", "negative", (X,)),
        ("inv", "reciprocal", (X,)),
        ("select", "where", ([[True, False], [False, True]], X, [[0.0, 0.0], [0.0, 0.0]])),
        ("pack", "stack", ([X, X], 1)),
        ("concat_v2", "concat", ([X, X], 1)),
        ("complex_abs", "abs", ([3.0 + 4.0j],)),
        ("batch_matrix_inverse", "matrix_inverse", ([X],)),
        ("batch_cholesky", "cholesky", ([[2.0, 1.0], [1.0, 2.0]],)),
        ("batch_matrix_band_part", "matrix_band_part", ([X], 0, -1)),
    ],
)
def test_old_name(old, new, arguments):
    first, second = getattr(tf, old)(*arguments), getattr(tf, new)(*arguments)
    assert first.op.type == second.op.type
    assert value(first).tolist() == value(second).tolist()


def test_names_of_nodes():
    with tf.Graph().as_default():
        assert tf.pack([1, 2]).name == "pack:0"
        assert tf.unpack(tf.constant([1, 2]))[1].name == "unpack:1"
        assert tf.mul(1, 2).name == "Mul:0"


def test_contrib_losses():
    """Predictions first; a weight for each example, whatever the shape of the losses."""
    labels = [[0.0, 1.0], [1.0, 0.0]]
    for name in ("mean_squared_error", "absolute_difference", "sigmoid_cross_entropy"):
        old = getattr(tf.contrib.losses, name)(X, labels, [0.5, 2.0])
        new = getattr(tf.losses, name)(labels, X, [[0.5], [2.0]])
        assert value(old) == value(new)
    assert value(tf.contrib.losses.softmax_cross_entropy(X, labels)) == value(
        tf.losses.softmax_cross_entropy(labels, X)
    )


def test_contrib_accuracy():
    right = tf.contrib.metrics.accuracy([1, 2, 3], [1, 0, 3], [1.0, 1.0, 2.0])
    assert value(right) == 0.75
    with pytest.raises(ValueError, match="integer"):
        tf.contrib.metrics.accuracy([1.0], [1.0])
    with pytest.raises(ValueError, match="match"):
        tf.contrib.metrics.accuracy([True], [1])


def test_listdiff():
    numbers, places = tf.listdiff([1, 2, 3, 4], [2, 4])
    assert value([numbers, places])[1].tolist() == [0, 2]


@pytest.mark.parametrize(
    ("call", "error", "advice"),
    [
        (lambda x: tf.concat(0, [x, x]), ValueError, r"tf.concat\(values, axis\)"),
        (lambda x: tf.split(0, 2, x), TypeError, r"tf.split\(value, num_or_size_splits, axis\)"),
        *(
            (lambda x, f=f: getattr(tf.nn, f)(x, x), ValueError, r"\(labels=..., logits=...\)")
            for f in (
                "softmax_cross_entropy_with_logits",
                "sparse_softmax_cross_entropy_with_logits",
                "sigmoid_cross_entropy_with_logits",
            )
        ),
    ],
)
def test_old_order(call, error, advice):
    """Where 1.0 changed the order of arguments, silence would give wrong numbers."""
    with pytest.raises(error, match=advice):
        call(tf.constant(X))
