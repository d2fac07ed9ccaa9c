"""What a search shows: pictures, the page, the progress line; and Optuna's samplers."""

from __future__ import annotations

import io
import re
import sys
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from minigraph import tune
from minigraph.tune.progress import Progress
from minigraph.tune.svg import BEST, colour

SPACE = tune.Space(
    rate=tune.log_uniform(1e-5, 1),
    keep=tune.one_minus_log(0.8, 0.999),
    units=tune.integers(8, 256, log=True),
    kind=tune.choice(["<plain>", "a & b"]),
    extra=tune.uniform(0, 1, when={"kind": "a & b"}),
)


def objective(params: dict[str, Any], trial: tune.LiveTrial) -> float:
    if params["rate"] > 0.2:
        raise ValueError("<diverged> & gone")
    value = float((np.log10(params["rate"]) + 2.5) ** 2 + 0.01)
    for step in range(1, 6):
        trial.report(step, value + 1 / step)
    trial.note(accuracy=0.5, words="<b>")
    return value


RESULT = tune.search(objective, SPACE, 60, seed=1, pruner=tune.Median())
ZOOMED = tune.zoom(objective, SPACE, 3, 12, seed=1)
NOTHING = tune.Result([], SPACE)
FAILED = tune.search(lambda p: 1 / 0, SPACE, 5, seed=0)
ONE = tune.Result(RESULT.trials[:1], SPACE)

PICTURES = {
    "scatter": lambda r: tune.plots.scatter(r, "rate", "keep"),
    "scatter of a choice": lambda r: tune.plots.scatter(r, "kind", "extra"),
    "slices": tune.plots.slices,
    "parallel": tune.plots.parallel,
    "the best tenth": lambda r: tune.plots.parallel(r, best=0.1),
    "curves": tune.plots.curves,
    "best so far": tune.plots.best_so_far,
    "importance": tune.plots.importance,
    "compare": lambda r: tune.plots.compare({"one": [r], "<two>": [r, r]}),
}
NUMBER = r"-?\d+(?:\.\d+)?"


@pytest.mark.parametrize("result", [RESULT, ZOOMED, NOTHING, FAILED, ONE], ids="abcde")
@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_whole_and_stay_within_their_frame(name: str, result: Any) -> None:
    svg = PICTURES[name](result).svg
    tree = ElementTree.fromstring(svg)
    width, height = float(tree.attrib["width"]), float(tree.attrib["height"])
    assert "nan" not in re.sub(r"<text.*?</text>|<title>.*?</title>", "", svg, flags=re.S)
    for element in tree.iter():
        where = [(element.get("cx"), element.get("cy"))] if element.get("cx") else []
        where += [tuple(p.split(",")) for p in element.get("points", "").split()]
        for x, y in where:
            assert -1 <= float(x) <= width + 1
            assert -1 <= float(y) <= height + 1


def places(picture: tune.plots.Picture, trial: int) -> tuple[float, float]:
    for element in ElementTree.fromstring(picture.svg).iter("{http://www.w3.org/2000/svg}circle"):
        title = element.find("{http://www.w3.org/2000/svg}title")
        if title is not None and str(title.text).startswith(f"trial {trial}:"):
            return float(element.attrib["cx"]), float(element.attrib["cy"])
    raise AssertionError(f"trial {trial} is not there")


def test_axes_are_in_the_parameters_own_coordinate() -> None:
    values = [(1e-4, 0.9), (1e-2, 0.99), (1.0, 0.999)]
    space = tune.Space(rate=tune.log_uniform(1e-4, 1), keep=tune.one_minus_log(0.9, 0.999))
    trials = [
        tune.Trial(n, {"rate": rate, "keep": keep}, "done", float(n))
        for n, (rate, keep) in enumerate(values)
    ]
    picture = tune.plots.scatter(tune.Result(trials, space), "rate", "keep")
    (x0, y0), (x1, y1), (x2, y2) = (places(picture, n) for n in range(3))
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.2)
    assert y0 - y1 == pytest.approx(y1 - y2, abs=0.2)
    assert y0 > y1
    assert ">0.99<" in picture.svg
    assert ">0.0001<" in picture.svg


def test_colours_go_from_dark_to_light() -> None:
    def light(worst: float) -> float:
        code = colour(worst)
        red, green, blue = (int(code[i : i + 2], 16) for i in (1, 3, 5))
        return 0.3 * red + 0.59 * green + 0.11 * blue

    lights = [light(worst) for worst in np.linspace(0, 1, 21)]
    assert lights == sorted(lights)
    assert lights[-1] - lights[0] > 150


def test_marks_tell_their_trial_and_text_is_escaped() -> None:
    svg = tune.plots.scatter(RESULT, "rate", "keep").svg
    assert "&lt;diverged&gt; &amp; gone" in svg
    assert "(pruned)" in svg
    assert svg.count("<circle") + svg.count("<path") >= len(RESULT.trials)
    assert "the best" in svg


@pytest.mark.parametrize("result", [RESULT, ZOOMED, NOTHING, FAILED, ONE], ids="abcde")
@pytest.mark.parametrize("name", PICTURES)
def test_a_figure_has_all_that_the_picture_has(name: str, result: Any) -> None:
    pytest.importorskip("matplotlib")
    picture = PICTURES[name](result)
    tags = [e.tag.rpartition("}")[2] for e in ElementTree.fromstring(picture.svg)]
    figure = picture.figure()
    (axes,) = figure.axes
    assert len(axes.lines) == tags.count("polyline") + 2 * tags.count("path")
    assert len(axes.patches) == tags.count("circle") + tags.count("rect")
    texts = [e.text for e in ElementTree.fromstring(picture.svg) if e.tag.endswith("text")]
    assert [text.get_text() for text in axes.texts] == texts
    figure.canvas.draw()


def test_a_figure_counts_in_the_pixels_of_the_picture() -> None:
    agg = pytest.importorskip("matplotlib.backends.backend_agg")
    picture = tune.plots.scatter(RESULT, "rate", "keep")
    canvas = agg.FigureCanvasAgg(picture.figure())
    canvas.draw()
    seen = np.asarray(canvas.buffer_rgba())
    assert seen.shape == (420, 560, 4)
    x, y = places(picture, RESULT.best.number)
    red, green, blue, _ = seen[round(y), round(x)]
    assert f"#{red:02x}{green:02x}{blue:02x}" == BEST


@pytest.mark.parametrize(
    ("ending", "head"), [("png", b"\x89PNG"), ("PDF", b"%PDF"), ("svg", b"<svg")]
)
def test_a_picture_is_saved_as_its_name_says(ending: str, head: bytes, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    path = tmp_path / f"slices.{ending}"
    tune.plots.slices(RESULT).save(path)
    assert path.read_bytes().startswith(head)


def test_what_cannot_be_saved_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("matplotlib")
    picture = tune.plots.slices(RESULT)
    with pytest.raises(ValueError, match="xyz"):
        picture.save(tmp_path / "slices.xyz")
    path = tmp_path / "slices.png"
    path.write_bytes(b"the last one")
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match=r"pip install 'minigraph\[matplotlib\]'"):
        picture.save(path)
    assert [p.name for p in tmp_path.iterdir()] == ["slices.png"]
    assert path.read_bytes() == b"the last one"


def test_a_grid_is_seen_from_the_side() -> None:
    draws = {"grid": tune.Grid({"rate": 5, "keep": 5}).points(SPACE.fix(kind="<plain>", units=8))}
    draws["random"] = SPACE.sample(np.random.default_rng(0), 25)
    svg = tune.plots.projections(SPACE, draws, "rate", "keep").svg
    assert "grid: 25 trials, 5 values of rate" in svg
    assert "random: 25 trials, 25 values of rate" in svg


class Page(HTMLParser):
    """Checks that tags are closed; collects what a page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag != "meta":
            self.open.append(tag)
        self.fetched += [str(v) for k, v in attrs if k in ("src", "href", "data")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("result", [RESULT, ZOOMED, NOTHING, FAILED, ONE], ids="abcde")
def test_report_is_one_page_without_network_and_scripts(result: Any, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    tune.report(result, path, title="A <title>")
    text = path.read_text()
    page = Page()
    page.feed(text)
    assert page.open == []
    assert page.fetched == []
    assert not page.tags & {"script", "link", "img", "iframe"}
    assert "A &lt;title&gt;" in text
    assert "<b>" not in text
    assert "<plain>" not in text
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text)
    if result is RESULT:
        assert text.count("<figure>") == 6
        assert "ValueError: &lt;diverged&gt;" in text
        assert "accuracy" in text
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
    assert path.stat().st_mode & 0o777 == 0o644


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(stream: io.StringIO, **options: Any) -> str:
    line = Progress(4, 1, stream=stream, **options)
    done = tune.Trial(1, {"rate": 0.01, "keep": 0.99}, "done", 0.25)
    line.trial(done, done, SPACE)
    line.trial(tune.Trial(2, {}, "failed", None, error="ValueError: no"), done, SPACE)
    line.trial(tune.Trial(3, {}, "pruned", 0.5), done, SPACE)
    line.close()
    line.close()
    return stream.getvalue()


def test_progress_line() -> None:
    text = told(Terminal(), plain=True)
    last = text.split("\r")[-1]
    assert last.startswith(
        "4/4 trials, best 0.25 (trial 1: rate 0.01, keep 0.99), 1 pruned, 1 fail"
    )
    assert "2/4 trials" in text
    assert "0:00 left" in text
    assert "trial 2 failed: ValueError: no" in text
    assert text.endswith("\n")
    assert told(io.StringIO()) == ""  # no terminal, nothing asked for
    assert told(Terminal(), shown=False) == ""
    assert "\r" not in told(io.StringIO(), shown=True, plain=True)


def test_progress_bar() -> None:
    pytest.importorskip("tqdm")
    text = told(Terminal())
    assert "4/4" in text
    assert "best 0.25" in text
    assert "trial 2 failed" in text


def test_tensorboard_reads_a_search(tmp_path: Path) -> None:
    reader = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    tune.to_tensorboard(RESULT, tmp_path / "runs")
    assert len(list((tmp_path / "runs").iterdir())) == 60
    best = RESULT.best
    run = reader.EventAccumulator(str(tmp_path / "runs" / f"trial_{best.number:04}")).Reload()
    told = [(event.step, event.value) for event in run.Scalars("reported")]
    assert told == [(step, pytest.approx(value)) for step, value in best.curve]
    assert run.Scalars("result")[0].value == pytest.approx(best.value)
    assert "_hparams_/session_start_info" in run.PluginTagToContent("hparams")
    with pytest.raises(FileExistsError, match="not empty"):
        tune.to_tensorboard(RESULT, tmp_path / "runs")


def test_tensorboard_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tensorboard.summary.writer.event_file_writer", None)
    with pytest.raises(ImportError, match="pip install tensorboard"):
        tune.to_tensorboard(RESULT, tmp_path / "runs")


def test_optuna_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(ImportError, match=r"pip install 'minigraph\[optuna\]'"):
        tune.Optuna()


def test_progress_needs_no_tqdm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert "4/4 trials, best 0.25" in told(Terminal())


@pytest.mark.parametrize("name", ["tpe", "cma"])
def test_optuna_samples_the_same_space(name: str, tmp_path: Path) -> None:
    pytest.importorskip("optuna")
    if name == "cma":
        pytest.importorskip("cmaes")
    space = SPACE if name == "tpe" else tune.Space(rate=SPACE["rate"], keep=SPACE["keep"])
    log = tmp_path / "log.jsonl"
    options = {"warn_independent_sampling": False} if name == "cma" else {}
    result = tune.search(
        objective, space, 40, sampler=tune.Optuna(name, **options), seed=3, log=log
    )
    assert all(space.contains(trial.params) for trial in result.trials)
    assert {trial.state for trial in result.trials} <= {"done", "failed"}
    drawn = tune.search(objective, space, 40, seed=3)
    values = [[t.value or 9.0 for t in r.trials[20:]] for r in (result, drawn)]
    assert np.median(values[0]) < 0.7 * np.median(values[1])  # it learns where to look
    again = tune.search(objective, space, 44, sampler=tune.Optuna(name, **options), log=log)
    assert again.trials[:40] == result.trials
    if name == "tpe":
        full = tune.search(objective, space, 44, sampler=tune.Optuna("tpe"), seed=3)
        for one, other in zip(full.trials, again.trials, strict=True):
            assert one.params == pytest.approx(other.params)  # 1 - x is rounded once more


def test_optuna_zooms_and_prunes() -> None:
    optuna = pytest.importorskip("optuna")
    sampler = tune.Optuna(optuna.samplers.TPESampler(seed=1))
    result = tune.zoom(objective, SPACE, 2, 15, sampler=sampler, pruner=tune.Median(), seed=1)
    assert len(result.trials) == 30
    assert all(result.spaces[t.round].contains(t.params) for t in result.trials)
    larger = tune.search(
        lambda p: p["x"],
        {"x": tune.uniform(0, 1)},
        30,
        sampler=tune.Optuna(),
        maximize=True,
        seed=0,
    )
    assert np.median([t.params["x"] for t in larger.trials[15:]]) > 0.7
    with pytest.raises(ValueError, match="no sampler 'bayes'"):
        tune.Optuna("bayes")
