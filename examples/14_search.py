"""Hyperparameters: random on the right scale, coarse to fine.

Four parameters of a network with batch normalization are searched, each on its own scale: the
learning rate on a logarithmic one, momentum by its distance from 1, units and batch size by
doublings. Compared, with as many trials each: random points and grids; the rate drawn on its scale
and drawn evenly; one flat round and three that zoom in.

python examples/14_search.py [FOLDER]           a small version, in seconds
python examples/14_search.py FOLDER --full      20 seeds, 81 trials each, as in docs/tune.md; its
                                                logs are in FOLDER/14_logs, and it can be interrupted
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
EPOCHS = 3
DATA = digits.load()
CHECKED, LEARNT = slice(0, 288), slice(288, None)  # of the images for training


def build(units, seed):
    tf.set_random_seed(seed)
    images = tf.placeholder(tf.float32, [None, 64], name="images")
    labels = tf.placeholder(tf.int64, [None], name="labels")
    training = tf.placeholder_with_default(False, [], name="training")
    rate = tf.placeholder(tf.float32, [], name="rate")
    momentum = tf.placeholder(tf.float32, [], name="momentum")
    signal = tf.layers.dense(images, units, use_bias=False)
    signal = tf.layers.batch_normalization(signal, momentum=0.9, training=training)
    scores = tf.layers.dense(tf.nn.relu(signal), 10)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, scores)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        step = tf.train.MomentumOptimizer(rate, momentum).minimize(loss)
    return images, labels, training, rate, momentum, loss, step


def objective(params, trial):
    """The loss of images that were kept apart, after three epochs."""
    with tf.Graph().as_default(), tf.Session() as session:
        images, labels, training, rate, momentum, loss, step = build(params["units"], trial.seed)
        session.run(tf.global_variables_initializer())
        x, y = DATA.train_images, DATA.train_labels
        checked = {images: x[CHECKED], labels: y[CHECKED]}
        chosen = {training: True, rate: params["rate"], momentum: params["momentum"]}
        for epoch in range(EPOCHS):
            seed = trial.seed // 2 + epoch
            for batch in digits.batches(x[LEARNT], y[LEARNT], params["batch"], seed):
                session.run(step, {images: batch[0], labels: batch[1], **chosen})
            reached = float(session.run(loss, checked))
            trial.report(epoch + 1, reached)
        test = {images: DATA.test_images, labels: DATA.test_labels}
        trial.note(test=float(session.run(loss, test)))
        return reached


def searches(trials):
    """What is compared: name -> a search with so many trials, given its seed and its log."""
    values = round(trials ** (1 / len(SPACE)))
    rounds = [trials - 2 * (trials // 3), trials // 3, trials // 3]

    def flat(space, sampler="random"):
        return lambda seed, log: tune.search(
            objective, space, trials, sampler=sampler, seed=seed, log=log
        )

    return {
        "random": flat(SPACE),
        "grid": flat(SPACE, tune.Grid(values)),
        "grid of centres": flat(SPACE, tune.Grid(values, centres=True)),
        "rate drawn evenly": flat(EVEN_RATE),
        "three rounds of zoom": lambda seed, log: tune.zoom(
            objective, SPACE, 3, rounds, seed=seed, log=log
        ),
    }


def compare(trials, seeds, logs):
    """Runs all; name -> the results, one for each seed."""
    found = {name: [] for name in searches(trials)}
    for seed in range(seeds):
        for name, run in searches(trials).items():
            log = None if logs is None else logs / f"{name.replace(' ', '_')}_{seed}.jsonl"
            found[name].append(run(seed, log))
    print(f"medians of {seeds} searches of {trials} trials   checked   test   wins of random")
    for name, results in found.items():
        checked = [result.best.value for result in results]
        test = [result.best.notes["test"] for result in results]
        wins = sum(a.best.value < b for a, b in zip(found["random"], checked, strict=True))
        told = "" if name == "random" else f"{wins:3} of {seeds}"
        print(f"{name:33}   {np.median(checked):.4f}   {np.median(test):.4f}   {told}")
    return found


def main(folder="pictures", full=""):
    full, folder = full == "--full", Path(folder)
    trials, seeds = (81, 20) if full else (16, 1)
    found = compare(trials, seeds, folder / "14_logs" if full else None)

    draw = np.random.default_rng(0)
    draws = {"grid": tune.Grid({"rate": 5, "momentum": 5}).points(SPACE)}
    draws["random"] = SPACE.sample(draw, 25)
    seen = [len({point["rate"] for point in points}) for points in draws.values()]
    print(f"25 trials: a grid sees {seen[0]} learning rates, random points {seen[1]}")
    betas = SPACE["momentum"].sample(draw, 100_000)
    print(f"momentum: the median of 100,000 draws is {np.median(betas):.3f}")
    tune.plots.projections(SPACE, draws, "rate", "momentum").save(folder / "14_points.svg")

    flat, zoomed = found["random"][0], found["three rounds of zoom"][0]
    pruned = tune.search(objective, SPACE, trials, seed=0, pruner=tune.Halving())
    epochs = [sum(len(t.curve) for t in result.trials) for result in (flat, pruned)]
    print(f"successive halving: {epochs[1]} epochs in place of {epochs[0]}")
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
        build(64, 0)
        tf.draw(graph, f"{folder}/14_network", ["png", "svg"], title="What is tuned")


if __name__ == "__main__":
    main(*sys.argv[1:])
