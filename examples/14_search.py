"""Hyperparameters: random on the right scale, coarse to fine.

Four parameters of a network with batch normalization are searched, each on its own scale: the
learning rate on a logarithmic one, momentum (Adam's beta1) by its distance from 1, units and batch
size by doublings. Compared, with as many trials each: random points and grids; the rate drawn on
its scale and drawn evenly; one flat round and three that zoom in.

python examples/14_search.py [FOLDER]           a small version, in seconds
python examples/14_search.py FOLDER --full      with 20 seeds, as in docs/tune.md; its logs are in
                                                FOLDER/14_logs, and it can be interrupted
"""

import sys
from pathlib import Path

import digits
import numpy as np

import minigraph as tf
from minigraph import tune

SPACE = tune.Space(
    rate=tune.log_uniform(1e-5, 1),
    momentum=tune.one_minus_log(0.8, 0.999),
    units=tune.integers(8, 256, log=True),
    batch=tune.integers(16, 128, log=True),
)
EVEN_RATE = tune.Space({**SPACE.parameters, "rate": tune.uniform(1e-5, 1)})
EPOCHS = 2
DATA = digits.load()
CHECKED, LEARNT = slice(0, 288), slice(288, None)  # of the images for training


def build(params, seed):
    tf.set_random_seed(seed)
    images = tf.placeholder(tf.float32, [None, 64], name="images")
    labels = tf.placeholder(tf.int64, [None], name="labels")
    training = tf.placeholder_with_default(False, [], name="training")
    signal = tf.layers.dense(images, params["units"], use_bias=False)
    signal = tf.layers.batch_normalization(signal, momentum=0.9, training=training)
    scores = tf.layers.dense(tf.nn.relu(signal), 10)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, scores)
    adam = tf.train.AdamOptimizer(params["rate"], beta1=params["momentum"])
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        step = adam.minimize(loss)
    return images, labels, training, loss, step


def objective(params, trial):
    """The loss of images that were kept apart, after some epochs."""
    with tf.Graph().as_default(), tf.Session() as session:
        images, labels, training, loss, step = build(params, trial.seed)
        session.run(tf.global_variables_initializer())
        x, y = DATA.train_images, DATA.train_labels
        for epoch in range(params.get("epochs", EPOCHS)):
            seed = trial.seed // 2 + epoch
            for batch in digits.batches(x[LEARNT], y[LEARNT], params["batch"], seed):
                session.run(step, {images: batch[0], labels: batch[1], training: True})
            reached = float(session.run(loss, {images: x[CHECKED], labels: y[CHECKED]}))
            trial.report(epoch + 1, reached)
        test = {images: DATA.test_images, labels: DATA.test_labels}
        trial.note(test=float(session.run(loss, test)))
        return reached


def compare(few, many, seed, logs=None):
    """Ways of searching with `few` trials, and with `many`: name -> result."""

    def log(name):
        return None if logs is None else logs / f"{name}_{seed}.jsonl"

    def flat(name, space, trials, sampler="random"):
        return tune.search(objective, space, trials, sampler=sampler, seed=seed, log=log(name))

    values = round(few ** (1 / len(SPACE)))
    whole = flat("random", SPACE, many)
    rounds = [many - 2 * (many // 3), many // 3, many // 3]
    return {
        f"random, {few}": tune.Result(whole.trials[:few], SPACE),  # a seed's trials never change
        f"grid, {few}": flat("grid", SPACE, few, tune.Grid(values)),
        f"grid of centres, {few}": flat("centres", SPACE, few, tune.Grid(values, centres=True)),
        f"rate drawn evenly, {few}": flat("even", EVEN_RATE, few),
        f"one flat round, {many}": whole,
        f"three rounds of zoom, {many}": tune.zoom(
            objective, SPACE, 3, rounds, seed=seed, log=log("zoom")
        ),
    }


def tell(found):
    """A table of medians; `found` is name -> results, one for each seed."""
    print("searches, and their trials   checked: median and quartiles   test")
    for name, results in found.items():
        low, middle, high = np.quantile(
            [result.best.value for result in results], [0.25, 0.5, 0.75]
        )
        test = np.median([result.best.notes["test"] for result in results])
        print(f"{name:26}   {middle:.4f}   {low:.4f} ... {high:.4f}    {test:.4f}")


def main(folder="pictures", full=""):
    full, folder = full == "--full", Path(folder)
    few, many, seeds = (16, 81, 20) if full else (16, 18, 1)
    logs = folder / "14_logs" if full else None
    ways = [compare(few, many, seed, logs) for seed in range(seeds)]
    found = {name: [way[name] for way in ways] for name in ways[0]}
    tell(found)

    draw = np.random.default_rng(0)
    draws = {"grid": tune.Grid({"rate": 5, "momentum": 5}).points(SPACE)}
    draws["random"] = SPACE.sample(draw, 25)
    seen = [len({point["rate"] for point in points}) for points in draws.values()]
    print(f"25 trials: a grid sees {seen[0]} learning rates, random points {seen[1]}")
    betas = SPACE["momentum"].sample(draw, 100_000)
    print(f"momentum: the median of 100,000 draws is {np.median(betas):.3f}")
    tune.plots.projections(SPACE, draws, "rate", "momentum").save(folder / "14_points.svg")

    flat, zoomed = found[f"one flat round, {many}"][0], found[f"three rounds of zoom, {many}"][0]
    longer = tune.Space({**SPACE.parameters, "epochs": 8 if full else 4})
    halving = tune.Halving(first=1, factor=2)
    pruned = tune.search(objective, longer, many, seed=0, pruner=halving)
    epochs = sum(len(trial.curve) for trial in pruned.trials)
    print(f"with pruning {epochs} epochs in place of {many * (8 if full else 4)}")
    print(zoomed.table(3))
    pictures = {
        "14_compared": tune.plots.compare(found),
        "14_scatter": tune.plots.scatter(flat, "rate", "momentum"),
        "14_slices": tune.plots.slices(flat),
        "14_parallel": tune.plots.parallel(flat, best=0.5),
        "14_importance": tune.plots.importance(flat),
        "14_zoom": tune.plots.best_so_far(zoomed),
        "14_zoom_scatter": tune.plots.scatter(zoomed, "rate", "momentum"),
        "14_curves": tune.plots.curves(pruned, across="epoch"),
    }
    for name, picture in pictures.items():
        picture.save(folder / f"{name}.svg")
    if full:
        tune.report(zoomed, folder / "14_report.html", title="Digits: three rounds of zoom")
    with tf.Graph().as_default() as graph:
        build(SPACE.middle(), 0)
        tf.draw(graph, f"{folder}/14_network", ["png", "svg"], title="What is tuned")


if __name__ == "__main__":
    main(*sys.argv[1:])
